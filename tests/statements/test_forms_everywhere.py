"""The forms of ``forms.yaml``: each is told, its columns named, and its cells state what is printed, no more and no less."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor.cell_facts import facts_of_cells
from extractor.records import Fact
from extractor.statements.conservation import doubled_numbers, unplaced_numbers

Reader = Callable[..., Any]
FORMS = yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text("utf-8"))


@pytest.mark.parametrize("drawn", FORMS, ids=[form["name"] for form in FORMS])
def test_a_form(read: Reader, drawn: dict[str, Any]) -> None:
    done = read(*drawn["parts"], kind=drawn["kind"], fiscal_year=drawn["year"])
    (statement,) = done.statements
    assert (statement.form, statement.unit, statement.empty) == (drawn["form"], drawn["unit"], drawn["empty"])
    assert list(statement.columns) == drawn["columns"]
    assert [problem.code for problem in done.problems] == drawn["problems"]
    found = facts_of_cells(done.statements, fiscal_year=drawn["year"], kind=drawn["kind"])
    assert [said(fact) for fact in found] == drawn["facts"]
    for table in done.tables:
        assert unplaced_numbers(table.grid, done.statements) == ()
        assert doubled_numbers(table.grid, done.statements) == ()


def said(fact: Fact) -> str:
    function = f"[{fact.dims['function']}]" if "function" in fact.dims else ""
    return f"{fact.metric}{function} {fact.measure} {fact.printed}"
