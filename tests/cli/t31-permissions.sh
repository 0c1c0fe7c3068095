#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2119  # new_ledger takes words or none
. "$(dirname "$0")/lib.sh"
t_start "who may do what, and no look at content without a line in the access log"
need python3 sqlite3
new_ledger

does() {
	exit_is 0 "$ONUS" "$@" --json
	cp "$OUT" said
}

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

lines() {
	[ -e "$1" ] || { echo 0; return; }
	wc -l <"$1" | tr -d ' '
}

events() {
	sqlite3 "$ONUS_LEDGER/ledger.db" 'SELECT count(*) FROM event'
}

printf '11 March 2003\n\nA man called Ash waits in a silver taxi, J214 KDS. 07700 900123.\n' >letter.txt

# --- who acts ---
unset ONUS_AS
exit_is 0 "$ONUS" member list
has_out "where there is one member, it is that one" keeper
does member add "Sergeant One" --title "Sergeant" --rank Sergeant
exit_is 3 "$ONUS" member list
has_err "where there are two, one has to say who it is" "--as MEMBER"
is "... before anything is shown" "$(cat "$OUT")" ""
before=$(events)
exit_is 3 "$ONUS" receive letter.txt --source desk
has_err "... to write too" "--as MEMBER"
ONUS_AS=keeper
export ONUS_AS
exit_is 3 "$ONUS" --as "nobody known" report list
has_err "an unknown one is named" "nobody known"
exit_is 3 "$ONUS" --as P99999 report list
exit_is 3 "$ONUS" --as "nobody known" receive letter.txt --source desk
exit_is 3 "$ONUS" --writer "nobody known" receive letter.txt --source desk
has_err "so is an unknown writer" "--writer nobody known"
is "nothing was recorded by any of them" "$(events)" "$before"
ok "a name is found however it is written" "$ONUS" --as "KEEPER " member list

# --- somebody of the record ---
does member add "attendee, not named" --record
for words in "report list" "receive letter.txt --source desk" "entity enter Ash --kind person" \
	"member add Another" "keep list"; do
	# shellcheck disable=SC2086  # words of a command
	exit_is 3 "$ONUS" --as "attendee, not named" $words
	has_err "somebody of the record can't: $words" "without an account"
done
exit_is 3 "$ONUS" --writer "attendee, not named" entity enter Ash --kind person
has_err "... nor write for another" "without an account"

# --- somebody without a post ---
does member add "Volunteer"
exit_is 0 "$ONUS" --as Volunteer receive letter.txt --source desk --json
cp "$OUT" said
report=$(get report)
before=$(events)
for words in "entity enter Ash --kind person" "matter open Taxis" "act Ask --about $report" \
	"decide --kind act --reason yes --about $report" "duty accept $report" \
	"meeting record Tasking --kind tasking --attendee keeper" \
	"clock start $report --clock child_seen" "complaint make a --text b --made-by c --against d --body e" \
	"member add Another" "post take Volunteer --title Chief" "policy adopt $T_ROOT/policy/england.yaml" \
	"keep hold --scope all --issuer me --order none" "keep loss tapes --rule none"; do
	# shellcheck disable=SC2086  # words of a command
	exit_is 3 "$ONUS" --as Volunteer $words
	has_err "without a post nobody may: $words" "holds no post today"
done
is "the refused leave nothing behind" "$(events)" "$before"
does post take Volunteer --title "Clerk" --from 2020
post=$(get id)
exit_is 0 "$ONUS" --as Volunteer matter open "Taxis at the gate" --about "$report" --json
cp "$OUT" said
matter=$(get id)
does post leave "$post" --until 2021-12-31
exit_is 3 "$ONUS" --as Volunteer matter open "Another"
has_err "who has left the post may no more" "holds no post today"
exit_is 0 "$ONUS" --as "Sergeant One" --writer keeper entity enter "Ash" --kind person --json
cp "$OUT" said
ash=$(get id)
is "who acted and who wrote it are two" \
	"$(sqlite3 ledger/ledger.db "SELECT e.actor || ' ' || e.writer FROM event e ORDER BY seq DESC LIMIT 1" 2>&1)" \
	"P6 P4"

# --- every look leaves a line ---
does entity enter "the girls" --kind group
girls=$(get id)
does operation start "Operation Example" --objective "Find the taxi" --about "$ash"
operation=$(get id)
does meeting record "Tasking" --kind tasking --attendee keeper --about "$ash"
meeting=$(get id)
does decide --kind act --reason "It has to stop" --about "$ash"
decision=$(get id)
does complaint make "They were told" --text "Nobody acted" --made-by "a parent" --against "the force" \
	--body "the watchdog" --about "$ash"
