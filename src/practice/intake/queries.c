/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading reports and sources. Every one of these is entered in the access log. */

#include <inttypes.h>

#include "practice/duty/duty.h"
#include "practice/intake/inside.h"
#include "practice/register/register.h"

#define REPORT_COLUMNS                                                                             \
	"id, source, channel, path, title, dated_lo, dated_hi, dated_precision, recorded_at, "     \
	"sha256, size,"                                                                            \
	" media, parent, part, same_bytes, status, reason, engine"

enum { LIST_LIMIT = 1000 };

static struct json *report_record(struct rows *rows, struct arena *a)
{
	struct json *r = json_object(a);
	struct when dated = {rows_int(rows, 5), rows_int(rows, 6), PRECISION_UNKNOWN};

	if (!precision_from_name(rows_slice(rows, 7), &dated.precision)) {
		dated = when_unknown();
	}
	json_set_str(r, "id", rows_str(rows, 0, a));
	json_set_str(r, "source", rows_str(rows, 1, a));
	json_set_str(r, "channel", rows_str(rows, 2, a));
	json_set_str(r, "path", rows_str(rows, 3, a));
	json_set_str(r, "title", rows_str(rows, 4, a));
	json_set(r, "dated", when_answer(a, dated));
	json_set_str(r, "dated_words", when_say(a, dated));
	json_set_str(r, "recorded", instant_write(a, rows_int(rows, 8)));
	json_set_str(r, "sha256", rows_str(rows, 9, a));
	json_set_int(r, "size", rows_int(rows, 10));
	json_set_str(r, "media", rows_str(rows, 11, a));
	json_set_str(r, "parent", rows_str(rows, 12, a));
	json_set_int(r, "part", rows_int(rows, 13));
	json_set_str(r, "same_bytes", rows_str(rows, 14, a));
	json_set_str(r, "status", rows_str(rows, 15, a));
	json_set_str(r, "reason", rows_str(rows, 16, a));
	json_set_str(r, "engine", rows_str(rows, 17, a));
	return r;
}

static enum onus_err resolve_report(struct call *c, const char **id)
{
	const char *text = call_text(c, "report");

	GUARD(register_resolve(c->store, c->arena, text, id));
	ENSURE((*id)[0] == 'R', ONUS_USAGE, "%s is no report", *id);
	return ONUS_OK;
}

static enum onus_err add_mentions(struct call *c, const char *id, struct json *record)
{
	struct json *list = json_array(c->arena);
	SCOPED_ROWS(rows);

	GUARD(store_query(
		c->store, &rows,
		"SELECT id, kind, role, start, \"end\", value, rule, entity, state FROM mention"
		" WHERE report = ?1 ORDER BY start, \"end\", id",
		v_text(id)));
	while (rows_next(&rows)) {
		struct json *m = json_object(c->arena);

		json_set_str(m, "id", rows_str(&rows, 0, c->arena));
		json_set_str(m, "kind", rows_str(&rows, 1, c->arena));
		json_set_str(m, "role", rows_str(&rows, 2, c->arena));
		json_set_int(m, "start", rows_int(&rows, 3));
		json_set_int(m, "end", rows_int(&rows, 4));
		json_set_str(m, "value", rows_str(&rows, 5, c->arena));
		json_set_str(m, "rule", rows_str(&rows, 6, c->arena));
		json_set_str(m, "entity", rows_str(&rows, 7, c->arena));
		json_set_str(m, "state", rows_str(&rows, 8, c->arena));
		json_push(list, m);
	}
	json_set(record, "mentions", list);
	return rows_end(&rows);
}

static enum onus_err add_owner(struct call *c, const char *id, struct json *record)
{
	struct answerable who;
	struct json *v = json_object(c->arena);

	GUARD(duty_answerable(c->store, c->arena, id, c->now, c->now, &who));
	json_set_str(v, "member", who.member);
	json_set_str(v, "name", who.name);
	json_set_str(v, "post", who.post);
	json_set(v, "by_default", json_bool(c->arena, who.by_default));
	json_set(record, "answerable", v);
	return ONUS_OK;
}

enum onus_err report_show(struct call *c)
{
	SCOPED_ROWS(rows);
	struct json *record = NULL;
	const char *id = NULL;

	GUARD(resolve_report(c, &id));
	GUARD(store_query(c->store, &rows,
			  "SELECT " REPORT_COLUMNS ", text FROM report WHERE id = ?1", v_text(id)));
	GUARD(rows_need(&rows, ONUS_NO, "there is no report %s", id));
	record = report_record(&rows, c->arena);
	json_set_str(record, "text", rows_str(&rows, 18, c->arena));
	GUARD(rows_end(&rows));
	GUARD(add_mentions(c, id, record));
	GUARD(add_owner(c, id, record));
	return call_emit(c, record);
}

enum onus_err report_list(struct call *c)
{
	SCOPED_ROWS(rows);
	int64_t limit = call_int(c, "limit", LIST_LIMIT);
	const char *status = call_text(c, "status");

