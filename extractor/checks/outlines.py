"""Checks of forms whose rows are an outline by columns: 采购品目大类, under it 项目 and 经济科目, under them what is bought."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from extractor.checks.book import Amount, Book, totals
from extractor.checks.causes import gap_cause
from extractor.checks.forms import label
from extractor.checks.results import Outcomes, Tally, agree, compared, missing
from extractor.knowledge.checks import OutlineCheck
from extractor.records import Anchor, Statement, StatementRow

# So many sums must hold for each that does not: else the rows are another outline than this.
SURE = 2


class _Sum(NamedTuple):
    row: StatementRow
    whole: Amount
    total: Amount
    parts: list[Amount]


def outline_check(book: Book, check: OutlineCheck) -> Iterator[Outcomes]:
    """Each row of an upper step = the rows of the next step below it; the row of the total = those of the first step."""
    for form, steps in check.forms.items():
        for statement in book.statements.get(form, ()):
            sums = _best_sums(book, statement, steps, check.column)
            held = [each for each in sums if agree(each.whole, each.total)]
            wrong = [each for each in sums if not agree(each.whole, each.total)]
            if held:
                anchors: list[Anchor] = [
                    anchor for each in held for anchor in (*each.whole.anchors, *each.total.anchors)
                ]
                title = (statement.anchor,) if statement.anchor is not None else ()
                yield Tally(check.id, f"《{statement.title}》{check.words}：{len(held)} 处相符", title, tuple(anchors))
            for row, whole, total, parts in wrong:
                words = f"《{statement.title}》{label(row)} = 下级各行之和"
                if len(held) < SURE * len(wrong):
                    yield missing(check.id, words, ["各行的层次（多处不合，可能不是这样分层）"])
                else:
                    cause = partial(gap_cause, whole, total, parts)
                    yield compared(check.id, words, whole, total, severity=check.severity, cause=cause)


def _best_sums(book: Book, statement: Statement, steps: tuple[tuple[int, ...], ...], column: str) -> list[_Sum]:
    """The sums as the levels say; or, where one row taken as one of the last step makes all of them hold, those.

    A row that a page break has cut prints its project's name again, and is no project.
    """
    sums = list(_sums(book, statement, steps, column))
    if all(agree(each.whole, each.total) for each in sums):
        return sums
    for row in statement.rows if sums else ():
        if row.key is not None or row.level in steps[-1]:
            continue
        other = list(_sums(book, statement, steps, column, last=row))
        if all(agree(one.whole, one.total) for one in other):
            return other
    return sums


def _sums(
    book: Book,
    statement: Statement,
    steps: tuple[tuple[int, ...], ...],
    column: str,
    *,
    last: StatementRow | None = None,
) -> Iterator[_Sum]:
    step_of = {level: step for step, levels in enumerate(steps, 1) for level in levels}
    rows = [
        (0 if row.key == "total" else len(steps) if row is last else step_of.get(row.level or 0), row)
        for row in statement.rows
    ]
    if any(step is None for step, _ in rows):
        return  # a row of no known level: another layout
    for at, (step, row) in enumerate(rows):
        if step is None or step == len(steps):
            continue
        below: list[StatementRow] = []
        for deeper, other in rows[at + 1 :]:
            if deeper is None or deeper <= step:
                break
            if deeper == step + 1:
                below.append(other)
        amounts = [_amount(book, statement, each, column) for each in (row, *below)]
        found = [amount for amount in amounts if amount is not None]
        if len(found) < len(amounts) or len(found) < 2:
            continue
        whole, *parts = found
        total = totals((part, False) for part in parts)
        if total is not None and total.money == whole.money:
            yield _Sum(row, whole, total, parts)


def _amount(book: Book, statement: Statement, row: StatementRow, column: str) -> Amount | None:
    cell = row.cells.get(column)
    return book.cell_amount(statement, cell) if cell is not None else None
