/* SPDX-License-Identifier: Apache-2.0
 * explain.c - "onus link explain": why two records weigh what they weigh. */
#include <math.h>

#include "face/link/link.h"

const struct param link_explain_params[] = {
	{"file", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED | PARAM_MANY, "CSV",
	 "records, a header first; several files are several sources", NULL},
	{"model", PARAM_FILE, PARAM_REQUIRED, "FILE", "a trained model of Splink or of ours", NULL},
	{"left", PARAM_TEXT, PARAM_REQUIRED, "ID", "one record", NULL},
	{"right", PARAM_TEXT, PARAM_REQUIRED, "ID", "the other", NULL},
	{"id", PARAM_TEXT, 0, "COLUMN", "the column that tells records apart", NULL},
	{"threshold", PARAM_TEXT, 0, "PROBABILITY",
	 "from which a pair counts as the same (default: 0.8)", NULL},
	{0},
};

struct explaining {
	struct link_job job;
	struct onus_explainer *explainer;
	struct onus_explanation why;
	uint32_t rows[2];
	double threshold;
};

static struct json *values(struct explaining *x, const struct onus_part *p, uint32_t row)
{
	struct arena *a = x->job.call->arena;
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->column_count; i++) {
		struct slice v = onus_records_value(x->job.records, row, p->columns[i]);

		json_push(list, v.p == NULL ? json_null(a) : json_string(a, v));
	}
	return list;
}

static struct json *part(struct explaining *x, const struct onus_part *p)
{
	struct arena *a = x->job.call->arena;
	struct json *o = json_object(a);

	json_set_slice(o, "comparison", p->comparison);
	json_set_slice(o, "level", p->level);
	json_set(o, "left", values(x, p, x->rows[0]));
	json_set(o, "right", values(x, p, x->rows[1]));
	json_set(o, "weight", json_decimal(a, p->weight, 6));
	json_set(o, "frequency_weight", json_decimal(a, p->tf_weight, 6));
	json_set(o, "frequency_left", json_decimal(a, p->tf_left, 9));
	json_set(o, "frequency_right", json_decimal(a, p->tf_right, 9));
	return o;
}

static struct json *changes(struct explaining *x)
{
	struct arena *a = x->job.call->arena;
	struct json *list = json_array(a);

	for (size_t i = 0; i < x->why.change_count; i++) {
		const struct onus_change *c = &x->why.changes[i];
		struct json *o = json_object(a);

		json_set_slice(o, "comparison", x->why.parts[c->comparison].comparison);
		json_set_slice(o, "level", c->level);
		json_set(o, "weight", json_decimal(a, c->weight, 6));
		json_push(list, o);
	}
	return list;
}

static enum onus_err emit(struct explaining *x)
{
	struct arena *a = x->job.call->arena;
	struct json *parts = json_array(a);
	struct json *told = x->job.told;

	for (size_t i = 0; i < x->why.count; i++) {
		json_push(parts, part(x, &x->why.parts[i]));
	}
	json_set_str(told, "left", call_text(x->job.call, "left"));
	json_set_str(told, "right", call_text(x->job.call, "right"));
	json_set(told, "weight", json_decimal(a, x->why.weight, 6));
	json_set(told, "probability", json_decimal(a, onus_probability(x->why.weight), 9));
	json_set(told, "threshold", json_decimal(a, x->threshold, 6));
	json_set(told, "prior", json_decimal(a, x->why.prior, 6));
	json_set(told, "dependence", json_decimal(a, x->why.dependence, 6));
	json_set(told, "parts", parts);
	json_set(told, "changes", changes(x));
	return call_emit(x->job.call, told);
}

static enum onus_err explain(struct explaining *x)
{
	struct link_job *j = &x->job;
	const char *id = call_text(j->call, "id");
	double threshold;

	GUARD(call_share(j->call, "threshold", 0.8, &threshold));
	x->threshold = onus_weight(threshold);
	GUARD(link_read_model(j, call_text(j->call, "model")));
	GUARD(onus_records_create(0, &j->records));
	j->id = id ? slice_str(id) : onus_model_id(j->model);
	GUARD(link_want(j));
	GUARD(link_read(j));
	GUARD(link_row(j->records, slice_str(call_text(j->call, "left")), SLICE(""), &x->rows[0]));
	GUARD(link_row(j->records, slice_str(call_text(j->call, "right")), SLICE(""), &x->rows[1]));
	GUARD(onus_explainer_create(j->model, j->records, &x->explainer));
	GUARD(onus_explain(x->explainer, x->rows[0], x->rows[1], x->threshold, &x->why));
	return emit(x);
}

enum onus_err link_explain(struct call *c)
{
	struct explaining x = {0};
	enum onus_err e;

	link_job_start(&x.job, c);
	e = explain(&x);
	onus_explanation_finish(&x.why);
	onus_explainer_destroy(&x.explainer);
	link_job_finish(&x.job);
	return e;
}

/* --- in words --- */

static void say_values(struct buf *out, const struct json *list)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		buf_add_str(out, i > 0 ? ", " : "");
		if (list->items[i]->type == JSON_NULL) {
			buf_add_str(out, "missing");
		} else {
			buf_add(out, list->items[i]->string);
		}
	}
}

static void say_part(struct buf *out, const struct json *p)
{
	buf_addf(out, "%9.2f  ",
		 json_get_double(p, "weight") + json_get_double(p, "frequency_weight"));
	buf_add(out, json_get_slice(p, "comparison"));
	buf_add_str(out, ": ");
	say_values(out, json_get(p, "left"));
	buf_add_str(out, " | ");
	say_values(out, json_get(p, "right"));
	buf_add_str(out, " (");
	buf_add(out, json_get_slice(p, "level"));
	if (json_get_double(p, "frequency_weight") != 0) {
		buf_addf(out, "; how common the values are: %+.2f",
			 json_get_double(p, "frequency_weight"));
	}
	buf_add_str(out, ")\n");
}

void link_explain_say(struct buf *out, const struct json *r)
{
	buf_addf(out, SLICE_FMT " and " SLICE_FMT ": weight %.2f, probability %.4f\n",
		 SLICE_ARG(json_get_slice(r, "left")), SLICE_ARG(json_get_slice(r, "right")),
		 json_get_double(r, "weight"), json_get_double(r, "probability"));
	buf_addf(out, "%9.2f  before anything is compared\n",
		 json_get_double(r, "prior") + json_get_double(r, "dependence"));
	for (size_t i = 0; i < json_get_count(r, "parts"); i++) {
		say_part(out, json_get_item(r, "parts", i));
	}
	if (json_get_count(r, "changes") == 0) {
		buf_addf(out, "No single comparison would bring it %s %.2f.\n",
			 json_get_double(r, "weight") < json_get_double(r, "threshold") ? "over"
											: "below",
			 json_get_double(r, "threshold"));
	}
	for (size_t i = 0; i < json_get_count(r, "changes"); i++) {
		const struct json *c = json_get_item(r, "changes", i);

		buf_addf(out, "It would weigh %.2f if " SLICE_FMT " were: " SLICE_FMT "\n",
			 json_get_double(c, "weight"), SLICE_ARG(json_get_slice(c, "comparison")),
			 SLICE_ARG(json_get_slice(c, "level")));
	}
}
