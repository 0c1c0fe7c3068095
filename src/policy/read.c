/* SPDX-License-Identifier: Apache-2.0
 * read.c - a policy file becomes structures, by the tables of schema.c.
 *
 * The reader takes libyaml's events one by one and walks the schema along with them, so that it
 * goes no deeper than the schema does. Anchors, aliases, tags and a second document are refused: a
 * records manager who reads the file top to bottom has read all of it. */
#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

#include "base/limits.h"
#include "policy/schema.h"

enum {
	LIST_ITEMS_MAX = 1000,
	KEYS_MAX = 32,       /* of one mapping: the mask of keys that were seen is 32 bits wide */
	WORD_SHOWN_MAX = 60, /* bytes of a wrong word in a message */
	LIMIT_MAX = 100000,
};

/* Where a text stands, for checks that come later. */
struct place {
	const char *text;
	size_t line;
	struct place *next;
};

struct reader {
	struct arena *arena;
	const char *file;
	struct place *places;
	yaml_parser_t yaml;
	yaml_event_t event;
};

enum onus_err reader_fail(const struct reader *r, size_t line, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return onus_fail(ONUS_BAD_INPUT, HERE, "%s line %zu: %s", r->file, line, text);
}

size_t reader_line_of(const struct reader *r, const char *text)
{
	for (const struct place *p = r->places; p != NULL; p = p->next) {
		if (p->text == text) {
			return p->line;
		}
	}
	return 0;
}

/* --- the nearest word --- */

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters to insert, delete or change; words are cut at WORD_SHOWN_MAX. Source: R. Wagner and
 * M. Fischer, "The string-to-string correction problem", 1974. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[WORD_SHOWN_MAX + 1];
	size_t bn = strnlen(b, WORD_SHOWN_MAX);

	for (size_t j = 0; j <= bn; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= strnlen(a, WORD_SHOWN_MAX); i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
			diagonal = above;
		}
	}
	return row[bn];
}

const char *nearest_word(const char *word, const char *const *names)
{
	size_t least = strnlen(word, WORD_SHOWN_MAX) / 2 + 1;
	const char *best = NULL;

	for (; *names != NULL; names++) {
		size_t distance = edit_distance(word, *names);

		if (distance < least) {
			least = distance;
			best = *names;
		}
	}
	return best;
}

/* "did you mean "x"? allowed: a, b, c" */
static const char *advice(struct reader *r, const char *word, const char *const *names)
{
	const char *best = nearest_word(word, names);
	const char *all = "";

	for (size_t i = 0; names[i] != NULL; i++) {
		all = arena_printf(r->arena, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
	}
	if (best == NULL) {
		return arena_printf(r->arena, "allowed: %s", all);
	}
	return arena_printf(r->arena, "did you mean \"%s\"? allowed: %s", best, all);
}

/* --- events --- */

static size_t line_of(const yaml_event_t *event)
{
	return event->start_mark.line + 1;
}

static enum onus_err fail_yaml(const struct reader *r)
{
	const yaml_parser_t *y = &r->yaml;
	size_t line = y->problem_mark.line > 0 ? y->problem_mark.line : y->context_mark.line;

	return reader_fail(r, line + 1, "this is no YAML: %s%s%s",
			   y->problem != NULL ? y->problem : "it can't be read",
			   y->context != NULL ? " " : "", y->context != NULL ? y->context : "");
}

static bool has_anchor_or_tag(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_ALIAS_EVENT:
		return true;
	case YAML_SCALAR_EVENT:
		return e->data.scalar.anchor != NULL || e->data.scalar.tag != NULL;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.anchor != NULL || e->data.sequence_start.tag != NULL;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.anchor != NULL || e->data.mapping_start.tag != NULL;
	default:
		return false;
	}
}

static enum onus_err next_event(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (!yaml_parser_parse(&r->yaml, &r->event)) {
		return fail_yaml(r);
	}
	if (has_anchor_or_tag(&r->event)) {
		return reader_fail(r, line_of(&r->event),
				   "anchors (&), aliases (*) and tags (!) have no place in a "
				   "policy: write out what is meant");
	}
	return ONUS_OK;
}

