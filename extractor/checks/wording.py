"""Checks over the prose that read its words: pairs of amounts, 大于/小于 against the numbers, reasons, lists of units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from extractor.checks.book import Amount, Book, fact_name, plain, totals
from extractor.checks.causes import gap_cause, likely_cause
from extractor.checks.elsewhere import count_cause, row_left_out
from extractor.checks.results import because, build, compared, missing
from extractor.knowledge.checks import ProseCheck
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Anchor, Fact, Finding, Operand

# How far before a rate the words stand that give it another base: one long sentence.
REACH = 120
# Forms that list every 科目, and those that list the 科目 of one fund (final.… and budget.… alike).
ALL_MONEY = ("revenue", "expenditure")
FUND_FORMS = {
    "general_public": (("general_public",),),
    "fiscal": (("fiscal_expenditure",), ("general_public", "government_fund")),
    "government_fund": (("government_fund",),),
    "state_capital": (("state_capital",),),
}
SAME = 6  # characters that two counts of one thing share before them, as far as there are so many
NEAR = 12  # characters before a count that say what is counted
# What stands right before a thing that is counted. Searched backwards from there: a search for all digits of the text is slow.
_COUNT = re.compile(r"\d{1,3}\Z")
# Names in a list of units are short; a longer piece is a sentence that went on.
LONGEST_NAME = 40


def change_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """增减额 = 本年数 − 上年数, where the sentence or the document prints last year's number too."""
    for change in book.said_as("change"):
        if change.base_year is None or incomparable(book, change, check):
            continue
        current = book.near(change, measures=book.year_first, within=True)
        previous = book.base_of(change)
        if current is None or previous is None or current.measure == "count":
            continue
        moved = totals([(book.amount(current), False), (book.amount(previous), True)])
        said = book.amount(change)
        base = "预算数" if change.base_year == change.year else "上年数"
        words = f"{fact_name(change)}增减额 = 本年数 − {base}"
        if moved is None:
            continue
        if change.unit is None and change.value == 0:  # 持平: no unit is printed
            said = Amount(said.value, moved.slack, "持平", None, said.anchors, moved.money)
        if moved.money != said.money:
            yield missing(check.id, words, ["金额单位"])
            continue
        yield compared(check.id, words, said, moved, severity=check.severity, cause=partial(likely_cause, said, moved))


def pair_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """Left = right, or left ≤ right, for the document's own amounts of two metrics."""
    for left_metric, right_metric in check.pairs:
        left, right = (_main(book, metric) for metric in (left_metric, right_metric))
        if left is None or right is None or left.money != right.money:
            continue
        names = metric_names()
        if check.relation == "at_most":
            words = f"{names[right_metric]} 不小于 {names[left_metric]}"
            yield compared(check.id, words, right, left, severity=check.severity, at_least=True)
        else:
            words = f"{names[left_metric]} = {names[right_metric]}"
            slip = partial(likely_cause, left, right)
            finding = compared(check.id, words, left, right, severity=check.severity, cause=slip)
            if finding.outcome == "fail" and finding.cause is None and left.value < right.value:
                # the right one holds that of bodies that have none of the left: 事业单位 beside the 机关
                finding = missing(check.id, f"{words}（{left.words}、{right.words}）", ["同口径的数"])
            yield finding


def wording_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """决算数大于（小于、等于）预算数 against the last pair of numbers before it in the paragraph."""
    sense = {word: name for name, words in check.cues.items() for word in words}
    text = book.disclosure.text
    actuals = [fact for fact in book.prose if fact.measure == "actual" and fact.yuan is not None]
    for match in re.finditer("|".join(check.patterns), text):
        said = sense.get(match["cue"])
        before = [fact for fact in actuals if fact.anchor.end <= match.start()]
        actual = before[-1] if before else None
        home = book.paragraph_of(actual) if actual else None
        if said is None or actual is None or home is None or not home.start <= match.start() < home.end:
            continue
        budgets = [
            budget
            for measure in ("budget", "budget_initial")
            if (budget := book.near(actual, measures=(measure,), within=True)) is not None
            and budget.anchor.start < match.start()
        ]
        if not budgets or any(budget.yuan is None for budget in budgets):
            continue
        done = book.amount(actual)
        planned = [book.amount(budget) for budget in budgets]
        fits = [amount for amount in planned if _sense(done, amount) == said]
        amount = (fits or planned)[0]
        words = f"{fact_name(actual)}决算 {done.words}，预算 {amount.words}"
        yield build(
            check.id,
            "pass" if fits else "fail",
            "info" if fits else check.severity,
            words + (f"，说法“{match.group()}”相符" if fits else f"，却说“{match.group()}”"),
            left=Operand(done.words, done.value, done.anchors),
            right=Operand(amount.words, amount.value, amount.anchors),
            evidence=(book.anchor_at(match.start(), match.end()), *done.anchors, *amount.anchors),
            cause=None if fits else "方向写反或沿用模板",
        )


