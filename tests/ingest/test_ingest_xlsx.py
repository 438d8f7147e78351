"""Workbooks: what each cell shows, what is hidden, what stands above and below a table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from corpus.generator import make_document, render
from corpus.generator.truth import truth_of
from extractor.ingest import read_bytes
from extractor.ingest.sheet_formats import shown
from extractor.pipeline import read_closely
from extractor.problems import JuesuanError
from extractor.records import Content, FlowParagraph, FlowTable


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def read(data: bytes) -> Content:
    return read_bytes(data, name="a.xlsx")


def lines(content: Content) -> list[str]:
    return [block.text for block in content.flow if isinstance(block, FlowParagraph)]


def tables(content: Content) -> list[dict[tuple[int, int], tuple[str, int, int]]]:
    return [
        {(cell.row, cell.col): (cell.text, cell.row_span, cell.col_span) for cell in block.grid.cells}
        for block in content.flow
        if isinstance(block, FlowTable)
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234.5", "General", "1234.5"),
        ("12.340000000000002", "General", "12.34"),
        ("1E-3", "0.00", "0.00"),
        ("-0.001", "0.00", "0.00"),
        ("2.675", "0.00", "2.68"),
        ("0.1472", "0.00%", "14.72%"),
        ("-12.5", "#,##0.00;[Red]-#,##0.00", "-12.50"),
        ("-12.5", "#,##0.00_);(#,##0.00)", "(12.50)"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("98765432.1", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "98,765,432.10"),
        ("12345", '0.00,"千元"', "12.35千元"),
        ("7", "000", "007"),
        ("0.5", "#.##", ".5"),
        ("1200", "[$￥-804]#,##0", "￥1,200"),
        ("45292", "yyyy/m/d", "2024-01-01"),
        ("45292", 'yyyy"年"m"月"', "2024年1月"),
        ("2050201", "@", "2050201"),
        ("小学教育", "0.00", "小学教育"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_lines_around_a_table_are_paragraphs_and_cells_keep_their_spans() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表一")
        sheet.merge_range("A1:C1", "收入决算表")
        sheet.write("A2", "部门：某局")
        sheet.write("C2", "单位：万元")
        sheet.merge_range("A3:A4", "项目")
        sheet.merge_range("B3:C3", "本年收入")
        sheet.write_row("B4", ["合计", "财政拨款"])
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.write_row("A5", ["教育支出"])
        sheet.write_row("B5", [1234.5, 0], money)
        sheet.write("A6", "注：本表反映部门本年度取得的各项收入情况。")

    content = read(workbook(fill))
    assert lines(content) == ["收入决算表", "部门：某局 单位：万元", "注：本表反映部门本年度取得的各项收入情况。"]
    (table,) = tables(content)
    assert table[0, 0] == ("项目", 2, 1)
    assert table[0, 1] == ("本年收入", 1, 2)
    assert (table[2, 1][0], table[2, 2][0]) == ("1,234.50", "0.00")


def test_what_is_hidden_is_not_read_and_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("收入决算表")
        for row, cells in enumerate([["科目", "金额", "密"], ["甲", 1, 11], ["乙", 2, 12], ["丙", 3, 13]]):
            sheet.write_row(row, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        book.add_worksheet("底稿").write("A1", "内部数")
        book.get_worksheet_by_name("底稿").hide()

    content = read(workbook(fill))
    assert lines(content) == ["收入决算表"]  # a sheet without a title: its name
    assert [text for text, *_ in tables(content)[0].values()] == ["科目", "金额", "甲", "1", "丙", "3"]
    (said,) = content.problems
    assert said.code == "I220"
    assert "底稿" in said.message
    assert "1 行、1 列" in said.message


def test_a_formula_without_its_result_is_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["甲", "乙"])
        sheet.write_formula("A2", "=1+1", value=2)
        sheet.write_formula("B2", "=A2*2", value=4)

    data = repacked(workbook(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>4</v>", b""))
    content = read(data)
    assert [problem.code for problem in content.problems] == ["I221"]
    assert tables(content)[0][1, 0][0] == "2"


@pytest.mark.parametrize("kind", ["final_account", "budget"])
def test_generated_forms_come_back_cell_by_cell(kind: Any) -> None:
    for seed in range(3):
        document = make_document(seed, kind=kind)
        found = read_closely(render(document, "xlsx"), name="a.xlsx").disclosure
        held = {statement.form: statement for statement in found.statements}
        for truth in truth_of(document, "xlsx")["statements"]:
            rows = held[truth["form"]].rows
            printed = {
                (row.code, row.label, name, cell.printed)
                for row in rows
                for name, cell in row.cells.items()
                if cell.printed
            }
            for row in truth["rows"]:
                for name, cell in row["cells"].items():
                    expected = {key for key in printed if key[2] == name and key[3] == cell["printed"]}
                    assert expected or not cell["printed"], (seed, truth["form"], row["label"], name, cell)


def bomb(data: bytes) -> bytes:
    return repacked(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b" " * (80 << 20) + b"</sheetData>")
    )


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (bomb, "I109"),
        (lambda data: repacked(data, "xl/worksheets/sheet1.xml", lambda xml: xml[:200]), "I110"),
        (lambda data: data[: len(data) // 2], "I110"),
        (lambda data: repacked(data, "xl/workbook.xml", lambda xml: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + xml), "I111"),
    ],
)
def test_hostile_and_broken_workbooks_end_with_their_code(damage: Callable[[bytes], bytes], code: str) -> None:
    data = workbook(lambda book: book.add_worksheet().write("A1", "收入决算表"))
    assert lines(read(data)) == ["收入决算表"]
    with pytest.raises(JuesuanError) as caught:
        read(damage(data))
    assert caught.value.code == code


def test_an_empty_workbook_has_no_text() -> None:
    with pytest.raises(JuesuanError) as caught:
        read(workbook(lambda book: book.add_worksheet()))
    assert caught.value.code == "I114"


def test_a_stray_cell_far_below_makes_no_rows() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("收入决算表")
        sheet.write_row("A1", ["科目", "合计", "拨款"])
        sheet.write_row("A2", ["甲", 1, 1])
        sheet.write_row("A60000", ["乙", 2, 2])

    (table,) = tables(read(workbook(fill)))
    assert len(table) == 9


def test_more_merged_cells_than_any_form_has_are_refused() -> None:
    many = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, 100_100))
    data = workbook(lambda book: book.add_worksheet().write("A1", "收入决算表"))
    data = repacked(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + many + b"</mergeCells>"),
    )
    with pytest.raises(JuesuanError) as caught:
        read(data)
    assert caught.value.code == "I108"
