/* SPDX-License-Identifier: Apache-2.0
 * plan_golden_test.c - the levels that Splink itself gives.
 *
 * Made with Splink 4.0.16 on DuckDB 2.0.0: comparisons of its comparison_library and
 * comparison_level_library, and some of our own words; gamma of every pair with the smaller id on
 * the left, in the order of the ids, "-" for a missing value. The people are invented. */
#include "tests/unit/link/plan_world.h"

static const char people[] =
	"id,first_name,surname,dob,postcode,email,arr,lat,long,n,sex\n"
	"1,Amina,Khanom,1991-03-04,S60 1AE,amina.k@example.org,\"[red, blue]\",53.43,-1.36,10,f\n"
	"2,Amena,Khanom,1991-04-03,S60 1AE,amina.k@example.com,[blue],53.43,-1.35,9,f\n"
	"3,Khanom,Amina,1991-03-04,S60 2BB,,\"[red, blue, green]\",53.44,-1.36,100,\n"
	"4,Tomasz,Kowalik,1988-12-31,M1 1AA,t.kowalik@example.org,[],53.48,-2.24,11,m\n"
	"5,Tomas,Kowalick,1988-12-13,M1 1AB,tkowalik@example.org,[green],53.47,-2.23,,m\n"
	"6,Tomasz,Kowalik,,M14 5RL,t.kowalik@example.net,,,,12,m\n"
	"7,,Kowalik,1989-01-02,S60 1AE,,\"[blue, red]\",53.43,-1.36,11.5,\n"
	"8,Zoë,Featherby,2001-02-29,not known,zoe@example.org,[yellow],51.5,-0.12,7,f\n"
	"9,Zoe,Featherby,2001-02-28,SW1A 1AA,zoe.f@example.org,\"[yellow, red]\",51.5,-0.1,7,f\n"
	"10,Jan,Novak,1991-03,EC1A 1BB,jan@example.org,[black],-33.9,151.2,0,m\n"
	"11,Jana,Novakova,1991-03-14,EC1A 1BB,jana@example.org,\"[black, "
	"white]\",-33.9,151.2,-3,f\n"
	"12,J,Novak,1901-03-14,EC1A,jan@,\"[white, black]\",0,180,2.5,m\n"
	"13,AMINA,KHANOM,1991-03-04,s60 1ae,AMINA.K@EXAMPLE.ORG,[RED],53.43,-1.36,10,F\n"
	"14,Dixon,Dicksonx,1995-05-05,S60 1AF,@example.org,\"[red, red]\",53.43,-1.37,1000,m\n"
	"15,Dicksonx,Dixon,2005-05-05,S6 1AE,@example.org,[red],53.5,-1.4,1,m\n"
	"16,Martha,Marhta,,S601AE,martha@example.org,\"[blue, green]\",53.43,,10,f\n";

struct golden {
	struct told comparison;
	const char *gammas;
};

static const char same_sex_and_longer[] =
	"coalesce(sex_l, 'x') = coalesce(sex_r, 'x') AND length(first_name_l) > "
	"length(first_name_r)";

