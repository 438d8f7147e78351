"""The errors of the disclosure that the project started from, each found and with its cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.checks import findings_of
from extractor.pipeline import read_closely
from extractor.records import Finding

# check, words of the message, words of the cause
ERRORS = [
    ("text.double_total", "14151.1 + 13607.11", "把收入与支出相加"),
    ("text.growth", "写的是 12.83%，按文中数字应为 14.72%", "除以了本年数"),
    ("text.growth", "写的是 2.54%，按文中数字应为 0.25%", "差十倍"),
    ("text.growth", "分母为零，却写了 160%", "分母为零"),
    ("text.parts", "13辆 与 12辆", "没有漏列，疑似总数 13辆 有误"),
    ("performance.said", "297.9122万元 与 319.67万元", "两处各成一套"),
    ("text.counted_things", "14 个（5 处）、13 个（1 处）", "13 只有 1 处，其余 5 处都是 14"),
    ("text.listed_units", "2 个，列出 1 个", "1 个单位加本级恰为 2 个"),
]


@pytest.fixture(scope="module")
def fails(shared: Path) -> list[Finding]:
    path = shared / "seeds" / "wusheng-police-2020-final.txt"
    findings = findings_of(read_closely(path.read_bytes(), name=path.name).disclosure)
    return [finding for finding in findings if finding.outcome == "fail"]


@pytest.mark.parametrize(("check", "words", "cause"), ERRORS)
def test_an_error_of_the_seed_is_found_and_explained(fails: list[Finding], check: str, words: str, cause: str) -> None:
    found = [finding for finding in fails if finding.check == check and words in finding.message]
    assert found
    assert all(cause in (finding.cause or "") for finding in found)
    assert all(finding.evidence for finding in found)


def test_digits_cut_instead_of_rounded_are_no_errors(fails: list[Finding]) -> None:
    """13.07 for 13.077, 3.26, 69.16: shorter than rounding makes them, and right."""
    for printed in ("13.07%", "3.26%", "69.16%"):
        assert not any(printed in finding.message for finding in fails)
