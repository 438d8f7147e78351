"""Tables whose inner rulings are missing: rows and columns told apart by their text, within the cells that are drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from extractor.grid.cells import line_is_full, lines_of
from extractor.grid.draft import Cell, Draft
from extractor.grid.tokens import Token

# A printed amount, a code, or the dash that stands for nothing.
VALUE = re.compile(r"[-−–+]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％]?|[-−–—－]{1,2}")
# Pieces of one line that stand at least this far apart (type sizes) are pieces of two columns, if a border runs between.
COLUMN_GAP = 1.0
# Lines of two columns are one row where their middles differ by at most this (type sizes).
SAME_ROW = 0.5
# A cell's lines are rows of their own where at least this share of them are complete numbers; the others are heads.
STACKED = 0.6
# A label line with less room than this (type sizes) goes on in the next line.
FULL_LABEL = 2.2


def split_unruled(draft: Draft) -> None:
    """Split merged cells where the text stands in columns that are drawn elsewhere, and rows of stacked numbers."""
    kinds = cache(lambda: _kinds(draft))  # asked for before the first cell is split, if any is
    for cell in list(draft.cells):
        if cell.cols > 1 and len(cell.tokens) > 1:
            _split_columns(draft, cell, kinds)
    for cell in list(draft.cells):
        if cell.rows > 1 and len(cell.tokens) > 1:
            _split_stack(draft, cell)
    by_row: dict[int, list[Cell]] = {}
    for cell in draft.cells:
        if cell.rows == 1 and cell.tokens:
            by_row.setdefault(cell.row, []).append(cell)
    # from below, so that new rows leave the numbers of those above as they are
    for row in sorted(by_row, reverse=True):
        _split_rows(draft, row, by_row[row])


def _kinds(draft: Draft) -> dict[int, str]:
    """What each column holds in most of its single cells: codes, amounts, or words."""
    counts: dict[int, Counter[str]] = {}
    for cell in draft.cells:
        if cell.cols == 1 and cell.rows == 1 and cell.tokens:
            counts.setdefault(cell.col, Counter())[_kind(cell.tokens)] += 1
    return {
        col: kind
        for col, count in counts.items()
        for kind, most in count.most_common(1)
        if most >= max(3, 0.6 * count.total())
    }


def _kind(tokens: Sequence[Token]) -> str:
    text = "".join(token.text for token in tokens)
    if not VALUE.fullmatch(text):
        return "words"
    return "code" if text.isdigit() and len(text) < 10 else "amount"


def _split_stack(draft: Draft, cell: Cell) -> None:
    """A cell over several rows whose lines stand one in each row, numbers all of them, or labels of rows that have codes of their
    own: the rulings between them are missing in this column only."""
    lines = lines_of(cell.tokens)
    if len(lines) != cell.rows:
        return
    for at, line in enumerate(lines):
        top, bottom = draft.ys[cell.row + at], draft.ys[cell.row + at + 1]
        if not top <= _middle(line) <= bottom:
            return
    if not all(_all_values(line) for line in lines):
        rows = range(cell.row, cell.row + cell.rows)
        coded = all(
            any(
                other.rows == 1 and other.cols == 1 and other.tokens and _kind(other.tokens) == "code"
                for other in {id(owner): owner for owner in draft.owner[row]}.values()
            )
            for row in rows
        )
        if not coded:
            return
    parts = []
    for at, line in enumerate(lines):
        part = Cell(cell.row + at, cell.col, 1, cell.cols)
        part.tokens = list(line)
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


def _split_columns(draft: Draft, cell: Cell, kinds: Callable[[], dict[int, str]]) -> None:
    """A cell over several columns whose text stands in columns, at least one of them with numbers only: no vertical ruling is
    drawn in it, and the columns' heads tell where they are."""
    xs = draft.xs
    by_column: dict[int, list[Token]] = {}
    for token in cell.tokens:
        column = next((col for col in range(cell.col, cell.col + cell.cols) if token.x1 <= xs[col + 1] + 1.0), None)
        if column is None or token.x0 < xs[column] - 1.0:
            return
        by_column.setdefault(column, []).append(token)
    if len(by_column) < 2:
        return
    numbers = [column for column, tokens in by_column.items() if _all_values(tokens)]
    if not numbers or not _apart(by_column):
        return
    usual_kinds = kinds()
    usual = cell.rows == 1 and all(usual_kinds.get(column) == _kind(tokens) for column, tokens in by_column.items())
    if (
        not usual
        and len(numbers) < 2
        and not any(_all_values(tokens) and "." in tokens[0].text for tokens in by_column.values())
    ):
        return
    parts = []
    for column in range(cell.col, cell.col + cell.cols):
        part = Cell(cell.row, column, cell.rows, 1)
        part.tokens = by_column.get(column, [])
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


