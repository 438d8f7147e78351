"""Whether a grid goes on with the one before it, and the two as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from extractor.knowledge.tables import table_pattern
from extractor.records import Grid, GridCell
from extractor.stitching.headers import (
    header_rows,
    is_all_notes,
    is_amount,
    is_note_row,
    own_columns,
    part_of,
    plain,
    rows_of,
)

# Borders of one column on two pages: Word moves them by up to 4 points where a page is set anew.
SAME_BORDER = 6.0
# A continued page may bring borders of its own (a cell that is split only there); most of its borders are known.
KNOWN_BORDERS = 0.7
# A line with less room than this (characters) ended because the cell did: Word keeps 5.4 points free on either side, about one
# character, and less than one more is left where a line is full.
FULL_LINE = 2.2
# No line begins with one of these.
NO_START = "，。；、：！？）”》〉」』】,.;:!?)"
# Text of at least this length is prose in a cell; where it does not end in a full stop it goes on over the page break.
PROSE = 25
# So many rows at the top are compared to tell a repeated title from a form that begins anew.
OPENING = 5
# A head whose last line found no room has so many characters left.
SHORTEST_CUT = 4
# Columns that nobody drew are the same ones where they share this much of the narrower one's width.
SHARED = 0.6
CODE = re.compile(r"\d{2,9}")


class Part(msgspec.Struct, frozen=True):
    """A form's piece on one page: rows of one grid, with its column borders (points), if it has any."""

    grid: Grid
    grid_index: int
    block: int
    borders: tuple[float, ...] | None
    starts_grid: bool
    ends_grid: bool
    header_rows: int
    heads: tuple[tuple[str, ...], ...]  # texts of the header rows, without title and note rows

    @classmethod
    def of(cls, grid: Grid, first: int, last: int, *, grid_index: int, block: int) -> Part:
        piece = part_of(grid, first, last)
        if piece is not grid:
            piece = own_columns(piece)
        count = header_rows(piece)
        return cls(
            grid=piece,
            grid_index=grid_index,
            block=block,
            borders=_borders(piece),
            starts_grid=first == 0,
            ends_grid=last == grid.rows,
            header_rows=count,
            heads=_head_texts(piece, count),
        )

    def opening(self) -> list[tuple[str, ...]]:
        """The texts of the first rows."""
        return [tuple(plain(cell.text) for cell in row if cell.text) for row in rows_of(self.grid)[:OPENING]]


