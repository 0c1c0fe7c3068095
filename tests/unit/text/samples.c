/* SPDX-License-Identifier: Apache-2.0
 * samples.c - the engine against short reports in its genres (tests/golden/text/samples.txt, which
 * says how they are marked): what it finds, what it misses, and what it sees that is not there.
 *
 * Identifiers and dates admit no error. Names do: the table of limits below says how many are let
 * pass, and goes one way only. ONUS_SAMPLES_SHOW=1 in the environment prints each error. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/when.h"
#include "tests/unit/text/support.h"

enum { MARKS_MAX = 64, DEPTH_MAX = 4, SAMPLE_MAX = 8192 };

/* What a sample says should be found. */
struct mark {
	enum onus_kind kind;
	struct slice what; /* a role, a value; empty: not said */
	bool maybe;
	bool found;
	size_t start;
	size_t end;
};

struct sample {
	struct slice name;
	struct onus_text_options options;
	struct buf text; /* without the marks */
	struct mark marks[MARKS_MAX];
	size_t mark_count;
};

struct tally {
	int marked;
	int missed;
	int false_hits;
	int wrong; /* the span is right, the role or the value is not */
};

static struct tally tallies[ONUS_KIND_COUNT];

static void show(const struct sample *s, const char *what, enum onus_kind kind, size_t start,
		 size_t end, const char *more)
{
	if (getenv("ONUS_SAMPLES_SHOW") != NULL) {
		printf("# " SLICE_FMT ": %s %s: " SLICE_FMT " %s\n", SLICE_ARG(s->name), what,
		       onus_kind_name(kind), (int)(end - start), buf_slice(&s->text).p + start,
		       more);
	}
}

/* --- reading the file --- */

/* "KIND[ WHAT]", behind the bracket. */
static struct mark read_head(struct slice head)
{
	struct mark mark = {.maybe = slice_starts(head, SLICE("?"))};
	struct slice kind;

	head = slice_from(head, mark.maybe ? 1 : 0);
	mark.what = head;
	if (!slice_cut(&mark.what, ' ', &kind)) {
		kind = head;
		mark.what = SLICE("");
	}
	if (slice_find(head, ' ') == head.n) {
		mark.what = SLICE("");
	}
	if (!onus_kind_from_name(kind, &mark.kind)) {
		test_fail(HERE, "no kind is named \"" SLICE_FMT "\"", SLICE_ARG(kind));
	}
	return mark;
}

static void read_line(struct sample *s, struct slice line)
{
	size_t open[DEPTH_MAX];
	size_t depth = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '{') {
			struct slice head = slice_from(line, i + 1);

			head = slice_of(head.p, slice_find(head, '|'));
			CHECK(depth < DEPTH_MAX && s->mark_count < MARKS_MAX);
			i += head.n + 1;
			s->marks[s->mark_count] = read_head(head);
			s->marks[s->mark_count].start = buf_slice(&s->text).n;
			open[depth++] = s->mark_count++;
		} else if (line.p[i] == '}') {
			CHECK(depth > 0);
			s->marks[open[--depth]].end = buf_slice(&s->text).n;
		} else {
			buf_add_byte(&s->text, line.p[i]);
		}
	}
	CHECK_INT(depth, 0);
	buf_add_byte(&s->text, '\n');
}

/* "=== NAME [on DAY]" */
static void read_title(struct sample *s, struct slice line)
{
	struct slice rest = slice_from(line, 4);
	struct when when;

	s->options = (struct onus_text_options){0};
	s->mark_count = 0;
	buf_reset(&s->text);
	s->name = rest;
	if (slice_find(rest, ' ') < rest.n) {
		CHECK(slice_cut(&rest, ' ', &s->name));
		CHECK(slice_starts(rest, SLICE("on ")));
		CHECK_OK(when_parse(slice_from(rest, 3), &when));
		s->options.has_anchor = true;
		s->options.anchor_lo = day_of(when.lo);
		s->options.anchor_hi = day_of(when.hi);
	}
}

/* --- comparing --- */

