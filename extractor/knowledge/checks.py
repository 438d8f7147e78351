"""The catalogue of checks (勾稽关系) as data: what must equal what, in words, with severity and basis."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.vocabulary import metric_names
from extractor.problems import KnowledgeError

FILE = "checks.yaml"
Kind = Literal["final_account", "budget"]
Severity = Literal["error", "warning", "info"]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the file's parts: closed key sets."""


class Term(Shape, frozen=True):
    """One operand: a metric's fact of a form, a row with this code in a column of a form, or a metric's fact in the prose."""

    metric: str | None = None
    form: str | None = None
    code: str | None = None
    column: str | None = None
    measure: str | None = None  # default: what the document is about (决算数, or 预算数 in a budget)
    minus: bool = False
    optional: bool = False  # blank or absent counts as 0


class FormCheck(Shape, frozen=True):
    """``left`` = the sum of ``right`` (``relation`` equal), or at least the sum (at_least)."""

    id: str
    kind: Kind
    words: str
    left: Term
    right: tuple[Term, ...]
    relation: Literal["equal", "at_least"] = "equal"
    severity: Severity = "error"
    basis: str | None = None
    since: int | None = None
    until: int | None = None


class HierarchyCheck(Shape, frozen=True):
    """类 = Σ款, 款 = Σ项, 合计 = Σ类, in every column of these forms."""

    id: str
    words: str
    forms: tuple[str, ...]
    total_labels: tuple[str, ...]
    severity: Severity = "error"


class RowSumCheck(Shape, frozen=True):
    """In every row of these forms: the ``total`` column = the sum of the part columns."""

    id: str
    words: str
    forms: dict[str, tuple[str, ...]]
    total: str
    severity: Severity = "error"


class ProseCheck(Shape, frozen=True):
    """A relation of the closed set over the facts of the prose, but for the metrics in ``without``.

    ``incomparable``: where these words stand before a change, its base is not last year's figure of the same scope.
    """

    id: str
    relation: Literal[
        "share", "shares_sum", "completion", "growth", "parts", "form_value", "said_twice", "purchase", "double_total"
    ]
    words: str
    severity: Severity = "error"
    without: tuple[str, ...] = ()
    incomparable: tuple[str, ...] = ()


class PartsOf(Shape, frozen=True):
    """Counts or amounts that make up a whole: other metrics, or the same one by a dimension."""

    whole: str
    parts: tuple[str, ...] = ()
    dimension: str | None = None
    exhaustive: bool = False  # a list of one part is a whole list too


class Presence(Shape, frozen=True):
    """Forms that a complete disclosure has."""

    id: str
    words: str
    kind: Kind
    forms: tuple[str, ...]
    severity: Severity = "warning"


class Residue(Shape, frozen=True):
    """Text left over from the template: patterns on the document text."""

    id: str
    words: str
    patterns: tuple[str, ...]
    severity: Severity = "warning"


class IndicatorCheck(Shape, frozen=True):
    id: str
    relation: Literal["weights", "score_within_weight", "scores_sum", "rate", "funds_sum"]
    words: str
    severity: Severity = "warning"


class CheckCatalogue(Shape, frozen=True):
    version: str
    forms: tuple[FormCheck, ...]
    hierarchies: tuple[HierarchyCheck, ...]
    row_sums: tuple[RowSumCheck, ...]
    prose: tuple[ProseCheck, ...]
    parts: tuple[PartsOf, ...]
    presence: tuple[Presence, ...]
    residue: tuple[Residue, ...]
    indicators: tuple[IndicatorCheck, ...]

    def ids(self) -> tuple[str, ...]:
        """All check ids, in order."""
        groups = (self.forms, self.hierarchies, self.row_sums, self.prose, self.presence, self.residue, self.indicators)
        return tuple(check.id for group in groups for check in group)


@cache
def load_checks() -> CheckCatalogue:
    """The catalogue, validated. Raises ``KnowledgeError`` naming the entry: unknown metric, double id, bad pattern."""
    catalogue = load_yaml(FILE, CheckCatalogue)
    known = metric_names()
    seen: set[str] = set()
    for name in catalogue.ids():
        if name in seen:
            raise KnowledgeError(FILE, name, "this id stands twice")
        seen.add(name)
    for check in catalogue.forms:
        for term in (check.left, *check.right):
            if term.metric is not None and term.metric not in known:
                raise KnowledgeError(FILE, check.id, f"unknown metric '{term.metric}'")
            if term.metric is None and (term.form is None or term.code is None):
                raise KnowledgeError(FILE, check.id, "a term names a metric, or a form with a code")
    for prose in catalogue.prose:
        for metric in prose.without:
            if metric not in known:
                raise KnowledgeError(FILE, prose.id, f"unknown metric '{metric}'")
    for parts in catalogue.parts:
        for metric in (parts.whole, *parts.parts):
            if metric not in known:
                raise KnowledgeError(FILE, f"parts.{parts.whole}", f"unknown metric '{metric}'")
    return catalogue
