"""Forms too wide for a page: further columns on the next page, with the row labels again."""

from __future__ import annotations

import pytest
from test_stitching import laid_out, sheet, tables

from extractor.statements import find_statements
from extractor.stitching import stitch

LABELS = [
    ["科目编码", "科目名称"],
    ["201", "一般公共服务支出"],
    ["20106", "财政事务"],
    ["2010601", "行政运行"],
    ["208", "社会保障支出"],
]
LEFT = [["本年收入合计", "财政拨款收入"], *([f"{at}.00", f"{at}.00"] for at in range(20, 24))]
RIGHT = [["事业收入", "经营收入", "其他收入"], *(["", f"{at}.50", "0.00"] for at in range(4))]
XS, WIDE = [60, 120, 260, 360, 460], [60, 120, 260, 340, 420, 500]


def beside(labels: list[list[str]], columns: list[list[str]]) -> list[list[str]]:
    return [[*label, *line] for label, line in zip(labels, columns, strict=True)]


@pytest.mark.parametrize("title", ["收入决算表（续表）", "续表", "收入决算表", "收入决算表（续）", ""])
def test_columns_of_the_next_page_go_on_beside_those_of_this_one(title: str) -> None:
    pages = (
        sheet(beside(LABELS, LEFT), title="收入决算表", unit="单位：万元", xs=XS),
        sheet(beside(LABELS, RIGHT), number=2, title=title, unit="单位：万元" if title else "", xs=WIDE),
    )
    (table,) = tables(*pages)
    assert (table.grid.rows, table.grid.cols, table.grid.pages) == (5, 7, (1, 2))
    assert [table.column_path(col)[-1] for col in range(2, 7)] == [*LEFT[0], *RIGHT[0]]
    layout = laid_out(*pages)
    (form,), problems = find_statements(layout, stitch(layout), kind="final_account", fiscal_year=2024)
    assert problems == ()
    assert form.form == "final.revenue"
    assert form.pages == (1, 2)
    assert [form.rows[1].cells[key].printed for key in ("total", "fiscal_appropriation", "operating", "other")] == [
        "21.00",
        "21.00",
        "1.50",
        "0.00",
    ]


def test_another_form_with_the_same_rows_is_another_form() -> None:
    found = tables(
        sheet(beside(LABELS, LEFT), title="收入决算表", unit="单位：万元", xs=XS),
        sheet(beside(LABELS, RIGHT), number=2, title="支出决算表", unit="单位：万元", xs=WIDE),
    )
    assert len(found) == 2


def test_other_rows_are_no_further_columns() -> None:
    others = [*LABELS[:-1], ["209", "卫生健康支出"]]
    found = tables(
        sheet(beside(LABELS, LEFT), title="收入决算表", unit="单位：万元", xs=XS),
        sheet(beside(others, RIGHT), number=2, title="收入决算表（续表）", unit="单位：万元", xs=WIDE),
    )
    assert len(found) == 2


def test_a_row_of_column_numbers_goes_on_counting_on_the_second_page() -> None:
    left = [LEFT[0], [str(number + 1) for number in range(len(LEFT[0]))], *LEFT[1:]]
    right = [RIGHT[0], [str(len(LEFT[0]) + number + 1) for number in range(len(RIGHT[0]))], *RIGHT[1:]]
    labels = [LABELS[0], ["栏次", ""], *LABELS[1:]]
    (table,) = tables(
        sheet(beside(labels, left), title="收入决算表", unit="单位：万元", xs=XS),
        sheet(beside(labels, right), number=2, title="收入决算表（续表）", unit="单位：万元", xs=WIDE),
    )
    assert (table.grid.cols, table.header_rows) == (7, 2)


def test_the_unit_may_stand_over_the_last_columns_only() -> None:
    layout = laid_out(
        sheet(beside(LABELS, LEFT), title="收入决算表", xs=XS),
        sheet(beside(LABELS, RIGHT), number=2, unit="单位：万元", xs=WIDE),
    )
    (form,), problems = find_statements(layout, stitch(layout), kind="final_account", fiscal_year=2024)
    assert (form.unit, problems) == ("万元", ())
