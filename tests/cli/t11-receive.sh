#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "whatever comes in becomes a report, with a receipt"
need python3 sqlite3

# does WORD...: a command that must succeed; what it says is kept for get and got.
does() {
	exit_is 0 "$ONUS" "$@" --json
	cp "$OUT" said
}

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

# got FIELD PATH: that field of what was said of a path.
got() {
	get "$1" "path=$2"
}

hash_of() {
	sha256sum "$1" | cut -d ' ' -f 1
}

# --- one text ---
new_ledger ledger
cat >letter.txt <<'TEXT'
11 March 2003

A man called Ash waits for the girls in a silver taxi, J214 KDS. His number is 07700 900123.
TEXT
does receive letter.txt --source "youth project" --channel letter
first=$(get report)
is "one object, one line" "$(wc -l <"$OUT" | tr -d ' ')" 1
is "its bytes are those of the file" "$(get sha256)" "$(hash_of letter.txt)"
is "it was read" "$(get status)" read
ok "it mentions something" test "$(get mentions)" -ge 3
is "its receipt is there" "$(get receipt)" "$ONUS_LEDGER/receipts/$first.tlog-proof"
receipt=$(get receipt)
ok "... and holds" "$ONUS" receipt verify "$receipt" --key ledger/log.vkey
hasnt "the source is not said by its name" "youth project"
does report show "$first"
is "the report has its text" "$(get text)" "$(cat letter.txt)"
is "... its date, from its own heading" "$(get dated.lo)" 2003-03-11
is "... its channel" "$(get channel)" letter
is "... somebody who answers for it, by default" "$(get answerable.by_default)" true
exit_is 0 "$ONUS" report original "$first"
cp "$OUT" original
ok "the bytes come back as they came in" cmp original letter.txt

# --- the same again ---
does receive letter.txt --source "Youth  Project"
is "the same bytes, source and path are known" "$(get report known)" "$first	true"
is "... with the same receipt" "$(get receipt)" "$receipt"
ok "... which still holds" "$ONUS" receipt verify "$receipt" --key ledger/log.vkey
exit_is 0 "$ONUS" receive letter.txt --source "youth project"
has_out "... and words say so" "known"
cp letter.txt copy.txt
does receive copy.txt --source "youth project"
copy=$(get report)
is "under another name it is another report" "$(get known)" false
does report show "$copy"
is "... linked to the first" "$(get same_bytes)" "$first"
does receive letter.txt --source "the school"
is "from another source too" "$(get known)" false
school=$(get source)
is "the bytes are kept once" \
	"$(sqlite3 ledger/ledger.db 'SELECT count(*), max(refs) FROM blob')" "1|3"
echo "One more line." >>letter.txt
does receive letter.txt --source "youth project"
is "other bytes under the old path are a new report" "$(get known)" false

# --- who it was is sealed ---
for file in ledger/ledger.db ledger/ledger.db-wal ledger/access.log; do
	[ -e "$file" ] || continue
	not_ok "$file does not hold the source's name" grep -aqi 'youth *project' "$file"
done
exit_is 2 "$ONUS" source show "$school"
does source show "$school" --because "the school asked what became of it"
is "it is opened for a reason" "$(get name)" "the school"
ok "... which the access log keeps" grep -q "the school asked what became of it" ledger/access.log

# --- standard input, dates, folders for receipts ---
exit_is 0 "$ONUS" receive - --source caller --channel call --dated 2004-05 --json <copy.txt
cp "$OUT" said
is "standard input is a report" "$(get path status)" "standard input	read"
does report show "$(get report)"
is "a date that was given stands" "$(get dated.lo dated.hi dated.precision)" "2004-05-01	2004-05-31	month"
mkdir pipe
mkfifo pipe/fifo
(cat letter.txt >pipe/fifo &)
does receive pipe/fifo --source caller
is "a pipe is waited for" "$(get sha256)" "$(hash_of letter.txt)"
does receive copy.txt --source new --receipts elsewhere
ok "receipts go where they are wanted" test -s "elsewhere/$(get report).tlog-proof"
exit_is 4 "$ONUS" receive copy.txt --source new --receipts no/such/folder

