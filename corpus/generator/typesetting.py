"""Lines of Chinese type on a reportlab canvas: widths, line breaks, digits on a lower baseline, hidden twins."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LATIN = "Times-Roman"
# These may not begin a line; those may not end one.
_NOT_FIRST = "，。；：、！？）》”’％%…—.,;:)"
_NOT_LAST = "（《“‘("
_UNITS = re.compile(r"[0-9][0-9,.]*%?|[A-Za-z]+|.", re.DOTALL)
_DIGITS = re.compile(r"([0-9][0-9,.]*%?)")
# Of two equal texts nearer than this (in type sizes) pdfium keeps the one drawn first, seen or not: ``broken.white_twin_pdf``.
TWIN_SHIFT = 1.1
ASCENT = 0.88  # of the type size, from the line's top to its baseline


class Typesetter:
    """Draws single lines; ``top`` is the line's upper edge, counted from the top of the page."""

    def __init__(
        self,
        canvas: Canvas,
        font: str,
        *,
        low_digits: float = 0.0,
        hidden_twin: bool = False,
        hidden_way: str = "white",
    ) -> None:
        self.canvas = canvas
        self.font = register(font)
        self.low_digits = low_digits
        self.hidden_twin = hidden_twin
        self.hidden_way = hidden_way
        self.page_height = 0.0

    def width(self, text: str, size: float) -> float:
        return _width(text, self.font, bool(self.low_digits)) * size

    def wrap(self, text: str, room: float, size: float, *, indent: float = 0.0, hang: bool = True) -> list[str]:
        """Lines no wider than ``room``; numbers are not cut, and no line begins with a closing mark.

        With ``hang`` such a mark may stand over the edge; without it the character before goes to the next line too.
        """
        lines: list[str] = []
        line = ""
        left = room - indent
        for unit in _UNITS.findall(text):
            width = self.width(unit, size)
            if line and width > left and not (hang and unit in _NOT_FIRST and left > -size):
                carried = ""
                if unit in _NOT_FIRST and len(line) > 1 and not line[-1].isdigit():
                    carried, line = line[-1], line[:-1]
                while line and line[-1] in _NOT_LAST:
                    carried, line = line[-1] + carried, line[:-1]
                lines.append(line)
                line, left = carried, room - self.width(carried, size)
            while len(unit) > 1 and width > room:  # a number wider than its cell is cut after all
                fits = max(1, int(len(unit) * room / width))
                lines.append(line + unit[:fits])
                line, unit = "", unit[fits:]
                width, left = self.width(unit, size), room
            line += unit
            left -= width
        lines.append(line)
        return lines

    def draw(self, x: float, top: float, text: str, size: float, *, bold: bool = False) -> None:
        """One line of text with its left end at ``x``."""
        y = self.page_height - top - size * ASCENT
        if self.hidden_twin:
            self.canvas.setFillGray(1 if self.hidden_way == "white" else 0)
            self.canvas.setFont(self.font, size)
            beside = -4000 if self.hidden_way == "outside" else 0  # points, off the sheet
            self.canvas.drawString(
                x + TWIN_SHIFT * size + beside, y, text, mode=3 if self.hidden_way == "unseen" else None
            )
            self.canvas.setFillGray(0)
        mode = 2 if bold else None
        if bold:
            self.canvas.setLineWidth(size / 40)
        if not self.low_digits:
            self.canvas.setFont(self.font, size)
            self.canvas.drawString(x, y, text, mode=mode)
        else:
            for part in _DIGITS.split(text):
                if not part:
                    continue
                digits = _DIGITS.fullmatch(part) is not None
                self.canvas.setFont(LATIN if digits else self.font, size)
                self.canvas.drawString(x, y - (min(self.low_digits, 0.3 * size) if digits else 0), part, mode=mode)
                x += self.width(part, size)


def register(font: str) -> str:
    """Make a font known to reportlab: a CID font by name, or the path of a TrueType file."""
    if font in pdfmetrics.getRegisteredFontNames():
        return font
    if font.endswith((".ttf", ".ttc")):
        pdfmetrics.registerFont(TTFont(Path(font).stem, font))
        return Path(font).stem
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    return font


@lru_cache(maxsize=65536)
def _width(text: str, font: str, latin_digits: bool) -> float:
    """Width at size 1."""
    if not latin_digits:
        return float(pdfmetrics.stringWidth(text, font, 1))
    return sum(
        float(pdfmetrics.stringWidth(part, LATIN if _DIGITS.fullmatch(part) else font, 1))
        for part in _DIGITS.split(text)
        if part
    )
