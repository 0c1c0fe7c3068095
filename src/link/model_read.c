/* SPDX-License-Identifier: Apache-2.0
 * model_read.c - reads settings and saved models of Splink 4 and 5.
 *
 * What Splink calls a saved model is its settings with m and u filled in. Keys, defaults and
 * meanings are those of Splink's settings_creator.py, comparison_level.py and blocking.py; what is
 * not among them is refused. */
#include "link/model_read.h"

#include <locale.h>
#include <math.h>

#include "base/limits.h"

static const struct range share = {1e-300, 1, "a number above 0 (from 1e-300) and at most 1"};
static const struct range chance = {1e-300, 1 - 0x1p-53, "a number between 0 and 1"};
static const struct range change = {1e-15, 1, "a number above 0 and at most 1, such as 0.0001"};
static const struct range weight = {0, 1000, "a number from 0 to 1000"};
static const struct range minimum = {0, 1, "a number from 0 to 1"};

static const char *const top_words[] = {"link_type",
					"probability_two_random_records_match",
					"em_convergence",
					"max_iterations",
					"unique_id_column_name",
					"source_dataset_column_name",
					"retain_matching_columns",
					"retain_intermediate_calculation_columns",
					"additional_columns_to_retain",
					"term_frequency_adjustment_column_prefix",
					"comparison_vector_value_column_prefix",
					"match_weight_column_prefix",
					"bayes_factor_column_prefix",
					"sql_dialect",
					"linker_uid",
					"comparisons",
					"blocking_rules_to_generate_predictions",
					"onus",
					NULL};
static const char *const comparison_words[] = {"output_column_name", "comparison_description",
					       "comparison_levels", NULL};
static const char *const level_words[] = {"sql_condition",
					  "label_for_charts",
					  "is_null_level",
					  "m_probability",
					  "u_probability",
					  "fix_m_probability",
					  "fix_u_probability",
					  "tf_adjustment_column",
					  "tf_adjustment_weight",
					  "tf_minimum_u_value",
					  "disable_tf_exact_match_detection",
					  NULL};
static const char *const rule_words[] = {"blocking_rule", "sql_dialect", "arrays_to_explode",
					 "salting_partitions", NULL};
static const char *const link_types[] = {"dedupe_only", "link_only", "link_and_dedupe", NULL};
static const char *const dialects[] = {"duckdb", "spark",      "sqlite", "postgres",
				       "athena", "databricks", NULL};

/* Place of `word` in a list ended by NULL; the place of the NULL where it is not there. */
static size_t word_number(struct slice word, const char *const *words)
{
	size_t i = 0;

	while (words[i] != NULL && !slice_is(word, words[i])) {
		i++;
	}
	return i;
}

/* The nearest word goes first into the message. */
static enum onus_err bad_word(const struct place *p, const char *key, struct slice word,
			      const char *const *words)
{
	const char *near = word_nearest(word, words);
	SCOPED_BUF(text, ONUS_ERROR_TEXT_MAX);

	if (near != NULL) {
		buf_addf(&text, "\"%s\" (", near);
	}
	for (size_t i = 0; words[i] != NULL; i++) {
		buf_addf(&text, "%s%s", i > 0 ? ", " : near ? "one of " : "one of: ", words[i]);
	}
	buf_add_str(&text, near ? ")" : "");
	buf_add_byte(&text, '\0');
	return place_bad(p, key, text.data);
}

static enum onus_err read_sql(const struct place *p, const char *key, struct slice sql,
			      enum expr_naming naming, const struct expr **out)
{
	struct arena *a = &p->m->arena;
	struct expr_reader reader = {
		.naming = naming,
		.what = arena_printf(a, "%s: %s%s", p->m->name, p->path, key),
		.spark = slice_is(p->m->dialect, "spark") || slice_is(p->m->dialect, "databricks"),
	};
	struct expr *e;

	GUARD(expr_parse(a, sql, &reader, &e));
	*out = e;
	return ONUS_OK;
}

/* --- levels --- */

static enum onus_err read_condition(const struct place *p, struct level *l)
{
	struct expr *otherwise;

	GUARD(field_text(p, "sql_condition", &l->sql));
	if (slice_trim(l->sql).n == 0) {
		return place_bad(p, "sql_condition", "the level's condition in SQL, or ELSE");
	}
	if (slice_eq_nocase(slice_trim(l->sql), SLICE("ELSE"))) {
		otherwise = NEW(&p->m->arena, struct expr);
		otherwise->op = EXPR_ELSE;
		l->condition = otherwise;
		return ONUS_OK;
	}
	return read_sql(p, "sql_condition", l->sql, EXPR_SUFFIX, &l->condition);
}

