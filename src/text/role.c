/* SPDX-License-Identifier: Apache-2.0
 * role.c - the role that a person plays at one place of one report.
 *
 * Only what stands right at the name decides: "the suspect, Ash", "Dr Khan", "14-year-old Chloe",
 * "Jay (witness)", "Amber Hill, mother of ...", "Amber Hill, the youth worker". Of several names
 * behind one plural ("her parents, Xan and Zed") the word is true of each. Anything further away is
 * left to a reader: the default is unknown. A role belongs to the mention, never to the person. */
#include "text/recognise.h"

enum { BEFORE_TOKENS = 8, ADULT_AGE = 18, AFTER_TOKENS = 6 };

/* --- words that say a role --- */

/* "social worker", "health visitor", "teaching assistant": `t` is the last word. */
static bool is_profession(const struct token *t)
{
	return token_is(t, WORD(PROFESSION)) && token_is(&t[-1], WORD(PROFESSION_OF));
}

/* The role that the word at `t` says, -1 where it says none. Son and daughter say that they are no
 * one else's: unknown. */
static int role_at(const struct token *t)
{
	if (is_profession(t)) {
		return ONUS_ROLE_PROFESSIONAL;
	}
	if (token_is(t, WORD(ROLE) | WORD(KIN)) ||
	    (token_is(t, WORD(TITLE)) && (t->flags & TOKEN_CAPITAL) != 0 && t->role != 0)) {
		return t->role;
	}
	return -1;
}

static bool is_one_of(const struct reading *r, const struct token *t, const char *const *words,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return false;
}

#define IS_ONE_OF(r, t, words) is_one_of(r, t, words, sizeof(words) / sizeof(words)[0])

/* Her, his, my: what is said next is said of somebody's kin. */
static bool is_possessive(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"HER", "HIS", "MY", "THEIR", "OUR"};

	return IS_ONE_OF(r, t, words) || (t->flags & TOKEN_POSSESSIVE) != 0;
}

/* --- before the name --- */

/* Words that may stand between a cue and the name: "the suspect, who is known as Ash". */
static bool is_filler(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"WHO",    "IS",  "WAS",   "AS",    "THE",
					    "A",      "AN",  "HER",   "HIS",   "MALE",
					    "FEMALE", "MAN", "WOMAN", "WHOSE", "NAME"};
	static const char signs[] = ",:\"'(.";

	if (t->kind == TOKEN_SIGN) {
		return strchr(signs, t->sign) != NULL && t->sign != 0;
	}
	/* "her mother Mrs Begum": the title says nothing */
	return t->kind == TOKEN_NUMBER || token_is(t, WORD(NAME_CUE)) ||
	       (token_is(t, WORD(TITLE)) && t->role == 0) || IS_ONE_OF(r, t, words);
}

/* Gives the word that said it in `cue`. */
static enum onus_role role_before(const struct reading *r, const struct token *first,
				  const struct token **cue)
{
	for (int i = 1; i <= BEFORE_TOKENS && (first[1 - i].flags & TOKEN_PARAGRAPH) == 0; i++) {
		const struct token *t = &first[-i];
		int role = role_at(t);

		if (folded_is(r, t, "BY") && folded_is(r, &t[-1], "REPORTED")) {
			return ONUS_ROLE_REPORTER;
		}
		if (role >= 0) {
			/* "a witness told Ash" has no filler between; "victim: ..." has */
			*cue = t;
			return (enum onus_role)role;
		}
		if (!is_filler(r, t) ||
		    (token_sign(t, '.') && (t[1].flags & TOKEN_SENTENCE) != 0)) {
			break;
		}
	}
	return ONUS_ROLE_UNKNOWN;
}

/* --- behind the name --- */

/* "Amber Hill, her father," and "Amber Hill (father)", but not "Amber, her mother rang". */
static bool kin_ends(const struct reading *r, const struct token *kin, bool bracket)
{
	const struct token *next = &kin[1];

	return bracket || folded_is(r, next, "OF") || next->kind == TOKEN_END ||
	       (next->flags & TOKEN_LINE) != 0 || token_sign(next, '.') || token_sign(next, ';') ||
	       (token_sign(next, ',') && is_possessive(r, &kin[-1]));
}

static bool may_stand_before_role(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"THE", "A",   "AN", "ALLEGED", "SUSPECTED", "YOUNG",
					    "WHO", "WAS", "IS", "ALSO",    "FORMER"};

	return token_is(t, WORD(PROFESSION_OF)) || is_possessive(r, t) || IS_ONE_OF(r, t, words);
}

