/* SPDX-License-Identifier: Apache-2.0
 * merkle.h - the transparency-log engine: RFC 6962 trees, signed notes, checkpoints, proofs.
 *
 * Pure: no files, no clock, no globals beyond the thread's error record and the choice of the
 * SHA-256 kernel, which onus_merkle_init makes. Formats are those of C2SP: signed-note,
 * tlog-checkpoint, tlog-proof, tlog-tiles, tlog-cosignature (Ed25519 kinds). Call onus_merkle_init
 * once before anything else. Any number of threads may call in, each with its own objects. */
#ifndef ONUS_MERKLE_H
#define ONUS_MERKLE_H

#include "onus/error.h"
#include "onus/slice.h"

enum {
	ONUS_HASH_BYTES = 32,
	ONUS_TILE_HEIGHT = 8,
	ONUS_TILE_WIDTH = 256,
	ONUS_PROOF_MAX = 63,           /* hashes of a proof: trees have fewer than 2^63 leaves */
	ONUS_NOTE_BYTES_MAX = 1000000, /* as golang.org/x/mod/sumdb/note */
	ONUS_NOTE_SIGNATURES_MAX = 100,
	ONUS_KEY_NAME_MAX = 255,
	ONUS_PUBLIC_KEY_BYTES = 32,
	ONUS_SECRET_KEY_BYTES = 64, /* Ed25519: seed, then public key */
	ONUS_SIGNATURE_BYTES = 64,
	ONUS_PROOF_TEXT_MAX = 1100000,
	ONUS_TILE_PATH_MAX = 80,
};

struct onus_hash {
	unsigned char bytes[ONUS_HASH_BYTES];
};

/* Sets up the crypto library and picks the fastest SHA-256 that this machine has; safe to call
 * again, from any thread. */
ONUS_CHECK enum onus_err onus_merkle_init(void);

/* --- hashes --- */
struct onus_hash onus_sha256(struct slice data);
struct onus_hash onus_hmac_sha256(struct slice key, struct slice data);
/* SHA-256(00 || entry), SHA-256(01 || left || right), SHA-256(""): RFC 6962 section 2.1. */
struct onus_hash onus_leaf_hash(struct slice entry);
struct onus_hash onus_node_hash(const struct onus_hash *left, const struct onus_hash *right);
struct onus_hash onus_empty_root(void);
/* The leaf hashes of `count` entries of one length that lie behind each other; with SHA
 * instructions 1.7 times as fast as one at a time. */
void onus_leaf_hash_many(const unsigned char *entries, size_t entry_bytes, size_t count,
			 struct onus_hash *out);
bool onus_hash_eq(const struct onus_hash *a, const struct onus_hash *b);

/* --- a tree that grows ---
 * Keeps the hash of every complete subtree: node(level, i) covers leaves [i*2^level,
 * (i+1)*2^level). 64 bytes a leaf. */
struct onus_tree;

struct onus_tree *onus_tree_create(void);
struct onus_tree *onus_tree_destroy(struct onus_tree *t); /* takes NULL, gives NULL */
uint64_t onus_tree_size(const struct onus_tree *t);
void onus_tree_append(struct onus_tree *t, const struct onus_hash *leaf);
/* The same for many leaves: hashes a level at a time, which is faster. `leaves` is not of the tree.
 */
void onus_tree_append_many(struct onus_tree *t, const struct onus_hash *leaves, size_t count);
/* Cuts the tree back to its first `size` leaves (a transaction that was rolled back). */
void onus_tree_truncate(struct onus_tree *t, uint64_t size);
/* The hash of a complete subtree; ONUS_USAGE where it is not complete. */
ONUS_CHECK enum onus_err onus_tree_node(const struct onus_tree *t, unsigned level, uint64_t index,
					struct onus_hash *out);
/* Root of the first `size` leaves (at most the tree's size; ONUS_USAGE beyond). */
ONUS_CHECK enum onus_err onus_tree_root(const struct onus_tree *t, uint64_t size,
					struct onus_hash *out);

struct onus_proof {
	size_t count;
	struct onus_hash hashes[ONUS_PROOF_MAX];
};

