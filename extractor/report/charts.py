"""Charts as inline SVG: bars with their names and numbers in text, so that they read in print, in grey and aloud."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.vocabulary import metric_names
from extractor.records import Disclosure, Fact
from extractor.report.figures import main_fact, said, wan

REVENUE = (
    "revenue.fiscal_appropriation", "revenue.general_public_budget", "revenue.government_fund", "revenue.state_capital",
    "revenue.special_fiscal_account", "revenue.superior_subsidy", "revenue.business", "revenue.operating",
    "revenue.subordinate_remittance", "revenue.other", "revenue.opening_carryover",
)  # fmt: skip
EXPENDITURE = (
    "expenditure.basic", "expenditure.project", "expenditure.superior_remittance", "expenditure.operating",
    "expenditure.subordinate_subsidy", "expenditure.closing_carryover",
)  # fmt: skip
THREE_PUBLIC = ("three_public.abroad", "three_public.vehicle", "three_public.reception")
YEARS = (
    "total.revenue_and_expenditure", "fiscal.revenue_and_expenditure", "general_public.expenditure", "three_public.total",
    "operating_cost",
)  # fmt: skip
LONGEST = 14  # characters of a name beside its bar
MOST = 12  # bars in a chart


class Bar(NamedTuple):
    name: str
    value: Decimal  # yuan
    pale: bool = False  # the one compared with: last year, the budget


class Drawn(NamedTuple):
    """One bar with its place, in the units of the chart's viewBox."""

    name: str
    full_name: str
    label: str
    y: int
    width: float
    pale: bool


class Chart(NamedTuple):
    title: str
    note: str
    bars: tuple[Drawn, ...]
    height: int
    summary: str  # read aloud in place of the picture


def charts_of(disclosure: Disclosure) -> list[Chart]:
    """Those charts that the document has at least two numbers for."""
    charts = [
        _chart("收入结构", "万元", _parts(disclosure, REVENUE)),
        _chart("支出结构", "万元", _parts(disclosure, EXPENDITURE)),
        _chart("支出按功能分类（类）", "万元", _functions(disclosure)),
        _chart("“三公”经费", "万元；浅色为预算数", _against_budget(disclosure)),
        _chart("与上年相比", "万元；浅色为上年数，按文中增减额推算", _years(disclosure)),
    ]
    return [chart for chart in charts if chart is not None]


def _parts(disclosure: Disclosure, metrics: tuple[str, ...]) -> list[Bar]:
    facts = [(metric, main_fact(disclosure, metric)) for metric in metrics]
    stated = {metric for metric, fact in facts if fact is not None and fact.yuan}
    if "revenue.general_public_budget" in stated:
        stated.discard("revenue.fiscal_appropriation")  # the same money, split by fund
    return [
        Bar(metric_names().get(metric, metric), fact.yuan)
        for metric, fact in facts
        if metric in stated and fact is not None and fact.yuan
    ]


def _functions(disclosure: Disclosure) -> list[Bar]:
    """类 of the expenditure: the widest metric that the forms or the text split."""
    for metric in ("expenditure.total", "fiscal.expenditure", "general_public.expenditure"):
        classes: dict[str, Fact] = {}
        for fact in disclosure.facts:
            name = fact.dims.get("function_name")
            code = fact.dims.get("function") or ""
            single = name is not None and "/" not in name and (not code or len(code) == 3)
            if fact.metric == metric and single and fact.yuan and fact.measure in ("actual", "budget"):
                classes.setdefault(code or name or "", fact)
        if len(classes) > 1:
            return [
                Bar(fact.dims.get("function_name") or code, fact.yuan or Decimal(0)) for code, fact in classes.items()
            ]
    return []


def _against_budget(disclosure: Disclosure) -> list[Bar]:
    bars = []
    for metric in THREE_PUBLIC:
        fact = main_fact(disclosure, metric)
        if fact is None or fact.yuan is None:
            continue
        budget = said(disclosure, metric, "budget", fact.year)
        bars.append(Bar(metric_names().get(metric, metric), fact.yuan))
        if budget is not None and budget.yuan is not None and fact.measure != "budget":
            bars.append(Bar("预算数", budget.yuan, pale=True))
    return bars if any(bar.value for bar in bars) else []


def _years(disclosure: Disclosure) -> list[Bar]:
    bars = []
    for metric in YEARS:
        fact = main_fact(disclosure, metric)
        change = said(disclosure, metric, "change", fact.year) if fact else None
        if fact is None or fact.yuan is None or change is None or (change.yuan is None and change.value):
            continue
        bars += [
            Bar(metric_names().get(metric, metric), fact.yuan),
            Bar("上年", fact.yuan - (change.yuan or 0), pale=True),
        ]
    return bars


def _chart(title: str, note: str, bars: list[Bar]) -> Chart | None:
    bars = bars[:MOST]
    most = max((bar.value for bar in bars), default=Decimal(0))
    if len(bars) < 2 or most <= 0:
        return None
    drawn = []
    y = 0
    for bar in bars:
        y += 4 if bar.pale else 12
        width = float(max(bar.value, Decimal(0)) / most) * 100
        short = bar.name if len(bar.name) <= LONGEST else bar.name[: LONGEST - 1] + "…"
        drawn.append(Drawn(short, bar.name, wan(bar.value), y, width, bar.pale))
        y += 18
    summary = "；".join(f"{bar.name} {wan(bar.value)} 万元" for bar in bars)
    return Chart(title, note, tuple(drawn), y + 8, summary)
