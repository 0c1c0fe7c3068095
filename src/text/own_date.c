/* SPDX-License-Identifier: Apache-2.0
 * own_date.c - the day on which a text says that it was written.
 *
 * First a line that says so ("Date: 19 September 2025", "Meeting date ...", "date 2025-09-19 ..."),
 * among the first lines; then a heading, which is a short line near the top that is no sentence. A
 * date of birth is none. The clock, and the time of a file, are never asked. */
#include "text/date.h"
#include "text/own_date.h"

enum {
	HEAD_BYTES = 4096,
	LABEL_LINES = 40,
	HEADING_LINES = 6,
	HEADING_BYTES = 120,
	LABEL_WORDS = 4,
};

/* One of these words, first on a line, or second behind a word such as "meeting". */
static bool is_label(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"DATE",      "DATED",   "SENT",
					    "PUBLISHED", "WRITTEN", "CREATED"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return false;
}

static bool names_a_document(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"REPORT",  "MEETING",    "REFERRAL",   "CALL",
					    "LETTER",  "DOCUMENT",   "MINUTES",    "ENTRY",
					    "MESSAGE", "SUBMISSION", "NOTE",       "VISIT",
					    "THIS",    "THE",        "PUBLICATION"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return false;
}

/* The token behind the label of the line that begins at `t`; NULL where it has none. */
static const struct token *after_label(const struct reading *r, const struct token *t)
{
	const struct token *at = t;

	while (at->kind == TOKEN_SIGN && (token_sign(at, '*') || token_sign(at, '#') ||
					  token_sign(at, '-') || token_sign(at, '|'))) {
		at++; /* Markdown */
	}
	if (names_a_document(r, at)) {
		at++;
	}
	if (!is_label(r, at)) {
		return NULL;
	}
	at++;
	if (folded_is(r, at, "OF")) {
		at++;
		while (at - t < 2 * LABEL_WORDS && names_a_document(r, at)) {
			at++;
		}
		if (at[-1].kind == TOKEN_WORD && folded_is(r, &at[-1], "OF")) {
			return NULL; /* of birth */
		}
	}
	while (token_sign(at, ':') || token_sign(at, '*') || token_sign(at, '|') ||
	       token_sign(at, '-') || folded_is(r, at, "ON")) {
		at++;
	}
	return at;
}

static bool accept(const struct reading *r, const struct token *t, struct days *out)
{
	struct date date;
	size_t n = date_read_whole(r, t, &date);

	if (n == 0 || date.nowhere || date.rough || date.days.hi - date.days.lo > 31) {
		return false;
	}
	*out = date.days;
	return true;
}

static bool labelled(const struct reading *r, const struct token *end, struct days *out)
{
	int lines = 0;

	for (const struct token *t = r->tokens.at; t < end && lines < LABEL_LINES; t++) {
		const struct token *value;

		if ((t->flags & TOKEN_LINE) == 0) {
			continue;
		}
		lines++;
		value = after_label(r, t);
		if (value != NULL && accept(r, value, out)) {
			return true;
		}
	}
	return false;
}

static const struct token *line_end(const struct token *t, const struct token *end)
{
	t++;
	while (t < end && (t->flags & TOKEN_LINE) == 0) {
		t++;
	}
	return t;
}

static bool is_heading(const struct token *first, const struct token *end)
{
	if (token_sign(first, '#')) {
		return true;
	}
	return end[-1].end - first->start <= HEADING_BYTES && !token_sign(&end[-1], '.');
}

static bool heading(const struct reading *r, const struct token *end, struct days *out)
{
	const struct token *t = r->tokens.at;

	for (int i = 0; i < HEADING_LINES && t < end; i++) {
		const struct token *next = line_end(t, end);

		for (const struct token *at = t; is_heading(t, next) && at < next; at++) {
			if (folded_is(r, at, "BORN") || folded_is(r, at, "DOB") ||
			    folded_is(r, at, "BIRTH")) {
				break;
			}
			if (at->kind != TOKEN_SIGN && accept(r, at, out)) {
				return true;
			}
		}
		t = next;
	}
	return false;
}

bool own_date(const struct reading *r, struct days *out)
{
	const struct token *end = reading_end(r);

	while (end > r->tokens.at && end[-1].start >= HEAD_BYTES) {
		end--;
	}
	return labelled(r, end, out) || heading(r, end, out);
}
