/* SPDX-License-Identifier: Apache-2.0
 * error.h - the one error idiom of Onus.
 *
 * A function that can fail returns enum onus_err: ONUS_OK, or a negative code. The negated code is
 * the exit status of the program (docs/format.md, "Exit codes"), so an error keeps its meaning from
 * the place where it happened to the shell. What was wrong, where, and what to do about it stands
 * in a record of the calling thread. Libraries never print; the face prints the record, once.
 */
#ifndef ONUS_ERROR_H
#define ONUS_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define ONUS_CHECK __attribute__((warn_unused_result))
#define ONUS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum onus_err {
	ONUS_OK = 0,
	ONUS_NO = -1,        /* the answer is "no": a check failed, nothing or too much was found */
	ONUS_USAGE = -2,     /* the caller's words are off */
	ONUS_REFUSED = -3,   /* permission or policy forbids it */
	ONUS_BAD_INPUT = -4, /* the input can't be what it should be, or is beyond a named limit */
	ONUS_INTERNAL = -5,  /* our fault, or the machine's */
	ONUS_AGAIN = -6,     /* locked, or the disk is full: try again */
};

enum { ONUS_ERROR_TEXT_MAX = 1024 };

/* The last failure of this thread. `where` is file:line in the source. */
struct onus_error_record {
	enum onus_err code;
	const char *where;
	char text[ONUS_ERROR_TEXT_MAX];
};

/* Fills the record of this thread and returns `code`. The text says what, where and what to do, in
 * words for a person, without a final full stop; it may name files and ids, never the content of a
 * report or the identity of a source. Longer text is cut. */
enum onus_err onus_fail(enum onus_err code, const char *where, const char *fmt, ...)
	ONUS_PRINTF(3, 4);

/* Puts words in front of the text of the current record ("row 7 of people.csv: "), keeps its code,
 * and returns that code. For a caller that knows better where the failure was. */
enum onus_err onus_fail_in(enum onus_err code, const char *fmt, ...) ONUS_PRINTF(2, 3);

/* Lends the record of this thread; its text is empty where nothing has failed yet. */
const struct onus_error_record *onus_last_error(void);

#define ONUS_STR_(x) #x
#define ONUS_STR(x) ONUS_STR_(x)
#define HERE __FILE__ ":" ONUS_STR(__LINE__)

/* Returns from the calling function with the error, if there is one. */
#define GUARD(call)                                                                                \
	do {                                                                                       \
		enum onus_err e_ = (call);                                                         \
		if (e_ != ONUS_OK) {                                                               \
			return e_;                                                                 \
		}                                                                                  \
	} while (0)

/* Returns `code` from the calling function, with words, unless the condition holds. */
#define ENSURE(cond, code, ...)                                                                    \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			enum onus_err code_ = (code);                                              \
			onus_fail(code_, HERE, __VA_ARGS__);                                       \
			return code_;                                                              \
		}                                                                                  \
	} while (0)

#endif
