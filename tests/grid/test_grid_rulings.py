"""Tables drawn with rulings, whatever way the rulings are drawn."""

from __future__ import annotations

import random
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import Paper, spans, texts

from extractor.grid import find_grids
from extractor.records import Page, Ruling

XS = [60, 250, 380, 520]
YS = [100, 125, 150, 175]
ROWS = [["项目", "本年数", "上年数"], ["一、财政拨款收入", "1,234.56", "1,111.11"], ["二、其他收入", "", "0.50"]]


def drawn(**how: bool) -> Page:
    """The table of ``ROWS`` with its rulings drawn in one of the ways that producers have."""
    paper = Paper()
    paper.fill(XS, YS, ROWS)
    for y in YS:
        if how.get("dashed"):
            for step in range(60, 520, 5):
                paper.across(y, step, min(step + 3, 520))
        elif how.get("by_cell"):
            for left, right in pairwise(XS):
                paper.across(y + 0.4, left + 0.8, right - 0.8)
                paper.across(y - 0.4, left + 0.8, right - 0.8)
        elif how.get("broken"):
            paper.across(y, 60, 300)
            paper.across(y, 302.5, 520)
        else:
            paper.across(y, 60, 520, thick=2.25 if how.get("thick") else 0.5)
    for x in XS:
        if how.get("by_cell"):
            for top, bottom in pairwise(YS):
                paper.down(x + 0.6, top + 0.5, bottom - 0.5)
        else:
            paper.down(x, 100, 175)
            if how.get("double"):
                paper.down(x + 2.4, 100, 175)
    return paper.page()


@pytest.mark.parametrize("how", ["plain", "dashed", "by_cell", "broken", "thick", "double"])
def test_a_table_is_the_same_however_its_rulings_are_drawn(how: str) -> None:
    (grid,) = find_grids(drawn(**{how: True}))
    assert (grid.rows, grid.cols) == (3, 3)
    assert texts(grid) == ROWS
    assert grid.decided_by == "rulings"
    assert grid.confidence == 1.0


def test_merged_cells_stand_once_with_their_spans() -> None:
    paper = Paper()
    xs, ys = [60, 120, 180, 300, 420], [100, 120, 140, 160]
    for y, left in ((100, 60), (120, 60), (140, 180), (160, 60)):
        paper.across(y, left, 420)
    paper.across(140, 60, 120)
    for x, top in ((60, 100), (120, 120), (180, 100), (300, 120), (420, 100)):
        paper.down(x, top, 160)
    paper.text(100, 105, "科目")
    paper.text(270, 105, "本年支出")
    paper.text(125, 135, "款")
    for x, top, text in ((65, 125, "类"), (65, 145, "201"), (185, 125, "小计"), (305, 125, "基本支出")):
        paper.text(x, top, text)
    paper.right(297, 145, "1.50")
    paper.right(417, 145, "2.50")
    (grid,) = find_grids(paper.page())
    assert spans(grid) == {
        "科目": (1, 2),
        "本年支出": (1, 2),
        "类": (1, 1),
        "款": (2, 1),
        "小计": (1, 1),
        "基本支出": (1, 1),
        "201": (1, 1),
        "1.50": (1, 1),
        "2.50": (1, 1),
    }
    assert sum(cell.row_span * cell.col_span for cell in grid.cells) == grid.rows * grid.cols
    assert (len(xs), len(ys)) == (grid.cols + 1, grid.rows + 1)


def test_an_l_shape_becomes_rectangles() -> None:
    """Rulings that leave an L open: the cells that come of it are rectangles and cover every slot once."""
    paper = Paper()
    paper.lattice([60, 160, 260], [100, 120, 140])
    paper.rulings = [ruling for ruling in paper.rulings if not (ruling.horizontal and 110 < ruling.top < 130)]
    paper.rulings = [ruling for ruling in paper.rulings if ruling.horizontal or not 150 < ruling.x0 < 170]
    paper.down(160, 100, 120)
    paper.across(120, 160, 260)
    paper.text(65, 105, "甲")
    paper.text(165, 105, "乙")
    paper.text(165, 125, "丙")
    (grid,) = find_grids(paper.page())
    covered = [
        (row, col)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    ]
    assert sorted(covered) == [(row, col) for row in range(grid.rows) for col in range(grid.cols)]
    assert {cell.text for cell in grid.cells if cell.text} == {"甲", "乙", "丙"}


