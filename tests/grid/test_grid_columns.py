"""Tables with few rulings or none; prose is never one."""

from __future__ import annotations

import pytest
from paper import Paper, texts

from extractor.grid import find_grids

XS = [60, 250, 380, 520]
YS = [100, 125, 150, 175, 200, 225]
ROWS = [
    ["项目", "本年数", "上年数"],
    ["一、财政拨款收入", "1,234.56", "1,111.11"],
    ["二、事业收入", "12.00", "5.00"],
    ["三、其他收入", "", "0.50"],
    ["合计", "1,246.56", "1,116.61"],
]


def paper_with(across: list[float], down: list[tuple[float, float, float]]) -> Paper:
    paper = Paper()
    paper.text(200, 60, "收入决算表", size=16)
    paper.text(460, 85, "单位：万元")
    paper.fill(XS, YS, ROWS)
    for y in across:
        paper.across(y, 60, 520)
    for x, top, bottom in down:
        paper.down(x, top, bottom)
    return paper


@pytest.mark.parametrize(
    ("across", "down"),
    [
        pytest.param([], [], id="no rulings"),
        pytest.param([100, 125, 225], [], id="three rulings"),
        pytest.param(YS, [], id="rulings between rows only"),
        pytest.param([100, 225], [(60, 100, 225), (520, 100, 225)], id="a box around it"),
        pytest.param([100, 125, 225], [(x, 100, 225) for x in XS], id="no rulings between rows"),
        pytest.param(
            YS,
            [(60, 100, 225), (520, 100, 225), (250, 100, 125), (380, 100, 125)],
            id="columns drawn in the head only",
        ),
    ],
)
def test_a_table_with_few_rulings_has_the_same_rows_and_columns(
    across: list[float], down: list[tuple[float, float, float]]
) -> None:
    (grid,) = find_grids(paper_with(across, down).page())
    assert texts(grid) == ROWS
    assert grid.confidence <= 0.8
    assert grid.box is not None
    assert grid.box.top > 95  # title and 单位 line stay outside


def test_a_row_of_two_lines_is_one_row_between_rulings() -> None:
    paper = Paper()
    rows = [*ROWS[:2], ["", "12.00", "5.00"], *ROWS[3:]]
    paper.fill(XS, [100, 125, 150, 190, 215, 240], rows)
    paper.text(63, 156, "机关事业单位基本养老保险缴费")
    paper.text(63, 172, "支出")
    for y in (100, 125, 150, 190, 215, 240):
        paper.across(y, 60, 520)
    (grid,) = find_grids(paper.page())
    assert texts(grid)[2] == ["机关事业单位基本养老保险缴费支出", "12.00", "5.00"]


def test_prose_with_many_numbers_is_no_table() -> None:
    paper = Paper()
    for line in range(20):
        paper.text(
            90, 100 + 24 * line, "支出决算为 1,511.89 万元，完成预算的 99.50 %，比上年增加 12.00 万元，其中：", size=12
        )
    assert find_grids(paper.page()) == ()


def test_a_table_of_contents_is_no_table() -> None:
    paper = Paper()
    for line in range(12):
        paper.text(90, 100 + 24 * line, "收入支出决算总体情况说明", size=12)
        paper.right(500, 100 + 24 * line, str(line + 3), size=12)
    assert find_grids(paper.page()) == ()


def test_amounts_that_stand_in_no_column_are_no_table() -> None:
    paper = Paper()
    for line, x in enumerate((200, 310, 150, 420, 260)):
        paper.text(90, 100 + 24 * line, "收入")
        paper.text(x, 100 + 24 * line, f"{line}.50")
    assert find_grids(paper.page()) == ()
