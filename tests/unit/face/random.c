/* SPDX-License-Identifier: Apache-2.0
 * random.c - any commands whatever, from the command table itself; then the live state must be what
 * a replay gives, the log must verify, and everything must have had an owner.
 *
 * ONUS_SEED and ONUS_COMMANDS choose another walk; a failure prints the seed. */
#include <stdio.h>
#include <stdlib.h>

#include "face/commands.h"
#include "practice/duty/duty.h"
#include "practice/people/people.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { IDS_MAX = 4096, COMMANDS_DEFAULT = 1500, ARGUMENTS_MAX = 16 };

struct walk {
	struct random random;
	struct arena arena;
	struct ledger *ledger;
	const char *ids[IDS_MAX];
	size_t id_count;
	const char *members[64];
	size_t member_count;
	int by_result[8]; /* how many ended with each status */
	struct sink sink;
};

/* --- what comes out --- */

static enum onus_err take_record(void *ctx, const struct command *cmd, const struct json *record)
{
	struct walk *w = ctx;
	const char *id = json_get_str(record, "id");
	SCOPED_BUF(words, 64 * 1024 * 1024);

	if (cmd->say != NULL) {
		cmd->say(&words, record);
	}
	if (id != NULL && w->id_count < IDS_MAX) {
		w->ids[w->id_count++] = arena_copy(&w->arena, slice_str(id));
	}
	if (id != NULL && id[0] == 'P' && w->member_count < 64) {
		w->members[w->member_count++] = arena_copy(&w->arena, slice_str(id));
	}
	return ONUS_OK;
}

static enum onus_err take_bytes(void *ctx, const char *media_type, struct slice bytes)
{
	(void)ctx;
	(void)media_type;
	(void)bytes;
	return ONUS_OK;
}

static void take_note(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

/* --- what goes in --- */

static const char *const texts[] = {
	"a silver taxi near the school",
	"Ash",
	"07700 900123",
	"Zoë \xe2\x80\x8fO'Brien",
	"'; DROP TABLE event; --",
	"\xf0\x9f\x9a\x95 two\nlines\tand a tab",
	"",
	"%s%n<script>",
	"M1",
	"named at a meeting in 2002",
};

static const char *const times[] = {"2002", "2002/2006", "2001-11-03",          "unknown",
				    "199X", "2031",      "2024-02-29T12:00:00Z"};

#define PICK(w, list) ((list)[random_below(&(w)->random, sizeof(list) / sizeof((list)[0]))])

static const char *any_id(struct walk *w)
{
	if (w->id_count == 0 || random_below(&w->random, 12) == 0) {
		return PICK(w, texts);
	}
	/* Mostly young things: what has just been made is what people work on. */
	size_t span = random_below(&w->random, 3) == 0 || w->id_count < 12 ? w->id_count : 12;

	return w->ids[w->id_count - 1 - random_below(&w->random, span)];
}

static const char *any_choice(struct walk *w, const char *choices)
{
	struct slice rest = slice_str(choices);
	struct slice choice = {0};
	struct slice word;
	size_t seen = 0;

	while (slice_cut(&rest, ' ', &word)) {
		if (random_below(&w->random, ++seen) == 0) {
			choice = word;
		}
	}
	return arena_copy(&w->arena, choice);
}

static const char *any_text(struct walk *w, const struct param *p)
{
	switch (p->type) {
	case PARAM_FLAG:
		return NULL;
	case PARAM_INT:
		return arena_printf(&w->arena, "%d", (int)random_below(&w->random, 50) - 3);
	case PARAM_WHEN:
		return PICK(w, times);
	case PARAM_THING:
		return any_id(w);
	case PARAM_MEMBER:
		return w->members[random_below(&w->random, w->member_count)];
	case PARAM_CHOICE:
		return any_choice(w, p->choices);
	case PARAM_FILE:
		return "/dev/null";
	default:
		return PICK(w, texts);
	}
}

static size_t any_arguments(struct walk *w, const struct command *cmd, struct argument *out)
{
	size_t n = 0;

	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		size_t times_given = p->flags & PARAM_REQUIRED ? 1 : random_below(&w->random, 2);

		if (p->flags & PARAM_MANY && times_given > 0) {
			times_given += random_below(&w->random, 2);
		}
		while (times_given-- > 0 && n < ARGUMENTS_MAX) {
			out[n++] = (struct argument){.param = p, .text = any_text(w, p)};
		}
	}
	return n;
}

/* Commands that work on a ledger; those that replace it, or would wait for input, stay out. */
static bool takes_part(const struct command *row)
{
	return row->use != LEDGER_NONE && strcmp(row->name, "rebuild") != 0 &&
	       strcmp(row->name, "check") != 0 && strcmp(row->name, "log verify") != 0;
}

static const struct command *any_command(struct walk *w)
{
	const struct command *chosen = NULL;
	size_t seen = 0;

	EACH_COMMAND(list, row)
	{
		/* Writing counts three times. */
		size_t weight = !takes_part(row) ? 0 : row->use == LEDGER_WRITE ? 3 : 1;

		seen += weight;
		if (weight > 0 && random_below(&w->random, seen) < weight) {
			chosen = row;
		}
	}
	return chosen;
}

/* Mostly the one who holds the top post: others may do little, and are refused. */
static const char *somebody(struct walk *w)
{
	return w->members[random_below(&w->random, 3) > 0
				  ? 0
				  : random_below(&w->random, w->member_count)];
}

