"""Performance forms: the sets of columns met, forms over pages and pages with forms, and the seed's five."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making_docx import docx, p, tbl, tc, tr

from extractor.grid import find_grids
from extractor.indicators import find_indicator_tables
from extractor.ingest import read_bytes, read_file
from extractor.ingest.pdf import PdfReader
from extractor.layout import Layout, LayoutBuilder, lay_out
from extractor.records import FlowCellLines, IndicatorTable, Problem
from extractor.stitching import stitch


def read(layout: Layout) -> tuple[tuple[IndicatorTable, ...], tuple[Problem, ...]]:
    return find_indicator_tables(layout, stitch(layout))


def forms(source: str, *, name: str = "x.html") -> tuple[IndicatorTable, ...]:
    """The forms of an HTML or text source, which must leave no cell that is not understood."""
    layout = lay_out(read_bytes(source.encode(), name=name))
    tables, problems = read(layout)
    assert not problems, [problem.message for problem in problems]
    for table in tables:
        for anchor in (table.anchor, *(row.anchor for row in table.indicators)):
            assert layout.text[anchor.start : anchor.end] == anchor.quote
        for line in table.funds.values():
            for cell in line.cells.values():
                assert cell.anchor.quote.strip() == cell.printed
    return tables


def rows(table: IndicatorTable) -> list[tuple[str | None, ...]]:
    return [(row.level1, row.level2, row.level3, row.target, row.actual) for row in table.indicators]


def amounts(table: IndicatorTable) -> dict[str, dict[str, str | None]]:
    return {
        key: {field: None if cell.value is None else str(cell.value) for field, cell in line.cells.items()}
        for key, line in table.funds.items()
    }


SELF_REVIEW = """<p>以下为自评表。</p><table><tr><td colspan=9>项目支出绩效自评表</td></tr><tr><td colspan=9>（2022年度）</td></tr>
<tr><td colspan=2>项目名称</td><td colspan=7>公共设施维护</td></tr>
<tr><td colspan=2>主管部门</td><td colspan=3>某市城管局</td><td colspan=2>实施单位</td><td colspan=2>某市市政所</td></tr>
<tr><td colspan=2>项目负责人</td><td colspan=3>张三</td><td colspan=2>联系电话</td><td colspan=2>010-1</td></tr>
<tr><td rowspan=5 colspan=2>项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>120.00</td><td>100.50</td><td>90.45</td><td>10</td><td>90%</td><td>9</td></tr>
<tr><td>其中：当年财政拨款</td><td>120.00</td><td>100.50</td><td>90.45</td><td>—</td><td>90%</td><td>—</td></tr>
<tr><td>上年结转资金</td><td>0</td><td></td><td></td><td>—</td><td></td><td>—</td></tr>
<tr><td>其他资金</td><td></td><td></td><td></td><td></td><td></td><td></td></tr>
<tr><td rowspan=2>年度总体目标</td><td colspan=4>预期目标</td><td colspan=4>实际完成情况</td></tr>
<tr><td colspan=4>完成养护。</td><td colspan=4>已完成。</td></tr>
<tr><td rowspan=6>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td><td>偏差原因分析及改进措施</td></tr>
<tr><td rowspan=3>产出指标</td><td rowspan=2>数量指标</td><td>养护里程</td><td>≥100公里</td><td>105公里</td><td>20</td><td>20</td><td></td></tr>
<tr><td>更换井盖</td><td>=50个</td><td>45个</td><td>10</td><td>9.5</td><td>采购延期</td></tr>
<tr><td>质量指标</td><td>验收合格率</td><td>100%</td><td></td><td>20</td><td>20</td><td></td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td></td><td>改善出行</td><td>有所改善</td><td>30</td><td>28</td><td></td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>市民满意度</td><td>≥90%</td><td>92%</td><td>10</td><td>10</td><td></td></tr>
<tr><td colspan=6>总分</td><td>100</td><td>96.5</td><td></td></tr></table>"""


def test_self_review_with_funds_goals_scores() -> None:
    (table,) = forms(SELF_REVIEW)
    assert (table.id, table.title, table.project) == ("i1", "项目支出绩效自评表", "公共设施维护")
    assert (table.department, table.unit_name, table.fiscal_year) == ("某市城管局", "某市市政所", 2022)
    assert (table.unit, table.total_score) == ("万元", Decimal("96.5"))
    assert table.attributes == {"项目负责人": "张三", "联系电话": "010-1"}
    assert (table.goals.expected, table.goals.actual) == ("完成养护。", "已完成。")
    assert amounts(table) == {
        "total": {
            "budget_initial": "120.00",
            "budget": "100.50",
            "executed": "90.45",
            "weight": "10",
            "rate": "90",
            "score": "9",
        },
        "fiscal": {
            "budget_initial": "120.00",
            "budget": "100.50",
            "executed": "90.45",
            "weight": None,
            "rate": "90",
            "score": None,
        },
        "carryover": {"budget_initial": "0", "weight": None, "score": None},
        "other": {},
    }
    assert table.funds["total"].cells["budget"].yuan == Decimal("1005000.00")
    assert table.funds["total"].cells["rate"].yuan is None
    assert rows(table) == [
        ("产出指标", "数量指标", "养护里程", "≥100公里", "105公里"),
        ("产出指标", "数量指标", "更换井盖", "=50个", "45个"),
        ("产出指标", "质量指标", "验收合格率", "100%", None),
        ("效益指标", "社会效益指标", None, "改善出行", "有所改善"),
        ("满意度指标", "服务对象满意度指标", "市民满意度", "≥90%", "92%"),
    ]
    assert [(row.weight, row.score, row.deviation) for row in table.indicators][:2] == [
        (Decimal(20), Decimal(20), None),
        (Decimal(10), Decimal("9.5"), "采购延期"),
    ]


def test_two_forms_in_one_table() -> None:
    second = SELF_REVIEW.split("<table>")[1].replace("公共设施维护", "路灯电费")
    both = forms(SELF_REVIEW.replace("</table>", second))
    assert [table.project for table in both] == ["公共设施维护", "路灯电费"]
    assert rows(both[0]) == rows(both[1])
    assert amounts(both[0]) == amounts(both[1])
    # the name of the next project is enough, where forms follow each other without titles
    untitled = second.split("</tr>", 2)[2]
    assert [table.project for table in forms(SELF_REVIEW.replace("</table>", untitled))] == ["公共设施维护", "路灯电费"]


def test_projects_in_a_column() -> None:
    found = forms(
        """<p>项目支出绩效目标表</p><p>单位：万元</p><table><tr><td>单位名称、项目名称</td><td>项目年度绩效目标</td><td>一级指标</td>
        <td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td><td>指标属性</td></tr>
        <tr><td rowspan=2>补助资金</td><td rowspan=2>改善环境</td><td>产出指标</td><td>数量指标</td><td>改造户数</td><td>≥</td><td>50</td><td>户</td><td>定量指标</td></tr>
        <tr><td>效益指标</td><td>社会效益指标</td><td>村容村貌</td><td>=</td><td>明显改善</td><td>年</td><td>定性指标</td></tr>
        <tr><td>办案经费</td><td>保障办案</td><td>产出指标</td><td>时效指标</td><td>及时率</td><td>=</td><td>100</td><td>%</td><td></td></tr></table>"""
    )
    assert [(table.project, table.goals.expected) for table in found] == [
        ("补助资金", "改善环境"),
        ("办案经费", "保障办案"),
    ]
    assert rows(found[0]) == [
        ("产出指标", "数量指标", "改造户数", "≥50户", None),
        ("效益指标", "社会效益指标", "村容村貌", "明显改善", None),
    ]
    assert rows(found[1]) == [("产出指标", "时效指标", "及时率", "=100%", None)]
    assert found[0].indicators[0].attributes == {"指标性质": "≥", "度量单位": "户", "指标属性": "定量指标"}


def test_budget_target_form_with_amounts_beside_labels() -> None:
    (table,) = forms(
        """<p>部门预算项目绩效目标表（2023年度）</p><p>金额单位：元</p><table>
        <tr><td colspan=2>项目名称</td><td colspan=5>办案（业务）经费</td></tr><tr><td colspan=2>预算单位</td><td colspan=5>某县检察院</td></tr>
        <tr><td rowspan=3 colspan=2>年度预算（万元）</td><td>资金总额</td><td colspan=4>85.00</td></tr><tr><td>财政拨款</td><td colspan=4>80.00</td></tr>
        <tr><td>其他资金</td><td colspan=4>5.00</td></tr><tr><td colspan=2>总体目标</td><td colspan=5>保障办案。</td></tr>
        <tr><td rowspan=3>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td></tr>
        <tr><td>产出指标</td><td>数量指标</td><td>办理案件</td><td>≥</td><td>200</td><td>件</td></tr>
        <tr><td>满意度指标</td><td>满意度指标</td><td>群众满意度</td><td>≥</td><td>90</td><td>%</td></tr></table>"""
    )
    assert (table.project, table.unit_name, table.fiscal_year) == ("办案（业务）经费", "某县检察院", 2023)
    assert amounts(table) == {"total": {"budget": "85.00"}, "fiscal": {"budget": "80.00"}, "other": {"budget": "5.00"}}
    assert table.funds["total"].cells["budget"].yuan == Decimal(
        "850000.00"
    )  # the block's own unit before that of the page
    assert table.goals.expected == "保障办案。"
    assert rows(table)[1] == ("满意度指标", "满意度指标", "群众满意度", "≥90%", None)


def test_long_term_and_annual_sets_side_by_side() -> None:
    (table,) = forms(
        """<p>项目支出绩效目标申报表</p><p>（2021年度）</p><table><tr><td colspan=2>项目名称</td><td colspan=6>信息化运维</td></tr>
        <tr><td colspan=2 rowspan=2>项目资金（万元）</td><td colspan=2>实施期资金总额：</td><td>300</td><td>年度资金总额：</td><td colspan=2>100</td></tr>
        <tr><td colspan=2>其中：财政拨款</td><td>290</td><td>其中：财政拨款</td><td colspan=2>95</td></tr>
        <tr><td rowspan=2>总体目标</td><td colspan=4>实施期目标</td><td colspan=3>年度目标</td></tr>
        <tr><td colspan=4>三年稳定</td><td colspan=3>本年稳定</td></tr>
        <tr><td rowspan=2>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
        <tr><td>产出指标</td><td>数量指标</td><td>系统数</td><td>30个</td><td>数量指标</td><td>系统数</td><td>10个</td></tr></table>"""
    )
    assert amounts(table) == {
        "实施期资金总额": {"budget": "300"}, "total": {"budget": "100"}, "实施期资金总额/其中：财政拨款": {"budget": "290"}, "fiscal": {"budget": "95"},
    }  # fmt: skip
    assert (table.goals.expected, table.attributes) == ("本年稳定", {"实施期目标": "三年稳定"})
    assert [(row.target, row.attributes) for row in table.indicators] == [
        ("30个", {"目标期": "实施期目标"}),
        ("10个", {"目标期": "年度目标"}),
    ]


def test_heads_in_two_rows() -> None:
    (table,) = forms(
        """<p>2022年度部门整体支出绩效自评表</p><table><tr><td>部门名称</td><td colspan=7>某区教育局</td></tr>
        <tr><td rowspan=2>预算执行情况（万元）</td><td></td><td>年初预算数</td><td>预算数（A）</td><td>执行数（B）</td><td>执行率（B/A）</td><td>分值</td><td>得分</td></tr>
        <tr><td>部门整体支出总额</td><td>900</td><td>1,000.00</td><td>950.00</td><td>95%</td><td>20</td><td>19</td></tr>
        <tr><td>年度目标1：</td><td colspan=7>办好教育</td></tr>
        <tr><td rowspan=2>一级指标</td><td rowspan=2>二级指标</td><td rowspan=2>三级指标</td><td colspan=2>指标值</td><td rowspan=2>分值</td><td rowspan=2>得分</td><td rowspan=2>未完成原因</td></tr>
        <tr><td>目标值（A）</td><td>实际值（B）</td></tr>
        <tr><td>产出指标</td><td>数量指标</td><td>学校数</td><td>20所</td><td>19所</td><td>40</td><td>38</td><td>在建</td></tr>
        <tr><td colspan=5>合计</td><td>100</td><td>97</td><td></td></tr><tr><td colspan=8>备注：按比例计分。</td></tr></table>"""
    )
    assert (table.department, table.total_score, table.goals.expected) == ("某区教育局", Decimal(97), "办好教育")
    assert table.funds["total"].cells["budget"].value == Decimal("1000.00")
    assert rows(table) == [("产出指标", "数量指标", "学校数", "20所", "19所")]
    assert table.indicators[0].deviation == "在建"
    assert table.attributes == {"备注": "按比例计分。"}


def test_what_is_not_understood_is_said() -> None:
    source = SELF_REVIEW.replace(
        "<tr><td colspan=6>总分",
        "<tr><td colspan=3>甲组</td><td colspan=2>乙组</td><td>丙</td><td>丁</td><td colspan=2>戊</td></tr><tr><td colspan=6>总分",
    )
    layout = lay_out(read_bytes(source.replace("满意度指标", "").encode(), name="x"))
    tables, problems = read(layout)
    kept = str([table.indicators for table in tables])
    said = "".join(problem.message for problem in problems)
    assert all(text in kept or text in said for text in ("甲组", "乙组", "丙", "丁", "戊"))


def test_amounts_without_a_unit_keep_their_value() -> None:
    layout = lay_out(read_bytes(SELF_REVIEW.replace("（万元）", "").encode(), name="x"))
    (table,), problems = read(layout)
    assert [problem.code for problem in problems] == ["T302"]
    cell = table.funds["total"].cells["budget"]
    assert (cell.value, cell.yuan) == (Decimal("100.50"), None)


def test_tables_that_are_no_forms() -> None:
    assert (
        forms(
            "<p>收入决算表</p><table><tr><td>项目名称</td><td>预算数</td><td>执行数</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr></table>"
        )
        == ()
    )
    assert forms("<table><tr><td>指标</td><td>数值</td></tr><tr><td>人数</td><td>2</td></tr></table><p>正文</p>") == ()


# --- written a cell a line --------------------------------------------------------------------------------------------

LINES = """项目支出绩效自评表
（2021年度）
项目名称
道路养护
主管部门
某县交通局
实施单位
某县公路段
项目资金
（万元）
年初预算数
全年预算数
全年执行数
分值
执行率
得分
年度资金总额
100
95
90
10
90%
9
年度总体目标
预期目标
实际完成情况
完成养护
已完成
绩效指标
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因分析及改进措施
产出指标
数量指标
里程
100公里
90公里
50
45
质量指标
合格率
100%
100%
40
40
总分
100
94
"""


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_form_in_lines_without_tabs(between: str) -> None:
    (table,) = forms("前文。\n" + LINES.replace("\n", between) + "三、其他\n后文。", name="x.txt")
    assert (table.project, table.department, table.unit_name) == ("道路养护", "某县交通局", "某县公路段")
    assert (table.fiscal_year, table.total_score, table.goals.actual) == (2021, Decimal(94), "已完成")
    assert amounts(table) == {
        "total": {"budget_initial": "100", "budget": "95", "executed": "90", "weight": "10", "rate": "90", "score": "9"}
    }
    assert rows(table) == [
        ("产出指标", "数量指标", "里程", "100公里", "90公里"),
        ("产出指标", "质量指标", "合格率", "100%", "100%"),
    ]


def test_lost_empty_cells_are_not_guessed() -> None:
    source = LINES.replace("年度资金总额\n100\n95\n90\n", "年度资金总额\n100\n90\n")
    (table,), problems = read(lay_out(read_bytes(source.encode(), name="x.txt")))
    assert table.funds["total"].cells == {}
    assert [problem.code for problem in problems] == ["T301"]


def test_rows_of_lines_that_blank_lines_have_parted() -> None:
    source = (
        "\t项目支出绩效目标完成情况表\n(2020 年度)\n\n\t项目名称\n\t甲项目\n\n\t预算执行情况(万元)\n\t预算数:\n\t127万元\n\t执行数:\n\t127万\n\n"
        "\t\n\t其它资金:\n\t0\n\t其它资金:\n\t\n\n\t绩效指标完成情况\n\t一级指标\n\t二级指标\n\t三级指标\n\t预期指标值(数字)\n\t实际完成指标值\n\n"
        "\t\n\t项目完成指标\n\t数量指标\n\n\n\t点位\n\t正常\n\t正常使用\n\n\t\n\t\n\t质量指标\n\t\n\t90%\n\t95%\n\n\n正文。"
    )
    (table,) = forms(source, name="x.txt")
    assert amounts(table) == {"total": {"budget": "127", "executed": "127"}, "other": {"budget": "0"}}
    assert table.funds["total"].cells["executed"].yuan == Decimal("1270000.00")
    assert rows(table) == [
        ("项目完成指标", "数量指标", "点位", "正常", "正常使用"),
        ("项目完成指标", "质量指标", None, "90%", "95%"),
    ]


def test_a_form_over_several_tables() -> None:
    """A page break that cuts a form: the next table goes on with the heads of the one before."""
    first = tbl(
        tr("项目名称", tc("长期项目", '<w:gridSpan w:val="4"/>')),
        tr("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
        tr("产出指标", "数量指标", "甲", "1", "1"),
    )
    second = tbl(tr("", "质量指标", "乙", "2", "2"), tr("效益指标", "社会效益指标", "丙", "3", "3"))
    layout = lay_out(read_bytes(docx(p("项目支出绩效自评表") + first + p() + second + p("后文。" * 20)), name="x"))
    (table,), problems = read(layout)
    assert not problems
    assert rows(table) == [
        ("产出指标", "数量指标", "甲", "1", "1"),
        ("产出指标", "质量指标", "乙", "2", "2"),
        ("效益指标", "社会效益指标", "丙", "3", "3"),
    ]


# --- real documents ---------------------------------------------------------------------------------------------------


def test_the_seed(shared: Path) -> None:
    layout = lay_out(read_file(shared / "seeds" / "wusheng-police-2020-final.txt"))
    tables, problems = read(layout)
    assert not problems
    assert [len(table.indicators) for table in tables] == [8, 8, 7, 8, 7]
    assert {table.fiscal_year for table in tables} == {2020}
    assert all(
        row.level1 and row.level2 and row.level3 and row.target and row.actual
        for table in tables
        for row in table.indicators
    )
    assert [amounts(table)["total"] for table in tables] == [
        {"budget": value, "executed": value} for value in ("319.67", "127", "74.5", "11.9", "26.88")
    ]
    assert [table.funds["other"].cells.keys() for table in tables] == [
        {"budget", "executed"}, {"budget"}, {"budget", "executed"}, {"budget", "executed"}, {"budget", "executed"},
    ]  # fmt: skip
    assert all(table.unit_name and table.project and table.goals.expected and table.goals.actual for table in tables)


def as_docx(lines: list[str]) -> bytes:
    """The seed's flattened forms drawn again as Word draws them: six columns, merged labels at the left."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("\t"):
            groups[-1].append(line.strip())
        elif line.strip():
            groups[-1][-1] += line.strip()
        elif groups[-1] and not (len(groups[-1]) == 3 and groups[-1][-1] == "数量指标"):
            groups.append([])
    spans = {1: [6], 2: [2, 4], 3: [2, 2, 2], 5: [1, 1, 1, 2, 1], 6: [1] * 6}
    made: list[str] = []
    body = ""
    for group in filter(None, groups):
        if group[0].startswith("项目支出") and made:
            body += tbl(*made) + p("　")
            made = []
        cells = []
        for at, (text, span) in enumerate(zip(group, spans[len(group)], strict=True)):
            merge = "" if at or len(group) < 3 else '<w:vMerge w:val="restart"/>' if text else "<w:vMerge/>"
            cells.append(tc(text, f'<w:gridSpan w:val="{span}"/>{merge}'))
        made.append(tr(*cells))
    return docx(p("前文") + body + tbl(*made) + p("后文"))


