/* SPDX-License-Identifier: Apache-2.0
 * csv_scan.c - finds the values of whole records in CSV, and makes keys of them.
 *
 * Text is looked at 64 bytes at a time: a word gets one bit for each byte that is a separator, an
 * end of line or a NUL, and the values are what lies between two bits. A quote means something only
 * where a value begins, so it is not looked for; a value that begins with one is read apart, and
 * the bits within it are passed over. */
#include <endian.h>
#include <stdlib.h>

#include "base/limits.h"
#include "link/csv_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

/* --- marks --- */

#ifdef __SSE2__
static inline uint64_t marks_of(const char *p)
{
	const __m128i comma = _mm_set1_epi8(',');
	const __m128i line = _mm_set1_epi8('\n');
	const __m128i zero = _mm_setzero_si128();
	uint64_t marks = 0;

	for (int i = 0; i < BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i hit = _mm_or_si128(
			_mm_cmpeq_epi8(v, comma),
			_mm_or_si128(_mm_cmpeq_epi8(v, line), _mm_cmpeq_epi8(v, zero)));

		marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << i;
	}
	return marks;
}
#else
static inline uint64_t marks_of(const char *p)
{
	uint64_t marks = 0;

	for (int i = 0; i < BLOCK; i++) {
		marks |= (uint64_t)(p[i] == ',' || p[i] == '\n' || p[i] == 0) << i;
	}
	return marks;
}
#endif

/* The marks of the 64 bytes at p, of which some may lie behind the end. */
static inline uint64_t marks_at(const char *p, const char *end)
{
	char rest[BLOCK] = {0};
	size_t n = (size_t)(end - p);

	if (n >= BLOCK) {
		return marks_of(p);
	}
	memcpy(rest, p, n);
	return marks_of(rest) & ((UINT64_C(1) << n) - 1);
}

/* --- keys --- */

static const uint64_t head_mask[DICT_SHORT + 1] = {
	0,          0xff,         0xffff,         0xffffff,
	0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff,
	UINT64_MAX, UINT64_MAX,   UINT64_MAX,     UINT64_MAX,
	UINT64_MAX};
static const uint32_t tail_mask[DICT_SHORT + 1] = {0, 0, 0,    0,      0,        0,         0,
						   0, 0, 0xff, 0xffff, 0xffffff, UINT32_MAX};

/* The key of the value p[0..n), where 12 bytes may be read. */
static inline struct dict_key make_key(uint64_t seed, const char *p, size_t n, uint32_t at)
{
	struct dict_key k = {.at = at};

	if (n <= DICT_SHORT) {
		uint32_t tail;

		memcpy(&tail, p + 8, sizeof tail);
		k.head = le64toh(dict_load64(p)) & head_mask[n];
		k.tail = le32toh(tail) & tail_mask[n];
		if (!dict_key_is_long(k)) {
			return k;
		}
	}
	k.head = dict_hash(seed, p, n);
	k.tail = DICT_LONG | (uint32_t)n;
	return k;
}

/* A value that may stand at the very end of the text. */
static struct dict_key make_key_at_end(uint64_t seed, const char *p, size_t n, uint32_t at)
{
	char room[DICT_SHORT] = {0};

	if (n > DICT_SHORT) {
		return make_key(seed, p, n, at);
	}
	memcpy(room, p, n);
	return make_key(seed, room, n, at);
}

/* --- one scan --- */

/* Where a value lies, and what ends it. */
struct value {
	const char *from;
	const char *to;
	const char *stop;
	uint32_t at;  /* offset of the value, or of its text in `aside` */
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
	size_t n = (size_t)(v->to - v->from);
	uint32_t offset = (uint32_t)(v->from - s->text);
	char *out;

	if (s->aside_used + sizeof offset + n > s->aside_room) {
		s->aside_room = s->aside_room * 2 + sizeof offset + n;
		s->aside = mem_grow(s->aside, s->aside_room);
	}
	out = s->aside + s->aside_used;
	memcpy(out, &offset, sizeof offset);
	out += sizeof offset;
	v->at = (uint32_t)(out - s->aside);
	for (const char *p = v->from; p < v->to; p += *p == '"' ? 2 : 1) {
		*out++ = *p;
	}
	v->from = s->aside + v->at;
	v->to = out;
	v->removed = true;
	s->aside_used = (size_t)(out - s->aside);
}

