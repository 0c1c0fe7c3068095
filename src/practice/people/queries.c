/* SPDX-License-Identifier: Apache-2.0
 * queries.c - who is meant, what somebody was at an instant, which policy held. */
#include <inttypes.h>

#include "base/limits.h"
#include "onus/text.h"
#include "practice/people/inside.h"

enum { NAMES_LISTED_MAX = 10 };

/* --- who is meant --- */

const char *people_key(struct arena *a, const char *name)
{
	size_t room = strlen(name) * 4 + 1;
	char *key = arena_alloc(a, room);

	return onus_name_key(slice_str(name), key, room) > 0 ? key : NULL;
}

static enum onus_err resolve_id(struct store *s, struct arena *a, struct slice text,
				const char **id)
{
	char *upper = arena_copy(a, text);
	char prefix;
	int64_t seq, part;

	if (upper[0] >= 'a' && upper[0] <= 'z') {
		upper[0] = (char)(upper[0] - 'a' + 'A');
	}
	if (!id_parse(slice_str(upper), &prefix, &seq, &part)) {
		*id = NULL;
		return ONUS_OK;
	}
	return store_get_str(s, a, id, "SELECT id FROM member WHERE id = ?1", v_text(upper));
}

/* Several members of one name: they are listed, with what tells them apart. */
static enum onus_err fail_many(struct store *s, struct arena *a, const char *text, const char *key)
{
	SCOPED_ROWS(rows);
	const char *list = "";
	int n = 0;

	GUARD(store_query(
		s, &rows,
		"SELECT id, name, organisation FROM member WHERE name_key = ?1 ORDER BY seq",
		v_text(key)));
	for (; n < NAMES_LISTED_MAX && rows_next(&rows); n++) {
		list = arena_printf(a, "%s%s%s %s (%s)", list, n > 0 ? ", " : "",
				    rows_str(&rows, 0, a), rows_str(&rows, 1, a),
				    rows_str(&rows, 2, a));
	}
	GUARD(rows_end(&rows));
	return onus_fail(ONUS_NO, HERE,
			 "\"%s\" is the name of more than one member: %s; give the id", text, list);
}

enum onus_err people_resolve(struct store *s, struct arena *a, const char *text, const char **id)
{
	struct slice trimmed = slice_trim(slice_str(text));
	const char *key = people_key(a, text);
	const char *found = NULL;
	int64_t count = 0;

	GUARD(resolve_id(s, a, trimmed, &found));
	if (found == NULL && key != NULL) {
		GUARD(store_get_int(s, &count, NULL,
				    "SELECT count(*) FROM member WHERE name_key = ?1",
				    v_text(key)));
		if (count > 1) {
			return fail_many(s, a, text, key);
		}
		GUARD(store_get_str(s, a, &found, "SELECT id FROM member WHERE name_key = ?1",
				    v_text(key)));
	}
	ENSURE(found != NULL, ONUS_NO, "there is no member \"%s\": see \"onus member list\"", text);
	*id = found;
	return ONUS_OK;
}

/* --- what somebody was --- */

static enum onus_err read_member(struct store *s, struct arena *a, const char *member,
				 struct standing *out)
{
	SCOPED_ROWS(rows);
	bool found;

	GUARD(store_query(s, &rows, "SELECT id, name, organisation FROM member WHERE id = ?1",
			  v_text(member)));
	found = rows_next(&rows);
	if (found) {
		*out = (struct standing){.member = rows_str(&rows, 0, a),
					 .name = rows_str(&rows, 1, a),
					 .organisation = rows_str(&rows, 2, a)};
	}
	GUARD(rows_end(&rows));
	ENSURE(found, ONUS_NO, "there is no member %s", member);
	return ONUS_OK;
}

enum onus_err people_standing(struct store *s, struct arena *a, const char *member, struct when at,
			      int64_t known_at, struct standing *out)
{
	SCOPED_ROWS(rows);
	struct standing standing;

	GUARD(read_member(s, a, member, &standing));
	GUARD(store_query(s, &rows,
			  "SELECT id, title, rank, unit, organisation, senior, acting FROM post"
			  " WHERE member = ?1 AND recorded_at <= ?4 AND from_lo <= ?3"
			  " AND (until_hi IS NULL OR until_recorded > ?4 OR until_hi >= ?2)"
			  " ORDER BY acting, from_precision = 'unknown', from_lo, seq LIMIT 1",
			  v_text(member), v_int(at.lo), v_int(at.hi), v_int(known_at)));
	if (rows_next(&rows)) {
		standing.post = rows_str(&rows, 0, a);
		standing.title = rows_str(&rows, 1, a);
		standing.rank = rows_str(&rows, 2, a);
		standing.unit = rows_str(&rows, 3, a);
		standing.organisation = rows_str(&rows, 4, a);
		standing.senior = senior_from_name(rows_slice(&rows, 5));
		standing.acting = rows_int(&rows, 6) != 0;
	}
	GUARD(rows_end(&rows));
	*out = standing;
	return ONUS_OK;
}

