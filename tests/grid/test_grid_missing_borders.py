"""Borders missing in some cells: text that stands as in a whole cell tells where they were; what nothing tells is doubted."""

from __future__ import annotations

import random

import pytest
from paper import Paper, spans, texts

from extractor.grid import find_grids
from extractor.grid.second_reader import doubtful
from extractor.records import Grid

XS = [60, 110, 250, 350, 450, 540]
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["", "合计", "1,303.00", "1,001.00", "302.00"],
    ["201", "一般公共服务支出", "1,100.00", "900.00", "200.00"],
    ["20101", "人大事务", "1,100.00", "900.00", "200.00"],
    ["2010101", "行政运行", "900.00", "900.00", ""],
    ["2010102", "一般行政管理事务", "200.00", "", "200.00"],
    ["208", "社会保障和就业支出", "203.00", "101.00", "102.00"],
    ["20805", "行政事业单位养老支出", "203.00", "101.00", "102.00"],
]
YS = [100 + 20 * row for row in range(len(ROWS) + 1)]

Edge = tuple[
    str, int, int
]  # "down": the border left of a column beside a row; "across": the border above a row over a column


def form_without(missing: set[Edge], rows: list[list[str]] = ROWS) -> Grid:
    """The form with each cell's sides drawn one by one, but for those that are missing."""
    paper = Paper()
    paper.fill(XS, YS, rows)
    for row in range(len(YS)):
        for col in range(len(XS)):
            if col < len(XS) - 1 and ("across", row, col) not in missing:
                paper.across(YS[row], XS[col], XS[col + 1])
            if row < len(YS) - 1 and ("down", row, col) not in missing:
                paper.down(XS[col], YS[row], YS[row + 1])
    (grid,) = find_grids(paper.page())
    return grid


INNER: list[Edge] = [("down", row, col) for row in range(1, len(ROWS)) for col in range(1, 5)]
INNER += [("across", row, col) for row in range(2, len(ROWS)) for col in range(5)]


@pytest.mark.parametrize("edge", INNER, ids=str)
def test_one_missing_border_of_the_body_changes_no_row(edge: Edge) -> None:
    grid = form_without({edge})
    assert written(grid) == written(form_without(set()))


def written(grid: Grid) -> list[dict[int, str]]:
    return [{cell.col: cell.text for cell in grid.cells if cell.row == row and cell.text} for row in range(grid.rows)]


@pytest.mark.parametrize("row", range(2, len(ROWS)))
def test_two_rows_in_one_are_two(row: int) -> None:
    """The border above a row is missing from end to end: also where a column has nothing in one of the two rows."""
    grid = form_without({("across", row, col) for col in range(5)})
    assert texts(grid) == ROWS


@pytest.mark.parametrize("col", [1, 2, 3, 4])
def test_two_columns_in_one_are_two(col: int) -> None:
    grid = form_without({("down", row, col) for row in range(len(ROWS))})
    assert texts(grid) == ROWS


@pytest.mark.parametrize("col", [1, 2, 3, 4])
def test_a_border_drawn_in_the_head_only_parts_the_body(col: int) -> None:
    grid = form_without({("down", row, col) for row in range(1, len(ROWS))})
    assert texts(grid) == ROWS


def test_two_heads_in_one_cell_are_two() -> None:
    paper = Paper()
    heads = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    paper.fill(XS, YS, [["" for _ in heads], *ROWS[1:]])
    for col, head in enumerate(heads):
        paper.text((XS[col] + XS[col + 1] - 10 * len(head)) / 2, 105, head)
    for y in YS:
        paper.across(y, 60, 540)
    for x in XS:
        paper.down(x, 120 if x == 350 else 100, YS[-1])
    (grid,) = find_grids(paper.page())
    assert texts(grid)[0] == heads


def test_whole_yuan_and_codes_part_rows_as_decimals_do() -> None:
    rows = [
        ROWS[0],
        *([code, name, *(amount.replace(".00", "") for amount in amounts)] for code, name, *amounts in ROWS[1:]),
    ]
    grid = form_without({("across", 4, col) for col in range(5)}, rows)
    assert written(grid) == written(form_without(set(), rows))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_read_wrong_is_doubted(seed: int) -> None:
    chance = random.Random(seed)
    edges = [("down", row, col) for row in range(len(ROWS)) for col in range(6)]
    edges += [("across", row, col) for row in range(len(ROWS) + 1) for col in range(5)]
    grid = form_without({edge for edge in edges if not chance.randrange(8)})
    wanted = written(form_without(set()))[1:]
    assert [row for row in written(grid) if row in wanted] == wanted or doubtful([grid])


