/* SPDX-License-Identifier: GPL-2.0-or-later
 * eml.c - e-mail.
 *
 * The words go into the text: subject, date, body. Whatever names a person or a machine on the way
 * is sealed: every header but a few that can't. What is attached comes out as a document of its
 * own, and so does a forwarded message. */
#include <gmime/gmime.h>

#include "extract/charset.h"
#include "extract/markup.h"
#include "extract/readers.h"

struct mail {
	struct output *out;
	unsigned unnamed; /* parts that got a name by their number */
};

void eml_init(void)
{
	g_mime_init();
}

/* --- headers --- */

/* Headers that say nothing on who wrote, sent or got the message. All others are sealed: nobody can
 * list what mail programs will invent. */
static bool is_harmless(const char *name)
{
	static const char *const harmless[] = {"Subject",    "Date",     "MIME-Version",
					       "Importance", "Priority", "Content-Language"};

	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
		if (strcasecmp(name, harmless[i]) == 0) {
			return true;
		}
	}
	return strncasecmp(name, "Content-", 8) == 0;
}

static void read_date(struct mail *m, GMimeMessage *message)
{
	GDateTime *date = g_mime_message_get_date(message);
	const char *words = g_mime_object_get_header(GMIME_OBJECT(message), "Date");
	int64_t instant;

	if (words != NULL) {
		output_text(m->out, SLICE("Date: "));
		output_text(m->out, slice_trim(slice_str(words)));
		output_text(m->out, SLICE("\n"));
	}
	if (date == NULL) {
		output_warn(m->out, "%s",
			    words ? "its Date line is no date" : "it has no Date line");
		return;
	}
	instant = g_date_time_to_unix(date);
	if (instant >= INSTANT_MIN && instant <= INSTANT_MAX) {
		output_date(m->out, "the message's Date line", when_instant(instant), true);
	}
}

static void read_headers(struct mail *m, GMimeMessage *message)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message));
	const char *subject = g_mime_message_get_subject(message);

	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);

		if (!is_harmless(g_mime_header_get_name(h))) {
			output_sealed(m->out, g_mime_header_get_name(h),
				      slice_str(g_mime_header_get_value(h)));
		}
	}
	if (subject != NULL) {
		output_title(m->out, slice_str(subject));
		output_text(m->out, SLICE("Subject: "));
		output_text(m->out, slice_str(subject));
		output_text(m->out, SLICE("\n"));
	}
	read_date(m, message);
}

/* --- parts --- */

/* The content of a part without its transfer encoding; freed by the caller. */
static GByteArray *content_of(GMimePart *part)
{
	GByteArray *bytes = g_byte_array_new();
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream;

	if (content != NULL) {
		stream = g_mime_stream_mem_new_with_byte_array(bytes);
		g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
		g_mime_data_wrapper_write_to_stream(content, stream);
		g_object_unref(stream);
	}
	return bytes;
}

static bool is_text(GMimeObject *part, const char *subtype)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);

	return GMIME_IS_PART(part) && g_mime_content_type_is_type(type, "text", subtype) &&
	       !g_mime_part_is_attachment(GMIME_PART(part)) &&
	       g_mime_part_get_filename(GMIME_PART(part)) == NULL;
}

/* Appends the text of a text/plain or text/html part. */
static void add_part_text(struct mail *m, GMimeObject *part, struct buf *out)
{
	GByteArray *raw = content_of(GMIME_PART(part));
	struct slice bytes = slice_of(raw->data, raw->len);
	struct slice label = slice_str(g_mime_object_get_content_type_parameter(part, "charset"));
	bool html = is_text(part, "html");
	size_t mark;
	const char *charset;

	if (label.n > 0 && charset_find(label) == NULL) {
		output_warn(m->out, "its encoding \"" SLICE_FMT "\" is not known here: guessed",
			    SLICE_ARG(charset_cut(label, 40)));
	}
	if (html && charset_find(label) == NULL) {
		label = markup_charset(bytes);
	}
	charset = charset_choose(bytes, label, &mark);
	bytes = slice_from(bytes, mark);
	if (html) {
		SCOPED_BUF(utf8, REPORT_BYTES_MAX);
		SCOPED_BUF(title, EXTRACT_STRING_MAX);

		m->out->replaced += charset_decode(&utf8, charset, bytes);
		markup_read(buf_slice(&utf8), out, &title, m->out);
	} else {
		m->out->replaced += charset_decode(out, charset, bytes);
	}
	g_byte_array_unref(raw);
}

static void give_text(struct mail *m, const struct buf *text)
{
	if (slice_trim(buf_slice(text)).n > 0) {
		output_text(m->out, SLICE("\n"));
		output_text(m->out, slice_trim(buf_slice(text)));
		output_text(m->out, SLICE("\n"));
	}
	if (text->full) {
		output_cut(m->out, "its text is longer than REPORT_TEXT_MAX (%d bytes)",
			   REPORT_TEXT_MAX);
	}
}

static void read_text(struct mail *m, GMimeObject *part)
{
	SCOPED_BUF(text, REPORT_TEXT_MAX);

	add_part_text(m, part, &text);
	give_text(m, &text);
}

static void give_bytes(struct mail *m, GMimeObject *part, const char *name, GByteArray *bytes)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	char *media = g_mime_content_type_get_mime_type(type);
	char number[32];

	if (name == NULL || name[0] == '\0') {
		snprintf(number, sizeof number, "part %u", ++m->unnamed);
		name = number;
	}
	output_child(m->out, slice_str(name), media, slice_of(bytes->data, bytes->len));
	g_free(media);
}

