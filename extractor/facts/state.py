"""What the grammar carries from number to number and from paragraph to paragraph, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from extractor.facts.clean import clean
from extractor.facts.function_lines import FunctionCodes, FunctionPath
from extractor.facts.tokens import Number
from extractor.knowledge.metrics import Sense, below, load_metrics, metrics_file, senses_of
from extractor.records import Entity


class Claim(NamedTuple):
    """A fact of one paragraph, before it has an id and an anchor. ``span`` counts the paragraph's own characters."""

    metric: str
    measure: str
    value: Decimal
    unit: str | None
    yuan: Decimal | None
    year: int | None
    base_year: int | None
    basis: str | None
    dims: dict[str, str | None]
    printed: str
    span: tuple[int, int]
    entity: Entity | None
    score: float
    rule: str


class Trouble(NamedTuple):
    """Something to be said as a Problem: a code of ``problems.py``, its fields, and where."""

    code: str
    fields: dict[str, object]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the numbers are about: a surface's senses or a function line. ``unknown`` blocks what was before."""

    senses: tuple[Sense, ...] = ()
    path: FunctionPath | None = None
    dims: tuple[tuple[str, str | None], ...] = ()
    unknown: bool = False
    exact: bool = True  # said in this sentence, not carried over

    def metric(self, kind: str, unit: str | None) -> Sense | None:
        """The sense that a number of this kind and unit fits, the topic's own first."""
        for sense in self.senses:
            metric = load_metrics()[sense.metric]
            if kind in ("money", "percent", "bare", "points"):
                if metric.kind == "money":
                    return sense
            elif metric.kind == "count" and unit is not None and unit in metric.units:
                return sense
        if kind in ("money", "percent"):
            return self._amount_of_counts()
        if kind == "count":
            for sense in self.senses:
                for name in metrics_file().counted.get(sense.metric, ()):
                    if unit in load_metrics()[name].units:
                        return Sense(name, sense.topic)
        return None

    def direct(self) -> bool:
        """Whether one of its senses is an amount itself."""
        return any(load_metrics()[sense.metric].kind == "money" for sense in self.senses)

    def _amount_of_counts(self) -> Sense | None:
        """The amount whose counts these are, where only one has them: 购置车辆0台，预算为0万元."""
        counts = {sense.metric for sense in self.senses}
        owners = [
            owner
            for owner, names in metrics_file().counted.items()
            if load_metrics()[owner].kind == "money" and counts & set(names)
        ]
        return Sense(owners[0], None) if len(owners) == 1 else None

    def percent(self) -> Sense | None:
        """The sense that is a percentage itself (到位率, 满意度)."""
        return next((sense for sense in self.senses if load_metrics()[sense.metric].kind == "percent"), None)


UNKNOWN = Subject(unknown=True)


def subject_of(surface: str, topic: str) -> Subject:
    return Subject(senses_of(surface, topic))


def subject_of_title(title: str, topic: str) -> Subject | None:
    """What a section's text speaks of where its title is a metric's name: （一）收入预算：2026年年初预算数为X."""
    surface = re.sub(r"20\d\d年度?", "", clean(title).text)
    subject = subject_of(surface, topic)
    return replace(subject, exact=False) if subject.senses else None


def as_titled(subject: Subject, topic: str, titles: Sequence[str]) -> Subject:
    """``subject`` as the section's titles have it: 财政拨款基本支出 under 一般公共预算… is the general budget's."""
    entry = next((entry for above, entry in metrics_file().titled.items() if below(topic, above)), None)
    if entry is None or not any(word in title for word in entry.says for title in titles):
        return subject
    senses = tuple(sense._replace(metric=entry.metrics.get(sense.metric, sense.metric)) for sense in subject.senses)
    return replace(subject, senses=senses)


def speaks_of_one_fund(titles: Sequence[str]) -> bool:
    """Whether a title says that its section is about the general budget alone."""
    words = {word for entry in metrics_file().titled.values() for word in entry.says}
    return any(word in title for word in words for title in titles)


def subject_of_metric(
    metric: str, path: FunctionPath | None = None, dims: tuple[tuple[str, str | None], ...] = ()
) -> Subject:
    return Subject((Sense(metric, None),), path, dims)


@dataclass(slots=True)
class Level:
    """The last amounts said of a subject, for 持平 and for choosing a share's whole."""

    number: Number
    metric: str


@dataclass(slots=True)
class Context:
    """What earlier paragraphs of the same section leave behind. ``kind``: final_account | budget | performance."""

    kind: str | None = "final_account"
    codes: FunctionCodes = field(default_factory=FunctionCodes)
    path: tuple[tuple[str, str], ...] = ()  # 类 and 款 said by headings and earlier lines
    function_metric: str | None = None  # from the last head that function lines can stand under
    pending: Subject | None = None  # a name whose numbers follow in the next paragraph
    head: str | None = None  # the metric whose parts the following paragraphs list
    head_value: Decimal | None = None
    part_level: str | None = None  # what the head's parts are measured as, where it says so
    stage: str | None = None
    project: str | None = None
    parts: Subject | None = None
    year: int | None = None  # 截至2023年底，…为：dates the list that follows
    opening: Subject | None = (
        None  # the total that the paragraph before began with, for 比上年增加X on a line of its own
    )
    opening_level: str | None = None  # what the paragraph before began with, where that is the initial budget
    titles: tuple[str, ...] = ()  # of the section and those above it
    unit: str | None = None  # （单位：万元）, said once for the amounts of the section that print none
    said: frozenset[str] = frozenset()  # metrics with a level in this section

    def fresh(self, **kept: object) -> Context:
        """A new context for another section: only the document's own knowledge stays."""
        return replace(Context(kind=self.kind, codes=self.codes), **kept)  # type: ignore[arg-type]
