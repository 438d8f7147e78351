"""Tables drawn sideways on a page that is not turned by /Rotate read like upright ones."""

from __future__ import annotations

import pytest
from making import HEIGHT, WIDTH, at, pdf
from paper import texts
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids
from extractor.ingest.pdf import read_pdf

ROWS = [["项目", "本年数"], ["财政拨款收入", "1,234.56"], ["合计", "1,246.56"]]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_table_drawn_sideways_is_read_upright(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        shift = {90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}.get(angle, (0, 0))
        canvas.translate(*shift)
        canvas.rotate(angle)
        if angle in (90, 270):
            canvas.translate(0, WIDTH - HEIGHT)
        for row, found in enumerate(ROWS):
            for col, text in enumerate(found):
                at(canvas, 64 + 160 * col, 104 + 24 * row, text)
        for row in range(4):
            canvas.line(60, HEIGHT - 100 - 24 * row, 380, HEIGHT - 100 - 24 * row)
        for x in (60, 220, 380):
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 172)

    (page,) = read_pdf(pdf(draw), name="t.pdf").pages
    assert (page.width, page.height) == ((HEIGHT, WIDTH) if angle in (90, 270) else (WIDTH, HEIGHT))
    (grid,) = find_grids(page)
    assert texts(grid) == ROWS
