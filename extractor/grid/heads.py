"""The heads of a table without rulings: lines → heads of one or more lines, and which columns each stands over.

A head over several columns is set in the middle of them, above their own heads; a head of one column stands over its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.grid.pieces import Piece, Row
from extractor.grid.wrapping import LINE_GAP, Ruled

# Lines of one head are centred on each other, or begin on one line, within this (type sizes).
CENTRED = 0.75
# Heads of one level stand on one height within this (type sizes).
SAME_LEVEL = 0.35
# What a head below the groups' level costs that stands under none of them, in type sizes by which a group is off the middle.
ORPHAN = 0.8


class Head(NamedTuple):
    """One head: its lines as pieces, and the box around them."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    pieces: tuple[Piece, ...]

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Placed(NamedTuple):
    """A head over columns ``first`` to ``last``, at ``level`` (0 is the top one), reaching down over ``levels`` of them."""

    head: Head
    first: int
    last: int
    level: int
    levels: int


def heads_of(rows: Sequence[Row], rules: Ruled, row_gap: float | None) -> list[Head]:
    """The pieces of the head lines, those of one head taken together. ``row_gap``: how close rows of this table stand."""
    stacks: list[list[Piece]] = []
    for row in rows:
        homes = [(_above(stacks, piece, rules), piece) for piece in row.pieces]
        for at, (home, piece) in enumerate(homes):
            new = home is None or sum(other is home for other, _ in homes) > 1 or _has_children(home, piece, row)
            if (
                not new
                and home is not None
                and (row_gap is None or piece.top - home[-1].bottom > row_gap - 0.1 * piece.size)
            ):
                new = _one_of_several(home, at, homes)  # as far below as a row is: it may be a head of its own
            if new or home is None:
                stacks.append([piece])
            else:
                home.append(piece)
    return [_head(stack) for stack in stacks]


def _above(stacks: Sequence[list[Piece]], piece: Piece, rules: Ruled) -> list[Piece] | None:
    """The head that a piece may go on with: the nearest above it, as wide at least, centred on it or set to the same side."""
    best: list[Piece] | None = None
    for stack in stacks:
        last = stack[-1]
        left, right = min(line.x0 for line in stack), max(line.x1 for line in stack)
        if min(right, piece.x1) - max(left, piece.x0) <= 0:
            continue
        if best is None or last.bottom > best[-1].bottom:
            best = stack
    if best is None:
        return None
    last = best[-1]
    near = piece.top - last.bottom <= LINE_GAP * piece.size and piece.top > last.top + 0.4 * last.size
    close = CENTRED * piece.size
    aligned = abs(piece.centre - last.centre) <= close or abs(piece.x0 - last.x0) <= 0.3 * close
    wide = max(line.x1 - line.x0 for line in best) >= piece.x1 - piece.x0 - 0.6 * piece.size
    ruled = any(last.middle < y < piece.middle and x0 < piece.centre < x1 for y, x0, x1 in rules)
    return best if near and aligned and wide and not ruled else None


def _one_of_several(stack: Sequence[Piece], at: int, homes: Sequence[tuple[list[Piece] | None, Piece]]) -> bool:
    """Whether a piece and its neighbours, over which there is no head yet, stand centred under the head: its own heads."""
    centre = sum(piece.x0 + piece.x1 for piece in stack) / len(stack) / 2
    first = last = at
    while first > 0 and homes[first - 1][0] is None:
        first -= 1
    while last < len(homes) - 1 and homes[last + 1][0] is None:
        last += 1
    return any(
        abs((homes[low][1].x0 + homes[high][1].x1) / 2 - centre) < 0.8 * stack[0].size
        for low in range(first, at + 1)
        for high in range(at, last + 1)
        if high > low
    )


def _has_children(stack: Sequence[Piece], piece: Piece, row: Row) -> bool:
    """Whether further pieces of the line stand under the head: then they are heads below it, and no line of it."""
    left, right = min(line.x0 for line in stack), max(line.x1 for line in stack)
    under = sum(min(right, other.x1) - max(left, other.x0) > 0.5 * (other.x1 - other.x0) for other in row.pieces)
    return under > 1


