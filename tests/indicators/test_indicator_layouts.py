"""Performance forms as provinces draw them: money and goals in columns, parts under titles of their own, levels as groups of columns."""

from __future__ import annotations

from extractor.indicators import find_indicator_tables
from extractor.ingest import read_bytes
from extractor.layout import lay_out
from extractor.records import IndicatorTable
from extractor.stitching import stitch


def drawn(table: str) -> str:
    """HTML of a table with a row a line, cells parted by ``|``, ``<`` merged to the left, ``^`` merged upwards."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    width = len(lines[0])
    assert all(len(line) == width for line in lines), [len(line) for line in lines]
    html = "<table>"
    for row, line in enumerate(lines):
        html += "<tr>"
        for col, text in enumerate(line):
            if text in ("<", "^"):
                continue
            wide = next((end for end in range(col + 1, width) if line[end] != "<"), width) - col
            high = next((end for end in range(row + 1, len(lines)) if lines[end][col] != "^"), len(lines)) - row
            html += f"<td colspan={wide} rowspan={high}>{text}</td>"
        html += "</tr>"
    return html + "</table>"


def forms(*parts: str) -> tuple[IndicatorTable, ...]:
    """The forms of a document of paragraphs and tables, which must leave no cell that is not understood."""
    source = (
        "<p>前文。</p>" + "".join(drawn(part) if "|" in part else f"<p>{part}</p>" for part in parts) + "<p>后文。</p>"
    )
    layout = lay_out(read_bytes(source.encode(), name="x.html"))
    tables, problems = find_indicator_tables(layout, stitch(layout))
    assert [problem.message for problem in problems] == []
    return tables


def rows(table: IndicatorTable) -> list[tuple[str | None, ...]]:
    return [(row.level1, row.level2, row.level3, row.target, row.actual) for row in table.indicators]


def amounts(table: IndicatorTable) -> dict[str, dict[str, str]]:
    return {key: {name: cell.printed for name, cell in line.cells.items()} for key, line in table.funds.items()}


def test_the_row_that_numbers_the_columns_is_no_project() -> None:
    (table,) = forms(
        "项目支出绩效目标表",
        """
        单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位
        1|2|3|4|5|6|7|8
        评审经费|完成评审。|产出指标|数量指标|评审个数|>=|50|个
        """,
    )
    assert (table.project, rows(table)) == ("评审经费", [("产出指标", "数量指标", "评审个数", ">=50个", None)])


def test_money_and_goal_in_columns_under_heads_of_three_rows() -> None:
    (table,) = forms(
        "整体支出绩效目标表",
        "单位：万元",
        """
        单位名称|年度预算申请|<|<|<|整体绩效目标|部门整体支出年度绩效指标|<|<|<|<|<
        ^|资金总额|按收入性质分|按支出性质分|<|^|一级指标|二级指标|三级指标|指标值|度量单位|指标值类型
        ^|^|一般公共预算|基本支出|项目支出|^|^|^|^|^|^|^
        某局|100.00|100.00|60.00|40.00|做好工作。|产出指标|数量指标|会议次数|5|次|定量
        ^|^|^|^|^|^|^|质量指标|合格率|95|%|≥
        """,
    )
    assert (table.department, table.unit_name, table.goals.expected) == ("某局", None, "做好工作。")
    assert amounts(table) == {
        "total": {"budget": "100.00"}, "fiscal": {"budget": "100.00"},
        "基本支出": {"budget": "60.00"}, "项目支出": {"budget": "40.00"},
    }  # fmt: skip
    assert rows(table) == [
        ("产出指标", "数量指标", "会议次数", "5次", None),
        ("产出指标", "质量指标", "合格率", "≥95%", None),
    ]


def test_each_project_of_a_list_has_its_own_money() -> None:
    first, second = forms(
        "项目绩效目标公开表",
        """
        预算单位|项目名称|项目金额（万元）|绩效目标|一级指标|二级指标|三级指标|运算符号|指标值|度量单位
        某局|甲项目|10.00|做甲|产出指标|数量指标|a|≥|5|个
        ^|^|^|^|^|质量指标|b|＝|100|%
        某局|乙项目|20.00|做乙|产出指标|数量指标|c|≥|7|个
        """,
    )
    assert (amounts(first), amounts(second)) == ({"total": {"budget": "10.00"}}, {"total": {"budget": "20.00"}})
    assert [(table.project, table.unit) for table in (first, second)] == [("甲项目", "万元"), ("乙项目", "万元")]
    assert rows(first)[1] == ("产出指标", "质量指标", "b", "＝100%", None)


def test_levels_that_are_groups_of_columns() -> None:
    (table,) = forms(
        "预算项目支出绩效目标表",
        "单位：万元",
        """
        单位编码（项目编码）|单位（项目名称）|项目金额（万元）|<|成本指标|<|产出指标|<
        ^|^|资金总额|单位资金|三级指标|指标值|三级指标|指标值
        301001|某局|40.00|||||
        4100001|投资评审|40.00||评审成本|≤40万元|评审数|≥50个
        """,
    )
    assert (table.project, amounts(table)) == ("投资评审", {"total": {"budget": "40.00"}})
    assert rows(table) == [
        ("成本指标", None, "评审成本", "≤40万元", None),
        ("产出指标", None, "评审数", "≥50个", None),
    ]


def test_a_title_inside_a_form_begins_no_other() -> None:
    (table,) = forms(
        "项目支出绩效自评表",
        """
        项目名称|评审经费|<|<
        项目支出绩效指标表|<|<|<
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|评审数|50个
        """,
    )
    assert (table.project, len(table.indicators)) == ("评审经费", 1)


def test_money_and_its_label_in_one_cell() -> None:
    (table,) = forms(
        "项目支出绩效目标申报表",
        """
        项目名称|信息化运维|<|<
        项目资金（万元）|资金总额：30.00|<|<
        ^|其中：财政拨款 28.00|<|<
        ^|其他资金 2|<|<
        总体绩效目标|保障运行。|<|<
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|系统数|5套
        """,
    )
    assert amounts(table) == {"total": {"budget": "30.00"}, "fiscal": {"budget": "28.00"}, "other": {"budget": "2"}}
    assert table.goals.expected == "保障运行。"


def test_money_across_and_a_list_of_tasks() -> None:
    (table,) = forms(
        "部门整体支出绩效目标表",
        "金额单位：万元",
        """
        部门（单位）名称|某县财政局|<|<
        年度主要任务|任务名称|主要内容|<
        ^|保运转|保障运转|<
        年度部门整体支出预算|资金总额|财政拨款|其他资金
        ^|100.00|99.00|1.00
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|评审数|50个
        """,
    )
    assert amounts(table) == {"total": {"budget": "100.00"}, "fiscal": {"budget": "99.00"}, "other": {"budget": "1.00"}}
    assert table.attributes["保运转"] == "保障运转"


def test_rows_that_a_template_left_are_no_indicators() -> None:
    (table,) = forms(
        "项目支出绩效自评表",
        """
        项目名称|甲|<|<|<
        一级指标|二级指标|三级指标|年度指标值|实际完成值
        产出指标|数量指标|指标1：会议|3次|3次
        ^|^|……||
        ^|成本指标|指标1：||
        """,
    )
    assert rows(table) == [("产出指标", "数量指标", "指标1：会议", "3次", "3次")]


def test_a_second_project_without_a_title_has_the_units_of_the_first() -> None:
    first, second = forms(
        "项目支出绩效目标表（2024年度）",
        "单位：万元",
        """
        项目名称|甲项目|<|<
        年度资金总额|10.00|<|<
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|a|1
        项目名称|乙项目|<|<
        年度资金总额|20.00|<|<
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|b|2
        """,
    )
    assert (first.fiscal_year, second.fiscal_year, second.unit) == (2024, 2024, "万元")
    assert str(second.funds["total"].cells["budget"].yuan) == "200000.00"


def test_goals_of_two_years_in_rows() -> None:
    (table,) = forms(
        "部门整体支出绩效自评表",
        """
        部门名称|某局|<|<|<
        一、部门年度目标|<|<|<|<
        财年|目标|<|实际完成情况|<
        2023|完成收入。|<|已完成。|<
        2024|继续完成。|<|—|<
        一级指标|二级指标|三级指标|指标值|实际完成值
        产出指标|数量指标|评审数|50个|50个
        总分|99|<|<|<
        """,
    )
    assert (table.goals.expected, table.goals.actual, str(table.total_score)) == ("完成收入。", "已完成。", "99")


def test_heads_that_a_page_repeats_end_no_project() -> None:
    """Two pages of one table: the second has the heads again and empty cells where the project was merged."""
    heads = "项目名称|年度目标|一级指标|二级指标|三级指标|指标值"
    (table,) = forms(
        "项目绩效目标表",
        f"""
        {heads}
        甲项目|做甲|产出指标|数量指标|a|1
        ^|^|^|^|b|2
        {heads}
        |||质量指标|c|3
        """,
    )
    assert table.project == "甲项目"
    assert rows(table)[2] == ("产出指标", "质量指标", "c", "3", None)


def lines(text: str) -> IndicatorTable:
    """The form of a text with a cell a line, empty cells lost."""
    source = "前文。\n" + "\n".join(text.split()) + "\n四、其他事项\n后文。"
    layout = lay_out(read_bytes(source.encode(), name="x.txt"))
    (table,), problems = find_indicator_tables(layout, stitch(layout))
    assert [problem.message for problem in problems] == []
    return table


def test_lines_with_numbered_indicators_and_a_name_that_two_levels_know() -> None:
    table = lines(
        """项目支出绩效自评表 （2022年度） 项目名称 某专项 主管部门 某市局 实施单位 某中心
        一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
        产出指标 数量指标 指标1：人次 ≥100 120 10 10 指标2：会议 3次 2次 10 9 延期 ……
        满意度指标 服务对象满意度指标 使用人员满意度 ≥90% 95% 10 10 总分 100 99"""
    )
    assert rows(table) == [
        ("产出指标", "数量指标", "指标1：人次", "≥100", "120"),
        ("产出指标", "数量指标", "指标2：会议", "3次", "2次"),
        ("满意度指标", "服务对象满意度指标", "使用人员满意度", "≥90%", "95%"),
    ]
    assert [row.deviation for row in table.indicators] == [None, "延期", None]


def test_lines_whose_heads_stood_in_two_rows() -> None:
    table = lines(
        """项目支出绩效自评表 （2022年度） 项目名称 某专项 主管部门 某市局 实施单位 某中心
        绩效指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
        一级指标 二级指标 三级指标 指标性质 指标值 度量单位
        产出指标 数量指标 评审项目 ≥ 50 个 55 50 49 总分 100 99"""
    )
    assert rows(table) == [("产出指标", "数量指标", "评审项目", "≥50个", "55")]
    assert (str(table.indicators[0].weight), str(table.indicators[0].score)) == ("50", "49")


def test_a_form_cut_below_the_name_of_its_project_keeps_it() -> None:
    """A page break right under the first rows: they have nothing yet that only an indicator form has."""
    (table,) = forms(
        "项目绩效目标自评表",
        """
        项目名称|甲项目
        主管部门|某局
        """,
        """
        一级指标|二级指标|三级指标|指标值|实际完成值
        产出指标|数量指标|a|1|1
        """,
    )
    assert (table.project, table.department) == ("甲项目", "某局")
    assert rows(table) == [("产出指标", "数量指标", "a", "1", "1")]
