"""Characters read in columns are those that are read one by one; columns longer than the memory kept for them are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pytest
from making import HEIGHT, WIDTH, at, pdf
from reportlab.pdfgen.canvas import Canvas

from extractor.ingest.pdf_calls import PORTION, TextColumns
from extractor.ingest.pdf_fonts import use_reading_fonts
from extractor.ingest.pdf_looks import text_objects
from extractor.ingest.pdf_space import Upright, upright_of
from extractor.ingest.pdf_text import all_chars, plain_chars

EVERYWHERE = (-1e9, 1e9)


@contextmanager
def columns_of(data: bytes) -> Iterator[tuple[TextColumns, Upright]]:
    use_reading_fonts()
    document = pdfium.PdfDocument(data)
    page = document[0]
    textpage = page.get_textpage()
    yield TextColumns(textpage.raw), upright_of(page)
    textpage.close()
    page.close()
    document.close()


def lines(canvas: Canvas) -> None:
    for number in range(60):
        at(canvas, 60, 20 + 13 * number, f"第{number}行 一般公共预算财政拨款支出 1,234.{number:02} 万元", size=9)


def sideways(canvas: Canvas) -> None:
    """Text that reads from left to right once the page is shown turned."""
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    for number in range(20):
        canvas.drawString(60, 100 + 20 * number, f"合计 {number}.00")


@pytest.mark.parametrize(("draw", "rotate"), [(lines, 0), (sideways, 90)])
def test_columns_say_what_single_characters_say(draw: Callable[[Canvas], None], rotate: int) -> None:
    with columns_of(pdf(draw, rotate=rotate)) as (columns, upright):
        found = text_objects(columns, uncut=EVERYWHERE)
        plain = plain_chars(columns, upright, found)
        assert plain is not None
        assert plain.chars
        assert plain == all_chars(columns, upright, found)


def test_a_page_with_hidden_text_is_read_one_by_one() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 100, "决算")
        at(canvas, WIDTH + 50, 100, "页外")

    with columns_of(pdf(draw)) as (columns, upright):
        found = text_objects(columns, uncut=EVERYWHERE)
        assert plain_chars(columns, upright, found) is None
        assert [char.text for char in all_chars(columns, upright, found).chars] == ["决", "算"]


def test_columns_longer_than_the_memory_kept_are_whole() -> None:
    with columns_of(pdf(lines)) as (columns, _):
        count = len(columns.codes)
        assert count > PORTION
        assert len(columns.lefts) == len(columns.tops) == len(columns.rights) == len(columns.objects) == count
        xs, ys = columns.origins(range(count))
        assert [xs[PORTION], ys[PORTION]] == [column[0] for column in columns.origins((PORTION,))]
        left, top, right, _, x, y = next(columns.boxes((PORTION,)))
        assert (left, top, right) == (columns.lefts[PORTION], columns.tops[PORTION], columns.rights[PORTION])
        assert (x, y) == (xs[PORTION], ys[PORTION])
