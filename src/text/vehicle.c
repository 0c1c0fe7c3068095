/* SPDX-License-Identifier: Apache-2.0
 * vehicle.c - registration marks in a text, and what only looks like one.
 *
 * The long forms stand by themselves when written in capitals. What is short or common needs a cue:
 * a dateless mark is a number with letters, and so is "A630", "PC 1234" and "S60". A mark in small
 * letters, or with a look-alike for one character, is taken only beside a cue. */
#include "text/plate.h"
#include "text/recognise.h"

enum { TOKENS_MAX = 3, CUE_TOKENS = 6, WEAK_TOKENS = 5, OUTWARD_MAX = 4 };

struct candidate {
	char s[PLATE_MAX];
	size_t n;
	unsigned blanks;
	const struct token *first;
	const struct token *last;
	bool lower;
	bool plate_cue;   /* "reg" is near */
	bool vehicle_cue; /* "car" is near */
};

static bool usable(const struct token *t)
{
	return (t->kind == TOKEN_WORD || t->kind == TOKEN_NUMBER || t->kind == TOKEN_MIXED) &&
	       t->fold_n <= PLATE_MAX && (t->flags & (TOKEN_BROKEN | TOKEN_FOREIGN)) == 0;
}

/* The `count` tokens from `t` on, one blank between; false where they are too much for a mark. */
static bool gather(const struct reading *r, const struct token *t, int count, struct candidate *c)
{
	*c = (struct candidate){.first = t, .last = t + count - 1};
	for (const struct token *at = t; at <= c->last; at++) {
		if (!usable(at) || c->n + at->fold_n > PLATE_MAX ||
		    (at > t && (at->flags & TOKEN_ONE_SPACE) == 0)) {
			return false;
		}
		c->blanks |= at > t ? 1u << c->n : 0;
		memcpy(c->s + c->n, r->tokens.folded + at->fold, at->fold_n);
		c->n += at->fold_n;
		c->lower |= (at->flags & TOKEN_LOWER) != 0;
	}
	return true;
}

/* A630, M1, B6089: a road. A1(M) is one too: its brackets end the token. */
static bool is_road(const struct candidate *c)
{
	if (c->s[0] != 'A' && c->s[0] != 'B' && c->s[0] != 'M') {
		return false;
	}
	for (size_t i = 1; i < c->n; i++) {
		if (c->s[i] < '0' || c->s[i] > '9') {
			return false;
		}
	}
	return c->n >= 2;
}

/* The half that is letters only, where the mark is in two halves. */
static const struct token *word_half(const struct candidate *c)
{
	return c->blanks == 0                 ? NULL
	       : c->first->kind == TOKEN_WORD ? c->first
	       : c->last->kind == TOKEN_WORD  ? c->last
					      : NULL;
}

/* "K30 HAS", "AND 12B": a word that happens to stand beside a number. */
static bool is_prose(const struct candidate *c)
{
	const struct token *word = word_half(c);

	return word != NULL && token_is(word, WORD(SHORT_WORD) | WORD(STOP) | WORD(PLATE_STOP));
}

/* "PIN 1234", "PC 1234": no mark, unless the word before says that one follows. */
static bool is_other_number(const struct candidate *c)
{
	const struct token *word = word_half(c);

	return word != NULL && token_is(word, WORD(PLATE_STOP)) &&
	       !token_is(&c->first[-1], WORD(PLATE_CUE));
}

/* The half before the blank is a road: "A630 WAS". */
static bool begins_with_road(const struct candidate *c)
{
	return c->blanks != 0 && (c->s[0] == 'A' || c->s[0] == 'B' || c->s[0] == 'M') &&
	       c->first->kind == TOKEN_MIXED;
}

static bool long_form_stands(const struct candidate *c, enum plate_form form)
{
	bool cue = c->plate_cue || c->vehicle_cue;

	if (form != PLATE_CURRENT && is_other_number(c)) {
		return false;
	}
	if (form != PLATE_CURRENT && is_prose(c)) {
		return c->lower || begins_with_road(c) ? c->plate_cue : cue;
	}
	if (form == PLATE_NI && c->blanks != 0 && c->n < 6) { /* three letters and a small number */
		return cue && !c->lower;
	}
	return !c->lower || cue;
}

