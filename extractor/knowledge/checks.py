"""The catalogue of checks (勾稽关系) as data: what must equal what, in words, with severity and basis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.statements import load_statements
from extractor.knowledge.vocabulary import metric_names, topic_names
from extractor.problems import WORDINGS, KnowledgeError

FILE = "checks.yaml"
Kind = Literal["final_account", "budget"]
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
OUTCOMES = {"pass": "相符", "fail": "不符", "not_applicable": "不适用", "not_evaluable": "无法核对"}
Severity = Literal["error", "warning", "info"]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the file's parts: closed key sets."""


class Entry(Shape, frozen=True, kw_only=True):
    """What every check has: id, formula in words, and optionally what it rests on and the fiscal years it holds for.

    ``basis`` is a key of the file's ``sources``.
    """

    id: str
    words: str
    basis: str | None = None
    since: int | None = None
    until: int | None = None

    def holds_in(self, year: int | None) -> bool:
        """Whether the check is asked of a document of this fiscal year (null: unknown, all are asked)."""
        return year is None or (self.since or year) <= year <= (self.until or year)


class Term(Shape, frozen=True):
    """One operand: a metric's fact of a form, or the row with this code or key in a column of a form."""

    metric: str | None = None
    form: str | None = None
    code: str | None = None
    key: str | None = None
    column: str | None = None
    measure: str | None = None  # default: what the document is about (决算数, or 预算数 in a budget)
    minus: bool = False
    optional: bool = False  # blank or absent counts as 0
    instead_of: str | None = (
        None  # counts only where the form has nothing of this metric: the parts of a column that is not there
    )
    under: str | None = None  # a row below the row of this key: 其中 一般公共预算 under 年初财政拨款结转和结余
    applies: bool = False  # without this operand the check does not apply (a form of another layout)


class FormCheck(Entry, frozen=True, kw_only=True):
    """``left`` = the sum of ``right`` (``relation`` equal), or at least the sum (at_least)."""

    kind: Kind
    left: Term
    right: tuple[Term, ...]
    relation: Literal["equal", "at_least"] = "equal"
    # what one of the two forms may leave out: they agree too where they differ by exactly one of these, or by all
    but_for: tuple[Term, ...] = ()
    severity: Severity = "error"


class HierarchyCheck(Entry, frozen=True, kw_only=True):
    """类 = Σ款, 款 = Σ项, 合计 = Σ类, in every column of these forms. ``flat``: of rows without codes, all on one level."""

    forms: tuple[str, ...]
    total_labels: tuple[str, ...]
    flat: bool = False
    not_summed: tuple[str, ...] = ()  # headers of columns that hold no amounts of the year: rates, counts
    severity: Severity = "error"


class RowSumCheck(Entry, frozen=True, kw_only=True):
    """In every row of these forms: the ``total`` columns together = the sum of the part columns.

    ``nested`` columns belong to a part column and are not added; any other column that is not named makes a gap not evaluable.
    """

    forms: dict[str, tuple[str, ...]]
    total: tuple[str, ...]
    nested: tuple[str, ...] = ()
    severity: Severity = "error"


class OutlineCheck(Entry, frozen=True, kw_only=True):
    """Rows in steps: each row = the rows of the next step below it, in ``column``.

    ``forms``: form → its steps from the top, each the levels that rows of it have; the row of the total stands above them.
    """

    forms: dict[str, tuple[tuple[int, ...], ...]]
    column: str
    severity: Severity = "error"


class Column(Shape, frozen=True):
    """A column of a form, whose rows are looked up by code (or by the classification's name where none is printed)."""

    form: str
    column: str


class RowMatch(Entry, frozen=True, kw_only=True):
    """Row by row: ``left`` = the sum of ``right`` for the same 功能分类 code, or at most that.

    ``level`` 1 keeps to the 类 (forms that print no codes have only those).
    """

    kind: Kind
    left: Column
    right: tuple[Column, ...]
    relation: Literal["equal", "at_most"] = "equal"
    level: int | None = None
    # only where the totals of both columns agree: a form may hold 上年结转 or 结转下年 and the other not
    like_totals: bool = False
    severity: Severity = "error"


class FunctionSum(Entry, frozen=True, kw_only=True):
    """The rows of the 功能分类 in a form without codes, together = the row of ``total``."""

    kind: Kind
    form: str
    column: str
    total: str
    severity: Severity = "error"


class FormRule(Entry, frozen=True, kw_only=True):
    """What holds in each row of these forms: names are the classification's, or no amount is negative."""

    relation: Literal["code_names", "not_negative"]
    forms: tuple[str, ...]
    severity: Severity = "warning"


