/* SPDX-License-Identifier: Apache-2.0
 * note.c - signed notes (C2SP signed-note v1.0.0).
 *
 *     text, any lines\n
 *     \n                                      the last empty line of the note
 *     — NAME BASE64(key id || signature)\n    1 to ONUS_NOTE_SIGNATURES_MAX of these
 */
#include <inttypes.h>

#include "base/arena.h"
#include "merkle/key.h"
#include "merkle/line.h"

#define EM_DASH "\xe2\x80\x94"

/* Valid UTF-8, no control character below U+0020 but \n. */
static enum onus_err check_bytes(struct slice note)
{
	size_t bad;

	ENSURE(note.n <= ONUS_NOTE_BYTES_MAX, ONUS_BAD_INPUT,
	       "the note has %zu bytes, at most %d (ONUS_NOTE_BYTES_MAX) may be", note.n,
	       ONUS_NOTE_BYTES_MAX);
	ENSURE(slice_is_utf8(note, &bad), ONUS_BAD_INPUT, "the note is not UTF-8 at byte %zu", bad);
	for (size_t i = 0; i < note.n; i++) {
		ENSURE((unsigned char)note.p[i] >= 0x20 || note.p[i] == '\n', ONUS_BAD_INPUT,
		       "the note has a control character at byte %zu", i);
	}
	return ONUS_OK;
}

/* Splits at the last empty line: `text` keeps its own \n, `signatures` begins behind the empty one.
 */
static enum onus_err split(struct slice note, struct slice *text, struct slice *signatures)
{
	const char *at = note.p;
	size_t n = note.n;

	/* From the end: the \n of the empty line and the one before it. */
	while (n >= 2 && !(at[n - 1] == '\n' && at[n - 2] == '\n')) {
		n--;
	}
	ENSURE(n >= 2, ONUS_BAD_INPUT,
	       "the note has no empty line between its text and its signatures");
	*text = slice_of(note.p, n - 1);
	*signatures = slice_from(note, n);
	ENSURE(signatures->n > 0 && slice_ends(*signatures, SLICE("\n")), ONUS_BAD_INPUT,
	       "the note has no signature, or its last line has no end");
	return ONUS_OK;
}

/* Takes one signature line apart. `blob`, in the arena, is what stands behind the key id. */
static enum onus_err read_line(struct arena *a, struct slice line, struct onus_note_signature *out,
			       struct slice *blob)
{
	struct slice rest = slice_from(line, strlen(EM_DASH " "));
	unsigned char *bytes;
	size_t length;

	ENSURE(slice_starts(line, SLICE(EM_DASH " ")), ONUS_BAD_INPUT,
	       "a signature line of the note does not start with a dash (U+2014) and a space");
	ENSURE(slice_cut(&rest, ' ', &out->name) && key_name_valid(out->name) && rest.n > 0,
	       ONUS_BAD_INPUT,
	       "a signature line of the note has no valid key name, or no signature");
	bytes = arena_alloc(a, rest.n);
	if (onus_base64_parse(rest, bytes, rest.n, &length) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT, "a signature of the note: ");
	}
	ENSURE(length > KEY_ID_BYTES, ONUS_BAD_INPUT,
	       "a signature of the note is too short for one");
	out->base64 = rest;
	out->id = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
		  bytes[3];
	*blob = slice_of(bytes + KEY_ID_BYTES, length - KEY_ID_BYTES);
	return ONUS_OK;
}

static const struct onus_vkey *find_key(const struct onus_vkey *const *known, size_t count,
					const struct onus_note_signature *s)
{
	for (size_t i = 0; i < count; i++) {
		if (known[i]->id == s->id && slice_is(s->name, known[i]->name)) {
			return known[i];
		}
	}
	return NULL;
}

/* A second signature of a known key, or a copy of an unknown one's. */
static bool is_repeated(const struct onus_note *note, const struct onus_note_signature *s,
			const struct onus_vkey *key)
{
	for (size_t i = 0; i < note->count; i++) {
		const struct onus_note_signature *other = &note->signatures[i];

		if (other->id == s->id && slice_eq(other->name, s->name) &&
		    (key != NULL || slice_eq(other->base64, s->base64))) {
			return true;
		}
	}
	return false;
}

/* Adds the signature to the note, once it has been checked where its key is known. */
static enum onus_err add_signature(struct onus_note *note, struct onus_note_signature s,
				   struct slice blob, const struct onus_vkey *key)
{
	if (is_repeated(note, &s, key)) {
		return ONUS_OK;
	}
	if (key != NULL) {
		ENSURE(key_verify(key, note->text, blob, &s.time), ONUS_NO,
		       "the signature by %s (%08" PRIx32
		       ") does not fit: the note was changed, or was "
		       "not signed with that key",
		       key->name, key->id);
		s.verified_by = key;
	}
	note->signatures[note->count++] = s;
	return ONUS_OK;
}

static enum onus_err open_signatures(struct slice lines, const struct onus_vkey *const *known,
				     size_t known_count, struct onus_note *note)
{
	SCOPED_ARENA(a);
	struct slice line;
	size_t count = 0;
	size_t verified = 0;

	while (line_take(&lines, &line)) {
		struct onus_note_signature s = {0};
		struct slice blob = {0};
		const struct onus_vkey *key;

		ENSURE(++count <= ONUS_NOTE_SIGNATURES_MAX, ONUS_BAD_INPUT,
		       "the note has more than %d signatures (ONUS_NOTE_SIGNATURES_MAX)",
		       ONUS_NOTE_SIGNATURES_MAX);
		GUARD(read_line(&a, line, &s, &blob));
		key = find_key(known, known_count, &s);
		GUARD(add_signature(note, s, blob, key));
		verified += key != NULL;
	}
	ENSURE(verified > 0, ONUS_NO, "none of the keys given signed this note");
	return ONUS_OK;
}

enum onus_err onus_note_open(struct slice note, const struct onus_vkey *const *known,
			     size_t known_count, struct onus_note *out)
{
	struct onus_note opened = {0};
	struct slice lines = {0};

	GUARD(check_bytes(note));
	GUARD(split(note, &opened.text, &lines));
	GUARD(open_signatures(lines, known, known_count, &opened));
	*out = opened;
	return ONUS_OK;
}
