"""Statement cells → facts with origin ``cell``: what a form states as plainly as a sentence does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.knowledge.statements import CellMetric, Form, load_statements
from extractor.knowledge.vocabulary import metric_names
from extractor.money import yuan_of
from extractor.records import Fact, Measure, Statement, StatementCell, StatementRow

MEASURE_OF_KIND: dict[str, Measure] = {"final_account": "actual", "budget": "budget"}
MEASURE_OF_COLUMN: dict[str, Measure] = {"final": "actual", "budget": "budget", "budget_initial": "budget_initial"}
# 年初预算数 and 全年预算数 beside 决算数: total.budget_initial, total.budget_adjusted
MEASURE_BEHIND: dict[str, Measure] = {
    "budget_initial": "budget_initial",
    "budget_adjusted": "budget",
    "budget": "budget",
}
FUNCTION_CODES = "2"  # 功能分类 codes begin with 2, 经济分类 codes with 3 or 5


def facts_of_cells(statements: Sequence[Statement], *, fiscal_year: int | None, kind: str | None) -> tuple[Fact, ...]:
    """The facts that the forms' cells state, in reading order; ``id`` is left to the caller.

    The measure is ``actual`` in final accounts and ``budget`` in budgets; a form that prints both says it by its columns.
    ``year`` is the form's, else ``fiscal_year``. Every fact's anchor is its cell.
    """
    found: list[Fact] = []
    for statement in statements:
        form = load_statements().forms.get(statement.form)
        if form is None or form.facts is None:
            continue
        stated = list(_facts(statement, form, fiscal_year))
        stated.sort(key=lambda fact: fact.anchor.start)
        found += stated
    return tuple(found)


def _facts(statement: Statement, form: Form, fiscal_year: int | None) -> Iterator[Fact]:
    year = statement.fiscal_year or fiscal_year
    usual: Measure = MEASURE_OF_KIND[form.kind]
    paths = _function_paths(statement)
    said: set[tuple[int, str]] = set()
    for rule in load_statements().facts[form.facts or ""]:
        for row, column, cell in _cells(statement, rule):
            metric = rule.metric or row.key
            if metric is None or cell.value is None or (cell.anchor.start, metric) in said:
                continue
            if rule.rows == "metric" and metric not in metric_names():
                continue
            if rule.equal is not None and not _states(statement, rule.equal, cell):
                continue
            said.add((cell.anchor.start, metric))
            head, _, item = column.partition(".")
            measure = MEASURE_OF_COLUMN.get(head, usual) if item and form.by_measure else usual
            if not form.by_measure:
                measure = MEASURE_BEHIND.get(column.rpartition(".")[2], usual)
            dims: dict[str, str | None] = {}
            if rule.row == "function" and row.code is not None:
                dims = {"function": row.code, "function_name": paths.get(row.code, row.label)}
            if rule.unit is not None:
                if measure not in ("actual", usual):
                    continue  # a count that is planned is no count
                measure = "count"
            percent = cell.printed.strip().endswith(("%", "％"))
            yield Fact(
                id="",
                metric=metric,
                measure=measure,
                year=year,
                base_year=None,
                basis=None,
                dims=dims,
                value=cell.value,
                unit="%" if percent else rule.unit or _unit(statement, cell),
                yuan=cell.yuan if rule.unit is None else None,
                printed=cell.printed,
                score=statement.score,
                decided_by="cell",
                origin="cell",
                entity_id=None,
                statement_id=statement.id,
                anchor=cell.anchor,
            )


def _cells(statement: Statement, rule: CellMetric) -> Iterator[tuple[StatementRow, str, StatementCell]]:
    """The cells that a rule speaks of: (row, column, cell)."""
    rows = statement.rows
    if rule.rows == "metric":
        # the key says the metric, and the first printed column of the row is its amount
        for row in rows:
            if row.key is not None and "." in row.key:
                for column, cell in row.cells.items():
                    if _without_measure(column, statement) in _main_columns(statement):
                        yield row, column, cell
        return
    if rule.rows == "any":
        wanted = _whole_rows([row for row in rows if row.code is None], statement.form)
    elif rule.row == "function":
        wanted = [row for row in rows if row.code is not None and row.code.startswith(FUNCTION_CODES)]
    else:
        wanted = [row for row in rows if row.key == rule.row]
        if not any(rule.column in row.cells for row in wanted) and rule.else_row is not None:
            wanted = [row for row in rows if row.key == rule.else_row]
    for row in wanted:
        for column, cell in row.cells.items():
            if _without_measure(column, statement) == rule.column or (
                rule.rows == "any" and _item(column) == rule.column
            ):
                yield row, column, cell


def _whole_rows(rows: list[StatementRow], form: str) -> list[StatementRow]:
    """The rows that speak of the whole department: where units stand in rows and items in columns, the total row alone, else
    the first if all say the same; units' own figures are none of the department's."""
    known = load_statements().forms[form].columns
    columns = [{name for name, cell in row.cells.items() if cell.value is not None} for row in rows]
    items = [{name for name in names if _item(name) in known} for names in columns if names]
    shared = len(items) > 1 and bool(items[0].intersection(*items[1:]))
    if not shared:
        return rows
    total = [row for row in rows if row.key == "total"]
    same = [row for row in rows if row.cells]
    values = [{column: cell.value for column, cell in row.cells.items()} for row in same]
    return total or (same[:1] if all(each == values[0] for each in values) else [])


def _states(statement: Statement, key: str, cell: StatementCell) -> bool:
    """Whether the row of ``key`` prints the same number as ``cell``."""
    return any(other.value == cell.value for row in statement.rows if row.key == key for other in row.cells.values())


def _main_columns(statement: Statement) -> tuple[str, ...]:
    return ("total",) if statement.form == "budget.revenue" else ("revenue", "expenditure")


def _without_measure(column: str, statement: Statement) -> str:
    """The column without the measure behind its name, in final accounts, which print budgets beside their own figures."""
    head, _, measure = column.rpartition(".")
    return head if measure in MEASURE_BEHIND and statement.form.startswith("final") else column


def _item(column: str) -> str:
    head, _, item = column.partition(".")
    return item if head in MEASURE_OF_COLUMN and item else column


def _unit(statement: Statement, cell: StatementCell) -> str | None:
    """The statement's unit, unless the cell counts something else or its column prints a unit of its own."""
    if cell.yuan is None or cell.value is None:
        return None
    units = [statement.unit, "元", "万元", "千元", "亿元"]
    return next((unit for unit in units if unit and yuan_of(cell.value, unit) == cell.yuan), statement.unit)


def _function_paths(statement: Statement) -> dict[str, str]:
    """Code → the printed names from 类 to 项, as the form itself prints them: 类/款/项."""
    names = {row.code: row.label for row in statement.rows if row.code is not None}

    def path(code: str) -> str:
        over = [code[:length] for length in (3, 5) if length < len(code)]
        return "/".join([*(names[part] for part in over if part in names), names[code]])

    return {code: path(code) for code in names}
