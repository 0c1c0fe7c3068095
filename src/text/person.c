/* SPDX-License-Identifier: Apache-2.0
 * person.c - names of persons, by what stands around them and by what they are made of.
 *
 *     title      Dr Khan, PC 1234 Amber Hill, Detective Chief Inspector J. Okafor
 *     label      Name: Amber Hill          (a form: the label begins the line)
 *     cue        a male called Ash, known as "Uncle", street name Jay, aka Big T
 *     given      Amber Hill, Chloe         (a given name of the list, and what follows it)
 *     surname    HILL, Amber
 *
 * The span is the name without its title; the value is its folded key, given name first. A nickname
 * is a name like any other here: what it belongs to is for people to say. */
#include "text/recognise.h"

enum { PARTS_MAX = 4, CUE_TOKENS = 4, TITLES_MAX = 5, SHORT_TITLE_MAX = 4, QUOTED_MAX = 4 };

/* --- what a name is made of --- */

static bool is_initial(const struct token *t)
{
	return token_capital(t) && t->fold_n == 1;
}

/* A word that can be a surname, or a further given name, behind one. */
static bool is_surname(const struct token *t)
{
	if (!token_capital(t) || t->fold_n < 2) {
		return false;
	}
	if (token_is(t, WORD(GIVEN))) {
		return true;
	}
	return !token_is(t, WORD(STOP) | WORD(NOT_SURNAME) | WORD(MONTH) | WORD(WEEKDAY) |
				    WORD(ORG_TAIL) | WORD(TITLE) | WORD(PLATFORM));
}

/* Street names are made of names: "on John Street". */
static bool is_street(const struct token *t)
{
	return token_is(t, WORD(STREET) | WORD(STREET_SHORT));
}

/* The last token of the name whose part `t` is, going right: hyphens, particles, initials and
 * further names. `upper`: the name is written in capitals so far, and goes on only so. */
static const struct token *name_end(const struct token *t)
{
	const struct token *last = t;

	for (int parts = 1; parts < PARTS_MAX; parts++) {
		const struct token *next = &last[1];

		if (token_sign(next, '.') && is_initial(last) && token_runs_on(&next[1])) {
			next++;
		}
		if (token_sign(next, '-') && token_joined(next) && token_joined(&next[1]) &&
		    token_capital(&next[1])) {
			last = next + 1; /* Smith-Jones */
			continue;
		}
		while (token_is(next, WORD(PARTICLE)) && token_runs_on(next) && next - last < 3 &&
		       (is_surname(&next[1]) || token_is(&next[1], WORD(PARTICLE)) ||
			token_sign(&next[1], '-'))) {
			next += token_sign(&next[1], '-') && token_joined(&next[1]) ? 2 : 1;
		}
		if (!token_runs_on(next) ||
		    !(is_surname(next) || (is_initial(next) && parts < 3))) {
			break;
		}
		/* Chloe SYP: letters, no surname */
		if (token_upper(next) && next->fold_n <= 3 && !is_initial(next) &&
		    !token_upper(t)) {
			break;
		}
		last = next;
	}
	return last;
}

/* Ends with a bare initial ("Amber J" is a name; "I" is none). */
static const struct token *trim_end(const struct reading *r, const struct token *first,
				    const struct token *last)
{
	return last > first && is_initial(last) && folded_is(r, last, "I") ? last - 1 : last;
}

static bool add(struct reading *r, const struct token *first, const struct token *last,
		const char *rule)
{
	last = trim_end(r, first, last);
	return mention_add(r, ONUS_PERSON, first, last, span_key(r, first, last), rule);
}

/* --- titles --- */

static const struct token *skip_titles(const struct token *t)
{
	for (int i = 0; i < TITLES_MAX && token_is(t, WORD(TITLE)) &&
			(t->flags & (TOKEN_CAPITAL | TOKEN_BROKEN)) == TOKEN_CAPITAL &&
			(i == 0 || token_runs_on(t));
	     i++) {
		t++;
		t += token_sign(t, '.') && token_joined(t);
	}
	return t;
}

