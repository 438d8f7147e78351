"""Checks of percents in the prose: shares, completion of the budget, growth; each against the amounts that it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from extractor.checks import wording
from extractor.checks.book import VALUES, Amount, Book, compared_dims, fact_name, in_unit, plain, totals
from extractor.checks.causes import amount_slip, percent_slip, rate_cause
from extractor.checks.elsewhere import row_left_out, share_cause
from extractor.checks.results import because, build, missing, not_applicable
from extractor.knowledge.checks import ProseCheck, load_checks
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Fact, Finding, Operand, Severity

HUNDRED = Decimal(100)
# A share whose whole is not named: 占62.02%, 占比为62.02%.
UNNAMED = re.compile(r"占(?:比|比例|比重)?(?:为|约|约为|达)?\s*$")
NAMED = 12
# A part planned and a whole spent, or the other way round.
MIXED = ({"budget", "actual"}, {"budget_initial", "actual"})
# A whole that is named, but not which: of 收入总额 nothing says whether what was carried over is in it.
GRAND = re.compile(r"(?:收入|支出)?总(?:额|数|量|计|收入|支出)的?(?:比例|比重)?为?\s*$")


def share_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.prose:
        if fact.measure != "share" or not fact.dims.get("of"):
            continue
        if fact.dims["of"] in check.apart.get(fact.metric, ()):
            continue
        part = book.near(fact, measures=book.main_first, within=True)
        whole = book.near(fact, measures=book.main_first, metric=fact.dims["of"], dims={}) or book.cell(
            None, fact.dims["of"] or "", None
        )
        words = f"{fact_name(fact)}占{metric_names().get(fact.dims['of'] or '', '合计')}的比重"
        if part is None or whole is None:
            yield missing(check.id, words, ["分项" if part is None else "合计"])
            continue
        one, all_ = book.amount(part), book.amount(whole)
        if one.money != all_.money:
            yield missing(check.id, words, ["金额单位"])
            continue

        def taken(
            printed: Decimal,
            _fact: Fact = fact,
            _part: Amount = one,
            _whole: Amount = all_,
            _ones: Fact = part,
            _alls: Fact = whole,
        ) -> str | None:
            return (
                _share_slip(book, _fact, (_ones, _part), (_alls, _whole))
                or share_cause(book, _fact, _part)
                or _of_older_amounts(book, _fact, _whole)
            )

        finding = _rate(book, check, fact, words, one, all_, taken)
        if finding.outcome == "fail":
            finding = _of_another_whole(book, check, fact, words, one) or finding
        if finding.outcome == "fail" and {part.measure, whole.measure} in MIXED:
            finding = missing(check.id, words, ["同一口径（预算数或决算数）的分项与合计"])
        yield finding


def _share_slip(book: Book, fact: Fact, part: tuple[Fact, Amount], whole: tuple[Fact, Amount]) -> str | None:
    """A digit of the part, or of the whole, that makes the printed share right; not of an amount that is printed so again."""
    rates = [(fact.value + sign * _digit(fact)) / HUNDRED for sign in (-1, 1)]
    if min(rates) <= 0:
        return None
    for (stated, amount), bounds in (
        (part, [whole[1].value * rate for rate in rates]),
        (whole, [part[1].value / rate for rate in rates]),
    ):
        cause = amount_slip(amount, bounds)
        if cause is not None and not book.confirmed(stated):
            return cause
    return None


def _of_older_amounts(book: Book, fact: Fact, whole: Amount) -> str | None:
    """Several shares of one list are off and still make 100: they were taken of other amounts than those printed beside them."""
    home = book.paragraph_of(fact)
    shares = [
        share
        for share in book.prose
        if share.measure == "share"
        and share.dims.get("of") == fact.dims.get("of")
        and home is not None
        and home.start <= share.anchor.start < home.end
    ]
    parts = [book.near(share, measures=book.main_first, within=True) for share in shares]
    amounts = [book.amount(part) for part in parts if part is not None]
    if len(amounts) < max(len(shares), 2) or any(amount.money != whole.money for amount in amounts):
        return None
    total = sum((amount.value for amount in amounts), Decimal(0))
    printed = sum((share.value for share in shares), Decimal(0))
    allowed = sum((_digit(share) for share in shares), Decimal(0))
    off = [
        share
        for share, amount in zip(shares, amounts, strict=True)
        if abs(amount.value * HUNDRED / whole.value - share.value) > _digit(share)
    ]
    if len(off) < 2 or abs(printed - HUNDRED) > allowed or abs(total - whole.value) > whole.slack * len(amounts):
        return None
    return f"列出的 {len(shares)} 个占比有 {len(off)} 个与金额不符，合计仍是 100%，疑似按修改前的金额计算"


def _growth_slip(fact: Fact, now: Amount, moved: Amount) -> str | None:
    """A digit of the year's amount, or of its change, that makes the printed rate right."""
    rates = [(fact.value + sign * _digit(fact)) / HUNDRED for sign in (-1, 1)]
    if 0 in rates or min(rates) <= -1 or not rates[0] * rates[1] > 0:
        return None
    change = moved._replace(value=abs(moved.value), printed=moved.printed.lstrip("-"))
    return amount_slip(now, [moved.value / rate + moved.value for rate in rates]) or amount_slip(
        change, [abs(now.value * rate / (1 + rate)) for rate in rates]
    )