static enum onus_err read_level(const struct place *p, struct level *l)
{
	*l = (struct level){.m = NAN, .u = NAN, .tf_weight = 1};
	GUARD(place_known(p, level_words));
	GUARD(field_text(p, "label_for_charts", &l->label));
	GUARD(field_bool(p, "is_null_level", &l->is_null));
	GUARD(field_number(p, "m_probability", &share, &l->m));
	GUARD(field_number(p, "u_probability", &share, &l->u));
	GUARD(field_bool(p, "fix_m_probability", &l->fix_m));
	GUARD(field_bool(p, "fix_u_probability", &l->fix_u));
	GUARD(field_text(p, "tf_adjustment_column", &l->tf_column));
	GUARD(field_number(p, "tf_adjustment_weight", &weight, &l->tf_weight));
	GUARD(field_number(p, "tf_minimum_u_value", &minimum, &l->tf_minimum_u));
	GUARD(field_bool(p, "disable_tf_exact_match_detection", &l->tf_no_exact));
	GUARD(read_condition(p, l));
	l->m_from = isnan(l->m) ? ORIGIN_NONE : ORIGIN_SETTINGS;
	l->u_from = isnan(l->u) ? ORIGIN_NONE : ORIGIN_SETTINGS;
	return ONUS_OK;
}

/* One "missing" at most, one ELSE, and that the last. */
static enum onus_err check_order(const struct place *p, const struct comparison *c)
{
	const char *path = p->path;
	const char *name = p->m->name;
	size_t nulls = 0;

	for (size_t i = 0; i < c->n_levels; i++) {
		const struct level *l = &c->levels[i];
		bool is_else = l->condition->op == EXPR_ELSE;

		nulls += l->is_null;
		ENSURE(nulls < 2, ONUS_BAD_INPUT,
		       "%s: %scomparison_levels[%zu] is the second with is_null_level; one level "
		       "says what \"missing\" is, join both conditions with OR",
		       name, path, i);
		ENSURE(!is_else || !l->is_null, ONUS_BAD_INPUT,
		       "%s: %scomparison_levels[%zu] is ELSE with is_null_level; take "
		       "is_null_level out",
		       name, path, i);
		ENSURE(!is_else || i + 1 == c->n_levels, ONUS_BAD_INPUT,
		       "%s: %scomparison_levels[%zu] stands behind ELSE and is never reached; put "
		       "ELSE last",
		       name, path, i + 1);
		ENSURE(is_else || i + 1 < c->n_levels, ONUS_BAD_INPUT,
		       "%s: %scomparison_levels has no ELSE; add {\"sql_condition\": \"ELSE\"} as "
		       "the last level",
		       name, path);
	}
	ENSURE(c->n_levels - nulls >= 2, ONUS_BAD_INPUT,
	       "%s: %scomparison_levels has nothing beside ELSE; give a level that says when two "
	       "values agree",
	       name, path);
	return ONUS_OK;
}

/* A term frequency is compared with the u of equality on its column. */
static enum onus_err check_tf(const struct place *p, const struct comparison *c)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		const struct level *l = &c->levels[i];
		char shown[60];

		if (l->tf_column.n == 0 || l->is_null || l->condition->op == EXPR_ELSE ||
		    l->tf_weight == 0 || l->tf_no_exact) {
			continue;
		}
		ENSURE(comparison_exact_level(c, l->tf_column) != NULL, ONUS_BAD_INPUT,
		       "%s: %scomparison_levels[%zu].tf_adjustment_column is \"%s\", but no level "
		       "of the comparison is equality of that column alone; add one, or set "
		       "disable_tf_exact_match_detection to true",
		       p->m->name, p->path, i, slice_show(l->tf_column, shown, sizeof shown));
	}
	return ONUS_OK;
}

static void number_levels(struct onus_model *m, struct comparison *c)
{
	int gamma = c->top;

	for (size_t i = 0; i < c->n_levels; i++) {
		struct level *l = &c->levels[i];

		l->gamma = l->is_null ? -1 : gamma--;
		if (l->is_null && l->m_from != ORIGIN_NONE) {
			model_warn(m,
				   "%s: m_probability of the level \"missing\" of " SLICE_FMT
				   " is not used",
				   m->name, SLICE_ARG(c->name));
		}
	}
}

/* --- comparisons --- */

