/* SPDX-License-Identifier: Apache-2.0
 * train.h - inside training: what its parts share.
 *
 *     certain rules --> lambda
 *     values -------> u as counted --+--> EM of each session --> m --> u without the matches
 *     rules --> patterns, counted ---+          ^                            |
 *                                               +----------- once more ------+
 *
 * Whatever is counted is counted in whole numbers, and whatever is drawn is drawn by the hash of
 * ids and values: the result is the same for any number of threads and any order of the input. */
#ifndef ONUS_LINK_TRAIN_H
#define ONUS_LINK_TRAIN_H

#include "base/threads.h"
#include "link/block.h"

enum {
	/* Pairs of values compared for the u of one comparison, side by side where one kernel
	 * decides it, else one by one; four times as many while a level is still uncertain, up to
	 * the maximum. Where there are more, a sample is compared. */
	LINK_U_PAIRS = 1 << 24,
	LINK_U_PAIRS_MAX = 1 << 26,
	LINK_U_SLOW_PAIRS = 1 << 20,
	LINK_U_SLOW_PAIRS_MAX = 1 << 22,
	LINK_U_ROW_PAIRS = 1 << 19,   /* pairs of rows, where a comparison reads several columns */
	LINK_U_EQUAL_PAIRS = 1 << 17, /* ... of rows that agree on one of them */
	LINK_U_EQUAL_MAX = 3,         /* columns that are looked at so */
	/* Pairs looked at in one session; more where few of them are expected to match. */
	LINK_EM_PAIRS = 1 << 18,
	LINK_EM_PAIRS_MAX = 1 << 23,
	LINK_EM_MATCHES = 50000,
	LINK_AGREE_PAIRS = 1 << 15, /* drawn of those that agree on one comparison, for u */
	LINK_AGREE_MANY = 1 << 17,  /* ... for dependence too */
	LINK_AGREE_LEAST = 100,     /* fewer don't tell */
	LINK_EM_PAIRS_MIN = 500,    /* a rule of fewer pairs teaches little */
};

/* What was counted for one comparison among random pairs: pairs by gamma + 1. */
struct u_counts {
	double pairs[LINK_LEVELS_MAX + 1];
	double variance[LINK_LEVELS_MAX + 1]; /* of `pairs`; 0 where they were counted exactly */
	double inverse[LINK_LEVELS_MAX + 1];  /* sum of 1/frequency, mean of both sides: for tf */
	double looked_at;                     /* pairs behind the sampled part; 0: all */
};

/* Patterns and how often each was seen, sorted by pattern. */
struct patterns {
	size_t count;
	uint64_t *keys;
	uint64_t *counts;
};

struct session {
	const struct blocking_rule *rule;
	struct blocks *blocks;
	struct patterns seen;
	uint32_t free; /* bit i: comparison i is trained */
	uint64_t pairs;
	uint64_t looked_at;
	uint64_t left_out;
	/* after EM */
	uint32_t iterations;
	bool converged;
	double change;
	double prior;
	double (*m)[LINK_LEVELS_MAX + 1];   /* [comparisons] by gamma + 1; NAN where never seen */
	bool (*least)[LINK_LEVELS_MAX + 1]; /* that m is the least that its pairs allow */
};

/* Columns of a comparison of several columns, pairs that agree on which are sampled apart. */
struct u_equal {
	size_t count;
	const struct column *columns[LINK_U_EQUAL_MAX];
};

/* Pairs that are equal in one comparison. */
struct agreeing {
	struct patterns seen;
	const uint8_t *gammas; /* as from patterns_unpack */
	double prior;          /* share of matches among them, by agree_separate */
	double u[LINK_COMPARISONS_MAX][LINK_LEVELS_MAX + 1]; /* of the others, by gamma + 1 */
};

struct trainer {
	struct onus_model *m;
	const struct onus_records *r;
	const struct onus_train_options *o;
	unsigned threads;
	struct plan *plan;
	struct plan_worker **workers;
	bool lambda_found; /* by the sessions */
	struct blocks *certain;
	size_t n_sessions;
	struct session *sessions;
	struct u_equal equal[LINK_COMPARISONS_MAX];
	const struct column *same[LINK_COMPARISONS_MAX]; /* equal: the top level; NULL: none such */
	struct agreeing *agreeing;                       /* [comparisons]; NULL: not wanted */
	struct u_counts u[LINK_COMPARISONS_MAX];
	double first_m[LINK_COMPARISONS_MAX]
		      [LINK_LEVELS_MAX + 1]; /* before training, by gamma + 1 */
	uint64_t *row_hash;                  /* [rows] of id and source; made when asked for */
	uint32_t *order;                     /* [rows] rows by that hash: as good as shuffled */
	struct arena arena;
};

/* --- train.c --- */
ONUS_CHECK enum onus_err trainer_init(struct trainer *t, struct onus_model *m,
				      const struct onus_records *r,
				      const struct onus_train_options *o);
/* The plan's workers, one a thread: after everything was compiled into the plan. */
ONUS_CHECK enum onus_err trainer_start(struct trainer *t);
/* The first error of any worker. */
ONUS_CHECK enum onus_err trainer_check(const struct trainer *t);
void trainer_finish(struct trainer *t);

/* Reads a rule of the caller into the trainer's arena. */
ONUS_CHECK enum onus_err train_rule(struct trainer *t, struct slice sql, const char *what,
				    struct blocking_rule *out);

/* --- train_prior.c --- */
/* Pairs of rows that the link type allows. */
double train_all_pairs(const struct onus_model *m, const struct onus_records *r);
ONUS_CHECK enum onus_err train_prior_prepare(struct trainer *t);
ONUS_CHECK enum onus_err train_prior(struct trainer *t);

