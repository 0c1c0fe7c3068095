/* SPDX-License-Identifier: Apache-2.0
 * support.h - what the tests of the merkle engine share: chance with a seed, trees written the way
 * RFC 6962 defines them, notes, and the third-party vectors. */
#ifndef ONUS_TESTS_MERKLE_SUPPORT_H
#define ONUS_TESTS_MERKLE_SUPPORT_H

#include "base/json.h"
#include "onus/merkle.h"
#include "tests/harness.h"

/* --- chance: the same run gives the same numbers --- */
struct chance {
	uint64_t state;
};
uint64_t chance_next(struct chance *c);
uint64_t chance_below(struct chance *c, uint64_t n);
void chance_fill(struct chance *c, void *out, size_t n);
struct onus_hash chance_hash(struct chance *c);

/* --- RFC 6962 section 2.1, by its recursive definitions; slow and plain --- */
struct onus_hash naive_root(const struct onus_hash *leaves, size_t n);
void naive_path(size_t index, const struct onus_hash *leaves, size_t n, struct onus_proof *out);
void naive_consistency(size_t old, const struct onus_hash *leaves, size_t n,
		       struct onus_proof *out);

struct onus_hash *chance_leaves(struct arena *a, uint64_t seed, size_t n);
struct onus_tree *tree_of(const struct onus_hash *leaves, size_t n);
void tree_cleanup(struct onus_tree **t);
#define SCOPED_TREE(name) __attribute__((cleanup(tree_cleanup))) struct onus_tree *name

/* --- notes --- */
/* The key of the tests that is made from 32 equal bytes. */
struct onus_skey test_key(const char *name, unsigned char type, unsigned char seed);
/* Adds the signature line of a key to a note; `time` is used by keys of type 4. */
void sign_line(struct buf *note, struct slice text, const struct onus_skey *key, uint64_t time);

/* --- bytes as text --- */
struct onus_hash hash_hex(const char *hex);
struct onus_hash hash_base64(struct slice text);
bool hash_is(struct onus_hash hash, const char *hex);

/* --- third-party vectors; the test is skipped where they are not --- */
const char *vector_path(struct arena *a, const char *name);
struct slice vector_file(struct arena *a, const char *name);
/* A whole number of any size that fits 64 bits. */
uint64_t vector_number(const struct json *object, const char *key);
/* The next line of a CSV file without quotes, cut into `count` fields; false at the end. */
bool csv_row(struct slice *rest, struct slice *fields, size_t count);

#endif
