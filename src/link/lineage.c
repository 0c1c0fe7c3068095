/* SPDX-License-Identifier: Apache-2.0
 * lineage.c - entities while records and decisions come and go. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "link/lineage.h"

/* An add or a decision. */
struct operation {
	bool is_add;
	bool undone;
	uint32_t subject; /* row, or number of the decision */
	size_t first;     /* of its moves */
	size_t count;
};

/* A row went from one entity to another. */
struct move {
	uint32_t row;
	uint64_t before;
	uint64_t after;
};

struct onus_lineage {
	struct onus_cluster_options options; /* without verdicts */
	struct net net;
	struct answers answers;
	size_t room;
	uint32_t *cluster;  /* [rows] */
	uint64_t *entity;   /* [rows] */
	uint64_t *received; /* [rows] */
	uint64_t received_next;
	size_t n_operations;
	size_t operations_room;
	struct operation *operations; /* number i + 1 */
	size_t n_moves;
	size_t moves_room;
	struct move *moves;
};

void onus_lineage_destroy(struct onus_lineage **lineage)
{
	struct onus_lineage *l = *lineage;

	if (l != NULL) {
		net_finish(&l->net);
		answers_finish(&l->answers);
		free(l->cluster);
		free(l->entity);
		free(l->received);
		free(l->operations);
		free(l->moves);
		free(l);
		*lineage = NULL;
	}
}

/* --- growing --- */

static void add_row(struct onus_lineage *l)
{
	uint32_t row = l->net.rows;

	if (row == l->room) {
		l->room = l->room + l->room / 2 + 64;
		l->cluster = mem_grow(l->cluster, l->room * sizeof *l->cluster);
		l->entity = mem_grow(l->entity, l->room * sizeof *l->entity);
		l->received = mem_grow(l->received, l->room * sizeof *l->received);
	}
	l->cluster[row] = row;
	l->entity[row] = 0;
	l->received[row] = l->received_next++;
	net_add_row(&l->net);
}

static void add_operation(struct onus_lineage *l, bool is_add, uint32_t subject)
{
	if (l->n_operations == l->operations_room) {
		l->operations_room = 2 * l->operations_room + 16;
		l->operations = mem_grow(l->operations, l->operations_room * sizeof *l->operations);
	}
	l->operations[l->n_operations++] =
		(struct operation){.is_add = is_add, .subject = subject, .first = l->n_moves};
}

static void add_move(struct onus_lineage *l, struct move m)
{
	if (l->n_moves == l->moves_room) {
		l->moves_room = 2 * l->moves_room + 64;
		l->moves = mem_grow(l->moves, l->moves_room * sizeof *l->moves);
	}
	l->moves[l->n_moves++] = m;
	l->operations[l->n_operations - 1].count++;
}

/* --- what is told --- */

static struct arena *telling_start(struct telling *told)
{
	struct arena *a = mem_alloc(sizeof *a);

	arena_init(a);
	*told = (struct telling){.a = a};
	return a;
}

static struct onus_lineage_changes told_of(const struct telling *t, const struct report *conflicts,
					   uint64_t operation)
{
	return (struct onus_lineage_changes){.operation = operation,
					     .count = t->count,
					     .items = t->items,
					     .unchanged = t->unchanged,
					     .conflict_count = conflicts->count,
					     .conflicts = conflicts->conflicts,
					     .paths = conflicts->paths,
					     .memory = t->a};
}

void onus_lineage_changes_finish(struct onus_lineage_changes *c)
{
	if (c->memory != NULL) {
		arena_finish(c->memory);
		free(c->memory);
	}
	*c = (struct onus_lineage_changes){0};
}

/* --- the rows that an operation touches --- */

struct touching {
	struct onus_lineage *l;
	struct arena scratch;
	struct net_rows rows;
	const struct operation *undone; /* that is being undone; NULL: none */
};

static void touching_finish(struct touching *t)
{
	arena_finish(&t->scratch);
}

#define SCOPED_TOUCHING(name, lineage)                                                             \
	__attribute__((cleanup(touching_finish))) struct touching name = {.l = (lineage)};         \
	(name).rows.a = &(name).scratch;                                                           \
	net_begin(&(lineage)->net)

/* What an undo gives back: the entity that a row had before, unless it went on since. */
static void claim_back(const struct touching *w, const struct tangle *t, struct step_row *rows)
{
	const struct move *m = w->l->moves + (w->undone != NULL ? w->undone->first : 0);
	uint32_t place;

	for (size_t i = 0; w->undone != NULL && i < w->undone->count; i++) {
		if (net_place(&w->l->net, t, m[i].row, &place) &&
		    rows[place].before == m[i].after) {
			rows[place].claims = m[i].before;
		}
	}
}

