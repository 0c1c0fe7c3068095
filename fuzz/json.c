/* SPDX-License-Identifier: Apache-2.0
 * json.c - whatever json_parse reads can be written in each way and read back as the same value. */
#include "base/json.h"
#include "base/limits.h"
#include "fuzz/fuzz.h"

static struct json *read_back(struct arena *a, const struct buf *text)
{
	struct json *v = NULL;

	FUZZ_CHECK(json_parse(a, buf_slice(text), &v) == ONUS_OK);
	return v;
}

static void check_canonical(struct arena *a, const struct json *v)
{
	SCOPED_BUF(once, EVENT_BODY_MAX);
	SCOPED_BUF(twice, EVENT_BODY_MAX);
	enum onus_err e = json_write_canonical(&once, v);
	struct json *again;

	if (e != ONUS_OK) {
		FUZZ_CHECK(e ==
			   ONUS_INTERNAL); /* a number that is no integer, true, false or null */
		return;
	}
	again = read_back(a, &once);
	FUZZ_CHECK(json_eq(v, again));
	FUZZ_CHECK(json_write_canonical(&twice, again) == ONUS_OK);
	FUZZ_CHECK(slice_eq(buf_slice(&once), buf_slice(&twice)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_ARENA(arena);
	SCOPED_BUF(text, EVENT_BODY_MAX);
	struct json *v = NULL;
	enum onus_err e = json_parse(&arena, slice_of(data, size), &v);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		FUZZ_CHECK(v == NULL);
		return 0;
	}
	json_write(&text, v);
	FUZZ_CHECK(json_eq(v, read_back(&arena, &text)));
	buf_reset(&text);
	json_write_pretty(&text, v);
	FUZZ_CHECK(json_eq(v, read_back(&arena, &text)));
	check_canonical(&arena, v);
	return 0;
}
