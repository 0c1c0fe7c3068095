/* SPDX-License-Identifier: Apache-2.0
 * people_compare.c - how the fields of a person are compared.
 *
 * Every field has one comparison, but for two: a postcode and a town say nearly the same, and are
 * one; and given and family name may have been swapped, which is a comparison of its own, of which
 * too few pairs teach anything, so that its m is given. */
#include "link/column_kind.h"
#include "link/model_read.h"
#include "link/people.h"

/* One level of a field: the least grade. */
struct step {
	int grade;
	const char *label;
};

enum { STEPS_MAX = 5 };

static const struct {
	enum person_field field;
	int fuzzy;            /* of the steps, so many from the top count by_frequency too */
	const char *function; /* of ours; NULL: only equality is looked at */
	int same;             /* its grade of one value in two ways of writing */
	bool by_frequency;    /* how common the value is counts */
	struct step steps[STEPS_MAX];
} plain[] = {
	{PERSON_FULL,
	 0,
	 "name",
	 6,
	 true,
	 {{5, "the same parts"},
	  {4, "nickname or spelling"},
	  {3, "typing error"},
	  {2, "initials"},
	  {1, "one name alone"}}},
	{PERSON_GIVEN,
	 2,
	 "given_name",
	 4,
	 true,
	 {{3, "nickname or spelling"}, {2, "typing error"}, {1, "initial"}}},
	{PERSON_FAMILY,
	 2,
	 "family_name",
	 4,
	 true,
	 {{3, "spelling or one half"}, {2, "typing error"}, {1, "initial"}}},
	{PERSON_BIRTH,
	 0,
	 "date",
	 5,
	 true,
	 {{4, "day and month swapped"},
	  {3, "typing error"},
	  {2, "same month"},
	  {1, "within a year"}}},
	{PERSON_PHONE, 0, "phone", 3, true, {{2, "same ending"}, {1, "typing error"}}},
	{PERSON_EMAIL, 0, "email", 3, true, {{2, "typing error"}, {1, "other provider"}}},
	{PERSON_STREET, 0, "address", 3, true, {{2, "typing error"}, {1, "same street"}}},
	{PERSON_OCCUPATION, 0, NULL, 0, true, {{0}}},
	{PERSON_GENDER, 0, NULL, 0, false, {{0}}},
};

const char *people_quoted(struct people *p, enum person_field f, const char *before,
			  const char *after)
{
	return column_quoted(p->arena, before, p->columns[f]->name, after);
}

static const char *left(struct people *p, enum person_field f)
{
	return people_quoted(p, f, "", "_l");
}

static const char *right(struct people *p, enum person_field f)
{
	return people_quoted(p, f, "", "_r");
}

/* --- levels --- */

static struct json *level_add(struct people *p, struct json *levels, const char *sql,
			      const char *label)
{
	struct json *level = json_object(p->arena);

	json_set_str(level, "sql_condition", sql);
	json_set_str(level, "label_for_charts", label);
	json_push(levels, level);
	return level;
}

static const char *either_missing(struct people *p, enum person_field f)
{
	return arena_printf(p->arena, "%s IS NULL OR %s IS NULL", left(p, f), right(p, f));
}

static void add_missing(struct people *p, struct json *levels, const char *sql)
{
	json_set(level_add(p, levels, sql, "missing"), "is_null_level", json_bool(p->arena, true));
}

static void add_equal(struct people *p, struct json *levels, enum person_field f, const char *label,
		      bool by_frequency)
{
	struct json *level = level_add(
		p, levels, arena_printf(p->arena, "%s = %s", left(p, f), right(p, f)), label);

	if (by_frequency) {
		json_set_slice(level, "tf_adjustment_column", p->columns[f]->name);
	}
}

static void add_grade(struct people *p, struct json *levels, enum person_field f,
		      const char *function, struct step s)
{
	level_add(p, levels,
		  arena_printf(p->arena, "onus_%s(%s, %s) >= %d", function, left(p, f), right(p, f),
			       s.grade),
		  s.label);
}

/* The same value written in another way: a level of its own where the file has such. */
static bool add_same(struct people *p, struct json *levels, enum person_field f,
		     const char *function, int grade)
{
	if (p->ways[f]) {
		add_grade(p, levels, f, function,
			  (struct step){grade, "equal but for the writing"});
	}
	return p->ways[f];
}

static void add_alike(struct people *p, struct json *levels, enum person_field f)
{
	level_add(p, levels,
		  arena_printf(p->arena, "jaro_winkler_similarity(%s, %s) >= 0.9", left(p, f),
			       right(p, f)),
		  "much alike");
}

static void add_edits(struct people *p, struct json *levels, enum person_field f, int edits,
		      const char *label)
{
	level_add(p, levels,
		  arena_printf(p->arena, "damerau_levenshtein(%s, %s) <= %d", left(p, f),
			       right(p, f), edits),
		  label);
}

/* Ends the levels, and gives the comparison its name. */
static void finish(struct people *p, struct json *levels, struct slice name)
{
	struct json *comparison = json_object(p->arena);

	level_add(p, levels, "ELSE", "all other");
	json_set_slice(comparison, "output_column_name", name);
	json_set(comparison, "comparison_levels", levels);
	json_push(p->comparisons, comparison);
}

/* --- comparisons --- */

