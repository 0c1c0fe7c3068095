/* SPDX-License-Identifier: Apache-2.0
 * key.c - tests of verifier keys and signers' keys. */
#include <stdio.h>

#include "tests/unit/merkle/support.h"

/* RFC 8032 section 7.1, TEST 1. */
static const unsigned char rfc_seed[32] = {
	0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
	0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
	0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
};

/* The example of C2SP signed-note. */
#define C2SP_VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

TEST(skey_from_seed__gives_the_public_key_of_rfc_8032)
{
	struct onus_skey key;
	struct onus_hash public;

	CHECK_OK(onus_skey_from_seed(&key, SLICE("test"), ONUS_KEY_ED25519, rfc_seed));
	memcpy(public.bytes, key.public.key, sizeof public.bytes);
	CHECK(hash_is(public, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
	CHECK_STR(key.public.name, "test");
}

TEST(vkey__is_read_and_written_as_in_the_specification)
{
	struct onus_vkey key;
	char text[ONUS_VKEY_TEXT_MAX];

	CHECK_OK(onus_vkey_parse(SLICE(C2SP_VKEY), &key));
	CHECK_STR(key.name, "example.com/foo");
	CHECK(key.id == 0x530d903a);
	CHECK_INT(key.type, ONUS_KEY_ED25519);
	onus_vkey_write(&key, text);
	CHECK_STR(text, C2SP_VKEY);
}

/* "+" may stand in the base64 part, and ends nothing there. */
TEST(keys__round_trip_whatever_their_base64_holds)
{
	struct chance c = {1};
	int with_plus = 0;

	for (int i = 0; i < 200; i++) {
		unsigned char type = i % 2 ? ONUS_KEY_ED25519 : ONUS_KEY_COSIGNATURE;
		unsigned char seed[32];
		struct onus_skey key;
		struct onus_skey again;
		struct onus_vkey public;
		char text[ONUS_VKEY_TEXT_MAX];

		chance_fill(&c, seed, sizeof seed);
		CHECK_OK(onus_skey_from_seed(&key, SLICE("a.example/log"), type, seed));
		onus_skey_write(&key, text);
		CHECK_OK(onus_skey_parse(slice_str(text), &again));
		CHECK(memcmp(&key, &again, sizeof key) == 0);
		onus_vkey_write(&key.public, text);
		with_plus += strchr(strrchr(text, '+') - 1, '+') != NULL &&
			     strchr(text + strlen("a.example/log+00000000+"), '+') != NULL;
		CHECK_OK(onus_vkey_parse(slice_str(text), &public));
		CHECK(memcmp(&key.public, &public, sizeof public) == 0);
	}
	CHECK(with_plus > 20);
}

TEST(skey_make__makes_another_key_each_time)
{
	struct onus_skey x;
	struct onus_skey y;

	CHECK_OK(onus_skey_make(&x, SLICE("log"), ONUS_KEY_ED25519));
	CHECK_OK(onus_skey_make(&y, SLICE("log"), ONUS_KEY_ED25519));
	CHECK(memcmp(x.public.key, y.public.key, sizeof x.public.key) != 0);
	CHECK(memcmp(x.secret, y.secret, 32) != 0);
}

TEST(key_names__take_what_the_specification_allows_and_no_more)
{
	static const struct slice right[] = {SLICE("a"), SLICE("example.com/log"),
					     SLICE("caf\xc3\xa9"), SLICE("\xe6\x97\xa5"),
					     SLICE("a-b_c!\"=")};
	static const struct slice wrong[] = {
		SLICE(""),         SLICE("a b"),          SLICE("a+b"),
		SLICE("a\nb"),     SLICE("a\tb"),         SLICE("a\x00"),
		SLICE("\x1f"),     SLICE("\xff"),         SLICE("a\xc2\xa0"),
		SLICE("\xc2\x85"), SLICE("\xe2\x80\x83"), SLICE("x\xe3\x80\x80y"),
	};
	struct onus_skey key = {.public.id = 7};

	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		struct onus_skey ok;

		CHECK_OK(onus_skey_from_seed(&ok, right[i], ONUS_KEY_ED25519, rfc_seed));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		CHECK_ERR(onus_skey_from_seed(&key, wrong[i], ONUS_KEY_ED25519, rfc_seed),
			  ONUS_BAD_INPUT);
	}
	CHECK_INT(key.public.id, 7);
}

TEST(key_names__are_bounded)
{
	char name[ONUS_KEY_NAME_MAX + 1];
	char text[ONUS_VKEY_TEXT_MAX];
	struct onus_skey key;
	struct onus_skey again;

	memset(name, 'n', sizeof name);
	CHECK_ERR(onus_skey_from_seed(&key, slice_of(name, sizeof name), 1, rfc_seed),
		  ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "ONUS_KEY_NAME_MAX") != NULL);
	CHECK_OK(onus_skey_from_seed(&key, slice_of(name, sizeof name - 1), 1, rfc_seed));
	onus_skey_write(&key, text);
	CHECK_OK(onus_skey_parse(slice_str(text), &again));
	CHECK(memcmp(&key, &again, sizeof key) == 0);
}

