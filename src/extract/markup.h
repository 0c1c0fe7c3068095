/* SPDX-License-Identifier: GPL-2.0-or-later
 * markup.h - HTML to the text that a person would read on the page. */
#ifndef ONUS_EXTRACT_MARKUP_H
#define ONUS_EXTRACT_MARKUP_H

#include "extract/output.h"

/* Appends the text of `html`, which is clean UTF-8, to `text`: blocks on lines of their own, cells
 * apart by tabs, scripts and styles left out, the target of a link behind its words. The title goes
 * to `title`. Nothing is fetched. Pictures that the page carries in itself are counted in `out`,
 * and a limit that was met is noted there. */
void markup_read(struct slice html, struct buf *text, struct buf *title, struct output *out);
/* The encoding that a page declares for itself in its first 1,024 bytes; empty where it does not.
 */
struct slice markup_charset(struct slice html);

#endif
