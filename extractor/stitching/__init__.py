"""Grids of single pages → Tables: what was cut by page breaks is one again, and what only touches is taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout import Layout
from extractor.records import Block, Table
from extractor.stitching.headers import shared_header, split_rows
from extractor.stitching.joining import Part, Whole, goes_on, repeated_heads
from extractor.stitching.sideways import joined_sideways

__all__ = ["Table", "stitch"]

# The title, its number, and the 部门 and 单位 lines: so many paragraphs above a table may belong to it, …
LEAD = 6
# … and so many below it: notes.
TRAIL = 4
# At most so many forms stand side by side, or one under the other on a page.
BESIDE = 4


def stitch(layout: Layout) -> tuple[Table, ...]:
    """The document's tables in reading order. Sources without pages have no page breaks: there every grid is a table, unless
    the columns of one form stand in two."""
    wholes: list[Whole] = []
    for index, block in enumerate(layout.blocks):
        if block.grid is None:
            continue
        for part in _parts(layout, block, index):
            whole = _before(layout, wholes, part, index)
            if whole is None:
                wholes.append(Whole(part))
            else:
                whole.take(part)
    return joined_sideways(layout, [_table(layout, whole) for whole in wholes])


def _before(layout: Layout, wholes: Sequence[Whole], part: Part, index: int) -> Whole | None:
    """The table that ``part`` goes on with: the last one, or one that stood beside it and whose heads are repeated."""
    if not wholes:
        return None
    if not part.grid.pages:
        return None  # without pages there are no page breaks
    between = [
        layout.block_text(found)
        for found in layout.blocks[wholes[-1].last_block + 1 : index]
        if not _stands_beside(found, part)
    ]
    last = wholes[-1]
    beside = [
        whole
        for whole in wholes[-BESIDE:-1]
        if whole.pages[-1] == last.pages[-1] and part.grid.pages[0] > last.pages[-1]
    ]
    for whole in (last, *(whole for whole in reversed(beside) if repeated_heads(whole.heads, part.grid))):
        lead = [layout.block_text(found) for found in _lead(layout, whole.first_block)]
        if goes_on(whole, part, between, lead):
            return whole
    return None


def _stands_beside(block: Block, part: Part) -> bool:
    """Whether text stands left or right of a table, of whose form it is none: the title of another form, for instance."""
    if block.box is None or part.borders is None or block.page != part.grid.pages[0]:
        return False
    return block.box.x0 >= part.borders[-1] or block.box.x1 <= part.borders[0]


def _parts(layout: Layout, block: Block, index: int) -> list[Part]:
    """The forms that are drawn in one grid, each from its title row on."""
    assert block.grid is not None
    grid = layout.grids[block.grid]
    starts = [0, *split_rows(grid)]
    parts = []
    for first, last in zip(starts, [*starts[1:], grid.rows], strict=True):
        parts.append(Part.of(grid, first, last, grid_index=block.grid, block=index))
    return parts


def _table(layout: Layout, whole: Whole) -> Table:
    grid = whole.grid()
    return Table(
        grid=grid,
        parts=tuple(whole.parts),
        first_block=whole.first_block,
        last_block=whole.last_block,
        lead=tuple(_lead(layout, whole.first_block)) if whole.starts_grid else (),
        trail=tuple(_trail(layout, whole.last_block)) if whole.ends_grid else (),
        header_rows=whole.header_rows,
        subtotal_rows=tuple(whole.page_rows()),
        shared_header=shared_header(grid, whole.header_rows),
    )


def _lead(layout: Layout, first_block: int) -> list[Block]:
    blocks: list[Block] = []
    for block in reversed(layout.blocks[max(0, first_block - LEAD) : first_block]):
        if block.kind != "paragraph":
            break
        blocks.insert(0, block)
    return blocks


def _trail(layout: Layout, last_block: int) -> list[Block]:
    blocks: Sequence[Block] = layout.blocks[last_block + 1 : last_block + 1 + TRAIL]
    trail: list[Block] = []
    for block in blocks:
        if block.kind != "paragraph":
            break
        trail.append(block)
    return trail
