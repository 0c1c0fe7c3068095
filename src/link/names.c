/* SPDX-License-Identifier: Apache-2.0
 * names.c - how far two names of persons agree, as a small grade.
 *
 * The grades are few and in the order of what they prove among records of one country; what each is
 * worth, training finds out. */
#include <string.h>

#include "link/names.h"

enum {
	LETTERS_APART_MAX = 4, /* two errors; -OVA for -EK */
	TYPING_LENGTH_MIN = 4,
	TWO_ERRORS_LENGTH = 8,
	JOINED_SLACK = 2, /* letters by which one word may differ from two */
	FEMININE_MIN = 5,
	STEM_MIN = 3,
	TYPING_PARTS_MAX = 2,
};

/* How far one part of a name agrees with another, from the weakest. */
enum part_likeness {
	PART_OTHER,
	PART_INITIAL, /* one is the first letter of the other */
	PART_TYPING,  /* one typing error; two in eight letters or more */
	PART_VARIANT, /* a nickname or another spelling */
	PART_EQUAL,
};

enum part_role { ROLE_ANY, ROLE_GIVEN, ROLE_FAMILY };

static bool parts_equal(const struct name_part *a, const struct name_part *b)
{
	return memcmp(a->text, b->text, NAME_PART_MAX) == 0;
}

/* More than `most` letters stand in one and not in the other. Counts bits as in H. Warren,
 * "Hacker's Delight", 5-1: an instruction for it is not on every machine. */
static inline bool letters_apart(uint32_t a, uint32_t b, unsigned most)
{
	uint32_t x = a ^ b;

	x -= x >> 1 & UINT32_C(0x55555555);
	x = (x & UINT32_C(0x33333333)) + (x >> 2 & UINT32_C(0x33333333));
	x = (x + (x >> 4)) & UINT32_C(0x0f0f0f0f);
	return x * UINT32_C(0x01010101) >> 24 > most;
}

/* Nothing that a rule below looks for can be: the list has them in no line together, they sound
 * unlike, and have too few letters in common. Turns down nearly all pairs. */
static bool is_far(const struct name_part *a, const struct name_part *b)
{
	return (a->lines & b->lines) == 0 && (a->sound != b->sound || a->sound == 0) && a->n > 1 &&
	       b->n > 1 && letters_apart(a->letters, b->letters, LETTERS_APART_MAX);
}

static bool ends_in(const struct name_part *p, const char *tail, size_t n)
{
	return p->n >= n && memcmp(p->text + p->n - n, tail, n) == 0;
}

/* A family name as women and men bear it: Novakova of Novak, Svobodova of Svoboda, Kowalska of
 * Kowalski, Novotna of Novotny, Ivanova of Ivanov. Sources: Slovak law 300/1993 on names, section
 * 6; Czech law 301/2000, section 69; the Polish adjectival names. */
static bool is_feminine_of(const struct name_part *her, const struct name_part *his)
{
	static const struct {
		const char *her;
		const char *his;
	} tails[] = {
		{"OVA", ""},    {"OVA", "A"},   {"OVA", "O"},   {"OVA", "E"},   {"KOVA", "EK"},
		{"COVA", "EC"}, {"SKA", "SKI"}, {"SKA", "SKY"}, {"CKA", "CKI"}, {"CKA", "CKY"},
		{"NA", "NY"},   {"OVA", "OV"},  {"EVA", "EV"},  {"AIA", "AI"},
	};

	if (her->n < FEMININE_MIN || her->text[her->n - 1] != 'A' ||
	    memcmp(her->text, his->text, STEM_MIN) != 0) {
		return false;
	}
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		size_t n_her = strlen(tails[i].her);
		size_t n_his = strlen(tails[i].his);
		size_t stem = her->n - n_her;

		if (ends_in(her, tails[i].her, n_her) && stem >= STEM_MIN &&
		    his->n == stem + n_his && memcmp(her->text, his->text, stem) == 0 &&
		    memcmp(his->text + stem, tails[i].his, n_his) == 0) {
			return true;
		}
	}
	return false;
}

/* Clarke and Clark, Browne and Brown: of family names; Simone is not Simon. */
static bool is_silent_e(const struct name_part *a, const struct name_part *b)
{
	const struct name_part *longer = a->n > b->n ? a : b;
	const struct name_part *shorter = a->n > b->n ? b : a;

	return longer->n == shorter->n + 1 && shorter->n >= TYPING_LENGTH_MIN &&
	       longer->text[longer->n - 1] == 'E' &&
	       memcmp(longer->text, shorter->text, shorter->n) == 0;
}

