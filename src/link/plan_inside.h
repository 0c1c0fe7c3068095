/* SPDX-License-Identifier: Apache-2.0
 * plan_inside.h - what the files of the plan share.
 *
 *     condition --read--> nodes over features --choose--> tree of questions --work--> outcome
 *
 * A feature is a question about two rows with a few answers ("states"): how the codes of two
 * columns stand to one another, how many thresholds a kernel passes, between which bounds a number
 * lies. The levels of a comparison are and/or/not over answers; the tree asks the cheap questions
 * first and stops as soon as the level is certain. */
#ifndef ONUS_LINK_PLAN_INSIDE_H
#define ONUS_LINK_PLAN_INSIDE_H

#include "base/limits.h"
#include "link/plan.h"

enum {
	PLAN_CUTS_MAX = 8, /* thresholds of one feature; more make another feature */
	PLAN_STATES_MAX = PLAN_CUTS_MAX + 2,
	PLAN_TREE_MAX = 2048, /* questions in one tree; beyond it they are found anew each time */
	PLAN_STEPS_MAX = 96,  /* of one arithmetic expression; a longer one is interpreted */
	PLAN_MEMO_BITS_MAX = 17,               /* entries of one memory, as a power of two */
	PLAN_MEMO_BYTES_MAX = 8 * 1024 * 1024, /* all memories of one worker */
};

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_NULL, TRUTH_OPEN }; /* OPEN: not known yet */

/* An outcome is gamma + 1, and 1 or 2 for the condition of a rule; OPEN: it depends. */
enum { OUTCOME_OPEN = 0xff, STATE_OPEN = 0xff };

/* An expression of one side as a column: equal values are equal codes. */
struct operand {
	const struct expr *expr;     /* as first met; the same for the other side */
	const struct column *column; /* the codes of its values */
	const uint32_t *codes;       /* of row r: codes[r * stride]; NULL: r + 1 */
	size_t stride;
	struct column *own;        /* the same where the plan made it, else NULL */
	const struct column *base; /* the one column it reads; NULL where it reads several */
	uint32_t *map;   /* [base->n_values + 1] code of base to code; NULL: they are the same */
	bool one_to_one; /* with the values of `base`, missing to missing */
	bool never_null; /* but where `base` is missing */
	enum expr_type type;       /* of every value that is there */
	double *numbers;           /* [n_values + 1], NAN for missing; NULL until asked for */
	struct readings *readings; /* for the grades that are asked of it */
};

/* What a grade makes of each value of an operand, once: code c is at chunks[c / READINGS_A_CHUNK] +
 * at[c]. */
enum { READINGS_A_CHUNK = 4096 };

struct readings {
	struct readings *next;
	const struct expr_grade *grade;
	uint32_t *at;
	size_t n_chunks;
	char **chunks;
};

static inline const void *reading_of(const struct readings *r, uint32_t code)
{
	return r->chunks[code / READINGS_A_CHUNK] + r->at[code];
}

/* --- arithmetic over both rows, as steps of a register machine --- */

enum number_op {
	NUMBER_CONSTANT,
	NUMBER_LEFT, /* value of an operand on the left side */
	NUMBER_RIGHT,
	NUMBER_ADD,
	NUMBER_SUB,
	NUMBER_MUL,
	NUMBER_DIV,
	NUMBER_NEGATE,
	NUMBER_ABS,
	NUMBER_SIN,
	NUMBER_COS,
	NUMBER_ACOS,
	NUMBER_SQRT,
	NUMBER_RADIANS,
	NUMBER_FLOAT, /* rounded to 32 bits */
	NUMBER_IF_GT, /* a > b ? c : d; NULL is not greater */
	NUMBER_IF_GE,
};

struct number_step {
	enum number_op op;
	uint8_t a, b, c, d; /* earlier steps */
	double constant;
	const struct operand *operand;
};

struct number {
	bool difference; /* it is ABS(left - right) of two operands, the first two steps */
	unsigned n;
	struct number_step *steps; /* the last one is the value; NAN is NULL */
};

/* A column that an expression reads. */
struct read {
	enum side side;
	struct slice name;
	const struct column *column;
};

struct reads {
	unsigned n;
	struct read *items;
};

/* --- questions --- */

enum feature_kind {
	FEATURE_PAIR,    /* enum pair_state */
	FEATURE_TRUTH,   /* enum truth of an expression of one side */
	FEATURE_NUMBER,  /* how many cuts the value is at or above; n_cuts + 1: NULL */
	FEATURE_LADDER,  /* how many thresholds a kernel passes; n_cuts + 1: NULL */
	FEATURE_GRADE,   /* how many cuts a grade of ours is at or above; n_cuts + 1: NULL */
	FEATURE_GENERAL, /* enum truth of anything else: expr_eval */
};

