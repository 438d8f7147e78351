"""A minus at a line's end is printed, though PDFium calls it a hyphen."""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from extractor.ingest import read_bytes


def test_a_minus_at_the_end_of_a_line_stays() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "the change of the year was growth-")
    canvas.drawString(72, 682, "growth of the other accounts")
    canvas.save()
    content = read_bytes(buffer.getvalue(), name="minus.pdf")
    printed = "".join(char.text for page in content.pages for char in page.chars)
    assert "growth-growth" in printed
