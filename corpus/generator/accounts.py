"""One body's accounts of one year, made up and consistent: every relation between the public forms holds to the last digit.

Amounts are integers in hundreds of yuan, so that each is exact in 万元 with two decimals and every printed sum holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from corpus.generator.data import load, stands

Hundreds = int  # hundreds of yuan: 0.01 万元
SOURCES = ("fiscal_appropriation", "superior_subsidy", "business", "operating", "subordinate_remittance", "other")
OWN_NAMES = {"superior": "superior_subsidy", "business": "business", "operating": "operating", "other": "other"}
FUNDS = ("general_public", "government_fund", "state_capital")


def yuan(amount: Hundreds) -> Decimal:
    return Decimal(amount) * 100


@dataclass
class Item:
    """One 项 of the functional classification and what was received and spent under it."""

    code: str
    basic: Hundreds = 0  # general public budget
    project: Hundreds = 0
    fund_project: Hundreds = 0  # government fund
    capital_project: Hundreds = 0  # state capital budget
    own_basic: Hundreds = 0  # the body's own money
    own_project: Hundreds = 0
    own_operating: Hundreds = 0
    budget: Hundreds = 0  # general public budget at the year's start
    revenue: dict[str, Hundreds] = field(default_factory=dict)  # by source, see SOURCES
    fund_revenue: dict[str, Hundreds] = field(default_factory=dict)  # fiscal_appropriation by fund
    carried: Hundreds = 0  # 年初结转和结余 that stands on this item

    @property
    def general_public(self) -> Hundreds:
        return self.basic + self.project

    @property
    def total_basic(self) -> Hundreds:
        return self.basic + self.own_basic

    @property
    def total_project(self) -> Hundreds:
        return self.project + self.fund_project + self.capital_project + self.own_project

    @property
    def total(self) -> Hundreds:
        return self.total_basic + self.total_project + self.own_operating

    @property
    def total_revenue(self) -> Hundreds:
        return sum(self.revenue.values())


@dataclass(frozen=True)
class Project:
    """One project with what its indicator table and its review say; ``spec`` is the entry of departments.yaml."""

    name: str
    budget: Hundreds
    executed: Hundreds
    count: int
    satisfaction: int
    quality: int
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class Carried:
    """One fund's year: opening + revenue = expenditure + closing."""

    opening: Hundreds
    revenue: Hundreds
    expenditure: Hundreds
    closing: Hundreds


@dataclass(frozen=True)
class Change:
    """An amount with last year's figure and the budget it is measured against."""

    value: Hundreds
    prior: Hundreds
    budget: Hundreds


@dataclass
class Accounts:
    """Everything the document states. ``kind`` budget: the values are budgets and ``prior`` last year's budgets."""

    kind: str
    year: int
    department_key: str
    spec: Mapping[str, Any]
    region: Mapping[str, Any]
    org: str
    items: list[Item]
    funds: dict[str, Carried]
    own: Carried
    own_revenue: dict[str, Hundreds]
    surplus_used: Hundreds
    distribution: Hundreds
    economic: dict[str, Hundreds]
    three_public: dict[str, Change]
    counts: dict[str, int]
    vehicle_types: dict[str, int]
    vehicle_uses: dict[str, int]
    equipment: tuple[int, int]  # threshold in 万元, count
    priors: dict[str, Hundreds]
    procurement: dict[str, Hundreds]
    projects: list[Project]
    performance: dict[str, tuple[int, Hundreds]]  # by stage: projects, amount
    score: Decimal
    ratings: dict[str, int]  # projects by 优 良 合格 不合格
    problems: dict[str, int]  # found in self-reviews: 发现 已整改 正在整改
    staff: dict[str, int]
    units: list[str]
    offices: list[str]
    unit_types: dict[str, int]

    def spent(self, name: str) -> Hundreds:
        """The sum of one property of the items, e.g. ``spent("general_public")``."""
        return sum(getattr(item, name) for item in self.items)

    @property
    def revenue_total(self) -> Hundreds:
        return sum(fund.revenue for fund in self.funds.values()) + sum(self.own_revenue.values())

    @property
    def opening(self) -> Hundreds:
        return sum(fund.opening for fund in self.funds.values()) + self.own.opening

    @property
    def closing(self) -> Hundreds:
        return sum(fund.closing for fund in self.funds.values()) + self.own.closing

    @property
    def grand_total(self) -> Hundreds:
        return self.revenue_total + self.opening + self.surplus_used

    @property
    def fiscal_total(self) -> Hundreds:
        return sum(fund.revenue + fund.opening for fund in self.funds.values())

    def revenue_of(self, source: str) -> Hundreds:
        return sum(item.revenue.get(source, 0) for item in self.items)

    def personnel(self) -> Hundreds:
        return sum(value for code, value in self.economic.items() if code[:3] in ("301", "303"))

    def public_funds(self) -> Hundreds:
        return sum(value for code, value in self.economic.items() if code[:3] in ("302", "310"))

    @property
    def administrative(self) -> bool:
        """Whether the body is an office with 机关运行经费, not an institution."""
        return bool(self.spec["scope"] == "department")


