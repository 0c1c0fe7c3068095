#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
. "$T_HERE/tools/fill.sh"
t_start "an edit from outside is found, and the place said"
need python3 sqlite3
seed=20250919

fill_ledger ledger
exit_is 0 "$ONUS" log verify
exit_is 0 "$ONUS" rebuild --check
ok "any column of any table of the truth, bodies and blobs (seed $seed)" python3 "$T_HERE/tools/tamper.py" truth ledger $seed
ok "a column of every table that is computed (seed $seed)" python3 "$T_HERE/tools/tamper.py" tables ledger $seed 1
ok "single bits of the database (seed $seed)" python3 "$T_HERE/tools/tamper.py" bits ledger $seed 8
exit_is 0 "$ONUS" check

# --- beside the database ---
# byte STATUS FILE OFFSET: a flipped bit is found, and the file named; it is put back.
byte() {
	cp "$2" kept
	python3 "$T_HERE/tools/flip.py" "$2" "$3" 0
	exit_is "$1" "$ONUS" log verify
	has_err "... in $2" "${2#ledger/}"
	cp kept "$2"
}
byte 1 ledger/checkpoint 20
byte 1 ledger/access.log 40
byte 4 ledger/log.vkey 60
cp ledger/ledger.conf kept
sed -i 's/^store:/stare:/' ledger/ledger.conf
exit_is 4 "$ONUS" log verify
has_err "a line of ledger.conf that says nothing of ours" "ledger.conf, line"
cp kept ledger/ledger.conf
cp ledger/access.log kept
: >ledger/access.log
exit_is 1 "$ONUS" log verify
has_err "an access log that was emptied" access.log
rm ledger/access.log
exit_is 1 "$ONUS" log verify
cp kept ledger/access.log
for origin in onus.local/000000000000 example.org/other; do
	cp ledger/ledger.conf kept
	sed -i "s#^origin:.*#origin: $origin#" ledger/ledger.conf
	exit_is 1 "$ONUS" log verify
	cp kept ledger/ledger.conf
done

# --- a table made wrong is made right again ---
sqlite3 ledger/ledger.db "DELETE FROM member; DELETE FROM post; UPDATE report SET status = 'refused'"
exit_is 1 "$ONUS" rebuild --check
exit_is 3 "$ONUS" report list
exit_is 0 "$ONUS" rebuild
exit_is 0 "$ONUS" rebuild --check
exit_is 0 "$ONUS" report list
exit_is 0 "$ONUS" log verify

# --- what is nobody's content, and still matters ---
sqlite3 ledger/ledger.db "DROP TRIGGER event_is_never_deleted"
exit_is 1 "$ONUS" log verify
has_err "a trigger that is gone is named" event_is_never_deleted
sqlite3 ledger/ledger.db "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'events are appended, never deleted'); END"
exit_is 0 "$ONUS" log verify
sqlite3 ledger/ledger.db "INSERT INTO search (search, rowid, text)
	SELECT 'delete', seq, text FROM report WHERE text LIKE '%Ash%' LIMIT 1"
exit_is 1 "$ONUS" rebuild --check
has_err "a word that was taken out of the index is missed" "search index"
exit_is 0 "$ONUS" rebuild
exit_is 0 "$ONUS" rebuild --check
t_done
