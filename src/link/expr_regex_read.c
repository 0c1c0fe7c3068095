/* SPDX-License-Identifier: Apache-2.0
 * expr_regex_read.c - the text of a regular expression becomes a tree. */
#include <utf8proc.h>

#include "link/expr_inside.h"
#include "link/expr_regex.h"

enum {
	REGEX_DEPTH_MAX = 50,
	REPEAT_MAX = 1000, /* RE2's own limit */
	POINT_LAST = 0x10ffff,
};

struct reader {
	struct arena *arena;
	struct slice pattern;
	size_t pos;
	unsigned groups;
	unsigned depth;
	bool fold;    /* (?i) */
	bool dot_all; /* (?s) */
	bool lines;   /* (?m) */
	const char *why;
	size_t at;
};

static bool refuse(struct reader *r, const char *why)
{
	r->why = why;
	r->at = r->pos;
	return false;
}

static bool sees(const struct reader *r, const char *text)
{
	return slice_starts(slice_from(r->pattern, r->pos), slice_str(text));
}

static bool takes(struct reader *r, const char *text)
{
	bool here = sees(r, text);

	r->pos += here ? strlen(text) : 0;
	return here;
}

static bool at_end(const struct reader *r)
{
	return r->pos >= r->pattern.n;
}

/* The next character; the pattern is UTF-8. */
static int32_t cut_point(struct reader *r)
{
	utf8proc_int32_t point = 0;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)r->pattern.p + r->pos,
					      (utf8proc_ssize_t)(r->pattern.n - r->pos), &point);

	r->pos += n > 0 ? (size_t)n : 1;
	return n > 0 ? point : 0xfffd;
}

static struct regex_node *node(struct reader *r, enum regex_node_kind kind,
			       struct regex_node *first, struct regex_node *second)
{
	struct regex_node *n = NEW(r->arena, struct regex_node);

	n->kind = kind;
	n->first = first;
	n->second = second;
	switch (kind) {
	case NODE_EMPTY:
		n->nullable = true;
		break;
	case NODE_CAT:
		n->nullable = first->nullable && second->nullable;
		break;
	case NODE_EITHER:
		n->nullable = first->nullable || second->nullable;
		break;
	case NODE_GROUP:
		n->nullable = first->nullable;
		break;
	case NODE_STEP:
	case NODE_REPEAT:
		break;
	}
	return n;
}

static struct regex_node *step(struct reader *r, enum regex_step_kind kind)
{
	struct regex_node *n = node(r, NODE_STEP, NULL, NULL);

	n->step.kind = kind;
	n->step.fold = r->fold;
	return n;
}

static struct regex_node *character(struct reader *r, int32_t point)
{
	struct regex_node *n = step(r, STEP_CHARACTER);

	n->step.point = point;
	return n;
}

static struct regex_node *place(struct reader *r, enum regex_place where)
{
	struct regex_node *n = step(r, STEP_ASSERT);

	n->step.x = where;
	n->nullable = true;
	return n;
}

/* --- classes --- */

static void class_add(struct reader *r, struct regex_class *c, int32_t from, int32_t to)
{
	if (c->n == c->room) {
		struct regex_range *more;

		c->room = 2 * c->room + 4;
		more = NEW_N(r->arena, struct regex_range, c->room);
		if (c->n > 0) {
			memcpy(more, c->ranges, c->n * sizeof *more);
		}
		c->ranges = more;
	}
	c->ranges[c->n++] = (struct regex_range){from, to};
}

/* ASCII sets: pairs of first and last. */
static const struct {
	const char *name; /* between [: and :] */
	char letter;      /* behind a backslash */
	const char *pairs;
} sets[] = {
	{"digit", 'd', "09"},    {"space", 's', "\t\n\f\r  "}, {"word", 'w', "09AZ__az"},
	{"alnum", 0, "09AZaz"},  {"alpha", 0, "AZaz"},         {"lower", 0, "az"},
	{"upper", 0, "AZ"},      {"punct", 0, "!/:@[`{~"},     {"blank", 0, "\t\t  "},
	{"xdigit", 0, "09AFaf"}, {"space", 0, "\t\r  "},
};

