/* SPDX-License-Identifier: Apache-2.0
 * account.c - online accounts: @name, the address of a profile, and "Snapchat name ash_99".
 *
 * The value is "platform:name" where the text says which platform, "@name" where it does not; small
 * letters, as the platforms compare them. */
#include <stdio.h>

#include "text/recognise.h"

enum { HANDLE_TOKENS_MAX = 16, HANDLE_MIN = 2, HANDLE_MAX = 30, PLATFORM_TOKENS = 4 };

static const char *const platforms[] = {
	NULL,      "facebook", "instagram", "snapchat", "tiktok",
	"twitter", "telegram", "youtube",   "linkedin", "threads",
	"discord", "kik",      "onlyfans",  "roblox",   "twitch",
};

enum { PLATFORM_COUNT = sizeof platforms / sizeof platforms[0] };

/* What stands between a host and the name in the address of a profile, and paths that are none. */
static const char *const path_before[] = {"ADD", "IN", "U", "USER", "USERS", "C"};
static const char *const path_other[] = {"P",     "REEL",  "REELS",   "WATCH",  "GROUPS", "EVENTS",
					 "SHARE", "PAGES", "HASHTAG", "STATUS", "SEARCH", "STORIES",
					 "LOGIN", "HELP",  "MEDIA",   "PHOTO",  "VIDEO",  "TERMS"};

/* "@example.org" is half an address of e-mail. */
static const char *const top_domains[] = {"COM", "ORG", "NET", "UK", "CO", "GOV", "EDU", "INFO"};

struct handle {
	const struct token *first;
	const struct token *last;
	bool marked; /* holds a digit, "_" or ".": no word of a language */
};

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

static bool is_handle_word(const struct token *t)
{
	return (t->kind == TOKEN_WORD || t->kind == TOKEN_NUMBER || t->kind == TOKEN_MIXED) &&
	       (t->flags & (TOKEN_FOREIGN | TOKEN_BROKEN)) == 0;
}

/* The run of letters, digits, "_" and inner "." or "-" that begins at `t`. */
static bool read_handle(const struct reading *r, const struct token *t, struct handle *h)
{
	bool letters = false;
	size_t n;

	*h = (struct handle){.first = t};
	for (const struct token *at = t; at - t < HANDLE_TOKENS_MAX; at++) {
		bool sign = token_sign(at, '_') || token_sign(at, '.') || token_sign(at, '-');

		if ((at > t && !token_joined(at)) || (!sign && !is_handle_word(at))) {
			break;
		}
		letters |= at->kind == TOKEN_WORD || at->kind == TOKEN_MIXED;
		if (token_sign(at, '_') || !sign) {
			h->marked |= at->kind == TOKEN_MIXED || at->kind == TOKEN_NUMBER || sign ||
				     (at > t && h->last != &at[-1]);
			h->last = at;
		}
	}
	if (h->last == NULL || !letters || token_sign(t, '.') || token_sign(t, '-')) {
		return false;
	}
	n = span_text(r, t, h->last).n;
	return n >= HANDLE_MIN && n <= HANDLE_MAX;
}

static void add(struct reading *r, const struct token *first, const struct handle *h,
		unsigned platform, const char *rule)
{
	struct slice name = span_text(r, h->first, h->last);
	char *value;

	value = platform > 0 && platform < PLATFORM_COUNT
			? arena_printf(r->arena, "%s:" SLICE_FMT, platforms[platform],
				       SLICE_ARG(name))
			: arena_printf(r->arena, "@" SLICE_FMT, SLICE_ARG(name));
	for (char *c = value; *c != '\0'; c++) {
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	}
	mention_add(r, ONUS_ACCOUNT, first, h->last, value, rule);
}

/* The platform named shortly before `t`, 0 where none is. */
static unsigned platform_before(const struct token *t)
{
	for (int i = 1; i <= PLATFORM_TOKENS && (t[1 - i].flags & TOKEN_PARAGRAPH) == 0; i++) {
		if (token_is(&t[-i], WORD(PLATFORM))) {
			return t[-i].value;
		}
	}
	return 0;
}

