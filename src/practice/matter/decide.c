/* SPDX-License-Identifier: Apache-2.0
 * decide.c - the rules of a decision: numbered, reasoned, with a second person where a child may be
 * harmed.
 *
 * Sources: the National Decision Model and the senior investigator's policy log (College of
 * Policing): numbers in sequence, reasons, rejected options, unknowns, the time of the decision
 * apart from that of the entry. Which kinds need a second person is the policy's to say. */
#include "practice/matter/inside.h"

struct decision {
	const char *kind;
	const char *decider;
	const char *second;       /* NULL: nobody yet */
	struct matter_now matter; /* id NULL: outside any matter */
	struct when when;
	bool historic; /* made before this ledger was opened */
	bool waits;    /* for a second person */
	struct json *body;
};

/* The outcomes of any matter; the policy may name more kinds that need a second person. */
static const char *const outcomes[] = {"act", "develop", "share", "hold", "no_action"};

/* "no action" and "no-action" are "no_action": nobody evades a rule by a hyphen. */
static const char *kind_of(struct arena *a, const char *text)
{
	char *kind = arena_copy(a, slice_trim(slice_str(text)));

	for (char *p = kind; *p != '\0'; p++) {
		*p = (*p == ' ' || *p == '-') ? '_' : *p;
		*p = (*p >= 'A' && *p <= 'Z') ? (char)(*p - 'A' + 'a') : *p;
	}
	return kind;
}

static const char *kinds_allowed(const struct call *c)
{
	SCOPED_BUF(list, 4096);

	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		buf_addf(&list, "%s%s", i > 0 ? ", " : "", outcomes[i]);
	}
	for (size_t i = 0; i < c->policy->second_person_count; i++) {
		const char *kind = c->policy->second_person[i];

		if (strcmp(kind, "no_action") != 0 && strcmp(kind, "close") != 0) {
			buf_addf(&list, ", %s", kind);
		}
	}
	return arena_copy(c->arena, buf_slice(&list));
}

static enum onus_err check_kind(const struct call *c, const char *kind)
{
	bool known = policy_needs_second_person(c->policy, kind);

	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		known = known || strcmp(kind, outcomes[i]) == 0;
	}
	ENSURE(strcmp(kind, "close") != 0, ONUS_USAGE,
	       "a matter is closed with: onus matter close MATTER");
	ENSURE(known, ONUS_USAGE, "\"%s\" is no kind of decision; the kinds are %s", kind,
	       kinds_allowed(c));
	return ONUS_OK;
}

/* A plan or a hold without a date to look again is a silence in the making. */
static enum onus_err check_review(const struct decision *d)
{
	bool later = strcmp(d->kind, "develop") == 0 || strcmp(d->kind, "hold") == 0;

	ENSURE(!later || d->historic || json_get(d->body, "review") != NULL, ONUS_USAGE,
	       "a decision to %s needs the date on which it is looked at again: --review DATE",
	       d->kind);
	return ONUS_OK;
}

static enum onus_err check_matter(struct call *c, const struct decision *d)
{
	const struct matter_now *m = &d->matter;
	bool late = day_of(d->when.lo) < day_of(c->now);

	if (m->id == NULL) {
		return ONUS_OK;
	}
	ENSURE(m->open || d->when.hi < m->closed.lo, ONUS_REFUSED,
	       "%s is closed; what has to be answered for now needs a matter of its own", m->id);
	ENSURE(late || d->when.hi >= m->occurred.lo, ONUS_BAD_INPUT,
	       "the decision is dated before %s was opened, on the same day; one made on an "
	       "earlier day is "
	       "accepted and marked late",
	       m->id);
	return ONUS_OK;
}

/* Sets d->waits. */
static enum onus_err check_second(struct call *c, struct decision *d)
{
	bool child = d->matter.id == NULL || d->matter.may_harm_child;

	ENSURE(d->second == NULL || strcmp(d->second, d->decider) != 0, ONUS_REFUSED,
	       "the second person has to be another than the one who decides");
	d->waits = d->second == NULL && child && !d->historic &&
		   policy_needs_second_person(c->policy, d->kind);
	return ONUS_OK;
}

static enum onus_err read_people(struct call *c, struct decision *d)
{
	GUARD(record_doer(c, "by", d->when, &d->decider));
	ENSURE(d->decider != NULL, ONUS_USAGE,
	       "this was decided before the ledger was opened: say by whom with --by; somebody of "
	       "the "
	       "record is entered with: onus member add NAME --record");
	return record_member(c, "second", &d->second);
}

static enum onus_err read_decision(struct call *c, struct decision *d)
{
	d->body = json_object(c->arena);
	GUARD(record_when(c, &d->when));
	GUARD(record_is_historic(c, d->when, &d->historic));
	GUARD(read_people(c, d));
	GUARD(record_deadline(c, "review", d->body, "review", d->when));
	record_prose(c, d->body, "reason");
	record_prose(c, d->body, "options");
	record_prose(c, d->body, "unknowns");
	return record_about(c, d->body);
}

