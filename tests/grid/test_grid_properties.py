"""A random form drawn and read back is the same, wherever it stands, however large, in whatever order it was drawn."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.typesetting import register
from extractor.grid import find_grids
from extractor.ingest.pdf import PdfReader

Cells = frozenset[tuple[int, int, int, int, str]]

few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# Labels are as wide as any cell, so that no text runs over its edge.
labels = st.sampled_from(["合计", "人员经费", "公用经费", "基本支出", "项目支出", "一、教育支出", "2050201", ""])
amounts = st.integers(0, 99_999_999).map(lambda value: f"{value / 100:,.2f}")


@st.composite
def forms(draw: st.DrawFn) -> Cells:
    """A form of 3 to 7 rows and 2 to 5 columns: a title row over all columns or none, one merged block or none."""
    rows, cols = draw(st.integers(3, 7)), draw(st.integers(2, 5))
    taken: set[tuple[int, int]] = set()
    cells: list[tuple[int, int, int, int, str]] = []

    def put(row: int, col: int, down: int, across: int, text: str) -> None:
        slots = {(row + r, col + c) for r in range(down) for c in range(across)}
        if not slots & taken:
            taken.update(slots)
            cells.append((row, col, down, across, text))

    if draw(st.booleans()):
        put(0, 0, 1, cols, "收入支出决算总表")
    if draw(st.booleans()):
        top, left = draw(st.integers(0, rows - 2)), draw(st.integers(0, cols - 2))
        put(top, left, draw(st.integers(1, 2)), draw(st.integers(1, 2)), "项目")
    for row in range(rows):
        for col in range(cols):
            put(row, col, 1, 1, draw(amounts if col and row else labels))
    # A row or column in which no cell begins is not there on paper.
    assume({cell[0] for cell in cells} == set(range(rows)) and {cell[1] for cell in cells} == set(range(cols)))
    assume(sum(bool(cell[4]) for cell in cells) > rows)
    return frozenset(cells)


def drawn(cells: Cells, *, x: float = 60, y: float = 700, scale: float = 1.0, order: int | None = None) -> bytes:
    """The form as PDF: cells 90 × 20 points, four sides each, labels left and amounts right. ``order`` shuffles all drawing."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(900, 1000), invariant=1)
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    operations: list[Callable[[], None]] = []
    for row, col, down, across, text in sorted(cells):
        x0, x1 = col * 90.0, (col + across) * 90.0
        top, bottom = -row * 20.0, -(row + down) * 20.0
        sides = ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom))
        operations += [partial(canvas.line, *side) for side in sides]
        if text:
            operations.append(partial(_write, canvas, x0, x1, (top + bottom) / 2, text))
    if order is not None:
        random.Random(order).shuffle(operations)
    canvas.setLineWidth(0.6)
    for operation in operations:
        operation()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _write(canvas: Canvas, x0: float, x1: float, middle: float, text: str) -> None:
    canvas.setFont(register("STSong-Light"), 9)
    if text[0].isdigit() and "." in text:
        canvas.drawRightString(x1 - 4, middle - 3, text)
    else:
        canvas.drawString(x0 + 4, middle - 3, text)


def read_back(data: bytes) -> list[Cells]:
    with PdfReader(data, name="form.pdf") as reader:
        return [
            frozenset((cell.row, cell.col, cell.row_span, cell.col_span, cell.text) for cell in grid.cells)
            for page in reader
            for grid in find_grids(page)
        ]


@few
@given(forms())
def test_a_form_drawn_is_read_back(cells: Cells) -> None:
    assert read_back(drawn(cells)) == [cells]


@few
@given(forms(), st.floats(5, 300), st.floats(200, 980))
def test_where_a_form_stands_does_not_matter(cells: Cells, x: float, y: float) -> None:
    assert read_back(drawn(cells, x=x, y=y)) == [cells]


@few
@given(forms(), st.floats(0.6, 1.7))
def test_the_scale_of_a_form_does_not_matter(cells: Cells, scale: float) -> None:
    assert read_back(drawn(cells, y=900, scale=scale)) == [cells]


@few
@given(forms(), st.integers(0, 10**6))
def test_the_order_of_drawing_does_not_matter(cells: Cells, order: int) -> None:
    assert read_back(drawn(cells, order=order)) == [cells]


# --- forms without rulings ---------------------------------------------------------------------------------------------

names = st.sampled_from(
    ["一般公共服务支出", "教育支出", "卫生健康支出", "行政运行", "住房公积金", "其他支出", "机关服务"]
)
heads = st.lists(
    st.sampled_from(["合计", "基本支出", "项目支出", "财政拨款", "事业收入", "经营收入"]),
    min_size=2,
    max_size=4,
    unique=True,
)


@st.composite
def bare_forms(draw: st.DrawFn) -> list[list[str]]:
    """Heads, and 3 to 8 rows of a code, a name and amounts, none of them empty."""
    top = ["科目编码", "科目名称", *draw(heads)]
    rows = draw(st.integers(3, 8))
    return [top, *([f"20{at}01", draw(names), *(draw(amounts) for _ in top[2:])] for at in range(1, rows + 1))]


def printed(
    rows: list[list[str]], *, x: float = 60, y: float = 900, scale: float = 1.0, order: int | None = None
) -> bytes:
    """Columns 100 points wide, rows 18 points high, and not one line drawn."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(900, 1000), invariant=1)
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    operations = [
        partial(_write, canvas, col * 100.0, (col + 1) * 100.0, -row * 18.0, text)
        for row, line in enumerate(rows)
        for col, text in enumerate(line)
    ]
    if order is not None:
        random.Random(order).shuffle(operations)
    for operation in operations:
        operation()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def rows_back(data: bytes) -> list[list[list[str]]]:
    with PdfReader(data, name="form.pdf") as reader:
        return [
            [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]
            for page in reader
            for grid in find_grids(page)
        ]


@few
@given(bare_forms())
def test_a_form_without_rulings_is_read_back(rows: list[list[str]]) -> None:
    assert rows_back(printed(rows)) == [rows]


@few
@given(bare_forms(), st.floats(5, 200), st.floats(300, 980), st.floats(0.6, 1.2), st.integers(0, 10**6))
def test_place_scale_and_order_of_a_form_without_rulings_do_not_matter(
    rows: list[list[str]], x: float, y: float, scale: float, order: int
) -> None:
    assert rows_back(printed(rows, x=x, y=y, scale=scale, order=order)) == [rows]
