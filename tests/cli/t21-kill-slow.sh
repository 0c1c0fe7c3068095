#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "kill -9 under load, again and again: nothing acknowledged is lost"
need python3 strace
export T_ROOT
seed=${SEED:-2013}

# kills WHAT WORD...
kills() {
	kills_what=$1
	shift
	ok "$kills_what" python3 "$T_HERE/tools/kill.py" "$@"
	printf '# %s\n' "$(tail -n 1 "$OUT")"
}

kills "a receive of few documents (seed $seed)" receive a "$seed" 12
kills "a receive of many, in batches (seed $seed)" receive b "$seed" 3 1000
kills "short commands (seed $seed)" work c "$seed" 18
kills "an init (seed $seed)" init d "$seed" 12
if strace -o trace true 2>/dev/null; then
	kills "at each flush" calls e fsync,fdatasync 1 20
	kills "at each write" calls f pwrite64,write 1 20
	kills "at each new name" calls g rename,renameat,renameat2,mkdir,unlink 1 10
fi
t_done
