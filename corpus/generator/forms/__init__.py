"""The public forms (公开表) as tables with the truth of their cells: the nine of the final accounts, the nine of the budget."""

from __future__ import annotations

from corpus.generator.accounts import Accounts
from corpus.generator.forms import by_function, economic, three, two_sided
from corpus.generator.forms.maker import Form, Maker
from corpus.generator.variants import Variant

__all__ = ["Form", "budget_forms", "final_forms"]


def final_forms(accounts: Accounts, variant: Variant, notes: dict[str, str]) -> list[Form]:
    """The nine forms of 部门决算 in their usual order. ``notes`` by form id; an empty form needs one."""
    maker = Maker(accounts, variant, notes)
    return [
        two_sided.summary(maker),
        by_function.final_revenue(maker),
        by_function.final_expenditure(maker),
        two_sided.fiscal_summary(maker),
        by_function.general_public(maker, "final.general_public", "一般公共预算财政拨款支出决算表"),
        economic.basic(maker),
        three.three_public(maker),
        by_function.fund(
            maker, "final.government_fund", "政府性基金预算财政拨款收入支出决算表", "government_fund", "fund_project"
        ),
        by_function.fund(
            maker, "final.state_capital", "国有资本经营预算财政拨款收入支出决算表", "state_capital", "capital_project"
        ),
    ]


def budget_forms(accounts: Accounts, variant: Variant, notes: dict[str, str]) -> list[Form]:
    """The nine forms of 部门预算 in their usual order."""
    maker = Maker(accounts, variant, notes)
    return [
        two_sided.summary(maker),
        by_function.budget_revenue(maker),
        by_function.budget_expenditure(maker),
        two_sided.fiscal_summary(maker),
        by_function.general_public(maker, "budget.general_public", "一般公共预算支出功能分类预算表"),
        by_function.budget_fund(maker, "budget.government_fund", "政府性基金预算支出功能分类预算表", "fund_project"),
        by_function.budget_fund(maker, "budget.state_capital", "国有资本经营预算支出功能分类预算表", "capital_project"),
        economic.budget_basic(maker),
        three.budget_three_public(maker),
    ]