/* The next quote or NUL; the end where there is none. */
static const char *find_quote(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i zero = _mm_setzero_si128();

	for (; end - p >= 16; p += 16) {
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
		if (p - begin > LINK_FIELD_MAX) {
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
	v->from = quote + 1;
	v->to = close;
	v->at = (uint32_t)(v->from - s->text);
	for (p = close + 1; p < s->end && *p == ' '; p++) {
	}
	if (s->end - p >= 2 && p[0] == '\r' && p[1] == '\n') {
		p++;
	}
	if ((p >= s->end || (*p == '\r' && p + 1 == s->end)) && p - close <= LINK_FIELD_MAX) {
		return false;
	}
	if ((*p != ',' && *p != '\n') || p - close > LINK_FIELD_MAX) {
		fail(s, CSV_BEHIND, p, column);
		return false;
	}
	v->stop = p;
	if (doubled) {
		remove_quotes(s, v);
	}
	return true;
}

/* Without the blanks at both ends. */
static inline void trim(struct value *v)
{
	while (v->from < v->to && v->to[-1] == ' ') {
		v->to--;
	}
	while (v->from < v->to && v->from[0] == ' ') {
		v->from++;
	}
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
		if (s->end - p->block <= BLOCK) {
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
	size_t n = (size_t)(at - p->block) + 1;

	if (n >= BLOCK) {
		p->block += n / BLOCK * BLOCK;
		p->marks = p->block < s->end ? marks_at(p->block, s->end) : 0;
		n %= BLOCK;
	}
	p->marks &= UINT64_MAX << n;
}

/* The value that begins at `field`. False where it is not complete, or where there is a fault. */
static inline bool next_value(struct csv_scan *s, struct place *p, const char *field, size_t column,
			      struct value *v)
{
	const char *stop = next_mark(s, p);

	if (stop == NULL) {
		stop = s->end;
	}
	*v = (struct value){field, stop, stop, 0, false};
	if (field < stop && *field == ' ') {
		while (v->from < stop && *v->from == ' ') {
			v->from++;
		}
	}
	if (v->from < stop && *v->from == '"') {
		if (!quoted(s, v->from, column, v)) {
			return false;
		}
		pass(s, p, v->stop);
		return true;
	}
	if (stop == s->end) {
		if (stop - field > LINK_FIELD_MAX) {
			fail(s, CSV_LONG, field, column);
		}
		return false;
	}
	if (*stop == '\n' && v->from < v->to && v->to[-1] == '\r') {
		v->to--;
	}
	trim(v);
	v->at = (uint32_t)(v->from - s->text);
	return true;
}

static inline void put(struct csv_scan *s, size_t column, const struct value *v)
{
	size_t n = (size_t)(v->to - v->from);
	struct dict_key *k = &s->into[column][s->rows];

	if (!v->removed && s->end - v->from >= DICT_SHORT) {
		*k = make_key(s->seed, v->from, n, v->at);
		return;
	}
	*k = make_key_at_end(s->seed, v->from, n, v->at);
	if (v->removed && dict_key_is_long(*k)) {
		k->at |= DICT_ASIDE;
	}
}

/* How many values the record has that has too many: they are counted to its end. */
static size_t count_values(struct csv_scan *s, struct place *p, const char *field, size_t column)
{
	struct value v;

	while (next_value(s, p, field, column, &v)) {
		column++;
		if (*v.stop == '\n') {
			break;
		}
		field = v.stop + 1;
	}
	return column;
}

void csv_scan(struct csv_scan *s)
{
	struct place p = {s->from, marks_at(s->from, s->end)};
	const char *field = s->from;
	size_t column = 0;
	struct value v;

	s->next = field;
	while (s->next < s->to && next_value(s, &p, field, column, &v)) {
		if (*v.stop == 0) {
			fail(s, CSV_NUL, v.stop, column);
			return;
		}
		if (v.to - v.from > LINK_FIELD_MAX) {
			fail(s, CSV_LONG, field, column);
			return;
		}
		if (*v.stop == '\n' && column == 0 && v.from == v.to && *field != '"' &&
		    s->n_columns > 1) {
			field = v.stop + 1; /* an empty line is no record */
			s->next = field;
			continue;
		}
		if ((*v.stop == '\n') != (column + 1 == s->n_columns)) {
			s->fault_count = *v.stop == '\n'
						 ? column + 1
						 : count_values(s, &p, v.stop + 1, column + 1);
			fail(s, CSV_RAGGED, s->next, column);
			return;
		}
		if (s->into[column] != NULL) {
			put(s, column, &v);
		}
		field = v.stop + 1;
		column++;
		if (*v.stop == '\n') {
			s->rows++;
			column = 0;
			s->next = field;
		}
	}
}
