/* SPDX-License-Identifier: Apache-2.0
 * time_line.c - see time_line.h. A list of the answer has one function that puts its rows into
 * words; a row that also ended gets a second entry at that time. */
#include <stdlib.h>

#include "answer/time_line.h"
#include "answer/words.h"

struct line {
	struct arena *a;
	struct time_line *out;
	size_t room;
};

static void add(struct line *l, const struct json *row, const char *when_key, const char *text)
{
	struct time_line *t = l->out;

	if (t->count == l->room) {
		size_t room = l->room != 0 ? 2 * l->room : 64;
		struct entry *grown = NEW_N(l->a, struct entry, room);

		if (t->count > 0) {
			memcpy(grown, t->entries, t->count * sizeof grown[0]);
		}
		t->entries = grown;
		l->room = room;
	}
	t->entries[t->count] = (struct entry){.id = words_get(row, "id"),
					      .when = words_when(json_get(row, when_key)),
					      .text = text,
					      .order = t->count};
	t->count++;
	t->late = t->late || words_true(row, "late");
}

static bool has(const struct json *row, const char *key)
{
	const struct json *v = json_get(row, key);

	return v != NULL && v->type != JSON_NULL && !(v->type == JSON_STRING && v->string.n == 0);
}

/* The text with exactly one full stop behind it, and `before` in front; a full stop alone where
 * there is none and `before` does not begin a sentence. */
static const char *ending(struct line *l, const char *before, const char *text)
{
	struct slice s = slice_str(words_clean(l->a, text));
	bool ended = s.n > 0 && strchr(".!?", s.p[s.n - 1]) != NULL;

	return s.n == 0 ? "."
			: arena_printf(l->a, "%s" SLICE_FMT "%s", before, SLICE_ARG(s),
				       ended ? "" : ".");
}

/* What explains the words in front: behind a colon, or as a sentence of its own. */
static const char *reason(struct line *l, const char *text)
{
	const char *clean = words_clean(l->a, text);

	return ending(l, clean[0] >= 'A' && clean[0] <= 'Z' ? ". " : ": ", clean);
}

/* A sentence of its own, with a blank in front; "" where there is no text. */
static const char *sentence(struct line *l, const char *before, const char *text)
{
	return words_clean(l->a, text)[0] == '\0'
		       ? ""
		       : arena_printf(l->a, " %s%s", before, ending(l, "", text));
}

static const char *late(const struct json *row)
{
	return words_true(row, "late") ? " *" : "";
}

const char *time_line_member(struct arena *a, const struct json *row, const char *name_key)
{
	const char *name = words_clean(a, words_get(row, name_key));
	const char *rank = words_clean(a, words_get(row, "rank"));

	if (name[0] == '\0') {
		return "nobody named";
	}
	return arena_printf(a, "%s (%s)", name, rank[0] != '\0' ? rank : "rank not recorded");
}

/* --- one function a list --- */

static void say_each(struct line *l, const struct json *parent, const char *key,
		     void (*say)(struct line *l, const struct json *row))
{
	for (size_t i = 0; i < json_get_count(parent, key); i++) {
		say(l, json_get_item(parent, key, i));
	}
}

static void say_fact(struct line *l, const struct json *row)
{
	const char *id = words_get(row, "id");
	const char *kind = words_get(row, "kind");
	const char *what = words_clean(l->a, words_get(row, "what"));
	const char *unsure = slice_is(slice_str(words_get(row, "basis")), "mention proposed")
				     ? " [proposed by a machine, confirmed by nobody]"
				     : "";
	const char *text;

	if (slice_is(slice_str(kind), "report")) {
		text = arena_printf(l->a, "Report %s:%s%s%s", id, sentence(l, "", what), unsure,
				    late(row));
	} else if (slice_is(slice_str(kind), "item")) {
		text = arena_printf(l->a, "Said at a meeting, %s (%s):%s%s%s",
				    words_clean(l->a, words_get(row, "meeting_title")), id,
				    sentence(l, "", what), unsure, late(row));
	} else {
		text = arena_printf(l->a, "Meeting %s:%s%s%s", id, sentence(l, "", what), unsure,
				    late(row));
	}
	add(l, row, "when", text);
}

