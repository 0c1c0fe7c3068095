/* SPDX-License-Identifier: Apache-2.0
 * register.c - entities, their names and their mentions: entered once, found however they are
 * written, decided by a person. */
#include "base/limits.h"
#include "practice/register/inside.h"
#include "tests/harness.h"
#include "tests/unit/practice/register_world.h"

static const char *const state_of = "SELECT state FROM entity WHERE id = ?1";
static const char *const entity_of = "SELECT entity FROM mention WHERE id = ?1";

static const char *resolve(struct fixture *f, const char *text)
{
	const char *id = NULL;

	CHECK_OK(register_resolve(f->store, &f->arena, text, &id));
	return id;
}

/* --- entering --- */

TEST(entity_enter__keeps_all_names_and_finds_each_however_it_is_written)
{
	struct fixture f;
	const char *id;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Seán O'Brien", "kind", "person", "alias",
			     "Birdy", "alias", "the man in the hat", "unknown", "", NULL));
	id = fixture_id(&f);
	CHECK_STR(fixture_text(&f, "state"), "confirmed");
	CHECK(json_get(f.records[0], "unknown")->type == JSON_TRUE);
	CHECK_INT(json_get_count(f.records[0], "names"), 3);
	CHECK_STR(resolve(&f, "sean obrien"), id);
	CHECK_STR(resolve(&f, "  BIRDY "), id);
	CHECK_STR(resolve(&f, "The Man in the Hat"), id);
	CHECK_STR(resolve(&f, id), id);
	CHECK(strstr(fixture_said(&f), "not identified") != NULL);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(entity_enter__refuses_a_name_that_is_none)
{
	struct fixture f;
	char name[NAME_MAX_BYTES + 2];

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "entity enter", "name", " !? ", "kind", "person", NULL),
		  ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "a letter or a digit"));
	CHECK_ERR(fixture_run(&f, "entity enter", "name", "Ash\nBird", "kind", "person", NULL),
		  ONUS_BAD_INPUT);
	CHECK_ERR(fixture_run(&f, "entity enter", "name", "Ash", "kind", "person", "alias",
			      "\x1b[2J", NULL),
		  ONUS_BAD_INPUT);
	CHECK_ERR(fixture_run(&f, "entity enter", "name", "Ash", "kind", "ghost", NULL),
		  ONUS_USAGE);
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	CHECK_ERR(fixture_run(&f, "entity enter", "name", name, "kind", "person", NULL),
		  ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "NAME_MAX_BYTES"));
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity"), 0);
	fixture_close(&f);
}

TEST(entity_enter__keeps_an_exact_value_once_and_in_its_normal_form)
{
	static const struct {
		const char *kind;
		const char *first;
		const char *again;
		const char *normal;
	} cases[] = {
		{"phone", "07700 900123", "+44 7700-900123", "+447700900123"},
		{"vehicle", "ab51 abc", "AB51ABC", "AB51ABC"},
		{"email", "Jay.Bird@Example.org", "jay.bird@example.org", "jay.bird@example.org"},
		{"account", "snapchat:ash_99", "Snapchat:Ash_99", "snapchat:ash_99"},
		{"account", "@ash_98", "@ASH_98", "@ash_98"},
	};
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *id = fixture_entity(&f, cases[i].kind, cases[i].first);

		CHECK_STR(fixture_text(&f, "name"), cases[i].normal);
		CHECK_ERR(fixture_run(&f, "entity enter", "name", cases[i].again, "kind",
				      cases[i].kind, NULL),
			  ONUS_REFUSED);
		CHECK(fixture_error_has(&f, id));
		CHECK_STR(resolve(&f, cases[i].first), id);
		CHECK_STR(resolve(&f, cases[i].again), id);
		CHECK_STR(resolve(&f, cases[i].normal), id);
	}
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(entity_enter__takes_words_for_a_vehicle_only_where_the_mark_is_not_known)
{
	struct fixture f;
	const char *first, *second;

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "entity enter", "name", "silver taxi", "kind", "vehicle", NULL),
		  ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "registration mark"));
	CHECK(fixture_error_has(&f, "--unknown"));
	CHECK_ERR(fixture_run(&f, "entity enter", "name", "07700 9001", "kind", "phone", NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(fixture_run(&f, "entity enter", "name", "silver taxi", "kind", "vehicle",
			     "unknown", "", NULL));
	first = fixture_id(&f);
	CHECK_STR(resolve(&f, "Silver Taxi"), first);
	/* There may be two of them; a person says whether they are one. */
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Silver taxi", "kind", "vehicle",
			     "unknown", "", NULL));
	second = fixture_id(&f);
	CHECK(world_link(&f, first, second, "same") != NULL);
	fixture_close(&f);
}

