/* SPDX-License-Identifier: Apache-2.0
 * column_kind.c - see column_kind.h. A name is cut into words at what is no letter or digit, where
 * a capital follows a small letter, and before digits; a phrase of the table is looked for among
 * them. */
#include "link/column_kind.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/limits.h"
#include "link/records_adding.h"

enum { WORDS_MAX = 8, WORD_MAX = 24 };

static const char *const kind_words[] = {
	[ONUS_COLUMN_UNKNOWN] = "unknown",
	[ONUS_COLUMN_EMPTY] = "empty",
	[ONUS_COLUMN_ID] = "id",
	[ONUS_COLUMN_GIVEN_NAME] = "given name",
	[ONUS_COLUMN_FAMILY_NAME] = "family name",
	[ONUS_COLUMN_FULL_NAME] = "full name",
	[ONUS_COLUMN_BIRTH] = "date of birth",
	[ONUS_COLUMN_DATE] = "date",
	[ONUS_COLUMN_POSTCODE] = "postcode",
	[ONUS_COLUMN_PLACE] = "place",
	[ONUS_COLUMN_BIRTHPLACE] = "place of birth",
	[ONUS_COLUMN_STREET] = "street",
	[ONUS_COLUMN_HOUSE] = "house number",
	[ONUS_COLUMN_PHONE] = "phone",
	[ONUS_COLUMN_EMAIL] = "e-mail",
	[ONUS_COLUMN_NATIONAL_ID] = "national id",
	[ONUS_COLUMN_MARK] = "registration mark",
	[ONUS_COLUMN_GENDER] = "gender",
	[ONUS_COLUMN_OCCUPATION] = "occupation",
	[ONUS_COLUMN_NUMBER] = "number",
	[ONUS_COLUMN_CATEGORY] = "category",
	[ONUS_COLUMN_TEXT] = "free text",
};

/* `alone`: the phrase is the whole name, because its words mean other things in company. */
struct phrase {
	const char *words;
	enum onus_column_kind kind;
	bool alone;
};

