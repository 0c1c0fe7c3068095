/* SPDX-License-Identifier: Apache-2.0
 * read.c - events as they are stored, and as they are understood. */
#include <inttypes.h>

#include "base/limits.h"
#include "ledger/internal.h"

/* Columns of the statement below. */
enum {
	COLUMN_SEQ,
	COLUMN_KIND,
	COLUMN_KIND_VERSION,
	COLUMN_ACTOR,
	COLUMN_WRITER,
	COLUMN_OCCURRED_LO,
	COLUMN_OCCURRED_HI,
	COLUMN_PRECISION,
	COLUMN_RECORDED_AT,
	COLUMN_HEADER_SALT,
	COLUMN_BODY_MAC,
	COLUMN_ENTRY,
	COLUMN_BODY_SALT,
	COLUMN_BODY,
};

static const char *const select_events =
	"SELECT e.seq, e.kind, e.kind_version, e.actor, e.writer, e.occurred_lo, e.occurred_hi,"
	" e.precision, e.recorded_at, e.header_salt, e.body_mac, e.entry, s.body_salt, s.body"
	" FROM event e LEFT JOIN event_secret s ON s.seq = e.seq"
	" WHERE e.seq BETWEEN ?1 AND ?2 ORDER BY e.seq";

/* A statement over event_about or derived_from that runs beside that over events, so that each
 * event costs no statement of its own. */
struct side {
	struct rows rows;
	bool has; /* the row at hand is not used up */
};

static enum onus_err side_start(struct side *side, struct store *s, const char *sql, int64_t from,
				int64_t to)
{
	GUARD(store_query_n(s, &side->rows, sql,
			    (const struct value[]){v_null(), v_int(from), v_int(to)}, 2));
	side->has = rows_next(&side->rows);
	return ONUS_OK;
}

static void take_about(struct side *side, struct arena *a, struct stored *e)
{
	struct header *h = &e->header;
	struct slice *things = NULL;
	size_t room = 0;

	h->about_count = 0;
	while (side->has && rows_int(&side->rows, 0) == h->seq) {
		if (h->about_count == room) {
			struct slice *grown = NEW_N(a, struct slice, room * 2 + 4);

			if (room > 0) {
				memcpy(grown, things, room * sizeof *grown);
			}
			room = room * 2 + 4;
			things = grown;
		}
		e->sides_wrong |= rows_int(&side->rows, 2) != (int64_t)h->about_count;
		things[h->about_count++] = arena_slice(a, rows_slice(&side->rows, 1));
		side->has = rows_next(&side->rows);
	}
	h->about = things;
}

static void take_from(struct side *side, struct arena *a, struct stored *e)
{
	struct header *h = &e->header;
	int64_t *seqs = NULL;
	size_t room = 0;

	h->from_count = 0;
	while (side->has && rows_int(&side->rows, 0) == h->seq) {
		if (h->from_count == room) {
			int64_t *grown = NEW_N(a, int64_t, room * 2 + 4);

			if (room > 0) {
				memcpy(grown, seqs, room * sizeof *grown);
			}
			room = room * 2 + 4;
			seqs = grown;
		}
		e->sides_wrong |= rows_int(&side->rows, 2) != (int64_t)h->from_count;
		seqs[h->from_count++] = rows_int(&side->rows, 1);
		side->has = rows_next(&side->rows);
	}
	h->from = seqs;
}

static void take_row(struct rows *rows, struct arena *a, struct stored *e)
{
	struct header *h = &e->header;

	h->seq = rows_int(rows, COLUMN_SEQ);
	h->kind = arena_slice(a, rows_slice(rows, COLUMN_KIND));
	h->kind_version = rows_int(rows, COLUMN_KIND_VERSION);
	h->actor = arena_slice(a, rows_slice(rows, COLUMN_ACTOR));
	h->writer = arena_slice(a, rows_slice(rows, COLUMN_WRITER));
	h->occurred_lo = rows_int(rows, COLUMN_OCCURRED_LO);
	h->occurred_hi = rows_int(rows, COLUMN_OCCURRED_HI);
	h->precision = arena_slice(a, rows_slice(rows, COLUMN_PRECISION));
	h->recorded_at = rows_int(rows, COLUMN_RECORDED_AT);
	e->header_salt = arena_slice(a, rows_slice(rows, COLUMN_HEADER_SALT));
	e->body_mac = arena_slice(a, rows_slice(rows, COLUMN_BODY_MAC));
	e->entry = arena_slice(a, rows_slice(rows, COLUMN_ENTRY));
	e->has_body = !rows_is_null(rows, COLUMN_BODY);
	e->body_salt = rows_slice(rows, COLUMN_BODY_SALT);
	e->body = rows_slice(rows, COLUMN_BODY);
}

enum onus_err
stored_each(struct store *s, int64_t from, int64_t to,
	    enum onus_err (*visit)(void *ctx, struct arena *a, const struct stored *e), void *ctx)
{
	SCOPED_ROWS(rows);
	SCOPED_ARENA(a);
	struct side about = {0};
	struct side derived = {0};
	enum onus_err e = ONUS_OK;

