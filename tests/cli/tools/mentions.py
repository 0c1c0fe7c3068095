#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the mentions of `onus scan --json` (standard input) to the file they were found in.

    mentions.py FILE [KIND=VALUE...]

Offsets count bytes of UTF-8, begin and end between characters, run in order, and give the text that
the mention says. Each KIND=VALUE has to be among the mentions; "*" in a VALUE is anything. What is
wrong is printed, and the status is 1.
"""
import fnmatch
import json
import sys

FIELDS = ("kind", "text", "start", "end", "value", "role", "rule", "matched")


def wrongs(data, mentions):
    before = (0, 0)
    for n, m in enumerate(mentions, 1):
        missing = [f for f in FIELDS if f not in m]
        if missing:
            yield f"mention {n} lacks {', '.join(missing)}"
            continue
        start, end = m["start"], m["end"]
        if not 0 <= start < end <= len(data):
            yield f"mention {n}: {start}-{end} is no span of {len(data)} bytes"
        elif data[start:end] != m["text"].encode():
            yield f"mention {n}: {start}-{end} is {data[start:end]!r}, not {m['text']!r}"
        if (start, end) < before:
            yield f"mention {n} stands before the one before it"
        if not m["value"]:
            yield f"mention {n} has no value"
        before = (start, end)


def main(path, wanted):
    with open(path, "rb") as f:
        data = f.read()
    mentions = [json.loads(line) for line in sys.stdin]
    found = list(wrongs(data, mentions))
    for want in wanted:
        kind, value = want.split("=", 1)
        if not any(m["kind"] == kind and fnmatch.fnmatchcase(m["value"], value) for m in mentions):
            found.append(f"no {kind} has the value {value}")
    print("\n".join(found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
