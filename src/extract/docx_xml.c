/* SPDX-License-Identifier: GPL-2.0-or-later
 * docx_xml.c - what the XML parts of a Word document say.
 *
 * libxml2 is asked for events, never for a tree. No entity but XML's own five is ever replaced. */
#include <libxml/parser.h>
#include <stdio.h>

#include "base/arena.h"
#include "extract/docx_xml.h"

enum { VALUE_MAX = 4096, FEED_STEP = 64 * 1024 };

struct docx_xml {
	enum docx_part part;
	struct buf *text;
	struct output *out;
	xmlParserCtxtPtr parser;
	int depth;
	bool declarations;
	bool too_deep;

	int passed_over;  /* depth at which a passed-over element began; 0: none */
	bool in_words;    /* inside w:t or w:delText */
	bool in_deleted;  /* "[deleted: " stands open */
	int cells;        /* depth of open table cells */
	bool row_begun;   /* this row of a table has a cell already */
	struct buf value; /* of a property */
};

/* --- paragraphs --- */

static bool line_open(const struct docx_xml *x)
{
	return x->text->len > 0 && x->text->data[x->text->len - 1] != '\n';
}

static const char *attribute(int count, const xmlChar **attributes, const char *name,
			     struct slice *out)
{
	for (int i = 0; i < count; i++, attributes += 5) {
		if (strcmp((const char *)attributes[0], name) == 0) {
			*out = slice_of(attributes[3], (size_t)(attributes[4] - attributes[3]));
			return name;
		}
	}
	*out = slice_of(NULL, 0);
	return NULL;
}

static void start_words(struct docx_xml *x)
{
	x->in_words = true;
}

static void start_tab(struct docx_xml *x)
{
	buf_add_byte(x->text, '\t');
}

static void start_break(struct docx_xml *x)
{
	buf_add_byte(x->text, '\n');
}

static void start_hyphen(struct docx_xml *x)
{
	buf_add_byte(x->text, '-');
}

static void start_row(struct docx_xml *x)
{
	x->row_begun = false;
}

static void start_cell(struct docx_xml *x)
{
	if (x->row_begun) {
		buf_add_byte(x->text, '\t');
	}
	x->row_begun = true;
	x->cells++;
}

static void start_deleted_words(struct docx_xml *x)
{
	if (!x->in_deleted) {
		buf_add_str(x->text, "[deleted: ");
		x->in_deleted = true;
	}
	x->in_words = true;
}

static void pass_over(struct docx_xml *x)
{
	x->passed_over = x->depth;
}

static void end_words(struct docx_xml *x)
{
	x->in_words = false;
}

static void end_deleted(struct docx_xml *x)
{
	if (x->in_deleted) {
		buf_add_byte(x->text, ']');
	}
	x->in_deleted = false;
}

/* Paragraphs in a cell stay on the line of their row. */
static void end_paragraph(struct docx_xml *x)
{
	buf_add_byte(x->text, x->cells > 0 ? ' ' : '\n');
}

static void end_cell(struct docx_xml *x)
{
	x->cells -= x->cells > 0;
	while (x->text->len > 0 && x->text->data[x->text->len - 1] == ' ') {
		x->text->len--;
	}
}

static void end_row(struct docx_xml *x)
{
	if (line_open(x) && x->cells == 0) {
		buf_add_byte(x->text, '\n');
	}
	x->row_begun = x->cells > 0;
}

/* ECMA-376 part 1, section 17: the elements whose words or breaks a reader sees. */
static const struct word_element {
	const char *name;
	void (*start)(struct docx_xml *x);
	void (*end)(struct docx_xml *x);
} word_elements[] = {
	{"t", start_words, end_words}, {"delText", start_deleted_words, end_words},
	{"del", NULL, end_deleted},    {"moveFrom", pass_over, NULL},
	{"tab", start_tab, NULL},      {"br", start_break, NULL},
	{"cr", start_break, NULL},     {"noBreakHyphen", start_hyphen, NULL},
	{"p", NULL, end_paragraph},    {"tr", start_row, end_row},
	{"tc", start_cell, end_cell},  {"tabs", pass_over, NULL},
};

