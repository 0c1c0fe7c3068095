/* SPDX-License-Identifier: GPL-2.0-or-later
 * charset.c - bytes in some encoding, to clean UTF-8. */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>

#include "extract/charset.h"

enum { KEY_MAX = 24, SNIFF_BYTES = 4096, DECODE_STEP = 8192, PIECE_MAX = 4096 };

#define REPLACEMENT SLICE("\xef\xbf\xbd")
#define NO_CONVERTER ((iconv_t)-1)

/* The encodings that British agencies meet: western ones, those of Word and of old mail programs,
 * and the ones of the languages spoken here. `name` is what iconv calls it. */
static struct charset {
	const char *name;
	iconv_t converter;
} charsets[] = {
	{.name = "UTF-8"},        {.name = "UTF-16LE"},     {.name = "UTF-16BE"},
	{.name = "UTF-32LE"},     {.name = "UTF-32BE"},     {.name = "WINDOWS-1252"},
	{.name = "WINDOWS-1250"}, {.name = "WINDOWS-1251"}, {.name = "WINDOWS-1253"},
	{.name = "WINDOWS-1254"}, {.name = "WINDOWS-1255"}, {.name = "WINDOWS-1256"},
	{.name = "WINDOWS-1257"}, {.name = "WINDOWS-1258"}, {.name = "ISO-8859-1"},
	{.name = "ISO-8859-2"},   {.name = "ISO-8859-3"},   {.name = "ISO-8859-4"},
	{.name = "ISO-8859-5"},   {.name = "ISO-8859-6"},   {.name = "ISO-8859-7"},
	{.name = "ISO-8859-8"},   {.name = "ISO-8859-9"},   {.name = "ISO-8859-13"},
	{.name = "ISO-8859-14"},  {.name = "ISO-8859-15"},  {.name = "ISO-8859-16"},
	{.name = "KOI8-R"},       {.name = "KOI8-U"},       {.name = "GB18030"},
	{.name = "BIG5"},         {.name = "SHIFT_JIS"},    {.name = "EUC-JP"},
	{.name = "ISO-2022-JP"},  {.name = "EUC-KR"},       {.name = "MACINTOSH"},
	{.name = "IBM437"},       {.name = "IBM850"},       {.name = "TIS-620"},
};

enum { CHARSET_COUNT = sizeof charsets / sizeof charsets[0] };

/* Labels that are not our names. Latin-1 means Windows-1252 wherever it is met
 * (https://encoding.spec.whatwg.org/#names-and-labels); ASCII says nothing, since old programs put
 * it on anything: the bytes decide. */
static const struct alias {
	const char *key; /* folded */
	const char *name;
} aliases[] = {
	{"usascii", ""},
	{"ascii", ""},
	{"iso88591", "WINDOWS-1252"},
	{"latin1", "WINDOWS-1252"},
	{"unicode11utf8", "UTF-8"},
	{"cp1252", "WINDOWS-1252"},
	{"cp1250", "WINDOWS-1250"},
	{"cp1251", "WINDOWS-1251"},
	{"cp1256", "WINDOWS-1256"},
	{"latin2", "ISO-8859-2"},
	{"latin9", "ISO-8859-15"},
	{"iso885911", "TIS-620"},
	{"iso88599", "WINDOWS-1254"},
	{"iso88598i", "ISO-8859-8"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"cp936", "GB18030"},
	{"big5hkscs", "BIG5"},
	{"sjis", "SHIFT_JIS"},
	{"xsjis", "SHIFT_JIS"},
	{"windows31j", "SHIFT_JIS"},
	{"cp932", "SHIFT_JIS"},
	{"ksc56011987", "EUC-KR"},
	{"utf16", "UTF-16LE"},
	{"unicode", "UTF-16LE"},
	{"macroman", "MACINTOSH"},
	{"xmacroman", "MACINTOSH"},
	{"cp437", "IBM437"},
	{"cp850", "IBM850"},
};

void charset_init(void)
{
	for (size_t i = 0; i < CHARSET_COUNT; i++) {
		charsets[i].converter = iconv_open("UTF-8", charsets[i].name);
	}
}

/* Small letters and digits only: "ISO_8859-1:1987" and "iso-8859-1" are told apart by nobody. */
static void fold(struct slice label, char key[KEY_MAX])
{
	size_t n = 0;

	label.n = slice_find(label, ':');
	for (size_t i = 0; i < label.n && n < KEY_MAX - 1; i++) {
		if (isalnum((unsigned char)label.p[i])) {
			key[n++] = (char)tolower((unsigned char)label.p[i]);
		}
	}
	key[n] = '\0';
}

const char *charset_find(struct slice label)
{
	char want[KEY_MAX];
	char have[KEY_MAX];

	fold(label, want);
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
		if (strcmp(aliases[i].key, want) == 0) {
			return aliases[i].name;
		}
	}
	for (size_t i = 0; i < CHARSET_COUNT; i++) {
		fold(slice_str(charsets[i].name), have);
		if (strcmp(have, want) == 0 && charsets[i].converter != NO_CONVERTER) {
			return charsets[i].name;
		}
	}
	return NULL;
}

