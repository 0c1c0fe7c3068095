/* SPDX-License-Identifier: Apache-2.0
 * duty_property.c - whatever people do, in any order: from the instant at which a thing was
 * recorded exactly one person answers for it, who holds a post then; and a model a tenth as clever
 * agrees. */
#include <string.h>

#include "tests/harness.h"
#include "tests/random.h"
#include "tests/unit/practice/people_world.h"

enum { STEPS = 220, PEOPLE_MAX = 12, THINGS_MAX = 12, ASKED = 40 };

static const char *const ranks[] = {"Inspector",
				    "Detective Inspector",
				    "Chief Inspector",
				    "Detective Superintendent",
				    "Chief Superintendent",
				    "Crime Analyst",
				    "Sergeant"};

/* What the test knows by itself: who accepted what last. */
struct model_thing {
	const char *id;
	const char *owner; /* NULL: nobody accepted */
	int64_t recorded_at;
	bool closed;
};

struct play {
	struct world w;
	struct random random;
	const char *people[PEOPLE_MAX];
	size_t people_count;
	struct model_thing things[THINGS_MAX];
	size_t thing_count;
	int64_t started;
	int accepted;
	int refused;
};

/* A refusal is as good as a deed; only a fault is none. */
static bool done(struct play *p, enum onus_err e)
{
	if (e != ONUS_OK && e != ONUS_REFUSED && e != ONUS_NO && e != ONUS_BAD_INPUT) {
		test_fail(HERE, "gave %d: %s", e, onus_last_error()->text);
	}
	p->refused += e != ONUS_OK;
	return e == ONUS_OK;
}

static const char *somebody(struct play *p)
{
	return p->people[random_below(&p->random, p->people_count)];
}

static struct model_thing *something(struct play *p)
{
	return &p->things[random_below(&p->random, p->thing_count)];
}

/* --- deeds --- */

static void add_person(struct play *p)
{
	if (p->people_count < PEOPLE_MAX) {
		const char *name = arena_printf(&p->w.arena, "Person %zu", p->people_count);
		const char *rank = ranks[random_below(&p->random, sizeof ranks / sizeof ranks[0])];

		p->w.as = p->w.head;
		if (done(p, world_run(&p->w, "member add", "name", name, "rank", rank, NULL))) {
			p->people[p->people_count++] = world_text(&p->w, "id");
		}
	}
}

static void add_thing(struct play *p)
{
	if (p->thing_count < THINGS_MAX) {
		p->things[p->thing_count++] = (struct model_thing){
			.id = world_thing(&p->w, "A thing"), .recorded_at = p->w.now};
	}
}

static void take_post(struct play *p)
{
	const char *from =
		instant_write(&p->w.arena, p->w.now + random_between(&p->random, -86400, 86400));

	p->w.as = somebody(p);
	(void)done(p, world_run(&p->w, "post take", "member", somebody(p), "rank",
				ranks[random_below(&p->random, sizeof ranks / sizeof ranks[0])],
				"from", from, NULL));
}

static void leave_post(struct play *p)
{
	const char *until =
		instant_write(&p->w.arena, p->w.now + random_between(&p->random, -86400, 86400));
	struct held_post *posts = NULL;
	size_t count = 0;

	CHECK_OK(people_held(p->w.store, &p->w.arena, NULL, INSTANT_MAX, &posts, &count));
	p->w.as = somebody(p);
	(void)done(p, world_run(&p->w, "post leave", "post",
				posts[random_below(&p->random, count)].id, "until", until, NULL));
}

static void propose(struct play *p, const char *command)
{
	struct model_thing *t = something(p);
	const char *to = somebody(p);
	const char *me = somebody(p);

	p->w.as = me;
	if (done(p, world_run(&p->w, command, "thing", t->id, "to", to, "because", "so", NULL)) &&
	    to == me && slice_is(slice_str(world_text2(&p->w, "answerable", "member")), me) &&
	    json_get(json_get(p->w.records[0], "answerable"), "by_default")->type == JSON_FALSE) {
		t->owner = me;
	}
}

static void accept(struct play *p)
{
	struct model_thing *t = something(p);

	p->w.as = somebody(p);
	if (done(p, world_run(&p->w, "duty accept", "thing", t->id, NULL))) {
		t->owner = p->w.as;
		p->accepted++;
	}
}

static void decline(struct play *p)
{
	p->w.as = somebody(p);
	(void)done(p, world_run(&p->w, "duty decline", "thing", something(p)->id, "because", "no",
				NULL));
}

static void accept_of_old(struct play *p)
{
	p->w.as = somebody(p);
	(void)done(p, world_run(&p->w, "duty accept", "thing", something(p)->id, "by", somebody(p),
				"when", "2002/2004", NULL));
}

static void close_thing(struct play *p)
{
	struct model_thing *t = something(p);

	p->w.as = somebody(p);
	if (done(p, world_run(&p->w, "thing close", "thing", t->id, NULL))) {
		t->closed = true;
	}
}