def test_labels_merged_over_rows_stay_merged() -> None:
    """Real merged cells: a label in the middle of three rows, one of two lines over two rows, 合 and 计 over two columns."""
    paper = Paper()
    ys = [100 + 24 * row for row in range(8)]
    xs = [60, 140, 260, 360]
    for y in ys:
        paper.across(y, 140 if y in (148, 172, 220) else 60, 360)
    for x in xs:
        paper.down(x, 100, 244 if x == 140 else 268)
    paper.fill(
        xs, ys, [["来源", "项目", "金额"], *([["", f"收入{at}", f"{at}.00"] for at in range(1, 6)]), ["", "", "15.00"]]
    )
    paper.text(63, 155, "财政拨款")
    paper.text(63, 209, "事业单位")
    paper.text(63, 221, "经营收入")
    paper.text(110, 251, "合")
    paper.text(190, 251, "计")
    (grid,) = find_grids(paper.page())
    assert spans(grid)["财政拨款"] == (3, 1)
    assert spans(grid)["事业单位经营收入"] == (2, 1)
    assert spans(grid)["合计"] == (1, 2)
    assert not doubtful([grid])


@pytest.mark.parametrize("text", ["8,661,624 503,724", "合计 88,282,511", "201 204", "46.56 25", "307.82 一、教育支出"])
def test_one_cell_with_two_things_makes_a_large_grid_doubtful(text: str) -> None:
    rows = [["项目", "金额"], *([f"项目{at}", f"{at}.00"] for at in range(30)), [text, ""]]
    paper = Paper()
    paper.table([60, 240, 360], [100 + 20 * row for row in range(33)], rows)
    (grid,) = find_grids(paper.page())
    assert doubtful([grid])


def test_a_sentence_over_two_columns_is_not_parted_where_a_number_ends() -> None:
    """完成站点24个，方便…: the border of the rows below runs between 24 and 个."""
    paper = Paper()
    ys = [100 + 24 * row for row in range(6)]
    for y in ys:
        paper.across(y, 60, 360)
    for x in (60, 120, 360):
        paper.down(x, 100, 220)
    paper.down(193, 124, 220)
    paper.fill(
        [60, 120, 193, 360], ys, [["年度目标", "", ""], *([f"指标{at}", f"数量{at}", f"{at}.00"] for at in range(4))]
    )
    paper.text(123, 107, "完成建成站点24个，方便老年人")
    (grid,) = find_grids(paper.page())
    assert "完成建成站点24个，方便老年人" in [cell.text for cell in grid.cells]
    paper = Paper()
    ys = [100 + 24 * row for row in range(7)]
    for y in ys:
        paper.across(y, 60, 360)
    for x in (60, 120, 360):
        paper.down(x, 100, 244)
    for top, bottom in ((100, 172), (196, 244)):
        paper.down(193, top, bottom)
    rows = [
        *([f"指标{at}", f"数量{at}", f"{at}.00"] for at in range(3)),
        ["目标", "", ""],
        *([f"指标{at}", "", f"{at}.00"] for at in (4, 5)),
    ]
    paper.fill([60, 120, 193, 360], ys, rows)
    paper.text(123, 179, "完成建成站点24个，方便老年人")
    (grid,) = find_grids(paper.page())
    assert "完成建成站点24个，方便老年人" in [cell.text for cell in grid.cells]


def test_a_merged_label_with_a_line_beside_each_row_stays_one() -> None:
    """A narrow cell over three rows breaks its label into three lines, as far apart as the rows."""
    paper = Paper()
    ys = [100 + 14 * row for row in range(8)]
    for y in ys:
        paper.across(y, 110 if y in (128, 142) else 60, 300)
    for x in (60, 110, 200, 300):
        paper.down(x, 100, 198)
    paper.fill([60, 110, 200, 300], ys, [["来源", "项目", "金额"], *(["", f"收入{at}", f"{at}.00"] for at in range(6))])
    for line, text in enumerate(("一般公共", "预算拨款", "资金")):
        paper.text(63, 116 + 14 * line, text)
    (grid,) = find_grids(paper.page())
    assert spans(grid)["一般公共预算拨款资金"] == (3, 1)


