# SPDX-License-Identifier: Apache-2.0
"""Looks for files that nobody uses: a C file that no meson.build names, a header or an SQL file
that nothing takes in, a test that can't be run."""
import os
import re
import sys

import tree

INCLUDE = re.compile(r'#[ \t]*include[ \t]*"([^"\n]+)"')


def descriptions(root):
    """{folder: text} of the meson.build files."""
    return {path.parent: tree.text(root, path) for path in tree.files(root)
            if path.name == "meson.build"}


def named(path, described):
    """Whether a meson.build of its folder, or of one above, names the file as seen from there. In
    fuzz/ and tests/unit/ a name may be built from a word: 'json' and '.c'."""
    for folder, text in described.items():
        if folder in path.parents:
            seen = path.relative_to(folder).as_posix()
            stem = seen.removesuffix(path.suffix)
            if f"'{seen}'" in text or (f"'{path.suffix}'" in text and f"'{stem}'" in text):
                return True
    return False


def unbuilt(root, described):
    for path in tree.files(root, ".c", ".sql"):
        if not named(path, described):
            yield str(path)


def unincluded(root):
    taken = {name for path in tree.files(root, ".c", ".h")
             for name in INCLUDE.findall(tree.text(root, path))}
    for path in tree.files(root, ".h"):
        whole = path.as_posix()
        names = {whole, whole.removeprefix("src/"), whole.removeprefix("include/")}
        if not names & taken:
            yield str(path)


def unrunnable(root):
    for folder, pattern in (("tests/cli", r"t\d\d.*\.sh"), ("tests/tidy", r".*\.sh"),
                            ("bench", r".*\.sh"), ("tools", r".*\.sh")):
        for path in tree.files(root, ".sh", under=folder):
            if re.fullmatch(pattern, path.name) and not os.access(root / path, os.X_OK):
                yield str(path)


def misnamed(root):
    """Scripts in tests/cli that the runner would pass over; what they share lies in folders below."""
    for path in tree.files(root, ".sh", under="tests/cli"):
        if str(path.parent) != "tests/cli" or path.name == "lib.sh":
            continue
        if not re.fullmatch(r"t\d\d-[a-z0-9-]+\.sh", path.name):
            yield f"{path} is not called tNN-name.sh"


def main():
    given = tree.options(__doc__)
    described = descriptions(given.root)
    tap = tree.Tap()
    tap.check("there are build files", [] if described else ["no meson.build"])
    tap.check("every C and SQL file is named in a meson.build", unbuilt(given.root, described))
    tap.check("every header is included by something", unincluded(given.root))
    tap.check("every script can be run", unrunnable(given.root))
    tap.check("every command-line test is called tNN-name.sh", misnamed(given.root))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
