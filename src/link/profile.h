/* SPDX-License-Identifier: Apache-2.0
 * profile.h - what the makers of a profile and of starting settings share. */
#ifndef ONUS_LINK_PROFILE_H
#define ONUS_LINK_PROFILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "link/records.h"

/* What the values of a column look like: rows whose value has the form, of those that have one. */
struct look {
	uint64_t rows;
	uint64_t dates;       /* any that onus_date reads */
	uint64_t iso_dates;   /* YYYY-MM-DD */
	uint64_t plain_dates; /* YYYYMMDD */
	uint64_t january;     /* 1 January of any year */
	uint64_t emails;
	uint64_t postcodes; /* whole ones of the United Kingdom */
	uint64_t phones;
	uint64_t with_digit;
	uint64_t with_blank;
};

void look_at(const struct column *c, struct look *out);
/* True where at least `share` of the rows. */
bool look_most(uint64_t part, const struct look *l, double share);

/* The kind: what the name says where the values bear it, else what they look like. */
enum onus_column_kind look_kind(const struct onus_records *r, const struct column *c,
				const struct look *l);

/* Keeps the most frequent values in order, [ONUS_PROFILE_VALUES_MAX]; of equals the first by its
 * bytes. */
void common_add(struct onus_common_value *list, size_t *count, struct slice value, uint64_t rows);

/* What speaks against a column as the id. */
struct id_faults {
	uint64_t missing;  /* rows without a value */
	uint64_t repeated; /* rows with the value of an earlier row of the same source */
};
struct id_faults id_look(const struct onus_records *r, const struct column *c);
void id_warn(struct buf *out, const struct onus_records *r, const struct column *c);

/* Adds what is not as it should be, one sentence a line (profile_warn.c). */
void profile_warn(struct buf *out, const struct onus_records *r, const struct column *c,
		  const struct onus_column_profile *p, const struct look *l);

/* True where 1 January is many times more frequent than one day of the year would be. */
bool look_new_year(const struct look *l);

#endif