class Whole:
    """A table under construction."""

    def __init__(self, part: Part) -> None:
        self.first = part
        self.last = part
        self.parts = [part.grid_index]
        self.first_block = self.last_block = part.block
        self.starts_grid, self.ends_grid = part.starts_grid, part.ends_grid
        self.borders = part.borders
        self.cells = list(part.grid.cells)
        self.rows, self.cols = part.grid.rows, part.grid.cols
        self.pages = list(part.grid.pages)
        self.confidence = part.grid.confidence
        self.heads = part.heads
        self.header_rows = part.header_rows
        self.opening = part.opening()

    @property
    def only_heads(self) -> bool:
        """Whether nothing but heads has been printed so far: a page break may run through them."""
        return 0 < self.header_rows == self.rows or (self.first is self.last and is_all_notes(self.first.grid))

    def take(self, part: Part) -> None:
        """Go on with ``part``: repeated heads dropped, a row cut by the page break rejoined."""
        assert part.borders is not None
        assert self.borders is not None
        repeated = repeated_rows(self, part)
        if self.only_heads and not repeated:
            self.heads, self.header_rows = (*self.heads, *part.heads), self.rows + part.header_rows
        grid = part_of(part.grid, repeated, part.grid.rows)
        moved = [*self.borders] if _undrawn_columns(self, part) else _moved(self.borders, part.borders)
        merged = _union(self.borders, moved)
        grew = len(merged) != len(self.borders)
        self.cells = _recolumned(self.cells, self.borders, merged)
        cells = _recolumned(list(grid.cells), moved, merged)
        self.borders, self.cols = tuple(merged), len(merged) - 1
        offset = self.rows
        if grid.rows and self._cut(cells):
            offset -= 1
            cells = self._rejoin(cells)
        else:
            cells = self._reach_over(cells)
        self.cells += [msgspec.structs.replace(cell, row=cell.row + offset) for cell in cells]
        self.rows = offset + grid.rows
        if len(merged) != len(part.borders) or grew:
            self._fill_up(part.grid.pages[0])
        if part.grid_index not in self.parts:
            self.parts.append(part.grid_index)
        self.pages += [page for page in part.grid.pages if page not in self.pages]
        self.last, self.last_block, self.ends_grid = part, part.block, part.ends_grid
        self.confidence = min(self.confidence, part.grid.confidence)

    def _fill_up(self, page: int) -> None:
        """Cells for the slots of columns that a page does not have: a merged label from above reaches down into them, the others
        are empty."""
        owner: dict[tuple[int, int], int] = {}
        for index, cell in enumerate(self.cells):
            for row in range(cell.row, cell.row + cell.row_span):
                for col in range(cell.col, cell.col + cell.col_span):
                    owner[row, col] = index
        pages = {cell.row: cell.page for cell in self.cells}
        for row in range(self.rows):
            for col in range(self.cols):
                if (row, col) in owner:
                    continue
                above = owner.get((row - 1, col))
                upper = self.cells[above] if above is not None else None
                reaches = upper is not None and upper.row_span > 1 and upper.col_span == 1 and upper.text != ""
                if above is not None and upper is not None and reaches and not is_amount(upper.text):
                    self.cells[above] = msgspec.structs.replace(upper, row_span=upper.row_span + 1)
                    owner[row, col] = above
                else:
                    owner[row, col] = len(self.cells)
                    self.cells.append(GridCell(row=row, col=col, text="", page=pages.get(row, page)))

    def grid(self) -> Grid:
        cells = tuple(sorted(self.cells, key=lambda cell: (cell.row, cell.col)))
        return msgspec.structs.replace(
            self.first.grid,
            rows=self.rows,
            cols=self.cols,
            cells=cells,
            pages=tuple(self.pages),
            confidence=self.confidence,
        )

    def page_rows(self) -> list[int]:
        """Rows such as 分页小计 and 承前页."""
        pattern = table_pattern("page_rows")
        return sorted({cell.row for cell in self.cells if cell.text and pattern.fullmatch(plain(cell.text))})

    def _cut(self, cells: Sequence[GridCell]) -> bool:
        """Whether the first row of ``cells`` is the rest of the last row so far."""
        above = {cell.col: cell for cell in self.cells if cell.row == self.rows - 1}
        rest = [cell for cell in cells if cell.row == 0 and cell.text]
        if not above or not rest or any(cell.row_span > 1 for cell in rest):
            return False
        texts = [cell for cell in rest if not is_amount(cell.text)]
        if not texts:
            return False
        for cell in rest:
            upper = above.get(cell.col)
            if upper is None or upper.col_span != cell.col_span:
                return False
            if is_amount(cell.text) and upper.text:
                return False
            if cell in texts and (not upper.text or is_amount(upper.text)):
                return False
        marks = table_pattern("list_marks")
        if any(marks.match(plain(cell.text)) for cell in texts):
            return False
        uppers = [above[cell.col] for cell in texts]
        if any(_open_bracket(upper.text) for upper in uppers):
            return True
        if any(not _full(above[cell.col], cell.text) for cell in texts):
            return False
        if any(_coded(self.cells, col) and above[col].text for col in above if not any(c.col == col for c in rest)):
            return True
        if all(_listed(self.cells, upper.col) for upper in uppers):
            return True
        if any(is_amount(cell.text) for cell in above.values()) and self._always_amounts() and len(texts) == len(rest):
            return True
        return all(len(upper.text) >= PROSE and upper.text[-1] not in "。；;！!" for upper in uppers)

    def _always_amounts(self) -> bool:
        """Whether every body row so far has an amount."""
        amounts = {cell.row for cell in self.cells if cell.text and is_amount(cell.text)}
        return self.rows - self.header_rows >= 4 and len(amounts) >= self.rows - self.header_rows

    def _rejoin(self, cells: Sequence[GridCell]) -> list[GridCell]:
        """Join the first row of ``cells`` to the last row; what is left are the other rows."""
        rest = {cell.col: cell for cell in cells if cell.row == 0}
        for index, cell in enumerate(self.cells):
            more = rest.get(cell.col)
            if cell.row + cell.row_span != self.rows or more is None:
                continue
            if cell.text and more.text:
                self.cells[index] = msgspec.structs.replace(cell, text=cell.text + more.text, room=more.room)
            elif more.text:
                self.cells[index] = msgspec.structs.replace(
                    more, row=cell.row, row_span=cell.row_span + more.row_span - 1, col=cell.col, col_span=cell.col_span
                )
        joined = [cell for cell in cells if cell.row > 0]
        for more in rest.values():  # a cell that reaches further down than the row it was joined to
            if more.row_span > 1:
                for index, cell in enumerate(self.cells):
                    if cell.row + cell.row_span == self.rows and cell.col == more.col:
                        span = cell.row_span + more.row_span - 1
                        self.cells[index] = msgspec.structs.replace(cell, row_span=max(cell.row_span, span))
        return joined

    def _reach_over(self, cells: Sequence[GridCell]) -> list[GridCell]:
        """A merged cell that the page break cut is one again: its text stands on either page, or on both where the break runs
        through its line."""
        last = {
            (cell.col, cell.col_span): index
            for index, cell in enumerate(self.cells)
            if cell.row + cell.row_span == self.rows
        }
        kept = []
        for cell in cells:
            index = last.get((cell.col, cell.col_span)) if cell.row == 0 else None
            upper = self.cells[index] if index is not None else None
            if index is not None and upper is not None and self._one_cell(upper, cell, cells):
                whole = upper if upper.text else msgspec.structs.replace(cell, row=upper.row)
                self.cells[index] = msgspec.structs.replace(whole, row_span=upper.row_span + cell.row_span)
                continue
            kept.append(cell)
        return kept

    def _one_cell(self, upper: GridCell, lower: GridCell, cells: Sequence[GridCell]) -> bool:
        """Whether a cell above the page break and the one right below it are one merged cell."""
        text = upper.text or lower.text
        if not text or is_amount(text) or (lower.text and upper.text and lower.text != upper.text):
            return False
        merged = upper.row_span > 1 or lower.row_span > 1
        if merged and not lower.text:
            return True
        # both parts may be a row high: then the column tells, whose other cells are merged and never empty
        column = [
            cell
            for cell in (*self.cells, *cells)
            if (cell.col, cell.col_span) == (lower.col, lower.col_span) and cell is not upper and cell is not lower
        ]
        column = [cell for cell in column if cell.row >= self.header_rows or any(cell is each for each in cells)]
        return any(cell.row_span > 1 for cell in column) and all(cell.text for cell in column)


