"""One id for a body under the names it is printed with; other ids for other bodies."""

from __future__ import annotations

import pytest

from extractor.organisations import organisation_of


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["武胜县公安局", "四川省武胜县公安局", "四川省广安市武胜县公安局（本级）", "武胜县公安局2020年度部门决算"],
            "511622:公安局",
        ),
        (["中共江苏省委办公厅", "江苏省委办公厅", "中国共产党江苏省委员会办公厅"], "320000:中共委办公厅"),
        (["江苏省人民代表大会常务委员会办公厅", "江苏省人大常委会办公厅"], "320000:人大常委会办公厅"),
        (["中国人民政治协商会议江苏省委员会", "政协江苏省委员会"], "320000:政协委员会"),
        (["上海市普陀区 财政局", "上海市普陀区财政局(部门)"], "310107:财政局"),
    ],
)
def test_names_of_one_body_meet(names: list[str], expected: str) -> None:
    assert {found.id for name in names if (found := organisation_of(name, region_code=None))} == {expected}


def test_same_name_in_two_places_is_two_bodies() -> None:
    found = [organisation_of("财政局", region_code=code) for code in ("310107", "330902", None)]
    assert [body.id for body in found if body] == ["310107:财政局", "330902:财政局", ":财政局"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_name_is_no_body(nothing: str | None) -> None:
    assert organisation_of(nothing, region_code="310107") is None
