"""Headings on plain lines: what is one, how high it stands, where its text starts."""

from __future__ import annotations

import pytest

from extractor.knowledge.sections import load_taxonomy
from extractor.sections.headings import find_headings
from extractor.sections.shapes import Heading, Line


def lines(text: str) -> list[Line]:
    """One line of text each; a line ``[table]`` is a table, ``[table:标题]`` one with its own title row."""
    found: list[Line] = []
    at = 0
    for printed in text.strip("\n").split("\n"):
        table = printed.startswith("[table")
        shown = printed[len("[table") : -1].lstrip(":") if table else printed
        found.append(Line(shown, at, "table" if table else "text"))
        at += len(shown) + 1
    return found


def headings(text: str) -> list[Heading]:
    return list(find_headings(lines(text), load_taxonomy())[0])


def outline(text: str) -> list[tuple[int, str, str | None]]:
    """(level, title, topic) by ranks."""
    stack: list[int] = []
    found = []
    for heading in headings(text):
        while stack and stack[-1] >= heading.rank:
            stack.pop()
        found.append((len(stack) + 1, heading.title, heading.topic))
        stack.append(heading.rank)
    return found


def test_parts_sections_and_subsections() -> None:
    assert outline("""
第一部分 部门概况
一、主要职能
（一）贯彻执行国家的方针政策。
（二）承办上级交办的其他事项。
二、机构设置
内设机构5个。
第二部分 2020年度部门决算情况说明
一、收入支出决算总体情况说明
2020年收、支总计100万元。
二、“三公”经费财政拨款支出决算情况说明
（一）“三公”经费财政拨款支出决算总体情况说明
支出5万元。
""") == [
        (1, "部门概况", "overview"),
        (2, "主要职能", "overview.functions"),
        (2, "机构设置", "overview.organisation"),
        (1, "2020年度部门决算情况说明", "narrative"),
        (2, "收入支出决算总体情况说明", "narrative.summary"),
        (2, "“三公”经费财政拨款支出决算情况说明", "narrative.three_public"),
        (3, "“三公”经费财政拨款支出决算总体情况说明", "narrative.three_public.overall"),
    ]


def test_without_parts_the_numbers_give_the_levels() -> None:
    assert outline("""
一、部门基本情况
（一）职能职责。
负责有关工作。
二、部门决算情况说明
（一）收入支出决算总体情况说明
1.总体情况。2021年度收入总计100万元。
2.收入情况。2021年度收入合计90万元。
三、专业名词解释
（一）财政拨款收入：指财政资金。
""") == [
        (1, "部门基本情况", "overview"),
        (2, "职能职责", "overview.functions"),
        (1, "部门决算情况说明", "narrative"),
        (2, "收入支出决算总体情况说明", "narrative.summary"),
        (3, "总体情况", "narrative.summary"),
        (3, "收入情况", "narrative.revenue"),
        (1, "专业名词解释", "glossary"),
    ]


def test_lost_numbers_are_told_by_the_next_one() -> None:
    """Three sections without number before 四、 are 一、 to 三、; one between 八、 and 十、 is 九、."""
    assert [
        level
        for level, _, _ in outline("""
第二部分 部门决算情况说明
收入支出决算总体情况说明
总计100万元。
收入决算情况说明
合计90万元。
支出决算情况说明
合计80万元。
四、财政拨款收入支出决算总体情况说明
总计70万元。
八、政府性基金预算支出决算情况说明
支出0万元。
国有资本经营预算支出决算情况说明
支出0万元。
十、其他重要事项的情况说明
（一）机关运行经费支出情况
支出10万元。
名词解释
1.基本支出：指保障运转的支出。
""")
    ] == [1, 2, 2, 2, 2, 2, 2, 2, 3, 1]


