/* SPDX-License-Identifier: Apache-2.0
 * start_rules.c - the blocking rules of starting settings: every one that the columns allow is
 * counted, and taken where it makes few enough pairs. */
#include "link/block.h"
#include "link/column_kind.h"
#include "link/start.h"

/* What a rule asks to be equal: a column of a kind, or its first characters. */
enum key {
	KEY_END,
	NATIONAL_ID,
	EMAIL,
	PHONE,
	MARK,
	BIRTH,
	YEAR,
	POSTCODE,
	FAMILY,
	FAMILY_START,
	GIVEN,
	GIVEN_START,
	FULL,
	PLACE,
	BIRTHPLACE,
	STREET,
	KEYS,
};

enum { KEYS_OF_RULE = 4 };

static const struct {
	enum onus_column_kind kind;
	unsigned first; /* characters; 0: all */
} keys[KEYS] = {
	[NATIONAL_ID] = {ONUS_COLUMN_NATIONAL_ID, 0},
	[EMAIL] = {ONUS_COLUMN_EMAIL, 0},
	[PHONE] = {ONUS_COLUMN_PHONE, 0},
	[MARK] = {ONUS_COLUMN_MARK, 0},
	[BIRTH] = {ONUS_COLUMN_BIRTH, 0},
	[YEAR] = {ONUS_COLUMN_BIRTH, 4},
	[POSTCODE] = {ONUS_COLUMN_POSTCODE, 0},
	[FAMILY] = {ONUS_COLUMN_FAMILY_NAME, 0},
	[FAMILY_START] = {ONUS_COLUMN_FAMILY_NAME, 4},
	[GIVEN] = {ONUS_COLUMN_GIVEN_NAME, 0},
	[GIVEN_START] = {ONUS_COLUMN_GIVEN_NAME, 3},
	[FULL] = {ONUS_COLUMN_FULL_NAME, 0},
	[PLACE] = {ONUS_COLUMN_PLACE, 0},
	[BIRTHPLACE] = {ONUS_COLUMN_BIRTHPLACE, 0},
	[STREET] = {ONUS_COLUMN_STREET, 0},
};

/* The widest first: what is equal by an earlier rule's keys and more makes no new pair. */
static const enum key candidates[][KEYS_OF_RULE] = {
	{NATIONAL_ID},
	{EMAIL},
	{PHONE},
	{MARK},
	{FULL},
	{POSTCODE},
	{BIRTH},
	{FAMILY, BIRTH},
	{GIVEN, BIRTH},
	{FAMILY, GIVEN},
	{POSTCODE, FAMILY},
	{POSTCODE, GIVEN},
	{POSTCODE, BIRTH},
	{BIRTH, PLACE},
	{BIRTH, BIRTHPLACE},
	{STREET, FAMILY},
	{STREET, GIVEN},
	{STREET, PLACE},
	{FAMILY, PLACE, YEAR},
	{GIVEN, PLACE, YEAR},
	{FAMILY, BIRTHPLACE, YEAR},
	{GIVEN, BIRTHPLACE, YEAR},
	{FAMILY_START, GIVEN_START, YEAR},
	{FAMILY_START, GIVEN_START, PLACE},
	{FAMILY_START, GIVEN_START, BIRTHPLACE},
};

/* What seldom holds by chance: for how frequent matches are. */
static const enum key certain[][KEYS_OF_RULE] = {
	{NATIONAL_ID, FAMILY}, {GIVEN, FAMILY, BIRTH}, {FULL, BIRTH},
	{EMAIL, GIVEN},        {PHONE, GIVEN},
};

static const char *side(struct arena *a, const char *record, struct slice column, unsigned first)
{
	const char *whole = column_quoted(a, record, column, "");

	return first == 0 ? whole : arena_printf(a, "SUBSTR(%s, 1, %u)", whole, first);
}

/* True where the first four characters of the dates of birth are the year. */
static bool has_years(const struct starting *s)
{
	const struct onus_column_profile *p = start_column(s, ONUS_COLUMN_BIRTH);
	struct look look;

	if (p == NULL) {
		return false;
	}
	look_at(records_column(s->records, p->name), &look);
	return look_most(look.iso_dates + look.plain_dates, &look, 0.8);
}