struct seen_columns {
	struct arena *arena;
	struct slice names; /* joined by "_" */
	size_t count;
	struct slice first;
};

static void see_column(void *context, enum side side, struct slice name)
{
	struct seen_columns *seen = context;

	if (side != SIDE_LEFT) {
		return;
	}
	if (seen->count++ == 0) {
		seen->first = name;
		seen->names = name;
		return;
	}
	seen->names = slice_str(arena_printf(seen->arena, SLICE_FMT "_" SLICE_FMT,
					     SLICE_ARG(seen->names), SLICE_ARG(name)));
}

/* What a comparison without a name is called: the column it reads, or all of them. */
static struct slice default_name(struct arena *a, const struct comparison *c)
{
	struct seen_columns seen = {.arena = a};

	for (size_t i = 0; i < c->n_levels && seen.count == 0; i++) {
		if (c->levels[i].condition->op != EXPR_ELSE) {
			expr_columns(c->levels[i].condition, see_column, &seen);
		}
	}
	return seen.count <= 1
		       ? seen.first
		       : slice_str(arena_printf(a, "custom_" SLICE_FMT, SLICE_ARG(seen.names)));
}

static enum onus_err read_levels(const struct place *p, struct comparison *c)
{
	const struct json *list = NULL;
	size_t nulls = 0;

	GUARD(field_list(p, "comparison_levels", &list));
	if (list == NULL || list->count == 0) {
		return place_bad(p, "comparison_levels", "a list of levels");
	}
	ENSURE(list->count <= LINK_LEVELS_MAX + 1, ONUS_BAD_INPUT,
	       "%s: %scomparison_levels has %zu levels; at most %d (LINK_LEVELS_MAX) and one for "
	       "\"missing\" will do",
	       p->m->name, p->path, list->count, (int)LINK_LEVELS_MAX);
	c->n_levels = list->count;
	c->levels = NEW_N(&p->m->arena, struct level, c->n_levels);
	for (size_t i = 0; i < c->n_levels; i++) {
		struct place inner;

		GUARD(place_enter(p, "comparison_levels", i, list->items[i], &inner));
		GUARD(read_level(&inner, &c->levels[i]));
		nulls += c->levels[i].is_null;
	}
	GUARD(check_order(p, c));
	c->top = (int)(c->n_levels - nulls) - 1;
	return check_tf(p, c);
}

static enum onus_err read_comparison(const struct place *p, size_t number)
{
	struct onus_model *m = p->m;
	struct comparison *c = &m->comparisons[number];
	char shown[60];

	GUARD(place_known(p, comparison_words));
	GUARD(field_text(p, "output_column_name", &c->name));
	GUARD(field_text(p, "comparison_description", &c->description));
	GUARD(read_levels(p, c));
	c->name = c->name.n > 0 ? c->name : default_name(&m->arena, c);
	for (size_t i = 0; i < number; i++) {
		ENSURE(!slice_eq_nocase(m->comparisons[i].name, c->name), ONUS_BAD_INPUT,
		       "%s: %soutput_column_name \"%s\" is also that of comparisons[%zu]; give "
		       "each its own",
		       m->name, p->path, slice_show(c->name, shown, sizeof shown), i);
	}
	number_levels(m, c);
	return ONUS_OK;
}

/* A pattern holds the level of every comparison in 64 bits. */
static enum onus_err check_radices(const struct onus_model *m)
{
	uint64_t room = UINT64_MAX;

	for (size_t i = 0; i < m->n_comparisons; i++) {
		room /= pattern_radix(&m->comparisons[i]);
	}
	ENSURE(room > 0, ONUS_BAD_INPUT,
	       "%s: the comparisons have too many levels together (their product is beyond 2^64); "
	       "take some out",
	       m->name);
	return ONUS_OK;
}

static enum onus_err read_comparisons(const struct place *p)
{
	struct onus_model *m = p->m;
	const struct json *list = NULL;

	GUARD(field_list(p, "comparisons", &list));
	if (list == NULL || list->count == 0) {
		return place_bad(p, "comparisons", "a list of comparisons");
	}
	ENSURE(list->count <= LINK_COMPARISONS_MAX, ONUS_BAD_INPUT,
	       "%s: comparisons has %zu of them; at most %d (LINK_COMPARISONS_MAX) will do",
	       m->name, list->count, (int)LINK_COMPARISONS_MAX);
	m->n_comparisons = list->count;
	m->comparisons = NEW_N(&m->arena, struct comparison, list->count);
	for (size_t i = 0; i < list->count; i++) {
		struct place inner;

		GUARD(place_enter(p, "comparisons", i, list->items[i], &inner));
		GUARD(read_comparison(&inner, i));
	}
	return check_radices(m);
}

