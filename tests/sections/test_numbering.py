"""Numbers of headings: styles, values, and what only looks like one."""

from __future__ import annotations

import pytest

from extractor.sections.numbering import RANKS, read_number


@pytest.mark.parametrize(
    ("text", "style", "value", "printed", "rest"),
    [
        ("第二部分 部门概况", "part", 2, "第二部分", "部门概况"),
        ("第2部分：概况", "part", 2, "第2部分", "概况"),
        ("附件1", "attachment", 1, "附件1", ""),
        ("附件2：绩效评价报告", "attachment", 2, "附件2", "绩效评价报告"),
        ("附件12023年度部门决算", "attachment", 1, "附件1", "2023年度部门决算"),
        ("表12 2023年度部门决算", "form", 12, "表12", "2023年度部门决算"),
        ("预算01表 部门财务收支预算总表", "form", 1, "预算01表", "部门财务收支预算总表"),
        ("表五一般公共预算支出表", "form", 5, "表五", "一般公共预算支出表"),
        ("表十一一般公共预算支出表", "form", 11, "表十一", "一般公共预算支出表"),
        ("一、主要职能", "chinese", 1, "一、", "主要职能"),
        ("十一、其他", "chinese", 11, "十一、", "其他"),
        ("Ⅳ、收入情况", "roman", 4, "Ⅳ、", "收入情况"),
        ("Ⅻ 其他事项", "roman", 12, "Ⅻ", "其他事项"),
        ("IX. 其他事项", "roman", 9, "IX.", "其他事项"),
        ("二、2017年度工作任务", "chinese", 2, "二、", "2017年度工作任务"),
        ("二十三．其他", "chinese", 23, "二十三．", "其他"),
        ("二.2025年部门预算表", "chinese", 2, "二.", "2025年部门预算表"),
        ("（三）机构设置", "chinese_bracket", 3, "（三）", "机构设置"),
        ("（一）、基本支出", "chinese_bracket", 1, "（一）、", "基本支出"),
        ("㈡机构设置", "chinese_bracket", 2, "㈡", "机构设置"),
        ("1.因公出国", "arabic", 1, "1.", "因公出国"),
        ("1．资金计划", "arabic", 1, "1．", "资金计划"),
        ("12、承担其他工作", "arabic", 12, "12、", "承担其他工作"),
        ("1.2024年部门收支总表", "arabic", 1, "1.", "2024年部门收支总表"),
        ("⒈ 收入", "arabic", 1, "⒈", "收入"),
        ("（1）公务用车", "arabic_bracket", 1, "（1）", "公务用车"),
        ("⑵公务用车", "arabic_bracket", 2, "⑵", "公务用车"),
        ("2）公务用车", "arabic_bracket", 2, "2）", "公务用车"),
        ("①办公费", "circled", 1, "①", "办公费"),
        ("2.1 收入情况", "decimal", 1, "2.1", "收入情况"),
        ("表3 支出决算表", "form", 3, "表3", "支出决算表"),
        ("公开01表 收支总表", "form", 1, "公开01表", "收支总表"),
    ],
)
def test_styles(text: str, style: str, value: int, printed: str, rest: str) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.style, number.value, number.printed, text[number.length :]) == (
        style,
        value,
        printed,
        rest,
    )


@pytest.mark.parametrize(
    "text",
    [
        "一是加强管理",
        "第一条 为了规范",
        "第一季度",
        "1.58元",
        "2.5万元",
        "12.3%",
        "2020年度收支总计",
        "一般公共服务支出",
        "三公经费",
        "表格附后",
        "附表2023年度收支",
        "表一般公共预算",
    ],
)
def test_no_number(text: str) -> None:
    assert read_number(text) is None


def test_ranks_go_down_from_parts_to_circled() -> None:
    order = [
        "part",
        "attachment",
        "report",
        "chinese",
        "chinese_bracket",
        "arabic",
        "arabic_bracket",
        "circled",
    ]
    assert sorted(order, key=RANKS.__getitem__) == order
