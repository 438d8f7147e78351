"""One figure over departments: exact, in one unit, missing told from zero, and questions instead of verdicts."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dataset_helpers import anchor, disclosure, fact, make_dataset, statement
from typer.testing import CliRunner

import extractor
from extractor.cli import app
from extractor.compare.page import page_of
from extractor.compare.query import compare
from extractor.compare.records import Comparison
from extractor.dataset.amounts import told
from extractor.problems import JuesuanError
from extractor.records import Disclosure

TOTAL = "three_public.total"


def compared(folder: Path, *disclosures: Disclosure, metric: str = TOTAL, **options: Any) -> Comparison:
    path = make_dataset(folder / "d", *disclosures)
    with extractor.open_dataset(path) as dataset:
        return compare(dataset, metric, **options)


def crossed(folder: Path, check: str) -> list[dict[str, Any]]:
    """The rows of one check between the disclosures that were compared, passes too."""
    with extractor.open_dataset(folder / "d") as dataset:
        query = 'select * from cross_findings where "check" = ? order by fiscal_year, name'
        return dataset.rows(query, [f"dataset.{check}"])


def test_units_are_normalised_and_ranking_is_by_yuan(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact(TOTAL, "12.5")),
        disclosure("武胜县乙局", fact(TOTAL, "200000", unit="元")),
        disclosure("武胜县丙局", fact(TOTAL, "99", unit=None)),
    )
    assert found.unit == "元"
    assert [(figure.name, figure.amount) for figure in found.present] == [
        ("武胜县乙局", 200000),
        ("武胜县甲局", 125000),
    ]
    assert [figure.name for figure in found.missing] == ["武胜县丙局"]  # a number without a unit is no amount


def test_missing_is_not_zero_and_says_why(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact(TOTAL, "0")),
        disclosure("武胜县乙局", topics=["narrative.three_public.overall"]),
        disclosure("武胜县丙局", topics=["narrative.summary"]),
        disclosure("武胜县丁局", statements=(statement("final.three_public", {"合计": {"final.total": ""}}),)),
    )
    (group,) = found.groups
    assert (group.publications, group.present, group.zero, group.total) == (4, 1, 1, 0)
    assert {figure.name: figure.reason for figure in found.missing} == {
        "武胜县乙局": "有这一节，但没有读出这个数",
        "武胜县丙局": "没有这一节，也没有读出这个数",
        "武胜县丁局": "报表中这一项是空的",
    }


def test_only_the_figure_of_the_whole_and_of_its_own_year_counts(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure(
            "武胜县甲局",
            fact("expenditure.total", "1", dims={"function": "204"}),
            fact("expenditure.total", "2", year=2023),
            fact("expenditure.total", "3", measure="change"),
            fact("expenditure.total", "4"),
            fact("expenditure.total", "5", measure="budget"),
        ),
        metric="expenditure.total",
    )
    assert [figure.amount for figure in found.figures] == [40000]
    assert [(line.budget, line.final, line.rate) for line in found.against] == [(50000, 40000, 80)]


def test_form_goes_before_sentence_and_conflict_is_asked(tmp_path: Path) -> None:
    cell = fact(TOTAL, "12.50", origin="cell", anchor=anchor("12.50", page=9))
    found = compared(tmp_path, disclosure("武胜县甲局", fact(TOTAL, "15"), cell))
    assert [(figure.amount, figure.page) for figure in found.figures] == [(125000, 9)]
    (question,) = found.questions
    assert "12.50万元" in question.text
    assert question.text.endswith("？")


def test_narrative_and_tables_of_one_body_are_one_publication(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("四川省武胜县甲局", fact("expenditure.total", "100"), text="说明"),
        disclosure("武胜县甲局", fact(TOTAL, "3"), text="报表"),
    )
    assert [(figure.amount, figure.reason) for figure in found.figures] == [(30000, None)]


def test_change_joins_years_right_after_each_other(tmp_path: Path) -> None:
    years = {2020: "10", 2021: "25", 2023: "25", 2024: "0"}
    found = compared(
        tmp_path, *(disclosure("武胜县甲局", fact(TOTAL, value, year=year), year=year) for year, value in years.items())
    )
    assert [(change.year, change.change, change.rate) for change in found.changes] == [
        (2021, 150000, 150),
        (2024, -250000, -100),
    ]
    assert [question.year for question in found.questions] == [2021, 2024]


def test_unit_slip_between_years_is_asked(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact(TOTAL, "125000", year=2023), year=2023),
        disclosure("武胜县甲局", fact(TOTAL, "12.4")),
    )
    assert "一万倍" in found.questions[0].text


def test_last_year_is_checked_against_the_base_this_year_implies(tmp_path: Path) -> None:
    change = fact(TOTAL, "5", measure="change", base_year=2023, basis="actual")
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact(TOTAL, "9", year=2023), year=2023),
        disclosure("武胜县甲局", fact(TOTAL, "15"), change),
        disclosure("武胜县乙局", fact(TOTAL, "10.01", year=2023), year=2023),
        disclosure("武胜县乙局", fact(TOTAL, "15"), change),  # within rounding
    )
    judged = {finding.name: finding for finding in found.findings if finding.check == "dataset.last_year"}
    wrong = judged["武胜县甲局"]
    assert (wrong.outcome, wrong.severity, wrong.gap) == ("fail", "warning", Decimal(-10_000))
    assert wrong.left is not None
    assert wrong.right is not None
    assert (wrong.left.amount, wrong.left.year, wrong.right.amount, wrong.right.year) == (90_000, 2023, 100_000, 2024)
    passed = {row["name"]: row for row in crossed(tmp_path, "last_year")}["武胜县乙局"]
    assert (passed["outcome"], passed["gap"], passed["allowed"]) == ("pass", Decimal(100), Decimal(250))
    assert found.outcomes["fail"] == 1
    assert found.outcomes["pass"] >= 1


def test_carryover_of_two_years_is_checked(tmp_path: Path) -> None:
    whole = "total.expenditure"
    found = compared(
        tmp_path,
        disclosure(
            "武胜县甲局", fact(whole, "9", year=2023), fact("expenditure.closing_carryover", "3", year=2023), year=2023
        ),
        disclosure("武胜县甲局", fact(whole, "9"), fact("revenue.opening_carryover", "4")),
        metric=whole,
    )
    outcomes = {row["fiscal_year"]: row["outcome"] for row in crossed(tmp_path, "carryover")}
    assert [finding.year for finding in found.findings if finding.check == "dataset.carryover"] == [2024]
    assert outcomes == {2023: "not_applicable", 2024: "fail"}  # of 2022 there is no publication


def test_a_missing_side_between_years_is_not_evaluable(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact("total.expenditure", "9", year=2023), year=2023),
        disclosure("武胜县甲局", fact("revenue.opening_carryover", "4")),
        metric="total.expenditure",
    )
    (late,) = [each for each in found.findings if each.check == "dataset.carryover" and each.year == 2024]
    assert late.outcome == "not_evaluable"
    assert "缺少年末结转和结余" in late.message


@pytest.mark.parametrize(("of_station", "outcome"), [("30", "pass"), ("31", "fail")])
def test_a_department_is_its_units_together(tmp_path: Path, of_station: str, outcome: str) -> None:
    units = fact("organisation.units", "2", unit="个", measure="count")
    found = compared(
        tmp_path,
        disclosure("武胜县公安局", fact(TOTAL, "100"), fact("expenditure.total", "900"), units),
        disclosure("武胜县公安局", fact(TOTAL, "70"), fact("expenditure.total", "600"), scope="unit"),
        disclosure("武胜县公安局看守所", fact(TOTAL, of_station), fact("expenditure.total", "300"), scope="unit"),
    )
    rows = {row["metric"]: row["outcome"] for row in crossed(tmp_path, "units") if row["left_value"]}
    assert rows == {TOTAL: outcome, "expenditure.total": "pass"}
    assert {row["outcome"] for row in crossed(tmp_path, "same_body")} == {"pass"}
    assert (found.outcomes["fail"] > 0) == (outcome == "fail")


def test_a_count_that_may_hold_the_department_itself_proves_no_gap(tmp_path: Path) -> None:
    """2 units: 本级 and 看守所, or 看守所 and another that is not here. No sum is right, so nothing is said to be wrong."""
    compared(
        tmp_path,
        disclosure("武胜县公安局", fact(TOTAL, "100"), fact("organisation.units", "2", unit="个", measure="count")),
        disclosure("武胜县公安局", fact(TOTAL, "70"), scope="unit"),
        disclosure("武胜县公安局看守所", fact(TOTAL, "20"), scope="unit"),
    )
    rows = [row for row in crossed(tmp_path, "units") if row["metric"] == TOTAL]
    assert [(row["outcome"], "可能缺一个" in row["message"]) for row in rows] == [("not_evaluable", True)]


def test_a_department_without_all_its_units_is_not_evaluable(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县公安局", fact(TOTAL, "100"), fact("organisation.units", "5", unit="个", measure="count")),
        disclosure("武胜县公安局", fact(TOTAL, "170"), scope="unit"),
    )
    judged = {finding.check: finding for finding in found.findings}
    assert judged["dataset.units"].outcome == "not_evaluable"
    assert "5 个，数据集中有 1 个" in judged["dataset.units"].message
    assert judged["dataset.same_body"].outcome == "fail"  # a part can not exceed its whole


def test_an_outlier_is_information(tmp_path: Path) -> None:
    usual = [disclosure(f"武胜县第{n}局", fact(TOTAL, str(10 + n % 5))) for n in range(12)]
    found = compared(tmp_path, *usual, disclosure("武胜县大局", fact(TOTAL, "5000")))
    outliers = [each for each in found.findings if each.check == "dataset.outlier"]
    assert [(each.name, each.severity) for each in outliers if each.outcome == "fail"] == [("武胜县大局", "info")]
    assert "跨文件核对" in page_of(found)


def test_outlier_among_peers_is_a_question(tmp_path: Path) -> None:
    usual = [disclosure(f"武胜县第{n}局", fact(TOTAL, str(10 + n % 5))) for n in range(12)]
    found = compared(tmp_path, *usual, disclosure("武胜县大局", fact(TOTAL, "5000")))
    assert [(question.name, "？" in question.text) for question in found.questions] == [("武胜县大局", True)]


def test_few_peers_have_no_outliers(tmp_path: Path) -> None:
    found = compared(
        tmp_path, disclosure("武胜县甲局", fact(TOTAL, "1")), disclosure("武胜县乙局", fact(TOTAL, "5000"))
    )
    assert found.questions == ()


def test_per_head_and_structure(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure(
            "武胜县甲局",
            fact(TOTAL, "12"),
            fact("three_public.vehicle", "9"),
            fact("three_public.reception", "3"),
            fact("staff.count", "30", unit="人", measure="count"),
        ),
    )
    (figure,) = found.present
    assert figure.per_head == Decimal(4000)
    assert figure.parts == {"three_public.vehicle": 90000, "three_public.reception": 30000}


def test_budget_document_against_final_account(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县甲局", fact(TOTAL, "20", measure="budget"), kind="budget"),
        disclosure("武胜县甲局", fact(TOTAL, "15"), fact(TOTAL, "18", measure="budget")),
    )
    assert found.by == ("region", "year", "kind")  # kinds are never added up
    assert [(line.budget, line.final, line.rate) for line in found.against] == [(200000, 150000, 75)]


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("metric", "three_public.totl", "three_public.total"),
        ("by", "town", "region, province"),
        ("kind", "draft", "budget"),
    ],
)
def test_unknown_names_are_said_with_what_is_known(tmp_path: Path, option: str, value: str, expected: str) -> None:
    path = make_dataset(tmp_path / "d", disclosure())
    options: dict[str, Any] = {"metric": TOTAL, option: [value] if option == "by" else value}
    with extractor.open_dataset(path) as dataset, pytest.raises(JuesuanError, match=expected) as caught:
        compare(dataset, options.pop("metric"), **options)
    assert caught.value.code == "D105"


def test_page_is_whole_and_hostile_names_are_text(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        disclosure("武胜县<script>alert(1)</script>局", fact(TOTAL, "12.5"), fact("three_public.vehicle", "9")),
        disclosure("武胜县乙局", fact(TOTAL, "1", year=2023), year=2023),
        disclosure("武胜县乙局", fact(TOTAL, "5")),
        disclosure("武胜县丙局"),
    )
    page = page_of(found)
    assert "<script>" not in page
    assert "http" not in page  # needs nothing from elsewhere
    for heading in ("覆盖", "分组", "排序", "构成", "逐年变化", "值得一问", "没有这个数的公开文件"):
        assert f"<h2>{heading}</h2>" in page
    assert "3 / 4" in page


def test_command_gives_csv_with_missing_rows(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure("武胜县甲局", fact(TOTAL, "12.50")), disclosure("武胜县乙局"))
    result = CliRunner().invoke(app, ["compare", str(path), "--metric", TOTAL, "--csv"])
    assert result.exit_code == 0
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    assert (rows["武胜县甲局"]["amount"], rows["武胜县甲局"]["unit"], rows["武胜县甲局"]["page"]) == (
        "125000",
        "元",
        "3",
    )
    assert (rows["武胜县乙局"]["amount"], rows["武胜县乙局"]["reason"] != "") == ("", True)


def test_command_shows_tables_and_refuses_unknown_metrics(tmp_path: Path) -> None:
    path = make_dataset(tmp_path / "d", disclosure("武胜县甲局", fact(TOTAL, "12.50")))
    shown = CliRunner().invoke(app, ["compare", str(path), "--metric", TOTAL, "--by", "publisher"])
    assert shown.exit_code == 0
    assert "12.50万元" in shown.stdout
    assert CliRunner().invoke(app, ["compare", str(path), "--metric", "nothing"]).exit_code == 2


def test_amounts_for_reading() -> None:
    assert [
        told(Decimal(value), unit) for value, unit in (("12563000", "元"), ("999", "元"), ("0", "元"), ("1200", "辆"))
    ] == [
        "1,256.30万元",
        "999元",
        "0元",
        "1,200辆",
    ]


def test_foreign_money_is_not_taken_for_yuan(tmp_path: Path) -> None:
    found = compared(tmp_path, disclosure("武胜县甲局", fact(TOTAL, "12", unit="万美元")))
    assert [figure.amount for figure in found.figures] == [None]


def test_a_county_that_became_a_district_is_one_body_over_its_years(tmp_path: Path) -> None:
    def of(publisher: str, code: str, year: int, value: str) -> Disclosure:
        return disclosure(publisher, fact(TOTAL, value, year=year), year=year, code=code)

    found = compared(
        tmp_path,
        of("绵阳市安县财政局", "510724", 2015, "10"),
        of("绵阳市安州区财政局", "510705", 2016, "12"),
        of("淮安市清河区财政局", "320802", 2015, "7"),
        of("淮安市清江浦区财政局", "320812", 2016, "15"),
        of("武胜县食品药品监督管理局", "511622", 2015, "3"),
        of("武胜县市场监督管理局", "511622", 2016, "9"),
    )
    assert [(change.name, change.year, change.change) for change in found.changes] == [
        ("绵阳市安州区财政局", 2016, 20_000)
    ]
    assert {figure.region_code for figure in found.figures if figure.body == "510705:财政局"} == {"510724", "510705"}
    linked, merged, reorganised = found.notes
    assert "绵阳市安县2016年改为绵阳市安州区，1个机构" in linked
    assert "淮安市清河区2016年并入清江浦区" in merged
    assert "没有相连" in merged
    assert "食品药品监督管理局2018年机构改革" in reorganised
    assert linked in page_of(found)
