"""DOCX from its XML → paragraphs and tables, as Word shows them: insertions kept, deletions and hidden text dropped.

Body-level elements are read one by one and let go, so that memory does not grow with the document. Cells keep their spans
exactly (``w:gridSpan``, ``w:vMerge``, ``w:gridBefore``). Headers, footers, notes, comments, pictures and charts are no part of the flow.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from extractor.ingest.archive import Archive
from extractor.ingest.docx_styles import Numbering, Style, Styles, half_points, on
from extractor.ingest.encoding import visible
from extractor.ingest.limits import MAX_COLUMNS, MAX_SLOTS
from extractor.ingest.sniff import MEDIA_TYPES
from extractor.ingest.spans import Placed, fill_grid, join_lines
from extractor.problems import JuesuanError
from extractor.records import Content, FlowBlock, FlowParagraph, FlowTable, Source

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# A table whose nested tables hold more than this share of its text is there for the page's layout only.
_LAYOUT_SHARE = 0.5
# Elements that only wrap what stands inside them.
_WRAPPERS = ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ruby", "rubyBase")  # fmt: skip


def read_docx(data: bytes, *, name: str) -> Content:
    """A whole DOCX. Raises ``JuesuanError``: I109 zip bomb, I110 damaged, I111 DTD or entities, I114 no text, I115 encrypted."""
    archive = Archive(data, name=name)
    part = _main_part(archive)
    blocks = tuple(_Reader(archive, part).blocks())
    if not any(not isinstance(block, FlowParagraph) or block.text.strip() for block in blocks):
        raise JuesuanError("I114", path=name)
    core = archive.tree("docProps/core.xml")
    title = core.findtext(_DC_TITLE) if core is not None else None
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPES["docx"],
        bytes=len(data),
        pages=None,
        text_layer="native",
    )
    return Content(source=source, flow=blocks, title=(title or "").strip() or None)


def _main_part(archive: Archive) -> str:
    """The main document part, by the package's relations; Word always calls it word/document.xml, others need not."""
    relations = archive.tree("_rels/.rels")
    for relation in relations if relations is not None else ():
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in archive:
            return target
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise archive.damaged("word/document.xml")


class _Field:
    """A complex field (``w:fldChar``): its code is no text, its result is."""

    def __init__(self) -> None:
        self.code = ""
        self.in_result = False


class _Text(NamedTuple):
    """A piece of a paragraph with its look; ``"\\n"`` is a line break."""

    text: str
    bold: bool
    size: float


class _Cell(NamedTuple):
    col: int
    span: int
    merge: str | None  # vertical: "restart", "continue"
    element: etree._Element | None


