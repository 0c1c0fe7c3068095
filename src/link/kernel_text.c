/* SPDX-License-Identifier: Apache-2.0
 * kernel_text.c - from bytes to units. */
#include "link/kernel_text.h"

static const uint64_t high_bits = 0x8080808080808080;

static uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
	return word;
}

bool text_is_ascii(struct slice s)
{
	uint64_t seen = 0;

	if (s.n >= 8) {
		for (size_t i = 0; i + 8 < s.n; i += 8) {
			seen |= word_at(s.p + i);
		}
		return ((seen | word_at(s.p + s.n - 8)) & high_bits) == 0;
	}
	for (size_t i = 0; i < s.n; i++) {
		seen |= (unsigned char)s.p[i];
	}
	return (seen & high_bits) == 0;
}

/* How many bytes the character has that begins with this byte; 1 too where none does. */
static size_t length_of(unsigned char first)
{
	if (first >= 0xc2 && first <= 0xdf) {
		return 2;
	}
	if (first >= 0xe0 && first <= 0xef) {
		return 3;
	}
	return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

/* The code point of the n bytes at p, whose first says that there are n. */
static uint32_t code_point(const unsigned char *p, size_t n)
{
	uint32_t c = p[0] & (0x7fU >> n);

	for (size_t i = 1; i < n; i++) {
		c = c << 6 | (p[i] & 0x3fU);
	}
	return c;
}

static uint32_t unit_at(const unsigned char *p, size_t room, size_t *bytes)
{
	size_t n = length_of(p[0]);

	*bytes = 1;
	if (p[0] < 0x80) {
		return p[0];
	}
	if (n == 1 || n > room || !slice_is_utf8(slice_of(p, n), NULL)) {
		return UNIT_BYTE + (uint32_t)p[0];
	}
	*bytes = n;
	return code_point(p, n);
}

size_t text_units(enum kernel_units u, struct slice s, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t count = 0;
	size_t bytes = 1;

	for (size_t i = 0; i < s.n; i += bytes) {
		out[count++] = u == KERNEL_BYTES ? p[i] : unit_at(p + i, s.n - i, &bytes);
	}
	return count;
}

/* --- numbers --- */

/* A table of units seen so far, with open places. */
struct seen {
	uint32_t *units; /* unit + 1; 0 is free */
	uint32_t *numbers;
	uint32_t mask;
	uint32_t count;
};

static void number(struct seen *t, uint32_t *units, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t at = units[i] * 0x9e3779b1 >> 7 & t->mask;

		while (t->units[at] != 0 && t->units[at] != units[i] + 1) {
			at = (at + 1) & t->mask;
		}
		if (t->units[at] == 0) {
			t->units[at] = units[i] + 1;
			t->numbers[at] = t->count++;
		}
		units[i] = t->numbers[at];
	}
}

uint32_t text_number(struct arena *arena, uint32_t *a, size_t na, uint32_t *b, size_t nb)
{
	struct seen t = {0};
	size_t room = 64;

	while (room < 2 * (na + nb)) {
		room *= 2;
	}
	t.units = NEW_N(arena, uint32_t, room);
	t.numbers = NEW_N(arena, uint32_t, room);
	t.mask = (uint32_t)room - 1;
	number(&t, a, na);
	number(&t, b, nb);
	return t.count;
}

struct symbols text_symbols(struct arena *arena, enum kernel_units u, struct slice a,
			    struct slice b)
{
	uint32_t *units = NEW_N(arena, uint32_t, a.n + b.n);
	struct symbols s = {.a = units, .kinds = 256};

	s.na = text_units(u, a, units);
	s.b = units + s.na;
	s.nb = text_units(u, b, units + s.na);
	if (u == KERNEL_CHARACTERS) {
		s.kinds = text_number(arena, units, s.na + s.nb, NULL, 0);
	}
	return s;
}
