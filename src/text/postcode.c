/* SPDX-License-Identifier: Apache-2.0
 * postcode.c - United Kingdom postcodes.
 *
 * Source of the form: Royal Mail, "Programmers' Guide to the Postcode Address File" (letters that
 * each place can have), and GIR 0AA. Whether a postcode is in use is not asked here. */
#include "text/postcode.h"
#include "base/bytes.h"
#include "text/recognise.h"

enum { CUE_TOKENS = 6, OUTWARD_MAX = 4, INWARD = 3 };

static bool in(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* A letter of the area's first place, and of its second. */
#define FIRST "ABCDEFGHIJKLMNOPRSTUWYZ"
#define SECOND "ABCDEFGHKLMNOPQRSTUVWXY"

/* A9 A99 AA9 AA99 A9A AA9A */
static bool outward_valid(const char *s, size_t n)
{
	size_t letters = n >= 2 && in(s[1], SECOND) ? 2 : 1;

	if (n < letters + 1 || !in(s[0], FIRST) || !is_digit(s[letters])) {
		return false;
	}
	if (n == letters + 1) {
		return true;
	}
	if (n != letters + 2) {
		return false;
	}
	return is_digit(s[n - 1]) ||
	       in(s[n - 1], letters == 1 ? "ABCDEFGHJKPSTUW" : "ABEHMNPRVWXY");
}

static bool inward_valid(const char *s)
{
	return is_digit(s[0]) && in(s[1], "ABDEFGHJLNPQRSTUWXYZ") &&
	       in(s[2], "ABDEFGHJLNPQRSTUWXYZ");
}

bool postcode_valid(const char *s, size_t n)
{
	if (n < POSTCODE_MIN || n > POSTCODE_MAX) {
		return false;
	}
	if (n == 6 && memcmp(s, "GIR0AA", 6) == 0) {
		return true;
	}
	return outward_valid(s, n - INWARD) && inward_valid(s + n - INWARD);
}

static char as_digit(char c)
{
	return c == 'O' ? '0' : c == 'I' ? '1' : c;
}

static char as_letter(char c)
{
	return c == '0' ? 'O' : c == '1' ? 'I' : c;
}

/* O for 0 and I for 1, or the other way, by place. True where something changed and it is one now.
 */
static bool repair(char *s, size_t n)
{
	char fixed[POSTCODE_MAX];
	size_t at = n - INWARD;

	memcpy(fixed, s, n);
	fixed[at] = as_digit(fixed[at]);
	fixed[at + 1] = as_letter(fixed[at + 1]);
	fixed[at + 2] = as_letter(fixed[at + 2]);
	fixed[0] = as_letter(fixed[0]);
	if (!in(fixed[at - 1], "ABCDEFGHJKLMNPQRSTUVWXYZ")) {
		fixed[at - 1] = as_digit(fixed[at - 1]);
	}
	if (at >= 3 && in(fixed[at - 2], "OI")) {
		fixed[at - 2] = as_digit(fixed[at - 2]);
	}
	if (memcmp(fixed, s, n) == 0 || !postcode_valid(fixed, n)) {
		return false;
	}
	memcpy(s, fixed, n);
	return true;
}

static bool is_alphanumeric(const struct token *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_NUMBER || t->kind == TOKEN_MIXED;
}

/* Both halves side by side in s; the last token, or NULL. Without a second half, `t` has both. */
static const struct token *gather(const struct reading *r, const struct token *t, bool two, char *s,
				  size_t *n)
{
	const struct token *last = two ? t + 1 : t;
	size_t used = 0;

	if (two && (!is_alphanumeric(last) || last->fold_n != INWARD || t->fold_n > OUTWARD_MAX ||
		    (last->flags & TOKEN_ONE_SPACE) == 0)) {
		return NULL;
	}
	for (const struct token *at = t; at <= last; at++) {
		if (used + at->fold_n > POSTCODE_MAX || (at->flags & TOKEN_BROKEN) != 0) {
			return NULL;
		}
		memcpy(s + used, r->tokens.folded + at->fold, at->fold_n);
		used += at->fold_n;
	}
	*n = used;
	return used >= POSTCODE_MIN ? last : NULL;
}

static bool has_lower(const struct token *first, const struct token *last)
{
	return ((first->flags | last->flags) & TOKEN_LOWER) != 0;
}

const struct token *postcode_at(const struct reading *r, const struct token *t, bool cue,
				char out[POSTCODE_MAX + 2], bool *repaired)
{
	for (int two = 1; two >= 0; two--) {
		char s[POSTCODE_MAX];
		size_t n = 0;
		const struct token *last = gather(r, t, two == 1, s, &n);

		if (last == NULL || (has_lower(t, last) && !cue)) {
			continue;
		}
		*repaired = false;
		if (!postcode_valid(s, n)) {
			*repaired = cue && !has_lower(t, last) &&
				    (t->kind == TOKEN_MIXED || last->kind == TOKEN_MIXED) &&
				    repair(s, n);
			if (!*repaired) {
				continue;
			}
		}
		memcpy(out, s, n - INWARD);
		out[n - INWARD] = ' ';
		memcpy(out + n - INWARD + 1, s + n - INWARD, INWARD);
		out[n + 1] = '\0';
		return last;
	}
	return NULL;
}

void find_postcodes(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		char value[POSTCODE_MAX + 2];
		const struct token *last;
		bool repaired = false;
		bool cue;

		if (t->fold_n < 2 || t->fold_n > POSTCODE_MAX ||
		    (t->kind != TOKEN_MIXED && t[1].kind != TOKEN_MIXED)) {
			continue;
		}
		cue = cue_near(t, WORD(POSTCODE_CUE), CUE_TOKENS, 0);
		last = postcode_at(r, t, cue, value, &repaired);
		if (last != NULL &&
		    mention_add(r, ONUS_POSTCODE, t, last, arena_copy(r->arena, slice_str(value)),
				repaired ? "postcode/repaired" : "postcode/form")) {
			t = last;
		}
	}
}
