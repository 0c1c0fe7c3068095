# SPDX-License-Identifier: Apache-2.0
"""tour.py PAGE HEADING: does what the code blocks below a heading of a page show, in one shell in the
folder at hand, and compares. "$ " begins a command, "> " goes on with it; other lines are what it
prints, where "..." stands for anything, and times, dates and lengths of time for those of today."""
import re
import subprocess
import sys

VARYING = [(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "INSTANT"),
           (r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b(, \d\d:\d\d UTC)?", "DATE"),
           (r"\b[\d,]+ days?\b", "DAYS"),
           (r"\b(less than a minute|\d+ (second|minute|hour)s?)\b", "SPAN")]


def plain(text):
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return " ".join(text.split())


def steps(page, heading):
    """[command, what it prints] in order."""
    found = []
    section = re.split(r"^## ", page, flags=re.MULTILINE)
    section = next(s for s in section if s.startswith(heading + "\n"))
    for line in section.splitlines():
        if not line.startswith("    "):
            continue
        line = line[4:]
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith("> "):
            found[-1][0] += "\n" + line[2:]
        else:
            found[-1][1] += line + "\n"
    return found


def run(commands):
    """What each prints, on both streams."""
    script = "exec 2>&1\n" + "".join(f"{c}\nprintf '\\036'\n" for c in commands)
    done = subprocess.run(["sh"], input=script, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.split("\036")[:-1]


def differs(want, got):
    at = 0
    for part in want.split("..."):
        part = plain(part)
        at = got.find(part, at)
        if at < 0:
            return part
        at += len(part)
    return ""


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        shown = steps(f.read(), sys.argv[2])
    printed = run([command for command, _ in shown])
    wrong = 0
    for (command, want), got in zip(shown, printed):
        part = differs(want, plain(got))
        if part:
            wrong += 1
            print(f"$ {command}\nlacks: {part}\nprints:\n{got}")
    print(f"{len(shown)} commands")
    return 1 if wrong or not shown else 0


if __name__ == "__main__":
    sys.exit(main())
