"""Titles that no list knows: seen by how they stand, and told by their words where the rules abstain."""

from __future__ import annotations

import pytest

from extractor.pipeline import read_closely
from extractor.sections.runs import counted_titles
from extractor.sections.shapes import Line

SENTENCE = "这里的话有头有尾，说的是一年里的事。"
TITLES = ("一、我们从哪里来", "二、我们往哪里去", "三、账上还有多少")


def counted(*texts: str, contents: range = range(0)) -> list[int]:
    return sorted(counted_titles([Line(text) for text in texts], contents))


def over_text(*titles: str) -> list[str]:
    return [line for title in titles for line in (title, SENTENCE)]


def test_three_short_lines_that_count_on_over_text_are_titles() -> None:
    assert counted(*over_text(*TITLES)) == [0, 2, 4]
    assert counted(*over_text(*TITLES[:2])) == []


def test_a_part_begins_a_new_run() -> None:
    lines = [*over_text(*TITLES), "第二部分 其他", *over_text("一、甲事", "二、乙事")]
    assert counted(*lines) == [0, 2, 4]


@pytest.mark.parametrize(
    "lines",
    [
        [*TITLES, SENTENCE],  # a list: nothing stands between
        over_text("一、我们从哪里来", "三、账上还有多少", "四、往后的打算"),  # a number is missing
        over_text("二、我们往哪里去", "三、账上还有多少", "四、往后的打算"),  # the beginning is missing
        over_text("一、收入增加，支出减少", "二、支出减少", "三、往后的打算"),  # a sentence
        over_text("一、收入12.5万元", "二、支出减少", "三、往后的打算"),
        over_text("一、收入增加；", "二、支出减少；", "三、往后的打算。"),
        over_text("一、" + "很长的一行字" * 4, "二、支出减少", "三、往后的打算"),
        [line for title in TITLES for line in (title, "没有句号的短行")],
    ],
)
def test_what_is_no_such_run(lines: list[str]) -> None:
    assert counted(*lines) == []


def test_entries_of_the_contents_are_none() -> None:
    lines = over_text(*TITLES)
    assert counted(*lines, contents=range(len(lines))) == []


def test_a_table_under_a_title_is_no_text() -> None:
    lines = [Line(text) for text in over_text(*TITLES)]
    lines[1] = Line("", kind="table")
    assert sorted(counted_titles(lines, range(0))) == []


def test_unknown_titles_are_sections_and_the_model_says_of_what() -> None:
    text = "\n".join(
        (
            "清溪县某某局2023年度部门决算",
            "第二部分 2023年度部门决算情况说明",
            "一、米从哪来",
            "本年收入合计512.30万元，其中：财政拨款收入500.00万元，占97.60%；上级补助收入12.30万元，占2.40%。",
            "二、锅里的饭怎么分",
            "全年花销750.44万元，其中基本支出701.20万元，占93.44%；项目支出49.24万元，占6.56%；对附属单位补助支出0万元。",
            "三、家当",
            "单价50万元以上通用设备3台（套），单价100万元以上专用设备2台（套），固定资产原值6,230.11万元。",
        )
    )
    read = read_closely(text.encode(), name="a.txt").disclosure
    told = [(section.title, section.topic, section.decided_by) for section in read.sections[2:]]
    assert [title for title, _, _ in told] == ["米从哪来", "锅里的饭怎么分", "家当"]
    assert told[1][1:] == ("narrative.expenditure", "model")
    assert told[2][1].startswith("narrative.other.assets")


def test_duties_in_a_list_stay_no_headings() -> None:
    text = "\n".join(("第一部分 部门概况", "一、主要职能", *over_text("一、管理河道", "二、巡查水库", "三、发放许可")))
    read = read_closely(text.encode(), name="a.txt").disclosure
    assert [section.title for section in read.sections] == ["部门概况", "主要职能"]
