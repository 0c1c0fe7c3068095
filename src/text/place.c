/* SPDX-License-Identifier: Apache-2.0
 * place.c - roads without a number: "on Mill Lane", "High Street".
 *
 * Weaker than an address, and told apart from it by its kind. The word of the thoroughfare must be
 * written out; where it is a surname too (Emma Hill), a word such as "on" must stand before. */
#include "text/recognise.h"

enum { WORDS_MAX = 3 };

static bool is_part(const struct token *t)
{
	return token_capital(t) && t->fold_n >= 2 &&
	       !token_is(t, WORD(STOP) | WORD(MONTH) | WORD(WEEKDAY) | WORD(ORG_TAIL)) &&
	       !(token_is(t, WORD(TITLE)) && t->fold_n <= 3);
}

/* The first word of the road that ends at `street`; `street` itself where it stands alone. */
static const struct token *road_start(const struct token *street)
{
	const struct token *t = street;

	for (int words = 0; words < WORDS_MAX && token_runs_on(t); words++) {
		const struct token *before = &t[-1];

		before -= (before->flags & TOKEN_POSSESSIVE) != 0 ? 2 : 0; /* St Mary's Road */
		if (!is_part(before)) {
			break;
		}
		t = before;
	}
	return t;
}

void find_places(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *first;
		bool cue;

		if (!token_capital(t) || !token_is(t, WORD(STREET)) ||
		    (t->claimed & 1u << ONUS_ADDRESS) != 0 ||
		    (token_is(&t[1], WORD(STREET)) && token_capital(&t[1]))) {
			continue;
		}
		first = road_start(t);
		cue = token_is(&first[-1], WORD(PLACE_CUE)) &&
		      (first->flags & TOKEN_PARAGRAPH) == 0;
		if (first < t && (cue || !token_is(t, WORD(STREET_NAME)))) {
			mention_add(r, ONUS_PLACE, first, t, span_plain(r, first, t), "place/road");
		}
	}
}