static enum onus_err run(struct walk *w, const struct command *cmd, struct argument *arguments,
			 size_t count)
{
	SCOPED_ARENA(a);
	struct call c = {.arena = &a,
			 .command = cmd,
			 .arguments = arguments,
			 .argument_count = count,
			 .ledger = w->ledger,
			 .store = ledger_store(w->ledger),
			 .member = somebody(w),
			 .now = instant_now(),
			 .sink = &w->sink,
			 .folder = ledger_folder(w->ledger),
			 .input = -1};

	if (people_policy(c.store, &a, c.now, &c.policy, NULL) != ONUS_OK) {
		c.policy = NULL;
	}
	return command_run(&c);
}

static void step(struct walk *w)
{
	struct argument arguments[ARGUMENTS_MAX];
	const struct command *cmd = any_command(w);
	size_t count = any_arguments(w, cmd, arguments);
	enum onus_err e = run(w, cmd, arguments, count);

	w->by_result[-e]++;
	if (e == ONUS_INTERNAL) {
		test_fail(HERE, "\"%s\" ended as an internal error: %s (%s)", cmd->name,
			  onus_last_error()->text, onus_last_error()->where);
	}
	CHECK(!store_in_transaction(ledger_store(w->ledger)));
}

/* --- the walk --- */

static void start(struct walk *w, uint64_t seed)
{
	struct ledger_options o = {
		.rooms = all_rooms, .mode = STORE_CREATE, .origin = "example.org/walk"};
	char member[ID_ROOM];

	*w = (struct walk){0};
	w->random.state = seed;
	w->sink = (struct sink){
		.ctx = w, .record = take_record, .bytes = take_bytes, .note = take_note};
	setenv("XDG_STATE_HOME", test_folder(), 1);
	CHECK_OK(ledger_open(&w->ledger, test_folder(), &o));
	CHECK_OK(people_found(w->ledger, &w->arena, "Example Constabulary", "Keeper",
			      slice_of(NULL, 0), member));
	w->members[w->member_count++] = arena_copy(&w->arena, slice_str(member));
}

/* Every charge has exactly one answerable person now, and had one when it was recorded. */
static void check_owned(struct walk *w)
{
	struct store *s = ledger_store(w->ledger);
	SCOPED_ROWS(rows);

	CHECK_OK(store_query(s, &rows,
			     "SELECT thing, recorded_at FROM charge WHERE closed_at IS NULL"));
	while (rows_next(&rows)) {
		SCOPED_ARENA(a);
		const char *thing = rows_str(&rows, 0, &a);
		struct answerable who = {0};

		CHECK_OK(duty_answerable(s, &a, thing, instant_now(), instant_now(), &who));
		if (who.member == NULL) {
			test_fail(HERE, "nobody answers for %s", thing);
		}
	}
	CHECK_OK(rows_end(&rows));
}

static void check_replay(struct walk *w)
{
	struct table_digest *digests = NULL;
	size_t count = 0;

	CHECK_OK(ledger_rebuild_check(w->ledger, &w->arena, &digests, &count));
}

static int64_t from_environment(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t n;

	return text != NULL && slice_to_i64(slice_str(text), &n) ? n : otherwise;
}

static void walk(uint64_t seed)
{
	int64_t commands = from_environment("ONUS_COMMANDS", COMMANDS_DEFAULT);
	struct verify_result result;
	static struct walk w;

	printf("# seed %" PRIu64 "\n", seed);
	start(&w, seed);
	for (int64_t i = 0; i < commands; i++) {
		step(&w);
	}
	CHECK_OK(ledger_checkpoint(w.ledger));
	check_replay(&w);
	check_owned(&w);
	CHECK_OK(ledger_verify(w.ledger, &result));
	printf("# %d done, %d no, %d usage, %d refused, %d bad input; %" PRId64 " events\n",
	       w.by_result[0], w.by_result[1], w.by_result[2], w.by_result[3], w.by_result[4],
	       result.events);
	CHECK(w.by_result[0] > commands / 20); /* a walk that does nothing proves nothing */
	ledger_close(w.ledger);
	arena_finish(&w.arena);
}

TEST(face__after_any_commands_replay_equals_live_and_everything_is_owned)
{
	walk((uint64_t)from_environment("ONUS_SEED", 1));
}

TEST(face__after_any_other_commands_too)
{
	walk((uint64_t)from_environment("ONUS_SEED", 1) + 1000);
}

/* --- the table itself --- */

static bool ends_in_full_stop(const char *text)
{
	return slice_ends(slice_str(text), SLICE(".")) &&
	       !slice_ends(slice_str(text), SLICE("..."));
}

TEST(face__every_row_has_a_summary_and_every_parameter_help)
{
	EACH_COMMAND(list, row)
	{
		CHECK(row->summary != NULL && row->run != NULL);
		CHECK(!ends_in_full_stop(row->summary));
		CHECK(row->summary[0] >= 'A' && row->summary[0] <= 'Z');
		for (const struct param *p = row->params; p != NULL && p->name != NULL; p++) {
			if (p->help == NULL || ends_in_full_stop(p->help) ||
			    (p->type == PARAM_CHOICE) != (p->choices != NULL) ||
			    (p->type != PARAM_FLAG && p->value == NULL)) {
				test_fail(HERE,
					  "%s, %s: help without a full stop, choices where it is "
					  "one, "
					  "and a word for its value",
					  row->name, p->name);
			}
		}
	}
}

TEST(face__no_two_rows_have_one_name)
{
	EACH_COMMAND(list, row)
	{
		size_t same = 0;

		EACH_COMMAND(list2, other)
		{
			same += strcmp(row->name, other->name) == 0;
		}
		CHECK_INT(same, 1);
	}
}
