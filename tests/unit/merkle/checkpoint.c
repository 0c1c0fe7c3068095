/* SPDX-License-Identifier: Apache-2.0
 * checkpoint.c - tests of signing and reading checkpoints, and of witnesses' cosignatures on them.
 */
#include "tests/unit/merkle/support.h"

#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static struct onus_checkpoint sample(const char *origin, uint64_t size)
{
	struct chance c = {size};

	return (struct onus_checkpoint){slice_str(origin), size, chance_hash(&c)};
}

static struct onus_checkpoint read_signed(const char *note, const struct onus_vkey *key)
{
	const struct onus_vkey *known[] = {key};
	struct onus_note opened;
	struct onus_checkpoint c;

	CHECK_OK(onus_note_open(slice_str(note), known, 1, &opened));
	CHECK_OK(onus_checkpoint_parse(opened.text, &c));
	return c;
}

TEST(checkpoint_sign__writes_what_can_be_opened_and_read)
{
	static const uint64_t sizes[] = {0, 1, 255, 1000000, INT64_MAX};
	struct onus_skey key = test_key("log.example/exercise", ONUS_KEY_ED25519, 1);

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct onus_checkpoint c = sample("log.example/exercise", sizes[i]);
		struct onus_checkpoint again;
		char note[ONUS_CHECKPOINT_TEXT_MAX];

		CHECK_OK(onus_checkpoint_sign(&c, &key, note));
		again = read_signed(note, &key.public);
		CHECK(slice_eq(again.origin, c.origin));
		CHECK(again.size == c.size);
		CHECK(onus_hash_eq(&again.root, &c.root));
	}
}

/* Ed25519 has no chance in it: the whole note is known. The bytes were checked with the note
 * package of golang.org/x/mod (tests/oracle/receipt-go). */
TEST(checkpoint_sign__writes_the_known_bytes)
{
	struct onus_skey key = test_key("log.example/exercise", ONUS_KEY_ED25519, 1);
	struct onus_checkpoint c = {SLICE("log.example/exercise"), 0, onus_empty_root()};
	char note[ONUS_CHECKPOINT_TEXT_MAX];

	CHECK_OK(onus_checkpoint_sign(&c, &key, note));
	CHECK_STR(note,
		  "log.example/exercise\n0\n" EMPTY_ROOT "\n\n"
		  "\xe2\x80\x94 log.example/exercise "
		  "oyjDz/okKTi4IjlgA5Op0ibSfM8fB813Y2kXWHFh6cr0AxWO2SIyvh4wXgtto/v+vHCdzCBP5e/"
		  "fKx3DRq5E7JZQ1wE=\n");
}

TEST(checkpoint_sign__has_room_for_the_longest_name)
{
	char name[ONUS_KEY_NAME_MAX + 1] = {0};
	char note[ONUS_CHECKPOINT_TEXT_MAX];
	struct onus_checkpoint c;
	struct onus_skey key;

	memset(name, 'n', ONUS_KEY_NAME_MAX);
	key = test_key(name, ONUS_KEY_ED25519, 2);
	c = sample(name, INT64_MAX);
	CHECK_OK(onus_checkpoint_sign(&c, &key, note));
	CHECK(strlen(note) < ONUS_CHECKPOINT_TEXT_MAX);
}

TEST(checkpoint_sign__refuses_what_readers_would_not_take)
{
	struct onus_skey log = test_key("log.example", ONUS_KEY_ED25519, 3);
	struct onus_skey witness = test_key("log.example", ONUS_KEY_COSIGNATURE, 3);
	struct onus_skey broken = test_key("log.example", ONUS_KEY_ED25519, 3);
	struct onus_checkpoint right = sample("log.example", 5);
	struct onus_checkpoint other = sample("other.example", 5);
	struct onus_checkpoint huge = sample("log.example", (uint64_t)1 << 63);
	char note[ONUS_CHECKPOINT_TEXT_MAX] = "untouched";

	CHECK_ERR(onus_checkpoint_sign(&right, &witness, note), ONUS_USAGE);
	CHECK_ERR(onus_checkpoint_sign(&other, &log, note), ONUS_USAGE);
	CHECK_ERR(onus_checkpoint_sign(&huge, &log, note), ONUS_USAGE);
	/* A key whose halves don't belong together: caught before it leaves. */
	broken.secret[0] ^= 1;
	CHECK_ERR(onus_checkpoint_sign(&right, &broken, note), ONUS_INTERNAL);
	CHECK_STR(note, "untouched");
}

