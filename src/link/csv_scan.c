/* SPDX-License-Identifier: Apache-2.0
 * csv_scan.c - finds the values of whole records in CSV, and makes keys of them.
 *
 * Text is looked at 64 bytes at a time: a word gets one bit for each byte that is a separator, an
 * end of line or a NUL, and the values are what lies between two bits. A quote means something only
 * where a value begins, so it is not looked for; a value that begins with one is read apart, and
 * the bits within it are passed over. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/csv_marks.h"
#include "link/csv_scan.h"

enum { BLOCK = CSV_BLOCK };

/* Bytes between two places of one text, of which `to` is not before `from`: an unsigned difference,
 * because a signed one is checked, which costs a call. */
static inline size_t span(const char *from, const char *to)
{
	return (size_t)((uintptr_t)to - (uintptr_t)from);
}

/* --- marks --- */

/* The marks of the 64 bytes at p, of which some may lie behind the end. */
static inline uint64_t marks_at(const char *p, const char *end)
{
	char rest[BLOCK] = {0};
	size_t n = span(p, end);

	if (n >= BLOCK) {
		return csv_marks(p);
	}
	memcpy(rest, p, n);
	return csv_marks(rest) & ((UINT64_C(1) << n) - 1);
}

/* --- one scan --- */

/* Where a value lies, and what ends it. */
struct value {
	const char *from;
	const char *to;
	const char *stop;
	uint32_t at; /* offset of the value, or of its text in `aside` */
	bool is_quoted;
	bool removed; /* its text is in `aside` */
};

static void fail(struct csv_scan *s, enum csv_fault fault, const char *at, size_t column)
{
	s->fault = fault;
	s->fault_at = at;
	s->fault_column = column;
}

/* The text of a quoted value, with single quotes for doubled ones, behind its offset. */
static void remove_quotes(struct csv_scan *s, struct value *v)
{
	size_t n = span(v->from, v->to);
	uint32_t offset = (uint32_t)span(s->text, v->from);
	char *out;

	if (s->aside_used + sizeof offset + n > s->aside_room) {
		s->aside_room = s->aside_room * 2 + sizeof offset + n;
		s->aside = mem_grow(s->aside, s->aside_room);
	}
	out = s->aside + s->aside_used;
	memcpy(out, &offset, sizeof offset);
	out += sizeof offset;
	v->at = (uint32_t)span(s->aside, out);
	for (const char *p = v->from; p < v->to; p += *p == '"' ? 2 : 1) {
		*out++ = *p;
	}
	v->from = s->aside + v->at;
	v->to = out;
	v->removed = true;
	s->aside_used = span(s->aside, out);
}

/* The next quote or NUL; the end where there is none. */
static const char *find_quote(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i zero = _mm_setzero_si128();

	for (; span(p, end) >= 16; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)p);
		unsigned hit = (unsigned)_mm_movemask_epi8(
			_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, zero)));

		if (hit != 0) {
			return p + __builtin_ctz(hit);
		}
	}
#endif
	while (p < end && *p != '"' && *p != 0) {
		p++;
	}
	return p;
}

/* The closing quote of the value whose text begins at p; NULL where it is not there, or where there
 * is a fault. */
static const char *find_close(struct csv_scan *s, const char *p, size_t column, bool *doubled)
{
	const char *begin = p;

	*doubled = false;
	for (;;) {
		p = find_quote(p, s->end);
		if (span(begin, p) > LINK_FIELD_MAX) {
			fail(s, CSV_LONG, begin - 1, column);
			return NULL;
		}
		if (p >= s->end) {
			s->open = begin - 1;
			return NULL;
		}
		if (*p == 0) {
			fail(s, CSV_NUL, p, column);
			return NULL;
		}
		if (p + 1 >= s->end) {
			return NULL; /* the next byte tells whether it closes */
		}
		if (p[1] != '"') {
			return p;
		}
		*doubled = true;
		p += 2;
	}
}

