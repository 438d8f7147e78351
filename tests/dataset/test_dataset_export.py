"""What leaves a dataset: CSV and JSON lines that validate, and a workbook that people can use."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from dataset_helpers import disclosure, fact, make_dataset
from typer.testing import CliRunner

import extractor
from extractor.cli import app
from extractor.dataset.export import export_dataset
from extractor.dataset.tables import TABLES
from extractor.problems import JuesuanError


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return make_dataset(
        tmp_path / "d",
        disclosure(
            "武胜县水利局", fact("three_public.total", "12.50"), fact("staff.count", "30", unit="人", measure="count")
        ),
        disclosure("武胜县教育局", fact("three_public.total", "0"), fact("expenditure.total", "1000.10")),
        disclosure("武胜县公安局", fact("expenditure.total", "10")),
        failed={"cut.pdf": "I105"},
    )


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_text_exports_validate_and_hold_plain_decimals(made: Path, tmp_path: Path, format: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    with extractor.open_dataset(made) as dataset:
        export_dataset(dataset, tmp_path / "x", format=format)
    report = frictionless.validate(str(tmp_path / "x" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    path = tmp_path / "x" / f"facts.{format}"
    if format == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sorted((row["value"], row["yuan"] or None) for row in rows) == [
        ("0", "0"),
        ("10", "100000"),
        ("1000.1", "10001000"),
        ("12.5", "125000"),
        ("30", None),
    ]


def test_the_dataset_itself_validates_in_parts_too(made: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    more = [
        disclosure(f"武胜县第{n}局", fact("three_public.total", f"{n}.5"), year=year)
        for n in (1, 2)
        for year in (2023, 2024)
    ]
    make_dataset(made, *more)  # larger than what is there: one part again
    make_dataset(made, disclosure("武胜县丁局"))
    package = json.loads((made / "datapackage.json").read_text("utf-8"))
    assert len(package["resources"]) >= len(TABLES)
    report = frictionless.validate(str(made / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_csv_for_excel_begins_with_a_byte_order_mark(made: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", str(made), "--to", str(tmp_path / "x"), "--format", "csv", "--bom"])
    assert result.exit_code == 0, result.output
    assert all((tmp_path / "x" / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf") for name in TABLES)


def test_parquet_export_is_the_tables(made: Path, tmp_path: Path) -> None:
    import duckdb

    with extractor.open_dataset(made) as dataset:
        written = export_dataset(dataset, tmp_path / "x", format="parquet")
        held = dataset.rows("select * from facts")
    assert written[-1].name == "datapackage.json"
    assert len(duckdb.sql(f"select * from read_parquet('{tmp_path / 'x' / 'facts.parquet'}')").fetchall()) == len(held)


def test_workbook_has_departments_by_figures_with_links_and_grey_gaps(made: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    with extractor.open_dataset(made) as dataset:
        (path,) = export_dataset(dataset, tmp_path / "x", format="xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "说明",
        "部门与主要数字",
        "指标数据",
        "报表",
        "绩效指标",
        "核对结果",
        "跨文件核对",
        "读取问题",
        "文件",
    ]
    sheet = book["部门与主要数字"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("“三公”经费合计（万元）")
    cells = {row[0].value: row[column] for row in sheet.iter_rows(min_row=2)}
    assert {name: cell.value for name, cell in cells.items()} == {
        "武胜县公安局": None,
        "武胜县教育局": 0,
        "武胜县水利局": 12.5,
    }
    assert cells["武胜县公安局"].fill.fgColor.rgb == "FFEDEDED"
    link = cells["武胜县水利局"].hyperlink
    assert link.target.startswith("FILE:///")
    assert link.location == "page=3"
    assert "第 3 页" in link.tooltip
    assert "12.50万元" in link.tooltip
    assert cells["武胜县水利局"].number_format == "#,##0.00"
    long = book["指标数据"]
    assert long.freeze_panes == "B2"
    assert long.max_row == 6


def test_unknown_format_is_said(made: Path, tmp_path: Path) -> None:
    with extractor.open_dataset(made) as dataset, pytest.raises(JuesuanError, match="parquet, csv, xlsx, jsonl"):
        export_dataset(dataset, tmp_path / "x", format="ods")
    result = CliRunner().invoke(app, ["export", str(tmp_path / "none"), "--to", str(tmp_path / "x")])
    assert result.exit_code == 2
    assert "D102" in result.output


def test_large_amounts_stay_exact_outside_the_workbook(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure("某局", fact("revenue.total", "12345678901234567.89", unit="元")))
    with extractor.open_dataset(path) as dataset:
        export_dataset(dataset, tmp_path / "x", format="jsonl")
    row = json.loads((tmp_path / "x" / "facts.jsonl").read_text("utf-8"))
    assert Decimal(row["yuan"]) == Decimal("12345678901234567.89")
