/* SPDX-License-Identifier: Apache-2.0
 * record.c - things and whoever answers for them, as records. */
#include <inttypes.h>

#include "practice/duty/inside.h"

enum {
	BRIEF_BYTES_MAX = 120,
	SECONDS_AN_HOUR = 3600,
	SECONDS_A_MINUTE = 60,
};

struct json *answerable_json(struct arena *a, const struct answerable *who)
{
	struct json *v = json_object(a);

	json_set_str(v, "member", who->member);
	json_set_str(v, "name", who->name);
	json_set_str(v, "post", who->post);
	json_set_str(v, "rank", who->rank);
	json_set(v, "by_default", json_bool(a, who->by_default));
	json_set_str(v, "since", instant_write(a, who->since));
	return v;
}

/* The first line, cut between characters. */
static struct slice brief(struct slice text)
{
	struct slice rest = text;
	struct slice line = {0};

	while (line.n == 0 && slice_line(&rest, &line)) {
		line = slice_trim(line);
	}
	if (line.n > BRIEF_BYTES_MAX) {
		line.n = BRIEF_BYTES_MAX;
		while (line.n > 0 && ((unsigned char)line.p[line.n] & 0xc0) == 0x80) {
			line.n--;
		}
	}
	return line;
}

/* What stands for a title differs from kind to kind: a report without one is known by its path, a
 * recommendation has only its text. */
static struct slice title_of(const struct json *body)
{
	static const char *const fields[] = {"title", "name", "path", "text"};
	struct slice title = {0};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0] && title.n == 0; i++) {
		title = brief(json_get_slice(body, fields[i]));
	}
	return title;
}

enum onus_err set_brief(struct call *c, struct arena *a, const char *thing, struct json *record)
{
	struct event event = {0};
	struct slice title;
	struct slice risk;
	char prefix;
	int64_t seq, part;

	if (!id_parse(slice_str(thing), &prefix, &seq, &part)) {
		return ONUS_OK;
	}
	GUARD(ledger_event(c->ledger, a, seq, &event));
	title = title_of(event.body);
	risk = brief(json_get_slice(event.body, "risk"));
	json_set_slice(record, "title", event.body != NULL ? title : SLICE("(disposed of)"));
	if (risk.n > 0) {
		json_set_slice(record, "risk", risk);
	}
	return ONUS_OK;
}

enum onus_err thing_known(struct call *c, const char *text, const char **out)
{
	char *id = arena_copy(c->arena, slice_trim(slice_str(text)));
	int64_t one;
	bool known = false;
	char prefix;
	int64_t seq, part;

	if (id[0] >= 'a' && id[0] <= 'z') {
		id[0] = (char)(id[0] - 'a' + 'A');
	}
	if (id_parse(slice_str(id), &prefix, &seq, &part)) {
		GUARD(store_get_int(c->store, &one, &known,
				    "SELECT 1 FROM event_about WHERE thing = ?1 LIMIT 1",
				    v_text(id)));
	}
	ENSURE(known, ONUS_NO, "the ledger knows no \"%s\": give an id such as M31 or R40", text);
	*out = id;
	return ONUS_OK;
}

const char *span_words(struct arena *a, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *one;
	} units[] = {
		{SECONDS_PER_DAY, "day"}, {SECONDS_AN_HOUR, "hour"}, {SECONDS_A_MINUTE, "minute"}};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		int64_t n = seconds / units[i].seconds;

		if (n > 0) {
			return arena_printf(a, "%" PRId64 " %s%s", n, units[i].one,
					    n == 1 ? "" : "s");
		}
	}
	return "less than a minute";
}
