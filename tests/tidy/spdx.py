# SPDX-License-Identifier: Apache-2.0
"""Every source file says its licence in its first lines, and the text of that licence is here."""
import re
import sys

import tree

SOURCES = {".c", ".h", ".py", ".sh", ".go", ".sql", ".js", ".css", ".html", ".yaml", ".yml", ".scd",
           ".build", ".inc"}
SCRIPT = re.compile(r"^#!")
TAG = re.compile(r"SPDX-License-Identifier:\s*([\w.+-]+)")
LINES = 5  # the tag stands within these
# Where a file under each licence may stand, and the licence's text.
ALLOWED = {"Apache-2.0": ("", "LICENSE"),
           "GPL-2.0-or-later": ("src/extract/", "src/extract/COPYING")}


def sources(root):
    for path in tree.files(root):
        if str(path).startswith("fuzz/corpus/") or "golden" in path.parts:
            continue
        if path.suffix in SOURCES or (not path.suffix and SCRIPT.match(tree.text(root, path)[:2])):
            yield path


def look(root):
    """(files without a tag, files under a licence that can't be theirs, licences without a text)."""
    bare, odd, used = [], [], set()
    for path in sources(root):
        match = TAG.search("\n".join(tree.text(root, path).splitlines()[:LINES]))
        if not match:
            bare.append(str(path))
        elif not str(path).startswith(ALLOWED.get(match[1], ("\0", ""))[0]):
            odd.append(f"{path} is under {match[1]}")
        else:
            used.add(match[1])
    lacking = [f"{name}: {ALLOWED[name][1]}" for name in sorted(used)
               if not (root / ALLOWED[name][1]).exists()]
    return bare, odd, lacking


def main():
    given = tree.options(__doc__)
    bare, odd, lacking = look(given.root)
    tap = tree.Tap()
    tap.check("there are source files", [] if any(True for _ in sources(given.root)) else ["none"])
    tap.check("every source file says its licence", bare)
    tap.check("every file is under the licence of its place", odd)
    tap.check("the text of each licence is here", lacking)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
