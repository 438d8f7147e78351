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


def function_name(code: str) -> str:
    """The name of a 类 (3 digits), 款 (5) or 项 (7)."""
    table = load("classification")[{3: "classes", 5: "groups", 7: "items"}[len(code)]]
    name: str = table[code]
    return name


def economic_name(code: str) -> str:
    """The name of an economic 类 (3 digits) or 款 (5)."""
    group = load("classification")["economic"][code[:3]]
    name: str = group["name"] if len(code) == 3 else group["items"][code]
    return name
