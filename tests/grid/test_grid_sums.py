"""What a grid's own sums say of its reading."""

from __future__ import annotations

import pytest

from extractor.grid.sums import adds_up
from extractor.records import Grid, GridCell


def grid_of(*rows: str) -> Grid:
    lines = [row.split("|") for row in rows]
    cells = [GridCell(row=row, col=col, text=text) for row, line in enumerate(lines) for col, text in enumerate(line)]
    return Grid(id="g", rows=len(lines), cols=len(lines[0]), cells=tuple(cells))


HEAD = "科目编码|科目名称|决算数"


@pytest.mark.parametrize(("last", "share"), [("60.00", 1.0), ("61.00", pytest.approx(2 / 3))])
def test_levels_that_do_not_come_out_speak_against_a_reading(last: str, share: float) -> None:
    """The total is the sum of the classes in all three columns; 201 = 20101 + 20102, and 20102 is its only item or is not."""
    rows = [
        ("", "合计", "160.00"),
        ("208", "社会保障支出", "60.00"),
        ("201", "一般公共服务支出", "100.00"),
        ("20101", "人大事务", "40.00"),
    ]
    rows += [("2010101", "行政运行", "40.00"), ("20102", "政协事务", "60.00"), ("2010201", "行政运行", last)]
    found = adds_up(
        grid_of(
            "科目编码|科目名称|决算数|基本|项目",
            *("|".join((code, name, *[amount] * 3)) for code, name, amount in rows),
        )
    )
    assert found == share


def test_levels_in_three_columns() -> None:
    rows = (
        "|||合计|100.00|60.00|40.00",
        "201||||100.00|60.00|40.00",
        "201|01|||40.00|30.00|10.00",
        "201|02|||60.00|30.00|31.00",
    )
    assert adds_up(grid_of("类|款|项|科目名称|决算数|基本|项目", *rows)) == pytest.approx(2 / 3)


def test_too_few_sums_tell_nothing() -> None:
    assert adds_up(grid_of(HEAD, "201|一般公共服务支出|100.00", "20101|人大事务|100.00")) is None
