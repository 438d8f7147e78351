"""What a fail says of its cause: computed from the numbers, or said that no usual slip explains it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from extractor.checks.book import Amount
from extractor.checks.causes import likely_cause, percent_slip
from extractor.checks.results import UNEXPLAINED
from extractor.knowledge import checks as catalogue
from extractor.knowledge.checks import load_checks, validated
from extractor.problems import KnowledgeError
from extractor.records import Finding
from tests.checks.test_checks_catalogue import Writer


def only(writer: Writer, check: str) -> Finding:
    (finding,) = [finding for finding in writer.of(check) if finding.outcome == "fail"]
    return finding


def money(printed: str, unit: str) -> Amount:
    value = Decimal(printed) * (10_000 if unit == "万元" else 1)
    return Amount(value, Decimal(0), printed, unit, (), True)


@pytest.mark.parametrize(
    ("left", "right", "cause"),
    [
        (("85.7", "万元"), ("15.70", "万元"), "一位数字"),  # a zero that is not printed
        (("350.35", "万元"), ("3503499", "元"), None),  # the same but for rounding: no slip
        (("353.05", "万元"), ("3503499", "元"), "颠倒"),
        (("303.18", "万元"), ("301.38", "万元"), "颠倒"),  # over the point
        (("12.34", "万元"), ("98.76", "万元"), None),
    ],
)
def test_digits_are_compared_in_one_unit(left: tuple[str, str], right: tuple[str, str], cause: str | None) -> None:
    found = likely_cause(money(*left), money(*right))
    assert (found is None) if cause is None else (found is not None and cause in found)


def test_a_digit_of_a_percent() -> None:
    assert percent_slip(Decimal("79.05"), Decimal("79.0912")) == "有一位数字不同，疑似笔误"
    assert percent_slip(Decimal("14.85"), Decimal("14.58")) == "数字前后颠倒"
    assert percent_slip(Decimal("1.66"), Decimal("1.69")) is None  # of three digits one differs by accident
    assert percent_slip(Decimal("129.97"), Decimal("129.29")) is None


def test_a_gap_that_no_slip_explains_is_said_to_be_so() -> None:
    writer = Writer().fact("operating_cost", "actual", "735.41").fact("operating_cost", "actual", "862.19", at=95_000)
    finding = only(writer, "text.said_twice")
    assert finding.cause is None
    assert finding.message.endswith(UNEXPLAINED)


def test_more_things_counted_than_listed_though_the_list_has_all_the_money() -> None:
    def bought(text: str) -> Finding:
        writer = Writer(text=text).fact("three_public.vehicle_purchase", "actual", "43.50", at=0)
        writer.fact("three_public.vehicles_purchased", "count", "4", "辆", at=20)
        writer.fact("three_public.vehicles_purchased", "count", "3", "辆", at=30, dims={"vehicle_type": "轿车"})
        return only(writer, "text.parts")

    complete = bought("公务用车购置支出43.50万元。更新购置公务用车4辆，其中：轿车3辆、金额43.50万元。")
    assert "没有漏列，疑似总数 4辆 有误" in (complete.cause or "")
    short = bought("公务用车购置支出43.50万元。更新购置公务用车4辆，其中：轿车3辆、金额31.20万元。")
    assert short.cause is None


def test_a_count_said_otherwise_elsewhere() -> None:
    writer = Writer().fact("assets.vehicles", "count", "9", "辆")
    writer.fact("assets.vehicles", "count", "5", "辆", dims={"vehicle_use": "执法执勤用车"})
    writer.fact("assets.vehicles", "count", "3", "辆", dims={"vehicle_use": "机要通信用车"})
    assert only(writer, "text.parts").cause is None
    writer.fact("assets.vehicles", "count", "8", "辆", at=95_000)
    finding = next(f for f in writer.of("text.parts") if f.outcome == "fail")
    assert finding.cause == "另有 1 处写作 8辆，疑似此处有误"


def test_two_sets_of_numbers_of_one_project() -> None:
    dims = {"project": "监测站运行"}
    writer = (
        Writer()
        .fact("project.budget", "budget", "80.00", dims=dims)
        .fact("project.executed", "actual", "80.00", dims=dims)
    )
    writer.fact("project.executed", "actual", "71.25", dims={"project": "监测站运行项目"}, at=95_000)
    finding = only(writer, "text.said_twice")
    assert "80.00万元 与同一项目的项目预算数相同，疑似预算数与执行数混用" in (finding.cause or "")
    writer.fact("project.funds_received", "actual", "71.25", dims=dims, at=95_100)
    assert "两处各成一套" in (only(writer, "text.said_twice").cause or "")


def test_what_is_left_of_a_project_is_not_its_execution_said_again() -> None:
    dims = {"project": "监测站运行"}
    writer = (
        Writer()
        .fact("project.executed", "actual", "80.00", dims=dims)
        .fact("project.executed", "actual", "9.00", dims=dims)
    )
    assert "fail" not in writer.outcomes("text.said_twice")


def test_the_budget_written_for_the_final_amount() -> None:
    writer = Writer().form(
        "final.three_public", ("合计", None, None, {"final.total": "31.40", "budget.total": "36.90"})
    )
    cell = {"origin": "cell", "statement_id": "t0"}
    writer.fact("three_public.total", "actual", "31.40", **cell).fact("three_public.total", "budget", "36.90", **cell)
    finding = only(writer.fact("three_public.total", "actual", "36.90"), "text.form_value")
    assert finding.cause == "36.9 与同一项的预算数相同，疑似误填预算数"


def test_the_amount_of_another_total() -> None:
    cell = {"origin": "cell", "statement_id": "t0"}
    writer = Writer().form("final.basic", ("合计", None, None, {"amount": "1234.56"}))
    writer.fact("general_public.basic", "actual", "1234.56", **cell).fact(
        "expenditure.total", "actual", "1987.65", at=95_000
    )
    finding = only(writer.fact("general_public.basic", "actual", "1987.65"), "text.form_value")
    assert finding.cause == "1987.65 与“本年支出合计”的数相同，疑似误抄"


def test_a_gap_that_is_another_amount() -> None:
    cell = {"origin": "cell", "statement_id": "t0"}
    writer = Writer().form("final.basic", ("合计", None, None, {"amount": "1234.56"}))
    writer.fact("general_public.basic", "actual", "1234.56", **cell).fact(
        "procurement.services", "actual", "37.29", at=95_000
    )
    finding = only(writer.fact("general_public.basic", "actual", "1271.85"), "text.form_value")
    assert "37.29万元，疑似一处包含、一处未包含" in (finding.cause or "")


def test_the_other_budget_was_meant() -> None:
    """年初预算0万元，全年预算321.02万元，支出决算307.82万元，完成年初预算的95.89%."""

    def done(year_budget: str) -> Finding:
        writer = Writer().fact("general_public.expenditure", "budget_initial", "0")
        writer.fact("general_public.expenditure", "budget", year_budget)
        writer.fact("general_public.expenditure", "actual", "307.82")
        writer.fact("general_public.expenditure", "completion", "95.89", "%")
        writer.facts[-1] = msgspec.structs.replace(writer.facts[-1], basis="budget_initial")
        return only(writer, "text.completion")

    assert "按全年预算 321.02万元 计算则相符" in (done("321.02").cause or "")
    assert done("331.02").cause == "分母为零时没有百分比"


def test_the_rate_of_the_line_before() -> None:
    def line(function: str, now: str, moved: str, rate: str) -> None:
        dims = {"function": function, "function_name": function}
        writer.fact("fiscal.expenditure", "actual", now, dims=dims)
        writer.fact("fiscal.expenditure", "change", moved, dims=dims)
        writer.fact("fiscal.expenditure", "change_rate", rate, "%", dims=dims)

    writer = Writer()
    line("2080505", "441.25", "166.40", "60.54")
    line("2080506", "220.63", "88.04", "60.54")
    assert "的增减率相同，疑似误抄相邻一行" in (only(writer, "text.growth").cause or "")


def test_shares_left_of_older_amounts() -> None:
    def shares(*printed: str) -> list[Finding]:
        writer = Writer().fact("three_public.total", "budget", "40.00")
        names = ("three_public.abroad", "three_public.vehicle", "three_public.reception")
        for metric, value, share in zip(names, ("8.00", "24.00", "8.00"), printed, strict=True):
            writer.fact(metric, "budget", value).fact(metric, "share", share, "%", dims={"of": "three_public.total"})
        writer.kind = "budget"
        return [finding for finding in writer.of("text.share") if finding.outcome == "fail"]

    old = shares("21.37", "58.26", "20.37")
    assert len(old) == 3
    assert all("疑似按修改前的金额计算" in (finding.cause or "") for finding in old)
    assert shares("20.00", "60.00", "20.00") == []
    assert all("修改前" not in (finding.cause or "") for finding in shares("20.00", "61.72", "20.00"))


def test_a_class_that_the_shares_leave_out() -> None:
    def listed(project: str) -> Writer:
        writer = Writer().form(
            "final.general_public",
            ("一般公共服务支出", "201", None, {"total": "60.00"}),
            ("社会保障和就业支出", "208", None, {"total": "30.00"}),
            ("住房保障支出", "221", None, {"total": project}),
        )
        writer.fact("general_public.expenditure", "actual", "100.00")
        for code, value in (("201", "60"), ("208", "30")):
            writer.fact("general_public.expenditure", "actual", value, dims={"function": code, "function_name": code})
            dims = {"function": code, "function_name": code, "of": "general_public.expenditure"}
            writer.fact("general_public.expenditure", "share", value, "%", dims=dims)
        return writer

    assert only(listed("10.00"), "text.shares_sum").cause == "漏列221 住房保障支出"
    assert (
        listed("9.00").outcomes("text.shares_sum") == []
    )  # the gap is no class: perhaps the list is not meant to be whole


def test_a_line_that_the_text_leaves_out() -> None:
    writer = Writer().form(
        "final.general_public",
        ("行政运行", "2010101", None, {"total": "60.00"}),
        ("事业运行", "2010150", None, {"total": "30.00"}),
        ("住房公积金", "2210201", None, {"total": "10.00"}),
    )
    writer.fact("general_public.expenditure", "actual", "100.00").fact(
        "general_public.expenditure", "budget_initial", "90.00"
    )
    for code, value in (("2010101", "60"), ("2010150", "30")):
        for measure in ("actual", "budget_initial"):
            writer.fact("general_public.expenditure", measure, value, dims={"function": code, "function_name": code})
    assert only(writer, "text.function_sum").cause == "文字漏列 2210201 住房公积金（10.00万元）"


def test_a_bare_share_is_of_what_the_shares_beside_it_are_of() -> None:
    """…授予中小企业合同金额400.1万元，占采购总额的91.6%，其中小微企业210万元，占48.08%: of the total, too."""

    def micro(share: str) -> list[str]:
        text = " " * 10_040 + "其中小微企业合同金额210万元，占" + "48.08%"
        writer = (
            Writer(text=text).fact("procurement.total", "actual", "436.8").fact("procurement.sme", "actual", "400.1")
        )
        writer.fact("procurement.sme", "share", "91.6", "%", dims={"of": "procurement.total"})
        writer.fact("procurement.micro", "actual", "210")
        writer.fact("procurement.micro", "share", share, "%", dims={"of": "procurement.sme"}, at=len(text) - 6)
        return sorted(writer.outcomes("text.share"))

    assert micro("48.08") == ["pass", "pass"]
    assert micro("44.08") == ["fail", "pass"]


def test_a_rate_before_the_amount_that_another_sentence_states() -> None:
    """财政拨款收入总计3128.90万元。…增加398.12万元，增长14.58%。…决算数3095.42万元: the rate is of the total."""
    writer = Writer().fact("fiscal.revenue_and_expenditure", "actual", "3128.90", at=95_000)
    writer.fact("fiscal.revenue_and_expenditure", "change", "398.12").fact(
        "fiscal.revenue_and_expenditure", "change_rate", "14.58", "%"
    )
    writer.fact("fiscal.revenue_and_expenditure", "actual", "3095.42")
    assert writer.outcomes("text.growth") == ["pass"]
    wrong = Writer().fact("fiscal.revenue_and_expenditure", "change", "398.12")
    wrong.fact("fiscal.revenue_and_expenditure", "change_rate", "14.58", "%")
    assert wrong.fact("fiscal.revenue_and_expenditure", "actual", "3095.42").outcomes("text.growth") == ["fail"]


def test_a_form_of_the_year_does_not_disprove_a_grand_total() -> None:
    """收入总计 holds what was carried over; 收入决算表 has the year's revenue only, and no other form is there."""
    cell = {"origin": "cell", "statement_id": "t0"}
    writer = Writer().form("final.revenue", ("合计", None, None, {"total": "8530.66"}))
    writer.fact("revenue.total", "actual", "8530.66", **cell)
    assert writer.fact("total.revenue", "actual", "8642.10").outcomes("text.form_value") == ["not_evaluable"]
    slip = Writer().form("final.revenue", ("合计", None, None, {"total": "8530.66"}))
    slip.fact("revenue.total", "actual", "8530.66", **cell)
    assert slip.fact("total.revenue", "actual", "8350.66").outcomes("text.form_value") == ["fail"]