	ENSURE(limit > 0, ONUS_USAGE, "--limit must be at least 1");
	GUARD(store_query(c->store, &rows,
			  "SELECT " REPORT_COLUMNS " FROM report WHERE ?1 IS NULL OR status = ?1"
			  " ORDER BY seq DESC LIMIT ?2",
			  v_text(status), v_int(limit)));
	while (rows_next(&rows)) {
		SCOPED_ARENA(a);

		GUARD(call_emit(c, report_record(&rows, &a)));
	}
	return rows_end(&rows);
}

enum onus_err quarantine_seized(struct call *c, const char *report, const char **out)
{
	return store_get_str(c->store, c->arena, out,
			     "SELECT s.id FROM report r JOIN report s ON s.sha256 = r.sha256"
			     " WHERE r.id = ?1 AND s.status = 'seized' ORDER BY s.seq LIMIT 1",
			     v_text(report));
}

/* What comes out with a document is also what came in with it: a picture in an e-mail is in its
 * bytes. And what was seized is seized under whatever name it came. */
static enum onus_err check_closed(struct call *c, const char *id)
{
	const char *closed = NULL;

	GUARD(store_get_str(
		c->store, c->arena, &closed,
		"WITH RECURSIVE inside (id, seq, status, sha256) AS"
		" (SELECT id, seq, status, sha256 FROM report WHERE id = ?1"
		" UNION ALL SELECT r.id, r.seq, r.status, r.sha256 FROM report r"
		" JOIN inside i ON r.parent = i.id)"
		" SELECT id FROM inside WHERE status IN ('quarantined', 'seized') OR EXISTS"
		" (SELECT 1 FROM report s WHERE s.sha256 = inside.sha256 AND s.status = 'seized')"
		" ORDER BY seq LIMIT 1",
		v_text(id)));
	ENSURE(closed == NULL || strcmp(closed, id) == 0, ONUS_REFUSED,
	       "%s holds %s, a picture or video in quarantine: nobody is shown it", id, closed);
	ENSURE(closed == NULL, ONUS_REFUSED,
	       "%s is a picture or video in quarantine: nobody is shown it", id);
	return ONUS_OK;
}

/* The bytes as they came in; never of a picture or video that nobody has let out of quarantine. */
/* Pictures inside a document were looked at by nobody, and its bytes would hand them out. */
static enum onus_err check_pictures(struct call *c, const char *id)
{
	struct event read;
	int64_t seq = 0;

	GUARD(store_get_int(c->store, &seq, NULL,
			    "SELECT coalesce(read_seq, 0) FROM report WHERE id = ?1", v_text(id)));
	if (seq == 0) {
		return ONUS_OK;
	}
	GUARD(ledger_event(c->ledger, c->arena, seq, &read));
	ENSURE(json_get_int(read.body, "pictures", 0) == 0, ONUS_REFUSED,
	       "%s holds %" PRId64
	       " pictures that nobody has looked at: its bytes stay closed, its text is "
	       "under \"onus report show %s\"",
	       id, json_get_int(read.body, "pictures", 0), id);
	return ONUS_OK;
}

enum onus_err report_original(struct call *c)
{
	SCOPED_ROWS(rows);
	const char *id = NULL;
	const char *blob = NULL;
	struct slice bytes;

	GUARD(resolve_report(c, &id));
	GUARD(check_closed(c, id));
	GUARD(check_pictures(c, id));
	GUARD(store_query(c->store, &rows, "SELECT blob FROM report WHERE id = ?1", v_text(id)));
	GUARD(rows_need(&rows, ONUS_NO, "there is no report %s", id));
	blob = rows_str(&rows, 0, c->arena);
	GUARD(rows_end(&rows));
	ENSURE(blob != NULL, ONUS_NO,
	       "%s has no bytes of its own: it is a row of a table, or was refused", id);
	GUARD(store_blob_get(c->store, c->arena, blob, &bytes));
	return call_emit_bytes(c, "application/octet-stream", bytes);
}

enum onus_err source_show(struct call *c)
{
	SCOPED_ROWS(rows);
	struct json *record = json_object(c->arena);
	const char *id = call_text(c, "source");
	const char *sealed = NULL;
	struct slice name;

	GUARD(store_query(c->store, &rows,
			  "SELECT s.sealed, s.kind, s.recorded_at, (SELECT count(*) FROM report r "
			  "WHERE r.source = s.id)"
			  " FROM source s WHERE s.id = ?1",
			  v_text(id)));
	GUARD(rows_need(&rows, ONUS_NO, "there is no source %s", id));
	sealed = rows_str(&rows, 0, c->arena);
	GUARD(ledger_unseal(c->ledger, c->arena, sealed, &name));
	json_set_str(record, "id", id);
	json_set_slice(record, "name", name);
	json_set_str(record, "kind", rows_str(&rows, 1, c->arena));
	json_set_str(record, "recorded", instant_write(c->arena, rows_int(&rows, 2)));
	json_set_int(record, "reports", rows_int(&rows, 3));
	GUARD(rows_end(&rows));
	return call_emit(c, record);
}
