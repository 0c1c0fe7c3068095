/* SPDX-License-Identifier: Apache-2.0
 * meeting.h - what was said where, to whom: meetings, their items, and exposures.
 *
 * An exposure is an explicit act by which a person was shown a thing, at a time, in a way of known
 * strength. Whoever attended an item was exposed to it; mere looking is the access log's business.
 */
#ifndef ONUS_PRACTICE_MEETING_H
#define ONUS_PRACTICE_MEETING_H

#include "practice/command.h"

extern const struct room meeting_room;
extern const struct command meeting_commands[];

#endif
