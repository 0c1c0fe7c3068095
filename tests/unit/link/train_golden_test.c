/* SPDX-License-Identifier: Apache-2.0
 * train_golden_test.c - training held to Splink 4.0.16 on its own fake_1000: lambda from two rules,
 * u from all pairs (max_pairs 1e7), EM on first_name and surname, then on dob, both without term
 * frequencies. */
#include <math.h>
#include <stdio.h>

#include "tests/unit/link/train_world.h"

#define MISSING(e)                                                                                 \
	"{\"sql_condition\":\"" e "_l IS NULL OR " e "_r IS NULL\",\"is_null_level\":true},"
#define EQUAL(e) "{\"sql_condition\":\"" e "_l = " e "_r\"},"
#define JARO(e, n) "{\"sql_condition\":\"jaro_winkler_similarity(" e "_l, " e "_r) >= " n "\"},"
#define EDITS(e, n) "{\"sql_condition\":\"levenshtein(" e "_l, " e "_r) <= " n "\"},"
#define OTHERWISE "{\"sql_condition\":\"ELSE\"}"
#define USER(side) "NULLIF(regexp_extract(email_" side ", '^[^@]+', 0), '')"
#define COMPARISON(name, levels)                                                                   \
	"{\"output_column_name\":\"" name "\",\"comparison_levels\":[" MISSING(name)               \
		levels OTHERWISE "]}"

#define FIRST_NAME                                                                                 \
	COMPARISON("first_name",                                                                   \
		   EQUAL("first_name") JARO("first_name", "0.9") JARO("first_name", "0.7"))
#define SURNAME                                                                                    \
	COMPARISON("surname", EQUAL("surname") JARO("surname", "0.9") JARO("surname", "0.7"))
#define DOB COMPARISON("dob", EQUAL("dob") EDITS("dob", "1") EDITS("dob", "2"))
#define CITY COMPARISON("city", EQUAL("city"))
#define SAME_USER "{\"sql_condition\":\"" USER("l") " = " USER("r") "\"},"
#define NEAR_USER                                                                                  \
	"{\"sql_condition\":\"jaro_winkler_similarity(" USER("l") ", " USER("r") ") >= 0.88\"},"
#define EMAIL COMPARISON("email", EQUAL("email") SAME_USER JARO("email", "0.88") NEAR_USER)

static const char settings[] =
	"{\"link_type\":\"dedupe_only\",\"sql_dialect\":\"duckdb\",\"comparisons\":[" FIRST_NAME
	"," SURNAME "," DOB "," CITY "," EMAIL "]}";

static const double lambda = 0.0008008008008008008;
static const struct {
	const char *comparison;
	int gamma;
	double m; /* NAN: Splink could not train it either */
	double u;
} from_splink[] = {
	{"first_name", 3, 0.4890580991849358, 0.0057935713975033705},
	{"first_name", 2, 0.1905754600076413, 0.003386832528670639},
	{"first_name", 1, 0.11295155210175739, 0.019439490815246544},
	{"first_name", 0, 0.20741488870566552, 0.9713801052585794},
	{"surname", 3, 0.43262105928494576, 0.004889975550122249},
	{"surname", 2, 0.25226223628066885, 0.0034032796868982687},
	{"surname", 1, 0.09507465175813105, 0.015296846592690113},
	{"surname", 0, 0.22004205267625424, 0.9764098981702893},
	{"dob", 3, 0.3915509250421486, 0.0017477477477477479},
	{"dob", 2, 0.14941725601775413, 0.0016016016016016017},
	{"dob", 1, 0.20629018119790207, 0.015517517517517518},
	{"dob", 0, 0.2527416377421952, 0.9811331331331331},
	{"city", 1, 0.5628961291835386, 0.0551475711801453},
	{"city", 0, 0.4371038708164614, 0.9448524288198547},
	{"email", 4, 0.5534342135134809, 0.0021938713143283602},
	{"email", 3, 0.220946157467974, 0.0010390328952024346},
	{"email", 2, 0.2141534324682739, 0.0009135769109519858},
	{"email", 1, NAN, 0.000501823937001795},
	{"email", 0, 0.011466196550271262, 0.9953516949425154},
};

TEST(train__gives_what_splink_gives_to_the_last_digits)
{
	HOLD_MODEL(m);
	HOLD_RECORDS(r);
	const struct slice certain[] = {
		SLICE("l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob"),
		SLICE("l.email = r.email and l.surname = r.surname")};
	const struct slice sessions[] = {
		SLICE("l.first_name = r.first_name AND l.surname = r.surname"),
		SLICE("l.dob = r.dob")};
	const struct onus_train_options o = {.certain = certain,
					     .certain_count = 2,
					     .recall = 0.7,
					     .sessions = sessions,
					     .session_count = 2,
					     .splink_u = true};
	char path[512];

	snprintf(path, sizeof path, "%s/linkage/splink/fake_1000.csv", test_shared_data());
	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(onus_records_csv(r, SLICE(""), test_read_file(path), true));
	CHECK_OK(onus_records_finish(r, SLICE("unique_id")));
	m = model_of(settings);
	CHECK_OK(onus_train(m, r, &o));
	CHECK(fabs(m->prior - lambda) < 1e-15);
	for (size_t i = 0; i < sizeof from_splink / sizeof *from_splink; i++) {
		const struct level *l =
			town_level(m, from_splink[i].comparison, from_splink[i].gamma);

		if (!(fabs(l->u - from_splink[i].u) < 1e-12)) {
			test_fail(HERE, "u %zu is %.17g", i, l->u);
		}
		if (isnan(from_splink[i].m) ? !isnan(l->m)
					    : !(fabs(l->m - from_splink[i].m) < 1e-12)) {
			test_fail(HERE, "m %zu is %.17g", i, l->m);
		}
	}
}
