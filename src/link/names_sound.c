/* SPDX-License-Identifier: Apache-2.0
 * names_sound.c - one name in several spellings, by rule.
 *
 * A name is consonants with vowels between them; each side is brought to that form, digraphs and
 * doubled letters to one sign, and both are laid side by side:
 *
 *     REHMAN    R  E  H  -  M  A  N  -
 *     RAHMAAN   R  A  H  -  M  A  N  -      A for E before H: cost 1
 *
 * The number of consonants must be equal. Every difference has a cost, by what transliterators of
 * Arabic, Urdu, Punjabi, Bengali and the Slavic languages really write for one another; a name may
 * differ by more the longer it is. The vowel that carries the stress tells English names apart
 * (Barry, Berry; Wells, Wills), so it must agree but for the few exchanges that the other languages
 * make there. The rules are our own; tests/unit/link/names_sound.c holds pairs that must and that
 * must not meet. */
#include <string.h>

#include "link/names.h"

enum {
	SOUND_MAX = 12, /* consonants; a name with more is not compared */
	LENGTH_MIN = 4,
	COST_NEVER = 9,
	/* consonants that are written with two letters or more; the others are their own capital */
	SOUND_CH = 'c',
	SOUND_KH = 'k',
	SOUND_SH = 's',
	SOUND_ZH = 'z',
	/* long vowels: EE, OO; short ones are their own capital */
	SOUND_EE = 'e',
	SOUND_OO = 'o',
};

/* vowels[i] stands before consonants[i]; the last behind all of them. A vowel is up to four letters
 * of one sound group, packed. */
struct sound {
	size_t n;
	char consonants[SOUND_MAX];
	uint32_t vowels[SOUND_MAX + 1];
};

#define V1(a) ((uint32_t)(a))
#define V2(a, b) ((uint32_t)(a) << 8 | (uint32_t)(b))

/* Groups of letters for one sound, longest first. */
static const struct {
	char letters[5];
	char sounds[3];
} digraphs[] = {
	{"DZH", {'J'}},     {"SCH", {SOUND_SH}}, {"TCH", {SOUND_CH}}, {"BH", {'B'}},
	{"CH", {SOUND_CH}}, {"CK", {'K'}},       {"CZ", {SOUND_CH}},  {"DH", {'D'}},
	{"DJ", {'J'}},      {"GH", {'G'}},       {"JH", {'J'}},       {"KH", {SOUND_KH}},
	{"PH", {'F'}},      {"SH", {SOUND_SH}},  {"SZ", {SOUND_SH}},  {"TH", {'T'}},
	{"ZH", {SOUND_ZH}}, {"QUA", {'K'}},      {"QU", {'K', 'V'}},  {"CE", {'S'}},
	{"CI", {'S'}},      {"CY", {'S'}},       {"C", {'K'}},        {"Q", {'K'}},
	{"W", {'V'}},       {"X", {'K', 'S'}},
};

static bool is_vowel(char c)
{
	return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U';
}

/* The letter at `i` belongs to a group of vowels: Y but before the first vowel, and the W of "ow",
 * "aw" before a consonant or at the end. */
static bool in_vowels(const char *s, size_t n, size_t i)
{
	bool before = i + 1 < n && (is_vowel(s[i + 1]) || s[i + 1] == 'Y');

	if (s[i] == 'Y') {
		return i > 0 || !before;
	}
	if (s[i] == 'W') {
		return i > 0 && (s[i - 1] == 'A' || s[i - 1] == 'O') && !before;
	}
	return is_vowel(s[i]);
}

/* One sign for what is one sound: IE and II are EE, EY and EI are AI. */
static uint32_t vowel_sound(uint32_t group, bool end)
{
	switch (group) {
	case V2('A', 'A'):
		return V1('A');
	case V2('E', 'E'):
	case V2('I', 'E'):
	case V2('I', 'I'):
	case V2('E', 'A'):
		return end ? V1('I') : SOUND_EE;
	case V2('O', 'O'):
	case V2('U', 'U'):
	case V2('O', 'U'):
		return SOUND_OO;
	case V2('E', 'I'):
		return end ? V1('I') : V2('A', 'I');
	case V2('O', 'W'):
	case V2('A', 'W'):
		return V2('A', 'U');
	default:
		return group;
	}
}

static size_t read_vowels(const char *s, size_t n, size_t i, uint32_t *out)
{
	uint32_t group = 0;

	while (i < n && in_vowels(s, n, i)) {
		uint32_t letter = s[i] == 'Y' ? 'I' : (unsigned char)s[i];

		group = group << 8 | letter;
		i++;
	}
	*out = vowel_sound(group, i == n);
	return i;
}

static bool add_consonant(struct sound *out, char c)
{
	if (out->n == SOUND_MAX) {
		return false;
	}
	out->consonants[out->n++] = c;
	out->vowels[out->n] = 0;
	return true;
}

/* Reads the consonant at *i. A vowel that a rule looked at ("CE") is not part of it. */
static bool read_consonant(const char *s, size_t n, size_t *i, struct sound *out)
{
	for (size_t d = 0; d < sizeof digraphs / sizeof digraphs[0]; d++) {
		size_t length = strlen(digraphs[d].letters);

		if (length > n - *i || memcmp(s + *i, digraphs[d].letters, length) != 0) {
			continue;
		}
		length -= length > 1 && strchr("AEIY", digraphs[d].letters[length - 1]) != NULL;
		*i += length;
		return add_consonant(out, digraphs[d].sounds[0]) &&
		       (digraphs[d].sounds[1] == '\0' || add_consonant(out, digraphs[d].sounds[1]));
	}
	(*i)++;
	return add_consonant(out, s[*i - 1]);
}

