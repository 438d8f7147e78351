"""Forms whose table was flattened to text, as grids again: for the same road as drawn tables.

A row a line with blanks between the cells, or a cell a line; empty cells may have left no trace. Heads are told by their words, rows by
their codes and labels, and the column of a number by the order where a row is whole, else by arithmetic alone. A form in which one
number stays without a column is left as it is, and named (T210).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from extractor.knowledge.statements import Kind, load_statements
from extractor.layout import Layout
from extractor.records import Block, Grid
from extractor.statements.restored.explicit import grid_of_cells, rows_of
from extractor.statements.restored.loose import find_cells, find_lines, grid_of_lines
from extractor.statements.restored.tokens import Line
from extractor.statements.titles import Title, read_title

# A line of a form is no longer than this; a longer one, or one that ends as a sentence does, is prose.
LONGEST, MOST_LINES = 200, 400
# The lines between a title and a block of cells: number of the form, department, unit.
LEAD = 5


class _Restored(NamedTuple):
    first: int  # indices into Layout.blocks
    last: int
    grid: Grid | None  # null: no table, and no prose either


def known_kind(kind: str | None) -> Kind | None:
    """The kind of a document where it is one that has forms."""
    return next((known for known in load_statements().titles.kinds if known == kind), None)


def restore_forms(layout: Layout, *, kind: Kind | None, fiscal_year: int | None) -> Layout:
    """The layout with a table in place of every flattened form that could be read whole. The text and all offsets stay as they are;
    only sources without pages have such forms."""
    if layout.pages:
        return layout
    found: list[_Restored] = []
    at = 0
    while at < len(layout.blocks):
        restored = _restored(layout, at, kind, fiscal_year)
        if restored is not None:
            found.append(restored)
            at = restored.last
        at += 1
    return _with_tables(layout, found) if found else layout


def _restored(layout: Layout, at: int, kind: Kind | None, fiscal_year: int | None) -> _Restored | None:
    block = layout.blocks[at]
    if block.kind == "cell_lines":
        title = _titled_above(layout, at, kind)
        grid = grid_of_cells(layout, block, titled=title, kind=kind, fiscal_year=fiscal_year)
        if grid is None and title is not None and title.form != "other":
            found = find_cells([cell for row in rows_of(layout, block) for cell in row if cell.text])
            if found is not None:
                grid, _ = grid_of_lines(layout.text, found, title, kind=kind, fiscal_year=title.year or fiscal_year)
        return _Restored(at, at, grid) if grid is not None else None
    title = form_title(layout, block, kind)
    if title is None:
        return None
    blocks = list(_below(layout, at, kind))
    lines = [Line(layout.block_text(each), each.start) for each in blocks]
    found = find_lines(lines)
    if found is None:
        return None
    grid, last = grid_of_lines(layout.text, found, title, kind=kind, fiscal_year=title.year or fiscal_year)
    return _Restored(at + 1 + found.first, at + 1 + last, grid)


def form_title(layout: Layout, block: Block, kind: Kind | None) -> Title | None:
    """The title of a known form that a paragraph is."""
    if block.kind != "paragraph" or block.contents_entry or block.end - block.start > 90:
        return None
    title = read_title(layout.block_text(block), kind)
    return title if title is not None and title.form != "other" and "表" in title.printed[-6:] else None


def _titled_above(layout: Layout, at: int, kind: Kind | None) -> Title | None:
    for block in layout.blocks[max(0, at - LEAD) : at][::-1]:
        if block.kind != "paragraph":
            return None
        title = read_title(layout.block_text(block), kind)
        if title is not None:
            return title
    return None


def _below(layout: Layout, at: int, kind: Kind | None) -> Iterator[Block]:
    """The lines up to the next title, table or sentence."""
    for block in layout.blocks[at + 1 : at + 1 + MOST_LINES]:
        text = layout.block_text(block).strip()
        if block.kind != "paragraph" or len(text) > LONGEST or text.endswith(("。", "；")):
            return
        title = read_title(text, kind)
        if title is not None and "表" in title.printed[-6:]:
            return
        yield block


def _with_tables(layout: Layout, found: Sequence[_Restored]) -> Layout:
    blocks: list[Block] = []
    grids = list(layout.grids)
    at = 0
    for each in found:
        blocks += layout.blocks[at : each.first]
        start, end = layout.blocks[each.first].start, layout.blocks[each.last].end
        if each.grid is None:
            blocks.append(Block(kind="cell_lines", start=start, end=end, lines=each.last - each.first + 1))
        else:
            grids.append(msgspec.structs.replace(each.grid, id=f"g{len(grids) + 1}"))
            blocks.append(Block(kind="table", start=start, end=end, lines=each.grid.rows, grid=len(grids) - 1))
        at = each.last + 1
    blocks += layout.blocks[at:]
    return msgspec.structs.replace(layout, blocks=tuple(blocks), grids=tuple(grids))
