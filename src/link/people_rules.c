/* SPDX-License-Identifier: Apache-2.0
 * people_rules.c - which pairs of people are looked at: blocking rules, and the sessions of
 * training.
 *
 * There is a list of rules, each of which finds matches that the others miss; which of them a file
 * can afford depends on how common its values are. So the pairs of each rule are counted (rows
 * whose keys have a hash in a part of all hashes, where there are many), and a rule is taken where
 * it makes at most a few times the pairs of the strictest ones, which are nearly all matches. */
#include <stdlib.h>

#include "base/threads.h"
#include "link/names.h"
#include "link/people.h"

enum key {
	KEY_NONE,
	KEY_GIVEN,
	KEY_GIVEN_1,
	KEY_GIVEN_3,
	KEY_FAMILY,
	KEY_FAMILY_3,
	KEY_FAMILY_4,
	KEY_FAMILY_5,
	KEY_FULL,
	KEY_FIRST, /* name of a whole name */
	KEY_LAST,
	KEY_FIRST_1,
	KEY_BIRTH,
	KEY_YEAR,
	KEY_MONTH_DAY,
	KEY_POSTCODE,
	KEY_DISTRICT,
	KEY_PLACE,
	KEY_PHONE,
	KEY_EMAIL,
	KEY_NUMBER,
	KEY_STREET,
	KEY_OCCUPATION,
	KEYS,
};

enum {
	RULE_KEYS = 3,
	RULES_MAX = 64,
	/* a rule may make so many halves of the pairs that the strictest makes; one on names alone,
	 * which finds what moved house and was born on another day, more */
	HALVES = 5,
	HALVES_OF_NAMES = 11,
	ROWS_SHARE = 20,        /* and so many times fewer pairs than rows beside them */
	ROWS_COUNTED = 1 << 17, /* of more rows a part is counted */
	COUNTERS = 1 << 20,
	DISTRICT_LENGTH = 4, /* "S60 ", "TQ13": what stands before the inward part */
	DISTRICT_SHORT = 3,  /* where codes are shorter than a British one */
	POSTCODE_LENGTH = 6,
	SESSIONS_WANTED = 2, /* beside those on names and birth */
	SESSIONS_OF_FULL = 3,
	SESSION_PAIRS_MIN = 500,
};

/* The strictest first, whose pairs are nearly all matches: those on which the others are measured.
 */
static const enum key strict[][RULE_KEYS] = {
	{KEY_NUMBER},           {KEY_EMAIL},           {KEY_FAMILY, KEY_BIRTH},
	{KEY_GIVEN, KEY_BIRTH}, {KEY_LAST, KEY_BIRTH}, {KEY_FIRST, KEY_BIRTH},
};
static const enum key others[][RULE_KEYS] = {
	{KEY_PHONE},
	{KEY_POSTCODE},
	{KEY_FAMILY, KEY_GIVEN},
	{KEY_FULL},
	{KEY_BIRTH},
	{KEY_BIRTH, KEY_PLACE},
	{KEY_BIRTH, KEY_POSTCODE},
	{KEY_FAMILY, KEY_PLACE},
	{KEY_FAMILY, KEY_POSTCODE},
	{KEY_GIVEN, KEY_POSTCODE},
	{KEY_FAMILY, KEY_DISTRICT},
	{KEY_GIVEN, KEY_DISTRICT},
	{KEY_GIVEN, KEY_PHONE},
	{KEY_GIVEN, KEY_PLACE},
	{KEY_GIVEN, KEY_PLACE, KEY_YEAR},
	{KEY_FAMILY_4, KEY_YEAR},
	{KEY_GIVEN_3, KEY_FAMILY_3, KEY_PLACE},
	{KEY_FAMILY_5, KEY_GIVEN_1},
	{KEY_FAMILY, KEY_GIVEN_1, KEY_YEAR},
	{KEY_PLACE, KEY_YEAR},
	{KEY_FAMILY, KEY_MONTH_DAY},
	{KEY_GIVEN_3, KEY_FAMILY_3, KEY_MONTH_DAY},
	{KEY_GIVEN_3, KEY_YEAR, KEY_MONTH_DAY},
	{KEY_OCCUPATION, KEY_PLACE, KEY_GIVEN_1},
	{KEY_STREET, KEY_FAMILY},
	{KEY_STREET, KEY_GIVEN},
	{KEY_STREET, KEY_BIRTH},
	{KEY_FIRST, KEY_LAST},
	{KEY_LAST, KEY_PLACE},
	{KEY_LAST, KEY_POSTCODE},
	{KEY_FIRST, KEY_POSTCODE},
	{KEY_FULL, KEY_POSTCODE},
	{KEY_FULL, KEY_PLACE},
	{KEY_FULL, KEY_BIRTH},
	{KEY_LAST, KEY_DISTRICT},
	{KEY_FIRST, KEY_PLACE, KEY_YEAR},
	{KEY_LAST, KEY_YEAR, KEY_FIRST_1},
	{KEY_LAST, KEY_MONTH_DAY},
	{KEY_LAST, KEY_STREET},
};

