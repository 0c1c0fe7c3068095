/* SPDX-License-Identifier: Apache-2.0
 * receive.c - onus receive: files become reports, in batches that are durable before anybody is
 * told.
 *
 *     paths --> queue --> admit ... admit --> commit --> checkpoint --> receipts --> told
 *                 |                              ^
 *                 +--> reading processes --------+   (everything but plain UTF-8, in order)
 *
 * Attachments and tables join the queue behind the document they came in. A table's rows are made
 * one at a time, and attachments lend their bytes from the reading of it, so that a million rows or
 * an archive of archives take no more memory than what was read of them. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/progress.h"
#include "practice/intake/inside.h"
#include "practice/register/register.h"

enum {
	BATCH_REPORTS_MAX = 512,
	BATCH_BYTES_MAX = 32 * 1024 * 1024,
	BATCH_WAIT_MS_MAX = 1000,
	INPUT_STEP = 64 * 1024,
	AHEAD_BYTES_MAX = 64 * 1024 * 1024, /* of files taken in before their turn */
};

/* What was read of a document that others came in; goes with the last of them. */
struct opened {
	size_t users;
	struct reading reading;
};

/* A file that was named, and what may still come out of it. */
struct origin {
	size_t users;
	size_t inside_left;
};

/* One document, or one table with its rows, waiting for its turn. */
struct waiting {
	struct waiting *next;
	struct arena arena;
	struct document document; /* of a table: its path, and its report as the parent */
	struct sniffed kind;
	struct origin *origin;
	struct opened *opened; /* what lends its bytes; NULL: they are its own */
	bool is_table;
	struct reading_rows rows; /* of a table */
	bool submitted;
};

/* Somebody who has to be told, once the batch is durable. */
struct told {
	struct told *next;
	const char *path;
	const char *parent;
	struct admitted result;
};

struct receiving {
	struct admitting admitting;
	struct mapping mapping;
	const char *receipts; /* folder */
	struct reader_pool *pool;
	struct waiting *first;
	struct waiting *last;
	struct waiting *to_submit; /* the first that the pool has not been given */
	size_t ahead;              /* files among the waiting */
	size_t ahead_bytes;
	struct arena row_arena;
	struct arena batch_arena;
	struct told *tell_first;
	struct told *tell_last;
	size_t batch_count;
	size_t batch_bytes;
	int64_t batch_started_ms;
	struct progress progress;
	uint64_t done;
	uint64_t refused;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- the queue --- */

static struct waiting *wait_behind(struct receiving *r, struct origin *origin)
{
	struct waiting *w = mem_alloc(sizeof *w);

	*w = (struct waiting){.document = {.dated = when_unknown()}, .origin = origin};
	origin->users++;
	if (r->last != NULL) {
		r->last->next = w;
	} else {
		r->first = w;
	}
	r->last = w;
	if (r->to_submit == NULL) {
		r->to_submit = w;
	}
	return w;
}

static void forget_first(struct receiving *r)
{
	struct waiting *w = r->first;

	r->first = w->next;
	if (r->first == NULL) {
		r->last = NULL;
	}
	if (r->to_submit == w) {
		r->to_submit = w->next;
	}
	if (w->document.depth == 0) {
		r->ahead--;
		r->ahead_bytes -= w->document.bytes.n;
	}
	if (w->opened != NULL && --w->opened->users == 0) {
		reading_finish(&w->opened->reading);
		free(w->opened);
	}
	if (--w->origin->users == 0) {
		free(w->origin);
	}
	arena_finish(&w->arena);
	free(w);
}

/* A file's name may be any bytes; in an event it is text, and what is none stands there as \xff. */
static const char *copy_path(struct waiting *w, const char *path)
{
	struct slice rest = slice_str(path);
	char *copy = arena_alloc(&w->arena, 4 * rest.n + 1);
	char *to = copy;
	size_t bad = rest.n;

	while (!slice_is_utf8(rest, &bad)) {
		to = mempcpy(to, rest.p, bad);
		to += snprintf(to, 5, "\\x%02x", (unsigned char)rest.p[bad]);
		rest = slice_from(rest, bad + 1);
	}
	memcpy(to, rest.p, rest.n);
	return copy;
}

/* --- taking bytes in --- */

static void refuse(struct waiting *w, const char *why)
{
	w->document.refused = why;
	w->document.bytes = slice_of(NULL, 0);
}

static const char *too_large(struct waiting *w)
{
	return arena_printf(&w->arena, "larger than REPORT_BYTES_MAX (%d bytes): not kept",
			    REPORT_BYTES_MAX);
}

/* Reads to the end of a descriptor whose size nobody knows. */
static void take_stream(struct waiting *w, int fd)
{
	SCOPED_BUF(data, REPORT_BYTES_MAX);
	char *step = arena_alloc(&w->arena, INPUT_STEP);
	ssize_t n;

	while ((n = read(fd, step, INPUT_STEP)) != 0 && !data.full) {
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			refuse(w, arena_printf(&w->arena, "it could not be read: %s",
					       strerror(errno)));
			return;
		}
		buf_add(&data, slice_of(step, (size_t)n));
	}
	if (data.full) {
		refuse(w, too_large(w));
		return;
	}
	w->document.bytes = arena_slice(&w->arena, buf_slice(&data));
}