/* @name */
static void find_at(struct reading *r, const struct token *t)
{
	struct handle h;

	if ((token_joined(t) &&
	     (t[-1].fold_n > 0 || token_sign(&t[-1], '/') || token_sign(&t[-1], '@'))) ||
	    !token_joined(&t[1]) || !read_handle(r, t + 1, &h)) {
		return;
	}
	if (h.last > h.first &&
	    is_one_of(r, h.last, top_domains, sizeof top_domains / sizeof top_domains[0])) {
		return;
	}
	add(r, t, &h, platform_before(t), "account/at");
}

/* The platform whose host ends at `t`, just before ".com": 0 where there is none. */
static unsigned host_platform(const struct reading *r, const struct token *t,
			      const struct token *top)
{
	if (token_is(t, WORD(PLATFORM)) && (folded_is(r, top, "COM") || folded_is(r, top, "NET"))) {
		return t->value;
	}
	if (folded_is(r, t, "X") && folded_is(r, top, "COM")) {
		return 5;
	}
	return folded_is(r, t, "T") && folded_is(r, top, "ME") ? 6 : 0;
}

/* https://www. before a host. */
static const struct token *link_start(const struct reading *r, const struct token *host)
{
	const struct token *t = host;

	if (token_joined(t) && token_sign(&t[-1], '.') && token_joined(&t[-1]) &&
	    t[-2].fold_n > 0 && t[-2].fold_n <= 3) {
		t -= 2;
	}
	if (token_joined(t) && token_sign(&t[-1], '/') && token_sign(&t[-2], '/') &&
	    token_sign(&t[-3], ':') &&
	    (folded_is(r, &t[-4], "HTTPS") || folded_is(r, &t[-4], "HTTP"))) {
		t -= 4;
	}
	return t;
}

/* instagram.com/name, tiktok.com/@name, snapchat.com/add/name */
static void find_link(struct reading *r, const struct token *host)
{
	const struct token *t = host + 4;
	unsigned platform;
	struct handle h;

	if (!token_sign(&host[1], '.') || !token_sign(&host[3], '/') || !token_joined(&host[1]) ||
	    !token_joined(&host[2]) || !token_joined(&host[3]) || !token_joined(t)) {
		return;
	}
	platform = host_platform(r, host, &host[2]);
	if (is_one_of(r, t, path_before, sizeof path_before / sizeof path_before[0]) &&
	    token_sign(&t[1], '/') && token_joined(&t[1]) && token_joined(&t[2])) {
		t += 2;
	}
	if (token_sign(t, '@') && token_joined(&t[1])) {
		t++;
	}
	if (platform == 0 ||
	    is_one_of(r, t, path_other, sizeof path_other / sizeof path_other[0]) ||
	    !read_handle(r, t, &h)) {
		return;
	}
	add(r, link_start(r, host), &h, platform, "account/profile");
}

/* "Snapchat name ash_99", "Insta: ash.99" */
static void find_named(struct reading *r, const struct token *t)
{
	static const char *const words[] = {"NAME",    "USERNAME", "HANDLE", "USER", "ACCOUNT",
					    "PROFILE", "ID",       "IS",     "AS"};
	const struct token *at = t + 1;
	struct handle h;
	int steps = 0;

	while (steps < 3 &&
	       (is_one_of(r, at, words, sizeof words / sizeof words[0]) || token_sign(at, ':') ||
		token_sign(at, '(') || token_sign(at, '"') || token_sign(at, '\''))) {
		at++;
		steps++;
	}
	if (steps > 0 && (at->flags & TOKEN_PARAGRAPH) == 0 && read_handle(r, at, &h) && h.marked) {
		add(r, at, &h, t->value, "account/named");
	}
}

void find_accounts(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		if (token_sign(t, '@')) {
			find_at(r, t);
		} else if (t->kind == TOKEN_WORD &&
			   (t->fold_n == 1 || token_is(t, WORD(PLATFORM)))) {
			find_link(r, t);
			if (token_is(t, WORD(PLATFORM))) {
				find_named(r, t);
			}
		}
	}
}
