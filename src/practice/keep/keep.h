/* SPDX-License-Identifier: Apache-2.0
 * keep.h - records: holds that beat every retention rule, and material that is gone. */
#ifndef ONUS_PRACTICE_KEEP_H
#define ONUS_PRACTICE_KEEP_H

#include "practice/command.h"

extern const struct room keep_room;
extern const struct command keep_commands[];

#endif
