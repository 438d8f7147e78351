"""Pages opened by a second thread while the first is at work on the one before: the same reading, and never two threads in pdfium."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pytest
from making import at, pdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractor.ingest import pdf as reading
from extractor.ingest import pdf_ahead, pdf_calls, pdf_drawing, pdf_looks
from extractor.ingest.pdf import PdfReader
from extractor.ingest.pdf_ahead import PagesAhead
from extractor.pipeline import lay_out_pdf
from extractor.records import Page

PAGES = 5


@pytest.fixture(autouse=True)
def _a_processor_to_spare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ahead, "a_processor_is_spare", lambda: True)


def document() -> bytes:
    return pdf(
        *(lambda canvas, number=number: at(canvas, 90, 100, f"第{number}页正文") for number in range(1, PAGES + 1))
    )


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "juesuan-pages"]


def open_handles() -> int:
    return sum(
        len(found)
        for kind, found in pdfium.internal.ObjectTracker.items()
        if kind in (pdfium.PdfPage, pdfium.PdfTextPage)
    )


def pages_of(data: bytes, *, ahead: bool) -> list[Page]:
    with PdfReader(data, name="t.pdf", ahead=ahead) as reader:
        return list(reader)


def test_pages_are_read_alike() -> None:
    assert pages_of(document(), ahead=True) == pages_of(document(), ahead=False)


def test_the_next_page_is_opened_by_the_second_thread_while_the_caller_has_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = noted(monkeypatch)
    with PdfReader(document(), name="t.pdf", ahead=True) as reader:
        for index, _ in enumerate(reader):
            reader.wait()
            assert [number for number, _ in opened] == list(range(min(index + 2, PAGES)))
    assert [name for _, name in opened] == ["MainThread", *["juesuan-pages"] * (PAGES - 1)]


def test_nothing_is_opened_ahead_where_no_processor_is_spare_or_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = noted(monkeypatch)
    pages_of(document(), ahead=False)
    monkeypatch.setattr(pdf_ahead, "a_processor_is_spare", lambda: False)
    pages_of(document(), ahead=True)
    assert {name for _, name in opened} == {"MainThread"}


@pytest.mark.parametrize(
    ("allowed", "load", "spare"), [({0, 1}, 1.2, True), ({0}, 0.1, False), ({0, 1}, 2.6, False), ({3, 7}, 0.0, True)]
)
def test_a_processor_is_spare_where_two_may_be_used_and_not_all_are_busy(
    allowed: set[int], load: float, spare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # ask for real
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: allowed, raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
    assert pdf_ahead.a_processor_is_spare() is spare


def plain(canvas: Canvas) -> None:
    canvas.rect(60, 600, 400, 100)
    at(canvas, 90, 100, "部门预算")


def unseen(canvas: Canvas) -> None:
    at(canvas, 90, 100, "可见")
    text = canvas.beginText(100, 600)
    text.setTextRenderMode(3)
    text.textOut("隐形")
    canvas.drawText(text)


def sideways(canvas: Canvas) -> None:
    canvas.rotate(90)
    for line in range(4):
        canvas.drawString(200, -200 - 20 * line, "sideways 1,234.56")


def codes(canvas: Canvas) -> None:
    at(canvas, 90, 100, "")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(90, 600, "#$ %& QX ZK")


def picture(canvas: Canvas) -> None:
    at(canvas, 90, 100, "有图的一页")
    canvas.drawInlineImage(Image.new("RGB", (40, 40), "red"), 100, 200, 300, 300)


@pytest.mark.parametrize("draw", [plain, unseen, sideways, codes, picture])
def test_never_two_threads_in_pdfium(draw: Callable[[Canvas], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes long to open is waited for before anything else is asked: more of the page, a second reader, the title."""
    opening: list[int] = []
    asked: list[str] = []
    together: list[tuple[str, int]] = []
    usual = pdf_ahead._opened

    def slowly(document: pdfium.PdfDocument, index: int) -> Any:
        if threading.current_thread() is threading.main_thread():
            return usual(document, index)
        opening.append(index)
        time.sleep(0.03)
        try:
            return usual(document, index)
        finally:
            opening.remove(index)

    def noting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            asked.append(name)
            if threading.current_thread() is threading.main_thread():
                together.extend((name, index) for index in opening)
            return function(*arguments, **named)

        return call

    for module in (pdf_calls, pdf_looks, pdf_drawing):
        for name in vars(module):
            if name.startswith(("_get_", "_count_")):
                monkeypatch.setattr(module, name, noting(name, getattr(module, name)))
    for kind in (pdfium.PdfDocument, pdfium.PdfPage, pdfium.PdfTextPage):
        for name, function in vars(kind).items():
            if name.startswith(("get_", "render", "__len__", "_close_impl")) and callable(function):
                monkeypatch.setattr(kind, name, noting(name, function))
    monkeypatch.setattr("extractor.pipeline.doubtful", lambda grids: True)
    monkeypatch.setattr("extractor.pipeline.read_again", noting("again", lambda data, page, grids: (grids, ())))
    data = pdf(plain, draw, plain, draw, draw)
    monkeypatch.setattr(pdf_ahead, "_opened", slowly)
    lay_out_pdf(data, name="t.pdf")
    assert together == []
    assert {"get_page", "get_textpage", "get_cropbox", "_get_object", "again", "get_metadata_value"} <= set(asked)


