"""Checks between the disclosures of a dataset: years that must join, departments and their units, amounts far from those of peers.

The catalogue's ``dataset`` entries say what is compared. Four outcomes, as in one document: what could not be compared says what
is missing. They are made with the tables and stand in ``cross_findings``: looking at every metric of every body takes longer than
comparing one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from extractor.dataset.amounts import LEAST_PEERS, far_out, told
from extractor.knowledge.checks import DatasetCheck, load_checks
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Outcome, Severity

# Half of the last digit that amounts of a unit are usually printed with, in yuan.
ROUNDING = {"元": Decimal("0.5"), "千元": Decimal(5), "亿元": Decimal(500_000)}
ROUNDING_WAN = Decimal(50)
# What a publication of a kind is about, and what its 上年 is.
MEASURES = {"final_account": ("actual",), "budget": ("budget", "budget_initial")}
BASES = {"final_account": (None, "actual"), "budget": (None, "budget", "budget_initial")}

Query = Callable[[str, list[Any]], Sequence[tuple[Any, ...]]]  # SQL over the tables → rows


class Key(NamedTuple):
    body: str
    kind: str | None
    scope: str | None
    fiscal_year: int | None


class Amount(NamedTuple):
    """What one publication says, in yuan, and where; ``slack`` is what its rounding leaves open."""

    value: Decimal
    slack: Decimal
    document: str | None = None
    page: int | None = None
    quote: str | None = None
    year: int | None = None


class CrossRow(NamedTuple):
    """A row of ``cross_findings``, in the order of its columns."""

    check: str
    outcome: Outcome
    severity: Severity
    message: str
    body: str
    name: str
    fiscal_year: int | None
    kind: str | None
    scope: str | None
    metric: str | None = None
    left_value: Decimal | None = None
    left_year: int | None = None
    document: str | None = None
    page: int | None = None
    quote: str | None = None
    right_value: Decimal | None = None
    right_year: int | None = None
    right_document: str | None = None
    right_page: int | None = None
    right_quote: str | None = None
    gap: Decimal | None = None
    allowed: Decimal | None = None


def cross_findings(query: Query) -> Iterator[CrossRow]:
    """What the catalogue's checks between disclosures say of all bodies: by check, then place and body."""
    publications = _Publications(query)
    relations: dict[str, Callable[[_Publications, DatasetCheck], Iterator[CrossRow]]] = {
        "joins": _joins,
        "implied": _implied,
        "units": _units,
        "same_body": _same_body,
        "outlier": _outliers,
    }
    for check in load_checks().dataset:
        yield from relations[check.relation](publications, check)


