"""Recall and precision of the checks over documents with planted errors.

``python -m bench.planted [--count 200] [--errors 4] [--format pdf]`` makes documents, half final accounts and half budgets, plants errors of every kind of
``corpus/data/errors.yaml`` in them, reads them and looks at what fails. An error is found when one of the checks that its kind names fails on a
planted number; a finding (error or warning) is right when it touches a planted number, or shares its group with one that does. Misses and false alarms are listed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.generator import Document, Format, Kind, make_document, render
from corpus.generator.data import load
from corpus.generator.model import FORMATS, PlantedError, PlantedPlace
from corpus.generator.planting import plant
from extractor.records import Disclosure, Finding


class Outcome(NamedTuple):
    """One planted error after the reading: found by a check that it names, by another, and whether the cause was told."""

    document: str
    error: PlantedError
    found: bool
    otherwise: bool
    cause: bool


class Judged(NamedTuple):
    """One document: its errors, and the findings that touch none of them."""

    outcomes: tuple[Outcome, ...]
    right: int
    false: tuple[str, ...]


def judge(name: str, document: Document, disclosure: Disclosure) -> Judged:
    """What the findings say of the planted errors."""
    fails = [finding for finding in disclosure.findings if finding.outcome == "fail"]
    located = [(error, list(_located(error, disclosure))) for error in document.planted]
    outcomes = []
    touched: set[str] = set()
    for error, spans in located:
        on_it = [finding for finding in fails if _touches(finding, error, spans)]
        touched |= {finding.id for finding in on_it}
        named = [finding for finding in on_it if finding.check in error.checks]
        cause = any(error.cause in (finding.cause or finding.message) for finding in on_it)
        outcomes.append(Outcome(name, error, bool(named), bool(on_it) and not named, cause))
    groups = {finding.group or finding.id for finding in fails if finding.id in touched}
    grave = [finding for finding in fails if finding.severity != "info"]
    right = [finding for finding in grave if finding.id in touched or (finding.group or finding.id) in groups]
    false = [f"{name}: [{f.severity}] {f.check} {f.message}" for f in grave if f not in right]
    return Judged(tuple(outcomes), len(right), tuple(false))


def planted_documents(count: int, errors: int, *, first: int = 0) -> Iterator[tuple[str, Document]]:
    """Documents with errors; kinds that were planted least so far are tried first, so that all come equally often where they can."""
    catalogue = list(load("errors")["errors"])
    planted: Counter[str] = Counter()
    kinds: tuple[Kind, Kind] = ("final_account", "budget")
    for number in range(count):
        kind, seed = kinds[number % 2], first + number // 2
        order = sorted(catalogue, key=lambda each: planted[each])
        document = plant(make_document(seed, kind=kind), count=errors, kinds=order)
        planted.update(error.kind for error in document.planted)
        yield f"{kind}-{seed}", document


def measure(documents: Iterable[tuple[str, Document]], format: Format) -> tuple[list[Outcome], int, list[str]]:
    """All outcomes, the number of right findings, and the false alarms. Raises what the reader raises."""
    from extractor.checks import check
    from extractor.pipeline import read_closely

    outcomes: list[Outcome] = []
    right = 0
    false: list[str] = []
    for name, document in documents:
        disclosure = read_closely(render(document, format), name=f"{name}.{format}").disclosure
        if not disclosure.findings:
            disclosure = check(disclosure)
        judged = judge(name, document, disclosure)
        outcomes += judged.outcomes
        right += judged.right
        false += judged.false
    return outcomes, right, false


def report(outcomes: list[Outcome], right: int, false: list[str]) -> str:
    """Markdown: recall by kind, worst first; then recall and precision of all."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.error.kind].append(outcome)
    lines = ["| 错误 | 埋设 | 检出 | 检出率 | 另由别的核对检出 | 原因说对 |", "|---|---|---|---|---|---|"]
    ranked = sorted(by_kind.items(), key=lambda each: (sum(o.found for o in each[1]) / len(each[1]), each[0]))
    for kind, each in ranked:
        found = sum(outcome.found for outcome in each)
        caused = "" if not each[0].error.cause else str(sum(outcome.cause for outcome in each))
        lines.append(
            f"| {kind} {each[0].error.words} | {len(each)} | {found} | {found / len(each):.0%} | {sum(o.otherwise for o in each)} | {caused} |"
        )
    found = sum(outcome.found for outcome in outcomes)
    lines.append("")
    lines.append(f"recall {found}/{len(outcomes)} = {found / len(outcomes):.4f}" if outcomes else "nothing planted")
    said = right + len(false)
    lines.append(f"precision {right}/{said} = {right / said:.4f}" if said else "no finding")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the table, the misses and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="documents, half of each kind")
    parser.add_argument("--errors", type=int, default=4, help="errors in each document")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--format", choices=FORMATS, default="pdf")
    parser.add_argument("--list", type=int, default=40, help="so many misses and false alarms are listed")
    parser.add_argument("--json", type=Path, help="the outcomes, machine-readable")
    options = parser.parse_args(arguments)
    documents = planted_documents(options.count, options.errors, first=options.first)
    outcomes, right, false = measure(documents, options.format)
    print(report(outcomes, right, false))
    missed = [outcome for outcome in outcomes if not outcome.found]
    for outcome in missed[: options.list]:
        place = outcome.error.places[0]
        print(
            f"  - {outcome.document} {outcome.error.kind}: {place.context}[{place.printed}] for [{place.right}] {place.form} {place.row} {place.column} {place.project}"
        )
    for line in false[: options.list]:
        print("  + " + line)
    if options.json:
        options.json.write_text(json.dumps(_as_json(outcomes, right, false), ensure_ascii=False, indent=1), "utf-8")
    return 0


