#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Receipts as `onus receive` gives them hold with log.vkey alone, in our verifier and in one built on
# Go's note and tlog packages, and neither takes one with a flipped byte.
. "$(dirname "$0")/lib.sh"
t_start "a receipt needs nothing but the log's public key, and nothing of ours to check it"
need python3
GOCACHE=${GOCACHE:-$T_DIR/go-cache}
export GOCACHE
oracle=$T_DIR/receipt-go
run "$T_ROOT/tests/oracle/receipt-go/build.sh" "$oracle"
[ "$STATUS" -ne 77 ] || skip_all "$(cat "$ERR")"
is "receipt-go is built" "$STATUS" 0 || { t_got; t_done; }

new_ledger ledger
printf 'Outreach log, 3 March 2003.\nA silver taxi waited at the school gate.\n' >first.txt
printf 'Second letter, 2 April 2003.\nThe same taxi. Nobody has answered our first letter.\n' >second.txt
exit_is 0 "$ONUS" receive first.txt second.txt --source "youth project" --receipts out --json
python3 "$T_HERE/tools/get.py" receipt <"$OUT" >receipts
is "two receipts" "$(wc -l <receipts | tr -d ' ')" 2

# Somebody else's machine: the key and the receipts, and no ledger.
mkdir elsewhere
cp "$ONUS_LEDGER/log.vkey" elsewhere/
cp out/*.tlog-proof elsewhere/
unset ONUS_LEDGER ONUS_AS
cd elsewhere || exit 1

for receipt in *.tlog-proof; do
	ok "$receipt holds in ours" "$ONUS" receipt verify "$receipt" --key log.vkey
	has_out "... and says so" "valid"
	ok "$receipt holds in Go" "$oracle" log.vkey "$receipt"
	has_out "... and says so" "valid"
done

# Bit 4 of a byte, because the lowest ones of a base64 text's last character may say nothing, which
# Go's packages allow and ours does not. Ours is a process with a sanitizer for each: every 29th byte.
for receipt in *.tlog-proof; do break; done
size=$(wc -c <"$receipt")
mkdir flipped
python3 "$T_HERE/tools/flip.py" --all "$receipt" 4 flipped
is "each byte was flipped" "$(find flipped -type f | wc -l)" "$size"
ours='' theirs='' at=0
while [ "$at" -lt "$size" ]; do
	run "$oracle" log.vkey "flipped/$at"
	[ "$STATUS" -eq 1 ] || theirs="$theirs $at"
	if [ $((at % 29)) -eq 0 ]; then
		run "$ONUS" receipt verify "flipped/$at" --key log.vkey
		[ "$STATUS" -eq 1 ] || [ "$STATUS" -eq 4 ] || ours="$ours $at:$STATUS"
	fi
	at=$((at + 1))
done
is "Go refuses it after a flip of any byte" "$theirs" ""
is "ours refuses it after a flip of any byte tried" "$ours" ""

# Another log's key, and a receipt of another entry under a good proof.
ONUS_LEDGER=$T_DIR/other
export ONUS_LEDGER
exit_is 0 "$ONUS" init --member keeper
not_ok "another log's key does not fit" "$ONUS" receipt verify "$receipt" --key "$T_DIR/other/log.vkey"
exit_is 1 "$oracle" "$T_DIR/other/log.vkey" "$receipt"
t_done
