"""A string as the road reads a text file, with the way back to the string's own offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from extractor.ingest.encoding import visible
from extractor.ingest.glyphs import mend_text
from extractor.ingest.text import text_blocks
from extractor.layout import Layout, lay_out
from extractor.profile import find_profile
from extractor.records import Anchor, Content, Source
from extractor.statements.restored import known_kind, restore_forms

Part = TypeVar("Part", bound=msgspec.Struct)

_SOURCE = Source(name="", sha256="", media_type="text/plain", bytes=0, pages=None, text_layer="native")


class PlainText:
    """``layout.text`` is the string mended: blank lines gone, zero-width characters too, glyphs that stand for others replaced.

    ``outward`` turns a record with layout offsets into one with the string's, ``inward`` back.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        layout = lay_out(Content(source=_SOURCE, flow=text_blocks(text)))
        profile, _ = find_profile(layout)
        self.layout: Layout = restore_forms(layout, kind=known_kind(profile.kind), fiscal_year=profile.fiscal_year)
        # the printed characters of the layout, each with its offset there and in the string
        self._inner, self._outer = _pairs(self.layout.text, text)

    def outward(self, part: Part) -> Part:
        return self._moved(part, self._inner, self._outer, self.text)

    def inward(self, part: Part) -> Part:
        return self._moved(part, self._outer, self._inner, self.layout.text)

    def _moved(self, part: Part, here: Sequence[int], there: Sequence[int], text: str) -> Part:
        changes: dict[str, Any] = {}
        if hasattr(part, "start"):
            changes["start"], changes["end"] = _span(part.start, part.end, here, there)  # type: ignore[attr-defined]
        anchor: Anchor | None = getattr(part, "anchor", None)
        if anchor is not None:
            start, end = _span(anchor.start, anchor.end, here, there)
            changes["anchor"] = Anchor(page=None, box=None, start=start, end=end, quote=text[start:end])
        return msgspec.structs.replace(part, **changes)


@lru_cache(maxsize=2)  # the components of a pipeline ask for the same text one after the other
def plain_text(text: str) -> PlainText:
    return PlainText(text)


def _pairs(inner: str, outer: str) -> tuple[list[int], list[int]]:
    """Offsets of the same printed characters. What only the string has (rules of Markdown tables, zero-width characters) is passed over."""
    mended = [(at, char) for at, raw in enumerate(outer) for char in mend_text(visible(raw)) if not char.isspace()]
    here: list[int] = []
    there: list[int] = []
    at = 0
    for offset, char in enumerate(inner):
        if char.isspace():
            continue
        while at < len(mended) and mended[at][1] != char:
            at += 1
        if at == len(mended):
            raise AssertionError("the layout of a text holds a character that the text does not")
        here.append(offset)
        there.append(mended[at][0])
        at += 1
    return here, there


def _span(start: int, end: int, here: Sequence[int], there: Sequence[int]) -> tuple[int, int]:
    """``start`` and ``end`` from one counting to the other: from the first printed character to behind the last."""
    first, last = bisect_left(here, start), bisect_left(here, end) - 1
    if first > last:
        at = there[first] if first < len(there) else there[-1] + 1 if there else 0
        return at, at
    return there[first], there[last] + 1