/* Text in UTF-16 has a NUL for every second byte wherever it is in a western script. */
static const char *sniff_utf16(struct slice bytes)
{
	size_t n = (bytes.n < SNIFF_BYTES ? bytes.n : SNIFF_BYTES) / 2;
	size_t even = 0;
	size_t odd = 0;

	for (size_t i = 0; i < n; i++) {
		even += bytes.p[2 * i] == '\0';
		odd += bytes.p[2 * i + 1] == '\0';
	}
	if (n >= 2 && odd > n / 2 && even < n / 16 + 1) {
		return "UTF-16LE";
	}
	if (n >= 2 && even > n / 2 && odd < n / 16 + 1) {
		return "UTF-16BE";
	}
	return NULL;
}

static const char *sniff_mark(struct slice bytes, size_t *mark)
{
	static const struct {
		struct slice mark;
		const char *name;
	} marks[] = {
		{{"\xff\xfe\0\0", 4}, "UTF-32LE"}, {{"\0\0\xfe\xff", 4}, "UTF-32BE"},
		{{"\xef\xbb\xbf", 3}, "UTF-8"},    {{"\xff\xfe", 2}, "UTF-16LE"},
		{{"\xfe\xff", 2}, "UTF-16BE"},
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (slice_starts(bytes, marks[i].mark)) {
			*mark = marks[i].mark.n;
			return marks[i].name;
		}
	}
	*mark = 0;
	return NULL;
}

const char *charset_choose(struct slice bytes, struct slice label, size_t *mark)
{
	const char *name = sniff_mark(bytes, mark);

	if (name == NULL) {
		name = charset_find(label);
	}
	if (name == NULL || name[0] == '\0') {
		name = sniff_utf16(bytes);
	}
	if (name == NULL) {
		name = slice_is_utf8(bytes, NULL) ? "UTF-8" : "WINDOWS-1252";
	}
	return name;
}

/* A buffer takes a piece whole or not at all: small pieces fill it nearly to its limit. */
static void add_pieces(struct buf *out, struct slice s)
{
	while (s.n > 0 && !out->full) {
		struct slice piece = charset_cut(s, PIECE_MAX);

		buf_add(out, piece);
		s = slice_from(s, piece.n);
	}
}

/* Appends valid UTF-8; gives how many NULs it held. One pass, however many lines there are. A \r
 * that ended the part before is dropped like one in the middle. */
static size_t add_valid(struct buf *out, struct slice s)
{
	size_t nul = slice_find(s, '\0');
	size_t cr = slice_find(s, '\r');
	size_t at = 0;
	size_t replaced = 0;

	if (s.n > 0 && s.p[0] == '\n' && out->len > 0 && out->data[out->len - 1] == '\r') {
		out->len--;
	}
	while (at < s.n) {
		size_t stop = nul < cr ? nul : cr;

		add_pieces(out, slice_of(s.p + at, stop - at));
		if (stop == s.n) {
			break;
		}
		if (stop == nul) {
			buf_add(out, REPLACEMENT);
			replaced++;
			nul = stop + 1 + slice_find(slice_from(s, stop + 1), '\0');
		} else {
			if (stop + 1 == s.n || s.p[stop + 1] != '\n') {
				buf_add_byte(out, '\r');
			}
			cr = stop + 1 + slice_find(slice_from(s, stop + 1), '\r');
		}
		at = stop + 1;
	}
	return replaced;
}

size_t charset_clean(struct buf *out, struct slice s)
{
	size_t replaced = 0;

	while (s.n > 0 && !out->full) {
		size_t good = s.n;
		bool whole = slice_is_utf8(s, &good);

		replaced += add_valid(out, slice_of(s.p, whole ? s.n : good));
		if (whole) {
			break;
		}
		buf_add(out, REPLACEMENT);
		replaced++;
		s = slice_from(s, good + 1);
	}
	return replaced;
}

static iconv_t converter_of(const char *name)
{
	for (size_t i = 0; i < CHARSET_COUNT; i++) {
		if (strcmp(charsets[i].name, name) == 0) {
			return charsets[i].converter;
		}
	}
	return NO_CONVERTER;
}

size_t charset_decode(struct buf *out, const char *name, struct slice bytes)
{
	iconv_t converter = converter_of(name);
	char step[DECODE_STEP];
	char *in = (char *)bytes.p; /* iconv does not write here; its type is older than const */
	size_t left = bytes.n;
	size_t replaced = 0;

	if (strcmp(name, "UTF-8") == 0 || converter == NO_CONVERTER) {
		return charset_clean(out, bytes);
	}
	iconv(converter, NULL, NULL, NULL, NULL);
	while (left > 0 && !out->full) {
		char *to = step;
		size_t room = sizeof step;
		size_t before = left;
		size_t done = iconv(converter, &in, &left, &to, &room);
		int why = errno;

		charset_clean(out, slice_of(step, sizeof step - room));
		if (done == (size_t)-1 && (why != E2BIG || before == left)) {
			buf_add(out, REPLACEMENT);
			replaced++;
			in++;
			left--;
		}
	}
	return replaced;
}

struct slice charset_cut(struct slice s, size_t max)
{
	size_t at = max;

	if (s.n <= max) {
		return s;
	}
	while (at > 0 && max - at < 4 && ((unsigned char)s.p[at] & 0xc0) == 0x80) {
		at--;
	}
	return slice_of(s.p, at);
}
