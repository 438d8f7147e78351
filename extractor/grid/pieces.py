"""Tokens → printed lines in pieces: what stands closed up on one line, for tables whose columns no ruling tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.grid.cells import lines_of
from extractor.grid.partial import VALUE
from extractor.grid.tokens import Token, cut
from extractor.knowledge.tables import is_head, table_pattern
from extractor.records import Char

# Pieces of a line this far apart (type sizes) may stand in two columns. Justified prose opens gaps of up to half a size.
PIECE_GAP = 1.0
# Two numbers this far apart are none: a space between digits of one is half as wide.
NUMBERS_GAP = 0.55
# An entry (二、 …) this far behind a whole number is one of the next column: narrow cells leave hardly more than their margins.
ENTRY_GAP = 0.3
# Texts of two columns, whose border is known, stand at least this far apart.
CUT_GAP = 0.15
# Heads of neighbouring columns stand at least this far apart (type sizes): Chinese is set with no gaps, Latin with up to a third.
HEAD_GAP = 0.35
# Lines with a piece of more characters are prose.
LONGEST_LABEL = 34
AMOUNT = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)[.．]\d+[%％]?|[-−–+]?\d{1,3}([,，]\d{3})+")
# Two decimals: what follows right behind is another number.
COMPLETE = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)[.．]\d\d")
THOUSANDS = re.compile(r"[-−–+]?\d{1,3}([,，]\d{3})+")
ORDINAL = re.compile(r"\d{1,2}")
SENTENCE = "。；！？"
TOTALS = ("合计", "总计", "小计")  # labels of their own, never the rest of the label above
# A total's label stands in the middle of the columns beside it within this (type sizes).
MIDDLE = 0.5
# Characters that are heads by themselves are several heads where they stand at least so far apart (type sizes).
WORDS_APART = 0.5
# Characters of a letter-spaced label stand at most this far apart, and evenly within so much (type sizes).
SPACED, EVENLY = 3.2, 0.4


class Piece(NamedTuple):
    """What stands closed up on one line."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    text: str
    tokens: list[Token]

    @property
    def value(self) -> bool:
        return VALUE.fullmatch(self.text) is not None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


class Row(NamedTuple):
    """One printed line, in pieces from left to right."""

    top: float
    bottom: float
    size: float
    pieces: list[Piece]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def rows_of(tokens: Sequence[Token]) -> list[Row]:
    """The lines from top to bottom."""
    return [_row(line) for line in sorted(lines_of(tokens), key=lambda line: line[0].top + line[0].bottom)]


def piece_of(group: list[Token]) -> Piece:
    return Piece(
        group[0].x0,
        min(token.top for token in group),
        max(token.x1 for token in group),
        max(token.bottom for token in group),
        max(token.size for token in group),
        "".join(token.text for token in group),
        group,
    )


def row_of(pieces: Sequence[Piece]) -> Row:
    return Row(
        min(piece.top for piece in pieces),
        max(piece.bottom for piece in pieces),
        max(piece.size for piece in pieces),
        sorted(pieces),
    )


def is_amount_row(row: Row) -> bool:
    """A line of several pieces, one of them a number by itself, none of them prose."""
    return len(row.pieces) > 1 and not is_prose(row) and any(piece.value for piece in row.pieces)


def is_numbering(row: Row) -> bool:
    """Whether the line numbers the columns (栏次 1 2 3): its numbers stand in the middle of their columns, where amounts do not."""
    numbers = [int(piece.text) for piece in row.pieces if ORDINAL.fullmatch(piece.text)]
    words = [piece.text for piece in row.pieces if not ORDINAL.fullmatch(piece.text)]
    return (
        len(numbers) > 1
        and numbers[0] == 1
        and numbers == [*range(1, len(numbers) + 1)]
        and all(is_head(word) and word not in TOTALS for word in words)
    )


def is_prose(row: Row) -> bool:
    return any(
        len(piece.text) > LONGEST_LABEL or (len(piece.text) > 8 and piece.text[-1] in SENTENCE) for piece in row.pieces
    )


