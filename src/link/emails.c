/* SPDX-License-Identifier: Apache-2.0
 * emails.c - how far two addresses of e-mail agree.
 *
 * Capitals do not matter to any provider in use; "+word" behind the name is a label that its owner
 * made up (RFC 5233); Gmail ignores full stops, and googlemail.com is its other name (Google,
 * "Dots don't matter in Gmail addresses"). */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { LOCAL_MIN = 5, TYPING_MIN = 8 };

static bool has_domain(const struct email_text *e, const char *domain)
{
	size_t n = strlen(domain);

	return e->n == e->local + n && memcmp(e->text + e->local, domain, n) == 0;
}

static void drop_between(struct email_text *e, size_t from, size_t to)
{
	memmove(e->text + from, e->text + to, e->n - to);
	e->n = (uint8_t)(e->n - (to - from));
	e->local = (uint8_t)(e->local - (to - from));
}

static void normalise(struct email_text *e)
{
	const char *label = memchr(e->text, '+', e->local);

	if (label != NULL && label > e->text) {
		drop_between(e, (size_t)(label - e->text), e->local);
	}
	if (has_domain(e, "@googlemail.com")) {
		memcpy(e->text + e->local, "@gmail.com", strlen("@gmail.com"));
		e->n = (uint8_t)(e->local + strlen("@gmail.com"));
	}
	for (size_t i = 0; has_domain(e, "@gmail.com") && i < e->local;) {
		if (e->text[i] == '.') {
			drop_between(e, i, i + 1);
		} else {
			i++;
		}
	}
}

void email_read(struct slice text, struct email_text *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < text.n && out->n < EMAIL_MAX; i++) {
		char c = text.p[i];

		if ((unsigned char)c > ' ') {
			out->text[out->n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
	}
	out->local = out->n;
	while (out->local > 0 && out->text[out->local - 1] != '@') {
		out->local--;
	}
	out->local = out->local == 0 ? out->n : (uint8_t)(out->local - 1);
	normalise(out);
}

enum email_grade email_compare(const struct email_text *a, const struct email_text *b)
{
	if (a->n == 0 || b->n == 0) {
		return EMAIL_OTHER;
	}
	if (a->n == b->n && memcmp(a->text, b->text, a->n) == 0) {
		return EMAIL_EQUAL;
	}
	if (a->n >= TYPING_MIN && b->n >= TYPING_MIN && a->local > 2 && b->local > 2 &&
	    edits_within(a->text, a->n, b->text, b->n, 2)) {
		return EMAIL_TYPING;
	}
	return a->local >= LOCAL_MIN && a->local == b->local &&
			       memcmp(a->text, b->text, a->local) == 0
		       ? EMAIL_LOCAL
		       : EMAIL_OTHER;
}