def test_a_box_around_a_paragraph_and_underlines_are_no_tables() -> None:
    paper = Paper()
    paper.lattice([60, 500], [100, 200])
    for top in (110, 125, 140):
        paper.text(70, top, "本部门二〇二四年度收入支出总计与上年相比有所增加")
    paper.across(320, 150, 220)
    paper.text(150, 308, "1,454.35")
    assert find_grids(paper.page()) == ()


def test_a_frame_around_the_page_is_no_table_but_the_table_in_it_is() -> None:
    paper = Paper()
    paper.lattice([20, 570], [20, 800])
    paper.table(XS, YS, ROWS)
    (grid,) = find_grids(paper.page())
    assert texts(grid) == ROWS


def test_several_tables_of_a_page_come_from_top_to_bottom() -> None:
    paper = Paper()
    paper.table(XS, [400, 425, 450, 475], ROWS)
    paper.table([60, 200, 520], [100, 125, 150], [["合计", "基本支出"], ["3.00", "1.00"]])
    grids = find_grids(paper.page())
    assert [(grid.rows, grid.cols) for grid in grids] == [(2, 2), (3, 3)]


def test_open_sides_are_columns_where_text_stands() -> None:
    """No ruling at the left and right edge: the columns are there all the same."""
    paper = Paper()
    paper.fill(XS, YS, ROWS)
    for y in YS:
        paper.across(y, 60, 520)
    for x in XS[1:-1]:
        paper.down(x, 100, 175)
    (grid,) = find_grids(paper.page())
    assert texts(grid) == ROWS
    assert grid.confidence < 1.0


def test_a_table_cut_by_the_page_break_needs_no_closing_ruling() -> None:
    """The first row has no ruling above, the last none below: both are rows."""
    paper = Paper()
    paper.fill(XS, YS, ROWS)
    for y in YS[1:-1]:
        paper.across(y, 60, 520)
    for x in XS:
        paper.down(x, 100, 175)
    (grid,) = find_grids(paper.page())
    assert texts(grid) == ROWS


def test_a_number_over_a_border_is_in_one_cell_whole() -> None:
    paper = Paper()
    paper.table(XS, YS, [["项目", "本年数", "上年数"], ["收入", "", "0.50"], ["", "", ""]])
    paper.right(392, 132, "16,330.37")  # set too far right: its last digits stand past the border at 380
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1] == ["收入", "16,330.37", "0.50"]


def test_numbers_that_nearly_touch_at_a_border_stay_two() -> None:
    """Narrow margins: 11.50 ends three points before 10 begins, and the border runs between them."""
    paper = Paper()
    paper.lattice([60, 120, 180, 240], [100, 120, 140])
    for row, top in enumerate((105, 125)):
        paper.right(118.5, top, ("65", "11.50")[row])
        paper.text(121, top, ("81", "10")[row])
    paper.text(185, 105, "甲")
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["65", "81", "甲"], ["11.50", "10", ""]]


def test_amounts_without_any_margin_stay_two() -> None:
    paper = Paper()
    paper.lattice([60, 120, 180], [100, 120, 140])
    paper.right(120, 105, "1,111.50")
    paper.text(120, 105, "10")
    paper.text(65, 125, "甲")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[0] == ["1,111.50", "10"]


def test_heads_that_fill_their_cells_are_cut_at_the_borders() -> None:
    paper = Paper()
    heads = ["本年收入", "财政拨款", "上级补助", "事业收入"]
    xs = [60, 101.5, 143, 184.5, 226]
    paper.lattice(xs, [100, 120, 140])
    for x, head in zip(xs, heads, strict=False):
        paper.text(x + 0.7, 105, head)
    paper.text(62, 125, "甲")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[0] == heads


def test_numbers_broken_by_narrow_cells_make_no_rows() -> None:
    paper = Paper()
    paper.lattice([60, 104, 148, 240], [100, 140, 160])
    for x in (64, 108):
        paper.text(x, 105, "48,771.4")
        paper.text(x, 120, "7")
    paper.text(152, 105, "甲")
    paper.text(152, 145, "乙")
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["48,771.47", "48,771.47", "甲"], ["", "", "乙"]]