static const struct word_element *word_element(const xmlChar *name, const xmlChar *space)
{
	if (space == NULL || strstr((const char *)space, "wordprocessingml") == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof word_elements / sizeof word_elements[0]; i++) {
		if (strcmp((const char *)name, word_elements[i].name) == 0) {
			return &word_elements[i];
		}
	}
	return NULL;
}

/* Who changed or remarked on something; a picture's words. */
static void see_attributes(struct docx_xml *x, const char *name, int count,
			   const xmlChar **attributes)
{
	static const char *const by_somebody[] = {"ins", "del", "comment", "moveTo", "moveFrom"};
	struct slice value;

	for (size_t i = 0; i < sizeof by_somebody / sizeof by_somebody[0]; i++) {
		if (strcmp(name, by_somebody[i]) == 0 &&
		    attribute(count, attributes, "author", &value)) {
			output_sealed(x->out, "author of a change or comment", value);
		}
	}
	if (strcmp(name, "docPr") == 0 && attribute(count, attributes, "descr", &value) &&
	    value.n > 0) {
		buf_addf(x->text, "[picture: " SLICE_FMT "]", SLICE_ARG(value));
	}
}

static void start_in_text(struct docx_xml *x, const xmlChar *name, const xmlChar *space, int count,
			  const xmlChar **attributes)
{
	const struct word_element *e = word_element(name, space);

	see_attributes(x, (const char *)name, count, attributes);
	if (strcmp((const char *)name, "Fallback") == 0) {
		pass_over(x); /* the same words once more, for old programs */
	} else if (e != NULL && e->start != NULL) {
		e->start(x);
	}
}

/* --- links and properties --- */

static void start_link(struct docx_xml *x, int count, const xmlChar **attributes)
{
	struct slice type;
	struct slice target;

	attribute(count, attributes, "Type", &type);
	if (slice_ends(type, SLICE("/hyperlink")) &&
	    attribute(count, attributes, "Target", &target)) {
		output_fact(x->out, "link", target);
	}
}

enum property { AS_TITLE, AS_SEALED, AS_FACT, AS_DATE };

static const struct property_row {
	const char *element;
	enum property as;
	const char *label;
} properties[] = {
	{"title", AS_TITLE, "title"},
	{"creator", AS_SEALED, "author, says the file"},
	{"lastModifiedBy", AS_SEALED, "last changed by, says the file"},
	{"Company", AS_SEALED, "organisation, says the file"},
	{"Manager", AS_SEALED, "manager, says the file"},
	{"created", AS_DATE, "created, says the file"},
	{"modified", AS_DATE, "last changed, says the file"},
	{"lastPrinted", AS_DATE, "last printed, says the file"},
	{"subject", AS_FACT, "subject"},
	{"keywords", AS_FACT, "keywords"},
	{"description", AS_FACT, "description"},
	{"Application", AS_FACT, "made with"},
};

static void give_property(struct docx_xml *x, const struct property_row *row)
{
	struct slice value = slice_trim(buf_slice(&x->value));
	struct when date;

	if (row->as == AS_TITLE) {
		output_title(x->out, value);
	} else if (row->as == AS_SEALED) {
		output_sealed(x->out, row->label, value);
	} else if (row->as == AS_DATE && when_parse(value, &date) == ONUS_OK) {
		output_date(x->out, row->label, date, false);
	} else {
		output_fact(x->out, row->label, value);
	}
}

static void end_property(struct docx_xml *x, const char *name)
{
	for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
		if (strcmp(name, properties[i].element) == 0) {
			give_property(x, &properties[i]);
			return;
		}
	}
}

