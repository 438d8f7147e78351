"""Rulings that are only dots of a picture, found without any library of pictures but Pillow."""

from __future__ import annotations

import pytest
from making import FONT, HEIGHT, WIDTH, at, pdf
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor import pipeline
from extractor.ingest import ocr
from extractor.ingest.pdf import read_pdf
from extractor.ingest.traced import SCALE, traced_rulings
from extractor.records import Char


def sheet(*lines: tuple[float, float, float, float], width: int = 2, ground: int = 255) -> Image.Image:
    """A picture of 300 × 200 points with black lines (points)."""
    picture = Image.new("L", (int(300 * SCALE), int(200 * SCALE)), ground)
    pen = ImageDraw.Draw(picture)
    for line in lines:
        pen.line([value * SCALE for value in line], fill=0, width=width)
    return picture


def traced(picture: Image.Image, *chars: Char) -> list[tuple[float, ...]]:
    return [tuple(ruling) for ruling in traced_rulings(picture, scale=SCALE, chars=chars)]


def test_level_and_upright_lines_are_rulings_in_points() -> None:
    level, upright = traced(sheet((20, 50, 250, 50), (100, 20, 100, 180)))
    assert level == pytest.approx((20, 50, 250, 50), abs=1)
    assert upright == pytest.approx((100, 20, 100, 180), abs=1)


def test_a_line_that_leans_is_one_ruling() -> None:
    (found,) = traced(sheet((20, 50, 280, 52.6)))
    assert found == pytest.approx((20, 51.3, 280, 51.3), abs=1.2)


def test_lines_on_a_coloured_ground_are_rulings_and_the_ground_is_none() -> None:
    (found,) = traced(sheet((20, 50, 250, 50), ground=200))
    assert found == pytest.approx((20, 50, 250, 50), abs=1)
    picture = sheet()
    ImageDraw.Draw(picture).rectangle((40, 40, 500, 300), fill=225)
    assert traced(picture) == []


def test_strokes_of_characters_and_bars_are_no_rulings() -> None:
    dash = Char("一", 40, 40, 66, 66, 26, False)
    assert traced(sheet((41, 53, 65, 53)), dash) == []
    assert len(traced(sheet((41, 53, 65, 53)))) == 1
    assert traced(sheet((20, 100, 250, 100), width=int(6 * SCALE))) == []


def test_a_short_line_is_the_side_of_a_cell_where_both_ends_meet_rulings() -> None:
    frame = ((20, 50, 250, 50), (20, 64, 250, 64))
    assert len(traced(sheet(*frame, (100, 50, 100, 64)))) == 3
    assert len(traced(sheet(*frame, (100, 70, 100, 84)))) == 2


ROWS = (
    ("项目", "用途"),
    ("道路养护", "修补路面、|清理边沟"),
    ("图书采购", "按年度计划|购置新书"),
)


def form(canvas: Canvas, *, mode: int) -> None:
    """A table whose lines are a picture of the whole page, printed over in the render mode given."""
    picture = Image.new("RGB", (int(WIDTH * SCALE), int(HEIGHT * SCALE)), "white")
    pen = ImageDraw.Draw(picture)
    for y in (100, 130, 160, 190):
        pen.line((60 * SCALE, y * SCALE, 400 * SCALE, y * SCALE), fill="black", width=2)
    for x in (60, 200, 400):
        pen.line((x * SCALE, 100 * SCALE, x * SCALE, 190 * SCALE), fill="black", width=2)
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    text = canvas.beginText()
    text.setTextRenderMode(mode)
    text.setFont(FONT, 12)
    for row, cells in enumerate(ROWS):
        for x, cell in zip((66, 206), cells, strict=True):
            for line, words in enumerate(cell.split("|")):
                text.setTextOrigin(x, HEIGHT - (112 + 30 * row + 14 * line))
                text.textOut(words)
    canvas.drawText(text)


@pytest.mark.parametrize("mode", [0, 3], ids=["text over a picture", "recognised scan"])
def test_a_form_whose_lines_are_a_picture_has_its_cells(mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also without recognition; its rows have two lines each, which only the rulings tell apart."""
    monkeypatch.setattr(ocr, "available", lambda: False)
    (table,) = pipeline.read_closely(pdf(lambda canvas: form(canvas, mode=mode)), name="t.pdf").tables
    assert [cell.text for cell in table.grid.cells] == [cell.replace("|", "") for row in ROWS for cell in row]


def test_a_picture_under_text_that_is_no_table_gives_no_rulings() -> None:
    def draw(canvas: Canvas) -> None:
        picture = Image.new("RGB", (int(WIDTH * SCALE), int(HEIGHT * SCALE)), "white")
        ImageDraw.Draw(picture).line((0, 300, WIDTH * SCALE, 300), fill="red", width=3)
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        at(canvas, 66, 60, "本单位负责全市道路养护和管理工作")

    assert read_pdf(pdf(draw), name="t.pdf").pages[0].rulings == ()