/* --- blocking rules --- */

static enum onus_err read_rule_object(const struct place *p, struct blocking_rule *rule)
{
	struct slice dialect = p->m->dialect;
	const struct json *explode = NULL;
	const struct json *salt = json_get(p->object, "salting_partitions");

	GUARD(place_known(p, rule_words));
	GUARD(field_text(p, "blocking_rule", &rule->sql));
	GUARD(field_text(p, "sql_dialect", &dialect));
	if (!slice_eq(dialect, p->m->dialect)) {
		return place_bad(
			p, "sql_dialect",
			"the model's own sql_dialect: Onus doesn't translate between them");
	}
	GUARD(field_list(p, "arrays_to_explode", &explode));
	if (explode != NULL && explode->count > 0) {
		return place_bad(p, "arrays_to_explode",
				 "none: Onus doesn't block on the items of a list; make a row for "
				 "each item, or block on another column");
	}
	if (salt != NULL && salt->type != JSON_NULL) {
		model_warn(p->m, "%s: %ssalting_partitions is not used", p->m->name, p->path);
	}
	return ONUS_OK;
}

static enum onus_err read_rule(const struct place *p, size_t i, const struct json *v)
{
	const char *key = "blocking_rules_to_generate_predictions";
	struct blocking_rule *rule = &p->m->rules[i];
	struct place inner = {
		.m = p->m,
		.path = arena_printf(&p->m->arena, "%s[%zu]", key, i),
	};
	const char *last = "";

	if (v->type == JSON_STRING) {
		rule->sql = v->string;
	} else {
		GUARD(place_enter(p, key, i, v, &inner));
		GUARD(read_rule_object(&inner, rule));
		last = "blocking_rule";
	}
	ENSURE(slice_trim(rule->sql).n > 0, ONUS_BAD_INPUT,
	       "%s: %s%s is empty; give a condition such as l.\"name\" = r.\"name\"", p->m->name,
	       inner.path, last);
	return read_sql(&inner, last, rule->sql, EXPR_PREFIX, &rule->condition);
}

static enum onus_err read_rules(const struct place *p)
{
	struct onus_model *m = p->m;
	const struct json *list = NULL;

	GUARD(field_list(p, "blocking_rules_to_generate_predictions", &list));
	if (list == NULL) {
		return ONUS_OK;
	}
	ENSURE(list->count <= LINK_RULES_MAX, ONUS_BAD_INPUT,
	       "%s: blocking_rules_to_generate_predictions has %zu rules; at most %d "
	       "(LINK_RULES_MAX) will do",
	       m->name, list->count, (int)LINK_RULES_MAX);
	m->n_rules = list->count;
	m->rules = NEW_N(&m->arena, struct blocking_rule, list->count);
	for (size_t i = 0; i < list->count; i++) {
		GUARD(read_rule(p, i, list->items[i]));
	}
	return ONUS_OK;
}

/* --- the whole --- */

/* Keys that change no weight: looked at for their type, kept in `settings`, written back. */
static enum onus_err read_kept(const struct place *p)
{
	const struct json *list = NULL;
	struct slice prefix = SLICE("bf_");
	struct slice text;
	bool yes;

	GUARD(field_bool(p, "retain_matching_columns", &yes));
	GUARD(field_bool(p, "retain_intermediate_calculation_columns", &yes));
	GUARD(field_text(p, "comparison_vector_value_column_prefix", &text));
	GUARD(field_text(p, "match_weight_column_prefix", &text));
	GUARD(field_text(p, "linker_uid", &text));
	GUARD(field_text(p, "bayes_factor_column_prefix", &prefix));
	GUARD(field_list(p, "additional_columns_to_retain", &list));
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		if (list->items[i]->type != JSON_STRING) {
			return place_bad(p, "additional_columns_to_retain",
					 "a list of names of columns, each in quotes");
		}
	}
	if (!slice_is(prefix, "bf_")) {
		model_warn(p->m,
			   "%s: bayes_factor_column_prefix is not used; Splink 5 calls it "
			   "match_weight_column_prefix",
			   p->m->name);
	}
	return ONUS_OK;
}

/* Settings that Splink made from its own objects name the dialect in their rules only. */
static struct slice rules_dialect(const struct json *top)
{
	return json_get_slice(json_get_item(top, "blocking_rules_to_generate_predictions", 0),
			      "sql_dialect");
}