/* The two codes of a pair. */
enum pair_state { PAIR_NULL, PAIR_LEFT_NULL, PAIR_RIGHT_NULL, PAIR_UNEQUAL, PAIR_EQUAL };

enum glance { GLANCE_NONE, GLANCE_EDITS, GLANCE_COMMON };

struct feature {
	enum feature_kind kind;
	uint8_t states;
	/* pair, ladder, grade; truth: left alone */
	const struct operand *left;
	const struct operand *right;
	uint32_t *translate; /* pair: code of left's column to that of right's; NULL: one column */
	enum side side;      /* truth */
	const uint8_t *truths; /* truth: [n_values + 1] enum truth by code of left */
	enum kernel_kind kernel;
	enum kernel_units units; /* ladder: bytes, too, where all characters are one byte */
	const struct expr_grade *grade;
	const struct readings *readings_left; /* grade */
	const struct readings *readings_right;
	enum glance glance;         /* ladder: what can be told without the values */
	const uint64_t *glances[2]; /* by code of each side */
	unsigned edits_most;        /* to pass any threshold */
	double common_least;        /* the same of units in common: sum of the shares in each */
	int pair; /* ladder: the pair feature of the same column that answers first, or -1 */
	unsigned n_cuts;
	double cuts[PLAN_CUTS_MAX];      /* number, grade: ascending; ladder: easiest first */
	const struct expr *expr;         /* number, general */
	struct reads reads;              /* number, general */
	struct number *number;           /* NULL: interpreted */
	bool symmetric;                  /* of values that are there */
	int memo;                        /* number of its memory in each worker, or -1 */
	const struct column *reads_left; /* with a memory: the column read on that side */
	const struct column *reads_right;
};

/* --- conditions --- */

enum node_op { NODE_CONSTANT, NODE_AND, NODE_OR, NODE_NOT, NODE_LEAF };

enum leaf_test {
	LEAF_EQUAL,      /* pair */
	LEAF_LEFT_NULL,  /* pair */
	LEAF_RIGHT_NULL, /* pair */
	LEAF_PASSES,     /* number, ladder: at least `at` cuts */
	LEAF_TRUTH,      /* truth, general */
};

struct node {
	enum node_op op;
	enum truth constant;
	unsigned n;
	struct node **args;
	enum leaf_test test;
	unsigned feature;
	double cut;
	unsigned at; /* cuts up to and with `cut` */
	/* kernel: truth of equal values */
	bool passes_equal;
};

/* What the next question is: of node k, feature[k], and next[first[k] + state] is another node, or
 * ~outcome. */
struct question {
	uint16_t feature;
	uint16_t first;
};

/* Conditions of which the first true one gives the outcome: a comparison, or the condition of a
 * rule (two outcomes). */
struct choice {
	unsigned n_levels; /* without the last, which is always true */
	struct node **conditions;
	uint8_t *outcomes; /* [n_levels + 1] */
	unsigned n_features;
	struct feature features[LINK_QUESTIONS_MAX];
	bool ordered;

	/* Where one column's codes decide: */
	const struct operand *key; /* NULL where several columns do */
	bool symmetric;            /* of values that are there */
	uint8_t equal;             /* outcome of equal codes */
	uint8_t null_both;
	uint8_t null_left;
	uint8_t null_right;
	uint8_t unequal;
	uint8_t *equal_of; /* [n_values + 1] outcome by code where `equal` is open; read and written
			    * by all workers, each to the same value; 0xff: not yet known */
	int memo;

	/* With a key: of two unequal values, both there. The first question is number 0. */
	unsigned n_questions;
	struct question *questions; /* NULL: the tree would be too large */
	int16_t *next;
};

/* A memory of answers, in each worker: by the codes of a pair, or of one side alone. */
struct memo_size {
	uint32_t n_left; /* codes, with 0 */
	uint32_t n_right;
};

struct plan {
	const struct onus_model *model;
	const struct onus_records *records;
	struct arena arena;
	unsigned n_operands;
	unsigned operands_room;
	struct operand **operands;
	struct glances *glances;
	uint32_t *table; /* codes that comparisons read, row by row; NULL where there are few */
	size_t table_bytes;
	struct column *source;   /* names of sources, where a condition reads them */
	struct choice **choices; /* [n_comparisons] */
	uint64_t *radices;       /* [n_comparisons] */
	unsigned n_conditions;
	unsigned conditions_room;
	struct choice **conditions; /* of rules */
	unsigned n_memos;
	unsigned memos_room;
	struct memo_size *memos;
	bool ordered;
};

/* --- plan_column.c --- */

