/* SPDX-License-Identifier: Apache-2.0
 * names_test.c - which names of persons agree, how far, and which must not. */
#include <stdio.h>
#include <string.h>

#include "link/names.h"
#include "tests/harness.h"

struct pair_of {
	const char *a;
	const char *b;
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static int graded(const char *a, const char *b)
{
	struct name x;
	struct name y;
	enum name_grade grade;

	name_read(slice_str(a), &x);
	name_read(slice_str(b), &y);
	grade = name_compare(&x, &y);
	CHECK_INT(name_compare(&y, &x), grade);
	return (int)grade;
}

static int given(const char *a, const char *b)
{
	struct name x;
	struct name y;
	enum single_grade grade;

	name_read(slice_str(a), &x);
	name_read(slice_str(b), &y);
	grade = given_name_compare(&x, &y);
	CHECK_INT(given_name_compare(&y, &x), grade);
	return (int)grade;
}

static int family(const char *a, const char *b)
{
	struct name x;
	struct name y;
	enum single_grade grade;

	name_read(slice_str(a), &x);
	name_read(slice_str(b), &y);
	grade = family_name_compare(&x, &y);
	CHECK_INT(family_name_compare(&y, &x), grade);
	return (int)grade;
}

/* --- whole names --- */

TEST(name__grades_whole_names_from_equal_down_to_nothing)
{
	static const struct {
		const char *a;
		const char *b;
		enum name_grade grade;
	} cases[] = {
		{"Amber Hill", "amber  HILL", NAME_EQUAL},
		{"Amber O'Brien", "Amber OBrien", NAME_EQUAL},
		{"Zoë Müller", "Zoe Muller", NAME_EQUAL},
		{"Anne-Marie Stone", "Anne Marie Stone", NAME_EQUAL},
		{"Hill, Amber", "Amber Hill", NAME_PARTS},
		{"Ali Hassan Khan", "Hassan Ali Khan", NAME_PARTS},
		{"Amber Al-Hassan", "Amber Alhassan", NAME_PARTS},
		{"Anne Marie Stone", "Annemarie Stone", NAME_PARTS},
		{"Amber Smith-Jones", "Amber Jones", NAME_PARTS},
		{"Amber Rose Hill", "Amber Hill", NAME_PARTS},
		{"Dr Amber Hill", "Amber Hill", NAME_PARTS},
		{"Bob Hill", "Robert Hill", NAME_VARIANT},
		{"Mohd Asif Khan", "Muhammad Asif Khan", NAME_VARIANT},
		{"Jana Nováková", "Jana Novák", NAME_VARIANT},
		{"Amber Hlil", "Amber Hill", NAME_TYPING},
		{"Ambre Hill", "Amber Hill", NAME_TYPING},
		{"Rohn Stone", "John Stone", NAME_TYPING},
		{"A. Hill", "Amber Hill", NAME_INITIALS},
		{"J.-C. Stone", "Jean-Claude Stone", NAME_INITIALS},
		{"Tom Hill", "Amber Hill", NAME_FAMILY},
		{"Hill", "Amber Hill", NAME_FAMILY},
		{"Mohammed Asif Khan", "Mohammed Tariq Khan", NAME_FAMILY},
		{"Amber Hill", "Amber Stone", NAME_OTHER},
		{"N. N.", "Nora Nash", NAME_OTHER},
		{"", "Amber", NAME_OTHER},
		{"?!", "?!", NAME_OTHER},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (graded(cases[i].a, cases[i].b) != (int)cases[i].grade) {
			test_fail(HERE, "%s, %s: %d, not %d", cases[i].a, cases[i].b,
				  graded(cases[i].a, cases[i].b), (int)cases[i].grade);
		}
	}
}

TEST(name__keeps_father_and_son_apart)
{
	CHECK_INT(graded("Salman bin Muhammad", "Muhammad bin Salman"), NAME_FAMILY);
	CHECK_INT(graded("Salman bin Muhammad", "Salman ibn Mohammed"), NAME_VARIANT);
}

TEST(name__reads_cyrillic_and_greek_letters_as_latin_ones)
{
	CHECK_INT(graded("Иван Петров", "Ivan Petrov"), NAME_EQUAL);
	CHECK_INT(graded("Щука", "Shchuka"), NAME_EQUAL);
	CHECK_INT(given("Сергей", "Sergey"), SINGLE_VARIANT);
	CHECK_INT(given("Δημήτρης", "Dimitris"), SINGLE_EQUAL);
}

TEST(name__leaves_out_titles_but_not_a_family_name_that_is_one)
{
	CHECK_INT(graded("Sheikh Omar Khan", "Omar Khan"), NAME_PARTS);
	CHECK_INT(graded("Aisha Sheikh", "Aisha Khan"), NAME_OTHER);
	CHECK_INT(graded("Stephen King", "Stephen Hill"), NAME_OTHER);
	CHECK_INT(graded("Ben Hill", "Benjamin Hill"), NAME_VARIANT);
}

/* --- given names --- */

TEST(given_name__knows_spellings_and_nicknames)
{
	static const struct pair_of alike[] = {
		{"Mohammed", "Muhammad"}, {"Mohd", "Mohammed"},
		{"Md", "Muhammad"},       {"Hussain", "Hossain"},
		{"Hassan", "Hasan"},      {"Aisha", "Ayesha"},
		{"Khadija", "Khadeeja"},  {"Abdul Rahman", "Abdulrahman"},
		{"Yusuf", "Yousef"},      {"Zainab", "Zaynab"},
		{"Fatima", "Fatma"},      {"Nasreen", "Nasrin"},
		{"Rashid", "Rasheed"},    {"Kuldip", "Kuldeep"},
		{"Harpreet", "Harprit"},  {"Sukhwinder", "Sukhvinder"},
		{"Shahzad", "Shehzad"},   {"Ahsan", "Ehsan"},
		{"Mehmood", "Mahmood"},   {"Akhtar", "Akhter"},
		{"Waqas", "Vakas"},       {"Quasim", "Kasim"},
		{"Zakir", "Jakir"},       {"Maxamed", "Mohamed"},
		{"Xasan", "Hassan"},      {"Krzysztof", "Krzystof"},
		{"Katarzyna", "Kasia"},   {"Małgorzata", "Gosia"},
		{"Łukasz", "Lukas"},      {"Ștefan", "Stefan"},
		{"Ion", "Ioan"},          {"Jozef", "Jožko"},
		{"Katarína", "Katka"},    {"Bob", "Robert"},
		{"Bill", "William"},      {"Liz", "Elizabeth"},
		{"Peggy", "Margaret"},    {"Steven", "Stephen"},
		{"Catherine", "Kathryn"}, {"Amber Rose", "Amber"},
	};

	for (size_t i = 0; i < COUNT(alike); i++) {
		int grade = given(alike[i].a, alike[i].b);

		if (grade < SINGLE_VARIANT) {
			test_fail(HERE, "%s, %s: %d", alike[i].a, alike[i].b, grade);
		}
	}
}

TEST(given_name__keeps_names_apart_that_only_sound_alike)
{
	static const struct pair_of apart[] = {
		{"Hassan", "Hussain"},   {"Aisha", "Asia"},          {"Ali", "Alia"},
		{"Maria", "Mary"},       {"Samir", "Shamir"},        {"Amin", "Amina"},
		{"Salim", "Salma"},      {"Hamid", "Hamad"},         {"Ahmed", "Hamid"},
		{"Mohammed", "Mahmood"}, {"Omar", "Amir"},           {"Barry", "Berry"},
		{"Jean", "John"},        {"Simon", "Simone"},        {"Paul", "Paula"},
		{"Martin", "Martina"},   {"Daniel", "Danielle"},     {"Khalid", "Khalida"},
		{"Rashid", "Rashida"},   {"Alexander", "Alexandra"}, {"Alfie", "Freddie"},
		{"Karen", "Kieran"},     {"Hasina", "Husna"},        {"Lily", "Elizabeth"},
		{"Ella", "Emma"},        {"Nadia", "Nadir"},         {"Imran", "Amran"},
	};

	for (size_t i = 0; i < COUNT(apart); i++) {
		int grade = given(apart[i].a, apart[i].b);

		if (grade >= SINGLE_VARIANT) {
			test_fail(HERE, "%s, %s: %d", apart[i].a, apart[i].b, grade);
		}
	}
}

TEST(given_name__takes_no_known_name_for_a_mistyped_other)
{
	CHECK_INT(given("Mary", "Gary"), SINGLE_OTHER);
	CHECK_INT(given("Maria", "Mario"), SINGLE_OTHER);
	CHECK_INT(given("Rohn", "John"), SINGLE_TYPING);
	CHECK_INT(given("Jhon", "John"), SINGLE_TYPING);
	CHECK_INT(given("Abngail", "Abigail"), SINGLE_TYPING);
}

TEST(given_name__knows_an_initial)
{
	CHECK_INT(given("A", "Amber"), SINGLE_INITIAL);
	CHECK_INT(given("A.", "Amber Rose"), SINGLE_INITIAL);
	CHECK_INT(given("B", "Amber"), SINGLE_OTHER);
}

/* --- family names --- */

TEST(family_name__knows_spellings_forms_and_halves)
{
	static const struct pair_of alike[] = {
		{"Novák", "Nováková"},      {"Horváth", "Horváthová"},   {"Kowalski", "Kowalska"},
		{"Novotný", "Novotná"},     {"Havránek", "Havránková"},  {"Němec", "Němcová"},
		{"Svoboda", "Svobodová"},   {"Ivanov", "Ivanova"},       {"O'Brien", "OBrien"},
		{"Al-Hassan", "Alhassan"},  {"Al Hassan", "Hassan"},     {"Smith-Jones", "Jones"},
		{"Clarke", "Clark"},        {"Smyth", "Smith"},          {"MacDonald", "McDonald"},
		{"Chaudhary", "Choudhury"}, {"Wiśniewski", "Visnevski"}, {"Dhillon", "Dillon"},
	};

	for (size_t i = 0; i < COUNT(alike); i++) {
		int grade = family(alike[i].a, alike[i].b);

		if (grade < SINGLE_VARIANT) {
			test_fail(HERE, "%s, %s: %d", alike[i].a, alike[i].b, grade);
		}
	}
}

TEST(family_name__keeps_names_apart)
{
	static const struct pair_of apart[] = {
		{"Wells", "Wills"},  {"Hall", "Hill"},       {"Khan", "Kane"},
		{"Patel", "Patil"},  {"Smith", "Smart"},     {"Walton", "Wilton"},
		{"Barry", "Berry"},  {"Perkins", "Parkins"}, {"Quinn", "Keen"},
		{"Price", "Preece"}, {"Lee", "Li"},          {"Singh", "Sanghera"},
		{"Bob", "Robert"},   {"Ward", "Wood"},       {"Wright", "Bright"},
	};

	for (size_t i = 0; i < COUNT(apart); i++) {
		int grade = family(apart[i].a, apart[i].b);

		if (grade >= SINGLE_VARIANT) {
			test_fail(HERE, "%s, %s: %d", apart[i].a, apart[i].b, grade);
		}
	}
}

/* --- any bytes --- */

static uint64_t state = 1;

static unsigned below(unsigned n)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)((state >> 33) % n);
}

