# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# lib.sh - checks for whole commands, as TAP on stdout. A test is a POSIX shell script:
#
#     . "$(dirname "$0")/lib.sh"
#     t_start "a report can be received and verified"
#     new_ledger
#     printf 'Seen near the station.\n' >note.txt
#     exit_is 0 "$ONUS" receive note.txt --source desk --json
#     has "the status is said" '"status":"received"'
#     exit_is 4 "$ONUS" receive no-such-file --source desk
#     has_err "the file is named" no-such-file
#     is "nothing on stdout" "$(cat "$OUT")" ""
#     t_done
#
# The script runs in a folder of its own ($T_DIR), which is removed at the end. Every check goes on
# after a failure and prints what it got. A script that ends without t_done prints no plan, and the
# runner counts that as a failure.
#
# Checks:   ok WHAT COMMAND...        the command succeeds
#           not_ok WHAT COMMAND...    the command fails with a status of 1 to 98: neither a crash nor
#                                     a sanitizer's report is a "no"
#           exit_is STATUS COMMAND... the command ends with exactly that status
#           is WHAT GOT WANT          two texts are the same
#           has / hasnt WHAT TEXT     the last command's stdout or stderr has the text (or neither)
#           has_out hasnt_out has_err hasnt_err WHAT TEXT       the same for one of the two
#           pass WHAT, fail WHAT [WHY]                          for what a script finds out itself
# Others:   run COMMAND...            no check; sets STATUS, fills $OUT and $ERR (ok, not_ok and
#                                     exit_is do the same)
#           new_ledger [NAME] [WORD...]   a fresh ledger in ./NAME; WORD... go to `onus init`;
#                                     sets ONUS_LEDGER and ONUS_AS
#           need COMMAND...           skips the script where one of the programs is missing
#           shared_data FOLDER        skips the script where that third-party test data is missing
#           skip_all REASON, t_done
set -u

T_HERE=$(cd "$(dirname "$0")" && pwd)
T_ROOT=$(cd "${ONUS_ROOT:-$T_HERE/../..}" && pwd)
# The runner sets these; the defaults are for a test that is run by hand.
ONUS=${ONUS:-$T_ROOT/build/asan/src/face/onus}
ONUS_EXTRACT=${ONUS_EXTRACT:-$T_ROOT/build/asan/src/extract/onus-extract}
ONUS_SHARED_DATA=${ONUS_SHARED_DATA:-$T_ROOT/../shared/data}
export ONUS ONUS_EXTRACT ONUS_SHARED_DATA LC_ALL=C.UTF-8
# A sanitizer's report ends a program with a status that none of ours means something by.
ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99}
LSAN_OPTIONS=${LSAN_OPTIONS:-exitcode=99}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-exitcode=99}
export ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS

T_COUNT=0
T_FAILED=0
STATUS=0

t_start() {
	T_DIR=$(mktemp -d "${TMPDIR:-/tmp}/onus-cli-XXXXXX") || exit 1
	OUT=$T_DIR/.stdout
	ERR=$T_DIR/.stderr
	: >"$OUT"
	: >"$ERR"
	trap 't_clean' EXIT
	trap 'exit 130' HUP INT TERM
	# Nothing a test does may reach the state of the person who runs it.
	HOME=$T_DIR/.home
	XDG_STATE_HOME=$HOME/state
	export HOME XDG_STATE_HOME
	unset ONUS_LEDGER ONUS_AS
	mkdir -p "$XDG_STATE_HOME"
	cd "$T_DIR" || exit 1
	printf '# %s\n' "$1"
}

t_clean() {
	cd /
	chmod -R u+rwX "$T_DIR" 2>/dev/null
	rm -rf "$T_DIR"
}

# Prints the plan and ends the script: 1 where a check failed.
t_done() {
	printf '1..%d\n' "$T_COUNT"
	[ "$T_FAILED" -eq 0 ]
	exit
}

