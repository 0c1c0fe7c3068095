/* SPDX-License-Identifier: Apache-2.0
 * zip.c - any bytes are an archive, or a damaged one. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(zip_read, data, size);
	return 0;
}
