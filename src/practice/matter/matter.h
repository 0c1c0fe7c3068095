/* SPDX-License-Identifier: Apache-2.0
 * matter.h - what has to be answered for: matters, decisions, actions, operations.
 *
 * A matter that is bound to a thing carries its decisions and actions to that thing. Decisions are
 * numbered within their matter from 1, without gaps. A decision that needs a second person stands
 * as "proposed" until that person has joined; nothing follows from it before. */
#ifndef ONUS_PRACTICE_MATTER_H
#define ONUS_PRACTICE_MATTER_H

#include "practice/command.h"

extern const struct room matter_room;
extern const struct command matter_commands[];

#endif