def test_torn_numbers_inside_a_report() -> None:
    found = outline("""
第四部分 附件
附件1
某局2020年部门整体支出绩效评价
报告
一、部门（单位）概况
（一）机构组成。
内设3个机构。
机构职能。
负责有关工作。
二、部门财政资金收支情况
（一）部门财政资金收入情况。
收入100万元。
部门整体预算绩效管理情况
（一）部门预算管理。
按规定编制。
四、评价结论及建议
（一）评价结论。
完成较好。
（二）存在问题。
一是人员缺乏；
改进建议。
一是加强学习。
""")
    assert [(level, title) for level, title, _ in found] == [
        (1, "附件"),
        (2, "附件1"),
        (3, "某局2020年部门整体支出绩效评价报告"),
        (4, "部门（单位）概况"),
        (5, "机构组成"),
        (5, "机构职能"),
        (4, "部门财政资金收支情况"),
        (5, "部门财政资金收入情况"),
        (4, "部门整体预算绩效管理情况"),
        (5, "部门预算管理"),
        (4, "评价结论及建议"),
        (5, "评价结论"),
        (5, "存在问题"),
        (5, "改进建议"),
    ]
    assert {topic for _, _, topic in found[2:]} == {"attachments.evaluation"}


def test_each_report_of_an_attachment_has_its_own_children() -> None:
    report = "一、项目概况\n（一）项目基本情况。\n项目已批复。\n二、项目绩效情况\n（一）项目完成情况。\n已完成。\n"
    found = outline(f"第五部分 附件\n附件2\n甲项目2020年绩效评价报告\n{report}乙项目2020年绩效评价报告\n{report}")
    assert [level for level, _, _ in found] == [1, 2, 3, 4, 5, 4, 5, 3, 4, 5, 4, 5]


def test_run_in_title_ends_where_its_text_starts() -> None:
    text = "第四部分 附件\n甲项目绩效评价报告\n（一）资金使用情况。\n1．资金计划。项目资金计划297万元。"
    heading = headings(text)[-1]
    assert (heading.number, heading.title) == ("1．", "资金计划")
    assert text[heading.start : heading.end] == "1．资金计划。"


@pytest.mark.parametrize(
    "line",
    [
        "1．财政拨款收入预算总计28849.38万元。",
        "（一）收入预算总计100万元。包括：",
        "1.因公出国（境）经费支出0万元，完成预算0%。",
        "1.因公出国（境）费。2023年决算数0.00万元。",
        "1、一般公共服务支出（类）财政事务（款）行政运行（项）。主要用于人员经费。",
        "2.从预算单位构成看，纳入汇总的单位共计一家。",
        "甲项目绩效目标完成情况综述。项目全年预算数10万元。",
        "图2：收入决算情况",
        "（图2：收入决算结构图）（饼状图）",
        "主要职能包括：",
        "单位：万元",
        "注：本部门无政府性基金预算财政拨款支出，故本表无数据。",
        "一是加强预算绩效管理",
        "2019年部门预算公开表附后",
    ],
)
def test_sentences_are_no_headings(line: str) -> None:
    found = headings(f"第三部分 部门决算情况说明\n七、“三公”经费情况说明\n{line}\n上年为1万元。")
    assert [heading.title for heading in found] == ["部门决算情况说明", "“三公”经费情况说明"]


def test_entries_of_lists_are_no_headings() -> None:
    assert [
        title
        for _, title, _ in outline("""
第一部分 部门概况
一、机构设置
（一）机关内设机构
1.办公室
2.政府采购管理处
3.绩效评价处
（二）下属事业单位
1.信息中心
二、主要职责
1.负责政府采购管理工作。
2.指导预算绩效管理
第二部分 名词解释
一、基本支出：指保障运转的支出。
二、机关运行经费
指用于运行的资金。
""")
    ] == ["部门概况", "机构设置", "机关内设机构", "下属事业单位", "主要职责", "名词解释"]


def test_class_heads_over_function_lines_keep_their_section_s_topic() -> None:
    found = headings(
        "五、财政拨款支出预算情况说明\n其中：\n（一）公共安全（类）\n1．检察（款）行政运行（项）支出10万元。"
    )
    assert [(heading.title, heading.topic) for heading in found] == [
        ("财政拨款支出预算情况说明", "narrative.fiscal_summary"),
        ("公共安全（类）", "narrative.fiscal_summary"),
    ]


