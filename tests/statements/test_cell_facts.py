"""Cells of forms that state a metric become facts, with measure, year, unit and anchor."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from extractor.cell_facts import facts_of_cells
from extractor.records import Fact

Reader = Callable[..., Any]


def facts(read: Reader, *parts: str, kind: str) -> tuple[Fact, ...]:
    return facts_of_cells(read(*parts, kind=kind).statements, fiscal_year=2024, kind=kind)


def told(found: tuple[Fact, ...]) -> list[tuple[str, str, str]]:
    return [(fact.metric, fact.measure, fact.printed) for fact in found]


def test_totals_of_a_final_account(read: Reader) -> None:
    found = facts(
        read,
        "收入支出决算总表",
        "单位：万元",
        """
        收入|<|支出|<
        项目|决算数|项目|决算数
        一、一般公共预算财政拨款收入|10.00|一、一般公共服务支出|9.00
        本年收入合计|10.00|本年支出合计|9.00
        年初结转和结余|1.00|年末结转和结余|2.00
        总计|11.00|总计|11.00
        """,
        kind="final_account",
    )
    assert told(found) == [
        ("revenue.general_public_budget", "actual", "10.00"),
        ("revenue.total", "actual", "10.00"),
        ("expenditure.total", "actual", "9.00"),
        ("revenue.opening_carryover", "actual", "1.00"),
        ("expenditure.closing_carryover", "actual", "2.00"),
        ("total.revenue", "actual", "11.00"),
        ("total.expenditure", "actual", "11.00"),
    ]
    assert {(fact.origin, fact.year, fact.unit, fact.statement_id) for fact in found} == {("cell", 2024, "万元", "t1")}
    assert found[0].yuan == Decimal("100000.00")
    assert found[0].anchor.quote == "10.00"


def test_function_lines_carry_code_and_path(read: Reader) -> None:
    found = facts(
        read,
        "一般公共预算支出表",
        "单位：元",
        """
        科目编码|科目名称|合计|基本支出|项目支出
        204|公共安全支出|3.00|2.00|1.00
        20402|公安|3.00|2.00|1.00
        2040201|行政运行|3.00|2.00|1.00
        合计|<|3.00|2.00|1.00
        """,
        kind="budget",
    )
    line = next(fact for fact in found if fact.dims.get("function") == "2040201")
    assert (line.metric, line.measure) == ("general_public.expenditure", "budget")
    assert line.dims["function_name"] == "公共安全支出/公安/行政运行"
    assert ("general_public.basic", "budget", "2.00") in told(tuple(fact for fact in found if not fact.dims))


def test_three_public_says_budget_final_and_counts(read: Reader) -> None:
    found = facts(
        read,
        "“三公”经费支出决算表",
        "单位：万元",
        """
        项目|年初预算数|全年预算数|决算数
        合计|9.00|8.00|7.00
        公务接待费|1.00|1.00|0.00
        公务用车保有量（辆）|—|—|2
        """,
        kind="final_account",
    )
    assert told(found) == [
        ("three_public.total", "budget_initial", "9.00"),
        ("three_public.total", "budget", "8.00"),
        ("three_public.total", "actual", "7.00"),
        ("three_public.reception", "budget_initial", "1.00"),
        ("three_public.reception", "budget", "1.00"),
        ("three_public.reception", "actual", "0.00"),
        ("three_public.vehicles_owned", "count", "2"),
    ]
    assert (found[-1].unit, found[-1].yuan) == ("辆", None)


def test_fiscal_totals_come_from_this_years_rows_where_there_are_any(read: Reader) -> None:
    drawn = """
    收入|<|支出|<|<
    项目|决算数|项目|合计|一般公共预算财政拨款
    本年收入合计|10.00|本年支出合计|9.00|9.00
    总计|11.00|总计|11.00|11.00
    """
    found = facts(read, "财政拨款收入支出决算总表", "单位：万元", drawn, kind="final_account")
    assert told(found) == [
        ("fiscal.revenue", "actual", "10.00"),
        ("fiscal.expenditure", "actual", "9.00"),
        ("general_public.expenditure", "actual", "9.00"),
        ("fiscal.revenue_and_expenditure", "actual", "11.00"),
    ]


def test_blank_cells_and_dashes_state_nothing(read: Reader) -> None:
    found = facts(
        read,
        "支出决算表",
        "单位：万元",
        "科目编码|科目名称|本年支出合计|基本支出|项目支出\n合计|<|3.00||—",
        kind="final_account",
    )
    assert told(found) == [("expenditure.total", "actual", "3.00")]


def test_units_in_rows_of_a_three_public_form_state_nothing_of_the_department(read: Reader) -> None:
    found = facts(
        read,
        "一般公共预算“三公”经费支出预算表",
        "单位：万元",
        """
        单位编码|单位名称|合计|因公出国（境）费用|公务接待费
        |合计|9.00|3.00|6.00
        301001|某厅机关|7.00|3.00|4.00
        301002|某中心|2.00||2.00
        """,
        kind="budget",
    )
    assert told(found) == [
        ("three_public.total", "budget", "9.00"),
        ("three_public.abroad", "budget", "3.00"),
        ("three_public.reception", "budget", "6.00"),
    ]
