/* SPDX-License-Identifier: Apache-2.0
 * model_ours.c - the member "onus" of a model's file: what Splink has no word for.
 *
 *     "onus": {
 *       "tf_fuzzy": [ {"comparison": "surname", "level": 2, "column": "surname", "base": 0.001} ],
 *       "dependences": [ {"comparisons": ["first_name", "surname"], "levels": [3, 3],
 *                         "weight": -2.4} ],
 *       "sessions": [ "l.dob = r.dob AND l.postcode = r.postcode" ]
 *     }
 *
 * "level" is a level's gamma: 0 for "all other", up to the top. "sessions" are the blocking rules
 * that training learns m from; without them they are chosen among the model's. */
#include "link/model_read.h"

#include <math.h>

static const struct range base_range = {1e-300, 1, "a number above 0 and at most 1"};
static const struct range weight_range = {-100, 100, "a number from -100 to 100"};
static const struct range gamma_range = {
	0, LINK_LEVELS_MAX, "the number of a level of the comparison, 0 for \"all other\""};

static const char *const ours_words[] = {"tf_fuzzy", "dependences", "sessions", NULL};
static const char *const fuzzy_words[] = {"comparison", "level", "column", "base", NULL};
static const char *const dependence_words[] = {"comparisons", "levels", "weight", NULL};

static struct comparison *find(struct onus_model *m, struct slice name, uint32_t *number)
{
	for (uint32_t i = 0; i < m->n_comparisons; i++) {
		if (slice_eq(m->comparisons[i].name, name)) {
			*number = i;
			return &m->comparisons[i];
		}
	}
	return NULL;
}

static struct level *level_of(struct comparison *c, double gamma)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		if (c->levels[i].gamma == gamma) {
			return &c->levels[i];
		}
	}
	return NULL;
}

static enum onus_err read_fuzzy(const struct place *p)
{
	struct slice name = SLICE("");
	struct slice column = SLICE("");
	struct comparison *c;
	struct level *l;
	double gamma = -1;
	double base = NAN;
	uint32_t number;

	GUARD(place_known(p, fuzzy_words));
	GUARD(field_text(p, "comparison", &name));
	GUARD(field_text(p, "column", &column));
	GUARD(field_number(p, "level", &gamma_range, &gamma));
	GUARD(field_number(p, "base", &base_range, &base));
	c = find(p->m, name, &number);
	if (c == NULL) {
		return place_bad(p, "comparison", "the name of a comparison of the model");
	}
	l = level_of(c, gamma);
	if (l == NULL || l->condition->op == EXPR_ELSE) {
		return place_bad(p, "level", "the number of a level of the comparison above 0");
	}
	l->tf_column = column.n > 0 ? column : l->tf_column;
	if (l->tf_column.n == 0) {
		return place_bad(p, "column", "the column whose values are counted");
	}
	l->tf_fuzzy = true;
	l->tf_fuzzy_base = base;
	return ONUS_OK;
}

static enum onus_err read_side(const struct place *p, size_t i, uint32_t *comparison, int *gamma)
{
	const struct json *names = json_get_item(p->object, "comparisons", i);
	const struct json *levels = json_get_item(p->object, "levels", i);
	struct comparison *c = NULL;

	if (json_get_count(p->object, "comparisons") == 2 && names->type == JSON_STRING) {
		c = find(p->m, names->string, comparison);
	}
	if (c == NULL) {
		return place_bad(p, "comparisons", "the names of two comparisons of the model");
	}
	if (json_get_count(p->object, "levels") != 2 || levels->type != JSON_INT ||
	    level_of(c, (double)levels->integer) == NULL || levels->integer < 0) {
		return place_bad(p, "levels", "the number of a level of each, 0 for \"all other\"");
	}
	*gamma = (int)levels->integer;
	return ONUS_OK;
}

static enum onus_err read_dependence(const struct place *p, struct dependence *d)
{
	d->weight = NAN;
	GUARD(place_known(p, dependence_words));
	GUARD(read_side(p, 0, &d->a, &d->gamma_a));
	GUARD(read_side(p, 1, &d->b, &d->gamma_b));
	GUARD(field_number(p, "weight", &weight_range, &d->weight));
	if (d->a == d->b) {
		return place_bad(p, "comparisons", "two that differ");
	}
	return isnan(d->weight) ? place_bad(p, "weight", weight_range.words) : ONUS_OK;
}

static enum onus_err read_dependences(const struct place *p)
{
	struct onus_model *m = p->m;
	const struct json *list = NULL;

