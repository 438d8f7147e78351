"""Tables with few rulings or none; prose is never one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from paper import Paper, spans, texts

from extractor.grid import find_grids
from extractor.grid.pieces import Piece, total_span
from extractor.grid.pieces import rows_of as lines_of_page
from extractor.grid.tokens import tokens_of
from extractor.records import Grid

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


def rows_of(grid: Grid) -> list[list[str]]:
    """What is printed, row by row, without empty cells."""
    return [[text for text in row if text] for row in texts(grid)]


def test_heads_of_two_levels_and_an_empty_column() -> None:
    """项目 stands in the middle of two columns, 事业收入 over nothing; heads of two lines are one."""
    paper = Paper()
    paper.text(125, 100, "项目")
    paper.text(270, 107, "合计")
    paper.text(340, 100, "财政拨款")
    paper.text(350, 114, "收入")
    paper.text(440, 107, "事业收入")
    paper.text(72, 121, "科目编码")
    paper.text(165, 121, "科目名称")
    for row, (code, name, total) in enumerate(
        [("201", "一般公共服务支出", "1,200.00"), ("20101", "人大事务", "1,200.00"), ("2010101", "行政运行", "800.00")]
    ):
        top = 145 + 18 * row
        paper.text(72, top, code)
        paper.text(130, top, name)
        paper.right(300, top, total)
        paper.right(390, top, total)
    (grid,) = find_grids(paper.page())
    assert texts(grid)[:3] == [
        ["项目", "合计", "财政拨款收入", "事业收入"],
        ["科目编码", "科目名称"],
        ["201", "一般公共服务支出", "1,200.00", "1,200.00", ""],
    ]
    assert spans(grid)["项目"] == (1, 2)
    assert spans(grid)["事业收入"] == (2, 1)


def test_lines_of_a_label_and_of_an_amount_are_one_row() -> None:
    """No ruling parts the rows: the label's two lines and the broken amount stand centred on one height."""
    paper = Paper()
    paper.text(63, 100, "项目")
    paper.text(200, 100, "本年数")
    paper.text(300, 100, "上年数")
    for row, name in enumerate(("教育支出", "科学技术支出", "其他支出")):
        paper.text(63, 122 + 15 * row, name)
        paper.right(240, 122 + 15 * row, f"{row + 1}.00")
        paper.right(340, 122 + 15 * row, f"{row + 4}.00")
    paper.text(63, 167, "机关事业单位基本养老")
    paper.text(63, 181, "保险缴费支出")
    paper.right(240, 174, "12.00")
    paper.right(340, 167, "1,234,5")
    paper.right(340, 181, "67.89")
    paper.text(63, 196, "合计")
    paper.right(240, 196, "18.00")
    (grid,) = find_grids(paper.page())
    assert rows_of(grid)[4:] == [["机关事业单位基本养老保险缴费支出", "12.00", "1,234,567.89"], ["合计", "18.00"]]


def test_labels_that_fill_their_column_stay_rows_where_each_has_its_own_amount() -> None:
    paper = Paper()
    for row in range(4):
        paper.text(63, 122 + 14 * row, "机关事业单位职业年金缴费")
        paper.right(260, 122 + 14 * row, f"{row + 1}.00")
        paper.right(340, 122 + 14 * row, f"{row + 4}.00")
    (grid,) = find_grids(paper.page())
    assert len(rows_of(grid)) == 4


def test_a_form_without_amounts_is_a_table() -> None:
    paper = Paper()
    paper.text(200, 60, "政府性基金预算支出表", size=16)
    paper.text(460, 85, "单位：万元")
    for x, word in ((63, "科目编码"), (160, "科目名称"), (280, "合计"), (360, "基本支出"), (450, "项目支出")):
        paper.text(x, 104, word)
    paper.text(170, 124, "合计")
    (grid,) = find_grids(paper.page())
    assert rows_of(grid) == [["科目编码", "科目名称", "合计", "基本支出", "项目支出"], ["合计"]]


