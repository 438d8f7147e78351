"""Checks inside and between forms: sums of named cells, hierarchies of codes, rows across columns, forms that must be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from extractor.checks.book import CARRIED, Amount, Book, sum_agrees, totals
from extractor.checks.causes import gap_cause, likely_cause
from extractor.checks.results import Outcomes, Tally, build, compared, missing, not_applicable
from extractor.knowledge.checks import FormCheck, HierarchyCheck, Presence, RowSumCheck, Term, load_checks
from extractor.knowledge.statements import load_statements
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Anchor, Finding, Statement, StatementRow

# Lengths of the codes of 类, 款, 项 (and 目 of some economic forms): a code's parent is its longest proper prefix.
CODE_LENGTHS = (3, 5, 7, 9)


def form_check(book: Book, check: FormCheck) -> Iterator[Finding]:
    """``left`` = (or ≥) the sum of ``right``, over the cells of forms."""
    forms = {term.form for term in (check.left, *check.right) if term.form is not None}
    absent = sorted(form for form in forms if form not in book.statements)
    if absent:
        yield missing(check.id, check.words, [f"《{form_title(form)}》" for form in absent])
        return
    empty = [form for form in forms if all(statement.empty for statement in book.statements[form])]
    if empty:
        yield not_applicable(check.id, check.words, "报表为空表")
        return
    terms = [(term, _term(book, term)) for term in (check.left, *check.right)]
    stated = {term.metric for term, amount in terms if amount is not None}
    terms = [(term, amount) for term, amount in terms if term.instead_of is None or term.instead_of not in stated]
    if any(term.applies and amount is None for term, amount in terms):
        return
    several = [_name(term) for term, amount in terms if isinstance(amount, _Several)]
    if several:
        yield build(
            check.id, "not_evaluable", "info", f"{check.words}：{'、'.join(several)}有几个不同的数，不知该用哪一个"
        )
        return
    amounts = [(term, amount) for term, amount in terms if isinstance(amount, Amount)]
    lost = [_name(term) for term, amount in terms if amount is None and not term.optional]
    left = next((amount for term, amount in amounts if term is check.left), None)
    found = [(amount, term.minus) for term, amount in amounts if term is not check.left]
    total = totals(found)
    if left is None or lost or total is None:
        yield missing(check.id, check.words, lost or ["分项"])
        return
    if left.money != total.money:
        yield missing(check.id, check.words, ["金额单位"])
        return
    parts = [amount for amount, _ in found]

    def cause() -> str | None:
        return gap_cause(left, total, parts) if len(parts) > 1 else likely_cause(left, total)

    finding = compared(
        check.id, check.words, left, total, severity=check.severity, cause=cause, at_least=check.relation == "at_least"
    )
    if finding.outcome == "fail" and (apart := _left_out(book, check, left, total)) is not None:
        finding = build(
            check.id,
            "pass",
            "info",
            f"{check.words}：{left.words} 与 {total.words} 相差 {apart.words}，为其中一表不含的结转",
            left=finding.left,
            right=finding.right,
            gap=finding.gap,
            allowed=finding.allowed,
        )
    yield finding


def _left_out(book: Book, check: FormCheck, left: Amount, right: Amount) -> Amount | None:
    """The amounts by which the two sides differ because one form leaves them out; null where they do not explain the gap."""
    found = [amount for term in check.but_for if isinstance(amount := _term(book, term), Amount) and amount.value]
    candidates = [*found, *([whole] if (whole := totals((amount, False) for amount in found)) is not None else [])]
    gap = abs(left.value - right.value)
    for amount in candidates:
        if amount.money == left.money and abs(gap - amount.value) <= left.slack + right.slack + amount.slack:
            return amount
    return None


def hierarchy_check(book: Book, check: HierarchyCheck) -> Iterator[Outcomes]:
    """类 = Σ款, 款 = Σ项, 合计 = Σ类 in every column; a finding a form where all hold, else one a gap."""
    for form in check.forms:
        for statement in book.statements.get(form, ()):
            if statement.empty:
                continue
            yield from _hierarchy(book, check, statement)


def _hierarchy(book: Book, check: HierarchyCheck, statement: Statement) -> Iterator[Outcomes]:
    words = f"《{statement.title}》{check.words}"
    coded = [row for row in statement.rows if row.code]
    codes = [row.code for row in coded]
    if check.flat:
        coded = [] if coded else [row for row in statement.rows if row.cells and row.label not in check.total_labels]
        if len({row.level for row in coded}) > 1:
            return
    if len(coded) < 2:
        return
    if not check.flat and len(set(codes)) < len(codes):
        yield not_applicable(check.id, words, "同一科目编码出现多次（按单位或项目分列）")
        return
    by_code = {row.code or "": row for row in coded if row.code}
    children: dict[str, list[StatementRow]] = {}
    for row in coded:
        children.setdefault(_parent(row.code or "", by_code), []).append(row)
    total_rows = [row for row in statement.rows if not row.code and row.label in check.total_labels]
    pairs = [(by_code[code], rows) for code, rows in children.items() if code]
    if len(total_rows) == 1:
        pairs.append((total_rows[0], children.get("", [])))
    summed = [column for column in statement.columns if not any(re.search(word, column) for word in check.not_summed)]
    held = 0
    bound: list[Anchor] = []
    for parent, rows in pairs:
        for column in summed:
            whole_cell = parent.cells.get(column)
            whole = book.cell_amount(statement, whole_cell) if whole_cell else None
            parts = [
                amount
                for row in rows
                if (cell := row.cells.get(column)) is not None
                and (amount := book.cell_amount(statement, cell)) is not None
            ]
            if whole is not None and whole.value and not parts and _all_read(book, statement, rows, column):
                parts = [Amount(Decimal(0), Decimal(0), "0", whole.unit, (), whole.money)]
            if whole is None or not parts:
                continue
            holds = sum_agrees(whole, parts)
            if holds:
                held += 1
                bound += whole.anchors
                for amount in parts:
                    bound += amount.anchors
            total = totals((amount, False) for amount in parts) if holds is False else None
            if total is None:
                continue
            yield compared(
                check.id,
                f"《{statement.title}》{label(parent)}（{column}）= 下级科目之和",
                whole,
                total,
                severity=check.severity,
                cause=partial(gap_cause, whole, total, parts),
            )
    if held:
        yield Tally(check.id, f"{words}：{held} 处相符", _title(statement), tuple(bound))


def _all_read(book: Book, statement: Statement, rows: list[StatementRow], column: str) -> bool:
    """Whether every row's other columns make its total: what ``column`` does not print of them is then nothing, not something unread."""
    for check in load_checks().row_sums:
        columns = check.forms.get(statement.form, ())
        if column not in columns or list(check.total) != ["total"]:
            continue
        for row in rows:
            whole, parts = (
                totals((amount, False) for amount in _row_amounts(book, statement, row, names))
                for names in (check.total, columns)
            )
            if whole is None or parts is None or abs(whole.value - parts.value) > whole.slack + parts.slack:
                return False
        return bool(rows)
    return False


