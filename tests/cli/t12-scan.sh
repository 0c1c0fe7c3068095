#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "scan says what a text mentions, and where, byte for byte"
need python3

# mentions FILE KIND=VALUE...: scans it, and looks.
mentions() {
	exit_is 0 "$ONUS" scan "$1" --json
	is "${1##*/}: the offsets are right, and the values there" \
		"$(python3 "$T_HERE/tools/mentions.py" "$@" <"$OUT")" ""
}

# values KIND FILE: the values of that kind, each once.
values() {
	"$ONUS" scan "$2" --json | python3 "$T_HERE/tools/get.py" value "kind=$1" | sort -u
}

# --- a text of our own, with characters of two, three and four bytes before everything ---
cat >own.txt <<'TEXT'
Outreach report, 11 March 2003

“Ash” – é, 漢, 😀 – drives a silver taxi, J214 KDS; he rings from 07700 900123 or 0114 496 0123.
Seen by Harrowmere Police under Operation Lantern near S1 2AB on Tuesday and again in May 2002.
Write to duty@harrowmere-police.example. Mr John Example spoke to Harrowmere Council.
TEXT
mentions "$T_DIR/own.txt" date=2003-03-11 date=2002-05 operation="Operation Lantern" \
	organisation="Harrowmere Police" organisation="Harrowmere Council" phone=+447700900123 \
	phone=+441144960123 email=duty@harrowmere-police.example "postcode=S1 2AB" "vehicle=J214*KDS" \
	"person=*EXAMPLE*"

# Days of the week hang on the day on which the text speaks: never on today.
printf 'It happened last Friday, and again yesterday.\n' >relative.txt
is "without a day to go by, nothing is guessed" "$(values date relative.txt)" ""
exit_is 0 "$ONUS" scan relative.txt --dated 2003-03-11 --json
is "with one, yesterday is a day" \
	"$(python3 "$T_HERE/tools/get.py" value text=yesterday <"$OUT")" 2003-03-10
printf '11 March 2003\n\nIt happened yesterday.\n' >dated.txt
is "a text that bears its date needs none" "$(values date dated.txt)" "2003-03-10
2003-03-11"

# --- names that are known ---
printf 'person\tRobert Example\tE7\norganisation\tYouth Project\tE9\nThe Lodge\n' >names.tsv
printf 'Bob met robert example at the lodge. The youth project knew.\n' >known.txt
exit_is 0 "$ONUS" scan known.txt --names names.tsv --json
is "a known name is found however it is cased" \
	"$(python3 "$T_HERE/tools/get.py" kind start end value matched kind=person <"$OUT" | sed -n 1p | cut -f 1)" person
has_out "... and says which one it is" '"matched":"E7"'
has_out "... as is another kind" '"matched":"E9"'
printf 'nonsense\tx\ty\n' >names.tsv
exit_is 4 "$ONUS" scan known.txt --names names.tsv
has_err "a wrong line of the list is named" "names.tsv, line 1"

# --- no ledger is opened ---
ONUS_LEDGER=$T_DIR/none
export ONUS_LEDGER
exit_is 0 "$ONUS" scan own.txt
is "and none is made" "$(ls -d none 2>/dev/null)" ""
exit_is 4 "$ONUS" scan own.txt --known
has_err "the names of a ledger need one" none
new_ledger ledger
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
	strace -f -o trace -e trace=%file "$ONUS" scan own.txt >/dev/null 2>&1
	ok "the trace is one" grep -q own.txt trace
	is "not even one that is there is looked at" "$(grep -c "$ONUS_LEDGER" trace)" 0
fi
exit_is 3 env ONUS_AS=nobody "$ONUS" scan own.txt --known
has_err "the names are tried by a member" nobody
exit_is 0 "$ONUS" scan own.txt --known
exit_is 0 "$ONUS" log verify --json
is "a look at the names of a ledger is in its access log" \
	"$(python3 "$T_HERE/tools/get.py" accesses <"$OUT")" 1

# --- standard input, several files, and what is wrong ---
exit_is 0 "$ONUS" scan - --json <own.txt
is "standard input gives the same" "$(python3 "$T_HERE/tools/mentions.py" own.txt <"$OUT")" ""
exit_is 0 "$ONUS" scan own.txt dated.txt --json
is "of several files each mention names its own" \
	"$(python3 "$T_HERE/tools/get.py" file <"$OUT" | sort -u | tr '\n' ' ')" "dated.txt own.txt "
: >empty.txt
exit_is 0 "$ONUS" scan empty.txt --json
is "an empty file mentions nothing" "$(cat "$OUT")" ""
printf 'caf\351\n' >latin1.txt
exit_is 4 "$ONUS" scan latin1.txt
has_err "a file that is not UTF-8 is named" latin1.txt
exit_is 4 "$ONUS" scan no-such-file
has_err "as is one that is not there" no-such-file
exit_is 4 "$ONUS" scan .
exit_is 2 "$ONUS" scan
exit_is 2 "$ONUS" scan own.txt --dated 31/02/2004
exit_is 0 "$ONUS" scan own.txt
has_out "in words too" "07700 900123"

# --- the two press articles: third-party data, found at run time ---
if [ -d "$ONUS_SHARED_DATA/articles" ]; then
	for article in "$ONUS_SHARED_DATA"/articles/*.txt; do
		mentions "$article" date=2002 date=2016 date=2022 date=2025-09-19 date=1997/2013 \
			"operation=Operation Amazon" "operation=Operation Linden" "organisation=*Police" \
			"organisation=Independent Office for Police Conduct"
		# The charity is whatever the article calls one.
		charity=$(sed -n 's/.*the charity \([A-Z][a-z]* [A-Z][a-z]*\).*/\1/p' "$article" | head -n 1)
		[ -z "$charity" ] || mentions "$article" "organisation=$charity"
		values date "$article" >>dates
		values operation "$article" >>operations
		[ -z "$charity" ] || echo "$charity" >>charities
	done
	is "every year of the story is among the values" \
		"$(sort -u dates | grep -cxE '2002|2016|2017|2021|2022|2025-09-19')" 6
	is "and four operations, and no more" "$(sort -u operations | tr '\n' ';')" \
		"Operation Amazon;Operation Central;Operation Forced;Operation Linden;"
	is "and one charity" "$(wc -l <charities | tr -d ' ')" 1
else
	printf '# the press articles are not here: not looked at\n'
fi
t_done
