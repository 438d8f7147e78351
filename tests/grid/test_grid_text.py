"""The text of cells: lines by overlap, letter-spacing closed up, broken numbers joined."""

from __future__ import annotations

import pytest
from paper import Paper, texts

from extractor.grid import find_grids
from extractor.records import Grid


def cell(*lines: tuple[float, float, str], right: float = 160, size: float = 10) -> Grid:
    """A table of two cells, the first from x = 60 to ``right``, with lines at (x, top)."""
    paper = Paper()
    paper.lattice([60, right, 300], [100, 200])
    for x, top, text in lines:
        paper.text(x, top, text, size=size)
    paper.text(right + 5, 110, "乙")
    (grid,) = find_grids(paper.page())
    return grid


def test_lines_of_a_cell_are_joined_without_a_gap() -> None:
    assert (
        cell((70, 110, "机关事业单位基"), (70, 124, "本养老保险缴费")).cells[0].text == "机关事业单位基本养老保险缴费"
    )


def test_latin_words_keep_their_space() -> None:
    assert cell((70, 110, "PC"), (70, 124, "Server")).cells[0].text == "PC Server"


def test_letter_spaced_text_is_closed_up() -> None:
    paper = Paper()
    paper.lattice([60, 250, 300], [100, 140])
    paper.text(70, 105, "公务用车", space=12)
    paper.text(70, 120, "合        计")
    paper.text(260, 110, "乙")
    (grid,) = find_grids(paper.page())
    assert grid.cells[0].text == "公务用车合计"


def test_notes_that_stand_apart_keep_a_space() -> None:
    assert cell((62, 110, "部门：某局      单位：万元"), right=280).cells[0].text == "部门：某局 单位：万元"


def test_a_number_broken_by_a_narrow_cell_is_one_number() -> None:
    assert cell((62, 110, "1,234."), (62, 124, "56"), right=95).cells[0].text == "1,234.56"


@pytest.mark.parametrize(("upper", "lower"), [("12.00", "13.00"), ("5", "6")])
def test_two_numbers_in_a_cell_never_become_one(upper: str, lower: str) -> None:
    assert cell((62, 110, upper), (62, 124, lower)).cells[0].text == f"{upper} {lower}"


def test_two_numbers_on_one_line_never_become_one() -> None:
    assert cell((62, 110, "12.00"), (100, 110, "13.00")).cells[0].text == "12.00 13.00"


def test_digits_set_five_points_lower_stay_in_their_line_and_row() -> None:
    paper = Paper()
    paper.lattice([60, 200, 300], [100, 124, 148])
    for row, number in enumerate(("1511.89", "16.19")):
        paper.text(70, 104 + 24 * row, "支出决算为", size=14)
        paper.text(142, 109 + 24 * row, number, size=14)
        paper.text(210, 104 + 24 * row, "甲", size=14)
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["支出决算为1511.89", "甲"], ["支出决算为16.19", "甲"]]


def test_vertical_text_is_read_from_top_to_bottom() -> None:
    lines = [(62.0, 105.0 + 14 * index, char) for index, char in enumerate("绩效指标")]
    assert cell(*lines, right=76).cells[0].text == "绩效指标"


def test_indentation_is_kept_in_points() -> None:
    paper = Paper()
    paper.lattice([60, 200, 300], [100, 120, 140])
    paper.text(62, 105, "公共安全支出")
    paper.text(82, 125, "行政运行")
    paper.text(210, 105, "甲")
    (grid,) = find_grids(paper.page())
    indents = {cell.text: cell.indent for cell in grid.cells}
    assert indents["行政运行"] - indents["公共安全支出"] == 20


def test_a_line_that_runs_over_the_foot_of_its_row_stays_with_its_text() -> None:
    """A row too low for its two lines: the second one is printed over the border (seen in a real 政府采购 form)."""
    paper = Paper()
    paper.lattice([60, 114, 200], [100, 114, 128])
    paper.text(62, 101, "采购组织形")
    paper.text(82, 112, "式")
    paper.text(120, 102, "总计")
    paper.text(120, 116, "1,422.50")
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["采购组织形式", "总计"], ["", "1,422.50"]]


def test_amounts_that_nearly_touch_never_read_as_one() -> None:
    """ "52.27" and "2,944.74" two points apart on one line of a cell are two numbers, whatever cell they should be in."""
    text = cell((70, 110, "52.27"), (97, 110, "2,944.74")).cells[0].text
    assert text == "52.27 2,944.74"


def test_vertical_type_in_two_columns_reads_from_the_right() -> None:
    paper = Paper()
    paper.table([60, 120, 240, 360], [100, 180, 200], [["", "全年预算数", "1.00"], ["合计", "", "1.00"]])
    for x, column in ((92, "项目资金"), (76, "（万元）")):
        for at, char in enumerate(column):
            paper.text(x, 110 + 12 * at, char)
    (grid,) = find_grids(paper.page())
    assert grid.cells[0].text == "项目资金（万元）"
