"""Printed numbers → exact Decimals, and back."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.money import (
    Money,
    is_blank,
    is_dash,
    numeral_value,
    parse_cell,
    parse_money,
    parse_number,
    print_number,
    print_numeral,
    recognise_numbers,
    yuan_of,
)

PRINTED = {
    "27758.21": "27758.21",
    "100.00": "100.00",
    "1,234,567.8901": "1234567.8901",
    "１，２３４．５０": "1234.50",
    "1，234.5": "1234.5",
    "-12.5": "-12.5",
    "－12.5": "-12.5",
    "−3": "-3",
    "—3": "-3",
    "△45.6": "-45.6",
    "负六点六": "-6.6",
    "(1,234.50)": "-1234.50",
    "（0.36）": "-0.36",
    "+7": "7",
    "12.5%": "12.5",
    "13.07％": "13.07",
    "007": "007",
    "二百五十六": "256",
    "两千四百五": "2450",
    "九万四": "94000",
    "一千零五": "1005",
    "十": "10",
    "壹万贰仟叁佰肆拾伍": "12345",
    "二〇二〇": "2020",
    "〇": "0",
    "三点一四": "3.14",
    "百分之三点五": "3.5",
    "千分之二": "2",
    "百分之十二": "12",
    "4.78万亿": "4780000000000",
    "3亿5000万": "350000000",
    "1千零1": "1001",
    "半": "0.5",
}


@pytest.mark.parametrize(("printed", "value"), PRINTED.items())
def test_a_number_is_read_as_printed(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


def test_printed_zeros_stay() -> None:
    assert str(parse_number("1,100.00")) == "1100.00"
    assert str(parse_number("-0.50")) == "-0.50"
    assert str(parse_number("-0")) == "0"


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "-",
        "万",
        "十几",
        "几十",
        "五六",
        "1,23.4",
        "1234,567",
        "0,123",
        "12.",
        "1.2.3",
        "12 345",
        "一一二十",
        "五十千",
        "两两",
        "abc",
    ]
    + ["1,234,56", "--5", "(-5)", "()", "NaN", "Infinity", "1e5", "九" * 60, "9" * 31, "²", "٣", "5万4"],
)
def test_what_is_not_certain_is_not_read(printed: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_number(printed)


def test_money_has_a_unit_and_yuan() -> None:
    assert parse_money("27758.21", unit="万元") == Money(
        value=Decimal("27758.21"), unit="万元", yuan=Decimal("277582100.00")
    )
    assert str(parse_money("27758.21万元", unit="万元").yuan) == "277582100.00"
    assert parse_money("人民币1,000元", unit="元").yuan == 1000
    assert parse_money("￥12.50", unit="人民币元").value == Decimal("12.50")
    with pytest.raises(TypeError):
        parse_money("1")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("printed", "unit"), [("12", ""), ("12", "辆"), ("12", "美元"), ("12万元", "元"), ("万元", "万元")]
)
def test_an_amount_without_a_known_unit_is_an_error(printed: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"unit|printed|number"):
        parse_money(printed, unit=unit)


@pytest.mark.parametrize(
    ("value", "unit", "yuan"),
    [
        ("27758.21", "万元", "277582100.00"),
        ("0", "万元", "0.00"),
        ("1.58", "元", "1.58"),
        ("21750", "元", "21750.00"),
        ("0.123456", "万元", "1234.56"),
        ("0.1234567", "万元", "1234.567"),
        ("3.5", "亿元", "350000000.00"),
        ("-12.5", "千元", "-12500.00"),
        ("2", "百万元", "2000000.00"),
        ("5", "单位：人民币万元"[3:], "50000.00"),
        ("7", "万", "70000.00"),
    ],
)
def test_yuan_is_exact_fixed_point_with_two_decimals(value: str, unit: str, yuan: str) -> None:
    assert str(yuan_of(Decimal(value), unit)) == yuan


@pytest.mark.parametrize("unit", ["%", "辆", "元/人", "美元", "", "人"])
def test_no_yuan_for_what_is_no_money(unit: str) -> None:
    assert yuan_of(Decimal(1), unit) is None


def test_cells_tell_zero_dash_and_blank_apart() -> None:
    assert parse_cell("0") == 0
    assert str(parse_cell("0.00")) == "0.00"
    for printed in ("-", "—", "－", " —— ", "--"):
        assert parse_cell(printed) is None
        assert is_dash(printed)
        assert not is_blank(printed)
    for printed in ("", " \n", "\u3000"):
        assert parse_cell(printed) is None
        assert is_blank(printed)
        assert not is_dash(printed)


def test_cells_join_spaces_only_inside_one_number() -> None:
    assert parse_cell("4, 195. 78") == Decimal("4195.78")
    assert parse_cell("1 2 . 3 4") == Decimal("12.34")
    assert parse_cell("2,940 .05") == Decimal("2940.05")
    assert parse_cell("1,234,567.\n89") == Decimal("1234567.89")
    assert parse_cell("(1,234.50)") == Decimal("-1234.50")
    assert parse_cell("- 5.2") == Decimal("-5.2")
    for printed in ("12 345", "1.5 2.5", "合计", "1,2,3"):
        with pytest.raises(ValueError, match="number"):
            parse_cell(printed)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.booleans())
def test_print_then_parse_gives_the_same_number(value: Decimal, thousands: bool) -> None:
    printed = print_number(value, thousands=thousands)
    parsed = parse_number(printed)
    assert parsed == value
    assert parsed.as_tuple().exponent == value.as_tuple().exponent
    assert parse_cell(f" {printed} ") == value


@given(st.decimals(min_value=0, max_value=10**10, places=2), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_money_round_trip(value: Decimal, unit: str) -> None:
    money = parse_money(f"{print_number(value)}{unit}", unit=unit)
    assert money.value == value
    assert money.yuan is not None
    power = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}[unit]
    assert money.yuan == value * 10**power
    assert "E" not in str(money.yuan)


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_numeral_round_trip(number: int) -> None:
    assert numeral_value(print_numeral(number)) == number


@given(st.text(alphabet="0123456789,.，．一二十百千万亿零点两 -()（）％%", max_size=40))
def test_whatever_is_printed_gives_a_number_or_a_value_error(printed: str) -> None:
    for parse in (parse_number, parse_cell):
        try:
            value = parse(printed)
        except ValueError:
            continue
        assert value is None or value.is_finite()


@given(st.text(alphabet="0123456789,./，一二十百千万亿零点两又分之多几负- 元", max_size=60))
def test_recognised_numbers_stand_in_order_and_do_not_overlap(text: str) -> None:
    last = 0
    for number in recognise_numbers(text):
        assert last <= number.start < number.end <= len(text)
        last = number.end


@pytest.mark.parametrize(
    "piece", ["9", "1,", "1，234", "万", "十", "一", "1万", "二分之", "点", "零", "1 ", "(", "-1/"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        for _ in recognise_numbers(text):
            pass
        for parse in (parse_number, parse_cell):
            with contextlib.suppress(ValueError):
                parse(text)
        return time.process_time() - start

    seconds(500)
    assert seconds(20_000) < max(0.02, seconds(2_000)) * 10 * 4  # quadratic time would take 100 times
