#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "init makes a ledger whole, or nothing at all"
need python3

rights() {
	stat -c %a "$1"
}

# --- what it makes ---
exit_is 0 "$ONUS" --ledger a init --organisation "Example Constabulary" --member "First Member" --json
is "stdout is one record" "$(wc -l <"$OUT" | tr -d ' ')" 1
is "it names the ledger" "$(python3 "$T_HERE/tools/get.py" ledger <"$OUT")" a
vkey=$(python3 "$T_HERE/tools/get.py" vkey <"$OUT")
is "the key it prints is the one it keeps" "$(cat a/log.vkey)" "$vkey"
has_out "a verifier key is ORIGIN+ID+KEY" "+"
for secret in log.key seal.key; do
	is "only its owner may read $secret" "$(rights "a/$secret")" 600
done
is "only its owner may look into the folder" "$(rights a)" 700
hasnt "no private key is printed" "PRIVATE"
is "nothing else is left" "$(ls)" a
exit_is 0 "$ONUS" --ledger a check
exit_is 0 "$ONUS" --ledger a member list
has_out "the first member is there" "First Member"
exit_is 0 "$ONUS" --ledger a log verify --json
is "with a checkpoint over all of it" "$(python3 "$T_HERE/tools/get.py" checkpoints <"$OUT")" 1

exit_is 0 "$ONUS" --ledger named init --member keeper --origin police.example/log-1
ok "an origin may be given" grep -q '^police.example/log-1+' named/log.vkey
exit_is 0 "$ONUS" --ledger slash/ init --member keeper
exit_is 0 "$ONUS" --ledger slash check
mkdir empty
exit_is 0 "$ONUS" --ledger empty init --member keeper
exit_is 0 "$ONUS" --ledger empty check
exit_is 0 env ONUS_LEDGER="$T_DIR/by-env" ONUS_AS="Somebody" "$ONUS" init
has_out "ONUS_AS names the first member" "P4"
exit_is 0 "$ONUS" --ledger by-env member list
has_out "... by name" "Somebody"

# --- what it refuses ---
before=$(cat a/log.vkey a/ledger.conf a/checkpoint | cksum)
exit_is 2 "$ONUS" --ledger a init --member keeper
has_err "a ledger is not made twice" "a has a ledger already"
is "and is left as it was" "$(cat a/log.vkey a/ledger.conf a/checkpoint | cksum)" "$before"
exit_is 0 "$ONUS" --ledger a check

mkdir full
echo mine >full/file
exit_is 2 "$ONUS" --ledger full init --member keeper
has_err "a folder with something in it is refused" "there is something in it"
is "and left as it was" "$(ls -A full)" file
echo mine >plain
not_ok "a file is no place for one" "$ONUS" --ledger plain init --member keeper
is "and left as it was" "$(cat plain)" mine
exit_is 4 "$ONUS" --ledger no/such/place init --member keeper
is "a folder that isn't there is not made on the way" "$(ls -d no 2>/dev/null)" ""
exit_is 2 "$ONUS" --ledger b init extra
exit_is 2 "$ONUS" --ledger b init --nonsense
exit_is 2 "$ONUS" --ledger b init --member
not_ok "a member needs a name" "$ONUS" --ledger b init --member ''

# --- policies ---
printf 'name: broken\nversion: [\n' >broken.yaml
exit_is 4 "$ONUS" --ledger b init --member keeper --policy broken.yaml
has_err "a wrong policy is named" broken.yaml
sed 's/England/Another/' "$T_ROOT/policy/england.yaml" >other.yaml
sed 's/^ladder:/laddder:/' other.yaml >misspelt.yaml
exit_is 4 "$ONUS" --ledger b init --member keeper --policy misspelt.yaml
has_err "the place of the mistake is said" "misspelt.yaml line "
has_err "... and the word" "laddder"
exit_is 4 "$ONUS" --ledger b init --member keeper --policy no-such.yaml
exit_is 4 "$ONUS" --ledger b init --member keeper --policy /
exit_is 4 "$ONUS" --ledger b init --member keeper --origin "$(printf 'x%.0s' $(seq 500))"
not_ok "an origin may not break a note" "$ONUS" --ledger b init --member keeper --origin "two
lines"
is "none of these made anything" "$(ls -d b b.* 2>/dev/null)" ""
exit_is 0 "$ONUS" --ledger b init --member keeper --policy other.yaml
exit_is 0 "$ONUS" --ledger b policy show
has_out "the policy given is in force" "Another"

# --- exercises ---
new_ledger exercise --exercise
echo "A note." >note.txt
exit_is 0 "$ONUS" receive note.txt --source desk --json
has_err "receive says that it is an exercise" "EXERCISE"
report=$(python3 "$T_HERE/tools/get.py" report <"$OUT")
for words in "check" "log verify" "log checkpoint" "rebuild --check" "member list" "report list" \
	"report show $report" "unowned" "log prove $report"; do
	# shellcheck disable=SC2086  # words of a command
	exit_is 0 "$ONUS" $words
	has_err "$words says that it is an exercise" "EXERCISE"
	hasnt_out "... and not among the data" "EXERCISE"
done
exit_is 0 "$ONUS" --ledger a check
hasnt "a real one says nothing of the kind" "EXERCISE"
sed -i 's/exercise: yes/exercise: no/' exercise/ledger.conf
exit_is 1 "$ONUS" log verify
has_err "an exercise is one for good" "exercise"
t_done
