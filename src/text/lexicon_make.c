/* SPDX-License-Identifier: Apache-2.0
 * lexicon_make.c - a program of the build: word lists in, a const hash table out.
 *
 *     lexicon-make OUT LIST...
 *
 * A list has one statement a line: "class: word word ..." or "class=NUMBER: ..." for the value, or
 * "class@ROLE: ..." for the role; "#" begins a comment; a line that begins with a blank goes on
 * with the statement before it. A word may stand in any number of statements, but has one value and
 * one role. Any mistake ends the build, with file and line. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "onus/text.h"
#include "text/lexicon.h"

enum { WORDS_MAX = 6144, SLOTS = 16384, POOL_MAX = 64 * 1024, LINE_MAX_BYTES = 4096 };

static struct word words[WORDS_MAX];
static uint64_t hashes[WORDS_MAX];
static size_t word_count;
static char pool[POOL_MAX];
static size_t pool_used;
static const char *file_name;
static int line_number;

struct statement {
	uint64_t classes;
	unsigned value;
	unsigned role;
};

static _Noreturn void die(const char *what, const char *which)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file_name, line_number, what, which);
	exit(1);
}

static uint64_t class_of(const char *name, size_t n)
{
	static const char *const names[] = {
#define X(constant, text) text,
		WORD_CLASSES(X)
#undef X
	};

	for (size_t i = 0; i < WORD_BIT_COUNT; i++) {
		if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0) {
			return UINT64_C(1) << i;
		}
	}
	die("there is no class of that name", name);
}

static unsigned role_of(const char *name)
{
	static const char *const names[ONUS_ROLE_COUNT] = {
		"unknown", "child",        "victim",   "witness",
		"suspect", "professional", "relative", "reporter",
	};

	for (unsigned i = 0; i < ONUS_ROLE_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			return i;
		}
	}
	die("there is no role of that name", name);
}

/* Reads "class", "class=3", "class@role". */
static struct statement read_statement(char *text)
{
	size_t n = strcspn(text, "=@");
	struct statement s = {.classes = class_of(text, n)};

	if (text[n] == '=') {
		s.value = (unsigned)strtoul(text + n + 1, NULL, 10);
		if (s.value == 0 || s.value > UINT8_MAX) {
			die("a value is 1 to 255", text);
		}
	} else if (text[n] == '@') {
		s.role = role_of(text + n + 1);
	}
	return s;
}

static size_t find_word(const char *text, size_t n)
{
	for (size_t i = 0; i < word_count; i++) {
		if (words[i].n == n && memcmp(pool + words[i].at, text, n) == 0) {
			return i;
		}
	}
	return word_count;
}

static size_t add_word(const char *text, size_t n)
{
	uint64_t hash = HASH_START;

	if (word_count == WORDS_MAX || pool_used + n > POOL_MAX) {
		die("too many words", text);
	}
	for (size_t i = 0; i < n; i++) {
		hash = hash_byte(hash, (unsigned char)text[i]);
	}
	memcpy(pool + pool_used, text, n);
	words[word_count].at = (uint32_t)pool_used;
	words[word_count].n = (uint8_t)n;
	hashes[word_count] = hash_mix(hash);
	pool_used += n;
	return word_count++;
}

static void take_word(char *text, struct statement s)
{
	size_t n = strlen(text);
	size_t at;
	struct word *w;

	if (n > LEXICON_WORD_MAX) {
		die("the word is too long", text);
	}
	for (size_t i = 0; i < n; i++) {
		text[i] = (char)toupper((unsigned char)text[i]);
		if (!isalpha((unsigned char)text[i])) {
			die("a word is letters only, as folded", text);
		}
	}
	at = find_word(text, n);
	if (at == word_count) {
		at = add_word(text, n);
	}
	w = &words[at];
	if ((s.value != 0 && w->value != 0 && w->value != s.value) ||
	    (s.role != 0 && w->role != 0 && w->role != s.role)) {
		die("the word has another value or role already", text);
	}
	w->classes |= s.classes;
	w->value = s.value != 0 ? (uint8_t)s.value : w->value;
	w->role = s.role != 0 ? (uint8_t)s.role : w->role;
}

static void take_line(char *line, struct statement *current)
{
	char *rest = line;
	char *save = NULL;

	line[strcspn(line, "#\r\n")] = '\0';
	if (!isspace((unsigned char)line[0]) && line[0] != '\0') {
		rest = strchr(line, ':');
		if (rest == NULL) {
			die("a statement is \"class: words\"", line);
		}
		*rest++ = '\0';
		*current = read_statement(line);
	}
	for (char *word = strtok_r(rest, " \t", &save); word != NULL;
	     word = strtok_r(NULL, " \t", &save)) {
		if (current->classes == 0) {
			die("a word before the first statement", word);
		}
		take_word(word, *current);
	}
}

static void read_list(const char *path)
{
	FILE *f = fopen(path, "r");
	struct statement current = {0};
	char line[LINE_MAX_BYTES];

	file_name = path;
	line_number = 0;
	if (f == NULL) {
		die("cannot be opened", path);
	}
	while (fgets(line, sizeof line, f) != NULL) {
		line_number++;
		if (strlen(line) + 1 == sizeof line) {
			die("the line is too long", line);
		}
		take_line(line, &current);
	}
	fclose(f);
}

static void place_words(size_t slots[SLOTS])
{
	for (size_t i = 0; i < word_count; i++) {
		size_t at = hashes[i] & (SLOTS - 1);

		while (slots[at] != 0) {
			at = (at + 1) & (SLOTS - 1);
		}
		slots[at] = i + 1;
	}
}

static void write_table(FILE *out)
{
	static size_t slots[SLOTS];

	place_words(slots);
	fprintf(out, "/* made by lexicon_make.c */\nenum { lexicon_slots = %d };\n", SLOTS);
	fprintf(out, "static const uint32_t lexicon_tags[%d] = {\n", SLOTS);
	for (size_t i = 0; i < SLOTS; i++) {
		uint32_t tag = slots[i] ? (uint32_t)(hashes[slots[i] - 1] >> 32) | 1 : 0;

		fprintf(out, "%u,%s", tag, i % 16 == 15 ? "\n" : "");
	}
	fprintf(out, "};\nstatic const struct word lexicon_words[%d] = {\n", SLOTS);
	for (size_t i = 0; i < SLOTS; i++) {
		if (slots[i] != 0) {
			const struct word *w = &words[slots[i] - 1];

			fprintf(out, "[%zu] = {UINT64_C(%llu), %u, %u, %u, %u},\n", i,
				(unsigned long long)w->classes, w->at, w->n, w->value, w->role);
		}
	}
	fprintf(out, "};\nstatic const char lexicon_pool[] =\n");
	for (size_t i = 0; i < word_count; i++) {
		fprintf(out, "\"%.*s\"\n", words[i].n, pool + words[i].at);
	}
	fprintf(out, ";\n");
}

int main(int argc, char **argv)
{
	FILE *out;

	file_name = "lexicon-make";
	if (argc < 3) {
		die("usage", "lexicon-make OUT LIST...");
	}
	for (int i = 2; i < argc; i++) {
		read_list(argv[i]);
	}
	out = fopen(argv[1], "w");
	if (out == NULL) {
		die("cannot be written", argv[1]);
	}
	write_table(out);
	if (fclose(out) != 0) {
		die("cannot be written", argv[1]);
	}
	return 0;
}
