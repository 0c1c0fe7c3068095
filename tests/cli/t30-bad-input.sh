#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2119  # new_ledger takes words or none
. "$(dirname "$0")/lib.sh"
t_start "bad input: a clear word, the right status, nothing half done, the report kept"
need python3 sqlite3
new_ledger

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

# got FIELD PATH
got() {
	get "$1" "path=$2"
}

events() {
	sqlite3 "$ONUS_LEDGER/ledger.db" 'SELECT count(*) FROM event'
}

# --- documents that mean no good ---
mkdir in
printf 'caf\351 by the gate, \377\376\200 said the girl\n' >in/latin.txt
printf 'A man at the gate.\0\0\0 J214 KDS and more words behind it.\0' >in/nul.txt
: >in/empty.txt
head -c 20000 /dev/urandom >in/noise.bin
printf '\t \n\r\n' >in/blank.txt
cat >make.py <<'PY'
"""Documents that are broken on purpose, and small on the disk."""
import io, zipfile

out = "in/"
with open(out + "wide.csv", "w") as f:
    f.write(",".join(f"column {i}" for i in range(10000)) + "\n")
    f.write(",".join("x" * 10000) + "\n")
with open(out + "ragged.csv", "w") as f:
    f.write('When,What,Who\n2003,Taxi\n2003,Taxi,Ash,again,and again\n"2004,never closed\n')


