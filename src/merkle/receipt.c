/* SPDX-License-Identifier: Apache-2.0
 * receipt.c - receipts (C2SP tlog-proof).
 *
 *     c2sp.org/tlog-proof@v1\n
 *     extra BASE64\n              may be absent; not covered by any signature
 *     index DECIMAL\n
 *     BASE64\n                    0 to ONUS_PROOF_MAX hashes, the leaf's sibling first
 *     \n
 *     the checkpoint, a signed note, to the end
 */
#include <inttypes.h>

#include "base/buf.h"
#include "merkle/line.h"
#include "onus/merkle.h"

#define HEADER "c2sp.org/tlog-proof@v1"

enum { HASH_BASE64 = 44, EXTRA_BASE64_MAX = (ONUS_EXTRA_MAX + 2) / 3 * 4 };

_Static_assert(ONUS_PROOF_TEXT_MAX > ONUS_NOTE_BYTES_MAX + EXTRA_BASE64_MAX +
					     ONUS_PROOF_MAX * (HASH_BASE64 + 1) + 100,
	       "every receipt fits that has a checkpoint and an extra within their limits");

/* Reads "extra" and its successor "index"; `line` holds the second line of the receipt. */
static enum onus_err read_extra(struct slice *rest, struct slice *line, struct onus_receipt *r)
{
	struct slice prefix = SLICE("extra ");
	size_t length;

	if (!slice_starts(*line, prefix)) {
		return ONUS_OK;
	}
	if (onus_base64_parse(slice_from(*line, prefix.n), r->storage, sizeof r->storage,
			      &length) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT, "the extra line of the receipt: ");
	}
	r->has_extra = true;
	r->extra = slice_of(r->storage, length);
	ENSURE(line_take(rest, line), ONUS_BAD_INPUT, "the receipt ends before its index");
	return ONUS_OK;
}

/* Reads the hashes and the empty line behind them. */
static enum onus_err read_hashes(struct slice *rest, struct onus_proof *proof)
{
	struct slice line;
	size_t length;

	for (;;) {
		ENSURE(line_take(rest, &line), ONUS_BAD_INPUT,
		       "the receipt ends before its checkpoint");
		if (line.n == 0) {
			return ONUS_OK;
		}
		ENSURE(proof->count < ONUS_PROOF_MAX, ONUS_BAD_INPUT,
		       "the receipt has more than %d hashes (ONUS_PROOF_MAX)", ONUS_PROOF_MAX);
		if (onus_base64_parse(line, proof->hashes[proof->count].bytes, ONUS_HASH_BYTES,
				      &length) != ONUS_OK) {
			return onus_fail_in(ONUS_BAD_INPUT,
					    "hash %zu of the receipt: ", proof->count + 1);
		}
		ENSURE(length == ONUS_HASH_BYTES, ONUS_BAD_INPUT,
		       "hash %zu of the receipt has %zu bytes, not %d", proof->count + 1, length,
		       ONUS_HASH_BYTES);
		proof->count++;
	}
}

static enum onus_err parse(struct slice text, struct onus_receipt *r)
{
	struct slice prefix = SLICE("index ");
	struct slice rest = text;
	struct slice line;

	ENSURE(text.n <= ONUS_PROOF_TEXT_MAX, ONUS_BAD_INPUT,
	       "the receipt has %zu bytes, at most %d (ONUS_PROOF_TEXT_MAX) may be", text.n,
	       ONUS_PROOF_TEXT_MAX);
	ENSURE(line_take(&rest, &line) && slice_is(line, HEADER), ONUS_BAD_INPUT,
	       "not a receipt: its first line is " HEADER);
	ENSURE(line_take(&rest, &line), ONUS_BAD_INPUT, "the receipt ends before its index");
	GUARD(read_extra(&rest, &line, r));
	ENSURE(slice_starts(line, prefix) && slice_to_u64(slice_from(line, prefix.n), &r->index),
	       ONUS_BAD_INPUT, "the receipt has no line \"index NUMBER\" where it belongs");
	GUARD(read_hashes(&rest, &r->proof));
	ENSURE(rest.n > 0, ONUS_BAD_INPUT, "the receipt has no checkpoint");
	r->checkpoint = rest;
	return ONUS_OK;
}

