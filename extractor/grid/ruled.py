"""Tables drawn with rulings: lattice → cells with spans → text into cells."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grid.draft import Draft
from extractor.grid.partial import split_unruled
from extractor.grid.rulings import Bundle, Lattice, borders, ends
from extractor.grid.tokens import Token
from extractor.records import Char


def ruled_drafts(chars: Sequence[Char], tokens: Sequence[Token], bundles: Sequence[Bundle]) -> list[Draft]:
    """The tables that the bundles of rulings draw around tokens."""
    drafts: list[Draft] = []
    for bundle in bundles:
        lattice = lattice_of(bundle, tokens)
        if lattice is None:
            continue
        draft = Draft(lattice)
        if draft.wide_enough():
            drafts.append(draft)
    found: list[Draft] = []
    for draft in _outermost(drafts):
        draft.fill(tokens, chars)
        if draft.says_something():
            split_unruled(draft)
            found.append(draft)
    return found


def lattice_of(bundle: Bundle, tokens: Sequence[Token]) -> Lattice | None:
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
    return Lattice(xs, ys, bundle.horizontals, bundle.verticals)


def _written(tokens: Sequence[Token], left: float, right: float, top: float, bottom: float) -> bool:
    return any(
        left <= (token.x0 + token.x1) / 2 <= right and top <= (token.top + token.bottom) / 2 <= bottom
        for token in tokens
    )


def _outermost(drafts: list[Draft]) -> list[Draft]:
    """Of tables inside one another, the one with more cells: a frame around a table is no table, nor is a box inside a cell."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: -len(draft.cells)):
        if not any(map(draft.overlaps, kept)):
            kept.append(draft)
    return kept
