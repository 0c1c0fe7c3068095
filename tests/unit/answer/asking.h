/* SPDX-License-Identifier: Apache-2.0
 * asking.h - questions put to the ledger of a fixture, as a face would put them.
 *
 *     struct asked asked;
 *
 *     CHECK_OK(ask(&f, &asked, "who-knew", "subject", "the men", NULL));
 *     CHECK_INT(json_get_count(asked.records[0], "gaps"), 1);
 */
#ifndef ONUS_TESTS_ANSWER_ASKING_H
#define ONUS_TESTS_ANSWER_ASKING_H

#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

enum { ASKED_RECORDS_MAX = 200 };

/* All in the fixture's arena. */
struct asked {
	struct fixture *f;
	const struct json *records[ASKED_RECORDS_MAX];
	size_t count;
	const char *media_type;
	struct slice bytes;
	const char *notes;
	const char *said; /* the records in words */
};

/* Parameters as name and value, ended by NULL. */
ONUS_CHECK enum onus_err ask(struct fixture *f, struct asked *out, const char *command, ...)
	__attribute__((sentinel));

/* Sets the clock of this test; skips it in a build whose clock can't be set. */
void clock_set(const char *instant);

/* Compares with tests/golden/answer/NAME. Where a file should change, look at it before writing it:
 * ONUS_GOLDEN_WRITE=1 in the environment writes instead of comparing. */
void check_golden(const char *name, struct slice got);

/* Fails the test where `text` is not one well-formed XML document of the plain kind: elements,
 * attributes, text, the five entities; nothing that could run. */
void check_xml(struct slice text);

#endif
