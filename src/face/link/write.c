/* SPDX-License-Identifier: Apache-2.0
 * write.c - the files that "onus link" writes: the columns have the names that Splink gives
 * them. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "face/files.h"
#include "face/link/link.h"
#include "face/link/report.h"

enum { OUT_BUFFER = 1024 * 1024, REPORT_PAGE_MAX = 64 * 1024 * 1024 };

static enum onus_err failed(const char *path)
{
	return onus_fail(errno == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT, HERE,
			 "%s can't be written: %s", path,
			 errno == ENOSPC ? "the disk is full" : strerror(errno));
}

/* --- fields --- */

static void put_field(FILE *f, struct slice s)
{
	bool quote = slice_find(s, ',') < s.n || slice_find(s, '"') < s.n ||
		     slice_find(s, '\n') < s.n || slice_find(s, '\r') < s.n;

	if (!quote) {
		fwrite_unlocked(s.p ? s.p : "", 1, s.n, f);
		return;
	}
	putc_unlocked('"', f);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"') {
			putc_unlocked('"', f);
		}
		putc_unlocked(s.p[i], f);
	}
	putc_unlocked('"', f);
}

static void put_whole(FILE *f, uint64_t n, unsigned digits_min)
{
	char text[24];
	unsigned at = sizeof text;

	do {
		text[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0 || sizeof text - at < digits_min);
	fwrite_unlocked(text + at, 1, sizeof text - at, f);
}

/* Nine places behind the point: a weight tells a millionth apart, and millions of them are written.
 */
static void put_decimal(FILE *f, double x)
{
	uint64_t nano;

	if (!(fabs(x) < 1e9)) {
		fprintf(f, "%.17g", x);
		return;
	}
	if (x < 0) {
		putc_unlocked('-', f);
	}
	nano = (uint64_t)(fabs(x) * 1e9 + 0.5);
	put_whole(f, nano / 1000000000, 1);
	putc_unlocked('.', f);
	put_whole(f, nano % 1000000000, 9);
}

/* --- files --- */

static FILE *open_out(const char *path, char *room)
{
	FILE *f = fopen(path, "we");

	if (f != NULL) {
		setvbuf(f, room, _IOFBF, OUT_BUFFER);
	}
	return f;
}

void link_put_record(const struct link_job *j, FILE *f, uint32_t row, bool sources)
{
	if (sources) {
		put_field(f, onus_records_source(j->records, row));
		putc_unlocked(',', f);
	}
	put_field(f, onus_records_id(j->records, row));
}

static void put_head(FILE *f, const char *id, bool sources, const char *side)
{
	if (sources) {
		fprintf(f, "source_dataset%s,", side);
	}
	fprintf(f, "%s%s,", id, side);
}

static void pairs_rows(const struct link_job *j, FILE *f, const char *id, bool sources)
{
	put_head(f, id, sources, "_l");
	put_head(f, id, sources, "_r");
	fputs("match_weight,match_probability,match_key\n", f);
	for (size_t i = 0; i < j->edges.count; i++) {
		const struct onus_edge *e = &j->edges.items[i];

		link_put_record(j, f, e->left, sources);
		putc_unlocked(',', f);
		link_put_record(j, f, e->right, sources);
		putc_unlocked(',', f);
		put_decimal(f, e->weight);
		putc_unlocked(',', f);
		put_decimal(f, onus_probability(e->weight));
		putc_unlocked(',', f);
		put_whole(f, e->rule, 1);
		putc_unlocked('\n', f);
	}
}

static void clusters_rows(const struct link_job *j, FILE *f, const char *id, bool sources)
{
	fputs("cluster_id,", f);
	if (sources) {
		fputs("source_dataset,", f);
	}
	fprintf(f, "%s\n", id);
	for (uint32_t row = 0; row < j->clusters.rows; row++) {
		uint32_t first = j->clusters.of[row];

		if (sources) {
			put_field(f, onus_records_source(j->records, first));
			fputs("-__-", f);
		}
		link_put_record(j, f, first, false);
		putc_unlocked(',', f);
		link_put_record(j, f, row, sources);
		putc_unlocked('\n', f);
	}
}

static enum onus_err write_rows(const struct link_job *j, const char *path,
				void (*rows)(const struct link_job *, FILE *, const char *, bool))
{
	char *room = mem_alloc(OUT_BUFFER);
	FILE *f = open_out(path, room);
	bool whole = false;

	if (f != NULL) {
		rows(j, f, arena_copy(j->call->arena, j->id.n > 0 ? j->id : SLICE("row")),
		     call_count(j->call, "file") > 1);
		whole = !ferror(f);
		whole = fclose(f) == 0 && whole;
	}
	free(room);
	return whole ? ONUS_OK : failed(path);
}

enum onus_err link_write_pairs(const struct link_job *j, const char *path)
{
	return write_rows(j, path, pairs_rows);
}

enum onus_err link_write_clusters(const struct link_job *j, const char *path)
{
	return write_rows(j, path, clusters_rows);
}

enum onus_err link_write_model(const struct link_job *j, const char *path, bool for_splink)
{
	char *text = NULL;
	size_t n = 0;
	enum onus_err e;

	GUARD(onus_model_write(j->model, for_splink, &text, &n));
	e = write_whole_file(path, slice_of(text, n));
	free(text);
	return e;
}

enum onus_err link_write_report(const struct link_job *j, const char *path, double threshold)
{
	SCOPED_BUF(page, REPORT_PAGE_MAX);
	struct link_report r = {.job = j,
				.out = &page,
				.arena = j->call->arena,
				.threshold = onus_weight(threshold),
				.truth = slice_str(call_text(j->call, "truth")),
				.group = slice_str(call_text(j->call, "group"))};

	GUARD(link_report_page(&r));
	return write_whole_file(path, buf_slice(&page));
}
