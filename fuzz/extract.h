/* SPDX-License-Identifier: Apache-2.0
 * extract.h - a reader of onus-extract, run here instead of behind the walls.
 *
 * Whatever bytes it gets, its answer keeps the rules that onus holds it to: a document may be
 * unreadable, but never because its reader said something that can't be believed. */
#ifndef ONUS_FUZZ_EXTRACT_H
#define ONUS_FUZZ_EXTRACT_H

#include "base/wire.h"
#include "extract/readers.h"
#include "fuzz/fuzz.h"
#include "practice/intake/reading.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	readers_init();
	return 0;
}

static inline void put_ready(struct buf *frames)
{
	size_t mark = wire_begin(frames, EXTRACT_READY);

	wire_put_u8(frames, EXTRACT_WIRE_VERSION);
	wire_put_u8(frames, 1);
	wire_put_u8(frames, 0);
	wire_put_bytes(frames, SLICE(ONUS_VERSION));
	wire_put_bytes(frames, SLICE("fuzz"));
	wire_put_bytes(frames, SLICE(""));
	wire_end(frames, mark);
}

static inline void check_rows(const struct reading *r)
{
	struct reading_row row;
	SCOPED_ARENA(a);

	for (struct reading_rows at = reading_rows(r); reading_next_row(&at, &a, &row);) {
		FUZZ_CHECK(slice_is_utf8(reading_row_text(&a, &row), NULL));
		FUZZ_CHECK(reading_row_fields(&a, &row)->count == row.count);
	}
}

/* `read` is a function of readers.h; its answer is checked as onus checks it. */
static inline void fuzz_reader(enum onus_err (*read)(const struct job *job, struct output *out),
			       const uint8_t *data, size_t size)
{
	const struct job job = {.bytes = slice_of(data, size)};
	struct output out;
	struct reading r;

	output_init(&out, -1);
	put_ready(&out.frames);
	output_end(&out,
		   size > 0 ? read(&job, &out) : onus_fail(ONUS_BAD_INPUT, HERE, "it is empty"));
	reading_take(&out.frames, &r);
	FUZZ_CHECK((r.status == READING_READ) == (r.reason[0] == '\0'));
	FUZZ_CHECK(strstr(r.reason, "believed") == NULL &&
		   strstr(r.reason, "not of version") == NULL);
	check_rows(&r);
	reading_finish(&r);
	output_finish(&out);
}

#endif
