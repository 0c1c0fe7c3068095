/* SPDX-License-Identifier: Apache-2.0
 * golden.c - each recogniser against its files: NNNN.in is a text, NNNN.exp what is found in it;
 * where there is NNNN.names, these names are known: "kind id name" a line, tabs between.
 *
 * A line of the second is "start-end kind role rule value matched", tabs between, then the text of
 * the span. Where a file should change, look at each line before writing it: ONUS_GOLDEN_WRITE=1 in
 * the environment writes the .exp files instead of comparing. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/unit/text/support.h"
#include "text/reading.h"

enum { FILES_OF_ONE = 1000, EXPECTED_MAX = 1 << 20, PATH_ROOM = 4096 };

static void write_line(struct buf *out, struct slice text, const struct onus_mention *m)
{
	struct slice span = slice_of(text.p + m->start, m->end - m->start);

	buf_addf(out, "%zu-%zu\t%s\t%s\t%s\t%s\t%s\t", m->start, m->end, onus_kind_name(m->kind),
		 onus_role_name(m->role), m->rule, m->value, m->matched != NULL ? m->matched : "-");
	for (size_t i = 0; i < span.n; i++) {
		if (span.p[i] == '\n') {
			buf_add_str(out, "\\n");
		} else {
			buf_add_byte(out, span.p[i]);
		}
	}
	buf_add_byte(out, '\n');
}

static void write_file(const char *path, struct slice s)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	CHECK_INT(fwrite(s.p, 1, s.n, f), s.n);
	CHECK_INT(fclose(f), 0);
}

static struct onus_names *read_names(const char *path)
{
	struct onus_names *names = NULL;
	struct slice rest;
	struct slice line;

	if (access(path, R_OK) != 0) {
		return NULL;
	}
	names = onus_names_create();
	rest = test_read_file(path);
	while (slice_line(&rest, &line)) {
		struct slice kind_name = {0};
		struct slice id = {0};
		enum onus_kind kind = ONUS_PERSON;

		CHECK(slice_cut(&line, '\t', &kind_name) && slice_cut(&line, '\t', &id));
		CHECK(onus_kind_from_name(kind_name, &kind));
		CHECK_OK(onus_names_add(names, kind, line, id));
	}
	return names;
}

/* Not on the stack: a failed check leaves the test without passing its end. */
static struct buf got = {.max = EXPECTED_MAX};

static void check_pair(const char *folder, int number)
{
	char path[PATH_ROOM];
	struct onus_mentions m = {0};
	struct onus_text_options options = {0};
	struct onus_names *names;
	struct slice text;

	snprintf(path, sizeof path, "%s/%04d.names", folder, number);
	names = read_names(path);
	options.names = names;
	snprintf(path, sizeof path, "%s/%04d.in", folder, number);
	text = test_read_file(path);
	buf_reset(&got);
	CHECK_OK(onus_text_read(text, &options, &m));
	check_mentions(text, &m);
	for (size_t i = 0; i < m.count; i++) {
		write_line(&got, text, &m.items[i]);
	}
	onus_mentions_finish(&m);
	onus_names_destroy(names);
	CHECK_OK(buf_check(&got, "what a golden text gives"));
	snprintf(path, sizeof path, "%s/%04d.exp", folder, number);
	if (getenv("ONUS_GOLDEN_WRITE") != NULL) {
		write_file(path, buf_slice(&got));
	} else if (!slice_eq(test_read_file(path), buf_slice(&got))) {
		test_fail(HERE, "%s; it is now:\n" SLICE_FMT, path, SLICE_ARG(buf_slice(&got)));
	}
}

TEST(golden__every_recogniser_has_files_and_keeps_to_them)
{
	for (size_t i = 0; i < recogniser_count; i++) {
		char folder[PATH_ROOM / 2];
		char path[PATH_ROOM];
		int number = 0;
		FILE *f;

		snprintf(folder, sizeof folder, "%s/%s", TEXT_GOLDEN, recognisers[i].name);
		for (;;) {
			snprintf(path, sizeof path, "%s/%04d.in", folder, number + 1);
			f = fopen(path, "rb");
			if (f == NULL) {
				break;
			}
			fclose(f);
			check_pair(folder, ++number);
			CHECK(number < FILES_OF_ONE);
		}
		if (number == 0) {
			test_fail(HERE, "the recogniser \"%s\" has no %s/0001.in",
				  recognisers[i].name, folder);
		}
	}
	buf_finish(&got);
}