/* Opening a pipe into which nobody writes must not hang; reading one in which somebody still does
 * must wait. */
static void take_file(struct waiting *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		refuse(w, arena_printf(&w->arena, "it could not be opened: %s", strerror(errno)));
	} else if (S_ISREG(st.st_mode) && st.st_size > REPORT_BYTES_MAX) {
		refuse(w, too_large(w));
		w->document.refused_size = (int64_t)st.st_size;
	} else if (fcntl(fd, F_SETFL, 0) != 0) {
		refuse(w, arena_printf(&w->arena, "it could not be opened: %s", strerror(errno)));
	} else {
		take_stream(w, fd);
	}
	if (fd >= 0) {
		close(fd);
	}
}

static void take_path(struct receiving *r, const char *path)
{
	struct origin *origin = mem_alloc(sizeof *origin);
	struct waiting *w;
	bool standard = strcmp(path, "-") == 0;

	*origin = (struct origin){.inside_left = INSIDE_BYTES_MAX};
	w = wait_behind(r, origin);
	w->document.path = standard ? "standard input" : copy_path(w, path);
	if (standard) {
		take_stream(w, r->admitting.call->input);
	} else {
		take_file(w, path);
	}
	w->kind = sniff(w->document.bytes, standard ? slice_of(NULL, 0) : slice_str(path),
			slice_of(NULL, 0));
	r->ahead++;
	r->ahead_bytes += w->document.bytes.n;
}

/* --- what came inside a document --- */

static struct waiting *wait_inside(struct receiving *r, const struct waiting *parent,
				   const char *id, struct opened *opened)
{
	struct waiting *w = wait_behind(r, parent->origin);

	w->opened = opened;
	opened->users++;
	w->document.parent = arena_copy(&w->arena, slice_str(id));
	w->document.depth = parent->document.depth + 1;
	return w;
}

/* An archive of archives may unpack without end. */
static void take_lent(struct waiting *w, struct slice bytes)
{
	if (bytes.n > w->origin->inside_left) {
		refuse(w, "more came out of one file than INSIDE_BYTES_MAX: not kept by itself");
		return;
	}
	w->origin->inside_left -= bytes.n;
	w->document.bytes = bytes;
}

static void take_child(struct receiving *r, const struct waiting *parent, const char *id,
		       struct opened *opened, const struct reading_child *child, int64_t part)
{
	struct waiting *w = wait_inside(r, parent, id, opened);
	const char *name = child->name.n > 0 ? arena_copy(&w->arena, child->name) : "attachment";

	w->document.path = arena_printf(&w->arena, "%s / %s", parent->document.path, name);
	w->document.part = part;
	take_lent(w, child->bytes);
	w->kind = sniff(w->document.bytes, child->name, child->media);
	if (w->document.depth > ATTACHMENT_DEPTH_MAX && w->kind.verdict == SNIFF_READER) {
		w->kind = (struct sniffed){SNIFF_UNREAD, NULL, w->kind.media,
					   "an attachment deeper than ATTACHMENT_DEPTH_MAX"};
	}
}

static void take_table(struct receiving *r, const struct waiting *parent, const char *id,
		       struct opened *opened)
{
	struct waiting *w = wait_inside(r, parent, id, opened);

	w->is_table = true;
	w->rows = reading_rows(&opened->reading);
	w->document.path = arena_copy(&w->arena, slice_str(parent->document.path));
	w->kind = (struct sniffed){SNIFF_TEXT, NULL, "text/plain", "a row of a table"};
}

