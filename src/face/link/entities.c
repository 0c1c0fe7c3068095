/* SPDX-License-Identifier: Apache-2.0
 * entities.c - "onus link --entities FILE": ids of clusters that stay from run to run.
 *
 * The file is a CSV, read where it is there and written anew: a row for each record with the entity
 * that it is of, and a row without a record for each id that answers as another today (`became`),
 * or as nothing any more. An id is given once and never again. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "face/files.h"
#include "face/link/link.h"

enum { CHANGES_TOLD_MAX = 1000, ENTITIES_BYTES_MAX = 1024 * 1024 * 1024 };

/* What the file said. */
struct known {
	uint64_t *entities; /* [rows] of the records as they are now; 0: none yet */
	uint64_t *ids;      /* every id that was ever given, each once, in order */
	size_t id_count;
	struct onus_records *file;
	const char *id_name; /* columns */
};

static const char *const change_words[] = {
	[ONUS_LINEAGE_NEW] = "new",       [ONUS_LINEAGE_GREW] = "grew",
	[ONUS_LINEAGE_MERGED] = "merged", [ONUS_LINEAGE_SPLIT] = "split",
	[ONUS_LINEAGE_MOVED] = "moved",   [ONUS_LINEAGE_RESTORED] = "restored",
	[ONUS_LINEAGE_LOST] = "lost",
};

enum { CHANGE_KINDS = sizeof change_words / sizeof change_words[0] };

/* --- reading --- */

static int by_number(const void *x, const void *y)
{
	const uint64_t *a = x;
	const uint64_t *b = y;

	return (*a > *b) - (*a < *b);
}

static size_t drop_equal(uint64_t *sorted, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || sorted[kept - 1] != sorted[i]) {
			sorted[kept++] = sorted[i];
		}
	}
	return kept;
}

static enum onus_err read_id(const struct onus_records *file, uint32_t row, uint64_t *out)
{
	struct slice text = onus_records_value(file, row, SLICE("entity_id"));

	ENSURE(slice_to_u64(text, out) && *out > 0 && *out < LINK_ENTITIES_MAX, ONUS_BAD_INPUT,
	       "row %u: entity_id is a whole number from 1 on, below LINK_ENTITIES_MAX", row + 1);
	return ONUS_OK;
}

/* A record that is in the file and not among the records any more is passed over: its id stays
 * given. */
static enum onus_err take_rows(struct link_job *j, struct known *k)
{
	size_t count = onus_records_count(k->file);
	struct link_wanted *wanted = NEW_N(j->call->arena, struct link_wanted, count);
	size_t n = 0;

	k->ids = NEW_N(j->call->arena, uint64_t, count);
	for (uint32_t row = 0; row < count; row++) {
		struct slice id = onus_records_value(k->file, row, slice_str(k->id_name));

		GUARD(read_id(k->file, row, &k->ids[row]));
		if (id.p != NULL) {
			wanted[n++] = (struct link_wanted){
				.id = id,
				.source = onus_records_value(k->file, row, SLICE("source_dataset")),
				.number = k->ids[row]};
		}
	}
	link_find(j->records, wanted, n);
	for (size_t i = 0; i < n; i++) {
		if (wanted[i].found) {
			k->entities[wanted[i].row] = wanted[i].number;
		}
	}
	qsort(k->ids, count, sizeof *k->ids, by_number);
	k->id_count = drop_equal(k->ids, count);
	return ONUS_OK;
}

static enum onus_err read_known(struct link_job *j, const char *path, struct known *k)
{
	struct slice text;

	k->entities = NEW_N(j->call->arena, uint64_t, onus_records_count(j->records) + 1);
	k->id_name = arena_copy(j->call->arena, j->id.n > 0 ? j->id : SLICE("id"));
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		return ONUS_OK;
	}
	GUARD(read_whole_file(j->call->arena, path, -1, ENTITIES_BYTES_MAX, "ENTITIES_BYTES_MAX",
			      &text));
	GUARD(onus_records_create(1, &k->file));
	GUARD(onus_records_csv(k->file, SLICE(""), text, true));
	GUARD(onus_records_finish(k->file, slice_of(NULL, 0)));
	return take_rows(j, k);
}

/* What became of ids that answered as others before. */
static enum onus_err tell_became(const struct known *k, struct onus_lineage *l)
{
	size_t count = k->file ? onus_records_count(k->file) : 0;

