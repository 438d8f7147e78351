"""The abstract document: headings, paragraphs of pieces that carry truth, tables that carry truth.

Amounts are ``Decimal`` as printed, without separators; offsets and pages belong to the renderers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from corpus.generator.variants import Variant

Format = Literal["txt", "docx", "html", "pdf", "xlsx"]
Kind = Literal["final_account", "budget"]
FORMATS: tuple[Format, ...] = ("txt", "docx", "html", "pdf", "xlsx")
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class FactTruth:
    """One fact of the prose, in the terms of the contract. ``quote`` is the printed number with its unit."""

    metric: str
    measure: str
    value: Decimal
    unit: str | None
    year: int
    base_year: int | None = None
    basis: str | None = None
    dims: dict[str, str] = field(default_factory=dict)
    quote: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of a paragraph's text; ``fact`` is what it states."""

    text: str
    fact: FactTruth | None = None


@dataclass(frozen=True)
class Heading:
    """``number`` is printed before the title. ``body`` follows on the same line, after ``mark``.

    A null ``topic``: no topic of the contract is certain, and the truth does not list the heading.
    """

    level: int
    number: str
    title: str
    topic: str | None
    form: str | None = None
    body: tuple[Piece, ...] = ()
    mark: str = "。"
    tail: str = ""  # what stands behind the title and does not belong to it, such as a page number
    shown: str = ""  # the title as printed, where that is another

    @property
    def printed(self) -> str:
        return self.number + self.title

    @property
    def lead(self) -> str:
        """What stands before the body: the heading, with its mark where a body follows."""
        return self.number + (self.shown or self.title) + (self.mark if self.body else self.tail)


