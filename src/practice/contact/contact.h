/* SPDX-License-Identifier: Apache-2.0
 * contact.h - was the victim asked, how, by whom, and what was the answer. */
#ifndef ONUS_PRACTICE_CONTACT_H
#define ONUS_PRACTICE_CONTACT_H

#include "practice/command.h"

extern const struct room contact_room;
extern const struct command contact_commands[];

#endif
