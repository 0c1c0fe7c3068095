/* SPDX-License-Identifier: Apache-2.0
 * register.h - entities, their names, mentions with the roles they play there, links.
 *
 * Only an exact identifier (phone, mark, e-mail, account) makes a candidate entity by itself, and a
 * name that several reports have, or that is like another's; a name never joins two. What a person
 * decided is never undone by a machine. */
#ifndef ONUS_PRACTICE_REGISTER_H
#define ONUS_PRACTICE_REGISTER_H

#include "onus/text.h"
#include "practice/command.h"

extern const struct room register_room;
extern const struct command register_commands[];

/* --- which thing is meant --- */
/* The thing that a person means: the id of anything the ledger knows, or the name or alias of an
 * entity or operation (folded), or an identifier however it is written. Exactly one, or several
 * that were confirmed to be one (then the first): ONUS_OK. None, or several: ONUS_NO; the text
 * lists up to ten of them with their kinds. The id lives in the arena. */
ONUS_CHECK enum onus_err register_resolve(struct store *s, struct arena *a, const char *text,
					  const char **id);
/* The same for a parameter of a command; NULL where it was not given. With `prefixes` ("WF") the id
 * has to begin with one of them, else ONUS_USAGE; `what` says in words what was wanted ("a
 * complaint or a finding"). */
ONUS_CHECK enum onus_err register_param(struct call *c, const char *param, const char *prefixes,
					const char *what, const char **id);
/* What `resolve` finds for every value of a repeatable parameter, each id once, as the array
 * `field` of the body; no field where none was given. */
typedef enum onus_err resolve_fn(struct store *s, struct arena *a, const char *text,
				 const char **id);
ONUS_CHECK enum onus_err register_params(struct call *c, const char *param, resolve_fn *resolve,
					 struct json *body, const char *field);

/* "Jay Bird (person)": how a thing is called in answers; its id where it has no name. */
ONUS_CHECK enum onus_err register_name(struct store *s, struct arena *a, const char *id,
				       const char **out);

/* The id and every entity joined to it by confirmed "same" links (either way, any number of steps);
 * `with_groups`, the groups too that one of them is confirmed part of, with what those are joined
 * to. Ordered by id; the id itself first. ONUS_BAD_INPUT beyond JOINED_MAX. */
enum { JOINED_MAX = 10000 };
ONUS_CHECK enum onus_err register_same(struct store *s, struct arena *a, const char *id,
				       bool with_groups, const char ***out, size_t *count);

/* --- for intake: what the text engine found in a report --- */
/* Known names as the engine wants them, from the register as it is now. Identifiers are not among
 * them: they are recognised by their form. */
ONUS_CHECK enum onus_err register_names(struct store *s, struct onus_names **out);
struct alike;
/* What is like what in the register, for as long as one command receives reports: alike.h. */
void register_alike_create(struct store *s, struct alike **out);
void register_alike_destroy(struct alike **x);
/* Sets "mentions", "entities" (candidates for identifiers that nobody knew, and for names that are
 * like others), "links" (on the ground of exact identifiers, and of the link engine; fan-out
 * capped) and "tied" (earlier mentions of a name that has a candidate now) in the body of a
 * `report.read`, which says of which "report"; `text` is that report's. Ids derive from the number
 * of that event: it has to be the next one appended. */
ONUS_CHECK enum onus_err register_propose(struct store *s, struct arena *a, struct alike *alike,
					  const struct onus_mentions *found, struct slice text,
					  struct json *body);
/* For the apply function of report.read. */
ONUS_CHECK enum onus_err register_apply_read(struct store *s, struct arena *a,
					     const struct event *e, const char *report);

#endif