@dataclass(frozen=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    align: Align = "left"
    role: Literal["body", "cover", "unit", "note", "menu", "signature"] = "body"

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Contents:
    """目录: the headings of up to ``depth`` levels; renderers that have pages add their numbers.

    With ``codes`` the fields of the page numbers stand in the text, as a copy of a Word file has them.
    """

    depth: int = 2
    codes: bool = False

    @staticmethod
    def code(number: int) -> str:
        """What the entry ``number`` (from 0) prints for its page."""
        return f" PAGEREF _Toc{1000 + number} \\h {3 + number}"


@dataclass(frozen=True)
class Picture:
    """A chart of parts of a whole (from 0 to 1), printed without its numbers: only ``caption`` is text."""

    caption: str
    parts: tuple[float, ...]


@dataclass(frozen=True)
class PageBreak:
    landscape: bool = False


# --- tables -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A cell as written in a row; merged cells stand once. ``truth`` names its place in the table's truth."""

    text: str
    row_span: int = 1
    col_span: int = 1
    align: Align = "left"
    bold: bool = False
    indent: int = 0  # characters
    truth: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Placed:
    """A cell with its place in the grid, rows and columns from 0."""

    row: int
    col: int
    cell: Cell


@dataclass(frozen=True)
class TableStyle:
    """How a table is drawn.

    ``rulings``: all; open (all but the left and right edge); horizontal; outer (the frame and under the header);
    header (top, bottom and under the header); none. ``thin_rects``: lines as filled rectangles.
    """

    rulings: Literal["all", "open", "horizontal", "outer", "header", "none"] = "all"
    thin_rects: bool = False
    line_width: float = 0.6
    font_size: float = 9.0
    padding: float = 3.0
    repeat_header: bool = True


@dataclass(frozen=True)
class TableModel:
    """A table as drawn: every slot of ``rows`` × ``cols`` is covered by exactly one cell.

    ``widths`` are relative. ``truth`` is the truth of the whole: a statement's or an indicator table's, as plain JSON values.
    """

    rows: int
    cols: int
    cells: tuple[Placed, ...]
    header_rows: int
    widths: tuple[float, ...]
    style: TableStyle = TableStyle()
    kind: Literal["statement", "indicators", "other"] = "other"
    truth: dict[str, Any] = field(default_factory=dict)

    def row_cells(self, row: int) -> list[Placed]:
        return sorted((placed for placed in self.cells if placed.row == row), key=lambda placed: placed.col)


def table_of(
    rows: Sequence[Sequence[Cell]],
    *,
    header_rows: int,
    widths: Sequence[float],
    style: TableStyle | None = None,
    kind: Literal["statement", "indicators", "other"] = "other",
    truth: dict[str, Any] | None = None,
) -> TableModel:
    """Place rows of cells as HTML does. Raises ``ValueError`` where they overlap or leave a slot open."""
    cols = len(widths)
    taken: dict[tuple[int, int], bool] = {}
    placed: list[Placed] = []
    for index, row in enumerate(rows):
        col = 0
        for cell in row:
            while (index, col) in taken:
                col += 1
            for down in range(cell.row_span):
                for across in range(cell.col_span):
                    slot = (index + down, col + across)
                    if slot in taken or slot[0] >= len(rows) or slot[1] >= cols:
                        raise ValueError(
                            f"cell {cell.text!r} does not fit at row {index}, column {col} of {len(rows)}×{cols}"
                        )
                    taken[slot] = True
            placed.append(Placed(index, col, cell))
            col += cell.col_span
    if len(taken) != len(rows) * cols:
        missing = [(r, c) for r in range(len(rows)) for c in range(cols) if (r, c) not in taken]
        raise ValueError(f"slots without a cell: {missing[:5]}")
    return TableModel(
        rows=len(rows),
        cols=cols,
        cells=tuple(placed),
        header_rows=header_rows,
        widths=tuple(widths),
        style=style or TableStyle(),
        kind=kind,
        truth=truth or {},
    )


@dataclass(frozen=True)
class TableBlock:
    """A table in the flow. ``flat`` tables are printed in plain text too, a cell a line; others have no text form."""

    table: TableModel
    flat: bool = False


Block = Heading | Paragraph | Contents | PageBreak | Picture | TableBlock


@dataclass(frozen=True)
class PlantedPlace:
    """One number (or words) that a planted error made wrong, as printed, and what was right.

    Of the text: ``context`` are the characters before it in its paragraph. Of a form: ``form``, ``row`` (code, else label) and ``column``.
    Of an indicator table: ``project``, ``row`` (its number, or the line of funds) and ``column``. Of the document: what is not there.
    """

    where: Literal["text", "form", "indicators", "document"]
    printed: str
    right: str
    context: str = ""
    form: str = ""
    project: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class PlantedError:
    """A known error: its entry in ``data/errors.yaml``, the checks of which one has to fail on it, and words of the cause."""

    kind: str
    words: str
    checks: tuple[str, ...]
    cause: str
    places: tuple[PlantedPlace, ...]


@dataclass(frozen=True)
class Document:
    """One synthetic disclosure. ``blocks`` are in print order; ``projects``, ``glossary``, ``profile``, ``planted`` and ``broken`` are truth.

    ``broken``: numbers of which digits are lost, as printed. No fact is to be made of them, and a reader has to name each.
    """

    seed: int
    kind: Kind
    title: str
    org: str
    year: int
    variant: Variant
    blocks: tuple[Block, ...]
    profile: dict[str, Any]
    projects: tuple[dict[str, Any], ...] = ()
    glossary: tuple[dict[str, str], ...] = ()
    planted: tuple[PlantedError, ...] = ()
    broken: tuple[str, ...] = ()

    def headings(self) -> Iterator[Heading]:
        for block in self.blocks:
            if isinstance(block, Heading):
                yield block

    def tables(self) -> Iterator[TableModel]:
        for block in self.blocks:
            if isinstance(block, TableBlock):
                yield block.table

    def with_variant(self, **changes: Any) -> Document:
        """The same content drawn another way: page numbers, watermark, low digits, rulings … (the second block of ``Variant``)."""
        variant = replace(self.variant, **changes)
        blocks = tuple(
            replace(block, table=_redrawn(block.table, variant)) if isinstance(block, TableBlock) else block
            for block in self.blocks
        )
        return replace(self, variant=variant, blocks=blocks)


def _redrawn(table: TableModel, variant: Variant) -> TableModel:
    header = variant.repeat_header and table.kind == "statement"
    style = replace(table.style, thin_rects=variant.thin_rects, rulings=variant.rulings, repeat_header=header)
    return replace(table, style=style)


def pieces(*parts: str | Piece) -> tuple[Piece, ...]:
    return tuple(part if isinstance(part, Piece) else Piece(part) for part in parts)
