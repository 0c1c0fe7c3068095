/* SPDX-License-Identifier: Apache-2.0
 * functions.c - the rows of the table: what a value is read into, and how two readings compare. */
#include "base/when.h"
#include "link/functions.h"
#include "link/grades.h"
#include "link/names.h"

/* Room for one reading. */
union reading {
	struct name name;
	struct date_digits date;
	struct postcode_code postcode;
	struct phone_digits phone;
	struct mark_text mark;
	struct email_text email;
	struct street_text street;
};

_Static_assert(sizeof(union reading) <= GRADE_READING_MAX, "what a value is read into has room");

/* The text of an argument; a date as it is written. */
static enum onus_err text_of(struct arena *a, const struct expr_value *v, const char *function,
			     struct slice *out)
{
	struct civil day;

	if (v->type == TYPE_DATE) {
		day = civil_from_days((int64_t)v->number);
		*out = slice_str(arena_printf(a, "%04d-%02d-%02d", day.year, day.month, day.day));
		return ONUS_OK;
	}
	ENSURE(v->type == TYPE_TEXT, ONUS_BAD_INPUT, "%s compares text: write CAST(... AS VARCHAR)",
	       function);
	*out = v->text;
	return ONUS_OK;
}

/* The meaning of a grade for the interpreter; a plan keeps the readings of each value. */
static enum onus_err run_grade(const struct expr_grade *g, const char *function, struct arena *a,
			       const struct expr_value *args, struct expr_value *out)
{
	union reading left;
	union reading right;
	struct slice text = {0};

	GUARD(text_of(a, &args[0], function, &text));
	g->read(text, &left);
	GUARD(text_of(a, &args[1], function, &text));
	g->read(text, &right);
	*out = (struct expr_value){.type = TYPE_INTEGER, .number = g->compare(&left, &right)};
	return ONUS_OK;
}

/* One part of a whole name, for rules where given and family name are not apart. */
static enum onus_err run_part(struct arena *a, const char *function, const struct expr_value *whole,
			      bool last, struct expr_value *out)
{
	char part[NAME_PART_MAX];
	struct slice text = {0};
	size_t n;

	GUARD(text_of(a, whole, function, &text));
	n = name_outer_part(text, last, part);
	*out = (struct expr_value){.null = n == 0, .type = n == 0 ? TYPE_ANY : TYPE_TEXT};
	out->text = arena_slice(a, slice_of(part, n));
	return ONUS_OK;
}

static enum onus_err run_first_name(struct arena *a, const struct expr_value *args, size_t n,
				    enum kernel_units u, struct expr_value *out)
{
	(void)n;
	(void)u;
	return run_part(a, "onus_first_name", &args[0], false, out);
}

static enum onus_err run_last_name(struct arena *a, const struct expr_value *args, size_t n,
				   enum kernel_units u, struct expr_value *out)
{
	(void)n;
	(void)u;
	return run_part(a, "onus_last_name", &args[0], true, out);
}

#define GRADE(word, type, bytes, compare)                                                          \
	static size_t word##_reading(struct slice text, void *out)                                 \
	{                                                                                          \
		type *reading = out;                                                               \
                                                                                                   \
		return bytes;                                                                      \
	}                                                                                          \
	static unsigned word##_grade(const void *a, const void *b)                                 \
	{                                                                                          \
		const type *left = a;                                                              \
		const type *right = b;                                                             \
                                                                                                   \
		return (unsigned)compare(left, right);                                             \
	}                                                                                          \
	static const struct expr_grade word = {word##_reading, word##_grade};                      \
	static enum onus_err run_##word(struct arena *a, const struct expr_value *args, size_t n,  \
					enum kernel_units u, struct expr_value *out)               \
	{                                                                                          \
		(void)n;                                                                           \
		(void)u;                                                                           \
		return run_grade(&word, "onus_" #word, a, args, out);                              \
	}

GRADE(address, struct street_text, (street_read(text, reading), sizeof *reading), street_compare)
GRADE(date, struct date_digits, (date_read(text, reading), sizeof *reading), date_compare)
GRADE(email, struct email_text, (email_read(text, reading), sizeof *reading), email_compare)
GRADE(family_name, struct name, name_read(text, reading), family_name_compare)
GRADE(given_name, struct name, name_read(text, reading), given_name_compare)
GRADE(mark, struct mark_text, (plate_read(text, reading), sizeof *reading), mark_compare)
GRADE(name, struct name, name_read(text, reading), name_compare)
GRADE(phone, struct phone_digits, (phone_read(text, reading), sizeof *reading), phone_compare)
GRADE(postcode, struct postcode_code, (postcode_read(text, reading), sizeof *reading),
      postcode_compare)

#define PART(word)                                                                                 \
	{                                                                                          \
		.name = "onus_" #word, .args_min = 1, .args_max = 1, .gives = TYPE_TEXT,           \
		.run = run_##word, .ours = true                                                    \
	}
#define ROW(word)                                                                                  \
	{                                                                                          \
		.name = "onus_" #word, .args_min = 2, .args_max = 2, .gives = TYPE_INTEGER,        \
		.grade = &word, .run = run_##word, .ours = true                                    \
	}

const struct expr_function onus_functions[] = {
	ROW(address),    ROW(date), ROW(email), ROW(family_name), ROW(given_name), PART(first_name),
	PART(last_name), ROW(mark), ROW(name),  ROW(phone),       ROW(postcode),
};
const size_t onus_function_count = sizeof onus_functions / sizeof onus_functions[0];
