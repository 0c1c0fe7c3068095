#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What documents say of the source is so: limits, links, commands in examples.
. "$(dirname "$0")/lib.sh"
t_start "limits, links and commands in the documents are those of the source"

page=$T_ROOT/docs/limits.md
documents="README.md ARCHITECTURE.md HACKING.md SECURITY.md docs/format.md docs/keys.md docs/limits.md
	docs/link.md docs/requirements.md"

# constants FILE: "NAME VALUE" of each constant of its enums whose value is numbers alone.
constants() {
	sed -n 's/^[^=]*[[:space:]]\([A-Z][A-Z_]*\) = \([0-9][0-9 *]*[0-9]\) *[,}].*/\1 \2/p;
		s/^[^=]*[[:space:]]\([A-Z][A-Z_]*\) = \([0-9]\) *[,}].*/\1 \2/p' "$1" |
		awk '{ product = 1; for (i = 2; i <= NF; i += 2) product *= $i; printf "%s %.0f\n", $1, product }'
}

check_limits() {
	constants "$T_ROOT/src/base/limits.h" | sort >limits
	ok "there are limits" test "$(wc -l <limits)" -ge 30
	# shellcheck disable=SC2016  # the backquotes are those of the page
	sed -n 's/^| `\([A-Z_]*\)` | \([0-9]*\) | [^`].*/\1 \2/p' "$page" | sort >told
	is "every limit stands on the page" "$(comm -23 limits told)" ""
	is "the page has no other" "$(comm -13 limits told)" ""
	# shellcheck disable=SC2016
	sed -n 's/^| `\([A-Z_]*\)` | \([0-9]*\) | `\([^`]*\)` |.*/\1 \2 \3/p' "$page" >elsewhere
	ok "some stand elsewhere" test "$(wc -l <elsewhere)" -ge 5
	while read -r name value file; do
		is "$name is $value in $file" \
			"$(constants "$T_ROOT/$file" | sed -n "s/^$name //p")" "$value"
	done <elsewhere
}

# Every link into the tree leads somewhere, and every path in backquotes under a known folder is there.
check_links() {
	for document in $documents; do
		[ -f "$T_ROOT/$document" ] || fail "$document is there" || continue
		folder=$T_ROOT/$(dirname "$document")
		grep -oE '\]\([^)#:]+\)|src="[^":]+"' "$T_ROOT/$document" |
			sed -e 's/^](//' -e 's/)$//' -e 's/^src="//' -e 's/"$//' | sort -u |
			while read -r link; do
				[ -e "$folder/$link" ] || printf '%s ' "$link"
			done >dead
		is "$document has no dead link" "$(cat dead)" ""
		# shellcheck disable=SC2016
		grep -oE '`(src|tests|tools|docs|policy|examples|include|fuzz|bench)/[A-Za-z0-9_./-]+`' \
			"$T_ROOT/$document" | tr -d '`' | grep -v '[A-Z][A-Z]' | sort -u |
			while read -r path; do
				[ -e "$T_ROOT/$path" ] || printf '%s ' "$path"
			done >gone
		is "$document names no file that there isn't" "$(cat gone)" ""
	done
}

# Lines of code blocks that begin "$ onus ..." or "onus ...": the program knows the command.
check_commands() {
	for document in $documents; do
		sed -n -e 's/^\( \{4\}\)\?\(\$ \)\?onus \([a-z].*\)/\3/p' "$T_ROOT/$document" | sort -u >lines
		while read -r first second _; do
			"$ONUS" "$first" "$second" --help >/dev/null 2>&1 ||
				"$ONUS" "$first" --help >/dev/null 2>&1 || printf '%s ' "$first $second"
		done <lines >unknown
		is "$document names no command that there isn't" "$(cat unknown)" ""
	done
}

# What Onus can't do is said where people begin: in the README, in SECURITY.md, in the help.
check_said() {
	for words in "compels nobody" "can't prove what was never put in" "It is not 999" \
		"\`--as\` is taken on trust" "insider with the signing key"; do
		ok "README.md says: $words" grep -qF -e "$words" "$T_ROOT/README.md"
	done
	for words in "\`--as\` is taken on trust" "An insider with \`log.key\`" "are not encrypted in the database" \
		"Disposal is not built yet" "alerts nobody"; do
		ok "SECURITY.md says: $words" grep -qF -e "$words" "$T_ROOT/SECURITY.md"
	done
	ok "the help is given" "$ONUS" --help
	has_out "the help says whom to ring" "ring 999 first. Onus alerts nobody by itself"
}

check_limits
check_links
check_commands
check_said
t_done
