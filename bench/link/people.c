/* SPDX-License-Identifier: Apache-2.0
 * people.c - a made-up country of records, with the truth: for measuring, not for the program.
 *
 *     link-people NAMES-FOLDER RECORDS SEED > people.csv
 *
 * Families live in households that share a surname, an address and often a telephone; some children
 * are twins, some sons have their father's name. Every person has one to eight records; each record
 * is written down as somebody in an office would: from hearing or reading, by hand or from a scan,
 * years apart. Names and addresses are drawn by frequency from the lists of the folder
 * (sdglinkage). The columns `cluster` and `origin` are the truth and are given to no engine. The
 * same seed gives the same bytes. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/link/origins.h"

enum {
	TEXT_MAX = 64,
	LIST_MAX = 30000,
	FAMILY_MAX = 6,
	RECORDS_OF_ONE_MAX = 8,
	LINE_MAX_BYTES = 1024
};

/* --- chance: splitmix64 (Steele, Lea, Flood, 2014) --- */

static uint64_t chance_state;

static uint64_t chance(void)
{
	uint64_t z = chance_state += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static unsigned below(unsigned n)
{
	return (unsigned)(((chance() >> 32) * n) >> 32);
}

static bool happens(double probability)
{
	return (double)(chance() >> 11) * 0x1p-53 < probability;
}

/* --- lists with frequencies --- */

struct list {
	unsigned count;
	char (*text)[TEXT_MAX];
	char (*second)[TEXT_MAX];
	double *up_to; /* cumulative */
};

static void die(const char *what, const char *where)
{
	fprintf(stderr, "link-people: %s %s\n", what, where);
	exit(4);
}

static void *need(void *p)
{
	if (p == NULL) {
		die("no memory", "left");
	}
	return p;
}

/* Field `at` of a line whose fields hold no separators, without its quotes. */
static void field(const char *line, unsigned at, char *out)
{
	size_t n = 0;

	for (; at > 0 && *line; line++) {
		at -= *line == ',';
	}
	for (; *line && *line != ',' && *line != '\n' && *line != '\r' && n + 1 < TEXT_MAX;
	     line++) {
		if (*line != '"') {
			out[n++] = *line;
		}
	}
	out[n] = '\0';
}

struct columns {
	int text;
	int second; /* -1: none */
	int weight; /* -1: all the same */
	int where;  /* only rows that have `is` there; -1: all */
	const char *is;
};

static void list_row(struct list *l, const char *line, const struct columns *c)
{
	char number[TEXT_MAX] = "1";
	char where[TEXT_MAX] = "";
	double before = l->count ? l->up_to[l->count - 1] : 0;

	if (c->where >= 0) {
		field(line, (unsigned)c->where, where);
		if (strcmp(where, c->is) != 0) {
			return;
		}
	}
	if (c->weight >= 0) {
		field(line, (unsigned)c->weight, number);
	}
	field(line, (unsigned)c->text, l->text[l->count]);
	if (c->second >= 0) {
		field(line, (unsigned)c->second, l->second[l->count]);
	}
	l->up_to[l->count++] = before + strtod(number, NULL);
}

static struct list list_read(const char *folder, const char *file, struct columns c)
{
	struct list l = {.text = need(calloc(LIST_MAX, TEXT_MAX)),
			 .second = need(calloc(LIST_MAX, TEXT_MAX)),
			 .up_to = need(calloc(LIST_MAX, sizeof(double)))};
	char path[4096];
	char line[LINE_MAX_BYTES];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, file);
	f = fopen(path, "r");
	if (f == NULL || fgets(line, sizeof line, f) == NULL) {
		die("can't read", path);
	}
	while (l.count < LIST_MAX && fgets(line, sizeof line, f) != NULL) {
		list_row(&l, line, &c);
	}
	fclose(f);
	return l;
}

static void list_finish(struct list *l)
{
	free(l->text);
	free(l->second);
	free(l->up_to);
}

