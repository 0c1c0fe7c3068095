#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh - lists the fuzz targets, or runs one: tools/fuzz.sh [--check] [NAME [SECONDS]], after
# ./dev has built it (--check: only see whether the words are right). New inputs that reach new code stay in build/fuzz-finds/NAME; what ended
# the program stands beside them as crash-..., and is worth a test and a place in fuzz/corpus/NAME.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

targets() {
	for source in fuzz/*.c; do
		if grep -q '^int LLVMFuzzerTestOneInput' "$source"; then
			basename "$source" .c
		fi
	done
}

main() {
	check=no
	if [ "${1-}" = --check ]; then
		check=yes
		shift
	fi
	if [ "$#" -eq 0 ]; then
		targets
		exit 0
	fi
	name=$1
	seconds=${2:-60}
	case $seconds in
	'' | *[!0-9]*)
		echo "dev: fuzz NAME SECONDS: \"$seconds\" is not a number of seconds" >&2
		exit 2
		;;
	esac
	if ! targets | grep -qx -e "$name"; then
		echo "dev: there is no fuzz target \"$name\"; ./dev fuzz lists them" >&2
		exit 2
	fi
	[ "$check" = no ] || exit 0
	finds=build/fuzz-finds/$name
	mkdir -p "$finds"
	# Clang 14's sanitizers die now and then where the kernel scatters memory widely.
	still=
	if setarch -R true 2>/dev/null; then
		still="setarch -R"
	fi
	UBSAN_OPTIONS=print_stacktrace=1 exec $still "build/fuzz/fuzz/fuzz-$name" \
		-max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$finds/" \
		"$finds" "fuzz/corpus/$name"
}

main "$@"
