"""The only number parser: printed numbers, Arabic or Chinese, with or without a money unit, to exact ``Decimal``.

Values are kept as printed (``"100.00"`` keeps its zeros, ``27758.21万元`` stays 27758.21); yuan is a number of its own,
fixed-point with at least two decimals. What can't be read raises ``ValueError``; nothing is rounded or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple

from extractor.knowledge.units import load_units
from extractor.records import Record

# No figure of public finance needs more; longer runs of digits are bar codes or damage.
MOST_DIGITS = 30
# The longest Chinese numeral that makes sense (千百十 with large units and decimals) is well below this.
LONGEST_NUMERAL = 48

_EXACT = Context(prec=MOST_DIGITS * 4)
_PLAIN = str.maketrans("０１２３４５６７８９，．％＋（）﹣﹐﹒", "0123456789,.%+()-,.")
_MINUS = "-－−–—─负負△▲"
DASHES = frozenset({"-", "－", "−", "–", "—", "─", "——", "--", "－－", "/", "／"})

DIGIT = "0-9０-９"
# Digits with points and commas between them; bounded, since a list that long is read from its next piece on.
ARABIC_RUN = re.compile(rf"[{DIGIT}]++(?:[,，.．﹐﹒][{DIGIT}]++){{0,12}}+")

_CN_DIGITS = {
    **dict(zip("零〇○一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("壱貳參䦉貮陸弍弎", (1, 2, 3, 4, 2, 6, 2, 3), strict=True)),
    **dict.fromkeys("两兩俩倆", 2),
}
_CN_SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_CN_LARGE = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_CN_TENS = {"廿": 2, "卅": 3}
CN_DIGITS = "".join(_CN_DIGITS)
CN_CHARS = CN_DIGITS + "".join(_CN_SMALL) + "".join(_CN_LARGE) + "".join(_CN_TENS)


class Money(Record, frozen=True):
    """An amount as printed: ``value`` in ``unit``, and ``yuan``, null where the unit is no unit of Chinese money."""

    value: Decimal
    unit: str
    yuan: Decimal | None


def parse_money(printed: str, *, unit: str) -> Money:
    """``parse_money("1,234.56", unit="万元")``. ``unit`` has no default: an amount without a unit is not an amount.

    A unit printed with the number must be the same as ``unit``. Raises ``ValueError`` for an unreadable number, an unknown or an
    empty unit, or two units at odds.
    """
    known = load_units().money_unit(unit)
    if known is None:
        raise ValueError(f"no money unit: {unit!r}")
    text = _strip_currency(printed)
    for surface in load_units().money_surfaces:
        if text.endswith(surface):
            own = load_units().money_unit(surface)
            if own != known:
                raise ValueError(f"{printed!r} is printed in {own}, not in {known}")
            text = text[: -len(surface)]
            break
    value = parse_number(text)
    return Money(value=value, unit=known, yuan=yuan_of(value, known))


def parse_number(printed: str) -> Decimal:
    """The value of one printed number, exactly as printed.

    Reads thousands separators and digits of half and full width, signs (− － △ 负), brackets as negative ``(1,234.50)``, Chinese and
    financial numerals, 万/亿 multipliers (``4.78万亿``), and the fractions 百分之三点五, 千分之二, 半. A percent sign is no part of the
    value: ``12.5%`` is 12.5, and so is 百分之十二点五. Raises ``ValueError`` for anything else, approximate numbers (十几) included.
    """
    text = printed.strip().translate(_PLAIN)
    sign = 1
    if text[:1] == "(" and text[-1:] == ")" and len(text) > 2:
        sign, text = -1, text[1:-1].strip()
        if text[:1] in _MINUS:
            raise ValueError(f"not a number: {printed!r}")
    if text and text[0] in _MINUS:
        sign, text = -sign, text[1:].lstrip()
    elif text[:1] == "+":
        text = text[1:].lstrip()
    text = text.removesuffix("%").rstrip()
    value = arabic_value(text)
    if value is None:
        value = _fraction_value(text)
    if value is None:
        value = numeral_value(text)
    if value is None:
        raise ValueError(f"not a number: {printed[:60]!r}")
    return value if sign > 0 else -value if value else value


def parse_cell(printed: str) -> Decimal | None:
    """The number of a table cell: a printed zero is 0, a blank or a dash is null, anything unreadable raises ``ValueError``.

    ``is_blank`` and ``is_dash`` tell the two apart. Spaces and line breaks inside the number are joined (``"4, 195. 78"``), unless they
    part two numbers of their own (``"12 345"`` raises).
    """
    if is_blank(printed) or is_dash(printed):
        return None
    parts = printed.split()
    if len(parts) > 1 and any(len(part) > 1 for part in parts) and all(_stands_alone(part) for part in parts):
        raise ValueError(f"more than one number: {printed[:60]!r}")
    return parse_number(_strip_currency("".join(parts)))


def _stands_alone(part: str) -> bool:
    return part[0] not in ".．," and arabic_value(part) is not None


def is_blank(printed: str) -> bool:
    return not printed.strip()


def is_dash(printed: str) -> bool:
    """Whether a cell holds only the dash (or stroke) that stands for “none”."""
    return "".join(printed.split()) in DASHES


def yuan_of(value: Decimal, unit: str) -> Decimal | None:
    """Exact yuan with at least two decimals: 27758.21 万元 is 277582100.00. Null for what is no unit of Chinese money."""
    power = load_units().powers.get(load_units().money_unit(unit) or "")
    if power is None:
        return None
    yuan = value.scaleb(power, _EXACT)
    exponent = yuan.as_tuple().exponent
    return yuan.quantize(Decimal("0.01"), context=_EXACT) if isinstance(exponent, int) and exponent > -2 else yuan


def print_number(value: Decimal, *, thousands: bool = True) -> str:
    """``value`` as such documents print it: fixed-point, decimals kept, thousands parted by commas where asked for."""
    return f"{value:,f}" if thousands else f"{value:f}"


def print_numeral(number: int) -> str:
    """A whole number below 10^16 in Chinese: 256 is 二百五十六, 10 is 十, 100056 is 十万零五十六."""
    if not 0 <= number < 10**16:
        raise ValueError(f"out of range: {number}")
    if number == 0:
        return "零"
    text, gap = "", False
    for power, name in ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")):
        section = number // 10**power % 10_000
        if section == 0:
            gap = bool(text)
            continue
        if text and (gap or section < 1000):
            text += "零"
        text += _print_section(section) + (name if power != 12 else "万")
        if power == 12 and number // 10**8 % 10_000 == 0:
            text += "亿"
        gap = False
    return text.removeprefix("一") if text.startswith("一十") else text


# --- Arabic digits ----------------------------------------------------------------------------------------------------


def arabic_value(text: str) -> Decimal | None:
    """The value of an unsigned number in digits, separators allowed where they part thousands; null where it is none."""
    plain = text.translate(_PLAIN)
    whole, point, decimals = plain.partition(".")
    if "," in whole:
        head, *groups = whole.split(",")
        if not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups) or head == "0":
            return None
        whole = head + "".join(groups)
    if not (whole + decimals).isascii() or not (whole + decimals).isdigit() or (point and not decimals):
        return None
    if len(whole) + len(decimals) > MOST_DIGITS:
        return None
    return Decimal(f"{whole or '0'}.{decimals}" if point else whole)


# --- Chinese numerals -------------------------------------------------------------------------------------------------


class Numeral(NamedTuple):
    """A number found in running text: ``text[start:end]`` and its value."""

    start: int
    end: int
    value: Decimal


_MIXED = re.compile(rf"[{DIGIT}]++(?:,[{DIGIT}]{{3}}(?![{DIGIT}]))*+(?:[.．][{DIGIT}]++)?+|[{CN_CHARS}]|点|點")


_TWO_NUMBERS = re.compile(rf"[{DIGIT}]\s+[{DIGIT}]")


def numeral_value(text: str) -> Decimal | None:
    """The value of one numeral: Chinese digits and units, or digits with units (4.78万亿, 1千零1); null where it is none.

    A string of Chinese digits is read digit by digit (二〇二〇 is 2020). Spaces between the parts are allowed.
    """
    if len(text) > LONGEST_NUMERAL or _TWO_NUMBERS.search(text):
        return None
    parts = []
    at = 0
    text = "".join(text.split())
    while at < len(text):
        match = _MIXED.match(text, at)
        if match is None:
            return None
        parts.append(match[0])
        at = match.end()
    return _numeral_value(parts) if parts else None


def _numeral_value(parts: list[str]) -> Decimal | None:
    if all(part in _CN_DIGITS for part in parts) and len(parts) > 1:
        return _serial_value("".join(parts))
    reader = _NumeralReader()
    for part in parts:
        if not reader.take(part):
            return None
    return reader.value()


def _serial_value(digits: str) -> Decimal | None:
    """Digits read one by one: 二〇二〇, 一〇五. 五六 is “five or six” and no number; shorter ones without a zero are not certain."""
    if any(digit in "两兩俩倆" for digit in digits) or digits[0] in "零〇○":
        return None
    if len(digits) > MOST_DIGITS or (len(digits) < 4 and not any(digit in "零〇○" for digit in digits)):
        return None
    return Decimal("".join(str(_CN_DIGITS[digit]) for digit in digits))


class _NumeralReader:
    """Reads a numeral part by part. ``take`` is false where a part can't stand there."""

    def __init__(self) -> None:
        self.total = Decimal(0)  # of the finished large sections
        self.section = Decimal(0)  # below the next 万/亿
        self.digit: Decimal | None = None
        self.small = 4  # power of the last small unit in this section: must fall
        self.large = 99  # power of the last large unit
        self.last = ""  # digit | arabic | small | large | zero | point
        self.last_unit = 0  # power of the last unit, for 两千四百五
        self.decimals: str | None = None

    def take(self, part: str) -> bool:
        if self.decimals is not None:
            if part in _CN_LARGE:
                return self._large(_CN_LARGE[part])
            if part not in _CN_DIGITS or part in "两兩俩倆" or self.last == "large":
                return False
            self.decimals += str(_CN_DIGITS[part])
            return True
        if part in ("点", "點"):
            if self.last in ("", "point"):
                return False
            self.decimals, self.last = "", "point"
            return True
        if part in _CN_DIGITS:
            return self._digit(_CN_DIGITS[part])
        if part in _CN_TENS:
            if self.last in ("digit", "arabic") or self.small <= 1:
                return False
            self.section += _CN_TENS[part] * 10
            self.small, self.last, self.last_unit = 1, "small", 1
            return True
        if part in _CN_SMALL:
            return self._small(_CN_SMALL[part])
        if part in _CN_LARGE:
            return self._large(_CN_LARGE[part])
        value = arabic_value(part)
        if value is None or self.last in ("digit", "arabic"):
            return False
        self.digit, self.last = value, "arabic"
        return True

    def _digit(self, digit: int) -> bool:
        if self.last in ("digit", "arabic"):
            return False
        if digit == 0:
            if self.last == "zero":
                return False
            self.last = "zero"
            self.last_unit = 0
            return True
        self.digit, self.last = Decimal(digit), "digit"
        return True

    def _small(self, power: int) -> bool:
        if power >= self.small:
            return False
        if self.digit is None and self.last == "small" and power != 1:
            return False
        self.section += (self.digit if self.digit is not None else Decimal(1)).scaleb(power)
        self.digit, self.small, self.last, self.last_unit = None, power, "small", power
        return True

    def _large(self, power: int) -> bool:
        if self.decimals is not None:
            if self.decimals == "":
                return self.last == "large"
            amount = self.section + (self.digit or 0) + Decimal(f"0.{self.decimals}")
            self.total += amount.scaleb(power)
            self.section, self.digit, self.decimals, self.last = Decimal(0), None, "", "large"
            self.last_unit = 0
            return True
        amount = self.section + (self.digit if self.digit is not None else 0)
        if self.last == "large":
            self.total = self.total.scaleb(power)  # 万亿, 四万万
        elif not amount:
            return False
        elif power > self.large:
            self.total = (self.total + amount).scaleb(power)  # 一万五千亿
        elif power == self.large:
            return False
        else:
            self.total += amount.scaleb(power)
        self.section, self.digit, self.small = Decimal(0), None, 4
        self.large, self.last, self.last_unit = power, "large", power
        return True

    def value(self) -> Decimal | None:
        if self.last == "point" and not self.decimals:
            return None
        tail = self.digit if self.digit is not None else Decimal(0)
        if self.last == "arabic" and self.last_unit > 1:
            return None  # 5万4: four or forty thousand
        if tail and self.last_unit > 1:
            tail = tail.scaleb(self.last_unit - 1)  # 两千四百五 is 2450, 九万四 is 94000
        found = self.total + self.section + tail
        if self.decimals:
            found += Decimal(f"0.{self.decimals}")
        if self.last == "zero" and not found:
            return Decimal(0)
        return found if found or self.last == "arabic" else None


