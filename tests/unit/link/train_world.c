/* SPDX-License-Identifier: Apache-2.0
 * train_world.c - a made-up population for the tests of training. */
#include "tests/unit/link/train_world.h"

#include <stdlib.h>

enum { FAMILY = 4, NAME_PARTS = 24 };

static const char *const parts[NAME_PARTS] = {"ba", "del", "ka",  "mir", "no",  "ra", "sul", "ti",
					      "ve", "zan", "lo",  "pe",  "gor", "hu", "jas", "wen",
					      "fi", "cor", "dun", "el",  "ar",  "os", "im",  "ush"};

struct person {
	size_t number;
	const char *cells[CELLS];
};

/* Names of two or three parts; the first ones far more often than the last. */
static const char *name_by_chance(struct random *c, struct arena *a)
{
	uint64_t first = random_below(c, NAME_PARTS);
	uint64_t second = random_below(c, 1 + random_below(c, NAME_PARTS));

	return random_below(c, 3) == 0 ? arena_printf(a, "%s%s%s", parts[first], parts[second],
						      parts[random_below(c, NAME_PARTS)])
				       : arena_printf(a, "%s%s", parts[first], parts[second]);
}

static void person_by_chance(struct random *c, struct arena *a, bool households,
			     const struct person *before, size_t number, struct person *p)
{
	*p = (struct person){.number = number};
	p->cells[CELL_FIRST] = name_by_chance(c, a);
	p->cells[CELL_LAST] = name_by_chance(c, a);
	p->cells[CELL_DOB] = arena_printf(a, "%u-%02u-%02u", (unsigned)(1950 + random_below(c, 60)),
					  (unsigned)(1 + random_below(c, 12)),
					  (unsigned)(1 + random_below(c, 28)));
	p->cells[CELL_TOWN] = arena_printf(a, "town %u", (unsigned)random_below(c, 30));
	p->cells[CELL_PHONE] = arena_printf(a, "07%09u", (unsigned)random_below(c, 1000000000));
	p->cells[CELL_WHO] = arena_printf(a, "p%zu", number);
	if (households && number % FAMILY != 0) {
		p->cells[CELL_LAST] = before->cells[CELL_LAST];
		p->cells[CELL_TOWN] = before->cells[CELL_TOWN];
		p->cells[CELL_PHONE] = before->cells[CELL_PHONE];
	}
}

/* A cell as somebody writes it down: as it is, missing, with one letter changed, or another's. */
static const char *written_down(struct random *c, struct arena *a, const char *cell, unsigned wrong)
{
	char *copy;

	if (random_below(c, 100) >= wrong) {
		return cell;
	}
	if (random_below(c, 3) == 0) {
		return NULL;
	}
	copy = arena_copy(a, slice_str(cell));
	copy[1 + random_below(c, strlen(copy) - 1)] = (char)('a' + (int)random_below(c, 26));
	return copy;
}

void town_by_chance(struct random *c, struct arena *a, const struct town *town, struct table *out)
{
	static const char *const names[CELLS] = {"id",   "first", "last", "dob",
						 "town", "phone", "who"};
	struct person *people = NEW_N(a, struct person, town->people);

	*out = (struct table){.arena = a, .n_columns = CELLS, .rows = town->records};
	out->cells = NEW_N(a, const char *, town->records *CELLS);
	for (size_t k = 0; k < CELLS; k++) {
		out->names[k] = names[k];
	}
	for (size_t i = 0; i < town->people; i++) {
		person_by_chance(c, a, town->households, i > 0 ? &people[i - 1] : NULL, i,
				 &people[i]);
	}
	for (size_t i = 0; i < town->records; i++) {
		/* Everybody has a record, some have more. */
		size_t who = i < town->people ? i : random_below(c, town->people);

		for (size_t k = CELL_FIRST; k < CELL_WHO; k++) {
			*table_cell(out, i, k) =
				written_down(c, a, people[who].cells[k], town->percent_wrong);
		}
		*table_cell(out, i, CELL_ID) = arena_printf(a, "r%zu", i);
		*table_cell(out, i, CELL_WHO) = people[who].cells[CELL_WHO];
	}
	table_shuffle(c, out);
	if (town->sources > 1) {
		out->sources = NEW_N(a, const char *, town->records);
		for (size_t i = 0; i < town->records; i++) {
			out->sources[i] =
				arena_printf(a, "source %zu", i * town->sources / town->records);
		}
	}
}

#define NAME(column)                                                                               \
	"{\"output_column_name\":\"" column "\",\"comparison_levels\":["                           \
	"{\"sql_condition\":\"\\\"" column "_l\\\" IS NULL OR \\\"" column                         \
	"_r\\\" IS NULL\",\"is_null_level\":true},"                                                \
	"{\"sql_condition\":\"\\\"" column "_l\\\" = \\\"" column "_r\\\"\"},"                     \
	"{\"sql_condition\":\"levenshtein(\\\"" column "_l\\\", \\\"" column "_r\\\") <= 1\"},"    \
	"{\"sql_condition\":\"jaro_winkler_similarity(\\\"" column "_l\\\", \\\"" column           \
	"_r\\\") >= 0.8\"},{\"sql_condition\":\"ELSE\"}]}"
#define NEAR(column)                                                                               \
	"{\"output_column_name\":\"" column "\",\"comparison_levels\":["                           \
	"{\"sql_condition\":\"\\\"" column "_l\\\" IS NULL OR \\\"" column                         \
	"_r\\\" IS NULL\",\"is_null_level\":true},"                                                \
	"{\"sql_condition\":\"\\\"" column "_l\\\" = \\\"" column "_r\\\"\"},"                     \
	"{\"sql_condition\":\"levenshtein(\\\"" column "_l\\\", \\\"" column "_r\\\") <= 1\"},"    \
	"{\"sql_condition\":\"ELSE\"}]}"

struct onus_model *town_model(const char *more)
{
	SCOPED_ARENA(a);

	return model_of(arena_printf(
		&a,
		"{%s%s\"sql_dialect\":\"duckdb\",\"unique_id_column_name\":\"id\",\"comparisons\":"
		"[" NAME("first") "," NAME("last") "," NEAR("dob") "," EXACT("town") "," EXACT(
			"phone") "],\"blocking_rules_to_generate_predictions\":[\"l.first = "
				 "r.first AND l.last = "
				 "r.last\",\"l.dob = r.dob\"]}",
		more, strstr(more, "link_type") ? "" : "\"link_type\":\"dedupe_only\","));
}

const char *town_written(struct arena *a, const struct onus_model *m)
{
	char *text = NULL;
	size_t length = 0;
	const char *copy;

	CHECK_OK(onus_model_write(m, false, &text, &length));
	copy = arena_copy(a, slice_of(text, length));
	free(text);
	return copy;
}

const struct level *town_level(const struct onus_model *m, const char *comparison, int gamma)
{
	for (size_t c = 0; c < m->n_comparisons; c++) {
		const struct comparison *of = &m->comparisons[c];

		for (size_t l = 0; l < of->n_levels && slice_is(of->name, comparison); l++) {
			if (of->levels[l].gamma == gamma) {
				return &of->levels[l];
			}
		}
	}
	test_fail(HERE, "%s has no level %d", comparison, gamma);
}
