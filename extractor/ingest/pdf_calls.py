"""What pdfium knows of a page's characters and text objects, a column of values at a time.

pdfium answers one question about one character a call. Called from a loop of Python, the calls cost more than the text itself
(in most of these files every character is a text object of its own); mapped over whole pages they cost a third of that.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw


def fast(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A pdfium function called with plain addresses: half the time of the typed call."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


ADDRESS, INT = ctypes.c_void_p, ctypes.c_int
_get_object = fast(raw.FPDFText_GetTextObject, ADDRESS, ADDRESS, INT)
_get_unicode = fast(raw.FPDFText_GetUnicode, ctypes.c_uint, ADDRESS, INT)
_get_text = fast(raw.FPDFText_GetText, INT, ADDRESS, INT, INT, ADDRESS)
_get_loose = fast(raw.FPDFText_GetLooseCharBox, INT, ADDRESS, INT, ADDRESS)
_get_origin = fast(raw.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS)
_get_matrix = fast(raw.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS)
_get_size = fast(raw.FPDFText_GetFontSize, ctypes.c_double, ADDRESS, INT)
_get_mode = fast(raw.FPDFTextObj_GetTextRenderMode, INT, ADDRESS)
_get_font = fast(raw.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
_get_colour = fast(raw.FPDFPageObj_GetFillColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)


class TextColumns:
    """The characters of a text page by index: ``codes``, ``objects`` (the address of the text object, null for what pdfium put
    in), ``lefts`` and ``rights`` of the loose boxes, in user space."""

    __slots__ = ("codes", "handle", "lefts", "objects", "rights")

    def __init__(self, textpage: Any) -> None:
        self.handle = ctypes.cast(textpage, ADDRESS).value
        count = max(0, raw.FPDFText_CountChars(textpage))
        self.codes = self._codes(count)
        self.objects: list[int | None] = list(map(_get_object, repeat(self.handle, count), range(count)))
        boxes = array("f", bytes(16 * count))  # FS_RECTF: left, top, right, bottom
        _run(_get_loose, repeat(self.handle, count), range(count), _addresses(boxes, 4))
        self.lefts, self.rights = boxes[0::4], boxes[2::4]

    def _codes(self, count: int) -> Sequence[int]:
        """UTF-16 units. The text as a whole has one for each character, but where it does not they are asked one by one."""
        units = array("H", bytes(2 * (count + 1)))
        if _get_text(self.handle, 0, count, units.buffer_info()[0]) - 1 == count:
            return units[:count]
        return list(map(_get_unicode, repeat(self.handle, count), range(count)))

    def origins(self, indices: Sequence[int]) -> tuple[Sequence[float], Sequence[float]]:
        """x and y of the origins of characters, in user space."""
        points = array("d", bytes(16 * len(indices)))
        _run(_get_origin, repeat(self.handle), indices, _addresses(points, 2), _addresses(points, 2, 1))
        return points[0::2], points[1::2]

    def box(self, index: int) -> tuple[float, float, float, float]:
        """The loose box of one character: left, top, right, bottom in user space."""
        box = array("f", bytes(16))
        _get_loose(self.handle, index, box.buffer_info()[0])
        return box[0], box[1], box[2], box[3]

    def matrices(self, indices: Sequence[int]) -> tuple[Sequence[float], ...]:
        """The columns a to f of the matrices at these characters, the forms that they stand in included. At the first character
        of a text object, e and f are its origin (so in each of 109,804 objects of 110 documents)."""
        values = array("f", bytes(24 * len(indices)))
        _run(_get_matrix, repeat(self.handle), indices, _addresses(values, 6))
        return tuple(values[part::6] for part in range(6))

    def sizes(self, indices: Sequence[int]) -> list[float]:
        """The type sizes as the font is set, before the matrix."""
        return list(map(_get_size, repeat(self.handle), indices))


def modes_of(objects: Iterable[int]) -> list[int]:
    """The render mode of each text object."""
    return list(map(_get_mode, objects))


def fonts_of(objects: Iterable[int]) -> list[int | None]:
    """The address of each text object's font."""
    return list(map(_get_font, objects))


def colours_of(objects: Sequence[int]) -> tuple[Sequence[int], ...]:
    """The columns red, green, blue and opacity (0–255) of what the objects are filled with; black where one states none."""
    values = array("I", _BLACK * len(objects))
    _run(_get_colour, objects, *(_addresses(values, 4, part) for part in range(4)))
    return tuple(values[part::4] for part in range(4))


_BLACK = array("I", (0, 0, 0, 255)).tobytes()


def _run(function: Callable[..., Any], *columns: Iterable[Any]) -> None:
    """Call for effect, row by row; the shortest column ends it."""
    deque(map(function, *columns), maxlen=0)


def _addresses(values: array[Any], columns: int, first: int = 0) -> range:
    """The addresses of the rows of a table, from its column ``first`` on."""
    start, count = values.buffer_info()
    size = values.itemsize
    return range(start + first * size, start + count * size, columns * size)
