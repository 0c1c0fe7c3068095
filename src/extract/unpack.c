/* SPDX-License-Identifier: GPL-2.0-or-later
 * unpack.c - the files in a zip, unpacked a block at a time and never beyond the limits. */
#include <archive.h>
#include <archive_entry.h>

#include "extract/unpack.h"

/* A small archive may hold one large empty table; beyond this, the ratio counts. */
enum { ALWAYS_ALLOWED = 1024 * 1024 };

enum onus_err unpacking_init(struct unpacking *u, struct slice bytes)
{
	size_t by_ratio = bytes.n * ZIP_RATIO_MAX + ALWAYS_ALLOWED;

	*u = (struct unpacking){.archive = archive_read_new()};
	u->inflated_max = by_ratio < ZIP_INFLATED_MAX ? by_ratio : ZIP_INFLATED_MAX;
	if (archive_read_support_format_zip(u->archive) != ARCHIVE_OK ||
	    archive_read_open_memory(u->archive, bytes.p, bytes.n) != ARCHIVE_OK) {
		archive_read_free(u->archive);
		u->archive = NULL;
		return onus_fail(ONUS_BAD_INPUT, HERE, "it is no zip archive, or a damaged one");
	}
	return ONUS_OK;
}

void unpacking_finish(struct unpacking *u)
{
	archive_read_free(u->archive);
	u->archive = NULL;
}

/* Steps to the next entry of any kind; false at the end and where the archive is damaged. */
static bool step(struct unpacking *u, struct output *out, struct archive_entry **entry)
{
	int r = archive_read_next_header(u->archive, entry);

	if (r == ARCHIVE_EOF) {
		return false;
	}
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
		output_cut(out, "the archive is damaged behind its file %u", u->entries);
		return false;
	}
	if (++u->entries > ZIP_ENTRIES_MAX) {
		output_cut(out, "it holds more files than ZIP_ENTRIES_MAX (%d)", ZIP_ENTRIES_MAX);
		return false;
	}
	return !u->trap && !output_spent(out);
}

bool unpacking_next(struct unpacking *u, struct output *out, struct slice *name)
{
	struct archive_entry *entry;

	while (step(u, out, &entry)) {
		const char *path = archive_entry_pathname(entry);

		if (archive_entry_filetype(entry) != AE_IFREG) {
			continue;
		}
		if (archive_entry_is_encrypted(entry)) {
			output_warn(out, "file %u of the archive is behind a password", u->entries);
			continue;
		}
		*name = slice_str(path != NULL ? path : "");
		return true;
	}
	return false;
}

bool unpacking_block(struct unpacking *u, struct output *out, struct slice *block)
{
	const void *p;
	size_t n;
	la_int64_t offset;
	int r = u->trap ? ARCHIVE_EOF : archive_read_data_block(u->archive, &p, &n, &offset);

	if (r == ARCHIVE_EOF) {
		return false;
	}
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
		output_cut(out, "file %u of the archive is damaged", u->entries);
		return false;
	}
	u->inflated += n;
	if (u->inflated > u->inflated_max) {
		u->trap = true;
		output_cut(
			out,
			"it unpacks to more than ZIP_RATIO_MAX (%d) times its size, or more than "
			"ZIP_INFLATED_MAX (%d bytes)",
			ZIP_RATIO_MAX, ZIP_INFLATED_MAX);
		return false;
	}
	*block = slice_of(p, n);
	return true;
}
