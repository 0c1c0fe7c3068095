/* SPDX-License-Identifier: Apache-2.0
 * who_knew_text.c - the story as an inquiry would read it: the silences, then everything on record
 * in its time, then who was told, who was answerable, and how to read it. */
#include <inttypes.h>

#include "answer/time_line.h"
#include "answer/who_knew.h"
#include "answer/words.h"

enum {
	COLUMNS = WORDS_COLUMNS,
	WHEN_COLUMN = 20,
	SILENCES_SHOWN = 5,
	THINGS_SHOWN = 4,
	SILENT_SHOWN = 20
};

struct page {
	struct arena *a;
	struct buf *out;
	const struct json *answer;
};

/* A paragraph: `first` in front of its first line, as many blanks in front of the others. */
static void paragraph(struct page *p, const char *first, const char *text)
{
	size_t width = words_width(first);
	char *blanks = arena_alloc(p->a, width + 1);

	memset(blanks, ' ', width);
	words_wrap(p->out, (struct indent){first, blanks, COLUMNS}, text);
}

static void heading(struct page *p, const char *text)
{
	buf_addf(p->out, "\n%s\n", text);
}

static bool none(const struct page *p, const char *list)
{
	return json_get_count(p->answer, list) == 0;
}

/* --- the head --- */

static const char *asked(struct page *p)
{
	const struct json *q = json_get(p->answer, "question");
	struct when up_to;
	const char *text = "Everything on record";

	if (when_parse(json_get_slice(q, "known_up_to"), &up_to) == ONUS_OK) {
		text = arena_printf(p->a, "Everything recorded up to %s", when_say(p->a, up_to));
	}
	if (json_get_str(json_get(q, "from"), "lo") != NULL) {
		text = arena_printf(p->a, "%s, from %s on", text,
				    words_short(p->a, words_when(json_get(q, "from"))));
	}
	if (json_get_str(json_get(q, "to"), "lo") != NULL) {
		text = arena_printf(p->a, "%s, until %s", text,
				    words_short(p->a, words_when(json_get(q, "to"))));
	}
	return arena_printf(p->a, "%s.", text);
}

static void say_head(struct page *p)
{
	const struct json *subject = json_get(p->answer, "subject");
	const char *kind = words_get(subject, "kind");
	const char *title = arena_printf(
		p->a, "Who knew: %s (%s%s%s)", words_clean(p->a, words_get(subject, "name")),
		words_clean(p->a, kind), kind[0] != '\0' ? ", " : "", words_get(subject, "id"));

	paragraph(p, "", title);
	for (size_t i = words_width(title) < COLUMNS ? words_width(title) : COLUMNS; i > 0; i--) {
		buf_add_byte(p->out, '=');
	}
	buf_add_byte(p->out, '\n');
	if (words_true(json_get(p->answer, "ledger"), "exercise")) {
		paragraph(p, "", "EXERCISE: a ledger for practice, not for real work.");
	}
	paragraph(p, "", asked(p));
	for (size_t i = 0; i < json_get_count(subject, "joined"); i++) {
		const struct json *other = json_get_item(subject, "joined", i);

		paragraph(p, "",
			  arena_printf(p->a, "Joined with it: %s (%s).", words_get(other, "name"),
				       words_get(other, "id")));
	}
}

/* --- silences --- */

/* "14 years", "more than 14 years"; NULL under two. */
static const char *years_between(struct arena *a, int64_t from, int64_t to)
{
	struct civil x = civil_from_days(day_of(from));
	struct civil y = civil_from_days(day_of(to));
	bool same = x.month == y.month && x.day == y.day;
	bool before = y.month < x.month || (y.month == x.month && y.day < x.day);
	int years = y.year - x.year - before;

	return years < 2 ? NULL : arena_printf(a, "%s%d years", same ? "" : "more than ", years);
}

/* "from 2002 to 2016", "from 2002 up to 1 March 2027, and still". */
static const char *from_to(struct page *p, const struct json *gap)
{
	const char *from = words_short(p->a, words_when(json_get(gap, "from")));
	const char *to = words_short(p->a, words_when(json_get(gap, "to")));

	return words_true(gap, "open") ? arena_printf(p->a, "from %s up to %s, and still", from, to)
				       : arena_printf(p->a, "from %s to %s", from, to);
}