TEST(entity_enter__proposes_links_to_namesakes_of_its_kind_and_never_merges)
{
	struct fixture f;
	const char *first, *second, *place;

	fixture_open(&f);
	place = fixture_entity(&f, "place", "Jay Bird");
	first = fixture_entity(&f, "person", "Jay Bird");
	CHECK_INT(json_get_count(f.records[0], "links"), 0);
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Ash Karim", "kind", "person", "alias",
			     "jay  BIRD", NULL));
	second = fixture_id(&f);
	CHECK_INT(json_get_count(f.records[0], "links"), 1);
	CHECK_STR(json_get_str(fixture_item(&f, "links", 0), "state"), "proposed");
	CHECK_STR(json_get_str(fixture_item(&f, "links", 0), "evidence"),
		  "both are called \"Jay Bird\"");
	CHECK(world_link(&f, first, second, "same") != NULL);
	CHECK(world_link(&f, place, second, "same") == NULL);
	CHECK_INT(json_get_count(f.records[0], "same"), 0);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(entity_enter__proposes_no_more_links_than_its_limit)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 0; i < LINK_FANOUT_MAX + 2; i++) {
		fixture_entity(&f, "person", "Jay Bird");
	}
	CHECK_INT(json_get_count(f.records[0], "links"), LINK_FANOUT_MAX);
	CHECK(strstr(f.notes, "LINK_FANOUT_MAX") != NULL);
	fixture_close(&f);
}

TEST(entity_enter__asks_once_about_entities_that_are_one)
{
	struct fixture f;
	const char *first, *second, *third;

	fixture_open(&f);
	first = fixture_entity(&f, "person", "Jay Bird");
	second = fixture_entity(&f, "person", "Jay Bird");
	CHECK_OK(fixture_run(&f, "link decide", "link", world_link(&f, first, second, "same"),
			     "same", "", "because", "One man", NULL));
	third = fixture_entity(&f, "person", "Jay Bird");
	CHECK_INT(json_get_count(f.records[0], "links"), 1);
	CHECK(world_link(&f, first, third, "same") != NULL);
	fixture_close(&f);
}

