/* SPDX-License-Identifier: Apache-2.0
 * organisation.c - organisations by the words that make their names.
 *
 *     tail      South ... Police, ... Borough Council, ... Taxis Ltd
 *     head      Independent Office for Police Conduct, Department for Education
 *     noun      the charity Open Doors, a takeaway called Best Kebabs
 *     letters   "(IOPC)" behind a long name, and from there on the letters alone
 *
 * The value is the name as written, with single blanks; of the letters, the long name. */
#include "text/recognise.h"

enum { NAME_TOKENS_MAX = 12, NOUN_TOKENS = 4, LETTERS_MIN = 2, LETTERS_MAX = 8 };

/* Words that link two capitalised words of one name. */
static bool is_link(const struct reading *r, const struct token *t)
{
	return folded_is(r, t, "OF") || folded_is(r, t, "AND") || folded_is(r, t, "FOR") ||
	       token_sign(t, '&');
}

/* A capitalised word that may stand in the name of an organisation. */
static bool is_name_word(const struct token *t)
{
	return token_capital(t) && t->fold_n >= 2 && !token_is(t, WORD(STOP)) &&
	       !(token_is(t, WORD(MONTH) | WORD(WEEKDAY)) && !token_is(t, WORD(GIVEN))) &&
	       !(token_is(t, WORD(TITLE)) && !token_is(t, WORD(ORG_TAIL) | WORD(ORG_HEAD)) &&
		 t->fold_n <= 4);
}

/* Whether the link `t` joins the words around it into one name. "Health and Social Care Trust"
 * does, and "Avon and Somerset Police"; "Amber Hill and Northshire Police" does not. */
static bool joins(const struct reading *r, const struct token *t)
{
	const struct token *before = &t[-1];

	if (!is_link(r, t) || !is_name_word(before) || !token_runs_on(t) ||
	    folded_is(r, t, "FOR") || token_is(before, WORD(ORG_TAIL))) {
		return false;
	}
	if (folded_is(r, t, "OF")) {
		return token_is(before, WORD(ORG_HEAD));
	}
	return token_is(before, WORD(NOT_SURNAME)) ||
	       (!token_is(before, WORD(GIVEN)) && !token_capital(&before[-1]));
}

/* The first word of the capitalised run that ends at `last`, links inside it included. */
static const struct token *run_start(const struct reading *r, const struct token *last)
{
	const struct token *first = last;

	while (last - first < NAME_TOKENS_MAX && token_runs_on(first)) {
		const struct token *before = &first[-1];

		if (is_name_word(before)) {
			first = before;
		} else if (joins(r, before)) {
			first = before - 1;
		} else if (token_sign(before, '-') && is_name_word(&before[-1]) &&
			   token_joined(first)) {
			first = before - 1;
		} else if (token_sign(before, '\'') && token_joined(before)) {
			return first; /* the force's Police Board */
		} else {
			break;
		}
	}
	return first;
}

/* The last word of the run that begins at `first`: capitalised words and links between them. */
static const struct token *run_end(const struct reading *r, const struct token *first, bool links)
{
	const struct token *last = first;

	while (last - first < NAME_TOKENS_MAX && token_runs_on(&last[1])) {
		const struct token *next = &last[1];
		const struct token *over = next + 1;

		if (is_name_word(next)) {
			last = next;
		} else if ((next->flags & TOKEN_POSSESSIVE) == 0 && token_sign(next, '\'') &&
			   (over->flags & TOKEN_POSSESSIVE) != 0 && is_name_word(&over[1])) {
			last = over + 1; /* Joe's Kebabs */
		} else if (links && (is_link(r, next) || token_sign(next, ','))) {
			over += folded_is(r, over, "THE") && token_runs_on(over);
			if (!is_name_word(over) || !token_runs_on(over) || token_sign(next, ',')) {
				break;
			}
			last = over;
		} else if (token_sign(next, '-') && token_joined(next) && token_joined(over) &&
			   is_name_word(over)) {
			last = over;
		} else {
			break;
		}
	}
	return last;
}

/* --- letters for a long name --- */

/* Whether the letters are the first letters of the words of first..last, links left out. */
static bool spells(const struct reading *r, const struct token *letters, const struct token *first,
		   const struct token *last)
{
	struct slice s = folded(r, letters);
	size_t at = 0;

	for (const struct token *t = first; t <= last; t++) {
		if (t->fold_n == 0 || is_link(r, t) || folded_is(r, t, "THE") ||
		    folded_is(r, t, "ON")) {
			continue;
		}
		if (at == s.n || r->tokens.folded[t->fold] != s.p[at]) {
			return false;
		}
		at++;
	}
	return at == s.n;
}

