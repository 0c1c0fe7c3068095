/* SPDX-License-Identifier: Apache-2.0
 * event.h - one appended fact, and what a kind of event is.
 *
 * An event kind is one row of a const table: its name and version, the prefix of the id it makes,
 * the fields its body may have, and how it changes the projections. Ids derive from event numbers:
 * event 31 of a kind that makes 'M' makes matter M31; when one event makes several things they are
 * numbered behind a point: mentions N40.1, N40.2. */
#ifndef ONUS_LEDGER_EVENT_H
#define ONUS_LEDGER_EVENT_H

#include "base/json.h"
#include "base/when.h"
#include "store/store.h"

enum { ID_ROOM = 32 };

enum field_type {
	FIELD_TEXT,   /* a string */
	FIELD_INT,    /* an integer */
	FIELD_THING,  /* the id of a thing this event is about: it is entered in event_about */
	FIELD_THINGS, /* an array of such ids */
	FIELD_WHEN,   /* {"hi":..,"lo":..,"precision":".."}: see when_to_json */
	FIELD_BLOB,   /* the name of a blob; verified with the ledger */
	FIELD_LIST,   /* an array, its inside checked by the room */
	FIELD_OBJECT,
};

struct field {
	const char *name;
	enum field_type type;
	bool required;
};

struct event {
	int64_t seq;
	const struct event_kind *kind;
	int kind_version;
	const char *actor;  /* the member on whose authority; "" for the ledger itself */
	const char *writer; /* the member, or the machine, that entered it */
	struct when occurred;
	int64_t recorded_at;
	const struct json *body; /* NULL where the content was disposed of */
	char id[ID_ROOM];        /* of the thing it makes; "" where it makes none */
};

struct event_kind {
	const char *name; /* "matter.opened" */
	int version;
	char makes;                 /* 'M', or 0 */
	const struct field *fields; /* ended by a row without a name */
	/* Brings the projections up to date. Deterministic: from the event and the projections
	 * alone, never from the clock, an engine, or chance. May not refuse: what may not happen
	 * was checked before the event was appended. */
	enum onus_err (*apply)(struct store *s, struct arena *a, const struct event *e);
};

/* Projection tables, so that a replay can be compared with them. `order` lists the columns that
 * make the order of rows unique. */
struct projection {
	const char *table;
	const char *order;
};

/* What a room brings to the ledger; the face lists the rooms. */
struct room {
	const char *name;
	const struct event_kind *kinds;       /* ended by a row without a name */
	const struct projection *projections; /* ended by a row without a table */
};

/* Writes "M31" or, with part > 0, "N40.2" into `out` (ID_ROOM bytes). */
void id_make(char *out, char prefix, int64_t seq, int64_t part);
/* True where `id` has the form of an id; gives its parts. */
bool id_parse(struct slice id, char *prefix, int64_t *seq, int64_t *part);

/* {"lo":..,"hi":..,"precision":".."} with integers: the form inside events. */
struct json *when_to_json(struct arena *a, struct when w);
/* The unknown time where `v` is NULL; ONUS_BAD_INPUT where it is no such object. */
ONUS_CHECK enum onus_err when_from_json(const struct json *v, struct when *out);
/* {"lo":"2002-01-01","hi":"2002-12-31","precision":"year"}: the form inside answers. Days for
 * precisions of a day and coarser, else instants; null for both ends of an unknown time. */
struct json *when_answer(struct arena *a, struct when w);

#endif