TEST(entity_alias__adds_a_name_once_and_follows_it)
{
	struct fixture f;
	const char *person, *other, *phone;

	fixture_open(&f);
	other = fixture_entity(&f, "person", "Birdy");
	person = fixture_entity(&f, "person", "Jay Bird");
	CHECK_OK(fixture_run(&f, "entity alias", "entity", "jay bird", "name", "birdy", NULL));
	CHECK_INT(json_get_count(f.records[0], "names"), 2);
	CHECK(world_link(&f, person, other, "same") != NULL);
	CHECK_ERR(fixture_run(&f, "entity alias", "entity", person, "name", "BIRDY!", NULL),
		  ONUS_REFUSED);
	phone = fixture_entity(&f, "phone", "07700 900123");
	CHECK_OK(fixture_run(&f, "entity alias", "entity", phone, "name", "Jay's second phone",
			     NULL));
	CHECK_STR(resolve(&f, "JAY'S second  phone"), phone);
	other = fixture_entity(&f, "phone", "07700 900124");
	CHECK_ERR(fixture_run(&f, "entity alias", "entity", phone, "name", "07700 900124", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, other));
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* A text engine of another day may fold otherwise; what the event says stands. */
TEST(entity_entered__keeps_the_key_of_its_day_and_a_replay_asks_no_engine)
{
	struct fixture f;
	struct json *body;
	struct draft d = {.kind = "entity.entered"};
	char id[ID_ROOM];

	fixture_open(&f);
	body = json_object(&f.arena);
	json_set_str(body, "kind", "person");
	json_set_str(body, "name", "Jay Bird");
	json_set_str(body, "key", "JEY BYRD");
	json_set_int(body, "unknown", 0);
	d.actor = d.writer = f.keeper;
	d.occurred = when_instant(instant_now());
	d.body = body;
	CHECK_OK(ledger_begin(f.ledger));
	CHECK_OK(ledger_append(f.ledger, &d, id, NULL));
	CHECK_OK(ledger_commit(f.ledger));
	CHECK_STR(resolve(&f, "jey byrd"), id);
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* --- resolving --- */

TEST(register_resolve__lists_several_and_takes_what_was_confirmed_to_be_one)
{
	struct fixture f;
	const char *first, *second, *id;

	fixture_open(&f);
	first = fixture_entity(&f, "person", "Jay Bird");
	second = fixture_entity(&f, "person", "Jay Bird");
	CHECK_ERR(register_resolve(f.store, &f.arena, "jay bird", &id), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, first) != NULL);
	CHECK(strstr(onus_last_error()->text, second) != NULL);
	CHECK(strstr(onus_last_error()->text, "(person)") != NULL);
	CHECK_ERR(register_resolve(f.store, &f.arena, "nobody", &id), ONUS_NO);
	CHECK_OK(fixture_run(&f, "link decide", "link", world_link(&f, first, second, "same"),
			     "same", "", "because", "One man", NULL));
	CHECK_STR(resolve(&f, "jay bird"), first);
	fixture_close(&f);
}

TEST(register_resolve__knows_operations_with_and_without_the_word)
{
	struct fixture f;
	const char *operation, *id;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "operation start", "name", "Operation Lantern", "objective",
			     "Safeguard children", NULL));
	operation = fixture_id(&f);
	CHECK_STR(resolve(&f, "operation lantern"), operation);
	CHECK_STR(resolve(&f, "LANTERN"), operation);
	fixture_entity(&f, "operation", "Operation Lantern");
	CHECK_ERR(register_resolve(f.store, &f.arena, "Operation Lantern", &id), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, operation) != NULL);
	fixture_close(&f);
}

/* --- what a report brings --- */

TEST(report_read__makes_one_candidate_an_exact_value_and_proposes_links)
{
	struct fixture f;
	const char *person, *first, *second, *phone;

	fixture_open(&f);
	person = fixture_entity(&f, "person", "Jay Bird");
	first = world_report(&f, "Jay Bird rang from 07700 900123. Call 07700900123 back.");
	phone = resolve(&f, "07700 900123");
	CHECK_STR(world_get(&f, state_of, phone), "candidate");
	second = world_report(&f, "Again +44 7700 900123 was seen.");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity WHERE kind = 'phone'"), 1);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM mention WHERE kind = 'phone'"), 3);
	CHECK_STR(world_get(&f, entity_of, world_mention(&f, second, "+447700900123")), phone);
	CHECK_STR(world_get(&f, entity_of, world_mention(&f, first, "JAY BIRD")), person);
	CHECK(world_link(&f, person, phone, "associate") != NULL);
	CHECK(strstr(world_get(&f, "SELECT evidence FROM link WHERE id = ?1",
			       world_link(&f, person, phone, "associate")),
		     first) != NULL);
	world_report(&f, "Jay Bird and 07700 900123 once more.");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link"), 1);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(report_read__proposes_few_links_from_a_list_of_numbers)
{
	SCOPED_BUF(text, 1 << 20);
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	fixture_entity(&f, "person", "Ash Karim");
	buf_add_str(&text, "Jay Bird and Ash Karim hold these:\n");
	for (int i = 0; i < 100; i++) {
		buf_addf(&text, "07700 900%03d\n", i);
	}
	buf_add_byte(&text, '\0');
	world_report(&f, text.data);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity WHERE kind = 'phone'"), 100);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link"), LINK_FANOUT_MAX);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(report_read__proposes_no_more_for_a_number_that_many_share)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 0; i < LINK_FANOUT_MAX + 3; i++) {
		const char *name = arena_printf(&f.arena, "Jay Bird%c", 'a' + i);

		fixture_entity(&f, "person", name);
		world_report(&f, arena_printf(&f.arena, "%s gave 07700 900123.", name));
	}
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link WHERE kind = 'associate'"),
		  LINK_FANOUT_MAX);
	fixture_close(&f);
}

