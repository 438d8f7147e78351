"""How a glossary (名词解释) is headed, and how its entries are written."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from extractor.knowledge.loading import load_yaml


class GlossaryWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/glossary.yaml``: every entry a list of patterns."""

    version: str
    titles: tuple[str, ...]
    cues: tuple[str, ...]
    strong_cues: tuple[str, ...]
    not_terms: tuple[str, ...]
    ends: tuple[str, ...]


@cache
def glossary_words() -> GlossaryWords:
    return load_yaml("glossary.yaml", GlossaryWords)


@cache
def glossary_pattern(entry: str) -> re.Pattern[str]:
    """One pattern over all patterns of an entry (``"titles"``)."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in getattr(glossary_words(), entry)))
