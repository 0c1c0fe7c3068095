/* SPDX-License-Identifier: Apache-2.0
 * commands.c - proposing, accepting, declining, handing over; the rows of this room. */
#include "practice/duty/inside.h"

enum { SECONDS_AN_HOUR = 3600 };

/* What a command on one thing needs to know. */
struct scene {
	struct ladder ladder;
	struct charge charge;
	struct answer answer;       /* now */
	const struct step *pending; /* NULL: no proposal waits */
};

static enum onus_err scene_load(struct call *c, const char *thing, struct scene *out)
{
	struct scene scene = {0};
	bool found = false;

	GUARD(ladder_load(c->store, c->arena, c->now, &scene.ladder));
	GUARD(charge_load(c->store, c->arena, thing, c->now, &scene.charge, &found));
	ENSURE(found, ONUS_NO,
	       "%s needs no owner: reports, matters, recommendations and escalations do", thing);
	scene.answer = charge_answer(&scene.ladder, &scene.charge, c->now);
	scene.pending = charge_pending(&scene.charge);
	ENSURE(scene.answer.post != NULL, ONUS_INTERNAL,
	       "nobody holds a post, so nobody answers for %s: the ledger is damaged", thing);
	*out = scene;
	return ONUS_OK;
}

static enum onus_err scene_of_call(struct call *c, struct scene *out)
{
	const char *thing;

	GUARD(thing_known(c, call_text(c, "thing"), &thing));
	GUARD(scene_load(c, thing, out));
	ENSURE(charge_is_open(&out->charge), ONUS_REFUSED,
	       "%s was closed on %s; nobody takes it on any more", thing,
	       instant_date(c->arena, out->charge.closed_at));
	return ONUS_OK;
}

static bool is_me(const struct call *c, const char *member)
{
	return member != NULL && slice_is(slice_str(member), c->member);
}

/* --- records --- */

static enum onus_err proposed_json(struct call *c, const struct step *pending, struct json **out)
{
	struct json *v = json_object(c->arena);
	struct standing standing;

	if (pending == NULL) {
		*out = json_null(c->arena);
		return ONUS_OK;
	}
	GUARD(people_standing(c->store, c->arena, pending->member, when_instant(c->now), c->now,
			      &standing));
	json_set_str(v, "duty", pending->duty);
	json_set_str(v, "member", pending->member);
	json_set_str(v, "name", standing.name);
	json_set_str(v, "since", instant_write(c->arena, pending->recorded_at));
	json_set_str(v, "accept_by",
		     instant_write(c->arena, pending->recorded_at + c->policy->acceptance_hours *
									    SECONDS_AN_HOUR));
	json_set_str(v, "because", pending->because);
	*out = v;
	return ONUS_OK;
}

static struct json *tenure_json(struct arena *a, const struct tenure *t)
{
	struct json *v = json_object(a);

	json_set_str(v, "from", instant_write(a, t->from));
	json_set_str(v, "to", instant_write(a, t->to));
	json_set(v, "who", answerable_json(a, &t->who));
	return v;
}

static enum onus_err set_history(struct call *c, const struct charge *charge, int64_t at,
				 struct json *record)
{
	struct json *tenures = json_array(c->arena);
	struct json *steps = json_array(c->arena);
	struct tenure *list = NULL;
	size_t count = 0;

	GUARD(duty_tenures(c->store, c->arena, charge->thing, at, c->now, &list, &count));
	for (size_t i = 0; i < count; i++) {
		json_push(tenures, tenure_json(c->arena, &list[i]));
	}
	for (size_t i = 0; i < charge->step_count; i++) {
		const struct step *step = &charge->steps[i];
		struct json *v = json_object(c->arena);

		json_set_str(v, "step", step_name(step->kind));
		json_set_str(v, "duty", step->duty);
		json_set_str(v, "member", step->member);
		json_set(v, "when", when_answer(c->arena, step->occurred));
		json_set_str(v, "recorded_at", instant_write(c->arena, step->recorded_at));
		json_set_str(v, "because", step->because);
		json_push(steps, v);
	}
	json_set(record, "tenures", tenures);
	json_set(record, "steps", steps);
	return ONUS_OK;
}

