"""Hand-made pages: characters of even width and rulings, without any PDF."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.records import Char, Grid, Page, Ruling


def width_of(text: str, size: float) -> float:
    """Chinese characters are as wide as the type, Latin ones half as wide."""
    return sum(size * (0.5 if ord(char) < 0x2E80 else 1.0) for char in text)


class Paper:
    """A page under construction; ``page()`` finishes it."""

    def __init__(self, *, number: int = 1, width: float = 595, height: float = 842) -> None:
        self.number, self.width, self.height = number, width, height
        self.chars: list[Char] = []
        self.rulings: list[Ruling] = []

    def text(self, x: float, top: float, text: str, *, size: float = 10, space: float = 0.0) -> None:
        """Print from ``x`` on; spaces move on without printing; ``space`` is put between characters."""
        for char in text:
            wide = width_of(char, size)
            if char not in " 　":
                self.chars.append(Char(char, x, top, x + wide, top + size, size, False))
            x += wide + space

    def right(self, x: float, top: float, text: str, *, size: float = 10) -> None:
        """Print so that the text ends at ``x``."""
        self.text(x - width_of(text, size), top, text, size=size)

    def across(self, y: float, x0: float, x1: float, *, thick: float = 0.5) -> None:
        self.rulings.append(Ruling(x0, y - thick / 2, x1, y + thick / 2))

    def down(self, x: float, y0: float, y1: float, *, thick: float = 0.5) -> None:
        self.rulings.append(Ruling(x - thick / 2, y0, x + thick / 2, y1))

    def lattice(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """All lines of a table from end to end."""
        for y in ys:
            self.across(y, xs[0], xs[-1])
        for x in xs:
            self.down(x, ys[0], ys[-1])

    def fill(
        self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], *, size: float = 10
    ) -> None:
        """Print a text into each slot: numbers at the right, other text at the left."""
        for row, texts in enumerate(rows):
            top = (ys[row] + ys[row + 1] - size) / 2
            for col, text in enumerate(texts):
                if text[:1].isdigit() and "." in text:
                    self.right(xs[col + 1] - 3, top, text, size=size)
                else:
                    self.text(xs[col] + 3, top, text, size=size)

    def table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        self.lattice(xs, ys)
        self.fill(xs, ys, rows)

    def page(self) -> Page:
        return Page(
            number=self.number,
            width=self.width,
            height=self.height,
            chars=tuple(self.chars),
            rulings=tuple(self.rulings),
        )


def texts(grid: Grid) -> list[list[str]]:
    """The texts of a grid row by row, each merged cell once."""
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def spans(grid: Grid) -> dict[str, tuple[int, int]]:
    """Row and column span of each cell that has text."""
    return {cell.text: (cell.row_span, cell.col_span) for cell in grid.cells if cell.text}
