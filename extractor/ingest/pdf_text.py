"""The characters of a page: what a person sees, once, with its box, size and weight."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.glyphs import mend
from extractor.ingest.pdf_calls import ADDRESS, INT, TextColumns, colours_of, fast, fonts_of, modes_of
from extractor.ingest.pdf_drawing import RULING_THICKNESS, bounds_of, draw_mode_of, objects_of, transformed
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Char, Ruling

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
# A page is turned where this share of its characters stands at one angle. Upright pages hold sideways text only in the margin
# and in narrow cells. Fewer characters tell nothing about the page: a stamp or a margin note.
TURNED_SHARE, TURN_FEWEST = 0.9, 20
# Characters above or below the clip of their text object are not printed: text of a merged cell that a page break cuts, of which
# both pages hold all. Where they are beside it too, or where more than this share of a page is so, the clip is told in other
# coordinates (a form within the page).
CLIPPED_SHARE = 0.3
# Parts of font names that mean a heavy face.
BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti", "黑体", "xiaobiaosong", "小标宋")


class _Look(NamedTuple):
    """How a text object prints; a page has few looks and many objects."""

    size: float
    bold: bool
    visible: bool
    angle: int  # quarter turns of the text itself against the unrotated page, clockwise
    white: bool
    slanted: bool


class _Style(NamedTuple):
    """What all characters of one text object share."""

    look: _Look
    clip: tuple[float, float, float, float] | None  # left, bottom, right, top in user space
    baseline: float | None  # in user space; null where characters of the object differ (vertical type)


_get_clip = fast(raw.FPDFPageObj_GetClipPath, ADDRESS, ADDRESS)
_count_paths = fast(raw.FPDFClipPath_CountPaths, INT, ADDRESS)
_count_segments = fast(raw.FPDFClipPath_CountPathSegments, INT, ADDRESS, INT)
_get_segment = fast(raw.FPDFClipPath_GetPathSegment, ADDRESS, ADDRESS, INT, INT)
_get_point = fast(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS)

# Blanks and marks that print nothing: spaces of all kinds are read off the gaps between characters instead.
_BLANK = frozenset((*range(33), 0xA0, 0xAD, 0x200B, 0x2002, 0x2003, 0x3000, 0xFEFF, 0xFFFE))
_LINE_HYPHENS = (
    2,
    0xFFFE,
)  # what PDFium gives for a hyphen at a line's end, of one character and in the text as a whole
# Baselines of one object that differ by more (points) are those of vertical type.
LEVEL = 0.05


class CharsRead(NamedTuple):
    """The characters of a page, and the way it is turned so that its text reads from left to right."""

    upright: Upright
    chars: list[Char]
    unseen: list[Unseen]  # white or invisible, and perhaps seen all the same
    hidden: int  # certainly not seen
    unmapped: int  # without a known character


def read_chars(textpage: Any, page_upright: Upright, *, rulings: Sequence[Ruling] = ()) -> CharsRead:
    """The page's visible characters in content order, each once. ``rulings`` are those of the page as it is shown."""
    columns = TextColumns(textpage)
    styles = _styles(columns, uncut=_uncut(page_upright, rulings))
    upright = _reading_way(page_upright, columns, styles)
    page_width, page_height = upright.size
    plain = upright.turns == 0
    shift_x, page_top = upright.left, upright.bottom + upright.height
    chars: list[Char] = []
    unseen: list[Unseen] = []
    hidden = unmapped = 0
    new, blank = tuple.__new__, _BLANK
    address: int | None = -1
    size, bold, visible, white, slanted = 0.0, False, False, False, False
    angle = 0
    baseline: float | None = None
    straight = outside = False
    top = bottom = 0.0
    clip: tuple[float, float, float, float] | None = None
    clipped: list[int] = []  # indices into chars
    high = 0
    for index, (code, here, left, right) in enumerate(
        zip(columns.codes, columns.objects, columns.lefts, columns.rights, strict=True)
    ):
        if code in blank:
            if code not in _LINE_HYPHENS or raw.FPDFText_IsHyphen(textpage, index) != 1:
                continue
            code = 0x2D  # 增加-3,215.20 broken after the minus
        if here != address:
            address = here
            (size, bold, visible, angle, white, slanted), clip, baseline = styles[here]
            straight = plain and angle == 0 and baseline is not None
            if straight:
                level = page_top - baseline  # type: ignore[operator]
                top, bottom = level - ASCENT * size, level + DESCENT * size
                outside = slanted or bottom <= 0 or top >= page_height
        if code < 0x2E80 or 0x3000 <= code < 0xD800:
            text = chr(code)
        else:
            if 0xD800 <= code < 0xE000:  # a character outside the basic plane comes as two halves
                if code < 0xDC00:
                    high = code
                    continue
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
                high = 0
            text, known = mend(code)
            if not text:
                continue
            unmapped += not known
        if straight:
            x0, x1 = left - shift_x, right - shift_x
            if outside or x1 <= 0 or x0 >= page_width:
                hidden += 1
                continue
        else:
            x0, top, x1, bottom = upright.box(*_turned_box(columns, index, size, angle))
            if slanted or x1 <= 0 or x0 >= page_width or bottom <= 0 or top >= page_height:
                hidden += 1
                continue
        if not visible:
            unseen.append(Unseen(Char(text, x0, top, x1, bottom, size, bold), white, here))
            continue
        if clip is not None and straight and baseline is not None:
            foot, head = baseline - DESCENT * size, baseline + ASCENT * size
            if clip[0] <= (left + right) / 2 <= clip[2] and (head <= clip[1] or foot >= clip[3]):
                clipped.append(len(chars))
        chars.append(new(Char, (text, x0, top, x1, bottom, size, bold)))
    if 0 < len(clipped) <= CLIPPED_SHARE * len(chars):
        dropped = set(clipped)
        chars = [char for index, char in enumerate(chars) if index not in dropped]
        hidden += len(dropped)
    once = _once(chars)
    return CharsRead(upright, once, unseen, hidden + len(chars) - len(once), unmapped)


