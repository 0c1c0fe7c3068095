/* SPDX-License-Identifier: Apache-2.0
 * admit.c - one document into events: report.received with its bytes, report.read with what was
 * found. */
#include <sodium.h>

#include "base/limits.h"
#include "onus/merkle.h"
#include "practice/duty/duty.h"
#include "practice/intake/inside.h"
#include "practice/register/register.h"

/* --- sources --- */

/* The same name, however it is spaced and cased, is the same source. */
static struct slice source_key(struct arena *a, const char *name)
{
	struct slice s = slice_str(name);
	char *key = arena_alloc(a, 4 * s.n + 1);
	size_t n = onus_name_key(s, key, 4 * s.n + 1);

	return n > 0 ? slice_of(key, n) : s;
}

enum onus_err admit_source(struct call *c, const char *name, const char **id)
{
	struct json *body = json_object(c->arena);
	const char *sealed = NULL;
	const char *known = NULL;
	char made[ID_ROOM];
	char mac[SEAL_NAME_ROOM];

	ledger_seal_name(c->ledger, "onus source v1", source_key(c->arena, name), mac);
	GUARD(store_get_str(c->store, c->arena, &known, "SELECT id FROM source WHERE mac = ?1",
			    v_text(mac)));
	if (known != NULL) {
		*id = known;
		return ONUS_OK;
	}
	GUARD(ledger_seal(c->ledger, c->arena, slice_str(name), &sealed));
	json_set_str(body, "mac", mac);
	json_set_str(body, "sealed", sealed);
	json_set_str(body, "kind", "not stated");
	GUARD(call_record(c, "source.entered", when_instant(c->now), body, made));
	*id = arena_copy(c->arena, slice_str(made));
	return ONUS_OK;
}

/* --- known already --- */

static void hash_of(struct slice bytes, char out[65])
{
	struct onus_hash h = onus_sha256(bytes);

	sodium_bin2hex(out, 65, h.bytes, sizeof h.bytes);
}

enum onus_err admit_known(struct admitting *a, const struct document *d, struct admitted *out)
{
	SCOPED_ROWS(rows);

	hash_of(d->bytes, out->sha256);
	GUARD(store_query(
		a->call->store, &rows,
		"SELECT r.id, r.status, r.reason, (SELECT count(*) FROM mention m WHERE m.report = "
		"r.id)"
		" FROM report r WHERE r.sha256 = ?1 AND r.source = ?2 AND r.path = ?3"
		" AND r.parent IS NOT DISTINCT FROM ?4 AND r.part = ?5 AND r.status <> 'refused'"
		" ORDER BY r.seq LIMIT 1",
		v_text(out->sha256), v_text(a->source), v_text(d->path), v_text(d->parent),
		v_int(d->part)));
	out->known = rows_next(&rows);
	if (out->known) {
		struct slice id = rows_slice(&rows, 0);

		ENSURE(id.n < ID_ROOM, ONUS_BAD_INPUT,
		       "the report of these bytes has no id of ours");
		memcpy(out->report, id.p, id.n);
		out->report[id.n] = '\0';
		out->status = rows_str(&rows, 1, a->call->arena);
		out->reason = rows_str(&rows, 2, a->call->arena);
		out->mentions = rows_int(&rows, 3);
	}
	return rows_end(&rows);
}

/* --- received --- */

static enum onus_err set_blob(struct admitting *a, const struct document *d, struct json *body)
{
	char name[BLOB_NAME_ROOM];

	if (d->refused != NULL || d->is_row) {
		return ONUS_OK; /* a row's bytes stand in the table it is a row of */
	}
	GUARD(store_blob_put(a->call->store, d->bytes, name, NULL));
	json_set_str(body, "blob", name);
	return ONUS_OK;
}

static enum onus_err set_same_bytes(struct admitting *a, struct arena *arena,
				    const struct document *d, const char *sha256, struct json *body)
{
	const char *first = NULL;

	if (d->bytes.n == 0) {
		return ONUS_OK;
	}
	GUARD(store_get_str(a->call->store, arena, &first,
			    "SELECT id FROM report WHERE sha256 = ?1 AND status <> 'refused' ORDER "
			    "BY seq LIMIT 1",
			    v_text(sha256)));
	if (first != NULL) {
		json_set_str(body, "same_bytes", first);
	}
	return ONUS_OK;
}

