"""Cells with spans, as files write them → a Grid in which every slot is covered exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.records import Grid, GridCell


class Placed(NamedTuple):
    """A cell as its file places it; spans may reach out of the table or into other cells."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    indent: float = 0.0


def fill_grid(cells: Sequence[Placed], rows: int, columns: int, *, id: str, decided_by: str) -> Grid:
    """The grid: spans held to the table, cut where another cell already stands; slots without a cell become empty cells.

    Columns that nothing starts in (widths only) are dropped.
    """
    taken = [bytearray(columns) for _ in range(rows)]
    found: list[Placed] = []
    for cell in cells:
        width = 0
        while width < cell.col_span and cell.col + width < columns and not taken[cell.row][cell.col + width]:
            width += 1
        if not width:
            continue
        height = 1
        span = slice(cell.col, cell.col + width)
        while height < cell.row_span and cell.row + height < rows and not any(taken[cell.row + height][span]):
            height += 1
        for row in range(cell.row, cell.row + height):
            taken[row][span] = b"\1" * width
        found.append(cell._replace(row_span=height, col_span=width))
    for row in range(rows):
        col = taken[row].find(0)
        while col >= 0:
            found.append(Placed(row, col, 1, 1, ""))
            taken[row][col] = 1
            col = taken[row].find(0)
    return _without_idle_columns(sorted(found), rows, columns, id, decided_by)


def join_lines(before: str, after: str) -> str:
    """Two lines of a cell as one text; a space only where two numbers or words would run together."""
    if before and after and _latin(before[-1]) and _latin(after[0]):
        return f"{before} {after}"
    return before + after


def _without_idle_columns(cells: Sequence[Placed], rows: int, columns: int, id: str, decided_by: str) -> Grid:
    # a cell ends where another begins or at the table's edge, so that the ends always fall on columns that stay
    begun = {cell.col for cell in cells}
    place, count = [0] * (columns + 1), 0
    for col in range(columns):
        place[col] = count if col in begun else count - 1
        count += col in begun
    place[columns] = count
    return Grid(
        id=id,
        rows=rows,
        cols=count,
        cells=tuple(
            GridCell(
                row=cell.row,
                col=place[cell.col],
                text=cell.text,
                row_span=cell.row_span,
                col_span=place[cell.col + cell.col_span] - place[cell.col],
                indent=cell.indent,
            )
            for cell in cells
        ),
        decided_by=decided_by,
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
