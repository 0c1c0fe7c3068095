#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh - what Onus is for, in one go: the public record told with its gap, documents received,
# a receipt that holds and one that doesn't. Everything lies in ./onus-demo afterwards.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
onus=${ONUS:-$root/build/release/src/face/onus}
demo=${ONUS_DEMO:-onus-demo}
# ./dev demo shows the release; a test shows what it was built with, by ONUS and ONUS_EXTRACT.

say() {
	printf '\n== %s\n' "$*"
}

# What is typed is shown before it is done.
run() {
	printf '$ onus'
	for word in "$@"; do
		case $word in
		*' '*) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$onus" "$@"
}

fresh_folder() {
	if [ -e "$demo" ] && [ ! -e "$demo/.made-by-demo" ]; then
		printf '%s is there and was not made by the demo; name another folder in ONUS_DEMO\n' "$demo" >&2
		exit 2
	fi
	rm -rf "$demo"
	mkdir -p "$demo/state"
	: >"$demo/.made-by-demo"
	demo=$(cd "$demo" && pwd)
	# The high-water marks of ledgers that come and go are kept with them.
	XDG_STATE_HOME=$demo/state
	ONUS=$onus
	ONUS_EXTRACT=${ONUS_EXTRACT:-$root/build/release/src/extract/onus-extract}
	export XDG_STATE_HOME ONUS ONUS_EXTRACT
	unset ONUS_LEDGER ONUS_AS || true
}

receive_documents() {
	say "A folder of documents comes in: PDF, DOCX, e-mail, table, web page, text, a picture"
	python3 "$root/examples/documents/make.py" documents >/dev/null
	# Eight bytes that say "I am a PNG": enough to be taken for a picture, and to be quarantined.
	printf '\211PNG\r\n\032\n' >documents/08-sent-by-phone.png
	run --ledger town init --organisation "Harrowmere partnership" --member "Desk officer" --exercise
	run --ledger town receive documents --source "youth project"
}

show_what_joins() {
	say "One telephone number stood in four of them"
	run --ledger town entity show "07700 900417"
}

verify_receipts() {
	say "The reporter's receipt is checked with the log's public key alone"
	receipt=$(find town/receipts -name '*.tlog-proof' | sort | head -n 1)
	run receipt verify "$receipt" --key town/log.vkey
	say "One letter of it is changed"
	sed '2s/A/B/;2t;2s/[a-z]/Q/' "$receipt" >changed.tlog-proof
	if run receipt verify changed.tlog-proof --key town/log.vkey; then
		printf 'a changed receipt was taken for a good one\n' >&2
		exit 1
	fi
}

tell_the_record() {
	say "The public record: what was told to a force, and what became of it"
	"$root/examples/public-record/load" public-record
	run --ledger public-record who-knew "the named men"
	"$onus" --ledger public-record who-knew "the named men" --format svg >who-knew.svg
	run --ledger public-record check
}

# A path as it can be typed.
typed() {
	case $1 in
	*[!A-Za-z0-9_./-]*) printf "'%s'" "$1" ;;
	*) printf '%s' "$1" ;;
	esac
}

what_next() {
	say "Next"
	program=$(typed "$onus")
	town=$(typed "$demo/town")
	cat <<TEXT
  the picture of the story      $demo/who-knew.svg
  what the town's reports say   $program --ledger $town entity list
  all reports, newest first     $program --ledger $town report list
  one report, read              $program --ledger $town report show R7
  what nobody has accepted      $program --ledger $town unowned
  your own ledger               $program --ledger my-ledger init
  everything it can do          $program --help
TEXT
}

fresh_folder
cd "$demo"
receive_documents
show_what_joins
verify_receipts
tell_the_record
what_next
