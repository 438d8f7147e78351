"""One figure over all bodies of a dataset: values, coverage, groups, ranking, change, and questions worth asking.

Amounts are yuan, counts the printed count. A publication that does not give the figure is missing, with why as far as the
dataset tells, and is never zero. What stands out is put as a question, for the reader to answer by the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from extractor.compare.findings import findings_of
from extractor.compare.links import link_notes
from extractor.compare.questions import questions
from extractor.compare.records import Against, Change, Comparison, Figure, Group
from extractor.dataset.opening import Dataset
from extractor.knowledge.metrics import load_metrics
from extractor.knowledge.vocabulary import metric_names
from extractor.problems import JuesuanError

BY = ("region", "province", "city", "county", "level", "year", "kind", "scope", "publisher")
KINDS = ("final_account", "budget", "performance")
MEASURES = ("actual", "budget", "budget_initial", "count")
# The measure that a publication of a kind is about, in order of choice.
NATURAL = {
    "final_account": ("actual", "count"),
    "budget": ("budget", "budget_initial", "count"),
    "performance": ("actual", "count"),
}
# The sections that would speak of a metric, to tell "does not speak of it" from "speaks of it, but no number was read".
TOPICS = {
    "three_public": "narrative.three_public",
    "operating_cost": "narrative.other.operating_cost",
    "procurement": "narrative.other.procurement",
    "assets": "narrative.other.assets",
    "performance": "narrative.performance",
    "staff": "overview.staff",
    "government_fund": "narrative.government_fund",
    "state_capital": "narrative.state_capital",
    "total": "narrative.summary",
    "revenue": "narrative.revenue",
    "expenditure": "narrative.expenditure",
    "fiscal": "narrative.fiscal_summary",
    "general_public": "narrative.general_public",
}
# Parts of a whole, for the structure of a total.
PARTS = {
    "three_public.total": ("three_public.abroad", "three_public.vehicle", "three_public.reception"),
    "three_public.vehicle": ("three_public.vehicle_purchase", "three_public.vehicle_operation"),
    "expenditure.total": ("expenditure.basic", "expenditure.project", "expenditure.operating"),
    "procurement.total": ("procurement.goods", "procurement.works", "procurement.services"),
    "general_public.basic": ("general_public.personnel", "general_public.public_funds"),
    "general_public.expenditure": ("general_public.basic", "general_public.project"),
}


def compare(
    dataset: Dataset,
    metric: str,
    *,
    by: Sequence[str] = ("region", "year"),
    kind: str | None = None,
    measure: str | None = None,
    year: int | None = None,
    region: str | None = None,
    checks: bool = True,
) -> Comparison:
    """Compare ``metric`` over the publications of the dataset.

    ``by`` are the columns of the groups (``BY``); ``kind`` restricts to final accounts or budgets; ``measure`` is by default
    what a publication is about (决算数 in final accounts, 预算数 in budgets); ``year`` and ``region`` (a name or the beginning of
    a code) restrict further; without ``checks`` those between
    documents are left out. Raises ``JuesuanError`` D105 for names that are not known.
    """
    _check(metric, by, kind, measure)
    found = _figures(dataset, metric, measure)
    figures = tuple(figure for figure in found if _wanted(figure, kind, year, region))
    mixed = kind is None and len({figure.kind for figure in figures}) > 1
    shown = tuple(dict.fromkeys((*by, "kind"))) if mixed else tuple(by)
    changes = _changes(figures)
    outcomes, findings = findings_of(dataset, {figure.body for figure in figures}) if checks else ({}, ())
    unit = "元" if load_metrics()[metric].kind == "money" else _count_unit(figures)
    return Comparison(
        metric=metric,
        name=metric_names()[metric],
        unit=unit,
        by=shown,
        figures=figures,
        groups=_groups(figures, shown),
        changes=changes,
        against=_against(dataset, metric, figures),
        questions=questions(figures, changes, unit=unit),
        findings=findings,
        outcomes=outcomes,
        notes=link_notes(figures),
        failed=tuple((row["path"], row["code"]) for row in dataset.rows(_FAILED)),
    )


def value_of(figure: Figure, column: str) -> Any:
    """What stands in a ``by`` column for a figure."""
    provinces = [*figure.region.split(" "), "", ""]
    return {
        "region": " ".join(figure.region.split()),
        "province": provinces[0],
        "city": provinces[1],
        "county": provinces[2],
        "level": figure.level,
        "year": figure.year,
        "kind": figure.kind,
        "scope": figure.scope,
        "publisher": figure.name,
    }[column]


# --- figures ----------------------------------------------------------------------------------------------------------

# Decimals come as text: DuckDB's own conversion of a decimal costs four times as much as a row without one.
_COLUMNS = """
    measure, body, fiscal_year, kind, scope, cast(amount as varchar) as amount, document, page, unit, quote,
    case when lowest < highest then cast(lowest as varchar) end as lowest,
    case when lowest < highest then cast(highest as varchar) end as highest"""
_FAILED = "select path, code from documents where status = 'failed' order by path"


def _check(metric: str, by: Sequence[str], kind: str | None, measure: str | None) -> None:
    metrics = load_metrics()
    if metric not in metrics:
        near = [name for name in metrics if name.split(".")[0] == metric.split(".")[0]] or list(metrics)
        raise JuesuanError("D105", what="指标", found=metric, allowed=", ".join(near))
    for name in by:
        if name not in BY:
            raise JuesuanError("D105", what="分组", found=name, allowed=", ".join(BY))
    if kind is not None and kind not in KINDS:
        raise JuesuanError("D105", what="种类", found=kind, allowed=", ".join(KINDS))
    if measure is not None and measure not in MEASURES:
        raise JuesuanError("D105", what="口径", found=measure, allowed=", ".join(MEASURES))


def _figures(dataset: Dataset, metric: str, measure: str | None) -> list[Figure]:
    said: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for row in dataset.rows(f"select {_COLUMNS} from figures where metric = $1", [metric]):
        said.setdefault(_key(row), {})[row["measure"]] = row
    beside = _Beside(dataset, ("staff.count", *PARTS.get(metric, ())))
    sources = {row["document"]: row["path"] for row in dataset.rows("select document, path from documents")}
    speaking, blank = _speaking(dataset, metric), _blank(dataset, metric)
    figures = []
    order = "select * from publications order by region_code, name, body, fiscal_year, kind, scope"
    for row in dataset.rows(order):
        key = _key(row)
        here = said.get(key, {})
        choices = (measure,) if measure is not None else NATURAL.get(row["kind"], MEASURES)
        best = next((here[choice] for choice in choices if choice in here), None)
        head = {
            "body": row["body"],
            "name": row["name"] or sources[row["documents"][0]],
            "region": " ".join(part or "" for part in (row["province"], row["city"], row["county"])).rstrip(),
            "year": row["fiscal_year"],
            "kind": row["kind"],
            "scope": row["scope"],
            "level": row["level"],
            "region_code": row["region_code"],
        }
        if best is None:
            reason = _reason(row, speaking, blank)
            figures.append(
                Figure(
                    **head,
                    amount=None,
                    reason=reason,
                    document=row["documents"][0],
                    source=sources[row["documents"][0]],
                )
            )
            continue
        parts = {
            part: amount for part in PARTS.get(metric, ()) if (amount := beside.amount(key, part, choices)) is not None
        }
        figures.append(
            Figure(
                **head,
                amount=Decimal(best["amount"]),
                document=best["document"],
                source=sources[best["document"]],
                page=best["page"],
                quote=best["quote"],
                printed_unit=best["unit"],
                lowest=Decimal(best["lowest"]) if best["lowest"] else None,
                highest=Decimal(best["highest"]) if best["highest"] else None,
                staff=beside.amount(key, "staff.count", ("count", "actual", "budget")),
                parts=parts,
            )
        )
    return figures


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["body"], row["fiscal_year"], row["kind"], row["scope"]


class _Beside:
    """Amounts of other metrics of the same publications; text until one is asked for, which most are not."""

    def __init__(self, dataset: Dataset, metrics: Sequence[str]) -> None:
        query = """select body, fiscal_year, kind, scope, metric, measure, cast(amount as varchar) from figures
                   where metric in (select unnest($1::varchar[]))"""
        found = dataset.base.execute(query, [list(metrics)]).fetchall()
        self._held: dict[tuple[Any, ...], str] = {row[:6]: row[6] for row in found}

    def amount(self, key: tuple[Any, ...], metric: str, measures: Iterable[str]) -> Decimal | None:
        """In the first of ``measures`` that the publication gives."""
        found = (self._held.get((*key, metric, measure)) for measure in measures)
        return next((Decimal(text) for text in found if text is not None), None)


def _speaking(dataset: Dataset, metric: str) -> set[str]:
    """Documents with a section about the metric."""
    topic = TOPICS.get(metric.split(".")[0])
    if topic is None:
        return set()
    query = "select distinct document from sections where topic = ? or starts_with(topic, ?)"
    return {row["document"] for row in dataset.rows(query, [topic, topic + "."])}


def _blank(dataset: Dataset, metric: str) -> set[str]:
    """Documents whose form about the metric is there, but without a number in it."""
    if not metric.startswith("three_public."):
        return set()
    query = """select document from statement_cells where ends_with(form, '.three_public')
               group by document having count(value) = 0"""
    return {row["document"] for row in dataset.rows(query)}


def _reason(row: dict[str, Any], speaking: set[str], blank: set[str]) -> str:
    if row["fiscal_year"] is None:
        return "年度未知"
    if any(document in blank for document in row["documents"]):
        return "报表中这一项是空的"
    if any(document in speaking for document in row["documents"]):
        return "有这一节，但没有读出这个数"
    return "没有这一节，也没有读出这个数"


def _wanted(figure: Figure, kind: str | None, year: int | None, region: str | None) -> bool:
    return (
        (kind is None or figure.kind == kind)
        and (year is None or figure.year == year)
        and (region is None or region in figure.region or figure.body.startswith(region))
    )


def _count_unit(figures: Iterable[Figure]) -> str:
    return next((figure.printed_unit for figure in figures if figure.printed_unit), "")


# --- groups, change, budget against final -------------------------------------------------------------------------------


def _groups(figures: Iterable[Figure], by: Sequence[str]) -> tuple[Group, ...]:
    held: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        held.setdefault(tuple(value_of(figure, column) for column in by), []).append(figure)
    groups = []
    for key in sorted(held, key=lambda key: tuple(("" if part is None else str(part)) for part in key)):
        amounts = [figure.amount for figure in held[key] if figure.amount is not None]
        groups.append(
            Group(
                key=dict(zip(by, key, strict=True)),
                publications=len(held[key]),
                present=len(amounts),
                zero=sum(amount == 0 for amount in amounts),
                total=sum(amounts, Decimal()) if amounts else None,
                median=median(amounts) if amounts else None,
                lowest=min(amounts, default=None),
                highest=max(amounts, default=None),
            )
        )
    return tuple(groups)


def _changes(figures: Iterable[Figure]) -> tuple[Change, ...]:
    """From each year to the next that is there, right after it; the same body, kind and scope."""
    by_body: dict[tuple[Any, ...], dict[int, Figure]] = {}
    for figure in figures:
        if figure.year is not None and figure.amount is not None:
            by_body.setdefault((figure.body, figure.kind, figure.scope), {})[figure.year] = figure
    changes = []
    for years in by_body.values():
        for year in sorted(years):
            before, now = years.get(year - 1), years[year]
            if before is None or before.amount is None or now.amount is None:
                continue
            change = now.amount - before.amount
            rate = change / before.amount * 100 if before.amount else None
            changes.append(Change(now.body, now.name, now.kind, year, before.amount, now.amount, change, rate))
    return tuple(changes)


def _against(dataset: Dataset, metric: str, figures: Sequence[Figure]) -> tuple[Against, ...]:
    """A body's budget and its final account of one year; where there is no budget document, the budget that the final
    account itself prints."""
    names = {(figure.body, figure.year): figure.name for figure in figures}
    budgets: dict[tuple[str, int], Decimal] = {}
    finals: dict[tuple[str, int], Decimal] = {}
    query = """select body, fiscal_year, kind, measure, cast(amount as varchar) as amount from figures where metric = ?
               order by kind = 'budget', measure = 'budget_initial', scope"""
    for row in dataset.rows(query, [metric]):
        place: tuple[str, int] = (row["body"], row["fiscal_year"])
        if place not in names:
            continue
        if row["measure"] == "actual" and row["kind"] == "final_account":
            finals[place] = Decimal(row["amount"])
        elif row["measure"] in ("budget", "budget_initial"):  # the budget document, read last, goes first
            budgets[place] = Decimal(row["amount"])
    return tuple(
        Against(body, names[body, year], year, budgets[body, year], final, _percent(final, budgets[body, year]))
        for (body, year), final in sorted(finals.items())
        if (body, year) in budgets
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole * 100 if whole else None