static void add_fuzzy(struct people *p, enum person_field f, int gamma)
{
	struct json *v = json_object(p->arena);

	json_set_slice(v, "comparison", p->columns[f]->name);
	json_set_int(v, "level", gamma);
	json_set_slice(v, "column", p->columns[f]->name);
	json_push(p->fuzzy, v);
}

static void compare_plain(struct people *p, size_t row)
{
	enum person_field f = plain[row].field;
	struct json *levels = json_array(p->arena);
	size_t steps = 0;
	int gamma;

	while (steps < STEPS_MAX && plain[row].steps[steps].label != NULL) {
		steps++;
	}
	/* gammas count down to 0 for "all other" */
	gamma = (int)steps;
	add_missing(p, levels, either_missing(p, f));
	add_equal(p, levels, f, "equal", plain[row].by_frequency);
	if (plain[row].function != NULL &&
	    add_same(p, levels, f, plain[row].function, plain[row].same)) {
		gamma++;
	}
	for (size_t i = 0; i < steps; i++) {
		add_grade(p, levels, f, plain[row].function, plain[row].steps[i]);
	}
	for (int i = gamma; i > (int)steps - plain[row].fuzzy && plain[row].fuzzy > 0; i--) {
		add_fuzzy(p, f, i);
	}
	finish(p, levels, p->columns[f]->name);
}

static void compare_place(struct people *p, enum person_field f)
{
	struct json *levels = json_array(p->arena);

	add_missing(p, levels, either_missing(p, f));
	add_equal(p, levels, f, "equal", true);
	add_alike(p, levels, f);
	finish(p, levels, p->columns[f]->name);
}

static void compare_number(struct people *p)
{
	struct json *levels = json_array(p->arena);

	add_missing(p, levels, either_missing(p, PERSON_NUMBER));
	add_equal(p, levels, PERSON_NUMBER, "equal", true);
	add_edits(p, levels, PERSON_NUMBER, 1, "one error");
	add_edits(p, levels, PERSON_NUMBER, 2, "two errors");
	finish(p, levels, p->columns[PERSON_NUMBER]->name);
}

static const struct step postcode_steps[] = {
	{4, "typing error, or a postcode beside it"},
	{3, "same sector"},
	{2, "same district"},
};

/* Postcode and place as one: PERSON_FIELDS where there is no place. */
static void compare_where(struct people *p, enum person_field place)
{
	enum person_field f = PERSON_POSTCODE;
	struct json *levels = json_array(p->arena);
	bool with = place != PERSON_FIELDS;

	add_missing(p, levels,
		    with ? arena_printf(p->arena, "(%s) AND (%s)", either_missing(p, f),
					either_missing(p, place))
			 : either_missing(p, f));
	add_equal(p, levels, f, "equal", true);
	add_same(p, levels, f, "postcode", 5);
	for (size_t i = 0; i < sizeof postcode_steps / sizeof postcode_steps[0]; i++) {
		add_grade(p, levels, f, "postcode", postcode_steps[i]);
	}
	if (with) {
		add_equal(p, levels, place, "same place", true);
		add_alike(p, levels, place);
	}
	add_grade(p, levels, f, "postcode", (struct step){1, "same area"});
	finish(p, levels, p->columns[f]->name);
}

static void compare_places(struct people *p)
{
	enum person_field where = people_has(p, PERSON_PLACE)        ? PERSON_PLACE
				  : people_has(p, PERSON_BIRTHPLACE) ? PERSON_BIRTHPLACE
								     : PERSON_FIELDS;

	if (people_has(p, PERSON_POSTCODE)) {
		compare_where(p, where);
	} else if (where != PERSON_FIELDS) {
		compare_place(p, where);
	}
	if (where == PERSON_PLACE && people_has(p, PERSON_BIRTHPLACE)) {
		compare_place(p, PERSON_BIRTHPLACE);
	}
}

static void compare_swapped(struct people *p)
{
	struct json *levels = json_array(p->arena);
	const char *given = either_missing(p, PERSON_GIVEN);
	const char *family = either_missing(p, PERSON_FAMILY);
	struct json *level;

	add_missing(p, levels, arena_printf(p->arena, "%s OR %s", given, family));
	level = level_add(p, levels,
			  arena_printf(p->arena, "%s = %s AND %s = %s", left(p, PERSON_GIVEN),
				       right(p, PERSON_FAMILY), left(p, PERSON_FAMILY),
				       right(p, PERSON_GIVEN)),
			  "given and family name swapped");
	json_set(level, "m_probability", json_double(p->arena, 0.01));
	json_set(level, "fix_m_probability", json_bool(p->arena, true));
	finish(p, levels, SLICE("names_swapped"));
	level = levels->items[levels->count - 1];
	json_set(level, "m_probability", json_double(p->arena, 0.99));
	json_set(level, "fix_m_probability", json_bool(p->arena, true));
}

void people_compare(struct people *p)
{
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (people_has(p, plain[i].field)) {
			compare_plain(p, i);
		}
		/* the places stand behind the date of birth */
		if (plain[i].field == PERSON_BIRTH) {
			compare_places(p);
		}
	}
	if (people_has(p, PERSON_NUMBER)) {
		compare_number(p);
	}
	if (people_has(p, PERSON_GIVEN) && people_has(p, PERSON_FAMILY)) {
		compare_swapped(p);
	}
}
