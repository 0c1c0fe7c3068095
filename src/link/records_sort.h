/* SPDX-License-Identifier: Apache-2.0
 * records_sort.h - rows sorted by a number. */
#ifndef ONUS_LINK_RECORDS_SORT_H
#define ONUS_LINK_RECORDS_SORT_H

#include "onus/error.h"

#include <stddef.h>
#include <stdint.h>

struct sort_item {
	uint64_t key;
	uint32_t row;
};

/* Sorts items by their keys; those of equal keys stay in order. `others` is room for as many; both
 * have lost what they held before, but for the sorted items. At most UINT32_MAX. */
ONUS_CHECK enum onus_err sort_items(struct sort_item *items, struct sort_item *others, size_t n,
				    unsigned threads);

#endif
