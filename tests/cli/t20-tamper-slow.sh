#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
. "$T_HERE/tools/fill.sh"
t_start "an edit from outside is found: every column of every table, and bits anywhere"
need python3 sqlite3
seed=${SEED:-20260501}

fill_ledger ledger
exit_is 0 "$ONUS" check
ok "every column of every table that is computed, and a row less (seed $seed)" \
	python3 "$T_HERE/tools/tamper.py" tables ledger "$seed" 0
printf '# %s\n' "$(tail -n 1 "$OUT")"
ok "two hundred bits of the database (seed $seed)" \
	python3 "$T_HERE/tools/tamper.py" bits ledger "$seed" 200
printf '%s\n' "$(tail -n 1 "$ERR")"
for more in 1 2 3; do
	ok "another row of every table of the truth (seed $((seed + more)))" \
		python3 "$T_HERE/tools/tamper.py" truth ledger $((seed + more))
done
exit_is 0 "$ONUS" check
t_done