def row_sum_check(book: Book, check: RowSumCheck) -> Iterator[Outcomes]:
    """In every row: the total columns together = the part columns together."""
    for form, part_columns in check.forms.items():
        for statement in book.statements.get(form, ()):
            if statement.empty or not set(check.total) <= set(statement.columns):
                continue
            held = 0
            bound: list[Anchor] = []
            extra = [
                column for column in statement.columns if column not in (*part_columns, *check.total, *check.nested)
            ]
            for row in statement.rows:
                wholes, amounts = (
                    _row_amounts(book, statement, row, columns) for columns in (check.total, part_columns)
                )
                whole = totals((amount, False) for amount in wholes) if wholes and amounts else None
                if whole is None or (holds := sum_agrees(whole, amounts)) is None:
                    continue
                if holds:
                    held += 1
                    bound += whole.anchors
                    for amount in amounts:
                        bound += amount.anchors
                    continue
                parts = totals((amount, False) for amount in amounts)
                if parts is None:
                    continue
                words = f"《{statement.title}》{label(row)}：{check.words}"
                if _unread(row, extra):
                    yield missing(check.id, words, ["未识别的栏目"])
                    continue
                yield compared(
                    check.id,
                    words,
                    whole,
                    parts,
                    severity=check.severity,
                    cause=partial(gap_cause, whole, parts, amounts),
                )
            if held:
                yield Tally(
                    check.id, f"《{statement.title}》{check.words}：{held} 行相符", _title(statement), tuple(bound)
                )