static void act(struct play *p)
{
	switch (random_below(&p->random, 16)) {
	case 0:
		add_person(p);
		break;
	case 1:
		p->w.as = p->w.head;
		add_thing(p);
		break;
	case 2:
	case 3:
		take_post(p);
		break;
	case 4:
	case 5:
	case 6:
		leave_post(p);
		break;
	case 7:
	case 8:
		propose(p, "duty propose");
		break;
	case 9:
		propose(p, "duty transfer");
		break;
	case 10:
		decline(p);
		break;
	case 11:
		accept_of_old(p);
		break;
	case 12:
		if (random_below(&p->random, 8) == 0) {
			close_thing(p);
		}
		break;
	default:
		accept(p);
		break;
	}
}

/* --- what must hold --- */

static bool holds_post(struct play *p, const char *member, int64_t at, int64_t known_at)
{
	struct held_post *posts = NULL;
	size_t count = 0;

	CHECK_OK(people_held(p->w.store, &p->w.arena, member, known_at, &posts, &count));
	for (size_t i = 0; i < count; i++) {
		if (posts[i].from <= at && at <= posts[i].until) {
			return true;
		}
	}
	return false;
}

/* The model: whoever accepted last, while they hold a post; else somebody by default. */
static void check_model(struct play *p, const struct model_thing *t)
{
	struct answerable who = world_who(&p->w, t->id, p->w.now);
	bool owned = t->owner != NULL && holds_post(p, t->owner, p->w.now, p->w.now);

	CHECK(who.member != NULL && who.name != NULL);
	if (t->closed) {
		return; /* stays as it was when it was closed */
	}
	CHECK_INT(who.by_default, !owned);
	CHECK(holds_post(p, who.member, p->w.now, p->w.now));
	if (owned) {
		CHECK_STR(who.member, t->owner);
	}
}

/* Tenures cover the time from the recording on without a gap and without two at once, and say the
 * same as the question for any instant inside. */
static void check_tenures(struct play *p, const struct model_thing *t, int64_t known_at)
{
	struct tenure *list = NULL;
	size_t count = 0;
	size_t i = 0;

	CHECK_OK(duty_tenures(p->w.store, &p->w.arena, t->id, p->w.now, known_at, &list, &count));
	while (i < count && list[i].to < t->recorded_at) {
		i++; /* of the record */
	}
	CHECK(i < count && list[i].from == t->recorded_at);
	for (; i < count; i++) {
		int64_t at = random_between(&p->random, list[i].from, list[i].to);
		struct answerable who = {0};

		CHECK(list[i].from <= list[i].to);
		CHECK(i + 1 == count || list[i + 1].from == list[i].to + 1);
		CHECK(list[i].who.member != NULL);
		CHECK(list[i].who.since <= list[i].from);
		CHECK_OK(duty_answerable(p->w.store, &p->w.arena, t->id, at, known_at, &who));
		CHECK_STR(who.member, list[i].who.member);
		CHECK_INT(who.by_default, list[i].who.by_default);
		CHECK_INT(who.since, list[i].who.since);
		CHECK(holds_post(p, who.member, at, known_at));
	}
	CHECK(t->closed || list[count - 1].to == p->w.now);
}

static void check_unowned(struct play *p)
{
	size_t expected = 0;

	p->w.as = p->w.head;
	for (size_t i = 0; i < p->thing_count; i++) {
		const struct model_thing *t = &p->things[i];

		expected += !t->closed && world_who(&p->w, t->id, p->w.now).by_default;
	}
	CHECK_OK(world_run(&p->w, "unowned", NULL));
	CHECK_INT(p->w.count, expected);
}

static void play(uint64_t seed)
{
	struct play p = {.random = {seed}};

	world_open(&p.w, "2026-03-02T09:00:00Z");
	p.started = p.w.now;
	p.people[p.people_count++] = p.w.head;
	add_thing(&p);
	for (int i = 0; i < STEPS; i++) {
		if (random_below(&p.random, 3) > 0) {
			world_set_clock(&p.w, p.w.now + random_between(&p.random, 1, 40000));
		}
		act(&p);
		check_model(&p, something(&p));
	}
	for (int i = 0; i < ASKED; i++) {
		const struct model_thing *t = something(&p);

		check_tenures(&p, t, random_between(&p.random, t->recorded_at, p.w.now));
		check_tenures(&p, t, p.w.now);
	}
	check_unowned(&p);
	world_check_replay(&p.w);
	CHECK(p.accepted > 5 && p.refused > 5 && p.thing_count > 3);
	world_close(&p.w);
}

TEST(duty__exactly_one_answers_whatever_people_do_1)
{
	play(1);
}

TEST(duty__exactly_one_answers_whatever_people_do_2)
{
	play(20260302);
}

TEST(duty__exactly_one_answers_whatever_people_do_3)
{
	play(0xdecade);
}