	GUARD(store_query(s, &rows, select_events, v_int(from), v_int(to)));
	e = side_start(
		&about, s,
		"SELECT seq, thing, n FROM event_about WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq, n",
		from, to);
	if (e == ONUS_OK) {
		e = side_start(
			&derived, s,
			"SELECT seq, from_seq, n FROM derived_from WHERE seq BETWEEN ?1 AND ?2"
			" ORDER BY seq, n",
			from, to);
	}
	while (e == ONUS_OK && rows_next(&rows)) {
		struct stored row = {0};

		take_row(&rows, &a, &row);
		take_about(&about, &a, &row);
		take_from(&derived, &a, &row);
		e = visit(ctx, &a, &row);
		arena_reset(&a);
	}
	if (e == ONUS_OK && (about.has || derived.has)) {
		e = onus_fail(ONUS_NO, HERE,
			      "event_about or derived_from has a row for no event in %" PRId64
			      "..%" PRId64,
			      from, to);
	}
	e = e != ONUS_OK ? e : rows_end(&about.rows);
	e = e != ONUS_OK ? e : rows_end(&derived.rows);
	rows_cleanup(&about.rows);
	rows_cleanup(&derived.rows);
	GUARD(e);
	return rows_end(&rows);
}

enum onus_err event_of(const struct ledger *l, struct arena *a, const struct stored *row,
		       struct event *out)
{
	struct event e = {
		.seq = row->header.seq,
		.kind = kind_find(l, row->header.kind),
		.kind_version = (int)row->header.kind_version,
		.actor = row->header.actor.p,
		.writer = row->header.writer.p,
		.occurred = {row->header.occurred_lo, row->header.occurred_hi, PRECISION_UNKNOWN},
		.recorded_at = row->header.recorded_at};
	struct json *body = NULL;

	ENSURE(e.kind != NULL, ONUS_BAD_INPUT,
	       "event %" PRId64 " is of the kind \"" SLICE_FMT "\", which this Onus doesn't know",
	       e.seq, SLICE_ARG(row->header.kind));
	ENSURE(row->header.kind_version >= 1 && row->header.kind_version <= e.kind->version,
	       ONUS_BAD_INPUT,
	       "event %" PRId64 " is of version %" PRId64
	       " of \"%s\", which this Onus doesn't know",
	       e.seq, row->header.kind_version, e.kind->name);
	ENSURE(precision_from_name(row->header.precision, &e.occurred.precision), ONUS_BAD_INPUT,
	       "event %" PRId64 " has a precision that there isn't", e.seq);
	if (row->has_body) {
		if (json_parse(a, row->body, &body) != ONUS_OK) {
			return onus_fail_in(ONUS_BAD_INPUT, "event %" PRId64 ": ", e.seq);
		}
		GUARD(kind_check_body(e.kind, body, ONUS_BAD_INPUT));
		e.body = body;
	}
	if (e.kind->makes != 0) {
		id_make(e.id, e.kind->makes, e.seq, 0);
	}
	*out = e;
	return ONUS_OK;
}

/* --- the interface --- */

struct one {
	const struct ledger *ledger;
	struct arena *arena;
	struct event *out;
	bool found;
};

/* Copies what the row lends into the caller's arena. */
static struct stored keep_row(struct arena *a, const struct stored *row)
{
	struct stored kept = *row;

	kept.header.kind = arena_slice(a, row->header.kind);
	kept.header.actor = arena_slice(a, row->header.actor);
	kept.header.writer = arena_slice(a, row->header.writer);
	kept.header.precision = arena_slice(a, row->header.precision);
	return kept;
}

static enum onus_err take_one(void *ctx, struct arena *a, const struct stored *row)
{
	struct one *one = ctx;
	struct stored kept = keep_row(one->arena, row);

	(void)a;
	one->found = true;
	return event_of(one->ledger, one->arena, &kept, one->out);
}

enum onus_err ledger_event(struct ledger *l, struct arena *a, int64_t seq, struct event *out)
{
	struct one one = {.ledger = l, .arena = a, .out = out};

	GUARD(stored_each(l->store, seq, seq, take_one, &one));
	ENSURE(one.found, ONUS_NO, "there is no event %" PRId64, seq);
	return ONUS_OK;
}

enum onus_err ledger_about(struct ledger *l, const char *thing,
			   enum onus_err (*visit)(void *ctx, const struct event *e), void *ctx)
{
	SCOPED_ROWS(rows);
	SCOPED_ARENA(a);

	GUARD(store_query(l->store, &rows,
			  "SELECT DISTINCT seq FROM event_about WHERE thing = ?1 ORDER BY seq",
			  v_text(thing)));
	while (rows_next(&rows)) {
		struct event e;

		GUARD(ledger_event(l, &a, rows_int(&rows, 0), &e));
		GUARD(visit(ctx, &e));
		arena_reset(&a);
	}
	return rows_end(&rows);
}
