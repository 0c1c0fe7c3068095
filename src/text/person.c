/* SPDX-License-Identifier: Apache-2.0
 * person.c - names of persons, by what stands around them and by what they are made of.
 *
 *     title      Dr Khan, PC 1234 Amber Hill, Detective Chief Inspector J. Okafor
 *     label      Name: Amber Hill          (person_form.c)
 *     cue        a male called Ash, known as "Uncle", street name Jay, aka Big T
 *     given      Amber Hill, Chloe         (a given name of the list, and what follows it)
 *     near       her uncle Zed, Xan (14)   (person_near.c)
 *     surname    HILL, Amber
 *
 * The span is the name without its title; the value is its folded key, given name first. A nickname
 * is a name like any other here: what it belongs to is for people to say. */
#include "text/person.h"
#include "text/recognise.h"

enum { CUE_TOKENS = 4, SHORT_TITLE_MAX = 4, ALONE_MIN = 4, LETTERS_MAX = 3 };

/* --- titles --- */

static const struct token *find_titled(struct reading *r, const struct token *t)
{
	const struct token *first = name_behind_titles(t);
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
	      (name_surname(first) || name_initial(first) || first->fold_n >= 4))) {
		return t;
	}
	if (token_is(first, WORD(NOT_SURNAME)) && first[-1].fold_n > SHORT_TITLE_MAX) {
		return t; /* Executive Order, Deputy Director; but Mr Street */
	}
	if (name_initial(first) &&
	    !name_surname(&first[token_sign(&first[1], '.') && token_runs_on(&first[2]) ? 2 : 1])) {
		return t; /* "Mr T." */
	}
	if (token_is(first, WORD(ORG_TAIL) | WORD(ORG_HEAD)) || name_street(&first[1])) {
		return t; /* Chief Officer Group, St John Street */
	}
	last = name_end(first);
	return person_add(r, particle, last, "person/title") ? last : t;
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
		    folded_is(r, t, "ONE") || folded_is(r, t, "HE") || folded_is(r, t, "SHE") ||
		    folded_is(r, t, "HIM") || folded_is(r, t, "HER") || folded_is(r, t, "WHO") ||
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
	{"USES THE NAME", true},
	{"CALL ME", true},
	{"KNOWN ONLY AS", true},
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
		last = name_quoted_end(name);
		return last != NULL && person_add(r, name + 1, last, "person/cue") ? last : t;
	}
	name = name_behind_titles(name);
	if (!token_capital(name) || token_is(name, WORD(STOP) | WORD(MONTH) | WORD(WEEKDAY)) ||
	    name_street(&name[1])) {
		return t;
	}
	last = name_end(name);
	if (last == name && name_initial(name)) {
		return t; /* "goes by Mr T": one letter joins nobody to anybody */
	}
	return person_add(r, name, last, "person/cue") ? last : t;
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
	last = name_quoted_end(quote);
	return last != NULL && last - quote <= 2 && person_add(r, quote + 1, last, "person/quoted")
		       ? last
		       : quote;
}

/* --- names of the list --- */

/* "on John Street", "St John", "King Edward": the name is of a place. */
static bool names_a_place(const struct reading *r, const struct token *first,
			  const struct token *last)
{
	static const char *const before[] = {"ON", "IN", "AT", "NEAR", "ALONG", "OFF", "TOWARDS"};
	bool place = name_street(last) && last > first;

	if (folded_is(r, &first[-1], "ST") || folded_is(r, &first[-1], "SAINT") ||
	    folded_is(r, &first[-1], "KING") || folded_is(r, &first[-1], "QUEEN")) {
		return true;
	}
	if (token_runs_on(&last[1]) && token_capital(&last[1]) &&
	    (name_street(&last[1]) || token_is(&last[1], WORD(NOT_SURNAME))) &&
	    (last == first || name_street(&last[1]))) {
		return true;
	}
	for (size_t i = 0; place && i < sizeof before / sizeof before[0]; i++) {
		if (folded_is(r, &first[-1], before[i])) {
			return true;
		}
	}
	return false;
}

/* "Jay (believed to be", "Ash, his cousin": said of persons only. */
static bool is_explained(const struct reading *r, const struct token *name)
{
	const struct token *t = name + 2;

	if (token_sign(&name[1], '(')) {
		return token_is(t, WORD(CUE_START) | WORD(KIN) | WORD(ROLE) | WORD(PERSON_NOUN)) ||
		       (t->claimed & 1u << ONUS_AGE) != 0;
	}
	return token_sign(&name[1], ',') && token_is(&name[3], WORD(KIN)) &&
	       (folded_is(r, t, "HIS") || folded_is(r, t, "HER") || folded_is(r, t, "MY"));
}