/* The scalar of the current event, in the arena. */
static enum onus_err take_text(struct reader *r, const char *key, const char **out)
{
	const yaml_event_t *e = &r->event;
	struct slice text;
	struct place *p;

	if (e->type != YAML_SCALAR_EVENT) {
		return reader_fail(r, line_of(e),
				   "\"%s\" must be one text, not a list or a mapping", key);
	}
	text = slice_of(e->data.scalar.value, e->data.scalar.length);
	if (text.n > PROSE_MAX || slice_find(text, '\0') < text.n) {
		return reader_fail(r, line_of(e),
				   "\"%s\" has a NUL or more than PROSE_MAX (%d) bytes", key,
				   PROSE_MAX);
	}
	if (slice_trim(text).n == 0) {
		return reader_fail(r, line_of(e),
				   "\"%s\" is empty: leave the key out, or fill it in", key);
	}
	*out = arena_copy(r->arena, slice_trim(text));
	p = NEW(r->arena, struct place);
	*p = (struct place){*out, line_of(e), r->places};
	r->places = p;
	return ONUS_OK;
}

/* --- scalars get their types --- */

static enum onus_err fail_choice(struct reader *r, const char *key, const char *text,
				 const char *const *names)
{
	return reader_fail(r, line_of(&r->event), "\"%s\" can't be \"%.*s\"; %s", key,
			   WORD_SHOWN_MAX, text, advice(r, text, names));
}

/* Position of the text in the list; -1 where it is not there. */
static int choice(const char *const *names, const char *text)
{
	for (int i = 0; names[i] != NULL; i++) {
		if (slice_is(slice_str(text), names[i])) {
			return i;
		}
	}
	return -1;
}

static enum onus_err read_choice(struct reader *r, const char *key, const char *text,
				 const char *const *names, int *out)
{
	int found = choice(names, text);

	if (found < 0) {
		return fail_choice(r, key, text, names);
	}
	*out = found;
	return ONUS_OK;
}

static enum onus_err read_id(struct reader *r, const char *key, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		bool fine = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_';

		if (!fine) {
			return reader_fail(
				r, line_of(&r->event),
				"\"%s\" can't be \"%.*s\": lower-case letters, digits and "
				"_ only",
				key, WORD_SHOWN_MAX, text);
		}
	}
	return ONUS_OK;
}

static enum onus_err read_number(struct reader *r, const char *key, struct slice text,
				 int64_t least, int64_t *out)
{
	if (!slice_to_i64(text, out) || *out < least || *out > LIMIT_MAX) {
		return reader_fail(r, line_of(&r->event),
				   "\"%s\" must be a whole number from %d to %d, not \"%.*s\"", key,
				   (int)least, LIMIT_MAX,
				   text.n > WORD_SHOWN_MAX ? WORD_SHOWN_MAX : (int)text.n, text.p);
	}
	return ONUS_OK;
}

/* "24 hours", "1 day", "0 days" (the same day). */
static enum onus_err read_limit(struct reader *r, const char *key, const char *text, int64_t *limit,
				int *unit)
{
	static const char *const units[] = {"hours", "days", "weeks", "months", "hour",
					    "day",   "week", "month", NULL};
	struct slice rest = slice_str(text);
	struct slice number;

	(void)slice_cut(&rest, ' ', &number);
	GUARD(read_number(r, key, number, 0, limit));
	GUARD(read_choice(r, key, arena_copy(r->arena, slice_trim(rest)), units, unit));
	*unit %= CLOCK_MONTHS + 1;
	return ONUS_OK;
}

static void put_enum(void *target, size_t offset, int value)
{
	memcpy((char *)target + offset, &value, sizeof value);
}

_Static_assert(sizeof(enum senior) == sizeof(int) && sizeof(enum clock_kind) == sizeof(int) &&
		       sizeof(enum clock_unit) == sizeof(int),
	       "put_enum writes an int");

