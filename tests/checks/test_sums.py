"""Sums without words say what sums with words say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checks.book import Amount, sum_agrees, totals
from extractor.checks.results import agree
from tests.checks.test_checks_catalogue import Writer

values = st.decimals(min_value=-1000, max_value=1000, places=2)
slacks = st.decimals(min_value=0, max_value=10, places=2)
amounts = st.builds(
    lambda value, slack, money: Amount(value, slack, str(value), None, (), money), values, slacks, st.booleans()
)


@given(whole=amounts, parts=st.lists(amounts, min_size=1, max_size=6))
def test_a_sum_agrees_as_its_total_does(whole: Amount, parts: list[Amount]) -> None:
    total = totals((part, False) for part in parts)
    expected = None if total is None or total.money != whole.money else agree(whole, total)
    assert sum_agrees(whole, parts) is expected


def test_two_parts_within_half_a_digit_make_their_whole() -> None:
    half = Decimal("0.005")
    one, two = (Amount(Decimal(value), half, value, "万元", (), True) for value in ("1.10", "2.20"))
    assert sum_agrees(Amount(Decimal("3.31"), half, "3.31", "万元", (), True), [one, two])
    assert sum_agrees(Amount(Decimal("3.32"), half, "3.32", "万元", (), True), [one, two]) is False


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [
        ({"abroad": "36.00", "vehicle_purchase": "0.00", "vehicle_operation": "26.00", "reception": "9.50"}, "pass"),
        ({"abroad": "36.00", "vehicle_purchase": "0.00", "vehicle_operation": "25.00", "reception": "9.50"}, "fail"),
        ({"abroad": "36.00", "vehicle": "26.00", "vehicle_operation": "26.00", "reception": "9.50"}, "pass"),
    ],
)
def test_the_parts_of_car_costs_stand_in_where_their_sum_has_no_column(columns: dict[str, str], outcome: str) -> None:
    cells = {"total": "71.50", **columns}
    writer = Writer().form("final.three_public", ("合计", None, None, {f"final.{key}": cells[key] for key in cells}))
    for key, value in cells.items():
        writer.fact(f"three_public.{key}", "actual", value, origin="cell", statement_id="t0")
    assert writer.outcomes("final.three_public.total") == [outcome]
