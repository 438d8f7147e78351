"""Named projects listed with their amounts under 项目支出 in budgets."""

from __future__ import annotations

import pytest
from facts_helpers import entities_of

from extractor.facts.project_lists import listed_projects
from extractor.pipeline import read_closely


def projects(text: str, title: str = "") -> list[tuple[str | None, str]]:
    claims = listed_projects(text, entities_of(text), title=title, year=2024, taken=())
    return [(claim.dims["project"], claim.printed) for claim in claims]


def test_a_list_behind_the_amount_of_all_projects() -> None:
    text = "2024年安排项目支出42.00万元，其中：“两癌”检查县级配套30.00万元；妇女发展规划经费8.00万元，主要用于宣传；家庭教育指导经费4.00万元。"
    assert projects(text) == [
        ("“两癌”检查县级配套", "30.00万元"),
        ("妇女发展规划经费", "8.00万元"),
        ("家庭教育指导经费", "4.00万元"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "项目支出500万元，其中：一般公共预算拨款300万元，政府性基金200万元。",
        "项目支出500万元，其中：运转类项目支出300万元，特定目标类项目支出200万元。",
        "项目支出500万元，其中：商品和服务支出300万元，资本性支出200万元。",
        "项目支出500万元，其中：农林水支出300万元，住房保障支出200万元。",
        "项目支出500万元，其中：局机关300万元，市水文水资源勘测中心200万元。",
        "项目支出500万元，比上年增加30万元，其中：延续项目200万元。",
    ],
)
def test_kinds_and_sources_are_no_projects(text: str) -> None:
    assert projects(text) == []


def test_numbered_lines_below_a_title_of_projects() -> None:
    assert projects("1.校舍维修改造经费64.00万元，用于屋面防水。", "重点项目情况") == [
        ("校舍维修改造经费", "64.00万元")
    ]
    assert projects("1.校舍维修改造经费64.00万元，目标为完成屋面防水。") == [("校舍维修改造经费", "64.00万元")]
    assert projects("1.校舍维修改造经费64.00万元，用于屋面防水。") == []


def test_one_project_within_a_paragraph_about_all() -> None:
    text = (
        "临江县财政局2023年度部门决算\n第三部分 2023年度部门决算情况说明\n（四）预算绩效管理工作开展情况\n"
        "组织对6个项目开展绩效自评，共涉及资金500万元。其中河道清淤项目自评得分92分，全年预算数210万元，执行数200万元，完成预算的95.24%。"
    )
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    read = {(fact.metric, fact.measure, str(fact.value), fact.dims.get("project")) for fact in facts}
    assert {
        ("performance.projects", "count", "6", None),
        ("performance.score", "actual", "92", "河道清淤项目"),
        ("project.budget", "budget", "210", "河道清淤项目"),
        ("project.executed", "actual", "200", "河道清淤项目"),
        ("project.executed", "completion", "95.24", "河道清淤项目"),
    } <= read


def test_a_list_under_its_own_words_goes_on_behind_a_bracket() -> None:
    text = (
        "项目支出62.00万元。项目支出中：河道保洁经费22.00万元，防汛物资30.00万元（使用基金预算），堤防维护10.00万元。"
    )
    assert projects(text) == [
        ("河道保洁经费", "22.00万元"),
        ("防汛物资", "30.00万元"),
        ("堤防维护", "10.00万元"),
    ]


def test_numbered_projects_behind_the_amount_of_all_and_how_they_moved() -> None:
    text = (
        "某区绿道中心2024年部门预算\n第一部分 部门预算支出具体情况\n（四）项目支出90万元，具体包括：\n"
        "1.绿道日常管养60万元，主要用于保洁，较上年减少6万元，下降9.09%。\n2.绿道文体活动20万元，与上年持平。\n3.护绿宣传10万元，主要用于印刷。"
    )
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    read = [(fact.measure, str(fact.value), fact.base_year, fact.dims["project"]) for fact in facts if fact.dims]
    assert read == [
        ("budget", "60", None, "绿道日常管养"),
        ("change", "-6", 2023, "绿道日常管养"),
        ("change_rate", "-9.09", 2023, "绿道日常管养"),
        ("budget", "20", None, "绿道文体活动"),
        ("change", "0", 2023, "绿道文体活动"),
        ("budget", "10", None, "护绿宣传"),
    ]
    assert [fact.anchor.quote for fact in facts if fact.value == 0] == ["持平"]


def test_a_project_before_a_colon_or_in_quotation_marks() -> None:
    assert projects("绿道文体活动：预算安排20万元，目标为24场。", "主要项目绩效目标") == [("绿道文体活动", "20万元")]
    assert projects("绿道文体活动：预算安排20万元，目标为24场。", "收入情况") == []
    assert projects("重点项目“土著鱼类放流”预算安排86万元，目标如下：") == [("土著鱼类放流", "86万元")]


@pytest.mark.parametrize(
    ("title", "project"), [("（一）野果林围栏维护", "野果林围栏维护"), ("（一）立项依据", None), ("（一）其他", None)]
)
def test_what_a_section_named_after_its_project_plans(title: str, project: str | None) -> None:
    text = f"某区林业站2024年部门预算\n第一部分 部门预算情况说明\n一、项目支出情况说明\n{title}\n预算安排规模：30万元。"
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    assert [fact.dims["project"] for fact in facts if fact.metric == "project.budget"] == [project] * bool(project)