def test_an_indicator_form_without_rulings_is_no_table_of_amounts() -> None:
    """Which text belongs to which field only rulings tell: no table is better than a wrong one."""
    paper = Paper()
    lines = [("项目名称", "就业补贴"), ("主管部门", "某局"), ("实施单位", "某中心"), ("年度资金总额", "12.00")]
    for row, (field, value) in enumerate([*lines, ("其中：财政拨款", "12.00"), ("其他资金", "0.00")]):
        paper.text(63, 100 + 20 * row, field)
        paper.text(200, 100 + 20 * row, value)
        paper.text(300, 100 + 20 * row, field)
        paper.text(420, 100 + 20 * row, value)
    assert find_grids(paper.page()) == ()


def test_a_title_between_two_tables_parts_them() -> None:
    paper = Paper()
    for start in (60, 260):
        paper.text(150, start, "一、某局2024年度收入支出决算总表")
        paper.text(460, start + 16, "单位：万元")
        paper.fill(XS, [start + 40 + 20 * row for row in range(6)], ROWS)
    grids = find_grids(paper.page())
    assert [rows_of(grid)[0] for grid in grids] == [ROWS[0], ROWS[0]]


def test_entries_without_amounts_belong_to_the_table() -> None:
    """All classes are listed, three of them with amounts, and the first label has two lines around its amount."""
    paper = Paper()
    for x, word in ((63, "项目"), (200, "决算数"), (300, "项目"), (440, "决算数")):
        paper.text(x, 80, word)
    paper.text(60, 100, "一、一般公共预算财政")
    paper.text(60, 112, "拨款")
    paper.right(240, 106, "30.00")
    names = ["一般公共服务", "外交", "国防", "公共安全", "教育", "科学技术", "文化", "社会保障", "卫生健康", "节能环保"]
    for row, name in enumerate(names):
        paper.text(280, 106 + 24 * row, "一二三四五六七八九十"[row] + "、" + name)
        if row in (7, 8):
            paper.right(470, 106 + 24 * row, "10.00")
    for row, (income, spending) in enumerate((("收入合计", "支出合计"), ("总计", "总计"))):
        paper.text(60, 346 + 24 * row, income)
        paper.right(240, 346 + 24 * row, "30.00")
        paper.text(280, 346 + 24 * row, spending)
        paper.right(470, 346 + 24 * row, "20.00")
    (grid,) = find_grids(paper.page())
    printed = rows_of(grid)
    assert printed[1] == ["一、一般公共预算财政拨款", "30.00", "一、一般公共服务"]
    assert [row[0] for row in printed[2:]] == [
        *(f"{'二三四五六七八九十'[at]}、{names[at + 1]}" for at in range(9)),
        "收入合计",
        "总计",
    ]


LINES = [["科目编码", "科目名称", "金额"], *([f"2010{at}", "行政运行", f"{at}.00"] for at in range(1, 6))]
AT = [60, 150, 300, 420]
DOWN = [100 + 20 * row for row in range(7)]


def lattice_without(*, down: tuple[float, ...] = (), across: tuple[tuple[float, float, float], ...] = ()) -> Paper:
    """The table of LINES; ``down``: vertical rulings that are not drawn; ``across``: what of horizontal ones is not (y, x0, x1)."""
    paper = Paper()
    paper.fill(AT, DOWN, LINES)
    for x in AT:
        if x not in down:
            paper.down(x, DOWN[0], DOWN[-1])
    for y in DOWN:
        for left, right in pairwise(AT):
            if (y, left, right) not in across:
                paper.across(y, left, right)
    return paper


def test_a_column_border_that_is_nowhere_drawn_is_found_between_labels_and_amounts() -> None:
    (grid,) = find_grids(lattice_without(down=(300,)).page())
    assert texts(grid) == LINES
    assert grid.confidence <= 0.82


def test_amounts_and_labels_of_coded_rows_are_parted_where_a_ruling_between_two_rows_is_missing() -> None:
    (grid,) = find_grids(lattice_without(across=((160, 300, 420), (160, 150, 300))).page())
    assert texts(grid) == LINES


