"""Section trees of layouts: offsets, parents, paragraphs; every character in one place; the real documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.grid import find_grids
from extractor.ingest import load_bytes, media_type_of, read_bytes
from extractor.ingest.pdf import PdfReader
from extractor.layout import Layout, LayoutBuilder, lay_out
from extractor.records import Content, FlowParagraph, FlowTable, Grid, GridCell, Source
from extractor.sections import SectionTree, find_sections

SOURCE = Source(name="t", sha256="0" * 64, media_type="text/plain", bytes=0, pages=None, text_layer="none")


def flow(*texts: str) -> Layout:
    """A layout of paragraphs; ``[table]`` is a table of one row."""
    table = FlowTable(Grid("g", 1, 2, (GridCell(0, 0, "合计"), GridCell(0, 1, "1"))))
    blocks = tuple(table if text == "[table]" else FlowParagraph(text) for text in texts)
    return lay_out(Content(source=SOURCE, flow=blocks))


def laid_out(path: Path) -> Layout:
    data = load_bytes(path)
    if media_type_of(data, name=path.name) != "application/pdf":
        return lay_out(read_bytes(data, name=path.name))
    builder = LayoutBuilder()
    with PdfReader(data, name=path.name) as reader:
        for page in reader:
            builder.add(page, find_grids(page))
    return builder.finish()


def uncovered(layout: Layout, tree: SectionTree) -> list[str]:
    """Characters that stand in no heading, paragraph or table, or in two of them."""
    counts = [0] * len(layout.text)
    tables = [(block.start, block.end) for block in layout.blocks if block.kind != "paragraph"]
    spans = [(paragraph.start, paragraph.end) for paragraph in tree.paragraphs]
    heads = [(section.anchor.start, section.anchor.end) for section in tree.sections]
    heads = [head for head in heads if not any(start <= head[0] < end for start, end in tables)]
    for start, end in (*tables, *spans, *heads):
        for at in range(start, end):
            counts[at] += 1
    return [
        layout.text[at : at + 10] for at, count in enumerate(counts) if count != 1 and not layout.text[at].isspace()
    ]


def test_offsets_parents_and_ends() -> None:
    layout = flow(
        "第一部分 部门概况",
        "一、主要职能",
        "（一）负责工作。",
        "二、机构设置。下设3个机构。",
        "第二部分 名词解释",
        "一、基本支出：指支出。",
    )
    tree = find_sections(layout)
    assert [
        (section.id, section.parent_id, section.level, section.number, section.title) for section in tree.sections
    ] == [
        ("s1", None, 1, "第一部分", "部门概况"),
        ("s2", "s1", 2, "一、", "主要职能"),
        ("s3", "s1", 2, "二、", "机构设置"),
        ("s4", None, 1, "第二部分", "名词解释"),
    ]
    assert layout.text[tree.sections[0].start : tree.sections[0].end].endswith("下设3个机构。")
    assert layout.text[tree.sections[2].start : tree.sections[2].end] == "二、机构设置。下设3个机构。"
    assert tree.sections[2].anchor.quote == "二、机构设置。"
    assert [(paragraph.section_id, paragraph.anchor.quote) for paragraph in tree.paragraphs] == [
        ("s2", "（一）负责工作。"),
        ("s3", "下设3个机构。"),
        ("s4", "一、基本支出：指支出。"),
    ]


def test_text_before_the_first_heading_is_the_cover() -> None:
    tree = find_sections(
        flow(
            "某县某局",
            "2020年度部门决算",
            "二〇二一年八月",
            "第一部分 部门概况",
            "一、主要职能",
            "负责工作。",
        )
    )
    assert (tree.sections[0].title, tree.sections[0].topic, tree.sections[0].level) == (
        "某县某局2020年度部门决算",
        "cover",
        1,
    )
    assert [(paragraph.anchor.quote, paragraph.topic) for paragraph in tree.paragraphs][:1] == [
        ("二〇二一年八月", "cover")
    ]


def test_contents_entries_are_paragraphs_of_the_contents() -> None:
    tree = find_sections(
        flow("目录", "一、主要职能", "二、机构设置", "一、主要职能", "负责工作。", "二、机构设置", "下设机构。")
    )
    assert [section.topic for section in tree.sections] == [
        "contents",
        "overview.functions",
        "overview.organisation",
    ]
    assert [paragraph.topic for paragraph in tree.paragraphs][:2] == ["contents", "contents"]


def test_paragraphs_refine_the_topic_of_their_section() -> None:
    tree = find_sections(
        flow(
            "六、其他重要事项情况说明",
            "机关运行经费支出10万元，比上年减少1万元。",
            "2020年政府采购支出总额5万元。",
            "共有车辆3辆。",
            "七、“三公”经费情况说明",
            "2020年“三公”经费支出5万元。",
            "1.因公出国（境）费支出0万元。",
        )
    )
    assert [paragraph.topic for paragraph in tree.paragraphs] == [
        "narrative.other.operating_cost",
        "narrative.other.procurement",
        "narrative.other.assets",
        "narrative.three_public.overall",
        "narrative.three_public.detail",
    ]


def test_forms_hold_no_text_of_what_follows() -> None:
    tree = find_sections(
        flow("收入支出决算总表", "单位：万元", "[table]", "一、收入支出决算总体情况说明", "总计1万元。")
    )
    form, summary = tree.sections
    assert (form.topic, summary.topic) == ("statements.form", "narrative.summary")
    assert form.end < summary.start
    assert summary.parent_id is None


def test_trouble_is_said() -> None:
    assert [trouble.code for trouble in find_sections(flow(*["今天天气很好。"] * 6)).problems] == ["S101"]
    tree = find_sections(
        flow("一、甲乙情况", "今天天气很好，大家都来参加运动会。", "二、收入决算情况说明", "合计1万元。")
    )
    assert [(trouble.code, trouble.anchor and trouble.anchor.quote) for trouble in tree.problems] == [
        ("S102", "一、甲乙情况")
    ]


LINES = st.sampled_from(
    [
        "第一部分 部门概况", "一、主要职能", "（一）机构设置。下设3个。", "1.办公室", "目 录", "名词解释", "附件1", "报告", " ", "图1",
        "某项目2020年绩效评价报告", "第三部分 某院2017年度", "部门预算情况说明", "收入支出决算总表", "[table]", "单位：万元", "2020年收入100万元。",
        "第二部分 部门决算表一、收支总表", "表1 收支总表", "存在问题。", "（一）公共安全（类）",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_every_character_stands_in_one_place(texts: list[str]) -> None:
    layout = flow(*texts)
    tree = find_sections(layout)
    assert uncovered(layout, tree) == []
    for section in tree.sections:
        assert layout.text[section.anchor.start : section.anchor.end] == section.anchor.quote
        assert section.start <= section.anchor.start <= section.anchor.end <= section.end


@pytest.mark.shared
def test_real_documents_lose_nothing(shared: Path) -> None:
    for path in sorted([*(shared / "corpus").glob("*.pdf"), *(shared / "seeds").glob("*.txt")]):
        layout = laid_out(path)
        tree = find_sections(layout)
        assert uncovered(layout, tree) == [], path.name
        assert len(tree.sections) >= 10, path.name
        assert [section.title for section in tree.sections if section.topic == "other"] == [], path.name


@pytest.mark.shared
def test_the_seed(shared: Path) -> None:
    tree = find_sections(laid_out(shared / "seeds" / "wusheng-police-2020-final.txt"))
    top = [(section.number, section.topic) for section in tree.sections if section.level == 1]
    assert top == [
        ("第一部分", "overview"),
        ("第二部分", "narrative"),
        (None, "glossary"),
        ("第四部分", "attachments"),
    ]
    narrative = next(section for section in tree.sections if section.topic == "narrative")
    assert [section.topic.removeprefix("narrative.") for section in tree.sections if section.parent_id == narrative.id] == [
        "summary", "revenue", "expenditure", "fiscal_summary", "general_public", "basic", "three_public", "government_fund",
        "state_capital", "other",
    ]  # fmt: skip
    attachments = next(section for section in tree.sections if section.topic == "attachments" and section.level == 1)
    files = [section for section in tree.sections if section.parent_id == attachments.id]
    assert [section.title for section in files] == ["附件1", "附件2"]
    reports = [section for section in tree.sections if section.parent_id == files[1].id]
    assert len(reports) == 5
    assert all(section.title.endswith("绩效评价报告") for section in reports)
    children = Counter(section.parent_id for section in tree.sections)
    assert [children[report.id] for report in reports] == [5, 5, 5, 5, 5]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "forms", "narrative"),
    [
        ("sh-putuo-finance-2024-final", 9, 11),
        ("sh-putuo-socialwork-2024-final", 9, 11),
        ("js-congress-2018-budget", 12, 13),
        ("js-procuratorate-2017-budget", 12, 12),
        ("js-partyoffice-2019-budget-tables", 12, 0),
        ("sh-putuo-welfare-2024-budget", 9, 0),
    ],
)
def test_real_outlines(shared: Path, name: str, forms: int, narrative: int) -> None:
    tree = find_sections(laid_out(shared / "corpus" / f"{name}.pdf"))
    part = next((section.id for section in tree.sections if section.topic == "narrative"), "none")
    assert sum(section.topic == "statements.form" for section in tree.sections) == forms
    assert sum(section.parent_id == part for section in tree.sections) == narrative


def test_funds_may_stand_below_the_accounts_of_the_whole() -> None:
    layout = flow(
        "一、部门决算收支情况说明",
        "（一）收入支出决算总体情况说明",
        "2023年度收入总计10万元。",
        "（二）政府性基金预算收支决算情况说明",
        "本年收入0万元，本年支出0万元。",
        "（三）国有资本经营预算财政拨款支出决算情况说明",
        "无。",
    )
    topics = {section.title: section.topic for section in find_sections(layout).sections}
    assert topics["政府性基金预算收支决算情况说明"] == "narrative.government_fund"
    assert topics["国有资本经营预算财政拨款支出决算情况说明"] == "narrative.state_capital"


def test_a_title_over_several_kinds_is_the_narratives_own_also_within_a_part() -> None:
    within = [
        "（一）收支预算总体情况",
        "（二）财政拨款收支情况",
        "（三）一般公共预算拨款支出情况",
        "（四）政府性基金预算支出情况",
    ]
    layout = flow(
        "第一部分 部门概况", "一、主要职责", "负责供水。", "第二部分 收支情况", "五、2024年部门预算收支说明",
        *(line for title in within for line in (title, "说明如下。")),
    )  # fmt: skip
    topics = {section.title: section.topic for section in find_sections(layout).sections}
    assert (topics["收支情况"], topics["2024年部门预算收支说明"]) == ("narrative", "narrative")
    assert topics["收支预算总体情况"] == "narrative.summary"


def test_totals_over_income_and_spending_stay_the_summary() -> None:
    layout = flow(
        "第一部分 部门概况", "一、主要职责", "负责供水。", "第二部分 2024年部门预算情况说明", "一、收支预算情况说明",
        "（一）收入预算情况", "收入10万元。", "（二）支出预算情况", "支出10万元。", "（三）财政拨款收支情况", "收入10万元。",
    )  # fmt: skip
    topics = {section.title: section.topic for section in find_sections(layout).sections}
    assert topics["收支预算情况说明"] == "narrative.summary"


def test_whom_to_ask_is_no_part_of_the_report_and_no_unknown_title() -> None:
    layout = flow(
        "第二部分 2024年部门预算情况说明", "一、收入预算情况", "收入10万元。", "二、联系方式及信息反馈渠道", "电话略。"
    )
    tree = find_sections(layout)
    assert tree.sections[-1].topic == "other"
    assert [said.code for said in tree.problems] == []


@pytest.mark.parametrize(
    ("below", "topic"),
    [
        (("2024年部门预算收入100万元，支出100万元。",), "narrative.summary"),
        (("2024年部门预算收入100万元。“三公”经费5万元。",), "narrative"),
        (("一、收入情况", "收入100万元。", "二、“三公”经费情况", "5万元。"), "narrative"),
    ],
)
def test_a_part_on_totals_without_sections_is_no_whole_narrative(below: tuple[str, ...], topic: str) -> None:
    tree = find_sections(
        flow("第一部分 某局概况", "一、主要职能", "负责工作。", "第二部分 部门预算收支总体情况", *below)
    )
    assert next(one.topic for one in tree.sections if one.number == "第二部分") == topic


def test_expenditure_of_the_appropriation_by_items_keeps_its_own_topic() -> None:
    tree = find_sections(
        flow(
            "四、预算单位支出情况",
            "2024年支出100万元。",
            "（一）财政拨款安排支出按功能科目分类情况",
            "教育支出100万元。",
            "五、部门预算绩效管理情况",
            "设置绩效目标的项目共5个。",
            "（一）主要项目绩效目标",
            "某活动：预算安排2万元。",
        )
    )
    assert [one.topic for one in tree.sections] == [
        "narrative.expenditure",
        "narrative.fiscal_summary",
        "narrative.performance",
        "narrative.performance.projects",
    ]
