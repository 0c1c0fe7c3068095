/* SPDX-License-Identifier: Apache-2.0
 * json_read.c - a strict reader of JSON (RFC 8259, with the I-JSON limits of RFC 7493). */
#include "base/json_inside.h"
#include "base/limits.h"

struct reader {
	struct arena *arena;
	struct slice text;
	size_t at;
	size_t depth;  /* arrays and objects that are open */
	size_t values; /* begun so far */
};

static enum onus_err wrong(const struct reader *r, const char *what)
{
	size_t line = 1;
	size_t column = 1;

	for (size_t i = 0; i < r->at && i < r->text.n; i++) {
		column++;
		if (r->text.p[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return onus_fail(ONUS_BAD_INPUT, HERE, "JSON, line %zu, column %zu: %s", line, column,
			 what);
}

static int peek(const struct reader *r)
{
	return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void skip_space(struct reader *r)
{
	int c;

	while ((c = peek(r)) == ' ' || c == '\t' || c == '\n' || c == '\r') {
		r->at++;
	}
}

static bool eat(struct reader *r, char c)
{
	skip_space(r);
	if (peek(r) != (unsigned char)c) {
		return false;
	}
	r->at++;
	return true;
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hex digits; -1 where there are none. */
static long read_hex4(struct reader *r)
{
	long value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(peek(r));

		if (digit < 0) {
			return -1;
		}
		value = value * 16 + digit;
		r->at++;
	}
	return value;
}

static size_t put_utf8(char *out, unsigned long c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* What follows "\u", as UTF-8 into out; its length, or 0 for a bad or lone surrogate. */
static size_t read_unicode_escape(struct reader *r, char *out)
{
	long c = read_hex4(r);

	if (c < 0 || (c >= 0xdc00 && c <= 0xdfff)) {
		return 0;
	}
	if (c >= 0xd800 && c <= 0xdbff) {
		long low;

		if (peek(r) != '\\' || r->at + 1 >= r->text.n || r->text.p[r->at + 1] != 'u') {
			return 0;
		}
		r->at += 2;
		low = read_hex4(r);
		if (low < 0xdc00 || low > 0xdfff) {
			return 0;
		}
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	return put_utf8(out, (unsigned long)c);
}

static size_t read_escape(struct reader *r, char *out)
{
	static const char plain[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
					['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
	int c = peek(r);

	if (c < 0) {
		return 0;
	}
	r->at++;
	if (c == 'u') {
		return read_unicode_escape(r, out);
	}
	out[0] = plain[c];
	return plain[c] != 0 ? 1 : 0;
}

/* Length of the string that begins at r->at, up to its closing quote; *plain where it is the same
 * inside JSON as outside. False where the string has no end. */
static bool measure_string(const struct reader *r, size_t *length, bool *plain)
{
	struct slice rest = slice_from(r->text, r->at);
	size_t n = 0;

	*plain = true;
	while (n < rest.n && rest.p[n] != '"') {
		*plain = *plain && rest.p[n] != '\\' && (unsigned char)rest.p[n] >= 0x20;
		n += rest.p[n] == '\\' ? 2 : 1;
	}
	*length = n;
	return n < rest.n;
}

/* A string whose opening quote has been eaten. It never grows: an escape is longer than its bytes.
 */
static enum onus_err read_string(struct reader *r, struct slice *out)
{
	size_t length;
	size_t end;
	size_t n = 0;
	bool plain;
	char *copy;

	if (!measure_string(r, &length, &plain)) {
		return wrong(r, "a string has no end");
	}
	end = r->at + length;
	if (plain) {
		*out = arena_slice(r->arena, slice_of(r->text.p + r->at, length));
		r->at = end + 1;
		return ONUS_OK;
	}
	copy = arena_alloc(r->arena, length + 1);
	while (r->at < end) {
		char c = r->text.p[r->at];
		size_t step = 1;

		if ((unsigned char)c < 0x20) {
			return wrong(r, "a control character in a string; write it as an escape");
		}
		r->at++;
		copy[n] = c;
		if (c == '\\') {
			step = read_escape(r, copy + n);
		}
		if (step == 0) {
			return wrong(r,
				     "an escape that JSON does not have, or half a surrogate pair");
		}
		n += step;
	}
	r->at = end + 1;
	*out = slice_of(copy, n);
	return ONUS_OK;
}

/* One digit or more; false where there is none. */
static bool eat_digits(struct reader *r)
{
	size_t from = r->at;

	while (peek(r) >= '0' && peek(r) <= '9') {
		r->at++;
	}
	return r->at > from;
}

static bool eat_one_of(struct reader *r, char a, char b)
{
	if (peek(r) != (unsigned char)a && peek(r) != (unsigned char)b) {
		return false;
	}
	r->at++;
	return true;
}

static enum onus_err read_number(struct reader *r, struct json *v)
{
	size_t start = r->at;
	bool whole = true;
	bool zero;
	struct slice text;

	eat_one_of(r, '-', '-');
	zero = peek(r) == '0';
	if (zero) {
		r->at++;
	}
	if (eat_digits(r) == zero) { /* neither, or both */
		return wrong(r, zero ? "a number with a leading zero" : "a value is wanted here");
	}
	if (eat_one_of(r, '.', '.')) {
		whole = false;
		if (!eat_digits(r)) {
			return wrong(r, "a number ends in its decimal point");
		}
	}
	if (eat_one_of(r, 'e', 'E')) {
		whole = false;
		eat_one_of(r, '+', '-');
		if (!eat_digits(r)) {
			return wrong(r, "a number ends in its exponent sign");
		}
	}
	text = slice_of(r->text.p + start, r->at - start);
	v->type = JSON_INT;
	if (!whole || !slice_to_i64(text, &v->integer) || v->integer > JSON_INT_MAX ||
	    v->integer < -JSON_INT_MAX) {
		v->type = JSON_NUMBER;
		v->integer = 0;
		v->string = arena_slice(r->arena, text);
	}
	return ONUS_OK;
}

static enum onus_err read_value(struct reader *r, struct json **out);

static enum onus_err read_array(struct reader *r, struct json *v)
{
	v->type = JSON_ARRAY;
	if (eat(r, ']')) {
		return ONUS_OK;
	}
	do {
		struct json *item = NULL;

		GUARD(read_value(r, &item));
		json_push(v, item);
	} while (eat(r, ','));
	return eat(r, ']') ? ONUS_OK : wrong(r, "a comma or ] is wanted here");
}

static enum onus_err read_object(struct reader *r, struct json *v)
{
	v->type = JSON_OBJECT;
	if (eat(r, '}')) {
		return ONUS_OK;
	}
	do {
		struct slice key = {0};
		struct json *item = NULL;

		if (!eat(r, '"')) {
			return wrong(r, "a member name in quotes is wanted here");
		}
		GUARD(read_string(r, &key));
		if (memchr(key.p, 0, key.n) != NULL) {
			return wrong(r, "a NUL in a member name");
		}
		if (v->count >= JSON_MEMBERS_MAX) {
			return wrong(r, "more members in one object than JSON_MEMBERS_MAX");
		}
		if (!eat(r, ':')) {
			return wrong(r, "a colon is wanted here");
		}
		GUARD(read_value(r, &item));
		json_append(v, key, item);
	} while (eat(r, ','));
	if (!eat(r, '}')) {
		return wrong(r, "a comma or } is wanted here");
	}
	if (json_has_twin_keys(v)) {
		return wrong(r, "a member name stands twice in the object that ends here");
	}
	return ONUS_OK;
}

static enum onus_err read_container(struct reader *r, struct json *v, bool object)
{
	if (r->depth >= JSON_DEPTH_MAX) {
		return wrong(r, "nested deeper than JSON_DEPTH_MAX");
	}
	r->depth++;
	GUARD(object ? read_object(r, v) : read_array(r, v));
	r->depth--;
	return ONUS_OK;
}

static bool eat_word(struct reader *r, struct slice word)
{
	if (!slice_starts(slice_from(r->text, r->at), word)) {
		return false;
	}
	r->at += word.n;
	return true;
}

static enum onus_err read_scalar(struct reader *r, struct json *v)
{
	if (eat(r, '"')) {
		v->type = JSON_STRING;
		return read_string(r, &v->string);
	}
	if (eat_word(r, SLICE("true"))) {
		v->type = JSON_TRUE;
		return ONUS_OK;
	}
	if (eat_word(r, SLICE("false"))) {
		v->type = JSON_FALSE;
		return ONUS_OK;
	}
	if (eat_word(r, SLICE("null"))) {
		v->type = JSON_NULL;
		return ONUS_OK;
	}
	return read_number(r, v);
}

static enum onus_err read_value(struct reader *r, struct json **out)
{
	struct json *v = json_null(r->arena);

	if (r->values >= JSON_VALUES_MAX) {
		return wrong(r, "more values than JSON_VALUES_MAX");
	}
	r->values++;
	if (eat(r, '[')) {
		GUARD(read_container(r, v, false));
	} else if (eat(r, '{')) {
		GUARD(read_container(r, v, true));
	} else {
		GUARD(read_scalar(r, v));
	}
	*out = v;
	return ONUS_OK;
}

enum onus_err json_parse(struct arena *a, struct slice text, struct json **out)
{
	struct reader r = {.arena = a, .text = text};
	struct json *v = NULL;
	size_t bad;

	if (!slice_is_utf8(text, &bad)) {
		r.at = bad;
		return wrong(&r, "not valid UTF-8");
	}
	GUARD(read_value(&r, &v));
	skip_space(&r);
	if (r.at != text.n) {
		return wrong(&r, "something follows the value");
	}
	*out = v;
	return ONUS_OK;
}
