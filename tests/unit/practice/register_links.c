/* SPDX-License-Identifier: Apache-2.0
 * register_links.c - links: proposed with evidence, decided with reasons, undone; never at odds. */
#include "practice/register/inside.h"
#include "tests/harness.h"
#include "tests/unit/practice/register_world.h"

enum { PEOPLE = 4 };

/* People A, B, C, D, and a "same" link between each two of them that is proposed. */
struct people {
	struct fixture f;
	const char *id[PEOPLE];
	const char *link[PEOPLE][PEOPLE];
};

static void people_open(struct people *p)
{
	fixture_open(&p->f);
	for (int i = 0; i < PEOPLE; i++) {
		p->id[i] = fixture_entity(&p->f, "person", (const char[]){(char)('A' + i), 'x', 0});
		for (int k = 0; k < i; k++) {
			CHECK_OK(fixture_run(&p->f, "link propose", "a", p->id[k], "b", p->id[i],
					     "kind", "same", "because", "They look alike", NULL));
			p->link[i][k] = p->link[k][i] = fixture_id(&p->f);
		}
	}
}

static enum onus_err decide(struct fixture *f, const char *link, const char *how)
{
	return fixture_run(f, "link decide", "link", link, how, "", "because", "Seen both", NULL);
}

static enum onus_err undo(struct fixture *f, const char *link)
{
	return fixture_run(f, "link undo", "link", link, "because", "A mistake", NULL);
}

TEST(link_propose__refuses_what_can_not_be)
{
	struct fixture f;
	const char *person, *group, *place;

	fixture_open(&f);
	person = fixture_entity(&f, "person", "Jay Bird");
	group = fixture_entity(&f, "group", "the named men");
	place = fixture_entity(&f, "place", "Riverside");
	CHECK_ERR(fixture_run(&f, "link propose", "a", person, "b", "jay bird", "kind", "associate",
			      "because", "So", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "itself"));
	CHECK_ERR(fixture_run(&f, "link propose", "a", person, "b", group, "kind", "same",
			      "because", "So", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "different kinds"));
	CHECK_ERR(fixture_run(&f, "link propose", "a", person, "b", place, "kind", "part",
			      "because", "So", NULL),
		  ONUS_REFUSED);
	CHECK_ERR(fixture_run(&f, "link propose", "a", person, "b", f.keeper, "kind", "associate",
			      "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_OK(fixture_run(&f, "link propose", "a", person, "b", group, "kind", "part", "because",
			     "The minutes", "about", place, NULL));
	CHECK_STR(fixture_text(&f, "evidence"), "The minutes");
	CHECK(strstr(fixture_said(&f), "is part of") != NULL);
	CHECK_ERR(fixture_run(&f, "link propose", "a", person, "b", group, "kind", "part",
			      "because", "Again", NULL),
		  ONUS_REFUSED);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(link_decide__says_who_when_and_why_and_is_undone)
{
	struct people p;
	const char *link;

	people_open(&p);
	link = p.link[0][1];
	CHECK_ERR(undo(&p.f, link), ONUS_REFUSED);
	CHECK(fixture_error_has(&p.f, "nothing is decided"));
	p.f.as = p.f.officer;
	CHECK_OK(decide(&p.f, link, "same"));
	CHECK_STR(fixture_text(&p.f, "state"), "confirmed");
	CHECK_STR(fixture_text(&p.f, "decided_by"), p.f.officer);
	CHECK_STR(fixture_text(&p.f, "because"), "Seen both");
	CHECK(fixture_text(&p.f, "decided_at") != NULL);
	CHECK(strstr(fixture_said(&p.f), "CONFIRMED by officer") != NULL);
	CHECK_OK(undo(&p.f, link));
	CHECK_STR(fixture_text(&p.f, "state"), "proposed");
	CHECK(strstr(fixture_said(&p.f), "undone by officer") != NULL);
	CHECK_OK(decide(&p.f, link, "unsure"));
	CHECK_STR(fixture_text(&p.f, "state"), "unsure");
	CHECK_OK(decide(&p.f, link, "different"));
	CHECK_STR(fixture_text(&p.f, "state"), "rejected");
	/* Both ends know of it. */
	CHECK_INT(world_count(&p.f, "SELECT count(DISTINCT a.thing) FROM event_about a JOIN event e"
				    " ON e.seq = a.seq WHERE e.kind = 'link.decided'"
				    " AND a.thing LIKE 'E%'"),
		  2);
	fixture_check_replay(&p.f);
	fixture_close(&p.f);
}

TEST(link_decide__wants_exactly_one_decision)
{
	struct people p;

	people_open(&p);
	CHECK_ERR(fixture_run(&p.f, "link decide", "link", p.link[0][1], "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&p.f, "link decide", "link", p.link[0][1], "same", "", "unsure", "",
			      "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&p.f, "link decide", "link", p.link[0][1], "same", "", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&p.f, "link decide", "link", p.id[0], "same", "", "because", "So",
			      NULL),
		  ONUS_USAGE);
	fixture_close(&p.f);
}

/* No command proposes such a link; an import may. */
TEST(link_decide__never_makes_one_of_two_kinds)
{
	struct fixture f;
	struct json *body;
	struct draft d = {.kind = "link.proposed", .writer = "import"};
	char id[ID_ROOM];

	fixture_open(&f);
	body = json_object(&f.arena);
	json_set_str(body, "a", fixture_entity(&f, "person", "Jay Bird"));
	json_set_str(body, "b", fixture_entity(&f, "place", "Jay Bird"));
	json_set_str(body, "kind", "same");
	json_set_str(body, "evidence", "");
	d.actor = f.keeper;
	d.occurred = when_instant(instant_now());
	d.body = body;
	CHECK_OK(ledger_begin(f.ledger));
	CHECK_OK(ledger_append(f.ledger, &d, id, NULL));
	CHECK_OK(ledger_commit(f.ledger));
	CHECK_ERR(decide(&f, id, "same"), ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "different kinds"));
	CHECK_OK(decide(&f, id, "different"));
	fixture_close(&f);
}

