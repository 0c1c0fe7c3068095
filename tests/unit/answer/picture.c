/* SPDX-License-Identifier: Apache-2.0
 * picture.c - the picture: well-formed whatever people are called, nothing on top of anything else,
 * nothing left out. */
#include "answer/picture.h"
#include "answer/who_knew.h"
#include "tests/random.h"
#include "tests/unit/answer/asking.h"

enum { SVG_MAX = 16 << 20, BIG = 1200 };

/* --- answers made up --- */

static const char long_name[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
				"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
				"1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 "
				"1234567890 1234567890 1234567890 1"
				".................................................................."
				"..................................";

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"</title></svg><svg onload=\"alert(1)\">",
	"O'Brien & \"Sons\" ]]> <!-- x -->",
	"&lt;&#x0;&nbsp;",
	long_name,
	"שלום עולם ירושלים",
	"مرحبا بالعالم",
	"\u202Emoc.elpmaxe\u2066 \u200F",
	"\001\002\x1B[2J\x7F",
	"line\nbreak\ttab",
	"\U0001F600\U0001F600 \uFFFE\uFFFF",
	"名前がとても長い人",
	"e\u0301e\u0301e\u0301",
	" ",
	"",
};

enum { HOSTILE = sizeof hostile / sizeof hostile[0] };

static struct json *time_json(struct arena *a, const char *text)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(text), &w));
	return when_answer(a, w);
}

static struct json *list(struct json *answer, const char *key)
{
	if (json_get(answer, key) == NULL) {
		json_set(answer, key, json_array(answer->arena));
	}
	return (struct json *)json_get(answer, key);
}

/* A row of a list, with its id and time; further texts as name and value. */
#define ROW(answer, key, ...) row_add_texts(answer, key, (const char *const[]){__VA_ARGS__, NULL})

static struct json *row_add_texts(struct json *answer, const char *key, const char *const *texts)
{
	struct json *row = json_object(answer->arena);

	json_set_str(row, "id", texts[0]);
	json_set(row, "when", time_json(answer->arena, texts[1]));
	for (size_t i = 2; texts[i] != NULL; i += 2) {
		json_set_str(row, texts[i], texts[i + 1]);
	}
	json_push(list(answer, key), row);
	return row;
}

static struct json *answer_about(struct arena *a, const char *name)
{
	struct json *answer = json_object(a);
	struct json *subject = json_object(a);
	struct json *question = json_object(a);

	json_set_str(subject, "id", "E5");
	json_set_str(subject, "name", name);
	json_set_str(subject, "kind", "group");
	json_set_str(question, "known_up_to", "2027-03-01T09:00:00Z");
	json_set(answer, "subject", subject);
	json_set(answer, "question", question);
	return answer;
}

static void gap_add(struct json *answer, const char *from, const char *to, int64_t days)
{
	struct json *gap = json_object(answer->arena);

	json_set(gap, "from", time_json(answer->arena, from));
	json_set(gap, "to", time_json(answer->arena, to));
	json_set_int(gap, "days", days);
	json_set_int(gap, "days_min", days - 364);
	json_set_int(gap, "days_max", days + 365);
	json_push(list(answer, "gaps"), gap);
}

static void told(struct json *answer, const char *id, const char *when, const char *member,
		 const char *rank)
{
	struct json *row = ROW(answer, "exposures", id, when, "member", member, "name", member,
			       "strength", "attended", "how", "item 1");

	json_set_str(row, "rank", rank);
	json_set_str(row, "post", NULL);
}

/* In the arena. */
static struct slice drawn(const struct json *answer)
{
	SCOPED_BUF(out, SVG_MAX);

	CHECK_OK(who_knew_svg(&out, answer));
	return arena_slice(answer->arena, buf_slice(&out));
}

static size_t count_of(struct slice text, const char *needle)
{
	struct slice n = slice_str(needle);
	size_t count = 0;
	size_t at;

	while ((at = slice_search(text, n)) < text.n) {
		count++;
		text = slice_from(text, at + n.n);
	}
	return count;
}

static bool has(struct slice text, const char *needle)
{
	return count_of(text, needle) > 0;
}

/* Everything at once, under one name. */
static struct json *full_answer(struct arena *a, const char *name)
{
	struct json *answer = answer_about(a, name);
	struct json *complaint;
	struct json *finding;

