"""A doubtful page is read again by pdfplumber: agreement, dispute, and a better structure."""

from __future__ import annotations

import msgspec
from making import HEIGHT, at, pdf
from paper import texts
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids
from extractor.grid.second_reader import doubtful, read_again
from extractor.ingest.pdf import read_pdf
from extractor.records import Box, Grid, GridCell

XS = [60, 220, 360, 500]
ROWS = [
    ["项目", "本年数", "上年数"],
    ["财政拨款收入", "1,234.56", "1,111.11"],
    ["事业收入", "12.00", "5.00"],
    ["合计", "1,246.56", "1,116.11"],
]


def table(canvas: Canvas, *, ruled: bool) -> None:
    for row, found in enumerate(ROWS):
        for col, text in enumerate(found):
            at(canvas, XS[col] + 4, 104 + 24 * row, text)
    if ruled:
        for row in range(5):
            canvas.line(XS[0], HEIGHT - 100 - 24 * row, XS[-1], HEIGHT - 100 - 24 * row)
        for x in XS:
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 196)


def test_a_closed_grid_is_not_doubtful_and_stays() -> None:
    data = pdf(lambda canvas: table(canvas, ruled=True))
    (page,) = read_pdf(data, name="t.pdf").pages
    grids = find_grids(page)
    assert not doubtful(grids)
    assert read_again(data, page, grids) == (grids, ())


def test_a_table_without_rulings_is_doubtful_and_the_readers_agree_on_its_numbers() -> None:
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    grids = find_grids(page)
    assert doubtful(grids)
    kept, problems = read_again(data, page, grids)
    assert [texts(grid) for grid in kept] == [ROWS]
    assert problems == ()


def test_a_number_that_the_readers_dispute_is_a_problem() -> None:
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    chars = tuple(char._replace(text="9") if char.text == "2" else char for char in page.chars)
    page = msgspec.structs.replace(page, chars=chars)
    _, (problem,) = read_again(data, page, find_grids(page))
    assert problem.code == "T101"
    assert "1,934.56" in problem.message
    assert "1,234.56" in problem.message


def test_their_structure_is_kept_where_it_is_better() -> None:
    """Our doubtful reading has both amounts of each row in one cell; pdfplumber sees the rulings between them."""
    data = pdf(lambda canvas: table(canvas, ruled=True))
    (page,) = read_pdf(data, name="t.pdf").pages
    cells = []
    for row, found in enumerate(ROWS):
        top = 100.0 + 24 * row
        for col, (left, right, text) in enumerate(((60, 220, found[0]), (220, 500, " ".join(found[1:])))):
            cells.append(GridCell(row=row, col=col, text=text, page=1, box=Box(left, top, right, top + 24)))
    ours = Grid(id="p1g1", rows=4, cols=2, cells=tuple(cells), pages=(1,), box=Box(60, 100, 500, 196), confidence=0.5)
    (kept,), problems = read_again(data, page, (ours,))
    assert texts(kept) == ROWS
    assert kept.decided_by == "pdfplumber"
    assert problems == ()
