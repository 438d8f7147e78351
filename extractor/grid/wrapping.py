"""Printed lines → rows, where no ruling parts them: a label or a number of several lines is one row with its values.

The lines of a row stand centred on one height (or all begin, or all end, on one); which of the three a table does is told by
the table itself. Every way of taking neighbouring lines together has a cost, and the cheapest way is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractor.grid.pieces import COMPLETE, TOTALS, Piece, Row
from extractor.knowledge.tables import table_pattern

# A row has at most so many lines.
MOST_LINES = 9
# Lines of one cell stand at most this far apart (type sizes): type set with line spacing 1.5 leaves half a size.
LINE_GAP = 0.75
# A line of a label is full where less than this (type sizes) is left up to the longest line of its column.
FULL = 1.3
# A number is full where no further digit would fit.
DIGIT = 0.45
# Heights of one row differ by so much (type sizes) at no cost: other fonts, other sizes.
HEIGHT = 0.15
# Lines that print into each other's height by more than this (type sizes) are one row, set on several heights.
TORN = 0.12
# What a line costs that could go on with the line above it, or begin the one below, and does not; and a row's pieces that are
# off its height, a type size.
ALONE = 0.45
LONGEST_CODE = 8
# A known label of so many characters is one, and no rest of the label above.
OWN_LABEL = 8
OPENING, CLOSING = "（(《“‘〈「", "）)》”’〉」，。；：、,.;:"
FRAGMENT = re.compile(r"[\d,，.．%％]+")
ONE_NUMBER = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％]?")

Ruled = Sequence[tuple[float, float, float]]  # y, x0, x1 of rulings between lines


def grouped(rows: Sequence[Row], xs: Sequence[float], rules: Ruled = ()) -> list[list[Row]]:
    """Body lines taken together to rows; ``xs`` are the column borders."""
    best: tuple[float, list[list[Row]]] | None = None
    columns = _Columns(rows, xs)
    for mode in ("middle", "top", "bottom"):
        cost, groups = _cheapest(rows, columns, rules, mode)
        if best is None or cost < best[0] - 1e-6:
            best = (cost, groups)
    assert best is not None
    return best[1]


class _Columns:
    """Where the pieces of each column reach to."""

    def __init__(self, rows: Sequence[Row], xs: Sequence[float]) -> None:
        self.xs = xs
        self.right: dict[int, float] = {}
        self.width: dict[int, float] = {}
        for row in rows:
            for piece in row.pieces:
                column = self.of(piece)
                self.right[column] = max(self.right.get(column, 0.0), piece.x1)
                self.width[column] = max(self.width.get(column, 0.0), piece.x1 - piece.x0)

    def of(self, piece: Piece) -> int:
        return max(0, min(bisect_right(self.xs, piece.centre) - 1, len(self.xs) - 2))

    def full(self, piece: Piece, after: Piece) -> bool:
        """Whether what follows, the first character of ``after`` with all that no line may part it from, found no room on the line."""
        column = self.of(piece)
        if FRAGMENT.fullmatch(piece.text):
            slack = max(DIGIT * piece.size, (after.x1 - after.x0) / len(after.text))
        else:
            slack = (FULL + max(0, _unparted(after.text) - 1)) * piece.size
        return piece.x1 >= self.right[column] - slack or piece.x1 - piece.x0 >= self.width[column] - slack


def _cheapest(rows: Sequence[Row], columns: _Columns, rules: Ruled, mode: str) -> tuple[float, list[list[Row]]]:
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(rows) + 1):
        choices = []
        for start in range(end - 1, max(-1, end - 1 - MOST_LINES), -1):
            if end - start > 1 and not _may_touch(rows[start], rows[start + 1], rules):
                break
            cost = _cost(rows, start, end, columns, rules, mode)
            if cost is not None:
                apart = start > 0 and _overlap(rows[start - 1], rows[start]) > TORN
                choices.append((best[start][0] + cost + (ALONE * 3) * apart, start))
        best.append(min(choices))
    groups: list[list[Row]] = []
    end = len(rows)
    while end:
        start = best[end][1]
        groups.insert(0, list(rows[start:end]))
        end = start
    return best[-1][0], groups


def _may_touch(upper: Row, lower: Row, rules: Ruled) -> bool:
    if lower.top - upper.bottom > LINE_GAP * max(upper.size, lower.size):
        return False
    left = min(piece.x0 for piece in lower.pieces)
    right = max(piece.x1 for piece in lower.pieces)
    return not any(
        upper.middle < y < lower.middle and min(x1, right) - max(x0, left) > 0.5 * (right - left) for y, x0, x1 in rules
    )


def _cost(rows: Sequence[Row], start: int, end: int, columns: _Columns, rules: Ruled, mode: str) -> float | None:
    """What it costs to take these lines as one row; null where they can't be one."""
    if end - start == 1:
        row = rows[start]
        lone = len(row.pieces) == 1 and not row.pieces[0].value
        fragments = any(_broken(piece) for piece in row.pieces)
        return ALONE * lone * _could_go_on(rows, start, columns, rules) + 1.5 * fragments
    blocks: dict[int, list[Piece]] = {}
    for row in rows[start:end]:
        for piece in row.pieces:
            blocks.setdefault(columns.of(piece), []).append(piece)
    torn = all(_overlap(rows[line], rows[line + 1]) > TORN for line in range(start, end - 1))
    if all(len(block) == 1 for block in blocks.values()) and not torn:
        return None  # one piece a column, on different heights: one row only where they overlap
    for block in blocks.values():
        block.sort(key=lambda piece: piece.top)
        if not all(_joins(upper, lower, columns) for upper, lower in pairwise(block)):
            return None
    heights = [_height(block, mode) for block in blocks.values()]
    size = rows[start].size
    tallest = max(blocks.values(), key=lambda block: block[-1].bottom - block[0].top)
    at = _height(tallest, mode)
    off = sum(max(0.0, abs(height - at) / size - HEIGHT) for height in heights)
    worthless = not any(piece.value for block in blocks.values() for piece in block)
    return (min(off, 0.1 * (end - start)) if torn else off) + 0.1 * worthless


