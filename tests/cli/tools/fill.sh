# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# fill.sh - makes a ledger with a row in every table, so that a test can look at all of them; sourced
# after lib.sh. The public record fills most; the rest comes here.
#
#     fill_ledger NAME      sets ONUS_LEDGER and ONUS_AS

fill_ledger() {
	ONUS_LEDGER=$PWD/$1
	ONUS_AS=keeper
	export ONUS_LEDGER ONUS_AS
	run "$T_ROOT/examples/public-record/load" "$ONUS_LEDGER"
	[ "$STATUS" -eq 0 ] || { fail "the public record is loaded" || t_got; t_done; }
	mkdir fill
	python3 "$T_ROOT/examples/documents/make.py" fill >/dev/null
	# More than fits into the database: a file of its own.
	seq -f 'line %g of a long report' 4000 >fill/long.txt
	run "$ONUS" receive fill --source "youth project"
	[ "$STATUS" -eq 0 ] || { fail "documents are received" || t_got; t_done; }
	run "$ONUS" link propose "the named men" "the wider network" --kind associate --because "one story"
	[ "$STATUS" -eq 0 ] || { fail "a link is proposed" || t_got; t_done; }
	# Ends with the head of an access log in the log of events.
	run "$ONUS" report list
	run "$ONUS" log checkpoint
	[ "$STATUS" -eq 0 ] || { fail "a checkpoint" || t_got; t_done; }
	rm -r fill
}
