/* SPDX-License-Identifier: Apache-2.0
 * expr_regex.h - regular expressions as RE2 reads them, matched in linear time.
 *
 * DuckDB uses RE2: leftmost, first alternative first, no look-around, no back-references, so that a
 * machine of threads can run over the text once (K. Thompson, "Regular expression search
 * algorithm", 1968; R. Cox, "Regular expression matching: the virtual machine approach", 2009).
 * PCRE2 and POSIX have other answers for the same patterns, and PCRE2 can be made to run for ever;
 * what is read here is what Splink's users write, and every other construct is refused. */
#ifndef ONUS_LINK_EXPR_REGEX_H
#define ONUS_LINK_EXPR_REGEX_H

#include "base/arena.h"

enum regex_step_kind {
	STEP_CHARACTER, /* point; fold */
	STEP_ANY,       /* any character but a line feed */
	STEP_ANY_LINE,  /* any character */
	STEP_CLASS,
	STEP_SPLIT,  /* first x, then y */
	STEP_JUMP,   /* x */
	STEP_SAVE,   /* x: 0 where the wanted group begins, 1 where it ends */
	STEP_ASSERT, /* x: enum regex_place */
	STEP_MATCH,
};

enum regex_place {
	PLACE_TEXT_BEGIN,
	PLACE_TEXT_END,
	PLACE_LINE_BEGIN,
	PLACE_LINE_END,
	PLACE_WORD,
	PLACE_NO_WORD,
};

struct regex_range {
	int32_t first;
	int32_t last;
};

struct regex_class {
	bool negated;
	bool fold;
	size_t n;
	size_t room;
	struct regex_range *ranges;
};

struct regex_step {
	enum regex_step_kind kind;
	bool fold;
	int32_t point;
	uint32_t x;
	uint32_t y;
	const struct regex_class *class;
};

struct regex {
	size_t n;
	struct regex_step *steps;
	bool anchored; /* can match at the beginning only */
};

/* --- between expr_regex_read.c and expr_regex_build.c --- */

enum regex_node_kind {
	NODE_EMPTY,
	NODE_STEP,   /* one step */
	NODE_CAT,    /* first, then second */
	NODE_EITHER, /* first or second */
	NODE_REPEAT, /* first, least to most times; most < 0: any number */
	NODE_GROUP,  /* first, as a group of that number */
};

struct regex_node {
	enum regex_node_kind kind;
	struct regex_step step;
	struct regex_node *first;
	struct regex_node *second;
	int least;
	int most;
	bool lazy;
	bool nullable; /* can match nothing */
	unsigned group;
};

bool regex_read(struct arena *a, struct slice pattern, struct regex_node **out, unsigned *groups,
		const char **why, size_t *at);

#endif
