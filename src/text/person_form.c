/* SPDX-License-Identifier: Apache-2.0
 * person_form.c - persons in forms: "Name: Amber Hill", "Friends: Xan, Zed (17), "Chubbs"".
 *
 * A label begins a line, has few words, and ends in a colon. What stands behind it is a name where
 * it begins with one of the list, or where all of it looks like one: "Driver: Older man" is none.
 */
#include "text/person.h"

enum { LABEL_TOKENS = 4, ITEMS_MAX = 40, BRACKET_TOKENS = 8, LETTERS_MAX = 3 };

/* The colon of a label for persons that begins at `t`, or NULL. */
static const struct token *label_colon(const struct reading *r, const struct token *t)
{
	const struct token *at = t + 1;
	const struct token *word;

	while (at - t <= LABEL_TOKENS && at->fold_n > 0 && (at->flags & TOKEN_LINE) == 0) {
		at++;
	}
	if (!token_sign(at, ':')) {
		return NULL;
	}
	word = at - 1;
	word -= word > t && word->kind == TOKEN_NUMBER; /* Suspect 1: */
	if (token_is(word, WORD(LABEL))) {
		return at;
	}
	/* Name of child:, Officer in case: */
	return folded_is(r, t, "OFFICER") && folded_is(r, &t[1], "IN") ? at : NULL;
}

/* "Friends:", "May be with:": more than one name may follow. */
static bool is_plural(const struct reading *r, const struct token *word)
{
	struct slice s = folded(r, word);

	return s.p[s.n - 1] == 'S' || folded_is(r, word, "PRESENT") || folded_is(r, word, "WITH") ||
	       folded_is(r, word, "ATTENDANCE");
}

/* Behind the last token of an item and its bracket: "(chair)". */
static const struct token *behind_bracket(const struct token *t)
{
	const struct token *at = t;

	if (!token_sign(t, '(')) {
		return t;
	}
	while (at - t < BRACKET_TOKENS && !token_sign(at, ')') && at->kind != TOKEN_END) {
		at++;
	}
	return token_sign(at, ')') ? at + 1 : t;
}

static bool ends_item(const struct reading *r, const struct token *t)
{
	return t->kind == TOKEN_END || (t->flags & TOKEN_LINE) != 0 || token_sign(t, ',') ||
	       token_sign(t, ';') || token_sign(t, '.') || token_sign(t, '/') ||
	       token_sign(t, '(') || token_sign(t, '-') || token_sign(t, '<') ||
	       folded_is(r, t, "AND") || token_sign(t, '&');
}

/* Adds the name that begins an item at `t`; gives its last token, or NULL. `strict`: only one of
 * the list of given names. */
static const struct token *read_item(struct reading *r, const struct token *t, bool strict)
{
	const struct token *name = name_behind_titles(t);
	const char *rule = name > t ? "person/title" : "person/label";
	const struct token *last;
	bool given;

	name += name > t && name->kind == TOKEN_NUMBER; /* PC 1234 Hill */
	given = token_is(name, WORD(GIVEN));
	if (!token_runs_on(name)) {
		return NULL;
	}
	if ((token_sign(name, '"') || token_sign(name, '\'')) && token_capital(&name[1])) {
		last = name_quoted_end(name);
		return last != NULL && person_add(r, name + 1, last, "person/label") ? last + 1
										     : NULL;
	}
	if (!name_surname(name) || name_street(&name[1]) || (strict && !given) ||
	    (token_upper(name) && token_sign(&name[1], ',') && token_is(&name[2], WORD(GIVEN)))) {
		return NULL; /* the last: "HILL, Amber" is found as a whole */
	}
	last = name_end(name);
	if (!given && (token_is(name, WORD(PERSON_NOUN) | WORD(ROLE) | WORD(KIN) | WORD(DRUG)) ||
		       (token_upper(name) && name->fold_n <= LETTERS_MAX && last == name) ||
		       !ends_item(r, &last[1]))) {
		return NULL;
	}
	return person_add(r, name, last, rule) ? last : NULL;
}

const struct token *person_labelled(struct reading *r, const struct token *t)
{
	const struct token *colon = label_colon(r, t);
	const struct token *last = t;
	const struct token *item;
	bool strict;

	if (colon == NULL) {
		return t;
	}
	/* of an e-mail: a desk or a team, a line about anything */
	strict = colon == t + 1 && (folded_is(r, t, "FROM") || folded_is(r, t, "SUBJECT"));
	item = read_item(r, colon + 1, strict);
	for (int items = 1; item != NULL && items < ITEMS_MAX; items++) {
		const struct token *next = behind_bracket(&item[1]);

		last = item;
		if (!is_plural(r, colon - 1) || (next->flags & TOKEN_LINE) != 0 ||
		    !(token_sign(next, ',') || token_sign(next, ';') ||
		      folded_is(r, next, "AND"))) {
			break;
		}
		item = read_item(r, next + 1, false);
	}
	return last;
}
