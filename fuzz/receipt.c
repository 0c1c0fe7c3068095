/* SPDX-License-Identifier: Apache-2.0
 * receipt.c - a receipt that is read is written again as the same bytes; one that verifies does so
 * for its own leaf and place alone. */
#include <string.h>

#include "base/arena.h"
#include "fuzz/fuzz.h"
#include "onus/merkle.h"

static struct onus_skey log_key;

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The key that signed the checkpoints of the corpus. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned char seed[32];

	(void)argc;
	(void)argv;
	FUZZ_CHECK(onus_merkle_init() == ONUS_OK);
	memset(seed, 1, sizeof seed);
	FUZZ_CHECK(onus_skey_from_seed(&log_key, SLICE("log.example/exercise"), ONUS_KEY_ED25519,
				       seed) == ONUS_OK);
	return 0;
}

static void check_written(struct slice input, const struct onus_receipt *r)
{
	SCOPED_ARENA(a);
	char *again = arena_alloc(&a, input.n + 1);

	FUZZ_CHECK(onus_receipt_write(r->extra, r->has_extra, r->index, &r->proof, r->checkpoint,
				      again, input.n + 1) == ONUS_OK);
	FUZZ_CHECK(slice_eq(input, slice_of(again, input.n)) && again[input.n] == '\0');
}

static void check_other_claims(struct onus_receipt *r, struct onus_hash leaf,
			       const struct onus_vkey *const *known)
{
	leaf.bytes[0] ^= 1;
	FUZZ_CHECK(onus_receipt_verify(r, &leaf, known, 1, NULL) == ONUS_NO);
	leaf.bytes[0] ^= 1;
	r->index ^= 1;
	FUZZ_CHECK(onus_receipt_verify(r, &leaf, known, 1, NULL) == ONUS_NO);
	r->index ^= 1;
	r->proof.count++;
	FUZZ_CHECK(onus_receipt_verify(r, &leaf, known, 1, NULL) == ONUS_NO);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct onus_vkey *known[] = {&log_key.public};
	struct slice input = slice_of(data, size);
	struct onus_receipt r;
	struct onus_checkpoint c;
	struct onus_hash leaf;
	enum onus_err e = onus_receipt_parse(input, &r);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		return 0;
	}
	check_written(input, &r);
	leaf = onus_leaf_hash(r.extra);
	e = onus_receipt_verify(&r, &leaf, known, 1, &c);
	if (e == ONUS_OK) {
		FUZZ_CHECK(r.index < c.size && slice_is(c.origin, log_key.public.name));
		FUZZ_CHECK(r.proof.count < ONUS_PROOF_MAX);
		check_other_claims(&r, leaf, known);
	} else if (e == ONUS_NO) {
		FUZZ_CHECK(onus_last_error()->code == ONUS_NO);
		FUZZ_CHECK(slice_is_utf8(slice_str(onus_last_error()->text), NULL));
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
	return 0;
}