TEST(link_decide__refuses_to_join_what_was_decided_to_be_different)
{
	struct people p;

	people_open(&p);
	CHECK_OK(decide(&p.f, p.link[0][1], "same"));
	CHECK_OK(decide(&p.f, p.link[2][3], "same"));
	CHECK_OK(decide(&p.f, p.link[0][3], "different"));
	CHECK_ERR(decide(&p.f, p.link[1][2], "same"), ONUS_REFUSED);
	CHECK(fixture_error_has(&p.f, p.link[0][1]));
	CHECK(fixture_error_has(&p.f, p.link[2][3]));
	CHECK(fixture_error_has(&p.f, p.link[0][3]));
	CHECK_OK(undo(&p.f, p.link[0][3]));
	CHECK_OK(decide(&p.f, p.link[1][2], "same"));
	fixture_check_replay(&p.f);
	fixture_close(&p.f);
}

TEST(link_decide__refuses_to_part_what_other_decisions_join)
{
	struct people p;

	people_open(&p);
	CHECK_OK(decide(&p.f, p.link[0][1], "same"));
	CHECK_OK(decide(&p.f, p.link[1][2], "same"));
	CHECK_OK(decide(&p.f, p.link[0][2], "unsure"));
	CHECK_ERR(decide(&p.f, p.link[0][2], "different"), ONUS_REFUSED);
	CHECK(fixture_error_has(&p.f, p.link[0][1]));
	CHECK(fixture_error_has(&p.f, p.link[1][2]));
	/* A confirmed one that alone joins them can be decided the other way. */
	CHECK_OK(decide(&p.f, p.link[0][1], "different"));
	CHECK_OK(decide(&p.f, p.link[0][2], "different"));
	fixture_check_replay(&p.f);
	fixture_close(&p.f);
}