enum { STRICT = sizeof strict / sizeof strict[0], OTHERS = sizeof others / sizeof others[0] };
_Static_assert((int)STRICT + (int)OTHERS < (int)RULES_MAX && (int)RULES_MAX <= (int)LINK_RULES_MAX,
	       "all rules fit a model");

/* What a key reads: `whole`, or bytes `from` (counted from 1) on, or a part of a name. */
struct reads {
	enum person_field field;
	enum { READ_WHOLE, READ_CUT, READ_FIRST, READ_LAST } how;
	unsigned from;
	unsigned n;
};

struct blocking {
	struct people *people;
	struct reads reads[KEYS];
	uint32_t *groups[KEYS]; /* by code: the same number for equal keys, 0 where there is none */
	size_t n_rules;
	const enum key *rules[RULES_MAX];
	uint64_t pairs[RULES_MAX];
	bool taken[RULES_MAX];
	uint64_t strictest; /* most pairs of a strict rule */
};

/* --- keys --- */

static unsigned usual_length(const struct column *c)
{
	size_t sum = 0;

	for (uint32_t code = 1; code <= c->n_values; code++) {
		sum += column_value(c, code).n;
	}
	return c->n_values > 0 ? (unsigned)(sum / c->n_values) : 0;
}

static void set_reads(struct blocking *b)
{
	const struct people *p = b->people;
	bool birthplace = !people_has(p, PERSON_PLACE) && people_has(p, PERSON_BIRTHPLACE);
	unsigned district = DISTRICT_SHORT;
	struct reads *r = b->reads;

	if (people_has(p, PERSON_POSTCODE) &&
	    usual_length(p->columns[PERSON_POSTCODE]) >= POSTCODE_LENGTH) {
		district = DISTRICT_LENGTH;
	}
	r[KEY_GIVEN] = (struct reads){PERSON_GIVEN, READ_WHOLE, 0, 0};
	r[KEY_GIVEN_1] = (struct reads){PERSON_GIVEN, READ_CUT, 1, 1};
	r[KEY_GIVEN_3] = (struct reads){PERSON_GIVEN, READ_CUT, 1, 3};
	r[KEY_FAMILY] = (struct reads){PERSON_FAMILY, READ_WHOLE, 0, 0};
	r[KEY_FAMILY_3] = (struct reads){PERSON_FAMILY, READ_CUT, 1, 3};
	r[KEY_FAMILY_4] = (struct reads){PERSON_FAMILY, READ_CUT, 1, 4};
	r[KEY_FAMILY_5] = (struct reads){PERSON_FAMILY, READ_CUT, 1, 5};
	r[KEY_FULL] = (struct reads){PERSON_FULL, READ_WHOLE, 0, 0};
	r[KEY_FIRST] = (struct reads){PERSON_FULL, READ_FIRST, 0, 0};
	r[KEY_LAST] = (struct reads){PERSON_FULL, READ_LAST, 0, 0};
	r[KEY_FIRST_1] = (struct reads){PERSON_FULL, READ_CUT, 1, 1};
	r[KEY_BIRTH] = (struct reads){PERSON_BIRTH, READ_WHOLE, 0, 0};
	r[KEY_YEAR] = (struct reads){PERSON_BIRTH, READ_CUT, p->date.year, 4};
	r[KEY_MONTH_DAY] =
		(struct reads){PERSON_BIRTH, READ_CUT, p->date.month_day, p->date.month_day_n};
	r[KEY_POSTCODE] = (struct reads){PERSON_POSTCODE, READ_WHOLE, 0, 0};
	r[KEY_DISTRICT] = (struct reads){PERSON_POSTCODE, READ_CUT, 1, district};
	r[KEY_PLACE] =
		(struct reads){birthplace ? PERSON_BIRTHPLACE : PERSON_PLACE, READ_WHOLE, 0, 0};
	r[KEY_PHONE] = (struct reads){PERSON_PHONE, READ_WHOLE, 0, 0};
	r[KEY_EMAIL] = (struct reads){PERSON_EMAIL, READ_WHOLE, 0, 0};
	r[KEY_NUMBER] = (struct reads){PERSON_NUMBER, READ_WHOLE, 0, 0};
	r[KEY_STREET] = (struct reads){PERSON_STREET, READ_WHOLE, 0, 0};
	r[KEY_OCCUPATION] = (struct reads){PERSON_OCCUPATION, READ_WHOLE, 0, 0};
}