/* --- train_order.c --- */
/* Makes row_hash, or both. */
ONUS_CHECK enum onus_err train_hash_rows(struct trainer *t);
ONUS_CHECK enum onus_err train_order_rows(struct trainer *t);
uint64_t train_hash(struct slice s, uint64_t seed);

/* --- train_draw.c, after train_order_rows --- */
struct drawn {
	size_t count;
	struct pair *pairs; /* from malloc; NULL: of any rows, worked out when asked for */
};
/* The i-th, left and right in any order. */
struct pair drawn_pair(const struct trainer *t, const struct drawn *d, size_t i);
/* Any two rows, up to `most` pairs, each once. */
struct drawn draw_any(const struct trainer *t, uint64_t most);
/* Pairs that hold the same value of a column. */
struct drawn draw_equal(const struct trainer *t, const struct column *c, uint64_t most);
/* How many pairs of rows hold the same value. */
uint64_t column_equal_pairs(const struct column *c);

/* --- train_value.c, train_rows.c, train_u.c --- */
/* The least tau that lets `wanted` values of a column at most into a sample, a value that f rows
 * hold with the chance min(1, f / tau) (train_tau.c). */
uint64_t train_tau(const struct column *c, uint32_t rows, double wanted);
/* Counts by pairs of values; false where the comparison can't be decided so. */
ONUS_CHECK enum onus_err train_value_u(struct trainer *t, size_t comparison, bool *done);
/* The columns of train_rows_u, before the plan's workers are there. */
ONUS_CHECK enum onus_err train_rows_prepare(struct trainer *t, size_t comparison);
/* Counts by pairs of rows. */
ONUS_CHECK enum onus_err train_rows_u(struct trainer *t, size_t comparison);
ONUS_CHECK enum onus_err train_u_prepare(struct trainer *t);
/* Counts every comparison and gives the model u as Splink means it. */
ONUS_CHECK enum onus_err train_u(struct trainer *t);
/* Takes the matches out of u, by lambda and m as they are in the model. */
void train_u_correct(struct trainer *t);
/* What frequencies of unequal values are compared with. */
void train_tf(struct trainer *t);

/* --- train_patterns.c --- */
/* Counts patterns for each worker, joined at the end. */
struct pattern_counter;
struct pattern_counter *pattern_counter_create(unsigned workers);
void pattern_counter_add(struct pattern_counter *c, unsigned worker, const uint64_t *patterns,
			 size_t count);
void pattern_counter_take(struct pattern_counter *c, struct arena *a, struct patterns *out);
void pattern_counter_destroy(struct pattern_counter **c);
/* gammas[i * n_comparisons + c] = gamma + 1 of comparison c in pattern i. */
uint8_t *patterns_unpack(struct arena *a, const struct onus_model *m, const struct patterns *p);

/* --- train_session.c --- */
ONUS_CHECK enum onus_err train_sessions_prepare(struct trainer *t);
/* Which of the candidates are worth it, and their patterns. */
ONUS_CHECK enum onus_err train_sessions_walk(struct trainer *t);

/* --- train_em.c --- */
/* Levels of equality that every pair of a session's rule is in: equality on several columns before
 * that on one of them, each column once. Gives how many; `columns` they read in all. */
enum { LINK_IMPLIED_MAX = 64 };
struct implied {
	size_t comparison;
	const struct level *level;
};
size_t train_implied(const struct trainer *t, const struct session *s,
		     struct implied out[LINK_IMPLIED_MAX], size_t *columns);
/* log2 of the odds that a pair of the session's rule is a match, before anything was learnt. */
double train_start_weight(const struct trainer *t, const struct session *s);
/* Runs every session, and gives the model the median of their m. */
void train_em(struct trainer *t);
/* Says what stayed untrained or stuck. */
void train_tell(struct trainer *t);
/* The place of a gamma, from -1, in tables by gamma + 1. */
static inline unsigned gamma_level(int gamma)
{
	return (unsigned)(gamma + 1);
}

/* log2(m/u) of a gamma, with Splink's guesses where the model knows none. */
double train_weight(const struct comparison *c, int gamma);

/* --- train_lambda.c --- */
/* Lambda from the sessions, where neither the model nor a rule for certain matches gives it. */
void train_lambda(struct trainer *t);

/* --- train_agree.c --- */
/* Finds the columns whose equality is a comparison's top level, before the workers are there. */
ONUS_CHECK enum onus_err train_agree_prepare(struct trainer *t);
/* Draws pairs that are equal there, and counts their patterns. */
ONUS_CHECK enum onus_err train_agree_see(struct trainer *t);
/* Share of matches among pairs that are equal in a comparison; NAN where they can't tell. */
double train_agree_matches(struct trainer *t, size_t comparison);
/* Finds the share of matches among the pairs equal in comparison `a`, and u of the others there. */
void agree_separate(const struct onus_model *m, struct agreeing *p, size_t a);
/* log2 of the odds of their i-th pattern, the levels of comparisons `a` and `b` left out. */
double agree_odds(const struct onus_model *m, const struct agreeing *p, size_t i, size_t a,
		  size_t b);
/* m and u of gamma + 1, with Splink's guesses where the model knows none. */
double agree_m(const struct comparison *c, size_t place);
double agree_u(const struct comparison *c, size_t place);

/* --- train_depend.c --- */
/* Measures which comparisons agree together, and gives the model corrections. */
ONUS_CHECK enum onus_err train_dependence(struct trainer *t);

#endif
