/* SPDX-License-Identifier: GPL-2.0-or-later
 * html.c - web pages. */
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "extract/charset.h"
#include "extract/markup.h"
#include "extract/readers.h"

static void ignore(void *user, const char *fmt, ...)
{
	(void)user;
	(void)fmt;
}

/* libxml2 asks here for everything that a document names but does not hold. It gets nothing. */
static xmlParserInputPtr fetch_nothing(const char *url, const char *id, xmlParserCtxtPtr parser)
{
	(void)url;
	(void)id;
	(void)parser;
	return NULL;
}

void html_init(void)
{
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, ignore);
	xmlSetExternalEntityLoader(fetch_nothing);
}

enum onus_err html_read(const struct job *job, struct output *out)
{
	SCOPED_BUF(utf8, REPORT_BYTES_MAX);
	SCOPED_BUF(text, REPORT_TEXT_MAX);
	SCOPED_BUF(title, EXTRACT_STRING_MAX);
	size_t mark;
	const char *charset = charset_choose(job->bytes, markup_charset(job->bytes), &mark);

	output_media(out, "text/html");
	output_fact(out, "encoding", slice_str(charset));
	out->replaced += charset_decode(&utf8, charset, slice_from(job->bytes, mark));
	if (utf8.full) {
		output_cut(out, "in UTF-8 it is larger than REPORT_BYTES_MAX (%d bytes)",
			   REPORT_BYTES_MAX);
	}
	markup_read(buf_slice(&utf8), &text, &title, out);
	output_title(out, buf_slice(&title));
	output_text(out, buf_slice(&text));
	return ONUS_OK;
}
