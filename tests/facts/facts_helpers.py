"""One paragraph through entity finder and grammar, and gold in one line a fact: ``metric measure value @year <base ~basis dim=value``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from extractor.entities import scan
from extractor.facts import Claim, Context, facts_of_paragraph
from extractor.records import Anchor, Entity


def entities_of(text: str) -> list[Entity]:
    """The numbers and dates of ``text`` as the entity finder gives them, with offsets of the text."""
    return [
        Entity(
            f"e{number}",
            mention.label,
            mention.printed,
            mention.value,
            mention.unit,
            mention.yuan,
            mention.start,
            mention.end,
            Anchor(None, None, mention.start, mention.end, text[mention.start : mention.end]),
        )
        for number, mention in enumerate(scan(text), 1)
    ]


def line_of(claim: Claim, *, year: int | None, codes: bool = False) -> str:
    """A claim as gold is written: the year only where it is not the document's."""
    parts = [claim.metric, claim.measure, f"{claim.value.normalize():f}" if claim.value else "0"]
    if claim.year != year:
        parts.append(f"@{claim.year}")
    if claim.base_year is not None:
        parts.append(f"<{claim.base_year}")
    if claim.basis is not None:
        parts.append(f"~{claim.basis}")
    if claim.unit is None and claim.measure != "count" and claim.printed and claim.printed[-1].isdigit():
        parts.append("?unit")
    parts += [f"{key}={value}" for key, value in sorted(claim.dims.items()) if value is not None and key != "function"]
    if codes and claim.dims.get("function"):
        parts.append(f"function={claim.dims['function']}")
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
    year = case.get("year", 2022)
    context = Context(kind=case.get("kind", "final_account"))
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