def test_the_seed_as_docx_gives_the_same(shared: Path) -> None:
    content = read_file(shared / "seeds" / "wusheng-police-2020-final.txt")
    lines = next(list(block.lines) for block in content.flow if isinstance(block, FlowCellLines))
    from_text, _ = read(lay_out(content))
    from_docx, problems = read(lay_out(read_bytes(as_docx(lines), name="seed.docx")))
    assert not problems
    for one, other in zip(from_text, from_docx, strict=True):
        assert rows(one) == rows(other)
        assert amounts(one) == amounts(other)
        assert (one.project, one.unit_name, one.fiscal_year, one.goals) == (
            other.project, other.unit_name, other.fiscal_year, other.goals,
        )  # fmt: skip


def test_a_real_budget_with_five_target_forms(shared: Path) -> None:
    tables, problems = read(lay_out_pdf(shared / "corpus" / "sh-putuo-wanli-2023-budget.pdf"))
    assert not problems
    assert [len(table.indicators) for table in tables] == [5, 4, 4, 43, 9]
    assert [str(table.funds["total"].cells["budget"].yuan) for table in tables] == [
        "4100000.00", "6351000.00", "4563800.00", "7595500.00", "10903043.00",
    ]  # fmt: skip
    assert str(tables[4].funds["fiscal"].cells["budget"].yuan) == "11419043.00"  # the document disagrees with itself
    assert {(table.unit, table.fiscal_year) for table in tables} == {("元", 2023)}
    assert all(row.level1 and row.level2 and row.level3 and row.target for table in tables for row in table.indicators)


