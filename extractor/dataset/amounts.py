"""Amounts side by side: written for reading, and which of them lie far from the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

# A peer group smaller than this has no usual value to stand out from.
LEAST_PEERS = 8
# Robust z-score on the logarithm, by median absolute deviation: 3.5 is the usual bound (Iglewicz and Hoaglin, 1993).
FAR_OUT = 3.5
MAD_TO_SIGMA = 1.4826


def told(value: Decimal, unit: str) -> str:
    """For reading: yuan in 万元 with two decimals (``"1,256.30万元"``), small amounts in 元, counts as they are."""
    if unit == "元" and abs(value) >= 1000:
        return f"{value / 10000:,.2f}万元"
    return f"{value.normalize():,f}{unit}" if value else f"0{unit}"


def far_out(amounts: Sequence[Decimal]) -> tuple[Decimal, list[int]]:
    """The median of positive amounts, and which of them lie far from it on a logarithmic scale."""
    logs = [math.log10(amount) for amount in amounts]
    middle = median(logs)
    spread = MAD_TO_SIGMA * median(abs(value - middle) for value in logs)
    far = [index for index, value in enumerate(logs) if spread > 0 and abs(value - middle) > FAR_OUT * spread]
    return median(amounts), far
