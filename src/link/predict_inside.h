/* SPDX-License-Identifier: Apache-2.0
 * predict_inside.h - edges on their way: as found by the threads, and in their order.
 *
 * While on the way an edge holds the ranks of its rows in the order of ids, so that sorting needs
 * nothing else, and the number of its pattern in the thread's own list. */
#ifndef ONUS_LINK_PREDICT_INSIDE_H
#define ONUS_LINK_PREDICT_INSIDE_H

#include "onus/link.h"

/* So many that a chunk is mapped for itself and goes back to the system when it is done with. */
enum { FOUND_CHUNK = 43690 };

struct found {
	uint32_t left; /* ranks, left < right */
	uint32_t right;
	double weight;
	uint32_t pattern;
	uint32_t rule;
};

struct found_chunk {
	struct found_chunk *next;
	size_t n;
	struct found items[FOUND_CHUNK];
};

/* What one thread found. */
struct found_list {
	struct found_chunk *chunks; /* newest first; none but the newest has room */
	const uint64_t *patterns;   /* by number */
};

/* Appends room for one. */
struct found *found_add(struct found_list *l);
void found_finish(struct found_list *l);

/* Puts all edges in the order of (left, right), with `order` turning ranks back into rows (NULL:
 * they are the same), into memory of pages.h that the caller frees. Empties the lists. The same
 * result however the edges are spread over the lists. */
ONUS_CHECK enum onus_err found_sort(struct found_list *lists, unsigned threads, uint32_t rows,
				    const uint32_t *order, struct onus_edge **out, size_t *count);

#endif
