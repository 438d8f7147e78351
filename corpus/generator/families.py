"""A department and its units, and two reports in one file: the department's accounts are those of its own unit and of the units below it, added up item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from random import Random
from typing import Any

from corpus.generator.accounts import Accounts, Carried, Change, Hundreds, Item, make_accounts
from corpus.generator.content import document_of
from corpus.generator.model import Document, Kind, PageBreak
from corpus.generator.variants import PLAIN, choose_variant

TRIES = 400


def make_family(seed: int, *, kind: Kind = "final_account", units: int = 2) -> list[Document]:
    """The department's disclosure first, then its own unit's (本级, under the department's name) and ``units`` more.

    Determined by ``seed`` and ``kind``. The units' names begin with the department's, as many do. Publishers' habits are
    drawn for each document. Raises ``ValueError`` where no department has so many units.
    """
    rng = Random(f"juesuan-family-{kind}-{seed}")
    year = rng.randrange(2017, 2026) + (kind == "budget")
    whole = _drawn(rng, kind, year, lambda made: made.administrative and len(made.units) >= units)
    place = whole.org.removesuffix(whole.spec["name"])
    below = [name.removeprefix(place) for name in whole.units[:units]]
    parts = [_unit(whole, whole.org)]
    for name in below:
        made = _drawn(rng, kind, year, lambda made: made.department_key == whole.department_key)
        parts.append(_unit(made, f"{whole.org}{name}", region=whole.region))
    department = _together(parts, whole)
    variants = [PLAIN if seed == 0 else choose_variant(rng) for _ in range(len(parts) + 1)]
    return [
        document_of(rng, accounts, variant, kind, seed=seed)
        for accounts, variant in zip((department, *parts), variants, strict=True)
    ]


def in_one_file(first: Document, second: Document) -> Document:
    """Two reports as one file, as some bodies publish them. Profile, projects and glossary are the first's, facts and forms those of both."""
    return replace(
        first, blocks=(*first.blocks, PageBreak(), *second.blocks), projects=(*first.projects, *second.projects)
    )


def _drawn(rng: Random, kind: Kind, year: int, fits: Callable[[Accounts], bool]) -> Accounts:
    for _ in range(TRIES):
        made = make_accounts(rng, kind, year)
        if fits(made):
            return made
    raise ValueError(f"no body of {kind} {year} fits in {TRIES} tries")


def _unit(made: Accounts, name: str, **changes: Any) -> Accounts:
    """The accounts as those of a unit that has no units of its own."""
    return replace(made, org=name, spec={**made.spec, "scope": "unit"}, units=[], unit_types={}, **changes)


def _together(parts: Sequence[Accounts], department: Accounts) -> Accounts:
    items: dict[str, Item] = {}
    for part in parts:
        for item in part.items:
            items[item.code] = _items_added(items[item.code], item) if item.code in items else item
    units = [part.org for part in parts[1:]]
    return replace(
        department,
        items=[items[code] for code in sorted(items)],
        funds={fund: _carried(part.funds[fund] for part in parts) for fund in department.funds},
        own=_carried(part.own for part in parts),
        own_revenue=_added(part.own_revenue for part in parts),
        surplus_used=sum(part.surplus_used for part in parts),
        distribution=sum(part.distribution for part in parts),
        economic=_added(part.economic for part in parts),
        three_public={
            name: Change(
                *(
                    sum(getattr(part.three_public[name], each) for part in parts)
                    for each in ("value", "prior", "budget")
                )
            )
            for name in department.three_public
        },
        counts=_added(part.counts for part in parts),
        vehicle_types=_added(part.vehicle_types for part in parts),
        vehicle_uses=_added(part.vehicle_uses for part in parts),
        priors=_added(part.priors for part in parts),
        procurement=_added(part.procurement for part in parts),
        staff=_added(part.staff for part in parts),
        units=units,
        unit_types={
            "二级预算单位": len(units),
            "行政单位": 0,
            "参照公务员法管理的事业单位": 0,
            "其他事业单位": len(units),
        },
    )


def _items_added(one: Item, two: Item) -> Item:
    values: dict[str, Any] = {}
    for field in fields(Item):
        left, right = getattr(one, field.name), getattr(two, field.name)
        if field.name != "code":
            values[field.name] = _added((left, right)) if isinstance(left, dict) else left + right
    return replace(one, **values)


def _carried(funds: Iterable[Carried]) -> Carried:
    each = list(funds)
    return Carried(*(sum(getattr(fund, field.name) for fund in each) for field in fields(Carried)))


def _added(amounts: Iterable[dict[str, Hundreds]]) -> dict[str, Hundreds]:
    found: dict[str, Hundreds] = {}
    for each in amounts:
        for name, amount in each.items():
            found[name] = found.get(name, 0) + amount
    return dict(sorted(found.items()))
