/* SPDX-License-Identifier: GPL-2.0-or-later
 * docx.c - Word documents: the zip and what is in it. What its XML says is docx_xml.c.
 *
 * Office Open XML, ECMA-376 part 1, section 11 (which part is what). The text is the body, then
 * headers, notes and comments, each under its name; deleted words stay visible as such, since what
 * somebody took out may be what matters. Pictures and embedded files come out as documents. */
#include "extract/unpack.h"
#include "extract/docx_xml.h"
#include "extract/readers.h"

enum place { BODY, HEADERS, FOOTERS, NOTES, COMMENTS, PLACE_COUNT };

static const char *const headings[PLACE_COUNT] = {
	[BODY] = "",
	[HEADERS] = "\n[page header]\n",
	[FOOTERS] = "\n[page footer]\n",
	[NOTES] = "\n[notes]\n",
	[COMMENTS] = "\n[comments]\n",
};

/* By the beginning of a part's name; the longest fitting row counts. */
static const struct part {
	const char *begin;
	enum docx_part what;
	enum place place;
} parts[] = {
	{"word/document", DOCX_TEXT, BODY},          {"word/header", DOCX_TEXT, HEADERS},
	{"word/footer", DOCX_TEXT, FOOTERS},         {"word/footnotes.xml", DOCX_TEXT, NOTES},
	{"word/endnotes.xml", DOCX_TEXT, NOTES},     {"word/comments.xml", DOCX_TEXT, COMMENTS},
	{"word/_rels/", DOCX_LINKS, BODY},           {"docProps/core.xml", DOCX_PROPERTIES, BODY},
	{"docProps/app.xml", DOCX_PROPERTIES, BODY}, {"word/media/", DOCX_CHILD, BODY},
	{"word/embeddings/", DOCX_CHILD, BODY},
};

static const struct part *part_of(struct slice name)
{
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (slice_starts(name, slice_str(parts[i].begin))) {
			return &parts[i];
		}
	}
	return NULL;
}

static void give_child(struct unpacking *u, struct output *out, struct slice name)
{
	SCOPED_BUF(bytes, EXTRACT_OUTPUT_MAX);
	SCOPED_ARENA(a);
	struct slice kept = arena_slice(&a, name); /* unpacking goes on, and forgets it */
	struct slice block;

	while (unpacking_block(u, out, &block)) {
		buf_add(&bytes, block);
	}
	if (!u->trap) {
		output_child(out, kept, "", buf_slice(&bytes));
	}
}

static enum onus_err read_xml(struct unpacking *u, struct output *out, const struct part *part,
			      struct buf *text)
{
	struct docx_xml *x = docx_xml_create(part->what, text, out);
	struct slice block;
	enum onus_err result = ONUS_OK;

	while (result == ONUS_OK && !output_spent(out) && unpacking_block(u, out, &block)) {
		result = docx_xml_feed(x, block);
	}
	if (result == ONUS_OK && !u->trap && out->cut[0] == '\0') {
		result = docx_xml_end(x);
	}
	x = docx_xml_destroy(x);
	return result;
}

static enum onus_err read_parts(struct unpacking *u, struct output *out, struct buf *texts)
{
	struct slice name;
	bool body = false;

	while (unpacking_next(u, out, &name)) {
		const struct part *part = part_of(name);

		if (part != NULL && part->what == DOCX_CHILD) {
			give_child(u, out, name);
		} else if (part != NULL) {
			body = body || (part->what == DOCX_TEXT && part->place == BODY);
			GUARD(read_xml(u, out, part, &texts[part->place]));
		}
	}
	ENSURE(!u->trap, ONUS_BAD_INPUT,
	       "it unpacks to more than ZIP_RATIO_MAX (%d) times its size: no document does, a "
	       "trap would",
	       ZIP_RATIO_MAX);
	ENSURE(body, ONUS_BAD_INPUT, "it is no Word document: the part with the text is missing");
	return ONUS_OK;
}

static void give_texts(struct output *out, const struct buf *texts)
{
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		if (texts[i].len > 0) {
			output_text(out, slice_str(headings[i]));
			output_text(out, buf_slice(&texts[i]));
		}
		if (texts[i].full) {
			output_cut(out, "its text is longer than REPORT_TEXT_MAX (%d bytes)",
				   REPORT_TEXT_MAX);
		}
	}
}

enum onus_err docx_read(const struct job *job, struct output *out)
{
	struct buf texts[PLACE_COUNT];
	struct unpacking u;
	enum onus_err result;

	output_media(out,
		     "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	GUARD(unpacking_init(&u, job->bytes));
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		buf_init(&texts[i], REPORT_TEXT_MAX);
	}
	result = read_parts(&u, out, texts);
	if (result == ONUS_OK) {
		give_texts(out, texts);
	}
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		buf_finish(&texts[i]);
	}
	unpacking_finish(&u);
	return result;
}