/* Leaf `index` is in the tree of the first `size` leaves; leaf's sibling first. */
ONUS_CHECK enum onus_err onus_prove_inclusion(const struct onus_tree *t, uint64_t index,
					      uint64_t size, struct onus_proof *out);
/* The tree of `old` leaves is a prefix of that of `size`. old == 0 or old == size: empty. */
ONUS_CHECK enum onus_err onus_prove_consistency(const struct onus_tree *t, uint64_t old,
						uint64_t size, struct onus_proof *out);

/* ONUS_OK where the proof holds, ONUS_NO where it doesn't: wrong length (derived from index and
 * size, never taken from the input), index not below size, wrong root. Always ends in at most 64
 * rounds. onus_verify_consistency refuses old == 0 and wants an empty proof for old == size. */
ONUS_CHECK enum onus_err onus_verify_inclusion(uint64_t index, uint64_t size,
					       const struct onus_hash *leaf,
					       const struct onus_hash *proof, size_t count,
					       const struct onus_hash *root);
ONUS_CHECK enum onus_err onus_verify_consistency(uint64_t old, uint64_t size,
						 const struct onus_hash *old_root,
						 const struct onus_hash *root,
						 const struct onus_hash *proof, size_t count);

/* --- tiles (tlog-tiles) --- */
/* "tile/0/x001/x234/067", "tile/1/003.p/17"; level -1 gives "tile/entries/...". width 0 or 256:
 * full. `out` has room for ONUS_TILE_PATH_MAX bytes. ONUS_USAGE for a level beyond 63 or a width
 * beyond 256. */
ONUS_CHECK enum onus_err onus_tile_path(int level, uint64_t index, unsigned width, char *out);
/* The reverse; ONUS_BAD_INPUT for anything that onus_tile_path does not write. The width of a full
 * tile is given as ONUS_TILE_WIDTH. */
ONUS_CHECK enum onus_err onus_tile_parse(struct slice path, int *level, uint64_t *index,
					 unsigned *width);

/* What a tree of `size` leaves has at a level (-1: the entries): so many full tiles, and one of
 * width
 * `*partial` behind them, or none where that is 0. The level is from -1 to 63. */
void onus_tile_count(int level, uint64_t size, uint64_t *full, unsigned *partial);

/* --- keys and signed notes --- */
struct onus_vkey {
	char name[ONUS_KEY_NAME_MAX + 1];
	uint32_t id;
	unsigned char type; /* 1: Ed25519; 4: Ed25519 cosignature */
	unsigned char key[ONUS_PUBLIC_KEY_BYTES];
};

struct onus_skey {
	struct onus_vkey public;
	unsigned char secret[ONUS_SECRET_KEY_BYTES];
};

enum { ONUS_KEY_ED25519 = 1, ONUS_KEY_COSIGNATURE = 4 };

/* A new random key. The name: UTF-8 up to ONUS_KEY_NAME_MAX bytes, not empty, no Unicode space, no
 * control character, no "+"; ONUS_BAD_INPUT otherwise, or where the type is none we know. The
 * holder of a struct onus_skey wipes it (sodium_memzero) once it has done its work. */
ONUS_CHECK enum onus_err onus_skey_make(struct onus_skey *out, struct slice name,
					unsigned char type);
/* The same from a 32-byte seed (tests; a key file read back). */
ONUS_CHECK enum onus_err onus_skey_from_seed(struct onus_skey *out, struct slice name,
					     unsigned char type, const unsigned char seed[32]);
/* "name+0a1b2c3d+base64": ONUS_BAD_INPUT where the form, the id or the key is wrong or the type is
 * none we know. `out` of the writer has room for ONUS_VKEY_TEXT_MAX bytes. */
enum { ONUS_VKEY_TEXT_MAX = ONUS_KEY_NAME_MAX + 80 };
ONUS_CHECK enum onus_err onus_vkey_parse(struct slice text, struct onus_vkey *out);
void onus_vkey_write(const struct onus_vkey *k, char *out);
/* Signer's private key as text: "PRIVATE+KEY+name+id+base64(type || seed)", as the Go package.
 * `out` has room for ONUS_VKEY_TEXT_MAX bytes; it is a secret. */
ONUS_CHECK enum onus_err onus_skey_parse(struct slice text, struct onus_skey *out);
void onus_skey_write(const struct onus_skey *k, char *out);

