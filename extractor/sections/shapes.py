"""What headings are found in, and what is found: lines and headings, free of layout."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Line(NamedTuple):
    """A paragraph as headings see it, or a table (``text`` is then its own title row, if it has one).

    Several forms drawn as one grid have the titles of the further ones ``inside``."""

    text: str
    start: int = 0  # offset of ``text`` in the document
    kind: Literal["text", "table", "cells"] = "text"
    size: float | None = None
    bold: bool = False
    centered: bool = False
    heading_level: int | None = None
    contents_entry: bool = False
    page_top: bool = False
    page: int | None = None
    inside: tuple[tuple[str, int], ...] = ()  # of a table: rows over its whole width further down, with their offsets


class Heading(NamedTuple):
    """A heading: document offsets ``start``/``end`` (number, title and what ends it), lines ``first`` to ``last``."""

    first: int
    last: int
    start: int
    end: int
    rank: int
    number: str | None
    title: str
    topic: str | None  # null where title and place say nothing
    score: float
    in_table: bool = False
