#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What ./dev demo shows after the build: documents received, a receipt that holds and one that does
# not, the public record with its gap, the picture.
. "$(dirname "$0")/lib.sh"
t_start "the demo does the main job, and can be shown again"
need python3
ONUS_DEMO=$T_DIR/shown
export ONUS_DEMO ONUS ONUS_EXTRACT

exit_is 0 "$T_ROOT/tools/demo.sh"
has_out "documents of several kinds are received" ".docx"
has_out "the picture is kept closed" "quarantined"
has_out "a receipt holds" "The receipt is valid"
has_err "a changed one does not" "onus: "
has_out "the gap is told" "5,113 days with no recorded answer"
has_out "the ledger is whole" "The ledger is whole"
has_out "it says what to type next" "your own ledger"
ok "the picture is written" grep -q "</svg>" shown/who-knew.svg
exit_is 0 "$T_ROOT/tools/demo.sh"
mkdir mine
ONUS_DEMO=$T_DIR/mine
exit_is 2 "$T_ROOT/tools/demo.sh"
has_err "a folder of somebody's own is left alone" "was not made by the demo"
t_done
