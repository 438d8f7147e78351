"""What tells text from codes."""

from __future__ import annotations

import random

import pytest

from extractor.ingest.garbled import is_garbled, may_be_garbled

SIMPLIFIED = (
    "本单位二〇二三年度收入总计一千二百万元，其中财政拨款收入占百分之九十八，与上年相比增加三十万元，主要原因是人员经费增加，项目支出减少。"
    * 2
)
TRADITIONAL = (
    "本單位二〇二三年度收入總計一千二百萬元，其中財政撥款收入佔百分之九十八，與上年相比增加三十萬元，主要原因是人員經費增加，項目支出減少。"
    * 2
)
ENGLISH = "Thedepartmentpublishesitsfinalaccountseveryyearandexplainswherethemoneywent," * 3
FORM = ["2010101", "1,234.56", "合计", "基本支出", "项目支出", "1,200.00", "34.56"] * 12


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH, "".join(FORM), "12"])
def test_text_is_no_code(text: str) -> None:
    assert not is_garbled(text)


def test_codes_are_garbled() -> None:
    draw = random.Random(7)
    assert is_garbled([chr(draw.randint(33, 126)) for _ in range(300)])
    assert is_garbled([chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(300)])


def test_a_short_page_may_be_garbled_but_a_page_number_is_not() -> None:
    assert may_be_garbled("BCDEFG2022HIJK")
    assert not may_be_garbled("-12-")
    assert not may_be_garbled("2022年度部门决算")
