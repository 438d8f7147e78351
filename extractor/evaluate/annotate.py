"""Facts to and from annotation tools: Label Studio's JSON and spaCy's DocBin. Offsets are of the document text.

A Label Studio project needs a ``Text`` named ``text`` and a ``Labels`` named ``fact`` over it; a fact's other fields travel as the
region's ``meta``. spaCy is only needed for the functions on ``DocBin``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from extractor.records import Disclosure, Fact

if TYPE_CHECKING:
    from spacy.tokens import DocBin

FIELDS = ("measure", "value", "unit", "year", "base_year", "basis", "dims", "printed")
GROUP = "facts"  # the spans' group in ``doc.spans``


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


def to_docbin(disclosures: Iterable[Disclosure]) -> DocBin:
    """A document each, a token a character, with facts as ``doc.spans["facts"]`` and their fields in ``doc.user_data``."""
    import spacy
    from spacy.tokens import DocBin

    blank = spacy.blank("zh")
    blank.max_length = 10_000_000
    packed = DocBin(store_user_data=True)
    for disclosure in disclosures:
        doc = blank(disclosure.text)
        facts = list(_prose(disclosure))
        spans = [
            doc.char_span(fact.anchor.start, fact.anchor.end, label=fact.metric, alignment_mode="expand")
            for fact in facts
        ]
        doc.spans[GROUP] = [span for span in spans if span is not None]
        doc.user_data["facts"] = [_fields(fact) for fact, span in zip(facts, spans, strict=True) if span is not None]
        doc.user_data["sha256"] = disclosure.source.sha256
        packed.add(doc)
    return packed


def from_docbin(packed: DocBin) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each document's text with its facts as ``from_label_studio`` gives them."""
    import spacy

    for doc in packed.get_docs(spacy.blank("zh").vocab):
        yield (
            doc.text,
            [
                {"metric": span.label_, "start": span.start_char, "end": span.end_char, **fields}
                for span, fields in zip(doc.spans[GROUP], doc.user_data["facts"], strict=True)
            ],
        )


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
