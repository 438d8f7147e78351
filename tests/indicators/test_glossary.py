"""名词解释: every term with its own definition, whatever numbers or colons it is written with."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.glossary import find_glossary
from extractor.ingest import read_bytes, read_file
from extractor.layout import lay_out


def glossary(*lines: str, before: str = "一、情况说明", after: str = "") -> list[tuple[str, str]]:
    text = "\n".join([before, "第三部分 名词解释", *lines, *([after] if after else [])])
    layout = lay_out(read_bytes(text.encode(), name="x.txt"))
    found = find_glossary(layout, ())
    for entry in found:
        assert layout.text[entry.anchor.start : entry.anchor.end] == entry.anchor.quote
        assert entry.anchor.quote.endswith(entry.definition)
    return [(entry.term, entry.definition) for entry in found]


@pytest.mark.parametrize("number", ["1.", "1、", "一、", "（一）", "（一）、", "(1)", "①", ""])
@pytest.mark.parametrize("colon", ["：", ":", "： "])
def test_numbers_and_colons(number: str, colon: str) -> None:
    assert glossary(f"{number}财政拨款收入{colon}指取得的资金。", f"{number}事业收入{colon}指取得的收入。") == [
        ("财政拨款收入", "指取得的资金。"),
        ("事业收入", "指取得的收入。"),
    ]


def test_without_a_colon() -> None:
    assert glossary(
        "1.基本支出是指为保障运转发生的支出。",
        "2.“三公”经费，是指用财政拨款安排的经费。",
        "项目支出指基本支出之外的支出。",
    ) == [
        ("基本支出", "是指为保障运转发生的支出。"),
        ("“三公”经费", "是指用财政拨款安排的经费。"),
        ("项目支出", "指基本支出之外的支出。"),
    ]


def test_function_lines() -> None:
    assert glossary(
        "9.公共安全支出（类）公安（款）行政运行（项）：指单位的基本支出。",
        "公共安全支出（类）公安（款）信息化建设（项）19：指信息网络建设支出。",
        "卫生健康支出（类）行政事业单位医疗（款）公务员医疗补助（项）反映财政部门安排的公务员医疗补助经费",
        "10.住房保障（类）住房改革支出（款）住房公积金（项）是指按规定为职工缴纳的公积金。",
    ) == [
        ("公共安全支出（类）公安（款）行政运行（项）", "指单位的基本支出。"),
        ("公共安全支出（类）公安（款）信息化建设（项）", "指信息网络建设支出。"),
        ("卫生健康支出（类）行政事业单位医疗（款）公务员医疗补助（项）", "反映财政部门安排的公务员医疗补助经费"),
        ("住房保障（类）住房改革支出（款）住房公积金（项）", "是指按规定为职工缴纳的公积金。"),
    ]


def test_definitions_over_several_paragraphs() -> None:
    assert glossary(
        "以下为专业名词的解释。",
        "一、“三公”经费：指安排的经费。其中：",
        "因公出国（境）费反映单位公务出国（境）的费用。",
        "二、机关运行经费",
        "指为保障行政单位运行的各项资金。",
    ) == [
        ("“三公”经费", "指安排的经费。其中：\n因公出国（境）费反映单位公务出国（境）的费用。"),
        ("机关运行经费", "指为保障行政单位运行的各项资金。"),
    ]


def test_entries_in_one_paragraph() -> None:
    assert glossary("1.事业收入：指取得的收入。2.其他收入：指以上之外的收入。") == [
        ("事业收入", "指取得的收入。"),
        ("其他收入", "指以上之外的收入。"),
    ]


@pytest.mark.parametrize("after", ["第四部分 附件", "附件1", "附件：2017年度部门预算公开表。"])
def test_the_end(after: str) -> None:
    assert glossary("1.事业收入：指取得的收入。", after=f"{after}\n一、概况：指别的。") == [
        ("事业收入", "指取得的收入。")
    ]


def test_no_glossary() -> None:
    assert glossary("一、公开表格", "二、其他：见附件") == []
    assert find_glossary(lay_out(read_bytes("正文。".encode(), name="x")), ()) == ()


def test_the_seed(shared: Path) -> None:
    found = find_glossary(lay_out(read_file(shared / "seeds" / "wusheng-police-2020-final.txt")), ())
    assert len(found) == 25
    numbered = {found[index].term for index in (0, 8, 20, 23, 24)}
    assert numbered == {
        "财政拨款收入",
        "公共安全支出（类）公安（款）行政运行（项）",
        "基本支出",
        "“三公”经费",
        "机关运行经费",
    }
    assert found[-1].definition.endswith("以及其他费用。")


@pytest.mark.parametrize(
    "line",
    [
        "扫一扫在手机打开当前页",
        "掃一掃在手機打開當前頁",
        "上一篇：没有了 下一篇：没有了",
        "主办单位：某县水利局 网站地图 联系我们",
    ],
)
def test_what_the_web_page_says_below_is_no_definition(line: str) -> None:
    assert glossary("1.基本支出：指为保障运转发生的支出。", line) == [("基本支出", "指为保障运转发生的支出。")]