static unsigned list_pick(const struct list *l)
{
	double at = (double)(chance() >> 11) * 0x1p-53 * l->up_to[l->count - 1];
	unsigned lo = 0;
	unsigned hi = l->count - 1;

	while (lo < hi) {
		unsigned mid = (lo + hi) / 2;

		if (l->up_to[mid] < at) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

/* --- the country --- */

struct country {
	struct list male;
	struct list female;
	struct list family;
	struct list address;
	struct list nickname; /* name, another form of it */
	struct list sound;    /* letters, letters they are heard as */
	struct list sight;    /* letters, letters they are scanned as */
	unsigned *nick_of;    /* first row for a name's hash, chained by order: see variant_pick */
};

struct home {
	char postcode[TEXT_MAX];
	char town[TEXT_MAX];
	char phone[TEXT_MAX];
};

struct person {
	char given[TEXT_MAX];
	char given_forms[128]; /* spellings of the same, separated by blanks; may be empty */
	char family[TEXT_MAX];
	char family_forms[128];
	char born_as[TEXT_MAX]; /* surname before marriage; may be empty */
	int year, month, day;
	bool female;
	struct home home;
	struct home before; /* where they lived earlier; postcode may be empty */
	char email[TEXT_MAX];
	const char *origin;
};

static void copy(char *to, const char *from)
{
	snprintf(to, TEXT_MAX, "%s", from);
}

static void make_phone(char *out)
{
	snprintf(out, TEXT_MAX, "07%03u%06u", below(1000), below(1000000));
}

static struct home make_home(const struct country *c)
{
	struct home h = {{0}, {0}, {0}};
	unsigned at = below(c->address.count);
	size_t n;

	copy(h.postcode, c->address.text[at]);
	n = strlen(h.postcode);
	if (n > 3) { /* another unit of the same sector: ten thousand postcodes are too few */
		h.postcode[n - 1] = "ABDEFGHJLNPQRSTUWXYZ"[below(20)];
		h.postcode[n - 2] = "ABDEFGHJLNPQRSTUWXYZ"[below(20)];
	}
	copy(h.town, c->address.second[at]);
	make_phone(h.phone);
	return h;
}

/* One of a list of spelling lists; its first spelling into `name`. */
static void pick_forms(const char *const *list, char *forms, char *name)
{
	unsigned n = 0;

	while (list[n] != NULL) {
		n++;
	}
	snprintf(forms, 128, "%s", list[below(n)]);
	snprintf(name, TEXT_MAX, "%.*s", (int)strcspn(forms, " "), forms);
}

static void make_given(const struct country *c, const struct origin *o, struct person *p)
{
	p->given_forms[0] = '\0';
	if (o != NULL) {
		pick_forms(p->female ? o->female : o->male, p->given_forms, p->given);
	} else {
		const struct list *l = p->female ? &c->female : &c->male;

		copy(p->given, l->text[list_pick(l)]);
	}
}

static void make_email(struct person *p)
{
	static const char *const hosts[] = {"example.com", "example.org", "example.net",
					    "mail.example"};

	p->email[0] = '\0';
	if (happens(0.6)) {
		snprintf(p->email, TEXT_MAX, "%.20s%s%.20s%02u@%s", p->given,
			 happens(0.5) ? "." : "", p->family, below(100), hosts[below(4)]);
	}
}

static void make_born(struct person *p, int year)
{
	p->year = year;
	p->month = 1 + (int)below(12);
	p->day = 1 + (int)below(28);
}

/* Fills one household: parents, children, now and then twins or a son of his father's name. */
static unsigned make_family(const struct country *c, struct person *family)
{
	unsigned size = 1 + below(100) / 35 + below(100) / 50 + below(100) / 80;
	unsigned draw = below(1000);
	const struct origin *o = NULL;
	struct home home = make_home(c);
	char surname[TEXT_MAX];
	char forms[128] = "";
	int parents_born = 1940 + (int)below(50);

	for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
		if (o == NULL && draw < origins[i].share) {
			o = &origins[i];
		}
		draw -= draw < origins[i].share ? 0 : origins[i].share;
	}
	if (o != NULL) {
		pick_forms(o->family, forms, surname);
	} else {
		copy(surname, c->family.text[list_pick(&c->family)]);
	}
	for (unsigned i = 0; i < size; i++) {
		struct person *p = &family[i];

		memset(p, 0, sizeof *p);
		p->origin = o != NULL ? o->name : "british";
		p->female = i == 1 ? !family[0].female : happens(0.5);
		make_given(c, o, p);
		copy(p->family, surname);
		memcpy(p->family_forms, forms, sizeof forms);
		make_born(p, i < 2 ? parents_born + (int)below(8)
				   : parents_born + 20 + (int)below(20));
		if (i == 1 && p->female && happens(0.5)) {
			copy(p->born_as, c->family.text[list_pick(&c->family)]);
		}
		if (i == 2 && !p->female && !family[0].female && happens(0.1)) {
			copy(p->given, family[0].given);
			memcpy(p->given_forms, family[0].given_forms, sizeof p->given_forms);
		}
		if (i > 2 && happens(0.06)) {
			p->year = family[i - 1].year;
			p->month = family[i - 1].month;
			p->day = family[i - 1].day;
		}
		p->home = home;
		if (happens(i < 2 ? 0.7 : 0.3)) {
			make_phone(p->home.phone);
		}
		if (happens(0.25)) {
			p->before = make_home(c);
		}
		make_email(p);
	}
	return size;
}

/* --- how a value is written down --- */

static void slip(char *s, bool digits)
{
	size_t n = strlen(s);
	size_t at = n ? below((unsigned)n) : 0;
	char letter = (char)(digits ? '0' + below(10) : 'a' + below(26));

	if (n < 2 || n + 2 >= TEXT_MAX) {
		return;
	}
	switch (below(4)) {
	case 0:
		s[at] = letter;
		break;
	case 1:
		memmove(s + at, s + at + 1, n - at);
		break;
	case 2:
		memmove(s + at + 1, s + at, n - at + 1);
		s[at] = letter;
		break;
	default:
		at = at + 1 < n ? at : n - 2;
		letter = s[at];
		s[at] = s[at + 1];
		s[at + 1] = letter;
	}
}

/* Replaces letters by a rule of the list that fits, trying a few. */
static void by_rule(char *s, const struct list *rules)
{
	for (int tries = 0; tries < 30; tries++) {
		unsigned at = below(rules->count);
		const char *from = rules->text[at];
		const char *to = strcmp(rules->second[at], "@") == 0 ? "" : rules->second[at];
		char *found = from[0] ? strstr(s, from) : NULL;
		char rest[TEXT_MAX];

		if (found != NULL && strlen(s) + strlen(to) + 1 < TEXT_MAX) {
			copy(rest, found + strlen(from));
			snprintf(found, (size_t)(TEXT_MAX - (found - s)), "%s%s", to, rest);
			return;
		}
	}
}

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261U;

	for (; *s; s++) {
		h = (h ^ (unsigned char)*s) * 16777619U;
	}
	return h;
}

