#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# packages.sh - sees to it that the packages for a purpose are installed.
#
#     tools/packages.sh [--yes] PURPOSE...     e.g. "build", or "build test"
#
# Where nothing is missing it says nothing and touches no network. Otherwise it says what it will
# install and why, asks if a person is there to answer, and installs with apt-get. On a system that
# is not Debian 12, a later one, or Ubuntu 24.04 or later, it lists what is needed: exit 2.
# Environment: ONUS_OS_RELEASE, another file than /etc/os-release; ONUS_PACKAGES_LOG, apt-get's log.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
list=$here/packages.txt
log=${ONUS_PACKAGES_LOG:-$here/../build/packages.log}
yes=no
export LC_ALL=C.UTF-8

say() {
	printf '%s\n' "$*" >&2
}

die() {
	status=$1
	shift
	say "dev: $*"
	exit "$status"
}

# rows FORMAT WORD...: prints rows of the list, each package once: "names" and "needs" those for any
# of the purposes WORD..., "why" those of the packages WORD...
rows() {
	format=$1
	shift
	awk -F ' *[|] *' -v words="$*" -v format="$format" '
	BEGIN { n = split(words, wanted, " ") }
	/^#/ || NF < 5 { next }
	{
		field = "," (format == "why" ? $2 : $1) ","
		for (i = 1; i <= n; i++)
			if (index(field, "," wanted[i] ",") && !seen[$2]++) {
				if (format == "names") print $2
				else if (format == "why") printf "  %-24s %s\n", $2, $5
				else printf "  %-36s %-12s %s\n", $3, $4, $5
			}
	}' "$list"
}

# Prints the packages among the arguments that are not installed.
missing() {
	have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
	for package in "$@"; do
		case "
$have
" in
		*"
installed $package
"*) ;;
		*) printf '%s\n' "$package" ;;
		esac
	done
}

# Sets `system` to what this is, and `known` to yes, near (same package names, not tested by us on
# every change) or no.
look_at_system() {
	system=$(
		NAME=this\ system VERSION_ID=''
		# shellcheck source=/dev/null
		. "${ONUS_OS_RELEASE:-/etc/os-release}" 2>/dev/null || true
		printf '%s|%s|%s' "${ID:-unknown}" "${VERSION_ID%%.*}" "${PRETTY_NAME:-$NAME}"
	)
	id=${system%%|*}
	system=${system#*|}
	version=${system%%|*}
	system=${system#*|}
	case "$id:$version" in
	*:*[!0-9]*) known=no ;;
	debian:12) known=yes ;;
	debian:) known=near ;; # testing has no number
	debian:*) known=$([ "$version" -gt 12 ] && echo near || echo no) ;;
	ubuntu:?*) known=$([ "$version" -ge 24 ] && echo near || echo no) ;;
	*) known=no ;;
	esac
	command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || known=no
}

list_for_others() {
	say "Onus installs what it needs on Debian 12 and later and on Ubuntu 24.04 and later."
	say "This is $system. It needs, in these versions or later:"
	say ""
	rows needs "$@" >&2
	say ""
	say "Where all of that is there: ./dev --no-install COMMAND"
	exit 2
}

# Only where a person can answer: a script gets what it asked for.
ask() {
	if [ "$yes" = yes ] || [ ! -t 0 ]; then
		return 0
	fi
	printf 'Install them now? [y/N] ' >&2
	answer=
	read -r answer || true
	case $answer in
	[yY]*) ;;
	*) die 2 "nothing was installed. Later: ./dev --yes COMMAND" ;;
	esac
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	else
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

apt() {
	printf '+ apt-get %s\n' "$*" >>"$log"
	as_root apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1 </dev/null
}

# A package list may be absent (a fresh system) or name files that are gone from the mirror, so it
# is fetched where apt-get can't plan, or can't carry out, the installation without. One broken
# source among several fails the update but not what the others have: the installation decides.
install() {
	if apt-get install --simulate -qq --no-install-recommends "$@" >/dev/null 2>&1 &&
		apt install --no-install-recommends "$@"; then
		return 0
	fi
	say "fetching the list of packages ..."
	apt update || true
	apt install --no-install-recommends "$@"
}

main() {
	if [ "${1-}" = --yes ]; then
		yes=yes
		shift
	fi
	look_at_system
	[ "$known" != no ] || list_for_others "$@"
	# shellcheck disable=SC2046  # one word a package
	lacking=$(missing $(rows names "$@"))
	[ -n "$lacking" ] || exit 0

	say "Onus needs these packages, which are not installed yet:"
	# shellcheck disable=SC2086  # one word a package
	rows why $lacking >&2
	[ "$known" = yes ] || say "(Written for Debian 12; $system has packages of the same names.)"
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
		# shellcheck disable=SC2086
		die 2 "no sudo here. As root: apt-get install --no-install-recommends" $lacking
	fi
	ask
	mkdir -p "$(dirname "$log")"
	: >"$log"
	say "installing with apt-get; this can take some minutes ..."
	# shellcheck disable=SC2086  # one word a package
	if ! install $lacking; then
		tail -n 20 "$log" >&2
		die 6 "apt-get could not install them; everything it said is in $log"
	fi
}

main "$@"
