"""Records as span groups of a ``Doc``: one table of records by id in ``doc.user_data``, spans that carry the id, extensions that look it up.

Extensions read the table and keep nothing of their own, so that two facts about one number stay apart, and a ``Doc`` that comes back from
disk or a ``DocBin`` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
from spacy.tokens import Doc, Span

KEY = "juesuan"  # in ``doc.user_data``
GROUPS = ("sections", "paragraphs", "amounts", "facts", "cells")
# Attributes of ``span._``, by the records that have them; null on every other span.
FIELDS = (
    *("number", "title", "level", "parent_id", "section_id", "topic_score", "decided_by"),
    *("printed", "value", "unit", "yuan"),
    *("measure", "year", "base_year", "basis", "dims", "score", "entity_id", "statement_id"),
    *("page", "box"),
)
DECIMALS = ("value", "yuan")

Record = Mapping[str, Any]


def register() -> None:
    """Set the extensions, once. One of the same name that somebody else has set stays theirs."""
    for name in FIELDS:
        if not Span.has_extension(name):
            Span.set_extension(name, getter=_getter(name))
    if not Span.has_extension("record"):
        Span.set_extension("record", getter=record_of)
    for name in ("profile", "source"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=_kept(name))


def stored(doc: Doc) -> dict[str, Any]:
    """What is kept on a document: ``records`` by group, each a list of plain records; ``profile``; ``source``."""
    kept: dict[str, Any] = doc.user_data.setdefault(KEY, {})
    return kept


def from_disclosure(doc: Doc) -> bool:
    """Whether the document was read from a file (``to_doc``): what stands on it knows pages, type and tables, and is left as it is."""
    return stored(doc).get("source") is not None


def record_of(span: Span) -> dict[str, Any]:
    """The contract's record that the span stands for, as plain values; empty for any other span."""
    if not span.id_:
        return {}
    for records in stored(span.doc).get("records", {}).values():
        if span.id_ in records:
            return dict(records[span.id_])
    return {}


def put(doc: Doc, group: str, records: Sequence[msgspec.Struct], *, label: str) -> Doc:
    """Keep ``records`` on the document and stand them as ``doc.spans[group]``; ``label`` names the field that labels them."""
    table: dict[str, Any] = {}
    for record in records:
        plain = msgspec.to_builtins(record)
        anchor = plain.pop("anchor", None) or {}
        table[plain["id"]] = {
            "start": anchor.get("start"),
            "end": anchor.get("end"),
            **plain,
            "label": plain[label],
            "page": anchor.get("page"),
            "box": anchor.get("box"),
        }
    stored(doc).setdefault("records", {})[group] = table
    edges = [edge for record in table.values() for edge in (record["start"], record["end"])]
    if split_at(doc, edges):
        for name in stored(doc)["records"]:
            _stand(doc, name)
    else:
        _stand(doc, group)
    return doc


def records(doc: Doc, group: str, kind: type[Any]) -> list[Any]:
    """The records of a group as they were put there, anchors anew."""
    found = []
    for plain in stored(doc).get("records", {}).get(group, {}).values():
        start, end = plain["start"], plain["end"]
        anchor = {"page": plain["page"], "box": plain["box"], "start": start, "end": end, "quote": doc.text[start:end]}
        fields = {key: value for key, value in plain.items() if key in kind.__struct_fields__}
        found.append(msgspec.convert({**fields, "anchor": anchor}, kind))
    return found


def split_at(doc: Doc, offsets: Iterable[int]) -> bool:
    """Split the tokens that cross one of ``offsets``; whether there were any. Spans that stand already must be stood anew."""
    starts = {token.idx for token in doc} | {len(doc.text)}
    crossing: dict[int, list[int]] = {}
    for offset in sorted(set(offsets) - starts):
        at = next((token.i for token in doc if token.idx < offset < token.idx + len(token)), None)
        if at is not None:
            crossing.setdefault(at, []).append(offset)
    if not crossing:
        return False
    with doc.retokenize() as retokenizer:
        for at, inside in crossing.items():
            token = doc[at]
            edges = [token.idx, *inside, token.idx + len(token)]
            parts = [doc.text[start:end] for start, end in pairwise(edges)]
            retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))
    return True


def _stand(doc: Doc, group: str) -> None:
    table = stored(doc)["records"][group]
    first = {token.idx: token.i for token in doc}
    last = {token.idx + len(token): token.i + 1 for token in doc}
    doc.spans[group] = [
        Span(doc, first[record["start"]], last[record["end"]], label=record["label"], span_id=identity)
        for identity, record in table.items()
        if record["start"] in first and record["end"] in last and record["start"] < record["end"]
    ]


def _getter(name: str) -> Callable[[Span], Any]:
    def get(span: Span) -> Any:
        value = record_of(span).get(name)
        return Decimal(value) if value is not None and name in DECIMALS else value

    return get


def _kept(name: str) -> Callable[[Doc], Any]:
    return lambda doc: stored(doc).get(name)
