/* SPDX-License-Identifier: GPL-2.0-or-later
 * zip.c - archives: every file in it is a document of its own. */
#include "extract/unpack.h"
#include "extract/readers.h"

enum onus_err zip_read(const struct job *job, struct output *out)
{
	SCOPED_BUF(bytes, EXTRACT_OUTPUT_MAX);
	struct unpacking u;
	struct slice name;
	struct slice block;
	bool more = true;

	output_media(out, "application/zip");
	GUARD(unpacking_init(&u, job->bytes));
	while (more && unpacking_next(&u, out, &name)) {
		buf_reset(&bytes);
		while (unpacking_block(&u, out, &block)) {
			buf_add(&bytes, block);
		}
		more = !u.trap && output_child(out, name, "", buf_slice(&bytes));
	}
	unpacking_finish(&u);
	ENSURE(u.entries > 0 || out->children > 0, ONUS_BAD_INPUT,
	       "it is no zip archive, or an empty one");
	return ONUS_OK;
}