/* Takes the reading over where something came inside the document. */
static void take_inside(struct receiving *r, const struct waiting *w, const char *id,
			struct reading *reading)
{
	struct opened *opened;

	if (reading->child_count == 0 && reading->row_count == 0) {
		return;
	}
	opened = mem_alloc(sizeof *opened);
	*opened = (struct opened){.reading = *reading};
	*reading = (struct reading){0};
	for (size_t i = 0; i < opened->reading.child_count; i++) {
		take_child(r, w, id, opened, &opened->reading.children[i], (int64_t)i + 1);
	}
	if (opened->reading.row_count > 0) {
		take_table(r, w, id, opened);
	}
}

/* The next row of a table as a document, which lives until the one after it; false at the end. */
static bool next_row(struct receiving *r, struct waiting *table, struct document *out)
{
	struct arena *a = &r->row_arena;
	struct reading_row row;

	arena_reset(a);
	if (!reading_next_row(&table->rows, a, &row)) {
		return false;
	}
	*out = table->document;
	mapping_apply(&r->mapping, a, &row, &out->bytes, &out->dated, &out->title);
	out->path = arena_printf(a, "%s, row %" PRIu32, table->document.path, row.number);
	out->part = row.number;
	out->is_row = true;
	return true;
}

/* --- telling --- */

static void tell_later(struct receiving *r, const struct document *d, const struct admitted *result)
{
	struct told *t = NEW(&r->batch_arena, struct told);

	t->path = arena_copy(&r->batch_arena, slice_str(d->path));
	t->parent = d->parent ? arena_copy(&r->batch_arena, slice_str(d->parent)) : NULL;
	t->result = *result;
	t->result.status = arena_copy(&r->batch_arena, slice_str(result->status));
	t->result.reason = arena_copy(&r->batch_arena, slice_str(result->reason));
	if (r->tell_last != NULL) {
		r->tell_last->next = t;
	} else {
		r->tell_first = t;
	}
	r->tell_last = t;
	r->batch_count++;
	r->batch_bytes += d->bytes.n;
}

/* A receipt can be asked for again at any time (onus log prove), so its file need not be flushed.
 */
static enum onus_err write_receipt(struct receiving *r, struct arena *a, const char *id,
				   const char **path)
{
	struct call *c = r->admitting.call;
	struct slice receipt;
	char prefix;
	int64_t seq;
	int64_t part;
	bool whole;
	FILE *f;

	ENSURE(id_parse(slice_str(id), &prefix, &seq, &part), ONUS_INTERNAL,
	       "a report without an id");
	GUARD(ledger_receipt(c->ledger, a, seq, &receipt));
	*path = arena_printf(a, "%s/%s.tlog-proof", r->receipts, id);
	f = fopen(*path, "wbe");
	ENSURE(f != NULL, errno == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT,
	       "the receipt %s can't be written: %s", *path, strerror(errno));
	whole = fwrite(receipt.p, 1, receipt.n, f) == receipt.n;
	whole = fclose(f) == 0 && whole;
	ENSURE(whole, ONUS_AGAIN,
	       "the receipt %s can't be written: the disk is full (the report is kept; \"onus log "
	       "prove %s\" gives "
	       "the receipt again)",
	       *path, id);
	return ONUS_OK;
}

static enum onus_err tell(struct receiving *r, const struct told *t)
{
	SCOPED_ARENA(a);
	struct json *record = json_object(&a);
	const char *receipt = NULL;

	GUARD(write_receipt(r, &a, t->result.report, &receipt));
	json_set_str(record, "report", t->result.report);
	json_set_str(record, "sha256", t->result.sha256[0] ? t->result.sha256 : NULL);
	json_set_str(record, "receipt", receipt);
	json_set_int(record, "mentions", t->result.mentions);
	json_set_str(record, "status", t->result.status);
	json_set_str(record, "path", t->path);
	json_set_str(record, "source", r->admitting.source);
	json_set(record, "known", json_bool(&a, t->result.known));
	if (t->result.reason[0] != '\0') {
		json_set_str(record, "reason", t->result.reason);
	}
	if (t->parent != NULL) {
		json_set_str(record, "parent", t->parent);
	}
	return call_emit(r->admitting.call, record);
}

static enum onus_err begin_batch(struct receiving *r)
{
	r->batch_started_ms = now_ms();
	return ledger_begin(r->admitting.call->ledger);
}