static enum onus_err state_record(struct call *c, const struct scene *scene, int64_t at,
				  struct json **out)
{
	const struct charge *charge = &scene->charge;
	struct json *record = json_object(c->arena);
	struct answerable who = {0};
	struct json *proposed;
	struct json *clocks;

	json_set_str(record, "id", charge->thing);
	GUARD(set_brief(c, c->arena, charge->thing, record));
	json_set_str(record, "recorded_at", instant_write(c->arena, charge->recorded_at));
	json_set_str(record, "closed_at",
		     charge_is_open(charge) ? NULL : instant_write(c->arena, charge->closed_at));
	GUARD(charge_answerable(c->store, c->arena, &scene->ladder, charge, at, c->now, &who));
	json_set_str(record, "at", instant_write(c->arena, at));
	json_set(record, "answerable", answerable_json(c->arena, &who));
	GUARD(proposed_json(c, scene->pending, &proposed));
	json_set(record, "proposed", proposed);
	GUARD(clocks_json(c, charge->thing, at, &clocks));
	json_set(record, "clocks", clocks);
	*out = record;
	return ONUS_OK;
}

/* The state after something was recorded. */
static enum onus_err emit_state(struct call *c, const char *thing)
{
	struct scene scene = {0};
	struct json *record;

	GUARD(scene_load(c, thing, &scene));
	GUARD(state_record(c, &scene, c->now, &record));
	return call_emit(c, record);
}

/* --- recording steps --- */

/* "A. Bird (P50)"; the id alone where the name can't be had. */
static const char *member_words(struct call *c, const char *member)
{
	struct standing who;

	if (people_standing(c->store, c->arena, member, when_instant(c->now), c->now, &who) !=
	    ONUS_OK) {
		return member;
	}
	return arena_printf(c->arena, "%s (%s)", who.name, member);
}

static struct json *step_body(struct call *c, const char *duty, const char *thing,
			      const char *member, const char *because)
{
	struct json *body = json_object(c->arena);

	if (duty != NULL) {
		json_set_str(body, "duty", duty);
	}
	json_set_str(body, "thing", thing);
	json_set_str(body, "member", member);
	if (because != NULL) {
		json_set_str(body, "because", because);
	}
	return body;
}

static enum onus_err record_accepted(struct call *c, const char *duty, const char *thing,
				     const char *member, struct when when)
{
	return call_record(c, "duty.accepted", when, step_body(c, duty, thing, member, NULL), NULL);
}

/* Proposed and accepted in one: by the caller, or by whom the record names. */
static enum onus_err record_taken(struct call *c, const char *thing, const char *member,
				  const char *because, struct when when)
{
	char duty[ID_ROOM];

	GUARD(call_record(c, "duty.proposed", when, step_body(c, NULL, thing, member, because),
			  duty));
	return record_accepted(c, duty, thing, member, when);
}

static enum onus_err check_receiver(struct call *c, const struct scene *scene, const char *member)
{
	ENSURE(ladder_post_of(&scene->ladder, member, c->now) != NULL, ONUS_REFUSED,
	       "%s holds no post now, or has no account, and so can't answer for anything",
	       member_words(c, member));
	return ONUS_OK;
}

static enum onus_err propose(struct call *c, const struct scene *scene, const char *member,
			     const char *because)
{
	const char *thing = scene->charge.thing;
	struct when now = when_instant(c->now);

	GUARD(check_receiver(c, scene, member));
	if (is_me(c, member) && scene->answer.by_default) {
		return record_taken(c, thing, member, because, now);
	}
	if (scene->pending != NULL) {
		call_note(c, "this replaces the proposal to %s",
			  member_words(c, scene->pending->member));
	}
	GUARD(call_record(c, "duty.proposed", now, step_body(c, NULL, thing, member, because),
			  NULL));
	call_note(c, "%s answers for %s until %s accepts: onus duty accept %s",
		  scene->answer.post->name, thing, member_words(c, member), thing);
	return ONUS_OK;
}

