/* SPDX-License-Identifier: Apache-2.0
 * recognise.h - the recognisers; recognisers.c has the table that orders them. */
#ifndef ONUS_TEXT_RECOGNISE_H
#define ONUS_TEXT_RECOGNISE_H

#include "text/names.h"
#include "text/reading.h"

void find_emails(struct reading *r);
void find_accounts(struct reading *r);
void find_phones(struct reading *r);
void find_postcodes(struct reading *r);
void find_addresses(struct reading *r);
void find_vehicles(struct reading *r);
void find_operations(struct reading *r);
void find_dates(struct reading *r);
void find_money(struct reading *r);
void find_ages(struct reading *r);
void find_organisations(struct reading *r);
void find_references(struct reading *r);
void find_drugs(struct reading *r);
void find_places(struct reading *r);
void find_persons(struct reading *r);
void find_persons_again(struct reading *r);

/* The value of the operation whose name is this token: "Operation Heron". */
const char *operation_value(const struct reading *r, const struct token *t);

/* Gives roles to the mentions of persons, once all are found and stand in the order of the text. */
void give_roles(struct reading *r);

#endif
