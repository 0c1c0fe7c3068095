/* SPDX-License-Identifier: Apache-2.0
 * train_world.h - a made-up population for the tests of training, with its truth. */
#ifndef ONUS_TESTS_LINK_TRAIN_WORLD_H
#define ONUS_TESTS_LINK_TRAIN_WORLD_H

#include "tests/unit/link/block_world.h"
#include "tests/unit/link/model_support.h"

/* Columns of the table. */
enum { CELL_ID, CELL_FIRST, CELL_LAST, CELL_DOB, CELL_TOWN, CELL_PHONE, CELL_WHO, CELLS };

struct town {
	size_t people;
	size_t records;         /* of all of them */
	size_t sources;         /* 1: none are named */
	bool households;        /* people of one live under one surname and telephone */
	unsigned percent_wrong; /* of cells that are written down otherwise, or missing */
};

/* Records of invented people, in an order by chance. */
void town_by_chance(struct random *c, struct arena *a, const struct town *town, struct table *out);

/* Comparisons first, last (equal, levenshtein 1, jaro_winkler .8), dob (equal, levenshtein 1),
 * town, phone (equal), two rules; `more` is put among the settings ("" or "\"x\":1,"). */
struct onus_model *town_model(const char *more);

/* The whole model as text, in the arena. */
const char *town_written(struct arena *a, const struct onus_model *m);
/* m or u of a level by the comparison's name and gamma. */
const struct level *town_level(const struct onus_model *m, const char *comparison, int gamma);

#define HOLD_RECORDS(name)                                                                         \
	__attribute__((cleanup(onus_records_destroy))) struct onus_records *name = NULL

#endif
