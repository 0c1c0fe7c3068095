/* SPDX-License-Identifier: Apache-2.0
 * alike.c - see alike.h. */
#include "practice/register/alike.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "practice/register/inside.h"

enum { COUNTS_START = 1024, PART_ROOM = 32 };

/* How many names have a part: open addressing, grown at three quarters. */
struct count {
	const char *part; /* NULL: free */
	uint64_t names;
};
struct counts {
	struct count *slots;
	size_t room;
	size_t used;
};

struct alike_index {
	const struct alike_kind *kind; /* NULL: not loaded yet */
	struct onus_model *model;
	struct onus_index *index;
	struct alike_name *names; /* [count], by the row of the index */
	size_t count;
	size_t room;
	struct counts values; /* number + 1 of each value's first name */
	struct counts firsts;
	struct counts lasts;
	size_t answers; /* people's, that trained it */
};

struct alike {
	struct store *store;
	struct arena arena;
	struct alike_index of[ALIKE_KINDS];
};

void register_alike_create(struct store *s, struct alike **out)
{
	*out = mem_alloc(sizeof **out);
	**out = (struct alike){.store = s};
}

void register_alike_destroy(struct alike **x)
{
	for (size_t i = 0; *x != NULL && i < ALIKE_KINDS; i++) {
		struct alike_index *k = &(*x)->of[i];

		onus_index_destroy(&k->index);
		onus_model_destroy(&k->model);
		free(k->names);
		free(k->values.slots);
		free(k->firsts.slots);
		free(k->lasts.slots);
	}
	if (*x != NULL) {
		arena_finish(&(*x)->arena);
		free(*x);
		*x = NULL;
	}
}

/* --- how common parts are --- */

static struct count *slot_of(const struct counts *c, const char *part)
{
	uint64_t hash = hash_mix(hash_bytes(HASH_START, part, strlen(part)));
	size_t at = hash & (c->room - 1);

	while (c->slots[at].part != NULL && strcmp(c->slots[at].part, part) != 0) {
		at = (at + 1) & (c->room - 1);
	}
	return &c->slots[at];
}

static void grow(struct counts *c)
{
	struct counts larger = {.room = c->room ? 2 * c->room : COUNTS_START, .used = c->used};

	larger.slots = mem_alloc(larger.room * sizeof *larger.slots);
	memset(larger.slots, 0, larger.room * sizeof *larger.slots);
	for (size_t i = 0; i < c->room; i++) {
		if (c->slots[i].part != NULL) {
			*slot_of(&larger, c->slots[i].part) = c->slots[i];
		}
	}
	free(c->slots);
	*c = larger;
}

static struct count *slot_made(struct alike *x, struct counts *c, const char *part)
{
	struct count *slot;

	if (4 * (c->used + 1) > 3 * c->room) {
		grow(c);
	}
	slot = slot_of(c, part);
	if (slot->part == NULL) {
		slot->part = arena_copy(&x->arena, slice_str(part));
		c->used++;
	}
	return slot;
}

static uint64_t count_of(const struct counts *c, const char *part)
{
	return c->room > 0 ? slot_of(c, part)->names : 0;
}

static bool is_person(const struct alike_index *k)
{
	return strcmp(k->kind->kind, "person") == 0;
}

static void count_name(struct alike *x, struct alike_index *k, const char *value)
{
	char first[PART_ROOM];
	char last[PART_ROOM];

	if (is_person(k) && alike_ends(slice_str(value), first, last, PART_ROOM)) {
		slot_made(x, &k->firsts, first)->names++;
		slot_made(x, &k->lasts, last)->names++;
	}
}

static void split(const struct alike_index *k, size_t number, const char *value,
		  struct alike_values *out)
{
	char first[PART_ROOM];
	char last[PART_ROOM];

	alike_split(k->kind->kind, number, slice_str(value), out);
	if (is_person(k) && alike_ends(slice_str(value), first, last, PART_ROOM)) {
		alike_set_frequency(out, count_of(&k->firsts, first), count_of(&k->lasts, last),
				    k->count);
	}
}

/* --- loading --- */

