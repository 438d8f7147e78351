"""Tables without vertical rulings, or without any: columns from the blank corridors between aligned numbers.

Only where the page looks like a form: several rows with amounts that stand by themselves, in columns. Prose never does: its
numbers stand closed up between words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.grid.cells import lines_of
from extractor.grid.draft import Draft
from extractor.grid.partial import VALUE
from extractor.grid.rulings import Line
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern

# Pieces of a line this far apart (type sizes) may stand in two columns. Justified prose opens gaps of up to half a size.
PIECE_GAP = 1.0
# A table has at least so many rows with amounts; fewer are a list or a sentence with numbers set apart.
FEWEST_ROWS = 3
# Between two rows with amounts at most so many lines stand that start where no column does.
LINES_BETWEEN = 2
# Above the first row with amounts at most so many lines are heads.
HEAD_LINES = 4
# Lines with a piece of more characters are prose.
LONGEST_LABEL = 34
# Amounts of a column end, start or centre on one line, within this many type sizes, in at least this share of the rows.
ALIGNED_WITHIN, ALIGNED_SHARE = 0.6, 0.8
# Confidence of a table read without rulings at best; it grows with how well the amounts are aligned.
BEST = 0.8
AMOUNT = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)[.．]\d+[%％]?|[-−–+]?\d{1,3}([,，]\d{3})+")
SENTENCE = "。；！？"
TOTALS = ("合计", "总计", "小计")  # labels of their own, never the rest of the label above


class Piece(NamedTuple):
    """What stands closed up on one line."""

    x0: float
    x1: float
    text: str
    tokens: list[Token]

    @property
    def value(self) -> bool:
        return VALUE.fullmatch(self.text) is not None


class Row(NamedTuple):
    """One printed line, in pieces from left to right."""

    top: float
    bottom: float
    size: float
    pieces: list[Piece]


def may_have_columns(tokens: Sequence[Token]) -> bool:
    """Whether enough amounts stand by themselves for a table without rulings: a quick look that spares prose the search."""
    alone = 0
    last: Token | None = None
    count = len(tokens)
    for index, token in enumerate(tokens):
        if token.number and len(token.text) > 3 and AMOUNT.fullmatch(token.text):
            after = tokens[index + 1] if index + 1 < count else None
            gap = PIECE_GAP * token.size
            free_left = last is None or not _beside(last, token) or token.x0 - last.x1 > gap or last.x1 > token.x1
            free_right = after is None or not _beside(token, after) or after.x0 - token.x1 > gap or after.x1 < token.x0
            alone += free_left and free_right
            if alone >= FEWEST_ROWS:
                return True
        last = token
    return False


def column_drafts(tokens: Sequence[Token], horizontals: Sequence[Line]) -> list[Draft]:
    """The tables among tokens that stand in no ruled table; ``horizontals`` are the page's rulings outside of tables."""
    rows = [_row(line) for line in sorted(lines_of(tokens), key=lambda line: line[0].top + line[0].bottom)]
    drafts = []
    for first, body, last in _regions(rows):
        draft = _draft(rows[first:body], rows[body:last], horizontals)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _beside(left: Token, right: Token) -> bool:
    return min(left.bottom, right.bottom) - max(left.top, right.top) > 0.3 * min(left.size, right.size)


def _row(line: Sequence[Token]) -> Row:
    marks = table_pattern("list_marks")
    pieces: list[Piece] = []
    group: list[Token] = [line[0]]
    for token in line[1:]:
        last = group[-1]
        gap = token.x0 - last.x1
        entry = last.number and gap >= 0 and AMOUNT.fullmatch(last.text) and marks.match(token.text)
        if gap > PIECE_GAP * max(token.size, last.size) or entry:
            pieces.append(_piece(group))
            group = []
        group.append(token)
    pieces.append(_piece(group))
    return Row(min(t.top for t in line), max(t.bottom for t in line), max(t.size for t in line), pieces)


