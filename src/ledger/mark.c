/* SPDX-License-Identifier: Apache-2.0
 * mark.c - the high-water mark: size and root of the last checkpoint signed, kept outside the
 * ledger, so that a restored backup can't fork the log unnoticed. It does not stop an insider who
 * has the key and the mark; only witnesses do (SECURITY.md). */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/internal.h"

const char *mark_folder(struct arena *a)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state != NULL && state[0] == '/') {
		return arena_printf(a, "%s/onus", state);
	}
	if (home != NULL && home[0] == '/') {
		return arena_printf(a, "%s/.local/state/onus", home);
	}
	return NULL;
}

static const char *mark_name(struct arena *a, const char *origin)
{
	struct onus_hash h = onus_sha256(slice_str(origin));
	char hex[65];

	sodium_bin2hex(hex, sizeof hex, h.bytes, sizeof h.bytes);
	return arena_printf(a, "%.32s.mark", hex);
}

static enum onus_err make_folders(struct arena *a, const char *folder)
{
	char *path = arena_copy(a, slice_str(folder));

	for (char *at = path + 1;; at++) {
		if (*at != '/' && *at != '\0') {
			continue;
		}
		char keep = *at;

		*at = '\0';
		ENSURE(mkdir(path, 0700) == 0 || errno == EEXIST,
		       errno == ENOSPC || errno == EDQUOT ? ONUS_AGAIN : ONUS_BAD_INPUT,
		       "the folder of the high-water mark, %s, can't be made: %s", path,
		       strerror(errno));
		*at = keep;
		if (keep == '\0') {
			return ONUS_OK;
		}
	}
}

enum onus_err mark_read(const char *origin, struct mark *out)
{
	SCOPED_ARENA(a);
	const char *folder = mark_folder(&a);
	struct slice text;
	struct slice size;
	struct slice root;
	struct mark m;
	size_t n = 0;

	ENSURE(folder != NULL, ONUS_NO, "neither XDG_STATE_HOME nor HOME is set");
	GUARD(file_read(&a, folder, mark_name(&a, origin), &text));
	ENSURE(slice_line(&text, &size) && slice_line(&text, &root) &&
		       slice_to_u64(size, &m.size) &&
		       onus_base64_parse(root, m.root.bytes, sizeof m.root.bytes, &n) == ONUS_OK &&
		       n == sizeof m.root.bytes,
	       ONUS_BAD_INPUT, "the high-water mark %s/%s is damaged", folder,
	       mark_name(&a, origin));
	*out = m;
	return ONUS_OK;
}

enum onus_err mark_prepare(void)
{
	SCOPED_ARENA(a);
	const char *folder = mark_folder(&a);

	if (folder == NULL) {
		return ONUS_OK;
	}
	GUARD(make_folders(&a, folder));
	ENSURE(access(folder, W_OK | X_OK) == 0, ONUS_BAD_INPUT,
	       "the folder of the high-water mark, %s, can't be written: %s", folder,
	       strerror(errno));
	return ONUS_OK;
}

enum onus_err mark_write(const char *origin, const struct mark *m)
{
	SCOPED_ARENA(a);
	const char *folder = mark_folder(&a);
	char root[64];

	if (folder == NULL) {
		return ONUS_OK; /* doctor says that there is no second place */
	}
	GUARD(make_folders(&a, folder));
	onus_base64_write(slice_of(m->root.bytes, sizeof m->root.bytes), root);
	return file_write(
		folder, mark_name(&a, origin),
		slice_str(arena_printf(&a, "%" PRIu64 "\n%s\n%s\n", m->size, root, origin)), 0600);
}
