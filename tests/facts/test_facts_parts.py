"""The grammar's parts: cleaned text and the way back, function paths, project reviews, the lexicon."""

from __future__ import annotations

from decimal import Decimal

import pytest
from facts_helpers import entities_of
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts import Context, facts_of_paragraph
from extractor.facts.clean import DROPPED, clean
from extractor.facts.function_lines import FunctionCodes, continued, find_paths
from extractor.facts.projects import items_of, printed_name, report_name, review_name, titled_name
from extractor.knowledge.metrics import allowed, load_lexicon, load_metrics, senses_of
from extractor.knowledge.phrases import expand, phrases
from extractor.pipeline import read_closely


@given(st.text(alphabet="收支总计（）() “”，。0123456789.万元%\n　", max_size=60))
def test_cleaning_keeps_the_way_back(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.text) == len(cleaned.back) == sum(char not in DROPPED for char in text)
    assert all(cleaned.forth[cleaned.back[at]] == at for at in range(len(cleaned.text)))


@given(
    st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100),
    st.sampled_from([("增加", 1), ("减少", -1), ("下降", -1), ("增长", 1)]),
)
def test_a_change_has_the_sign_of_its_word(amount: Decimal, word: tuple[str, int]) -> None:
    text = f"机关运行经费支出900万元，比上年{word[0]}{amount}万元。"
    claims, _ = facts_of_paragraph(text, topic="narrative.other.operating_cost", year=2022, entities=entities_of(text))
    assert [(claim.measure, claim.value) for claim in claims] == [
        ("actual", Decimal(900)),
        ("change", word[1] * amount),
    ]
    assert all(text[slice(*claim.span)] == claim.printed for claim in claims)


@pytest.mark.parametrize(
    ("text", "names", "code"),
    [
        ("公共安全支出（类）公安（款）行政运行（项）支出1万元", ("公共安全支出", "公安", "行政运行"), "2040201"),
        ("1. 人大事务（款）行政运行（项）支出1万元", ("人大事务", "行政运行"), "2010101"),
        ("208社会保障和就业支出（类）05行政事业单位养老支出（款）05缴费支出（项）", ("社会保障和就业支出", "行政事业单位养老支出", "缴费支出"), "2080505"),
        ("农林水支出（213类）林业和草原（02款）森林资源培育（05项）", ("农林水支出", "林业和草原", "森林资源培育"), "2130205"),
        ("其他支出（类）彩票公益金安排的支出（款）用于社会福利的彩票公益金支出（项）1万元", ("其他支出", "彩票公益金安排的支出", "用于社会福利的彩票公益金支出"), "2296002"),
        ("党委办公厅（室）及相关机构事务（款）行政运行（项）1万元", ("党委办公厅(室)及相关机构事务", "行政运行"), "2013101"),
        ("主要用于教育支出（类）1万元", ("教育支出",), "205"),
        ("不知名支出（类）不知名事务（款）1万元", ("不知名支出", "不知名事务"), None),
    ],
)  # fmt: skip
def test_function_paths(text: str, names: tuple[str, ...], code: str | None) -> None:
    (path,) = find_paths(clean(text).text)
    assert tuple(name for _, name in path.names) == names
    assert FunctionCodes(year=2022).resolve(path) == code


def test_codes_of_the_document_go_first() -> None:
    (path,) = find_paths("公共安全支出(类)公安(款)本地专用(项)1万元")
    assert FunctionCodes().resolve(path) is None
    own = FunctionCodes([("204", "公共安全支出"), ("20402", "公安"), ("2040288", "本地专用")])
    assert own.resolve(path) == "2040288"


def test_a_heading_gives_the_class_and_mends_a_mislabelled_section() -> None:
    (path,) = find_paths("1.行政事业单位离退休(类)机关事业单位职业年金缴费支出(项)2万元")
    assert continued(path, [("类", "社会保障和就业")]).names[:2] == (
        ("类", "社会保障和就业"),
        ("款", "行政事业单位离退休"),
    )


