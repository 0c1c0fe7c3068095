/* SPDX-License-Identifier: Apache-2.0
 * expr.h - the part of SQL that Splink's conditions are written in, read into a tree.
 *
 * A small Pratt parser (T. Pratt, "Top down operator precedence", 1973): OR, AND, NOT, comparison,
 * IS [NOT] NULL, IN, BETWEEN, LIKE, arithmetic, ||, CAST and ::, CASE, calls, index, literals,
 * quoted names. What it does not know it refuses, with the offset in the text and the nearest thing
 * known.
 *
 * expr_eval is the meaning: slow and plain, three-valued as in SQL. What plan.c does faster must
 * give the same. */
#ifndef ONUS_LINK_EXPR_H
#define ONUS_LINK_EXPR_H

#include "base/arena.h"
#include "link/kernel.h"

enum side { SIDE_NONE = 0, SIDE_LEFT = 1, SIDE_RIGHT = 2, SIDE_BOTH = 3 };

enum expr_op {
	EXPR_NULL,
	EXPR_TEXT,   /* text */
	EXPR_NUMBER, /* number */
	EXPR_BOOL,   /* number 0 or 1 */
	EXPR_COLUMN, /* text: name as written; side */
	EXPR_OR,     /* args, two or more, flat */
	EXPR_AND,
	EXPR_NOT,
	EXPR_EQ,
	EXPR_NE,
	EXPR_LT,
	EXPR_LE,
	EXPR_GT,
	EXPR_GE,
	EXPR_IS_NULL, /* IS NOT NULL is NOT of it */
	EXPR_IN,      /* args[0] in args[1..], literals */
	EXPR_LIKE,    /* args[1] a literal */
	EXPR_ADD,
	EXPR_SUB,
	EXPR_MUL,
	EXPR_DIV,
	EXPR_CONCAT,
	EXPR_NEGATE,
	EXPR_CAST,  /* args[0]; type; text: the type's own name ("BIGINT"); number 1: TRY_CAST */
	EXPR_CASE,  /* when, then, when, then ..., else (NULL where there was none) */
	EXPR_CALL,  /* function; args */
	EXPR_INDEX, /* args[0][args[1]], from 1 */
	EXPR_BEST, /* list_max/list_min of a function over all pairs of two lists: number 1 for max,
		    * function, args[0] and args[1] the lists */
	EXPR_ELSE, /* the whole of a level's condition, in place of SQL */
};

enum expr_type {
	TYPE_ANY,
	TYPE_TEXT,
	TYPE_INTEGER,
	TYPE_DOUBLE,
	TYPE_DATE,
	TYPE_TIMESTAMP,
	TYPE_BOOL,
	TYPE_LIST,
	TYPE_REAL, /* a double rounded to 24 bits: what is compared with it is rounded too */
};

struct expr_function;

struct expr {
	enum expr_op op;
	enum side sides;     /* whose columns it reads, itself and below */
	enum expr_type type; /* of its value; of the target for a cast */
	struct slice text;
	double number;
	const struct expr_function *function;
	size_t n_args;
	struct expr **args;
	size_t at;            /* offset in the text, for messages */
	size_t size;          /* nodes, itself and below; at most LINK_SQL_MAX */
	unsigned depth;       /* of the deepest node below; at most LINK_SQL_DEPTH_MAX */
	const void *prepared; /* what was made of its literals when it was read */
};

struct expr_value {
	enum expr_type type; /* TYPE_ANY with null */
	bool null;
	double number; /* numbers; days for dates; seconds for timestamps; 0 or 1 for truth */
	struct slice text;
	size_t n_items;
	struct expr_value *items;
};

/* How far two texts agree, as a whole number from 0 that grows with it: a function of ours. A text
 * is read once, into at most GRADE_READING_MAX bytes aligned for any type (gives how many); two
 * readings give the same grade in either order. Pure. */
enum { GRADE_READING_MAX = 336 };
struct expr_grade {
	size_t (*read)(struct slice text, void *out);
	unsigned (*compare)(const void *a, const void *b);
};

/* One function that conditions may call: a row of the table in expr_functions.c. The functions
 * beyond Splink's ("onus_...") are rows of the same table. */
struct expr_function {
	const char *name; /* lower case; aliases are rows of their own */
	unsigned args_min;
	unsigned args_max;
	unsigned text_args; /* so many arguments must be text: a date or a number is refused
			     * (Spark casts it) */
	enum expr_type gives;
	enum kernel_kind kernel; /* where is_kernel: this is that kernel of two strings */
	bool is_kernel;
	/* No argument is null: null in gives null out, but for coalesce and nullif, which set
	 * this. */
	bool takes_null;
	bool ours; /* Splink does not have it */
	/* Everything that is no kernel. */
	enum onus_err (*run)(struct arena *a, const struct expr_value *args, size_t n,
			     enum kernel_units u, struct expr_value *out);
	const struct expr_grade *grade; /* not NULL: it is this grade of two texts */
	const char *splink_name; /* the dialects that have it, for the message; may be NULL */
	/* Looks at the literal arguments of a call once, when it is read: may refuse them (`what`
	 * as in the reader), and may leave something in call->prepared for run_call, which is then
	 * called in place of run. Both may be NULL. */
	enum onus_err (*prepare)(struct arena *a, struct expr *call, const char *what);
	enum onus_err (*run_call)(struct arena *a, const struct expr *call,
				  const struct expr_value *args, struct expr_value *out);
};

/* How columns are written. */
enum expr_naming {
	EXPR_SUFFIX, /* name_l, name_r, "name_l" */
	EXPR_PREFIX, /* l.name, r.name, l."name" */
};

/* What the names of functions may be, and the unit of strings: duckdb and unnamed dialects are read
 * in DuckDB's way. */
struct expr_reader {
	enum expr_naming naming;
	const char *what; /* "model.json: comparisons[2].comparison_levels[1].sql_condition" */
	bool spark;       /* Spark's SQL: lists count from 0, "..." is text, '\'' a quote */
};

/* Reads the whole text. ONUS_BAD_INPUT as said above. The tree lives in the arena, and so does a
 * copy of the text it points into. */
ONUS_CHECK enum onus_err expr_parse(struct arena *a, struct slice sql,
				    const struct expr_reader *reader, struct expr **out);

/* The value of a column for one side, asked by expr_eval. */
typedef struct expr_value (*expr_lookup)(void *context, enum side side, struct slice name);

/* The value of the tree. Scratch memory and lists come from the arena. ONUS_BAD_INPUT where a cast
 * or a function meets a value that DuckDB would stop at. */
ONUS_CHECK enum onus_err expr_eval(const struct expr *e, struct arena *a, enum kernel_units u,
				   expr_lookup lookup, void *context, struct expr_value *out);

/* True where both trees are the same but for the side of their columns. */
bool expr_mirror(const struct expr *a, const struct expr *b);
/* True where both trees are the same, sides and all. */
bool expr_same(const struct expr *a, const struct expr *b);
/* Calls `seen` for each column read, once for each name and side. */
void expr_columns(const struct expr *e,
		  void (*seen)(void *context, enum side side, struct slice name), void *context);
/* The nearest name of a function; NULL where none is near. */
const char *expr_nearest_function(struct slice name);
/* Of the words of a list ended by NULL, the nearest by edits, at most a third of its length away;
 * NULL where none is. */
const char *word_nearest(struct slice word, const char *const *words);

#endif
