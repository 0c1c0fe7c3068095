/* SPDX-License-Identifier: Apache-2.0
 * proof.c - tests of inclusion and consistency proofs: against the recursive definitions of RFC
 * 6962, against a verifier written after RFC 9162, with changed proofs, and with third-party
 * vectors. */
#include "tests/unit/merkle/support.h"

enum { SMALL = 70, LARGE = 3000, SAMPLES = 600 };

static bool same_proof(const struct onus_proof *x, const struct onus_proof *y)
{
	if (x->count != y->count) {
		return false;
	}
	for (size_t i = 0; i < x->count; i++) {
		if (!onus_hash_eq(&x->hashes[i], &y->hashes[i])) {
			return false;
		}
	}
	return true;
}

/* The verifier of RFC 9162 section 2.1.3.2, which walks where ours counts. */
static bool rfc_9162_inclusion(uint64_t index, uint64_t size, struct onus_hash r,
			       const struct onus_proof *proof, const struct onus_hash *root)
{
	uint64_t fn = index;
	uint64_t sn = size - 1;

	if (index >= size) {
		return false;
	}
	for (size_t i = 0; i < proof->count; i++) {
		if (sn == 0) {
			return false;
		}
		if ((fn & 1) || fn == sn) {
			r = onus_node_hash(&proof->hashes[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = onus_node_hash(&r, &proof->hashes[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && onus_hash_eq(&r, root);
}

static enum onus_err verify_in(uint64_t index, uint64_t size, const struct onus_hash *leaf,
			       const struct onus_proof *p, const struct onus_hash *root)
{
	return onus_verify_inclusion(index, size, leaf, p->hashes, p->count, root);
}

static enum onus_err verify_co(uint64_t old, uint64_t size, const struct onus_hash *old_root,
			       const struct onus_hash *root, const struct onus_proof *p)
{
	return onus_verify_consistency(old, size, old_root, root, p->hashes, p->count);
}

/* --- making, against the definition; checking what was made --- */

TEST(prove_inclusion__equals_the_path_of_rfc_6962_in_every_prefix)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 1, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);
	struct onus_proof want;
	struct onus_proof got;

	for (size_t size = 1; size <= SMALL; size++) {
		struct onus_hash root = naive_root(leaves, size);

		for (size_t index = 0; index < size; index++) {
			naive_path(index, leaves, size, &want);
			CHECK_OK(onus_prove_inclusion(t, index, size, &got));
			CHECK(same_proof(&got, &want));
			CHECK_OK(verify_in(index, size, &leaves[index], &got, &root));
			CHECK(rfc_9162_inclusion(index, size, leaves[index], &got, &root));
		}
	}
}

TEST(prove_consistency__equals_the_proof_of_rfc_6962_between_all_prefixes)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 2, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);
	struct onus_proof want;
	struct onus_proof got;

	for (size_t size = 1; size <= SMALL; size++) {
		struct onus_hash root = naive_root(leaves, size);

		for (size_t old = 1; old <= size; old++) {
			struct onus_hash old_root = naive_root(leaves, old);

			naive_consistency(old, leaves, size, &want);
			CHECK_OK(onus_prove_consistency(t, old, size, &got));
			CHECK(same_proof(&got, &want));
			CHECK_OK(verify_co(old, size, &old_root, &root, &got));
		}
	}
}

TEST(proofs__hold_at_random_places_of_a_large_tree)
{
	SCOPED_ARENA(a);
	struct chance c = {3};
	struct onus_hash *leaves = chance_leaves(&a, 3, LARGE);
	SCOPED_TREE(t) = tree_of(leaves, LARGE);
	struct onus_proof p;

	for (int i = 0; i < SAMPLES; i++) {
		uint64_t size = 1 + chance_below(&c, LARGE);
		uint64_t index = chance_below(&c, size);
		struct onus_hash root;
		struct onus_hash old_root;

		CHECK_OK(onus_tree_root(t, size, &root));
		CHECK_OK(onus_tree_root(t, index + 1, &old_root));
		CHECK_OK(onus_prove_inclusion(t, index, size, &p));
		CHECK_OK(verify_in(index, size, &leaves[index], &p, &root));
		CHECK_OK(onus_prove_consistency(t, index + 1, size, &p));
		CHECK_OK(verify_co(index + 1, size, &old_root, &root, &p));
	}
}

TEST(prove__refuses_what_the_tree_does_not_have)
{
	SCOPED_ARENA(a);
	SCOPED_TREE(t) = tree_of(chance_leaves(&a, 4, 5), 5);
	struct onus_proof p = {.count = 42};

	CHECK_ERR(onus_prove_inclusion(t, 0, 6, &p), ONUS_USAGE);
	CHECK_ERR(onus_prove_inclusion(t, 5, 5, &p), ONUS_USAGE);
	CHECK_ERR(onus_prove_inclusion(t, 0, 0, &p), ONUS_USAGE);
	CHECK_ERR(onus_prove_inclusion(t, UINT64_MAX, 5, &p), ONUS_USAGE);
	CHECK_ERR(onus_prove_consistency(t, 2, 6, &p), ONUS_USAGE);
	CHECK_ERR(onus_prove_consistency(t, 5, 4, &p), ONUS_USAGE);
	CHECK_INT(p.count, 42);
	CHECK_OK(onus_prove_consistency(t, 0, 5, &p));
	CHECK_INT(p.count, 0);
}

/* --- changed proofs are refused --- */

/* Calls `holds` with every proof that lacks one hash, has one more, has two swapped, or has one bit
 * of one hash flipped; each must be refused. */
static void check_changed(const struct onus_proof *p, struct chance *c,
			  enum onus_err (*holds)(const struct onus_proof *p, const void *data),
			  const void *data)
{
	CHECK_ERR(holds(p, data), ONUS_OK);
	for (size_t i = 0; i <= p->count; i++) {
		struct onus_proof more = *p;
		size_t bit = chance_below(c, 8 * ONUS_HASH_BYTES);

		memmove(&more.hashes[i + 1], &more.hashes[i], (p->count - i) * sizeof *more.hashes);
		more.hashes[i] = chance_below(c, 2) ? chance_hash(c) : p->hashes[0];
		more.count++;
		CHECK_ERR(holds(&more, data), ONUS_NO);
		if (i < p->count) {
			struct onus_proof less = *p;
			struct onus_proof flipped = *p;

			memmove(&less.hashes[i], &less.hashes[i + 1],
				(p->count - i - 1) * sizeof *less.hashes);
			less.count--;
			CHECK_ERR(holds(&less, data), ONUS_NO);
			flipped.hashes[i].bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
			CHECK_ERR(holds(&flipped, data), ONUS_NO);
		}
		if (i + 1 < p->count) {
			struct onus_proof swapped = *p;

			swapped.hashes[i] = p->hashes[i + 1];
			swapped.hashes[i + 1] = p->hashes[i];
			CHECK_ERR(holds(&swapped, data), ONUS_NO);
		}
	}
}

struct claim {
	uint64_t index; /* or the old size */
	uint64_t size;
	struct onus_hash leaf; /* or the old root */
	struct onus_hash root;
};

static enum onus_err inclusion_holds(const struct onus_proof *p, const void *data)
{
	const struct claim *c = data;

	return verify_in(c->index, c->size, &c->leaf, p, &c->root);
}

static enum onus_err consistency_holds(const struct onus_proof *p, const void *data)
{
	const struct claim *c = data;

	return verify_co(c->index, c->size, &c->leaf, &c->root, p);
}

TEST(verify_inclusion__refuses_every_changed_proof)
{
	SCOPED_ARENA(a);
	struct chance chance = {5};
	struct onus_hash *leaves = chance_leaves(&a, 5, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);
	struct onus_proof p;

	for (size_t size = 1; size <= 40; size++) {
		for (size_t index = 0; index < size; index++) {
			struct claim c = {index, size, leaves[index], naive_root(leaves, size)};
			struct claim other = c;

			CHECK_OK(onus_prove_inclusion(t, index, size, &p));
			check_changed(&p, &chance, inclusion_holds, &c);
			other.leaf.bytes[chance_below(&chance, 32)] ^= 0x10;
			CHECK_ERR(inclusion_holds(&p, &other), ONUS_NO);
			other = c;
			other.root.bytes[chance_below(&chance, 32)] ^= 0x01;
			CHECK_ERR(inclusion_holds(&p, &other), ONUS_NO);
		}
	}
}

TEST(verify_inclusion__refuses_the_leaf_at_every_other_place)
{
	SCOPED_ARENA(a);
	enum { SIZE = 37 };
	struct onus_hash *leaves = chance_leaves(&a, 6, SIZE);
	struct onus_hash root = naive_root(leaves, SIZE);
	SCOPED_TREE(t) = tree_of(leaves, SIZE);
	struct onus_proof p;

	for (size_t index = 0; index < SIZE; index++) {
		CHECK_OK(onus_prove_inclusion(t, index, SIZE, &p));
		for (uint64_t claimed = 0; claimed < SIZE + 5; claimed++) {
			CHECK_ERR(verify_in(claimed, SIZE, &leaves[index], &p, &root),
				  claimed == index ? ONUS_OK : ONUS_NO);
		}
	}
}

TEST(verify_consistency__refuses_every_changed_proof)
{
	SCOPED_ARENA(a);
	struct chance chance = {7};
	struct onus_hash *leaves = chance_leaves(&a, 7, SMALL);
	SCOPED_TREE(t) = tree_of(leaves, SMALL);
	struct onus_proof p;

	for (size_t size = 1; size <= 40; size++) {
		for (size_t old = 1; old <= size; old++) {
			struct claim c = {old, size, naive_root(leaves, old),
					  naive_root(leaves, size)};
			struct claim other = c;

			CHECK_OK(onus_prove_consistency(t, old, size, &p));
			check_changed(&p, &chance, consistency_holds, &c);
			other.leaf.bytes[chance_below(&chance, 32)] ^= 0x10;
			CHECK_ERR(consistency_holds(&p, &other), ONUS_NO);
			other = c;
			other.root.bytes[chance_below(&chance, 32)] ^= 0x01;
			CHECK_ERR(consistency_holds(&p, &other), ONUS_NO);
		}
	}
}

/* Two histories that part at leaf 20: no proof of one leads to the other. */
TEST(verify_consistency__refuses_a_rewritten_history)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 8, SMALL);
	struct onus_hash *forked = chance_leaves(&a, 8, SMALL);
	SCOPED_TREE(t) = NULL;
	struct onus_proof p;

	forked[20].bytes[0] ^= 1;
	t = tree_of(forked, SMALL);
	for (size_t old = 1; old <= SMALL; old++) {
		struct onus_hash old_root = naive_root(leaves, old);
		struct onus_hash root = naive_root(forked, SMALL);

		CHECK_OK(onus_prove_consistency(t, old, SMALL, &p));
		CHECK_ERR(verify_co(old, SMALL, &old_root, &root, &p),
			  old <= 20 ? ONUS_OK : ONUS_NO);
	}
}

