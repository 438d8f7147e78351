"""The Chinese suites of Recognizers-Text against our own recogniser: every case that is not met is named, with the reason."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor.entities import scan
from extractor.money import parse_number, recognise_numbers

EXCEPTIONS = yaml.safe_load((Path(__file__).parent / "suite_exceptions.yaml").read_text("utf-8"))
# Notations that are no numerals of fiscal documents: powers, k and M, scientific, dozens.
OUT_OF_SCOPE = frozenset(EXCEPTIONS["number"]) - {31, 108}


def cases(shared: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((shared / "suites" / "numbers" / name).read_text("utf-8"))  # type: ignore[no-any-return]


def number_met(case: dict[str, Any]) -> bool:
    found = list(recognise_numbers(case["Input"]))
    wanted = [(r["Start"], r["End"] + 1, Decimal(r["Resolution"]["value"])) for r in case["Results"]]
    return len(found) == len(wanted) and all(
        (one.start, one.end) == (start, end) and abs(one.value - value) <= abs(value) * Decimal("1e-12")
        for one, (start, end, value) in zip(found, wanted, strict=True)
    )


@pytest.mark.shared
def test_numbers(shared: Path, record_property: Any) -> None:
    all_ = cases(shared, "number.json")
    missed = {index for index, case in enumerate(all_) if not number_met(case)}
    record_property("met", f"{len(all_) - len(missed)}/{len(all_)}")
    assert missed == set(EXCEPTIONS["number"]), "suite_exceptions.yaml and what is missed differ"
    in_scope = len(all_) - len(OUT_OF_SCOPE)
    assert 1 - len(missed - OUT_OF_SCOPE) / in_scope >= 0.98
    assert 1 - len(missed) / len(all_) >= 0.93  # notations of no use here included


ABSOLUTE = re.compile(r"\(?(\d{4})(-\d\d)?(-\d\d)?")
PRINTED_YEAR = re.compile(
    r"(?<!\d)(?:1[0-9]|20)\d{2}(?!\d)|[一二][〇零○一二三四五六七八九]{3}年|\d{1,2}[年/-]\d{1,2}[月/-]\d{1,2}"
)


@pytest.mark.shared
def test_absolute_dates_and_years(shared: Path) -> None:
    missed, total = set(), 0
    for index, case in enumerate(cases(shared, "datetime.json")):
        for result in case["Results"]:
            if not result["TypeName"].split(".")[1].startswith("date") or not PRINTED_YEAR.search(result["Text"]):
                continue
            timex = ABSOLUTE.match(result["Resolution"]["values"][0]["timex"])
            if timex is None:
                continue
            total += 1
            within = [
                mention
                for mention in scan(case["Input"])
                if mention.label in ("DATE", "YEAR")
                and result["Start"] <= mention.start
                and mention.end <= result["End"] + 1
            ]
            if not within or not _same(within[0].printed, timex):
                missed.add(index)
    assert missed == set(EXCEPTIONS["datetime"])
    assert total >= 40


def _same(printed: str, timex: re.Match[str]) -> bool:
    """Whether a printed date says the year, month and day of the suite's first date, as far as it goes."""
    numbers = [
        int(parse_number(part)) for part in re.findall(r"\d+|[〇零○一二三四五六七八九十]+", printed.replace("初", ""))
    ]
    wanted = [int(part.strip("-")) for part in timex.groups() if part]
    return numbers == wanted[: len(numbers)]