# --- where a planted number was read --------------------------------------------------------------------------------------


def _located(error: PlantedError, disclosure: Disclosure) -> Iterator[tuple[int, int]]:
    """Spans of the document text in which the planted numbers stand, as they were read."""
    for place in error.places:
        if place.where == "text":
            yield from _in_text(place, disclosure.text)
        elif place.where == "form":
            yield from _in_form(place, disclosure)
        elif place.where == "indicators":
            for table in disclosure.indicator_tables:
                if table.project and table.project.removesuffix("项目") == place.project.removesuffix("项目"):
                    anchors = [table.anchor, *(each.anchor for each in table.indicators)]
                    anchors += [cell.anchor for line in table.funds.values() for cell in line.cells.values()]
                    yield min(anchor.start for anchor in anchors), max(anchor.end for anchor in anchors)


def _in_text(place: PlantedPlace, text: str) -> Iterator[tuple[int, int]]:
    """Every place where the words before the number and the number stand, blanks and line ends left out of account."""
    kept = [index for index, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(text[index] for index in kept)
    before = "".join(place.context.split())
    wanted = "".join(place.printed.split())
    at = squeezed.find(before + wanted)
    while at >= 0:
        start = at + len(before)
        yield kept[start], kept[start + len(wanted) - 1] + 1
        at = squeezed.find(before + wanted, at + 1)


def _in_form(place: PlantedPlace, disclosure: Disclosure) -> Iterator[tuple[int, int]]:
    for statement in disclosure.statements:
        if statement.form != place.form:
            continue
        for row in statement.rows:
            if (row.code or "".join(row.label.split())) == "".join(place.row.split()) and place.column in row.cells:
                anchor = row.cells[place.column].anchor
                yield anchor.start, anchor.end


def _touches(finding: Finding, error: PlantedError, spans: list[tuple[int, int]]) -> bool:
    if any(place.where == "document" for place in error.places):
        return finding.check in error.checks
    sides = [side.anchors for side in (finding.left, finding.right) if side is not None]
    anchors = (*finding.evidence, *(anchor for side in sides for anchor in side))
    return any(anchor.start < end and start < anchor.end for anchor in anchors for start, end in spans)


def _as_json(outcomes: list[Outcome], right: int, false: list[str]) -> Mapping[str, Any]:
    return {
        "planted": len(outcomes),
        "found": sum(outcome.found for outcome in outcomes),
        "right_findings": right,
        "false_alarms": false,
        "missed": [
            {"document": o.document, "kind": o.error.kind, "printed": o.error.places[0].printed}
            for o in outcomes
            if not o.found
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
