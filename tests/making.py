"""Small PDFs made for one test each, with reportlab: Chinese type by CID font, so that no font file is needed."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842


def pdf(*pages: Callable[[Canvas], None], rotate: int = 0, **options: object) -> bytes:
    """A PDF whose pages are drawn by the given functions; y counts from the top through ``at``."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, **options)  # type: ignore[arg-type]
    for draw in pages:
        canvas.setFont(FONT, 12)
        if rotate:
            canvas.setPageRotation(rotate)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def at(canvas: Canvas, x: float, top: float, text: str, *, size: float = 12) -> None:
    """Print ``text`` with its baseline one size below ``top``."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, HEIGHT - top - size * 0.88, text)


def body(canvas: Canvas, lines: list[str], *, left: float = 90, top: float = 100, pitch: float = 24) -> None:
    """Lines of a text column: a line that starts with two full-width spaces is indented, as first lines are."""
    for index, line in enumerate(lines):
        shift = 24 if line.startswith("　　") else 0
        at(canvas, left + shift, top + index * pitch, line.strip("　"))