static enum onus_err record_received(struct admitting *a, struct arena *arena,
				     const struct document *d, const struct sniffed *kind,
				     struct admitted *out)
{
	struct json *body = json_object(arena);
	bool row_dated = d->dated.precision != PRECISION_UNKNOWN;

	json_set_str(body, "source", a->source);
	json_set_str(body, "channel", a->channel);
	json_set_str(body, "path", d->path);
	json_set_slice(body, "title", d->title);
	json_set(body, "dated", when_to_json(arena, row_dated ? d->dated : a->dated));
	json_set_str(body, "sha256", out->sha256);
	json_set_int(body, "size", d->refused ? d->refused_size : (int64_t)d->bytes.n);
	json_set_str(body, "media", kind->media);
	json_set_int(body, "part", d->part);
	json_set_str(body, "status", out->status);
	json_set_str(body, "reason", out->reason);
	if (d->parent != NULL) {
		json_set_str(body, "parent", d->parent);
	}
	GUARD(set_same_bytes(a, arena, d, out->sha256, body));
	GUARD(set_blob(a, d, body));
	GUARD(call_record(a->call, "report.received", when_instant(a->call->now), body,
			  out->report));
	return duty_start_clock(a->call, out->report, "crime_determination", a->call->now);
}

/* --- read --- */

/* Bytes that a text takes in JSON, without its quotes, or the bytes of its beginning that take at
 * most `max`: RFC 8259, section 7. */
static size_t in_json(struct slice s, size_t max, size_t *fits)
{
	size_t size = 0;
	size_t i = 0;

	for (; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool named = c == '"' || c == '\\' || (c >= '\b' && c <= '\r' && c != '\v');
		size_t n = named ? 2 : c < 0x20 ? 6 : 1;

		if (size + n > max) {
			break;
		}
		size += n;
	}
	if (fits != NULL) {
		*fits = i;
	}
	return size;
}

/* Takes what an entry of a list needs from the room that is left for all of it; false where there
 * is not as much. A document can be made to say more of itself than an event may hold. */
static bool take_room(size_t *room, struct slice label, struct slice value)
{
	enum { AROUND = 64 }; /* names, quotes, nonce and tag */
	size_t n = AROUND + in_json(label, SIZE_MAX, NULL) + 2 * in_json(value, SIZE_MAX, NULL);

	if (n > *room) {
		return false;
	}
	*room -= n;
	return true;
}

static struct json *facts_of(struct arena *arena, const struct reading *r, bool *whole)
{
	struct json *list = json_array(arena);
	size_t room = EVENT_LIST_MAX;

	for (size_t i = 0; i < r->fact_count; i++) {
		struct json *fact = json_object(arena);

		if (!take_room(&room, r->facts[i].label, r->facts[i].value)) {
			*whole = false;
			continue;
		}
		json_set_slice(fact, "label", r->facts[i].label);
		json_set_slice(fact, "value", r->facts[i].value);
		json_push(list, fact);
	}
	return list;
}

static enum onus_err set_sealed(struct admitting *a, struct arena *arena, const struct reading *r,
				struct json *body, bool *whole)
{
	struct json *list = json_array(arena);
	size_t room = EVENT_LIST_MAX;

	for (size_t i = 0; i < r->sealed_count; i++) {
		struct json *part = json_object(arena);
		const char *sealed = NULL;

		if (!take_room(&room, r->sealed[i].label, r->sealed[i].value)) {
			*whole = false;
			continue;
		}
		GUARD(ledger_seal(a->call->ledger, arena, r->sealed[i].value, &sealed));
		json_set_slice(part, "label", r->sealed[i].label);
		json_set_str(part, "sealed", sealed);
		json_push(list, part);
	}
	json_set(body, "sealed", list);
	return ONUS_OK;
}

