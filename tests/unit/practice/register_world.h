/* SPDX-License-Identifier: Apache-2.0
 * register_world.h - reports for the tests of the register: received and read as intake does it,
 * without files and workers. */
#ifndef ONUS_TESTS_REGISTER_WORLD_H
#define ONUS_TESTS_REGISTER_WORLD_H

#include "tests/unit/practice/fixture.h"

/* A report of that text, read with all names known now; its id. */
const char *world_report(struct fixture *f, const char *text);
/* The id of the first mention in a report that has that value. */
const char *world_mention(struct fixture *f, const char *report, const char *value);
/* The text that a statement gives for an id; "" where there is no row, or NULL. */
const char *world_get(struct fixture *f, const char *sql, const char *id);
int64_t world_count(struct fixture *f, const char *sql);
/* The "same", "part" or "associate" link between two entities; NULL where there is none. */
const char *world_link(struct fixture *f, const char *a, const char *b, const char *kind);

#endif
