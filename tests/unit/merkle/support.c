/* SPDX-License-Identifier: Apache-2.0
 * support.c - what the tests of the merkle engine share. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/merkle/support.h"

__attribute__((constructor)) static void start(void)
{
	if (onus_merkle_init() != ONUS_OK) {
		fprintf(stderr, "%s\n", onus_last_error()->text);
		exit(1);
	}
}

/* Source: S. Vigna, splitmix64. */
uint64_t chance_next(struct chance *c)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t chance_below(struct chance *c, uint64_t n)
{
	return chance_next(c) % n;
}

void chance_fill(struct chance *c, void *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		((unsigned char *)out)[i] = (unsigned char)chance_next(c);
	}
}

struct onus_hash chance_hash(struct chance *c)
{
	struct onus_hash h;

	chance_fill(c, h.bytes, sizeof h.bytes);
	return h;
}

/* --- RFC 6962 --- */

static struct onus_hash concatenated(const struct onus_hash *left, const struct onus_hash *right)
{
	unsigned char message[1 + 2 * ONUS_HASH_BYTES] = {1};
	struct onus_hash out;

	memcpy(message + 1, left->bytes, ONUS_HASH_BYTES);
	memcpy(message + 1 + ONUS_HASH_BYTES, right->bytes, ONUS_HASH_BYTES);
	crypto_hash_sha256(out.bytes, message, sizeof message);
	return out;
}

/* The largest power of two below n > 1. */
static size_t split_at(size_t n)
{
	size_t k = 1;

	while (k * 2 < n) {
		k *= 2;
	}
	return k;
}

struct onus_hash naive_root(const struct onus_hash *leaves, size_t n)
{
	struct onus_hash left;
	struct onus_hash right;
	size_t k;

	if (n == 0) {
		crypto_hash_sha256(left.bytes, NULL, 0);
		return left;
	}
	if (n == 1) {
		return leaves[0];
	}
	k = split_at(n);
	left = naive_root(leaves, k);
	right = naive_root(leaves + k, n - k);
	return concatenated(&left, &right);
}

void naive_path(size_t index, const struct onus_hash *leaves, size_t n, struct onus_proof *out)
{
	size_t k;

	if (n == 1) {
		out->count = 0;
		return;
	}
	k = split_at(n);
	if (index < k) {
		naive_path(index, leaves, k, out);
		out->hashes[out->count++] = naive_root(leaves + k, n - k);
	} else {
		naive_path(index - k, leaves + k, n - k, out);
		out->hashes[out->count++] = naive_root(leaves, k);
	}
}

/* SUBPROOF(old, D[n], whole) */
static void naive_subproof(size_t old, const struct onus_hash *leaves, size_t n, bool whole,
			   struct onus_proof *out)
{
	size_t k;

	if (old == n) {
		out->count = 0;
		if (!whole) {
			out->hashes[out->count++] = naive_root(leaves, n);
		}
		return;
	}
	k = split_at(n);
	if (old <= k) {
		naive_subproof(old, leaves, k, whole, out);
		out->hashes[out->count++] = naive_root(leaves + k, n - k);
	} else {
		naive_subproof(old - k, leaves + k, n - k, false, out);
		out->hashes[out->count++] = naive_root(leaves, k);
	}
}

void naive_consistency(size_t old, const struct onus_hash *leaves, size_t n, struct onus_proof *out)
{
	naive_subproof(old, leaves, n, true, out);
}

struct onus_hash *chance_leaves(struct arena *a, uint64_t seed, size_t n)
{
	struct chance c = {seed};
	struct onus_hash *leaves = NEW_N(a, struct onus_hash, n);

	for (size_t i = 0; i < n; i++) {
		leaves[i] = chance_hash(&c);
	}
	return leaves;
}

struct onus_tree *tree_of(const struct onus_hash *leaves, size_t n)
{
	struct onus_tree *t = onus_tree_create();

	for (size_t i = 0; i < n; i++) {
		onus_tree_append(t, &leaves[i]);
	}
	return t;
}

void tree_cleanup(struct onus_tree **t)
{
	*t = onus_tree_destroy(*t);
}

/* --- notes --- */

struct onus_skey test_key(const char *name, unsigned char type, unsigned char seed)
{
	unsigned char bytes[32];
	struct onus_skey key;

	memset(bytes, seed, sizeof bytes);
	CHECK_OK(onus_skey_from_seed(&key, slice_str(name), type, bytes));
	return key;
}

void sign_line(struct buf *note, struct slice text, const struct onus_skey *key, uint64_t time)
{
	unsigned char blob[4 + 8 + ONUS_SIGNATURE_BYTES];
	char base64[sizeof blob * 2];
	size_t n = 0;
	SCOPED_BUF(message, 2 * ONUS_NOTE_BYTES_MAX);

	for (int shift = 24; shift >= 0; shift -= 8) {
		blob[n++] = (unsigned char)(key->public.id >> shift);
	}
	if (key->public.type == ONUS_KEY_COSIGNATURE) {
		buf_addf(&message, "cosignature/v1\ntime %" PRIu64 "\n", time);
		for (int shift = 56; shift >= 0; shift -= 8) {
			blob[n++] = (unsigned char)(time >> shift);
		}
	}
	buf_add(&message, text);
	crypto_sign_detached(blob + n, NULL, (const unsigned char *)message.data, message.len,
			     key->secret);
	onus_base64_write(slice_of(blob, n + ONUS_SIGNATURE_BYTES), base64);
	buf_addf(note, "\xe2\x80\x94 %s %s\n", key->public.name, base64);
}

/* --- bytes as text --- */

struct onus_hash hash_hex(const char *hex)
{
	struct onus_hash h;
	size_t n;

	CHECK(sodium_hex2bin(h.bytes, sizeof h.bytes, hex, strlen(hex), NULL, &n, NULL) == 0);
	CHECK_INT(n, sizeof h.bytes);
	return h;
}

struct onus_hash hash_base64(struct slice text)
{
	struct onus_hash h;
	size_t n;

	CHECK_OK(onus_base64_parse(text, h.bytes, sizeof h.bytes, &n));
	CHECK_INT(n, sizeof h.bytes);
	return h;
}

bool hash_is(struct onus_hash hash, const char *hex)
{
	struct onus_hash want = hash_hex(hex);

	return onus_hash_eq(&hash, &want);
}

/* --- third-party vectors --- */

const char *vector_path(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/log-vectors/%s", test_shared_data(), name);
}

struct slice vector_file(struct arena *a, const char *name)
{
	return test_read_file(vector_path(a, name));
}

uint64_t vector_number(const struct json *object, const char *key)
{
	const struct json *v = json_get(object, key);
	uint64_t n = 0;

	CHECK(v != NULL && (v->type == JSON_INT || v->type == JSON_NUMBER));
	if (v->type == JSON_INT) {
		CHECK(v->integer >= 0);
		return (uint64_t)v->integer;
	}
	CHECK(slice_to_u64(v->string, &n));
	return n;
}

bool csv_row(struct slice *rest, struct slice *fields, size_t count)
{
	struct slice line;

	if (!slice_line(rest, &line)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		CHECK(slice_cut(&line, ',', &fields[i]));
	}
	CHECK(line.p == NULL);
	return true;
}