def test_the_grand_total_of_both_sides_is_that_of_the_form() -> None:
    cell = {"origin": "cell", "statement_id": "t0"}
    writer = Writer(kind="budget").form("budget.summary", ("收入总计", None, None, {"revenue": "2022.82"}))
    writer.fact("total.revenue", "budget", "2022.82", **cell)
    writer.fact("total.revenue_and_expenditure", "budget", "2019.21")
    assert writer.outcomes("text.form_value") == ["fail"]


def test_an_amount_without_unit_completes_no_budget() -> None:
    writer = Writer().fact("operating_cost", "budget_initial", "12.13").fact("operating_cost", "actual", "12.40", None)
    assert writer.fact("operating_cost", "completion", "102.23", "%").outcomes("text.completion") == ["not_evaluable"]


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("基本支出100万元，占62.12，项目支出", True),
        ("占本年支出合计的62.12；", True),
        ("完成年初预算的98.5。", True),
        ("占62.12%，", False),
        ("占地面积12.50亩，", False),
        ("完成预算的98.5%。", False),
    ],
)
def test_a_percent_without_its_sign(text: str, fails: bool) -> None:
    assert ("fail" in Writer(text=text).outcomes("disclosure.missing_percent")) is fails


@pytest.mark.parametrize(
    ("printed", "metric", "outcomes"),
    [
        (("final.general_public",), "fiscal.expenditure", []),  # its 229 is of a fund, whose form is not here
        (("final.general_public", "final.government_fund"), "fiscal.expenditure", ["fail"]),
        (("final.general_public",), "general_public.expenditure", ["fail"]),
    ],
)
def test_only_forms_that_would_list_an_item_speak_against_it(
    printed: tuple[str, ...], metric: str, outcomes: list[str]
) -> None:
    writer = Writer()
    for form in printed:
        writer.form(form, ("行政运行", "2010101", None, {"total": "60.00"}))
    writer.fact(metric, "actual", "5.00", dims={"function": "2296010", "function_name": "其他"})
    writer.fact(metric, "actual", "9.00", dims={"function": "30101", "function_name": "基本工资"})  # no 功能分类
    assert writer.outcomes("text.function_rows") == outcomes


