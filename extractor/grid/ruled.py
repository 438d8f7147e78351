"""Tables drawn with rulings: lattice → cells with spans → text into cells."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grid.corridors import part_columns
from extractor.grid.draft import Draft
from extractor.grid.mending import mend
from extractor.grid.partial import split_unruled
from extractor.grid.rulings import SAME_LINE, Bundle, Lattice, Line, borders, ends
from extractor.grid.tall_rows import part_rows
from extractor.grid.tokens import Token
from extractor.records import Char

# A row over all columns has no vertical ruling in a table with open sides, so that its ruling touches none: it belongs to the
# table where it is as long (points) and no further away than a row of two lines.
SAME_END = 4.0
TALLEST_ROW = 36.0


def ruled_drafts(
    chars: Sequence[Char], tokens: Sequence[Token], bundles: Sequence[Bundle], loose: Sequence[Line] = ()
) -> list[Draft]:
    """The tables that the bundles of rulings draw around tokens; ``loose`` are horizontal rulings that touch no vertical one."""
    drafts: list[Draft] = []
    for bundle in bundles:
        lattice = lattice_of(bundle, tokens, loose)
        if lattice is None:
            continue
        draft = Draft(lattice)
        if draft.wide_enough() or draft.one_column():
            drafts.append(draft)
    found: list[Draft] = []
    for draft in outermost(drafts):
        draft.fill(tokens, chars)
        if draft.one_column():
            if draft.holds_amounts():
                found.append(draft)
        elif draft.says_something() or draft.rest_of_row(tokens):
            split_draft(draft)
            found.append(draft)
    return found


def split_draft(draft: Draft) -> None:
    """Tell columns and rows apart whose borders are missing."""
    part_columns(draft)
    mend(draft)
    part_rows(draft)
    split_unruled(draft)


def lattice_of(bundle: Bundle, tokens: Sequence[Token], loose: Sequence[Line] = ()) -> Lattice | None:
    """The lattice of touching rulings. Sides left open, where rulings run on to no border, are borders if text stands there."""
    xs, ys = borders(bundle.verticals), borders(bundle.horizontals)
    if len(xs) < 1 or len(ys) < 1:
        return None
    left, right = ends(bundle.horizontals, first=xs[0], last=xs[-1])
    above, below = ends(bundle.verticals, first=ys[0], last=ys[-1])
    low, high = (ys[0] if above is None else above), (ys[-1] if below is None else below)
    first, last = (xs[0] if left is None else left), (xs[-1] if right is None else right)
    if left is not None and _written(tokens, left, xs[0], low, high):
        xs.insert(0, left)
    if right is not None and _written(tokens, xs[-1], right, low, high):
        xs.append(right)
    if above is not None and _written(tokens, first, last, above, ys[0]):
        ys.insert(0, above)
    if below is not None and _written(tokens, first, last, ys[-1], below):
        ys.append(below)
    if len(xs) < 2 or len(ys) < 2:
        return None
    more: list[Line] = []
    if loose and left is not None and right is not None:
        more = _rows_over_all(ys, loose, tokens, left, right)
    return Lattice(xs, ys, [*bundle.horizontals, *more], bundle.verticals)


def _rows_over_all(
    ys: list[float], loose: Sequence[Line], tokens: Sequence[Token], left: float, right: float
) -> list[Line]:
    """Rulings above and below a table with open sides that close a row over all columns; their places go into ``ys``."""
    found: list[Line] = []
    same = [line for line in loose if abs(line.low - left) <= SAME_END and abs(line.high - right) <= SAME_END]
    for line in reversed(same):
        if SAME_LINE < ys[0] - line.at <= TALLEST_ROW and _written(tokens, left, right, line.at, ys[0]):
            ys.insert(0, line.at)
            found.append(line)
    for line in same:
        if SAME_LINE < line.at - ys[-1] <= TALLEST_ROW and _written(tokens, left, right, ys[-1], line.at):
            ys.append(line.at)
            found.append(line)
    return found


def _written(tokens: Sequence[Token], left: float, right: float, top: float, bottom: float) -> bool:
    return any(
        left <= (token.x0 + token.x1) / 2 <= right and top <= (token.top + token.bottom) / 2 <= bottom
        for token in tokens
    )


def outermost(drafts: list[Draft]) -> list[Draft]:
    """Of tables inside one another, the one with more cells: a frame around a table is no table, nor is a box inside a cell."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: -len(draft.cells)):
        if not any(map(draft.overlaps, kept)):
            kept.append(draft)
    return kept
