"""PDFs of a case by four producers: reportlab, LibreOffice from DOCX with TrueType and with CFF fonts, Chromium's print of HTML.

A producer gives ``None`` for a layout that it cannot draw, or where its program is not on the machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import pypdfium2

from bench.tables.docx import docx_of
from bench.tables.layouts import PICTURED, Case, Drawn, is_vertical
from bench.tables.reportlab_pages import draw_case
from corpus.generator.model import TableModel
from corpus.generator.producers import browser_pdf, installed, office_pdf, warm_office

FONTS = {"libreoffice": "WenQuanYi Zen Hei", "libreoffice-cff": "Noto Serif CJK SC"}


def make_pdf(case: Case, producer: str) -> bytes | None:
    """The case as PDF. One-row spill pages are found by making the document twice."""
    make = PRODUCERS[producer]
    data = make(case)
    if data is None or case.build is None:
        return data
    fit = _rows_on_pages(data, case.truth[0], pages=1)
    return make(case.build(fit + 1))


def rebuilt(case: Case, data: bytes) -> Case:
    """The case that ``make_pdf`` really drew: with as many rows as ``data`` prints."""
    return case if case.build is None else case.build(_rows_on_pages(data, case.truth[0], pages=None))


def _rows_on_pages(data: bytes, table: TableModel, *, pages: int | None) -> int:
    """Body rows (合计 and coded rows) whose code is printed on the first so many pages, or on any. The blanks are left out: of a page
    with one row pdfium takes every character for a line."""
    with pypdfium2.PdfDocument(data) as document:
        text = "".join(document[at].get_textpage().get_text_range() for at in range(pages or len(document)))
    text = "".join(text.split())
    codes = [placed.cell.text for placed in table.cells if placed.col == 0 and placed.cell.text.isdigit()]
    return 1 + sum(code in text for code in codes)


def warm(cases: Sequence[Case], producers: Sequence[str]) -> None:
    """Let LibreOffice make all documents of ``cases`` in one start; ``make_pdf`` then finds them in the cache."""
    sources = {
        docx_of(case, font=font)
        for producer, font in FONTS.items()
        if producer in producers
        for case in cases
        if _office_can(case)
    }
    warm_office(sorted(sources))


def _libreoffice(font: str) -> Callable[[Case], bytes | None]:
    def make(case: Case) -> bytes | None:
        if not _office_can(case):
            return None
        return _turned(case, office_pdf(docx_of(case, font=font)))

    return make


def _office_can(case: Case) -> bool:
    return (
        installed("libreoffice") and case.drawing.turn != "rotated" and case.drawing.line not in ("shading", *PICTURED)
    )


def _chromium(case: Case) -> bytes | None:
    if not installed("chromium") or case.drawing.turn == "rotated" or case.drawing.line in PICTURED:
        return None
    return _turned(case, browser_pdf(html_of(case).encode()))


def _turned(case: Case, data: bytes) -> bytes:
    """Pages laid on their side, for producers that cannot do it."""
    if case.drawing.turn != "sideways":
        return data
    out = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        for index in range(len(document)):
            document[index].set_rotation(90)
        document.save(out)
    return out.getvalue()


def html_of(case: Case) -> str:
    """The case as a page for print."""
    drawing = case.drawing
    style = {
        "line": "1px solid",
        "thin_rect": "0.5px solid",
        "broken": "1px dashed",
        "dotted": "1px dotted",
        "double": "3px double",
        "shading": "0",
    }[drawing.line]
    sides = {
        "all": f"td,th{{border:{style} #000}}",
        "open": f"td,th{{border:{style} #000}} tr>:first-child[data-l]{{border-left:0}} [data-r]{{border-right:0}}",
        "horizontal": f"td,th{{border-top:{style} #000;border-bottom:{style} #000}}",
        "outer": f"table{{border:{style} #000}} tr.last>*{{border-bottom:{style} #000}}",
        "header": f"table{{border-top:{style} #000;border-bottom:{style} #000}} tr.last>*{{border-bottom:{style} #000}}",
        "none": "",
    }[drawing.rulings]
    collapse = "border-collapse:collapse"
    if drawing.line == "shading":
        collapse, sides = "border-collapse:separate;border-spacing:1px;background:#000", "td,th{background:#fff}"
    if drawing.ground == "zebra":
        sides = "tbody tr:nth-child(even){background:#dde6f0} thead tr{background:#b7cbe0}"
    elif drawing.ground == "bands":
        collapse, sides = (
            "border-collapse:separate;border-spacing:2px",
            "td{background:#eef2f7} th{background:#4a78a8;color:#fff}",
        )
    cut = "auto" if drawing.cut_rows else "avoid"
    header = "table-header-group" if drawing.repeat_header else "table-row-group"
    css = (
        f"@page{{size:A4 {'landscape' if drawing.landscape else 'portrait'};margin:20mm}}"
        f"body{{font:{drawing.font_size}pt 'WenQuanYi Zen Hei';margin:0;letter-spacing:{drawing.spacing}pt;-webkit-print-color-adjust:exact}}"
        f"table{{{collapse};width:100%;table-layout:fixed}} tr{{break-inside:{cut}}} thead{{display:{header}}}"
        f"td,th{{padding:2px 4px;font-weight:normal;overflow-wrap:break-word}} h1{{font-size:15pt;text-align:center;margin:0}} p.unit{{text-align:right;margin:4px 0}}"
        f".new{{break-before:page}} .pair{{display:flex;gap:16pt}} .pair>div{{flex:1;min-width:0}} {sides}"
    )
    out = [f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>{css}</style></head><body>']
    drawn = list(case.drawn)
    first = True
    while drawn:
        count = 2 if drawing.side_by_side else 1
        group, drawn = drawn[:count], drawn[count:]
        new = "" if first else "new"
        first = False
        body = "".join(f"<div>{_html_form(case, each)}</div>" for each in group)
        out.append(f'<div class="{new}{" pair" if count == 2 else ""}">{body}</div>')
    return "".join([*out, "</body></html>"])


def _html_form(case: Case, drawn: Drawn) -> str:
    table = drawn.table
    whole = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * width / whole:.2f}%">' for width in table.widths)
    rows = []
    for row in range(table.rows):
        mark = ' class="last"' if row == table.header_rows - 1 else ""
        rows.append(f"<tr{mark}>{''.join(_html_cell(case, table, placed) for placed in table.row_cells(row))}</tr>")
    head, body = "".join(rows[: table.header_rows]), "".join(rows[table.header_rows :])
    parts = (f"<thead>{head}</thead>" if head else "") + f"<tbody>{body}</tbody>"
    title = (f"<h1>{escape(drawn.title)}</h1>" if drawn.title else "") + (
        f'<p class="unit">{drawn.unit}</p>' if drawn.unit else ""
    )
    return f'{title}<table style="width:{100 * drawn.share:.2f}%"><colgroup>{columns}</colgroup>{parts}</table>'


def _html_cell(case: Case, table: TableModel, placed: object) -> str:
    cell = placed.cell  # type: ignore[attr-defined]
    row, col = placed.row, placed.col  # type: ignore[attr-defined]
    style = f"text-align:{cell.align};"
    if cell.indent:
        style += f"padding-left:{cell.indent}em;"
    if is_vertical(case, table, placed):
        style += "writing-mode:vertical-rl;text-align:center;"
    edge = (" data-l" if col == 0 else "") + (" data-r" if col + cell.col_span == table.cols else "")
    spans = f' rowspan="{cell.row_span}"' * (cell.row_span > 1) + f' colspan="{cell.col_span}"' * (cell.col_span > 1)
    tag = "th" if row < table.header_rows else "td"
    return f'<{tag}{edge}{spans} style="{style}">{escape(cell.text).replace(chr(10), "<br>")}</{tag}>'


def _reportlab(case: Case) -> bytes | None:
    if case.drawing.vertical or case.drawing.vertical_heads:
        stacked = tuple(replace(drawn, table=_stacked(case, drawn.table)) for drawn in case.drawn)
        case = replace(case, drawn=stacked)
    return draw_case(case)


def _stacked(case: Case, table: TableModel) -> TableModel:
    cells = tuple(
        replace(placed, cell=replace(placed.cell, text="\n".join(placed.cell.text)))
        if is_vertical(case, table, placed)
        else placed
        for placed in table.cells
    )
    return replace(table, cells=cells)


PRODUCERS: dict[str, Callable[[Case], bytes | None]] = {
    "reportlab": _reportlab,
    "chromium": _chromium,
    **{producer: _libreoffice(font) for producer, font in FONTS.items()},
}
