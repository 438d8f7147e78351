"""What people do wrong when numbers do not agree: the slips that would explain a gap, tried one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.checks.book import Amount

# Two numbers of three and more digits that agree so well are the same number but for the factor.
CLOSE = Decimal("0.001")
SWAPPED = "数字前后颠倒"
LEAST_DIGITS = 4  # of fewer, some digit changed fits nearly any rate
ONE_DIGIT = "有一位数字不同，疑似笔误"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FACTORS = (
    (Decimal(10_000), "差一万倍，疑似元与万元混用"),
    (Decimal(100), "差一百倍，疑似小数点或百分号有误"),
    (Decimal(10), "差十倍，疑似小数点错位"),
)


def likely_cause(left: Amount, right: Amount) -> str | None:
    """The slip that makes ``left`` and ``right`` agree, in words; null where none does. Digits are compared in the unit of ``left``."""
    if left.value == -right.value and left.value:
        return "正负号相反"
    for factor, words in FACTORS:
        for one, other in ((left, right), (right, left)):
            if _significant(one) and _significant(other) and abs(one.value * factor / other.value - 1) <= CLOSE:
                return words
    here, there = _alike(left, right)
    if _transposed(here, there):
        return SWAPPED
    if _one_digit(here, there):
        return ONE_DIGIT
    return None


def percent_slip(printed: Decimal, expected: Decimal) -> str | None:
    """A digit of a printed percent that is another, or two that are exchanged."""
    exponent = printed.as_tuple().exponent
    right = format(expected.quantize(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)), "f")
    if (printed < 0) != (expected < 0):
        return None
    if _transposed(format(printed, "f"), right):
        return SWAPPED
    return ONE_DIGIT if _one_digit(format(printed, "f"), right) and len(_digits(right)) > LEAST_DIGITS else None


def gap_cause(whole: Amount, total: Amount, parts: Sequence[Amount]) -> str | None:
    """What explains that parts do not make their whole: one of them left out or counted twice, or a slip of the whole."""
    gap = abs(whole.value - total.value)
    for part in parts if len(parts) > 1 else ():
        if part.value and abs(abs(part.value) - gap) <= part.slack + whole.slack:
            return f"差额等于分项 {part.words}，疑似漏计或重复计算"
    if not gap or not total.value:
        return None
    summed = _as_printed(total.value, whole)
    return (
        likely_cause(whole, total._replace(printed=summed)) or _slip_of_a_part(whole.value - total.value, parts) or None
    )


def _slip_of_a_part(gap: Decimal, parts: Sequence[Amount]) -> str | None:
    """The slip of one part that makes up the gap. A digit may be wrong in any of several parts: only a plain slip names its part."""
    digit = False
    for part in parts if len(parts) > 1 else ():
        if not part.value:
            continue
        right = part._replace(value=part.value + gap, printed=_as_printed(part.value + gap, part))
        cause = likely_cause(part, right)
        if cause == ONE_DIGIT:
            digit = True
        elif cause is not None:
            return f"分项 {part.words} 似应为 {right.words}：{cause}"
    return ONE_DIGIT if digit else None


def amount_slip(amount: Amount, bounds: Sequence[Decimal]) -> str | None:
    """The one digit, or the two neighbours exchanged, that would bring an amount between the bounds; null for none or several."""
    text = amount.printed
    if not _NUMBER.fullmatch(text) or len(text.replace(".", "").strip("0")) < LEAST_DIGITS:
        return None
    scale = amount.value / Decimal(text)
    low, high = sorted(bounds)
    found: dict[str, str] = {}
    for at, old in enumerate(text):
        if not old.isdigit():
            continue
        near = at + 1 if text[at + 1 : at + 2] != "." else at + 2
        swapped = text[:at] + text[near] + text[at + 1 : near] + old + text[near + 1 :] if near < len(text) else text
        others = [(text[:at] + digit + text[at + 1 :], ONE_DIGIT) for digit in "0123456789"]
        for candidate, cause in [(swapped, SWAPPED), *others]:
            if candidate != text and low <= Decimal(candidate) * scale <= high:
                found.setdefault(candidate, cause)
    if len(found) != 1:
        return None
    ((right, cause),) = found.items()
    return f"按 {right}{amount.unit or ''} 计算则相符，{amount.words} {cause}"


def _as_printed(value: Decimal, like: Amount) -> str:
    """``value`` as ``like`` is printed: its unit, and as many decimals."""
    printed = Decimal(like.printed) if _NUMBER.fullmatch(like.printed) else None
    if printed is None:
        return ""
    exponent = printed.as_tuple().exponent
    scale = like.value / printed if printed else Decimal(1)
    return format((value / scale).quantize(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)), "f")


def rate_cause(printed: Decimal, change: Decimal, base: Decimal, current: Decimal, *, allowed: Decimal) -> str | None:
    """What explains a growth rate that is not change ÷ base: another denominator, a factor, a sign."""

    def close(candidate: Decimal) -> bool:
        return abs(candidate - printed) <= allowed

    right = change / base * 100 if base else None
    if current and close(change / current * 100):
        return "除以了本年数，应除以上年数"
    if right is not None:
        if close(-right):
            return "正负号相反"
        if close(right + 100) or close(current / base * 100):
            return "写成了本年数占上年数的百分比"
        for factor in (Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01")):
            if abs(right * factor - printed) <= allowed * max(factor, Decimal(1)):
                return f"百分比差{'一百' if factor in (Decimal(100), Decimal('0.01')) else '十'}倍，疑似小数点错位"
    return None


def _significant(amount: Amount) -> bool:
    """Whether a number has digits enough that a factor between two is no accident."""
    return amount.value != 0 and len(_digits(amount.printed).replace(".", "").strip("0")) >= 3


def _alike(left: Amount, right: Amount) -> tuple[str, str]:
    """Both amounts as they would be printed in the unit of ``left`` with as many decimals."""
    if not (_NUMBER.fullmatch(left.printed) and _NUMBER.fullmatch(right.printed)) or not (left.money and right.money):
        return left.printed, right.printed
    one, two = Decimal(left.printed), Decimal(right.printed)
    if not one or not two:
        return left.printed, right.printed
    places = [-int(number.normalize().as_tuple().exponent) for number in (one, two)]
    scale = left.value / one
    step = Decimal(1).scaleb(-max(0, *places) if scale == right.value / two else -max(0, places[0]))
    return format(one.quantize(step), "f"), format((right.value / scale).quantize(step), "f")


def _digits(text: str) -> str:
    return text.lstrip("-").replace(",", "")


def _transposed(left: str, right: str) -> bool:
    one, other = _digits(left), _digits(right)
    if len(one) != len(other) or one == other or one.find(".") != other.find("."):
        return False
    one, other = one.replace(".", ""), other.replace(".", "")
    places = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )


def _one_digit(left: str, right: str) -> bool:
    one, other = _digits(left), _digits(right)
    return len(one) == len(other) >= 4 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
