# SPDX-License-Identifier: Apache-2.0
"""Holds docs/requirements.md to the tests.

It has tables "| id | requirement | proved by |". The last column names tests in backquotes, or says
"not yet" (or both, where a part is proved). A test's name is that of a TEST in tests/, or the path
of a script or program source under tests/. A test may cite the requirement it proves: "Proves: ID".
"""
import collections
import re
import sys

import tree

PAGE = "docs/requirements.md"
ID = re.compile(r"[A-Z][A-Z0-9]*[-.]?[0-9]+(?:[-.][0-9a-z]+)*")
TEST = re.compile(r"^TEST\((\w+)\)", re.MULTILINE)
PROVES = re.compile(r"Proves:\s*([A-Z0-9.,\s-]+)")

Row = collections.namedtuple("Row", "line id words proof")


def cells(line):
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def rows(text):
    """The rows of the tables that have the three columns, and lines that are no such row."""
    found, bad, inside = [], [], False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("|"):
            inside = False
            continue
        columns = cells(line)
        if [c.lower() for c in columns] == ["id", "requirement", "proved by"]:
            inside = True
        elif inside and not re.fullmatch(r"[\s|:-]+", line):
            if len(columns) != 3:
                bad.append(f"{PAGE}:{number} has {len(columns)} columns, not 3")
            else:
                found.append(Row(number, *columns))
    return found, bad


def tests(root):
    """Names of all tests: of TEST functions, and paths of files under tests/."""
    paths = {str(p) for p in tree.files(root, under="tests")}
    names = {name for p in tree.files(root, ".c", under="tests")
             for name in TEST.findall(tree.text(root, p))}
    return names | paths


def misnamed(found):
    seen = {}
    for row in found:
        if not ID.fullmatch(row.id):
            yield f"{PAGE}:{row.line}: \"{row.id}\" is no id"
        elif row.id in seen:
            yield f"{PAGE}:{row.line}: {row.id} stands in line {seen[row.id]} already"
        seen[row.id] = row.line


def unproved(found):
    for row in found:
        if not row.words:
            yield f"{PAGE}:{row.line}: {row.id} requires nothing"
        if not re.search(r"`[^`]+`", row.proof) and "not yet" not in row.proof:
            yield f"{PAGE}:{row.line}: {row.id} names no test and does not say \"not yet\""


def unknown(found, names):
    for row in found:
        for name in re.findall(r"`([^`]+)`", row.proof):
            if name not in names:
                yield f"{PAGE}:{row.line}: {row.id} names the test {name}, which is not there"


def cited(root, ids):
    for path in tree.files(root, ".c", ".sh", ".py", ".go", under="tests"):
        # This file and its test speak of citations.
        if path.parts[:2] == ("tests", "tidy"):
            continue
        for match in PROVES.finditer(tree.text(root, path)):
            for word in ID.findall(match[1]):
                if word not in ids:
                    yield f"{path} proves {word}, which {PAGE} does not have"


def main():
    given = tree.options(__doc__)
    tap = tree.Tap()
    if not (given.root / PAGE).exists():
        return tap.skip(f"{PAGE} is not written yet")
    found, bad = rows(tree.text(given.root, PAGE))
    yet = sum("not yet" in row.proof for row in found)
    tap.note(f"{len(found)} requirements; \"not yet\" stands at {yet}")
    tap.check("there are requirements", [] if found else ["no table of three columns"])
    tap.check("every row has three columns", bad)
    tap.check("every requirement has an id of its own", misnamed(found))
    tap.check("every requirement names a test or says \"not yet\"", unproved(found))
    tap.check("every test that is named is there", unknown(found, tests(given.root)))
    tap.check("every id that a test cites is there", cited(given.root, {row.id for row in found}))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
