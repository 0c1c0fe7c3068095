/* SPDX-License-Identifier: Apache-2.0
 * commands.c - members and posts: what may be done, and by whom; the rows of this room. */
#include "base/limits.h"
#include "practice/people/inside.h"

/* --- records --- */

static void set_when(struct json *record, const char *key, struct rows *rows, int column)
{
	struct when w = {.lo = rows_int(rows, column), .hi = rows_int(rows, column + 1)};

	if (rows_is_null(rows, column) ||
	    !precision_from_name(rows_slice(rows, column + 2), &w.precision)) {
		json_set(record, key, json_null(record->arena));
		return;
	}
	json_set(record, key, when_answer(record->arena, w));
}

#define POST_ROWS                                                                                  \
	"SELECT q.id, q.member, m.name, q.title, q.rank, q.senior, q.unit, q.organisation, "       \
	"q.acting,"                                                                                \
	" q.from_lo, q.from_hi, q.from_precision, q.until_lo, q.until_hi, q.until_precision,"      \
	" q.recorded_at FROM post q JOIN member m ON m.id = q.member "

static struct json *post_of_row(struct rows *rows, struct arena *a)
{
	static const char *const texts[] = {"id",   "member", "name", "title",
					    "rank", "senior", "unit", "organisation"};
	struct json *record = json_object(a);
	int column = 0;

	for (; column < (int)(sizeof texts / sizeof texts[0]); column++) {
		json_set_str(record, texts[column], rows_str(rows, column, a));
	}
	json_set(record, "acting", json_bool(a, rows_int(rows, column++) != 0));
	set_when(record, "from", rows, column);
	set_when(record, "until", rows, column + 3);
	json_set_str(record, "recorded_at", instant_write(a, rows_int(rows, column + 6)));
	return record;
}

static enum onus_err emit_post(struct call *c, const char *id)
{
	SCOPED_ROWS(rows);
	struct json *record = NULL;

	GUARD(store_query(c->store, &rows, POST_ROWS "WHERE q.id = ?1", v_text(id)));
	if (rows_next(&rows)) {
		record = post_of_row(&rows, c->arena);
	}
	GUARD(rows_end(&rows));
	ENSURE(record != NULL, ONUS_NO, "there is no post %s", id);
	return call_emit(c, record);
}

static struct json *standing_json(struct arena *a, const struct standing *s)
{
	struct json *post;

	if (s->post == NULL) {
		return json_null(a);
	}
	post = json_object(a);
	json_set_str(post, "id", s->post);
	json_set_str(post, "title", s->title);
	json_set_str(post, "rank", s->rank);
	json_set_str(post, "senior", senior_name(s->senior));
	json_set_str(post, "unit", s->unit);
	json_set_str(post, "organisation", s->organisation);
	json_set(post, "acting", json_bool(a, s->acting));
	return post;
}

static enum onus_err member_record(struct call *c, struct arena *a, const char *id,
				   struct json **out)
{
	SCOPED_ROWS(rows);
	struct json *record = json_object(a);
	struct standing standing;

	GUARD(people_standing(c->store, a, id, when_instant(c->now), c->now, &standing));
	GUARD(store_query(c->store, &rows,
			  "SELECT id, name, organisation, account, recorded_at FROM member"
			  " WHERE id = ?1",
			  v_text(id)));
	if (rows_next(&rows)) {
		json_set_str(record, "id", rows_str(&rows, 0, a));
		json_set_str(record, "name", rows_str(&rows, 1, a));
		json_set_str(record, "organisation", rows_str(&rows, 2, a));
		json_set(record, "account", json_bool(a, rows_int(&rows, 3) != 0));
		json_set_str(record, "recorded_at", instant_write(a, rows_int(&rows, 4)));
	}
	GUARD(rows_end(&rows));
	json_set(record, "post", standing_json(a, &standing));
	*out = record;
	return ONUS_OK;
}

/* --- members --- */

/* A name or title of one line; NULL where the parameter was not given. */
static enum onus_err one_line(struct call *c, const char *param, const char **out)
{
	const char *text = call_text(c, param);
	struct slice trimmed = slice_trim(slice_str(text));