TEST(entity_enter__is_proposed_for_mentions_that_were_there_before)
{
	struct fixture f;
	const char *report, *person, *mention, *rejected;

	fixture_open(&f);
	report = world_report(&f, "Mr Jay Bird came late. Later Mr Jay Bird left.");
	mention = world_mention(&f, report, "JAY BIRD");
	rejected = world_get(&f,
			     "SELECT id FROM mention WHERE report = ?1 AND kind = 'person'"
			     " ORDER BY start DESC",
			     report);
	CHECK(strcmp(mention, rejected) != 0);
	CHECK_OK(fixture_run(&f, "mention decide", "mention", rejected, "reject", "", "because",
			     "No name", NULL));
	CHECK_STR(world_get(&f, entity_of, mention), "");
	person = fixture_entity(&f, "person", "Jay Bird");
	CHECK_INT(fixture_int(&f, "mention_count"), 1);
	CHECK_STR(world_get(&f, entity_of, mention), person);
	CHECK_STR(world_get(&f, "SELECT state FROM mention WHERE id = ?1", mention), "proposed");
	CHECK_STR(world_get(&f, entity_of, rejected), "");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(entity_enter__is_proposed_as_linked_to_what_earlier_reports_name_with_it)
{
	struct fixture f;
	const char *person, *phone, *report;

	fixture_open(&f);
	report = world_report(&f, "Mr Jay Bird rang 07700 900123.");
	phone = resolve(&f, "07700 900123");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link"), 0);
	person = fixture_entity(&f, "person", "Jay Bird");
	CHECK(world_link(&f, person, phone, "associate") != NULL);
	CHECK(strstr(json_get_str(fixture_item(&f, "links", 0), "evidence"), report) != NULL);
	/* Once: the next report proposes nothing new. */
	world_report(&f, "Jay Bird rang 07700 900123.");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link"), 1);
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* --- deciding on mentions --- */

TEST(mention_decide__confirms_a_person_as_a_new_entity_named_by_the_report)
{
	struct fixture f;
	const char *report, *mention, *entity;

	fixture_open(&f);
	report = world_report(&f, "We met Mr Jay  Bird there.");
	mention = world_mention(&f, report, "JAY BIRD");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", "role",
			     "suspect", "because", "Said so", NULL));
	entity = arena_copy(&f.arena, slice_str(fixture_text(&f, "entity")));
	CHECK_STR(fixture_text(&f, "entity_name"), "Jay Bird");
	CHECK_STR(fixture_text(&f, "role"), "suspect");
	CHECK_STR(fixture_text(&f, "state"), "confirmed");
	CHECK_STR(fixture_text(&f, "because"), "Said so");
	CHECK_STR(fixture_text(&f, "decided_by"), f.keeper);
	/* What the report says is content, which a decision does not show. */
	CHECK(json_get(f.records[0], "value") == NULL);
	CHECK(json_get(f.records[0], "text") == NULL);
	CHECK_STR(world_get(&f, state_of, entity), "confirmed");
	CHECK_STR(resolve(&f, "jay bird"), entity);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(mention_decide__again_lets_the_later_decision_win_and_keeps_both)
{
	struct fixture f;
	const char *report, *mention, *ash;

	fixture_open(&f);
	report = world_report(&f, "We met Mr Jay Bird there.");
	mention = world_mention(&f, report, "JAY BIRD");
	ash = fixture_entity(&f, "person", "Ash Karim");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", "role",
			     "witness", "because", "First", NULL));
	CHECK_OK(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", "entity",
			     "Ash Karim", "because", "Another name of his", NULL));
	CHECK_STR(fixture_text(&f, "entity"), ash);
	CHECK_STR(fixture_text(&f, "role"), "witness");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", mention, "reject", "", "because",
			     "A horse", NULL));
	CHECK_STR(fixture_text(&f, "state"), "rejected");
	CHECK(strstr(fixture_said(&f), "REJECTED") != NULL);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM event WHERE kind = 'mention.decided'"), 3);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(mention_decide__makes_a_candidate_what_people_made_of_it)
{
	struct fixture f;
	const char *first, *second, *phone;

	fixture_open(&f);
	first = world_mention(&f, world_report(&f, "Ring 07700 900123."), "+447700900123");
	phone = resolve(&f, "07700 900123");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", first, "reject", "", "because",
			     "A serial number", NULL));
	CHECK_STR(world_get(&f, state_of, phone), "rejected");
	CHECK_STR(resolve(&f, "07700 900123"), phone); /* it is not hidden */
	CHECK_OK(fixture_run(&f, "entity list", NULL));
	CHECK_INT(f.count, 0);
	CHECK_OK(fixture_run(&f, "entity list", "state", "rejected", NULL));
	CHECK_INT(f.count, 1);
	/* New evidence opens the question again, on the same entity. */
	second = world_mention(&f, world_report(&f, "Ring 07700 900123."), "+447700900123");
	CHECK_STR(world_get(&f, entity_of, second), phone);
	CHECK_STR(world_get(&f, state_of, phone), "candidate");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", second, "confirm", "", "because",
			     "It was rung", NULL));
	CHECK_STR(world_get(&f, state_of, phone), "confirmed");
	CHECK_OK(fixture_run(&f, "mention decide", "mention", second, "reject", "", "because", "No",
			     NULL));
	CHECK_STR(world_get(&f, state_of, phone), "rejected");
	CHECK_OK(fixture_run(&f, "entity alias", "entity", phone, "name", "Jay's phone", NULL));
	CHECK_STR(world_get(&f, state_of, phone), "confirmed");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(mention_decide__wants_one_decision_and_what_belongs_to_it)
{
	struct fixture f;
	const char *report, *mention, *date;

	fixture_open(&f);
	report = world_report(&f, "On 3 May 2002 Mr Jay Bird came.");
	mention = world_mention(&f, report, "JAY BIRD");
	date = world_mention(&f, report, "2002-05-03");
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", mention, "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", "reject", "",
			      "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", mention, "reject", "", "role",
			      "child", "because", "So", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", mention, "confirm", "", "entity",
			      report, "because", "So", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "is not an entity"));
	CHECK_ERR(fixture_run(&f, "mention decide", "mention", "N999.1", "confirm", "", "because",
			      "So", NULL),
		  ONUS_NO);
	/* A date is nobody. */
	CHECK_OK(fixture_run(&f, "mention decide", "mention", date, "confirm", "", "because", "So",
			     NULL));
	CHECK(fixture_text(&f, "entity") == NULL);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity"), 0);
	fixture_close(&f);
}

