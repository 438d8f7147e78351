"""Tables are exact, sorted and whole; a dataset is swapped in one step; the package describes it."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from dataset_helpers import disclosure, fact, make_dataset, statement

import extractor
from extractor.dataset.rows import document_id, rows_bytes, rows_of, split_rows
from extractor.dataset.tables import READING_TABLES, TABLES
from extractor.dataset.writer import renew_tables, write_tables
from extractor.knowledge.loading import stamp
from extractor.ledger import Ledger
from extractor.problems import JuesuanError
from extractor.records import Finding, Operand


def test_amounts_keep_every_digit(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure("武胜县水利局", fact("expenditure.total", "123456789012.3457")))
    with extractor.open_dataset(path) as dataset:
        (row,) = dataset.rows("select value, yuan, printed, typeof(yuan) as kind from facts")
    assert row == {
        "value": Decimal("123456789012.3457"),
        "yuan": Decimal("1234567890123457"),
        "printed": "123456789012.3457",
        "kind": "DECIMAL(24,6)",
    }


def test_number_that_does_not_fit_is_null_and_said() -> None:
    rows = rows_of(disclosure("某局", fact("revenue.total", "0.1234567891", unit=None)))
    assert rows["facts"][0]["value"] is None
    assert [row["code"] for row in rows["problems"]] == ["D104"]
    assert rows["facts"][0]["printed"] == "0.1234567891"


def test_computed_share_that_does_not_come_out_even_is_rounded_and_no_problem() -> None:
    share, gap = (
        Operand("a ÷ b × 100", Decimal("28.57142857142857142857142857")),
        Decimal("0.00142857142857142857142857"),
    )
    found = Finding("f1", "text.share", "pass", "info", "…", share, None, gap, Decimal("0.01"), ())
    rows = rows_of(msgspec.structs.replace(disclosure("某局"), findings=(found,)))
    assert (rows["findings"][0]["left_value"], rows["findings"][0]["gap"]) == ("28.57142857", "0.00142857")
    assert rows["problems"] == []


def test_printed_zero_and_empty_cell_stay_apart(tmp_path: Path) -> None:
    form = statement("final.three_public", {"合计": {"final.total": "0.00", "final.abroad": ""}})
    path = make_dataset(tmp_path / "d", disclosure(statements=(form, statement("final.government_fund", {}))))
    with extractor.open_dataset(path) as dataset:
        rows = dataset.rows('select form, "row", "column", printed, yuan from statement_cells')
    assert rows == [
        {"form": "final.three_public", "row": 1, "column": "final.total", "printed": "0.00", "yuan": Decimal(0)},
        {"form": "final.three_public", "row": 1, "column": "final.abroad", "printed": "", "yuan": None},
        {"form": "final.government_fund", "row": 0, "column": None, "printed": None, "yuan": None},
    ]


def test_rows_are_in_order_of_their_key_whatever_the_order_of_reading(tmp_path: Path) -> None:
    items = [disclosure("武胜县水利局", fact("revenue.total", str(n)), year=2000 + n) for n in range(5)]
    tables = []
    for name, order in (("a", items), ("b", items[::-1])):
        path = make_dataset(tmp_path / name, *order)
        with extractor.open_dataset(path) as dataset:
            tables.append({table: dataset.rows(f"select * from {table}") for table in dataset})
    assert tables[0] == tables[1]
    documents = [row["document"] for row in tables[0]["facts"]]
    assert documents == sorted(documents)


def test_failed_documents_stand_with_their_code(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure(), failed={"cut.pdf": "I105"})
    with extractor.open_dataset(path) as dataset:
        (row,) = dataset.rows("select path, status, code, facts from documents where status = 'failed'")
        (problem,) = dataset.rows("select code, severity, stage from problems")
    assert row == {"path": "cut.pdf", "status": "failed", "code": "I105", "facts": None}
    assert problem == {"code": "I105", "severity": "error", "stage": "ingest"}


def test_manifest_fills_only_what_the_document_does_not_say(tmp_path: Path) -> None:
    declared = {"url": "https://x.gov.cn/a", "publisher": "普陀区财政局", "region": "上海市普陀区", "year": 2019}
    silent = disclosure(None, year=None, code=None)
    path = make_dataset(tmp_path / "d", disclosure("武胜县水利局"), silent, declared=declared)
    with extractor.open_dataset(path) as dataset:
        rows = dataset.rows(
            "select publisher, organisation, fiscal_year, region_code, url from documents order by fiscal_year"
        )
    assert [tuple(row.values()) for row in rows] == [
        ("普陀区财政局", "310107:财政局", 2019, "310107", "https://x.gov.cn/a"),
        ("武胜县水利局", "511622:水利局", 2024, "511622", "https://x.gov.cn/a"),
    ]


def test_same_document_in_two_formats_counts_once(tmp_path: Path) -> None:
    first = disclosure("武胜县水利局", fact("revenue.total", "12.50"), text="武胜县水利局，收入12.50万元。")
    spaced = disclosure("武胜县水利局", text="武胜县水利局 收入\n12.50 万元")
    other = disclosure("武胜县水利局", text="武胜县水利局，收入12.51万元。")
    path = make_dataset(tmp_path / "d", spaced, first, other)
    with extractor.open_dataset(path) as dataset:
        (row,) = dataset.rows(
            "select document, duplicate_of, duplicate_by from documents where duplicate_of is not null"
        )
        counted = dataset.rows("select document from counted")
    assert row == {
        "document": document_id(spaced.source.sha256),
        "duplicate_of": document_id(first.source.sha256),
        "duplicate_by": "same_text",
    }
    assert len(counted) == 2


def test_same_numbers_of_one_body_and_year_are_one_document(tmp_path: Path) -> None:
    def numbered(text: str, numbers: range, **more: str) -> extractor.Disclosure:
        facts = [fact("expenditure.total", f"{n}.5", dims={"function": f"2{n:02}"}) for n in numbers]
        return disclosure("武胜县水利局", *facts, text=text, **more)  # type: ignore[arg-type]

    path = make_dataset(
        tmp_path / "d",
        numbered("甲", range(40)),
        numbered("乙", range(39)),  # 39 of 40 numbers: the same
        numbered("丙", range(30)),  # 30 of 40: not
        numbered("丁", range(40), scope="unit"),  # the unit's own version is another document
    )
    with extractor.open_dataset(path) as dataset:
        rows = dataset.rows("select sha256, duplicate_by from documents where duplicate_of is not null")
    assert [row["duplicate_by"] for row in rows] == ["same_numbers"]


def test_tables_are_swapped_in_and_the_version_before_stays(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure())
    before = extractor.open_dataset(path)
    with Ledger(path) as ledger:
        (path / "tables" / ".building-1").mkdir()  # what a killed run leaves
        (path / "tables" / "v000009").mkdir()  # made, but never current
        write_tables(path, ledger)
        assert len(before.rows("select * from documents")) == 1  # an open reader goes on
        before.close()
        write_tables(path, ledger)
    assert sorted(entry.name for entry in (path / "tables").iterdir()) == ["v000002", "v000003"]
    assert json.loads((path / "datapackage.json").read_text("utf-8"))["juesuan:tables"] == "v000003"


def test_tables_are_renewed_only_when_something_changed(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure())
    with Ledger(path) as ledger:
        before = renew_tables(path, ledger)
        assert json.loads((path / "datapackage.json").read_text("utf-8"))["juesuan:tables"] == "v000001"
        assert before[0]["documents"] == 1
        entry = next(iter(ledger.readings()))
        ledger.record(entry._replace(status="failed", code="B101"))
        renew_tables(path, ledger)
    assert json.loads((path / "datapackage.json").read_text("utf-8"))["juesuan:tables"] == "v000002"


def test_a_dataset_of_an_older_schema_is_made_anew_from_its_documents(tmp_path: Path) -> None:
    item = disclosure("武胜县水利局", fact("revenue.total", "12.50"))
    path = make_dataset(tmp_path / "d", item)
    rows = next((path / "rows").glob("*/*.jsonl"))
    good = rows.read_bytes()
    rows.write_bytes(good.replace(b'"dataset_version":1', b'"dataset_version":0', 1))
    # version 1 had neither parts nor checks between documents
    next(path.glob("tables/*/parts.json")).unlink()
    next(path.glob("tables/*/cross_findings.parquet")).unlink()
    package = json.loads((path / "datapackage.json").read_text("utf-8"))
    older = {**package, "juesuan:schema_version": 1, "juesuan:made_of": "1", "resources": package["resources"][:-1]}
    (path / "datapackage.json").write_text(json.dumps(older), "utf-8")
    with pytest.raises(JuesuanError, match="重新运行 juesuan batch"):
        extractor.open_dataset(path)
    with Ledger(path) as ledger:
        counts, _ = renew_tables(path, ledger)
    assert counts["facts"] == 1
    assert rows.read_bytes() == good == rows_bytes(item)
    assert tuple(split_rows(good) or ()) == READING_TABLES
    with extractor.open_dataset(path) as dataset:
        assert dataset.tables == tuple(TABLES)


def test_package_describes_every_table_and_column(tmp_path: Path) -> None:
    import duckdb

    path = make_dataset(tmp_path / "d", disclosure("武胜县水利局", fact("revenue.total", "12.50")))
    package = json.loads((path / "datapackage.json").read_text("utf-8"))
    assert package["juesuan:knowledge"] == stamp().digest
    assert [resource["path"].split("/")[-1] for resource in package["resources"]] == [
        f"{name}.parquet" for name in TABLES
    ]
    for resource in package["resources"]:
        held = duckdb.sql(f"select * from read_parquet('{path / resource['path']}')").columns
        assert [field["name"] for field in resource["schema"]["fields"]] == held
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
    readme = (path / "README.md").read_text("utf-8")
    assert "`three_public.total` | “三公”经费合计" in readme
    assert "`duplicate_of`" in readme


def test_opening_what_is_no_dataset_or_a_newer_one(tmp_path: Path) -> None:
    with pytest.raises(JuesuanError) as caught:
        extractor.open_dataset(tmp_path)
    assert caught.value.code == "D102"
    path = make_dataset(tmp_path / "d", disclosure())
    package = json.loads((path / "datapackage.json").read_text("utf-8"))
    for other in (0, 99):
        (path / "datapackage.json").write_text(json.dumps({**package, "juesuan:schema_version": other}), "utf-8")
        with pytest.raises(JuesuanError) as caught:
            extractor.open_dataset(path)
        assert caught.value.code == "D103"


def test_missing_duckdb_is_said_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    path = make_dataset(tmp_path / "d", disclosure())
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(JuesuanError, match=r"juesuan\[dataset\]") as caught:
        extractor.open_dataset(path)
    assert caught.value.code == "D101"


def test_frames_are_exact(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    path = make_dataset(
        tmp_path / "d", disclosure("武胜县水利局", fact("revenue.total", "0.1"), fact("revenue.total", "0.2"))
    )
    with extractor.open_dataset(path) as dataset:
        frame, other = dataset.frame("facts"), dataset.polars("facts")
        whole = dataset.disclosure(frame["document"][0])
        assert dataset.table("facts").columns == [column.name for column in TABLES["facts"].columns]
        with pytest.raises(JuesuanError, match="没有这个表"):
            dataset.table("nothing")
    assert isinstance(frame, pandas.DataFrame)
    assert isinstance(other, polars.DataFrame)
    assert sum(frame["value"]) == Decimal("0.3") == other["value"].sum()
    assert whole.profile.publisher == "武胜县水利局"


def test_ledger_keeps_finished_readings_only(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure(), failed={"a.pdf": "B101"})
    base = sqlite3.connect(path / "ledger.sqlite")
    assert base.execute("select status, code from readings order by status").fetchall() == [
        ("complete", None),
        ("failed", "B101"),
    ]
    base.close()


def _all_rows(path: Path) -> dict[str, list[dict[str, object]]]:
    with extractor.open_dataset(path) as dataset:
        return {name: dataset.rows(f"select * from {name} order by all") for name in dataset}


def _body(number: int, **more: int) -> extractor.Disclosure:
    return disclosure(f"武胜县第{number}局", fact("three_public.total", f"{number}.5"), **more)  # type: ignore[arg-type]


def test_appending_gives_the_tables_of_one_go(tmp_path: Path) -> None:
    items = [*(_body(n) for n in range(12)), *(_body(n, year=2023) for n in range(3))]
    whole = make_dataset(tmp_path / "whole", *items)
    grown = make_dataset(tmp_path / "grown", *items[:10])
    for number in range(10, len(items) + 1):
        make_dataset(grown, *items[:number])
    assert _all_rows(grown) == _all_rows(whole)
    parts = json.loads(max(grown.glob("tables/*/parts.json")).read_text("utf-8").strip())["parts"]
    assert sum(len(part["documents"]) for part in parts) == len(items)
    assert len(parts) < 5


def test_parts_that_did_not_change_are_not_written_again(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", *(_body(n) for n in range(20)))
    (before,) = (file.stat().st_ino for file in path.glob("tables/*/facts.parquet"))
    make_dataset(path, *(_body(n) for n in range(21)))
    newest = max(path.glob("tables/v*"))
    assert (newest / "facts.parquet").stat().st_ino == before
    assert (newest / "facts-2.parquet").is_file()
    names = [resource["name"] for resource in json.loads((path / "datapackage.json").read_text("utf-8"))["resources"]]
    assert [name for name in names if name.startswith("facts")] == ["facts", "facts-2"]
    with extractor.open_dataset(path) as dataset:
        assert dataset.rows("select count(*) as n from facts") == [{"n": 21}]


def test_documents_that_changed_or_went_leave_their_part(tmp_path: Path) -> None:
    items = [_body(n) for n in range(12)]
    path = make_dataset(tmp_path / "d", *items)
    with Ledger(path) as ledger:
        entry = next(entry for entry in ledger.readings() if entry.sha256 == items[3].source.sha256)
        ledger.record(entry._replace(status="failed", code="B101", message="x"))
        ledger.see([file for file in ledger.files() if file.sha256 != items[5].source.sha256], prune=True)
        counts, _ = renew_tables(path, ledger)
    assert (counts["documents"], counts["facts"], counts["files"]) == (11, 10, 11)
    with extractor.open_dataset(path) as dataset:
        gone = {document_id(items[number].source.sha256) for number in (3, 5)}
        assert not gone & {row["document"] for row in dataset.rows("select document from facts")}
        (failed,) = dataset.rows("select document, code from documents where status = 'failed'")
    assert failed == {"document": document_id(items[3].source.sha256), "code": "B101"}


def test_a_dataset_that_lost_a_file_is_made_whole_again(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", _body(1))
    next(path.glob("tables/*/sections.parquet")).unlink()
    with Ledger(path) as ledger:
        renew_tables(path, ledger)
    assert len(_all_rows(path)["facts"]) == 1
