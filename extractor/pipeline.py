"""The road: bytes → Pages → Layout → Sections + Grids → Statements, IndicatorTables, Facts → Disclosure."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractor.cell_facts import facts_of_cells
from extractor.checks import check
from extractor.entities import find_entities
from extractor.facts import find_facts
from extractor.glossary import find_glossary
from extractor.grid import find_grids
from extractor.grid.second_reader import doubtful, read_again
from extractor.indicators import find_indicator_tables
from extractor.ingest import load_bytes, media_type_of, read_bytes
from extractor.ingest.pdf import OnPage, PdfReader
from extractor.knowledge.loading import stamp
from extractor.layout import Layout, LayoutBuilder, lay_out
from extractor.profile import find_profile
from extractor.records import Anchor, Content, Disclosure, Fact, Problem, Section, Statement
from extractor.second_report import find_second_report
from extractor.sections import find_sections
from extractor.statements import find_statements
from extractor.statements.restored import known_kind, restore_forms
from extractor.stitching import Table, stitch

SCHEMA = "juesuan/disclosure"
SCHEMA_VERSION = "1"


class Reading(NamedTuple):
    """A disclosure together with what it was read from, for those who want to look (debug pictures, tests)."""

    disclosure: Disclosure
    layout: Layout
    tables: tuple[Table, ...]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without Python's collector of cycles: hundreds of thousands of small records are made, none of them in a cycle, and going
    over them again and again takes a sixth of the reading."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read(path: str | Path) -> Disclosure:
    """Read one document (PDF with a text layer, DOCX, XLSX, HTML, plain text).

    Raises ``JuesuanError`` with a code where the document can't be read at all; everything less is a ``Problem`` on the
    disclosure, whose ``status`` is then ``partial``.
    """
    return read_closely(load_bytes(path), name=Path(path).name).disclosure


def read_closely(data: bytes, *, name: str, on_page: OnPage | None = None) -> Reading:
    """Read a document from its bytes and keep its layout. ``name`` goes into ``source`` and messages only; ``on_page`` is told of
    each page of a PDF before it is read (its number, and how many there are)."""
    if media_type_of(data, name=name) == "application/pdf":
        content, layout = lay_out_pdf(data, name=name, on_page=on_page)
    else:
        content = read_bytes(data, name=name)
        layout = lay_out(content)
    return _understand(content, layout)


@_collector_paused()
def lay_out_pdf(data: bytes, *, name: str, on_page: OnPage | None = None) -> tuple[Content, Layout]:
    """Text and grids of a PDF. Pages are let go one by one, so that memory does not grow with their drawing."""
    builder = LayoutBuilder()
    problems: list[Problem] = []
    with PdfReader(data, name=name, on_page=on_page, ahead=True) as reader:
        for page in reader:
            grids = find_grids(page)
            if doubtful(grids) and not page.recognised:
                reader.wait()  # a second reader may use pdfium, too
                grids, disputed = read_again(data, page, grids)
                problems += disputed
            builder.add(page, grids)
        content = reader.content()
    return msgspec.structs.replace(content, problems=(*content.problems, *problems)), builder.finish()


@_collector_paused()
def _understand(content: Content, layout: Layout) -> Reading:
    problems: list[Problem] = [*content.problems]
    profile, found = find_profile(layout, content_title=content.title)
    problems += found
    layout = restore_forms(layout, kind=known_kind(profile.kind), fiscal_year=profile.fiscal_year)
    tables = stitch(layout)
    tree = find_sections(layout)
    problems += tree.problems
    statements, found = find_statements(layout, tables, kind=profile.kind, fiscal_year=profile.fiscal_year)
    problems += found
    indicator_tables, found = find_indicator_tables(layout, tables, tree.sections)
    problems += found
    entities = find_entities(layout, tree.paragraphs)
    prose, projects, found = find_facts(layout, tree.sections, tree.paragraphs, entities, statements, profile)
    problems += found
    second = find_second_report(layout, profile)
    if second is not None:
        problems.append(second.problem)
        statements = tuple(each for each in statements if _before(second.start, each.anchor))
        indicator_tables = tuple(each for each in indicator_tables if _before(second.start, each.anchor))
        projects = tuple(each for each in projects if _before(second.start, each.anchor))
        prose = tuple(each for each in prose if _before(second.start, each.anchor))
    cells = facts_of_cells(statements, fiscal_year=profile.fiscal_year, kind=profile.kind)
    disclosure = Disclosure(
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        knowledge=stamp(),
        source=content.source,
        status="partial" if any(problem.severity == "error" for problem in problems) else "complete",
        profile=profile,
        text=layout.text,
        sections=_with_forms(tree.sections, statements),
        paragraphs=tree.paragraphs,
        entities=entities,
        facts=_numbered([*prose, *cells]),
        statements=statements,
        indicator_tables=indicator_tables,
        projects=projects,
        glossary=find_glossary(layout, tree.sections, tree.paragraphs),
        problems=tuple(problems),
    )
    return Reading(check(disclosure), layout, tables)


def _before(second: int, anchor: Anchor | None) -> bool:
    """Whether something belongs to the first of two reports in one file."""
    return anchor is None or anchor.start < second


def _numbered(facts: list[Fact]) -> tuple[Fact, ...]:
    """Ids in reading order over prose and cells."""
    ordered = sorted(facts, key=lambda fact: (fact.anchor.start, fact.anchor.end))
    return tuple(msgspec.structs.replace(fact, id=f"f{number}") for number, fact in enumerate(ordered, 1))


def _with_forms(sections: tuple[Section, ...], statements: tuple[Statement, ...]) -> tuple[Section, ...]:
    """Sections that are a form's title say which form it is (``dims.form``)."""
    forms = {statement.anchor.start: statement.form for statement in statements if statement.anchor is not None}
    return tuple(
        msgspec.structs.replace(section, dims={**section.dims, "form": forms[start]})
        if section.topic == "statements.form"
        and (start := next((at for at in forms if section.start <= at < section.end), None)) is not None
        else section
        for section in sections
    )
