/* SPDX-License-Identifier: Apache-2.0
 * plan_test.c - a plan says what the interpreter says, whatever the form of the level. */
#include "tests/unit/link/plan_world.h"

#include "base/arena.h"

enum { CSV_MAX = 16 * 1024 * 1024, ROWS = 48 };

/* --- records by chance --- */

struct random {
	uint64_t state;
};

static uint64_t below(struct random *c, uint64_t n)
{
	c->state = c->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (c->state >> 33) % n;
}

static const char *pick(struct random *c, const char *const *words, size_t n)
{
	return words[below(c, n)];
}

#define PICK(c, words) pick((c), (words), sizeof(words) / sizeof((words)[0]))

static const char *const names[] = {
	"Amina",    "amina",  "Amena",  "Aminah", "Tomasz", "Tomas",   "Zoë",
	"Zoe",      "Jan",    "Jana",   "J",      "Dixon",  "Dickson", "Novak",
	"Nováková", "Martha", "Marhta", "Khanom", "Khan",   "",
};
static const char *const dates[] = {
	"1991-03-04", "1991-04-03", "1991-03-05", "1988-12-31", "1989-01-01", "2001-02-29",
	"2001-02-28", "1991-03",    "1901-03-14", "19910304",   "",
};
static const char *const postcodes[] = {
	"S60 1AE", "S60 1AF", "S60 2BB", "S6 1AE", "M1 1AA", "s60 1ae", "EC1A 1BB", "none", "",
};
static const char *const emails[] = {
	"amina@example.org", "amena@example.org", "amina@example.com",
	"jan.n@example.org", "@example.org",      "",
};
static const char *const lists[] = {
	"[]",     "[red]", "\"[red, blue]\"", "\"[blue, red, red]\"", "\"['rad', 'blue']\"",
	"[reed]", "",
};
static const char *const vectors[] = {"\"[1, 0]\"", "\"[0.5, 0.5]\"", "\"[-1, 2]\"", ""};
static const char *const latitudes[] = {"53.43", "53.44", "-33.9", "0", ""};
static const char *const longitudes[] = {"-1.36", "-1.35", "151.2", "180", ""};
static const char *const numbers[] = {"0", "9", "10", "11", "11.5", "100", "-3", "2.5", ""};
static const char *const sexes[] = {"f", "m", "F", ""};

/* Two names may stand together, and a letter may be lost. */
static void add_name(struct random *c, struct buf *csv)
{
	const char *name = PICK(c, names);

	buf_add_str(csv, below(c, 8) == 0 && name[0] == 'T' ? name + 1 : name);
	if (below(c, 8) == 0 && name[0] != '\0') {
		buf_addf(csv, " %s", PICK(c, names));
	}
}

static void people(struct random *c, size_t rows, struct buf *csv)
{
	buf_add_str(csv, "id,first_name,surname,dob,postcode,email,arr,vec,lat,long,n,sex\n");
	for (size_t i = 0; i < rows; i++) {
		buf_addf(csv, "%zu,", i + 1);
		add_name(c, csv);
		buf_add_byte(csv, ',');
		add_name(c, csv);
		buf_addf(csv, ",%s,%s,%s,%s,%s", PICK(c, dates), PICK(c, postcodes),
			 PICK(c, emails), PICK(c, lists), PICK(c, vectors));
		buf_addf(csv, ",%s,%s,%s,%s\n", PICK(c, latitudes), PICK(c, longitudes),
			 PICK(c, numbers), PICK(c, sexes));
	}
}

static void world_people(struct world *w, uint64_t seed, size_t rows)
{
	struct random c = {seed};
	SCOPED_BUF(csv, CSV_MAX);

	people(&c, rows, &csv);
	world_records(w, buf_slice(&csv));
}

/* --- every form of a level --- */

#define KM(l_lat, l_long, r_lat, r_long)                                                           \
	"(sin( radians(" l_lat ") ) * sin( radians(" r_lat ") ) + cos( radians(" l_lat             \
	") ) * cos( radians(" r_lat ") ) * cos( radians(" r_long " - " l_long ") ))"
