/* SPDX-License-Identifier: Apache-2.0
 * lineage_test.c - entities over many adds, decisions and undos by chance: clusters are those that
 * the rules give for what is there, and ids do what the rules of ids say. */
#include <stdlib.h>

#include "link/records.h"
#include "tests/unit/link/cluster_world.h"

enum { PLAYS = 300, STEPS = 40, IDS_MAX = 4096 };

/* A lineage, and what it was told. Rows are received in the order of their numbers, which is not
 * that of their ids. */
struct play {
	struct random chance;
	struct world world; /* by person */
	struct run run;
	struct onus_lineage *lineage;
	bool gone[WORLD_MAX];
	struct onus_verdict verdicts[STEPS]; /* by row */
	bool undone[STEPS];
	size_t n_verdicts;
	struct {
		bool is_add;
		uint32_t subject;
		bool undone;
	} operations[STEPS + 1];
	/* before the last operation */
	uint32_t rows;
	uint64_t next;
	uint64_t entity[WORLD_MAX];
	uint64_t answer[IDS_MAX];
};

static void play_make(struct play *p, uint64_t seed)
{
	const struct onus_edges none = {0};
	struct onus_lineage_options o = {.clusters = {.weight_min = 2}};
	struct onus_lineage_changes told;

	*p = (struct play){.chance = {seed}};
	world_make(&p->chance, 4 + (uint32_t)random_below(&p->chance, 16),
		   (unsigned)random_below(&p->chance, 40), 0, &p->world);
	p->world.size_max = random_below(&p->chance, 3) == 0 ? 4 : 0;
	if (random_below(&p->chance, 4) == 0) {
		world_sources(&p->chance, 3, false, &p->world);
		p->world.drop_ties = random_below(&p->chance, 2) == 0;
	}
	o.clusters.size_max = p->world.size_max;
	o.clusters.single_best = p->world.n_sources > 0;
	o.clusters.drop_ties = p->world.drop_ties;
	run_make(&p->chance, &p->world, &p->run);
	p->run.records->rows = 0; /* they come as we go, as in an index */
	CHECK_OK(onus_lineage_create(p->run.records, &none, &o, &told, &p->lineage));
	CHECK_INT(told.count, 0);
	onus_lineage_changes_finish(&told);
}

static void play_finish(struct play *p)
{
	onus_lineage_destroy(&p->lineage);
	run_finish(&p->run);
}

static void remember(struct play *p)
{
	p->rows = onus_lineage_rows(p->lineage);
	p->next = onus_lineage_next(p->lineage);
	for (uint32_t row = 0; row < p->rows; row++) {
		p->entity[row] = onus_lineage_entity(p->lineage, row);
	}
	for (uint64_t id = 0; id < p->next; id++) {
		p->answer[id] = onus_lineage_answer(p->lineage, id);
	}
}

static uint64_t add(struct play *p)
{
	struct onus_edge edges[WORLD_MAX];
	struct onus_lineage_changes told;
	uint32_t row = p->run.records->rows++;
	uint64_t operation;
	size_t n = 0;

	for (size_t i = 0; i < p->run.edges.count; i++) {
		struct onus_edge e = p->run.items[i];
		uint32_t other = e.left == row ? e.right : e.left;

		if ((e.left == row || e.right == row) && other < row && !p->gone[other]) {
			edges[n++] = e;
		}
	}
	CHECK_OK(onus_lineage_add(p->lineage, edges, n, &told));
	operation = told.operation;
	p->operations[operation].is_add = true;
	p->operations[operation].subject = row;
	onus_lineage_changes_finish(&told);
	return operation;
}

/* 0 where there are no two rows. */
static uint64_t decide(struct play *p)
{
	uint32_t rows = onus_lineage_rows(p->lineage);
	struct onus_lineage_changes told;
	struct onus_verdict v;
	uint64_t operation;

	v.left = rows > 0 ? (uint32_t)random_below(&p->chance, rows) : 0;
	v.right = rows > 0 ? (uint32_t)random_below(&p->chance, rows) : 0;
	v.same = random_below(&p->chance, 2) == 0;
	if (v.left == v.right || p->gone[v.left] || p->gone[v.right]) {
		return 0;
	}
	CHECK_OK(onus_lineage_decide(p->lineage, v, &told));
	operation = told.operation;
	p->operations[operation].subject = (uint32_t)p->n_verdicts;
	p->verdicts[p->n_verdicts++] = v;
	onus_lineage_changes_finish(&told);
	return operation;
}

