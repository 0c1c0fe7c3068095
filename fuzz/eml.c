/* SPDX-License-Identifier: Apache-2.0
 * eml.c - any bytes are an e-mail, or nearly one. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(eml_read, data, size);
	return 0;
}
