"""What a cell of a form holds: a number, a placeholder, words, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from extractor.knowledge.statements import load_statements, means
from extractor.statements.titles import plain

_NUMBER = re.compile(r"(?P<open>\()?(?P<sign>[-−﹣△▲+])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<point>\.\d+)?%?(?(open)\))")


class CellReading(NamedTuple):
    """``value`` is the number as printed (a percentage keeps its printed size); null for all but numbers."""

    kind: Literal["blank", "number", "placeholder", "text"]
    value: Decimal | None = None
    percent: bool = False


@lru_cache(maxsize=65536)
def read_cell(text: str) -> CellReading:
    """Read one cell. Blanks inside a number are a line break or letter-spacing only where the parts are no numbers
    of their own: ``"156,211,1 23"`` is one number, ``"12 34"`` is words."""
    bare = plain(text)
    if not bare:
        return CellReading("blank")
    if means(load_statements().placeholders, bare):
        return CellReading("placeholder")
    match = _NUMBER.fullmatch(bare.replace("，", ","))
    if match is None or _parts_are_numbers(text):
        return CellReading("text")
    value = Decimal(match["digits"].replace(",", "") + (match["point"] or ""))
    negative = match["open"] is not None or match["sign"] in {"-", "−", "﹣", "△", "▲"}
    return CellReading("number", -value if negative else value, bare.rstrip(")").endswith("%"))


def _parts_are_numbers(text: str) -> bool:
    parts = text.split()
    if len(parts) < 2:
        return False
    whole = [_NUMBER.fullmatch(plain(part)) is not None for part in parts]
    if not all(whole):
        return False
    # letter-spaced digits ("1 2 . 3 4") are one number; two or more parts of several digits are not
    return any(len(part) > 1 for part in parts)
