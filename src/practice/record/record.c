/* SPDX-License-Identifier: Apache-2.0
 * record.c - parameters of a command into the body of an event; names beside ids. */
#include "practice/record/record.h"

#include "base/limits.h"
#include "practice/people/people.h"
#include "practice/register/register.h"

/* --- reading parameters --- */

enum onus_err record_thing(struct call *c, const char *param, const char *prefixes,
			   const char *what, const char **out)
{
	return register_param(c, param, prefixes, what, out);
}

enum onus_err record_things(struct call *c, const char *param, struct json *body, const char *field)
{
	return register_params(c, param, register_resolve, body, field);
}

enum onus_err record_about(struct call *c, struct json *body)
{
	return record_things(c, "about", body, "about");
}

enum onus_err record_members(struct call *c, const char *param, struct json *body,
			     const char *field)
{
	return register_params(c, param, people_resolve, body, field);
}

enum onus_err record_member(struct call *c, const char *param, const char **out)
{
	const char *text = call_text(c, param);

	*out = NULL;
	return text == NULL ? ONUS_OK : people_resolve(c->store, c->arena, text, out);
}

static enum onus_err opened_at(struct call *c, int64_t *out)
{
	bool found;

	GUARD(store_get_int(c->store, out, &found,
			    "SELECT recorded_at FROM event ORDER BY seq LIMIT 1"));
	ENSURE(found, ONUS_INTERNAL, "the ledger has no first event");
	return ONUS_OK;
}

enum onus_err record_doer(struct call *c, const char *param, struct when when, const char **out)
{
	int64_t opened;

	GUARD(record_member(c, param, out));
	GUARD(opened_at(c, &opened));
	if (*out == NULL && day_of(when.lo) >= day_of(opened)) {
		*out = c->member;
	}
	return ONUS_OK;
}

enum onus_err record_when(struct call *c, struct when *out)
{
	struct when when = call_when(c, "when", when_instant(c->now));

	ENSURE(when.lo <= c->now, ONUS_BAD_INPUT,
	       "--when %s lies in the future: what has not happened cannot be recorded as happened",
	       when_write(c->arena, when));
	*out = when;
	return ONUS_OK;
}

enum onus_err record_deadline(struct call *c, const char *param, struct json *body,
			      const char *field, struct when from)
{
	struct when when = call_when(c, param, when_unknown());

	if (!call_has(c, param)) {
		return ONUS_OK;
	}
	ENSURE(when.precision != PRECISION_UNKNOWN, ONUS_USAGE, "--%s needs a date", param);
	ENSURE(when.hi >= from.lo, ONUS_BAD_INPUT, "--%s %s lies before %s, when this starts",
	       param, when_write(c->arena, when), when_say(c->arena, from));
	json_set_int(body, field, when.hi);
	return ONUS_OK;
}

/* "made-by" is --made-by on the command line and "made_by" inside an event. */
static const char *field_of(struct arena *a, const char *param)
{
	char *field = arena_copy(a, slice_str(param));

	for (char *p = field; *p != '\0'; p++) {
		if (*p == '-') {
			*p = '_';
		}
	}
	return field;
}

void record_prose(struct call *c, struct json *body, const char *param)
{
	json_set_slice(body, field_of(c->arena, param), slice_trim(slice_str(call_text(c, param))));
}

/* Names stand in lists, and on a terminal: one line, and nothing that moves a cursor. */
static bool is_one_line(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f) {
			return false;
		}
	}
	return true;
}

enum onus_err record_name(struct call *c, struct json *body, const char *param)
{
	struct slice name = slice_trim(slice_str(call_text(c, param)));

	ENSURE(name.n <= NAME_MAX_BYTES, ONUS_BAD_INPUT, "--%s has %zu bytes; NAME_MAX_BYTES is %d",
	       param, name.n, NAME_MAX_BYTES);
	ENSURE(is_one_line(name), ONUS_BAD_INPUT,
	       "--%s has to be one line, without control characters", param);
	json_set_slice(body, field_of(c->arena, param), name);
	return ONUS_OK;
}

void record_choice(struct call *c, struct json *body, const char *param, const char *otherwise)
{
	const char *text = call_text(c, param);

	json_set_str(body, field_of(c->arena, param), text != NULL ? text : otherwise);
}

void record_set(struct json *body, const char *field, const char *text)
{
	if (text != NULL) {
		json_set_str(body, field, text);
	}
}

enum onus_err record_is_historic(struct call *c, struct when when, bool *out)
{
	int64_t opened;

	GUARD(opened_at(c, &opened));
	*out = when.hi < opened;
	return ONUS_OK;
}

/* --- names beside ids --- */

enum onus_err record_set_name(struct call *c, struct json *record, const char *key,
			      const char *name_key)
{
	const char *id = json_get_str(record, key);
	const char *name = NULL;

	if (id != NULL) {
		GUARD(register_name(c->store, c->arena, id, &name));
	}
	json_set_str(record, name_key, name);
	return ONUS_OK;
}

/* "matter": "M5" says it already. */
static bool says_already(const struct json *record, struct slice id)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct json *value = record->members[i].value;

		if (value->type == JSON_STRING && slice_eq(value->string, id)) {
			return true;
		}
	}
	return false;
}

enum onus_err record_set_about(struct call *c, struct json *record)
{
	const char *id = json_get_str(record, "id");
	struct json *found = json_object(c->arena), *about = json_array(c->arena);
	char prefix;
	int64_t seq, part;

	ENSURE(id != NULL && id_parse(slice_str(id), &prefix, &seq, &part), ONUS_INTERNAL,
	       "a record without an id has no \"about\"");
	GUARD(record_list(c, found, "things",
			  "SELECT thing AS id FROM event_about WHERE seq = ?1 ORDER BY n",
			  v_int(seq)));
	for (size_t i = 0; i < json_get_count(found, "things"); i++) {
		struct json *thing = json_get(found, "things")->items[i];

		if (!says_already(record, json_get_slice(thing, "id"))) {
			GUARD(record_set_name(c, thing, "id", "name"));
			json_push(about, thing);
		}
	}
	json_set(record, "about", about);
	return ONUS_OK;
}
