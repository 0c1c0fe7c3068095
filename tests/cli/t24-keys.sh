#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2119  # new_ledger takes words or none
. "$(dirname "$0")/lib.sh"
t_start "a key that is missing, wrong or readable by others; a ledger put back from an older copy"
need python3
new_ledger

does() {
	exit_is 0 "$ONUS" "$@" --json
	cp "$OUT" said
}

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

printf '11 March 2003\n\nA man called Ash waits in a silver taxi.\n' >letter.txt
does receive letter.txt --source "youth project"
report=$(get report)
does report show "$report"
source=$(get source)

# --- whose keys they are ---
for key in log.key seal.key; do
	is "$key is its owner's alone" "$(stat -c %a "ledger/$key")" 600
	not_ok "$key is in no other file" grep -rlF -e "$(cat "ledger/$key")" ledger/ledger.db \
		ledger/ledger.conf ledger/log.vkey ledger/checkpoint ledger/receipts
done
exit_is 0 "$ONUS" doctor
has_out "doctor says that their rights are right" "only its owner"
hasnt_out "... and nothing is wrong with them" "others may read it"
chmod 644 ledger/seal.key
exit_is 1 "$ONUS" doctor --json
cp "$OUT" said
ok "doctor sees that others may read one" test "$(get verdict what=seal.key | grep -c chmod)" -eq 1
is "... and that the other is well" "$(get verdict what=log.key | grep -c chmod)" 0
chmod 600 ledger/seal.key

# --- missing ---
# without KEY: nothing that needs it is done, the key is named, and all is well once it is back.
without() {
	mv "ledger/$1" away
	for words in "receive letter.txt --source desk" "entity enter Ash --kind person" "log checkpoint" \
		"rebuild"; do
		# shellcheck disable=SC2086  # words of a command
		exit_is 4 "$ONUS" $words
		has_err "$1 is named" "$1"
	done
	exit_is 1 "$ONUS" doctor
	has "doctor names it too" "$1"
}
back() {
	mv away "ledger/$1"
	exit_is 0 "$ONUS" check
}

without log.key
exit_is 0 "$ONUS" report show "$report"
has_out "without log.key it can still be read" "silver taxi"
exit_is 0 "$ONUS" log verify
exit_is 0 "$ONUS" source show "$source" --because "audit"
back log.key
without log.vkey
not_ok "without log.vkey it can't be verified" "$ONUS" log verify
has_err "... and that is why" log.vkey
back log.vkey
without seal.key
exit_is 4 "$ONUS" source show "$source" --because "audit"
has_err "without seal.key nobody is unsealed" seal.key
hasnt "... at all" "youth project"
back seal.key
is "nothing came of what was refused" "$("$ONUS" report list --json | wc -l | tr -d ' ')" 1

# --- wrong ---
cp -r ledger/seal.key seal.good
exit_is 0 "$ONUS" --ledger other init --member keeper
cp other/seal.key ledger/seal.key
exit_is 1 "$ONUS" log verify
has_err "a seal.key of another ledger is found" "seal.key"
not_ok "... and unseals nobody" "$ONUS" source show "$source" --because "audit"
has_err "... and that is why" "seal.key"
hasnt "... at all" "youth project"
not_ok "... and nothing is sealed with it" "$ONUS" receive letter.txt --source "the school"
has_err "... and that is why" "seal.key"
echo "no key at all" >ledger/seal.key
exit_is 4 "$ONUS" source show "$source" --because "audit"
has_err "what is no key is named" seal.key
cp seal.good ledger/seal.key
exit_is 0 "$ONUS" check

for wrong in log.key log.vkey; do
	cp "ledger/$wrong" good
	cp "other/$wrong" "ledger/$wrong"
	exit_is 4 "$ONUS" entity enter Ash --kind person
	has_err "a foreign $wrong is found" "log.key and log.vkey don't belong together"
	: >"ledger/$wrong"
	exit_is 4 "$ONUS" entity enter Ash --kind person
	has_err "an empty $wrong is found" "$wrong"
	cp good "ledger/$wrong"
done
cp ledger/log.key log.good
cp ledger/log.vkey vkey.good
cp other/log.key other/log.vkey ledger/
not_ok "a foreign pair signs nothing here" "$ONUS" entity enter Ash --kind person
not_ok "... and verifies nothing" "$ONUS" log verify
cp log.good ledger/log.key
cp vkey.good ledger/log.vkey
exit_is 0 "$ONUS" check

# --- an older copy, put back ---
cp -r ledger older
does receive letter.txt --source "the school"
late=$(get report)
cp ledger/receipts/"$late".tlog-proof .
mv ledger newer
cp -r older ledger
exit_is 3 "$ONUS" receive letter.txt --source "another"
has_err "an older copy takes nothing in" "older"
is "no receipt is given" "$(cat "$OUT")" ""
exit_is 3 "$ONUS" entity enter Ash --kind person
exit_is 1 "$ONUS" log verify
has_err "verify says why" "older"
exit_is 1 "$ONUS" check
exit_is 0 "$ONUS" report show "$report"
exit_is 0 "$ONUS" receipt verify "$late.tlog-proof" --key ledger/log.vkey
rm -r ledger
mv newer ledger
exit_is 0 "$ONUS" check
does receive letter.txt --source "another"

# --- without a second place there is nothing to compare with, and doctor says so ---
exit_is 1 env -u HOME -u XDG_STATE_HOME "$ONUS" doctor
has_out "no second place is a fault" "could fork the log"
t_done