static size_t any_text(char *out, size_t room)
{
	static const char *const pieces[] = {
		"moham", "med",      "ali", "-",  "'",   " ", ".",    "\xc3\xa9",
		"\xff",  "\xd0\xa9", "ova", "o",  "a",   "A", "\xce", "\xe2\x80\x99",
		"smith", "7",        "bin", "al", "\0z", "y", "kh",   "zzzzzzzzzzzzzzzz"};
	size_t n = 0;

	for (unsigned i = below(12); i > 0; i--) {
		const char *piece = pieces[below(COUNT(pieces))];
		size_t length = piece[0] == '\0' ? 2 : strlen(piece);

		if (n + length <= room) {
			memcpy(out + n, piece, length);
			n += length;
		}
	}
	return n;
}

TEST(name__takes_any_bytes_and_gives_the_same_from_either_side)
{
	for (int i = 0; i < 20000; i++) {
		char left[256];
		char right[256];
		struct name x;
		struct name y;

		CHECK(name_read(slice_of(left, any_text(left, sizeof left)), &x) <= sizeof x);
		CHECK(name_read(slice_of(right, any_text(right, sizeof right)), &y) <= sizeof y);
		CHECK_INT(name_compare(&x, &y), name_compare(&y, &x));
		CHECK_INT(given_name_compare(&x, &y), given_name_compare(&y, &x));
		CHECK_INT(family_name_compare(&x, &y), family_name_compare(&y, &x));
		CHECK_INT(name_compare(&x, &x), x.count > 0 ? NAME_EQUAL : NAME_OTHER);
	}
}

