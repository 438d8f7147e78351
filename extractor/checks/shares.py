"""Checks of shares in the prose: each against its part and its whole, a list of them against 100%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checks.book import Amount, Book, fact_name, plain, totals
from extractor.checks.causes import amount_slip
from extractor.checks.elsewhere import row_left_out, share_cause
from extractor.checks.percents import HUNDRED, last_digit, percent_against
from extractor.checks.results import build, missing
from extractor.knowledge.checks import ProseCheck, load_checks
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Fact, Finding, Operand, Severity

# A share whose whole is not named: 占62.02%, 占比为62.02%.
UNNAMED = re.compile(r"占(?:比|比例|比重)?(?:为|约|约为|达)?\s*$")
NAMED = 12
# A part planned and a whole spent, or the other way round.
MIXED = ({"budget", "actual"}, {"budget_initial", "actual"})
# A whole that is named, but not which: of 收入总额 nothing says whether what was carried over is in it.
GRAND = re.compile(r"(?:收入|支出)?总(?:额|数|量|计|收入|支出)的?(?:比例|比重)?为?\s*$")


def share_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    for fact in book.said_as("share"):
        if not fact.dims.get("of"):
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

        finding = percent_against(book, check, fact, words, one, all_, taken)
        if finding.outcome == "fail":
            finding = _of_another_whole(book, check, fact, words, one) or finding
        if finding.outcome == "fail" and {part.measure, whole.measure} in MIXED:
            finding = missing(check.id, words, ["同一口径（预算数或决算数）的分项与合计"])
        yield finding


def _share_slip(book: Book, fact: Fact, part: tuple[Fact, Amount], whole: tuple[Fact, Amount]) -> str | None:
    """A digit of the part, or of the whole, that makes the printed share right; not of an amount that is printed so again."""
    rates = [(fact.value + sign * last_digit(fact)) / HUNDRED for sign in (-1, 1)]
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
        for share in book.said_as("share")
        if share.dims.get("of") == fact.dims.get("of")
        and home is not None
        and home.start <= share.anchor.start < home.end
    ]
    parts = [book.near(share, measures=book.main_first, within=True) for share in shares]
    amounts = [book.amount(part) for part in parts if part is not None]
    if len(amounts) < max(len(shares), 2) or any(amount.money != whole.money for amount in amounts):
        return None
    total = sum((amount.value for amount in amounts), Decimal(0))
    printed = sum((share.value for share in shares), Decimal(0))
    allowed = sum((last_digit(share) for share in shares), Decimal(0))
    off = [
        share
        for share, amount in zip(shares, amounts, strict=True)
        if abs(amount.value * HUNDRED / whole.value - share.value) > last_digit(share)
    ]
    if len(off) < 2 or abs(printed - HUNDRED) > allowed or abs(total - whole.value) > whole.slack * len(amounts):
        return None
    return f"列出的 {len(shares)} 个占比有 {len(off)} 个与金额不符，合计仍是 100%，疑似按修改前的金额计算"


def _of_another_whole(book: Book, check: ProseCheck, fact: Fact, words: str, part: Amount) -> Finding | None:
    """The share of another total that the sentence may mean: where it names none (占62%), or says no more than 总收入."""
    of = fact.dims["of"] or ""
    before = book.disclosure.text[max(0, fact.anchor.start - NAMED) : fact.anchor.start]
    if not (of.startswith("total.") or UNNAMED.search(before) or GRAND.search(before)):
        return None
    home = book.paragraph_of(fact)
    beside = (
        share.dims["of"] or ""  # what the shares beside it are of: a bracket or a last 其中 may have taken its place
        for share in book.said_as("share")
        if share.dims.get("of") and home is not None and home.start <= share.anchor.start < home.end
    )
    for metric in dict.fromkeys((*check.also.get(of, ()), *beside)):
        if metric in (of, fact.metric):
            continue
        whole = book.near(fact, measures=book.main_first, metric=metric, dims={}) or book.cell(None, metric, None)
        if whole is not None and (amount := book.amount(whole)).money == part.money:
            finding = percent_against(book, check, fact, words, part, amount, lambda printed: None)
            if finding.outcome == "pass":
                return finding
    return None


def shares_sum_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    groups: dict[tuple[str, str, int | None], list[Fact]] = {}
    for fact in book.said_as("share"):
        paragraph = book.paragraph_of(fact)
        if fact.dims.get("of") and paragraph is not None:
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
        allowed = sum((last_digit(share) for share in shares), Decimal(0))
        if all_.value:  # amounts so coarse that a part may be missing between them
            allowed += HUNDRED * (total.slack + all_.slack) / abs(all_.value)
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
    home = book.paragraph_of(shares[0])
    stated = {
        fact.metric
        for fact in book.said_as("share")
        if fact.dims.get("of") == whole_metric or (home is not None and book.paragraph_of(fact) is home)
    }
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