def _head(stack: Sequence[Piece]) -> Head:
    return Head(
        min(piece.x0 for piece in stack),
        min(piece.top for piece in stack),
        max(piece.x1 for piece in stack),
        max(piece.bottom for piece in stack),
        max(piece.size for piece in stack),
        tuple(stack),
    )


class Tree:
    """Which heads group others: ``leaves`` stand over one column each, from left to right."""

    def __init__(self, heads: Sequence[Head], body: Sequence[tuple[float, float]], rules: Ruled) -> None:
        self.heads = sorted(heads, key=lambda head: head.centre)
        self.rules = rules
        self.body = body
        self.groups: list[Head] = []
        self._find_groups()
        self.leaves = [head for head in self.heads if head not in self.groups]

    def _find_groups(self) -> None:
        for head in sorted(self.heads, key=lambda head: head.top):
            lower = [other for other in self.heads if other.top >= head.bottom - 0.3 * head.size]
            if not lower:
                continue
            over = [other for other in self.groups if other.bottom <= head.top + 0.3 * head.size]
            top = min(other.top for other in self.heads)
            at_top = head.top <= top + SAME_LEVEL * head.size
            if not at_top and not over:
                continue
            if self._groups(head, lower):
                self.groups.append(head)

    def _groups(self, head: Head, lower: Sequence[Head]) -> bool:
        rule = rule_under(head, self.rules)
        if rule is not None:
            return sum(rule[0] <= other.centre <= rule[1] for other in lower) > 1
        left = [other for other in lower if other.centre < head.centre]
        right = [other for other in lower if other.centre > head.centre]
        beneath = [other for other in lower if min(other.x1, head.x1) - max(other.x0, head.x0) > 0]
        if beneath:
            return len(lower) > 1
        if not left or not right:
            return False
        # between the two nearest lower heads nothing else may stand under it: its own numbers
        inner, outer = max(other.x1 for other in left), min(other.x0 for other in right)
        own = any(low >= inner and high <= outer and low < head.x1 and high > head.x0 for low, high in self.body)
        return not own


def rule_under(head: Head, rules: Ruled) -> tuple[float, float] | None:
    """The extent of the ruling right below a head, if it does not run on over the whole table."""
    below = [rule for rule in rules if head.bottom - 0.3 * head.size <= rule[0] <= head.bottom + 1.2 * head.size]
    below = [rule for rule in below if rule[1] <= head.centre <= rule[2]]
    if not below:
        return None
    _, x0, x1 = min(below)
    widest = max(x1 - x0 for _, x0, x1 in rules)
    return (x0, x1) if x1 - x0 < 0.97 * widest else None


def placed(tree: Tree, leaf_columns: Sequence[int], xs: Sequence[float]) -> list[Placed]:
    """Every head over its columns. ``leaf_columns``: the column of each leaf."""
    column = {id(leaf): col for leaf, col in zip(tree.leaves, leaf_columns, strict=True)}
    spans: dict[int, tuple[int, int]] = {
        id(leaf): (col, col) for leaf, col in zip(tree.leaves, leaf_columns, strict=True)
    }
    # from the top: the groups of one level share out the lower leaves among them
    pending = sorted(tree.groups, key=lambda head: head.top)
    while pending:
        level = [head for head in pending if head.top <= pending[0].top + 3 * SAME_LEVEL * head.size]
        pending = pending[len(level) :]
        level.sort(key=lambda head: head.centre)
        spans.update(_shared_out(level, tree, column, spans, xs))
    parents: dict[int, int] = {}
    for group in tree.groups:
        first, last = spans[id(group)]
        for other in tree.heads:
            a, b = spans[id(other)]
            if other is not group and first <= a and b <= last and other.top >= group.bottom - 0.5 * group.size:
                parents[id(other)] = parents.get(id(other), 0) + 1
    depth = max((parents.get(id(head), 0) for head in tree.heads), default=0) + 1
    grouping = {id(group) for group in tree.groups}
    found = []
    for head in tree.heads:
        level_ = parents.get(id(head), 0)
        first, last = spans[id(head)]
        found.append(Placed(head, first, last, level_, 1 if id(head) in grouping else depth - level_))
    return found


