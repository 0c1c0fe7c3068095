/* SPDX-License-Identifier: Apache-2.0
 * model_write.c - writes a model as Splink's JSON: what was read, with m, u and lambda as they are
 * now. Splink 4.0 and 5.0 read it with the same weights. */
#include "link/model_read.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"

static const char *const link_types[] = {"dedupe_only", "link_only", "link_and_dedupe"};

/* Keys that change no weight, given back as they were read. */
static const char *const kept[] = {
	"retain_matching_columns",      "retain_intermediate_calculation_columns",
	"additional_columns_to_retain", "comparison_vector_value_column_prefix",
	"match_weight_column_prefix",   "linker_uid"};

/* A weight of 0 is the same as no adjustment, and Splink itself would lose it at the next save. */
static bool writes_tf(const struct level *l, bool for_splink)
{
	return l->tf_column.n > 0 && !l->tf_fuzzy && (l->tf_weight > 0 || !for_splink);
}

static struct json *write_level(struct arena *a, const struct level *l, bool for_splink)
{
	struct json *v = json_object(a);

	json_set_slice(v, "sql_condition", l->sql);
	if (l->label.n > 0) {
		json_set_slice(v, "label_for_charts", l->label);
	}
	if (l->is_null) {
		json_set(v, "is_null_level", json_bool(a, true));
		return v;
	}
	if (!isnan(l->m)) {
		json_set(v, "m_probability", json_double(a, l->m));
	}
	if (!isnan(l->u)) {
		json_set(v, "u_probability", json_double(a, l->u));
	}
	json_set(v, "fix_m_probability", json_bool(a, l->fix_m));
	json_set(v, "fix_u_probability", json_bool(a, l->fix_u));
	if (writes_tf(l, for_splink)) {
		json_set_slice(v, "tf_adjustment_column", l->tf_column);
		json_set(v, "tf_adjustment_weight", json_double(a, l->tf_weight));
		json_set(v, "tf_minimum_u_value", json_double(a, l->tf_minimum_u));
	}
	if (l->tf_no_exact) {
		json_set(v, "disable_tf_exact_match_detection", json_bool(a, true));
	}
	return v;
}

static struct json *write_comparisons(struct arena *a, const struct onus_model *m, bool for_splink)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < m->n_comparisons; i++) {
		const struct comparison *c = &m->comparisons[i];
		struct json *v = json_object(a);
		struct json *levels = json_array(a);

		for (size_t l = 0; l < c->n_levels; l++) {
			json_push(levels, write_level(a, &c->levels[l], for_splink));
		}
		json_set_slice(v, "output_column_name", c->name);
		json_set(v, "comparison_levels", levels);
		if (c->description.n > 0) {
			json_set_slice(v, "comparison_description", c->description);
		}
		json_push(list, v);
	}
	return list;
}

static struct json *write_rules(struct arena *a, const struct onus_model *m)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < m->n_rules; i++) {
		struct json *v = json_object(a);

		json_set_slice(v, "blocking_rule", m->rules[i].sql);
		if (m->dialect.n > 0) {
			json_set_slice(v, "sql_dialect", m->dialect);
		}
		json_push(list, v);
	}
	return list;
}

/* Splink 4 refuses the key that Splink 5 writes into every model. */
static bool is_v5_default(const char *key, const struct json *v)
{
	return strcmp(key, "match_weight_column_prefix") == 0 && slice_is(v->string, "mw_");
}

static struct json *write_top(struct arena *a, const struct onus_model *m, bool for_splink)
{
	struct json *v = json_object(a);

	json_set_str(v, "link_type", link_types[m->link_type]);
	json_set(v, "probability_two_random_records_match", json_double(a, m->prior));
	json_set(v, "em_convergence", json_double(a, m->em_convergence));
	json_set_int(v, "max_iterations", m->max_iterations);
	json_set_slice(v, "unique_id_column_name", m->id_column);
	json_set_slice(v, "source_dataset_column_name", m->source_column);
	json_set_slice(v, "term_frequency_adjustment_column_prefix", m->tf_prefix);
	if (m->dialect.n > 0) {
		json_set_slice(v, "sql_dialect", m->dialect);
	}
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		const struct json *old = json_get(m->settings, kept[i]);

