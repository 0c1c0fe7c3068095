/* SPDX-License-Identifier: Apache-2.0
 * pdf.c - any bytes are a PDF, or too damaged to be opened. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(pdf_read, data, size);
	return 0;
}