/* A quoted value, from its quote on. False where it is not complete, or where there is a fault. */
static bool quoted(struct csv_scan *s, const char *quote, size_t column, struct value *v)
{
	bool doubled;
	const char *close = find_close(s, quote + 1, column, &doubled);
	const char *p;

	if (close == NULL) {
		return false;
	}
	s->quotes = true;
	v->from = quote + 1;
	v->to = close;
	v->at = (uint32_t)span(s->text, v->from);
	for (p = close + 1; p < s->end && *p == ' '; p++) {
	}
	if (span(p, s->end) >= 2 && p[0] == '\r' && p[1] == '\n') {
		p++;
	}
	if ((p >= s->end || (*p == '\r' && p + 1 == s->end)) && span(close, p) <= LINK_FIELD_MAX) {
		return false;
	}
	if ((*p != ',' && *p != '\n') || span(close, p) > LINK_FIELD_MAX) {
		fail(s, CSV_BEHIND, p, column);
		return false;
	}
	v->stop = p;
	v->is_quoted = true;
	if (doubled) {
		remove_quotes(s, v);
	}
	return true;
}

/* The reader's place: what has been looked at, and the marks in it that are still to come. */
struct place {
	const char *block;
	uint64_t marks;
};

/* The next mark; NULL at the end of the text. */
static inline const char *next_mark(const struct csv_scan *s, struct place *p)
{
	const char *at;

	while (p->marks == 0) {
		if (p->block >= s->end || span(p->block, s->end) <= BLOCK) {
			return NULL;
		}
		p->block += BLOCK;
		p->marks = marks_at(p->block, s->end);
	}
	at = p->block + __builtin_ctzll(p->marks);
	p->marks &= p->marks - 1;
	return at;
}

/* Passes over all marks up to `at`, itself included. */
static inline void pass(const struct csv_scan *s, struct place *p, const char *at)
{
	size_t n = span(p->block, at) + 1;

	if (n >= BLOCK) {
		p->block += n / BLOCK * BLOCK;
		p->marks = p->block < s->end ? marks_at(p->block, s->end) : 0;
		n %= BLOCK;
	}
	p->marks &= UINT64_MAX << n;
}

/* The value that begins at `field`, up to the first mark behind it or, where it is quoted, up to a
 * later one; without a mark it is not complete. False there, and where there is a fault. */
static bool find_value(struct csv_scan *s, struct place *p, const char *field, const char *mark,
		       size_t column, struct value *v)
{
	const char *stop = mark != NULL ? mark : s->end;

	*v = (struct value){.from = field, .to = stop, .stop = stop};
	while (v->from < stop && *v->from == ' ') {
		v->from++;
	}
	if (v->from < stop && *v->from == '"') {
		if (!quoted(s, v->from, column, v)) {
			return false;
		}
		pass(s, p, v->stop);
		return true;
	}
	if (span(field, stop) > LINK_FIELD_MAX) {
		fail(s, CSV_LONG, field, column);
	} else if (mark != NULL && *mark == 0) {
		fail(s, CSV_NUL, mark, column);
	}
	if (mark == NULL || s->fault != CSV_FINE) {
		return false;
	}
	if (*stop == '\n' && v->from < v->to && v->to[-1] == '\r') {
		v->to--;
	}
	while (v->from < v->to && v->to[-1] == ' ') {
		v->to--;
	}
	v->at = (uint32_t)span(s->text, v->from);
	return true;
}

static void put(struct csv_scan *s, size_t column, const struct value *v)
{
	struct dict_key *k = &s->into[column][s->rows];
	size_t n = span(v->from, v->to);
	char room[DICT_SHORT] = {0};

	if (n < DICT_SHORT) { /* it may stand at the very end */
		memcpy(room, v->from, n);
		*k = dict_key_near(s->seed, room, n, v->at);
	} else {
		*k = dict_key_near(s->seed, v->from, n, v->at);
	}
	if (v->removed) {
		k->at |= DICT_ASIDE;
	}
}

/* A record that has too few or too many values, of which `column` + 1 were read, up to `stop`: they
 * are counted to its end, if that is there. */
