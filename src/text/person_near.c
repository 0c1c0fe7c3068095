/* SPDX-License-Identifier: Apache-2.0
 * person_near.c - persons by what stands beside the name: kin, an age, another person.
 *
 * These rules find names that no list has. Each asks for a word with a capital that the lexicon
 * does not know as anything but a name; a place may still be one, so that a word that places
 * something
 * ("in", "from") before it rules it out. */
#include "text/person.h"

enum {
	WORD_MIN = 3,
	PARTS_BEFORE_AGE = 3,
	AGE_DIGITS = 2,
	INITIALS_MAX = 3,
	AGE_MIN = 5,
	PART_TOKENS = 4
};

/* "in Harrowmere", "of Harrowmere" */
static bool behind_place_cue(const struct reading *r, const struct token *t)
{
	return token_is(&t[-1], WORD(PLACE_CUE)) || folded_is(r, &t[-1], "FROM") ||
	       folded_is(r, &t[-1], "OF") || folded_is(r, &t[-1], "TO");
}

/* What follows makes it a part of something else: "Xan Street", "Xan Taxis". */
static bool goes_on_as_other(const struct token *last)
{
	return token_runs_on(&last[1]) && token_capital(&last[1]) &&
	       !token_is(&last[1], WORD(STOP));
}

/* Found without help from what stands beside it. */
static bool is_plain_given(const struct token *t)
{
	return token_is(t, WORD(GIVEN)) && !token_is(t, WORD(WORDLIKE));
}

/* A noun behind which a name may stand without more. */
static bool is_noun(const struct token *t)
{
	if ((t->flags & TOKEN_CAPITAL) != 0 && !token_is(t, WORD(KIN))) {
		return false; /* Witness Protection */
	}
	return token_is(t, WORD(KIN) | WORD(BEFORE_NAME)) ||
	       (token_is(t, WORD(PROFESSION)) && token_is(&t[-1], WORD(PROFESSION_OF)));
}

const struct token *person_behind_noun(struct reading *r, const struct token *noun)
{
	const struct token *name = noun + 1;
	bool comma = token_sign(name, ',');
	const struct token *last;

	if (!is_noun(noun) || token_sign(&noun[1], '-')) {
		return noun;
	}
	name += comma;
	if (!name_like(name) || is_plain_given(name) || name->fold_n < WORD_MIN ||
	    !token_runs_on(name) || token_upper(name)) {
		return noun;
	}
	last = name_end(name);
	/* "her uncle, Costel." but not "told her mother, Harrowmere had ..." */
	if (goes_on_as_other(last) ||
	    (comma && !token_is(name, WORD(GIVEN)) && last[1].kind != TOKEN_SIGN &&
	     !(last > name && folded_is(r, &last[1], "AND")))) {
		return noun;
	}
	return person_add(r, name, last, "person/noun") ? last : noun;
}

/* "(health visitor)", "(his uncle)", "(witness)": said of persons only. */
static bool part_behind(const struct token *t)
{
	const struct token *at = t + 1;

	if (!token_sign(t, '(')) {
		return false;
	}
	while (at - t < PART_TOKENS && token_is(at, WORD(PROFESSION_OF) | WORD(DETERMINER))) {
		at++;
	}
	return token_sign(&at[1], ')') && (token_is(at, WORD(ROLE) | WORD(KIN)) ||
					   (token_is(at, WORD(PROFESSION)) && at > t + 1));
}

/* The tokens behind the sign at `t` say an age: "(14)", ", 14,", ", aged 14". */
static bool age_behind(const struct reading *r, const struct token *t)
{
	const struct token *age = t + 1;
	const struct token *end = t + 2;
	bool closed = token_sign(t, '(') ? token_sign(end, ')')
					 : end->kind == TOKEN_SIGN || !token_runs_on(end) ||
						   end->kind == TOKEN_END;

	if ((age->claimed & 1u << ONUS_AGE) != 0) {
		return true;
	}
	return (age->flags & TOKEN_LINE) == 0 && age->fold_n <= AGE_DIGITS &&
	       token_number(r, age, AGE_DIGITS) >= AGE_MIN && closed && !token_sign(end, '/') &&
	       !token_sign(end, ':') && !token_sign(end, '-');
}

const struct token *person_described(struct reading *r, const struct token *t)
{
	const struct token *first = t;
	bool said = (t[1].claimed & 1u << ONUS_AGE) != 0 || part_behind(t);

	if (!name_like(&t[-1]) || t[-1].fold_n < WORD_MIN || !(said || age_behind(r, t))) {
		return t;
	}
	while (t - first < PARTS_BEFORE_AGE && name_like(&first[-1]) && first[-1].claimed == 0 &&
	       (first == t || token_runs_on(first))) {
		first--;
	}
	if (first == t || behind_place_cue(r, first) || token_capital(&first[-1]) ||
	    (first == t - 1 && (first->flags & TOKEN_SENTENCE) != 0 && !said)) {
		return t;
	}
	/* "Harrowmere, 14" could be anything; two words, or an age that is called one, could not */
	if (first == t - 1 && !said && token_sign(t, '(') && token_upper(first)) {
		return t;
	}
	return person_add(r, first, t - 1, "person/described") ? t - 1 : t;
}

const struct token *person_joined(struct reading *r, const struct token *t)
{
	const struct token *name = t + 1;
	const struct token *last;

	if ((t[-1].claimed & 1u << ONUS_PERSON) == 0 || !token_runs_on(name)) {
		return t;
	}
	if (token_sign(name, '"') && token_capital(&name[1])) {
		last = name_quoted_end(name);
		return last != NULL && person_add(r, name + 1, last, "person/joined") ? last : t;
	}
	if (!name_like(name) || is_plain_given(name) || name->fold_n < WORD_MIN ||
	    token_upper(name) || token_is(name, WORD(NOT_ALONE))) {
		return t;
	}
	last = name_end(name);
	return !goes_on_as_other(last) && person_add(r, name, last, "person/joined") ? last : t;
}

/* Only in a list or behind a label: "Plan B. Then" is two sentences. */
const struct token *person_initials(struct reading *r, const struct token *t)
{
	const struct token *before = &t[-1];
	const struct token *name = t;
	const struct token *last;

	if (!(token_sign(before, ',') || token_sign(before, ':') || token_sign(before, ';') ||
	      token_sign(before, '(') || folded_is(r, before, "AND")) ||
	    (t->flags & TOKEN_LINE) != 0) {
		return t;
	}
	while (name - t < 2 * INITIALS_MAX && name_initial(name) && token_sign(&name[1], '.') &&
	       token_runs_on(&name[2])) {
		name += 2;
	}
	if (name == t || !name_surname(name) || name->fold_n < WORD_MIN || name_street(&name[1])) {
		return t;
	}
	last = name_end(name);
	return person_add(r, t, last, "person/initials") ? last : t;
}

const struct token *person_nickname(struct reading *r, const struct token *t)
{
	const struct token *name = t + 1;
	const struct token *last;

	if ((t->flags & TOKEN_SENTENCE) != 0 || token_is(t, WORD(KIN)) || !token_capital(name) ||
	    !token_runs_on(name) || !token_is(name, WORD(GIVEN)) || token_upper(t) ||
	    token_is(name, WORD(WORDLIKE)) || token_capital(&t[-1])) {
		return t;
	}
	last = name_end(name);
	return !name_street(last) && person_add(r, t, last, "person/nickname") ? last : t;
}