/* A name that is also a word, alone and inside a sentence: "with Jade from school". */
static bool stands_alone(const struct reading *r, const struct token *t)
{
	const struct token *before = &t[-1];
	const struct token *next = &t[1];

	if (token_is(before, WORD(ASKED)) || token_is(next, WORD(SPEECH))) {
		return token_runs_on(next) && next->kind != TOKEN_NUMBER; /* Hope said; ask May */
	}
	if (is_explained(r, t)) {
		return true;
	}
	return (t->flags & (TOKEN_SENTENCE | TOKEN_LINE)) == 0 && !token_upper(t) &&
	       !token_is(t, WORD(NOT_ALONE) | WORD(MONTH) | WORD(SEASON)) &&
	       !token_is(before, WORD(DETERMINER) | WORD(PLACE_CUE) | WORD(NOT_SURNAME)) &&
	       !(token_capital(before) && !token_is(before, WORD(TITLE))) &&
	       !(token_capital(next) && token_runs_on(next)) && next->kind != TOKEN_NUMBER &&
	       !(token_sign(next, '-') && token_joined(next));
}

/* In capitals every word looks like a name, and a few letters may stand for anything. */
static bool is_lost_in_capitals(const struct token *t)
{
	bool others = token_upper(&t[1]) && token_runs_on(&t[1]);

	if (!token_upper(t)) {
		return false;
	}
	if (t->fold_n <= LETTERS_MAX || token_is(t, WORD(WORDLIKE))) {
		return true;
	}
	return others && (t->fold_n < ALONE_MIN || !token_is(&t[1], WORD(STOP)));
}

/* "Saqib Mahmood": a word that no list has, right before the name. */
static const struct token *with_word_before(const struct token *t)
{
	const struct token *before = &t[-1];
	bool can = token_capital(before) && before->words == 0 && before->claimed == 0 &&
		   before->fold_n >= 3 && token_runs_on(t) && !token_is(t, WORD(WORDLIKE)) &&
		   token_upper(before) == token_upper(t) &&
		   (before->flags & (TOKEN_SENTENCE | TOKEN_LINE)) == 0 &&
		   !token_is(&before[-1], WORD(PLACE_CUE)) && !token_capital(&before[-1]);

	return can ? before : t;
}

static const struct token *find_given(struct reading *r, const struct token *t)
{
	const struct token *last = name_end(t);
	const struct token *first = with_word_before(t);
	bool wordlike = token_is(t, WORD(WORDLIKE));

	if (names_a_place(r, first, last) ||
	    (token_is(t, WORD(MONTH) | WORD(SEASON)) && name_street(last))) {
		return t;
	}
	/* a name that is also a word needs another behind it, and at the start of a sentence not to
	 * be a function word */
	if (wordlike && last > t && token_is(t, WORD(STOP)) && (t->flags & TOKEN_SENTENCE) != 0) {
		return t;
	}
	if (first == last && ((wordlike && !stands_alone(r, t)) || is_lost_in_capitals(t))) {
		return t;
	}
	return person_add(r, first, last, first == last ? "person/given" : "person/full") ? last
											  : t;
}

/* "HILL, Amber": given name first in the value. */
static const struct token *find_surname_first(struct reading *r, const struct token *t)
{
	const struct token *given = t + 2;
	const struct token *last = given;

	if (!token_runs_on(&t[1]) || !token_runs_on(given) || !name_surname(t) || t->fold_n < 3 ||
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

/* The rules, in the order in which they are tried at a word of one of these classes. */
static const struct rule {
	uint64_t words;
	unsigned flags; /* of the token, all of them */
	const struct token *(*find)(struct reading *r, const struct token *t);
} rules[] = {
	{WORD(TITLE), TOKEN_CAPITAL, find_titled},
	{WORD(CUE_START), 0, find_cued},
	{WORD(NICK), TOKEN_CAPITAL, person_nickname},
	{WORD(GIVEN), TOKEN_CAPITAL, find_given},
	{WORD(KIN) | WORD(BEFORE_NAME) | WORD(PROFESSION), 0, person_behind_noun},
};

static const struct token *find_word(struct reading *r, const struct token *t)
{
	const struct token *last = t;

	if ((t->flags & TOKEN_LINE) != 0) {
		last = person_labelled(r, t);
	}
	for (size_t i = 0; last == t && i < sizeof rules / sizeof rules[0]; i++) {
		if (token_is(t, rules[i].words) && (t->flags & rules[i].flags) == rules[i].flags) {
			last = rules[i].find(r, t);
		}
	}
	if (last == t && token_capital(t) && token_upper(t) && token_sign(&t[1], ',')) {
		last = find_surname_first(r, t);
	}
	if (last == t && name_initial(t) && token_sign(&t[1], '.')) {
		last = person_initials(r, t);
	}
	if (last == t && folded_is(r, t, "AND")) {
		last = person_joined(r, t);
	}
	return last;
}

static const struct token *find_sign(struct reading *r, const struct token *t)
{
	switch (t->sign) {
	case '"':
	case '\'':
		return find_quoted(r, t);
	case '(':
	case ',':
		person_described(r, t);
		return t;
	case '&':
		return person_joined(r, t);
	default:
		return t;
	}
}

void find_persons(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (t->kind == TOKEN_WORD &&
		    (t->words != 0 || (t->flags & (TOKEN_UPPER | TOKEN_LINE)) != 0)) {
			t = find_word(r, t);
		} else if (t->kind == TOKEN_SIGN) {
			t = find_sign(r, t);
		}
	}
}