static const char *silence_title(struct page *p, const struct json *gap)
{
	const char *years = years_between(p->a, words_when(json_get(gap, "from")).lo,
					  words_when(json_get(gap, "to")).lo);

	return arena_printf(p->a, "%s with no recorded answer%s%s%s, %s.",
			    words_days(p->a, json_get_int(gap, "days", 0)), years ? " (" : "",
			    years ? years : "", years ? ")" : "", from_to(p, gap));
}

static const char *bounds(struct page *p, const struct json *gap)
{
	int64_t least = json_get_int(gap, "days_min", 0);
	int64_t most = json_get_int(gap, "days_max", 0);

	if (least == most) {
		return "";
	}
	return arena_printf(p->a,
			    "The record gives no closer dates: it was at least %s and at most %s.",
			    words_days(p->a, least), words_days(p->a, most));
}

static const char *told_by_rank(struct page *p, const struct json *gap)
{
	const struct json *ranks = json_get(gap, "known_by_rank");
	const char *list = "";
	int64_t all = 0;

	for (size_t i = 0; ranks != NULL && i < ranks->count; i++) {
		struct slice rank = ranks->members[i].key;
		int64_t n = ranks->members[i].value->integer;
		const char *name = slice_is(rank, "unknown")
					   ? "whose rank is not recorded"
					   : words_clean(p->a, arena_copy(p->a, rank));

		all += n;
		list = arena_printf(p->a, "%s%s%" PRId64 " %s", list, i > 0 ? ", " : "", n, name);
	}
	if (all == 0) {
		return "Nobody is recorded as having been told by then; the organisation held it.";
	}
	return arena_printf(p->a, "Told by then: %s: %s.",
			    all == 1 ? "1 person"
				     : arena_printf(p->a, "%s people", words_count(p->a, all)),
			    list);
}

static const char *silent_names(struct page *p, const struct json *gap)
{
	const char *list = "";
	size_t count = json_get_count(gap, "silent");

	for (size_t i = 0; i < count && i < SILENT_SHOWN; i++) {
		const struct json *who = json_get_item(gap, "silent", i);
		const char *name = json_get_str(who, "member") != NULL
					   ? time_line_member(p->a, who, "name")
					   : words_clean(p->a, words_get(who, "organisation"));

		list = arena_printf(p->a, "%s%s%s", list, i > 0 ? ", " : "", name);
	}
	if (count > SILENT_SHOWN) {
		list = arena_printf(p->a, "%s and %zu more", list, count - SILENT_SHOWN);
	}
	return count == 0
		       ? ""
		       : arena_printf(p->a, "No recorded decision or action in it by: %s.", list);
}

static const char *overlaps(struct page *p, const struct json *gap)
{
	const char *text = "";

	for (size_t i = 0; i < json_get_count(gap, "overlapping"); i++) {
		const struct json *o = json_get_item(gap, "overlapping", i);

		text = arena_printf(
			p->a, "%s%s (%s)", i > 0 ? arena_printf(p->a, "%s, ", text) : "",
			words_get(o, "id"), words_short(p->a, words_when(json_get(o, "when"))));
	}
	if (text[0] != '\0') {
		text = arena_printf(
			p->a, "Began before it, and may have gone on into it by its dates: %s.",
			text);
	}
	return text;
}

static void say_silence(struct page *p, const struct json *gap)
{
	const char *lines[] = {bounds(p, gap), told_by_rank(p, gap), silent_names(p, gap),
			       overlaps(p, gap)};

	paragraph(p, "  * ", silence_title(p, gap));
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (lines[i][0] != '\0') {
			paragraph(p, "    ", lines[i]);
		}
	}
	for (size_t i = 0; i < json_get_count(gap, "operations_without_end"); i++) {
		paragraph(p, "    ",
			  arena_printf(p->a, "No end is recorded of %s.",
				       words_get(json_get_item(gap, "operations_without_end", i),
						 "name")));
	}
	if (words_true(gap, "unconfirmed")) {
		paragraph(p, "    ",
			  "It begins with a mention that a machine proposed and nobody has "
			  "confirmed.");
	}
}