/* --- reading --- */

TEST(mention_list__shows_each_with_the_words_around)
{
	struct fixture f;
	const char *report;

	fixture_open(&f);
	report = world_report(&f, "Café, later:\n\x1b[31mMr Jay Bird rang 07700 900123 twice.");
	CHECK_OK(fixture_run(&f, "mention list", "report", report, NULL));
	CHECK_INT(f.count, 2);
	CHECK_STR(fixture_text(&f, "text"), "Jay Bird");
	CHECK_STR(fixture_text(&f, "before"), "Café, later: [31mMr ");
	CHECK_STR(fixture_text(&f, "after"), " rang 07700 900123 twice.");
	CHECK_STR(json_get_str(f.records[1], "text"), "07700 900123");
	CHECK_STR(json_get_str(f.records[1], "entity_kind"), "phone");
	CHECK(strstr(fixture_said(&f), "[Jay Bird] rang") != NULL);
	CHECK_ERR(fixture_run(&f, "mention list", "report", "keeper", NULL), ONUS_NO);
	fixture_close(&f);
}

TEST(mention_list__cuts_the_words_between_characters)
{
	SCOPED_BUF(text, 1 << 16);
	struct fixture f;
	const char *report;

	fixture_open(&f);
	for (int shift = 0; shift < 3; shift++) {
		buf_reset(&text);
		for (int i = 0; i < 40 + shift; i++) {
			buf_add_str(&text, shift == 0 ? "é" : "\xe2\x82\xac");
		}
		buf_addf(&text, "%.*s 07700 900123 ", shift, "xyz");
		for (int i = 0; i < 50; i++) {
			buf_add_str(&text, "\xe2\x82\xac");
		}
		buf_add_byte(&text, '\0');
		report = world_report(&f, text.data);
		CHECK_OK(fixture_run(&f, "mention list", "report", report, NULL));
		CHECK(slice_is_utf8(json_get_slice(f.records[f.count - 1], "before"), NULL));
		CHECK(slice_is_utf8(json_get_slice(f.records[f.count - 1], "after"), NULL));
	}
	fixture_close(&f);
}