static bool is_variant(const struct name_part *a, const struct name_part *b, enum part_role role)
{
	if ((a->lines & b->lines) != 0 && name_words_alike(a->word, b->word, role != ROLE_FAMILY)) {
		return true;
	}
	if (role != ROLE_GIVEN && (is_feminine_of(a, b) || is_feminine_of(b, a))) {
		return true;
	}
	if (role == ROLE_FAMILY && is_silent_e(a, b)) {
		return true;
	}
	/* two names that the list knows, and does not put together, are two names */
	return (a->word == 0 || b->word == 0) && a->sound != 0 && a->sound == b->sound &&
	       name_sounds_alike(a->text, a->n, b->text, b->n);
}

static bool is_typing(const struct name_part *a, const struct name_part *b, enum part_role role)
{
	unsigned n = a->n < b->n ? a->n : b->n;
	unsigned errors = n >= TWO_ERRORS_LENGTH ? 2 : 1;
	bool meant =
		role != ROLE_FAMILY && (name_word_listed(a->word) || name_word_listed(b->word));

	/* an error adds one letter, takes one away, or both */
	if (n < TYPING_LENGTH_MIN || letters_apart(a->letters, b->letters, 2 * errors) ||
	    (a->word != 0 && b->word != 0)) {
		return false;
	}
	if (n == TYPING_LENGTH_MIN && !meant) {
		/* Hale, Hill, Hull are three names, Rohn is a mistyped John: but for a given name
		 * that the list has, a swap alone, which takes no letter and adds none */
		return a->n == b->n && a->letters == b->letters &&
		       edits_within(a->text, n, b->text, n, 1);
	}
	return edits_within(a->text, a->n, b->text, b->n, errors);
}

static enum part_likeness part_compare(const struct name_part *a, const struct name_part *b,
				       enum part_role role)
{
	if (is_far(a, b)) {
		return PART_OTHER;
	}
	if (parts_equal(a, b)) {
		return PART_EQUAL;
	}
	if (a->n == 1 || b->n == 1) {
		return a->text[0] == b->text[0] ? PART_INITIAL : PART_OTHER;
	}
	if (is_variant(a, b, role)) {
		return PART_VARIANT;
	}
	return is_typing(a, b, role) ? PART_TYPING : PART_OTHER;
}

/* --- whole names: which part of one is which of the other --- */

struct match {
	const struct name *l;
	const struct name *r;
	/* what each part was matched as; PART_OTHER: it has no partner */
	enum part_likeness of_l[NAME_PARTS_MAX];
	enum part_likeness of_r[NAME_PARTS_MAX];
	uint8_t as[NAME_PARTS_MAX][NAME_PARTS_MAX];
	unsigned counts[PART_EQUAL + 1]; /* pairs, by likeness */
	unsigned joined;                 /* pairs of two parts with one */
};

static void join_match(struct match *m, size_t i, size_t k, enum part_likeness as)
{
	m->of_l[i] = as;
	m->of_r[k] = as;
	if (!m->l->parts[i].may_lack || !m->r->parts[k].may_lack) {
		m->counts[as]++;
	}
}

/* Two parts as one. */
static void join_parts(const struct name *n, size_t i, struct name_part *out)
{
	const struct name_part *a = &n->parts[i];
	const struct name_part *b = &n->parts[i + 1];

	memset(out, 0, sizeof *out);
	memcpy(out->text, a->text, a->n);
	memcpy(out->text + a->n, b->text, b->n);
	out->n = (uint8_t)(a->n + b->n);
	name_part_settle(out);
}

static bool may_be_joined(const struct name *two, size_t i, const struct name_part *one)
{
	int n = two->parts[i].n + two->parts[i + 1].n;

	return one->text[0] == two->parts[i].text[0] && one->n + JOINED_SLACK >= n &&
	       one->n <= n + JOINED_SLACK;
}

/* "Al Hassan" and "Alhassan", "Anne Marie" and "Annemarie": two parts of `two`, from `i` on, are
 * one of `one`. */
static void match_joined_at(const struct name *two, enum part_likeness *of_two, size_t i,
			    const struct name *one, enum part_likeness *of_one, struct match *m)
{
	if (of_two[i] != PART_OTHER || of_two[i + 1] != PART_OTHER || two->parts[i].n < 2 ||
	    two->parts[i].n + two->parts[i + 1].n > NAME_PART_MAX) {
		return;
	}
	for (size_t k = 0; k < one->count; k++) {
		enum part_likeness as = PART_OTHER;
		struct name_part joined;

		if (of_one[k] == PART_OTHER && may_be_joined(two, i, &one->parts[k])) {
			join_parts(two, i, &joined);
			as = part_compare(&joined, &one->parts[k], ROLE_ANY);
		}
		if (as >= PART_TYPING) {
			of_two[i] = as;
			of_two[i + 1] = as;
			of_one[k] = as;
			m->counts[as]++;
			m->joined++;
			return;
		}
	}
}

