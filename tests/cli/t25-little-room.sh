#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2119  # new_ledger takes words or none
# A small disk of its own, in a mount namespace: it goes when this script does, however it ends.
if [ -z "${T_SMALL_DISK:-}" ]; then
	for way in -m -rm; do
		if unshare "$way" mount -t tmpfs tmpfs /mnt 2>/dev/null; then
			T_SMALL_DISK=yes exec unshare "$way" "$0"
		fi
	done
	printf '1..0 # SKIP this system lets nobody mount a small disk\n'
	exit 0
fi
. "$(dirname "$0")/lib.sh"
t_start "from not a byte of room to enough: what is said, what is told and what is recorded fit"
need python3 sqlite3
mkdir disk
trap 'umount -l "$T_DIR/disk" 2>/dev/null; t_clean' EXIT
mount -t tmpfs -o size=16m,mode=700 tmpfs disk || skip_all "a small disk could not be mounted"
new_ledger disk/ledger

# fill KILOBYTES: leaves about so much room.
fill() {
	rm -f disk/filling
	left=$(($(df -k --output=avail disk | tail -n 1) - $1))
	[ "$left" -le 0 ] || dd if=/dev/zero of=disk/filling bs=1024 count="$left" 2>/dev/null
}

count() {
	sqlite3 "$ONUS_LEDGER/ledger.db" "SELECT count(*) FROM $1"
}

# ended WHAT THERE: STATUS, the lines told, and whether it is THERE have to go together.
ended() {
	how="$STATUS $(wc -l <"$OUT" | tr -d ' ') $2"
	said=$(tr -d '\n' <"$ERR")
	case "$how $said" in
	"0 1 1 ") pass "$1: done" ;;
	"6 0 0 "*"disk is full"* | "6 0 0 "*"No space left"*) pass "$1: try again" ;;
	"5 1 1 "*"what was recorded stands"*) pass "$1: recorded, told, and not signed yet" ;;
	"6 0 1 "*"receive it again"*) pass "$1: kept, and its receipt comes when it is received again" ;;
	*) fail "$1: the status, what is told and what is recorded don't fit" "$how $said" ;;
	esac
	statuses="$statuses $STATUS"
}

seq -f 'line %g of a long report' 3000 >long.txt
statuses=
for room in 0 4 8 16 32 48 64 96 128 160 192 256 320 384 512 768 1024; do
	# --- a report too long for the database, so that its bytes are a file of their own ---
	cp long.txt "long-$room.txt"
	echo "room $room" >>"long-$room.txt"
	fill "$room"
	run "$ONUS" receive "long-$room.txt" --source desk --json
	rm -f disk/filling
	ended "$room kB, receive" "$(count "report WHERE path = 'long-$room.txt'")"
	if [ "$STATUS" -eq 0 ]; then
		receipt=$(python3 "$T_HERE/tools/get.py" receipt <"$OUT")
		exit_is 0 "$ONUS" receipt verify "$receipt" --key "$ONUS_LEDGER/log.vkey"
	fi
	is "$room kB: no part of a file is left" "$(find disk -name '*.part*')" ""

	# --- what can't be done again without being recorded twice ---
	fill "$room"
	run "$ONUS" entity enter "Person $room" --kind person --json
	rm -f disk/filling
	ended "$room kB, entity enter" "$(count "entity WHERE name = 'Person $room'")"

	# --- with room again ---
	exit_is 0 "$ONUS" check
	exit_is 0 "$ONUS" receive "long-$room.txt" --source desk --json
	receipt=$(python3 "$T_HERE/tools/get.py" receipt <"$OUT")
	exit_is 0 "$ONUS" receipt verify "$receipt" --key "$ONUS_LEDGER/log.vkey"
	is "$room kB: one report of it" "$(count "report WHERE path = 'long-$room.txt'")" 1
done
case $statuses in
*6*0*) pass "some had too little room, and some enough" ;;
*) fail "some had too little room, and some enough" "$statuses" ;;
esac
t_done
