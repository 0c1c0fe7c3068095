#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
# Small file systems are mounted in a world of this test's own, which ends with it.
if [ -z "${T_MOUNTS-}" ] && command -v unshare >/dev/null; then
	for how in "unshare -m" "unshare -rm"; do
		# shellcheck disable=SC2086  # two words
		if $how mount -t tmpfs -o size=1m none /mnt 2>/dev/null; then
			T_MOUNTS=yes
			export T_MOUNTS
			exec $how "$0"
		fi
	done
fi
t_start "a disk that is full or fails stops the work, and spoils nothing"
need python3
export T_ROOT
[ -z "${T_MOUNTS-}" ] || trap 'cd /; umount "$T_DIR"/mounted-* 2>/dev/null; t_clean' EXIT

# full COMMAND...: it ends with 6 and says why.
full() {
	exit_is 6 "$@"
	has_err "... because the disk is full" "disk is full"
}

# --- somewhere to print to ---
new_ledger roomy
echo "A note." >note.txt
exit_is 0 "$ONUS" receive note.txt --source desk
for words in --help --version manual doctor "report list" "member list --json" "log verify" \
	"rebuild --check" "scan note.txt --dated 2004" "receive --help"; do
	# shellcheck disable=SC2086  # words of a command
	"$ONUS" $words >/dev/full 2>"$ERR"
	STATUS=$?
	: >"$OUT"
	case $words in
	scan*) is "$words has nothing to print, and is content" "$STATUS" 0 ;;
	*)
		is "$words into a full disk ends with 6" "$STATUS" 6
		has_err "... and says what failed" "standard output"
		;;
	esac
done
echo "Another note." >another.txt
"$ONUS" receive another.txt --source desk --json >/dev/full 2>"$ERR"
is "a receive that can't be told ends with 6" "$?" 6
exit_is 0 "$ONUS" receive another.txt --source desk --json
is "... and what came in is kept" "$(python3 "$T_HERE/tools/get.py" known <"$OUT")" true
"$ONUS" matter open "A matter" --risk "at risk" --child yes --json >/dev/full 2>"$ERR"
is "any other would do it twice if it were tried again: it does not say so" "$?" 5
has_err "... but that it is done" "recorded"
exit_is 0 "$ONUS" check

# --- somewhere to keep it ---
if [ -n "${T_MOUNTS-}" ]; then
	mkdir mounted-small out
	mount -t tmpfs -o size=200k none mounted-small
	full "$ONUS" --ledger mounted-small/ledger init --member keeper
	is "an init without room leaves nothing" "$(ls -A mounted-small)" ""
	umount mounted-small

	mount -t tmpfs -o size=4m none mounted-small
	new_ledger mounted-small/ledger
	mkdir documents
	seq -f 'A report of several lines, number %g.' 50 >documents/small.txt
	seq -f 'A report of very many lines, number %g.' 2500 >documents/large.txt
	exit_is 0 "$ONUS" receive documents/small.txt --source desk --json
	for left in 0 20 60 100 200 300 400 600; do
		# All but so many kilobytes are taken.
		free=$(df -k --output=avail mounted-small | tail -n 1)
		dd if=/dev/zero of=mounted-small/filler bs=1k count=$((free - left)) 2>/dev/null
		seq -f "Line %g where $left kB are left." 2500 >"documents/$left.txt"
		run "$ONUS" receive "documents/$left.txt" documents/small.txt --source desk --receipts out --json
		cp "$OUT" said
		case $STATUS in
		0) pass "with $left kB there is room" ;;
		6)
			pass "with $left kB there is none"
			has_err "... and it says so" "disk is full"
			;;
		*) fail "with $left kB left" || t_got ;;
		esac
		run "$ONUS" report list --json
		[ "$STATUS" -eq 6 ] || [ "$STATUS" -eq 0 ] || fail "reading with $left kB left" || t_got
		[ "$STATUS" -eq 0 ] || is "what can't be logged is not shown" "$(cat "$OUT")" ""
		rm mounted-small/filler
		exit_is 0 "$ONUS" check
		exit_is 0 "$ONUS" receive "documents/$left.txt" --source desk --json
		cp "$OUT" again
		is "with room again it is there, once" "$(python3 "$T_HERE/tools/get.py" status <again)" read
		is "... what was told is still known" "$(python3 "$T_HERE/tools/get.py" report <said |
			while read -r id; do "$ONUS" report show "$id" >/dev/null || echo "$id"; done)" ""
	done
	is "no report stands twice" "$("$ONUS" report list --json |
		python3 "$T_HERE/tools/get.py" path | sort | uniq -d)" ""

	# The ledger has room, the place of the high-water mark has none.
	mkdir mounted-state
	mount -t tmpfs -o size=64k none mounted-state
	XDG_STATE_HOME=$T_DIR/mounted-state
	exit_is 0 "$ONUS" member add "Somebody"
	dd if=/dev/zero of=mounted-state/filler bs=1k count=64 2>/dev/null
	exit_is 5 "$ONUS" member add "Somebody Else"
	has_err "what is recorded stands, and need not be tried again" "stands"
	has_err "... and why it is not signed" "disk is full"
	echo "A note that can't be signed." >unsigned.txt
	full "$ONUS" receive unsigned.txt --source desk --json
	is "what can't be signed has no receipt" "$(cat "$OUT")" ""
	rm mounted-state/filler
	exit_is 0 "$ONUS" receive unsigned.txt --source desk --json
	ok "with room again it has one, that holds" "$ONUS" receipt verify \
		"$(python3 "$T_HERE/tools/get.py" receipt <"$OUT")" --key mounted-small/ledger/log.vkey
	exit_is 0 "$ONUS" check

	# The ledger has room, the place of the receipts has none.
	mkdir mounted-receipts
	mount -t tmpfs -o size=4k none mounted-receipts
	dd if=/dev/zero of=mounted-receipts/filler bs=1k count=4 2>/dev/null
	echo "A last note." >last.txt
	full "$ONUS" receive last.txt --source desk --receipts mounted-receipts --json
	exit_is 0 "$ONUS" receive last.txt --source desk --json
	is "a report whose receipt found no room is kept" "$(python3 "$T_HERE/tools/get.py" known <"$OUT")" true
	exit_is 0 "$ONUS" check
	XDG_STATE_HOME=$HOME/state
	unset ONUS_LEDGER ONUS_AS
else
	printf '# no small file system can be mounted here: not filled\n'
fi

# --- a disk that fails ---
# errors CALLS ERROR LAST: each of the first calls fails once.
errors() {
	errors_folder=errors-$1-$2
	ok "$2 from each of the first $3 calls of $1" \
		python3 "$T_HERE/tools/kill.py" errors "$errors_folder" "$1" "$2" 1 "$3"
	printf '# %s\n' "$(tail -n 1 "$OUT")"
}
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
	errors fsync,fdatasync EIO 4
	errors pwrite64 ENOSPC 3
	errors write ENOSPC 2
else
	printf '# processes may not be traced here: no call failed\n'
fi
t_done