/* "(IOPC)" behind the name: remembers it, and claims it as the same organisation. */
static void learn_letters(struct reading *r, const struct token *first, const struct token *last,
			  const char *value)
{
	const struct token *letters = &last[2];

	if (!token_sign(&last[1], '(') || !token_sign(&last[3], ')') ||
	    letters->kind != TOKEN_WORD || !token_upper(letters) || letters->fold_n < LETTERS_MIN ||
	    letters->fold_n > LETTERS_MAX || r->acronym_count == ACRONYMS_MAX ||
	    !spells(r, letters, first, last)) {
		return;
	}
	r->acronyms[r->acronym_count++] =
		(struct acronym){arena_slice(r->arena, folded(r, letters)), value};
}

static void find_letters(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end && r->acronym_count > 0; t++) {
		if (t->kind != TOKEN_WORD || !token_upper(t) || t->fold_n < LETTERS_MIN ||
		    t->fold_n > LETTERS_MAX) {
			continue;
		}
		for (size_t i = 0; i < r->acronym_count; i++) {
			if (slice_eq(folded(r, t), r->acronyms[i].folded)) {
				mention_add(r, ONUS_ORGANISATION, t, t, r->acronyms[i].value,
					    "organisation/letters");
				break;
			}
		}
	}
}

/* --- names --- */

static void add(struct reading *r, const struct token *first, const struct token *last,
		const char *rule)
{
	const char *value = span_plain(r, first, last);

	if (mention_add(r, ONUS_ORGANISATION, first, last, value, rule)) {
		learn_letters(r, first, last, value);
	}
}

/* What may begin a sentence, or a list, with a capital, without being of the name. */
static const struct token *skip_opening(const struct token *first, const struct token *last)
{
	while (first < last &&
	       (token_is(first, WORD(STOP)) ||
		(token_is(first, WORD(TITLE)) && !token_is(first, WORD(ORG_HEAD))))) {
		first++;
	}
	return first;
}

/* "Office for Police Conduct", "Department of ...": `head` is the first of these words. */
static bool find_head(struct reading *r, const struct token *head)
{
	const struct token *link = head + 1;
	const struct token *over = head + 2;
	const struct token *first;

	if (!(folded_is(r, link, "FOR") || folded_is(r, link, "OF") || folded_is(r, link, "ON")) ||
	    !token_runs_on(link) || !token_runs_on(over)) {
		return false;
	}
	over += folded_is(r, over, "THE");
	if (!is_name_word(over) || token_upper(over) != token_upper(head)) {
		return false;
	}
	first = skip_opening(run_start(r, head), head);
	add(r, first, run_end(r, over, true), "organisation/head");
	return true;
}

/* "Social Services", "Youth Service": words that every town has. */
static bool is_any(const struct reading *r, const struct token *first, const struct token *last)
{
	if (!folded_is(r, last, "SERVICES") && !folded_is(r, last, "SERVICE")) {
		return false;
	}
	while (first < last && token_is(first, WORD(PROFESSION_OF))) {
		first++;
	}
	return first == last;
}

/* A word that ends names, with at least one capitalised word before it. */
static void find_tail(struct reading *r, const struct token *tail)
{
	const struct token *last = tail;
	const struct token *first;

	while (last - tail < NAME_TOKENS_MAX && token_capital(&last[1]) &&
	       token_runs_on(&last[1]) && token_is(&last[1], WORD(ORG_TAIL))) {
		last++;
	}
	first = skip_opening(run_start(r, tail), tail);
	if (first == tail && last == tail) {
		return;
	}
	if (first == tail && !token_is(tail, WORD(ORG_HEAD))) {
		return; /* "Police Service": which one? */
	}
	if (!is_any(r, first, last)) {
		add(r, first, last, "organisation/tail");
	}
}

/* "the charity Open Doors", "a takeaway called Best Kebabs": `noun` is in small letters. */
static void find_noun(struct reading *r, const struct token *noun)
{
	const struct token *at = noun + 1;
	bool called = false;

	if (token_sign(at, ',')) {
		at++;
	}
	for (int i = 0; i < NOUN_TOKENS && (folded_is(r, at, "IS") || folded_is(r, at, "WAS") ||
					    token_is(at, WORD(NAME_CUE)) || folded_is(r, at, "AS"));
	     i++) {
		called |= token_is(at, WORD(NAME_CUE));
		at++;
	}
	if (called || folded_is(r, noun, "CHARITY")) {
		at += token_sign(at, '"') || token_sign(at, '\'');
		if (is_name_word(at) && token_runs_on(at)) {
			add(r, at, run_end(r, at, true), "organisation/cue");
		}
	}
}

void find_organisations(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (t->kind != TOKEN_WORD || t->words == 0) {
			continue;
		}
		if (token_capital(t) && token_is(t, WORD(ORG_HEAD)) && find_head(r, t)) {
			continue;
		}
		if (token_capital(t) && token_is(t, WORD(ORG_TAIL))) {
			find_tail(r, t);
		} else if ((t->flags & TOKEN_CAPITAL) == 0 && token_is(t, WORD(ORG_NOUN))) {
			find_noun(r, t);
		}
	}
	find_letters(r);
}