enum onus_err duty_propose(struct call *c, const char *thing, const char *member,
			   const char *because)
{
	struct scene scene = {0};

	GUARD(scene_load(c, thing, &scene));
	return propose(c, &scene, member, because);
}

/* --- who may hand over --- */

static int64_t rank_order(const struct call *c, const struct held_post *post)
{
	const struct policy_rank *rank =
		post != NULL && post->rank != NULL ? policy_rank(c->policy, post->rank) : NULL;

	return rank != NULL ? rank->order : 0;
}

/* Whoever answers for it, or somebody of a higher rank: nobody else can take a thing away from its
 * owner, not even with a willing receiver. */
static bool may_hand_over(const struct call *c, const struct scene *scene)
{
	const struct held_post *mine = ladder_post_of(&scene->ladder, c->member, c->now);

	return is_me(c, scene->answer.post->member) ||
	       rank_order(c, mine) > rank_order(c, scene->answer.post);
}

static enum onus_err refuse_held(struct call *c, const struct scene *scene)
{
	const struct held_post *owner = scene->answer.post;
	struct answerable who = {0};

	GUARD(charge_answerable(c->store, c->arena, &scene->ladder, &scene->charge, c->now, c->now,
				&who));
	return onus_fail(
		ONUS_REFUSED, HERE,
		"%s (%s, %s) has accepted %s and has held it since %s: a hand-over is theirs to "
		"propose, or for a higher rank",
		owner->name, owner->member, owner->title, scene->charge.thing,
		when_say(c->arena, when_instant(who.since)));
}

/* --- commands --- */

static enum onus_err hand_over(struct call *c, struct scene *scene)
{
	const char *member;

	GUARD(people_resolve(c->store, c->arena, call_text(c, "to"), &member));
	ENSURE(scene->answer.by_default || !slice_is(slice_str(member), scene->answer.post->member),
	       ONUS_REFUSED, "%s has accepted %s already", member_words(c, member),
	       scene->charge.thing);
	GUARD(propose(c, scene, member, call_text(c, "because")));
	return emit_state(c, scene->charge.thing);
}

static enum onus_err duty_propose_command(struct call *c)
{
	struct scene scene = {0};

	GUARD(scene_of_call(c, &scene));
	if (!scene.answer.by_default && !may_hand_over(c, &scene)) {
		return refuse_held(c, &scene);
	}
	return hand_over(c, &scene);
}

static enum onus_err duty_transfer(struct call *c)
{
	struct scene scene = {0};

	GUARD(scene_of_call(c, &scene));
	if (!may_hand_over(c, &scene)) {
		ENSURE(!scene.answer.by_default, ONUS_REFUSED,
		       "%s (%s) answers for %s by default, and hands it over; anybody with a post "
		       "may "
		       "propose an owner: onus duty propose",
		       scene.answer.post->name, scene.answer.post->member, scene.charge.thing);
		return refuse_held(c, &scene);
	}
	return hand_over(c, &scene);
}

/* A record that somebody was responsible, for a time before the thing was in this ledger. It names
 * them for that time and makes nobody answerable now. */
static enum onus_err accept_historic(struct call *c, struct scene *scene)
{
	struct when when = call_when(c, "when", when_instant(c->now));
	const char *member = c->member;

	ENSURE(call_has(c, "when"), ONUS_REFUSED,
	       "nobody accepts for another: --by goes with --when, for a time before %s was "
	       "recorded",
	       scene->charge.thing);
	ENSURE(when.hi < scene->charge.recorded_at, ONUS_REFUSED,
	       "--when %s reaches beyond %s, when %s was recorded here: from then on a duty counts "
	       "from "
	       "when it is accepted, and nothing is back-dated",
	       when_write(c->arena, when),
	       when_say(c->arena, when_instant(scene->charge.recorded_at)), scene->charge.thing);
	ENSURE(when.precision != PRECISION_UNKNOWN, ONUS_USAGE, "--when needs a date");
	if (call_has(c, "by")) {
		GUARD(people_resolve(c->store, c->arena, call_text(c, "by"), &member));
	}
	GUARD(record_taken(c, scene->charge.thing, member, NULL, when));
	return emit_state(c, scene->charge.thing);
}