	GUARD(field_list(p, "dependences", &list));
	if (list == NULL) {
		return ONUS_OK;
	}
	ENSURE(list->count <= LINK_DEPENDENCES_MAX, ONUS_BAD_INPUT,
	       "%s: onus.dependences has %zu of them; at most %d (LINK_DEPENDENCES_MAX) will do",
	       m->name, list->count, (int)LINK_DEPENDENCES_MAX);
	m->n_dependences = list->count;
	m->dependences = NEW_N(&m->arena, struct dependence, list->count);
	for (size_t i = 0; i < list->count; i++) {
		struct place inner;

		GUARD(place_enter(p, "dependences", i, list->items[i], &inner));
		GUARD(read_dependence(&inner, &m->dependences[i]));
	}
	return ONUS_OK;
}

/* Whether they can be read, training finds out: it reads them for its own plan. */
static enum onus_err read_sessions(const struct place *p)
{
	struct onus_model *m = p->m;
	const struct json *list = NULL;

	GUARD(field_list(p, "sessions", &list));
	if (list == NULL) {
		return ONUS_OK;
	}
	ENSURE(list->count <= LINK_RULES_MAX, ONUS_BAD_INPUT,
	       "%s: onus.sessions has %zu rules; at most %d (LINK_RULES_MAX) will do", m->name,
	       list->count, (int)LINK_RULES_MAX);
	m->teachers = NEW_N(&m->arena, struct slice, list->count);
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i]->type != JSON_STRING) {
			return place_bad(p, "sessions", "blocking rules, each a text");
		}
		m->teachers[i] = list->items[i]->string;
	}
	m->n_teachers = list->count;
	return ONUS_OK;
}

enum onus_err model_read_ours(const struct place *top)
{
	struct place p = {.m = top->m, .path = "onus.", .object = json_get(top->object, "onus")};
	const struct json *list = NULL;

	if (p.object == NULL || p.object->type == JSON_NULL) {
		return ONUS_OK;
	}
	if (p.object->type != JSON_OBJECT) {
		return place_bad(top, "onus", "an object, {\"dependences\": [...]}");
	}
	GUARD(place_known(&p, ours_words));
	GUARD(field_list(&p, "tf_fuzzy", &list));
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		struct place inner;

		GUARD(place_enter(&p, "tf_fuzzy", i, list->items[i], &inner));
		GUARD(read_fuzzy(&inner));
	}
	GUARD(read_sessions(&p));
	return read_dependences(&p);
}

static struct json *write_fuzzy(struct arena *a, const struct comparison *c, const struct level *l)
{
	struct json *v = json_object(a);

	json_set_slice(v, "comparison", c->name);
	json_set_int(v, "level", l->gamma);
	json_set_slice(v, "column", l->tf_column);
	if (!isnan(l->tf_fuzzy_base)) {
		json_set(v, "base", json_double(a, l->tf_fuzzy_base));
	}
	return v;
}

static struct json *write_dependence(struct arena *a, const struct onus_model *m,
				     const struct dependence *d)
{
	struct json *v = json_object(a);
	struct json *names = json_array(a);
	struct json *levels = json_array(a);

	json_push(names, json_string(a, m->comparisons[d->a].name));
	json_push(names, json_string(a, m->comparisons[d->b].name));
	json_push(levels, json_int(a, d->gamma_a));
	json_push(levels, json_int(a, d->gamma_b));
	json_set(v, "comparisons", names);
	json_set(v, "levels", levels);
	json_set(v, "weight", json_double(a, d->weight));
	return v;
}

struct json *model_write_ours(struct arena *a, const struct onus_model *m)
{
	struct json *v = json_object(a);
	struct json *fuzzy = json_array(a);
	struct json *dependences = json_array(a);
	struct json *sessions = json_array(a);

	for (size_t i = 0; i < m->n_teachers; i++) {
		json_push(sessions, json_string(a, m->teachers[i]));
	}
	for (size_t i = 0; i < m->n_comparisons; i++) {
		for (size_t l = 0; l < m->comparisons[i].n_levels; l++) {
			if (m->comparisons[i].levels[l].tf_fuzzy) {
				json_push(fuzzy, write_fuzzy(a, &m->comparisons[i],
							     &m->comparisons[i].levels[l]));
			}
		}
	}
	for (size_t i = 0; i < m->n_dependences; i++) {
		json_push(dependences, write_dependence(a, m, &m->dependences[i]));
	}
	if (fuzzy->count > 0) {
		json_set(v, "tf_fuzzy", fuzzy);
	}
	if (dependences->count > 0) {
		json_set(v, "dependences", dependences);
	}
	if (sessions->count > 0) {
		json_set(v, "sessions", sessions);
	}
	return v->count > 0 ? v : NULL;
}