static size_t keep(struct alike *x, struct alike_index *k, struct alike_name name)
{
	struct count *value = slot_made(x, &k->values, name.value);

	value->names = value->names ? value->names : k->count + 1;
	if (k->count == k->room) {
		k->room = k->room ? 2 * k->room : COUNTS_START;
		k->names = mem_grow(k->names, k->room * sizeof *k->names);
	}
	k->names[k->count] = name;
	return k->count++;
}

static enum onus_err load_entities(struct alike *x, struct alike_index *k)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(x->store, &rows,
			  "SELECT n.entity, n.key FROM entity_name n JOIN entity e ON e.id = "
			  "n.entity WHERE e.kind = ?1 AND e.state <> 'rejected'"
			  " ORDER BY e.seq, n.entity, n.key",
			  v_text(k->kind->kind)));
	while (rows_next(&rows)) {
		struct alike_name n = {.entity = rows_str(&rows, 0, &x->arena),
				       .value = rows_str(&rows, 1, &x->arena)};

		count_name(x, k, n.value);
		keep(x, k, n);
	}
	return rows_end(&rows);
}

/* Each value once, with its first mention: the names of people nobody knows yet. Those who speak or
 * write for their office are left out: they are in many reports, and it is no news. */
static enum onus_err load_mentions(struct alike *x, struct alike_index *k)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(
		x->store, &rows,
		"SELECT value, id, min(seq) FROM mention WHERE kind = ?1 AND entity IS NULL"
		" AND state = 'proposed' AND role NOT IN ('professional', 'reporter')"
		" GROUP BY value ORDER BY min(seq) DESC, id LIMIT ?2",
		v_text(k->kind->kind), v_int(ALIKE_MENTIONS_MAX)));
	while (rows_next(&rows)) {
		struct alike_name n = {.value = rows_str(&rows, 0, &x->arena),
				       .mention = rows_str(&rows, 1, &x->arena)};

		if (alike_compares(k->kind->kind, slice_str(n.value))) {
			count_name(x, k, n.value);
			keep(x, k, n);
		}
	}
	return rows_end(&rows);
}

/* The columns of all names: slices into texts that live as long as `a`. */
static enum onus_err add_records(const struct alike_index *k, struct arena *a,
				 struct onus_records *r)
{
	struct alike_values v;
	struct onus_column columns[ALIKE_COLUMNS];
	struct slice *values[ALIKE_COLUMNS];
	size_t count;

	split(k, 0, is_person(k) ? "AB CD" : "AB", &v);
	count = v.count;
	for (size_t c = 0; c < count; c++) {
		values[c] = NEW_N(a, struct slice, k->count + 1);
		columns[c] = (struct onus_column){v.columns[c].name, values[c]};
	}
	for (size_t i = 0; i < k->count; i++) {
		split(k, i, k->names[i].value, &v);
		for (size_t c = 0; c < count; c++) {
			values[c][i] = arena_slice(a, v.values[c]);
		}
	}
	GUARD(onus_records_add(r, SLICE(""), columns, count, k->count));
	return onus_records_finish(r, SLICE("id"));
}

/* --- what people answered --- */

struct first_row {
	const char *entity;
	uint32_t row;
};

static int by_entity(const void *p, const void *q)
{
	const struct first_row *a = p;
	const struct first_row *b = q;
	int order = strcmp(a->entity, b->entity);

	return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static bool find_row(const struct first_row *rows, size_t count, const char *entity, uint32_t *out)
{
	size_t lo = 0;
	size_t hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(rows[mid].entity, entity) < 0) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	if (lo == count || strcmp(rows[lo].entity, entity) != 0) {
		return false;
	}
	*out = rows[lo].row;
	return true;
}

static struct first_row *first_rows(const struct alike_index *k, struct arena *a, size_t *count)
{
	struct first_row *rows = NEW_N(a, struct first_row, k->count + 1);

	*count = 0;
	for (size_t i = 0; i < k->count; i++) {
		if (k->names[i].entity != NULL) {
			rows[(*count)++] = (struct first_row){k->names[i].entity, (uint32_t)i};
		}
	}
	qsort(rows, *count, sizeof *rows, by_entity);
	return rows;
}

enum { ANSWERS_MAX = 100000 };

