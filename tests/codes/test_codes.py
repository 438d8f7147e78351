"""The classification: names to codes along their path, by year, and the lists themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.knowledge.codes import CodeName, Codes, _load, economic_codes, function_codes


@pytest.mark.parametrize(
    ("path", "year", "code"),
    [
        (("公共安全支出", "公安", "行政运行"), 2020, "2040201"),
        (("公共安全（类）", "公安（款）", "信息化建设（项）"), 2020, "2040219"),
        (("公共安全", None, None), 2020, "204"),
        (("文化旅游体育与传媒", None, None), 2021, "207"),
        (("文化体育与传媒支出", None, None), 2017, "207"),
        (("社会保障和就业", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"), 2020, "2080505"),
        (("社会保障和就业支出", "行政事业单位离退休", "未归口管理的行政单位离退休"), 2017, "2080504"),
        (("一般公共服务支出", "政府办公厅(室)及相关机构事务", "行政运行"), 2020, "2010301"),
        (("一般公共服务", "政府办公厅 （室）及相关机构 事务", "行政运行"), 2020, "2010301"),
        (("一般公共服务", "财政", "行政运行"), 2020, "2010601"),
        (("卫生健康支出", "公共卫生", "突发公共卫生事件应急处理"), 2020, "2100410"),
        (("社会保障和就业支出", "其他社会保障和就业支出", "其他社会保障和就业支出"), 2019, "2089901"),
        (("社会保障和就业支出", "其他社会保障和就业支出", "其他社会保障和就业支出"), 2023, "2089999"),
        ((None, None, "住房公积金"), 2020, "2210201"),
        (("城乡社区支出", "城市基础设施配套费对应专项债务收入安排的支出", "城市公共设施"), 2022, "2121701"),
        (("城乡社区支出", "国有土地使用权出让收入对应专项债务收入安排的支出", "土地开发支出"), 2022, "2121902"),
        (("农林水支出", "国家重大水利工程建设基金安排的支出", "三峡后续工作"), 2019, "2136902"),
        ((None, "公安", "行政运行"), 2020, "2040201"),
        (("公共安全支出", None, "罪犯生活及医疗卫生"), 2020, "2040704"),
        ((None, None, "行政运行"), 2020, None),  # under nearly every 款
        (("公共安全支出", None, "行政运行"), 2020, None),
        (("公共安全支出", "财政事务", "行政运行"), 2020, None),  # not below this 类
        (("公共安全支出", "公安", "从未有过的项"), 2020, None),
        (("从未有过的类", "公安", "行政运行"), 2020, None),
        ((None, None, None), 2020, None),
        ((), 2020, None),
    ],
)
def test_function_codes_resolve(path: tuple[str | None, ...], year: int, code: str | None) -> None:
    assert function_codes().resolve(path, year) == code


@pytest.mark.parametrize(
    ("path", "year", "code"),
    [
        (("工资福利支出", "其他社会保障缴费"), 2022, "30112"),
        (("工资福利支出", "其他社会保障缴费"), 2016, "30104"),
        ((None, "公务接待费"), 2022, "30217"),
        (("商品和服务支出", "维修(护)费"), 2022, "30213"),
        (("资本性支出", "办公设备购置"), 2022, "31002"),
        (("资本性支出（基本建设）", "办公设备购置"), 2022, "30902"),
        (("对企业补助", "资本金注入"), 2022, "31201"),
        (("对企事业单位的补贴", "财政贴息"), 2016, "30403"),
        (("债务利息支出", "国内债务付息"), 2016, "30701"),
        ((None, "办公设备购置"), 2022, None),  # 309 and 310
    ],
)
def test_economic_codes_resolve(path: tuple[str | None, ...], year: int, code: str | None) -> None:
    assert economic_codes().resolve(path, year) == code


def test_names_by_year() -> None:
    codes = function_codes()
    assert codes.name_of("20805", 2018) == "行政事业单位离退休"
    assert codes.name_of("20805", 2022) == codes.name_of("20805") == "行政事业单位养老支出"
    assert codes.name_of("210", 2018) == "医疗卫生与计划生育支出"
    assert codes.name_of("299") is None
    assert codes.path_of("2040201", 2020) == ("公共安全支出", "公安", "行政运行")
    assert codes.is_name_of("行政事业单位离退休", "20805")
    assert not codes.is_name_of("公安", "20805")


def test_levels() -> None:
    codes = function_codes()
    assert [codes.level_of(code) for code in ("201", "20101", "2010101", "30101x", "2010")] == [1, 2, 3, None, None]
    assert economic_codes().level_of("2010101") is None


def test_an_own_spelling_goes_before_a_looser_one() -> None:
    rows = [
        CodeName("101", "甲类", None, None),
        CodeName("10101", "税务", None, None),
        CodeName("10102", "税务事务", None, None),
    ]
    codes = Codes(rows, widths=(3, 5))
    assert codes.resolve(("甲类", "税务")) == "10101"
    assert codes.resolve(("甲类", "税务事务")) == "10102"


@pytest.mark.parametrize(
    ("file", "starts"),
    [("codes/functional.csv", "2"), ("codes/economic.csv", "3"), ("codes/economic_government.csv", "5")],
)
def test_lists_are_whole(file: str, starts: str) -> None:
    rows = _load(file)
    codes = {row.code for row in rows}
    assert len(set(rows)) == len(rows)
    for row in rows:
        assert row.code.startswith(starts)
        assert len(row.code) == 3 or row.code[:-2] in codes, row
        assert (row.since or 0) <= (row.until or 9999), row
        assert row.name == row.name.strip()
        assert "(" not in row.name


@given(st.sampled_from(_load("codes/functional.csv")))
def test_every_name_with_its_path_gives_its_code(row: CodeName) -> None:
    codes = function_codes()
    year = row.until or row.since or 2022
    above = tuple(codes.name_of(row.code[:width], year) for width in (3, 5) if width < len(row.code))
    assert codes.resolve((*above, row.name), year) == row.code


@pytest.mark.shared
def test_every_pair_that_the_real_tables_print(shared: Path) -> None:
    """Code and name side by side in the forms: a name that is cut at its line's end must still begin a listed name."""
    import pypdfium2

    printed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in sorted((shared / "corpus").glob("*.pdf")):
        document = pypdfium2.PdfDocument(path)
        for page in document:
            text = page.get_textpage().get_text_range()
            split = r"(?m)^\s*([23]\d\d) ?(\d\d)? ?(\d\d)?\s+([一-鿿（）“”、]{2,})"
            for *code, name in re.findall(split, text):
                printed["".join(code), name].add(path.name)
        document.close()
    assert len(printed) > 150
    own_numbers = "sh-putuo-welfare-2024-budget.pdf"  # numbers its economic items 01, 02, 03 … as they come
    missing = {
        pair
        for pair in printed
        if not (pair[0].startswith("3") and printed[pair] == {own_numbers})
        and not any(
            listed.startswith(pair[1])
            for codes in (function_codes(), economic_codes())
            for listed in codes.names_of(pair[0])
        )
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("一般公共服务支出", "人大事务", "一般行政事务管理"), "2010102"),
        (("一般公共服务支出", None, "人大事务行政运行"), "2010101"),
        ((None, None, "人大事务行政运行"), "2010101"),
        (("社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保缴费支出"), "2080505"),
        (("农林水支出", "水利", "水利建设"), None),
        (("公共安全支出", "公安", "办案"), None),
    ],
)
def test_a_misprinted_name_that_can_only_mean_one(path: tuple[str | None, ...], code: str | None) -> None:
    assert function_codes().resolve(path, 2022) is None
    assert function_codes().resolve_loosely(path, 2022) == code
