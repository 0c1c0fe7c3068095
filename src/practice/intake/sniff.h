/* SPDX-License-Identifier: Apache-2.0
 * sniff.h - what a file is, by its bytes; its name is a hint, and never more than that.
 *
 * Pure. It looks at some bytes at the front and understands nothing behind them; that is the
 * readers' work. In doubt between a picture and anything else it says picture: what is quarantined
 * can be let out, what was shown can't be taken back. */
#ifndef ONUS_PRACTICE_INTAKE_SNIFF_H
#define ONUS_PRACTICE_INTAKE_SNIFF_H

#include "onus/slice.h"

enum sniff_verdict {
	SNIFF_EMPTY,      /* no bytes */
	SNIFF_TEXT,       /* plain UTF-8 without NUL: read in process */
	SNIFF_READER,     /* onus-extract reads it; `format` says how */
	SNIFF_QUARANTINE, /* a picture or video, or something that calls itself one: never opened */
	SNIFF_UNREAD,     /* kept, and not read; `words` says what it seems to be */
};

struct sniffed {
	enum sniff_verdict verdict;
	const char *format; /* for reader_document; NULL unless SNIFF_READER */
	const char *media;  /* media type; "application/octet-stream" where nobody knows */
	const char
		*words; /* for a person: "a JPEG picture", "an old Word, Excel or Outlook file" */
};

/* `bytes` are all of the document; `name` its file name and `media` the media type that somebody
 * stated, either may be empty. Everything given is static. */
struct sniffed sniff(struct slice bytes, struct slice name, struct slice media);

const char *sniff_verdict_name(enum sniff_verdict v);

#endif
