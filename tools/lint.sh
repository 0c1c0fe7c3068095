#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lint.sh - everything that reads the source without running it, after ./dev has looked for the
# packages. One line a tool at the end; what each said stands in build/lint/. Words keep the files
# whose path has one of them. Status 1 where any tool found something.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
out=build/lint

# prepare DIR OPTION...: a build folder with the compiler's commands and every header that the build
# writes; nothing else is built.
prepare() {
	dir=$1
	shift
	if [ "$(cat "$dir/.configured" 2>/dev/null)" != "$root ${CC-} $*" ]; then
		rm -rf "$dir"
		meson setup "$dir" --wrap-mode=nodownload --buildtype=debug -Dwerror=false "$@" \
			>"$dir.log" 2>&1
		printf '%s\n' "$root ${CC-} $*" >"$dir/.configured"
	fi
	ninja -C "$dir" build.ninja >"$dir.log" 2>&1
	made "$dir" | xargs ninja -C "$dir" >"$dir.log" 2>&1
}

# The C that the build writes, as paths in the build folder.
made() {
	python3 - "$1" <<'PYTHON'
import json, os, sys
targets = json.load(open(os.path.join(sys.argv[1], "meson-info/intro-targets.json")))
print("\n".join(os.path.relpath(name, sys.argv[1]) for target in targets
                for name in target["filename"]
                if target["type"] == "custom" and name.endswith((".c", ".h", ".inc"))))
PYTHON
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
	# gcc 12 takes the number of a vector's lanes for the width of one.
	prepare build/analyzer -Dc_args="-fanalyzer -Wno-analyzer-shift-count-overflow"
	CC=clang prepare build/clang
	status=0
	python3 tools/lint.py "$out" "$@" || status=1
	suppressions
	tangled
	exit "$status"
}

main "$@"
