"""What other numbers of the document explain of a gap: copied from there, taken as denominator, left out, another measure's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checks.book import VALUES, Amount, Book, compared_dims, fact_name, plain
from extractor.checks.results import agree
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Fact

PROJECT = "project."
MEASURES = {"actual": "决算数", "budget": "预算数", "budget_initial": "年初预算数"}
LEAST = 4  # digits of a gap that another amount of the document equals by no accident
_MONEY = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>万元|元)")


def copied_cause(book: Book, fact: Fact) -> str | None:
    """Where ``fact``'s number is that of another line, year or measure of the same metric: what it was probably copied from."""
    if not fact.value or _few_digits(str(fact.value)):
        return None
    said = book.amount(fact)
    dims = compared_dims(fact.dims)
    for other in (*book.facts_of(fact.metric), *book.cell_facts.get(fact.metric, ())):
        if other.measure not in VALUES or not _same(book, said, other):
            continue
        alike = compared_dims(other.dims) == dims
        one, two = fact.dims.get("function"), other.dims.get("function")
        if not alike and _nested(one, two):
            if one and two and one != two and other.year == fact.year and other.measure == fact.measure:
                level = "上" if len(two) < len(one) else "下"
                return f"{plain(fact.value)} 是{level}级科目“{fact_name(other)}”的数，疑似写错了级次"
            continue
        if other.year == fact.year and other.measure == fact.measure and not alike:
            return f"{plain(fact.value)} 与“{fact_name(other)}”的数相同，疑似误抄相邻一行"
        if alike and fact.year is not None and other.year == fact.year - 1:
            return f"{plain(fact.value)} 与上年数相同，疑似沿用上年数字"
        pair = (other.measure, fact.measure)
        if alike and other.year == fact.year and pair.count("actual") == 1 and set(pair) <= set(MEASURES):
            return f"{plain(fact.value)} 与同一项的{MEASURES[other.measure]}相同，疑似误填{MEASURES[other.measure]}"
    return None


def copied_rate(book: Book, rate: Fact) -> str | None:
    """Another line of the same metric whose change is the same percent: copied with its sentence."""
    if _few_digits(str(rate.value)):
        return None
    for other in book.facts_of(rate.metric):
        if (
            other is not rate
            and (other.measure, other.year, other.value) == (rate.measure, rate.year, rate.value)
            and compared_dims(other.dims) != compared_dims(rate.dims)
            and not _nested(rate.dims.get("function"), other.dims.get("function"))
        ):
            return f"{plain(rate.value)}% 与“{fact_name(other)}”的增减率相同，疑似误抄相邻一行"
    return None


def other_total_cause(book: Book, fact: Fact) -> str | None:
    """Where ``fact``'s number is that of another metric, stated for the whole body in the same year."""
    if fact.dims or not fact.value or len(_significant(str(fact.value))) < LEAST:
        return None
    said = book.amount(fact)
    names = {
        fact_name(other)
        for other in book.disclosure.facts
        if other.metric.partition(".")[0]
        != fact.metric.partition(".")[0]  # 收入总计 and 支出总计 are the same by right
        and not other.dims
        and (other.measure, other.year) == (fact.measure, fact.year)
        and _same(book, said, other)
    }
    return f"{plain(fact.value)} 与“{names.pop()}”的数相同，疑似误抄" if len(names) == 1 else None


def gap_elsewhere(book: Book, left: Amount, right: Amount) -> str | None:
    """The one amount of the document that the gap between two amounts of money equals: held by one and not by the other."""
    gap = abs(left.value - right.value)
    if not left.money or not right.money or not gap:
        return None
    names: dict[str, str] = {}
    slack = max(left.slack, right.slack)
    for other, amount in book.money:
        off = abs(abs(amount.value) - gap)
        if (off <= slack or off <= amount.slack) and len(_significant(str(other.value))) >= LEAST:
            names.setdefault(fact_name(other), amount.words)
    if len(names) != 1:
        return None
    ((name, words),) = names.items()
    return f"差额等于{name} {words}，疑似一处包含、一处未包含"


