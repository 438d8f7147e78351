"""From one disclosure to its rows of every table, as lines of JSON; the form in which readings wait to be put together.

A rows file is one line of JSON, ``{"dataset_version": 1, "sizes": {table: bytes}}``, and then the lines of each table in
the order of ``READING_TABLES``. Putting a dataset together copies byte ranges and decodes no document again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec

from extractor.dataset.tables import DECIMALS, READING_TABLES, ROWS_VERSION, TABLES
from extractor.problems import problem
from extractor.records import Anchor, Disclosure, Problem

Row = dict[str, Any]


class RowsHead(msgspec.Struct, frozen=True):
    dataset_version: int
    sizes: dict[str, int]


def document_id(sha256: str) -> str:
    """The key of a document in every table."""
    return sha256[:16]


def rows_bytes(disclosure: Disclosure) -> bytes:
    """The rows file of a disclosure."""
    tables = rows_of(disclosure)
    blocks = {name: encode_rows(tables[name]) for name in READING_TABLES}
    head = RowsHead(ROWS_VERSION, {name: len(block) for name, block in blocks.items()})
    return b"".join([msgspec.json.encode(head), b"\n", *blocks.values()])


def encode_rows(rows: Iterable[Row]) -> bytes:
    """Lines of JSON; decimals are strings."""
    return msgspec.json.Encoder().encode_lines(list(rows))


def split_rows(data: bytes) -> dict[str, bytes] | None:
    """The blocks of a rows file by table; null where it is of another version and has to be made again."""
    first, _, rest = data.partition(b"\n")
    head = msgspec.json.decode(first, type=RowsHead)
    if head.dataset_version != ROWS_VERSION or tuple(head.sizes) != READING_TABLES:
        return None
    blocks, at = {}, 0
    for name, size in head.sizes.items():
        blocks[name] = rest[at : at + size]
        at += size
    return blocks


def rows_of(disclosure: Disclosure) -> dict[str, list[Row]]:
    """The rows of every table of ``READING_TABLES``, in key order."""
    document = document_id(disclosure.source.sha256)
    problems: list[Problem] = list(disclosure.problems)
    rows: dict[str, list[Row]] = {
        "documents": [_document(disclosure)],
        "sections": list(_sections(disclosure)),
        "facts": list(_facts(disclosure)),
        "statement_cells": list(_cells(disclosure)),
        "indicators": list(_indicators(disclosure)),
        "findings": list(_findings(disclosure)),
    }
    for name, table in rows.items():
        for row in table:
            row["document"] = document
            problems += _fit(name, row)
    rows["problems"] = problem_rows(document, problems)
    return rows


def problem_rows(document: str, problems: Iterable[Problem]) -> list[Row]:
    return [
        {
            "document": document,
            "position": position,
            "code": found.code,
            "severity": found.severity,
            "stage": found.stage,
            "message": found.message,
            **_place(found.anchor),
        }
        for position, found in enumerate(problems, 1)
    ]


def text_digest(text: str) -> str:
    """A digest of the text's letters and digits, equal for the same text in two formats."""
    kept = "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


# --- helpers ----------------------------------------------------------------------------------------------------------


def _document(disclosure: Disclosure) -> Row:
    source, profile = disclosure.source, disclosure.profile
    province, city, county = profile.region
    return {
        "sha256": source.sha256,
        "name": source.name,
        "media_type": source.media_type,
        "bytes": source.bytes,
        "pages": source.pages,
        "text_layer": source.text_layer,
        "status": disclosure.status,
        "title": profile.title,
        "publisher": profile.publisher,
        "province": province,
        "city": city,
        "county": county,
        "region_code": profile.region_code,
        "level": profile.level,
        "fiscal_year": profile.fiscal_year,
        "kind": profile.kind,
        "scope": profile.scope,
        "facts": len(disclosure.facts),
        "statements": len(disclosure.statements),
        "indicator_tables": len(disclosure.indicator_tables),
        "errors": sum(found.severity == "error" for found in disclosure.problems),
        "text_digest": text_digest(disclosure.text),
        "knowledge": disclosure.knowledge.digest,
    }


def _sections(disclosure: Disclosure) -> Iterable[Row]:
    for position, section in enumerate(disclosure.sections, 1):
        yield {
            "position": position,
            "section": section.id,
            "parent": section.parent_id,
            "level": section.level,
            "number": section.number,
            "title": section.title,
            "topic": section.topic,
            "form": section.dims.get("form"),
            "decided_by": section.decided_by,
            "page": section.anchor.page,
            "start": section.start,
            "end": section.end,
        }