class ProseCheck(Entry, frozen=True, kw_only=True):
    """A relation of the closed set over the facts of the prose, but for the metrics in ``without``.

    ``incomparable``: where these words stand before a change, its base is not last year's figure of the same scope.
    ``metrics``: what the relation is asked of. ``pairs``: metrics compared with each other, left and right. ``cues``: words by what they say. ``patterns``: regular
    expressions on the document text. ``threshold``: percent from which the relation asks.
    """

    relation: Literal[
        "share", "shares_sum", "completion", "growth", "change", "parts", "form_value", "said_twice", "purchase", "double_total",
        "at_most", "equal_pair", "wording", "reason", "listed_units", "counted_things", "counted_alike", "function_rows", "function_sum",
    ]  # fmt: skip
    severity: Severity = "error"
    without: tuple[str, ...] = ()
    kind: Kind | None = None  # of the documents it holds for; null: all
    incomparable: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    metrics: tuple[str, ...] = ()
    cues: dict[str, tuple[str, ...]] = {}
    patterns: tuple[str, ...] = ()
    threshold: Decimal | None = None
    # a metric whose line in the text is the sum of these metrics' rows in the forms
    sums: dict[str, tuple[str, ...]] = {}
    # metrics that are the same amount under another name
    same: dict[str, tuple[str, ...]] = {}
    # metrics that may be meant by the name of another, so that agreeing with any of them is right; they alone prove nothing wrong
    also: dict[str, tuple[str, ...]] = {}
    # metrics whose amount an evaluation report may give of these funds alone
    evaluated: dict[str, tuple[str, ...]] = {}
    # of shares: denominators that a part is never compared with, whatever the sentence says
    apart: dict[str, tuple[str, ...]] = {}


class FundScope(Shape, frozen=True):
    """A fund whose own amounts carry the names of the whole: told by a word before the amount, or by the section's topic.

    ``words`` are regular expressions. ``cells``: the metrics whose cells state this fund's amount, where forms print it.
    """

    fund: str
    words: tuple[str, ...]
    topics: tuple[str, ...] = ()
    cells: dict[str, str] = {}


class Scope(Shape, frozen=True):
    """Metrics that a document states for all its money and again for one fund: 年初结转和结余 and 年初财政拨款结转和结余.

    ``within``: how far before the amount the words are looked for. The last of them decides.
    """

    metrics: tuple[str, ...]
    funds: tuple[FundScope, ...]
    within: Literal["clause", "sentence"] = "clause"


class PartsOf(Shape, frozen=True):
    """Counts or amounts that make up a whole: other metrics, or the same one by a dimension."""

    whole: str
    parts: tuple[str, ...] = ()
    dimension: str | None = None
    exhaustive: bool = False  # a list of one part is a whole list too
    itself: bool = False  # the parts may count the body itself, which the whole does not: one more
    divided_again: str | None = None  # names (a pattern) that divide the same whole another way: summed by themselves
    cost: str | None = (
        None  # the metric of the money that the counted things cost: it may tell which count is the odd one
    )


class Presence(Entry, frozen=True, kw_only=True):
    """Forms that a complete disclosure has."""

    kind: Kind
    forms: tuple[str, ...]
    severity: Severity = "warning"


class EmptyNote(Entry, frozen=True, kw_only=True):
    """An empty form is printed with a note that says so, or the text says it (``patterns`` on the document text)."""

    kind: Kind
    patterns: tuple[str, ...]
    severity: Severity = "info"


class Headings(Entry, frozen=True, kw_only=True):
    """Headings that name a fiscal year name the document's own: ``patterns`` with a group ``year`` on titles of sections."""

    patterns: tuple[str, ...]
    severity: Severity = "warning"


class Names(Entry, frozen=True, kw_only=True):
    """The body is named alike over all forms and in headings: patterns with a group ``name``, on the text and on titles of sections.

    ``places`` and ``trimmed``: regular expressions for what stands before the name of an office, and around it. ``common``:
    characters that names of offices share. Two names differ where less than half of the shorter one's other characters are the
    longer one's: 卫健局 and 卫生健康局 are one, 财政局 and 教育局 are two.
    """

    labels: tuple[str, ...]
    headings: tuple[str, ...]
    places: str
    trimmed: str
    common: str
    least: int  # so many labels must name the body itself
    severity: Severity = "warning"


class Topics(Entry, frozen=True, kw_only=True):
    """Narrative items that a complete disclosure has; asked only where at least ``least`` of them (or of ``among``) are there."""

    kind: Kind
    topics: tuple[str, ...]
    least: int
    among: tuple[str, ...] = ()  # the items counted, where they are others
    severity: Severity = "warning"


