"""DOCX from its XML: what Word shows and nothing else, spans exact, numbers printed, hostile packages refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from making_docx import docx, p, r, tbl, tc, tr

from extractor.ingest.docx import read_docx
from extractor.ingest.docx_styles import printed_number
from extractor.problems import JuesuanError
from extractor.records import FlowBlock, FlowParagraph, FlowTable


def blocks(body: str, **parts: str) -> tuple[FlowBlock, ...]:
    return read_docx(docx(body, **parts), name="x.docx").flow  # type: ignore[arg-type]


def texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in blocks(body, **parts) if isinstance(block, FlowParagraph)]


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


def test_runs_tabs_and_breaks() -> None:
    body = (
        p("收入", r("100.00", "<w:b/>"), "万元", "<w:r><w:tab/></w:r>", "附注")
        + p("上", "<w:r><w:br/></w:r>", "下")
        + p()
    )
    assert texts(body) == ["收入100.00万元\t附注", "上", "下"]


def test_revisions_hidden_text_and_notes() -> None:
    body = p(
        "甲",
        "<w:ins>" + r("乙") + "</w:ins>",
        "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>",
        "<w:moveFrom>" + r("丁") + "</w:moveFrom>",
        r("戊", "<w:vanish/>"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        "<w:sdt><w:sdtContent>" + r("己") + "</w:sdtContent></w:sdt>",
    )
    assert texts(body) == ["甲乙己"]


def test_fields_give_their_result_and_not_their_code() -> None:
    def field(code: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f"<w:r><w:instrText>{code}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    (first, second) = blocks(
        p("一、概况", field(" PAGEREF _Toc1 \\h ", "3")) + p("见", field(" REF a ", "附件1"), "。")
    )
    assert first == FlowParagraph(text="一、概况3", size=10.0, contents_entry=True)
    assert second == FlowParagraph(text="见附件1。", size=10.0)


def test_contents_by_field_over_several_paragraphs_and_by_style() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    styles = '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="toc 1"/></w:style>'
    body = (
        p(mark("begin"), '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>', mark("separate"), "第一部分 概况")
        + p("第二部分 情况说明")
        + p(mark("end"))
        + p("第三部分 附件", properties='<w:pStyle w:val="a3"/>')
        + p("第一部分 概况")
    )
    found = [
        (block.text, block.contents_entry) for block in blocks(body, styles=styles) if isinstance(block, FlowParagraph)
    ]
    assert found == [
        ("第一部分 概况", True), ("第二部分 情况说明", True), ("第三部分 附件", True), ("第一部分 概况", False),
    ]  # fmt: skip


STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="我的标题"/><w:basedOn w:val="2"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="lvl"><w:name w:val="章"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>"""


def test_styles_through_their_chain() -> None:
    found = blocks(
        p("甲", properties='<w:pStyle w:val="own"/>')
        + p("乙", properties='<w:pStyle w:val="lvl"/><w:jc w:val="center"/>')
        + p("丙", properties='<w:pStyle w:val="own"/><w:outlineLvl w:val="9"/>')
        + p(r("丁", '<w:b w:val="0"/><w:sz w:val="24"/>'), properties='<w:pStyle w:val="2"/>')
        + p("戊"),
        styles=STYLES,
    )
    assert found == (
        FlowParagraph(text="甲", heading_level=2, bold=True, centered=True, size=16.0),
        FlowParagraph(text="乙", heading_level=1, centered=True, size=10.5),
        FlowParagraph(text="丙", bold=True, centered=True, size=16.0),
        FlowParagraph(text="丁", heading_level=2, size=12.0),
        FlowParagraph(text="戊", size=10.5),
    )


def numbered(level: int, num: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def level(at: int, form: str, text: str, *, suffix: str = "nothing", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_automatic_numbers_are_text() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + level(0, "chineseCountingThousand", "第%1部分", suffix="tab")
        + level(1, "japaneseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimal", "%1.%4", suffix="space")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        + '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = (
        p("概况", properties=numbered(0))
        + p("职能", properties=numbered(1))
        + p("机构", properties=numbered(1))
        + p("甲", properties=numbered(2))
        + p(properties=numbered(2))  # an empty paragraph counts, as in Word
        + p("乙", properties=numbered(2))
        + p("说明", properties=numbered(0))
        + p("收入", properties=numbered(1))
        + p("丙", properties=numbered(2, 2))
        + p("丁", properties=numbered(2, 2))
        + p("戊", properties=numbered(3))
        + p("己", properties=numbered(0, 0))
        + p("庚", properties=numbered(4))
    )
    assert texts(body, numbering=numbering) == [
        "第一部分 概况", "（一）职能", "（二）机构", "1.甲", "3.乙", "第二部分 说明", "（一）收入", "5.丙", "6.丁", "二.1 戊", "己", "庚",
    ]  # fmt: skip


def test_numbers_from_a_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h"/></w:style>'
    )
    tied = level(1, "decimal", "%2、").replace("</w:lvl>", '<w:pStyle w:val="h2"/></w:lvl>')
    numbering = (
        '<w:abstractNum w:abstractNumId="1">' + level(0, "chineseCounting", "%1、") + tied + "</w:abstractNum>"
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = p("甲", properties='<w:pStyle w:val="h"/>') + p("乙", properties='<w:pStyle w:val="h2"/>')
    assert texts(body, styles=styles, numbering=numbering) == ["一、甲", "1、乙"]


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        (10, "chineseCounting", "十"), (11, "chineseCountingThousand", "十一"), (20, "japaneseCounting", "二十"),
        (101, "chineseCounting", "一百〇一"), (3, "ideographTraditional", "丙"), (2, "chineseLegalSimplified", "贰"),
        (27, "lowerLetter", "aa"), (4, "upperRoman", "IV"), (3, "decimalEnclosedCircle", "③"), (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"), (0, "chineseCounting", "0"), (5, "unheardOf", "5"), (5, "none", ""),
    ],
)  # fmt: skip
def test_number_formats(value: int, form: str, printed: str) -> None:
    assert printed_number(value, form) == printed