def _apart(by_column: dict[int, list[Token]]) -> bool:
    """Whether neighbouring columns' texts stand apart on every line that they share."""
    columns = sorted(by_column)
    for left, right in pairwise(columns):
        for one in by_column[left]:
            for other in by_column[right]:
                level = abs(one.top + one.bottom - other.top - other.bottom) < one.size
                if level and other.x0 - one.x1 < COLUMN_GAP * one.size:
                    return False
    return True


def _all_values(tokens: Sequence[Token]) -> bool:
    return all(VALUE.fullmatch(token.text) for token in tokens)


def _split_rows(draft: Draft, row: int, cells: Sequence[Cell]) -> None:
    """A row that is drawn once but holds several: complete numbers stand one below the other in it."""
    if sum(len(cell.tokens) > 1 for cell in cells) < 2:
        return
    lines = {id(cell): lines_of(cell.tokens) for cell in cells}
    stacked = [cell for cell in cells if _stacked(lines[id(cell)], draft.xs[cell.col], draft.xs[cell.col + cell.cols])]
    tall = [cell for cell in cells if len(lines[id(cell)]) > 1]
    if not stacked or len(tall) < 2:
        return
    levels = _levels([line for cell in cells for line in lines[id(cell)]])
    numbered = {_level_of(levels, line) for cell in stacked for line in lines[id(cell)]}
    if len(numbered) < 2:
        return
    home = list(range(len(levels)))  # the level that each level belongs to
    # a level with one label only goes on with the label above it, if that was full
    for cell in cells:
        right = draft.xs[cell.col + cell.cols] - draft.xs[cell.col]
        for before, line in pairwise(lines[id(cell)]):
            level = _level_of(levels, line)
            alone = sum(_level_of(levels, other) == level for one in cells for other in lines[id(one)]) == 1
            room = right - (before[-1].x1 - before[0].x0)
            if alone and level not in numbered and room < FULL_LABEL * before[0].size:
                home[level] = home[_level_of(levels, before)]
    kept = sorted(set(home))
    borders = [_between(cells, lines, levels, home, low, high) for low, high in pairwise(kept)]
    if any(
        high - low < 3.0 for low, high in zip([draft.ys[row], *borders], [*borders, draft.ys[row + 1]], strict=True)
    ):
        return
    parts: dict[int, list[list[Token]]] = {id(cell): [[] for _ in kept] for cell in cells}
    for cell in cells:
        for line in lines[id(cell)]:
            parts[id(cell)][kept.index(home[_level_of(levels, line)])] += line
    draft.insert_rows(row, borders, {id(cell): parts[id(cell)] for cell in cells})
    draft.split = True


def _stacked(lines: Sequence[Sequence[Token]], left: float, right: float) -> bool:
    """Whether a cell's lines are complete numbers, one a row, with some lines of heads at most; a number that a narrow cell
    broke over lines is none of them."""
    values = [line for line in lines if len(line) == 1 and VALUE.fullmatch(line[0].text)]
    if len(values) < 2 or len(values) < STACKED * len(lines):
        return False
    fractions = sum("." in line[0].text for line in values)
    return fractions >= 2 and not any(line_is_full(line, left, right) for line in values[:-1])


def _middle(line: Sequence[Token]) -> float:
    return (line[0].top + line[0].bottom) / 2


def _levels(lines: Sequence[Sequence[Token]]) -> list[float]:
    """The heights at which lines stand, those of one row taken together."""
    levels: list[float] = []
    for line in sorted(lines, key=_middle):
        if not levels or _middle(line) - levels[-1] > SAME_ROW * line[0].size:
            levels.append(_middle(line))
    return levels


def _level_of(levels: Sequence[float], line: Sequence[Token]) -> int:
    middle = _middle(line)
    return min(range(len(levels)), key=lambda index: abs(levels[index] - middle))


def _between(
    cells: Sequence[Cell],
    lines: dict[int, list[list[Token]]],
    levels: Sequence[float],
    home: Sequence[int],
    low: int,
    high: int,
) -> float:
    """The border between two rows: midway between the foot of the upper and the head of the lower."""
    foot, head = levels[low], levels[high]
    for cell in cells:
        for line in lines[id(cell)]:
            level = home[_level_of(levels, line)]
            if level == low:
                foot = max(foot, *(token.bottom for token in line))
            elif level == high:
                head = min(head, *(token.top for token in line))
    return (foot + head) / 2