static const struct token *find_titled(struct reading *r, const struct token *t)
{
	const struct token *first = skip_titles(t);
	const struct token *particle;
	const struct token *last;

	if (first->kind == TOKEN_NUMBER && first->fold_n <= 6 && token_runs_on(first)) {
		first++; /* PC 1234 Hill */
	}
	particle = first;
	while (first - particle < 3 && token_is(first, WORD(PARTICLE)) && !token_capital(first) &&
	       token_runs_on(first)) {
		first++; /* Mrs de la Cruz */
	}
	if (!token_runs_on(first) || token_is(first, WORD(STOP)) ||
	    !(token_capital(first) &&
	      (is_surname(first) || is_initial(first) || first->fold_n >= 4))) {
		return t;
	}
	if (token_is(first, WORD(NOT_SURNAME)) && first[-1].fold_n > SHORT_TITLE_MAX) {
		return t; /* Executive Order, Deputy Director; but Mr Street */
	}
	if (is_initial(first) && !token_sign(&first[1], '.') && !is_surname(&first[1])) {
		return t;
	}
	if (token_is(first, WORD(ORG_TAIL) | WORD(ORG_HEAD)) || is_street(&first[1])) {
		return t; /* Chief Officer Group, St John Street */
	}
	last = name_end(first);
	return add(r, particle, last, "person/title") ? last : t;
}

/* --- cues --- */

/* The kind of thing that is called something: looks back from the cue. */
static bool of_a_person(const struct reading *r, const struct token *cue)
{
	for (int i = 1; i <= CUE_TOKENS && (cue[1 - i].flags & TOKEN_SENTENCE) == 0; i++) {
		const struct token *t = &cue[-i];

		if (token_is(t, WORD(ORG_NOUN) | WORD(STREET) | WORD(VEHICLE_CUE))) {
			return false;
		}
		if (token_is(t, WORD(PERSON_NOUN) | WORD(KIN) | WORD(ROLE)) ||
		    folded_is(r, t, "HE") || folded_is(r, t, "SHE") || folded_is(r, t, "HIM") ||
		    folded_is(r, t, "HER") || folded_is(r, t, "WHO") ||
		    folded_is(r, t, "HIMSELF") || folded_is(r, t, "HERSELF") ||
		    (t->claimed & 1u << ONUS_PERSON) != 0) {
			return true;
		}
	}
	return false;
}

/* Words after which a name stands; "*" is any one word. A strong cue says by itself that it is a
 * person's; the others need a person before them, or a given name behind. Longer ones before their
 * parts. */
static const struct cue {
	const char *words;
	bool strong;
} cues[] = {
	{"STREET NAME", true},
	{"GOES BY THE NAME OF", true},
	{"GOES BY THE NAME", true},
	{"GOES BY", true},
	{"NAME OF", false},
	{"AKA", true},
	{"K . A .", true},
	{"K . A", true},
	{"ALIAS", true},
	{"NICKNAMED", true},
	{"NICKNAME", true},
	{"DUBBED", false},
	{"REAL NAME", true},
	{"BELIEVED TO BE", false},
	{"THOUGHT TO BE", false},
	{"IDENTIFIED AS", false},
	{"INTRODUCED HIMSELF AS", true},
	{"INTRODUCED HERSELF AS", true},
	{"CALLS HIMSELF", true},
	{"CALLS HERSELF", true},
	{"KNOWN AS", false},
	{"KNOWN TO * AS", true},
	{"NAMED AS", false},
	{"CALLED", false},
	{"NAMED", false},
};

/* The token behind the words of the cue where they begin at `t`, or NULL. */
static const struct token *behind_words(const struct reading *r, const struct token *t,
					const char *words)
{
	const struct token *at = t;
	struct slice rest = slice_str(words);
	struct slice word;

	while (slice_cut(&rest, ' ', &word)) {
		bool same = slice_is(word, ".")   ? token_sign(at, '.')
			    : slice_is(word, "*") ? at->kind == TOKEN_WORD
						  : slice_eq(folded(r, at), word);

		if (!same || (at > t && (at->flags & TOKEN_PARAGRAPH) != 0)) {
			return NULL;
		}
		at++;
	}
	return at;
}

