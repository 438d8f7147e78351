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


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("某县水务局在2023年度部门决算中反映“堤防巡护”项目绩效自评结果。项目自评得分为94分。", "堤防巡护"),
        ("我局在部门决算中反映堤防巡护项目绩效自评结果。堤防巡护项目自评得分94分，", "堤防巡护项目"),
        ("“堤防巡护”项目自评得分94分，项目", "堤防巡护"),
        ("我局委托第三方对“堤防巡护”1个项目开展绩效评价，评价得分94分，该项目", "堤防巡护"),
        ("选取堤防巡护项目开展重点评价，评价得分94分，", "堤防巡护项目"),
    ],
)
def test_what_leads_in_to_a_project_is_no_part_of_its_name(said: str, name: str) -> None:
    text = f"某县水务局2023年度部门决算\n第二部分 2023年度部门决算情况说明\n十、预算绩效情况说明\n{said}全年预算数为80.00万元，执行数为60.00万元，完成预算的75%。\n"
    assert told(text, "project.") == [
        ("performance.score", "actual", "94分", name),
        ("budget", "budget", "80.00万元", name),
        ("executed", "actual", "60.00万元", name),
        ("executed", "completion", "75%", name),
    ]


def test_one_project_of_a_budget_and_no_kind_of_projects() -> None:
    said = "其中堤防巡护项目预算24.00万元。其中特定目标类项目预算200.00万元。其中重点项目预算30.00万元。"
    assert [(said[start:end], name) for start, end, name in named_within(said)] == [
        ("项目预算24.00万元。", "堤防巡护项目")
    ]


PARTS = (
    "某县水务局2024年部门预算\n第二部分 2024年部门预算情况说明\n一、收支预算情况说明\n（一）收入预算情况\n2024年收入预算80万元。\n"
    "（二）项目情况说明\n堤防加固项目\n1.项目概述。\n对险段堤防实施加固，消除隐患。\n2.立项依据。\n县政府防汛规划。\n"
    "3.年度预算安排。\n2024年安排堤防加固项目预算24.00万元，全部为财政拨款。\n4.绩效目标。\n完成加固6处，验收合格率达标。\n"
)
DESCRIBES = (
    "某县水务局2024年部门预算\n第二部分 2024年部门预算情况说明\n项目经费情况说明\n一、项目概况\n堤防加固项目，对险段堤防进行加固。\n"
    "二、立项依据\n县政府防汛规划。\n三、年度预算安排\n2024年项目预算安排24.00万元。\n"
)


@pytest.mark.parametrize("text", [PARTS, DESCRIBES])
def test_the_money_of_a_project_that_a_section_is_about(text: str) -> None:
    assert told(text, "project.") == [("budget", "budget", "24.00万元", "堤防加固项目")]


def test_parts_of_a_project_are_headings_of_its_section() -> None:
    sections = read_closely(PARTS.encode(), name="a.txt").disclosure.sections
    of_projects = [section.title for section in sections if section.topic == "narrative.project_funding"]
    assert of_projects == ["项目情况说明", "堤防加固项目", "项目概述", "立项依据", "年度预算安排", "绩效目标"]


def test_a_review_in_traditional_characters_names_its_project() -> None:
    text = (
        "某縣教育局2023年度部門決算\n第二部分 2023年度部門決算情況說明\n1、項目績效目標完成情況\n"
        "教師培訓項目績效目標完成情況綜述。項目全年預算數81.60萬元，執行數爲80.00萬元，完成預算的98.04%。"
        "通過項目實施，提升教師專業能力。發現的主要問題：課程針對性不強。下一步改進措施：按學科設計課程。\n"
    )
    disclosure = read_closely(text.encode(), name="a.txt").disclosure
    assert [(fact.metric, fact.printed, fact.dims.get("project")) for fact in disclosure.facts] == [
        ("project.budget", "81.60萬元", "教师培训项目"),
        ("project.executed", "80.00萬元", "教师培训项目"),
        ("project.executed", "98.04%", "教师培训项目"),
    ]
    (review,) = disclosure.projects
    assert (review.name, review.effects) == ("教師培訓項目", "提升教師專業能力")
    assert (review.problems, review.improvements) == (("課程針對性不強",), ("按學科設計課程",))