def test_characters_are_made_while_the_next_page_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest of Python's own work on most pages."""
    begun: list[int] = []
    usual_start, usual_chars = PagesAhead.start, reading.plain_chars
    monkeypatch.setattr(PagesAhead, "start", lambda self, index: (begun.append(index), usual_start(self, index))[1])
    made: list[list[int]] = []
    monkeypatch.setattr(reading, "plain_chars", lambda *found: (made.append([*begun]), usual_chars(*found))[1])
    pages_of(pdf(plain, plain), ahead=True)
    assert [asked[-1] for asked in made] == [1, 2]


@pytest.mark.parametrize("ahead", [True, False])
def test_a_page_that_cannot_be_opened_is_said_at_its_place(ahead: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = pdf_ahead._opened

    def broken(document: pdfium.PdfDocument, index: int) -> Any:
        if index == 2:
            raise pdfium.PdfiumError("Failed to load page.")
        return usual(document, index)

    monkeypatch.setattr(pdf_ahead, "_opened", broken)
    with PdfReader(document(), name="t.pdf", ahead=ahead) as reader:
        assert [len(page.chars) for page in reader] == [5, 5, 0, 5, 5]
        (said,) = reader.content().problems
        assert (said.code, "3" in said.message) == ("I203", True)


def test_an_error_of_the_second_thread_is_raised_by_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = pdf_ahead._opened

    def broken(document: pdfium.PdfDocument, index: int) -> Any:
        if index == 1:
            raise MemoryError
        return usual(document, index)

    monkeypatch.setattr(pdf_ahead, "_opened", broken)
    seen: list[int] = []
    with pytest.raises(MemoryError), PdfReader(document(), name="t.pdf", ahead=True) as reader:
        seen.extend(page.number for page in reader)
    assert seen == [1]
    assert threads() == []


def test_a_text_that_cannot_be_laid_out_leaves_no_page_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: pdfium.PdfPage) -> Any:
        raise pdfium.PdfiumError("Failed to load text page.")

    before = open_handles()
    with pdfium.PdfDocument(document()) as opened, PagesAhead(opened, ahead=True) as pages:
        monkeypatch.setattr(pdfium.PdfPage, "get_textpage", broken)
        pages.start(1)
        with pytest.raises(pdfium.PdfiumError):
            pages.take(1)
        assert open_handles() == before


def test_a_caller_who_stops_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits and cancelling raise in the middle: no thread, no open page, Python's switch interval as it was."""
    interval, before = sys.getswitchinterval(), open_handles()

    def cancel(number: int, _: int) -> None:
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lay_out_pdf(document(), name="t.pdf", on_page=cancel)
    with PdfReader(document(), name="t.pdf", ahead=True) as reader:
        next(iter(reader))
    assert threads() == []
    assert open_handles() == before
    assert sys.getswitchinterval() == interval


def test_another_page_than_the_one_begun_can_be_taken() -> None:
    before = open_handles()
    with pdfium.PdfDocument(document()) as opened, PagesAhead(opened, ahead=True) as pages:
        pages.start(1)
        page, textpage = pages.take(3)
        assert "第4页" in textpage.get_text_range()
        textpage.close()
        page.close()
        assert open_handles() == before


def noted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Pages in the order in which they are opened, and the thread that does it."""
    found: list[tuple[int, str]] = []
    usual = pdf_ahead._opened

    def opened(document: pdfium.PdfDocument, index: int) -> Any:
        found.append((index, threading.current_thread().name))
        return usual(document, index)

    monkeypatch.setattr(pdf_ahead, "_opened", opened)
    return found
