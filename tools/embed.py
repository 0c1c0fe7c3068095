#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns files into a C table, so that the program carries them inside.

    embed.py TABLE FILE... > table.c

gives `const struct embedded TABLE[]` (base/embedded.h), in the order of the arguments, ended by a row
without a name. The name is the file's own name without its folder.
"""
import os
import sys


def rows(paths):
    for number, path in enumerate(paths):
        with open(path, "rb") as file:
            data = file.read()
        yield number, os.path.basename(path), data


def main():
    table, paths = sys.argv[1], sys.argv[2:]
    out = ['/* made by tools/embed.py */', '#include "base/embedded.h"', f'extern const struct embedded {table}[];']
    names = []
    for number, name, data in rows(paths):
        lines = [",".join(str(b if b < 128 else b - 256) for b in data[i:i + 24]) for i in range(0, len(data), 24)]
        out.append(f"static const char data_{number}[] = {{")
        out.append(",\n".join(lines) + ("," if lines else "") + "0};")
        names.append(f'\t{{"{name}", data_{number}, {len(data)}}},')
    out.append(f"const struct embedded {table}[] = {{")
    out.extend(names)
    out.append("\t{0, 0, 0},\n};")
    print("\n".join(out))


main()
