"""Borders between columns that are nowhere drawn: a blank corridor runs through all cells of a column, with text that is aligned on
either side of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.grid.cells import lines_of
from extractor.grid.draft import SLACK, Cell, Draft
from extractor.grid.partial import COLUMN_GAP, VALUE
from extractor.grid.tokens import Token

# A border that is nowhere drawn is one where at least so many cells, and this share of the column's, fall in two …
FEWEST_TORN = 3
TORN_SHARE = 0.5
# … or one does, and so many numbers on either side end on two lines.
FEWEST_NUMBERS = 2
# A corridor is at least this wide (points); beside a complete amount so much (type sizes) sets texts apart.
NARROWEST = 2.5
BESIDE_AMOUNT = 0.3
AMOUNT = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)[.．]\d\d|[-−–+]?\d{1,3}([,，]\d{3})+")
# Text of a side is aligned where this share of it begins, ends or is centred on one line, within this (type sizes).
ALIGNED_SHARE, ALIGNED_WITHIN = 0.8, 0.4
MOST_BORDERS = 40


class Side(NamedTuple):
    """What stands on one side of a corridor in one cell."""

    start: float
    end: float
    size: float
    value: bool


def part_columns(draft: Draft) -> None:
    """Split the columns through which a corridor runs, and cells over several columns that have one at a border drawn elsewhere."""
    groups: dict[tuple[int, int], list[Cell]] = {}
    for cell in draft.cells:
        if cell.cols > 1 and cell.tokens:
            groups.setdefault((cell.col, cell.cols), []).append(cell)
    for group in groups.values():
        if len(group) >= FEWEST_TORN:
            _part_group(draft, group)
    col = 0
    columns = _single_cells(draft)
    while col < len(draft.xs) - 1 and len(draft.xs) < MOST_BORDERS:
        border = _border(columns.get(col, ()), draft.xs[col], draft.xs[col + 1])
        if border is None:
            col += 1
        else:
            draft.insert_column(col, border)
            columns = _single_cells(draft)
            draft.split = True


def _single_cells(draft: Draft) -> dict[int, list[Cell]]:
    """The cells of each column that reach into no other and hold text."""
    columns: dict[int, list[Cell]] = {}
    for cell in draft.cells:
        if cell.cols == 1 and cell.tokens:
            columns.setdefault(cell.col, []).append(cell)
    return columns


def _part_group(draft: Draft, group: Sequence[Cell]) -> None:
    """Cells over the same columns, whose text stands on both sides of a border."""
    first, cols = group[0].col, group[0].cols
    low, high = draft.xs[first], draft.xs[first + cols]
    inside = [cell for cell in group if not _over_all(cell, low, high)]
    edges = [first]
    for col in range(first + 1, first + cols):
        x = draft.xs[col]
        free = not any(token.x0 < x - SLACK and token.x1 > x + SLACK for cell in inside for token in cell.tokens)
        if free and inside and _parts(inside, x):
            edges.append(col)
    if len(edges) == 1:
        return
    edges.append(first + cols)
    for cell in inside:
        parts = []
        for start, end in pairwise(edges):
            part = Cell(cell.row, start, cell.rows, end - start)
            part.tokens = [t for t in cell.tokens if draft.xs[start] <= (t.x0 + t.x1) / 2 < draft.xs[end]]
            parts.append(part)
        draft.replace(cell, parts)
    draft.split = True


def _border(cells: Sequence[Cell], low: float, high: float) -> float | None:
    if len(cells) < FEWEST_TORN or not any(len(cell.tokens) > 1 for cell in cells):  # no cell can fall in two
        return None
    inside = [cell for cell in cells if not _over_all(cell, low, high)]
    spans = sorted((token.x0, token.x1) for cell in inside for token in cell.tokens)
    if not spans:
        return None
    reach = spans[0][1]
    for start, end in spans:
        if start - reach >= NARROWEST and _parts(inside, (start + reach) / 2):
            return (start + reach) / 2
        reach = max(reach, end)
    return None


def _over_all(cell: Cell, low: float, high: float) -> bool:
    """Whether a label stands in the middle of the whole column, as one of several columns does."""
    start, end = min(token.x0 for token in cell.tokens), max(token.x1 for token in cell.tokens)
    size = cell.tokens[0].size
    return not any(token.number for token in cell.tokens) and abs(start + end - low - high) < 2 * ALIGNED_WITHIN * size


def _parts(cells: Sequence[Cell], border: float) -> bool:
    """Whether the text left and right of ``border`` is that of two columns."""
    left, right = _sides(cells, border, right=False), _sides(cells, border, right=True)
    torn = sum(_is_torn(cell, border) for cell in cells)
    if torn >= FEWEST_TORN and torn >= TORN_SHARE * len(cells):
        return _aligned(right) and _aligned(left)
    values = sum(side.value for side in left)
    if torn >= FEWEST_TORN and values >= FEWEST_TORN and len(left) - values <= 1 and _aligned(left):
        return True  # codes under their head, which not every row has, before labels
    return torn > 0 and all(
        sum(side.value for side in sides) >= FEWEST_NUMBERS and _on_one_line([s.end for s in sides if s.value], sides)
        for sides in (left, right)
    )


def _is_torn(cell: Cell, border: float) -> bool:
    """Whether a line of the cell has text on both sides, set apart; letter-spaced text is one."""
    for line in lines_of(cell.tokens):
        before = [token for token in line if token.x1 <= border + SLACK]
        after = [token for token in line if token.x0 >= border - SLACK]
        if not before or not after:
            continue
        amount = AMOUNT.fullmatch(before[-1].text) or AMOUNT.fullmatch(after[0].text)
        if after[0].x0 - before[-1].x1 < (BESIDE_AMOUNT if amount else COLUMN_GAP) * after[0].size:
            continue
        if any(len(token.text) > 1 or token.number for token in line):
            return True
    return False


def _sides(cells: Sequence[Cell], border: float, *, right: bool) -> list[Side]:
    found = []
    for cell in cells:
        for line in lines_of(cell.tokens):
            tokens = [token for token in line if (token.x0 >= border - SLACK) is right]
            if tokens:
                found.append(Side(tokens[0].x0, tokens[-1].x1, tokens[0].size, _is_value(tokens)))
    return found


def _is_value(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and VALUE.fullmatch(tokens[0].text) is not None


def _aligned(sides: Sequence[Side]) -> bool:
    places = (
        [side.start for side in sides],
        [side.end for side in sides],
        [(side.start + side.end) / 2 for side in sides],
    )
    return any(_on_one_line(values, sides) for values in places)


def _on_one_line(values: list[float], sides: Sequence[Side]) -> bool:
    values = sorted(values)
    at = values[len(values) // 2]
    near = sum(abs(value - at) <= ALIGNED_WITHIN * sides[0].size for value in values)
    return near >= ALIGNED_SHARE * len(values)
