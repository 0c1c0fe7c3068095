/* SPDX-License-Identifier: Apache-2.0
 * plate.c - the forms of registration marks as patterns, one a row.
 *
 * In a pattern each letter stands for a class of characters: see `sets`. "#" is a digit, "+" a
 * first digit that is not 0. Source: DVLA, "INF104: Vehicle registration numbers and number
 * plates"; ages 00, 01 and 50 were never issued. */
#include <stdint.h>
#include <string.h>

#include "text/plate.h"

enum { REPAIRS_MAX = 2 };

static const struct {
	char name;
	const char *set;
} sets[] = {
	{'#', "0123456789"},
	{'+', "123456789"},
	{'L', "ABCDEFGHJKLMNOPRSTUVWXY"},   /* A-H J-P R-Y: area and serial letters */
	{'M', "ABCDEFGHJKLMNOPRSTUVWXYZ"},  /* the same and Z: the last three since 2001 */
	{'Y', "ABCDEFGHJKLMNPQRSTVWXY"},    /* year letters, and Q: age unknown */
	{'E', "ABCDEFGHJKLMNPRSTVWXY"},     /* year letters */
	{'N', "ABCDEFGHIJKLMNOPRSTUVWXYZ"}, /* all but Q */
	{'I', "I"},
	{'Z', "IZ"},
	{'X', "DX"},
};

static const struct {
	const char *pattern;
	uint8_t split; /* where a blank may stand: behind so many characters */
	uint8_t form;
} forms[] = {
	{"LL##MMM", 4, PLATE_CURRENT}, {"Y+##LLL", 4, PLATE_PREFIX},
	{"Y+#LLL", 3, PLATE_PREFIX},   {"Y+LLL", 2, PLATE_PREFIX},
	{"LLL+##E", 3, PLATE_SUFFIX},  {"LLL+#E", 3, PLATE_SUFFIX},
	{"LLL+E", 3, PLATE_SUFFIX},    {"NIN+###", 3, PLATE_NI},
	{"NIN+##", 3, PLATE_NI},       {"NIN+#", 3, PLATE_NI},
	{"NIN+", 3, PLATE_NI},         {"NLZ+###", 3, PLATE_NI},
	{"NLZ+##", 3, PLATE_NI},       {"NLZ+#", 3, PLATE_NI},
	{"NLZ+", 3, PLATE_NI},         {"IN+###", 2, PLATE_NI_TWO},
	{"IN+##", 2, PLATE_NI_TWO},    {"IN+#", 2, PLATE_NI_TWO},
	{"IN+", 2, PLATE_NI_TWO},      {"LZ+###", 2, PLATE_NI_TWO},
	{"LZ+##", 2, PLATE_NI_TWO},    {"LZ+#", 2, PLATE_NI_TWO},
	{"LZ+", 2, PLATE_NI_TWO},      {"###X###", 3, PLATE_DIPLOMATIC},
	{"+###LL", 4, PLATE_DATELESS}, {"+##LL", 3, PLATE_DATELESS},
	{"+#LL", 2, PLATE_DATELESS},   {"+LL", 1, PLATE_DATELESS},
	{"+###L", 4, PLATE_DATELESS},  {"+##L", 3, PLATE_DATELESS},
	{"+#L", 2, PLATE_DATELESS},    {"+L", 1, PLATE_DATELESS},
	{"+##LLL", 3, PLATE_DATELESS}, {"+#LLL", 2, PLATE_DATELESS},
	{"+LLL", 1, PLATE_DATELESS},   {"LL+###", 2, PLATE_DATELESS},
	{"LL+##", 2, PLATE_DATELESS},  {"LL+#", 2, PLATE_DATELESS},
	{"LL+", 2, PLATE_DATELESS},    {"L+###", 1, PLATE_DATELESS},
	{"L+##", 1, PLATE_DATELESS},   {"L+#", 1, PLATE_DATELESS},
	{"L+", 1, PLATE_DATELESS},     {"LLL+##", 3, PLATE_DATELESS},
	{"LLL+#", 3, PLATE_DATELESS},  {"LLL+", 3, PLATE_DATELESS},
};

static const char *set_of(char name)
{
	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		if (sets[i].name == name) {
			return sets[i].set;
		}
	}
	return "";
}

static bool fits(const char *s, size_t n, const char *pattern)
{
	if (strlen(pattern) != n) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\0' || strchr(set_of(pattern[i]), s[i]) == NULL) {
			return false;
		}
	}
	return true;
}

enum plate_form plate_form(const char *s, size_t n, unsigned blanks)
{
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		unsigned allowed = 1u << forms[i].split;

		allowed |= forms[i].form == PLATE_DIPLOMATIC ? 1u << 4 : 0; /* 101 D 123 */
		if ((blanks & ~allowed) != 0 || !fits(s, n, forms[i].pattern)) {
			continue;
		}
		if (forms[i].form == PLATE_CURRENT &&
		    (memcmp(s + 2, "00", 2) == 0 || memcmp(s + 2, "01", 2) == 0 ||
		     memcmp(s + 2, "50", 2) == 0)) {
			continue;
		}
		return (enum plate_form)forms[i].form;
	}
	return PLATE_NONE;
}

/* What a character may have been meant for: its look-alike of the other class, or itself. */
static char look_alike(char c, bool digit)
{
	static const char letters[] = "OISBZ";
	static const char digits[] = "01582";
	const char *from = digit ? letters : digits;
	const char *at = strchr(from, c);

	return at != NULL ? (digit ? digits : letters)[at - from] : c;
}

/* Characters that differ from the pattern's class and were replaced. */
static int repair_as(char *s, const char *pattern)
{
	int changed = 0;

	for (size_t i = 0; i < PLATE_MAX; i++) {
		char c = look_alike(s[i], pattern[i] == '#' || pattern[i] == '+');

		changed += c != s[i];
		s[i] = c;
	}
	return changed;
}

bool plate_repair(char *s, size_t n, unsigned blanks, enum plate_form *form)
{
	char best[PLATE_MAX];
	int fewest = REPAIRS_MAX + 1;

	for (size_t i = 0; n == PLATE_MAX && forms[i].form <= PLATE_SUFFIX; i++) {
		char fixed[PLATE_MAX];
		int changed;

		if (strlen(forms[i].pattern) != PLATE_MAX) {
			continue;
		}
		memcpy(fixed, s, PLATE_MAX);
		changed = repair_as(fixed, forms[i].pattern);
		if (changed > 0 && changed < fewest &&
		    plate_form(fixed, PLATE_MAX, blanks) == (enum plate_form)forms[i].form) {
			memcpy(best, fixed, PLATE_MAX);
			fewest = changed;
			*form = (enum plate_form)forms[i].form;
		}
	}
	if (fewest > REPAIRS_MAX) {
		return false;
	}
	memcpy(s, best, PLATE_MAX);
	return true;
}