/* Rows of the tangle, then those that are gone. */
static struct step_row *step_rows(struct touching *w, struct tangle *t)
{
	struct onus_lineage *l = w->l;
	struct step_row *rows = NEW_N(&w->scratch, struct step_row, w->rows.count);
	size_t n = t->n;

	for (uint32_t i = 0; i < t->n; i++) {
		rows[i] = (struct step_row){.row = t->rows[i],
					    .cluster = union_find(t->parent, i),
					    .received = l->received[t->rows[i]]};
	}
	for (size_t i = 0; i < w->rows.count; i++) {
		uint32_t row = w->rows.items[i];

		if (l->net.row[row].gone) {
			rows[n++] = (struct step_row){
				.row = row, .cluster = LINEAGE_GONE, .received = l->received[row]};
		}
	}
	for (size_t i = 0; i < n; i++) {
		rows[i].before = l->entity[rows[i].row];
		rows[i].claims = rows[i].before;
	}
	claim_back(w, t, rows);
	return rows;
}

/* Works out the clusters of the touched rows anew, and which entities they are. */
static void derive(struct touching *w, struct onus_lineage_changes *out)
{
	struct onus_lineage *l = w->l;
	struct telling told;
	struct report conflicts = {.a = telling_start(&told)};
	struct tangle t = {.a = &w->scratch, .records = l->net.records, .options = &l->options};
	struct step_row *rows;

	net_tangle(&l->net, &w->rows, &t);
	tangle_solve(&t, &conflicts);
	rows = step_rows(w, &t);
	lineage_step(&w->scratch, rows, w->rows.count, &l->answers, &told);
	for (size_t i = 0; i < w->rows.count; i++) {
		const struct step_row *r = &rows[i];

		l->cluster[r->row] = i < t.n ? t.rows[r->cluster] : r->row;
		l->entity[r->row] = r->after;
		if (w->undone == NULL && r->before != r->after) {
			add_move(l, (struct move){r->row, r->before, r->after});
		}
	}
	*out = told_of(&told, &conflicts,
		       w->undone != NULL ? (uint64_t)(w->undone - l->operations) + 1
					 : l->n_operations);
}

/* --- operations --- */

/* An operation gives one new id at most to each row. */
static enum onus_err check_room(const struct onus_lineage *l)
{
	ENSURE(l->answers.next + l->net.rows < LINK_ENTITIES_MAX, ONUS_BAD_INPUT,
	       "there may be more entities than LINK_ENTITIES_MAX (%d): begin a new lineage",
	       LINK_ENTITIES_MAX);
	return ONUS_OK;
}

static enum onus_err check_edge(const struct onus_lineage *l, const struct onus_edge *e,
				uint32_t row)
{
	uint32_t other = e->left == row ? e->right : e->left;

	ENSURE(e->left == row || e->right == row, ONUS_BAD_INPUT,
	       "an edge between rows %u and %u is none of row %u, which is being added", e->left,
	       e->right, row);
	ENSURE(other < row && !l->net.row[other].gone, ONUS_BAD_INPUT,
	       "an edge of row %u leads to row %u, which %s", row, other,
	       other < row ? "was taken back" : "has not been added");
	ENSURE(l->net.n_edges < UINT32_MAX - 1, ONUS_BAD_INPUT,
	       "a lineage holds %u edges at most: raise the threshold", UINT32_MAX - 1);
	return ONUS_OK;
}

enum onus_err onus_lineage_add(struct onus_lineage *l, const struct onus_edge *edges, size_t count,
			       struct onus_lineage_changes *told)
{
	SCOPED_TOUCHING(w, l);
	uint32_t row = l->net.rows;

	GUARD(check_room(l));
	ENSURE(row < onus_records_count(l->net.records), ONUS_USAGE,
	       "row %u is not among the records yet", row);
	for (size_t i = 0; i < count; i++) {
		GUARD(check_edge(l, &edges[i], row));
	}
	add_row(l);
	for (size_t i = 0; i < count; i++) {
		if (edges[i].weight >= l->options.weight_min) {
			net_add_edge(&l->net, &edges[i]);
		}
	}
	add_operation(l, true, row);
	net_reach(&l->net, row, &w.rows);
	derive(&w, told);
	return ONUS_OK;
}

static enum onus_err check_verdict(const struct onus_lineage *l, struct onus_verdict v)
{
	uint32_t high = v.left > v.right ? v.left : v.right;