def reason_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """A change of ``threshold`` percent and more is followed by its reason."""
    text = book.disclosure.text
    bare: dict[str, list[Fact]] = {}
    explained = 0
    for rate in book.prose:
        home = book.paragraph_of(rate)
        if (
            rate.measure != "change_rate"
            or home is None
            or check.threshold is None
            or abs(rate.value) < check.threshold
            or rate.metric in check.without
            or rate.base_year == rate.year  # against the budget, not against last year
        ):
            continue
        # a list of lines may give its reasons once, in the paragraph after
        after = text[rate.anchor.end : home.end + REACH]
        if any(word in after or word in text[home.start : rate.anchor.start] for word in check.cues["reason"]):
            explained += 1
        else:
            bare.setdefault(home.id, []).append(rate)
    for rates in bare.values():
        names = "、".join(dict.fromkeys(f"{fact_name(rate)} {plain(rate.value)}%" for rate in rates))
        yield build(
            check.id,
            "fail",
            check.severity,
            f"{names}：变动达 {check.threshold}% 以上，没有说明原因",
            evidence=tuple(rate.anchor for rate in rates),
        )
    if explained:
        yield build(check.id, "pass", "info", f"{check.words}：{explained} 处有说明")


def listed_units_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """所属预算单位个数 against the units that a list after it names."""
    text = book.disclosure.text
    parting = "|".join(map(re.escape, check.cues["parting"]))
    for fact in book.facts_of("organisation.units"):
        if fact.dims:
            continue
        for match in re.compile("|".join(check.patterns)).finditer(text, fact.anchor.end, fact.anchor.end + REACH * 3):
            names, end = _listed(book, text, match.end("list"), match["list"], parting)
            if not names or any(len(name) > LONGEST_NAME for name in names):
                continue
            units = [name for name in names if not any(word in name for word in check.cues["itself"])]
            counts = {len(units), len(names)}
            before, between = (
                text[max(0, fact.anchor.start - NEAR) : fact.anchor.start],
                text[fact.anchor.end : match.start()],
            )
            if units and "。" in between and any(word in before for word in check.cues["below"]):
                counts = {len(units)}  # 下属单位3个。…单位包括：本级、…: the body itself is not below itself
            if any(word in between for word in check.cues["itself"]):
                counts.add(len(names) + 1)  # 共5个，包括局本级和4个下属单位：…
            wrong = fact.value not in counts
            counted = book.anchor_at(match.start(), end)
            why = _miscounted(int(fact.value), len(units)) if wrong else None
            yield build(
                check.id,
                "fail" if wrong else "pass",
                check.severity if wrong else "info",
                f"所属预算单位 {plain(fact.value)} 个，列出 {len(units)} 个（{'、'.join(names[:4])}{'…' if len(names) > 4 else ''}）"
                + (because(why) if wrong else ""),
                cause=why,
                left=Operand(f"{plain(fact.value)}个", fact.value, (fact.anchor,)),
                right=Operand(f"{len(units)}个", Decimal(len(units)), (counted,)),
            )
            break


def _miscounted(said: int, listed: int) -> str:
    """What a list of units says of the count before it."""
    if said == listed + 1:
        return f"差 1 个：本级（机关）没有列入名单，{listed} 个单位加本级恰为 {said} 个，疑似把本级计入了个数，或名单漏列 1 个"
    return f"名单比所说个数{'少' if said > listed else '多'} {abs(said - listed)} 个"


