/* SPDX-License-Identifier: Apache-2.0
 * note.c - tests of opening signed notes. */
#include "tests/unit/merkle/support.h"

#define DASH "\xe2\x80\x94"
#define TEXT "first line\n\nthird line\n"

/* The example of C2SP signed-note. */
#define C2SP_VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define C2SP_NOTE                                                                                  \
	"This is an example message.\n\n" DASH " example.com/foo "                                 \
	"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney" \
	"aQM=\n"

static enum onus_err open_with(struct slice note, const struct onus_vkey *key,
			       struct onus_note *out)
{
	const struct onus_vkey *known[] = {key};

	return onus_note_open(note, known, 1, out);
}

static bool error_has(const char *words)
{
	return strstr(onus_last_error()->text, words) != NULL;
}

/* TEXT, an empty line, and the line of one key. */
static void note_by(struct buf *b, const struct onus_skey *key)
{
	buf_add_str(b, TEXT "\n");
	sign_line(b, SLICE(TEXT), key, 1700000000);
}

TEST(note_open__opens_the_example_of_the_specification)
{
	struct onus_vkey key;
	struct onus_note note;

	CHECK_OK(onus_vkey_parse(SLICE(C2SP_VKEY), &key));
	CHECK_OK(open_with(SLICE(C2SP_NOTE), &key, &note));
	CHECK(slice_is(note.text, "This is an example message.\n"));
	CHECK_INT(note.count, 1);
	CHECK(slice_is(note.signatures[0].name, "example.com/foo"));
	CHECK(note.signatures[0].verified_by == &key);
	CHECK(note.signatures[0].id == key.id);
}

TEST(note_open__splits_at_the_last_empty_line)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 1);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &key);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
	CHECK(slice_is(note.text, TEXT));
	CHECK_INT(note.signatures[0].time, 0);
}

TEST(note_open__gives_the_time_of_a_cosignature)
{
	struct onus_skey key = test_key("w.example", ONUS_KEY_COSIGNATURE, 2);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &key);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
	CHECK_INT(note.signatures[0].time, 1700000000);
	CHECK(note.signatures[0].verified_by == &key.public);
}

TEST(note_open__refuses_a_cosignature_from_beyond_2_to_the_63)
{
	struct onus_skey key = test_key("w.example", ONUS_KEY_COSIGNATURE, 2);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	buf_add_str(&b, TEXT "\n");
	sign_line(&b, SLICE(TEXT), &key, (uint64_t)1 << 63);
	CHECK_ERR(open_with(buf_slice(&b), &key.public, &note), ONUS_NO);
	buf_reset(&b);
	buf_add_str(&b, TEXT "\n");
	sign_line(&b, SLICE(TEXT), &key, INT64_MAX);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
}

/* The id has the type in it: one kind of signature is never taken for the other. */
TEST(note_open__keeps_the_two_kinds_of_signature_apart)
{
	struct onus_skey log = test_key("a.example", ONUS_KEY_ED25519, 3);
	struct onus_skey witness = test_key("a.example", ONUS_KEY_COSIGNATURE, 3);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	CHECK(log.public.id != witness.public.id);
	note_by(&b, &log);
	CHECK_ERR(open_with(buf_slice(&b), &witness.public, &note), ONUS_NO);
	/* Even where somebody writes the other's id in front of it. */
	log.public.id = witness.public.id;
	buf_reset(&b);
	note_by(&b, &log);
	CHECK_ERR(open_with(buf_slice(&b), &witness.public, &note), ONUS_NO);
}