/* The rule in SQL; NULL where a column is not there. */
static const char *rule_of(const struct starting *s, const enum key *wanted)
{
	const char *rule = NULL;

	for (size_t i = 0; i < KEYS_OF_RULE && wanted[i] != KEY_END; i++) {
		const struct onus_column_profile *p = start_column(s, keys[wanted[i]].kind);
		unsigned first = keys[wanted[i]].first;
		const char *both;

		if (p == NULL || p->distinct < 2 || (wanted[i] == YEAR && !has_years(s))) {
			return NULL;
		}
		both = arena_printf(s->arena, "%s = %s", side(s->arena, "l.", p->name, first),
				    side(s->arena, "r.", p->name, first));
		rule = rule == NULL ? both : arena_printf(s->arena, "%s AND %s", rule, both);
	}
	return rule;
}

void start_think_of_rules(struct starting *s)
{
	s->out->rules = NEW_N(s->arena, struct onus_rule_offer, START_RULES_MAX);
	s->out->certain = NEW_N(s->arena, const char *, START_CERTAIN_MAX);
	for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
		const char *rule = rule_of(s, candidates[i]);

		if (rule != NULL && s->out->rule_count < START_RULES_MAX) {
			s->made_of[s->out->rule_count] = (unsigned)i;
			s->out->rules[s->out->rule_count++].rule = rule;
		}
	}
	for (size_t i = 0; i < sizeof certain / sizeof *certain; i++) {
		const char *rule = rule_of(s, certain[i]);

		if (rule != NULL && s->out->certain_count < START_CERTAIN_MAX) {
			s->out->certain[s->out->certain_count++] = rule;
		}
	}
}

/* --- choosing --- */

static bool has_key(const enum key *wanted, enum key k)
{
	for (size_t i = 0; i < KEYS_OF_RULE; i++) {
		if (wanted[i] == k) {
			return true;
		}
	}
	return false;
}

/* True where whatever is equal by `wanted` is equal by `wider` too. */
static bool is_within(const enum key *wanted, const enum key *wider)
{
	static const enum key whole[KEYS] = {
		[YEAR] = BIRTH, [FAMILY_START] = FAMILY, [GIVEN_START] = GIVEN};

	for (size_t i = 0; i < KEYS_OF_RULE && wider[i] != KEY_END; i++) {
		if (!has_key(wanted, wider[i]) &&
		    (whole[wider[i]] == KEY_END || !has_key(wanted, whole[wider[i]]))) {
			return false;
		}
	}
	return true;
}

static bool is_made_already(const struct starting *s, size_t kept, unsigned made_of)
{
	for (size_t i = 0; i < kept; i++) {
		if (s->out->rules[i].taken &&
		    is_within(candidates[made_of], candidates[s->made_of[i]])) {
			return true;
		}
	}
	return false;
}

static enum onus_err count_pairs_of_rule(struct plan *p, const struct blocking_rule *rule,
					 struct plan_worker *w, uint64_t *out)
{
	const struct blocks_options o = {.threads = 1};
	struct blocks *b = NULL;
	enum onus_err e = blocks_create(p, rule, 1, &o, &b);

	if (e == ONUS_OK) {
		e = blocks_count(b, &w, out);
	}
	blocks_destroy(&b);
	return e;
}

/* Keeps those that make pairs of their own. */
static enum onus_err count_rules(struct starting *s, const struct onus_model *m, struct plan *p,
				 struct plan_worker *w)
{
	size_t all = s->out->rule_count;
	size_t kept = 0;

	for (size_t i = 0; i < all; i++) {
		struct onus_rule_offer o = s->out->rules[i];

		GUARD(count_pairs_of_rule(p, &m->rules[i], w, &o.pairs));
		o.taken = o.pairs <= ONUS_START_PAIRS_MAX * s->profile->rows;
		if (o.pairs > 0 && !is_made_already(s, kept, s->made_of[i])) {
			s->made_of[kept] = s->made_of[i];
			s->out->rules[kept++] = o;
		}
	}
	s->out->rule_count = kept;
	return ONUS_OK;
}

/* Over a plan that compares nothing. */
enum onus_err start_choose_rules(struct starting *s, const struct onus_model *m)
{
	struct onus_model bare = *m;
	struct plan *p = NULL;
	struct plan_worker *w = NULL;
	enum onus_err e;

	bare.n_comparisons = 0;
	GUARD(plan_create(&bare, s->records, &p));
	e = plan_worker_create(p, &w);
	if (e == ONUS_OK) {
		e = count_rules(s, m, p, w);
	}
	plan_worker_destroy(&w);
	plan_destroy(&p);
	return e;
}
