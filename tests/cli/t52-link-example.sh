#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# examples/link/same.c: the link engine from C alone.
. "$(dirname "$0")/lib.sh"
t_start "the example program links four records, with the public headers alone"
need cc

same=${ONUS_BUILD:-$T_ROOT/build/asan}/examples/link/same
exit_is 0 "$same"
is "it says who is the same" "$(cat "$OUT")" "1 and 2: weight 2.40, probability 0.840
1 and 3: weight -7.57, probability 0.005
2 and 3: weight -7.57, probability 0.005"
# log2(0.05 / 0.95) + log2(0.2 / 0.002), and with 0.1 / 0.997.
ok "its weights are what its model says" awk 'BEGIN {
	prior = log(0.05 / 0.95) / log(2)
	exit !(sprintf("%.2f", prior + log(0.2 / 0.002) / log(2)) == "2.40" &&
		sprintf("%.2f", prior + log(0.1 / 0.997) / log(2)) == "-7.57") }'
ok "it is C17 without extensions, and so are the headers" \
	cc -std=c17 -Wall -Wextra -Wpedantic -Werror -I"$T_ROOT/include" -fsyntax-only \
	"$T_ROOT/examples/link/same.c"
ok "it is about 40 lines" test "$(grep -vc '^$\|^ \*\|^/\*\|^#' "$T_ROOT/examples/link/same.c")" -le 50
t_done