static enum onus_err read_scalar(struct reader *r, const struct key_row *key, void *target)
{
	static const char *const yes_no[] = {"no", "yes", NULL};
	static const char *const seniors[] = {"unknown", "no", "yes", NULL};
	static const char *const kinds[] = {"elapsed", "calendar", "working", NULL};
	char *place = (char *)target + key->offset;
	const char *text = "";
	int64_t number = 0;
	int picked = 0;

	GUARD(take_text(r, key->name, &text));
	switch (key->type) {
	case KEY_ID:
		GUARD(read_id(r, key->name, text));
		memcpy(place, &text, sizeof text);
		break;
	case KEY_INT:
		GUARD(read_number(r, key->name, slice_str(text), 1, &number));
		memcpy(place, &number, sizeof number);
		break;
	case KEY_YES_NO:
		GUARD(read_choice(r, key->name, text, yes_no, &picked));
		*(bool *)place = picked == 1;
		break;
	case KEY_SENIOR:
		GUARD(read_choice(r, key->name, text, seniors, &picked));
		put_enum(target, key->offset, picked);
		break;
	case KEY_KIND:
		GUARD(read_choice(r, key->name, text, kinds, &picked));
		put_enum(target, key->offset, picked);
		break;
	case KEY_LIMIT:
		GUARD(read_limit(r, key->name, text, &number, &picked));
		memcpy(place, &number, sizeof number);
		put_enum(target, key->second, picked);
		break;
	default:
		memcpy(place, &text, sizeof text);
		break;
	}
	return ONUS_OK;
}

/* --- lists and mappings --- */

static enum onus_err read_mapping(struct reader *r, const struct mapping *m, void *target);

/* A list whose items have `size` bytes: moved to twice the room where it is full. */
static void *list_grow(struct reader *r, void *items, size_t count, size_t size)
{
	void *more;

	if (count > 0 && (count & (count - 1)) != 0) {
		return items; /* room comes in powers of two */
	}
	more = arena_array(r->arena, count > 0 ? count * 2 : 1, size);
	if (count > 0) {
		memcpy(more, items, count * size);
	}
	return more;
}

static enum onus_err read_list(struct reader *r, const struct key_row *key, void *target)
{
	const struct mapping *m = key->mapping;
	size_t size = m != NULL ? m->size : sizeof(const char *);
	size_t start = line_of(&r->event);
	char *items = NULL;
	const char *text = "";
	size_t count = 0;

	if (r->event.type != YAML_SEQUENCE_START_EVENT) {
		return reader_fail(r, start,
				   "\"%s\" must be a list: a line with \"- \" for each %s",
				   key->name, m != NULL ? m->name : "text");
	}
	GUARD(next_event(r));
	while (r->event.type != YAML_SEQUENCE_END_EVENT) {
		size_t line = line_of(&r->event);

		if (count == LIST_ITEMS_MAX) {
			return reader_fail(r, line, "\"%s\" has more than %d items", key->name,
					   LIST_ITEMS_MAX);
		}
		items = list_grow(r, items, count, size);
		if (m == NULL) {
			GUARD(take_text(r, key->name, &text));
			memcpy(items + count * size, &text, sizeof text);
		} else {
			GUARD(read_mapping(r, m, items + count * size));
		}
		count++;
		if (m != NULL && m->check != NULL) {
			GUARD(m->check(r, line, items, count));
		}
		GUARD(next_event(r));
	}
	if (count == 0) {
		return reader_fail(r, start, "\"%s\" is an empty list", key->name);
	}
	memcpy((char *)target + key->offset, &items, sizeof items);
	memcpy((char *)target + key->second, &count, sizeof count);
	return ONUS_OK;
}

/* The row of the key that the current event names. */
static enum onus_err find_key(struct reader *r, const struct mapping *m, size_t *out)
{
	const char *names[KEYS_MAX + 1] = {NULL};
	const char *text = "";
	int found;