static const struct phrase phrases[] = {
	{"unique id", ONUS_COLUMN_ID, false},
	{"record id", ONUS_COLUMN_ID, false},
	{"rec id", ONUS_COLUMN_ID, false},
	{"row id", ONUS_COLUMN_ID, false},
	{"person id", ONUS_COLUMN_ID, false},
	{"id", ONUS_COLUMN_ID, true},
	{"uid", ONUS_COLUMN_ID, true},
	{"uuid", ONUS_COLUMN_ID, true},
	{"given name", ONUS_COLUMN_GIVEN_NAME, false},
	{"given names", ONUS_COLUMN_GIVEN_NAME, false},
	{"first name", ONUS_COLUMN_GIVEN_NAME, false},
	{"first names", ONUS_COLUMN_GIVEN_NAME, false},
	{"forename", ONUS_COLUMN_GIVEN_NAME, false},
	{"forenames", ONUS_COLUMN_GIVEN_NAME, false},
	{"firstname", ONUS_COLUMN_GIVEN_NAME, false},
	{"firstnames", ONUS_COLUMN_GIVEN_NAME, false},
	{"givenname", ONUS_COLUMN_GIVEN_NAME, false},
	{"fname", ONUS_COLUMN_GIVEN_NAME, false},
	{"christian name", ONUS_COLUMN_GIVEN_NAME, false},
	{"given", ONUS_COLUMN_GIVEN_NAME, true},
	{"first", ONUS_COLUMN_GIVEN_NAME, true},
	{"family name", ONUS_COLUMN_FAMILY_NAME, false},
	{"last name", ONUS_COLUMN_FAMILY_NAME, false},
	{"lastname", ONUS_COLUMN_FAMILY_NAME, false},
	{"lname", ONUS_COLUMN_FAMILY_NAME, false},
	{"surname", ONUS_COLUMN_FAMILY_NAME, false},
	{"surnames", ONUS_COLUMN_FAMILY_NAME, false},
	{"second name", ONUS_COLUMN_FAMILY_NAME, false},
	{"familyname", ONUS_COLUMN_FAMILY_NAME, false},
	{"family", ONUS_COLUMN_FAMILY_NAME, true},
	{"last", ONUS_COLUMN_FAMILY_NAME, true},
	{"full name", ONUS_COLUMN_FULL_NAME, false},
	{"fullname", ONUS_COLUMN_FULL_NAME, false},
	{"person name", ONUS_COLUMN_FULL_NAME, false},
	{"whole name", ONUS_COLUMN_FULL_NAME, false},
	{"display name", ONUS_COLUMN_FULL_NAME, false},
	{"first and surname", ONUS_COLUMN_FULL_NAME, false},
	{"first and last name", ONUS_COLUMN_FULL_NAME, false},
	{"name", ONUS_COLUMN_FULL_NAME, true},
	{"names", ONUS_COLUMN_FULL_NAME, true},
	{"dob", ONUS_COLUMN_BIRTH, false},
	{"d o b", ONUS_COLUMN_BIRTH, false},
	{"date of birth", ONUS_COLUMN_BIRTH, false},
	{"birth date", ONUS_COLUMN_BIRTH, false},
	{"birthdate", ONUS_COLUMN_BIRTH, false},
	{"birthday", ONUS_COLUMN_BIRTH, false},
	{"date birth", ONUS_COLUMN_BIRTH, false},
	{"dateofbirth", ONUS_COLUMN_BIRTH, false},
	{"born", ONUS_COLUMN_BIRTH, true},
	{"bdate", ONUS_COLUMN_BIRTH, true},
	{"date", ONUS_COLUMN_DATE, false},
	{"postcode", ONUS_COLUMN_POSTCODE, false},
	{"post code", ONUS_COLUMN_POSTCODE, false},
	{"postal code", ONUS_COLUMN_POSTCODE, false},
	{"pcode", ONUS_COLUMN_POSTCODE, false},
	{"zip code", ONUS_COLUMN_POSTCODE, false},
	{"zipcode", ONUS_COLUMN_POSTCODE, false},
	{"zip", ONUS_COLUMN_POSTCODE, false},
	{"town", ONUS_COLUMN_PLACE, false},
	{"post town", ONUS_COLUMN_PLACE, false},
	{"city", ONUS_COLUMN_PLACE, false},
	{"suburb", ONUS_COLUMN_PLACE, false},
	{"village", ONUS_COLUMN_PLACE, false},
	{"place", ONUS_COLUMN_PLACE, false},
	{"locality", ONUS_COLUMN_PLACE, false},
	{"municipality", ONUS_COLUMN_PLACE, false},
	{"birth place", ONUS_COLUMN_BIRTHPLACE, false},
	{"birthplace", ONUS_COLUMN_BIRTHPLACE, false},
	{"place of birth", ONUS_COLUMN_BIRTHPLACE, false},
	{"town of birth", ONUS_COLUMN_BIRTHPLACE, false},
	{"city of birth", ONUS_COLUMN_BIRTHPLACE, false},
	{"birth town", ONUS_COLUMN_BIRTHPLACE, false},
	{"address", ONUS_COLUMN_STREET, false},
	{"address line", ONUS_COLUMN_STREET, false},
	{"street", ONUS_COLUMN_STREET, false},
	{"street address", ONUS_COLUMN_STREET, false},
	{"house number", ONUS_COLUMN_HOUSE, false},
	{"street number", ONUS_COLUMN_HOUSE, false},
	{"phone", ONUS_COLUMN_PHONE, false},
	{"phone number", ONUS_COLUMN_PHONE, false},
	{"phone no", ONUS_COLUMN_PHONE, false},
	{"telephone", ONUS_COLUMN_PHONE, false},
	{"telephone number", ONUS_COLUMN_PHONE, false},
	{"mobile", ONUS_COLUMN_PHONE, false},
	{"mobile number", ONUS_COLUMN_PHONE, false},
	{"mobile phone", ONUS_COLUMN_PHONE, false},
	{"cellphone", ONUS_COLUMN_PHONE, false},
	{"cell phone", ONUS_COLUMN_PHONE, false},
	{"contact number", ONUS_COLUMN_PHONE, false},
	{"msisdn", ONUS_COLUMN_PHONE, false},
	{"tel", ONUS_COLUMN_PHONE, true},
	{"cell", ONUS_COLUMN_PHONE, true},
	{"email", ONUS_COLUMN_EMAIL, false},
	{"email address", ONUS_COLUMN_EMAIL, false},
	{"e mail", ONUS_COLUMN_EMAIL, false},
	{"e mail address", ONUS_COLUMN_EMAIL, false},
	{"mail", ONUS_COLUMN_EMAIL, true},
	{"nhs number", ONUS_COLUMN_NATIONAL_ID, false},
	{"nhs no", ONUS_COLUMN_NATIONAL_ID, false},
	{"nhsnumber", ONUS_COLUMN_NATIONAL_ID, false},
	{"national insurance", ONUS_COLUMN_NATIONAL_ID, false},
	{"national insurance number", ONUS_COLUMN_NATIONAL_ID, false},
	{"nino", ONUS_COLUMN_NATIONAL_ID, false},
	{"ssn", ONUS_COLUMN_NATIONAL_ID, false},
	{"soc sec id", ONUS_COLUMN_NATIONAL_ID, false},
	{"social security", ONUS_COLUMN_NATIONAL_ID, false},
	{"social security number", ONUS_COLUMN_NATIONAL_ID, false},
	{"passport", ONUS_COLUMN_NATIONAL_ID, false},
	{"passport number", ONUS_COLUMN_NATIONAL_ID, false},
	{"national id", ONUS_COLUMN_NATIONAL_ID, false},
	{"upn", ONUS_COLUMN_NATIONAL_ID, false},
	{"pesel", ONUS_COLUMN_NATIONAL_ID, false},
	{"cnp", ONUS_COLUMN_NATIONAL_ID, false},
	{"registration mark", ONUS_COLUMN_MARK, false},
	{"number plate", ONUS_COLUMN_MARK, false},
	{"numberplate", ONUS_COLUMN_MARK, false},
	{"vrm", ONUS_COLUMN_MARK, false},
	{"gender", ONUS_COLUMN_GENDER, false},
	{"sex", ONUS_COLUMN_GENDER, false},
	{"occupation", ONUS_COLUMN_OCCUPATION, false},
	{"profession", ONUS_COLUMN_OCCUPATION, false},
	{"job title", ONUS_COLUMN_OCCUPATION, false},
	{"job", ONUS_COLUMN_OCCUPATION, true},
};

