/* SPDX-License-Identifier: Apache-2.0
 * jsonl.c - any bytes are lines, JSON or not. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(jsonl_read, data, size);
	return 0;
}
