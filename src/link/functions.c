/* SPDX-License-Identifier: Apache-2.0
 * functions.c - the rows of the table: from values to what compares them. */
#include "base/calendar.h"
#include "link/functions.h"
#include "link/grades.h"
#include "link/names.h"

/* The text of an argument; a date as it is written. */
static enum onus_err text_of(struct arena *a, const struct value *v, struct slice *out)
{
	struct civil day;

	if (v->type == TYPE_DATE) {
		day = civil_from_days((int64_t)v->number);
		*out = slice_str(arena_printf(a, "%04d-%02d-%02d", day.year, day.month, day.day));
		return ONUS_OK;
	}
	ENSURE(v->type == TYPE_TEXT, ONUS_BAD_INPUT,
	       "a function whose name begins with onus_ compares text: cast the value AS VARCHAR");
	*out = v->text;
	return ONUS_OK;
}

typedef unsigned (*grade_fn)(struct slice a, struct slice b);

static enum onus_err grade(struct arena *a, const struct value *args, grade_fn fn,
			   struct value *out)
{
	struct slice left = {0};
	struct slice right = {0};

	GUARD(text_of(a, &args[0], &left));
	GUARD(text_of(a, &args[1], &right));
	*out = (struct value){.type = TYPE_INTEGER, .number = fn(left, right)};
	return ONUS_OK;
}

#define GRADE(word, compare)                                                                       \
	static unsigned word##_grade(struct slice a, struct slice b)                               \
	{                                                                                          \
		return (unsigned)compare(a, b);                                                    \
	}                                                                                          \
	static enum onus_err run_##word(struct arena *a, const struct value *args, size_t n,       \
					enum kernel_units u, struct value *out)                    \
	{                                                                                          \
		(void)n;                                                                           \
		(void)u;                                                                           \
		return grade(a, args, word##_grade, out);                                          \
	}

GRADE(address, street_compare)
GRADE(date, date_compare)
GRADE(email, email_compare)
GRADE(family_name, family_name_compare)
GRADE(given_name, given_name_compare)
GRADE(mark, mark_compare)
GRADE(name, name_compare)
GRADE(phone, phone_compare)
GRADE(postcode, postcode_compare)

#define ROW(word)                                                                                  \
	{                                                                                          \
		.name = "onus_" #word, .args_min = 2, .args_max = 2, .gives = TYPE_INTEGER,        \
		.run = run_##word, .ours = true                                                    \
	}

const struct expr_function onus_functions[] = {
	ROW(address), ROW(date), ROW(email), ROW(family_name), ROW(given_name),
	ROW(mark),    ROW(name), ROW(phone), ROW(postcode),
};
const size_t onus_function_count = sizeof onus_functions / sizeof onus_functions[0];
