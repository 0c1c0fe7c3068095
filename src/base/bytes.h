/* SPDX-License-Identifier: Apache-2.0
 * bytes.h - what a byte is in ASCII; the C library's answers depend on a locale. */
#ifndef ONUS_BASE_BYTES_H
#define ONUS_BASE_BYTES_H

#include <stdbool.h>

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A space, or a control character that C counts as one: what slice_trim takes off. */
static inline bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