TEST(register_same__joins_by_any_number_of_steps_and_names_groups)
{
	struct people p;
	const char *group, *alike, **ids;
	size_t count;

	people_open(&p);
	group = fixture_entity(&p.f, "group", "the named men");
	alike = fixture_entity(&p.f, "group", "the men of 2002");
	CHECK_OK(decide(&p.f, p.link[0][1], "same"));
	CHECK_OK(decide(&p.f, p.link[1][2], "same"));
	CHECK_OK(fixture_run(&p.f, "link propose", "a", p.id[0], "b", group, "kind", "part",
			     "because", "So", NULL));
	CHECK_OK(decide(&p.f, fixture_id(&p.f), "same"));
	CHECK_OK(fixture_run(&p.f, "link propose", "a", alike, "b", group, "kind", "same",
			     "because", "So", NULL));
	CHECK_OK(decide(&p.f, fixture_id(&p.f), "same"));
	CHECK_OK(register_same(p.f.store, &p.f.arena, p.id[2], false, &ids, &count));
	CHECK_INT(count, 3);
	CHECK_STR(ids[0], p.id[2]);
	CHECK_STR(ids[1], p.id[0]);
	CHECK_STR(ids[2], p.id[1]);
	CHECK_OK(register_same(p.f.store, &p.f.arena, p.id[2], true, &ids, &count));
	CHECK_INT(count, 5);
	CHECK_OK(register_same(p.f.store, &p.f.arena, p.id[3], true, &ids, &count));
	CHECK_INT(count, 1);
	fixture_close(&p.f);
}

TEST(link_review__lists_people_first_and_what_is_open)
{
	struct fixture f;
	const char *place, *person;

	fixture_open(&f);
	fixture_entity(&f, "place", "Riverside");
	fixture_entity(&f, "place", "Riverside");
	place = json_get_str(fixture_item(&f, "links", 0), "id");
	fixture_entity(&f, "person", "Jay Bird");
	fixture_entity(&f, "person", "Jay Bird");
	person = json_get_str(fixture_item(&f, "links", 0), "id");
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_INT(f.count, 2);
	CHECK_STR(json_get_str(f.records[0], "id"), person);
	CHECK_STR(json_get_str(f.records[1], "id"), place);
	CHECK_STR(fixture_text(&f, "a_name"), "Jay Bird");
	CHECK(strstr(fixture_said(&f), "both are called \"Riverside\"") != NULL);
	CHECK_OK(decide(&f, person, "unsure"));
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_INT(f.count, 1);
	CHECK_OK(fixture_run(&f, "link review", "unsure", "", NULL));
	CHECK_INT(f.count, 1);
	CHECK_STR(fixture_id(&f), person);
	fixture_close(&f);
}

TEST(link_review__leaves_out_what_was_rejected_and_says_when_there_is_more)
{
	struct fixture f;
	const char *report;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	report = world_report(&f, "Jay Bird rang 07700 900123.");
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_INT(f.count, 1);
	CHECK_OK(fixture_run(&f, "mention decide", "mention",
			     world_mention(&f, report, "+447700900123"), "reject", "", "because",
			     "A serial number", NULL));
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_INT(f.count, 0);
	CHECK(strstr(f.notes, "LINK_REVIEW_MAX") == NULL);
	for (int i = 0; i <= LINK_REVIEW_MAX / LINK_FANOUT_MAX; i++) {
		SCOPED_BUF(text, 4096);

		buf_add_str(&text, "Jay Bird has");
		for (int k = 0; k < LINK_FANOUT_MAX; k++) {
			buf_addf(&text, " 07700 900%03d,", 200 + i * LINK_FANOUT_MAX + k);
		}
		buf_add_byte(&text, '\0');
		world_report(&f, text.data);
	}
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_INT(f.count, LINK_REVIEW_MAX);
	CHECK(strstr(f.notes, "LINK_REVIEW_MAX") != NULL);
	fixture_close(&f);
}