def counted_things_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """The number of 派出所 and the like, wherever it is said."""
    text = book.disclosure.text
    said: dict[str, dict[int, list[Anchor]]] = {}
    for match in re.finditer("|".join(check.patterns), text):
        count = _COUNT.search(text, max(0, match.start() - 3), match.start())
        if count is None:
            continue
        before = text[max(0, count.start() - 4) : count.start()]
        if not any(word in before for word in check.cues["not"]):
            counts = said.setdefault(match["thing"], {})
            counts.setdefault(int(count[0]), []).append(book.anchor_at(count.start(), match.end()))
    for thing, counts in said.items():
        times = sum(map(len, counts.values()))
        if times < 2:
            continue
        wrong = len(counts) > 1
        words = "、".join(f"{count} 个（{len(anchors)} 处）" for count, anchors in counts.items())
        why = _odd_count(counts) if wrong else None
        yield build(
            check.id,
            "fail" if wrong else "pass",
            check.severity if wrong else "info",
            f"{thing}个数：{words}" + (because(why) if wrong else ""),
            cause=why,
            evidence=tuple(anchors[0] for anchors in counts.values()),
        )


def counted_alike_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """A count said again in the same words: 下属二级预算单位3个 and 下属二级预算单位4个, but not beside 3个下属单位.

    ``cues`` hold the words that say nothing of what is counted. Sections on other bodies (``attachments``) count anew.
    """
    text = book.disclosure.text
    said: dict[tuple[object, ...], list[Fact]] = {}
    for metric in check.metrics:
        for fact in book.facts_of(metric):
            before = re.sub(
                "|".join(check.cues["empty"]), "", text[max(0, fact.anchor.start - NEAR) : fact.anchor.start]
            )
            words = re.search(r"[\u4e00-\u9fff]{4,}$", before)
            if fact.measure == "count" and words is not None and not book.within(fact, "attachments"):
                key = (metric, words[0][-SAME:], fact.year, tuple(sorted(fact.dims.items(), key=str)))
                said.setdefault(key, []).append(fact)
    for facts in said.values():
        first = facts[0]
        for other in facts[1:]:
            one, two = book.amount(first), book.amount(other)
            named = f"两处说法：{fact_name(first)}"
            slip = partial(count_cause, book, first, other.value, (), None)
            yield compared(check.id, named, one, two, severity=check.severity, cause=slip)


def _odd_count(counts: dict[int, list[Anchor]]) -> str | None:
    """The one count that a single place gives against all the others, and by how many it is off."""
    times = sorted(counts.items(), key=lambda each: len(each[1]))
    if len(times) != 2 or len(times[0][1]) > 1 or len(times[1][1]) < 3:
        return None
    (odd, _), (usual, places) = times
    return f"{odd} 只有 1 处，其余 {len(places)} 处都是 {usual}，相差 {abs(odd - usual)} 个：疑似这 1 处没有随之更新或计数有误"


def function_rows_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """A 功能分类 item of the text that none of the forms lists."""
    codes = {
        row.code for statements in book.statements.values() for statement in statements for row in statement.rows if row.code
    }  # fmt: skip
    listed = {code[:length] for code in codes for length in (3, 5, 7) if code.startswith("2") and len(code) >= length}
    if not any(len(code) == 7 for code in listed):
        return
    printed = {
        form.partition(".")[2]
        for form, statements in book.statements.items()
        if any((row.code or "").startswith("2") for statement in statements for row in statement.rows)
    }
    seen: set[str] = set()
    absent: dict[str, list[Fact]] = {}
    for fact in book.prose:
        code = fact.dims.get("function")
        if fact.measure != book.main_measure or code is None or not code.startswith("2") or not fact.value:
            continue
        if code in seen or not _would_list(fact.metric, printed):
            continue
        seen.add(code)
        if code not in listed:
            absent.setdefault(fact.metric, []).append(fact)
        else:
            yield build(check.id, "pass", "info", f"{fact_name(fact)}（{code}）在报表中列有", evidence=(fact.anchor,))
    for facts in absent.values():
        names = "、".join(f"{fact_name(fact)}（{fact.dims['function']}）{fact.printed}" for fact in facts)
        yield build(
            check.id,
            "fail",
            check.severity,
            f"{names}，报表中没有{'这一科目' if len(facts) == 1 else f'这 {len(facts)} 个科目'}",
            evidence=tuple(fact.anchor for fact in facts),
        )


