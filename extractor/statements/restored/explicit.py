"""A flattened form that kept its empty cells: a cell a line after a tab, rows parted by an empty line."""

from __future__ import annotations

from extractor.knowledge.statements import Kind
from extractor.layout import Layout
from extractor.records import Block, Grid
from extractor.statements.titles import Title


def grid_of_cells(
    layout: Layout, block: Block, *, titled: Title | None, kind: Kind | None, fiscal_year: int | None
) -> Grid | None:
    return None
