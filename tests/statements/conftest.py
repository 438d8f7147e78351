"""Forms built from a few lines of text: cells parted by ``|``, ``<`` merged to the left, ``^`` merged upwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from extractor.layout import Layout, lay_out
from extractor.records import Content, FlowParagraph, FlowTable, Grid, GridCell, Problem, Source, Statement, Table
from extractor.statements import find_statements

SOURCE = Source(name="t.txt", sha256="0", media_type="text/plain", bytes=0, pages=None, text_layer="none")


class Read(NamedTuple):
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    layout: Layout
    tables: tuple[Table, ...]


def grid_of(drawn: str) -> Grid:
    """``drawn`` has a table row a line; every row has the same number of cells."""
    lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    width = len(lines[0])
    assert all(len(line) == width for line in lines), [len(line) for line in lines]
    cells = []
    for row, line in enumerate(lines):
        for col, text in enumerate(line):
            if text in ("<", "^"):
                continue
            col_span = 1
            while col + col_span < width and line[col + col_span] == "<":
                col_span += 1
            row_span = 1
            while row + row_span < len(lines) and lines[row + row_span][col] == "^":
                row_span += 1
            cells.append(GridCell(row=row, col=col, text=text, row_span=row_span, col_span=col_span))
    return Grid(id="", rows=len(lines), cols=width, cells=tuple(cells), decided_by="docx")


def read_forms(*parts: str, kind: str | None, fiscal_year: int | None = 2024) -> Read:
    """Read paragraphs and tables (every text with ``|`` is one) as a document."""
    flow = tuple(FlowTable(grid=grid_of(part)) if "|" in part else FlowParagraph(text=part) for part in parts)
    layout = lay_out(Content(source=SOURCE, flow=flow))
    tables = []
    for index, block in enumerate(layout.blocks):
        if block.kind != "table" or block.grid is None:
            continue
        first = index
        while first > 0 and layout.blocks[first - 1].kind == "paragraph":
            first -= 1
        last = index
        while last + 1 < len(layout.blocks) and layout.blocks[last + 1].kind == "paragraph":
            last += 1
        tables.append(
            Table(
                grid=layout.grids[block.grid],
                parts=(block.grid,),
                first_block=index,
                last_block=index,
                lead=layout.blocks[first:index],
                trail=layout.blocks[index + 1 : last + 1],
            )
        )
    statements, problems = find_statements(layout, tables, kind=kind, fiscal_year=fiscal_year)
    return Read(statements, problems, layout, tuple(tables))


@pytest.fixture
def read() -> Callable[..., Read]:
    return read_forms
