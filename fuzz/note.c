/* SPDX-License-Identifier: Apache-2.0
 * note.c - signed notes, and the small texts around them: checkpoints, keys, base64, tile paths.
 * What is read has one spelling, so writing it again gives the same bytes. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "onus/merkle.h"

static struct onus_skey log_key;
static struct onus_skey witness_key;

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The keys that signed the right notes of the corpus. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned char seed[32];

	(void)argc;
	(void)argv;
	FUZZ_CHECK(onus_merkle_init() == ONUS_OK);
	memset(seed, 1, sizeof seed);
	FUZZ_CHECK(onus_skey_from_seed(&log_key, SLICE("log.example/exercise"), ONUS_KEY_ED25519,
				       seed) == ONUS_OK);
	memset(seed, 2, sizeof seed);
	FUZZ_CHECK(onus_skey_from_seed(&witness_key, SLICE("witness.example"), ONUS_KEY_COSIGNATURE,
				       seed) == ONUS_OK);
	return 0;
}

/* The first three lines are the only way to write what was read. */
static void check_checkpoint(struct slice text)
{
	struct onus_checkpoint c;
	SCOPED_BUF(again, ONUS_NOTE_BYTES_MAX);
	char root[64];
	enum onus_err e = onus_checkpoint_parse(text, &c);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		return;
	}
	FUZZ_CHECK(c.origin.n > 0 && c.size <= INT64_MAX);
	onus_base64_write(slice_of(c.root.bytes, sizeof c.root.bytes), root);
	buf_add(&again, c.origin);
	buf_addf(&again, "\n%" PRIu64 "\n%s\n", c.size, root);
	FUZZ_CHECK(slice_starts(text, buf_slice(&again)));
}

static void check_opened(struct slice input, const struct onus_note *note)
{
	size_t verified = 0;

	FUZZ_CHECK(slice_starts(input, note->text) && slice_ends(note->text, SLICE("\n")));
	FUZZ_CHECK(note->count >= 1 && note->count <= ONUS_NOTE_SIGNATURES_MAX);
	for (size_t i = 0; i < note->count; i++) {
		const struct onus_note_signature *s = &note->signatures[i];

		FUZZ_CHECK(s->name.n > 0 && slice_find(s->name, '+') == s->name.n);
		FUZZ_CHECK(s->name.p > input.p && s->base64.p + s->base64.n < input.p + input.n);
		if (s->verified_by != NULL) {
			FUZZ_CHECK(s->id == s->verified_by->id);
			FUZZ_CHECK(slice_is(s->name, s->verified_by->name));
			verified++;
		}
		FUZZ_CHECK(s->time == 0 || s->verified_by == &witness_key.public);
	}
	FUZZ_CHECK(verified >= 1);
}

static void check_note(struct slice input)
{
	const struct onus_vkey *known[] = {&log_key.public, &witness_key.public};
	struct onus_note note;
	enum onus_err e = onus_note_open(input, known, 2, &note);

	if (e == ONUS_OK) {
		check_opened(input, &note);
		check_checkpoint(note.text);
	} else if (e == ONUS_NO) {
		FUZZ_CHECK(onus_last_error()->code == ONUS_NO);
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
}

static void check_keys(struct slice input)
{
	struct onus_vkey vkey;
	struct onus_skey skey;
	char again[ONUS_VKEY_TEXT_MAX];
	enum onus_err e = onus_vkey_parse(input, &vkey);

	if (e == ONUS_OK) {
		onus_vkey_write(&vkey, again);
		FUZZ_CHECK(slice_is(input, again));
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
	e = onus_skey_parse(input, &skey);
	if (e == ONUS_OK) {
		onus_skey_write(&skey, again);
		FUZZ_CHECK(slice_is(input, again));
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
}

static void check_base64(struct slice input)
{
	SCOPED_ARENA(a);
	unsigned char *bytes = arena_alloc(&a, input.n);
	char *again = arena_alloc(&a, onus_base64_length(input.n) + 1);
	size_t n;
	enum onus_err e = onus_base64_parse(input, bytes, input.n, &n);

	if (e == ONUS_OK) {
		onus_base64_write(slice_of(bytes, n), again);
		FUZZ_CHECK(slice_is(input, again));
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
}

static void check_tile(struct slice input)
{
	char again[ONUS_TILE_PATH_MAX];
	int level;
	uint64_t index;
	unsigned width;
	enum onus_err e = onus_tile_parse(input, &level, &index, &width);

	if (e == ONUS_OK) {
		FUZZ_CHECK(onus_tile_path(level, index, width, again) == ONUS_OK);
		FUZZ_CHECK(slice_is(input, again));
	} else {
		FUZZ_CHECK_REFUSED(e);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = slice_of(data, size);

	check_note(input);
	check_checkpoint(input);
	check_keys(input);
	check_base64(input);
	check_tile(input);
	return 0;
}
