"""Two reports in one file."""

from __future__ import annotations

import pytest

from extractor import pipeline
from extractor.records import Disclosure

AMOUNTS = "2022年度收入合计9万元，其中：财政拨款收入8万元；支出合计7万元，其中：基本支出4万元，项目支出3万元。"
FIRST = ["武胜县水务局2022年度部门决算", "目录", "第一部分 部门概况", "第一部分 部门概况", "第二部分 情况说明", AMOUNTS]


def read(*second: str) -> Disclosure:
    text = "\n".join([*FIRST, *second])
    return pipeline.read_closely(text.encode(), name="a.txt").disclosure


CONTENTS = ["目录", "第一部分 单位概况", "第二部分 情况说明", "第一部分 单位概况"]


@pytest.mark.parametrize(
    "second",
    [
        ["武胜县水资源管理中心", "2022年度单位决算", *CONTENTS],  # another body
        ["武胜县水务局水利工程站2022年度单位决算", "一、主要职责"],  # a unit with its department's name before its own
        ["武胜县水务局2023年部门预算", "第一部分 部门概况"],  # another year and kind
        ["武胜县水务局（本级）2022年度单位决算", *CONTENTS],  # another scope
        [
            "武胜县水务局2021年度部门决算",
            "目录",
            "第一部分 武胜县水务局概况……1",
            "第二部分 情况……2",
            "第一部分",
            "部门概况",
        ],
    ],
)
def test_the_second_is_said_and_its_figures_are_not_the_firsts(second: list[str]) -> None:
    disclosure = read(*second, "2022年度收入合计99万元。", AMOUNTS)
    told = [problem for problem in disclosure.problems if problem.code == "P108"]
    assert [problem.anchor.quote.split("\n")[0] for problem in told if problem.anchor] == [second[0]]
    assert disclosure.status == "partial"
    assert disclosure.facts
    assert all(fact.anchor.start < told[0].anchor.start for fact in disclosure.facts if told[0].anchor)
    assert disclosure.profile.publisher == "武胜县水务局"


@pytest.mark.parametrize(
    "second",
    [
        ["武胜县水务局2022年度部门决算情况说明", "目录", "一、收支情况"],  # its own title again
        ["水务局2022年度部门决算情况说明", "第一部分 收支情况"],  # without its place
        ["武胜县水务局2021年度部门决算情况说明", "一、收支情况"],  # a year left from last time
        ["武胜县水务局2021年度部门决算公开表", "第一部分 收支情况"],
        ["武胜县水务局2022年度单位决算情况说明", "第一部分 收支情况", "一、概况"],  # 部门 on its cover
        ["武胜县水务局机关2022年度单位决算情况说明", "第一部分 收支情况"],
        ["第三部分", "武胜县水务局2022年度单位决算公开表", "目录", "收入支出决算总表", "收入决算表", "第四部分 附件"],
        ["附件：", "武胜县水务局2022年度单位决算报表", "目录", "一、收入支出决算总表", "二、收入决算表"],
        ["附件1", "武胜县预算单位2022年度部门决算公开表", "目录", "一、收入支出决算总表"],
        ["附件", "武胜县水务局2022年部门整体支出绩效评价报告", "一、部门概况"],
        ["武胜县水利工程站2022年度堤防维修项目支出决算", "一、项目概况"],
        ["武胜县水利工程站2022年度专项资金决算", "一、基本情况"],
        ["武胜县水利工程站2022年度部门决算", "一、项目基本情况"],
        ["相关链接", "武胜县财政局2022年度部门决算", "武胜县审计局2022年度部门决算"],
        ["武胜县财政局2022年度部门决算", "武胜县审计局2022年度部门决算", "第一部分 部门概况"],
    ],
)
def test_what_is_no_second_report(second: list[str]) -> None:
    assert not [problem for problem in read(*second, AMOUNTS).problems if problem.code == "P108"]


@pytest.mark.parametrize(
    "cited", ["武胜县水务局2022年度部门决算", "武胜县财政局2022年度部门决算", "附件：武胜县财政局2022年度政府决算"]
)
def test_a_report_cited_before_the_first_part_is_none(cited: str) -> None:
    contents = ["目录", "第一部分 部门概况……1", "第二部分 情况说明……2"]
    for head in ([], contents):
        text = ["武胜县水务局2023年部门预算", *head, AMOUNTS, cited, "第一部分 部门概况", "一、主要职责", AMOUNTS]
        disclosure = pipeline.read_closely("\n".join(text).encode(), name="a.txt").disclosure
        assert not [problem for problem in disclosure.problems if problem.code == "P108"]


def test_an_abbreviated_name_is_the_same_body() -> None:
    text = ["武胜县人民政府办公室2022年度部门决算", "第二部分 情况说明", AMOUNTS]
    text += ["武胜县政府办2022年度部门决算情况说明", "第一部分 收支情况", AMOUNTS]
    disclosure = pipeline.read_closely("\n".join(text).encode(), name="a.txt").disclosure
    assert not [problem for problem in disclosure.problems if problem.code == "P108"]