/* Durable, signed, then told: in this order. */
static enum onus_err end_batch(struct receiving *r)
{
	struct ledger *l = r->admitting.call->ledger;

	enum onus_err e;

	GUARD(ledger_commit(l));
	e = ledger_checkpoint(l);
	if (e != ONUS_OK) {
		return onus_fail_in(e,
				    "what was received is kept, but could not be signed (receive "
				    "it again to get its receipts): ");
	}
	for (const struct told *t = r->tell_first; t != NULL; t = t->next) {
		e = tell(r, t);
		if (e != ONUS_OK) {
			return onus_fail_in(e,
					    "what was received is kept, but not all of it could be "
					    "told (receive it again to be told): ");
		}
	}
	r->tell_first = NULL;
	r->tell_last = NULL;
	r->batch_count = 0;
	r->batch_bytes = 0;
	arena_reset(&r->batch_arena);
	return ONUS_OK;
}

static bool batch_is_full(const struct receiving *r)
{
	return r->batch_count >= BATCH_REPORTS_MAX || r->batch_bytes >= BATCH_BYTES_MAX ||
	       now_ms() - r->batch_started_ms >= BATCH_WAIT_MS_MAX;
}

/* --- one after another --- */

/* Gives the pool what it has room for, in the order of the queue, which is that of collecting. */
static enum onus_err submit_ahead(struct receiving *r)
{
	while (r->to_submit != NULL) {
		struct waiting *w = r->to_submit;
		struct reader_document d = {
			.fd = -1, .bytes = w->document.bytes, .format = w->kind.format};

		if (w->kind.verdict == SNIFF_READER && w->document.refused == NULL) {
			enum onus_err e = reader_submit(r->pool, &d);

			if (e == ONUS_AGAIN) {
				return ONUS_OK;
			}
			GUARD(e);
			w->submitted = true;
		}
		r->to_submit = w->next;
	}
	return ONUS_OK;
}

static enum onus_err admit_one(struct receiving *r, const struct document *d,
			       const struct sniffed *kind, const struct reading *reading,
			       struct admitted *out)
{
	SCOPED_ARENA(a);

	if (d->refused == NULL) {
		GUARD(admit_known(&r->admitting, d, out));
		if (out->known) {
			return ONUS_OK;
		}
	}
	GUARD(admit(&r->admitting, &a, d, kind, reading, out));
	/* What admit lends lives in `a`. */
	out->status = arena_copy(&r->batch_arena, slice_str(out->status));
	out->reason = arena_copy(&r->batch_arena, slice_str(out->reason));
	return ONUS_OK;
}

static enum onus_err receive_row(struct receiving *r)
{
	struct waiting *table = r->first;
	struct admitted result = {.status = "", .reason = ""};
	struct document row;

	if (!next_row(r, table, &row)) {
		forget_first(r);
		return ONUS_OK;
	}
	GUARD(admit_one(r, &row, &table->kind, NULL, &result));
	tell_later(r, &row, &result);
	progress_update(&r->progress, ++r->done);
	return ONUS_OK;
}

static enum onus_err receive_document(struct receiving *r)
{
	SCOPED_READING(reading);
	struct admitted result = {.status = "", .reason = ""};
	bool read = false;

	if (r->first->submitted) {
		read = reader_collect(r->pool, &reading);
		ENSURE(read, ONUS_INTERNAL,
		       "a document that was handed to a reader has no reading");
	}
	GUARD(admit_one(r, &r->first->document, &r->first->kind, read ? &reading : NULL, &result));
	tell_later(r, &r->first->document, &result);
	if (read && reading.status != READING_UNREADABLE) {
		take_inside(r, r->first, result.report, &reading);
	}
	r->refused += r->first->document.refused != NULL;
	forget_first(r);
	progress_update(&r->progress, ++r->done);
	return ONUS_OK;
}

static enum onus_err receive_first(struct receiving *r)
{
	GUARD(submit_ahead(r));
	GUARD(r->first->is_table ? receive_row(r) : receive_document(r));
	if (batch_is_full(r)) {
		GUARD(end_batch(r));
		GUARD(begin_batch(r));
	}
	return ONUS_OK;
}

/* Documents are read while others are admitted; but what waits takes memory. */
static bool may_look_ahead(const struct receiving *r)
{
	return r->first == NULL || (r->to_submit == NULL && r->ahead < READER_AHEAD_MAX &&
				    r->ahead_bytes < AHEAD_BYTES_MAX);
}

