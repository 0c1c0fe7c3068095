/* SPDX-License-Identifier: Apache-2.0
 * register.h - entities, their names, mentions with the roles they play there, links.
 *
 * Only an exact identifier (phone, mark, e-mail, account, postcode with number) makes a candidate
 * entity by itself; a name only proposes links. What a person decided is never undone by a machine.
 */
#ifndef ONUS_PRACTICE_REGISTER_H
#define ONUS_PRACTICE_REGISTER_H

#include "onus/text.h"
#include "practice/command.h"

extern const struct room register_room;
extern const struct command register_commands[];

/* The thing that a person means: the id of anything the ledger knows, or the name or alias of an
 * entity or operation (folded). Exactly one: ONUS_OK. None, or several: ONUS_NO; the text lists up
 * to ten of them with their kinds. The id lives in the arena. */
ONUS_CHECK enum onus_err register_resolve(struct store *s, struct arena *a, const char *text,
					  const char **id);

/* "Jay Bird (person)": how a thing is called in answers; its id where it has no name. */
ONUS_CHECK enum onus_err register_name(struct store *s, struct arena *a, const char *id,
				       const char **out);

/* The id and every entity joined to it by confirmed "same" links (either way, any number of steps),
 * and the groups it is confirmed part of when `with_groups`. Ordered by id; the id itself first. */
ONUS_CHECK enum onus_err register_same(struct store *s, struct arena *a, const char *id,
				       bool with_groups, const char ***out, size_t *count);

/* --- for intake: what the text engine found in a report --- */
/* Known names and identifiers as the engine wants them, from the register as it is now. */
ONUS_CHECK enum onus_err register_names(struct store *s, struct onus_names **out);
/* The array that goes into the body of `report.read` under "mentions", and under "links" the links
 * proposed on the ground of exact identifiers and equal name keys (fan-out capped). */
ONUS_CHECK enum onus_err register_propose(struct store *s, struct arena *a, struct slice text,
					  const struct onus_mentions *found, struct json *body);
/* For the apply function of report.read. */
ONUS_CHECK enum onus_err register_apply_read(struct store *s, struct arena *a,
					     const struct event *e, const char *report);

#endif
