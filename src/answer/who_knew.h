/* SPDX-License-Identifier: Apache-2.0
 * who_knew.h - the question this ledger is for: who knew what about a subject, when, and what did
 * they do?
 *
 * The answer is one JSON value (docs/format.md); the text and the picture are made from it and from
 * nothing else. */
#ifndef ONUS_ANSWER_WHO_KNEW_H
#define ONUS_ANSWER_WHO_KNEW_H

#include "practice/command.h"

struct who_knew_question {
	const char *subject;      /* id of an entity, report, matter, operation, meeting, item,
				     complaint,      finding or recommendation */
	const struct when *from;  /* NULL: everything */
	const struct when *to;    /* rows that lie wholly outside from..to are left out */
	const struct when *as_of; /* NULL: now; else only what was recorded up to the end of it */
};

/* Answers, in c->arena. ONUS_USAGE where the subject is none that can be asked about. */
ONUS_CHECK enum onus_err who_knew(struct call *c, const struct who_knew_question *question,
				  struct json **out);

/* The story as an inquiry would read it; at most 96 columns. */
void who_knew_text(struct buf *out, const struct json *answer);
/* The picture as an inquiry would print it: SVG, A4 landscape, or A3 where there is much. */
ONUS_CHECK enum onus_err who_knew_svg(struct buf *out, const struct json *answer);

#endif
