/* SPDX-License-Identifier: Apache-2.0
 * hash.c - tests of the hashes, and of every SHA-256 kernel against libsodium's. */
#include <sodium.h>

#include "merkle/sha256.h"
#include "tests/unit/merkle/support.h"

static const struct sha256_kernel *fast_kernel(void)
{
	const struct sha256_kernel *fast = sha256_fast();

	if (fast == NULL) {
		test_skip("this processor has no SHA instructions that we use");
	}
	return fast;
}

static struct onus_hash reference(struct slice message)
{
	struct onus_hash h;

	crypto_hash_sha256(h.bytes, (const unsigned char *)message.p, message.n);
	return h;
}

TEST(sha256__has_the_values_of_fips_180_4)
{
	SCOPED_ARENA(a);
	char *million = arena_alloc(&a, 1000000);

	memset(million, 'a', 1000000);
	CHECK(hash_is(onus_sha256(SLICE("")),
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	CHECK(hash_is(onus_sha256(SLICE("abc")),
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	CHECK(hash_is(
		onus_sha256(SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
	CHECK(hash_is(onus_sha256(slice_of(million, 1000000)),
		      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

TEST(hmac_sha256__has_the_values_of_rfc_4231)
{
	unsigned char key[131];
	unsigned char data[50];

	memset(key, 0x0b, 20);
	CHECK(hash_is(onus_hmac_sha256(slice_of(key, 20), SLICE("Hi There")),
		      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
	CHECK(hash_is(onus_hmac_sha256(SLICE("Jefe"), SLICE("what do ya want for nothing?")),
		      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
	memset(key, 0xaa, sizeof key);
	memset(data, 0xdd, sizeof data);
	CHECK(hash_is(onus_hmac_sha256(slice_of(key, 20), slice_of(data, sizeof data)),
		      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"));
	CHECK(hash_is(
		onus_hmac_sha256(slice_of(key, sizeof key),
				 SLICE("Test Using Larger Than Block-Size Key - Hash Key First")),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(hmac_sha256__equals_libsodium_for_any_data)
{
	struct chance c = {2};
	unsigned char key[crypto_auth_hmacsha256_KEYBYTES];
	unsigned char data[300];
	struct onus_hash want;

	for (size_t n = 0; n < sizeof data; n++) {
		struct onus_hash got;

		chance_fill(&c, key, sizeof key);
		chance_fill(&c, data, n);
		crypto_auth_hmacsha256(want.bytes, data, n, key);
		got = onus_hmac_sha256(slice_of(key, sizeof key), slice_of(data, n));
		CHECK(onus_hash_eq(&got, &want));
	}
}

TEST(leaf_and_node_hashes__are_those_of_rfc_6962)
{
	struct onus_hash empty = onus_leaf_hash(slice_of(NULL, 0));
	struct onus_hash zero = onus_leaf_hash(SLICE("\x00"));

	CHECK(hash_is(onus_empty_root(),
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	CHECK(hash_is(empty, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
	CHECK(hash_is(zero, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"));
	CHECK(hash_is(onus_leaf_hash(SLICE("L123456")),
		      "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"));
	CHECK(hash_is(onus_node_hash(&empty, &zero),
		      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
}

/* --- every kernel --- */

/* Hashes `message` cut into random parts, some of them empty. */
static struct onus_hash in_parts(const struct sha256_kernel *k, struct slice message,
				 struct chance *c)
{
	struct slice parts[5];
	struct onus_hash out;

	for (size_t i = 0; i < 4; i++) {
		size_t n = chance_below(c, message.n + 1);

		parts[i] = slice_of(message.p, n);
		message = slice_from(message, n);
	}
	parts[4] = message;
	k->message(parts, 5, &out);
	return out;
}

static void check_messages(const struct sha256_kernel *k, size_t from, size_t to)
{
	struct chance c = {3};
	SCOPED_ARENA(a);

	for (size_t n = from; n < to; n++) {
		char *bytes = arena_alloc(&a, n);
		struct slice message = slice_of(bytes, n);
		struct onus_hash want;
		struct onus_hash got;

		chance_fill(&c, bytes, n);
		want = reference(message);
		k->message(&message, 1, &got);
		CHECK(onus_hash_eq(&got, &want));
		got = in_parts(k, message, &c);
		CHECK(onus_hash_eq(&got, &want));
		arena_reset(&a);
	}
}

static void check_leaves(const struct sha256_kernel *k, size_t entry_bytes, size_t count)
{
	struct chance c = {entry_bytes + count};
	SCOPED_ARENA(a);
	unsigned char *entries = arena_alloc(&a, entry_bytes * count);
	unsigned char *message = arena_alloc(&a, entry_bytes + 1);
	struct onus_hash *out = NEW_N(&a, struct onus_hash, count);

	chance_fill(&c, entries, entry_bytes * count);
	k->leaves(entries, entry_bytes, count, out);
	for (size_t i = 0; i < count; i++) {
		struct onus_hash want;

		memcpy(message + 1, entries + i * entry_bytes, entry_bytes);
		want = reference(slice_of(message, entry_bytes + 1));
		CHECK(onus_hash_eq(&out[i], &want));
	}
}

static void check_nodes(const struct sha256_kernel *k, size_t count)
{
	struct chance c = {count};
	SCOPED_ARENA(a);
	struct onus_hash *children = NEW_N(&a, struct onus_hash, 2 * count);
	struct onus_hash *out = NEW_N(&a, struct onus_hash, count);
	unsigned char message[1 + 2 * ONUS_HASH_BYTES] = {1};

	chance_fill(&c, children, 2 * count * sizeof *children);
	k->nodes(children, count, out);
	for (size_t i = 0; i < count; i++) {
		struct onus_hash want;

		memcpy(message + 1, children[2 * i].bytes, 2 * ONUS_HASH_BYTES);
		want = reference(slice_of(message, sizeof message));
		CHECK(onus_hash_eq(&out[i], &want));
	}
}

static void check_tree_hashes(const struct sha256_kernel *k)
{
	for (size_t n = 0; n < 600; n++) {
		check_leaves(k, n, n % 6);
	}
	for (size_t count = 0; count < 20; count++) {
		check_leaves(k, 33, count);
		check_nodes(k, count);
	}
}

TEST(sha256_sodium__agrees_with_libsodium_on_every_length_and_cut)
{
	check_messages(&sha256_sodium, 0, 300);
	check_tree_hashes(&sha256_sodium);
}

TEST(sha256_fast__agrees_with_libsodium_on_every_length_and_cut)
{
	check_messages(fast_kernel(), 0, 600);
	check_messages(fast_kernel(), 4000, 4200);
}

TEST(sha256_fast__agrees_on_leaves_and_nodes)
{
	check_tree_hashes(fast_kernel());
}

TEST(merkle_init__picks_the_fast_kernel_where_there_is_one)
{
	const struct sha256_kernel *fast = sha256_fast();

	CHECK_OK(onus_merkle_init());
	CHECK(sha256_kernel() == (fast != NULL ? fast : &sha256_sodium));
}

TEST(leaf_hash_many__equals_one_at_a_time)
{
	unsigned char entries[7 * 33];
	struct onus_hash out[7];
	struct chance c = {4};

	chance_fill(&c, entries, sizeof entries);
	onus_leaf_hash_many(entries, 33, 7, out);
	for (size_t i = 0; i < 7; i++) {
		struct onus_hash one = onus_leaf_hash(slice_of(entries + 33 * i, 33));

		CHECK(onus_hash_eq(&out[i], &one));
	}
}
