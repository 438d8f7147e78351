"""Forms as other provinces print them: which column is this year's, which codes are a row's, which columns divide another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extractor.cell_facts import facts_of_cells
from extractor.records import Statement

Reader = Callable[..., Any]


def one(
    read: Reader, title: str, drawn: str, *, kind: str = "budget", unit: str = "单位：万元", year: int = 2024
) -> Statement:
    """The only form of a document, which must leave nothing that is not understood."""
    done = read(title, unit, drawn, kind=kind, fiscal_year=year)
    assert [problem.code for problem in done.problems] == []
    (statement,) = done.statements
    return statement  # type: ignore[no-any-return]


def cells(statement: Statement) -> list[dict[str, str]]:
    return [{name: cell.printed for name, cell in row.cells.items()} for row in statement.rows]


def stated(statement: Statement, *, kind: str, year: int = 2024) -> list[tuple[str, str, str]]:
    found = facts_of_cells([statement], fiscal_year=year, kind=kind)
    return [(fact.metric, fact.measure, fact.printed) for fact in found if not fact.dims]


def test_last_years_three_public_in_brackets_is_not_this_years(read: Reader) -> None:
    statement = one(
        read,
        "一般公共预算“三公”经费支出表",
        """
        单位编码|单位名称|“三公”经费预算数（上年）|<|<|“三公”经费预算数（本年）|<|<
        ^|^|合计|公务接待费|因公出国（境）费|合计|公务接待费|因公出国（境）费
        301001|某局机关|9.00|4.00|5.00|8.00|3.00|5.00
        """,
    )
    assert stated(statement, kind="budget") == [
        ("three_public.total", "budget", "8.00"),
        ("three_public.reception", "budget", "3.00"),
        ("three_public.abroad", "budget", "5.00"),
    ]


def test_a_row_a_year(read: Reader) -> None:
    statement = one(
        read,
        "财政拨款“三公”经费支出表",
        """
        年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费
        2023|8.00||3.00
        2024|7.00||2.50
        """,
    )
    assert cells(statement) == [
        {"2023/total": "8.00", "2023/reception": "3.00"},
        {"total": "7.00", "reception": "2.50"},
    ]


def test_a_plain_budget_beside_the_adjusted_one_is_the_initial(read: Reader) -> None:
    statement = one(
        read,
        "“三公”经费、行政参公单位机关运行经费情况表",
        """
        项目|行次|预算数|全年预算数|决算统计数
        （一）支出合计|2|9.00|8.00|7.00
        二、机关运行经费|22|—|—|30.00
        """,
        kind="final_account",
    )
    assert stated(statement, kind="final_account") == [
        ("three_public.total", "budget_initial", "9.00"),
        ("three_public.total", "budget", "8.00"),
        ("three_public.total", "actual", "7.00"),
        ("operating_cost", "actual", "30.00"),
    ]


def test_administrative_costs_beside_the_three_public_expenses(read: Reader) -> None:
    statement = one(
        read,
        "一般公共预算安排的行政经费及“三公”经费预算表",
        """
        项目|2023年预算|2024年预算
        行政经费|59.00|60.00
        “三公”经费|9.00|8.00
        （二）公务用车购置及运行维护支出|6.00|5.00
        """,
    )
    assert cells(statement)[0] == {"2023年预算": "59.00", "administrative": "60.00"}
    assert stated(statement, kind="budget") == [
        ("three_public.total", "budget", "8.00"),
        ("three_public.vehicle", "budget", "5.00"),
    ]


def test_two_classifications_side_by_side_are_one_code_and_one_name(read: Reader) -> None:
    statement = one(
        read,
        "支出经济分类汇总表",
        """
        部门预算经济分类|<|<|政府预算经济分类|<|<|合计|一般公共预算|<
        类|款|科目名称|类|款|科目名称|^|小计|其中：财政拨款
        301|01|基本工资|501|01|工资奖金津补贴|50.00|50.00|50.00
        302|01|办公费|502|01|办公经费|10.00|10.00|10.00
        """,
    )
    assert [(row.code, row.label) for row in statement.rows] == [
        ("30101", "基本工资/50101 工资奖金津补贴"),
        ("30201", "办公费/50201 办公经费"),
    ]
    assert cells(statement)[1] == {
        "total": "10.00", "general_public": "10.00", "general_public.fiscal_appropriation": "10.00",
    }  # fmt: skip


def test_function_and_economic_codes_of_a_project(read: Reader) -> None:
    statement = one(
        read,
        "项目支出预算表（其他运转类、特定目标类项目）",
        """
        项目代码|项目名称|功能科目编码|功能科目名称|经济科目编码|经济科目名称|合计|本年拨款|单位资金|<
        ^|^|^|^|^|^|^|一般公共预算|小计|事业收入
        530121200000000000001|投资评审经费|2010608|财政委托业务支出|30227|委托业务费|4.00|3.00|1.00|1.00
        合计|<|<|<|<|<|4.00|3.00|1.00|1.00
        """,
    )
    first, total = statement.rows
    assert (first.code, first.label) == ("2010608", "投资评审经费/财政委托业务支出/30227 委托业务费")
    assert total.key == "total"
    assert cells(statement)[1] == {"total": "4.00", "general_public": "3.00", "unit_funds": "1.00", "business": "1.00"}


def test_the_code_of_a_department_is_no_amount(read: Reader) -> None:
    statement = one(
        read,
        "收入总表",
        """
        部门（单位）代码|部门（单位）名称|合计|本年收入|<|<|上年结转结余|<
        ^|^|^|小计|一般公共预算|事业收入|小计|一般公共预算
        022001|某局本级|106.00|102.00|100.00|2.00|4.00|4.00
        合计|<|106.00|102.00|100.00|2.00|4.00|4.00
        """,
    )
    assert [row.label for row in statement.rows] == ["某局本级", "合计"]
    assert cells(statement)[1] == {
        "total": "106.00", "current": "102.00", "general_public": "100.00", "business": "2.00",
        "carryover": "4.00", "carryover.general_public": "4.00",
    }  # fmt: skip
    assert ("revenue.total", "budget", "102.00") in stated(statement, kind="budget")


def test_vehicles_and_equipment_of_an_institution_are_no_money(read: Reader) -> None:
    statement = one(
        read,
        "机构运行信息表",
        """
        项目|行次|预算数|决算数|项目|行次|决算数
        （一）支出合计|2|8.00|7.00|（一）车辆数合计（辆）|33|2
        3．公务接待费|7|3.00|2.50|1．主要负责人用车|34|1
        四、机关运行经费|29|—|30.00|（二）单价100万元（含）以上设备（不含车辆）|42|1
        （一）行政单位|30|—|30.00|（一）政府采购支出合计|46|20.00
        """,
        kind="final_account",
    )
    counted = [cell.yuan for row in statement.rows for cell in row.cells.values() if cell.printed in ("1", "2")]
    assert counted == [None, None, None]
    assert {"assets.vehicles", "procurement.total", "operating_cost"} <= {
        metric for metric, _, _ in stated(statement, kind="final_account")
    }


def test_economic_items_in_columns_are_understood(read: Reader) -> None:
    statement = one(
        read,
        "支出预算分类汇总表（按政府预算经济分类）",
        """
        科目编码|科目名称|总计|机关工资福利支出|机关资本性支出（一）|对个人和家庭的补助
        201|一般公共服务支出|98.00|50.00|40.00|8.00
        """,
    )
    assert (statement.form, statement.columns[1]) == ("budget.expenditure_economic", "机关工资福利支出")


def test_a_part_of_the_basic_expenditure_is_not_the_whole(read: Reader) -> None:
    statement = one(
        read,
        "一般公共预算基本支出表—人员经费（工资福利支出）（按部门预算经济分类）",
        """
        科目编码|科目名称|总计|基本工资
        |合计|50.00|50.00
        """,
    )
    assert statement.form == "budget.basic_personnel"
    assert stated(statement, kind="budget") == []


def test_four_groups_beside_each_other(read: Reader) -> None:
    statement = one(
        read,
        "部门综合预算收支总表",
        """
        收入|<|支出|<|<|<|<|<
        项目|预算数|支出功能分科目（按大类）|预算数|部门预算支出经济科目（按大类）|预算数|政府预算支出经济分类科目（按大类）|预算数
        1、财政拨款|9.00|1、一般公共服务支出|9.00|1、人员经费和公用经费支出|6.00|1、机关工资福利支出|5.00
        本年收入合计|9.00|本年支出合计|9.00|本年支出合计|9.00|本年支出合计|9.00
        """,
    )
    assert [row.label for row in statement.rows][:4] == [
        "1、财政拨款", "1、一般公共服务支出", "1、人员经费和公用经费支出", "1、机关工资福利支出",
    ]  # fmt: skip
    assert stated(statement, kind="budget") == [
        ("revenue.fiscal_appropriation", "budget", "9.00"),
        ("revenue.total", "budget", "9.00"),
        ("expenditure.total", "budget", "9.00"),
    ]


def test_a_table_of_money_without_a_title_is_kept_and_said(read: Reader) -> None:
    drawn = """
        序号|事项|<|补助经费
        ^|县区|说明|^
        1|甲县|学校|10.00
        2|乙县|医院|5.00
        合计|<|<|15.00
        """
    done = read("各地补助经费分配", "单位：万元", drawn, kind="budget")
    (statement,) = done.statements
    assert (statement.form, statement.title) == ("other", "各地补助经费分配")
    assert [problem.code for problem in done.problems] == ["T201"]
    assert read("前文。", drawn, kind="budget").statements == ()


def test_a_transfer_form_is_not_read_as_a_known_one_by_its_columns(read: Reader) -> None:
    (statement,) = read(
        "市对下转移支付收入表",
        "单位：万元",
        """
        项目|财政拨款|事业收入|其他收入|上年结转
        教育补助|1.00|2.00|3.00|4.00
        """,
        kind="budget",
    ).statements
    assert statement.form == "other"


def test_budgets_beside_the_accounts_keep_their_measure(read: Reader) -> None:
    statement = one(
        read,
        "一般公共预算财政拨款支出决算表",
        """
        科目编码|科目名称|2023年决算数|年初预算数|<|全年预算数|<|决算数|<
        ^|^|^|小计|基本支出|小计|基本支出|小计|基本支出
        合计|<|8.00|9.00|6.00|10.00|6.10|9.50|6.20
        """,
        kind="final_account",
    )
    assert cells(statement)[0] == {
        "2023年决算数": "8.00", "total.budget_initial": "9.00", "basic.budget_initial": "6.00",
        "total.budget_adjusted": "10.00", "basic.budget_adjusted": "6.10", "total": "9.50", "basic": "6.20",
    }  # fmt: skip
    assert stated(statement, kind="final_account") == [
        ("general_public.expenditure", "budget_initial", "9.00"),
        ("general_public.basic", "budget_initial", "6.00"),
        ("general_public.expenditure", "budget", "10.00"),
        ("general_public.basic", "budget", "6.10"),
        ("general_public.expenditure", "actual", "9.50"),
        ("general_public.basic", "actual", "6.20"),
    ]


def test_a_form_that_says_in_its_title_or_its_only_row_that_it_is_empty(read: Reader) -> None:
    (named,) = read("九、国有资本经营预算财政拨款支出决算表（此表为空）", "正文。", kind="final_account").statements
    assert (named.form, named.empty, named.note) == ("final.state_capital", True, "此表为空")
    drawn = "科目编码|科目名称|年初结转和结余|本年收入\n本表为空|<|<|<"
    (filled,) = read("政府性基金预算财政拨款收入支出决算表", drawn, kind="final_account").statements
    assert (filled.columns, filled.empty, filled.note) == (("opening", "revenue"), True, "本表为空")


def test_the_row_of_the_only_unit_is_that_of_the_whole(read: Reader) -> None:
    drawn = """
        单位编码|单位名称|合计|一般公共预算|事业收入|其他收入|上年结转
        301001|某局机关|100.00|95.00||5.00|
        """
    assert stated(one(read, "收入总表", drawn), kind="budget") == [
        ("total.revenue", "budget", "100.00"),
        ("revenue.general_public_budget", "budget", "95.00"),
        ("revenue.other", "budget", "5.00"),
    ]
    two = drawn + "301002|某中心|50.00|50.00|||"
    assert stated(one(read, "收入总表", two), kind="budget") == []


def test_transfers_by_project_and_source(read: Reader) -> None:
    statement = one(
        read,
        "省对下转移支付预算表",
        """
        项目名称|资金来源|<|<
        ^|合计|一般公共预算|政府性基金
        合计|300.00|200.00|100.00
        道路养护|200.00|100.00|100.00
        卫生补助|100.00|100.00|
        """,
    )
    assert statement.form == "budget.transfer"
    assert cells(statement)[0] == {"total": "300.00", "general_public": "200.00", "government_fund": "100.00"}


def test_procurement_by_unit_without_a_total_and_no_form_in_the_title(read: Reader) -> None:
    statement = one(
        read,
        "单位政府采购预算",
        """
        单位名称|采购项目|数量|单价|预算金额
        甲中心|办公设备|10|0.50|5.00
        乙站|车辆|1|18.00|18.00
        """,
    )
    assert statement.form == "budget.procurement"
    assert cells(statement)[1] == {"quantity": "1", "unit_price": "18.00", "total": "18.00"}
    assert stated(statement, kind="budget") == []  # nothing says that these are all


def test_what_meetings_and_training_cost_together_is_not_the_three_public(read: Reader) -> None:
    statement = one(
        read,
        "会议费、培训费预算表",
        """
        项目|上年预算数|本年预算数|增减额
        合计|30.00|27.00|-3.00
        会议费|10.00|9.00|-1.00
        培训费|20.00|18.00|-2.00
        """,
    )
    assert statement.form == "budget.conference_training"
    assert [row["total"] for row in cells(statement)] == ["27.00", "9.00", "18.00"]
    assert stated(statement, kind="budget") == []


def test_carried_over_appropriations_by_fund(read: Reader) -> None:
    statement = one(
        read,
        "项目支出预算明细表",
        """
        项目名称|本年拨款|<|财政拨款结转结余|<
        ^|一般公共预算|政府性基金预算|一般公共预算|政府性基金预算
        合计|100.00|20.00|5.00|
        """,
    )
    assert cells(statement) == [
        {"general_public": "100.00", "government_fund": "20.00", "carryover.general_public": "5.00"}
    ]
