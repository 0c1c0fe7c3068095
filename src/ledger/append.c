/* SPDX-License-Identifier: Apache-2.0
 * append.c - a draft becomes an event: checked, committed to, stored, applied. */
#include <inttypes.h>
#include <sodium.h>

#include "base/limits.h"
#include "ledger/internal.h"

enum onus_err ledger_begin(struct ledger *l)
{
	GUARD(store_begin(l->store));
	l->tree_before = l->tree;
	l->last_recorded_before = l->last_recorded;
	return ONUS_OK;
}

static void back(struct ledger *l)
{
	l->tree = l->tree_before;
	l->last_recorded = l->last_recorded_before;
}

enum onus_err ledger_commit(struct ledger *l)
{
	enum onus_err e = log_tree_flush(&l->tree, l->store);

	if (e == ONUS_OK) {
		e = store_commit(l->store);
	}
	if (e != ONUS_OK) {
		store_rollback(l->store);
		back(l);
	}
	return e;
}

void ledger_rollback(struct ledger *l)
{
	if (store_in_transaction(l->store)) {
		store_rollback(l->store);
		back(l);
	}
}

/* --- what an event is about --- */

struct things {
	struct arena *arena;
	struct slice *items;
	size_t count;
	size_t room;
};

static enum onus_err add_thing(struct things *t, struct slice id)
{
	for (size_t i = 0; i < t->count; i++) {
		if (slice_eq(t->items[i], id)) {
			return ONUS_OK;
		}
	}
	ENSURE(t->count < EVENT_ABOUT_MAX, ONUS_BAD_INPUT,
	       "one event can't be about more than EVENT_ABOUT_MAX (%d) things", EVENT_ABOUT_MAX);
	if (t->count == t->room) {
		struct slice *grown = NEW_N(t->arena, struct slice, t->room * 2 + 8);

		if (t->count > 0) {
			memcpy(grown, t->items, t->count * sizeof *grown);
		}
		t->room = t->room * 2 + 8;
		t->items = grown;
	}
	t->items[t->count++] = id;
	return ONUS_OK;
}

static enum onus_err gather_about(struct things *t, const struct event_kind *k,
				  const struct draft *d, const char *made)
{
	if (made[0] != '\0') {
		GUARD(add_thing(t, arena_slice(t->arena, slice_str(made))));
	}
	for (const struct field *f = k->fields; f->name != NULL; f++) {
		if (f->type == FIELD_THING && json_get(d->body, f->name) != NULL) {
			GUARD(add_thing(t, json_get_slice(d->body, f->name)));
		}
		for (size_t i = 0; f->type == FIELD_THINGS && i < json_get_count(d->body, f->name);
		     i++) {
			GUARD(add_thing(t, json_get_item(d->body, f->name, i)->string));
		}
	}
	for (size_t i = 0; d->about != NULL && d->about[i] != NULL; i++) {
		GUARD(add_thing(t, slice_str(d->about[i])));
	}
	return ONUS_OK;
}

/* --- storing --- */

struct commitment {
	unsigned char header_salt[SALT_BYTES];
	unsigned char body_salt[SALT_BYTES];
	struct onus_hash body_mac;
	unsigned char entry[ENTRY_BYTES];
};

static enum onus_err commit_to(const struct ledger *l, const struct header *h, struct slice body,
			       struct commitment *out)
{
	SCOPED_BUF(header, EVENT_HEADER_MAX);

	randombytes_buf(out->header_salt, sizeof out->header_salt);
	randombytes_buf(out->body_salt, sizeof out->body_salt);
	header_write(&header, h);
	GUARD(buf_check(&header, "an event's header"));
	out->body_mac = body_mac_of(slice_of(out->body_salt, SALT_BYTES), body);
	return entry_of(slice_of(out->header_salt, SALT_BYTES), slice_str(l->conf.origin),
			buf_slice(&header), &out->body_mac, out->entry);
}

static enum onus_err store_sides(struct store *s, const struct header *h)
{
	for (size_t i = 0; i < h->about_count; i++) {
		GUARD(store_run(s, "INSERT INTO event_about (seq, n, thing) VALUES (?1, ?2, ?3)",
				v_int(h->seq), v_int((int64_t)i), v_slice(h->about[i])));
	}
	for (size_t i = 0; i < h->from_count; i++) {
		GUARD(store_run(s,
				"INSERT INTO derived_from (seq, n, from_seq) VALUES (?1, ?2, ?3)",
				v_int(h->seq), v_int((int64_t)i), v_int(h->from[i])));
	}
	return ONUS_OK;
}

