#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Has every tool of ./dev lint read every file, several at once, and counts what they say.

    tools/lint.py OUT [NAME...]

A file is read again where it, a header that it takes in, the tool, its options or its settings are
not what they were; what was said of the others is kept in OUT/TOOL/. All that was said stands in
OUT/TOOL.txt. NAME keeps the files whose path has it. Status 1 where there is a finding.
"""
import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

SAID = re.compile(r": (?:warning|error|fatal error|performance|portability): ")
FROM_BUILD = re.compile(r"(?:/\S*/build/\w+/|^)\.\./\.\./", re.MULTILINE)
CPPCHECK = ["cppcheck", "--enable=warning,performance,portability", "--inline-suppr", "--std=c11",
            "--language=c", "--suppress=missingInclude", "--suppress=missingIncludeSystem",
            "--suppress=unknownMacro",
            "--suppress=varFuncNullUB",  # NULL may end a list of arguments: POSIX has it as a pointer
            "-D_Noreturn=__attribute__((noreturn))",  # 2.10 does not know C11's own word
            "--quiet", "-D_GNU_SOURCE", "-I", "include", "-I", "src", "-I", ".",
            "--template={file}:{line}: {severity}: {id}: {message}"]
LAID_OUT = ("src", "include", "tests", "fuzz", "bench", "examples")
SHELL = re.compile(rb"#!(?:/bin/sh|/usr/bin/env bash)|# shellcheck shell=")

# argv: of a file, for the tool; takes_in: of a file, the files that its reading depends on.
Tool = collections.namedtuple("Tool", "name files argv takes_in settings")


@functools.lru_cache(maxsize=None)
def digest(path):
    try:
        return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


@functools.lru_cache(maxsize=None)
def version(program):
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout


class Build:
    """The compiler's commands of a build folder, one a file of ours."""

    def __init__(self, folder):
        self.commands = {}
        self.folder = pathlib.Path(folder)
        for one in json.loads((self.folder / "compile_commands.json").read_text()):
            path = os.path.relpath(os.path.join(one["directory"], one["file"]))
            if not path.startswith("build/"):
                self.commands[path] = self.plain(shlex.split(one["command"]))
        self.headers = functools.lru_cache(maxsize=None)(self.headers)

    def plain(self, argv):
        """The command without its outputs, as seen from the root."""
        kept, words = [], iter(argv)
        for word in words:
            if word in ("-o", "-MF", "-MQ", "-c"):
                next(words)
            elif word.startswith("-I") and not os.path.isabs(word[2:]):
                kept.append("-I" + os.path.relpath(self.folder / word[2:]))
            elif word not in ("-MD", "-fdiagnostics-color=always"):
                kept.append(word)
        return kept

    def argv(self, path):
        return [*self.commands[path], "-c", path, "-o", os.devnull]

    def headers(self, path):
        """The file and all that it takes in, by the preprocessor."""
        rule = subprocess.run([*self.commands[path], "-M", path], check=True, capture_output=True,
                              text=True).stdout
        return rule.replace("\\\n", " ").split()[1:]


def scripts():
    found = [pathlib.Path("dev"), pathlib.Path(".ci/run")]
    for folder in ("tools", "tests", "bench", "examples"):
        found += (p for p in pathlib.Path(folder).rglob("*") if p.is_file() and not p.is_symlink()
                  and any(SHELL.match(line) for line in p.open("rb").read(4096).splitlines()))
    return sorted({str(p) for p in found})


def tools():
    gcc, clang = Build("build/analyzer"), Build("build/clang")
    sources = [str(p) for folder in LAID_OUT for p in pathlib.Path(folder).rglob("*.[ch]")]

    def itself(path):
        return [path]

    return [
        Tool("shellcheck", scripts(), lambda f: ["shellcheck", "-f", "gcc", f], itself, ()),
        Tool("clang-format", sources, lambda f: ["clang-format", "--dry-run", "--ferror-limit=1", f], itself,
             (".clang-format",)),
        Tool("cppcheck", clang.commands, lambda f: [*CPPCHECK, f], clang.headers, ()),
        Tool("clang", clang.commands, clang.argv, clang.headers, ()),
        Tool("gcc-fanalyzer", gcc.commands, gcc.argv, gcc.headers, ()),
        Tool("clang-tidy", clang.commands, lambda f: ["clang-tidy", "-p", "build/clang", "--quiet", f],
             clang.headers, (".clang-tidy", "build/clang/compile_commands.json")),
    ]


def findings(text):
    """A header's finding is said again with every file that takes it in."""
    return sorted({line for line in text.splitlines() if SAID.search(line)})


class Reading:
    """One file read by one tool."""

    def __init__(self, out, tool, path):
        self.tool, self.path = tool, path
        self.kept = out / tool.name / (path.replace("/", "!") + ".json")
        self.argv = tool.argv(path)
        self.key = hashlib.sha256("\0".join(
            [*self.argv, version(self.argv[0]), *map(digest, tool.settings)]).encode()).hexdigest()
        self.said = self.remembered()

    def remembered(self):
        try:
            last = json.loads(self.kept.read_text())
        except (OSError, ValueError):
            return None
        same = last["key"] == self.key and all(digest(f) == d for f, d in last["files"].items())
        return last["said"] if same else None

    def read(self):
        """What cannot be read to its end is a finding, and is read again the next time."""
        try:
            files = {f: digest(f) for f in self.tool.takes_in(self.path)}
        except subprocess.CalledProcessError:
            files = None
        done = subprocess.run(self.argv, check=False, stdin=subprocess.DEVNULL, text=True,
                              errors="replace", capture_output=True)
        self.said = FROM_BUILD.sub("", done.stdout + done.stderr)
        if done.returncode != 0 and not findings(self.said):
            self.said += f"{self.path}:1: error: {self.tool.name} ended with {done.returncode}\n"
        elif files:
            self.kept.write_text(json.dumps({"key": self.key, "files": files, "said": self.said}))


def look(out, tool, names, pool):
    """Returns the number of findings."""
    (out / tool.name).mkdir(exist_ok=True)
    files = sorted(f for f in tool.files if not names or any(n in f for n in names))
    readings = [Reading(out, tool, f) for f in files]
    new = [r for r in readings if r.said is None]
    print(f"{tool.name}: {len(new)} of {len(files)} files to read ...", file=sys.stderr, flush=True)
    list(pool.map(Reading.read, new))
    text = "".join(r.said for r in readings)
    (out / f"{tool.name}.txt").write_text(text)
    return len(findings(text))


def main(argv):
    out = pathlib.Path(argv[0])
    counts = {}
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for tool in tools():
            counts[tool.name] = look(out, tool, argv[1:], pool)
    print(f"\n{'tool':28} {'findings':>8}")
    for name, count in counts.items():
        print(f"{name:28} {count:8}   {out}/{name}.txt")
    return 1 if any(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
