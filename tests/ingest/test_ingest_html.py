"""Web pages: the document and not the site round it; tables with their spans; hostile pages within bounds."""

from __future__ import annotations

import time

import pytest

from extractor.ingest.html import read_html
from extractor.problems import JuesuanError
from extractor.records import FlowBlock, FlowParagraph, FlowTable

PROSE = (
    "2020年度收、支总计27758.21万元。与2019年相比，收、支总计增加3210.11万元，增长13.07%。主要变动原因是人员经费增加。"
)
MENU = "".join(f'<li><a href="/{number}">栏目{number}</a></li>' for number in range(12))


def blocks(html: str) -> tuple[FlowBlock, ...]:
    return read_html(html.encode(), name="x.html").flow


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html) if isinstance(block, FlowParagraph)]


def cells(block: FlowBlock) -> list[tuple[int, int, int, int, str]]:
    assert isinstance(block, FlowTable)
    grid = block.grid
    covered = sorted(
        (row, col)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    )
    assert covered == [(row, col) for row in range(grid.rows) for col in range(grid.cols)]
    return [(cell.row, cell.col, cell.row_span, cell.col_span, cell.text) for cell in grid.cells]


def test_the_document_and_not_the_site() -> None:
    page = f"""<html><head><title>某局2020年度部门决算-某县人民政府</title><style>p {{}}</style></head><body>
    <div class="top"><ul class="nav">{MENU}</ul></div><div class="breadNav">您的位置：<a>首页</a> &gt; <a>公开</a></div>
    <div class="wrap"><div class="side"><h3>热门</h3><ul>{MENU}</ul></div><div class="con"><h1>某局2020年度部门决算</h1>
    <div>发布时间：2021-09-14 浏览次数：12 字号：[大 中 小] 打印 关闭</div><div id="zoom"><h2>一、总体情况</h2><p>{PROSE}</p>
    <p>　　第二段<br>第三段</p><p>{PROSE}</p></div></div></div><script>var a = "<p>不是正文</p>";</script>
    <div class="foot">版权所有：某县人民政府 备案号：蜀ICP备1号</div></body></html>"""
    assert blocks(page) == (
        FlowParagraph(text="某局2020年度部门决算", heading_level=1, bold=True),
        FlowParagraph(text="一、总体情况", heading_level=2, bold=True),
        FlowParagraph(text=PROSE),
        FlowParagraph(text="第二段"),
        FlowParagraph(text="第三段"),
        FlowParagraph(text=PROSE),
    )
    assert read_html(page.encode(), name="x").title == "某局2020年度部门决算-某县人民政府"


def test_lines_round_a_table_belong_to_it() -> None:
    rows = "".join(f"<tr><td>项目{number}</td><td>{number}.00</td><td>{PROSE}</td></tr>" for number in range(8))
    found = blocks(f"<body><div><p>收入决算表</p><p>单位：万元</p><table>{rows}</table><p>注：无。</p></div></body>")
    assert [getattr(block, "text", "表") for block in found] == ["收入决算表", "单位：万元", "表", "注：无。"]


def test_hidden_parts_are_dropped() -> None:
    assert texts('<p>甲<span style="display: none">乙</span>丙</p><div hidden>丁</div><!-- 戊 --><p>己</p>') == [
        "甲丙",
        "己",
    ]


def test_look_of_paragraphs() -> None:
    found = blocks(
        f'<body><center><b style="font-size:22pt">标题</b></center><p style="text-align:center">居中</p><p>{PROSE}</p>'
        '<p><a href="#_Toc1">一、概况</a></p><ol start="3"><li>甲</li><li>乙</li></ol></body>'
    )
    assert found == (
        FlowParagraph(text="标题", bold=True, centered=True, size=22.0),
        FlowParagraph(text="居中", centered=True),
        FlowParagraph(text=PROSE),
        FlowParagraph(text="一、概况", contents_entry=True),
        FlowParagraph(text="3.甲"),
        FlowParagraph(text="4.乙"),
    )


def test_line_breaks_of_the_source_are_no_spaces_in_chinese() -> None:
    assert texts("<p>公共安全\n   支出\nABC\nDEF  1&nbsp;2</p>") == ["公共安全支出 ABC DEF 1\xa02"]