static enum onus_err store_event(struct store *s, const struct header *h,
				 const struct commitment *c, struct slice body)
{
	GUARD(store_run(s,
			"INSERT INTO event (seq, kind, kind_version, actor, writer, occurred_lo, "
			"occurred_hi,"
			" precision, recorded_at, header_salt, body_mac, entry)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
			v_int(h->seq), v_slice(h->kind), v_int(h->kind_version), v_slice(h->actor),
			v_slice(h->writer), v_int(h->occurred_lo), v_int(h->occurred_hi),
			v_slice(h->precision), v_int(h->recorded_at),
			v_blob(c->header_salt, SALT_BYTES),
			v_blob(c->body_mac.bytes, sizeof c->body_mac.bytes),
			v_blob(c->entry, ENTRY_BYTES)));
	GUARD(store_run(s, "INSERT INTO event_secret (seq, body_salt, body) VALUES (?1, ?2, ?3)",
			v_int(h->seq), v_blob(c->body_salt, SALT_BYTES), v_slice(body)));
	return store_sides(s, h);
}

/* --- append --- */

static enum onus_err check_draft(const struct ledger *l, const struct draft *d,
				 const struct event_kind *k)
{
	ENSURE(store_in_transaction(l->store), ONUS_INTERNAL,
	       "events are appended inside a transaction");
	ENSURE(d->occurred.lo <= d->occurred.hi, ONUS_INTERNAL,
	       "%s: a time that ends before it begins", d->kind);
	return kind_check_body(k, d->body, ONUS_INTERNAL);
}

/* Recorded times never go back, even where the machine's clock does. */
static int64_t next_recorded(const struct ledger *l)
{
	int64_t now = instant_now();

	return now > l->last_recorded ? now : l->last_recorded;
}

static struct header header_of(const struct ledger *l, const struct draft *d,
			       const struct event_kind *k)
{
	return (struct header){.seq = (int64_t)l->tree.size + 1,
			       .kind = slice_str(k->name),
			       .kind_version = k->version,
			       .actor = slice_str(d->actor),
			       .writer = slice_str(d->writer),
			       .occurred_lo = d->occurred.lo,
			       .occurred_hi = d->occurred.hi,
			       .precision = slice_str(precision_name(d->occurred.precision)),
			       .recorded_at = next_recorded(l),
			       .from = d->from,
			       .from_count = d->from_count};
}

static enum onus_err apply_event(struct ledger *l, const struct header *h, const struct draft *d,
				 const struct event_kind *k, struct event *e)
{
	*e = (struct event){.seq = h->seq,
			    .kind = k,
			    .kind_version = k->version,
			    .actor = d->actor,
			    .writer = d->writer,
			    .occurred = d->occurred,
			    .recorded_at = h->recorded_at,
			    .body = d->body};
	if (k->makes != 0) {
		id_make(e->id, k->makes, e->seq, 0);
	}
	return k->apply(l->store, &l->apply_arena, e);
}

enum onus_err ledger_append(struct ledger *l, const struct draft *d, char *id, int64_t *seq)
{
	SCOPED_BUF(body, EVENT_BODY_MAX);
	const struct event_kind *k = kind_find(l, slice_str(d->kind));
	struct commitment c;
	struct header h;
	struct event e;
	struct things things = {.arena = &l->apply_arena};
	struct onus_hash leaf;
	char made[ID_ROOM] = "";

	arena_reset(&l->apply_arena);
	ENSURE(k != NULL, ONUS_INTERNAL, "there is no event kind %s", d->kind);
	GUARD(check_draft(l, d, k));
	GUARD(json_write_canonical(&body, d->body));
	GUARD(buf_check(&body, "the body of an event (EVENT_BODY_MAX)"));
	h = header_of(l, d, k);
	if (k->makes != 0) {
		id_make(made, k->makes, h.seq, 0);
	}
	GUARD(gather_about(&things, k, d, made));
	h.about = things.items;
	h.about_count = things.count;
	GUARD(commit_to(l, &h, buf_slice(&body), &c));
	GUARD(store_event(l->store, &h, &c, buf_slice(&body)));
	leaf = onus_leaf_hash(slice_of(c.entry, ENTRY_BYTES));
	GUARD(log_tree_append(&l->tree, l->store, &leaf));
	l->last_recorded = h.recorded_at;
	GUARD(apply_event(l, &h, d, k, &e));
	if (id != NULL) {
		memcpy(id, made, ID_ROOM);
	}
	if (seq != NULL) {
		*seq = h.seq;
	}
	return ONUS_OK;
}
