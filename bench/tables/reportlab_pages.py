"""A case drawn with reportlab: pagination, cut rows, broken and double rulings, shading, turned pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench.tables.layouts import Case, Drawn
from corpus.generator.model import TableModel
from corpus.generator.render_tables import LINE_HEIGHT, CellBox, MeasuredTable, draw_table, measure_table
from corpus.generator.typesetting import Typesetter

_A4 = (595.28, 841.89)
_MARGIN = 56.0
_GAP = 18.0  # between two forms side by side
FONT = "STSong-Light"
_DOT = ImageReader(Image.new("L", (1, 1), 0))


class _Spaced(Typesetter):
    """Letters drawn one by one with room between."""

    spacing = 0.0

    def width(self, text: str, size: float) -> float:
        return super().width(text, size) + self.spacing * len(text)

    def draw(self, x: float, top: float, text: str, size: float, *, bold: bool = False) -> None:
        if not self.spacing:
            super().draw(x, top, text, size, bold=bold)
            return
        for char in text:
            super().draw(x, top, char, size, bold=bold)
            x += self.width(char, size)


def draw_case(case: Case) -> bytes:
    """The case as PDF; the same bytes on every run."""
    return _Writer(case).write()


class _Writer:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, invariant=1, pageCompression=1)
        self.setter = _Spaced(self.canvas, FONT)
        self.setter.spacing = case.drawing.spacing
        self.width, self.height = (_A4[1], _A4[0]) if case.drawing.landscape else _A4
        self.setter.page_height = self.height
        self.open = False
        self.at = _MARGIN

    def write(self) -> bytes:
        for index, drawn in enumerate(self.case.drawn):
            beside = self.case.drawing.side_by_side
            whole = self.width - 2 * _MARGIN
            if beside:
                half = (whole - _GAP) / 2
                right = index % 2 == 1
                if not right:
                    self._new_page()
                self.at = _MARGIN
                self._form(drawn, _MARGIN + (half + _GAP if right else 0.0), half)
            else:
                if drawn.new_page or not self.open:
                    self._new_page()
                self._form(drawn, _MARGIN, whole * drawn.share)
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()

    def _new_page(self) -> None:
        if self.open:
            self.canvas.showPage()
        turn = self.case.drawing.turn
        if turn == "none":
            self.canvas.setPageSize((self.width, self.height))
        else:  # the sheet stands upright and the drawing lies on it
            # reportlab takes the size of a page with /Rotate as shown
            self.canvas.setPageSize((self.width, self.height) if turn == "rotated" else (self.height, self.width))
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
            self.canvas.setPageRotation(90 if turn == "rotated" else 0)
        self.open = True
        self.at = _MARGIN

    def _form(self, drawn: Drawn, x: float, width: float) -> None:
        if drawn.title:
            size = 15.0
            self.setter.draw(x + (width - self.setter.width(drawn.title, size)) / 2, self.at, drawn.title, size)
            self.at += 26
        if drawn.unit:
            self.setter.draw(x + width - self.setter.width(drawn.unit, 9.0), self.at, drawn.unit, 9.0)
            self.at += 16
        drawing = self.case.drawing
        own = drawing.line in ("broken", "dotted", "double", "shading", "pictures", "one_picture")
        style = replace(
            drawn.table.style,
            rulings="none" if own else drawing.rulings,
            thin_rects=drawing.line == "thin_rect",
            font_size=drawing.font_size,
        )
        measured = measure_table(replace(drawn.table, style=style), width, self.setter)
        header = list(range(drawn.table.header_rows))
        body = list(range(drawn.table.header_rows, drawn.table.rows))
        first = True
        while body or first:
            lead = header if first or drawing.repeat_header else []
            room = self.height - _MARGIN - self.at - measured.height(lead)
            taken: list[int] = []
            while body and measured.height([*taken, body[0]]) <= room:
                taken.append(body.pop(0))
            rest = room - measured.height(taken)
            shown = measured
            if body and drawing.cut_rows and (cut := _cut(measured, body[0], rest)):
                shown, measured = cut
                taken.append(body[0])
            if not taken and not first:
                raise ValueError("a row is higher than its page")
            self._draw(shown, x, [*lead, *taken])
            first = False
            if body:
                self._new_page()

    def _draw(self, measured: MeasuredTable, x: float, rows: Sequence[int]) -> None:
        line = self.case.drawing.line
        boxes: list[CellBox] = []
        if line == "shading":
            boxes = _boxes(measured, x, self.at, rows)
            self._shade(boxes)
        if line == "one_picture":
            self._picture(_edges(_boxes(measured, x, self.at, rows)))
        if self.case.drawing.ground != "none":
            self._colour(measured, x, rows)
        boxes = draw_table(self.canvas, measured, self.setter, x=x, top=self.at, page_height=self.height, rows=rows)
        if line in ("broken", "dotted", "double", "pictures"):
            for x0, y0, x1, y1 in _edges(boxes):
                self._rule(x0, y0, x1, y1)
        self.at += measured.height(rows)

    def _shade(self, boxes: Sequence[CellBox]) -> None:
        """Black ground, white cells on it: the rulings are what is left between."""
        self.canvas.setFillGray(0)
        for box in boxes:
            self.canvas.rect(
                box.x0 - 0.4,
                self.height - box.bottom - 0.4,
                box.x1 - box.x0 + 0.8,
                box.bottom - box.top + 0.8,
                stroke=0,
                fill=1,
            )
        for box in boxes:
            self.canvas.setFillGray(1)
            self.canvas.rect(
                box.x0 + 0.4,
                self.height - box.bottom + 0.4,
                box.x1 - box.x0 - 0.8,
                box.bottom - box.top - 0.8,
                stroke=0,
                fill=1,
            )
        self.canvas.setFillGray(0)

    def _colour(self, measured: MeasuredTable, x: float, rows: Sequence[int]) -> None:
        """Every second row on a ground, from end to end; or every cell, with white between."""
        bands = self.case.drawing.ground == "bands"
        head = measured.table.header_rows
        for box in _boxes(measured, x, self.at, rows):
            if box.row < head:
                self.canvas.setFillColorRGB(0.72, 0.8, 0.88)
            elif bands or (box.row - head) % 2:
                self.canvas.setFillColorRGB(0.87, 0.9, 0.94)
            else:
                continue
            gap = 1.0 if bands else 0.0
            self.canvas.rect(
                box.x0 + gap,
                self.height - box.bottom + gap,
                box.x1 - box.x0 - 2 * gap,
                box.bottom - box.top - 2 * gap,
                stroke=0,
                fill=1,
            )
        self.canvas.setFillGray(0)

    def _picture(self, edges: Sequence[tuple[float, float, float, float]]) -> None:
        """All rulings in one picture that lies under the text."""
        x0, top = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
        x1, bottom = max(edge[2] for edge in edges), max(edge[3] for edge in edges)
        scale = 200 / 72
        size = (round((x1 - x0) * scale) + 2, round((bottom - top) * scale) + 2)
        picture = Image.new("L", size, 255)
        pen = ImageDraw.Draw(picture)
        for a, b, c, d in edges:
            pen.line(
                [
                    (round((a - x0) * scale), round((b - top) * scale)),
                    (round((c - x0) * scale), round((d - top) * scale)),
                ],
                fill=0,
                width=2,
            )
        self.canvas.drawImage(ImageReader(picture), x0, self.height - bottom, x1 - x0, bottom - top)

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.5)
        if self.case.drawing.line == "pictures":  # a dark dot stretched along the line
            width, height = max(x1 - x0, 0.6), max(y1 - y0, 0.6)
            self.canvas.drawImage(_DOT, x0, self.height - y0 - height, width, height)
            return
        if self.case.drawing.line == "double":
            dx, dy = (0.0, 0.8) if y0 == y1 else (0.8, 0.0)
            self.canvas.line(x0 - dx, self.height - y0 - dy, x1 - dx, self.height - y1 - dy)
            self.canvas.line(x0 + dx, self.height - y0 + dy, x1 + dx, self.height - y1 + dy)
            return
        length = max(x1 - x0, y1 - y0)
        at = 0.6
        dot, gap = (0.5, 1.5) if self.case.drawing.line == "dotted" else (9.0, 1.2)
        while at < length - 0.6:
            end = min(at + dot, length - 0.6)
            a, b = at / length, end / length
            self.canvas.line(
                x0 + (x1 - x0) * a,
                self.height - (y0 + (y1 - y0) * a),
                x0 + (x1 - x0) * b,
                self.height - (y0 + (y1 - y0) * b),
            )
            at = end + gap


def _edges(boxes: Sequence[CellBox]) -> list[tuple[float, float, float, float]]:
    edges: set[tuple[float, float, float, float]] = set()
    for box in boxes:
        x0, top, x1, bottom = (round(value, 2) for value in (box.x0, box.top, box.x1, box.bottom))
        edges |= {(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)}
    return sorted(edges)


def _boxes(measured: MeasuredTable, x: float, top: float, rows: Sequence[int]) -> list[CellBox]:
    """Where ``draw_table`` will draw the cells of ``rows``."""
    tops: dict[int, float] = {}
    for row in rows:
        tops[row] = top
        top += measured.heights[row]
    found = []
    for placed in measured.table.cells:
        inside = [row for row in range(placed.row, placed.row + placed.cell.row_span) if row in tops]
        if inside:
            x0, x1 = (x + measured.edges[col] for col in (placed.col, placed.col + placed.cell.col_span))
            found.append(
                CellBox(
                    placed.row, placed.col, x0, tops[inside[0]], x1, tops[inside[-1]] + measured.heights[inside[-1]]
                )
            )
    return found


def _cut(measured: MeasuredTable, row: int, room: float) -> tuple[MeasuredTable, MeasuredTable] | None:
    """The table with the row as far as it fits, and with what is left of it; ``None`` where fewer than two lines fit.

    Cells with few lines stand whole in the first part.
    """
    table: TableModel = measured.table
    line = table.style.font_size * LINE_HEIGHT
    fits = int((room - 2 * table.style.padding) / line)
    longest = max(len(lines) for (at, _), lines in measured.lines.items() if at == row)
    if fits < 2 or longest - fits < 2:
        return None
    parts = []
    for first in (True, False):
        heights = list(measured.heights)
        count = fits if first else longest - fits
        heights[row] = room if first else count * line + 2 * table.style.padding
        lines = {
            place: (text[:fits] if first else text[fits:]) if place[0] == row else text
            for place, text in measured.lines.items()
        }
        parts.append(replace(measured, heights=tuple(heights), lines=lines))
    return parts[0], parts[1]
