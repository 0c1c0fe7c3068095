#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lint.sh - everything that reads the source without running it, after ./dev has looked for the
# packages. One line a tool at the end; what each said stands in build/lint/. Status 1 where any of
# them found something.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
out=build/lint
jobs=$(nproc)
summary=$out/summary

# row TOOL FINDINGS WHERE
row() {
	printf '%-28s %8s   %s\n' "$1" "$2" "$3" >>"$summary"
	[ "$2" -eq 0 ] || : >"$out/failed"
}

say() {
	printf '%s ...\n' "$*" >&2
}

# build DIR LOG OPTION...: sets a folder up anew where it was not, and builds all that can be built;
# warnings are counted, not obeyed.
build() {
	dir=$1
	log=$2
	shift 2
	if [ ! -f "$dir/build.ninja" ]; then
		rm -rf "$dir"
		meson setup "$dir" --wrap-mode=nodownload --buildtype=debug -Dwerror=false "$@" \
			>"$log" 2>&1 || return 1
	fi
	ninja -C "$dir" clean >/dev/null
	ninja -C "$dir" -k 0 >"$log" 2>&1
}

# compiler TOOL NAME OPTION...: a build that has to end without a warning.
compiler() {
	tool=$1
	name=$2
	shift 2
	say "$tool"
	failed=0
	build "build/$name" "$out/$name.txt" "$@" || failed=1
	found=$(grep -cE ': (warning|error|fatal error):' "$out/$name.txt" || true)
	[ "$found" -gt 0 ] || found=$failed
	row "$tool" "$found" "$out/$name.txt"
}

# What clang's build compiles, but for what the build itself wrote.
compiled_files() {
	python3 - <<'PYTHON'
import json, os
commands = json.load(open("build/clang/compile_commands.json"))
files = {os.path.relpath(os.path.join(c["directory"], c["file"])) for c in commands}
print("\n".join(sorted(f for f in files if not f.startswith("build/"))))
PYTHON
}

tidy() {
	say clang-tidy
	compiled_files | xargs -n 4 -P "$jobs" clang-tidy -p build/clang --quiet \
		>"$out/clang-tidy.txt" 2>"$out/clang-tidy.err" || true
	found=$(grep -E ': (warning|error):' "$out/clang-tidy.txt" | sort -u | wc -l)
	row clang-tidy "$found" "$out/clang-tidy.txt"
}

layout() {
	say clang-format
	find src include tests fuzz bench examples -name '*.[ch]' -exec clang-format --dry-run {} + \
		>"$out/clang-format.txt" 2>&1 || true
	found=$(sed -n 's/^\([^:]*\):.*Wclang-format-violations.*/\1/p' "$out/clang-format.txt" |
		sort -u | wc -l)
	row "clang-format (files)" "$found" "./dev format lays them out"
}

# NULL may end a list of arguments: POSIX has it as a pointer.
second_opinion() {
	say cppcheck
	cppcheck --enable=warning,performance,portability --inline-suppr --std=c11 --language=c \
		--suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=varFuncNullUB \
		--quiet -j "$jobs" -D_GNU_SOURCE -I include -I src -I . \
		--template='{file}:{line}: {severity}: {id}: {message}' \
		src tests fuzz >"$out/cppcheck.txt" 2>&1 || true
	found=$(grep -cE ': (error|warning|performance|portability): ' "$out/cppcheck.txt" || true)
	row cppcheck "$found" "$out/cppcheck.txt"
}

shells() {
	say shellcheck
	{
		printf 'dev\n.ci/run\n'
		grep -rlE '^#!/(bin/sh|usr/bin/env bash)|^# shellcheck shell=' tools tests bench examples \
			2>/dev/null
	} | sort -u | xargs shellcheck -f gcc >"$out/shellcheck.txt" 2>&1 || true
	row shellcheck "$(grep -c . "$out/shellcheck.txt" || true)" "$out/shellcheck.txt"
}

# A suppression is a finding that somebody answered for: they are counted so that they stay few.
suppressions() {
	grep -rnE 'NOLINT|cppcheck-suppress|pragma GCC diagnostic ignored|clang-format off|shellcheck disable=|no_sanitize' \
		src include tests fuzz tools bench examples dev .ci 2>/dev/null |
		grep -v '^tools/lint.sh:' >"$out/suppressions.txt" || true
	printf '%s suppressions (%s)\n' "$(grep -c . "$out/suppressions.txt" || true)" \
		"$out/suppressions.txt"
}

tangled() {
	find src -name '*.c' -exec pmccabe {} + | sort -rn >"$out/pmccabe.txt"
	printf 'most tangled (paths through a function, by McCabe):\n'
	head -n 5 "$out/pmccabe.txt" | awk '{ printf "  %3d  %s %s\n", $1, $6, $7 }'
}

main() {
	mkdir -p "$out"
	: >"$summary"
	rm -f "$out/failed"
	compiler "gcc -fanalyzer" analyzer -Dc_args=-fanalyzer
	CC=clang compiler clang clang
	tidy
	layout
	second_opinion
	shells
	printf '\n%-28s %8s\n' tool findings
	cat "$summary"
	suppressions
	tangled
	if [ -e "$out/failed" ]; then
		exit 1
	fi
}

main "$@"
