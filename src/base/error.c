/* SPDX-License-Identifier: Apache-2.0
 * error.c - the error record of a thread. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "onus/error.h"

static _Thread_local struct onus_error_record last_error;

enum onus_err onus_fail(enum onus_err code, const char *where, const char *fmt, ...)
{
	va_list args;

	last_error.code = code;
	last_error.where = where;
	va_start(args, fmt);
	vsnprintf(last_error.text, sizeof last_error.text, fmt, args);
	va_end(args);
	return code;
}

enum onus_err onus_fail_in(enum onus_err code, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX];
	va_list args;
	int used;

	va_start(args, fmt);
	used = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof text) {
		snprintf(text + used, sizeof text - (size_t)used, "%s", last_error.text);
	}
	memcpy(last_error.text, text, sizeof last_error.text);
	last_error.code = code;
	return code;
}

const struct onus_error_record *onus_last_error(void)
{
	return &last_error;
}
