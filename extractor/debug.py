"""Pages as pictures with what was read drawn on: for a person who wants to see where a number came from.

Grey: paragraphs. Blue: headings, with their topic. Green: cells, statement rows with their form. Orange: facts, with metric and measure. Violet: entities
that gave no fact. Red: set aside (page numbers, running heads). Thin red lines: rulings as found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from extractor.ingest.pdf import PdfReader
from extractor.ingest.pdf_fonts import system_fonts
from extractor.output import make_folder
from extractor.pipeline import Reading
from extractor.records import Anchor, Box

SCALE = 2.0  # pixels a point: small type stays legible and a page under 2 MB

GREY, BLUE, GREEN, ORANGE, VIOLET, RED = "#9a9a9a", "#1f5fd0", "#1d8a3a", "#e07b00", "#8a3fc0", "#d02020"


class Mark(NamedTuple):
    """One box to draw, with a short Latin label."""

    box: Box
    colour: str
    label: str = ""
    width: int = 1


def draw_pages(data: bytes, reading: Reading, folder: Path, *, pages: set[int] | None = None) -> list[Path]:
    """Write ``page-003.png`` and so on into ``folder`` and return their paths; sources without pages give none.

    Raises ``JuesuanError`` O101 where the folder can't be written.
    """
    if reading.disclosure.source.media_type != "application/pdf":
        return []
    import pypdfium2 as pdfium
    from PIL import ImageDraw

    make_folder(folder)
    marks = marks_of(reading)
    written: list[Path] = []
    with PdfReader(data, name=reading.disclosure.source.name) as reader:
        rulings = {page.number: page.rulings for page in reader if pages is None or page.number in pages}
    document = pdfium.PdfDocument(data)
    try:
        for number, found in rulings.items():
            with system_fonts():
                picture = document[number - 1].render(scale=SCALE).to_pil().convert("RGB")
            draw = ImageDraw.Draw(picture)
            for ruling in found:
                draw.rectangle(_pixels(Box(*ruling)), outline="#f0a0a0")
            for mark in marks.get(number, ()):
                _draw(draw, mark)
            path = folder / f"page-{number:03d}.png"
            picture.save(path)
            written.append(path)
    finally:
        document.close()
    return written


def marks_of(reading: Reading) -> dict[int, list[Mark]]:
    """What to draw on each page, large things first."""
    disclosure, layout = reading.disclosure, reading.layout
    marks: dict[int, list[Mark]] = {}

    def put(page: int | None, mark: Mark) -> None:
        if page is not None:
            marks.setdefault(page, []).append(mark)

    def put_anchor(anchor: Anchor, colour: str, label: str = "", width: int = 1) -> None:
        if anchor.box is not None:
            put(anchor.page, Mark(anchor.box, colour, label, width))

    for paragraph in disclosure.paragraphs:
        put_anchor(paragraph.anchor, GREY)
    for grid in layout.grids:
        for cell in grid.cells:
            if cell.box is not None:
                put(cell.page, Mark(cell.box, GREEN))
    for section in disclosure.sections:
        put_anchor(section.anchor, BLUE, f"{section.level} {section.topic}", 2)
    for statement in disclosure.statements:
        if statement.anchor is not None:
            put_anchor(statement.anchor, GREEN, statement.form, 3)
    for table in disclosure.indicator_tables:
        put_anchor(table.anchor, GREEN, f"indicators {table.id}", 3)
    for entity in disclosure.entities:
        put_anchor(entity.anchor, VIOLET)
    for fact in disclosure.facts:
        if fact.origin == "prose":
            put_anchor(fact.anchor, ORANGE, f"{fact.metric} {fact.measure} {fact.value}", 2)
    for line in layout.set_aside:
        put(line.page, Mark(line.box, RED, line.kind, 2))
    return marks


def _draw(draw: Any, mark: Mark) -> None:
    box = _pixels(mark.box)
    draw.rectangle(box, outline=mark.colour, width=mark.width)
    if mark.label:
        draw.text((box[0] + 2, box[1] - 11), mark.label, fill=mark.colour)


def _pixels(box: Box) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (value * SCALE for value in box)
    return x0, top, max(x1, x0), max(bottom, top)