def package(name, body):
    with zipfile.ZipFile(out + name, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", body)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
package("bomb.docx", f"<w:document {W}><w:body><w:p><w:r><w:t>" + "A" * (64 << 20))
package("deep.docx", f"<w:document {W}>" + "<w:p>" * 20000)
package("entities.docx", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
        + f"]><w:document {W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>")
whole = open(out + "bomb.docx", "rb").read()
open(out + "torn.docx", "wb").write(whole[:len(whole) // 2])


def pdf(name, objects, trailer):
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % p for p in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, start)
    open(out + name, "wb").write(data)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
pdf("loop.pdf", [CATALOG, b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 100000 /Parent 3 0 R >>",
                 b"<< /Type /Pages /Kids [2 0 R] /Count 100000 /Parent 2 0 R >>"], b"")
pdf("encrypted.pdf", [CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>",
                      b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >>"
                      % (b"41" * 32, b"42" * 32)],
    b"/Encrypt 3 0 R /ID [<00> <00>]")
pdf("none.pdf", [CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"], b"")
open(out + "torn.pdf", "wb").write(open(out + "loop.pdf", "rb").read()[:60])
open(out + "deep.html", "w").write("<div>" * 50000 + "A man at the gate")
open(out + "deep.eml", "w").write("".join(
    f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(200)) + "the end\n")
open(out + "broken.jsonl", "w").write('{"a": 1}\n{"a": \n' + "[" * 100000 + "\n")
PY
ok "they are made" python3 make.py
mkfifo in/fifo
ln -s /dev/zero in/endless
exit_is 0 "$ONUS" receive in --source "youth project" --json
cp "$OUT" said
has_err "what is no file is left out, and that is said" "2 left out"
for file in in/*; do
	[ -f "$file" ] || continue
	is "$file is a report" "$(got report "$file" | wc -l | tr -d ' ')" 1
	is "... of these very bytes" "$(got sha256 "$file")" "$(sha256sum "$file" | cut -d ' ' -f 1)"
	ok "... with a receipt that holds" \
		"$ONUS" receipt verify "$(got receipt "$file")" --key ledger/log.vkey
	run "$ONUS" report original "$(got report "$file")"
	cp "$OUT" original
	ok "... and the bytes are kept" cmp original "$file"
done
# unreadable FILE WORDS: it is kept, not read, and the reason is said.
unreadable() {
	is "$1 could not be read" "$(got status "in/$1")" unreadable
	case $(got reason "in/$1") in
	*"$2"*) pass "... because: $2" ;;
	*) fail "... because: $2" "got: $(got reason "in/$1")" ;;
	esac
}
unreadable wide.csv "TABLE_COLUMNS_MAX"
unreadable bomb.docx "ZIP_RATIO_MAX"
unreadable empty.txt "no bytes"
unreadable noise.bin "unknown kind"
unreadable encrypted.pdf "password"
unreadable none.pdf "without pages"
unreadable loop.pdf "without pages"
unreadable torn.pdf ""
unreadable torn.docx ""
is "a text of another character set is read" "$(got status in/latin.txt)" read
exit_is 0 "$ONUS" report show "$(got report in/latin.txt)"
has_out "... as what it was meant to be" "café by the gate"
is "each row of a ragged table is a report" "$(get path "parent=$(got report in/ragged.csv)" | wc -l)" 3
exit_is 0 "$ONUS" report list --status unreadable
has_out "what could not be read can be listed" "ZIP_RATIO_MAX"
exit_is 0 "$ONUS" unowned
has_out "... and somebody answers for it" "$(got report in/bomb.docx) ("
exit_is 0 "$ONUS" check

# --- more than a report may have ---
truncate -s 1G giant.txt
echo "The other file is kept." >small.txt
exit_is 4 "$ONUS" receive giant.txt small.txt --source "youth project" --json
cp "$OUT" said
has_err "it is said that one was refused" "1 of 2"
is "the refusal is recorded" "$(got status giant.txt)" refused
ok "... with the limit, by name" grep -q 'REPORT_BYTES_MAX' said
ok "... and without a hash, as nobody read it" grep -q '"sha256":null' said
is "the other is kept" "$(got status small.txt)" read
exit_is 0 "$ONUS" report show "$(got report giant.txt)"
has_out "the refusal can be looked up" "REPORT_BYTES_MAX"
exit_is 0 "$ONUS" report show "$(got report giant.txt)" --json
has_out "... with the size that it had" '"size":1073741824'
ok "... and has a receipt" "$ONUS" receipt verify "$(got receipt giant.txt)" --key ledger/log.vkey
exit_is 1 "$ONUS" report original "$(got report giant.txt)"
rm giant.txt

# --- nothing there ---
before=$(events)
mkdir nothing
exit_is 4 "$ONUS" receive nothing --source desk
has_err "a folder without a file" "there is no file in"
exit_is 4 "$ONUS" receive no-such.txt --source desk
has_err "a missing file is named" "no-such.txt"
exit_is 4 "$ONUS" receive small.txt no-such.txt --source desk
exit_is 2 "$ONUS" receive --source desk
exit_is 2 "$ONUS" receive small.txt
has_err "a report has a source" "--source"
exit_is 2 "$ONUS" receive small.txt --source ''
exit_is 2 "$ONUS" receive small.txt --source ' 	'
is "none of these recorded anything" "$(events)" "$before"

# --- dates ---
for date in 31/02/2004 2004-02-31 2003-13-01 "sometime last spring" 0000-00-00 99999999999-01-01 ''; do
	exit_is 2 "$ONUS" receive small.txt --source desk --dated "$date"
	has_err "the option is named: $date" "--dated"
done
exit_is 2 "$ONUS" receive small.txt --source desk --dated 31/02/2004
has_err "a day that is in no calendar is shown" "31/02/2004"
exit_is 2 "$ONUS" receive small.txt --source desk --dated "sometime last spring"
has_err "and what would be understood" "31 May 2002"
exit_is 2 "$ONUS" receive small.txt --source desk --dated "$(head -c 90000 /dev/zero | tr '\0' 9)"
exit_is 2 "$ONUS" receive small.txt --source desk --dated "2004$(printf '\033[31m')"
hasnt_err "what was typed steers no terminal" "$(printf '\033')"
is "none of these recorded anything" "$(events)" "$before"

# --- names, reasons, words too long or none ---
long=$(head -c 100000 /dev/zero | tr '\0' a)
exit_is 2 "$ONUS" entity enter "$long" --kind person
has_err "the limit is named" "_MAX"
ok "... and the name is not repeated whole" test "$(wc -c <"$ERR")" -lt 2000
not_ok "an unknown name of 100 kB" "$ONUS" entity show "$long"
not_ok "a member of 100 kB" "$ONUS" member add "$long"
not_ok "a source of 100 kB" "$ONUS" receive small.txt --source "$long"
not_ok "a search of 100 kB" "$ONUS" search "$long"
not_ok "to act as 100 kB" "$ONUS" --as "$long" report list
not_ok "a ledger of 100 kB" "$ONUS" --ledger "$long" report list
not_ok "an unknown command of 100 kB" "$ONUS" "$long"
not_ok "a name that is not UTF-8" "$ONUS" entity enter "$(printf 'Ash\377')" --kind person
not_ok "a name of two lines" "$ONUS" member add "two
lines"
not_ok "a name that steers a terminal" "$ONUS" entity enter "$(printf 'Ash\033[31m')" --kind person
not_ok "a name of nothing" "$ONUS" entity enter "  " --kind person
is "none of these recorded anything" "$(events)" "$before"
report=$(got report small.txt)
source=$("$ONUS" report show "$report" --json | python3 "$T_HERE/tools/get.py" source)
for because in '' '   ' '
	'; do
	exit_is 2 "$ONUS" source show "$source" --because "$because"
	has_err "a reason is no blank" "--because is empty"
done

# --- commands and options nobody has ---
exit_is 2 "$ONUS" recieve small.txt --source desk
has_err "the nearest command is named" 'did you mean "onus receive"'
exit_is 2 "$ONUS" frobnicate
has_err "... or where they are listed" "--help"
exit_is 2 "$ONUS"
exit_is 2 "$ONUS" matter
has_err "half a command lists the whole ones" "matter open"
exit_is 2 "$ONUS" receive small.txt --sorce desk
has_err "an unknown option is named" "--sorce"
has_err "... with the nearest" "--source"
exit_is 2 "$ONUS" report show
has_err "a missing word is named" "REPORT"
exit_is 2 "$ONUS" report show "$report" --ledger
has_err "an option without its value is named" "--ledger needs a value"
exit_is 2 "$ONUS" report list --json=yes
exit_is 2 "$ONUS" link decide L1 --same=1 --because x
exit_is 2 "$ONUS" receive small.txt --source a --source b
has_err "what may stand once is not given twice" "2 times"
exit_is 2 "$ONUS" who-knew "$report" --format pdf
has_err "the choices are said" "svg"
exit_is 4 "$ONUS" --ledger no-such-ledger report list
has_err "a ledger that is not there is named" "no-such-ledger"
exit_is 4 "$ONUS" scan no-such.txt
exit_is 4 "$ONUS" scan in
is "none of these recorded anything" "$(events)" "$before"

# --- a text that would steer a terminal ---
printf 'Dear desk,\n\033[2J\033]0;title\007 \302\233\061m red \342\200\256gnp.exe\b\b\b\r over\177 end\n' >steer.txt
exit_is 0 "$ONUS" receive steer.txt --source desk --json
cp "$OUT" said
report=$(got report steer.txt)
is "it is read" "$(got status steer.txt)" read
for words in "report show $report" "report list" "search end" "mention list $report" "who-knew $report"; do
	# shellcheck disable=SC2086  # words of a command
	run "$ONUS" $words
	[ "$STATUS" -le 1 ] || fail "$words" || t_got
	if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]\\|\302[\200-\237]\\|\342\200\256')" "$OUT" "$ERR"; then
		fail "nothing of it is obeyed: $words" || t_got
	else
		pass "nothing of it is obeyed: $words"
	fi
done
exit_is 0 "$ONUS" report show "$report" --json
cp "$OUT" said
has_out "JSON keeps it, escaped" '\u001b[2J'
not_ok "... and raw nowhere" grep -q "$(printf '\033')" said
get text >shown
echo >>steer.txt # get ends each line
ok "every byte of it" cmp shown steer.txt
exit_is 0 "$ONUS" report original "$report"
cp "$OUT" original
echo >>original
ok "the bytes themselves come as they are" cmp original steer.txt
exit_is 0 "$ONUS" check
t_done
