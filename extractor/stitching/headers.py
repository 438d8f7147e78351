"""Which rows of a grid are heads, and where a second form begins in a connected grid."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from extractor.knowledge.phrases import simply
from extractor.knowledge.tables import table_pattern
from extractor.records import Grid, GridCell

AMOUNT = re.compile(
    r"[￥¥]?[-−–—－]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％‰]?|[#＃]{2,}"
)  # or one too wide for its cell: ####
AMOUNT_END = frozenset("#＃0123456789％%‰０１２３４５６７８９")
# A row is over the whole table where its only cell covers this share of the columns.
WHOLE_ROW = 0.9
# Columns without labels: so many rows of heads at most, and so many rows at least from the last of them on.
MOST_HEADS, FEWEST_UNDER = 4, 4


def header_rows(grid: Grid) -> int:
    """How many rows at the top are header: title and 单位 rows, one to three levels of heads, and the row of column numbers."""
    rows = rows_of(grid)
    if (top := _rows_of_words(rows)) is not None:
        return top
    bottom = 0  # how far down the heads found so far reach
    groups: list[GridCell] = []  # heads over several columns
    row = 0
    while row < grid.rows:
        cells = [cell for cell in rows[row] if cell.text]
        if not cells:
            if bottom and row >= bottom:
                break
            row += 1
            continue
        if not bottom and is_note_row(grid, cells):
            row += 1
            continue
        if bottom and is_number_row(cells):
            return row + 1
        if any(is_amount(cell.text) for cell in cells) or (bottom and _is_total(cells)):
            break
        beneath = any(
            group.row + group.row_span == row and group.col <= cell.col < group.col + group.col_span
            for group in groups
            for cell in cells
        )
        if not (row < bottom or beneath or _is_head_row(grid, cells) or _is_group_row(grid, rows, cells)):
            break
        groups += [cell for cell in cells if 1 < cell.col_span < WHOLE_ROW * grid.cols]
        bottom = max([bottom, *(cell.row + cell.row_span for cell in cells)])
        row += 1
    return row if bottom else 0


def _rows_of_words(rows: Sequence[Sequence[GridCell]]) -> int | None:
    """How many rows at the top have words where none beneath has: heads over columns that were parted from their labels by the
    page's edge. Null where words stand among amounts, or further down."""
    last = next((at for at in range(len(rows) - 1, -1, -1) if any(_is_word(cell.text) for cell in rows[at])), None)
    if last is None or last >= MOST_HEADS or len(rows) - last < FEWEST_UNDER:
        return None
    return None if any(is_amount(cell.text) for row in rows[: last + 1] for cell in row) else last + 1


def _is_word(text: str) -> bool:
    return bool(text) and not is_amount(text) and any("\u4e00" <= mark <= "\u9fff" for mark in text)


def shared_header(grid: Grid, heads: int) -> tuple[int, ...]:
    """Columns whose last head stands in the first body row: 类, 款, 项 beside 合计, where the heads over them are one row lower."""
    if heads == 0:
        return ()
    found: list[int] = []
    for group in grid.cells:
        if group.row + group.row_span != heads or not 1 < group.col_span < WHOLE_ROW * grid.cols or not group.text:
            continue
        right = group.col + group.col_span
        below = [cell for cell in grid.cells if cell.row == heads and group.col <= cell.col < right]
        if len(below) > 1 and all(cell.text and not is_amount(cell.text) for cell in below):
            found += [cell.col for cell in below]
    return tuple(found)


def split_rows(grid: Grid) -> list[int]:
    """The rows at which a further form begins within one connected grid: a title over the whole width, under body rows and
    above heads of its own."""
    if not any(cell.row > 1 and cell.col == 0 and cell.col_span >= WHOLE_ROW * grid.cols for cell in grid.cells):
        return []
    rows = rows_of(grid)
    title = table_pattern("titles")
    found: list[int] = []
    for row in range(2, grid.rows):
        cells = [cell for cell in rows[row] if cell.text]
        if len(cells) != 1 or cells[0].col_span < WHOLE_ROW * grid.cols or not title.fullmatch(plain(cells[0].text)):
            continue
        start = row
        while start > 1 and _is_opening_note(grid, rows[start - 1]):
            start -= 1
        opened = part_of(grid, start, grid.rows)
        if header_rows(opened) > row - start + 1 or is_all_notes(opened):
            found.append(start)
    return found


def part_of(grid: Grid, first: int, last: int) -> Grid:
    """Rows ``first`` to ``last`` (exclusive) of a grid as a grid; a cell that reaches in from above is cut off at the edge."""
    if first == 0 and last == grid.rows:
        return grid
    cells = [
        msgspec.structs.replace(cell, row=cell.row - first, row_span=min(cell.row_span, last - cell.row))
        for cell in grid.cells
        if first <= cell.row < last
    ]
    return msgspec.structs.replace(grid, rows=last - first, cells=tuple(cells))