static bool same_occasion(const struct json *a, const struct json *b)
{
	static const char *const keys[] = {"thing", "how", "strength"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (!slice_eq(json_get_slice(a, keys[i]), json_get_slice(b, keys[i]))) {
			return false;
		}
	}
	return json_eq(json_get(a, "when"), json_get(b, "when"));
}

/* Those who were shown one thing on one occasion stand in one sentence; rows of an occasion stand
 * side by side, because they were recorded together. Returns how many rows it took. */
static size_t say_occasion(struct line *l, const struct json *list, size_t from)
{
	const struct json *first = list->items[from];
	const char *names = time_line_member(l->a, first, "name");
	size_t n = 1;

	while (from + n < list->count && same_occasion(first, list->items[from + n])) {
		names = arena_printf(l->a, "%s, %s", names,
				     time_line_member(l->a, list->items[from + n], "name"));
		n++;
	}
	add(l, first, "when",
	    arena_printf(l->a, "Told of %s: %s. How: %s%s%s",
			 words_clean(l->a, words_get(first, "thing_name")), names,
			 words_plain(l->a, first, "strength"),
			 ending(l, ", ", words_get(first, "how")), late(first)));
	return n;
}

static void say_decision(struct line *l, const struct json *row)
{
	bool proposed = slice_is(json_get_slice(row, "state"), "proposed");

	add(l, row, "when",
	    arena_printf(l->a, "%s %s by %s: %s.%s%s%s",
			 proposed ? "Proposed decision" : "Decision", words_get(row, "id"),
			 time_line_member(l->a, row, "decider_name"),
			 words_plain(l->a, row, "kind"),
			 sentence(l, "Reason: ", words_get(row, "reason")),
			 proposed ? " It waits for a second person." : "", late(row)));
}

static void say_action(struct line *l, const struct json *row)
{
	const char *id = words_get(row, "id");
	const char *owner = has(row, "owner")
				    ? arena_printf(l->a, "Owner: %s.",
						   time_line_member(l->a, row, "owner_name"))
				    : "The record names no owner.";

	add(l, row, "when",
	    arena_printf(l->a, "Action %s raised:%s %s%s", id,
			 sentence(l, "", words_get(row, "what")), owner, late(row)));
	if (has(row, "done")) {
		add(l, row, "done",
		    arena_printf(l->a, "Action %s %s: %s", id, words_plain(l->a, row, "state"),
				 has(row, "outcome") ? ending(l, "", words_get(row, "outcome"))
						     : "no outcome recorded."));
	}
}

static void say_operation(struct line *l, const struct json *row)
{
	const char *name = words_clean(l->a, words_get(row, "name"));
	const char *id = words_get(row, "id");

	add(l, row, "when",
	    arena_printf(l->a, "%s (%s).%s%s%s", name, id,
			 sentence(l, "Objective: ", words_get(row, "objective")),
			 has(row, "closed") ? "" : " No outcome is recorded.", late(row)));
	if (has(row, "closed")) {
		add(l, row, "closed",
		    arena_printf(l->a, "%s (%s) ended. Outcome: %s", name, id,
				 has(row, "outcome") ? ending(l, "", words_get(row, "outcome"))
						     : "none recorded."));
	}
}

static void say_reply(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Reply to recommendation %s by %s: %s%s%s", words_get(row, "id"),
			 time_line_member(l->a, row, "by_name"), words_plain(l->a, row, "reply"),
			 reason(l, words_get(row, "reason")), late(row)));
}

static void say_recommendation(struct line *l, const struct json *row)
{
	bool answered = json_get_count(row, "replies") > 0;

	add(l, row, "when",
	    arena_printf(l->a, "Recommendation %s to %s:%s%s%s", words_get(row, "id"),
			 words_clean(l->a, words_get(row, "addressee")),
			 sentence(l, "", words_get(row, "text")),
			 answered ? "" : " No recorded answer.", late(row)));
	say_each(l, row, "replies", say_reply);
}

