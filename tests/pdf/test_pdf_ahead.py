"""Pages opened by a second thread while the first is at work on the one before: the same reading, and never two threads in pdfium."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pytest
from making import at, pdf

from extractor.ingest import pdf as reading
from extractor.ingest import pdf_ahead
from extractor.ingest.pdf import PdfReader
from extractor.ingest.pdf_ahead import PagesAhead
from extractor.pipeline import lay_out_pdf
from extractor.records import Page

PAGES = 5


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ahead, "processors", lambda: 2)


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


def test_nothing_is_opened_ahead_on_one_processor_or_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = noted(monkeypatch)
    pages_of(document(), ahead=False)
    monkeypatch.setattr(pdf_ahead, "processors", lambda: 1)
    pages_of(document(), ahead=True)
    assert {name for _, name in opened} == {"MainThread"}


def test_never_two_threads_in_pdfium(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes long to open is waited for before anything else is asked: the page itself, a second reader, the title."""
    inside: list[str] = []
    together: list[tuple[str, str]] = []

    def alone(name: str, function: Callable[..., Any], *, seconds: float = 0.0) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            together.extend((name, other) for other in inside)
            inside.append(name)
            try:
                time.sleep(seconds)
                return function(*arguments, **named)
            finally:
                inside.remove(name)

        return call

    monkeypatch.setattr(pdf_ahead, "_opened", alone("open", pdf_ahead._opened, seconds=0.02))
    monkeypatch.setattr(reading, "_read_page", alone("read", reading._read_page))
    monkeypatch.setattr(PdfReader, "content", alone("content", PdfReader.content))
    monkeypatch.setattr("extractor.pipeline.doubtful", lambda grids: True)
    monkeypatch.setattr("extractor.pipeline.read_again", alone("again", lambda data, page, grids: (grids, ())))
    lay_out_pdf(document(), name="t.pdf")
    assert together == []


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