def _once(chars: list[Char]) -> list[Char]:
    """Without characters printed again on their own spot: bold by overprinting, or a doubled text layer."""
    spots = {(char[0], int(char[1]), int(char[4])) for char in chars}
    if len(spots) == len(chars):  # of many twins some share a spot of one point, so a page without any is known fast
        return chars
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        text, x, y = char[0], 2 * char[1], 2 * char[4]
        left, above = int(x), int(y)
        around = [(text, column, row) for column in (left - 1, left, left + 1) for row in (above - 1, above, above + 1)]
        if seen.isdisjoint(around):
            seen.add((text, left, above))
            kept.append(char)
    return kept


def _turned_box(columns: TextColumns, index: int, size: float, angle: int) -> tuple[float, float, float, float]:
    """The box in user space of a character whose text runs at ``angle``: along it the advance, across it the em."""
    left, top, right, bottom = columns.box(index)
    (x,), (y,) = columns.origins((index,))
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


def _uncut(upright: Upright, rulings: Sequence[Ruling]) -> tuple[float, float]:
    """Between which heights (user space) no page break can have cut a cell: where rulings stand both above and below. What a cut
    hides lies beyond the table's last ruling. Asking for clips costs as much as the text itself."""
    levels = [ruling.top for ruling in rulings if ruling.horizontal]
    if not levels:
        return -1e9, 1e9
    page_top = upright.bottom + upright.height
    return page_top - max(levels), page_top - min(levels)


def _styles(columns: TextColumns, *, uncut: tuple[float, float]) -> dict[int | None, _Style]:
    """The style of each text object. ``uncut``: between these heights (user space) no clip is asked for."""
    count = len(columns.objects)
    first: dict[int | None, int] = dict(zip(reversed(columns.objects), range(count - 1, -1, -1), strict=True))
    last: dict[int | None, int] = dict(zip(columns.objects, range(count), strict=True))
    none = first.pop(None, None)
    styles: dict[int | None, _Style] = {}
    if none is not None:
        styles[None] = _style_of_none(columns, none)
    objects = [address for address in first if address is not None]
    indices = list(first.values())
    matrices = columns.matrices(indices)
    feet = matrices[5]
    longer = [number for number, address in enumerate(objects) if last[address] > indices[number]]
    level: list[float | None] = [*feet]
    for number, foot in zip(longer, columns.origins([last[objects[at]] for at in longer])[1], strict=True):
        if abs(foot - feet[number]) > LEVEL:
            level[number] = None
    looks: dict[tuple[Any, ...], _Look] = {}
    new, (low, high) = tuple.__new__, uncut
    keys = zip(
        *matrices[:4], columns.sizes(indices), modes_of(objects), fonts_of(objects), *colours_of(objects), strict=True
    )
    last_key: tuple[Any, ...] = ()
    look = _Look(0.0, False, False, 0, False, True)
    for address, key, foot, baseline in zip(objects, keys, feet, level, strict=True):
        if key != last_key:
            last_key = key
            look = looks.get(key) or looks.setdefault(key, _look(*key))
        clip = None if low < foot < high or look.slanted else _clip(address)
        styles[address] = new(_Style, (look, clip, baseline))
    return styles


