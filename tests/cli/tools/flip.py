#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flips one bit of a file.

    flip.py FILE OFFSET BIT [COPY]    in place, or into a copy
    flip.py --all FILE BIT FOLDER     FOLDER/0, FOLDER/1 ...: a copy for each byte of the file
"""
import pathlib
import sys


def flipped(data, offset, bit):
    changed = bytearray(data)
    changed[offset] ^= 1 << bit
    return bytes(changed)


def main(words):
    if words[0] == "--all":
        data = pathlib.Path(words[1]).read_bytes()
        for offset in range(len(data)):
            copy = pathlib.Path(words[3]) / str(offset)
            copy.write_bytes(flipped(data, offset, int(words[2])))
        return
    data = pathlib.Path(words[0]).read_bytes()
    copy = pathlib.Path(words[3] if len(words) > 3 else words[0])
    copy.write_bytes(flipped(data, int(words[1]), int(words[2])))


if __name__ == "__main__":
    main(sys.argv[1:])
