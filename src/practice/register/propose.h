/* SPDX-License-Identifier: Apache-2.0
 * propose.h - one report's proposals while they are put together. */
#ifndef ONUS_PRACTICE_REGISTER_PROPOSE_H
#define ONUS_PRACTICE_REGISTER_PROPOSE_H

#include "practice/register/alike.h"
#include "practice/register/inside.h"

struct identified;

struct proposing {
	struct store *store;
	struct arena *arena;
	struct alike *alike;
	struct slice text; /* of the report */
	struct json *mentions;
	struct json *entities;
	struct json *links;
	struct json *tied; /* earlier mentions that get an entity */
	const char *report;
	int64_t seq; /* the number that the event will have: ids of candidates derive from it */
	struct identified *slots;
	size_t slot_count; /* a power of two, more than twice the mentions */
};

/* For the names of the report that are tied to nobody (propose_alike.c). */
ONUS_CHECK enum onus_err propose_alike(struct proposing *p);
/* For an identifier that was not known until now. */
ONUS_CHECK enum onus_err propose_near(struct proposing *p, const char *kind, const char *value,
				      const char *entity);

#endif