/* Dates too coarse to say what came first: what was known, or the answer. */
static void say_possible(struct page *p, const struct json *gap)
{
	const char *days = words_days(p->a, json_get_int(gap, "days", 0));
	const char *from = words_short(p->a, words_when(json_get(gap, "from")));
	const char *to = words_short(p->a, words_when(json_get(gap, "to")));
	bool open = words_true(gap, "open");
	struct when after = words_when(json_get(gap, "after"));

	if (after.precision == PRECISION_UNKNOWN) {
		paragraph(p, "  ? ",
			  arena_printf(p->a,
				       "Perhaps: up to %s, from %s %s %s. What was known may have "
				       "come only after that.",
				       days, from, open ? "up to" : "to", to));
		return;
	}
	paragraph(p, "  ? ",
		  arena_printf(p->a,
			       "Perhaps: up to %s, from the answer of %s %s %s. What became known "
			       "in %s may have come only after that answer.",
			       days, words_short(p->a, after), open ? "up to" : "to", to, from));
}

static void say_silences(struct page *p)
{
	size_t count = json_get_count(p->answer, "gaps");
	size_t possible = json_get_count(p->answer, "possible_gaps");

	heading(p, count == 1 ? "The silence" : "The silences, longest first");
	if (count == 0) {
		paragraph(p, "  ",
			  possible > 0 ? "No sure one of 28 days or more on record."
				       : "None of 28 days or more on record.");
	}
	for (size_t i = 0; i < count && i < SILENCES_SHOWN; i++) {
		say_silence(p, json_get_item(p->answer, "gaps", i));
	}
	if (count > SILENCES_SHOWN) {
		paragraph(p, "  ",
			  arena_printf(p->a, "And %zu shorter ones.", count - SILENCES_SHOWN));
	}
	for (size_t i = 0; i < possible && i < SILENCES_SHOWN; i++) {
		say_possible(p, json_get_item(p->answer, "possible_gaps", i));
	}
}

/* --- the time line --- */

static const struct json *gap_opened_by(struct page *p, const char *id)
{
	for (size_t i = 0; i < json_get_count(p->answer, "gaps"); i++) {
		const struct json *gap = json_get_item(p->answer, "gaps", i);

		if (slice_is(json_get_slice(gap, "opened_by"), id)) {
			return gap;
		}
	}
	return NULL;
}

static void say_entry(struct page *p, const struct entry *e, const char *margin)
{
	const char *when = words_short(p->a, e->when);
	size_t width = words_width(when);
	const char *blanks = arena_printf(p->a, "%s  %*s", margin, WHEN_COLUMN, "");
	struct indent indent = {blanks, blanks, COLUMNS};

	if (width >= WHEN_COLUMN) {
		buf_addf(p->out, "%s  %s\n", margin, when);
	} else {
		indent.first = arena_printf(p->a, "%s  %s%*s", margin, when,
					    (int)(WHEN_COLUMN - width), "");
	}
	words_wrap(p->out, indent, e->text);
}

/* The bar in the margin while a silence lasts; the entries in it are what was known meanwhile. */
static void say_time_line(struct page *p, const struct time_line *t)
{
	const struct json *gap = NULL;
	const char *margin = " ";

	heading(p, "On record, in the order of time");
	if (t->count == 0) {
		paragraph(p, "  ", "Nothing.");
	}
	for (size_t i = 0; i < t->count; i++) {
		const struct entry *e = &t->entries[i];
		bool dated = e->when.precision != PRECISION_UNKNOWN;

		if (gap != NULL && (!dated || e->when.lo >= words_when(json_get(gap, "to")).lo)) {
			buf_add_str(p->out, words_true(gap, "open")
						    ? "\u2517\u2501 no recorded answer up to now\n"
						    : "\u2517\u2501 the next recorded answer:\n");
			gap = NULL;
		}
		if (gap == NULL && dated) {
			gap = gap_opened_by(p, e->id);
			if (gap != NULL) {
				words_wrap(p->out,
					   (struct indent){"\u250F\u2501 ", "\u2503  ", COLUMNS},
					   silence_title(p, gap));
			}
		}
		margin = gap != NULL ? "\u2503" : " ";
		say_entry(p, e, margin);
	}
	if (gap != NULL && words_true(gap, "open")) {
		buf_add_str(p->out, "\u2517\u2501 no recorded answer up to now\n");
	}
}

