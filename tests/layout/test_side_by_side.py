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
