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
        (["中国人民政治协商会议江苏省委员会", "政协江苏省委员会", "江苏省政协"], "320000:政协"),
        (
            ["广东省财政厅", "广东省财政厅机关", "广东省财政厅（部门汇总）", "2023年广东省财政厅部门预算"],
            "440000:财政厅",
        ),
        (
            ["浙江省杭州市西湖区人民政府北山街道办事处", "杭州市西湖区北山街道办事处", "杭州市西湖区北山街道"],
            "330106:北山街道",
        ),
        (["武胜县沿口镇人民政府", "四川省广安市武胜县沿口镇"], "511622:沿口镇"),
        (["北京市朝阳区卫生健康委员会", "北京市朝阳区卫生健康委", "北京市朝阳区卫健委"], "110105:卫健委"),
        (["北京市发展和改革委员会", "北京市发展改革委", "北京市发改委"], "110000:发改委"),
        (["郑州市金水区人力资源和社会保障局", "河南省郑州市金水区人力资源社会保障局"], "410105:人社局"),
        (
            ["中共武胜县纪律检查委员会", "武胜县纪委监委", "中国共产党武胜县纪律检查委员会、武胜县监察委员会"],
            "511622:中共纪委",
        ),
        (
            ["中国共产主义青年团四川省武胜县委员会", "共青团武胜县委", "共青团武胜县委员会"],
            "511622:共青团委",
        ),
        (["武胜县工商业联合会（总商会）", "武胜县工商联"], "511622:工商联"),
        (["中国民主同盟四川省委员会", "民盟四川省委"], "510000:民盟委"),
        (["中共青岛市市南区委政法委员会", "青岛市市南区委政法委"], "370202:中共委政法委"),
        (["上海市普陀区 财政局", "上海市普陀区财政局(部门)"], "310107:财政局"),
    ],
)
def test_names_of_one_body_meet(names: list[str], expected: str) -> None:
    assert {found.id for name in names if (found := organisation_of(name, region_code=None))} == {expected}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("武胜县财政局", "武胜县财政局机关服务中心"),
        ("武胜县公安局", "武胜县公安局交通警察大队"),
        ("武胜县沿口镇人民政府", "武胜县沿口镇卫生院"),
        ("武胜县人民政府办公室", "中共武胜县委办公室"),
        ("武胜县沿口镇人民政府", "中共武胜县沿口镇委员会"),
        ("昆明市五华区人民法院", "昆明市五华区人民检察院"),
        ("昆明市机关事务管理局", "昆明市事务管理局"),
    ],
)
def test_names_of_two_bodies_stay_apart(one: str, other: str) -> None:
    ids = {found.id for name in (one, other) if (found := organisation_of(name, region_code=None))}
    assert len(ids) == 2


def test_same_name_in_two_places_is_two_bodies() -> None:
    found = [organisation_of("财政局", region_code=code) for code in ("310107", "330902", None)]
    assert [body.id for body in found if body] == ["310107:财政局", "330902:财政局", ":财政局"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_name_is_no_body(nothing: str | None) -> None:
    assert organisation_of(nothing, region_code="310107") is None