/* Kinds of which only what is marked is looked at. */
static bool is_unjudged(enum onus_kind kind)
{
	return kind == ONUS_AGE || kind == ONUS_MONEY || kind == ONUS_DRUG ||
	       kind == ONUS_REFERENCE;
}

static bool says_same(const struct mark *mark, const struct onus_mention *m)
{
	if (mark->kind != ONUS_PERSON) {
		return mark->what.n == 0 || slice_is(mark->what, m->value);
	}
	return mark->maybe || slice_is(mark->what, "any") ||
	       slice_is(mark->what.n > 0 ? mark->what : SLICE("unknown"), onus_role_name(m->role));
}

static void compare(struct sample *s, const struct onus_mention *m)
{
	for (size_t i = 0; i < s->mark_count; i++) {
		struct mark *mark = &s->marks[i];

		if (mark->kind != m->kind || mark->start != m->start || mark->end != m->end) {
			continue;
		}
		mark->found = true;
		if (!says_same(mark, m)) {
			tallies[m->kind].wrong++;
			show(s, "WRONG", m->kind, m->start, m->end,
			     m->kind == ONUS_PERSON ? onus_role_name(m->role) : m->value);
		}
		return;
	}
	if (!is_unjudged(m->kind)) {
		tallies[m->kind].false_hits++;
		show(s, "FALSE", m->kind, m->start, m->end, m->rule);
	}
}

static void check_sample(struct sample *s)
{
	struct onus_mentions m = {0};

	CHECK_OK(buf_check(&s->text, "a sample"));
	CHECK_OK(onus_text_read(buf_slice(&s->text), &s->options, &m));
	check_mentions(buf_slice(&s->text), &m);
	for (size_t i = 0; i < m.count; i++) {
		compare(s, &m.items[i]);
	}
	for (size_t i = 0; i < s->mark_count; i++) {
		const struct mark *mark = &s->marks[i];

		tallies[mark->kind].marked += !mark->maybe;
		if (!mark->found && !mark->maybe) {
			tallies[mark->kind].missed++;
			show(s, "MISSED", mark->kind, mark->start, mark->end, "");
		}
	}
	onus_mentions_finish(&m);
}

/* Not on the stack: a failed check leaves the test without passing its end. */
static struct sample sample = {.text = {.max = SAMPLE_MAX}};

static int check_samples(void)
{
	struct slice rest = test_read_file(TEXT_GOLDEN "/samples.txt");
	struct slice line;
	int count = 0;

	memset(tallies, 0, sizeof tallies);
	while (slice_line(&rest, &line)) {
		if (slice_starts(line, SLICE("=== "))) {
			if (count++ > 0) {
				check_sample(&sample);
			}
			read_title(&sample, line);
		} else if (count > 0) {
			read_line(&sample, line);
		}
	}
	check_sample(&sample);
	buf_finish(&sample.text);
	return count;
}

/* How much of each kind may be missed, seen where it is not, or wrong. Kinds that are not here:
 * none of it. */
static const struct tally limits[ONUS_KIND_COUNT] = {
	[ONUS_PERSON] = {.missed = 7, .false_hits = 2, .wrong = 0},
	[ONUS_ORGANISATION] = {.missed = 0, .false_hits = 1},
};

TEST(samples__are_read_with_no_more_errors_than_are_let_pass)
{
	int errors = 0;

	CHECK(check_samples() >= 80);
	for (int k = 0; k < ONUS_KIND_COUNT; k++) {
		const struct tally *t = &tallies[k];
		const struct tally *l = &limits[k];
		bool bad = t->missed > l->missed || t->false_hits > l->false_hits ||
			   t->wrong > l->wrong;

		errors += bad;
		if (bad || getenv("ONUS_SAMPLES_SHOW") != NULL) {
			printf("# %s: %d marked, %d missed (%d let pass), %d false (%d), %d wrong "
			       "(%d)\n",
			       onus_kind_name((enum onus_kind)k), t->marked, t->missed, l->missed,
			       t->false_hits, l->false_hits, t->wrong, l->wrong);
		}
	}
	CHECK_INT(errors, 0);
}
