"""Cells of performance forms → amounts, scores and years. Nothing is guessed: what is no number is kept as printed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.units import load_units
from extractor.money import parse_cell, yuan_of

_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)\s*(?:年度?|[)）]|$)")
_UNIT = re.compile(r"(?:单位\s*[：:为是]?\s*|[（(])\s*(?:人民币)?\s*(亿元|百万元|万元|千元|百元|元|万)\s*[)）]?")


class Amount(NamedTuple):
    value: Decimal | None
    unit: str | None
    yuan: Decimal | None


def read_amount(printed: str, unit: str | None) -> Amount:
    """``"319.67万元"``, ``"127万"``, ``"0"``: the unit of the cell before that of the table; no number, no value."""
    text = "".join(printed.split()).rstrip("。；;，,")
    units = load_units()
    own = None
    surfaces = (*units.money_surfaces, *units.bare_multipliers)
    for surface in surfaces:
        if text.endswith(surface) and len(text) > len(surface):
            own, text = units.money_unit(surface), text[: -len(surface)]
            break
    value = read_number(text)
    if value is None or text.endswith(("%", "％")):
        return Amount(value, None, None)
    known = own or unit
    return Amount(value, known, yuan_of(value, known) if known else None)


def read_number(printed: str) -> Decimal | None:
    """The number of a cell, a percent or points (``"10分"``) without their sign; null for blanks, dashes and words."""
    try:
        return parse_cell(re.sub(r"分$", "", "".join(printed.split())))
    except ValueError:
        return None


def year_of(text: str) -> int | None:
    """The year that a title or a line of its own states: ``(2020 年度)``."""
    found = _YEAR.search(re.sub(r"\s+", "", text))
    return int(found.group(1)) if found else None


def unit_of(text: str) -> str | None:
    """The money unit that a label or a line states: ``预算执行情况(万元)``, ``单位：万元``."""
    found = _UNIT.search(text)
    return load_units().money_unit(found.group(1)) if found else None
