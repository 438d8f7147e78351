"""Number formats of spreadsheets: from the number that a cell holds to what it shows (``#,##0.00`` and 1234.5 → ``1,234.50``)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

# Formats that files name by number only (ECMA-376, 18.8.30), those that amounts and dates use.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "yyyy-mm-dd",
    16: "yyyy-mm-dd", 17: "yyyy-mm", 22: "yyyy-mm-dd", 27: "yyyy年m月", 28: "m月d日", 31: "yyyy年m月d日", 36: "yyyy年m月",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"', 49: "@", 57: "yyyy年m月",
}  # fmt: skip
# Serial numbers count days from here; the year 1900 has a 29 February that never was, so that it fits from March 1900 on.
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
# What fills or pads a cell, colours and conditions; a currency stands in its bracket: [$￥-804].
_DRESS = re.compile(r"_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]")
_DIGITS = re.compile(r"(?:[0#?][0#?,]*(?:\.[0#?]+)?|\.[0#?]+),*")
_MARK = "\ue000"  # stands for quoted text while a section is looked at


class _Section(NamedTuple):
    before: str
    digits: str  # the digit pattern; empty where the section shows words alone
    behind: str

    @property
    def percent(self) -> bool:
        return "%" in self.before + self.behind


def shown(value: str, code: str, *, since_1904: bool = False) -> str:
    """What a cell with the number ``value`` shows in the format ``code``; ``value`` itself where it is no number.

    Digits are cut as the file's program does: half away from zero. ``General`` gives the number without trailing noise of its
    binary form.
    """
    number = _number(value)
    if number is None:
        return value
    sections = _sections(code)
    if code == "General" or not sections or sections[0].digits == "@":
        return f"{number:f}"
    if (pattern := _date_pattern(code)) is not None:
        return _date(number, pattern, since_1904)
    own_negative = len(sections) > 1 and number < 0
    section = sections[2] if number == 0 and len(sections) > 2 else sections[1] if own_negative else sections[0]
    if not section.digits:
        return (section.before + section.behind).strip()
    digits = _digits(abs(number) * (100 if section.percent else 1), section.digits)
    sign = "-" if number < 0 and not own_negative and digits.strip("0.,") else ""
    return f"{sign}{section.before}{digits}{section.behind}".strip()


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    if len(number.as_tuple().digits) > 15:  # 12.3400000000000001: files write the binary number out
        number = Decimal(f"{float(number):.15g}")
    return number.normalize() if number else Decimal(0)


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(_section(part) for part in re.findall(r'(?:"[^"]*"|\\.|[^;])+', code))


def _section(part: str) -> _Section:
    words: list[str] = []

    def put_away(found: re.Match[str]) -> str:
        words.append(found[1] if found[1] is not None else found[2])
        return _MARK

    plain = _DRESS.sub(lambda found: found[1] or "", _QUOTED.sub(put_away, part))
    kept = iter(words)
    spot = _DIGITS.search(plain)
    before, digits, behind = (plain[: spot.start()], spot[0], plain[spot.end() :]) if spot else (plain, "", "")
    if not spot and "@" in plain:
        return _Section("", "@", "")
    if not set(digits) & {"0", "#"}:  # "?" alone is room that nothing fills
        digits = ""
    before, behind = (re.sub(_MARK, lambda _: next(kept), piece) for piece in (before, behind))
    return _Section(before, digits, behind)


def _digits(number: Decimal, pattern: str) -> str:
    kept = pattern.rstrip(",")
    number = number.scaleb(-3 * (len(pattern) - len(kept)))  # each comma at the end leaves out three digits
    whole, _, fraction = kept.partition(".")
    least, most = fraction.count("0"), len(fraction)
    rounded = number.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    grouped = "," in whole
    before, _, behind = (f"{rounded:,f}" if grouped else f"{rounded:f}").partition(".")
    while len(behind) > least and behind.endswith("0"):
        behind = behind[:-1]
    before = before.zfill(whole.count("0")) if not grouped else before
    if before == "0" and "0" not in whole:
        before = ""
    return f"{before}.{behind}" if behind else before or "0"


@cache
def _date_pattern(code: str) -> str | None:
    """The format without words and dress where it shows a date, else null."""
    plain = _DRESS.sub("", re.sub(r'"([年月日/\-.]?)"', r"\1", code))
    plain = _QUOTED.sub("", plain).split(";")[0].lower()
    return plain if re.search(r"y|d|m{1,4}(?=[月/\-.年])", plain) and not re.search(r"[0#?]", plain) else None


def _date(number: Decimal, pattern: str, since_1904: bool) -> str:
    try:
        day = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(number))
    except OverflowError:
        return f"{number:f}"
    if "年" in pattern or "月" in pattern:
        parts = [("y", f"{day.year}年"), ("m", f"{day.month}月"), ("d", f"{day.day}日")]
        return "".join(text for letter, text in parts if letter in pattern)
    return day.strftime("%Y-%m-%d" if "d" in pattern else "%Y-%m")
