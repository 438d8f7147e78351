"""The figures that a reader asks for first, each with budget, change and where it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.vocabulary import metric_names
from extractor.overview import KEY_METRICS
from extractor.records import Disclosure, Fact

WAN = Decimal(10_000)


class Figure(NamedTuple):
    """One line of the table of key figures, in words."""

    name: str
    value: str
    budget: str
    change: str
    rate: str
    page: int | None
    negative: bool


def key_figures(disclosure: Disclosure) -> list[Figure]:
    """The key metrics that the document states."""
    figures = []
    for metric in KEY_METRICS:
        fact = main_fact(disclosure, metric)
        if fact is None:
            continue
        change = said(disclosure, metric, "change", fact.year)
        rate = said(disclosure, metric, "change_rate", fact.year)
        budget = said(disclosure, metric, "budget", fact.year) or said(disclosure, metric, "budget_initial", fact.year)
        figures.append(
            Figure(
                metric_names().get(metric, metric),
                amount(fact),
                amount(budget) if budget and budget.measure != fact.measure else "",
                _signed(change) if change else "",
                f"{plain(rate.value)}%" if rate else "",
                fact.anchor.page,
                bool(change and change.value < 0),
            )
        )
    return figures


def main_fact(disclosure: Disclosure, metric: str) -> Fact | None:
    """The document's own number of a metric, whole and for its year: of the prose first, else of a form."""
    measures = ("budget", "count") if disclosure.profile.kind == "budget" else ("actual", "count")
    found = [
        fact
        for fact in disclosure.facts
        if fact.metric == metric
        and fact.measure in measures
        and not set(fact.dims) - {"stage"}
        and fact.year in (disclosure.profile.fiscal_year, None)
    ]
    found.sort(key=lambda fact: (fact.origin != "cell", fact.anchor.start))
    return found[0] if found else None


def said(disclosure: Disclosure, metric: str, measure: str, year: int | None) -> Fact | None:
    """The first fact of a measure, whole; of changes, the first from last year (not from the year's own budget)."""
    return next(
        (
            fact
            for fact in disclosure.facts
            if fact.metric == metric
            and fact.measure == measure
            and fact.year == year
            and not fact.dims
            and (fact.base_year is None or fact.base_year != year)
        ),
        None,
    )


def amount(fact: Fact) -> str:
    """An amount in 万元 with separators; a count with its unit."""
    if fact.yuan is None:
        return f"{plain(fact.value)}{fact.unit or ''}"
    return f"{wan(fact.yuan)} 万元"


def wan(yuan: Decimal) -> str:
    """Yuan as 万元 with two decimals and separators, signs kept."""
    return f"{(yuan / WAN).quantize(Decimal('0.01')):,}"


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(change: Fact) -> str:
    if change.value == 0:
        return "持平"
    text = amount(change)
    return text if change.value < 0 else f"+{text}"
