"""A sheet wider than its page, printed page by page (Excel): the columns that found no room stand on the next page, without the row
labels, and what was drawn over the whole width (title, merged heads) is cut at the page's edge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from extractor.knowledge.tables import is_head, table_pattern
from extractor.layout import Layout
from extractor.records import Block, Grid, GridCell, Table
from extractor.stitching.headers import is_amount, plain
from extractor.stitching.joining import same_title

# A sheet's rows stand at the same height on all its pages: the same program printed them.
SAME_HEIGHT = 1.5
# A head and a row: a form of three public expenses has no more, and nothing but amounts in it.
FEWEST_ROWS = 2


def cut_columns(layout: Layout, one: Table, other: Table) -> Table | None:
    """``one`` with the columns of ``other`` at its right, where these are the ones that found no room on its page."""
    if not other.grid.pages or set(one.grid.pages) & set(other.grid.pages) or _other_title(layout, one, other):
        return None
    aligned = _with_same_rows(one, other)
    if aligned is None:
        return None
    heads = max(aligned[0].header_rows, aligned[1].header_rows)
    if not heads:
        return None
    lists = _words(aligned[1], heads) or _heads_labels(aligned[1], heads)
    if lists and not _is_right_side(*aligned, heads):
        return None
    return _joined(*aligned, heads)


def _joined(one: Table, other: Table, heads: int) -> Table:
    """The two as one; what the page's edge cut through is one cell again."""
    cells = list(one.grid.cells)
    seam = {
        (cell.row, cell.row_span): index
        for index, cell in enumerate(cells)
        if cell.row + cell.row_span <= heads and cell.col + cell.col_span == one.grid.cols
    }
    for cell in other.grid.cells:
        index = seam.get((cell.row, cell.row_span)) if cell.col == 0 else None
        whole = _one_cell(cells[index], cell, one, other, heads) if index is not None else None
        if index is not None and whole is not None:
            cells[index] = whole
        else:
            cells.append(msgspec.structs.replace(cell, col=cell.col + one.grid.cols))
    cells.sort(key=lambda cell: (cell.row, cell.col))
    grid: Grid = msgspec.structs.replace(
        one.grid,
        cols=one.grid.cols + other.grid.cols,
        cells=tuple(cells),
        pages=(*one.grid.pages, *(page for page in other.grid.pages if page not in one.grid.pages)),
        confidence=min(one.grid.confidence, other.grid.confidence),
    )
    return msgspec.structs.replace(
        one,
        grid=grid,
        parts=(*one.parts, *other.parts),
        last_block=other.last_block,
        lead=lead_of_both(one, other),
        trail=(*one.trail, *other.trail),
        header_rows=heads,
    )


def lead_of_both(one: Table, other: Table) -> tuple[Block, ...]:
    """The lines over both, from the top: the halves of a title that was cut stand one after the other."""
    first = [block for block in one.lead if block.page in one.grid.pages and block.box is not None]
    before = [block for block in one.lead if block not in first]
    own = [block for block in other.lead if block.page in other.grid.pages[:1] and block.box is not None]
    placed = sorted(
        [*first, *own], key=lambda block: (round(block.box.top / (2 * SAME_HEIGHT)) if block.box else 0, block.start)
    )
    return (*before, *placed)


def _one_cell(left: GridCell, right: GridCell, one: Table, other: Table, heads: int) -> GridCell | None:
    """The head that a page's edge cut in two: over heads of its own, its words on one page or on both."""
    over = left.row + left.row_span < heads
    whole_width = left.col_span == one.grid.cols and right.col_span == other.grid.cols
    span = left.col_span + right.col_span
    if not over or (not left.text and not right.text):
        return None
    if left.text and right.text:
        text = joined_words(left.text, right.text)
        title = whole_width and table_pattern("titles").fullmatch(plain(text))
        if not title and (is_head(plain(right.text)) or not is_head(plain(text))):
            return None
        return msgspec.structs.replace(left, text=text, col_span=span)
    kept = left if left.text else right
    return msgspec.structs.replace(kept, row=left.row, col=left.col, row_span=left.row_span, col_span=span)


def joined_words(left: str, right: str) -> str:
    """A line that the page's edge cut: what stands on both pages, whole or in part, is written once."""
    if right in left:
        return left
    for size in range(min(len(left), len(right)), 0, -1):
        if left.endswith(right[:size]):
            return left + right[size:]
    return left + right


