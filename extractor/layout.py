"""Pages or a flow of blocks → Layout: the document text with exact offsets, and where each of its characters stands.

Lines are made by overlap and not by equal baseline (in some files the digits stand 4 to 5 points lower than the Chinese).
Running heads and page numbers are set aside, so that a number cut by a page break never joins a page number. Paragraphs are
rejoined over lines and pages without a line break between them, so that every quote is continuous.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from extractor.ingest.glyphs import mend_text, mends
from extractor.lines import PageLine, lines_of
from extractor.page_marks import without_page_marks
from extractor.paragraphs import ColumnEdges, column_edges
from extractor.records import (
    Anchor,
    Block,
    Box,
    Content,
    FlowCellLines,
    FlowParagraph,
    FlowTable,
    Grid,
    GridCell,
    Page,
    PageSize,
    SetAside,
)
from extractor.running_heads import lines_set_aside
from extractor.side_by_side import in_columns


class Layout(msgspec.Struct, frozen=True):
    """The document text and its geometry. ``text[start:end]`` of a paragraph block is continuous; a table's text is its
    cells, parted by tabs and line breaks, each merged cell once."""

    text: str
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    pages: tuple[PageSize, ...]
    set_aside: tuple[SetAside, ...]
    places: Any = None  # _Places, null in sources without pages

    def anchor(self, start: int, end: int) -> Anchor:
        """The anchor of ``text[start:end]``; its box covers the part on the first page that it touches."""
        page, box = self.places.box(start, end) if self.places is not None else (None, None)
        return Anchor(page=page, box=box, start=start, end=end, quote=self.text[start:end])

    def cell_anchor(self, cell: GridCell) -> Anchor:
        """The anchor of a cell: its text, and the box of the whole cell."""
        return Anchor(
            page=cell.page,
            box=cell.box,
            start=cell.start,
            end=cell.end,
            quote=self.text[cell.start : cell.end],
        )

    def block_text(self, block: Block) -> str:
        return self.text[block.start : block.end]

    def offset_at(self, page: int, x: float, y: float) -> int | None:
        """The offset of the character that stands at a point of a page, or null where none does."""
        return None if self.places is None else self.places.offset_at(page, x, y)


def lay_out(content: Content, grids: Sequence[Grid] = ()) -> Layout:
    """The layout of a whole content; ``grids`` are the tables found on its pages (a flow brings its own)."""
    if content.flow:
        return _lay_out_flow(content.flow)
    builder = LayoutBuilder()
    by_page: dict[int, list[Grid]] = {}
    for grid in grids:
        by_page.setdefault(grid.pages[0], []).append(grid)
    for page in content.pages:
        builder.add(page, by_page.get(page.number, ()))
    return builder.finish()


class LayoutBuilder:
    """Takes pages one by one, so that a page's characters can be let go as soon as it is read."""

    def __init__(self) -> None:
        self._pages: list[PageSize] = []
        self._items: list[list[PageLine | Grid]] = []

    def add(self, page: Page, grids: Iterable[Grid]) -> None:
        """Take in a page: its lines outside the grids, and its grids, from top to bottom."""
        tables = [grid for grid in grids if grid.box is not None]
        self._pages.append(PageSize(number=page.number, width=page.width, height=page.height))
        items: list[PageLine | Grid] = [*lines_of(page, [grid.box for grid in tables if grid.box]), *tables]
        items.sort(key=lambda item: (item.box.top if item.box else 0.0, item.box.x0 if item.box else 0.0))
        self._items.append(in_columns(items, tables) if tables else items)

    def finish(self) -> Layout:
        set_aside = lines_set_aside(self._pages, self._items)
        dropped = {id(line) for line, _ in set_aside}
        writer = _Writer(paged=True)
        edges = column_edges(self._pages, self._items, dropped)
        open_lines: list[PageLine] = []

        def close() -> None:
            if open_lines:
                writer.paragraph(open_lines, edges)
                open_lines.clear()

        for items in self._items:
            top = True
            for item in items:
                if id(item) in dropped:
                    continue
                if isinstance(item, Grid):
                    close()
                    writer.table(item, page_top=top)
                elif open_lines and edges.continues(open_lines, item):
                    open_lines.append(item)
                else:
                    close()
                    open_lines.append(item)
                    writer.at_page_top = top
                top = False
        close()
        return writer.layout(
            tuple(self._pages),
            tuple(SetAside(kind=kind, page=line.page, text=line.text, box=line.box) for line, kind in set_aside),
        )


# --- writing the document text ----------------------------------------------------------------------------------------