static void count_values(struct csv_scan *s, struct place *p, const char *stop, size_t column)
{
	size_t count = column + 1;
	struct value v;

	for (; *stop != '\n'; count++) {
		if (!find_value(s, p, stop + 1, next_mark(s, p), count, &v)) {
			return;
		}
		stop = v.stop;
	}
	s->fault_count = count;
	fail(s, span(s->next, stop) > LINK_RECORD_MAX ? CSV_RECORD : CSV_RAGGED, s->next, column);
}

/* A record whose first value is nothing, and so is what follows it: an empty line. */
static bool is_empty_line(const struct csv_scan *s, size_t column, const struct value *v)
{
	return column == 0 && v->from == v->to && *v->stop == '\n' && !v->is_quoted &&
	       s->n_columns > 1;
}

/* Where in a record the reader is. */
struct at {
	const char *field;
	size_t column;
};

/* Takes any value in. False where the scan has come to its end. */
static bool take_value(struct csv_scan *s, struct place *p, const char *mark, struct at *at)
{
	struct value v;
	bool is_last;

	if (!find_value(s, p, at->field, mark, at->column, &v)) {
		return false;
	}
	is_last = *v.stop == '\n';
	if (is_empty_line(s, at->column, &v)) {
		s->lines++;
	} else if (is_last != (at->column + 1 == s->n_columns)) {
		count_values(s, p, v.stop, at->column);
		return false;
	} else if (is_last && span(s->next, v.stop) > LINK_RECORD_MAX) {
		fail(s, CSV_RECORD, s->next, 0);
		return false;
	} else {
		if (s->into[at->column] != NULL) {
			put(s, at->column, &v);
		}
		s->rows += is_last;
		s->lines += is_last;
	}
	at->field = v.stop + 1;
	at->column = is_last ? 0 : at->column + 1;
	if (is_last) {
		s->next = at->field;
	}
	return !is_last || (s->next < s->to && s->rows < s->rows_max);
}

/* Most values are plain: not the last of their record, without a quote, a blank or a NUL at the
 * ends, with some bytes behind them. They are taken in here, the others apart. */
static void scan(struct csv_scan *s)
{
	struct place p = {s->from, marks_at(s->from, s->end)};
	const char *near_end = span(s->from, s->end) > DICT_SHORT ? s->end - DICT_SHORT : s->from;
	struct at at = {s->from, 0};
	const char *mark;

	do {
		struct at now = at;
		size_t n;

		mark = next_mark(s, &p);
		while (mark != NULL && now.field < near_end &&
		       (n = span(now.field, mark)) <= LINK_FIELD_MAX && *mark == ',' &&
		       (unsigned char)*now.field > '"' && now.field[n - (n > 0)] != ' ' &&
		       now.column + 1 < s->n_columns) {
			struct dict_key *keys = s->into[now.column];

			if (keys != NULL) {
				keys[s->rows] = dict_key_near(s->seed, now.field, n,
							      (uint32_t)span(s->text, now.field));
			}
			now.field = mark + 1;
			now.column++;
			mark = next_mark(s, &p);
		}
		at = now;
	} while (take_value(s, &p, mark, &at));
}

size_t csv_offset(const struct csv_scan *s, const struct dict_key *k)
{
	uint32_t offset = k->at;

	if (k->at & DICT_ASIDE) {
		memcpy(&offset, s->aside + (k->at & ~DICT_ASIDE) - sizeof offset, sizeof offset);
	}
	return offset;
}

size_t csv_lines(const char *from, const char *to)
{
	size_t n = 0;

	while (from < to && (from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		from++;
		n++;
	}
	return n;
}

void csv_scan(struct csv_scan *s)
{
	s->next = s->from;
	if (s->from != NULL && s->from < s->to) {
		scan(s);
	}
	if (s->fault == CSV_FINE && s->next < s->to && s->rows < s->rows_max &&
	    span(s->next, s->end) > LINK_RECORD_MAX) {
		fail(s, CSV_RECORD, s->next, 0);
	}
	if (s->quotes) {
		s->lines = csv_lines(s->from, s->next);
	}
}