static struct held_post held_of_row(struct rows *rows, struct arena *a, int64_t known_at)
{
	bool left = !rows_is_null(rows, 6) && rows_int(rows, 7) <= known_at;

	return (struct held_post){.id = rows_str(rows, 0, a),
				  .member = rows_str(rows, 1, a),
				  .name = rows_str(rows, 2, a),
				  .title = rows_str(rows, 3, a),
				  .rank = rows_str(rows, 4, a),
				  .from = rows_int(rows, 5),
				  .until = left ? rows_int(rows, 6) : INSTANT_MAX,
				  .member_seq = rows_int(rows, 8)};
}

/* Somebody without an account only stands in the record, and can't answer for anything now. */
enum onus_err people_held(struct store *s, struct arena *a, const char *member, int64_t known_at,
			  struct held_post **out, size_t *count)
{
	SCOPED_ROWS(rows);
	struct held_post *posts = NULL;
	int64_t room = 0;
	size_t n = 0;

	GUARD(store_get_int(s, &room, NULL, "SELECT count(*) FROM post"));
	posts = NEW_N(a, struct held_post, (size_t)room);
	GUARD(store_query(
		s, &rows,
		"SELECT q.id, q.member, m.name, q.title, q.rank, q.from_lo, q.until_hi,"
		" q.until_recorded, m.seq FROM post q JOIN member m ON m.id = q.member"
		" WHERE m.account = 1 AND q.recorded_at <= ?1 AND (?2 IS NULL OR q.member = ?2)"
		" ORDER BY q.acting, q.from_precision = 'unknown', q.from_lo, q.seq",
		v_int(known_at), v_text(member)));
	while (n < (size_t)room && rows_next(&rows)) {
		posts[n++] = held_of_row(&rows, a, known_at);
	}
	GUARD(rows_end(&rows));
	*out = posts;
	*count = n;
	return ONUS_OK;
}

enum onus_err people_ladder(struct store *s, struct arena *a, int64_t known_at, struct rung **out,
			    size_t *count)
{
	SCOPED_ROWS(rows);
	struct rung *rungs = NULL;
	int64_t room = 0;
	size_t n = 0;

	GUARD(store_get_int(s, &room, NULL, "SELECT count(*) FROM policy_ladder"));
	rungs = NEW_N(a, struct rung, (size_t)room);
	GUARD(store_query(s, &rows,
			  "SELECT p.recorded_at, p.seq, l.rung, l.rank FROM policy_ladder l"
			  " JOIN policy_adopted p ON p.seq = l.seq WHERE p.recorded_at <= ?1"
			  " ORDER BY p.seq, l.rung, l.rank",
			  v_int(known_at)));
	while (n < (size_t)room && rows_next(&rows)) {
		rungs[n++] = (struct rung){rows_int(&rows, 0), rows_int(&rows, 1),
					   rows_int(&rows, 2), rows_str(&rows, 3, a)};
	}
	GUARD(rows_end(&rows));
	*out = rungs;
	*count = n;
	return ONUS_OK;
}

/* --- the policy and the organisation --- */

enum onus_err people_policy(struct store *s, struct arena *a, int64_t at, struct policy **out,
			    int64_t *seq)
{
	SCOPED_ROWS(rows);
	struct slice text = {0};
	const char *name = NULL;
	int64_t adopted = 0;

	GUARD(store_query(s, &rows,
			  "SELECT seq, text, name FROM policy_adopted WHERE recorded_at <= ?1"
			  " ORDER BY seq DESC LIMIT 1",
			  v_int(at)));
	if (rows_next(&rows)) {
		adopted = rows_int(&rows, 0);
		text = arena_slice(a, rows_slice(&rows, 1));
		name = rows_str(&rows, 2, a);
	}
	GUARD(rows_end(&rows));
	ENSURE(adopted > 0, ONUS_NO, "no policy was in force at %s", instant_write(a, at));
	GUARD(policy_parse(a, text, name, out));
	if (seq != NULL) {
		*seq = adopted;
	}
	return ONUS_OK;
}

enum onus_err people_organisation(struct store *s, struct arena *a, const char **out)
{
	GUARD(store_get_str(s, a, out, "SELECT name FROM organisation ORDER BY seq LIMIT 1"));
	ENSURE(*out != NULL, ONUS_INTERNAL, "the ledger has no organisation: it was not founded");
	return ONUS_OK;
}