TEST(entity_show__tells_all_of_what_is_confirmed_to_be_one)
{
	struct fixture f;
	const char *first, *second, *group, *report;

	fixture_open(&f);
	first = fixture_entity(&f, "person", "Jay Bird");
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Ash Karim", "kind", "person", "alias",
			     "Ash", NULL));
	second = fixture_id(&f);
	group = fixture_entity(&f, "group", "the named men");
	report = world_report(&f, "Jay Bird was with Ash Karim.");
	CHECK_OK(fixture_run(&f, "link propose", "a", first, "b", second, "kind", "same", "because",
			     "One photograph", NULL));
	CHECK_OK(fixture_run(&f, "link decide", "link", fixture_id(&f), "same", "", "because",
			     "He said so", NULL));
	CHECK_OK(fixture_run(&f, "link propose", "a", second, "b", group, "kind", "part", "because",
			     "The minutes", NULL));
	CHECK_OK(fixture_run(&f, "link decide", "link", fixture_id(&f), "same", "", "because",
			     "The minutes", NULL));
	CHECK_OK(fixture_run(&f, "entity show", "entity", "jay bird", NULL));
	CHECK_STR(fixture_id(&f), first);
	CHECK_INT(json_get_count(f.records[0], "names"), 3);
	CHECK_STR(json_get_str(fixture_item(&f, "names", 0), "by_name"), "keeper");
	CHECK_STR(json_get_str(fixture_item(&f, "same", 0), "id"), second);
	CHECK_STR(json_get_str(fixture_item(&f, "groups", 0), "id"), group);
	CHECK_INT(json_get_count(f.records[0], "links"), 2);
	CHECK_STR(json_get_str(fixture_item(&f, "links", 0), "because"), "He said so");
	CHECK_INT(json_get_count(f.records[0], "mentions"), 2);
	CHECK_STR(json_get_str(fixture_item(&f, "mentions", 0), "report"), report);
	CHECK_STR(json_get_str(fixture_item(&f, "mentions", 0), "after"), " was with Ash Karim.");
	CHECK(strstr(fixture_said(&f), "[Ash Karim]") != NULL);
	CHECK_OK(fixture_run(&f, "entity show", "entity", group, NULL));
	CHECK_STR(json_get_str(fixture_item(&f, "members", 0), "id"), second);
	fixture_close(&f);
}

TEST(entity_list__is_by_kind_and_in_the_order_of_entry)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	fixture_entity(&f, "place", "Riverside");
	fixture_entity(&f, "person", "Ash Karim");
	CHECK_OK(fixture_run(&f, "entity list", NULL));
	CHECK_INT(f.count, 3);
	CHECK_OK(fixture_run(&f, "entity list", "kind", "person", NULL));
	CHECK_INT(f.count, 2);
	CHECK_STR(fixture_text(&f, "name"), "Jay Bird");
	CHECK(strstr(fixture_said(&f), "Ash Karim (person)") != NULL);
	fixture_close(&f);
}
