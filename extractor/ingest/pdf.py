"""PDF with a text layer → Pages, through pypdfium2's raw API.

What a person sees, once: text that is invisible (render mode 3), off the page, white, or printed a second time on the same
spot is set aside. Boxes are turned upright by the page's own rotation and counted from the crop box's top left corner.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import pypdfium2 as pdfium

from extractor.ingest import ocr
from extractor.ingest.garbled import is_garbled, may_be_garbled
from extractor.ingest.pdf_ahead import PagesAhead
from extractor.ingest.pdf_calls import TextColumns
from extractor.ingest.pdf_drawing import objects_of, read_drawing
from extractor.ingest.pdf_fonts import use_reading_fonts
from extractor.ingest.pdf_looks import text_objects
from extractor.ingest.pdf_pictures import Pictured, read_pictures, rulings_of_picture, rulings_under_text, unread
from extractor.ingest.pdf_space import Upright, upright_of
from extractor.ingest.pdf_streams import refuse_inflating
from extractor.ingest.pdf_text import all_chars, plain_chars, uncut
from extractor.ingest.pdf_unseen import seen_after_all
from extractor.problems import JuesuanError, problem
from extractor.records import Box, Char, Content, Page, Problem, Source

# Told of each page before it is read: its number, and how many there are.
OnPage = Callable[[int, int], None]
# So many pages are looked at to tell whether a short one is garbled.
GARBLED_LOOK = 12
# So many doubtful numbers of a page are named in its problem.
DOUBTFUL_NAMED = 20


def read_pdf(data: bytes, *, name: str) -> Content:
    """All pages of a PDF at once. Raises ``JuesuanError`` I105 (damaged), I106 (encrypted), I107 (pictures only), I108
    (a stream that inflates beyond all measure)."""
    with PdfReader(data, name=name) as reader:
        pages = tuple(reader)
        return reader.content(pages)


class PdfReader:
    """The pages of a PDF one by one, so that none has to be kept; ``content()`` tells about the file once they are read.

    ``with PdfReader(data, name=…) as reader: for page in reader: …``. A page that can't be read comes as an empty page, with
    problem I203.

    ``ahead``: while the caller is at work on a page the next one is opened by a second thread. The caller then asks pdfium nothing
    between two pages, or calls ``wait`` before.
    """

    def __init__(self, data: bytes, *, name: str, on_page: OnPage | None = None, ahead: bool = False) -> None:
        self._on_page = on_page
        self._data = data
        self._name = name
        self._document = _open(data, name)
        self._count = len(self._document)
        self._opening = PagesAhead(self._document, ahead=ahead)
        self._problems: list[Problem] = []
        self._hidden = 0
        self._chars = 0
        self._recognised = 0
        self._blank: list[int] = []
        self._codes: list[int] = []  # pages of codes that mean nothing
        self._garbled: bool | None = None  # whether pages of codes were met; null while nobody has asked
        self._pictures: list[int] = []  # pages with pictures beside their text that nobody has read
        self._pictured: list[int] = []  # pages read, whole or in part, from their pictures

    def __enter__(self) -> PdfReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._opening.close()
        self._document.close()

    def __len__(self) -> int:
        return self._count

    def wait(self) -> None:
        """Until pdfium can be asked again, where pages are opened ahead."""
        self._opening.wait()

    def __iter__(self) -> Iterator[Page]:
        for index in range(self._count):
            if self._on_page is not None:
                self._on_page(index + 1, self._count)
            try:
                read = _read_page(self._opening, index, garbled=self._is_garbled)
            except pdfium.PdfiumError as error:
                self._problems.append(problem("I203", page=index + 1, detail=str(error)))
                yield Page(number=index + 1, width=595.0, height=842.0, chars=())
                continue
            self._hidden += read.hidden
            self._recognised += read.recognised
            self._chars += len(read.page.chars)
            if read.unread == "page":
                self._blank.append(index + 1)
            elif read.unread == "picture":
                self._pictures.append(index + 1)
            if read.pictured is not None and read.pictured.chars:
                self._pictured.append(index + 1)
                if read.pictured.doubtful:
                    shown = "、".join(read.pictured.doubtful[:DOUBTFUL_NAMED])
                    count = len(read.pictured.doubtful)
                    self._problems.append(problem("I208", page=index + 1, count=count, numbers=shown))
            if read.failed is not None:
                self._problems.append(problem("I203", page=index + 1, detail=read.failed))
            if read.garbled:
                self._codes.append(index + 1)
            if read.unmapped:
                self._problems.append(problem("I204", page=index + 1, count=read.unmapped))
            yield read.page

    def _is_garbled(self, letters: Sequence[str]) -> bool:
        """Whether these characters of a page are codes and no text; a short page is held against the document's longer ones."""
        if is_garbled(letters):
            self._garbled = True
            return True
        if self._garbled is None and may_be_garbled(letters):
            self._garbled = any(map(is_garbled, self._texts(GARBLED_LOOK)))
        return bool(self._garbled) and may_be_garbled(letters)

    def _texts(self, count: int) -> Iterator[str]:
        """pdfium's own text of the first pages, without blanks."""
        self._opening.wait()
        for index in range(min(count, self._count)):
            with contextlib.suppress(pdfium.PdfiumError):
                page = self._document[index]
                textpage = page.get_textpage()
                yield "".join(textpage.get_text_range().split())
                textpage.close()
                page.close()

    def content(self, pages: tuple[Page, ...] = ()) -> Content:
        """Source, title and problems, after all pages were read. Raises I105, I107 or I114 where no text was found."""
        count = self._count
        if count == 0:
            raise JuesuanError("I105", path=self._name, detail="0 页")
        if not self._chars:
            unread_pictures = self._blank and not ocr.available()
            raise JuesuanError("I107" if unread_pictures else "I114", path=self._name, pages=count)
        code = "I209" if ocr.available() else "I201"
        problems = [*self._problems, *(problem(code, page=number) for number in self._blank)]
        if self._codes:
            problems.append(problem("I211", pages=in_ranges(self._codes)))
        if self._pictures:
            problems.append(problem("I210", pages=in_ranges(self._pictures)))
        if self._pictured:
            problems.append(problem("I207", pages=in_ranges(self._pictured)))
        if self._hidden:
            problems.append(problem("I205", count=self._hidden))
        source = Source(
            name=self._name,
            sha256=hashlib.sha256(self._data).hexdigest(),
            media_type="application/pdf",
            bytes=len(self._data),
            pages=count,
            text_layer=self._text_layer(count),
        )
        title = self._document.get_metadata_value("Title").strip() or None
        return Content(source=source, pages=pages, title=title, problems=tuple(problems))

    def _text_layer(self, count: int) -> Literal["native", "ocr", "mixed"]:
        if self._recognised == count:
            return "ocr"
        return "mixed" if self._blank or self._recognised or self._pictured else "native"


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    refuse_inflating(data, name=name)
    use_reading_fonts()
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "I106" if "password" in str(error).lower() or "security" in str(error).lower() else "I105"
        raise JuesuanError(code, path=name, detail=str(error)) from error


