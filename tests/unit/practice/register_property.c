/* SPDX-License-Identifier: Apache-2.0
 * register_property.c - whatever people do to the register, in any order: a replay gives the same,
 * nobody is both one with somebody and not, and an exact value is one entity. */
#include "practice/register/inside.h"
#include "tests/harness.h"
#include "tests/random.h"
#include "tests/unit/practice/register_world.h"

enum { STEPS = 90 };

struct play {
	struct fixture f;
	struct random random;
	int done;
	int refused;
};

static const char *const names[] = {"Jay Bird", "Ash Karim", "jay bird", "Birdy", "Lee Marsh"};

static const char *any(struct play *p, const char *const *items, size_t count)
{
	return items[random_below(&p->random, count)];
}

/* The id of any row of a table; NULL where it is empty. */
static const char *any_id(struct play *p, const char *table)
{
	int64_t count = 0;
	const char *id = NULL;

	CHECK_OK(store_get_int(p->f.store, &count, NULL,
			       arena_printf(&p->f.arena, "SELECT count(*) FROM %s", table)));
	if (count > 0) {
		CHECK_OK(store_get_str(
			p->f.store, &p->f.arena, &id,
			arena_printf(&p->f.arena, "SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %d",
				     table, (int)random_below(&p->random, (uint64_t)count))));
	}
	return id;
}

/* A command may be refused; nothing else may go wrong. */
static void count_result(struct play *p, enum onus_err e)
{
	if (e != ONUS_OK && e != ONUS_REFUSED && e != ONUS_USAGE && e != ONUS_BAD_INPUT) {
		test_fail(HERE, "%s gave %d: %s", p->f.command->name, e, p->f.error);
	}
	p->done += e == ONUS_OK;
	p->refused += e != ONUS_OK;
}

static void enter(struct play *p)
{
	static const char *const kinds[] = {"person", "person", "group", "vehicle"};

	count_result(p,
		     fixture_run(&p->f, "entity enter", "name",
				 any(p, names, sizeof names / sizeof *names), "kind",
				 any(p, kinds, sizeof kinds / sizeof *kinds), "alias",
				 any(p, names, sizeof names / sizeof *names), "unknown", "", NULL));
}

static void enter_phone(struct play *p)
{
	static const char *const phones[] = {"07700 900001", "+447700900002", "07700900003"};

	count_result(p, fixture_run(&p->f, "entity enter", "name", any(p, phones, 3), "kind",
				    "phone", NULL));
}

static void alias(struct play *p)
{
	const char *entity = any_id(p, "entity");

	if (entity != NULL) {
		count_result(p, fixture_run(&p->f, "entity alias", "entity", entity, "name",
					    any(p, names, sizeof names / sizeof *names), NULL));
	}
}

static void report(struct play *p)
{
	static const char *const texts[] = {
		"Mr Jay Bird rang 07700 900001, then Mrs Lee Marsh rang 07700 900002.",
		"Seen with Ash Karim on 3 May 2002: registration AB51 ABC, 07700 900003.",
		"Birdy and Mr Ash Karim of Northtown Council rang 07700 900001 again.",
	};

	world_report(&p->f, any(p, texts, 3));
}

static void decide_mention(struct play *p)
{
	static const char *const roles[] = {"victim", "suspect", "witness", "unknown"};
	const char *mention = any_id(p, "mention"), *entity = any_id(p, "entity");

	if (mention == NULL || entity == NULL) {
		return;
	}
	switch (random_below(&p->random, 3)) {
	case 0:
		count_result(p, fixture_run(&p->f, "mention decide", "mention", mention, "reject",
					    "", "because", "No", NULL));
		break;
	case 1:
		count_result(p, fixture_run(&p->f, "mention decide", "mention", mention, "confirm",
					    "", "role", any(p, roles, 4), "because", "Yes", NULL));
		break;
	default:
		count_result(p, fixture_run(&p->f, "mention decide", "mention", mention, "confirm",
					    "", "entity", entity, "because", "Yes", NULL));
		break;
	}
}

static void propose(struct play *p)
{
	static const char *const kinds[] = {"same", "same", "part", "associate"};
	const char *a = any_id(p, "entity"), *b = any_id(p, "entity");

	if (a != NULL) {
		count_result(p, fixture_run(&p->f, "link propose", "a", a, "b", b, "kind",
					    any(p, kinds, 4), "because", "So", NULL));
	}
}

static void decide_link(struct play *p)
{
	static const char *const how[] = {"same", "same", "different", "unsure"};
	const char *link = any_id(p, "link");

	if (link != NULL) {
		count_result(p, fixture_run(&p->f, "link decide", "link", link, any(p, how, 4), "",
					    "because", "So", NULL));
	}
}

static void undo(struct play *p)
{
	const char *link = any_id(p, "link");

	if (link != NULL) {
		count_result(p,
			     fixture_run(&p->f, "link undo", "link", link, "because", "No", NULL));
	}
}

static void check_no_contradiction(struct play *p)
{
	SCOPED_ROWS(rows);

	CHECK_OK(store_query(p->f.store, &rows,
			     "SELECT a, b FROM link WHERE kind = 'same' AND state = 'rejected'"));
	while (rows_next(&rows)) {
		const char *a = rows_str(&rows, 0, &p->f.arena);
		const char *b = rows_str(&rows, 1, &p->f.arena);
		const char **ids = NULL;
		size_t count = 0;

		CHECK_OK(register_same(p->f.store, &p->f.arena, a, false, &ids, &count));
		for (size_t i = 0; i < count; i++) {
			CHECK(strcmp(ids[i], b) != 0);
		}
	}
	CHECK_OK(rows_end(&rows));
}

static void check(struct play *p)
{
	check_no_contradiction(p);
	CHECK_INT(world_count(&p->f,
			      "SELECT count(*) FROM (SELECT 1 FROM entity_name n JOIN entity e"
			      " ON e.id = n.entity WHERE e.kind = 'phone' AND n.key LIKE '+%'"
			      " GROUP BY n.key HAVING count(*) > 1) AS twice"),
		  0);
	CHECK_INT(world_count(&p->f,
			      "SELECT count(*) FROM (SELECT 1 FROM link GROUP BY kind, min(a, b),"
			      " max(a, b) HAVING count(*) > 1) AS twice"),
		  0);
	CHECK_INT(world_count(&p->f, "SELECT count(*) FROM link WHERE a = b"), 0);
	/* What a person entered is never taken back by what follows from other decisions. */
	CHECK_INT(world_count(&p->f,
			      "SELECT count(*) FROM entity WHERE id NOT LIKE '%.%' AND state <> "
			      "'confirmed'"),
		  0);
	fixture_check_replay(&p->f);
}

static void play(uint64_t seed)
{
	static void (*const moves[])(struct play *) = {
		enter,   enter_phone, alias,       report,      decide_mention, decide_mention,
		propose, decide_link, decide_link, decide_link, undo,
	};
	struct play p = {.random = {seed}};

	fixture_open(&p.f);
	enter(&p);
	for (int i = 0; i < STEPS; i++) {
		moves[random_below(&p.random, sizeof moves / sizeof *moves)](&p);
	}
	check(&p);
	CHECK(p.done > STEPS / 4);
	CHECK(p.refused > 0);
	fixture_close(&p.f);
}

TEST(register__is_what_a_replay_gives_and_contradicts_nothing_whatever_people_do)
{
	play(1);
}

TEST(register__is_that_for_other_people_too)
{
	play(2);
}

TEST(register__is_that_for_a_third_time)
{
	play(3);
}
