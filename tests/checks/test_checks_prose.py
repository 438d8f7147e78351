"""Checks over the prose: what departments get wrong is found with its cause, and what they get right is never an error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractor.checks import findings_of
from extractor.knowledge.checks import load_checks
from extractor.records import (
    Anchor,
    Disclosure,
    Fact,
    Finding,
    KnowledgeStamp,
    Paragraph,
    Profile,
    Source,
)

SCALES = {"万元": 10_000, "元": 1}


def fact(metric: str, measure: str, value: str, unit: str | None = "万元", *, at: int = 0, **fields: Any) -> Fact:
    number = Decimal(value)
    return Fact(
        id=f"f{at}",
        metric=metric,
        measure=measure,  # type: ignore[arg-type]
        year=fields.pop("year", 2020),
        base_year=fields.pop("base_year", 2019 if measure in ("change", "change_rate") else None),
        basis=fields.pop("basis", None),
        dims=fields.pop("dims", {}),
        value=number,
        unit=unit,
        yuan=number * SCALES[unit] if unit in SCALES else None,
        printed=value,
        score=1.0,
        decided_by="test",
        origin=fields.pop("origin", "prose"),
        entity_id=None,
        statement_id=fields.pop("statement_id", None),
        anchor=Anchor(page=1, box=None, start=at, end=at + 1, quote="x"),
    )


def document(*facts: Fact, kind: str = "final_account", text: str = "") -> Disclosure:
    place = Anchor(page=1, box=None, start=0, end=1000, quote="")
    return Disclosure(
        schema="juesuan/disclosure",
        schema_version="1",
        knowledge=KnowledgeStamp("1", "0"),
        source=Source("t", "0", "text/plain", 1, None, "none"),
        status="complete",
        profile=Profile(kind=kind, fiscal_year=2020),  # type: ignore[arg-type]
        text=text,
        paragraphs=(Paragraph("p1", None, "other", 1.0, 0, 1000, place),),
        facts=tuple(facts),
    )


def of(check: str, *facts: Fact, **fields: Any) -> list[Finding]:
    return [finding for finding in findings_of(document(*facts, **fields)) if finding.check == check]


def growth(value: str, change: str, rate: str) -> Finding:
    (finding,) = of(
        "text.growth",
        fact("operating_cost", "actual", value, at=1),
        fact("operating_cost", "change", change, at=2),
        fact("operating_cost", "change_rate", rate, "%", at=3),
    )
    return finding


@pytest.mark.parametrize(
    ("value", "change", "rate"),
    [
        ("27758.21", "3210.11", "13.07"),  # 13.0768: truncated
        ("27758.21", "3210.11", "13.08"),  # rounded
        ("9411.33", "-2089.13", "-18.17"),
        ("1021.73", "-1801.95", "-63.81"),
        ("0.95", "0", "0"),
    ],
)
def test_a_right_growth_rate_passes_rounded_or_truncated(value: str, change: str, rate: str) -> None:
    assert growth(value, change, rate).outcome == "pass"


@pytest.mark.parametrize(
    ("value", "change", "rate", "cause"),
    [
        ("27758.21", "3562.61", "12.83", "除以了本年数"),
        ("330.37", "0.84", "2.54", "十倍"),
        ("9411.33", "-2089.13", "18.17", "正负号"),
        ("120", "20", "120", "本年数占上年数"),
    ],
)
def test_a_wrong_growth_rate_fails_with_its_cause(value: str, change: str, rate: str, cause: str) -> None:
    finding = growth(value, change, rate)
    assert (finding.outcome, finding.severity) == ("fail", "error")
    assert finding.cause is not None
    assert cause in finding.cause


def test_growth_from_zero_has_no_rate() -> None:
    assert growth("0.16", "0.16", "160").cause == "分母为零时没有百分比"
    assert growth("0", "0", "0").outcome == "not_applicable"


def test_a_rate_without_its_amount_is_not_evaluable_and_says_what_is_missing() -> None:
    (finding,) = of(
        "text.growth",
        fact("operating_cost", "actual", "5", at=1),
        fact("operating_cost", "change_rate", "3", "%", at=2),
    )
    assert finding.outcome == "not_evaluable"
    assert "增减额" in finding.message


def test_both_sides_added_up_is_found() -> None:
    (finding,) = of(
        "text.double_total",
        fact("total.revenue_and_expenditure", "actual", "27758.21", at=1),
        fact("revenue.total", "actual", "14151.1", at=2),
        fact("expenditure.total", "actual", "13607.11", at=3),
    )
    assert (finding.outcome, finding.cause) == ("fail", "把收入与支出相加，写成了两者之和")


def test_share_against_its_whole() -> None:
    def share(printed: str) -> Finding:
        (finding,) = of(
            "text.share",
            fact("expenditure.total", "actual", "13607.11", at=1),
            fact("expenditure.basic", "actual", "9411.33", at=2),
            fact("expenditure.basic", "share", printed, "%", at=3, dims={"of": "expenditure.total"}),
        )
        return finding

    assert share("69.16").outcome == "pass"
    assert share("69.1").outcome == "pass"
    assert share("68.16").outcome == "fail"
    wrong = share("6.916")
    assert wrong.cause is not None
    assert "十倍" in wrong.cause


def test_parts_by_type_against_the_count() -> None:
    def vehicles(*parts: str) -> list[Finding]:
        return of(
            "text.parts",
            fact("three_public.vehicles_owned", "count", "67", "辆", at=1),
            *(
                fact(
                    "three_public.vehicles_owned", "count", part, "辆", at=2 + index, dims={"vehicle_type": f"t{index}"}
                )
                for index, part in enumerate(parts)
            ),
        )

    assert [finding.outcome for finding in vehicles("36", "4", "2", "25")] == ["pass"]
    assert [finding.outcome for finding in vehicles("36", "4", "2", "24")] == ["fail"]


def test_a_gap_of_the_last_printed_digit_is_no_error() -> None:
    """251.25 = 4.79 + 0 + 246.47 misses by 0.01: rounding of three amounts explains it."""
    findings = of(
        "text.parts",
        fact("procurement.total", "actual", "251.25", at=1),
        fact("procurement.goods", "actual", "4.79", at=2),
        fact("procurement.works", "actual", "0", at=3),
        fact("procurement.services", "actual", "246.47", at=4),
    )
    assert [finding.outcome for finding in findings] == ["pass"]
    assert findings[0].gap == Decimal("-100")


def test_text_against_form_names_the_unit_slip() -> None:
    (finding,) = of(
        "text.form_value",
        fact("revenue.total", "actual", "2946.25", "元", at=1),
        fact("revenue.total", "actual", "2946.25", "万元", at=5, origin="cell", statement_id="t1"),
    )
    assert finding.outcome == "fail"
    assert finding.cause is not None
    assert "万元混用" in finding.cause


def test_the_same_thing_said_twice_with_two_numbers() -> None:
    (finding,) = of(
        "text.said_twice",
        fact("three_public.total", "actual", "330.53", at=1),
        fact("three_public.total", "actual", "330.35", at=2),
    )
    assert (finding.outcome, finding.cause) == ("fail", "数字前后颠倒")


def test_no_money_but_vehicles_bought() -> None:
    (finding,) = of(
        "text.purchase",
        fact("three_public.vehicle_purchase", "actual", "0", at=1),
        fact("three_public.vehicles_purchased", "count", "7", "辆", at=2),
    )
    assert finding.outcome == "fail"


def test_template_residue_is_quoted() -> None:
    found = of("disclosure.residue", text="与上年相比增加（减少）5万元。")
    assert [finding.evidence[0].quote for finding in found] == ["增加（减少）"]
    (nothing,) = of("disclosure.residue_of_nothing", text="与上年相比增加（减少） 0 万元。")
    assert (nothing.outcome, nothing.severity) == ("fail", "info")


def test_check_ids_are_known_to_the_users() -> None:
    """Ids are cited in reports: none is renamed or dropped by accident."""
    ids = load_checks().ids()
    assert len(ids) == len(set(ids))
    assert {
        "final.summary.balance",
        "form.hierarchy",
        "form.row_sum",
        "text.share",
        "text.growth",
        "text.form_value",
    } <= set(ids)


def parts(whole: str, *amounts: str) -> Finding:
    metrics = ("procurement.goods", "procurement.works", "procurement.services")
    (finding,) = of(
        "text.parts",
        fact("procurement.total", "actual", whole, at=1),
        *(
            fact(metric, "actual", value, at=at)
            for at, (metric, value) in enumerate(zip(metrics, amounts, strict=True), 2)
        ),
    )
    return finding


@pytest.mark.parametrize(
    ("whole", "amounts", "cause"),
    [
        ("160.50", ("100.20", "20.30", "40.00"), None),
        ("160.50", ("100.20", "20.30", "40.10"), "有一位数字不同"),
        ("165.50", ("100.20", "20.30", "40.00"), "有一位数字不同"),
        ("106.50", ("100.20", "20.30", "40.00"), "数字前后颠倒"),
        ("160.50", ("1002000.00", "20.30", "40.00"), "分项 1002000.00万元 似应为 100.20万元：差一万倍"),
        ("120.50", ("100.20", "20.30", "40.00"), "差额等于分项 40.00万元"),
    ],
)
def test_a_gap_between_parts_and_whole_is_explained(whole: str, amounts: tuple[str, ...], cause: str | None) -> None:
    finding = parts(whole, *amounts)
    assert finding.outcome == ("pass" if cause is None else "fail")
    assert (finding.cause is None) if cause is None else cause in (finding.cause or "")


def test_a_digit_of_the_amount_explains_a_rate_that_does_not_fit() -> None:
    """855.79 of 8260.00 is 10.36%; 895.79 would make the printed 10.84% right."""
    (finding,) = of(
        "text.share",
        fact("expenditure.total", "actual", "8260.00", at=1),
        fact("expenditure.basic", "actual", "855.79", at=2),
        fact("expenditure.basic", "share", "10.84", "%", at=3, dims={"of": "expenditure.total"}),
    )
    assert finding.cause == "按 895.79万元 计算则相符，855.79万元 有一位数字不同，疑似笔误"
    assert (
        growth("19563.00", "-1395.00", "-8.23").cause
        == "按 15563.00万元 计算则相符，19563.00万元 有一位数字不同，疑似笔误"
    )


def test_a_rate_a_hundred_times_too_large_keeps_its_digits() -> None:
    """345.00% for 3.45%: 3.4512 rounded before its point was moved."""
    cause = growth("103.4512", "3.4512", "345.00").cause
    assert cause is not None
    assert "一百倍" in cause
