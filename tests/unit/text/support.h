/* SPDX-License-Identifier: Apache-2.0
 * support.h - short ways to say what a text should give. */
#ifndef ONUS_TESTS_TEXT_SUPPORT_H
#define ONUS_TESTS_TEXT_SUPPORT_H

#include "onus/text.h"
#include "tests/harness.h"

/* The values of the mentions of `kind`, in order, "|" between; "" where there are none. Lives until
 * the eighth next call. */
const char *values(const char *text, enum onus_kind kind);
/* The same, for a report of the day "2025-09-25". */
const char *values_on(const char *text, enum onus_kind kind, const char *day);
/* The spans as given; the rules; the roles; the same with the names that are known. */
const char *spans(const char *text, enum onus_kind kind);
const char *rules(const char *text, enum onus_kind kind);
const char *roles(const char *text);
const char *matches(const char *text, const struct onus_names *names);

/* Adds a name; the test fails where that does. */
void name_add(struct onus_names *n, enum onus_kind kind, const char *name, const char *id);

/* Checks everything that always holds of mentions: offsets inside the text and at characters,
 * order, no overlap within a kind, values as their kind has them. */
void check_mentions(struct slice text, const struct onus_mentions *m);

#endif
