"""Projects of a budget with their amounts: announced and listed line by line, or a section for each."""

from __future__ import annotations

from decimal import Decimal

from extractor.pipeline import read_closely

HEAD = "某县财政局2024年部门预算公开\n\n"


def planned(text: str) -> list[tuple[str | None, Decimal]]:
    facts = read_closely((HEAD + text).encode(), name="a.txt").disclosure.facts
    return [(fact.dims["project"], fact.value) for fact in facts if fact.metric == "project.budget"]


def stated(text: str) -> list[tuple[str, Decimal]]:
    facts = read_closely((HEAD + text).encode(), name="a.txt").disclosure.facts
    return [(fact.metric, fact.value) for fact in facts if not fact.metric.startswith("project.")]


def test_lines_that_the_paragraph_before_announces() -> None:
    text = """四、一般公共预算安排情况
（二）项目支出60.00万元，较上年预算增加10.00万元，主要项目如下：
1.气象灾害监测预警项目40.00万元，用于预警信息发布。
2.人工影响天气作业项目20.00万元，用于防雹作业。
五、政府采购情况
1.货物采购预算12.00万元，用于办公。
"""
    assert planned(text) == [("气象灾害监测预警项目", 40), ("人工影响天气作业项目", 20)]


def test_a_section_for_each_project_that_its_title_names() -> None:
    text = """七、项目支出情况说明
（一）项目名称：预算管理一体化运维
预算安排规模：200.00万元
资金分配情况：系统运维200.00万元
（二）项目名称：财政投资评审
预算安排规模：100.00万元
"""
    assert planned(text) == [("预算管理一体化运维", 200), ("财政投资评审", 100)]


def test_the_name_stands_over_the_titles_of_its_section() -> None:
    text = """六、项目经费情况说明
环境质量监测运维项目
一、项目概述
保障自动监测站运行。
二、立项依据
有关条例。
三、年度预算安排
2024年度预算安排860.5万元。
"""
    assert planned(text) == [("环境质量监测运维项目", Decimal("860.5"))]


def test_all_projects_stated_in_a_section_on_projects() -> None:
    title = "九、2024年项目支出预算情况说明\n"
    assert stated(title + "2024年项目支出预算1,000.00万元，其中：文物保护专项600.00万元。") == [
        ("expenditure.project", 1000)
    ]
    assert stated("九、一般公共预算项目支出情况\n2024年项目支出1,000.00万元。") == [("general_public.project", 1000)]
    # what was carried over may stand beside it
    assert stated(title + "本部门2024年安排项目支出484.40万元，共安排5个项目。") == []
