"""Checks between the disclosures of a dataset: years that must join, departments and their units, amounts far from those of peers.

The catalogue's ``dataset`` entries say what is compared. Four outcomes, as in one document: what could not be compared says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from decimal import Decimal
from typing import Any

from extractor.compare.questions import LEAST_PEERS, far_out
from extractor.compare.records import CrossFinding, Side, told
from extractor.dataset.opening import Dataset
from extractor.knowledge.checks import DatasetCheck, load_checks
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Outcome

# Half of the last digit that amounts of a unit are usually printed with, in yuan.
ROUNDING = {"元": Decimal("0.5"), "千元": Decimal(5), "亿元": Decimal(500_000)}
ROUNDING_WAN = Decimal(50)
# What a publication of a kind is about, and what its 上年 is.
MEASURES = {"final_account": ("actual",), "budget": ("budget", "budget_initial")}
BASES = {"final_account": (None, "actual"), "budget": (None, "budget", "budget_initial")}

Key = tuple[str, str | None, str | None, int | None]  # body, kind, scope, fiscal year


class Publications:
    """The publications of a dataset with their figures, by body, kind, scope and year."""

    def __init__(self, dataset: Dataset, bodies: Set[str]) -> None:
        self.dataset = dataset
        self.all: dict[Key, dict[str, Any]] = {}
        for row in dataset.rows(
            "select * from publications order by region_code, name, body, fiscal_year, kind, scope"
        ):
            if row["body"] in bodies:
                self.all[_key(row)] = row
        self._figures: dict[tuple[Key, str, str], dict[str, Any]] = {}
        # Decimals come as text: DuckDB's own conversion costs four times as much.
        query = """select metric, measure, body, kind, scope, fiscal_year, cast(amount as varchar) as amount, unit, document,
                          page, quote
                   from figures where list_contains($1, metric)
                     and measure in ('actual', 'budget', 'budget_initial', 'count')"""
        for row in dataset.rows(query, [sorted(_metrics())]):
            row["amount"] = Decimal(row["amount"])
            self._figures[(_key(row), row["metric"], row["measure"])] = row

    def figure(self, key: Key, metric: str) -> dict[str, Any] | None:
        """What a publication says of a metric, in its own measure."""
        found = (self._figures.get((key, metric, measure)) for measure in MEASURES.get(key[1] or "", ()))
        return next((figure for figure in found if figure is not None), None)

    def count(self, key: Key, metric: str) -> Decimal | None:
        figure = self._figures.get((key, metric, "count"))
        return None if figure is None else figure["amount"]

    def name(self, key: Key) -> str:
        return str(self.all[key]["name"] or key[0])


def _metrics() -> set[str]:
    """All that any of the checks looks at."""
    found = {"organisation.units"}
    for check in load_checks().dataset:
        found.update(check.metrics, filter(None, (check.before, check.after)))
    return found


def cross_findings(dataset: Dataset, *, bodies: Set[str]) -> tuple[CrossFinding, ...]:
    """What the catalogue's checks between disclosures say of these bodies: fails first, then by check."""
    publications = Publications(dataset, bodies)
    relations: dict[str, Callable[[Publications, DatasetCheck], Iterator[CrossFinding]]] = {
        "joins": _joins,
        "implied": _implied,
        "units": _units,
        "same_body": _same_body,
        "outlier": _outliers,
    }
    found = [finding for check in load_checks().dataset for finding in relations[check.relation](publications, check)]
    return tuple(sorted(found, key=lambda finding: finding.outcome != "fail"))


# --- relations --------------------------------------------------------------------------------------------------------


def _joins(publications: Publications, check: DatasetCheck) -> Iterator[CrossFinding]:
    for now, before in _years(publications, check):
        if before is None:
            yield _none(publications, check, now, "数据集中没有上年的公开")
            continue
        left = publications.figure(before, check.before or "")
        right = publications.figure(now, check.after or "")
        yield _compared(publications, check, now, left, right, names=(check.before or "", check.after or ""))


def _implied(publications: Publications, check: DatasetCheck) -> Iterator[CrossFinding]:
    query = """
        select body, kind, scope, fiscal_year, metric, basis, yuan, unit, document, page, quote
        from facts join counted using (document)
        where measure = 'change' and function is null and "of" is null and dims is null
          and year = fiscal_year and base_year = fiscal_year - 1 and yuan is not null and list_contains($1, metric)
        qualify row_number() over (partition by body, kind, scope, fiscal_year, metric order by document, position) = 1
        order by body, fiscal_year, metric"""
    for row in publications.dataset.rows(query, [list(check.metrics)]):
        now = _key(row)
        before = (*now[:3], (now[3] or 0) - 1)
        if row["metric"] not in check.metrics or now not in publications.all or before not in publications.all:
            continue
        if row["basis"] not in BASES.get(now[1] or "", ()):
            continue
        left, right = publications.figure(before, row["metric"]), publications.figure(now, row["metric"])
        implied = None
        if right is not None:
            # a change is often taken of two amounts already rounded to its own digits: half a digit each, and its own
            slack = _slack(right) + 3 * _slack(row)
            implied = {**right, "amount": right["amount"] - row["yuan"], "slack": slack}
        yield _compared(publications, check, now, left, implied, names=(row["metric"], row["metric"]))