/* The column that a name means: of the records, or the one of sources. */
ONUS_CHECK enum onus_err plan_column(struct plan *p, struct slice name, const struct column **out);
/* All that an expression reads. */
ONUS_CHECK enum onus_err plan_reads(struct plan *p, const struct expr *e, struct reads *out);
/* The only column read on a side (or on both together); NULL where there are several, or none. */
const struct column *reads_only(const struct reads *r, enum side side);
/* The operand of an expression that reads columns of one side only; the same for either side. */
ONUS_CHECK enum onus_err plan_operand(struct plan *p, const struct expr *e,
				      const struct operand **out);
/* The same where it takes part in a sum: its numbers are there. A column of the records is read as
 * numbers, and it is ONUS_BAD_INPUT where a value is none; ONUS_NO where an expression gives
 * something else. */
ONUS_CHECK enum onus_err plan_number_operand(struct plan *p, const struct expr *e,
					     const struct operand **out);
void operand_finish(struct operand *o);
/* Bytes that are the same exactly where SQL says that two values of one type are equal. */
struct slice plan_value_bytes(struct arena *a, const struct expr_value *v);

static inline uint32_t operand_row(const struct operand *o, uint32_t row)
{
	return o->codes ? o->codes[row * o->stride] : row + 1;
}

/* The operand's code on a value of the column that decides. */
static inline uint32_t operand_of_key(const struct choice *c, const struct operand *o,
				      uint32_t code)
{
	return o == c->key || o->map == NULL ? code : o->map[code];
}

/* The operand's code on a row; where one column decides, on a value of that column. */
static inline uint32_t operand_code(const struct choice *c, const struct operand *o, uint32_t at)
{
	return c->key == NULL ? operand_row(o, at) : operand_of_key(c, o, at);
}

/* --- plan_type.c --- */

/* A copy of the tree, with casts where columns of numbers are put in order. */
ONUS_CHECK enum onus_err plan_typed(struct plan *p, const struct expr *e, struct expr **out);
/* CAST(column AS DOUBLE). */
ONUS_CHECK enum onus_err plan_cast_to_double(struct plan *p, const struct expr *column,
					     struct expr **out);

/* --- plan_grade.c --- */

/* The readings of an operand's values; made where they are not there yet. */
ONUS_CHECK enum onus_err plan_readings(const struct plan *p, const struct operand *o,
				       const struct expr_grade *g, const struct readings **out);
void readings_destroy(struct readings **r);

/* --- plan_table.c --- */

/* Puts the codes that comparisons read side by side, once all comparisons are made. */
ONUS_CHECK enum onus_err plan_table(struct plan *p);

/* --- plan_glance.c --- */

/* Makes ready what tells that a ladder's values are unlike. */
ONUS_CHECK enum onus_err plan_glance(struct plan *p, struct feature *f);
/* True where two codes of its columns surely pass no threshold. */
bool glance_unlike(const struct feature *f, uint32_t left, uint32_t right);
void plan_glances_finish(struct plan *p);

/* --- plan_number.c --- */

/* ONUS_NO where it is more than arithmetic, and must be interpreted. */
ONUS_CHECK enum onus_err plan_number(struct plan *p, const struct expr *e, struct number **out);
/* False where only the interpreter knows. */
bool number_run(const struct number *n, const struct choice *c, uint32_t left, uint32_t right,
		double *out);

/* --- plan_read.c --- */

/* Reads one condition of a choice that is being made, and the questions in it. */
ONUS_CHECK enum onus_err choice_read(struct plan *p, struct choice *c, const struct expr *e,
				     struct node **out);
/* After the last one: thresholds in their order. */
void choice_settle(struct choice *c);
/* The value of an expression that reads no row; NAN for NULL; ONUS_NO where it is no number. */
ONUS_CHECK enum onus_err plan_constant_number(struct plan *p, const struct expr *e, double *out);

/* --- plan_mirror.c --- */

/* The same outcome with the sides swapped: always, or of values that are all there. */
bool choice_is_symmetric(const struct choice *c, bool there);
/* The same answer with the sides swapped, of values that are there. */
bool feature_is_symmetric(const struct feature *f);

/* --- plan_choose.c --- */

/* The outcome as far as the answers known (state by feature, or STATE_OPEN) decide it;
 * OUTCOME_OPEN, and the question to ask next, where they do not. */
uint8_t choice_decide(const struct choice *c, const uint8_t *known, unsigned *ask);
/* What is certain before any row is looked at, and the tree of questions for the rest. */
ONUS_CHECK enum onus_err choice_prepare(struct plan *p, struct choice *c);
void choice_finish(struct choice *c);

/* --- plan_work.c --- */

const struct plan *worker_plan(const struct plan_worker *w);
/* The gammas of one value of the key against many, without a memory. */
void choice_by_values(struct plan_worker *w, const struct choice *c, uint32_t left,
		      const uint32_t *right, size_t count, int8_t *gammas);
/* The outcome for two values of the key. */
uint8_t choice_by_value(struct plan_worker *w, const struct choice *c, uint32_t left,
			uint32_t right);

#endif