/* --- who was told --- */

static size_t count_acts(struct page *p, const char *list, const char *key, struct slice member)
{
	size_t count = 0;

	for (size_t i = 0; i < json_get_count(p->answer, list); i++) {
		count += slice_eq(json_get_slice(json_get_item(p->answer, list, i), key), member);
	}
	return count;
}

/* Strongest first: reference order of knowledge. */
static size_t strength_order(const struct json *exposure)
{
	struct slice strength = json_get_slice(exposure, "strength");
	static const char *const order[] = {"acknowledged", "decided",   "briefed",
					    "attended",     "delivered", "delivered_to_unit",
					    "held"};
	size_t i = 0;

	while (i < sizeof order / sizeof order[0] && !slice_is(strength, order[i])) {
		i++;
	}
	return i;
}

/* The post is said where it says more than the rank. */
static const char *member_and_post(struct page *p, const struct json *row)
{
	const char *name = time_line_member(p->a, row, "name");
	const char *post = words_get(row, "post");
	bool more = post[0] != '\0' && !slice_is(slice_str(words_get(row, "rank")), post);

	return more ? arena_printf(p->a, "%s, %s", name, post) : name;
}

static void say_person(struct page *p, const struct json *first, size_t from)
{
	struct slice member = json_get_slice(first, "member");
	const struct json *strongest = first;
	const struct json *told = json_get(p->answer, "exposures");
	size_t times = 0;
	size_t acts = count_acts(p, "decisions", "decider", member) +
		      count_acts(p, "decisions", "second", member) +
		      count_acts(p, "actions", "owner", member);

	for (size_t i = from; i < told->count; i++) {
		if (slice_eq(json_get_slice(told->items[i], "member"), member)) {
			times++;
			if (strength_order(told->items[i]) < strength_order(strongest)) {
				strongest = told->items[i];
			}
		}
	}
	paragraph(p, "  ",
		  arena_printf(p->a,
			       "%s: told %s, first %s; strongest: %s; decisions and actions on "
			       "record: %s.",
			       member_and_post(p, first),
			       times == 1 ? "once" : arena_printf(p->a, "%zu times", times),
			       words_short(p->a, words_when(json_get(first, "when"))),
			       words_plain(p->a, strongest, "strength"),
			       acts == 0 ? "none" : arena_printf(p->a, "%zu", acts)));
}

static bool told_before(const struct json *told, size_t i)
{
	struct slice member = json_get_slice(told->items[i], "member");

	for (size_t k = 0; k < i; k++) {
		if (slice_eq(json_get_slice(told->items[k], "member"), member)) {
			return true;
		}
	}
	return false;
}

/* Everybody with that rank (NULL: none recorded) when first told. */
static void say_rank(struct page *p, const char *rank)
{
	const struct json *told = json_get(p->answer, "exposures");

	for (size_t i = 0; i < told->count; i++) {
		const char *had = json_get_str(told->items[i], "rank");
		bool same =
			rank == NULL ? had == NULL : had != NULL && slice_is(slice_str(rank), had);

		if (same && !told_before(told, i)) {
			say_person(p, told->items[i], i);
		}
	}
}

static void say_told(struct page *p)
{
	heading(p, "Who was told, highest rank first");
	if (none(p, "exposures")) {
		paragraph(p, "  ", "Nobody is recorded as having been told.");
		return;
	}
	for (size_t i = 0; i < json_get_count(p->answer, "ranks"); i++) {
		say_rank(p, arena_copy(p->a, json_get_item(p->answer, "ranks", i)->string));
	}
	say_rank(p, NULL);
}

/* --- who was answerable --- */

static const char *things_words(struct page *p, const struct json *row)
{
	const char *text = "";
	size_t count = json_get_count(row, "things");

	for (size_t i = 0; i < count && i < THINGS_SHOWN; i++) {
		text = arena_printf(p->a, "%s%s" SLICE_FMT, text, i > 0 ? ", " : "",
				    SLICE_ARG(json_get_item(row, "things", i)->string));
	}
	if (count > THINGS_SHOWN) {
		text = arena_printf(p->a, "%s and %zu more", text, count - THINGS_SHOWN);
	}
	return count > 0 ? arena_printf(p->a, ", for %s", text) : "";
}

