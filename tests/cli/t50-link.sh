#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "link finds the records of one person, says why, and refuses what it can't read"
need python3

get() {
	python3 "$T_HERE/tools/get.py" "$@" <"$OUT"
}

# settings.json, with $1 for the rules and $2 in place of the word that a test spoils
settings() {
	cat <<TEXT
{"link_type": "dedupe_only", "unique_id_column_name": "unique_id", "sql_dialect": "duckdb",
 "blocking_rules_to_generate_predictions": [$1],
 "comparisons": [
  {"output_column_name": "first_name", "comparison_levels": [
   {"sql_condition": "first_name_l IS NULL OR first_name_r IS NULL", "is_null_level": true},
   {"sql_condition": "first_name_l = first_name_r", "label_for_charts": "the same",
    "tf_adjustment_column": "first_name"},
   {"sql_condition": "${2-jaro_winkler_similarity}(first_name_l, first_name_r) >= 0.88"},
   {"sql_condition": "ELSE"}]},
  {"output_column_name": "surname", "comparison_levels": [
   {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
   {"sql_condition": "surname_l = surname_r"},
   {"sql_condition": "jaro_winkler_similarity(surname_l, surname_r) >= 0.88"},
   {"sql_condition": "ELSE"}]},
  {"output_column_name": "dob", "comparison_levels": [
   {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": true},
   {"sql_condition": "dob_l = dob_r"},
   {"sql_condition": "ELSE"}]},
  {"output_column_name": "town", "comparison_levels": [
   {"sql_condition": "town_l IS NULL OR town_r IS NULL", "is_null_level": true},
   {"sql_condition": "town_l = town_r"},
   {"sql_condition": "ELSE"}]}]}
TEXT
}
rules='"l.surname = r.surname", "l.first_name = r.first_name", "l.dob = r.dob"'
settings "$rules" >settings.json
python3 "$T_ROOT/examples/link/people.py" 600 7 >people.csv

# --- the whole way: train, compare, join, write ---
link() {
	"$ONUS" link people.csv --settings settings.json --json \
		--certain 'l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob' \
		--session 'l.dob = r.dob' --session 'l.surname = r.surname and l.first_name = r.first_name' "$@"
}
exit_is 0 link --truth person --group town --pairs pairs.csv --clusters clusters.csv --report report.html \
	--save-model model.json
records=$(($(wc -l <people.csv) - 1))
is "all records are read" "$(get records)" "$records"
cp "$OUT" told.json
ok "nearly all that is joined is right, and most is found" python3 -c '
import json
a = json.load(open("told.json"))["accuracy"]
assert a["precision"] > 0.97 and a["recall"] > 0.7, a'
is "every record has its cluster" "$(($(wc -l <clusters.csv) - 1))" "$records"
is "the pairs have the columns that Splink gives them" "$(head -n 1 pairs.csv)" \
	"unique_id_l,unique_id_r,match_weight,match_probability,match_key"
ok "the page needs nothing from outside" sh -c '! grep -Eq "(src|href)=|url\(|<script|@import" report.html'
ok "the page has the levels by name" grep -q "the same" report.html
ok "the page says how right it is, by group" grep -q "true entities.*<th scope=\"row\">oakby" report.html
ok "the page shows the worst pairs" grep -q "<h2>The worst pairs</h2>.*before anything is compared" report.html
ok "each table has a caption or stands beside its picture, each column a scope, each picture a title" python3 -c '
import re
page = open("report.html").read()
page = re.sub("<details>.*?</details>", "", page, flags=re.S)
tables = re.findall("<table.*?</table>", page, re.S)
assert len(tables) > 10 and all("<caption>" in t for t in tables)
assert not re.search("<th(?![^>]*scope)(?!ead)", page)
assert page.count("<svg") == len(re.findall("<svg[^>]*role=\"img\"[^>]*><title>[^<]", page)) > 2'

# --- the same for any number of threads and any order ---
cp pairs.csv pairs-first.csv
cp clusters.csv clusters-first.csv
exit_is 0 link --threads 1 --pairs pairs.csv --clusters clusters.csv
ok "one thread gives the same pairs" cmp pairs.csv pairs-first.csv
(head -n 1 people.csv && tail -n +2 people.csv | sort -r) >turned.csv
mv people.csv as-it-was.csv
mv turned.csv people.csv
exit_is 0 link --threads 3 --pairs pairs.csv --clusters clusters.csv
ok "another order gives the same pairs" cmp pairs.csv pairs-first.csv
sort clusters.csv >a.txt
sort clusters-first.csv >b.txt
ok "another order gives the same clusters" cmp a.txt b.txt
mv as-it-was.csv people.csv

# --- a saved model gives the same weights; a pair is explained ---
exit_is 0 "$ONUS" link people.csv --model model.json --pairs again.csv --json
ok "the saved model gives the same pairs" cmp again.csv pairs-first.csv
exit_is 0 "$ONUS" link explain people.csv --model model.json --left 0 --right 1
has_out "the pair is named" "0 and 1: weight"
has_out "and what would change it, or that nothing would" "would"
exit_is 4 "$ONUS" link explain people.csv --model model.json --left 0 --right 99999
has_err "who is not there is named" "99999"

# --- what people decided ---
printf 'id_l,id_r,decision\n0,1,different\n' >decisions.csv
exit_is 0 link --decisions decisions.csv --clusters clusters.csv
ok "who is different is never in one cluster" python3 -c '
import csv
c = {r["unique_id"]: r["cluster_id"] for r in csv.DictReader(open("clusters.csv"))}
assert c["0"] != c["1"]'
printf 'id_l,id_r,decision\n0,1,same\n1,700,same\n0,700,different\n' >decisions.csv
exit_is 0 link --decisions decisions.csv
has "answers that contradict one another are shown" "contradict one another"
printf 'id_l,id_r,decision\n0,1,perhaps\n' >decisions.csv
exit_is 4 link --decisions decisions.csv
has_err "an answer that is none is named" '"perhaps"'
printf 'id_l,id_r,decision\n0,no-such,same\n' >decisions.csv
exit_is 4 link --decisions decisions.csv
has_err "a record that is not there is named" "no-such"

# --- ids that stay ---
head -n 700 people.csv >earlier.csv
keep() {
	"$ONUS" link "$1" --model model.json --entities entities.csv --json
}
exit_is 0 keep earlier.csv
cp entities.csv first.csv
exit_is 0 keep earlier.csv
ok "the same records keep their entities" cmp entities.csv first.csv
exit_is 0 keep people.csv
cp "$OUT" told.json
ok "more records: every id of before still answers, and the diff is told" python3 -c '
import csv, json
def read(name):
    rows = list(csv.DictReader(open(name)))
    return ({r["unique_id"]: r["entity_id"] for r in rows if r["unique_id"]},
            {r["entity_id"]: r["became"] for r in rows if not r["unique_id"]})
old, _ = read("first.csv")
now, became = read("entities.csv")
told = json.load(open("told.json"))["entities"]
assert told["new"] > 0 and told["grew"] > 0, told
assert all(e in set(now.values()) or e in became for e in old.values())
assert told["merged"] == len(became), (told, became)'
exit_is 0 keep earlier.csv
ok "without them again: the old entities" python3 -c '
import csv
def read(name):
    return {r["unique_id"]: r["entity_id"] for r in csv.DictReader(open(name)) if r["unique_id"]}
a, b = read("first.csv"), read("entities.csv")
groups = lambda m: sorted(sorted(k for k in m if m[k] == e) for e in set(m.values()))
assert groups(a) == groups(b)'
printf 'entity_id,unique_id,became\nzero,0,\n' >entities.csv
exit_is 4 keep earlier.csv
has_err "an id that is none is named by its row" "row 1"

# --- records that can't be read ---
bad() { # WHAT TEXT-OF-MESSAGE, the CSV on stdin
	cat >bad.csv
	exit_is 4 "$ONUS" link bad.csv --settings settings.json
	has_err "$1" "$2"
}
bad "the same id twice is named" "the same \"unique_id\", 1" <<'TEXT'
unique_id,first_name,surname,dob,town
1,amber,hill,1990-01-02,oakby
1,jay,hill,1991-01-02,oakby
TEXT
bad "a missing column is named" "surname" <<'TEXT'
unique_id,first_name,dob,town
1,amber,1990-01-02,oakby
2,jay,1991-01-02,oakby
TEXT
bad "a ragged row is named by its line" "line 3" <<'TEXT'
unique_id,first_name,surname,dob,town
1,amber,hill,1990-01-02,oakby
2,jay,hill,1991-01-02
TEXT
python3 -c 'print("unique_id,first_name,surname,dob,town\n1," + "a" * 10_000_000 + ",hill,1990-01-02,oakby")' >ten.csv
bad "a field of ten megabytes is beyond a named limit" "LINK_FIELD_MAX" <ten.csv
printf 'unique_id,first_name,surname,dob,town\n' >empty.csv
exit_is 4 "$ONUS" link empty.csv --settings settings.json --json
has_err "nothing can be learnt from no records" "0 records"
exit_is 0 "$ONUS" link empty.csv --model model.json --json
is "a model finds no pair in them" "$(get pairs)" 0
python3 -c '
print("unique_id,first_name,surname,dob,town")
for i in range(50): print(f"{i},,hill{i % 20},1990-01-02,oakby")' >nulls.csv
exit_is 0 "$ONUS" link nulls.csv --settings settings.json --json

# --- one block that holds everything ---
python3 -c '
print("unique_id,first_name,surname,dob,town")
for i in range(20000): print(f"{i},amber{i},hill,1990-01-02,oakby")' >same.csv
settings '"l.surname = r.surname"' >one-rule.json
exit_is 0 timeout 60 "$ONUS" link same.csv --settings one-rule.json --json
has_err "a block beyond the limit is left out, and told" "LINK_BLOCK_PAIRS_MAX"
is "its pairs are counted" "$(get left_out)" 199990000

# --- settings that can't be read ---
settings "$rules" jaro_winkler_similarty >typo.json
exit_is 4 "$ONUS" link people.csv --settings typo.json
has_err "the place is named" "comparisons[0].comparison_levels[2].sql_condition"
has_err "and the nearest word" "jaro_winkler_similarity"
sed 's/link_type/link_typ/' settings.json >typo.json
exit_is 4 "$ONUS" link people.csv --settings typo.json
has_err "a key with a typing error is named" "link_type"
for m in -0.5 1.5 NaN; do
	sed "s/\"label_for_charts\": \"the same\"/\"m_probability\": $m/" settings.json >bad-m.json
	exit_is 4 "$ONUS" link people.csv --model bad-m.json
	has_err "m of $m is refused" "bad-m.json"
done
exit_is 2 link --recall 2
exit_is 2 "$ONUS" link people.csv --settings settings.json --model model.json
exit_is 4 "$ONUS" link people.csv --settings no-such.json
has_err "a file that is not there is named" "no-such.json"

# --- several files ---
awk -F, 'NR == 1 || NR % 2 == 0' people.csv >left.csv
awk -F, 'NR == 1 || NR % 2 == 1' people.csv >right.csv
sed 's/dedupe_only/link_only/' settings.json >link-only.json
exit_is 0 "$ONUS" link left.csv right.csv --settings link-only.json --pairs two.csv --clusters both.csv --json
ok "pairs are of two files only" python3 -c '
import csv
rows = list(csv.DictReader(open("two.csv")))
assert rows and all(r["source_dataset_l"] != r["source_dataset_r"] for r in rows)'
t_done
