#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2119  # new_ledger takes words or none
. "$(dirname "$0")/lib.sh"
t_start "one writer at a time: the next waits, then says who is in the way; readers go on"
need python3
new_ledger
printf 'A man called Ash waits at the gate.\n' >letter.txt
exit_is 0 "$ONUS" receive letter.txt --source desk --json
report=$(python3 "$T_HERE/tools/get.py" report <"$OUT")

# hold FILE SECONDS [WORDS]: takes the lock as a writer does, and puts its words into the file, in a
# process of its own; sets HOLDER.
cat >hold.py <<'PY'
"""Holds a lock, as another writer would, for so many seconds or until it is told to end."""
import fcntl, sys, time

file = open(sys.argv[1], "r+")
fcntl.flock(file, fcntl.LOCK_EX)
if len(sys.argv) > 3:
    file.truncate(0)
    file.write(sys.argv[3])
    file.flush()
open("held", "w").close()
time.sleep(float(sys.argv[2]))
PY
hold() {
	rm -f held
	python3 hold.py "$@" &
	HOLDER=$!
	for _ in $(seq 200); do
		[ ! -e held ] || return 0
		sleep 0.05
	done
	fail "the lock is held"
	t_done
}
release() {
	kill "$HOLDER" 2>/dev/null
	wait "$HOLDER" 2>/dev/null
}
milliseconds() {
	date +%s%3N
}

# --- a writer in the way ---
hold "$ONUS_LEDGER/lock" 60 "process 4711
"
began=$(milliseconds)
exit_is 6 "$ONUS" receive letter.txt --source "the school"
took=$(($(milliseconds) - began))
has_err "the ledger is named" "$ONUS_LEDGER"
has_err "... and who holds it" "process 4711"
has_err "... and what to do" "try again"
is "nothing is on stdout" "$(cat "$OUT")" ""
ok "it waits about five seconds ($took ms)" test "$took" -ge 4500 -a "$took" -le 15000

began=$(milliseconds)
for words in "report show $report" "report list" "who-knew $report" "search gate" "unowned" "member list" \
	"log prove $report" "log verify" "check" "doctor"; do
	# shellcheck disable=SC2086  # words of a command
	exit_is 0 "$ONUS" $words
done
took=$(($(milliseconds) - began))
ok "readers don't wait for it ($took ms)" test "$took" -le 15000
ok "no other ledger is in the way" "$ONUS" --ledger other init --member keeper
release
exit_is 0 "$ONUS" receive letter.txt --source "the school"

# --- a writer that ends in time ---
hold "$ONUS_LEDGER/lock" 1.5 "process 4711
"
began=$(milliseconds)
exit_is 0 "$ONUS" entity enter Ash --kind person
took=$(($(milliseconds) - began))
ok "who waits is let in ($took ms)" test "$took" -ge 500
release
exit_is 0 "$ONUS" entity show Ash

# --- one that was killed holds nothing any more, whatever its file says ---
hold "$ONUS_LEDGER/lock" 60 "process $$
"
kill -9 "$HOLDER"
wait "$HOLDER" 2>/dev/null
began=$(milliseconds)
exit_is 0 "$ONUS" entity enter Ness --kind person
took=$(($(milliseconds) - began))
ok "a lock ends with its process ($took ms)" test "$took" -le 5000
: >"$ONUS_LEDGER/lock"
hold "$ONUS_LEDGER/lock" 60 ""
exit_is 6 "$ONUS" entity enter Lee --kind person
has_err "one that does not say who it is" "unknown"
release

# --- two real ones ---
mkfifo slow
"$ONUS" receive - --source caller <slow >first.out 2>first.err &
first=$!
exec 3>slow
for _ in $(seq 200); do
	grep -q "process $first" "$ONUS_LEDGER/lock" && break
	sleep 0.05
done
exit_is 6 "$ONUS" entity enter Lee --kind person
has_err "it is named by its number" "process $first"
exit_is 0 "$ONUS" report list
printf 'A slow letter.\n' >&3
exec 3>&-
wait "$first"
is "the first one did its work" "$?" 0
ok "... and said so" grep -q "standard input" first.out
exit_is 0 "$ONUS" entity enter Lee --kind person

# Many at once: each in its turn, none lost.
for n in 1 2 3 4 5 6; do
	"$ONUS" entity enter "Person $n" --kind person >"many.$n" 2>&1 &
	eval "p$n=$!"
done
lost=
for n in 1 2 3 4 5 6; do
	eval "wait \$p$n" || lost="$lost $n"
done
is "six at once all get their turn" "$lost" ""
exit_is 0 "$ONUS" entity list --kind person --json
is "... and none is lost" "$(python3 "$T_HERE/tools/get.py" name <"$OUT" | grep -c '^Person [1-6]$')" 6

# --- the access log has a lock of its own: without its line nothing is shown ---
hold "$ONUS_LEDGER/access.log" 60
exit_is 6 "$ONUS" report list
has_err "it says that it is the access log" "access log"
is "and shows nothing" "$(cat "$OUT")" ""
release
exit_is 0 "$ONUS" report list
exit_is 0 "$ONUS" check
t_done
