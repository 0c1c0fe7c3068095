/* SPDX-License-Identifier: Apache-2.0
 * init.c - "onus link init": what the columns of a file hold, and settings to begin with. */
#include "face/files.h"
#include "face/link/link.h"

enum { VALUE_SHOWN = 40, WORDS_SHOWN = 60 };

const struct param link_init_params[] = {
	{"file", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED | PARAM_MANY, "CSV",
	 "records, a header first; several files are several sources", NULL},
	{"id", PARAM_TEXT, 0, "COLUMN", "the column that tells records apart (default: found)",
	 NULL},
	{"out", PARAM_FILE, 0, "FILE",
	 "write the settings here (default: only say what they would be)", NULL},
	{0},
};

struct beginning {
	struct link_job job;
	struct onus_profile profile;
	struct onus_start start;
};

/* --- the record --- */

/* Lines of a text as an array. */
static struct json *lines(struct arena *a, const char *text)
{
	struct json *list = json_array(a);
	struct slice rest = slice_str(text);
	struct slice line;

	while (slice_line(&rest, &line)) {
		json_push(list, json_string(a, line));
	}
	return list;
}

static struct json *column(struct arena *a, const struct onus_profile *all,
			   const struct onus_column_profile *p)
{
	struct json *o = json_object(a);
	struct json *common = json_array(a);

	for (size_t i = 0; i < p->common_count; i++) {
		struct json *v = json_object(a);

		json_set_slice(v, "value", p->common[i].value);
		json_set_int(v, "records", (int64_t)p->common[i].rows);
		json_set(v, "share",
			 json_decimal(a, (double)p->common[i].rows / (double)p->present, 6));
		json_push(common, v);
	}
	json_set_slice(o, "name", p->name);
	json_set_str(o, "looks_like", onus_column_kind_words(p->kind));
	json_set(
		o, "missing",
		json_decimal(a, all->rows > 0 ? 1 - (double)p->present / (double)all->rows : 0, 6));
	json_set_int(o, "distinct", (int64_t)p->distinct);
	json_set(o, "frequent", common);
	json_set(o, "shortest", p->shortest.p ? json_string(a, p->shortest) : json_null(a));
	json_set(o, "longest", p->longest.p ? json_string(a, p->longest) : json_null(a));
	json_set(o, "warnings", lines(a, p->warnings));
	return o;
}

static struct json *rules(struct arena *a, const struct onus_start *s)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < s->rule_count; i++) {
		struct json *o = json_object(a);

		json_set_str(o, "rule", s->rules[i].rule);
		json_set_int(o, "pairs", (int64_t)s->rules[i].pairs);
		json_set(o, "proposed", json_bool(a, s->rules[i].taken));
		json_push(list, o);
	}
	return list;
}

static enum onus_err tell(struct beginning *b)
{
	struct arena *a = b->job.call->arena;
	struct json *told = b->job.told;
	struct json *columns = json_array(a);
	struct json *certain = json_array(a);
	struct json *left_out = json_array(a);
	struct json *files = json_array(a);
	struct json *settings = NULL;
	size_t at = 0;

	for (size_t i = 0; i < b->profile.count; i++) {
		json_push(columns, column(a, &b->profile, &b->profile.columns[i]));
	}
	for (size_t i = 0; i < b->start.certain_count; i++) {
		json_push_str(certain, b->start.certain[i]);
	}
	for (size_t i = 0; i < b->start.left_out_count; i++) {
		json_push(left_out, json_string(a, b->start.left_out[i]));
	}
	for (const char *path; (path = call_each(b->job.call, "file", &at)) != NULL;) {
		json_push_str(files, path);
	}
	GUARD(json_parse(a, slice_str(b->start.json), &settings));
	json_set(told, "files", files);
	json_set_int(told, "records", (int64_t)b->profile.rows);
	json_set(told, "columns", columns);
	json_set_slice(told, "id", b->start.id);
	json_set(told, "warnings", lines(a, b->start.warnings));
	json_set(told, "rules", rules(a, &b->start));
	json_set(told, "certain", certain);
	json_set(told, "not_compared", left_out);
	json_set(told, "settings", settings);
	json_set_str(told, "out", call_text(b->job.call, "out"));
	return call_emit(b->job.call, told);
}

/* The id is not read as one: that it is none is a thing to tell, not to stop at. */
static enum onus_err begin(struct beginning *b)
{
	struct link_job *j = &b->job;
	const char *out = call_text(j->call, "out");

	GUARD(onus_records_create(0, &j->records));
	GUARD(link_add(j));
	GUARD(onus_records_finish(j->records, slice_of(NULL, 0)));
	GUARD(onus_profile(j->records, &b->profile));
	GUARD(onus_start(j->records, &b->profile, slice_str(call_text(j->call, "id")), &b->start));
	if (out != NULL) {
		GUARD(write_whole_file(out, slice_str(b->start.json)));
	}
	return tell(b);
}

