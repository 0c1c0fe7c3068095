/* SPDX-License-Identifier: Apache-2.0
 * profile_warn.c - what in a column would mislead a link: values that are no values, columns that
 * say nothing, ids that are not. */
#include <ctype.h>

#include "link/metrics.h"
#include "link/profile.h"

enum { SHOWN = 60, FEW = 2, MANY = 20 };

static const double EMPTY_FROM = 0.9;  /* of the rows without a value */
static const double OWN_FROM = 0.005;  /* of the rows with one value, where each has its own */
static const double NEAR_FROM = 0.02;  /* where neighbours and those of one age share it */
static const double REPEATED = 0.0005; /* of the rows with a word that is no value */

/* Words that stand where nothing was known. */
static const char *const no_values[] = {
	"-",
	"--",
	"---",
	"?",
	"??",
	"???",
	".",
	"*",
	"x",
	"xx",
	"xxx",
	"xxxx",
	"na",
	"n/a",
	"n.a.",
	"nan",
	"nil",
	"nk",
	"n/k",
	"none",
	"null",
	"unk",
	"unknown",
	"not known",
	"not given",
	"not stated",
	"not recorded",
	"not applicable",
	"not available",
	"no data",
	"no name",
	"missing",
	"anonymous",
	"anon",
	"tba",
	"tbc",
	"test",
	"other",
	"nfa",
	"baby",
	"no fixed abode",
	"zz99 3wz",
	"zz99 3vz",
	"zz99 3cz",
	"1900-01-01",
	"1901-01-01",
	"01/01/1900",
	"19000101",
	"9999-12-31",
	"99991231",
	"01/01/1901",
};

static bool is_no_value(struct slice v)
{
	for (size_t i = 0; i < sizeof no_values / sizeof *no_values; i++) {
		if (slice_eq_nocase(v, slice_str(no_values[i]))) {
			return true;
		}
	}
	return false;
}

/* "00000000", "1111": one digit over and over. */
static bool is_one_digit(struct slice v)
{
	size_t i = 0;

	while (i < v.n && v.p[i] == v.p[0]) {
		i++;
	}
	return v.n >= 4 && i == v.n && isdigit((unsigned char)v.p[0]);
}

/* Kinds where each person has a value of their own, or shares it with a household. */
static bool is_own(enum onus_column_kind kind)
{
	return kind == ONUS_COLUMN_PHONE || kind == ONUS_COLUMN_EMAIL ||
	       kind == ONUS_COLUMN_NATIONAL_ID || kind == ONUS_COLUMN_MARK;
}

/* The share of the rows from which a value of this kind is held by too many. */
static double too_many(enum onus_column_kind kind)
{
	return is_own(kind)                                                ? OWN_FROM
	       : kind == ONUS_COLUMN_POSTCODE || kind == ONUS_COLUMN_BIRTH ? NEAR_FROM
									   : 2;
}

static void warn_values(struct buf *out, const struct onus_records *r, const struct column *c,
			const struct onus_column_profile *p)
{
	struct onus_common_value found[ONUS_PROFILE_VALUES_MAX];
	char shown[SHOWN];
	size_t count = 0;

	for (uint32_t code = 1; code <= c->n_values; code++) {
		struct slice v = column_value(c, code);
		uint32_t rows = column_count(c, code);

		if (rows >= FEW && (double)rows >= REPEATED * (double)r->rows &&
		    (is_no_value(v) || (is_own(p->kind) && is_one_digit(v)))) {
			common_add(found, &count, v, rows);
		}
	}
	for (size_t i = 0; i < count; i++) {
		buf_addf(out,
			 "\"%s\" stands in %llu rows and looks like no value: leave it empty, or "
			 "they count as agreeing\n",
			 slice_show(found[i].value, shown, sizeof shown),
			 (unsigned long long)found[i].rows);
	}
}

static void warn_common(struct buf *out, const struct onus_column_profile *p)
{
	const struct onus_common_value *top = &p->common[0];
	char shown[SHOWN];

	if (p->common_count > 0 && top->rows >= MANY && !is_no_value(top->value) &&
	    (double)top->rows >= too_many(p->kind) * (double)p->present) {
		buf_addf(out,
			 "\"%s\" stands in %llu rows: a placeholder, a shared address or an "
			 "office?\n",
			 slice_show(top->value, shown, sizeof shown),
			 (unsigned long long)top->rows);
	}
}

struct id_faults id_look(const struct onus_records *r, const struct column *c)
{
	SCOPED_ARENA(a);
	struct id_faults out = {0};
	uint32_t *codes = NEW_N(&a, uint32_t, (size_t)r->rows + 1);
	uint32_t *sources = NEW_N(&a, uint32_t, (size_t)r->rows + 1);
	const uint32_t *both;
	uint32_t n = 0;
	uint32_t different = 0;

	for (uint32_t row = 0; row < r->rows; row++) {
		codes[n] = column_code(c, row);
		sources[n] = records_source_of(r, row);
		n += codes[n] != 0;
	}
	both = number_both(&a, n, codes, sources);
	for (uint32_t i = 0; i < n; i++) {
		different = both[i] >= different ? both[i] + 1 : different;
	}
	out.missing = r->rows - n;
	out.repeated = n - different;
	return out;
}

void id_warn(struct buf *out, const struct onus_records *r, const struct column *c)
{
	struct id_faults f = id_look(r, c);

	if (f.missing > 0) {
		buf_addf(out, "%llu rows have no id\n", (unsigned long long)f.missing);
	}
	if (f.repeated > 0) {
		buf_addf(out, "the id is not unique: %llu rows have that of a row before them\n",
			 (unsigned long long)f.repeated);
	}
}

void profile_warn(struct buf *out, const struct onus_records *r, const struct column *c,
		  const struct onus_column_profile *p, const struct look *l)
{
	uint64_t missing = r->rows - p->present;

	if (p->kind == ONUS_COLUMN_ID) {
		id_warn(out, r, c);
		return;
	}
	if (r->rows > 0 && (double)missing >= EMPTY_FROM * (double)r->rows) {
		buf_addf(out, "%llu of %u rows have no value: it says little\n",
			 (unsigned long long)missing, r->rows);
	}
	if (p->distinct == 1 && r->rows > 1) {
		buf_addf(out, "one value alone: it tells nobody apart\n");
	}
	if (look_new_year(l) && (p->kind == ONUS_COLUMN_BIRTH || p->kind == ONUS_COLUMN_DATE)) {
		buf_addf(out,
			 "1 January stands in %llu rows (%.0f %%): often only the year was known\n",
			 (unsigned long long)l->january,
			 100 * (double)l->january / (double)l->dates);
	}
	warn_values(out, r, c, p);
	warn_common(out, p);
}
