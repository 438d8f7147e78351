"""The same text from the same bytes, whatever fonts the machine has.

A PDF may name a font without carrying it. pdfium then borrows one from the system, and where it finds none it gives characters
without a box and drops short texts whole. What is read must not hang on that: for reading, every such font is replaced by one of
our own that knows all characters by the same slim glyph (``place-holder.ttf``), so that the widths that the PDF itself states
decide. For pictures of pages the system's fonts are let in again.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import pypdfium2.raw as raw

# Latin text of a font that is not there: pdfium's own built-in faces serve, on every machine alike.
ANSI_CHARSET = 0
# Any handle that is not null: there is one font only.
_HANDLE = 1


def use_reading_fonts() -> None:
    """Replace fonts that are not embedded by the place-holder in all documents opened from now on."""
    raw.FPDF_SetSystemFontInfo(_place_holder())


@contextmanager
def system_fonts() -> Iterator[None]:
    """Documents opened inside are drawn with the machine's fonts: for pictures, never for reading."""
    default = raw.FPDF_GetDefaultSystemFontInfo()
    if default:
        raw.FPDF_SetSystemFontInfo(default)
    try:
        yield
    finally:
        use_reading_fonts()
        if default:
            raw.FPDF_FreeDefaultSystemFontInfo(default)


@cache
def _place_holder() -> Any:
    font = files("extractor.ingest").joinpath("data", "place-holder.ttf").read_bytes()

    def map_font(
        _info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return None if charset == ANSI_CHARSET else _HANDLE

    def font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:  # a single table of the file: pdfium then takes it whole
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    functions = {
        "Release": lambda _info: None,
        "EnumFonts": lambda _info, _mapper: None,
        "MapFont": map_font,
        "GetFont": lambda _info, _face: None,
        "GetFontData": font_data,
        "GetFaceName": lambda _info, _font, _buffer, _size: 0,
        "GetFontCharset": lambda _info, _font: 134,  # GB 2312
        "DeleteFont": lambda _info, _font: None,
    }
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    return raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](function) for name, function in functions.items()})
