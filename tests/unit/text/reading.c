/* SPDX-License-Identifier: Apache-2.0
 * reading.c - tests of a whole reading: limits, windows, what always holds, third-party articles.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tests/random.h"
#include "tests/unit/text/support.h"

TEST(reading__refuses_what_is_not_utf8_and_names_the_byte)
{
	struct onus_mentions m = {.count = 77};

	CHECK_ERR(onus_text_read(SLICE("abc\xff"), NULL, &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "byte 3") != NULL);
	CHECK_INT(m.count, 77);
}

TEST(reading__of_nothing_finds_nothing)
{
	struct onus_mentions m = {.count = 77};

	CHECK_OK(onus_text_read(slice_of(NULL, 0), NULL, &m));
	CHECK_INT(m.count, 0);
	onus_mentions_finish(&m);
	CHECK_OK(onus_text_read(slice_of("\0\0 AB51 ABC \0", 13), NULL, &m));
	CHECK_INT(m.count, 1);
	CHECK_INT(m.items[0].start, 3);
	onus_mentions_finish(&m);
}

TEST(reading__says_when_there_were_more_mentions_than_it_may_give)
{
	struct onus_text_options options = {.mentions_max = 2};
	struct onus_mentions m = {0};

	CHECK_OK(onus_text_read(SLICE("AB51 ABC, AB52 ABC, AB53 ABC"), &options, &m));
	CHECK(m.cut);
	CHECK_INT(m.count, 2);
	CHECK_STR(m.items[1].value, "AB52ABC");
	onus_mentions_finish(&m);
	options.mentions_max = 3;
	CHECK_OK(onus_text_read(SLICE("AB51 ABC, AB52 ABC, AB53 ABC"), &options, &m));
	CHECK(!m.cut);
	onus_mentions_finish(&m);
}

TEST(reading__kinds_and_roles_have_names)
{
	for (int i = 0; i < ONUS_KIND_COUNT; i++) {
		enum onus_kind k;

		CHECK(onus_kind_from_name(slice_str(onus_kind_name((enum onus_kind)i)), &k));
		CHECK_INT(k, i);
	}
	for (int i = 0; i < ONUS_ROLE_COUNT; i++) {
		enum onus_role role;

		CHECK(onus_role_from_name(slice_str(onus_role_name((enum onus_role)i)), &role));
		CHECK_INT(role, i);
	}
	CHECK(!onus_kind_from_name(SLICE("nationality"), &(enum onus_kind){0}));
	CHECK(!onus_role_from_name(SLICE(""), &(enum onus_role){0}));
}

/* Every kind once; no two runs of it touch. */
static const char sample[] =
	"Dr Khan told Northshire Police on 14 March 2003 that a male called Ash, aged 19, drives "
	"AB51 ABC and lives at 12 Mill Lane, S60 1AE. Ring 07700 900123 or ash@example.org, "
	"@ash_k. "
	"Operation Heron cost £6m.\n\n";

TEST(reading__windows_change_nothing)
{
	enum { COPIES = 700 };
	size_t n = sizeof sample - 1;
	SCOPED_BUF(text, COPIES * sizeof sample);
	struct onus_mentions one = {0};
	struct onus_mentions all = {0};

	for (size_t i = 0; i < COPIES; i++) {
		buf_add(&text, slice_of(sample, sizeof sample - 1));
	}
	CHECK_OK(buf_check(&text, "the copies"));
	CHECK_OK(onus_text_read(slice_of(sample, sizeof sample - 1), NULL, &one));
	CHECK_OK(onus_text_read(buf_slice(&text), NULL, &all));
	check_mentions(buf_slice(&text), &all);
	CHECK(one.count >= 12);
	CHECK_INT(all.count, COPIES * one.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct onus_mention *a = &all.items[i];
		const struct onus_mention *b = &one.items[i % one.count];

		CHECK_INT(a->start, b->start + i / one.count * n);
		CHECK_INT(a->end - a->start, b->end - b->start);
		CHECK(a->kind == b->kind && a->role == b->role);
		CHECK_STR(a->value, b->value);
	}
	onus_mentions_finish(&one);
	onus_mentions_finish(&all);
}

