"""Word: OOXML written by hand, with heading styles, a table of contents, gridSpan and vMerge. Same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from corpus.generator.model import (
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Piece,
    TableBlock,
    TableModel,
)
from corpus.generator.render_text import contents
from corpus.generator.word_numbers import NUMBERING, WordNumbers

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"""
_DOCUMENT_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"""
_NUMBERING_TYPE = '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
_NUMBERING_REL = f'<Relationship Id="rId3" Type="{NUMBERING}" Target="numbering.xml"/></Relationships>'
_FOOTER = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">- </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:ftr>"""
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
# A4 in twentieths of a point, and its margins.
_WIDTH, _HEIGHT, _MARGIN = 11906, 16838, 1440
_STAMP = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """A .docx package; headings carry Word's heading styles unless the publisher's habit is plain paragraphs."""
    writer = _Writer(document)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _core(document),
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/document.xml": writer.document_xml(),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _FOOTER,
    }
    if writer.numbers.used:
        parts["[Content_Types].xml"] = _TYPES.replace("</Types>", _NUMBERING_TYPE)
        parts["word/_rels/document.xml.rels"] = _DOCUMENT_RELS.replace("</Relationships>", _NUMBERING_REL)
        parts["word/numbering.xml"] = writer.numbers.part()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, text.encode())
    return out.getvalue()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts: list[str] = []
        self.landscape = False
        self.styled = document.seed % 3 != 2  # some publishers format headings by hand
        self.numbers = WordNumbers()

    def document_xml(self) -> str:
        blocks = self.document.blocks
        for index, block in enumerate(blocks):
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Contents):
                self._contents(block)
            elif isinstance(block, TableBlock):
                self._table(block.table)
                if index + 1 < len(blocks) and isinstance(blocks[index + 1], TableBlock):
                    self.parts.append("<w:p/>")
            elif isinstance(block, Picture):
                self._paragraph(Paragraph((Piece(block.caption),), align="center"))
            elif isinstance(block, PageBreak):
                self._page_break(block)
        body = "".join(self.parts)
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f"<w:body>{body}{self._section()}</w:body></w:document>"
        )

    def _heading(self, heading: Heading) -> None:
        size = {1: 36, 2: 32, 3: 30}.get(heading.level, 28)
        if self.styled:
            properties = f'<w:pStyle w:val="{heading.level}"/>'
        else:
            properties = '<w:jc w:val="center"/>' if heading.level == 1 else '<w:ind w:firstLine="600"/>'
        lead = heading.lead
        counted = self.numbers.of(heading.number) if self.document.variant.auto_numbers else None
        if counted is not None:
            lead = lead.removeprefix(heading.number)
            style, _, rest = properties.partition("/>") if self.styled else ("", "", properties)
            properties = (f"{style}/>" if self.styled else "") + counted + rest
        runs = _run(lead, bold=not self.styled, size=None if self.styled else size)
        runs += "".join(_run(piece.text, plain=self.styled) for piece in heading.body)
        self.parts.append(f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")

    def _paragraph(self, paragraph: Paragraph) -> None:
        align = "" if paragraph.align == "left" else f'<w:jc w:val="{paragraph.align}"/>'
        indent = '<w:ind w:firstLine="600"/>' if paragraph.role == "body" and paragraph.align == "left" else ""
        size = 52 if paragraph.role == "cover" else None
        runs = "".join(_run(piece.text, bold=paragraph.role == "cover", size=size) for piece in paragraph.pieces)
        self.parts.append(f"<w:p><w:pPr>{indent}{align}</w:pPr>{runs}</w:p>")

    def _contents(self, block: Contents) -> None:
        self.parts.append(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run("目录", bold=True, size=36)}</w:p>')
        paged = self.document.variant.contents == "pages"
        headings = contents(self.document, block)
        for number, heading in enumerate(headings):
            tail = (
                f'<w:r><w:tab/></w:r>{_field("begin")}<w:r><w:instrText xml:space="preserve"> PAGEREF _Toc{1000 + number} \\h </w:instrText></w:r>'
                f"{_field('separate')}{_run(str(3 + number))}{_field('end')}"
                if paged and not block.codes
                else _run(block.code(number))
                if block.codes
                else _run("…" * 12)
                if self.document.variant.contents == "dots"
                else ""
            )
            field = ""
            if paged and number == 0:
                field = f'{_field("begin")}<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h </w:instrText></w:r>{_field("separate")}'
            closing = _field("end") if paged and number == len(headings) - 1 else ""
            self.parts.append(
                f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>{field}{_run(heading.printed)}{tail}{closing}</w:p>'
            )

    def _page_break(self, block: PageBreak) -> None:
        if block.landscape != self.landscape:
            self.parts.append(f"<w:p><w:pPr>{self._section()}</w:pPr></w:p>")
            self.landscape = block.landscape
            return
        self.parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def _section(self) -> str:
        width, height = (_HEIGHT, _WIDTH) if self.landscape else (_WIDTH, _HEIGHT)
        orient = ' w:orient="landscape"' if self.landscape else ""
        return (
            '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
            f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
            f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" w:left="{_MARGIN}" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
        )

    def _table(self, table: TableModel) -> None:
        whole = (_HEIGHT if self.landscape else _WIDTH) - 2 * _MARGIN
        total = sum(table.widths)
        widths = [int(whole * width / total) for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        rows = "".join(self._row(table, row, widths) for row in range(table.rows))
        self.parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _row(self, table: TableModel, row: int, widths: list[int]) -> str:
        header = "<w:trPr><w:tblHeader/></w:trPr>" if row < table.header_rows and table.style.repeat_header else ""
        cells = []
        size = int(table.style.font_size * 2)
        for placed in sorted(table.cells, key=lambda placed: placed.col):
            cell = placed.cell
            if not placed.row <= row < placed.row + cell.row_span:
                continue
            width = sum(widths[placed.col : placed.col + cell.col_span])
            span = f'<w:gridSpan w:val="{cell.col_span}"/>' if cell.col_span > 1 else ""
            merge = ""
            if cell.row_span > 1:
                merge = '<w:vMerge w:val="restart"/>' if placed.row == row else "<w:vMerge/>"
            lines = cell.text.split("\n") if placed.row == row else [""]
            indent = f'<w:ind w:left="{cell.indent * size * 10}"/>' if cell.indent else ""
            align = "" if cell.align == "left" else f'<w:jc w:val="{cell.align}"/>'
            paragraphs = "".join(
                f"<w:p><w:pPr>{indent}{align}</w:pPr>{_run(line, bold=cell.bold, size=size) if line else ''}</w:p>"
                for line in lines
            )
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
            )
        return f"<w:tr>{header}{''.join(cells)}</w:tr>"


def _run(text: str, *, bold: bool = False, size: int | None = None, plain: bool = False) -> str:
    properties = ('<w:b w:val="0"/>' if plain else "<w:b/>" if bold else "") + (
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    )
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{shown}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _core(document: Document) -> str:
    stamp = f"{document.year + 1}-08-20T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created></cp:coreProperties>'
    )


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="a"/><w:next w:val="a"/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="120"/>{centered}<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for level, size, centered in ((1, 36, '<w:jc w:val="center"/>'), (2, 32, ""), (3, 30, ""), (4, 28, ""))
    )
    entries = "".join(
        f'<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/><w:basedOn w:val="a"/>'
        f'<w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8800"/></w:tabs><w:ind w:left="{420 * (level - 1)}"/></w:pPr></w:style>'
        for level in (1, 2, 3)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{W}">'
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        f"{headings}{entries}</w:styles>"
    )