	for (size_t i = 0; m->keys[i].name != NULL && i < KEYS_MAX; i++) {
		names[i] = m->keys[i].name;
	}
	GUARD(take_text(r, "a key", &text));
	found = choice(names, text);
	if (found < 0) {
		return reader_fail(r, line_of(&r->event), "\"%.*s\" is no key of a %s; %s",
				   WORD_SHOWN_MAX, text, m->name, advice(r, text, names));
	}
	*out = (size_t)found;
	return ONUS_OK;
}

static enum onus_err check_complete(struct reader *r, const struct mapping *m, uint32_t seen,
				    size_t line)
{
	for (size_t i = 0; m->keys[i].name != NULL; i++) {
		if (m->keys[i].required && !(seen & UINT32_C(1) << i)) {
			return reader_fail(r, line, "this %s has no \"%s\"", m->name,
					   m->keys[i].name);
		}
	}
	return ONUS_OK;
}

static enum onus_err read_mapping(struct reader *r, const struct mapping *m, void *target)
{
	size_t start = line_of(&r->event);
	uint32_t seen = 0;
	size_t i = 0;

	if (r->event.type != YAML_MAPPING_START_EVENT) {
		return reader_fail(r, start, "a %s must be a mapping: lines of \"key: text\"",
				   m->name);
	}
	GUARD(next_event(r));
	while (r->event.type != YAML_MAPPING_END_EVENT) {
		GUARD(find_key(r, m, &i));
		if (seen & UINT32_C(1) << i) {
			return reader_fail(r, line_of(&r->event), "\"%s\" is there twice",
					   m->keys[i].name);
		}
		seen |= UINT32_C(1) << i;
		GUARD(next_event(r));
		if (m->keys[i].type == KEY_TEXTS || m->keys[i].type == KEY_MAPPINGS) {
			GUARD(read_list(r, &m->keys[i], target));
		} else {
			GUARD(read_scalar(r, &m->keys[i], target));
		}
		GUARD(next_event(r));
	}
	return check_complete(r, m, seen, start);
}

/* --- the document --- */

static enum onus_err read_document(struct reader *r, struct policy *p)
{
	GUARD(next_event(r)); /* the stream starts */
	GUARD(next_event(r));
	if (r->event.type != YAML_DOCUMENT_START_EVENT) {
		return reader_fail(r, 1, "the policy is empty");
	}
	GUARD(next_event(r));
	GUARD(read_mapping(r, &policy_mapping, p));
	GUARD(next_event(r)); /* the document ends */
	GUARD(next_event(r));
	if (r->event.type != YAML_STREAM_END_EVENT) {
		return reader_fail(r, line_of(&r->event),
				   "a second document begins here: one policy a "
				   "file");
	}
	return policy_check(r, p);
}

static size_t line_at(struct slice text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++) {
		line += text.p[i] == '\n';
	}
	return line;
}

enum onus_err policy_parse(struct arena *a, struct slice yaml, const char *file_name,
			   struct policy **out)
{
	struct reader r = {.arena = a, .file = file_name};
	struct policy *p = NEW(a, struct policy);
	enum onus_err e;
	size_t bad;

	ENSURE(yaml.n <= POLICY_BYTES_MAX, ONUS_BAD_INPUT,
	       "%s has %zu bytes; POLICY_BYTES_MAX is %d", file_name, yaml.n, POLICY_BYTES_MAX);
	if (!slice_is_utf8(yaml, &bad)) {
		return reader_fail(&r, line_at(yaml, bad), "this is not UTF-8 (byte %zu)", bad);
	}
	ENSURE(yaml_parser_initialize(&r.yaml), ONUS_AGAIN, "no memory to read %s", file_name);
	yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.yaml, (const unsigned char *)(yaml.p ? yaml.p : ""),
				     yaml.n);
	e = read_document(&r, p);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.yaml);
	if (e == ONUS_OK) {
		*out = p;
	}
	return e;
}
