/* SPDX-License-Identifier: Apache-2.0
 * token.c - cuts a window of text into tokens, folding as it goes. One pass; ASCII by a table. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/hash.h"
#include "text/token.h"

enum byte_class { SIGN, SPACE, LINE, LOWER, UPPER, DIGIT, HIGH };

static const uint8_t classes[256] = {
	['\t'] = SPACE,        [' '] = SPACE,          ['\r'] = SPACE,        ['\n'] = LINE,
	['\v'] = LINE,         ['\f'] = LINE,          ['0' ... '9'] = DIGIT, ['A' ... 'Z'] = UPPER,
	['a' ... 'z'] = LOWER, [0x80 ... 0xff] = HIGH,
};

/* Bytes of a line that a mail program or a typist has wrapped. */
enum { WRAP_MIN = 50, WRAP_MAX = 130, SHORT_TITLE_MAX = 4 };

struct cutter {
	struct tokens *out;
	const char *p;
	size_t at;
	size_t end;
	size_t base;
	unsigned space;  /* flags for the next token */
	unsigned blanks; /* characters of white space since the last token */
	bool pending;    /* a sentence has ended */
	size_t line;     /* where the line began */
};

void tokens_finish(struct tokens *t)
{
	free(t->padded);
	free(t->folded);
	*t = (struct tokens){0};
}

/* Room for `count` tokens and the padding. */
static void token_room(struct tokens *t, size_t count)
{
	t->room = count + 2 * (size_t)TOKEN_PAD;
	t->padded = mem_grow(t->padded, t->room * sizeof *t->padded);
	t->at = t->padded + TOKEN_PAD;
}

static void make_room(struct tokens *t, size_t bytes)
{
	/* prose has a token for every five bytes; begin() adds room where there are more */
	if (t->room < bytes / 4 + 2 * (size_t)TOKEN_PAD) {
		token_room(t, bytes / 4);
	}
	if (t->folded_room < 4 * bytes + 1) {
		t->folded_room = 4 * bytes + 1;
		t->folded = mem_grow(t->folded, t->folded_room);
	}
	t->count = 0;
	t->folded_n = 0;
	memset(t->padded, 0, TOKEN_PAD * sizeof *t->padded);
}

/* A line of that length that ends in a word or a comma may have been broken only for its length. */
static bool is_wrapped(const struct cutter *c)
{
	size_t n = c->at - c->line;
	const struct token *last = c->out->at + c->out->count - 1;

	return n >= WRAP_MIN && n <= WRAP_MAX &&
	       (last->kind != TOKEN_SIGN || last->sign == ',' || last->sign == '-');
}

static void note_space(struct cutter *c, bool line)
{
	c->blanks++;
	if (line) {
		c->space |= c->space & TOKEN_LINE ? TOKEN_PARAGRAPH
						  : TOKEN_LINE | (is_wrapped(c) ? TOKEN_WRAP : 0);
		c->line = c->at + 1;
	}
	if ((c->space & TOKEN_PARAGRAPH) != 0) {
		c->space &= ~(unsigned)TOKEN_WRAP;
	}
	c->space |= TOKEN_SPACE;
}

static struct token *begin(struct cutter *c, enum token_kind kind)
{
	struct token *t;

	if (c->out->count + 2 * (size_t)TOKEN_PAD == c->out->room) {
		token_room(c->out, 2 * c->out->count + TOKEN_PAD);
	}
	t = &c->out->at[c->out->count++];
	*t = (struct token){.start = (uint32_t)(c->at - c->base),
			    .fold = (uint32_t)c->out->folded_n,
			    .kind = (uint8_t)kind,
			    .flags = (uint16_t)c->space};
	if (c->blanks == 1 && (c->space & TOKEN_LINE) == 0) {
		t->flags |= TOKEN_ONE_SPACE;
	}
	c->space = 0;
	c->blanks = 0;
	return t;
}

/* A full stop ends no sentence behind an initial or the abbreviation of a title. */
static bool ends_sentence(const struct cutter *c, uint8_t sign)
{
	const struct token *before = c->out->at + c->out->count - 1;

	if (sign == '.') {
		return !(before->kind == TOKEN_WORD &&
			 (before->fold_n == 1 ||
			  (before->fold_n <= SHORT_TITLE_MAX && token_is(before, WORD(TITLE)))));
	}
	return sign == '!' || sign == '?' || sign == ':';
}

