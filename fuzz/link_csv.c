/* SPDX-License-Identifier: Apache-2.0
 * link_csv.c - records from any CSV are what a plain reader, one byte after the other, makes of it;
 * in one piece or in many. */
#include "base/arena.h"
#include "fuzz/fuzz.h"
#include "link/records.h"

enum { COLUMNS = 8, VALUES = 4096 };

/* What the plain reader found: values in the order of the text, those of the header first. */
struct plain {
	struct arena arena;
	size_t columns;
	size_t n; /* values of records */
	struct slice names[COLUMNS];
	struct slice values[VALUES];
	bool beyond; /* what this reader has room for */
};

/* One value from *p on, behind which *p is then: at a comma, a line end, or the end. False where it
 * is faulty. */
static bool plain_value(struct plain *t, const char **p, const char *end, struct slice *out)
{
	char *value = arena_alloc(&t->arena, (size_t)(end - *p) + 1);
	size_t n = 0;

	while (*p < end && **p == ' ') {
		++*p;
	}
	if (*p < end && **p == '"') {
		for (++*p; *p < end && (**p != '"' || (*p + 1 < end && (*p)[1] == '"')); ++*p) {
			*p += **p == '"';
			value[n++] = **p;
		}
		if (*p == end) {
			return false;
		}
		for (++*p; *p < end && **p == ' '; ++*p) {
		}
		*p += *p < end && **p == '\r' && (*p + 1 == end || (*p)[1] == '\n');
		*out = slice_of(value, n);
		return *p == end || **p == ',' || **p == '\n';
	}
	for (; *p < end && **p != ',' && **p != '\n'; ++*p) {
		value[n++] = **p;
	}
	n -= n > 0 && value[n - 1] == '\r' && (*p == end || **p == '\n');
	while (n > 0 && value[n - 1] == ' ') {
		n--;
	}
	*out = slice_of(value, n);
	return true;
}

static bool is_text(struct slice v)
{
	return slice_is_utf8(v, NULL) && (v.n == 0 || memchr(v.p, 0, v.n) == NULL);
}

/* One record into `to`, which has room for COLUMNS; *n says how many values it has. */
static bool plain_record(struct plain *t, const char **p, const char *end, struct slice *to,
			 size_t *n)
{
	for (*n = 0; *n < COLUMNS; ++*p) {
		if (!plain_value(t, p, end, &to[*n]) || !is_text(to[*n])) {
			return false;
		}
		++*n;
		if (*p == end || **p == '\n') {
			*p += *p < end;
			return true;
		}
	}
	t->beyond = true;
	return false;
}

/* False where the text is faulty. The header is told apart by another rule, so it comes from a text
 * without quotes. */
static bool plain_read(struct plain *t, struct slice text)
{
	const char *p = text.p;
	const char *end = text.p + text.n;

	if (!plain_record(t, &p, end, t->names, &t->columns)) {
		return false;
	}
	while (p < end) {
		const char *from = p;
		struct slice *to = t->values + t->n;
		size_t n;

		t->beyond = t->n + COLUMNS > VALUES;
		if (t->beyond || !plain_record(t, &p, end, to, &n)) {
			return false;
		}
		if (n == 1 && to[0].n == 0 && t->columns > 1 &&
		    memchr(from, '"', (size_t)(p - from)) == NULL) {
			continue;
		}
		if (n != t->columns) {
			return false;
		}
		t->n += n;
	}
	return true;
}

/* In pieces of `piece` bytes. */
static enum onus_err read_pieces(struct onus_records *r, struct slice text, size_t piece)
{
	for (; text.n > piece; text = slice_from(text, piece)) {
		GUARD(onus_records_csv(r, SLICE("fuzz"), slice_of(text.p, piece), false));
	}
	GUARD(onus_records_csv(r, SLICE("fuzz"), text, true));
	return onus_records_finish(r, SLICE(""));
}

static void check_values(const struct plain *t, const struct onus_records *r)
{
	FUZZ_CHECK(r->rows * t->columns == t->n);
	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = r->columns[i % t->columns];
		uint32_t code = column_code(c, (uint32_t)(i / t->columns));

		FUZZ_CHECK(slice_eq(column_value(c, code), t->values[i]));
		FUZZ_CHECK((code == 0) == (t->values[i].n == 0));
		FUZZ_CHECK(column_count(c, code) > 0);
	}
}

/* The same verdict, with the same words, whatever the pieces; what was read is what `t` says, where
 * it is not NULL. */
static void check_text(struct slice text, size_t piece, const struct plain *t, bool good)
{
	struct onus_error_record first = {0};

	for (int i = 0; i < 2; i++) {
		struct onus_records *r = NULL;
		enum onus_err e;

		FUZZ_CHECK(onus_records_create(2, &r) == ONUS_OK);
		e = read_pieces(r, text, i == 0 ? text.n + 1 : piece);
		if (e != ONUS_OK) {
			FUZZ_CHECK_REFUSED(e);
		}
		FUZZ_CHECK(i == 0 ||
			   (e == first.code &&
			    (e == ONUS_OK || strcmp(first.text, onus_last_error()->text) == 0)));
		FUZZ_CHECK(t == NULL || t->beyond || good == (e == ONUS_OK));
		if (t != NULL && !t->beyond && e == ONUS_OK) {
			check_values(t, r);
		}
		first = *onus_last_error();
		first.code = e;
		onus_records_destroy(&r);
	}
}

/* Once with a header of its own, and once behind one that is good. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char header[] = "a, b,c \n";
	SCOPED_ARENA(arena);
	struct plain t = {0};
	size_t piece = size > 0 ? (size_t)data[0] + 1 : 1;
	char *whole = arena_alloc(&arena, size + sizeof header);
	struct slice text = slice_of(whole, size + sizeof header - 1);

	memcpy(whole, header, sizeof header - 1);
	if (size > 0) {
		memcpy(whole + sizeof header - 1, data, size);
	}
	check_text(text, piece, &t, plain_read(&t, text));
	check_text(slice_from(text, sizeof header - 1), piece, NULL, false);
	arena_finish(&t.arena);
	return 0;
}
