"""PDF with a text layer → Pages, through pypdfium2's raw API.

What a person sees, once: text that is invisible (render mode 3), off the page, white, or printed a second time on the same
spot is set aside. Boxes are turned upright by the page's own rotation and counted from the crop box's top left corner.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.glyphs import mend
from extractor.problems import JuesuanError, problem
from extractor.records import Box, Char, Content, Page, Problem, Ruling, Source

# A filled rectangle no thicker than this is a ruling and no box. Word and WPS draw rulings 0.5 to 1.5 pt thick; the
# thickest seen in the reference documents is 2.25 pt.
RULING_THICKNESS = 3.0
# Shorter pieces are dashes, ticks and parts of glyphs drawn as paths.
RULING_LENGTH = 2.0
# So many dots in a row, none further from the next than so many of its own sizes, are a dotted ruling.
FEWEST_DOTS = 6
DOT_GAP = 2.5
# A page's drawing is read at most this deep into nested form objects: deeper ones are hostile or empty.
FORM_DEPTH = 6
# At most so many drawing objects a page are looked at for rulings: a dense form has 3,000, a map or chart may have 10⁶.
MAX_OBJECTS = 60_000
# What the type's ascent and descent are taken as: fonts in these files state them wrongly too often (loose boxes of 22 pt
# for type of 12 pt were seen). Chinese type fills its em square: 0.88 above the baseline, 0.12 below.
ASCENT, DESCENT = 0.88, 0.12
# Nearly white: text in this colour cannot be read on paper (each of red, green, blue at or above).
WHITE = 250
# Text set at a slant is a watermark or a stamp: no line of a disclosure is. (Tangent; scans turned by a hand's slip stay below.)
SLANT = 0.15
# Two equal characters so near (points) are one, printed twice.
TWIN = 2.0
# A picture over so much of the page is a scan of it.
SCANNED = 0.5
# A page is turned where of so many characters, taken evenly, this share stands at one angle. Upright pages hold sideways text
# only in the margin and in narrow cells. Fewer characters tell nothing about the page: a stamp or a margin note.
TURN_SAMPLE, TURNED_SHARE, TURN_FEWEST = 60, 0.9, 20
# Parts of font names that mean a heavy face.
BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti", "黑体", "xiaobiaosong", "小标宋")


def read_pdf(data: bytes, *, name: str) -> Content:
    """All pages of a PDF at once. Raises ``JuesuanError`` I105 (damaged), I106 (encrypted), I107 (pictures only)."""
    with PdfReader(data, name=name) as reader:
        pages = tuple(reader)
        return reader.content(pages)


class PdfReader:
    """The pages of a PDF one by one, so that none has to be kept; ``content()`` tells about the file once they are read.

    ``with PdfReader(data, name=…) as reader: for page in reader: …``. A page that can't be read comes as an empty page, with
    problem I203.
    """

    def __init__(self, data: bytes, *, name: str) -> None:
        self._data = data
        self._name = name
        self._document = _open(data, name)
        self._problems: list[Problem] = []
        self._hidden = 0
        self._chars = 0
        self._recognised = 0
        self._blank: list[int] = []

    def __enter__(self) -> PdfReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def __iter__(self) -> Iterator[Page]:
        for index in range(len(self._document)):
            try:
                read = _read_page(self._document, index)
            except pdfium.PdfiumError as error:
                self._problems.append(problem("I203", page=index + 1, detail=str(error)))
                yield Page(number=index + 1, width=595.0, height=842.0, chars=())
                continue
            self._hidden += read.hidden
            self._recognised += read.recognised
            self._chars += len(read.page.chars)
            if not read.page.chars and read.page.images:
                self._blank.append(index + 1)
            if read.unmapped:
                self._problems.append(problem("I204", page=index + 1, count=read.unmapped))
            yield read.page

    def content(self, pages: tuple[Page, ...] = ()) -> Content:
        """Source, title and problems, after all pages were read. Raises I105, I107 or I114 where no text was found."""
        count = len(self._document)
        if count == 0:
            raise JuesuanError("I105", path=self._name, detail="0 页")
        if not self._chars:
            raise JuesuanError("I107" if self._blank else "I114", path=self._name, pages=count)
        problems = [*self._problems, *(problem("I201", page=number) for number in self._blank)]
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
        return "mixed" if self._blank or self._recognised else "native"


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "I106" if "password" in str(error).lower() or "security" in str(error).lower() else "I105"
        raise JuesuanError(code, path=name, detail=str(error)) from error


class _PageRead(NamedTuple):
    page: Page
    hidden: int
    unmapped: int
    recognised: bool  # the text is an invisible layer over a picture of the page (OCR)


class _Upright(NamedTuple):
    """From PDF user space (origin bottom left, before rotation) to the upright page (origin top left)."""

    left: float
    bottom: float
    width: float  # of the crop box before rotation
    height: float
    turns: int  # quarter turns clockwise

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.turns == 0:
            return Box(x0, self.height - y1, x1, self.height - y0)
        if self.turns == 1:
            return Box(y0, x0, y1, x1)
        if self.turns == 2:
            return Box(self.width - x1, y0, self.width - x0, y1)
        return Box(self.height - y1, self.width - x1, self.height - y0, self.width - x0)

    @property
    def size(self) -> tuple[float, float]:
        return (self.width, self.height) if self.turns % 2 == 0 else (self.height, self.width)


def _upright(page: pdfium.PdfPage) -> _Upright:
    left, bottom, right, top = page.get_cropbox()
    return _Upright(left, bottom, right - left, top - bottom, (page.get_rotation() // 90) % 4)


def _read_page(document: pdfium.PdfDocument, index: int) -> _PageRead:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            upright = _reading_way(_upright(page), textpage.raw)
            width, height = upright.size
            chars, unseen, hidden, unmapped = _chars(textpage.raw, upright)
        finally:
            textpage.close()
        rulings, images = _drawing(page, upright)
        recognised = False
        if unseen:
            chars, dropped, recognised = _seen_after_all(page, upright, chars, unseen, images)
            hidden += dropped
    finally:
        page.close()
    built = Page(
        number=index + 1, width=width, height=height, chars=tuple(chars), rulings=tuple(rulings), images=tuple(images)
    )
    return _PageRead(built, hidden, unmapped, recognised)


def _reading_way(upright: _Upright, textpage: Any) -> _Upright:
    """The page turned so that its text reads from left to right: landscape tables are drawn sideways on upright pages."""
    count = raw.FPDFText_CountChars(textpage)
    matrix = raw.FS_MATRIX()
    angles = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // TURN_SAMPLE)):
        if (
            raw.FPDFText_GetMatrix(textpage, index, matrix)
            and _get_unicode(ctypes.cast(textpage, _ADDRESS).value, index) > 32
        ):
            a, b = matrix.a, matrix.b
            angles[(1 if b < 0 else 3) if abs(b) > abs(a) else (0 if a >= 0 else 2)] += 1
    angle = max(range(4), key=lambda quarter: angles[quarter])
    if angles[angle] < TURN_FEWEST or angles[angle] < TURNED_SHARE * sum(angles) or (angle + upright.turns) % 4 == 0:
        return upright
    return upright._replace(turns=-angle % 4)


def _seen_after_all(
    page: pdfium.PdfPage, upright: _Upright, chars: list[Char], unseen: list[_Unseen], images: list[Box]
) -> tuple[list[Char], int, bool]:
    """Which of the white and invisible characters a person sees all the same, how many stay hidden, and whether the page is a
    recognised scan.

    pdfium gives only one of two equal texts on one spot, be it the invisible one: it is seen where a visible text object
    stands. White text is seen on a dark ground. Invisible text over a picture of the page is what recognition read off it.
    """
    texts, grounds = _visible_objects(page, upright)
    found: dict[str, list[Char]] = {}
    for char in chars:
        found.setdefault(char.text, []).append(char)
    kept: list[Char] = []
    twins: dict[int | None, bool] = {}
    for char, white, text_object in unseen:
        if text_object not in twins:
            twins[text_object] = _has_twin(text_object, texts, upright)
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        on_dark = white and any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in grounds)
        same = found.setdefault(char.text, [])
        doubled = any(abs(other.x0 - char.x0) < TWIN and abs(other.bottom - char.bottom) < TWIN for other in same)
        if (twins[text_object] or on_dark) and not doubled:
            same.append(char)
            kept.append(char)
    width, height = upright.size
    scanned = any((box.x1 - box.x0) * (box.bottom - box.top) > SCANNED * width * height for box in images)
    if not chars and not kept and scanned:
        return [char for char, white, _ in unseen if not white], sum(white for _, white, _ in unseen), True
    return chars + kept, len(unseen) - len(kept), False


def _has_twin(text_object: int | None, texts: list[Box], upright: _Upright) -> bool:
    """Whether a visible text object stands where this one does, edge on edge."""
    bounds = _bounds(ctypes.cast(text_object, raw.FPDF_PAGEOBJECT)) if text_object else None
    if bounds is None:
        return False
    box = upright.box(*bounds)
    return any(all(abs(a - b) < TWIN for a, b in zip(box, text, strict=True)) for text in texts)


def _visible_objects(page: pdfium.PdfPage, upright: _Upright) -> tuple[list[Box], list[Box]]:
    """The boxes of text objects that print in a colour, and of dark grounds (filled areas and pictures)."""
    texts: list[Box] = []
    grounds: list[Box] = []
    colour = [ctypes.c_uint() for _ in range(4)]
    for kind, found, matrix in _objects(page, texts=True):
        bounds = _bounds(found)
        if bounds is None:
            continue
        box = upright.box(*_transformed(bounds, matrix))
        known = raw.FPDFPageObj_GetFillColor(found, *colour)
        light = bool(known) and (colour[3].value == 0 or min(part.value for part in colour[:3]) >= WHITE)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            mode = raw.FPDFTextObj_GetTextRenderMode(found)
            if not light and mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
                texts.append(box)
        elif min(box.x1 - box.x0, box.bottom - box.top) > RULING_THICKNESS and (
            kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_PATH and known and not light)
        ):
            grounds.append(box)
    return texts, grounds


# --- characters -------------------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    """What all characters of one text object share."""

    size: float
    bold: bool
    visible: bool
    angle: int = 0  # quarter turns of the text itself against the unrotated page, clockwise
    white: bool = False
    slanted: bool = False


def _fast(function: Any, result: Any, *arguments: Any) -> Any:
    """A pdfium function called with plain addresses: half the time of the typed call, in the loops that run per character."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