enum { NICK_SLOTS = 1 << 15 };

/* The list is in the order of its names: nick_of has where each name begins. */
static void index_nicknames(struct country *c)
{
	c->nick_of = need(calloc(NICK_SLOTS, sizeof(unsigned)));
	for (unsigned i = c->nickname.count; i-- > 0;) {
		c->nick_of[hash(c->nickname.text[i]) % NICK_SLOTS] = i + 1;
	}
}

static void other_form(const struct country *c, const char *forms, char *name, bool given)
{
	unsigned words = 1;
	unsigned pick;
	unsigned row;

	for (const char *f = forms; *f; f++) {
		words += *f == ' ';
	}
	if (words > 1) {
		for (pick = below(words); pick > 0; pick--) {
			forms += strcspn(forms, " ") + 1;
		}
		snprintf(name, TEXT_MAX, "%.*s", (int)strcspn(forms, " "), forms);
		return;
	}
	row = given ? c->nick_of[hash(name) % NICK_SLOTS] : 0;
	if (row > 0 && strcmp(c->nickname.text[row - 1], name) == 0) {
		for (pick = below(4); pick > 0 && row < c->nickname.count &&
				      strcmp(c->nickname.text[row], name) == 0;
		     pick--) {
			row++;
		}
		copy(name, c->nickname.second[row - 1]);
	} else {
		by_rule(name, &c->sound);
	}
}

