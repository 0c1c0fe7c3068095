# SPDX-License-Identifier: Apache-2.0
"""Looks for words that must not stand in the tree: the calls that HACKING.md bans, notes of work
left undone, folders of somebody's own machine, and hosts of package registries."""
import re
import sys

import tree

TEXT = {".c", ".h", ".py", ".sh", ".go", ".sql", ".js", ".css", ".html", ".svg", ".yaml", ".yml",
        ".json", ".md", ".txt", ".scd", ".build", ".inc", ""}
# The licences' texts are not ours to judge, and test data may say anything.
LEFT_OUT = re.compile(r"(^|/)(LICEN[CS]E|COPYING)|^fuzz/corpus/|(^|/)(data|golden)/")
BAN = re.compile(r"Banned:\s*((?:`[^`]*`[\s,]*)+)")

# In pieces, so that this file passes its own check. Three X are a note where they open a comment or
# stand before a colon; elsewhere they may be a letter of a pattern.
UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b|[/*#-]\s*\bX{3}\b|\bX{3}:")
OWN_FOLDER = re.compile(r"(?<![\w.~])/(?:home|root|work|Users)/")
REGISTRY = re.compile(r"\b(?:registry\.(?:npmjs|yarnpkg)\.\w+|proxy\.golang\.org|sum\.golang\.org|"
                      r"(?:files\.)?pythonhosted\.org|pypi\.org|crates\.io|rubygems\.org|"
                      r"(?:deb|security|snapshot)\.debian\.org|archive\.ubuntu\.com|docker\.io|"
                      r"ghcr\.io|\w+-docker\.pkg\.dev)\b")


def banned(root):
    """The names in HACKING.md behind "Banned:", so that the rule stands in one place."""
    match = BAN.search(tree.text(root, "HACKING.md")) if (root / "HACKING.md").exists() else None
    return re.findall(r"\w+", match[1]) if match else []


def calls(root, names):
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for path in tree.files(root, ".c", ".h"):
        code = tree.bare_c(tree.text(root, path))
        for match in pattern.finditer(code):
            yield f"{path}:{code.count(chr(10), 0, match.start()) + 1} calls {match[1]}"


def found(root, pattern, but=()):
    for path in tree.files(root):
        name = str(path)
        if path.suffix not in TEXT or LEFT_OUT.search(name) or name in but:
            continue
        for number, line in enumerate(tree.text(root, path).splitlines(), 1):
            match = pattern.search(line)
            if match:
                yield f"{path}:{number} says {match[0]}"


def main():
    given = tree.options(__doc__)
    tap = tree.Tap()
    names = banned(given.root)
    tap.check("HACKING.md says which calls are banned", [] if names else ["it names none"])
    tap.check("no banned call stands in the C files", calls(given.root, names) if names else [])
    # HACKING.md forbids the first by name.
    tap.check("nothing is noted as left undone", found(given.root, UNDONE, but=("HACKING.md",)))
    tap.check("no folder of somebody's own machine is named", found(given.root, OWN_FOLDER))
    tap.check("no package registry is named", found(given.root, REGISTRY))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
