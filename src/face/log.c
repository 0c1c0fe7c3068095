/* SPDX-License-Identifier: Apache-2.0
 * log.c - commands over the log: checkpoint, prove, verify; and over receipts. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "face/commands.h"
#include "face/files.h"
#include "practice/register/register.h"

enum { KEY_FILE_MAX = 4096, OPENING_FILE_MAX = 2 * EVENT_BODY_MAX };

/* --- the log --- */

static enum onus_err run_checkpoint(struct call *c)
{
	struct slice note;

	GUARD(ledger_checkpoint(c->ledger));
	GUARD(ledger_newest_checkpoint(c->ledger, c->arena, &note));
	return call_emit_bytes(c, "text/plain", note);
}

static enum onus_err run_verify(struct call *c)
{
	struct json *record = json_object(c->arena);
	struct verify_result r;

	GUARD(ledger_verify(c->ledger, &r));
	json_set_str(record, "origin", ledger_origin(c->ledger));
	json_set_int(record, "events", r.events);
	json_set_int(record, "checkpoints", r.checkpoints);
	json_set_int(record, "blobs", r.blobs);
	json_set_int(record, "accesses", r.accesses);
	return call_emit(c, record);
}

static void say_verify(struct buf *out, const struct json *r)
{
	buf_addf(out,
		 "The log %s is whole: %" PRId64 " events, %" PRId64 " checkpoints, %" PRId64
		 " blobs, %" PRId64 " lines of the access log.\n",
		 json_get_str(r, "origin"), json_get_int(r, "events", 0),
		 json_get_int(r, "checkpoints", 0), json_get_int(r, "blobs", 0),
		 json_get_int(r, "accesses", 0));
}

static const struct param prove_params[] = {
	{"thing", PARAM_TEXT, PARAM_POSITIONAL | PARAM_REQUIRED, "ID",
	 "a thing (R15), or the number of an event", NULL},
	{0},
};

/* The event that made a thing, or the event of that number. */
static enum onus_err seq_of(const char *text, int64_t *out)
{
	char prefix;
	int64_t part;
	struct slice s = slice_str(text);

	if (slice_to_i64(s, out) && *out > 0) {
		return ONUS_OK;
	}
	ENSURE(id_parse(s, &prefix, out, &part), ONUS_USAGE,
	       "\"%s\" is neither an id (R15) nor a number", text);
	return ONUS_OK;
}

static enum onus_err run_prove(struct call *c)
{
	struct slice receipt;
	int64_t seq = 0;

	GUARD(seq_of(call_text(c, "thing"), &seq));
	GUARD(ledger_receipt(c->ledger, c->arena, seq, &receipt));
	return call_emit_bytes(c, "text/plain", receipt);
}

/* --- receipts --- */

static const struct param receipt_verify_params[] = {
	{"receipt", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED, "FILE",
	 "the receipt (.tlog-proof)", NULL},
	{"key", PARAM_FILE, PARAM_REQUIRED, "FILE", "the log's public key (log.vkey)", NULL},
	{"document", PARAM_FILE, 0, "FILE",
	 "the document that was reported: prove that it is the one", NULL},
	{"opening", PARAM_FILE, 0, "FILE",
	 "what \"onus receipt open\" gave; needed with --document", NULL},
	{0},
};

static enum onus_err load_key(struct call *c, struct onus_vkey *out)
{
	struct slice text;

	GUARD(read_whole_file(c->arena, call_text(c, "key"), c->input, KEY_FILE_MAX, "KEY_FILE_MAX",
			      &text));
	return onus_vkey_parse(slice_trim(text), out);
}

static enum onus_err check_document(struct call *c, const struct onus_receipt *r,
				    const struct onus_checkpoint *at, struct json *record)
{
	struct slice document;
	struct slice text;
	struct json *opening = NULL;
	struct json *body = NULL;
	struct onus_hash h;
	char hex[2 * ONUS_HASH_BYTES + 1];

	ENSURE(call_has(c, "opening"), ONUS_USAGE,
	       "--document needs --opening: ask the ledger's keeper for \"onus receipt open\"");
	GUARD(read_whole_file(c->arena, call_text(c, "document"), c->input, REPORT_BYTES_MAX,
			      "REPORT_BYTES_MAX", &document));
	GUARD(read_whole_file(c->arena, call_text(c, "opening"), c->input, OPENING_FILE_MAX,
			      "OPENING_FILE_MAX", &text));
	GUARD(json_parse(c->arena, text, &opening));
	GUARD(opening_verify(c->arena, opening, at->origin, r->extra));
	GUARD(json_parse(c->arena, json_get_slice(opening, "body"), &body));
	h = onus_sha256(document);
	sodium_bin2hex(hex, sizeof hex, h.bytes, sizeof h.bytes);
	ENSURE(slice_is(json_get_slice(body, "sha256"), hex), ONUS_NO,
	       "the receipt is genuine, but it is not of this document");
	json_set_str(record, "document", hex);
	return ONUS_OK;
}

