"""The worked examples of the documentation, run on a small dataset, give the answers they promise."""

from __future__ import annotations

import csv
import importlib.util
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from dataset_helpers import anchor, disclosure, fact, make_dataset

from extractor.records import Finding

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
TOTAL, WHOLE = "three_public.total", "expenditure.total"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> str:
    finding = Finding(
        "c1",
        "text.sum",
        "fail",
        "error",
        "12.50 ≠ 13.00",
        None,
        None,
        Decimal("0.5"),
        Decimal("0.01"),
        (anchor("12.50", page=7),),
    )
    return str(
        make_dataset(
            tmp_path_factory.mktemp("examples") / "d",
            disclosure("武胜县甲局", fact(TOTAL, "10", year=2023), fact(WHOLE, "1000", year=2023), year=2023),
            disclosure("武胜县甲局", fact(TOTAL, "15"), fact(WHOLE, "1000"), findings=(finding,)),
            disclosure("武胜县乙局", fact(WHOLE, "500")),
            failed={"cut.pdf": "I105"},
        )
    )


def test_every_example_is_run_here() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.py")) == [
        "auditor_coverage",
        "auditor_findings",
        "journalist_changes",
        "researcher_panel",
        "researcher_three_public",
    ]


def test_share_of_three_public(dataset: str) -> None:
    assert example("researcher_three_public").main(dataset) == [
        ("武胜县甲局", 2023, 1),
        ("武胜县甲局", 2024, Decimal("1.5")),
    ]


def test_panel_has_gaps_and_no_zeros(dataset: str, tmp_path: Path) -> None:
    with example("researcher_panel").main(dataset, str(tmp_path / "panel.csv")).open(encoding="utf-8") as file:
        rows = {(row["name"], row["fiscal_year"]): row for row in csv.DictReader(file)}
    assert Decimal(rows["武胜县甲局", "2024"][TOTAL]) == 150000
    assert rows["武胜县乙局", "2024"][TOTAL] == ""


def test_findings_that_fail(dataset: str) -> None:
    (row,) = example("auditor_findings").main(dataset)
    assert (row["publisher"], row["page"], row["check"], row["gap"]) == ("武胜县甲局", 7, "text.sum", Decimal("0.5"))


def test_who_does_not_disclose(dataset: str) -> None:
    assert example("auditor_coverage").main(dataset) == [
        ("武胜县乙局 2024", "没有这一节，也没有读出这个数"),
        ("cut.pdf", "文件读取失败 I105"),
    ]


def test_changes_with_their_source(dataset: str, tmp_path: Path) -> None:
    (line,) = example("journalist_changes").main(dataset, str(tmp_path / "page.html"))
    assert "（+50.00%）" in line
    assert "第 3 页 “15万元”" in line
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")