def _piece(group: list[Token]) -> Piece:
    return Piece(group[0].x0, max(token.x1 for token in group), "".join(token.text for token in group), group)


def _regions(rows: Sequence[Row]) -> list[tuple[int, int, int]]:
    """Runs of lines that look like a table: (first head line, first body line, end)."""
    found: list[tuple[int, int, int]] = []
    index = 0
    while index < len(rows):
        if not _is_amount_row(rows[index]):
            index += 1
            continue
        last, count, stray = index, 1, 0
        starts = {round(piece.x0 / 3) for piece in rows[index].pieces}
        scan = index + 1
        while scan < len(rows) and stray <= LINES_BETWEEN:
            row = rows[scan]
            if _is_prose(row) or row.top - rows[scan - 1].bottom > 4 * row.size:
                break
            if _is_amount_row(row):
                last, count, stray = scan, count + 1, 0
                starts.update(round(piece.x0 / 3) for piece in row.pieces)
            elif not any(round(piece.x0 / 3) + step in starts for piece in row.pieces for step in (-1, 0, 1)):
                stray += 1
            scan += 1
        if count >= FEWEST_ROWS:
            found.append((_head_start(rows, index, found[-1][2] if found else 0), index, last + 1))
        index = last + 1
    return found


def _is_amount_row(row: Row) -> bool:
    """A line of several pieces, one of them a number by itself, none of them prose."""
    return len(row.pieces) > 1 and not _is_prose(row) and any(piece.value for piece in row.pieces)


def _is_prose(row: Row) -> bool:
    return any(
        len(piece.text) > LONGEST_LABEL or (len(piece.text) > 8 and piece.text[-1] in SENTENCE) for piece in row.pieces
    )


def _head_start(rows: Sequence[Row], body: int, lowest: int) -> int:
    """The first line above the body that is a head: lines of several pieces, or words that heads are made of."""
    words, notes = table_pattern("head_words"), table_pattern("note_rows")
    first = body
    for index in range(body - 1, max(lowest, body - HEAD_LINES) - 1, -1):
        row = rows[index]
        if row.top - 4 * row.size > rows[index + 1].top or rows[index + 1].top - row.bottom > 3 * row.size:
            break
        if _is_prose(row) or any(notes.match(piece.text) for piece in row.pieces):
            break
        if len(row.pieces) < 2 and not words.fullmatch(row.pieces[0].text):
            break
        first = index
    return first


def _draft(heads: Sequence[Row], body: Sequence[Row], horizontals: Sequence[Line]) -> Draft | None:
    columns = _columns(body)
    if columns is None:
        return None
    spans, numeric, aligned = columns
    if not _convinces(heads, body, spans, numeric):
        return None
    left = min(piece.x0 for row in [*heads, *body] for piece in row.pieces)
    right = max(piece.x1 for row in [*heads, *body] for piece in row.pieces)
    xs = [min(left, spans[0][0]) - 2.0]
    xs += _borders(heads, spans)
    xs.append(max(right, spans[-1][1]) + 2.0)
    groups, top_rows = _ruled_rows(heads, body, xs, horizontals) or (
        [*([row] for row in heads), *_wrapped(body, xs)],
        len(heads),
    )
    ys = [groups[0][0].top - 1.0]
    for upper, lower in pairwise(groups):
        foot, head = max(row.bottom for row in upper), min(row.top for row in lower)
        ys.append((foot + head) / 2)
    ys.append(max(row.bottom for row in groups[-1]) + 1.0)
    if any(high - low < 2.0 for low, high in pairwise(ys)):
        return None
    return _filled(xs, ys, groups, top_rows, BEST * aligned)


