"""What the table of contents and the cover say of lines without a number: headings, or the document's own title."""

from __future__ import annotations

from extractor.layout import Layout, lay_out
from extractor.records import Content, FlowParagraph, Source
from extractor.sections import find_sections

SOURCE = Source(name="t", sha256="0" * 64, media_type="text/plain", bytes=0, pages=None, text_layer="none")


def laid_out(text: str) -> Layout:
    return lay_out(Content(source=SOURCE, flow=tuple(FlowParagraph(line) for line in text.strip().split("\n"))))


def titles(text: str) -> list[tuple[int, str, str]]:
    sections = find_sections(laid_out(text)).sections
    return [
        (section.level, section.title, section.topic)
        for section in sections
        if section.topic not in ("cover", "contents")
    ]


def test_a_glossary_in_the_middle_ends_where_the_contents_go_on() -> None:
    text = """
某区环境局2025年部门预算
目录
一、某区环境局主要职能
二、名词解释
三、2025年部门预算编制说明
四、其他相关情况说明
某区环境局主要职能
主管环境工作。
名词解释
一、财政拨款：指当年拨付的资金。
2025年部门预算编制说明
2025年预算支出总额为15万元。
其他相关情况说明
一、2025年“三公”经费预算情况说明
2025年“三公”经费预算数为1万元。
"""
    assert titles(text) == [
        (1, "某区环境局主要职能", "overview.functions"),
        (1, "名词解释", "glossary"),
        (1, "2025年部门预算编制说明", "narrative.compilation"),
        (1, "其他相关情况说明", "narrative.other"),
        (2, "2025年“三公”经费预算情况说明", "narrative.three_public"),
    ]


def test_a_title_below_the_name_is_the_cover_s() -> None:
    body = "一、基本职能及主要工作\n负责工作。\n二、部门预算单位构成\n下属单位无。\n三、名词解释\n"
    expected = ["基本职能及主要工作", "部门预算单位构成", "名词解释"]
    assert [title for _, title, _ in titles("某县民族局\n2023年部门预算编制说明\n" + body)] == expected
    assert [title for _, title, _ in titles("2023年某县信访局部门预算和“三公”经费预算公开说明\n" + body)] == expected


def test_a_part_called_compilation_notes_holds_the_narrative() -> None:
    text = """
某县统计局2024年部门预算公开目录
第一部分 某县统计局2024年部门预算编制说明
一、基本职能及主要工作
二、预算单位收入情况
第二部分 某县统计局2024年部门预算表
第一部分 某县统计局2024年部门预算编制说明
一、基本职能及主要工作
（一）主要职责
负责统计。
（二）某县统计局2024年重点工作
做好普查。
二、预算单位收入情况
总收入1万元。
"""
    assert titles(text) == [
        (1, "某县统计局2024年部门预算编制说明", "narrative"),
        (2, "基本职能及主要工作", "overview.functions"),
        (3, "主要职责", "overview.functions"),
        (3, "某县统计局2024年重点工作", "overview.key_work"),
        (2, "预算单位收入情况", "narrative.revenue"),
    ]


def test_a_list_of_purchases_is_no_contents() -> None:
    text = "七、其他说明\n（一）政府购买服务指导性目录\n按目录执行。\n八、名词解释\n"
    assert (2, "政府购买服务指导性目录", "narrative.other") in titles(text)


def test_letters_set_apart_and_the_end_of_a_title_on_the_next_line() -> None:
    text = """
某县水务局2024年部门预算公开
目  录
第一部分 部门概况
第二部分 2024年部门预算安排情况说明
第 一 部 分   部 门 概 况
一、部 门 职 责
负责水务。
第二部分 2024年部门预算安排情况说明
一、机关运行经费安排
情况说明
2024年机关运行经费预算50.00万元。
"""
    assert [(level, title.replace(" ", "")) for level, title, _ in titles(text)] == [
        (1, "部门概况"),
        (2, "部门职责"),
        (1, "2024年部门预算安排情况说明"),
        (2, "机关运行经费安排情况说明"),
    ]


def test_the_first_part_again_ends_the_contents_and_not_the_first_section_in_it() -> None:
    text = """
一、部门决算公开目录
第一部分 部门概况
第二部分 部门决算情况说明
第三部分 名词解释
第一部分 武胜县水务局概况
一、部门职责
（一）负责全县水资源的管理。
第二部分 部门决算情况说明
一、收入决算情况说明
2023年度收入合计9万元。
第三部分 名词解释
一、财政拨款收入：指财政拨付的资金。
"""
    assert titles(text)[:3] == [
        (1, "武胜县水务局概况", "overview"),
        (2, "部门职责", "overview.functions"),
        (1, "部门决算情况说明", "narrative"),
    ]


def test_parts_within_a_numbered_section_do_not_hold_the_next_one() -> None:
    text = """
一、部门职责及机构设置情况
负责全区公路管理。
二、部门预算安排的总体情况
2023年收入预算9万元。
三、预算绩效信息
第一部分 部门整体绩效目标
（一）总体绩效目标
提升公路通行能力。
第二部分 分项绩效目标
路况良好。
四、政府采购预算情况
2023年政府采购预算5万元。
"""
    found = titles(text)
    assert (1, "政府采购预算情况", "narrative.other.procurement") in found
    assert [level for level, title, _ in found if "绩效目标" in title] == [2, 3, 2]


def test_a_part_on_revenue_and_expenditure_is_the_narrative() -> None:
    text = """
第一部分 部门概况
一、主要职责
负责水利工作。
第二部分 收支情况
二、2023年部门预算收支说明
2023年收入预算9万元。
第三部分 2023年度部门绩效评价情况
对3个项目开展评价。
"""
    found = {title: topic for _, title, topic in titles(text)}
    assert found["收支情况"] == "narrative"
    assert found["2023年度部门绩效评价情况"] == "narrative.performance"


def test_titles_of_forms_alone_under_the_title_of_their_part() -> None:
    text = """
第一部分 单位概况
主要职责是水质监测。
第二部分 2023年单位预算表
单位收支总表
单位收入总表
第三部分 名词解释
一、基本支出：指保障运转的支出。
"""
    assert [topic for _, _, topic in titles(text)] == [
        "overview",
        "statements",
        "statements.form",
        "statements.form",
        "glossary",
    ]


def test_a_sentence_that_nothing_was_done_is_no_heading() -> None:
    text = """
一、预算绩效管理情况说明
（一）单位自评情况。
本单位开展了自评。
（二）单位绩效评价情况。
我单位未组织开展绩效评价。
"""
    assert "我单位未组织开展绩效评价" not in {title for _, title, _ in titles(text)}
