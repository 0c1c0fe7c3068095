/* SPDX-License-Identifier: Apache-2.0
 * register_world.c - see register_world.h. */
#include "tests/unit/practice/register_world.h"

#include "practice/register/inside.h"
#include "tests/harness.h"

static struct json *received(struct fixture *f)
{
	struct json *body = json_object(&f->arena);

	json_set_str(body, "source", "S1");
	json_set_str(body, "channel", "");
	json_set_str(body, "path", "");
	json_set_str(body, "title", "a note");
	json_set(body, "dated", when_to_json(&f->arena, when_unknown()));
	json_set_str(body, "sha256", "");
	json_set_int(body, "size", 0);
	json_set_str(body, "media", "text/plain");
	json_set_int(body, "part", 0);
	json_set_str(body, "status", "received");
	json_set_str(body, "reason", "");
	return body;
}

static struct json *read_body(struct fixture *f, const char *report, const char *text)
{
	struct json *body = json_object(&f->arena);
	struct onus_names *names = NULL;
	struct onus_mentions found = {0};
	struct onus_text_options o = {0};
	struct alike *alike;

	register_alike_create(f->store, &alike);
	CHECK_OK(register_names(f->store, &names));
	o.names = names;
	CHECK_OK(onus_text_read(slice_str(text), &o, &found));
	json_set_str(body, "report", report);
	json_set_str(body, "status", "read");
	json_set_str(body, "reason", "");
	json_set_str(body, "engine", ONUS_TEXT_VERSION);
	json_set_str(body, "text", text);
	CHECK_OK(register_propose(f->store, &f->arena, alike, &found, slice_str(text), body));
	onus_mentions_finish(&found);
	onus_names_destroy(names);
	register_alike_destroy(&alike);
	return body;
}

static void append(struct fixture *f, const char *kind, struct json *body, char *id)
{
	struct draft d = {.kind = kind,
			  .actor = f->as,
			  .writer = "onus",
			  .occurred = when_instant(instant_now()),
			  .body = body};

	CHECK_OK(ledger_append(f->ledger, &d, id, NULL));
}

const char *world_report(struct fixture *f, const char *text)
{
	char id[ID_ROOM];
	char prefix;
	int64_t seq;
	int64_t part;

	CHECK_OK(ledger_begin(f->ledger));
	append(f, "report.received", received(f), id);
	append(f, "report.read", read_body(f, id, text), NULL);
	/* The search index is a cache that the intake fills; a check of the ledger looks at it too.
	 */
	CHECK(id_parse(slice_str(id), &prefix, &seq, &part));
	CHECK_OK(store_search_put(f->store, seq, slice_str(text)));
	CHECK_OK(ledger_commit(f->ledger));
	return arena_copy(&f->arena, slice_str(id));
}

const char *world_mention(struct fixture *f, const char *report, const char *value)
{
	const char *id = NULL;

	CHECK_OK(store_get_str(
		f->store, &f->arena, &id,
		"SELECT id FROM mention WHERE report = ?1 AND value = ?2 ORDER BY start",
		v_text(report), v_text(value)));
	if (id == NULL) {
		test_fail(HERE, "%s has no mention \"%s\"", report, value);
	}
	return id;
}

const char *world_get(struct fixture *f, const char *sql, const char *id)
{
	const char *text = NULL;

	CHECK_OK(store_get_str(f->store, &f->arena, &text, sql, v_text(id)));
	return text != NULL ? text : "";
}

int64_t world_count(struct fixture *f, const char *sql)
{
	int64_t n = 0;

	CHECK_OK(store_get_int(f->store, &n, NULL, sql));
	return n;
}

const char *world_link(struct fixture *f, const char *a, const char *b, const char *kind)
{
	const char *id = NULL;

	CHECK_OK(link_between(f->store, &f->arena, a, b, kind, &id));
	return id;
}
