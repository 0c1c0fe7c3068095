#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/format.md is enough to verify by: a program of Python's standard library alone takes the
# example of the page and a receipt made now, and refuses both once anything in them is changed.
. "$(dirname "$0")/lib.sh"
t_start "the enduring format is what docs/format.md says"
need python3

examples=$T_ROOT/docs/examples
page=$T_ROOT/docs/format.md
by_python=$examples/verify_entry.py

# missing FILE: the lines of it that stand nowhere on the page.
missing() {
	while read -r line; do
		grep -qF -e "$line" "$page" || printf '%s\n' "$line"
	done <"$1"
}

# changed FROM TO FILE NEW: the file with one text in it exchanged.
changed() {
	sed "s|$1|$2|" "$3" >"$4"
	! cmp -s "$3" "$4" || fail "nothing was changed in $3"
}

check_page() {
	ok "the example of the page verifies" python3 "$by_python" "$examples/R7.tlog-proof" \
		"$examples/opening.json" "$examples/note.txt"
	cut -c 7- "$OUT" >values
	is "entry, leaf and root are given" "$(wc -l <values)" 3
	is "the page has all three" "$(missing values)" ""
	is "the page has the receipt" "$(missing "$examples/R7.tlog-proof")" ""
	exit_is 0 "$ONUS" receipt verify "$examples/R7.tlog-proof" --key "$examples/log.vkey" \
		--document "$examples/note.txt" --opening "$examples/opening.json"
}

check_fresh() {
	new_ledger format
	printf 'A silver taxi, AB51 ABC.\n' >note.txt
	printf 'B' >other.txt
	ok "a report" "$ONUS" receive note.txt --source desk --receipts receipts --json
	id=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["report"])' <"$OUT")
	receipt=receipts/$id.tlog-proof
	"$ONUS" receipt open "$id" --json >opening.json
	ok "what is made now verifies" python3 "$by_python" "$receipt" opening.json note.txt
	exit_is 1 python3 "$by_python" "$receipt" opening.json other.txt
	has "it is said what does not hold" "another document"
	changed 'note.txt' 'vote.txt' opening.json body.json
	exit_is 1 python3 "$by_python" "$receipt" body.json
	changed 'report.received' 'report.accepted' opening.json header.json
	exit_is 1 python3 "$by_python" "$receipt" header.json
	changed '^index .*' 'index 0' "$receipt" moved.tlog-proof
	exit_is 1 python3 "$by_python" moved.tlog-proof opening.json
}

# Every kind of event in the source, and every field of one, stands on the page, and no other kind.
# shellcheck disable=SC2016  # the backquotes are those of the page
check_kinds() {
	cat "$T_ROOT"/src/ledger/ledger.c "$T_ROOT"/src/practice/*/events.c >sources
	grep -oE '\{"[a-z]+\.[a-z]+", [0-9]+,' sources | sed 's/{"\(.*\)",.*/| `\1` |/' | sort >kinds
	ok "the source has kinds of events" test "$(wc -l <kinds)" -ge 40
	is "the page has every kind" "$(missing kinds)" ""
	sed -n '/^## 11/,/^## 12/p' "$page" | grep -oE '^\| .[a-z]+\.[a-z]+. \|' | sort >told
	is "the page has no other" "$(comm -13 kinds told)" ""
	grep -oE '\{"[a-z_0-9]+", FIELD_[A-Z]+, (true|false)' sources | sort -u |
		sed -e 's/{"\(.*\)", .*true/`\1`/' -e 's/{"\(.*\)", .*false/`\1?`/' >fields
	ok "the source has fields" test "$(wc -l <fields)" -ge 80
	is "the page has every field" "$(missing fields)" ""
}

# told_keys COMMAND: the names in the first column of its table on the page, but those with "?".
# shellcheck disable=SC2016
told_keys() {
	awk -v from="**\`onus $1" 'index($0, from) == 1 { on = 1; next } /^\*\*/ { on = 0 } on' "$page" |
		sed -n 's/^| \(`[^|]*\) |.*/\1/p' | grep -oE '`[a-z_0-9]+`' | tr -d '`' | sort
}

given_keys() {
	python3 -c 'import json, sys; print("\n".join(sorted(json.loads(sys.stdin.read().splitlines()[0]
if sys.argv[1] == "line" else sys.stdin.read()))))' "$1"
}

check_answers() {
	printf 'A silver taxi, AB51 ABC.\n' >again.txt
	ok "a report" "$ONUS" receive again.txt --source desk --json
	is "receive gives what the page says" "$(given_keys line <"$OUT")" "$(told_keys receive)"
	ok "a scan" "$ONUS" scan again.txt --json
	is "scan gives what the page says" "$(given_keys line <"$OUT")" "$(told_keys scan)"
	ok "the question" "$ONUS" who-knew AB51ABC --format json
	is "who-knew gives what the page says" "$(given_keys whole <"$OUT")" "$(told_keys who-knew)"
}

check_page
check_fresh
check_kinds
check_answers
t_done