skip_all() {
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

need() {
	for t_program in "$@"; do
		command -v "$t_program" >/dev/null 2>&1 || skip_all "$t_program is not installed"
	done
}

shared_data() {
	[ -d "$ONUS_SHARED_DATA/$1" ] || skip_all "the third-party test data is not here: $1"
}

# TAP keeps a check on one line, and "#" would begin a directive.
t_line() {
	printf '%s' "$1" | tr '\n#' '  ' | cut -c 1-200
}

pass() {
	T_COUNT=$((T_COUNT + 1))
	printf 'ok %d - %s\n' "$T_COUNT" "$(t_line "$1")"
}

# fail WHAT [WHY]: returns 1, so that a script can write `is ... || t_done`.
fail() {
	T_COUNT=$((T_COUNT + 1))
	T_FAILED=$((T_FAILED + 1))
	printf 'not ok %d - %s\n' "$T_COUNT" "$(t_line "$1")"
	[ "$#" -lt 2 ] || printf '%s\n' "$2" | t_comment
	return 1
}

t_comment() {
	head -n 60 | cut -c 1-400 | sed 's/^/#   /'
}

t_got() {
	printf '#   status %d\n' "$STATUS"
	printf '#   stdout:\n'
	t_comment <"$OUT"
	printf '#   stderr:\n'
	t_comment <"$ERR"
}

run() {
	STATUS=0
	"$@" >"$OUT" 2>"$ERR" || STATUS=$?
	return 0
}

# The command in a line: programs without their folder, so that names stay the same everywhere.
t_words() {
	t_said=${1##*/}
	shift
	for t_word in "$@"; do
		t_said="$t_said $t_word"
	done
	printf '%s' "$t_said"
}

ok() {
	t_what=$1
	shift
	run "$@"
	if [ "$STATUS" -eq 0 ]; then
		pass "$t_what"
	else
		fail "$t_what" "$(t_words "$@")" || t_got
		return 1
	fi
}

not_ok() {
	t_what=$1
	shift
	run "$@"
	if [ "$STATUS" -ge 1 ] && [ "$STATUS" -le 98 ]; then
		pass "$t_what"
	else
		fail "$t_what" "$(t_words "$@")" || t_got
		return 1
	fi
}

exit_is() {
	t_want=$1
	shift
	run "$@"
	t_what="exit $t_want: $(t_words "$@")"
	if [ "$STATUS" -eq "$t_want" ]; then
		pass "$t_what"
	else
		fail "$t_what" || t_got
		return 1
	fi
}

is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:  $2
want: $3"
	fi
}

# t_find WANTED WHAT TEXT FILE...: WANTED is 0 (in one of the files) or 1 (in none).
t_find() {
	t_wanted=$1 t_what=$2 t_text=$3
	shift 3
	t_found=1
	if cat "$@" | grep -qF -e "$t_text"; then
		t_found=0
	fi
	if [ "$t_found" -eq "$t_wanted" ]; then
		pass "$t_what"
	else
		fail "$t_what" "looked for: $t_text" || t_got
		return 1
	fi
}

has() { t_find 0 "$1" "$2" "$OUT" "$ERR"; }
hasnt() { t_find 1 "$1" "$2" "$OUT" "$ERR"; }
has_out() { t_find 0 "$1" "$2" "$OUT"; }
hasnt_out() { t_find 1 "$1" "$2" "$OUT"; }
has_err() { t_find 0 "$1" "$2" "$ERR"; }
hasnt_err() { t_find 1 "$1" "$2" "$ERR"; }

# The keeper is the ledger's first member; whoever acts otherwise says --as.
new_ledger() {
	ONUS_LEDGER=$PWD/${1:-ledger}
	ONUS_AS=keeper
	export ONUS_LEDGER ONUS_AS
	[ "$#" -eq 0 ] || shift
	run "$ONUS" init --organisation "Example Constabulary" "$@"
	if [ "$STATUS" -ne 0 ]; then
		fail "a new ledger" || t_got
		t_done
	fi
}