static enum onus_err read_kind(const struct place *p)
{
	struct onus_model *m = p->m;
	struct slice type = SLICE("");
	size_t number;

	GUARD(field_text(p, "link_type", &type));
	number = word_number(type, link_types);
	if (link_types[number] == NULL) {
		return bad_word(p, "link_type", type, link_types);
	}
	m->link_type = (enum link_type)number;
	m->dialect = rules_dialect(p->object);
	GUARD(field_text(p, "sql_dialect", &m->dialect));
	if (m->dialect.n > 0 && dialects[word_number(m->dialect, dialects)] == NULL) {
		return bad_word(p, "sql_dialect", m->dialect, dialects);
	}
	m->units = slice_is(m->dialect, "duckdb") ? KERNEL_BYTES : KERNEL_CHARACTERS;
	return ONUS_OK;
}

static enum onus_err read_top(const struct place *p)
{
	struct onus_model *m = p->m;
	const struct json *prior = json_get(p->object, "probability_two_random_records_match");

	GUARD(place_known(p, top_words));
	GUARD(read_kind(p));
	GUARD(field_number(p, "probability_two_random_records_match", &chance, &m->prior));
	m->prior_given = prior != NULL && prior->type != JSON_NULL;
	GUARD(field_number(p, "em_convergence", &change, &m->em_convergence));
	GUARD(field_count(p, "max_iterations", LINK_ITERATIONS_MAX, &m->max_iterations));
	GUARD(field_text(p, "unique_id_column_name", &m->id_column));
	GUARD(field_text(p, "source_dataset_column_name", &m->source_column));
	GUARD(field_text(p, "term_frequency_adjustment_column_prefix", &m->tf_prefix));
	GUARD(read_kept(p));
	GUARD(read_comparisons(p));
	GUARD(read_rules(p));
	return model_read_ours(p);
}

/* Python writes NaN and Infinity, which are no JSON. Put in quotes they are texts, and the field
 * that holds one can be named. */
static struct slice quote_nan(struct arena *a, struct slice json)
{
	static const char *const words[] = {"NaN", "-Infinity", "Infinity", NULL};
	SCOPED_BUF(out, LINK_SETTINGS_MAX);
	bool in_text = false;

	for (size_t i = 0; i < json.n; i++) {
		struct slice rest = slice_from(json, i);
		size_t w = 0;

		if (json.p[i] == '\\' && in_text && i + 1 < json.n) {
			buf_add(&out, slice_of(rest.p, 2));
			i++;
			continue;
		}
		in_text = in_text != (json.p[i] == '"');
		while (words[w] != NULL && !slice_starts(rest, slice_str(words[w]))) {
			w++;
		}
		if (in_text || words[w] == NULL) {
			buf_add_byte(&out, json.p[i]);
			continue;
		}
		buf_addf(&out, "\"%s\"", words[w]);
		i += strlen(words[w]) - 1;
	}
	return arena_slice(a, buf_slice(&out));
}

static enum onus_err read_json(struct onus_model *m, struct slice json)
{
	struct place top = {.m = m, .path = ""};
	SCOPED_ARENA(scratch);
	struct json *v;

	ENSURE(json.n <= LINK_SETTINGS_MAX, ONUS_BAD_INPUT,
	       "%s has %zu bytes; a model has at most %d (LINK_SETTINGS_MAX)", m->name, json.n,
	       (int)LINK_SETTINGS_MAX);
	if (json_parse(&m->arena, json, &v) != ONUS_OK) {
		const struct onus_error_record first = *onus_last_error();

		if (json_parse(&m->arena, quote_nan(&scratch, json), &v) != ONUS_OK) {
			return onus_fail(first.code, first.where, "%s: %s", m->name, first.text);
		}
	}
	ENSURE(v->type == JSON_OBJECT, ONUS_BAD_INPUT,
	       "%s is no object; give Splink's settings, {\"link_type\": ...}", m->name);
	m->settings = v;
	top.object = v;
	return read_top(&top);
}

enum onus_err onus_model_parse(struct slice json, const char *name, struct onus_model **out)
{
	struct onus_model *m = model_create(name);
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t before = uselocale(plain); /* "." divides whole from part for every caller */
	enum onus_err e = read_json(m, json);

	uselocale(before);
	if (plain != (locale_t)0) {
		freelocale(plain);
	}
	if (e != ONUS_OK) {
		onus_model_destroy(&m);
		return e;
	}
	*out = m;
	return ONUS_OK;
}