def lay_out_pdf(path: Path) -> Layout:
    builder = LayoutBuilder()
    with PdfReader(path.read_bytes(), name=path.name) as reader:
        for page in reader:
            builder.add(page, find_grids(page))
    return builder.finish()


SICHUAN = """<p>部门预算项目支出绩效自评表（2022年度）</p><table>
<tr><td colspan=2>主管部门</td><td colspan=4>某县财政局部门</td><td colspan=3>实施单位（盖章）</td><td colspan=2>某县财政局</td></tr>
<tr><td rowspan=2>项目基本情况</td><td>1.项目年度目标完成情况</td><td colspan=4>项目年度目标</td><td colspan=5>年度目标完成情况</td></tr>
<tr><td></td><td colspan=4>保障日常工作。</td><td colspan=5>保障了日常工作。</td></tr>
<tr><td rowspan=3>预算执行情况（10分）</td><td>年度预算数（万元）</td><td>年初预算</td><td>调整后预算数</td><td>预算执行数</td><td>预算执行率</td><td>权重</td><td>得分</td><td colspan=3>原因</td></tr>
<tr><td>总额</td><td>20.00</td><td>25.00</td><td>24.00</td><td>96.00%</td><td>10</td><td>9.6</td><td colspan=3>结余</td></tr>
<tr><td>其中：财政资金</td><td>19.00</td><td>24.00</td><td>23.00</td><td>95.83%</td><td>/</td><td>/</td><td colspan=3></td></tr>
<tr><td rowspan=3>绩效指标（90分）</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td><td>完成值</td><td>权重</td><td>得分</td><td>未完成原因分析</td></tr>
<tr><td>产出指标（60分）</td><td>质量指标</td><td>调整次数</td><td>≤</td><td>5</td><td>次</td><td>2</td><td>60</td><td>60</td><td></td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>保障</td><td>定性</td><td>良</td><td>级</td><td>良</td><td>30</td><td>30</td><td></td></tr>
<tr><td colspan=8>合计</td><td>100</td><td>99.6</td><td></td></tr><tr><td>评价结论</td><td colspan=10>总体较好。</td></tr>
<tr><td colspan=6>项目负责人：张某</td><td colspan=5>财务负责人：李某</td></tr></table>"""


