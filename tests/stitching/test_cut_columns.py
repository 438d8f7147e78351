"""A sheet wider than its page, printed page by page: columns without labels on the next page, title and heads cut by the edge."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from paper import Paper
from test_stitching import laid_out, tables

from extractor.pipeline import read_closely
from extractor.records import Problem, Statement
from extractor.statements import find_statements
from extractor.stitching import stitch
from extractor.stitching.cut_columns import joined_words

LABELS = [
    ["科目编码", "科目名称", "本年收入合计"],
    ["201", "一般公共服务支出", "20.00"],
    ["20106", "财政事务", "20.00"],
    ["2010601", "行政运行", "12.00"],
    ["2010602", "机关服务", "8.00"],
]
MORE = [["财政拨款收入", "其他收入"], ["19.00", "1.00"], ["19.00", "1.00"], ["12.00", ""], ["7.00", "1.00"]]
LAST = [["经营收入"], [""], ["0.50"], [""], ["0.50"]]
XS = [60, 120, 300, 420]


def printed(number: int, rows: Sequence[Sequence[str]], *, title: str = "", over: str = "", top: float = 100) -> Paper:
    """A page of a sheet: part of its title, a line over its columns, and the columns from the left margin on."""
    paper = Paper(number=number)
    if title:
        paper.text(300, 50, title, size=16)
    if over:
        paper.text(60, 80, over)
    xs = XS if len(rows[0]) == 3 else [60 + 120 * index for index in range(len(rows[0]) + 1)]
    paper.table(xs, [top + 20 * index for index in range(len(rows) + 1)], rows)
    return paper


def read(*papers: Paper) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    layout = laid_out(*papers)
    return find_statements(layout, stitch(layout), kind="final_account", fiscal_year=2024)


@pytest.mark.parametrize(
    ("left", "middle"), [("收入决算表", ""), ("", "收入决算表"), ("收入决", "算表"), ("收入决算", "收入决算表")]
)
def test_columns_without_labels_on_the_next_page_belong_to_the_rows_at_their_height(left: str, middle: str) -> None:
    (form,), problems = read(
        printed(1, LABELS, title=left, over="部门：某局"),
        printed(2, MORE, title=middle),
        printed(3, LAST, over="单位：万元"),
    )
    assert (form.form, form.unit, form.pages) == ("final.revenue", "万元", (1, 2, 3))
    assert problems == ()
    keys = ("total", "fiscal_appropriation", "other", "operating")
    assert [[row.cells[key].printed for key in keys if key in row.cells] for row in form.rows] == [
        ["20.00", "19.00", "1.00"],
        ["20.00", "19.00", "1.00", "0.50"],
        ["12.00", "12.00"],
        ["8.00", "7.00", "1.00", "0.50"],
    ]


def test_rows_at_other_heights_are_another_table() -> None:
    assert len(tables(printed(1, LABELS, title="收入决算表"), printed(2, MORE, top=140))) == 2


def test_a_form_with_labels_and_title_of_its_own_is_another_form() -> None:
    assert len(tables(printed(1, LABELS, title="收入决算表"), printed(2, LABELS, title="支出决算表"))) == 2


def test_an_empty_form_with_a_column_of_labels_is_another_form() -> None:
    empty = [["科目名称", "合计", "基本支出"], *([["", "", ""]] * 4)]
    assert len(tables(printed(1, LABELS, title="收入决算表"), printed(2, empty))) == 2


def test_heads_over_columns_of_both_pages_are_one() -> None:
    left, right = Paper(number=1), Paper(number=2)
    left.text(300, 50, "支出决算表", size=16)
    ys = [100.0, 120.0, 140.0, 160.0, 180.0, 200.0]
    left.across(100, 60, 420)
    for y in ys[2:]:
        left.across(y, 60, 420)
    left.across(120, 300, 420)
    for x in (60, 120, 300, 420):
        left.down(x, 100, 200)
    left.fill([300, 420], [100, 120, 140], [["本年支出"], ["合计"]])
    left.fill(XS[:3], [100, 140], [["科目编码", "科目名称"]])
    left.fill(XS, ys[2:], [*LABELS[1:4]])
    right.lattice([60, 180, 300], ys[1:])
    right.across(100, 60, 300)
    for x in (60, 300):
        right.down(x, 100, 120)
    right.fill([60, 180, 300], ys[1:], [["基本支出", "项目支出"], *([["1.00", "19.00"]] * 3)])
    right.text(250, 80, "单位：元")
    (table,) = tables(left, right)
    assert [table.column_path(col) for col in range(2, 5)] == [
        ("本年支出", "合计"),
        ("本年支出", "基本支出"),
        ("本年支出", "项目支出"),
    ]


def test_a_title_is_written_once_however_much_of_it_stands_on_either_page() -> None:
    assert joined_words("支出决", "算表") == "支出决算表"
    assert joined_words("支出决算", "支出决算表") == "支出决算表"
    assert joined_words("支出决算表", "决算表") == "支出决算表"


def test_tables_of_a_source_without_pages_are_not_cut() -> None:
    found = read_closely(
        "<p>收入决算表 单位：万元</p><table><tr><td>项目<td>决算数<tr><td>合计<td>1.00</table>"
        "<p>支出决算表 单位：万元</p><table><tr><td>项目<td>决算数<tr><td>合计<td>2.00</table>".encode(),
        name="t.html",
    ).disclosure
    assert [statement.form for statement in found.statements] == ["final.revenue", "final.expenditure"]


def test_a_form_of_one_row_is_cut_too() -> None:
    left, right = Paper(number=1), Paper(number=2)
    left.text(300, 50, "“三公”经费支出决算表", size=16)
    right.text(250, 80, "单位：万元")
    left.table([60, 180, 300], [100, 120, 140], [["项目", "因公出国（境）费"], ["决算数", "1.00"]])
    right.table([60, 180, 300], [100, 120, 140], [["公务接待费", "公务用车购置费"], ["2.00", "3.00"]])
    (form,), problems = read(left, right)
    assert (form.form, form.unit, problems) == ("final.three_public", "万元", ())
    assert {name: cell.printed for name, cell in form.rows[0].cells.items()} == {
        "final.abroad": "1.00",
        "final.reception": "2.00",
        "final.vehicle_purchase": "3.00",
    }


def test_columns_of_a_form_of_two_pages_go_on_two_pages_later() -> None:
    lower = [LABELS[0], *([f"2080{at}", f"科目{at}", f"{at}.10"] for at in range(4))]
    more = [MORE[0], *([f"{at}.30", f"{at}.40"] for at in range(4))]
    (table,) = tables(
        printed(1, LABELS, title="收入决算表"), printed(2, lower), printed(3, MORE), printed(4, more, over="单位：万元")
    )
    assert (table.grid.rows, table.grid.cols, table.grid.pages) == (9, 5, (1, 2, 3, 4))
    assert [cell.text for cell in table.grid.cells if cell.row == 8] == ["20803", "科目3", "3.10", "3.30", "3.40"]


@pytest.mark.parametrize(
    ("left", "right"), [("公务用车购置及", "运行费"), ("公务用车购置及运行", "行费"), ("", "公务用车费")]
)
def test_a_head_of_which_each_page_prints_a_part_is_one(left: str, right: str) -> None:
    one, other = Paper(number=1), Paper(number=2)
    for paper, heads in ((one, ["公务接待费", "小计"]), (other, ["购置费", "维护费"])):
        paper.lattice([60, 180, 300], [120, 140, 160, 180])
        paper.across(100, 60, 300)
        for x in (60, 300):
            paper.down(x, 100, 120)
        paper.fill([60, 180, 300], [120, 140, 160, 180], [heads, ["1.00", "2.00"], ["3.00", "4.00"]])
    one.down(180, 100, 120)
    one.text(65, 105, "接待")
    one.text(185, 105, left)
    other.text(65, 105, right)
    (table,) = tables(one, other)
    heads_over = [table.column_path(col)[0] for col in range(4)]
    assert heads_over[0] == "接待"
    assert set(heads_over[1:]) == {"公务用车购置及运行费" if left else "公务用车费"}
