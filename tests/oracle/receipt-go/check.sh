#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh - what the merkle engine writes is taken by Go's note and tlog packages, and refused once
# a byte of it is changed. Prints TAP; says SKIP where Go or its packages are not there.
here=$(cd "$(dirname "$0")" && pwd)
ONUS_ROOT=${ONUS_ROOT:-$here/../../..}
export ONUS_ROOT
. "$ONUS_ROOT/tests/cli/lib.sh"
sample=${ONUS_BUILD:-$T_ROOT/build/asan}/tests/oracle/receipt-sample

t_start "receipts and tiles in Go's note and tlog packages"
GOCACHE=${GOCACHE:-$T_DIR/go-cache}
export GOCACHE
oracle=$T_DIR/receipt-go
run "$here/build.sh" "$oracle"
[ "$STATUS" -ne 77 ] || skip_all "$(cat "$ERR")"
is "receipt-go is built" "$STATUS" 0 || { t_got; t_done; }

# check_log SIZE: every receipt of a log of ours, and the log as it is published.
check_log() {
	log=$T_DIR/log-$1
	mkdir "$log"
	ok "a log of $1 entries is written" "$sample" "$1" "$log" || return
	wrong=
	for receipt in "$log"/receipts/*.tlog-proof; do
		index=$(basename "$receipt" .tlog-proof)
		run "$oracle" "$log/log.vkey" "$receipt"
		[ "$STATUS" -eq 0 ] && [ "$(cat "$OUT")" = "valid $index $1" ] || wrong="$wrong $index"
	done
	is "its receipts are valid" "$wrong" ""
	ok "its tiles and checkpoint are valid" "$oracle" --tiles "$log/log.vkey" "$log"
	has_out "and of that size" "valid $1"
}

# Sizes around powers of two and tiles; the last has a tile of the third level.
for size in 1 2 3 7 8 15 256 257 65793; do
	check_log "$size"
done

log=$T_DIR/log-15
passed=
tried=0
for receipt in "$log"/flipped/*.tlog-proof; do
	tried=$((tried + 1))
	run "$oracle" "$log/log.vkey" "$receipt"
	[ "$STATUS" -eq 1 ] || passed="$passed $(basename "$receipt" .tlog-proof)"
done
is "a receipt is refused after any one flipped byte" "$passed" ""
ok "all of its bytes were tried" test "$tried" -eq "$(wc -c <"$log/receipts/14.tlog-proof")"
exit_is 1 "$oracle" "$T_DIR/log-8/log.vkey" "$T_DIR/log-8/receipts/99.tlog-proof"

# flip FILE OFFSET: changes one byte of a file, in place.
flip() {
	byte=$(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	# shellcheck disable=SC2059
	printf "\\$(printf %03o $(((byte + 16) % 256)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

for file in checkpoint tile/0/000 tile/0/001.p/1 tile/1/000.p/1 tile/entries/000 \
	tile/entries/001.p/1; do
	cp -R "$T_DIR/log-257" "$T_DIR/changed"
	flip "$T_DIR/changed/$file" 30
	not_ok "a log with a flipped byte in $file is refused" \
		"$oracle" --tiles "$T_DIR/changed/log.vkey" "$T_DIR/changed"
	rm -rf "$T_DIR/changed"
done

# The oracle itself: a log that neither we nor Go's authors wrote.
tessera=$ONUS_SHARED_DATA/log-vectors/tiles/tessera-15
if [ -d "$tessera" ]; then
	cp -R "$tessera" "$T_DIR/tessera"
	chmod -R u+w "$T_DIR/tessera"
	for size in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		cp "$tessera/checkpoint.$size" "$T_DIR/tessera/checkpoint"
		ok "Tessera's log at size $size is valid" "$oracle" --tiles "$tessera/vkey.txt" \
			"$T_DIR/tessera"
	done
	flip "$T_DIR/tessera/tile/0/000.p/15" 100
	not_ok "and refused with a flipped byte" "$oracle" --tiles "$tessera/vkey.txt" \
		"$T_DIR/tessera"
fi
t_done
