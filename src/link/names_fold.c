/* SPDX-License-Identifier: Apache-2.0
 * names_fold.c - a name as folded parts.
 *
 * Cyrillic and Greek letters become Latin ones, letter by letter, so that a name in either script
 * can meet itself. Source: ICAO Doc 9303 part 3 (transliteration of Cyrillic), and ELOT 743 / ISO
 * 843 for Greek; sounds that both leave out (the soft sign) are left out. */
#include <stddef.h>
#include <string.h>

#include "link/names.h"
#include "text/fold.h"

enum { APOSTROPHE_OTHER = '`', ORDINAL_LETTERS = 2 };

/* Cyrillic capitals from U+0410. */
static const char cyrillic[][5] = {
	"A", "B", "V", "G", "D", "E",  "ZH", "Z",  "I",  "I",    "K", "L", "M", "N", "O",  "P",
	"R", "S", "T", "U", "F", "KH", "TS", "CH", "SH", "SHCH", "",  "Y", "",  "E", "YU", "YA",
};
/* Greek capitals from U+0391. */
static const char greek[][3] = {
	"A", "V", "G", "D", "E", "Z", "I", "TH", "I", "K",  "L",  "M", "N",
	"X", "O", "P", "R", "",  "S", "T", "Y",  "F", "CH", "PS", "O",
};
static const struct {
	uint16_t point;
	char text[3];
} others[] = {
	{0x402, "DJ"}, {0x404, "YE"}, {0x405, "DZ"}, {0x406, "I"},  {0x408, "J"},
	{0x409, "LJ"}, {0x40a, "NJ"}, {0x40b, "C"},  {0x40f, "DZ"}, {0x490, "G"},
};

/* The part that is being read. */
struct reader {
	struct name *name;
	struct name_part *part; /* NULL between parts */
};

static void add_byte(struct reader *r, char c)
{
	struct name_part *p = r->part;

	if (p == NULL) {
		if (r->name->count == NAME_PARTS_MAX) {
			return;
		}
		p = &r->name->parts[r->name->count++];
		memset(p, 0, sizeof *p);
		r->part = p;
	}
	if (p->n < NAME_PART_MAX) {
		p->text[p->n++] = c;
	}
}

static void add_text(struct reader *r, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		add_byte(r, text[i]);
	}
}

/* The Latin letters for a Cyrillic or Greek capital; NULL for any other. */
static const char *latin_of(unsigned point)
{
	if (point >= 0x410 && point <= 0x42f) {
		return cyrillic[point - 0x410];
	}
	if (point >= 0x391 && point <= 0x3a9) {
		return greek[point - 0x391];
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (others[i].point == point) {
			return others[i].text;
		}
	}
	return NULL;
}

/* What a letter beyond ASCII folds to. Cyrillic and Greek have two bytes of UTF-8. */
static void add_letter(struct reader *r, const struct letter *l)
{
	for (size_t i = 0; i < l->n; i++) {
		unsigned char lead = (unsigned char)l->folded[i];
		const char *latin = NULL;

		if ((lead & 0xe0) == 0xc0 && i + 1 < l->n) {
			latin = latin_of((lead & 0x1fu) << 6 |
					 ((unsigned char)l->folded[i + 1] & 0x3fu));
		}
		if (latin != NULL) {
			add_text(r, latin, strlen(latin));
			i++;
		} else {
			add_byte(r, l->folded[i]);
		}
	}
}

static size_t read_foreign(struct reader *r, const char *p, size_t n)
{
	struct letter l = letter_read(p, n);

	switch (l.kind) {
	case LETTER_UPPER:
	case LETTER_LOWER:
	case LETTER_DIGIT:
		add_letter(r, &l);
		break;
	case LETTER_NONE:
		if (l.sign != '\'') {
			r->part = NULL;
		}
		break;
	case LETTER_SPACE:
	case LETTER_LINE:
		r->part = NULL;
		break;
	case LETTER_MARK:
	case LETTER_NOTHING:
		break;
	}
	return l.bytes;
}

/* 1847, 1st, 2nd */
static bool is_number(const struct name_part *p)
{
	size_t digits = 0;

	while (digits < p->n && p->text[digits] >= '0' && p->text[digits] <= '9') {
		digits++;
	}
	return digits > 0 && (digits == p->n || p->n - digits == ORDINAL_LETTERS);
}

static bool may_lack(const struct name *n, size_t i)
{
	const struct name_part *p = &n->parts[i];
	unsigned kinds = name_word_kinds(p->word);
	bool last = i + 1 == n->count;

	if (is_number(p) || (last && i > 1 && (kinds & NAME_TAIL) != 0)) {
		return true;
	}
	if (last) {
		return false;
	}
	/* "Ben Hill" is Benjamin, "Khalid ben Hamza" is the son of Hamza */
	return (kinds & NAME_TITLE) != 0 ||
	       ((kinds & NAME_PARTICLE) != 0 && !(i == 0 && name_word_listed(p->word)));
}

void name_part_settle(struct name_part *p)
{
	for (size_t i = 0; i < p->n; i++) {
		p->letters |= UINT32_C(1) << ((unsigned char)p->text[i] & 31);
	}
	p->word = name_word_find(p->text, p->n);
	p->lines = name_word_lines(p->word);
	p->sound = name_sound(p->text, p->n);
}

/* Marks what may be left out, unless nothing else is there. */
static void mark_parts(struct name *n)
{
	bool any = false;

	for (size_t i = 0; i < n->count; i++) {
		name_part_settle(&n->parts[i]);
		n->letters |= n->parts[i].letters;
	}
	for (size_t i = 0; i < n->count; i++) {
		n->parts[i].may_lack = may_lack(n, i);
		any = any || !n->parts[i].may_lack;
	}
	for (size_t i = 0; i < n->count && !any; i++) {
		n->parts[i].may_lack = false;
	}
}

size_t name_read(struct slice text, struct name *out)
{
	struct reader r = {.name = out};
	size_t i = 0;

	memset(out, 0, offsetof(struct name, parts));
	while (i < text.n) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= 0x80) {
			i += read_foreign(&r, text.p + i, text.n - i);
			continue;
		}
		if (c >= 'a' && c <= 'z') {
			add_byte(&r, (char)(c - 'a' + 'A'));
		} else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
			add_byte(&r, (char)c);
		} else if (c != '\'' && c != APOSTROPHE_OTHER) {
			r.part = NULL;
		}
		i++;
	}
	mark_parts(out);
	return offsetof(struct name, parts) + out->count * sizeof out->parts[0];
}

size_t name_outer_part(struct slice text, bool last, char out[NAME_PART_MAX])
{
	struct name name;
	const struct name_part *found = NULL;

	name_read(text, &name);
	for (size_t i = 0; i < name.count && (last || found == NULL); i++) {
		if (!name.parts[i].may_lack) {
			found = &name.parts[i];
		}
	}
	if (found == NULL) {
		return 0;
	}
	memcpy(out, found->text, found->n);
	return found->n;
}