def test_paths_with_several_amounts_keep_their_own() -> None:
    text = "主要用于：教育支出（类）10万元、科学技术支出（类）5万元，占33.3%。"
    context = Context()
    claims, _ = facts_of_paragraph(
        text, topic="narrative.general_public.structure", year=2022, entities=entities_of(text), context=context
    )
    assert [(claim.measure, str(claim.value), claim.dims["function"]) for claim in claims] == [
        ("actual", "10", "205"),
        ("actual", "5", "206"),
        ("share", "33.3", "206"),
    ]


def test_missing_unit_is_said() -> None:
    text = "2022年度一般公共预算财政拨款支出决算数为9411.33，完成预算100%。"
    claims, troubles = facts_of_paragraph(
        text, topic="narrative.general_public.detail", year=2022, entities=entities_of(text)
    )
    assert (claims[0].unit, claims[0].yuan, str(claims[0].value)) == (None, None, "9411.33")
    assert [(trouble.code, text[slice(*trouble.span)]) for trouble in troubles] == [("F101", "9411.33")]


def test_template_direction_is_a_problem_and_no_fact() -> None:
    text = "与2021年相比，收、支总计增加（减少）35.6万元。"
    claims, troubles = facts_of_paragraph(text, topic="narrative.summary", year=2022, entities=entities_of(text))
    assert not claims
    assert [trouble.code for trouble in troubles] == ["F102"]


def test_yuan_of_changes_carries_the_sign() -> None:
    text = "机关运行经费支出1.5万元，比2021年减少0.25万元。"
    claims, _ = facts_of_paragraph(text, topic="narrative.other.operating_cost", year=2022, entities=entities_of(text))
    assert [claim.yuan for claim in claims] == [Decimal(15000), Decimal(-2500)]


def test_topics_decide_senses() -> None:
    assert not allowed("three_public.total", "overview.organisation")
    assert senses_of("基本支出", "narrative.general_public.overall")[0].metric == "general_public.basic"
    assert senses_of("基本支出", "narrative.expenditure")[0].metric == "expenditure.basic"
    assert senses_of("公务接待费", "narrative.basic") == ()


DOCUMENT = """某某县水利局2022年度部门决算
第一部分 部门概况
一、主要职能
负责全县水利工程建设，机关运行经费支出99万元。
第二部分 2022年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
（一）一般公共预算财政拨款支出决算具体情况
1.农林水支出（类）
（1）水利（款）行政运行（项）。
年初预算为100万元，支出决算为90万元。
二、机关运行经费支出情况
2022年度机关运行经费支出12万元，比2021年增加2万元。
第三部分 名词解释
一、机关运行经费：指单位公用经费，如支出12万元。
"""


def test_a_document_is_read_by_its_sections() -> None:
    disclosure = read_closely(DOCUMENT.encode(), name="water.txt").disclosure
    facts = [fact for fact in disclosure.facts if fact.origin == "prose"]
    assert [(fact.metric, fact.measure, str(fact.value), fact.dims.get("function")) for fact in facts] == [
        ("general_public.expenditure", "budget_initial", "100", "2130301"),
        ("general_public.expenditure", "actual", "90", "2130301"),
        ("operating_cost", "actual", "12", None),
        ("operating_cost", "change", "2", None),
    ]
    assert all(disclosure.text[fact.anchor.start : fact.anchor.end] == fact.printed for fact in facts)
    assert facts[-1].base_year == 2021


def test_review_and_report_names() -> None:
    assert review_name("（1）“智慧水务”项目绩效自评综述：全年预算数10万元") == "智慧水务项目"
    assert review_name("四级网租赁项目绩效目标完成情况综述。") == "四级网租赁项目"
    assert review_name("项目支出合计10万元。") is None
    assert report_name("智慧水务项目2022年绩效评价报告") == "智慧水务项目"
    assert report_name("某县水利局2022年部门整体支出绩效评价报告") is None


def test_project_name_as_the_tables_print_it() -> None:
    assert printed_name("智慧水务项目", "项目名称\n\t智慧水务\n预算数") == "智慧水务"
    assert printed_name("智慧水务项目", "项目名称\t智慧水务项目\n") == "智慧水务项目"
    assert printed_name("智慧水务项目", "反映“智慧水务”等3个项目") == "智慧水务"
    assert printed_name("智慧水务项目", "") == "智慧水务项目"