		if (old != NULL && old->type != JSON_NULL && !is_v5_default(kept[i], old)) {
			json_set(v, kept[i], (struct json *)(uintptr_t)old);
		}
	}
	json_set(v, "blocking_rules_to_generate_predictions", write_rules(a, m));
	json_set(v, "comparisons", write_comparisons(a, m, for_splink));
	return v;
}

/* --- what Splink would do otherwise --- */

/* A call of a function that only Onus has; NULL where there is none. */
static const char *our_function(const struct expr *e)
{
	const char *name = e->function != NULL && e->function->ours ? e->function->name : NULL;

	for (size_t i = 0; i < e->n_args && name == NULL; i++) {
		name = e->args[i] != NULL ? our_function(e->args[i]) : NULL;
	}
	return name;
}

static enum onus_err check_level(const struct onus_model *m, const struct comparison *c,
				 const struct level *l)
{
	const char *ours = our_function(l->condition);
	char shown[60];

	slice_show(c->name, shown, sizeof shown);
	ENSURE(ours == NULL, ONUS_NO,
	       "%s can't be written for Splink: level %d of comparison \"%s\" calls %s(), which "
	       "Splink doesn't have; write the model as Onus's own",
	       m->name, l->gamma, shown, ours);
	ENSURE(!l->tf_fuzzy, ONUS_NO,
	       "%s can't be written for Splink: level %d of comparison \"%s\" weighs how common "
	       "two unequal values are (tf_fuzzy), which Splink doesn't; write the model as Onus's "
	       "own",
	       m->name, l->gamma, shown);
	return ONUS_OK;
}

static enum onus_err check_splink(const struct onus_model *m)
{
	ENSURE(m->n_dependences == 0, ONUS_NO,
	       "%s can't be written for Splink: it corrects for comparisons that depend on each "
	       "other (onus.dependences), which Splink doesn't; write the model as Onus's own",
	       m->name);
	for (size_t i = 0; i < m->n_comparisons; i++) {
		for (size_t l = 0; l < m->comparisons[i].n_levels; l++) {
			GUARD(check_level(m, &m->comparisons[i], &m->comparisons[i].levels[l]));
		}
	}
	for (size_t i = 0; i < m->n_rules; i++) {
		const char *ours = our_function(m->rules[i].condition);

		ENSURE(ours == NULL, ONUS_NO,
		       "%s can't be written for Splink: blocking rule %zu calls %s(), which Splink "
		       "doesn't have; write the model as Onus's own",
		       m->name, i, ours);
	}
	return ONUS_OK;
}

static enum onus_err write_text(const struct onus_model *m, bool for_splink, struct buf *out)
{
	SCOPED_ARENA(a);
	struct json *v = write_top(&a, m, for_splink);
	struct json *ours = for_splink ? NULL : model_write_ours(&a, m);

	if (ours != NULL) {
		json_set(v, "onus", ours);
	}
	json_write_pretty(out, v);
	buf_add_byte(out, '\n');
	return buf_check(out, "the model");
}

enum onus_err onus_model_write(const struct onus_model *m, bool for_splink, char **out,
			       size_t *length)
{
	SCOPED_BUF(text, LINK_SETTINGS_MAX);
	locale_t plain;
	locale_t before;
	enum onus_err e;
	char *copy;

	if (for_splink) {
		GUARD(check_splink(m));
	}
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	before = uselocale(plain);
	e = write_text(m, for_splink, &text);
	uselocale(before);
	if (plain != (locale_t)0) {
		freelocale(plain);
	}
	GUARD(e);
	copy = mem_alloc(text.len + 1);
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	*out = copy;
	*length = text.len;
	return ONUS_OK;
}
