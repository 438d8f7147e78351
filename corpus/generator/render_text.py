"""Plain text: headings and paragraphs a line each, indicator tables flattened a cell a line with a leading tab.

The public forms have no text form (the seed of this project carries none): their part says that they are annexed. With the habit
``flat_forms`` they stand there a cell a line, or a row a line with the empty cells gone.
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.generator.model import (
    Contents,
    Document,
    FactTruth,
    Heading,
    Paragraph,
    Picture,
    Piece,
    TableBlock,
    TableModel,
)

ANNEXED = "各表详见附表。"


class TextFact(NamedTuple):
    """A fact with the offsets of its quote in the text; ends exclusive."""

    fact: FactTruth
    start: int
    end: int


class RenderedText(NamedTuple):
    text: str
    facts: tuple[TextFact, ...]


def render_text(document: Document) -> RenderedText:
    """The text, with the offsets of every fact's quote."""
    lines = _Lines()
    skipping = annexed = False
    flat, run = document.variant.flat_forms, document.variant.flat_indicators == "run"
    for block in document.blocks:
        if isinstance(block, Heading):
            skipping = block.topic == "statements.form" and flat == "none"
            if skipping:
                if not annexed:
                    lines.put((Piece(ANNEXED),))
                    annexed = True
                continue
            lines.put((Piece(block.lead), *block.body))
        elif isinstance(block, Contents):
            lines.put((Piece("目录"),))
            for number, heading in enumerate(contents(document, block)):
                if heading.topic != "statements.form":
                    lines.put((Piece(heading.printed + (block.code(number) if block.codes else "")),))
        elif isinstance(block, Paragraph) and not skipping:
            lines.put(block.pieces)
        elif isinstance(block, Picture):
            lines.put((Piece(block.caption),))
        elif isinstance(block, TableBlock) and (block.flat or flat != "none"):
            for line in _flat(block.table, rows=not block.flat and flat == "rows", run=block.flat and run):
                lines.put((Piece(line),))
    return RenderedText("".join(lines.parts), tuple(lines.facts))


def _flat(table: TableModel, *, rows: bool, run: bool) -> list[str]:
    """The table as lines: a cell a line, with ``rows`` a row a line without its empty cells, with ``run`` all of it in one line."""
    if not rows and not run:
        return [*flattened(table), "", ""]
    said = [
        " ".join(p.cell.text for p in table.row_cells(row) if p.cell.text).replace("\n", "")
        for row in range(table.rows)
    ]
    return [" ".join(line for line in said if line)] if run else [line for line in said if line]


def contents(document: Document, block: Contents) -> list[Heading]:
    """The headings that the contents list."""
    return [heading for heading in document.headings() if heading.level <= block.depth]


def flattened(table: TableModel) -> list[str]:
    """A cell a line after a tab, rows parted by an empty line; a slot that a cell above covers is an empty cell."""
    lines: list[str] = []
    for row in range(table.rows):
        if row:
            lines.append("")
        slots = {placed.col: placed for placed in table.row_cells(row)}
        col = 0
        while col < table.cols:
            placed = slots.get(col)
            if placed is not None:
                first, *more = placed.cell.text.split("\n")
                lines += [f"\t{first}", *more]
                col += placed.cell.col_span
                continue
            above = next(p for p in table.cells if p.row < row < p.row + p.cell.row_span and p.col == col)
            lines.append("\t")
            col += above.cell.col_span
    return lines


class _Lines:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.facts: list[TextFact] = []
        self.at = 0

    def put(self, pieces: tuple[Piece, ...]) -> None:
        for piece in (*pieces, Piece("\n")):
            if piece.fact is not None:
                self.facts.append(TextFact(piece.fact, self.at, self.at + len(piece.text)))
            self.parts.append(piece.text)
            self.at += len(piece.text)
