#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "a picture or video is kept, and shown to nobody until a person decides"
need python3
new_ledger ledger

does() {
	exit_is 0 "$ONUS" "$@" --json
	cp "$OUT" said
}

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

# The first bytes of pictures and videos, and no picture behind them.
mkdir media
printf '\211PNG\r\n\032\n' >media/screen.png
printf '\377\330\377\340\0\020JFIF\0' >media/photo.jpg
printf 'GIF89a\001\0\001\0' >media/moving.gif
printf '\0\0\0\030ftypmp42\0\0\0\0mp42isom' >media/film.mp4
printf '\211PNG\r\n\032\n with other bytes' >media/letter.txt
printf 'this says that it is a picture' >media/claims.jpg

does receive media --source "youth project"
is "all are quarantined, by their bytes or by their name" "$(get status | sort | uniq -c | tr -s ' ')" \
	" 6 quarantined"
is "nothing was read in them" "$(get mentions | sort -u)" 0
is "each has its receipt" "$(get receipt | xargs ls | wc -l | tr -d ' ')" 6
screen=$(get report path=media/screen.png)
photo=$(get report path=media/photo.jpg)
film=$(get report path=media/film.mp4)
ok "a receipt of what nobody may see holds" \
	"$ONUS" receipt verify "$(get receipt path=media/photo.jpg)" --key ledger/log.vkey

for id in $screen $photo $film; do
	exit_is 3 "$ONUS" report original "$id"
	is "$id: not a byte of it comes out" "$(cat "$OUT")" ""
	exit_is 0 "$ONUS" report show "$id" --json
	has_out "$id can be listed" '"status":"quarantined"'
done
not_ok "nor do the bytes lie in the store" grep -aq 'ftypmp42' ledger/ledger.db

# --- released ---
exit_is 2 "$ONUS" quarantine release "$screen"
has_err "a release needs a reason" "--because"
exit_is 0 "$ONUS" quarantine release "$screen" --because "a picture of a letter, seen by the duty inspector"
exit_is 0 "$ONUS" report original "$screen"
cp "$OUT" original
ok "what was released can be seen" cmp original media/screen.png
exit_is 3 "$ONUS" report original "$photo"
exit_is 3 "$ONUS" quarantine release "$screen" --because again
exit_is 3 "$ONUS" quarantine seize "$screen" --because "too late"

# --- seized ---
exit_is 0 "$ONUS" quarantine seize "$film" --because "handed over to the police"
exit_is 3 "$ONUS" report original "$film"
exit_is 3 "$ONUS" quarantine release "$film" --because "on second thoughts"
has_err "what was seized stays closed" "seized"
does receive media/film.mp4 --source "youth project"
is "the same again is known as seized" "$(get report status)" "$film	seized"

# --- the same bytes by another way in ---
cp media/film.mp4 other.mp4
does receive other.mp4 --source "the school"
other=$(get report)
exit_is 3 "$ONUS" quarantine release "$other" --because "looks harmless"
has_err "bytes that were seized once are released under no other name" "$film"
exit_is 3 "$ONUS" report original "$other"

# --- who may decide ---
exit_is 0 "$ONUS" member add "Without a post"
exit_is 3 "$ONUS" --as "Without a post" quarantine release "$photo" --because "curious"
exit_is 3 "$ONUS" --as "Without a post" report original "$photo"
exit_is 1 "$ONUS" quarantine release R1 --because "no report"

# --- a picture inside something else ---
python3 - <<'PY'
import email.message
m = email.message.EmailMessage()
m["Subject"] = "What I saw"
m["Date"] = "Wed, 02 Apr 2003 09:12:00 +0100"
m.set_content("A picture is attached.")
m.add_attachment(b"\xff\xd8\xff\xe0\0\x10JFIF\0", maintype="image", subtype="jpeg", filename="a.jpg")
m.add_attachment(b"\xff\xd8\xff\xe0\0\x10JFIF\0 text?", maintype="text", subtype="plain", filename="b.txt")
open("mail.eml", "wb").write(m.as_bytes())
PY
does receive mail.eml --source "youth project"
is "the e-mail is read" "$(get status path=mail.eml)" read
is "pictures in it are quarantined, whatever they are called" \
	"$(get status "path=mail.eml / a.jpg") $(get status "path=mail.eml / b.txt")" "quarantined quarantined"
mail=$(get report path=mail.eml)
exit_is 3 "$ONUS" report original "$mail"
has_err "the e-mail comes out no sooner than what is in it" "holds"
exit_is 0 "$ONUS" quarantine release "$(get report "path=mail.eml / a.jpg")" --because "a letter"
exit_is 3 "$ONUS" report original "$mail"
exit_is 0 "$ONUS" quarantine release "$(get report "path=mail.eml / b.txt")" --because "a letter"
exit_is 0 "$ONUS" report original "$mail"
cp "$OUT" original
ok "then it does, byte for byte" cmp original mail.eml
exit_is 0 "$ONUS" report list --status quarantined --json
is "what waits is listed" "$(python3 "$T_HERE/tools/get.py" status <"$OUT" | sort -u)" quarantined
exit_is 0 "$ONUS" report show "$mail"
exit_is 0 "$ONUS" check
t_done
