/* SPDX-License-Identifier: Apache-2.0
 * base64.c - tests of onus_base64_*. */
#include "tests/unit/merkle/support.h"

/* RFC 4648 section 10. */
static const struct {
	const char *bytes;
	const char *text;
} pairs[] = {
	{"", ""},
	{"f", "Zg=="},
	{"fo", "Zm8="},
	{"foo", "Zm9v"},
	{"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="},
	{"foobar", "Zm9vYmFy"},
	{"\xfb\xff\xbf", "+/+/"},
};

TEST(base64__has_the_values_of_rfc_4648)
{
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct slice bytes = slice_str(pairs[i].bytes);
		char text[16];
		unsigned char back[16];
		size_t n = 99;

		onus_base64_write(bytes, text);
		CHECK_STR(text, pairs[i].text);
		CHECK_INT(onus_base64_length(bytes.n), strlen(text));
		CHECK_OK(onus_base64_parse(slice_str(text), back, sizeof back, &n));
		CHECK(slice_eq(slice_of(back, n), bytes));
	}
}

TEST(base64_parse__reads_back_any_bytes)
{
	struct chance c = {1};
	unsigned char bytes[200];
	unsigned char back[200];
	char text[300];

	for (size_t n = 0; n < sizeof bytes; n++) {
		size_t length;

		chance_fill(&c, bytes, n);
		onus_base64_write(slice_of(bytes, n), text);
		CHECK_OK(onus_base64_parse(slice_str(text), back, n, &length));
		CHECK(slice_eq(slice_of(back, length), slice_of(bytes, n)));
		if (n > 0) {
			CHECK_ERR(onus_base64_parse(slice_str(text), back, n - 1, &length),
				  ONUS_BAD_INPUT);
		}
	}
}

/* One value must have one spelling: otherwise a receipt could be changed without its check failing.
 */
TEST(base64_parse__refuses_every_other_spelling)
{
	static const struct slice wrong[] = {
		SLICE("="),
		SLICE("Z"),
		SLICE("Zg"),
		SLICE("Zg="),
		SLICE("Zg==="),
		SLICE("Zh=="),
		SLICE("Zm9="),
		SLICE("Z==="),
		SLICE("===="),
		SLICE("=Zg="),
		SLICE("Zg==Zg=="),
		SLICE("Zm9v\n"),
		SLICE("Zm 9"),
		SLICE(" Zg="),
		SLICE("Zm9-"),
		SLICE("Zm9_"),
		SLICE("Zm9v\n\n\n\n"),
		SLICE("Zm\x00v"),
		SLICE("Zm\xc3\xa9"),
		SLICE("Z=9v"),
	};
	unsigned char out[16];
	size_t n;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (onus_base64_parse(wrong[i], out, sizeof out, &n) != ONUS_BAD_INPUT) {
			test_fail(HERE, "read: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
}

/* Bytes from 0x80 up among them, which libsodium 1.0.18 does not always refuse. */
TEST(base64_parse__refuses_every_byte_outside_the_alphabet_at_every_place)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char out[6];
	size_t n;

	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 8; at++) {
			char text[] = "Zm9vYmFy";
			bool known = c != 0 && strchr(alphabet, c) != NULL;

			text[at] = (char)c;
			CHECK_ERR(onus_base64_parse(slice_of(text, 8), out, sizeof out, &n),
				  known ? ONUS_OK : ONUS_BAD_INPUT);
		}
	}
}
