"""Checks of rows against rows: the same 功能分类 in two forms, the classes of a summary together, names against the classification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache, partial

from extractor.checks.book import Amount, Book, totals
from extractor.checks.causes import gap_cause, likely_cause
from extractor.checks.forms import form_title, label
from extractor.checks.results import Outcomes, Tally, agree, build, compared, missing
from extractor.knowledge.checks import Column, FormRule, FunctionSum, RowMatch
from extractor.knowledge.codes import Codes, economic_codes, function_codes
from extractor.knowledge.statements import load_statements
from extractor.records import Anchor, Statement, StatementRow

TOTAL_KEYS = ("expenditure.total", "total", "total.expenditure")  # of what the classes make up, the nearest first
CLASS_LENGTH = 3  # digits of a 类
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*|^(?:其中|类)[:：]\s*")
_GAPS = re.compile(r"\s+")


def row_match_check(book: Book, check: RowMatch) -> Iterator[Outcomes]:
    """Row by row over the codes that both sides print."""
    if book.kind != check.kind:
        return
    left = _rows(book, check.left)
    sides = [_rows(book, column) for column in check.right]
    if left is None or not all(side for side in sides):
        return
    if check.like_totals and not _totals_agree(book, (check.left, *check.right)):
        yield missing(check.id, check.words, ["同口径的合计（一表含结转，一表不含，或合计本身不符）"])
        return
    right = {code for side in sides if side for code in side}
    title = f"{form_title(check.left.form)}与{'、'.join(form_title(column.form) for column in check.right)}"
    held: list[Anchor] = []
    count = 0
    for code, amount in left.items():
        if check.level is not None and len(code) != CLASS_LENGTH:
            continue
        parts = [side[code] for side in sides if side and code in side]
        total = totals((part, False) for part in parts)
        if total is None:
            if amount.value and check.relation == "equal" and any(len(other) == len(code) for other in right):
                name = function_codes().name_of(code) or code
                yield build(
                    check.id,
                    "fail",
                    check.severity,
                    f"{title}：{code} {name} 在前表有 {amount.words}，后表没有这一科目",
                    evidence=amount.anchors,
                )
            continue
        if total.money != amount.money:
            continue
        at_most = check.relation == "at_most"
        one, two = (total, amount) if at_most else (amount, total)
        if agree(one, two) or (at_most and one.value > two.value):
            count += 1
            held += (*one.anchors, *two.anchors)
            continue
        words = f"{title}：{code} {function_codes().name_of(code) or code}"
        cause = None if at_most else partial(likely_cause, one, two)
        yield compared(check.id, words, one, two, severity=check.severity, at_least=at_most, cause=cause)
    if count:
        yield Tally(check.id, f"{check.words}：{count} 行相符", (), tuple(held))


def function_sum_check(book: Book, check: FunctionSum) -> Iterator[Outcomes]:
    """The 类 of a summary form together = its row of 本年支出合计."""
    if book.kind != check.kind:
        return
    for statement in book.statements.get(check.form, ()):
        whole_row = next((row for row in statement.rows if row.key == check.total and check.column in row.cells), None)
        whole = book.cell_amount(statement, whole_row.cells[check.column]) if whole_row else None
        parts = list(_amounts(book, statement, check.column).values())
        total = totals((part, False) for part in parts)
        if whole is None or total is None or whole.money != total.money:
            continue
        if _others(statement, check.column, whole_row):
            continue  # rows that are no class stand among them: the sum is not theirs alone
        words = f"《{statement.title}》{check.words}"
        yield compared(
            check.id, words, whole, total, severity=check.severity, cause=partial(gap_cause, whole, total, parts)
        )


def form_rule_check(book: Book, check: FormRule) -> Iterator[Outcomes]:
    """Names that the classification does not know under their code; amounts below zero."""
    for form in check.forms:
        for statement in book.statements.get(form, ()):
            if statement.empty:
                continue
            yield from (_names if check.relation == "code_names" else _negatives)(check, statement)


def _names(check: FormRule, statement: Statement) -> Iterator[Outcomes]:
    wrong: list[tuple[StatementRow, str, str]] = []
    known = 0
    for row in statement.rows:
        codes = _classification(row.code)
        if row.code is None or codes is None or not row.label:
            continue
        name = _bare(row.label)
        known += 1
        if not codes.is_name_of(name, row.code) and not _same_start(name, codes.names_of(row.code)):
            wrong.append((row, name, codes.name_of(row.code, statement.fiscal_year) or ""))
    if wrong:
        examples = "；".join(f"{row.code} 写作“{name}”，应为“{right}”" for row, name, right in wrong[:3])
        yield build(
            check.id,
            "fail",
            check.severity,
            f"《{statement.title}》{len(wrong)} 个科目的名称与政府收支分类科目的编码不一致：{examples}{'…' if len(wrong) > 3 else ''}",
            evidence=tuple(row.anchor for row, _, _ in wrong if row.anchor is not None),
        )
    if known > len(wrong):
        yield build(check.id, "pass", "info", f"《{statement.title}》{check.words}：{known - len(wrong)} 个科目相符")


def _negatives(check: FormRule, statement: Statement) -> Iterator[Outcomes]:
    known = load_statements().forms[statement.form].columns  # 比上年增减 and the like are columns of no form
    for row in statement.rows:
        for column, cell in row.cells.items():
            if cell.value is not None and cell.value < 0 and column.rpartition(".")[2] in known:
                yield build(
                    check.id,
                    "fail",
                    check.severity,
                    f"《{statement.title}》{label(row)}为负数 {cell.printed}",
                    evidence=(cell.anchor,),
                )


def _classification(code: str | None) -> Codes | None:
    """The list that knows ``code``."""
    if code is None:
        return None
    for codes in (function_codes(), economic_codes()):
        if code in codes:
            return codes
    return None


def _same_start(name: str, names: Iterable[str]) -> bool:
    """A name cut off by its cell, or with words added, is no other name."""
    return len(name) >= 4 and any(other.startswith(name[:4]) or name.startswith(other[:4]) for other in names)


def _rows(book: Book, column: Column) -> dict[str, Amount] | None:
    """Code → amount of the column; null where the form is absent, empty, or prints a code twice (by unit or project)."""
    statements = [statement for statement in book.statements.get(column.form, ()) if not statement.empty]
    if len(statements) != 1:
        return None
    codes = [row.code for row in statements[0].rows if row.code]
    if len(set(codes)) < len(codes):
        return None
    return _amounts(book, statements[0], column.column)


def _totals_agree(book: Book, columns: Iterable[Column]) -> bool:
    """Whether the columns print one total of the year; true where one prints none."""
    amounts = [amount for column in columns if (amount := _total(book, column)) is not None]
    return all(abs(amount.value - amounts[0].value) <= amount.slack + amounts[0].slack for amount in amounts[1:])


def _total(book: Book, column: Column) -> Amount | None:
    for key in TOTAL_KEYS:
        for statement in book.statements.get(column.form, ()):
            for row in statement.rows:
                cell = row.cells.get(column.column) if row.key == key else None
                if cell is not None and (amount := book.cell_amount(statement, cell)) is not None:
                    return amount
    return None


def _amounts(book: Book, statement: Statement, column: str) -> dict[str, Amount]:
    """功能分类 code → amount; classes by their name where the form prints no codes."""
    if (statement.id, column) not in book.columns:
        book.columns[statement.id, column] = _read_amounts(book, statement, column)
    return book.columns[statement.id, column]


def _read_amounts(book: Book, statement: Statement, column: str) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    coded = any(row.code for row in statement.rows)
    for row in statement.rows:
        cell = row.cells.get(column)
        amount = book.cell_amount(statement, cell) if cell is not None else None
        if amount is None:
            continue
        code = row.code if coded else _class_of(row, statement.fiscal_year)
        if code and code.startswith("2"):
            found.setdefault(code, amount)
    return found


def _class_of(row: StatementRow, year: int | None) -> str | None:
    if row.key is not None:
        return None
    name = _bare(row.label)
    return function_codes().resolve((name,), year)


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    """A label without its number and blanks."""
    return _GAPS.sub("", _NUMBERING.sub("", label))


def _others(statement: Statement, column: str, whole: StatementRow | None) -> bool:
    """Whether rows with numbers above the total are neither a class nor a key."""
    for row in statement.rows:
        if row is whole:
            return False
        cell = row.cells.get(column)
        if cell is None or not cell.value or cell.value == Decimal(0) or row.key is not None:
            continue
        if _class_of(row, statement.fiscal_year) is None:
            return True
    return False
