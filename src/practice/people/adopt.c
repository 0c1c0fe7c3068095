/* SPDX-License-Identifier: Apache-2.0
 * adopt.c - adopting a policy, and showing the one in force. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "practice/people/inside.h"

static enum onus_err read_all(int fd, const char *name, struct buf *out)
{
	char chunk[16384];
	ssize_t n;

	do {
		n = read(fd, chunk, sizeof chunk);
		ENSURE(n >= 0 || errno == EINTR, ONUS_BAD_INPUT, "%s can't be read: %s", name,
		       strerror(errno));
		if (n > 0) {
			buf_add(out, slice_of(chunk, (size_t)n));
		}
	} while (n != 0 && !out->full);
	ENSURE(!out->full, ONUS_BAD_INPUT, "%s has more than POLICY_BYTES_MAX (%d) bytes", name,
	       POLICY_BYTES_MAX);
	return ONUS_OK;
}

static enum onus_err read_policy(const struct call *c, const char *path, struct buf *out)
{
	enum onus_err e;
	int fd;

	if (slice_is(slice_str(path), "-")) {
		return read_all(c->input, "standard input", out);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ENSURE(fd >= 0, ONUS_BAD_INPUT, "%s can't be opened: %s", path, strerror(errno));
	e = read_all(fd, path, out);
	close(fd);
	return e;
}

static enum onus_err policy_in_force(struct call *c, struct slice text, bool *out)
{
	int64_t same = 0;

	GUARD(store_get_int(c->store, &same, NULL,
			    "SELECT text = ?1 FROM policy_adopted ORDER BY seq DESC LIMIT 1",
			    v_slice(text)));
	*out = same != 0;
	return ONUS_OK;
}

static struct json *texts_json(struct arena *a, const char *const *texts, size_t count)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < count; i++) {
		json_push_str(list, texts[i]);
	}
	return list;
}

static struct json *ranks_json(struct arena *a, const struct policy *p)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->rank_count; i++) {
		struct json *rank = json_object(a);

		json_set_str(rank, "name", p->ranks[i].name);
		json_set_int(rank, "order", p->ranks[i].order);
		json_set_str(rank, "senior", senior_name(p->ranks[i].senior));
		json_push(list, rank);
	}
	return list;
}

static struct json *clocks_json(struct arena *a, const struct policy *p)
{
	static const char *const kinds[] = {"elapsed", "calendar", "working"};
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->clock_count; i++) {
		const struct policy_clock *clock = &p->clocks[i];
		struct json *item = json_object(a);

		json_set_str(item, "id", clock->id);
		json_set_str(item, "trigger", clock->trigger);
		json_set_str(item, "answer", clock->answer);
		json_set_str(item, "limit", policy_limit_words(a, clock));
		json_set_str(item, "kind", kinds[clock->kind]);
		json_set_str(item, "source", clock->source);
		json_set_str(item, "seen", clock->seen);
		json_set_str(item, "remark", clock->remark);
		json_set(item, "verified", json_bool(a, clock->verified));
		json_push(list, item);
	}
	return list;
}

static struct json *grades_json(struct arena *a, const struct policy_grade *grades, size_t count)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < count; i++) {
		struct json *grade = json_object(a);

		json_set_str(grade, "value", grades[i].value);
		json_set_str(grade, "meaning", grades[i].meaning);
		json_push(list, grade);
	}
	return list;
}

static struct json *schemes_json(struct arena *a, const struct policy *p)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->scheme_count; i++) {
		const struct policy_scheme *s = &p->schemes[i];
		struct json *item = json_object(a);

		json_set_str(item, "name", s->name);
		json_set_str(item, "reference", s->reference);
		json_set(item, "verified", json_bool(a, s->verified));
		json_set(item, "source", grades_json(a, s->source, s->source_count));
		json_set(item, "assessment", grades_json(a, s->assessment, s->assessment_count));
		json_set(item, "handling", grades_json(a, s->handling, s->handling_count));
		json_set(item, "conditions", grades_json(a, s->conditions, s->conditions_count));
		json_push(list, item);
	}
	return list;
}

static struct json *classes_json(struct arena *a, const struct policy *p)
{
	struct json *list = json_array(a);

	for (size_t i = 0; i < p->class_count; i++) {
		const struct policy_class *class = &p->classes[i];
		struct json *item = json_object(a);

		json_set_str(item, "id", class->id);
		json_set_str(item, "name", class->name);
		json_set_str(item, "rule", class->rule);
		json_set_str(item, "source", class->source);
		json_set_str(item, "seen", class->seen);
		json_set(item, "verified", json_bool(a, class->verified));
		json_push(list, item);
	}
	return list;
}

static struct json *policy_record(struct arena *a, const struct policy *p)
{
	struct json *record = json_object(a);

	json_set_str(record, "name", p->name);
	json_set_str(record, "version", p->version);
	json_set_str(record, "emergency", p->emergency);
	json_set_int(record, "acceptance_hours", p->acceptance_hours);
	json_set(record, "ranks", ranks_json(a, p));
	json_set(record, "ladder", texts_json(a, p->ladder, p->ladder_count));
	json_set_str(record, "outside_body", p->outside_body);
	json_set(record, "clocks", clocks_json(a, p));
	json_set(record, "grading", schemes_json(a, p));
	json_set(record, "retention", classes_json(a, p));
	json_set(record, "second_person", texts_json(a, p->second_person, p->second_person_count));
	json_set(record, "knowledge", texts_json(a, p->knowledge, p->knowledge_count));
	return record;
}

static enum onus_err emit_policy(struct call *c)
{
	struct policy *p;
	int64_t adopted = 0;
	int64_t seq;
	struct json *record;

	GUARD(people_policy(c->store, c->arena, c->now, &p, &seq));
	GUARD(store_get_int(c->store, &adopted, NULL,
			    "SELECT recorded_at FROM policy_adopted WHERE seq = ?1", v_int(seq)));
	record = policy_record(c->arena, p);
	json_set_int(record, "event", seq);
	json_set_str(record, "adopted_at", instant_write(c->arena, adopted));
	return call_emit(c, record);
}

enum onus_err policy_adopt(struct call *c)
{
	SCOPED_BUF(text, POLICY_BYTES_MAX);
	const char *path = call_text(c, "file");
	struct json *body;
	bool same;

	GUARD(read_policy(c, path, &text));
	GUARD(people_policy_body(c->arena, buf_slice(&text), path, &body));
	GUARD(policy_in_force(c, buf_slice(&text), &same));
	if (same) {
		call_note(c, "this very text is in force already; nothing was recorded");
		return emit_policy(c);
	}
	GUARD(call_record(c, "policy.adopted", when_instant(c->now), body, NULL));
	return emit_policy(c);
}

enum onus_err policy_show(struct call *c)
{
	const char *text;

	if (!call_flag(c, "yaml")) {
		return emit_policy(c);
	}
	GUARD(store_get_str(c->store, c->arena, &text,
			    "SELECT text FROM policy_adopted ORDER BY seq DESC LIMIT 1"));
	ENSURE(text != NULL, ONUS_NO, "no policy is in force");
	return call_emit_bytes(c, "application/yaml", slice_str(text));
}
