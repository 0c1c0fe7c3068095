/* SPDX-License-Identifier: Apache-2.0
 * json_inside.h - what json.c and json_read.c share and nobody else needs. */
#ifndef ONUS_BASE_JSON_INSIDE_H
#define ONUS_BASE_JSON_INSIDE_H

#include "base/json.h"

/* Whole numbers that every JSON reader keeps exactly (RFC 7493, section 2.2): +-(2^53 - 1). */
#define JSON_INT_MAX INT64_C(9007199254740991)

/* The members of an object in the order of RFC 8785, section 3.2.3. Few of them need no memory of
 * their own. */
enum { JSON_ORDER_FEW = 32 };

struct json_order {
	const struct json_member **members;
	const struct json_member *few[JSON_ORDER_FEW];
};

void json_order_init(struct json_order *o, const struct json *object);
void json_order_finish(struct json_order *o);
#define SCOPED_JSON_ORDER(name)                                                                    \
	__attribute__((cleanup(json_order_finish))) struct json_order name = {0}

/* Adds a member without a look at those that are there; the key is not copied. */
void json_append(struct json *object, struct slice key, struct json *value);
/* True where two members have one name. */
bool json_has_twin_keys(const struct json *object);

#endif