static void undo(struct play *p, uint64_t operation)
{
	struct onus_lineage_changes told;

	CHECK_OK(onus_lineage_undo(p->lineage, operation, &told));
	onus_lineage_changes_finish(&told);
	p->operations[operation].undone = true;
	if (p->operations[operation].is_add) {
		p->gone[p->operations[operation].subject] = true;
	} else {
		p->undone[p->operations[operation].subject] = true;
	}
}

/* What is there, by the rules. */
static void check_clusters(const struct play *p)
{
	struct world w = p->world;
	uint32_t rows = onus_lineage_rows(p->lineage);
	uint32_t want[WORLD_MAX];

	w.n_edges = 0;
	w.n_verdicts = 0;
	for (size_t i = 0; i < p->run.edges.count; i++) {
		struct onus_edge e = p->run.items[i];

		if (e.left < rows && e.right < rows && !p->gone[e.left] && !p->gone[e.right]) {
			e.left = p->run.person_of[e.left];
			e.right = p->run.person_of[e.right];
			w.edges[w.n_edges++] = e;
		}
	}
	for (size_t i = 0; i < p->n_verdicts; i++) {
		struct onus_verdict v = p->verdicts[i];

		if (!p->undone[i] && !p->gone[v.left] && !p->gone[v.right]) {
			CHECK(w.n_verdicts < WORLD_MAX);
			w.verdicts[w.n_verdicts++] = (struct onus_verdict){
				p->run.person_of[v.left], p->run.person_of[v.right], v.same};
		}
	}
	world_clusters(&w, want);
	for (uint32_t row = 0; row < rows; row++) {
		CHECK_INT(p->run.person_of[onus_lineage_cluster(p->lineage, row)],
			  want[p->run.person_of[row]]);
	}
}

/* One entity for each cluster. */
static void check_entities(const struct play *p)
{
	uint32_t rows = onus_lineage_rows(p->lineage);

	for (uint32_t a = 0; a < rows; a++) {
		uint64_t entity = onus_lineage_entity(p->lineage, a);

		CHECK_INT(entity == 0, p->gone[a]);
		CHECK_INT(onus_lineage_answer(p->lineage, entity), entity);
		for (uint32_t b = 0; b < rows && !p->gone[a]; b++) {
			bool together = onus_lineage_cluster(p->lineage, a) ==
					onus_lineage_cluster(p->lineage, b);

			CHECK_INT(entity == onus_lineage_entity(p->lineage, b), together);
		}
	}
}

/* The earliest row that was of an entity before. */
static uint32_t earliest(const struct play *p, uint64_t entity)
{
	uint32_t row = 0;

	while (row < p->rows && (p->entity[row] != entity || p->gone[row])) {
		row++;
	}
	return row;
}

/* After an add or a decision, word for word. */
static void check_ids(const struct play *p)
{
	uint32_t rows = onus_lineage_rows(p->lineage);

	for (uint64_t id = 1; id < p->next; id++) {
		uint32_t first = earliest(p, p->answer[id]);

		CHECK_INT(onus_lineage_answer(p->lineage, id),
			  p->answer[id] == 0 ? 0 : onus_lineage_entity(p->lineage, first));
	}
	for (uint32_t row = 0; row < rows; row++) {
		uint64_t oldest = UINT64_MAX;

		for (uint32_t other = 0; other < p->rows; other++) {
			if (!p->gone[other] && earliest(p, p->entity[other]) == other &&
			    onus_lineage_cluster(p->lineage, other) ==
				    onus_lineage_cluster(p->lineage, row) &&
			    p->entity[other] < oldest) {
				oldest = p->entity[other];
			}
		}
		if (!p->gone[row] && oldest != UINT64_MAX) {
			CHECK_INT(onus_lineage_entity(p->lineage, row), oldest);
		} else if (!p->gone[row]) {
			CHECK(onus_lineage_entity(p->lineage, row) >= p->next);
		}
	}
}

static void check_as_before(const struct play *p)
{
	for (uint32_t row = 0; row < p->rows; row++) {
		CHECK_INT(onus_lineage_entity(p->lineage, row), p->entity[row]);
	}
	for (uint64_t id = 0; id < p->next; id++) {
		CHECK_INT(onus_lineage_answer(p->lineage, id), p->answer[id]);
	}
}

static uint64_t one_step(struct play *p)
{
	remember(p);
	if (onus_lineage_rows(p->lineage) < p->world.n && random_below(&p->chance, 2) == 0) {
		return add(p);
	}
	return p->n_verdicts < WORLD_MAX ? decide(p) : 0;
}