def test_labels_under_a_head_and_conclusions_below() -> None:
    (table,) = forms(SICHUAN)
    total = amounts(table)["total"]
    assert (total["budget_initial"], total["budget"], total["executed"], total["rate"]) == (
        "20.00",
        "25.00",
        "24.00",
        "96.00",
    )
    assert table.funds["total"].cells["deviation"].printed == "结余"
    assert amounts(table)["fiscal"]["executed"] == "23.00"
    assert (table.goals.expected, table.goals.actual) == ("保障日常工作。", "保障了日常工作。")
    assert rows(table) == [
        ("产出指标", "质量指标", "调整次数", "≤5次", "2"),
        ("效益指标", "社会效益指标", "保障", "良", "良"),
    ]
    assert table.attributes == {"评价结论": "总体较好。", "项目负责人": "张某", "财务负责人": "李某"}


def test_amounts_in_the_cells_of_their_labels() -> None:
    (table,) = forms(
        """<p>部门整体支出绩效自评表</p><table><tr><td>县级预算部门名称</td><td colspan=7>某县水利局</td></tr>
        <tr><td rowspan=4>年度预算申请（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td><td>得分</td></tr>
        <tr><td>年度资金总额</td><td>1000</td><td>1200</td><td>1200</td><td>10</td><td>100%</td><td>10</td></tr>
        <tr><td colspan=4>按收入性质分：</td><td colspan=3>按支出性质分：</td></tr>
        <tr><td colspan=4>其中：一般公共预算：1100</td><td colspan=3>其中：基本支出：700</td></tr>
        <tr><td>年度总体目标</td><td colspan=7>完成除险。</td></tr>
        <tr><td rowspan=2>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
        <tr><td>满意度指标（10分）</td><td>社会公众或服务对象满意度指标</td><td>群众满意度</td><td>≥90%</td><td>95%</td><td>10</td><td>10</td></tr></table>"""
    )
    assert table.department == "某县水利局"
    assert amounts(table)["fiscal"] == {"budget": "1100"}
    assert amounts(table)["其中：基本支出"] == {"budget": "700"}
    assert table.goals.expected == "完成除险。"
    assert rows(table) == [("满意度指标", "社会公众或服务对象满意度指标", "群众满意度", "≥90%", "95%")]