def test_spans_are_exact() -> None:
    (table,) = blocks(
        """<table><thead><tr><th colspan=2>收入</th><th rowspan="9">支出</th></tr><tr><td>项目<td>金额</tr></thead>
        <tr><td rowspan=2>甲</td><td>1.00</td><td>a</td></tr><tr><td>2.00</td><td>b</td></tr><tr><td>丙</td></tr></table>"""
    )
    assert cells(table) == [
        (0, 0, 1, 2, "收入"), (0, 2, 2, 1, "支出"), (1, 0, 1, 1, "项目"), (1, 1, 1, 1, "金额"), (2, 0, 2, 1, "甲"), (2, 1, 1, 1, "1.00"),
        (2, 2, 1, 1, "a"), (3, 1, 1, 1, "2.00"), (3, 2, 1, 1, "b"), (4, 0, 1, 1, "丙"), (4, 1, 1, 1, ""), (4, 2, 1, 1, ""),
    ]  # fmt: skip


def test_spans_without_end_are_held_to_the_table() -> None:
    (table,) = blocks('<table><tr><td rowspan="1000000000">甲</td><td>1</td></tr><tr><td>2</td></tr></table>')
    assert cells(table) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")]
    started = time.process_time()
    blocks("<table>" + "<tr><td rowspan=1000000000 colspan=1000000000>1<td>2" * 2000 + "</table>")
    assert time.process_time() - started < 5


def test_layout_tables_are_not_tables() -> None:
    data = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>1.00</td></tr></table>"
    page = f"<table><tr><td width=200><ul>{MENU}</ul></td><td><p>{PROSE}</p>{data}<p>{PROSE}</p></td></tr></table>"
    assert [type(block) for block in blocks(page)] == [FlowParagraph, FlowTable, FlowParagraph]
    assert texts("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>") == ["甲", "乙"]


def test_cells_with_line_breaks_and_indents() -> None:
    (table,) = blocks(
        "<table><tr><td>年初<br>预算数</td><td>&emsp;&emsp;其中：<p>公务</p></td></tr><tr><td>12<br>34</td><td></td></tr></table>"
    )
    assert [text for *_, text in cells(table)] == ["年初预算数", "其中：公务", "12 34", ""]
    assert isinstance(table, FlowTable)
    assert table.grid.cells[1].indent == 2.0


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    declared = "gb2312" if encoding == "gb18030" else "utf-8"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body><p>{PROSE}</p></body></html>'
    assert [block.text for block in read_html(page.encode(encoding), name="x").flow] == [PROSE]  # type: ignore[union-attr]


def test_a_wrong_declaration_is_not_believed() -> None:
    page = f'<meta charset="iso-8859-1"><p>{PROSE}</p>'.encode("gb18030")
    assert [block.text for block in read_html(page, name="x").flow] == [PROSE]  # type: ignore[union-attr]
    page = f'<meta charset="utf-8"><p>{PROSE}</p>'.encode("gb18030")
    assert [block.text for block in read_html(page, name="x").flow] == [PROSE]  # type: ignore[union-attr]


def refused(data: bytes) -> str:
    with pytest.raises(JuesuanError) as caught:
        read_html(data, name="x.html")
    return caught.value.code


def test_large_pages_within_bounds() -> None:
    started = time.process_time()
    paragraph = f"<p>{PROSE}</p>".encode()
    assert refused(b"<html>" + paragraph * (50 * 2**20 // len(paragraph))) == "I108"
    assert refused(b"<html>" + b"a" * (65 * 2**20)) == "I108"
    picture = b'<img src="data:image/png;base64,' + b"A" * (50 * 2**20) + b'">'
    assert [block.text for block in read_html(b"<p>a</p>" + picture, name="x").flow] == ["a"]  # type: ignore[union-attr]
    assert time.process_time() - started < 20


def test_deep_and_unclosed_markup() -> None:
    assert refused(b"<html><body>" + b"<div>" * 100_000 + b"x") == "I108"
    assert refused(b"<html><body><table><tr><td></table>") == "I114"
    assert refused(b"<html></html>") == "I114"
    assert texts("<p>甲" + "<script" * 10_000) == ["甲"]


def test_a_cell_with_paragraphs_is_the_page_and_the_words_beside_it_are_its_menu() -> None:
    prose = "".join(
        f"<p>第{number}段：本年收入{number}万元，支出{number}万元，收支平衡。</p>" for number in range(1, 12)
    )
    menu = "<td><ul><li>信息公开指南</li><li>信息公开年报</li></ul></td>"
    page = f"<html><body><table><tr>{menu}<td>{prose}</td></tr></table></body></html>"
    found = texts(page)
    assert found[0].startswith("第1段")
    assert len(found) == 11


def test_the_title_in_a_row_above_the_paragraphs_is_kept() -> None:
    prose = "".join(
        f"<p>第{number}段：本年收入{number}万元，支出{number}万元，收支平衡。</p>" for number in range(1, 12)
    )
    page = f"<html><body><table><tr><td>某局2022年度部门决算</td></tr><tr><td>{prose}</td></tr></table></body></html>"
    assert texts(page)[0] == "某局2022年度部门决算"
