"""What pdfium knows of a page's characters and objects, a column of values at a time.

pdfium answers one question about one character a call. Called from a loop of Python, the calls cost more than the text itself
(in most of these files every character is a text object of its own). They are mapped over whole pages, and their arguments are
prepared so that ctypes converts nothing: half the time of typed calls, a sixth of typed calls in a loop.
"""

from __future__ import annotations

import ctypes
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from struct import Struct
from typing import Any

import pypdfium2.raw as raw

ADDRESS, INT = ctypes.c_void_p, ctypes.c_int


def typed(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A pdfium function called with plain addresses and numbers: half the time of pypdfium2's own call."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ADDRESS).value or 0)


def prepared(function: Any, result: Any = None) -> Callable[..., Any]:
    """A pdfium function called with whole numbers (of C's ``int``) and prepared arguments only: what ``pointer`` and ``Rows``
    give. Anything else would be passed wrongly."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ADDRESS).value or 0)


# An address as an argument of prepared functions.
pointer: Callable[[int | None], Any] = ADDRESS.from_param


# Rows of memory that are kept. Longer columns are read in portions, so that a page of a million characters keeps no more.
PORTION = 1024


class Rows(threading.local):
    """Memory for rows of values that pdfium writes, each thread its own. It is kept from page to page: preparing the arguments
    anew would cost as much as the calls. ``start`` is what a row holds where pdfium writes nothing; ``apart``: a function takes
    the address of each value, not of the row."""

    def __init__(self, code: str, start: Sequence[float], *, apart: bool) -> None:
        self._width = len(start)
        self._start = array(code, start)
        self._values = self._start * PORTION
        memory = (ctypes.c_char * (len(self._values) * self._values.itemsize)).from_buffer(self._values)
        step = self._values.itemsize
        self._arguments = [
            [ctypes.byref(memory, offset) for offset in range(column * step, len(memory), self._width * step)]
            for column in range(self._width if apart else 1)
        ]

    def written(self, function: Callable[..., Any], keys: Sequence[Any], *, page: Any = None) -> list[list[Any]]:
        """What ``function(key, …)`` writes for each of ``keys``, in columns; with ``page``, ``function(page, key, …)``."""
        width = self._width
        columns: list[list[Any]] = [[] for _ in range(width)]
        for values in self.portions(function, keys, page=page):
            for number, column in enumerate(columns):
                column += values[number::width].tolist()
        return columns

    def portions(self, function: Callable[..., Any], keys: Sequence[Any], *, page: Any = None) -> Iterator[array[Any]]:
        """The same as rows of values one behind the other, for callers that need few of the columns: a number of Python's for each
        value costs as much as the call that wrote it."""
        before = () if page is None else (repeat(page),)
        for first in range(0, len(keys), PORTION):
            part = keys[first : first + PORTION]
            self._values[: self._width * len(part)] = self._start * len(part)
            deque(map(function, *before, part, *self._arguments), maxlen=0)  # the shortest column ends it
            yield self._values[: self._width * len(part)]


_get_object = prepared(raw.FPDFText_GetTextObject, ADDRESS)
_get_unicode = prepared(raw.FPDFText_GetUnicode, ctypes.c_uint)
_get_text = typed(raw.FPDFText_GetText, INT, ADDRESS, INT, INT, ADDRESS)
_get_loose = prepared(raw.FPDFText_GetLooseCharBox)
_get_origin = prepared(raw.FPDFText_GetCharOrigin)
_get_matrix = prepared(raw.FPDFText_GetMatrix)
_get_size = prepared(raw.FPDFText_GetFontSize, ctypes.c_double)
_get_mode = prepared(raw.FPDFTextObj_GetTextRenderMode, INT)
_get_font = prepared(raw.FPDFTextObj_GetFont, ADDRESS)
_get_colour = prepared(raw.FPDFPageObj_GetFillColor)

_boxes = Rows("f", (0, 0, 0, 0), apart=False)  # FS_RECTF: left, top, right, bottom
_points = Rows("d", (0, 0), apart=True)
_matrices = Rows("f", (0, 0, 0, 0, 0, 0), apart=False)
_colours = Rows("I", (0, 0, 0, 255), apart=True)
# The bytes of a row that are compared as a whole: a to d of a matrix, and a colour. One key of bytes is hashed in a fifth of the time
# of four numbers.
TURN, COLOUR = Struct("4f"), Struct("4I")
_turns, _whole_colours = Struct("16s8x"), Struct("16s")


class TextColumns:
    """The characters of a text page by index: ``codes``, ``objects`` (the address of the text object, null for what pdfium put
    in), ``lefts``, ``tops`` and ``rights`` of the loose boxes, in user space; and ``first``, the first index of each object."""

    __slots__ = ("_page", "codes", "first", "lefts", "objects", "rights", "textpage", "tops")

    def __init__(self, textpage: Any) -> None:
        self.textpage = textpage
        address = ctypes.cast(textpage, ADDRESS).value
        self._page = pointer(address)
        count = max(0, raw.FPDFText_CountChars(textpage))
        self.codes = self._codes(address, count)
        self.objects: list[int | None] = list(map(_get_object, repeat(self._page, count), range(count)))
        backward = zip(reversed(self.objects), range(count - 1, -1, -1), strict=True)
        self.first: dict[int | None, int] = dict(backward)
        self.lefts: list[float] = []
        self.tops = array("f")  # looked at where an object has several characters
        self.rights: list[float] = []
        for values in _boxes.portions(_get_loose, range(count), page=self._page):
            self.lefts += values[::4].tolist()
            self.tops += values[1::4]
            self.rights += values[2::4].tolist()

    def _codes(self, address: int | None, count: int) -> list[int]:
        """UTF-16 units. The text as a whole has one for each character, but where it does not they are asked one by one."""
        units = array("H", bytes(2 * (count + 1)))
        if _get_text(address, 0, count, units.buffer_info()[0]) - 1 == count:
            return units[:count].tolist()
        return list(map(_get_unicode, repeat(self._page, count), range(count)))

    def origins(self, indices: Sequence[int]) -> list[list[float]]:
        """x and y of the origins of characters, in user space."""
        return _points.written(_get_origin, indices, page=self._page)

    def boxes(self, indices: Sequence[int]) -> Iterator[tuple[float, ...]]:
        """Of characters, left, top, right and bottom of the loose boxes, and x and y of the origins, in user space."""
        loose = _boxes.written(_get_loose, indices, page=self._page)
        return zip(*loose, *self.origins(indices), strict=True)

    def matrices(self, indices: Sequence[int]) -> tuple[list[bytes], list[float]]:
        """Of the matrices at these characters, the forms that they stand in included, a to d (packed as ``TURN``) and f. At the first
        character of a text object, f is the height of its origin (so in each of 109,804 objects of 110 documents)."""
        turns: list[bytes] = []
        feet: list[float] = []
        for values in _matrices.portions(_get_matrix, indices, page=self._page):
            turns += chain.from_iterable(_turns.iter_unpack(values))
            feet += values[5::6].tolist()
        return turns, feet

    def sizes(self, indices: Sequence[int]) -> list[float]:
        """The type sizes as the font is set, before the matrix."""
        return list(map(_get_size, repeat(self._page), indices))


def looks_of(objects: Iterable[int]) -> tuple[list[int], list[int | None], list[bytes]]:
    """Columns of the text objects: render mode, address of the font, and the colour (as ``colour_of`` gives it, packed as
    ``COLOUR``)."""
    pointers = list(map(pointer, objects))
    colours: list[bytes] = []
    for values in _colours.portions(_get_colour, pointers):
        colours += chain.from_iterable(_whole_colours.iter_unpack(values))
    return list(map(_get_mode, pointers)), list(map(_get_font, pointers)), colours


def mode_of(text_object: int) -> int:
    """The render mode of a text object."""
    mode: int = _get_mode(pointer(text_object))
    return mode


def colour_of(found: int) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity (0–255) of what an object is filled with; black where it states none."""
    (red,), (green,), (blue,), (opacity,) = _colours.written(_get_colour, (pointer(found),))
    return red, green, blue, opacity
