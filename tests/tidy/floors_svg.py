# SPDX-License-Identifier: Apache-2.0
"""The floors as an SVG: a box a folder, higher floors above, an arrow for the includes of one folder
by another, with their number."""

WIDE, HIGH, GAP, FLOOR_STEP, EDGE = 150, 52, 40, 120, 30


def places(floors, apart, number):
    """{folder: (x, y)} of the boxes' upper left corners; extract stands to the right of all."""
    shown = [[n for n in floor if number[n]] for floor in floors]
    shown = [floor for floor in shown if floor]
    span = max(len(floor) for floor in shown) * (WIDE + GAP) - GAP
    at = {}
    for height, floor in enumerate(shown):
        left = EDGE + (span - len(floor) * (WIDE + GAP) + GAP) / 2
        for i, name in enumerate(floor):
            at[name] = (left + i * (WIDE + GAP),
                        EDGE + (len(shown) - 1 - height) * FLOOR_STEP)
    if number[apart]:
        at[apart] = (EDGE + span + 2 * GAP, EDGE + (len(shown) - 2) * FLOOR_STEP)
    return at


def box(name, at, files, lines):
    x, y = at
    return (f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDE}" height="{HIGH}" rx="4" fill="#fff" '
            f'stroke="#222"/><text x="{x + WIDE / 2:.0f}" y="{y + 22:.0f}" font-weight="bold">'
            f'{name}</text><text x="{x + WIDE / 2:.0f}" y="{y + 40:.0f}" font-size="11">'
            f'{files} files, {lines} lines</text>')


def ports(at, edges, outgoing):
    """{(here, there): x} of the arrows' ends on one edge of each box, spread so that they cross
    little: in the order of the boxes at their other ends."""
    beside = {}
    for here, there in edges:
        if at[here][1] != at[there][1]:
            box_of, other = (here, there) if outgoing else (there, here)
            beside.setdefault(box_of, []).append((at[other][0], here, there))
    return {(here, there): at[box_of][0] + WIDE * (i + 1) / (len(ends) + 1)
            for box_of, ends in beside.items()
            for i, (_, here, there) in enumerate(sorted(ends))}


def arrow(start, end, x1, x2, count):
    """From the lower edge of one box at x1 to the upper edge of another at x2; sideways ones from
    side to side; upward ones in red, though the check allows none."""
    y1, y2 = start[1], end[1]
    colour = "#b00020" if y2 < y1 else "#5a7a9a"
    if y1 == y2:
        right = end[0] > start[0]
        x1, x2 = start[0] + (WIDE if right else 0), end[0] + (0 if right else WIDE)
        y1 = y2 = y1 + HIGH / 2
    else:
        y1, y2 = (y1 + HIGH, y2) if y2 > y1 else (y1, y2 + HIGH)
    width = min(1 + count / 12, 6)
    # The number stands near the start, where arrows are still apart.
    tx, ty = x1 + (x2 - x1) * 0.25, y1 + (y2 - y1) * 0.25
    return (f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="{colour}" '
            f'stroke-width="{width:.1f}" marker-end="url(#head)" opacity="0.7"/>'
            f'<text x="{tx:.0f}" y="{ty:.0f}" font-size="11" fill="{colour}" '
            f'stroke="#f7f7f5" stroke-width="3" paint-order="stroke">{count}</text>')


def drawing(floors, apart, edges, number, lines):
    at = places(floors, apart, number)
    width = max(x for x, _ in at.values()) + WIDE + EDGE
    height = max(y for _, y in at.values()) + HIGH + EDGE
    flat = {(here, there): count for here in sorted(edges)
            for there, count in sorted(edges[here].items())}
    out, into = ports(at, flat, True), ports(at, flat, False)
    arrows = [arrow(at[here], at[there], out.get((here, there)), into.get((here, there)), count)
              for (here, there), count in flat.items()]
    boxes = [box(name, at[name], number[name], lines[name]) for name in at]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="sans-serif" font-size="15" '
        'text-anchor="middle">',
        '<title>The floors of Onus and the includes between them</title>',
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" '
        'orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0 8 4 0 8z" fill="#5a7a9a"/>'
        '</marker></defs>',
        '<rect width="100%" height="100%" fill="#f7f7f5"/>', *arrows, *boxes, '</svg>'])
