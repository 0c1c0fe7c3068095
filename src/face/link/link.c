/* SPDX-License-Identifier: Apache-2.0
 * link.c - "onus link": the link engine on its own, files in, files out. */
#include "face/link/link.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "face/files.h"

enum { RULES_MAX = 64, THREADS_ASKED_MAX = 256 };

static const struct param link_params[] = {
	{"file", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED | PARAM_MANY, "CSV",
	 "records, a header first; several files are several sources", NULL},
	{"settings", PARAM_FILE, 0, "FILE",
	 "Splink's settings (JSON), to be trained (default: our own model for people)", NULL},
	{"model", PARAM_FILE, 0, "FILE", "a trained model of Splink or of ours: nothing is trained",
	 NULL},
	{"id", PARAM_TEXT, 0, "COLUMN",
	 "the column that tells records apart (default: the model's, or unique_id, id ...)", NULL},
	{"certain", PARAM_TEXT, PARAM_MANY, "RULE",
	 "a rule that makes certain matches, to learn how frequent matches are", NULL},
	{"recall", PARAM_TEXT, 0, "SHARE", "of all matches that those rules find (default: 0.7)",
	 NULL},
	{"session", PARAM_TEXT, PARAM_MANY, "RULE",
	 "a blocking rule of one training session (default: chosen)", NULL},
	{"threshold", PARAM_TEXT, 0, "PROBABILITY",
	 "keep pairs from here on (default: all compared)", NULL},
	{"cluster-threshold", PARAM_TEXT, 0, "PROBABILITY",
	 "pairs from here on join clusters (default: 0.8)", NULL},
	{"decisions", PARAM_FILE, 0, "FILE",
	 "people's answers: a CSV with id_l, id_r and decision (same, different)", NULL},
	{"pairs", PARAM_FILE, 0, "FILE", "write the pairs with their weights here, as CSV", NULL},
	{"clusters", PARAM_FILE, 0, "FILE", "write the cluster of every record here, as CSV", NULL},
	{"entities", PARAM_FILE, 0, "FILE",
	 "keep the ids of clusters from run to run in this CSV, and tell what merged and split",
	 NULL},
	{"report", PARAM_FILE, 0, "FILE",
	 "write a page that explains model, pairs and clusters here (HTML, needs no network)",
	 NULL},
	{"truth", PARAM_TEXT, 0, "COLUMN",
	 "rows with one value of it are the same: say how right the clusters are", NULL},
	{"group", PARAM_TEXT, 0, "COLUMN",
	 "tell it apart by this column, for example the origin of names", NULL},
	{"save-model", PARAM_FILE, 0, "FILE", "write the trained model here", NULL},
	{"for-splink", PARAM_FLAG, 0, NULL, "save only what Splink itself reads", NULL},
	{"size-max", PARAM_INT, 0, "RECORDS", "cut larger clusters at their weakest bridge", NULL},
	{"single-best", PARAM_FLAG, 0, NULL,
	 "a record joins only its best partner of each other file", NULL},
	{"exact-u", PARAM_FLAG, 0, NULL, "never sample, however long it takes", NULL},
	{"splink-u", PARAM_FLAG, 0, NULL,
	 "u by Splink's definition: matches stay among random pairs", NULL},
	{"threads", PARAM_INT, 0, "N", "how many (default: one a processor)", NULL},
	{0},
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Ends a stage: its seconds into the record, and a note where a person watches. */
static void end_stage(struct link_job *j, const char *name)
{
	int64_t now = now_us();

	json_set(j->seconds, name,
		 json_decimal(j->call->arena, (double)(now - j->stage_at) / 1e6, 6));
	if (j->call->progress) {
		call_note(j->call, "%s: %.2f s", name, (double)(now - j->stage_at) / 1e6);
	}
	j->stage_at = now;
}

/* --- options --- */

enum onus_err call_share(const struct call *c, const char *name, double otherwise, double *out)
{
	const char *text = call_text(c, name);
	char *end = NULL;

	*out = otherwise;
	if (text != NULL) {
		*out = strtod(text, &end);
		ENSURE(end != text && *end == '\0' && *out >= 0 && *out <= 1, ONUS_USAGE,
		       "--%s is a number from 0 to 1, not %s", name, text);
	}
	return ONUS_OK;
}

static enum onus_err call_threads(struct link_job *j)
{
	int64_t n = call_int(j->call, "threads", 0);

	ENSURE(n >= 0 && n <= THREADS_ASKED_MAX, ONUS_USAGE, "--threads is from 1 to %d",
	       THREADS_ASKED_MAX);
	j->threads = (unsigned)n;
	return ONUS_OK;
}

static enum onus_err call_rules(const struct call *c, const char *name, struct slice *rules,
				size_t *count)
{
	size_t at = 0;

	*count = 0;
	for (const char *rule; (rule = call_each(c, name, &at)) != NULL;) {
		ENSURE(*count < RULES_MAX, ONUS_USAGE, "--%s can be given %d times", name,
		       RULES_MAX);
		rules[(*count)++] = slice_str(rule);
	}
	return ONUS_OK;
}

/* --- the steps --- */

enum onus_err link_read_model(struct link_job *j, const char *path)
{
	struct slice text;

	GUARD(read_whole_file(j->call->arena, path, j->call->input, LINK_SETTINGS_MAX,
			      "LINK_SETTINGS_MAX", &text));
	return onus_model_parse(text, path, &j->model);
}

static enum onus_err train(struct link_job *j)
{
	struct slice certain[RULES_MAX];
	struct slice sessions[RULES_MAX];
	struct onus_train_options o = {.threads = j->threads,
				       .certain = certain,
				       .sessions = sessions,
				       .dependence = !call_flag(j->call, "for-splink"),
				       .exact_u = call_flag(j->call, "exact-u"),
				       .splink_u = call_flag(j->call, "splink-u")};

	GUARD(call_share(j->call, "recall", 0.7, &o.recall));
	GUARD(call_rules(j->call, "certain", certain, &o.certain_count));
	GUARD(call_rules(j->call, "session", sessions, &o.session_count));
	o.certain = o.certain_count > 0 ? certain : NULL;
	o.sessions = o.session_count > 0 ? sessions : NULL;
	GUARD(onus_train(j->model, j->records, &o));
	end_stage(j, "train");
	return ONUS_OK;
}

/* Records and the model for them: the columns that are kept are those the model asks for, so it
 * comes first where there is one. */
static enum onus_err load(struct link_job *j)
{
	const char *model = call_text(j->call, "model");
	const char *settings = call_text(j->call, "settings");
	const char *id = call_text(j->call, "id");

	ENSURE(model == NULL || settings == NULL, ONUS_USAGE,
	       "give --settings to train them or --model to use it, not both");
	GUARD(onus_records_create(j->threads, &j->records));
	if (model != NULL || settings != NULL) {
		GUARD(link_read_model(j, model ? model : settings));
	}
	j->id = id ? slice_str(id) : j->model ? onus_model_id(j->model) : slice_of(NULL, 0);
	GUARD(link_want(j));
	GUARD(link_read(j));
	end_stage(j, "load");
	if (j->model == NULL) {
		GUARD(onus_model_people(j->records, &j->model));
	}
	return model == NULL ? train(j) : ONUS_OK;
}

static enum onus_err predict(struct link_job *j)
{
	struct onus_predict_options o = {.threads = j->threads};
	double threshold;

	GUARD(call_share(j->call, "threshold", 0, &threshold));
	o.weight_min = onus_weight(threshold);
	GUARD(onus_predict(j->model, j->records, &o, &j->edges));
	end_stage(j, "predict");
	return ONUS_OK;
}

static enum onus_err cluster(struct link_job *j)
{
	struct onus_cluster_options o = {.single_best = call_flag(j->call, "single-best")};
	const char *decisions = call_text(j->call, "decisions");
	struct onus_verdict *verdicts = NULL;
	double threshold;
	int64_t size_max = call_int(j->call, "size-max", 0);

	ENSURE(size_max >= 0, ONUS_USAGE, "--size-max is a number of records");
	GUARD(call_share(j->call, "cluster-threshold", 0.8, &threshold));
	if (decisions != NULL) {
		GUARD(link_read_decisions(j, decisions, &verdicts, &o.verdict_count));
	}
	o.verdicts = verdicts;
	o.size_max = (size_t)size_max;
	o.weight_min = onus_weight(threshold);
	GUARD(onus_cluster(j->records, &j->edges, &o, &j->clusters));
	end_stage(j, "cluster");
	if (call_has(j->call, "entities")) {
		GUARD(link_keep_entities(j, call_text(j->call, "entities"), &o));
		end_stage(j, "entities");
	}
	return ONUS_OK;
}

static enum onus_err write_files(struct link_job *j)
{
	const char *pairs = call_text(j->call, "pairs");
	const char *clusters = call_text(j->call, "clusters");
	const char *model = call_text(j->call, "save-model");
	double threshold;

	GUARD(call_share(j->call, "cluster-threshold", 0.8, &threshold));
	if (pairs != NULL) {
		GUARD(link_write_pairs(j, pairs));
	}
	if (clusters != NULL) {
		GUARD(link_write_clusters(j, clusters));
	}
	if (call_has(j->call, "report")) {
		GUARD(link_write_report(j, call_text(j->call, "report"), threshold));
	}
	if (model != NULL) {
		GUARD(link_write_model(j, model, call_flag(j->call, "for-splink")));
	}
	end_stage(j, "write");
	return ONUS_OK;
}

static const char *const conflict_words[] = {
	[ONUS_CONFLICT_DECISIONS] = "decisions contradict one another, none was applied",
	[ONUS_CONFLICT_HELD] = "held back: a person keeps these apart",
	[ONUS_CONFLICT_BRIDGE] = "cut at the weakest bridge",
};

static void tell_conflicts(struct link_job *j)
{
	struct json *list = json_array(j->call->arena);

	for (size_t i = 0; i < j->clusters.conflict_count; i++) {
		const struct onus_conflict *c = &j->clusters.conflicts[i];
		struct json *one = json_object(j->call->arena);
		struct json *path = json_array(j->call->arena);

		json_set_str(one, "what", conflict_words[c->kind]);
		json_set_slice(one, "left", onus_records_id(j->records, c->left));
		json_set_slice(one, "right", onus_records_id(j->records, c->right));
		for (size_t k = 0; k < c->path_count; k++) {
			json_push(path,
				  json_string(j->call->arena,
					      onus_records_id(j->records,
							      j->clusters.paths[c->path + k])));
		}
		json_set(one, "path", path);
		json_push(list, one);
	}
	json_set(j->told, "conflicts", list);
}

static enum onus_err tell_truth(struct link_job *j)
{
	struct arena *a = j->call->arena;
	const char *column = call_text(j->call, "truth");
	struct onus_truth t = {.column = slice_str(column)};
	struct json *o = json_object(a);
	struct onus_accuracy all;

	if (column == NULL) {
		return ONUS_OK;
	}
	GUARD(onus_accuracy_of(j->records, &j->clusters, &t, &all, NULL));
	json_set(o, "precision", json_decimal(a, all.pairs.precision, 6));
	json_set(o, "recall", json_decimal(a, all.pairs.recall, 6));
	json_set(o, "f1", json_decimal(a, all.pairs.f1, 6));
	json_set(o, "bcubed_precision", json_decimal(a, all.bcubed_precision, 6));
	json_set(o, "bcubed_recall", json_decimal(a, all.bcubed_recall, 6));
	json_set(o, "bcubed_f1", json_decimal(a, all.bcubed_f1, 6));
	json_set(j->told, "accuracy", o);
	return ONUS_OK;
}

static void tell(struct link_job *j)
{
	struct slice doubts = slice_str(onus_model_warnings(j->model));
	struct slice line;

	json_set_int(j->told, "records", (int64_t)onus_records_count(j->records));
	json_set_int(j->told, "compared", (int64_t)j->edges.compared);
	json_set_int(j->told, "pairs", (int64_t)j->edges.count);
	json_set_int(j->told, "left_out", (int64_t)j->edges.left_out);
	json_set_int(j->told, "clusters", (int64_t)j->clusters.count);
	while (slice_line(&doubts, &line)) {
		call_note(j->call, SLICE_FMT, SLICE_ARG(line));
	}
	if (j->edges.left_out > 0) {
		call_note(j->call,
			  "%llu pairs were not compared, because their blocks are beyond "
			  "LINK_BLOCK_PAIRS_MAX (%d): --report lists them",
			  (unsigned long long)j->edges.left_out, LINK_BLOCK_PAIRS_MAX);
	}
}

static enum onus_err link_files(struct link_job *j)
{
	GUARD(call_threads(j));
	GUARD(load(j));
	GUARD(predict(j));
	GUARD(cluster(j));
	tell_conflicts(j);
	GUARD(write_files(j));
	tell(j);
	GUARD(tell_truth(j));
	json_set(j->told, "seconds", j->seconds);
	return call_emit(j->call, j->told);
}

void link_job_start(struct link_job *j, struct call *c)
{
	j->call = c;
	j->told = json_object(c->arena);
	j->seconds = json_object(c->arena);
}

void link_job_finish(struct link_job *j)
{
	onus_clusters_finish(&j->clusters);
	onus_edges_finish(&j->edges);
	onus_model_destroy(&j->model);
	onus_records_destroy(&j->records);
}

static enum onus_err run_link(struct call *c)
{
	struct link_job j = {.stage_at = now_us()};
	enum onus_err e;

	link_job_start(&j, c);
	e = link_files(&j);
	link_job_finish(&j);
	return e;
}

static void say_entities(struct buf *out, const struct json *e)
{
	static const char *const kinds[] = {"new",   "grew",     "merged", "split",
					    "moved", "restored", "lost",   "unchanged"};

	if (e == NULL) {
		return;
	}
	buf_add_str(out, "entities:");
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		buf_addf(out, "%s %lld %s", i > 0 ? "," : "",
			 (long long)json_get_int(e, kinds[i], 0), kinds[i]);
	}
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < json_get_count(e, "changes"); i++) {
		const struct json *c = json_get_item(e, "changes", i);

		buf_addf(
			out,
			"  " SLICE_FMT ": %lld to %lld, %lld records, the first is " SLICE_FMT "\n",
			SLICE_ARG(json_get_slice(c, "what")), (long long)json_get_int(c, "from", 0),
			(long long)json_get_int(c, "entity", 0),
			(long long)json_get_int(c, "records", 0),
			SLICE_ARG(json_get_slice(c, "first")));
	}
}