def goes_on(whole: Whole, part: Part, between: Sequence[str], lead: Sequence[str]) -> bool:
    """Whether ``part`` goes on with ``whole``. ``between`` are the texts printed between the two, ``lead`` those before the whole."""
    if whole.borders is None or part.borders is None or part.grid_index in whole.parts:
        return False
    if part.grid.pages[0] <= whole.pages[-1] or not part.starts_grid or not whole.ends_grid:
        return False
    repeats = repeated_rows(whole, part)
    known = {same_title(text) for text in lead}
    if repeats and not set(_titles(part.opening()[:repeats])) <= known | set(_titles(whole.opening)):
        return False
    if between:
        marks = table_pattern("continued")
        notes = table_pattern("note_rows")
        if not repeats or not all(
            same_title(text) in known or marks.fullmatch(plain(text)) or notes.fullmatch(plain(text))
            for text in between
        ):
            return False
    if not repeats:
        first = next(
            ([cell for cell in row if cell.text] for row in rows_of(part.grid) if any(c.text for c in row)), []
        )
        cut_heads = whole.only_heads and part.header_rows < part.grid.rows
        title = bool(first) and table_pattern("titles").fullmatch(plain(first[0].text)) is not None
        if not first or (is_note_row(part.grid, first) and (title or not cut_heads)):
            return False
        if part.header_rows and not cut_heads and not table_pattern("middle_heads").fullmatch(plain(first[0].text)):
            return False
    if repeats and _undrawn_columns(whole, part):
        return True
    return _same_columns(whole.borders, part.borders, middle=not repeats and part.header_rows > 0)


