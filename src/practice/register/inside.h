/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of the register share. */
#ifndef ONUS_PRACTICE_REGISTER_INSIDE_H
#define ONUS_PRACTICE_REGISTER_INSIDE_H

#include "practice/register/register.h"
#include "practice/row/row.h"

enum {
	LINK_FANOUT_MAX = 20,       /* links that one name, one identifier or one report proposes */
	RESOLVE_LISTED_MAX = 10,    /* things listed where a name is not enough */
	TIED_MAX = 10000,           /* earlier mentions that one new name is proposed for */
	TOGETHER_MAX = 400,         /* mentions looked at for what one report names together */
	LINK_REVIEW_MAX = 100,      /* proposals that `link review` shows at once */
	ENTITY_MENTIONS_MAX = 1000, /* mentions that `entity show` lists */
	CONTEXT_BYTES = 80,         /* of a report on each side of a mention */
};

/* --- identifier.c: under what a name is kept --- */
/* A name as it is shown, and the key under which it is found: the folded spelling, or the normal
 * form of an identifier. */
struct called {
	const char *name;
	const char *key;
	bool exact; /* an identifier: the key alone says which entity it is */
};
/* phone, vehicle, email, account: what an exact value alone identifies. */
bool kind_is_identifying(const char *kind);
/* The normal form of an identifier of that kind, however a person typed it; NULL where the text is
 * none. */
ONUS_CHECK enum onus_err identifier_read(struct arena *a, const char *kind, struct slice text,
					 const char **out);
/* The same where its kind isn't known. */
ONUS_CHECK enum onus_err identifier_read_any(struct arena *a, struct slice text, const char **out);
/* The folded spelling; NULL where folding leaves nothing. */
const char *name_key(struct arena *a, struct slice name);
/* One line, of at most NAME_MAX_BYTES, with a letter or digit: else ONUS_BAD_INPUT. Of a kind that
 * is identified by an exact value the text has to be one, and takes its normal form, unless it
 * `may_describe` ("the silver saloon"). `label` is how the parameter is called in messages. */
ONUS_CHECK enum onus_err called_read(struct arena *a, const char *kind, const char *text,
				     bool may_describe, const char *label, struct called *out);

/* --- same.c: what confirmed links join --- */
struct joint {
	const char *id;
	const char *link; /* that joined it, and to what before it; NULL: the first */
	size_t before;
};
struct joined {
	struct arena *arena;
	struct joint *items;
	size_t count;
	size_t room;
};
/* All that confirmed "same" links join to `id`, itself first, as if `without` (NULL: none) were not
 * there. */
ONUS_CHECK enum onus_err joined_gather(struct store *s, struct joined *j, const char *id,
				       const char *without);
bool joined_has(const struct joined *j, const char *id);
/* ONUS_REFUSED, naming the decisions in the way, where `link`, decided so, would make two entities
 * both one and not one. */
ONUS_CHECK enum onus_err same_check(struct store *s, struct arena *a, const char *link,
				    const char *decision);

/* --- link.c: proposing and deciding links --- */
/* Proposes that an entity is the same as others of its kind that have one of these names, in the
 * caller's name; at most LINK_FANOUT_MAX, and none that was proposed before. */
ONUS_CHECK enum onus_err link_namesakes(struct call *c, const char *entity,
					const struct called *called);
/* Proposes that an entity is the same as others of its kind whose names are like this one, by the
 * link engine; none that was proposed before. */
ONUS_CHECK enum onus_err link_alikes(struct call *c, const char *entity, const char *kind,
				     const struct called *called);
/* Proposes that a person or group has to do with the identifiers in the reports that name it: for
 * what was tied to it after those came in. At most LINK_FANOUT_MAX. */
ONUS_CHECK enum onus_err link_associates(struct call *c, const char *entity);
/* "both are named in R12: the person at byte 0, the phone at byte 20" */
const char *link_evidence(struct arena *a, const char *report, const char *kind_a, int64_t at_a,
			  const char *kind_b, int64_t at_b);
/* Links of the kind "associate" proposed for an identifier, and not decided; counts no further than
 * LINK_FANOUT_MAX. */
ONUS_CHECK enum onus_err link_count_open(struct store *s, const char *identifier, int64_t *out);
/* The link of that kind between two entities, either way round; NULL where there is none. */
ONUS_CHECK enum onus_err link_between(struct store *s, struct arena *a, const char *x,
				      const char *y, const char *kind, const char **out);
enum onus_err link_propose(struct call *c);
enum onus_err link_decide(struct call *c);
enum onus_err link_undo(struct call *c);

/* --- entity.c, mention.c: what a person may do --- */
struct new_entity {
	const char *kind;
	struct called called;
	bool unknown;
	const struct called *aliases;
	size_t alias_count;
	int64_t from; /* the event it was derived from; 0: none */
};
/* Enters it, proposes links to its namesakes, and proposes it for mentions that nobody tied to
 * anything. `body` has "about" where that was given. `id` gets ID_ROOM bytes. */
ONUS_CHECK enum onus_err entity_add(struct call *c, const struct new_entity *e, struct json *body,
				    char *id);
enum onus_err entity_enter(struct call *c);
enum onus_err entity_alias(struct call *c);
enum onus_err mention_decide(struct call *c);

/* --- queries.c --- */
ONUS_CHECK enum onus_err entity_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err link_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err mention_emit(struct call *c, const char *id);
enum onus_err entity_show(struct call *c);
enum onus_err entity_list(struct call *c);
enum onus_err mention_list(struct call *c);
enum onus_err link_review(struct call *c);

/* --- say.c --- */
void entity_say(struct buf *out, const struct json *r);
void link_say(struct buf *out, const struct json *l);
void mention_say(struct buf *out, const struct json *m);

#endif
