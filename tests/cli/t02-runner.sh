#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves that the test runner misses nothing: each way in which a test program can go wrong is put
# before it, and has to be counted.
. "$(dirname "$0")/lib.sh"
t_start "the runner counts every failure"
need python3

# program NAME LINE...: writes a test program.
program() {
	t_name=$1
	shift
	{
		printf '#!/bin/sh\n'
		printf '%s\n' "$@"
	} >"$t_name"
	chmod +x "$t_name"
}

# runner STATUS LAST-LINE PROGRAM...: runs them, and looks at the status and the last line.
runner() {
	t_status=$1
	t_last=$2
	shift 2
	run "$T_ROOT/tests/run" --build "$T_DIR" --seconds 20 "$@"
	is "$*: last line" "$(tail -n 1 "$OUT")" "$t_last"
	is "$*: status" "$STATUS" "$t_status"
}

program good 'echo ok 1 - a' 'echo ok 2 - b' 'echo 1..2'
runner 0 "2 passed, 0 failed" ./good

program plan-first 'echo 1..1' 'echo ok 1 - a'
runner 0 "1 passed, 0 failed" ./plan-first

program some-skipped 'echo ok 1 - a' 'echo "ok 2 - b # SKIP no data"' 'echo 1..2'
runner 0 "1 passed, 0 failed, 1 skipped" ./some-skipped

program bad 'echo ok 1 - a' 'echo not ok 2 - broken' 'echo "# why it broke"' 'echo 1..2' 'exit 1'
runner 1 "1 passed, 1 failed" ./bad
has_out "a failed check is shown" "not ok 2 - broken"
has_out "... with what was said about it" "# why it broke"

program lies 'echo not ok 1 - a' 'echo 1..1' 'exit 0'
runner 1 "0 passed, 1 failed" ./lies

program no-plan 'echo ok 1 - a'
runner 1 "1 passed, 1 failed" ./no-plan

program too-few 'echo 1..3' 'echo ok 1 - a' 'echo ok 2 - b'
runner 1 "2 passed, 1 failed" ./too-few

program misnumbered 'echo ok 1 - a' 'echo ok 3 - c' 'echo 1..2'
runner 1 "1 passed, 1 failed" ./misnumbered

program nothing 'echo 1..0'
runner 1 "0 passed, 1 failed" ./nothing

program silent 'true'
runner 1 "0 passed, 1 failed" ./silent

program all-skipped 'echo "1..0 # SKIP no data"'
runner 1 "0 passed, 0 failed, 1 skipped" ./all-skipped
runner 0 "2 passed, 0 failed, 1 skipped" ./all-skipped ./good

# shellcheck disable=SC2016  # for the program
program crash 'echo ok 1 - a' 'echo 1..1' 'echo last words >&2' 'kill -SEGV $$'
runner 1 "1 passed, 1 failed" ./crash
has_out "a crash is named" "SIGSEGV"
has_out "... and stderr shown" "last words"

program wrong-status 'echo ok 1 - a' 'echo 1..1' 'exit 3'
runner 1 "1 passed, 1 failed" ./wrong-status

program sanitized 'echo ok 1 - a' 'echo 1..1' 'exit 99'
runner 1 "1 passed, 1 failed" ./sanitized
has_out "a sanitizer's report is named" "a sanitizer stopped it"

program endless 'echo ok 1 - a' 'sleep 600 & sleep 600' 'echo 1..1'
run "$T_ROOT/tests/run" --build "$T_DIR" --seconds 1 ./endless
is "a program without end is ended" "$(tail -n 1 "$OUT")" "1 passed, 2 failed"
has_out "... and named" "it took too long"

runner 1 "2 passed, 1 failed" ./good ./nothing
t_done
