"""A table under construction: borders, cells, and the tokens in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from extractor.grid.cells import text_of
from extractor.grid.rulings import Lattice
from extractor.grid.tokens import Token, cut
from extractor.records import Box, Char, Grid, GridCell

# A token reaches into the next cell only where it passes the border by more than this (points): glyph boxes are wider than ink.
SLACK = 1.5
# Characters of one word or number touch; a gap of this many type sizes where a border runs parts two texts, …
PARTED = 0.05
# … if the border is no further than this (type sizes) from the gap.
NEAR = 0.15
# Text whose last part (this share of it) stands in the next cell, which is empty, runs over.
RUN_OVER = 0.3
# A line belongs to the row above where it stands out over the border by this much (type sizes), behind a line with no room for
# two more characters.
OVER = 0.15
FULL_LINE = 1.8
# Of a line that a page break cuts in two at least this share of its height stands inside the table.
CLIPPED = 0.35
# Of a table of one column: so many cells at least, under so many rows of heads at most.
FEWEST_IN_COLUMN = 4
MOST_HEADS = 3
# An amount that can't go on: what follows right behind it over a border is another number.
COMPLETE = re.compile(r"[-−–+]?[\d,，]+[.．]\d\d")
# A row of so many cells with nothing but one amount is the rest of a table.
FEWEST_BESIDE = 3
# What a page break left of a cell's text has so many characters at least; fewer are a word in a drawing.
FEWEST_IN_REST = 8


class Cell:
    """A cell under construction: its first slot, its spans and the tokens in it."""

    __slots__ = ("col", "cols", "row", "rows", "tokens")

    def __init__(self, row: int, col: int, rows: int, cols: int) -> None:
        self.row, self.col, self.rows, self.cols = row, col, rows, cols
        self.tokens: list[Token] = []


class Draft:
    """A table under construction: borders, cells, and which cell each slot belongs to."""

    def __init__(self, lattice: Lattice) -> None:
        self.xs, self.ys = lattice.xs, [round(y, 2) for y in lattice.ys]  # as the finished record has them
        self.left, self.right = self.xs[0], self.xs[-1]  # of the table's box: numbers may run out over its sides
        self.closed = lattice.closed()
        self.crossing = 0
        self.taken = 0
        self.cells, self.owner = _merged(lattice)
        self.split = False  # whether rows or columns were told apart by their text alone
        self.decided_by = "rulings"
        self.measured: float | None = None

    @classmethod
    def of(cls, xs: list[float], ys: list[float], *, confidence: float, decided_by: str) -> Draft:
        """A table with known borders and a cell in every slot."""
        draft = cls(Lattice(xs, ys, (), ()))
        draft.cells = [Cell(row, col, 1, 1) for row in range(len(ys) - 1) for col in range(len(xs) - 1)]
        cols = len(xs) - 1
        draft.owner = [draft.cells[row * cols : (row + 1) * cols] for row in range(len(ys) - 1)]
        draft.measured, draft.decided_by = confidence, decided_by
        return draft

    def put(self, row: int, first: int, last: int, tokens: Sequence[Token]) -> None:
        """Put tokens into the cell at ``row`` that covers columns ``first`` to ``last``, merging empty single cells for it."""
        if first < last and all(
            self.owner[row][col].cols == 1 and not self.owner[row][col].tokens for col in range(first, last + 1)
        ):
            merged = Cell(row, first, 1, last - first + 1)
            old = {id(self.owner[row][col]) for col in range(first, last + 1)}
            at = self.cells.index(self.owner[row][first])
            self.cells = [cell for cell in self.cells if id(cell) not in old]
            self.cells.insert(at, merged)
            self.owner[row][first : last + 1] = [merged] * (last - first + 1)
        self.owner[row][first].tokens += tokens

    def merge(self, merged: Cell) -> None:
        """Put a cell in the place of the empty single cells that it covers; where one is taken, its tokens go there."""
        slots = [
            (row, col)
            for row in range(merged.row, merged.row + merged.rows)
            for col in range(merged.col, merged.col + merged.cols)
        ]
        owners = [self.owner[row][col] for row, col in slots]
        if any(cell.tokens or cell.rows * cell.cols > 1 for cell in owners):
            self.owner[merged.row][merged.col].tokens += merged.tokens
            return
        old = {id(cell) for cell in owners}
        at = self.cells.index(owners[0])
        self.cells = [cell for cell in self.cells if id(cell) not in old]
        self.cells.insert(at, merged)
        for row, col in slots:
            self.owner[row][col] = merged

    def overlaps(self, other: Draft) -> bool:
        """Whether the two tables' boxes cover each other by more than a ruling's width."""
        return (
            min(self.xs[-1], other.xs[-1]) - max(self.xs[0], other.xs[0]) > SLACK
            and min(self.ys[-1], other.ys[-1]) - max(self.ys[0], other.ys[0]) > SLACK
        )

    def wide_enough(self) -> bool:
        """Whether it can be a table: a frame around text (one column, or one cell) is none."""
        return len(self.xs) > 2 and len(self.cells) > 1 and any(cell.col > 0 for cell in self.cells)

    def says_something(self) -> bool:
        """Whether at least two cells hold text, or one an amount in a row of several: drawings and the frames of charts do not."""
        written = [cell for cell in self.cells if cell.tokens]
        if len(written) == 1 and len(self.ys) == 2 and len(self.cells) >= FEWEST_BESIDE:
            return "".join(token.text for token in written[0].tokens).count(".") == 1 and all(
                token.number for token in written[0].tokens
            )
        return len(written) >= 2

    def rest_of_row(self, tokens: Sequence[Token]) -> bool:
        """Whether it is the rest of a row that the page before has the start of: one row of several cells, the first thing on its
        page, with text that goes on in one cell."""
        if len(self.ys) != 2 or len(self.cells) < FEWEST_BESIDE or any(token.bottom <= self.ys[0] for token in tokens):
            return False
        written = [cell for cell in self.cells if cell.tokens]
        return len(written) == 1 and sum(len(token.text) for token in written[0].tokens) >= FEWEST_IN_REST

    def one_column(self) -> bool:
        """Whether it is one column of several rows: the last one of a sheet that found no room on the page before, or a frame."""
        return (
            len(self.xs) == 2 and len(self.cells) >= FEWEST_IN_COLUMN and not any(cell.rows > 2 for cell in self.cells)
        )

    def holds_amounts(self) -> bool:
        """Whether under the words at the top stand numbers, dashes or nothing: a column of amounts."""
        rows = [cell.tokens for cell in self.cells]
        first = next((row for row, found in enumerate(rows) if found), len(rows))
        if first > 1 or any(token.number for token in rows[first]):
            return False
        after = next(
            (row for row in range(first, len(rows)) if not rows[row] or all(map(_is_filler, rows[row]))), len(rows)
        )
        return after - first <= MOST_HEADS and all(_is_filler(token) for row in rows[after:] for token in row)

    def fill(self, tokens: Sequence[Token], chars: Sequence[Char]) -> None:
        """Put every token of the table's box into one cell."""
        xs, ys, owner = self.xs, self.ys, self.owner
        left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
        shared: list[tuple[Token, int]] = []
        for token in tokens:
            middle = (token.top + token.bottom) / 2
            if not top <= middle <= bottom or token.x1 <= left or token.x0 >= right:
                continue
            row = bisect_right(ys, middle) - 1
            if row == len(ys) - 1:
                row -= 1
            first = bisect_right(xs, token.x0 + SLACK) - 1
            last = bisect_right(xs, token.x1 - SLACK) - 1
            if 0 <= first < len(xs) - 1 and (
                first >= last or (last < len(xs) - 1 and owner[row][first] is owner[row][last])
            ):
                owner[row][first].tokens.append(token)
                self.taken += 1
            else:
                shared.append((token, row))
        self.taken += len(shared)
        for token, row in shared:
            self._share(token, row, chars)
        if self.left < left or self.right > right:
            self._take_margins(tokens, chars)
        self._take_clipped(tokens)
        for cell in self.cells:
            if cell.row and cell.tokens:
                self._give_back(cell)

    def _goes_on(self, cell: Cell, token: Token) -> bool:
        """Whether a line right below those of a cell goes on with them: the last one is full, and they begin or centre on one line."""
        if not cell.tokens:
            return False
        lowest = max(one.bottom for one in cell.tokens)
        last = [one for one in cell.tokens if one.bottom > lowest - 0.5 * token.size]
        start, end = min(one.x0 for one in last), max(one.x1 for one in last)
        full = self.xs[cell.col + cell.cols] - self.xs[cell.col] - (end - start) < FULL_LINE * token.size
        close = abs(token.top - lowest) < 0.5 * token.size
        in_line = min(abs(token.x0 - start), abs(token.x0 + token.x1 - start - end) / 2) < OVER * token.size
        return full and close and in_line

    def _take_clipped(self, tokens: Sequence[Token]) -> None:
        """The line of a merged cell through which a page break runs is printed on both pages, over the table's lower and upper
        edge: it is the text of the cell there, if that one is empty or its text goes on in it, and the table's box grows to hold it."""
        top, bottom = self.ys[0], self.ys[-1]
        taken: list[tuple[Cell, Token]] = []
        for token in tokens:
            middle = (token.top + token.bottom) / 2
            if top <= middle <= bottom or token.number:
                continue
            if min(token.bottom, bottom) - max(token.top, top) < CLIPPED * (token.bottom - token.top):
                continue
            row = 0 if middle < top else len(self.ys) - 2
            col = bisect_right(self.xs, token.x0 + SLACK) - 1
            if not 0 <= col < len(self.xs) - 1:
                return
            cell = self.owner[row][col]
            goes_on = middle > bottom and self._goes_on(cell, token)
            if (cell.tokens and not goes_on) or token.x1 - SLACK > self.xs[cell.col + cell.cols]:
                return  # a line that stands close to the table, and in none of its cells
            taken.append((cell, token))
        for cell, token in taken:
            cell.tokens.append(token)
            middle = (token.top + token.bottom) / 2
            self.ys[0], self.ys[-1] = min(self.ys[0], middle - 0.1), max(self.ys[-1], middle + 0.1)
            self.taken += 1

    def _give_back(self, cell: Cell) -> None:
        """The last line of the cell above, where that row is too low for its text: it is printed over the border, in the same
        type, behind a full line."""
        top = self.ys[cell.row]
        over = [token for token in cell.tokens if token.top < top - OVER * token.size and not token.number]
        if not over:
            return
        above = self.owner[cell.row - 1][cell.col]
        if above.col != cell.col or above.cols != cell.cols or not above.tokens:
            return
        last = max(above.tokens, key=lambda token: token.bottom)
        line = [token for token in above.tokens if abs(token.bottom - last.bottom) < 0.3 * last.size]
        width = self.xs[cell.col + cell.cols] - self.xs[cell.col]
        free = width - (max(token.x1 for token in line) - min(token.x0 for token in line))
        for token in over:
            pitch = token.bottom - last.bottom
            same_type = abs(token.size - last.size) < 0.05 * last.size and not last.number
            if same_type and 0.8 * last.size < pitch < 1.6 * last.size and free < FULL_LINE * last.size:
                cell.tokens.remove(token)
                above.tokens.append(token)

    def _take_margins(self, tokens: Sequence[Token], chars: Sequence[Char]) -> None:
        """Where a number runs out over the table's side, the table's box grows, and takes what else stands in that strip."""
        left, right, top, bottom = self.xs[0], self.xs[-1], self.ys[0], self.ys[-1]
        held = {index for cell in self.cells for token in cell.tokens for index in range(token.first, token.last)}
        for token in tokens:
            middle = (token.top + token.bottom) / 2
            if not top <= middle <= bottom or token.x1 < self.left or token.x0 > self.right:
                continue
            row = min(bisect_right(self.ys, middle) - 1, len(self.ys) - 2)
            for index in range(token.first, token.last):
                x = (chars[index].x0 + chars[index].x1) / 2
                if index not in held and (self.left <= x <= left or right <= x <= self.right):
                    self.owner[row][0 if x <= left else -1].tokens.append(cut(token, chars, index, index + 1))

    def _share(self, token: Token, row: int, chars: Sequence[Char]) -> None:
        """A token over a vertical border: two texts that nearly touch are cut at the border; what runs on over it is handed out
        by ``_hand_out``."""
        start = token.first
        cells = [self._cell_at(row, chars[index]) for index in range(token.first, token.last)]
        for index in range(token.first + 1, token.last):
            here = cells[index - token.first]
            if cells[index - token.first - 1] is not here and self._parted(row, token, chars, start, index):
                self._hand_out(cut(token, chars, start, index), cells[start - token.first : index - token.first], chars)
                start = index
        rest = cut(token, chars, start, token.last) if start > token.first else token
        self._hand_out(rest, cells[start - token.first :], chars)

    def _cell_at(self, row: int, char: Char) -> Cell | None:
        middle = (char.x0 + char.x1) / 2
        if not self.xs[0] <= middle <= self.xs[-1]:
            return None
        return self.owner[row][min(bisect_right(self.xs, middle) - 1, len(self.xs) - 2)]

    def _parted(self, row: int, token: Token, chars: Sequence[Char], start: int, index: int) -> bool:
        """Whether a border runs through a gap before ``chars[index]``, or right behind a complete amount."""
        left, right = chars[index - 1], chars[index]
        gap = right.x0 - left.x1
        border = min(self.xs, key=lambda x: abs(x - (left.x1 + right.x0) / 2))
        near = abs(border - (left.x1 + right.x0) / 2) <= gap / 2 + NEAR * token.size
        if not near:
            return False
        if gap > PARTED * token.size:
            return True
        return token.number and COMPLETE.fullmatch("".join(char.text for char in chars[start:index])) is not None

    def _hand_out(self, token: Token, cells: Sequence[Cell | None], chars: Sequence[Char]) -> None:
        """A number goes whole to the cell that has most of it, also where it runs out over the table's side. Text goes by its
        characters, but where it only runs over into a cell that is empty it stays whole."""
        pieces: list[tuple[Cell | None, int, int]] = []
        for index, cell in enumerate(cells, token.first):
            if pieces and pieces[-1][0] is cell:
                pieces[-1] = (cell, pieces[-1][1], index + 1)
            else:
                pieces.append((cell, index, index + 1))
        inside = [(cell, first, last) for cell, first, last in pieces if cell is not None]
        if not inside:
            return
        if len(pieces) == 1:
            inside[0][0].tokens.append(token)
            return
        self.crossing += 1
        most = max(inside, key=lambda piece: piece[2] - piece[1])[0]
        if token.number and token.text.count(".") + token.text.count("．") < 2:
            most.tokens.append(token)
            self.left, self.right = min(self.left, token.x0), max(self.right, token.x1)
            return
        for cell, first, last in inside:
            over = len(inside) == 2 and last - first <= RUN_OVER * len(token.text)
            home = most if cell is not most and not cell.tokens and over else cell
            home.tokens.append(cut(token, chars, first, last))

    def replace(self, cell: Cell, parts: Sequence[Cell]) -> None:
        """Put ``parts`` in the place of a cell; together they cover the same slots."""
        index = self.cells.index(cell)
        self.cells[index : index + 1] = parts
        for part in parts:
            for row in range(part.row, part.row + part.rows):
                self.owner[row][part.col : part.col + part.cols] = [part] * part.cols

    def insert_rows(self, row: int, borders: Sequence[float], parts: dict[int, list[list[Token]]]) -> None:
        """Split row ``row`` at ``borders``. ``parts`` are the tokens of each new row by the id of the cell that is split; other
        cells that start and end in the row stay empty in every part, those that reach further grow."""
        more = len(borders)
        self.ys[row + 1 : row + 1] = borders
        cells: list[Cell] = []
        for cell in self.cells:
            if cell.row > row:
                cell.row += more
            elif cell.row + cell.rows - 1 >= row:
                if cell.row == row and cell.rows == 1:
                    tokens = parts.get(id(cell)) or [[] for _ in range(more + 1)]
                    for index in range(more + 1):
                        part = Cell(row + index, cell.col, 1, cell.cols)
                        part.tokens = tokens[index]
                        cells.append(part)
                    continue
                cell.rows += more
            cells.append(cell)
        self.cells = cells
        cols = len(self.xs) - 1
        self.owner = [[cells[0]] * cols for _ in range(len(self.ys) - 1)]
        for cell in cells:
            for r in range(cell.row, cell.row + cell.rows):
                self.owner[r][cell.col : cell.col + cell.cols] = [cell] * cell.cols

    def insert_column(self, col: int, x: float) -> None:
        """Split column ``col`` at ``x``. Cells whose text stands on one side or on both are split, the others reach over both."""
        self.xs.insert(col + 1, x)
        cells: list[Cell] = []
        for cell in self.cells:
            if cell.col > col:
                cell.col += 1
            elif cell.col + cell.cols > col:
                cell.cols += 1
                if cell.cols == 2 and not any(token.x0 < x - SLACK and token.x1 > x + SLACK for token in cell.tokens):
                    right = Cell(cell.row, col + 1, cell.rows, 1)
                    right.tokens = [token for token in cell.tokens if token.x0 + token.x1 > 2 * x]
                    cell.tokens = [token for token in cell.tokens if token.x0 + token.x1 <= 2 * x]
                    cell.cols = 1
                    cells += [cell, right]
                    continue
            cells.append(cell)
        self.cells = cells
        self.owner = [[cells[0]] * (len(self.xs) - 1) for _ in range(len(self.ys) - 1)]
        for cell in cells:
            for row in range(cell.row, cell.row + cell.rows):
                self.owner[row][cell.col : cell.col + cell.cols] = [cell] * cell.cols

    def confidence(self) -> float:
        """How far the drawing explains the text: the share of the border that is drawn, less the share of tokens over borders."""
        if self.measured is not None:
            return round(self.measured, 3)
        crossing = self.crossing / self.taken if self.taken else 0.0
        drawn = (0.5 + 0.5 * self.closed) * (0.8 if self.split else 1.0)
        return round(max(0.0, drawn * (1 - min(1.0, 2 * crossing))), 3)

    def grid(self, page: int, name: str) -> Grid:
        """The finished record."""
        xs = [round(x, 2) for x in self.xs]
        ys = [round(y, 2) for y in self.ys]
        cells, new = [], tuple.__new__
        for cell in sorted(self.cells, key=attrgetter("row", "col")):
            left, right = xs[cell.col], xs[cell.col + cell.cols]
            text, indent, room = text_of(cell.tokens, left, right) if cell.tokens else ("", 0.0, None)
            cells.append(
                GridCell(
                    row=cell.row,
                    col=cell.col,
                    text=text,
                    row_span=cell.rows,
                    col_span=cell.cols,
                    page=page,
                    box=new(Box, (left, ys[cell.row], right, ys[cell.row + cell.rows])),
                    indent=round(indent, 1),
                    room=None if room is None else round(room, 1),
                )
            )
        return Grid(
            id=name,
            rows=len(ys) - 1,
            cols=len(xs) - 1,
            cells=tuple(cells),
            pages=(page,),
            box=Box(round(self.left, 2), ys[0], round(self.right, 2), ys[-1]),
            decided_by=self.decided_by,
            confidence=self.confidence(),
        )


def _is_filler(token: Token) -> bool:
    return token.number or all(mark in "-—–－#*" for mark in token.text)


def _merged(lattice: Lattice) -> tuple[list[Cell], list[list[Cell]]]:
    """Cells from slots: a cell grows right, then down, while no border is drawn; so every cell is a rectangle."""
    rows, cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    across, down = lattice.across, lattice.down
    owner: list[list[Cell | None]] = [[None] * cols for _ in range(rows)]
    cells: list[Cell] = []
    for row in range(rows):
        own = owner[row]
        walls = down[row]
        for col in range(cols):
            if own[col] is not None:
                continue
            end = col + 1
            while end < cols and not walls[end] and own[end] is None:
                end += 1
            low = row + 1
            while low < rows and not any(across[low][col:end]) and not any(down[low][col + 1 : end]):
                low += 1
            cell = Cell(row, col, low - row, end - col)
            cells.append(cell)
            for r in range(row, low):
                owner[r][col:end] = [cell] * (end - col)
    return cells, owner  # type: ignore[return-value]  # every slot is owned now
