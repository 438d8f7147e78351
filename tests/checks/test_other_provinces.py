"""Consistent documents in the wordings and forms of other provinces raise no error and no warning of a number."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from extractor.checks import findings_of
from extractor.pipeline import read_closely
from extractor.records import Disclosure
from tests.checks.province_accounts import CENT, NAMES, document


def read(name: str, seed: int) -> Disclosure:
    return read_closely(document(name, seed).encode(), name=f"{name}.html").disclosure


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_consistent_document_has_no_errors(name: str, seed: int) -> None:
    findings = findings_of(read(name, seed))
    fails = [finding for finding in findings if finding.outcome == "fail" and finding.severity != "info"]
    # some print not all forms and items: that they are not there is said, and true
    assert [finding.message for finding in fails if not finding.check.startswith("disclosure.")] == []
    assert not any(finding.severity == "error" for finding in fails)
    # it was read and checked, not passed over
    assert sum(finding.outcome == "pass" for finding in findings) >= 50


COARSE = {
    "亿元, four decimals": lambda amount: f"{(amount / 10_000).quantize(Decimal('0.0001'), ROUND_HALF_UP)}亿元",
    "亿元, two decimals": lambda amount: f"{(amount / 10_000).quantize(CENT, ROUND_HALF_UP)}亿元",
    "万元, whole": lambda amount: f"{amount.quantize(Decimal(1), ROUND_HALF_UP)}万元",
    "万元, one decimal": lambda amount: f"{amount.quantize(Decimal('0.1'), ROUND_HALF_UP)}万元",
}
LARGE = 1000  # of which 亿元 is written


@pytest.mark.parametrize("name", NAMES[::4])
@pytest.mark.parametrize("print_as", COARSE)
def test_a_text_that_rounds_what_its_forms_print(name: str, print_as: str) -> None:
    def printed(match: re.Match[str]) -> str:
        amount = Decimal(match[1].replace(",", ""))
        return COARSE[print_as](amount) if amount >= LARGE or print_as.startswith("万元") else match[0]

    pieces = re.split(r"(<table.*?</table>)", document(name, 1), flags=re.DOTALL)
    text = "".join(
        piece if piece.startswith("<table") else re.sub(r"(\d[\d,]*\.\d\d)万元", printed, piece) for piece in pieces
    )
    fails = [f for f in findings_of(read_closely(text.encode(), name="a.html").disclosure) if f.outcome == "fail"]
    assert [f.message for f in fails if f.severity != "info" and not f.check.startswith("disclosure.")] == []


@pytest.mark.parametrize(
    ("officers", "outcomes"), [("1", {"pass"}), ("2", {"pass", "fail"})], ids=["two of two", "three of two"]
)
def test_units_of_a_kind_of_supply_are_divided_again(officers: str, outcomes: set[str]) -> None:
    """The offices in 全额供给单位中行政单位N个 make up those units and not all units."""
    text = (
        "某某县水务局2024年部门预算公开\n第一部分 部门概况\n二、预算单位基本情况\n"
        "我部门编制2024年部门预算单位共3个。其中：财政全额供给单位2个；财政差额供给单位1个；自收自支单位0个。"
        f"财政全额供给单位中行政单位0个；参公单位{officers}个；事业单位1个。\n"
    )
    findings = findings_of(read_closely(text.encode(), name="a.txt").disclosure)
    assert {finding.outcome for finding in findings if finding.check == "text.parts"} == outcomes