/* --- the known mistakes of verifiers (reference: sigstore-js 646 and 649, the empty proof that was
 *     taken where its length came from the input, the consistency loop that did not end) --- */

TEST(verify_inclusion__takes_a_proof_with_siblings_on_one_side_only)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 9, 65);
	SCOPED_TREE(t) = tree_of(leaves, 65);
	struct onus_proof p;

	/* The last leaf: index and size - 1 are equal, and their difference has bit length 0. */
	for (size_t size = 1; size <= 65; size++) {
		struct onus_hash root = naive_root(leaves, size);

		CHECK_OK(onus_prove_inclusion(t, size - 1, size, &p));
		CHECK_INT(p.count, __builtin_popcountll(size - 1));
		CHECK_OK(verify_in(size - 1, size, &leaves[size - 1], &p, &root));
		/* The first: all siblings on the right. */
		CHECK_OK(onus_prove_inclusion(t, 0, size, &p));
		CHECK_OK(verify_in(0, size, &leaves[0], &p, &root));
	}
}

TEST(verify_inclusion__takes_the_only_leaf_with_no_hash_at_all)
{
	struct chance c = {10};
	struct onus_hash leaf = chance_hash(&c);
	struct onus_hash other = chance_hash(&c);

	CHECK_OK(onus_verify_inclusion(0, 1, &leaf, NULL, 0, &leaf));
	CHECK_ERR(onus_verify_inclusion(0, 1, &leaf, NULL, 0, &other), ONUS_NO);
	CHECK_ERR(onus_verify_inclusion(0, 1, &leaf, &other, 1, &leaf), ONUS_NO);
	CHECK_ERR(onus_verify_inclusion(1, 1, &leaf, NULL, 0, &leaf), ONUS_NO);
	CHECK_ERR(onus_verify_inclusion(0, 0, &leaf, NULL, 0, &leaf), ONUS_NO);
}