TEST(note_open__keeps_signatures_of_unknown_keys_unchecked)
{
	struct onus_skey known = test_key("a.example", ONUS_KEY_ED25519, 4);
	struct onus_skey same_name = test_key("a.example", ONUS_KEY_ED25519, 5);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	buf_add_str(&b, TEXT "\n");
	sign_line(&b, SLICE("another text\n"), &same_name, 0);
	buf_add_str(&b, DASH " z.example AAAAAAE=\n");
	sign_line(&b, SLICE(TEXT), &known, 0);
	CHECK_OK(open_with(buf_slice(&b), &known.public, &note));
	CHECK_INT(note.count, 3);
	CHECK(note.signatures[0].verified_by == NULL);
	CHECK(note.signatures[1].verified_by == NULL);
	CHECK(slice_is(note.signatures[1].base64, "AAAAAAE="));
	CHECK(note.signatures[2].verified_by == &known.public);
}

TEST(note_open__drops_only_copies_of_what_unknown_keys_signed)
{
	struct onus_skey known = test_key("a.example", ONUS_KEY_ED25519, 4);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	buf_add_str(&b, TEXT "\n" DASH " z.example AAAAAAE=\n" DASH " z.example AAAAAAI=\n" DASH
			     " z.example AAAAAAE=\n");
	sign_line(&b, SLICE(TEXT), &known, 0);
	CHECK_OK(open_with(buf_slice(&b), &known.public, &note));
	CHECK_INT(note.count, 3);
	CHECK(slice_is(note.signatures[0].base64, "AAAAAAE="));
	CHECK(slice_is(note.signatures[1].base64, "AAAAAAI="));
}

TEST(note_open__says_no_where_no_known_key_signed)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 4);
	struct onus_skey other = test_key("b.example", ONUS_KEY_ED25519, 4);
	SCOPED_BUF(b, 4096);
	struct onus_note note = {.count = 77};

	note_by(&b, &key);
	CHECK_ERR(open_with(buf_slice(&b), &other.public, &note), ONUS_NO);
	CHECK(error_has("none of the keys"));
	CHECK_ERR(onus_note_open(buf_slice(&b), NULL, 0, &note), ONUS_NO);
	CHECK_INT(note.count, 77);
}

TEST(note_open__says_no_where_a_known_key_did_not_sign_this)
{
	struct onus_skey right = test_key("a.example", ONUS_KEY_ED25519, 4);
	struct onus_skey wrong = test_key("b.example", ONUS_KEY_ED25519, 6);
	const struct onus_vkey *known[] = {&right.public, &wrong.public};
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &right);
	sign_line(&b, SLICE("another text\n"), &wrong, 0);
	CHECK_ERR(onus_note_open(buf_slice(&b), known, 2, &note), ONUS_NO);
	CHECK(error_has("b.example"));
	CHECK_OK(onus_note_open(buf_slice(&b), known, 1, &note));
}

TEST(note_open__counts_the_first_of_two_signatures_by_one_key)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 4);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &key);
	sign_line(&b, SLICE("another text\n"), &key, 0);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
	CHECK_INT(note.count, 1);
	buf_reset(&b);
	buf_add_str(&b, TEXT "\n");
	sign_line(&b, SLICE("another text\n"), &key, 0);
	sign_line(&b, SLICE(TEXT), &key, 0);
	CHECK_ERR(open_with(buf_slice(&b), &key.public, &note), ONUS_NO);
}

/* Any one bit of the signed text or of the signature line, anywhere. */
TEST(note_open__refuses_every_flipped_bit)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 7);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &key);
	for (size_t bit = 0; bit < 8 * b.len; bit++) {
		enum onus_err e;

		b.data[bit / 8] ^= (char)(1 << bit % 8);
		e = open_with(buf_slice(&b), &key.public, &note);
		CHECK(e == ONUS_NO || e == ONUS_BAD_INPUT);
		b.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
}

TEST(note_open__refuses_every_beginning_of_a_note)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 7);
	SCOPED_BUF(b, 4096);
	struct onus_note note;

	note_by(&b, &key);
	for (size_t n = 0; n < b.len; n++) {
		CHECK_ERR(open_with(slice_of(b.data, n), &key.public, &note), ONUS_BAD_INPUT);
	}
}

