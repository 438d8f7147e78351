"""Checks over the facts of the prose: shares, completion, growth, parts, the text against the forms, the same thing said twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from extractor.checks import wording
from extractor.checks.book import VALUES, Amount, Book, compared_dims, fact_name, in_unit, plain, totals
from extractor.checks.causes import amount_slip, copied_cause, gap_cause, likely_cause, rate_cause, share_cause
from extractor.checks.results import agree, build, compared, missing, not_applicable
from extractor.knowledge.checks import PartsOf, ProseCheck, load_checks
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Fact, Finding, Operand

HUNDRED = Decimal(100)
# A share whose whole is not named: 占62.02%, 占比为62.02%.
UNNAMED = re.compile(r"占(?:比|比例|比重)?(?:为|约|约为|达)?\s*$")
NAMED = 12


def prose_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """All findings of one relation."""
    if check.kind is not None and check.kind != book.kind:
        return
    relations: dict[str, Callable[[Book, ProseCheck], Iterator[Finding]]] = {
        "share": _shares,
        "shares_sum": _shares_sum,
        "completion": _completions,
        "growth": _growth,
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
        "function_rows": wording.function_rows_check,
        "function_sum": wording.function_sum_check,
    }
    yield from relations[check.relation](book, check)


def _shares(book: Book, check: ProseCheck) -> Iterator[Finding]:
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
            return _share_slip(book, _fact, (_ones, _part), (_alls, _whole)) or share_cause(book, _fact, _part)

        finding = _rate(book, check, fact, words, one, all_, taken)
        if finding.outcome == "fail":
            finding = _of_another_whole(book, check, fact, words, one) or finding
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
    if not (of.startswith("total.") or UNNAMED.search(before)):
        return None
    for metric in check.also.get(of, ()):
        whole = book.near(fact, measures=book.main_first, metric=metric, dims={}) or book.cell(None, metric, None)
        if whole is not None and (amount := book.amount(whole)).money == part.money:
            finding = _rate(book, check, fact, words, part, amount, lambda printed: None)
            if finding.outcome == "pass":
                return finding
    return None


def _completions(book: Book, check: ProseCheck) -> Iterator[Finding]:
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
        yield _rate(book, check, fact, words, book.amount(actual), book.amount(budget), lambda printed: None)


def _growth(book: Book, check: ProseCheck) -> Iterator[Finding]:
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

        yield _rate(book, check, fact, words, moved, base, cause)


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
    why = cause(fact.value) or _factor_cause(fact.value, expected, digit)
    message = f"{words}：写的是 {plain(fact.value)}%，按文中数字应为 {expected:.2f}%"
    return build(
        check.id,
        "fail",
        check.severity,
        message + (f"。可能原因：{why}" if why else ""),
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


def _shares_sum(book: Book, check: ProseCheck) -> Iterator[Finding]:
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
            yield from _left_out(book, check, whole_metric, shares, total, all_)
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


def _left_out(
    book: Book, check: ProseCheck, whole_metric: str, shares: list[Fact], total: Amount, whole: Amount
) -> Iterator[Finding]:
    """A part of a closed list that the document states, but not among the shares, and that is just what they lack."""
    closed = next((parts.parts for parts in load_checks().parts if parts.whole == whole_metric and parts.parts), ())
    stated = {fact.metric for fact in book.prose if fact.measure == "share" and fact.dims.get("of") == whole_metric}
    for metric in closed if stated <= set(closed) else ():
        if metric in stated:
            continue
        part = next((fact for fact in book.facts_of(metric) if fact.measure == shares[0].measure), None) or book.cell(
            None, metric, None
        )
        amount = book.amount(part) if part is not None else None
        if amount is None or not amount.value or amount.money != whole.money:
            continue
        if abs(whole.value - total.value - amount.value) <= whole.slack + total.slack + amount.slack:
            name = metric_names().get(metric, metric)
            printed = sum((share.value for share in shares), Decimal(0))
            yield build(
                check.id,
                "fail",
                check.severity,
                f"{metric_names().get(whole_metric, whole_metric)}列出的各项占比之和为 {plain(printed)}%，没有列出{name}（{amount.words}）",
                left=Operand(
                    " + ".join(plain(share.value) for share in shares), printed, tuple(s.anchor for s in shares)
                ),
                right=Operand("100", HUNDRED),
                gap=printed - HUNDRED,
                cause=f"漏列{name}",
            )


def _parts(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for parts_of in load_checks().parts:
        for whole in book.prose:
            if whole.metric == parts_of.whole and whole.measure in VALUES and not whole.dims:
                found = _parts_near(book, parts_of, whole)
                if found is not None:
                    yield from _compare_parts(book, check, parts_of, whole, found)


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
    if parts_of.itself and total.value == amount.value + 1:
        amount, words = amount._replace(value=total.value), f"{words}（分项含本级）"
    incomplete = parts_of.dimension is None and len(found) < len(parts_of.parts)
    if incomplete and total.value < amount.value - total.slack - amount.slack:
        yield missing(check.id, words, ["部分分项"])
        return
    parts = [book.amount(fact) for fact in found]
    yield compared(
        check.id, words, amount, total, severity=check.severity, cause=partial(gap_cause, amount, total, parts)
    )


def _form_values(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.prose:
        if fact.measure not in ("actual", "budget") or not set(fact.dims) <= {"function", "function_name"}:
            continue
        if fact.dims and not fact.dims.get("function"):
            continue
        metrics = (fact.metric, *check.also.get(fact.metric, ()))
        fund = book.fund_of(fact)
        if fund is not None and fund.fund != "year":
            if fact.metric not in fund.cells:
                continue  # the forms' cells of this metric are of all money
            metrics = (fund.cells[fact.metric], *metrics) if fund.fund == "total" else (fund.cells[fact.metric],)
        cells = [cell for metric in metrics for cell in book.cells_of(metric, fact)]
        said = book.amount(fact)
        if not cells:
            yield from _summed_value(book, check, fact, said)
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
        yield _against_form(book, check, fact, said, printed)


def _against_form(book: Book, check: ProseCheck, fact: Fact, said: Amount, printed: Amount) -> Finding:
    words = f"文字与报表：{fact_name(fact)}"
    finding = compared(
        check.id, words, said, printed, severity=check.severity, cause=partial(_slip, book, said, printed, (fact,))
    )
    return _scope_differs(book, check, words, finding, said, printed) or finding


def _scope_differs(
    book: Book, check: ProseCheck, words: str, finding: Finding, one: Amount, two: Amount
) -> Finding | None:
    """Not evaluable where the gap is exactly what was carried over: one amount is the year's, the other holds the 结转."""
    if finding.outcome != "fail" or not one.money:
        return None
    carried = book.carried(one.value - two.value, one.slack + two.slack)
    if carried is None:
        return None
    return build(
        check.id,
        "not_evaluable",
        "info",
        f"{words}：{one.words} 与 {two.words} 相差 {carried.words}，恰为结转数，两处口径不同，无法核对",
        left=finding.left,
        right=finding.right,
    )


