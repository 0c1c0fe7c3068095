/* SPDX-License-Identifier: Apache-2.0
 * limits.h - every limit of Onus that an input can meet, by name, in one place.
 *
 * A message about a limit names it as it is named here. Sizes are bytes unless the name says other.
 */
#ifndef ONUS_BASE_LIMITS_H
#define ONUS_BASE_LIMITS_H

enum onus_limits {
	/* JSON */
	JSON_DEPTH_MAX = 64,               /* arrays and objects, one in the other */
	JSON_MEMBERS_MAX = 4096,           /* of one object */
	JSON_VALUES_MAX = 2 * 1024 * 1024, /* of one text: about 200 MB of memory */

	/* time */
	WHEN_SHOWN_MAX = 60, /* of a time that could not be read, shown in the message */

	/* events */
	EVENT_BODY_MAX = 32 * 1024 * 1024, /* canonical JSON of one event */
	EVENT_ABOUT_MAX = 4096,            /* things one event is about */
	EVENT_HEADER_MAX = 512 * 1024,
	EVENT_LIST_MAX = 1024 * 1024, /* facts, sealed parts, warnings: each as a list */

	/* intake */
	REPORT_BYTES_MAX = 512 * 1024 * 1024, /* one file; beyond it: a recorded refusal */
	REPORT_TEXT_MAX = 16 * 1024 * 1024,   /* text of one report; beyond it: cut, and said so */
	BLOB_INLINE_MAX = 64 * 1024,          /* larger blobs are files beside the database */
	ATTACHMENTS_MAX = 1000,               /* children of one document */
	ATTACHMENT_DEPTH_MAX = 8,
	INSIDE_BYTES_MAX = 1536 * 1024 * 1024, /* all that comes out of one file, at every depth */
	TABLE_COLUMNS_MAX = 1000,
	TABLE_ROWS_MAX = 1000000,
	TABLE_CELL_MAX = 1024 * 1024,
	PATHS_MAX = 1000000, /* files of one `receive` */
	PATH_DEPTH_MAX = 64,
	EXTRACT_MEMORY_MAX = 1536 * 1024 * 1024, /* address space of one document's reader */
	EXTRACT_OUTPUT_MAX = 768 * 1024 * 1024,  /* all that one document's reader may answer */
	EXTRACT_CPU_SECONDS_MAX = 30,            /* then its reader is killed: unreadable */
	EXTRACT_CPU_SECONDS_SOFT = 20,           /* then it stops by itself: cut, and said so */
	EXTRACT_WALL_MS_MAX = 60 * 1000,         /* the same by the clock on the wall: killed */
	EXTRACT_STRING_MAX = 64 * 1024,          /* a title, a reason, one sealed part */
	EXTRACT_FACTS_MAX = 2000,                /* dates, facts and sealed parts of one document */
	EXTRACT_WARNINGS_MAX = 100,
	MARKUP_DEPTH_MAX = 1000, /* elements inside one another in HTML and DOCX */
	MIME_DEPTH_MAX = 32,     /* parts inside one another in one e-mail */
	PDF_PAGES_MAX = 10000,
	ZIP_ENTRIES_MAX = 10000,
	ZIP_INFLATED_MAX = 512 * 1024 * 1024, /* everything in one archive, unpacked */
	ZIP_RATIO_MAX = 200,                  /* all of it unpacked, to the archive's own size */

	/* the practice */
	NAME_MAX_BYTES = 400,
	PROSE_MAX = 64 * 1024, /* reasons, minutes of one item, answers in somebody's words */
	POLICY_BYTES_MAX = 1024 * 1024,

	/* link engine */
	LINK_FIELD_MAX = 1024 * 1024,       /* one value of a record */
	LINK_RECORD_MAX = 64 * 1024 * 1024, /* one line of CSV, with the lines in its values */
	LINK_COLUMNS_MAX = 1000,
	LINK_RECORDS_MAX = 1000000000,
	LINK_COLUMN_BYTES_MAX = 2000000000, /* all different values of one column together */
	LINK_SQL_MAX = 64 * 1024,           /* one condition or rule */
	LINK_SQL_DEPTH_MAX = 100,           /* expressions inside one another */
	LINK_QUESTIONS_MAX = 64, /* different ones that a comparison or rule asks of a pair */
	LINK_REGEX_MAX = 10000,  /* steps of one regular expression, repetitions written out */
	LINK_LIST_MAX = 10000,   /* items of one list */
	LINK_LIST_PAIRS_MAX = 1000000,    /* of two lists, where the best pair is looked for */
	LINK_EVAL_MAX = 64 * 1024 * 1024, /* memory of one expression being worked out */
	LINK_SETTINGS_MAX = 16 * 1024 * 1024,
	LINK_RULE_ARMS_MAX = 256,   /* of all blocking rules of a model, where OR splits them */
	LINK_ROWS_MAX = 2147483647, /* records that are blocked together */
	LINK_BLOCK_PAIRS_MAX = 50000000, /* of one block; a larger one is left out, and told */
	LINK_ENTITIES_MAX = 2147483647,  /* ids that a lineage may give in all */

	/* text engine */
	MENTIONS_MAX = 100000, /* of one report; beyond it: cut, and said so */
	NAMES_BYTES_MAX = 1024 * 1024 * 1024,
};

_Static_assert(REPORT_TEXT_MAX + 4 * EVENT_LIST_MAX < EVENT_BODY_MAX,
	       "a report's text fits the body of its event, and leaves room for its mentions");

#endif