/* The token behind a cue that begins at `t`, and which one it was; NULL where there is none. */
static const struct token *after_cue(const struct reading *r, const struct token *t,
				     const struct cue **cue)
{
	const struct token *at = NULL;

	for (size_t i = 0; at == NULL && i < sizeof cues / sizeof cues[0]; i++) {
		*cue = &cues[i];
		at = behind_words(r, t, cues[i].words);
	}
	while (at != NULL &&
	       (folded_is(r, at, "OF") || folded_is(r, at, "IS") || token_sign(at, ':'))) {
		if ((at->flags & TOKEN_LINE) != 0) {
			return NULL;
		}
		at++;
	}
	return at;
}

/* "Uncle", ‘big t’: the last token inside the quotation that begins at `quote`. */
static const struct token *quoted_end(const struct token *quote)
{
	const struct token *t = quote + 1;

	for (; t - quote <= QUOTED_MAX + 1; t++) {
		if (token_sign(t, (char)quote->sign) && token_joined(t)) {
			return t > quote + 1 && t[-1].fold_n > 0 ? t - 1 : NULL;
		}
		if (t->fold_n == 0 && !token_sign(t, '-') && !token_sign(t, '.')) {
			return NULL;
		}
		if (t > quote + 1 && !token_runs_on(t)) {
			return NULL;
		}
	}
	return NULL;
}

static const struct token *find_cued(struct reading *r, const struct token *t)
{
	const struct cue *cue = NULL;
	const struct token *name = after_cue(r, t, &cue);
	const struct token *last;

	if (name == NULL || (name->flags & TOKEN_PARAGRAPH) != 0) {
		return t;
	}
	if (!cue->strong && !of_a_person(r, t) && !token_is(name, WORD(GIVEN))) {
		return t;
	}
	if (token_sign(name, '"') || token_sign(name, '\'')) {
		last = quoted_end(name);
		return last != NULL && add(r, name + 1, last, "person/cue") ? last : t;
	}
	name = skip_titles(name);
	if (!token_capital(name) || token_is(name, WORD(STOP) | WORD(MONTH) | WORD(WEEKDAY)) ||
	    is_street(&name[1])) {
		return t;
	}
	last = name_end(name);
	return add(r, name, last, "person/cue") ? last : t;
}

/* Amber "Ash" Hill, Imran or 'Immy': a nickname in quotation marks behind a name. */
static const struct token *find_quoted(struct reading *r, const struct token *quote)
{
	const struct token *name = &quote[-1];
	const struct token *last;

	name -= folded_is(r, name, "OR") ? 1 : 0;
	if (token_joined(quote) || (name->claimed & 1u << ONUS_PERSON) == 0 ||
	    !token_capital(&quote[1])) {
		return quote;
	}
	last = quoted_end(quote);
	return last != NULL && last - quote <= 2 && add(r, quote + 1, last, "person/quoted")
		       ? last
		       : quote;
}

/* --- forms --- */

static bool is_label(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"NAME",     "SUSPECT", "VICTIM",    "WITNESS",
					    "DRIVER",   "CHILD",   "SUBJECT",   "OFFENDER",
					    "FROM",     "MOTHER",  "FATHER",    "CALLER",
					    "REPORTER", "AUTHOR",  "INFORMANT", "REFERRER"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return false;
}

/* "Name: Amber Hill", "Suspect 1: ..." on a line of its own. */
static const struct token *find_labelled(struct reading *r, const struct token *t)
{
	const struct token *colon = t + 1;
	const struct token *last;

	colon += is_label(r, colon) || colon->kind == TOKEN_NUMBER;
	if (!token_sign(colon, ':')) {
		return t;
	}
	colon = skip_titles(colon + 1) - 1;
	if (!token_runs_on(&colon[1]) || !is_surname(&colon[1]) || is_street(&colon[2])) {
		return t;
	}
	if (folded_is(r, t, "FROM") && !token_is(&colon[1], WORD(GIVEN))) {
		return t; /* a desk, a team */
	}
	last = name_end(colon + 1);
	return add(r, colon + 1, last, "person/label") ? last : t;
}

