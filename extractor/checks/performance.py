"""Checks of indicator (绩效) tables: weights, scores, funds, targets against what was done, tables against the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from extractor.checks.book import Amount, Book, plain
from extractor.checks.causes import likely_cause
from extractor.checks.elsewhere import plain_project, project_cause
from extractor.checks.results import build, compared
from extractor.knowledge.checks import IndicatorCheck
from extractor.records import Fact, Finding, IndicatorTable, Operand, StatementCell

WEIGHT_TOTALS = (Decimal(100), Decimal(90))
# The sources that make up the year's funds; further labels (其中…, 项目资金总额) are nested or speak of all years.
SOURCES = ("fiscal", "carryover", "other")
FUND_COLUMNS = {"budget": "预算数", "executed": "执行数"}
SELF_EVALUATION = ("绩效自评", "绩效目标")
_TARGET = re.compile(
    r"^(?P<sign>≥|>=|＞=|不低于|不少于|大于等于|≤|<=|不超过|不高于|小于等于|=|＝|)\s*(?P<number>\d+(?:\.\d+)?)\s*(?:[（(]?(?P<unit>[%％\w]{0,4})[)）]?)$"
)
_AT_LEAST = ("≥", ">=", "＞=", "不低于", "不少于", "大于等于")
_AT_MOST = ("≤", "<=", "不超过", "不高于", "小于等于")


def indicator_check(book: Book, check: IndicatorCheck) -> Iterator[Finding]:
    """One relation over every indicator table that has the numbers for it."""
    tables = book.disclosure.indicator_tables
    if check.relation == "projects_count":
        yield from _projects_count(book, check)
    elif check.relation == "said":
        for table in tables:
            yield from _said(book, check, table)
    else:
        relations: dict[str, Callable[[IndicatorCheck, IndicatorTable], Iterator[Finding]]] = {
            "weights": _weights,
            "score_within_weight": _score_within_weight,
            "scores_sum": _scores_sum,
            "rate": _rate,
            "funds_sum": _funds_sum,
            "target": _targets,
        }
        for table in tables:
            yield from relations[check.relation](check, table)


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
    parts = [line for key, line in table.funds.items() if key in SOURCES]
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
            left=Operand(whole.printed, whole.value, (whole.anchor,)),
            right=Operand(" + ".join(cell.printed for cell in found), summed, tuple(cell.anchor for cell in found)),
            gap=whole.value - summed,
        )


def _targets(check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    """Where target and actual are each one number of one unit: reached or not; a miss with full score is worth a warning."""
    for indicator in table.indicators:
        target, actual = (_TARGET.match((text or "").strip()) for text in (indicator.target, indicator.actual))
        if target is None or actual is None or actual["sign"] in (*_AT_LEAST, *_AT_MOST):
            continue
        if target["unit"] != actual["unit"] and target["unit"] and actual["unit"]:
            continue
        wanted, done = Decimal(target["number"]), Decimal(actual["number"])
        sign = target["sign"]
        missed = done > wanted if sign in _AT_MOST else done < wanted
        full = indicator.score is not None and indicator.score == indicator.weight
        words = f"{_name(table)}“{indicator.level3}”目标 {indicator.target}，实际 {indicator.actual}"
        if missed:
            yield build(
                check.id,
                "fail",
                check.severity if full else "info",
                words + ("，未达目标却得满分" if full else "，未达目标"),
                evidence=(indicator.anchor,),
            )
        else:
            yield build(check.id, "pass", "info", words, evidence=(indicator.anchor,))


def _said(book: Book, check: IndicatorCheck, table: IndicatorTable) -> Iterator[Finding]:
    """The table's funds against what the narrative says of the same project."""
    total = table.funds.get("total")
    if total is None or not table.project:
        return
    for column, metric, measure in (
        ("budget", "project.budget", "budget"),
        ("executed", "project.executed", "actual"),
    ):
        cell = total.cells.get(column)
        if cell is None or cell.yuan is None:
            continue
        for fact in book.facts_of(metric):
            if fact.measure != measure or fact.yuan is None or not _same_project(fact, table.project):
                continue
            said, printed = book.amount(fact), _amount(cell)
            words = f"{_name(table)}{FUND_COLUMNS[column]}与文字"

            def cause(_said: Amount = said, _printed: Amount = printed, _metric: str = metric) -> str | None:
                return project_cause(book, table.project or "", _said, _printed, _metric) or likely_cause(
                    _said, _printed
                )

            yield compared(check.id, words, said, printed, severity=check.severity, cause=cause)


def _projects_count(book: Book, check: IndicatorCheck) -> Iterator[Finding]:
    """No more tables than the projects that the text counts."""
    tables = len({table.project or table.id for table in book.disclosure.indicator_tables})
    for fact in book.facts_of("performance.projects"):
        if not tables or fact.dims.get("stage") not in SELF_EVALUATION or len(fact.dims) > 1:
            continue
        wrong = fact.value < tables
        yield build(
            check.id,
            "fail" if wrong else "pass",
            check.severity if wrong else "info",
            f"文字所说{fact.dims.get('stage')}项目 {plain(fact.value)} 个，绩效表 {tables} 张",
            evidence=(fact.anchor,),
        )


def _same_project(fact: Fact, name: str) -> bool:
    said = fact.dims.get("project")
    return bool(said) and plain_project(said) == plain_project(name)


def _amount(cell: StatementCell) -> Amount:
    assert cell.value is not None
    assert cell.yuan is not None
    exponent = cell.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
    scale = cell.yuan / cell.value if cell.value else Decimal(1)
    return Amount(cell.yuan, step / 2 * scale, cell.printed, None, (cell.anchor,), True)


def _name(table: IndicatorTable) -> str:
    return f"《{table.project}》" if table.project else "绩效表"
