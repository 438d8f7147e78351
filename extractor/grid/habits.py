"""How text stands in the cells of a table whose borders are all drawn: what tells where a border is missing.

The text of a column begins, ends or is centred on one line; that of a row begins, ends or is centred on one height.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.grid.draft import Draft
from extractor.grid.partial import VALUE
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern

# Text stands as that of other cells where it is off by no more than this (type sizes).
SAME_PLACE = 0.3
# So many cells tell how text stands, this share of them agreed.
FEWEST, AGREED = 2, 0.8
# A border is one of the whole table where it is drawn beside at least this share of the body's slots.
USUAL = 0.5


def body_start(draft: Draft) -> int | None:
    """The first row with an amount, or with a cell of nothing but numbers, in one column."""
    first = len(draft.ys)
    for cell in draft.cells:
        if cell.row >= first or cell.cols > 1 or not cell.tokens:
            continue
        if any(map(is_amount, cell.tokens)) or all(map(is_value, cell.tokens)):
            first = cell.row
    return first if first < len(draft.ys) else None


class Form(NamedTuple):
    """Rows ``first`` to ``end`` (exclusive) that stand under one title: a form of its own; its body begins at ``body``, or nowhere
    (``end``)."""

    first: int
    body: int
    end: int


def forms(draft: Draft) -> list[Form]:
    """The forms that a table drawn as one holds, parted by rows over all columns that print a title or a 单位 line."""
    titles, notes = table_pattern("titles"), table_pattern("note_rows")
    rows = len(draft.ys) - 1
    edges = {0, rows}
    amounts: list[int] = []
    for cell in draft.cells:
        if cell.cols == len(draft.xs) - 1 and cell.tokens:
            text = "".join(token.text for token in cell.tokens)
            if titles.fullmatch(text) or notes.fullmatch(text):
                edges |= {cell.row, cell.row + cell.rows}
        elif cell.cols == 1 and cell.tokens and (any(map(is_amount, cell.tokens)) or all(map(is_value, cell.tokens))):
            amounts.append(cell.row)
    return [
        Form(first, min((row for row in amounts if first <= row < end), default=end), end)
        for first, end in pairwise(sorted(edges))
    ]


def is_amount(token: Token) -> bool:
    return token.number and ("." in token.text or "," in token.text) and VALUE.fullmatch(token.text) is not None


def is_value(token: Token) -> bool:
    return VALUE.fullmatch(token.text) is not None


def all_values(tokens: Sequence[Token]) -> bool:
    return VALUE.fullmatch("".join(token.text for token in sorted(tokens))) is not None if len(tokens) < 3 else False


def is_entry(line: Sequence[Token]) -> bool:
    """Whether a line is a label of its own: it begins with a list mark, or is a total or another known label."""
    text = "".join(token.text for token in line)
    return (
        table_pattern("list_marks").match(text) is not None or table_pattern("weak_words").fullmatch(text) is not None
    )


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


class Habits:
    """What the whole cells of a draft's body tell. ``only_rows``: nothing is asked about its columns, and nothing found out."""

    def __init__(self, draft: Draft, body: int, *, only_rows: bool = False) -> None:
        self.draft, self.body = draft, body
        self.columns: dict[tuple[int, bool], Habit | None] = {}
        self.rows: dict[bool, Habit | None] = {}
        across: dict[tuple[int, bool], list[Extent]] = {}
        down: dict[bool, list[Extent]] = {}
        for cell in draft.cells:
            if cell.row < body or not cell.tokens or cell.rows > 1:
                continue
            size = cell.tokens[0].size
            value = all_values(cell.tokens)
            top, bottom = draft.ys[cell.row], draft.ys[cell.row + 1]
            head, foot = min(t.top for t in cell.tokens), max(t.bottom for t in cell.tokens)
            down.setdefault(value, []).append(Extent(head, foot, top, bottom, size))
            if cell.cols == 1 and not only_rows:
                low, high = draft.xs[cell.col], draft.xs[cell.col + 1]
                start, end = min(t.x0 for t in cell.tokens), max(t.x1 for t in cell.tokens)
                across.setdefault((cell.col, value), []).append(Extent(start, end, low, high, size))
        self.columns = {key: _habit(extents) for key, extents in across.items()}
        self.rows = {key: _habit(extents) for key, extents in down.items()}

    def usual_column(self, col: int, form: Form) -> bool:
        """Whether the border left of ``col`` is drawn beside most rows of a form's body."""
        owner = self.draft.owner[form.body : form.end]
        return bool(owner) and sum(row[col - 1] is not row[col] for row in owner) >= USUAL * len(owner)

    def across(self, tokens: Sequence[Token], first: int, last: int) -> bool | None:
        """Whether tokens stand in columns ``first`` to ``last`` as text of column ``first`` does; null where nothing tells."""
        habit = self.columns.get((first, all_values(tokens)))
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
        habit = self.rows.get(all_values(tokens))
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