struct words {
	unsigned count;
	char text[WORDS_MAX][WORD_MAX];
};

static bool begins_word(struct slice name, size_t i)
{
	unsigned char c = (unsigned char)name.p[i];
	unsigned char before = (unsigned char)name.p[i - 1];

	return !isalnum(before) || (isupper(c) && islower(before)) ||
	       (isdigit(c) && !isdigit(before));
}

/* Words beyond WORDS_MAX, and letters beyond WORD_MAX, are left out. */
static void cut_words(struct slice name, struct words *out)
{
	size_t at = 0;

	out->count = 0;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (!isalnum(c)) {
			continue;
		}
		if (i == 0 || begins_word(name, i)) {
			if (out->count == WORDS_MAX) {
				return;
			}
			memset(out->text[out->count++], 0, WORD_MAX);
			at = 0;
		}
		if (out->count > 0 && at < WORD_MAX - 1) {
			out->text[out->count - 1][at++] = (char)tolower(c);
		}
	}
}

/* Number of words of the phrase where it stands in the name, else 0. */
static unsigned stands(const struct phrase *p, const struct words *w)
{
	for (unsigned from = 0; from < w->count; from++) {
		struct slice rest = slice_str(p->words);
		struct slice part;
		unsigned n = 0;
		bool holds = true;

		while (holds && slice_cut(&rest, ' ', &part)) {
			holds = from + n < w->count && slice_is(part, w->text[from + n]);
			n++;
		}
		if (holds && (!p->alone || n == w->count)) {
			return n;
		}
	}
	return 0;
}

enum onus_column_kind column_kind_of_name(struct slice name, unsigned *beside)
{
	enum onus_column_kind kind = ONUS_COLUMN_UNKNOWN;
	struct words w;
	unsigned most = 0;

	cut_words(name, &w);
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		unsigned n = stands(&phrases[i], &w);

		if (n > most) {
			most = n;
			kind = phrases[i].kind;
		}
	}
	*beside = w.count - most;
	return kind;
}

const struct column *column_of_kind(const struct onus_records *r, enum onus_column_kind kind)
{
	const struct column *best = NULL;
	unsigned best_beside = 0;

	for (size_t i = 0; i < r->n_columns; i++) {
		const struct column *c = r->columns[i];
		unsigned beside;

		if (column_kind_of_name(c->name, &beside) != kind || c == r->id ||
		    c->n_values < 2) {
			continue;
		}
		if (best == NULL || beside < best_beside ||
		    (beside == best_beside && slice_cmp(c->name, best->name) < 0)) {
			best = c;
			best_beside = beside;
		}
	}
	return best;
}

struct slice onus_records_id_column(const struct onus_records *r)
{
	struct slice best = {0};
	unsigned best_beside = UINT32_MAX;

	for (size_t i = 0; r->adding != NULL && i < r->adding->n_columns; i++) {
		struct slice name = r->adding->columns[i].name;
		unsigned beside;

		if (column_kind_of_name(name, &beside) == ONUS_COLUMN_ID && beside < best_beside) {
			best = name;
			best_beside = beside;
		}
	}
	return best;
}

const char *onus_column_kind_words(enum onus_column_kind kind)
{
	return kind_words[kind];
}

const char *column_quoted(struct arena *a, const char *before, struct slice name, const char *after)
{
	SCOPED_BUF(out, LINK_SQL_MAX);

	buf_add_str(&out, before);
	buf_add_byte(&out, '"');
	for (size_t i = 0; i < name.n; i++) {
		buf_add_byte(&out, name.p[i]);
		if (name.p[i] == '"') {
			buf_add_byte(&out, '"');
		}
	}
	buf_add_str(&out, after);
	buf_add_byte(&out, '"');
	return arena_copy(a, buf_slice(&out));
}
