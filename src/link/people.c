/* SPDX-License-Identifier: Apache-2.0
 * people.c - our own model for people, as settings for the columns that are there. */
#include "base/limits.h"
#include "link/people.h"

enum { ITERATIONS_MAX = 100 };

static struct json *settings(const struct people *p)
{
	struct arena *a = p->arena;
	struct json *top = json_object(a);
	struct json *ours = json_object(a);
	bool several = p->r->n_sources > 1;

	json_set_str(top, "link_type", several ? "link_and_dedupe" : "dedupe_only");
	if (p->r->id != NULL) {
		json_set_slice(top, "unique_id_column_name", p->r->id->name);
	}
	json_set(top, "blocking_rules_to_generate_predictions", p->rules);
	json_set(top, "comparisons", p->comparisons);
	json_set_int(top, "max_iterations", ITERATIONS_MAX);
	json_set(ours, "tf_fuzzy", p->fuzzy);
	json_set(ours, "sessions", p->sessions);
	json_set(top, "onus", ours);
	return top;
}

enum onus_err onus_model_people(const struct onus_records *r, struct onus_model **out)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(json, LINK_SETTINGS_MAX);
	struct people p = {.r = r, .arena = &a};

	p.comparisons = json_array(&a);
	p.rules = json_array(&a);
	p.sessions = json_array(&a);
	p.fuzzy = json_array(&a);
	GUARD(people_find(&p));
	GUARD(people_check(&p));
	people_compare(&p);
	GUARD(people_block(&p));
	ENSURE(p.rules->count > 0, ONUS_BAD_INPUT,
	       "no two records share enough to be compared: nothing to link, or the wrong columns");
	json_write_pretty(&json, settings(&p));
	GUARD(buf_check(&json, "settings for people"));
	return onus_model_parse(buf_slice(&json), "the model for people", out);
}
