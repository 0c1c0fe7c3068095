/* SPDX-License-Identifier: Apache-2.0
 * record.h - what the commands of all rooms do alike: read parameters, say when, name things; and,
 * by row.h, give rows as records.
 *
 * A handler that records something reads like this:
 *
 *     struct json *body = json_object(c->arena);
 *
 *     GUARD(record_when(c, &when));              --when, or now; never the future
 *     record_prose(c, body, "reason");           --reason into the field "reason"
 *     GUARD(record_about(c, body));              every --about, resolved, each once
 *     GUARD(call_record(c, "decision.made", when, body, id));
 *     return record_emit(c, DECISION_ROWS "WHERE d.id = ?1", v_text(id));
 */
#ifndef ONUS_PRACTICE_RECORD_RECORD_H
#define ONUS_PRACTICE_RECORD_RECORD_H

#include "practice/row/row.h"

/* --- parameters that many commands have --- */
#define RECORD_ABOUT                                                                               \
	{                                                                                          \
		"about", PARAM_THING, PARAM_MANY, "THING",                                         \
			"what it is about: an id, a name or an alias; may be repeated"             \
	}
#define RECORD_WHEN                                                                                \
	{                                                                                          \
		"when", PARAM_WHEN, 0, "DATE",                                                     \
			"when it happened, as exactly as is known (default: now)"                  \
	}

/* --- reading parameters --- */
/* The thing that the parameter means; NULL where it was not given. With `prefixes` ("WF") its id
 * has to begin with one of them; `what` says in words what was wanted ("a complaint or a finding").
 * ONUS_NO where nothing or too much has that name, ONUS_USAGE where it is something else. */
ONUS_CHECK enum onus_err record_thing(struct call *c, const char *param, const char *prefixes,
				      const char *what, const char **out);
/* All things of a repeatable parameter, each once, as the array `field` of the body; no field where
 * none was given. */
ONUS_CHECK enum onus_err record_things(struct call *c, const char *param, struct json *body,
				       const char *field);
/* The same for --about. */
ONUS_CHECK enum onus_err record_about(struct call *c, struct json *body);
/* The member that the parameter means; NULL where it was not given. */
ONUS_CHECK enum onus_err record_member(struct call *c, const char *param, const char **out);
/* The same, but where it was not given: whoever acts; and NULL where it may have happened before
 * the day on which this ledger was opened: then the record may name nobody, and the one who enters
 * it is not the one who did it. */
ONUS_CHECK enum onus_err record_doer(struct call *c, const char *param, struct when when,
				     const char **out);
/* All members of a repeatable parameter, each once, as the array `field` of the body. */
ONUS_CHECK enum onus_err record_members(struct call *c, const char *param, struct json *body,
					const char *field);
/* --when, or now. ONUS_BAD_INPUT for a time that lies wholly in the future: what has not happened
 * cannot be recorded as happened. */
ONUS_CHECK enum onus_err record_when(struct call *c, struct when *out);
/* The last instant of the time given, as the integer `field` of the body; no field where it was not
 * given. ONUS_BAD_INPUT where that is before `from`, the start of what it is a date for. */
ONUS_CHECK enum onus_err record_deadline(struct call *c, const char *param, struct json *body,
					 const char *field, struct when from);
/* The text given, trimmed, as the field of the same name ("made-by" becomes "made_by"); "" where it
 * was not given. */
void record_prose(struct call *c, struct json *body, const char *param);
/* The same for what is a name or a title: ONUS_BAD_INPUT beyond NAME_MAX_BYTES, or where it is more
 * than one line. */
ONUS_CHECK enum onus_err record_name(struct call *c, struct json *body, const char *param);
/* The choice given, or `otherwise`, as the field of the same name. */
void record_choice(struct call *c, struct json *body, const char *param, const char *otherwise);
/* Sets a member of a body, which can't hold null, unless the text is NULL. */
void record_set(struct json *body, const char *field, const char *text);

/* True where it had happened before this ledger was opened: something of the record. */
ONUS_CHECK enum onus_err record_is_historic(struct call *c, struct when when, bool *out);

/* --- names beside ids --- */
/* Sets "about" of a record with an id: what the event that made it is about, beside itself and what
 * the record names anyway ("matter"), as objects with id and name. */
ONUS_CHECK enum onus_err record_set_about(struct call *c, struct json *record);
/* The name that goes with the id in member `key` ("thing"), as the member `name_key`. */
ONUS_CHECK enum onus_err record_set_name(struct call *c, struct json *record, const char *key,
					 const char *name_key);

#endif
