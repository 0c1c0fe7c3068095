/* SPDX-License-Identifier: Apache-2.0
 * mention.c - who may claim which tokens, and the texts of a span. */
#include "text/names.h"
#include "text/reading.h"

#define KIND(k) (1u << (k))

_Static_assert(ONUS_KIND_COUNT <= 16, "the kinds fit token.claimed");

/* The other kinds that a kind may overlap; everything else excludes. */
static const unsigned kinds_share[ONUS_KIND_COUNT] = {
	[ONUS_POSTCODE] = KIND(ONUS_ADDRESS) | KIND(ONUS_PLACE),
	[ONUS_ADDRESS] = KIND(ONUS_POSTCODE) | KIND(ONUS_PLACE),
	[ONUS_PLACE] = KIND(ONUS_ADDRESS) | KIND(ONUS_POSTCODE) | KIND(ONUS_ORGANISATION),
	[ONUS_ORGANISATION] = KIND(ONUS_PLACE),
};

bool mention_fits(enum onus_kind kind, const struct token *first, const struct token *last)
{
	unsigned others = ~kinds_share[kind];

	for (const struct token *t = first; t <= last; t++) {
		if ((t->claimed & others) != 0 || (t->flags & TOKEN_BROKEN) != 0) {
			return false;
		}
	}
	return true;
}

/* Recognisers see tokens that they may not change; a claim is the one thing that changes. */
static void claim(struct reading *r, enum onus_kind kind, const struct token *first,
		  const struct token *last)
{
	for (const struct token *t = first; t <= last; t++) {
		r->tokens.at[t - r->tokens.at].claimed |= (uint16_t)KIND(kind);
	}
}

bool mention_add_known(struct reading *r, enum onus_kind kind, const struct token *first,
		       const struct token *last, const char *value, const char *rule,
		       const char *matched)
{
	struct found *f;

	if (!mention_fits(kind, first, last)) {
		return false;
	}
	claim(r, kind, first, last);
	if (r->found_count == r->found_room) {
		r->found_room = r->found_room ? r->found_room * 2 : 64;
		r->found = mem_grow(r->found, r->found_room * sizeof *r->found);
	}
	f = &r->found[r->found_count++];
	*f = (struct found){.first = first, .last = last};
	f->mention.kind = kind;
	f->mention.start = r->base + first->start;
	f->mention.end = r->base + last->end;
	f->mention.value = value;
	f->mention.rule = rule;
	f->mention.matched = matched;
	return true;
}

bool mention_add(struct reading *r, enum onus_kind kind, const struct token *first,
		 const struct token *last, const char *value, const char *rule)
{
	const char *matched = NULL;

	if (r->names != NULL) {
		matched = names_find(r->names, &r->scratch, kind, slice_str(value));
	}
	return mention_add_known(r, kind, first, last, value, rule, matched);
}

void mention_block(struct reading *r, enum onus_kind kind, const struct token *first,
		   const struct token *last)
{
	if (mention_fits(kind, first, last)) {
		claim(r, kind, first, last);
	}
}

struct slice span_text(const struct reading *r, const struct token *first, const struct token *last)
{
	return slice_of(r->text.p + r->base + first->start, last->end - first->start);
}

const char *span_key(const struct reading *r, const struct token *first, const struct token *last)
{
	size_t n = 0;
	size_t used = 0;
	char *key;

	for (const struct token *t = first; t <= last; t++) {
		n += t->fold_n + 1u;
	}
	key = arena_alloc(r->arena, n + 1);
	for (const struct token *t = first; t <= last; t++) {
		if (token_in_name(t)) {
			if (used > 0) {
				key[used++] = ' ';
			}
			memcpy(key + used, r->tokens.folded + t->fold, t->fold_n);
			used += t->fold_n;
		}
	}
	return key;
}

const char *span_plain(const struct reading *r, const struct token *first, const struct token *last)
{
	size_t n = last->end - first->start;
	char *plain = arena_alloc(r->arena, n + 1);
	size_t used = 0;

	for (const struct token *t = first; t <= last; t++) {
		struct slice part = span_text(r, t, t);

		if (t > first && !token_joined(t)) {
			plain[used++] = ' ';
		}
		memcpy(plain + used, part.p, part.n);
		used += part.n;
	}
	return plain;
}

int64_t token_number(const struct reading *r, const struct token *t, size_t digits_max)
{
	struct slice s = folded(r, t);
	int64_t value = 0;

	if (t->kind != TOKEN_NUMBER || s.n > digits_max || (t->flags & TOKEN_BROKEN) != 0) {
		return -1;
	}
	for (size_t i = 0; i < s.n; i++) {
		value = value * 10 + (s.p[i] - '0');
	}
	return value;
}

bool cue_near(const struct token *t, uint64_t classes, int before, int after)
{
	const struct token *at = t;

	for (int i = 0; i < before && (at->flags & TOKEN_PARAGRAPH) == 0; i++) {
		at--;
		if (token_is(at, classes)) {
			return true;
		}
	}
	for (at = t + 1; after > 0; after--, at++) {
		if ((at->flags & TOKEN_PARAGRAPH) != 0) {
			return false;
		}
		if (token_is(at, classes)) {
			return true;
		}
	}
	return false;
}