def _would_list(metric: str, printed: set[str]) -> bool:
    """Whether the document has the forms that list the 科目 of a metric: of all money, or of every fund that it holds."""
    if printed & {*ALL_MONEY}:
        return True
    forms = FUND_FORMS.get(metric.partition(".")[0], ())
    return any(printed >= {*together} for together in forms)


def function_sum_check(book: Book, check: ProseCheck) -> Iterator[Finding]:
    """The 项 of the text together = the whole, for each measure that the lines print.

    A list may be incomplete, and nothing then follows. It is complete where another measure's lines make their whole, so that a measure
    whose lines do not is wrong.
    """
    metric = "general_public.expenditure"
    lines: dict[str, dict[str, Fact]] = {}
    for fact in book.facts_of(metric):
        path = fact.dims.get("function") or fact.dims.get("function_name") or ""
        item = len(path) == 7 if path.isdigit() else path.count("/") == 2
        if (
            fact.measure in ("actual", "budget", "budget_initial")
            and fact.year == book.disclosure.profile.fiscal_year
            and item
        ):
            lines.setdefault(fact.measure, {}).setdefault(path, fact)
    sums: list[tuple[Fact, Amount, Amount]] = []
    for measure, items in lines.items():
        whole = next((fact for fact in book.facts_of(metric) if fact.measure == measure and not fact.dims), None)
        total = totals((book.amount(fact), False) for fact in items.values())
        if whole is None or total is None or len(items) < 2 or total.money != book.amount(whole).money:
            continue
        sums.append((whole, book.amount(whole), total))
    complete = any(abs(amount.value - total.value) <= amount.slack + total.slack for _, amount, total in sums)
    for stated, amount, total in sums:
        words = f"{fact_name(stated)} = 各项级科目之和"
        if complete or total.value > amount.value + amount.slack + total.slack:
            items = lines[stated.measure]
            parts = [book.amount(item) for item in items.values()]

            def cause(
                _amount: Amount = amount,
                _total: Amount = total,
                _items: dict[str, Fact] = items,
                _parts: list[Amount] = parts,
                _own: bool = stated.measure == book.main_measure,
            ) -> str | None:
                gap, slack = _amount.value - _total.value, _amount.slack + _total.slack
                left_out = row_left_out(book, gap, slack, set(_items)) if _own else None
                return left_out or gap_cause(_amount, _total, _parts)

            yield compared(check.id, words, amount, total, severity=check.severity, cause=cause)
        else:
            yield missing(check.id, words, ["部分科目（列出的科目可能不全）"])


def incomparable(book: Book, fact: Fact, check: ProseCheck) -> bool:
    """Whether the words before a change say that its base is not last year's figure of the same scope."""
    before = book.disclosure.text[max(0, fact.anchor.start - REACH) : fact.anchor.start].rpartition("。")[2]
    return any(word in before for word in check.incomparable)


def _main(book: Book, metric: str) -> Amount | None:
    """The document's own amount of a metric: of the prose, else of a cell."""
    for fact in book.facts_of(metric):
        if fact.measure in (book.main_measure, "count") and not fact.dims:
            return book.amount(fact)
    cell = book.cell(None, metric, None)
    return book.amount(cell) if cell is not None else None


def _sense(done: Amount, planned: Amount) -> str:
    gap = done.value - planned.value
    if gap == 0:
        return "equal"
    return "more" if gap > 0 else "less"


def _listed(book: Book, text: str, end: int, first: str, parting: str) -> tuple[list[str], int]:
    """The names of a list: on its own line, or one a line below while the lines stay short and numbered."""
    names = [name.strip() for name in re.split(parting, first) if name.strip()]
    if names:
        return names, end
    for line in text[end : end + 2000].lstrip("\n").split("\n"):
        match = re.match(
            r"^\s*[（(]?(?:\d{1,2}|[一二三四五六七八九十]+)[）)、.．]\s*(?P<name>[^。；;，]+)[。；;]?\s*$", line
        )
        if match is None:
            break
        names.append(match["name"].strip())
    return names, end