static const struct column *column_of(const struct blocking *b, enum key k)
{
	return b->people->columns[b->reads[k].field];
}

/* FNV-1a of small letters. */
static uint32_t hash_text(struct slice s)
{
	uint32_t h = UINT32_C(0x811c9dc5);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		c = c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
		h = (h ^ c) * UINT32_C(0x01000193);
	}
	return h;
}

static uint32_t group_of(const struct reads *r, struct slice value)
{
	uint32_t h = 0;
	char name[NAME_PART_MAX];

	if (r->how == READ_CUT) {
		size_t from = r->from - 1 < value.n ? r->from - 1 : value.n;
		size_t n = value.n - from < r->n ? value.n - from : r->n;

		h = n > 0 ? hash_text(slice_of(value.p + from, n)) : 0;
	} else if (r->how == READ_WHOLE) {
		h = hash_text(value);
	} else {
		size_t n = name_outer_part(value, r->how == READ_LAST, name);

		h = n > 0 ? hash_text(slice_of(name, n)) : 0;
	}
	return h;
}

/* One key for every value of its column; part 0 is no key. */
static enum onus_err make_groups(void *context, unsigned worker, size_t part)
{
	struct blocking *b = context;
	enum key k = (enum key)part;
	const struct column *c;

	(void)worker;
	if (k == KEY_NONE || column_of(b, k) == NULL ||
	    (b->reads[k].how == READ_WHOLE && !b->people->ways[b->reads[k].field])) {
		return ONUS_OK; /* the code itself */
	}
	c = column_of(b, k);
	b->groups[k] = mem_alloc(((size_t)c->n_values + 1) * sizeof *b->groups[k]);
	b->groups[k][0] = 0;
	for (uint32_t code = 1; code <= c->n_values; code++) {
		b->groups[k][code] = group_of(&b->reads[k], column_value(c, code));
	}
	return ONUS_OK;
}

/* --- counting --- */

static inline uint32_t key_at(const struct blocking *b, enum key k, uint32_t row)
{
	uint32_t code = column_code(column_of(b, k), row);

	return b->groups[k] != NULL ? b->groups[k][code] : code;
}

/* 0 where a key is missing. */
static inline uint64_t rule_hash(const struct blocking *b, const enum key *rule, uint32_t row)
{
	uint64_t h = UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < RULE_KEYS && rule[i] != KEY_NONE; i++) {
		uint32_t key = key_at(b, rule[i], row);

		if (key == 0) {
			return 0;
		}
		h = (h ^ key) * UINT64_C(0xbf58476d1ce4e5b9);
		h ^= h >> 29;
	}
	return h != 0 ? h : 1;
}

/* Pairs of rows that share a rule's keys. Keys whose hashes fall on one counter count as one: too
 * many by a few in a thousand. */
static enum onus_err count_rule(void *context, unsigned worker, size_t part)
{
	struct blocking *b = context;
	uint32_t rows = b->people->r->rows;
	uint32_t *counters = mem_alloc(COUNTERS * sizeof *counters);
	unsigned shift = 0;
	uint64_t pairs = 0;

	(void)worker;
	memset(counters, 0, COUNTERS * sizeof *counters);
	while (rows >> shift > ROWS_COUNTED) {
		shift++;
	}
	for (uint32_t row = 0; row < rows; row++) {
		uint64_t h = rule_hash(b, b->rules[part], row);

		if (h != 0 && (h & ((UINT64_C(1) << shift) - 1)) == 0) {
			pairs += counters[h >> 44]++;
		}
	}
	b->pairs[part] = pairs << shift;
	free(counters);
	return ONUS_OK;
}

