/* SPDX-License-Identifier: Apache-2.0
 * person.h - names of persons: their parts, and the rules that find them.
 *
 * A rule looks at the token that begins it, adds what it finds, and gives the last token of it; it
 * gives the token it was asked about where there is nothing. */
#ifndef ONUS_TEXT_PERSON_H
#define ONUS_TEXT_PERSON_H

#include "text/reading.h"

/* --- parts (person_name.c) --- */

bool name_initial(const struct token *t);
/* A word that can be a surname, or a further given name, behind one. */
bool name_surname(const struct token *t);
/* Written with a capital, and nothing that the lexicon knows but a name: "Xan", "Jade". */
bool name_like(const struct token *t);
/* Street names are made of names: "on John Street". */
bool name_street(const struct token *t);
/* The last token of the name whose first part is `t`. */
const struct token *name_end(const struct token *t);
const struct token *name_behind_titles(const struct token *t);
/* "Uncle", 'big t': the last token inside the quotation that begins at `quote`, or NULL. */
const struct token *name_quoted_end(const struct token *quote);
bool person_add(struct reading *r, const struct token *first, const struct token *last,
		const char *rule);

/* --- forms (person_form.c) --- */

/* "Name: Amber Hill", "Friends: Xan, Zed": `t` begins a line. */
const struct token *person_labelled(struct reading *r, const struct token *t);

/* --- what stands beside a name (person_near.c) --- */

/* "her uncle Zed", "the driver, Zed" */
const struct token *person_behind_noun(struct reading *r, const struct token *noun);
/* "Xan Quarl (14)", "Xan, aged 14", "Xan (youth worker)": `t` is the sign behind the name. */
const struct token *person_described(struct reading *r, const struct token *t);
/* "Amber and Xan", "Amber and "Chubbs"": `t` is the word between. */
const struct token *person_joined(struct reading *r, const struct token *t);
/* ", A. N. Quarl" */
const struct token *person_initials(struct reading *r, const struct token *t);
/* "Big Dave" */
const struct token *person_nickname(struct reading *r, const struct token *t);

#endif
