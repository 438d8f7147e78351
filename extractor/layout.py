"""Pages or a flow of blocks → Layout: the document text with exact offsets, and where each of its characters stands.

Lines are made by overlap and not by equal baseline (in some files the digits stand 4 to 5 points lower than the Chinese).
Running heads and page numbers are set aside, so that a number cut by a page break never joins a page number. Paragraphs are
rejoined over lines and pages without a line break between them, so that every quote is continuous.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from statistics import median
from typing import Any

import msgspec

from extractor.ingest.glyphs import mend_text
from extractor.knowledge.layout import never_running_head, page_number_pattern
from extractor.lines import PageLine, lines_of
from extractor.page_marks import without_page_marks
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
from extractor.side_by_side import in_columns

# Running heads stand in the outer tenth of the page, top or bottom, …
EDGE = 0.1
# … and on at least this share of all pages (and on three).
RUNNING_SHARE = 0.4
# A first line stands in by two characters as a rule; from 1.2 on it is no accident of justification.
FIRST_LINE_INDENT = 1.2
# A line that ends within this many characters of the column's right edge is full: the next may go on from it. Numbers are
# kept whole at line ends, so that full lines can end up to five digits (2.5 characters) early.
FULL_LINE = 2.6
# A number with its unit and the mark after it is not broken over lines.
UNBROKEN = re.compile(r"[\d０-９][\d０-９.,，．%％]*(?:万元|亿元|元)?[，。；、）%]?")
# A page tells its own text column from so many lines on.
ENOUGH_LINES = 8
# Dots that lead to a page number end an entry of a table of contents.
LEADERS = re.compile(r"(?:…{2,}|\.{4,}|·{4,}|．{4,}|•{4,}|─{4,}|-{6,})\s*\d*\s*$")
# One of these is in every such line: asked first, since the pattern looks at each character.
LEADER_PAIRS = ("……", "..", "··", "．．", "••", "──", "--")
SENTENCE_END = "。！？；：!?;:"
# What a title does not hold, behind its number.
_PARTED = re.compile(rf"[{SENTENCE_END}，,（(）)]")


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
        set_aside = _set_aside(self._pages, self._items)
        dropped = {id(line) for line, _ in set_aside}
        writer = _Writer(paged=True)
        edges = _column_edges(self._pages, self._items, dropped)
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


# --- running heads and page numbers -----------------------------------------------------------------------------------


def _set_aside(pages: Sequence[PageSize], items: Sequence[Sequence[PageLine | Grid]]) -> list[tuple[PageLine, Any]]:
    edge_lines = [_edge_lines(page, found) for page, found in zip(pages, items, strict=True)]
    numbers = _page_numbers(pages, edge_lines)
    heads = _running_heads(pages, edge_lines, {id(line) for line in numbers})
    return [(line, "page_number") for line in numbers] + [(line, "running_head") for line in heads]


def _edge_lines(page: PageSize, items: Sequence[PageLine | Grid]) -> list[PageLine]:
    """The first two and last two lines of a page, when nothing but such lines stands between them and the page's edge."""
    found: list[PageLine] = []
    for ordered in (items, items[::-1]):
        for item in ordered[:2]:
            if isinstance(item, Grid):
                break
            if item not in found:
                found.append(item)
    return found


def _page_numbers(pages: Sequence[PageSize], edge_lines: Sequence[Sequence[PageLine]]) -> list[PageLine]:
    """Lines at the page's edge that hold a number only, whose number runs with the pages.

    Where the count slips by a page or two (a sheet added before the end), and where the number stands right under the last words of
    a short page, a line is one that stands last and centred where at least three others do.
    """
    pattern = page_number_pattern()
    candidates: list[tuple[PageLine, int, bool]] = []
    slipped: list[tuple[PageLine, int]] = []
    for page, lines in zip(pages, edge_lines, strict=True):
        last = max(lines, key=lambda line: line.box.bottom, default=None)
        for line in lines:
            inside = EDGE * 1.5 * page.height < line.box.top and line.box.bottom < (1 - EDGE * 1.5) * page.height
            if inside and line is not last:
                continue
            match = pattern.fullmatch(line.text.strip())
            if match is None:
                continue
            printed = next(group for group in match.groups() if group is not None)
            bare = line.text.strip() == printed
            number = int(printed) if printed.isdigit() else -1
            if line is last and bare:
                slipped.append((line, number - page.number))
            if not inside:
                candidates.append((line, number - page.number, bare))
    steps = Counter(step for _, step, _ in candidates)
    # a decorated number ("- 3 -", "第3页") is one at sight; a bare one only where at least two pages count alike
    sure = [(line, step) for line, step, bare in candidates if not bare or steps[step] >= 2]
    known = {id(line) for line, _ in sure}
    late = [line for line, step in slipped if id(line) not in known and _counts_with(line, step, sure)]
    return [line for line, _ in sure] + late