def test_contents_are_no_headings_with_or_without_dots_and_pages() -> None:
    body = "第一部分 部门概况\n一、主要职能\n负责工作。\n第二部分 部门决算情况说明\n一、收入决算情况说明\n100万元。"
    for entry in ("{}", "{}……………………3", "{}...........12"):
        titles = ["第一部分 部门概况", "一、主要职能", "第二部分 部门决算情况说明", "一、收入决算情况说明"]
        listed = "\n".join(entry.format(title) for title in titles)
        found, contents = find_headings(lines(f"某局2020年度部门决算\n目 录\n{listed}\n{body}"), load_taxonomy())
        assert contents == range(1, 6)
        assert [heading.title for heading in found] == [
            "目 录",
            "部门概况",
            "主要职能",
            "部门决算情况说明",
            "收入决算情况说明",
        ]


def test_body_titles_with_a_name_end_contents_too() -> None:
    found, contents = find_headings(
        lines(
            "目录\n一、单位主要职能\n二、单位机构设置\n三、名词解释\n某市福利院主要职能\n负责养老。\n某市福利院机构设置\n设5个科。"
        ),
        load_taxonomy(),
    )
    assert contents == range(0, 4)
    assert [heading.title for heading in found] == ["目录", "某市福利院主要职能", "某市福利院机构设置"]


def test_broken_and_glued_titles() -> None:
    found = headings("第三部分 某省高级人民法院2017年度\n部门预算情况说明\n一、收支预算总表情况说明\n100万元。")
    assert (found[0].title, found[0].topic, found[0].last) == (
        "某省高级人民法院2017年度部门预算情况说明",
        "narrative",
        1,
    )
    glued = headings("第二部分 省检察院2017年度部门预算表一、收支预算总表\n单位：万元\n[table]")
    assert [(heading.number, heading.topic) for heading in glued] == [
        ("第二部分", "statements"),
        ("一、", "statements.form"),
    ]


def test_titles_of_forms() -> None:
    found = headings(
        "第二部分 部门决算表\n收入支出决算总表\n公开01表\n单位：万元\n[table]\n[table]\n支出决算表\n[table]\n第三部分 部门决算情况说明"
    )
    assert [(heading.title, heading.topic) for heading in found][1:3] == [
        ("收入支出决算总表", "statements.form"),
        ("支出决算表", "statements.form"),
    ]
    inside = headings("项目经费情况说明\n[table:财政项目支出绩效目标填报表]\n[table:财政项目支出绩效目标填报表]")
    assert [heading.topic for heading in inside] == [
        "narrative.project_funding",
        *["attachments.indicators"] * 2,
    ]


def test_empty_sections_stay() -> None:
    assert len(headings("八、政府性基金预算支出情况\n九、国有资本经营预算支出情况\n十、其他重要事项")) == 3


def test_opinions_in_reports_are_text() -> None:
    found = headings(
        """
第五部分 附件
某局部门整体支出绩效评价报告
五、存在的主要问题
（一）预算编制有待更严格执行。个别项目存在差异。
（二）绩效意识不强。重视不够。
六、改进措施和有关建议
1、细化预算编制。
2、加强财务管理。
""".strip()
    )
    assert [heading.title for heading in found][2:] == ["存在的主要问题", "改进措施和有关建议"]


def test_type_helps_where_numbers_are_missing() -> None:
    pages = [
        Line("某街道办事处（部门）主要职能", 0, size=18, centered=True, page_top=True, page=1),
        Line("一、加强党的建设。落实责任制，提高工作的有效性。" * 3, 20, size=12, page=1),
        Line("二、统筹社区发展。" * 9, 120, size=12, page=1),
        Line("2024年部门预算编制说明", 220, size=18, centered=True, page_top=True, page=2),
        Line("2024年收入预算100万元。" * 9, 240, size=12, page=2),
        Line("其他相关情况说明", 400, size=18, centered=True, page_top=True, page=3),
        Line("一、2024年“三公”经费预算情况说明", 420, size=12, page=3),
        Line("预算数为6万元。" * 9, 450, size=12, page=3),
    ]
    found, _ = find_headings(pages, load_taxonomy())
    assert [(heading.title, heading.rank, heading.topic) for heading in found] == [
        ("某街道办事处（部门）主要职能", 10, "overview.functions"),
        ("2024年部门预算编制说明", 10, "narrative.compilation"),
        ("其他相关情况说明", 10, "narrative.other"),
        ("2024年“三公”经费预算情况说明", 40, "narrative.three_public"),
    ]


