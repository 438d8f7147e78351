"""Words of covers and heads (``data/profile.yaml``), compiled."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import load_yaml

Kind = Literal["final_account", "budget", "performance"]

# A year in digits or Chinese numerals, this century.
YEAR = r"(?:[2２][0０]\d\d|[二2][〇○０0零oOＯ][〇○０0零一二三四五六七八九1-9１-９]{2})"
# An organisation's name: Chinese characters, brackets, and a middle dot or digits in schools' names.
NAME = r"(?P<name>[一-鿿（）()·XxＸ×]{3,40}?)"
# A heading's number, where it has one.
NUMBERING = (
    r"(?:第[一二三四五六七八九十\d]+部分[、:：]?|[一二三四五六七八九十\d]+[、.．]|[（(][一二三四五六七八九十\d]+[）)])?"
)


class ProfileWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/profile.yaml``."""

    version: str
    kinds: dict[Kind, tuple[str, ...]]
    kind_marks: dict[Kind, tuple[str, ...]]
    title_tail: str
    title_more: str
    date_line: str
    site_head: tuple[str, ...]
    not_title: tuple[str, ...]
    before_title: str
    beside_title: str
    cover_ends: tuple[str, ...]
    contents_title: str
    report_opens: str
    report_goes_on: str
    report_part_words: str
    same_body_tail: str
    not_of_a_body: str
    labels: dict[str, int]
    phrases: tuple[str, ...]
    bare_places: tuple[str, ...]
    organisation_endings: tuple[str, ...]
    not_organisations: tuple[str, ...]
    not_in_names: str
    placeholders: str
    township_seats: tuple[str, ...]
    owner_of_centre: str
    centre_names: str
    letterhead: str
    behind_place: tuple[str, ...]
    belongs_to: str
    before_place: str
    owner_of_province: str
    department_marks: str
    unit_marks: str
    department_speech: str
    unit_speech: str
    spoken_endings: tuple[str, ...]


@cache
def profile_words() -> ProfileWords:
    return load_yaml("profile.yaml", ProfileWords)


@cache
def compiled(field: str) -> re.Pattern[str]:
    """A pattern field, or a tuple of patterns as one alternation."""
    value = getattr(profile_words(), field)
    return re.compile(_fill(value if isinstance(value, str) else "|".join(f"(?:{part})" for part in value)))


@cache
def kind_patterns(field: Literal["kinds", "kind_marks"]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    held: dict[Kind, tuple[str, ...]] = getattr(profile_words(), field)
    return tuple((kind, re.compile("|".join(parts))) for kind, parts in held.items())


@cache
def phrase_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_fill(phrase.replace("O", NAME))) for phrase in profile_words().phrases)


@cache
def label_pattern() -> re.Pattern[str]:
    """``label：value`` with blanks anywhere in the label; groups ``label`` and ``value``."""
    labels = sorted(profile_words().labels, key=len, reverse=True)
    spaced = "|".join(r"[ \u3000]*".join(map(re.escape, label)) for label in labels)
    return re.compile(
        rf"(?<![一-鿿])(?P<label>{spaced})[ \u3000]*[:：][ \u3000]*(?P<value>[^\n\t:：]{{2,60}}?)"
        r"(?=[ \u3000]*(?:$|[\n\t]|(?:金额)?单[ \u3000]*位[ \u3000]*[:：]|20\d\d年|公开\d))",
        re.MULTILINE,
    )


@cache
def spoken_pattern() -> re.Pattern[str]:
    """What may follow a place in an organisation's name, up to its ending."""
    endings = "|".join(profile_words().spoken_endings)
    return re.compile(rf"(?:[一-鿿]{{0,20}}?(?:{endings}))(?:人民代表大会)?(?:常务委员会|常委会)?(?:办公[室厅])?")


def _fill(pattern: str) -> str:
    return re.sub(r"N(?=年)", lambda _: YEAR, pattern.replace("H?", NUMBERING))
