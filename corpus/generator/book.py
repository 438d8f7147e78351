"""The accounts by metric of the contract: what a sentence may state."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.generator.accounts import Accounts, Item
from corpus.generator.data import function_name

# The dimension that the word after # or @ in a template names.
KEY_DIMS = {
    "performance.projects": "stage",
    "performance.amount": "stage",
    "organisation.units": "unit_type",
    "staff.count": "staff_type",
    "assets.vehicles": "vehicle_use",
    "three_public.vehicles_owned": "vehicle_type",
    "performance.rated_projects": "rating",
    "performance.problems": "state",
    "procurement.planned": "kind",
}
# Metrics whose name says that they are budgets.
BUDGETS = frozenset(("project.requested", "project.approved", "project.funds_planned", "project.budget"))


@dataclass(frozen=True)
class Entry:
    """Amounts in hundreds of yuan, counts as they are. ``prior``: last year; ``budget``: of this year.

    ``executed``: what was spent last year, where ``prior`` is last year's budget.
    """

    value: int
    prior: int | None = None
    budget: int | None = None

    @property
    def executed(self) -> int | None:
        """Some hundredths less than last year's budget, another part of it in each entry."""
        return None if self.prior is None else self.prior - self.prior * (1 + self.value % 7) // 100


Book = dict[tuple[str, str], Entry]


def function_path(code: str, year: int) -> str:
    """类/款/项 by name, as far as the code goes."""
    return "/".join(function_name(code[:length], year) for length in (3, 5, 7) if length <= len(code))


def keep_book(accounts: Accounts, *, totals_apart: bool = False) -> Book:
    """Every amount and count that prose may state, by metric and key (a function code, a stage, a project …).

    ``totals_apart``: the total of expenditure is what was spent and distributed, without what is carried on.
    """
    book: Book = {}
    prior = accounts.priors

    def put(metric: str, value: int, *, key: str = "", before: int | None = None, budget: int | None = None) -> None:
        book[metric, key] = Entry(value, before, budget)

    put("total.revenue_and_expenditure", accounts.grand_total, before=prior["total.revenue_and_expenditure"])
    put("total.revenue", accounts.grand_total)
    put("total.expenditure", accounts.grand_total - (accounts.closing if totals_apart else 0))
    put("revenue.total", accounts.revenue_total, before=prior["revenue.total"])
    fiscal = sum(fund.revenue for fund in accounts.funds.values())
    put("revenue.fiscal_appropriation", fiscal, before=prior["revenue.fiscal_appropriation"])
    put("revenue.nonfiscal_surplus_used", accounts.surplus_used)
    put("expenditure.surplus_distribution", accounts.distribution)
    put("expenditure.closing_carryover", accounts.closing)
    for fund, metric in (
        ("general_public", "general_public_budget"),
        ("government_fund", "government_fund"),
        ("state_capital", "state_capital"),
    ):
        put(f"revenue.{metric}", accounts.funds[fund].revenue)
    for source in ("superior_subsidy", "business", "operating", "subordinate_remittance", "other"):
        put(f"revenue.{source}", accounts.own_revenue.get(source, 0))
    put("revenue.opening_carryover", accounts.opening)
    put("expenditure.total", accounts.spent("total"), before=prior["expenditure.total"])
    put("expenditure.basic", accounts.spent("total_basic"))
    put("expenditure.project", accounts.spent("total_project"))
    put("expenditure.superior_remittance", 0)
    put("expenditure.operating", accounts.spent("own_operating"))
    put("expenditure.subordinate_subsidy", 0)
    put("fiscal.revenue_and_expenditure", accounts.fiscal_total, before=prior["fiscal.revenue_and_expenditure"])
    put(
        "general_public.expenditure",
        accounts.spent("general_public"),
        before=prior["general_public.expenditure"],
        budget=accounts.spent("budget"),
    )
    put("three_public.conference", accounts.economic.get("30215", 0))
    put("three_public.training", accounts.economic.get("30216", 0))
    put("general_public.basic", accounts.spent("basic"))
    put("general_public.project", accounts.spent("project"))
    put("general_public.personnel", accounts.personnel())
    put("general_public.public_funds", accounts.public_funds())
    put("government_fund.expenditure", accounts.spent("fund_project"))
    put("government_fund.revenue", accounts.funds["government_fund"].revenue)
    put("state_capital.expenditure", accounts.spent("capital_project"))
    _functions(book, accounts.items)
    _three_public(book, accounts)
    put("operating_cost", accounts.public_funds(), before=prior["operating_cost"])
    for name, value in accounts.procurement.items():
        put(f"procurement.{name}", value)
    for kind, name in (("货物", "goods"), ("工程", "works"), ("服务", "services")):
        put("procurement.planned", accounts.procurement[name], key=kind)
    put("procurement.sme_reserved", accounts.procurement["sme"])
    put("procurement.micro_reserved", accounts.procurement["micro"])
    put("assets.vehicles", sum(accounts.vehicle_uses.values()))
    for use, count in accounts.vehicle_uses.items():
        put("assets.vehicles", count, key=use)
    put("assets.large_equipment", accounts.equipment[1])
    for stage, (count, amount) in accounts.performance.items():
        put("performance.projects", count, key=stage)
        put("performance.amount", amount, key=stage)
    for rating, count in accounts.ratings.items():
        put("performance.rated_projects", count, key=rating)
    for state, count in accounts.problems.items():
        put("performance.problems", count, key=state)
    put("performance.score", int(accounts.score * 100))
    for project in accounts.projects:
        for metric in BUDGETS:
            put(metric, project.budget, key=project.name)
        put("project.funds_received", project.budget, key=project.name)
        put("project.funds_received_rate", 10000, key=project.name)
        put("project.executed", project.executed, key=project.name, budget=project.budget)
        put("performance.satisfaction", project.satisfaction * 100, key=project.name)
    put("organisation.offices", len(accounts.offices))
    for unit_type, count in accounts.unit_types.items():
        put("organisation.units", count, key=unit_type)
    for staff_type, count in accounts.staff.items():
        put("staff.count", count, key=staff_type)
    return book


