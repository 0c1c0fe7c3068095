#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the merkle engine writes, in the hands of Go's note and tlog packages.
exec "$(dirname "$0")/../oracle/receipt-go/check.sh"
