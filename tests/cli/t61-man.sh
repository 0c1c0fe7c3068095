#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The man pages: made from the command table, whole, and without an error of markup.
. "$(dirname "$0")/lib.sh"
t_start "the man pages are made, and mandoc finds no error in them"
need scdoc mandoc

# What scdoc itself writes (an empty paragraph here and there) is its own; errors would be ours.
check_page() {
	scdoc <"$1" >"$2" 2>scdoc.err || fail "scdoc takes $2" "$(cat scdoc.err)" || return 1
	ok "$2 has no error" mandoc -T lint -W error "$2"
	ok "$2 can be read" mandoc -T utf8 "$2"
}

ok "the program gives its manual" "$ONUS" manual
cp "$OUT" manual
check_page manual onus.1
check_page "$T_ROOT/docs/man/onus-ledger.5.scd" onus-ledger.5
check_page "$T_ROOT/docs/man/onus-extract.1.scd" onus-extract.1

# Every command that the help lists has a heading of its own in the manual.
ok "the program gives its help" "$ONUS" --help
sed -n 's/^  \([a-z]\)/\1/p' "$OUT" | sed 's/  .*//' | sort >listed
ok "the help lists commands" test "$(wc -l <listed)" -ge 60
sed -n 's/^## //p' manual | sort >told
is "the manual has every command of the help" "$(comm -23 listed told)" ""
is "the manual has no other" "$(comm -13 listed told)" ""
t_done
