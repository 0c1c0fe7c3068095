/* SPDX-License-Identifier: Apache-2.0
 * start.c - settings to begin with, from what the columns hold. */
#include "link/start.h"

#include <stdlib.h>

#include "base/limits.h"
#include "link/column_kind.h"
#include "link/model.h"

enum { WARNINGS_MAX = 16 * 1024 };

const struct onus_column_profile *start_column(const struct starting *s, enum onus_column_kind kind)
{
	const struct onus_column_profile *best = NULL;
	unsigned best_beside = 0;

	for (size_t i = 0; i < s->profile->count; i++) {
		const struct onus_column_profile *p = &s->profile->columns[i];
		unsigned beside;

		if (p->kind != kind || slice_eq(p->name, s->out->id)) {
			continue;
		}
		/* a kind that only the values told is the least plain */
		if (column_kind_of_name(p->name, &beside) != kind) {
			beside = UINT32_MAX;
		}
		if (best == NULL || beside < best_beside) {
			best = p;
			best_beside = beside;
		}
	}
	return best;
}

/* --- the id --- */

/* The first column that looks like an id and is one, else the first that looks like one. */
static void find_id(struct starting *s)
{
	for (size_t i = 0; i < s->profile->count; i++) {
		const struct onus_column_profile *p = &s->profile->columns[i];
		struct id_faults f;

		if (p->kind != ONUS_COLUMN_ID) {
			continue;
		}
		f = id_look(s->records, records_column(s->records, p->name));
		if (f.missing + f.repeated == 0) {
			s->out->id = p->name;
			return;
		}
		s->out->id = s->out->id.p == NULL ? p->name : s->out->id;
	}
}

static enum onus_err choose_id(struct starting *s, struct slice id, struct buf *warnings)
{
	const struct column *c = id.n > 0 ? records_column(s->records, id) : NULL;
	char shown[60];

	ENSURE(id.n == 0 || c != NULL, ONUS_BAD_INPUT, "there is no column \"%s\" for the id",
	       slice_show(id, shown, sizeof shown));
	if (c != NULL) {
		s->out->id = c->name;
	} else {
		find_id(s);
		c = s->out->id.p == NULL ? NULL : records_column(s->records, s->out->id);
	}
	if (c != NULL) {
		id_warn(warnings, s->records, c);
	} else {
		buf_add_str(warnings, "no column tells the records apart: add one, and name it "
				      "\"unique_id\" or say which with --id\n");
	}
	return ONUS_OK;
}

/* --- the JSON --- */

/* With every rule that was thought of, or only those that were taken. */
static struct json *settings(const struct starting *s, struct json *comparisons, bool all)
{
	struct json *v = json_object(s->arena);
	struct json *rules = json_array(s->arena);

	for (size_t i = 0; i < s->out->rule_count; i++) {
		if (all || s->out->rules[i].taken) {
			json_push_str(rules, s->out->rules[i].rule);
		}
	}
	json_set_str(v, "link_type", s->records->n_sources > 1 ? "link_and_dedupe" : "dedupe_only");
	if (s->out->id.n > 0) {
		json_set_slice(v, "unique_id_column_name", s->out->id);
	}
	json_set_str(v, "sql_dialect", "duckdb");
	json_set(v, "blocking_rules_to_generate_predictions", rules);
	json_set(v, "comparisons", comparisons);
	return v;
}

static enum onus_err write(const struct json *v, struct buf *out)
{
	json_write_pretty(out, v);
	buf_add_byte(out, '\n');
	return buf_check(out, "the settings");
}

/* Reads what was written, so that nothing is proposed that could not be read. */
static enum onus_err choose_rules(struct starting *s, struct json *comparisons)
{
	SCOPED_BUF(text, LINK_SETTINGS_MAX);
	struct onus_model *m = NULL;
	enum onus_err e;

	GUARD(write(settings(s, comparisons, true), &text));
	GUARD(onus_model_parse(buf_slice(&text), "the settings", &m));
	e = start_choose_rules(s, m);
	onus_model_destroy(&m);
	return e;
}

/* Where every rule makes too many pairs, the one that makes the fewest. */
static enum onus_err take_one(struct starting *s, struct buf *warnings)
{
	struct onus_rule_offer *least = NULL;

	for (size_t i = 0; i < s->out->rule_count; i++) {
		struct onus_rule_offer *o = &s->out->rules[i];

		if (o->taken) {
			return ONUS_OK;
		}
		least = least == NULL || o->pairs < least->pairs ? o : least;
	}
	ENSURE(least != NULL, ONUS_BAD_INPUT,
	       "no two records share anything that a blocking rule could use");
	least->taken = true;
	buf_addf(warnings, "every rule makes more than %d pairs a record: the smallest was taken\n",
		 ONUS_START_PAIRS_MAX);
	return ONUS_OK;
}

static enum onus_err start(struct starting *s, struct slice id)
{
	SCOPED_BUF(text, LINK_SETTINGS_MAX);
	SCOPED_BUF(warnings, WARNINGS_MAX);
	struct json *comparisons;

	ENSURE(s->profile->rows >= 2, ONUS_BAD_INPUT, "there are %llu records: nothing to compare",
	       (unsigned long long)s->profile->rows);
	GUARD(choose_id(s, id, &warnings));
	comparisons = start_comparisons(s);
	ENSURE(comparisons->count > 0, ONUS_BAD_INPUT,
	       "there is nothing to compare: no column is called by what it holds "
	       "(\"first_name\", \"surname\", \"dob\", \"postcode\" ...)");
	start_think_of_rules(s);
	ENSURE(s->out->rule_count > 0, ONUS_BAD_INPUT,
	       "there is nothing to block on: no column is called a name, a date of birth, a "
	       "postcode, a telephone number, an e-mail address or a mark");
	GUARD(choose_rules(s, comparisons));
	GUARD(take_one(s, &warnings));
	GUARD(write(settings(s, comparisons, false), &text));
	s->out->json = arena_copy(s->arena, buf_slice(&text));
	s->out->warnings = arena_copy(s->arena, buf_slice(&warnings));
	return ONUS_OK;
}

enum onus_err onus_start(const struct onus_records *r, const struct onus_profile *p,
			 struct slice id, struct onus_start *out)
{
	struct arena *a = mem_alloc(sizeof *a);
	struct onus_start made = {.memory = a};
	struct starting s = {.arena = a, .records = r, .profile = p, .out = &made};
	enum onus_err e;

	arena_init(a);
	e = start(&s, id);
	if (e == ONUS_OK) {
		*out = made;
	} else {
		onus_start_finish(&made);
	}
	return e;
}

void onus_start_finish(struct onus_start *s)
{
	if (s->memory != NULL) {
		arena_finish(s->memory);
		free(s->memory);
	}
	*s = (struct onus_start){0};
}
