/* SPDX-License-Identifier: Apache-2.0
 * origins.h - names of people whose families came from elsewhere, with the spellings that offices
 * give them: name lists of births are thin in them, and it is there that links are missed. A
 * spelling list is separated by blanks, its first is the one the person uses. Shares are rough:
 * they make the groups large enough to measure. */
#ifndef ONUS_BENCH_ORIGINS_H
#define ONUS_BENCH_ORIGINS_H

struct origin {
	const char *name;
	unsigned share; /* of 1000 families */
	const char *const *male;
	const char *const *female;
	const char *const *family;
};

static const char *const south_asian_male[] = {
	"mohammed muhammad mohamed mohammad mohd muhamad",
	"ahmed ahmad",
	"ali",
	"imran",
	"usman osman",
	"hamza hamzah",
	"bilal bilaal",
	"yusuf yousuf yousaf",
	"abdul abdool",
	"tariq tarik",
	"hassan hasan",
	"hussain husain hussein",
	"ibrahim ebrahim",
	"omar umar umer",
	"gurpreet",
	"harjit harjeet",
	"amandeep",
	"rajesh",
	"sanjay sanjai",
	"arjun",
	"shafiq shafique",
	"nadeem nadim",
	"khalid khaled",
	"faisal faysal",
	"zubair zubayr",
	"rahim raheem",
	"karim kareem",
	"iqbal eqbal",
	"javed javaid jawed",
	NULL,
};
static const char *const south_asian_female[] = {
	"fatima fatimah fathima",
	"aisha ayesha aysha",
	"zainab zaynab",
	"maryam mariam",
	"khadija khadeeja",
	"nasreen nasrin",
	"shabana",
	"parveen parvin",
	"saima saimah",
	"rukhsana ruksana",
	"amina aminah",
	"sadia saadia",
	"harpreet",
	"jaswinder",
	"manpreet",
	"priya",
	"anjali anjalee",
	"sunita suneeta",
	"noor nur",
	"yasmin yasmeen jasmin",
	"razia raziya",
	"tahira tahirah",
	NULL,
};
static const char *const south_asian_family[] = {
	"khan",
	"hussain husain hussein",
	"ahmed ahmad",
	"ali",
	"begum begam",
	"akhtar akhter",
	"iqbal",
	"mahmood mahmud mehmood",
	"malik malek",
	"shah",
	"singh",
	"kaur",
	"patel",
	"sharma",
	"miah mia",
	"chowdhury choudhury chaudhry choudhary",
	"rahman rehman",
	"islam",
	"uddin udin",
	"mirza",
	"qureshi koreshi",
	"rashid rasheed",
	"aslam",
	"bibi",
	"hassan hasan",
	"bashir basheer",
	"hanif haneef",
	"siddiqui siddiqi",
	"bhatti",
	"butt",
	"raja",
	"gill",
	"sandhu",
	"dhillon dhilon",
	NULL,
};
static const char *const central_male[] = {
	"piotr peter",
	"krzysztof",
	"tomasz thomas",
	"jan",
	"marek",
	"jakub",
	"michal michael",
	"lukasz lucas",
	"jozef josef",
	"milan",
	"peter petr",
	"ladislav",
	"miroslav",
	"dusan",
	"vladimir wladimir",
	"ion ioan",
	"andrei andrej",
	"mihai michai",
	"gheorghe george",
	"florin",
	"marian",
	"stefan",
	NULL,
};
static const char *const central_female[] = {
	"agnieszka", "katarzyna",      "malgorzata", "anna",  "ewa eva", "joanna", "zuzana",
	"jana",      "maria marija",   "katarina",   "lenka", "monika",  "ioana",  "elena",
	"mihaela",   "andreea andrea", "magdalena",  "beata", NULL,
};
static const char *const central_family[] = {
	"nowak novak", "kowalski",  "wisniewski",   "wojcik",         "kaminski",
	"lewandowski", "zielinski", "szymanski",    "horvath horvat", "kovac kovacs kovach",
	"varga",       "toth tot",  "balog balogh", "lakatos",        "popescu",
	"ionescu",     "dumitru",   "stan",         "ciobanu",        "munteanu",
	"radu",        "gabor",     "cervenak",     "tancos",         "polak",
	NULL,
};
static const char *const african_male[] = {
	"abdi",
	"mohamud mahamud mohamoud",
	"hassan",
	"yusuf yusuff",
	"emmanuel emanuel",
	"samuel",
	"kwame",
	"kofi",
	"tesfaye",
	"dawit",
	"ibrahim",
	"moses",
	"chukwuemeka emeka",
	"oluwaseun seun",
	"mustafa mustapha",
	NULL,
};
static const char *const african_female[] = {
	"amina",    "halima haleema", "fadumo faduma", "hodan",      "grace",
	"blessing", "abena",          "ama",           "selam",      "ngozi",
	"chidinma", "folasade sade",  "zahra zara",    "asha aasha", NULL,
};
static const char *const african_family[] = {
	"mohamed mohammed",
	"abdullahi abdulahi",
	"farah",
	"warsame",
	"osman",
	"okafor okafo",
	"adeyemi",
	"mensah",
	"boateng",
	"owusu",
	"tesfay tesfai",
	"haile",
	"kamara camara",
	"bello",
	"eze",
	"okeke",
	"diallo jallow",
	NULL,
};

static const struct origin origins[] = {
	{"south_asian", 80, south_asian_male, south_asian_female, south_asian_family},
	{"central_european", 50, central_male, central_female, central_family},
	{"african", 30, african_male, african_female, african_family},
};

#endif