def make_accounts(rng: Random, kind: str, year: int) -> Accounts:
    """A body, its year and its accounts, determined by the generator's state."""
    departments = load("departments")
    bodies = departments["departments"]
    key = rng.choice([name for name in sorted(bodies) if stands(bodies[name]["basic"][0], year)])
    spec = departments["departments"][key]
    town = spec.get("level") == "乡"
    regions = [r for r in load("regions")["regions"] if ("town" in r) == town]
    region = rng.choice([r for r in regions if r["county"] or spec["scope"] == "department"])
    place = (region["county"] or region["city"] or region["province"]) + region.get("town", "")
    office = spec["name"].replace("局", "厅") if not region["city"] else spec["name"]
    spec = {**spec, "project": [code for code in spec["project"] if stands(code, year)]}
    items = _items(rng, spec, departments["common"], kind)
    basic = sum(item.basic for item in items)
    personnel_items = {item.code: item.basic for item in items}
    three, counts = _three_public(rng, spec, basic)
    economic = _economic(rng, basic, personnel_items, three)
    funds, own, own_revenue, surplus, distribution = _sources(rng, spec, items, kind)
    types, uses = _vehicles(rng, spec, counts["owned"])
    units = [f"{place}{name}" for name in spec["units"]]
    accounts = Accounts(
        kind=kind,
        year=year,
        department_key=key,
        spec=spec,
        region=region,
        org=f"{place}{office}",
        items=items,
        funds=funds,
        own=own,
        own_revenue=own_revenue,
        surplus_used=surplus,
        distribution=distribution,
        economic=economic,
        three_public=three,
        counts=counts,
        vehicle_types=types,
        vehicle_uses=uses,
        equipment=(rng.choice((50, 100, 100, 200)), rng.randrange(0, 9)),
        priors={},
        procurement={},
        projects=_projects(rng, spec, items),
        performance={},
        score=Decimal(rng.randrange(9000, 9990)) / 100,
        ratings={},
        problems={},
        staff={name: rng.randrange(4, 320) for name in spec["staff"]},
        units=units,
        offices=list(spec["offices"]),
        unit_types=_unit_types(rng, len(units)),
    )
    _procurement(rng, accounts)
    _performance(rng, accounts)
    _priors(rng, accounts)
    return accounts


def split(rng: Random, total: Hundreds, weights: Sequence[float]) -> list[Hundreds]:
    """``total`` in whole parts near ``weights``, each changed at random; the parts sum to the total."""
    if not weights:
        return []
    varied = [weight * rng.uniform(0.6, 1.4) for weight in weights]
    whole = sum(varied)
    parts = [int(total * weight / whole) for weight in varied]
    parts[varied.index(max(varied))] += total - sum(parts)
    return parts


# --- expenditure ------------------------------------------------------------------------------------------------------


def _items(rng: Random, spec: Mapping[str, Any], common: Mapping[str, Any], kind: str) -> list[Item]:
    low, high = spec["money"]
    total = rng.randrange(low * 100, high * 100)
    institution = spec["scope"] == "unit"
    basic = int(total * rng.uniform(0.45, 0.85))
    items = {code: Item(code) for code in spec["basic"] + spec["project"]}
    shared = common["basic_institution" if institution else "basic"]
    for code, weight in zip(shared, (0.018, 0.08, 0.04, 0.034, 0.068), strict=True):
        items[code] = Item(code, basic=int(basic * weight * rng.uniform(0.85, 1.15)))
    if rng.random() < 0.25:
        items["2210203"] = Item("2210203", basic=int(basic * rng.uniform(0.02, 0.06)))
    rest = basic - sum(item.basic for item in items.values())
    for code, part in zip(spec["basic"], split(rng, rest, [3] + [2] * (len(spec["basic"]) - 1)), strict=True):
        items[code].basic = part
    for code, part in zip(spec["project"], split(rng, total - basic, [1] * len(spec["project"])), strict=True):
        items[code].project = part
    if spec["fund"] and rng.random() < 0.5:
        for code in spec["fund"]:
            items[code] = Item(code, fund_project=int(total * rng.uniform(0.05, 0.4)))
    if rng.random() < 0.15:
        code = common["state_capital"][0]
        items[code] = Item(code, capital_project=int(total * rng.uniform(0.005, 0.03)) + 1)
    for item in items.values():
        spent = item.general_public
        item.budget = spent if rng.random() < 0.45 else max(1, int(spent * rng.uniform(0.88, 1.12))) if spent else 0
    return [items[code] for code in sorted(items)]


