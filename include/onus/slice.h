/* SPDX-License-Identifier: Apache-2.0
 * slice.h - bytes that belong to somebody else. */
#ifndef ONUS_SLICE_H
#define ONUS_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* `n` bytes at `p`, lent, not ended by NUL. The empty slice may have p == NULL. */
struct slice {
	const char *p;
	size_t n;
};

#define SLICE(literal) ((struct slice){("" literal), sizeof(literal) - 1})
/* For printf: SLICE_FMT in the format, SLICE_ARG(s) among the arguments. Ends at a NUL byte. */
#define SLICE_FMT "%.*s"
#define SLICE_ARG(s) (int)((s).n < INT32_MAX ? (s).n : INT32_MAX), ((s).p ? (s).p : "")

static inline struct slice slice_of(const void *p, size_t n)
{
	return (struct slice){p, n};
}

/* The bytes of a C string without its NUL; NULL gives the empty slice. */
static inline struct slice slice_str(const char *s)
{
	return (struct slice){s, s ? strlen(s) : 0};
}

static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_str(s));
}

/* Part of `s` from `from` (at most s.n) on. */
static inline struct slice slice_from(struct slice s, size_t from)
{
	size_t at = from < s.n ? from : s.n;

	return at == 0 ? s : slice_of(s.p + at, s.n - at);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && slice_eq(slice_of(s.p, prefix.n), prefix);
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
	return s.n >= suffix.n && slice_eq(slice_of(s.p + s.n - suffix.n, suffix.n), suffix);
}

/* Byte order, shorter first where one begins the other: the order of memcmp, and of our ids. */
int slice_cmp(struct slice a, struct slice b);
/* Position of byte `c`, or s.n where there is none. */
size_t slice_find(struct slice s, char c);
/* Position of `needle`, or s.n where there is none. */
size_t slice_search(struct slice s, struct slice needle);
/* Without ASCII white space at both ends. */
struct slice slice_trim(struct slice s);
/* Cuts the part before the next `c` off `*rest` and gives it; `*rest` goes on behind `c`.
 * False when `*rest` has been used up (its p is NULL then). */
bool slice_cut(struct slice *rest, char c, struct slice *part);
/* Like slice_cut for lines ended by \n or \r\n; a last line without an end counts. */
bool slice_line(struct slice *rest, struct slice *line);
/* Equal but for the case of ASCII letters. */
bool slice_eq_nocase(struct slice a, struct slice b);
/* A whole decimal number without sign, spaces or leading zero, that fits; false otherwise. */
bool slice_to_u64(struct slice s, uint64_t *out);
/* A whole decimal number, "-" allowed in front, no leading zero, that fits; false otherwise. */
bool slice_to_i64(struct slice s, int64_t *out);
/* True where all bytes are valid UTF-8 (no surrogates, nothing overlong, at most U+10FFFF). On
 * false, *bad is the offset of the first wrong byte (bad may be NULL). */
bool slice_is_utf8(struct slice s, size_t *bad);
/* Copies `s` into `out` for a message or a terminal, and gives `out`: control characters, and bytes
 * that are not UTF-8, become "?"; what does not fit into `room` (4 at least, with the NUL) is cut
 * between characters and ends in "...". */
const char *slice_show(struct slice s, char *out, size_t room);

#endif