static const char *yes_no(const struct json *row, const char *key)
{
	struct slice answer = json_get_slice(row, key);

	return slice_is(answer, "yes") ? "yes" : slice_is(answer, "no") ? "no" : "not recorded";
}

static void say_contact(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Contact %s with %s. Asked: %s.%s%s%s%s", words_get(row, "id"),
			 words_clean(l->a, words_get(row, "victim_name")), yes_no(row, "asked"),
			 sentence(l, "How: ", words_get(row, "how")),
			 sentence(l, "Answer: ", words_get(row, "answer")),
			 slice_is(json_get_slice(row, "threat"), "yes") ? " A threat is suspected."
									: "",
			 late(row)));
}

static void say_matter(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Matter %s opened:%s%s", words_get(row, "id"),
			 sentence(l, "", words_get(row, "title")), late(row)));
}

static void say_loss(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Lost:%s%s%s", sentence(l, "", words_get(row, "what")),
			 sentence(l, "Rule: ", words_get(row, "rule")), late(row)));
}

static void say_publication(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Published (%s): %s%s%s", words_get(row, "thing"),
			 words_plain(l->a, row, "extent"), reason(l, words_get(row, "text")),
			 late(row)));
}

static void say_response(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Response to finding %s by %s: %s%s%s", words_get(row, "finding"),
			 words_clean(l->a, words_get(row, "made_by")),
			 words_plain(l->a, row, "stance"), reason(l, words_get(row, "reason")),
			 late(row)));
}

static void say_finding(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Finding %s on complaint %s: %s%s%s%s", words_get(row, "id"),
			 words_get(row, "complaint"), words_plain(l->a, row, "outcome"),
			 reason(l, words_get(row, "text")),
			 sentence(l, "So says: ", words_get(row, "source")), late(row)));
	say_each(l, row, "responses", say_response);
	say_each(l, row, "publications", say_publication);
}

static void say_complaint(struct line *l, const struct json *row)
{
	add(l, row, "when",
	    arena_printf(l->a, "Complaint %s:%s Made by %s against %s, to %s.%s",
			 words_get(row, "id"), sentence(l, "", words_get(row, "title")),
			 words_clean(l->a, words_get(row, "made_by")),
			 words_clean(l->a, words_get(row, "against")),
			 words_clean(l->a, words_get(row, "body")), late(row)));
	say_each(l, row, "findings", say_finding);
	say_each(l, row, "publications", say_publication);
}

/* --- the whole --- */

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	bool x_unknown = x->when.precision == PRECISION_UNKNOWN;
	bool y_unknown = y->when.precision == PRECISION_UNKNOWN;

	if (x_unknown != y_unknown) {
		return x_unknown ? 1 : -1;
	}
	if (x->when.lo != y->when.lo) {
		return x->when.lo < y->when.lo ? -1 : 1;
	}
	if (x->when.hi != y->when.hi) {
		return x->when.hi < y->when.hi ? -1 : 1;
	}
	return (x->order > y->order) - (x->order < y->order);
}

void time_line_make(struct arena *a, const struct json *answer, struct time_line *out)
{
	/* In this order where the time is the same: known, told, answered, looked back on. */
	static const struct {
		const char *list;
		void (*say)(struct line *l, const struct json *row);
	} says[] = {
		{"facts", say_fact},           {"exposures", NULL},
		{"matters", say_matter},       {"recommendations", say_recommendation},
		{"contacts", say_contact},     {"decisions", say_decision},
		{"actions", say_action},       {"operations", say_operation},
		{"complaints", say_complaint}, {"lost", say_loss},
	};
	struct line l = {.a = a, .out = out};
	const struct json *told = json_get(answer, "exposures");

	*out = (struct time_line){0};
	for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
		if (says[i].say != NULL) {
			say_each(&l, answer, says[i].list, says[i].say);
			continue;
		}
		for (size_t n = 0; n < json_get_count(answer, "exposures");) {
			n += say_occasion(&l, told, n);
		}
	}
	if (out->count > 1) {
		qsort(out->entries, out->count, sizeof out->entries[0], entry_cmp);
	}
}