def project_cause(book: Book, project: str, one: Amount, two: Amount, metric: str) -> str | None:
    """Two amounts of a project, each of which the project's other amounts repeat: two sets of numbers, or 预算数 for 执行数."""
    names: list[list[str]] = []
    for amount in (one, two):
        found = (
            metric_names()[fact.metric]
            for fact in book.prose
            if fact.metric.startswith(PROJECT)
            and fact.metric != metric
            and fact.yuan is not None
            and plain_project(fact.dims.get("project")) == plain_project(project)
            and agree(amount, book.amount(fact))
        )
        names.append(list(dict.fromkeys(found)))
    first, second = names
    if first and second:
        return (
            f"{one.words} 与同一项目的{'、'.join(first)}相同，{two.words} 与其{'、'.join(second)}相同："
            "两处各成一套，疑似一处按预算批复数、一处按实际到位和支出数填列"
        )
    repeated, amount = (first, one) if first else (second, two)
    return f"{amount.words} 与同一项目的{'、'.join(repeated)}相同，疑似预算数与执行数混用" if repeated else None


def plain_project(name: str | None) -> str | None:
    """A project's name as two places write it: with or without 项目 at its end."""
    return name.removesuffix("项目") if name else name


def count_cause(book: Book, whole: Fact, listed: Decimal, parts: Sequence[Fact], cost: str | None) -> str | None:
    """Which of a count and its list is the odd one: told by the money of the list, or by the count said again elsewhere.

    ``cost``: the metric of the money that the things cost, where one is known.
    """
    money = next((fact for fact in book.facts_of(cost) if fact.measure in VALUES and fact.yuan), None) if cost else None
    if money is not None and parts:
        text = book.disclosure.text
        rest = text[parts[0].anchor.end : parts[-1].anchor.end + 40].partition("。")[0]
        stated = [
            Decimal(match["number"].replace(",", "")) * (10_000 if match["unit"] == "万元" else 1)
            for match in _MONEY.finditer(rest)
        ]
        amount = book.amount(money)
        if stated and abs(sum(stated) - amount.value) <= amount.slack * (len(stated) + 1):
            return (
                f"列出的 {plain(listed)}{whole.unit or ''} 金额合计已等于{fact_name(money)} {amount.words}，没有漏列，"
                f"疑似总数 {plain(whole.value)}{whole.unit or ''} 有误"
            )
    again = [
        fact
        for fact in book.facts_of(whole.metric)
        if not fact.dims and fact.year == whole.year and fact.value == listed and fact is not whole
    ]
    return f"另有 {len(again)} 处写作 {plain(listed)}{whole.unit or ''}，疑似此处有误" if again else None


def row_left_out(book: Book, gap: Decimal, slack: Decimal, listed: set[str], words: str = "") -> str | None:
    """The one row of a form, with a code that the text's list lacks, whose amount the list is short of.

    ``words``: of the list; what they name is not left out, though its number was not read.
    """
    lengths = {len(code) for code in listed if code.isdigit()}
    names: set[str] = set()
    for code, label, amount in _rows(book):
        if label.removesuffix("支出") in words:
            continue
        if len(code) in lengths and code not in listed and abs(amount.value - gap) <= slack + amount.slack:
            names.add(f"{code} {label}（{amount.words}）")
    return f"文字漏列 {names.pop()}" if len(names) == 1 else None


def _rows(book: Book) -> Iterator[tuple[str, str, Amount]]:
    for form in ("final.general_public", "budget.general_public"):
        for statement in book.statements.get(form, ()):
            for row in statement.rows:
                cell = row.cells.get("total")
                amount = book.cell_amount(statement, cell) if cell is not None else None
                if row.code and amount is not None and amount.value:
                    yield row.code, row.label, amount


def share_cause(book: Book, fact: Fact, part: Amount) -> str | None:
    """The number of the document that ``fact``, a printed share, is a share of: the denominator that was taken by mistake."""
    if not part.value or not fact.value:
        return None
    digit = fact.value.as_tuple().exponent
    allowed = Decimal(1).scaleb(digit if isinstance(digit, int) and digit < 0 else 0)
    found: dict[Decimal, str] = {}
    for name, amount in book.wholes():
        if amount.money != part.money or amount.value <= abs(part.value) or amount.value in found:
            continue
        if abs(part.value * 100 / amount.value - fact.value) <= allowed:
            found[amount.value] = f"{name} {amount.words}"
    return f"分母似为{next(iter(found.values()))}" if len(found) == 1 else None


def _same(book: Book, said: Amount, other: Fact) -> bool:
    amount = book.amount(other)
    return amount.money == said.money and bool(amount.value) and agree(amount, said)


def _nested(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def _significant(number: str) -> str:
    return number.replace(".", "").replace("-", "").strip("0")


def _few_digits(number: str) -> bool:
    return len(_significant(number)) < 3