TEST(skey_from_seed__refuses_a_type_that_it_does_not_know)
{
	struct onus_skey key;

	CHECK_ERR(onus_skey_from_seed(&key, SLICE("log"), 0, rfc_seed), ONUS_BAD_INPUT);
	CHECK_ERR(onus_skey_from_seed(&key, SLICE("log"), 2, rfc_seed), ONUS_BAD_INPUT);
	CHECK_ERR(onus_skey_from_seed(&key, SLICE("log"), 6, rfc_seed), ONUS_BAD_INPUT);
}

TEST(vkey_parse__refuses_every_wrong_form)
{
	static const struct slice wrong[] = {
		SLICE(""),
		SLICE("+"),
		SLICE("++"),
		SLICE("example.com/foo"),
		SLICE("example.com/foo+530d903a"),
		SLICE("example.com/foo+530d903a+"),
		SLICE("example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
		SLICE("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
		SLICE("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
		SLICE("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
		SLICE("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l"),
		SLICE("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2"),
		SLICE("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q=="),
		SLICE(C2SP_VKEY "\n"),
		SLICE(" " C2SP_VKEY),
		SLICE("PRIVATE+KEY+x+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
	};
	struct onus_vkey key = {.id = 7};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (onus_vkey_parse(wrong[i], &key) != ONUS_BAD_INPUT || key.id != 7) {
			test_fail(HERE, "read: " SLICE_FMT, SLICE_ARG(wrong[i]));
		}
	}
}

/* The id fits, because it is over the first 32 bytes: what stands behind them must count too. */
TEST(vkey_parse__refuses_a_key_with_bytes_to_spare)
{
	struct onus_vkey key;
	unsigned char material[1 + ONUS_PUBLIC_KEY_BYTES + 1] = {ONUS_KEY_ED25519};
	char base64[64];
	char text[ONUS_VKEY_TEXT_MAX];

	CHECK_OK(onus_vkey_parse(SLICE(C2SP_VKEY), &key));
	memcpy(material + 1, key.key, sizeof key.key);
	onus_base64_write(slice_of(material, sizeof material), base64);
	snprintf(text, sizeof text, "example.com/foo+530d903a+%s", base64);
	CHECK_ERR(onus_vkey_parse(slice_str(text), &key), ONUS_BAD_INPUT);
}

/* With a point of small order as key, one signature fits many texts. */
TEST(vkey_parse__refuses_a_public_key_of_small_order)
{
	struct onus_vkey weak = {.name = "weak", .type = ONUS_KEY_ED25519, .key = {1}};
	unsigned char message[5 + 1 + 32];
	struct onus_hash id;
	char text[ONUS_VKEY_TEXT_MAX];
	struct onus_vkey key;

	memcpy(message, "weak\n\x01", 6);
	memcpy(message + 6, weak.key, sizeof weak.key);
	id = onus_sha256(slice_of(message, sizeof message));
	weak.id = (uint32_t)id.bytes[0] << 24 | (uint32_t)id.bytes[1] << 16 |
		  (uint32_t)id.bytes[2] << 8 | id.bytes[3];
	onus_vkey_write(&weak, text);
	CHECK_ERR(onus_vkey_parse(slice_str(text), &key), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "the key is no public key of Ed25519");
}

TEST(skey_parse__refuses_damage_and_never_quotes_the_secret)
{
	struct onus_skey key = test_key("log", ONUS_KEY_ED25519, 9);
	struct onus_skey out = {.public.id = 7};
	char text[ONUS_VKEY_TEXT_MAX];
	size_t n;

	onus_skey_write(&key, text);
	n = strlen(text);
	CHECK_ERR(onus_skey_parse(slice_of(text, n - 1), &out), ONUS_BAD_INPUT);
	CHECK_ERR(onus_skey_parse(slice_of(text + 1, n - 1), &out), ONUS_BAD_INPUT);
	for (size_t i = 0; i < n; i++) {
		char was = text[i];

		text[i] = was == 'A' ? 'B' : 'A';
		CHECK_ERR(onus_skey_parse(slice_of(text, n), &out), ONUS_BAD_INPUT);
		CHECK(strstr(onus_last_error()->text, strrchr(text, '+') + 2) == NULL);
		text[i] = was;
	}
	CHECK_INT(out.public.id, 7);
}

/* --- third-party vectors --- */

TEST(vkey_parse__gives_the_verdicts_of_the_vectors)
{
	SCOPED_ARENA(a);
	struct slice rest = vector_file(&a, "note/vkeys.csv");
	struct slice field[2];
	int right = 0;
	int wrong = 0;

	CHECK(csv_row(&rest, field, 2));
	while (csv_row(&rest, field, 2)) {
		bool want = slice_starts(field[1], SLICE("ok"));
		struct onus_vkey key;
		char text[ONUS_VKEY_TEXT_MAX];

		CHECK_ERR(onus_vkey_parse(field[0], &key), want ? ONUS_OK : ONUS_BAD_INPUT);
		if (want) {
			onus_vkey_write(&key, text);
			CHECK(slice_is(field[0], text));
			CHECK_INT(key.type, slice_ends(field[1], SLICE("type 04")) ? 4 : 1);
		}
		right += want;
		wrong += !want;
	}
	CHECK_INT(right, 6);
	CHECK_INT(wrong, 6);
}
