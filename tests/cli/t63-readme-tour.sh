#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The commands of README.md: each does what the page shows.
. "$(dirname "$0")/lib.sh"
t_start "the tour of README.md is real"
need python3

PATH=$(dirname "$ONUS"):$PATH
export PATH
ok "every command of the tour prints what the page shows" \
	python3 "$T_HERE/tools/tour.py" "$T_ROOT/README.md" "Five minutes"
[ "$STATUS" -eq 0 ] || t_got
ln -s "$T_ROOT/examples" examples
ok "and so does every command that links lists" \
	python3 "$T_HERE/tools/tour.py" "$T_ROOT/README.md" "Linking lists by itself"
[ "$STATUS" -eq 0 ] || t_got
t_done
