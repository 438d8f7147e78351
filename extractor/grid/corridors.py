"""Borders between columns that are nowhere drawn: a blank corridor runs through all cells of a column, with text that is aligned on
either side of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.grid.cells import lines_of
from extractor.grid.draft import Cell, Draft
from extractor.grid.partial import COLUMN_GAP, VALUE
from extractor.grid.tokens import Token

# A border that is nowhere drawn is one where at least so many cells, and this share of the column's, fall in two …
FEWEST_TORN = 3
TORN_SHARE = 0.5
# … or one does, and so many numbers on either side end on two lines.
FEWEST_NUMBERS = 2
# A corridor is at least this wide (points).
NARROWEST = 4.0
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
    """Split the columns through which a corridor runs."""
    col = 0
    while col < len(draft.xs) - 1 and len(draft.xs) < MOST_BORDERS:
        cells = [cell for cell in draft.cells if cell.col == col and cell.cols == 1 and cell.tokens]
        border = _border(cells, draft.xs[col], draft.xs[col + 1])
        if border is None:
            col += 1
        else:
            draft.insert_column(col, border)
            draft.split = True


def _border(cells: Sequence[Cell], low: float, high: float) -> float | None:
    if len(cells) < FEWEST_TORN:
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
    return torn > 0 and all(
        sum(side.value for side in sides) >= FEWEST_NUMBERS and _on_one_line([s.end for s in sides if s.value], sides)
        for sides in (left, right)
    )


def _is_torn(cell: Cell, border: float) -> bool:
    """Whether a line of the cell has text on both sides, set apart; letter-spaced text is one."""
    for line in lines_of(cell.tokens):
        before = [token for token in line if token.x1 <= border]
        after = [token for token in line if token.x0 >= border]
        if not before or not after or after[0].x0 - before[-1].x1 < COLUMN_GAP * after[0].size:
            continue
        if any(len(token.text) > 1 or token.number for token in line):
            return True
    return False


def _sides(cells: Sequence[Cell], border: float, *, right: bool) -> list[Side]:
    found = []
    for cell in cells:
        for line in lines_of(cell.tokens):
            tokens = [token for token in line if (token.x0 >= border) is right]
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
