"""Documents without a cover: labels over tables, heads and sentences tell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractor.profile import profile_of


def read(*lines: str) -> tuple[object, ...]:
    profile, problems = profile_of(lines, "\n".join(lines))
    return profile.publisher, profile.region_code, profile.fiscal_year, profile.kind, profile.scope, len(problems)


def test_heads_alone() -> None:
    assert read(
        "第一部分 成都市武侯区审计局概况",
        "第二部分 2022年度部门决算情况说明",
        "2022年度收入支出总计1万元，比2021年度决算数减少，比2021年度决算数减少",
        "第三部分 2022年度部门决算表",
    ) == ("成都市武侯区审计局", "510107", 2022, "final_account", "department", 0)


def test_labels_alone() -> None:
    label = "部门：江苏省林业局 单位：万元"
    assert read("收支预算总表", label, "收入预算总表", label, "2019年政府采购预算表") == (
        "江苏省林业局",
        "320000",
        2019,
        "budget",
        "department",
        0,
    )


def test_a_label_cut_at_the_line_end_does_not_win() -> None:
    lines = [
        "部门：中国共产党江苏省委员会办",
        "公厅 单位：万元",
        *["部门：中国共产党江苏省委员会办公厅 单位：万元"] * 3,
    ]
    assert profile_of(lines, "\n".join(lines))[0].publisher == "中国共产党江苏省委员会办公厅"


def test_a_name_without_its_place_gets_it_where_the_text_prints_it() -> None:
    lines = ["部门：公安局 单位：万元", "武胜县公安局共有车辆67辆", "2020年度部门决算", "收入支出决算总表"]
    profile, _ = profile_of(lines, "\n".join(lines))
    assert (profile.publisher, profile.region) == ("武胜县公安局", ("四川省", "广安市", "武胜县"))


def test_a_report_named_in_the_text_tells_the_publisher() -> None:
    lines = [
        "第一部分 部门概况",
        "《武胜县水务局2020年部门整体支出绩效评价报告》见附件1",
        "2020年度部门决算情况说明",
        "决算数",
    ]
    assert profile_of(lines, "\n".join(lines))[0].publisher == "武胜县水务局"


def test_the_most_named_body_when_only_sentences_tell() -> None:
    lines = ["一、情况", *["2020年，武胜县水务局支出1万元"] * 3, "交武胜县财政局"]
    assert profile_of(lines, "\n".join(lines))[0].publisher == "武胜县水务局"


def test_nothing_is_guessed() -> None:
    profile, problems = profile_of(["说明"], "说明\n本部门支出1万元")
    assert profile.publisher is profile.region_code is profile.fiscal_year is profile.kind is profile.scope is None
    assert [problem.code for problem in problems] == ["P101", "P103", "P104", "P105", "P106"]


def test_two_years_equally_often_give_none() -> None:
    lines = ["2020年度部门决算", "2021年度部门决算", "附：说明"]
    assert profile_of(["说明"], "\n".join(lines))[0].fiscal_year is None


def test_an_html_title_helps_where_there_are_no_pages() -> None:
    profile, _ = profile_of(
        ["一、主要职能"], "一、主要职能", content_title="武侯区水务局2023年部门决算-成都市武侯区人民政府"
    )
    assert (profile.title, profile.fiscal_year) == ("武侯区水务局2023年部门决算", 2023)


@pytest.mark.shared
def test_every_real_document(shared: Path) -> None:
    """All 23 and the seed against the manifest. Names as printed: 中共江苏省委办公厅 is the manifest's 江苏省委办公厅."""
    from extractor.ingest import read_bytes
    from extractor.layout import lay_out
    from extractor.profile import find_profile

    wrong = []
    for row in csv.DictReader((shared / "corpus/manifest.csv").read_text("utf-8").splitlines()):
        path = shared / "corpus" / row["file"]
        content = read_bytes(path.read_bytes(), name=path.name)
        profile, _ = find_profile(lay_out(content), content_title=content.title)
        told = (_plain(profile.publisher or ""), profile.fiscal_year, profile.kind, profile.scope, profile.level)
        gold = (row["publisher"], int(row["fiscal_year"]), row["kind"], row["scope"], row["level"].replace("区", "县"))
        if "模板" in row["publisher"]:  # its department and level are left blank
            gold = ("", *gold[1:4], None)
        if told != gold or profile.region[0] != row["province"]:
            wrong.append((path.name, told, gold))
    assert wrong == []


def _plain(name: str) -> str:
    return name.replace("中国共产党", "").removeprefix("中共" if "省委" in name else "").replace("省委员会", "省委")


def test_who_signed() -> None:
    lines = ["关于2024年度部门预算的公开说明", "一、主要职能", "负责工作。", "临泽县农业农村局", "2024年2月20日"]
    assert read(*lines)[:4] == ("临泽县农业农村局", "620723", 2024, "budget")


