/* SPDX-License-Identifier: Apache-2.0
 * expr_regex.c - a regular expression's tree becomes steps, and the steps run over a text. */
#include <utf8proc.h>

#include "base/limits.h"
#include "link/expr_inside.h"
#include "link/expr_regex.h"

/* --- building --- */

struct builder {
	struct arena *arena;
	struct regex_step *steps; /* NULL while they are only counted */
	size_t n;
	unsigned group;
};

/* Beyond the limit steps are counted no further. */
static size_t emit(struct builder *b, struct regex_step s)
{
	if (b->n > LINK_REGEX_MAX) {
		return b->n;
	}
	if (b->steps != NULL) {
		b->steps[b->n] = s;
	}
	return b->n++;
}

static size_t emit_kind(struct builder *b, enum regex_step_kind kind, size_t x)
{
	return emit(b, (struct regex_step){.kind = kind, .x = (uint32_t)x});
}

/* Sets where a split goes; a lazy one tries leaving first. */
static void set_split(struct builder *b, size_t split, size_t into, size_t out, bool lazy)
{
	if (b->steps != NULL && split < b->n) {
		b->steps[split].x = (uint32_t)(lazy ? out : into);
		b->steps[split].y = (uint32_t)(lazy ? into : out);
	}
}

static void build(struct builder *b, const struct regex_node *n);

static void build_either(struct builder *b, const struct regex_node *n)
{
	size_t split = emit_kind(b, STEP_SPLIT, 0);
	size_t jump;

	build(b, n->first);
	jump = emit_kind(b, STEP_JUMP, 0);
	set_split(b, split, split + 1, b->n, false);
	build(b, n->second);
	if (b->steps != NULL && jump < b->n) {
		b->steps[jump].x = (uint32_t)b->n;
	}
}

/* first+ : L: first; split L, out */
static void build_plus(struct builder *b, const struct regex_node *n)
{
	size_t begin = b->n;
	size_t split;

	build(b, n->first);
	split = emit_kind(b, STEP_SPLIT, 0);
	set_split(b, split, begin, split + 1, n->lazy);
}

/* What is repeated any number of times and may match nothing is (first+)?, as in RE2: else a thread
 * that goes round without a character would come before one that leaves. */
static void build_star(struct builder *b, const struct regex_node *n)
{
	size_t split = emit_kind(b, STEP_SPLIT, 0);

	if (n->first->nullable) {
		build_plus(b, n);
	} else {
		build(b, n->first);
		emit_kind(b, STEP_JUMP, split);
	}
	set_split(b, split, split + 1, b->n, n->lazy);
}

/* first{0,k}: each further one only behind the one before. */
static void build_optional(struct builder *b, const struct regex_node *n, int times)
{
	size_t splits[1001]; /* REPEAT_MAX + 1 */

	for (int i = 0; i < times; i++) {
		splits[i] = emit_kind(b, STEP_SPLIT, 0);
		build(b, n->first);
	}
	for (int i = 0; i < times; i++) {
		set_split(b, splits[i], splits[i] + 1, b->n, n->lazy);
	}
}

static void build_repeat(struct builder *b, const struct regex_node *n)
{
	int copies = n->most < 0 && n->least > 0 ? n->least - 1 : n->least;

	for (int i = 0; i < copies; i++) {
		build(b, n->first);
	}
	if (n->most >= 0) {
		build_optional(b, n, n->most - n->least);
	} else if (n->least > 0) {
		build_plus(b, n);
	} else {
		build_star(b, n);
	}
}

static void build_group(struct builder *b, const struct regex_node *n)
{
	if (n->group == b->group) {
		emit_kind(b, STEP_SAVE, 0);
	}
	build(b, n->first);
	if (n->group == b->group) {
		emit_kind(b, STEP_SAVE, 1);
	}
}

static void build(struct builder *b, const struct regex_node *n)
{
	if (b->n > LINK_REGEX_MAX) {
		return;
	}
	switch (n->kind) {
	case NODE_EMPTY:
		break;
	case NODE_STEP:
		emit(b, n->step);
		break;
	case NODE_CAT:
		build(b, n->first);
		build(b, n->second);
		break;
	case NODE_EITHER:
		build_either(b, n);
		break;
	case NODE_REPEAT:
		build_repeat(b, n);
		break;
	case NODE_GROUP:
		build_group(b, n);
		break;
	}
}

/* Compiles the pattern so that a match gives `group` (0: all of it); `has_group` is false where
 * there are fewer. *why, lent, says what was wrong where it gives false, and *at where. */
