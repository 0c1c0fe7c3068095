/* SPDX-License-Identifier: Apache-2.0
 * model_read.h - inside the reader and the writer of models: one field of JSON at a time. */
#ifndef ONUS_LINK_MODEL_READ_H
#define ONUS_LINK_MODEL_READ_H

#include "link/model.h"

/* A model with Splink's defaults and nothing in it. */
struct onus_model *model_create(const char *name);

/* An object of the file: its path is in front of each key in messages ("comparisons[2].", "" for
 * the whole). */
struct place {
	struct onus_model *m;
	const char *path;
	const struct json *object;
};

struct range {
	double min;
	double max;
	const char *words; /* "a number above 0 and at most 1" */
};

/* The place of an object below this one; ONUS_BAD_INPUT where `v` is none. */
ONUS_CHECK enum onus_err place_enter(const struct place *p, const char *key, size_t i,
				     const struct json *v, struct place *out);
/* ONUS_BAD_INPUT for a member that is not in `words` (ended by NULL), with the nearest that is. */
ONUS_CHECK enum onus_err place_known(const struct place *p, const char *const *words);
/* ONUS_BAD_INPUT that says what stands at `key` and what would do. */
ONUS_CHECK enum onus_err place_bad(const struct place *p, const char *key, const char *would_do);

/* Each leaves *out as it is where the member is absent or null. */
ONUS_CHECK enum onus_err field_number(const struct place *p, const char *key,
				      const struct range *range, double *out);
ONUS_CHECK enum onus_err field_text(const struct place *p, const char *key, struct slice *out);
ONUS_CHECK enum onus_err field_bool(const struct place *p, const char *key, bool *out);
ONUS_CHECK enum onus_err field_count(const struct place *p, const char *key, uint32_t max,
				     uint32_t *out);
ONUS_CHECK enum onus_err field_list(const struct place *p, const char *key,
				    const struct json **out);

/* A number of JSON that reads back as the same double, as short as may be. */
struct json *json_double(struct arena *a, double x);

/* What only Onus has: the member "onus" of the file. */
ONUS_CHECK enum onus_err model_read_ours(const struct place *top);
/* The same made again; NULL where there is nothing to say. */
struct json *model_write_ours(struct arena *a, const struct onus_model *m);

#endif
