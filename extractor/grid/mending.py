"""Borders that are missing in a few cells only: text stands in its own column and row as its neighbours do, not in the middle of a
merged cell.

How the text of a column stands (begins, ends or is centred on one line) and how that of a row does is told by the cells whose
borders are all drawn. A merged cell whose text stands so in one of its slots, and not so in the whole, is no merged cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.grid.cells import lines_of
from extractor.grid.draft import Cell, Draft
from extractor.grid.partial import VALUE
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern

# Text stands as that of other cells where it is off by no more than this (type sizes).
SAME_PLACE = 0.3
# So many cells tell how a column's text stands.
FEWEST, AGREED = 2, 0.8
# A border is one of the whole table where it is drawn beside at least this share of the body's slots.
USUAL = 0.5
# A token may reach over the border of its column by this much (points).
SLACK = 1.0
# A row is looked at for several in one where it is as many times as high as the middle one of the body.
TALL = 1.5
# Rows in one are none lower than this (points), and hold at most so many lines of a cell.
LEAST_ROW = 6.0
MOST_LINES = 24
ONE_NUMBER = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％]?")


class Extent(NamedTuple):
    """Text from ``start`` to ``end`` between the borders ``low`` and ``high``; ``size`` of its type."""

    start: float
    end: float
    low: float
    high: float
    size: float

    def places(self) -> tuple[float, float, float]:
        """Its distance from the middle between the borders, from the lower one, and from the upper one."""
        middle = (self.start + self.end - self.low - self.high) / 2
        return middle, self.start - self.low, self.high - self.end


class Habit(NamedTuple):
    """How text stands between its borders: at ``at`` from the middle, the lower or the upper one (``kind`` 0, 1, 2)."""

    kind: int
    at: float

    def fits(self, extent: Extent) -> bool:
        return abs(extent.places()[self.kind] - self.at) <= SAME_PLACE * extent.size


def mend(draft: Draft) -> None:
    """Split the merged cells of the body that are none."""
    merged = [cell for cell in draft.cells if cell.rows * cell.cols > 1 and cell.tokens]
    if not merged:
        return
    body = _body_start(draft)
    if body is None or not any(cell.row >= body for cell in merged):
        return
    table = _Table(draft, body)
    for cell in merged:
        if cell.row >= body and cell.cols > 1:
            _mend_across(table, cell)
    for cell in [cell for cell in draft.cells if cell.rows > 1 and cell.tokens and cell.row >= body]:
        _mend_down(table, cell)


def _body_start(draft: Draft) -> int | None:
    """The first row with an amount, or with a cell of nothing but numbers, in one column."""
    rows = [
        cell.row
        for cell in draft.cells
        if cell.cols == 1 and cell.tokens and (any(map(_is_amount, cell.tokens)) or all(map(_is_value, cell.tokens)))
    ]
    return min(rows, default=None)


def _is_amount(token: Token) -> bool:
    return token.number and ("." in token.text or "," in token.text) and VALUE.fullmatch(token.text) is not None


class _Table:
    """What the whole cells of a draft's body tell."""

    def __init__(self, draft: Draft, body: int) -> None:
        self.draft, self.body = draft, body
        self.columns: dict[tuple[int, bool], Habit | None] = {}
        self.rows: dict[bool, Habit | None] = {}
        across: dict[tuple[int, bool], list[Extent]] = {}
        down: dict[bool, list[Extent]] = {}
        for cell in draft.cells:
            if cell.row < body or not cell.tokens or cell.rows > 1:
                continue
            size = cell.tokens[0].size
            value = _all_values(cell.tokens)
            top, bottom = draft.ys[cell.row], draft.ys[cell.row + 1]
            head, foot = min(t.top for t in cell.tokens), max(t.bottom for t in cell.tokens)
            down.setdefault(value, []).append(Extent(head, foot, top, bottom, size))
            if cell.cols == 1:
                low, high = draft.xs[cell.col], draft.xs[cell.col + 1]
                start, end = min(t.x0 for t in cell.tokens), max(t.x1 for t in cell.tokens)
                across.setdefault((cell.col, value), []).append(Extent(start, end, low, high, size))
        self.columns = {key: _habit(extents) for key, extents in across.items()}
        self.rows = {key: _habit(extents) for key, extents in down.items()}

    def usual_column(self, col: int) -> bool:
        """Whether the border left of ``col`` is drawn beside most rows of the body."""
        owner = self.draft.owner[self.body :]
        return sum(row[col - 1] is not row[col] for row in owner) >= USUAL * len(owner)

    def across(self, tokens: Sequence[Token], first: int, last: int) -> bool | None:
        """Whether tokens stand in columns ``first`` to ``last`` as text of column ``first`` does; null where nothing tells."""
        habit = self.columns.get((first, _all_values(tokens)))
        start, end = min(token.x0 for token in tokens), max(token.x1 for token in tokens)
        extent = Extent(start, end, self.draft.xs[first], self.draft.xs[last + 1], tokens[0].size)
        return None if habit is None else habit.fits(extent)

    def centred(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        start, end = min(token.x0 for token in tokens), max(token.x1 for token in tokens)
        middle = (self.draft.xs[first] + self.draft.xs[last + 1]) / 2
        return abs((start + end) / 2 - middle) <= SAME_PLACE * tokens[0].size

    def down(self, tokens: Sequence[Token], first: int, last: int) -> bool | None:
        """Whether tokens stand in rows ``first`` to ``last`` as text does in a row; null where nothing tells."""
        return self.fits_down(tokens, self.draft.ys[first], self.draft.ys[last + 1])

    def fits_down(self, tokens: Sequence[Token], top: float, foot: float) -> bool | None:
        """The same between two heights."""
        habit = self.rows.get(_all_values(tokens))
        head, end = min(token.top for token in tokens), max(token.bottom for token in tokens)
        return None if habit is None else habit.fits(Extent(head, end, top, foot, tokens[0].size))


def _habit(extents: Sequence[Extent]) -> Habit | None:
    """The way in which most of the cells agree."""
    if len(extents) < FEWEST:
        return None
    size = median(extent.size for extent in extents)
    best: tuple[int, Habit] | None = None
    for kind, values in enumerate(zip(*(extent.places() for extent in extents), strict=True)):
        at = median(values)
        good = sum(abs(value - at) <= SAME_PLACE * size for value in values)
        if good >= AGREED * len(extents) and (best is None or good > best[0]):
            best = (good, Habit(kind, at))
    return best[1] if best else None


def _all_values(tokens: Sequence[Token]) -> bool:
    return VALUE.fullmatch("".join(token.text for token in sorted(tokens))) is not None if len(tokens) < 3 else False


def _mend_across(table: _Table, cell: Cell) -> None:
    """A cell over several columns of the body, each part of its text in one of them."""
    draft = table.draft
    by_column: dict[int, list[Token]] = {}
    for token in cell.tokens:
        column = next(
            (
                col
                for col in range(cell.col, cell.col + cell.cols)
                if draft.xs[col] - SLACK <= token.x0 and token.x1 <= draft.xs[col + 1] + SLACK
            ),
            None,
        )
        if column is None:
            return
        by_column.setdefault(column, []).append(token)
    borders = [col for col in range(cell.col + 1, cell.col + cell.cols) if table.usual_column(col)]
    if not borders:
        return
    edges = [cell.col, *borders, cell.col + cell.cols]
    spans = list(pairwise(edges))
    held = [
        [token for col in range(first, end) for token in by_column.get(col, [])] for first, end in spans
    ]
    written = [(tokens, first) for tokens, (first, end) in zip(held, spans, strict=True) if tokens]
    if len(written) == 1:
        tokens, first = written[0]
        last = cell.col + cell.cols - 1
        if first == cell.col and not _all_values(tokens):
            return  # a label stands in the first column either way
        whole = table.centred(tokens, cell.col, last) or table.across(tokens, cell.col, last)
        if whole or not table.across(tokens, first, first):
            return
    elif all(len(token.text) == 1 and not token.number for token in cell.tokens):
        return  # one word, its characters set apart
    parts = []
    for tokens, (first, end) in zip(held, spans, strict=True):
        part = Cell(cell.row, first, cell.rows, end - first)
        part.tokens = tokens
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


def _mend_down(table: _Table, cell: Cell) -> None:
    """A cell over several rows of the body whose text stands in one of them, or whose lines stand one in each."""
    draft = table.draft
    last = cell.row + cell.rows - 1
    by_row: dict[int, list[Token]] = {}
    for token in cell.tokens:
        middle = (token.top + token.bottom) / 2
        row = next((row for row in range(cell.row, last + 1) if draft.ys[row] <= middle <= draft.ys[row + 1]), None)
        if row is None:
            return
        by_row.setdefault(row, []).append(token)
    if len(by_row) < cell.rows and table.down(cell.tokens, cell.row, last):
        return
    if not all(table.down(tokens, row, row) for row, tokens in by_row.items()):
        return
    parts = []
    for row in range(cell.row, last + 1):
        part = Cell(row, cell.col, 1, cell.cols)
        part.tokens = by_row.get(row, [])
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


# --- rows that no ruling parts ------------------------------------------------------------------------------------------


def part_rows(draft: Draft) -> None:
    """Split the rows of the body that hold several: their text stands as that of several rows does, and not as that of one."""
    body = _body_start(draft)
    if body is None:
        return
    rows: dict[int, list[Cell]] = {}
    for cell in draft.cells:
        if cell.rows == 1 and cell.row >= body and cell.tokens:
            rows.setdefault(cell.row, []).append(cell)
    heights = [draft.ys[row + 1] - draft.ys[row] for row in rows]
    least = TALL * median(heights) if heights else 0.0
    tall = [row for row, cells in rows.items() if _may_hold_several(draft, row, cells, least)]
    if not tall:
        return
    table = _Table(draft, body)
    for row in sorted(tall, reverse=True):  # from below: new rows leave the numbers of those above as they are
        _part(table, row, rows[row])


def _may_hold_several(draft: Draft, row: int, cells: Sequence[Cell], least: float) -> bool:
    if draft.ys[row + 1] - draft.ys[row] < least and not any(
        len(cell.tokens) > 1 and sum(map(_is_value, cell.tokens)) > 1 for cell in cells
    ):
        return False
    heights = [token.top + token.bottom for cell in cells for token in cell.tokens]
    return max(heights) - min(heights) > cells[0].tokens[0].size


def _is_value(token: Token) -> bool:
    return VALUE.fullmatch(token.text) is not None


Lines = dict[int, list[list[Token]]]  # the lines of each cell, by its column


def _part(table: _Table, row: int, cells: Sequence[Cell]) -> None:
    draft = table.draft
    lines: Lines = {cell.col: lines_of(cell.tokens) for cell in cells}
    if max(map(len, lines.values())) > MOST_LINES:
        return
    parts = _parts(table, lines, draft.ys[row], draft.ys[row + 1], set())
    if parts is None or len(parts) < 2:
        return
    borders = [top for top, _ in parts[1:]]
    tokens = {
        id(cell): [[token for line in held.get(cell.col, ()) for token in line] for _, held in parts] for cell in cells
    }
    draft.insert_rows(row, borders, tokens)
    draft.split = True


def _parts(table: _Table, lines: Lines, top: float, foot: float, tried: set[int]) -> list[tuple[float, Lines]] | None:
    """The rows between two heights, each with its top and its lines; null where the text stands as in no rows. ``tried``: tops,
    to the point, from which on there are none."""
    if _is_row(table, lines, top, foot):
        return [(top, lines)]
    if round(top) in tried:
        return None
    tried.add(round(top))
    for border in _borders(table, lines, top, foot):
        upper: Lines = {}
        lower: Lines = {}
        for col, found in lines.items():
            for line in found:
                (upper if _middle(line) < border else lower).setdefault(col, []).append(line)
        if not upper or not lower or not _is_row(table, upper, top, border):
            continue
        rest = _parts(table, lower, border, foot, tried)
        if rest is not None:
            return [(top, upper), *rest]
    return None


def _is_row(table: _Table, lines: Lines, top: float, foot: float) -> bool:
    """Whether lines stand between two heights as those of one row do."""
    for found in lines.values():
        values = [_all_values(line) for line in found]
        if any(values) and len(values) > 1 and not _one_number(found):
            return False
        if any(_is_entry(line) for line in found[1:]):
            return False
        tokens = [token for line in found for token in line]
        if not table.fits_down(tokens, top, foot):
            return False
    return True


def _one_number(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether the lines are one number that a narrow cell broke."""
    texts = ["".join(token.text for token in line) for line in lines]
    return not any("." in text for text in texts[:-1]) and ONE_NUMBER.fullmatch("".join(texts)) is not None


def _is_entry(line: Sequence[Token]) -> bool:
    text = "".join(token.text for token in line)
    return table_pattern("list_marks").match(text) is not None or table_pattern("weak_words").fullmatch(text) is not None


def _borders(table: _Table, lines: Lines, top: float, foot: float) -> list[float]:
    """Where the first of several rows may end: where its text would stand as text does in a row, nearest first."""
    found: list[float] = []
    every = [line for cell in lines.values() for line in cell]
    for value in (True, False):
        habit = table.rows.get(value)
        if habit is None:
            continue
        blocks = [[line] for line in every if _all_values(line) == value]
        if not value:
            blocks += [cell[:end] for cell in lines.values() for end in range(2, len(cell) + 1)]
        for block in blocks:
            head, end = min(t.top for line in block for t in line), max(t.bottom for line in block for t in line)
            border = (head + end - 2 * habit.at - top, head - habit.at, end + habit.at)[habit.kind]
            if top + LEAST_ROW < border < foot - LEAST_ROW:
                found.append(border)
    return sorted(set(found))


def _middle(line: Sequence[Token]) -> float:
    return (line[0].top + line[0].bottom) / 2
