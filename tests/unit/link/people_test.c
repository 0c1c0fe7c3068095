/* SPDX-License-Identifier: Apache-2.0
 * people_test.c - our own model for people: which columns it knows, which rules it can afford, and
 * how right it is, without a label, on the sets that Splink is measured on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/model.h"
#include "tests/harness.h"

#define HOLD_RECORDS(name)                                                                         \
	__attribute__((cleanup(onus_records_destroy))) struct onus_records *name = NULL
#define HOLD_MODEL(name) __attribute__((cleanup(onus_model_destroy))) struct onus_model *name = NULL

/* At this weight, a probability of 0.8, edges join; the same for every set. */
static const double threshold = 2;

static struct onus_records *records_of(struct slice csv, const char *id)
{
	struct onus_records *r = NULL;

	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(onus_records_csv(r, SLICE(""), csv, true));
	CHECK_OK(onus_records_finish(r, slice_str(id)));
	return r;
}

static const struct comparison *comparison_of(const struct onus_model *m, const char *name)
{
	for (size_t i = 0; i < m->n_comparisons; i++) {
		if (slice_is(m->comparisons[i].name, name)) {
			return &m->comparisons[i];
		}
	}
	return NULL;
}

static int top_of(const struct onus_model *m, const char *name)
{
	const struct comparison *c = comparison_of(m, name);

	CHECK(c != NULL);
	return c->top;
}

static bool has_rule(const struct onus_model *m, const char *part)
{
	for (size_t i = 0; i < m->n_rules; i++) {
		if (memmem(m->rules[i].sql.p, m->rules[i].sql.n, part, strlen(part)) != NULL) {
			return true;
		}
	}
	return false;
}

/* --- columns --- */

TEST(model_people__knows_columns_by_their_names)
{
	HOLD_RECORDS(r);
	HOLD_MODEL(m);

	r = records_of(SLICE("id,First Name,Last_Name,Date of Birth,POSTCODE,Town,favourite\n"
			     "1,Amber,Hill,1990-03-12,S60 1AE,Harrowmere,tea\n"
			     "2,Ambre,Hill,1990-03-12,S60 1AE,Harrowmere,tea\n"
			     "3,Tom,Stone,1985-07-25,M1 2BF,Dunford,tea\n"),
		       "id");
	CHECK_OK(onus_model_people(r, &m));
	CHECK(comparison_of(m, "First Name") != NULL);
	CHECK(comparison_of(m, "Last_Name") != NULL);
	CHECK(comparison_of(m, "Date of Birth") != NULL);
	CHECK(comparison_of(m, "POSTCODE") != NULL);
	CHECK(comparison_of(m, "names_swapped") != NULL);
	CHECK(comparison_of(m, "Town") == NULL); /* compared together with the postcode */
	CHECK(comparison_of(m, "favourite") == NULL);
	CHECK_INT(m->n_comparisons, 5);
	CHECK(slice_is(m->id_column, "id"));
	CHECK(has_rule(m, "\"Last_Name\""));
}

TEST(model_people__reads_a_whole_name_where_its_parts_are_not_apart)
{
	HOLD_RECORDS(r);
	HOLD_MODEL(m);

	r = records_of(SLICE("id,name,dob\n1,Amber Hill,12/03/1990\n2,\"Hill, Amber\",12/03/1990\n"
			     "3,Tom Stone,25/07/1985\n"),
		       "id");
	CHECK_OK(onus_model_people(r, &m));
	CHECK(comparison_of(m, "name") != NULL);
	CHECK_INT(m->n_comparisons, 2);
	CHECK(has_rule(m, "\"dob\""));
}

TEST(model_people__takes_the_year_from_where_the_date_has_it)
{
	static const struct {
		const char *date[2];
		const char *year;
	} forms[] = {
		{{"1990-03-12", "1990-03-13"}, "substr(l.\"dob\", 1, 4)"},
		{{"19900312", "19900313"}, "substr(l.\"dob\", 1, 4)"},
		{{"12/03/1990", "13/03/1990"}, "substr(l.\"dob\", 7, 4)"},
	};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		HOLD_RECORDS(r);
		HOLD_MODEL(m);
		char csv[256];

		snprintf(csv, sizeof csv,
			 "id,first_name,surname,dob\n1,Amber,Hillside,%s\n2,Berta,Hillside,%s\n"
			 "3,Tom,Stone,%s\n",
			 forms[i].date[0], forms[i].date[1], forms[i].date[0]);
		r = records_of(slice_str(csv), "id");
		CHECK_OK(onus_model_people(r, &m));
		CHECK(has_rule(m, forms[i].year));
	}
}

