"""Facts to and from annotation tools: Label Studio's JSON, and back from spaCy's DocBin. Offsets are of the document text.

A Label Studio project needs a ``Text`` named ``text`` and a ``Labels`` named ``fact`` over it; a fact's other fields travel as the
region's ``meta``. spaCy is only needed for the functions on ``DocBin``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.language import from_docbin as docs_of
from extractor.records import Disclosure, Fact

if TYPE_CHECKING:
    from spacy.tokens import DocBin

FIELDS = ("measure", "value", "unit", "year", "base_year", "basis", "dims", "printed")


def to_label_studio(disclosure: Disclosure) -> dict[str, Any]:
    """One task with the prose facts as predictions, to be corrected by a person."""
    return {
        "data": {"text": disclosure.text, "name": disclosure.source.name, "sha256": disclosure.source.sha256},
        "predictions": [{"model_version": "juesuan", "result": [_region(fact) for fact in _prose(disclosure)]}],
    }


def from_label_studio(task: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The facts of the task's newest annotation (of its prediction, where nobody has annotated), in reading order.

    Each has ``metric``, ``start``, ``end`` and the fields of ``meta``. Raises ``ValueError`` where a region does not quote the text.
    """
    text = task["data"]["text"]
    sources = task.get("annotations") or task.get("predictions") or [{"result": []}]
    facts = []
    for region in sources[-1]["result"]:
        value = region["value"]
        if "labels" not in value:
            continue
        start, end = value["start"], value["end"]
        if "text" in value and text[start:end] != value["text"]:
            raise ValueError(f"region {region.get('id')} says {value['text']!r}, the text has {text[start:end]!r}")
        facts.append({"metric": value["labels"][0], "start": start, "end": end, **region.get("meta", {})})
    return sorted(facts, key=lambda fact: (fact["start"], fact["end"]))


def from_docbin(packed: DocBin | str | Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each document's text with its facts as ``from_label_studio`` gives them. ``extractor.language.to_docbin`` packs documents.

    A span that somebody added or moved has its metric, start and end and no further fields.
    """
    for doc in docs_of(packed):
        facts = []
        for span in doc.spans["facts"]:
            record = span._.record
            same = record.get("start") == span.start_char and record.get("end") == span.end_char
            fields = {name: record[name] for name in FIELDS} if same else {}
            facts.append({"metric": span.label_, "start": span.start_char, "end": span.end_char, **fields})
        yield doc.text, sorted(facts, key=lambda fact: (fact["start"], fact["end"]))


def _prose(disclosure: Disclosure) -> Iterator[Fact]:
    return (fact for fact in disclosure.facts if fact.origin == "prose")


def _fields(fact: Fact) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(fact, name) for name in FIELDS}
    return {**fields, "value": f"{fact.value:f}", "dims": dict(fact.dims)}


def _region(fact: Fact) -> dict[str, Any]:
    anchor = fact.anchor
    return {
        "id": fact.id,
        "from_name": "fact",
        "to_name": "text",
        "type": "labels",
        "score": fact.score,
        "value": {"start": anchor.start, "end": anchor.end, "text": anchor.quote, "labels": [fact.metric]},
        "meta": _fields(fact),
    }
