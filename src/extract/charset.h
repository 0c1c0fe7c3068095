/* SPDX-License-Identifier: GPL-2.0-or-later
 * charset.h - bytes in some encoding, to clean UTF-8.
 *
 * "Clean" is valid UTF-8 without NUL and with \n for \r\n; every byte that was no text has become
 * U+FFFD. The converters are opened by charset_init, before the sandbox shuts: afterwards no
 * conversion table could be loaded. */
#ifndef ONUS_EXTRACT_CHARSET_H
#define ONUS_EXTRACT_CHARSET_H

#include "base/buf.h"

/* Opens the converters. A system that lacks one of them knows one encoding less. */
void charset_init(void);

/* Our name for a label that a document uses ("latin1", "x-sjis"); "" for ASCII, which says nothing;
 * NULL where we have none. Static. */
const char *charset_find(struct slice label);
/* The encoding of `bytes`: by their byte order mark (whose length goes into *mark, otherwise 0); by
 * the label, which may be empty; by the NULs that UTF-16 has and text has not; as UTF-8 where they
 * are that; otherwise Windows-1252, in which nearly every byte means something. */
const char *charset_choose(struct slice bytes, struct slice label, size_t *mark);
/* Appends `bytes`, which are in `charset` (one of our names), as clean UTF-8. Gives how many bytes
 * were no text. */
size_t charset_decode(struct buf *out, const char *charset, struct slice bytes);
/* The same for bytes that should be UTF-8 already. */
size_t charset_clean(struct buf *out, struct slice utf8);
/* As much of a clean text as fits `max` bytes without cutting a character. */
struct slice charset_cut(struct slice clean, size_t max);

#endif