def _units(publications: Publications, check: DatasetCheck) -> Iterator[CrossFinding]:
    """Units below a department are told by its name at the head of theirs; all that it counts must be there."""
    for department in [key for key in publications.all if key[2] == "department" and key[1] in MEASURES]:
        name = publications.name(department)
        units = [
            key
            for key in publications.all
            if key[2] == "unit"
            and (key[1], key[3]) == (department[1], department[3])
            and publications.name(key).startswith(name)
        ]
        if not units:
            continue
        expected = publications.count(department, "organisation.units")
        own = any(key[0] == department[0] for key in units)
        if expected is None or not own or len(units) not in (expected, expected + 1):
            said = (
                "部门没有说所属单位的个数"
                if expected is None
                else f"部门有所属单位 {expected.normalize():f} 个，数据集中有 {len(units)} 个"
            )
            yield _none(publications, check, department, said, outcome="not_evaluable")
            continue
        for metric in check.metrics:
            whole = publications.figure(department, metric)
            parts = [publications.figure(unit, metric) for unit in units]
            there = [part for part in parts if part is not None]
            total = None
            if len(there) == len(parts):
                amounts = sum((part["amount"] for part in there), Decimal(0))
                slack = sum((_slack(part) for part in there), Decimal(0))
                total = {**there[0], "amount": amounts, "slack": slack, "document": None, "page": None, "quote": None}
            yield _compared(publications, check, department, whole, total, names=(metric, metric))


def _same_body(publications: Publications, check: DatasetCheck) -> Iterator[CrossFinding]:
    for unit in [key for key in publications.all if key[2] == "unit"]:
        department: Key = (unit[0], unit[1], "department", unit[3])
        if department not in publications.all:
            continue
        for metric in check.metrics:
            part, whole = publications.figure(unit, metric), publications.figure(department, metric)
            if part is not None and whole is not None:
                yield _compared(publications, check, unit, part, whole, names=(metric, metric), at_most=True)


def _outliers(publications: Publications, check: DatasetCheck) -> Iterator[CrossFinding]:
    for metric in check.metrics:
        peers: dict[tuple[Any, ...], list[tuple[Key, dict[str, Any]]]] = {}
        for key, row in publications.all.items():
            figure = publications.figure(key, metric)
            if figure is not None and figure["amount"] > 0:
                peers.setdefault((key[1], key[2], key[3], row["level"]), []).append((key, figure))
        for group in peers.values():
            name = metric_names()[metric]
            if len(group) < LEAST_PEERS:
                yield _none(
                    publications, check, group[0][0], f"{name}：同类公开只有 {len(group)} 家", outcome="not_evaluable"
                )
                continue
            usual, far = far_out([figure["amount"] for _, figure in group])
            for index, (key, figure) in enumerate(group):
                message = f"{name}：{told(figure['amount'], '元')}，同类 {len(group)} 家的中位数 {told(usual, '元')}"
                yield CrossFinding(
                    check.id, "fail" if index in far else "pass", "info", message, key[0], publications.name(key),
                    key[3], key[1], left=_side(figure, key[3]),
                )  # fmt: skip


# --- helpers ----------------------------------------------------------------------------------------------------------


def _years(publications: Publications, check: DatasetCheck) -> Iterator[tuple[Key, Key | None]]:
    for key in publications.all:
        if key[3] is not None and (check.kind is None or key[1] == check.kind):
            before: Key = (*key[:3], key[3] - 1)
            yield key, before if before in publications.all else None


def _compared(
    publications: Publications,
    check: DatasetCheck,
    key: Key,
    left: dict[str, Any] | None,
    right: dict[str, Any] | None,
    *,
    names: tuple[str, str],
    at_most: bool = False,
) -> CrossFinding:
    titles = tuple(metric_names()[name] for name in names)
    lost = [title for title, side in zip(titles, (left, right), strict=True) if side is None]
    if left is None or right is None:
        return _none(publications, check, key, f"缺少{'、'.join(dict.fromkeys(lost))}", outcome="not_evaluable")
    allowed = _slack(left) + _slack(right)
    gap = left["amount"] - right["amount"]
    wrong = gap > allowed if at_most else abs(gap) > allowed
    words = f"{check.words}（{' / '.join(dict.fromkeys(titles))}）：{told(left['amount'], '元')}"
    if wrong:
        message = f"{words} 与 {told(right['amount'], '元')} 不符，相差 {told(abs(gap), '元')}"
    else:
        message = f"{words} {'≤' if at_most else '='} {told(right['amount'], '元')}"
    return CrossFinding(
        check.id, "fail" if wrong else "pass", check.severity if wrong else "info", message, key[0],
        publications.name(key), key[3], key[1], left=_side(left, left["fiscal_year"]),
        right=_side(right, right["fiscal_year"]), gap=gap, allowed=allowed,
    )  # fmt: skip


def _none(
    publications: Publications, check: DatasetCheck, key: Key, why: str, *, outcome: Outcome = "not_applicable"
) -> CrossFinding:
    return CrossFinding(
        check.id, outcome, "info", f"{check.words}：{why}", key[0], publications.name(key), key[3], key[1]
    )


def _side(figure: dict[str, Any], year: int | None) -> Side:
    return Side(figure["amount"], year, figure["document"], figure["page"], figure["quote"])


def _slack(figure: dict[str, Any]) -> Decimal:
    slack: Decimal | None = figure.get("slack")
    return slack if slack is not None else ROUNDING.get(figure["unit"] or "", ROUNDING_WAN)


def _key(row: dict[str, Any]) -> Key:
    return (row["body"], row["kind"], row["scope"], row["fiscal_year"])


def counted(findings: Iterable[CrossFinding]) -> dict[Outcome, int]:
    """How many findings of each outcome."""
    counts: dict[Outcome, int] = {"pass": 0, "fail": 0, "not_applicable": 0, "not_evaluable": 0}
    for finding in findings:
        counts[finding.outcome] += 1
    return counts
