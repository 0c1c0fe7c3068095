/* SPDX-License-Identifier: Apache-2.0
 * rebuild.c - the live state is what a replay of the events gives: checked, or made so. */
#include <inttypes.h>

#include "base/progress.h"
#include "ledger/internal.h"

enum { ROW_TEXT_MAX = 256 * 1024 * 1024 };

struct replaying {
	const struct ledger *ledger;
	struct store *target;
	int64_t last; /* event that was replayed */
	struct progress progress;
};

/* Nothing is made of an event that is not what the log's entry commits to. */
static enum onus_err replay_event(void *ctx, struct arena *a, const struct stored *row)
{
	struct replaying *r = ctx;
	struct event e;

	ENSURE(row->header.seq == r->last + 1, ONUS_NO, "event %" PRId64 " is missing",
	       r->last + 1);
	ENSURE(row->has_body, ONUS_NO,
	       "event %" PRId64 " (" SLICE_FMT "): its content is gone, and no disposal says why",
	       row->header.seq, SLICE_ARG(row->header.kind));
	GUARD(commitment_check(r->ledger, row));
	GUARD(event_of(r->ledger, a, row, &e));
	GUARD(e.kind->apply(r->target, a, &e));
	r->last = e.seq;
	progress_update(&r->progress, (uint64_t)e.seq);
	return ONUS_OK;
}

static enum onus_err replay(struct ledger *l, struct store *target)
{
	struct replaying r = {.ledger = l, .target = target};
	enum onus_err e;

	progress_start(&r.progress, "replayed", "events", l->tree.size);
	e = stored_each(l->store, 1, INT64_MAX, replay_event, &r);
	progress_end(&r.progress);
	GUARD(e);
	ENSURE((uint64_t)r.last >= l->checkpoint_size, ONUS_NO,
	       "there are %" PRId64 " events, but a signed checkpoint covers %" PRIu64, r.last,
	       l->checkpoint_size);
	return ONUS_OK;
}

/* --- comparing --- */

/* A row as JSON text: every column under its name, in the order of the columns. */
static void write_row(struct buf *out, struct rows *rows)
{
	buf_add_byte(out, '{');
	for (int i = 0; i < rows_columns(rows); i++) {
		struct slice bytes = rows_slice(rows, i);

		buf_add_str(out, i > 0 ? "," : "");
		json_write_string(out, slice_str(rows_name(rows, i)));
		buf_add_byte(out, ':');
		switch (rows_type(rows, i)) {
		case VALUE_NULL:
			buf_add(out, SLICE("null"));
			break;
		case VALUE_INT:
			buf_addf(out, "%" PRId64, rows_int(rows, i));
			break;
		default:
			json_write_string(out, bytes);
			break;
		}
	}
	buf_add(out, SLICE("}\n"));
}

/* Walks a table on both sides at once. */
struct comparing {
	const struct projection *projection;
	struct rows live;
	struct rows replayed;
	struct buf live_row;
	struct buf replayed_row;
};

static bool next_row(struct rows *rows, struct buf *out)
{
	buf_reset(out);
	if (!rows_next(rows)) {
		return false;
	}
	write_row(out, rows);
	return true;
}

static struct onus_hash chain(const struct onus_hash *before, const struct buf *row)
{
	struct onus_hash h[2] = {*before, onus_sha256(buf_slice(row))};

	return onus_sha256(slice_of(h, sizeof h));
}

/* The first column in which two rows differ: what a message may name, unlike its content. */
static const char *different_column(struct rows *a, struct rows *b)
{
	for (int i = 0; i < rows_columns(a) && i < rows_columns(b); i++) {
		if (rows_type(a, i) != rows_type(b, i) ||
		    !slice_eq(rows_slice(a, i), rows_slice(b, i))) {
			return rows_name(a, i);
		}
	}
	return "columns";
}

static enum onus_err say_difference(struct comparing *c, const struct table_digest *d,
				    bool has_live, bool has_replayed)
{
	if (has_live && has_replayed) {
		return onus_fail(ONUS_NO, HERE,
				 "table %s, row %" PRId64
				 " in the order of %s: its %s is not what a replay gives",
				 c->projection->table, d->rows, c->projection->order,
				 different_column(&c->live, &c->replayed));
	}
	return onus_fail(ONUS_NO, HERE, "table %s: after row %" PRId64 " in the order of %s, %s",
			 c->projection->table, d->rows, c->projection->order,
			 has_live ? "the live table has a row that a replay does not give"
				  : "a replay gives a row that the live table lacks");
}

