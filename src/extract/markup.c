/* SPDX-License-Identifier: GPL-2.0-or-later
 * markup.c - HTML to the text that a person would read on the page.
 *
 * libxml2 is asked for events, never for a tree: memory stays small however large the page is, and
 * nesting is cut where it gets absurd. */
#include <libxml/HTMLparser.h>

#include "base/limits.h"
#include "extract/markup.h"

enum { STEP = 64 * 1024, LINK_MAX = 300, CHARSET_LOOK = 1024 };

/* What an element does to the text around it. */
enum effect {
	INLINE,
	LINE,      /* begins and ends a line */
	PARAGRAPH, /* an empty line before and after */
	CELL,      /* a tab before, unless it opens the row */
	SILENT,    /* its words are not for reading */
	PRE,       /* spaces and line ends as written */
	TITLE,
	LINK,
	PICTURE,
};

static const struct element {
	const char *name;
	enum effect effect;
} elements[] = {
	{"a", LINK},
	{"address", LINE},
	{"article", LINE},
	{"aside", LINE},
	{"blockquote", PARAGRAPH},
	{"br", LINE},
	{"caption", LINE},
	{"dd", LINE},
	{"div", LINE},
	{"dl", PARAGRAPH},
	{"dt", LINE},
	{"fieldset", LINE},
	{"figcaption", LINE},
	{"figure", LINE},
	{"footer", LINE},
	{"form", LINE},
	{"h1", PARAGRAPH},
	{"h2", PARAGRAPH},
	{"h3", PARAGRAPH},
	{"h4", PARAGRAPH},
	{"h5", PARAGRAPH},
	{"h6", PARAGRAPH},
	{"header", LINE},
	{"hr", LINE},
	{"img", PICTURE},
	{"legend", LINE},
	{"li", LINE},
	{"main", LINE},
	{"nav", LINE},
	{"object", SILENT},
	{"ol", PARAGRAPH},
	{"option", LINE},
	{"p", PARAGRAPH},
	{"pre", PRE},
	{"script", SILENT},
	{"section", LINE},
	{"select", LINE},
	{"style", SILENT},
	{"svg", SILENT},
	{"table", PARAGRAPH},
	{"tbody", LINE},
	{"td", CELL},
	{"template", SILENT},
	{"textarea", PRE},
	{"tfoot", LINE},
	{"th", CELL},
	{"thead", LINE},
	{"title", TITLE},
	{"tr", LINE},
	{"ul", PARAGRAPH},
	{"video", SILENT},
};

struct walk {
	struct buf *text;
	struct buf *title;
	struct output *out;
	htmlParserCtxtPtr parser;
	size_t begin; /* of our text in `text` */
	int depth;
	bool too_deep;
	int silent; /* depth of open SILENT elements */
	int pre;
	bool in_title;
	bool space; /* a space is owed before the next word */
	int lines;  /* line ends are owed: 0, 1 or 2 */
	bool tab;
	char link[LINK_MAX + 1];
	size_t link_from;
};

static enum effect effect_of(const xmlChar *name)
{
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		if (strcmp((const char *)name, elements[i].name) == 0) {
			return elements[i].effect;
		}
	}
	return INLINE;
}

static void owe_lines(struct walk *w, int lines)
{
	w->lines = w->lines > lines ? w->lines : lines;
	w->space = false;
	w->tab = false;
}

/* Pays what is owed, now that a word comes. */
static void pay(struct walk *w)
{
	if (w->text->len == w->begin) {
		w->lines = 0;
		w->space = false;
	}
	for (; w->lines > 0; w->lines--) {
		buf_add_byte(w->text, '\n');
		w->space = false;
	}
	if (w->tab) {
		buf_add_byte(w->text, '\t');
	} else if (w->space) {
		buf_add_byte(w->text, ' ');
	}
	w->space = false;
	w->tab = false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Runs of white space are one space, and none at the end of a line. */
static void add_words(struct walk *w, struct slice s)
{
	while (s.n > 0) {
		size_t n = 0;

		while (n < s.n && !is_space(s.p[n])) {
			n++;
		}
		if (n > 0) {
			pay(w);
			buf_add(w->text, slice_of(s.p, n));
		}
		if (n < s.n) {
			w->space = true;
			n++;
		}
		s = slice_from(s, n);
	}
}

static void on_characters(void *user, const xmlChar *text, int length)
{
	struct walk *w = user;
	struct slice s = slice_of(text, (size_t)length);

	if (w->in_title) {
		buf_add(w->title, s);
	} else if (w->silent > 0) {
		return;
	} else if (w->pre > 0) {
		pay(w);
		buf_add(w->text, s);
	} else {
		add_words(w, s);
	}
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
		if (strcmp((const char *)attributes[0], name) == 0 && attributes[1] != NULL) {
			return (const char *)attributes[1];
		}
	}
	return "";
}