_Static_assert(COUNTERS == 1 << (64 - 44), "the upper bits of a hash choose the counter");

/* --- choosing --- */

static bool has_keys(const struct blocking *b, const enum key *rule)
{
	bool has = true;

	for (size_t i = 0; i < RULE_KEYS && rule[i] != KEY_NONE; i++) {
		has = has && column_of(b, rule[i]) != NULL;
	}
	return has;
}

/* Rows that agree on `b` agree on `a`. */
static bool key_follows(const struct blocking *b, enum key a, enum key from)
{
	return a == from ||
	       (b->reads[a].field == b->reads[from].field && b->reads[from].how == READ_WHOLE) ||
	       (b->reads[a].field == b->reads[from].field && b->reads[a].how == READ_CUT &&
		b->reads[from].how == READ_CUT && b->reads[a].from == b->reads[from].from &&
		b->reads[a].n <= b->reads[from].n);
}

/* Every pair of `narrow` is one of `wide`. */
static bool rule_covers(const struct blocking *b, const enum key *wide, const enum key *narrow)
{
	for (size_t i = 0; i < RULE_KEYS && wide[i] != KEY_NONE; i++) {
		bool follows = false;

		for (size_t k = 0; k < RULE_KEYS && narrow[k] != KEY_NONE; k++) {
			follows = follows || key_follows(b, wide[i], narrow[k]);
		}
		if (!follows) {
			return false;
		}
	}
	return true;
}

static bool is_of_names(const struct blocking *b, const enum key *rule)
{
	bool names = true;

	for (size_t i = 0; i < RULE_KEYS && rule[i] != KEY_NONE; i++) {
		names = names && b->reads[rule[i]].field <= PERSON_FULL;
	}
	return names;
}

static bool is_allowed(const struct blocking *b, size_t i)
{
	uint64_t rows = b->people->r->rows;
	uint64_t halves = is_of_names(b, b->rules[i]) ? HALVES_OF_NAMES : HALVES;

	if (b->strictest == 0) {
		return b->pairs[i] <= 2 * rows;
	}
	return b->pairs[i] <= halves * b->strictest / 2 + rows / ROWS_SHARE;
}

static void choose(struct blocking *b, size_t n_strict)
{
	for (size_t i = 0; i < n_strict; i++) {
		b->strictest = b->pairs[i] > b->strictest ? b->pairs[i] : b->strictest;
	}
	for (size_t i = 0; i < b->n_rules; i++) {
		b->taken[i] = b->pairs[i] > 0 && is_allowed(b, i);
	}
	for (size_t i = 0; i < b->n_rules; i++) {
		for (size_t k = 0; k < b->n_rules && b->taken[i]; k++) {
			if (k != i && b->taken[k] && rule_covers(b, b->rules[k], b->rules[i])) {
				b->taken[i] = false;
			}
		}
	}
}

/* --- writing --- */

/* For a rule small letters, where a value is written in several ways; a session compares plainly.
 */
static const char *key_sql(struct blocking *b, enum key k, const char *side, bool session)
{
	struct people *p = b->people;
	const struct reads *r = &b->reads[k];
	const char *name = people_quoted(p, r->field, side, "");

	if (p->ways[r->field] && !session && r->how <= READ_CUT) {
		name = arena_printf(p->arena, "lower(%s)", name);
	}
	switch (r->how) {
	case READ_CUT:
		return arena_printf(p->arena, "substr(%s, %u, %u)", name, r->from, r->n);
	case READ_FIRST:
		return arena_printf(p->arena, "onus_first_name(%s)", name);
	case READ_LAST:
		return arena_printf(p->arena, "onus_last_name(%s)", name);
	default:
		return name;
	}
}

static const char *rule_sql(struct blocking *b, const enum key *rule, bool session)
{
	const char *sql = "";

	for (size_t i = 0; i < RULE_KEYS && rule[i] != KEY_NONE; i++) {
		sql = arena_printf(b->people->arena, "%s%s%s = %s", sql, i > 0 ? " AND " : "",
				   key_sql(b, rule[i], "l.", session),
				   key_sql(b, rule[i], "r.", session));
	}
	return sql;
}

