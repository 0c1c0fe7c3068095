/* SPDX-License-Identifier: Apache-2.0
 * expr_numbers.c - functions of numbers. Outside their domain they stop, as DuckDB 1 does. */
#include <math.h>

#include "link/expr_inside.h"

static const double pi = 3.14159265358979323846;

/* One function of one double. */
#define NUMBER_FUNCTION(name, expression)                                                          \
	EXPR_RUN(name)                                                                             \
	{                                                                                          \
		double x;                                                                          \
                                                                                                   \
		(void)a;                                                                           \
		(void)n;                                                                           \
		(void)u;                                                                           \
		GUARD(value_to_double(&args[0], &x));                                              \
		*out = value_number(TYPE_DOUBLE, (expression));                                    \
		return ONUS_OK;                                                                    \
	}

/* The same where it is defined between two numbers only; NaN is let through. */
#define NUMBER_FUNCTION_WITHIN(name, least, most, expression)                                      \
	EXPR_RUN(name)                                                                             \
	{                                                                                          \
		double x;                                                                          \
                                                                                                   \
		(void)a;                                                                           \
		(void)n;                                                                           \
		(void)u;                                                                           \
		GUARD(value_to_double(&args[0], &x));                                              \
		if (x < (least) || x > (most)) {                                                   \
			return value_refuse(&args[0], "number that this function is defined for"); \
		}                                                                                  \
		*out = value_number(TYPE_DOUBLE, (expression));                                    \
		return ONUS_OK;                                                                    \
	}

NUMBER_FUNCTION(number_radians, x *(pi / 180))
NUMBER_FUNCTION(number_degrees, x *(180 / pi))
NUMBER_FUNCTION(number_atan, atan(x))
NUMBER_FUNCTION_WITHIN(number_sin, -1.7976931348623157e308, 1.7976931348623157e308, sin(x))
NUMBER_FUNCTION_WITHIN(number_cos, -1.7976931348623157e308, 1.7976931348623157e308, cos(x))
NUMBER_FUNCTION_WITHIN(number_tan, -1.7976931348623157e308, 1.7976931348623157e308, tan(x))
NUMBER_FUNCTION_WITHIN(number_asin, -1, 1, asin(x))
NUMBER_FUNCTION_WITHIN(number_acos, -1, 1, acos(x))
NUMBER_FUNCTION_WITHIN(number_sqrt, 0, INFINITY, sqrt(x))
NUMBER_FUNCTION_WITHIN(number_ln, 5e-324, INFINITY, log(x))

/* What keeps whole numbers whole. */
static enum onus_err keep_type(const struct expr_value *v, double (*f)(double),
			       struct expr_value *out)
{
	double x;

	GUARD(value_to_double(v, &x));
	*out = value_number(value_is_number(v) ? v->type : TYPE_DOUBLE, f(x));
	return ONUS_OK;
}

EXPR_RUN(number_abs)
{
	(void)a;
	(void)n;
	(void)u;
	return keep_type(&args[0], fabs, out);
}

EXPR_RUN(number_floor)
{
	(void)a;
	(void)n;
	(void)u;
	return keep_type(&args[0], floor, out);
}

EXPR_RUN(number_ceil)
{
	(void)a;
	(void)n;
	(void)u;
	return keep_type(&args[0], ceil, out);
}

/* Half away from zero; where the digits asked for are beyond what a double holds, the number
 * itself. */
EXPR_RUN(number_round)
{
	double digits = 0;
	double x;
	double unit;
	double rounded;

	(void)a;
	(void)u;
	GUARD(value_to_double(&args[0], &x));
	if (n == 2) {
		GUARD(value_to_whole(&args[1], &digits));
	}
	unit = pow(10, fabs(digits));
	rounded = digits < 0 ? round(x / unit) * unit : round(x * unit) / unit;
	*out = value_number(value_is_number(&args[0]) ? args[0].type : TYPE_DOUBLE,
			    isfinite(rounded) ? rounded
			    : digits < 0      ? 0
					      : x);
	return ONUS_OK;
}

EXPR_RUN(number_power)
{
	double x;
	double y;

	(void)a;
	(void)n;
	(void)u;
	GUARD(value_to_double(&args[0], &x));
	GUARD(value_to_double(&args[1], &y));
	*out = value_number(TYPE_DOUBLE, pow(x, y));
	return ONUS_OK;
}

EXPR_RUN(number_atan2)
{
	double y;
	double x;

	(void)a;
	(void)n;
	(void)u;
	GUARD(value_to_double(&args[0], &y));
	GUARD(value_to_double(&args[1], &x));
	*out = value_number(TYPE_DOUBLE, atan2(y, x));
	return ONUS_OK;
}

EXPR_RUN(number_pi)
{
	(void)a;
	(void)args;
	(void)n;
	(void)u;
	*out = value_number(TYPE_DOUBLE, pi);
	return ONUS_OK;
}