static enum onus_err read_answers(struct alike *x, const struct alike_index *k, struct arena *a,
				  struct onus_verdict *answers, size_t *count)
{
	SCOPED_ROWS(rows);
	size_t n;
	struct first_row *first = first_rows(k, a, &n);

	GUARD(store_query(x->store, &rows,
			  "SELECT l.a, l.b, l.state FROM link l JOIN entity e ON e.id = l.a"
			  " WHERE l.kind = 'same' AND l.state IN ('confirmed', 'rejected')"
			  " AND e.kind = ?1 ORDER BY l.decided_seq DESC LIMIT ?2",
			  v_text(k->kind->kind), v_int(ANSWERS_MAX)));
	while (rows_next(&rows)) {
		struct onus_verdict v;

		if (find_row(first, n, rows_str(&rows, 0, a), &v.left) &&
		    find_row(first, n, rows_str(&rows, 1, a), &v.right) && v.left != v.right) {
			v.same = slice_is(rows_slice(&rows, 2), "confirmed");
			answers[(*count)++] = v;
		}
	}
	return rows_end(&rows);
}

static enum onus_err train(struct alike *x, struct alike_index *k, const struct onus_records *r)
{
	SCOPED_ARENA(a);
	struct onus_verdict *answers = NEW_N(&a, struct onus_verdict, ANSWERS_MAX);

	GUARD(read_answers(x, k, &a, answers, &k->answers));
	return k->answers > 0 ? onus_train_labels(k->model, r, answers, k->answers) : ONUS_OK;
}

static enum onus_err build(struct alike *x, struct alike_index *k, struct onus_records **r)
{
	SCOPED_ARENA(a);
	struct onus_index_options o = {.weight_min = k->kind->weight_min};

	GUARD(onus_records_create(1, r));
	GUARD(add_records(k, &a, *r));
	GUARD(onus_model_parse(slice_str(k->kind->model), "the register's model", &k->model));
	GUARD(train(x, k, *r));
	return onus_index_create(k->model, r, &o, &k->index);
}

static enum onus_err load(struct alike *x, struct alike_index *k, const struct alike_kind *kind)
{
	struct onus_records *r = NULL;
	enum onus_err e;

	k->kind = kind;
	GUARD(load_entities(x, k));
	if (is_person(k) || strcmp(kind->kind, "address") == 0) {
		GUARD(load_mentions(x, k));
	}
	e = build(x, k, &r);
	onus_records_destroy(&r);
	return e;
}

static enum onus_err index_of(struct alike *x, const char *kind, struct alike_index **out)
{
	*out = NULL;
	for (size_t i = 0; i < ALIKE_KINDS; i++) {
		if (strcmp(alike_kinds[i].kind, kind) == 0) {
			*out = &x->of[i];
			return x->of[i].kind == NULL ? load(x, *out, &alike_kinds[i]) : ONUS_OK;
		}
	}
	return ONUS_OK;
}

/* --- finding --- */

bool alike_compares(const char *kind, struct slice value)
{
	char first[PART_ROOM];
	char last[PART_ROOM];

	if (value.n >= ALIKE_TEXT_MAX) {
		return false;
	}
	if (strcmp(kind, "person") == 0) {
		return alike_ends(value, first, last, PART_ROOM);
	}
	return strcmp(kind, "phone") == 0 || strcmp(kind, "vehicle") == 0 ||
	       strcmp(kind, "address") == 0;
}

static const char *evidence(const struct alike_index *k, struct arena *a, const struct onus_edge *e,
			    const char *mine, const char *other)
{
	int level = onus_pattern_level(k->model, e->pattern, 0);
	const char *words = level >= 0 && (size_t)level < k->kind->word_count
				    ? k->kind->words[level]
				    : k->kind->words[0];

	return arena_printf(a, "\"%s\" and \"%s\": %s (link engine %s, weight %.1f%s)", mine, other,
			    words, ONUS_LINK_VERSION, e->weight,
			    k->answers > 0 ? arena_printf(a, ", trained by %zu answers", k->answers)
					   : "");
}

