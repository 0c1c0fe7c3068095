#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Picks fields out of JSON lines on standard input, for tests that look at what a command said.

    get.py FIELD... [WHERE=VALUE...]

A line a record that has every WHERE; its FIELDs with tabs between. A field is a path: dated.lo,
gaps.0.days. What is missing is an empty word; true, false and whole numbers stand as in JSON.
"""
import json
import sys


def pick(record, path):
    for step in path.split("."):
        if isinstance(record, list) and step.isdigit() and int(step) < len(record):
            record = record[int(step)]
        elif isinstance(record, dict):
            record = record.get(step)
        else:
            return ""
    if record is None:
        return ""
    return record if isinstance(record, str) else json.dumps(record, sort_keys=True)


def main(words):
    fields = [w for w in words if "=" not in w]
    where = [w.split("=", 1) for w in words if "=" in w]
    for line in sys.stdin:
        record = json.loads(line)
        if all(pick(record, path) == value for path, value in where):
            print("\t".join(pick(record, f) for f in fields))


if __name__ == "__main__":
    main(sys.argv[1:])
