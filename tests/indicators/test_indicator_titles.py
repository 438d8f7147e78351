"""Forms written a cell a line, one right under the other: a title without a tab starts the next form."""

from __future__ import annotations

import pytest

from extractor.indicators import find_indicator_tables
from extractor.layout import lay_out
from extractor.records import Content, FlowCellLines, Source

FORM = (
    "项目绩效目标自评表",
    "\t项目名称",
    "\t{}",
    "",
    "\t一级指标",
    "\t二级指标",
    "\t三级指标",
    "\t年度指标值",
    "\t实际完成值",
    "",
    "\t满意度指标",
    "\t服务对象满意度指标",
    "\t{}满意度",
    "\t≥90%",
    "\t96%",
)


@pytest.mark.parametrize("tab", ["", "\t"])
def test_a_title_without_a_tab_or_a_blank_line_ends_the_form_above_and_not_its_last_cell(tab: str) -> None:
    lines = tuple(line.format(name) for name in ("甲", "乙") for line in (tab + FORM[0], *FORM[1:]))
    source = Source("t", "0", "text/plain", 1, None, "none")
    layout = lay_out(Content(source=source, flow=(FlowCellLines(lines),)))
    tables, problems = find_indicator_tables(layout, ())
    assert [(table.project, [(row.level3, row.actual) for row in table.indicators]) for table in tables] == [
        ("甲", [("甲满意度", "96%")]),
        ("乙", [("乙满意度", "96%")]),
    ]
    assert problems == ()
