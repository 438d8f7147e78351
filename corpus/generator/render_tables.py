"""One table on a reportlab canvas: measured, drawn whole or in part, with rulings as lines or thin rectangles.

Distances are points; ``top`` counts down from the page's upper edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from corpus.generator.model import Placed, TableModel
from corpus.generator.typesetting import Typesetter

LINE_HEIGHT = 1.25  # of the type size


@dataclass(frozen=True)
class MeasuredTable:
    """A table fitted to a width: column edges from its left side, row heights, and the lines of every cell."""

    table: TableModel
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    lines: dict[tuple[int, int], tuple[str, ...]]

    def height(self, rows: Sequence[int]) -> float:
        return sum(self.heights[row] for row in rows)


class CellBox(NamedTuple):
    """Where a cell stands on its page; ``top`` and ``bottom`` from the page's upper edge."""

    row: int
    col: int
    x0: float
    top: float
    x1: float
    bottom: float


def measure_table(table: TableModel, width: float, setter: Typesetter) -> MeasuredTable:
    """Fit columns to ``width`` and rows to their text."""
    whole = sum(table.widths)
    edges = [0.0]
    for share in table.widths:
        edges.append(edges[-1] + width * share / whole)
    style = table.style
    line = style.font_size * LINE_HEIGHT
    heights = [line + 2 * style.padding] * table.rows
    lines: dict[tuple[int, int], tuple[str, ...]] = {}
    for placed in sorted(table.cells, key=lambda placed: placed.cell.row_span):
        cell = placed.cell
        room = edges[placed.col + cell.col_span] - edges[placed.col] - 2 * style.padding
        room -= cell.indent * style.font_size
        wrapped = tuple(
            part for text in cell.text.split("\n") for part in setter.wrap(text, room, style.font_size, hang=False)
        )
        lines[placed.row, placed.col] = wrapped if cell.text else ()
        needed = len(wrapped) * line + 2 * style.padding
        rows = range(placed.row, placed.row + cell.row_span)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            for row in rows:
                heights[row] += missing / cell.row_span
    return MeasuredTable(table, tuple(edges), tuple(heights), lines)


def without_empty_columns(measured: MeasuredTable, rows: Sequence[int]) -> MeasuredTable:
    """The same table without borders between neighbouring columns of which ``rows`` print nothing: they are one column there."""
    table = measured.table
    shown = set(rows)
    empty = set(range(1, table.cols))
    for placed in table.cells:
        if placed.row in shown and (placed.cell.text or placed.cell.col_span > 1):
            empty -= set(range(placed.col, placed.col + placed.cell.col_span))
    cells = []
    for placed in table.cells:
        if placed.row not in shown or placed.col not in empty:
            cells.append(placed)
        elif placed.col - 1 not in empty:
            wide = next(span for span in range(1, table.cols + 1) if placed.col + span not in empty)
            cells.append(replace(placed, cell=replace(placed.cell, col_span=wide)))
    return replace(measured, table=replace(table, cells=tuple(cells)))


def draw_table(
    canvas: Canvas,
    measured: MeasuredTable,
    setter: Typesetter,
    *,
    x: float,
    top: float,
    page_height: float,
    rows: Sequence[int] | None = None,
) -> list[CellBox]:
    """Draw ``rows`` (all without it) one under the other from ``top``; gives the boxes of the cells drawn.

    A cell that spans rows is drawn as far as its rows are; its text stands in the part with its first row.
    """
    table = measured.table
    shown = list(range(table.rows)) if rows is None else list(rows)
    tops: dict[int, float] = {}
    at = top
    for row in shown:
        tops[row] = at
        at += measured.heights[row]
    boxes: list[CellBox] = []
    for placed in table.cells:
        inside = [row for row in range(placed.row, placed.row + placed.cell.row_span) if row in tops]
        if not inside:
            continue
        box = CellBox(
            placed.row,
            placed.col,
            x + measured.edges[placed.col],
            tops[inside[0]],
            x + measured.edges[placed.col + placed.cell.col_span],
            tops[inside[-1]] + measured.heights[inside[-1]],
        )
        boxes.append(box)
        if placed.row in tops:
            _draw_text(setter, measured, placed, box)
    _draw_rulings(canvas, table, boxes, shown, page_height)
    return boxes


def _draw_text(setter: Typesetter, measured: MeasuredTable, placed: Placed, box: CellBox) -> None:
    style, cell = measured.table.style, placed.cell
    lines = measured.lines[placed.row, placed.col]
    line = style.font_size * LINE_HEIGHT
    top = box.top + max((box.bottom - box.top - len(lines) * line) / 2, style.padding / 2)
    for index, text in enumerate(lines):
        width = setter.width(text, style.font_size)
        x = box.x0 + style.padding + cell.indent * style.font_size
        if cell.align == "right":
            x = box.x1 - style.padding - width
        elif cell.align == "center":
            x = (box.x0 + box.x1 - width) / 2
        setter.draw(x, top + index * line, text, style.font_size, bold=cell.bold)


def _draw_rulings(
    canvas: Canvas, table: TableModel, boxes: Sequence[CellBox], shown: Sequence[int], page_height: float
) -> None:
    style = table.style
    if style.rulings == "none" or not boxes:
        return
    outer = (
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )
    edges: set[tuple[float, float, float, float]] = set()

    def add(x0: float, y0: float, x1: float, y1: float) -> None:
        edges.add((round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)))

    header_end = max((b.bottom for b in boxes if b.row < table.header_rows), default=None)
    for box in boxes:
        if style.rulings in ("all", "open", "horizontal"):
            add(box.x0, box.top, box.x1, box.top)
            add(box.x0, box.bottom, box.x1, box.bottom)
        if style.rulings in ("all", "open"):
            for side in (box.x0, box.x1):
                if style.rulings == "all" or side not in (outer[0], outer[2]):
                    add(side, box.top, side, box.bottom)
    if style.rulings in ("outer", "header"):
        add(outer[0], outer[1], outer[2], outer[1])
        add(outer[0], outer[3], outer[2], outer[3])
        if style.rulings == "outer":
            add(outer[0], outer[1], outer[0], outer[3])
            add(outer[2], outer[1], outer[2], outer[3])
        if header_end is not None:
            add(outer[0], header_end, outer[2], header_end)
    canvas.setLineWidth(style.line_width)
    half = style.line_width / 2
    for x0, y0, x1, y1 in sorted(edges):
        if style.thin_rects:
            canvas.rect(x0 - half, page_height - y1 - half, x1 - x0 + 2 * half, y1 - y0 + 2 * half, stroke=0, fill=1)
        else:
            canvas.line(x0, page_height - y0, x1, page_height - y1)
