/* SPDX-License-Identifier: Apache-2.0
 * expr_lists.c - lists: their text forms, and functions of them.
 *
 * A column of text becomes a list where a list function asks for one: [a, 'b c', NULL] is how
 * DuckDB writes a list, ["a", "b c", null] is JSON. */
#include <math.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "link/expr_inside.h"

/* --- text forms --- */

static bool text_looks_like_list(struct slice s)
{
	s = slice_trim(s);
	return s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';
}

/* Items being read. Their texts stand one behind the other in `bytes`. */
struct scan {
	struct arena *arena;
	struct slice rest;
	char *bytes;
	size_t n_bytes;
	struct expr_value list;
	size_t room;
	/* of the item at hand */
	size_t from;
	size_t end;   /* behind its last byte that is quoted or no blank */
	size_t depth; /* of brackets that are open in it */
	bool quoted;  /* a part of it was */
	char quote;   /* that is open */
};

static void scan_add(struct scan *s, char c, bool counts)
{
	if (!counts && s->n_bytes == s->from && !s->quoted) {
		return;
	}
	s->bytes[s->n_bytes++] = c;
	s->end = counts ? s->n_bytes : s->end;
}

static void scan_end_item(struct scan *s)
{
	struct expr_value *v;
	struct slice text = slice_of(s->bytes + s->from, s->end - s->from);

	if (s->list.n_items == s->room) {
		struct expr_value *more = NEW_N(s->arena, struct expr_value, 2 * s->room + 4);

		if (s->room > 0) {
			memcpy(more, s->list.items, s->room * sizeof *more);
		}
		s->list.items = more;
		s->room = 2 * s->room + 4;
	}
	v = &s->list.items[s->list.n_items++];
	*v = !s->quoted && slice_eq_nocase(text, SLICE("null")) ? value_null() : value_text(text);
	s->from = s->end = s->n_bytes;
	s->quoted = false;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Inside brackets everything is kept as it stands: an item may be a list, which stays text. */
static void scan_nested(struct scan *s, char c)
{
	if (s->quote != '\0') {
		s->quote = c == s->quote ? '\0' : s->quote;
	} else if (is_quote(c)) {
		s->quote = c;
	} else {
		s->depth += c == '[' || c == '(' || c == '{';
		s->depth -= c == ']' || c == ')' || c == '}';
	}
	scan_add(s, c, true);
}

/* A quote may stand in the middle of an item; a backslash means something inside quotes, and in
 * front of one. False where a bracket closes that was not opened. */
static bool scan_byte(struct scan *s)
{
	char c = s->rest.p[0];
	char next = s->rest.n > 1 ? s->rest.p[1] : '\0';
	bool escape =
		c == '\\' && s->rest.n > 1 && s->depth == 0 && (s->quote != '\0' || is_quote(next));

	s->rest = slice_from(s->rest, escape ? 2 : 1);
	if (s->depth > 0) {
		scan_nested(s, c);
	} else if (escape) {
		scan_add(s, next, true);
	} else if (s->quote != '\0' && c == s->quote) {
		s->quote = '\0';
	} else if (s->quote != '\0') {
		scan_add(s, c, true);
	} else if (is_quote(c)) {
		s->quote = c;
		s->quoted = true;
	} else if (c == ',') {
		scan_end_item(s);
	} else {
		s->depth += c == '[' || c == '(' || c == '{';
		scan_add(s, c, !is_blank(c));
		return c != ']';
	}
	return true;
}

enum cast_result text_to_list(struct arena *a, struct slice text, struct expr_value *out)
{
	struct scan s = {.arena = a, .list = {.type = TYPE_LIST}};

	if (!text_looks_like_list(text)) {
		return CAST_NOT;
	}
	text = slice_trim(text);
	s.rest = slice_of(text.p + 1, text.n - 2);
	if (slice_trim(s.rest).n == 0) {
		*out = s.list;
		return CAST_DONE;
	}
	s.bytes = arena_alloc(a, text.n);
	while (s.rest.n > 0) {
		if (!scan_byte(&s) || s.list.n_items >= LINK_LIST_MAX) {
			return CAST_NOT;
		}
	}
	if (s.quote != '\0' || s.depth > 0) {
		return CAST_NOT;
	}
	scan_end_item(&s);
	*out = s.list;
	return CAST_DONE;
}

/* --- items --- */

EXPR_RUN(list_of)
{
	(void)u;
	*out = (struct expr_value){
		.type = TYPE_LIST, .n_items = n, .items = NEW_N(a, struct expr_value, n)};
	memcpy(out->items, args, n * sizeof *args);
	return ONUS_OK;
}

static enum onus_err index_text(struct arena *a, const struct expr_value *text, double n,
				struct expr_value *out)
{
	struct expr_value args[3] = {*text, value_number(TYPE_INTEGER, n),
				     value_number(TYPE_INTEGER, 1)};

	if (n < 0) {
		struct expr_value length;

		GUARD(text_length(a, text, 1, KERNEL_CHARACTERS, &length));
		args[1].number = length.number + n + 1;
	}
	args[2].number = args[1].number < 1 ? 0 : 1;
	return text_substring(a, args, 3, KERNEL_CHARACTERS, out);
}

enum onus_err value_index(struct arena *a, const struct expr_value *list, double n,
			  struct expr_value *out)
{
	struct expr_value items;
	double at;

	if (list->type == TYPE_TEXT && !text_looks_like_list(list->text)) {
		return index_text(a, list, n, out);
	}
	GUARD(value_to_list(a, list, &items));
	at = n < 0 ? (double)items.n_items + n : n - 1;
	*out = at >= 0 && at < (double)items.n_items ? items.items[(size_t)at] : value_null();
	return ONUS_OK;
}

EXPR_RUN(list_element)
{
	double place;

	(void)n;
	(void)u;
	GUARD(value_to_whole(&args[1], &place));
	return value_index(a, &args[0], place, out);
}

EXPR_RUN(list_length)
{
	struct expr_value list;

	(void)u;
	if (n == 2 && args[1].number != 1) {
		return value_refuse(&args[1], "dimension of a list here; 1 is");
	}
	GUARD(value_to_list(a, &args[0], &list));
	*out = value_number(TYPE_INTEGER, (double)list.n_items);
	return ONUS_OK;
}

/* len: of a list its items, of any other text its characters. */
EXPR_RUN(list_or_text_length)
{
	return args[0].type == TYPE_TEXT && !text_looks_like_list(args[0].text)
		       ? text_length(a, args, n, u, out)
		       : list_length(a, args, n, u, out);
}

EXPR_RUN(list_contains)
{
	struct expr_value list;
	bool found = false;

	(void)n;
	(void)u;
	GUARD(value_to_list(a, &args[0], &list));
	for (size_t i = 0; i < list.n_items && !found; i++) {
		int order = 1;

		if (!list.items[i].null) {
			GUARD(value_compare(a, &list.items[i], &args[1], &order));
		}
		found = order == 0;
	}
	*out = value_number(TYPE_BOOL, found);
	return ONUS_OK;
}

/* The largest (sign 1) or smallest (-1) item that is not NULL. */
static enum onus_err best(struct arena *a, const struct expr_value *v, int sign,
			  struct expr_value *out)
{
	struct expr_value list;

	GUARD(value_to_list(a, v, &list));
	return sign > 0 ? any_greatest(a, list.items, list.n_items, KERNEL_BYTES, out)
			: any_least(a, list.items, list.n_items, KERNEL_BYTES, out);
}

EXPR_RUN(list_largest)
{
	(void)n;
	(void)u;
	return best(a, &args[0], 1, out);
}

EXPR_RUN(list_smallest)
{
	(void)n;
	(void)u;
	return best(a, &args[0], -1, out);
}

/* --- what two lists share --- */

/* Texts and numbers as something to sort by. */
struct key {
	struct slice text;
	size_t at;
};

static int compare_keys(const void *x, const void *y)
{
	return slice_cmp(((const struct key *)x)->text, ((const struct key *)y)->text);
}

static enum onus_err sorted_keys(struct arena *a, const struct expr_value *list, struct key **out,
				 size_t *n)
{
	struct key *keys = NEW_N(a, struct key, list->n_items);

	*n = 0;
	for (size_t i = 0; i < list->n_items; i++) {
		if (!list->items[i].null) {
			GUARD(value_to_text(a, &list->items[i], &keys[*n].text));
			keys[(*n)++].at = i;
		}
	}
	if (*n > 0) {
		qsort(keys, *n, sizeof *keys, compare_keys);
	}
	*out = keys;
	return ONUS_OK;
}

static int compare_places(const void *x, const void *y)
{
	size_t a = ((const struct key *)x)->at;
	size_t b = ((const struct key *)y)->at;

	return (a > b) - (a < b);
}

/* Each item of the first list that stands in the second, once, in the order of the first; never
 * NULL. In DuckDB only the first list makes the result NULL: with a second one that is NULL nothing
 * is shared. */
EXPR_RUN(list_intersect)
{
	struct expr_value l;
	struct expr_value r = {.type = TYPE_LIST};
	struct key *x;
	struct key *y;
	size_t nx;
	size_t ny;
	size_t shared = 0;
	size_t j = 0;

	(void)n;
	(void)u;
	if (args[0].null) {
		*out = value_null();
		return ONUS_OK;
	}
	GUARD(value_to_list(a, &args[0], &l));
	if (!args[1].null) {
		GUARD(value_to_list(a, &args[1], &r));
	}
	GUARD(sorted_keys(a, &l, &x, &nx));
	GUARD(sorted_keys(a, &r, &y, &ny));
	for (size_t i = 0; i < nx; i++) {
		while (j < ny && compare_keys(&y[j], &x[i]) < 0) {
			j++;
		}
		if (j < ny && compare_keys(&y[j], &x[i]) == 0 &&
		    (shared == 0 || compare_keys(&x[shared - 1], &x[i]) != 0)) {
			x[shared++] = x[i];
		}
	}
	if (shared > 0) {
		qsort(x, shared, sizeof *x, compare_places);
	}
	*out = (struct expr_value){
		.type = TYPE_LIST, .n_items = shared, .items = NEW_N(a, struct expr_value, shared)};
	for (size_t i = 0; i < shared; i++) {
		out->items[i] = l.items[x[i].at];
	}
	return ONUS_OK;
}

/* The cosine of the angle between two vectors of one length; -1 where one of them is zero, as in
 * DuckDB 1 (DuckDB 2 gives NaN, which passes every threshold). */
EXPR_RUN(list_cosine)
{
	struct expr_value l;
	struct expr_value r;
	double dot = 0;
	double xx = 0;
	double yy = 0;
	double cosine;

	(void)n;
	(void)u;
	GUARD(value_to_list(a, &args[0], &l));
	GUARD(value_to_list(a, &args[1], &r));
	ENSURE(l.n_items == r.n_items, ONUS_BAD_INPUT,
	       "the cosine is defined for lists of one length; these have %zu and %zu items",
	       l.n_items, r.n_items);
	for (size_t i = 0; i < l.n_items; i++) {
		double x;
		double y;

		ENSURE(!l.items[i].null && !r.items[i].null, ONUS_BAD_INPUT,
		       "the cosine is not defined for lists that hold NULL");
		GUARD(value_to_double(&l.items[i], &x));
		GUARD(value_to_double(&r.items[i], &y));
		dot += x * y;
		xx += x * x;
		yy += y * y;
	}
	cosine = xx > 0 && yy > 0 ? dot / sqrt(xx * yy) : -1;
	cosine = cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
	*out = l.n_items > 0 ? value_number(TYPE_DOUBLE, cosine) : value_null();
	return ONUS_OK;
}

/* --- making lists --- */

/* An empty separator cuts between all characters. */
static size_t cut_part(struct slice *s, struct slice by)
{
	size_t n = by.n > 0 ? slice_search(*s, by) : character_bytes(*s);

	*s = slice_from(*s, n + by.n);
	return n;
}

EXPR_RUN(text_split)
{
	struct slice s;
	struct slice by;
	size_t room = 1;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	GUARD(value_to_text(a, &args[1], &by));
	for (struct slice rest = s; by.n > 0 ? slice_search(rest, by) < rest.n : rest.n > 0;) {
		cut_part(&rest, by);
		room++;
	}
	room -= by.n == 0 && s.n > 0;
	ENSURE(room <= LINK_LIST_MAX, ONUS_BAD_INPUT,
	       "a list of more than %d items (LINK_LIST_MAX)", LINK_LIST_MAX);
	*out = (struct expr_value){
		.type = TYPE_LIST, .n_items = room, .items = NEW_N(a, struct expr_value, room)};
	for (size_t i = 0; i < room; i++) {
		const char *from = s.p;

		out->items[i] = value_text(slice_of(from, cut_part(&s, by)));
	}
	return ONUS_OK;
}
