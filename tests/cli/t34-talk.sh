#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "what Onus says can be read by a person, and with --json by a script"
need python3

# Prints how many JSON objects $OUT holds, a line each; fails where anything is none.
objects() {
	python3 -c 'import json, sys; print(sum(isinstance(json.loads(l), dict) or sys.exit(1) for l in sys.stdin))' <"$OUT"
}

# --- help ---
exit_is 0 "$ONUS" help
has_out "help is a command too" "usage: onus "
exit_is 0 "$ONUS" help decide
has_out "help of one command" "usage: onus decide --kind KIND --reason TEXT"
exit_is 0 "$ONUS" help duty
has_out "help of a group" "duty accept"
exit_is 2 "$ONUS" help frobnicate
exit_is 2 "$ONUS" duty frobnicate
has_err "a second word that is none is named" 'there is no command "duty frobnicate"'
has_err "... beside those that there are" "duty accept"
exit_is 2 "$ONUS" decide --because "of the taxi"
has_err "an option that is none is answered with those that there are" \
	'has no option --because; its own are: --kind, --reason, --matter'
exit_is 2 "$ONUS" unowned --because "of the taxi"
has_err "... or that there are none" "its own are: none"
ok "the commands are listed" "$ONUS" --help
sed -n 's/^  \([a-z]\)/\1/p' "$OUT" | sed 's/  .*//' >commands
while read -r command; do
	# shellcheck disable=SC2086  # one word a word
	"$ONUS" $command --help || echo "$command fails"
done <commands >pages
is "every command has help" "$(grep -c '^usage: onus ' pages)" "$(wc -l <commands | tr -d ' ')"
is "no line of it is longer than 80 characters" "$(awk 'length > 80' pages)" ""

# --- nothing ---
new_ledger ledger
for list in "link review" "entity list" "report list" "matter list" "decide list" "act list" \
	"operation list" "meeting list" "contact due" "keep list" "complaint list" "recommend list" \
	"overdue" "overdue --by rank" "unowned" "mine"; do
	# shellcheck disable=SC2086
	exit_is 0 "$ONUS" $list
	is "$list: no data on nothing" "$(cat "$OUT")" ""
	isnt_empty=$(cat "$ERR")
	ok "... but a word to the person" test -n "$isnt_empty"
	# shellcheck disable=SC2086
	exit_is 0 "$ONUS" $list --json
	is "... and nothing to the script" "$(cat "$OUT")" ""
done

# --- a script ---
printf '14 March 2026\nA man called Ash was seen again.\n' >note.txt
exit_is 0 "$ONUS" receive note.txt --source "youth project" --json
report=$(python3 "$T_HERE/tools/get.py" report <"$OUT")
for question in "log checkpoint" "log prove $report" "policy show --yaml" "doctor" "check" \
	"log verify" "unowned" "member list" "policy show" "who-knew $report" \
	"who-knew $report --format svg" "report show $report" "source show S6 --because audit" \
	"receipt open $report"; do
	# shellcheck disable=SC2086
	exit_is 0 "$ONUS" $question --json
	ok "$question: JSON, an object a line" test "$(objects)" -ge 1
done
exit_is 0 "$ONUS" report original "$report" --json
cp "$OUT" original
ok "an original stays what it is" cmp note.txt original
exit_is 0 "$ONUS" log prove "$report" --json
python3 -c 'import json, sys; sys.stdout.write(json.load(sys.stdin)["text"])' <"$OUT" >again.tlog-proof
exit_is 0 "$ONUS" receipt verify again.tlog-proof --key "$ONUS_LEDGER/log.vkey"

# --- to a person ---
printf '\211PNG\r\n\032\n' >one.png
printf '\211PNG\r\n\032\n.' >two.png
for picture in one two; do
	exit_is 0 "$ONUS" receive $picture.png --source "youth project" --json
	python3 "$T_HERE/tools/get.py" report <"$OUT" >$picture
done
exit_is 0 "$ONUS" quarantine seize "$(cat one)" --because "for the police"
has_out "a seizure is told" "stays closed for good"
exit_is 0 "$ONUS" quarantine release "$(cat two)" --because "a bus ticket"
has_out "a release says how to see it" "onus report original $(cat two)"
exit_is 0 "$ONUS" source show S6 --because audit
has_out "a source is told in a sentence" "S6 is youth project (kind: not stated)"

# --- a date as it is said ---
exit_is 0 "$ONUS" expose "keeper" "$report" --how "by hand" --strength briefed \
	--when "15 March 2026" --json
has_out "a day is read as it is printed" '"when":{"lo":"2026-03-15","hi":"2026-03-15","precision":"day"}'
exit_is 0 "$ONUS" meeting record "Tasking" --kind tasking --attendee keeper --when "Sept 2025"
has_out "and a month" "September 2025: Tasking"
t_done