/* The way up from beyond the end would look like one, were it taken. */
TEST(verify_inclusion__refuses_a_leaf_behind_the_last)
{
	struct chance c = {18};
	struct onus_hash leaf = chance_hash(&c);
	struct onus_hash sibling = chance_hash(&c);
	struct onus_hash root = onus_node_hash(&sibling, &leaf);

	CHECK_OK(onus_verify_inclusion(1, 2, &leaf, &sibling, 1, &root));
	CHECK_ERR(onus_verify_inclusion(1, 1, &leaf, &sibling, 1, &root), ONUS_NO);
}

TEST(verify_inclusion__refuses_a_tree_of_2_to_the_63_leaves)
{
	struct chance c = {19};
	struct onus_proof p = {.count = ONUS_PROOF_MAX};
	struct onus_hash leaf = chance_hash(&c);
	struct onus_hash root = leaf;

	for (size_t i = 0; i < p.count; i++) {
		p.hashes[i] = chance_hash(&c);
		root = onus_node_hash(&root, &p.hashes[i]);
	}
	CHECK(rfc_9162_inclusion(0, (uint64_t)1 << 63, leaf, &p, &root));
	CHECK_ERR(verify_in(0, (uint64_t)1 << 63, &leaf, &p, &root), ONUS_NO);
	CHECK_OK(verify_in(0, INT64_MAX, &leaf, &p, &root));
}

