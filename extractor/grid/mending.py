"""Cells that are merged only because the border between them is missing: text stands in its own column and row as its neighbours do, and
not as it would in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.grid.cells import lines_of
from extractor.grid.draft import Cell, Draft
from extractor.grid.habits import Form, Habits, all_values, body_start, forms, is_entry
from extractor.grid.partial import FULL_LABEL
from extractor.grid.tokens import Token

# A token may reach over the border of its column by this much (points).
SLACK = 1.0
# Texts of two columns stand at least this far apart on one line (type sizes).
APART = 0.5
# Characters of one word set from top to bottom follow each other within this (type sizes); rows stand further apart.
UPRIGHT = 1.6


def mend(draft: Draft) -> None:
    """Split the merged cells of the body that are none."""
    merged = [cell for cell in draft.cells if cell.rows * cell.cols > 1 and cell.tokens]
    if not merged:
        return
    body = body_start(draft)
    if body is None or not any(cell.row + cell.rows > body or _holds_two(cell) for cell in merged):
        return
    table = Habits(draft, body)
    own = {row: form for form in forms(draft) for row in range(form.first, form.end)}
    for cell in merged:
        form = own[cell.row]
        if cell.cols > 1 and (cell.row >= form.body or cell.row + cell.rows <= form.body):
            _mend_across(table, cell, form)
    for cell in [cell for cell in draft.cells if cell.rows > 1 and cell.tokens]:
        form = own[cell.row]
        if cell.row + cell.rows > form.body:
            _mend_down(table, cell, form)


def _holds_two(cell: Cell) -> bool:
    """Whether texts stand apart in it, side by side."""
    if cell.cols == 1 or len(cell.tokens) == 1:
        return False
    tokens = sorted(cell.tokens)
    return any(after.x0 - before.x1 > after.size for before, after in pairwise(tokens))


def _mend_across(table: Habits, cell: Cell, form: Form) -> None:
    """A cell over several columns of the body, each part of its text in one of them."""
    draft = table.draft
    by_column: dict[int, list[Token]] = {}
    for token in cell.tokens:
        column = next(
            (
                col
                for col in range(cell.col, cell.col + cell.cols)
                if draft.xs[col] - SLACK <= token.x0 and token.x1 <= draft.xs[col + 1] + SLACK
            ),
            None,
        )
        if column is None:
            return
        by_column.setdefault(column, []).append(token)
    borders = [col for col in range(cell.col + 1, cell.col + cell.cols) if table.usual_column(col, form)]
    if not borders or (len(by_column) > 1 and _runs_on(cell, by_column)):
        return
    edges = [cell.col, *borders, cell.col + cell.cols]
    spans = list(pairwise(edges))
    held = [[token for col in range(first, end) for token in by_column.get(col, [])] for first, end in spans]
    written = [(tokens, first) for tokens, (first, end) in zip(held, spans, strict=True) if tokens]
    if len(written) == 1 and cell.row < form.body:
        return
    if len(written) == 1:
        tokens, first = written[0]
        last = cell.col + cell.cols - 1
        if first == cell.col and not all_values(tokens):
            return  # a label stands in the first column either way
        whole = table.centred(tokens, cell.col, last)
        if not all_values(
            tokens
        ):  # amounts at the right edge stand so in the whole and in its last column: no amount is of two
            whole = whole or table.across(tokens, cell.col, last) is True
        if whole or not table.across(tokens, first, first):
            return
    elif all(len(token.text) == 1 and not token.number for token in cell.tokens):
        return  # one word, its characters set apart
    elif cell.row < form.body and not all(table.centred(tokens, first, first) for tokens, first in written):
        return
    parts = []
    for tokens, (first, end) in zip(held, spans, strict=True):
        part = Cell(cell.row, first, cell.rows, end - first)
        part.tokens = tokens
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


def _runs_on(cell: Cell, by_column: dict[int, list[Token]]) -> bool:
    """Whether a line runs on from one column into another, parted by nothing but where a number begins or ends."""
    column = {id(token): col for col, tokens in by_column.items() for token in tokens}
    return any(
        column[id(left)] != column[id(right)] and right.x0 - left.x1 < APART * right.size
        for line in lines_of(cell.tokens)
        for left, right in pairwise(line)
    )


def _mend_down(table: Habits, cell: Cell, form: Form) -> None:
    """A cell over several rows of the body whose text stands in one of them, or whose lines stand one in each."""
    draft = table.draft
    last = cell.row + cell.rows - 1
    by_row: dict[int, list[Token]] = {}
    for token in cell.tokens:
        middle = (token.top + token.bottom) / 2
        row = next((row for row in range(cell.row, last + 1) if draft.ys[row] <= middle <= draft.ys[row + 1]), None)
        if row is None:
            return
        by_row.setdefault(row, []).append(token)
    if len(by_row) < cell.rows and table.down(cell.tokens, cell.row, last):
        return
    if not all(table.down(tokens, row, row) for row, tokens in by_row.items()):
        return
    if _is_upright(cell.tokens):
        return
    if cell.row < form.body and not _head_and_entries(by_row):
        return
    if len(by_row) > 1 and _wrapped(draft, cell, by_row):
        return
    parts = []
    for row in range(cell.row, last + 1):
        part = Cell(row, cell.col, 1, cell.cols)
        part.tokens = by_row.get(row, [])
        parts.append(part)
    draft.replace(cell, parts)
    draft.split = True


def _is_upright(tokens: Sequence[Token]) -> bool:
    """Whether characters stand one below the other, as close as text set from top to bottom does."""
    stack = sorted(tokens, key=lambda token: token.top)
    return len(stack) > 2 and all(
        len(lower.text) == 1
        and not lower.number
        and abs(lower.x0 + lower.x1 - upper.x0 - upper.x1) <= lower.size
        and 0 < lower.top - upper.top <= UPRIGHT * lower.size
        for upper, lower in pairwise(stack)
    )


def _wrapped(draft: Draft, cell: Cell, by_row: dict[int, list[Token]]) -> bool:
    """Whether lines are one label that its cell broke: all but the last are full, and none is an entry of its own."""
    lines = [by_row[row] for row in sorted(by_row)]
    width = draft.xs[cell.col + cell.cols] - draft.xs[cell.col]
    full = all(
        width - (max(t.x1 for t in line) - min(t.x0 for t in line)) < FULL_LABEL * line[0].size for line in lines[:-1]
    )
    return full and not any(all_values(line) or is_entry(line) for line in lines)


def _head_and_entries(by_row: dict[int, list[Token]]) -> bool:
    """Whether lines are a head and labels of rows that follow it, each by itself, and no head of several lines."""
    rows = sorted(by_row)
    return len(rows) > 1 and all(is_entry(by_row[row]) for row in rows[1:2])