enum onus_err link_init(struct call *c)
{
	struct beginning b = {0};
	enum onus_err e;

	link_job_start(&b.job, c);
	e = begin(&b);
	onus_start_finish(&b.start);
	onus_profile_finish(&b.profile);
	link_job_finish(&b.job);
	return e;
}

/* --- in words --- */

static void say_lines(struct buf *out, const struct json *o, const char *before)
{
	for (size_t i = 0; i < json_get_count(o, "warnings"); i++) {
		buf_addf(out, "%s", before);
		buf_add(out, json_get_item(o, "warnings", i)->string);
		buf_add_byte(out, '\n');
	}
}

static void say_value(struct buf *out, struct slice v)
{
	char shown[VALUE_SHOWN];

	buf_addf(out, "\"%s\"", slice_show(v, shown, sizeof shown));
}

static void say_frequent(struct buf *out, const struct json *c)
{
	const struct json *first = json_get_item(c, "frequent", 0);

	if (json_get_count(c, "frequent") == 0 || json_get_int(first, "records", 0) < 2) {
		return;
	}
	buf_add_str(out, "    most frequent:");
	for (size_t i = 0; i < json_get_count(c, "frequent"); i++) {
		const struct json *v = json_get_item(c, "frequent", i);
		double share = 100 * json_get_double(v, "share");

		buf_add_str(out, i > 0 ? ", " : " ");
		say_value(out, json_get_slice(v, "value"));
		buf_addf(out, " %.*f %%", share < 0.1 ? 3 : 1, share);
	}
	buf_add_byte(out, '\n');
}

static void say_column(struct buf *out, const struct json *c)
{
	struct slice shortest = json_get_slice(c, "shortest");
	struct slice longest = json_get_slice(c, "longest");
	char shown[WORDS_SHOWN];

	buf_addf(out, "  %s: " SLICE_FMT ", %.1f %% missing, %lld different values\n",
		 slice_show(json_get_slice(c, "name"), shown, sizeof shown),
		 SLICE_ARG(json_get_slice(c, "looks_like")), 100 * json_get_double(c, "missing"),
		 (long long)json_get_int(c, "distinct", 0));
	say_frequent(out, c);
	if (shortest.n < longest.n) {
		buf_add_str(out, "    shortest ");
		say_value(out, shortest);
		buf_add_str(out, ", longest ");
		say_value(out, longest);
		buf_add_byte(out, '\n');
	}
	say_lines(out, c, "    ! ");
}

static void say_rules(struct buf *out, const struct json *r)
{
	buf_add_str(out, "Blocking rules, and the pairs that each makes by itself:\n");
	for (size_t i = 0; i < json_get_count(r, "rules"); i++) {
		const struct json *o = json_get_item(r, "rules", i);

		buf_addf(out, "%12lld  " SLICE_FMT "%s\n", (long long)json_get_int(o, "pairs", 0),
			 SLICE_ARG(json_get_slice(o, "rule")),
			 json_get(o, "proposed")->type == JSON_TRUE ? ""
								    : "  (too many: not proposed)");
	}
}

static void say_next(struct buf *out, const struct json *r)
{
	buf_addf(out, "The settings are in " SLICE_FMT ". To train them and link:\n  onus link",
		 SLICE_ARG(json_get_slice(r, "out")));
	for (size_t i = 0; i < json_get_count(r, "files"); i++) {
		buf_addf(out, " " SLICE_FMT, SLICE_ARG(json_get_item(r, "files", i)->string));
	}
	buf_addf(out, " --settings " SLICE_FMT, SLICE_ARG(json_get_slice(r, "out")));
	for (size_t i = 0; i < json_get_count(r, "certain"); i++) {
		buf_addf(out, " \\\n    --certain '" SLICE_FMT "'",
			 SLICE_ARG(json_get_item(r, "certain", i)->string));
	}
	buf_add_byte(out, '\n');
}

void link_init_say(struct buf *out, const struct json *r)
{
	buf_addf(out, "%lld records\n", (long long)json_get_int(r, "records", 0));
	for (size_t i = 0; i < json_get_count(r, "columns"); i++) {
		say_column(out, json_get_item(r, "columns", i));
	}
	say_lines(out, r, "! ");
	say_rules(out, r);
	for (size_t i = 0; i < json_get_count(r, "not_compared"); i++) {
		buf_add_str(out, i > 0 ? ", " : "Not compared: ");
		buf_add(out, json_get_item(r, "not_compared", i)->string);
	}
	if (json_get_count(r, "not_compared") > 0) {
		buf_add_byte(out, '\n');
	}
	if (json_get_slice(r, "out").n > 0) {
		say_next(out, r);
	}
}