static const struct golden goldens[] = {
	{
		{"ExactMatch",
		 {
			 "null: \"sex_l\" IS NULL OR \"sex_r\" IS NULL",
			 "\"sex_l\" = \"sex_r\"",
			 "ELSE",
		 }},
		"1-000-110100001-000-110100001-------------11-0010101101-0010"
		"10110-001010110---------101000010100001010110000010110000100",
	},
	{
		{"JaroWinklerAtThresholds",
		 {
			 "null: \"first_name_l\" IS NULL OR \"first_name_r\" IS NULL",
			 "\"first_name_l\" = \"first_name_r\"",
			 "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.9",
			 "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.7",
			 "ELSE",
		 }},
		"10000-0000000000000-000000000000-00000000023-0000000002-0000"
		"00000-000000000---------100000000000000210000100000000000100",
	},
	{
		{"JaroAtThresholds",
		 {
			 "null: \"surname_l\" IS NULL OR \"surname_r\" IS NULL",
			 "\"surname_l\" = \"surname_r\"",
			 "jaro_similarity(\"surname_l\", \"surname_r\") >= 0.9",
			 "jaro_similarity(\"surname_l\", \"surname_r\") >= 0.7",
			 "ELSE",
		 }},
		"300000000000000000000000000000000000000000233000000000220000"
		"000003000000000000000000300000000000000130000100000000000100",
	},
	{
		{"JaccardAtThresholds",
		 {
			 "null: \"surname_l\" IS NULL OR \"surname_r\" IS NULL",
			 "\"surname_l\" = \"surname_r\"",
			 "jaccard(\"surname_l\", \"surname_r\") >= 0.9",
			 "jaccard(\"surname_l\", \"surname_r\") >= 0.7",
			 "ELSE",
		 }},
		"300000000000000000000000000000000000000000133000000000110000"
		"000003000000000000000000300000000000000230000200000000000000",
	},
	{
		{"LevenshteinAtThresholds",
		 {
			 "null: \"surname_l\" IS NULL OR \"surname_r\" IS NULL",
			 "\"surname_l\" = \"surname_r\"",
			 "levenshtein(\"surname_l\", \"surname_r\") <= 1",
			 "levenshtein(\"surname_l\", \"surname_r\") <= 2",
			 "ELSE",
		 }},
		"300000000000000000000000000000000000000000233000000000220000"
		"000003000000000000000000300000000000000030000000000000000000",
	},
	{
		{"DamerauLevenshteinAtThresholds",
		 {
			 "null: \"dob_l\" IS NULL OR \"dob_r\" IS NULL",
			 "\"dob_l\" = \"dob_r\"",
			 "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 1",
			 "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 2",
			 "ELSE",
		 }},
		"1300-000021300-100-000000100-00-000021300-2-000000000--00000"
		"0000-----------00000000-2000000-000000-00000-2200-100-00-0--",
	},
	{
		{"NameComparison",
		 {
			 "null: \"first_name_l\" IS NULL OR \"first_name_r\" IS NULL",
			 "\"first_name_l\" = \"first_name_r\"",
			 "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.92",
			 "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.88",
			 "jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.7",
			 "ELSE",
		 }},
		"20000-0000000000000-000000000000-00000000034-0000000003-0000"
		"00000-000000000---------100000000000000310000100000000000100",
	},
	{
		{"ForenameSurnameComparison",
		 {
			 "null: (\"first_name_l\" IS NULL OR \"first_name_r\" IS NULL) AND "
			 "(\"surname_l\" "
			 "IS NULL OR \"surname_r\" IS NULL)",
			 "(\"first_name_l\" = \"first_name_r\") AND (\"surname_l\" = "
			 "\"surname_r\")",
			 "\"first_name_l\" = \"surname_r\" AND \"first_name_r\" = \"surname_l\"",
			 "(jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.92) "
			 "AND "
			 "(jaro_winkler_similarity(\"surname_l\", \"surname_r\") >= 0.92)",
			 "(jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.88) "
			 "AND "
			 "(jaro_winkler_similarity(\"surname_l\", \"surname_r\") >= 0.88)",
			 "\"surname_l\" = \"surname_r\"",
			 "\"first_name_l\" = \"first_name_r\"",
			 "ELSE",
		 }},
		"350000000000000000000000000000000000000000462000000000400000"
		"000002000000000000000000200000000000000420000000000000000500",
	},
	{
		{"DateOfBirthComparison",
		 {
			 "null: try_strptime(\"dob_l\", '%Y-%m-%d') IS NULL OR "
			 "try_strptime(\"dob_r\", "
			 "'%Y-%m-%d') IS NULL",
			 "\"dob_l\" = \"dob_r\"",
			 "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 1",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 2629800.0",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 31557600.0",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 315576000.0",
			 "ELSE",
		 }},
		"3511-1-1-40510-311-1-1-30310-11-1-1-40510-4-3-0-10110--3-0-1"
		"0110------------0-10110----------10111-------4410-000-10-0--",
	},
	{
		{"DateOfBirthComparison, invalid not null",
		 {
			 "null: \"dob_l\" IS NULL OR \"dob_r\" IS NULL",
			 "\"dob_l\" = \"dob_r\"",
			 "damerau_levenshtein(\"dob_l\", \"dob_r\") <= 1",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 2629800.0",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 31557600.0",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 315576000.0",
			 "ELSE",
		 }},
		"3511-101040510-311-101030310-11-101040510-4-300010110--30001"
		"0110-----------00010110-4000000-010111-00000-4410-000-10-0--",
	},
	{
		{"AbsoluteDateDifferenceAtThresholds",
		 {
			 "null: try_strptime(\"dob_l\", '%Y-%m-%d') IS NULL OR "
			 "try_strptime(\"dob_r\", "
			 "'%Y-%m-%d') IS NULL",
			 "\"dob_l\" = \"dob_r\"",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 86400",
			 "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - "
			 "EPOCH(try_strptime(\"dob_r\", "
			 "'%Y-%m-%d'))) <= 13149000.0",
			 "ELSE",
		 }},
		"1300-0-0-10300-100-0-0-10100-00-0-0-10300-1-1-0-00000--1-0-0"
		"0000------------0-00000----------00000-------0100-000-00-0--",
	},
	{
		{"PostcodeComparison",
		 {
			 "null: \"postcode_l\" IS NULL OR \"postcode_r\" IS NULL",
			 "\"postcode_l\" = \"postcode_r\"",
			 "NULLIF(regexp_extract(\"postcode_l\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? "
			 "[0-9]', "
			 "0), '') = NULLIF(regexp_extract(\"postcode_r\", "
			 "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? "
			 "[0-9]', 0), '')",
			 "NULLIF(regexp_extract(\"postcode_l\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?', "
			 "0), "
			 "'') = NULLIF(regexp_extract(\"postcode_r\", "
			 "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?', "
			 "0), '')",
			 "NULLIF(regexp_extract(\"postcode_l\", '^[A-Za-z]{1,2}', 0), '') = "
			 "NULLIF(regexp_extract(\"postcode_r\", "
			 "'^[A-Za-z]{1,2}', 0), '')",
			 "ELSE",
		 }},
		"420004000000312200040000003120002000000212310000000000100000"
		"000000000000000000000312000000000000000420000200000000000121",
	},
	{
		{"PostcodeComparison, invalid null, km",
		 {
			 "null: NULLIF(regexp_extract(\"postcode_l\", "
			 "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? "
			 "[0-9][A-Za-z]{2}$', 0), '') IS NULL OR "
			 "NULLIF(regexp_extract(\"postcode_r\", "
			 "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9][A-Za-z]{2}$', 0), '') IS NULL",
			 "\"postcode_l\" = \"postcode_r\"",
			 "NULLIF(regexp_extract(\"postcode_l\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? "
			 "[0-9]', "
			 "0), '') = NULLIF(regexp_extract(\"postcode_r\", "
			 "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? "
			 "[0-9]', 0), '')",
			 "cast( acos( case when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) > 1 then 1 when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) < -1 then -1 else ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) end ) * 6371 as float ) <= 1",
			 "cast( acos( case when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) > 1 then 1 when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) < -1 then -1 else ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) end ) * 6371 as float ) <= 10",
			 "ELSE",
		 }},
		"410004-000-231-10004-000-231-0001-000-111-300-000-000-00-000"
		"-000-0-000-000--000-231---------00-000-4-000--000-----21-1--",
	},
	{
		{"EmailComparison",
		 {
			 "null: \"email_l\" IS NULL OR \"email_r\" IS NULL",
			 "\"email_l\" = \"email_r\"",
			 "NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), '') = "
			 "NULLIF(regexp_extract(\"email_r\", "
			 "'^[^@]+', 0), '')",
			 "jaro_winkler_similarity(\"email_l\", \"email_r\") >= 0.88",
			 "jaro_winkler_similarity(NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), "
			 "''), "
			 "NULLIF(regexp_extract(\"email_r\", '^[^@]+', 0), '')) >= 0.88",
			 "ELSE",
		 }},
		"3-000-000000000-000-000000000-------------23-0000000002-0000"
		"00000-000000000---------200000000000000230000100000000000400",
	},
	{
		{"ArrayIntersectAtSizes",
		 {
			 "null: \"arr_l\" IS NULL OR \"arr_r\" IS NULL",
			 "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 2",
			 "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 1",
			 "ELSE",
		 }},
		"1200-2010000111100-100000000101-20100001120-0000000000-00000"
		"00001----------010000111100000000000110110000200000000000100",
	},
	{
		{"PairwiseStringDistance, jaro_winkler",
		 {
			 "null: \"arr_l\" IS NULL OR \"arr_r\" IS NULL",
			 "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 1",
			 "list_max( list_transform( flatten( list_transform( \"arr_l\", x -> "
			 "list_transform( "
			 "\"arr_r\", y -> [x, y] ) ) ), pair -> jaro_winkler_similarity( pair[1], "
			 "pair[2] "
			 ") ) ) >= 0.9",
			 "list_max( list_transform( flatten( list_transform( \"arr_l\", x -> "
			 "list_transform( "
			 "\"arr_r\", y -> [x, y] ) ) ), pair -> jaro_winkler_similarity( pair[1], "
			 "pair[2] "
			 ") ) ) >= 0.6",
			 "ELSE",
		 }},
		"3301-3031110333300-300111000303-30311103330-0000000000-10100"
		"00113----------031110333300000000000331330001300010001000311",
	},
	{
		{"PairwiseStringDistance, levenshtein",
		 {
			 "null: \"arr_l\" IS NULL OR \"arr_r\" IS NULL",
			 "array_length(list_intersect(\"arr_l\", \"arr_r\")) >= 1",
			 "list_min( list_transform( flatten( list_transform( \"arr_l\", x -> "
			 "list_transform( "
			 "\"arr_r\", y -> [x, y] ) ) ), pair -> levenshtein( pair[1], pair[2] ) ) "
			 ") "
			 "<= 1",
			 "list_min( list_transform( flatten( list_transform( \"arr_l\", x -> "
			 "list_transform( "
			 "\"arr_r\", y -> [x, y] ) ) ), pair -> levenshtein( pair[1], pair[2] ) ) "
			 ") "
			 "<= 3",
			 "ELSE",
		 }},
		"3301-3031111333300-300111000303-30311113330-0000000000-10100"
		"00113----------031111333300000000001331330001300010001110311",
	},
	{
		{"DistanceInKMAtThresholds",
		 {
			 "null: (\"lat_l\" IS NULL OR \"lat_r\" IS NULL) OR (\"long_l\" IS NULL OR "
			 "\"long_r\" "
			 "IS NULL)",
			 "cast( acos( case when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) > 1 then 1 when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) < -1 then -1 else ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) end ) * 6371 as float ) <= 1",
			 "cast( acos( case when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) > 1 then 1 when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) < -1 then -1 else ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) end ) * 6371 as float ) <= 10",
			 "cast( acos( case when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) > 1 then 1 when ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) < -1 then -1 else ( sin( radians(\"lat_l\") ) * sin( "
			 "radians(\"lat_r\") "
			 ") + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( "
			 "radians(\"long_r\" "
			 "- \"long_l\") ) ) end ) * 6371 as float ) <= 300",
			 "ELSE",
		 }},
		"3211-311000332-211-311000322-11-211000222-2-111000111--11100"
		"0111-----------11000332-2000111-000111-30000-0000-000-32-2--",
	},
	{
		{"DistanceFunctionAtThresholds",
		 {
			 "null: \"postcode_l\" IS NULL OR \"postcode_r\" IS NULL",
			 "hamming(\"sex_l\", \"sex_r\") <= 0",
			 "ELSE",
		 }},
		"100000110100001000001101000010000000000000110001010110100010"
		"101100001010110000000000101000010100001010110000010110000100",
	},
	{
		{"AbsoluteDifferenceLevel",
		 {
			 "null: \"n_l\" IS NULL OR \"n_r\" IS NULL",
			 "ABS(\"n_l\" - \"n_r\") <= 0",
			 "ABS(\"n_l\" - \"n_r\") <= 2",
			 "ELSE",
		 }},
		"101-1100000200201-001100010010-00000000000-11000001001------"
		"-----1000001001000001001200000000000000000010000000010002000",
	},
	{
		{"PercentageDifferenceLevel",
		 {
			 "null: \"n_l\" IS NULL OR \"n_r\" IS NULL",
			 "\"n_l\" = \"n_r\"",
			 "(ABS(\"n_l\" - \"n_r\") / (CASE WHEN \"n_r\" > \"n_l\" THEN \"n_r\" ELSE "
			 "\"n_l\" "
			 "END)) < 0.1",
			 "(ABS(\"n_l\" - \"n_r\") / (CASE WHEN \"n_r\" > \"n_l\" THEN \"n_r\" ELSE "
			 "\"n_l\" "
			 "END)) < 0.5",
			 "ELSE",
		 }},
		"102-1111000300301-111100010010-00000000000-22110002002------"
		"-----2110001001110001001300010010001001000000000000000003000",
	},
	{
		{"ArraySubsetLevel",
		 {
			 "null: \"arr_l\" IS NULL OR \"arr_r\" IS NULL",
			 "LEAST(ARRAY_LENGTH(\"arr_l\"), ARRAY_LENGTH(\"arr_r\")) <> 0 AND "
			 "ARRAY_LENGTH(ARRAY_INTERSECT(\"arr_l\", "
			 "\"arr_r\")) = LEAST(ARRAY_LENGTH(\"arr_l\"), ARRAY_LENGTH(\"arr_r\"))",
			 "ARRAY_LENGTH(ARRAY_INTERSECT(\"arr_l\", \"arr_r\")) = "
			 "LEAST(ARRAY_LENGTH(\"arr_l\"), "
			 "ARRAY_LENGTH(\"arr_r\"))",
			 "ELSE",
		 }},
		"2210-2000000020210-200000000212-20000000221-1111111111-00000"
		"00002----------000000020200000000000020220000200000000000200",
	},
	{
		{"ColumnsReversedLevel",
		 {
			 "\"first_name_l\" = \"surname_r\" AND \"first_name_r\" = \"surname_l\"",
			 "\"first_name_l\" = \"surname_r\"",
			 "ELSE",
		 }},
		"020000000000000000000000000000000000000000000000000000000000"
		"000000000000000000000000000000000000000000000000000000000200",
	},
	{
		{"LiteralMatchLevel",
		 {
			 "\"sex_l\" = 'm' AND \"sex_r\" = 'm'",
			 "\"n_l\" = CAST(10 AS REAL)",
			 "\"sex_r\" = 'f'",
			 "ELSE",
		 }},
		"222222222222222000001101000010000110100001330113130331301131"
		"303310113130331110100001101000010100001130331000010331222311",
	},
	{
		{"And, Or, Not",
		 {
			 "null: (\"dob_l\" IS NULL OR \"dob_r\" IS NULL) AND (\"arr_l\" IS NULL OR "
			 "\"arr_r\" "
			 "IS NULL)",
			 "(\"surname_l\" = \"surname_r\") AND (NOT (\"first_name_l\" = "
			 "\"first_name_r\"))",
			 "(jaro_winkler_similarity(\"first_name_l\", \"first_name_r\") >= 0.8) OR "
			 "(levenshtein(\"surname_l\", "
			 "\"surname_r\") <= 1)",
			 "NOT ((\"n_l\" IS NULL OR \"n_r\" IS NULL) OR (\"sex_l\" = \"sex_r\"))",
			 "ELSE",
		 }},
		"3010-0001011110010-000101111000-00000000002-2110101001-20000"
		"00000----------000000000310111101011110231001111101001111211",
	},
	{
		{"ColumnExpression",
		 {
			 "null: \"first_name_l\" IS NULL OR \"first_name_r\" IS NULL",
			 "LOWER(\"first_name_l\") = LOWER(\"first_name_r\")",
			 "jaro_winkler_similarity(SUBSTRING(LOWER(\"first_name_l\"), 1, 3), "
			 "SUBSTRING(LOWER(\"first_name_r\"), "
			 "1, 3)) >= 0.8",
			 "NULLIF(regexp_extract(\"email_l\", '^[a-z]+', 0), '') = "
			 "NULLIF(regexp_extract(\"email_r\", "
			 "'^[a-z]+', 0), '')",
			 "ELSE",
		 }},
		"20000-0000030000000-000002000000-00000000023-0000000002-0000"
		"00000-000000000---------100000000000000210000000000000000200",
	},
	{
		{"array element",
		 {
			 "\"arr_l\"[1] = \"arr_r\"[1]",
			 "\"arr_l\"[-1] = \"arr_r\"[-1]",
			 "ELSE",
		 }},
		"120000000000220000020000000020100000000221000000000000000000"
		"000010000000000010000112200000000000110210000000000000000200",
	},
	{
		{"words",
		 {
			 "first_name_l LIKE 'A%' AND first_name_r IN ('Amena', 'Zoe')",
			 "substr(surname_l, -3) = substr(surname_r, -3)",
			 same_sex_and_longer,
			 "n_l > n_r AND n_l BETWEEN 5 AND 12",
			 "ELSE",
		 }},
		"400000241210010000002412100100000000000000233112121211000020"
		"200003112121211111111011311100101110010030000000000000010000",
	},
	{
		{"concatenation",
		 {
			 "first_name_l || ' ' || surname_l = first_name_r || ' ' || surname_r",
			 "jaro_winkler_similarity(first_name_l || surname_l, first_name_r || "
			 "surname_r) "
			 "> 0.85",
			 "damerau_levenshtein(lower(first_name_l), lower(surname_r)) < 2",
			 "ELSE",
		 }},
		"210000000000000100000000000000000000001000230000000000200000"
		"000000000000000000000000200000000000000200000000000000000200",
	},
};

enum { GOLDENS = sizeof goldens / sizeof goldens[0] };

static void check_golden(const struct golden *g)
{
	const char *want = g->gammas;
	SCOPED_WORLD(w);

	world_records(&w, slice_str(people));
	world_model(&w, &g->comparison, 1, true);
	world_plan(&w);
	for (uint32_t l = 0; l < w.records->rows; l++) {
		for (uint32_t r = l + 1; r < w.records->rows; r++, want++) {
			int gamma = plan_gamma(w.worker, 0, l, r);
			char got = gamma < 0 ? '-' : (char)('0' + gamma);

			if (got != *want) {
				test_fail(HERE, "%s of %u and %u is %c, not %c", g->comparison.name,
					  l + 1, r + 1, got, *want);
			}
		}
	}
	CHECK(*want == '\0');
	CHECK_OK(plan_worker_check(w.worker));
}

TEST(plan_gamma__gives_what_splink_gives)
{
	for (size_t i = 0; i < GOLDENS; i++) {
		check_golden(&goldens[i]);
	}
}