static void write_name(const struct country *c, const char *forms, char *name, bool given,
		       double care)
{
	if (happens(0.10 * care)) {
		other_form(c, forms, name, given);
	}
	if (happens(0.08 * care)) {
		slip(name, false);
	}
	if (happens(0.04 * care)) {
		by_rule(name, &c->sound);
	}
	if (happens(0.015 * care)) {
		by_rule(name, &c->sight);
	}
	if (given && happens(0.01 * care)) {
		name[1] = '\0';
	}
}

static void write_born(const struct person *p, double care, char *out)
{
	int year = p->year;
	int month = p->month;
	int day = p->day;

	if (happens(0.02 * care) && day <= 12) {
		int swap = month;

		month = day;
		day = swap;
	} else if (happens(0.02 * care)) {
		month = day = 1;
	}
	snprintf(out, TEXT_MAX, "%04d-%02d-%02d", year, month, day);
	if (happens(0.04 * care)) {
		size_t at = below(10);

		at += out[at] == '-';
		out[at] = (char)('0' + below(10));
	}
	if (happens(0.06)) {
		out[0] = '\0';
	}
}

static void quoted(FILE *f, const char *s, char end)
{
	if (strpbrk(s, ",\"\n") != NULL) {
		fputc('"', f);
		for (; *s; s++) {
			if (*s == '"') {
				fputc('"', f);
			}
			fputc(*s, f);
		}
		fputc('"', f);
	} else {
		fputs(s, f);
	}
	fputc(end, f);
}

struct record {
	char given[TEXT_MAX], family[TEXT_MAX], born[TEXT_MAX], postcode[TEXT_MAX], town[TEXT_MAX],
		phone[TEXT_MAX], email[TEXT_MAX];
};

/* `first`: as the person would write it. */
static void write_down(const struct country *c, const struct person *p, bool first,
		       struct record *r)
{
	double care = first ? 0.15 : 1;
	const struct home *home = p->before.postcode[0] && happens(0.4) ? &p->before : &p->home;

	copy(r->given, p->given);
	copy(r->family, p->born_as[0] && happens(0.3) ? p->born_as : p->family);
	write_name(c, p->given_forms, r->given, true, care);
	write_name(c, p->family_forms, r->family, false, care);
	if (happens(0.008 * care)) {
		char swap[TEXT_MAX];

		copy(swap, r->given);
		copy(r->given, r->family);
		copy(r->family, swap);
	}
	write_born(p, care, r->born);
	copy(r->postcode, home->postcode);
	copy(r->town, home->town);
	copy(r->phone, home->phone);
	copy(r->email, p->email);
	if (happens(0.05 * care)) {
		slip(r->postcode, false);
	}
	if (happens(0.05 * care)) {
		slip(r->phone, true);
	}
	if (happens(0.03)) {
		r->given[0] = '\0';
	}
	if (happens(0.02)) {
		r->family[0] = '\0';
	}
	if (happens(0.10)) {
		r->postcode[0] = '\0';
	}
	if (happens(0.10)) {
		r->town[0] = '\0';
	}
	if (happens(0.35)) {
		r->phone[0] = '\0';
	}
	if (happens(0.30)) {
		r->email[0] = '\0';
	}
}

static void put_record(FILE *f, const struct record *r, uint64_t id, uint64_t cluster,
		       const char *origin)
{
	fprintf(f, "%llu,", (unsigned long long)id);
	quoted(f, r->given, ',');
	quoted(f, r->family, ',');
	quoted(f, r->born, ',');
	quoted(f, r->postcode, ',');
	quoted(f, r->town, ',');
	quoted(f, r->phone, ',');
	quoted(f, r->email, ',');
	fprintf(f, "%llu,%s\n", (unsigned long long)cluster, origin);
}