def test_spans_are_exact() -> None:
    (table,) = blocks(
        tbl(
            tr(tc("收入", '<w:gridSpan w:val="2"/>'), tc("支出", '<w:vMerge w:val="restart"/>')),
            tr("项目", "金额", tc("", "<w:vMerge/>")),
            tr("甲", "1.00", tc("", "<w:vMerge/>")),
            tr("乙", "2.00", properties='<w:gridAfter w:val="1"/>'),
            tr("丙", "3.00", properties='<w:gridBefore w:val="1"/>'),
        )
    )
    assert cells(table) == [
        (0, 0, 1, 2, "收入"), (0, 2, 3, 1, "支出"), (1, 0, 1, 1, "项目"), (1, 1, 1, 1, "金额"), (2, 0, 1, 1, "甲"),
        (2, 1, 1, 1, "1.00"), (3, 0, 1, 1, "乙"), (3, 1, 1, 1, "2.00"), (3, 2, 1, 1, ""), (4, 0, 1, 1, ""), (4, 1, 1, 1, "丙"),
        (4, 2, 1, 1, "3.00"),
    ]  # fmt: skip


def test_columns_that_only_widths_know_are_dropped() -> None:
    two, three = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="3"/>'
    (table,) = blocks(tbl(tr(tc("甲", two), tc("乙", three)), tr(tc("丙", two), tc("丁", three))))
    assert cells(table) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")]


def test_cell_texts_join_as_printed() -> None:
    (table,) = blocks(
        tbl(
            tr(tc(p("年初") + p("预算数")), tc(p("12") + p("34")), tc(p("　　公务接待费"))),
            tr(
                tc(p("甲", properties='<w:ind w:leftChars="200"/>')),
                tc("<w:sdt><w:sdtContent>" + p("乙") + "</w:sdtContent></w:sdt>"),
                "丙",
            ),
        )
    )
    assert [text for *_, text in cells(table)] == ["年初预算数", "12 34", "公务接待费", "甲", "乙", "丙"]
    assert isinstance(table, FlowTable)
    assert [cell.indent for cell in table.grid.cells] == [0.0, 0.0, 2.0, 2.0, 0.0, 0.0]


def test_a_table_in_a_cell() -> None:
    inner = tbl(tr("一", "二"), tr("三", "四"))
    placing = blocks(tbl(tr(tc(p("题") + inner + p()))))
    assert [type(block) for block in placing] == [FlowParagraph, FlowTable]
    (noted,) = blocks(tbl(tr("这一格里的字比里面的表多", tc(p("甲") + inner + p("乙")))))
    assert [text for *_, text in cells(noted)] == ["这一格里的字比里面的表多", "甲一二三四乙"]


def test_text_boxes_once() -> None:
    box = f"<w:txbxContent>{p('框内')}{p('两段')}</w:txbxContent>"
    shape = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(p("前", shape, "后") + p("末")) == ["前后", "框内", "两段", "末"]
    assert texts(p(f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")) == ["框内", "两段"]


def test_title_from_the_properties() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 某局2020年度部门决算 </dc:title></cp:coreProperties>'
    ).encode()
    assert read_docx(docx(p("正文"), parts={"docProps/core.xml": core}), name="x").title == "某局2020年度部门决算"


# --- hostile and damaged ----------------------------------------------------------------------------------------------


def refused(data: bytes) -> str:
    with pytest.raises(JuesuanError) as caught:
        read_docx(data, name="x.docx")
    return caught.value.code


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_zip_bomb_by_ratio() -> None:
    assert refused(packed({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})) == "I109"


def test_zip_bomb_by_count() -> None:
    assert (
        refused(packed({f"word/{number}": b"" for number in range(10_001)} | {"word/document.xml": b"<a/>"})) == "I109"
    )


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = bytearray(packed({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    for at in (data.rfind(b"PK\x01\x02") + 24, data.find(b"PK\x03\x04") + 22):
        data[at : at + 4] = (1000).to_bytes(4, "little")
    assert refused(bytes(data)) in ("I109", "I110")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_entities_are_refused(encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    assert refused(packed({"word/document.xml": xml.encode(encoding)})) == "I111"


def test_damage_is_said() -> None:
    whole = docx(p("正文") * 500)
    assert refused(whole[: len(whole) // 2]) == "I110"
    assert refused(packed({"word/document.xml": b"<w:document><w:body>"})) == "I110"
    assert refused(packed({"word/document.xml": b""})) == "I110"
    assert refused(docx(p())) == "I114"
    flipped = bytearray(whole)
    at = whole.find(b"word/document.xml") + 60
    flipped[at : at + 20] = bytes(20)
    assert refused(bytes(flipped)) == "I110"


def test_depth_is_bounded() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5000 + p("底") + "</w:sdtContent></w:sdt>" * 5000
    assert refused(docx(deep)) == "I110"


def test_spans_without_end_are_held_to_the_table() -> None:
    found = blocks(tbl(tr(tc("甲", '<w:gridSpan w:val="999999999"/>'), "乙")))
    assert [block.text for block in found if isinstance(block, FlowParagraph)] == ["甲", "乙"]
