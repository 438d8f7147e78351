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


@pytest.mark.parametrize(
    "second",
    [
        ["武胜县水资源管理中心", "2022年度单位决算", "目录"],  # another body
        ["武胜县水务局水利工程站2022年度单位决算", "一、主要职责"],  # a unit with its department's name before its own
        ["武胜县水务局2023年部门预算", "第一部分 部门概况"],  # another year and kind
        ["武胜县水务局（本级）2022年度单位决算", "目录"],  # another scope
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
        ["附件", "武胜县水务局2022年部门整体支出绩效评价报告", "一、部门概况"],
        ["相关链接", "武胜县财政局2022年度部门决算", "武胜县审计局2022年度部门决算"],
    ],
)
def test_what_is_no_second_report(second: list[str]) -> None:
    assert not [problem for problem in read(*second, AMOUNTS).problems if problem.code == "P108"]


def test_an_abbreviated_name_is_the_same_body() -> None:
    text = ["武胜县人民政府办公室2022年度部门决算", "第二部分 情况说明", AMOUNTS]
    text += ["武胜县政府办2022年度部门决算情况说明", "第一部分 收支情况", AMOUNTS]
    disclosure = pipeline.read_closely("\n".join(text).encode(), name="a.txt").disclosure
    assert not [problem for problem in disclosure.problems if problem.code == "P108"]
