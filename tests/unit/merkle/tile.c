/* SPDX-License-Identifier: Apache-2.0
 * tile.c - tests of tile paths and widths, and of logs that others wrote, rebuilt byte for byte. */
#include "tests/unit/merkle/support.h"

static const struct {
	int level;
	uint64_t index;
	unsigned width;
	const char *path;
} named[] = {
	{0, 0, 256, "tile/0/000"},
	{0, 1, 1, "tile/0/001.p/1"},
	{1, 3, 17, "tile/1/003.p/17"},
	{2, 999, 255, "tile/2/999.p/255"},
	{-1, 1000, 256, "tile/entries/x001/000"},
	{0, 1234067, 256, "tile/0/x001/x234/067"}, /* the example of the specification */
	{-1, 1234067, 12, "tile/entries/x001/x234/067.p/12"},
	{63, UINT64_MAX, 255, "tile/63/x018/x446/x744/x073/x709/x551/615.p/255"},
};

TEST(tile_path__is_written_and_read_back)
{
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		char path[ONUS_TILE_PATH_MAX];
		int level;
		uint64_t index;
		unsigned width;

		CHECK_OK(onus_tile_path(named[i].level, named[i].index, named[i].width, path));
		CHECK_STR(path, named[i].path);
		CHECK_OK(onus_tile_parse(slice_str(path), &level, &index, &width));
		CHECK_INT(level, named[i].level);
		CHECK(index == named[i].index);
		CHECK_INT(width, named[i].width);
	}
}

TEST(tile_path__takes_width_0_for_a_full_tile)
{
	char path[ONUS_TILE_PATH_MAX];

	CHECK_OK(onus_tile_path(0, 5, 0, path));
	CHECK_STR(path, "tile/0/005");
}

TEST(tile_path__round_trips_at_random)
{
	struct chance c = {1};

	for (int i = 0; i < 5000; i++) {
		int want_level = (int)chance_below(&c, 65) - 1;
		uint64_t want_index = chance_next(&c) >> chance_below(&c, 64);
		unsigned want_width = 1 + (unsigned)chance_below(&c, 256);
		char path[ONUS_TILE_PATH_MAX];
		int level;
		uint64_t index;
		unsigned width;

		CHECK_OK(onus_tile_path(want_level, want_index, want_width, path));
		CHECK_OK(onus_tile_parse(slice_str(path), &level, &index, &width));
		CHECK(level == want_level && index == want_index && width == want_width);
	}
}

TEST(tile_path__refuses_levels_and_widths_that_are_none)
{
	char path[ONUS_TILE_PATH_MAX] = "untouched";

	CHECK_ERR(onus_tile_path(64, 0, 0, path), ONUS_USAGE);
	CHECK_ERR(onus_tile_path(-2, 0, 0, path), ONUS_USAGE);
	CHECK_ERR(onus_tile_path(0, 0, 257, path), ONUS_USAGE);
	CHECK_STR(path, "untouched");
}