class _Reader:
    def __init__(self, archive: Archive, part: str) -> None:
        self._archive = archive
        self._xml = archive.read(part)
        self._part = part
        self.w = self._namespace()
        folder = posixpath.dirname(part)
        self._styles = Styles(archive.tree(f"{folder}/styles.xml"), self.w)
        self._numbering = Numbering(archive.tree(f"{folder}/numbering.xml"), self.w)
        self._wrappers = {f"{self.w}{tag}" for tag in _WRAPPERS}
        self._fields: list[_Field] = []
        self._contents_depth = 0  # inside a content control that holds the table of contents
        self._tables = 0

    def blocks(self) -> Iterator[FlowBlock]:
        body = f"{self.w}body"
        tags = ("p", "tbl", "sdt", "customXml", "ins", "moveTo", "del")
        wanted = (*(f"{self.w}{tag}" for tag in tags), f"{_MC}AlternateContent")
        found = etree.iterparse(
            io.BytesIO(self._xml),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in found:
                parent = element.getparent()
                if parent is None or parent.tag != body:
                    continue
                yield from self._block(element)
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            raise self._archive.damaged(f"{self._part}: {error.msg}") from error

    def _namespace(self) -> str:
        """``{…}`` of the main part: transitional and strict files use different ones."""
        try:
            _, root = next(
                iter(etree.iterparse(io.BytesIO(self._xml), events=("start",), resolve_entities=False, no_network=True))
            )
        except (etree.XMLSyntaxError, StopIteration) as error:
            raise self._archive.damaged(f"{self._part}: {error}") from error
        tag = str(root.tag)
        if not tag.startswith("{"):
            raise self._archive.damaged(f"{self._part}: <{tag}>")
        return tag[: tag.index("}") + 1]

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _block(self, element: etree._Element) -> Iterator[FlowBlock]:
        tag = element.tag
        if tag == f"{self.w}p":
            yield from self._paragraph(element)
        elif tag == f"{self.w}tbl":
            yield from self._table(element)
        elif tag == f"{self.w}sdt":
            gallery = element.find(f"{self.w}sdtPr/{self.w}docPartObj/{self.w}docPartGallery")
            contents = gallery is not None and gallery.get(f"{self.w}val") == "Table of Contents"
            self._contents_depth += contents
            for child in element.iterfind(f"{self.w}sdtContent/*"):
                yield from self._block(child)
            self._contents_depth -= contents
        elif tag in self._wrappers or tag == f"{_MC}AlternateContent":
            for child in _choice(element) if tag not in self._wrappers else element:
                yield from self._block(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[FlowBlock]:
        """A paragraph, parted at its line breaks; then the paragraphs of the text boxes that are anchored in it."""
        w = self.w
        properties = paragraph.find(f"{w}pPr")
        style = self._style_of(properties)
        boxes: list[etree._Element] = []
        was_contents = self._in_contents()
        pieces = list(self._pieces(paragraph, style, boxes))
        text = "".join(piece.text for piece in pieces)
        # Word numbers empty paragraphs, too: they count, but a number alone is no text
        label = self._label(properties, style)
        if text.strip():
            shown = [piece for piece in pieces if piece.text.strip()]
            length = sum(len(piece.text) for piece in shown)
            bold = sum(len(piece.text) for piece in shown if piece.bold) > 0.5 * length
            sizes: dict[float, int] = {}
            for piece in shown:
                sizes[piece.size] = sizes.get(piece.size, 0) + len(piece.text)
            contents = (
                was_contents
                or self._in_contents()
                or self._contents_depth > 0
                or self._styles.is_contents(style)
                or self._points_into_contents(paragraph)
            )
            level = None if contents else self._heading_level(properties, style)
            centered = self._alignment(properties, style) == "center"
            for line in (label + text).split("\n"):
                if line.strip():
                    yield FlowParagraph(
                        text=visible(line).strip(),
                        heading_level=level,
                        bold=bold,
                        centered=centered,
                        size=max(sizes, key=lambda size: (sizes[size], size)),
                        contents_entry=contents,
                    )
        for box in boxes:
            for child in box:
                yield from self._block(child)

    def _table(self, table: etree._Element) -> Iterator[FlowBlock]:
        """A table with its spans; one that only places other tables on the page is given as what stands in it."""
        rows = list(self._rows(table))
        columns = max((cell.col + cell.span for row in rows for cell in row), default=0)
        if not columns:
            return
        if self._places_tables(table) or columns > MAX_COLUMNS or columns * len(rows) > MAX_SLOTS:
            for row in rows:
                for cell in row:
                    for child in cell.element if cell.element is not None and cell.merge != "continue" else ():
                        yield from self._block(child)
            return
        placed: list[Placed] = []
        open_cells: dict[int, int] = {}  # column → index into placed of the cell that may go on downwards
        for at, row in enumerate(rows):
            going_on: dict[int, int] = {}
            for cell in row:
                above = open_cells.get(cell.col)
                if cell.merge == "continue" and above is not None and placed[above].col_span == cell.span:
                    placed[above] = placed[above]._replace(row_span=at - placed[above].row + 1)
                    going_on[cell.col] = above
                    continue
                text, indent = self._cell_text(cell.element)
                placed.append(Placed(at, cell.col, 1, cell.span, text, indent))
                if cell.merge is not None:
                    going_on[cell.col] = len(placed) - 1
            open_cells = going_on
        self._tables += 1
        yield FlowTable(grid=fill_grid(placed, len(rows), columns, id=f"x{self._tables}", decided_by="docx"))

    def _rows(self, table: etree._Element) -> Iterator[list[_Cell]]:
        w = self.w
        for row in self._children(table, "tr"):
            properties = row.find(f"{w}trPr")
            if properties is not None and properties.find(f"{w}del") is not None:
                continue
            before = _number(properties, f"{w}gridBefore", w)
            cells: list[_Cell] = [_Cell(0, before, None, None)] if before else []
            col = before
            for element in self._children(row, "tc"):
                own = element.find(f"{w}tcPr")
                span = max(1, _number(own, f"{w}gridSpan", w))
                merge = None if own is None else own.find(f"{w}vMerge")
                across = None if own is None else own.find(f"{w}hMerge")
                if across is not None and across.get(f"{w}val", "continue") == "continue" and cells:
                    cells[-1] = cells[-1]._replace(span=cells[-1].span + span)
                else:
                    value = None if merge is None else merge.get(f"{w}val", "continue")
                    cells.append(_Cell(col, span, value, element))
                col += span
            yield cells

    def _children(self, parent: etree._Element, tag: str) -> Iterator[etree._Element]:
        """Children of one kind, also through content controls and insertions."""
        for child in parent:
            if child.tag == f"{self.w}{tag}":
                yield child
            elif child.tag in self._wrappers:
                yield from self._children(child, tag)

    def _cell_text(self, cell: etree._Element | None) -> tuple[str, float]:
        """A cell's paragraphs joined as print shows them, and how many characters the first stands in."""
        if cell is None:
            return "", 0.0
        joined, indent = "", 0.0
        for paragraph in self._visible_paragraphs(cell):
            properties = paragraph.find(f"{self.w}pPr")
            style = self._style_of(properties)
            boxes: list[etree._Element] = []
            pieces = list(self._pieces(paragraph, style, boxes))
            printed = visible("".join(piece.text for piece in pieces)).replace("\t", " ")
            if printed.strip():
                printed = self._label(properties, style) + printed
            for line in (*printed.split("\n"), *(self._cell_text(box)[0] for box in boxes)):
                text = line.strip()
                if not text:
                    continue
                if not joined:
                    indent = len(line) - len(line.lstrip()) + self._indent(properties, pieces)
                joined = join_lines(joined, text)
        return joined, indent

    def _visible_paragraphs(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs of a cell in order, those of nested tables and content controls too."""
        for child in parent:
            if child.tag == f"{self.w}p":
                yield child
            elif child.tag in self._wrappers or child.tag in (f"{self.w}tbl", f"{self.w}tr", f"{self.w}tc"):
                yield from self._visible_paragraphs(child)

    def _places_tables(self, table: etree._Element) -> bool:
        nested = [inner for inner in table.iter(f"{self.w}tbl") if inner is not table]
        if not nested:
            return False

        def length(element: etree._Element) -> int:
            return sum(len((text.text or "").strip()) for text in element.iter(f"{self.w}t"))

        outermost = [inner for inner in nested if next(inner.iterancestors(f"{self.w}tbl")) is table]
        return sum(map(length, outermost)) > _LAYOUT_SHARE * length(table)

    # --- text of a paragraph ------------------------------------------------------------------------------------------

    def _pieces(
        self, parent: etree._Element, style: str | None, boxes: list[etree._Element], *, depth: int = 0
    ) -> Iterator[_Text]:
        w = self.w
        for child in parent:
            if child.tag == f"{w}r":
                yield from self._run(child, style, boxes)
            elif child.tag in self._wrappers:
                yield from self._pieces(child, style, boxes, depth=depth + 1)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._pieces(_choice(child), style, boxes, depth=depth + 1)
            elif isinstance(child.tag, str) and child.tag.startswith(_MATH):
                text = "".join(element.text or "" for element in child.iter(f"{_MATH}t"))
                if text and self._shown():
                    yield _Text(text, False, self._styles.size)

    def _run(self, run: etree._Element, style: str | None, boxes: list[etree._Element]) -> Iterator[_Text]:
        w = self.w
        properties = run.find(f"{w}rPr")
        look = self._look(properties, style)
        if look.hidden and not run.findall(f"{w}fldChar"):
            return
        for child in run:
            tag = child.tag
            text = ""
            if tag == f"{w}fldChar":
                self._field(child.get(f"{w}fldCharType", ""))
            elif tag == f"{w}instrText":
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag == f"{w}t":
                text = child.text or ""
            elif tag in (f"{w}tab", f"{w}ptab"):
                text = "\t"
            elif tag in (f"{w}br", f"{w}cr"):
                text = "\n"
            elif tag == f"{w}noBreakHyphen":
                text = "-"
            elif tag == f"{w}sym":
                text = _symbol(child.get(f"{w}char", ""))
            elif tag == f"{w}ruby":
                yield from self._pieces(child, style, boxes)
            elif tag == f"{_MC}AlternateContent":
                boxes += _outermost(_choice(child), f"{w}txbxContent")
            elif tag in (f"{w}drawing", f"{w}pict", f"{w}object"):
                boxes += _outermost(child, f"{w}txbxContent")
            if text and not look.hidden and self._shown():
                yield _Text(text, bool(look.bold), look.size or self._styles.size)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].in_result = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _shown(self) -> bool:
        return all(field.in_result for field in self._fields)

    def _in_contents(self) -> bool:
        return any(field.code.split()[:1] == ["TOC"] for field in self._fields)

    def _points_into_contents(self, paragraph: etree._Element) -> bool:
        """Whether a page reference or a link to a heading's bookmark makes up the paragraph."""
        w = self.w
        if any("PAGEREF" in (code.text or "") for code in paragraph.iter(f"{w}instrText")):
            return True
        if any("PAGEREF" in field.get(f"{w}instr", "") for field in paragraph.iter(f"{w}fldSimple")):
            return True
        links = [link for link in paragraph.iter(f"{w}hyperlink") if link.get(f"{w}anchor", "").startswith("_Toc")]
        return bool(links) and not paragraph.findall(f"{w}r/{w}t")

    # --- properties ---------------------------------------------------------------------------------------------------

    def _style_of(self, properties: etree._Element | None) -> str | None:
        own = properties.find(f"{self.w}pStyle") if properties is not None else None
        return own.get(f"{self.w}val") if own is not None else self._styles.default

    def _look(self, properties: etree._Element | None, style: str | None) -> Style:
        w = self.w
        bold = hidden = None
        size = None
        chains = [style]
        if properties is not None:
            bold, hidden = on(properties.find(f"{w}b"), w), on(properties.find(f"{w}vanish"), w)
            size = half_points(properties.find(f"{w}sz"), w)
            own = properties.find(f"{w}rStyle")
            if own is not None:
                chains.insert(0, own.get(f"{w}val"))
        for key in chains:
            for found in self._styles.chain(key):
                bold = found.bold if bold is None else bold
                hidden = found.hidden if hidden is None else hidden
                size = found.size if size is None else size
        return Style(bold=bold, hidden=hidden, size=size)

    def _heading_level(self, properties: etree._Element | None, style: str | None) -> int | None:
        own = properties.find(f"{self.w}outlineLvl") if properties is not None else None
        if own is not None:
            value = own.get(f"{self.w}val", "")
            return int(value) + 1 if value in tuple("012345678") else None
        return self._styles.heading_level(style)

    def _alignment(self, properties: etree._Element | None, style: str | None) -> str | None:
        own = properties.find(f"{self.w}jc") if properties is not None else None
        if own is not None:
            return own.get(f"{self.w}val")
        return next((found.align for found in self._styles.chain(style) if found.align), None)

    def _label(self, properties: etree._Element | None, style: str | None) -> str:
        """The automatic number of a paragraph, from its own properties or from its style."""
        w = self.w
        num_id = level = None
        own = properties.find(f"{w}numPr") if properties is not None else None
        if own is not None:
            first, second = own.find(f"{w}numId"), own.find(f"{w}ilvl")
            num_id = first.get(f"{w}val") if first is not None else None
            level = _number(own, f"{w}ilvl", w) if second is not None else None
        if num_id is None:
            for found in self._styles.chain(style):
                if found.num_id is not None:
                    num_id = found.num_id
                    level = found.level if level is None else level
                    break
            if num_id is not None and level is None:
                level = self._numbering.level_of_style(num_id, style)
        return "" if num_id in (None, "0") else self._numbering.label(num_id or "", level or 0)

    def _indent(self, properties: etree._Element | None, pieces: list[_Text]) -> float:
        """How far a paragraph stands in, in characters of its type."""
        own = properties.find(f"{self.w}ind") if properties is not None else None
        if own is None:
            return 0.0
        total = 0.0
        size = next((piece.size for piece in pieces if piece.text.strip()), self._styles.size)
        for side, hundredths in (("left", "leftChars"), ("start", "startChars"), ("firstLine", "firstLineChars")):
            by_chars, by_twips = own.get(f"{self.w}{hundredths}", ""), own.get(f"{self.w}{side}", "")
            if re.fullmatch(r"-?\d{1,6}", by_chars):
                total += int(by_chars) / 100
            elif re.fullmatch(r"-?\d{1,6}", by_twips):
                total += int(by_twips) / 20 / size
        return round(max(0.0, total), 2)


def _choice(alternate: etree._Element) -> etree._Element:
    """Of ``mc:AlternateContent`` the one branch that is shown: the choice, or the fallback where there is no choice."""
    for branch in (f"{_MC}Choice", f"{_MC}Fallback"):
        found = alternate.find(branch)
        if found is not None:
            return found
    return alternate


def _outermost(element: etree._Element, tag: str) -> list[etree._Element]:
    """Elements of a kind under ``element`` that stand in no other of that kind, each ``mc:AlternateContent`` once."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        else:
            found += _outermost(_choice(child) if child.tag == f"{_MC}AlternateContent" else child, tag)
    return found


def _symbol(code: str) -> str:
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not "D800" <= code.upper() <= "DFFF" else ""


def _number(properties: etree._Element | None, tag: str, ns: str) -> int:
    """The number of a property, 0 where it is absent; spans beyond every table are held to the bound."""
    found = properties.find(tag) if properties is not None else None
    value = found.get(f"{ns}val", "") if found is not None else ""
    return min(int(value), MAX_COLUMNS + 1) if re.fullmatch(r"\d{1,9}", value) else 0
