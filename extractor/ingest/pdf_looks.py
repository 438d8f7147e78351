"""How the text objects of a page print: size, weight, angle, whether they are seen, and what clips them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from extractor.ingest.pdf_calls import (
    ADDRESS,
    COLOUR,
    INT,
    TURN,
    TextColumns,
    looks_of,
    pointer,
    prepared,
    typed,
)

# What the type's ascent and descent are taken as: fonts in these files state them wrongly too often (loose boxes of 22 pt
# for type of 12 pt were seen). Chinese type fills its em square: 0.88 above the baseline, 0.12 below.
ASCENT, DESCENT = 0.88, 0.12
# Nearly white: text in this colour cannot be read on paper (each of red, green, blue at or above).
WHITE = 250
# Text set at a slant is a watermark or a stamp: no line of a disclosure is. (Tangent; scans turned by a hand's slip stay below.)
SLANT = 0.15
# Baselines of one object that differ by more (points) are those of vertical type.
LEVEL = 0.05
# Parts of font names that mean a heavy face.
BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti", "黑体", "xiaobiaosong", "小标宋")


class Look(NamedTuple):
    """How a text object prints; a page has few looks and many objects."""

    size: float
    bold: bool
    visible: bool
    angle: int  # quarter turns of the text itself against the unrotated page, clockwise
    white: bool
    slanted: bool
    above: float  # how far the type reaches above and below its baseline
    below: float


Clip = tuple[float, float, float, float]  # left, bottom, right, top in user space


class Style(NamedTuple):
    """What all characters of one text object share."""

    look: Look
    clip: Clip | None
    baseline: float | None  # in user space; null where characters of the object differ (vertical type)


class TextObjects(NamedTuple):
    """The text objects of a page in columns."""

    addresses: list[int]
    looks: list[Look]
    baselines: list[float | None]
    clips: dict[int, Clip]  # by number of the object
    of_none: Look | None  # of characters that belong to none: pdfium put them in
    kinds: Collection[Look]  # the looks that there are

    def styles(self) -> dict[int | None, Style]:
        """By address, for characters that are looked at one by one."""
        found: dict[int | None, Style] = {
            address: Style(look, self.clips.get(number), baseline)
            for number, (address, look, baseline) in enumerate(
                zip(self.addresses, self.looks, self.baselines, strict=True)
            )
        }
        if self.of_none is not None:
            found[None] = Style(self.of_none, None, None)
        return found


def text_objects(columns: TextColumns, *, uncut: tuple[float, float]) -> TextObjects:
    """The text objects of the page. ``uncut``: between these heights (user space) no clip is asked for."""
    last = dict(zip(columns.objects, range(len(columns.objects)), strict=True))
    first = dict(columns.first)
    none = first.pop(None, None)
    addresses: list[int] = list(first)  # type: ignore[arg-type]  # null was taken out
    indices = list(first.values())
    turns, feet = columns.matrices(indices)
    kinds = _Looks()
    looks = list(map(kinds.__getitem__, zip(turns, columns.sizes(indices), *looks_of(addresses), strict=True)))
    low, high = uncut
    unsure = [number for number, foot in enumerate(feet) if not low < foot < high and not looks[number].slanted]
    clips = zip(unsure, _clips([addresses[number] for number in unsure]), strict=True)
    return TextObjects(
        addresses=addresses,
        looks=looks,
        baselines=_baselines(columns, feet, indices, list(map(last.__getitem__, addresses))),
        clips={number: clip for number, clip in clips if clip is not None},
        of_none=None if none is None else _look_of_none(columns, none),
        kinds=kinds.values(),
    )


def _baselines(
    columns: TextColumns, feet: Sequence[float], first: Sequence[int], last: Sequence[int]
) -> list[float | None]:
    """The baseline of each object, null where its first and last character differ. Characters of one object and one baseline
    have equal tops, so few have to be asked about."""
    tops = columns.tops
    found: list[float | None] = [*feet]
    unsure = [
        number
        for number, (one, other) in enumerate(zip(first, last, strict=True))
        if one != other and tops[one] != tops[other]
    ]
    for number, foot in zip(unsure, columns.origins([last[at] for at in unsure])[1], strict=True):
        if abs(foot - feet[number]) > LEVEL:
            found[number] = None
    return found


class _Looks(dict[tuple[Any, ...], Look]):
    """Looks by all that tells them, so that each is found out once a page."""

    def __init__(self) -> None:
        self._heavy = cache(_heavy)  # a page has fewer fonts than looks

    def __missing__(self, key: tuple[Any, ...]) -> Look:
        look = self[key] = _look(*key, heavy=self._heavy)
        return look


def _look(
    turn: bytes, set_size: float, mode: int, font: int | None, colours: bytes, *, heavy: Callable[[int | None], bool]
) -> Look:
    colour = COLOUR.unpack(colours)
    size, angle, slanted = _size_and_angle(set_size, *TURN.unpack(turn))
    visible = not slanted and mode not in UNSEEN_MODES
    white = visible and mode in _FILLING_MODES and (colour[3] == 0 or min(colour[:3]) >= WHITE)
    bold = visible and (mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE or heavy(font))
    return Look(size, bold, visible and not white, angle, white, slanted, ASCENT * size, DESCENT * size)


UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLING_MODES = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP)


def _look_of_none(columns: TextColumns, index: int) -> Look:
    """The look of characters that belong to no text object: pdfium put them in."""
    (turn,), _ = columns.matrices((index,))
    size, angle, slanted = _size_and_angle(columns.sizes((index,))[0], *TURN.unpack(turn))
    return Look(size, False, not slanted, angle, False, slanted, ASCENT * size, DESCENT * size)


def _size_and_angle(set_size: float, a: float, b: float, c: float, d: float) -> tuple[float, int, bool]:
    """The size in points, the quarter turns, and whether the text stands at a slant."""
    size = set_size * ((c * c + d * d) ** 0.5 or 1.0)
    if b == 0.0 and a >= 0.0:
        return size, 0, False
    if min(abs(a), abs(b)) > SLANT * max(abs(a), abs(b)):
        return size, 0, True
    if abs(b) > abs(a):
        return size, 1 if b < 0 else 3, False
    return size, 0 if a >= 0 else 2, False


def _clips(objects: Sequence[int]) -> Iterator[Clip | None]:
    """The boxes outside of which objects print nothing; null where nothing clips one."""
    point = (ctypes.c_float * 2)()
    at_x, at_y = ctypes.byref(point), ctypes.byref(point, 4)
    for path in map(_get_clip, map(pointer, objects)):
        left = bottom = -1e9
        right = top = 1e9
        clip = pointer(path)
        for number in range(_count_paths(clip) if path else 0):
            xs, ys = [], []
            count = max(0, _count_segments(clip, number))
            for at in (0, 2) if count in (4, 5) else range(count):  # of a rectangle, two corners tell all
                segment = _get_segment(clip, number, at)
                if segment and _get_point(pointer(segment), at_x, at_y):
                    x, y = point
                    xs.append(x)
                    ys.append(y)
            if xs:
                left, bottom = max(left, min(xs)), max(bottom, min(ys))
                right, top = min(right, max(xs)), min(top, max(ys))
        yield (left, bottom, right, top) if left > -1e9 else None


def _heavy(font: int | None) -> bool:
    """Whether the font is heavy or its name says so: 黑体 (SimHei) is what Chinese headings use for bold."""
    if not font:
        return False
    buffer = ctypes.create_string_buffer(256)
    length = _get_name(font, ctypes.addressof(buffer), 256)
    name = buffer.value.decode("utf-8", "replace").lower() if 0 < length <= 256 else ""
    return any(mark in name for mark in BOLD_NAMES) or _get_weight(font) >= 600


_get_clip = prepared(raw.FPDFPageObj_GetClipPath, ADDRESS)
_count_paths = prepared(raw.FPDFClipPath_CountPaths, INT)
_count_segments = prepared(raw.FPDFClipPath_CountPathSegments, INT)
_get_segment = prepared(raw.FPDFClipPath_GetPathSegment, ADDRESS)
_get_point = prepared(raw.FPDFPathSegment_GetPoint, INT)
_get_name = typed(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, ADDRESS, ADDRESS, ctypes.c_size_t)
_get_weight = typed(raw.FPDFFont_GetWeight, INT, ADDRESS)
