/* SPDX-License-Identifier: Apache-2.0
 * who.c - see who.h. */
#include "face/who.h"

#include "practice/people/people.h"

enum onus_err who_is(struct store *s, struct arena *a, const char *option, const char *text,
		     const char **out)
{
	if (people_resolve(s, a, text, out) != ONUS_OK) {
		return onus_fail_in(ONUS_REFUSED, "%s %s: ", option, text);
	}
	return ONUS_OK;
}

static enum onus_err only_member(struct store *s, struct arena *a, const char **out)
{
	SCOPED_ROWS(rows);
	const char *first = NULL;

	GUARD(store_query(s, &rows,
			  "SELECT id FROM member WHERE account = 1 ORDER BY seq LIMIT 2"));
	if (rows_next(&rows)) {
		first = rows_str(&rows, 0, a);
	}
	if (first != NULL && rows_next(&rows)) {
		first = NULL;
	}
	GUARD(rows_end(&rows));
	*out = first;
	return ONUS_OK;
}

enum onus_err who_acts(struct store *s, struct arena *a, const char *as, const char **out)
{
	return as != NULL ? who_is(s, a, "--as", as, out) : only_member(s, a, out);
}
