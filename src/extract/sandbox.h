/* SPDX-License-Identifier: GPL-2.0-or-later
 * sandbox.h - the worker locks itself up before it is handed a document.
 *
 * What stays possible: computing, memory up to a limit, reading the descriptors it holds, answering
 * on its socket, ending. Everything else is refused by the kernel:
 *
 *   seccomp   an allow-list. A try to look at or open a file is refused with EACCES and counted,
 *             since libraries do it by habit (a font, a table of characters): the document is read,
 *             with a warning. Any other system call ends the process on the spot.
 *   Landlock  no path of any file system, no TCP port, no abstract socket, as far as this kernel
 * has it. rlimits   memory, processor time, no file may grow, no process may be made, no core is
 * dumped.
 *
 * Seccomp alone forbids every file, since nothing can be opened without a system call; Landlock
 * says the same a second time, in another part of the kernel. So seccomp is a must for formats
 * whose parsers are large and foreign, and Landlock is wanted, not required. */
#ifndef ONUS_EXTRACT_SANDBOX_H
#define ONUS_EXTRACT_SANDBOX_H

#include <stdbool.h>

enum { SANDBOX_WORDS_MAX = 200 };

struct sandbox {
	bool seccomp;
	int landlock;                  /* ABI in force; 0: none */
	char words[SANDBOX_WORDS_MAX]; /* why something is missing; "" where nothing is */
};

/* Descriptors other than 0, 1, 2 and `socket` are closed; only `socket` can be written to
 * afterwards, and 2, where a library that gives up says so (onus points it at /dev/null). Can't be
 * undone. */
void sandbox_enter(int socket, struct sandbox *out);
/* How often a file was asked for, and refused, since then; and by which system call the last time.
 */
int sandbox_refusals(int *last);

/* The two walls singly, so that a test can show that each of them holds. True where it stands. */
bool sandbox_landlock(struct sandbox *out);
bool sandbox_seccomp(int socket, struct sandbox *out);

#endif
