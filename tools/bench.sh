#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.sh - runs the benchmarks of bench/ on the release: tools/bench.sh [NAME], after ./dev has
# built it. bench/README.md says what one is. The machine is named first: a figure without it means
# nothing.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

machine() {
	processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	memory=$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)
	printf 'machine: %s cores of %s, %s, Linux %s\n' "$(nproc)" "${processor:-an unnamed processor}" \
		"$memory" "$(uname -r)"
}

main() {
	ONUS=$root/build/release/src/face/onus
	ONUS_EXTRACT=$root/build/release/src/extract/onus-extract
	ONUS_BUILD=$root/build/release
	export ONUS ONUS_EXTRACT ONUS_BUILD
	if [ -d "$root/../shared/data" ]; then
		ONUS_SHARED_DATA=${ONUS_SHARED_DATA:-$(cd "$root/../shared/data" && pwd)}
		export ONUS_SHARED_DATA
	fi
	ran=0
	status=0
	for script in bench/*"${1-}"*.sh; do
		[ -x "$script" ] || continue
		[ "$ran" -gt 0 ] || machine
		ran=$((ran + 1))
		printf '\n== %s\n' "$(basename "$script" .sh)"
		"$script" || status=1
	done
	if [ "$ran" -eq 0 ]; then
		echo "dev: no benchmark is called ${1:-anything}; they stand in bench/" >&2
		exit 2
	fi
	exit "$status"
}

main "$@"
