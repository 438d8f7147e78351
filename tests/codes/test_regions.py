"""Places in the names of organisations."""

from __future__ import annotations

import pytest

from extractor.knowledge.regions import candidates, divisions, find_region, mentions, region_from_mentions, region_of

NAMES = [
    ("武胜县公安局", "四川省|广安市|武胜县", "511622", "县"),
    ("上海市普陀区财政局", "上海市||普陀区", "310107", "县"),
    ("江苏省委办公厅", "江苏省||", "320000", "省"),
    ("中共上海市普陀区委社会工作部", "上海市||普陀区", "310107", "县"),
    ("上海市普陀区人民政府万里街道办事处", "上海市||普陀区", "310107", "乡"),
    ("简阳市石桥街道办事处", "四川省|成都市|简阳市", "510185", "乡"),
    ("东莞市长安镇人民政府", "广东省|东莞市|", "441900", "乡"),
    ("望城区乡镇企业局", "湖南省|长沙市|望城区", "430112", "县"),
    ("成都市城乡建设委员会", "四川省|成都市|", "510100", "市"),
    ("国家统计局四川调查总队", "四川省||", "510000", "省"),
    ("政协四川省广安市委员会办公室", "四川省|广安市|", "511600", "市"),
    ("凉山州公安局", "四川省|凉山彝族自治州|", "513400", "市"),
    ("北川县教育局", "四川省|绵阳市|北川羌族自治县", "510726", "县"),
    ("互助县财政局", "青海省|海东市|互助土族自治县", "630223", "县"),
    ("河南县财政局", "青海省|黄南藏族自治州|河南蒙古族自治县", "632324", "县"),
    ("海南藏族自治州财政局", "青海省|海南藏族自治州|", "632500", "市"),
    ("海南省教育厅", "海南省||", "460000", "省"),
    ("广西科技厅", "广西壮族自治区||", "450000", "省"),
    ("吉林市财政局", "吉林省|吉林市|", "220200", "市"),
    ("大理州财政局", "云南省|大理白族自治州|", "532900", "市"),
    ("大理市财政局", "云南省|大理白族自治州|大理市", "532901", "县"),
    ("仙桃市财政局", "湖北省||仙桃市", "429004", "县"),
    ("浦东新区教育局", "上海市||浦东新区", "310115", "县"),
    ("内蒙古自治区鄂尔多斯市伊金霍洛旗财政局", "内蒙古自治区|鄂尔多斯市|伊金霍洛旗", "150627", "县"),
    ("福建省福州市鼓楼区财政局", "福建省|福州市|鼓楼区", "350102", "县"),
    ("莱芜市财政局", "山东省|莱芜市|", "371200", "市"),
    ("昆明经济技术开发区管理委员会", "云南省|昆明市|", "530100", "市"),  # a zone's bodies are its government's
    ("四川天府新区管理委员会", "四川省||", "510000", "省"),
    ("郑州高新技术产业开发区财政局", "河南省|郑州市|", "410100", "市"),
    ("长垣市产业集聚区管理委员会", "河南省|新乡市|长垣市", "410783", "县"),
    ("新疆生产建设兵团审计局", "新疆维吾尔自治区||", "650000", "省"),
    ("新疆生产建设兵团第六师农业农村局", "新疆维吾尔自治区||", "650000", "市"),
    ("兵团第四师可克达拉市教育局", "新疆维吾尔自治区||可克达拉市", "659008", "市"),
    ("第八师石河子市财政局", "新疆维吾尔自治区||石河子市", "659001", "市"),
    ("第十师北屯市一八七团", "新疆维吾尔自治区||北屯市", "659005", "县"),
    ("江苏省南通监狱", "江苏省||", "320000", "省"),  # the province's own, seated in a city
    ("江苏省常州高级中学", "江苏省|常州市|", "320400", "市"),
    ("中山市小榄镇住房和城乡建设局", "广东省|中山市|", "442000", "乡"),
    ("平遥县住房和城乡建设管理局", "山西省|晋中市|平遥县", "140728", "县"),
    ("上海市静安区彭浦镇社区卫生服务中心", "上海市||静安区", "310106", "县"),
    ("嘉峪关市文殊镇人民政府", "甘肃省|嘉峪关市|", "620200", "乡"),
    ("莱州市土山镇中心卫生院", "山东省|烟台市|莱州市", "370683", "县"),
    ("咸宁市咸安区浮山办事处", "湖北省|咸宁市|咸安区", "421202", "乡"),  # 街道 left out
    ("商洛市商州区驻西安办事处", "陕西省|商洛市|商州区", "611002", "县"),
    ("新疆生产建设兵团第十四师皮山农场", "新疆维吾尔自治区||", "650000", "县"),
    ("中国（上海）自由贸易试验区管理委员会", "上海市||", "310000", "省"),
    ("双江自治县水务局", "云南省|临沧市|双江拉祜族佤族布朗族傣族自治县", "530925", "县"),
    ("前郭县教育局", "吉林省|松原市|前郭尔罗斯蒙古族自治县", "220721", "县"),
]


@pytest.mark.parametrize(("name", "path", "code", "level"), NAMES)
def test_find_region(name: str, path: str, code: str, level: str | None) -> None:
    region = find_region(name)
    assert region is not None
    assert ("|".join(part or "" for part in region.path), region.code, region.level) == (path, code, level)


@pytest.mark.parametrize(
    "name", ["县公安局", "某某大学", "黄浦江管理局", "南京路小学", "教育部", "XX县财政局", "城区管理局", "第一师范学校"]
)
def test_no_place(name: str) -> None:
    assert find_region(name) is None


@pytest.mark.parametrize(
    ("name", "evidence", "code"),
    [
        ("普陀区财政局", "", None),
        ("普陀区财政局", "上海市财政局", "310107"),
        ("普陀区财政局", "舟山市、浙江省", "330903"),
        ("普陀区财政局", "上海市 舟山市", None),
        ("鼓楼区财政局", "根据苏财预〔2019〕1号", None),  # 南京 and 徐州 are both in 江苏
        ("鼓楼区财政局", "根据苏财预〔2019〕1号，南京市财政局", "320106"),
        ("武胜财政局", "", None),
        ("武胜财政局", "武胜县委、武胜县政府", "511622"),
    ],
)
def test_evidence(name: str, evidence: str, code: str | None) -> None:
    region = find_region(name, evidence=evidence)
    assert (region.code if region else None) == code


def test_candidates_of_an_ambiguous_name() -> None:
    assert {region.path[0] for region in candidates("普陀区财政局")} == {"上海市", "浙江省"}


def test_a_name_given_up_resolves_to_the_code_it_had() -> None:
    region = find_region("射洪县财政局", year=2018)
    assert region is not None
    assert region.code == "510922"


def test_mentions_count_full_names_and_document_numbers() -> None:
    counts = mentions("武胜县、四川省广安市武胜县；川财预〔2020〕3号")
    assert counts["511622"] == 2
    assert counts["511600"] == 1
    assert counts["510000"] >= 1


def test_a_place_by_what_the_text_calls_its_own() -> None:
    text = "全县 县委 县政府 武胜县 武胜县 广安市"
    region = region_from_mentions(text)
    assert region is not None
    assert (region.code, region.level) == ("511622", "县")
    assert region_from_mentions("全县 县委 县政府 武胜县 岳池县 武胜县 岳池县") is None
    assert region_from_mentions("武胜县 武胜县") is None


def test_every_division_has_a_parent_above_it() -> None:
    for code, division in divisions().items():
        assert len(code) == 6
        assert (division.parent is None) == (division.level == "省")
        assert region_of(code).path[0] is not None
