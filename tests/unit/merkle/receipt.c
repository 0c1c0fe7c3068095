/* SPDX-License-Identifier: Apache-2.0
 * receipt.c - tests of receipts: written, read, verified, and refused once anything is changed. */
#include "tests/unit/merkle/support.h"

#define HEADER "c2sp.org/tlog-proof@v1\n"
#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
#define NOTE "checkpoint\n"

enum { LEAVES = 21, ENTRY_BYTES = 33, ROOM = 8192 };

/* A log of LEAVES entries of 33 bytes, with its checkpoint. */
struct log {
	struct onus_skey key;
	struct onus_tree *tree;
	char entries[LEAVES][ENTRY_BYTES];
	char checkpoint[ONUS_CHECKPOINT_TEXT_MAX];
};

static void log_make(struct log *log, uint64_t seed)
{
	struct chance c = {seed};
	struct onus_checkpoint checkpoint = {SLICE("log.example/exercise"), LEAVES, {{0}}};

	log->key = test_key("log.example/exercise", ONUS_KEY_ED25519, (unsigned char)seed);
	log->tree = onus_tree_create();
	for (size_t i = 0; i < LEAVES; i++) {
		struct onus_hash leaf;

		chance_fill(&c, log->entries[i], ENTRY_BYTES);
		leaf = onus_leaf_hash(slice_of(log->entries[i], ENTRY_BYTES));
		onus_tree_append(log->tree, &leaf);
	}
	CHECK_OK(onus_tree_root(log->tree, LEAVES, &checkpoint.root));
	CHECK_OK(onus_checkpoint_sign(&checkpoint, &log->key, log->checkpoint));
}

static void log_cleanup(struct log *log)
{
	log->tree = onus_tree_destroy(log->tree);
}

#define SCOPED_LOG(name) __attribute__((cleanup(log_cleanup))) struct log name = {0}

/* The receipt of entry `index`, with the entry in `extra`. */
static void receipt_of(const struct log *log, uint64_t index, char *out)
{
	struct onus_proof proof;

	CHECK_OK(onus_prove_inclusion(log->tree, index, LEAVES, &proof));
	CHECK_OK(onus_receipt_write(slice_of(log->entries[index], ENTRY_BYTES), true, index, &proof,
				    slice_str(log->checkpoint), out, ROOM));
}

/* What a holder of a receipt does who has nothing but the log's key. */
static enum onus_err check_receipt(struct slice text, const struct onus_vkey *key,
				   struct onus_checkpoint *out)
{
	const struct onus_vkey *known[] = {key};
	struct onus_receipt r;
	struct onus_hash leaf;

	GUARD(onus_receipt_parse(text, &r));
	leaf = onus_leaf_hash(r.extra);
	return onus_receipt_verify(&r, &leaf, known, 1, out);
}

static bool error_has(const char *words)
{
	return strstr(onus_last_error()->text, words) != NULL;
}

TEST(receipt__of_every_entry_verifies)
{
	SCOPED_LOG(log);

	log_make(&log, 1);
	for (uint64_t i = 0; i < LEAVES; i++) {
		char text[ROOM];
		struct onus_checkpoint c;

		receipt_of(&log, i, text);
		CHECK_OK(check_receipt(slice_str(text), &log.key.public, &c));
		CHECK(slice_is(c.origin, "log.example/exercise"));
		CHECK_INT(c.size, LEAVES);
		CHECK_OK(check_receipt(slice_str(text), &log.key.public, NULL));
	}
}

TEST(receipt__is_refused_once_any_bit_of_it_is_flipped)
{
	SCOPED_LOG(log);
	char text[ROOM];
	size_t n;

	log_make(&log, 2);
	receipt_of(&log, 13, text);
	n = strlen(text);
	for (size_t bit = 0; bit < 8 * n; bit++) {
		enum onus_err e;

		text[bit / 8] ^= (char)(1 << bit % 8);
		e = check_receipt(slice_of(text, n), &log.key.public, NULL);
		if (e != ONUS_NO && e != ONUS_BAD_INPUT) {
			test_fail(HERE, "bit %zu flipped gives %d:\n%s", bit, e, text);
		}
		text[bit / 8] ^= (char)(1 << bit % 8);
	}
	CHECK_OK(check_receipt(slice_of(text, n), &log.key.public, NULL));
}

TEST(receipt__is_refused_when_cut_short_or_added_to)
{
	SCOPED_LOG(log);
	char text[ROOM];
	size_t n;

	log_make(&log, 3);
	receipt_of(&log, 20, text);
	n = strlen(text);
	for (size_t cut = 0; cut < n; cut++) {
		CHECK_ERR(check_receipt(slice_of(text, cut), &log.key.public, NULL),
			  ONUS_BAD_INPUT);
	}
	strncat(text, "\n", ROOM - n - 1);
	CHECK_ERR(check_receipt(slice_str(text), &log.key.public, NULL), ONUS_BAD_INPUT);
}

