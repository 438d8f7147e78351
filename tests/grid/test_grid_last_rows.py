"""Rows at the end of a page or of a form that little tells: one amount, labels without amounts, totals of several lines."""

from __future__ import annotations

from paper import Paper, spans, texts

from extractor.grid import find_grids
from extractor.ingest.pdf_drawing import _dotted
from extractor.records import Box

HEADS = ((70, "类"), (90, "款"), (110, "项"), (140, "科目名称"), (250, "合计"), (330, "基本支出"))


def test_a_drawn_row_with_one_amount_is_a_table() -> None:
    paper = Paper()
    paper.table([60, 160, 260, 360], [50, 70], [["", "", "724.07"]])
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["", "", "724.07"]]


def test_a_drawn_row_with_one_word_is_none() -> None:
    paper = Paper()
    paper.table([60, 160, 260, 360], [50, 70], [["", "", "图一"]])
    assert find_grids(paper.page()) == ()


def test_what_a_page_break_left_of_a_cell_is_a_row_where_nothing_stands_above_it() -> None:
    paper = Paper()
    paper.table([60, 160, 260, 460], [50, 70], [["", "", "设备购置与日常维护等方面"]])
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["", "", "设备购置与日常维护等方面"]]
    paper = Paper()
    paper.text(60, 30, "单位概况")
    paper.table([60, 160, 260, 460], [50, 70], [["", "", "设备购置与日常维护等方面"]])
    assert find_grids(paper.page()) == ()


def test_a_label_set_from_top_to_bottom_over_rows_stays_one() -> None:
    """Its four characters stand, by chance, as rows of text do."""
    paper = Paper()
    xs, ys = [60, 90, 200, 320], [100, 120, 137, 154, 171]
    paper.lattice(xs, [100, 120, 171])
    for y in (137, 154):
        paper.across(y, 90, 320)
    paper.fill(xs[1:], ys, [["指标", "完成数"], ["数量指标", "12.00"], ["质量指标", "90.00"], ["时效指标", "30.00"]])
    for row, char in enumerate("效益指"):
        paper.text(70, 123.5 + 17 * row if row != 1 else 140.5, char, size=11)
    (grid,) = find_grids(paper.page())
    assert spans(grid)["效益指"] == (3, 1)


def short_form(rows: list[tuple[float, dict[float, str]]]) -> Paper:
    """Heads at the top of a page, and lines below them without rulings."""
    paper = Paper()
    for x, head in HEADS:
        paper.text(x, 60, head)
    for top, line in rows:
        for x, text in line.items():
            if text[0].isdigit() and x > 200:
                paper.right(x, top, text)
            else:
                paper.text(x, top, text)
    return paper


def test_a_total_set_apart_over_columns_is_one_label_beside_amounts_of_two_lines() -> None:
    paper = short_form(
        [
            (82, {68: "221", 92: "02", 112: "01", 140: "住房公积金", 278: "45.40", 370: "45.40"}),
            (100, {68: "221", 92: "02", 112: "03", 140: "购房补贴", 278: "66.10", 370: "66.10"}),
            (118, {278: "12,429."}),
            (124, {102: "合", 130: "计", 370: "115.38"}),
            (130, {278: "22"}),
        ]
    )
    (grid,) = find_grids(paper.page())
    assert "合计" in texts(grid)[-1]
    assert "12,429.22" in texts(grid)[-1]


def test_labels_without_amounts_below_the_last_amount_are_rows() -> None:
    paper = Paper()
    for x, head in ((63, "项目"), (210, "决算数"), (330, "预算数")):
        paper.text(x, 60, head)
    for row, (label, amount) in enumerate(
        (("本年收入合计", "9.00"), ("年初结转和结余", "1.00"), ("一般公共预算财政拨款", "1.00"))
    ):
        paper.text(63, 80 + 18 * row, label)
        paper.right(240, 80 + 18 * row, amount)
        paper.right(360, 80 + 18 * row, amount)
    paper.text(63, 134, "政府性基金预算财政拨款")
    paper.text(63, 152, "国有资本经营预算财政拨款")
    paper.text(63, 163, "收入")
    paper.text(63, 190, "以上数据均来自年报")
    (grid,) = find_grids(paper.page())
    assert [row[0] for row in texts(grid)][-2:] == ["政府性基金预算财政拨款", "国有资本经营预算财政拨款收入"]


def test_a_label_breaks_before_a_bracket_that_finds_no_room_with_its_closing_one() -> None:
    paper = Paper()
    for x, head in ((63, "科目名称"), (210, "合计"), (330, "基本支出")):
        paper.text(x, 60, head)
    lines = (
        (82, "社会保障和就业", "3.00"),
        (103, "政府办公厅", ""),
        (115, "（室）及相关机", "2.00"),
        (127, "构事务", ""),
        (148, "其他支出", "1.00"),
    )
    for top, label, amount in lines:
        paper.text(63, top, label)
        if amount:
            paper.right(240, top, amount)
            paper.right(370, top, amount)
    (grid,) = find_grids(paper.page())
    assert [row[0] for row in texts(grid)][2] == "政府办公厅（室）及相关机构事务"


def test_a_full_head_goes_on_in_the_line_that_the_page_break_cuts() -> None:
    paper = Paper()
    xs, ys = [60, 160, 260, 322], [100, 120, 137]
    paper.table(xs, ys, [["合计", "基本支出", ""], ["12.00", "3.00", ""]])
    paper.text(262, 121.8, "事业单位经营", size=9.8)
    paper.text(281, 132.4, "支出", size=9.8)
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1][2] == "事业单位经营支出"


def test_hair_dots_in_a_row_are_a_ruling() -> None:
    dots = [Box(60 + 2 * at, 100.0, 60.5 + 2 * at, 100.5) for at in range(40)]
    (ruling,) = _dotted(dots)
    assert (ruling.x0, ruling.x1) == (60.0, 138.5)
