/* SPDX-License-Identifier: Apache-2.0
 * emails.c - how far two addresses of e-mail agree.
 *
 * Capitals do not matter to any provider in use; "+word" behind the name is a label that its owner
 * made up (RFC 5233); Gmail ignores full stops, and googlemail.com is its other name (Google,
 * "Dots don't matter in Gmail addresses"). */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { EMAIL_MAX = 128, LOCAL_MIN = 5, TYPING_MIN = 8 };

struct email {
	size_t n;
	size_t local; /* bytes before the @; n where there is none */
	char text[EMAIL_MAX];
};

static bool has_domain(const struct email *e, const char *domain)
{
	size_t n = strlen(domain);

	return e->n - e->local == n && memcmp(e->text + e->local, domain, n) == 0;
}

static void drop_between(struct email *e, size_t from, size_t to)
{
	memmove(e->text + from, e->text + to, e->n - to);
	e->n -= to - from;
	e->local -= to - from;
}

static void normalise(struct email *e)
{
	const char *label = memchr(e->text, '+', e->local);

	if (label != NULL && label > e->text) {
		drop_between(e, (size_t)(label - e->text), e->local);
	}
	if (has_domain(e, "@googlemail.com")) {
		memcpy(e->text + e->local, "@gmail.com", strlen("@gmail.com"));
		e->n = e->local + strlen("@gmail.com");
	}
	for (size_t i = 0; has_domain(e, "@gmail.com") && i < e->local;) {
		if (e->text[i] == '.') {
			drop_between(e, i, i + 1);
		} else {
			i++;
		}
	}
}

static struct email read_email(struct slice s)
{
	struct email out = {0};

	for (size_t i = 0; i < s.n && out.n < EMAIL_MAX; i++) {
		char c = s.p[i];

		if ((unsigned char)c > ' ') {
			out.text[out.n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
	}
	out.local = out.n;
	while (out.local > 0 && out.text[out.local - 1] != '@') {
		out.local--;
	}
	out.local = out.local == 0 ? out.n : out.local - 1;
	normalise(&out);
	return out;
}

enum email_grade email_compare(struct slice a, struct slice b)
{
	struct email x = read_email(a);
	struct email y = read_email(b);

	if (x.n == 0 || y.n == 0) {
		return EMAIL_OTHER;
	}
	if (x.n == y.n && memcmp(x.text, y.text, x.n) == 0) {
		return EMAIL_EQUAL;
	}
	if (x.n >= TYPING_MIN && y.n >= TYPING_MIN && x.local > 2 && y.local > 2 &&
	    edits_within(x.text, x.n, y.text, y.n, 2)) {
		return EMAIL_TYPING;
	}
	return x.local >= LOCAL_MIN && x.local == y.local && memcmp(x.text, y.text, x.local) == 0
		       ? EMAIL_LOCAL
		       : EMAIL_OTHER;
}
