"""A page break right under a form's title, or through its heads; and text that stands beside a table, of another form."""

from __future__ import annotations

from paper import Paper, texts
from test_stitching import tables

XS = [60, 160, 320, 440]
BODY = [["201", "教育支出", "12.00"], ["205", "其他支出", "3.00"]]


def connected(*heads: list[str]) -> Paper:
    """A form, and under it, in the same grid, the title of another one with as many rows of heads."""
    paper = Paper()
    rows = [["收入决算表"], ["科目编码", "科目名称", "决算数"], *BODY, ["支出决算表"], *heads]
    ys = [100 + 20 * at for at in range(len(rows) + 1)]
    for y in ys:
        paper.across(y, XS[0], XS[-1])
    for at, row in enumerate(rows):
        for x in XS if len(row) > 1 else (XS[0], XS[-1]):
            paper.down(x, ys[at], ys[at + 1])
        if len(row) > 1:
            paper.fill(XS, ys[at : at + 2], [row])
        else:
            paper.text(200, ys[at] + 5, row[0])
    return paper


def further(*heads: list[str]) -> Paper:
    paper = Paper(number=2)
    rows = [*heads, *BODY]
    paper.table(XS, [50 + 20 * at for at in range(len(rows) + 1)], rows)
    return paper


def test_a_title_at_the_foot_of_a_page_belongs_to_the_heads_on_the_next() -> None:
    first, second = tables(connected(), further(["科目编码", "科目名称", "决算数"]))
    assert first.grid.rows == 4
    assert texts(second.grid)[:3] == [["支出决算表"], ["科目编码", "科目名称", "决算数"], BODY[0]]
    assert second.header_rows == 2


def test_heads_go_on_on_the_next_page() -> None:
    first, second = tables(connected(["功能分类科目编码", "功能分类科目名称", "决算数"]), further(["类", "款", "项"]))
    assert first.grid.rows == 4
    assert [row[0] for row in texts(second.grid)] == ["支出决算表", "功能分类科目编码", "类", "201", "205"]
    assert second.header_rows == 3


def test_a_new_title_on_the_next_page_begins_a_form() -> None:
    other = Paper(number=2)
    ys = [50, 70, 90, 110]
    other.lattice([60, 440], ys[:2])
    other.text(200, 55, "财政拨款决算表")
    other.table(XS, ys[1:], [["科目编码", "科目名称", "决算数"], BODY[0]])
    found = tables(connected(["科目编码", "科目名称", "决算数"]), other)
    assert [texts(table.grid)[0] for table in found] == [["收入决算表"], ["支出决算表"], ["财政拨款决算表"]]


def test_the_title_of_a_form_beside_stands_not_between() -> None:
    one, two = Paper(), Paper(number=2)
    head = ["科目编码", "科目名称", "决算数"]
    one.table(XS, [100, 120, 140], [head, BODY[0]])
    two.text(460, 80, "其他支出决算表")
    two.table(XS, [100, 120, 140], [head, BODY[1]])
    (table,) = tables(one, two)
    assert table.grid.rows == 3
