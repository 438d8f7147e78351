"""Which rows of a grid are heads, and where a second form begins in a connected grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.knowledge.tables import table_pattern
from extractor.records import Grid, GridCell

AMOUNT = re.compile(r"[-−–—－]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?[%％‰]?")
# A row is over the whole table where its only cell covers this share of the columns.
WHOLE_ROW = 0.9


def header_rows(grid: Grid) -> int:
    """How many rows at the top are header: title and 单位 rows, one to three levels of heads, and the row of column numbers."""
    rows = rows_of(grid)
    numeric = _numeric_columns(grid)
    head_bottom = 0
    heads_seen = False
    spans: list[GridCell] = []
    row = 0
    while row < grid.rows:
        cells = [cell for cell in rows[row] if cell.text]
        if not cells:
            if row < head_bottom or not heads_seen:
                row += 1
                continue
            break
        if not heads_seen and is_note_row(grid, cells):
            row += 1
            continue
        if is_number_row(cells) and heads_seen:
            return row + 1
        if any(is_amount(cell.text) for cell in cells):
            break
        beneath = any(
            above.row + above.row_span == row and above.col <= cell.col < above.col + above.col_span
            for above in spans
            for cell in cells
        )
        if not (row < head_bottom or beneath or _is_head_row(cells, numeric)):
            break
        heads_seen = True
        spans = [cell for cell in [*spans, *cells] if 1 < cell.col_span < WHOLE_ROW * grid.cols]
        head_bottom = max([head_bottom, *(cell.row + cell.row_span for cell in cells if row >= head_bottom or True)])
        row += 1
    return row if heads_seen else 0


def shared_header(grid: Grid, heads: int) -> tuple[int, ...]:
    """Columns whose last head stands in the first body row: 类, 款, 项 drawn beside 合计."""
    pattern = table_pattern("code_heads")
    return tuple(cell.col for cell in grid.cells if cell.row == heads > 0 and pattern.fullmatch(plain(cell.text)))


def split_rows(grid: Grid) -> list[int]:
    """The rows at which a further form begins within one connected grid: a title over the whole width, under body rows and
    above heads of its own."""
    rows = rows_of(grid)
    title = table_pattern("titles")
    found: list[int] = []
    for row in range(2, grid.rows - 1):
        cells = [cell for cell in rows[row] if cell.text]
        if len(cells) != 1 or cells[0].col_span < WHOLE_ROW * grid.cols or not title.fullmatch(plain(cells[0].text)):
            continue
        start = row
        while start > 1 and _is_opening_note(grid, rows[start - 1]):
            start -= 1
        if header_rows(part_of(grid, start, grid.rows)) > row - start + 1:
            found.append(start)
    return found


def part_of(grid: Grid, first: int, last: int) -> Grid:
    """Rows ``first`` to ``last`` (exclusive) of a grid as a grid; a cell that reaches in from above is cut off at the edge."""
    import msgspec

    if first == 0 and last == grid.rows:
        return grid
    cells = [
        msgspec.structs.replace(cell, row=cell.row - first, row_span=min(cell.row_span, last - cell.row))
        for cell in grid.cells
        if first <= cell.row < last
    ]
    return msgspec.structs.replace(grid, rows=last - first, cells=tuple(cells))


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


def is_number_row(cells: Sequence[GridCell]) -> bool:
    """Whether it is the row of column numbers (栏次 1 2 3 …)."""
    numbers = [int(cell.text) for cell in cells if cell.text.isdigit() and len(cell.text) <= 2]
    others = [cell for cell in cells if not (cell.text.isdigit() and len(cell.text) <= 2)]
    return (
        len(numbers) >= 2
        and all(0 < after - before <= 2 for before, after in zip(numbers, numbers[1:], strict=False))
        and numbers[0] in (1, 2)
        and all(len(cell.text) <= 6 and not is_amount(cell.text) for cell in others)
    )


def is_amount(text: str) -> bool:
    """Whether the whole cell is a number."""
    return AMOUNT.fullmatch(text.strip()) is not None


def plain(text: str) -> str:
    """The text without spaces: what patterns are matched against."""
    return "".join(text.split())


def _is_opening_note(grid: Grid, row: Sequence[GridCell]) -> bool:
    cells = [cell for cell in row if cell.text]
    note = table_pattern("note_rows")
    return bool(cells) and all(note.fullmatch(plain(cell.text)) for cell in cells)


def _numeric_columns(grid: Grid) -> set[int]:
    """Columns in which most written cells are amounts (codes, which have no fraction nor separator, are none)."""
    amounts: dict[int, int] = {}
    texts: dict[int, int] = {}
    for cell in grid.cells:
        if cell.col_span == 1 and cell.text:
            shelf = amounts if is_amount(cell.text) and any(mark in cell.text for mark in ".,") else texts
            shelf[cell.col] = shelf.get(cell.col, 0) + 1
    return {col for col, count in amounts.items() if count >= 1 and 2 * count >= texts.get(col, 0)}


def _is_head_row(cells: Sequence[GridCell], numeric: set[int]) -> bool:
    if len(cells) < 2:
        return False
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    strongs = sum(strong.fullmatch(plain(cell.text)) is not None for cell in cells)
    weaks = sum(weak.fullmatch(plain(cell.text)) is not None for cell in cells)
    over = sum(cell.col_span == 1 and cell.col in numeric for cell in cells)
    return (
        2 * strongs >= len(cells)
        or (strongs >= 1 and over >= 1)
        or over >= 2
        or (len(cells) >= 3 and strongs + weaks >= 0.6 * len(cells))
    )