static void say_accuracy(struct buf *out, const struct json *a)
{
	if (a != NULL) {
		buf_addf(out,
			 "precision %.1f %%, recall %.1f %%, F1 %.1f %% of all true pairs; B-cubed "
			 "F1 "
			 "%.1f %%\n",
			 100 * json_get_double(a, "precision"), 100 * json_get_double(a, "recall"),
			 100 * json_get_double(a, "f1"), 100 * json_get_double(a, "bcubed_f1"));
	}
}

static void say_link(struct buf *out, const struct json *r)
{
	buf_addf(out, "%lld records, %lld pairs compared, %lld kept, %lld clusters\n",
		 (long long)json_get_int(r, "records", 0),
		 (long long)json_get_int(r, "compared", 0), (long long)json_get_int(r, "pairs", 0),
		 (long long)json_get_int(r, "clusters", 0));
	say_entities(out, json_get(r, "entities"));
	say_accuracy(out, json_get(r, "accuracy"));
	for (size_t i = 0; i < json_get_count(r, "conflicts"); i++) {
		const struct json *c = json_get_item(r, "conflicts", i);

		buf_addf(out, "  " SLICE_FMT " and " SLICE_FMT ": " SLICE_FMT "\n",
			 SLICE_ARG(json_get_slice(c, "left")),
			 SLICE_ARG(json_get_slice(c, "right")),
			 SLICE_ARG(json_get_slice(c, "what")));
	}
}

