#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build.sh OUT - builds receipt-go from Debian's packages alone: golang-go and golang-golang-x-mod-dev.
# Status 77, with a message, where one of them is not there.
set -eu

[ $# -eq 1 ] || { echo "usage: build.sh OUT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
packages=/usr/share/gocode
go=/usr/lib/go/bin/go
[ -x "$go" ] || go=$(command -v go) || {
	echo "receipt-go: there is no Go here (Debian: golang-go)" >&2
	exit 77
}
[ -d "$packages/src/golang.org/x/mod/sumdb/tlog" ] || {
	echo "receipt-go: there is no golang.org/x/mod here (Debian: golang-golang-x-mod-dev)" >&2
	exit 77
}
GOPATH=$packages GO111MODULE=off GOFLAGS='' "$go" build -o "$1" "$here/main.go"
