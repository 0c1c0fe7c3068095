/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of the register share. */
#ifndef ONUS_PRACTICE_REGISTER_INSIDE_H
#define ONUS_PRACTICE_REGISTER_INSIDE_H

#include "practice/register/register.h"

enum {
	LINK_FANOUT_MAX = 20,        /* proposals that one name or one report may cause */
	RESOLVE_LISTED_MAX = 10,     /* things listed where a name is not enough */
	NAME_KEY_ROOM = 4 * 400 + 1, /* of NAME_MAX_BYTES */
};

/* The key under which a name or an identifier is kept: folded for names, as it is for identifiers.
 */
const char *register_key(struct arena *a, const char *kind, struct slice name);
/* phone, vehicle, email, account: what an exact value alone identifies. */
bool register_is_identifier(const char *kind);

/* queries.c: emits, and words */
ONUS_CHECK enum onus_err register_emit_entity(struct call *c, const char *id);
ONUS_CHECK enum onus_err register_emit_link(struct call *c, const char *id);
ONUS_CHECK enum onus_err register_emit_mention(struct call *c, const char *id);
enum onus_err entity_show(struct call *c);
enum onus_err entity_list(struct call *c);
enum onus_err mention_list(struct call *c);
enum onus_err link_review(struct call *c);
void entity_say(struct buf *out, const struct json *r);
void link_say(struct buf *out, const struct json *r);
void mention_say(struct buf *out, const struct json *r);

#endif
