"""Audit coverage: which printed numbers at least one evaluated check binds, by section and by form, and which none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractor.checks.evaluation import evaluate
from extractor.checks.forms import form_title
from extractor.checks.results import anchors_of
from extractor.knowledge.vocabulary import topic_names
from extractor.records import Anchor, Disclosure

COUNTED = ("AMOUNT", "PERCENT", "COUNT")  # labels of entities that state something; years and dates do not


class Share(NamedTuple):
    """How many of the numbers of one place are bound."""

    name: str  # topic or form id
    title: str
    bound: int
    total: int
    unbound: tuple[Anchor, ...]

    @property
    def rate(self) -> float:
        return self.bound / self.total if self.total else 1.0


class Coverage(NamedTuple):
    """Prose by topic of its section, cells by form; both in the order of the document."""

    prose: tuple[Share, ...]
    forms: tuple[Share, ...]

    @property
    def bound(self) -> int:
        return sum(share.bound for share in (*self.prose, *self.forms))

    @property
    def total(self) -> int:
        return sum(share.total for share in (*self.prose, *self.forms))

    @property
    def rate(self) -> float:
        return self.bound / self.total if self.total else 1.0


def coverage_of(disclosure: Disclosure) -> Coverage:
    """Evaluates the catalogue and counts the numbers it binds. Empty cells are no numbers; printed zeros are."""
    starts = {anchor.start for outcome in evaluate(disclosure) for anchor in anchors_of(outcome)}
    prose = _shares(_prose(disclosure), starts)
    forms = _shares(_cells(disclosure), starts)
    titles = topic_names()
    return Coverage(
        tuple(Share(name, titles.get(name, name), *rest) for name, rest in prose),
        tuple(Share(name, form_title(name), *rest) for name, rest in forms),
    )


def coverage_text(coverage: Coverage, *, unbound: int = 5) -> str:
    """A line a section and form, with the first ``unbound`` numbers that no check binds."""
    lines = [f"核对覆盖率 {coverage.bound}/{coverage.total}（{coverage.rate:.1%}）"]
    for heading, shares in (("文字", coverage.prose), ("报表", coverage.forms)):
        for share in shares:
            free = "、".join(anchor.quote for anchor in share.unbound[:unbound])
            more = "…" if len(share.unbound) > unbound else ""
            lines.append(
                f"{heading} {share.title}：{share.bound}/{share.total}" + (f"，未核对：{free}{more}" if free else "")
            )
    return "\n".join(lines) + "\n"


def _prose(disclosure: Disclosure) -> Iterator[tuple[str, Anchor]]:
    paragraphs = sorted(disclosure.paragraphs, key=lambda paragraph: paragraph.start)
    index = 0
    for entity in sorted(disclosure.entities, key=lambda entity: entity.start):
        while index < len(paragraphs) and paragraphs[index].end <= entity.start:
            index += 1
        if entity.label in COUNTED and index < len(paragraphs) and paragraphs[index].start <= entity.start:
            yield paragraphs[index].topic, entity.anchor


def _cells(disclosure: Disclosure) -> Iterator[tuple[str, Anchor]]:
    for statement in disclosure.statements:
        for row in statement.rows:
            for cell in row.cells.values():
                if cell.value is not None:
                    yield statement.form, cell.anchor


def _shares(
    numbers: Iterable[tuple[str, Anchor]], starts: set[int]
) -> list[tuple[str, tuple[int, int, tuple[Anchor, ...]]]]:
    found: dict[str, list[Anchor]] = {}
    for name, anchor in numbers:
        found.setdefault(name, []).append(anchor)
    shares = []
    for name, anchors in found.items():
        free = tuple(anchor for anchor in anchors if anchor.start not in starts)
        shares.append((name, (len(anchors) - len(free), len(anchors), free)))
    return shares
