#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What ./dev does before anything is built: its words, and how it comes by packages. The system, the
# package tools and the user are played by small scripts, so that nothing is installed here.
. "$(dirname "$0")/lib.sh"
t_start "./dev knows what it needs and asks before it installs"

# --- its words ---
exit_is 0 "$T_ROOT/dev" help
for command in demo build install test bench fuzz lint format; do
	has_out "help names $command" "  $command "
done
exit_is 2 "$T_ROOT/dev"
has_err "without a command it shows them" "usage: ./dev"
exit_is 2 "$T_ROOT/dev" nonsense
has_err "an unknown command is named" "nonsense"
exit_is 2 "$T_ROOT/dev" --no-install fuzz json abc
has_err "seconds have to be a number" "abc"
exit_is 2 "$T_ROOT/dev" --no-install fuzz no-such-target
has_err "an unknown fuzz target is named" "no-such-target"

# --- systems ---
packages=$T_ROOT/tools/packages.sh
ONUS_PACKAGES_LOG=$T_DIR/log/packages.log
ONUS_OS_RELEASE=$T_DIR/os-release
export ONUS_PACKAGES_LOG ONUS_OS_RELEASE

# system ID VERSION: what the machine says it is.
system() {
	printf 'ID=%s\nVERSION_ID="%s"\nPRETTY_NAME="%s %s"\n' "$1" "${2-}" "$1" "${2-}" >"$ONUS_OS_RELEASE"
}

mkdir fake
PATH=$T_DIR/fake:$PATH

# play NAME LINE...: a program that plays another.
play() {
	t_played=fake/$1
	shift
	{
		printf '#!/bin/sh\n'
		printf '%s\n' "$@"
	} >"$t_played"
	chmod +x "$t_played"
}

# All are installed but those in the file "lacking"; apt-get keeps what it was told.
# shellcheck disable=SC2016  # expanded by the played programs
{
	play dpkg-query 'shift 3' 'for p in "$@"; do grep -qx "$p" lacking || echo "installed $p"; done'
	play apt-get 'echo "$*" >>apt-said' 'case "$*" in' \
		'*--simulate*) [ -e lists ] ;;' '*update*) : >lists ;;' \
		'*) [ ! -e broken ] && : >lacking ;;' 'esac'
	play id 'cat uid'
	play sudo 'echo sudo >>sudo-said' '"$@"'
}
echo 0 >uid
: >lacking
: >lists

system debian 12
exit_is 0 "$packages" build test
is "with everything there it says nothing" "$(cat "$OUT" "$ERR")" ""
is "... and does not call apt-get" "$(cat apt-said 2>/dev/null)" ""

for other in "fedora 40" "debian 11" "ubuntu 22.04" "alpine 3.19.1" "arch "; do
	# shellcheck disable=SC2086  # two words
	system $other
	run "$packages" build
	is "$other: the list, and status 2" "$STATUS" 2
	has_err "$other: a library with its version" "SQLite                               3.40.0"
	has_err "$other: how to go on" "--no-install"
done
is "another system's package manager is left alone" "$(cat apt-said 2>/dev/null)" ""
rm "$ONUS_OS_RELEASE"
exit_is 2 "$packages" build
for near in "debian 13" "ubuntu 24.04"; do
	# shellcheck disable=SC2086
	system $near
	exit_is 0 "$packages" build
done

# --- installing ---
system debian 12
echo meson >lacking
exit_is 0 "$packages" build
has_err "a missing package is named with its reason" "describes the build"
hasnt_err "one that is there is not" "compiles Onus"
is "it is planned, then installed, without a fetch of lists" \
	"$(sed 's/.*--no-install-recommends/install/' apt-said | tr '\n' ';')" \
	"install meson;install meson;"
is "root needs no sudo" "$(cat sudo-said 2>/dev/null)" ""
ok "the log keeps what was asked" grep -q 'install --no-install-recommends meson' "$ONUS_PACKAGES_LOG"

rm -f lists apt-said
echo meson >lacking
exit_is 0 "$packages" build
is "lists are fetched where the plan fails" "$(grep -c update apt-said)" 1

: >broken
echo meson >lacking
exit_is 6 "$packages" build
has_err "a failed installation names the log" "$ONUS_PACKAGES_LOG"
rm broken

echo 1000 >uid
echo meson >lacking
exit_is 0 "$packages" build
is "a user goes through sudo" "$(sort -u sudo-said)" "sudo"
mv fake/sudo fake/no-sudo
echo meson >lacking
rm -f apt-said
# A PATH in which there is certainly no sudo, but for the tools that the script calls.
mkdir few
for tool in sh awk sed dirname cat env grep mkdir tail cut; do
	ln -s "$(command -v "$tool")" "few/$tool"
done
run env PATH="$T_DIR/fake:$T_DIR/few" "$packages" build
is "a user without sudo is told what to type: status 2" "$STATUS" 2
has_err "... in one line" "apt-get install --no-install-recommends meson"
is "... and nothing is installed" "$(cat apt-said 2>/dev/null)" ""
echo 0 >uid

# --- the question ---
if command -v script >/dev/null; then
	echo meson >lacking
	rm -f apt-said
	# `script` gives it a terminal; what is typed comes from the file.
	echo n >typed
	run script -qec "'$packages' build" /dev/null <typed
	is "a no at the terminal: status 2" "$STATUS" 2
	has "... after a question" "[y/N]"
	is "... and nothing is installed" "$(cat apt-said 2>/dev/null)" ""
	echo y >typed
	run script -qec "'$packages' build" /dev/null <typed
	is "a yes at the terminal: status 0" "$STATUS" 0
	ok "... and it is installed" grep -q 'meson' apt-said
	echo meson >lacking
	run script -qec "'$packages' --yes build" /dev/null </dev/null
	is "with --yes: status 0" "$STATUS" 0
	hasnt "... without a question" "[y/N]"
fi

# --- the list itself ---
is "every package has five columns" \
	"$(grep -v '^#' "$T_ROOT/tools/packages.txt" | awk -F '|' 'NF != 5')" ""
t_done
