"""A small stand-in for the entity finder, and gold in one line a fact: ``metric measure value @year <base ~basis dim=value``."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from extractor.facts import Claim, Context, facts_of_paragraph
from extractor.records import Anchor, Entity

FACTOR = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "千元": 1000, "万": 10_000}
NUMBER = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?)\s*"
    r"(?P<unit>万元|亿元|千元|元|%|％|个百分点|台[（(]套[）)]|台套|人次|批次|辆|个|家|台|套|人|名|分|批|次|项|万)?"
)
DATE = re.compile(
    r"(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?(?=底|末|，|,|。)"
)


def entities_of(text: str) -> list[Entity]:
    """Dates and numbers of ``text`` with their offsets."""
    found: list[Entity] = []
    taken: set[int] = set()

    def add(label: str, start: int, end: int, value: Decimal | None, unit: str | None, yuan: Decimal | None) -> None:
        if not taken & set(range(start, end)):
            taken.update(range(start, end))
            quote = text[start:end]
            anchor = Anchor(None, None, start, end, quote)
            found.append(Entity(f"e{start}", label, quote, value, unit, yuan, start, end, anchor))

    for match in DATE.finditer(text):
        add("YEAR" if match[0].endswith("年") else "DATE", *match.span(), None, None, None)
    for match in NUMBER.finditer(text):
        value, unit = Decimal(re.sub("[,，]", "", match["number"])), match["unit"]
        if unit in FACTOR:
            add("AMOUNT", *match.span(), value, unit, value * FACTOR[unit])
        elif unit in ("%", "％"):
            add("PERCENT", *match.span(), value, "%", None)
        elif unit:
            add("COUNT", *match.span(), value, unit, None)
        else:
            add("NUMBER", *match.span(), value, None, None)
    return sorted(found, key=lambda entity: entity.start)


def line_of(claim: Claim, *, year: int | None) -> str:
    """A claim as gold is written: the year only where it is not the document's."""
    parts = [claim.metric, claim.measure, f"{claim.value.normalize():f}" if claim.value else "0"]
    if claim.year != year:
        parts.append(f"@{claim.year}")
    if claim.base_year is not None:
        parts.append(f"<{claim.base_year}")
    if claim.basis is not None:
        parts.append(f"~{claim.basis}")
    if claim.unit is None and claim.measure != "count" and claim.rule != "flat":
        parts.append("?unit")
    parts += [f"{key}={value}" for key, value in sorted(claim.dims.items()) if value is not None]
    return " ".join(parts)


def bare(line: str) -> str:
    """Only metric, measure and value of a gold line, the value in one form."""
    metric, measure, value = line.split()[:3]
    number = Decimal(value)
    return f"{metric} {measure} {number.normalize():f}" if number else f"{metric} {measure} 0"


def whole(line: str) -> str:
    """A gold line with its value in one form and its extras in order."""
    parts = line.split()
    return " ".join([bare(line), *sorted(parts[3:])])


def read_case(case: dict[str, Any]) -> list[str]:
    """The facts of a case as gold lines. ``text`` may hold several paragraphs, one a line."""
    context = Context(kind=case.get("kind", "final_account"))
    year = case.get("year", 2022)
    lines = []
    for paragraph in case["text"].strip().split("\n"):
        claims, _ = facts_of_paragraph(
            paragraph, topic=case["topic"], year=year, entities=entities_of(paragraph), context=context
        )
        lines += [whole(line_of(claim, year=year)) for claim in claims]
    return lines


def load_cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return loaded
