"""Page numbers in sources without pages: taken out, and the sentence that one stood in is whole again."""

from __future__ import annotations

import pytest

from extractor.page_marks import without_page_marks
from extractor.records import FlowParagraph


def texts(*lines: str) -> list[str]:
    return [block.text for block in without_page_marks([FlowParagraph(text=line) for line in lines])]  # type: ignore[union-attr]


@pytest.mark.parametrize("mark", ["- 3 -", "—12—", "— 3 -", "·4·", "第 5 页", "第3页 共9页"])
def test_a_number_between_the_halves_of_a_sentence(mark: str) -> None:
    assert texts("本年支出合计100万元，占", mark, "80%。") == ["本年支出合计100万元，占80%。"]


def test_a_heading_before_a_page_number_stays_a_heading() -> None:
    assert texts("三、支出决算情况说明", "- 3 -", "2023年度支出合计5万元。") == [
        "三、支出决算情况说明",
        "2023年度支出合计5万元。",
    ]


def test_the_next_item_is_no_other_half() -> None:
    assert texts("1.人员经费，主要包括基本工资", "- 3 -", "2.公用经费5万元。") == [
        "1.人员经费，主要包括基本工资",
        "2.公用经费5万元。",
    ]


PAGE = [f"本页第{number}段说明收支增减的原因，{'有关情况如下，' * 8}。" for number in "一二三四"]
ROW = ["科目", "用途", "单位", "备注"]


def stay(*lines: str) -> None:
    assert texts(*lines) == list(lines)


def test_bare_numbers_in_a_series_a_page_apart_go() -> None:
    assert texts(*PAGE, "1", *PAGE, "2", *PAGE, "3", *PAGE) == PAGE * 4
    assert texts(*PAGE, "1", *PAGE, "2", *PAGE, "80", *PAGE, "3", *PAGE) == [*PAGE * 3, "80", *PAGE * 2]
    assert texts(*PAGE, "1", *PAGE, "2", *PAGE, "表", "3", "目录", *PAGE, "4", *PAGE) == [
        *PAGE * 3,
        "表",
        "目录",
        *PAGE * 2,
    ]
    assert texts(*(line for number in "123123" for line in (*PAGE, number)), *PAGE) == PAGE * 7  # counted anew


def test_bare_numbers_that_are_no_series_a_page_apart_stay() -> None:
    stay("1", "甲", "2", "乙", "3", "丙")
    stay(*PAGE, "7", *PAGE)
    stay(*PAGE, "1", *PAGE, "3", *PAGE, "5", *PAGE)
    stay("1", *["短。"] * 4, "2", *["短。"] * 4, "3", *["短。"] * 4)  # rows of a list
    stay(*PAGE, "41", *PAGE, "42", *PAGE, "43", *PAGE)  # no forty pages stand before
    stay(*PAGE * 100, *("301", *PAGE, "302", *PAGE, "303", *PAGE))  # classes of expenditure
    stay(*PAGE, "01", *PAGE, "02", *PAGE, "03", *PAGE)  # steps of codes


@pytest.mark.parametrize("amount", ["3.00", "5", "-", "1,200.00"])
def test_a_number_beside_a_number_is_a_cell(amount: str) -> None:
    stay(*(line for number in "123" for line in (number, "办公费，用于办公。", *PAGE, amount)))
    stay(*(line for number in "123" for line in (amount, number, *PAGE)))


def test_a_number_between_labels_is_a_cell() -> None:
    stay(*(line for number in "12345" for line in (number, *ROW, *PAGE, "已完成")))
    # a count of the same size as the page that nobody printed
    stay(*PAGE, "1", "人数", *PAGE, "2", "人数", *PAGE, "3", "人数", *PAGE)


def test_of_two_that_may_be_the_page_neither_is_taken() -> None:
    assert texts(*PAGE, "1", *PAGE, "2", *PAGE, "2", *PAGE, "3", *PAGE) == [*PAGE * 2, "2", *PAGE, "2", *PAGE * 2]


@pytest.mark.parametrize("cell", ["-5", "—12", "3/5", "12-", "301"])
def test_what_an_amount_can_print_is_no_mark_at_sight(cell: str) -> None:
    stay("公务接待费", cell, "会议费")


def test_amounts_around_a_mark_are_not_one_number() -> None:
    assert texts("合计", "1,234.56", "- 3 -", "2,345.00", "教育支出") == ["合计", "1,234.56", "2,345.00", "教育支出"]
    assert texts("合计", "1,234.56", "- 3 -", "5万元，增长3%。")[1:] == ["1,234.56", "5万元，增长3%。"]


def test_a_full_width_amount_behind_a_page_number_begins_no_item() -> None:
    assert texts("本年支出减少２５３．０８万元，降低", "—3—", "１４．９４％。") == [
        "本年支出减少２５３．０８万元，降低１４．９４％。"
    ]
    assert texts("完成预算", "—3—", "９６．４７%，主要是压减。") == ["完成预算９６．４７%，主要是压减。"]
