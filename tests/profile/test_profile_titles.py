"""Covers as departments all over China word them; the names are made up of real places and usual bodies."""

from __future__ import annotations

import pytest

from extractor.profile import clean_name, find_title, profile_of

# cover lines | publisher | (省, 市, 县) code level | year kind scope
COVERS = [
    (["成都市武侯区住房和城乡建设局", "2023年度部门决算"], "成都市武侯区住房和城乡建设局", "510107", "县", 2023, "final_account", "department"),
    (["2023年度", "成都市武侯区水务局", "部门决算"], "成都市武侯区水务局", "510107", "县", 2023, "final_account", "department"),
    (["云南省昆明市五华区人民法院2022年度部门决算", "监督索引号53010200000000111"], "云南省昆明市五华区人民法院", "530102", "县", 2022, "final_account", "department"),
    (["附件1", "中共清水县委组织部2021年部门预算公开说明"], "中共清水县委组织部", "620521", "县", 2021, "budget", "department"),
    (["石林彝族自治县人民代表大会常务委员会办公室", "2021年度部门决算公开"], "石林彝族自治县人民代表大会常务委员会办公室", "530126", "县", 2021, "final_account", "department"),
    (["攀枝花市第一中学", "2024年单位预算公开"], "攀枝花市第一中学", "510400", "市", 2024, "budget", "unit"),
    (["建瓯市东游镇人民政府2020年度部门决算"], "建瓯市东游镇人民政府", "350783", "乡", 2020, "final_account", "department"),
    (["武汉市江岸区人民政府台北街道办事处2022年度部门决算"], "武汉市江岸区人民政府台北街道办事处", "420102", "乡", 2022, "final_account", "department"),
    (["昆明经济技术开发区管理委员会2019年度部门决算"], "昆明经济技术开发区管理委员会", "530100", "市", 2019, "final_account", "department"),
    (["国家税务总局成都市税务局2023年度部门决算"], "国家税务总局成都市税务局", "510100", "市", 2023, "final_account", "department"),
    (["共青团遂宁市委员会2022年度部门决算"], "共青团遂宁市委员会", "510900", "市", 2022, "final_account", "department"),
    (["中国共产主义青年团天津市委员会2022年度部门决算"], "中国共产主义青年团天津市委员会", "120000", "省", 2022, "final_account", "department"),
    (["深圳市教育局2020年度部门决算"], "深圳市教育局", "440300", "市", 2020, "final_account", "department"),
    (["内蒙古自治区鄂尔多斯市伊金霍洛旗财政局2021年部门预算公开报告"], "内蒙古自治区鄂尔多斯市伊金霍洛旗财政局", "150627", "县", 2021, "budget", "department"),
    (["二〇二一年度武胜县水务局部门决算"], "武胜县水务局", "511622", "县", 2021, "final_account", "department"),
    (["武胜县水务局", "二○二一年度部门决算公开报告"], "武胜县水务局", "511622", "县", 2021, "final_account", "department"),
    (["关于公开长沙市芙蓉区民政局2022年度部门决算的说明"], "长沙市芙蓉区民政局", "430102", "县", 2022, "final_account", "department"),
    (["长沙市芙蓉区民政局（本级）2022年度单位决算"], "长沙市芙蓉区民政局（本级）", "430102", "县", 2022, "final_account", "unit"),
    (["长沙市芙蓉区民政局部门2022年度决算公开"], "长沙市芙蓉区民政局", "430102", "县", 2022, "final_account", "department"),
    (["2023年度南京市鼓楼区财政局（部门）决算公开"], "南京市鼓楼区财政局", "320106", "县", 2023, "final_account", "department"),
    (["2024年部门预算", "成都市武侯区审计局", "2024年2月"], "成都市武侯区审计局", "510107", "县", 2024, "budget", "department"),
    (["部门决算公开报告", "（2023年度）", "北京市海淀区水务局"], "北京市海淀区水务局", "110108", "县", 2023, "final_account", "department"),
    (["公 安 县 水 利 局", "2 0 2 2 年 度 部 门 决 算"], "公安县水利局", "421022", "县", 2022, "final_account", "department"),
    (["湖南省郴州市2022年度林业局部门决算"], "湖南省郴州市林业局", "431000", "市", 2022, "final_account", "department"),
    (["2019年度省级部门决算", "湖北省林业局"], "湖北省林业局", "420000", "省", 2019, "final_account", "department"),
    (["宜宾市叙州区2023年部门预算", "编制单位：宜宾市叙州区农业农村局"], "宜宾市叙州区农业农村局", "511504", "县", 2023, "budget", "department"),
    (["2020年度市级部门决算公开", "（单位：广安市人民检察院）"], "广安市人民检察院", "511600", "市", 2020, "final_account", "department"),
    (["大理白族自治州教育体育局2020年部门整体支出绩效自评报告"], "大理白族自治州教育体育局", "532900", "市", 2020, "performance", "department"),
    (["三亚市天涯区人民政府办公室2020年部门预算和“三公”经费预算公开"], "三亚市天涯区人民政府办公室", "460204", "县", 2020, "budget", "department"),
    (["2025年公开重庆市江北区教育委员会2024年度部门决算"], "重庆市江北区教育委员会", "500105", "县", 2024, "final_account", "department"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cover", "publisher", "code", "level", "year", "kind", "scope"), COVERS, ids=lambda value: None
)
def test_cover(cover: list[str], publisher: str, code: str, level: str, year: int, kind: str, scope: str) -> None:
    profile, problems = profile_of([*cover, "目录", "第一部分 概况"], "\n".join(cover))
    assert (profile.publisher, profile.region_code, profile.level) == (publisher, code, level)
    assert (profile.fiscal_year, profile.kind, profile.scope) == (year, kind, scope)
    assert problems == ()


@pytest.mark.parametrize("name", ["XX县财政局", "（部门名称）", "××市××局", "某某局"])
def test_a_blank_template_has_no_publisher(name: str) -> None:
    profile, problems = profile_of([f"{name}2024年度部门决算", "目录"], f"{name}2024年度部门决算")
    assert profile.publisher is None
    assert profile.region_code is None
    assert profile.fiscal_year == 2024
    assert [problem.code for problem in problems] == ["P102"]


def test_an_ambiguous_place_stays_null_and_says_so() -> None:
    profile, problems = profile_of(["鼓楼区审计局2023年度部门决算"], "鼓楼区审计局2023年度部门决算")
    assert (profile.publisher, profile.region_code, profile.level) == ("鼓楼区审计局", None, "县")
    assert [problem.code for problem in problems] == ["P107"]
    assert "南京市鼓楼区" in problems[0].message


def test_the_text_settles_an_ambiguous_place() -> None:
    text = "鼓楼区审计局2023年度部门决算\n根据开封市审计局的要求，在开封市、河南省"
    profile, _ = profile_of(["鼓楼区审计局2023年度部门决算"], text)
    assert profile.region == ("河南省", "开封市", "鼓楼区")


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["今天是　　青石政务公开", "青石市水务局2022年度部门决算"], "青石市水务局2022年度部门决算"),
        (["成都市水务在线", "成都市水务局2022年度部门决算"], "成都市水务局2022年度部门决算"),
        (["青石市", "水务局2022年度部门决算"], "青石市水务局2022年度部门决算"),
        (["关于", "青石市水务局2022年度部门决算的公告"], "关于青石市水务局2022年度部门决算的公告"),
        (
            ["组配分类：部门预决算", "归档时间：2022-09-19", "青石市水务局2022年度部门决算"],
            "青石市水务局2022年度部门决算",
        ),
    ],
)
def test_what_stands_over_a_title_that_is_whole_is_no_part_of_it(lines: list[str], printed: str) -> None:
    title = find_title(lines)
    assert title is not None
    assert title.printed == printed


