"""PDF with a text layer → Pages, through pypdfium2's raw API.

What a person sees, once: text that is invisible (render mode 3), off the page, white, or printed a second time on the same
spot is set aside. Boxes are turned upright by the page's own rotation and counted from the crop box's top left corner.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

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
# A page's drawing is read at most this deep into nested form objects: deeper ones are hostile or empty.
FORM_DEPTH = 6
# At most so many drawing objects a page are looked at for rulings: a dense form has 3,000, a map or chart may have 10⁶.
MAX_OBJECTS = 60_000
# What the type's ascent and descent are taken as: fonts in these files state them wrongly too often (loose boxes of 22 pt
# for type of 12 pt were seen). Chinese type fills its em square: 0.88 above the baseline, 0.12 below.
ASCENT, DESCENT = 0.88, 0.12
# Nearly white: text in this colour cannot be read on paper (each of red, green, blue at or above).
WHITE = 250


def read_pdf(data: bytes, *, name: str) -> Content:
    """All pages of a PDF. Raises ``JuesuanError`` I105 (damaged), I106 (encrypted), I107 (pictures only)."""
    document = _open(data, name)
    try:
        if len(document) == 0:
            raise JuesuanError("I105", path=name, detail="0 页")
        pages: list[Page] = []
        problems: list[Problem] = []
        hidden = 0
        blank: list[int] = []
        for index in range(len(document)):
            try:
                read = _read_page(document, index)
            except pdfium.PdfiumError as error:
                problems.append(problem("I203", page=index + 1, detail=str(error)))
                pages.append(Page(number=index + 1, width=595.0, height=842.0, chars=()))
                continue
            pages.append(read.page)
            hidden += read.hidden
            if not read.page.chars and read.page.images:
                blank.append(index + 1)
            if read.unmapped:
                problems.append(problem("I204", page=index + 1, count=read.unmapped))
        if not any(page.chars for page in pages):
            raise JuesuanError("I107" if blank else "I114", path=name, pages=len(pages))
        problems += [problem("I201", page=number) for number in blank]
        if hidden:
            problems.append(problem("I205", count=hidden))
        metadata_title = document.get_metadata_value("Title").strip() or None
    finally:
        document.close()
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        bytes=len(data),
        pages=len(pages),
        text_layer="native",
    )
    return Content(source=source, pages=tuple(pages), title=metadata_title, problems=tuple(problems))


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
        upright = _upright(page)
        width, height = upright.size
        textpage = page.get_textpage()
        try:
            chars, hidden, unmapped = _chars(textpage, upright)
        finally:
            textpage.close()
        rulings, images = _drawing(page, upright)
    finally:
        page.close()
    built = Page(
        number=index + 1, width=width, height=height, chars=tuple(chars), rulings=tuple(rulings), images=tuple(images)
    )
    return _PageRead(built, hidden, unmapped)


# --- characters -------------------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    """What all characters of one text object share."""

    size: float
    bold: bool
    visible: bool
    angle: int  # quarter turns of the text itself against the unrotated page, clockwise


def _chars(textpage: Any, upright: _Upright) -> tuple[list[Char], int, int]:
    """The page's visible characters in content order, how many were hidden, and how many have no known character."""
    count = raw.FPDFText_CountChars(textpage)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
    loose = raw.FS_RECTF()
    get_unicode, get_object = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
    get_loose, get_origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    page_width, page_height = upright.size
    chars: list[Char] = []
    seen: dict[tuple[str, int, int], None] = {}
    hidden = unmapped = 0
    address: int | None = None
    style = _Style(0.0, False, False, 0)
    by_address: dict[int, _Style] = {}
    pending_high = 0
    for index in range(count):
        code = get_unicode(textpage, index)
        if code <= 32 or code in (0xA0, 0x3000, 0xFFFE, 0xFEFF, 0x200B, 0xAD):
            continue
        if 0xD800 <= code < 0xDC00:  # a character outside the basic plane comes as two halves
            pending_high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending_high - 0xD800) << 10) + (code - 0xDC00) if pending_high else 0xFFFD
            pending_high = 0
        text_object = get_object(textpage, index)
        here = ctypes.addressof(text_object.contents) if text_object else 0
        if here != address:
            address = here
            known = by_address.get(here)
            if known is None:
                known = by_address[here] = _style(textpage, index, text_object)
            style = known
        text, known_character = mend(code)
        if not text:
            continue
        get_loose(textpage, index, loose)
        get_origin(textpage, index, origin_x, origin_y)
        box = _char_box(loose, origin_x.value, origin_y.value, style, upright)
        if (
            not style.visible
            or box.x1 <= 0
            or box.x0 >= page_width
            or box.bottom <= 0
            or box.top >= page_height
        ):
            hidden += 1
            continue
        spot = (text, round(box.x0), round(box.bottom))
        if spot in seen:  # the same character on the same spot: bold by overprinting, or a doubled text layer
            hidden += 1
            continue
        seen[spot] = None
        unmapped += not known_character
        chars.append(Char(text, *box, style.size, style.bold))
    return chars, hidden, unmapped