static enum onus_err set_reading(struct admitting *a, struct arena *arena, const struct reading *r,
				 struct json *body)
{
	struct json *warnings = json_array(arena);
	size_t room = EVENT_LIST_MAX;
	bool whole = true;

	json_set(body, "facts", facts_of(arena, r, &whole));
	GUARD(set_sealed(a, arena, r, body, &whole));
	for (size_t i = 0; i < r->warning_count; i++) {
		if (take_room(&room, slice_of(NULL, 0), r->warnings[i])) {
			json_push(warnings, json_string(arena, r->warnings[i]));
		}
	}
	if (!whole) {
		json_push_str(warnings,
			      "what it says of itself is more than EVENT_LIST_MAX: some of "
			      "it stands only in the original bytes");
	}
	json_set(body, "warnings", warnings);
	if (r->pictures > 0) {
		json_set_int(body, "pictures", r->pictures);
	}
	if (r->title.n > 0) {
		json_set_slice(body, "title", r->title);
	}
	return ONUS_OK;
}

/* The date on which the report speaks: as given, as the reader found it, or as its text says. */
static struct when date_of(const struct admitting *a, const struct document *d,
			   const struct reading *r, struct slice text)
{
	const struct reading_date *own = r ? reading_own_date(r) : NULL;
	struct when w = d->dated.precision != PRECISION_UNKNOWN ? d->dated : a->dated;
	int64_t lo;
	int64_t hi;

	if (w.precision == PRECISION_UNKNOWN && own != NULL) {
		w = own->when;
	}
	if (w.precision == PRECISION_UNKNOWN && onus_text_own_date(text, &lo, &hi)) {
		w = (struct when){.lo = lo * SECONDS_PER_DAY,
				  .hi = hi * SECONDS_PER_DAY + SECONDS_PER_DAY - 1,
				  .precision = lo == hi ? PRECISION_DAY : PRECISION_RANGE};
	}
	return w;
}

/* How many of the mentions the body of an event has room for, beside the text and all else. Each
 * may make a candidate that is called as it is. */
static size_t mentions_that_fit(const struct onus_mentions *found, struct slice text)
{
	enum {
		AROUND = 256
	}; /* what stands around rule and value, in the mention and the candidate */
	size_t room = EVENT_BODY_MAX - 4 * EVENT_LIST_MAX - in_json(text, SIZE_MAX, NULL);
	size_t n = 0;

	for (; n < found->count; n++) {
		const struct onus_mention *m = &found->items[n];
		size_t size =
			AROUND + strlen(m->rule) + 2 * in_json(slice_str(m->value), SIZE_MAX, NULL);

		if (size > room) {
			break;
		}
		room -= size;
	}
	return n;
}

static enum onus_err set_mentions(struct admitting *a, struct arena *arena, struct slice text,
				  struct when dated, struct json *body, struct admitted *out)
{
	struct onus_text_options o = {.names = a->names,
				      .mentions_max = MENTIONS_MAX,
				      .has_anchor = dated.precision != PRECISION_UNKNOWN,
				      .anchor_lo = day_of(dated.lo),
				      .anchor_hi = day_of(dated.hi)};
	struct onus_mentions found = {0};
	struct onus_mentions kept;
	enum onus_err e;

	GUARD(onus_text_read(text, &o, &found));
	kept = found;
	kept.count = mentions_that_fit(&found, text);
	if (found.cut || kept.count < found.count) {
		out->status = "cut";
		out->reason = arena_printf(
			arena, "only its first %zu mentions were taken (%s)", kept.count,
			kept.count < found.count ? "EVENT_BODY_MAX" : "MENTIONS_MAX");
	}
	e = register_propose(a->call->store, arena, a->alike, &kept, text, body);
	out->mentions = (int64_t)kept.count;
	onus_mentions_finish(&found);
	return e;
}

/* Up to REPORT_TEXT_MAX as it will stand in its event, ending between two characters. */
static struct slice bounded_text(struct slice text, bool *cut)
{
	size_t fits = text.n;

