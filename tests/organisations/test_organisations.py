"""One id for a body under the names it is printed with; other ids for other bodies."""

from __future__ import annotations

import pytest

from extractor.organisations import organisation_of, reorganisations


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


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("绵阳市安县财政局", 2014), ("绵阳市安州区财政局", 2020), "510705:财政局"),  # 县改区, with a new name
        (("六安市寿县水利局", 2013), ("淮南市寿县水利局", 2020), "340422:水利局"),  # another city's
        (("西藏自治区那曲地区教育局", 2016), ("那曲市教育局", 2020), "540600:教育局"),  # 地区改市
        (("中共宁乡县委办公室", 2015), ("中共宁乡市委办公室", 2019), "430182:中共委办公室"),  # 撤县设市
        (
            ("遵义县花茂镇人民政府", 2014),
            ("遵义市播州区花茂镇人民政府", 2019),
            "520304:花茂镇",
        ),  # without some townships
        (("保定市新市区教育局", 2013), ("保定市竞秀区教育局", 2019), "130602:教育局"),  # only the name
        (("武胜县环境保护局", 2017), ("武胜县生态环境局", 2020), "511622:生态环境局"),
        (("武胜县环境保护局", 2019), ("武胜县生态环境局", 2020), "511622:生态环境局"),  # final accounts of 2019, late
        (("武胜县卫生和计划生育局", 2016), ("武胜县卫生健康局", 2020), "511622:卫健局"),
        (("武胜县扶贫开发局", 2020), ("武胜县乡村振兴局", 2022), "511622:乡村振兴局"),
    ],
)
def test_one_body_before_and_after_a_change(old: tuple[str, int], new: tuple[str, int], expected: str) -> None:
    found = [organisation_of(name, region_code=None, year=year) for name, year in (old, new)]
    assert [body.id for body in found if body] == [expected, expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("淮安市清河区财政局", 2014), ("淮安市清江浦区财政局", 2020)),  # two districts became one
        (("上海市闸北区财政局", 2014), ("上海市静安区财政局", 2020)),
        (("邢台县财政局", 2018), ("邢台市信都区财政局", 2022)),  # a county divided among two districts
        (("武胜县食品药品监督管理局", 2016), ("武胜县市场监督管理局", 2020)),  # three offices became one
        (("武胜县环境保护局", 2021), ("武胜县生态环境局", 2021)),  # a name given up long before is no old name
        (("武胜县环境保护局", None), ("武胜县生态环境局", None)),
    ],
)
def test_what_is_not_surely_one_body_stays_apart(old: tuple[str, int | None], new: tuple[str, int | None]) -> None:
    found = [organisation_of(name, region_code=None, year=year) for name, year in (old, new)]
    assert len({body.id for body in found if body}) == 2


def test_reorganised_offices_are_known() -> None:
    (change,) = reorganisations("食品药品监督管理局")
    assert (change.since, change.ends_in("市场监管局"), change.ends_in("市场监管局服务中心")) == (2018, True, False)
    assert reorganisations("财政局") == ()
