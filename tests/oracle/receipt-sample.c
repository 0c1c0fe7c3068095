/* SPDX-License-Identifier: Apache-2.0
 * receipt-sample.c - writes a small log with receipts, for programs that others wrote to check.
 *
 *     receipt-sample SIZE FOLDER
 *
 * FOLDER must be there. It gets log.vkey; the published log (C2SP tlog-tiles: checkpoint, tile/...,
 * tile/entries/...); receipts/INDEX.tlog-proof for the first and last 20 entries; and
 * flipped/OFFSET.tlog-proof, the last receipt with one byte changed, for each of its bytes. The
 * same SIZE gives the same bytes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "onus/merkle.h"

#define ORIGIN "log.example/exercise"

enum { ENTRY_BYTES = 33, SIZE_MAX_HERE = 1000000, RECEIPTS_EACH_END = 20, RECEIPT_ROOM = 8192 };

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "receipt-sample: %s: %s\n", what, why);
	exit(1);
}

static void must(enum onus_err e)
{
	if (e != ONUS_OK) {
		die(onus_last_error()->where, onus_last_error()->text);
	}
}

/* Writes FOLDER/NAME, and makes the folders on the way. */
static void write_file(const char *folder, const char *name, struct slice data)
{
	char path[4096];
	size_t n = strlen(folder) + 1;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (char *slash = strchr(path + n, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST) {
			die(path, strerror(errno));
		}
		*slash = '/';
	}
	f = fopen(path, "wb");
	if (f == NULL || fwrite(data.p, 1, data.n, f) != data.n || fclose(f) != 0) {
		die(path, strerror(errno));
	}
}

/* As ours are: 01 and 32 bytes that tell nothing. */
static void make_entry(uint64_t index, unsigned char out[ENTRY_BYTES])
{
	char text[32];
	struct onus_hash hash;

	snprintf(text, sizeof text, "entry %" PRIu64, index);
	hash = onus_sha256(slice_str(text));
	out[0] = 1;
	memcpy(out + 1, hash.bytes, sizeof hash.bytes);
}

static struct onus_tree *make_tree(uint64_t size)
{
	struct onus_tree *t = onus_tree_create();

	for (uint64_t i = 0; i < size; i++) {
		unsigned char entry[ENTRY_BYTES];
		struct onus_hash leaf;

		make_entry(i, entry);
		leaf = onus_leaf_hash(slice_of(entry, sizeof entry));
		onus_tree_append(t, &leaf);
	}
	return t;
}

static void publish_tile(const struct onus_tree *t, int level, uint64_t index, unsigned width,
			 const char *folder)
{
	char path[ONUS_TILE_PATH_MAX];
	SCOPED_BUF(tile, ONUS_TILE_WIDTH * (2 + ENTRY_BYTES));

	for (uint64_t i = index * ONUS_TILE_WIDTH; i < index * ONUS_TILE_WIDTH + width; i++) {
		unsigned char entry[2 + ENTRY_BYTES] = {0, ENTRY_BYTES};
		struct onus_hash hash;

		if (level < 0) {
			make_entry(i, entry + 2);
			buf_add(&tile, slice_of(entry, sizeof entry));
		} else {
			must(onus_tree_node(t, (unsigned)level * ONUS_TILE_HEIGHT, i, &hash));
			buf_add(&tile, slice_of(hash.bytes, sizeof hash.bytes));
		}
	}
	must(buf_check(&tile, "a tile"));
	must(onus_tile_path(level, index, width, path));
	write_file(folder, path, buf_slice(&tile));
}

static void publish_tiles(const struct onus_tree *t, const char *folder)
{
	for (int level = -1; level < 8; level++) {
		uint64_t full;
		unsigned partial;

		onus_tile_count(level, onus_tree_size(t), &full, &partial);
		for (uint64_t i = 0; i < full; i++) {
			publish_tile(t, level, i, ONUS_TILE_WIDTH, folder);
		}
		if (partial > 0) {
			publish_tile(t, level, full, partial, folder);
		}
	}
}

static void write_receipt(const struct onus_tree *t, uint64_t index, const char *checkpoint,
			  const char *folder, char text[RECEIPT_ROOM])
{
	unsigned char entry[ENTRY_BYTES];
	struct onus_proof proof;
	char name[64];

	make_entry(index, entry);
	must(onus_prove_inclusion(t, index, onus_tree_size(t), &proof));
	must(onus_receipt_write(slice_of(entry, sizeof entry), true, index, &proof,
				slice_str(checkpoint), text, RECEIPT_ROOM));
	snprintf(name, sizeof name, "receipts/%" PRIu64 ".tlog-proof", index);
	write_file(folder, name, slice_str(text));
}

/* The bit of 16 is never one that a lenient reader of base64 throws away. */
static void write_flipped(char *text, const char *folder)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++) {
		char name[64];

		text[i] ^= 0x10;
		snprintf(name, sizeof name, "flipped/%zu.tlog-proof", i);
		write_file(folder, name, slice_of(text, n));
		text[i] ^= 0x10;
	}
}

static void write_log(uint64_t size, const char *folder)
{
	static const unsigned char seed[32] = "no secret: for exercises only..";
	struct onus_tree *t = make_tree(size);
	struct onus_checkpoint c = {SLICE(ORIGIN), size, {{0}}};
	struct onus_skey key;
	char vkey[ONUS_VKEY_TEXT_MAX];
	char checkpoint[ONUS_CHECKPOINT_TEXT_MAX];
	char text[RECEIPT_ROOM] = "";

	must(onus_skey_from_seed(&key, c.origin, ONUS_KEY_ED25519, seed));
	onus_vkey_write(&key.public, vkey);
	write_file(folder, "log.vkey", slice_str(vkey));
	must(onus_tree_root(t, size, &c.root));
	must(onus_checkpoint_sign(&c, &key, checkpoint));
	write_file(folder, "checkpoint", slice_str(checkpoint));
	publish_tiles(t, folder);
	for (uint64_t i = 0; i < size; i++) {
		if (i < RECEIPTS_EACH_END || size - i <= RECEIPTS_EACH_END) {
			write_receipt(t, i, checkpoint, folder, text);
		}
	}
	write_flipped(text, folder);
	onus_tree_destroy(t);
}

int main(int argc, char **argv)
{
	uint64_t size;

	if (argc != 3 || !slice_to_u64(slice_str(argv[1]), &size) || size > SIZE_MAX_HERE) {
		fprintf(stderr, "usage: receipt-sample SIZE FOLDER\n");
		return 2;
	}
	must(onus_merkle_init());
	write_log(size, argv[2]);
	return 0;
}