enum onus_err onus_receipt_parse(struct slice text, struct onus_receipt *out)
{
	struct onus_receipt r = {0};

	GUARD(parse(text, &r));
	*out = r;
	if (out->has_extra) {
		out->extra = slice_of(out->storage, r.extra.n);
	}
	return ONUS_OK;
}

static void add_base64(struct buf *b, struct slice data)
{
	char text[EXTRA_BASE64_MAX + 1];

	onus_base64_write(data, text);
	buf_add_str(b, text);
	buf_add_byte(b, '\n');
}

/* Reads back what was written: a receipt that nobody can read must not be handed out. */
static enum onus_err check_written(struct slice text, uint64_t index,
				   const struct onus_proof *proof, struct slice checkpoint)
{
	struct onus_receipt again;

	GUARD(onus_receipt_parse(text, &again));
	ENSURE(again.index == index && again.proof.count == proof->count &&
		       slice_eq(again.checkpoint, checkpoint),
	       ONUS_INTERNAL, "the receipt that was just written says something else");
	return ONUS_OK;
}

enum onus_err onus_receipt_write(struct slice extra, bool has_extra, uint64_t index,
				 const struct onus_proof *proof, struct slice checkpoint, char *out,
				 size_t room)
{
	SCOPED_BUF(b, room > 0 ? room - 1 : 0);

	ENSURE(extra.n <= ONUS_EXTRA_MAX, ONUS_BAD_INPUT,
	       "the extra of a receipt has %zu bytes, at most %d (ONUS_EXTRA_MAX) may be", extra.n,
	       ONUS_EXTRA_MAX);
	ENSURE(proof->count <= ONUS_PROOF_MAX, ONUS_BAD_INPUT,
	       "the proof has %zu hashes, at most %d (ONUS_PROOF_MAX) may be", proof->count,
	       ONUS_PROOF_MAX);
	buf_add_str(&b, HEADER "\n");
	if (has_extra) {
		buf_add_str(&b, "extra ");
		add_base64(&b, extra);
	}
	buf_addf(&b, "index %" PRIu64 "\n", index);
	for (size_t i = 0; i < proof->count; i++) {
		add_base64(&b, slice_of(proof->hashes[i].bytes, ONUS_HASH_BYTES));
	}
	buf_add_byte(&b, '\n');
	buf_add(&b, checkpoint);
	GUARD(buf_check(&b, "the receipt"));
	GUARD(check_written(buf_slice(&b), index, proof, checkpoint));
	memcpy(out, b.data, b.len);
	out[b.len] = '\0';
	return ONUS_OK;
}

/* Where a log's key is among the known ones, the log itself must have signed, under its own name:
 * a witness's word for another log, or for this one, does not stand in for it. */
static enum onus_err check_log_signed(const struct onus_note *note, struct slice origin,
				      const struct onus_vkey *const *known, size_t known_count)
{
	bool log_known = false;

	for (size_t i = 0; i < known_count; i++) {
		log_known |= known[i]->type == ONUS_KEY_ED25519;
	}
	for (size_t i = 0; i < note->count; i++) {
		const struct onus_vkey *key = note->signatures[i].verified_by;

		if (key != NULL && key->type == ONUS_KEY_ED25519 && slice_is(origin, key->name)) {
			return ONUS_OK;
		}
	}
	ENSURE(!log_known, ONUS_NO,
	       "the checkpoint is not signed by the log that it names as its origin");
	return ONUS_OK;
}

enum onus_err onus_receipt_verify(const struct onus_receipt *r, const struct onus_hash *leaf,
				  const struct onus_vkey *const *known, size_t known_count,
				  struct onus_checkpoint *out)
{
	struct onus_note note;
	struct onus_checkpoint c;

	GUARD(onus_note_open(r->checkpoint, known, known_count, &note));
	GUARD(onus_checkpoint_parse(note.text, &c));
	GUARD(check_log_signed(&note, c.origin, known, known_count));
	GUARD(onus_verify_inclusion(r->index, c.size, leaf, r->proof.hashes, r->proof.count,
				    &c.root));
	if (out != NULL) {
		*out = c;
	}
	return ONUS_OK;
}
