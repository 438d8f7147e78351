"""How much work a page takes, in what can be counted alike on every machine: calls to pdfium, and calls of Python's functions.

Each is what more text adds, so that what is done once a page or once a document does not count. A look that asks pdfium about each
character once more, or that calls a function for each, fails here; what is needed for every page has to work on columns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from making import at, pdf
from reportlab.pdfgen.canvas import Canvas

from extractor.ingest import pdf_calls, pdf_drawing, pdf_looks
from extractor.pipeline import lay_out_pdf

SENTENCE = "本部门年度一般公共预算财政拨款支出主要用于保障机构正常运转与完成日常工作任务"
FEW, MANY = 10, 40  # lines
ADDED = (MANY - FEW) * len(SENTENCE)  # characters


def by_line(canvas: Canvas, lines: int) -> None:
    for line in range(lines):
        at(canvas, 60, 30 + 18 * line, SENTENCE, size=10)


def by_character(canvas: Canvas, lines: int) -> None:
    """Each character a text object of its own, as office suites print them."""
    for line in range(lines):
        for place, char in enumerate(SENTENCE):
            at(canvas, 60 + 10 * place, 30 + 18 * line, char, size=10)


def form(canvas: Canvas, rows: int) -> None:
    """Ruled rows of a label and two amounts."""
    edges = (60, 260, 400, 540)
    for row in range(rows + 1):
        canvas.line(edges[0], 812 - 18 * row, edges[-1], 812 - 18 * row)
    for x in edges:
        canvas.line(x, 812, x, 812 - 18 * rows)
    for row in range(rows):
        at(canvas, 64, 34 + 18 * row, f"一般行政管理事务支出{row:02}", size=10)
        at(canvas, 330, 34 + 18 * row, f"1,2{row:02}.56", size=10)
        at(canvas, 470, 34 + 18 * row, f"9,8{row:02}.31", size=10)


def read(draw: Callable[[Canvas, int], None], lines: int) -> bytes:
    data = pdf(lambda canvas: draw(canvas, lines))
    lay_out_pdf(data, name="page.pdf")  # what is kept by text is kept
    return data


@contextmanager
def asked(patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Counts calls to pdfium about characters, objects and segments."""
    count = [0]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            count[0] += 1
            return function(*arguments)

        return call

    with patch.context() as context:
        for module in (pdf_calls, pdf_looks, pdf_drawing):
            for name in vars(module):
                if name.startswith(("_get_", "_count_")):
                    context.setattr(module, name, counted(getattr(module, name)))
        yield count


@contextmanager
def called() -> Iterator[list[int]]:
    """Counts calls of Python's functions (comprehensions among them in Python 3.11, and none in later ones)."""
    count = [0]

    def note(_frame: Any, event: str, _argument: Any) -> None:
        count[0] += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield count
    finally:
        sys.setprofile(before)


# Two calls a character: its object and its box. Six an object more: where it is in the page's list, and its matrix, size, mode, font
# and colour; what clips it only where it stands above or below all rulings, and there are none here. Between characters that are
# objects of their own pdfium puts in two more: 2 × 3 + 6.
@pytest.mark.parametrize(("draw", "most"), [(by_line, 2.5), (by_character, 12.5)])
def test_pdfium_is_asked_little_about_a_character(
    draw: Callable[[Canvas, int], None], most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for lines in (FEW, MANY):
        data = read(draw, lines)
        with asked(monkeypatch) as count:
            lay_out_pdf(data, name="page.pdf")
        counts.append(count[0])
    assert 1 < (counts[1] - counts[0]) / ADDED < most


# 37 a line of 38 characters; 87 a row, whose cells have 28 characters. One call a character more is over either bar.
@pytest.mark.parametrize(("draw", "most"), [(by_line, 55), (by_character, 55), (form, 105)])
def test_no_function_is_called_for_each_character(draw: Callable[[Canvas, int], None], most: int) -> None:
    counts = []
    for lines in (FEW, MANY):
        data = read(draw, lines)
        with called() as count:
            lay_out_pdf(data, name="page.pdf")
        counts.append(count[0])
    assert 0 < (counts[1] - counts[0]) / (MANY - FEW) < most