	ENSURE(high < l->net.rows, ONUS_BAD_INPUT, "a decision is about row %u, but there are %u",
	       high, l->net.rows);
	ENSURE(v.left != v.right, ONUS_BAD_INPUT, "a decision is about row %u and itself", v.left);
	ENSURE(!l->net.row[v.left].gone && !l->net.row[v.right].gone, ONUS_BAD_INPUT,
	       "a decision is about row %u, which was taken back",
	       l->net.row[v.left].gone ? v.left : v.right);
	return ONUS_OK;
}

enum onus_err onus_lineage_decide(struct onus_lineage *l, struct onus_verdict v,
				  struct onus_lineage_changes *told)
{
	SCOPED_TOUCHING(w, l);

	GUARD(check_room(l));
	GUARD(check_verdict(l, v));
	add_operation(l, false, net_add_verdict(&l->net, v));
	net_reach(&l->net, v.left, &w.rows);
	net_reach(&l->net, v.right, &w.rows);
	derive(&w, told);
	return ONUS_OK;
}

enum onus_err onus_lineage_undo(struct onus_lineage *l, uint64_t operation,
				struct onus_lineage_changes *told)
{
	SCOPED_TOUCHING(w, l);
	struct operation *o;

	GUARD(check_room(l));
	ENSURE(operation > 0 && operation <= l->n_operations, ONUS_USAGE,
	       "there is no operation %" PRIu64 " to undo", operation);
	o = &l->operations[operation - 1];
	ENSURE(!o->undone, ONUS_USAGE, "operation %" PRIu64 " is undone already", operation);
	if (o->is_add) {
		net_reach(&l->net, o->subject, &w.rows);
		l->net.row[o->subject].gone = true;
	} else {
		struct net_verdict *v = &l->net.verdicts[o->subject];

		net_reach(&l->net, v->row[0], &w.rows);
		net_reach(&l->net, v->row[1], &w.rows);
		v->undone = true;
	}
	o->undone = true;
	w.undone = o;
	derive(&w, told);
	return ONUS_OK;
}

/* --- asking --- */

uint32_t onus_lineage_rows(const struct onus_lineage *l)
{
	return l->net.rows;
}

uint32_t onus_lineage_cluster(const struct onus_lineage *l, uint32_t row)
{
	return l->cluster[row];
}

uint64_t onus_lineage_entity(const struct onus_lineage *l, uint32_t row)
{
	return l->entity[row];
}

uint64_t onus_lineage_answer(const struct onus_lineage *l, uint64_t entity)
{
	return answers_of(&l->answers, entity);
}

uint64_t onus_lineage_next(const struct onus_lineage *l)
{
	return l->answers.next;
}

enum onus_err onus_lineage_merged(struct onus_lineage *l, uint64_t from, uint64_t entity)
{
	const uint64_t *by_id = l->answers.by_id;

	ENSURE(from > 0 && from < l->answers.next && entity < l->answers.next, ONUS_BAD_INPUT,
	       "entity %" PRIu64 " or %" PRIu64 " was never given", from, entity);
	ENSURE(by_id[from] == 0, ONUS_BAD_INPUT,
	       "entity %" PRIu64 " has records, or answers as another already", from);
	for (uint64_t id = entity; id != 0; id = by_id[id] == id ? 0 : by_id[id]) {
		ENSURE(id != from, ONUS_BAD_INPUT,
		       "entity %" PRIu64 " would answer as itself, over %" PRIu64, from, entity);
	}
	l->answers.by_id[from] = entity;
	return ONUS_OK;
}

/* --- the beginning --- */

/* Where nobody says when records were received, their ids do. */
static enum onus_err receive_by_id(struct onus_lineage *l)
{
	uint32_t *rank;

	GUARD(records_rank(l->net.records, l->net.records->threads, &rank));
	for (uint32_t i = 0; i < l->net.rows; i++) {
		l->received[i] = rank[i];
	}
	free(rank);
	return ONUS_OK;
}

static enum onus_err begin_ids(struct onus_lineage *l, const struct onus_lineage_options *o)
{
	uint64_t next = o->next > 0 ? o->next : 1;

