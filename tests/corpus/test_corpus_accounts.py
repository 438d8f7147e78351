"""The made-up accounts balance: every relation of the forms holds on the printed values, whatever the seed."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.generator import make_document, truth_of
from corpus.generator.accounts import make_accounts, relations, split

SEEDS = st.integers(min_value=0, max_value=100_000)
KINDS = st.sampled_from(("final_account", "budget"))
ZERO = Decimal(0)


@given(total=st.integers(0, 10**9), weights=st.lists(st.floats(0.01, 9), min_size=1, max_size=20), seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_parts_of_a_split_sum_to_the_whole(total: int, weights: list[float], seed: int) -> None:
    parts = split(Random(seed), total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@given(seed=SEEDS, kind=KINDS)
@settings(max_examples=30, deadline=None)
def test_accounts_balance(seed: int, kind: str) -> None:
    accounts = make_accounts(Random(seed), kind, 2022)
    for name, left, right in relations(accounts):
        assert left == right, name
    assert all(amount >= 0 for amount in accounts.economic.values())
    assert all(amount >= 0 for item in accounts.items for amount in item.revenue.values())


class Forms:
    """The statements of one truth, by form: amounts of a row and column, 0 where nothing is printed."""

    def __init__(self, truth: dict[str, Any]) -> None:
        self.rows = {statement["form"]: statement["rows"] for statement in truth["statements"]}

    def value(self, form: str, label: str, column: str) -> Decimal:
        found = [row for row in self.rows[form] if row["label"].split("、")[-1] == label and column in row["cells"]]
        return Decimal(found[0]["cells"][column]["value"]) if found else ZERO

    def columns(self, form: str) -> set[str]:
        return {column for row in self.rows[form] for column in row["cells"]}

    def by_code(self, form: str, column: str) -> dict[str, Decimal]:
        return {
            row["code"]: Decimal(row["cells"][column]["value"])
            for row in self.rows[form]
            if row["code"] and column in row["cells"]
        }

    def tree_holds(self, form: str) -> None:
        """类 = Σ款, 款 = Σ项, 合计 = Σ类, in every column."""
        for column in self.columns(form):
            values = self.by_code(form, column)
            sums: dict[str, Decimal] = defaultdict(Decimal)
            for code, value in values.items():
                if len(code) > 3:
                    sums[code[:-2]] += value
            assert sums == {code: value for code, value in values.items() if len(code) < 7}, (form, column)
            classes = sum((value for code, value in values.items() if len(code) == 3), ZERO)
            assert self.value(form, "合计", column) == classes, (form, column)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_relations_between_the_nine_final_forms(seed: int) -> None:
    document = make_document(seed, kind="final_account")
    forms = Forms(truth_of(document, "pdf"))
    value = forms.value
    assert len(forms.rows) == 9
    summary = "final.summary"
    total = value(summary, "总计", "revenue")
    assert total == value(summary, "总计", "expenditure")
    assert total == sum(
        value(summary, label, "revenue") for label in ("本年收入合计", "使用非财政拨款结余", "年初结转和结余")
    )
    assert total == sum(
        value(summary, label, "expenditure") for label in ("本年支出合计", "结余分配", "年末结转和结余")
    )
    for form in (
        "final.revenue",
        "final.expenditure",
        "final.general_public",
        "final.government_fund",
        "final.state_capital",
    ):
        forms.tree_holds(form)

    revenue = "final.revenue"
    assert value(summary, "本年收入合计", "revenue") == value(revenue, "合计", "total")
    assert value(revenue, "合计", "total") == sum(
        value(revenue, "合计", column) for column in forms.columns(revenue) - {"total"}
    )
    spent = "final.expenditure"
    assert value(summary, "本年支出合计", "expenditure") == value(spent, "合计", "total")
    assert value(spent, "合计", "total") == sum(
        value(spent, "合计", column) for column in forms.columns(spent) - {"total"}
    )
    for row in forms.rows[spent]:
        if row["code"] and len(row["code"]) == 3:
            assert value(summary, row["label"], "expenditure") == Decimal(row["cells"]["total"]["value"])

    fiscal = "final.fiscal_summary"
    funds = ("general_public", "government_fund", "state_capital")
    assert value(revenue, "合计", "fiscal_appropriation") == value(fiscal, "本年收入合计", "revenue")
    assert value(fiscal, "总计", "revenue") == value(fiscal, "总计", "total")
    for label in ("本年支出合计", "总计"):
        assert value(fiscal, label, "total") == sum(value(fiscal, label, fund) for fund in funds)
    public = "final.general_public"
    assert value(fiscal, "本年支出合计", "general_public") == value(public, "合计", "total")
    assert value(public, "合计", "total") == value(public, "合计", "basic") + value(public, "合计", "project")
    for form, fund in (("final.government_fund", "government_fund"), ("final.state_capital", "state_capital")):
        assert value(fiscal, "本年支出合计", fund) == value(form, "合计", "total")
        assert value(form, "合计", "opening") + value(form, "合计", "revenue") == value(form, "合计", "total") + value(
            form, "合计", "closing"
        )

    basic = "final.basic"
    amounts = forms.by_code(basic, "amount")
    staff, running = value(basic, "人员经费合计", "amount"), value(basic, "公用经费合计", "amount")
    assert staff == amounts.get("301", ZERO) + amounts.get("303", ZERO)
    assert running == amounts.get("302", ZERO) + amounts.get("310", ZERO)
    assert staff + running == value(public, "合计", "basic")
    for group in ("301", "302", "303", "310"):
        assert amounts.get(group, ZERO) == sum(
            (v for code, v in amounts.items() if code[:3] == group and len(code) == 5), ZERO
        )

    three: dict[str, Decimal] = defaultdict(Decimal)
    for row in forms.rows["final.three_public"]:
        three.update({column: Decimal(cell["value"]) for column, cell in row["cells"].items()})
    for measure in ("budget", "final"):
        vehicle = three[f"{measure}.vehicle"]
        assert vehicle == three[f"{measure}.vehicle_purchase"] + three[f"{measure}.vehicle_operation"]
        assert three[f"{measure}.total"] == three[f"{measure}.abroad"] + vehicle + three[f"{measure}.reception"]
    for code, item in (
        ("30212", "abroad"),
        ("30217", "reception"),
        ("30231", "vehicle_operation"),
        ("31013", "vehicle_purchase"),
    ):
        assert amounts.get(code, ZERO) >= three[f"final.{item}"]


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_relations_between_the_budget_forms(seed: int) -> None:
    document = make_document(seed, kind="budget")
    forms = Forms(truth_of(document, "pdf"))
    value = forms.value
    for form in (
        "budget.revenue",
        "budget.expenditure",
        "budget.general_public",
        "budget.government_fund",
        "budget.state_capital",
    ):
        forms.tree_holds(form)
    assert value("budget.summary", "收入总计", "revenue") == value("budget.summary", "支出总计", "expenditure")
    assert value("budget.revenue", "合计", "total") == value("budget.summary", "收入总计", "revenue")
    assert value("budget.expenditure", "合计", "total") == value("budget.summary", "本年支出合计", "expenditure")
    for form in ("budget.revenue", "budget.expenditure"):
        parts = sum(value(form, "合计", column) for column in forms.columns(form) - {"total"})
        assert value(form, "合计", "total") == parts
    assert value("budget.basic", "合计", "total") == value("budget.general_public", "合计", "basic")
    assert value("budget.basic", "合计", "total") == value("budget.basic", "合计", "personnel") + value(
        "budget.basic", "合计", "public_funds"
    )
    assert value("budget.fiscal_summary", "本年支出合计", "general_public") == value(
        "budget.general_public", "合计", "total"
    )


@given(seed=SEEDS, kind=KINDS)
@settings(max_examples=20, deadline=None)
def test_prose_agrees_with_the_forms_and_with_itself(seed: int, kind: Any) -> None:
    document = make_document(seed, kind=kind)
    truth = truth_of(document, "pdf")
    facts: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for fact in truth["facts"]:
        dims = {key: value for key, value in fact["dims"].items() if key != "function_name"}
        facts[fact["metric"], fact["measure"], f"{fact['year']} {sorted(dims.items())}"].add(fact["value"])
        assert (fact["yuan"] is not None) == (fact["unit"] in ("元", "万元", "亿元"))
        assert (
            fact["measure"] == "change" or fact["value"] in fact["quote"].replace(",", "") or Decimal(fact["value"]) < 0
        )
    contradictions = {key: values for key, values in facts.items() if len({Decimal(value) for value in values}) > 1}
    assert not contradictions
    shares = [
        f
        for f in truth["facts"]
        if f["measure"] == "share" and f["dims"]["of"] == "expenditure.total" and f["metric"].startswith("expenditure.")
    ]
    if shares:
        assert abs(sum(Decimal(share["value"]) for share in shares) - 100) <= Decimal("0.05")
    for fact in truth["facts"]:
        told = (fact["metric"], fact["measure"], fact["year"])
        if told == ("revenue.total", "actual", document.year):
            scale = Decimal(10_000) if document.variant.table_unit == "万元" else Decimal(1)
            assert Decimal(fact["yuan"]) == Forms(truth).value("final.summary", "本年收入合计", "revenue") * scale


@pytest.mark.parametrize("kind", ["final_account", "budget"])
def test_indicator_tables_add_up(kind: Any) -> None:
    seen = 0
    for seed in range(16):
        for table in truth_of(make_document(seed, kind=kind), "pdf")["indicator_tables"]:
            weights = [Decimal(entry["weight"]) for entry in table["indicators"] if entry["weight"]]
            if weights:
                seen += 1
                assert sum(weights) == 90
                scores = sum(Decimal(entry["score"]) for entry in table["indicators"])
                assert scores + Decimal(table["funds"]["total"]["cells"]["score"]["value"]) == Decimal(
                    table["total_score"]
                )
                assert all(Decimal(e["score"]) <= Decimal(e["weight"]) for e in table["indicators"])
            assert [entry["level1"] for entry in table["indicators"]]
    assert seen > 3 or kind == "budget"
