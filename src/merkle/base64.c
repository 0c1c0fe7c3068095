/* SPDX-License-Identifier: Apache-2.0
 * base64.c - RFC 4648 section 4, padded, one spelling for each value. Its time does not depend on
 * the data, because keys pass through it. */
#include <sodium.h>

#include "onus/merkle.h"

void onus_base64_write(struct slice data, char *out)
{
	sodium_bin2base64(out, onus_base64_length(data.n) + 1, (const unsigned char *)data.p,
			  data.n, sodium_base64_VARIANT_ORIGINAL);
}

enum onus_err onus_base64_parse(struct slice text, unsigned char *out, size_t room, size_t *length)
{
	size_t padding = 0;
	size_t need;

	/* libsodium 1.0.18 takes some bytes from 0x80 up for letters. */
	for (size_t i = 0; i < text.n; i++) {
		ENSURE((unsigned char)text.p[i] < 0x80, ONUS_BAD_INPUT, "not base64: byte %zu", i);
	}
	ENSURE(text.n % 4 == 0, ONUS_BAD_INPUT, "base64 comes in fours of letters, this has %zu",
	       text.n);
	if (text.n == 0) {
		*length = 0;
		return ONUS_OK;
	}
	padding += text.p[text.n - 1] == '=';
	padding += padding == 1 && text.p[text.n - 2] == '=';
	need = text.n / 4 * 3 - padding;
	ENSURE(need <= room, ONUS_BAD_INPUT, "base64 of %zu bytes where at most %zu may be", need,
	       room);
	ENSURE(sodium_base642bin(out, room, text.p, text.n, NULL, length, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0,
	       ONUS_BAD_INPUT,
	       "not base64: a wrong letter, wrong padding, or bits to spare that are not 0");
	return ONUS_OK;
}