TEST(tile_parse__refuses_every_other_spelling)
{
	static const struct slice wrong[] = {
		SLICE(""),
		SLICE("tile"),
		SLICE("tile/0"),
		SLICE("tile/0/"),
		SLICE("/tile/0/000"),
		SLICE("tile/00/000"),
		SLICE("tile/01/000"),
		SLICE("tile/64/000"),
		SLICE("tile/-1/000"),
		SLICE("tile/+1/000"),
		SLICE("tile/entry/000"),
		SLICE("tile/data/000"),
		SLICE("tile/0/0"),
		SLICE("tile/0/00"),
		SLICE("tile/0/0000"),
		SLICE("tile/0/x000/000"), /* 000 */
		SLICE("tile/0/x000/x001/000"),
		SLICE("tile/0/x001/x234"),
		SLICE("tile/0/x001"),
		SLICE("tile/0/001/000"),
		SLICE("tile/0/x01/000"),
		SLICE("tile/0/X001/000"),
		SLICE("tile/0/00a"),
		SLICE("tile/0/000/"),
		SLICE("tile/0/000.p"),
		SLICE("tile/0/000.p/"),
		SLICE("tile/0/000.p/0"),
		SLICE("tile/0/000.p/01"),
		SLICE("tile/0/000.p/256"),
		SLICE("tile/0/000.p/1/"),
		SLICE("tile/0/000.P/1"),
		SLICE("tile/0/000.p/1\n"),
		SLICE("tile/0/000\0"),
		SLICE("tile/0/../000"),
		SLICE("tile/0/x018/x446/x744/x073/x709/x551/616"), /* 2^64 */
		SLICE("tile/0/x001/x000/x000/x000/x000/x000/x000/000"),
		SLICE("tile/0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/"
		      "x001/x001"),
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int level = 7;
		uint64_t index = 7;
		unsigned width = 7;

		if (onus_tile_parse(wrong[i], &level, &index, &width) != ONUS_BAD_INPUT ||
		    level != 7 || index != 7 || width != 7) {
			test_fail(HERE, "read: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
}

TEST(tile_count__is_the_specifications_for_70000)
{
	uint64_t full;
	unsigned partial;

	onus_tile_count(0, 70000, &full, &partial);
	CHECK(full == 273 && partial == 112);
	onus_tile_count(-1, 70000, &full, &partial);
	CHECK(full == 273 && partial == 112);
	onus_tile_count(1, 70000, &full, &partial);
	CHECK(full == 1 && partial == 17);
	onus_tile_count(2, 70000, &full, &partial);
	CHECK(full == 0 && partial == 1);
	onus_tile_count(7, UINT64_MAX, &full, &partial);
	CHECK(full == 0 && partial == 255);
	onus_tile_count(8, UINT64_MAX, &full, &partial);
	CHECK(full == 0 && partial == 0);
	onus_tile_count(63, UINT64_MAX, &full, &partial);
	CHECK(full == 0 && partial == 0);
}

/* --- third-party vectors --- */

TEST(tile_path__writes_and_reads_the_paths_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "tiles/paths.csv");
	struct slice field[2];
	int count = 0;

	CHECK(csv_row(&rest, field, 2));
	for (; csv_row(&rest, field, 2); count++) {
		struct slice want =
			slice_str(arena_printf(&a, "tile/3/" SLICE_FMT, SLICE_ARG(field[1])));
		char path[ONUS_TILE_PATH_MAX];
		uint64_t index;
		uint64_t again;
		int level;
		unsigned width;

		CHECK(slice_to_u64(field[0], &index));
		CHECK_OK(onus_tile_path(3, index, 0, path));
		CHECK(slice_is(want, path));
		CHECK_OK(onus_tile_parse(want, &level, &again, &width));
		CHECK(again == index && level == 3 && width == ONUS_TILE_WIDTH);
	}
	CHECK(count >= 15);
}

TEST(tile_count__gives_the_widths_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "tiles/sizes.csv");
	struct slice field[4];
	int count = 0;

	CHECK(csv_row(&rest, field, 4));
	for (; csv_row(&rest, field, 4); count++) {
		uint64_t n[4];
		uint64_t full;
		unsigned partial;

		for (size_t i = 0; i < 4; i++) {
			CHECK(slice_to_u64(field[i], &n[i]));
		}
		onus_tile_count((int)n[1], n[0], &full, &partial);
		CHECK(full == n[2] && partial == n[3]);
	}
	CHECK(count >= 30);
}

/* Appends the hashes of tile (level, index), which lie side by side in the tree. */
static struct slice tile_bytes(struct arena *a, const struct onus_tree *t, unsigned level,
			       uint64_t index, unsigned width)
{
	struct onus_hash *hashes = NEW_N(a, struct onus_hash, width);

	for (unsigned i = 0; i < width; i++) {
		CHECK_OK(onus_tree_node(t, level * ONUS_TILE_HEIGHT, index * ONUS_TILE_WIDTH + i,
					&hashes[i]));
	}
	return slice_of(hashes, width * sizeof *hashes);
}

/* Opens FOLDER/NAME with the key in `vkey_file`. */
static struct onus_checkpoint open_checkpoint(struct arena *a, const char *vkey_file,
					      const char *checkpoint_file)
{
	struct onus_vkey *key = NEW(a, struct onus_vkey);
	const struct onus_vkey *known[] = {key};
	struct onus_note note;
	struct onus_checkpoint c;

	CHECK_OK(onus_vkey_parse(slice_trim(vector_file(a, vkey_file)), key));
	CHECK_OK(onus_note_open(vector_file(a, checkpoint_file), known, 1, &note));
	CHECK_OK(onus_checkpoint_parse(note.text, &c));
	return c;
}

#define TESSERA "tiles/tessera-15/"

static void check_tessera_root(struct arena *a, const struct onus_tree *t, const char *name)
{
	struct onus_checkpoint c = open_checkpoint(a, TESSERA "vkey.txt", name);
	struct onus_hash root;

	CHECK(slice_is(c.origin, "example.com/log/testdata"));
	CHECK_INT(c.size, onus_tree_size(t));
	CHECK_OK(onus_tree_root(t, c.size, &root));
	CHECK(onus_hash_eq(&root, &c.root));
}

TEST(tree__rebuilds_the_tiles_and_checkpoints_of_a_tessera_log)
{
	SCOPED_ARENA(a);
	struct slice entries = vector_file(&a, TESSERA "entries.txt");
	struct slice entry;
	SCOPED_TREE(t) = onus_tree_create();

	check_tessera_root(&a, t, TESSERA "checkpoint.0");
	while (slice_line(&entries, &entry)) {
		struct onus_hash leaf = onus_leaf_hash(entry);
		char path[ONUS_TILE_PATH_MAX];
		unsigned n;

		onus_tree_append(t, &leaf);
		n = (unsigned)onus_tree_size(t);
		check_tessera_root(&a, t, arena_printf(&a, TESSERA "checkpoint.%u", n));
		CHECK_OK(onus_tile_path(0, 0, n, path));
		CHECK(slice_eq(tile_bytes(&a, t, 0, 0, n),
			       vector_file(&a, arena_printf(&a, TESSERA "%s", path))));
	}
	CHECK_INT(onus_tree_size(t), 15);
	check_tessera_root(&a, t, TESSERA "checkpoint");
}

#define MIRROR "tiles/mirror-300/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706/"

TEST(tree__rebuilds_the_upper_tile_and_root_of_a_mirrored_log)
{
	SCOPED_ARENA(a);
	struct slice full = vector_file(&a, MIRROR "tile/0/000");
	struct slice partial = vector_file(&a, MIRROR "tile/0/001.p/44");
	struct onus_checkpoint c =
		open_checkpoint(&a, "tiles/mirror-300/vkey.txt", MIRROR "checkpoint");
	SCOPED_TREE(t) = onus_tree_create();
	struct onus_hash root;

	onus_tree_append_many(t, (const struct onus_hash *)full.p, full.n / ONUS_HASH_BYTES);
	onus_tree_append_many(t, (const struct onus_hash *)partial.p, partial.n / ONUS_HASH_BYTES);
	CHECK_INT(onus_tree_size(t), 300);
	CHECK_INT(c.size, 300);
	CHECK_OK(onus_tree_root(t, 300, &root));
	CHECK(onus_hash_eq(&root, &c.root));
	CHECK(slice_eq(tile_bytes(&a, t, 0, 0, 256), full));
	CHECK(slice_eq(tile_bytes(&a, t, 0, 1, 44), partial));
	CHECK(slice_eq(tile_bytes(&a, t, 1, 0, 1), vector_file(&a, MIRROR "tile/1/000.p/1")));
}
