#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The public record is told in full: each row of the fact table in examples/public-record/README.md.
. "$(dirname "$0")/lib.sh"
t_start "the public record, loaded into a new ledger, tells who knew what and when"

need python3
load=$T_ROOT/examples/public-record/load

ok "it loads" "$load" "$PWD/record"
hasnt_err "nothing is an exercise" EXERCISE
exit_is 2 "$load" "$PWD/record"
has_err "an existing ledger is left alone" "exists already"
exit_is 2 "$load"
ONUS_LEDGER=$PWD/record
ONUS_AS=keeper
export ONUS_LEDGER ONUS_AS

# Whether the answer in answer.json fits an expression of Python; d is the answer.
fits() {
	if python3 -c '
import json, sys
d = json.load(open("answer.json"))
sys.exit(not eval("(" + sys.argv[1] + ")"))' "$2" 2>error.txt; then
		pass "$1"
	else
		fail "$1" "$2: $(tail -n 1 error.txt)"
	fi
}

ok "the question is answered" "$ONUS" who-knew "the named men" --format json
cp "$OUT" answer.json
fits "the silence begins with the meetings of 2002" \
	'd["gaps"][0]["from"] == {"lo": "2002-01-01", "hi": "2002-12-31", "precision": "year"}'
fits "it ends with the convictions of 2016" \
	'd["gaps"][0]["to"] == {"lo": "2016-01-01", "hi": "2016-12-31", "precision": "year"}'
fits "it lasts 5,113 days, 4,749 at least and 5,478 at most" \
	'[d["gaps"][0][k] for k in ("days", "days_min", "days_max")] == [5113, 4749, 5478]'
fits "no other silence is as long" 'all(g["days"] < 5113 for g in d["gaps"][1:])'
fits "the one who was told is an attendee whose rank is not recorded" \
	'[(e["name"], e["rank"], e["senior"], e["strength"]) for e in d["exposures"]] ==
	[("police attendee, not named", None, "unknown", "attended")]'
fits "Operation Forced of 2001 and 2002 has lost its material" \
	'"Retention" in d["lost"][0]["rule"] and d["lost"][0]["when"]["precision"] == "unknown"'
fits "its negative decision is there, with what is not known" \
	'[(x["kind"], x["when"]["lo"], x["when"]["hi"]) for x in d["decisions"]] ==
	[("no_action", "2001-01-01", "2002-12-31")] and "papers are gone" in d["decisions"][0]["unknowns"]'
fits "three reports of the analyst have no recorded answer" \
	'sum(r["replies"] == [] and r["when"] == {"lo": "2002-01-01", "hi": "2006-12-31", "precision": "range"}
	for r in d["recommendations"]) == 3'
fits "the complaint is of 2017" '[w["when"]["lo"] for w in d["complaints"]] == ["2017-01-01"]'
fits "the finding has two dates, and both stand" \
	'[f["when"]["lo"] for f in d["complaints"][0]["findings"]] == ["2021-01-01", "2022-01-01"]'
fits "no responsible individual could be named" \
	'"No named individual" in d["complaints"][0]["findings"][0]["text"]'
fits "the force disputes it, because no officer is named" \
	'[(r["stance"], "no officer" in r["reason"]) for r in d["complaints"][0]["findings"][0]["responses"]]
	== [("disputed", True)]'
fits "it was shared in 2021, published in part in 2022, in full on 19 September 2025" \
	'[(p["extent"], p["when"]["lo"]) for p in d["complaints"][0]["findings"][0]["publications"]] ==
	[("shared", "2021-01-01"), ("part", "2022-01-01"), ("full", "2025-09-19")]'
fits "somebody is answerable today, by default" 'd["answerable"][-1]["by_default"] is True'
fits "an operation for other men is no part of it" '"Central" not in json.dumps(d)'

ok "the wider network has its own story" "$ONUS" who-knew "the wider network" --format json
cp "$OUT" answer.json
fits "with the charity's report" 'd["facts"][0]["when"]["precision"] == "decade"'
fits "and Operation Central's five convictions" 'd["operations"][0]["outcome"].startswith("Five")'

ok "the children's story" "$ONUS" who-knew "the children harmed" --format json
cp "$OUT" answer.json
fits "says why they came second in the 1990s" \
	'd["decisions"][0]["kind"] == "downgrade" and "Home Office" in d["decisions"][0]["reason"]'
fits "does not say that they were asked" '[c["asked"] for c in d["contacts"]] == ["unknown"]'
fits "spans 1997 to 2013" '"1997-01-01" in json.dumps(d["matters"])'

ok "the meeting without an action is found" "$ONUS" meeting list --unanswered
has_out "by its year" 2002
ok "Linden is told" "$ONUS" operation show "Operation Linden"
has_out "with what came of it" "14 officers with a case to answer; none dismissed"
ok "the hold is in force" "$ONUS" keep list --thing "Operation Forced"
has_out "over the operation" "In force"
complaint=$("$ONUS" complaint list --json | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
ok "the complaint is told" "$ONUS" complaint show "$complaint"
has_out "with its dates in conflict" "each date stands"
has_out "and its clock" "due by the end of 31 December 2018"
has_out "which ran out" "LATE"
ok "the log is whole" "$ONUS" log verify
ok "the live state equals a replay" "$ONUS" rebuild --check
t_done