def _titles(rows: Sequence[Sequence[str]]) -> list[str]:
    """The titles among rows of texts."""
    title = table_pattern("titles")
    return [same_title(row[0]) for row in rows if len(row) == 1 and title.fullmatch(row[0])]


def _undrawn_columns(whole: Whole, part: Part) -> bool:
    """Whether the columns of two grids without upright rulings, which begin and end where their text happens to, are the same ones: under
    the same heads, each over or under its like."""
    if whole.borders is None or part.borders is None or len(whole.borders) != len(part.borders):
        return False
    # a first row without amounts looks like one more row of heads
    if "columns" not in (whole.first.grid.decided_by, part.grid.decided_by) or not _begins(part.heads, whole.heads):
        return False
    for (low, high), (start, end) in zip(pairwise(whole.borders), pairwise(part.borders), strict=True):
        if min(high, end) - max(low, start) < SHARED * min(high - low, end - start):
            return False
    return True


def _begins(heads: Sequence[tuple[str, ...]], start: Sequence[tuple[str, ...]]) -> bool:
    return tuple(heads[: len(start)]) == tuple(start)


def same_title(text: str) -> str:
    """A title without the mark that says it goes on (（续）)."""
    return re.sub(r"[（(]续[^）)]*[）)]|续表?\d*$", "", plain(text))


def repeated_rows(whole: Whole, part: Part) -> int:
    """How many rows at the top of ``part`` only repeat what is at the top of ``whole``: its heads, or, in forms without column
    heads (绩效自评表), its title rows, unless the form begins anew under them."""
    repeats = repeated_heads(whole.heads, part.grid)
    if repeats:
        return repeats
    rows, opening = rows_of(part.grid), part.opening()
    same = 0
    while same < min(len(opening), len(whole.opening)) and opening[same] == whole.opening[same] and opening[same]:
        same += 1
    if not 0 < same < min(len(opening), len(whole.opening)):
        return 0
    if not all(is_note_row(part.grid, [cell for cell in row if cell.text]) for row in rows[:same]):
        return 0
    return same if opening[same][:1] != whole.opening[same][:1] else 0


def repeated_heads(heads: Sequence[tuple[str, ...]], grid: Grid) -> int:
    """How many rows at the top of ``grid`` only repeat ``heads`` (with the title and 单位 rows above them)."""
    if not heads:
        return 0
    rows = rows_of(grid)[: len(heads) + 4]
    texts = [tuple(plain(cell.text) for cell in row if cell.text) for row in rows]
    for start in range(min(4, len(texts))):
        if _same_heads(heads[0], texts[start]):
            count = 0
            while count < len(heads) and start + count < len(texts) and _same_heads(heads[count], texts[start + count]):
                count += 1
            if count == len(heads):
                return start + count
            return 0
        if texts[start] and not is_note_row(grid, [cell for cell in rows[start] if cell.text]):
            return 0
    return 0


