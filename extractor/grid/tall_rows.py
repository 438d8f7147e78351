"""Rows that no ruling parts: one drawn row holds several, whose text stands as that of several rows does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from extractor.grid.cells import lines_of
from extractor.grid.draft import Cell, Draft
from extractor.grid.habits import Habits, all_values, body_start, is_entry, is_value
from extractor.grid.tokens import Token

# A row is looked at for several in one where it is as many times as high as the middle one of the body.
TALL = 1.5
# Rows in one are none lower than this (points), and hold at most so many lines of a cell.
LEAST_ROW = 6.0
MOST_LINES = 24
ONE_NUMBER = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％]?")

# An amount that can't go on.
COMPLETE = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)[.．]\d\d")

# A column of codes has them in at least this share of the rows, and in so many.
CODED, FEWEST_CODES = 0.8, 5
CODE = re.compile(r"[235]\d\d(\d\d){0,2}")
TOTAL = re.compile(r"[合总小]计|计$")

Lines = dict[int, list[list[Token]]]  # the lines of each cell, by its column


def part_rows(draft: Draft) -> None:
    """Split the rows of the body that hold several: their text stands as that of several rows does, and not as that of one."""
    body = body_start(draft)
    if body is None:
        return
    rows: dict[int, list[Cell]] = {}
    for cell in draft.cells:
        if cell.rows == 1 and cell.row >= body and cell.tokens:
            rows.setdefault(cell.row, []).append(cell)
    heights = [draft.ys[row + 1] - draft.ys[row] for row in rows]
    least = TALL * median(heights) if heights else 0.0
    tall = [row for row, cells in rows.items() if _may_hold_several(draft, row, cells, least)]
    if not tall:
        return
    coded = _coded_columns({row: cells for row, cells in rows.items() if row not in tall})
    tall = [row for row in tall if not _has_one_code(rows[row], coded)]
    table = Habits(draft, body, only_rows=True)
    for row in sorted(tall, reverse=True):  # from below: new rows leave the numbers of those above as they are
        _part(table, row, rows[row])


def _coded_columns(rows: dict[int, list[Cell]]) -> set[int]:
    """The columns that hold a code in nearly every row."""
    codes: dict[int, int] = {}
    for cells in rows.values():
        for cell in cells:
            codes[cell.col] = codes.get(cell.col, 0) + _is_code(cell)
    return {col for col, count in codes.items() if count >= max(FEWEST_CODES, CODED * len(rows))}


def _has_one_code(cells: Sequence[Cell], coded: set[int]) -> bool:
    """Whether a row has one code where each row has one: it is one row, however its label and its numbers stand in it. A total has
    none, and may be in one with the row above it."""
    if any(TOTAL.search(token.text) for cell in cells for token in cell.tokens):
        return False
    return any(cell.col in coded and _is_code(cell) for cell in cells)


def _is_code(cell: Cell) -> bool:
    return CODE.fullmatch("".join(token.text for token in cell.tokens)) is not None


def _may_hold_several(draft: Draft, row: int, cells: Sequence[Cell], least: float) -> bool:
    if draft.ys[row + 1] - draft.ys[row] < least and not any(
        len(cell.tokens) > 1 and sum(map(is_value, cell.tokens)) > 1 for cell in cells
    ):
        return False
    heights = [token.top + token.bottom for cell in cells for token in cell.tokens]
    return max(heights) - min(heights) > cells[0].tokens[0].size


def _part(table: Habits, row: int, cells: Sequence[Cell]) -> None:
    draft = table.draft
    lines: Lines = {cell.col: lines_of(cell.tokens) for cell in cells}
    if max(map(len, lines.values())) > MOST_LINES or not _speaks(table, lines, draft.ys[row], draft.ys[row + 1]):
        return
    parts = _parts(table, lines, draft.ys[row], draft.ys[row + 1], set())
    if parts is None or len(parts) < 2:
        return
    borders = [top for top, _ in parts[1:]]
    tokens = {
        id(cell): [[token for line in held.get(cell.col, ()) for token in line] for _, held in parts] for cell in cells
    }
    draft.insert_rows(row, borders, tokens)
    draft.split = True


def _speaks(table: Habits, lines: Lines, top: float, foot: float) -> bool:
    """Whether numbers or entries say that a row is none: labels of several lines often stand otherwise than those of one."""
    for found in lines.values():
        values = [all_values(line) for line in found]
        if (any(values) and len(values) > 1 and not _one_number(found)) or any(map(is_entry, found[1:])):
            return True
        if values == [True] and not table.fits_down(found[0], top, foot):
            return True
    return False


def _parts(table: Habits, lines: Lines, top: float, foot: float, tried: set[int]) -> list[tuple[float, Lines]] | None:
    """The rows between two heights, each with its top and its lines; null where the text stands as in no rows. ``tried``: tops,
    to the point, from which on there are none."""
    if _is_row(table, lines, top, foot):
        return [(top, lines)]
    if round(top) in tried:
        return None
    tried.add(round(top))
    for border in _borders(table, lines, top, foot):
        upper: Lines = {}
        lower: Lines = {}
        for col, found in lines.items():
            for line in found:
                (upper if _middle(line) < border else lower).setdefault(col, []).append(line)
        if not upper or not lower or not _is_row(table, upper, top, border):
            continue
        rest = _parts(table, lower, border, foot, tried)
        if rest is not None:
            return [(top, upper), *rest]
    return None


def _is_row(table: Habits, lines: Lines, top: float, foot: float) -> bool:
    """Whether lines stand between two heights as those of one row do."""
    for found in lines.values():
        values = [all_values(line) for line in found]
        if any(values) and len(values) > 1 and not _one_number(found):
            return False
        if any(map(is_entry, found[1:])):
            return False
        tokens = [token for line in found for token in line]
        if not table.fits_down(tokens, top, foot):
            return False
    return True


def _one_number(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether the lines are one number that a narrow cell broke."""
    texts = ["".join(token.text for token in line) for line in lines]
    if ONE_NUMBER.fullmatch("".join(texts)) is None:
        return False
    broken = any("." in text for text in texts[:-1])  # within its fraction: only together is it whole
    return not broken or (COMPLETE.fullmatch("".join(texts)) is not None and not COMPLETE.match(texts[0]))


def _borders(table: Habits, lines: Lines, top: float, foot: float) -> list[float]:
    """Where the first of several rows may end: where its text would stand as text does in a row, nearest first."""
    found: list[float] = []
    every = [line for cell in lines.values() for line in cell]
    for value in (True, False):
        habit = table.rows.get(value)
        if habit is None:
            continue
        blocks = [[line] for line in every if all_values(line) == value]
        if not value:
            blocks += [cell[:end] for cell in lines.values() for end in range(2, len(cell) + 1)]
        for block in blocks:
            head, end = min(t.top for line in block for t in line), max(t.bottom for line in block for t in line)
            border = (head + end - 2 * habit.at - top, head - habit.at, end + habit.at)[habit.kind]
            if top + LEAST_ROW < border < foot - LEAST_ROW:
                found.append(border)
    return sorted(set(found))


def _middle(line: Sequence[Token]) -> float:
    return (line[0].top + line[0].bottom) / 2
