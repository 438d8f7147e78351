"""Forms as provinces draw them, each built from a few rows: rows, codes, levels, keys and canonical columns."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Statement
from extractor.statements.cells import read_cell
from extractor.statements.conservation import doubled_numbers, unplaced_numbers

Reader = Callable[..., Any]


def printed(statement: Statement) -> list[tuple[str | None, str, dict[str, str]]]:
    return [(row.code, row.label, {name: cell.printed for name, cell in row.cells.items()}) for row in statement.rows]


SUMMARY = """
公开01表|<|<|<|<|<
编制单位：某县财政局|<|<||单位：万元|<
收入|<|<|支出|<|<
项目|行次|金额|项目|行次|金额
栏次||1|栏次||2
一、一般公共预算财政拨款收入|1|1,234.50|一、一般公共服务支出|32|1,000.00
二、政府性基金预算财政拨款收入|2|0.00|二、外交支出|33|
八、其他收入|8|1.20|八、社会保障和就业支出|39|235.70
本年收入合计|27|1,235.70|本年支出合计|58|1,235.70
年初结转和结余|29|10.00|年末结转和结余|60|10.00
总计|31|1,245.70|总计|62|1,245.70
注：本表反映部门本年度的总收支和年末结转结余情况。|<|<|<|<|<
"""


def test_a_two_sided_form_is_unfolded(read: Reader) -> None:
    (statement,) = read("收入支出决算总表", SUMMARY, kind="final_account").statements
    assert (statement.form, statement.unit, statement.fiscal_year) == ("final.summary", "万元", 2024)
    assert statement.columns == ("revenue", "expenditure")
    assert printed(statement)[:3] == [
        (None, "一、一般公共预算财政拨款收入", {"revenue": "1,234.50"}),
        (None, "一、一般公共服务支出", {"expenditure": "1,000.00"}),
        (None, "二、政府性基金预算财政拨款收入", {"revenue": "0.00"}),
    ]
    by_key = {row.key: row for row in statement.rows}
    assert by_key["total.revenue"].cells["revenue"].value == Decimal("1245.70")
    assert by_key["expenditure.total"].cells["expenditure"].yuan == Decimal("12357000")
    assert statement.note is not None
    assert statement.note.startswith("注：本表反映")


def test_every_number_of_a_form_is_placed_once(read: Reader) -> None:
    done = read("收入支出决算总表", SUMMARY, kind="final_account")
    assert unplaced_numbers(done.tables[0].grid, done.statements) == ()
    assert doubled_numbers(done.tables[0].grid, done.statements) == ()
    assert done.problems == ()


def test_a_lost_number_is_seen(read: Reader) -> None:
    done = read("收入支出决算总表", SUMMARY, kind="final_account")
    lost = unplaced_numbers(done.tables[0].grid, ())
    assert "1,234.50" in {cell.text for cell in lost}


def test_printed_zero_blank_and_dash_are_three_things(read: Reader) -> None:
    (statement,) = read(
        "支出决算表",
        "单位：元",
        """
        项目|<|本年支出合计|基本支出|项目支出|经营支出
        科目编码|科目名称|^|^|^|^
        2010301|行政运行|30.00|0.00||—
        """,
        kind="final_account",
    ).statements
    (row,) = statement.rows
    assert row.cells["basic"].value == Decimal("0.00")
    assert "project" not in row.cells
    assert (row.cells["operating"].printed, row.cells["operating"].value) == ("—", None)


def test_split_codes_are_joined_and_empty_steps_carried(read: Reader) -> None:
    (statement,) = read(
        "支出决算表",
        """
        项目|<|<|<|本年支出合计|基本支出
        科目编码|<|<|科目名称|^|^
        类|款|项|合计|3,000.00|1,000.00
        201|||一般公共服务支出|3,000.00|1,000.00
        201|06||财政事务|3,000.00|1,000.00
        201|06|1|行政运行|2,000.00|1,000.00
        ||99|其他财政事务支出|1,000.00|
        """,
        "单位：元",
        kind="final_account",
    ).statements
    assert [(row.code, row.level, row.label) for row in statement.rows] == [
        (None, None, "合计"),
        ("201", 1, "一般公共服务支出"),
        ("20106", 2, "财政事务"),
        ("2010601", 3, "行政运行"),
        ("2010699", 3, "其他财政事务支出"),
    ]


def test_whole_codes_in_each_step_column(read: Reader) -> None:
    (statement,) = read(
        "支出总表",
        "单位：万元",
        """
        科目编码|<|<|科目名称|合计|基本支出|项目支出
        类|款|项|^|^|^|^
        201|20103|2010301|行政运行|1.00|1.00|
        """,
        kind="budget",
    ).statements
    assert [row.code for row in statement.rows] == ["2010301"]


def test_three_groups_of_economic_items(read: Reader) -> None:
    (statement,) = read(
        "一般公共预算财政拨款基本支出决算表",
        "单位：万元",
        """
        人员经费|<|<|公用经费|<|<|<|<|<
        科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
        301|工资福利支出|100.00|302|商品和服务支出|20.00|307|债务利息及费用支出|
        30101|基本工资|60.00|30231|公 务 用 车 运 行 维 护 费|15.00|310|资本性支出|1.00
        人员经费合计|<|105.00|公用经费合计|<|<|<|<|21.00
        """,
        kind="final_account",
    ).statements
    assert statement.form == "final.basic"
    assert printed(statement) == [
        ("301", "工资福利支出", {"amount": "100.00"}),
        ("302", "商品和服务支出", {"amount": "20.00"}),
        ("307", "债务利息及费用支出", {}),
        ("30101", "基本工资", {"amount": "60.00"}),
        ("30231", "公务用车运行维护费", {"amount": "15.00"}),
        ("310", "资本性支出", {"amount": "1.00"}),
        (None, "人员经费合计", {"amount": "105.00"}),
        (None, "公用经费合计", {"amount": "21.00"}),
    ]


def test_three_sided_budget_with_labels_drawn_over_groups(read: Reader) -> None:
    (statement,) = read(
        "一、收支预算总表",
        "部门：某院 单位：万元",
        """
        收入|<|支出|<|<|<
        项目名称|金额|功能分类|<|支出用途|<
        ^|^|功能科目名称|金额|项目名称|金额
        一、财政拨款|15.00|一、一般公共服务支出|5.00|一、基本支出|12.00
        二、其他资金||二、外交支出||二、项目支出|3.00
        当年收入小计|15.00|当年支出小计|<|<|15.00
        收入合计|15.00|支出合计|15.00|<|<
        """,
        kind="budget",
    ).statements
    assert printed(statement) == [
        (None, "一、财政拨款", {"revenue": "15.00"}),
        (None, "一、一般公共服务支出", {"expenditure": "5.00"}),
        (None, "一、基本支出", {"expenditure": "12.00"}),
        (None, "二、其他资金", {}),
        (None, "二、外交支出", {}),
        (None, "二、项目支出", {"expenditure": "3.00"}),
        (None, "当年收入小计", {"revenue": "15.00"}),
        (None, "当年支出小计", {"expenditure": "15.00"}),
        (None, "收入合计", {"revenue": "15.00"}),
        (None, "支出合计", {"expenditure": "15.00"}),
    ]
    keys = {row.key for row in statement.rows}
    assert {"revenue.total", "expenditure.total", "total.revenue", "total.expenditure"} <= keys


THREE_PUBLIC = """
财政拨款“三公”经费|<|<|<|<|<|<|<|<|<|<|<
合计|<|因公出国（境）费|<|公务用车购置及运行费|<|<|<|<|<|公务接待费|<
^|^|^|^|小计|<|公务用车购置费|<|公务用车运行费|<|^|^
预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数
9.95|8.00|||9.00|8.00|||9.00|8.00|0.95|
"""


def test_three_public_in_twelve_columns(read: Reader) -> None:
    (statement,) = read("财政拨款“三公”经费支出决算表", "单位：万元", THREE_PUBLIC, kind="final_account").statements
    assert set(statement.columns) == {
        f"{measure}.{item}"
        for measure in ("budget", "final")
        for item in ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
    }
    (row,) = statement.rows
    assert {name: cell.printed for name, cell in row.cells.items()} == {
        "budget.total": "9.95",
        "final.total": "8.00",
        "budget.vehicle": "9.00",
        "final.vehicle": "8.00",
        "budget.vehicle_operation": "9.00",
        "final.vehicle_operation": "8.00",
        "budget.reception": "0.95",
    }


def test_three_public_in_rows_has_the_same_columns(read: Reader) -> None:
    (statement,) = read(
        "“三公”经费支出决算表",
        "单位：万元",
        """
        项目|预算数|决算数
        合计|9.95|8.00
        1．因公出国（境）费|0|0
        2．公务用车购置及运行维护费|9.00|8.00
        其中：（1）公务用车购置费|0|0
        （2）公务用车运行维护费|9.00|8.00
        3．公务接待费|0.95|0
        公务用车保有量（辆）|—|2
        """,
        kind="final_account",
    ).statements
    cells = {name: cell for row in statement.rows for name, cell in row.cells.items()}
    assert cells["budget.total"].printed == "9.95"
    assert cells["final.vehicle_operation"].yuan == Decimal("80000")
    assert cells["budget.reception"].printed == "0.95"
    assert cells["final.vehicles_owned"].yuan is None


def test_last_years_columns_keep_their_printed_header(read: Reader) -> None:
    (statement,) = read(
        "一般公共预算支出表",
        "单位：万元",
        """
        功能分类科目|<|2023年执行数|2024年预算数|<|<|2024年预算数比2023年执行数|<
        科目编码|科目名称|^|小计|基本支出|项目支出|增减额|增减%
        201|一般公共服务支出|90.00|100.00|60.00|40.00|10.00|11.11
        """,
        kind="budget",
    ).statements
    (row,) = statement.rows
    assert {name: cell.printed for name, cell in row.cells.items()} == {
        "2023年执行数": "90.00",
        "total": "100.00",
        "basic": "60.00",
        "project": "40.00",
        "2024年预算数比2023年执行数/增减额": "10.00",
        "2024年预算数比2023年执行数/增减%": "11.11",
    }
    assert row.cells["2024年预算数比2023年执行数/增减%"].yuan is None


def test_basic_under_revenue_is_not_the_basic_expenditure(read: Reader) -> None:
    (statement,) = read(
        "一般公共预算财政拨款收入支出决算表",
        "金额单位：元",
        """
        项目|<|年初结转和结余|<|本年收入|<|本年支出|<|年末结转和结余
        科目编码|科目名称|合计|基本支出结转|合计|基本支出|合计|基本支出|合计
        栏次|<|1|2|3|4|5|6|7
        合计|<|0.00|0.00|300.00|201.00|300.00|202.00|0.00
        """,
        kind="final_account",
    ).statements
    (row,) = statement.rows
    assert row.cells["basic"].printed == "202.00"
    assert row.cells["revenue"].printed == "300.00"
    assert row.cells["revenue.basic"].printed == "201.00"


def test_revenue_by_rows_with_groups_beside(read: Reader) -> None:
    (statement,) = read(
        "收入预算总表",
        "单位：万元",
        """
        项目名称|<|金额
        收入总计|<|18.00
        一般公共预算资金|小计|18.00
        ^|专项收入|
        其他资金|小计|0
        ^|其他收入|0
        """,
        kind="budget",
    ).statements
    assert [(row.label, row.key) for row in statement.rows] == [
        ("收入总计", "total"),
        ("一般公共预算资金/小计", "revenue.general_public_budget"),
        ("一般公共预算资金/专项收入", None),
        ("其他资金/小计", "revenue.other"),
        ("其他资金/其他收入", None),
    ]


def test_a_form_without_numbers_is_empty_and_says_why(read: Reader) -> None:
    (statement,) = read(
        "政府性基金预算财政拨款收入支出决算表",
        "单位：万元",
        """
        项目|<|年初结转和结余|本年收入|本年支出|<|<|年末结转和结余
        科目编码|科目名称|^|^|小计|基本支出|项目支出|^
        合计|<||||||
        """,
        "注：某局无政府性基金预算财政拨款收支，故本表无数据。",
        kind="final_account",
    ).statements
    assert statement.empty
    assert statement.columns == ("opening", "revenue", "total", "basic", "project", "closing")
    assert statement.note == "注：某局无政府性基金预算财政拨款收支，故本表无数据。"


def test_a_title_with_a_sentence_and_no_table_is_an_empty_form(read: Reader) -> None:
    done = read(
        "国有资本经营预算财政拨款支出决算表",
        "本单位没有使用国有资本经营预算安排的支出，故本表无数据。",
        kind="final_account",
    )
    (statement,) = done.statements
    assert (statement.form, statement.empty, statement.rows) == ("final.state_capital", True, ())


def test_without_a_unit_yuan_is_null_and_a_problem_says_so(read: Reader) -> None:
    done = read(
        "支出决算表",
        """
        科目编码|科目名称|本年支出合计|基本支出
        2010301|行政运行|30.00|10.00
        """,
        kind="final_account",
    )
    cell = done.statements[0].rows[0].cells["total"]
    assert (cell.value, cell.yuan) == (Decimal("30.00"), None)
    assert [found.code for found in done.problems] == ["T203"]


def test_the_unit_of_a_header_cell_counts_for_its_column(read: Reader) -> None:
    (statement,) = read(
        "支出总表",
        """
        科目编码|科目名称|合计（万元）|基本支出（元）
        2010301|行政运行|30.00|10.00
        """,
        kind="budget",
    ).statements
    row = statement.rows[0]
    assert (row.cells["total"].yuan, row.cells["basic"].yuan) == (Decimal(300000), Decimal(10))


def test_a_form_without_title_is_known_by_its_columns(read: Reader) -> None:
    done = read(
        "附件2",
        "单位：万元",
        """
        项目|<|本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
        科目编码|科目名称|^|^|^|^|^|^
        2010301|行政运行|30.00|10.00|20.00|||
        """,
        kind="final_account",
    )
    assert done.statements[0].form == "final.expenditure"
    assert done.statements[0].score < 1
    assert [found.code for found in done.problems] == ["T202"]


def test_an_unknown_form_is_kept_as_other(read: Reader) -> None:
    done = read(
        "2024年社会保险基金收入决算表",
        "单位：万元",
        """
        项目|金额
        保险费收入|30.00
        利息收入|1.00
        """,
        kind="final_account",
    )
    (statement,) = done.statements
    assert statement.form == "other"
    assert [row.cells["金额"].printed for row in statement.rows] == ["30.00", "1.00"]
    assert "T201" in {found.code for found in done.problems}


def test_a_list_of_units_is_no_form(read: Reader) -> None:
    done = read("部门决算单位构成表", "序号|单位名称|备注\n1|某局机关|行政\n2|某中心|事业", kind="final_account")
    assert done.statements == ()


def test_two_forms_drawn_as_one_grid(read: Reader) -> None:
    first, second = read(
        "单位：万元",
        """
        收入决算表|<|<
        科目名称|本年收入合计|财政拨款收入
        合计|5.00|5.00
        支出决算表|<|<
        科目名称|本年支出合计|基本支出
        合计|4.00|4.00
        """,
        kind="final_account",
    ).statements
    assert (first.form, second.form) == ("final.revenue", "final.expenditure")
    assert second.rows[0].cells["basic"].printed == "4.00"


def test_cells_carry_exact_anchors(read: Reader) -> None:
    done = read("收入支出决算总表", SUMMARY, kind="final_account")
    for row in done.statements[0].rows:
        for cell in row.cells.values():
            assert done.layout.text[cell.anchor.start : cell.anchor.end] == cell.anchor.quote == cell.printed


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_printed_amount_reads_back(value: Decimal) -> None:
    assert read_cell(f"{value:,}").value == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "blank"),
        ("—", "placeholder"),
        ("0.00", "number"),
        ("12 34", "text"),
        ("156,211,1 23", "number"),
        ("行政", "text"),
    ],
)
def test_what_a_cell_holds(text: str, kind: str) -> None:
    assert read_cell(text).kind == kind


def test_budget_and_final_of_three_public_stand_in_two_rows(read: Reader) -> None:
    found = read(
        "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表",
        "单位：万元",
        """
        项目|“三公”经费|<|<|会议费
        ^|小计|因公出国（境）费用|公务接待费|^
        预算数|9.00|3.00|6.00|4.00
        决算数|7.00|2.00|5.00|3.00
        """,
        kind="final_account",
    ).statements[0]
    assert [cells for _, _, cells in printed(found)] == [
        {"budget.total": "9.00", "budget.abroad": "3.00", "budget.reception": "6.00", "budget.conference": "4.00"},
        {"final.total": "7.00", "final.abroad": "2.00", "final.reception": "5.00", "final.conference": "3.00"},
    ]


def test_three_public_of_last_year_in_a_row_of_its_own_is_not_this_years(read: Reader) -> None:
    found = read(
        "财政拨款“三公”经费支出表",
        "单位：万元",
        """
        预算年度|合计|因公出国（境）费用|公务接待费
        2023年|9.00|3.00|6.00
        2024年|7.00|2.00|5.00
        """,
        kind="budget",
    ).statements[0]
    assert [cells for _, _, cells in printed(found)] == [
        {"2023年/total": "9.00", "2023年/abroad": "3.00", "2023年/reception": "6.00"},
        {"total": "7.00", "abroad": "2.00", "reception": "5.00"},
    ]
