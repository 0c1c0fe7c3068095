/* SPDX-License-Identifier: Apache-2.0
 * model_support.h - models for the tests of reading and training. */
#ifndef ONUS_TESTS_LINK_MODEL_SUPPORT_H
#define ONUS_TESTS_LINK_MODEL_SUPPORT_H

#include "link/model.h"
#include "tests/harness.h"

#define HOLD_MODEL(name) __attribute__((cleanup(onus_model_destroy))) struct onus_model *name = NULL

/* Reads a model that must be right. */
static inline struct onus_model *model_of(const char *json)
{
	struct onus_model *m = NULL;

	CHECK_OK(onus_model_parse(slice_str(json), "model.json", &m));
	return m;
}

/* A comparison of one column: "missing", equal, and all other. */
#define EXACT(column)                                                                              \
	"{\"output_column_name\":\"" column "\",\"comparison_levels\":["                           \
	"{\"sql_condition\":\"\\\"" column "_l\\\" IS NULL OR \\\"" column                         \
	"_r\\\" IS NULL\",\"is_null_level\":true},"                                                \
	"{\"sql_condition\":\"\\\"" column "_l\\\" = \\\"" column "_r\\\"\"},"                     \
	"{\"sql_condition\":\"ELSE\"}]}"

#endif