	for (uint32_t row = 0; row < count; row++) {
		uint64_t became;
		uint64_t id;

		if (slice_to_u64(onus_records_value(k->file, row, SLICE("became")), &became)) {
			GUARD(read_id(k->file, row, &id));
			GUARD(onus_lineage_merged(l, id, became));
		}
	}
	return ONUS_OK;
}

/* --- telling --- */

static struct json *change_json(struct arena *a, const struct onus_records *r,
				const struct onus_lineage_change *c)
{
	struct json *o = json_object(a);

	json_set_str(o, "what", change_words[c->kind]);
	json_set_int(o, "from", (int64_t)c->from);
	json_set_int(o, "entity", (int64_t)c->entity);
	json_set_int(o, "records", c->rows);
	json_set_slice(o, "first", onus_records_id(r, c->row));
	return o;
}

static void tell_changes(struct link_job *j, const struct onus_lineage_changes *told)
{
	struct arena *a = j->call->arena;
	struct json *o = json_object(a);
	struct json *list = json_array(a);
	uint64_t counts[CHANGE_KINDS] = {0};

	for (size_t i = 0; i < told->count; i++) {
		const struct onus_lineage_change *c = &told->items[i];

		counts[c->kind]++;
		if (c->kind != ONUS_LINEAGE_NEW && c->kind != ONUS_LINEAGE_GREW &&
		    list->count < CHANGES_TOLD_MAX) {
			json_push(list, change_json(a, j->records, c));
		}
	}
	for (size_t i = 0; i < CHANGE_KINDS; i++) {
		json_set_int(o, change_words[i], (int64_t)counts[i]);
	}
	json_set_int(o, "unchanged", told->unchanged);
	json_set(o, "changes", list);
	json_set(j->told, "entities", o);
}

/* --- writing --- */

static void put_rows(const struct link_job *j, const struct known *k, const struct onus_lineage *l,
		     FILE *f)
{
	bool sources = call_count(j->call, "file") > 1;

	fprintf(f, "entity_id,%s%s,became\n", sources ? "source_dataset," : "", k->id_name);
	for (uint32_t row = 0; row < onus_records_count(j->records); row++) {
		fprintf(f, "%llu,", (unsigned long long)onus_lineage_entity(l, row));
		link_put_record(j, f, row, sources);
		fputs(",\n", f);
	}
	for (size_t i = 0; i < k->id_count; i++) {
		uint64_t now = onus_lineage_answer(l, k->ids[i]);

		if (now != k->ids[i]) {
			fprintf(f, "%llu,%s,", (unsigned long long)k->ids[i], sources ? "," : "");
			if (now != 0) {
				fprintf(f, "%llu", (unsigned long long)now);
			}
			fputc('\n', f);
		}
	}
}

/* The old file stays until the new one is whole. */
static enum onus_err write_known(struct link_job *j, const struct known *k,
				 const struct onus_lineage *l, const char *path)
{
	const char *part = arena_printf(j->call->arena, "%s.part", path);
	FILE *f = fopen(part, "we");
	bool whole = f != NULL;

	if (f != NULL) {
		put_rows(j, k, l, f);
		whole = !ferror(f);
		whole = fclose(f) == 0 && whole;
	}
	ENSURE(whole && rename(part, path) == 0, errno == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT,
	       "%s can't be written: %s", path, strerror(errno));
	return ONUS_OK;
}

static enum onus_err keep(struct link_job *j, struct known *k, const char *path,
			  const struct onus_cluster_options *clusters)
{
	struct onus_lineage_options o = {.clusters = *clusters, .entities = k->entities};
	struct onus_lineage_changes told = {0};
	struct onus_lineage *l = NULL;
	enum onus_err e;

	o.next = k->id_count > 0 ? k->ids[k->id_count - 1] + 1 : 1;
	GUARD(onus_lineage_create(j->records, &j->edges, &o, &told, &l));
	tell_changes(j, &told);
	onus_lineage_changes_finish(&told);
	e = tell_became(k, l);
	if (e == ONUS_OK) {
		e = write_known(j, k, l, path);
	}
	onus_lineage_destroy(&l);
	return e;
}

enum onus_err link_keep_entities(struct link_job *j, const char *path,
				 const struct onus_cluster_options *clusters)
{
	struct known k = {0};
	enum onus_err e = read_known(j, path, &k);

	if (e != ONUS_OK) {
		e = onus_fail_in(e, "%s: ", path);
	} else {
		e = keep(j, &k, path, clusters);
	}
	onus_records_destroy(&k.file);
	return e;
}