class _PageRead(NamedTuple):
    page: Page
    garbled: bool
    hidden: int
    unmapped: int
    recognised: bool  # the text is recognition's: an invisible layer over a picture of the page, or read off it here
    unread: Literal["page", "picture"] | None  # what nobody has read: the page, or a picture beside its text
    pictured: Pictured | None
    failed: str | None  # why recognition gave nothing, where it broke


def _read_page(opening: PagesAhead, index: int, *, garbled: Callable[[Sequence[str]], bool]) -> _PageRead:
    page, textpage = opening.take(index)
    shown = upright_of(page)
    columns = TextColumns(textpage.raw)
    drawing = list(objects_of(page, known=columns.first))
    rulings, images, shades = read_drawing(drawing, shown)
    found = text_objects(columns, uncut=uncut(shown, rulings))
    if not images and not shown.turns:  # on most such pages pdfium has told all
        opening.start(index + 1)
    read = plain_chars(columns, shown, found)
    if read is None:
        opening.wait()
        read = all_chars(columns, shown, found)
    upright, chars, unseen, hidden, unmapped = read
    size = upright.size
    if upright != shown:
        rulings, images, shades = read_drawing(drawing, upright)
    recognised = False
    if unseen:
        chars, dropped, recognised = seen_after_all(page, upright, chars, unseen, images)
        hidden += dropped
    left: Literal["page", "picture"] | None = None
    pictured: Pictured | None = None
    failed: str | None = None
    codes = bool(columns.codes) and garbled([char.text for char in chars] or list(map(chr, columns.codes)))
    if codes and ocr.available():  # the page is drawn right: its picture can be read
        opening.wait()
        left, pictured, failed = _of_pictures(page, upright, [], [Box(0.0, 0.0, *upright.size)])
        if pictured is not None and pictured.chars:
            size, chars, codes = pictured.size, pictured.chars, False
            rulings = rulings or pictured.rulings
    elif recognised:
        rulings = [*rulings, *rulings_of_picture(page, upright, chars)]
    elif images and not recognised:
        left, pictured, failed = _of_pictures(page, upright, chars, images)
        if pictured is not None and pictured.chars:
            size, chars = pictured.size, pictured.chars
            rulings = [*rulings, *pictured.rulings]
        elif left is None:
            rulings = [*rulings, *rulings_under_text(page, upright, chars, images, rulings)]
    opening.start(index + 1)
    width, height = size
    built = Page(
        number=index + 1,
        width=width,
        height=height,
        chars=tuple(chars),
        rulings=tuple(rulings),
        images=tuple(images),
        recognised=recognised or pictured is not None,
        shades=tuple(shades),
    )
    return _PageRead(
        built, codes, hidden, unmapped, recognised or (pictured is not None and pictured.whole), left, pictured, failed
    )


def _of_pictures(
    page: pdfium.PdfPage, upright: Upright, chars: list[Char], images: list[Box]
) -> tuple[Literal["page", "picture"] | None, Pictured | None, str | None]:
    """What stays unread of the page, what its pictures show where recognition is installed, and why it broke where it did."""
    boxes = unread(upright, chars, images)
    if boxes and ocr.available():
        try:
            pictured = read_pictures(page, upright, chars, boxes)
        except MemoryError:
            raise
        except (
            Exception
        ) as error:  # a foreign library's: the page's own text and the other pages are not to suffer for it
            return None, None, f"{type(error).__name__}: {error}"[:200]
        if pictured is not None:
            return None, pictured, None
    if not chars:
        return "page", None, None
    return ("picture" if boxes and not ocr.available() else None), None, None


def in_ranges(pages: list[int]) -> str:
    """Page numbers as a person writes them: ``"3、7—9"``."""
    shown: list[str] = []
    start = last = pages[0]
    for page in [*pages[1:], 0]:
        if page == last + 1:
            last = page
            continue
        shown.append(str(start) if start == last else f"{start}—{last}")
        start = last = page
    return "、".join(shown)
