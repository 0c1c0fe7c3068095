/* SPDX-License-Identifier: Apache-2.0
 * lineage.h - which entity each row is, as clusters come and go.
 *
 *     an add, a decision, an undo --> rows touched --> their clusters anew --> step: ids kept, told
 *
 * Touched are the rows that edges or "same" decisions connect to those of the operation, with it or
 * without it; no other cluster can change. */
#ifndef ONUS_LINK_LINEAGE_H
#define ONUS_LINK_LINEAGE_H

#include "link/cluster.h"

/* --- what happens to ids (lineage_step.c) --- */

enum { LINEAGE_GONE = UINT32_MAX };

/* One row of a step, in which all rows of an entity take part or none. */
struct step_row {
	uint32_t row;
	uint32_t cluster;  /* place in the step of the first of its cluster; LINEAGE_GONE: no record
			      any more */
	uint64_t before;   /* its entity; 0: it had none */
	uint64_t claims;   /* the entity whose id it may carry on: `before`, but for an undo */
	uint64_t received; /* earlier rows have lower numbers */
	uint64_t after;    /* the answer; 0 where gone */
};

/* What answers to an entity's id. */
struct answers {
	uint64_t next; /* id that was never given yet, from 1 */
	uint64_t room;
	uint64_t *by_id; /* [next] itself; what it became part of; 0: no record of it is left */
};

void answers_finish(struct answers *x);
/* Room for ids below `next`; new ones answer for themselves. */
void answers_grow(struct answers *x, uint64_t next);

/* What an id answers as in the end; 0 where no record of it is left, or it was never given. */
uint64_t answers_of(const struct answers *x, uint64_t id);

/* Changes, in the arena of `told`. */
struct telling {
	struct arena *a;
	size_t count;
	size_t room;
	struct onus_lineage_change *items;
	uint32_t unchanged;
};

/* Gives every cluster its id: of the entities whose earliest row is in it the oldest; a new one
 * where there is none. */
void lineage_step(struct arena *scratch, struct step_row *rows, size_t n, struct answers *x,
		  struct telling *told);

/* --- what the rows hang together by (lineage_net.c) --- */

/* Edges and decisions, each in a list of both its rows. */
struct net_edge {
	uint32_t row[2];
	uint32_t next[2]; /* edge of that row */
	double weight;
};

struct net_verdict {
	uint32_t row[2];
	uint32_t next[2];
	bool same;
	bool undone;
};

struct net {
	const struct onus_records *records;
	uint32_t rows;
	uint32_t rows_room;
	struct net_row {
		uint32_t edges; /* first of its list; UINT32_MAX: none */
		uint32_t verdicts;
		uint32_t mark; /* round in which it was met last */
		bool gone;
	} * row;
	uint32_t round;
	size_t n_edges;
	size_t edges_room;
	struct net_edge *edges;
	size_t n_verdicts;
	size_t verdicts_room;
	struct net_verdict *verdicts;
};

void net_finish(struct net *n);
void net_add_row(struct net *n);
void net_add_edge(struct net *n, const struct onus_edge *e);
/* Gives its number. */
uint32_t net_add_verdict(struct net *n, struct onus_verdict v);

/* Rows by id, growing. */
struct net_rows {
	struct arena *a;
	size_t count;
	size_t room;
	uint32_t *items;
};

/* Before the first row of a list. */
void net_begin(struct net *n);
/* Adds all rows that hang together with `row` and are not in the list yet. */
void net_reach(struct net *n, uint32_t row, struct net_rows *out);
/* Everything among these rows but those that are gone, as a tangle. */
void net_tangle(struct net *n, const struct net_rows *rows, struct tangle *out);
/* Place of a row in the tangle that was made last; false where it is not in it. */
bool net_place(const struct net *n, const struct tangle *t, uint32_t row, uint32_t *place);

#endif