TEST(model_people__says_what_it_looked_for_where_too_little_is_there)
{
	HOLD_RECORDS(r);
	HOLD_RECORDS(alone);
	HOLD_RECORDS(same);
	struct onus_model *m = NULL;

	r = records_of(SLICE("id,colour\n1,red\n2,blue\n"), "id");
	CHECK_ERR(onus_model_people(r, &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "first_name") != NULL);
	alone = records_of(SLICE("id,surname\n1,Hill\n2,Stone\n"), "id");
	CHECK_ERR(onus_model_people(alone, &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "postcode") != NULL);
	same = records_of(SLICE("id,surname,dob\n1,Hill,1990-03-12\n2,Stone,1985-07-25\n"), "id");
	CHECK_ERR(onus_model_people(same, &m), ONUS_BAD_INPUT);
	CHECK(m == NULL);
}

TEST(model_people__quotes_what_a_name_of_a_column_holds)
{
	HOLD_RECORDS(r);
	HOLD_MODEL(m);
	struct onus_train_options o = {.threads = 1};

	r = records_of(
		SLICE("id,\"the "
		      "\"\"surname\"\"\",date.of.birth\n1,Hill,1990-03-12\n2,Hill,1990-03-12\n"
		      "3,Stone,1985-07-25\n"),
		"id");
	CHECK_OK(onus_model_people(r, &m));
	CHECK_OK(onus_train(m, r, &o));
}

TEST(model_people__has_a_level_for_what_is_written_in_two_ways_where_there_is_such)
{
	HOLD_RECORDS(r);
	HOLD_RECORDS(plain);
	HOLD_MODEL(m);
	HOLD_MODEL(other);

	r = records_of(SLICE("id,surname,dob,postcode\n1,Hill,1990-03-12,S60 1AE\n"
			     "2,HILL,1990-03-12,S60 1AF\n3,Stone,1985-07-25,S60 2BF\n"),
		       "id");
	CHECK_OK(onus_model_people(r, &m));
	CHECK_INT(top_of(m, "surname"), 5);
	CHECK_INT(top_of(m, "postcode"), 5);
	CHECK(has_rule(m, "lower(l.\"surname\")"));
	plain = records_of(SLICE("id,surname,dob,postcode\n1,Hill,1990-03-12,S60 1AE\n"
				 "2,Hill,1990-03-12,s601ae\n3,Stone,1985-07-25,S60 2BF\n"),
			   "id");
	CHECK_OK(onus_model_people(plain, &other));
	CHECK_INT(top_of(other, "surname"), 4);
	CHECK_INT(top_of(other, "postcode"), 6);
	CHECK(!has_rule(other, "lower(l.\"surname\")"));
}

/* A rule that would make nearly all pairs is not taken. */
TEST(model_people__takes_no_rule_that_the_file_can_not_afford)
{
	HOLD_RECORDS(r);
	HOLD_MODEL(m);
	const size_t room = 400 * 1000;
	char *csv = malloc(room);
	size_t n = (size_t)snprintf(csv, room, "id,first_name,surname,dob,town\n");

	for (int i = 0; i < 4000; i++) {
		n += (size_t)snprintf(csv + n, room - n,
				      "%d,N%d,Family%d,%d-%02d-%02d,Harrowmere\n", i, i % 900,
				      i % 1500, 1950 + i % 50, i % 12 + 1, i % 28 + 1);
	}
	n += (size_t)snprintf(csv + n, room - n, "x,Amber,Hill,1999-01-02,Dunford\n");
	r = records_of(slice_of(csv, n), "id");
	free(csv);
	CHECK_OK(onus_model_people(r, &m));
	CHECK(!has_rule(m, "\"town\" = r.\"town\" AND substr"));
	CHECK(has_rule(m, "\"surname\""));
}

/* --- how right it is --- */

struct figures {
	double lambda;
	uint64_t compared;
	struct onus_rates edges;
	struct onus_accuracy clusters;
};

static void run(struct slice csv, const char *id, const char *truth, unsigned threads,
		struct figures *out)
{
	HOLD_RECORDS(r);
	HOLD_MODEL(m);
	struct onus_train_options train = {.threads = threads, .dependence = true};
	struct onus_predict_options predict = {.threads = threads, .weight_min = threshold};
	struct onus_cluster_options cluster = {.weight_min = threshold};
	struct onus_truth known = {.column = slice_str(truth)};
	struct onus_edges edges;
	struct onus_clusters clusters;