def recut(row: Row, borders: Sequence[float], chars: Sequence[Char], *, gap: float = CUT_GAP) -> Row:
    """The line with pieces cut at column borders that run through a gap between two of their characters, wider than
    ``gap`` (type sizes); a total's label (合  计) is one, over however many columns it is set."""
    pieces: list[Piece] = []
    for piece in row.pieces:
        crossed = [] if piece.text in TOTALS else [border for border in borders if piece.x0 < border < piece.x1]
        pieces += [piece_of(group) for group in _cut_at(piece.tokens, crossed, chars, gap)] if crossed else [piece]
    return row_of(pieces) if len(pieces) > len(row.pieces) else row


def _cut_at(
    tokens: Sequence[Token], borders: Sequence[float], chars: Sequence[Char], least: float
) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for token in tokens:
        start = token.first
        for index in range(token.first, token.last):
            before = groups[-1][-1].x1 if index == token.first and groups[-1] else None
            if index > token.first:
                before = chars[index - 1].x1
            if before is None:
                continue
            gap = chars[index].x0 - before
            if gap <= least * token.size or not any(
                before - 0.3 * gap < x < chars[index].x0 + 0.3 * gap for x in borders
            ):
                continue
            if index > start:
                groups[-1].append(cut(token, chars, start, index))
            groups.append([])
            start = index
        groups[-1].append(cut(token, chars, start, token.last) if start > token.first else token)
    return groups


def heads_apart(row: Row, chars: Sequence[Char]) -> Row:
    """A line of heads, those of neighbouring columns cut where they stand closer than pieces of text do, and the letter-spaced
    characters of one head ("项      目") taken together."""
    pieces: list[Piece] = []
    for piece in row.pieces:
        pieces += [piece_of(group) for group in _apart(piece.tokens, chars)]
    words, weak = table_pattern("head_words"), table_pattern("weak_words")
    joined: list[Piece] = []
    for piece in pieces:
        run = [*_single(joined), piece]
        for start in range(len(run) - 1):
            text = "".join(part.text for part in run[start:])
            if len(piece.text) == 1 and (words.fullmatch(text) or weak.fullmatch(text)):
                del joined[len(joined) - len(run) + 1 + start :]
                joined.append(piece_of([token for part in run[start:] for token in part.tokens]))
                break
        else:
            joined.append(piece)
    return row_of(joined)


def _single(pieces: Sequence[Piece]) -> list[Piece]:
    """The last pieces of one character each."""
    found: list[Piece] = []
    for piece in reversed(pieces):
        if len(piece.text) > 1 or len(found) == 4:
            break
        found.insert(0, piece)
    return found