def _with_same_rows(one: Table, other: Table) -> tuple[Table, Table] | None:
    """The two with their rows counted alike, where the same rows stand at the same heights of as many pages; in the heads either may
    have rows that the other has not (heads over several columns)."""
    if len(one.grid.pages) % len(other.grid.pages):
        return None
    deep = len(other.grid.pages)
    edges, others = _edges(one.grid, deep), _edges(other.grid, deep)
    if edges is None or others is None:
        return None
    merged: list[tuple[int, float]] = []
    for edge in sorted([*edges, *others]):
        if not merged or edge[0] != merged[-1][0] or edge[1] - merged[-1][1] > SAME_HEIGHT:
            merged.append(edge)
    if len(merged) - 1 < FEWEST_ROWS:
        return None
    places = [[_place(edge, merged) for edge in found] for found in (edges, others)]
    heads = [found[table.header_rows] for found, table in zip(places, (one, other), strict=True)]
    for found in places:  # every row under the heads, and the upper edge
        if found[0] != 0 or not set(range(max(heads), len(merged))) <= set(found):
            return None
    return _counted_by(one, places[0], len(merged) - 1), _counted_by(other, places[1], len(merged) - 1)


def _counted_by(table: Table, places: Sequence[int], rows: int) -> Table:
    cells = tuple(
        msgspec.structs.replace(
            cell, row=places[cell.row], row_span=places[cell.row + cell.row_span] - places[cell.row]
        )
        for cell in table.grid.cells
    )
    grid = msgspec.structs.replace(table.grid, rows=rows, cells=cells)
    return msgspec.structs.replace(
        table,
        grid=grid,
        header_rows=places[table.header_rows],
        subtotal_rows=tuple(places[row] for row in table.subtotal_rows),
    )


def _place(edge: tuple[int, float], merged: Sequence[tuple[int, float]]) -> int:
    return min(range(len(merged)), key=lambda index: (merged[index][0] != edge[0], abs(merged[index][1] - edge[1])))


def _edges(grid: Grid, deep: int) -> list[tuple[int, float]] | None:
    """On which of the pages, ``deep`` of them under one another, and how far down each row begins, and where the last one ends; null in
    sources without pages and where a row has no cell of its own."""
    found: list[tuple[int, float] | None] = [None] * grid.rows
    for cell in grid.cells:
        if cell.box is None or cell.page not in grid.pages:
            return None
        page = grid.pages.index(cell.page) % deep
        before = found[cell.row]
        found[cell.row] = (page, cell.box.top) if before is None else min(before, (page, cell.box.top))
    edges = [edge for edge in found if edge is not None]
    if len(edges) != grid.rows or any(after <= before for before, after in pairwise(edges)):
        return None
    page = edges[-1][0]
    ends = [
        cell.box.bottom
        for cell in grid.cells
        if cell.row + cell.row_span == grid.rows
        and cell.box is not None
        and cell.page is not None
        and grid.pages.index(cell.page) % deep == page
    ]
    return [*edges, (page, max(ends))] if ends else None


def _other_title(layout: Layout, one: Table, other: Table) -> bool:
    """Whether a title of its own is printed over ``other``: whole, and no part or continuation of what stands over ``one``."""
    title, marks = table_pattern("titles"), table_pattern("continued")
    known = [same_title(layout.block_text(block)) for block in one.lead]
    titled = any(title.fullmatch(text) for text in known)
    for block in layout.blocks[one.last_block + 1 : other.first_block]:
        text = same_title(layout.block_text(block))
        if not title.fullmatch(text) or marks.fullmatch(plain(layout.block_text(block))):
            continue
        if titled and not any(text in each or each in text for each in known if len(each) > 1):
            return True
    return False


def _words(table: Table, heads: int) -> bool:
    """Whether rows under the heads have words: labels."""
    return any(
        cell.row >= heads and any("\u4e00" <= mark <= "\u9fff" for mark in cell.text) and not is_amount(cell.text)
        for cell in table.grid.cells
    )


def _heads_labels(table: Table, heads: int) -> bool:
    """Whether a column is headed as one of labels (科目名称, 项目): a form of its own, if an empty one."""
    labels = table_pattern("label_heads")
    return any(cell.row < heads and labels.fullmatch(plain(cell.text)) for cell in table.grid.cells)


def _is_right_side(one: Table, other: Table, heads: int) -> bool:
    """Whether ``one`` is headed as the left side of a form of two sides, and ``other`` as the right one."""
    left, right = table_pattern("left_sides"), table_pattern("right_sides")
    tops = [_top_heads(table, heads) for table in (one, other)]
    return (
        bool(tops[0])
        and bool(tops[1])
        and all(left.fullmatch(text) for text in tops[0])
        and right.fullmatch(tops[1][0]) is not None
    )


def _top_heads(table: Table, heads: int) -> Sequence[str]:
    """The words of the first row of heads that groups others."""
    for row in range(heads - 1):
        cells = [cell for cell in table.grid.cells if cell.row == row and cell.text]
        if cells and all(cell.row_span == 1 for cell in cells):
            return [plain(cell.text) for cell in cells]
    return ()
