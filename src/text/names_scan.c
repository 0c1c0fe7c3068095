/* SPDX-License-Identifier: Apache-2.0
 * names_scan.c - finds known names in a window of text. */
#include "text/identifier.h"
#include "text/names_set.h"
#include "text/recognise.h"

/* The word of a name that goes on behind `t`; NULL where something stands between that no name goes
 * across. Blanks, line ends, hyphens, apostrophes and the stop of an initial may stand there. */
static const struct token *next_word(const struct token *t)
{
	const struct token *at = t + 1;

	while (at->kind == TOKEN_SIGN || (at->flags & TOKEN_POSSESSIVE) != 0) {
		bool stop = at->sign == '.' && t->fold_n <= 3;
		bool bridge = at->kind != TOKEN_SIGN || at->sign == '-' || at->sign == '\'' || stop;

		if (!bridge || (at->flags & TOKEN_PARAGRAPH) != 0 || at - t > 3) {
			return NULL;
		}
		at++;
	}
	return at->known != 0 && (at->flags & TOKEN_PARAGRAPH) == 0 ? at : NULL;
}

static void number_words(struct reading *r)
{
	struct token *end = r->tokens.at + r->tokens.count;

	for (struct token *t = r->tokens.at; t < end; t++) {
		if (t->fold_n > 0 && (t->flags & (TOKEN_BROKEN | TOKEN_POSSESSIVE)) == 0) {
			uint32_t word = names_word(r->names, folded(r, t), t->hash);

			t->known = word == NO_WORD ? 0 : word + 1;
		}
	}
}

/* The value that the recogniser of the kind would give. */
static const char *value_of(const struct reading *r, enum onus_kind kind, const struct token *first,
			    const struct token *last)
{
	if (kind == ONUS_PERSON || kind == ONUS_ADDRESS) {
		return span_key(r, first, last);
	}
	if (kind == ONUS_OPERATION && last == first + 1 &&
	    (folded_is(r, first, "OPERATION") || folded_is(r, first, "OP"))) {
		return operation_value(r, last);
	}
	return span_plain(r, first, last);
}

/* A mention of the first kind that has a name of this row and may stand here; of further ones,
 * where kinds may share. */
static bool add_all(struct reading *r, const uint32_t *row, size_t count, const struct token *first,
		    const struct token *last)
{
	const struct onus_names *n = r->names;
	unsigned kinds = 0;
	bool added = false;

	for (size_t i = names_row(n, row, count, 0); i != NO_NAME;
	     i = names_row(n, row, count, i + 1)) {
		enum onus_kind kind = (enum onus_kind)n->names[i].kind;

		if ((kinds & 1u << kind) == 0 && !kind_is_identifier(kind) &&
		    mention_fits(kind, first, last)) {
			kinds |= 1u << kind;
			added |= mention_add_known(r, kind, first, last,
						   value_of(r, kind, first, last), "name/exact",
						   n->text + n->names[i].id);
		}
	}
	return added;
}

/* The longest name of two words or more that begins at `t`; gives its last word, or NULL. */
static const struct token *match_at(struct reading *r, const struct token *t)
{
	const struct onus_names *n = r->names;
	uint32_t lengths = n->words[t->known - 1].lengths;
	const struct token *words[ROW_MAX];
	uint32_t row[ROW_MAX];
	size_t count = 0;

	for (const struct token *at = t; at != NULL && count < ROW_MAX; at = next_word(at)) {
		words[count] = at;
		row[count++] = at->known - 1;
		if (count < LENGTHS && lengths >> count == 0) {
			break; /* no name that begins so is longer */
		}
	}
	for (; count >= 2; count--) {
		if ((lengths & length_bit(count)) != 0 &&
		    add_all(r, row, count, t, words[count - 1])) {
			return words[count - 1];
		}
	}
	return NULL;
}

void find_known(struct reading *r)
{
	const struct token *end = reading_end(r);

	if (r->names == NULL || r->names->name_count == 0) {
		return;
	}
	number_words(r);
	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (t->known != 0 && r->names->words[t->known - 1].lengths > 1) {
			const struct token *last = match_at(r, t);

			t = last != NULL ? last : t;
		}
	}
}

void find_known_single(struct reading *r)
{
	const struct token *end = reading_end(r);

	if (r->names == NULL || r->names->name_count == 0) {
		return;
	}
	for (const struct token *t = r->tokens.at; t < end; t++) {
		uint32_t row = t->known - 1;

		/* a name that is also a word counts only where the capital is not that of a
		 * sentence */
		if (t->known != 0 && (r->names->words[row].lengths & 1) != 0 && t->fold_n > 1 &&
		    (t->kind != TOKEN_WORD || (t->flags & TOKEN_CAPITAL) != 0) &&
		    !(token_is(t, WORD(STOP)) && (t->flags & TOKEN_SENTENCE) != 0)) {
			add_all(r, &row, 1, t, t);
		}
	}
}