	for (size_t i = 0; i < trimmed.n; i++) {
		ENSURE((unsigned char)trimmed.p[i] >= ' ', ONUS_USAGE,
		       "--%s must be on one line, without control characters", param);
	}
	ENSURE(trimmed.n <= NAME_MAX_BYTES, ONUS_USAGE, "--%s has %zu bytes; NAME_MAX_BYTES is %d",
	       param, trimmed.n, NAME_MAX_BYTES);
	*out = trimmed.n > 0 ? arena_copy(c->arena, trimmed) : NULL;
	return ONUS_OK;
}

/* The member's own organisation, unless --organisation says another. */
static enum onus_err take_post(struct call *c, const char *member, char *id)
{
	struct new_post post = {.member = member,
				.acting = call_flag(c, "acting"),
				.from = call_when(c, "from", when_instant(c->now))};

	GUARD(one_line(c, "title", &post.title));
	GUARD(one_line(c, "rank", &post.rank));
	GUARD(one_line(c, "unit", &post.unit));
	GUARD(one_line(c, "organisation", &post.organisation));
	post.title = post.title != NULL ? post.title : post.rank;
	ENSURE(post.title != NULL, ONUS_USAGE, "a post needs a --title, or a --rank");
	if (post.organisation == NULL) {
		GUARD(store_get_str(c->store, c->arena, &post.organisation,
				    "SELECT organisation FROM member WHERE id = ?1",
				    v_text(member)));
	}
	if (post.rank != NULL && policy_rank(c->policy, post.rank) == NULL) {
		call_note(c,
			  "the policy has no rank \"%s\": whether it is senior is recorded as "
			  "unknown (onus policy show lists the ranks)",
			  post.rank);
	}
	return call_record(c, "post.taken", when_instant(c->now),
			   people_post_body(c->arena, c->policy, &post), id);
}

static enum onus_err note_namesakes(struct call *c, const char *name)
{
	int64_t count = 0;

	GUARD(store_get_int(c->store, &count, NULL,
			    "SELECT count(*) FROM member WHERE name_key = ?1",
			    v_text(people_key(c->arena, name))));
	if (count > 1) {
		call_note(c, "%d members have this name now: use ids to tell them apart",
			  (int)count);
	}
	return ONUS_OK;
}

static enum onus_err member_add(struct call *c)
{
	bool with_post = call_has(c, "title") || call_has(c, "rank");
	const char *organisation;
	struct json *body;
	struct json *record;
	char id[ID_ROOM];

	ENSURE(with_post || !(call_has(c, "unit") || call_has(c, "from") || call_flag(c, "acting")),
	       ONUS_USAGE,
	       "--unit, --from and --acting belong to a post: give --title or --rank too");
	GUARD(one_line(c, "organisation", &organisation));
	if (organisation == NULL) {
		GUARD(people_organisation(c->store, c->arena, &organisation));
	}
	GUARD(people_member_body(c->arena, call_text(c, "name"), organisation,
				 !call_flag(c, "record"), &body));
	GUARD(call_record(c, "member.added", when_instant(c->now), body, id));
	if (with_post) {
		GUARD(take_post(c, id, NULL));
	}
	GUARD(note_namesakes(c, json_get_str(body, "name")));
	GUARD(member_record(c, c->arena, id, &record));
	return call_emit(c, record);
}

static enum onus_err member_list(struct call *c)
{
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);
	struct json *record;

	GUARD(store_query(c->store, &rows, "SELECT id FROM member ORDER BY seq"));
	while (rows_next(&rows)) {
		arena_reset(&a);
		GUARD(member_record(c, &a, rows_str(&rows, 0, &a), &record));
		GUARD(call_emit(c, record));
	}
	return rows_end(&rows);
}

static enum onus_err member_show(struct call *c)
{
	SCOPED_ROWS(rows);
	struct json *posts = json_array(c->arena);
	struct json *record;
	const char *id;

	GUARD(people_resolve(c->store, c->arena, call_text(c, "member"), &id));
	GUARD(member_record(c, c->arena, id, &record));
	GUARD(store_query(c->store, &rows,
			  POST_ROWS "WHERE q.member = ?1 ORDER BY q.from_lo, q.seq", v_text(id)));
	while (rows_next(&rows)) {
		json_push(posts, post_of_row(&rows, c->arena));
	}
	GUARD(rows_end(&rows));
	json_set(record, "posts", posts);
	return call_emit(c, record);
}

/* --- posts --- */

