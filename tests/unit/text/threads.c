/* SPDX-License-Identifier: Apache-2.0
 * threads.c - the engine read from several threads at once, with one set of names. */
#include <pthread.h>

#include "tests/unit/text/support.h"

enum { THREADS = 4, ROUNDS = 60 };

static const char text[] = "Date: 25 September 2025\n\nDr Khan told Northshire Police (NP) "
			   "yesterday that Zophie Quarl, a "
			   "suspect, drives AB51 ABC. NP rang 07700 900123. Zoë O’Brien lives at "
			   "12 Mill Lane, S60 1AE.";

struct job {
	pthread_t thread;
	const struct onus_names *names;
	size_t count;
	size_t matched;
	bool same;
};

static void *read_often(void *argument)
{
	struct job *job = argument;
	struct onus_text_options options = {.names = job->names};

	job->same = true;
	for (int i = 0; i < ROUNDS; i++) {
		struct onus_mentions m = {0};
		size_t matched = 0;

		if (onus_text_read(slice_str(text), &options, &m) != ONUS_OK) {
			job->same = false;
			return NULL;
		}
		for (size_t k = 0; k < m.count; k++) {
			matched += m.items[k].matched != NULL;
		}
		job->same &= i == 0 || (m.count == job->count && matched == job->matched);
		job->count = m.count;
		job->matched = matched;
		onus_mentions_finish(&m);
	}
	return NULL;
}

TEST(threads__read_the_same_at_the_same_time)
{
	struct job jobs[THREADS] = {0};
	struct onus_names *names = onus_names_create();

	name_add(names, ONUS_PERSON, "Zophie Quarl", "p-1");
	name_add(names, ONUS_VEHICLE, "AB51ABC", "v-1");
	for (int i = 0; i < THREADS; i++) {
		jobs[i].names = names;
		CHECK_INT(pthread_create(&jobs[i].thread, NULL, read_often, &jobs[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		CHECK_INT(pthread_join(jobs[i].thread, NULL), 0);
		CHECK(jobs[i].same);
		CHECK(jobs[i].count >= 12);
		CHECK_INT(jobs[i].count, jobs[0].count);
		CHECK_INT(jobs[i].matched, 2);
	}
	onus_names_destroy(names);
}