# The head of a web page, printed to a PDF or copied with the report, above its title.
SITE_HEADS = [
    ["首页", "政务公开", "办事服务", "走进园区", "您现在所在的位置：网站首页>政务公开>预决算公开>部门决算"],
    [
        "网站首页|机构概况|信息公开|公众参与",
        "当前位置：首页>财政资金公开>部门决算",
        "索引号 XM0612 发布机构青石市水务局",
    ],
    ["首页", "水务概况", "水务要闻", "12314服务"],
    ["青石市人民政府", "首页＞公开目录＞市水务局＞部门决算", "[成文日期]2025-09-18 [发布日期]2025-09-19"],
    [f"栏目{number}" for number in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"] + ["首页 > 公开 > 决算"],
]


@pytest.mark.parametrize("above", SITE_HEADS)
@pytest.mark.parametrize("behind", ["", " 来源：市水务局 发布时间：2023-09-16 点击数：", "（公开时间：2023年9月）"])
def test_the_head_of_a_web_page_is_no_part_of_the_title(above: list[str], behind: str) -> None:
    title = "青石市水务局2022年度部门决算"
    text = f"{title}\n第一部分\n2022年度青石市水务局收入总计100万元。"
    profile, _ = profile_of([*above, title + behind, "目录", "第一部分 概况"], text)
    assert (profile.title, profile.publisher) == (title, "青石市水务局")


@pytest.mark.parametrize(
    ("cover", "printed"),
    [
        (["中国共产党", "青石市委员会组织部2022年度部门决算"], "中国共产党青石市委员会组织部2022年度部门决算"),
        (["四川省", "武胜县水务局2022年度部门决算"], "四川省武胜县水务局2022年度部门决算"),
        (["2022年度", "武胜县水务局部门决算"], "2022年度武胜县水务局部门决算"),
    ],
)
def test_a_name_over_two_lines_of_a_cover_is_kept_whole(cover: list[str], printed: str) -> None:
    text = "\n".join([*cover, "2022年度武胜县水务局收入总计100万元。", "中共青石市委组织部本年收入10万元。"])
    profile, _ = profile_of([*cover, "目录"], text)
    assert profile.title == printed


def test_title_over_several_lines_is_joined_without_blanks() -> None:
    title = find_title(["中共上海市普陀区委", "社会工作部 2024 年度", "部门决算", "目 录"])
    assert title is not None
    assert title.printed == "中共上海市普陀区委社会工作部2024年度部门决算"


@pytest.mark.parametrize(
    "line",
    [
        "收入支出决算总表",
        "2023年部门收入预算总表",
        "第一部分 部门概况",
        "一、2020年度部门决算",
        "2020年度收、支总计100万元。",
    ],
)
def test_a_heading_or_sentence_is_no_title(line: str) -> None:
    assert find_title([line]) is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("101001-武胜县水务局", "武胜县水务局"),
        ("[215]武胜县水务局", "武胜县水务局"),
        ("武胜县水务局（部门）", "武胜县水务局"),
        ("武胜县水务局(本级)", "武胜县水务局（本级）"),
        ("万元", None),
        ("本部门", None),
        ("四川省", None),
        ("负责全县的公安局", None),
    ],
)
def test_clean_name(printed: str, name: str | None) -> None:
    assert clean_name(printed) == name


