/* SPDX-License-Identifier: Apache-2.0
 * names.h - the names that are known already, as the recognisers use them.
 *
 *     dictionary   every word of a name, once:   AMBER = 0, KHAN = 1, OBRIEN = 2 ...
 *     names        each a row of such numbers:   {0, 1} person "p-7"   {2} person "p-9"
 *
 * A text word costs one look into a Bloom filter, mostly no more; where it begins a name, the
 * dictionary says with how many words, and the row of numbers is looked up. So the cost of a text
 * does not grow with the number of names. Words within an edit distance join the same way: a second
 * index that turns a misspelt word into the numbers it may stand for changes nothing here.
 *
 * Identifiers (a mark, a telephone number, an address of e-mail) are kept under their normal form,
 * and are found by the recogniser of their kind.
 *
 * Adding is for one thread; any number of threads may read a set that no one is adding to. */
#ifndef ONUS_TEXT_NAMES_H
#define ONUS_TEXT_NAMES_H

#include "onus/text.h"
#include "text/token.h"

struct reading;

/* The id of the known name that equals `value` when folded, NULL where there is none. `scratch` is
 * memory that is reused. */
const char *names_find(const struct onus_names *names, struct tokens *scratch, enum onus_kind kind,
		       struct slice value);

/* Recognisers: names of several words, wherever they stand; then names of one word, written with a
 * capital, where nothing else was found. */
void find_known(struct reading *r);
void find_known_single(struct reading *r);

#endif
