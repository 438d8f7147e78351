"""A doubtful page is read again by pdfplumber: agreement, dispute, and a better structure."""

from __future__ import annotations

import logging
import sys

import msgspec
import pytest
from making import HEIGHT, at, pdf
from paper import texts
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids, second_reader
from extractor.grid.second_reader import doubtful, read_again
from extractor.ingest.pdf import read_pdf
from extractor.records import Box, Grid, GridCell, Page

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


# a file that it leaves open is closed without a word
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_second_reader_that_fails_is_said() -> None:
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    grids = find_grids(page)
    kept, problems = read_again(b"%PDF-1.4 nothing more", page, grids)
    assert kept == grids
    assert [found.code for found in problems] == ["T102", "T102"]
    assert "pdfplumber" in problems[0].message


@pytest.mark.parametrize("library", ["pdfminer", "playa", "camelot", "pypdf"])
def test_logs_of_the_readers_parsers_are_no_messages_of_ours(
    library: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def noisy(data: bytes, page: Page) -> tuple[list[tuple[Box, str]], list[list[Box]]]:
        logging.getLogger(f"{library}.parser").warning("Unmatched end token")
        return [], []

    monkeypatch.setattr(second_reader, "by_camelot", noisy)
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    read_again(data, page, find_grids(page))
    assert caplog.records == []
    logging.getLogger(f"{library}.parser").warning("heard outside")
    assert len(caplog.records) == 1


def test_a_table_without_rulings_and_no_camelot_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "camelot.io", None)
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    grids = find_grids(page)
    kept, (problem,) = read_again(data, page, grids)
    assert (kept, problem.code, problem.severity) == (grids, "T103", "info")


def test_amounts_that_camelot_puts_into_another_row_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(lambda canvas: table(canvas, ruled=False))
    (page,) = read_pdf(data, name="t.pdf").pages
    boxes = [Box(XS[col], 100 + 12 * row, XS[col + 1], 112 + 12 * row) for row in range(8) for col in range(3)]
    monkeypatch.setattr(second_reader, "by_camelot", lambda *_: ([], [boxes]))
    chars = tuple(
        char._replace(top=char.top + 12, bottom=char.bottom + 12) if 150 < char.top < 170 and char.x0 > 360 else char
        for char in page.chars
    )
    page = msgspec.structs.replace(page, chars=chars)
    ours = Grid(
        id="p1g1",
        rows=2,
        cols=2,
        cells=(
            GridCell(row=0, col=0, text="12.00", page=1, box=Box(60, 100, 220, 196)),
            GridCell(row=0, col=1, text="5.00", page=1, box=Box(220, 100, 500, 196)),
        ),
        pages=(1,),
        box=Box(60, 100, 500, 196),
        decided_by="columns",
        confidence=0.5,
    )
    _, problems = read_again(data, page, (ours,))
    assert "T104" in [found.code for found in problems]
    assert "12.00 5.00" in problems[0].message


def test_sums_that_come_out_make_a_reading_sure() -> None:
    """The same table, once with a total that is the sum of its rows: no second reader is needed then."""
    grids = []
    for total in ("1,246.56", "1,300.00"):
        rows = [*ROWS[:3], ["其他收入", "1.00", "2.00"], ["合计", total, "1,118.11"]]
        rows = [[*row, "合计数" if line == 0 else row[1]] for line, row in enumerate(rows)]
        rows[-1][1] = rows[-1][3] = "1,247.56" if total == "1,246.56" else total

        def drawn(canvas: Canvas, rows: list[list[str]] = rows) -> None:
            for row, found in enumerate(rows):
                for col, text in enumerate(found):
                    at(canvas, 60 + 120 * col, 104 + 24 * row, text)

        (page,) = read_pdf(pdf(drawn), name="t.pdf").pages
        grids += find_grids(page)
    assert [doubtful([grid]) for grid in grids] == [False, True]
