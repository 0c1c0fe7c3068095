/* SPDX-License-Identifier: Apache-2.0
 * recognisers.c - the table of recognisers, in the order of their precedence.
 *
 * What is written for machines comes first, since it can hold anything (a mark inside an address of
 * e-mail is none); then names that are known; then long forms before the short ones they contain.
 */
#include "text/recognise.h"

const struct recogniser recognisers[] = {
	{"email", 1, find_emails},               /* holds whatever else */
	{"account", 1, find_accounts},           /* the same */
	{"phone", 1, find_phones},               /* digits that are no date */
	{"name", 1, find_known},                 /* what is known beats what is guessed */
	{"postcode", 1, find_postcodes},         /* S60 1AE is no mark */
	{"address", 1, find_addresses},          /* 3 John Street is no person */
	{"vehicle", 1, find_vehicles},           /* A123 MAY is no date */
	{"operation", 1, find_operations},       /* Operation May */
	{"reference", 1, find_references},       /* NS/1234/02 is no date */
	{"date", 1, find_dates},                 /* April 2002 is no person */
	{"money", 1, find_money},                /* shares nothing with those above */
	{"age", 1, find_ages},                   /* shares nothing with those above */
	{"organisation", 1, find_organisations}, /* the Amber Hill Trust is no person */
	{"place", 1, find_places},               /* on John Street */
	{"person", 1, find_persons},             /* shares nothing with those above */
	{"again", 1, find_persons_again},        /* persons by one word, once they are named */
	{"drug", 1, find_drugs},                 /* shares nothing with those above */
	{"name-single", 1, find_known_single},   /* one word is the weakest sign of a name */
};

const size_t recogniser_count = sizeof recognisers / sizeof recognisers[0];
