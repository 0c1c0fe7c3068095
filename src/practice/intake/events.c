/* SPDX-License-Identifier: Apache-2.0
 * events.c - the kinds of events about sources and reports. */
#include "practice/duty/duty.h"
#include "practice/intake/inside.h"
#include "practice/register/register.h"

static const struct field source_entered_fields[] = {
	{"mac", FIELD_TEXT, true}, {"sealed", FIELD_TEXT, true}, {"kind", FIELD_TEXT, true}, {0}};

static const struct field report_received_fields[] = {
	{"source", FIELD_THING, true},  {"channel", FIELD_TEXT, true},
	{"path", FIELD_TEXT, true},     {"title", FIELD_TEXT, true},
	{"dated", FIELD_WHEN, true},    {"sha256", FIELD_TEXT, true},
	{"size", FIELD_INT, true},      {"media", FIELD_TEXT, true},
	{"blob", FIELD_BLOB, false},    {"parent", FIELD_THING, false},
	{"part", FIELD_INT, true},      {"same_bytes", FIELD_THING, false},
	{"status", FIELD_TEXT, true},   {"reason", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false}, {0},
};

/* What a machine read: one event a report, with the versions of what read it. */
static const struct field report_read_fields[] = {
	{"report", FIELD_THING, true},
	{"status", FIELD_TEXT, true},
	{"reason", FIELD_TEXT, true},
	{"engine", FIELD_TEXT, true},
	{"title", FIELD_TEXT, false},
	{"dated", FIELD_WHEN, false},
	{"text", FIELD_TEXT, true},
	{"facts", FIELD_LIST, false},
	{"sealed", FIELD_LIST, false},
	{"warnings", FIELD_LIST, false},
	{"pictures", FIELD_INT, false},
	{"mentions", FIELD_LIST, false},
	{"entities", FIELD_LIST, false},
	{"links", FIELD_LIST, false},
	{"tied", FIELD_LIST, false},
	{0},
};

static const struct field quarantine_decided_fields[] = {{"report", FIELD_THING, true},
							 {"decision", FIELD_TEXT, true},
							 {"because", FIELD_TEXT, true},
							 {0}};

static enum onus_err source_entered(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO source (id, mac, sealed, kind, seq, recorded_at)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			 v_text(e->id), v_slice(json_get_slice(e->body, "mac")),
			 v_slice(json_get_slice(e->body, "sealed")),
			 v_slice(json_get_slice(e->body, "kind")), v_int(e->seq),
			 v_int(e->recorded_at));
}

static enum onus_err report_received(struct store *s, struct arena *a, const struct event *e)
{
	const struct json *b = e->body;
	struct when dated;

	(void)a;
	GUARD(when_from_json(json_get(b, "dated"), &dated));
	GUARD(store_run(
		s,
		"INSERT INTO report (seq, id, source, channel, path, title, dated_lo, dated_hi,"
		" dated_precision, recorded_at, sha256, size, media, blob, parent, part, "
		"same_bytes,"
		" status, reason, engine, read_seq, text)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
		"?17,"
		" ?18, ?19, '', NULL, '')",
		v_int(e->seq), v_text(e->id), v_slice(json_get_slice(b, "source")),
		v_slice(json_get_slice(b, "channel")), v_slice(json_get_slice(b, "path")),
		v_slice(json_get_slice(b, "title")), v_int(dated.lo), v_int(dated.hi),
		v_text(precision_name(dated.precision)), v_int(e->recorded_at),
		v_slice(json_get_slice(b, "sha256")), v_int(json_get_int(b, "size", 0)),
		v_slice(json_get_slice(b, "media")), v_text(json_get_str(b, "blob")),
		v_text(json_get_str(b, "parent")), v_int(json_get_int(b, "part", 0)),
		v_text(json_get_str(b, "same_bytes")), v_slice(json_get_slice(b, "status")),
		v_slice(json_get_slice(b, "reason"))));
	return duty_charge(s, e, e->id);
}

static enum onus_err add_sealed(struct store *s, const struct event *e, const char *report)
{
	for (size_t i = 0; i < json_get_count(e->body, "sealed"); i++) {
		const struct json *part = json_get_item(e->body, "sealed", i);

		GUARD(store_run(s,
				"INSERT INTO report_sealed (report, n, label, sealed) VALUES (?1, "
				"?2, ?3, ?4)",
				v_text(report), v_int((int64_t)i),
				v_slice(json_get_slice(part, "label")),
				v_slice(json_get_slice(part, "sealed"))));
	}
	return ONUS_OK;
}

/* A date that was given when the report came in stands; one that the document bears fills the gap.
 */
static enum onus_err set_date(struct store *s, const struct event *e, const char *report)
{
	struct when dated;

	if (json_get(e->body, "dated") == NULL) {
		return ONUS_OK;
	}
	GUARD(when_from_json(json_get(e->body, "dated"), &dated));
	return store_run(s,
			 "UPDATE report SET dated_lo = ?2, dated_hi = ?3, dated_precision = ?4"
			 " WHERE id = ?1 AND dated_precision = 'unknown'",
			 v_text(report), v_int(dated.lo), v_int(dated.hi),
			 v_text(precision_name(dated.precision)));
}

static enum onus_err report_read(struct store *s, struct arena *a, const struct event *e)
{
	const struct json *b = e->body;
	const char *report = json_get_str(b, "report");

	GUARD(store_run(
		s,
		"UPDATE report SET status = ?2, reason = ?3, engine = ?4, read_seq = ?5, text = ?6,"
		" title = CASE WHEN title = '' THEN coalesce(?7, '') ELSE title END WHERE id = ?1",
		v_text(report), v_slice(json_get_slice(b, "status")),
		v_slice(json_get_slice(b, "reason")), v_slice(json_get_slice(b, "engine")),
		v_int(e->seq), v_slice(json_get_slice(b, "text")),
		v_text(json_get_str(b, "title"))));
	GUARD(set_date(s, e, report));
	GUARD(add_sealed(s, e, report));
	return register_apply_read(s, a, e, report);
}

static enum onus_err quarantine_decided(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s, "UPDATE report SET status = ?2, reason = ?3 WHERE id = ?1",
			 v_slice(json_get_slice(e->body, "report")),
			 v_slice(json_get_slice(e->body, "decision")),
			 v_slice(json_get_slice(e->body, "because")));
}

static const struct event_kind kinds[] = {
	{"source.entered", 1, 'S', source_entered_fields, source_entered},
	{"report.received", 1, 'R', report_received_fields, report_received},
	{"report.read", 1, 0, report_read_fields, report_read},
	{"quarantine.decided", 1, 0, quarantine_decided_fields, quarantine_decided},
	{0},
};

static const struct projection projections[] = {
	{"source", "id"}, {"report", "seq"}, {"report_sealed", "report, n"}, {0}};

const struct room intake_room = {"intake", kinds, projections};
