"""Numbers that stood under the subject before them, and are not its."""

from __future__ import annotations

import pytest

from extractor.pipeline import read_closely

THREE = "临江县财政局2023年度部门决算\n第二部分 2023年度部门决算情况说明\n七、财政拨款“三公”经费支出决算情况说明\n"
PLAN = "临江县财政局2023年部门预算\n第三部分 2023年部门预算情况说明\n一、部门收支总体情况说明\n"


def facts(text: str) -> set[tuple[str, str, str]]:
    disclosure = read_closely(text.encode(), name="a.txt").disclosure
    return {(fact.metric, fact.measure, str(fact.value)) for fact in disclosure.facts}


@pytest.mark.parametrize("words", ["含", "其中"])
def test_foreign_visits_in_brackets(words: str) -> None:
    read = facts(THREE + f"公务接待费支出9.00万元，国内公务接待42批次、310人次（{words}外事接待3批次、20人次）。")
    assert ("three_public.reception_domestic_persons", "count", "310") in read
    assert ("three_public.reception_foreign_persons", "count", "20") in read
    assert ("three_public.reception_domestic_persons", "count", "20") not in read


@pytest.mark.parametrize("words", ["当年购置公务用车", "本年度更新购置公务用车", "购置公务用车"])
def test_bought_this_year_is_not_what_is_owned(words: str) -> None:
    read = facts(THREE + f"公务用车购置费支出决算为55.00万元，{words}1辆。公务用车保有量为5辆。")
    assert ("three_public.vehicles_purchased", "count", "1") in read
    assert ("three_public.vehicles_owned", "count", "1") not in read
    assert ("three_public.vehicles_owned", "count", "5") in read


def test_money_that_has_no_metric_is_not_that_of_the_source_before_it() -> None:
    read = facts(PLAN + "2023年收支预算总计180.00万元，其中：政府性基金预算财政拨款收入82.38万元；单位资金16.09万元。")
    assert ("revenue.government_fund", "budget", "82.38") in read
    assert ("revenue.government_fund", "budget", "16.09") not in read


def test_a_new_sentence_names_the_budget_of_expenditure() -> None:
    read = facts(PLAN + "2023年预算收入180.00万元，其中使用非财政拨款结余0.33万元。2023年预算支出180.00万元。")
    assert ("total.expenditure", "budget", "180.00") in read
    assert ("revenue.nonfiscal_surplus_used", "budget", "180.00") not in read


def test_the_rest_of_a_list_is_not_the_last_that_it_names() -> None:
    read = facts(THREE + "公务接待费5.00万元，公务用车运行维护费18.00万元，其他30.30万元。")
    assert ("three_public.vehicle_operation", "actual", "18.00") in read
    assert not any(value == "30.30" for _, _, value in read)


def test_firms_that_a_body_serves_are_none_of_its_units() -> None:
    overview = "临江县投资促进局2023年度部门决算\n第一部分 部门概况\n二、机构设置\n"
    assert not any(metric == "organisation.units" for metric, _, _ in facts(overview + "全年引进规模以上企业23家。"))
    assert ("organisation.units", "count", "3") in facts(overview + "本部门有所属企业3家。")


def test_a_rate_in_a_sentence_of_its_own_is_not_the_last_parts() -> None:
    text = "2023年项目支出预算数80.00万元。其中，基本支出20.00万元，项目支出60.00万元。预算执行率为96.00%。"
    assert ("expenditure.project", "completion", "96.00") not in facts(THREE + text)


def test_a_share_of_an_item_is_of_its_fund_where_the_title_says_so() -> None:
    text = (
        "临江县财政局2023年度部门决算\n第二部分 2023年度部门决算情况说明\n四、一般公共预算财政拨款支出决算情况说明\n"
        "2023年度一般公共预算财政拨款支出200.00万元，主要用于以下方面：教育支出20.00万元，占本年财政拨款支出10.00%。"
    )
    (share,) = (fact for fact in read_closely(text.encode(), name="a.txt").disclosure.facts if fact.measure == "share")
    assert (share.metric, share.dims["of"]) == ("general_public.expenditure", "general_public.expenditure")


def test_what_was_before_is_not_this_years() -> None:
    text = "临江县财政局2018年度部门决算\n第二部分 2018年度部门决算情况说明\n二、收入决算情况说明\n与2017年度决算相比，收入合计由100.00万元变为110.00万元，上升10.00万元，增幅10.00%。"
    found = read_closely(text.encode(), name="a.txt").disclosure.facts
    said = {(fact.metric, fact.measure, str(fact.value), fact.year) for fact in found}
    assert ("revenue.total", "actual", "100.00", 2017) in said
    assert ("revenue.total", "actual", "110.00", 2018) in said
    assert ("revenue.total", "actual", "100.00", 2018) not in said


def test_daily_expenditure_under_a_title_of_the_general_budget_is_its_basic_expenditure() -> None:
    text = "临江县财政局2018年度部门决算\n第二部分 2018年度部门决算情况说明\n六、一般公共预算财政拨款基本支出情况\n2018年度用于保障临江县财政局正常运转的日常支出100.00万元。"
    assert ("general_public.basic", "actual", "100.00") in facts(text)


@pytest.mark.parametrize("words", ["全年预算数", "年初预算安排"])
def test_a_report_on_the_whole_body_says_its_budget_without_a_name(words: str) -> None:
    head = "临江县财政局2023年度部门决算\n附件1：部门整体支出绩效评价报告\n一、部门概况\n临江县财政局是政府工作部门。\n二、资金情况\n"
    read = facts(head + f"2023年{words}9,860万元，全年执行9,700万元，预算执行率98.38%。")
    measure = "budget_initial" if "年初" in words else "budget"
    assert ("expenditure.total", measure, "9860") in read
    assert ("expenditure.total", "actual", "9700") in read
    assert ("expenditure.total", "completion", "98.38") in read
