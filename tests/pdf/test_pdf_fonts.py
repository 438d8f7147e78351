"""Fonts that a PDF names and does not carry: what is read does not hang on the machine's own fonts."""

from __future__ import annotations

from making import HEIGHT, at, pdf
from reportlab.pdfgen.canvas import Canvas

from corpus.place_holder_font import PLACE, place_holder
from extractor.ingest.pdf import read_pdf
from extractor.ingest.pdf_fonts import system_fonts


def test_the_committed_font_is_the_one_that_is_made() -> None:
    assert PLACE.read_bytes() == place_holder()


def test_a_lone_character_of_a_font_that_is_not_there_is_read() -> None:
    chars = read_pdf(pdf(lambda canvas: at(canvas, 100, 50, "表")), name="t.pdf").pages[0].chars
    assert [(char.text, char.x0, char.x1) for char in chars] == [("表", 100.0, 112.0)]


def test_widths_are_the_ones_that_the_pdf_states() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "计1")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, HEIGHT - 200, "i")

    chars = read_pdf(pdf(draw), name="t.pdf").pages[0].chars
    assert [(char.text, round(char.x1 - char.x0, 1)) for char in chars] == [("计", 12.0), ("1", 5.5), ("i", 2.7)]


def test_pictures_drawn_in_between_change_nothing() -> None:
    document = pdf(lambda canvas: at(canvas, 100, 50, "本年支出合计 1,234.56"))
    before = read_pdf(document, name="t.pdf")
    with system_fonts():
        read = read_pdf(document, name="t.pdf")
    assert read == before == read_pdf(document, name="t.pdf")
