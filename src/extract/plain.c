/* SPDX-License-Identifier: GPL-2.0-or-later
 * plain.c - text in an encoding that is not UTF-8, or with bytes in it that are no text. Plain
 * UTF-8 never comes here: onus reads it itself. */
#include "extract/charset.h"
#include "extract/readers.h"

enum onus_err plain_read(const struct job *job, struct output *out)
{
	size_t mark;
	const char *charset = charset_choose(job->bytes, slice_of(NULL, 0), &mark);

	output_media(out, "text/plain");
	output_fact(out, "encoding", slice_str(charset));
	output_decode(out, charset, slice_from(job->bytes, mark));
	return ONUS_OK;
}
