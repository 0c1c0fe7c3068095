/* SPDX-License-Identifier: Apache-2.0
 * role.c - the role that a person plays at one place of one report.
 *
 * Only what stands right at the name decides: "the suspect, Ash", "Dr Khan", "14-year-old Chloe",
 * "Jay (witness)", "Amber Hill, mother of ...". Anything further away is left to a reader: the
 * default is unknown. A role belongs to the mention, never to the person. */
#include "text/recognise.h"

enum { BEFORE_TOKENS = 8, ADULT_AGE = 18, AFTER_TOKENS = 5 };

static bool is_cue(const struct token *t)
{
	return token_is(t, WORD(ROLE) | WORD(KIN)) ||
	       (token_is(t, WORD(TITLE)) && (t->flags & TOKEN_CAPITAL) != 0 && t->role != 0);
}

/* Words that may stand between a cue and the name: "the suspect, who is known as Ash". */
static bool is_filler(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"WHO",    "IS",  "WAS",   "AS",    "THE",
					    "A",      "AN",  "HER",   "HIS",   "MALE",
					    "FEMALE", "MAN", "WOMAN", "WHOSE", "NAME"};

	if (t->kind == TOKEN_NUMBER || token_is(t, WORD(NAME_CUE)) || token_sign(t, ',') ||
	    token_sign(t, ':') || token_sign(t, '"') || token_sign(t, '\'') || token_sign(t, '(') ||
	    token_sign(t, '.')) {
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return false;
}

static enum onus_role role_before(const struct reading *r, const struct token *first)
{
	for (int i = 1; i <= BEFORE_TOKENS && (first[1 - i].flags & TOKEN_PARAGRAPH) == 0; i++) {
		const struct token *t = &first[-i];

		if (folded_is(r, t, "WORKER") &&
		    (folded_is(r, &t[-1], "SOCIAL") || folded_is(r, &t[-1], "YOUTH") ||
		     folded_is(r, &t[-1], "SUPPORT") || folded_is(r, &t[-1], "CARE"))) {
			return ONUS_ROLE_PROFESSIONAL;
		}
		if (folded_is(r, t, "BY") && folded_is(r, &t[-1], "REPORTED")) {
			return ONUS_ROLE_REPORTER;
		}
		if (is_cue(t)) {
			/* "a witness told Ash" has no filler between; "victim: ..." has */
			return (enum onus_role)t->role;
		}
		if (!is_filler(r, t) ||
		    (token_sign(t, '.') && (t[1].flags & TOKEN_SENTENCE) != 0)) {
			break;
		}
	}
	return ONUS_ROLE_UNKNOWN;
}

/* "Ash, a suspect", "Jay (witness)", "Amber Hill is the mother of". */
static enum onus_role role_after(const struct reading *r, const struct token *last)
{
	const struct token *t = last + 1;
	bool bracket = token_sign(t, '(');
	bool opened =
		bracket || token_sign(t, ',') || folded_is(r, t, "IS") || folded_is(r, t, "WAS");

	for (int i = 1; opened && i <= AFTER_TOKENS; i++) {
		if ((t[i].flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH)) != 0 ||
		    token_sign(&t[i], '.')) {
			break;
		}
		if (is_cue(&t[i]) && (t[i].flags & TOKEN_CAPITAL) == 0 &&
		    (!token_is(&t[i], WORD(KIN)) || bracket || folded_is(r, &t[i + 1], "OF"))) {
			return (enum onus_role)t[i].role;
		}
		if (!(folded_is(r, &t[i], "THE") || folded_is(r, &t[i], "A") ||
		      folded_is(r, &t[i], "AN") || folded_is(r, &t[i], "ALLEGED") ||
		      folded_is(r, &t[i], "SUSPECTED") || folded_is(r, &t[i], "YOUNG"))) {
			break;
		}
	}
	return ONUS_ROLE_UNKNOWN;
}

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
	    (token_sign(&t[2], ',') || token_sign(&t[2], ')'))) {
		int64_t age = token_number(r, &t[1], 3);

		return age > 0 && age < ADULT_AGE;
	}
	t += token_sign(t, ',') || token_sign(t, '(');
	if (at > 0 && f[-1].last == f->first - 1 && is_young_age(&f[-1].mention)) {
		return true;
	}
	return at + 1 < r->found_count && f[1].first == t && is_young_age(&f[1].mention);
}

void give_roles(struct reading *r)
{
	for (size_t i = 0; i < r->found_count; i++) {
		struct found *f = &r->found[i];

		if (f->mention.kind != ONUS_PERSON) {
			continue;
		}
		f->mention.role = role_before(r, f->first);
		if (f->mention.role == ONUS_ROLE_UNKNOWN) {
			f->mention.role = role_after(r, f->last);
		}
		if (f->mention.role == ONUS_ROLE_UNKNOWN && is_young(r, i)) {
			f->mention.role = ONUS_ROLE_CHILD;
		}
	}
}