def test_items() -> None:
    assert items_of("一是人手少；二是进度慢。") == ("人手少", "进度慢")
    assert items_of("进度慢。") == ("进度慢",)
    assert items_of("无。") == ()


def test_knowledge_is_whole() -> None:
    assert expand("收<|、>支<总计|总额>") == ("收支总计", "收支总额", "收、支总计", "收、支总额")
    with pytest.raises(ValueError, match="unbalanced"):
        expand("收<、支")
    assert {sense.metric for senses in load_lexicon().values() for sense in senses} <= set(load_metrics())
    assert all(surface == clean(surface).text for surface in load_lexicon()), "surfaces are written cleaned"
    assert len(load_metrics()) >= 87
    assert set(phrases().levels) == {"budget_initial", "budget", "actual"}


@pytest.mark.parametrize(
    ("title", "total", "basic"),
    [
        ("一般公共预算财政拨款支出决算情况说明", "general_public.expenditure", "general_public.basic"),
        ("财政拨款支出决算情况说明", "fiscal.expenditure", "fiscal.basic"),
    ],
)
def test_appropriation_is_that_of_the_title(title: str, total: str, basic: str) -> None:
    text = (
        "某某县水利局2016年度部门决算\n第二部分 2016年度部门决算情况说明\n"
        f"一、{title}\n（一）财政拨款支出决算总体情况\n2016年度财政拨款支出120万元，其中：财政拨款基本支出90万元。\n"
        "第三部分 名词解释\n一、基本支出：指为保障机构正常运转的支出。\n"
    )
    facts = read_closely(text.encode(), name="water.txt").disclosure.facts
    assert [(fact.metric, str(fact.value)) for fact in facts] == [(total, "120"), (basic, "90")]


@pytest.mark.parametrize(
    "line", ["1.生产发展（2130505）。", "1.生产发展（2130505）", "（1）水利（款）行政运行（项）。"]
)
def test_numbers_below_a_line_that_names_an_item_are_its_own(line: str) -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n"
        f"一、一般公共预算财政拨款支出决算情况说明\n（一）具体情况\n{line}\n年初预算为100万元，支出决算为90万元。\n"
        "第三部分 名词解释\n一、基本支出：指为保障机构正常运转的支出。\n"
    )
    facts = read_closely(text.encode(), name="water.txt").disclosure.facts
    code = "2130301" if "行政" in line else "2130505"
    assert [(fact.metric, fact.measure, fact.dims.get("function")) for fact in facts] == [
        ("general_public.expenditure", "budget_initial", code),
        ("general_public.expenditure", "actual", code),
    ]


def test_amounts_that_no_metric_fits_are_said() -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n一、国有资产占有使用情况说明\n"
        "2022年末资产总额500万元，其中：房屋300万元。车辆5辆，主要原因是报废减少20万元。\n"
        "二、收入决算情况说明\n本年收入合计80万元，主要原因是增加项目经费10万元。\n第三部分 名词解释\n一、基本支出：指支出。\n"
    )
    disclosure = read_closely(text.encode(), name="water.txt").disclosure
    said = [found.message for found in disclosure.problems if found.code == "F103"]
    assert len(said) == 1
    assert "“国有资产占有使用情况说明”一节有 2 个数" in said[0]
    assert said[0].endswith("500万元、300万元")


def test_a_number_without_all_its_digits_is_said_and_no_fact() -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n一、收入决算情况说明\n"
        "本年收入合计12□4.56万元，其中：财政拨款收入.30万元，占8.%；其他收入3.50万元，占20.00%。\n"
    )
    disclosure = read_closely(text.encode(), name="water.txt").disclosure
    assert [(fact.metric, fact.printed) for fact in disclosure.facts] == [
        ("revenue.other", "3.50万元"),
        ("revenue.other", "20.00%"),
    ]
    said = [found.anchor.quote for found in disclosure.problems if found.code == "F104" and found.anchor is not None]
    assert said == ["12□4.56万元", ".30万元", "8.%"]