TEST(receipt__of_one_log_is_refused_by_the_key_of_another)
{
	SCOPED_LOG(log);
	SCOPED_LOG(other);
	char text[ROOM];

	log_make(&log, 4);
	log_make(&other, 5);
	receipt_of(&log, 3, text);
	CHECK_ERR(check_receipt(slice_str(text), &other.key.public, NULL), ONUS_NO);
	CHECK(error_has("none of the keys"));
}

TEST(receipt_parse__reads_each_part)
{
	struct onus_receipt r;

	CHECK_OK(onus_receipt_parse(SLICE(HEADER "index 18446744073709551615\n\n" NOTE), &r));
	CHECK(!r.has_extra && r.extra.n == 0);
	CHECK(r.index == UINT64_MAX);
	CHECK_INT(r.proof.count, 0);
	CHECK(slice_is(r.checkpoint, NOTE));
	CHECK_OK(onus_receipt_parse(SLICE(HEADER "extra aGFybQ==\nindex 0\n" HASH HASH "\n" NOTE),
				    &r));
	CHECK(r.has_extra && slice_is(r.extra, "harm"));
	CHECK(r.extra.p == (const char *)r.storage);
	CHECK_INT(r.proof.count, 2);
	/* An extra that is there and empty is not the same as none. */
	CHECK_OK(onus_receipt_parse(SLICE(HEADER "extra \nindex 0\n\n" NOTE), &r));
	CHECK(r.has_extra && r.extra.n == 0);
}