def test_each_form_of_a_connected_table_has_its_own_columns() -> None:
    """The rest of a form whose last column is as wide as two of the form below it: its amounts are of both, and no border is missing."""
    xs, ys = [60, 200, 300, 400, 500], [100 + 20 * row for row in range(11)]
    paper = Paper()
    for y in ys:
        paper.across(y, 60, 500)
    paper.fill(
        [60, 200, 300, 500], ys, [["办公费", "1.00", "2.00"], ["水费", "3.00", "4.00"], ["电费", "5.00", "6.00"]]
    )
    paper.text(240, 165, "部门支出预算总表")
    paper.right(497, 185, "单位：万元")
    body = [["其他支出", "9.00", "4.00", "5.00"] for _ in range(4)]
    paper.fill(xs, ys[5:], [["项目", "合计", "基本支出", "项目支出"], *body])
    for x in xs:
        if x != 400:
            paper.down(x, 100, 160)
        paper.down(x, 200, 300)
    for x in (60, 500):
        paper.down(x, 160, 200)
    (grid,) = find_grids(paper.page())
    assert [cell.col_span for cell in grid.cells if cell.row < 3] == [1, 1, 2] * 3
    assert texts(grid)[6] == ["其他支出", "9.00", "4.00", "5.00"]


def test_heads_of_a_later_form_are_no_rows_of_amounts() -> None:
    """A head of two lines over two rows, below a form with amounts, stays one."""
    xs, ys = [60, 200, 300, 400], [100 + 20 * row for row in range(11)]
    paper = Paper()
    for row, y in enumerate(ys):
        paper.across(y, 60 if row != 6 else 200, 400)
    paper.fill(xs, ys, [["办公费", "1.00", "2.00"], ["水费", "3.00", "4.00"], ["电费", "5.00", "6.00"]])
    paper.text(200, 165, "部门支出预算总表")
    paper.right(397, 185, "单位：万元")
    paper.text(95, 205, "因公出国（境）")
    paper.text(125, 225, "费")
    paper.fill(xs, ys[5:], [["", "小计", "购置费"], ["", "1", "2"], ["9.00", "4.00", "5.00"], ["9.00", "4.00", "5.00"]])
    for x in xs:
        paper.down(x, 100, 160)
        paper.down(x, 200, 300)
    for x in (60, 400):
        paper.down(x, 160, 200)
    (grid,) = find_grids(paper.page())
    assert spans(grid)["因公出国（境）费"] == (2, 1)


def test_codes_that_not_every_row_has_are_a_column_before_the_labels() -> None:
    """The border between 项 and the names is nowhere drawn; rows of a class or of a section have no third code."""
    paper = Paper()
    names = ["一般公共服务支出", "统计事务", "专项普查", "群团事务", "行政运行", "组织事务", "一般管理"]
    rows = [["款", "科目名称", "合计"], *(["05", name, f"{at + 1}.00"] for at, name in enumerate(names))]
    paper.table([60, 100, 300, 400], [100 + 20 * at for at in range(9)], [[code, "", value] for code, _, value in rows])
    paper.text(110, 105, "项")
    for at, (_, name, _) in enumerate(rows):
        paper.text(150, 105 + 20 * at, name)
        if at in (3, 5, 7):
            paper.text(110, 105 + 20 * at, "02")
    (grid,) = find_grids(paper.page())
    assert [row[1] for row in texts(grid)] == ["项", "", "", "02", "", "02", "", "02"]
    assert [row[2] for row in texts(grid)] == ["科目名称", *names]


def test_a_row_with_one_code_is_one_row_however_its_label_breaks() -> None:
    """Numbers at the top of a cell whose label takes three lines: a column that has a code in each row has one here."""
    codes = ["201", "20101", "2010101", "2010102", "208", "20805", "2080505", "210", "21011", "2101101"]
    paper, ys = Paper(), [100.0]
    for at, code in enumerate(codes):
        tall = at == 6
        ys.append(ys[-1] + (44 if tall else 16))
        foot = ys[-1] if at % 3 == 2 else None
        top = ys[-2] + 3 if foot is None else foot - 12
        paper.text(63, (ys[-2] + ys[-1] - 9) / 2, code, size=9)
        label = ["机关事业单位", "基本养老保险", "缴费支出"] if tall else ["行政运行"]
        for line, words in enumerate(label):
            paper.text(113, ys[-2] + 3 + 13 * line, words, size=9)
        for x in (347, 447):
            paper.right(x, top, f"{at + 1},000.00", size=9)
    paper.lattice([60, 110, 250, 350, 450], ys)
    (grid,) = find_grids(paper.page())
    assert grid.rows == len(codes)
    assert texts(grid)[6][1] == "机关事业单位基本养老保险缴费支出"