def _shared_out(
    level: Sequence[Head],
    tree: Tree,
    column: dict[int, int],
    spans: dict[int, tuple[int, int]],
    xs: Sequence[float],
) -> dict[int, tuple[int, int]]:
    """The columns of each group of one level: those of neighbouring leaves below it, so that all groups stand in the middle."""
    low = min(head.bottom for head in level)
    lower = sorted(column[id(leaf)] for leaf in tree.leaves if leaf.top >= low - 0.5 * leaf.size)
    higher = {column[id(leaf)] for leaf in tree.leaves} - set(lower)
    ways: dict[int, tuple[float, list[tuple[int, int]]]] = {
        -1: (0.0, [])
    }  # the cheapest way of taking columns up to one
    for index, head in enumerate(level):
        following = level[index + 1].centre if index + 1 < len(level) else None
        more: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for before, (cost, spans_) in ways.items():
            for off, (first, last) in _places(head, before, following, lower, higher, tree.rules, xs):
                # columns left over between two groups, or at the edge, must be somebody's
                left = sum(before < col < first for col in lower)
                if following is None:
                    left += sum(col > last and _linked(lower, last, col) for col in lower)
                total = cost + off + ORPHAN * left
                if last not in more or total < more[last][0]:
                    more[last] = (total, [*spans_, (first, last)])
        ways = more
    _, chosen = min(ways.values(), key=lambda way: way[0])
    return {id(head): span for head, span in zip(level, chosen, strict=True)}


def _places(
    head: Head,
    before: int,
    following: float | None,
    lower: Sequence[int],
    higher: set[int],
    rules: Ruled,
    xs: Sequence[float],
) -> list[tuple[float, tuple[int, int]]]:
    """The columns right of ``before`` that a group may stand over, each with how far it is off their middle (type sizes): those over its
    ruling; the nearest one where it stands over none."""
    rule = rule_under(head, rules)
    if rule is not None:
        inside = [col for col in range(len(xs) - 1) if rule[0] - 2 <= (xs[col] + xs[col + 1]) / 2 <= rule[1] + 2]
        if inside:
            return [(0.0, (inside[0], inside[-1]))]
    found = []
    for first in range(before + 1, len(xs) - 1):
        for last in range(first + 1, len(xs) - 1):
            if first not in lower or last not in lower or any(col in higher for col in range(first, last + 1)):
                continue
            if not xs[first] - head.size <= head.centre <= xs[last + 1] + head.size:
                continue
            if following is not None and xs[last] > following:
                continue
            found.append((abs((xs[first] + xs[last + 1]) / 2 - head.centre) / head.size, (first, last)))
    if found:
        return found
    near = min(range(len(xs) - 1), key=lambda col: abs((xs[col] + xs[col + 1]) / 2 - head.centre))
    return [(0.0, (near, near))]


def _linked(lower: Sequence[int], last: int, col: int) -> bool:
    return all(between in lower for between in range(last, col + 1))


def level_borders(found: Sequence[Placed], top: float, bottom: float) -> list[float]:
    """The heights between levels from the top of the heads to their foot."""
    depth = max(place.level + place.levels for place in found)
    ys = [top]
    for level in range(1, depth):
        above = [place.head.bottom for place in found if place.level + place.levels == level]
        below = [place.head.top for place in found if place.level == level]
        ys.append((max(above, default=ys[-1]) + min(below, default=bottom)) / 2)
    ys.append(bottom)
    return ys if all(high - low > 1.0 for low, high in pairwise(ys)) else _even(top, bottom, depth)


def _even(top: float, bottom: float, depth: int) -> list[float]:
    return [top + (bottom - top) * level / depth for level in range(depth + 1)]