_get_unicode = _fast(raw.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
_get_object = _fast(raw.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
_get_loose = _fast(raw.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
_get_origin = _fast(raw.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
_get_matrix = _fast(raw.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
_get_size = _fast(raw.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
_get_colour = _fast(raw.FPDFText_GetFillColor, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
_get_mode = _fast(raw.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
_get_font = _fast(raw.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)

# Blanks and marks that print nothing: spaces of all kinds are read off the gaps between characters instead.
_BLANK = frozenset((*range(33), 0xA0, 0xAD, 0x200B, 0x2002, 0x2003, 0x3000, 0xFEFF, 0xFFFE))
_MENDED = range(0x2E80, 0xFB00)  # everything that ``mend`` may change lies in here or beyond the basic plane


def _chars(textpage: Any, upright: _Upright) -> tuple[list[Char], list[_Unseen], int, int]:
    """The page's visible characters in content order; the white (true) and invisible (false) ones that may be seen all the
    same; how many are certainly hidden; and how many have no known character."""
    handle = ctypes.cast(textpage, _ADDRESS).value
    loose = (_FLOAT * 4)()  # FS_RECTF: left, top, right, bottom
    origin = (ctypes.c_double * 2)()
    at_loose, at_x = ctypes.addressof(loose), ctypes.addressof(origin)
    at_y = at_x + 8
    page_width, page_height = upright.size
    plain = upright.turns == 0
    shift_x, page_top = upright.left, upright.bottom + upright.height
    chars: list[Char] = []
    unseen: list[_Unseen] = []
    seen: set[tuple[int, int, int]] = set()
    hidden = unmapped = 0
    address: int | None = -1
    size, bold, visible, angle, white, slanted = 0.0, False, False, 0, False, False
    styles = _Styles(handle)
    high = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = _get_unicode(handle, index)
        if code in _BLANK:
            continue
        if 0xD800 <= code < 0xE000:  # a character outside the basic plane comes as two halves
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        here = _get_object(handle, index)
        if here != address:
            address = here
            size, bold, visible, angle, white, slanted = styles.of(index, here)
        text = chr(code)
        if code in _MENDED and not 0x3000 <= code < 0xE000:
            text, known = mend(code)
            if not text:
                continue
            unmapped += not known
        _get_loose(handle, index, at_loose)
        _get_origin(handle, index, at_x, at_y)
        left, _, right, _ = loose
        if plain and angle == 0:
            x0, x1 = left - shift_x, right - shift_x
            baseline = page_top - origin[1]
            top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
        else:
            x0, top, x1, bottom = upright.box(*_turned_box(loose, origin, size, angle))
        if slanted or x1 <= 0 or x0 >= page_width or bottom <= 0 or top >= page_height:
            hidden += 1
            continue
        if not visible:
            unseen.append(_Unseen(Char(text, x0, top, x1, bottom, size, bold), white, here))
            continue
        spot = (code, int(x0 + 0.5), int(bottom + 0.5))
        if spot in seen:  # the same character on the same spot: bold by overprinting, or a doubled text layer
            hidden += 1
            continue
        seen.add(spot)
        chars.append(Char(text, x0, top, x1, bottom, size, bold))
    return chars, unseen, hidden, unmapped


def _turned_box(loose: Any, origin: Any, size: float, angle: int) -> tuple[float, float, float, float]:
    """The box in user space of a character whose text runs at ``angle``: along it the advance, across it the em."""
    left, top, right, bottom = loose
    x, y = origin
    if angle == 0:
        return left, y - DESCENT * size, right, y + ASCENT * size
    if angle == 2:
        return left, y - ASCENT * size, right, y + DESCENT * size
    low, high = min(top, bottom), max(top, bottom)
    if angle == 1:
        return x - DESCENT * size, low, x + ASCENT * size, high
    return x - ASCENT * size, low, x + DESCENT * size, high


class _Unseen(NamedTuple):
    """A character that prints nothing by itself, and the address of its text object."""

    char: Char
    white: bool  # else its render mode is invisible
    text_object: int | None


class _Styles:
    """The style of each text object, asked from pdfium once an object and once a font, with buffers made once a page."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle
        self._matrix = (_FLOAT * 6)()  # FS_MATRIX: a b c d e f
        self._colour = (ctypes.c_uint * 4)()
        self._at_matrix, self._at_colour = ctypes.addressof(self._matrix), ctypes.addressof(self._colour)
        self._known: dict[int | None, _Style] = {}
        self._bold_fonts: dict[int, bool] = {}

    def of(self, index: int, text_object: int | None) -> _Style:
        """The style of the text object at this address, which the character at ``index`` belongs to."""
        known = self._known.get(text_object)
        if known is None:
            known = self._known[text_object] = self._read(index, text_object)
        return known

    def _read(self, index: int, text_object: int | None) -> _Style:
        _get_matrix(self._handle, index, self._at_matrix)
        a, b, c, d, _, _ = self._matrix
        size = _get_size(self._handle, index) * ((c * c + d * d) ** 0.5 or 1.0)
        if b == 0.0 and a >= 0.0:
            angle = 0
        elif min(abs(a), abs(b)) > SLANT * max(abs(a), abs(b)):
            return _Style(size, False, False, slanted=True)
        elif abs(b) > abs(a):
            angle = 1 if b < 0 else 3
        else:
            angle = 0 if a >= 0 else 2
        if not text_object:
            return _Style(size, False, True, angle)
        mode = _get_mode(text_object)
        if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
            return _Style(size, False, False, angle)
        filled_only = mode in (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP)
        white = filled_only and self._white(index)
        bold = mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE or self._bold(text_object)
        return _Style(size, bold, not white, angle, white)

    def _white(self, index: int) -> bool:
        at = self._at_colour
        if not _get_colour(self._handle, index, at, at + 4, at + 8, at + 12):
            return False
        red, green, blue, alpha = self._colour
        return alpha == 0 or (red >= WHITE and green >= WHITE and blue >= WHITE)

    def _bold(self, text_object: int) -> bool:
        """Whether the font is heavy or its name says so: 黑体 (SimHei) is what Chinese headings use for bold."""
        font = _get_font(text_object)
        if not font:
            return False
        if font not in self._bold_fonts:
            typed = ctypes.cast(font, raw.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            length = raw.FPDFFont_GetBaseFontName(typed, buffer, 256)
            name = buffer.value.decode("utf-8", "replace").lower() if 0 < length <= 256 else ""
            self._bold_fonts[font] = raw.FPDFFont_GetWeight(typed) >= 600 or any(mark in name for mark in BOLD_NAMES)
        return self._bold_fonts[font]


# --- drawing ----------------------------------------------------------------------------------------------------------


def _drawing(page: pdfium.PdfPage, upright: _Upright) -> tuple[list[Ruling], list[Box]]:
    """Straight rulings (stroked segments, and filled or stroked thin rectangles) and the boxes of pictures."""
    rulings: list[Ruling] = []
    dots: list[Box] = []
    images: list[Box] = []
    width, height = upright.size
    for kind, found, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for x0, y0, x1, y1 in _segments(found, matrix):
                box = upright.box(x0, y0, x1, y1)
                if box.x1 < 0 or box.x0 > width or box.bottom < 0 or box.top > height:
                    continue
                if max(box.x1 - box.x0, box.bottom - box.top) < RULING_LENGTH:
                    dots.append(box)
                else:
                    rulings.append(Ruling(*box))
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            bounds = _bounds(found)
            if bounds is None:
                continue
            box = upright.box(*_transformed(bounds, matrix))
            thin = min(box.x1 - box.x0, box.bottom - box.top) <= RULING_THICKNESS
            long = max(box.x1 - box.x0, box.bottom - box.top) >= 4 * RULING_THICKNESS
            if thin and long:
                rulings.append(Ruling(*box))  # a line drawn as a stretched picture
            elif not thin:
                images.append(box)
    return rulings + _dotted(dots), images


def _dotted(dots: list[Box]) -> list[Ruling]:
    """Rulings drawn as rows or columns of dots (browsers print dotted borders so)."""
    found: list[Ruling] = []
    for across in (True, False):
        lines: dict[int, list[Box]] = {}
        for dot in dots:
            lines.setdefault(round(dot.top if across else dot.x0), []).append(dot)
        for line in lines.values():
            line.sort(key=lambda dot: dot.x0 if across else dot.top)
            chain: list[Box] = []
            for dot in line:
                if chain and not _next_dot(chain[-1], dot, across=across):
                    found += _ruling_of(chain)
                    chain = []
                chain.append(dot)
            found += _ruling_of(chain)
    return found


def _next_dot(last: Box, dot: Box, *, across: bool) -> bool:
    gap = dot.x0 - last.x1 if across else dot.top - last.bottom
    return gap <= DOT_GAP * max(last.x1 - last.x0, last.bottom - last.top)


def _ruling_of(chain: list[Box]) -> list[Ruling]:
    if len(chain) < FEWEST_DOTS:
        return []
    return [Ruling(chain[0].x0, chain[0].top, chain[-1].x1, chain[-1].bottom)]


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: pdfium.PdfPage, *, texts: bool = False) -> Iterator[tuple[int, Any, _Matrix]]:
    """Every drawing object (and with ``texts`` every text object) with the matrix of the forms that it stands in."""
    budget = MAX_OBJECTS
    stack: list[tuple[Any, int, _Matrix, bool]] = [(page.raw, 0, _IDENTITY, False)]
    while stack:
        holder, depth, matrix, is_form = stack.pop()
        total = raw.FPDFFormObj_CountObjects(holder) if is_form else raw.FPDFPage_CountObjects(holder)
        get = raw.FPDFFormObj_GetObject if is_form else raw.FPDFPage_GetObject
        for index in range(total):
            budget -= 1
            if budget < 0:
                return
            found = get(holder, index)
            kind = raw.FPDFPageObj_GetType(found)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < FORM_DEPTH:
                    own = raw.FS_MATRIX()
                    raw.FPDFPageObj_GetMatrix(found, own)
                    stack.append((found, depth + 1, _product((own.a, own.b, own.c, own.d, own.e, own.f), matrix), True))
            elif texts or kind != raw.FPDF_PAGEOBJ_TEXT:
                yield kind, found, matrix


def _segments(path: Any, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The straight horizontal and vertical parts of a path, as boxes in user space with their thickness."""
    fill = ctypes.c_int()
    stroke = ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    count = raw.FPDFPath_CountSegments(path)
    if count < 2 or count > 400:  # glyph outlines and drawings: no ruling has so many corners
        return
    if fill.value and not stroke.value:
        # a thin filled rectangle is a ruling; a large one is shading, whose edges draw no line
        bounds = _bounds(path)
        if bounds is None:
            return
        x0, y0, x1, y1 = _transformed(bounds, outer)
        thickness, length = sorted((x1 - x0, y1 - y0))
        if thickness <= RULING_THICKNESS and (length >= RULING_LENGTH or length <= 2 * thickness):
            yield x0, y0, x1, y1
        elif count > 5:
            yield from _thin_rectangles(path, count, outer)
        return
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, own)
    matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    half = max(width.value * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5, 0.2) / 2
    if half * 2 > 4 * RULING_THICKNESS:
        return
    for start, end in _lines(path, count, matrix):
        dx, dy = abs(start[0] - end[0]), abs(start[1] - end[1])
        if max(dx, dy) < RULING_LENGTH or min(dx, dy) > 0.7:
            continue
        yield (
            min(start[0], end[0]) - (half if dy > dx else 0.0),
            min(start[1], end[1]) - (half if dx >= dy else 0.0),
            max(start[0], end[0]) + (half if dy > dx else 0.0),
            max(start[1], end[1]) + (half if dx >= dy else 0.0),
        )


def _thin_rectangles(path: Any, count: int, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Several thin rectangles filled as one path (how some office suites draw all borders of a table)."""
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, own)
    matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    points: list[tuple[float, float]] = []

    def flush() -> Iterator[tuple[float, float, float, float]]:
        if 3 <= len(points) <= 6:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            thickness, length = sorted((box[2] - box[0], box[3] - box[1]))
            if thickness <= RULING_THICKNESS and length >= RULING_LENGTH:
                yield box

    for kind, point in _points(path, count, matrix):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from flush()
            points = []
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            points += [point] * 7  # a curve: never a ruling
        points.append(point)
    yield from flush()


def _lines(path: Any, count: int, matrix: _Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = last = (0.0, 0.0)
    for index, (kind, point) in enumerate(_points(path, count, matrix)):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(raw.FPDFPath_GetPathSegment(path, index)):
            yield point, start


def _points(path: Any, count: int, matrix: _Matrix) -> Iterator[tuple[int, tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield raw.FPDFPathSegment_GetType(segment), _apply(matrix, x.value, y.value)


def _bounds(found: Any) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(found, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _transformed(bounds: tuple[float, float, float, float], matrix: _Matrix) -> tuple[float, float, float, float]:
    if matrix is _IDENTITY:
        return bounds
    x0, y0 = _apply(matrix, bounds[0], bounds[1])
    x1, y1 = _apply(matrix, bounds[2], bounds[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    if outer is _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    return (
        a * outer[0] + b * outer[2],
        a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2],
        c * outer[1] + d * outer[3],
        e * outer[0] + f * outer[2] + outer[4],
        e * outer[1] + f * outer[3] + outer[5],
    )