	r = records_of(csv, id);
	CHECK_OK(onus_model_people(r, &m));
	CHECK_OK(onus_train(m, r, &train));
	CHECK_OK(onus_predict(m, r, &predict, &edges));
	CHECK_OK(onus_cluster(r, &edges, &cluster, &clusters));
	CHECK_OK(onus_rates_of(r, &edges, &known, &threshold, 1, &out->edges));
	CHECK_OK(onus_accuracy_of(r, &clusters, &known, &out->clusters, NULL));
	out->lambda = m->prior;
	out->compared = edges.compared;
	printf("# lambda %.3g compared %llu edges F1 %.4f clusters F1 %.4f B-cubed F1 %.4f\n",
	       out->lambda, (unsigned long long)out->compared, out->edges.f1,
	       out->clusters.pairs.f1, out->clusters.bcubed_f1);
	onus_edges_finish(&edges);
	onus_clusters_finish(&clusters);
}

static struct slice shared_file(const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/linkage/%s", test_shared_data(), name);
	return test_read_file(path);
}

/* Splink's demo: pairs .743 at its best, clusters .828 and .856. True lambda: 2.38e-4. */
TEST(model_people__finds_historical_figures_without_labels)
{
	struct figures f;

	run(shared_file("splink/historical_figures_with_errors_50k.csv"), "unique_id", "cluster", 2,
	    &f);
	CHECK(f.edges.f1 >= 0.79);
	CHECK(f.clusters.pairs.f1 >= 0.89);
	CHECK(f.clusters.bcubed_f1 >= 0.92);
	CHECK(f.compared <= 1000000);
	CHECK(fabs(log2(f.lambda / 2.38e-4)) < 0.5);
}

/* Splink at its own best threshold: clusters .818, B-cubed .871. True lambda: 4.07e-3. */
TEST(model_people__finds_fake_1000_without_labels)
{
	struct figures f;

	run(shared_file("splink/fake_1000.csv"), "unique_id", "cluster", 2, &f);
	CHECK(f.clusters.pairs.f1 >= 0.84);
	CHECK(f.clusters.bcubed_f1 >= 0.88);
	CHECK(fabs(log2(f.lambda / 4.07e-3)) < 0.5);
}

/* The number between "rec-" and the next hyphen is the truth: as a column of its own. */
static struct slice with_truth(struct slice csv)
{
	char *out = malloc(2 * csv.n);
	size_t n = 0;
	bool first = true;

	CHECK(out != NULL);
	for (const char *p = csv.p, *end = csv.p + csv.n; p < end; first = false) {
		const char *line = memchr(p, '\n', (size_t)(end - p));
		size_t length = line != NULL ? (size_t)(line - p) : (size_t)(end - p);
		size_t digits = 0;

		length -= length > 0 && p[length - 1] == '\r';
		memcpy(out + n, p, length);
		n += length;
		while (!first && p[4 + digits] != '-') {
			digits++;
		}
		n += (size_t)snprintf(out + n, 2 * csv.n - n, ", %.*s\n", first ? 5 : (int)digits,
				      first ? "truth" : p + 4);
		p = line != NULL ? line + 1 : end;
	}
	return slice_of(out, n);
}

/* Splink's demo: pairs .993, clusters .994 and .996. */
TEST(model_people__finds_febrl_without_labels)
{
	struct slice csv = with_truth(shared_file("febrl/dataset3.csv"));
	struct figures f;

	run(csv, "rec_id", "truth", 2, &f);
	free((char *)(uintptr_t)csv.p);
	CHECK(f.edges.f1 >= 0.993);
	CHECK(f.clusters.pairs.f1 >= 0.997);
	CHECK(f.clusters.bcubed_f1 >= 0.998);
}

/* Lines behind the header, last first. */
static struct slice turned(struct slice csv)
{
	char *out = malloc(csv.n + 1);
	const char *body = (const char *)memchr(csv.p, '\n', csv.n) + 1;
	size_t n = (size_t)(body - csv.p);
	const char *end = csv.p + csv.n;

	CHECK(out != NULL);
	memcpy(out, csv.p, n);
	while (end > body) {
		const char *line = end - 1;

		while (line > body && line[-1] != '\n') {
			line--;
		}
		memcpy(out + n, line, (size_t)(end - line));
		n += (size_t)(end - line);
		end = line;
	}
	return slice_of(out, n);
}

TEST(model_people__gives_the_same_for_any_threads_and_order)
{
	struct slice csv = shared_file("splink/fake_1000.csv");
	struct slice back = turned(csv);
	struct figures one;
	struct figures other;

	run(csv, "unique_id", "cluster", 1, &one);
	run(back, "unique_id", "cluster", 3, &other);
	free((char *)(uintptr_t)back.p);
	CHECK(one.lambda == other.lambda);
	CHECK(one.compared == other.compared);
	CHECK(one.edges.right == other.edges.right && one.edges.claimed == other.edges.claimed);
	CHECK(one.clusters.bcubed_f1 == other.clusters.bcubed_f1);
}