def test_grouped_heads_and_a_score_with_its_label() -> None:
    (table,) = forms(
        """<p>项目支出绩效自评表</p><p>金额单位：元</p><table><tr><td>项目名称</td><td colspan=9>公路养护</td></tr>
        <tr><td rowspan=2>年度总体目标</td><td colspan=5>预期目标</td><td colspan=4>实际完成情况</td></tr>
        <tr><td colspan=5>1.养护。2.绿化。</td><td colspan=4>完成</td></tr>
        <tr><td colspan=3>绩效指标</td><td colspan=3>年度指标值</td><td rowspan=2>实际完成值</td><td rowspan=2>分值</td><td rowspan=2>得分</td><td rowspan=2>偏差原因分析及改进措施</td></tr>
        <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td></tr>
        <tr><td rowspan=2>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥</td><td>100</td><td>公里</td><td>120公里</td><td>50</td><td>50</td><td></td></tr>
        <tr><td>质量指标</td><td>合格率</td><td>＝</td><td>100</td><td>%</td><td>99%</td><td>20</td><td>19</td><td>返工</td></tr>
        <tr><td colspan=3>其他需要说明事项</td><td colspan=7>无</td></tr>
        <tr><td colspan=5>总分</td><td colspan=2>总分值</td><td>100</td><td>总得分</td><td>98.00（自评等级：优）</td></tr></table>"""
    )
    assert (table.goals.expected, table.goals.actual) == ("1.养护。2.绿化。", "完成")
    assert rows(table) == [
        ("产出指标", "数量指标", "养护里程", "≥100公里", "120公里"),
        ("产出指标", "质量指标", "合格率", "＝100%", "99%"),
    ]
    assert (table.total_score, table.indicators[1].deviation) == (Decimal("98.00"), "返工")
    assert table.attributes == {"其他需要说明事项": "无", "总分": "98.00（自评等级：优）"}


