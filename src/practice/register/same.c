/* SPDX-License-Identifier: Apache-2.0
 * same.c - what confirmed "same" links join, and which decisions cannot stand together.
 *
 *     E1 --L10-- E2 --L11-- E3        confirmed: E1, E2 and E3 are one
 *      \_________L12_______/          "different" here would contradict L10 and L11
 *
 * Invariant of all decided links: nobody is both one with somebody, by a path of confirmed links,
 * and not, by a rejected one. */
#include <stdlib.h>

#include "practice/register/inside.h"

/* --- gathering --- */

static size_t place_of(const struct joined *j, const char *id)
{
	size_t i = 0;

	while (i < j->count && strcmp(j->items[i].id, id) != 0) {
		i++;
	}
	return i;
}

bool joined_has(const struct joined *j, const char *id)
{
	return place_of(j, id) < j->count;
}

static enum onus_err join(struct joined *j, const char *id, const char *link, size_t before)
{
	if (joined_has(j, id)) {
		return ONUS_OK;
	}
	ENSURE(j->count < JOINED_MAX, ONUS_BAD_INPUT, "more than %d entities are joined to %s",
	       JOINED_MAX, j->items[0].id);
	if (j->count == j->room) {
		struct joint *grown = NEW_N(j->arena, struct joint, j->room * 2 + 8);

		if (j->count > 0) {
			memcpy(grown, j->items, j->count * sizeof *grown);
		}
		j->room = j->room * 2 + 8;
		j->items = grown;
	}
	j->items[j->count++] = (struct joint){arena_copy(j->arena, slice_str(id)), link, before};
	return ONUS_OK;
}

static enum onus_err join_rows(struct store *s, struct joined *j, const char *sql, size_t from,
			       const char *without)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows, sql, v_text(j->items[from].id)));
	while (rows_next(&rows)) {
		const char *link = rows_str(&rows, 1, j->arena);

		if (without == NULL || strcmp(link, without) != 0) {
			GUARD(join(j, rows_str(&rows, 0, j->arena), link, from));
		}
	}
	return rows_end(&rows);
}

/* Goes on from the items at `from` and behind it. */
static enum onus_err join_same(struct store *s, struct joined *j, size_t from, const char *without)
{
	static const char *const neighbours =
		"SELECT b, id FROM link WHERE a = ?1 AND kind = 'same' AND state = 'confirmed'"
		" UNION ALL"
		" SELECT a, id FROM link WHERE b = ?1 AND kind = 'same' AND state = 'confirmed'"
		" ORDER BY 1, 2";

	for (size_t i = from; i < j->count; i++) {
		GUARD(join_rows(s, j, neighbours, i, without));
	}
	return ONUS_OK;
}

enum onus_err joined_gather(struct store *s, struct joined *j, const char *id, const char *without)
{
	j->count = 0;
	GUARD(join(j, id, NULL, 0));
	return join_same(s, j, 0, without);
}

static enum onus_err join_groups(struct store *s, struct joined *j)
{
	static const char *const groups = "SELECT b, id FROM link WHERE a = ?1 AND kind = 'part'"
					  " AND state = 'confirmed' ORDER BY 1, 2";
	size_t members = j->count;

	for (size_t i = 0; i < members; i++) {
		GUARD(join_rows(s, j, groups, i, NULL));
	}
	return join_same(s, j, members, NULL);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum onus_err register_same(struct store *s, struct arena *a, const char *id, bool with_groups,
			    const char ***out, size_t *count)
{
	struct joined j = {.arena = a};
	const char **ids;

	GUARD(joined_gather(s, &j, id, NULL));
	if (with_groups) {
		GUARD(join_groups(s, &j));
	}
	ids = NEW_N(a, const char *, j.count);
	for (size_t i = 0; i < j.count; i++) {
		ids[i] = j.items[i].id;
	}
	qsort(ids + 1, j.count - 1, sizeof *ids, compare_ids);
	*out = ids;
	*count = j.count;
	return ONUS_OK;
}

/* --- contradictions --- */

struct ends {
	const char *a;
	const char *b;
};

static enum onus_err read_ends(struct store *s, struct arena *a, const char *link, struct ends *out)
{
	SCOPED_ROWS(rows);

