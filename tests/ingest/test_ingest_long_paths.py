"""All borders of a long table drawn as one path: hundreds of corners, and rulings all the same."""

from __future__ import annotations

import pytest
from making import HEIGHT, at, pdf
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids
from extractor.ingest.pdf import read_pdf

ROWS, COLS = 60, 8


def borders(canvas: Canvas, *, filled: bool) -> None:
    """Every cell's four sides, as lines of one stroked path or as thin rectangles of one filled path."""
    path = canvas.beginPath()
    for row in range(ROWS):
        for col in range(COLS):
            left, top = 40 + 60 * col, HEIGHT - 40 - 12 * row
            sides = ((left, top, 60, 0), (left, top - 12, 60, 0), (left, top - 12, 0, 12), (left + 60, top - 12, 0, 12))
            for x, y, wide, high in sides:
                if filled:
                    path.rect(x - 0.2, y - 0.2, wide + 0.4, high + 0.4)
                else:
                    path.moveTo(x, y)
                    path.lineTo(x + wide, y + high)
    canvas.drawPath(path, stroke=not filled, fill=filled)
    for row in range(ROWS):
        for col in range(COLS):
            at(canvas, 44 + 60 * col, 41 + 12 * row, f"{row}.{col:02d}", size=8)


@pytest.mark.parametrize("filled", [False, True])
def test_borders_drawn_as_one_long_path_make_a_table(filled: bool) -> None:
    (page,) = read_pdf(pdf(lambda canvas: borders(canvas, filled=filled)), name="t.pdf").pages
    (grid,) = find_grids(page)
    assert (grid.rows, grid.cols, grid.confidence) == (ROWS, COLS, 1.0)
    assert [cell.text for cell in grid.cells if cell.row == 59] == [f"59.{col:02d}" for col in range(COLS)]


def test_a_drawing_of_many_corners_is_looked_at_in_part_only() -> None:
    """A map of 300,000 corners takes no time to speak of, and draws no ruling."""

    def coast(canvas: Canvas) -> None:
        at(canvas, 60, 60, "示意图")
        for part in range(30):
            path = canvas.beginPath()
            path.moveTo(100, 100 + part)
            for step in range(10_000):
                path.lineTo(100 + step % 97 * 3.1, 100 + part + step % 89 * 2.7)
            canvas.drawPath(path)

    (page,) = read_pdf(pdf(coast), name="t.pdf").pages
    assert len(page.rulings) < 2_000
