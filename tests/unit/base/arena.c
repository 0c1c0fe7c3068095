/* SPDX-License-Identifier: Apache-2.0
 * arena.c - tests of memory that lives and dies together. */
#include <stdalign.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "tests/harness.h"
#include "tests/random.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

TEST(arena_alloc__gives_zeroed_aligned_memory_that_stays)
{
	SCOPED_ARENA(arena);
	struct random random = {1};
	unsigned char *pieces[500];
	size_t sizes[500];

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < 500; i++) {
			sizes[i] = random_below(&random, i % 50 == 0 ? 300000 : 300);
			pieces[i] = arena_alloc(&arena, sizes[i]);
			CHECK_INT((uintptr_t)pieces[i] % alignof(max_align_t), 0);
			for (size_t n = 0; n < sizes[i]; n++) {
				CHECK(pieces[i][n] == 0);
			}
			memset(pieces[i], (int)i, sizes[i]);
		}
		for (size_t i = 0; i < 500; i++) {
			for (size_t n = 0; n < sizes[i]; n++) {
				CHECK(pieces[i][n] == (unsigned char)i);
			}
		}
		arena_reset(&arena);
		CHECK_INT(arena.total, 0);
	}
}

TEST(arena_alloc__keeps_filling_its_chunk_beside_a_large_piece)
{
	SCOPED_ARENA(arena);
	char *before = arena_alloc(&arena, 16);
	char *large = arena_alloc(&arena, 8 * 1024 * 1024);
	char *after = arena_alloc(&arena, 16);

	large[0] = 'x';
	large[8 * 1024 * 1024 - 1] = 'x';
	CHECK(after > before && after - before <= 64);
}

TEST(arena_copy__ends_with_nul)
{
	SCOPED_ARENA(arena);

	CHECK_STR(arena_copy(&arena, slice_of("abcdef", 3)), "abc");
	CHECK_STR(arena_copy(&arena, slice_of(NULL, 0)), "");
	CHECK_INT(arena_slice(&arena, SLICE("a\0b")).n, 3);
}

TEST(arena_printf__takes_short_and_long_text)
{
	SCOPED_ARENA(arena);

	CHECK_STR(arena_printf(&arena, "%d-%s", 7, "x"), "7-x");
	CHECK_STR(arena_printf(&arena, "%s", ""), "");
	for (int n = 250; n < 260; n++) {
		CHECK_INT(strlen(arena_printf(&arena, "%*d", n, 1)), n);
	}
	CHECK_INT(strlen(arena_printf(&arena, "%100000d", 1)), 100000);
}

TEST(arena_finish__leaves_it_ready_again)
{
	struct arena arena;

	arena_init(&arena);
	arena_finish(&arena);
	CHECK_STR(arena_copy(&arena, SLICE("one")), "one");
	arena_finish(&arena);
	CHECK(arena.chunks == NULL && arena.total == 0);
	CHECK_STR(arena_copy(&arena, SLICE("two")), "two");
	arena_finish(&arena);
}

TEST(arena_array__ends_the_process_with_6_where_the_size_overflows)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		SCOPED_ARENA(arena);

		CHECK(freopen("/dev/null", "w", stderr) != NULL);
		_exit(arena_array(&arena, SIZE_MAX / 2, 3) == &arena);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), -ONUS_AGAIN);
}

TEST(arena__lets_the_address_sanitizer_see_one_byte_too_many)
{
#if defined(__SANITIZE_ADDRESS__)
	SCOPED_ARENA(arena);
	char *p = arena_alloc(&arena, 32);
	char *q = arena_alloc(&arena, 5);

	CHECK(!__asan_address_is_poisoned(p) && !__asan_address_is_poisoned(p + 31));
	CHECK(__asan_address_is_poisoned(p + 32));
	CHECK(!__asan_address_is_poisoned(q + 4) && __asan_address_is_poisoned(q + 5));
	arena_reset(&arena);
	CHECK(__asan_address_is_poisoned(p) && __asan_address_is_poisoned(q));
#else
	test_skip("built without the address sanitizer");
#endif
}