#define HAVERSINE KM("\"lat_l\"", "\"long_l\"", "\"lat_r\"", "\"long_r\"")
#define DISTANCE                                                                                   \
	"cast(acos(case when " HAVERSINE " > 1 then 1 when " HAVERSINE                             \
	" < -1 then -1 else " HAVERSINE " end) * 6371 as float)"
#define BEST(which, function)                                                                      \
	which "(list_transform(flatten(list_transform(\"arr_l\", x -> list_transform(\"arr_r\", "  \
	      "y -> [x, y]))), pair -> " function "(pair[1], pair[2])))"
#define DAYS                                                                                       \
	"ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"dob_r\", "          \
	"'%Y-%m-%d')))"
#define PERCENT                                                                                    \
	"(ABS(\"n_l\" - \"n_r\") / (CASE WHEN \"n_r\" > \"n_l\" THEN \"n_r\" ELSE \"n_l\" END))"
#define SECTOR(side)                                                                               \
	"NULLIF(regexp_extract(\"postcode_" side "\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]', "   \
	"0), '')"
#define NULLS(name) "null: \"" name "_l\" IS NULL OR \"" name "_r\" IS NULL"

static const struct told catalogue[] = {
	{"exact", {NULLS("sex"), "\"sex_l\" = \"sex_r\""}},
	{"kernels",
	 {NULLS("first_name"), "\"first_name_l\" = \"first_name_r\"",
	  "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.92",
	  "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") > 0.88",
	  "jaro_similarity(\"first_name_r\", \"first_name_l\") >= 0.75",
	  "0.4 <= jaccard(\"first_name_l\", \"first_name_r\")"}},
	{"distances",
	 {NULLS("surname"), "levenshtein(\"surname_l\", \"surname_r\") < 2",
	  "damerau_levenshtein(\"surname_l\", \"surname_r\") = 2",
	  "NOT levenshtein(\"surname_l\", \"surname_r\") >= 4", "hamming(sex_l, sex_r) <= 0"}},
	{"no null level", {"levenshtein(first_name_l, first_name_r) <= 1", "first_name_l IS NULL"}},
	{"many thresholds",
	 {"levenshtein(surname_l, surname_r) <= 0", "levenshtein(surname_l, surname_r) <= 1",
	  "levenshtein(surname_l, surname_r) <= 2", "levenshtein(surname_l, surname_r) <= 3",
	  "levenshtein(surname_l, surname_r) <= 4", "levenshtein(surname_l, surname_r) <= 5",
	  "levenshtein(surname_l, surname_r) <= 6", "levenshtein(surname_l, surname_r) <= 7",
	  "levenshtein(surname_l, surname_r) <= 8", "levenshtein(surname_l, surname_r) <= 9",
	  "levenshtein(surname_l, surname_r) <= 10"}},
	{"forename and surname",
	 {"null: (\"first_name_l\" IS NULL OR \"first_name_r\" IS NULL) AND (\"surname_l\" IS NULL "
	  "OR "
	  "\"surname_r\" IS NULL)",
	  "(\"first_name_l\" = \"first_name_r\") AND (\"surname_l\" = \"surname_r\")",
	  "\"first_name_l\" = \"surname_r\" AND \"first_name_r\" = \"surname_l\"",
	  "(jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.92) AND "
	  "(jaro_winkler_similarity(\"surname_l\", \"surname_r\") >= 0.92)",
	  "(jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.88) AND "
	  "(jaro_winkler_similarity(\"surname_l\", \"surname_r\") >= 0.88)",
	  "\"surname_l\" = \"surname_r\"", "\"first_name_l\" = \"first_name_r\""}},
	{"one way round",
	 {"first_name_l = surname_r", "jaro_winkler_similarity(first_name_l, surname_r) >= 0.8"}},
	{"date of birth",
	 {"null: try_strptime(\"dob_l\", '%Y-%m-%d') IS NULL OR try_strptime(\"dob_r\", "
	  "'%Y-%m-%d') IS "
	  "NULL",
	  "\"dob_l\" = \"dob_r\"", "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 1",
	  DAYS " <= 2629800.0", DAYS " <= 31557600.0", DAYS " < 315576000.0"}},
	{"date of birth, bad ones too",
	 {NULLS("dob"), "\"dob_l\" = \"dob_r\"", "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 1",
	  DAYS " <= 2629800.0", DAYS " = 31536000"}},
	{"dates",
	 {"date_diff('day', CAST(try_strptime(dob_l, '%Y-%m-%d') AS DATE), "
	  "CAST(try_strptime(dob_r, '%Y-%m-%d') AS DATE)) BETWEEN 0 AND 40",
	  "TRY_CAST(dob_l AS DATE) < TRY_CAST(dob_r AS DATE)"}},
	{"postcode",
	 {NULLS("postcode"), "\"postcode_l\" = \"postcode_r\"", SECTOR("l") " = " SECTOR("r"),
	  "LEFT(postcode_l, 1) = LEFT(postcode_r, 1)"}},
	{"postcode by place",
	 {"null: " SECTOR("l") " IS NULL OR " SECTOR("r") " IS NULL",
	  "\"postcode_l\" = \"postcode_r\"", DISTANCE " <= 1", DISTANCE " <= 100"}},
	{"e-mail",
	 {NULLS("email"), "\"email_l\" = \"email_r\"",
	  "NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), '') = "
	  "NULLIF(regexp_extract(\"email_r\", "
	  "'^[^@]+', 0), '')",
	  "jaro_winkler_similarity(\"email_l\", \"email_r\") >= 0.88",
	  "jaro_winkler_similarity(regexp_extract(\"email_l\", '^[^@]+', 0), "
	  "regexp_extract(\"email_r\", '^[^@]+', 0)) >= 0.88"}},
	{"lists",
	 {NULLS("arr"), "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 2",
	  "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 1",
	  BEST("list_max", "jaro_winkler_similarity") " >= 0.9",
	  BEST("list_min", "levenshtein") " <= 2", "\"arr_l\"[1] = \"arr_r\"[-1]"}},
	{"parts of lists",
	 {"LEAST(ARRAY_LENGTH(\"arr_l\"), ARRAY_LENGTH(\"arr_r\")) <> 0 AND "
	  "ARRAY_LENGTH(ARRAY_INTERSECT(\"arr_l\", \"arr_r\")) = LEAST(ARRAY_LENGTH(\"arr_l\"), "
	  "ARRAY_LENGTH(\"arr_r\"))",
	  "ARRAY_LENGTH(ARRAY_INTERSECT(\"arr_l\", \"arr_r\")) = LEAST(ARRAY_LENGTH(\"arr_l\"), "
	  "ARRAY_LENGTH(\"arr_r\"))",
	  "list_contains(arr_l, sex_r)"}},
	{"cosine", {NULLS("vec"), "array_cosine_similarity(\"vec_l\", \"vec_r\") >= 0.7"}},
	{"distance in km",
	 {"null: (\"lat_l\" IS NULL OR \"lat_r\" IS NULL) OR (\"long_l\" IS NULL OR \"long_r\" IS "
	  "NULL)",
	  DISTANCE " <= 0.5", DISTANCE " <= 10", DISTANCE " <= 16000"}},
	{"distance in km without nulls",
	 {"(\"lat_r\" is not null AND \"lat_l\" is not null AND \"long_l\" is not null AND "
	  "\"long_r\" is "
	  "not null) AND " DISTANCE " <= 10",
	  DISTANCE " > 10"}},
	{"difference",
	 {NULLS("n"), "\"n_l\" = \"n_r\"", "ABS(\"n_l\" - \"n_r\") <= 1.5", "n_l > n_r"}},
	{"percentage", {NULLS("n"), PERCENT " < 0.1", PERCENT " < 0.95"}},
	{"percentage without nulls", {PERCENT " < 0.5", PERCENT " >= 0.5"}},
	{"sums",
	 {"n_l + 2 * n_r >= 30", "-n_l < n_r / 4", "GREATEST(n_l, n_r) = 100", "n_l - 10 = 0"}},
	{"literals",
	 {"\"sex_l\" = 'm' AND \"sex_r\" = 'm'", "\"n_l\" = CAST(10 AS REAL)", "n_r = 100",
	  "sex_l IN ('f', 'F') OR sex_r NOT IN ('m')",
	  "dob_l LIKE '1991%' AND NOT dob_r LIKE '%-03-%'"}},
	{"and, or, not",
	 {"NOT (sex_l = sex_r) AND NOT (first_name_l = first_name_r OR surname_l = surname_r)",
	  "(n_l IS NULL) = (n_r IS NULL) AND sex_l <> sex_r",
	  "NOT (n_l IS NOT NULL AND dob_l = dob_r)",
	  "TRUE AND (NULL OR first_name_l = first_name_r)"}},
	{"missing values that are something",
	 {"coalesce(sex_l, 'm') = coalesce(sex_r, 'm')",
	  "coalesce(surname_l, first_name_r) = 'Jan'",
	  "levenshtein(coalesce(surname_l, ''), coalesce(surname_r, '')) <= 2"}},
	{"missing values of one column",
	 {"coalesce(dob_l, '-') = coalesce(dob_r, '-') AND length(dob_l) > 7", "dob_l = dob_r",
	  "dob_l IS NULL AND dob_r IS NULL", "dob_r IS NULL"}},
	{"empty texts",
	 {"jaro_winkler_similarity(replace(sex_l, 'm', ''), replace(sex_r, 'm', '')) >= 0.5",
	  "replace(sex_l, 'm', '') = replace(sex_r, 'm', '')"}},
	{"two columns as one",
	 {"first_name_l || ' ' || surname_l = first_name_r || ' ' || surname_r",
	  "jaro_winkler_similarity(first_name_l || surname_l, first_name_r || surname_r) > 0.85",
	  "damerau_levenshtein(lower(first_name_l), lower(surname_r)) < 2",
	  "concat(first_name_l, surname_l) = concat(surname_r, first_name_r)"}},
	{"lower case",
	 {"null: LOWER(first_name_l) IS NULL OR LOWER(first_name_r) IS NULL",
	  "LOWER(first_name_l) = LOWER(first_name_r)",
	  "jaro_winkler_similarity(LOWER(first_name_l), LOWER(first_name_r)) >= 0.9"}},
	{"as text", {"CAST(n_l AS TEXT) = n_r::VARCHAR", "levenshtein(n_l::TEXT, n_r::TEXT) <= 1"}},
	{"kinds",
	 {"CASE WHEN sex_l = 'm' THEN sex_r = 'f' WHEN sex_r IS NULL THEN n_l = n_r ELSE dob_l = "
	  "dob_r END",
	  "length(first_name_l) = length(surname_r)", "strlen(surname_l) > length(surname_r)"}},
	{"ours",
	 {NULLS("first_name"), "onus_given_name(first_name_l, first_name_r) >= 3",
	  "onus_name(first_name_l || ' ' || surname_l, first_name_r || ' ' || surname_r) >= 2",
	  "onus_date(dob_l, dob_r) = 4 OR onus_date(dob_l, dob_r) > 5",
	  "onus_date(TRY_CAST(dob_l AS DATE), TRY_CAST(dob_r AS DATE)) >= 1"}},
	{"our names",
	 {"onus_name(surname_l, surname_r) >= 6", "onus_name(surname_l, surname_r) >= 2"}},
};

