"""Words that tell heads, titles and continuations of drawn tables apart (``data/tables.yaml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from extractor.knowledge.loading import load_yaml


class TableWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/tables.yaml``: every entry a list of patterns."""

    version: str
    head_words: tuple[str, ...]
    weak_words: tuple[str, ...]
    field_names: tuple[str, ...]
    titles: tuple[str, ...]
    note_rows: tuple[str, ...]
    continued: tuple[str, ...]
    page_rows: tuple[str, ...]
    middle_heads: tuple[str, ...]
    column_numbers: tuple[str, ...]
    list_marks: tuple[str, ...]
    label_heads: tuple[str, ...]
    left_sides: tuple[str, ...]
    right_sides: tuple[str, ...]


@cache
def table_words() -> TableWords:
    return load_yaml("tables.yaml", TableWords)


@cache
def table_pattern(entry: str) -> re.Pattern[str]:
    """One pattern over all patterns of an entry (``"head_words"``), to be matched against text without spaces."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in getattr(table_words(), entry)))


@lru_cache(maxsize=16_384)
def is_head(text: str) -> bool:
    """Whether a text (without spaces) is one that heads columns, by either list of words: kept by text, since each token of a page is
    asked about and forms have the same words over and over."""
    return (
        table_pattern("head_words").fullmatch(text) is not None
        or table_pattern("weak_words").fullmatch(text) is not None
    )