_PER = re.compile(r"(百|千|万|萬)分之(.+)")
_PER_POWER = {"百": 2, "千": 3, "万": 4, "萬": 4}


def _fraction_value(text: str) -> Decimal | None:
    """百分之三点五 is 3.5 (the sign names the unit, as % does); 半 is 0.5."""
    if text == "半":
        return Decimal("0.5")
    match = _PER.fullmatch(text)
    if match is None or len(text) > LONGEST_NUMERAL:
        return None
    value = arabic_value(match[2])
    return numeral_value(match[2]) if value is None else value


# --- numbers in running text ------------------------------------------------------------------------------------------

_PART = re.compile(
    rf"[{DIGIT}]++(?:[,，][{DIGIT}]{{3}}(?![{DIGIT}]))*+(?:[.．][{DIGIT}]++)?+|[.．][{DIGIT}]++|[{CN_CHARS}點点多余餘馀几幾]"
)
_CANDIDATE = re.compile(rf"[{DIGIT}{CN_CHARS}]|(?<![.．{DIGIT}])[.．](?=[{DIGIT}])")
_GAP = re.compile(r"[ \u3000]{0,2}")
_OVER = re.compile(r"[ \u3000]{0,2}分[ \u3000]{0,2}之[ \u3000]{0,2}(负|負)?[ \u3000]{0,2}")
_AND = re.compile(r"[ \u3000]{0,2}又[ \u3000]{0,2}")
_STROKE = re.compile(rf"[/／](?=[{DIGIT}])")
_SERIAL = re.compile(r"[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]{2,}")
_NO_NUMERAL = re.compile(rf"[{DIGIT}]++|[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]++|[点點]++")
_VAGUE = frozenset("多余餘馀几幾")
_WORD_DIGITS = frozenset("陆陸伍拾肆")  # common characters of words and names, too
_DIVIDING = Context(prec=15)  # thirds have no exact decimal


