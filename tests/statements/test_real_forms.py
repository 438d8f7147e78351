"""Real documents: every form found, every number of its page placed once, and sums as the page prints them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from extractor.grid import find_grids
from extractor.ingest.pdf import PdfReader
from extractor.layout import LayoutBuilder
from extractor.records import Problem, Statement, Table
from extractor.statements import doubled_numbers, find_statements, unplaced_numbers
from extractor.stitching import stitch

DOCUMENTS = {
    "sh-putuo-finance-2024-final": ("final_account", 2024),
    "sh-putuo-welfare-2024-budget": ("budget", 2024),
    "js-procuratorate-2017-budget": ("budget", 2017),
    "js-cppcc-2017-budget-tables": ("budget", 2017),
}
NINE = [
    "final.summary", "final.revenue", "final.expenditure", "final.fiscal_summary", "final.general_public",
    "final.basic", "final.three_public", "final.government_fund", "final.state_capital",
]  # fmt: skip


class Read(NamedTuple):
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...]

    def form(self, name: str) -> Statement:
        return next(statement for statement in self.statements if statement.form == name)


@cache
def read(path: Path) -> Read:
    builder = LayoutBuilder()
    with PdfReader(path.read_bytes(), name=path.name) as reader:
        for page in reader:
            builder.add(page, find_grids(page))
    layout = builder.finish()
    tables = stitch(layout)
    kind, year = DOCUMENTS[path.stem]
    statements, problems = find_statements(layout, tables, kind=kind, fiscal_year=year)
    return Read(statements, problems, tables)


def open_document(shared: Path, name: str) -> Read:
    return read(shared / "corpus" / f"{name}.pdf")


def test_nine_forms_of_a_final_account(shared: Path) -> None:
    done = open_document(shared, "sh-putuo-finance-2024-final")
    assert [statement.form for statement in done.statements] == NINE
    assert {statement.unit for statement in done.statements} == {"万元"}
    assert [statement.form for statement in done.statements if statement.empty] == NINE[-2:]
    totals = {row.key: row for row in done.form("final.summary").rows}
    assert totals["total.revenue"].cells["revenue"].value == Decimal("2995.39")
    assert totals["total.expenditure"].cells["expenditure"].yuan == Decimal("29953900.00")


def test_twelve_forms_of_a_budget_with_three_sides(shared: Path) -> None:
    done = open_document(shared, "js-procuratorate-2017-budget")
    assert len(done.statements) == 12
    summary = {row.label: row.cells for row in done.form("budget.summary").rows}
    assert summary["四、公共安全支出"]["expenditure"].printed == "13,656.34"
    assert summary["三、单位预留机动经费"]["expenditure"].printed == "140.20"
    assert summary["支出合计"]["expenditure"].printed == "17,996.68"
    (three_public,) = done.form("budget.three_public").rows
    assert three_public.cells["total"].printed == "584.35"
    assert three_public.cells["overall"].printed == "1,452.35"


def test_a_budget_in_yuan_with_one_form_in_ten_thousand(shared: Path) -> None:
    done = open_document(shared, "sh-putuo-welfare-2024-budget")
    assert [statement.unit for statement in done.statements] == ["元"] * 8 + ["万元"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_number_of_a_form_is_lost_or_doubled(shared: Path, name: str) -> None:
    done = open_document(shared, name)
    assert not [found for found in done.problems if found.severity == "error"]
    for table in done.tables:
        pages = set(table.grid.pages)
        statements = [statement for statement in done.statements if pages & set(statement.pages)]
        if statements:
            assert unplaced_numbers(table.grid, statements) == ()
            assert doubled_numbers(table.grid, statements) == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_codes_add_up_as_the_page_prints_them(shared: Path, name: str) -> None:
    """A number moved by a row or a column would break these sums; the documents themselves hold them."""
    checked = 0
    for statement in open_document(shared, name).statements:
        coded = {row.code: row for row in statement.rows if row.code}
        for column in statement.columns:
            for code, row in coded.items():
                parts = [part for key, part in coded.items() if key.startswith(code) and len(key) == len(code) + 2]
                values = [part.cells[column].value for part in parts if column in part.cells]
                if column in row.cells and len(values) == len(parts) > 0:
                    total = sum((value for value in values if value is not None), Decimal(0))
                    assert abs((row.cells[column].value or Decimal(0)) - total) <= Decimal("0.05")
                    checked += 1
    assert checked >= 20
