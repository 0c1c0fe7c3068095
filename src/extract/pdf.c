/* SPDX-License-Identifier: GPL-2.0-or-later
 * pdf.c - PDF, by poppler: the text of the pages, the fields of forms, notes, what is attached.
 * Pages are never drawn, and pictures in them never decoded. */
#include <poppler.h>
#include <stdio.h>

#include "extract/readers.h"

/* One page with one word. Reading it makes poppler load what it loads once. */
static const char small_pdf[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F "
	"5 0 R>>>>"
	">>endobj\n"
	"4 0 obj<</Length 28>>stream\nBT /F 9 Tf 9 9 Td (on) Tj ET\nendstream endobj\n"
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	"trailer<</Root 1 0 R>>\n";

struct pdf {
	struct output *out;
	PopplerDocument *document;
	bool words; /* there was something to read */
};

static PopplerDocument *open_pdf(struct slice bytes, GError **error)
{
	GBytes *view = g_bytes_new_static(bytes.p, bytes.n);
	PopplerDocument *document = poppler_document_new_from_bytes(view, NULL, error);

	g_bytes_unref(view);
	return document;
}

/* The small document stays open, since poppler forgets its tables with its last one. */
void pdf_init(void)
{
	PopplerDocument *document = open_pdf(slice_of(small_pdf, sizeof small_pdf - 1), NULL);
	PopplerPage *page = document != NULL ? poppler_document_get_page(document, 0) : NULL;

	if (page != NULL) {
		g_free(poppler_page_get_text(page));
		g_object_unref(page);
	}
}

/* --- about the document --- */

static void give_title(struct pdf *p)
{
	char *title = poppler_document_get_title(p->document);

	output_title(p->out, slice_str(title));
	g_free(title);
}

static void give_words(struct pdf *p, const char *label, char *words, bool sealed)
{
	if (words != NULL && sealed) {
		output_sealed(p->out, label, slice_str(words));
	} else if (words != NULL) {
		output_fact(p->out, label, slice_str(words));
	}
	g_free(words);
}

static void give_date(struct pdf *p, const char *label, time_t t)
{
	if (t > 0 && t <= INSTANT_MAX) {
		output_date(p->out, label, when_instant(t), false);
	}
}

static void read_about(struct pdf *p, int pages)
{
	char count[32];

	snprintf(count, sizeof count, "%d", pages);
	output_fact(p->out, "pages", slice_str(count));
	give_title(p);
	give_words(p, "author, says the file", poppler_document_get_author(p->document), true);
	give_words(p, "made with", poppler_document_get_creator(p->document), false);
	give_words(p, "written by the program", poppler_document_get_producer(p->document), false);
	give_words(p, "subject", poppler_document_get_subject(p->document), false);
	give_words(p, "keywords", poppler_document_get_keywords(p->document), false);
	give_date(p, "created, says the file", poppler_document_get_creation_date(p->document));
	give_date(p, "last changed, says the file",
		  poppler_document_get_modification_date(p->document));
}

/* Pictures are streams, and the dictionary of a stream can't be compressed away (ISO
 * 32000-1, 7.5.7): they can be counted without looking at one. */
static unsigned count_pictures(struct slice bytes)
{
	unsigned count = 0;
	struct slice value;
	size_t at;

	while ((at = slice_search(bytes, SLICE("/Subtype"))) < bytes.n) {
		bytes = slice_from(bytes, at + strlen("/Subtype"));
		value = slice_trim(slice_of(bytes.p, bytes.n < 16 ? bytes.n : 16));
		count += slice_starts(value, SLICE("/Image"));
	}
	return count;
}

/* --- what hangs on it --- */

static gboolean add_bytes(const gchar *p, gsize n, gpointer user, GError **error)
{
	struct buf *bytes = user;

	(void)error;
	buf_add(bytes, slice_of(p, n));
	return !bytes->full;
}

static void give_attachment(struct pdf *p, PopplerAttachment *attachment)
{
	SCOPED_BUF(bytes, ZIP_INFLATED_MAX);

	if (poppler_attachment_save_to_callback(attachment, add_bytes, &bytes, NULL)) {
		output_child(p->out, slice_str(poppler_attachment_get_name(attachment)), "",
			     buf_slice(&bytes));
	} else {
		output_warn(p->out, "a file attached to it can't be unpacked");
	}
}

static void read_attachments(struct pdf *p)
{
	GList *list = poppler_document_get_attachments(p->document);

	for (GList *at = list; at != NULL && !output_spent(p->out); at = at->next) {
		give_attachment(p, at->data);
	}
	g_list_free_full(list, g_object_unref);
}

/* --- a page --- */

static void say(struct pdf *p, const char *what, struct slice words)
{
	if (slice_trim(words).n > 0) {
		output_text(p->out, slice_str(what));
		output_text(p->out, slice_trim(words));
		output_text(p->out, SLICE("]\n"));
		p->words = true;
	}
}

static char *field_value(PopplerFormField *field)
{
	switch (poppler_form_field_get_field_type(field)) {
	case POPPLER_FORM_FIELD_TEXT:
		return poppler_form_field_text_is_password(field)
			       ? NULL
			       : poppler_form_field_text_get_text(field);
	case POPPLER_FORM_FIELD_BUTTON:
		return poppler_form_field_button_get_button_type(field) !=
					       POPPLER_FORM_BUTTON_PUSH &&
				       poppler_form_field_button_get_state(field)
			       ? g_strdup("ticked")
			       : NULL;
	case POPPLER_FORM_FIELD_CHOICE:
		for (int i = 0; i < poppler_form_field_choice_get_n_items(field); i++) {
			if (poppler_form_field_choice_is_item_selected(field, i)) {
				return poppler_form_field_choice_get_item(field, i);
			}
		}
		return poppler_form_field_choice_is_editable(field)
			       ? poppler_form_field_choice_get_text(field)
			       : NULL;
	default:
		return NULL;
	}
}

/* What was filled in is no part of the page's own text. */
static void read_fields(struct pdf *p, PopplerPage *page)
{
	GList *fields = poppler_page_get_form_field_mapping(page);

	for (GList *at = fields; at != NULL; at = at->next) {
		PopplerFormField *field = ((PopplerFormFieldMapping *)at->data)->field;
		char *name = poppler_form_field_get_name(field);
		char *value = field_value(field);
		SCOPED_BUF(words, REPORT_TEXT_MAX);

		if (value != NULL && value[0] != '\0') {
			buf_addf(&words, "%s: %s", name != NULL ? name : "field", value);
		}
		say(p, "[form field ", buf_slice(&words));
		g_free(name);
		g_free(value);
	}
	poppler_page_free_form_field_mapping(fields);
}

static void read_note(struct pdf *p, PopplerAnnot *note)
{
	char *words = poppler_annot_get_contents(note);

	say(p, "[note: ", slice_str(words));
	g_free(words);
	if (POPPLER_IS_ANNOT_MARKUP(note)) {
		give_words(p, "author of a note",
			   poppler_annot_markup_get_label(POPPLER_ANNOT_MARKUP(note)), true);
	}
	if (POPPLER_IS_ANNOT_FILE_ATTACHMENT(note)) {
		PopplerAttachment *file = poppler_annot_file_attachment_get_attachment(
			POPPLER_ANNOT_FILE_ATTACHMENT(note));

		if (file != NULL) {
			give_attachment(p, file);
			g_object_unref(file);
		}
	}
}

static void read_notes(struct pdf *p, PopplerPage *page)
{
	GList *notes = poppler_page_get_annot_mapping(page);

	for (GList *at = notes; at != NULL; at = at->next) {
		read_note(p, ((PopplerAnnotMapping *)at->data)->annot);
	}
	poppler_page_free_annot_mapping(notes);
}

/* Pages are apart by an empty line. False once nothing more can be read. */
static bool read_page(struct pdf *p, int number)
{
	PopplerPage *page = poppler_document_get_page(p->document, number);
	char *text;

	if (page == NULL) {
		output_warn(p->out, "page %d can't be opened", number + 1);
		return true;
	}
	text = poppler_page_get_text(page);
	if (text != NULL && slice_trim(slice_str(text)).n > 0) {
		p->words = true;
		output_text(p->out, number > 0 ? SLICE("\n") : SLICE(""));
		output_text(p->out, slice_str(text));
		output_text(p->out, SLICE("\n"));
	}
	g_free(text);
	read_fields(p, page);
	read_notes(p, page);
	g_object_unref(page);
	return output_text(p->out, SLICE("")) && !output_spent(p->out);
}

static enum onus_err read_pages(struct pdf *p, int pages)
{
	int number = 0;

	while (number < pages && number < PDF_PAGES_MAX && read_page(p, number)) {
		number++;
	}
	if (pages > PDF_PAGES_MAX) {
		output_cut(p->out, "it has %d pages, more than PDF_PAGES_MAX (%d)", pages,
			   PDF_PAGES_MAX);
	}
	ENSURE(p->words || p->out->pictures == 0, ONUS_BAD_INPUT,
	       "its %d pages are pictures without text: it was most likely scanned", pages);
	if (!p->words) {
		output_warn(p->out, "there is no text on its %d pages", pages);
	}
	return ONUS_OK;
}

static enum onus_err refuse(GError *error)
{
	bool locked = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);

	g_clear_error(&error);
	ENSURE(!locked, ONUS_BAD_INPUT, "it is protected by a password");
	return onus_fail(ONUS_BAD_INPUT, HERE, "it is no PDF, or too damaged to be opened");
}

enum onus_err pdf_read(const struct job *job, struct output *out)
{
	GError *error = NULL;
	struct pdf p = {.out = out};
	enum onus_err result;
	int pages;

	output_media(out, "application/pdf");
	p.document = open_pdf(job->bytes, &error);
	if (p.document == NULL) {
		return refuse(error);
	}
	pages = poppler_document_get_n_pages(p.document);
	output_pictures(out, count_pictures(job->bytes));
	read_about(&p, pages);
	read_attachments(&p);
	result = pages > 0 ? read_pages(&p, pages)
			   : onus_fail(ONUS_BAD_INPUT, HERE, "it is a PDF without pages");
	g_object_unref(p.document);
	return result;
}
