/* SPDX-License-Identifier: Apache-2.0
 * names_make.c - a program of the build: the list of names in, a const hash table out.
 *
 *     names-make OUT LIST
 *
 * words/names.txt says what a list looks like. Any mistake ends the build, with file and line. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/names_words.h"

enum {
	WORDS_MAX = 6000,
	SLOTS = 8192,
	POOL_MAX = 65535,
	LINES_MAX = 4000,
	WORD_LINES_MAX = 16,
	LINE_MAX_BYTES = 4096
};

struct entry {
	struct name_word word;
	uint32_t hash;
	uint16_t lines[WORD_LINES_MAX];
};

static struct entry words[WORDS_MAX];
static size_t word_count;
static char pool[POOL_MAX];
static size_t pool_used;
static const char *file_name;
static int line_number;

/* What the words of a statement become. */
struct statement {
	uint8_t kind;
	bool apart;
	bool has_line;
	bool begins; /* no word was read yet */
	uint16_t line;
};

static _Noreturn void die(const char *what, const char *which)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file_name, line_number, what, which);
	exit(1);
}

static struct statement read_statement(const char *name, unsigned number)
{
	struct statement s = {.begins = true};

	if (number >= LINES_MAX) {
		die("too many statements", name);
	}
	if (strcmp(name, "title") == 0) {
		s.kind = NAME_TITLE;
	} else if (strcmp(name, "tail") == 0) {
		s.kind = NAME_TAIL;
	} else if (strcmp(name, "particle") == 0) {
		s.kind = NAME_PARTICLE;
	} else if (strcmp(name, "apart") == 0) {
		s.apart = true;
	} else if (strcmp(name, "spell") == 0 || strcmp(name, "nick") == 0) {
		s.has_line = true;
		s.line = (uint16_t)(number | (name[0] == 'n' ? NAME_NICK : 0));
	} else {
		die("there is no kind of that name", name);
	}
	return s;
}

static struct entry *find_word(const char *text, size_t n)
{
	for (size_t i = 0; i < word_count; i++) {
		if (words[i].word.n == n && memcmp(pool + words[i].word.at, text, n) == 0) {
			return &words[i];
		}
	}
	return NULL;
}

static struct entry *add_word(const char *text, size_t n)
{
	struct entry *e = &words[word_count];
	uint32_t hash = NAME_HASH_START;

	if (word_count == WORDS_MAX || pool_used + n > POOL_MAX) {
		die("too many words", text);
	}
	for (size_t i = 0; i < n; i++) {
		hash = name_hash_add(hash, (unsigned char)text[i]);
	}
	memcpy(pool + pool_used, text, n);
	e->word.at = (uint16_t)pool_used;
	e->word.n = (uint8_t)n;
	e->hash = name_hash_end(hash);
	pool_used += n;
	word_count++;
	return e;
}

/* Keeps the numbers of a word's lines in ascending order: name_words_alike merges them. */
static void add_line(struct entry *e, uint16_t line, const char *text)
{
	size_t at = e->word.line_count;

	for (size_t i = 0; i < at; i++) {
		if ((e->lines[i] & ~NAME_HEAD) == (line & ~NAME_HEAD)) {
			die("the word stands twice in one line", text);
		}
	}
	if (at == WORD_LINES_MAX) {
		die("the word stands in too many lines", text);
	}
	while (at > 0 && (e->lines[at - 1] & ~NAME_HEAD) > (line & ~NAME_HEAD)) {
		e->lines[at] = e->lines[at - 1];
		at--;
	}
	e->lines[at] = line;
	e->word.line_count++;
}

static void take_word(char *text, struct statement *s)
{
	size_t n = strlen(text);
	struct entry *e;

	if (n > NAME_WORD_MAX) {
		die("the word is too long", text);
	}
	for (size_t i = 0; i < n; i++) {
		if (!islower((unsigned char)text[i])) {
			die("a word is small letters only, as folded", text);
		}
		text[i] = (char)toupper((unsigned char)text[i]);
	}
	e = find_word(text, n);
	if (e == NULL) {
		e = add_word(text, n);
	}
	e->word.kinds |= s->kind;
	if (s->has_line) {
		add_line(e, (uint16_t)(s->line | (s->begins ? NAME_HEAD : 0)), text);
	}
	s->begins = false;
}

static void take_line(char *line, struct statement *current, unsigned *number)
{
	char *rest = line;
	char *save = NULL;

	line[strcspn(line, "#\r\n")] = '\0';
	if (!isspace((unsigned char)line[0]) && line[0] != '\0') {
		rest = strchr(line, ':');
		if (rest == NULL) {
			die("a statement is \"kind: names\"", line);
		}
		*rest++ = '\0';
		*current = read_statement(line, (*number)++);
	}
	for (char *word = strtok_r(rest, " \t", &save); word != NULL;
	     word = strtok_r(NULL, " \t", &save)) {
		if (current->kind == 0 && !current->has_line && !current->apart) {
			die("a word before the first statement", word);
		}
		take_word(word, current);
	}
}

static void read_list(const char *path)
{
	FILE *f = fopen(path, "r");
	struct statement current = {0};
	unsigned number = 0;
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
		take_line(line, &current, &number);
	}
	fclose(f);
}

/* Writes the numbers of lines, and tells each word where its own begin. */
static void write_lines(FILE *out)
{
	size_t used = 0;

	fprintf(out, "static const uint16_t name_lines[] = {\n");
	for (size_t i = 0; i < word_count; i++) {
		words[i].word.lines = (uint16_t)used;
		for (size_t k = 0; k < words[i].word.line_count; k++) {
			fprintf(out, "%u,%s", words[i].lines[k], ++used % 16 == 0 ? "\n" : "");
		}
	}
	fprintf(out, "};\n");
	if (used > UINT16_MAX) {
		die("too many words in lines", "");
	}
}

static void write_table(FILE *out)
{
	static const struct entry *slots[SLOTS];

	for (size_t i = 0; i < word_count; i++) {
		size_t at = words[i].hash & (SLOTS - 1);

		while (slots[at] != NULL) {
			at = (at + 1) & (SLOTS - 1);
		}
		slots[at] = &words[i];
	}
	fprintf(out, "static const struct name_word name_table[%d] = {\n", SLOTS);
	for (size_t i = 0; i < SLOTS; i++) {
		if (slots[i] != NULL) {
			const struct name_word *w = &slots[i]->word;

			fprintf(out, "[%zu] = {%u, %u, %u, %u, %u},\n", i, w->at, w->n, w->kinds,
				w->lines, w->line_count);
		}
	}
	fprintf(out, "};\nstatic const char name_pool[] =\n");
	for (size_t i = 0; i < word_count; i++) {
		fprintf(out, "\"%.*s\"\n", words[i].word.n, pool + words[i].word.at);
	}
	fprintf(out, ";\n");
}

int main(int argc, char **argv)
{
	FILE *out;

	file_name = "names-make";
	if (argc != 3) {
		die("usage", "names-make OUT LIST");
	}
	read_list(argv[2]);
	out = fopen(argv[1], "w");
	if (out == NULL) {
		die("cannot be written", argv[1]);
	}
	fprintf(out, "/* made by names_make.c */\nenum { name_slots = %d };\n", SLOTS);
	write_lines(out);
	write_table(out);
	if (fclose(out) != 0) {
		die("cannot be written", argv[1]);
	}
	return 0;
}
