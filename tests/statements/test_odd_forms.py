"""Drawn otherwise: budget beside final columns, sides under each other, codes with names, damage that must be said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from extractor.records import Statement

Reader = Callable[..., Any]


def printed(statement: Statement) -> list[tuple[str | None, str, dict[str, str]]]:
    return [(row.code, row.label, {name: cell.printed for name, cell in row.cells.items()}) for row in statement.rows]


def test_the_final_column_is_taken_and_not_the_budget_beside_it(read: Reader) -> None:
    (statement,) = read(
        "收入支出决算总表",
        "财决01表 金额单位：元",
        """
        收入|<|<|<|<|支出|<|<|<|<
        项目|行次|年初预算数|全年预算数|决算数|项目|行次|年初预算数|全年预算数|决算数
        栏次||1|2|3|栏次||4|5|6
        一、财政拨款收入|1|10.00|11.00|12.00|一、基本支出|31|20.00|21.00|22.00
        """,
        kind="final_account",
    ).statements
    assert printed(statement) == [
        (
            None,
            "一、财政拨款收入",
            {"revenue.budget_initial": "10.00", "revenue.budget_adjusted": "11.00", "revenue": "12.00"},
        ),
        (
            None,
            "一、基本支出",
            {"expenditure.budget_initial": "20.00", "expenditure.budget_adjusted": "21.00", "expenditure": "22.00"},
        ),
    ]


def test_what_is_counted_is_no_money(read: Reader) -> None:
    (statement,) = read(
        "政府采购预算表",
        "单位：万元",
        """
        序号|采购项目名称|采购目录|数量|单价|总价
        1|复印纸|A05|10|0.02|0.20
        合计|||||0.20
        """,
        kind="budget",
    ).statements
    goods, total = statement.rows
    assert goods.cells["quantity"].yuan is None
    assert goods.cells["total"].yuan == Decimal("2000")
    assert (total.label, total.key) == ("合计", "total")


def test_codes_printed_with_the_names(read: Reader) -> None:
    (statement,) = read(
        "收入总表",
        "单位：万元",
        """
        科目|合计|一般公共预算拨款|上年结转结余
        [201]一般公共服务支出|5.00|5.00|
        [2010301]行政运行|5.00|5.00|
        200万元以上设备|1.00|1.00|
        """,
        kind="budget",
    ).statements
    assert [(row.code, row.label) for row in statement.rows] == [
        ("201", "一般公共服务支出"),
        ("2010301", "行政运行"),
        (None, "200万元以上设备"),
    ]


def test_a_stale_year_in_the_header_does_not_empty_the_form(read: Reader) -> None:
    (statement,) = read(
        "一般公共预算支出表",
        "单位：万元",
        """
        科目编码|科目名称|2023年预算数|<|<
        ^|^|合计|基本支出|项目支出
        2010301|行政运行|5.00|4.00|1.00
        """,
        kind="budget",
        fiscal_year=2024,
    ).statements
    assert statement.columns == ("total", "basic", "project")


def test_without_a_known_kind_titles_decide(read: Reader) -> None:
    done = read("收支总表", "单位：万元", "收入|<|支出|<\n项目|金额|项目|金额\n收入总计|1.00|支出总计|1.00", kind=None)
    assert done.statements[0].form == "budget.summary"


def test_a_title_with_prose_between_is_not_the_tables(read: Reader) -> None:
    done = read(
        "一般公共预算财政拨款支出决算表",
        "本年度支出按照上级要求编制，详细情况如下。",
        "序号|名称\n1|某某中心\n2|某某站",
        kind="final_account",
    )
    assert done.statements == ()


def test_a_code_that_can_be_none_is_null_and_said(read: Reader) -> None:
    done = read(
        "支出总表",
        "单位：元",
        """
        科目编码|<|<|科目名称|合计|基本支出
        类|款|项|^|^|^
        210|11||行政事业单位医疗|3|3
        7|11|02|事业单位医疗|3|3
        """,
        kind="budget",
    )
    assert [(row.code, row.level) for row in done.statements[0].rows] == [("21011", 2), (None, 3)]
    assert [found.code for found in done.problems] == ["T207"]


def test_a_label_and_its_number_read_as_one_cell_are_said(read: Reader) -> None:
    done = read(
        "支出决算表",
        "单位：万元",
        """
        科目编码|科目名称|本年支出合计|基本支出
        2010301|行政运行|30.00|10.00
        2010302|一般行政管理事务 20.00||
        """,
        kind="final_account",
    )
    assert [(found.code, found.severity) for found in done.problems] == [("T204", "error")]


def test_a_line_of_numbers_under_a_form_is_said(read: Reader) -> None:
    done = read(
        "支出决算表",
        "单位：万元",
        "科目编码|科目名称|本年支出合计|基本支出\n2010301|行政运行|30.00|10.00",
        "合计 30.00 10.00",
        kind="final_account",
    )
    assert [found.code for found in done.problems] == ["T208"]


def test_a_table_of_numbers_right_after_a_form_is_not_dropped_silently(read: Reader) -> None:
    done = read(
        "支出决算表",
        "单位：万元",
        "科目编码|科目名称|本年支出合计|基本支出\n2010301|行政运行|30.00|10.00",
        "某某|1.00|2.00\n某某|3.00|4.00",
        kind="final_account",
    )
    assert len(done.statements) == 1
    assert [found.code for found in done.problems] == ["T209"]


def test_expenditure_after_the_last_of_revenue_in_one_column(read: Reader) -> None:
    (statement,) = read(
        "收支预算总表",
        "单位：元",
        """
        项目|金额
        收入|
        一、一般公共预算拨款收入|100
        收入总计|100
        支出|
        一、基本支出|60
        支出总计|60
        """,
        kind="budget",
    ).statements
    assert [row.cells for row in statement.rows if "支出" in row.label and "revenue" in row.cells] == []
    assert statement.rows[-1].cells["expenditure"].value == Decimal(60)
    assert statement.rows[-1].key == "total.expenditure"


def test_a_title_broken_over_two_lines(read: Reader) -> None:
    (statement,) = read(
        "2024年度一般公共预算财政拨款基本",
        "支出决算表",
        "单位：万元",
        "科目编码|科目名称|金额\n301|工资福利支出|1.00",
        kind="final_account",
    ).statements
    assert statement.form == "final.basic"


@pytest.mark.parametrize(
    "heads",
    [
        ("按功能分类", "按支出性质分类"),
        ("支出功能分类科目", "按经济分类"),
        ("按支出功能分", "用途类别"),
        ("类别", "大类"),
    ],
)
def test_sides_whose_labels_are_headed_by_the_classification(read: Reader, heads: tuple[str, str]) -> None:
    """No head of the expenditure side says 项目: its labels are its own all the same."""
    (statement,) = read(
        "收支预算总表",
        "单位：万元",
        f"""
        收入|<|支出|<
        项目|预算数|{heads[0]}|预算数
        一、一般公共预算拨款|100.00|一、一般公共服务支出|60.00
        二、政府性基金预算拨款|0.00|二、社会保障和就业支出|40.00
        收入总计|100.00|支出总计|100.00
        """,
        kind="budget",
    ).statements
    assert statement.columns == ("revenue", "expenditure")
    assert [row.label for row in statement.rows if "expenditure" in row.cells] == [
        "一、一般公共服务支出",
        "二、社会保障和就业支出",
        "支出总计",
    ]


def test_three_groups_of_labels_in_one_form(read: Reader) -> None:
    (statement,) = read(
        "收支预算总表",
        "单位：万元",
        """
        收入|<|支出|<|<|<
        项目|预算数|按功能分类|预算数|按支出性质分类|预算数
        一、一般公共预算拨款|100.00|一、一般公共服务支出|60.00|一、基本支出|80.00
        二、政府性基金预算拨款|0.00|二、社会保障和就业支出|40.00|二、项目支出|20.00
        收入总计|100.00|支出总计|100.00|支出总计|100.00
        """,
        kind="budget",
    ).statements
    assert statement.columns == ("revenue", "expenditure")
    assert {
        row.key: row.cells["expenditure"].printed for row in statement.rows if row.key and "expenditure" in row.cells
    } == {
        "expenditure.basic": "80.00",
        "expenditure.project": "20.00",
        "total.expenditure": "100.00",
    }


def test_a_head_that_calls_itself_a_sum_is_the_column_that_it_sums_up(read: Reader) -> None:
    (cars,) = read(
        "“三公”经费支出决算表",
        "单位：万元",
        """
        2024年度决算数|<|<|<|<|<
        合计|因公出国（境）费|公务用车购置及运行费小计|公务用车购置费|公务用车运行费|公务接待费
        26.08||22.36||22.36|3.72
        """,
        kind="final_account",
    ).statements
    assert cars.columns[2] == "final.vehicle"
    (fund,) = read(
        "政府性基金预算支出表",
        "单位：万元",
        """
        科目编码|科目名称|本年政府性基金预算支出合计|基本支出|项目支出
        212|城乡社区支出|200.00||200.00
        """,
        kind="budget",
    ).statements
    assert fund.columns == ("total", "basic", "project")


def test_numbers_too_wide_for_their_cells_are_said_and_never_read(read: Reader) -> None:
    found = read(
        "支出决算表",
        "单位：万元",
        """
        科目编码|科目名称|本年支出合计|基本支出|项目支出
        合计|<|#######|######|12.00
        201|一般公共服务支出|#######|30.00|12.00
        """,
        kind="final_account",
    )
    assert printed(found.statements[0]) == [
        (None, "合计", {"total": "#######", "basic": "######", "project": "12.00"}),
        ("201", "一般公共服务支出", {"total": "#######", "basic": "30.00", "project": "12.00"}),
    ]
    assert [cell.value for row in found.statements[0].rows for cell in row.cells.values()].count(None) == 3
    assert [problem.code for problem in found.problems] == ["T205"] * 3


@pytest.mark.parametrize("stroke", ["", "项目栏次", "科目 金额"])
def test_codes_under_one_head_with_the_names_are_codes(read: Reader, stroke: str) -> None:
    (statement,) = read(
        "支出决算表",
        "单位：万元",
        f"""
        {stroke}|<|本年支出合计|基本支出|项目支出
        合计|<|42.00|30.00|12.00
        201|一般公共服务支出|42.00|30.00|12.00
        20106|财政事务|42.00|30.00|12.00
        """,
        kind="final_account",
    ).statements
    assert [(row.code, row.label) for row in statement.rows] == [
        (None, "合计"),
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
    ]
    assert statement.columns == ("total", "basic", "project")


def test_units_behind_every_number_are_the_forms_unit(read: Reader) -> None:
    found = read(
        "支出决算表",
        """
        科目名称|本年支出合计|基本支出
        合计|42.00万元|30.00万元
        """,
        kind="final_account",
    )
    assert (found.statements[0].unit, found.problems) == ("万元", ())


def test_expenditure_under_revenue_in_one_column(read: Reader) -> None:
    (statement,) = read(
        "收入支出决算总表",
        "单位：万元",
        """
        项目|行次|决算数
        一、财政拨款收入|1|12.00
        本年收入合计|2|12.00
        一、教育支出|3|11.00
        本年支出合计|4|11.00
        """,
        kind="final_account",
    ).statements
    assert [(row.label, *row.cells) for row in statement.rows] == [
        ("一、财政拨款收入", "revenue"),
        ("本年收入合计", "revenue"),
        ("一、教育支出", "expenditure"),
        ("本年支出合计", "expenditure"),
    ]


def test_amounts_in_remarks_are_not_lost(read: Reader) -> None:
    found = read(
        "部门支出预算总表",
        "单位：万元",
        """
        科目名称|合计|基本支出|备注
        合计|42.00|30.00|含上年结转12.50万元
        教育支出|42.00|30.00|
        """,
        kind="budget",
    )
    assert found.problems == ()


def test_forms_one_under_another_on_a_sheet_have_titles_in_single_cells(read: Reader) -> None:
    found = read(
        "一般公共预算支出表",
        "单位：万元",
        """
        科目名称|合计|基本支出
        教育支出|42.00|30.00
        政府性基金预算支出表||
        部门：某局||单位：万元
        科目名称|合计|基本支出
        """,
        kind="budget",
    )
    assert [(each.form, each.empty) for each in found.statements] == [
        ("budget.general_public", False),
        ("budget.government_fund", True),
    ]


def test_amounts_behind_a_sign_of_currency(read: Reader) -> None:
    (statement,) = read(
        "支出决算表",
        "单位：元",
        """
        科目名称|本年支出合计|基本支出
        合计|￥1,042.00|¥30.00
        """,
        kind="final_account",
    ).statements
    assert {name: cell.value for name, cell in statement.rows[0].cells.items()} == {
        "total": Decimal("1042.00"),
        "basic": Decimal("30.00"),
    }