/* False where there are too many consonants, or letters that are not A to Z. */
static bool sound_read(const char *s, size_t n, struct sound *out)
{
	size_t i = 0;

	out->n = 0;
	out->vowels[0] = 0;
	while (i < n) {
		if (s[i] < 'A' || s[i] > 'Z') {
			return false;
		}
		if (in_vowels(s, n, i)) {
			i = read_vowels(s, n, i, &out->vowels[out->n]);
		} else if (i > 0 && s[i] == s[i - 1]) {
			i++; /* doubled */
		} else if (s[i] == 'H' && i + 1 == n && i > 0) {
			i++; /* silent at the end: Sarah, Fatimah */
		} else if (!read_consonant(s, n, &i, out)) {
			return false;
		}
	}
	return true;
}

/* At the beginning of a name a change tells names apart more: Samir, Shamir. */
static unsigned cost_of_consonants(char a, char b, bool first)
{
	static const struct {
		char a;
		char b;
		unsigned cost;
	} costs[] = {
		{SOUND_KH, 'K', 1},      {SOUND_KH, 'H', 2}, {'S', 'Z', 1}, {SOUND_SH, 'S', 2},
		{SOUND_CH, SOUND_SH, 2}, {'J', 'Z', 2},      {'J', 'Y', 2}, {'B', 'V', 2},
		{SOUND_ZH, 'J', 1},      {SOUND_ZH, 'Z', 1},
	};

	if (a == b) {
		return 0;
	}
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
		if ((costs[i].a == a && costs[i].b == b) || (costs[i].a == b && costs[i].b == a)) {
			return costs[i].cost + (first && costs[i].cost > 1);
		}
	}
	return COST_NEVER;
}

/* Where a vowel stands. */
enum place { PLACE_FIRST, PLACE_STRESSED, PLACE_INSIDE, PLACE_END, PLACE_COUNT };

static unsigned cost_of_vowels(uint32_t a, uint32_t b, enum place place, bool before_h)
{
	static const struct {
		uint32_t a;
		uint32_t b;
		unsigned cost[PLACE_COUNT];
	} costs[] = {
		{V1('A'), V1('E'), {COST_NEVER, COST_NEVER, 1, COST_NEVER}},
		{V1('E'), V1('I'), {1, 3, 1, COST_NEVER}},
		{V1('I'), SOUND_EE, {1, 2, 0, 0}},
		{V1('U'), SOUND_OO, {0, 1, 0, 0}},
		{V1('E'), SOUND_EE, {1, 3, 1, COST_NEVER}},
		{V1('O'), SOUND_OO, {2, 2, 1, 1}},
		{V1('O'), V1('U'), {2, 2, 1, 1}},
		{V1('E'), V2('A', 'I'), {COST_NEVER, 2, 1, 2}},
		{V1('I'), V2('A', 'I'), {COST_NEVER, COST_NEVER, 2, 1}},
		{V1('O'), V2('A', 'U'), {2, 1, 1, 1}},
		{V1('U'), V2('A', 'U'), {COST_NEVER, COST_NEVER, 2, 2}},
		{SOUND_OO, V2('A', 'U'), {COST_NEVER, COST_NEVER, 1, 1}},
		{V2('A', 'E'), V2('A', 'I'), {1, 1, 1, 1}},
	};

	if (a == b) {
		return 0;
	}
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
		if ((costs[i].a == a && costs[i].b == b) || (costs[i].a == b && costs[i].b == a)) {
			/* Rahman, Rehman; Ahsan, Ehsan */
			return i == 0 && before_h && place != PLACE_END ? 1 : costs[i].cost[place];
		}
	}
	return COST_NEVER;
}

/* Consonants that any rule writes for one another, as one. */
static char coarse(char c)
{
	switch (c) {
	case 'K':
	case 'H':
		return SOUND_KH;
	case 'S':
	case 'Z':
	case 'J':
	case 'Y':
	case SOUND_CH:
	case SOUND_ZH:
		return SOUND_SH;
	case 'B':
		return 'V';
	default:
		return c;
	}
}

uint32_t name_sound(const char *s, size_t n)
{
	uint32_t hash = NAME_HASH_START;
	struct sound x;

	if (n < LENGTH_MIN || !sound_read(s, n, &x)) {
		return 0;
	}
	for (size_t i = 0; i < x.n; i++) {
		hash = name_hash_add(hash, (unsigned char)coarse(x.consonants[i]));
	}
	return hash != 0 ? hash : 1;
}

static unsigned cost_allowed(size_t length)
{
	return length >= 8 ? 3 : length >= 6 ? 2 : length == 5 ? 1 : 0;
}

bool name_sounds_alike(const char *a, size_t n_a, const char *b, size_t n_b)
{
	unsigned allowed = cost_allowed(n_a < n_b ? n_a : n_b);
	unsigned cost = 0;
	bool stressed = false;
	struct sound x;
	struct sound y;

	if (n_a < LENGTH_MIN || n_b < LENGTH_MIN || !sound_read(a, n_a, &x) ||
	    !sound_read(b, n_b, &y) || x.n != y.n) {
		return false;
	}
	for (size_t i = 0; i <= x.n && cost <= allowed; i++) {
		enum place place = i == x.n    ? PLACE_END
				   : i == 0    ? PLACE_FIRST
				   : !stressed ? PLACE_STRESSED
					       : PLACE_INSIDE;

		cost += cost_of_vowels(x.vowels[i], y.vowels[i], place,
				       i < x.n && x.consonants[i] == 'H');
		cost += i < x.n ? cost_of_consonants(x.consonants[i], y.consonants[i], i == 0) : 0;
		stressed = stressed || x.vowels[i] != 0;
	}
	return cost <= allowed;
}