def test_indicators_without_levels() -> None:
    (table,) = forms(
        """<table><tr><td colspan=2>项目名称</td><td>网络维护</td><td>自评总分（分）</td><td>97</td></tr>
        <tr><td colspan=2>业务主管部门</td><td>市局</td><td>实施单位</td><td>中心</td></tr>
        <tr><td>项目资金（万元）</td><td>年初预算数</td><td>全年（调整）预算数（A）</td><td>全年执行数（B）</td><td>执行率（B/A,%）</td></tr>
        <tr><td>年度总金额</td><td>60</td><td>50</td><td>40</td><td>80%</td></tr>
        <tr><td>年度绩效目标</td><td colspan=2>年初设定目标</td><td colspan=2>全年完成情况</td></tr>
        <tr><td></td><td colspan=2>维护网络</td><td colspan=2>已维护</td></tr>
        <tr><td>指标名称</td><td>指标权重</td><td>年度指标值</td><td>全年完成值</td><td>得分</td></tr>
        <tr><td>用户满意度</td><td>50</td><td>≥90%</td><td>88%</td><td>47</td></tr></table>"""
    )
    assert (table.department, table.unit_name, table.total_score) == ("市局", "中心", Decimal(97))
    assert amounts(table) == {"total": {"budget_initial": "60", "budget": "50", "executed": "40", "rate": "80"}}
    assert (table.goals.expected, table.goals.actual) == ("维护网络", "已维护")
    assert rows(table) == [(None, None, "用户满意度", "≥90%", "88%")]


