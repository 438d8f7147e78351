"""What a cell of a form holds: a number, a placeholder, words, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from extractor.knowledge.statements import load_statements, means
from extractor.money import parse_number
from extractor.statements.titles import plain

# Only digits make a number in a form: 一 and 十 are numbering there.
_NUMBER = re.compile(
    r"[￥¥]?(?P<number>\(?[-−－﹣–△▲+]?[\d,.，]*\d\)?)(?P<percent>%)?(?P<unit>亿元|万元|千元|百元|元)?"
)


# What Excel and WPS print where a number is wider than its cell.
_OVERFLOW = re.compile(r"[#＃]{2,}")


class CellReading(NamedTuple):
    """An ``overflow`` is a number that its cell was too narrow to print (####). ``value`` is the number as printed (a percentage keeps its printed size), null for all but numbers; ``unit`` is a money
    unit that the cell itself prints."""

    kind: Literal["blank", "number", "placeholder", "text", "overflow"]
    value: Decimal | None = None
    percent: bool = False
    unit: str | None = None


@lru_cache(maxsize=65536)
def read_cell(text: str) -> CellReading:
    """Read one cell. Blanks inside a number are a line break or letter-spacing only where the parts are no numbers
    of their own: ``"156,211,1 23"`` is one number, ``"12 34"`` is words."""
    bare = plain(text)
    if not bare:
        return CellReading("blank")
    if means(load_statements().placeholders, bare):
        return CellReading("placeholder")
    if _OVERFLOW.fullmatch(bare):
        return CellReading("overflow")
    match = _NUMBER.fullmatch(bare)
    if match is None or _parts_are_numbers(text):
        return CellReading("text")
    value = _value(match["number"])
    if value is None:
        return CellReading("text")
    return CellReading("number", value, match["percent"] is not None, match["unit"])


def _value(printed: str) -> Decimal | None:
    try:
        return parse_number(printed)
    except ValueError:
        return None  # digits that are no number: 1,2345.6


def _parts_are_numbers(text: str) -> bool:
    """Whether blanks part two numbers. Letter-spaced digits ("1 2 . 3 4") are one number."""
    parts = text.split()
    if len(parts) < 2 or all(len(part) == 1 for part in parts):
        return False
    return all(_NUMBER.fullmatch(plain(part)) is not None and _value(plain(part)) is not None for part in parts)
