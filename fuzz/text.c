/* SPDX-License-Identifier: Apache-2.0
 * text.c - whatever is read, mentions lie inside the text, in order, apart within a kind, with
 * values that their readers take; and the same text gives the same mentions. */
#include "base/when.h"
#include "fuzz/fuzz.h"
#include "onus/text.h"

static const struct {
	enum onus_kind kind;
	const char *name;
} known[] = {
	{ONUS_PERSON, "Ash Khan"},         {ONUS_PERSON, "Uncle"},
	{ONUS_GROUP, "the named men"},     {ONUS_VEHICLE, "ABC12"},
	{ONUS_PHONE, "07700 900123"},      {ONUS_PERSON, "a b a b c"},
	{ONUS_ORGANISATION, "Open Doors"}, {ONUS_EMAIL, "a@example.org"},
};

static struct onus_names *make_names(void)
{
	struct onus_names *n = onus_names_create();

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		FUZZ_CHECK(onus_names_add(n, known[i].kind, slice_str(known[i].name),
					  SLICE("id")) == ONUS_OK);
	}
	return n;
}

static void check(struct slice text, const struct onus_mentions *m)
{
	size_t ends[ONUS_KIND_COUNT] = {0};
	size_t last = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct onus_mention *a = &m->items[i];
		struct when w;

		FUZZ_CHECK(a->start < a->end && a->end <= text.n);
		FUZZ_CHECK(a->start >= last && a->start >= ends[a->kind]);
		FUZZ_CHECK(slice_is_utf8(slice_of(text.p + a->start, a->end - a->start), NULL));
		FUZZ_CHECK(slice_is_utf8(slice_str(a->value), NULL) && a->value[0] != '\0');
		FUZZ_CHECK(a->kind != ONUS_DATE || when_parse(slice_str(a->value), &w) == ONUS_OK);
		last = a->start;
		ends[a->kind] = a->end;
	}
}

static void check_key(struct slice text)
{
	char key[4 * 256 + 1];
	char again[sizeof key];
	size_t n = text.n < 256 ? onus_name_key(text, key, sizeof key) : 0;

	/* folding what is folded changes nothing */
	if (n > 0) {
		FUZZ_CHECK(onus_name_key(slice_of(key, n), again, sizeof again) == n);
		FUZZ_CHECK(memcmp(key, again, n) == 0);
		FUZZ_CHECK(slice_is_utf8(slice_of(key, n), NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_of(data, size);
	struct onus_names *names = make_names();
	struct onus_text_options options = {.names = names};
	struct onus_mentions m = {0};
	struct onus_mentions again = {0};
	enum onus_err e;

	if (size > 0 && data[0] % 2 == 0) {
		options.has_anchor = true;
		options.anchor_lo = 20356;
		options.anchor_hi = data[0] % 3 == 0 ? 20386 : 20356;
	}
	e = onus_text_read(text, &options, &m);
	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		FUZZ_CHECK(!slice_is_utf8(text, NULL));
	} else {
		check(text, &m);
		check_key(text);
		FUZZ_CHECK(onus_text_read(text, &options, &again) == ONUS_OK);
		FUZZ_CHECK(again.count == m.count);
		onus_mentions_finish(&again);
		onus_mentions_finish(&m);
	}
	onus_names_destroy(names);
	return 0;
}
