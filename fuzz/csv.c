/* SPDX-License-Identifier: Apache-2.0
 * csv.c - any bytes are a table, or a table that is refused. */
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(csv_read, data, size);
	return 0;
}
