"""The unit data: what it promises, and that every print of a unit is read as that unit."""

from __future__ import annotations

import msgspec
import pytest

from extractor.entities import scan
from extractor.knowledge import units as units_module
from extractor.knowledge.units import load_units
from extractor.problems import KnowledgeError

UNITS = load_units()


@pytest.mark.parametrize("printed", [*UNITS.money_names, *UNITS.counting_names, *UNITS.percent_names])
def test_every_print_of_a_unit_is_read_as_that_unit(printed: str) -> None:
    wanted = {**UNITS.money_names, **UNITS.counting_names, **UNITS.percent_names}[printed]
    (mention,) = scan(f"共计12.5{printed}。")
    assert (mention.printed, mention.unit) == (f"12.5{printed}", wanted)


def test_money_units_are_powers_of_ten_of_a_yuan() -> None:
    assert {name: UNITS.powers[name] for name in ("元", "千元", "万元", "百万元", "亿元")} == {
        "元": 0,
        "千元": 3,
        "万元": 4,
        "百万元": 6,
        "亿元": 8,
    }
    assert UNITS.money_unit("人民币万元") == UNITS.money_unit("（万元）") == UNITS.money_unit("万 元") == "万元"
    assert UNITS.money_unit("辆") is None


def test_words_about_chinese_counts_name_known_units() -> None:
    assert not set(UNITS.chinese.units) - set(UNITS.counting)
    strong = set(UNITS.chinese.strong_units)
    assert not strong - set(UNITS.counting) - set(UNITS.money) - set(UNITS.percent)


def test_a_print_under_two_units_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = msgspec.structs.replace(UNITS, counting={**UNITS.counting, "部车": units_module.CountingUnit(also=("辆",))})
    monkeypatch.setattr(units_module, "load_yaml", lambda name, shape: twice)
    with pytest.raises(KnowledgeError, match=r"units\.yaml.*部车"):
        load_units.__wrapped__()