TEST(name__cuts_what_is_longer_than_its_limits)
{
	char text[4096];
	struct name x;

	memset(text, 'a', sizeof text);
	name_read(slice_of(text, sizeof text), &x);
	CHECK_INT(x.count, 1);
	CHECK_INT(x.parts[0].n, NAME_PART_MAX);
	for (size_t i = 1; i < sizeof text; i += 2) {
		text[i] = ' ';
	}
	name_read(slice_of(text, sizeof text), &x);
	CHECK_INT(x.count, NAME_PARTS_MAX);
}

TEST(name__gives_the_first_and_the_last_part)
{
	char out[NAME_PART_MAX];

	CHECK(slice_is(slice_of(out, name_outer_part(SLICE("Dr Amber Rose Hill"), false, out)),
		       "AMBER"));
	CHECK(slice_is(slice_of(out, name_outer_part(SLICE("Amber Hill Jr"), true, out)), "HILL"));
	CHECK_INT(name_outer_part(SLICE(" . "), true, out), 0);
}

TEST(edits_within__counts_as_a_search_over_all_edits_does)
{
	CHECK(edits_within("abcd", 4, "abcd", 4, 0));
	CHECK(!edits_within("abcd", 4, "abce", 4, 0));
	CHECK(edits_within("abcd", 4, "abdc", 4, 1));
	CHECK(edits_within("abcd", 4, "abd", 3, 1));
	CHECK(edits_within("abcd", 4, "xabcd", 5, 1));
	CHECK(!edits_within("abcd", 4, "axcy", 4, 1));
	CHECK(edits_within("abcd", 4, "axcy", 4, 2));
	CHECK(edits_within("abcdef", 6, "bacdfe", 6, 2));
	CHECK(!edits_within("abcdef", 6, "badcfe", 6, 2));
	CHECK(edits_within("", 0, "ab", 2, 2));
	CHECK(!edits_within("", 0, "abc", 3, 2));
}

