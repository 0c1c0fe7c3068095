/* SPDX-License-Identifier: Apache-2.0
 * reading.c - any bytes are the answer of a worker in somebody's hands: what is believed of it
 * keeps the limits, and the rest is not believed. */
#include "base/limits.h"
#include "fuzz/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading r;
	struct buf frames;

	buf_init(&frames, EXTRACT_OUTPUT_MAX);
	put_ready(&frames);
	buf_add(&frames, slice_of(data, size));
	reading_take(&frames, &r);
	FUZZ_CHECK(frames.data == NULL);
	FUZZ_CHECK((r.status == READING_READ) == (r.reason[0] == '\0'));
	FUZZ_CHECK(slice_is_utf8(r.text, NULL) && slice_find(r.text, '\0') == r.text.n);
	FUZZ_CHECK(r.child_count <= ATTACHMENTS_MAX && r.column_count <= TABLE_COLUMNS_MAX);
	FUZZ_CHECK(r.status != READING_UNREADABLE || r.child_count + r.row_count + r.text.n == 0);
	check_rows(&r);
	reading_finish(&r);
	return 0;
}