static enum onus_err duty_accept(struct call *c)
{
	struct scene scene = {0};
	struct when now = when_instant(c->now);

	GUARD(scene_of_call(c, &scene));
	if (call_has(c, "when") || call_has(c, "by")) {
		return accept_historic(c, &scene);
	}
	if (!scene.answer.by_default && is_me(c, scene.answer.post->member)) {
		call_note(c, "%s is yours already", scene.charge.thing);
		return emit_state(c, scene.charge.thing);
	}
	if (scene.pending != NULL && is_me(c, scene.pending->member)) {
		GUARD(record_accepted(c, scene.pending->duty, scene.charge.thing, c->member, now));
	} else if (scene.answer.by_default) {
		if (scene.pending != NULL) {
			call_note(c, "this ends the proposal to %s",
				  member_words(c, scene.pending->member));
		}
		GUARD(record_taken(c, scene.charge.thing, c->member, NULL, now));
	} else {
		return refuse_held(c, &scene);
	}
	return emit_state(c, scene.charge.thing);
}

static enum onus_err duty_decline(struct call *c)
{
	struct scene scene = {0};
	const char *thing;

	GUARD(scene_of_call(c, &scene));
	thing = scene.charge.thing;
	ENSURE(scene.pending != NULL && is_me(c, scene.pending->member), ONUS_REFUSED,
	       "%s is not proposed to you, so there is nothing to decline; what is yours you hand "
	       "over: "
	       "onus duty transfer %s --to MEMBER --because TEXT",
	       thing, thing);
	GUARD(call_record(
		c, "duty.declined", when_instant(c->now),
		step_body(c, scene.pending->duty, thing, c->member, call_text(c, "because")),
		NULL));
	return emit_state(c, thing);
}

static enum onus_err duty_show(struct call *c)
{
	struct when when = call_when(c, "at", when_instant(c->now));
	int64_t at = when.hi < c->now ? when.hi : c->now;
	struct scene scene = {0};
	struct json *record;
	const char *thing;

	ENSURE(when.lo <= c->now && when.precision != PRECISION_UNKNOWN, ONUS_USAGE,
	       "--at needs a date that is not in the future");
	GUARD(thing_known(c, call_text(c, "thing"), &thing));
	GUARD(scene_load(c, thing, &scene));
	GUARD(state_record(c, &scene, at, &record));
	GUARD(set_history(c, &scene.charge, at, record));
	return call_emit(c, record);
}

/* --- the table --- */

#define THING_PARAM                                                                                \
	{                                                                                          \
		"thing", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "THING",                  \
			"an id: M31, R40", NULL                                                    \
	}

static const struct param propose_params[] = {
	THING_PARAM,
	{"to", PARAM_MEMBER, PARAM_REQUIRED, "MEMBER", "who shall answer for it", NULL},
	{"because", PARAM_TEXT, 0, "TEXT", "why this member", NULL},
	{0},
};

static const struct param accept_params[] = {
	THING_PARAM,
	{"when", PARAM_WHEN, 0, "DATE", "record that it was so before it was in this ledger", NULL},
	{"by", PARAM_MEMBER, 0, "MEMBER", "with --when: whom the record names", NULL},
	{0},
};

static const struct param transfer_params[] = {
	THING_PARAM,
	{"to", PARAM_MEMBER, PARAM_REQUIRED, "MEMBER", "who shall answer for it", NULL},
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why it is handed over", NULL},
	{0},
};

static const struct param decline_params[] = {
	THING_PARAM,
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why you do not take it", NULL},
	{0},
};

static const struct param show_params[] = {
	THING_PARAM,
	{"at", PARAM_WHEN, 0, "DATE", "who answered then (now, unless said)", NULL},
	{0},
};