	ROW(answer, "facts", "R1", "2002", "kind", "report", "what", name, "basis", "about");
	ROW(answer, "facts", "I2", "2002-05-31", "kind", "item", "what", name, "basis",
	    "mention proposed");
	told(answer, "X3", "2002", name[0] != '\0' ? name : "x", name);
	ROW(answer, "decisions", "D4", "2003", "decider", "P9", "decider_name", name, "kind", name,
	    "reason", name);
	ROW(answer, "actions", "A5", "2004", "what", name, "state", "raised");
	ROW(answer, "operations", "O6", "2001/2002", "name", name, "objective", name);
	ROW(answer, "contacts", "C7", "200X", "asked", "unknown", "answer", name);
	ROW(answer, "recommendations", "T8", "2005", "text", name, "addressee", name);
	ROW(answer, "lost", "Z9", "unknown", "what", name, "rule", name);
	complaint = ROW(answer, "complaints", "W10", "2017", "title", name, "body", name);
	finding = ROW(complaint, "findings", "F11", "2021", "outcome", "upheld", "text", name);
	ROW(finding, "responses", "V12", "2021", "stance", "disputed", "reason", name);
	ROW(finding, "publications", "J13", "2025-09-19", "extent", "full", "text", name);
	gap_add(answer, "2005", "2016", 4017);
	json_push_str(list(answer, "ranks"), name);
	return answer;
}

/* --- what it is made of --- */

TEST(picture__is_well_formed_whatever_people_are_called)
{
	for (int i = 0; i < HOSTILE; i++) {
		SCOPED_ARENA(a);
		struct slice svg = drawn(full_answer(&a, hostile[i]));

		check_xml(svg);
		CHECK(!has(svg, "<script") && !has(svg, "onload=\"") && !has(svg, "\x1B"));
	}
}

TEST(picture__of_nothing_is_still_a_picture)
{
	SCOPED_ARENA(a);
	struct slice svg = drawn(answer_about(&a, "nobody"));

	check_xml(svg);
	CHECK(has(svg, "no silence of 28 days or more on record"));
	CHECK(has(svg, "nobody on record"));
	CHECK(!has(svg, "class=\"band\""));
}

TEST(picture__says_itself_in_words_for_those_who_cannot_see_it)
{
	SCOPED_ARENA(a);
	struct slice svg = drawn(full_answer(&a, "the men"));

	CHECK(has(svg, "<title>Who knew: the men</title>"));
	CHECK(has(svg, "The longest silence: 4,017 days with no recorded answer, 2005 to 2016."));
	CHECK(has(svg, "role=\"img\""));
}

TEST(picture__has_a_band_with_its_days_for_every_silence)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	ROW(answer, "facts", "R1", "1996", "kind", "report", "what", "x", "basis", "about");
	gap_add(answer, "2002", "2016", 5113);
	gap_add(answer, "1996", "1998", 731);
	gap_add(answer, "2020-01", "2020-06", 152);
	svg = drawn(answer);
	CHECK_INT(count_of(svg, "class=\"band\""), 3);
	CHECK(has(svg, ">5,113 days with no recorded answer</text>"));
	CHECK(has(svg, "days with no recorded answer, 1996 to 1998"));
	CHECK(has(svg, ">5,113 days</text>"));
}

TEST(picture__tells_a_possible_silence_from_a_sure_one)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	gap_add(answer, "2008", "2026", 6575);
	json_set(answer, "possible_gaps", list(answer, "gaps"));
	json_set(answer, "gaps", json_array(&a));
	svg = drawn(answer);
	check_xml(svg);
	CHECK_INT(count_of(svg, "class=\"perhaps\""), 2); /* and one in the legend */
	CHECK_INT(count_of(svg, "class=\"band\""), 0);
	CHECK(has(svg, "perhaps up to 6,575 days with no recorded answer"));
	CHECK(!has(svg, "class=\"hero\""));
}

TEST(picture__has_a_mark_for_every_exposure_and_decision)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	json_push_str(list(answer, "ranks"), "Sergeant");
	told(answer, "X1", "2002", "P1", "Sergeant");
	told(answer, "X2", "2003", "P1", "Sergeant");
	told(answer, "X3", "2002", "P2", NULL);
	told(answer, "X4", "2002", "P2", NULL); /* the same again: counted */
	ROW(answer, "decisions", "D4", "2003", "decider", "P2", "decider_name", "P2", "kind", "act",
	    "reason", "r");
	svg = drawn(answer);
	CHECK_INT(count_of(svg, "<path class=\"told\""), 3 + 1); /* and one in the legend */
	CHECK(has(svg, ">\u00D72</text>"));
	/* with its words, on the lane of who decided, in the legend */
	CHECK_INT(count_of(svg, "<path class=\"decision\""), 3);
}

TEST(picture__hatches_the_rank_that_nobody_recorded)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	told(answer, "X1", "2002", "P1", "Sergeant");
	json_push_str(list(answer, "ranks"), "Sergeant");
	svg = drawn(answer);
	CHECK(!has(svg, "class=\"nobody-rank\"") && !has(svg, "rank not recorded"));
	told(answer, "X2", "2002", "P2", NULL);
	svg = drawn(answer);
	CHECK(has(svg, "class=\"nobody-rank\"") && has(svg, ">rank not recorded</text>"));
}

