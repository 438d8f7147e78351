"""Words that layout needs: page-number patterns, and what is never a running head (patterns)."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from extractor.knowledge.loading import load_yaml


class LayoutWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/layout.yaml``. In ``page_number`` patterns N is the page's number and M the number of pages."""

    version: str
    page_number: tuple[str, ...]
    never_running_head: tuple[str, ...]
    stands_alone: tuple[str, ...]
    ends_title: tuple[str, ...]
    browser_marks: tuple[str, ...]
    browser_date: str


@cache
def layout_words() -> LayoutWords:
    return load_yaml("layout.yaml", LayoutWords)


@cache
def page_number_pattern() -> re.Pattern[str]:
    """One pattern over all page-number lines; the number is in the first group that matched."""
    number = r"(\d{1,4}|[IVXLivxl]{1,6})"
    parts = [part.replace("N", number).replace("M", r"\d{1,4}") for part in layout_words().page_number]
    return re.compile("|".join(f"(?:{part})" for part in parts))


@cache
def never_running_head() -> re.Pattern[str]:
    return re.compile("|".join(layout_words().never_running_head))


@cache
def stands_alone() -> re.Pattern[str]:
    """Of a whole line without the blanks around it."""
    return re.compile("|".join(layout_words().stands_alone))


@cache
def ends_title() -> re.Pattern[str]:
    """Of the end of a line."""
    return re.compile(f"(?:{'|'.join(layout_words().ends_title)})\\s*$")


@cache
def browser_marks() -> tuple[re.Pattern[str], ...]:
    """Of whole lines; the group ``title``, where a pattern has it, is the title of the web page."""
    words = layout_words()
    return tuple(
        re.compile(re.sub(r"\b[NM]\b", lambda _: r"\d{1,4}", mark).replace("DATE", words.browser_date))
        for mark in words.browser_marks
    )