def test_two_things_in_one_cell_make_a_grid_doubtful() -> None:
    """One row only without its border: too little to tell where it belongs, but enough to doubt."""
    paper = Paper()
    rows = [["项目", "金额"], ["教育支出", "1.00"], ["农林水支出 2.00", ""], ["合计", "3.00"]]
    paper.table([60, 240, 360], [100, 120, 140, 160, 180], rows)
    (grid,) = find_grids(paper.page())
    assert grid.confidence < 0.82


def test_the_row_of_column_numbers_makes_no_columns() -> None:
    """栏次 1 2 stand in the middle of wide columns, the amounts at their right edge."""
    paper = Paper()
    for centre, head, number in ((110, "项目", "栏次"), (280, "合计", "1"), (440, "基本支出", "2")):
        paper.text(centre - 5 * len(head), 100, head)
        paper.text(centre - 3, 122, number)
    for row, name in enumerate(("教育支出", "农林水支出", "其他支出", "卫生健康支出")):
        paper.text(63, 144 + 18 * row, name)
        paper.right(356, 144 + 18 * row, f"{row + 1}.00")
        paper.right(518, 144 + 18 * row, "0.00")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[:3] == [["项目", "合计", "基本支出"], ["栏次", "1", "2"], ["教育支出", "1.00", "0.00"]]


def test_an_entry_right_behind_a_whole_number_is_of_the_next_column() -> None:
    """Amounts in yuan end closer to the label of the next column than two pieces of text stand apart."""
    paper = Paper()
    paper.right(250, 100, "0")
    paper.text(257, 100, "二、其他支出")
    (row,) = lines_of_page(tokens_of(paper.page().chars))
    assert [piece.text for piece in row.pieces] == ["0", "二、其他支出"]


def test_whole_amounts_and_the_codes_right_behind_them_are_two_columns() -> None:
    """Yuan without decimals end four points before the codes of the next column: 118,500 30227 is no number, nor is 0 30225."""
    paper = Paper()
    for top, amount, code in ((100, "118,500", "30227"), (120, "0", "30225")):
        paper.right(250, top, amount)
        paper.text(254, top, code)
    rows = lines_of_page(tokens_of(paper.page().chars))
    assert [[piece.text for piece in row.pieces] for row in rows] == [["118,500", "30227"], ["0", "30225"]]


def test_short_entries_and_what_stands_in_the_middle_of_their_column_are_one_column() -> None:
    """No line has both, and one head stands over them."""
    paper = Paper()
    for x, head in ((90, "项目"), (200, "预算数"), (330, "项目"), (450, "预算数")):
        paper.text(x, 60, head)
    rows = (
        ("一、财政拨款", "8,163.00", "一、教育"),
        ("二、事业收入", "23.00", "二、卫生"),
        ("三、其他收入", "11.00", "三、住房"),
    )
    for row, (source, income, use) in enumerate(rows):
        top = 82 + 18 * row
        paper.text(63, top, source)
        paper.right(232, top, income)
        paper.text(280, top, use)
        paper.right(485, top, income)
    paper.text(75, 136, "上年结转")
    paper.right(232, 136, "29.00")
    paper.text(325, 136, "结转下年")
    paper.right(485, 136, "0.00")
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [
        ["项目", "预算数", "项目", "预算数"],
        *([source, income, use, income] for source, income, use in rows),
        ["上年结转", "29.00", "结转下年", "0.00"],
    ]


def test_a_table_all_of_whose_amounts_are_broken_over_lines_is_one() -> None:
    paper = Paper()
    for x, head in ((63, "项目"), (150, "合计"), (190, "基本支出"), (240, "项目支出")):
        paper.text(x, 60, head)
    names = ("教育支出", "卫生健康支出", "住房保障支出")
    for row, name in enumerate(names):
        top = 90 + 30 * row
        paper.text(63, top, name)
        for right in (175, 225, 275):
            paper.right(right, top - 6, f"{row + 1}4,541,")
            paper.right(right, top + 6, "500")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1:] == [[name, *[f"{row + 1}4,541,500"] * 3] for row, name in enumerate(names)]