static const struct param overdue_params[] = {
	{"by", PARAM_CHOICE, 0, "rank", "grouped by the rank of whoever answers", "rank"},
	{0},
};

static const struct param clock_start_params[] = {
	THING_PARAM,
	{"clock", PARAM_TEXT, PARAM_REQUIRED, "CLOCK", "a clock of the policy", NULL},
	{"from", PARAM_WHEN, 0, "DATE", "when it started (now, unless said)", NULL},
	{0},
};

static const struct param clock_meet_params[] = {
	THING_PARAM,
	{"clock", PARAM_TEXT, PARAM_REQUIRED, "CLOCK", "a clock of the policy", NULL},
	{"when", PARAM_WHEN, 0, "DATE", "when it was met (now, unless said)", NULL},
	{0},
};

static const struct param clock_notice_params[] = {
	{"clock", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "CLOCK", "the clock's id", NULL},
	{0},
};

static const char propose_detail[] = "The member has to accept. Until then whoever answers for the "
				     "thing now goes on answering. A "
				     "new proposal replaces one that waits. What somebody has "
				     "accepted only they, or a higher rank, "
				     "may propose to another.";

static const char accept_detail[] =
	"Accepts what was proposed to you, or takes on what nobody has accepted. From this second "
	"you "
	"answer for it, and whoever did before no longer does.\n\n"
	"With --when (and --by) it records that somebody was responsible at a time before the "
	"thing was "
	"in this ledger. That names them for that time only, and makes nobody answerable now.";

static const char unowned_detail[] = "Lists, oldest first, what no person has accepted, or whose "
				     "owner holds no post any more; with "
				     "who answers for it by default, and since when. Nothing is "
				     "ever without a person: should one "
				     "be found that is, it is listed and the exit status is 1.";

static const char overdue_detail[] = "Lists every clock that has run out and was not met, the "
				     "longest first, with what it runs on, "
				     "the recorded risk, how long it is over, and who answers. "
				     "With --by rank a group for each rank.";

static const char mine_detail[] = "Lists what you answer for: what you accepted, what is proposed "
				  "to you, and what is yours by "
				  "default; what has the least time left comes first.";

const struct command duty_commands[] = {
	{"duty propose", "Propose a member as the owner of a thing", propose_detail, propose_params,
	 MAY_WORK, LEDGER_WRITE, duty_propose_command, duty_say, false},
	{"duty accept", "Accept what is proposed to you, or take on what nobody has accepted",
	 accept_detail, accept_params, MAY_WORK, LEDGER_WRITE, duty_accept, duty_say, false},
	{"duty transfer", "Hand a thing over: yours until the other accepts", propose_detail,
	 transfer_params, MAY_WORK, LEDGER_WRITE, duty_transfer, duty_say, false},
	{"duty decline", "Decline what is proposed to you", NULL, decline_params, MAY_WORK,
	 LEDGER_WRITE, duty_decline, duty_say, false},
	{"duty show", "Show who answers for a thing, and who did", NULL, show_params, MAY_READ,
	 LEDGER_READ, duty_show, duty_say, false},
	{"unowned", "List what nobody has accepted", unowned_detail, NULL, MAY_READ, LEDGER_READ,
	 duty_unowned, unowned_say, false},
	{"overdue", "List the clocks that have run out", overdue_detail, overdue_params, MAY_READ,
	 LEDGER_READ, duty_overdue, overdue_say, false},
	{"mine", "List what is mine, by time left", mine_detail, NULL, MAY_READ, LEDGER_READ,
	 duty_mine, mine_say, false},
	{"clock start", "Start a clock of the policy on a thing", NULL, clock_start_params,
	 MAY_WORK, LEDGER_WRITE, clock_start, clock_say, false},
	{"clock meet", "Record that a clock was met", NULL, clock_meet_params, MAY_WORK,
	 LEDGER_WRITE, clock_meet, clock_say, false},
	{"clock notice", "Record that you have taken notice of a breach", NULL, clock_notice_params,
	 MAY_WORK, LEDGER_WRITE, clock_notice, clock_say, false},
	{0},
};
