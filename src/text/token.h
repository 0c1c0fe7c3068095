/* SPDX-License-Identifier: Apache-2.0
 * token.h - a window of text as tokens: words, numbers and signs, each with its place in the text,
 * its folded form, and what the lexicon knows of it.
 *
 *     text      Mrs  O’Brien’s  car :  AB51 ABC
 *     tokens    Mrs  O’Brien  ’  s  car  :  AB51  ABC
 *     folded    MRS  OBRIEN      S  CAR     AB51  ABC
 *
 * A word is a run of letters and digits, with the apostrophes inside it; a possessive ’s is a token
 * of its own. Every other sign is one token; white space is none, but the token behind it says what
 * kind of white space there was. Before the first and behind the last token stand TOKEN_PAD empty
 * ones, which match nothing: a rule may look that far to both sides of any token without asking
 * whether the text goes on. */
#ifndef ONUS_TEXT_TOKEN_H
#define ONUS_TEXT_TOKEN_H

#include "onus/slice.h"
#include "text/fold.h"
#include "text/lexicon.h"

enum {
	TOKEN_PAD = 24,
	TOKEN_BYTES_MAX = 256, /* a longer run of letters is broken off: TOKEN_BROKEN */
};

enum token_kind {
	TOKEN_END, /* padding */
	TOKEN_WORD,
	TOKEN_NUMBER, /* digits only */
	TOKEN_MIXED,  /* letters and digits */
	TOKEN_SIGN,
};

enum token_flag {
	TOKEN_SPACE = 1 << 0,     /* white space of any kind before it, or the beginning */
	TOKEN_LINE = 1 << 1,      /* begins a line */
	TOKEN_PARAGRAPH = 1 << 2, /* begins a paragraph: an empty line before it */
	TOKEN_SENTENCE = 1 << 3,  /* begins a sentence, or what somebody said */
	TOKEN_CAPITAL = 1 << 4,   /* its first letter is a capital */
	TOKEN_UPPER = 1 << 5,     /* has a capital somewhere */
	TOKEN_LOWER = 1 << 6,     /* has a small letter */
	TOKEN_FOREIGN = 1 << 7,   /* not all ASCII as written */
	TOKEN_BROKEN = 1 << 8,    /* part of a longer run: no rule may use it */
	TOKEN_ONE_SPACE = 1 << 9, /* exactly one blank before it */
	TOKEN_WRAP =
		1 << 11, /* begins a line, but the one before it was only broken for its length */
	TOKEN_POSSESSIVE = 1 << 10, /* the s of "Ash's" */
};

struct token {
	uint32_t start; /* offsets into the window, end exclusive */
	uint32_t end;
	uint32_t fold; /* offset of its folded form */
	uint16_t fold_n;
	uint16_t flags;
	uint8_t kind;
	uint8_t sign; /* of a sign: its ASCII form */
	uint8_t value;
	uint8_t role;
	uint16_t claimed; /* a bit a kind of mention: who has it already */
	uint32_t known;   /* 1 + its number in the dictionary of known names, or 0 */
	uint64_t hash;    /* of the folded form */
	uint64_t words;   /* classes of the lexicon */
};

/* Memory is kept from window to window; tokens_finish frees it. */
struct tokens {
	struct token *padded;
	struct token *at; /* the first one behind the padding */
	size_t count;
	size_t room;
	char *folded;
	size_t folded_n;
	size_t folded_room;
};

void tokens_finish(struct tokens *t);
/* Reads text[lo, hi), which begins and ends at a character. What touches an edge that is not an
 * edge of the text is broken. At most 2^31 bytes. */
void tokens_read(struct tokens *t, struct slice text, size_t lo, size_t hi);

static inline struct slice token_folded(const struct tokens *all, const struct token *t)
{
	return slice_of(all->folded + t->fold, t->fold_n);
}

static inline bool token_is(const struct token *t, uint64_t classes)
{
	return (t->words & classes) != 0;
}

/* Counts in a name: a word or number, but no possessive s. */
static inline bool token_in_name(const struct token *t)
{
	return t->fold_n > 0 && (t->flags & TOKEN_POSSESSIVE) == 0;
}

static inline bool token_sign(const struct token *t, char sign)
{
	return t->kind == TOKEN_SIGN && t->sign == (uint8_t)sign;
}

/* No white space between it and the token before it. */
static inline bool token_joined(const struct token *t)
{
	return (t->flags & TOKEN_SPACE) == 0;
}

/* Whole, and nothing but blanks (or the line end of a wrapped text) between it and the token
 * before. */
static inline bool token_runs_on(const struct token *t)
{
	return (t->flags & TOKEN_BROKEN) == 0 &&
	       (t->flags & (TOKEN_LINE | TOKEN_WRAP)) != TOKEN_LINE;
}

/* In capitals throughout, as a mark or a postcode is written. */
static inline bool token_upper(const struct token *t)
{
	return (t->flags & (TOKEN_UPPER | TOKEN_LOWER)) == TOKEN_UPPER;
}

static inline bool token_capital(const struct token *t)
{
	return t->kind == TOKEN_WORD &&
	       (t->flags & (TOKEN_CAPITAL | TOKEN_BROKEN)) == TOKEN_CAPITAL;
}

#endif