static enum onus_err receive_paths(struct receiving *r, const struct paths *paths)
{
	for (size_t next = 0; next < paths->count || r->first != NULL;) {
		while (next < paths->count && may_look_ahead(r)) {
			take_path(r, paths->items[next++]);
			GUARD(submit_ahead(r));
			if (!r->last->submitted) {
				break;
			}
		}
		GUARD(receive_first(r));
	}
	return ONUS_OK;
}

/* --- the command --- */

static enum onus_err prepare_receipts(struct receiving *r)
{
	struct call *c = r->admitting.call;
	const char *folder = call_text(c, "receipts");

	struct stat st;

	r->receipts =
		folder ? folder : arena_printf(c->arena, "%s/receipts", ledger_folder(c->ledger));
	ENSURE(mkdir(r->receipts, 0700) == 0 || errno == EEXIST,
	       errno == ENOSPC || errno == EDQUOT ? ONUS_AGAIN : ONUS_BAD_INPUT,
	       "the folder for receipts, %s, can't be made: %s", r->receipts, strerror(errno));
	ENSURE(stat(r->receipts, &st) == 0 && S_ISDIR(st.st_mode), ONUS_BAD_INPUT,
	       "receipts are to be written to %s, which is no folder", r->receipts);
	ENSURE(access(r->receipts, W_OK | X_OK) == 0, ONUS_BAD_INPUT,
	       "the folder for receipts, %s, can't be written: %s", r->receipts, strerror(errno));
	return ONUS_OK;
}

static enum onus_err gather_paths(struct call *c, struct paths *out)
{
	size_t at = 0;

	for (const char *path; (path = call_each(c, "path", &at)) != NULL;) {
		GUARD(paths_add(out, path));
	}
	if (out->left_out > 0) {
		call_note(c, "%zu left out of the folders: links, pipes and devices are no files",
			  out->left_out);
	}
	ENSURE(out->count > 0, ONUS_BAD_INPUT, "there is no file in what was named");
	return ONUS_OK;
}

static enum onus_err run_batches(struct receiving *r, const struct paths *paths)
{
	struct call *c = r->admitting.call;
	enum onus_err e;

	GUARD(begin_batch(r));
	e = admit_source(c, call_text(c, "source"), &r->admitting.source);
	if (e == ONUS_OK) {
		e = receive_paths(r, paths);
	}
	if (e == ONUS_OK) {
		e = end_batch(r);
	}
	if (e != ONUS_OK) {
		struct onus_error_record why = *onus_last_error();

		ledger_rollback(c->ledger);
		return onus_fail(e, why.where, "%s", why.text);
	}
	return ONUS_OK;
}

static enum onus_err receive_all(struct receiving *r)
{
	struct call *c = r->admitting.call;
	struct paths paths = {.arena = c->arena};
	enum onus_err e;

	GUARD(gather_paths(c, &paths));
	if (call_has(c, "map")) {
		GUARD(mapping_load(c->arena, call_text(c, "map"), &r->mapping));
	}
	GUARD(prepare_receipts(r));
	GUARD(register_names(c->store, &r->admitting.names));
	register_alike_create(c->store, &r->admitting.alike);
	progress_start(&r->progress, "received", "reports", paths.count);
	e = run_batches(r, &paths);
	progress_end(&r->progress);
	GUARD(e);
	ENSURE(r->refused == 0, ONUS_BAD_INPUT,
	       "%" PRIu64 " of %" PRIu64
	       " documents could not be kept; each refusal is recorded with its reason",
	       r->refused, r->done);
	return ONUS_OK;
}

enum onus_err receive(struct call *c)
{
	struct receiving r = {.admitting = {.call = c,
					    .channel = call_text(c, "channel"),
					    .dated = call_when(c, "dated", when_unknown())},
			      .pool = reader_pool_create(NULL)};
	enum onus_err e;

	if (r.admitting.channel == NULL) {
		r.admitting.channel = "files";
	}
	e = receive_all(&r);
	while (r.first != NULL) {
		forget_first(&r);
	}
	arena_finish(&r.batch_arena);
	arena_finish(&r.row_arena);
	onus_names_destroy(r.admitting.names);
	register_alike_destroy(&r.admitting.alike);
	reader_pool_destroy(r.pool);
	return e;
}
