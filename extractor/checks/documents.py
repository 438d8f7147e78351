"""Checks of the document as such: residue of templates, indicator tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checks.book import Book, plain
from extractor.checks.results import build
from extractor.knowledge.checks import IndicatorCheck, Residue
from extractor.records import Anchor, Finding, IndicatorTable

WEIGHT_TOTALS = (Decimal(100), Decimal(90))


def residue_check(book: Book, check: Residue) -> Iterator[Finding]:
    """Template text that was neither filled in nor taken out."""
    text = book.disclosure.text
    found: dict[str, list[Anchor]] = {}
    for pattern in check.patterns:
        for match in re.finditer(pattern, text):
            quote = match.group()
            anchor = Anchor(page=None, box=None, start=match.start(), end=match.end(), quote=quote)
            found.setdefault(quote.strip(), []).append(anchor)
    for quote, anchors in found.items():
        times = f"，{len(anchors)} 处" if len(anchors) > 1 else ""
        yield build(check.id, "fail", check.severity, f"{check.words}：“{quote}”{times}", evidence=tuple(anchors))
    if not found:
        yield build(check.id, "pass", "info", f"{check.words}：没有发现")


def indicator_check(book: Book, check: IndicatorCheck) -> Iterator[Finding]:
    """One relation over every indicator table that has the numbers for it."""
    relation = {
        "weights": _weights,
        "score_within_weight": _score_within_weight,
        "scores_sum": _scores_sum,
        "rate": _rate,
        "funds_sum": _funds_sum,
    }[check.relation]
    for table in book.disclosure.indicator_tables:
        yield from relation(check, table)


def _weights(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    weights = [indicator.weight for indicator in table.indicators if indicator.weight is not None]
    if len(weights) < 2:
        return
    total = sum(weights, Decimal(0))
    right = total in WEIGHT_TOTALS
    yield build(
        check.id,
        "pass" if right else "fail",
        "info" if right else check.severity,
        f"{_name(table)}指标分值之和为 {plain(total)}" + ("" if right else "，应为 100（含预算执行率 10 分时为 90）"),
        evidence=(table.anchor,),
    )


def _score_within_weight(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    for indicator in table.indicators:
        if indicator.weight is not None and indicator.score is not None and indicator.score > indicator.weight:
            yield build(
                check.id,
                "fail",
                check.severity,
                f"{_name(table)}“{indicator.level3}”得分 {plain(indicator.score)} 超过分值 {plain(indicator.weight)}",
                evidence=(indicator.anchor,),
            )


def _scores_sum(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    scores = [indicator.score for indicator in table.indicators if indicator.score is not None]
    if table.total_score is None or len(scores) < 2:
        return
    rate_scores = [
        cell.value for line in table.funds.values() if (cell := line.cells.get("score")) and cell.value is not None
    ]
    total = sum(scores, Decimal(0)) + (rate_scores[0] if rate_scores else Decimal(0))
    wrong = abs(total - table.total_score) > Decimal("0.05")
    yield build(
        check.id,
        "fail" if wrong else "pass",
        check.severity if wrong else "info",
        f"{_name(table)}各项得分之和 {plain(total)}，总分 {plain(table.total_score)}",
        evidence=(table.anchor,),
    )


def _rate(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    for line in table.funds.values():
        budget, executed, rate = (line.cells.get(key) for key in ("budget", "executed", "rate"))
        if not (budget and executed and rate) or None in (budget.value, executed.value, rate.value) or not budget.value:
            continue
        assert executed.value is not None
        assert rate.value is not None
        expected = executed.value / budget.value * 100
        exponent = rate.value.as_tuple().exponent
        digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        # printed as a share of 1 or of 100
        wrong = min(abs(expected - rate.value), abs(expected - rate.value * 100)) > max(digit, Decimal("0.01"))
        yield build(
            check.id,
            "fail" if wrong else "pass",
            check.severity if wrong else "info",
            f"{_name(table)}{line.label}执行率 {rate.printed}，执行数 ÷ 全年预算数 = {expected:.2f}%",
            evidence=(rate.anchor, executed.anchor, budget.anchor),
        )


def _funds_sum(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    total = table.funds.get("total")
    parts = [line for key, line in table.funds.items() if key != "total"]
    if total is None or not parts:
        return
    for column in ("budget_initial", "budget", "executed"):
        whole = total.cells.get(column)
        found = [cell for line in parts if (cell := line.cells.get(column)) is not None and cell.value is not None]
        if whole is None or whole.value is None or not found:
            continue
        summed = sum((cell.value for cell in found if cell.value is not None), Decimal(0))
        if len(found) < 2 and summed < whole.value:
            continue
        wrong = abs(summed - whole.value) > Decimal("0.01") * len(found)
        yield build(
            check.id,
            "fail" if wrong else "pass",
            check.severity if wrong else "info",
            f"{_name(table)}年度资金总额 {whole.printed}，各来源之和 {plain(summed)}",
            evidence=(whole.anchor, *(cell.anchor for cell in found)),
        )


def _name(table: IndicatorTable) -> str:
    return f"《{table.project}》" if table.project else "绩效表"