/* --- names of the list --- */

/* "on John Street", "St John", "King Edward": the name is of a place. */
static bool names_a_place(const struct reading *r, const struct token *first,
			  const struct token *last)
{
	static const char *const before[] = {"ON", "IN", "AT", "NEAR", "ALONG", "OFF", "TOWARDS"};
	bool place = is_street(last) && last > first;

	if (folded_is(r, &first[-1], "ST") || folded_is(r, &first[-1], "SAINT") ||
	    folded_is(r, &first[-1], "KING") || folded_is(r, &first[-1], "QUEEN")) {
		return true;
	}
	if (token_runs_on(&last[1]) && token_capital(&last[1]) &&
	    (is_street(&last[1]) || token_is(&last[1], WORD(NOT_SURNAME))) &&
	    (last == first || is_street(&last[1]))) {
		return true;
	}
	for (size_t i = 0; place && i < sizeof before / sizeof before[0]; i++) {
		if (folded_is(r, &first[-1], before[i])) {
			return true;
		}
	}
	return false;
}

static const struct token *find_given(struct reading *r, const struct token *t)
{
	const struct token *last = name_end(t);
	bool wordlike = token_is(t, WORD(WORDLIKE));

	if (names_a_place(r, t, last)) {
		return t;
	}
	/* a name that is also a word needs another behind it, and at the start of a sentence not to
	 * be a function word */
	if (wordlike &&
	    (last == t || (token_is(t, WORD(STOP)) && (t->flags & TOKEN_SENTENCE) != 0))) {
		return t;
	}
	/* in a line of capitals, every word looks like one */
	if (last == t && token_upper(t) && token_upper(&t[1]) && token_runs_on(&t[1])) {
		return t;
	}
	return add(r, t, last, last == t ? "person/given" : "person/full") ? last : t;
}

/* "HILL, Amber": given name first in the value. */
static const struct token *find_surname_first(struct reading *r, const struct token *t)
{
	const struct token *given = t + 2;
	const struct token *last = given;

	if (!token_runs_on(&t[1]) || !token_runs_on(given) || !is_surname(t) || t->fold_n < 3 ||
	    token_upper(given) || !token_is(given, WORD(GIVEN)) || !token_capital(given)) {
		return t;
	}
	if (token_runs_on(&last[1]) && token_capital(&last[1]) && token_is(&last[1], WORD(GIVEN))) {
		last++;
	}
	if (!mention_add(r, ONUS_PERSON, t, last,
			 arena_printf(r->arena, "%s " SLICE_FMT, span_key(r, given, last),
				      SLICE_ARG(folded(r, t))),
			 "person/surname-first")) {
		return t;
	}
	return last;
}

/* --- the recogniser --- */

static const struct token *find_at(struct reading *r, const struct token *t)
{
	const struct token *last = t;

	if (t->words != 0) {
		if (token_capital(t) && token_is(t, WORD(TITLE))) {
			last = find_titled(r, t);
		}
		if (last == t && (t->flags & TOKEN_LINE) != 0 && is_label(r, t)) {
			last = find_labelled(r, t);
		}
		if (last == t && token_is(t, WORD(CUE_START))) {
			last = find_cued(r, t);
		}
	}
	if (last == t && token_capital(t) && token_upper(t) && token_sign(&t[1], ',')) {
		last = find_surname_first(r, t);
	}
	if (last == t && token_capital(t) && token_is(t, WORD(GIVEN)) && t->fold_n > 1) {
		last = find_given(r, t);
	}
	return last;
}

void find_persons(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (t->kind == TOKEN_WORD && (t->words != 0 || token_upper(t))) {
			t = find_at(r, t);
		} else if (token_sign(t, '"') || token_sign(t, '\'')) {
			t = find_quoted(r, t);
		}
	}
}