	in_json(text, REPORT_TEXT_MAX, &fits);
	*cut = fits < text.n;
	if (*cut) {
		text.n = fits;
		while (text.n > 0 && ((unsigned char)text.p[text.n] & 0xc0) == 0x80) {
			text.n--;
		}
	}
	return text;
}

/* A report without text is in the index too: so it can be told from one that was taken out. */
static enum onus_err index_text(struct admitting *a, const char *report, struct slice text)
{
	char prefix;
	int64_t seq;
	int64_t part;

	ENSURE(id_parse(slice_str(report), &prefix, &seq, &part), ONUS_INTERNAL,
	       "a report without an id");
	return store_search_put(a->call->store, seq, text);
}

static enum onus_err record_read(struct admitting *a, struct arena *arena, const struct document *d,
				 const struct reading *r, struct admitted *out)
{
	struct json *body = json_object(arena);
	bool cut;
	struct slice text = bounded_text(r ? r->text : d->bytes, &cut);
	struct when dated = date_of(a, d, r, text);
	const char *engine = r && r->engine.n > 0 ? arena_copy(arena, r->engine) : "plain UTF-8";

	json_set_str(body, "report", out->report);
	GUARD(set_mentions(a, arena, text, dated, body, out));
	if (cut) {
		out->status = "cut";
		out->reason = arena_printf(
			arena, "only the first %zu bytes of its text were read (REPORT_TEXT_MAX)",
			text.n);
	}
	json_set_str(body, "status", out->status);
	json_set_str(body, "reason", out->reason);
	json_set_str(body, "engine",
		     arena_printf(arena, "%s; onus-text %s", engine, ONUS_TEXT_VERSION));
	json_set_slice(body, "text", text);
	if (dated.precision != PRECISION_UNKNOWN) {
		json_set(body, "dated", when_to_json(arena, dated));
	}
	if (r != NULL) {
		GUARD(set_reading(a, arena, r, body));
	}
	GUARD(call_record_draft(a->call,
				&(struct draft){.kind = "report.read",
						.writer = "onus",
						.occurred = when_instant(a->call->now),
						.body = body},
				NULL, NULL));
	return index_text(a, out->report, text);
}

/* What becomes of the document, before anything is written. */
static void judge(struct arena *arena, const struct document *d, const struct sniffed *kind,
		  const struct reading *r, struct admitted *out)
{
	out->reason = "";
	if (d->refused != NULL) {
		out->status = "refused";
		out->reason = d->refused;
	} else if (kind->verdict == SNIFF_QUARANTINE) {
		out->status = "quarantined";
		out->reason = arena_printf(arena, "%s: not shown to anybody until a person decides",
					   kind->words);
	} else if (kind->verdict == SNIFF_EMPTY) {
		out->status = "unreadable";
		out->reason = "there are no bytes in it";
	} else if (kind->verdict == SNIFF_UNREAD) {
		out->status = "unreadable";
		out->reason = arena_printf(arena, "%s: Onus does not read that; the bytes are kept",
					   kind->words);
	} else if (r != NULL && r->status == READING_UNREADABLE) {
		out->status = "unreadable";
		out->reason = arena_copy(arena, slice_str(r->reason));
	} else {
		out->status = r != NULL && r->status == READING_CUT ? "cut" : "read";
		out->reason = r != NULL && r->reason != NULL
				      ? arena_copy(arena, slice_str(r->reason))
				      : "";
	}
}

enum onus_err admit(struct admitting *a, struct arena *arena, const struct document *d,
		    const struct sniffed *kind, const struct reading *reading, struct admitted *out)
{
	bool is_text = kind->verdict == SNIFF_TEXT || reading != NULL;

	out->sha256[0] = '\0';
	if (d->refused == NULL) {
		hash_of(d->bytes, out->sha256);
	}
	out->known = false;
	out->mentions = 0;
	judge(arena, d, kind, reading, out);
	GUARD(record_received(a, arena, d, kind, out));
	if (d->refused != NULL || !is_text) {
		return index_text(a, out->report, slice_of(NULL, 0));
	}
	return record_read(a, arena, d, reading, out);
}
