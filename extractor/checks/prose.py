"""Checks over the facts of the prose: parts, the text against the forms, the same thing said twice; which relation reads what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache, partial

from extractor.checks import percents, shares, wording
from extractor.checks.book import VALUES, Amount, Book, fact_name, plain, totals
from extractor.checks.causes import gap_cause, likely_cause
from extractor.checks.elsewhere import (
    copied_cause,
    count_cause,
    gap_elsewhere,
    other_total_cause,
    plain_project,
    project_cause,
)
from extractor.checks.results import agree, because, build, compared, missing
from extractor.knowledge.checks import PartsOf, ProseCheck, load_checks
from extractor.records import Fact, Finding, Operand

TWICE = Decimal("1.1")  # half a digit, and half of the next
# Topic of reports that evaluate projects and the body as a whole.
EVALUATION = "attachments"


def prose_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """All findings of one relation."""
    if check.kind is not None and check.kind != book.kind:
        return
    yield from _relations()[check.relation](book, check)


@cache
def _relations() -> dict[str, Callable[[Book, ProseCheck], Iterator[Finding]]]:
    return {
        "share": shares.share_check,
        "shares_sum": shares.shares_sum_check,
        "completion": percents.completion_check,
        "growth": percents.growth_check,
        "change": wording.change_check,
        "parts": _parts,
        "form_value": _form_values,
        "said_twice": _said_twice,
        "purchase": _purchases,
        "double_total": _double_totals,
        "at_most": wording.pair_check,
        "equal_pair": wording.pair_check,
        "wording": wording.wording_check,
        "reason": wording.reason_check,
        "listed_units": wording.listed_units_check,
        "counted_things": wording.counted_things_check,
        "counted_alike": wording.counted_alike_check,
        "function_rows": wording.function_rows_check,
        "function_sum": wording.function_sum_check,
    }


def _parts(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for parts_of in load_checks().parts:
        for whole in book.prose:
            if whole.metric == parts_of.whole and whole.measure in VALUES and not whole.dims:
                for divided, found in _divisions(book, parts_of, whole, _parts_near(book, parts_of, whole) or []):
                    yield from _compare_parts(book, check, parts_of, divided, found)


def _divisions(book: Book, parts_of: PartsOf, whole: Fact, parts: list[Fact]) -> Iterator[tuple[Fact, list[Fact]]]:
    """Wholes with their parts, each way to divide by itself: units by how they are paid, and these (全额供给单位中) or all by what they are."""
    if parts_of.divided_again is None or parts_of.dimension is None:
        apart: list[Fact] = []
    else:
        again = re.compile(parts_of.divided_again)
        apart = [fact for fact in parts if again.search(fact.dims[parts_of.dimension] or "")]
    rest = [fact for fact in parts if fact not in apart]
    if apart:
        yield whole, apart
    if rest:
        between = book.disclosure.text[whole.anchor.end : rest[0].anchor.start]
        names = {f"{fact.dims[parts_of.dimension or '']}中": fact for fact in apart}
        yield next((fact for name, fact in names.items() if name in between), whole), rest


def _parts_near(book: Book, parts_of: PartsOf, whole: Fact) -> list[Fact] | None:
    """The parts printed with a whole; null where the sentence lists none."""
    if parts_of.dimension is not None:
        home = book.paragraph_of(whole)
        found = [
            fact
            for fact in book.prose
            if fact.metric == whole.metric
            and fact.measure == whole.measure
            and set(fact.dims) == {parts_of.dimension}
            and home is not None
            and whole.anchor.end <= fact.anchor.start < home.end
        ]
        names = {fact.dims[parts_of.dimension] or "" for fact in found}
        if any(one != other and other.endswith(one) for one in names for other in names):
            return None  # 事业单位 and, of them, 参公事业单位: parts of a part
        return found if len(found) >= (1 if parts_of.exhaustive else 2) else None
    chosen = [book.near(whole, measures=(whole.measure,), metric=metric, within=True) for metric in parts_of.parts]
    kept = [fact for fact in chosen if fact is not None and fact.anchor.start > whole.anchor.start]
    return kept if len(kept) >= 2 else None


def _compare_parts(
    book: Book, check: ProseCheck, parts_of: PartsOf, whole: Fact, found: list[Fact]
) -> Iterator[Finding]:
    total = totals((book.amount(fact), False) for fact in found)
    amount = book.amount(whole)
    words = f"{fact_name(whole)} = 各分项之和"
    if total is None or total.money != amount.money:
        yield missing(check.id, words, ["金额单位"])
        return
    if parts_of.itself and not whole.dims and total.value == amount.value + 1:
        amount, words = amount._replace(value=total.value), f"{words}（分项含本级）"
    incomplete = parts_of.dimension is None and len(found) < len(parts_of.parts)
    if incomplete and total.value < amount.value - total.slack - amount.slack:
        yield missing(check.id, words, ["部分分项"])
        return
    parts = [book.amount(fact) for fact in found]

    def cause() -> str | None:
        if whole.measure == "count":
            return count_cause(book, whole, total.value, found, parts_of.cost)
        return gap_cause(amount, total, parts)

    yield compared(check.id, words, amount, total, severity=check.severity, cause=cause)


def _form_values(book: Book, check: ProseCheck) -> Iterator[Finding]:
    wholes: dict[tuple[str, str, int | None], bool] = {}
    for fact in book.prose:
        if fact.measure not in ("actual", "budget") or not set(fact.dims) <= {"function", "function_name"}:
            continue
        if fact.dims and not fact.dims.get("function"):
            continue
        metrics = (fact.metric, *check.same.get(fact.metric, ()))
        perhaps = check.also.get(fact.metric, ())
        fund = book.fund_of(fact)
        if fund is not None and fund.fund != "year":
            if fact.metric not in fund.cells:
                continue  # the forms' cells of this metric are of all money
            if fund.fund == "total":
                metrics = (fund.cells[fact.metric], *metrics)
            else:
                metrics, perhaps = (fund.cells[fact.metric],), ()
        own = [cell for metric in metrics for cell in book.cells_of(metric, fact)]
        cells = [*own, *(cell for metric in perhaps for cell in book.cells_of(metric, fact))]
        said = _rounded_twice(book.amount(fact))
        if not cells:
            yield from _summed_value(book, check, fact, said, wholes)
            continue
        amounts = [book.amount(cell) for cell in cells]
        agreeing = [
            amount
            for amount in amounts
            if amount.money == said.money and abs(amount.value - said.value) <= amount.slack + said.slack
        ]
        printed = agreeing[0] if agreeing else amounts[0]
        if printed.money != said.money:
            yield missing(check.id, f"文字与报表：{fact_name(fact)}", ["金额单位"])
            continue
        finding = _against_form(book, check, fact, said, printed)
        if finding.outcome == "fail" and not own and likely_cause(said, printed) is None:
            finding = missing(check.id, f"文字与报表：{fact_name(fact)}", [f"列有{fact_name(fact)}的报表"])
        yield finding


def _rounded_twice(said: Amount) -> Amount:
    """The text's amount with what a second rounding may have added: 4754.148 in the form, 4754.15 in a draft, 4754.2 in the text."""
    return said._replace(slack=said.slack * TWICE) if said.money else said