/* --- the pairs of OpenSanctions --- */

/* One field of a line of CSV; gives where the next begins. */
static const char *read_field(const char *p, const char *end, char *out, size_t room)
{
	bool quoted = p < end && *p == '"';
	size_t n = 0;

	p += quoted;
	while (p < end &&
	       (quoted ? !(*p == '"' && (p + 1 == end || p[1] != '"')) : *p != ',' && *p != '\n')) {
		p += quoted && *p == '"';
		if (n + 1 < room) {
			out[n++] = *p;
		}
		p++;
	}
	out[n] = '\0';
	p += quoted && p < end;
	return p < end && *p == ',' ? p + 1 : p;
}

/* F1 .82 on pairs of persons; OpenSanctions' own logic-v2 has .79 on all. Most of what is missed
 * was made by a language model and called a match ("Keir Starkey"). */
TEST(name__finds_the_pairs_of_opensanctions)
{
	char path[512];
	struct slice csv;
	int right = 0;
	int wrong = 0;
	int missed = 0;

	snprintf(path, sizeof path, "%s/linkage/namebench/opensanctions_name_bench_cases.csv",
		 test_shared_data());
	csv = test_read_file(path);
	for (const char *p = csv.p, *end = csv.p + csv.n; p < end;) {
		char field[5][512];

		for (size_t i = 0; i < 5; i++) {
			p = read_field(p, end, field[i], sizeof field[i]);
		}
		p = memchr(p, '\n', (size_t)(end - p));
		p = p != NULL ? p + 1 : end;
		if (strcmp(field[1], "Person") == 0) {
			bool found = graded(field[2], field[3]) >= NAME_INITIALS;
			bool match = strcmp(field[4], "true") == 0;

			right += found && match;
			wrong += found && !match;
			missed += !found && match;
		}
	}
	CHECK_INT(right + missed, 247);
	CHECK(2.0 * right / (2.0 * right + wrong + missed) > 0.81);
	CHECK((double)right / (right + wrong) > 0.95);
}
