"""How numbers are printed, and what they are worth as printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def wan(hundreds: int) -> Decimal:
    """Hundreds of yuan as 万元 with two decimals, exact."""
    return Decimal(hundreds) / 100


PLACES = {"亿元": 6, "万元": 2, "元": 2}


def in_unit(hundreds: int, unit: str) -> Decimal:
    """Hundreds of yuan in 亿元, 万元 or 元, exact."""
    return Decimal(hundreds).scaleb({"亿元": -6, "万元": -2, "元": 2}[unit])


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """``part`` of ``whole`` in percent, two decimals, half up. Raises ``ZeroDivisionError`` for no whole."""
    if not whole:
        raise ZeroDivisionError("no share of nothing")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(CENT, ROUND_HALF_UP)


def printed(value: Decimal, *, separators: bool = False, trim: bool = False, places: int = 2) -> str:
    """``1234.5`` → ``1,234.50``, or with ``trim`` ``1,234.5``."""
    text = f"{value:,.{places}f}" if separators else f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def as_printed(text: str) -> Decimal:
    """The value of a printed number, separators taken out."""
    return Decimal(text.replace(",", ""))


def yuan_of(value: Decimal, unit: str | None) -> Decimal | None:
    """A printed amount in yuan; null for what is not money."""
    factor = {"元": 1, "万元": 10_000, "亿元": 100_000_000}.get(unit or "")
    return None if factor is None else (value * factor).quantize(CENT)


_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1–99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