def _look(a: float, b: float, c: float, d: float, set_size: float, mode: int, font: int | None, *colour: int) -> _Look:
    size, angle, slanted = _size_and_angle(a, b, c, d, set_size)
    visible = not slanted and mode not in _UNSEEN_MODES
    white = visible and mode in _FILLING_MODES and (colour[3] == 0 or min(colour[:3]) >= WHITE)
    bold = visible and (mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE or _bold(font))
    return _Look(size, bold, visible and not white, angle, white, slanted)


_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLING_MODES = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP)


def _style_of_none(columns: TextColumns, index: int) -> _Style:
    """The style of characters that belong to no text object: pdfium put them in."""
    a, b, c, d, _, _ = (column[0] for column in columns.matrices((index,)))
    size, angle, slanted = _size_and_angle(a, b, c, d, columns.sizes((index,))[0])
    return _Style(_Look(size, False, not slanted, angle, False, slanted), None, None)


def _size_and_angle(a: float, b: float, c: float, d: float, set_size: float) -> tuple[float, int, bool]:
    """The size in points, the quarter turns, and whether the text stands at a slant."""
    size = set_size * ((c * c + d * d) ** 0.5 or 1.0)
    if b == 0.0 and a >= 0.0:
        return size, 0, False
    if min(abs(a), abs(b)) > SLANT * max(abs(a), abs(b)):
        return size, 0, True
    if abs(b) > abs(a):
        return size, 1 if b < 0 else 3, False
    return size, 0 if a >= 0 else 2, False


def _clip(text_object: int) -> tuple[float, float, float, float] | None:
    """The box outside of which the object prints nothing; null where nothing clips it."""
    path = _get_clip(text_object)
    if not path:
        return None
    left = bottom = -1e9
    right = top = 1e9
    point = (ctypes.c_float * 2)()
    at_x = ctypes.addressof(point)
    for number in range(max(0, _count_paths(path))):
        xs, ys = [], []
        count = max(0, _count_segments(path, number))
        for at in (0, 2) if count in (4, 5) else range(count):  # of a rectangle, two corners tell all
            segment = _get_segment(path, number, at)
            if segment and _get_point(segment, at_x, at_x + 4):
                xs.append(point[0])
                ys.append(point[1])
        if xs:
            left, bottom = max(left, min(xs)), max(bottom, min(ys))
            right, top = min(right, max(xs)), min(top, max(ys))
    return (left, bottom, right, top) if left > -1e9 else None


def _bold(font: int | None) -> bool:
    """Whether the font is heavy or its name says so: 黑体 (SimHei) is what Chinese headings use for bold."""
    if not font:
        return False
    typed = ctypes.cast(font, raw.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    length = raw.FPDFFont_GetBaseFontName(typed, buffer, 256)
    name = buffer.value.decode("utf-8", "replace").lower() if 0 < length <= 256 else ""
    return bool(raw.FPDFFont_GetWeight(typed) >= 600) or any(mark in name for mark in BOLD_NAMES)


def _reading_way(upright: Upright, columns: TextColumns, styles: dict[int | None, _Style]) -> Upright:
    """The page turned so that its text reads from left to right: landscape tables are drawn sideways on upright pages."""
    angles = [0, 0, 0, 0]
    if all((style.look.angle + upright.turns) % 4 == 0 for style in styles.values()):
        return upright
    for code, text_object in zip(columns.codes, columns.objects, strict=True):
        if code > 32:
            angles[styles[text_object].look.angle] += 1
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
    for kind, found, matrix in objects_of(page, texts=True):
        bounds = bounds_of(found)
        if bounds is None:
            continue
        box = upright.box(*transformed(bounds, matrix))
        red, green, blue, opacity = (column[0] for column in colours_of((found,)))
        light = opacity == 0 or min(red, green, blue) >= WHITE
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if not light and modes_of((found,))[0] not in _UNSEEN_MODES:
                texts.append(box)
        elif min(box.x1 - box.x0, box.bottom - box.top) > RULING_THICKNESS and (
            kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_PATH and not light and draw_mode_of(found)[0])
        ):
            grounds.append(box)
    return texts, grounds