static enum onus_err next_number(struct call *c, const char *matter, int64_t *out)
{
	*out = 0;
	if (matter == NULL) {
		return ONUS_OK;
	}
	return store_get_int(c->store, out, NULL,
			     "SELECT coalesce(max(number), 0) + 1 FROM decision WHERE matter = ?1",
			     v_text(matter));
}

static enum onus_err make(struct call *c, struct decision *d, char *id)
{
	int64_t number;

	GUARD(next_number(c, d->matter.id, &number));
	record_set(d->body, "matter", d->matter.id);
	json_set_int(d->body, "number", number);
	json_set_str(d->body, "kind", d->kind);
	json_set_str(d->body, "decider", d->decider);
	record_set(d->body, "second", d->second);
	json_set_str(d->body, "state", d->waits ? "proposed" : "made");
	GUARD(call_record(c, "decision.made", d->when, d->body, id));
	if (d->waits) {
		call_note(c, "%s waits for a second person: onus decide second %s", id, id);
	}
	return ONUS_OK;
}

static enum onus_err close_by(struct call *c, const char *matter, const char *decision,
			      struct when when)
{
	struct json *body = json_object(c->arena);

	json_set_str(body, "matter", matter);
	json_set_str(body, "decision", decision);
	return call_record(c, "matter.closed", when, body, NULL);
}

enum onus_err decide(struct call *c)
{
	struct decision d = {.kind = kind_of(c->arena, call_text(c, "kind"))};
	const char *matter;
	char id[ID_ROOM];

	GUARD(check_kind(c, d.kind));
	GUARD(read_decision(c, &d));
	GUARD(record_thing(c, "matter", "M", "a matter", &matter));
	ENSURE(matter != NULL || json_get_count(d.body, "about") > 0, ONUS_USAGE,
	       "say what is decided about: --matter MATTER or --about THING");
	if (matter != NULL) {
		GUARD(matter_get(c, matter, &d.matter));
	}
	GUARD(check_review(&d));
	GUARD(check_matter(c, &d));
	GUARD(check_second(c, &d));
	GUARD(make(c, &d, id));
	return decision_emit(c, id);
}

/* What still has to be done, or decided, keeps a matter open; `closing` is the decision to close
 * it. */
static enum onus_err check_nothing_left(struct call *c, const char *matter, const char *closing)
{
	const char *action, *decision;

	GUARD(store_get_str(
		c->store, c->arena, &action,
		"SELECT id FROM action WHERE matter = ?1 AND state = 'raised' ORDER BY seq LIMIT 1",
		v_text(matter)));
	ENSURE(action == NULL, ONUS_REFUSED,
	       "%s still has an open action, %s: end it with onus act done, or drop it by a "
	       "decision",
	       matter, action);
	GUARD(store_get_str(
		c->store, c->arena, &decision,
		"SELECT id FROM decision WHERE matter = ?1 AND state = 'proposed' AND id <> ?2"
		" ORDER BY seq LIMIT 1",
		v_text(matter), v_text(closing)));
	ENSURE(decision == NULL, ONUS_REFUSED, "%s waits for a second person on decision %s",
	       matter, decision);
	return ONUS_OK;
}

enum onus_err matter_close(struct call *c)
{
	struct decision d = {.kind = "close"};
	const char *matter;
	char id[ID_ROOM];

	GUARD(record_thing(c, "matter", "M", "a matter", &matter));
	GUARD(matter_get(c, matter, &d.matter));
	ENSURE(d.matter.open, ONUS_REFUSED, "%s is closed already", matter);
	GUARD(read_decision(c, &d));
	GUARD(check_matter(c, &d));
	GUARD(check_nothing_left(c, matter, ""));
	GUARD(check_second(c, &d));
	GUARD(make(c, &d, id));
	if (!d.waits) {
		GUARD(close_by(c, matter, id, d.when));
	}
	return matter_emit(c, matter);
}

enum onus_err decide_second(struct call *c)
{
	struct json *d, *body = json_object(c->arena);
	struct when now = when_instant(c->now);
	const char *id;

	GUARD(record_thing(c, "decision", "D", "a decision", &id));
	GUARD(record_row(c, &d, "SELECT kind, matter, decider, state FROM decision WHERE id = ?1",
			 v_text(id)));
	ENSURE(strcmp(record_get(d, "state"), "proposed") == 0, ONUS_REFUSED,
	       "%s is made already; it does not wait for a second person", id);
	ENSURE(strcmp(record_get(d, "decider"), c->member) != 0, ONUS_REFUSED,
	       "the second person has to be another than the one who decided %s", id);
	json_set_str(body, "decision", id);
	json_set_str(body, "second", c->member);
	GUARD(call_record(c, "decision.seconded", now, body, NULL));
	if (strcmp(record_get(d, "kind"), "close") == 0) {
		GUARD(check_nothing_left(c, record_get(d, "matter"), id));
		GUARD(close_by(c, record_get(d, "matter"), id, now));
	}
	return decision_emit(c, id);
}
