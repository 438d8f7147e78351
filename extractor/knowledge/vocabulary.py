"""The contract's vocabularies by name: what a metric and a topic are called in print."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extractor.knowledge.loading import load_yaml

# What stands in brackets at the end of a name explains it.
_EXPLANATION = re.compile(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）$")


@cache
def metric_names() -> dict[str, str]:
    """Metric id → its printed Chinese name, without the explanation in brackets."""
    raw: dict[str, Any] = load_yaml("metrics.yaml", dict)
    names: dict[str, str] = {}
    for metric, entry in raw["metrics"].items():
        name = entry[0] if isinstance(entry, list) else entry["name"]
        names[metric] = _EXPLANATION.sub("", name) or name
    return names


@cache
def topic_names() -> dict[str, str]:
    """Topic id → what it is."""
    raw: dict[str, Any] = load_yaml("topics.yaml", dict)
    return dict(raw["topics"])