complaint=$(get id)
does recommend "$report" "Ask the firm" --addressee "the force"
recommendation=$(get id)
does report show "$report"
source=$(get source)
cat >looks <<LOOKS
report show $report
report list
report original $report
source show $source --because audit
who-knew $ash
who-knew $ash --format json
who-knew $ash --format svg
search $ash
duty show $report
unowned
overdue
overdue --by rank
mine
matter show $matter
matter list
decide show $decision
decide list
act list
operation show $operation
operation list
meeting show $meeting
meeting list
contact list $girls
contact due
keep list
member list
member show P4
complaint show $complaint
complaint list
recommend show $recommendation
recommend list
entity show $ash
entity list
mention list $report
link review
receipt open $report
LOOKS
log=$ONUS_LEDGER/access.log
while read -r words; do
	before=$(lines "$log")
	# shellcheck disable=SC2086  # words of a command
	run "$ONUS" $words
	[ "$STATUS" -le 1 ] || { fail "$words" || t_got; }
	is "one line for: $words" "$(lines "$log")" "$((before + 1))"
done <looks
# What reads must be in that list: the rows of the command tables say which do.
cat >rows.py <<'PY'
"""The commands whose row says MAY_READ and that the list of looks lacks."""
import pathlib, re, sys

looks = [line.split() for line in open("looks")]
seen = 0
for path in pathlib.Path(sys.argv[1]).rglob("*.c"):
    text = path.read_text()
    for name, row in re.findall(r'\n\t\{\s*(?:\.name = )?"([a-z -]+)",(.*?)\},(?=\n\t\{)', text, re.S):
        if "MAY_READ" in row:
            seen += 1
            if not any(words[:len(name.split())] == name.split() for words in looks):
                print(name)
sys.exit(seen < 30)
PY
ok "the command tables can be read" python3 rows.py "$T_ROOT/src"
is "no command reads that is not looked at here" "$(cat "$OUT")" ""

cat >content.py <<'PY'
"""Lines of the access log say who looked, when, at what and why, and nothing of what they saw."""
import json, sys

bad = 0
for number, line in enumerate(open(sys.argv[1]), 1):
    v = json.loads(line)
    if list(v) != ["at", "member", "n", "prev", "purpose", "what"] or v["n"] != number \
            or not v["member"].startswith("P") or not v["what"] or not v["purpose"]:
        bad += 1
        print(line, end="")
sys.exit(bad > 0 or number < 30)
PY
ok "each says who, when, what and why" python3 content.py "$log"
for words in "waits" "silver" "J214" "900123" "school" "has to stop" "Nobody acted" "desk" "Taxis" \
	"Find the taxi" "the girls"; do
	not_ok "none says what was seen: $words" grep -qF -e "$words" "$log"
done
before=$(lines "$log")
exit_is 3 "$ONUS" --as "nobody known" report show "$report"
exit_is 2 "$ONUS" report show
exit_is 2 "$ONUS" report show "$report" too many
is "what is refused is no look" "$(lines "$log")" "$before"
exit_is 0 "$ONUS" log verify
exit_is 0 "$ONUS" log checkpoint
exit_is 0 "$ONUS" check

# --- where no line can be written, nothing is shown ---
mv "$log" access.old
mkdir "$log"
while read -r words; do
	# shellcheck disable=SC2086  # words of a command
	run "$ONUS" $words
	is "not shown: $words" "$STATUS $(wc -c <"$OUT" | tr -d ' ')" "3 0"
done <looks
has_err "and why" "access log"
hasnt_err "and no more" "Ash"
exit_is 1 "$ONUS" log verify
has_err "the log says that it is gone" "access"

# Nor is a checkpoint signed: what came in meanwhile is kept, and its receipt comes later.
exit_is 3 "$ONUS" entity enter "Ness" --kind person --json
has_err "what was recorded stands" "stands"
cp "$OUT" said
echo "A second letter." >second.txt
exit_is 3 "$ONUS" receive second.txt --source desk --json
is "a report without a receipt is not acknowledged" "$(cat "$OUT")" ""
rmdir "$log"
mv access.old "$log"
exit_is 0 "$ONUS" entity show "$(get id)"
has_out "it was kept" Ness
does receive second.txt --source desk
is "the report was kept too" "$(get known)" true
exit_is 0 "$ONUS" receipt verify "$(get receipt)" --key ledger/log.vkey
exit_is 0 "$ONUS" check
t_done
