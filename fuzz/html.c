/* SPDX-License-Identifier: Apache-2.0
 * html.c - any bytes are a web page. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(html_read, data, size);
	return 0;
}
