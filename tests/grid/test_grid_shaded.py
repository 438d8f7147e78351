"""Tables whose rows or cells only their ground tells apart."""

from __future__ import annotations

import msgspec
from making import HEIGHT, at, pdf
from paper import Paper, texts
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids
from extractor.ingest.pdf import read_pdf
from extractor.records import Box, Grid

XS = [60, 110, 220, 300, 380, 540]
PURPOSE = "用于保障机构日常运转和履行职能所需各项支出"
HEADS = ["科目编码", "科目名称", "合计", "项目支出", "支出用途"]
ROWS = [[f"201010{at}", "行政运行", f"{at}.00", f"{at}.50"] for at in range(1, 6)]
YS = [100, 120, *(120 + 50 * row for row in range(1, 6))]


def page(grounds: list[Box]) -> list[Grid]:
    """A form whose last column has sentences of several lines, drawn without any ruling."""
    paper = Paper()
    for col, head in enumerate(HEADS):
        paper.text(XS[col] + 3, 105, head)
    for row, line in enumerate(ROWS, 1):
        middle = (YS[row] + YS[row + 1]) / 2
        for col, text in enumerate(line):
            paper.text(XS[col] + 3, middle - 5, text) if col < 2 else paper.right(XS[col + 1] - 3, middle - 5, text)
        for at_, part in enumerate((PURPOSE[:15], PURPOSE[15:])):
            paper.text(XS[4] + 3, middle - 13 + 13 * at_, part)
    paper.text(60, YS[-1] + 12, "注：本表反映支出情况。")
    return list(find_grids(msgspec.structs.replace(paper.page(), shades=tuple(grounds))))


def cells_of(rows: list[int]) -> list[Box]:
    return [Box(XS[col], YS[row], XS[col + 1], YS[row + 1]) for row in rows for col in range(5)]


def test_every_second_row_shaded_tells_rows_of_several_lines() -> None:
    for shaded in ([0, 2, 4], [0, 1, 3, 5]):
        (grid,) = page(cells_of(shaded))
        assert texts(grid) == [HEADS, *([*line, PURPOSE] for line in ROWS)]
        assert grid.confidence < 0.9


def test_a_total_set_apart_over_a_border_ends_a_table_whose_last_row_has_no_ground() -> None:
    paper = Paper()
    for col, head in enumerate(HEADS):
        paper.text(XS[col] + 3, 105, head)
    for row, line in enumerate(ROWS[:3]):
        for col, text in enumerate(line):
            paper.text(XS[col] + 3, 125 + 20 * row, text) if col < 2 else paper.right(
                XS[col + 1] - 3, 125 + 20 * row, text
            )
    paper.text(105, 185, "合")
    paper.text(135, 185, "计")
    paper.right(XS[3] - 3, 185, "6.00")
    ys = [100, 120, 140, 160, 180]
    grounds = tuple(Box(XS[col], ys[row], XS[col + 1], ys[row + 1]) for row in (0, 1, 3) for col in range(5))
    (grid,) = find_grids(msgspec.structs.replace(paper.page(), shades=grounds))
    assert "合计" in texts(grid)[-1]
    assert "6.00" in texts(grid)[-1]


def test_cells_with_white_between_them() -> None:
    boxes = [Box(x0 + 1, top + 1, x1 - 1, bottom - 1) for x0, top, x1, bottom in cells_of([*range(6)])]
    (grid,) = page(boxes)
    assert texts(grid) == [HEADS, *([*line, PURPOSE] for line in ROWS)]


def test_the_bars_of_a_chart_are_no_table() -> None:
    paper = Paper()
    for bar in range(6):
        paper.text(100 + 40 * bar, 405, f"{2018 + bar}")
        paper.text(100 + 40 * bar, 290 - 20 * bar, f"{bar}.50")
    bars = tuple(Box(100 + 40 * bar, 300 - 20 * bar, 140 + 40 * bar, 400) for bar in range(6))
    assert find_grids(msgspec.structs.replace(paper.page(), shades=bars)) == ()


def test_grounds_are_read_off_a_pdf_and_the_page_itself_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
        canvas.setFillColorRGB(0.8, 0.9, 1)
        canvas.rect(60, HEIGHT - 120, 200, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.rect(60, HEIGHT - 200, 200, 0.5, stroke=0, fill=1)
        at(canvas, 64, 104, "科目编码")

    (found,) = read_pdf(pdf(draw), name="t.pdf").pages
    assert [tuple(map(round, box)) for box in found.shades] == [(60, 100, 260, 120)]
    assert len(found.rulings) == 1