class _Publications:
    """The publications of a dataset with their figures, by body, kind, scope and year."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.names: dict[Key, str] = {}
        self.levels: dict[Key, str | None] = {}
        for body, kind, scope, year, name, level in query(
            """select body, kind, scope, fiscal_year, name, level from publications
               order by region_code, name, body, fiscal_year, kind, scope""",
            [],
        ):
            key = Key(body, kind, scope, year)
            self.names[key], self.levels[key] = name or body, level
        # Decimals come as text: DuckDB's own conversion costs four times as much.
        figures = """select body, kind, scope, fiscal_year, metric, measure, cast(amount as varchar), unit, document, page, quote
                     from figures where list_contains($1, metric)
                       and measure in ('actual', 'budget', 'budget_initial', 'count')"""
        self._said: dict[tuple[Key, str, str], Amount] = {}
        for body, kind, scope, year, metric, measure, amount, unit, document, page, quote in query(
            figures, [sorted(_metrics())]
        ):
            said = Amount(Decimal(amount), ROUNDING.get(unit, ROUNDING_WAN), document, page, quote, year)
            self._said[Key(body, kind, scope, year), metric, measure] = said

    def figure(self, key: Key, metric: str) -> Amount | None:
        """What a publication says of a metric, in its own measure."""
        for measure in MEASURES.get(key.kind or "", ()):
            if (found := self._said.get((key, metric, measure))) is not None:
                return found
        return None

    def count(self, key: Key, metric: str) -> Decimal | None:
        figure = self._said.get((key, metric, "count"))
        return None if figure is None else figure.value


def _metrics() -> set[str]:
    """All that any of the checks looks at."""
    found = {"organisation.units"}
    for check in load_checks().dataset:
        found.update(check.metrics, filter(None, (check.before, check.after)))
    return found


# --- relations --------------------------------------------------------------------------------------------------------


def _joins(publications: _Publications, check: DatasetCheck) -> Iterator[CrossRow]:
    before, after = check.before or "", check.after or ""
    for now in publications.names:
        if now.fiscal_year is None or (check.kind is not None and now.kind != check.kind):
            continue
        last = now._replace(fiscal_year=now.fiscal_year - 1)
        if last not in publications.names:
            yield _none(publications, check, now, "数据集中没有上年的公开", metric=after)
            continue
        left, right = publications.figure(last, before), publications.figure(now, after)
        yield _compared(publications, check, now, left, right, names=(before, after))


def _implied(publications: _Publications, check: DatasetCheck) -> Iterator[CrossRow]:
    query = """
        select body, kind, scope, fiscal_year, metric, basis, cast(yuan as varchar), unit
        from facts join counted using (document)
        where measure = 'change' and function is null and "of" is null and dims is null
          and year = fiscal_year and base_year = fiscal_year - 1 and yuan is not null and list_contains($1, metric)
        qualify row_number() over (partition by body, kind, scope, fiscal_year, metric order by document, position) = 1
        order by body, fiscal_year, metric"""
    for body, kind, scope, year, metric, basis, change, unit in publications.query(query, [list(check.metrics)]):
        now = Key(body, kind, scope, year)
        last = now._replace(fiscal_year=(year or 0) - 1)
        if now not in publications.names or last not in publications.names or basis not in BASES.get(kind or "", ()):
            continue
        left, right = publications.figure(last, metric), publications.figure(now, metric)
        if right is not None:
            # a change is often taken of two amounts already rounded to its own digits: half a digit each, and its own
            slack = right.slack + 3 * ROUNDING.get(unit, ROUNDING_WAN)
            right = right._replace(value=right.value - Decimal(change), slack=slack)
        yield _compared(publications, check, now, left, right, names=(metric, metric))


def _units(publications: _Publications, check: DatasetCheck) -> Iterator[CrossRow]:
    """Units below a department are told by its name at the head of theirs; all that it counts must be there."""
    below = _UnitsByName(publications)
    for department in [key for key in publications.names if key.scope == "department" and key.kind in MEASURES]:
        units = below.of(department)
        if not units:
            continue
        expected = publications.count(department, "organisation.units")
        own = any(key.body == department.body for key in units)
        if expected is None or not own or len(units) not in (expected, expected + 1):
            said = (
                "部门没有说所属单位的个数"
                if expected is None
                else f"部门有所属单位 {expected.normalize():f} 个，数据集中有 {len(units)} 个"
            )
            yield _none(publications, check, department, said, outcome="not_evaluable")
            continue
        rows: list[CrossRow] = []
        for metric in check.metrics:
            parts = [part for unit in units if (part := publications.figure(unit, metric)) is not None]
            total = None
            if len(parts) == len(units):
                amounts = sum((part.value for part in parts), Decimal(0))
                total = Amount(amounts, sum((part.slack for part in parts), Decimal(0)), year=department.fiscal_year)
            whole = publications.figure(department, metric)
            rows.append(_compared(publications, check, department, whole, total, names=(metric, metric)))
        # a count may hold the department's own unit; then, if none of the sums is right, one unit may not be there
        whole_family = len(units) > expected or any(row.outcome == "pass" and row.left_value for row in rows)
        for row in rows:
            if row.outcome == "fail" and not whole_family:
                said = f"所属单位 {expected.normalize():f} 个或含本级，数据集中有 {len(units)} 个，可能缺一个"
                row = _none(publications, check, department, said, outcome="not_evaluable", metric=row.metric)
            yield row


class _UnitsByName:
    """The publications of units, found by the beginning of their names."""

    def __init__(self, publications: _Publications) -> None:
        self._names = publications.names
        self._held: dict[tuple[str | None, int | None], list[tuple[str, int, Key]]] = {}
        for place, (key, name) in enumerate(publications.names.items()):
            if key.scope == "unit":
                self._held.setdefault((key.kind, key.fiscal_year), []).append((name, place, key))
        for held in self._held.values():
            held.sort(key=lambda unit: unit[:2])

    def of(self, department: Key) -> list[Key]:
        name = self._names[department]
        held = self._held.get((department.kind, department.fiscal_year), [])
        found = []
        for at in range(bisect_left(held, name, key=lambda unit: unit[0]), len(held)):
            if not held[at][0].startswith(name):
                break
            found.append(held[at][1:])
        return [key for _, key in sorted(found)]


def _same_body(publications: _Publications, check: DatasetCheck) -> Iterator[CrossRow]:
    for unit in [key for key in publications.names if key.scope == "unit"]:
        department = unit._replace(scope="department")
        if department not in publications.names:
            continue
        for metric in check.metrics:
            part, whole = publications.figure(unit, metric), publications.figure(department, metric)
            if part is not None and whole is not None:
                yield _compared(publications, check, unit, part, whole, names=(metric, metric), at_most=True)


def _outliers(publications: _Publications, check: DatasetCheck) -> Iterator[CrossRow]:
    for metric in check.metrics:
        peers: dict[tuple[Any, ...], list[tuple[Key, Amount]]] = {}
        for key, level in publications.levels.items():
            figure = publications.figure(key, metric)
            if figure is not None and figure.value > 0:
                peers.setdefault((key.kind, key.scope, key.fiscal_year, level), []).append((key, figure))
        name = metric_names()[metric]
        for group in peers.values():
            if len(group) < LEAST_PEERS:
                said = f"{name}：同类公开只有 {len(group)} 家"
                yield _none(publications, check, group[0][0], said, outcome="not_evaluable", metric=metric)
                continue
            usual, far = far_out([figure.value for _, figure in group])
            among, strange = f"，同类 {len(group)} 家的中位数 {told(usual, '元')}", set(far)
            for index, (key, figure) in enumerate(group):
                yield CrossRow(
                    check.id, "fail" if index in strange else "pass", "info", f"{name}：{told(figure.value, '元')}{among}",
                    key.body, publications.names[key], key.fiscal_year, key.kind, key.scope, metric,
                    figure.value, key.fiscal_year, figure.document, figure.page, figure.quote,
                )  # fmt: skip


# --- helpers ----------------------------------------------------------------------------------------------------------


def _compared(
    publications: _Publications,
    check: DatasetCheck,
    key: Key,
    left: Amount | None,
    right: Amount | None,
    *,
    names: tuple[str, str],
    at_most: bool = False,
) -> CrossRow:
    titles = tuple(metric_names()[name] for name in names)
    if left is None or right is None:
        lost = [title for title, side in zip(titles, (left, right), strict=True) if side is None]
        said = f"缺少{'、'.join(dict.fromkeys(lost))}"
        return _none(publications, check, key, said, outcome="not_evaluable", metric=names[1])
    allowed = left.slack + right.slack
    gap = left.value - right.value
    wrong = gap > allowed if at_most else abs(gap) > allowed
    message = f"{check.words}（{' / '.join(dict.fromkeys(titles))}）：{told(left.value, '元')}"
    if wrong:
        message += f" 与 {told(right.value, '元')} 不符，相差 {told(abs(gap), '元')}"
    else:
        message += f" {'≤' if at_most else '='} {told(right.value, '元')}"
    return CrossRow(
        check.id, "fail" if wrong else "pass", check.severity if wrong else "info", message,
        key.body, publications.names[key], key.fiscal_year, key.kind, key.scope, names[1],
        left.value, left.year, left.document, left.page, left.quote,
        right.value, right.year, right.document, right.page, right.quote, gap, allowed,
    )  # fmt: skip


def _none(
    publications: _Publications,
    check: DatasetCheck,
    key: Key,
    why: str,
    *,
    outcome: Outcome = "not_applicable",
    metric: str | None = None,
) -> CrossRow:
    return CrossRow(
        check.id, outcome, "info", f"{check.words}：{why}", key.body, publications.names[key], key.fiscal_year, key.kind,
        key.scope, metric,
    )  # fmt: skip
