/* SPDX-License-Identifier: Apache-2.0
 * reference.c - references to other records ("crime ref NS/1234/02", "CAD 341"), and substances.
 *
 * The value of a reference is its letters, digits and signs in capitals, without blanks; that of a
 * substance its name in small letters. */
#include "text/recognise.h"

enum { FILLERS_MAX = 3, TOKENS_MAX = 9, DIGITS_MIN = 3 };

static bool is_filler(const struct reading *r, const struct token *t)
{
	return token_sign(t, ':') || token_sign(t, '#') || token_sign(t, '.') ||
	       folded_is(r, t, "NO") || folded_is(r, t, "NUMBER") ||
	       token_is(t, WORD(REFERENCE_CUE));
}

/* The last token of the reference that begins at `t`: parts joined by / or -, with digits enough.
 */
static const struct token *reference_end(const struct reading *r, const struct token *t)
{
	const struct token *last = t;
	size_t digits = 0;

	for (const struct token *at = t; at - t < TOKENS_MAX; at += 2) {
		struct slice s = folded(r, at);

		if (s.n == 0 || (at->flags & (TOKEN_BROKEN | TOKEN_POSSESSIVE)) != 0) {
			break;
		}
		for (size_t i = 0; i < s.n; i++) {
			digits += s.p[i] >= '0' && s.p[i] <= '9';
		}
		last = at;
		if (!(token_sign(&at[1], '/') || token_sign(&at[1], '-')) ||
		    !token_joined(&at[1]) || !token_joined(&at[2])) {
			break;
		}
	}
	return digits >= DIGITS_MIN ? last : NULL;
}

static const char *value_of(const struct reading *r, const struct token *first,
			    const struct token *last)
{
	struct slice s = span_text(r, first, last);
	char *value = arena_copy(r->arena, s);

	for (size_t i = 0; i < s.n; i++) {
		value[i] = value[i] >= 'a' && value[i] <= 'z' ? (char)(value[i] - 'a' + 'A')
							      : value[i];
	}
	return value;
}

void find_references(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *at = t + 1;
		const struct token *last;

		if (!token_is(t, WORD(REFERENCE_CUE))) {
			continue;
		}
		while (at - t <= FILLERS_MAX && is_filler(r, at)) {
			at++;
		}
		last = (at->flags & TOKEN_LINE) == 0 ? reference_end(r, at) : NULL;
		if (last != NULL && mention_add(r, ONUS_REFERENCE, at, last, value_of(r, at, last),
						"reference/cue")) {
			t = last;
		}
	}
}

void find_drugs(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (token_is(t, WORD(DRUG))) {
			struct slice s = folded(r, t);
			char *value = arena_copy(r->arena, s);

			for (size_t i = 0; i < s.n; i++) {
				value[i] = (char)(value[i] - 'A' + 'a');
			}
			mention_add(r, ONUS_DRUG, t, t, value, "drug/name");
		}
	}
}