/* Pieces that rules turn on, for texts that no one would write. */
static const char *const pieces[] = {
	" ",         " ",       " ",       "\n",         "\n\n",       ".",       ",",
	":",         "(",       ")",       "-",          "/",          "'",       "\"",
	"’",         "“",       "@",       "+",          "£",          "_",       "\0",
	"é",         "e\u0301", "\u200f",  "\u00a0",     "\U0001F600", "ß",       "א",
	"0",         "1",       "2002",    "19",         "31/02/2004", "14",      "07700",
	"900123",    "+44",     "AB51",    "ABC",        "A630",       "S60",     "1AE",
	"March",     "May",     "between", "and",        "early",      "1990s",   "last",
	"Friday",    "today",   "two",     "weeks",      "ago",        "Dr",      "PC",
	"Ash",       "Chloe",   "Hill",    "Khan",       "called",     "known",   "as",
	"male",      "suspect", "mother",  "of",         "the",        "Police",  "Council",
	"Office",    "for",     "charity", "Operation",  "Flat",       "Mill",    "Lane",
	"reg",       "car",     "aged",    "year",       "old",        "example", "org",
	"instagram", "com",     "m",       "Northshire", "NP",
};

static size_t make_text(struct random *random, char *out, size_t room)
{
	size_t n = 0;

	while (n + 16 < room && random_below(random, 120) != 0) {
		const char *piece = pieces[random_below(random, sizeof pieces / sizeof pieces[0])];
		size_t length = piece[0] == '\0' ? 1 : strlen(piece);

		for (size_t i = 0; i < length; i++) {
			out[n++] = piece[i];
		}
		if (random_below(random, 2) == 0) {
			out[n++] = ' ';
		}
	}
	return n;
}

static bool same(const struct onus_mentions *a, const struct onus_mentions *b)
{
	if (a->count != b->count) {
		return false;
	}
	for (size_t i = 0; i < a->count; i++) {
		const struct onus_mention *x = &a->items[i];
		const struct onus_mention *y = &b->items[i];

		if (x->kind != y->kind || x->role != y->role || x->start != y->start ||
		    x->end != y->end || strcmp(x->value, y->value) != 0 ||
		    strcmp(x->rule, y->rule) != 0) {
			return false;
		}
	}
	return true;
}

TEST(reading__holds_its_promises_on_any_text)
{
	struct random random = {1};
	struct onus_names *names = onus_names_create();
	struct onus_text_options options = {
		.names = names, .has_anchor = true, .anchor_lo = 20356, .anchor_hi = 20356};

	name_add(names, ONUS_PERSON, "Ash Khan", "p-1");
	name_add(names, ONUS_PERSON, "Ash", "p-2");
	name_add(names, ONUS_ORGANISATION, "Mill Lane Council", "o-1");
	for (int i = 0; i < 4000; i++) {
		char text[4096];
		struct slice s = slice_of(text, make_text(&random, text, sizeof text));
		struct onus_mentions m = {0};
		struct onus_mentions again = {0};

		CHECK_OK(onus_text_read(s, &options, &m));
		CHECK_OK(onus_text_read(s, &options, &again));
		check_mentions(s, &m);
		CHECK(same(&m, &again));
		onus_mentions_finish(&m);
		onus_mentions_finish(&again);
	}
	onus_names_destroy(names);
}

/* An identifier, cut out of its text, is read as the same one again. */
TEST(reading__of_a_span_gives_the_same_identifier)
{
	struct random random = {2};

	for (int i = 0; i < 1500; i++) {
		char text[2048];
		struct slice s = slice_of(text, make_text(&random, text, sizeof text));
		struct onus_mentions m = {0};

		CHECK_OK(onus_text_read(s, NULL, &m));
		for (size_t k = 0; k < m.count; k++) {
			const struct onus_mention *a = &m.items[k];
			struct onus_mentions inner = {0};

			if (a->kind != ONUS_PHONE && a->kind != ONUS_EMAIL &&
			    a->kind != ONUS_OPERATION) {
				continue;
			}
			if (strcmp(a->rule, "operation/list") == 0) {
				continue;
			}
			CHECK_OK(onus_text_read(slice_of(s.p + a->start, a->end - a->start), NULL,
						&inner));
			CHECK(inner.count >= 1 && inner.items[0].kind == a->kind);
			CHECK_STR(inner.items[0].value, a->value);
			onus_mentions_finish(&inner);
		}
		onus_mentions_finish(&m);
	}
}

/* --- the two articles, where they are --- */

struct wanted {
	enum onus_kind kind;
	const char *value;
	const char *span; /* NULL: any */
};

static struct slice article(const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/articles/%s", test_shared_data(), name);
	return test_read_file(path);
}