class ProblemCheck(Entry, frozen=True, kw_only=True):
    """Problems of the reading that are faults of the document: a missing unit, a direction left open."""

    codes: tuple[str, ...]
    severity: Severity = "warning"


class Residue(Entry, frozen=True, kw_only=True):
    """Text left over from the template: patterns on the document text."""

    patterns: tuple[str, ...]
    severity: Severity = "warning"


class IndicatorCheck(Entry, frozen=True, kw_only=True):
    relation: Literal[
        "weights", "score_within_weight", "scores_sum", "rate", "funds_sum", "target", "said", "projects_count"
    ]
    severity: Severity = "warning"


class DatasetCheck(Entry, frozen=True, kw_only=True):
    """A relation between disclosures of a dataset.

    joins: ``before`` of one year = ``after`` of the next. implied: what was published last year = this year's amount − its
    stated change. units: a department = its own unit and those below it, together. same_body: a body's own unit ≤ the
    department of its name. outlier: amounts far from those of peers, told and never judged.
    """

    relation: Literal["joins", "implied", "units", "same_body", "outlier"]
    metrics: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    kind: Kind | None = None
    severity: Severity = "warning"


class CheckCatalogue(Shape, frozen=True):
    version: str
    sources: dict[str, str]
    forms: tuple[FormCheck, ...]
    hierarchies: tuple[HierarchyCheck, ...]
    row_sums: tuple[RowSumCheck, ...]
    outlines: tuple[OutlineCheck, ...]
    row_matches: tuple[RowMatch, ...]
    function_sums: tuple[FunctionSum, ...]
    form_rules: tuple[FormRule, ...]
    prose: tuple[ProseCheck, ...]
    scopes: tuple[Scope, ...]
    parts: tuple[PartsOf, ...]
    left_behind: (
        str  # a regular expression with a group ``number``: 由X变为Y, X being what was before, whatever year is said
    )
    presence: tuple[Presence, ...]
    empty_notes: tuple[EmptyNote, ...]
    topics: tuple[Topics, ...]
    headings: tuple[Headings, ...]
    names: tuple[Names, ...]
    problems: tuple[ProblemCheck, ...]
    residue: tuple[Residue, ...]
    indicators: tuple[IndicatorCheck, ...]
    dataset: tuple[DatasetCheck, ...]

    def entries(self) -> tuple[Entry, ...]:
        """All checks, in order."""
        groups = (
            self.forms, self.hierarchies, self.row_sums, self.outlines, self.row_matches, self.function_sums, self.form_rules, self.prose, self.presence,
            self.empty_notes, self.topics, self.problems, self.residue, self.headings, self.names, self.indicators,
            self.dataset,
        )  # fmt: skip
        return tuple(check for group in groups for check in group)

    def ids(self) -> tuple[str, ...]:
        """All check ids, in order."""
        return tuple(check.id for check in self.entries())

    def words(self, check: str) -> str:
        """A check's formula in words."""
        return next((entry.words for entry in self.entries() if entry.id == check), check)

    def basis(self, check: str) -> str | None:
        """The regulation or form note that a check rests on, where one is known."""
        key = next((entry.basis for entry in self.entries() if entry.id == check), None)
        return self.sources[key] if key is not None else None


@cache
def load_checks() -> CheckCatalogue:
    """The catalogue, validated. Raises ``KnowledgeError`` naming the entry: unknown metric, form, column, double id, bad pattern."""
    return validated(load_yaml(FILE, CheckCatalogue))


@cache
def scope_of(metric: str) -> Scope | None:
    """The scope that tells a metric's funds apart; null where it is stated for all money only."""
    return next((scope for scope in load_checks().scopes if metric in scope.metrics), None)


