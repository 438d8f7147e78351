"""Checks of percents in the prose: completion of the budget and growth; a printed percent against the amounts that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from extractor.checks import wording
from extractor.checks.book import BUDGETS, VALUES, Amount, Book, compared_dims, fact_name, in_unit, plain, totals
from extractor.checks.causes import amount_slip, percent_slip, rate_cause
from extractor.checks.elsewhere import copied_rate
from extractor.checks.results import because, build, missing, not_applicable
from extractor.knowledge.checks import ProseCheck
from extractor.records import Fact, Finding, Operand

HUNDRED = Decimal(100)


def _growth_slip(fact: Fact, now: Amount, moved: Amount) -> str | None:
    """A digit of the year's amount, or of its change, that makes the printed rate right."""
    rates = [(fact.value + sign * last_digit(fact)) / HUNDRED for sign in (-1, 1)]
    if 0 in rates or min(rates) <= -1 or not rates[0] * rates[1] > 0:
        return None
    change = moved._replace(value=abs(moved.value), printed=moved.printed.lstrip("-"))
    return amount_slip(now, [moved.value / rate + moved.value for rate in rates]) or amount_slip(
        change, [abs(now.value * rate / (1 + rate)) for rate in rates]
    )


def completion_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.said_as("completion"):
        budgets = ("budget_initial", "budget") if fact.basis == "budget_initial" else ("budget", "budget_initial")
        budget = book.near(fact, measures=budgets, within=True)
        actual = book.near(fact, measures=("actual",), within=True)
        words = f"{fact_name(fact)}完成预算的百分比"
        if budget is None or actual is None:
            yield missing(check.id, words, ["预算数" if budget is None else "决算数"])
            continue
        done, planned = book.amount(actual), book.amount(budget)
        if done.money != planned.money:
            yield missing(check.id, words, ["金额单位"])
            continue

        def cause(printed: Decimal, _fact: Fact = fact, _budget: Fact = budget, _done: Amount = done) -> str | None:
            return _other_budget_fits(book, _fact, _budget, _done)

        yield percent_against(book, check, fact, words, done, planned, cause)


def _other_budget_fits(book: Book, fact: Fact, budget: Fact, done: Amount) -> str | None:
    """The paragraph's other budget of the same thing, of which the printed percent is right: 全年预算 where 年初预算 is written."""
    for measure in BUDGETS:
        other = book.near(fact, measures=(measure,), within=True)
        if other is None or other.measure == budget.measure:
            continue
        amount = book.amount(other)
        if amount.money != done.money or not amount.value:
            continue
        if abs(HUNDRED * done.value / amount.value - fact.value) <= last_digit(fact):
            return f"按{'年初预算' if measure == 'budget_initial' else '全年预算'} {amount.words} 计算则相符，疑似把两个预算数说混"
    return None


def growth_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.said_as("change_rate"):
        words = f"{fact_name(fact)}比上年增减率"
        if wording.incomparable(book, fact, check):
            yield not_applicable(check.id, words, "上年数另有口径")
            continue
        change = book.near(fact, measures=("change",), within=True)
        if change is not None and (change.base_year, change.basis) != (fact.base_year, fact.basis):
            change = None
        current = book.near(fact, measures=book.year_first, within=True) or (
            book.near(fact, measures=book.year_first) if not fact.dims else None
        )
        for name in check.also.get(fact.metric, ()) if current is None else ():  # 收入总计A、支出总计A，各增加…
            current = current or book.near(fact, measures=book.year_first, metric=name, within=True)
        previous = book.base_of(fact)
        if current is None or (change is None and previous is None):
            yield missing(check.id, words, ["本年数" if current is None else "增减额"])
            continue
        now = book.amount(current)
        moved = (
            book.amount(change)
            if change is not None
            else totals([(now, False), (book.amount(previous), True)])
            if previous
            else None
        )
        if moved is None or moved.money != now.money:
            yield missing(check.id, words, ["金额单位"])
            continue
        base = Amount(
            now.value - moved.value, now.slack + moved.slack, "", now.unit, (*now.anchors, *moved.anchors), now.money
        )

        def cause(
            printed: Decimal,
            _moved: Amount = moved,
            _base: Amount = base,
            _now: Amount = now,
            _fact: Fact = fact,
            _stated: Fact = current,
        ) -> str | None:
            return (
                rate_cause(printed, _moved.value, _base.value, _now.value, allowed=last_digit(_fact))
                or _other_value_fits(book, _fact, _base, _now)
                or (None if book.confirmed(_stated) else _growth_slip(_fact, _now, _moved))
                or copied_rate(book, _fact)
            )

        finding = percent_against(book, check, fact, words, moved, base, cause)
        by_its_name = current.metric == fact.metric
        if (
            finding.outcome == "fail"
            and not fact.dims
            and (current.anchor.start > fact.anchor.start or not by_its_name)
        ):
            finding = _of_another_amount(book, check, fact, words, current, moved) or finding
        if (
            finding.outcome == "fail"
            and change is not None
            and (other := _fits_another(book, fact, current, moved)) is not None
        ):
            said = f"增减额和增减率合于{fact_name(other)} {book.amount(other).words}"
            finding = build(
                check.id, "not_evaluable", "info", f"{words}：{said}，不知说的是哪一项", evidence=finding.evidence
            )
        yield finding


