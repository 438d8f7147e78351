"""A web page: the publisher's menus and footers around the document, tables with rowspan and colspan."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from corpus.generator.charts import chart
from corpus.generator.model import (
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Placed,
    TableBlock,
    TableModel,
)
from corpus.generator.render_text import contents

_MENU = ("首页", "政务公开", "机构职能", "政策文件", "财政预决算", "互动交流", "办事服务")
_STYLE = "body{font-family:SimSun,serif} table{border-collapse:collapse} td,th{border:1px solid #333;padding:2px 4px} nav a{margin:0 8px}"


_PRINT = "@page{size:A4;margin:22mm} body{font-family:'Noto Serif CJK SC',SimSun,serif;font-size:12pt} table{border-collapse:collapse;width:100%;font-size:8pt} td,th{border:1px solid #333;padding:2px 3px;font-weight:normal;overflow-wrap:anywhere} .new{break-before:page}"


def render_html(document: Document, *, menus: bool = True) -> bytes:
    """A whole page in UTF-8. Without ``menus`` it is a page for print: the document alone, its page breaks kept."""
    menu = "".join(f'<li><a href="/{number}/">{name}</a></li>' for number, name in enumerate(_MENU))
    published = f"{document.year + (1 if document.kind == 'final_account' else 0)}-09-20"
    out = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{escape(document.title)}</title><style>{_STYLE if menus else _PRINT}</style>",
        "<script>var site = {visits: 20211, price: '99.90万元'};</script></head><body>",
    ]
    out += (
        [
            f'<div class="header"><ul class="nav menu">{menu}</ul></div>',
            '<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/4/">财政预决算</a></div>',
            f'<div class="article"><h1 class="title">{escape(document.title)}</h1>',
            f'<div class="info"><span>发布时间：{published}</span> <span>来源：{escape(document.org)}</span> <span>浏览次数：1024</span></div>',
            '<div id="zoom" class="content">',
        ]
        if menus
        else []
    )
    for block in document.blocks:
        if isinstance(block, Heading):
            tag = f"h{min(block.level + 1, 6)}"
            if block.body:
                body = "".join(piece.text for piece in block.body)
                out.append(f"<p><strong>{escape(block.lead)}</strong>{escape(body)}</p>")
            else:
                out.append(f"<{tag}>{escape(block.printed)}</{tag}>")
        elif isinstance(block, Contents):
            out.append('<p style="text-align:center">目录</p>')
            out += [f'<p class="toc">{escape(heading.printed)}</p>' for heading in contents(document, block)]
        elif isinstance(block, Paragraph):
            style = "" if block.align == "left" else f' style="text-align:{block.align}"'
            out.append(f"<p{style}>{escape(block.text)}</p>")
        elif isinstance(block, Picture):
            image = b64encode(chart(block)).decode()
            out.append(f'<p style="text-align:center"><img src="data:image/png;base64,{image}"></p>')
            out.append(f'<p style="text-align:center">{escape(block.caption)}</p>')
        elif isinstance(block, TableBlock):
            out += _table(block.table)
        elif isinstance(block, PageBreak):
            out.append("" if menus else '<div class="new"></div>')
    if not menus:
        return "\n".join([*out, "</body></html>"]).encode()
    out += [
        "</div></div>",
        '<div class="related"><h3>相关链接</h3><ul><li><a href="/a">上级部门网站</a></li><li><a href="/b">政府采购网</a></li></ul></div>',
        f'<div class="footer"><p>主办：{escape(document.org)}　网站标识码：0000000000　备案号：00000000号</p></div>',
        "</body></html>",
    ]
    return "\n".join(out).encode()


def _table(table: TableModel) -> list[str]:
    out = ["<table>"]
    for row in range(table.rows):
        tag = "th" if row < table.header_rows else "td"
        out.append("<tr>" + "".join(_cell(placed, tag) for placed in table.row_cells(row)) + "</tr>")
    out.append("</table>")
    return out


def _cell(placed: Placed, tag: str) -> str:
    cell = placed.cell
    spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
        f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    )
    text = "&#12288;" * cell.indent + escape(cell.text).replace("\n", "<br>")
    return f'<{tag}{spans} style="text-align:{cell.align}">{text}</{tag}>'
