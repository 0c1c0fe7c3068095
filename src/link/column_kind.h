/* SPDX-License-Identifier: Apache-2.0
 * column_kind.h - what a column holds, by its name. */
#ifndef ONUS_LINK_COLUMN_KIND_H
#define ONUS_LINK_COLUMN_KIND_H

#include "link/records.h"

/* What a column's name says that it holds ("First Name", "applicant_dob", "postcodeHome");
 * ONUS_COLUMN_UNKNOWN where it says nothing. *beside: how many of its words say something else, so
 * that "surname" is known to be plainer than "surname of mother". */
enum onus_column_kind column_kind_of_name(struct slice name, unsigned *beside);

/* The column whose name says most plainly that it is of a kind, of those that tell rows apart: not
 * the id, and of two values at least. Of equals the first in the order of their names; NULL where
 * there is none. */
const struct column *column_of_kind(const struct onus_records *r, enum onus_column_kind kind);

/* A column's name as SQL has it: in double quotes, one within it twice; `before` in front of them
 * ("l."), `after` inside ("_l"). */
const char *column_quoted(struct arena *a, const char *before, struct slice name,
			  const char *after);

#endif