@pytest.mark.parametrize("field", ["cost", "same"])
def test_an_unknown_metric_is_a_load_error(field: str) -> None:
    known = load_checks()
    if field == "cost":
        broken = msgspec.structs.replace(known, parts=(msgspec.structs.replace(known.parts[-1], cost="no.metric"),))
    else:
        prose = (msgspec.structs.replace(known.prose[0], same={"total.revenue": ("no.metric",)}),)
        broken = msgspec.structs.replace(known, prose=prose)
    with pytest.raises(KnowledgeError, match=r"no\.metric"):
        validated(broken)
    assert catalogue.FILE == "checks.yaml"


def test_a_part_whose_share_was_read_of_another_whole_is_listed() -> None:
    writer = Writer().fact("revenue.total", "actual", "100.00").fact("revenue.business", "actual", "40.00")
    writer.fact("revenue.fiscal_appropriation", "actual", "50.00").fact("revenue.other", "actual", "10.00")
    for metric, share, of in (
        ("revenue.fiscal_appropriation", "50", "revenue.total"),
        ("revenue.business", "40", "revenue.total"),
        ("revenue.other", "10", "revenue.business"),  # after a bracket
    ):
        writer.fact(metric, "share", share, "%", dims={"of": of})
    assert writer.outcomes("text.shares_sum") == []


def test_growth_from_zero_has_no_other_cause() -> None:
    writer = Writer().fact("operating_cost", "actual", "16.00").fact("operating_cost", "change", "16.00")
    finding = only(writer.fact("operating_cost", "change_rate", "100", "%"), "text.growth")
    assert (finding.severity, finding.cause) == ("warning", "分母为零时没有百分比")


def test_the_amount_of_the_level_above() -> None:
    cell = {"origin": "cell", "statement_id": "t0"}
    writer = Writer().form("final.general_public", ("行政运行", "2010101", None, {"total": "4545.94"}))
    for code, value in (("20101", "10528.33"), ("2010101", "4545.94")):
        writer.fact(
            "general_public.expenditure", "actual", value, dims={"function": code, "function_name": code}, **cell
        )
    said = {"function": "2010101", "function_name": "人大事务/行政运行"}
    finding = only(writer.fact("general_public.expenditure", "actual", "10528.33", dims=said), "text.form_value")
    assert "是上级科目" in (finding.cause or "")
