/* SPDX-License-Identifier: Apache-2.0
 * commands.c - merges the rows of all rooms into one table. */
#include "face/commands.h"

#include "answer/answer.h"
#include "face/link/link.h"
#include "practice/contact/contact.h"
#include "practice/duty/duty.h"
#include "practice/intake/intake.h"
#include "practice/keep/keep.h"
#include "practice/matter/matter.h"
#include "practice/meeting/meeting.h"
#include "practice/oversight/oversight.h"
#include "practice/people/people.h"
#include "practice/register/register.h"

const struct room *const all_rooms[] = {
	&people_room,  &duty_room,    &register_room, &intake_room,    &matter_room,
	&meeting_room, &contact_room, &keep_room,     &oversight_room, NULL,
};

const struct command *const all_commands[] = {
	keeper_commands, tool_commands,   link_commands,      intake_commands,  register_commands,
	answer_commands, duty_commands,   matter_commands,    meeting_commands, contact_commands,
	keep_commands,   people_commands, oversight_commands, log_commands,     NULL,
};

static size_t count_words(const char *name)
{
	size_t n = 1;

	for (; *name != '\0'; name++) {
		n += *name == ' ';
	}
	return n;
}

static bool begins_with(char *const *words, size_t count, const char *name)
{
	struct slice rest = slice_str(name);
	struct slice word;

	for (size_t i = 0; slice_cut(&rest, ' ', &word); i++) {
		if (i >= count || !slice_is(word, words[i])) {
			return false;
		}
	}
	return true;
}

const struct command *command_find(char *const *words, size_t count, size_t *used)
{
	const struct command *best = NULL;

	*used = 0;
	EACH_COMMAND(list, row)
	{
		size_t n = count_words(row->name);

		if (n > *used && begins_with(words, count, row->name)) {
			best = row;
			*used = n;
		}
	}
	return best;
}

enum { NEAR_LENGTH_MAX = 32, NEAR_EDITS_MAX = 2 };

/* Optimal string alignment distance of short words. */
static size_t distance(struct slice a, struct slice b)
{
	size_t row[3][NEAR_LENGTH_MAX + 1];

	for (size_t j = 0; j <= b.n; j++) {
		row[0][j] = j;
	}
	for (size_t i = 1; i <= a.n; i++) {
		size_t *now = row[i % 3];
		const size_t *before = row[(i + 2) % 3];
		const size_t *two_before = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t least = before[j - 1] + (a.p[i - 1] != b.p[j - 1]);

			least = before[j] + 1 < least ? before[j] + 1 : least;
			least = now[j - 1] + 1 < least ? now[j - 1] + 1 : least;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1] && two_before[j - 2] + 1 < least) {
				least = two_before[j - 2] + 1;
			}
			now[j] = least;
		}
	}
	return row[a.n % 3][b.n];
}

/* The nearest name so far to what was typed. */
struct near {
	struct slice typed;
	size_t distance;
	const char *name;
};

static struct near near_to(struct slice typed)
{
	return (struct near){.typed = typed, .distance = NEAR_EDITS_MAX + 1};
}

/* Tries `word`, which stands for `name`. */
static void try_near(struct near *n, struct slice word, const char *name)
{
	size_t d;

	if (n->typed.n > NEAR_LENGTH_MAX || word.n > NEAR_LENGTH_MAX) {
		return;
	}
	d = distance(n->typed, word);
	if (d < n->distance) {
		n->distance = d;
		n->name = name;
	}
}

const char *command_near(const char *typed)
{
	struct near n = near_to(slice_str(typed));

	EACH_COMMAND(list, row)
	{
		struct slice rest = slice_str(row->name);
		struct slice first;

		if (slice_cut(&rest, ' ', &first)) {
			try_near(&n, first, row->name);
		}
	}
	return n.name;
}

const char *option_near(const struct command *cmd, struct slice typed)
{
	struct near n = near_to(typed);

	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		if (!(p->flags & PARAM_POSITIONAL)) {
			try_near(&n, slice_str(p->name), p->name);
		}
	}
	return n.name;
}