static bool regex_compile(struct arena *a, struct slice pattern, unsigned group, struct regex *out,
			  bool *has_group, const char **why, size_t *at)
{
	struct builder b = {.arena = a, .group = group};
	struct regex_node *tree;
	struct regex_node whole = {.kind = NODE_GROUP};
	unsigned groups;

	if (!regex_read(a, pattern, &tree, &groups, why, at)) {
		return false;
	}
	whole.first = tree;
	build(&b, &whole);
	if (b.n >= LINK_REGEX_MAX) {
		*why = "written out, its repetitions are more than 10000 steps (LINK_REGEX_MAX)";
		*at = 0;
		return false;
	}
	b.steps = NEW_N(a, struct regex_step, b.n + 1);
	b.n = 0;
	build(&b, &whole);
	emit_kind(&b, STEP_MATCH, 0);
	*out = (struct regex){.n = b.n, .steps = b.steps};
	for (size_t i = 0; b.steps[i].kind == STEP_SAVE || b.steps[i].kind == STEP_ASSERT; i++) {
		out->anchored |= b.steps[i].kind == STEP_ASSERT && b.steps[i].x == PLACE_TEXT_BEGIN;
	}
	*has_group = group <= groups;
	return true;
}

/* --- running --- */

enum { FEW_STEPS = 64 };

static const size_t nowhere = SIZE_MAX;

struct thread {
	uint32_t step;
	size_t from; /* of the wanted group */
	size_t to;
};

struct threads {
	size_t n;
	struct thread *items;
};

struct machine {
	const struct regex *regex;
	struct slice text;
	struct thread *stack; /* [2 * steps] */
	size_t *met;          /* [steps] place + 1 at which a step was last reached */
};

