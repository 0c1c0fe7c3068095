# SPDX-License-Identifier: Apache-2.0
"""What the tidy checks share: the files of the tree, C text without comments, and TAP."""
import argparse
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Folders that hold nothing of ours. Names beginning with a dot are passed over too, but for .ci.
LEFT_OUT = {"build", "node_modules", "onus-ledger", "onus-demo", "__pycache__"}
ENTERED_DOTTED = {".ci"}
SHOWN_MAX = 40


def options(doc, **extra):
    """The command line of a check: --root FOLDER, and switches that are named in `extra`."""
    words = argparse.ArgumentParser(description=doc,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--root", type=pathlib.Path, default=ROOT)
    for name, told in extra.items():
        words.add_argument("--" + name, action="store_true", help=told)
    given = words.parse_args()
    given.root = given.root.resolve()
    return given


def files(root, *suffixes, under=""):
    """Every file of the tree, as a path relative to `root`, sorted; with one of the suffixes, if
    any are given. Read from the folders and not from git, so that it works on a released tree and
    sees a file before it is committed."""
    found = []
    for folder, folders, names in os.walk(root / under):
        folders[:] = [f for f in folders if f in ENTERED_DOTTED
                      or not (f in LEFT_OUT or f.startswith(".") or f.startswith("build-"))]
        for name in names:
            path = pathlib.Path(folder) / name
            if not path.is_symlink() and (not suffixes or path.suffix in suffixes):
                found.append(path.relative_to(root))
    return sorted(found)


def text(root, path):
    return (root / path).read_text(encoding="utf-8", errors="replace")


COMMENT_OR_LITERAL = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.DOTALL | re.VERBOSE)


def bare_c(source, literals=False):
    """C without comments, and without what stands in literals unless they are asked for. Lines stay
    where they were."""
    def blank(match):
        piece = match[0]
        if piece[0] == "/":
            return " " + "\n" * piece.count("\n")
        return piece if literals else piece[0] * 2
    return COMMENT_OR_LITERAL.sub(blank, source)


class Tap:
    """One check a line; what was found wrong stands below it."""

    def __init__(self):
        self.count = self.failed = 0

    def check(self, what, findings=()):
        findings = list(findings)
        self.count += 1
        self.failed += bool(findings)
        print(f"{'not ok' if findings else 'ok'} {self.count} - {what}")
        for finding in findings[:SHOWN_MAX]:
            print(f"#   {finding}")
        if len(findings) > SHOWN_MAX:
            print(f"#   ... and {len(findings) - SHOWN_MAX} more")

    def note(self, line):
        print(f"# {line}")

    def skip(self, reason):
        """Instead of any check."""
        print(f"1..0 # SKIP {reason}")
        return 0

    def done(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0
