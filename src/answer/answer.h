/* SPDX-License-Identifier: Apache-2.0
 * answer.h - read-only questions across the practice.
 *
 * A question takes what was recorded and changes nothing. Each is one row of the command table; its
 * handler makes JSON, and text or pictures from that. */
#ifndef ONUS_ANSWER_ANSWER_H
#define ONUS_ANSWER_ANSWER_H

#include "practice/command.h"

extern const struct command answer_commands[];

/* --- inside the room --- */
/* How a report is called: its title, else the first line of its text, else its file's name. Of
 * three columns from `column` on, which are REPORT_CALLED. */
#define REPORT_CALLED "title, path, substr(text, 1, 200)"
const char *report_called(struct rows *rows, int column, struct arena *a);

enum onus_err who_knew_run(struct call *c);
enum onus_err search_run(struct call *c);
void search_say(struct buf *out, const struct json *record);

#endif
