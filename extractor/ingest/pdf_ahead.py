"""The pages of a PDF, each opened while Python is still at work on the one before.

pdfium can be asked by one thread at a time. But opening a page and laying out its text are two long calls during which Python's own
lock is free: a second thread makes them while the first makes characters, grids and lines of what pdfium has told. Nobody may ask
pdfium anything between ``start`` and the next ``take``, ``wait`` or ``close``, which wait for the second thread.

Time on the clock falls by what both do at once; processor time does not. On one processor, or where all are busy (a batch), nothing is
gained and each hand-over waits for its turn, so that no second thread is started there.
"""

from __future__ import annotations

import os
import sys
from threading import Lock, Thread
from types import TracebackType

import pypdfium2 as pdfium

# How long (seconds) the first thread goes on when the second has come back from a call and wants to make the next. Python's own 0.005 is
# longer than a page takes.
INTERVAL = 0.0002

# A page and its text.
Opened = tuple[pdfium.PdfPage, pdfium.PdfTextPage]


class PagesAhead:
    """``start(index)`` begins to open a page, ``take(index)`` gives it; without ``ahead`` it is opened only then. A page is open until
    the next one is taken."""

    def __init__(self, document: pdfium.PdfDocument, *, ahead: bool) -> None:
        self._document = document
        self._ahead = ahead and a_processor_is_spare()
        self._thread: Thread | None = None
        self._index: int | None = None  # of the page that is being opened, or is open and waits to be taken
        self._opened: Opened | BaseException | None = None
        self._taken: Opened | None = None
        self._asked, self._begun, self._done = _locked(), _locked(), _locked()
        self._interval: float | None = None  # what Python's was, while a page is being opened

    def __enter__(self) -> PagesAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, index: int) -> None:
        """Begin to open a page, if there is one and a thread to do it."""
        if self._index == index:
            return
        self.wait()
        if not self._ahead or not index < len(self._document):
            return
        self._let_go()
        if self._thread is None:
            self._thread = Thread(target=self._work, name="juesuan-pages", daemon=True)
            self._thread.start()
        self._index = index
        interval = sys.getswitchinterval()
        sys.setswitchinterval(INTERVAL)
        self._asked.release()
        self._interval = interval
        self._begun.acquire()  # else this thread would keep Python's lock, and the page wait for it

    def take(self, index: int) -> Opened:
        """The page at ``index`` with its text. Raises ``PdfiumError`` where it can't be opened."""
        self.wait()
        self._close_taken()
        found = self._opened if self._index == index else None
        if found is None:
            self._let_go()
            found = _opened(self._document, index)
        self._index = self._opened = None
        if isinstance(found, BaseException):
            raise found
        self._taken = found
        return found

    def wait(self) -> None:
        """Until pdfium can be asked again."""
        if self._interval is not None:
            self._done.acquire()
            sys.setswitchinterval(self._interval)
            self._interval = None

    def close(self) -> None:
        """Wait, close what is open, and end the thread."""
        self.wait()
        self._close_taken()
        self._let_go()
        if self._thread is not None:
            self._asked.release()
            self._thread.join()
            self._thread = None

    def _close_taken(self) -> None:
        if self._taken is not None:
            _closed(self._taken)
            self._taken = None

    def _let_go(self) -> None:
        """Close what nobody took."""
        if isinstance(self._opened, tuple):
            _closed(self._opened)
        self._index = self._opened = None

    def _work(self) -> None:
        while True:
            self._asked.acquire()
            index = self._index
            if index is None:
                return
            self._begun.release()
            try:
                self._opened = _opened(self._document, index)
            except BaseException as error:  # raised where the page is taken
                self._opened = error
            self._done.release()


def a_processor_is_spare() -> bool:
    """Whether this process may use two processors, and the machine has had less to do than it has processors (mean of the last minute)."""
    there = os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else there
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return allowed > 1 and busy < there


def _locked() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


def _opened(document: pdfium.PdfDocument, index: int) -> Opened:
    page = document[index]
    try:
        return page, page.get_textpage()
    except BaseException:
        page.close()
        raise


def _closed(opened: Opened) -> None:
    page, textpage = opened
    textpage.close()
    page.close()
