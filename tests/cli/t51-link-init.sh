#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "link init says what columns hold, and writes settings that link and Splink read"
need python3

get() {
	python3 "$T_HERE/tools/get.py" "$@" <"$OUT"
}

python3 "$T_ROOT/examples/link/people.py" 600 7 >people.csv
exit_is 0 "$ONUS" link init people.csv --out settings.json --json
is "the records are counted" "$(get records)" "$(($(wc -l <people.csv) - 1))"
is "the id is found" "$(get id)" "unique_id"
is "what a column holds is told by its name" "$(get columns.1.looks_like)" "given name"
ok "every rule that is proposed makes few pairs, and is in the settings" python3 -c '
import json, sys
told = json.loads(sys.argv[1])
written = json.load(open("settings.json"))
assert written == told["settings"]
good = [r["rule"] for r in told["rules"] if r["proposed"]]
assert good and written["blocking_rules_to_generate_predictions"] == good
assert all(r["proposed"] == (r["pairs"] <= 10 * told["records"]) for r in told["rules"])
assert all("different values" in c["comparison_description"] for c in written["comparisons"])
assert all(l["label_for_charts"] for c in written["comparisons"] for l in c["comparison_levels"])
' "$(cat "$OUT")"

# --- what is proposed can be trained and linked, and links well ---
exit_is 0 "$ONUS" link people.csv --settings settings.json --truth person --json \
	--certain 'l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob'
cp "$OUT" told.json
ok "most of what is joined is right" python3 -c '
import json
a = json.load(open("told.json"))["accuracy"]
assert a["precision"] > 0.95 and a["recall"] > 0.75, a'
# ONUS_SPLINK_PYTHON: a Python that has Splink, where somebody wants to know.
if [ -n "${ONUS_SPLINK_PYTHON:-}" ]; then
	ok "Splink reads the settings" "$ONUS_SPLINK_PYTHON" -c '
import duckdb
from splink import DuckDBAPI, Linker
c = duckdb.connect()
c.execute("create table people as select * from read_csv(\"people.csv\", all_varchar=true)")
api = DuckDBAPI(c)
Linker(api.register("people"), "settings.json").training.estimate_u_using_random_sampling(1e4)'
fi

# --- words for people ---
cat >list.csv <<'TEXT'
id,surname,dob,shoe
1,Unknown,1990-01-01,
2,Unknown,1991-01-01,
2,Marsh,1992-01-01,
3,Marsh,1992-01-01,
TEXT
exit_is 0 "$ONUS" link init list.csv
has_out "what looks like no value is told" '"Unknown" stands in 2 rows and looks like no value'
has_out "1 January is told" "1 January stands in 4 rows (100 %)"
has_out "an empty column is told" "4 of 4 rows have no value"
has_out "an id that comes twice is told" "the id is not unique: 1 rows"
has_out "what is not compared is told" "Not compared: shoe"
exit_is 4 "$ONUS" link init list.csv --id number
has_err "an id that is not there is named" '"number"'
printf 'id,surname\n' >empty.csv
exit_is 4 "$ONUS" link init empty.csv
has_err "no records are none" "there are 0 records"
printf 'a,b\n1,x\n2,y\n' >other.csv
exit_is 4 "$ONUS" link init other.csv --out none.json
has_err "where nothing is known, that is said" "there is nothing to compare"
not_ok "and nothing is written" test -e none.json
awk 'NR == 1 || NR % 2 == 0' people.csv >left.csv
awk 'NR == 1 || NR % 2 == 1' people.csv >right.csv
exit_is 0 "$ONUS" link init left.csv right.csv --json
is "two files are two sources" "$(get settings.link_type)" "link_and_dedupe"
t_done
