"""Words of the performance forms (绩效目标表, 绩效自评表): labels, rows and columns, as patterns over whole cells."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.phrases import simply

Patterns = tuple[str, ...]
# Remarks in brackets and closing colons are no part of a label: 预期指标值(包含数字及文字描述), 执行率(B/A)
_REMARK = re.compile(r"[（(\[【][^（）()\[\]【】]*[)）\]】]")
_POINTS = re.compile(r"[（(]\d{1,3}(?:\.\d)?[分%][）)]$")
_NUMBER = re.compile(r"^(?:\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,2}、)")
_EDGE = " \t　：:*＊“”\"'、，,。；;"


class IndicatorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/indicators.yaml``."""

    version: str
    titles: Patterns
    inner_titles: Patterns
    not_indicator_titles: Patterns
    fields: dict[str, Patterns]
    attributes: Patterns
    notes: Patterns
    fund_blocks: Patterns
    fund_rows: dict[str, Patterns]
    fund_other_rows: Patterns
    fund_columns: dict[str, Patterns]
    goal_blocks: Patterns
    goal_columns: dict[str, Patterns]
    indicator_blocks: Patterns
    columns: dict[str, Patterns]
    level1_names: Patterns
    level2_names: Patterns
    level3_contents: Patterns
    residue: Patterns
    total_rows: Patterns
    property_marks: Patterns


@cache
def indicator_words() -> IndicatorWords:
    return load_yaml("indicators.yaml", IndicatorWords)


def plain_label(text: str) -> str:
    """A label without spaces and closing colon."""
    return "".join(text.split()).strip(_EDGE)


def level_name(text: str) -> str:
    """The name of a level without the points it is worth: 产出指标（50分）."""
    plain = plain_label(text)
    return _POINTS.sub("", plain) or plain


def bare_label(text: str) -> str:
    """A label without remarks in brackets and without a number in front either."""
    plain = plain_label(text)
    return _NUMBER.sub("", _REMARK.sub("", plain).strip(_EDGE)) or plain


@lru_cache(maxsize=20_000)
def matches(entry: str, text: str) -> bool:
    """Whether a cell is one of the words of a list entry (``"titles"``)."""
    return _whole(_entry(entry), text)


@lru_cache(maxsize=20_000)
def role_of(entry: str, text: str) -> str | None:
    """Which word of a keyed entry (``"columns"``) a cell is, by the order of the data file; null where it is none."""
    if not text or len(text) > 60:
        return None
    text = simply(text)
    plain, bare = plain_label(text), bare_label(text)
    # the whole print goes before what is left without its remarks: 单位（项目名称） is a project, 单位（个） a unit
    spellings = (plain,) if plain == bare else (plain, bare)
    return next(
        (role for spelling in spellings for role, pattern in _keyed(entry) if pattern.fullmatch(spelling) is not None),
        None,
    )


def _whole(pattern: re.Pattern[str], text: str) -> bool:
    if not text or len(text) > 60:
        return False
    text = simply(text)
    return pattern.fullmatch(bare_label(text)) is not None or pattern.fullmatch(plain_label(text)) is not None


@cache
def _entry(entry: str) -> re.Pattern[str]:
    return _compiled(getattr(indicator_words(), entry))


@cache
def _keyed(entry: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((role, _compiled(patterns)) for role, patterns in getattr(indicator_words(), entry).items())


def _compiled(patterns: Patterns) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
