"""Two forms side by side: each title stands over its own form, and the text runs form by form."""

from __future__ import annotations

from paper import Paper

from extractor.grid import find_grids
from extractor.layout import Layout, LayoutBuilder
from extractor.statements import find_statements
from extractor.stitching import stitch

LEFT = [["项目", "决算数"], ["一、财政拨款收入", "30.00"], ["二、其他收入", "1.00"], ["本年收入合计", "31.00"]]
RIGHT = [
    ["科目名称", "合计", "基本支出"],
    ["教育支出", "20.00", "10.00"],
    ["农林水支出", "11.00", "11.00"],
    ["合计", "31.00", "21.00"],
]
XS, FAR = [60, 200, 280], [320, 430, 490, 550]


def laid_out(*, ruled: bool) -> Layout:
    paper = Paper()
    paper.text(
        60,
        30,
        "某局2024年度部门决算公开报表，下列各表金额以万元计算，由某局计划财务处汇总编制并公开发布，数据均经审核。",
    )
    paper.text(100, 60, "收入决算表", size=14)
    paper.text(380, 60, "支出决算表", size=14)
    paper.text(220, 82, "单位：万元")
    paper.text(490, 82, "单位：万元")
    ys = [100 + 20 * row for row in range(5)]
    for xs, rows in ((XS, LEFT), (FAR, RIGHT)):
        paper.table(xs, ys, rows) if ruled else paper.fill(xs, ys, rows)
    paper.text(60, 200, "注：左表反映收入情况。")
    paper.text(320, 200, "注：右表反映支出情况。")
    builder = LayoutBuilder()
    page = paper.page()
    builder.add(page, find_grids(page))
    return builder.finish()


def test_the_text_runs_form_by_form() -> None:
    for ruled in (True, False):
        texts = [line for line in laid_out(ruled=ruled).text.split("\n") if line]
        assert texts[1:3] == ["收入决算表", "单位：万元"]
        assert texts.index("支出决算表") > next(at for at, line in enumerate(texts) if line.startswith("本年收入合计"))
        assert texts[-1] == "注：右表反映支出情况。"


def test_each_form_has_its_own_title() -> None:
    for ruled in (True, False):
        layout = laid_out(ruled=ruled)
        statements, _ = find_statements(layout, stitch(layout), kind="final_account", fiscal_year=2024)
        assert [(found.form, found.title, len(found.rows)) for found in statements] == [
            ("final.revenue", "收入决算表", 3),
            ("final.expenditure", "支出决算表", 3),
        ]


def test_the_title_of_a_form_that_is_no_table_is_not_its_neighbours() -> None:
    """The right form has one row and no rulings: it is not found, and its title is read behind the left form."""
    paper = Paper()
    paper.text(100, 60, "收入决算表", size=14)
    paper.text(380, 60, "支出决算表", size=14)
    paper.text(220, 82, "单位：万元")
    paper.table(XS, [100 + 20 * row for row in range(5)], LEFT)
    paper.text(330, 105, "合计")
    paper.text(330, 125, "31.00")
    builder = LayoutBuilder()
    page = paper.page()
    builder.add(page, find_grids(page))
    layout = builder.finish()
    statements, _ = find_statements(layout, stitch(layout), kind="final_account", fiscal_year=2024)
    assert [(found.form, found.title) for found in statements] == [("final.revenue", "收入决算表")]


def test_a_remainder_without_title_stands_beside_a_form_that_has_one() -> None:
    """The left form began on the page before: its heads stand where the right form's title does, and it has one row."""
    heads = [["项目", "决算数", "项目", "决算数"]]
    sums = [[f"{sign}、某项收入", f"{at}.00", f"{sign}、某项支出", f"{at}.50"] for at, sign in enumerate("一二三", 1)]
    total = ["总计", "6.00", "总计", "7.50"]
    near = [40, 115, 170, 245, 300]
    first = Paper(number=1)
    first.text(110, 60, "收入支出决算总表", size=14)
    first.text(240, 82, "单位：万元")
    first.fill(near, [100 + 20 * row for row in range(5)], [*heads, *sums])
    second = Paper(number=2)
    second.fill(near, [55, 75, 95], [*heads, total])
    second.text(400, 55, "支出决算表", size=14)
    second.text(490, 82, "单位：万元")
    second.fill(FAR, [100 + 20 * row for row in range(5)], RIGHT)
    builder = LayoutBuilder()
    for page in (first.page(), second.page()):
        builder.add(page, find_grids(page))
    layout = builder.finish()
    left, right = stitch(layout)
    rows = [[cell.text for cell in left.grid.cells if cell.row == row] for row in range(left.grid.rows)]
    assert rows[1:] == [*sums, total]
    assert [cell.text for cell in right.grid.cells if cell.row == 1] == RIGHT[1]
    assert [layout.block_text(block) for block in right.lead] == ["支出决算表", "单位：万元"]


def test_a_form_of_two_sides_under_one_title_is_one() -> None:
    """A gap runs between its sides, in the text and in the rulings."""
    for ruled in (True, False):
        paper = Paper()
        paper.text(240, 60, "收入支出决算总表", size=14)
        paper.text(490, 82, "单位：万元")
        rows = [["项目", "决算数"], ["一、财政拨款", "30.00"], ["二、其他收入", "1.00"], ["总计", "31.00"]]
        others = [["项目", "决算数"], ["一、教育支出", "20.00"], ["二、农林水支出", "11.00"], ["总计", "31.00"]]
        ys = [100 + 20 * row for row in range(5)]
        for xs, texts in ((XS, rows), ([320, 460, 550], others)):
            paper.fill(xs, ys, texts)
            for y in ys if ruled else ():
                paper.across(y, xs[0], xs[-1])
        (grid,) = find_grids(paper.page())
        assert grid.cols == 4
        assert [cell.text for cell in grid.cells if cell.row == 1] == [*rows[1], *others[1]]


def test_three_forms_side_by_side() -> None:
    paper = Paper(width=842, height=595)
    ys = [100 + 20 * row for row in range(5)]
    places = ([40, 150, 230], [300, 410, 490], [560, 670, 750])
    for xs, title in zip(places, ("收入决算表", "支出决算表", "基金决算表"), strict=True):
        paper.text((xs[0] + xs[-1]) / 2 - 35, 60, title, size=14)
        paper.text(xs[-1] - 55, 82, "单位：万元")
        paper.fill(xs, ys, LEFT)
    paper.text(400, 540, "— 3 —")
    grids = find_grids(paper.page())
    assert [grid.cols for grid in grids] == [2, 2, 2]


def test_text_in_two_columns_is_no_table() -> None:
    paper = Paper()
    for row in range(12):
        paper.text(60, 100 + 16 * row, "本年收入31.00万元，比上年增加1.00万元，")
        paper.text(320, 100 + 16 * row, "主要是项目支出增加12.50万元，完成预算")
    assert find_grids(paper.page()) == ()
