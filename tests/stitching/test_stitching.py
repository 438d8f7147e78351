"""Tables over pages: what is joined, what never is, and which rows are heads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from paper import Paper, texts

from extractor.grid import find_grids
from extractor.layout import Layout, LayoutBuilder
from extractor.records import Table
from extractor.stitching import stitch

XS = [60, 160, 320, 440]
HEAD = ["科目编码", "科目名称", "决算数"]


def sheet(
    rows: Sequence[Sequence[str]],
    *,
    number: int = 1,
    title: str = "",
    unit: str = "",
    note: str = "",
    xs: Sequence[float] = XS,
    top: float = 100,
    pitch: float = 20,
) -> Paper:
    """A page with one table, its title and 单位 line above and a note below."""
    paper = Paper(number=number)
    if title:
        paper.text(200, 50, title, size=16)
    if unit:
        paper.text(440, 80, unit)
    ys = [top + pitch * index for index in range(len(rows) + 1)]
    paper.table(xs, ys, rows)
    if note:
        paper.text(60, ys[-1] + 5, note)
    return paper


def laid_out(*papers: Paper) -> Layout:
    builder = LayoutBuilder()
    for paper in papers:
        page = paper.page()
        builder.add(page, find_grids(page))
    return builder.finish()


def tables(*papers: Paper) -> tuple[Table, ...]:
    return stitch(laid_out(*papers))


FIRST = [HEAD, ["201", "一般公共服务支出", "12.00"], ["20106", "财政事务", "12.00"]]
MORE = [["208", "社会保障和就业支出", "3.00"], ["20805", "行政事业单位养老支出", "3.00"]]


def test_a_table_goes_on_where_the_next_page_has_the_same_columns_and_no_head() -> None:
    (table,) = tables(sheet(FIRST, title="支出决算表", unit="单位：万元"), sheet(MORE, number=2))
    assert texts(table.grid) == FIRST + MORE
    assert table.parts == (0, 1)
    assert table.grid.pages == (1, 2)
    assert table.header_rows == 1
    assert [cell.page for cell in table.grid.cells if cell.col == 0] == [1, 1, 1, 2, 2]
    assert table.column_path(2) == ("决算数",)


def test_a_repeated_head_is_dropped() -> None:
    (table,) = tables(sheet(FIRST, title="支出决算表"), sheet([HEAD, *MORE], number=2))
    assert texts(table.grid) == FIRST + MORE


def test_a_repeated_title_and_head_are_one_table() -> None:
    papers = (
        sheet(FIRST, title="支出决算表", unit="单位：万元"),
        sheet([HEAD, *MORE], number=2, title="支出决算表（续）", unit="单位：万元"),
    )
    (table,) = tables(*papers)
    assert texts(table.grid) == FIRST + MORE


def test_another_title_is_another_form_though_the_head_is_the_same() -> None:
    papers = (sheet(FIRST, title="支出决算表"), sheet([HEAD, *MORE], number=2, title="财政拨款支出决算表"))
    assert [table.header_rows for table in tables(*papers)] == [1, 1]


@pytest.mark.parametrize("note", ["注：本表反映部门本年度各项支出情况。", "说明：本部门无此项支出。"])
def test_a_note_under_a_table_ends_it(note: str) -> None:
    assert len(tables(sheet(FIRST, note=note), sheet(MORE, number=2))) == 2


def test_another_head_is_another_form_without_any_title() -> None:
    other = [["项目", "预算数", "决算数"], ["合计", "1.00", "2.00"]]
    assert len(tables(sheet(FIRST), sheet(other, number=2))) == 2


def test_other_columns_are_another_table() -> None:
    assert len(tables(sheet(FIRST), sheet(MORE, number=2, xs=[60, 230, 300, 440]))) == 2


def test_two_tables_of_one_page_stay_two() -> None:
    paper = sheet(FIRST)
    paper.table(XS, [300, 320, 340], MORE)
    assert len(tables(paper)) == 2


def test_page_numbers_stand_not_between() -> None:
    papers = [sheet(FIRST, title="支出决算表"), sheet(MORE, number=2)]
    for paper in papers:
        paper.text(280, 800, f"— {paper.number} —")
    assert len(tables(*papers)) == 1


def test_a_spill_page_with_fewer_columns_and_one_row() -> None:
    """The last row alone on its page: its first two columns are one cell there."""
    last = sheet([["合计", "15.00"]], number=2, xs=[60, 320, 440])
    (table,) = tables(sheet([*FIRST, *MORE]), last)
    assert texts(table.grid)[-1] == ["合计", "15.00"]
    total = table.grid.cells[-2]
    assert (total.text, total.col_span, total.page) == ("合计", 2, 2)


def test_a_first_page_with_fewer_columns_takes_those_of_the_second() -> None:
    title = sheet([["项目", "决算数"], ["合计", "15.00"]], xs=[60, 320, 440])
    (table,) = tables(title, sheet(MORE, number=2))
    assert table.grid.cols == 3
    assert texts(table.grid)[1:3] == [["合计", "15.00"], MORE[0]]


def test_a_coded_row_cut_by_the_page_break_is_one_row() -> None:
    cut = ["20899", "机关事业单位基本养老保险缴费支", "3.00"]
    (table,) = tables(sheet([*FIRST, cut]), sheet([["", "出", ""], *MORE], number=2))
    assert texts(table.grid) == [*FIRST, ["20899", "机关事业单位基本养老保险缴费支出", "3.00"], *MORE]
    joined = next(cell for cell in table.grid.cells if cell.text.startswith("机关"))
    assert joined.page == 1


def test_a_listed_label_cut_by_the_page_break_is_one_row() -> None:
    head = ["项目", "金额"]
    names = ["一、一般公共服务支出", "二、外交支出", "三、国防支出", "四、公共安全支出", "五、教育支出"]
    xs = [60, 170, 300]
    rows = [head, *([name, "1.00"] for name in names), ["八、社会保障和就业", "2.00"]]
    (table,) = tables(sheet(rows, xs=xs), sheet([["支出", ""], ["九、卫生健康支出", "3.00"]], number=2, xs=xs))
    assert ["八、社会保障和就业支出", "2.00"] in texts(table.grid)
    assert table.grid.rows == 8


def test_a_label_of_its_own_is_no_rest_of_a_cut_row() -> None:
    xs = [60, 170, 300]
    rows = [["项目", "金额"], ["一、一般公共服务支出", "1.00"], ["二、外交支出", "1.00"]]
    (table,) = tables(sheet(rows, xs=xs), sheet([["三、国防支出", ""], ["四、公共安全支出", "2.00"]], number=2, xs=xs))
    assert texts(table.grid)[3] == ["三、国防支出", ""]


def test_a_merged_cell_reaches_over_the_page_break() -> None:
    xs = [60, 160, 320, 440]

    def page(number: int, label: str, names: list[str], top_row: list[str] | None) -> Paper:
        paper = Paper(number=number)
        rows = [*([top_row] if top_row else []), *(["", name, "1.00"] for name in names)]
        ys = [100 + 20 * index for index in range(len(rows) + 1)]
        paper.fill(xs, ys, rows)
        for index, y in enumerate(ys):
            inner = index > (1 if top_row else 0) and index < len(rows)
            paper.across(y, 160 if inner else 60, 440)
        for x in xs:
            paper.down(x, ys[0], ys[-1])
        paper.text(70, 135, label)
        return paper

    (table,) = tables(
        page(1, "其他资金", ["事业收入", "经营收入"], ["项目", "名称", "金额"]),
        page(2, "", ["其他收入", "债务资金"], None),
    )
    merged = next(cell for cell in table.grid.cells if cell.text == "其他资金")
    assert (merged.row, merged.row_span) == (1, 4)


def test_page_subtotals_are_told() -> None:
    first = [*FIRST, ["", "本页小计", "24.00"]]
    (table,) = tables(sheet(first), sheet([["", "承前页", "24.00"], *MORE], number=2))
    assert [texts(table.grid)[row][1] for row in table.subtotal_rows] == ["本页小计", "承前页"]


def test_forms_drawn_as_one_connected_grid_are_taken_apart() -> None:
    paper = Paper()
    rows = [*FIRST, ["", "", ""], HEAD, *MORE]
    ys = [100 + 20 * index for index in range(len(rows) + 1)]
    paper.fill(XS, ys, rows)
    for y in ys:
        paper.across(y, 60, 440)
    for x in XS:
        inner = x not in (60, 440)
        for low, high in [(100, 160), (180, 240)] if inner else [(100, 240)]:
            paper.down(x, low, high)
    paper.text(200, 165, "财政拨款支出决算表")
    first, second = tables(paper)
    assert texts(first.grid) == FIRST
    assert texts(second.grid)[0] == ["财政拨款支出决算表"]
    assert second.header_rows == 2
    assert second.column_path(1) == ("科目名称",)
    assert first.parts == second.parts == (0,)


def test_heads_of_three_levels_give_column_paths() -> None:
    paper = Paper()
    xs = [60, 100, 140, 180, 300, 400, 500]
    lines = [(100, 60), (120, 60), (140, 60), (160, 60), (180, 60)]
    for y, left in lines:
        if y == 120:
            paper.across(y, 60, 300)
        elif y == 140:
            paper.across(y, 60, 180)
        else:
            paper.across(y, left, 500)
    for x, top in ((60, 100), (100, 140), (140, 140), (180, 120), (300, 100), (400, 100), (500, 100)):
        paper.down(x, top, 180)
    paper.text(150, 105, "项目")
    paper.text(90, 125, "科目编码")
    paper.text(200, 135, "科目名称")
    paper.text(320, 120, "本年收入合计")
    paper.text(420, 120, "其他收入")
    for x, text in ((65, "类"), (105, "款"), (145, "项")):
        paper.text(x, 145, text)
    for x, text in ((65, "201"), (105, "06"), (145, "01"), (185, "行政运行")):
        paper.text(x, 165, text)
    paper.right(398, 165, "1.00")
    paper.right(498, 165, "2.00")
    (table,) = tables(paper)
    assert table.header_rows == 3
    assert table.column_path(0) == ("项目", "科目编码", "类")
    assert table.column_path(3) == ("项目", "科目名称")
    assert table.column_path(5) == ("其他收入",)
    assert len(xs) == table.grid.cols + 1


def test_the_row_of_column_numbers_belongs_to_the_head() -> None:
    rows = [["项目", "行次", "金额"], ["栏次", "1", "2"], ["一、收入", "1", "5.00"]]
    (table,) = tables(sheet(rows))
    assert table.header_rows == 2


def test_lead_and_trail_are_the_paragraphs_around_the_table() -> None:
    layout = laid_out(sheet(FIRST, title="支出决算表", unit="单位：万元", note="注：本表反映支出。"))
    (table,) = stitch(layout)
    assert [layout.block_text(block) for block in table.lead] == ["支出决算表", "单位：万元"]
    assert [layout.block_text(block) for block in table.trail] == ["注：本表反映支出。"]
    for cell in table.grid.cells:
        assert layout.text[cell.start : cell.end] == cell.text


def form(number: int, rows: Sequence[Sequence[str]], title: str = "项目支出绩效自评表") -> Paper:
    """A page of an indicator form: its title drawn as a row over all columns."""
    paper = Paper(number=number)
    ys = [100 + 20 * index for index in range(len(rows) + 2)]
    for y in ys:
        paper.across(y, 60, 440)
    for x in XS:
        paper.down(x, 100 if x in (60, 440) else 120, ys[-1])
    paper.text(200, 105, title)
    paper.fill(XS, ys[1:], rows)
    return paper


FIELDS = [["项目名称", "信息化建设", ""], ["主管部门", "某某局", ""]]
MEASURES = [["产出指标", "数量指标", "3个"], ["效益指标", "社会效益", "提升"]]


def test_a_form_that_begins_anew_under_the_same_title_is_another_form() -> None:
    other = [["项目名称", "物业管理", ""], ["主管部门", "某某局", ""]]
    assert len(tables(form(1, FIELDS + MEASURES), form(2, other + MEASURES))) == 2


def test_a_repeated_title_row_of_a_form_without_heads_is_dropped() -> None:
    (table,) = tables(form(1, FIELDS), form(2, MEASURES))
    assert texts(table.grid) == [["项目支出绩效自评表"], *FIELDS, *MEASURES]


def test_a_form_goes_on_with_the_heads_of_its_indicator_block() -> None:
    """The page breaks before 一级指标: heads that are new, but those of a later block of the same form."""
    heads = ["一级指标", "二级指标", "指标值"]
    (table,) = tables(form(1, FIELDS), sheet([heads, *MEASURES], number=2))
    assert texts(table.grid)[-3:] == [heads, *MEASURES]


def test_a_page_without_the_first_column_leaves_no_holes() -> None:
    """Open sides: where a column is empty on a page, nothing of it is drawn there."""
    first = sheet([["项目", "名称", "金额"], ["", "事业收入", "1.00"], ["", "经营收入", "2.00"]])
    first.rulings = [line for line in first.rulings if line.horizontal is False or not 135 < line.top < 145]
    first.across(140, 160, 440)
    first.text(70, 135, "其他资金")
    (table,) = tables(first, sheet([["其他收入", "3.00"]], number=2, xs=[160, 320, 440]))
    label = next(cell for cell in table.grid.cells if cell.text == "其他资金")
    assert (label.row, label.row_span) == (1, 3)
    assert sum(cell.row_span * cell.col_span for cell in table.grid.cells) == table.grid.rows * table.grid.cols


@pytest.mark.parametrize(("above", "below"), [("效益指标", ""), ("", "效益指标"), ("效益指标", "效益指标")])
def test_a_merged_label_cut_by_the_page_break_is_one_cell_with_a_row_on_either_page(above: str, below: str) -> None:
    def page(number: int, rows: list[list[str]], merged: int) -> Paper:
        paper = Paper(number=number)
        ys = [100.0 + 20 * index for index in range(len(rows) + 1)]
        for index, y in enumerate(ys):
            paper.across(y, XS[1] if index == merged else XS[0], XS[-1])
        for x in XS:
            paper.down(x, ys[0], ys[-1])
        paper.fill(XS, ys, rows)
        return paper

    first = page(1, [["产出指标", "培训人次", "数量"], ["", "合格率", "质量"], [above, "带动就业人数", "经济"]], 1)
    second = page(
        2, [[below, "服务水平提升", "社会"], ["满意度指标", "学员满意度", "满意"], ["", "家属满意度", "满意"]], 2
    )
    (table,) = tables(first, second)
    assert [(cell.row, cell.row_span, cell.text) for cell in table.grid.cells if cell.col == 0] == [
        (0, 2, "产出指标"),
        (2, 2, "效益指标"),
        (4, 2, "满意度指标"),
    ]


def test_a_mark_that_may_not_begin_a_line_takes_a_character_down_over_the_page_break() -> None:
    """The line above the break has room for two characters: 出 went down with its comma."""
    xs = [60, 130, 300, 440]
    words = "用于保障机构日常运转和履行职能所需的各项支"
    first = sheet(
        [["科目编码", "用途", "金额"], ["20101", "办公", "1.00"], ["20102", "会议", "2.00"], ["20103", "", "3.00"]],
        xs=xs,
    )
    first.text(133, 160, words[:11], size=10)
    first.text(133, 169.5, words[11:], size=10)
    first.text(133 + 10 * len(words[11:]), 169.5, "各项各支", size=10)
    (table,) = tables(first, sheet([["", "出，包括办公", ""], ["20104", "差旅", "4.00"]], number=2, xs=xs))
    assert any(cell.text.endswith("支出，包括办公") for cell in table.grid.cells)


def test_forms_of_a_connected_grid_have_their_own_columns_only() -> None:
    """Two forms in one grid of three columns; the second has two, its last one is drawn over two."""
    paper = Paper()
    rows = [
        ["收入决算表", "", ""],
        ["科目编码", "科目名称", "决算数"],
        ["201", "教育", "1.00"],
        ["支出决算表", "", ""],
        ["项目", "决算数", ""],
        ["教育", "1.00", ""],
    ]
    ys = [100 + 20 * row for row in range(7)]
    for y in ys:
        paper.across(y, 60, 360)
    for x, spans_ in ((60, [(100, 220)]), (160, [(120, 160), (180, 220)]), (260, [(120, 160)]), (360, [(100, 220)])):
        for top, bottom in spans_:
            paper.down(x, top, bottom)
    paper.fill([60, 160, 260, 360], ys, rows)
    first, second = tables(paper)
    assert (first.grid.cols, second.grid.cols) == (3, 2)
    assert texts(second.grid)[1:] == [["项目", "决算数"], ["教育", "1.00"]]
