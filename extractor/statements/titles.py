"""Titles of the public forms: which form a printed line names, whatever its numbering, year and department."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.knowledge.phrases import simply
from extractor.knowledge.statements import Form, Kind, TitleMatch, load_statements, one_of, says

_QUOTES = re.compile("[\\s“”\"'‘’「」『』《》〈〉\u00a0\u3000]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_YEAR = re.compile(r"(20\d\d)年?")
# a heading run together with the title: …部门预算表一、收支预算总表
_HEADING_BEFORE = re.compile(r"^.*[表分](?=\(?[一二三四五六七八九十]{1,3}[)、.])")
_UNKNOWN = "other"


class Title(NamedTuple):
    """What a title says. ``form`` is ``other`` where it is a form's title but none of the vocabulary's."""

    form: str
    printed: str  # without numbering and what stands beside it, quotation marks kept
    year: int | None
    kind: Kind | None  # as the title itself says
    foreign: bool = False  # of something else than a department's account: debts, transfers, social insurance


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` without spaces and quotation marks, with half-width digits, letters and brackets, in simplified characters."""
    bare = _QUOTES.sub("", text)
    return bare if bare.isascii() else simply(unicodedata.normalize("NFKC", bare))


@lru_cache(maxsize=4096)
def read_title(text: str, kind: Kind | None) -> Title | None:
    """The form that a line names, or null where it is no title of a table.

    ``kind`` is what the document is, for titles that say neither 预算 nor 决算 (收支总表).
    """
    words = load_statements().titles
    cleaned = clean_title(text)
    if not 3 <= len(cleaned) <= words.longest or says(words.not_titles, cleaned):
        return None
    year_found = _YEAR.search(cleaned)
    aside = "".join(_BRACKETED.findall(cleaned))
    bare = cleaned
    while _BRACKETED.search(bare):
        # 收入（支出）, （收入）支出: the brackets say that one of the two may be missing, not a remark
        bare = re.sub(r"\((收入|支出|和|及)\)", r"\1", bare)
        bare = _BRACKETED.sub("", bare)
    bare = re.sub(r"[()]", "", bare)
    if not says(words.ends, bare):
        return None
    bare = one_of(words.bodies).sub("", bare, count=1)
    said = _kind_of(bare)
    foreign = says(words.foreign, bare)
    form = _UNKNOWN if foreign else _form_of(bare, aside, said or kind)
    return Title(form, _as_printed(text, cleaned), int(year_found[1]) if year_found else None, said, foreign)


@lru_cache(maxsize=65536)
def clean_title(text: str) -> str:
    """A title without numbering, 单位, 部门 and the like, quotation marks and spaces gone."""
    words = load_statements().titles
    cleaned = plain(text)
    if len(cleaned) > 2 * words.longest:
        return cleaned  # prose
    for pattern in words.meta:
        cleaned = re.sub(pattern, "", cleaned)
    cleaned = _HEADING_BEFORE.sub("", cleaned)
    return strip_all(words.numbering, cleaned).replace("()", "")


def strip_all(patterns: Sequence[str], text: str) -> str:
    """``text`` with what the patterns say taken off its front, again and again."""
    pattern = one_of(tuple(patterns))
    before = None
    while before != text:
        before = text
        text = pattern.sub("", text, count=1)
    return text


def _as_printed(text: str, cleaned: str) -> str:
    """The stretch of ``text`` that ``cleaned`` came from, with its own brackets and quotation marks, without spaces."""
    places = [index for index, char in enumerate(text) for _ in plain(char)]
    at = plain(text).find(cleaned)
    if at < 0 or len(places) != len(plain(text)):
        return cleaned
    first, last = places[at], places[at + len(cleaned) - 1]
    if first > 0 and text[first - 1] in '“‘「『"':
        first -= 1
    return re.sub(r"\s", "", text[first : last + 1])


def _kind_of(bare: str) -> Kind | None:
    words = load_statements().titles
    rest = re.sub("|".join(words.fund_words), "", bare)
    return next((kind for kind, patterns in words.kinds.items() if says(patterns, rest)), None)


def _form_of(bare: str, aside: str, kind: Kind | None) -> str:
    words = load_statements().titles
    funds = [fund for fund, patterns in words.funds.items() if says(patterns, bare)]
    public = [fund for fund in funds if fund in ("general_public", "government_fund", "state_capital")]
    fund = "fiscal" if len(public) > 1 else funds[0] if funds else "none"
    subject = next((name for name, patterns in words.subjects.items() if says(patterns, bare)), "none")
    detail = says(words.details, bare)
    parts = [name for name, patterns in words.parts.items() if says(patterns, bare + aside)]
    part = parts[0] if len(parts) == 1 else None
    classification = next(
        (name for name, patterns in words.classifications.items() if says(patterns, bare + aside)), None
    )

    def fits(match: TitleMatch) -> bool:
        return (
            (not match.fund or fund in match.fund)
            and (not match.subject or subject in match.subject)
            and (match.detail is None or match.detail == detail)
            and (match.classification is None or match.classification == classification)
            and (match.part is None or match.part == part)
        )

    forms: dict[str, Form] = load_statements().forms
    for name, form in forms.items():
        if (kind is None or form.kind == kind) and subject != "none" and any(map(fits, form.match)):
            return name
    return _UNKNOWN
