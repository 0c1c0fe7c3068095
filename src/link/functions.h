/* SPDX-License-Identifier: Apache-2.0
 * functions.h - the functions beyond Splink's that a condition may call.
 *
 * A grade takes two texts and gives a whole number, 0 where nothing agrees, the same for either
 * order:
 *
 *     onus_name         whole names       6 equal  5 same parts  4 nickname, spelling  3 typing
 *                                         2 initials  1 one name alone
 *     onus_given_name   given names       4 equal  3 nickname, spelling  2 typing  1 initial
 *     onus_family_name  family names      4 equal  3 spelling, one half  2 typing  1 initial
 *     onus_date         dates of birth    6 equal  5 both 1 January  4 day and month swapped
 *                                         3 typing  2 same month  1 within a year
 *     onus_postcode     postcodes         5 equal  4 typing  3 sector  2 district  1 area
 *     onus_phone        telephones        3 equal  2 last nine digits  1 typing
 *     onus_email        e-mail            3 equal  2 typing  1 same name, other provider
 *     onus_mark         marks             4 equal  3 look-alikes  2 a part of it  1 typing
 *     onus_address      number, street    3 equal  2 typing  1 same street
 *
 * A part takes a whole name and gives text, for blocking: onus_first_name, onus_last_name. names.h
 * and grades.h say what each grade means. */
#ifndef ONUS_LINK_FUNCTIONS_H
#define ONUS_LINK_FUNCTIONS_H

#include "link/expr.h"

extern const struct expr_function onus_functions[];
extern const size_t onus_function_count;

#endif
