#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves that the checks of lib.sh can fail: each is run in a script of its own where it must fail,
# and beside it where it must pass.
. "$(dirname "$0")/lib.sh"
t_start "a check that fails says so"

# script CHECK...: writes a test of one check and runs it; its TAP is in $OUT.
script() {
	{
		printf '. "%s/lib.sh"\nt_start inner\n' "$T_HERE"
		printf '%s\n' "$1"
		printf 't_done\n'
	} >inner.sh
	run env TMPDIR="$T_DIR" ONUS_ROOT="$T_ROOT" sh inner.sh
}

# fails WHAT CHECK: the check prints "not ok 1" and the script ends with 1.
fails() {
	script "$2"
	if [ "$STATUS" -eq 1 ] && grep -q '^not ok 1 - ' "$OUT" && grep -qx '1\.\.1' "$OUT"; then
		pass "$1"
	else
		fail "$1" "$(cat "$OUT" "$ERR")"
	fi
}

passes() {
	script "$2"
	if [ "$STATUS" -eq 0 ] && grep -q '^ok 1 - ' "$OUT" && ! grep -q '^not ok' "$OUT"; then
		pass "$1"
	else
		fail "$1" "$(cat "$OUT" "$ERR")"
	fi
}

passes "ok passes where the command succeeds" 'ok it true'
fails "ok fails where the command fails" 'ok it false'
fails "ok fails where the command is not there" 'ok it no-such-command-here'
passes "not_ok passes on status 1" 'not_ok it false'
fails "not_ok fails on success" 'not_ok it true'
# shellcheck disable=SC2016  # expanded by the inner script
fails "not_ok takes a crash for a failure" 'not_ok it sh -c "kill -SEGV \$\$"'
fails "not_ok takes a sanitizer's report for a failure" 'not_ok it sh -c "exit 99"'
passes "exit_is passes on the status" 'exit_is 4 sh -c "exit 4"'
fails "exit_is fails on another status" 'exit_is 4 sh -c "exit 5"'
fails "exit_is fails on success" 'exit_is 4 true'
passes "is passes on equal texts" 'is it "a b" "a b"'
fails "is fails on other texts" 'is it "a b" "a  b"'
passes "has finds text on stdout" 'run echo needle; has it needle'
passes "has finds text on stderr" 'run sh -c "echo needle >&2"; has it needle'
fails "has fails where the text is missing" 'run echo hay; has it needle'
fails "has takes the text as it stands, not as a pattern" 'run echo abc; has it a.c'
fails "has_out does not look at stderr" 'run sh -c "echo needle >&2"; has_out it needle'
fails "has_err does not look at stdout" 'run echo needle; has_err it needle'
passes "hasnt passes where the text is missing" 'run echo hay; hasnt it needle'
fails "hasnt fails where the text stands" 'run echo needle; hasnt it needle'
fails "hasnt_out fails where the text stands" 'run echo needle; hasnt_out it needle'
fails "hasnt_err fails where the text stands" 'run sh -c "echo needle >&2"; hasnt_err it needle'
fails "fail fails" 'fail it because'

script 'exit_is 0 sh -c "echo to-stdout; echo to-stderr >&2; exit 3"'
has_out "a failed check shows the status it got" "status 3"
has_out "... and the stdout" "to-stdout"
has_out "... and the stderr" "to-stderr"

script 'is it got-this want-that'
has_out "a failed comparison shows what it got" "got:  got-this"
has_out "... and what it wanted" "want: want-that"

script 'false; exit 0'
hasnt_out "a script that stops half-way prints no plan" "1.."

script 'skip_all "nothing to test here"'
has_out "skip_all says why" "1..0 # SKIP nothing to test here"

script 'need no-such-command-here'
has_out "need skips where a program is missing" "1..0 # SKIP no-such-command-here"

script 'ONUS=/bin/false; new_ledger; ok it true'
has_out "new_ledger fails where init fails" "not ok 1 - a new ledger"

# shellcheck disable=SC2016  # expanded by the inner script
script 'printf "%s" "$T_DIR" >"$TMPDIR/where"; ok it test -d "$T_DIR"'
is "the script's folder is gone afterwards" "$(test -e "$(cat where)" && echo there)" ""
t_done
