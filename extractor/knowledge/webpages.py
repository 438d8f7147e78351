"""What of a web page is no part of the published document: menus, footers, toolbars."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from extractor.knowledge.loading import load_yaml


class WebPageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/webpages.yaml``: element names, ARIA roles, parts of class names, and patterns of a block's words."""

    version: str
    dropped_elements: tuple[str, ...]
    dropped_roles: frozenset[str]
    dropped_names: frozenset[str]
    footer: tuple[str, ...]
    toolbar: tuple[str, ...]
    report_title: str


@cache
def web_page_words() -> WebPageWords:
    return load_yaml("webpages.yaml", WebPageWords)


@cache
def site_words() -> re.Pattern[str]:
    """Words of a short block that belongs to the site and not to the document."""
    return re.compile("|".join((*web_page_words().footer, *web_page_words().toolbar)), re.I)


@cache
def report_title() -> re.Pattern[str]:
    """Of text without blanks."""
    return re.compile(web_page_words().report_title)
