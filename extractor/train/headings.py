"""The heading-role model: whether a line is a heading, the title of a form, or neither, by its words, its number and how it is set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.evaluate import Score, add
from extractor.layout import Layout
from extractor.pipeline import read_closely
from extractor.records import Section
from extractor.sections import lines_of_layout
from extractor.sections.numbering import read_number
from extractor.sections.shapes import Line
from extractor.train import Trained
from extractor.train.examples import Annotated, Sources, generator
from extractor.train.fitting import Fitted, fit, write_card

NAME = "heading"
NONE, HEADING, FORM = "none", "heading", "form"
FEATURES, STRENGTH = 8000, 8.0
RENDERED = 12  # generated documents of each kind that are drawn and read again: that is what costs time here
LEAD = 24  # characters of a line that are read
PLACES = ("cover", "contents")  # no headings of the report


class Row(NamedTuple):
    """A line with its role. ``tokens``: what the model reads. ``document``: the number of its document among the examples."""

    tokens: str
    role: str
    document: int


def build(sources: Sources, out: Path) -> Trained:
    """Learn from generated and made-up documents, measure beside the rules on real and held-out ones. Shipped only where it is better on both."""
    taught = [*_generated(sources), *_annotated(sources.learned)]
    model = fit(
        [row.tokens for row in taught], [row.role for row in taught], ngrams=None, features=FEATURES, strength=STRENGTH
    )
    if not sources.real:
        return Trained(NAME, len(taught), None, ())
    metrics: dict[str, Any] = {"examples": len(taught)}
    for part, documents in (("real", sources.real), ("heldout", sources.heldout)):
        metrics |= _measured(part, documents, model)
    shipped = all(metrics[f"{part}_model_f1"] > metrics[f"{part}_rules_f1"] for part in ("real", "heldout"))
    metrics["shipped"] = shipped
    return Trained(NAME, len(taught), shipped, write_card(NAME, out / NAME, metrics))


# --- examples ---------------------------------------------------------------------------------------------------------


def _generated(sources: Sources) -> Iterator[Row]:
    made = generator()
    formats = ("pdf", "docx")
    for number, document in enumerate(sources.generated(min(RENDERED, sources.count))):
        format = formats[number // 2 % 2]
        layout = read_closely(made.render(document, format), name=f"document.{format}").layout
        headings = [(heading.title, FORM if heading.form else HEADING) for heading in document.headings()]
        yield from _rows(layout, headings, number)


def _annotated(documents: Iterable[Annotated], first: int = 10_000) -> Iterator[Row]:
    for number, document in enumerate(documents, first):
        yield from _rows(document.reading.layout, _stated(document), number)


def _stated(document: Annotated) -> list[tuple[str, str]]:
    return [
        (section["title"], FORM if section["topic"] in ("statements.form", "attachments.indicators") else HEADING)
        for section in document.gold["sections"]
        if section["topic"] not in PLACES
    ]


def _rows(layout: Layout, headings: Sequence[tuple[str, str]], number: int) -> Iterator[Row]:
    lines = lines_of_layout(layout)
    roles = _roles(lines, headings)
    for line, tokens in zip(lines, tokens_of(lines), strict=True):
        if line.kind != "cells" and line.text.strip():
            yield Row(tokens, roles.get(line.start, NONE), number)


def _roles(lines: Sequence[Line], headings: Sequence[tuple[str, str]]) -> dict[int, str]:
    """Offset of a line → its role. From the end backwards, so that an entry of the contents is not taken for the heading."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for title, role in headings:
        waiting[_squeezed(title)].append(role)
    found: dict[int, str] = {}
    for line in reversed(lines):
        number = read_number(line.text)
        rest = _squeezed(line.text[number.length :] if number else line.text)
        head = re.split(r"[。：:]", rest, maxsplit=1)[0]
        for title in (rest, head):
            if waiting.get(title):
                found[line.start] = waiting[title].pop()
                break
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"[\s“”\"]", "", text).rstrip("。：:")


def tokens_of(lines: Sequence[Line]) -> list[str]:
    """What the model reads of each line: characters of its head, its number's style, its length and end, its type, and what follows."""
    sizes = sorted(line.size for line in lines if line.kind == "text" and line.size is not None for _ in line.text)
    body = sizes[len(sizes) // 2] if sizes else None
    tokens = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        number = read_number(line.text)
        text = re.sub(r"\d[\d,.]*", "0", _squeezed(line.text[number.length :] if number else line.text))
        head = text[:LEAD]
        said = [f"{length}{head[at : at + length]}" for length in (1, 2) for at in range(len(head) - length + 1)]
        said += [f"start{head[:2]}", f"end{text[-2:]}", f"stop{line.text.rstrip()[-1:]}"]
        said += [
            f"number_{number.style}" if number else "number_no",
            f"kind_{line.kind}",
            f"long_{min(len(text) // 6, 12)}",
        ]
        said += [name for name in ("bold", "centered", "page_top", "contents_entry") if getattr(line, name)]
        said.append(f"level_{line.heading_level}")
        said.append(f"size_{round(5 * line.size / body)}" if body and line.size is not None else "size_no")
        said.append(f"next_{following.kind}" if following is not None else "next_no")
        said += ["comma"] if "，" in text else []
        tokens.append(" ".join(re.sub(r"\s", "_", each) for each in said))
    return tokens


# --- measuring --------------------------------------------------------------------------------------------------------


def _measured(part: str, documents: Sequence[Annotated], model: Fitted) -> dict[str, Any]:
    ours: list[Score] = []
    ruled: list[Score] = []
    for document in documents:
        layout = document.reading.layout
        lines = [line for line in lines_of_layout(layout) if line.kind != "cells" and line.text.strip()]
        truth = {(start, role) for start, role in _roles(lines_of_layout(layout), _stated(document)).items()}
        answers = model.best([row.tokens for row in _rows(layout, (), 0)])
        guessed = {(line.start, role) for line, (role, _) in zip(lines, answers, strict=True) if role != NONE}
        ours.append(_score(truth, guessed))
        ruled.append(_score(truth, _by_rules(lines, document.reading.disclosure.sections)))
    found: dict[str, Any] = {
        f"{part}_documents": len(documents),
        f"{part}_headings": sum(s.hit + len(s.missed) for s in ruled),
    }
    for name, scores in (("model", add(ours)), ("rules", add(ruled))):
        found |= {
            f"{part}_{name}_precision": round(scores.precision, 3),
            f"{part}_{name}_recall": round(scores.recall, 3),
            f"{part}_{name}_f1": round(scores.f1, 3),
        }
    return found


def _by_rules(lines: Sequence[Line], sections: Sequence[Section]) -> set[tuple[int, str]]:
    forms = ("statements.form", "attachments.indicators")
    starts = {
        section.anchor.start: FORM if section.topic in forms else HEADING
        for section in sections
        if section.topic not in PLACES
    }
    return {
        (line.start, role)
        for line in lines
        for start, role in starts.items()
        if line.start <= start < line.start + len(line.text)
    }


def _score(gold: set[tuple[int, str]], found: set[tuple[int, str]]) -> Score:
    return Score(len(gold & found), tuple(sorted(gold - found)), tuple(sorted(found - gold)))