/* "YS51 something": part of a current mark. As a whole one it would join vehicles that only begin
 * alike. */
static bool is_half_of_current(const struct candidate *c)
{
	return c->n == 4 && c->blanks == 0 && c->s[1] >= 'A' && c->s[2] <= '9' && c->s[3] <= '9' &&
	       strchr("012567", c->s[2]) != NULL;
}

/* The short forms: only in capitals, beside a cue, and not what the same shape means elsewhere. */
static bool short_form_stands(const struct reading *r, const struct candidate *c)
{
	const struct token *word = word_half(c);

	if (r->names != NULL &&
	    names_find(r->names, NULL, ONUS_VEHICLE, slice_of(c->s, c->n)) != NULL) {
		return true;
	}
	if (c->lower || is_road(c) || (word != NULL && is_prose(c))) {
		return false;
	}
	if (is_half_of_current(c)) {
		return false;
	}
	if (c->plate_cue) {
		return c->n >= 3;
	}
	/* near "car" alone: S60 is a postcode's half, X5 a model, 12 A a house */
	return c->vehicle_cue && c->blanks != 0 && c->n > OUTWARD_MAX;
}

static const char *judge(const struct reading *r, struct candidate *c)
{
	static const char *const rules[PLATE_FORM_COUNT] = {
		[PLATE_CURRENT] = "vehicle/current",
		[PLATE_PREFIX] = "vehicle/prefix",
		[PLATE_SUFFIX] = "vehicle/suffix",
		[PLATE_NI] = "vehicle/northern-ireland",
		[PLATE_NI_TWO] = "vehicle/northern-ireland",
		[PLATE_DIPLOMATIC] = "vehicle/diplomatic",
		[PLATE_DATELESS] = "vehicle/dateless",
	};
	enum plate_form form = plate_form(c->s, c->n, c->blanks);
	bool repairable = form == PLATE_NONE && c->n == PLATE_MAX && !c->lower &&
			  (c->first->kind != TOKEN_WORD || c->last->kind != TOKEN_WORD);

	if ((form == PLATE_NONE && !repairable) ||
	    (form > PLATE_NI && c->lower && r->names == NULL)) {
		return NULL; /* whatever stands near */
	}
	c->plate_cue = cue_near(c->first, WORD(PLATE_CUE), CUE_TOKENS, 0) ||
		       cue_near(c->last, WORD(PLATE_CUE), 0, CUE_TOKENS);
	c->vehicle_cue = cue_near(c->first, WORD(VEHICLE_CUE), WEAK_TOKENS, 0) ||
			 cue_near(c->last, WORD(VEHICLE_CUE), 0, WEAK_TOKENS);
	if (form >= PLATE_CURRENT && form <= PLATE_NI) {
		return long_form_stands(c, form) ? rules[form] : NULL;
	}
	if (form != PLATE_NONE) {
		return short_form_stands(r, c) ? rules[form] : NULL;
	}
	if ((c->plate_cue || c->vehicle_cue) && plate_repair(c->s, c->n, c->blanks, &form)) {
		return "vehicle/repaired";
	}
	return NULL;
}

/* Cheap first look: letters and digits together, in one token or in two neighbours. */
static bool may_begin(const struct token *t)
{
	return usable(t) &&
	       (t->kind == TOKEN_MIXED ||
		(t->kind == TOKEN_NUMBER && t[1].kind == TOKEN_WORD && t->fold_n <= 4) ||
		(t->kind == TOKEN_WORD && t->fold_n <= 4 &&
		 (t[1].kind == TOKEN_NUMBER || t[1].kind == TOKEN_MIXED)));
}

void find_vehicles(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		for (int count = TOKENS_MAX; count >= 1 && may_begin(t); count--) {
			struct candidate c;
			const char *rule;

			if (!gather(r, t, count, &c) || !mention_fits(ONUS_VEHICLE, t, c.last)) {
				continue;
			}
			rule = judge(r, &c);
			if (rule != NULL) {
				mention_add(r, ONUS_VEHICLE, t, c.last,
					    arena_copy(r->arena, slice_of(c.s, c.n)), rule);
				t = c.last;
				break;
			}
		}
	}
}