TEST(verify_inclusion__refuses_the_root_passed_off_as_a_leaf_with_an_empty_proof)
{
	struct chance c = {11};
	struct onus_hash root = chance_hash(&c);

	for (uint64_t size = 2; size < 300; size++) {
		for (uint64_t index = 0; index < size; index += 1 + size / 7) {
			CHECK_ERR(onus_verify_inclusion(index, size, &root, NULL, 0, &root),
				  ONUS_NO);
		}
	}
}

TEST(verify_inclusion__refuses_an_inner_node_passed_off_as_a_leaf)
{
	SCOPED_ARENA(a);
	struct onus_hash *leaves = chance_leaves(&a, 12, 8);
	struct onus_hash root = naive_root(leaves, 8);
	struct onus_hash inner = naive_root(leaves, 2);
	SCOPED_TREE(t) = tree_of(leaves, 8);
	struct onus_proof p;

	CHECK_OK(onus_prove_inclusion(t, 0, 8, &p));
	CHECK_ERR(onus_verify_inclusion(0, 8, &inner, p.hashes + 1, 2, &root), ONUS_NO);
	/* It holds only in a tree of four leaves, which no checkpoint of this log is about. */
	CHECK_OK(onus_verify_inclusion(0, 4, &inner, p.hashes + 1, 2, &root));
}

TEST(verify_consistency__refuses_an_empty_old_tree)
{
	struct chance c = {13};
	struct onus_hash root = chance_hash(&c);
	struct onus_hash empty = onus_empty_root();

	CHECK_ERR(onus_verify_consistency(0, 0, &empty, &empty, NULL, 0), ONUS_NO);
	CHECK_ERR(onus_verify_consistency(0, 5, &empty, &root, NULL, 0), ONUS_NO);
	CHECK_ERR(onus_verify_consistency(0, 5, &empty, &root, &root, 1), ONUS_NO);
}

TEST(verify_consistency__wants_an_empty_proof_and_equal_roots_for_one_size)
{
	struct chance c = {14};
	struct onus_hash root = chance_hash(&c);
	struct onus_hash other = chance_hash(&c);

	CHECK_OK(onus_verify_consistency(5, 5, &root, &root, NULL, 0));
	CHECK_ERR(onus_verify_consistency(5, 5, &root, &root, &root, 1), ONUS_NO);
	CHECK_ERR(onus_verify_consistency(5, 5, &root, &other, NULL, 0), ONUS_NO);
	CHECK_ERR(onus_verify_consistency(6, 5, &root, &root, NULL, 0), ONUS_NO);
}

/* Any numbers at all: the verifiers come back, and say no. */
TEST(verify__ends_on_hostile_sizes)
{
	static const uint64_t odd[] = {0,
				       1,
				       2,
				       3,
				       255,
				       256,
				       UINT32_MAX,
				       (uint64_t)1 << 32,
				       INT64_MAX - 1,
				       INT64_MAX,
				       (uint64_t)1 << 63,
				       UINT64_MAX - 1,
				       UINT64_MAX};
	enum { COUNT = sizeof odd / sizeof odd[0] };
	struct onus_hash hashes[100];
	struct chance c = {15};

	chance_fill(&c, hashes, sizeof hashes);
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < COUNT; j++) {
			for (size_t n = 0; n < 100; n++) {
				CHECK_ERR(onus_verify_inclusion(odd[i], odd[j], &hashes[0], hashes,
								n, &hashes[99]),
					  ONUS_NO);
				CHECK_ERR(onus_verify_consistency(odd[i], odd[j], &hashes[0],
								  &hashes[99], hashes, n),
					  ONUS_NO);
			}
		}
	}
}

/* Number of hashes by walking, as RFC 9162 does. */
static size_t walked_length(uint64_t index, uint64_t size)
{
	size_t count = 0;

	for (uint64_t sn = size - 1; sn > 0; index >>= 1, sn >>= 1) {
		count += (index & 1) || index < sn;
	}
	return count;
}

