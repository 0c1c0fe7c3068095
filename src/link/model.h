/* SPDX-License-Identifier: Apache-2.0
 * model.h - what a model holds once it has been read. Everything lives in its arena. */
#ifndef ONUS_LINK_MODEL_H
#define ONUS_LINK_MODEL_H

#include "base/json.h"
#include "link/expr.h"
#include "onus/link.h"

enum {
	LINK_COMPARISONS_MAX = 32,
	LINK_LEVELS_MAX = 14, /* of one comparison, "missing" not counted */
	LINK_RULES_MAX = 64,
	LINK_ITERATIONS_MAX = 10000,
	LINK_DEPENDENCES_MAX = 4096,
	LINK_LABELS_PRIOR = 10,
	LINK_WARNINGS_MAX =
		64 * 1024, /* bytes of onus_model_warnings; what is beyond is left out */
};

enum link_type { LINK_DEDUPE_ONLY, LINK_LINK_ONLY, LINK_LINK_AND_DEDUPE };

/* Where the m or u of a level came from, for honest reports. */
enum origin { ORIGIN_NONE, ORIGIN_SETTINGS, ORIGIN_TRAINED, ORIGIN_DEFAULT };

struct level {
	struct slice sql;
	struct slice label;
	const struct expr *condition; /* op EXPR_ELSE for the last */
	bool is_null;
	double m; /* NAN where not known */
	double u;
	double u_error; /* standard error of u where it was sampled; 0 where it was counted */
	bool fix_m;
	bool fix_u;
	enum origin m_from;
	enum origin u_from;
	struct slice tf_column; /* empty: no adjustment */
	double tf_weight;
	double tf_minimum_u;
	bool tf_no_exact; /* disable_tf_exact_match_detection */
	/* Ours, beyond Splink: the frequency of a pair of unequal values is the harmonic mean of
	 * both, and the mean over the level keeps the level's own weight (train_tf.c). */
	bool tf_fuzzy;
	double tf_fuzzy_base; /* what a pair's harmonic mean frequency is compared with */
	int gamma;            /* n-1 .. 0, -1 for "missing" */
};

struct comparison {
	struct slice name; /* output_column_name */
	struct slice description;
	size_t n_levels;      /* with "missing" */
	struct level *levels; /* in the order they are tried */
	int top;              /* gamma of the highest level: number of non-null levels - 1 */
};

struct blocking_rule {
	struct slice sql;
	const struct expr *condition;
};

/* A correction for two comparisons that agree together more often than if they were independent:
 * added to the weight where both have the given gammas. Of those of one comparison `b` only the
 * first in the list that applies counts: what agrees with the address is not explained by the
 * telephone a second time. Ours, beyond Splink. */
struct dependence {
	uint32_t a; /* comparisons */
	uint32_t b;
	int gamma_a;
	int gamma_b;
	double weight; /* log2 */
};

/* --- what training did, for reports --- */

/* One run of expectation maximisation over the pairs of one blocking rule. */
struct session_told {
	struct slice rule;
	uint64_t pairs;     /* that the rule makes */
	uint64_t looked_at; /* fewer where there were too many */
	uint64_t left_out;  /* in blocks beyond the limit */
	uint32_t iterations;
	bool converged;
	double change;    /* largest of the last iteration */
	double prior;     /* share of matches among the pairs */
	uint32_t trained; /* bit i: comparison i, which the rule doesn't read */
};

/* How much more often two levels meet than if the comparisons were independent, as log2. */
struct dependence_told {
	uint32_t a;
	uint32_t b;
	int gamma_a;
	int gamma_b;
	double matches;
	double others; /* among pairs that don't match */
	double error;  /* standard error of `others` */
	uint64_t pairs;
	bool corrected;
};

struct onus_model {
	struct arena arena;
	const char *name;
	enum link_type link_type;
	double prior; /* probability_two_random_records_match */
	bool prior_given;
	double em_convergence;
	uint32_t max_iterations;
	struct slice id_column;
	struct slice source_column;
	struct slice tf_prefix; /* a column of this and a column's name overrides its frequencies */
	struct slice dialect;
	enum kernel_units
		units; /* bytes where the dialect is duckdb: equal weights; else characters */
	size_t n_comparisons;
	struct comparison *comparisons;
	size_t n_rules;
	struct blocking_rule *rules;
	size_t n_dependences;
	struct dependence *dependences;
	const struct json *settings; /* as read: keys that only Splink uses are written back */
	struct buf warnings;
	size_t n_teachers; /* rules for the sessions of training; 0: chosen among those above */
	struct slice *teachers;
	size_t n_sessions; /* of the last training */
	struct session_told *sessions;
	size_t n_measured;
	struct dependence_told *measured;
};

/* Adds a sentence to onus_model_warnings. */
void model_warn(struct onus_model *m, const char *fmt, ...) ONUS_PRINTF(2, 3);

/* Splink's guess for a level that was never trained: what a model is scored with then. */
double model_default_m(const struct comparison *c, int gamma);
double model_default_u(const struct comparison *c, int gamma);

/* The level of a gamma, 0 to top. */
const struct level *comparison_level(const struct comparison *c, int gamma);

/* Number of columns where the level is true exactly if these columns are the same on both sides
 * ("a_l" = "a_r" AND ...), else 0. */
size_t level_exact_columns(const struct level *l);
/* The i-th of them. */
struct slice level_exact_column(const struct level *l, size_t i);
/* The level that is equality of this column alone: its u is what term frequencies are compared
 * with. NULL where there is none. */
const struct level *comparison_exact_level(const struct comparison *c, struct slice column);

/* --- patterns: the gamma of each comparison, plus one, as digits in mixed radix --- */

/* The pattern's multiplier of each comparison, [n_comparisons]; model_parse made sure that it fits.
 */
static inline uint64_t pattern_radix(const struct comparison *c)
{
	return (uint64_t)c->top + 2;
}

#endif