def _against_form(book: Book, check: ProseCheck, fact: Fact, said: Amount, printed: Amount) -> Finding:
    words = f"文字与报表：{fact_name(fact)}"
    finding = compared(
        check.id, words, said, printed, severity=check.severity, cause=partial(_slip, book, said, printed, (fact,))
    )
    return _scope_differs(book, check, words, finding, said, printed, (fact,)) or finding


def _of_one_fund(book: Book, check: ProseCheck, fact: Fact) -> bool:
    """Whether an evaluation report's amount is that of a fund: it speaks of the 财政拨款 that it evaluates, and says just 基本支出."""
    said = book.amount(fact)
    funds = check.evaluated.get(fact.metric, ())
    amounts = (
        other
        for metric in funds
        for other in (*book.facts_of(metric), *book.cell_facts.get(metric, ()))
        if other.measure == fact.measure and other.year == fact.year and not other.dims
    )
    return book.within(fact, EVALUATION) and any(
        (amount := book.amount(other)).money == said.money and agree(amount, said) for other in amounts
    )


def _scope_differs(
    book: Book, check: ProseCheck, words: str, finding: Finding, one: Amount, two: Amount, facts: Sequence[Fact]
) -> Finding | None:
    """Where two amounts are of two scopes: not evaluable if one is of a fund; a hint if the gap is exactly what was carried over."""
    if finding.outcome != "fail" or not one.money:
        return None
    if any(_of_one_fund(book, check, fact) for fact in facts):
        return build(
            check.id,
            "not_evaluable",
            "info",
            f"{words}：{one.words} 与 {two.words}，评价报告说的是财政拨款，两处口径不同，无法核对",
            left=finding.left,
            right=finding.right,
        )
    carried = book.carried(one.value - two.value, one.slack + two.slack)
    if carried is None:
        return None
    why = f"差额恰为结转数 {carried.words}，一处含结转、一处不含"
    return build(
        check.id,
        "fail",
        "info",
        f"{words}：{one.words} 与 {two.words} 口径不同{because(why)}",
        left=finding.left,
        right=finding.right,
        gap=finding.gap,
        allowed=finding.allowed,
        cause=why,
    )


def _summed_value(
    book: Book, check: ProseCheck, fact: Fact, said: Amount, wholes: dict[tuple[str, str, int | None], bool]
) -> Iterator[Finding]:
    """A line of the text whose money stands in several forms, by fund: their rows of the same 功能分类 together. ``wholes``: what
    ``_whole_differs`` said of the lines before, by metric, measure and year."""
    if not fact.dims.get("function"):
        return
    rows = [cells[0] for metric in check.sums.get(fact.metric, ()) if (cells := book.cells_of(metric, fact))]
    printed = totals((book.amount(row), False) for row in rows)
    if printed is not None and printed.money == said.money:
        whole = (fact.metric, fact.measure, fact.year)
        if whole not in wholes:
            wholes[whole] = _whole_differs(book, check, fact)
        if wholes[whole]:
            yield missing(check.id, f"文字与报表：{fact_name(fact)}", ["同口径的报表（合计含结转与否不同）"])
        else:
            yield _against_form(book, check, fact, said, printed)


