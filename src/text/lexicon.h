/* SPDX-License-Identifier: Apache-2.0
 * lexicon.h - the words the recognisers know, as classes of one table.
 *
 * The words stand in words/ as plain lists; lexicon_make.c turns them into a const hash table when
 * Onus is built. A word may be of several classes. Words are folded (fold.h): capitals, no marks.
 */
#ifndef ONUS_TEXT_LEXICON_H
#define ONUS_TEXT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every class: its constant, and its name in the lists. `value` and `role` of a word mean what the
 * comment says. */
#define WORD_CLASSES(X)                                                                            \
	X(MONTH, "month")          /* value: 1..12 */                                              \
	X(WEEKDAY, "weekday")      /* value: Monday = 1 .. Sunday = 7 */                           \
	X(NUMBER, "number")        /* value: the number, 1..99 */                                  \
	X(SEASON, "season")        /* value: its first month */                                    \
	X(UNIT, "unit")            /* value: enum time_unit */                                     \
	X(PART, "part")            /* early, mid, late; value: 1, 2, 3 */                          \
	X(DECADE, "decade")        /* nineties; value: 90 */                                       \
	X(DATE_START, "datestart") /* between, last, today */                                      \
	X(YEAR_CUE, "yearcue")     /* before a bare year: in, since, until */                      \
	X(COUNTED, "counted")      /* after a number, it was a count: people, pounds */            \
	X(TITLE, "title")          /* Mr, Dr, Detective, Superintendent */                         \
	X(GIVEN, "given")          /* a given name */                                              \
	X(WORDLIKE, "wordlike")    /* a given name that is also a word or a place: Will, Kent */   \
	X(NOT_ALONE, "notalone") /* of these, more often something else inside a sentence: Kent */ \
	X(STOP, "stop")          /* function words: never part of a name */                        \
	X(NOT_SURNAME, "notname") /* written with a capital, but no surname: Street, Report */     \
	X(COMMON, "common")       /* a surname that is a common word: Senior, Young, Cook */       \
	X(ORG_TAIL, "orgtail")    /* ends the name of an organisation: Police, Council */          \
	X(ORG_HEAD, "orghead")    /* Office for ..., Department of ... */                          \
	X(ORG_NOUN, "orgnoun")    /* a taxi firm called ... */                                     \
	X(STREET, "street")       /* thoroughfare: Road, Street, Close */                          \
	X(STREET_SHORT, "streetshort") /* its abbreviation: Rd, St */                              \
	X(STREET_NAME, "streetname")   /* a thoroughfare that is a surname too: Hill, Lane */      \
	X(PLACE_CUE, "placecue")       /* on, at, near */                                          \
	X(FLAT, "flat")                /* flat, unit, apartment */                                 \
	X(PLATE_CUE, "platecue")       /* reg, index, plate: a mark is near */                     \
	X(VEHICLE_CUE, "vehiclecue")   /* car, taxi, silver: a vehicle is near */                  \
	X(SHORT_WORD, "short")         /* words of three letters that a mark could end in */       \
	X(PLATE_STOP, "platestop") /* words before or after a number that make no mark: PIN, PC */ \
	X(POSTCODE_CUE, "postcodecue")                                                             \
	X(PERSON_NOUN, "personnoun") /* a male called ... */                                       \
	X(NAME_CUE, "namecue")       /* called, named, alias */                                    \
	X(CUE_START, "cuestart")     /* begins a phrase that a name follows: person.c has them */  \
	X(KIN, "kin")                /* mother, uncle */                                           \
	X(LABEL, "label")            /* before a colon in a form: a name follows */                \
	X(BEFORE_NAME, "beforename") /* friend, driver: a name may follow without more */          \
	X(SPEECH, "speech")          /* what a person does: said, rang */                          \
	X(ASKED, "asked")            /* what is done to a person: told, asked */                   \
	X(DETERMINER, "determiner")  /* the, my: before a word, seldom before a name */            \
	X(NICK, "nick")              /* begins a nickname, before a given name: Big, Little */     \
	X(PROFESSION, "profession")  /* a profession behind one of the next class: worker */       \
	X(PROFESSION_OF, "professionof") /* social, youth, health */                               \
	X(ROLE, "role")                  /* role: what a person so called is in the report */      \
	X(PARTICLE, "particle")          /* bin, de, van: inside a name */                         \
	X(PLATFORM, "platform")          /* value: enum platform */                                \
	X(SCALE, "scale")                /* thousand, million; value: 3, 6, 9 */                   \
	X(CURRENCY, "currency")          /* pounds; value: enum currency */                        \
	X(REFERENCE_CUE, "refcue")       /* before a reference: ref, log, CAD */                   \
	X(DRUG, "drug")

enum word_class_bit {
#define X(name, text) WORD_BIT_##name,
	WORD_CLASSES(X)
#undef X
		WORD_BIT_COUNT,
};

_Static_assert(WORD_BIT_COUNT <= 64, "the classes of a word fit 64 bits");

#define WORD(name) (UINT64_C(1) << WORD_BIT_##name)

enum time_unit { TIME_DAY = 1, TIME_WEEK, TIME_MONTH, TIME_YEAR };
enum currency { CURRENCY_GBP = 1, CURRENCY_EUR, CURRENCY_USD, CURRENCY_PENCE };

enum { LEXICON_WORD_MAX = 20 };

struct word {
	uint64_t classes;
	uint32_t at; /* of its text in the pool */
	uint8_t n;   /* 0: an empty slot */
	uint8_t value;
	uint8_t role; /* enum onus_role */
};

/* The word of these folded bytes, NULL where the lexicon does not have it. `hash` is that of the
 * bytes, ended. */
const struct word *lexicon_find(const char *folded, size_t n, uint64_t hash);

#endif
