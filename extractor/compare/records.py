"""What a comparison is made of. Amounts are yuan for money and the printed count for counts; null is missing, never zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from extractor.records import Outcome, Severity


class Figure(msgspec.Struct, frozen=True):
    """What one publication says of the metric. ``amount`` null is missing, and ``reason`` says why."""

    body: str
    name: str
    region: str
    year: int | None
    kind: str | None
    scope: str | None
    level: str | None
    amount: Decimal | None
    region_code: str | None = None  # of the year; the id of ``body`` has that of the place today
    reason: str | None = None
    document: str | None = None
    source: str | None = None
    page: int | None = None
    quote: str | None = None
    printed_unit: str | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    staff: Decimal | None = None
    parts: dict[str, Decimal] = {}

    @property
    def per_head(self) -> Decimal | None:
        """Amount by head of staff, where the publication counts its staff."""
        return self.amount / self.staff if self.amount is not None and self.staff else None


class Group(msgspec.Struct, frozen=True):
    """Publications with the same values of ``by``. ``present`` of ``publications`` give the figure, ``zero`` of them as 0."""

    key: dict[str, Any]
    publications: int
    present: int
    zero: int
    total: Decimal | None
    median: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


class Change(msgspec.Struct, frozen=True):
    """One body's figure in one year and the year before. ``rate`` is in percent; null from zero."""

    body: str
    name: str
    kind: str | None
    year: int
    previous: Decimal
    amount: Decimal
    change: Decimal
    rate: Decimal | None


class Against(msgspec.Struct, frozen=True):
    """Budget against final account of one body and year. ``rate`` is final ÷ budget in percent; null where budget is zero."""

    body: str
    name: str
    year: int
    budget: Decimal
    final: Decimal
    rate: Decimal | None


class Question(msgspec.Struct, frozen=True):
    """Something that a reader should look at in the source; not a verdict."""

    body: str
    name: str
    year: int | None
    text: str
    document: str | None = None
    page: int | None = None


class Side(msgspec.Struct, frozen=True):
    """One side of a check between disclosures: an amount in yuan, and where it is printed (null for a sum of several)."""

    amount: Decimal
    year: int | None
    document: str | None = None
    page: int | None = None
    quote: str | None = None


class CrossFinding(msgspec.Struct, frozen=True):
    """What one check between disclosures says of one body and year."""

    check: str
    outcome: Outcome
    severity: Severity
    message: str
    body: str
    name: str
    year: int | None
    kind: str | None
    left: Side | None = None
    right: Side | None = None
    gap: Decimal | None = None
    allowed: Decimal | None = None


class Comparison(msgspec.Struct, frozen=True):
    """``figures`` has every publication, those without the figure too; ``failed`` are files that could not be read."""

    metric: str
    name: str
    unit: str
    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    changes: tuple[Change, ...]
    against: tuple[Against, ...]
    questions: tuple[Question, ...]
    # of the dataset's checks, for the bodies compared: the first 500 that fail, then the first that could not be evaluated
    findings: tuple[CrossFinding, ...] = ()
    outcomes: dict[Outcome, int] = {}  # how many findings of each outcome there are; empty where nothing was checked
    failed: tuple[tuple[str, str], ...] = ()  # file, code
    notes: tuple[str, ...] = ()  # places and offices that changed over the years: linked, or kept apart

    @property
    def present(self) -> tuple[Figure, ...]:
        """Publications that give the figure, the largest first."""
        return tuple(
            sorted(
                (figure for figure in self.figures if figure.amount is not None),
                key=lambda figure: (-(figure.amount or 0), figure.name, figure.year or 0),
            )
        )

    @property
    def missing(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.amount is None)
