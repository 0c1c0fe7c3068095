/* SPDX-License-Identifier: Apache-2.0
 * alike_model.c - how names of each kind are compared in the register, before anybody has answered.
 *
 * A register is small and grown by hand, so nothing can be learned from how often its values agree:
 * u stands for two people of the country taken at random, and answers move m. One pair in a
 * thousand is taken to be the same before anything is compared: what is named in reports of one
 * place is much likelier to be named again than two people of the country are to be one.
 *
 * Two comparisons of a person's name carry no weight of their own, only how common its first and
 * last part are (tf_first and tf_last, smoothed by alike_set_frequency): an agreement in Khan says
 * less than one in a name that one family has. */
#include <stdio.h>

#include "link/names.h"
#include "practice/register/alike.h"

enum { PART_ROOM = 32, SOUND_NONE = 0 };

/* A part that one name in FREQUENCY_BASE has is worth what the model says. */
enum { FREQUENCY_BASE = 500 };

#define NULLS(c)                                                                                   \
	"{\"sql_condition\": \"" c "_l IS NULL OR " c "_r IS NULL\", \"is_null_level\": true}"
#define GRADE(call, n, m, u)                                                                       \
	"{\"sql_condition\": \"" call "(v_l, v_r) >= " n "\", \"m_probability\": " m               \
	", \"u_probability\": " u "}"
#define ELSE(m, u)                                                                                 \
	"{\"sql_condition\": \"ELSE\", \"m_probability\": " m ", \"u_probability\": " u "}"
#define RARITY(c)                                                                                  \
	"{\"output_column_name\": \"" c "\", \"comparison_levels\": [" NULLS(                      \
		c) ", "                                                                            \
		   "{\"sql_condition\": \"" c "_l = " c "_r\", \"m_probability\": 0.002, "         \
		   "\"u_probability\": 0.002, \"tf_adjustment_column\": \"" c                      \
		   "\"}, " ELSE("0.998", "0.998") "]}"
#define HEAD(rules)                                                                                \
	"{\"link_type\": \"dedupe_only\", \"unique_id_column_name\": \"id\", "                     \
	"\"probability_two_random_records_match\": 0.001, "                                        \
	"\"blocking_rules_to_generate_predictions\": [" rules "], \"comparisons\": ["
#define FIRST(name, levels)                                                                        \
	"{\"output_column_name\": \"" name "\", \"comparison_levels\": [" NULLS("v") ", " levels   \
										     "]}"

static const char person_model[] = HEAD(
	"\"l.first = r.first AND l.last = r.last\", \"l.sorted = r.sorted\", "
	"\"l.last = r.last AND l.first_letter = r.first_letter\", "
	"\"l.last_sound = r.last_sound AND l.first_sound = r.first_sound\", "
	"\"l.last_sound = r.last_sound AND l.first_letter = r.first_letter\", "
	"\"l.first = r.first AND l.last_letter = r.last_letter\", "
	"\"l.first_sound = r.first_sound AND l.last_letter = r.last_letter\", \"l.last = r.last\"")
	FIRST("name",
	      GRADE("onus_name", "6", "0.50", "0.00001") ", " GRADE("onus_name", "5", "0.10", "0.00001") ", " GRADE(
		      "onus_name", "4", "0.18",
		      "0.00002") ", " GRADE("onus_name", "3", "0.10",
					    "0.00002") ", " GRADE("onus_name", "2", "0.04",
								  "0.0002") ", " GRADE("onus_name",
										       "1", "0.05",
										       "0.005") ","
												" " ELSE(
													"0.03",
													"0.99474")) ", " RARITY("first") ", " RARITY("last") "]}";

static const char phone_model[] = HEAD("\"substr(l.v, 1, 8) = substr(r.v, 1, 8)\", "
				       "\"substr(l.v, -6) = substr(r.v, -6)\"")
	FIRST("phone",
	      GRADE("onus_phone", "2", "0.50", "0.000001") ", " GRADE(
		      "onus_phone", "1", "0.40", "0.00005") ", " ELSE("0.10", "0.999949")) "]}";

static const char vehicle_model[] = HEAD("\"substr(l.v, 1, 4) = substr(r.v, 1, 4)\", "
					 "\"substr(l.v, -3) = substr(r.v, -3)\"")
	FIRST("mark", GRADE("onus_mark", "3", "0.50", "0.000002") ", " GRADE(
			      "onus_mark", "2", "0.20",
			      "0.00002") ", " GRADE("onus_mark", "1", "0.25",
						    "0.00005") ", " ELSE("0.05", "0.999928")) "]}";

