"""Look-alikes: words of the field that recognition of pictures takes for others, which no disclosure has."""

from __future__ import annotations

from functools import cache

from extractor.knowledge.loading import load_csv
from extractor.problems import KnowledgeError

FILE = "misreadings.csv"


@cache
def misreadings() -> tuple[tuple[str, str], ...]:
    """Pairs as read, as meant, equally long so that each character keeps its place. Raises ``KnowledgeError``."""
    pairs = tuple((row["read"], row["meant"]) for row in load_csv(FILE, ("read", "meant")))
    for read, meant in pairs:
        if not read or len(read) != len(meant):
            raise KnowledgeError(FILE, read, f"as long as “{read}”, not “{meant}”")
    return pairs
