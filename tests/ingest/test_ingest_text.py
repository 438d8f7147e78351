"""Plain text: paragraphs, tables in their three written shapes, encodings; nothing lost and nothing doubled."""

from __future__ import annotations

import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.ingest.encoding import decode
from extractor.ingest.text import read_text, text_blocks
from extractor.problems import JuesuanError
from extractor.records import FlowBlock, FlowCellLines, FlowParagraph, FlowTable

PROSE = "2020年度收、支总计27758.21万元。与2019年相比，收、支总计增加3210.11万元，增长13.07%。主要原因是人员经费增加。"


def all_text(blocks: tuple[FlowBlock, ...]) -> str:
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, FlowParagraph):
            parts.append(block.text)
        elif isinstance(block, FlowCellLines):
            parts += block.lines
        else:
            parts += [cell.text for cell in sorted(block.grid.cells, key=lambda cell: (cell.row, cell.col))]
    return "".join("".join(parts).split())


def rows_of(block: FlowBlock) -> list[list[str]]:
    assert isinstance(block, FlowTable)
    grid = block.grid
    assert sorted((cell.row, cell.col) for cell in grid.cells) == [
        (r, c) for r in range(grid.rows) for c in range(grid.cols)
    ]
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def test_a_line_is_a_paragraph() -> None:
    assert text_blocks("　　一、概况\r\n\r\n  正文。\r末段\u2028终") == tuple(
        FlowParagraph(text=text) for text in ("一、概况", "正文。", "末段", "终")
    )


def test_cells_a_line_are_one_block_with_empty_cells_and_line_breaks_kept() -> None:
    text = "说明如下。\n\t绩效目标完成情况表\n(2020 年度)\n\n\t项目名称\n\t甲项目\n\n\t\n\t其他资金:\n\t\n\t0\n\t数量指标\n\n\n\t1年 \n\n\n2.评价结果。"
    before, table, after = text_blocks(text)
    assert (before, after) == (FlowParagraph(text="说明如下。"), FlowParagraph(text="2.评价结果。"))
    assert isinstance(table, FlowCellLines)
    assert table.lines == (
        "\t绩效目标完成情况表", "(2020 年度)", "", "\t项目名称", "\t甲项目", "", "\t", "\t其他资金:", "\t", "\t0", "\t数量指标", "", "", "\t1年",
    )  # fmt: skip


def test_prose_indented_by_tabs_is_no_table() -> None:
    blocks = text_blocks("\n".join(f"\t{PROSE}" for _ in range(10)))
    assert blocks == (FlowParagraph(text=PROSE),) * 10


def test_a_heading_under_a_flattened_table_is_no_cell() -> None:
    run = "\n".join(f"\t格{number}" for number in range(8))
    blocks = text_blocks(f"{run}\n二、机构设置\n{run}")
    assert [type(block) for block in blocks] == [FlowCellLines, FlowParagraph, FlowCellLines]


def test_rows_parted_by_tabs_are_a_table() -> None:
    (before, table, after) = text_blocks(
        "单位：万元\n项目\t预算数\t决算数\n基本支出\t1.00\t\n  人员经费\t2.00\n合计\t3.00\t4.00\n注：无"
    )
    assert (before, after) == (FlowParagraph(text="单位：万元"), FlowParagraph(text="注：无"))
    assert rows_of(table) == [
        ["项目", "预算数", "决算数"], ["基本支出", "1.00", ""], ["人员经费", "2.00", ""], ["合计", "3.00", "4.00"],
    ]  # fmt: skip
    assert isinstance(table, FlowTable)
    assert [cell.indent for cell in table.grid.cells if cell.text == "人员经费"] == [2.0]


def test_one_line_with_a_tab_is_a_paragraph() -> None:
    assert text_blocks("部门：某局\t单位：万元\n正文。") == (
        FlowParagraph(text="部门：某局\t单位：万元"),
        FlowParagraph(text="正文。"),
    )


def test_markdown_tables() -> None:
    (table, after) = text_blocks("| 项目 | 金额 |\n|:---|---:|\n| 甲\\|乙 | 1.00 |\n| 丙 |\n正文")
    assert rows_of(table) == [["项目", "金额"], ["甲|乙", "1.00"], ["丙", ""]]
    assert after == FlowParagraph(text="正文")