/* Targets that tell something: an address, a number, a page. Tracking links of hundreds of bytes
 * and jumps within the page don't. */
static void open_link(struct walk *w, const char *target)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:", "sms:"};

	w->link[0] = '\0';
	w->link_from = w->text->len;
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		if (strncasecmp(target, schemes[i], strlen(schemes[i])) == 0 &&
		    strlen(target) <= LINK_MAX) {
			memcpy(w->link, target, strlen(target) + 1);
		}
	}
}

static void close_link(struct walk *w)
{
	struct slice shown = slice_from(buf_slice(w->text), w->link_from);
	struct slice target = slice_str(w->link);
	size_t scheme = slice_find(target, ':') + 1;

	while (scheme < target.n && target.p[scheme] == '/') {
		scheme++;
	}
	if (target.n > 0 && w->silent == 0 &&
	    slice_search(shown, slice_from(target, scheme)) == shown.n) {
		w->space = w->space || shown.n > 0;
		pay(w);
		buf_addf(w->text, "<" SLICE_FMT ">", SLICE_ARG(target));
	}
	w->link[0] = '\0';
}

static void see_picture(struct walk *w, const xmlChar **attributes)
{
	const char *words = attribute(attributes, "alt");

	if (strncasecmp(attribute(attributes, "src"), "data:", 5) == 0) {
		output_pictures(w->out, 1);
	}
	if (words[0] != '\0' && w->silent == 0) {
		pay(w);
		buf_addf(w->text, "[picture: %s]", words);
	}
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	struct walk *w = user;
	enum effect effect = effect_of(name);

	if (++w->depth > MARKUP_DEPTH_MAX) {
		w->too_deep = true;
		xmlStopParser(w->parser);
		return;
	}
	w->silent += effect == SILENT;
	w->in_title = effect == TITLE && w->title->len == 0;
	if (effect == LINE || effect == PARAGRAPH || effect == PRE) {
		owe_lines(w, effect == LINE ? 1 : 2);
		w->pre += effect == PRE;
	} else if (effect == CELL) {
		w->tab = w->lines == 0;
	} else if (effect == LINK) {
		open_link(w, attribute(attributes, "href"));
	} else if (effect == PICTURE) {
		see_picture(w, attributes);
	}
}

static void on_end(void *user, const xmlChar *name)
{
	struct walk *w = user;
	enum effect effect = effect_of(name);

	w->depth--;
	w->silent -= effect == SILENT && w->silent > 0;
	w->pre -= effect == PRE && w->pre > 0;
	w->in_title = false;
	if (effect == LINE || effect == PARAGRAPH || effect == PRE) {
		owe_lines(w, effect == LINE ? 1 : 2);
	} else if (effect == LINK) {
		close_link(w);
	}
}

void markup_read(struct slice html, struct buf *text, struct buf *title, struct output *out)
{
	htmlSAXHandler handler = {.startElement = on_start,
				  .endElement = on_end,
				  .characters = on_characters,
				  .ignorableWhitespace = on_characters};
	struct walk w = {.text = text, .title = title, .out = out, .begin = text->len};

	w.parser = htmlCreatePushParserCtxt(&handler, &w, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (w.parser == NULL) {
		output_cut(out, "there is no memory for reading it");
		return;
	}
	htmlCtxtUseOptions(w.parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
					     HTML_PARSE_IGNORE_ENC);
	while (html.n > 0 && !w.too_deep && !text->full && !output_spent(out)) {
		size_t n = html.n < STEP ? html.n : STEP;

		htmlParseChunk(w.parser, html.p, (int)n, 0);
		html = slice_from(html, n);
	}
	htmlParseChunk(w.parser, "", 0, 1);
	htmlFreeParserCtxt(w.parser);
	if (w.too_deep) {
		output_cut(out, "its elements are nested deeper than MARKUP_DEPTH_MAX (%d)",
			   MARKUP_DEPTH_MAX);
	}
	if (text->full) {
		output_cut(out, "its text is longer than REPORT_TEXT_MAX (%d bytes)",
			   REPORT_TEXT_MAX);
	}
}

struct slice markup_charset(struct slice html)
{
	struct slice look = slice_of(html.p, html.n < CHARSET_LOOK ? html.n : CHARSET_LOOK);
	size_t n = 0;

	for (size_t i = 0; html.p != NULL && i + 8 < look.n; i++) {
		if (slice_eq_nocase(slice_of(look.p + i, 8), SLICE("charset="))) {
			look = slice_from(look, i + 8);
			look = look.p[0] == '"' || look.p[0] == '\'' ? slice_from(look, 1) : look;
			while (n < look.n && strchr("\"'>/; \t\r\n", look.p[n]) == NULL) {
				n++;
			}
			return slice_of(look.p, n);
		}
	}
	return slice_of(NULL, 0);
}
