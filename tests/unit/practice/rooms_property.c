/* SPDX-License-Identifier: Apache-2.0
 * rooms_property.c - whatever is asked of the rooms in whatever order: what may never be false
 * stays true, and a replay of the events gives the live tables. */
#include <stdio.h>

#include "practice/duty/duty.h"
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

enum { COMMANDS = 150, THINGS_MAX = 400 };

/* A world of things that random commands make and name. */
struct world {
	struct fixture f;
	uint64_t random;
	const char *things[THINGS_MAX];
	size_t count;
	size_t done; /* commands that were not refused */
};

/* xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators"). */
static uint64_t roll(struct world *w, uint64_t sides)
{
	w->random ^= w->random >> 12;
	w->random ^= w->random << 25;
	w->random ^= w->random >> 27;
	return ((w->random * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % sides;
}

static const char *one_of(struct world *w, const char *const *list, size_t count)
{
	return list[roll(w, count)];
}

#define PICK(w, ...)                                                                               \
	one_of((w), (const char *const[]){__VA_ARGS__},                                            \
	       sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void keep(struct world *w, const char *id)
{
	if (w->count < THINGS_MAX) {
		w->things[w->count++] = id;
	}
}

/* Any thing of one of these kinds; now and then one of the wrong kind. */
static const char *thing(struct world *w, const char *prefixes)
{
	for (int tries = 0; tries < 50; tries++) {
		const char *id = w->things[roll(w, w->count)];

		if (strchr(prefixes, id[0]) != NULL) {
			return id;
		}
	}
	return w->things[roll(w, w->count)];
}

static const char *when(struct world *w)
{
	return PICK(w, "2002", "2001/2002", "200X", "unknown", "2016-05-31", "2999");
}

static const char *member(struct world *w)
{
	return PICK(w, "keeper", "officer", "sergeant");
}

/* A refusal is an answer too; only a fault of ours is none. */
static void take(struct world *w, enum onus_err e)
{
	if (e != ONUS_OK) {
		if (e == ONUS_INTERNAL || e == ONUS_AGAIN) {
			test_fail(HERE, "\"%s\" gave %d: %s", w->f.command->name, e, w->f.error);
		}
		return;
	}
	w->done++;
	if (w->f.count > 0 && json_get_str(w->f.records[0], "id") != NULL) {
		keep(w, fixture_id(&w->f));
	}
}

static void open_or_bind(struct world *w)
{
	struct fixture *f = &w->f;

	if (roll(w, 2) == 0) {
		take(w, fixture_run(f, "matter open", "title", "A matter", "child",
				    PICK(w, "yes", "no", "unknown"), "about", thing(w, "ERG"),
				    "owner", member(w), NULL));
	} else {
		take(w, fixture_run(f, "matter bind", "matter", thing(w, "M"), "thing",
				    thing(w, "EI"), NULL));
	}
}

static void decide_something(struct world *w)
{
	struct fixture *f = &w->f;
	const char *kind = PICK(w, "act", "share", "no action", "downgrade", "close", "nonsense");

	switch (roll(w, 3)) {
	case 0:
		take(w, fixture_run(f, "decide", "kind", kind, "reason", "so", "matter",
				    thing(w, "M"), NULL));
		break;
	case 1:
		take(w, fixture_run(f, "decide", "kind", kind, "reason", "so", "about",
				    thing(w, "A"), "by", member(w), "second", member(w), NULL));
		break;
	default:
		take(w, fixture_run(f, "decide", "kind", kind, "reason", "so", "matter",
				    thing(w, "M"), "by", member(w), "when", when(w), NULL));
	}
}

static void close_or_second(struct world *w)
{
	struct fixture *f = &w->f;

	if (roll(w, 2) == 0) {
		take(w,
		     fixture_run(f, "matter close", "matter", thing(w, "M"), "reason", "so", NULL));
	} else {
		take(w, fixture_run(f, "decide second", "decision", thing(w, "D"), NULL));
	}
}

static void act_somehow(struct world *w)
{
	struct fixture *f = &w->f;

	switch (roll(w, 3)) {
	case 0:
		take(w, fixture_run(f, "act", "title", "Look", "matter", thing(w, "M"), NULL));
		break;
	case 1:
		take(w, fixture_run(f, "act done", "action", thing(w, "A"), "outcome", "Seen",
				    "when", when(w), NULL));
		break;
	default:
		take(w, fixture_run(f, "act drop", "action", thing(w, "A"), "decision",
				    thing(w, "D"), NULL));
	}
}

static void run_operation(struct world *w)
{
	struct fixture *f = &w->f;

	if (roll(w, 2) == 0) {
		take(w, fixture_run(f, "operation start", "name", "Operation Lantern", "objective",
				    "so", "when", when(w), "about", thing(w, "E"), NULL));
	} else {
		take(w, fixture_run(f, "operation close", "operation", thing(w, "O"), "outcome",
				    "so", "when", when(w), NULL));
	}
}

static void meet(struct world *w)
{
	struct fixture *f = &w->f;

	switch (roll(w, 3)) {
	case 0:
		take(w, fixture_run(f, "meeting record", "title", "A meeting", "kind", "tasking",
				    "attendee", member(w), "attendee", member(w), "when", when(w),
				    NULL));
		break;
	case 1:
		take(w, fixture_run(f, "meeting item", "meeting", thing(w, "G"), "text", "Names",
				    "about", thing(w, "E"), "attendee", member(w), NULL));
		break;
	default:
		take(w, fixture_run(f, "expose", "member", member(w), "thing", thing(w, "EI"),
				    "how", "told", "strength", PICK(w, "held", "briefed"), "when",
				    when(w), NULL));
	}
}

static void ask_and_keep(struct world *w)
{
	struct fixture *f = &w->f;

	switch (roll(w, 4)) {
	case 0:
		take(w, fixture_run(f, "contact record", "victim", thing(w, "E"), "asked",
				    PICK(w, "yes", "no", "unknown"), "how", "at home", "reason",
				    "so", NULL));
		break;
	case 1:
		take(w, fixture_run(f, "keep hold", "scope", "all", "issuer", "x", "order", "y",
				    "thing", thing(w, "EM"), NULL));
		break;
	case 2:
		take(w, fixture_run(f, "keep release", "hold", thing(w, "H"), "because", "so", "by",
				    "x", NULL));
		break;
	default:
		take(w, fixture_run(f, "keep loss", "what", "papers", "rule", "so", "about",
				    thing(w, "EO"), NULL));
	}
}

static void complain(struct world *w)
{
	struct fixture *f = &w->f;

	switch (roll(w, 4)) {
	case 0:
		take(w, fixture_run(f, "complaint make", "title", "A complaint", "text", "so",
				    "made-by", "x", "against", "y", "body", "z", "when", when(w),
				    NULL));
		break;
	case 1:
		take(w, fixture_run(f, "complaint finding", "complaint", thing(w, "W"), "outcome",
				    PICK(w, "upheld", "other"), "text", "so", "source", "x", "when",
				    when(w), NULL));
		break;
	case 2:
		take(w, fixture_run(f, "complaint response", "finding", thing(w, "F"), "stance",
				    "disputed", "reason", "so", "made-by", "x", NULL));
		break;
	default:
		take(w, fixture_run(f, "complaint publication", "thing", thing(w, "WF"), "extent",
				    "part", "text", "so", NULL));
	}
}

static void advise(struct world *w)
{
	struct fixture *f = &w->f;

	if (roll(w, 2) == 0) {
		take(w, fixture_run(f, "recommend", "origin", thing(w, "EF"), "text", "Look",
				    "addressee", "x", "when", when(w), NULL));
	} else {
		take(w, fixture_run(f, "recommend answer", "recommendation", thing(w, "T"), "reply",
				    PICK(w, "accepted", "rejected", "done"), "reason", "so", NULL));
	}
}

static void (*const deeds[])(struct world *) = {
	open_or_bind, decide_something, close_or_second, act_somehow, run_operation,
	meet,         ask_and_keep,     complain,        advise,
};

static int64_t count(struct world *w, const char *sql)
{
	int64_t n = -1;

	CHECK_OK(store_get_int_n(w->f.store, &n, NULL, sql, (const struct value[]){{0}}, 0));
	return n;
}

/* What may never be false, as the number of rows that would make it so. */
static const char *const never[] = {
	/* numbers with a gap */
	"SELECT count(*) FROM (SELECT max(number) AS last, count(*) AS n FROM decision"
	" WHERE matter IS NOT NULL GROUP BY matter) AS m WHERE m.last <> m.n",
	/* one person alone, for what needs two */
	"SELECT count(*) FROM decision WHERE second = decider",
	"SELECT count(*) FROM decision WHERE state = 'proposed' AND second IS NOT NULL",
	"SELECT count(*) FROM decision d LEFT JOIN matter m ON m.id = d.matter"
	" WHERE d.state = 'made' AND d.second IS NULL AND coalesce(m.child, 'yes') <> 'no'"
	" AND d.kind IN ('no_action', 'close', 'downgrade')"
	" AND d.occurred_hi >= (SELECT min(recorded_at) FROM event)",
	/* closed with something left, or without a made decision */
	"SELECT count(*) FROM matter m WHERE m.state = 'closed' AND (EXISTS (SELECT 1 FROM action t"
	" WHERE t.matter = m.id AND t.state = 'raised') OR NOT EXISTS (SELECT 1 FROM decision d"
	" WHERE d.matter = m.id AND d.kind = 'close' AND d.state = 'made'))",
	/* open without anybody answering, or closed with somebody still charged */
	"SELECT count(*) FROM matter m LEFT JOIN charge c ON c.thing = m.id AND c.closed_at IS NULL"
	" WHERE (m.state = 'open') <> (c.thing IS NOT NULL)",
	/* ended before it began */
	"SELECT count(*) FROM action WHERE done_hi < occurred_lo",
	"SELECT count(*) FROM operation WHERE closed_hi < occurred_lo",
	/* a dropped action that nobody decided to drop */
	"SELECT count(*) FROM action t WHERE t.state = 'dropped' AND NOT EXISTS (SELECT 1 FROM "
	"decision d"
	" JOIN event_about b ON b.seq = d.seq WHERE b.thing = t.id AND d.kind = 'no_action'"
	" AND d.state = 'made')",
	/* in the future */
	"SELECT count(*) FROM event WHERE occurred_lo > recorded_at",
	/* an item without those who were there */
	"SELECT count(*) FROM meeting_item i WHERE NOT EXISTS (SELECT 1 FROM exposure x"
	" WHERE x.thing = i.id AND x.strength = 'attended' AND x.seq = i.seq)",
};

static void walk(uint64_t seed)
{
	struct world w = {.random = seed};

	fixture_open(&w.f);
	keep(&w, fixture_entity(&w.f, "person", "Jay Bird"));
	keep(&w, fixture_entity(&w.f, "group", "the men at the rank"));
	for (int i = 0; i < COMMANDS; i++) {
		w.f.as =
			one_of(&w, (const char *const[]){w.f.keeper, w.f.officer, w.f.sergeant}, 3);
		deeds[roll(&w, sizeof deeds / sizeof *deeds)](&w);
	}
	CHECK(w.done > COMMANDS / 3);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		if (count(&w, never[i]) != 0) {
			test_fail(HERE, "seed %" PRIu64 ": not 0: %s", seed, never[i]);
		}
	}
	fixture_check_replay(&w.f);
	fixture_close(&w.f);
}

TEST(rooms__keep_their_rules_and_replay_to_the_same_under_random_commands)
{
	walk(UINT64_C(0x9e3779b97f4a7c15));
}

TEST(rooms__keep_their_rules_in_another_order)
{
	walk(UINT64_C(0xd1b54a32d192ed03));
}

TEST(rooms__keep_their_rules_in_a_third_order)
{
	walk(UINT64_C(0x8cb92ba72f3d8dd7));
}