def _counts_with(line: PageLine, step: int, sure: Sequence[tuple[PageLine, int]]) -> bool:
    """Whether at least three page numbers count within two pages of ``line`` and are centred where it is (within 3 points)."""
    middle = (line.box.x0 + line.box.x1) / 2
    alike = [
        other
        for other, known in sure
        if abs(known - step) <= 2 and abs((other.box.x0 + other.box.x1) / 2 - middle) <= 3
    ]
    return len(alike) >= 3


def _running_heads(
    pages: Sequence[PageSize], edge_lines: Sequence[Sequence[PageLine]], taken: set[int]
) -> list[PageLine]:
    never = never_running_head()
    spots: dict[tuple[str, int], list[PageLine]] = {}
    for page, lines in zip(pages, edge_lines, strict=True):
        for line in lines:
            if id(line) in taken or never.search(line.text):
                continue
            if line.box.bottom <= EDGE * page.height or line.box.top >= (1 - EDGE) * page.height:
                shape = "".join("0" if char.isdigit() else char for char in line.text if not char.isspace())
                spots.setdefault((shape, round(line.box.top / 6)), []).append(line)
    needed = max(3, RUNNING_SHARE * len(pages))
    return [line for lines in spots.values() if len(lines) >= needed for line in lines]


# --- paragraphs -------------------------------------------------------------------------------------------------------


class _Edges(msgspec.Struct, frozen=True):
    """Left and right edge of the text column: of the page where it has enough lines to tell, else of all pages as wide."""

    by_page: dict[int, tuple[float, float]]
    width_of: dict[int, float]
    pitch: float  # the usual distance from line to line, in type sizes

    def of(self, line: PageLine) -> tuple[float, float]:
        return self.by_page[line.page]

    def centered(self, line: PageLine) -> bool:
        left, right = self.of(line)
        middle = self.width_of[line.page] / 2
        near = abs((line.box.x0 + line.box.x1) / 2 - middle) <= max(line.size, 0.02 * self.width_of[line.page])
        # body lines set in by two characters that happen to end two short of the edge are not centred
        return near and line.box.x0 > left + 2.6 * line.size and line.box.x1 < right - 2.6 * line.size

    def full(self, line: PageLine) -> bool:
        return line.box.x1 >= self.of(line)[1] - FULL_LINE * line.size

    def no_room(self, last: PageLine, line: PageLine) -> bool:
        """Whether ``last`` ended early because the number that starts ``line`` is kept whole and had no room."""
        match = UNBROKEN.match(line.text)
        if match is None or match.end() > len(line.lefts):
            return False
        width = line.rights[match.end() - 1] - line.lefts[0]
        return last.box.x1 + width > self.of(last)[1] - 0.5 * line.size

    def continues(self, lines: Sequence[PageLine], line: PageLine) -> bool:
        """Whether ``line`` goes on with the paragraph that ``lines`` have so far."""
        last = lines[-1]
        if any(pair in last.text for pair in LEADER_PAIRS) and LEADERS.search(last.text):
            return False
        if abs(line.size - last.size) > 0.12 * last.size or (line.bold != last.bold and not self.full(last)):
            return False
        if _follows(lines[0], line):
            return False
        if line.page == last.page:
            gap = line.box.top - last.box.bottom
            if gap > 1.6 * self.pitch * line.size or line.box.top < last.box.top:
                return False
        if self.centered(line):
            # the second line of a centred heading: only after a full one, on the same page
            return (
                line.page == last.page
                and self.full(last)
                and (self.centered(last) or len(lines) == 1)
                and last.size > 13
                and not _numbered(line)
            )
        if self.centered(last) and last.size >= 13:
            return False
        left, right = self.of(line)
        if line.box.x0 - left >= FIRST_LINE_INDENT * line.size:
            # indented as the paragraph is throughout (a list set in from the column) and not a new first line
            return (
                len(lines) > 1
                and abs(line.box.x0 - last.box.x0) < 0.5 * line.size
                and self.full(last)
                and not last.text.endswith(tuple(SENTENCE_END))
                and not _numbered(line)
            )
        if self.full(last) or self.no_room(last, line):
            heading = not self.full(line) and not any(mark in line.text for mark in SENTENCE_END + "，,")
            return not (_numbered(line) and (heading or last.text.endswith(tuple(SENTENCE_END))))
        if last.text.endswith(tuple(SENTENCE_END)) or _numbered(line):
            return False
        level = abs(line.box.x0 - last.box.x0) < 0.5 * line.size
        if (
            len(lines) == 1
            and level
            and _numbered(last)
            and not _PARTED.search(f"{last.text.strip()[4:]}{line.text[:1]}")
        ):
            return False  # a title with a number, and the text below it set in as far
        # a short line with no end in the middle of a sentence: only where it is most of a line
        return (last.box.x1 - left) >= 0.7 * (right - left) and line.page == last.page