/* A promotion is two facts: an old post is left and a new one taken. Whoever enters only the second
 * would wonder why the old rank goes on being shown. */
static enum onus_err note_older_post(struct call *c, const char *member, const char *taken)
{
	struct standing now;

	GUARD(people_standing(c->store, c->arena, member, when_instant(c->now), c->now, &now));
	if (now.post != NULL && !slice_is(slice_str(now.post), taken)) {
		call_note(c,
			  "%s goes on being shown as %s (%s), the post held longer; if that was "
			  "left: onus post leave %s",
			  now.name, now.title, now.post, now.post);
	}
	return ONUS_OK;
}

static enum onus_err post_take(struct call *c)
{
	const char *member;
	char id[ID_ROOM];

	GUARD(people_resolve(c->store, c->arena, call_text(c, "member"), &member));
	GUARD(take_post(c, member, id));
	if (!call_flag(c, "acting")) {
		GUARD(note_older_post(c, member, id));
	}
	return emit_post(c, id);
}

struct leaving {
	const char *id;
	const char *member;
	int64_t from;
	bool left;
	bool account;
};

static enum onus_err find_post(struct call *c, const char *text, struct leaving *out)
{
	SCOPED_ROWS(rows);
	struct leaving found = {0};

	GUARD(store_query(c->store, &rows,
			  "SELECT q.id, q.member, q.from_lo, q.until_seq, m.account FROM post q"
			  " JOIN member m ON m.id = q.member WHERE q.id = ?1",
			  v_slice(slice_trim(slice_str(text)))));
	if (rows_next(&rows)) {
		found.id = rows_str(&rows, 0, c->arena);
		found.member = rows_str(&rows, 1, c->arena);
		found.from = rows_int(&rows, 2);
		found.left = !rows_is_null(&rows, 3);
		found.account = rows_int(&rows, 4) != 0;
	}
	GUARD(rows_end(&rows));
	ENSURE(found.id != NULL, ONUS_NO,
	       "there is no post \"%s\": \"onus member show\" lists a member's posts", text);
	*out = found;
	return ONUS_OK;
}

/* The last instant up to which a post other than `leaving` is held without a break from `from` on;
 * from - 1 where none is held then. */
static int64_t held_without_break(const struct held_post *posts, size_t count, const char *leaving,
				  int64_t from)
{
	int64_t reached = from - 1;
	bool further = true;

	while (further && reached < INSTANT_MAX) {
		further = false;
		for (size_t i = 0; i < count; i++) {
			const struct held_post *p = &posts[i];

			if (!slice_is(slice_str(p->id), leaving) && p->from <= reached + 1 &&
			    p->until > reached) {
				reached = p->until;
				further = true;
			}
		}
	}
	return reached;
}

/* Whoever answers by default has to hold a post at every instant since the ledger was founded: the
 * last can't be vacated, not even by a late entry. */
static enum onus_err check_somebody_stays(struct call *c, const struct leaving *post, int64_t until)
{
	struct held_post *posts;
	size_t count;
	int64_t founded = 0;
	int64_t reached;

	if (!post->account) {
		return ONUS_OK;
	}
	GUARD(store_get_int(c->store, &founded, NULL,
			    "SELECT recorded_at FROM post ORDER BY seq LIMIT 1"));
	GUARD(people_held(c->store, c->arena, NULL, INSTANT_MAX, &posts, &count));
	reached = held_without_break(posts, count, post->id, until < founded ? founded : until + 1);
	ENSURE(reached >= INSTANT_MAX, ONUS_REFUSED,
	       "%s can't be vacated: after %s no post would be filled, and somebody has to answer "
	       "by "
	       "default; let another take a post first",
	       post->id, when_say(c->arena, when_instant(reached)));
	return ONUS_OK;
}

static enum onus_err post_leave(struct call *c)
{
	struct when until = call_when(c, "until", when_instant(c->now));
	struct json *body = json_object(c->arena);
	struct leaving post = {0};

	GUARD(find_post(c, call_text(c, "post"), &post));
	ENSURE(!post.left, ONUS_REFUSED, "%s was left already: see \"onus member show %s\"",
	       post.id, post.member);
	ENSURE(until.precision != PRECISION_UNKNOWN, ONUS_USAGE, "--until needs a date");
	ENSURE(until.hi >= post.from, ONUS_BAD_INPUT, "--until %s lies before %s was taken",
	       when_write(c->arena, until), post.id);
	GUARD(check_somebody_stays(c, &post, until.hi));
	json_set_str(body, "post", post.id);
	json_set(body, "until", when_to_json(c->arena, until));
	GUARD(call_record(c, "post.left", when_instant(c->now), body, NULL));
	return emit_post(c, post.id);
}