def test_a_number_that_runs_out_over_the_side_is_whole_and_in_the_table() -> None:
    paper = Paper()
    paper.table(XS, YS, [["项目", "本年数", "上年数"], ["收入", "0.50", ""], ["", "", ""]])
    paper.right(540, 132, "16,330.37")  # the table ends at 520
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1] == ["收入", "0.50", "16,330.37"]
    assert grid.box is not None
    assert grid.box.x1 >= 540  # so that layout does not read its end a second time


def test_text_that_runs_over_into_an_empty_cell_stays_whole() -> None:
    paper = Paper()
    paper.lattice([60, 130, 260, 400], [100, 120, 140])
    paper.text(63, 105, "办公设备购置")
    paper.text(63, 125, "类")
    paper.text(133, 125, "款")
    paper.text(263, 105, "甲")
    paper.chars = [char._replace(x0=char.x0 + 12, x1=char.x1 + 12) for char in paper.chars]
    (grid,) = find_grids(paper.page())
    assert texts(grid) == [["办公设备购置", "", "甲"], ["类", "款", ""]]


def test_every_slot_counts_from_the_boxes_of_its_cell() -> None:
    (grid,) = find_grids(drawn())
    assert grid.box is not None
    assert grid.box == (60, 100, 520, 175)
    for cell in grid.cells:
        assert cell.page == 1
        assert cell.box == (XS[cell.col], YS[cell.row], XS[cell.col + 1], YS[cell.row + 1])


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shift=st.tuples(st.floats(-20, 40), st.floats(-40, 200)),
    scale=st.sampled_from([0.75, 1.0, 1.25]),
)
def test_moving_scaling_and_reordering_changes_nothing(seed: int, shift: tuple[float, float], scale: float) -> None:
    page = drawn()
    dx, dy = shift

    def moved(value: float, by: float) -> float:
        return value * scale + by

    lines = [Ruling(moved(r.x0, dx), moved(r.top, dy), moved(r.x1, dx), moved(r.bottom, dy)) for r in page.rulings]
    chars = [
        char._replace(
            x0=moved(char.x0, dx),
            x1=moved(char.x1, dx),
            top=moved(char.top, dy),
            bottom=moved(char.bottom, dy),
            size=char.size * scale,
        )
        for char in page.chars
    ]
    order = random.Random(seed)
    order.shuffle(lines)
    cells = [chars[start : start + 1] for start in range(len(chars))]
    order.shuffle(cells)
    mixed = msgspec.structs.replace(page, rulings=tuple(lines), chars=tuple(char for cell in cells for char in cell))
    (grid,) = find_grids(mixed)
    assert texts(grid) == ROWS


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[float], list[float], list[list[str]]]:
    """A random form: borders, and a text for every slot."""
    widths = draw(st.lists(st.integers(60, 110), min_size=2, max_size=4))
    heights = draw(st.lists(st.integers(14, 40), min_size=1, max_size=12))
    xs, ys = [50.0], [80.0]
    for width in widths:
        xs.append(xs[-1] + width)
    for height in heights:
        ys.append(ys[-1] + height)
    word = st.sampled_from(["", "合计", "收入", "公务接待费", "0", "0.00", "12.5", "201", "1,234.56", "-3.10", "—"])
    return xs, ys, [[draw(word) for _ in widths] for _ in heights]


@settings(max_examples=60, deadline=None)
@given(forms())
def test_a_form_drawn_and_read_back_is_the_same(form: tuple[list[float], list[float], list[list[str]]]) -> None:
    xs, ys, rows = form
    paper = Paper()
    paper.table(xs, ys, rows)
    found = find_grids(paper.page())
    printed = sum(bool(text) for row in rows for text in row)
    assert found or printed < 2
    assert printed or not found
    if found:  # a single word may be a form's only number, or none
        assert texts(found[0]) == rows


def test_a_line_cut_by_the_page_break_is_the_text_of_the_empty_cell_at_the_edge() -> None:
    paper = Paper()
    paper.table([60, 160, 320], [100, 120, 140], [["一级指标", "三级指标"], ["", "培训人次"]])
    paper.text(70, 135.5, "产出指标")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1] == ["产出指标", "培训人次"]


def test_a_note_close_under_a_table_is_in_none_of_its_cells() -> None:
    paper = Paper()
    paper.table([60, 160, 320], [100, 120, 140], [["项目", "决算数"], ["", "12.00"]])
    paper.text(63, 138, "注：本表反映收支。")
    (grid,) = find_grids(paper.page())
    assert texts(grid)[1] == ["", "12.00"]
