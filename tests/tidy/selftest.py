# SPDX-License-Identifier: Apache-2.0
"""Proves that the tidy checks can fail: a small tree in which all of them pass is spoilt in one way
at a time, and the check concerned has to say so, naming the place."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tree

HERE = pathlib.Path(__file__).resolve().parent
TAG = "/* SPDX-License-Identifier: Apache-2.0 */\n"
SHELL_TAG = "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"


def function(name, lines):
    return f"int {name}(void)\n{{\n" + "\t;\n" * (lines - 4) + "\treturn 0;\n}\n"


GOOD = {
    "HACKING.md": "Banned: `strcpy sprintf\nsystem` (a test looks).\n",
    "LICENSE": "the text of the Apache-2.0 licence\n",
    "src/extract/COPYING": "the text of the GPL\n",
    "meson.build": "# SPDX-License-Identifier: Apache-2.0\nfiles('src/base/a.c', 'src/text/t.c',\n"
                   "'src/store/s.c', 'src/extract/e.c', 'src/practice/duty/d.c',\n"
                   "'src/practice/intake/i.c', 'tests/unit/a.c')\n",
    "include/onus/text.h": TAG,
    "src/base/a.h": TAG + "/* strcpy(a, b) in a comment is no call */\n",
    "src/base/a.c": TAG + '#include "base/a.h"\n' + function("a_make", 20)
                    + 'static const char *said = "sprintf(x)";\n',
    "src/text/t.c": TAG + '#include "onus/text.h"\n#include "base/a.h"\n',
    "src/store/s.h": TAG,
    "src/store/s.c": TAG + '#include "store/s.h"\n#include <sqlite3.h>\n',
    "src/extract/e.c": TAG.replace("Apache-2.0", "GPL-2.0-or-later")
                       + '#include "base/a.h"\n#include <archive.h>\n',
    "src/practice/duty/d.h": TAG,
    "src/practice/duty/d.c": TAG + '#include "practice/duty/d.h"\n',
    "src/practice/intake/i.h": TAG,
    "src/practice/intake/i.c": TAG + '#include "practice/intake/i.h"\n'
                                     '#include "practice/duty/d.h"\n#include "store/s.h"\n',
    "tests/unit/a.c": TAG + "/* Proves: R1 */\nTEST(a_make__makes_an_a)\n{\n}\n",
    "tests/cli/t10-a.sh": SHELL_TAG,
    "docs/requirements.md": "| id | requirement | proved by |\n|---|---|---|\n"
                            "| R1 | an a is made | `a_make__makes_an_a` |\n"
                            "| R2 | a whole command | `tests/cli/t10-a.sh`; the rest not yet |\n"
                            "| R3 | nothing so far | not yet |\n",
}
ROW = GOOD["docs/requirements.md"]

# check, what is wrong, the files that make it so (None: the file is gone), what must be said.
BAD = [
    ("floors", "an include that points upward",
     {"src/base/a.c": TAG + '#include "store/s.h"\n'}, "src/base/a.c:2 includes store/s.h"),
    ("floors", "an engine's public header taken in by base",
     {"src/base/a.c": TAG + '#include "onus/text.h"\n'}, "base stands below text"),
    ("floors", "two rooms that include one another",
     {"src/practice/duty/d.c": TAG + '#include "practice/intake/i.h"\n'},
     "practice/duty and practice/intake include one another"),
    ("floors", "a room and a file beside the rooms that include one another",
     {"src/practice/command.h": TAG + '#include "practice/duty/d.h"\n',
      "src/practice/duty/d.c": TAG + '#include "practice/command.h"\n'},
     "practice/command and practice/duty include one another"),
    ("floors", "an extractor that stands on more than base",
     {"src/extract/e.c": TAG + '#include "store/s.h"\n'}, "extract stands on base alone"),
    ("floors", "a floor that stands on the extractor",
     {"src/extract/e.h": TAG, "src/text/t.c": TAG + '#include "extract/e.h"\n'},
     "nothing stands on extract"),
    ("floors", "a folder that is on no floor",
     {"src/misc/m.c": TAG}, "misc"),
    ("floors", "an include that is not written from the root",
     {"src/base/a.c": TAG + '#include "a.h"\n'}, "src/base/a.c:2 includes a.h"),
    ("floors", "the database outside the store",
     {"src/text/t.c": TAG + "#include <sqlite3.h>\n"}, "that library is for store alone"),
    ("floors", "a document parser outside the sandbox",
     {"src/text/t.c": TAG + "#  include <libxml/parser.h>\n"},
     "that library is for extract alone"),
    ("sizes", "a function of 121 lines",
     {"src/base/a.c": TAG + function("a_long", 121)}, "src/base/a.c:a_long has 121 lines"),
    ("sizes", "a long function with its brace on the same line",
     {"src/base/a.c": TAG + function("a_long", 130).replace("\n{", " {", 1)}, "a_long has 129"),
    ("sizes", "too many functions over 70 lines",
     {"src/base/a.c": TAG + function("a_long", 71)}, "it is 100.0 %"),
    ("sizes", "a file of 1001 lines",
     {"src/base/a.c": TAG + function("a", 9) + "\n" * 991}, "src/base/a.c has 1001 lines"),
    ("sizes", "a C file that can't be read",
     {"src/base/a.c": TAG + function("a", 9) + "}\n"}, "src/base/a.c: a brace closes nothing"),
    ("sizes", "an exception that is no longer needed",
     {"tests/tidy/exceptions.txt": "function src/base/a.c:a_make 140 it parses\n"},
     "a_make has 20 lines and needs no exception"),
    ("sizes", "an exception for what is not there",
     {"tests/tidy/exceptions.txt": "file src/base/gone.c 1400 a table\n"},
     "file src/base/gone.c is not there"),
    ("sizes", "an exception without a reason",
     {"tests/tidy/exceptions.txt": "file src/base/a.c 1400\n"}, "tests/tidy/exceptions.txt:1"),
    ("sizes", "an exception that allows more than is needed",
     {"tests/tidy/exceptions.txt": "file src/base/a.c 1400 a table\n",
      "src/base/a.c": TAG + function("a", 9) + "\n" * 1200}, "has 1210 lines now, not 1400"),
    ("words", "a banned call",
     {"src/base/a.c": TAG + "\n\tsprintf (a, b);\n"}, "src/base/a.c:3 calls sprintf"),
    ("words", "a list of bans that is gone", {"HACKING.md": "Anything goes.\n"}, "it names none"),
    ("words", "a note of work left undone",
     {"src/base/a.c": TAG + "/* TO" + "DO: the rest */\n"}, "src/base/a.c:2 says"),
    ("words", "another such note",
     {"src/base/a.c": TAG + "a(); // XX" + "X is this right\n"}, "src/base/a.c:2 says"),
    ("words", "somebody's own folder",
     {"README.md": "See /ho" + "me/somebody/onus.\n"}, "README.md:1 says"),
    ("words", "a package registry", {"tools/get.sh": SHELL_TAG + "get pyp" + "i.org\n"},
     "tools/get.sh:3 says"),
    ("spdx", "a C file without a licence", {"src/base/a.c": "int a;\n"}, "src/base/a.c"),
    ("spdx", "a script without a suffix or a licence", {"run": "#!/bin/sh\n"}, "run"),
    ("spdx", "another licence outside the extractor",
     {"src/base/a.c": "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"},
     "src/base/a.c is under GPL-2.0-or-later"),
    ("spdx", "a licence nobody chose",
     {"src/base/a.c": "/* SPDX-License-Identifier: MIT */\n"}, "src/base/a.c is under MIT"),
    ("spdx", "a licence whose text is not here", {"LICENSE": None}, "Apache-2.0: LICENSE"),
    ("requirements", "a requirement without a test",
     {"docs/requirements.md": ROW + "| R4 | another | |\n"}, "R4 names no test"),
    ("requirements", "a test that is not there",
     {"docs/requirements.md": ROW + "| R4 | another | `a_make__makes_two` |\n"},
     "R4 names the test a_make__makes_two"),
    ("requirements", "a script that is not there", {"tests/cli/t10-a.sh": None},
     "R2 names the test tests/cli/t10-a.sh"),
    ("requirements", "an id twice",
     {"docs/requirements.md": ROW + "| R1 | again | not yet |\n"}, "R1 stands in line 3 already"),
    ("requirements", "no id",
     {"docs/requirements.md": ROW + "| | again | not yet |\n"}, "\"\" is no id"),
    ("requirements", "a row of two columns",
     {"docs/requirements.md": ROW + "| R4 | again |\n"}, "docs/requirements.md:6 has 2 columns"),
    ("requirements", "a page without the table",
     {"docs/requirements.md": "Nothing.\n"}, "no table of three columns"),
    ("requirements", "a test of a requirement that is not there",
     {"tests/unit/a.c": TAG + "/* Proves: R9 */\nTEST(a_make__makes_an_a)\n"}, "proves R9"),
    ("dead", "a C file that nobody builds", {"src/base/b.c": TAG}, "src/base/b.c"),
    ("dead", "an SQL file that nobody builds",
     {"src/store/sql/1.sql": "-- SPDX-License-Identifier: Apache-2.0\n"}, "src/store/sql/1.sql"),
    ("dead", "a header that nobody includes", {"src/base/b.h": TAG}, "src/base/b.h"),
    ("dead", "a test that can't be run",
     {"tests/cli/t11-b.sh": "# not executable\n"}, "tests/cli/t11-b.sh"),
    ("dead", "a test that the runner would pass over",
     {"tests/cli/receive.sh": SHELL_TAG}, "tests/cli/receive.sh"),
]
CHECKS = sorted({row[0] for row in BAD})


def write(root, files):
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if text.startswith("#!"):
            path.chmod(0o755)


def ask(check, root):
    done = subprocess.run([str(HERE / f"{check}.sh"), "--root", str(root)], capture_output=True,
                          text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def spoilt(check, files, said, folder):
    """What is wrong with the check's answer on a tree that is spoilt by `files`."""
    root = folder / "bad"
    write(root, GOOD)
    write(root, files)
    status, text = ask(check, root)
    shutil.rmtree(root)
    if status != 1:
        return [f"status {status}, not 1", *text.splitlines()]
    lines = text.splitlines()
    if not any(line.startswith("not ok") for line in lines):
        return ["no check failed", *lines]
    return [] if any(said in line and line.startswith("#") for line in lines) else [
        f"nobody said \"{said}\"", *lines]


def unlisted():
    """Checks of this folder that have no bad tree here."""
    return [p.name for p in sorted(HERE.glob("*.sh"))
            if p.stem not in CHECKS and p.stem != "selftest"]


def main():
    tree.options(__doc__)
    tap = tree.Tap()
    with tempfile.TemporaryDirectory(prefix="onus-tidy-") as name:
        folder = pathlib.Path(name)
        write(folder / "good", GOOD)
        for check in CHECKS:
            status, text = ask(check, folder / "good")
            tap.check(f"{check} passes a good tree", text.splitlines() if status else [])
        for check, what, files, said in BAD:
            tap.check(f"{check} fails on {what}", spoilt(check, files, said, folder))
    tap.check("every tidy check is proved here", unlisted())
    return tap.done()


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main())
