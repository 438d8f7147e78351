"""Forms side by side that no upright ruling parts: a blank corridor between them, and titles or rulings that stand over one form only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from extractor.grid.pieces import Piece, Row, is_amount_row, rows_of
from extractor.grid.rulings import Line
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern

# Titles of forms side by side stand at most this far above each other (points): one may have a line more over it.
SAME_HEIGHT = 40.0
# A corridor is at least this wide (points). A title stands in the middle over its form, or begins with it, within so much; where it is the
# only one on its height, within half as much, about half a column.
NARROWEST, OFF = 8.0, 48.0
SHORTEST_TITLE = 5
# So many lines below a title tell where corridors may run: its heads and first rows.
LINES = 12
MOST_FORMS, MOST_CORRIDORS = 3, 16
# A form has at least so many rulings across, which all begin and end on one line within so much (points); rulings of two forms stand
# on one height where they differ by no more than this.
FEWEST_RULES, SAME_END, SAME_RULE = 3, 4.0, 1.0
# Its title and notes stand at most so far above its first ruling (points).
TITLES = 90.0


class Band(NamedTuple):
    """Where forms stand side by side: between two heights, parted at ``corridors``."""

    top: float
    foot: float
    corridors: tuple[float, ...]


def halves(tokens: Sequence[Token], lines: Sequence[Line] = ()) -> list[list[Token]]:
    """The tokens of each form from left to right, and of what stands over and under them: all together where there is one.
    ``lines`` are the rulings across."""
    if len(lines) < 2 * FEWEST_RULES and not any("表" in token.text for token in tokens):
        return [list(tokens)]
    return _parted(list(tokens), lines)


def _parted(tokens: list[Token], lines: Sequence[Line]) -> list[list[Token]]:
    rows = rows_of(tokens)
    band = _titled(rows) or _ruled(rows, lines)
    if band is None:
        return [tokens]
    parts: list[list[Token]] = [[] for _ in range(len(band.corridors) + 3)]
    for token in tokens:
        middle = (token.top + token.bottom) / 2
        if middle < band.top:
            parts[0].append(token)
        elif middle > band.foot:
            parts[-1].append(token)
        else:
            parts[1 + sum(2 * x < token.x0 + token.x1 for x in band.corridors)].append(token)
    inner = parts[1:-1]
    return [
        *([parts[0]] if parts[0] else []),
        *inner,
        *(_parted(parts[-1], [line for line in lines if line.at > band.foot]) if parts[-1] else []),
    ]


def _titled(rows: Sequence[Row]) -> Band | None:
    """Forms parted by their titles: of several on one height each over its own, or of one that stands over its own only and beside the
    rows of another form, which began on the page before."""
    every = [(at, piece) for at, row in enumerate(rows) for piece in row.pieces if _is_title(piece)]
    for at, first in every:
        level = sorted(piece for _, piece in every if 0 <= piece.top - first.top <= SAME_HEIGHT)[:MOST_FORMS]
        start = at
        if len(level) == 1:
            while start and first.top - rows[start - 1].top <= SAME_HEIGHT:
                start -= 1
        elif any(left.x1 >= right.x0 for left, right in pairwise(level)):
            continue
        band = _best(rows[start:], level)
        if band is not None:
            return band
    return None


def _best(rows: Sequence[Row], titles: Sequence[Piece]) -> Band | None:
    """The corridors over whose forms the titles stand best."""
    best: tuple[float, Band] | None = None
    gaps = list(_gaps([piece for row in rows[:LINES] for piece in row.pieces]))[:MOST_CORRIDORS]
    for chosen in combinations(gaps, max(1, len(titles) - 1)):
        end, narrowed = _down(rows, chosen)
        if narrowed is None or end < 3:
            continue
        places = [(low + high) / 2 for low, high in narrowed]
        sides = _sides(rows[:end], places)
        off = _off(sides, titles) if len(titles) > 1 else _alone(sides, titles[0])
        if off is not None and (best is None or off < best[0]):
            best = (off, Band(rows[0].top, rows[end - 1].bottom, tuple(places)))
    return best[1] if best else None


def _gaps(pieces: Sequence[Piece]) -> Iterator[tuple[float, float]]:
    """The blank corridors between pieces."""
    reach: float | None = None
    for start, end in sorted((piece.x0, piece.x1) for piece in pieces):
        if reach is not None and start - reach >= NARROWEST:
            yield reach, start
        reach = end if reach is None else max(reach, end)


def _down(rows: Sequence[Row], gaps: Sequence[tuple[float, float]]) -> tuple[int, list[tuple[float, float]] | None]:
    """How many lines the corridors run down, and what is left of their width there; null where a row of amounts closes one."""
    narrowed = list(gaps)
    for at, row in enumerate(rows):
        wide = [_free(gap, row) for gap in narrowed]
        if any(high - low < NARROWEST for low, high in wide):
            return at, (None if any(map(is_amount_row, rows[at : at + 1])) else narrowed)
        narrowed = wide
    return len(rows), narrowed


def _free(gap: tuple[float, float], row: Row) -> tuple[float, float]:
    """What a line leaves of a corridor."""
    low, high = gap
    middle = (low + high) / 2
    for piece in row.pieces:
        if piece.x0 < high and piece.x1 > low:
            if piece.x0 <= middle <= piece.x1:
                return middle, middle
            low, high = (max(low, piece.x1), high) if piece.x1 < middle else (low, min(high, piece.x0))
    return low, high


def _sides(rows: Sequence[Row], places: Sequence[float]) -> list[list[Piece]]:
    sides: list[list[Piece]] = [[] for _ in range(len(places) + 1)]
    for row in rows:
        for piece in row.pieces:
            sides[sum(place < piece.centre for place in places)].append(piece)
    return sides


def _off(sides: Sequence[Sequence[Piece]], titles: Sequence[Piece]) -> float | None:
    """How far the titles are from standing each over its side; null where one does not."""
    found = [_over(side, title) for side, title in zip(sides, titles, strict=True)]
    return None if any(off is None for off in found) else sum(off for off in found if off is not None)


def _over(side: Sequence[Piece], title: Piece) -> float | None:
    """How far a title is from the middle over the pieces of its form, or from their left edge."""
    if title not in side or len(side) < 3:
        return None
    low, high = min(piece.x0 for piece in side), max(piece.x1 for piece in side)
    off = min(abs(title.centre - (low + high) / 2), abs(title.x0 - low))
    return off if off <= OFF else None


def _alone(sides: Sequence[Sequence[Piece]], title: Piece) -> float | None:
    """The same for the only title on its height: the other side has rows of a form where it stands, no notes and no text."""
    own, other = sides if title in sides[0] else (sides[1], sides[0])
    beside = [row for row in _lines(other) if row.top <= title.bottom]
    if not beside or not any(_is_form_row(row) for row in beside) or any(map(_is_note, beside)):
        return None
    low, high = min(piece.x0 for side in sides for piece in side), max(piece.x1 for side in sides for piece in side)
    if 2 * abs(title.centre - (low + high) / 2) <= OFF:
        return None
    off = _over(own, title)
    return off if off is not None and 2 * off <= OFF else None


def _lines(pieces: Sequence[Piece]) -> list[Row]:
    return rows_of([token for piece in pieces for token in piece.tokens])


def _is_form_row(row: Row) -> bool:
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    known = sum(
        strong.fullmatch(piece.text) is not None or weak.fullmatch(piece.text) is not None for piece in row.pieces
    )
    return is_amount_row(row) or (known > 1 and known == len(row.pieces))


def _is_note(row: Row) -> bool:
    notes = table_pattern("note_rows")
    return any(notes.fullmatch(piece.text) for piece in row.pieces)


def _is_title(piece: Piece) -> bool:
    return len(piece.text) >= SHORTEST_TITLE and table_pattern("titles").fullmatch(piece.text) is not None


def _ruled(rows: Sequence[Row], lines: Sequence[Line]) -> Band | None:
    """Forms parted by a corridor that no ruling crosses, where those on either side run from end to end of their form."""
    groups = _same_ends(lines)
    for left in groups:
        for right in groups:
            if right[0].low - left[0].high >= NARROWEST:
                band = _between(rows, lines, left, right)
                if band is not None:
                    return band
    return None


def _same_ends(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        for group in groups:
            if abs(group[0].low - line.low) <= SAME_END and abs(group[0].high - line.high) <= SAME_END:
                group.append(line)
                break
        else:
            groups.append([line])
    return [group for group in groups if len(group) >= FEWEST_RULES]


def _between(rows: Sequence[Row], lines: Sequence[Line], left: Sequence[Line], right: Sequence[Line]) -> Band | None:
    top, foot = min(left[0].at, right[0].at), max(left[-1].at, right[-1].at)
    low, high = max(line.high for line in left), min(line.low for line in right)
    if min(left[-1].at, right[-1].at) <= max(left[0].at, right[0].at):
        return None  # one below the other
    if any(top - SAME_RULE <= line.at <= foot + SAME_RULE and line.low < high and line.high > low for line in lines):
        return None
    middle = (low + high) / 2
    titled = False
    start = top
    for row in reversed([row for row in rows if top - TITLES <= row.middle < foot]):
        if any(piece.x0 < middle < piece.x1 for piece in row.pieces):
            if row.middle > top:
                return None
            # a title over both is one of one form
            if not titled and any(map(_is_title, row.pieces)):
                return None
            break
        if row.middle < top:
            titled = titled or any(map(_is_title, row.pieces))
            start = min(start, row.top)
    if not titled and _same_heights(left, right):
        return None
    return Band(start, foot, (middle,))


def _same_heights(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the rulings of the shorter side are those of the other, as in a form of two sides."""
    few, many = sorted((left, right), key=len)
    return all(any(abs(line.at - other.at) <= SAME_RULE for other in many) for line in few)
