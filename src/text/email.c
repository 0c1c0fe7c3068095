/* SPDX-License-Identifier: Apache-2.0
 * email.c - addresses of e-mail: the part of RFC 5321 that people use. */
#include "text/recognise.h"

enum { LOCAL_TOKENS_MAX = 20, DOMAIN_TOKENS_MAX = 20, LOCAL_MAX = 64, DOMAIN_MAX = 255 };

static bool is_plain_word(const struct token *t)
{
	return (t->kind == TOKEN_WORD || t->kind == TOKEN_NUMBER || t->kind == TOKEN_MIXED) &&
	       (t->flags & (TOKEN_FOREIGN | TOKEN_BROKEN)) == 0;
}

static bool is_local_sign(const struct token *t)
{
	return t->kind == TOKEN_SIGN && (t->flags & TOKEN_FOREIGN) == 0 && t->sign != 0 &&
	       strchr("._%+-", t->sign) != NULL;
}

/* The first token of what stands before the @; NULL where nothing does. */
static const struct token *local_part(const struct token *at)
{
	const struct token *t = at;

	while (at - t < LOCAL_TOKENS_MAX && token_joined(t) &&
	       (is_plain_word(&t[-1]) || is_local_sign(&t[-1]))) {
		t--;
	}
	while (t < at && t->kind == TOKEN_SIGN && !token_sign(t, '_')) {
		t++;
	}
	return t < at && at->start - t->start <= LOCAL_MAX ? t : NULL;
}

/* The last token of the domain behind the @: labels with dots, the last one of letters. */
static const struct token *domain(const struct token *at)
{
	const struct token *last = NULL;

	for (const struct token *t = at + 1; t - at < DOMAIN_TOKENS_MAX && token_joined(t); t++) {
		if (is_plain_word(t)) {
			bool dotted = t - at > 2 && token_sign(&t[-1], '.');

			last = dotted && t->kind == TOKEN_WORD && t->fold_n >= 2 ? t : last;
		} else if (!(token_sign(t, '.') || token_sign(t, '-')) || t == at + 1 ||
			   t[-1].kind == TOKEN_SIGN) {
			break;
		}
	}
	return last != NULL && last->end - at->end <= DOMAIN_MAX ? last : NULL;
}

static const char *lower_copy(const struct reading *r, struct slice s)
{
	char *copy = arena_copy(r->arena, s);

	for (char *c = copy; *c != '\0'; c++) {
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	}
	return copy;
}

void find_emails(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *first;
		const struct token *last;

		if (!token_sign(t, '@') || (t->flags & TOKEN_FOREIGN) != 0) {
			continue;
		}
		first = local_part(t);
		last = domain(t);
		if (first != NULL && last != NULL) {
			mention_add(r, ONUS_EMAIL, first, last,
				    lower_copy(r, span_text(r, first, last)), "email/address");
		}
	}
}
