# SPDX-License-Identifier: Apache-2.0
"""Measures functions and files, and refuses the ones nobody can take in at a glance.

A function has at most 120 lines, a file at most 1000, unless tests/tidy/exceptions.txt allows it
more; an exception that is no longer needed is a failure too. The figures are printed beside what
HACKING.md aims at. --longest lists the longest functions.
"""
import pathlib
import re
import sys

import tree

FUNCTION_LINES_MAX, FILE_LINES_MAX = 120, 1000
SPLIT_LINES = 70  # the sign to split
SPLIT_SHARE_MAX = 0.025
EXCEPTIONS = pathlib.Path("tests/tidy/exceptions.txt")
SOURCES = (".c", ".h", ".py", ".sh", ".go", ".sql", ".js")
SCRIPTS = (pathlib.Path("dev"), pathlib.Path("tests/run"))

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)


def without_directives(source):
    """Macros may hold half a block; their lines stay."""
    return DIRECTIVE.sub(lambda m: "\n" * m[0].count("\n"), source)


def function_name(head):
    """The name that a definition's head declares, or None where it is a type or a value."""
    head = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)", " ", head)
    if "=" in head:
        return None
    match = re.search(r"([A-Za-z_]\w*)\s*\(\s*([A-Za-z_]\w*)?", head)
    if not match:
        return None
    if match[1] == "TEST":
        return match[2]
    return match[1]


def functions(source):
    """(name, first line, lines) of every function, from its type to its closing brace. Raises
    ValueError where the braces don't match."""
    code = without_directives(tree.bare_c(source))
    found, depth, head_at, body = [], 0, 0, None
    for match in re.finditer(r"[{};]", code):
        if match[0] == "{":
            if depth == 0:
                body = function_name(code[head_at:match.start()])
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth < 0:
                raise ValueError("a brace closes nothing")
            if depth == 0 and body is not None:
                skipped = len(code[head_at:]) - len(code[head_at:].lstrip())
                first = code.count("\n", 0, head_at + skipped) + 1
                found.append((body, first, code.count("\n", 0, match.start()) + 2 - first))
        if depth == 0:
            head_at = match.end()
    if depth != 0:
        raise ValueError("a brace stays open")
    return found


def rank(numbers, share):
    """The smallest number that `share` of them don't exceed."""
    ordered = sorted(numbers)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0


def read_exceptions(root):
    """{(kind, name): lines}, e.g. ("function", "src/base/json.c:parse"), and what is badly said."""
    allowed, bad = {}, []
    if not (root / EXCEPTIONS).exists():
        return allowed, bad
    for number, line in enumerate(tree.text(root, EXCEPTIONS).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 3)
        if len(words) < 4 or words[0] not in ("function", "file") or not words[2].isdigit():
            bad.append(f"{EXCEPTIONS}:{number}: not \"function FILE:NAME LINES REASON\" or "
                       "\"file FILE LINES REASON\"")
            continue
        allowed[words[0], words[1]] = int(words[2])
    return allowed, bad


def measure(root):
    """({"path:name": lines} of functions, {"path": lines} of files, what could not be read)."""
    by_function, by_file, unread = {}, {}, []
    for path in tree.files(root):
        if path.suffix in SOURCES or path in SCRIPTS:
            source = tree.text(root, path)
            by_file[str(path)] = source.count("\n")
            if path.suffix in (".c", ".h"):
                try:
                    for name, _, lines in functions(source):
                        key = f"{path}:{name}"
                        by_function[key] = max(lines, by_function.get(key, 0))
                except ValueError as e:
                    unread.append(f"{path}: {e}")
    return by_function, by_file, unread


def too_long(kind, sizes, most, allowed):
    for name, lines in sorted(sizes.items()):
        limit = max(most, allowed.get((kind, name), 0))
        if lines > limit:
            yield f"{name} has {lines} lines, more than {limit}"


def not_needed(by_function, by_file, allowed):
    for (kind, name), limit in sorted(allowed.items()):
        sizes, most = ((by_function, FUNCTION_LINES_MAX) if kind == "function"
                       else (by_file, FILE_LINES_MAX))
        if name not in sizes:
            yield f"{kind} {name} is not there"
        elif sizes[name] <= most:
            yield f"{kind} {name} has {sizes[name]} lines and needs no exception"
        elif sizes[name] < limit:
            yield f"{kind} {name} has {sizes[name]} lines now, not {limit}"


def ours(sizes):
    """What style is judged by: the code of the house, without its tests."""
    return {name: lines for name, lines in sizes.items()
            if name.startswith("src/") and (".c:" in name or name.endswith(".c"))}


def report(tap, by_function, by_file):
    lines, files = list(ours(by_function).values()), list(ours(by_file).values())
    over = sum(n > SPLIT_LINES for n in lines)
    share = over / len(lines) if lines else 0
    tap.note(f"{len(files)} files in src, {sum(files)} lines; {len(lines)} functions")
    tap.note("lines of a function: median %d, p90 %d, p99 %d, longest %d (aim: p90 of 40)"
             % (rank(lines, 50), rank(lines, 90), rank(lines, 99), max(lines, default=0)))
    tap.note(f"over {SPLIT_LINES} lines: {over}, {100 * share:.1f} % (aim: about 2 %)")
    tap.note("lines of a file: median %d, p90 %d, longest %d (aim: around 600)"
             % (rank(files, 50), rank(files, 90), max(files, default=0)))
    return share


def main():
    given = tree.options(__doc__, longest="list the longest functions")
    by_function, by_file, unread = measure(given.root)
    if given.longest:
        for name, lines in sorted(by_function.items(), key=lambda e: -e[1])[:30]:
            print(f"{lines:5} {name}")
        return 0
    allowed, bad = read_exceptions(given.root)
    tap = tree.Tap()
    share = report(tap, by_function, by_file)
    tap.check("there is something to measure", [] if by_function else ["no function was found"])
    tap.check("every C file can be read", unread)
    tap.check(f"no function has more than {FUNCTION_LINES_MAX} lines",
              too_long("function", by_function, FUNCTION_LINES_MAX, allowed))
    tap.check(f"at most {100 * SPLIT_SHARE_MAX} % of the functions have more than {SPLIT_LINES} lines",
              [] if share <= SPLIT_SHARE_MAX else [f"it is {100 * share:.1f} %"])
    tap.check(f"no file has more than {FILE_LINES_MAX} lines",
              too_long("file", by_file, FILE_LINES_MAX, allowed))
    tap.check("every exception can be read", bad)
    tap.check("every exception is needed", not_needed(by_function, by_file, allowed))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