static int likelier(const void *p, const void *q)
{
	const struct alike_found *a = p;
	const struct alike_found *b = q;

	if (a->equal != b->equal) {
		return b->equal - a->equal;
	}
	if (a->chance != b->chance) {
		return a->chance < b->chance ? 1 : -1;
	}
	return (a->number > b->number) - (a->number < b->number);
}

static bool is_of(const struct alike_name *n, const char *entity)
{
	return entity != NULL && n->entity != NULL && strcmp(n->entity, entity) == 0;
}

/* One name an entity is enough: the likeliest, which comes first. */
static size_t drop_repeated(struct alike_found *found, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count && kept < ALIKE_MAX; i++) {
		bool known = false;

		for (size_t k = 0; k < kept; k++) {
			known = known || is_of(&found[k].name, found[i].name.entity);
		}
		if (!known) {
			found[kept++] = found[i];
		}
	}
	return kept;
}

static struct alike_name lent(struct arena *a, const struct alike_name *n)
{
	return (struct alike_name){n->entity ? arena_copy(a, slice_str(n->entity)) : NULL,
				   n->mention ? arena_copy(a, slice_str(n->mention)) : NULL,
				   arena_copy(a, slice_str(n->value))};
}

static void gather(const struct alike_index *k, struct arena *a, size_t number,
		   const struct onus_edges *edges, struct alike_found **out, size_t *count)
{
	struct alike_found *found = NEW_N(a, struct alike_found, edges->count + 1);
	const struct alike_name *mine = &k->names[number];
	size_t n = 0;

	for (size_t i = 0; i < edges->count; i++) {
		const struct onus_edge *e = &edges->items[i];
		size_t other = e->left == number ? e->right : e->left;
		const struct alike_name *name = &k->names[other];

		if (!is_of(name, mine->entity)) {
			found[n++] = (struct alike_found){
				.number = other,
				.name = lent(a, name),
				.equal = strcmp(name->value, mine->value) == 0,
				.chance = llround(1000 * onus_probability(e->weight)),
				.evidence = evidence(k, a, e, mine->value, name->value)};
		}
	}
	qsort(found, n, sizeof *found, likelier);
	*out = found;
	*count = drop_repeated(found, n);
}

static const char *copy(struct alike *x, const char *text)
{
	return text ? arena_copy(&x->arena, slice_str(text)) : NULL;
}

/* The very same value again: nothing is compared, since it was when it came first. */
static void find_equal(const struct alike_index *k, struct arena *a, size_t number,
		       struct alike_found **out, size_t *count)
{
	*out = NEW(a, struct alike_found);
	**out = (struct alike_found){.number = number,
				     .name = lent(a, &k->names[number]),
				     .equal = true,
				     .chance = 1000,
				     .evidence = "both have the same name"};
	*count = 1;
}

enum onus_err alike_find(struct alike *x, struct arena *a, const char *kind,
			 const struct alike_name *name, size_t *number, struct alike_found **out,
			 size_t *count)
{
	struct alike_values v;
	struct onus_edges edges = {0};
	struct alike_index *k;
	uint32_t row = 0;

	*count = 0;
	GUARD(index_of(x, kind, &k));
	ENSURE(k != NULL, ONUS_INTERNAL, "there is no index of the kind %s", kind);
	if (name->entity == NULL && count_of(&k->values, name->value) > 0) {
		*number = count_of(&k->values, name->value) - 1;
		find_equal(k, a, *number, out, count);
		return ONUS_OK;
	}
	split(k, k->count, name->value, &v);
	GUARD(onus_index_add(k->index, SLICE(""), v.columns, v.count, &row, &edges));
	*number = keep(x, k,
		       (struct alike_name){copy(x, name->entity), copy(x, name->mention),
					   arena_copy(&x->arena, slice_str(name->value))});
	ENSURE(row == *number, ONUS_INTERNAL, "the index gave %s another row", name->value);
	gather(k, a, row, &edges, out, count);
	return ONUS_OK;
}

void alike_is_now(struct alike *x, const char *kind, size_t number, const char *entity)
{
	for (size_t i = 0; i < ALIKE_KINDS; i++) {
		if (strcmp(alike_kinds[i].kind, kind) == 0) {
			x->of[i].names[number].entity = copy(x, entity);
		}
	}
}