static enum onus_err compare_rows(struct comparing *c, struct table_digest *out)
{
	bool has_live = next_row(&c->live, &c->live_row);
	bool has_replayed = next_row(&c->replayed, &c->replayed_row);

	while (has_live || has_replayed) {
		out->rows += has_live && has_replayed;
		if (has_live != has_replayed ||
		    !slice_eq(buf_slice(&c->live_row), buf_slice(&c->replayed_row))) {
			return say_difference(c, out, has_live, has_replayed);
		}
		out->live = chain(&out->live, &c->live_row);
		out->replayed = chain(&out->replayed, &c->replayed_row);
		has_live = next_row(&c->live, &c->live_row);
		has_replayed = next_row(&c->replayed, &c->replayed_row);
	}
	GUARD(rows_end(&c->live));
	return rows_end(&c->replayed);
}

static enum onus_err compare_table(struct store *live, struct store *scratch, struct arena *a,
				   const struct projection *p, struct table_digest *out)
{
	const char *sql = arena_printf(a, "SELECT * FROM %s ORDER BY %s", p->table, p->order);
	struct comparing c = {.projection = p};
	enum onus_err e;

	*out = (struct table_digest){.table = p->table};
	buf_init(&c.live_row, ROW_TEXT_MAX);
	buf_init(&c.replayed_row, ROW_TEXT_MAX);
	e = store_query_n(live, &c.live, sql, (const struct value[]){v_null()}, 0);
	if (e == ONUS_OK) {
		e = store_query_n(scratch, &c.replayed, sql, (const struct value[]){v_null()}, 0);
	}
	if (e == ONUS_OK) {
		e = compare_rows(&c, out);
	}
	rows_cleanup(&c.live);
	rows_cleanup(&c.replayed);
	buf_finish(&c.live_row);
	buf_finish(&c.replayed_row);
	return e;
}

static size_t count_projections(const struct ledger *l)
{
	size_t n = 0;

	for (const struct room *const *room = l->rooms; *room != NULL; room++) {
		for (const struct projection *p = (*room)->projections; p->table != NULL; p++) {
			n++;
		}
	}
	return n;
}

static enum onus_err compare_all(struct ledger *l, struct store *scratch, struct arena *a,
				 struct table_digest *digests)
{
	size_t n = 0;

	for (const struct room *const *room = l->rooms; *room != NULL; room++) {
		for (const struct projection *p = (*room)->projections; p->table != NULL; p++) {
			GUARD(compare_table(l->store, scratch, a, p, &digests[n]));
			n++;
		}
	}
	return ONUS_OK;
}

enum onus_err ledger_rebuild_check(struct ledger *l, struct arena *a, struct table_digest **out,
				   size_t *count)
{
	struct table_digest *digests = NEW_N(a, struct table_digest, count_projections(l));
	struct store *scratch = NULL;
	enum onus_err e;

	GUARD(store_open_scratch(&scratch));
	e = store_begin(scratch);
	if (e == ONUS_OK) {
		e = replay(l, scratch);
	}
	if (e == ONUS_OK) {
		e = store_commit(scratch);
	}
	if (e == ONUS_OK) {
		e = compare_all(l, scratch, a, digests);
	}
	store_close(scratch);
	GUARD(e);
	if (l->mode != STORE_READ) {
		GUARD(store_search_check(l->store));
	}
	*out = digests;
	*count = count_projections(l);
	return ONUS_OK;
}

/* --- making it so --- */

static enum onus_err empty_projections(struct ledger *l, struct arena *a)
{
	for (const struct room *const *room = l->rooms; *room != NULL; room++) {
		for (const struct projection *p = (*room)->projections; p->table != NULL; p++) {
			GUARD(store_run_n(l->store, arena_printf(a, "DELETE FROM %s", p->table),
					  (const struct value[]){v_null()}, 0));
		}
	}
	return ONUS_OK;
}

static enum onus_err rebuild_all(struct ledger *l, struct arena *a)
{
	GUARD(empty_projections(l, a));
	GUARD(replay(l, l->store));
	return store_search_rebuild(l->store);
}

enum onus_err ledger_rebuild(struct ledger *l)
{
	SCOPED_ARENA(a);
	enum onus_err e;

	GUARD(store_begin(l->store));
	e = rebuild_all(l, &a);
	if (e != ONUS_OK) {
		store_rollback(l->store);
		return e;
	}
	return store_commit(l->store);
}