@pytest.mark.parametrize(
    ("cover", "level"),
    [
        ("石燕县农业农村局2026年部门预算公开说明", "县"),
        ("青松镇人民政府2020年度部门决算", "乡"),
        ("石燕县青松镇人民政府2020年度部门决算", "乡"),
        ("天津市沽洼区司法局2022年度部门决算", "县"),
        ("哈尔滨市东松林区教育局2022年度部门决算", "县"),
        ("天津市地区金融服务中心2022年度部门决算", "省"),
        ("新疆生产建设兵团第九师水利局2024年部门预算公开", "市"),
        ("自治区林业和草原局2024年部门预算公开", None),
        ("青澜综合实验区社会事业局2023年度部门决算", None),
        ("泉阳市文化和旅游局2025年部门预算", None),  # a city may be of either rank
        ("国家江海事务管理局2023年度部门决算", None),
    ],
)
def test_level_of_a_place_that_no_list_knows(cover: str, level: str | None) -> None:
    profile, _ = profile_of([cover], cover)
    assert profile.level == level


def test_traditional_characters_are_read_as_simplified_and_kept_as_printed() -> None:
    profile, _ = profile_of(["2020年度晉江市溪護小學單位決算"], "2020年度晉江市溪護小學單位決算")
    assert (profile.publisher, profile.region_code, profile.kind, profile.scope) == (
        "晉江市溪護小學",
        "350582",
        "final_account",
        "unit",
    )


def test_a_known_place_behind_an_unknown_city_is_another_one() -> None:
    title = "青石市城北区住房和城乡建设局2023年度部门决算"
    profile, _ = profile_of([title], title)
    assert (profile.publisher, profile.region_code, profile.level) == ("青石市城北区住房和城乡建设局", None, "县")


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("云安市城乡居民社会养老保险中心2023年度单位决算", None),
        ("云安市城镇建设服务中心2023年度单位决算", None),
        ("云安市红旗小学2023年度单位决算", None),
        ("北湖市东林区人民检察院2023年度部门决算", "县"),
        ("云安高新区管委会2023年度部门决算", None),
        ("青湾县白杨乡人民政府2023年部门预算", "乡"),
    ],
)
def test_what_only_looks_like_a_county_or_township(title: str, level: str | None) -> None:
    assert profile_of([title], title)[0].level == level


def test_the_governments_name_before_the_publishers_is_none_of_it() -> None:
    head = ["楚雄彝族自治州人民政府", "楚雄彝族自治州古籍局2023年度部门决算"]
    assert profile_of(head, "\n".join(head))[0].publisher == "楚雄彝族自治州古籍局"


def test_the_place_on_a_line_of_its_own_before_the_name_that_has_it() -> None:
    head = ["四川省阿坝藏族羌族自治州", "阿坝藏族羌族自治州湿地管理局", "2022年度部门决算"]
    assert profile_of(head, "\n".join(head))[0].publisher == "阿坝藏族羌族自治州湿地管理局"


