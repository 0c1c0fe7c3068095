/* SPDX-License-Identifier: Apache-2.0
 * functions.h - the functions beyond Splink's that a condition may call: "onus_...".
 *
 * Each takes two values and gives a whole number, a grade of agreement that grows with it, or one
 * value and gives text. names.h and grades.h say what the grades mean; docs/link.md lists them. */
#ifndef ONUS_LINK_FUNCTIONS_H
#define ONUS_LINK_FUNCTIONS_H

#include "link/expr.h"

extern const struct expr_function onus_functions[];
extern const size_t onus_function_count;

#endif