	for (uint32_t row = 0; o->entities != NULL && row < l->net.rows; row++) {
		ENSURE(o->entities[row] < LINK_ENTITIES_MAX, ONUS_BAD_INPUT,
		       "row %u is of entity %" PRIu64 ", beyond LINK_ENTITIES_MAX (%d)", row,
		       o->entities[row], LINK_ENTITIES_MAX);
		ENSURE(o->next == 0 || o->entities[row] < o->next, ONUS_BAD_INPUT,
		       "row %u is of entity %" PRIu64 ", but the first that was never given is "
		       "%" PRIu64,
		       row, o->entities[row], o->next);
		next = o->entities[row] >= next ? o->entities[row] + 1 : next;
		l->entity[row] = o->entities[row];
	}
	ENSURE(next <= LINK_ENTITIES_MAX, ONUS_BAD_INPUT,
	       "entity %" PRIu64 " is beyond LINK_ENTITIES_MAX (%d)", next, LINK_ENTITIES_MAX);
	answers_grow(&l->answers, next);
	memset(l->answers.by_id, 0, next * sizeof *l->answers.by_id);
	for (uint32_t row = 0; row < l->net.rows; row++) {
		l->answers.by_id[l->entity[row]] = l->entity[row];
	}
	return ONUS_OK;
}

/* Everything that was taken in, as the first step. */
static void begin_entities(struct onus_lineage *l, const struct onus_clusters *c,
			   struct telling *told)
{
	SCOPED_ARENA(scratch);
	struct step_row *rows = NEW_N(&scratch, struct step_row, l->net.rows);

	for (uint32_t row = 0; row < l->net.rows; row++) {
		rows[row] = (struct step_row){.row = row,
					      .cluster = c->of[row],
					      .before = l->entity[row],
					      .claims = l->entity[row],
					      .received = l->received[row]};
	}
	lineage_step(&scratch, rows, l->net.rows, &l->answers, told);
	for (uint32_t row = 0; row < l->net.rows; row++) {
		l->cluster[row] = c->of[row];
		l->entity[row] = rows[row].after;
	}
}

static void begin_received(struct onus_lineage *l, const uint64_t *received)
{
	for (uint32_t row = 0; row < l->net.rows; row++) {
		l->received[row] = received[row];
		if (received[row] >= l->received_next) {
			l->received_next = received[row] + 1;
		}
	}
}

static void begin_net(struct onus_lineage *l, const struct onus_edges *e,
		      const struct onus_lineage_options *o)
{
	for (size_t i = 0; i < e->count; i++) {
		if (e->items[i].weight >= l->options.weight_min) {
			net_add_edge(&l->net, &e->items[i]);
		}
	}
	for (size_t i = 0; i < o->clusters.verdict_count; i++) {
		add_operation(l, false, net_add_verdict(&l->net, o->clusters.verdicts[i]));
	}
}

/* Copies the clusters' conflicts; the changes live on without them. */
static void tell_conflicts(const struct onus_clusters *c, struct report *out)
{
	for (size_t i = 0; i < c->conflict_count; i++) {
		report_add(out, c->conflicts[i], c->paths + c->conflicts[i].path,
			   c->conflicts[i].path_count);
	}
}

static enum onus_err begin(struct onus_lineage *l, const struct onus_edges *e,
			   const struct onus_lineage_options *o, struct onus_lineage_changes *out)
{
	uint32_t rows = (uint32_t)onus_records_count(l->net.records);
	struct onus_clusters clusters;
	struct report conflicts;
	struct telling told;

	ENSURE(e->count < UINT32_MAX, ONUS_BAD_INPUT,
	       "a lineage holds %u edges at most: raise the threshold", UINT32_MAX - 1);
	for (uint32_t row = 0; row < rows; row++) {
		add_row(l);
	}
	GUARD(begin_ids(l, o));
	if (o->received == NULL) {
		GUARD(receive_by_id(l));
	}
	GUARD(onus_cluster(l->net.records, e, &o->clusters, &clusters));
	begin_net(l, e, o);
	if (o->received != NULL) {
		begin_received(l, o->received);
	}
	conflicts = (struct report){.a = telling_start(&told)};
	tell_conflicts(&clusters, &conflicts);
	begin_entities(l, &clusters, &told);
	onus_clusters_finish(&clusters);
	*out = told_of(&told, &conflicts, 0);
	return ONUS_OK;
}

enum onus_err onus_lineage_create(const struct onus_records *r, const struct onus_edges *e,
				  const struct onus_lineage_options *o,
				  struct onus_lineage_changes *told, struct onus_lineage **out)
{
	struct onus_lineage *l = mem_alloc(sizeof *l);
	enum onus_err err;

	*l = (struct onus_lineage){.options = o->clusters, .net = {.records = r}};
	l->options.verdicts = NULL;
	l->options.verdict_count = 0;
	err = begin(l, e, o, told);
	if (err != ONUS_OK) {
		onus_lineage_destroy(&l);
		return err;
	}
	*out = l;
	return ONUS_OK;
}
