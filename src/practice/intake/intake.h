/* SPDX-License-Identifier: Apache-2.0
 * intake.h - reports exactly as received, their sources (sealed), what could be read of them. */
#ifndef ONUS_PRACTICE_INTAKE_INTAKE_H
#define ONUS_PRACTICE_INTAKE_INTAKE_H

#include "practice/command.h"

extern const struct room intake_room;
extern const struct command intake_commands[];

#endif