enum { CATALOGUE = sizeof catalogue / sizeof catalogue[0], AT_ONCE = 6 };

static void check_pair(const struct world *w, const struct told *told, uint32_t l, uint32_t r)
{
	uint64_t pattern = 0;
	uint64_t radix = 1;

	for (size_t c = 0; c < w->model->n_comparisons; c++) {
		int want = world_gamma(w, c, l, r);
		int got = plan_gamma(w->worker, c, l, r);

		if (got != want) {
			test_fail(HERE, "%s of rows %u and %u is %d, not %d", told[c].name, l, r,
				  got, want);
		}
		pattern += radix * (uint64_t)(got + 1);
		radix *= pattern_radix(&w->model->comparisons[c]);
	}
	CHECK_INT(plan_pattern(w->worker, l, r), pattern);
}

static void check_some(const struct told *told, size_t count, uint64_t seed, bool duckdb)
{
	SCOPED_WORLD(w);

	world_people(&w, seed, ROWS);
	world_model(&w, told, count, duckdb);
	world_plan(&w);
	for (unsigned round = 0; round < 2; round++) { /* once found, once remembered */
		for (uint32_t l = 0; l < ROWS; l++) {
			for (uint32_t r = 0; r < ROWS; r++) {
				check_pair(&w, told, l, r);
			}
		}
	}
	CHECK_OK(plan_worker_check(w.worker));
}