@cache
def fund_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words of a fund as one pattern."""
    return re.compile("|".join(words))


def validated(catalogue: CheckCatalogue) -> CheckCatalogue:
    """The catalogue as it is, or the ``KnowledgeError`` that names its first broken entry."""
    seen: set[str] = set()
    for name in catalogue.ids():
        if name in seen:
            raise KnowledgeError(FILE, name, "this id stands twice")
        seen.add(name)
    for entry in catalogue.entries():
        if entry.basis is not None and entry.basis not in catalogue.sources:
            raise KnowledgeError(
                FILE, entry.id, f"unknown basis '{entry.basis}'; allowed: {', '.join(catalogue.sources)}"
            )
    for check in catalogue.forms:
        for term in (check.left, *check.right, *check.but_for):
            _term_is_known(check.id, term)
    for hierarchy in catalogue.hierarchies:
        _forms_are_known(hierarchy.id, hierarchy.forms)
        _patterns_compile(hierarchy.id, hierarchy.not_summed)
    for row_sum in catalogue.row_sums:
        for form, columns in row_sum.forms.items():
            for column in (*columns, *row_sum.total):
                _column_is_known(row_sum.id, form, column)
    for outline in catalogue.outlines:
        for form, steps in outline.forms.items():
            _column_is_known(outline.id, form, outline.column)
            if len(steps) < 2:
                raise KnowledgeError(FILE, outline.id, f"form '{form}' needs two steps or more")
    for match in catalogue.row_matches:
        for side in (match.left, *match.right):
            _column_is_known(match.id, side.form, side.column)
    for function_sum in catalogue.function_sums:
        _column_is_known(function_sum.id, function_sum.form, function_sum.column)
    for rule in catalogue.form_rules:
        _forms_are_known(rule.id, rule.forms)
    for presence in catalogue.presence:
        _forms_are_known(presence.id, presence.forms)
    for topics in catalogue.topics:
        for topic in (*topics.topics, *topics.among):
            if topic not in topic_names():
                raise KnowledgeError(FILE, topics.id, f"unknown topic '{topic}'")
    for prose in catalogue.prose:
        tables = (prose.sums, prose.same, prose.also, prose.evaluated, prose.apart)
        summed = (name for table in tables for whole, parts in table.items() for name in (whole, *parts))
        for metric in (*prose.without, *prose.metrics, *(name for pair in prose.pairs for name in pair), *summed):
            _metric_is_known(prose.id, metric)
        _patterns_compile(prose.id, prose.patterns)
    _patterns_compile("left_behind", (catalogue.left_behind,))
    if "number" not in re.compile(catalogue.left_behind).groupindex:
        raise KnowledgeError(FILE, "left_behind", "the pattern has no group 'number'")
    for scope in catalogue.scopes:
        cells = (name for fund in scope.funds for pair in fund.cells.items() for name in pair)
        for metric in (*scope.metrics, *cells):
            _metric_is_known("scopes", metric)
        _patterns_compile("scopes", (word for fund in scope.funds for word in fund.words))
        for topic in (topic for fund in scope.funds for topic in fund.topics):
            if topic not in topic_names():
                raise KnowledgeError(FILE, "scopes", f"unknown topic '{topic}'")
    for parts in catalogue.parts:
        for metric in (parts.whole, *parts.parts, *([parts.cost] if parts.cost else [])):
            _metric_is_known(f"parts.{parts.whole}", metric)
    for residue in catalogue.residue:
        _patterns_compile(residue.id, residue.patterns)
    for note in catalogue.empty_notes:
        _patterns_compile(note.id, note.patterns)
    for naming in catalogue.names:
        patterns = (*naming.labels, *naming.headings)
        _patterns_compile(naming.id, (*patterns, naming.places, naming.trimmed))
        for pattern in patterns:
            if "name" not in re.compile(pattern).groupindex:
                raise KnowledgeError(FILE, naming.id, f"pattern '{pattern}' has no group 'name'")
    for heading in catalogue.headings:
        _patterns_compile(heading.id, heading.patterns)
    for between in catalogue.dataset:
        for metric in (*between.metrics, *(name for name in (between.before, between.after) if name is not None)):
            _metric_is_known(between.id, metric)
        if between.relation == "joins" and (between.before is None or between.after is None):
            raise KnowledgeError(FILE, between.id, "joins needs 'before' and 'after'")
    for problem in catalogue.problems:
        for code in problem.codes:
            if code not in WORDINGS:
                raise KnowledgeError(FILE, problem.id, f"unknown problem code '{code}'")
    return catalogue


def _term_is_known(check: str, term: Term) -> None:
    if term.metric is not None:
        _metric_is_known(check, term.metric)
    elif term.form is None or (term.code is None) == (term.key is None):
        raise KnowledgeError(FILE, check, "a term names a metric, or a form with a code or a key")
    if term.form is not None:
        _forms_are_known(check, (term.form,))
        if term.column is not None:
            _column_is_known(check, term.form, term.column)


def _metric_is_known(check: str, metric: str) -> None:
    if metric not in metric_names():
        raise KnowledgeError(FILE, check, f"unknown metric '{metric}'")


def _forms_are_known(check: str, forms: Iterable[str]) -> None:
    for form in forms:
        if form not in load_statements().forms:
            raise KnowledgeError(FILE, check, f"unknown form '{form}'")


def _column_is_known(check: str, form: str, column: str) -> None:
    _forms_are_known(check, (form,))
    columns = load_statements().forms[form].columns
    if column not in columns:
        raise KnowledgeError(FILE, check, f"form '{form}' has no column '{column}'; allowed: {', '.join(columns)}")


def _patterns_compile(check: str, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise KnowledgeError(FILE, check, f"bad pattern '{pattern}': {error}") from error