struct onus_note_signature {
	struct slice name; /* lent from the note */
	uint32_t id;
	struct slice base64;
	const struct onus_vkey *verified_by; /* NULL: no known key */
	uint64_t time;                       /* of a cosignature that verified; otherwise 0 */
};

struct onus_note {
	struct slice text; /* lent: up to and including the last \n before the signatures */
	size_t count;
	struct onus_note_signature signatures[ONUS_NOTE_SIGNATURES_MAX];
};

/* Takes a note apart and checks it against known keys.
 * ONUS_BAD_INPUT: malformed. ONUS_NO: a known key whose signature is wrong, or no known key signed.
 * Signatures of unknown keys are kept and not checked; of two by one key the first counts. */
ONUS_CHECK enum onus_err onus_note_open(struct slice note, const struct onus_vkey *const *known,
					size_t known_count, struct onus_note *out);

/* --- checkpoints --- */
struct onus_checkpoint {
	struct slice origin; /* lent */
	uint64_t size;
	struct onus_hash root;
};

/* Reads the text of a note (three lines; extension lines are allowed, if not empty, and skipped).
 * ONUS_BAD_INPUT for anything else, and for a size of 2^63 or more. */
ONUS_CHECK enum onus_err onus_checkpoint_parse(struct slice text, struct onus_checkpoint *out);

enum { ONUS_CHECKPOINT_TEXT_MAX = 2 * ONUS_KEY_NAME_MAX + 400 };
/* A whole signed checkpoint note, NUL-ended, into `out` (ONUS_CHECKPOINT_TEXT_MAX bytes).
 * ONUS_USAGE unless the key is of type 1 and bears the origin's name, by which readers find it. */
ONUS_CHECK enum onus_err onus_checkpoint_sign(const struct onus_checkpoint *c,
					      const struct onus_skey *key, char *out);

/* --- receipts (tlog-proof) --- */
enum { ONUS_EXTRA_MAX = 4096 };

/* Not to be copied: `extra` would still point into the original. */
struct onus_receipt {
	struct slice extra; /* decoded; lent from `storage` */
	bool has_extra;
	uint64_t index;
	struct onus_proof proof;
	struct slice checkpoint; /* the signed note, lent from the input */
	unsigned char storage[ONUS_EXTRA_MAX];
};

/* ONUS_BAD_INPUT for anything but what onus_receipt_write writes around some signed note, which is
 * not opened here. `extra` is anybody's word until onus_receipt_verify has tied it to the tree. */
ONUS_CHECK enum onus_err onus_receipt_parse(struct slice text, struct onus_receipt *out);
/* Writes a receipt, NUL-ended; ONUS_BAD_INPUT where it does not fit `room` or a limit above. */
ONUS_CHECK enum onus_err onus_receipt_write(struct slice extra, bool has_extra, uint64_t index,
					    const struct onus_proof *proof, struct slice checkpoint,
					    char *out, size_t room);
/* The whole check of a receipt: the checkpoint is signed by one of `known` and, where keys of type
 * 1 are among them, by one of those whose name is its origin (the log's own, tlog-proof
 * "Verifying", step 2); and `leaf` is in its tree at the receipt's index. ONUS_NO with the reason
 * where not, ONUS_BAD_INPUT where the checkpoint is malformed. `out`, which may be NULL, tells what
 * was proved; its origin is lent from the receipt's checkpoint. */
ONUS_CHECK enum onus_err onus_receipt_verify(const struct onus_receipt *r,
					     const struct onus_hash *leaf,
					     const struct onus_vkey *const *known,
					     size_t known_count, struct onus_checkpoint *out);

/* --- base64 (RFC 4648, padded, strict) --- */
/* Length of the encoding of n bytes, without NUL. */
static inline size_t onus_base64_length(size_t n)
{
	return (n + 2) / 3 * 4;
}
void onus_base64_write(struct slice data, char *out); /* NUL-ended */
/* ONUS_BAD_INPUT for a wrong letter, padding, length or non-zero spare bits, or too little room;
 * what is in `out` then means nothing. */
ONUS_CHECK enum onus_err onus_base64_parse(struct slice text, unsigned char *out, size_t room,
					   size_t *length);

#endif