def own_columns(grid: Grid) -> Grid:
    """A form out of a connected grid with its own columns only: those that no cell of its begins in are another form's."""
    starts = sorted({cell.col for cell in grid.cells})
    if len(starts) == grid.cols or not starts or starts[0] != 0:
        return grid
    cells = [
        msgspec.structs.replace(
            cell,
            col=bisect_left(starts, cell.col),
            col_span=bisect_left(starts, cell.col + cell.col_span) - bisect_left(starts, cell.col),
        )
        for cell in grid.cells
    ]
    return msgspec.structs.replace(grid, cols=len(starts), cells=tuple(cells))


def rows_of(grid: Grid) -> list[list[GridCell]]:
    """The cells that start in each row, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.col)
    return rows


def is_note_row(grid: Grid, cells: Sequence[GridCell]) -> bool:
    """Whether the row's written cells are a title over the whole table, or its 部门 and 单位 notes."""
    if len(cells) == 1 and cells[0].col_span >= WHOLE_ROW * grid.cols and grid.cols > 1:
        return True
    note, title = table_pattern("note_rows"), table_pattern("titles")
    return all(note.fullmatch(plain(cell.text)) for cell in cells) or (
        len(cells) == 1 and title.fullmatch(plain(cells[0].text)) is not None and 2 * cells[0].col_span >= grid.cols
    )


def is_all_notes(grid: Grid) -> bool:
    """Whether nothing but a title and notes is printed, over the whole table each: the page ended before the heads."""
    rows = [[cell for cell in row if cell.text] for row in rows_of(grid)]
    return bool(rows) and all(row and is_note_row(grid, row) for row in rows)


def is_number_row(cells: Sequence[GridCell]) -> bool:
    """Whether it is the row of column numbers (栏次 1 2 3 …)."""
    numbers = [int(cell.text) for cell in cells if cell.text.isdigit() and len(cell.text) <= 2]
    others = [cell for cell in cells if not (cell.text.isdigit() and len(cell.text) <= 2)]
    return (
        len(numbers) >= 2
        and all(0 < after - before <= 2 for before, after in pairwise(numbers))
        and (numbers[0] in (1, 2) or table_pattern("column_numbers").fullmatch(plain(cells[0].text)) is not None)
        and all(len(cell.text) <= 6 and not is_amount(cell.text) for cell in others)
    )


def is_amount(text: str) -> bool:
    """Whether the whole cell is a number."""
    return text[-1:] in AMOUNT_END and AMOUNT.fullmatch(text) is not None


def plain(text: str) -> str:
    """The text without spaces, in simplified characters: what patterns are matched against."""
    return simply("".join(text.split()))


def _is_opening_note(grid: Grid, row: Sequence[GridCell]) -> bool:
    cells = [cell for cell in row if cell.text]
    note = table_pattern("note_rows")
    return bool(cells) and all(note.fullmatch(plain(cell.text)) for cell in cells)


def _is_total(cells: Sequence[GridCell]) -> bool:
    """Whether the row says nothing but 合计: the first row of an empty form."""
    return all(plain(cell.text) in ("合计", "总计", "小计") for cell in cells)


def _is_head_row(grid: Grid, cells: Sequence[GridCell]) -> bool:
    """Whether the row's words are those of heads, or stand over columns of amounts."""
    if len(cells) < 2:
        return False
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    strongs = sum(strong.fullmatch(plain(cell.text)) is not None for cell in cells)
    if table_pattern("field_names").fullmatch(plain(cells[0].text)):
        beside = plain(cells[1].text)
        if not strong.fullmatch(beside) and not weak.fullmatch(beside):
            return False
    if 2 * strongs >= len(cells):
        return True
    weaks = sum(weak.fullmatch(plain(cell.text)) is not None for cell in cells)
    if len(cells) >= 3 and strongs + weaks >= 0.6 * len(cells):
        return True
    numeric = _numeric_columns(grid)
    over = sum(cell.col_span == 1 and cell.col in numeric for cell in cells)
    return over >= 2 or (strongs >= 1 and strongs + over >= 0.5 * len(cells))


def _is_group_row(grid: Grid, rows: Sequence[Sequence[GridCell]], cells: Sequence[GridCell]) -> bool:
    """Whether the row groups all columns under heads of its own ("本年收入" over two, "本年支出" over five), with heads beneath."""
    if len(cells) < 2 or sum(cell.col_span for cell in cells) < grid.cols or all(cell.col_span == 1 for cell in cells):
        return False
    beneath = min(cell.row + cell.row_span for cell in cells)
    if beneath >= len(rows):
        return False
    lower = [cell for cell in rows[beneath] if cell.text]
    return not any(is_amount(cell.text) for cell in lower) and _is_head_row(grid, lower)


def _numeric_columns(grid: Grid) -> set[int]:
    """Columns in which at least half of the written cells are amounts (codes, which have no fraction nor separator, are none)."""
    amounts: dict[int, int] = {}
    texts: dict[int, int] = {}
    for cell in grid.cells:
        if cell.col_span == 1 and cell.text:
            amount = ("." in cell.text or "," in cell.text) and is_amount(cell.text)
            shelf = amounts if amount else texts
            shelf[cell.col] = shelf.get(cell.col, 0) + 1
    return {col for col, count in amounts.items() if count >= texts.get(col, 0)}