/* A signature: the profession stands alone on the line below the name. */
static bool is_signed(const struct token *last)
{
	return (last[1].flags & (TOKEN_LINE | TOKEN_PARAGRAPH)) == TOKEN_LINE &&
	       token_capital(&last[1]) && token_is(&last[1], WORD(PROFESSION_OF)) &&
	       role_at(&last[2]) == ONUS_ROLE_PROFESSIONAL;
}

/* "Ash, a suspect", "Jay (witness)", "Amber Hill is the mother of". */
static enum onus_role role_after(const struct reading *r, const struct token *last)
{
	const struct token *t = last + 1;
	bool bracket = token_sign(t, '(');
	bool opened =
		bracket || token_sign(t, ',') || folded_is(r, t, "IS") || folded_is(r, t, "WAS");

	if (is_signed(last)) {
		return ONUS_ROLE_PROFESSIONAL;
	}
	for (int i = 1; opened && i <= AFTER_TOKENS; i++) {
		bool capital = (t[i].flags & TOKEN_CAPITAL) != 0;
		int role = role_at(&t[i]);

		if ((t[i].flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH)) != 0 ||
		    token_sign(&t[i], '.')) {
			break;
		}
		if (role >= 0 && (!capital || (bracket && token_sign(&t[i + 1], ')'))) &&
		    (!token_is(&t[i], WORD(KIN)) || kin_ends(r, &t[i], bracket))) {
			return (enum onus_role)role;
		}
		if (!may_stand_before_role(r, &t[i])) {
			break;
		}
	}
	return ONUS_ROLE_UNKNOWN;
}

/* --- ages --- */

/* The age that a mention states is below 18: "14", "13/15". */
static bool is_young_age(const struct onus_mention *m)
{
	const char *v = m->value;
	bool one_digit = v[0] != '\0' && (v[1] == '\0' || v[1] == '/');

	return m->kind == ONUS_AGE &&
	       (one_digit || (v[0] == '1' && v[1] < '8' && (v[2] == '\0' || v[2] == '/')));
}

/* A stated age below 18 right at the name makes a child, unless it plays another part. `at` is its
 * place among the mentions, which stand in order: an age that touches it is next to it there. */
static bool is_young(const struct reading *r, size_t at)
{
	const struct found *f = &r->found[at];
	const struct token *t = f->last + 1;

	if ((token_sign(t, ',') || token_sign(t, '(')) && t[1].kind == TOKEN_NUMBER &&
	    (token_sign(&t[2], ',') || token_sign(&t[2], ')') || token_sign(&t[2], '.')) &&
	    token_runs_on(&t[1])) {
		int64_t age = token_number(r, &t[1], 3);

		return age > 0 && age < ADULT_AGE;
	}
	t += token_sign(t, ',') || token_sign(t, '(');
	if (at > 0 && f[-1].last == f->first - 1 && is_young_age(&f[-1].mention)) {
		return true;
	}
	return at + 1 < r->found_count && f[1].first == t && is_young_age(&f[1].mention);
}

/* --- all of them --- */

/* "her parents, Xan and Zed": the person before was named with a plural, and only "and" or a comma
 * stands between. */
static bool is_next_of_plural(const struct reading *r, const struct found *before,
			      const struct found *f)
{
	const struct token *t = before->last + 1;

	return t + 1 == f->first &&
	       (folded_is(r, t, "AND") || token_sign(t, ',') || token_sign(t, '&'));
}

static bool is_plural(const struct reading *r, const struct token *cue)
{
	struct slice s = folded(r, cue);

	return cue->kind == TOKEN_WORD && s.n > 3 && s.p[s.n - 1] == 'S';
}

static enum onus_role role_of(const struct reading *r, size_t at, const struct token **cue)
{
	const struct found *f = &r->found[at];
	enum onus_role role = role_before(r, f->first, cue);

	if (role == ONUS_ROLE_UNKNOWN) {
		role = role_after(r, f->last);
	}
	/* "his sister Xan, 14": that she is a child says more than whose sister */
	if ((role == ONUS_ROLE_UNKNOWN || role == ONUS_ROLE_RELATIVE) && is_young(r, at)) {
		return ONUS_ROLE_CHILD;
	}
	return role;
}

void give_roles(struct reading *r)
{
	const struct found *plural = NULL; /* the last person who was named with a plural */

	for (size_t i = 0; i < r->found_count; i++) {
		struct found *f = &r->found[i];
		const struct token *cue = NULL;

		if (f->mention.kind != ONUS_PERSON) {
			continue;
		}
		f->mention.role = role_of(r, i, &cue);
		if (f->mention.role == ONUS_ROLE_UNKNOWN && plural != NULL &&
		    is_next_of_plural(r, plural, f)) {
			f->mention.role = plural->mention.role;
			plural = f;
		} else {
			plural = cue != NULL && is_plural(r, cue) ? f : NULL;
		}
	}
}
