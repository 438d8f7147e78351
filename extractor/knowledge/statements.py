"""The public forms (公开表) as data: titles, headers, row keys and what facts their cells state."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.problems import KnowledgeError

FILE = "statements.yaml"
Kind = Literal["final_account", "budget"]
Side = Literal["revenue", "expenditure"]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the file's parts: closed key sets."""


class TitleWords(Shape, frozen=True):
    ends: tuple[str, ...]
    longest: int
    not_titles: tuple[str, ...]
    numbering: tuple[str, ...]
    meta: tuple[str, ...]
    bodies: tuple[str, ...]
    foreign: tuple[str, ...]
    kinds: dict[Kind, tuple[str, ...]]
    fund_words: tuple[str, ...]
    funds: dict[str, tuple[str, ...]]
    subjects: dict[str, tuple[str, ...]]
    details: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    classifications: dict[str, tuple[str, ...]]


class TitleMatch(Shape, frozen=True):
    """One way in which a title says a form; an empty list or null means that it does not matter."""

    fund: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    detail: bool | None = None
    classification: str | None = None
    part: str | None = None


class Signs(Shape, frozen=True):
    """What header and row labels must all say for a form to be recognised without its title."""

    header: tuple[str, ...]
    rows: tuple[str, ...]
    without: tuple[str, ...] = ()  # no label says one of these


class Form(Shape, frozen=True):
    kind: Kind
    title: str
    match: list[TitleMatch]
    columns: dict[str, tuple[str, ...]]
    row_keys: Literal["sides", "revenue", "three_public", "procurement", "any"] = "any"
    by_measure: bool = False
    by_item: bool = False
    signs: list[Signs] = []
    facts: str | None = None

    @property
    def two_sided(self) -> bool:
        return any(":" in place for places in self.columns.values() for place in places)


class PerformanceForm(Shape, frozen=True):
    title: str
    columns: tuple[str, ...]


class CellMetric(Shape, frozen=True):
    """Which metric a cell states. ``row`` is a row key or ``function`` (rows with a 功能分类 code); ``rows`` says
    ``metric`` (the row's key is the metric) or ``any``."""

    metric: str | None = None
    row: str | None = None
    else_row: str | None = None
    rows: Literal["metric", "any"] | None = None
    column: str | None = None
    equal: str | None = None  # only where the row of this key states the same number
    unit: str | None = None  # of what is counted and no money


class Balance(Shape, frozen=True):
    """A column that is the sum of some columns less that of others."""

    whole: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]


class StatementKnowledge(Shape, frozen=True):
    version: str
    titles: TitleWords
    roles: dict[str, tuple[str, ...]]
    header_words: tuple[str, ...]
    headers: dict[str, tuple[str, ...]]
    measure_words: dict[str, tuple[str, ...]]
    previous_year: tuple[str, ...]
    neutral_parents: tuple[str, ...]
    compounds: tuple[str, ...]
    nests: dict[str, tuple[str, ...]]
    sums: dict[str, tuple[str, ...]]
    balances: tuple[Balance, ...]
    sides: dict[Side, tuple[str, ...]]
    total_labels: tuple[str, ...]
    row_keys: dict[str, dict[str, tuple[str, ...]]]
    counted: tuple[str, ...]
    label_numbering: tuple[str, ...]
    units: tuple[str, ...]
    notes: tuple[str, ...]
    empty_notes: tuple[str, ...]
    placeholders: tuple[str, ...]
    forms: dict[str, Form]
    performance: dict[str, PerformanceForm]
    facts: dict[str, list[CellMetric]]


@cache
def load_statements() -> StatementKnowledge:
    """The forms, validated. Raises ``KnowledgeError`` naming the entry that does not fit."""
    knowledge = load_yaml(FILE, StatementKnowledge)
    for name, form in knowledge.forms.items():
        for key, places in form.columns.items():
            for place in places:
                if place.rpartition(":")[2] not in knowledge.headers:
                    raise KnowledgeError(FILE, f"forms.{name}.columns.{key}", f"'{place}' is not one of `headers`")
    for name in knowledge.compounds:
        if name not in knowledge.headers:
            raise KnowledgeError(FILE, "compounds", f"'{name}' is not one of `headers`")
    for name, form in knowledge.forms.items():
        if form.facts is not None and form.facts not in knowledge.facts:
            raise KnowledgeError(FILE, f"forms.{name}.facts", f"'{form.facts}' is not one of `facts`")
    for place, pattern in _patterns(msgspec.to_builtins(knowledge), ""):
        try:
            re.compile(pattern)
        except re.error as error:
            raise KnowledgeError(FILE, place, f"'{pattern}' is not a regular expression: {error}") from error
    return knowledge


@cache
def one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """The patterns of one list as one alternation."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def says(patterns: Iterable[str], text: str) -> bool:
    """Whether ``text`` holds one of the patterns."""
    return one_of(tuple(patterns)).search(text) is not None


def means(patterns: Iterable[str], text: str) -> bool:
    """Whether ``text`` is, as a whole, one of the patterns."""
    return one_of(tuple(patterns)).fullmatch(text) is not None


@cache
def stated_unit(line: str) -> str | None:
    """The money unit that a line without spaces says and nothing else: （单位：万元）."""
    bare = line.strip("()（）")
    found = (re.fullmatch(pattern, bare) for pattern in load_statements().units)
    return next((match["unit"] for match in found if match is not None and match["unit"] != bare), None)


_REGEX_PARTS = (
    "titles",
    "roles",
    "headers",
    "measure_words",
    "row_keys",
    "sides",
    "notes",
    "empty_notes",
    "previous_year",
    "neutral_parents",
    "counted",
    "label_numbering",
    "placeholders",
)


def _patterns(value: object, place: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if place or key in _REGEX_PARTS:
                yield from _patterns(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            if isinstance(inner, str):
                yield place, inner