static void check_catalogue(uint64_t seed, bool duckdb)
{
	for (size_t i = 0; i < CATALOGUE; i += AT_ONCE) {
		check_some(catalogue + i, CATALOGUE - i < AT_ONCE ? CATALOGUE - i : AT_ONCE,
			   seed + i, duckdb);
	}
}

TEST(plan_gamma__is_what_the_interpreter_says_in_bytes)
{
	check_catalogue(1, true);
	check_catalogue(100, true);
}

TEST(plan_gamma__is_what_the_interpreter_says_in_characters)
{
	check_catalogue(200, false);
}

TEST(plan_patterns__are_those_of_each_pair)
{
	for (size_t i = 0; i < CATALOGUE; i++) {
		struct pair pairs[ROWS * ROWS];
		size_t n = 0;
		SCOPED_WORLD(w);

		world_people(&w, 7 + i, ROWS);
		world_model(&w, &catalogue[i], CATALOGUE - i < 2 ? 1 : 2, true);
		world_plan(&w);
		for (uint32_t l = 0; l < ROWS; l++) {
			for (uint32_t r = 0; r < ROWS; r++) {
				pairs[n++] = (struct pair){l, r};
			}
		}
		world_check_patterns(&w, pairs, n);
	}
}

/* --- which side is left --- */

