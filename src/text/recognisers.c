/* SPDX-License-Identifier: Apache-2.0
 * recognisers.c - the table of recognisers, in the order of their precedence.
 *
 * What is written for machines comes first, since it can hold anything (a mark inside an address of
 * e-mail is none); then names that are known; then long forms before the short ones they contain.
 */
#include "text/recognise.h"

const struct recogniser recognisers[] = {
	{"email", 1, find_emails},       {"account", 1, find_accounts},
	{"phone", 1, find_phones},       {"name", 1, find_known},
	{"postcode", 1, find_postcodes}, {"address", 1, find_addresses},
	{"vehicle", 1, find_vehicles},   {"operation", 1, find_operations},
	{"date", 1, find_dates},         {"money", 1, find_money},
	{"age", 1, find_ages},           {"organisation", 1, find_organisations},
	{"person", 1, find_persons},     {"name-single", 1, find_known_single},
};

const size_t recogniser_count = sizeof recognisers / sizeof recognisers[0];
