"""Titles are told by fund, subject and kind, whatever their number, year and department."""

from __future__ import annotations

import pytest

from extractor.statements.titles import read_title

TITLES = [
    ("收入支出决算总表", "final.summary"),
    ("一、收入支出决算总表", "final.summary"),
    ("附件1-3 收入决算表", "final.revenue"),
    ("公开02表 收入决算表", "final.revenue"),
    ("财决公开01表收入支出决算总表", "final.summary"),
    ("表3 支出决算表", "final.expenditure"),
    ("表32023年度支出决算表", "final.expenditure"),
    ("表五一般公共预算财政拨款支出决算表", "final.general_public"),
    ("支出决算明细表", "final.expenditure_detail"),
    ("财政拨款收入支出决算总表(公开04表)", "final.fiscal_summary"),
    ("财政拨款支出决算明细表", "final.fiscal_detail"),
    ("一般公共预算财政拨款支出决算表", "final.general_public"),
    ("一般公共预算财政拨款收入支出决算表", "final.general_public"),
    ("某某县公安局2020年度一般公共预算财政拨款支出决算表", "final.general_public"),
    ("一般公共预算财政拨款支出决算明细表", "final.general_public_detail"),
    ("一般公共预算财政拨款基本支出决算明细表", "final.basic"),
    ("一般公共预算财政拨款项目支出决算表", "final.general_public_project"),
    ("财政拨款“三公”经费支出决算表", "final.three_public"),
    ("财政拨款“三公”经费、行政参公单位机关运行经费情况表", "final.three_public"),
    ("政府性基金预算财政拨款收入支出决算表", "final.government_fund"),
    ("国有资本经营预算财政拨款（收入）支出决算表", "final.state_capital"),
    ("国有资本经营预算财政拨款支出决算表", "final.state_capital"),
    ("机构运行信息表", "final.institution"),
    ("2024年部门财务收支预算总表", "budget.summary"),
    ("收支总表", "budget.summary"),
    ("部门收支总体情况表", "budget.summary"),
    ("收入总表", "budget.revenue"),
    ("支出总体情况表", "budget.expenditure"),
    ("财政拨款收支总体情况表", "budget.fiscal_summary"),
    ("财政拨款支出预算表（功能科目）", "budget.fiscal_expenditure"),
    ("财政拨款支出预算表（部门经济分类科目）", "budget.fiscal_detail"),
    ("财政拨款基本支出预算表（经济科目）", "budget.fiscal_basic"),
    ("一般公共预算支出表", "budget.general_public"),
    ("一般公共预算支出情况表（按功能分类科目）", "budget.general_public"),
    ("2024年部门一般公共预算支出功能分类预算表", "budget.general_public"),
    ("2024年部门一般公共预算基本支出部门预算经济分类预算表", "budget.basic"),
    ("一般公共预算基本支出情况表（按支出经济分类科目）", "budget.basic"),
    ("一般公共预算“三公”经费支出表", "budget.three_public"),
    ("部门“三公”经费和机关运行经费预算表", "budget.three_public"),
    ("财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出表", "budget.three_public"),
    ("表4-1 政府性基金预算“三公”经费支出预算表", "budget.government_fund_three_public"),
    ("财政拨款政府性基金支出预算表", "budget.government_fund"),
    ("国有资本经营预算支出预算表", "budget.state_capital"),
    ("一般公共预算机关运行经费支出预算表", "budget.operating_cost"),
    ("2017年政府采购预算表", "budget.procurement"),
    ("部门项目支出预算表", "budget.project"),
    ("部门支出总表（按部门预算经济分类）", "budget.expenditure_economic"),
    ("支出经济分类汇总表", "budget.expenditure_economic"),
    ("部门预算01表 部门收支预算总表", "budget.summary"),
    ("部门综合预算专项业务经费支出表", "budget.project"),
    ("政府性基金预算支出分类汇总表（按政府预算经济分类）", "budget.government_fund_economic"),
    ("一般公共预算基本支出表--公用经费(商品和服务支出)（按部门预算经济分类）", "budget.basic_public_funds"),
    ("部门综合预算一般公共预算基本支出明细表（按支出功能分类科目）", "budget.basic_functional"),
    ("基本支出预算表（人员类、运转类公用经费项目）", "budget.basic_all"),
    ("政府性基金预算财政拨款“三公”经费支出决算表", "final.government_fund_three_public"),
    ("政府性基金预算财政拨款支出决算明细表", "final.government_fund_detail"),
    # words of the body's name say nothing of the form
    ("某省国有资产监督管理委员会2021年度收入支出决算总表", "final.summary"),
    ("某市政府采购中心支出决算表", "final.expenditure"),
    ("某县项目建设服务中心收入决算表", "final.revenue"),
    ("某县预算绩效评价中心财政拨款收入支出决算总表", "final.fiscal_summary"),
    ("某区收入核算中心支出决算表", "final.expenditure"),
]

NO_TITLES = [
    "编制部门：某某区某某街道办事处 单位：元",
    "本年收入合计2946.25万元",
    "八、政府性基金预算财政拨款支出决算情况说明",
    "三、支出决算表............8",
    "省级部门预算公开报表",
    "目录",
    "注：本表反映部门本年度取得的各项收入情况。",
]


@pytest.mark.parametrize(("text", "form"), TITLES)
def test_a_title_names_its_form(text: str, form: str) -> None:
    kind = "final_account" if form.startswith("final") else "budget"
    title = read_title(text, kind)  # type: ignore[arg-type]
    assert title is not None
    assert title.form == form


@pytest.mark.parametrize("text", NO_TITLES)
def test_other_lines_are_no_titles(text: str) -> None:
    assert read_title(text, None) is None


def test_another_body_of_accounts_is_not_taken_for_a_departments() -> None:
    title = read_title("2023年度社会保险基金收入决算表", "final_account")
    assert title is not None
    assert title.form == "other"


@pytest.mark.parametrize(
    "text",
    [
        "市对下转移支付收入表",
        "上级补助项目支出预算表",
        "部门项目中期规划预算表",
        "预算外资金收入支出决算表",
        "上年结转资金支出预算表",
    ],
)
def test_forms_of_something_else_are_no_known_ones(text: str) -> None:
    title = read_title(text, "budget")
    assert title is not None
    assert (title.form, title.foreign) == ("other", True)


def test_the_title_as_printed_without_what_stands_beside_it() -> None:
    title = read_title("七、财政拨款“三公”经费支出决算表 单位：万元", "final_account")
    assert title is not None
    assert title.printed == "财政拨款“三公”经费支出决算表"


def test_year_and_kind_come_from_the_title_itself() -> None:
    title = read_title("2023年度部门收支预算总表", "final_account")
    assert title is not None
    assert (title.form, title.year, title.kind) == ("budget.summary", 2023, "budget")


def test_assets_held_are_no_new_assets() -> None:
    forms = [read_title(title, "budget") for title in ("新增资产配置预算表", "国有资产占用情况表")]
    assert [found.form for found in forms if found is not None] == ["budget.assets", "budget.state_assets"]