TEST(checkpoint_parse__reads_the_empty_tree_and_passes_over_extension_lines)
{
	struct onus_checkpoint c;

	CHECK_OK(onus_checkpoint_parse(SLICE("o\n0\n" EMPTY_ROOT "\n"), &c));
	CHECK(slice_is(c.origin, "o"));
	CHECK_INT(c.size, 0);
	CHECK_OK(
		onus_checkpoint_parse(SLICE("go.sum database tree\n9223372036854775807\n" EMPTY_ROOT
					    "\nmore\nand more\n"),
				      &c));
	CHECK(slice_is(c.origin, "go.sum database tree"));
	CHECK(c.size == INT64_MAX);
}

TEST(checkpoint_parse__refuses_malformed_ones)
{
	static const struct slice wrong[] = {
		SLICE(""),
		SLICE("\n"),
		SLICE("o"),
		SLICE("o\n"),
		SLICE("o\n0\n"),
		SLICE("o\n0\n" EMPTY_ROOT),
		SLICE("\n0\n" EMPTY_ROOT "\n"),
		SLICE("o\n\n" EMPTY_ROOT "\n"),
		SLICE("o\n00\n" EMPTY_ROOT "\n"),
		SLICE("o\n01\n" EMPTY_ROOT "\n"),
		SLICE("o\n+1\n" EMPTY_ROOT "\n"),
		SLICE("o\n-1\n" EMPTY_ROOT "\n"),
		SLICE("o\n 1\n" EMPTY_ROOT "\n"),
		SLICE("o\n1 \n" EMPTY_ROOT "\n"),
		SLICE("o\n0x1\n" EMPTY_ROOT "\n"),
		SLICE("o\n1\r\n" EMPTY_ROOT "\n"),
		SLICE("o\n9223372036854775808\n" EMPTY_ROOT "\n"),
		SLICE("o\n18446744073709551616\n" EMPTY_ROOT "\n"),
		SLICE("o\n0\n\n"),
		SLICE("o\n0\nAAAA\n"),
		SLICE("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n"),
		SLICE("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA\n"),
		SLICE("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n"),
		SLICE("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n"),
		SLICE("o\n0\n" EMPTY_ROOT "\n\n"),
		SLICE("o\n0\n" EMPTY_ROOT "\nmore\n\nmore\n"),
		SLICE("o\n0\n" EMPTY_ROOT "\nmore"),
	};
	struct onus_checkpoint c = {.size = 7};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (onus_checkpoint_parse(wrong[i], &c) != ONUS_BAD_INPUT || c.size != 7) {
			test_fail(HERE, "read: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
}

/* --- third-party vectors --- */

/* Its public keys were not published: it can be taken apart, not verified. */
TEST(checkpoint_parse__reads_the_example_of_the_specification)
{
	SCOPED_ARENA(a);
	struct slice note = vector_file(&a, "checkpoint/c2sp-example.txt");
	size_t end = slice_search(note, SLICE("\n\n"));
	struct onus_checkpoint c;
	struct onus_note opened;

	CHECK_OK(onus_checkpoint_parse(slice_of(note.p, end + 1), &c));
	CHECK(slice_is(c.origin, "example.com/behind-the-sofa"));
	CHECK_INT(c.size, 20852163);
	CHECK_ERR(onus_note_open(note, NULL, 0, &opened), ONUS_NO);
}

TEST(cosignatures__give_the_verdicts_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "cosignature/keys.csv");
	struct slice field[4];
	int valid = 0;
	int refused = 0;

	CHECK(csv_row(&rest, field, 4));
	while (csv_row(&rest, field, 4)) {
		const char *name = arena_printf(&a, "cosignature/" SLICE_FMT, SLICE_ARG(field[0]));
		struct slice text = vector_file(&a, name);
		bool want = slice_is(field[3], "valid");
		struct onus_vkey key;
		const struct onus_vkey *known[] = {&key};
		struct onus_note note;
		struct onus_checkpoint c;
		uint64_t time;

		CHECK_OK(onus_vkey_parse(field[1], &key));
		CHECK_ERR(onus_note_open(text, known, 1, &note), want ? ONUS_OK : ONUS_NO);
		valid += want;
		refused += !want;
		if (!want) {
			continue;
		}
		CHECK(slice_to_u64(field[2], &time));
		for (size_t i = 0; i < note.count; i++) {
			CHECK(note.signatures[i].time ==
			      (note.signatures[i].verified_by == &key ? time : 0));
		}
		CHECK_OK(onus_checkpoint_parse(note.text, &c));
	}
	CHECK_INT(valid, 3);
	CHECK_INT(refused, 1);
}
