/* SPDX-License-Identifier: Apache-2.0
 * event.c - ids, and times inside events and answers. */
#include <inttypes.h>
#include <stdio.h>

#include "ledger/event.h"

void id_make(char *out, char prefix, int64_t seq, int64_t part)
{
	if (part > 0) {
		snprintf(out, ID_ROOM, "%c%" PRId64 ".%" PRId64, prefix, seq, part);
	} else {
		snprintf(out, ID_ROOM, "%c%" PRId64, prefix, seq);
	}
}

bool id_parse(struct slice id, char *prefix, int64_t *seq, int64_t *part)
{
	struct slice rest = slice_from(id, 1);
	struct slice number;
	uint64_t first;
	uint64_t second = 0;

	if (id.p == NULL || id.n < 2 || id.n >= ID_ROOM || id.p[0] < 'A' || id.p[0] > 'Z') {
		return false;
	}
	if (!slice_cut(&rest, '.', &number) || !slice_to_u64(number, &first) || first == 0 ||
	    first > INT64_MAX) {
		return false;
	}
	if (rest.p != NULL && (!slice_to_u64(rest, &second) || second == 0 || second > INT64_MAX)) {
		return false;
	}
	*prefix = id.p[0];
	*seq = (int64_t)first;
	*part = (int64_t)second;
	return true;
}

struct json *when_to_json(struct arena *a, struct when w)
{
	struct json *v = json_object(a);

	json_set_int(v, "lo", w.lo);
	json_set_int(v, "hi", w.hi);
	json_set_str(v, "precision", precision_name(w.precision));
	return v;
}

enum onus_err when_from_json(const struct json *v, struct when *out)
{
	struct when w = when_unknown();

	if (v != NULL) {
		w.lo = json_get_int(v, "lo", 1);
		w.hi = json_get_int(v, "hi", 0);
		ENSURE(w.lo <= w.hi && w.lo >= INSTANT_MIN && w.hi <= INSTANT_MAX &&
			       precision_from_name(json_get_slice(v, "precision"), &w.precision),
		       ONUS_BAD_INPUT, "a time inside an event is no interval");
	}
	*out = w;
	return ONUS_OK;
}

struct json *when_answer(struct arena *a, struct when w)
{
	struct json *v = json_object(a);
	bool instants = w.precision == PRECISION_SECOND || w.precision == PRECISION_MINUTE;

	if (w.precision == PRECISION_UNKNOWN) {
		json_set(v, "lo", json_null(a));
		json_set(v, "hi", json_null(a));
	} else {
		json_set_str(v, "lo", instants ? instant_write(a, w.lo) : instant_date(a, w.lo));
		json_set_str(v, "hi", instants ? instant_write(a, w.hi) : instant_date(a, w.hi));
	}
	json_set_str(v, "precision", precision_name(w.precision));
	return v;
}