static void match_joined(struct match *m)
{
	for (size_t i = 0; i + 1 < m->l->count; i++) {
		match_joined_at(m->l, m->of_l, i, m->r, m->of_r, m);
	}
	for (size_t i = 0; i + 1 < m->r->count; i++) {
		match_joined_at(m->r, m->of_r, i, m->l, m->of_l, m);
	}
}

/* Pairs what agrees, from likeness `from` down to `to`. */
static void match_parts(struct match *m, int from, int to)
{
	for (int want = from; want >= to; want--) {
		for (size_t i = 0; i < m->l->count; i++) {
			for (size_t k = 0; k < m->r->count; k++) {
				if (m->as[i][k] == (uint8_t)want && m->of_l[i] == PART_OTHER &&
				    m->of_r[k] == PART_OTHER) {
					join_match(m, i, k, (enum part_likeness)want);
				}
			}
		}
	}
}

/* Compares every part with every part; false where no two agree. */
static bool match_any(struct match *m)
{
	bool any = false;

	for (size_t i = 0; i < m->l->count; i++) {
		for (size_t k = 0; k < m->r->count; k++) {
			m->as[i][k] =
				(uint8_t)part_compare(&m->l->parts[i], &m->r->parts[k], ROLE_ANY);
			any = any || m->as[i][k] != PART_OTHER;
		}
	}
	return any;
}

/* Parts without a partner that a whole name would have to have. */
static unsigned missing(const struct name *n, const enum part_likeness *of)
{
	unsigned count = 0;

	for (size_t i = 0; i < n->count; i++) {
		count += of[i] == PART_OTHER && !n->parts[i].may_lack;
	}
	return count;
}

static unsigned parts_that_count(const struct name *n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n->count; i++) {
		count += !n->parts[i].may_lack;
	}
	return count;
}

static bool is_son_of(const struct name_part *p)
{
	static const char *const words[] = {"BIN", "IBN", "BEN", "BINT", "BINTI"};
	bool found = false;

	for (size_t i = 0; p->may_lack && !found && i < sizeof words / sizeof words[0]; i++) {
		found = strlen(words[i]) == p->n && memcmp(words[i], p->text, p->n) == 0;
	}
	return found;
}

/* Salman bin Muhammad and Muhammad bin Salman: the same parts, but two generations. */
static bool is_father_and_son(const struct name *l, const struct name *r)
{
	for (size_t i = 1; i + 1 < l->count; i++) {
		for (size_t k = 1; is_son_of(&l->parts[i]) && k + 1 < r->count; k++) {
			if (is_son_of(&r->parts[k]) &&
			    part_compare(&l->parts[i - 1], &r->parts[k + 1], ROLE_ANY) >=
				    PART_VARIANT &&
			    part_compare(&l->parts[i + 1], &r->parts[k - 1], ROLE_ANY) >=
				    PART_VARIANT) {
				return true;
			}
		}
	}
	return false;
}

static enum name_grade grade_of(const struct match *m)
{
	unsigned strong = m->counts[PART_EQUAL] + m->counts[PART_VARIANT] + m->counts[PART_TYPING] +
			  m->joined;
	bool family =
		m->of_l[m->l->count - 1] >= PART_TYPING && m->of_r[m->r->count - 1] >= PART_TYPING;
	bool contained = missing(m->l, m->of_l) == 0 || missing(m->r, m->of_r) == 0;

	if (strong == 0) {
		return NAME_OTHER;
	}
	if (!contained || is_father_and_son(m->l, m->r)) {
		return family ? NAME_FAMILY : NAME_OTHER;
	}
	/* one word against a whole name proves less; so does more than one kind of doubt */
	if ((strong + m->counts[PART_INITIAL] == 1 &&
	     parts_that_count(m->l) + parts_that_count(m->r) > 2) ||
	    m->counts[PART_TYPING] > TYPING_PARTS_MAX ||
	    (m->counts[PART_TYPING] > 0 && m->counts[PART_INITIAL] > 0)) {
		return NAME_FAMILY;
	}
	return m->counts[PART_TYPING] > 0    ? NAME_TYPING
	       : m->counts[PART_INITIAL] > 0 ? NAME_INITIALS
	       : m->counts[PART_VARIANT] > 0 ? NAME_VARIANT
					     : NAME_PARTS;
}

static bool names_equal(const struct name *l, const struct name *r)
{
	bool equal = l->count == r->count && l->letters == r->letters;

	for (size_t i = 0; equal && i < l->count; i++) {
		equal = parts_equal(&l->parts[i], &r->parts[i]);
	}
	return equal;
}

/* No part is near any of the other name, nor two of them together. */
static bool is_apart(const struct name *a, const struct name *b)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t k = 0; k < b->count; k++) {
			if (!is_far(&a->parts[i], &b->parts[k]) ||
			    (i + 1 < a->count && may_be_joined(a, i, &b->parts[k])) ||
			    (k + 1 < b->count && may_be_joined(b, k, &a->parts[i]))) {
				return false;
			}
		}
	}
	return true;
}

