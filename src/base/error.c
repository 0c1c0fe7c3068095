/* SPDX-License-Identifier: Apache-2.0
 * error.c - the error record of a thread. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "onus/error.h"

static _Thread_local struct onus_error_record last_error;

/* Takes the part of a character that the cut has left at the end of `text`. */
static void end_whole(char *text)
{
	size_t n = strlen(text);
	size_t from = n;
	unsigned char first;
	size_t want;

	while (from > 0 && n - from < 3 && ((unsigned char)text[from - 1] & 0xc0) == 0x80) {
		from--;
	}
	if (from == 0) {
		return;
	}
	first = (unsigned char)text[from - 1];
	want = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	if (n - from + 1 < want) {
		text[from - 1] = '\0';
	}
}

/* The new text is made apart from the record: its arguments may be the text of the last failure. */
enum onus_err onus_fail(enum onus_err code, const char *where, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX] = "";
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	end_whole(text);
	last_error.code = code;
	last_error.where = where;
	memcpy(last_error.text, text, strlen(text) + 1);
	return code;
}

enum onus_err onus_fail_in(enum onus_err code, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX] = "";
	va_list args;
	int used;

	va_start(args, fmt);
	used = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof text) {
		snprintf(text + used, sizeof text - (size_t)used, "%s", last_error.text);
	}
	if (last_error.text[0] == '\0' && used >= 2 && (size_t)used < sizeof text &&
	    strcmp(text + used - 2, ": ") == 0) {
		text[used - 2] = '\0'; /* nothing comes behind the colon */
	}
	end_whole(text);
	memcpy(last_error.text, text, strlen(text) + 1);
	last_error.code = code;
	return code;
}

const struct onus_error_record *onus_last_error(void)
{
	return &last_error;
}
