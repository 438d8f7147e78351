"""Rulings → lattices: broken, doubled and per-cell drawn lines are joined, and what touches becomes one lattice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractor.records import Ruling

# Lines at most this far apart are one line: double rulings stand 1 to 3 points apart, and borders drawn cell by cell differ by
# up to 1.5; the lowest rows seen (type of 5 points) are 6 points high.
SAME_LINE = 3.2
# Pieces of a line at most this far apart are one piece: dashes, and borders drawn cell by cell.
JOIN = 3.5
# A line that ends this close before another one meets it.
TOUCH = 2.6
# Lattice lines closer than this are one: no character of these forms is narrower than 4.5 points.
SAME_COLUMN = 4.4
# A line covers an edge of the lattice where at most this share of the edge is missing (broken rulings).
MISSING = 0.2
# Shorter lines after joining are ticks, underlined blanks, parts of drawings.
SHORTEST = 5.0
# A page with more lines than that is a drawing or a map: the densest form has 200 lines across and 60 down.
MOST_CROSSINGS = 1_000_000


class Line(NamedTuple):
    """A horizontal line at y = ``at`` from x = ``low`` to ``high``, or a vertical one with x and y exchanged."""

    at: float
    low: float
    high: float


class Lattice:
    """The lines of one table: ``xs`` and ``ys`` are its column and row borders, ``across[i][j]`` tells whether the border above
    row ``i`` is drawn over column ``j``, ``down[i][j]`` whether the border left of column ``j`` is drawn beside row ``i``."""

    __slots__ = ("across", "down", "xs", "ys")

    def __init__(
        self, xs: list[float], ys: list[float], horizontals: Sequence[Line], verticals: Sequence[Line]
    ) -> None:
        self.xs, self.ys = xs, ys
        self.across = [[False] * (len(xs) - 1) for _ in ys]
        self.down = [[False] * len(xs) for _ in range(len(ys) - 1)]
        for line in horizontals:
            row = self.across[_nearest(ys, line.at)]
            for index in _covered(xs, line.low, line.high):
                row[index] = True
        for line in verticals:
            column = _nearest(xs, line.at)
            for index in _covered(ys, line.low, line.high):
                self.down[index][column] = True

    def closed(self) -> float:
        """The share of the outer border that is drawn."""
        around = [*self.across[0], *self.across[-1]]
        around += [row[0] for row in self.down] + [row[-1] for row in self.down]
        return sum(around) / len(around) if around else 0.0


class Bundle(NamedTuple):
    """Lines that touch each other."""

    horizontals: list[Line]
    verticals: list[Line]


def bundles_of(rulings: Iterable[Ruling]) -> tuple[list[Bundle], list[Line]]:
    """Groups of touching lines, and the horizontal lines that touch no vertical one."""
    flat: list[Line] = []
    upright: list[Line] = []
    for x0, top, x1, bottom in rulings:
        if x1 - x0 >= bottom - top:
            flat.append(Line((top + bottom) / 2, x0, x1))
        else:
            upright.append(Line((x0 + x1) / 2, top, bottom))
    horizontals, verticals = joined(flat), joined(upright)
    if not verticals or len(horizontals) * len(verticals) > MOST_CROSSINGS:
        return [], horizontals
    parent = list(range(len(horizontals) + len(verticals)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    ats = [line.at for line in horizontals]  # sorted: joined() gives lines from top to bottom
    touched = [False] * len(horizontals)
    for number, (x, low, high) in enumerate(verticals, len(horizontals)):
        own = number  # the root of this line's group
        for index in range(bisect_left(ats, low - TOUCH), len(horizontals)):
            at, left, right = horizontals[index]
            if at > high + TOUCH:
                break
            if left - TOUCH <= x <= right + TOUCH:
                touched[index] = True
                if parent[index] != own:
                    there = root(index)
                    if there != own:
                        parent[own] = own = there
    groups: dict[int, Bundle] = {}
    for index, line in enumerate(horizontals):
        if touched[index]:
            groups.setdefault(root(index), Bundle([], [])).horizontals.append(line)
    for number, line in enumerate(verticals, len(horizontals)):
        if root(number) in groups:
            groups[root(number)].verticals.append(line)
    return list(groups.values()), [line for line, touches in zip(horizontals, touched, strict=True) if not touches]


def joined(lines: Iterable[Line]) -> list[Line]:
    """Pieces on one line as one, doubled lines as one, ordered by where they stand."""
    found: list[Line] = []
    group: list[Line] = []
    for line in sorted(lines):
        if group and line.at - group[0].at > SAME_LINE:
            found += _pieces(group)
            group = []
        group.append(line)
    found += _pieces(group)
    found.sort()
    return found


def _pieces(group: list[Line]) -> list[Line]:
    """Lines of about one place, joined where they overlap or nearly meet; each keeps its own mean place."""
    pieces: list[Line] = []
    if len(group) == 1:
        return group if group[0].high - group[0].low >= SHORTEST else []
    group.sort(key=lambda line: line.low)
    weight = total = 0.0
    low = high = 0.0
    for at, left, right in group:
        if weight and left <= high + JOIN:
            high = max(high, right)
        else:
            if weight and high - low >= SHORTEST:
                pieces.append(Line(total / weight, low, high))
            weight = total = 0.0
            low, high = left, right
        length = right - left + 0.01
        weight += length
        total += at * length
    if weight and high - low >= SHORTEST:
        pieces.append(Line(total / weight, low, high))
    return pieces


def borders(lines: Sequence[Line]) -> list[float]:
    """The places of lines with those closer than ``SAME_COLUMN`` taken together, in order."""
    places: list[float] = []
    group: list[Line] = []
    for line in sorted(lines):
        if group and line.at - group[0].at > SAME_COLUMN:
            places.append(_middle(group))
            group = []
        group.append(line)
    if group:
        places.append(_middle(group))
    return places


def _middle(group: Sequence[Line]) -> float:
    if len(group) == 1:
        return group[0].at
    weight = sum(line.high - line.low for line in group)
    return sum(line.at * (line.high - line.low) for line in group) / weight


def ends(lines: Sequence[Line], *, first: float, last: float) -> tuple[float | None, float | None]:
    """Where at least two lines run on beyond the first and the last crossing line: open sides of a table."""
    lows = sorted(line.low for line in lines if line.low < first - 2 * SAME_COLUMN)
    highs = sorted((line.high for line in lines if line.high > last + 2 * SAME_COLUMN), reverse=True)
    low = lows[0] if len(lows) > 1 and lows[1] - lows[0] <= SAME_COLUMN else None
    high = highs[0] if len(highs) > 1 and highs[0] - highs[1] <= SAME_COLUMN else None
    return low, high


def _nearest(places: Sequence[float], at: float) -> int:
    index = bisect_left(places, at)
    if index == len(places) or (index and at - places[index - 1] < places[index] - at):
        return index - 1
    return index


def _covered(places: Sequence[float], low: float, high: float) -> range:
    """The edges between neighbouring places that a line from ``low`` to ``high`` covers."""
    first = max(0, bisect_left(places, low) - 1)
    last = min(len(places) - 1, bisect_left(places, high))
    if first < last:
        span = places[first + 1] - places[first]
        if low - places[first] > max(MISSING * span, SAME_COLUMN / 2):
            first += 1
    if first < last:
        span = places[last] - places[last - 1]
        if places[last] - high > max(MISSING * span, SAME_COLUMN / 2):
            last -= 1
    return range(first, last)
