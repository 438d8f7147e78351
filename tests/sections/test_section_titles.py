"""Titles → topics: what the taxonomy knows, and how closely."""

from __future__ import annotations

import time

import pytest

from extractor.knowledge.sections import load_taxonomy, plain_title
from extractor.knowledge.vocabulary import topic_names


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("收入支出决算总体情况说明", "narrative.summary"),
        ("收支预算总表情况说明", "narrative.summary"),
        ("债务情况", "narrative.other"),
        ("专项支出、转移支付支出情况说明", "narrative.other"),
        ("部门管理转移支付情况", "narrative.other"),
        ("2023年部门预算情况和重要事项说明", "narrative"),
        ("收、支决算总体情况", "narrative.summary"),
        ("部门预算收支增减变化情况说明", "narrative.summary"),
        ("收入决算情况说明", "narrative.revenue"),
        ("收入预算总体情况说明", "narrative.revenue"),
        ("支出预算总体情况说明", "narrative.expenditure"),
        ("项目支出情况说明", "narrative.project_funding"),
        ("政府购买服务预算说明", "narrative.other"),
        ("2022年部门预算情况说明和重要事项的情况说明", "narrative"),
        ("单位情况说明", "overview"),
        ("2022年度支出总体情况说明", "narrative.expenditure"),
        ("财政拨款收入支出决算总体情况说明", "narrative.fiscal_summary"),
        ("财政拨款支出预算表情况说明", "narrative.fiscal_summary"),
        ("一般公共预算财政拨款支出决算情况说明", "narrative.general_public"),
        ("一般公共预算财政拨款支出决算结构情况", "narrative.general_public.structure"),
        ("一般公共预算财政拨款基本支出决算情况说明", "narrative.basic"),
        ("“三公”经费、会议费及培训费支出情况说明", "narrative.three_public"),
        ("政府性基金预算财政拨款收入支出决算情况说明", "narrative.government_fund"),
        ("国有资本经营预算财政拨款支出决算情况说明", "narrative.state_capital"),
        ("机构运行经费支出情况", "narrative.other.operating_cost"),
        ("关于政府采购支出说明", "narrative.other.procurement"),
        ("国有资产占用及购置情况说明", "narrative.other.assets"),
        ("一般性支出情况说明", "narrative.other"),
        ("关于空表的说明", "narrative.other"),
        ("其他重要事项及相关口径情况说明", "narrative.other"),
        ("相关口径说明", "narrative.compilation"),
        ("部门收支预算编制的相关依据及测算分析情况", "narrative.compilation"),
        ("部门决算中项目绩效自评结果", "narrative.performance.projects"),
        ("部门评价项目绩效评价结果", "narrative.performance.results"),
        ("预算绩效管理工作开展情况", "narrative.performance"),
        ("项目经费情况说明", "narrative.project_funding"),
        ("基本职能及主要工作", "overview.functions"),
        ("部门机构设置和所属单位情况", "overview.organisation"),
        ("纳入2020年部门决算编制范围的单位", "overview.organisation"),
        ("部门人员和车辆的编制及实有情况", "overview.staff"),
        ("2017年度部门主要工作任务及目标", "overview.key_work"),
        ("专业名词解释", "glossary"),
        ("部门决算公开表", "statements"),
        ("财政拨款“三公”经费支出决算表", "statements.form"),
        ("项目支出绩效自评表", "attachments.indicators"),
        ("某项目2020年绩效评价报告", "attachments.evaluation"),
        ("目 录", "contents"),
        ("政府购买服务指导性目录", "narrative.other"),
        ("2024年度部门预算数据变动情况及原因", "narrative.summary"),
        ("比上年增减情况", "narrative.summary"),
        ("财政拨款会议费和培训费情况说明", "narrative.three_public"),
        ("绩效评价结果应用情况", "narrative.performance"),
        ("一般公共预算项目支出情况", "narrative.project_funding"),
        ("民生支出情况说明", "narrative.other"),
    ],
)
def test_topics_of_titles(title: str, topic: str) -> None:
    match = load_taxonomy().match(title)
    assert match is not None
    assert match.topic == topic


def test_a_department_name_before_the_title_fits_at_its_end() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.match("主要职能") == ("overview.functions", "strict", False)
    assert taxonomy.match("某市福利院主要职能") == ("overview.functions", "end", False)
    assert taxonomy.match("某市财政局2024年度部门决算情况说明") == ("narrative", "end", False)


def test_words_mean_what_their_section_says() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.match("总体情况", ("narrative", "narrative.three_public")) == (
        "narrative.three_public.overall",
        "strict",
        False,
    )
    assert taxonomy.match("总体情况", ("narrative", "narrative.general_public")) == (
        "narrative.general_public.overall",
        "strict",
        False,
    )
    assert taxonomy.match("因公出国（境）费") is None


def test_holders_keep_their_topic() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.held("narrative.basic", ("attachments", "attachments.evaluation")) == "attachments.evaluation"
    assert taxonomy.held("attachments.indicators", ("narrative", "narrative.performance")) == "attachments.indicators"
    assert taxonomy.held("narrative.basic", ("narrative",)) == "narrative.basic"
    assert (
        taxonomy.held("overview", ("narrative.performance.results", "attachments.evaluation"))
        == "attachments.evaluation"
    )


def test_plain_title() -> None:
    assert plain_title("二〇二〇年度“三公”经费 支出情况（续）：") == "三公经费支出情况"
    assert plain_title("教育支出（类）普通教育（款）") == "教育支出(类)普通教育(款)"


def test_every_topic_of_the_contract_can_be_said_by_a_title_or_place() -> None:
    words = load_taxonomy().words
    said = {entry.topic for entry in words.topics} | {entry.to for entry in words.refine}
    assert set(topic_names()) - said == set()


@pytest.mark.parametrize("word", ["收支", "本级", "总表", "收入支出", "情况说明"])
def test_long_titles_of_fillers_take_no_time(word: str) -> None:
    began = time.process_time()
    load_taxonomy().match((word * 40)[:70] + "甲")
    assert time.process_time() - began < 0.5
