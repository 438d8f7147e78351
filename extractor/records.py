"""Every type that crosses a module border: frozen, slotted, typed. Imports nothing of ours.

Units, said once: coordinates are PDF points with the origin at the top left of the upright page, x to the right and y
down; pages count from 1; offsets count characters of the document text, ends exclusive; amounts are ``Decimal``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec

Severity = Literal["error", "warning", "info"]
Outcome = Literal["pass", "fail", "not_applicable", "not_evaluable"]
Measure = Literal["actual", "budget_initial", "budget", "completion", "change", "change_rate", "share", "count"]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the records: immutable, slotted, with a fixed field order in JSON."""


# --- what ingest gives: positioned pages, or a flow of paragraphs and tables -----------------------------------------


class Box(NamedTuple):
    """A rectangle in points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float


class Char(NamedTuple):
    """One printed character. ``top``/``bottom`` span the font's ascent and descent, not the ink."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # of the type, in points, after the page's scaling
    bold: bool


class Ruling(NamedTuple):
    """A straight ruling line, horizontal or vertical, as the box it covers (its thickness kept)."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return (self.x1 - self.x0) >= (self.bottom - self.top)


class Page(Record, frozen=True):
    """One page as a person sees it: visible characters in drawing order, and rulings."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rulings: tuple[Ruling, ...] = ()
    images: tuple[Box, ...] = ()
    recognised: bool = False  # characters or rulings were read off a picture: another reader of PDFs would not see them
    shades: tuple[Box, ...] = ()  # filled rectangles that are no rulings