	*out = (struct ends){0};
	GUARD(store_query(s, &rows, "SELECT a, b FROM link WHERE id = ?1 AND kind = 'same'",
			  v_text(link)));
	if (rows_next(&rows)) {
		*out = (struct ends){rows_str(&rows, 0, a), rows_str(&rows, 1, a)};
	}
	return rows_end(&rows);
}

/* The links from the first of `j` to `id`, " and L5 and L6"; nothing where it is the first. */
static void add_path(struct buf *out, const struct joined *j, const char *id)
{
	for (size_t i = place_of(j, id); j->items[i].link != NULL; i = j->items[i].before) {
		buf_addf(out, "%s%s", out->len > 0 ? ", " : "", j->items[i].link);
	}
}

/* The first rejected link between what is joined to the one end and to the other. */
static enum onus_err find_rejected(struct store *s, const struct joined *x, const struct joined *y,
				   const char *link, const char **rejected, struct ends *out)
{
	for (size_t i = 0; i < x->count && *rejected == NULL; i++) {
		SCOPED_ROWS(rows);

		GUARD(store_query(s, &rows,
				  "SELECT b, id FROM link WHERE a = ?1 AND kind = 'same' AND state "
				  "= 'rejected' UNION ALL SELECT a, id FROM link WHERE b = ?1 AND "
				  "kind = 'same' AND state = 'rejected' ORDER BY 1, 2",
				  v_text(x->items[i].id)));
		while (*rejected == NULL && rows_next(&rows)) {
			const char *other = rows_str(&rows, 0, x->arena);
			const char *id = rows_str(&rows, 1, x->arena);

			if (strcmp(id, link) != 0 && joined_has(y, other)) {
				*rejected = id;
				*out = (struct ends){x->items[i].id, other};
			}
		}
		GUARD(rows_end(&rows));
	}
	return ONUS_OK;
}

static enum onus_err check_confirmed(struct store *s, struct arena *a, const char *link,
				     struct ends ends)
{
	SCOPED_BUF(path, ONUS_ERROR_TEXT_MAX);
	struct joined x = {.arena = a}, y = {.arena = a};
	const char *rejected = NULL;
	struct ends apart = {0};

	GUARD(joined_gather(s, &x, ends.a, link));
	GUARD(joined_gather(s, &y, ends.b, link));
	GUARD(find_rejected(s, &x, &y, link, &rejected, &apart));
	if (rejected == NULL) {
		return ONUS_OK;
	}
	add_path(&path, &x, apart.a);
	add_path(&path, &y, apart.b);
	return onus_fail(
		ONUS_REFUSED, HERE,
		"%s can't be confirmed: it would make %s and %s one, and %s says that they "
		"are different%s" SLICE_FMT "; undo what is wrong first",
		link, apart.a, apart.b, rejected, path.len > 0 ? "; they would be joined by " : "",
		SLICE_ARG(buf_slice(&path)));
}

static enum onus_err check_rejected(struct store *s, struct arena *a, const char *link,
				    struct ends ends)
{
	SCOPED_BUF(path, ONUS_ERROR_TEXT_MAX);
	struct joined x = {.arena = a};

	GUARD(joined_gather(s, &x, ends.a, link));
	if (!joined_has(&x, ends.b)) {
		return ONUS_OK;
	}
	add_path(&path, &x, ends.b);
	return onus_fail(ONUS_REFUSED, HERE,
			 "%s can't be decided as different: %s and %s are one by " SLICE_FMT
			 "; undo what is wrong first",
			 link, ends.a, ends.b, SLICE_ARG(buf_slice(&path)));
}

enum onus_err same_check(struct store *s, struct arena *a, const char *link, const char *decision)
{
	struct ends ends;

	GUARD(read_ends(s, a, link, &ends));
	if (ends.a == NULL) {
		return ONUS_OK;
	}
	if (strcmp(decision, "confirmed") == 0) {
		return check_confirmed(s, a, link, ends);
	}
	return strcmp(decision, "rejected") == 0 ? check_rejected(s, a, link, ends) : ONUS_OK;
}
