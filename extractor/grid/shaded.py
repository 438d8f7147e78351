"""Tables whose cells or rows are told apart by their ground only: the edges of filled rectangles are borders.

Every second row may be shaded: then the rows between take their columns from those around them, and the last row reaches as far down as
its text. Bars of charts are filled rectangles too: a table has rows with amounts, and hardly any text runs over its borders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.grid.cells import lines_of
from extractor.grid.draft import Draft
from extractor.grid.pieces import AMOUNT, TOTALS, rows_of, total_span
from extractor.grid.ruled import outermost, split_draft
from extractor.grid.rulings import Bundle, Lattice, borders, bundles_of
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern
from extractor.records import Box, Char, Ruling

# A table has at least so many rows with amounts, or one and so many heads that are known; of its tokens at most this share runs over a border.
FEWEST_ROWS, FEWEST_HEADS = 3, 2
MOST_CROSSING = 0.05
# Lines of one row stand no further apart than this (type sizes).
LINE_GAP = 0.75
# Between two shaded rows of one table stands a row no higher than this (points); their borders differ by no more than this.
TALLEST_GAP = 220.0
SAME_BORDER = 2.5
# How sure a reading is at best whose borders nobody drew.
BEST = 0.8


def shaded_drafts(shades: Sequence[Box], tokens: Sequence[Token], chars: Sequence[Char]) -> list[Draft]:
    """The tables that filled rectangles draw around tokens."""
    bundles, _ = bundles_of(edge for shade in shades for edge in _edges(shade))
    drafts: list[Draft] = []
    for bundle in _stacked(bundles):
        xs, ys = borders(bundle.verticals), borders(bundle.horizontals)
        ys = _extended(xs, ys, tokens) if len(ys) > 1 else ys
        if len(xs) < 3 or len(ys) < 3:
            continue
        draft = Draft(_lattice(bundle, xs, ys, tokens))
        if draft.wide_enough():
            drafts.append(draft)
    found: list[Draft] = []
    for draft in outermost(drafts):
        draft.fill(tokens, chars)
        rows = _amount_rows(draft)
        if not _headed(draft) or draft.crossing > MOST_CROSSING * draft.taken:
            continue
        if rows < FEWEST_ROWS and (not rows or _head_words(draft) < FEWEST_HEADS):
            continue
        split_draft(draft)
        draft.measured = BEST
        found.append(draft)
    return found


def _stacked(bundles: Sequence[Bundle]) -> list[Bundle]:
    """Shaded rows with the same columns, one below the other, as one table."""
    found: list[tuple[list[float], float, Bundle]] = []
    for bundle in sorted(bundles, key=lambda bundle: bundle.horizontals[0].at):
        xs, top, foot = borders(bundle.verticals), bundle.horizontals[0].at, bundle.horizontals[-1].at
        if found and top - found[-1][1] <= TALLEST_GAP and _same(found[-1][0], xs):
            whole = found[-1][2]
            found[-1] = (xs, foot, Bundle(whole.horizontals + bundle.horizontals, whole.verticals + bundle.verticals))
        else:
            found.append((xs, foot, bundle))
    return [bundle for _, _, bundle in found]


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two rows have the same borders, or those of a row with merged cells are among the other's."""
    few, many = sorted((one, other), key=len)
    same = all(any(abs(x - known) <= SAME_BORDER for known in many) for x in few)
    return same and abs(few[0] - many[0]) <= SAME_BORDER and abs(few[-1] - many[-1]) <= SAME_BORDER


def _edges(box: Box) -> Iterator[Ruling]:
    yield Ruling(box.x0, box.top, box.x1, box.top)
    yield Ruling(box.x0, box.bottom, box.x1, box.bottom)
    yield Ruling(box.x0, box.top, box.x0, box.bottom)
    yield Ruling(box.x1, box.top, box.x1, box.bottom)


def _extended(xs: list[float], ys: list[float], tokens: Sequence[Token]) -> list[float]:
    """Row borders with that of a last row that has no ground: the lines that stand close together below the last edge."""
    below = [
        token
        for token in tokens
        if xs[0] <= (token.x0 + token.x1) / 2 <= xs[-1] and (token.top + token.bottom) / 2 > ys[-1]
    ]
    foot = ys[-1]
    for line in lines_of(below):
        size = line[0].size
        close = line[0].top - foot <= (2 if foot == ys[-1] else 1) * LINE_GAP * size
        text = "".join(token.text for token in line)
        # one character over a border is of a label set apart over several columns (合  计)
        crossing = any(len(token.text) > 1 and _over(xs, token) for token in line)
        if not close or table_pattern("note_rows").match(text) or crossing:
            break
        foot = max(token.bottom for token in line)
    return [*ys, foot + 1.0] if foot > ys[-1] else ys


def _over(xs: Sequence[float], token: Token) -> bool:
    return any(token.x0 + 1.0 < x < token.x1 - 1.0 for x in xs)


def _lattice(bundle: Bundle, xs: list[float], ys: list[float], tokens: Sequence[Token]) -> Lattice:
    """The edges as a lattice. Where no ground is, every border holds that no text runs over."""
    lattice = Lattice(xs, ys, bundle.horizontals, bundle.verticals)
    for row in range(len(ys) - 1):
        if any(lattice.down[row][1:-1]):
            continue
        inside = [token for token in tokens if ys[row] < (token.top + token.bottom) / 2 < ys[row + 1]]
        for col, x in enumerate(xs):
            lattice.down[row][col] = not any(token.x0 + 1.0 < x < token.x1 - 1.0 for token in inside)
        pieces = [piece for line in rows_of(inside) for piece in line.pieces]
        for piece in pieces:
            if piece.text in TOTALS:
                first, last = total_span(xs, piece, pieces)
                lattice.down[row][first + 1 : last + 1] = [False] * (last - first)
    lattice.across[-1] = [True] * (len(xs) - 1)
    return lattice


def _amount_rows(draft: Draft) -> int:
    """How many rows have an amount in a cell of its own."""
    return len({cell.row for cell in draft.cells if len(cell.tokens) == 1 and AMOUNT.fullmatch(cell.tokens[0].text)})


def _head_words(draft: Draft) -> int:
    """How many cells of the first row say what heads of columns say."""
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    texts = ["".join(token.text for token in sorted(cell.tokens)) for cell in draft.cells if cell.row == 0]
    return sum(strong.fullmatch(text) is not None or weak.fullmatch(text) is not None for text in texts)


def _headed(draft: Draft) -> bool:
    """Whether the first row has words only: heads that have no ground stand outside."""
    first = [cell for cell in draft.cells if cell.row == 0 and cell.tokens]
    return bool(first) and not any(token.number for cell in first for token in cell.tokens)