/* --- events --- */

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
		     int spaces, const xmlChar **space_list, int count, int defaulted,
		     const xmlChar **attributes)
{
	struct docx_xml *x = user;

	(void)prefix;
	(void)spaces;
	(void)space_list;
	(void)defaulted;
	if (++x->depth > MARKUP_DEPTH_MAX) {
		x->too_deep = true;
		xmlStopParser(x->parser);
	} else if (x->passed_over > 0) {
		return;
	} else if (x->part == DOCX_TEXT) {
		start_in_text(x, name, space, count, attributes);
	} else if (x->part == DOCX_LINKS) {
		start_link(x, count, attributes);
	} else {
		buf_reset(&x->value);
	}
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
	struct docx_xml *x = user;
	const struct word_element *e = x->part == DOCX_TEXT ? word_element(name, space) : NULL;

	(void)prefix;
	if (x->passed_over == 0 && e != NULL && e->end != NULL) {
		e->end(x);
	} else if (x->part == DOCX_PROPERTIES) {
		end_property(x, (const char *)name);
	}
	x->passed_over = x->passed_over == x->depth ? 0 : x->passed_over;
	x->depth--;
}

static void on_characters(void *user, const xmlChar *text, int length)
{
	struct docx_xml *x = user;
	struct slice s = slice_of(text, (size_t)length);

	if (x->part == DOCX_PROPERTIES) {
		buf_add(&x->value, s);
	} else if (x->in_words && x->passed_over == 0) {
		buf_add(x->text, s);
	}
}

static void on_declarations(void *user, const xmlChar *name, const xmlChar *public_id,
			    const xmlChar *system_id)
{
	struct docx_xml *x = user;

	(void)name;
	(void)public_id;
	(void)system_id;
	x->declarations = true;
	xmlStopParser(x->parser);
}

/* --- the part --- */

struct docx_xml *docx_xml_create(enum docx_part part, struct buf *text, struct output *out)
{
	xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
				 .startElementNs = on_start,
				 .endElementNs = on_end,
				 .characters = on_characters,
				 .ignorableWhitespace = on_characters,
				 .internalSubset = on_declarations};
	struct docx_xml *x = mem_alloc(sizeof *x);

	*x = (struct docx_xml){.part = part, .text = text, .out = out};
	buf_init(&x->value, VALUE_MAX);
	x->parser = xmlCreatePushParserCtxt(&handler, x, NULL, 0, NULL);
	if (x->parser != NULL) {
		xmlCtxtUseOptions(x->parser,
				  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	}
	return x;
}

struct docx_xml *docx_xml_destroy(struct docx_xml *x)
{
	if (x != NULL) {
		xmlFreeParserCtxt(x->parser);
		buf_finish(&x->value);
		free(x);
	}
	return NULL;
}

static enum onus_err judge(struct docx_xml *x, int error)
{
	if (x->too_deep) {
		output_cut(x->out, "its elements are nested deeper than MARKUP_DEPTH_MAX (%d)",
			   MARKUP_DEPTH_MAX);
		return ONUS_OK;
	}
	ENSURE(!x->declarations, ONUS_BAD_INPUT,
	       "its XML declares entities, which Word never does and a trap would");
	ENSURE(error == XML_ERR_OK, ONUS_BAD_INPUT, "its XML is damaged (line %d)",
	       x->parser->input != NULL ? x->parser->input->line : 0);
	return ONUS_OK;
}

enum onus_err docx_xml_feed(struct docx_xml *x, struct slice block)
{
	ENSURE(x->parser != NULL, ONUS_AGAIN, "no memory for its XML");
	while (block.n > 0 && !x->too_deep) {
		size_t n = block.n < FEED_STEP ? block.n : FEED_STEP;

		GUARD(judge(x, xmlParseChunk(x->parser, block.p, (int)n, 0)));
		block = slice_from(block, n);
	}
	return ONUS_OK;
}

enum onus_err docx_xml_end(struct docx_xml *x)
{
	ENSURE(x->parser != NULL, ONUS_AGAIN, "no memory for its XML");
	return judge(x, xmlParseChunk(x->parser, "", 0, 1));
}
