"""A form too wide for its page: the columns that found no room stand on a page of their own (续表), with the row labels printed again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from extractor.knowledge.tables import table_pattern
from extractor.layout import Layout
from extractor.records import Grid, GridCell, Table
from extractor.stitching.cut_columns import cut_columns, lead_of_both
from extractor.stitching.headers import is_amount, is_note_row, plain, rows_of, shared_header
from extractor.stitching.joining import same_title

# So many body rows at least say the same in both tables.
FEWEST_ROWS = 3


def joined_sideways(layout: Layout, tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, those that hold further columns of the one before them joined to it."""
    found: list[Table] = []
    for table in tables:
        labels = _shared_labels(layout, found[-1], table) if found else 0
        if labels:
            found[-1] = _joined(found[-1], table, labels)
        elif found and (whole := cut_columns(layout, found[-1], table)) is not None:
            found[-1] = whole
        else:
            found.append(table)
    return tuple(found)


def _shared_labels(layout: Layout, one: Table, other: Table) -> int:
    """How many columns of row labels ``other`` repeats before it goes on with further columns of ``one``; 0 where it does not."""
    if (
        one.grid.rows - one.header_rows != other.grid.rows - other.header_rows
        or not one.header_rows * other.header_rows
    ):
        return 0
    if set(one.parts) & set(other.parts) or not _same_form(layout, one, other):
        return 0
    body, more = _body(one), _body(other)
    if len(body) < FEWEST_ROWS:
        return 0
    count = 0
    while count < min(one.grid.cols, other.grid.cols) - 1 and all(
        row.get(count, "") == line.get(count, "") for row, line in zip(body, more, strict=True)
    ):
        count += 1
    while count and not _ends_labels(one, other, count):
        count -= 1
    words = {text for row in body for col, text in row.items() if col < count and not is_amount(text)}
    return count if len(words) >= FEWEST_ROWS else 0


def _same_form(layout: Layout, one: Table, other: Table) -> bool:
    """Whether what is printed between the two, and over the columns, is no title but that of ``one``, and the heads are others."""
    between = [layout.block_text(block) for block in layout.blocks[one.last_block + 1 : other.first_block]]
    known = {same_title(layout.block_text(block)) for block in one.lead} | set(_titles(one))
    marks, notes = table_pattern("continued"), table_pattern("note_rows")
    for text in [*between, *_titles(other)]:
        if not (same_title(text) in known or marks.fullmatch(plain(text)) or notes.fullmatch(plain(text))):
            return False
    if other.grid.cells[0].box is None and not between:
        return False  # without pages nothing parts a form but its width: two tables in a row are two
    heads = [{plain(cell.text) for cell in table.grid.cells if cell.row < table.header_rows} for table in (one, other)]
    return heads[0] != heads[1]


def _titles(table: Table) -> list[str]:
    """The titles that are drawn as rows over the whole table."""
    rows = rows_of(table.grid)[: table.header_rows]
    written = ([cell for cell in row if cell.text] for row in rows)
    return [same_title(row[0].text) for row in written if len(row) == 1 and is_note_row(table.grid, row)]


def _body(table: Table) -> list[dict[int, str]]:
    rows: list[dict[int, str]] = [{} for _ in range(table.grid.rows - table.header_rows)]
    for cell in table.grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            if row >= table.header_rows and cell.text:
                rows[row - table.header_rows][cell.col] = plain(cell.text)
    return rows


def _ends_labels(one: Table, other: Table, count: int) -> bool:
    """Whether no cell reaches over the border right of column ``count`` - 1, and the columns from there on are headed otherwise."""
    if any(
        cell.col < count < cell.col + cell.col_span
        for table in (one, other)
        for cell in table.grid.cells
        if not _over_all(table, cell)
    ):
        return False
    return one.column_path(count)[-1:] != other.column_path(count)[-1:] or not one.column_path(count)


def _over_all(table: Table, cell: GridCell) -> bool:
    return cell.row < table.header_rows and cell.col_span == table.grid.cols


def _joined(one: Table, other: Table, labels: int) -> Table:
    heads = max(one.header_rows, other.header_rows)
    left = _lowered(one, heads)
    right = [
        msgspec.structs.replace(cell, col=cell.col - labels + one.grid.cols)
        for cell in _lowered(other, heads)
        if cell.col >= labels and not _over_all(other, cell)
    ]
    cells = [*left, *right]
    taken = {
        (row, col)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    }
    rows, cols = heads + one.grid.rows - one.header_rows, one.grid.cols + other.grid.cols - labels
    cells += [
        GridCell(row=row, col=col, text="") for row in range(rows) for col in range(cols) if (row, col) not in taken
    ]
    cells.sort(key=lambda cell: (cell.row, cell.col))
    pages = (*one.grid.pages, *(page for page in other.grid.pages if page not in one.grid.pages))
    grid: Grid = msgspec.structs.replace(
        one.grid,
        rows=rows,
        cols=cols,
        cells=tuple(cells),
        pages=pages,
        confidence=min(one.grid.confidence, other.grid.confidence),
    )
    return msgspec.structs.replace(
        one,
        grid=grid,
        parts=(*one.parts, *other.parts),
        last_block=other.last_block,
        lead=lead_of_both(one, other),
        trail=other.trail,
        header_rows=heads,
        shared_header=shared_header(grid, heads),
    )


def _lowered(table: Table, heads: int) -> list[GridCell]:
    """Cells with the head ``heads`` rows high: those of the last head row reach further down."""
    more = heads - table.header_rows
    if not more:
        return list(table.grid.cells)
    found = []
    for cell in table.grid.cells:
        if cell.row >= table.header_rows:
            cell = msgspec.structs.replace(cell, row=cell.row + more)
        elif cell.row + cell.row_span >= table.header_rows:
            cell = msgspec.structs.replace(cell, row_span=cell.row_span + more)
        found.append(cell)
    return found
