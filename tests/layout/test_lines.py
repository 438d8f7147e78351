"""Characters → printed lines."""

from __future__ import annotations

from paper import Paper

from extractor.lines import lines_of


def test_quotation_marks_printed_after_the_rest_stand_where_they_are_seen() -> None:
    """Marks of another font, which some programs draw once the line is done; Chinese stands on either side of the holes."""
    paper = Paper()
    paper.text(100, 100, "一、", size=16)
    paper.text(142, 100, "三公", size=16)
    paper.text(184, 100, "经费决算情况", size=16)
    for x, mark in ((134, "“"), (175, "”")):
        paper.text(x, 100, mark, size=16)
    assert [line.text for line in lines_of(paper.page())] == ["一、“三公”经费决算情况"]


def test_a_line_printed_over_another_stays_apart() -> None:
    paper = Paper()
    paper.text(100, 100, "收入支出决算总表", size=16)
    paper.text(104, 103, "部门：某局", size=16)
    assert len(lines_of(paper.page())) == 2