def _fits_another(book: Book, rate: Fact, nearest: Fact, moved: Amount) -> Fact | None:
    """An amount of another metric that change and rate fit: before the rate in its paragraph (收入X、支出Y，其中…，收入、支出各减少), or,
    where the rate's sentence has no amount of its own, any total of the document."""
    home = book.paragraph_of(rate)
    between = book.disclosure.text[nearest.anchor.end : rate.anchor.start]
    for other in book.prose:
        before = home is not None and home.start <= other.anchor.start < rate.anchor.start
        if other.metric == rate.metric or not (before or ("。" in between and not other.dims)):
            continue
        if other.year != rate.year or other.measure not in book.year_first or not moved.value:
            continue
        now = book.amount(other)
        slack = now.slack + moved.slack
        bases = [now.value - moved.value + sign * slack for sign in (-1, 1)]
        if now.money != moved.money or min(bases) <= 0:
            continue
        rates = [moved.value * HUNDRED / base for base in bases]
        if min(rates) - last_digit(rate) <= rate.value <= max(rates) + last_digit(rate):
            return other
    return None


def _of_another_amount(
    book: Book, check: ProseCheck, rate: Fact, words: str, nearest: Fact, moved: Amount
) -> Finding | None:
    """The rate of the same thing as stated elsewhere, where the nearest amount stands after the rate or has another name.

    财政拨款收入总计3128.90万元 a paragraph before, the year's 3095.42万元 behind; 总收入 and, of it, 本年收入 before 收、支总计各增加.
    """
    if moved.value == 0:
        return None
    for metric in (rate.metric, *check.also.get(rate.metric, ())):
        for other in book.facts_of(metric):
            if other.dims or other.year != rate.year or other.measure not in book.year_first:
                continue
            now = book.amount(other)
            if now.value == book.amount(nearest).value or now.money != moved.money:
                continue
            if nearest.metric == rate.metric and book.paragraph_of(other) is book.paragraph_of(rate):
                continue  # two amounts beside each other: one of them is wrong
            base = now._replace(value=now.value - moved.value, slack=now.slack + moved.slack)
            if abs(base.value) <= base.slack:
                continue
            finding = percent_against(book, check, rate, words, moved, base, lambda printed: None)
            if finding.outcome == "pass":
                return finding
    return None


def _other_value_fits(book: Book, rate: Fact, base: Amount, now: Amount) -> str | None:
    """Another amount that the same paragraph gives for the same thing, and that makes the printed rate right."""
    home = book.paragraph_of(rate)
    for other in book.facts_of(rate.metric):
        if (
            home is None
            or not home.start <= other.anchor.start < home.end
            or other.year != rate.year
            or other.measure not in VALUES
            or compared_dims(other.dims) != compared_dims(rate.dims)
        ):
            continue
        amount = book.amount(other)
        if amount.value == now.value or amount.money != base.money or not base.value:
            continue
        if abs(HUNDRED * (amount.value - base.value) / base.value - rate.value) <= last_digit(rate):
            return f"按 {amount.words} 计算则相符，疑似 {now.words} 有误"
    return None


def percent_against(
    book: Book,
    check: ProseCheck,
    fact: Fact,
    words: str,
    part: Amount,
    whole: Amount,
    cause: Callable[[Decimal], str | None],
) -> Finding:
    """``fact`` (a printed percent) against part ÷ whole, with what rounding of both may have done to it."""
    if abs(whole.value) <= whole.slack:
        if fact.value == 0 or abs(part.value) <= part.slack:
            return build(
                check.id, "not_applicable", "info", f"{words}：分母为零，没有百分比可算", evidence=(fact.anchor,)
            )
        why = (
            cause(fact.value) if check.relation == "completion" else None
        )  # of growth from zero there is nothing to try
        return build(
            check.id,
            "fail",
            check.severity if fact.value != HUNDRED else "warning",
            f"{words}：分母为零，却写了 {plain(fact.value)}%" + (because(why) if why else ""),
            left=Operand(f"{plain(fact.value)}%", fact.value, (fact.anchor,)),
            right=Operand("0", Decimal(0), whole.anchors),
            cause=why or "分母为零时没有百分比",
        )
    corners = [
        HUNDRED * (part.value + a * part.slack) / (whole.value + b * whole.slack)
        for a in (-1, 1)
        for b in (-1, 1)
        if whole.value + b * whole.slack
    ]
    expected = HUNDRED * part.value / whole.value
    digit = last_digit(fact)
    low, high = min(corners) - digit, max(corners) + digit
    right_words = f"{in_unit(part.value, part)} ÷ {in_unit(whole.value, whole)} = {expected:.4f}%"
    left = Operand(f"{plain(fact.value)}%", fact.value, (fact.anchor,))
    right = Operand(right_words, expected, (*part.anchors, *whole.anchors))
    gap = fact.value - expected
    if low <= fact.value <= high:
        return build(
            check.id,
            "pass",
            "info",
            f"{words}：{plain(fact.value)}% 相符",
            left=left,
            right=right,
            gap=gap,
            allowed=digit,
        )
    why = cause(fact.value) or _factor_cause(fact.value, expected, digit) or percent_slip(fact.value, expected)
    message = f"{words}：写的是 {plain(fact.value)}%，按文中数字应为 {expected:.2f}%"
    return build(
        check.id,
        "fail",
        check.severity,
        message + because(why),
        left=left,
        right=right,
        gap=gap,
        allowed=digit,
        cause=why,
    )


def _factor_cause(printed: Decimal, expected: Decimal, digit: Decimal) -> str | None:
    for factor, words in ((Decimal(10), "十"), (HUNDRED, "一百")):
        if abs(printed * factor - expected) <= digit * factor or abs(printed - expected * factor) <= digit * factor:
            return f"百分比差{words}倍，疑似小数点错位"
    return "正负号相反" if abs(printed + expected) <= digit else None


def last_digit(fact: Fact) -> Decimal:
    """One whole unit of the last printed digit of a percent: departments truncate as often as they round."""
    exponent = fact.value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