TEST(receipt_parse__refuses_malformed_ones)
{
	static const struct slice wrong[] = {
		SLICE(""),
		SLICE("\n"),
		SLICE("c2sp.org/tlog-proof@v1"),
		SLICE(HEADER),
		SLICE("c2sp.org/tlog-proof@v2\nindex 0\n\n" NOTE),
		SLICE("c2sp.org/tlog-proof@v1\r\nindex 0\n\n" NOTE),
		SLICE("c2sp.org/tlog-proof@v1 \nindex 0\n\n" NOTE),
		SLICE("\n" HEADER "index 0\n\n" NOTE),
		SLICE(HEADER "\n" NOTE),
		SLICE(HEADER "index\n\n" NOTE),
		SLICE(HEADER "index \n\n" NOTE),
		SLICE(HEADER "index  0\n\n" NOTE),
		SLICE(HEADER "index 00\n\n" NOTE),
		SLICE(HEADER "index 01\n\n" NOTE),
		SLICE(HEADER "index +1\n\n" NOTE),
		SLICE(HEADER "index -1\n\n" NOTE),
		SLICE(HEADER "index 1.0\n\n" NOTE),
		SLICE(HEADER "index 1\r\n\n" NOTE),
		SLICE(HEADER "index 18446744073709551616\n\n" NOTE),
		SLICE(HEADER "Index 0\n\n" NOTE),
		SLICE(HEADER "index 0\n"),
		SLICE(HEADER "index 0\n\n"),
		SLICE(HEADER "index 0\n" HASH),
		SLICE(HEADER "index 0\n" HASH NOTE),
		SLICE(HEADER "index 0\nAAAA\n\n" NOTE),
		SLICE(HEADER "index 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA\n\n" NOTE),
		SLICE(HEADER "index 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n\n" NOTE),
		SLICE(HEADER "index 0\nextra AAAA\n\n" NOTE),
		SLICE(HEADER "extra AAAA\n\n" NOTE),
		SLICE(HEADER "extra AAAA\nextra AAAA\nindex 0\n\n" NOTE),
		SLICE(HEADER "extra\nindex 0\n\n" NOTE),
		SLICE(HEADER "extra AAA\nindex 0\n\n" NOTE),
		SLICE(HEADER "extra AA==\n"),
	};
	struct onus_receipt r = {.index = 7};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (onus_receipt_parse(wrong[i], &r) != ONUS_BAD_INPUT || r.index != 7) {
			test_fail(HERE, "read: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
}

TEST(receipt__takes_up_to_the_limits)
{
	SCOPED_ARENA(a);
	char *text = arena_alloc(&a, 2 * ROOM);
	char *extra = arena_alloc(&a, ONUS_EXTRA_MAX + 1);
	struct onus_proof proof = {.count = ONUS_PROOF_MAX};
	struct onus_receipt r;
	SCOPED_BUF(b, 4 * ROOM);

	CHECK_OK(onus_receipt_write(slice_of(extra, ONUS_EXTRA_MAX), true, 1, &proof, SLICE(NOTE),
				    text, 2 * ROOM));
	CHECK_OK(onus_receipt_parse(slice_str(text), &r));
	CHECK_INT(r.proof.count, ONUS_PROOF_MAX);
	CHECK_INT(r.extra.n, ONUS_EXTRA_MAX);
	CHECK_ERR(onus_receipt_write(slice_of(extra, ONUS_EXTRA_MAX + 1), true, 1, &proof,
				     SLICE(NOTE), text, 2 * ROOM),
		  ONUS_BAD_INPUT);
	CHECK(error_has("ONUS_EXTRA_MAX"));
	buf_add_str(&b, HEADER "index 0\n");
	for (int i = 0; i < ONUS_PROOF_MAX + 1; i++) {
		buf_add_str(&b, HASH);
	}
	buf_add_str(&b, "\n" NOTE);
	CHECK_ERR(onus_receipt_parse(buf_slice(&b), &r), ONUS_BAD_INPUT);
	CHECK(error_has("ONUS_PROOF_MAX"));
	proof.count = ONUS_PROOF_MAX + 1;
	CHECK_ERR(onus_receipt_write(SLICE(""), false, 1, &proof, SLICE(NOTE), text, 2 * ROOM),
		  ONUS_BAD_INPUT);
}

TEST(receipt_parse__refuses_more_bytes_than_any_receipt_has)
{
	SCOPED_ARENA(a);
	struct onus_receipt r;

	CHECK_ERR(onus_receipt_parse(slice_of(arena_alloc(&a, ONUS_PROOF_TEXT_MAX + 1),
					      ONUS_PROOF_TEXT_MAX + 1),
				     &r),
		  ONUS_BAD_INPUT);
	CHECK(error_has("ONUS_PROOF_TEXT_MAX"));
}

TEST(receipt_write__refuses_what_does_not_fit_and_leaves_the_room_alone)
{
	struct onus_proof proof = {.count = 2};
	char text[ROOM];
	size_t need;

	CHECK_OK(onus_receipt_write(SLICE("harm"), true, 9, &proof, SLICE(NOTE), text, ROOM));
	need = strlen(text) + 1;
	for (size_t room = 0; room < need; room++) {
		text[0] = 'u';
		CHECK_ERR(
			onus_receipt_write(SLICE("harm"), true, 9, &proof, SLICE(NOTE), text, room),
			ONUS_BAD_INPUT);
		CHECK(text[0] == 'u');
	}
	CHECK_OK(onus_receipt_write(SLICE("harm"), true, 9, &proof, SLICE(NOTE), text, need));
	CHECK_ERR(onus_receipt_write(SLICE(""), false, 9, &proof, SLICE(""), text, ROOM),
		  ONUS_BAD_INPUT);
}

/* --- who signed --- */

/* A checkpoint of `log`, signed by the keys given. */
static void checkpoint_by(const struct log *log, const char *origin,
			  const struct onus_skey *const *keys, size_t count, struct buf *out)
{
	struct onus_hash root;
	char base64[64];
	SCOPED_BUF(text, 4096);

	CHECK_OK(onus_tree_root(log->tree, LEAVES, &root));
	onus_base64_write(slice_of(root.bytes, sizeof root.bytes), base64);
	buf_addf(&text, "%s\n%d\n%s\n", origin, LEAVES, base64);
	buf_add(out, buf_slice(&text));
	buf_add_str(out, "\n");
	for (size_t i = 0; i < count; i++) {
		sign_line(out, buf_slice(&text), keys[i], 1700000000);
	}
}

/* The verdict on the receipt of entry 5, given keys that signed and keys that are known. */
static enum onus_err verdict(const struct log *log, const char *origin,
			     const struct onus_skey *const *signers, size_t signer_count,
			     const struct onus_vkey *const *known, size_t known_count)
{
	SCOPED_BUF(note, 8192);
	struct onus_receipt r = {.index = 5};
	struct onus_hash leaf = onus_leaf_hash(slice_of(log->entries[5], ENTRY_BYTES));

	checkpoint_by(log, origin, signers, signer_count, &note);
	r.checkpoint = buf_slice(&note);
	GUARD(onus_prove_inclusion(log->tree, 5, LEAVES, &r.proof));
	return onus_receipt_verify(&r, &leaf, known, known_count, NULL);
}

TEST(receipt_verify__wants_the_log_itself_where_its_key_is_known)
{
	SCOPED_LOG(log);
	struct onus_skey witness = test_key("witness.example", ONUS_KEY_COSIGNATURE, 9);
	const struct onus_skey *both[] = {&log.key, &witness};
	const struct onus_skey *alone[] = {&witness};
	const struct onus_vkey *log_known[] = {&log.key.public};
	const struct onus_vkey *witness_known[] = {&witness.public};
	const struct onus_vkey *both_known[] = {&witness.public, &log.key.public};
	const char *origin = "log.example/exercise";

	log_make(&log, 6);
	CHECK_OK(verdict(&log, origin, both, 2, log_known, 1));
	CHECK_OK(verdict(&log, origin, both, 2, witness_known, 1));
	CHECK_OK(verdict(&log, origin, both, 2, both_known, 2));
	CHECK_OK(verdict(&log, origin, alone, 1, witness_known, 1));
	CHECK_ERR(verdict(&log, origin, alone, 1, both_known, 2), ONUS_NO);
	CHECK(error_has("not signed by the log"));
	CHECK_ERR(verdict(&log, origin, alone, 1, log_known, 1), ONUS_NO);
}

/* A key that is trusted for one log says nothing of another. */
TEST(receipt_verify__refuses_a_log_key_under_another_origin)
{
	SCOPED_LOG(log);
	const struct onus_skey *signers[] = {&log.key};
	const struct onus_vkey *known[] = {&log.key.public};

	log_make(&log, 7);
	CHECK_OK(verdict(&log, "log.example/exercise", signers, 1, known, 1));
	CHECK_ERR(verdict(&log, "log.example/other", signers, 1, known, 1), ONUS_NO);
	CHECK(error_has("origin"));
}

/* --- third-party vectors --- */

struct keys {
	struct onus_vkey tessera;
	struct onus_vkey mirror;
};

static void read_key(struct arena *a, const char *name, struct onus_vkey *out)
{
	CHECK_OK(onus_vkey_parse(slice_trim(vector_file(a, name)), out));
}

/* Words of our message for each kind of refusal in index.csv. */
static const struct {
	const char *expect;
	const char *words;
} reasons[] = {
	{"path length", "hashes; leaf"},
	{"wrong root", "another root"},
	{"index >= size", "can't be in a tree"},
	{"signature", "does not fit"},
};

static void check_refusal(struct slice expect, enum onus_err e)
{
	CHECK_INT(e, ONUS_NO);
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (slice_is(expect, reasons[i].expect)) {
			CHECK(error_has(reasons[i].words));
			return;
		}
	}
	test_fail(HERE, "unknown verdict " SLICE_FMT, SLICE_ARG(expect));
}

/* 0: valid, 1: refused as it should be. Fails the test otherwise. */
static int check_vector(struct arena *a, const struct slice field[3], const struct keys *keys)
{
	const char *name = arena_printf(a, "proof/" SLICE_FMT, SLICE_ARG(field[0]));
	struct onus_hash leaf = hash_base64(field[1]);
	bool cosigned = slice_is(field[2], "valid (cosignature only)");
	const struct onus_vkey *known[] = {cosigned ? &keys->mirror : &keys->tessera};
	struct slice text = vector_file(a, name);
	struct onus_receipt r;
	struct onus_checkpoint c;

	if (slice_is(field[2], "syntax")) {
		CHECK_ERR(onus_receipt_parse(text, &r), ONUS_BAD_INPUT);
		return 1;
	}
	CHECK_OK(onus_receipt_parse(text, &r));
	if (!slice_starts(field[2], SLICE("valid"))) {
		check_refusal(field[2], onus_receipt_verify(&r, &leaf, known, 1, &c));
		return 1;
	}
	CHECK_OK(onus_receipt_verify(&r, &leaf, known, 1, &c));
	return 0;
}

TEST(receipts__get_the_verdicts_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "proof/index.csv");
	struct slice field[3];
	struct keys keys;
	int count[2] = {0};

	read_key(&a, "tiles/tessera-15/vkey.txt", &keys.tessera);
	read_key(&a, "tiles/mirror-300/vkey.txt", &keys.mirror);
	CHECK(csv_row(&rest, field, 3));
	while (csv_row(&rest, field, 3)) {
		count[check_vector(&a, field, &keys)]++;
	}
	CHECK_INT(count[0], 17);
	CHECK_INT(count[1], 19);
}

/* A receipt is written as the vectors are, byte for byte. */
TEST(receipt_write__gives_back_every_valid_vector)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "proof/index.csv");
	struct slice field[3];
	int count = 0;

	CHECK(csv_row(&rest, field, 3));
	while (csv_row(&rest, field, 3)) {
		struct slice text;
		struct onus_receipt r;
		char again[ROOM];

		if (!slice_starts(field[2], SLICE("valid"))) {
			continue;
		}
		text = vector_file(&a, arena_printf(&a, "proof/" SLICE_FMT, SLICE_ARG(field[0])));
		CHECK_OK(onus_receipt_parse(text, &r));
		CHECK_OK(onus_receipt_write(r.extra, r.has_extra, r.index, &r.proof, r.checkpoint,
					    again, ROOM));
		CHECK(slice_is(text, again));
		count++;
	}
	CHECK_INT(count, 17);
}