def recognise_numbers(text: str) -> Iterator[Numeral]:
    """Every number of running text, Arabic or Chinese, whatever stands after it; ``text[start:end]`` is the number alone.

    Reads mixed forms (4.78万亿, 1千零1), rough ones at their lower end (五百余万 is 5000000) and fractions (三又五分之一, 3/5), those without
    an exact decimal to 15 digits. Words that begin with a numeral (``chinese.words`` of units.yaml) are no numbers. Of 百分之五 the number
    is 五. Takes no regard of units: ``entities.scan`` does.
    """
    words = load_units().chinese.word_pattern
    at = 0
    while (candidate := _CANDIDATE.search(text, at)) is not None:
        start = candidate.start()
        word = words.match(text, start)
        if word is not None:
            at = word.end()
            continue
        found = _number_at(text, start)
        if found is None:
            serial = _NO_NUMERAL.match(text, start)
            at = serial.end() if serial else start + 1
            continue
        yield _with_sign(text, found)
        at = found.end


def _number_at(text: str, start: int) -> Numeral | None:
    """The number that begins at ``start``, fractions and mixed numbers included."""
    first = _simple_at(text, start)
    if first is None:
        return None
    if first.value == 100 and text[start] in "百" and _OVER.match(text, first.end):
        return None  # 百分之…: the number is what follows
    mixed = _AND.match(text, first.end)
    if mixed and (part := _fraction_at(text, mixed.end())):
        return Numeral(start, part.end, first.value + part.value)
    if (
        text[first.end : first.end + 1] == " "
        and (part := _fraction_at(text, first.end + 1))
        and "/" in _plain(text[first.end : part.end])
    ):
        return Numeral(start, part.end, first.value + part.value)
    return _fraction_at(text, start) or first