class GridCell(Record, frozen=True):
    """One cell of a grid; a merged cell stands once, at its top left, with its spans."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    page: int | None = None
    box: Box | None = None
    indent: float = 0.0  # how far the text starts from the cell's left edge: points in a PDF, characters elsewhere
    start: int = 0  # document offsets, set by layout: text[start:end] == cell.text
    end: int = 0
    room: float | None = None  # how much of the last line is left free, in characters; null where nothing tells


class Grid(Record, frozen=True):
    """A table as drawn: ``rows`` × ``cols`` slots, every slot covered by exactly one cell."""

    id: str
    rows: int
    cols: int
    cells: tuple[GridCell, ...]
    pages: tuple[int, ...] = ()
    box: Box | None = None  # on its first page
    decided_by: str = "rulings"  # rulings | columns | docx | html | pdfplumber | camelot
    confidence: float = 1.0


class FlowParagraph(Record, frozen=True):
    """A paragraph of a source without pages (DOCX, XLSX, HTML, text)."""

    text: str
    heading_level: int | None = None  # where the source itself says so: Word style, <h2>
    bold: bool = False
    centered: bool = False
    size: float | None = None
    contents_entry: bool = False  # the source marks it as a line of the table of contents (TOC style, PAGEREF)


class FlowTable(Record, frozen=True):
    """A table of a source without pages; ``grid.cells`` carry spans but no boxes."""

    grid: Grid


class FlowCellLines(Record, frozen=True):
    """A table that was flattened to text, a cell a line, empty lines kept as empty strings.

    Where the source led each cell with a tab, lines keep it: ``"\\t"`` alone is an empty cell, and a line without a tab goes on
    with the cell above it.
    """

    lines: tuple[str, ...]


FlowBlock = FlowParagraph | FlowTable | FlowCellLines


class Content(Record, frozen=True):
    """What ingest hands on: either ``pages`` or ``flow`` is filled."""

    source: Source
    pages: tuple[Page, ...] = ()
    flow: tuple[FlowBlock, ...] = ()
    title: str | None = None  # from the file's own metadata or <title>, when it says something
    problems: tuple[Problem, ...] = ()


# --- layout: the document text and where each of its characters stands ------------------------------------------------


class Block(Record, frozen=True):
    """A paragraph, a table or a flattened table of the document text, in reading order.

    ``kind`` table: ``grid`` is the index into ``Layout.grids``. ``kind`` cell_lines: ``text[start:end]`` has a cell a line.
    """

    kind: Literal["paragraph", "table", "cell_lines"]
    start: int
    end: int
    page: int | None = None
    box: Box | None = None  # on its first page
    size: float | None = None
    bold: bool = False
    centered: bool = False
    indent: float = 0.0  # of the first line against the text column's left edge, points
    heading_level: int | None = None
    contents_entry: bool = False
    page_top: bool = False  # first block of its page
    lines: int = 1
    grid: int | None = None


class Table(Record, frozen=True):
    """One logical table over its pages: rows renumbered, repeated headers dropped, each cell with its own page and box.

    A cell that was cut by a page break is rejoined: its text is both parts, its page, box and offsets are the first part's.
    The first ``header_rows`` rows of ``grid`` are header: titles and 单位 lines drawn as rows, and column heads.
    """

    grid: Grid
    parts: tuple[int, ...]  # indices into Layout.grids
    first_block: int  # indices into Layout.blocks
    last_block: int
    lead: tuple[Block, ...] = ()  # the paragraphs directly before: title, 部门 and 单位 lines
    trail: tuple[Block, ...] = ()  # the paragraphs directly after: notes
    header_rows: int = 0
    subtotal_rows: tuple[int, ...] = ()  # 分页小计, 承前页: rows that only repeat or sum up a page
    shared_header: tuple[int, ...] = ()  # columns whose last head stands in the first body row (类, 款, 项 beside 合计)

    def column_path(self, col: int) -> tuple[str, ...]:
        """The header texts over a column from top to bottom (("项目", "科目编码", "类")), without rows that span the table."""
        path: list[str] = []
        for cell in self.grid.cells:
            if not cell.text or not cell.col <= col < cell.col + cell.col_span:
                continue
            shared = cell.row == self.header_rows and cell.col in self.shared_header
            if (cell.row < self.header_rows or shared) and (cell.col_span < self.grid.cols or self.grid.cols == 1):
                path.append(cell.text)
        return tuple(path)


class SetAside(Record, frozen=True):
    """A line kept out of the document text: running head, page number, watermark."""

    kind: Literal["running_head", "page_number", "watermark", "hidden"]
    page: int
    text: str
    box: Box


class PageSize(Record, frozen=True):
    number: int
    width: float
    height: float


# --- the output contract ----------------------------------------------------------------------------------------------


class Anchor(Record, frozen=True):
    """Where something was read: ``text[start:end] == quote``; page and box are null in sources without pages."""

    page: int | None
    box: Box | None
    start: int
    end: int
    quote: str


class KnowledgeStamp(Record, frozen=True):
    """Which domain data read the document."""

    version: str
    digest: str


class Source(Record, frozen=True):
    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None
    text_layer: Literal["native", "ocr", "mixed", "none"]


class Profile(Record, frozen=True):
    """Who published what for which year; a field that the document does not tell is null."""

    title: str | None = None
    publisher: str | None = None
    region: tuple[str | None, str | None, str | None] = (None, None, None)  # 省, 市, 县
    region_code: str | None = None
    level: Literal["省", "市", "县", "乡"] | None = None
    fiscal_year: int | None = None
    kind: Literal["final_account", "budget", "performance"] | None = None
    scope: Literal["department", "unit"] | None = None


class Section(Record, frozen=True):
    id: str
    parent_id: str | None
    level: int
    number: str | None
    title: str
    topic: str
    topic_score: float
    decided_by: Literal["rule", "model"]
    start: int
    end: int
    anchor: Anchor  # of the heading
    dims: dict[str, str] = {}


class Paragraph(Record, frozen=True):
    id: str
    section_id: str | None
    topic: str
    topic_score: float
    start: int
    end: int
    anchor: Anchor


class Entity(Record, frozen=True):
    """A number, date or name in the prose. ``value`` is the number as printed, without separators."""

    id: str
    label: str  # AMOUNT | PERCENT | COUNT | YEAR | DATE | NUMBER | ORG
    printed: str
    value: Decimal | None
    unit: str | None
    yuan: Decimal | None
    start: int
    end: int
    anchor: Anchor


class Fact(Record, frozen=True):
    id: str
    metric: str
    measure: Measure
    year: int | None
    base_year: int | None
    basis: Literal["budget_initial", "budget", "actual"] | None
    dims: dict[str, str | None]
    value: Decimal
    unit: str | None
    yuan: Decimal | None
    printed: str
    score: float
    decided_by: str
    origin: Literal["prose", "cell"]
    entity_id: str | None
    statement_id: str | None
    anchor: Anchor


class StatementCell(Record, frozen=True):
    printed: str
    value: Decimal | None
    yuan: Decimal | None
    anchor: Anchor


class StatementRow(Record, frozen=True):
    label: str
    code: str | None
    level: int | None
    cells: dict[str, StatementCell]
    anchor: Anchor | None = None
    key: str | None = None  # what the label means: a metric id, or total, personnel, goods, …


class Statement(Record, frozen=True):
    """One public form (公开表). ``columns`` are the canonical names of the vocabulary, else the printed header path."""

    id: str
    form: str
    title: str
    unit: str | None
    fiscal_year: int | None
    pages: tuple[int, ...]
    columns: tuple[str, ...]
    empty: bool
    rows: tuple[StatementRow, ...]
    note: str | None = None
    anchor: Anchor | None = None  # of the title
    score: float = 1.0
    decided_by: str = "rulings"


class Indicator(Record, frozen=True):
    level1: str | None
    level2: str | None
    level3: str | None
    target: str | None
    actual: str | None
    weight: Decimal | None
    score: Decimal | None
    deviation: str | None
    anchor: Anchor
    attributes: dict[str, str] = {}  # further columns by their printed head: 指标性质, 度量单位, 评分标准, …


class FundsLine(Record, frozen=True):
    """One row of the funds block of an indicator table: 年度资金总额, 其中：财政拨款, …  Amounts as in ``StatementCell``."""

    label: str
    # budget_initial | adjusted | budget | arrived | executed | balance | weight | rate | score | deviation
    cells: dict[str, StatementCell]


class Goals(Record, frozen=True):
    expected: str | None = None
    actual: str | None = None


class IndicatorTable(Record, frozen=True):
    id: str
    project: str | None
    department: str | None
    unit_name: str | None
    fiscal_year: int | None
    funds: dict[str, FundsLine]  # total | fiscal | carryover | other, and further printed labels
    goals: Goals
    anchor: Anchor
    indicators: tuple[Indicator, ...]
    unit: str | None = None
    total_score: Decimal | None = None
    title: str | None = None
    attributes: dict[str, str] = {}  # further fields by their printed label: 项目负责人, 项目性质, 备注, …


class ProjectReview(Record, frozen=True):
    """A narrative review of one project (项目绩效目标完成情况综述)."""

    id: str
    name: str
    budget: Decimal | None
    executed: Decimal | None
    completion: Decimal | None
    unit: str | None
    effects: str | None
    problems: tuple[str, ...]
    improvements: tuple[str, ...]
    anchor: Anchor


class GlossaryEntry(Record, frozen=True):
    term: str
    definition: str
    anchor: Anchor


class Operand(Record, frozen=True):
    """One side of a finding, in words and as a number."""

    expression: str
    value: Decimal | None
    anchors: tuple[Anchor, ...] = ()


class Finding(Record, frozen=True):
    id: str
    check: str
    outcome: Outcome
    severity: Severity
    message: str
    left: Operand | None
    right: Operand | None
    gap: Decimal | None
    allowed: Decimal | None
    evidence: tuple[Anchor, ...]
    cause: str | None = None
    group: str | None = None


class Problem(Record, frozen=True):
    """Trouble in the reading, said and not hidden. ``code`` is listed in ``problems.py``."""

    code: str
    severity: Severity
    stage: str
    message: str
    anchor: Anchor | None = None


class Disclosure(Record, frozen=True):
    """One document, read. ``to_json()`` is the contract's JSON."""

    schema: str
    schema_version: str
    knowledge: KnowledgeStamp
    source: Source
    status: Literal["complete", "partial", "failed"]
    profile: Profile
    text: str
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    indicator_tables: tuple[IndicatorTable, ...] = ()
    projects: tuple[ProjectReview, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON as plain Python values; Decimals are strings."""
        decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return decoded

    def to_json(self, *, indent: int = 2) -> str:
        """The contract's JSON, UTF-8 text with Chinese unescaped."""
        encoded = msgspec.json.encode(self)
        return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode("utf-8")

    def to_doc(self, *, vocab: Any = None) -> Any:
        """The document as a spaCy ``Doc`` with sections, amounts and facts as span groups; see ``extractor.language.to_doc``.

        Needs the extra ``spacy``; raises ``JuesuanError`` D101 without it.
        """
        from importlib import import_module  # by name: records import nothing of ours

        return import_module("extractor.language").to_doc(self, vocab=vocab)

    @classmethod
    def from_json(cls, data: str | bytes) -> Disclosure:
        """Read a document back. Raises ``msgspec.ValidationError`` naming the field that does not fit."""
        return msgspec.json.decode(data, type=cls)
