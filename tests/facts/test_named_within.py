"""Projects that a paragraph on others names with their figures, and projects named by a line 项目名称：X."""

from __future__ import annotations

import pytest

from extractor.facts.projects import named_within
from extractor.pipeline import read_closely

REVIEW = (
    "某县水务局2023年度部门决算\n第二部分 2023年度部门决算情况说明\n十、预算绩效管理情况说明\n"
    "我局对5个项目开展绩效自评，涉及资金300万元，平均得分95分。其中：“节水改造”项目全年预算数为80万元，执行数为78.2万元，完成预算的97.75%，自评得分96分；"
    "水质监测项目全年预算数为30万元，执行数为30万元，完成预算的100%。\n"
)
REPORT = (
    "某县水务局2023年度部门决算\n第四部分 附件\n2023年度部门整体支出绩效自评报告\n（二）项目支出情况\n"
    "2023年项目支出20万元，其中“节水宣传”项目申报预算21万元，财政批复20万元，到位资金20万元，资金到位率100%，实际支出18万元，预算执行率90%。\n"
)
LABELLED = (
    "某县水务局2024年部门预算\n第三部分 2024年部门预算情况说明\n八、项目支出情况说明\n"
    "项目名称：河道清淤\n设立的政策依据：县政府文件\n预算安排规模：120.00万元\n"
    "项目名称：水质监测\n预算安排规模：48.50万元\n资金分配情况：48.50万元\n"
)


def told(text: str, head: str) -> list[tuple[str, str, str, str | None]]:
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    return [
        (fact.metric.removeprefix(head), fact.measure, fact.printed, fact.dims.get("project"))
        for fact in facts
        if fact.metric.startswith((head, "performance.score"))
    ]


def test_figures_belong_to_the_project_named_last_and_those_before_to_none() -> None:
    assert told(REVIEW, "project.") == [
        ("performance.score", "actual", "95分", None),
        ("budget", "budget", "80万元", "节水改造"),
        ("executed", "actual", "78.2万元", "节水改造"),
        ("executed", "completion", "97.75%", "节水改造"),
        ("performance.score", "actual", "96分", "节水改造"),
        ("budget", "budget", "30万元", "水质监测项目"),
        ("executed", "actual", "30万元", "水质监测项目"),
        ("executed", "completion", "100%", "水质监测项目"),
    ]


def test_figures_of_a_report_on_the_whole_department() -> None:
    assert told(REPORT, "project.") == [
        ("requested", "budget", "21万元", "节水宣传"),
        ("approved", "budget", "20万元", "节水宣传"),
        ("funds_received", "actual", "20万元", "节水宣传"),
        ("funds_received_rate", "actual", "100%", "节水宣传"),
        ("executed", "actual", "18万元", "节水宣传"),
        ("executed", "completion", "90%", "节水宣传"),
    ]


def test_a_line_that_names_a_project_holds_for_the_amount_after_it_once() -> None:
    assert told(LABELLED, "project.") == [
        ("budget", "budget", "120.00万元", "河道清淤"),
        ("budget", "budget", "48.50万元", "水质监测"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "自评结果显示，以上项目预算数为60万元，执行数55万元。",
        "其中，重点项目预算100万元，执行数90万元。",
        "其中：“节水改造”项目自评得分96分，全年执行数80万元。",
    ],
)
def test_kinds_of_projects_name_none(text: str) -> None:
    assert named_within(text) == []
