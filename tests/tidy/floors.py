# SPDX-License-Identifier: Apache-2.0
"""Holds the includes of src/ and include/ to the floors of HACKING.md.

An include points to the same floor or a lower one; folders make no circle; extract stands on base
alone, and nothing stands on it; what reads foreign documents, and the database, stay in one room
each. --draw shows the floors with the number of includes between them, --svg draws the same.
"""
import collections
import pathlib
import re
import sys

import tree

# Lowest first.
FLOORS = [["base"], ["text", "link", "merkle", "scale"], ["store"], ["ledger"],
          ["policy", "practice"], ["answer", "exchange"], ["face"]]
HEIGHT = {name: height for height, floor in enumerate(FLOORS) for name in floor}
APART = "extract"

# Libraries that one floor alone may include: the database behind its interface, and the parsers of
# foreign documents in the sandbox (which also keeps their licences out of onus itself).
KEPT_IN = {
    "store": re.compile(r"^(sqlite3|libpq-fe)\.h$"),
    APART: re.compile(r"^(poppler|glib|gmime|archive|archive_entry|libxml|seccomp|tesseract)\b"),
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)

Arrow = collections.namedtuple("Arrow", "path line name target")


def floor_of(path):
    """The folder of src/ that a file belongs to: an engine's public header is the engine's, the
    other public headers are base's. None for files outside the house."""
    parts = path.parts
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ("include", "onus"):
        return path.stem if path.stem in HEIGHT else "base"
    return None


def rooms_of(root):
    """A function from a path to its room, which is what may make no circle: the finest folder
    (practice/intake). Where a floor has such folders, a file beside them (practice/command.h with
    its .c) is a room by itself, since folders may stand on one such file and be used by another."""
    paths = tree.files(root, ".c", ".h", under="src")
    divided = {path.parts[1] for path in paths if len(path.parts) > 3}

    def room(path):
        if path.parts[0] != "src":
            return floor_of(path)
        folder = "/".join(path.parts[1:-1])
        return f"{folder}/{path.stem}" if folder in divided else folder

    return room


def made_by_build(root):
    """Names in quotes in the meson.build files: what the build makes is among them."""
    return {name for path in tree.files(root, ".build", under="src")
            for name in re.findall(r"'([\w./-]+\.(?:h|inc))'", tree.text(root, path))}


def resolve(root, name, made):
    for candidate in (pathlib.Path("src") / name, pathlib.Path("include") / name):
        if (root / candidate).is_file():
            return candidate
    if pathlib.PurePath(name).name in made:
        return pathlib.Path("src") / name
    return None


def read(root):
    """(arrows, foreign, lost): includes of our headers, of others', and of nothing that is there."""
    arrows, foreign, lost = [], [], []
    made = made_by_build(root)
    for path in tree.files(root, ".c", ".h", under="src") + \
            tree.files(root, ".h", under="include"):
        source = tree.bare_c(tree.text(root, path), literals=True)
        for match in INCLUDE.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            if match[2]:
                foreign.append(Arrow(path, line, match[2], None))
                continue
            target = resolve(root, match[1], made)
            (arrows if target else lost).append(Arrow(path, line, match[1], target))
    return arrows, foreign, lost


def place(arrow):
    return f"{arrow.path}:{arrow.line} includes {arrow.name}"


def strangers(root):
    """Folders of src/ that stand on no floor."""
    return sorted({floor_of(p) for p in tree.files(root, ".c", ".h", under="src")
                   if floor_of(p) not in HEIGHT and floor_of(p) != APART})


def upward(arrows):
    for arrow in arrows:
        here, there = floor_of(arrow.path), floor_of(arrow.target)
        if here in HEIGHT and there in HEIGHT and HEIGHT[there] > HEIGHT[here]:
            yield f"{place(arrow)}: {here} stands below {there}"


def beside(arrows):
    """Breaches of "extract stands on base alone, and nothing stands on it"."""
    for arrow in arrows:
        here, there = floor_of(arrow.path), floor_of(arrow.target)
        if here == APART and there not in (APART, "base"):
            yield f"{place(arrow)}: {APART} stands on base alone"
        if there == APART and here != APART:
            yield f"{place(arrow)}: nothing stands on {APART}"


def strayed(foreign):
    for arrow in foreign:
        for home, names in KEPT_IN.items():
            if names.match(arrow.name) and floor_of(arrow.path) != home:
                yield f"{place(arrow)}: that library is for {home} alone"


def graph(arrows, key):
    """{from: {to: count}} between different folders."""
    edges = collections.defaultdict(collections.Counter)
    for arrow in arrows:
        here, there = key(arrow.path), key(arrow.target)
        if there and here != there:  # what is made at build time stands on no floor
            edges[here][there] += 1
    return edges


def circles(edges):
    """Each set of folders that reach one another, as a line (Tarjan's strong components)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(" and ".join(sorted(stack[at:])) + " include one another")
            del stack[at:]

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def counts(root):
    lines, number = collections.Counter(), collections.Counter()
    for path in tree.files(root, ".c", ".h", under="src") + tree.files(root, ".h", under="include"):
        lines[floor_of(path)] += tree.text(root, path).count("\n")
        number[floor_of(path)] += 1
    return number, lines


def draw(root, arrows):
    """The floors from the top down; behind each folder what it includes, with the count."""
    edges = graph(arrows, floor_of)
    number, lines = counts(root)
    for floor in reversed([[APART]] + FLOORS):
        rows = [name for name in floor if number[name]]
        for name in rows:
            below = sorted(edges[name].items(), key=lambda e: (-HEIGHT.get(e[0], 0), e[0]))
            points = ", ".join(f"{to} {n}" for to, n in below)
            print(f"{name:9} {number[name]:4} files {lines[name]:6} lines   -> {points or '-'}")
        if rows and floor != [APART]:
            print("-" * 80)


def main():
    given = tree.options(__doc__, draw="show the floors as text", svg="draw them as an SVG")
    arrows, foreign, lost = read(given.root)
    if given.draw:
        draw(given.root, arrows)
        return 0
    if given.svg:
        import floors_svg
        print(floors_svg.drawing(FLOORS, APART, graph(arrows, floor_of), *counts(given.root)))
        return 0
    tap = tree.Tap()
    tap.note(f"{len(arrows)} includes of our own headers")
    tap.check("there is something to look at", [] if arrows else ["no include was found"])
    tap.check("every folder of src stands on a floor", strangers(given.root))
    tap.check("every include is written from the root and is there", map(place, lost))
    tap.check("no include points upward", upward(arrows))
    tap.check("extract stands on base alone, and nothing on it", beside(arrows))
    tap.check("the folders make no circle", circles(graph(arrows, rooms_of(given.root))))
    tap.check("the database and the document parsers stay in their rooms", strayed(foreign))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