def _fraction_at(text: str, start: int) -> Numeral | None:
    first = _simple_at(text, start)
    if first is None:
        return None
    over = _OVER.match(text, first.end)
    stroke = None if over else _STROKE.match(text, first.end)
    mark = over or stroke
    second = _simple_at(text, mark.end(), alone=True) if mark else None
    if mark is None or second is None:
        return None
    above, below = (second.value, first.value) if over else (first.value, second.value)
    if not below:
        return None
    value = _DIVIDING.divide(above, below)
    return Numeral(start, second.end, -value if over and over[1] else value)


def _simple_at(text: str, start: int, *, alone: bool = False) -> Numeral | None:
    """The longest numeral without fraction that begins at ``start``; ``alone``: it is known to be a number, not part of a word."""
    serial = _SERIAL.match(text, start)
    if serial and serial.end() - start > MOST_DIGITS:
        return None
    if serial and text[serial.end() : serial.end() + 1] not in _UNIT_CHARS:
        value = _serial_value(serial[0])
        return None if value is None else Numeral(start, serial.end(), value)
    reader = _NumeralReader()
    found: Numeral | None = None
    at, parts = start, 0
    while parts < LONGEST_NUMERAL and (match := _PART.match(text, at)) is not None:
        part = match[0]
        if part in _VAGUE:
            if reader.last not in ("small", "zero", "arabic"):
                break
        elif not reader.take(part if part[0] not in ".．" or parts else "0" + part):
            break
        elif (value := reader.value()) is not None and (parts or part not in "百佰千仟万萬亿億兆"):
            found = Numeral(start, match.end(), value)
        parts += 1
        at = _GAP.match(text, match.end()).end()  # type: ignore[union-attr]
    if found is None:
        return None
    if (
        not alone
        and found.end - start == 1
        and text[start] in _WORD_DIGITS
        and (_han(text[start - 1 : start]) or _han(text[found.end :][:1]))
    ):
        return None
    if found.end - start == 1 and text[start] in "两兩俩倆" and text[found.end : found.end + 1] in "两兩俩倆":
        return None if found.end < len(text) or text[start - 1 : start] == text[start] else found
    return found


def _with_sign(text: str, found: Numeral) -> Numeral:
    mark, before = text[found.start - 1 : found.start], text[max(0, found.start - 2) : max(0, found.start - 1)]
    if found.start and (mark in "负負" or (mark in "-－−" and not before.isalnum())):
        return Numeral(found.start - 1, found.end, -found.value)
    return found


_UNIT_CHARS = frozenset({*_CN_SMALL, *_CN_LARGE, "点", "點"})


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _plain(text: str) -> str:
    return text.replace("／", "/")


# --- helpers ----------------------------------------------------------------------------------------------------------


def _strip_currency(printed: str) -> str:
    text = printed.strip()
    for mark in load_units().currency_marks:
        text = text.removeprefix(mark).lstrip()
    return text


def _print_section(section: int) -> str:
    digits = "零一二三四五六七八九"
    text, gap = "", False
    for power, name in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = section // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + name
        gap = False
    return text
