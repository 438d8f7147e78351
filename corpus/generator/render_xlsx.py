"""A workbook of the public forms, a sheet each, as finance systems put them out: merged cells, amounts as numbers. Same bytes for the same document."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from corpus.generator.model import Document, Heading, Paragraph, TableBlock, TableModel
from corpus.generator.numbers import as_printed

# A sheet's name has at most 31 characters and none of these.
_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'“”", ""))


def render_xlsx(document: Document) -> bytes:
    """The forms alone: title, 单位 line, table, note. Raises ``ValueError`` for a document without forms."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": document.title, "created": datetime(document.year + 1, 8, 20)})
    formats = _Formats(book)
    sheet: Any = None
    row = count = 0
    for block in document.blocks:
        if isinstance(block, Heading) and block.form is not None:
            count += 1
            name = f"{count}{block.title}".translate(_NOT_IN_NAMES)[:_NAME]
            sheet, row = book.add_worksheet(name), 0
            sheet.write(row, 0, block.printed, formats.of(bold=True, size=16))
            row += 1
        elif isinstance(block, Paragraph) and block.role in ("unit", "note") and sheet is not None:
            sheet.write(row, 0, block.text, formats.of(size=10))
            row += 1
        elif isinstance(block, TableBlock) and block.table.kind == "statement" and sheet is not None:
            _table(sheet, formats, block.table, row)
            row += block.table.rows
        elif isinstance(block, Heading):
            sheet = None
    if not count:
        book.add_worksheet("空")
        book.close()
        raise ValueError("a document without forms has no workbook")
    book.close()
    return out.getvalue()


class _Formats:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[object, ...], Any] = {}

    def of(
        self,
        *,
        bold: bool = False,
        size: int = 9,
        align: str = "left",
        indent: int = 0,
        number: str = "",
        border: int = 0,
    ) -> Any:
        key = (bold, size, align, indent, number, border)
        if key not in self.made:
            properties = {
                "bold": bold,
                "font_size": size,
                "align": align,
                "indent": indent,
                "border": border,
                "valign": "vcenter",
                "text_wrap": True,
                "font_name": "宋体",
            }
            if number:
                properties["num_format"] = number
            self.made[key] = self.book.add_format(properties)
        return self.made[key]


def _table(sheet: Any, formats: _Formats, table: TableModel, top: int) -> None:
    whole = sum(table.widths)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, 110 * width / whole)
    for placed in table.cells:
        cell = placed.cell
        row, column = top + placed.row, placed.col
        amount = cell.truth is not None and cell.text != ""
        places = len(cell.text.partition(".")[2])
        number = ("#,##0." + "0" * places if places else "#,##0") if amount else ""
        style = formats.of(bold=cell.bold, align=cell.align, indent=cell.indent, number=number, border=1)
        value: str | float = float(as_printed(cell.text)) if amount else cell.text  # the file's own numbers are binary
        if cell.row_span > 1 or cell.col_span > 1:
            sheet.merge_range(row, column, row + cell.row_span - 1, column + cell.col_span - 1, value, style)
        elif amount:
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, cell.text, style) if cell.text else sheet.write_blank(
                row, column, None, style
            )