def test_the_amount_between_the_two_lines_of_the_last_label_is_of_the_table() -> None:
    paper = Paper()
    for x, head in ((90, "项目"), (200, "决算数"), (310, "项目"), (450, "决算数")):
        paper.text(x, 60, head)
    for row, name in enumerate(("教育支出", "农林水支出", "其他支出")):
        paper.text(63, 82 + 18 * row, name)
        paper.right(232, 82 + 18 * row, f"{row + 1}80.67")
        paper.text(283, 82 + 18 * row, name)
        paper.right(485, 82 + 18 * row, "5.00")
    paper.text(63, 136, "国有资本经营预算")
    paper.right(232, 142, "8.37")
    paper.text(63, 148, "财政拨款")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[-1] == ["国有资本经营预算财政拨款", "8.37", "", ""]


def test_a_total_in_the_middle_of_all_free_columns_stands_over_them() -> None:
    """Its own column is the middle one of the three that its row leaves free."""
    xs = [0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0]
    left, total, right = (
        Piece(centre - 20, 100, centre + 20, 110, 10, text, [])
        for centre, text in ((75, "93.00"), (175, "公用合计"), (275, "126.00"))
    )
    assert total_span(xs, total, [left, total, right]) == (2, 4)


def test_the_last_rows_of_a_form_under_repeated_heads() -> None:
    """Two rows at the top of a page: the first is a label of two lines beside one amount, the second holds totals only."""
    paper = Paper()
    for x, head in ((90, "项目"), (200, "决算数"), (310, "项目"), (450, "决算数")):
        paper.text(x, 60, head)
    paper.text(63, 82, "国有资本经营预算")
    paper.right(232, 88, "8.37")
    paper.text(63, 94, "财政拨款")
    for x, total in ((95, "总计"), (315, "总计")):
        paper.text(x, 116, total)
    paper.right(232, 116, "16,867.99")
    paper.right(485, 116, "16,867.99")
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [
        ["项目", "决算数", "项目", "决算数"],
        ["国有资本经营预算财政拨款", "8.37", "", ""],
        ["总计", "16,867.99", "总计", "16,867.99"],
    ]
    assert grid.confidence <= 0.8


def test_an_entry_without_amounts_right_below_the_heads_is_none_of_them() -> None:
    paper = Paper()
    for x, head in ((90, "项目"), (200, "决算数"), (310, "项目"), (450, "决算数")):
        paper.text(x, 60, head)
    paper.text(63, 82, "国有资本经营预算")
    paper.text(63, 94, "财政拨款")
    for x, total in ((95, "总计"), (315, "总计")):
        paper.text(x, 116, total)
    paper.right(232, 116, "3,214.05")
    paper.right(485, 116, "3,214.05")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[0] == ["项目", "决算数", "项目", "决算数"]
    assert texts(grid)[1] == ["国有资本经营预算财政拨款", "", "", ""]


def test_heads_that_print_into_the_first_row_stay_heads() -> None:
    """The total's row is set higher than the others: 类, 款 and 项 reach down into its height."""
    paper = Paper()
    for x, top, head in ((75, 88, "科目编码"), (160, 88, "科目名称"), (270, 88, "合计"), (360, 88, "基本支出")):
        paper.text(x, top, head)
    for x, head in ((63, "类"), (90, "款"), (117, "项")):
        paper.text(x, 106, head)
    paper.text(170, 113, "合计")
    for row, name in enumerate(("", "教育支出", "其他支出", "农林水支出")):
        if name:
            for x, part in ((60, "205"), (88, "02"), (115, "01")):
                paper.text(x, 113 + 18 * row, part)
        paper.text(150, 113 + 18 * row, name)
        paper.right(300, 113 + 18 * row, f"{row + 3}.00")
        paper.right(400, 113 + 18 * row, f"{row + 1}.00")
    (grid,) = find_grids(paper.page())
    assert rows_of(grid)[1:3] == [["类", "款", "项"], ["合计", "3.00", "1.00"]]
