"""Mutation test of the checks: numbers of clean documents changed one at a time; how many of the changes are found.

``python -m bench.mutations [FILE...]`` reads documents (PDF, text, or JSON of ``juesuan extract``); without files it makes and reads
generated ones. Each change is made to the records (a fact of the prose, a cell of a form with the facts it states), so that what is measured
is the checks and not the reading. A change is found when a fail appears that the unchanged document does not have.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractor.checks import findings_of
from extractor.checks.coverage import COUNTED
from extractor.checks.evaluation import evaluate
from extractor.checks.results import anchors_of
from extractor.records import Disclosure, Fact, Statement

KINDS = ("digit", "factor 10", "factor 100", "factor 10000", "sign", "swap")
FACTORS = {"factor 10": Decimal(10), "factor 100": Decimal(100), "factor 10000": Decimal(10_000)}


class Target(NamedTuple):
    """One printed number: its place, and whether it stands in the prose or in a form."""

    where: str  # text | form
    start: int
    value: Decimal
    home: str  # paragraph topic or statement id: neighbours are of one home
    measure: str


def main(arguments: list[str] | None = None) -> int:
    """Print false errors of the unchanged documents, then detection by place and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--prose", type=int, default=25, help="numbers of the prose changed in each document")
    parser.add_argument("--cells", type=int, default=35, help="numbers of the forms changed in each document")
    parser.add_argument("--all", action="store_true", help="change every number instead of a sample")
    parser.add_argument(
        "--count", type=int, default=6, help="generated documents of each kind, where no files are given"
    )
    parser.add_argument("--missed", type=int, default=0, help="list so many changes of bound numbers that were missed")
    chosen = parser.parse_args(arguments)
    found: Counter[tuple[str, str, bool, bool]] = Counter()
    missed: Counter[tuple[str, str, str]] = Counter()
    numbers: Counter[tuple[str, bool]] = Counter()
    false: list[str] = []
    covered = ["| 文件 | 文字中受约束的数字 | 报表中受约束的数字 |", "|---|---|---|"]
    for name, disclosure, seconds in _documents(chosen.files, chosen.count):
        started = time.perf_counter()
        base = findings_of(disclosure)
        checking = time.perf_counter() - started
        fails = [finding for finding in base if finding.outcome == "fail"]
        false += [
            f"{name}: [{fail.severity}] {fail.check} {fail.message}" for fail in fails if fail.severity == "error"
        ]
        known = {(fail.check, fail.message) for fail in fails}
        starts = {anchor.start for outcome in evaluate(disclosure) for anchor in anchors_of(outcome)}
        share = f"，核对用时为读取的 {checking / seconds:.1%}" if seconds else ""
        print(f"{name}: {len(fails)} 项不符{share}", file=sys.stderr)
        targets = list(targets_of(disclosure))
        covered.append(f"| {name} | {_covered(targets, starts, 'text')} | {_covered(targets, starts, 'form')} |")
        for target in targets:
            numbers[(target.where, target.start in starts)] += 1
        chosen_ones = targets if chosen.all else _sample(targets, chosen.prose, chosen.cells, seed=name)
        for target in chosen_ones:
            bound = target.start in starts
            for kind in KINDS:
                changed = changed_value(target, kind, targets)
                if changed is None:
                    continue
                after = findings_of(mutated(disclosure, target, changed))
                hit = any(
                    finding.outcome == "fail" and (finding.check, finding.message) not in known for finding in after
                )
                found[(target.where, kind, bound, hit)] += 1
                if bound and not hit:
                    missed[(target.where, kind, f"{target.home} {target.measure}")] += 1
    print(f"未改动的文件：{len(false)} 项错误级别的不符")
    for line in false:
        print("  " + line)
    print("\n".join(covered))
    print(report(found, numbers))
    for (where, kind, home), count in missed.most_common(chosen.missed):
        print(f"  漏检 {where} {kind} {home}: {count}")
    return 0


def targets_of(disclosure: Disclosure) -> Iterator[Target]:
    """Every number that is not zero: facts of the prose (each printed number once), numeric cells of forms."""
    sections = {section.id: section.topic for section in disclosure.sections}
    homes = sorted(
        (paragraph.start, paragraph.end, sections.get(paragraph.section_id or "", paragraph.topic))
        for paragraph in disclosure.paragraphs
    )
    stated = {entity.start for entity in disclosure.entities if entity.label in COUNTED}
    seen: set[int] = set()
    for fact in disclosure.facts:
        if fact.origin == "prose" and fact.value and fact.anchor.start not in seen and fact.anchor.start in stated:
            seen.add(fact.anchor.start)
            home = next((topic for start, end, topic in homes if start <= fact.anchor.start < end), "other")
            yield Target("text", fact.anchor.start, fact.value, home, fact.measure)
    for statement in disclosure.statements:
        for row in statement.rows:
            for column, cell in row.cells.items():
                if cell.value:
                    yield Target("form", cell.anchor.start, cell.value, statement.form, column)