static bool is_ordered(const struct told *told)
{
	SCOPED_WORLD(w);

	world_people(&w, 11, ROWS);
	world_model(&w, told, 1, true);
	world_plan(&w);
	if (!plan_is_ordered(w.plan)) {
		for (uint32_t l = 0; l < ROWS; l++) {
			for (uint32_t r = 0; r < l; r++) {
				CHECK_INT(world_gamma(&w, 0, l, r), world_gamma(&w, 0, r, l));
			}
		}
	}
	return plan_is_ordered(w.plan);
}

TEST(plan_is_ordered__no_means_that_both_directions_give_the_same)
{
	for (size_t i = 0; i < CATALOGUE; i++) {
		is_ordered(&catalogue[i]);
	}
}

TEST(plan_is_ordered__knows_the_symmetric_forms)
{
	static const char *const ordered[] = {
		"no null level",
		"one way round",
		"and, or, not",
		"dates",
		"lists",
		"parts of lists",
		"difference",
		"sums",
		"literals",
		"missing values that are something",
		"missing values of one column",
		"two columns as one",
		"kinds",
	};

	for (size_t i = 0; i < CATALOGUE; i++) {
		bool want = false;

		for (size_t k = 0; k < sizeof ordered / sizeof ordered[0]; k++) {
			want |= strcmp(catalogue[i].name, ordered[k]) == 0;
		}
		if (is_ordered(&catalogue[i]) != want) {
			test_fail(HERE, "%s: ordered is %d", catalogue[i].name, !want);
		}
	}
}
