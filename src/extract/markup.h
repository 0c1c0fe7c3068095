/* SPDX-License-Identifier: GPL-2.0-or-later
 * markup.h - HTML to the text that a person would read on the page. */
#ifndef ONUS_EXTRACT_MARKUP_H
#define ONUS_EXTRACT_MARKUP_H

#include "base/buf.h"

struct markup {
	struct buf title;
	unsigned pictures; /* carried in the page itself (data:) */
	bool too_deep;     /* elements nested beyond MARKUP_DEPTH_MAX: the rest was not read */
};

void markup_finish(struct markup *m);

/* Appends the text of `html`, which is clean UTF-8, to `out`: blocks on lines of their own, cells
 * apart by tabs, scripts and styles left out, the target of a link behind its words. Nothing is
 * fetched. `m` is filled and must be finished. */
void markup_read(struct slice html, struct buf *out, struct markup *m);
/* The encoding that a page declares for itself in its first 1,024 bytes; empty where it does not.
 */
struct slice markup_charset(struct slice html);

#endif
