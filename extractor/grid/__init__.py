"""One page's characters and rulings → Grids, with row and column spans."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from extractor.grid.columns import column_drafts
from extractor.grid.draft import Draft
from extractor.grid.halves import halves
from extractor.grid.regions import may_be_empty_form, may_have_columns
from extractor.grid.ruled import ruled_drafts
from extractor.grid.rulings import SAME_LINE, Bundle, Line, bundles_of, joined
from extractor.grid.shaded import shaded_drafts
from extractor.grid.sums import adds_up
from extractor.grid.tokens import Token, tokens_of
from extractor.records import Box, Grid, Page

__all__ = ["find_grids"]

# Grids below SURE are weighed by their sums; where nearly all come out, numbers stand in their rows and columns. Below HOPELESS
# the drawing explains so little that no sum helps.
SURE, HOPELESS, PROVEN = 0.9, 0.6, 0.95
# A label or an amount with another amount behind it in one cell, an amount with an entry behind it, or two codes: a border is missing
# between them. The 263 grids of the reference documents have no such cell.
_AMOUNT = r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d)"
_CODE = r"(?:\d{3}|\d{5}|\d{7})"
MIXED = re.compile(
    rf"[^\d。；]{{0,24}}[^\d.,，。；（(—~-]\s?{_AMOUNT}|{_AMOUNT}(?:\s?{_AMOUNT}\s?|\s\d+)+|{_CODE}(?:\s{_CODE})+"
    rf"|{_AMOUNT}\s?(?:[一二三四五六七八九十]{{1,3}}、|本年|[合总小]计).*"
)
# One such cell is enough for a second look.
MIXED_WEIGHT, MOST_LESS, MIXED_MOST = 4.0, 0.4, 0.8
# A text of fewer characters does not hold two things: a label of one character and 0.00.
SHORTEST_MIXED = 5


def find_grids(page: Page) -> tuple[Grid, ...]:
    """The tables of one page from top to bottom. Their boxes do not overlap; every character whose middle lies in a table's box
    is in the text of exactly one of its cells."""
    if not page.chars:
        return ()
    tokens = tokens_of(page.chars)
    bundles, horizontals = bundles_of(page.rulings)
    drafts = ruled_drafts(page.chars, tokens, bundles, horizontals)
    outside = _outside(tokens, [(draft.left, draft.ys[0], draft.right, draft.ys[-1]) for draft in drafts])
    if may_have_columns(outside) or may_be_empty_form(outside):
        shades = [shade for shade in page.shades if not _within(shade, drafts)]
        lines = [*horizontals, *_unused(bundles, drafts), *_edges(shades)]
        found = [
            draft
            for half in halves(outside, lines)
            for draft in column_drafts(half, page.chars, _beside(half, sorted(lines)))
        ]
        if shades:
            found = _fuller(found, shaded_drafts(shades, outside, page.chars))
        drafts += [draft for draft in found if not any(map(draft.overlaps, drafts))]
    drafts.sort(key=lambda draft: (draft.ys[0], draft.xs[0]))
    return tuple(
        _weighed(draft.grid(page.number, f"p{page.number}g{number}")) for number, draft in enumerate(drafts, 1)
    )


def _beside(tokens: Sequence[Token], lines: Sequence[Line]) -> list[Line]:
    """The rulings whose middle stands over or under tokens."""
    left, right = min((token.x0 for token in tokens), default=0.0), max((token.x1 for token in tokens), default=0.0)
    return [line for line in lines if left <= (line.low + line.high) / 2 <= right]


def _fuller(found: list[Draft], shaded: Sequence[Draft]) -> list[Draft]:
    """The tables found by columns, but where grounds draw one that holds as much text."""
    for draft in shaded:
        beside = [other for other in found if draft.overlaps(other)]
        if sum(_written(other) for other in beside) <= _written(draft):
            found = [other for other in found if other not in beside] + [draft]
    return found


def _written(draft: Draft) -> int:
    return sum(len(cell.tokens) for cell in draft.cells)


def _within(shade: Box, drafts: Sequence[Draft]) -> bool:
    x, y = (shade.x0 + shade.x1) / 2, (shade.top + shade.bottom) / 2
    return any(draft.left <= x <= draft.right and draft.ys[0] <= y <= draft.ys[-1] for draft in drafts)


def _edges(shades: Sequence[Box]) -> list[Line]:
    """The upper and lower edges of grounds, as rulings between rows."""
    return joined(Line(y, shade.x0, shade.x1) for shade in shades for y in (shade.top, shade.bottom))


def _weighed(grid: Grid) -> Grid:
    """A grid with less confidence where cells hold two things, and one put together from too little with more where its own totals
    add up."""
    texts = [cell.text for cell in grid.cells]
    mixed = sum(len(text) >= SHORTEST_MIXED and MIXED.fullmatch(text) is not None for text in texts)
    if mixed:
        written = sum(map(bool, texts))
        less = grid.confidence * (1 - min(MOST_LESS, MIXED_WEIGHT * mixed / written))
        return msgspec.structs.replace(grid, confidence=round(min(less, MIXED_MOST), 3))
    if grid.confidence >= SURE or grid.confidence < HOPELESS:
        return grid
    share = adds_up(grid)
    if share is None or share < PROVEN:
        return grid
    return msgspec.structs.replace(grid, confidence=round(grid.confidence + (SURE - grid.confidence) * share, 3))


def _unused(bundles: Sequence[Bundle], drafts: Sequence[Draft]) -> list[Line]:
    """Horizontal rulings that draw no table: of frames around one, for instance."""
    return [
        line
        for bundle in bundles
        for line in bundle.horizontals
        if not any(
            draft.ys[0] - SAME_LINE <= line.at <= draft.ys[-1] + SAME_LINE
            and min(line.high, draft.xs[-1]) - max(line.low, draft.xs[0]) > 0
            for draft in drafts
        )
    ]


def _outside(tokens: Sequence[Token], boxes: Sequence[tuple[float, float, float, float]]) -> Sequence[Token]:
    """The tokens whose middle lies in none of the boxes."""
    for box in boxes:
        left, top, right, bottom = (2 * edge for edge in box)
        tokens = [
            token
            for token in tokens
            if not (left <= token[0] + token[2] <= right and top <= token[1] + token[3] <= bottom)
        ]
    return tokens