def _same_heads(heads: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row repeats heads; where their row is lower than on the page before, the last line of some has found no room."""
    if tuple(heads) == tuple(texts):
        return True
    if len(heads) != len(texts):
        return False
    others = [(head, text) for head, text in zip(heads, texts, strict=True) if head != text]
    cut = all(len(text) >= SHORTEST_CUT and head.startswith(text) for head, text in others)
    return cut and 2 * len(others) <= len(heads)


def _head_texts(grid: Grid, count: int) -> tuple[tuple[str, ...], ...]:
    heads: list[tuple[str, ...]] = []
    for row in rows_of(grid)[:count]:
        cells = [cell for cell in row if cell.text]
        if heads or (cells and not is_note_row(grid, cells)):
            heads.append(tuple(plain(cell.text) for cell in cells))
    return tuple(heads)


def _borders(grid: Grid) -> tuple[float, ...] | None:
    """The column borders of a grid, from the boxes of its cells; null in sources without pages."""
    found: dict[int, float] = {}
    for cell in grid.cells:
        if cell.box is None:
            return None
        found[cell.col] = cell.box.x0
        found[cell.col + cell.col_span] = cell.box.x1
    if sorted(found) != list(range(grid.cols + 1)):
        return None
    return tuple(found[col] for col in range(grid.cols + 1))


def _shift(one: Sequence[float], other: Sequence[float]) -> float:
    """How far ``other`` has to be moved to fit ``one``: by nothing, or so that its left or its right edge fits."""
    choices = (0.0, one[0] - other[0], one[-1] - other[-1])
    return max(choices, key=lambda shift: (_known(one, [border + shift for border in other]), -abs(shift)))


def _moved(one: Sequence[float], other: Sequence[float]) -> list[float]:
    shift = _shift(one, other)
    return [border + shift for border in other]


def _known(borders: Sequence[float], others: Sequence[float]) -> int:
    return sum(any(abs(border - other) <= SAME_BORDER for border in borders) for other in others)


def _same_columns(one: Sequence[float], other: Sequence[float], *, middle: bool) -> bool:
    """Whether both have the same columns, or one has some of the other's (a spill page without the empty ones)."""
    moved = _moved(one, other)
    edges = abs(moved[0] - one[0]) <= SAME_BORDER and abs(moved[-1] - one[-1]) <= SAME_BORDER
    if middle:
        return edges
    known, back = _known(one, moved), _known(moved, one)
    if known == len(moved) or back == len(one):
        return len(moved) > 2 or edges
    return edges and known >= KNOWN_BORDERS * len(moved)


def _union(one: Sequence[float], other: Sequence[float]) -> list[float]:
    merged = list(one)
    merged += [border for border in other if all(abs(border - known) > SAME_BORDER for known in one)]
    return sorted(merged)


def _recolumned(cells: list[GridCell], borders: Sequence[float], merged: Sequence[float]) -> list[GridCell]:
    """Cells with their columns counted by the merged borders."""
    place = [min(range(len(merged)), key=lambda index: abs(merged[index] - border)) for border in borders]
    if place == list(range(len(merged))):
        return cells
    return [
        msgspec.structs.replace(
            cell,
            col=place[cell.col],
            col_span=max(1, place[cell.col + cell.col_span] - place[cell.col]),
        )
        for cell in cells
    ]


def _full(upper: GridCell, rest: str) -> bool:
    """Whether the last line above the page break ended because its cell did. A mark that may not begin a line takes the character
    before it down with it."""
    return upper.room is None or upper.room <= FULL_LINE + (rest[1:2] in NO_START and len(rest) > 1)


def _open_bracket(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _coded(cells: Sequence[GridCell], col: int) -> bool:
    """Whether a column holds codes in most of its written cells."""
    written = [cell.text for cell in cells if cell.col == col and cell.col_span == 1 and cell.text]
    return len(written) >= 2 and 2 * sum(CODE.fullmatch(text) is not None for text in written) > len(written)


def _listed(cells: Sequence[GridCell], col: int) -> bool:
    """Whether a column's labels begin with list marks (一、 二、 …) as a rule."""
    marks = table_pattern("list_marks")
    written = [plain(cell.text) for cell in cells if cell.col == col and cell.text and not is_amount(cell.text)]
    return len(written) >= 4 and sum(marks.match(text) is not None for text in written) >= 0.7 * (len(written) - 2)
