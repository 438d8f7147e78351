"""Page numbers in sources without pages: taken out, and the sentence that one stood in is whole again."""

from __future__ import annotations

import pytest

from extractor.page_marks import without_page_marks
from extractor.records import FlowParagraph


def texts(*lines: str) -> list[str]:
    return [block.text for block in without_page_marks([FlowParagraph(text=line) for line in lines])]  # type: ignore[union-attr]


@pytest.mark.parametrize("mark", ["- 3 -", "—12—", "第 5 页", "第3页 共9页"])
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


def test_bare_numbers_are_pages_only_in_a_series_with_text_between() -> None:
    page = ["甲。", "乙。", "丙。"]
    assert texts(*page, "1", *page, "2", *page, "3", *page) == page * 4
    assert texts("1", "甲", "2", "乙", "3", "丙") == ["1", "甲", "2", "乙", "3", "丙"]
    assert texts(*page, "7", *page) == [*page, "7", *page]
