#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "kill -9 loses nothing that was acknowledged, and leaves nothing half done"
need python3
export T_ROOT
seed=${SEED:-1997}

# kills WHAT WORD...
kills() {
	kills_what=$1
	shift
	ok "$kills_what" python3 "$T_HERE/tools/kill.py" "$@"
	printf '# %s\n' "$(tail -n 1 "$OUT")"
}

kills "a receive is killed at random moments (seed $seed)" receive a "$seed" 6
kills "short commands are (seed $seed)" work b "$seed" 6
kills "an init is (seed $seed)" init c "$seed" 4
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
	kills "at each flush of an init and a receive" calls d fsync,fdatasync 1 6
else
	printf '# processes may not be traced here: not killed at a given system call\n'
fi
t_done
