"""The characters of a page: what a person sees, once, with its box, size and weight."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.glyphs import mend
from extractor.ingest.pdf_drawing import RULING_THICKNESS, bounds_of, objects_of, transformed
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Char

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
# Characters above or below the clip of their text object are not printed: text of a merged cell that a page break cuts, of which
# both pages hold all. Where they are beside it too, or where more than this share of a page is so, the clip is told in other
# coordinates (a form within the page).
CLIPPED_SHARE = 0.3
# Clips are looked at in this share of the page's height at either end: asking for one costs as much as the text itself.
NEAR_EDGE = 0.2
# Parts of font names that mean a heavy face.
BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti", "黑体", "xiaobiaosong", "小标宋")


class _Style(NamedTuple):
    """What all characters of one text object share."""

    size: float
    bold: bool
    visible: bool
    angle: int = 0  # quarter turns of the text itself against the unrotated page, clockwise
    white: bool = False
    slanted: bool = False
    clip: tuple[float, float, float, float] | None = None  # left, bottom, right, top in user space


def _fast(function: Any, result: Any, *arguments: Any) -> Any:
    """A pdfium function called with plain addresses: half the time of the typed call, in the loops that run per character."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


ADDRESS, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
get_unicode = _fast(raw.FPDFText_GetUnicode, ctypes.c_uint, ADDRESS, _INT)
_get_object = _fast(raw.FPDFText_GetTextObject, ADDRESS, ADDRESS, _INT)
_get_loose = _fast(raw.FPDFText_GetLooseCharBox, _INT, ADDRESS, _INT, ADDRESS)
_get_origin = _fast(raw.FPDFText_GetCharOrigin, _INT, ADDRESS, _INT, ADDRESS, ADDRESS)
_get_matrix = _fast(raw.FPDFText_GetMatrix, _INT, ADDRESS, _INT, ADDRESS)
_get_size = _fast(raw.FPDFText_GetFontSize, ctypes.c_double, ADDRESS, _INT)
_get_colour = _fast(raw.FPDFText_GetFillColor, _INT, ADDRESS, _INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_get_mode = _fast(raw.FPDFTextObj_GetTextRenderMode, _INT, ADDRESS)
_get_clip = _fast(raw.FPDFPageObj_GetClipPath, ADDRESS, ADDRESS)
_count_paths = _fast(raw.FPDFClipPath_CountPaths, _INT, ADDRESS)
_count_segments = _fast(raw.FPDFClipPath_CountPathSegments, _INT, ADDRESS, _INT)
_get_segment = _fast(raw.FPDFClipPath_GetPathSegment, ADDRESS, ADDRESS, _INT, _INT)
_get_point = _fast(raw.FPDFPathSegment_GetPoint, _INT, ADDRESS, ADDRESS, ADDRESS)
_get_font = _fast(raw.FPDFTextObj_GetFont, ADDRESS, ADDRESS)

# Blanks and marks that print nothing: spaces of all kinds are read off the gaps between characters instead.
_BLANK = frozenset((*range(33), 0xA0, 0xAD, 0x200B, 0x2002, 0x2003, 0x3000, 0xFEFF, 0xFFFE))
_LINE_HYPHEN = 2  # what PDFium gives for a hyphen at a line's end
_MENDED = range(0x2E80, 0xFB00)  # everything that ``mend`` may change lies in here or beyond the basic plane


def read_chars(textpage: Any, upright: Upright) -> tuple[list[Char], list[Unseen], int, int]:
    """The page's visible characters in content order; the white (true) and invisible (false) ones that may be seen all the
    same; how many are certainly hidden; and how many have no known character."""
    handle = ctypes.cast(textpage, ADDRESS).value
    loose = (_FLOAT * 4)()  # FS_RECTF: left, top, right, bottom
    origin = (ctypes.c_double * 2)()
    at_loose, at_x = ctypes.addressof(loose), ctypes.addressof(origin)
    at_y = at_x + 8
    page_width, page_height = upright.size
    plain = upright.turns == 0
    shift_x, page_top = upright.left, upright.bottom + upright.height
    chars: list[Char] = []
    unseen: list[Unseen] = []
    seen: set[tuple[int, int, int]] = set()
    hidden = unmapped = 0
    address: int | None = -1
    size, bold, visible, angle, white, slanted = 0.0, False, False, 0, False, False
    clip: tuple[float, float, float, float] | None = None
    clipped: list[int] = []  # indices into chars
    styles = _Styles(
        handle,
        middle=(upright.bottom + NEAR_EDGE * upright.height, upright.bottom + (1 - NEAR_EDGE) * upright.height),
    )
    high = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = get_unicode(handle, index)
        if code == _LINE_HYPHEN and raw.FPDFText_IsHyphen(textpage, index) == 1:
            code = 0x2D  # 增加-3,215.20 broken after the minus
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
            size, bold, visible, angle, white, slanted, clip = styles.of(index, here)
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
            unseen.append(Unseen(Char(text, x0, top, x1, bottom, size, bold), white, here))
            continue
        spot = (code, int(x0 + 0.5), int(bottom + 0.5))
        if spot in seen:  # the same character on the same spot: bold by overprinting, or a doubled text layer
            hidden += 1
            continue
        seen.add(spot)
        if clip is not None and plain and angle == 0:
            foot, head = origin[1] - DESCENT * size, origin[1] + ASCENT * size
            if clip[0] <= (left + right) / 2 <= clip[2] and (head <= clip[1] or foot >= clip[3]):
                clipped.append(len(chars))
        chars.append(Char(text, x0, top, x1, bottom, size, bold))
    if 0 < len(clipped) <= CLIPPED_SHARE * len(chars):
        dropped = set(clipped)
        chars = [char for index, char in enumerate(chars) if index not in dropped]
        hidden += len(dropped)
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


class Unseen(NamedTuple):
    """A character that prints nothing by itself, and the address of its text object."""

    char: Char
    white: bool  # else its render mode is invisible
    text_object: int | None


class _Styles:
    """The style of each text object, asked from pdfium once an object and once a font, with buffers made once a page."""

    def __init__(self, handle: int | None, *, middle: tuple[float, float]) -> None:
        """``middle``: between these heights (user space) no clip is asked for, since a page break cuts nothing there."""
        self._handle = handle
        self._middle = middle
        self._matrix = (_FLOAT * 6)()  # FS_MATRIX: a b c d e f
        self._colour = (ctypes.c_uint * 4)()
        self._point = (_FLOAT * 2)()
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
        a, b, c, d, _, baseline = self._matrix
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
        near_an_edge = not self._middle[0] < baseline < self._middle[1]
        return _Style(size, bold, not white, angle, white, clip=self._clip(text_object) if near_an_edge else None)

    def _clip(self, text_object: int) -> tuple[float, float, float, float] | None:
        """The box outside of which the object prints nothing; null where nothing clips it."""
        path = _get_clip(text_object)
        if not path:
            return None
        left = bottom = -1e9
        right = top = 1e9
        at_x = ctypes.addressof(self._point)
        for number in range(max(0, _count_paths(path))):
            xs, ys = [], []
            count = max(0, _count_segments(path, number))
            for at in (0, 2) if count in (4, 5) else range(count):  # of a rectangle, two corners tell all
                segment = _get_segment(path, number, at)
                if segment and _get_point(segment, at_x, at_x + 4):
                    xs.append(self._point[0])
                    ys.append(self._point[1])
            if xs:
                left, bottom = max(left, min(xs)), max(bottom, min(ys))
                right, top = min(right, max(xs)), min(top, max(ys))
        return (left, bottom, right, top) if left > -1e9 else None

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


def reading_way(upright: Upright, textpage: Any) -> Upright:
    """The page turned so that its text reads from left to right: landscape tables are drawn sideways on upright pages."""
    count = raw.FPDFText_CountChars(textpage)
    matrix = raw.FS_MATRIX()
    angles = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // TURN_SAMPLE)):
        if (
            raw.FPDFText_GetMatrix(textpage, index, matrix)
            and get_unicode(ctypes.cast(textpage, ADDRESS).value, index) > 32
        ):
            a, b = matrix.a, matrix.b
            angles[(1 if b < 0 else 3) if abs(b) > abs(a) else (0 if a >= 0 else 2)] += 1
    angle = max(range(4), key=lambda quarter: angles[quarter])
    if angles[angle] < TURN_FEWEST or angles[angle] < TURNED_SHARE * sum(angles) or (angle + upright.turns) % 4 == 0:
        return upright
    return upright._replace(turns=-angle % 4)


def seen_after_all(
    page: pdfium.PdfPage, upright: Upright, chars: list[Char], unseen: list[Unseen], images: list[Box]
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


def _has_twin(text_object: int | None, texts: list[Box], upright: Upright) -> bool:
    """Whether a visible text object stands where this one does, edge on edge."""
    bounds = bounds_of(ctypes.cast(text_object, raw.FPDF_PAGEOBJECT)) if text_object else None
    if bounds is None:
        return False
    box = upright.box(*bounds)
    return any(all(abs(a - b) < TWIN for a, b in zip(box, text, strict=True)) for text in texts)


def _visible_objects(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Box], list[Box]]:
    """The boxes of text objects that print in a colour, and of dark grounds (filled areas and pictures)."""
    texts: list[Box] = []
    grounds: list[Box] = []
    colour = [ctypes.c_uint() for _ in range(4)]
    for kind, found, matrix in objects_of(page, texts=True):
        bounds = bounds_of(found)
        if bounds is None:
            continue
        box = upright.box(*transformed(bounds, matrix))
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