def _functions(book: Book, items: list[Item]) -> None:
    """Lines at 类, 款 and 项 under the metric of their fund."""
    for metric, name in (
        ("general_public.expenditure", "general_public"),
        ("government_fund.expenditure", "fund_project"),
        ("state_capital.expenditure", "capital_project"),
        ("expenditure.total", "total"),
    ):
        sums: dict[str, list[int]] = {}
        for item in items:
            for length in (3, 5, 7):
                held = sums.setdefault(item.code[:length], [0, 0])
                held[0] += getattr(item, name)
                held[1] += item.budget if name == "general_public" else 0
        for code, (value, budget) in sums.items():
            if value or budget:
                book[metric, code] = Entry(value, None, budget if name == "general_public" else None)


def _three_public(book: Book, accounts: Accounts) -> None:
    for name, change in accounts.three_public.items():
        book[f"three_public.{name}", ""] = Entry(change.value, change.prior, change.budget)
    counts = accounts.counts
    for metric, name in (
        ("abroad_groups", "abroad_groups"),
        ("abroad_persons", "abroad_persons"),
        ("vehicles_purchased", "purchased"),
        ("vehicles_owned", "owned"),
        ("reception_domestic_batches", "domestic_batches"),
        ("reception_domestic_persons", "domestic_persons"),
        ("reception_foreign_batches", "foreign_batches"),
        ("reception_foreign_persons", "foreign_persons"),
    ):
        book[f"three_public.{metric}", ""] = Entry(counts[name])
    for vehicle_type, count in accounts.vehicle_types.items():
        book["three_public.vehicles_owned", vehicle_type] = Entry(count)