def _of_another_whole(book: Book, check: ProseCheck, fact: Fact, words: str, part: Amount) -> Finding | None:
    """The share of another total that the sentence may mean: where it names none (占62%), or says no more than 总收入."""
    of = fact.dims["of"] or ""
    before = book.disclosure.text[max(0, fact.anchor.start - NAMED) : fact.anchor.start]
    if not (of.startswith("total.") or UNNAMED.search(before) or GRAND.search(before)):
        return None
    home = book.paragraph_of(fact)
    beside = (
        share.dims["of"] or ""  # what the shares beside it are of: a bracket or a last 其中 may have taken its place
        for share in book.prose
        if share.measure == "share"
        and share.dims.get("of")
        and home is not None
        and home.start <= share.anchor.start < home.end
    )
    for metric in dict.fromkeys((*check.also.get(of, ()), *beside)):
        if metric in (of, fact.metric):
            continue
        whole = book.near(fact, measures=book.main_first, metric=metric, dims={}) or book.cell(None, metric, None)
        if whole is not None and (amount := book.amount(whole)).money == part.money:
            finding = _rate(book, check, fact, words, part, amount, lambda printed: None)
            if finding.outcome == "pass":
                return finding
    return None


def completion_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.prose:
        if fact.measure != "completion":
            continue
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
        yield _rate(book, check, fact, words, done, planned, lambda printed: None)


def growth_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.prose:
        if fact.measure != "change_rate":
            continue
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
                rate_cause(printed, _moved.value, _base.value, _now.value, allowed=_digit(_fact))
                or _other_value_fits(book, _fact, _base, _now)
                or (None if book.confirmed(_stated) else _growth_slip(_fact, _now, _moved))
            )

        finding = _rate(book, check, fact, words, moved, base, cause)
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
        base = now.value - moved.value
        if now.money == moved.money and base > 0 and abs(moved.value * HUNDRED / base - rate.value) <= _digit(rate):
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
            finding = _rate(book, check, rate, words, moved, base, lambda printed: None)
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
        if abs(HUNDRED * (amount.value - base.value) / base.value - rate.value) <= _digit(rate):
            return f"按 {amount.words} 计算则相符，疑似 {now.words} 有误"
    return None


