/* SPDX-License-Identifier: Apache-2.0
 * plain.c - any bytes are text in some encoding. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(plain_read, data, size);
	return 0;
}
