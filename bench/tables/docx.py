"""A case as a small DOCX: sections, borders by kind, merged cells, text direction, letter spacing."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from bench.tables.layouts import Case, Drawn, is_vertical
from corpus.generator.model import Placed, TableModel

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WIDTH, _HEIGHT, _MARGIN = 11906, 16838, 1100  # A4, twentieths of a point
_GAP = 360  # between two columns


def docx_of(case: Case, *, font: str) -> bytes:
    """The package's bytes; every run is set in ``font``."""
    body: list[str] = []
    for index, drawn in enumerate(case.drawn):
        right = case.drawing.side_by_side and index % 2 == 1
        if right:
            body.append('<w:p><w:r><w:br w:type="column"/></w:r></w:p>')
        elif index and drawn.new_page:
            body.append(
                '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
            )
        body += _form(case, drawn, font)
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>{"".join(body)}{_section(case)}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS), ("word/document.xml", document)):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def _section(case: Case) -> str:
    width, height = (_HEIGHT, _WIDTH) if case.drawing.landscape else (_WIDTH, _HEIGHT)
    orient = ' w:orient="landscape"' if case.drawing.landscape else ""
    cols = f'<w:cols w:num="2" w:space="{_GAP}"/>' if case.drawing.side_by_side else ""
    margins = " ".join(f'w:{side}="{_MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {margins} w:header="500" w:footer="500" w:gutter="0"/>{cols}</w:sectPr>'


def _form(case: Case, drawn: Drawn, font: str) -> list[str]:
    out = []
    if drawn.title:
        out.append(_paragraph(_run(drawn.title, font, 15.0, bold=True), "center"))
    if drawn.unit:
        out.append(_paragraph(_run(drawn.unit, font, case.drawing.font_size), "right"))
    out.append(_table(case, drawn, font))
    out.append('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>')
    return out


def _table(case: Case, drawn: Drawn, font: str) -> str:
    table, drawing = drawn.table, case.drawing
    whole = (_HEIGHT if drawing.landscape else _WIDTH) - 2 * _MARGIN
    if drawing.side_by_side:
        whole = (whole - _GAP) // 2
    total = sum(table.widths)
    widths = [int(whole * drawn.share * width / total) for width in table.widths]
    kind = {
        "line": "single",
        "thin_rect": "single",
        "broken": "dashed",
        "dotted": "dotted",
        "double": "double",
        "shading": "single",
    }[drawing.line]
    sides = {
        "all": ("top", "left", "bottom", "right", "insideH", "insideV"),
        "open": ("top", "bottom", "insideH", "insideV"),
        "horizontal": ("top", "bottom", "insideH"),
        "outer": ("top", "left", "bottom", "right"),
        "header": ("top", "bottom"),
        "none": (),
    }[drawing.rulings]
    colour = "FFFFFF" if drawing.ground == "bands" else "000000"
    if drawing.ground == "bands":
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    size = 2 if drawing.line == "thin_rect" else 4
    borders = "".join(f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="0" w:color="{colour}"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(case, table, row, widths, font) for row in range(table.rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(case: Case, table: TableModel, row: int, widths: list[int], font: str) -> str:
    drawing = case.drawing
    properties = "" if drawing.cut_rows else "<w:cantSplit/>"
    if row < table.header_rows and drawing.repeat_header:
        properties += "<w:tblHeader/>"
    if height := _upright_height(case, table, row):
        properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    cells = [
        _cell(case, table, placed, row, widths, font)
        for placed in sorted(table.cells, key=lambda placed: placed.col)
        if placed.row <= row < placed.row + placed.cell.row_span
    ]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _upright_height(case: Case, table: TableModel, row: int) -> int:
    """How tall (twips) a row has to be for its upright heads, which an office suite clips where nobody says; 0 without any."""
    lengths = [
        len(placed.cell.text) / placed.cell.row_span
        for placed in table.cells
        if placed.row <= row < placed.row + placed.cell.row_span and is_vertical(case, table, placed)
    ]
    return round(max(lengths, default=0) * 1.2 * case.drawing.font_size * 20)


def _cell(case: Case, table: TableModel, placed: Placed, row: int, widths: list[int], font: str) -> str:
    cell, drawing = placed.cell, case.drawing
    width = sum(widths[placed.col : placed.col + cell.col_span])
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.col_span > 1:
        properties += f'<w:gridSpan w:val="{cell.col_span}"/>'
    if cell.row_span > 1:
        properties += '<w:vMerge w:val="restart"/>' if placed.row == row else "<w:vMerge/>"
    if row == table.header_rows - 1 and drawing.rulings in ("outer", "header"):
        properties += '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
    fill = _fill(case, table, row)
    if fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    if is_vertical(case, table, placed):
        properties += '<w:textDirection w:val="tbRl"/>'
    properties += '<w:vAlign w:val="center"/>'
    lines = cell.text.split("\n") if placed.row == row else [""]
    paragraphs = "".join(
        _paragraph(
            _run(line, font, drawing.font_size, bold=cell.bold, spacing=drawing.spacing),
            cell.align,
            indent=cell.indent * drawing.font_size,
        )
        for line in lines
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _fill(case: Case, table: TableModel, row: int) -> str:
    """The ground of a row's cells."""
    ground = case.drawing.ground
    if ground == "none":
        return ""
    if row < table.header_rows:
        return "B7CBE0"
    return "EEF2F7" if ground == "bands" else "DDE6F0" if (row - table.header_rows) % 2 else ""


def _paragraph(runs: str, align: str, *, indent: float = 0.0) -> str:
    left = f'<w:ind w:left="{int(indent * 20)}"/>' if indent else ""
    return f'<w:p><w:pPr>{left}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def _run(text: str, font: str, size: float, *, bold: bool = False, spacing: float = 0.0) -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    more = ("<w:b/>" if bold else "") + (f'<w:spacing w:val="{int(spacing * 20)}"/>' if spacing else "")
    half = int(size * 2)
    if not text:
        return ""
    return f'<w:r><w:rPr>{fonts}{more}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