TEST(onus_lineage__is_what_the_rules_give_whatever_came_and_went)
{
	for (uint64_t seed = 1; seed <= PLAYS; seed++) {
		uint64_t operations = 0;
		struct play p;

		play_make(&p, seed);
		for (int i = 0; i < STEPS; i++) {
			uint64_t made = one_step(&p);
			uint64_t old = 1 + random_below(&p.chance, operations + 1);

			operations = made > operations ? made : operations;
			if (made > 0) {
				check_ids(&p);
			}
			if (random_below(&p.chance, 4) == 0 && old <= operations &&
			    !p.operations[old].undone) {
				undo(&p, old);
			}
			check_clusters(&p);
			check_entities(&p);
		}
		play_finish(&p);
	}
}

TEST(onus_lineage__is_as_before_after_an_operation_and_its_undo)
{
	for (uint64_t seed = 1; seed <= PLAYS; seed++) {
		struct play p;

		play_make(&p, seed);
		for (int i = 0; i < STEPS; i++) {
			uint64_t made = one_step(&p);

			if (made > 0 && random_below(&p.chance, 3) == 0) {
				undo(&p, made);
				check_as_before(&p);
				check_clusters(&p);
			}
		}
		play_finish(&p);
	}
}

TEST(onus_lineage__undoes_the_last_operations_one_by_one_to_the_beginning)
{
	for (uint64_t seed = 1; seed <= PLAYS; seed++) {
		uint64_t entity[STEPS + 1][WORLD_MAX];
		uint32_t rows[STEPS + 1] = {0};
		uint64_t operations = 0;
		struct play p;

		play_make(&p, seed);
		for (int i = 0; i < STEPS; i++) {
			uint64_t made = one_step(&p);

			if (made > 0) {
				operations = made;
				rows[made] = p.rows;
				memcpy(entity[made], p.entity, sizeof p.entity);
			}
		}
		for (; operations > 0; operations--) {
			undo(&p, operations);
			for (uint32_t row = 0; row < rows[operations]; row++) {
				CHECK_INT(onus_lineage_entity(p.lineage, row),
					  entity[operations][row]);
			}
		}
		play_finish(&p);
	}
}

/* --- what is told --- */

/* Four records a, b, c, d; edges a-b, and from d to c. */
static struct onus_lineage *four(struct onus_records **r, struct onus_lineage_changes *told)
{
	const struct slice ids[] = {SLICE("d"), SLICE("a"), SLICE("b"), SLICE("c")};
	static const uint64_t received[] = {40, 10, 20, 30};
	struct onus_edge items[] = {{.left = 1, .right = 2, .weight = 5},
				    {.left = 3, .right = 0, .weight = 5}};
	const struct onus_edges edges = {.count = 2, .items = items};
	const struct onus_lineage_options o = {.clusters = {.weight_min = 2}, .received = received};
	struct onus_lineage *l;

	*r = records_of_ids(ids, 4);
	CHECK_OK(onus_lineage_create(*r, &edges, &o, told, &l));
	return l;
}

static void check_change(const struct onus_lineage_changes *told, size_t i,
			 struct onus_lineage_change want)
{
	CHECK(i < told->count);
	CHECK_INT(told->items[i].kind, want.kind);
	CHECK_INT(told->items[i].from, want.from);
	CHECK_INT(told->items[i].entity, want.entity);
	CHECK_INT(told->items[i].row, want.row);
	CHECK_INT(told->items[i].rows, want.rows);
}

#define CHANGE(...) ((struct onus_lineage_change){__VA_ARGS__})