_CHINESE_DIGITS = "零一二三四五六七八九"


def _follows(first: PageLine, line: PageLine) -> bool:
    """Whether ``line`` bears the number after the one of ``first`` ("八、", "九、"), or any below a part's title."""
    if not _numbered(line) or not _numbered(first):
        return False
    if first.text.lstrip()[:1] == "第":
        return True
    (style, number), (next_style, next_number) = _ordinal(first.text), _ordinal(line.text)
    return style == next_style and next_number == number + 1


def _ordinal(text: str) -> tuple[str, int]:
    """The style and the value of a leading number; the style is what stands round the digits."""
    match = re.match(r"\s*([（(]?)\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*([)）、.．]?)", text)
    if match is None:
        return "", -99
    digits = match.group(2)
    if digits.isdigit():
        return f"1{match.group(1)}{match.group(3)}", int(digits)
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = _CHINESE_DIGITS.find(ones) if ones else 0
    if "十" in digits:
        value += 10 * (_CHINESE_DIGITS.find(tens) if tens else 1)
    return f"一{match.group(1)}{match.group(3)}", value


def _numbered(line: PageLine) -> bool:
    """Whether the line starts as a numbered heading or list entry does."""
    return _starts_with_number(line.text)


@lru_cache(maxsize=256)  # each line is asked about several times over, next to the line above and the line below
def _starts_with_number(text: str) -> bool:
    text = text.lstrip()
    head = text[:6]
    if head[:1] == "第" and any(mark in head for mark in "部条章节"):
        return True
    if head[:1] in "（(":
        inner = head[1 : head.find("）")] if "）" in head else head[1 : head.find(")")]
        return 0 < len(inner) <= 3 and all(char in "一二三四五六七八九十0123456789" for char in inner)
    stop = next((index for index, char in enumerate(head) if char in "、.．"), -1)
    if stop <= 0:
        return False
    after = text[stop + 1 : stop + 2]
    number = head[:stop]
    if all(char in "一二三四五六七八九十" for char in number):
        return True
    return number.isdigit() and stop <= 2 and not after.isdigit()


def _column_edges(pages: Sequence[PageSize], items: Sequence[Sequence[PageLine | Grid]], dropped: set[int]) -> _Edges:
    by_width: dict[int, list[PageLine]] = {}
    pitches: list[float] = []
    for page, found in zip(pages, items, strict=True):
        before: PageLine | None = None
        for item in found:
            if isinstance(item, Grid) or id(item) in dropped:
                before = None
                continue
            by_width.setdefault(round(page.width), []).append(item)
            if before is not None and item.size:
                pitches.append(max(0.0, item.box.top - before.box.bottom) / item.size)
            before = item
    by_page = {}
    usual: dict[float, tuple[float, float]] = {}  # of each width, from the lines of all pages that are as wide, once
    for page, found in zip(pages, items, strict=True):
        own = [item for item in found if not isinstance(item, Grid) and id(item) not in dropped]
        edges = _edges_of(own, page.width) if len(own) >= ENOUGH_LINES else None
        if edges is None:
            if page.width not in usual:
                alike = _edges_of(by_width.get(round(page.width), ()), page.width)
                usual[page.width] = alike or (0.1 * page.width, 0.9 * page.width)
            edges = usual[page.width]
        by_page[page.number] = edges
    pitch = max(0.5, median(pitches)) if pitches else 0.7
    return _Edges(by_page, {page.number: page.width for page in pages}, pitch)


def _edges_of(lines: Sequence[PageLine], width: float) -> tuple[float, float] | None:
    """Where continuation lines start: the leftmost place at which a tenth of the long lines do; where full lines end."""
    long = [line for line in lines if line.box.x1 - line.box.x0 > 0.5 * width]
    if not long:
        return None
    if len(long) < 3:
        return min(line.box.x0 for line in lines), max(line.box.x1 for line in long)
    lefts = Counter(round(line.box.x0 / 3) for line in long)
    left = (
        min(place for place, count in lefts.items() if count >= max(2, 0.1 * len(long)) or len(lefts) == len(long))
        * 3.0
    )
    rights = sorted(line.box.x1 for line in long)
    return left, rights[int(0.8 * (len(rights) - 1))]


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

    def paragraph(self, lines: Sequence[PageLine], edges: _Edges) -> None:
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
        for cell in sorted(grid.cells, key=attrgetter("row", "col")):
            row, text = cell.row, cell.text
            if last >= 0:
                parts.append("\t" if row == last else "\n")
                at += 1
            last, begin = row, at
            if text:
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
