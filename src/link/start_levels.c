/* SPDX-License-Identifier: Apache-2.0
 * start_levels.c - the comparisons of starting settings: what each kind of column is compared by,
 * in words of SQL that Splink reads too. */
#include <ctype.h>

#include "link/column_kind.h"
#include "link/start.h"

struct writer {
	struct arena *arena;
	struct json *levels;
	const char *column; /* as it is called */
	const char *left;   /* "column_l", in quotes */
	const char *right;
	bool plain; /* the column's name: Splink names a table of frequencies by it, without quotes
		     */
	struct look look;
};

static struct json *add_level(struct writer *w, const char *sql, const char *label)
{
	struct json *level = json_object(w->arena);

	json_set_str(level, "sql_condition", sql);
	json_set_str(level, "label_for_charts", label);
	json_push(w->levels, level);
	return level;
}

static void add_missing(struct writer *w)
{
	struct json *level =
		add_level(w, arena_printf(w->arena, "%s IS NULL OR %s IS NULL", w->left, w->right),
			  "missing in one of them");

	json_set(level, "is_null_level", json_bool(w->arena, true));
}

static void add_equal(struct writer *w, bool by_frequency)
{
	struct json *level =
		add_level(w, arena_printf(w->arena, "%s = %s", w->left, w->right), "equal");

	if (by_frequency && w->plain) {
		json_set_str(level, "tf_adjustment_column", w->column);
	}
}

/* F(left, right) compared with a bound. */
static void add_call(struct writer *w, const char *function, const char *bound, const char *label)
{
	add_level(w, arena_printf(w->arena, "%s(%s, %s) %s", function, w->left, w->right, bound),
		  label);
}

/* Equal first characters. */
static void add_start(struct writer *w, unsigned n, const char *label)
{
	add_level(w,
		  arena_printf(w->arena, "SUBSTR(%s, 1, %u) = SUBSTR(%s, 1, %u)", w->left, n,
			       w->right, n),
		  label);
}

/* Equal but for the last characters. */
static void add_but_last(struct writer *w, unsigned n, const char *label)
{
	add_level(w,
		  arena_printf(w->arena,
			       "SUBSTR(%s, 1, LENGTH(%s) - %u) = SUBSTR(%s, 1, LENGTH(%s) - %u)",
			       w->left, w->left, n, w->right, w->right, n),
		  label);
}

static void name_levels(struct writer *w)
{
	add_equal(w, true);
	add_call(w, "jaro_winkler_similarity", ">= 0.92", "nearly equal: Jaro-Winkler 0.92");
	add_call(w, "jaro_winkler_similarity", ">= 0.8", "alike: Jaro-Winkler 0.8");
}

static void place_levels(struct writer *w)
{
	add_equal(w, true);
	add_call(w, "jaro_winkler_similarity", ">= 0.9", "nearly equal: Jaro-Winkler 0.9");
}

static void date_levels(struct writer *w)
{
	bool plain = look_most(w->look.plain_dates, &w->look, 0.8);

	if (look_most(w->look.iso_dates, &w->look, 0.8) && look_new_year(&w->look)) {
		add_level(w,
			  arena_printf(w->arena, "%s = %s AND SUBSTR(%s, 6, 5) = '01-01'", w->left,
				       w->right, w->left),
			  "both 1 January of one year");
	}
	add_equal(w, false);
	add_call(w, "damerau_levenshtein", "<= 1", "one digit wrong, or two swapped");
	if (plain || look_most(w->look.iso_dates, &w->look, 0.8)) {
		add_start(w, plain ? 6 : 7, "the same year and month");
		add_start(w, 4, "the same year");
	} else {
		add_call(w, "damerau_levenshtein", "<= 2", "two digits wrong");
	}
}

static void postcode_levels(struct writer *w)
{
	add_equal(w, true);
	add_call(w, "damerau_levenshtein", "<= 1", "one character wrong, or two swapped");
	if (look_most(w->look.postcodes, &w->look, 0.5)) {
		add_but_last(w, 2, "the same sector");
		add_but_last(w, 3, "the same district");
	}
}

static void code_levels(struct writer *w)
{
	add_equal(w, true);
	add_call(w, "damerau_levenshtein", "<= 1", "one character wrong, or two swapped");
	add_call(w, "damerau_levenshtein", "<= 2", "two characters wrong");
}

static void email_levels(struct writer *w)
{
	add_equal(w, true);
	add_level(w,
		  arena_printf(w->arena,
			       "NULLIF(regexp_extract(%s, '^[^@]+', 0), '') = "
			       "NULLIF(regexp_extract(%s, '^[^@]+', 0), '')",
			       w->left, w->right),
		  "the same before the @");
	add_call(w, "jaro_winkler_similarity", ">= 0.92", "nearly equal: Jaro-Winkler 0.92");
}

static void equal_levels(struct writer *w)
{
	add_equal(w, false);
}

static void frequency_levels(struct writer *w)
{
	add_equal(w, true);
}

/* `words` stand in comparison_description, behind what the profile found. */
struct proposal {
	enum onus_column_kind kind;
	void (*levels)(struct writer *w);
	const char *words;
};