/* An id that tells nothing of the order in which records were made: a permutation of 0..2^32-1. */
static uint64_t shuffled(uint32_t n)
{
	n = (n ^ (n >> 16)) * 0x45d9f3bU;
	n = (n ^ (n >> 16)) * 0x45d9f3bU;
	return n ^ (n >> 16);
}

static void make_people(const struct country *c, uint64_t wanted, FILE *f)
{
	struct person family[FAMILY_MAX];
	struct record r;
	uint64_t made = 0;
	uint64_t cluster = 0;

	while (made < wanted) {
		unsigned size = make_family(c, family);

		for (unsigned i = 0; i < size && made < wanted; i++) {
			unsigned records = 1;

			while (records < RECORDS_OF_ONE_MAX && happens(0.465)) {
				records++;
			}
			cluster++;
			for (unsigned k = 0; k < records && made < wanted; k++) {
				write_down(c, &family[i], k == 0, &r);
				put_record(f, &r, shuffled((uint32_t)made++), cluster,
					   family[i].origin);
			}
		}
	}
}

/* Lines in an order that has nothing to do with who they are about (Fisher and Yates). */
static void put_shuffled(const char *text, size_t bytes, size_t lines)
{
	const char **line = need(calloc(lines, sizeof *line));
	size_t n = 0;

	for (const char *p = text; p < text + bytes; p += strcspn(p, "\n") + 1) {
		line[n++] = p;
	}
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)(((unsigned __int128)chance() * i) >> 64);
		const char *swap = line[i - 1];

		line[i - 1] = line[k];
		line[k] = swap;
	}
	for (size_t i = 0; i < n; i++) {
		size_t length = strcspn(line[i], "\n") + 1;

		if (fwrite(line[i], 1, length, stdout) != length) {
			die("the records", "cannot be written");
		}
	}
	free(line);
}

static struct country country_read(const char *folder)
{
	struct country c;

	c.male = list_read(folder, "firstname_uk.csv", (struct columns){0, -1, 1, 2, "male"});
	c.female = list_read(folder, "firstname_uk.csv", (struct columns){0, -1, 1, 2, "female"});
	c.family = list_read(folder, "lastname_uk.csv", (struct columns){0, -1, 1, -1, NULL});
	c.address = list_read(folder, "address_uk.csv", (struct columns){0, 2, -1, -1, NULL});
	c.nickname =
		list_read(folder, "firstname_uk_variant.csv", (struct columns){0, 1, -1, -1, NULL});
	c.sound = list_read(folder, "pho_rules.csv", (struct columns){1, 2, -1, -1, NULL});
	c.sight = list_read(folder, "ocr_rules.csv", (struct columns){1, 2, -1, -1, NULL});
	index_nicknames(&c);
	return c;
}

static void country_finish(struct country *c)
{
	list_finish(&c->male);
	list_finish(&c->female);
	list_finish(&c->family);
	list_finish(&c->address);
	list_finish(&c->nickname);
	list_finish(&c->sound);
	list_finish(&c->sight);
	free(c->nick_of);
}

int main(int argc, char **argv)
{
	struct country c;
	uint64_t wanted;
	char *text = NULL;
	size_t bytes = 0;
	FILE *f;

	if (argc != 4) {
		fprintf(stderr, "usage: link-people NAMES-FOLDER RECORDS SEED > FILE.csv\n");
		return 2;
	}
	chance_state = strtoull(argv[3], NULL, 10);
	c = country_read(argv[1]);
	puts("unique_id,first_name,surname,dob,postcode,town,phone,email,cluster,origin");
	wanted = strtoull(argv[2], NULL, 10);
	f = need(open_memstream(&text, &bytes));
	make_people(&c, wanted, f);
	if (fclose(f) != 0) {
		die("no memory", "left");
	}
	put_shuffled(text, bytes, wanted);
	free(text);
	country_finish(&c);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 6;
}