# --- a folder with folders ---
mkdir -p tree/a/b tree/.hidden tree/empty
echo one >tree/1.txt
echo two >tree/a/2.txt
echo three >tree/a/b/3.txt
echo four >tree/.hidden/4.txt
ln -s /etc/hostname tree/link.txt
does receive tree --source press
is "every file in it, in order" "$(get path | tr '\n' ' ')" \
	"tree/.hidden/4.txt tree/1.txt tree/a/2.txt tree/a/b/3.txt "
has_err "a link is not followed, and said to be left out" "1 left out"
exit_is 4 "$ONUS" receive tree/empty --source press
has_err "an empty folder is no report" "no file"

# --- documents of every kind ---
python3 "$T_ROOT/examples/documents/make.py" documents >/dev/null
does receive documents --source "youth project"
cp said all
for file in documents/*; do
	is "$file is read" "$(got status "$file")" read
	is "... its bytes are those of the file" "$(got sha256 "$file")" "$(hash_of "$file")"
done
table=$(got report documents/03-outreach-log.csv)
mail=$(got report documents/04-third-letter.eml)
is "each row of the table is its child" "$(get path "parent=$table" | wc -l | tr -d ' ')" \
	"$(($(wc -l <documents/03-outreach-log.csv) - 1))"
is "the attachment is the e-mail's child" "$(get path "parent=$mail")" \
	"documents/04-third-letter.eml / observations.txt"
wrong=
get receipt >receipts
while read -r receipt; do
	run "$ONUS" receipt verify "$receipt" --key ledger/log.vkey
	[ "$STATUS" -eq 0 ] || wrong="$wrong $receipt"
done <receipts
is "every receipt holds" "$wrong" ""
row=$(get report "parent=$table" | sed -n 1p)
does report show "$row"
is "a row has an owner of its own" "$(get answerable.by_default)" true
is "... and says where it stands" "$(get parent part)" "$table	1"
exit_is 1 "$ONUS" report original "$row"
does report show "$mail"
has_out "the e-mail's text is there" "Ash"
hasnt_out "its sender is not" "coordinator@youth-project.example"
for file in ledger/ledger.db ledger/ledger.db-wal; do
	[ -e "$file" ] || continue
	not_ok "$file does not hold the sender" grep -aq 'coordinator@youth-project' "$file"
	not_ok "... nor a document's author" grep -aq 'Analyst 7' "$file"
done
does receive documents --source "youth project"
is "a second time all of it is known" "$(get known | sort -u)" true
is "... children too" "$(get report | sort)" "$(python3 "$T_HERE/tools/get.py" report <all | sort)"

# --- a table under a mapping ---
printf 'Ref,When,What,Who took it\n1,2003-03-11,Taxi at the gate again,Desk 1\n' >calls.csv
printf '{"text":["What"],"date":"When","title":"Ref"}\n' >map.json
does receive calls.csv --source desk --map map.json
does report show "$(got report "calls.csv, row 1")"
is "a row's text, date and title are those of its columns" "$(get text dated.lo title)" \
	"Taxi at the gate again	2003-03-11	1"
echo '{"text":' >map.json
exit_is 4 "$ONUS" receive calls.csv --source desk --map map.json
has_err "a wrong mapping is named" map.json

# --- the two press articles ---
if [ -d "$ONUS_SHARED_DATA/articles" ]; then
	does receive "$ONUS_SHARED_DATA"/articles/*.txt --source press
	is "both articles are read" "$(get status | sort | uniq -c | tr -s ' ')" " 2 read"
	for article in "$ONUS_SHARED_DATA"/articles/*.txt; do
		is "${article##*/}: its bytes" "$(got sha256 "$article")" "$(hash_of "$article")"
		ok "... its receipt" "$ONUS" receipt verify "$(got receipt "$article")" --key ledger/log.vkey
	done
fi
exit_is 0 "$ONUS" check
t_done
