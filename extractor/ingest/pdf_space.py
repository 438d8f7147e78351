"""The page as it is shown: from PDF user space (origin bottom left, before rotation) to upright pages (origin top left)."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2 as pdfium

from extractor.records import Box


class Upright(NamedTuple):
    """From PDF user space (origin bottom left, before rotation) to the upright page (origin top left)."""

    left: float
    bottom: float
    width: float  # of the crop box before rotation
    height: float
    turns: int  # quarter turns clockwise

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.turns == 0:
            return Box(x0, self.height - y1, x1, self.height - y0)
        if self.turns == 1:
            return Box(y0, x0, y1, x1)
        if self.turns == 2:
            return Box(self.width - x1, y0, self.width - x0, y1)
        return Box(self.height - y1, self.width - x1, self.height - y0, self.width - x0)

    @property
    def size(self) -> tuple[float, float]:
        return (self.width, self.height) if self.turns % 2 == 0 else (self.height, self.width)


def upright_of(page: pdfium.PdfPage) -> Upright:
    left, bottom, right, top = page.get_cropbox()
    return Upright(left, bottom, right - left, top - bottom, (page.get_rotation() // 90) % 4)