/* The same two names in the same order, whichever side they stand on: a greedy match must not hang
 * on it. */
static bool is_turned(const struct name *a, const struct name *b)
{
	return a->count != b->count ? a->count > b->count
				    : memcmp(a->parts, b->parts, a->count * sizeof a->parts[0]) > 0;
}

enum name_grade name_compare(const struct name *a, const struct name *b)
{
	struct match m;
	bool turned;
	bool any;

	if (a->count == 0 || b->count == 0 || is_apart(a, b)) {
		return NAME_OTHER;
	}
	if (names_equal(a, b)) {
		return NAME_EQUAL;
	}
	turned = is_turned(a, b);
	m.l = turned ? b : a;
	m.r = turned ? a : b;
	memset(m.of_l, 0, sizeof m.of_l);
	memset(m.of_r, 0, sizeof m.of_r);
	memset(m.counts, 0, sizeof m.counts);
	m.joined = 0;
	any = match_any(&m);
	match_parts(&m, PART_EQUAL, PART_EQUAL);
	match_joined(&m);
	if (!any && m.joined == 0) {
		return NAME_OTHER;
	}
	match_parts(&m, PART_VARIANT, PART_INITIAL);
	return grade_of(&m);
}

/* --- given and family names alone --- */

/* All parts as one word; n is 0 where they are too long. */
static void whole_of(const struct name *n, struct name_part *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < n->count; i++) {
		const struct name_part *p = &n->parts[i];

		if (out->n + p->n > NAME_PART_MAX) {
			out->n = 0;
			return;
		}
		memcpy(out->text + out->n, p->text, p->n);
		out->n = (uint8_t)(out->n + p->n);
	}
	name_part_settle(out);
}

static enum single_grade grade_of_part(enum part_likeness l)
{
	return (enum single_grade)l; /* the same steps */
}

_Static_assert((int)PART_EQUAL == (int)SINGLE_EQUAL && (int)PART_INITIAL == (int)SINGLE_INITIAL,
	       "grades of one name are the likeness of its parts");

/* The best likeness of any part with any, but no initials. */
static enum part_likeness best_part(const struct name *l, const struct name *r, enum part_role role)
{
	enum part_likeness best = PART_OTHER;

	for (size_t i = 0; i < l->count; i++) {
		for (size_t k = 0; k < r->count; k++) {
			enum part_likeness as = PART_OTHER;

			if (!l->parts[i].may_lack && !r->parts[k].may_lack) {
				as = part_compare(&l->parts[i], &r->parts[k], role);
			}
			/* of given names the first is what people are called by */
			if (role == ROLE_GIVEN && i + k > 0 && as != PART_EQUAL) {
				continue;
			}
			best = as > best && as >= PART_TYPING ? as : best;
		}
	}
	return best;
}

static enum single_grade several_compare(const struct name *l, const struct name *r,
					 enum part_role role)
{
	struct name_part whole_l;
	struct name_part whole_r;
	enum part_likeness as = PART_OTHER;
	enum part_likeness best;

	if (!letters_apart(l->letters, r->letters, LETTERS_APART_MAX)) {
		whole_of(l, &whole_l);
		whole_of(r, &whole_r);
		as = whole_l.n > 0 && whole_r.n > 0 ? part_compare(&whole_l, &whole_r, role)
						    : PART_OTHER;
	}
	if (as == PART_EQUAL) {
		return SINGLE_EQUAL;
	}
	/* one of two given names, one half of a double barrel, with and without a particle */
	best = best_part(l, r, role);
	best = best == PART_EQUAL ? PART_VARIANT : best;
	if (best == PART_OTHER && l->parts[0].text[0] == r->parts[0].text[0] &&
	    (l->parts[0].n == 1 || r->parts[0].n == 1)) {
		best = PART_INITIAL;
	}
	return grade_of_part(best > as ? best : as);
}

static inline enum single_grade single_compare(const struct name *l, const struct name *r,
					       enum part_role role)
{
	if (l->count == 0 || r->count == 0) {
		return SINGLE_OTHER;
	}
	if (l->count > 1 || r->count > 1) {
		return several_compare(l, r, role);
	}
	if (is_far(&l->parts[0], &r->parts[0])) {
		return SINGLE_OTHER;
	}
	return grade_of_part(part_compare(&l->parts[0], &r->parts[0], role));
}

enum single_grade given_name_compare(const struct name *a, const struct name *b)
{
	return single_compare(a, b, ROLE_GIVEN);
}

enum single_grade family_name_compare(const struct name *a, const struct name *b)
{
	return single_compare(a, b, ROLE_FAMILY);
}