/* "3 May 2026 to 1 March 2027", "Since 1 March 2027". */
static const char *tenure_time(struct page *p, const struct json *row)
{
	const char *from = words_short(p->a, words_when(json_get(row, "from")));
	struct when to = words_when(json_get(row, "to"));
	struct when up_to;

	if (when_parse(json_get_slice(json_get(p->answer, "question"), "known_up_to"), &up_to) ==
		    ONUS_OK &&
	    to.hi >= up_to.hi) {
		return arena_printf(p->a, "Since %s", from);
	}
	return arena_printf(p->a, "%s to %s", from, words_short(p->a, to));
}

static void say_answerable(struct page *p)
{
	heading(p, "Who was answerable");
	if (none(p, "answerable")) {
		paragraph(p, "  ", "Nothing on record needed an owner.");
	}
	for (size_t i = 0; i < json_get_count(p->answer, "answerable"); i++) {
		const struct json *row = json_get_item(p->answer, "answerable", i);
		const char *things = things_words(p, row);

		if (json_get_str(row, "member") == NULL) {
			paragraph(p, "  ",
				  arena_printf(p->a,
					       "%s to %s, before this ledger: the record names "
					       "nobody.",
					       words_short(p->a, words_when(json_get(row, "from"))),
					       words_short(p->a, words_when(json_get(row, "to")))));
			continue;
		}
		paragraph(p, "  ",
			  arena_printf(p->a, "%s%s: %s%s.", tenure_time(p, row), things,
				       member_and_post(p, row),
				       words_true(row, "by_default")
					       ? ". By default: nobody accepted it"
					       : ""));
	}
}

/* --- what is lost, and how to read it --- */

static void say_lost(struct page *p)
{
	if (none(p, "lost")) {
		return;
	}
	heading(p, "What is lost");
	for (size_t i = 0; i < json_get_count(p->answer, "lost"); i++) {
		const struct json *row = json_get_item(p->answer, "lost", i);

		paragraph(p, "  ",
			  arena_printf(p->a, "%s: %s. Rule: %s.",
				       words_short(p->a, words_when(json_get(row, "when"))),
				       words_get(row, "what"), words_get(row, "rule")));
	}
}

static void say_notes(struct page *p, const struct time_line *t)
{
	int64_t undated = json_get_int(p->answer, "undated_answers", 0);

	heading(p, "How to read this");
	paragraph(
		p, "  ",
		"An answer is a decision, a finished action, an operation or its outcome, or the "
		"reply to a recommendation. \"No recorded answer\" says what the record lacks, not "
		"what people did. Days are counted from earliest date to earliest date.");
	if (t->late) {
		paragraph(p, "  ",
			  "* entered in this ledger later than the day on which it happened.");
	}
	if (undated > 0) {
		paragraph(p, "  ",
			  arena_printf(p->a,
				       "Answers without a recorded time: %" PRId64
				       ". Each may lie in a silence.",
				       undated));
	}
	for (size_t i = 0; i < json_get_count(p->answer, "cut"); i++) {
		const struct json *cut = json_get_item(p->answer, "cut", i);

		paragraph(
			p, "  ",
			arena_printf(p->a,
				     "CUT: there are more %s than the limit of %s; what is beyond "
				     "it is not told here, and may hold an answer.",
				     words_get(cut, "what"),
				     words_count(p->a, json_get_int(cut, "limit", 0))));
	}
	paragraph(p, "  ",
		  arena_printf(p->a, "The picture: onus who-knew %s --format svg > who-knew.svg",
			       words_get(json_get(p->answer, "subject"), "id")));
}

void who_knew_text(struct buf *out, const struct json *answer)
{
	SCOPED_ARENA(a);
	struct page p = {&a, out, answer};
	struct time_line line;

	time_line_make(&a, answer, &line);
	say_head(&p);
	say_silences(&p);
	say_time_line(&p, &line);
	say_told(&p);
	say_answerable(&p);
	say_lost(&p);
	say_notes(&p, &line);
}