const struct command link_commands[] = {
	{.name = "link",
	 .summary = "Find which records are about the same person or thing",
	 .detail = "Reads records from CSV, learns from them how much each agreement and "
		   "disagreement "
		   "weighs (Fellegi and Sunter's model, trained by expectation maximisation), "
		   "compares "
		   "the pairs that the blocking rules make, and joins them into clusters. It reads "
		   "Splink's settings and models and gives the same weights. A pair is a proposal; "
		   "whether it is right, a person decides, and --decisions obeys them.",
	 .params = link_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_link,
	 .say = say_link},
	{.name = "link explain",
	 .summary = "Say why two records weigh what they weigh, and what would change it",
	 .detail = "Shows for a pair what every comparison adds to its weight (log2 of the odds), "
		   "how common "
		   "the values are, and which single change would bring it over the threshold or "
		   "below.",
	 .params = link_explain_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = link_explain,
	 .say = link_explain_say},
	{.name = "link init",
	 .summary = "Look at the columns of records, and write settings to begin with",
	 .detail =
		 "Says of every column how full it is, which values are most frequent, what it "
		 "seems to hold, and what would mislead: 1 January, \"unknown\", an id that comes "
		 "twice. Proposes comparisons for what it knows, and blocking rules with the pairs "
		 "that each makes; a rule that makes too many is not proposed. The settings are "
		 "Splink's, with the reasons in comparison_description.",
	 .params = link_init_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = link_init,
	 .say = link_init_say},
	{0},
};
