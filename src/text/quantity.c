/* SPDX-License-Identifier: Apache-2.0
 * quantity.c - ages and sums of money.
 *
 * The value of an age is in years completed: "14", or "13/15" for a range, "0/15" for "under 16".
 * That of a sum is currency and amount: "GBP 6000000", "GBP 3.50". */
#include <inttypes.h>

#include "text/recognise.h"

enum { AGE_MAX = 120, DIGITS_MAX = 12, GROUP_TOKENS_MAX = 10, PENCE = 100 };

/* --- ages --- */

/* The age that a token states, -1 where it states none. */
static int age_at(const struct reading *r, const struct token *t)
{
	int64_t n = token_is(t, WORD(NUMBER)) && t->fold_n >= 3 ? t->value : token_number(r, t, 3);

	return n >= 0 && n <= AGE_MAX ? (int)n : -1;
}

static bool is_year_word(const struct reading *r, const struct token *t)
{
	return folded_is(r, t, "YEAR") || folded_is(r, t, "YEARS") || folded_is(r, t, "YR") ||
	       folded_is(r, t, "YRS");
}

static const char *age_text(const struct reading *r, int lo, int hi)
{
	return lo == hi ? arena_printf(r->arena, "%d", lo)
			: arena_printf(r->arena, "%d/%d", lo, hi);
}

/* "14-year-old", "14 years old", "14 y/o", "14yo", "14 yrs": its last token. */
static const struct token *years_old(const struct reading *r, const struct token *t, int *age)
{
	struct slice s = folded(r, t);
	const struct token *at = t + 1;

	*age = age_at(r, t);
	if (*age < 0 && t->kind == TOKEN_MIXED && s.n <= 5 && s.n >= 3 &&
	    slice_ends(s, SLICE("YO"))) {
		uint64_t n;

		if (slice_to_u64(slice_of(s.p, s.n - 2), &n) && n <= AGE_MAX) {
			*age = (int)n;
			return t;
		}
	}
	if (*age < 0) {
		return NULL;
	}
	at += token_sign(at, '-');
	if (folded_is(r, at, "YO")) {
		return at;
	}
	if (folded_is(r, at, "Y") && token_sign(&at[1], '/') && folded_is(r, &at[2], "O")) {
		return at + 2;
	}
	if (!is_year_word(r, at)) {
		return NULL;
	}
	at++;
	at += token_sign(at, '-');
	return folded_is(r, at, "OLD") || folded_is(r, at, "OLDS") ? at : NULL;
}

/* "Chloe (14)", "a child (15 yrs)": its last token. */
static const struct token *bracketed(const struct reading *r, const struct token *t, int *age)
{
	const struct token *at = t + 1;

	*age = t->kind == TOKEN_NUMBER ? age_at(r, t) : -1;
	if (*age < 0 || !token_sign(&t[-1], '(')) {
		return NULL;
	}
	if (is_year_word(r, at) && token_sign(&at[1], ')')) {
		return at;
	}
	return token_sign(at, ')') && token_capital(&t[-2]) && token_is(&t[-2], WORD(GIVEN)) ? t
											     : NULL;
}

/* Behind "aged": "14", "13 to 15", "13-15", "between 13 and 15", "under 16". */
static const struct token *stated_age(const struct reading *r, const struct token *t, int *lo,
				      int *hi)
{
	bool under = folded_is(r, t, "UNDER") || folded_is(r, t, "BELOW");
	const struct token *at = t + (under || folded_is(r, t, "BETWEEN") ? 1 : 0);

	*lo = age_at(r, at);
	*hi = *lo;
	if (*lo < 0) {
		return NULL;
	}
	if (under) {
		*hi = *lo - 1;
		*lo = 0;
		return *hi >= 0 ? at : NULL;
	}
	if ((token_sign(&at[1], '-') || folded_is(r, &at[1], "TO") ||
	     folded_is(r, &at[1], "AND")) &&
	    age_at(r, &at[2]) > *lo) {
		*hi = age_at(r, &at[2]);
		at += 2;
	}
	return at;
}

/* "aged 14", "age: 14", "under the age of 16": the token where the number begins, NULL: no age. */
static const struct token *after_age_word(const struct reading *r, const struct token *t)
{
	if (folded_is(r, t, "AGED")) {
		return t + 1;
	}
	if (!folded_is(r, t, "AGE") && !folded_is(r, t, "AGES")) {
		return NULL;
	}
	t++;
	while (token_sign(t, ':') || folded_is(r, t, "OF") || folded_is(r, t, "IS")) {
		t++;
		if ((t->flags & TOKEN_PARAGRAPH) != 0) {
			return NULL;
		}
	}
	return t;
}

void find_ages(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *number = t->kind == TOKEN_WORD ? after_age_word(r, t) : NULL;
		const struct token *last;
		int lo = 0;
		int hi = 0;

		if (number != NULL) {
			last = stated_age(r, number, &lo, &hi);
			if (last != NULL &&
			    mention_add(r, ONUS_AGE, t, last, age_text(r, lo, hi), "age/stated")) {
				t = last;
			}
		} else if (t->kind == TOKEN_NUMBER || t->kind == TOKEN_MIXED ||
			   token_is(t, WORD(NUMBER))) {
			last = years_old(r, t, &lo);
			last = last != NULL ? last : bracketed(r, t, &lo);
			if (last != NULL && mention_add(r, ONUS_AGE, t, last, age_text(r, lo, lo),
							"age/years-old")) {
				t = last;
			}
		}
	}
}