/* The same set, or all that is not in it. */
static void class_add_set(struct reader *r, struct regex_class *c, const char *pairs, bool negated)
{
	int32_t next = 0;

	for (; *pairs != '\0'; pairs += 2) {
		if (!negated) {
			class_add(r, c, pairs[0], pairs[1]);
		} else if (pairs[0] > next) {
			class_add(r, c, next, pairs[0] - 1);
		}
		next = pairs[1] + 1;
	}
	if (negated) {
		class_add(r, c, next, POINT_LAST);
	}
}

/* \d \D \s \S \w \W, with the backslash taken; false where it is none of them. */
static bool class_takes_letter(struct reader *r, struct regex_class *c)
{
	char letter = at_end(r) ? '\0' : r->pattern.p[r->pos];

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		if (sets[i].letter != 0 && sets[i].letter == (letter | 0x20)) {
			r->pos++;
			class_add_set(r, c, sets[i].pairs, letter != sets[i].letter);
			return true;
		}
	}
	return false;
}

/* [:alpha:] or [:^alpha:], inside a class. "space" there has the vertical tab too, \s has not. */
static bool class_takes_name(struct reader *r, struct regex_class *c, bool *took)
{
	struct slice rest = slice_from(r->pattern, r->pos);
	size_t end = slice_search(rest, SLICE(":]"));
	struct slice name;
	bool negated;

	*took = false;
	if (!sees(r, "[:") || end == rest.n) {
		return true;
	}
	name = slice_of(rest.p + 2, end > 2 ? end - 2 : 0);
	negated = name.n > 0 && name.p[0] == '^';
	name = slice_from(name, negated);
	for (size_t i = sizeof sets / sizeof sets[0]; i-- > 0;) {
		if (slice_is(name, sets[i].name)) {
			class_add_set(r, c, sets[i].pairs, negated);
			r->pos += end + 2;
			*took = true;
			return true;
		}
	}
	return refuse(r, "this is no class of characters that is read here");
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

/* 7f or {10ffff}, behind \x */
static bool cut_hex(struct reader *r, int32_t *out)
{
	bool braces = takes(r, "{");
	int32_t point = 0;
	size_t n = 0;

	while (!at_end(r) && hex_digit(r->pattern.p[r->pos]) >= 0 && n < (braces ? 8U : 2U)) {
		point = point <= POINT_LAST ? point * 16 + hex_digit(r->pattern.p[r->pos]) : point;
		r->pos++;
		n++;
	}
	if (n == 0 || (!braces && n != 2) || point > POINT_LAST || (braces && !takes(r, "}"))) {
		return refuse(r, "\\x takes two hexadecimal digits, or some in braces");
	}
	*out = point;
	return true;
}

/* One character behind a backslash, with the backslash taken. */
static bool cut_escaped(struct reader *r, int32_t *out)
{
	static const char from[] = "nrtfva";
	static const char to[] = "\n\r\t\f\v\a";
	const char *known;
	unsigned char c;

	if (at_end(r)) {
		return refuse(r, "a backslash stands at the end");
	}
	if (takes(r, "x")) {
		return cut_hex(r, out);
	}
	c = (unsigned char)r->pattern.p[r->pos];
	known = strchr(from, c);
	if (known != NULL) {
		*out = (unsigned char)to[known - from];
		r->pos++;
		return true;
	}
	if (c >= '1' && c <= '9') {
		return refuse(r, "back-references are not read, nor are they by DuckDB");
	}
	if (hex_digit((char)c) >= 0 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    c >= 0x80 || c == '_') {
		return refuse(r, "this letter means nothing here behind a backslash");
	}
	*out = c;
	r->pos++;
	return true;
}

static bool cut_class_point(struct reader *r, int32_t *out)
{
	if (at_end(r)) {
		return refuse(r, "a \"[\" is not closed");
	}
	if (takes(r, "\\")) {
		return cut_escaped(r, out);
	}
	*out = cut_point(r);
	return true;
}

/* One item of a class: a set, a character or a range. */
static bool read_class_item(struct reader *r, struct regex_class *c)
{
	int32_t from;
	int32_t to;
	bool took;

	if (!class_takes_name(r, c, &took) || took) {
		return took;
	}
	if (takes(r, "\\")) {
		if (class_takes_letter(r, c)) {
			return true;
		}
		r->pos--;
	}
	if (!cut_class_point(r, &from)) {
		return false;
	}
	to = from;
	if (sees(r, "-") && !sees(r, "-]")) {
		r->pos++;
		if (!cut_class_point(r, &to)) {
			return false;
		}
	}
	if (to < from) {
		return refuse(r, "this range ends before it begins");
	}
	class_add(r, c, from, to);
	return true;
}

static bool read_class(struct reader *r, struct regex_node **out)
{
	struct regex_class *c = NEW(r->arena, struct regex_class);
	bool first = true;

	c->negated = takes(r, "^");
	c->fold = r->fold;
	while (first || !takes(r, "]")) {
		if (at_end(r)) {
			return refuse(r, "a \"[\" is not closed");
		}
		if (!read_class_item(r, c)) {
			return false;
		}
		first = false;
	}
	*out = step(r, STEP_CLASS);
	(*out)->step.class = c;
	return true;
}

/* --- atoms --- */

static bool read_either(struct reader *r, struct regex_node **out);

static bool read_escape(struct reader *r, struct regex_node **out)
{
	struct regex_class *c = NEW(r->arena, struct regex_class);
	int32_t point;

	if (class_takes_letter(r, c)) {
		*out = step(r, STEP_CLASS);
		(*out)->step.class = c;
		return true;
	}
	if (takes(r, "b")) {
		*out = place(r, PLACE_WORD);
	} else if (takes(r, "B")) {
		*out = place(r, PLACE_NO_WORD);
	} else if (takes(r, "A")) {
		*out = place(r, PLACE_TEXT_BEGIN);
	} else if (takes(r, "z")) {
		*out = place(r, PLACE_TEXT_END);
	} else {
		if (!cut_escaped(r, &point)) {
			return false;
		}
		*out = character(r, point);
	}
	return true;
}

/* i, s and m, each maybe behind a minus, up to ")" or ":". */
static bool read_flags(struct reader *r)
{
	bool on = true;

	while (!at_end(r) && !sees(r, ")") && !sees(r, ":")) {
		if (takes(r, "i")) {
			r->fold = on;
		} else if (takes(r, "s")) {
			r->dot_all = on;
		} else if (takes(r, "m")) {
			r->lines = on;
		} else if (on && takes(r, "-")) {
			on = false;
		} else if (sees(r, "=") || sees(r, "!") || sees(r, "<")) {
			return refuse(r, "look-around is not read, nor is it by DuckDB");
		} else {
			return refuse(r, "behind \"(?\" there may stand :, i, s, m or P<name>");
		}
	}
	return true;
}

static bool read_group_name(struct reader *r)
{
	size_t from = r->pos;

	while (!at_end(r) && !sees(r, ">")) {
		char c = r->pattern.p[r->pos++];

		if (c != '_' && hex_digit(c) < 0 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
			return refuse(r, "a group's name is made of letters, digits and _");
		}
	}
	return r->pos > from && takes(r, ">") ? true
					      : refuse(r, "a group's name is not closed by \">\"");
}

static bool close_group(struct reader *r)
{
	return takes(r, ")") ? true : refuse(r, "a \"(\" is not closed");
}

/* Flags hold up to the end of the group that they stand in. */
static bool read_group(struct reader *r, struct regex_node **out)
{
	struct reader outside = *r;
	struct regex_node *inside;
	unsigned number = 0;

	if (takes(r, "?P<") ||
	    (sees(r, "?<") && !sees(r, "?<=") && !sees(r, "?<!") && takes(r, "?<"))) {
		number = ++r->groups;
		if (!read_group_name(r)) {
			return false;
		}
	} else if (takes(r, "?")) {
		if (!read_flags(r)) {
			return false;
		}
		if (takes(r, ")")) {
			*out = node(r, NODE_EMPTY, NULL, NULL);
			return true;
		}
		if (!takes(r, ":")) {
			return refuse(r, "a \"(\" is not closed");
		}
	} else {
		number = ++r->groups;
	}
	if (!read_either(r, &inside) || !close_group(r)) {
		return false;
	}
	r->fold = outside.fold;
	r->dot_all = outside.dot_all;
	r->lines = outside.lines;
	*out = inside;
	if (number > 0) {
		*out = node(r, NODE_GROUP, inside, NULL);
		(*out)->group = number;
	}
	return true;
}

static bool read_atom(struct reader *r, struct regex_node **out)
{
	if (takes(r, "(")) {
		return read_group(r, out);
	}
	if (takes(r, "[")) {
		return read_class(r, out);
	}
	if (takes(r, "\\")) {
		return read_escape(r, out);
	}
	if (takes(r, ".")) {
		*out = step(r, r->dot_all ? STEP_ANY_LINE : STEP_ANY);
	} else if (takes(r, "^")) {
		*out = place(r, r->lines ? PLACE_LINE_BEGIN : PLACE_TEXT_BEGIN);
	} else if (takes(r, "$")) {
		*out = place(r, r->lines ? PLACE_LINE_END : PLACE_TEXT_END);
	} else if (sees(r, "*") || sees(r, "+") || sees(r, "?")) {
		return refuse(r, "there is nothing in front of this to repeat");
	} else {
		*out = character(r, cut_point(r));
	}
	return true;
}

/* --- repetition, sequence, alternatives --- */

static bool cut_count(struct reader *r, int *out)
{
	size_t from = r->pos;
	int n = 0;

	while (!at_end(r) && r->pattern.p[r->pos] >= '0' && r->pattern.p[r->pos] <= '9') {
		n = n <= REPEAT_MAX ? n * 10 + (r->pattern.p[r->pos] - '0') : n;
		r->pos++;
	}
	*out = n;
	return r->pos > from;
}

/* {2} {2,} {2,5}; anything else in braces stands for itself, as in RE2. */
static bool takes_braces(struct reader *r, int *least, int *most)
{
	size_t from = r->pos;

	if (takes(r, "{") && cut_count(r, least)) {
		*most = *least;
		if (takes(r, ",") && !cut_count(r, most)) {
			*most = -1;
		}
		if (takes(r, "}")) {
			return true;
		}
	}
	r->pos = from;
	return false;
}

static bool takes_repeat(struct reader *r, int *least, int *most)
{
	*least = sees(r, "+") ? 1 : 0;
	*most = sees(r, "?") ? 1 : -1;
	return takes(r, "*") || takes(r, "+") || takes(r, "?") || takes_braces(r, least, most);
}

static bool read_repeated(struct reader *r, struct regex_node **out)
{
	int least;
	int most;
	bool repeated = false;

	if (!read_atom(r, out)) {
		return false;
	}
	while (takes_repeat(r, &least, &most)) {
		struct regex_node *n = node(r, NODE_REPEAT, *out, NULL);

		if (repeated) {
			return refuse(r,
				      "one repetition can't be repeated by another; use brackets");
		}
		if (least > REPEAT_MAX || most > REPEAT_MAX || (most >= 0 && most < least)) {
			return refuse(r, "a repetition counts from 0 to 1000, and not backwards");
		}
		n->least = least;
		n->most = most;
		n->lazy = takes(r, "?");
		n->nullable = least == 0 || (*out)->nullable;
		*out = n;
		repeated = true;
	}
	return true;
}

static bool read_sequence(struct reader *r, struct regex_node **out)
{
	*out = node(r, NODE_EMPTY, NULL, NULL);
	while (!at_end(r) && !sees(r, "|") && !sees(r, ")")) {
		struct regex_node *next;

		if (!read_repeated(r, &next)) {
			return false;
		}
		*out = (*out)->kind == NODE_EMPTY ? next : node(r, NODE_CAT, *out, next);
	}
	return true;
}

static bool read_either(struct reader *r, struct regex_node **out)
{
	if (++r->depth > REGEX_DEPTH_MAX) {
		return refuse(r, "more than 50 groups, one inside the other");
	}
	if (!read_sequence(r, out)) {
		return false;
	}
	while (takes(r, "|")) {
		struct regex_node *next;

		if (!read_sequence(r, &next)) {
			return false;
		}
		*out = node(r, NODE_EITHER, *out, next);
	}
	r->depth--;
	return true;
}

bool regex_read(struct arena *a, struct slice pattern, struct regex_node **out, unsigned *groups,
		const char **why, size_t *at)
{
	struct reader r = {.arena = a, .pattern = pattern};
	bool read = read_either(&r, out) && (at_end(&r) || refuse(&r, "a \")\" closes nothing"));

	*groups = r.groups;
	*why = r.why;
	*at = r.at;
	return read;
}