def _columns(body: Sequence[Row]) -> tuple[list[tuple[float, float]], set[int], float] | None:
    """The columns' extents from left to right, which of them hold amounts, and the share of amounts that are aligned."""
    extents = sorted((piece.x0, piece.x1) for row in body for piece in row.pieces)
    spans: list[list[float]] = []
    for x0, x1 in extents:
        if spans and x0 < spans[-1][1] + 1.0:
            spans[-1][1] = max(spans[-1][1], x1)
        else:
            spans.append([x0, x1])
    if len(spans) < 2:
        return None
    held: list[list[Piece]] = [[] for _ in spans]
    for row in body:
        inside = [0] * len(spans)
        for piece in row.pieces:
            column = next(index for index, span in enumerate(spans) if piece.x0 <= span[1])
            held[column].append(piece)
            inside[column] += 1
        if any(count > 1 and any(piece.value for piece in row.pieces) for count in inside):
            return None  # two pieces of a line in one column: the corridors are not those of a table
    numeric = {
        index
        for index, pieces in enumerate(held)
        if sum(piece.value for piece in pieces) >= max(2, 0.7 * len(pieces))
        and any(AMOUNT.fullmatch(piece.text) for piece in pieces)
    }
    if not numeric:
        return None
    size = body[0].size
    total = good = 0
    for index in numeric:
        pieces = [piece for piece in held[index] if piece.value]
        good += max(
            _on_one_line([piece.x1 for piece in pieces], size),
            _on_one_line([piece.x0 for piece in pieces], size),
            _on_one_line([(piece.x0 + piece.x1) / 2 for piece in pieces], size),
        )
        total += len(pieces)
    aligned = good / total
    if aligned < ALIGNED_SHARE:
        return None
    return [(low, high) for low, high in spans], numeric, aligned


def _borders(heads: Sequence[Row], spans: Sequence[tuple[float, float]]) -> list[float]:
    """The borders between columns: in the corridors of the body, where they part the heads too."""
    borders = []
    for index, (before, after) in enumerate(pairwise(spans)):
        low, high = before[1], after[0]
        for row in heads:
            if len(row.pieces) == len(spans):  # a head over every column: the border runs between the two
                left, right = max(low, row.pieces[index].x1), min(high, row.pieces[index + 1].x0)
                if left < right:
                    low, high = left, right
        borders.append((low + high) / 2)
    return borders


