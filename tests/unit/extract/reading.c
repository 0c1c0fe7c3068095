/* SPDX-License-Identifier: Apache-2.0
 * Answers of a worker that is in somebody's hands: one rule broken, and nothing is believed. */
#include "base/extract_wire.h"
#include "base/limits.h"
#include "base/wire.h"
#include "tests/unit/extract/helpers.h"

static struct buf answer;
static struct reading got;

__attribute__((destructor)) static void finish(void)
{
	buf_finish(&answer);
	reading_finish(&got);
}

static void begin(void)
{
	size_t mark;

	buf_finish(&answer);
	buf_init(&answer, 64 * 1024 * 1024);
	mark = wire_begin(&answer, EXTRACT_READY);
	wire_put_u8(&answer, EXTRACT_WIRE_VERSION);
	wire_put_u8(&answer, 1);
	wire_put_u8(&answer, 0);
	wire_put_bytes(&answer, SLICE(ONUS_VERSION));
	wire_put_bytes(&answer, SLICE("engines"));
	wire_put_bytes(&answer, SLICE(""));
	wire_end(&answer, mark);
}

static void add_string(enum extract_tag tag, struct slice s)
{
	size_t mark = wire_begin(&answer, (uint8_t)tag);

	wire_put_bytes(&answer, s);
	wire_end(&answer, mark);
}

static void add_text(struct slice s)
{
	size_t mark = wire_begin(&answer, EXTRACT_TEXT);

	buf_add(&answer, s);
	wire_end(&answer, mark);
}

static void add_row(uint32_t number, uint16_t column, struct slice value)
{
	size_t mark = wire_begin(&answer, EXTRACT_ROW);

	wire_put_u32(&answer, number);
	wire_put_u32(&answer, 7);
	wire_put_u16(&answer, 1);
	wire_put_u16(&answer, column);
	wire_put_bytes(&answer, value);
	wire_end(&answer, mark);
}

static void add_date(int64_t lo, int64_t hi, uint8_t precision)
{
	size_t mark = wire_begin(&answer, EXTRACT_DATE);

	wire_put_bytes(&answer, SLICE("label"));
	wire_put_i64(&answer, lo);
	wire_put_i64(&answer, hi);
	wire_put_u8(&answer, precision);
	wire_put_u8(&answer, 1);
	wire_end(&answer, mark);
}

static const struct reading *end(enum extract_status status, const char *reason)
{
	size_t mark = wire_begin(&answer, EXTRACT_STATUS);

	wire_put_u8(&answer, (uint8_t)status);
	wire_put_bytes(&answer, slice_str(reason));
	wire_end(&answer, mark);
	reading_finish(&got);
	reading_take(&answer, &got);
	return &got;
}

#define CHECK_NOT_BELIEVED(reading_) CHECK_UNREADABLE((reading_), "can't be believed")

TEST(reading__takes_an_answer_that_keeps_the_rules)
{
	const struct reading *r;

	begin();
	add_string(EXTRACT_TITLE, SLICE("A title"));
	add_text(SLICE("words\n"));
	add_date(0, 10, PRECISION_DAY);
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(1, 0, SLICE("x"));
	r = end(EXTRACT_CUT, "some limit");
	CHECK_INT(r->status, READING_CUT);
	CHECK_STR(r->reason, "some limit");
	CHECK_SLICE(r->title, "A title");
	CHECK_SLICE(r->text, "words\n");
	CHECK_INT(reading_own_date(r)->when.hi, 10);
	CHECK_STR(test_row(r, 1), "a: x\n");
}

TEST(reading__believes_no_string_that_is_not_text)
{
	const struct slice bad[] = {
		{"\xff", 1}, {"a\0b", 3}, {"a\nb", 3}, {"\x1b[2J", 4}, {"\xc3", 1}};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		begin();
		add_string(EXTRACT_TITLE, bad[i]);
		CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	}
}

TEST(reading__believes_no_text_that_is_not_text)
{
	begin();
	add_text(slice_of("a\0b", 3));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_text(SLICE("\xed\xa0\x80"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_text(SLICE("once"));
	add_text(SLICE("twice"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_text(test_repeat("", "0123456789", REPORT_TEXT_MAX / 10 + 1, ""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_row_without_its_columns)
{
	begin();
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(1, 1, SLICE("x"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_row(1, 0, SLICE("x"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(2, 0, SLICE("x"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(1, 0, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_two_columns_of_one_name)
{
	begin();
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_string(EXTRACT_COLUMN, SLICE("a"));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_COLUMN, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_date_outside_the_calendar)
{
	begin();
	add_date(10, 0, PRECISION_DAY);
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_date(INT64_MIN, 0, PRECISION_DAY);
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_date(0, 1, PRECISION_RANGE + 1);
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_count_beyond_its_limit)
{
	begin();
	for (int i = 0; i <= EXTRACT_WARNINGS_MAX; i++) {
		add_string(EXTRACT_WARNING, SLICE("w"));
	}
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	for (int i = 0; i <= TABLE_COLUMNS_MAX; i++) {
		add_string(EXTRACT_COLUMN, slice_str(arena_printf(test_arena(), "c%d", i)));
	}
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_frame_it_does_not_know)
{
	begin();
	add_string(0, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_STATUS + 1, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_JOB, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
	begin();
	add_string(EXTRACT_READY, SLICE(""));
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__believes_no_status_that_contradicts_itself)
{
	begin();
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, "but a reason"));
	begin();
	CHECK_NOT_BELIEVED(end(EXTRACT_UNREADABLE, ""));
	begin();
	CHECK_NOT_BELIEVED(end((enum extract_status)7, "x"));
}

TEST(reading__believes_nothing_behind_the_status)
{
	size_t mark;

	begin();
	mark = wire_begin(&answer, EXTRACT_STATUS);
	wire_put_u8(&answer, EXTRACT_READ);
	wire_put_bytes(&answer, SLICE(""));
	wire_end(&answer, mark);
	CHECK_NOT_BELIEVED(end(EXTRACT_READ, ""));
}

TEST(reading__keeps_of_an_unreadable_document_only_the_reason)
{
	const struct reading *r;

	begin();
	add_text(SLICE("words"));
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(1, 0, SLICE("x"));
	r = end(EXTRACT_UNREADABLE, "locked");
	CHECK_UNREADABLE(r, "locked");
	CHECK_INT(r->row_count, 0);
	CHECK_STR(test_row(r, 1), "");
}

TEST(reading__survives_every_way_of_being_cut_short_or_bent)
{
	struct slice whole;
	char *bent;

	begin();
	add_string(EXTRACT_TITLE, SLICE("A title"));
	add_string(EXTRACT_COLUMN, SLICE("a"));
	add_row(1, 0, SLICE("x"));
	end(EXTRACT_READ, "");
	CHECK_INT(got.status, READING_READ);
	whole = arena_slice(test_arena(), buf_slice(&got.frames));
	for (size_t i = 0; i < whole.n; i++) {
		buf_reset(&answer);
		answer.max = 65536;
		buf_add(&answer, slice_of(whole.p, i));
		reading_finish(&got);
		reading_take(&answer, &got);
		CHECK_INT(got.status, READING_UNREADABLE);
		for (int bit = 0; bit < 8; bit++) {
			bent = arena_copy(test_arena(), whole);
			bent[i] = (char)(bent[i] ^ (1 << bit));
			buf_add(&answer, slice_of(bent, whole.n));
			reading_finish(&got);
			reading_take(&answer, &got);
			test_row(&got, 1);
		}
	}
}
