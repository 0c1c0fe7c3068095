/* SPDX-License-Identifier: Apache-2.0
 * support.c - reads a text and writes down one side of what was found. */
#include <stdio.h>

#include "base/when.h"
#include "tests/unit/text/support.h"

enum { RESULTS = 8, RESULT_ROOM = 4096 };

enum side { SIDE_VALUE, SIDE_SPAN, SIDE_RULE, SIDE_ROLE, SIDE_MATCH };

static char results[RESULTS][RESULT_ROOM];
static size_t next_result;

static struct slice side_of(const char *text, const struct onus_mention *m, enum side side)
{
	switch (side) {
	case SIDE_VALUE:
		return slice_str(m->value);
	case SIDE_SPAN:
		return slice_of(text + m->start, m->end - m->start);
	case SIDE_RULE:
		return slice_str(m->rule);
	case SIDE_ROLE:
		return slice_str(onus_role_name(m->role));
	default:
		return slice_str(m->matched != NULL ? m->matched : "-");
	}
}

static const char *read_side(const char *text, const struct onus_text_options *options, int kind,
			     enum side side)
{
	char *out = results[next_result++ % RESULTS];
	size_t used = 0;
	struct onus_mentions m = {0};

	CHECK_OK(onus_text_read(slice_str(text), options, &m));
	check_mentions(slice_str(text), &m);
	out[0] = '\0';
	for (size_t i = 0; i < m.count; i++) {
		struct slice s = side_of(text, &m.items[i], side);

		if (kind >= 0 && (int)m.items[i].kind != kind) {
			continue;
		}
		CHECK(used + s.n + 2 < RESULT_ROOM);
		used += (size_t)snprintf(out + used, RESULT_ROOM - used, "%s" SLICE_FMT,
					 used > 0 ? "|" : "", SLICE_ARG(s));
	}
	onus_mentions_finish(&m);
	return out;
}

const char *values(const char *text, enum onus_kind kind)
{
	return read_side(text, NULL, (int)kind, SIDE_VALUE);
}

const char *values_on(const char *text, enum onus_kind kind, const char *day)
{
	struct when w;
	struct onus_text_options options = {.has_anchor = true};

	CHECK_OK(when_parse(slice_str(day), &w));
	options.anchor_lo = day_of(w.lo);
	options.anchor_hi = day_of(w.hi);
	return read_side(text, &options, (int)kind, SIDE_VALUE);
}

const char *spans(const char *text, enum onus_kind kind)
{
	return read_side(text, NULL, (int)kind, SIDE_SPAN);
}

const char *rules(const char *text, enum onus_kind kind)
{
	return read_side(text, NULL, (int)kind, SIDE_RULE);
}

const char *roles(const char *text)
{
	return read_side(text, NULL, ONUS_PERSON, SIDE_ROLE);
}

const char *matches(const char *text, const struct onus_names *names)
{
	struct onus_text_options options = {.names = names};

	return read_side(text, &options, -1, SIDE_MATCH);
}

void name_add(struct onus_names *n, enum onus_kind kind, const char *name, const char *id)
{
	CHECK_OK(onus_names_add(n, kind, slice_str(name), slice_str(id)));
}

static bool starts_character(struct slice text, size_t at)
{
	return at == text.n || ((unsigned char)text.p[at] & 0xc0) != 0x80;
}

static void check_value(struct slice span, const struct onus_mention *m)
{
	struct when w;
	char key[8192];

	CHECK(m->value != NULL && m->value[0] != '\0');
	CHECK(m->rule != NULL && m->rule[0] != '\0');
	if (m->kind == ONUS_DATE) {
		CHECK_OK(when_parse(slice_str(m->value), &w));
	}
	if (m->kind == ONUS_PERSON && !slice_is(slice_str(m->rule), "person/surname-first")) {
		CHECK(span.n * 4 + 1 < sizeof key);
		onus_name_key(span, key, sizeof key);
		CHECK_STR(m->value, key);
	}
	if (m->kind == ONUS_PHONE) {
		CHECK(slice_starts(slice_str(m->value), SLICE("+44")));
	}
}

void check_mentions(struct slice text, const struct onus_mentions *m)
{
	size_t ends[ONUS_KIND_COUNT] = {0};

	for (size_t i = 0; i < m->count; i++) {
		const struct onus_mention *a = &m->items[i];

		CHECK(a->start < a->end && a->end <= text.n);
		CHECK(starts_character(text, a->start) && starts_character(text, a->end));
		CHECK(a->kind < ONUS_KIND_COUNT && a->role < ONUS_ROLE_COUNT);
		CHECK(a->start >= ends[a->kind]);
		ends[a->kind] = a->end;
		if (i > 0) {
			const struct onus_mention *b = &m->items[i - 1];

			CHECK(b->start < a->start || (b->start == a->start && b->end >= a->end));
		}
		check_value(slice_of(text.p + a->start, a->end - a->start), a);
	}
}