/* In trees that no machine holds, ours and the walking verifier agree. */
TEST(verify_inclusion__agrees_with_rfc_9162_up_to_2_to_the_63)
{
	struct chance c = {16};

	for (int i = 0; i < 3000; i++) {
		uint64_t size = (chance_next(&c) >> 1 >> chance_below(&c, 62)) + 1;
		uint64_t index = chance_below(&c, 4) == 0 ? size - 1 : chance_below(&c, size);
		struct onus_proof p = {.count = walked_length(index, size)};
		struct onus_hash leaf = chance_hash(&c);
		struct onus_hash r = leaf;
		uint64_t fn = index;
		uint64_t sn = size - 1;

		chance_fill(&c, p.hashes, p.count * sizeof *p.hashes);
		for (size_t h = 0; h < p.count; fn >>= 1, sn >>= 1) {
			if (fn & 1) {
				r = onus_node_hash(&p.hashes[h++], &r);
			} else if (fn < sn) {
				r = onus_node_hash(&r, &p.hashes[h++]);
			}
		}
		if (size > INT64_MAX) {
			continue;
		}
		CHECK(rfc_9162_inclusion(index, size, leaf, &p, &r));
		CHECK_OK(verify_in(index, size, &leaf, &p, &r));
		r.bytes[31] ^= 1;
		CHECK_ERR(verify_in(index, size, &leaf, &p, &r), ONUS_NO);
	}
}

/* --- third-party vectors. Their subtree forms (subtree-inclusion, subtree-consistency) belong to
 *     the ML-DSA cosignatures of subtrees, which this engine does not have. --- */

/* Some cases have fewer bytes than a hash has, which our interface can't be given. A stand-in
 * ("don't care 1") is filled up with zeros, so that equal ones stay equal; a missing one is like no
 * other. */
static struct onus_hash read_hash(struct slice text)
{
	static struct chance c = {17};
	struct onus_hash h = {{0}};
	size_t n;

	CHECK_OK(onus_base64_parse(text, h.bytes, sizeof h.bytes, &n));
	return n > 0 ? h : chance_hash(&c);
}

static struct onus_proof read_proof(const struct json *row)
{
	struct onus_proof p = {.count = json_get_count(row, "proof")};

	CHECK(p.count <= ONUS_PROOF_MAX);
	for (size_t i = 0; i < p.count; i++) {
		p.hashes[i] = read_hash(json_get_item(row, "proof", i)->string);
	}
	return p;
}

/* Holds one verdict against the expected one; 1 where it is "valid". */
static int judge(const struct json *row, enum onus_err verdict)
{
	enum onus_err want = json_get(row, "wantErr")->type == JSON_TRUE ? ONUS_NO : ONUS_OK;

	if (verdict != want) {
		test_fail(HERE, SLICE_FMT " gave %d", SLICE_ARG(json_get_slice(row, "case")),
			  verdict);
	}
	return verdict == ONUS_OK;
}

TEST(verify_inclusion__gives_the_verdicts_of_the_transparency_dev_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "merkle/inclusion.jsonl");
	struct slice line;
	int valid = 0;
	int all = 0;

	for (; slice_line(&rest, &line); all++) {
		struct json *row;
		struct onus_proof p;
		struct onus_hash leaf;
		struct onus_hash root;

		CHECK_OK(json_parse(&a, line, &row));
		p = read_proof(row);
		leaf = read_hash(json_get_slice(row, "leafHash"));
		root = read_hash(json_get_slice(row, "root"));
		valid += judge(row, verify_in(vector_number(row, "leafIdx"),
					      vector_number(row, "treeSize"), &leaf, &p, &root));
	}
	CHECK_INT(valid, 6);
	CHECK_INT(all, 98);
}

TEST(verify_consistency__gives_the_verdicts_of_the_transparency_dev_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "merkle/consistency.jsonl");
	struct slice line;
	int valid = 0;
	int all = 0;

	for (; slice_line(&rest, &line); all++) {
		struct json *row;
		struct onus_proof p;
		struct onus_hash old_root;
		struct onus_hash root;

		CHECK_OK(json_parse(&a, line, &row));
		p = read_proof(row);
		old_root = read_hash(json_get_slice(row, "root1"));
		root = read_hash(json_get_slice(row, "root2"));
		valid += judge(row, verify_co(vector_number(row, "size1"),
					      vector_number(row, "size2"), &old_root, &root, &p));
	}
	CHECK_INT(valid, 6);
	CHECK_INT(all, 98);
}
