#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "the machine proposes who is meant, a person decides, and can take it back"
need python3

get() {
	python3 "$T_HERE/tools/get.py" "$@" <"$OUT"
}

new_ledger
cat >letter.txt <<'TEXT'
11 March 2003

Mr Ash Marsh waits in a silver taxi, J214 KDS. His number is 07700 900123.
TEXT

# --- a report came in before anybody knew the name ---
exit_is 0 "$ONUS" receive letter.txt --source "youth project" --json
report=$(get report)
exit_is 0 "$ONUS" entity list --json
phone=$(get id kind=phone)
is "an exact value is a candidate" "$(get state kind=phone)" candidate
is "... in its normal form" "$(get name kind=phone)" +447700900123
is "a name alone makes nobody" "$(get id kind=person)" ""
exit_is 0 "$ONUS" entity enter "Ash Marsh" --kind person --alias Ashy --json
ash=$(get id)
is "the earlier mention is proposed to be him" "$(get mention_count)" 1
is "... and the phone and the taxi to have to do with him" "$(get links.0.kind links.1.kind)" \
	"associate	associate"
link=$(get links.0.id)

# --- by any name; entered once ---
for word in ashy "ASH  MARSH" "$ash"; do
	exit_is 0 "$ONUS" entity show "$word" --json
	is "found as $word" "$(get id)" "$ash"
done
exit_is 0 "$ONUS" entity show "+44 7700 900123" --json
is "a number is found however it is written" "$(get id)" "$phone"
exit_is 3 "$ONUS" entity enter "07700-900-123" --kind phone
has_err "what is there already is named" "$phone"
exit_is 4 "$ONUS" entity enter "silver taxi" --kind vehicle
has_err "a vehicle has a mark" "--unknown"
exit_is 0 "$ONUS" entity enter "silver taxi" --kind vehicle --unknown
exit_is 2 "$ONUS" entity enter "Ash" --kind ghost
exit_is 1 "$ONUS" entity show nobody

# --- mentions ---
exit_is 0 "$ONUS" mention list "$report" --json
mention=$(get id kind=person)
is "offsets are bytes" "$(get start end kind=person)" "18	27"
is "the words around are there" "$(get before text kind=person)" "11 March 2003 Mr 	Ash Marsh"
exit_is 2 "$ONUS" mention decide "$mention" --because "Both"
exit_is 0 "$ONUS" mention decide "$mention" --confirm --role suspect --because "He was named" --json
is "the decision says who and why" "$(get state role decided_by_name because)" \
	"confirmed	suspect	keeper	He was named"
hasnt_out "... and no word of the report" "waits in"

# --- links ---
exit_is 0 "$ONUS" link review --json
is "what touches a person comes first" "$(get a | head -n 1)" "$ash"
exit_is 0 "$ONUS" link decide "$link" --same --because "He gave it to a worker"
has_out "it is said in words" "CONFIRMED by keeper"
exit_is 0 "$ONUS" link undo "$link" --because "It was his brother's" --json
is "the question is open again" "$(get state because)" "proposed	It was his brother's"
exit_is 3 "$ONUS" link undo "$link" --because "Again"

# Three who may be one: two decisions, and a third that contradicts them.
for name in "Lee North" "Lee East" "Lee South"; do
	"$ONUS" entity enter "$name" --kind person >/dev/null 2>&1
done
propose() {
	"$ONUS" link propose "$1" "$2" --kind same --because "One photograph" --json 2>/dev/null |
		python3 "$T_HERE/tools/get.py" id
}
one=$(propose "lee north" "lee east")
two=$(propose "lee east" "lee south")
three=$(propose "lee north" "lee south")
exit_is 0 "$ONUS" link decide "$one" --same --because "He said so"
exit_is 0 "$ONUS" link decide "$two" --same --because "He said so"
exit_is 3 "$ONUS" link decide "$three" --different --because "Other faces"
has_err "the decisions in the way are named" "$one"
has_err "... both" "$two"
exit_is 3 "$ONUS" link propose "lee north" "silver taxi" --kind same --because "?"
exit_is 3 "$ONUS" link propose "lee north" "lee north" --kind associate --because "?"

# --- what was read is in the access log; what was decided is in the ledger ---
ok "looks are logged" grep -q '"entity show' "$ONUS_LEDGER/access.log"
ok "... lists of mentions too" grep -q '"mention list' "$ONUS_LEDGER/access.log"
ok "a replay gives the same" "$ONUS" rebuild --check
ok "and all of it is proved" "$ONUS" log verify

t_done
