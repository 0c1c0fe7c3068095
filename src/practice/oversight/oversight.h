/* SPDX-License-Identifier: Apache-2.0
 * oversight.h - complaint, finding, response, publication; recommendation and reply.
 *
 * Each statement is a record of its own, with its own date and source. Where two sources date the
 * same finding differently, both are kept: neither overwrites the other. */
#ifndef ONUS_PRACTICE_OVERSIGHT_H
#define ONUS_PRACTICE_OVERSIGHT_H

#include "practice/command.h"

extern const struct room oversight_room;
extern const struct command oversight_commands[];

#endif
