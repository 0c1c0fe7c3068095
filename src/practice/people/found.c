/* SPDX-License-Identifier: Apache-2.0
 * found.c - bodies of events about people, and what a new ledger starts with. */
#include "base/limits.h"
#include "practice/people/inside.h"

/* --- bodies --- */

static bool has_control(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			return true;
		}
	}
	return false;
}

enum onus_err people_member_body(struct arena *a, const char *name, const char *organisation,
				 bool account, struct json **out)
{
	const char *trimmed = arena_copy(a, slice_trim(slice_str(name)));
	const char *key = people_key(a, trimmed);
	struct json *body = json_object(a);

	ENSURE(key != NULL && !has_control(trimmed) && strlen(trimmed) <= NAME_MAX_BYTES,
	       ONUS_USAGE,
	       "a member's name needs letters, on one line, in at most NAME_MAX_BYTES (%d) bytes",
	       NAME_MAX_BYTES);
	json_set_str(body, "name", trimmed);
	json_set_str(body, "key", key);
	json_set_str(body, "organisation", organisation);
	json_set_int(body, "account", account);
	*out = body;
	return ONUS_OK;
}

/* The ranks that stand on the ladder: those it names, and their equals. */
static struct json *ladder_of(struct arena *a, const struct policy *p)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->ladder_count; i++) {
		int64_t order = policy_rank(p, p->ladder[i])->order;

		for (size_t j = 0; j < p->rank_count; j++) {
			struct json *item;

			if (p->ranks[j].order != order) {
				continue;
			}
			item = json_object(a);
			json_set_int(item, "rung", (int64_t)i + 1);
			json_set_str(item, "rank", p->ranks[j].name);
			json_push(list, item);
		}
	}
	return list;
}

enum onus_err people_policy_body(struct arena *a, struct slice text, const char *file,
				 struct json **out)
{
	struct json *body = json_object(a);
	struct policy *p;

	GUARD(policy_parse(a, text, file, &p));
	json_set_str(body, "name", p->name);
	json_set_str(body, "version", p->version);
	json_set_slice(body, "text", text);
	json_set(body, "ladder", ladder_of(a, p));
	*out = body;
	return ONUS_OK;
}

struct json *people_post_body(struct arena *a, const struct policy *p, const struct new_post *post)
{
	const struct policy_rank *rank = policy_rank(p, post->rank);
	struct json *body = json_object(a);

	json_set_str(body, "member", post->member);
	json_set_str(body, "title", post->title);
	if (post->rank != NULL) {
		json_set_str(body, "rank", rank != NULL ? rank->name : post->rank);
	}
	json_set_str(body, "senior", senior_name(policy_senior(p, post->rank)));
	json_set_str(body, "unit", post->unit != NULL ? post->unit : "");
	json_set_str(body, "organisation", post->organisation);
	json_set_int(body, "acting", post->acting);
	json_set(body, "from", when_to_json(a, post->from));
	return body;
}

/* --- founding --- */

/* On the ledger's own authority: there is nobody yet who could have any. */
static enum onus_err found_event(struct ledger *l, const char *kind, int64_t now, struct json *body,
				 char *id)
{
	struct draft d = {.kind = kind,
			  .actor = "",
			  .writer = "",
			  .occurred = when_instant(now),
			  .body = body};

	return ledger_append(l, &d, id, NULL);
}

struct founding {
	const char *organisation;
	const char *name;
	struct slice policy;
	const char *file;
	int64_t now;
};

static enum onus_err found_head(struct ledger *l, struct arena *a, const struct founding *f,
				const char *member)
{
	struct policy *p;
	struct new_post head = {.member = member,
				.title = arena_printf(a, "Head of %s", f->organisation),
				.organisation = f->organisation,
				.from = when_instant(f->now)};

	GUARD(policy_parse(a, f->policy, f->file, &p));
	head.rank = p->ladder[p->ladder_count - 1];
	return found_event(l, "post.taken", f->now, people_post_body(a, p, &head), NULL);
}

static enum onus_err found_all(struct ledger *l, struct arena *a, const struct founding *f,
			       char *member)
{
	struct json *organisation = json_object(a);
	struct json *policy;
	struct json *first;

	ENSURE(slice_trim(slice_str(f->organisation)).n > 0 && !has_control(f->organisation) &&
		       strlen(f->organisation) <= NAME_MAX_BYTES,
	       ONUS_USAGE,
	       "the organisation needs a name, on one line, in at most NAME_MAX_BYTES (%d)",
	       NAME_MAX_BYTES);
	json_set_str(organisation, "name", f->organisation);
	GUARD(people_policy_body(a, f->policy, f->file, &policy));
	GUARD(people_member_body(a, f->name, f->organisation, true, &first));
	GUARD(found_event(l, "organisation.named", f->now, organisation, NULL));
	GUARD(found_event(l, "policy.adopted", f->now, policy, NULL));
	GUARD(found_event(l, "member.added", f->now, first, member));
	return found_head(l, a, f, member);
}

enum onus_err people_found(struct ledger *l, struct arena *a, const char *organisation,
			   const char *member_name, struct slice policy_text, char *member)
{
	struct founding f = {.organisation = organisation,
			     .name = member_name,
			     .policy = policy_text.n > 0 ? policy_text : policy_england(),
			     .file = policy_text.n > 0 ? "the policy" : "england.yaml",
			     .now = instant_now()};
	char id[ID_ROOM];
	enum onus_err e;

	GUARD(ledger_begin(l));
	e = found_all(l, a, &f, id);
	if (e != ONUS_OK) {
		ledger_rollback(l);
		return e;
	}
	GUARD(ledger_commit(l));
	memcpy(member, id, sizeof id);
	return ONUS_OK;
}
