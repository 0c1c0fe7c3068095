/* SPDX-License-Identifier: GPL-2.0-or-later
 * docx_xml.h - what the XML parts of a Word document say. */
#ifndef ONUS_EXTRACT_DOCX_XML_H
#define ONUS_EXTRACT_DOCX_XML_H

#include "extract/output.h"

enum docx_part {
	DOCX_TEXT,       /* paragraphs, tables, notes */
	DOCX_LINKS,      /* targets of links */
	DOCX_PROPERTIES, /* title, author, dates */
	DOCX_CHILD,      /* no XML of Word's: a picture, an embedded file */
};

struct docx_xml;

/* A reader for one part. Text goes to `text`, all else to `out`; both must outlive it. */
struct docx_xml *docx_xml_create(enum docx_part part, struct buf *text, struct output *out);
struct docx_xml *docx_xml_destroy(struct docx_xml *x); /* takes NULL, gives NULL */
/* ONUS_BAD_INPUT where the part is no XML, or brings declarations (a DTD) with it, which Word never
 * writes and entity bombs need. */
ONUS_CHECK enum onus_err docx_xml_feed(struct docx_xml *x, struct slice block);
ONUS_CHECK enum onus_err docx_xml_end(struct docx_xml *x);

#endif