def test_the_cover_prints_the_place_more_fully_than_the_title() -> None:
    head = ["2022年天祝县林业局部门预算公开情况说明", "天祝藏族自治县林业局", "一、部门职责"]
    assert profile_of(head, "\n".join(head))[0].publisher == "天祝藏族自治县林业局"


def test_what_a_site_says_of_the_page_is_no_title() -> None:
    head = [
        "索引号：GZ2021",
        "信息分类：部门决算",
        "发布机构：桃源县茶叶服务中心",
        "桃源县茶叶服务中心2020年度部门决算信息公开",
    ]
    profile, _ = profile_of(head, "\n".join(head))
    assert (profile.title, profile.publisher) == (head[-1], "桃源县茶叶服务中心")


@pytest.mark.parametrize("name", ["中国乡村工艺协会", "国家海岛局", "中华全国茶叶学会"])
def test_a_body_whose_name_says_that_it_is_the_centres_has_no_place(name: str) -> None:
    title = f"{name}2019年度部门决算"
    profile, problems = profile_of([title], title)
    assert (profile.publisher, profile.region, profile.level) == (name, (None, None, None), None)
    assert "P103" not in [problem.code for problem in problems]


def test_a_countys_party_committee_is_not_the_centres() -> None:
    title = "中国共产党桃源县委员会宣传部2024年部门预算"
    profile, _ = profile_of([title], title)
    assert profile.level == "县"


@pytest.mark.parametrize(
    "menu",
    [
        ["信息公开指南", "依申请公开", "信息公开年报"],
        ["法定主动公开内容", "青石市水库管理处2024年部门预算 2024-01-10", "关于征集民生实事项目的公告 2024-03-12"],
    ],
)
def test_menus_and_lists_of_pages_above_a_title_are_no_part_of_it(menu: list[str]) -> None:
    title = "青石市水务局2022年度部门决算"
    profile, _ = profile_of([*menu, title, "第一部分 概况"], f"{title}\n第一部分\n收入总计100万元。")
    assert (profile.title, profile.publisher) == (title, "青石市水务局")


def test_a_letter_names_its_sender_and_not_whom_it_was_sent_to() -> None:
    head = ["武胜县水务局文件", "武水发〔2019〕19号", "关于公开2018年度部门决算的说明", "县财政局："]
    profile, _ = profile_of(head, "\n".join([*head, "武胜县财政局要求公开。", "武胜县水务局", "2019年8月25日"]))
    assert (profile.title, profile.publisher) == ("关于公开2018年度部门决算的说明", "武胜县水务局")


def test_lines_above_a_name_that_begins_with_its_place_are_no_part_of_it() -> None:
    title = "武胜县水务局2022年度部门决算"
    profile, _ = profile_of(["年报专栏", title, "目录"], "收入总计100万元。")
    assert (profile.title, profile.publisher) == (title, "武胜县水务局")


@pytest.mark.parametrize(
    "title",
    [
        "关于《武胜县水务局2023年部门预算》的说明",
        "武胜县水务局2023年部门预算调整公开",
        "武胜县水务局２０２３年部门预算公开",
    ],
)
def test_titles_in_marks_with_what_follows_the_kind_and_full_width_years(title: str) -> None:
    profile, _ = profile_of([title, "目录"], "收入总计100万元。")
    assert (profile.title, profile.publisher, profile.fiscal_year) == (title, "武胜县水务局", 2023)


def test_the_page_title_settles_which_lines_are_the_title_and_the_cover_below_wins() -> None:
    head = [
        "青石市人民政府 政务信息",
        "武胜县水务局2022年度部门决算公开",
        "发布时间：2023-09-16",
        "2022年度",
        "武胜县水务局",
        "部门决算",
        "目录",
    ]
    site = "武胜县水务局2022年度部门决算公开_武胜县人民政府"
    profile, _ = profile_of(head, "收入总计100万元。", content_title=site)
    assert (profile.title, profile.publisher) == ("2022年度武胜县水务局部门决算", "武胜县水务局")


def test_a_stamp_is_no_part_of_a_title_and_a_label_before_it_neither() -> None:
    head = ["名称：武胜县水务局2022年度部门决算", "（单位盖章）", "目录"]
    profile, _ = profile_of(head, "收入总计100万元。")
    assert profile.title == "武胜县水务局2022年度部门决算"


def test_a_place_of_the_corps_on_a_line_of_its_own_belongs_to_the_name() -> None:
    head = ["新疆生产建设兵团第八师石河子市", "葡萄酒产业发展局", "2023年度部门决算公开说明", "目录"]
    text = "石河子市葡萄酒产业发展局负责规划。\n石河子市葡萄酒产业发展局设两科。"
    profile, _ = profile_of(head, text)
    assert profile.title == "新疆生产建设兵团第八师石河子市葡萄酒产业发展局2023年度部门决算公开说明"
    assert profile.level == "市"