def _facts(disclosure: Disclosure) -> Iterable[Row]:
    for position, fact in enumerate(disclosure.facts, 1):
        further = {
            name: fact.dims[name] for name in sorted(fact.dims) if name not in ("function", "function_name", "of")
        }
        yield {
            "position": position,
            "fact": fact.id,
            "metric": fact.metric,
            "measure": fact.measure,
            "year": fact.year,
            "base_year": fact.base_year,
            "basis": fact.basis,
            "function": fact.dims.get("function"),
            "function_name": fact.dims.get("function_name"),
            "of": fact.dims.get("of"),
            "dims": _json(further),
            "value": fact.value,
            "unit": fact.unit,
            "yuan": fact.yuan,
            "printed": fact.printed,
            "score": f"{fact.score:.6f}",
            "origin": fact.origin,
            "statement": fact.statement_id,
            **_place(fact.anchor),
            "quote": fact.anchor.quote,
        }


def _cells(disclosure: Disclosure) -> Iterable[Row]:
    for position, statement in enumerate(disclosure.statements, 1):
        columns = {name: index for index, name in enumerate(statement.columns, 1)}
        head = {
            "statement_position": position,
            "statement": statement.id,
            "form": statement.form,
            "title": statement.title,
            "fiscal_year": statement.fiscal_year,
            "unit": statement.unit,
        }
        if not statement.rows:  # an empty form is a statement too: it says that there was nothing
            yield {**head, "row": 0, "column_position": 0, **_place(statement.anchor)}
        for number, row in enumerate(statement.rows, 1):
            line = {**head, "row": number, "label": row.label, "code": row.code, "level": row.level, "key": row.key}
            if not row.cells:
                yield {**line, "column_position": 0, **_place(row.anchor)}
            for extra, (name, cell) in enumerate(row.cells.items(), len(columns) + 1):
                yield {
                    **line,
                    "column_position": columns.get(name, extra),
                    "column": name,
                    "printed": cell.printed,
                    "value": cell.value,
                    "yuan": cell.yuan,
                    **_place(cell.anchor),
                }


def _indicators(disclosure: Disclosure) -> Iterable[Row]:
    for position, table in enumerate(disclosure.indicator_tables, 1):
        for number, indicator in enumerate(table.indicators, 1):
            yield {
                "table_position": position,
                "indicator_table": table.id,
                "project": table.project,
                "department": table.department,
                "unit_name": table.unit_name,
                "fiscal_year": table.fiscal_year,
                "row": number,
                "level1": indicator.level1,
                "level2": indicator.level2,
                "level3": indicator.level3,
                "target": indicator.target,
                "actual": indicator.actual,
                "weight": indicator.weight,
                "score": indicator.score,
                "deviation": indicator.deviation,
                "attributes": _json(indicator.attributes),
                **_place(indicator.anchor),
            }


def _findings(disclosure: Disclosure) -> Iterable[Row]:
    for position, finding in enumerate(disclosure.findings, 1):
        first = finding.evidence[0] if finding.evidence else None
        yield {
            "position": position,
            "finding": finding.id,
            "check": finding.check,
            "group": finding.group,
            "outcome": finding.outcome,
            "severity": finding.severity,
            "message": finding.message,
            "left": finding.left.expression if finding.left else None,
            "left_value": finding.left.value if finding.left else None,
            "right": finding.right.expression if finding.right else None,
            "right_value": finding.right.value if finding.right else None,
            "gap": finding.gap,
            "allowed": finding.allowed,
            "cause": finding.cause,
            **_place(first),
            "quote": first.quote if first else None,
        }


def _place(anchor: Anchor | None) -> Row:
    return {
        "page": anchor.page if anchor else None,
        "start": anchor.start if anchor else None,
        "end": anchor.end if anchor else None,
    }


def _json(values: dict[str, Any]) -> str | None:
    return msgspec.json.encode(values).decode() if values else None


_DECIMAL_COLUMNS = {
    name: tuple((column.name, *DECIMALS[column.type]) for column in shape.columns if column.type in DECIMALS)
    for name, shape in TABLES.items()
}


def _fit(table: str, row: Row) -> Iterable[Problem]:
    """Decimals as plain digits; one that the column can't hold exactly becomes null, with a problem that says so."""
    for name, precision, scale in _DECIMAL_COLUMNS[table]:
        value = row.get(name)
        if value is None or isinstance(value, str):
            continue
        digits = str(value)
        before, _, behind = digits.partition(".")
        if len(before) <= precision - scale and len(behind) <= scale and "E" not in digits and digits[-1].isdigit():
            row[name] = digits  # nearly all; what follows is for the long and the odd
            continue
        if table == "findings":  # computed, not printed: a share that does not come out even fits no column
            value = round(value, scale)
        exponent = value.as_tuple().exponent
        # A number past the scale may still fit when its last digits are zeros (a yuan product).
        fits = isinstance(exponent, int) and (exponent >= -scale or value == round(value, scale))
        if fits and value.adjusted() < precision - scale:
            row[name] = format(round(value, scale) if exponent < -scale else value, "f")
        else:
            row[name] = None
            yield problem("D104", printed=str(value), column=f"{table}.{name}")