/* The question is whether the receipt holds: what is no receipt is a "no" like any other. */
static enum onus_err take_receipt(struct slice text, struct onus_receipt *out)
{
	if (onus_receipt_parse(text, out) != ONUS_OK) {
		return onus_fail_in(ONUS_NO, "this is no receipt: ");
	}
	ENSURE(out->has_extra, ONUS_NO,
	       "this is no receipt of ours: it lacks its entry, the line \"extra\"");
	return ONUS_OK;
}

static enum onus_err run_receipt_verify(struct call *c)
{
	struct json *record = json_object(c->arena);
	struct onus_receipt *r = NEW(c->arena, struct onus_receipt);
	struct onus_vkey key;
	const struct onus_vkey *known = &key;
	struct onus_checkpoint at;
	struct onus_hash leaf;
	struct slice text;

	GUARD(onus_merkle_init());
	GUARD(load_key(c, &key));
	GUARD(read_whole_file(c->arena, call_text(c, "receipt"), c->input, ONUS_PROOF_TEXT_MAX,
			      "ONUS_PROOF_TEXT_MAX", &text));
	GUARD(take_receipt(text, r));
	leaf = onus_leaf_hash(r->extra);
	GUARD(onus_receipt_verify(r, &leaf, &known, 1, &at));
	json_set_str(record, "result", "valid");
	json_set_slice(record, "origin", at.origin);
	json_set_int(record, "index", (int64_t)r->index);
	json_set_int(record, "size", (int64_t)at.size);
	if (call_has(c, "document")) {
		GUARD(check_document(c, r, &at, record));
	}
	return call_emit(c, record);
}

static void say_receipt(struct buf *out, const struct json *r)
{
	buf_addf(out,
		 "The receipt is valid: entry %" PRId64
		 " of the log %s, signed when it had %" PRId64 ".\n",
		 json_get_int(r, "index", 0), json_get_str(r, "origin"),
		 json_get_int(r, "size", 0));
	if (json_get(r, "document") != NULL) {
		buf_addf(out, "It is of this document.\n");
	}
}

static const struct param receipt_open_params[] = {
	{"report", PARAM_THING, PARAM_POSITIONAL | PARAM_REQUIRED, "REPORT",
	 "whose content shall be provable", NULL},
	{0},
};

static enum onus_err run_receipt_open(struct call *c)
{
	const char *id = NULL;
	struct json *opening = NULL;
	int64_t seq = 0;

	GUARD(register_resolve(c->store, c->arena, call_text(c, "report"), &id));
	GUARD(seq_of(id, &seq));
	GUARD(ledger_opening(c->ledger, c->arena, seq, &opening));
	return call_emit(c, opening);
}

static void say_opening(struct buf *out, const struct json *r)
{
	json_write(out, r);
	buf_add_byte(out, '\n');
}

const struct command log_commands[] = {
	{.name = "log checkpoint",
	 .summary = "Sign a checkpoint over all events, and print the newest",
	 .permission = MAY_REPORT,
	 .use = LEDGER_WRITE,
	 .own_transactions = true,
	 .run = run_checkpoint},
	{.name = "log verify",
	 .summary = "Recompute every event, tree node, checkpoint, blob and line of the access log",
	 .detail = "Exit status 1, saying where, at the first thing that is not what it was.",
	 .permission = MAY_ANYONE,
	 .use = LEDGER_EXAMINE,
	 .run = run_verify,
	 .say = say_verify},
	{.name = "log prove",
	 .summary = "Print the receipt of a thing or an event against the newest checkpoint",
	 .params = prove_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_READ,
	 .run = run_prove},
	{.name = "receipt verify",
	 .summary = "Verify a receipt with the log's public key alone; needs no ledger",
	 .params = receipt_verify_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_receipt_verify,
	 .say = say_receipt},
	{.name = "receipt open",
	 .summary = "Give what proves the content behind a receipt, to somebody who may have it",
	 .detail = "What is printed holds the body of the event: hand it only to those who may "
		   "read the report.",
	 .params = receipt_open_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = run_receipt_open,
	 .say = say_opening},
	{0},
};