TEST(picture__puts_the_highest_rank_on_top_and_the_unknown_last)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	told(answer, "X1", "2002", "P1", NULL);
	told(answer, "X2", "2003", "P2", "Sergeant");
	told(answer, "X3", "2004", "P3", "Chief Constable");
	json_push_str(list(answer, "ranks"), "Chief Constable");
	json_push_str(list(answer, "ranks"), "Sergeant");
	svg = drawn(answer);
	CHECK(slice_search(svg, SLICE(">Chief Constable<")) <
	      slice_search(svg, SLICE(">Sergeant<")));
	CHECK(slice_search(svg, SLICE(">Sergeant<")) <
	      slice_search(svg, SLICE(">rank not recorded<")));
}

TEST(picture__gives_everybody_one_place_though_they_rose_in_rank)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct slice svg;

	told(answer, "X1", "2002", "P1", "Sergeant");
	told(answer, "X2", "2012", "P1", "Chief Constable");
	json_push_str(list(answer, "ranks"), "Chief Constable");
	json_push_str(list(answer, "ranks"), "Sergeant");
	svg = drawn(answer);
	CHECK_INT(count_of(svg, ">P1</text>"), 1);
	CHECK(has(svg, ">Sergeant</text>") && !has(svg, ">Chief Constable</text>"));
}

TEST(picture__says_as_much_as_there_is_room_for)
{
	static const char words[] =
		"They were seen again on a Friday night near the station, with two girls who had "
		"been missing since the Monday before";
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");

	ROW(answer, "facts", "R1", "1996", "kind", "report", "what", words, "basis", "about");
	ROW(answer, "facts", "R2", "2020", "kind", "report", "what", "x", "basis", "about");
	CHECK(has(drawn(answer), arena_printf(&a, ">R1 %s</text>", words)));
	for (int year = 1997; year < 2020; year++) {
		ROW(answer, "facts", "R3", arena_printf(&a, "%d", year), "kind", "report", "what",
		    arena_printf(&a, "%d %s", year, words), "basis", "about");
	}
	CHECK(!has(drawn(answer), arena_printf(&a, ">R1 %s</text>", words)));
	CHECK(has(drawn(answer), "\u2026</text>"));
}

TEST(picture__of_an_exercise_says_so)
{
	SCOPED_ARENA(a);
	struct json *answer = answer_about(&a, "the men");
	struct json *ledger = json_object(&a);

	CHECK(!has(drawn(answer), "EXERCISE"));
	json_set(ledger, "exercise", json_bool(&a, true));
	json_set(answer, "ledger", ledger);
	CHECK(has(drawn(answer), "EXERCISE"));
}

TEST(picture__is_the_same_to_the_byte_every_time)
{
	SCOPED_ARENA(a);
	struct json *answer = full_answer(&a, "the men");

	CHECK(slice_eq(drawn(answer), drawn(answer)));
}

/* --- where it stands --- */

static const char *random_time(struct arena *a, struct random *r)
{
	int64_t year = random_between(r, 1994, 2020);

	switch (random_below(r, 6)) {
	case 0:
		return arena_printf(a, "%d", (int)year);
	case 1:
		return arena_printf(a, "%d/%d", (int)year, (int)(year + random_between(r, 1, 12)));
	case 2:
		return arena_printf(a, "%d-%02d", (int)year, (int)random_between(r, 1, 12));
	case 3:
		return "unknown";
	default:
		return arena_printf(a, "%d-%02d-%02d", (int)year, (int)random_between(r, 1, 12),
				    (int)random_between(r, 1, 28));
	}
}

static struct json *random_answer(struct arena *a, struct random *r, size_t facts, size_t people)
{
	static const char *const ranks[] = {"Chief Constable", "Detective Inspector", "Sergeant"};
	struct json *answer = full_answer(a, hostile[random_below(r, HOSTILE)]);

	for (int i = 0; i < 3; i++) {
		json_push_str(list(answer, "ranks"), ranks[i]);
	}
	for (size_t i = 0; i < facts; i++) {
		ROW(answer, "facts", arena_printf(a, "R%zu", i), random_time(a, r), "kind",
		    random_below(r, 2) ? "report" : "item", "what",
		    hostile[random_below(r, HOSTILE)], "basis", "about");
	}
	for (size_t i = 0; i < people; i++) {
		uint64_t rank = random_below(r, 4);

		for (uint64_t n = random_below(r, 4) + 1; n > 0; n--) {
			told(answer, arena_printf(a, "X%zu", i), random_time(a, r),
			     arena_printf(a, "P%zu", i), rank < 3 ? ranks[rank] : NULL);
		}
	}
	return answer;
}