def test_the_page_title_names_the_body_beside_the_document_and_not_the_site() -> None:
    lines = ["2024年部门预算", "一、主要职能", "负责工作。"]
    for title, publisher in (
        ("2024年部门预算-华亭市水务局", "华亭市水务局"),
        ("2024年部门预算_华亭市人民政府", None),
        ("2024年部门预算-华亭市水务局-华亭市人民政府", "华亭市水务局"),
    ):
        profile, _ = profile_of(lines, "\n".join(lines), content_title=title)
        assert profile.publisher == publisher


def test_an_older_name_in_brackets_is_left_out() -> None:
    title = "湖北省卫生健康委员会（原湖北省卫生和计划生育委员会）2019年部门预算"
    assert read(title, "一、主要职能")[0] == "湖北省卫生健康委员会"


def test_a_name_without_its_place_on_the_pages_of_a_government() -> None:
    lines = ["市审计局2022年度部门决算", "第一部分 部门概况"]
    profile, _ = profile_of(lines, "\n".join(lines), content_title="市审计局2022年度部门决算_滨州市人民政府")
    assert (profile.publisher, profile.region_code, profile.level) == ("滨州市审计局", "371600", "市")


def test_the_site_settles_an_ambiguous_place() -> None:
    lines = ["城关区民政局2023年部门预算公开情况说明"]
    profile, _ = profile_of(lines, lines[0], content_title="城关区民政局2023年部门预算-兰州市城关区人民政府")
    assert profile.region_code == "620102"


@pytest.mark.parametrize(
    ("name", "sentence", "code", "level"),
    [
        ("南昌工业职业技术学院", "学院是省属公办高等职业院校，隶属江西省教育厅。", "360000", "省"),
        ("宜宾职业技术大学", "学校是宜宾市人民政府举办的公办高等学校，业务受四川省教育厅指导。", "511500", "市"),
        ("南昌市第一医院", "医院是江西省卫生健康委员会直属的三级医院。", "360100", "市"),
        ("北京体育大学", "北京体育大学是国家体育总局直属高校。", None, None),
        ("云岭民族艺术学院", "学院为省属本科高校，举办者为云南省教育厅。", "530000", "省"),
    ],
)
def test_whose_a_body_named_after_a_city_is(name: str, sentence: str, code: str | None, level: str | None) -> None:
    lines = [f"{name}2023年度单位决算", sentence]
    profile, problems = profile_of(lines, "\n".join(lines))
    assert (profile.region_code, profile.level) == (code, level)
    assert problems == ()


def test_a_township_alone_in_the_title_is_its_government() -> None:
    lines = ["永丰县恩江镇2023年度部门决算", "第一部分 永丰县恩江镇人民政府概况"]
    assert profile_of(lines, "\n".join(lines))[0].publisher == "永丰县恩江镇人民政府"


@pytest.mark.parametrize(
    ("speech", "scope"),
    [
        ("一、部门概况\n本部门支出1万元", "department"),
        ("一、单位概况\n本单位支出1万元", "unit"),
        ("一、概况\n本部门支出1万元，本单位收入1万元", None),
    ],
)
def test_scope_by_how_the_body_speaks_of_itself(speech: str, scope: str | None) -> None:
    lines = ["武胜县水务局2021年度决算公开报告", *speech.split("\n")]
    assert profile_of(lines, "\n".join(lines))[0].scope == scope


def test_a_local_branch_of_the_centre_named_after_a_county_in_short() -> None:
    lines = ["国家统计局靖西调查队2023年部门预算", "一、主要职责", "依法在靖西市组织实施住户调查。"]
    profile, _ = profile_of(lines, "\n".join(lines))
    assert (profile.region_code, profile.level) == ("451081", "县")


def test_a_unit_named_behind_the_one_that_it_belongs_to() -> None:
    lines = ["水务局所属渠江灌溉站2022年度单位决算", "第一部分 单位概况", "武胜县渠江灌溉站承担灌溉任务。"]
    profile, _ = profile_of(lines, "\n".join(lines))
    assert (profile.publisher, profile.region_code) == ("武胜县渠江灌溉站", "511622")


@pytest.mark.parametrize(("name", "level"), [("海口市骑楼街区保护中心", "市"), ("武胜县老区建设促进会", "县")])
def test_a_street_quarter_is_no_district(name: str, level: str) -> None:
    lines = [f"{name}2022年度单位决算", "第一部分 单位概况"]
    assert profile_of(lines, "\n".join(lines))[0].level == level


def test_the_unit_and_not_the_department_above_it_is_the_publisher() -> None:
    lines = ["武胜县2024年县级单位预算", "预算主管部门：武胜县水务局", "预算单位：武胜县渠江水利管理所", "目录"]
    assert profile_of(lines, "\n".join(lines))[0].publisher == "武胜县渠江水利管理所"


def test_a_street_office_has_the_place_and_the_government_that_the_text_prints() -> None:
    lines = ["2022年度", "沿口街道办事处", "部门决算", "第一部分 概况", "武胜县人民政府沿口街道办事处负责服务。"]
    profile, _ = profile_of(lines, "\n".join(lines))
    assert (profile.publisher, profile.region_code) == ("武胜县人民政府沿口街道办事处", "511622")
