"""The data files beside the generator: departments, regions, classification, phrases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def load(name: str) -> dict[str, Any]:
    """One data file, parsed. Raises ``FileNotFoundError`` where there is none of that name."""
    parsed: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return parsed


@cache
def phrases(style: str) -> dict[str, Any]:
    """The words of one style: "usual" is ``phrases.yaml``; another is a file of that name, whose families take the place of the usual ones."""
    usual = load("phrases")
    return usual if style == "usual" else _over(usual, load(style))


def _over(usual: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(usual)
    for name, value in own.items():
        held = usual.get(name)
        merged[name] = _over(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return merged


def function_classes(year: int) -> list[str]:
    """The 类 that the classification of ``year`` has, in order."""
    return [code for code in load("classification")["classes"] if stands(code, year)]


def stands(code: str, year: int) -> bool:
    """Whether the classification of ``year`` has the code."""
    since = load("classification")["since"]
    return all(since.get(code[:length], 0) <= year for length in (3, 5, 7))


def function_name(code: str, year: int | None = None) -> str:
    """The name of a 类 (3 digits), 款 (5) or 项 (7), as the classification of ``year`` has it."""
    classification = load("classification")
    for until, name in classification["former"].get(code, ()):
        if year is not None and year <= until:
            return str(name)
    return str(classification[{3: "classes", 5: "groups", 7: "items"}[len(code)]][code])


def economic_name(code: str) -> str:
    """The name of an economic 类 (3 digits) or 款 (5)."""
    group = load("classification")["economic"][code[:3]]
    name: str = group["name"] if len(code) == 3 else group["items"][code]
    return name