static void check_words(const struct picture *p, const struct lane *lane, const struct mark *m)
{
	int width = svg_width(m->shown, LABEL_SIZE, false);

	CHECK(m->side == SIDE_NONE || m->label_x >= 0);
	if (m->side == SIDE_RIGHT) {
		CHECK(m->label_x + width <= p->paper.w - MARGIN);
		CHECK(m->box_to >= m->label_x + width);
	}
	if (m->side == SIDE_LEFT) {
		CHECK(m->label_x - width >= MARGIN + GUTTER);
		CHECK(m->box_from <= m->label_x - width);
	}
	CHECK(m->row < lane->rows);
}

/* Marks of one row that both have words keep clear of each other. */
static void check_lane(const struct picture *p, const struct lane *lane)
{
	for (size_t i = 0; i < lane->count; i++) {
		const struct mark *m = &lane->marks[i];

		check_words(p, lane, m);
		for (size_t k = 0; k < i; k++) {
			const struct mark *other = &lane->marks[k];

			CHECK(m->row != other->row || m->side == SIDE_NONE ||
			      other->side == SIDE_NONE || m->box_to <= other->box_from ||
			      other->box_to <= m->box_from);
		}
	}
}

static void check_layout(struct json *answer)
{
	SCOPED_BUF(out, SVG_MAX);
	struct picture p = {.a = answer->arena, .svg = {answer->arena, &out}, .answer = answer};
	int y = p.y_axis;

	picture_layout(&p);
	CHECK(p.y_end + FOOT <= p.paper.h);
	CHECK((p.paper.mm_w == 297 && p.paper.mm_h == 210) ||
	      (p.paper.mm_w == 420 && p.paper.mm_h == 297));
	check_lane(&p, &p.silences);
	for (size_t i = 0; i < p.count; i++) {
		CHECK(p.lanes[i].y >= y);
		y = p.lanes[i].y + p.lanes[i].h;
		check_lane(&p, &p.lanes[i]);
	}
	CHECK(y <= p.y_end);
}

TEST(picture__lays_no_words_on_others_and_fits_its_page)
{
	static const size_t sizes[][2] = {{0, 0},  {1, 1},   {5, 3},    {12, 8},
					  {40, 8}, {10, 30}, {200, 60}, {BIG / 4, BIG / 8}};

	for (uint64_t seed = 1; seed <= 6; seed++) {
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			SCOPED_ARENA(a);
			struct random r = {seed};

			check_layout(random_answer(&a, &r, sizes[i][0], sizes[i][1]));
		}
	}
}

TEST(picture__holds_more_than_any_answer_gives)
{
	SCOPED_ARENA(a);
	struct random r = {7};
	struct json *answer = random_answer(&a, &r, BIG, BIG / 4);

	for (int i = 0; i < 100; i++) {
		const char *rank = arena_printf(&a, "Rank %d", i);

		json_push_str(list(answer, "ranks"), rank);
		told(answer, "X9", "2004", arena_printf(&a, "Q%d", i), rank);
		ROW(answer, "complaints", arena_printf(&a, "W%d", i), "2017", "title", "t", "body",
		    "b");
	}
	check_layout(answer);
	check_xml(drawn(answer));
}

TEST(picture__counts_years_on_any_span)
{
	static const char *const spans[][2] = {{"2002-05-01", "2002-05-03"},
					       {"2002-05", "2002-07"},
					       {"2002", "2003"},
					       {"1990", "2027"},
					       {"0001", "9999"},
					       {"2027-03-01", "2027-03-01"},
					       {"9999-12-31", "9999-12-31"},
					       {"0001-01-01", "0001-01-01"}};

	for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
		SCOPED_ARENA(a);
		struct json *answer = answer_about(&a, "the men");
		struct slice svg;

		ROW(answer, "facts", "R1", spans[i][0], "kind", "report", "what", "x", "basis",
		    "about");
		ROW(answer, "facts", "R2", spans[i][1], "kind", "report", "what", "x", "basis",
		    "about");
		svg = drawn(answer);
		check_xml(svg);
		CHECK(count_of(svg, "class=\"tick\"") >= 1);
		CHECK(count_of(svg, "class=\"tick\"") <= 40);
	}
}

TEST(svg_width__never_cuts_a_text_too_long)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(out, SVG_MAX);
	struct svg s = {&a, &out};

	for (int i = 0; i < HOSTILE; i++) {
		for (int width = 0; width < 3000; width += 97) {
			const char *shown = svg_fit(&s, hostile[i], LABEL_SIZE, i % 2, width);

			CHECK(slice_is_utf8(slice_str(shown), NULL));
			CHECK(svg_width(shown, LABEL_SIZE, i % 2) <= width);
		}
	}
}