TEST(note_open__refuses_malformed_notes)
{
	static const struct slice wrong[] = {
		SLICE(""),
		SLICE("\n"),
		SLICE("\n\n"),
		SLICE("text\n"),
		SLICE("text\n\n"),
		SLICE("text\n\n" DASH " a AAAAAAE="),
		SLICE("text\n" DASH " a AAAAAAE=\n"),
		SLICE("text\n\n- a AAAAAAE=\n"),
		SLICE("text\n\n" DASH "a AAAAAAE=\n"),
		SLICE("text\n\n" DASH "  AAAAAAE=\n"),
		SLICE("text\n\n" DASH " a\n"),
		SLICE("text\n\n" DASH " a \n"),
		SLICE("text\n\n" DASH " a b AAAAAAE=\n"),
		SLICE("text\n\n" DASH " a+b AAAAAAE=\n"),
		SLICE("text\n\n" DASH " a\xc2\xa0 AAAAAAE=\n"),
		SLICE("text\n\n" DASH " a AAAAAA==\n"), /* an id and nothing behind it */
		SLICE("text\n\n" DASH " a AAAAAAF=\n"), /* bits to spare that are not 0 */
		SLICE("text\n\n" DASH " a AAAAAAE= \n"),
		SLICE("text\n\n" DASH " a AAAAAAE=\r\n"),
		SLICE("te\txt\n\n" DASH " a AAAAAAE=\n"),
		SLICE("te\x00xt\n\n" DASH " a AAAAAAE=\n"),
		SLICE("te\x1fxt\n\n" DASH " a AAAAAAE=\n"),
		SLICE("te\xffxt\n\n" DASH " a AAAAAAE=\n"),
		SLICE("text\n\n" DASH " a AAAAAAE=\nmore\n"),
	};
	struct onus_note note;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (onus_note_open(wrong[i], NULL, 0, &note) != ONUS_BAD_INPUT) {
			test_fail(HERE, "not refused: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
	CHECK_ERR(onus_note_open(SLICE("text\n\n" DASH " a AAAAAAE=\n"), NULL, 0, &note), ONUS_NO);
}

TEST(note_open__takes_up_to_the_limit_of_signatures)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 8);
	SCOPED_BUF(b, 65536);
	struct onus_note note;

	buf_add_str(&b, TEXT "\n");
	for (int i = 1; i < ONUS_NOTE_SIGNATURES_MAX; i++) {
		buf_addf(&b, DASH " w%d.example AAAAAAE=\n", i);
	}
	sign_line(&b, SLICE(TEXT), &key, 0);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
	CHECK_INT(note.count, ONUS_NOTE_SIGNATURES_MAX);
	buf_add_str(&b, DASH " one.more AAAAAAE=\n");
	CHECK_ERR(open_with(buf_slice(&b), &key.public, &note), ONUS_BAD_INPUT);
	CHECK(error_has("ONUS_NOTE_SIGNATURES_MAX"));
}

TEST(note_open__takes_up_to_the_limit_of_bytes)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 8);
	SCOPED_BUF(note_text, ONUS_NOTE_BYTES_MAX + 1);
	SCOPED_BUF(signature, 4096);
	SCOPED_ARENA(a);
	char *text = arena_alloc(&a, ONUS_NOTE_BYTES_MAX);
	struct onus_note note;
	size_t n;

	/* The line is as long over any text. */
	sign_line(&signature, SLICE("x\n"), &key, 0);
	n = ONUS_NOTE_BYTES_MAX - signature.len - 1;
	memset(text, 'x', n);
	text[n - 1] = '\n';
	for (size_t more = 0; more < 2; more++) {
		struct slice whole = slice_of(text + 1 - more, n - 1 + more);

		buf_reset(&note_text);
		buf_add(&note_text, whole);
		buf_add_str(&note_text, "\n");
		sign_line(&note_text, whole, &key, 0);
		CHECK_OK(open_with(buf_slice(&note_text), &key.public, &note));
	}
	CHECK_INT(note_text.len, ONUS_NOTE_BYTES_MAX);
	buf_add_str(&note_text, "\n");
	CHECK_ERR(open_with(buf_slice(&note_text), &key.public, &note), ONUS_BAD_INPUT);
	CHECK(error_has("ONUS_NOTE_BYTES_MAX"));
}