def _summed_value(book: Book, check: ProseCheck, fact: Fact, said: Amount) -> Iterator[Finding]:
    """A line of the text whose money stands in several forms, by fund: their rows of the same 功能分类 together."""
    if not fact.dims.get("function"):
        return
    rows = [cells[0] for metric in check.sums.get(fact.metric, ()) if (cells := book.cells_of(metric, fact))]
    printed = totals((book.amount(row), False) for row in rows)
    if printed is not None and printed.money == said.money:
        if _whole_differs(book, check, fact):
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
    copied = (copied_cause(book, fact) for fact in facts)
    return next((cause for cause in copied if cause), None) or likely_cause(one, two)


def _said_twice(book: Book, check: ProseCheck) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in book.prose:
        if fact.measure in VALUES and fact.year is not None and fact.metric not in check.without:
            dims = {
                key: _project(value) if key == "project" else value for key, value in compared_dims(fact.dims).items()
            }
            fund = book.fund_of(fact)
            key = (fact.metric, fact.measure, fact.year, fund and fund.fund, tuple(sorted(dims.items(), key=str)))
            groups.setdefault(key, []).append(fact)
    for facts in groups.values():
        first = facts[0]
        for other in facts[1:]:
            one, two = book.amount(first), book.amount(other)
            if one.money != two.money or (not one.money and first.unit != other.unit):
                continue
            finding = compared(
                check.id,
                f"两处说法：{fact_name(first)}",
                one,
                two,
                severity=check.severity,
                cause=partial(_slip, book, one, two, (first, other)),
            )
            words = f"两处说法：{fact_name(first)}"
            yield _scope_differs(book, check, words, finding, one, two) or finding


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


def _digit(fact: Fact) -> Decimal:
    """One whole unit of the last printed digit of a percent: departments truncate as often as they round."""
    exponent = fact.value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)


def _project(name: str | None) -> str | None:
    return name.removesuffix("项目") if name else name