static void check_article(const char *name, const struct wanted *wanted, size_t count,
			  size_t persons_min)
{
	struct slice text = article(name);
	struct onus_mentions m = {0};
	size_t persons = 0;

	CHECK_OK(onus_text_read(text, NULL, &m));
	check_mentions(text, &m);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t k = 0; k < m.count; k++) {
			struct slice span = slice_of(text.p + m.items[k].start,
						     m.items[k].end - m.items[k].start);

			found |= m.items[k].kind == wanted[i].kind &&
				 strcmp(m.items[k].value, wanted[i].value) == 0 &&
				 (wanted[i].span == NULL || slice_is(span, wanted[i].span));
		}
		if (!found) {
			test_fail(HERE, "%s: no %s \"%s\"", name, onus_kind_name(wanted[i].kind),
				  wanted[i].value);
		}
	}
	for (size_t k = 0; k < m.count; k++) {
		persons += m.items[k].kind == ONUS_PERSON;
	}
	CHECK(persons >= persons_min);
	onus_mentions_finish(&m);
}

#define CHECK_ARTICLE(name, wanted, persons)                                                       \
	check_article(name, wanted, sizeof(wanted) / sizeof(wanted)[0], persons)

TEST(reading__of_the_first_article)
{
	static const struct wanted wanted[] = {
		{ONUS_DATE, "2025-09-19", "2025-09-19"},
		{ONUS_DATE, "2025-09-19", "Today (September 19)"},
		{ONUS_DATE, "2017", "2017"},
		{ONUS_DATE, "1997/2013", "between 1997 and 2013"},
		{ONUS_DATE, "2021", "2021"},
		{ONUS_DATE, "2002", "2002"},
		{ONUS_DATE, "2001/2002", "2001/2002"},
		{ONUS_DATE, "2016", "2016"},
		{ONUS_DATE, "2008", "2008"},
		{ONUS_DATE, "2022", "2022"},
		{ONUS_DATE, "199X", "1990s"},
		{ONUS_DATE, "~2000/2003", "early 2000s"},
		{ONUS_OPERATION, "Operation Amazon", "Operation Amazon"},
		{ONUS_OPERATION, "Operation Linden", "Operation Linden"},
		{ONUS_OPERATION, "Operation Forced", "Operation Forced"},
		{ONUS_OPERATION, "Operation Central", "Operation Central"},
		{ONUS_ORGANISATION, "South Yorkshire Police", "South Yorkshire Police"},
		{ONUS_ORGANISATION, "Independent Office for Police Conduct",
		 "Independent Office for Police Conduct"},
		{ONUS_ORGANISATION, "Independent Office for Police Conduct", "IOPC"},
		{ONUS_ORGANISATION, "Home Office", "Home Office"},
	};

	CHECK_ARTICLE("2025-09-19-watchdog-updates-report.txt", wanted, 1);
}

TEST(reading__of_the_second_article)
{
	static const struct wanted wanted[] = {
		{ONUS_DATE, "2025-09-25", "2025-09-25"},
		{ONUS_DATE, "2025-09-19", "last Friday (September 19)"},
		{ONUS_DATE, "2002", "2002"},
		{ONUS_DATE, "2002/2006", "between 2002 and 2006"},
		{ONUS_DATE, "2016", "2016"},
		{ONUS_DATE, "2022", "2022"},
		{ONUS_OPERATION, "Operation Amazon", "Operation Amazon"},
		{ONUS_OPERATION, "Operation Linden", "Operation Linden"},
		{ONUS_ORGANISATION, "South Yorkshire Police", "South Yorkshire Police"},
		{ONUS_ORGANISATION, "Independent Office for Police Conduct",
		 "Independent Office for Police Conduct"},
		{ONUS_ORGANISATION, "Risky Business", "Risky Business"},
		{ONUS_MONEY, "GBP 6000000", "£6m"},
	};

	CHECK_ARTICLE("2025-09-25-watchdog-publishes-detail.txt", wanted, 10);
}

/* Everyone whom an article introduces by a title is found. */
TEST(reading__finds_every_titled_person_of_the_articles)
{
	struct slice text = article("2025-09-25-watchdog-publishes-detail.txt");
	struct onus_mentions m = {0};
	size_t cues = 0;

	CHECK_OK(onus_text_read(text, NULL, &m));
	for (size_t at = 0; at + 4 < text.n; at++) {
		bool cue =
			memcmp(text.p + at, " Dr ", 4) == 0 || memcmp(text.p + at, " Ms ", 4) == 0;
		bool found = false;

		if (!cue) {
			continue;
		}
		cues++;
		for (size_t k = 0; k < m.count; k++) {
			found |= m.items[k].kind == ONUS_PERSON && m.items[k].start == at + 4;
		}
		CHECK(found);
	}
	CHECK(cues >= 5);
	onus_mentions_finish(&m);
}