class _Places:
    """Where each character of the document text stands: spans in text order, each with its page and vertical extent."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.pages = array("l")
        self.tops = array("f")
        self.bottoms = array("f")
        self.x0 = array("f")  # a value for each character of the text; 0 for the ones that layout put in
        self.x1 = array("f")

    def add(self, start: int, line: PageLine) -> None:
        """The characters of a line from offset ``start`` on, each with its own place."""
        self.starts.append(start)
        self.ends.append(start + len(line.lefts))
        self.pages.append(line.page)
        self.tops.append(line.box.top)
        self.bottoms.append(line.box.bottom)
        missing = bytes(self.x0.itemsize * (start - len(self.x0)))
        self.x0.frombytes(missing)
        self.x1.frombytes(missing)
        self.x0.extend(line.lefts)
        self.x1.extend(line.rights)

    def add_cells(self, cells: Iterable[GridCell]) -> None:
        """The characters of cells, in the order of their offsets, all of a cell somewhere in its box."""
        x0: list[float] = []
        x1: list[float] = []
        at = len(self.x0)
        for cell in cells:
            start, end, box = cell.start, cell.end, cell.box
            if start == end or cell.page is None or box is None:
                continue
            self.starts.append(start)
            self.ends.append(end)
            self.pages.append(cell.page)
            self.tops.append(box.top)
            self.bottoms.append(box.bottom)
            between, length = [0.0] * (start - at), end - start
            x0 += between
            x0 += [box.x0] * length
            x1 += between
            x1 += [box.x1] * length
            at = end
        self.x0.extend(x0)
        self.x1.extend(x1)

    def box(self, start: int, end: int) -> tuple[int | None, Box | None]:
        index = bisect_right(self.starts, start) - 1
        if index < 0 or self.ends[index] <= start:
            index += 1
        page: int | None = None
        found: list[float] | None = None
        while index < len(self.starts) and self.starts[index] < max(end, start + 1):
            if page is None:
                page = self.pages[index]
            elif self.pages[index] != page:
                break
            low, high = max(start, self.starts[index]), min(end, self.ends[index])
            xs0 = [x for x, right in zip(self.x0[low:high], self.x1[low:high], strict=True) if right > 0]
            xs1 = [right for right in self.x1[low:high] if right > 0]
            if xs0:
                here = [min(xs0), self.tops[index], max(xs1), self.bottoms[index]]
                found = here if found is None else [*map(min, found[:2], here[:2]), *map(max, found[2:], here[2:])]
            index += 1
        return page, Box(*(round(value, 2) for value in found)) if found else None

    def offset_at(self, page: int, x: float, y: float) -> int | None:
        first = bisect_left(self.pages, page)
        for index in range(first, len(self.pages)):
            if self.pages[index] != page:
                break
            if self.tops[index] <= y <= self.bottoms[index]:
                for offset in range(self.starts[index], self.ends[index]):
                    if self.x0[offset] <= x <= self.x1[offset]:
                        return offset
        return None


class _Writer:
    """Appends blocks to the document text, keeping offsets and places."""

    def __init__(self, *, paged: bool) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._grids: list[Grid] = []
        self._places = _Places() if paged else None
        self.at_page_top = False

    def paragraph(self, lines: Sequence[PageLine], edges: ColumnEdges) -> None:
        start = self._begin_block()
        first = lines[0]
        end_of_last = ""
        for line in lines:
            text = line.text
            if (
                end_of_last
                and end_of_last.isascii()
                and end_of_last.isalpha()
                and text[:1].isascii()
                and text[:1].isalpha()
            ):
                self._append(" ")
            if self._places is not None:
                self._places.add(self._length, line)
            self._append(text)
            end_of_last = text[-1:]
        same_page = [line.box for line in lines if line.page == first.page]
        box = Box(
            min(box.x0 for box in same_page),
            min(box.top for box in same_page),
            max(box.x1 for box in same_page),
            max(box.bottom for box in same_page),
        )
        self._blocks.append(
            Block(
                kind="paragraph",
                start=start,
                end=self._length,
                page=first.page,
                box=box,
                size=round(first.size, 2),
                bold=first.bold,
                centered=edges.centered(first),
                indent=round(first.box.x0 - edges.of(first)[0], 1),
                page_top=self.at_page_top,
                lines=len(lines),
            )
        )

    def table(self, grid: Grid, *, page_top: bool = False) -> None:
        start = self._begin_block()
        placed: list[GridCell] = []
        parts: list[str] = []
        at = start
        last = -1
        mended = mends("".join([cell.text for cell in grid.cells]))
        for cell in sorted(grid.cells, key=attrgetter("row", "col")):
            row, text = cell.row, cell.text
            if last >= 0:
                parts.append("\t" if row == last else "\n")
                at += 1
            last, begin = row, at
            if text:
                if mended:
                    text = mend_text(text)
                parts.append(text)
                at += len(text)
            placed.append(msgspec.structs.replace(cell, text=text, start=begin, end=at))
        if self._places is not None:
            self._places.add_cells(placed)
        self._append("".join(parts))
        self._grids.append(msgspec.structs.replace(grid, cells=tuple(placed), id=f"g{len(self._grids) + 1}"))
        self._blocks.append(
            Block(
                kind="table",
                start=start,
                end=self._length,
                page=grid.pages[0] if grid.pages else None,
                box=grid.box,
                page_top=page_top,
                lines=grid.rows,
                grid=len(self._grids) - 1,
            )
        )

    def flow_paragraph(self, found: FlowParagraph) -> None:
        start = self._begin_block()
        text = mend_text(found.text)
        self._append(text)
        self._blocks.append(
            Block(
                kind="paragraph",
                start=start,
                end=self._length,
                size=found.size,
                bold=found.bold,
                centered=found.centered,
                heading_level=found.heading_level,
                contents_entry=found.contents_entry,
            )
        )

    def cell_lines(self, found: FlowCellLines) -> None:
        start = self._begin_block()
        self._append("\n".join(mend_text(line) for line in found.lines))
        self._blocks.append(Block(kind="cell_lines", start=start, end=self._length, lines=len(found.lines)))

    def layout(self, pages: tuple[PageSize, ...] = (), set_aside: tuple[SetAside, ...] = ()) -> Layout:
        return Layout(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            grids=tuple(self._grids),
            pages=pages,
            set_aside=set_aside,
            places=self._places,
        )

    def _begin_block(self) -> int:
        if self._blocks:
            self._append("\n")
        return self._length

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _lay_out_flow(flow: Sequence[FlowParagraph | FlowTable | FlowCellLines]) -> Layout:
    writer = _Writer(paged=False)
    for block in without_page_marks(flow):
        if isinstance(block, FlowTable):
            writer.table(block.grid)
        elif isinstance(block, FlowCellLines):
            writer.cell_lines(block)
        elif block.text.strip():
            writer.flow_paragraph(block)
    return writer.layout()