def test_a_page_number_at_the_end_of_a_heading_is_no_part_of_it() -> None:
    text = """
第三部分 2020年度部门决算情况说明 5
一、收入支出决算总体情况说明—6—
2020年收、支总计100万元。
二、收入决算情况说明 7
2020年收入合计100万元。
"""
    assert outline(text) == [
        (1, "2020年度部门决算情况说明", "narrative"),
        (2, "收入支出决算总体情况说明", "narrative.summary"),
        (2, "收入决算情况说明", "narrative.revenue"),
    ]
    shown = "".join(f"{line.text}\n" for line in lines(text))
    assert [shown[heading.start : heading.end][-2:] for heading in headings(text)] == [" 5", "6—", " 7"]


def test_lines_that_end_in_numbers_one_after_the_other_are_a_list() -> None:
    assert (
        outline("""
收入决算情况说明 7
支出决算情况说明 8
名词解释 9
""")
        == []
    )


def test_items_by_code_and_titles_with_the_words_of_a_sentence() -> None:
    found = outline("""
第二部分 2020年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
（一）总体情况。2020年度一般公共预算财政拨款支出100万元。
（二）具体情况。1.农林水支出（类）扶贫（款）行政运行（项）支出50万元。
1.生产发展（2130505）。
年初预算50万元。
二、部门预算安排的总体情况
1、收入说明
收入100万元。
2、比上年增减情况
较上年增加5万元。
三、其他说明
（一）其他
无。
第四部分附件：部门预算公开表
""")
    assert [title for _, title, _ in found] == [
        "2020年度部门决算情况说明",
        "一般公共预算财政拨款支出决算情况说明",
        "总体情况",
        "具体情况",
        "生产发展（2130505）",
        "部门预算安排的总体情况",
        "收入说明",
        "比上年增减情况",
        "其他说明",
        "其他",
        "附件：部门预算公开表",
    ]


def test_subsections_of_a_compilation_keep_their_own_topics() -> None:
    found = outline("""
一、单位概况
（一）主要职能
贯彻应急管理法规。
二、单位预算编制说明
（一）“三公”经费预算情况
1万元。
（二）政府采购预算情况
5万元。
""")
    assert [topic for _, _, topic in found][2:] == [
        "narrative.compilation",
        "narrative.three_public",
        "narrative.other.procurement",
    ]


def test_parts_that_count_with_chinese_numbers_hold_sections_called_parts() -> None:
    assert outline("""
一、部门概况
第一部分 主要职责
负责有关工作。
第二部分 机构设置
内设机构3个。
二、2021年度部门决算情况说明
第一部分 收入支出决算总体情况说明
2021年度收入总计100万元。
三、名词解释
财政拨款收入：指财政资金。
""") == [
        (1, "部门概况", "overview"),
        (2, "主要职责", "overview.functions"),
        (2, "机构设置", "overview.organisation"),
        (1, "2021年度部门决算情况说明", "narrative"),
        (2, "收入支出决算总体情况说明", "narrative.summary"),
        (1, "名词解释", "glossary"),
    ]


def test_a_page_number_inside_a_title_is_no_part_of_it() -> None:
    assert outline("""
第二部分 2021年度部门决算情况说明
一、收入决算—3—情况说明
2021年度收入合计100万元。
""")[1:] == [(2, "收入决算情况说明", "narrative.revenue")]


def test_further_forms_of_one_grid_have_their_titles_inside() -> None:
    table = Line("收入决算表", 20, "table", inside=(("支出决算表", 90), ("合计与表", 150), ("单位：万元", 160)))
    found = find_headings([Line("第一部分 2023年度部门决算表", 0), table], load_taxonomy())[0]
    assert [(heading.title, heading.topic, heading.start) for heading in found[1:]] == [
        ("收入决算表", "statements.form", 20),
        ("支出决算表", "statements.form", 90),
    ]


def test_an_item_on_a_line_of_its_own_over_its_figures_is_a_heading() -> None:
    assert [
        heading.title
        for heading in headings("""
五、一般公共预算财政拨款支出决算情况说明
（三）财政拨款支出决算具体情况
1、一般公共服务（类）财政事务（款）行政运行（项）。
年初预算为10万元，支出决算为12万元。
2、住房保障（类）住房改革支出（款）住房公积金（项）支出决算为3万元。
""")
    ][2:] == ["一般公共服务（类）财政事务（款）行政运行（项）"]