def _on_one_line(places: list[float], size: float) -> int:
    """How many of the places are near their middle one."""
    places.sort()
    middle = places[len(places) // 2]
    return sum(abs(place - middle) <= ALIGNED_WITHIN * size for place in places)


def _convinces(
    heads: Sequence[Row], body: Sequence[Row], spans: Sequence[tuple[float, float]], numeric: set[int]
) -> bool:
    """Two columns of amounts, or one under words that head a form's columns; labels beside them."""
    if len(spans) < 2 or len(spans) > 24:
        return False
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    words = sum(
        strong.fullmatch(piece.text) is not None or weak.fullmatch(piece.text) is not None
        for row in heads
        for piece in row.pieces
    )
    amounts = sum(AMOUNT.fullmatch(piece.text) is not None for row in body for piece in row.pieces)
    if amounts < FEWEST_ROWS:
        return False
    # a page that goes on with a table has no heads: there every line has its label and its amount
    every = len(body) >= 5 and all(len(row.pieces) > 1 and row.pieces[-1].value for row in body)
    return len(numeric) >= 2 or words >= 2 or every


def _ruled_rows(
    heads: Sequence[Row], body: Sequence[Row], xs: Sequence[float], horizontals: Sequence[Line]
) -> tuple[list[list[Row]], int] | None:
    """Rows as horizontal rulings part them, and how many of them are heads; null where the rulings do not part every row."""
    wide = 0.5 * (xs[-1] - xs[0])
    low, high = (heads or body)[0].top, body[-1].bottom
    places = [
        line.at
        for line in horizontals
        if low < line.at < high and min(line.high, xs[-1]) - max(line.low, xs[0]) >= wide
    ]
    if len(places) < FEWEST_ROWS - 1:
        return None
    groups: list[list[Row]] = [[] for _ in range(len(places) + 1)]
    first = 0
    for row in [*heads, *body]:
        index = sum(place < (row.top + row.bottom) / 2 for place in places)
        groups[index].append(row)
        if row is body[0]:
            first = index
    if any(not group or sum(_is_amount_row(row) for row in group) > 1 for group in groups):
        return None
    return groups, first


def _wrapped(body: Sequence[Row], xs: Sequence[float]) -> list[list[Row]]:
    """Body lines as rows: a line with one label and no number goes on with the label above it where that was full."""
    groups: list[list[Row]] = []
    widest: dict[int, float] = {}
    for row in body:
        for piece in row.pieces:
            column = _column(xs, piece)
            widest[column] = max(widest.get(column, 0.0), piece.x1)
    marks = table_pattern("list_marks")
    opening: list[Row] = []  # lines of a label whose values stand beside its last line
    for row in body:
        lone = len(row.pieces) == 1 and not row.pieces[0].value
        if lone:
            column, full = _column(xs, row.pieces[0]), 1.2 * row.size
            marked = marks.match(row.pieces[0].text)
            before = groups[-1][-1] if groups and not opening else None
            if before is not None and not marked and row.top - before.bottom < 0.8 * row.size:
                above = [piece for piece in before.pieces if _column(xs, piece) == column]
                if above and above[0].x1 >= widest[column] - full:
                    groups[-1].append(row)
                    continue
            if row.pieces[0].x1 >= widest[column] - full and not (opening and marked):
                opening.append(row)
                continue
        if opening:
            column = _column(xs, opening[-1].pieces[0])
            mine = [piece for piece in row.pieces if _column(xs, piece) == column]
            close = row.top - opening[-1].bottom < 0.8 * row.size
            mine = [piece for piece in mine if not piece.value and not marks.match(piece.text)]
            if mine and close and mine[0].text[-2:] not in TOTALS:
                groups.append([*opening, row])
                opening = []
                continue
            groups += [[line] for line in opening]
            opening = []
        groups.append([row])
    groups += [[line] for line in opening]
    return _around_values(groups, xs)


def _around_values(groups: list[list[Row]], xs: Sequence[float]) -> list[list[Row]]:
    """A label of two lines with its values set midway between them: three lines that are one row."""
    index = 1
    while index < len(groups) - 1:
        before, values, after = groups[index - 1][-1], groups[index][0], groups[index + 1][0]
        lone = len(before.pieces) == 1 and len(after.pieces) == 1 and len(groups[index]) == 1
        if lone and after.top - before.bottom < 0.8 * values.size and all(piece.value for piece in values.pieces):
            column = _column(xs, before.pieces[0])
            same = _column(xs, after.pieces[0]) == column and not after.pieces[0].value
            if same and not before.pieces[0].value and all(_column(xs, piece) != column for piece in values.pieces):
                groups[index - 1 : index + 2] = [[*groups[index - 1], values, after]]
                continue
        index += 1
    return groups


def _column(xs: Sequence[float], piece: Piece) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return next((index for index in range(len(xs) - 2) if middle < xs[index + 1]), len(xs) - 2)


def _filled(xs: list[float], ys: list[float], groups: Sequence[Sequence[Row]], heads: int, confidence: float) -> Draft:
    draft = Draft.of(xs, ys, confidence=confidence, decided_by="columns")
    for row, group in enumerate(groups):
        for line in group:
            for piece in line.pieces:
                first = _column(xs, piece)
                if row < heads:  # a head over several columns
                    reached = [
                        col for col in range(len(xs) - 1) if piece.x0 < xs[col + 1] - 1 and piece.x1 > xs[col] + 1
                    ]
                    draft.put(row, reached[0], reached[-1], piece.tokens)
                else:
                    draft.put(row, first, first, piece.tokens)
    return draft
