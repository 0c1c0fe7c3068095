/* SPDX-License-Identifier: Apache-2.0
 * tree.c - tests of the growing tree, against the recursive definition of RFC 6962. */
#include "tests/unit/merkle/support.h"

enum { SMALL = 130, LARGE = 5000 };

/* Leaf inputs and roots of sizes 0 to 8: the test tree of certificate-transparency, as in
 * github.com/transparency-dev/merkle, testonly/constants.go. */
static const struct slice known_leaves[] = {
	SLICE(""),
	SLICE("\x00"),
	SLICE("\x10"),
	SLICE("\x20\x21"),
	SLICE("\x30\x31"),
	SLICE("\x40\x41\x42\x43"),
	SLICE("\x50\x51\x52\x53\x54\x55\x56\x57"),
	SLICE("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
};
static const char *const known_roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

TEST(tree_root__has_the_known_values_of_sizes_0_to_8)
{
	SCOPED_TREE(t) = onus_tree_create();
	struct onus_hash root;

	for (size_t n = 0; n <= 8; n++) {
		struct onus_hash leaf;

		CHECK_OK(onus_tree_root(t, n, &root));
		CHECK(hash_is(root, known_roots[n]));
		if (n < 8) {
			leaf = onus_leaf_hash(known_leaves[n]);
			onus_tree_append(t, &leaf);
		}
	}
}

TEST(tree_root__is_right_for_every_prefix)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 1, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);

	for (size_t n = 0; n <= SMALL; n++) {
		struct onus_hash want = naive_root(leaves, n);
		struct onus_hash got;

		CHECK_OK(onus_tree_root(t, n, &got));
		CHECK(onus_hash_eq(&got, &want));
	}
}

TEST(tree_node__is_the_root_of_every_complete_subtree)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 2, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);

	CHECK_INT(onus_tree_size(t), SMALL);
	for (unsigned level = 0; (size_t)1 << level <= SMALL; level++) {
		for (size_t i = 0; i < (size_t)SMALL >> level; i++) {
			struct onus_hash want =
				naive_root(leaves + (i << level), (size_t)1 << level);
			struct onus_hash got;

			CHECK_OK(onus_tree_node(t, level, i, &got));
			CHECK(onus_hash_eq(&got, &want));
		}
	}
}

TEST(tree__refuses_what_it_does_not_have)
{
	SCOPED_ARENA(a);
	SCOPED_TREE(t) = tree_of(chance_leaves(&a, 3, 5), 5);
	struct onus_hash before = naive_root(NULL, 0);
	struct onus_hash out = before;

	CHECK_ERR(onus_tree_node(t, 0, 5, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_node(t, 1, 2, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_node(t, 3, 0, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_node(t, 63, 0, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_node(t, 64, 0, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_node(t, UINT32_MAX, UINT64_MAX, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_root(t, 6, &out), ONUS_USAGE);
	CHECK_ERR(onus_tree_root(t, UINT64_MAX, &out), ONUS_USAGE);
	CHECK(onus_hash_eq(&out, &before));
}

/* True where both have the same size and the same hash at every place. */
static bool same(const struct onus_tree *x, const struct onus_tree *y)
{
	if (onus_tree_size(x) != onus_tree_size(y)) {
		return false;
	}
	for (unsigned level = 0; level < 63; level++) {
		for (uint64_t i = 0; i < onus_tree_size(x) >> level; i++) {
			struct onus_hash p;
			struct onus_hash q;

			if (onus_tree_node(x, level, i, &p) != ONUS_OK ||
			    onus_tree_node(y, level, i, &q) != ONUS_OK || !onus_hash_eq(&p, &q)) {
				return false;
			}
		}
	}
	return true;
}

TEST(tree_append_many__equals_one_at_a_time)
{
	SCOPED_ARENA(a);
	struct chance c = {4};
	struct onus_hash *leaves = chance_leaves(&a, 4, LARGE);
	SCOPED_TREE(one) = tree_of(leaves, LARGE);
	SCOPED_TREE(many) = onus_tree_create();

	for (size_t done = 0; done < LARGE;) {
		size_t n = chance_below(&c, 300);

		n = n < LARGE - done ? n : LARGE - done;
		onus_tree_append_many(many, leaves + done, n);
		done += n;
	}
	CHECK(same(one, many));
}

TEST(tree_truncate__goes_back_to_what_was)
{
	SCOPED_ARENA(a);
	struct chance c = {5};
	struct onus_hash *leaves = chance_leaves(&a, 5, SMALL);
	struct onus_hash *other = chance_leaves(&a, 6, SMALL);

	for (size_t size = 0; size <= SMALL; size += 1 + chance_below(&c, 4)) {
		SCOPED_TREE(t) = tree_of(leaves, SMALL);
		SCOPED_TREE(want) = tree_of(leaves, size);

		onus_tree_truncate(t, size);
		CHECK(same(t, want));
		/* The cut branch must leave nothing behind in another one that grows from there. */
		for (size_t i = size; i < SMALL; i++) {
			onus_tree_append(t, &other[i]);
			onus_tree_append(want, &other[i]);
		}
		CHECK(same(t, want));
	}
}

TEST(tree_truncate__leaves_a_smaller_tree_alone)
{
	SCOPED_ARENA(a);
	SCOPED_TREE(t) = tree_of(chance_leaves(&a, 7, 5), 5);

	onus_tree_truncate(t, 5);
	onus_tree_truncate(t, 6);
	onus_tree_truncate(t, UINT64_MAX);
	CHECK_INT(onus_tree_size(t), 5);
}

TEST(tree_destroy__takes_null)
{
	CHECK(onus_tree_destroy(NULL) == NULL);
}

TEST(tree__has_every_hash_of_the_rfc_6962_vectors)
{
	SCOPED_ARENA(a);
	struct slice text = vector_file(&a, "merkle/rfc6962.json");
	struct json *v;
	const struct json *levels;
	SCOPED_TREE(t) = onus_tree_create();

	CHECK_OK(json_parse(&a, text, &v));
	levels = json_get(v, "levels_hex");
	CHECK_INT(json_get_count(v, "leaf_inputs_hex"), 8);
	for (size_t n = 0; n <= 8; n++) {
		struct slice want = json_get_item(v, "roots_by_size_hex", n)->string;
		struct onus_hash root;

		if (n > 0) {
			struct slice leaf = levels->items[0]->items[n - 1]->string;
			struct onus_hash hash = hash_hex(arena_copy(&a, leaf));
			struct onus_hash ours = onus_leaf_hash(known_leaves[n - 1]);

			CHECK(onus_hash_eq(&hash, &ours));
			onus_tree_append(t, &hash);
		}
		CHECK_OK(onus_tree_root(t, n, &root));
		CHECK(hash_is(root, arena_copy(&a, want)));
	}
	CHECK_INT(levels->count, 4);
	for (unsigned level = 0; level < levels->count; level++) {
		const struct json *row = levels->items[level];

		CHECK_INT(row->count, 8 >> level);
		for (size_t i = 0; i < row->count; i++) {
			struct onus_hash got;

			CHECK_OK(onus_tree_node(t, level, i, &got));
			CHECK(hash_is(got, arena_copy(&a, row->items[i]->string)));
		}
	}
}