/* --- the table --- */

#define POST_PARAMS                                                                                 \
	{"title", PARAM_TEXT, 0, "TEXT", "what the post is called", NULL},                          \
		{"rank", PARAM_TEXT, 0, "RANK", "leave it out where nobody recorded it", NULL},     \
		{"unit", PARAM_TEXT, 0, "TEXT", "department, station or team", NULL},               \
		{"organisation", PARAM_TEXT, 0, "NAME", "where it is not this ledger's own", NULL}, \
		{"acting", PARAM_FLAG, 0, NULL, "held for somebody else, for a time", NULL},        \
	{                                                                                           \
		"from", PARAM_WHEN, 0, "DATE", "since when it is held (now, unless said)", NULL     \
	}

static const struct param member_add_params[] = {
	{"name", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "NAME", "the member's name", NULL},
	POST_PARAMS,
	{"record", PARAM_FLAG, 0, NULL, "a person of the record, who never signs in", NULL},
	{0},
};

static const struct param member_show_params[] = {
	{"member", PARAM_MEMBER, PARAM_REQUIRED | PARAM_POSITIONAL, "MEMBER", "an id or a name",
	 NULL},
	{0},
};

static const struct param post_take_params[] = {
	{"member", PARAM_MEMBER, PARAM_REQUIRED | PARAM_POSITIONAL, "MEMBER", "an id or a name",
	 NULL},
	POST_PARAMS,
	{0},
};

static const struct param post_leave_params[] = {
	{"post", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "POST", "the post's id", NULL},
	{"until", PARAM_WHEN, 0, "DATE", "the last day on which it was held (now, unless said)",
	 NULL},
	{0},
};

static const struct param policy_adopt_params[] = {
	{"file", PARAM_FILE, PARAM_REQUIRED | PARAM_POSITIONAL, "FILE", "a policy file (YAML)",
	 NULL},
	{0},
};

static const struct param policy_show_params[] = {
	{"yaml", PARAM_FLAG, 0, NULL, "the text that was adopted, as it is", NULL},
	{0},
};

static const char member_add_detail[] =
	"Adds somebody who acts in this ledger, or with --record somebody whom the record names: "
	"an "
	"attendee of long ago, a partner's officer. A person of the record never signs in and "
	"never "
	"answers by default.\n\n"
	"With --title or --rank the member takes that post at once. A rank that nobody recorded is "
	"left out; it is shown as unknown and never guessed.";

static const char post_leave_detail[] =
	"What the member had accepted goes on to whoever answers by default from the moment on at "
	"which they hold no post. The last filled post can't be vacated: let another member take "
	"one "
	"first.";

static const char policy_adopt_detail[] =
	"Checks the file and records its whole text. Clocks that run already keep the policy under "
	"which they began. policy/england.yaml explains every key.";

const struct command people_commands[] = {
	{"member add", "Add a member, or a person of the record", member_add_detail,
	 member_add_params, MAY_LEAD, LEDGER_WRITE, member_add, member_say, false},
	{"member list", "List members with the posts they hold now", NULL, NULL, MAY_READ,
	 LEDGER_READ, member_list, member_say, false},
	{"member show", "Show a member and all posts they held", NULL, member_show_params, MAY_READ,
	 LEDGER_READ, member_show, member_say, false},
	{"post take", "Record that a member takes a post", NULL, post_take_params, MAY_LEAD,
	 LEDGER_WRITE, post_take, post_say, false},
	{"post leave", "Record that a post was left", post_leave_detail, post_leave_params,
	 MAY_LEAD, LEDGER_WRITE, post_leave, post_say, false},
	{"policy adopt", "Adopt a policy file", policy_adopt_detail, policy_adopt_params, MAY_LEAD,
	 LEDGER_WRITE, policy_adopt, policy_say, false},
	{"policy show", "Show the policy in force", NULL, policy_show_params, MAY_ANYONE,
	 LEDGER_READ, policy_show, policy_say, false},
	{0},
};
