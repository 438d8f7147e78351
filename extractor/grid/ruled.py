"""Tables drawn with rulings: lattice → cells with spans → text into cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractor.grid.cells import text_of
from extractor.grid.rulings import Bundle, Lattice, borders, ends
from extractor.grid.tokens import Token, cut
from extractor.records import Box, Char, Grid, GridCell, Page

# A token reaches into the next cell only where it passes the border by more than this (points): glyph boxes are wider than ink.
SLACK = 1.5


def ruled_grids(page: Page, tokens: Sequence[Token], bundles: Sequence[Bundle]) -> list[Grid]:
    """The grids that the bundles of rulings draw around tokens, from top to bottom."""
    drafts = []
    for bundle in bundles:
        lattice = lattice_of(bundle, tokens)
        if lattice is None:
            continue
        draft = Draft(lattice)
        if draft.wide_enough():
            drafts.append(draft)
    drafts = _outermost(drafts)
    grids: list[Grid] = []
    for draft in sorted(drafts, key=lambda draft: (draft.ys[0], draft.xs[0])):
        draft.fill(tokens, page.chars)
        if draft.says_something():
            grids.append(draft.grid(page.number, f"p{page.number}g{len(grids) + 1}"))
    return grids


def lattice_of(bundle: Bundle, tokens: Sequence[Token]) -> Lattice | None:
    """The lattice of touching rulings. Sides left open, where rulings run on to no border, are borders if text stands there."""
    xs, ys = borders(bundle.verticals), borders(bundle.horizontals)
    if len(xs) < 1 or len(ys) < 1:
        return None
    left, right = ends(bundle.horizontals, first=xs[0], last=xs[-1])
    above, below = ends(bundle.verticals, first=ys[0], last=ys[-1])
    low, high = (ys[0] if above is None else above), (ys[-1] if below is None else below)
    first, last = (xs[0] if left is None else left), (xs[-1] if right is None else right)
    if left is not None and _written(tokens, left, xs[0], low, high):
        xs.insert(0, left)
    if right is not None and _written(tokens, xs[-1], right, low, high):
        xs.append(right)
    if above is not None and _written(tokens, first, last, above, ys[0]):
        ys.insert(0, above)
    if below is not None and _written(tokens, first, last, ys[-1], below):
        ys.append(below)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return Lattice(xs, ys, bundle.horizontals, bundle.verticals)


def _written(tokens: Sequence[Token], left: float, right: float, top: float, bottom: float) -> bool:
    return any(
        left <= (token.x0 + token.x1) / 2 <= right and top <= (token.top + token.bottom) / 2 <= bottom
        for token in tokens
    )


class Cell:
    """A cell under construction: its first slot, its spans and the tokens in it."""

    __slots__ = ("col", "cols", "row", "rows", "tokens")

    def __init__(self, row: int, col: int, rows: int, cols: int) -> None:
        self.row, self.col, self.rows, self.cols = row, col, rows, cols
        self.tokens: list[Token] = []


class Draft:
    """A table under construction: borders, cells, and which cell each slot belongs to."""

    def __init__(self, lattice: Lattice) -> None:
        self.xs, self.ys = lattice.xs, lattice.ys
        self.closed = lattice.closed()
        self.crossing = 0
        self.taken = 0
        self.cells, self.owner = _merged(lattice)

    def wide_enough(self) -> bool:
        """Whether it can be a table: a frame around text (one column, or one cell) is none."""
        return len(self.xs) > 2 and len(self.cells) > 1 and any(cell.col > 0 for cell in self.cells)

    def says_something(self) -> bool:
        """Whether at least two cells hold text: drawings and the frames of charts do not."""
        return sum(bool(cell.tokens) for cell in self.cells) >= 2

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

    def _share(self, token: Token, row: int, chars: Sequence[Char]) -> None:
        """A token over a vertical border. A number goes whole to the cell that has most of it; text goes by its characters, but
        where it only runs over into a cell that is empty it stays whole."""
        xs, owner = self.xs, self.owner[row]
        pieces: list[tuple[Cell | None, int, int]] = []
        for index in range(token.first, token.last):
            char = chars[index]
            middle = (char.x0 + char.x1) / 2
            col = bisect_right(xs, middle) - 1
            if middle == xs[-1]:
                col -= 1
            cell = owner[col] if 0 <= col < len(xs) - 1 else None
            if pieces and pieces[-1][0] is cell:
                pieces[-1] = (cell, pieces[-1][1], index + 1)
            else:
                pieces.append((cell, index, index + 1))
        inside = [piece for piece in pieces if piece[0] is not None]
        if not inside:
            return
        if len(pieces) > 1:
            self.crossing += 1
        most, _, _ = max(inside, key=lambda piece: piece[2] - piece[1])
        assert most is not None
        whole = token.text.count(".") + token.text.count("．") < 2 if token.number else False
        for cell, first, last in inside:
            if cell is None:
                continue
            piece = cut(token, chars, first, last) if len(pieces) > 1 else token
            if whole or (cell is not most and not cell.tokens and last - first <= 0.3 * len(token.text)):
                most.tokens.append(piece)
            else:
                cell.tokens.append(piece)

    def confidence(self) -> float:
        """How far the drawing explains the text: the share of the border that is drawn, less the share of tokens over borders."""
        crossing = self.crossing / self.taken if self.taken else 0.0
        return round(max(0.0, (0.5 + 0.5 * self.closed) * (1 - min(1.0, 2 * crossing))), 3)

    def grid(self, page: int, name: str) -> Grid:
        """The finished record."""
        xs = [round(x, 2) for x in self.xs]
        ys = [round(y, 2) for y in self.ys]
        cells = []
        for cell in self.cells:
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
                    box=Box(left, ys[cell.row], right, ys[cell.row + cell.rows]),
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
            box=Box(xs[0], ys[0], xs[-1], ys[-1]),
            confidence=self.confidence(),
        )


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


def _outermost(drafts: list[Draft]) -> list[Draft]:
    """Of tables inside one another, the one with more cells: a frame around a table is no table, nor is a box inside a cell."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: -len(draft.cells)):
        if not any(_overlap(draft, other) for other in kept):
            kept.append(draft)
    return kept


def _overlap(one: Draft, other: Draft) -> bool:
    return (
        min(one.xs[-1], other.xs[-1]) - max(one.xs[0], other.xs[0]) > SLACK
        and min(one.ys[-1], other.ys[-1]) - max(one.ys[0], other.ys[0]) > SLACK
    )
