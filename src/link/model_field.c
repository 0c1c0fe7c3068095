/* SPDX-License-Identifier: Apache-2.0
 * model_field.c - reads one field of a model's JSON, and says what is wrong with it. */
#include "link/model_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

enum { FOUND_MAX = 60, NUMBER_MAX = 48 };

enum onus_err place_enter(const struct place *p, const char *key, size_t i, const struct json *v,
			  struct place *out)
{
	const char *path = arena_printf(&p->m->arena, "%s%s[%zu]", p->path, key, i);

	ENSURE(v->type == JSON_OBJECT, ONUS_BAD_INPUT, "%s: %s is no object; write {\"...\": ...}",
	       p->m->name, path);
	out->m = p->m;
	out->object = v;
	out->path = arena_printf(&p->m->arena, "%s.", path);
	return ONUS_OK;
}

enum onus_err place_known(const struct place *p, const char *const *words)
{
	for (size_t i = 0; i < p->object->count; i++) {
		struct slice key = p->object->members[i].key;
		char shown[FOUND_MAX];
		const char *near;
		size_t w = 0;

		while (words[w] != NULL && !slice_is(key, words[w])) {
			w++;
		}
		if (words[w] != NULL) {
			continue;
		}
		slice_show(key, shown, sizeof shown);
		near = word_nearest(key, words);
		return onus_fail(ONUS_BAD_INPUT, HERE, "%s: %s\"%s\" is no setting%s%s%s",
				 p->m->name, p->path, shown,
				 near ? "; did you mean \"" : "; take it out", near ? near : "",
				 near ? "\"?" : "");
	}
	return ONUS_OK;
}

/* What stands there, in a few words. */
static const char *found(const struct json *v, char *out, size_t room)
{
	switch (v->type) {
	case JSON_NULL:
		return "null";
	case JSON_FALSE:
		return "false";
	case JSON_TRUE:
		return "true";
	case JSON_INT:
		snprintf(out, room, "%lld", (long long)v->integer);
		return out;
	case JSON_NUMBER:
		return slice_show(v->string, out, room);
	case JSON_ARRAY:
		return "a list";
	case JSON_OBJECT:
		return "an object";
	default:
		out[0] = '"';
		slice_show(v->string, out + 1, room - 2);
		memcpy(out + strlen(out), "\"", 2);
		return out;
	}
}

enum onus_err place_bad(const struct place *p, const char *key, const char *would_do)
{
	const struct json *v = json_get(p->object, key);
	char shown[FOUND_MAX];

	ENSURE(v != NULL, ONUS_BAD_INPUT, "%s: %s%s is missing; give %s", p->m->name, p->path, key,
	       would_do);
	return onus_fail(ONUS_BAD_INPUT, HERE, "%s: %s%s is %s; give %s", p->m->name, p->path, key,
			 found(v, shown, sizeof shown), would_do);
}

static const struct json *given(const struct place *p, const char *key)
{
	const struct json *v = json_get(p->object, key);

	return v == NULL || v->type == JSON_NULL ? NULL : v;
}

/* The double nearest to a number of JSON. The locale is "C" while a model is read. */
static double number_of(const struct json *v)
{
	return v->type == JSON_INT ? (double)v->integer : strtod(v->string.p, NULL);
}

enum onus_err field_number(const struct place *p, const char *key, const struct range *range,
			   double *out)
{
	const struct json *v = given(p, key);
	double x;

	if (v == NULL) {
		return ONUS_OK;
	}
	if (v->type != JSON_INT && v->type != JSON_NUMBER) {
		return place_bad(p, key, range->words);
	}
	x = number_of(v);
	if (!(x >= range->min && x <= range->max)) {
		return place_bad(p, key, range->words);
	}
	*out = x;
	return ONUS_OK;
}

enum onus_err field_text(const struct place *p, const char *key, struct slice *out)
{
	const struct json *v = given(p, key);

	if (v == NULL) {
		return ONUS_OK;
	}
	if (v->type != JSON_STRING) {
		return place_bad(p, key, "a text in quotes");
	}
	*out = v->string;
	return ONUS_OK;
}

enum onus_err field_bool(const struct place *p, const char *key, bool *out)
{
	const struct json *v = given(p, key);

	if (v == NULL) {
		return ONUS_OK;
	}
	if (v->type != JSON_TRUE && v->type != JSON_FALSE) {
		return place_bad(p, key, "true or false");
	}
	*out = v->type == JSON_TRUE;
	return ONUS_OK;
}

enum onus_err field_count(const struct place *p, const char *key, uint32_t max, uint32_t *out)
{
	char words[NUMBER_MAX];
	double x = *out;

	snprintf(words, sizeof words, "a whole number from 1 to %u", max);
	GUARD(field_number(p, key, &(struct range){1, max, words}, &x));
	if (x != floor(x)) {
		return place_bad(p, key, words);
	}
	*out = (uint32_t)x;
	return ONUS_OK;
}

enum onus_err field_list(const struct place *p, const char *key, const struct json **out)
{
	const struct json *v = given(p, key);

	if (v == NULL) {
		return ONUS_OK;
	}
	if (v->type != JSON_ARRAY) {
		return place_bad(p, key, "a list in brackets");
	}
	*out = v;
	return ONUS_OK;
}

struct json *json_double(struct arena *a, double x)
{
	char text[NUMBER_MAX];
	struct json *v = json_null(a);
	int digits = 15; /* fifteen always read back from decimal; seventeen always from a double */

	do {
		snprintf(text, sizeof text, "%.*g", digits, x);
	} while (strtod(text, NULL) != x && digits++ < 17);
	v->type = JSON_NUMBER;
	v->string = arena_slice(a, slice_str(text));
	return v;
}
