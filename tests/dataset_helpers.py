"""Datasets of hand-made disclosures, put together without reading a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from extractor.batch.reading import Product, keep
from extractor.dataset.rows import rows_bytes
from extractor.dataset.writer import write_tables
from extractor.ledger import FileEntry, Ledger, ReadingEntry
from extractor.records import (
    Anchor,
    Disclosure,
    Fact,
    KnowledgeStamp,
    Profile,
    Section,
    Source,
    Statement,
    StatementCell,
    StatementRow,
)


def anchor(quote: str, *, page: int | None = 3, start: int = 10) -> Anchor:
    return Anchor(page=page, box=None, start=start, end=start + len(quote), quote=quote)


def fact(
    metric: str, value: str, *, year: int = 2024, measure: str = "actual", unit: str | None = "万元", **more: Any
) -> Fact:
    number = Decimal(value)
    yuan = {"万元": number * 10000, "元": number}.get(unit or "")
    given: dict[str, Any] = {
        "id": "f1",
        "metric": metric,
        "measure": measure,
        "year": year,
        "base_year": None,
        "basis": None,
        "dims": {},
        "value": number,
        "unit": unit,
        "yuan": yuan,
        "printed": value,
        "score": 1.0,
        "decided_by": "test",
        "origin": "prose",
        "entity_id": None,
        "statement_id": None,
        "anchor": anchor(f"{value}{unit or ''}"),
    }
    return Fact(**{**given, **more})


def disclosure(
    publisher: str | None = "武胜县水利局",
    *facts: Fact,
    year: int | None = 2024,
    kind: str | None = "final_account",
    scope: str = "department",
    text: str | None = None,
    code: str | None = "511622",
    topics: Iterable[str] = (),
    statements: tuple[Statement, ...] = (),
    **more: Any,
) -> Disclosure:
    text = text if text is not None else f"{publisher}{year}{kind}{scope}{[item.printed for item in facts]}"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Disclosure(
        schema="juesuan/disclosure",
        schema_version="1",
        knowledge=KnowledgeStamp("1", "test"),
        source=Source(f"{sha256[:6]}.txt", sha256, "text/plain", len(text), None, "native"),
        status="complete",
        profile=Profile(
            publisher=publisher,
            region=("四川省", "广安市", "武胜县") if code else (None, None, None),
            region_code=code,
            level="县" if code else None,
            fiscal_year=year,
            kind=kind,  # type: ignore[arg-type]
            scope=scope,  # type: ignore[arg-type]
        ),
        text=text,
        sections=tuple(
            Section(f"s{n}", None, 1, "一", topic, topic, 1.0, "rule", 0, 5, anchor(topic))
            for n, topic in enumerate(topics, 1)
        ),
        facts=tuple(msgspec.structs.replace(item, id=f"f{n}") for n, item in enumerate(facts, 1)),
        statements=statements,
        **more,
    )


def statement(form: str, rows: dict[str, dict[str, str]]) -> Statement:
    """``rows`` are label → column → printed amount in 万元; an empty string is an empty cell."""
    columns = tuple(dict.fromkeys(column for cells in rows.values() for column in cells))

    def cell(printed: str) -> StatementCell:
        number = Decimal(printed) if printed else None
        return StatementCell(printed, number, number * 10000 if number is not None else None, anchor(printed))

    return Statement(
        "t1", form, form, "万元", 2024, (5,), columns, not rows,
        tuple(StatementRow(label, None, 1, {name: cell(text) for name, text in cells.items()}) for label, cells in rows.items()),
    )  # fmt: skip


def make_dataset(
    folder: Path, *disclosures: Disclosure, failed: dict[str, str] | None = None, declared: dict[str, Any] | None = None
) -> Path:
    """A dataset of ``disclosures``, of ``failed`` files (path → code), each file with what a manifest ``declared``."""
    folder.mkdir(parents=True, exist_ok=True)
    with Ledger(folder) as ledger:
        files = []
        for item in disclosures:
            document = msgspec.json.encode(item)
            keep(folder, item.source.sha256, Product("complete", document=document, rows=rows_bytes(item)))
            ledger.record(ReadingEntry(item.source.sha256, "test", item.status, None, None, 0.1, None))
            location = str(folder.parent / item.source.name)
            files.append(
                FileEntry(location, item.source.name, item.source.sha256, item.source.bytes, **(declared or {}))
            )
        for path, code in (failed or {}).items():
            sha256 = hashlib.sha256(path.encode()).hexdigest()
            ledger.record(ReadingEntry(sha256, "test", "failed", code, f"{path} 失败", 0.1, None))
            files.append(FileEntry(str(folder.parent / path), path, sha256, 7))
        ledger.see(files)
        write_tables(folder, ledger)
    return folder
