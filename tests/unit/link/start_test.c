/* SPDX-License-Identifier: Apache-2.0
 * start_test.c - settings to begin with. */
#include "base/arena.h"
#include "base/json.h"
#include "link/model.h"
#include "tests/harness.h"

static const char people[] = "unique_id,first_name,surname,dob,town,note\n"
			     "1,amber,field,1991-02-03,Oakby,came late\n"
			     "2,ambre,field,1991-02-03,Oakby,\n"
			     "3,jo,reed,1984-07-08,Elmton,tall\n"
			     "4,jo,reed,1984-07-08,Oakby,\n"
			     "5,kim,marsh,1975-11-30,Elmton,the same as 3?\n";

struct begun {
	struct onus_records *records;
	struct onus_profile profile;
	struct onus_start start;
};

static void begin(struct begun *b, const char *csv)
{
	*b = (struct begun){0};
	CHECK_OK(onus_records_create(1, &b->records));
	CHECK_OK(onus_records_csv(b->records, SLICE("list"), slice_str(csv), true));
	CHECK_OK(onus_records_finish(b->records, slice_of(NULL, 0)));
	CHECK_OK(onus_profile(b->records, &b->profile));
}

static void end(struct begun *b)
{
	onus_start_finish(&b->start);
	onus_profile_finish(&b->profile);
	onus_records_destroy(&b->records);
}

TEST(start__writes_settings_that_are_read_and_say_their_reasons)
{
	struct begun b;
	struct onus_model *m = NULL;

	begin(&b, people);
	CHECK_OK(onus_start(b.records, &b.profile, SLICE(""), &b.start));
	CHECK_OK(onus_model_parse(slice_str(b.start.json), "start", &m));
	CHECK(slice_is(onus_model_id(m), "unique_id"));
	CHECK_INT(m->n_comparisons, 4);
	CHECK(slice_is(m->comparisons[0].name, "first_name"));
	CHECK(slice_starts(m->comparisons[2].description,
			   SLICE("date of birth: 3 different values, 0.0 % missing.")));
	CHECK_INT(b.start.left_out_count, 1);
	CHECK(slice_is(b.start.left_out[0], "note"));
	CHECK_STR(b.start.warnings, "");
	onus_model_destroy(&m);
	end(&b);
}

/* The others take beginnings of names, and town and year. */
TEST(start__counts_the_pairs_of_each_rule)
{
	struct begun b;

	begin(&b, people);
	CHECK_OK(onus_start(b.records, &b.profile, SLICE(""), &b.start));
	CHECK_INT(b.start.rule_count, 5);
	CHECK_STR(b.start.rules[0].rule, "l.\"dob\" = r.\"dob\"");
	CHECK_INT(b.start.rules[0].pairs, 2);
	CHECK(b.start.rules[0].taken);
	CHECK_STR(b.start.rules[1].rule,
		  "l.\"surname\" = r.\"surname\" AND l.\"first_name\" = r.\"first_name\"");
	CHECK_INT(b.start.rules[1].pairs, 1);
	CHECK_INT(b.start.certain_count, 1);
	end(&b);
}

/* 30 records of one date of birth make 435 pairs, more than ten a record; with the surname, 2. */
TEST(start__proposes_no_rule_that_makes_too_many_pairs)
{
	SCOPED_BUF(csv, 64 * 1024);
	struct begun b;

	buf_add_str(&csv, "id,surname,dob\n");
	for (unsigned i = 0; i < 30; i++) {
		buf_addf(&csv, "%u,name%c%c,1990-05-06\n", i, 'a' + i % 28, 'a' + i % 28);
	}
	buf_add_str(&csv, "99,other,1990-05-07\n");
	buf_add_byte(&csv, '\0');
	begin(&b, csv.data);
	CHECK_OK(onus_start(b.records, &b.profile, SLICE(""), &b.start));
	CHECK_INT(b.start.rule_count, 2);
	CHECK_INT(b.start.rules[0].pairs, 435);
	CHECK(!b.start.rules[0].taken);
	CHECK_INT(b.start.rules[1].pairs, 2);
	CHECK(b.start.rules[1].taken);
	CHECK(strstr(b.start.json, "\"l.\\\"dob\\\" = r.\\\"dob\\\"\"") == NULL);
	end(&b);
}

TEST(start__has_a_level_of_its_own_for_1_january_where_it_is_frequent)
{
	struct begun b;

	begin(&b, "id,surname,dob\n1,reed,1980-01-01\n2,reed,1980-01-01\n3,hill,1981-01-01\n"
		  "4,hill,1985-06-07\n");
	CHECK_OK(onus_start(b.records, &b.profile, SLICE(""), &b.start));
	CHECK(strstr(b.start.json, "SUBSTR(\\\"dob_l\\\", 6, 5) = '01-01'") != NULL);
	end(&b);
}

TEST(start__quotes_any_name_of_a_column)
{
	struct begun b;
	struct onus_model *m = NULL;

	begin(&b, "id,\"sur\"\"name\",First Name\n1,reed,jo\n2,reed,jo\n3,hill,ann\n");
	b.profile.columns[1].kind = ONUS_COLUMN_FAMILY_NAME;
	CHECK_OK(onus_start(b.records, &b.profile, SLICE(""), &b.start));
	CHECK_OK(onus_model_parse(slice_str(b.start.json), "start", &m));
	CHECK(slice_is(m->comparisons[0].name, "sur_name"));
	CHECK_INT(m->comparisons[0].levels[1].tf_column.n, 0);
	CHECK(slice_is(m->comparisons[1].levels[1].tf_column, "First Name"));
	onus_model_destroy(&m);
	end(&b);
}

TEST(start__takes_the_id_it_is_told_and_says_where_it_is_none)
{
	struct begun b;

	begin(&b, people);
	CHECK_OK(onus_start(b.records, &b.profile, SLICE("TOWN"), &b.start));
	CHECK(slice_is(b.start.id, "town"));
	CHECK(strstr(b.start.warnings, "not unique: 3 rows") != NULL);
	onus_start_finish(&b.start);
	CHECK_ERR(onus_start(b.records, &b.profile, SLICE("nowhere"), &b.start), ONUS_BAD_INPUT);
	end(&b);
}

TEST(start__refuses_columns_that_nothing_is_known_of)
{
	struct begun b;

	begin(&b, "a,b\nx one,1\ny two,2\nx one,3\nz,3\n");
	CHECK_ERR(onus_start(b.records, &b.profile, SLICE(""), &b.start), ONUS_BAD_INPUT);
	end(&b);
}