static void read_attachment(struct mail *m, GMimeObject *part)
{
	GByteArray *bytes = content_of(GMIME_PART(part));

	give_bytes(m, part, g_mime_part_get_filename(GMIME_PART(part)), bytes);
	g_byte_array_unref(bytes);
}

/* A forwarded message is a document with senders of its own, and so handed out whole. */
static void read_message(struct mail *m, GMimeObject *part)
{
	GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	if (inner != NULL) {
		g_mime_object_write_to_stream(GMIME_OBJECT(inner), NULL, stream);
	}
	g_object_unref(stream);
	give_bytes(m, part, "message.eml", bytes);
	g_byte_array_unref(bytes);
}

static void read_part(struct mail *m, GMimeObject *part, int depth);

/* --- the same thing said twice --- */

/* The first child that is `subtype` itself, or a multipart/related that begins with it. */
static GMimeObject *find_version(GMimeMultipart *parts, const char *subtype, int *index)
{
	for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
		GMimeObject *part = g_mime_multipart_get_part(parts, i);

		*index = i;
		if (GMIME_IS_MULTIPART(part) &&
		    g_mime_multipart_get_count(GMIME_MULTIPART(part)) > 0 &&
		    g_mime_content_type_is_type(g_mime_object_get_content_type(part), "multipart",
						"related")) {
			part = g_mime_multipart_get_part(GMIME_MULTIPART(part), 0);
		}
		if (is_text(part, subtype)) {
			return part;
		}
	}
	*index = -1;
	return NULL;
}

/* A plain version that says much less than the page beside it ("your program can't show this") is
 * not the message. */
static bool says_much_more(const struct buf *html, const struct buf *plain)
{
	return html->len > 2 * plain->len + 400;
}

/* Of a message in two versions the plain one is read; what else hangs in there is read as usual. */
static void read_alternative(struct mail *m, GMimeMultipart *parts, int depth)
{
	SCOPED_BUF(plain_text, REPORT_TEXT_MAX);
	SCOPED_BUF(html_text, REPORT_TEXT_MAX);
	int plain_at;
	int html_at;
	GMimeObject *plain = find_version(parts, "plain", &plain_at);
	GMimeObject *html = find_version(parts, "html", &html_at);

	if (plain != NULL) {
		add_part_text(m, plain, &plain_text);
	}
	if (html != NULL) {
		add_part_text(m, html, &html_text);
	}
	give_text(m, says_much_more(&html_text, &plain_text) ? &html_text : &plain_text);
	for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
		GMimeObject *part = g_mime_multipart_get_part(parts, i);

		if (part == plain || part == html) {
			continue;
		}
		if (i != plain_at && i != html_at) {
			read_part(m, part, depth);
			continue;
		}
		for (int k = 1; k < g_mime_multipart_get_count(GMIME_MULTIPART(part)); k++) {
			read_part(m, g_mime_multipart_get_part(GMIME_MULTIPART(part), k),
				  depth + 1);
		}
	}
}

static void read_multipart(struct mail *m, GMimeObject *part, int depth)
{
	GMimeMultipart *parts = GMIME_MULTIPART(part);
	GMimeContentType *type = g_mime_object_get_content_type(part);

	if (g_mime_content_type_is_type(type, "multipart", "alternative")) {
		read_alternative(m, parts, depth);
		return;
	}
	if (GMIME_IS_MULTIPART_ENCRYPTED(part)) {
		output_warn(m->out, "the message is encrypted: what it says can't be read");
	}
	for (int i = 0; i < g_mime_multipart_get_count(parts) && !output_spent(m->out); i++) {
		read_part(m, g_mime_multipart_get_part(parts, i), depth + 1);
	}
}

static void read_part(struct mail *m, GMimeObject *part, int depth)
{
	if (depth > MIME_DEPTH_MAX) {
		output_cut(m->out, "its parts are nested deeper than MIME_DEPTH_MAX (%d)",
			   MIME_DEPTH_MAX);
	} else if (GMIME_IS_MULTIPART(part)) {
		read_multipart(m, part, depth);
	} else if (GMIME_IS_MESSAGE_PART(part)) {
		read_message(m, part);
	} else if (is_text(part, "plain") || is_text(part, "html")) {
		read_text(m, part);
	} else if (GMIME_IS_PART(part)) {
		read_attachment(m, part);
	}
}

/* --- the message --- */

/* The bytes stay where they are: gmime reads them through a stream on memory. */
static GMimeMessage *parse(GByteArray *view)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GMimeParser *parser;
	GMimeMessage *message;

	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), view);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* A line "From ..." in front is what some programs put there when they save. */
static struct slice without_envelope(struct slice bytes)
{
	struct slice line;

	if (slice_starts(bytes, SLICE("From "))) {
		slice_line(&bytes, &line);
	}
	return bytes;
}

enum onus_err eml_read(const struct job *job, struct output *out)
{
	struct slice bytes = without_envelope(job->bytes);
	GByteArray view = {.data = (guint8 *)bytes.p, .len = (guint)bytes.n};
	struct mail m = {.out = out};
	GMimeMessage *message = parse(&view);
	GMimeObject *body;

	output_media(out, "message/rfc822");
	ENSURE(message != NULL, ONUS_BAD_INPUT, "it is no e-mail message: no header can be found");
	body = g_mime_message_get_mime_part(message);
	read_headers(&m, message);
	if (body != NULL) {
		read_part(&m, body, 1);
	}
	g_object_unref(message);
	return ONUS_OK;
}