def test_units_with_projects_and_their_goals_in_columns() -> None:
    (table,) = forms(
        "<p>部门预算项目绩效目标表（2024年度）</p><table><tr><td>单位名称（项目名称）</td><td>项目资金（万元）</td><td>年度目标</td><td>一级指标</td>"
        "<td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td></tr>"
        "<tr><td>养老服务体系建设</td><td>100.00</td><td>加快建设。</td><td>产出指标</td><td>数量指标</td><td>培训人次</td><td>≥</td>"
        "<td>12</td><td>期</td></tr></table>"
    )
    assert (table.project, table.goals.expected) == ("养老服务体系建设", "加快建设。")
    assert rows(table) == [("产出指标", "数量指标", "培训人次", "≥12期", None)]


HALF_PARTED = """项目支出绩效目标完成情况表
（2022年度）
项目名称
渠道清淤
预算单位
某县水务局
预算执行情况(万元)
预算数:
60
执行数:
58.40

其中-财政拨款:
50
其中-财政拨款:
48.40

其它资金:
10
其它资金:
10
年度目标完成情况
预期目标
实际完成目标

完成清淤
已完成清淤
绩效指标完成情况
一级指标
二级指标
三级指标
预期指标值
实际完成指标值

项目完成指标
数量指标
清淤长度
≥12公里
13公里

效益指标
社会效益指标
灌溉意识
提高
提高

满意度指标
服务对象满意度指标
农户满意度
≥90%
93%
"""


@pytest.mark.parametrize("heading", ["2.部门绩效评价结果", "三、其他", "（二）评价结果"])
def test_blank_lines_that_part_only_some_rows_and_a_heading_right_behind(heading: str) -> None:
    (table,) = forms("前文。\n" + HALF_PARTED + heading + "\n后文说明了评价的情况，共三项。", name="x.txt")
    assert table.goals.actual == "已完成清淤"
    assert amounts(table) == {
        "total": {"budget": "60", "executed": "58.40"},
        "fiscal": {"budget": "50", "executed": "48.40"},
        "other": {"budget": "10", "executed": "10"},
    }
    assert rows(table) == [
        ("项目完成指标", "数量指标", "清淤长度", "≥12公里", "13公里"),
        ("效益指标", "社会效益指标", "灌溉意识", "提高", "提高"),
        ("满意度指标", "服务对象满意度指标", "农户满意度", "≥90%", "93%"),
    ]