def changed_value(target: Target, kind: str, targets: list[Target]) -> Decimal | None:
    """The number after the slip; null where it would stay the same, or have no neighbour."""
    value = target.value
    if kind in FACTORS:
        return value * FACTORS[kind]
    if kind == "sign":
        return -value
    if kind == "swap":
        neighbours = [
            other.value
            for other in targets
            if other.home == target.home and other.value != value and other.start > target.start
        ]
        return neighbours[0] if neighbours else None
    digits = list(str(value))
    places = [index for index, digit in enumerate(digits) if digit.isdigit()]
    place = random.Random(target.start).choice(places)
    digits[place] = str((int(digits[place]) + 1 + target.start % 8) % 10)
    changed = Decimal("".join(digits))
    return changed if changed != value else None


def mutated(disclosure: Disclosure, target: Target, value: Decimal) -> Disclosure:
    """The disclosure with this one printed number changed, in every record that was made of it."""
    facts = tuple(
        _with_value(fact, value)
        if fact.anchor.start == target.start and (fact.origin == "prose") == (target.where == "text")
        else fact
        for fact in disclosure.facts
    )
    if target.where == "text":
        return msgspec.structs.replace(disclosure, facts=facts)
    statements = tuple(_statement(statement, target.start, value) for statement in disclosure.statements)
    return msgspec.structs.replace(disclosure, facts=facts, statements=statements)


def report(found: Counter[tuple[str, str, bool, bool]], numbers: Counter[tuple[str, bool]]) -> str:
    """Markdown: a row a kind of change; numbers bound by some check, and all."""
    lines = ["| 位置 | 改动 | 受约束的数字：检出 | 全部数字：检出 |", "|---|---|---|---|"]
    for where in ("form", "text"):
        for kind in (*KINDS, "all"):
            kinds = KINDS if kind == "all" else (kind,)
            hits, bound_hits = (
                sum(found[(where, each, bound, True)] for each in kinds for bound in bounds)
                for bounds in ((True, False), (True,))
            )
            total, bound_total = (
                sum(found[(where, each, bound, hit)] for each in kinds for bound in bounds for hit in (True, False))
                for bounds in ((True, False), (True,))
            )
            lines.append(f"| {where} | {kind} | {_rate(bound_hits, bound_total)} | {_rate(hits, total)} |")
        bound_numbers = numbers[(where, True)]
        lines.append(f"| {where} | 覆盖 | {_rate(bound_numbers, bound_numbers + numbers[(where, False)])} | |")
    return "\n".join(lines)


def _covered(targets: list[Target], starts: set[int], where: str) -> str:
    """How many of the numbers of one place some evaluated check binds: all of them, not a sample."""
    of_place = [target for target in targets if target.where == where]
    return _rate(sum(target.start in starts for target in of_place), len(of_place))


def _rate(part: int, whole: int) -> str:
    return f"{part}/{whole}（{part / whole:.1%}）" if whole else "0/0"


def _with_value(fact: Fact, value: Decimal) -> Fact:
    yuan = None if fact.yuan is None else fact.yuan * (value / fact.value)
    return msgspec.structs.replace(fact, value=value, yuan=yuan)


def _statement(statement: Statement, start: int, value: Decimal) -> Statement:
    rows = []
    for row in statement.rows:
        cells = {
            column: msgspec.structs.replace(
                cell, value=value, yuan=None if cell.yuan is None else cell.yuan * (value / cell.value)
            )
            if cell.anchor.start == start and cell.value
            else cell
            for column, cell in row.cells.items()
        }
        rows.append(msgspec.structs.replace(row, cells=cells))
    return msgspec.structs.replace(statement, rows=tuple(rows))


def _sample(targets: list[Target], prose: int, cells: int, *, seed: str) -> list[Target]:
    chooser = random.Random(seed)
    texts = [target for target in targets if target.where == "text"]
    forms = [target for target in targets if target.where == "form"]
    return chooser.sample(texts, min(prose, len(texts))) + chooser.sample(forms, min(cells, len(forms)))


def _documents(files: list[Path], count: int) -> Iterator[tuple[str, Disclosure, float]]:
    """Name, disclosure, and how long its reading took without the checks (0 where it was read before)."""
    from extractor.pipeline import read_closely

    for path in files:
        data = path.read_bytes()
        if path.suffix == ".json":
            yield path.stem, Disclosure.from_json(data), 0.0
            continue
        started = time.perf_counter()
        disclosure = read_closely(data, name=path.name).disclosure
        yield path.stem, disclosure, time.perf_counter() - started
    if not files:
        from corpus.generator import make_document, render

        for kind in ("final_account", "budget"):
            for seed in range(count):
                name = f"{kind}-{seed}"
                data = render(make_document(seed, kind=kind), "pdf")
                started = time.perf_counter()
                disclosure = read_closely(data, name=f"{name}.pdf").disclosure
                yield name, disclosure, time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