@pytest.mark.parametrize(
    "body",
    [
        "（一）智慧水务项目：项目全年预算数100万元，执行数90万元。",
        "（一）智慧水务项目绩效自评情况。\n项目全年预算数为100万元，执行数为90万元。",
    ],
)
def test_a_project_named_by_a_title_has_the_amounts_below_it(body: str) -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n"
        f"一、预算绩效管理情况说明\n{body}\n第三部分 名词解释\n一、基本支出：指支出。\n"
    )
    disclosure = read_closely(text.encode(), name="water.txt").disclosure
    assert [(fact.metric, str(fact.value), fact.dims) for fact in disclosure.facts] == [
        ("project.budget", "100", {"project": "智慧水务项目"}),
        ("project.executed", "90", {"project": "智慧水务项目"}),
    ]
    assert [project.name for project in disclosure.projects] == ["智慧水务项目"]


@pytest.mark.parametrize("title", ["重点项目", "项目", "财政支出项目", "部门预算项目"])
def test_a_kind_of_projects_is_no_project(title: str) -> None:
    assert titled_name(f"（一）{title}", "全年预算数100万元，执行数90万元。") is None
    assert titled_name("（一）“雪亮工程”项目", "全年预算数100万元，执行数90万元。") == "雪亮工程项目"


def test_the_day_of_a_statement_of_assets_dates_all_of_it() -> None:
    """截至2022年底 in the first of the subsections; what is to be bought is of the budget's own year."""
    text = """某县水利局2023年部门预算公开

五、国有资产占有使用情况
（一）车辆情况
截至2022年底，我部门共有车辆3辆。
（二）房屋情况
办公用房2300平方米。
（三）其他国有资产占有使用情况
单位价值50万元以上的通用设备1台（套）。
2023年部门预算安排购置车辆2辆。
"""
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    assert [(fact.metric, fact.value, fact.year) for fact in facts] == [
        ("assets.vehicles", 3, 2022),
        ("assets.large_equipment", 1, 2022),
        ("three_public.vehicles_purchased", 2, 2023),
    ]


def test_shares_of_parts_are_of_the_total_that_the_section_above_gives() -> None:
    text = """某县审计局2022年部门预算公开

一、关于收支总体情况的说明
2022年收支总预算356.82万元。
（一）收入情况
一般公共预算拨款收入346.82万元，占97.20%；上年结转结余10.00万元，占2.80%。
（二）支出情况
基本支出298.82万元，占83.75%；项目支出58.00万元，占16.25%。
"""
    facts = read_closely(text.encode(), name="a.txt").disclosure.facts
    assert [fact.dims["of"] for fact in facts if fact.measure == "share"] == [
        *("total.revenue", "total.revenue"),
        *("total.expenditure", "total.expenditure"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1.农林水支出（类）水利（款）行政运行（项），用于在职人员工资，支出决算为50万元。",
        "1.农林水支出（类）水利（款）行政运行（项）：用于办公，年初预算为60万元，支出决算为50万元。",
    ],
)
def test_what_an_item_is_for_may_stand_before_its_numbers(line: str) -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n一、一般公共预算财政拨款支出决算情况说明\n"
        f"（一）一般公共预算财政拨款支出决算具体情况\n{line}\n"
    )
    facts = read_closely(text.encode(), name="water.txt").disclosure.facts
    assert facts[-1].measure == "actual"
    assert {fact.dims.get("function") for fact in facts} == {"2130301"}


def test_a_unit_said_once_holds_for_the_section_and_those_below() -> None:
    text = (
        "某某县水利局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n（单位：万元）\n一、收入决算情况说明\n"
        "本年收入合计80.5，比上年增长3.2，增长4.14%。\n第三部分 名词解释\n一、基本支出：指支出。\n"
    )
    disclosure = read_closely(text.encode(), name="water.txt").disclosure
    assert [(fact.measure, str(fact.value), fact.unit, str(fact.yuan)) for fact in disclosure.facts] == [
        ("actual", "80.5", "万元", "805000.00"),
        ("change", "3.2", "万元", "32000.00"),
        ("change_rate", "4.14", "%", "None"),
    ]
    assert not [found for found in disclosure.problems if found.code == "F101"]
