/* SPDX-License-Identifier: Apache-2.0
 * words.h - what the text and the picture of an answer do alike: times, numbers and foreign text
 * put into words.
 *
 * Both are made from the JSON of the answer and from nothing else, so that neither can say what the
 * data doesn't. */
#ifndef ONUS_ANSWER_WORDS_H
#define ONUS_ANSWER_WORDS_H

#include "base/json.h"
#include "base/when.h"

enum { WORDS_COLUMNS = 96 };

/* A time as it stands in an answer ({lo, hi, precision}); unknown where it is none. */
struct when words_when(const struct json *v);
/* "2002", "2001–2002", "31 May 2002", "2000s", "time not recorded": for a column or a label. */
const char *words_short(struct arena *a, struct when w);
/* "5,113". */
const char *words_count(struct arena *a, int64_t n);
/* "1 day", "5,113 days". */
const char *words_days(struct arena *a, int64_t days);
/* The text under `key`; "" where there is none. */
const char *words_get(const struct json *v, const char *key);
/* The same cleaned, for a word of a list: "no_action" as "no action". */
const char *words_plain(struct arena *a, const struct json *v, const char *key);
bool words_true(const struct json *v, const char *key);

/* --- foreign text --- */
/* Cuts the first character off `*rest`, which is UTF-8; -1 at the end. */
int32_t words_char(struct slice *rest);
/* The text on one line: white space runs to one blank, control characters and those that turn the
 * direction of writing to U+FFFD, so that a name cannot rewrite the screen or the page. */
const char *words_clean(struct arena *a, const char *text);
/* Characters of `text`, about the columns it takes. */
size_t words_width(const char *text);

/* Breaks cleaned text into lines of at most `columns` characters, at blanks where there are any:
 * `first` stands in front of the first line, `others` in front of the following ones. */
struct indent {
	const char *first;
	const char *others;
	size_t columns;
};
void words_wrap(struct buf *out, struct indent indent, const char *text);

#endif