TEST(onus_lineage__tells_what_is_new_merged_restored_and_split)
{
	struct onus_lineage_changes told;
	struct onus_records *r;
	struct onus_lineage *l = four(&r, &told);

	CHECK_INT(told.count, 2);
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_NEW, 0, 1, 1, 2)); /* a and b */
	check_change(&told, 1, CHANGE(ONUS_LINEAGE_NEW, 0, 2, 3, 2)); /* c and d */
	onus_lineage_changes_finish(&told);

	CHECK_OK(onus_lineage_decide(l, (struct onus_verdict){0, 2, true}, &told));
	CHECK_INT(told.operation, 1);
	CHECK_INT(told.count, 1);
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_MERGED, 2, 1, 3, 2));
	CHECK_INT(onus_lineage_answer(l, 2), 1);
	onus_lineage_changes_finish(&told);

	CHECK_OK(onus_lineage_undo(l, 1, &told));
	CHECK_INT(told.count, 1);
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_RESTORED, 1, 2, 3, 2));
	CHECK_INT(onus_lineage_answer(l, 2), 2);
	onus_lineage_changes_finish(&told);

	CHECK_OK(onus_lineage_decide(l, (struct onus_verdict){0, 3, false}, &told));
	CHECK_INT(told.count, 1);
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_SPLIT, 2, 3, 0, 1)); /* d came after c */
	CHECK_INT(told.conflict_count, 1);
	CHECK_INT(told.conflicts[0].kind, ONUS_CONFLICT_HELD);
	onus_lineage_changes_finish(&told);

	/* d belongs with a and b: it goes there, and its id with it */
	CHECK_OK(onus_lineage_decide(l, (struct onus_verdict){0, 1, true}, &told));
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_MERGED, 3, 1, 0, 1));
	CHECK_INT(onus_lineage_answer(l, 3), 1);
	CHECK_INT(onus_lineage_answer(l, 2), 2);
	onus_lineage_changes_finish(&told);
	onus_lineage_destroy(&l);
	onus_records_destroy(&r);
}

TEST(onus_lineage__keeps_the_ids_of_before_and_moves_what_went_elsewhere)
{
	const struct slice ids[] = {SLICE("a"), SLICE("b"), SLICE("c"), SLICE("d"), SLICE("e")};
	const uint64_t before[] = {9, 9, 4, 4, 0};
	const uint64_t beyond[] = {9, UINT64_MAX, 4, 4, 0};
	struct onus_edge items[] = {{.left = 0, .right = 1, .weight = 5},
				    {.left = 0, .right = 3, .weight = 5},
				    {.left = 0, .right = 4, .weight = 5}};
	const struct onus_edges edges = {.count = 3, .items = items};
	struct onus_lineage_options o = {.clusters = {.weight_min = 2}, .entities = before};
	struct onus_records *r = records_of_ids(ids, 5);
	struct onus_lineage_changes told;
	struct onus_lineage *l;

	CHECK_OK(onus_lineage_create(r, &edges, &o, &told, &l));
	CHECK_INT(told.count, 2);
	check_change(&told, 0, CHANGE(ONUS_LINEAGE_GREW, 0, 9, 4, 1));
	check_change(&told, 1, CHANGE(ONUS_LINEAGE_MOVED, 4, 9, 3, 1)); /* 4 stays with c */
	CHECK_INT(onus_lineage_entity(l, 2), 4);
	CHECK_INT(onus_lineage_next(l), 10);
	CHECK_INT(onus_lineage_answer(l, 7), 0);
	CHECK_OK(onus_lineage_merged(l, 7, 4));
	CHECK_INT(onus_lineage_answer(l, 7), 4);
	CHECK_ERR(onus_lineage_merged(l, 4, 9), ONUS_BAD_INPUT);
	CHECK_ERR(onus_lineage_merged(l, 10, 9), ONUS_BAD_INPUT);
	CHECK_ERR(onus_lineage_merged(l, 5, 5), ONUS_BAD_INPUT);
	onus_lineage_changes_finish(&told);
	onus_lineage_destroy(&l);

	o.next = 9;
	CHECK_ERR(onus_lineage_create(r, &edges, &o, &told, &l), ONUS_BAD_INPUT);
	o.next = 0;
	o.entities = beyond;
	CHECK_ERR(onus_lineage_create(r, &edges, &o, &told, &l), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "LINK_ENTITIES_MAX") != NULL);
	onus_records_destroy(&r);
}

TEST(onus_lineage__refuses_what_is_not_there)
{
	struct onus_lineage_changes told;
	struct onus_records *r;
	struct onus_lineage *l = four(&r, &told);
	const struct onus_edge ahead = {.left = 3, .right = 5, .weight = 5};

	onus_lineage_changes_finish(&told);
	CHECK_ERR(onus_lineage_undo(l, 1, &told), ONUS_USAGE);
	CHECK_ERR(onus_lineage_add(l, NULL, 0, &told), ONUS_USAGE);
	CHECK_ERR(onus_lineage_decide(l, (struct onus_verdict){0, 4, true}, &told), ONUS_BAD_INPUT);
	CHECK_ERR(onus_lineage_decide(l, (struct onus_verdict){2, 2, true}, &told), ONUS_BAD_INPUT);
	r->rows++;
	CHECK_ERR(onus_lineage_add(l, &ahead, 1, &told), ONUS_BAD_INPUT);
	r->rows--;
	onus_lineage_destroy(&l);
	onus_records_destroy(&r);
}
