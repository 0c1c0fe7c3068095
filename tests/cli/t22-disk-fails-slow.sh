#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "a disk that fails at any one call spoils nothing"
need python3 strace
strace -o trace true 2>/dev/null || skip_all "processes may not be traced here"
export T_ROOT

# errors CALLS ERROR LAST: each of the first calls fails once.
errors() {
	ok "$2 from each of the first $3 calls of $1" \
		python3 "$T_HERE/tools/kill.py" errors "errors-$1-$2" "$1" "$2" 1 "$3"
	printf '# %s\n' "$(tail -n 1 "$OUT")"
}

errors fsync,fdatasync EIO 40
errors pwrite64 ENOSPC 40
errors pwrite64 EIO 40
errors write ENOSPC 20
errors ftruncate ENOSPC 6
errors rename,mkdir ENOSPC 12
t_done
