/* SPDX-License-Identifier: Apache-2.0
 * fold.c - folds letters beyond ASCII, with utf8proc's tables. */
#include <string.h>
#include <utf8proc.h>

#include "text/fold.h"

enum { DECOMPOSED_MAX = 32 };

/* Letters of the Latin script that Unicode does not decompose. */
static const struct {
	int32_t point;
	char text[4];
} latin[] = {
	{0xc6, "AE"},   {0xd0, "D"},   {0xd8, "O"},   {0xde, "TH"}, {0xdf, "SS"}, {0xe6, "AE"},
	{0xf0, "D"},    {0xf8, "O"},   {0xfe, "TH"},  {0x110, "D"}, {0x111, "D"}, {0x126, "H"},
	{0x127, "H"},   {0x131, "I"},  {0x138, "K"},  {0x141, "L"}, {0x142, "L"}, {0x14a, "N"},
	{0x14b, "N"},   {0x152, "OE"}, {0x153, "OE"}, {0x166, "T"}, {0x167, "T"}, {0x181, "B"},
	{0x18a, "D"},   {0x18f, "E"},  {0x190, "E"},  {0x198, "K"}, {0x199, "K"}, {0x1b3, "Y"},
	{0x1b4, "Y"},   {0x253, "B"},  {0x254, "O"},  {0x257, "D"}, {0x259, "E"}, {0x25b, "E"},
	{0x1e9e, "SS"},
};

/* Signs that people and word processors put where a typewriter has an ASCII one. */
static const struct {
	int32_t first;
	int32_t last;
	uint8_t sign;
} signs[] = {
	{0xa3, 0xa3, SIGN_POUND}, {0xab, 0xab, '"'},           {0xbb, 0xbb, '"'},
	{0x2b9, 0x2b9, '\''},     {0x2bb, 0x2bd, '\''},        {0x2010, 0x2015, '-'},
	{0x2018, 0x201b, '\''},   {0x201c, 0x201f, '"'},       {0x2022, 0x2022, '*'},
	{0x2026, 0x2026, '.'},    {0x2032, 0x2032, '\''},      {0x2033, 0x2033, '"'},
	{0x2044, 0x2044, '/'},    {0x20ac, 0x20ac, SIGN_EURO}, {0x2212, 0x2212, '-'},
	{0xff01, 0xff0f, 0},      {0xff1a, 0xff20, 0},         {0xff3b, 0xff40, 0},
};

/* The first of ten digits of scripts that Unicode does not decompose to ASCII. */
static const int32_t zeros[] = {0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6};

static uint8_t sign_of(int32_t point)
{
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (point >= signs[i].first && point <= signs[i].last) {
			/* the full-width forms of ASCII keep its order */
			return signs[i].sign != 0 ? signs[i].sign
						  : (uint8_t)(point - 0xff00 + 0x20);
		}
	}
	return SIGN_OTHER;
}

static enum letter_kind kind_of(int32_t point)
{
	if (point == 0x2bc) { /* the apostrophe that Unicode calls a letter */
		return LETTER_NONE;
	}
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_LL:
		return LETTER_LOWER;
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_NL:
		return LETTER_UPPER;
	case UTF8PROC_CATEGORY_ND:
		return LETTER_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_MC:
		return LETTER_MARK;
	case UTF8PROC_CATEGORY_CF:
		return LETTER_NOTHING;
	case UTF8PROC_CATEGORY_ZS:
		return LETTER_SPACE;
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return LETTER_LINE;
	default:
		return point == 0x85 ? LETTER_LINE : LETTER_NONE;
	}
}

static void put(struct letter *l, const char *bytes, size_t n)
{
	/* four bytes for each of its own: what onus_name_key promises */
	if (l->n + n <= FOLD_ROOM && l->n + n <= l->bytes * 4u) {
		memcpy(l->folded + l->n, bytes, n);
		l->n = (uint8_t)(l->n + n);
	}
}

static bool put_latin(struct letter *l, int32_t point)
{
	for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++) {
		if (latin[i].point == point) {
			put(l, latin[i].text, strlen(latin[i].text));
			return true;
		}
	}
	return false;
}

/* One code point of a decomposition. Marks fold away; so does what is no letter or digit. */
static void put_point(struct letter *l, int32_t point)
{
	utf8proc_uint8_t bytes[4];
	enum letter_kind kind = kind_of(point);

	if (put_latin(l, point)) {
		return;
	}
	if (kind != LETTER_UPPER && kind != LETTER_LOWER && kind != LETTER_DIGIT) {
		return;
	}
	for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
		if (point >= zeros[i] && point < zeros[i] + 10) {
			point = '0' + (point - zeros[i]);
		}
	}
	point = utf8proc_toupper(point);
	put(l, (const char *)bytes, (size_t)utf8proc_encode_char(point, bytes));
}

static void fold(struct letter *l, int32_t point)
{
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	utf8proc_ssize_t count;
	int boundary = 0;

	count = utf8proc_decompose_char(point, parts, DECOMPOSED_MAX,
					UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &boundary);
	for (utf8proc_ssize_t i = 0; i < count && i < DECOMPOSED_MAX; i++) {
		put_point(l, parts[i]);
	}
}

struct letter letter_read(const char *p, size_t n)
{
	struct letter l = {.kind = LETTER_NONE, .bytes = 1, .sign = SIGN_OTHER};
	utf8proc_int32_t point = 0;
	utf8proc_ssize_t used;

	used = utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &point);
	if (used <= 0) {
		return l;
	}
	l.bytes = (uint8_t)used;
	l.kind = kind_of(point);
	if (l.kind == LETTER_UPPER || l.kind == LETTER_LOWER || l.kind == LETTER_DIGIT) {
		fold(&l, point);
		/* a letter that folds to nothing, or a digit that is none of 0..9 */
		if (l.n == 0) {
			l.kind = LETTER_MARK;
		} else if (l.kind == LETTER_DIGIT && (l.n != 1 || (l.folded[0] & 0x80) != 0)) {
			l.kind = LETTER_UPPER;
		}
	} else if (l.kind == LETTER_NONE) {
		l.sign = sign_of(point);
	}
	return l;
}
