/* SPDX-License-Identifier: Apache-2.0
 * docx.c - any bytes are a Word document, or the XML in one: a fuzzer would not find its way
 * through the checksums of a zip. */
#include "extract/docx_xml.h"
#include "fuzz/extract.h"

static enum onus_err read_xml(const struct job *job, struct output *out, enum docx_part part)
{
	SCOPED_BUF(text, REPORT_TEXT_MAX);
	struct docx_xml *x = docx_xml_create(part, &text, out);
	enum onus_err result = docx_xml_feed(x, job->bytes);

	if (result == ONUS_OK) {
		result = docx_xml_end(x);
	}
	x = docx_xml_destroy(x);
	output_text(out, buf_slice(&text));
	return result;
}

static enum onus_err read_text(const struct job *job, struct output *out)
{
	return read_xml(job, out, DOCX_TEXT);
}

static enum onus_err read_properties(const struct job *job, struct output *out)
{
	return read_xml(job, out, DOCX_PROPERTIES);
}

static enum onus_err read_links(const struct job *job, struct output *out)
{
	return read_xml(job, out, DOCX_LINKS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 && data[0] == 'P' && data[1] == 'K') {
		fuzz_reader(docx_read, data, size);
	} else {
		fuzz_reader(read_text, data, size);
		fuzz_reader(read_properties, data, size);
		fuzz_reader(read_links, data, size);
	}
	return 0;
}
