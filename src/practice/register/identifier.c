/* SPDX-License-Identifier: Apache-2.0
 * identifier.c - under what a name is kept: its folded spelling, or the exact value that
 * identifies. */
#include "base/limits.h"
#include "practice/register/inside.h"

/* What a person types alone is read as a report would say it: "registration ab51 abc". */
static const struct {
	const char *kind;
	const char *cue;
	const char *form;
} identifying[] = {
	{"phone", "phone ", "a telephone number, like 07700 900123"},
	{"vehicle", "registration ", "a registration mark, like AB51 ABC"},
	{"email", "e-mail ", "an address of e-mail, like name@example.org"},
	{"account", "account ", "an account, like snapchat:name or @name"},
};

enum { IDENTIFYING_COUNT = sizeof identifying / sizeof identifying[0] };

static size_t index_of(const char *kind)
{
	size_t i = 0;

	while (i < IDENTIFYING_COUNT && strcmp(identifying[i].kind, kind) != 0) {
		i++;
	}
	return i;
}

bool kind_is_identifying(const char *kind)
{
	return index_of(kind) < IDENTIFYING_COUNT;
}

/* The mention has to end where the text ends, and to be all of it or its normal form. */
static bool is_all(const struct onus_mention *m, struct slice whole, size_t cue)
{
	return m->end == whole.n &&
	       (m->start == cue || slice_eq_nocase(slice_str(m->value), slice_from(whole, cue)));
}

enum onus_err identifier_read(struct arena *a, const char *kind, struct slice text,
			      const char **out)
{
	size_t i = index_of(kind);
	struct onus_text_options o = {0};
	struct onus_mentions found = {0};
	struct slice whole;

	*out = NULL;
	if (i == IDENTIFYING_COUNT || text.n == 0 || text.n > NAME_MAX_BYTES) {
		return ONUS_OK;
	}
	whole = slice_str(arena_printf(a, "%s" SLICE_FMT, identifying[i].cue, SLICE_ARG(text)));
	GUARD(onus_text_read(whole, &o, &found));
	for (size_t k = 0; k < found.count && *out == NULL; k++) {
		const struct onus_mention *m = &found.items[k];

		if (strcmp(onus_kind_name(m->kind), kind) == 0 &&
		    is_all(m, whole, strlen(identifying[i].cue))) {
			*out = arena_copy(a, slice_str(m->value));
		}
	}
	onus_mentions_finish(&found);
	return ONUS_OK;
}

enum onus_err identifier_read_any(struct arena *a, struct slice text, const char **out)
{
	*out = NULL;
	for (size_t i = 0; i < IDENTIFYING_COUNT && *out == NULL; i++) {
		GUARD(identifier_read(a, identifying[i].kind, text, out));
	}
	return ONUS_OK;
}

const char *name_key(struct arena *a, struct slice name)
{
	char *key = arena_alloc(a, 4 * name.n + 1);

	return onus_name_key(name, key, 4 * name.n + 1) > 0 ? key : NULL;
}

static enum onus_err check_name(struct slice name, const char *label)
{
	ENSURE(name.n <= NAME_MAX_BYTES, ONUS_BAD_INPUT, "%s has %zu bytes; NAME_MAX_BYTES is %d",
	       label, name.n, NAME_MAX_BYTES);
	for (size_t i = 0; i < name.n; i++) {
		ENSURE((unsigned char)name.p[i] >= ' ' && name.p[i] != 0x7f, ONUS_BAD_INPUT,
		       "%s must be on one line, without control characters", label);
	}
	return ONUS_OK;
}

enum onus_err called_read(struct arena *a, const char *kind, const char *text, bool may_describe,
			  const char *label, struct called *out)
{
	struct slice name = slice_trim(slice_str(text));
	const char *value = NULL;

	GUARD(check_name(name, label));
	GUARD(identifier_read(a, kind, name, &value));
	if (value != NULL) {
		*out = (struct called){value, value, true};
		return ONUS_OK;
	}
	ENSURE(may_describe || !kind_is_identifying(kind), ONUS_BAD_INPUT,
	       "\"%s\" is not %s; where that is not known, describe it and add --unknown", text,
	       identifying[index_of(kind)].form);
	*out = (struct called){arena_copy(a, name), name_key(a, name), false};
	ENSURE(out->key != NULL, ONUS_BAD_INPUT, "%s needs a letter or a digit", label);
	return ONUS_OK;
}