static void add_sign(struct cutter *c, uint8_t sign, size_t bytes, unsigned flags)
{
	bool ends = ends_sentence(c, sign);
	struct token *t = begin(c, TOKEN_SIGN);

	t->sign = sign;
	t->flags |= (uint16_t)flags;
	c->at += bytes;
	t->end = (uint32_t)(c->at - c->base);
	if (ends) {
		c->pending = true;
	}
	/* what a quotation opens with may have a capital for that alone */
	if (sign == '"' && (t->flags & TOKEN_SPACE) != 0) {
		c->pending = true;
	}
}

/* --- words --- */

struct run {
	struct token *token;
	uint64_t hash;
	bool letters;
	bool digits;
};

static void fold_bytes(struct cutter *c, struct run *r, const char *bytes, size_t n)
{
	struct tokens *out = c->out;

	for (size_t i = 0; i < n; i++) {
		out->folded[out->folded_n++] = bytes[i];
		r->hash = hash_byte(r->hash, (unsigned char)bytes[i]);
	}
	r->token->end = (uint32_t)(c->at - c->base);
}

static void take_ascii(struct cutter *c, struct run *r)
{
	unsigned flags = 0;
	bool first = c->out->folded_n == r->token->fold;
	size_t from = c->at;

	while (c->at < c->end) {
		unsigned char b = (unsigned char)c->p[c->at];
		enum byte_class k = classes[b];

		if (k < LOWER || k == HIGH) {
			break;
		}
		if (k == DIGIT) {
			r->digits = true;
		} else {
			flags |= k == UPPER ? TOKEN_UPPER : TOKEN_LOWER;
			flags |= first && k == UPPER ? TOKEN_CAPITAL : 0;
			r->letters = true;
			b &= 0xdf;
		}
		first = false;
		c->out->folded[c->out->folded_n++] = (char)b;
		r->hash = hash_byte(r->hash, b);
		c->at++;
	}
	r->token->flags |= (uint16_t)flags;
	if (c->at > from) {
		r->token->end = (uint32_t)(c->at - c->base);
	}
}

/* False where the letter ends the word. */
static bool take_letter(struct cutter *c, struct run *r)
{
	struct letter l = letter_read(c->p + c->at, c->end - c->at);
	bool first = c->out->folded_n == r->token->fold;

	if (l.kind < LETTER_UPPER) {
		return false;
	}
	r->token->flags |= TOKEN_FOREIGN;
	c->at += l.bytes;
	if (l.kind == LETTER_NOTHING) {
		return true;
	}
	if (l.kind == LETTER_DIGIT) {
		r->digits = true;
	} else if (l.kind != LETTER_MARK) {
		r->letters = true;
		r->token->flags |= l.kind == LETTER_UPPER ? TOKEN_UPPER : TOKEN_LOWER;
		r->token->flags |= first && l.kind == LETTER_UPPER ? TOKEN_CAPITAL : 0;
	}
	fold_bytes(c, r, l.folded, l.n);
	return true;
}

/* Bytes of an apostrophe at p, 0 where there is none. */
static size_t apostrophe(const char *p, size_t n)
{
	if (n >= 1 && p[0] == '\'') {
		return 1;
	}
	if (n >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0) {
		return 3;
	}
	return n >= 2 && memcmp(p, "\xca\xbc", 2) == 0 ? 2 : 0;
}

static bool is_letter_at(const struct cutter *c, size_t at)
{
	enum byte_class k;

	if (at >= c->end) {
		return false;
	}
	k = classes[(unsigned char)c->p[at]];
	if (k == HIGH) {
		struct letter l = letter_read(c->p + at, c->end - at);

		return l.kind == LETTER_UPPER || l.kind == LETTER_LOWER;
	}
	return k == LOWER || k == UPPER;
}

/* True, and behind it, where an apostrophe stands inside the word: O'Brien, but not the car's. */
static bool take_apostrophe(struct cutter *c, const struct run *r)
{
	size_t n = apostrophe(c->p + c->at, c->end - c->at);
	size_t next = c->at + n;

	if (n == 0 || !r->letters || r->digits || !is_letter_at(c, next)) {
		return false;
	}
	if ((c->p[next] | 0x20) == 's' && !is_letter_at(c, next + 1)) {
		return false;
	}
	c->at = next;
	return true;
}