/* --- money --- */

struct sum {
	int64_t pence;
	const struct token *last;
};

/* k, m, bn at the end of "6M": tens to multiply with; -1 where it is something else. */
static int letter_scale(struct slice tail)
{
	if (tail.n == 0) {
		return 0;
	}
	if (slice_is(tail, "K")) {
		return 3;
	}
	if (slice_is(tail, "M") || slice_is(tail, "MN")) {
		return 6;
	}
	return slice_is(tail, "BN") ? 9 : -1;
}

static bool add_digits(struct slice digits, int64_t *value, int *count)
{
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9' || ++*count > DIGITS_MAX) {
			return false;
		}
		*value = *value * 10 + (digits.p[i] - '0');
	}
	return true;
}

static size_t digits_of(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') {
		n++;
	}
	return n;
}

static bool scale_by(int64_t *value, int tens)
{
	for (; tens > 0; tens--) {
		if (__builtin_mul_overflow(*value, 10, value)) {
			return false;
		}
	}
	return true;
}

/* An amount as it is read: digits so far, how many of them behind the point, and the letters that
 * stand behind the last ("6m"). */
struct amount {
	int64_t value;
	int digits;
	int decimals;
	struct slice tail;
	const struct token *last;
};

/* "1,400.50": the digits in the groups that begin at `t`. */
static bool read_digits(const struct reading *r, const struct token *t, struct amount *a)
{
	struct slice s = folded(r, t);
	size_t n = digits_of(s);
	bool pointed = false;

	*a = (struct amount){.last = t};
	if (n == 0 || !add_digits(slice_of(s.p, n), &a->value, &a->digits)) {
		return false;
	}
	while (n == s.n && !pointed && a->last - t < GROUP_TOKENS_MAX) {
		const struct token *sign = &a->last[1];
		struct slice next = folded(r, &sign[1]);
		size_t m = digits_of(next);

		pointed = token_sign(sign, '.') && m > 0;
		if (!token_joined(sign) || !token_joined(&sign[1]) ||
		    !(pointed || (token_sign(sign, ',') && m == 3))) {
			break;
		}
		if (!add_digits(slice_of(next.p, m), &a->value, &a->digits)) {
			return false;
		}
		a->decimals = pointed ? (int)m : 0;
		a->last += 2;
		s = next;
		n = m;
	}
	a->tail = slice_of(s.p + n, s.n - n);
	return true;
}

/* "1,400", "3.50", "6m", "1.5 million": the sum that begins at `t`. */
static bool read_sum(const struct reading *r, const struct token *t, struct sum *out)
{
	struct amount a;
	int tens;

	if (!read_digits(r, t, &a)) {
		return false;
	}
	tens = letter_scale(a.tail);
	if (tens == 0 && token_is(&a.last[1], WORD(SCALE)) &&
	    (a.last[1].flags & TOKEN_PARAGRAPH) == 0) {
		a.last++;
		tens = a.last->value;
	}
	/* to pence: two tens more, less those behind the point */
	if (tens < 0 || a.decimals > tens + 2 || !scale_by(&a.value, tens + 2 - a.decimals)) {
		return false;
	}
	*out = (struct sum){a.value, a.last};
	return true;
}

static bool add_sum(struct reading *r, const struct token *first, const struct token *last,
		    const char *currency, int64_t pence)
{
	const char *value = pence % PENCE == 0
				    ? arena_printf(r->arena, "%s %" PRId64, currency, pence / PENCE)
				    : arena_printf(r->arena, "%s %" PRId64 ".%02" PRId64, currency,
						   pence / PENCE, pence % PENCE);

	return mention_add(r, ONUS_MONEY, first, last, value, "money/sum");
}

static const char *currency_sign(const struct token *t)
{
	if (t->kind != TOKEN_SIGN) {
		return NULL;
	}
	return t->sign == SIGN_POUND  ? "GBP"
	       : t->sign == SIGN_EURO ? "EUR"
	       : t->sign == '$'       ? "USD"
				      : NULL;
}

void find_money(struct reading *r)
{
	static const char *const words[] = {NULL, "GBP", "EUR", "USD", "GBP"};
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const char *currency = currency_sign(t);
		struct sum sum;

		if (currency != NULL && read_sum(r, t + 1, &sum)) {
			if (add_sum(r, t, sum.last, currency, sum.pence)) {
				t = sum.last;
			}
		} else if (t->kind == TOKEN_NUMBER && read_sum(r, t, &sum) &&
			   token_is(&sum.last[1], WORD(CURRENCY))) {
			bool pence = sum.last[1].value == CURRENCY_PENCE;

			if (add_sum(r, t, sum.last + 1, words[sum.last[1].value],
				    pence ? sum.pence / PENCE : sum.pence)) {
				t = sum.last + 1;
			}
		}
	}
}
