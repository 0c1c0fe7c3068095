/* SPDX-License-Identifier: Apache-2.0
 * identifier.c - normal forms of marks, telephone numbers, postcodes and addresses of e-mail. */
#include "text/identifier.h"

#include "base/bytes.h"

bool kind_is_identifier(enum onus_kind kind)
{
	return kind == ONUS_VEHICLE || kind == ONUS_PHONE || kind == ONUS_POSTCODE ||
	       kind == ONUS_EMAIL || kind == ONUS_ACCOUNT;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Which characters of an identifier count. */
static bool counts(enum onus_kind kind, char c)
{
	if (kind == ONUS_PHONE) {
		return is_digit(c);
	}
	if (kind == ONUS_VEHICLE || kind == ONUS_POSTCODE) {
		return is_digit(c) || (c >= 'A' && c <= 'Z');
	}
	return (unsigned char)c > ' ';
}

/* Digits as dialled in the United Kingdom to digits with the country's code. */
static size_t phone_normal(bool plus, char *digits, size_t n)
{
	if (!plus && n > 2 && digits[0] == '0' && digits[1] == '0') {
		memmove(digits, digits + 2, n - 2);
		return n - 2;
	}
	if (!plus && n > 1 && digits[0] == '0') {
		memmove(digits + 2, digits + 1, n - 1);
		memcpy(digits, "44", 2);
		return n + 1;
	}
	if (n > 3 && memcmp(digits, "440", 3) == 0) { /* +44 (0)7700 */
		memmove(digits + 2, digits + 3, n - 3);
		return n - 1;
	}
	return n;
}

size_t identifier_normal(enum onus_kind kind, struct slice text, char out[IDENTIFIER_ROOM])
{
	struct slice s = slice_trim(text);
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < NAME_MAX_BYTES; i++) {
		char c = upper(s.p[i]);

		if (counts(kind, c)) {
			out[n++] = c;
		}
	}
	return kind == ONUS_PHONE ? phone_normal(s.n > 0 && s.p[0] == '+', out, n) : n;
}