def _rate(
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
        return build(
            check.id,
            "fail",
            check.severity if fact.value != HUNDRED else "warning",
            f"{words}：分母为零，却写了 {plain(fact.value)}%",
            left=Operand(f"{plain(fact.value)}%", fact.value, (fact.anchor,)),
            right=Operand("0", Decimal(0), whole.anchors),
            cause="分母为零时没有百分比",
        )
    corners = [
        HUNDRED * (part.value + a * part.slack) / (whole.value + b * whole.slack)
        for a in (-1, 1)
        for b in (-1, 1)
        if whole.value + b * whole.slack
    ]
    expected = HUNDRED * part.value / whole.value
    digit = _digit(fact)
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


def shares_sum_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    groups: dict[tuple[str, str, int | None], list[Fact]] = {}
    for fact in book.prose:
        paragraph = book.paragraph_of(fact)
        if fact.measure == "share" and fact.dims.get("of") and paragraph is not None:
            groups.setdefault((paragraph.id, fact.dims["of"] or "", fact.year), []).append(fact)
    for (_, whole_metric, _), shares in groups.items():
        parts = [book.near(share, measures=book.main_first, within=True) for share in shares]
        whole = book.near(shares[0], measures=book.main_first, metric=whole_metric, dims={})
        if whole is None or any(part is None for part in parts):
            continue
        total = totals((book.amount(part), False) for part in parts if part is not None)
        all_ = book.amount(whole)
        if total is None or total.money != all_.money:
            continue
        if abs(total.value - all_.value) > total.slack + all_.slack:
            # not a list of all parts: nothing says that the shares make 100
            if len(shares) > 1 or book.paragraph_of(whole) is book.paragraph_of(shares[0]):  # else one line of a list
                left_out = _class_left_out if shares[0].dims.get("function") else _left_out
                yield from left_out(book, check, whole_metric, shares, total, all_)
            continue
        if len(shares) < 2:
            continue
        printed = sum((share.value for share in shares), Decimal(0))
        allowed = sum((_digit(share) for share in shares), Decimal(0))
        outcome = "pass" if abs(printed - HUNDRED) <= allowed else "fail"
        yield build(
            check.id,
            "pass" if outcome == "pass" else "fail",
            "info" if outcome == "pass" else check.severity,
            f"{metric_names().get(whole_metric, whole_metric)}各项占比之和为 {plain(printed)}%"
            + ("" if outcome == "pass" else "，应为 100%"),
            left=Operand(
                " + ".join(plain(share.value) for share in shares), printed, tuple(share.anchor for share in shares)
            ),
            right=Operand("100", HUNDRED),
            gap=printed - HUNDRED,
            allowed=allowed,
        )


def _class_left_out(
    book: Book, check: ProseCheck, whole_metric: str, shares: list[Fact], total: Amount, whole: Amount
) -> Iterator[Finding]:
    """A 类 that a form lists, but the shares by 功能分类 do not, and that is just what they lack."""
    listed = {share.dims.get("function") or "" for share in shares}
    gap = whole.value - total.value
    home = book.paragraph_of(shares[0])
    words = book.disclosure.text[home.start : home.end] if home is not None else ""
    slack = whole.slack + total.slack
    cause = row_left_out(book, gap, slack, listed, words) if gap > 0 and len(shares) > 1 else None
    if cause is not None:
        yield _short(check, whole_metric, shares, cause.removeprefix("文字漏列 "), check.severity)


def _short(check: ProseCheck, whole_metric: str, shares: list[Fact], lacking: str, severity: Severity) -> Finding:
    """Shares that do not make 100, because the list lacks a part."""
    printed = sum((share.value for share in shares), Decimal(0))
    return build(
        check.id,
        "fail",
        severity,
        f"{metric_names().get(whole_metric, whole_metric)}列出的各项占比之和为 {plain(printed)}%，没有列出{lacking}",
        left=Operand(" + ".join(plain(share.value) for share in shares), printed, tuple(s.anchor for s in shares)),
        right=Operand("100", HUNDRED),
        gap=printed - HUNDRED,
        cause=f"漏列{lacking.partition('（')[0]}",
    )


def _left_out(
    book: Book, check: ProseCheck, whole_metric: str, shares: list[Fact], total: Amount, whole: Amount
) -> Iterator[Finding]:
    """A part of a closed list that the document states, but not among the shares, and that is just what they lack."""
    closed = next((parts.parts for parts in load_checks().parts if parts.whole == whole_metric and parts.parts), ())
    stated = {fact.metric for fact in book.prose if fact.measure == "share" and fact.dims.get("of") == whole_metric}
    for metric in closed if {share.metric for share in shares} <= set(closed) else ():
        if metric in stated:
            continue
        part = next((fact for fact in book.facts_of(metric) if fact.measure == book.main_measure), None) or book.cell(
            None, metric, None
        )
        amount = book.amount(part) if part is not None else None
        if amount is None or not amount.value or amount.money != whole.money:
            continue
        if abs(whole.value - total.value - amount.value) <= whole.slack + total.slack + amount.slack:
            # of one part alone it may be meant to speak
            severity: Severity = check.severity if len(shares) > 1 else "info"
            lacking = f"{metric_names().get(metric, metric)}（{amount.words}）"
            yield _short(check, whole_metric, shares, lacking, severity)


def _digit(fact: Fact) -> Decimal:
    """One whole unit of the last printed digit of a percent: departments truncate as often as they round."""
    exponent = fact.value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