def _whole_differs(book: Book, check: ProseCheck, fact: Fact) -> bool:
    """Whether the text's total is another than the forms': what its lines hold besides (上年结转) is then unknown."""
    cells = [cell for metric in check.sums[fact.metric] if (cell := book.cell(None, metric, fact.measure)) is not None]
    whole = totals((book.amount(cell), False) for cell in cells if cell.year == fact.year)
    if whole is None:
        return False
    total = f"{fact.metric.partition('.')[0]}.revenue_and_expenditure"
    said = [
        book.amount(other)
        for metric in (fact.metric, total)
        for other in book.facts_of(metric)
        if other.measure == fact.measure and other.year == fact.year and not other.dims
    ]
    return bool(said) and not any(agree(amount, whole) for amount in said)


def _slip(book: Book, one: Amount, two: Amount, facts: Sequence[Fact]) -> str | None:
    """Why two amounts that should be one differ: copied from elsewhere, else a slip of the pen."""
    project, metric = facts[0].dims.get("project"), facts[0].metric
    if project and len(facts) > 1 and (cause := project_cause(book, project, one, two, metric)):
        return cause
    found = [*(copied_cause(book, fact) for fact in facts), likely_cause(one, two)]
    found += [*(other_total_cause(book, fact) for fact in facts), gap_elsewhere(book, one, two)]
    return next((cause for cause in found if cause), None)


def _said_twice(book: Book, check: ProseCheck) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in book.prose:
        if fact.measure in VALUES and fact.year is not None and fact.metric not in check.without:
            dims = book.compared_dims(fact)
            if "project" in dims:
                dims = {**dims, "project": plain_project(dims["project"])}
            fund = book.fund_of(fact)
            told = tuple(sorted(dims.items(), key=str)) if dims else ()
            key = (fact.metric, fact.measure, fact.year, fund and fund.fund, told)
            groups.setdefault(key, []).append(fact)
    for facts in groups.values():
        first = facts[0]
        for other in facts[1:]:
            one, two = book.amount(first), book.amount(other)
            if one.money != two.money or (not one.money and first.unit != other.unit):
                continue
            if first.dims.get("project") and book.paragraph_of(first) is book.paragraph_of(other):
                continue  # one paragraph on a project says what is left of it, too: 尾款45万元结转下年
            finding = compared(
                check.id,
                f"两处说法：{fact_name(first)}",
                one,
                two,
                severity=check.severity,
                cause=partial(_slip, book, one, two, (first, other)),
            )
            words = f"两处说法：{fact_name(first)}"
            yield _scope_differs(book, check, words, finding, one, two, (first, other)) or finding


def _purchases(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for bought in book.prose:
        if bought.metric != "three_public.vehicles_purchased" or bought.dims:
            continue
        cost = book.near(bought, measures=("actual",), metric="three_public.vehicle_purchase")
        if cost is None:
            yield missing(check.id, check.words, ["公务用车购置费"])
            continue
        wrong = (cost.value == 0) != (bought.value == 0)
        yield build(
            check.id,
            "fail" if wrong else "pass",
            check.severity if wrong else "info",
            f"公务用车购置费 {plain(cost.value)}{cost.unit or ''}，购置 {plain(bought.value)} 辆"
            + ("，互相矛盾" if wrong else ""),
            left=Operand(f"{plain(cost.value)}{cost.unit or ''}", cost.value, (cost.anchor,)),
            right=Operand(f"{plain(bought.value)}辆", bought.value, (bought.anchor,)),
        )


def _double_totals(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """收支总计 printed as 本年收入 + 本年支出: both sides of the account added up."""
    for total_metric in ("total.revenue_and_expenditure", "fiscal.revenue_and_expenditure"):
        for fact in book.prose:
            if fact.metric != total_metric or fact.measure not in ("actual", "budget") or fact.dims:
                continue
            revenue = book.near(fact, measures=(fact.measure,), metric="revenue.total", dims={})
            expenditure = book.near(fact, measures=(fact.measure,), metric="expenditure.total", dims={})
            if revenue is None or expenditure is None:
                yield missing(check.id, check.words, ["本年收入合计" if revenue is None else "本年支出合计"])
                continue
            both = totals([(book.amount(revenue), False), (book.amount(expenditure), False)])
            said = book.amount(fact)
            if both is None or both.money != said.money or not both.value:
                continue
            wrong = abs(both.value - said.value) <= both.slack + said.slack
            words = f"{fact_name(fact)} {said.words}"
            yield build(
                check.id,
                "fail" if wrong else "pass",
                check.severity if wrong else "info",
                f"{words} 等于本年收入合计与本年支出合计之和（{both.words}）；收、支总计是同一个数，不应相加"
                if wrong
                else f"{words} 不是收入与支出之和",
                left=Operand(said.words, said.value, said.anchors),
                right=Operand(both.words, both.value, both.anchors),
                cause="把收入与支出相加，写成了两者之和" if wrong else None,
            )
