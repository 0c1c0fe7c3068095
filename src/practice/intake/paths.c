/* SPDX-License-Identifier: Apache-2.0
 * paths.c - what a person named on the command line, as a list of files. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "practice/intake/inside.h"

static enum onus_err add_file(struct paths *p, const char *path)
{
	ENSURE(p->count < PATHS_MAX, ONUS_BAD_INPUT, "more than PATHS_MAX (%d) files at once",
	       PATHS_MAX);
	if (p->count == p->room) {
		const char **grown = NEW_N(p->arena, const char *, p->room * 2 + 64);

		if (p->count > 0) {
			memcpy(grown, p->items, p->count * sizeof *grown);
		}
		p->room = p->room * 2 + 64;
		p->items = grown;
	}
	p->items[p->count++] = path;
	return ONUS_OK;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static enum onus_err add_folder(struct paths *p, const char *path, int depth);

/* Links are not followed: what a folder holds is what lies in it. */
static enum onus_err add_entry(struct paths *p, const char *path, int depth)
{
	struct stat st;

	if (lstat(path, &st) != 0) {
		return onus_fail(ONUS_BAD_INPUT, HERE, "%s: %s", path, strerror(errno));
	}
	if (S_ISDIR(st.st_mode)) {
		return add_folder(p, path, depth + 1);
	}
	if (!S_ISREG(st.st_mode)) {
		p->left_out++;
		return ONUS_OK;
	}
	return add_file(p, path);
}

static enum onus_err add_folder(struct paths *p, const char *path, int depth)
{
	struct dirent **entries = NULL;
	enum onus_err e = ONUS_OK;
	int n;

	ENSURE(depth <= PATH_DEPTH_MAX, ONUS_BAD_INPUT, "%s lies deeper than PATH_DEPTH_MAX (%d)",
	       path, PATH_DEPTH_MAX);
	n = scandir(path, &entries, not_dots, compare_names);
	ENSURE(n >= 0, ONUS_BAD_INPUT, "%s can't be read: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (e == ONUS_OK) {
			e = add_entry(p, arena_printf(p->arena, "%s/%s", path, entries[i]->d_name),
				      depth);
		}
		free(entries[i]);
	}
	free(entries);
	return e;
}

enum onus_err paths_add(struct paths *p, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		return add_file(p, path);
	}
	ENSURE(stat(path, &st) == 0, ONUS_BAD_INPUT, "%s: %s", path, strerror(errno));
	return S_ISDIR(st.st_mode) ? add_folder(p, path, 1) : add_file(p, path);
}