static void look_up(struct cutter *c, struct token *t)
{
	const struct word *w;

	if (t->kind != TOKEN_WORD || t->fold_n > LEXICON_WORD_MAX) {
		return;
	}
	w = lexicon_find(c->out->folded + t->fold, t->fold_n, t->hash);
	if (w != NULL) {
		t->words = w->classes;
		t->value = w->value;
		t->role = w->role;
	}
}

static void end_word(struct cutter *c, struct run *r)
{
	struct token *t = r->token;
	size_t n = c->out->folded_n - t->fold;

	if (n > TOKEN_BYTES_MAX) {
		n = TOKEN_BYTES_MAX;
		t->flags |= TOKEN_BROKEN;
	}
	t->fold_n = (uint16_t)n;
	t->hash = hash_mix(r->hash);
	if (t->fold_n == 1 && c->out->folded[t->fold] == 'S' && (t->flags & TOKEN_SPACE) == 0 &&
	    token_sign(&t[-1], '\'') && (t[-1].flags & TOKEN_SPACE) == 0 && t[-2].fold_n > 0) {
		t->flags |= TOKEN_POSSESSIVE;
	}
	t->kind = !r->letters ? TOKEN_NUMBER : r->digits ? TOKEN_MIXED : TOKEN_WORD;
	look_up(c, t);
	if ((c->pending && (t->flags & TOKEN_SPACE) != 0) || (t->flags & TOKEN_PARAGRAPH) != 0 ||
	    (c->pending && c->out->count > 1 && t[-1].kind == TOKEN_SIGN)) {
		t->flags |= TOKEN_SENTENCE;
	}
	c->pending = false;
}

static void add_word(struct cutter *c)
{
	struct run r = {.token = begin(c, TOKEN_WORD), .hash = HASH_START};

	for (;;) {
		take_ascii(c, &r);
		if (c->at == c->end) {
			break;
		}
		if (classes[(unsigned char)c->p[c->at]] == HIGH && take_letter(c, &r)) {
			continue;
		}
		if (!take_apostrophe(c, &r)) {
			break;
		}
	}
	end_word(c, &r);
}

static void add_high(struct cutter *c)
{
	struct letter l = letter_read(c->p + c->at, c->end - c->at);

	if (l.kind == LETTER_SPACE || l.kind == LETTER_LINE) {
		note_space(c, l.kind == LETTER_LINE);
		c->at += l.bytes;
	} else if (l.kind == LETTER_NOTHING || l.kind == LETTER_MARK) {
		c->at += l.bytes;
	} else if (l.kind == LETTER_NONE) {
		add_sign(c, l.sign, l.bytes, TOKEN_FOREIGN);
	} else {
		add_word(c);
	}
}

/* What an edge of the window may have cut in two is no token. */
static void break_edges(struct cutter *c, struct slice text)
{
	struct tokens *out = c->out;

	if (out->count == 0) {
		return;
	}
	if (c->base > 0 && out->at[0].start == 0) {
		out->at[0].flags |= TOKEN_BROKEN;
	}
	if (c->end < text.n && out->at[out->count - 1].end == c->end - c->base) {
		out->at[out->count - 1].flags |= TOKEN_BROKEN;
	}
}

void tokens_read(struct tokens *out, struct slice text, size_t lo, size_t hi)
{
	struct cutter c = {.out = out,
			   .p = text.p,
			   .at = lo,
			   .end = hi,
			   .base = lo,
			   .line = lo,
			   .space = TOKEN_SPACE | TOKEN_LINE | TOKEN_PARAGRAPH};

	make_room(out, hi - lo);
	while (c.at < c.end) {
		unsigned char b = (unsigned char)c.p[c.at];

		switch ((enum byte_class)classes[b]) {
		case SPACE:
			/* \r\n is one line end, and the \n makes it */
			if (b != '\r') {
				note_space(&c, false);
			}
			c.at++;
			break;
		case LINE:
			note_space(&c, true);
			c.at++;
			break;
		case SIGN:
			add_sign(&c, b < 0x20 ? SIGN_OTHER : b, 1, 0);
			break;
		case HIGH:
			add_high(&c);
			break;
		default:
			add_word(&c);
		}
	}
	break_edges(&c, text);
	memset(out->at + out->count, 0, TOKEN_PAD * sizeof *out->at);
}