static size_t find_rule(const struct blocking *b, const enum key *rule)
{
	size_t i = 0;

	while (i < b->n_rules && memcmp(b->rules[i], rule, RULE_KEYS * sizeof *rule) != 0) {
		i++;
	}
	return i;
}

/* True where the rule makes enough pairs to learn from, and not too many. */
static bool add_session(struct blocking *b, const enum key *rule)
{
	size_t i = find_rule(b, rule);

	if (i == b->n_rules || b->pairs[i] == 0 || !is_allowed(b, i)) {
		return false;
	}
	json_push_str(b->people->sessions, rule_sql(b, rule, true));
	return b->pairs[i] >= SESSION_PAIRS_MIN;
}

/* In their order, until `wanted` are there. */
static void add_sessions(struct blocking *b, const enum key (*rules)[RULE_KEYS], size_t n,
			 size_t wanted)
{
	size_t found = 0;

	for (size_t i = 0; i < n && found < wanted; i++) {
		found += add_session(b, rules[i]);
	}
}

/* Each on plain equality, so that lambda follows (train_lambda.c), and on what only one person has:
 * a household shares family name, postcode and telephone, and would be learnt as one person. The
 * pairs that agree on both names are the last resort: namesakes are among them. A whole name is
 * learnt from the date of birth with something else; twins are few. */
static void write_sessions(struct blocking *b)
{
	static const enum key first[][RULE_KEYS] = {
		{KEY_FAMILY, KEY_BIRTH}, {KEY_GIVEN, KEY_BIRTH}, {KEY_FULL, KEY_BIRTH}};
	static const enum key then[][RULE_KEYS] = {{KEY_NUMBER},
						   {KEY_EMAIL},
						   {KEY_GIVEN, KEY_POSTCODE},
						   {KEY_GIVEN, KEY_PHONE},
						   {KEY_GIVEN, KEY_PLACE},
						   {KEY_FAMILY, KEY_GIVEN}};
	static const enum key of_full[][RULE_KEYS] = {
		{KEY_NUMBER},
		{KEY_EMAIL},
		{KEY_BIRTH, KEY_POSTCODE},
		{KEY_BIRTH, KEY_PLACE},
		{KEY_FULL, KEY_POSTCODE},
		{KEY_FULL, KEY_PLACE},
		{KEY_FULL},
	};

	add_sessions(b, first, sizeof first / sizeof first[0], SIZE_MAX);
	if (column_of(b, KEY_FULL) != NULL) {
		add_sessions(b, of_full, sizeof of_full / sizeof of_full[0], SESSIONS_OF_FULL);
	} else {
		add_sessions(b, then, sizeof then / sizeof then[0], SESSIONS_WANTED);
	}
}

static void write_rules(struct blocking *b)
{
	struct people *p = b->people;

	for (size_t i = 0; i < b->n_rules; i++) {
		if (b->taken[i]) {
			json_push_str(p->rules, rule_sql(b, b->rules[i], false));
		}
	}
	if (people_has(p, PERSON_GIVEN) && people_has(p, PERSON_FAMILY)) {
		json_push_str(p->rules, arena_printf(p->arena, "%s = %s AND %s = %s",
						     key_sql(b, KEY_GIVEN, "l.", false),
						     key_sql(b, KEY_FAMILY, "r.", false),
						     key_sql(b, KEY_FAMILY, "l.", false),
						     key_sql(b, KEY_GIVEN, "r.", false)));
	}
}

static void add_rules(struct blocking *b, const enum key (*rules)[RULE_KEYS], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (has_keys(b, rules[i])) {
			b->rules[b->n_rules++] = rules[i];
		}
	}
}

enum onus_err people_block(struct people *p)
{
	struct blocking b = {.people = p};
	unsigned threads = threads_count(p->r->threads);
	size_t n_strict;
	enum onus_err e;

	set_reads(&b);
	add_rules(&b, strict, STRICT);
	n_strict = b.n_rules;
	add_rules(&b, others, OTHERS);
	e = threads_run(threads, KEYS, make_groups, &b);
	if (e == ONUS_OK) {
		e = threads_run(threads, b.n_rules, count_rule, &b);
	}
	for (size_t k = 0; k < KEYS; k++) {
		free(b.groups[k]);
	}
	GUARD(e);
	choose(&b, n_strict);
	write_rules(&b);
	write_sessions(&b);
	return ONUS_OK;
}
