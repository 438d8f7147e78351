"""Sums without words say what sums with words say."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extractor.checks.book import Amount, sum_agrees, totals
from extractor.checks.results import agree

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
