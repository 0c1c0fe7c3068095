/* SPDX-License-Identifier: Apache-2.0
 * extract_wire.h - what onus and onus-extract say to one another, in the frames of wire.h.
 *
 *     onus                                   onus-extract, one process a document
 *                          <---  READY       "I have locked myself up, so and so"
 *     JOB + descriptor     --->
 *                          <---  ...         what it found, in any order
 *                          <---  STATUS      the last word; the process ends
 *
 * The side of onus believes nothing: a frame that breaks a rule below makes the document
 * unreadable. Strings are UTF-8 without NUL. */
#ifndef ONUS_BASE_EXTRACT_WIRE_H
#define ONUS_BASE_EXTRACT_WIRE_H

enum {
	EXTRACT_WIRE_VERSION = 1,
	EXTRACT_SOCKET = 3, /* the worker's descriptor of its end */
	EXTRACT_FORMAT_MAX = 16,
	EXTRACT_LABEL_MAX = 200,
};

enum extract_tag {
	/* u8 wire version, u8 seccomp (0/1), u8 Landlock ABI (0: none), bytes version of
	 * onus-extract, bytes engines ("poppler 22.12.0, libxml2 2.9.14"), bytes why it is not
	 * locked up ("" is good) */
	EXTRACT_READY = 1,
	/* bytes format (a row of src/extract/readers.c), i64 size of the document, u8 1 = the table
	 * has no heading, u8 delimiter or 0; the document's descriptor comes with its first byte */
	EXTRACT_JOB,
	EXTRACT_ENGINE, /* bytes: the parser that read it, with its version */
	EXTRACT_MEDIA,  /* bytes: media type */
	EXTRACT_TITLE,  /* bytes */
	/* bytes label, i64 lo, i64 hi, u8 precision, u8 1 = the date the document bears, 0 = one
	 * that a program noted in it */
	EXTRACT_DATE,
	EXTRACT_FACT,     /* bytes label, bytes value */
	EXTRACT_SEALED,   /* bytes label, bytes value: who made, sent or got it */
	EXTRACT_WARNING,  /* bytes */
	EXTRACT_PICTURES, /* u32 pictures that stay inside, unlooked at */
	EXTRACT_TEXT,     /* the payload is text; at most one frame */
	EXTRACT_CHILD,    /* bytes name, bytes media type or "", bytes content */
	EXTRACT_COLUMN,   /* bytes name: the next column; no two are equal, none is empty */
	/* u32 number of the row (1..), u32 line where it begins, u16 count, then `count` times:
	 * u16 column, bytes value; empty cells are left out */
	EXTRACT_ROW,
	EXTRACT_STATUS, /* u8 enum extract_status, bytes reason ("" where read whole) */
};

enum extract_status {
	EXTRACT_READ,
	EXTRACT_CUT,
	EXTRACT_UNREADABLE,
};

#endif