def _apart(tokens: Sequence[Token], chars: Sequence[Char]) -> list[list[Token]]:
    """Tokens of a piece in groups, cut where a gap is wider than those between the piece's other characters."""
    places = [(token, index) for token in tokens for index in range(token.first, token.last)]
    gaps = [chars[right[1]].x0 - chars[left[1]].x1 for left, right in pairwise(places)]
    if not gaps:
        return [list(tokens)]
    usual = sorted(gaps)[len(gaps) // 2]
    strong = table_pattern("head_words").fullmatch
    if min(gaps) >= WORDS_APART * tokens[0].size and all(strong(char) for token in tokens for char in token.text):
        usual = 0.0  # 类 款 项: each is a head
    groups: list[list[Token]] = [[]]
    start = 0
    for index in range(1, len(places) + 1):
        end = index == len(places)
        token = places[index - 1][0]
        wide = not end and gaps[index - 1] > max(HEAD_GAP * token.size, 3 * usual)
        if end or wide or places[index][0] is not token:
            groups[-1].append(cut(token, chars, places[start][1], places[index - 1][1] + 1))
            start = index
            if wide:
                groups.append([])
    return groups


def _row(line: Sequence[Token]) -> Row:
    marks, labels = table_pattern("list_marks"), table_pattern("weak_words")
    pieces: list[Piece] = []
    group: list[Token] = [line[0]]
    for token in line[1:]:
        last = group[-1]
        gap = token.x0 - last.x1
        # an entry right behind an amount, or right behind a whole number where it is marked as one
        marked = marks.match(token.text) is not None
        amount = AMOUNT.fullmatch(last.text) is not None and gap >= 0
        whole = VALUE.fullmatch(last.text) is not None and gap > ENTRY_GAP * token.size
        label = marked or token.text in TOTALS or labels.fullmatch(token.text)
        entry = last.number and ((amount and label) or (whole and marked))
        second = last.number and token.number and gap > (0 if _ends(last, token) else NUMBERS_GAP * token.size)
        if gap > PIECE_GAP * max(token.size, last.size) or entry or second:
            pieces.append(piece_of(group))
            group = []
        group.append(token)
    pieces.append(piece_of(group))
    return row_of(_closed_up(pieces))


def _ends(number: Token, following: Token) -> bool:
    """Whether digits behind a number cannot go on with it: it has two decimals, its thousands would be torn (118,500 30227), or
    it is a nought."""
    if COMPLETE.fullmatch(number.text) or number.text == "0":
        return True
    return THOUSANDS.fullmatch(number.text) is not None and following.text[0].isdigit()


def _closed_up(pieces: list[Piece]) -> list[Piece]:
    """The letter-spaced labels of a line ("上  年  结  转", "合    计") as one piece each: characters evenly apart, no heads of columns
    (类 款 项) and no marks that rows repeat (无 无 无)."""
    found: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if run and not (_is_letter(piece) and _even(run, piece)):
            found += _spelled(run)
            run = []
        if _is_letter(piece):
            run.append(piece)
        else:
            found.append(piece)
    return found + _spelled(run)


def _is_letter(piece: Piece) -> bool:
    """Whether a piece is one character, or several that stand apart."""
    return all(len(token.text) == 1 and "\u4e00" <= token.text <= "\u9fff" for token in piece.tokens)


def _even(run: Sequence[Piece], piece: Piece) -> bool:
    """Whether ``piece`` stands as far from the last one as the characters before it stand from each other."""
    letters = [token for part in run for token in part.tokens]
    gap = piece.x0 - letters[-1].x1
    usual = letters[1].x0 - letters[0].x1 if len(letters) > 1 else gap
    return gap <= SPACED * piece.size and abs(gap - usual) <= EVENLY * piece.size


def _spelled(run: Sequence[Piece]) -> list[Piece]:
    tokens = [token for piece in run for token in piece.tokens]
    text = "".join(token.text for token in tokens)
    if len(run) < 2 or (text not in TOTALS if len(text) == 2 else len(set(text)) == 1):
        return list(run)
    words = table_pattern("head_words")
    if sum(words.fullmatch(token.text) is not None for token in tokens) > 1:
        return list(run)
    return [piece_of(tokens)]


def total_span(xs: Sequence[float], piece: Piece, pieces: Sequence[Piece]) -> tuple[int, int]:
    """The first and last column of a total's label among the ``pieces`` of its row: those left of its amount, where it stands in the
    middle of them and not in its own column. ``xs`` are the column borders."""
    own = column_of(xs, piece)
    others = {column_of(xs, other) for other in pieces if other is not piece}
    amounts = [col for col in others if col > own] or [len(xs) - 1]
    best = (abs(piece.centre - (xs[own] + xs[own + 1]) / 2), own, own)
    low = max((col + 1 for col in others if col < own), default=0)
    high = min(amounts) - 1
    if low < own < high and abs(piece.centre - (xs[low] + xs[high + 1]) / 2) < MIDDLE * piece.size:
        return low, high  # in the middle of all that is free on both sides, of which its own column is one
    for first in range(own, -1, -1):
        if first in others:
            break
        for last in range(own, min(amounts)):
            off = abs(piece.centre - (xs[first] + xs[last + 1]) / 2)
            if off < best[0] - 0.5 * piece.size:
                best = (off, first, last)
    return best[1], best[2]


def column_of(xs: Sequence[float], piece: Piece) -> int:
    """The column between the borders ``xs`` in which the middle of a piece stands."""
    return next((index for index in range(len(xs) - 2) if piece.centre < xs[index + 1]), len(xs) - 2)