def _three_public(rng: Random, spec: Mapping[str, Any], basic: Hundreds) -> tuple[dict[str, Change], dict[str, int]]:
    owned = rng.choice((0, 0, 2, 3, 5, 8, 14, 36)) if spec["scope"] == "department" else rng.choice((0, 0, 1))
    purchased = rng.randrange(1, 1 + max(1, owned // 3)) if owned > 2 and rng.random() < 0.4 else 0
    scale = min(basic // 60, 40000)
    values = {
        "abroad": rng.randrange(200, 2 + max(300, scale // 2)) if rng.random() < 0.15 else 0,
        "vehicle_purchase": purchased * rng.randrange(1100, 1900),
        "vehicle_operation": owned * rng.randrange(120, 400),
        "reception_domestic": rng.randrange(16, 900) if rng.random() < 0.8 else 0,
        "reception_foreign": 0,
    }
    values["reception"] = values["reception_domestic"] + values["reception_foreign"]
    values["vehicle"] = values["vehicle_purchase"] + values["vehicle_operation"]
    values["total"] = values["abroad"] + values["vehicle"] + values["reception"]

    def moved(value: Hundreds, low: float, high: float) -> Hundreds:
        return value if rng.random() < 0.25 else int(value * rng.uniform(low, high)) + (1 if value else 0)

    leaves = ("abroad", "vehicle_purchase", "vehicle_operation", "reception_domestic", "reception_foreign")
    # now and then there was none of it the year before
    priors = {name: 0 if rng.random() < 0.06 else moved(values[name], 0.7, 1.4) for name in leaves}
    budgets = {name: moved(values[name], 1.0, 1.3) for name in leaves}
    if not values["abroad"] and rng.random() < 0.2:
        budgets["abroad"] = rng.randrange(1, 9) * 100
    for sums in (priors, budgets):
        sums["reception"] = sums["reception_domestic"] + sums["reception_foreign"]
        sums["vehicle"] = sums["vehicle_purchase"] + sums["vehicle_operation"]
        sums["total"] = sums["abroad"] + sums["vehicle"] + sums["reception"]
    three = {name: Change(value, priors[name], budgets[name]) for name, value in values.items()}
    batches = rng.randrange(1, 40) if values["reception_domestic"] else 0
    counts = {
        "abroad_groups": rng.randrange(1, 4) if values["abroad"] else 0,
        "abroad_persons": 0,
        "purchased": purchased,
        "owned": owned,
        "domestic_batches": batches,
        "domestic_persons": batches * rng.randrange(3, 12) + (1 if batches else 0),
        "foreign_batches": 0,
        "foreign_persons": 0,
    }
    counts["abroad_persons"] = counts["abroad_groups"] * rng.randrange(1, 5)
    return three, counts


def _economic(
    rng: Random, basic: Hundreds, items: Mapping[str, Hundreds], three: Mapping[str, Change]
) -> dict[str, Hundreds]:
    """基本支出 by economic classification; the 款 that the functional items fix are equal to them."""
    retired = items.get("2080501", 0) + items.get("2080502", 0)
    fixed = {
        "30108": items.get("2080505", 0),
        "30109": items.get("2080506", 0),
        "30110": items.get("2101101", 0) + items.get("2101102", 0),
        "30113": items.get("2210201", 0),
        "30302": retired,
        "30212": three["abroad"].value,
        "30217": three["reception"].value,
        "30231": three["vehicle_operation"].value,
        "31013": three["vehicle_purchase"].value,
    }
    held = sum(fixed.values())
    public = int((basic - held) * rng.uniform(0.1, 0.22))
    staff = basic - held - public
    economic = dict(fixed)
    weights = {
        "30101": 5.0,
        "30102": 4.0,
        "30103": 2.5,
        "30107": 2.0,
        "30112": 0.15,
        "30199": 1.0,
        "30305": 0.3,
        "30309": 0.05,
    }
    for code in [code for code in ("30106", "30304", "30399") if rng.random() < 0.4]:
        weights[code] = 0.2
    economic.update(zip(weights, split(rng, staff, list(weights.values())), strict=True))
    weights = {
        "30201": 2.0,
        "30205": 0.2,
        "30206": 0.4,
        "30207": 0.5,
        "30211": 1.0,
        "30228": 0.8,
        "30229": 0.8,
        "30239": 1.5,
        "30299": 1.0,
    }
    for code in ("30202", "30204", "30209", "30213", "30214", "30215", "30216", "30226", "30227", "31002", "31003"):
        if rng.random() < 0.55:
            weights[code] = rng.choice((0.1, 0.3, 0.6))
    economic.update(zip(weights, split(rng, public, list(weights.values())), strict=True))
    return {code: economic[code] for code in sorted(economic) if economic[code]}


# --- revenue and what is carried over -----------------------------------------------------------------------------------


def _sources(
    rng: Random, spec: Mapping[str, Any], items: list[Item], kind: str
) -> tuple[dict[str, Carried], Carried, dict[str, Hundreds], Hundreds, Hundreds]:
    final = kind == "final_account"
    funds: dict[str, Carried] = {}
    for fund, name in zip(FUNDS, ("general_public", "fund_project", "capital_project"), strict=True):
        spent = sum(getattr(item, name) for item in items)
        carries = spent and rng.random() < 0.6
        opening = int(spent * rng.uniform(0.001, 0.03)) if carries else 0
        closing = int(spent * rng.uniform(0.001, 0.03)) if carries and final else 0
        funds[fund] = Carried(opening, spent + closing - opening, spent, closing)
        sizes = {item.code: getattr(item, name) for item in items}
        largest = max(items, key=lambda item, sizes=sizes: sizes[item.code])  # type: ignore[misc]
        largest.carried += opening
        for item in items:
            received = getattr(item, name) + (closing - opening if item is largest and spent else 0)
            if received:
                item.fund_revenue[fund] = received
    for item in items:
        if item.fund_revenue:
            item.revenue["fiscal_appropriation"] = sum(item.fund_revenue.values())
    own_kinds = [kind_ for kind_ in spec["own"] if rng.random() < 0.6]
    first, last = items[0], max(items, key=lambda item: item.project)
    own_revenue: dict[str, Hundreds] = {}
    for own_kind in own_kinds:
        amount = rng.randrange(60, 60000 if own_kind == "business" else 9000)
        own_revenue[OWN_NAMES[own_kind]] = amount
        target = first if own_kind == "other" else last
        target.revenue[OWN_NAMES[own_kind]] = target.revenue.get(OWN_NAMES[own_kind], 0) + amount
    received = sum(own_revenue.values())
    opening = rng.randrange(100, 6000) if own_kinds and rng.random() < 0.5 else 0
    surplus = rng.randrange(50, 900) if final and own_kinds and rng.random() < 0.15 else 0
    usable = received + opening + surplus
    operating = own_revenue.get("operating", 0) // 2
    last.own_operating = operating
    last.carried += opening
    spent = usable if not final else max(operating, int(usable * rng.uniform(0.6, 0.98)))
    basic = min(spent - operating, own_revenue.get("other", 0))
    first.own_basic = basic
    last.own_project = spent - operating - basic
    left = usable - spent
    distribution = int(left * 0.2) if final and left and "business" in own_revenue and rng.random() < 0.3 else 0
    own = Carried(opening, received, spent, left - distribution)
    return funds, own, own_revenue, surplus, distribution


# --- the rest -----------------------------------------------------------------------------------------------------------


def _vehicles(rng: Random, spec: Mapping[str, Any], owned: int) -> tuple[dict[str, int], dict[str, int]]:
    types = dict(zip(("轿车", "越野车", "载客汽车", "其他车型"), split(rng, owned, (5, 2, 1, 2)), strict=True))
    uses = dict(zip(spec["vehicle_uses"], split(rng, owned, [3] + [1] * (len(spec["vehicle_uses"]) - 1)), strict=True))
    return types, uses


def _unit_types(rng: Random, units: int) -> dict[str, int]:
    if not units:
        return {}
    office, alike, other = split(rng, units, (1, 1, 2))
    return {"二级预算单位": units, "行政单位": office, "参照公务员法管理的事业单位": alike, "其他事业单位": other}


def _projects(rng: Random, spec: Mapping[str, Any], items: Sequence[Item]) -> list[Project]:
    money = sum(item.project for item in items)
    chosen = rng.sample(list(spec["projects"]), k=rng.randrange(1, len(spec["projects"]) + 1))
    projects = []
    for entry, part in zip(chosen, split(rng, int(money * rng.uniform(0.2, 0.6)), [1] * len(chosen)), strict=True):
        executed = max(100, part // 100 * 100 if rng.random() < 0.3 else part)
        budget = executed if rng.random() < 0.5 else int(executed * rng.uniform(1.01, 1.2))
        low, high = entry["range"]
        projects.append(
            Project(
                name=entry["name"],
                budget=budget,
                executed=executed,
                count=rng.randrange(low, high),
                satisfaction=rng.randrange(90, 100),
                quality=rng.randrange(95, 101),
                spec=entry,
            )
        )
    return projects


def _procurement(rng: Random, accounts: Accounts) -> None:
    project = accounts.spent("total_project")
    total = int(project * rng.uniform(0.05, 0.5))
    goods, works, services = split(rng, total, (3, 2 if rng.random() < 0.4 else 0.0, 4))
    sme = int(total * rng.uniform(0.2, 1.0)) if rng.random() < 0.9 else 0
    micro = int(sme * rng.uniform(0.1, 1.0)) if rng.random() < 0.7 else 0
    accounts.procurement.update(total=total, goods=goods, works=works, services=services, sme=sme, micro=micro)


def _performance(rng: Random, accounts: Accounts) -> None:
    own = sum(project.budget for project in accounts.projects)
    count = len(accounts.projects) + rng.randrange(0, 12)
    amount = own + (count - len(accounts.projects)) * rng.randrange(500, 9000)
    watched = rng.randrange(len(accounts.projects), count + 1)
    assessed = rng.randrange(0, count + 1)
    accounts.ratings.update(zip(("优", "良", "合格", "不合格"), split(rng, count, (6, 2, 1, 0)), strict=True))
    found = rng.choice((0, 0, 1, 3, 6))
    mended = rng.randrange(0, found + 1)
    accounts.problems.update({"发现": found, "已整改": mended, "正在整改": found - mended})
    accounts.performance.update(
        {
            "事前评估": (assessed, amount * assessed // count),
            "绩效目标": (count, amount),
            "绩效监控": (watched, amount if watched == count else own + (watched - len(accounts.projects)) * 400),
            "绩效自评": (count, amount),
        }
    )


def _priors(rng: Random, accounts: Accounts) -> None:
    """Last year's figures for the totals that are compared."""

    def moved(value: Hundreds) -> Hundreds:
        return value if rng.random() < 0.06 else int(value * rng.uniform(0.75, 1.3))

    fiscal = moved(accounts.fiscal_total)
    others = accounts.grand_total - accounts.fiscal_total
    accounts.priors.update(
        {
            "total.revenue_and_expenditure": fiscal + moved(others),
            "fiscal.revenue_and_expenditure": fiscal,
            "general_public.expenditure": moved(accounts.spent("general_public")),
            "operating_cost": moved(accounts.public_funds()),
            "revenue.total": moved(accounts.revenue_total),
            "revenue.fiscal_appropriation": moved(sum(fund.revenue for fund in accounts.funds.values())),
            "expenditure.total": moved(accounts.spent("total")),
        }
    )


def relations(accounts: Accounts) -> Iterable[tuple[str, int, int]]:
    """What must balance, as (name, left, right): for tests and for anyone who changes the accounts."""
    for fund, carried in accounts.funds.items():
        yield (
            f"{fund}: opening + revenue = expenditure + closing",
            carried.opening + carried.revenue,
            carried.expenditure + carried.closing,
        )
    own = accounts.own
    yield (
        "own money",
        own.opening + own.revenue + accounts.surplus_used,
        own.expenditure + own.closing + accounts.distribution,
    )
    yield (
        "total revenue = total expenditure",
        accounts.grand_total,
        accounts.spent("total") + accounts.distribution + accounts.closing,
    )
    yield "revenue by item", accounts.revenue_total, accounts.spent("total_revenue")
    yield "basic = economic items", accounts.spent("basic"), sum(accounts.economic.values())
    yield "carried by item", accounts.opening, accounts.spent("carried")