/* A log that signs with a post-quantum key too must not lose its readers of today. */
TEST(note_open__passes_over_the_long_signature_of_an_unknown_kind)
{
	struct onus_skey key = test_key("a.example", ONUS_KEY_ED25519, 8);
	unsigned char blob[4 + 8 + 2420] = {1, 2, 3, 4};
	char base64[4096];
	SCOPED_BUF(b, 65536);
	struct onus_note note;

	onus_base64_write(slice_of(blob, sizeof blob), base64);
	buf_addf(&b, TEXT "\n" DASH " a.example %s\n", base64);
	sign_line(&b, SLICE(TEXT), &key, 0);
	CHECK_OK(open_with(buf_slice(&b), &key.public, &note));
	CHECK_INT(note.count, 2);
	CHECK(note.signatures[0].id == 0x01020304);
}

/* --- third-party vectors --- */

enum { KEYS_MAX = 8 };

struct keyring {
	struct onus_vkey keys[KEYS_MAX];
	const struct onus_vkey *known[KEYS_MAX];
	size_t count;
};

/* The keys of a case; one that is not ours to know (a test key with a wrong id) is left out. */
static void read_keys(const struct json *row, struct keyring *ring)
{
	ring->count = 0;
	CHECK(json_get_count(row, "keys") <= KEYS_MAX);
	for (size_t i = 0; i < json_get_count(row, "keys"); i++) {
		CHECK_OK(onus_vkey_parse(json_get_item(row, "keys", i)->string,
					 &ring->keys[ring->count]));
		ring->known[ring->count] = &ring->keys[ring->count];
		ring->count++;
	}
}

/* The signatures that count are those the case names, in its order; the rest are as many as it
 * says. */
static void check_opened(const struct json *row, const struct onus_note *note)
{
	size_t verified = 0;

	for (size_t i = 0; i < note->count; i++) {
		if (note->signatures[i].verified_by != NULL) {
			CHECK(slice_eq(note->signatures[i].name,
				       json_get_item(row, "verified", verified)->string));
			verified++;
		}
	}
	CHECK_INT(verified, json_get_count(row, "verified"));
	CHECK_INT(note->count - verified, json_get_int(row, "unverified", -1));
}

static void check_case(struct arena *a, const struct json *row)
{
	struct slice text = json_get_slice(row, "note_b64");
	unsigned char *bytes = arena_alloc(a, text.n);
	const char *expect = json_get_str(row, "expect");
	struct keyring ring;
	struct onus_note note;
	enum onus_err e;
	size_t n;

	CHECK_OK(onus_base64_parse(text, bytes, text.n, &n));
	read_keys(row, &ring);
	e = onus_note_open(slice_of(bytes, n), ring.known, ring.count, &note);
	if (strcmp(expect, "ok") == 0) {
		CHECK_OK(e);
		check_opened(row, &note);
	} else if (strcmp(expect, "malformed") == 0) {
		CHECK_INT(e, ONUS_BAD_INPUT);
	} else {
		CHECK_INT(e, ONUS_NO);
		CHECK(error_has(strcmp(expect, "unverified") == 0 ? "none of the keys"
								  : "does not fit"));
	}
}

TEST(note_open__gives_the_verdicts_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct json *v;

	CHECK_OK(json_parse(&a, vector_file(&a, "note/signed-notes.json"), &v));
	CHECK_INT(v->count, 16);
	for (size_t i = 0; i < v->count; i++) {
		check_case(&a, v->items[i]);
	}
}