static const struct proposal proposals[] = {
	{ONUS_COLUMN_GIVEN_NAME, name_levels,
	 "Rare names weigh more than common ones (term frequency). Nicknames and other spellings "
	 "are beyond Jaro-Winkler: onus_given_name(a, b) knows them, in Onus alone."},
	{ONUS_COLUMN_FAMILY_NAME, name_levels,
	 "Rare names weigh more than common ones (term frequency). Double barrels and spellings of "
	 "other languages are beyond Jaro-Winkler: onus_family_name(a, b) knows them, in Onus "
	 "alone."},
	{ONUS_COLUMN_FULL_NAME, name_levels,
	 "Names in another order are beyond Jaro-Winkler: onus_name(a, b) knows them, in Onus "
	 "alone."},
	{ONUS_COLUMN_BIRTH, date_levels,
	 "Compared as text. Day and month that changed places: onus_date(a, b), in Onus alone."},
	{ONUS_COLUMN_POSTCODE, postcode_levels,
	 "From the whole code to its district: who moved house may have moved near."},
	{ONUS_COLUMN_PLACE, place_levels, "A village weighs more than a city (term frequency)."},
	{ONUS_COLUMN_BIRTHPLACE, place_levels,
	 "A village weighs more than a city (term frequency)."},
	{ONUS_COLUMN_STREET, place_levels, "Road and Rd: onus_address(a, b), in Onus alone."},
	{ONUS_COLUMN_HOUSE, equal_levels, ""},
	{ONUS_COLUMN_PHONE, code_levels,
	 "The telephone of an office or a hostel is many people's (term frequency). Other "
	 "spellings "
	 "of a number: onus_phone(a, b), in Onus alone."},
	{ONUS_COLUMN_EMAIL, email_levels, ""},
	{ONUS_COLUMN_NATIONAL_ID, code_levels, ""},
	{ONUS_COLUMN_MARK, code_levels, "Part of a mark, 0 for O: onus_mark(a, b), in Onus alone."},
	{ONUS_COLUMN_GENDER, equal_levels, ""},
	{ONUS_COLUMN_OCCUPATION, frequency_levels,
	 "A rare trade weighs more than a common one (term frequency)."},
	{ONUS_COLUMN_CATEGORY, equal_levels,
	 "Is it about the person? If it is about the record, take this comparison out."},
};

static const struct proposal *proposal_for(const struct starting *s,
					   const struct onus_column_profile *p)
{
	bool both_names = start_column(s, ONUS_COLUMN_GIVEN_NAME) != NULL &&
			  start_column(s, ONUS_COLUMN_FAMILY_NAME) != NULL;
	bool name = p->kind == ONUS_COLUMN_GIVEN_NAME || p->kind == ONUS_COLUMN_FAMILY_NAME ||
		    p->kind == ONUS_COLUMN_FULL_NAME || p->kind == ONUS_COLUMN_BIRTH;

	if (p->distinct < 2 || slice_eq(p->name, s->out->id) ||
	    (name && p != start_column(s, p->kind)) ||
	    (p->kind == ONUS_COLUMN_FULL_NAME && both_names)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof proposals / sizeof *proposals; i++) {
		if (proposals[i].kind == p->kind) {
			return &proposals[i];
		}
	}
	return NULL;
}

/* Splink makes columns gamma_NAME of it, without quotes: letters, digits and _, and no name twice.
 */
static const char *output_name(const struct starting *s, const struct json *before,
			       struct slice column)
{
	char *text = arena_copy(s->arena, column);

	for (size_t i = 0; i < column.n; i++) {
		text[i] = (char)(isalnum((unsigned char)text[i]) ? text[i] : '_');
	}
	for (size_t i = 0; i < before->count; i++) {
		if (slice_eq_nocase(json_get_slice(before->items[i], "output_column_name"),
				    slice_str(text))) {
			return arena_printf(s->arena, "%s_%zu", text, before->count);
		}
	}
	return text;
}

static bool is_plain(struct slice column)
{
	for (size_t i = 0; i < column.n; i++) {
		if (!isalnum((unsigned char)column.p[i]) && strchr("_ ", column.p[i]) == NULL) {
			return false;
		}
	}
	return true;
}

static const char *describe(const struct starting *s, const struct onus_column_profile *p,
			    const struct proposal *with)
{
	double missing = 100 * (double)(s->profile->rows - p->present) / (double)s->profile->rows;

	return arena_printf(s->arena, "%s: %llu different values, %.1f %% missing.%s%s%s",
			    onus_column_kind_words(p->kind), (unsigned long long)p->distinct,
			    missing, with->words[0] != '\0' ? " " : "", with->words,
			    is_plain(p->name)
				    ? ""
				    : " Splink can't count the values of a column of this "
				      "name: no term frequency.");
}

static struct json *comparison(const struct starting *s, const struct json *before,
			       const struct onus_column_profile *p, const struct proposal *with)
{
	struct json *v = json_object(s->arena);
	struct writer w = {.arena = s->arena,
			   .levels = json_array(s->arena),
			   .column = arena_copy(s->arena, p->name),
			   .left = column_quoted(s->arena, "", p->name, "_l"),
			   .right = column_quoted(s->arena, "", p->name, "_r"),
			   .plain = is_plain(p->name)};

	look_at(records_column(s->records, p->name), &w.look);
	add_missing(&w);
	with->levels(&w);
	add_level(&w, "ELSE", "all other");
	json_set_str(v, "output_column_name", output_name(s, before, p->name));
	json_set_str(v, "comparison_description", describe(s, p, with));
	json_set(v, "comparison_levels", w.levels);
	return v;
}

struct json *start_comparisons(struct starting *s)
{
	struct json *list = json_array(s->arena);

	s->out->left_out = NEW_N(s->arena, struct slice, s->profile->count + 1);
	for (size_t i = 0; i < s->profile->count; i++) {
		const struct onus_column_profile *p = &s->profile->columns[i];
		const struct proposal *with = proposal_for(s, p);

		if (with != NULL) {
			json_push(list, comparison(s, list, p, with));
		} else if (!slice_eq(p->name, s->out->id)) {
			s->out->left_out[s->out->left_out_count++] = p->name;
		}
	}
	return list;
}
