"""What stands out in a comparison, put as questions: never an error, never a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from extractor.compare.records import Change, Figure, Question, told
from extractor.dataset.opening import Dataset

# A peer group smaller than this has no usual value to stand out from.
LEAST_PEERS = 8
# Robust z-score on the logarithm, by median absolute deviation: 3.5 is the usual bound (Iglewicz and Hoaglin, 1993).
FAR_OUT = 3.5
MAD_TO_SIGMA = 1.4826
# A change by so much, up or down, is worth a look at its reason; a factor near 10,000 is 元 taken for 万元.
LARGE_CHANGE = Decimal(100)  # percent
LARGE_FALL = 5
UNIT_SLIP = (5_000, 20_000)
# Amounts are printed in 万元 with two decimals: two of them, each rounded, meet within 0.01 万元 each.
ROUNDING_YUAN = Decimal(200)
# Values of one figure within one publication that differ by less are one value, printed more or less exactly.
SAME_VALUE = Decimal("0.005")
SHOWN = 200
# Totals that the carryovers of two years are part of.
CARRIED = frozenset(
    {
        "total.revenue_and_expenditure",
        "total.revenue",
        "total.expenditure",
        "revenue.opening_carryover",
        "expenditure.closing_carryover",
    }
)


def questions(
    dataset: Dataset, metric: str, figures: Sequence[Figure], changes: Sequence[Change], *, unit: str
) -> tuple[Question, ...]:
    """Questions about conflicts within a publication, outliers among peers, jumps, and years that do not join."""
    found = [
        *_conflicts(figures, unit),
        *_outliers(figures, unit),
        *_jumps(changes, unit),
        *(_broken_years(dataset, metric, figures, unit) if unit == "元" else ()),
        *(_carryovers(dataset, figures, unit) if metric in CARRIED else ()),
    ]
    return tuple(found[:SHOWN])


def _conflicts(figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    for figure in figures:
        low, high = figure.lowest, figure.highest
        if low is None or high is None or high - low <= SAME_VALUE * max(abs(high), abs(low)):
            continue
        yield _question(
            figure, f"同一公开文件里有不同的数（最小 {told(low, unit)}，最大 {told(high, unit)}），哪一个是全口径？"
        )


def _outliers(figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    peers: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        if figure.amount is not None and figure.amount > 0:
            peers.setdefault((figure.kind, figure.year, figure.level), []).append(figure)
    for group in peers.values():
        if len(group) < LEAST_PEERS:
            continue
        logs = [math.log10(figure.amount or 1) for figure in group]
        middle = median(logs)
        spread = MAD_TO_SIGMA * median(abs(value - middle) for value in logs)
        usual = median(figure.amount or Decimal() for figure in group)
        for figure, value in zip(group, logs, strict=True):
            if spread > 0 and abs(value - middle) > FAR_OUT * spread and figure.amount is not None:
                times = figure.amount / usual if value > middle else usual / figure.amount
                word = "倍" if value > middle else "分之一"
                yield _question(
                    figure,
                    f"{told(figure.amount, unit)}，是同年同级 {len(group)} 家中位数（{told(usual, unit)}）的约 {times:.1f} {word}；"
                    "是规模或口径不同（如含下属单位），还是单位有误？",
                )


def _jumps(changes: Iterable[Change], unit: str) -> Iterator[Question]:
    for change in changes:
        high, low = max(change.amount, change.previous), min(change.amount, change.previous)
        ratio = high / low if low > 0 else None
        if (change.rate is None or abs(change.rate) < LARGE_CHANGE) and (ratio is None or ratio < LARGE_FALL):
            continue
        slip = ratio is not None and UNIT_SLIP[0] < ratio < UNIT_SLIP[1]
        why = "相差约一万倍，是否把“元”与“万元”混了？" if slip else "变化的原因是什么，两年口径是否一致？"
        yield Question(
            change.body,
            change.name,
            change.year,
            f"由 {told(change.previous, unit)} 变为 {told(change.amount, unit)}；{why}",
        )


def _broken_years(dataset: Dataset, metric: str, figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    """Last year's figure against the one that this year's text implies (its figure minus its change)."""
    held = {(figure.body, figure.kind, figure.scope, figure.year): figure for figure in figures}
    query = """
        select counted.body, counted.kind, counted.scope, counted.fiscal_year, facts.yuan, facts.page, facts.document
        from facts join counted using (document)
        where metric = ? and measure = 'change' and function is null and "of" is null and dims is null
          and year = fiscal_year and base_year = fiscal_year - 1 and facts.yuan is not null and basis is not null
          and basis = 'actual'
        order by counted.body, counted.fiscal_year, position"""
    for row in dataset.rows(query, [metric]):
        now = held.get((row["body"], row["kind"], row["scope"], row["fiscal_year"]))
        before = held.get((row["body"], row["kind"], row["scope"], row["fiscal_year"] - 1))
        if now is None or before is None or now.amount is None or before.amount is None:
            continue
        implied = now.amount - row["yuan"]
        if abs(implied - before.amount) > ROUNDING_YUAN:
            yield _question(
                now,
                f"文中说比上年变动 {told(row['yuan'], unit)}，推出上年为 {told(implied, unit)}；上年公开的是 {told(before.amount, unit)}。"
                "上年的数后来调整过吗，或口径变了？",
            )


def _carryovers(dataset: Dataset, figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    """Last year's 年末结转和结余 against this year's 年初结转和结余, in final accounts."""
    held = {(figure.body, figure.scope, figure.year): figure for figure in figures if figure.kind == "final_account"}
    query = """
        select ending.body, ending.scope, opening.fiscal_year, ending.amount as closed, opening.amount as opened
        from figures ending join figures opening
          on opening.body = ending.body and opening.kind = ending.kind and opening.scope is not distinct from ending.scope
         and opening.fiscal_year = ending.fiscal_year + 1 and opening.measure = ending.measure
        where ending.metric = 'expenditure.closing_carryover' and opening.metric = 'revenue.opening_carryover'
          and ending.kind = 'final_account' and ending.measure = 'actual' and abs(ending.amount - opening.amount) > ?
        order by ending.body, opening.fiscal_year"""
    for row in dataset.rows(query, [ROUNDING_YUAN]):
        figure = held.get((row["body"], row["scope"], row["fiscal_year"]))
        if figure is not None:
            yield _question(
                figure,
                f"上年年末结转和结余 {told(row['closed'], unit)}，本年年初结转和结余 {told(row['opened'], unit)}；年初是否作了调整？",
            )


def _question(figure: Figure, text: str) -> Question:
    return Question(figure.body, figure.name, figure.year, text, figure.document, figure.page)