FORM = """项目支出绩效自评表
（2021年度）
项目名称
道路养护
一级指标
二级指标
三级指标
年度指标值
实际完成值
产出指标
数量指标
里程
100公里
90公里
质量指标
合格率
100%
100%"""


@pytest.mark.parametrize("end", ["", "\n总分\n100\n99"])
@pytest.mark.parametrize(
    "after",
    [
        "",
        "\n三、其他说明",
        "\n" + "以上各项指标均已完成，绩效情况良好，资金使用合规，没有发现问题，" * 3 + "特此说明。",
    ],
)
def test_a_performance_form_without_tabs(end: str, after: str) -> None:
    blocks = text_blocks(f"说明如下。\n{FORM}{end}{after}")
    assert blocks[0] == FlowParagraph(text="说明如下。")
    assert blocks[1] == FlowCellLines(lines=tuple((FORM + end).split("\n")))
    assert [block.text for block in blocks[2:] if isinstance(block, FlowParagraph)] == (
        [after.strip()] if after else []
    )


def test_a_title_without_a_form_is_a_paragraph() -> None:
    assert all(
        isinstance(block, FlowParagraph)
        for block in text_blocks("项目支出绩效自评表\n见附件。\n三、其他说明\n" + PROSE)
    )


def test_invisible_characters_do_not_cut_numbers() -> None:
    assert text_blocks("收入12\u200b34.5\ufeff6\x00万元") == (FlowParagraph(text="收入1234.56万元"),)


def test_a_row_with_more_cells_ends_a_table() -> None:
    blocks = text_blocks("a\tb\tc\n1\t2\t3\n4\t5\t6\n7\t8\t9\t10\n")
    assert rows_of(blocks[0]) == [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    assert blocks[1] == FlowParagraph(text="7\t8\t9\t10")


@pytest.mark.parametrize(
    "line", ["\t短\n\t" + PROSE, "a\t", "项目支出绩效自评表", "\t一、短", "x\t\t\ny\tz", "项目名称\n一级指标\n二级指标"]
)
def test_time_is_linear(line: str) -> None:
    started = time.process_time()
    text_blocks(f"{line}\n" * 20_000)
    assert time.process_time() - started < 8


TABBED = st.lists(
    st.lists(st.sampled_from(["", "一", "12.5", "项目名称", "|", "---"]), max_size=4).map("\t".join), max_size=12
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(TABBED)
def test_nothing_of_tables_is_lost_or_doubled(text: str) -> None:
    plain = all_text(text_blocks(text)).replace("|", "").replace("-", "")
    assert plain == "".join(text.split()).replace("|", "").replace("-", "")


LINES = st.text(alphabet="一二项目（）。12.\t\n 　" + string.ascii_letters, max_size=300)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_nothing_is_lost_or_doubled(text: str) -> None:
    assert all_text(text_blocks(text)) == "".join(text.split())


def test_nothing_of_the_seed_is_lost_or_doubled(shared: Path) -> None:
    data = (shared / "seeds" / "wusheng-police-2020-final.txt").read_bytes()
    content = read_text(data, name="seed.txt")
    assert all_text(content.flow) == "".join(data.decode().split())
    assert sum(isinstance(block, FlowCellLines) for block in content.flow) == 1
    assert not content.problems


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [PROSE, "第一部分 部门概况\n一、主要职责\n", "部门决算公开"])
def test_encodings_are_told_from_the_bytes(encoding: str, text: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.bad) == (text, 0)


def test_traditional_text_in_big5() -> None:
    text = "決算公開說明：本部門預算收入與支出總計增加，較上年增長十三。經費主要用於機關運行與項目支出。"
    assert decode(text.encode("big5")).text == text
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_are_replaced_and_counted(encoding: str) -> None:
    data = (PROSE + "\n").encode(encoding) * 20
    at = len((PROSE + "\n").encode(encoding)) * 7
    content = read_text(data[:at] + b"\xff\xff" + data[at:], name="x.txt")
    (found,) = content.problems
    assert (found.code, found.severity) == ("I202", "warning")
    assert sum(PROSE in block.text for block in content.flow if isinstance(block, FlowParagraph)) >= 19
    assert "�" in all_text(content.flow)


@pytest.mark.parametrize("data", [b" \n\t\r\n", b"\xef\xbb\xbf", "　\n".encode()])
def test_no_text_is_said(data: bytes) -> None:
    with pytest.raises(JuesuanError, match="I114"):
        read_text(data, name="x.txt")
