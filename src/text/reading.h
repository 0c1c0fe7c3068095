/* SPDX-License-Identifier: Apache-2.0
 * reading.h - one reading of one text, and what a recogniser does in it.
 *
 * The text is read in windows. Each window becomes tokens (token.h); then the recognisers run over
 * it, in the order of the table in recognisers.c. That order is the precedence: what a recogniser
 * has claimed, a later one cannot claim again, unless kinds_share says that both kinds may stand
 * there (a postcode inside an address). A window begins MARGIN bytes early and ends MARGIN late,
 * and keeps only the mentions that begin in its own part: no edge cuts a mention in two. Every rule
 * looks at a bounded number of tokens around each token, so that a reading takes linear time. */
#ifndef ONUS_TEXT_READING_H
#define ONUS_TEXT_READING_H

#include "base/arena.h"
#include "onus/text.h"
#include "text/token.h"

enum {
	WINDOW_BYTES = 32 * 1024,
	MARGIN_BYTES = 2 * 1024,
	ACRONYMS_MAX = 256, /* that one text may define */
	CALLED_MAX = 4096,  /* words by which one text may call persons again */
};

/* Days since 1970-01-01, first and last. */
struct days {
	int64_t lo;
	int64_t hi;
};

/* A mention of the window, before it is kept. */
struct found {
	struct onus_mention mention;
	const struct token *first;
	const struct token *last; /* inclusive */
};

/* "(IOPC)" behind a long name: from there on the letters stand for it. */
struct acronym {
	struct slice folded;
	const char *value;
};

/* A word by which the text calls a person whom it has named: "Ash", or the "Khan" of "Dr Khan". */
struct called {
	uint64_t hash;
	struct slice folded; /* p == NULL: an empty slot */
};

struct reading {
	struct slice text;
	size_t base; /* of the window in the text */
	struct tokens tokens;
	struct tokens scratch; /* of values that are looked up */
	struct arena *arena;   /* of the result */
	const struct onus_names *names;
	bool has_anchor;
	struct days anchor;
	struct found *found;
	size_t found_count;
	size_t found_room;
	struct acronym acronyms[ACRONYMS_MAX];
	size_t acronym_count;
	struct called *called; /* a hash table, half full at most */
	size_t called_slots;
	size_t called_count;
};

typedef void find_fn(struct reading *r);

/* A row of the table. The golden files of a recogniser stand in tests/golden/text/NAME/. Its
 * version goes up whenever it could find other mentions in the same text; ONUS_TEXT_VERSION then
 * does too. */
struct recogniser {
	const char *name;
	unsigned version;
	find_fn *find;
};

extern const struct recogniser recognisers[];
extern const size_t recogniser_count;

/* Whether tokens first..last are free for a mention of this kind. */
bool mention_fits(enum onus_kind kind, const struct token *first, const struct token *last);
/* Claims the tokens first..last (inclusive) for a mention, if they are free. `value` must live in
 * r->arena or be static; `rule` is static. Where the value is that of a known name, the mention
 * says so. False, and nothing done, where they are not free. */
bool mention_add(struct reading *r, enum onus_kind kind, const struct token *first,
		 const struct token *last, const char *value, const char *rule);
/* The same for a mention of the known name with the id `matched` (NULL: none). */
bool mention_add_known(struct reading *r, enum onus_kind kind, const struct token *first,
		       const struct token *last, const char *value, const char *rule,
		       const char *matched);
/* Claims without a mention: these tokens are not what they look like (31/02/2004). */
void mention_block(struct reading *r, enum onus_kind kind, const struct token *first,
		   const struct token *last);

/* The text of tokens first..last as given. */
struct slice span_text(const struct reading *r, const struct token *first,
		       const struct token *last);
/* The folded words of first..last, a blank between them, signs left out: a name key. */
const char *span_key(const struct reading *r, const struct token *first, const struct token *last);
/* The text of first..last with each run of white space as one blank. */
const char *span_plain(const struct reading *r, const struct token *first,
		       const struct token *last);

static inline const struct token *reading_end(const struct reading *r)
{
	return r->tokens.at + r->tokens.count;
}

static inline struct slice folded(const struct reading *r, const struct token *t)
{
	return token_folded(&r->tokens, t);
}

/* The token's folded form is these letters. */
static inline bool folded_is(const struct reading *r, const struct token *t, const char *word)
{
	return slice_is(token_folded(&r->tokens, t), word);
}

/* The value of a number of at most `digits_max` digits (of 9); -1 for any other token. */
int64_t token_number(const struct reading *r, const struct token *t, size_t digits_max);
/* One of these classes of words among the `before` tokens before `t` or the `after` behind it (both
 * at most TOKEN_PAD), in the same paragraph. */
bool cue_near(const struct token *t, uint64_t classes, int before, int after);

#endif