static const char address_model[] = HEAD("\"substr(l.v, -7) = substr(r.v, -7)\", "
					 "\"substr(l.v, 1, 10) = substr(r.v, 1, 10)\"")
	FIRST("address",
	      GRADE("onus_address", "3", "0.60", "0.000005") ", " GRADE(
		      "onus_address", "2", "0.30",
		      "0.00001") ", " GRADE("onus_address", "1", "0.05",
					    "0.0005") ", " ELSE("0.05", "0.999485")) "]}";

static const char *const person_words[] = {"little agrees",
					   "one part of the name agrees",
					   "initials stand for a part",
					   "a typing error apart",
					   "a nickname or another spelling",
					   "the same parts in another order, or some left out",
					   "the same name"};
static const char *const phone_words[] = {"little agrees", "one digit apart",
					  "the last nine digits agree"};
static const char *const vehicle_words[] = {"little agrees", "one character apart",
					    "a part of a mark that fits the other",
					    "the same but for characters that look alike"};
static const char *const address_words[] = {"little agrees", "the same street",
					    "a typing error apart", "the same house"};

#define KIND(name, from)                                                                           \
	{                                                                                          \
#name, name##_model, from, name##_words,                                           \
			sizeof name##_words / sizeof name##_words[0]                               \
	}

const struct alike_kind alike_kinds[ALIKE_KINDS] = {KIND(person, 0.0), KIND(phone, 0.0),
						    KIND(vehicle, 0.0), KIND(address, 0.0)};

/* --- a value in columns --- */

static void set(struct alike_values *v, const char *column, const char *text)
{
	size_t n = v->count++;

	snprintf(v->texts[n], ALIKE_TEXT_MAX, "%s", text);
	v->values[n] = slice_str(v->texts[n]);
	v->columns[n] = (struct onus_column){slice_str(column), &v->values[n]};
}

static void set_number(struct alike_values *v, const char *column, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	set(v, column, number > 0 ? text : "");
}

/* The parts that say something: titles and particles don't. */
static const struct name_part *end_part(const struct name *n, bool last)
{
	const struct name_part *found = NULL;

	for (size_t i = 0; i < n->count && (last || found == NULL); i++) {
		if (!n->parts[i].may_lack) {
			found = &n->parts[i];
		}
	}
	return found;
}

bool alike_ends(struct slice value, char *first, char *last, size_t room)
{
	struct name n;
	const struct name_part *a, *b;

	name_read(value, &n);
	a = end_part(&n, false);
	b = end_part(&n, true);
	if (a == NULL || a == b) {
		return false;
	}
	snprintf(first, room, "%.*s", (int)a->n, a->text);
	snprintf(last, room, "%.*s", (int)b->n, b->text);
	return true;
}

static void split_person(struct slice value, struct alike_values *v)
{
	char first[PART_ROOM] = "";
	char last[PART_ROOM] = "";
	char sorted[2 * PART_ROOM + 1];
	char letter[2] = "";
	bool turn;

	if (!alike_ends(value, first, last, PART_ROOM)) {
		return;
	}
	turn = strcmp(first, last) > 0;
	snprintf(sorted, sizeof sorted, "%s %s", turn ? last : first, turn ? first : last);
	set(v, "first", first);
	set(v, "last", last);
	set(v, "sorted", sorted);
	letter[0] = first[0];
	set(v, "first_letter", letter);
	letter[0] = last[0];
	set(v, "last_letter", letter);
	set_number(v, "first_sound", name_sound(first, strlen(first)));
	set_number(v, "last_sound", name_sound(last, strlen(last)));
}

void alike_split(const char *kind, uint64_t id, struct slice value, struct alike_values *out)
{
	char text[ALIKE_TEXT_MAX];

	*out = (struct alike_values){0};
	snprintf(text, sizeof text, SLICE_FMT, SLICE_ARG(value));
	set_number(out, "id", id + 1);
	set(out, "v", text);
	if (strcmp(kind, "person") == 0) {
		split_person(value, out);
	}
}

/* As if FREQUENCY_BASE names had been seen before, one of them with this part. */
static double frequency(uint64_t count, uint64_t names)
{
	return ((double)count + 1) / ((double)names + FREQUENCY_BASE);
}

void alike_set_frequency(struct alike_values *v, uint64_t first_count, uint64_t last_count,
			 uint64_t names)
{
	char text[32];

	snprintf(text, sizeof text, "%.9f", frequency(first_count, names));
	set(v, "tf_first", text);
	snprintf(text, sizeof text, "%.9f", frequency(last_count, names));
	set(v, "tf_last", text);
}
