"""Lines whose cells stand under one another, parted by two blanks or more (as programs write pages to text) → rows of cells.

Where a line has no cell in a column the others have, its cell is empty. Heads are handed on in their order alone: over which columns one
reaches, its words tell better than its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Rows with numbers, so many at least.
_FEWEST = 3
# Labels over several columns (of totals) are few; where many seem to be, a blank stands within a cell.
_WIDE_SHARE = 0.1
# A row's words are no longer than this: longer ones are prose.
_LONGEST = 60
# So many lines in a row may have a single cell (the other side of the form is empty there).
_MOST_SINGLE = 30
_GAP = re.compile(r"(?:[ \u00a0]{2,}|[ \u00a0]*\u3000+[ \u00a0\u3000]*)")
_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?|[-—–]+")
_DECIMAL = re.compile(r"[-−]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)")
_TITLE = re.compile(r"表\s*(?:[（(].*)?$|[:：]|^注")
_UNIT = re.compile(r"单位\s*[:：]")
_STEPS = ("类", "款", "项")


class _Piece(NamedTuple):
    text: str
    left: int  # in columns of the screen
    right: int  # exclusive


def aligned_rows(lines: Sequence[str], at: int, heading: re.Pattern[str]) -> tuple[list[list[str]] | None, int]:
    """The rows of a table that begins in line ``at``, and where it ends; null where the lines' cells make no columns. Rows under the
    heads have a cell for each column, heads only what is printed."""
    end = _end(lines, at)
    run = [line for line in lines[at:end] if line.strip()]
    if sum(any(_DECIMAL.fullmatch(part) for part in _parts(line)) for line in run) < _FEWEST:
        return None, end
    # a Chinese character is two columns wide, or was counted as one: measured wrong, columns fall apart
    read = [_rows([_pieces(line, wide) for line in run], heading) for wide in (2, 1)]
    return min((rows for rows in read if rows is not None), key=lambda rows: max(map(len, rows)), default=None), end


def _parts(line: str) -> list[str]:
    return [part for part in _GAP.split(line.strip()) if part]


def _end(lines: Sequence[str], at: int) -> int:
    """One empty line may stand between rows; lines of one cell only before another row."""
    end = last = filled = at
    single = 0
    while end < len(lines):
        parts = _parts(lines[end]) if "\t" not in lines[end] else []
        if not parts:
            if end > filled + 1:
                break
            end += 1
            continue
        if any(len(part) > _LONGEST or part.endswith(("。", "；")) for part in parts) or (
            end > at and (_TITLE.search(parts[0]) if len(parts) == 1 else _UNIT.search(parts[-1]))
        ):
            break
        if len(parts) > 1:
            last, single = end, 0
        else:
            single += 1
            if single > _MOST_SINGLE:
                break
        filled = end
        end += 1
    return last + 1


def _pieces(line: str, wide: int) -> list[_Piece]:
    found: list[_Piece] = []
    place = [0]
    for char in line:
        place.append(place[-1] + (wide if unicodedata.east_asian_width(char) in "WF" else 1))
    start = 0
    for gap in [*_GAP.finditer(line), None]:
        stop = gap.start() if gap is not None else len(line)
        text = line[start:stop].strip()
        if text:
            left = start + len(line[start:stop]) - len(line[start:stop].lstrip())
            piece = _Piece(text, place[left], place[left + len(text)])
            last = found[-1] if found else None
            if last is not None and _spaced(last.text) and _spaced(text) and len(text) == 1:
                found[-1] = _Piece(last.text + text, last.left, piece.right)
            else:
                found.append(piece)
        start = gap.end() if gap is not None else stop
    return found


def _spaced(text: str) -> bool:
    """Whether a piece is part of a word set wide (合　计)."""
    return len(text) <= 2 and text not in _STEPS and all("\u4e00" <= char <= "\u9fff" for char in text)


def _rows(run: Sequence[Sequence[_Piece]], heading: re.Pattern[str]) -> list[list[str]] | None:
    first = next(
        number
        for number, pieces in enumerate(run)
        if any(_DECIMAL.fullmatch(piece.text) for piece in pieces) or any(heading.match(piece.text) for piece in pieces)
    )
    body = [pieces for pieces in run[first:] if len(pieces) > 1]
    wide = [piece for pieces in body for piece in pieces if _reaches_over(piece, body)]
    if len(wide) > max(_FEWEST, _WIDE_SHARE * len(body)):
        return None
    columns = _columns([piece for pieces in body for piece in pieces if piece not in wide])
    heads = run[:first]
    printed = [piece for pieces in heads if not _numbering(pieces) for piece in pieces]
    columns = sorted([*columns, *_bare_heads(printed, columns)])
    if len(columns) < 2:
        return None
    rows: list[list[str]] = []
    for pieces in heads:
        over = [_under(piece, columns) for piece in pieces]
        in_place = over == [[number] for number in range(len(columns))]
        # a head too many says that heads as many as columns are not over them one by one
        rows.append([piece.text for piece in pieces] + [""] * (len(pieces) == len(columns) and not in_place))
    for pieces in run[first:]:
        row = [""] * len(columns)
        for piece in pieces:
            under = _under(piece, columns)
            if not under or any(row[number] for number in under) or (len(under) > 1 and _NUMBER.fullmatch(piece.text)):
                return None
            row[under[-1]] = piece.text
        rows.append(row)
    return None if _torn(rows[len(heads) :]) else [row for row in rows if row]


def _torn(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two columns side by side never have a cell in the same row: they are one, whose cells stand askew."""
    filled = [{number for number, row in enumerate(rows) if row[column]} for column in range(len(rows[0]))]
    return any(one and other and not one & other for one, other in pairwise(filled))


def _reaches_over(piece: _Piece, rows: Sequence[Sequence[_Piece]]) -> bool:
    """Whether a piece stands over two cells of another row: the label of a total, over codes and names."""
    return any(sum(other.left < piece.right and piece.left < other.right for other in row) > 1 for row in rows)


def _under(piece: _Piece, columns: Sequence[tuple[int, int]]) -> list[int]:
    return [number for number, (left, right) in enumerate(columns) if left < piece.right and piece.left < right]


def _bare_heads(pieces: Sequence[_Piece], columns: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of heads with no cell under them, and no head over or under them."""
    return [
        (piece.left, piece.right)
        for piece in pieces
        if not _under(piece, columns)
        and not any(other is not piece and other.left < piece.right and piece.left < other.right for other in pieces)
    ]


def _numbering(pieces: Sequence[_Piece]) -> bool:
    """栏次 1 2 3"""
    return len(pieces) > 2 and sum(piece.text.isdigit() for piece in pieces) >= len(pieces) - 1


def _columns(pieces: Sequence[_Piece]) -> list[tuple[int, int]]:
    """The stretches of the line that any piece covers, from the left."""
    columns: list[tuple[int, int]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if columns and piece.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.right))
        else:
            columns.append((piece.left, piece.right))
    return columns