static bool is_word(struct slice s, size_t at)
{
	unsigned char c = at < s.n ? (unsigned char)s.p[at] : 0;

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

static bool is_place(struct slice s, size_t at, enum regex_place place)
{
	bool word = (at > 0 && is_word(s, at - 1)) != is_word(s, at);

	switch (place) {
	case PLACE_TEXT_BEGIN:
		return at == 0;
	case PLACE_TEXT_END:
		return at == s.n;
	case PLACE_LINE_BEGIN:
		return at == 0 || s.p[at - 1] == '\n';
	case PLACE_LINE_END:
		return at == s.n || s.p[at] == '\n';
	case PLACE_WORD:
		return word;
	default:
		return !word;
	}
}

static bool in_ranges(const struct regex_class *c, int32_t point)
{
	for (size_t i = 0; i < c->n; i++) {
		if (point >= c->ranges[i].first && point <= c->ranges[i].last) {
			return true;
		}
	}
	return false;
}

static bool in_class(const struct regex_class *c, int32_t point)
{
	bool in = in_ranges(c, point) || (c->fold && (in_ranges(c, utf8proc_tolower(point)) ||
						      in_ranges(c, utf8proc_toupper(point))));

	return in != c->negated;
}

static bool step_takes(const struct regex_step *s, int32_t point)
{
	switch (s->kind) {
	case STEP_CHARACTER:
		return s->point == point ||
		       (s->fold && utf8proc_tolower(s->point) == utf8proc_tolower(point));
	case STEP_ANY:
		return point != '\n';
	case STEP_ANY_LINE:
		return true;
	default:
		return in_class(s->class, point);
	}
}

/* Follows the thread through all that takes no character, in order of preference. */
static void add_thread(struct machine *m, struct threads *list, struct thread t, size_t at)
{
	size_t n = 0;

	m->stack[n++] = t;
	while (n > 0) {
		const struct regex_step *s;

		t = m->stack[--n];
		if (m->met[t.step] == at + 1) {
			continue;
		}
		m->met[t.step] = at + 1;
		s = &m->regex->steps[t.step];
		switch (s->kind) {
		case STEP_SPLIT:
			m->stack[n++] = (struct thread){s->y, t.from, t.to};
			m->stack[n++] = (struct thread){s->x, t.from, t.to};
			break;
		case STEP_JUMP:
			m->stack[n++] = (struct thread){s->x, t.from, t.to};
			break;
		case STEP_SAVE:
			m->stack[n++] = (struct thread){t.step + 1, s->x == 0 ? at : t.from,
							s->x == 1 ? at : t.to};
			break;
		case STEP_ASSERT:
			if (is_place(m->text, at, (enum regex_place)s->x)) {
				m->stack[n++] = (struct thread){t.step + 1, t.from, t.to};
			}
			break;
		default:
			list->items[list->n++] = t;
			break;
		}
	}
}

/* Lets every thread take the character at `at`. A thread that matches ends all behind it. */
static void run_place(struct machine *m, const struct threads *now, struct threads *next, size_t at,
		      struct thread *best, bool *found)
{
	utf8proc_int32_t point = -1;
	utf8proc_ssize_t bytes = 0;

	if (at < m->text.n) {
		bytes = utf8proc_iterate((const utf8proc_uint8_t *)m->text.p + at,
					 (utf8proc_ssize_t)(m->text.n - at), &point);
		point = bytes > 0 ? point : 0xfffd;
		bytes = bytes > 0 ? bytes : 1;
	}
	for (size_t i = 0; i < now->n; i++) {
		const struct regex_step *s = &m->regex->steps[now->items[i].step];

		if (s->kind == STEP_MATCH) {
			*best = now->items[i];
			*found = true;
			break;
		}
		if (at < m->text.n && step_takes(s, point)) {
			struct thread t = now->items[i];

			t.step++;
			add_thread(m, next, t, at + (size_t)bytes);
		}
	}
}

static struct slice run(struct machine *m, struct threads *now, struct threads *next)
{
	struct thread best = {0, nowhere, nowhere};
	bool found = false;

	for (size_t at = 0; at <= m->text.n;) {
		struct threads *swap = now;

		if (!found && (at == 0 || !m->regex->anchored)) {
			add_thread(m, now, (struct thread){0, nowhere, nowhere}, at);
		}
		if (now->n == 0 && (found || m->regex->anchored)) {
			break;
		}
		next->n = 0;
		run_place(m, now, next, at, &best, &found);
		now = next;
		next = swap;
		at += at < m->text.n ? character_bytes(slice_from(m->text, at)) : 1;
	}
	return found && best.from != nowhere && best.to != nowhere
		       ? slice_of(m->text.p + best.from, best.to - best.from)
		       : slice_of(NULL, 0);
}

/* The leftmost match's group, in `text`; p is NULL where nothing matches or the group took no part.
 */
static struct slice regex_match(const struct regex *r, struct arena *a, struct slice text)
{
	struct thread few[4 * FEW_STEPS];
	size_t few_met[FEW_STEPS] = {0};
	bool small = r->n <= FEW_STEPS;
	struct thread *room = small ? few : NEW_N(a, struct thread, 4 * r->n);
	struct machine m = {.regex = r,
			    .text = slice_of(text.p != NULL ? text.p : "", text.n),
			    .stack = room,
			    .met = small ? few_met : NEW_N(a, size_t, r->n)};
	struct threads now = {.items = room + 2 * r->n};
	struct threads next = {.items = room + 3 * r->n};

	return run(&m, &now, &next);
}

/* --- regexp_extract --- */

struct prepared {
	struct regex regex;
	bool has_group;
};

enum onus_err regex_prepare(struct arena *a, struct expr *call, const char *what)
{
	const struct expr *pattern = call->args[1];
	const struct expr *group = call->n_args == 3 ? call->args[2] : NULL;
	struct prepared *p = NEW(a, struct prepared);
	const char *why = NULL;
	size_t at = 0;

	ENSURE(pattern->op == EXPR_TEXT, ONUS_BAD_INPUT,
	       "%s, position %zu: the pattern of regexp_extract must be a literal, in quotes", what,
	       pattern->at + 1);
	ENSURE(group == NULL || (group->op == EXPR_NUMBER && group->type == TYPE_INTEGER &&
				 group->number >= 0 && group->number <= 9),
	       ONUS_BAD_INPUT,
	       "%s, position %zu: the group of regexp_extract must be a number from 0 to 9", what,
	       group->at + 1);
	ENSURE(regex_compile(a, pattern->text, group != NULL ? (unsigned)group->number : 0,
			     &p->regex, &p->has_group, &why, &at),
	       ONUS_BAD_INPUT, "%s, position %zu: at place %zu of the pattern: %s", what,
	       pattern->at + 1, at + 1, why);
	call->prepared = p;
	return ONUS_OK;
}

EXPR_RUN_CALL(regex_run_extract)
{
	const struct prepared *p = call->prepared;
	struct slice text;
	struct slice found = slice_of(NULL, 0);

	GUARD(value_to_text(a, &args[0], &text));
	if (p->has_group) {
		found = regex_match(&p->regex, a, text);
	}
	*out = value_text(slice_of(found.p != NULL ? found.p : "", found.n));
	return ONUS_OK;
}
