/* SPDX-License-Identifier: Apache-2.0
 * Frames between two processes. */
#include "base/wire.h"
#include "tests/unit/extract/helpers.h"

TEST(wire__reads_back_what_was_written)
{
	SCOPED_BUF(b, 1024);
	size_t mark = wire_begin(&b, 9);
	struct wire_frame frame;
	struct wire_fields f;
	struct slice rest;

	wire_put_u8(&b, 200);
	wire_put_u16(&b, 60000);
	wire_put_u32(&b, 4000000000u);
	wire_put_i64(&b, -5);
	wire_put_bytes(&b, SLICE("bytes"));
	wire_end(&b, mark);
	rest = buf_slice(&b);
	CHECK_INT(wire_next(&rest, 100, &frame), WIRE_FRAME);
	CHECK_INT(rest.n, 0);
	CHECK_INT(frame.tag, 9);
	f = (struct wire_fields){frame.payload, false};
	CHECK_INT(wire_u8(&f), 200);
	CHECK_INT(wire_u16(&f), 60000);
	CHECK_INT(wire_u32(&f), 4000000000u);
	CHECK_INT(wire_i64(&f), -5);
	CHECK_SLICE(wire_bytes(&f, 5), "bytes");
	CHECK(wire_done(&f));
	CHECK_INT(wire_u8(&f), 0);
	CHECK(!wire_done(&f));
}

TEST(wire__waits_for_a_whole_frame)
{
	SCOPED_BUF(b, 1024);
	size_t mark = wire_begin(&b, 9);
	struct wire_frame frame = {0};

	wire_put_bytes(&b, SLICE("bytes"));
	wire_end(&b, mark);
	for (size_t n = 0; n < b.len; n++) {
		struct slice rest = slice_of(b.data, n);

		CHECK_INT(wire_next(&rest, 100, &frame), WIRE_MORE);
		CHECK_INT(rest.n, n);
	}
}

TEST(wire__refuses_a_frame_beyond_its_limit_by_its_head)
{
	struct slice rest = slice_of("\1\xff\xff\xff\xff", 5);
	struct wire_frame frame = {0};

	CHECK_INT(wire_next(&rest, 1000, &frame), WIRE_TOO_LONG);
}

TEST(wire__gives_nothing_from_behind_the_end)
{
	struct wire_fields f = {slice_of("\xff\xff\xff\xff"
					 "abc",
					 7),
				false};

	CHECK_INT(wire_bytes(&f, SIZE_MAX).n, 0);
	CHECK(f.bad);
	f = (struct wire_fields){slice_of("\3\0\0\0abc", 7), false};
	CHECK_INT(wire_bytes(&f, 2).n, 0); /* longer than the caller takes */
	CHECK(f.bad);
	CHECK_INT(wire_i64(&f), 0);
}

TEST(wire__counts_a_tail_that_is_sent_by_itself)
{
	SCOPED_BUF(b, 1024);
	size_t mark = wire_begin(&b, 9);
	struct slice rest;
	struct wire_frame frame;

	wire_put_u32(&b, 3);
	wire_end_with(&b, mark, 3);
	buf_add(&b, SLICE("abc"));
	rest = buf_slice(&b);
	CHECK_INT(wire_next(&rest, 100, &frame), WIRE_FRAME);
	CHECK_INT(frame.payload.n, 7);
}
