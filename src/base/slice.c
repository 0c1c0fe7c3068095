/* SPDX-License-Identifier: Apache-2.0
 * slice.c - looking at borrowed bytes. */
#include "base/bytes.h"
#include "onus/slice.h"

int slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0) {
		return order < 0 ? -1 : 1;
	}
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

size_t slice_find(struct slice s, char c)
{
	const char *at = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

size_t slice_search(struct slice s, struct slice needle)
{
	const char *at;

	if (needle.n == 0) {
		return 0;
	}
	at = s.n >= needle.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at ? (size_t)(at - s.p) : s.n;
}

struct slice slice_trim(struct slice s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1])) {
		s.n--;
	}
	return s;
}

bool slice_cut(struct slice *rest, char c, struct slice *part)
{
	size_t at;

	if (rest->p == NULL) {
		return false;
	}
	at = slice_find(*rest, c);
	*part = slice_of(rest->p, at);
	if (at == rest->n) {
		*rest = slice_of(NULL, 0);
	} else {
		*rest = slice_of(rest->p + at + 1, rest->n - at - 1);
	}
	return true;
}

bool slice_line(struct slice *rest, struct slice *line)
{
	if (rest->n == 0 || !slice_cut(rest, '\n', line)) {
		return false;
	}
	if (rest->p != NULL && line->n > 0 && line->p[line->n - 1] == '\r') {
		line->n--;
	}
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool slice_eq_nocase(struct slice a, struct slice b)
{
	if (a.n != b.n) {
		return false;
	}
	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i])) {
			return false;
		}
	}
	return true;
}

bool slice_to_u64(struct slice s, uint64_t *out)
{
	uint64_t value = 0;

	if (s.n == 0 || (s.n > 1 && s.p[0] == '0')) {
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value)) {
			return false;
		}
	}
	*out = value;
	return true;
}

bool slice_to_i64(struct slice s, int64_t *out)
{
	uint64_t value;
	bool negative = s.n > 0 && s.p[0] == '-';

	if (!slice_to_u64(slice_from(s, negative ? 1 : 0), &value)) {
		return false;
	}
	if (negative) {
		if (value == 0 || value > (uint64_t)INT64_MAX + 1) {
			return false;
		}
		*out = (int64_t)(0 - value);
		return true;
	}
	if (value > INT64_MAX) {
		return false;
	}
	*out = (int64_t)value;
	return true;
}

/* Length of the UTF-8 sequence at p with n > 0 bytes left; 0 where it is not valid.
 * Source: Unicode 15, table 3-7. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
	size_t need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;

	if (p[0] < 0x80) {
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4 || n < need || p[1] < low || p[1] > high) {
		return 0;
	}
	for (size_t i = 2; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return need;
}

/* How many of the bytes at `p` are plain ASCII, counted in eights: most text is nothing else. */
static size_t ascii_run(const unsigned char *p, size_t n)
{
	uint64_t eight;
	size_t at = 0;

	for (; n - at >= sizeof eight; at += sizeof eight) {
		memcpy(&eight, p + at, sizeof eight);
		if ((eight & UINT64_C(0x8080808080808080)) != 0) {
			break;
		}
	}
	return at;
}

bool slice_is_utf8(struct slice s, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t at = 0;

	while (at < s.n) {
		size_t step = ascii_run(p + at, s.n - at);

		step = step > 0 ? step : utf8_sequence(p + at, s.n - at);
		if (step == 0) {
			if (bad != NULL) {
				*bad = at;
			}
			return false;
		}
		at += step;
	}
	return true;
}

/* Length of the character at p that may be shown as it is; 0 where it may not. */
static size_t shown(const unsigned char *p, size_t n)
{
	size_t step = utf8_sequence(p, n);
	bool control = p[0] < 0x20 || p[0] == 0x7f || (p[0] == 0xc2 && step == 2 && p[1] < 0xa0);

	return control ? 0 : step;
}

const char *slice_show(struct slice s, char *out, size_t room)
{
	size_t used = 0;
	size_t fits = 0; /* where "..." still has room */
	size_t at = 0;

	while (at < s.n) {
		const char *from = s.p + at;
		size_t step = shown((const unsigned char *)from, s.n - at);

		if (step == 0) {
			from = "?";
			step = 1;
			at += utf8_sequence((const unsigned char *)s.p + at, s.n - at) == 2;
		}
		if (used + step >= room) {
			memcpy(out + fits, "...", sizeof "...");
			return out;
		}
		memcpy(out + used, from, step);
		used += step;
		at += step;
		fits = used + sizeof "..." <= room ? used : fits;
	}
	out[used] = '\0';
	return out;
}