def _row_amounts(book: Book, statement: Statement, row: StatementRow, columns: Iterable[str]) -> list[Amount]:
    return [
        amount
        for column in columns
        if (cell := row.cells.get(column)) is not None and (amount := book.cell_amount(statement, cell)) is not None
    ]


def presence_check(book: Book, check: Presence) -> Iterator[Finding]:
    """Each form there, with numbers or said to be empty."""
    if book.kind != check.kind:
        return
    if not book.statements:
        yield build(check.id, "not_evaluable", "info", f"{check.words}：本文件没有读到任何报表（报表可能另附）")
        return
    absent = [form for form in check.forms if form not in book.statements]
    if absent:
        yield build(
            check.id,
            "fail",
            check.severity,
            f"{check.words}：没有找到{'、'.join(f'《{form_title(form)}》' for form in absent)}",
        )
    else:
        yield build(check.id, "pass", "info", f"{check.words}：齐全")


class _Several:
    """A term that stands in several places with different numbers: nothing tells which is meant."""


def _term(book: Book, term: Term) -> Amount | _Several | None:
    if term.metric is not None:
        fact = book.cell(term.form, term.metric, term.measure)
        if fact is not None:
            return book.amount(fact)
        return _Several() if book.cells(term.form, term.metric, term.measure) else None
    found = [
        amount
        for statement in book.statements.get(term.form or "", ())
        for row in _rows_of(statement, term)
        if (cell := row.cells.get(term.column or "amount") or (row.cells.get("total") if term.code else None))
        is not None
        and (amount := book.cell_amount(statement, cell)) is not None
    ]
    if len({amount.value for amount in found}) > 1:
        return _Several()
    return found[0] if found else None


def _rows_of(statement: Statement, term: Term) -> list[StatementRow]:
    """The rows of a term. A key stands again under 年初结转和结余, with what each fund carried over: only ``under`` asks for those."""
    if term.code is not None:
        return [row for row in statement.rows if row.code == term.code]
    own: list[StatementRow] = []
    nested: list[StatementRow] = []
    above: str | None = None
    for row in statement.rows:
        side = row.cells.get(term.column or "amount") is not None
        if row.key == term.key:
            (own if above is None else nested).append(row)
            if above == term.under and term.under is not None:
                return [row]
        if side and row.key in CARRIED:
            above = row.key
        elif row.key is not None and row.key.startswith("total."):
            above = None
    if term.under is not None:
        return []
    return own or nested


def _name(term: Term) -> str:
    if term.metric is not None:
        return f"{metric_names()[term.metric]}（{form_title(term.form) if term.form else '报表'}）"
    return f"《{form_title(term.form or '')}》的 {term.code or metric_names().get(term.key or '', term.key)}"


def form_title(form: str) -> str:
    """A form's usual title."""
    known = load_statements().forms.get(form)
    return known.title if known else form


def _parent(code: str, known: dict[str, StatementRow]) -> str:
    for length in reversed(CODE_LENGTHS):
        if length < len(code) and code[:length] in known:
            return code[:length]
    return ""


def label(row: StatementRow) -> str:
    return f"{row.code} {row.label}" if row.code else row.label


def _title(statement: Statement) -> tuple[Anchor, ...]:
    return (statement.anchor,) if statement.anchor is not None else ()


def _unread(row: StatementRow, columns: list[str]) -> bool:
    return any((cell := row.cells.get(column)) is not None and cell.value for column in columns)