def _style(textpage: Any, index: int, text_object: Any) -> _Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    scale_y = (matrix.c * matrix.c + matrix.d * matrix.d) ** 0.5 or 1.0
    size = raw.FPDFText_GetFontSize(textpage, index) * scale_y
    if abs(matrix.b) > abs(matrix.a):
        angle = 1 if matrix.b < 0 else 3
    else:
        angle = 0 if matrix.a >= 0 else 2
    if not text_object:
        return _Style(size, False, True, angle)
    mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
    visible = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    if visible and mode in (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP):
        visible = not _white(textpage, index)
    weight = raw.FPDFText_GetFontWeight(textpage, index)
    return _Style(
        size, weight >= 600 or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE or _bold_name(textpage, index), visible, angle
    )


def _white(textpage: Any, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= WHITE


def _bold_name(textpage: Any, index: int) -> bool:
    """Whether the font's own name says bold: 黑体 (SimHei) is what Chinese headings use for it."""
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, 128, flags)
    if not 0 < length <= 128:
        return False
    name = buffer.value.decode("utf-8", "replace").lower()
    return "bold" in name or "simhei" in name or "黑体" in name or "heiti" in name or "xiaobiaosong" in name


def _char_box(loose: Any, x: float, y: float, style: _Style, upright: _Upright) -> Box:
    """The box from advance width and baseline; where the text itself is turned, the loose box as it stands."""
    if style.angle == 0:
        return upright.box(loose.left, y - DESCENT * style.size, max(loose.right, loose.left), y + ASCENT * style.size)
    del x
    return upright.box(loose.left, min(loose.bottom, loose.top), loose.right, max(loose.bottom, loose.top))


# --- drawing ----------------------------------------------------------------------------------------------------------


def _drawing(page: pdfium.PdfPage, upright: _Upright) -> tuple[list[Ruling], list[Box]]:
    """Straight rulings (stroked segments, and filled or stroked thin rectangles) and the boxes of pictures."""
    rulings: list[Ruling] = []
    images: list[Box] = []
    width, height = upright.size
    for kind, found, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for x0, y0, x1, y1 in _segments(found, matrix):
                box = upright.box(x0, y0, x1, y1)
                if box.x1 < 0 or box.x0 > width or box.bottom < 0 or box.top > height:
                    continue
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
    return rulings, images


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, Any, _Matrix]]:
    """Every drawing object with the matrix of the forms that it stands in."""
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
                    stack.append(
                        (found, depth + 1, _product((own.a, own.b, own.c, own.d, own.e, own.f), matrix), True)
                    )
            elif kind != raw.FPDF_PAGEOBJ_TEXT:
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
        if thickness <= RULING_THICKNESS and length >= RULING_LENGTH:
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


def _transformed(
    bounds: tuple[float, float, float, float], matrix: _Matrix
) -> tuple[float, float, float, float]:
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
