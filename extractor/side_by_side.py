"""Forms side by side on a page: what stands over and under the left one comes before what stands over the right one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from extractor.knowledge.tables import table_pattern
from extractor.lines import PageLine
from extractor.records import Box, Grid

Item = PageLine | Grid
# Two grids stand side by side where they share this much of the lower one's height.
SHARED = 0.5
# A line over both forms is two where this much is blank between them (type sizes).
BLANK = 1.5
# So far below the forms (points) a line in two parts is their notes.
NOTES = 60.0
# Titles stand at most so far above their form (points).
TITLES = 90.0
# A title or a note over one form runs out over its sides by no more than this (points): text ends short of where its form does.
OVER = 24.0


def in_columns(items: Sequence[Item], grids: Sequence[Grid]) -> list[Item]:
    """The items of a page in reading order: those of forms side by side form by form. Items come from top to bottom."""
    ordered = list(items)
    for left in grids:
        for right in grids:
            if left.box is None or right.box is None or left.box.x1 > right.box.x0:
                continue
            if _beside(left.box, right.box) or _beside(_titled(items, left.box), _titled(items, right.box)):
                ordered = _by_columns(ordered, left.box, right.box)
    for grid in grids:
        ordered = _without_neighbours_title(ordered, grid)
    return ordered


def _without_neighbours_title(items: list[Item], grid: Grid) -> list[Item]:
    """Of two titles on one line over a grid, the one that stands right of it is read after it: its own form was not found as a table."""
    assert grid.box is not None
    for index, item in enumerate(items):
        if item is grid:
            break
        if (
            isinstance(item, Grid)
            or not grid.box.top - TITLES < item.box.top < grid.box.top
            or item.box.x1 <= grid.box.x1
        ):
            continue
        parts = _parts(item, grid.box.x1)
        if parts is None or len(parts) < 2 or not all(isinstance(part, PageLine) and _is_title(part) for part in parts):
            continue
        at = next(place for place, found in enumerate(items) if found is grid)
        return [*items[:index], parts[0], *items[index + 1 : at + 1], parts[1], *items[at + 1 :]]
    return items


def _is_title(line: PageLine) -> bool:
    return table_pattern("titles").fullmatch("".join(line.text.split())) is not None


def _beside(left: Box, right: Box) -> bool:
    shared = min(left.bottom, right.bottom) - max(left.top, right.top)
    lower = min(left.bottom - left.top, right.bottom - right.top)
    return shared >= SHARED * lower > 0


def _titled(items: Sequence[Item], form: Box) -> Box:
    """A form's box with its title and notes: the lines right above it that stand over it only."""
    top = form.top
    for item in reversed(items):
        box = item.box
        assert box is not None
        if box.bottom > top or box.x1 <= form.x0 or box.x0 >= form.x1:
            continue
        if isinstance(item, Grid) or box.top < form.top - TITLES or box.x0 < form.x0 - OVER or box.x1 > form.x1 + OVER:
            break
        top = box.top
    return form._replace(top=top)


def _by_columns(items: Sequence[Item], left: Box, right: Box) -> list[Item]:
    gutter = (left.x1 + right.x0) / 2
    foot = max(left.bottom, right.bottom)
    before: list[Item] = []
    columns: tuple[list[Item], list[Item]] = ([], [])
    after: list[Item] = []
    for item in items:
        assert item.box is not None
        parts = _parts(item, gutter)
        notes = not after and item.box.top < foot + NOTES and parts is not None and len(parts) == 2
        if item.box.top >= foot and not notes:
            after.append(item)
            continue
        if parts is None:  # it stands over both: what comes before it is read before it
            before += [*columns[0], *columns[1], item]
            columns = ([], [])
            continue
        for part in parts:
            assert part.box is not None
            columns[part.box.x0 + part.box.x1 >= 2 * gutter].append(part)
    return [*before, *columns[0], *columns[1], *after]


def _parts(item: Item, gutter: float) -> list[Item] | None:
    """An item on one side of the gutter, or a line that is blank there in two; null where it runs on over the gutter."""
    box = item.box
    assert box is not None
    if box.x1 <= gutter or box.x0 >= gutter:
        return [item]
    if isinstance(item, Grid):
        return None
    places = [(index, x0, x1) for index, (x0, x1) in enumerate(zip(item.lefts, item.rights, strict=True)) if x0 or x1]
    for (index, _, end), (after, start, _) in pairwise(places):
        if end <= gutter <= start and start - end >= BLANK * item.size:
            return [_cut(item, 0, index + 1), _cut(item, after, len(item.text))]
    return None


def _cut(line: PageLine, first: int, last: int) -> PageLine:
    lefts, rights = line.lefts[first:last], line.rights[first:last]
    start = next(x0 for x0, x1 in zip(lefts, rights, strict=True) if x0 or x1)
    box = Box(start, line.box.top, max(rights), line.box.bottom)
    return msgspec.structs.replace(line, text=line.text[first:last], lefts=lefts, rights=rights, box=box)