def _overlap(upper: Row, lower: Row) -> float:
    """How much of each other's height two lines share, in type sizes."""
    return (upper.bottom - lower.top) / max(upper.size, lower.size)


def _height(block: Sequence[Piece], mode: str) -> float:
    top, bottom = block[0].top, max(piece.bottom for piece in block)
    return top if mode == "top" else bottom if mode == "bottom" else (top + bottom) / 2


def _could_go_on(rows: Sequence[Row], at: int, columns: _Columns, rules: Ruled) -> bool:
    """Whether a line with one label only could be the rest of the line above it, or the head of the line below."""
    piece = rows[at].pieces[0]
    for other in range(max(0, at - 2), min(len(rows), at + 3)):
        low, high = min(at, other), max(at, other)
        if other == at or not all(_may_touch(rows[line], rows[line + 1], rules) for line in range(low, high)):
            continue
        for mate in rows[other].pieces:
            if columns.of(mate) == columns.of(piece):
                first, second = (mate, piece) if other < at else (piece, mate)
                if _joins(first, second, columns):
                    return True
    return False


def _broken(piece: Piece) -> bool:
    """Whether it can only be a part of a number."""
    return FRAGMENT.fullmatch(piece.text) is not None and not ONE_NUMBER.fullmatch(piece.text)


def _joins(upper: Piece, lower: Piece, columns: _Columns) -> bool:
    """Whether ``lower`` can go on with ``upper`` in one cell."""
    if lower.top - upper.bottom > LINE_GAP * max(upper.size, lower.size):
        return False
    numbers = FRAGMENT.fullmatch(upper.text) is not None, FRAGMENT.fullmatch(lower.text) is not None
    if all(numbers):
        whole = upper.text + lower.text
        if not ONE_NUMBER.fullmatch(whole) or COMPLETE.fullmatch(upper.text) or not columns.full(upper, lower):
            return False
        # two codes one below the other are as long as each other, or the lower one is longer
        return not whole.isdigit() or (len(lower.text) < len(upper.text) and len(whole) <= LONGEST_CODE)
    if any(numbers) or upper.value or lower.value:
        return False
    if table_pattern("list_marks").match(lower.text) or lower.text[-2:] in TOTALS or upper.text in TOTALS:
        return False
    if len(lower.text) >= OWN_LABEL and table_pattern("weak_words").fullmatch(lower.text):
        return False
    return columns.full(upper, lower)


def _unparted(text: str) -> int:
    """How many characters at the start of a line stand together: no line ends with an opening bracket or begins with a closing one."""
    count = 0
    while count < len(text) and text[count] in OPENING:
        count += 1
    count += 1
    while count < len(text) and text[count] in CLOSING:
        count += 1
    return count
