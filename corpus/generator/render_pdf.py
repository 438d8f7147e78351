"""PDF pages by reportlab: paragraphs, tables over several pages, page numbers, running heads. Same bytes for the same document."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.charts import SIZE, chart
from corpus.generator.model import (
    Block,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    TableBlock,
    TableModel,
)
from corpus.generator.render_tables import MeasuredTable, draw_table, measure_table, without_empty_columns
from corpus.generator.render_text import contents
from corpus.generator.typesetting import Typesetter

A4 = (595.28, 841.89)
SIDE, HEAD, FOOT = 76.0, 72.0, 72.0
WIDE_SIDE = 48.0  # of tables with many columns, and of connected grids
BOXES = 90.0  # what title, unit and note of a connected form take at most
LEADING = 1.7  # line pitch of body type
_SIZES = {1: 1.35, 2: 1.1, 3: 1.0, 4: 1.0}


def render_pdf(document: Document, *, encrypt: object = None) -> bytes:
    """The document as PDF. ``encrypt`` goes to reportlab (a ``StandardEncryption`` or a password)."""
    first = _Writer(document, {}, 0, encrypt)
    first.write()
    if not any(isinstance(block, Contents) for block in document.blocks) and document.variant.page_numbers != "word":
        return first.bytes()
    second = _Writer(document, first.heading_pages, first.page, encrypt)
    second.write()
    return second.bytes()


class _Writer:
    def __init__(self, document: Document, heading_pages: dict[int, int], pages: int, encrypt: object) -> None:
        self.document = document
        self.variant = document.variant
        self.known_pages = heading_pages
        self.pages = pages
        self.heading_pages: dict[int, int] = {}
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1, encrypt=encrypt, pageCompression=1)
        self.canvas.setTitle(document.title)
        self.setter = Typesetter(
            self.canvas,
            self.variant.font,
            low_digits=self.variant.low_digits,
            hidden_twin=self.variant.hidden_twin,
            hidden_way=self.variant.hidden_way,
        )
        self.size = self.variant.body_size
        self.page = 0
        self.landscape = False
        self.at = 0.0
        self.open = False
        self.connected = False

    def bytes(self) -> bytes:
        return self.out.getvalue()

    def write(self) -> None:
        self._new_page()
        cover = True
        if isinstance(self.document.blocks[0], Paragraph):
            self.at += 160
        blocks = self.document.blocks
        for number, block in enumerate(blocks):
            if self.variant.connected_forms and isinstance(block, Heading) and block.form is not None:
                self._open_grid(blocks[number:])
            if isinstance(block, PageBreak):
                self.connected = False
                cover = False
                self._end_page()
                self.landscape = block.landscape
                self._new_page()
            elif isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block, cover=cover)
            elif isinstance(block, Contents):
                self._contents(block)
            elif isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, TableBlock):
                self._table(block.table)
        self._end_page()
        self.canvas.save()

    # --- pages --------------------------------------------------------------------------------------------------------

    @property
    def width(self) -> float:
        return A4[1] if self.landscape else A4[0]

    @property
    def height(self) -> float:
        return A4[0] if self.landscape else A4[1]

    def _new_page(self) -> None:
        self.page += 1
        turned = self.landscape and self.variant.rotated
        self.canvas.setPageSize((self.width, self.height))  # as it is seen: reportlab turns the sheet itself
        self.canvas.setPageRotation(90 if turned else 0)
        # pdfium takes one of two equal texts for the other by their place across the sheet: twins would hide what is seen
        self.setter.hidden_twin = self.variant.hidden_twin and not turned
        if turned:  # drawn upwards on an upright sheet, which is shown turned
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        self.setter.page_height = self.height
        self.at = HEAD
        self.open = True
        if self.variant.watermark:
            self.canvas.saveState()
            self.canvas.setFillGray(0.88)
            self.canvas.translate(self.width / 2, self.height / 2)
            self.canvas.rotate(45)
            self.canvas.setFont(self.setter.font, 54)
            self.canvas.drawCentredString(0, 0, "信息公开")
            self.canvas.restoreState()
        if self.variant.running_head and self.page > 1:
            self._centered(self.document.title, 40, 9)

    def _end_page(self) -> None:
        if not self.open:
            return
        style = self.variant.page_numbers
        if style != "none" and self.page > 1:
            text = {
                "plain": str(self.page),
                "dashes": f"- {self.page} -",
                "word": f"第 {self.page} 页 共 {self.pages or self.page} 页",
            }[style]
            self._centered(text, self.height - 46, 10)
        self.canvas.showPage()
        self.open = False

    def _centered(self, text: str, top: float, size: float) -> None:
        self.setter.draw((self.width - self.setter.width(text, size)) / 2, top, text, size)

    def _room(self, height: float) -> None:
        """Go to a new page where less than ``height`` is left."""
        if self.at + height > self.height - FOOT:
            self._end_page()
            self._new_page()

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _heading(self, heading: Heading) -> None:
        form = heading.form is not None
        if self.connected and form:
            self.heading_pages[id(heading)] = self.page
            self._boxed(heading.printed, 12.0, "center")
            return
        size = 16.0 if form else self.size * _SIZES[heading.level]
        self._room(size * LEADING * 2)
        self.heading_pages[id(heading)] = self.page
        if heading.level == 1 or form:
            self.at += size * 0.3
            self._lines(heading.printed, size, align="center", bold=True)
            self.at += size * 0.4
            return
        body = "".join(piece.text for piece in heading.body)
        self._lines(heading.lead + body, size, indent=2 * size, bold=not body)

    def _paragraph(self, paragraph: Paragraph, *, cover: bool) -> None:
        if self.connected and paragraph.role in ("unit", "note"):
            self._boxed(paragraph.text, 10.0, paragraph.align)
            return
        size = {"unit": 10.0, "note": 10.0, "cover": 24.0}.get(paragraph.role, self.size)
        indent = 2 * size if paragraph.align == "left" and paragraph.role == "body" else 0.0
        self._lines(paragraph.text, size, align=paragraph.align, indent=indent, bold=cover)
        if paragraph.role == "unit":
            self.at += 2
        if paragraph.role == "signature":
            self._stamp()

    def _stamp(self) -> None:
        """A round red seal over the signature."""
        self.canvas.saveState()
        self.canvas.setStrokeColorRGB(0.8, 0.1, 0.1)
        self.canvas.setLineWidth(2)
        self.canvas.circle(self.width - SIDE - 60, self.height - self.at + 10, 48, stroke=1, fill=0)
        self.canvas.restoreState()

    def _picture(self, picture: Picture) -> None:
        width, height = SIZE[0] * 0.75, SIZE[1] * 0.75
        self._room(height + 2 * self.size * LEADING)
        image = ImageReader(io.BytesIO(chart(picture)))
        self.canvas.drawImage(image, (self.width - width) / 2, self.height - self.at - height, width, height)
        self.at += height + 4
        self._lines(picture.caption, self.size, align="center")

    def _lines(self, text: str, size: float, *, align: str = "left", indent: float = 0.0, bold: bool = False) -> None:
        room = self.width - 2 * SIDE
        pitch = size * (1.45 if size <= 10 else LEADING)
        for index, line in enumerate(self.setter.wrap(text, room, size, indent=indent)):
            self._room(pitch)
            width = self.setter.width(line, size)
            x = SIDE + (indent if index == 0 else 0.0)
            if align == "center":
                x = (self.width - width) / 2
            elif align == "right":
                x = self.width - SIDE - width
            self.setter.draw(x, self.at + (pitch - size) / 2, line, size, bold=bold)
            self.at += pitch

    def _contents(self, block: Contents) -> None:
        self._lines("目　录", 18, align="center", bold=True)
        size, pitch = 12.0, 21.0
        for heading in contents(self.document, block):
            self._room(pitch)
            x = SIDE + (24 if heading.level > 1 else 0)
            text = self.setter.wrap(heading.printed, self.width - 2 * SIDE - 60, size)[0]
            self.setter.draw(x, self.at, text, size)
            if self.variant.contents in ("dots", "pages"):
                number = str(self.known_pages.get(id(heading), 0)) if self.variant.contents == "pages" else ""
                end = self.width - SIDE - self.setter.width(number, size)
                dot = self.setter.width(".", size)
                start = x + self.setter.width(text, size) + 4
                count = max(0, int((end - start - 4) / dot))
                self.setter.draw(end - 4 - count * dot, self.at, "." * count, size)
                self.setter.draw(end, self.at, number, size)
            self.at += pitch

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableModel) -> None:
        side = SIDE if table.cols < 9 and not self.connected else WIDE_SIDE
        measured = measure_table(table, self.width - 2 * side, self.setter)
        header = list(range(table.header_rows))
        body = list(range(table.header_rows, table.rows))
        first = True
        while first or body:
            bottom = self.height - FOOT
            lead = header if first or table.style.repeat_header else []
            taken = self._fitting(measured, body, bottom - self.at - measured.height(lead))
            if not taken and body and self.at > HEAD:
                self._end_page()
                self._new_page()
                continue
            taken = taken or body[:1]
            rows = lead + taken
            spilt = self.variant.spill and not first and not lead and table.kind == "statement"
            shown = without_empty_columns(measured, rows) if spilt else measured
            draw_table(self.canvas, shown, self.setter, x=side, top=self.at, page_height=self.height, rows=rows)
            self.at += measured.height(rows)
            body = body[len(taken) :]
            first = False
            if body:
                self._end_page()
                self._new_page()
        self.at += 0 if self.connected else 6

    def _open_grid(self, blocks: Sequence[Block]) -> None:
        """Whether the form that begins here and the one after it stand on one page: then both are drawn as one grid with their titles."""
        stop = next((number for number, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
        tables = [block.table for block in blocks[:stop] if isinstance(block, TableBlock)]
        if self.connected or len(tables) < 2:
            return
        heights = [measure_table(table, self.width - 2 * WIDE_SIDE, self.setter) for table in tables]
        whole = sum(each.height(range(each.table.rows)) + BOXES for each in heights)
        if HEAD + whole > self.height - FOOT:
            return
        self._room(whole)
        self.connected = True

    def _boxed(self, text: str, size: float, align: str) -> None:
        """A line of the connected grid over its whole width: a title, a unit, a note."""
        room = self.width - 2 * WIDE_SIDE
        lines = self.setter.wrap(text, room - 8, size)
        height = len(lines) * size * 1.3 + 8
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(WIDE_SIDE, self.height - self.at - height, room, height, stroke=1, fill=0)
        for number, line in enumerate(lines):
            width = self.setter.width(line, size)
            x = WIDE_SIDE + 4
            if align == "center":
                x = (self.width - width) / 2
            elif align == "right":
                x = self.width - WIDE_SIDE - 4 - width
            self.setter.draw(x, self.at + 4 + number * size * 1.3, line, size)
        self.at += height

    def _fitting(self, measured: MeasuredTable, rows: list[int], room: float) -> list[int]:
        taken: list[int] = []
        for row in rows:
            room -= measured.heights[row]
            if room < 0:
                break
            taken.append(row)
        return taken
