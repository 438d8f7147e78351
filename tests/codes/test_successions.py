"""Codes over the years: which place of today an old code stands for."""

from __future__ import annotations

import pytest

from extractor.knowledge import successions
from extractor.knowledge.regions import divisions, find_region, mentions
from extractor.knowledge.successions import CONTINUING, current_code, region_changes
from extractor.problems import KnowledgeError


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("510724", "510705"),  # 安县 → 安州区
        ("632121", "630203"),  # 平安县 → 平安县 of 海东市 → 平安区: two steps
        ("652101", "650402"),  # 吐鲁番市 → 高昌区
        ("542232", "540581"),  # 错那县 → 错那县 of 山南市 → 错那市
        ("320802", "320802"),  # 清河区: merged, nobody goes on
        ("511622", "511622"),  # never changed
    ],
)
def test_code_of_today(old: str, now: str) -> None:
    assert current_code(old) == now


def test_every_change_leads_to_a_place_of_the_list() -> None:
    for change in region_changes():
        assert set(change.successors) <= divisions().keys()
        if change.kind in CONTINUING:
            assert divisions()[current_code(change.code)].until is None, change
        if change.kind != "renamed":
            assert divisions()[change.code].until == change.year, change


def test_every_place_given_up_has_its_change() -> None:
    given_up = {code for code, division in divisions().items() if division.until is not None}
    assert given_up <= {change.code for change in region_changes()}


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("寿县财政局", 2013, "341521"),  # in 六安 then
        ("寿县财政局", 2020, "340422"),
        ("寿县财政局", None, "340422"),
        ("淮南市寿县财政局", 2013, "340422"),  # what is printed goes before the year
        ("邢台市桥西区财政局", 2018, "130503"),  # 信都区 today
        ("桥西区财政局", 2018, None),  # there are others of this name
        ("苍山县财政局", None, "371324"),  # 兰陵县 today, and nobody else was called so
        ("新市区财政局", 2020, "650104"),  # that of 保定 had given up the name
        ("重庆市两江新区管理委员会", 2020, "500000"),  # a zone then, a district from 2025
    ],
)
def test_a_name_means_the_place_of_its_year(name: str, year: int | None, code: str | None) -> None:
    region = find_region(name, year=year)
    assert (region.code if region else None) == code


def test_short_names_given_up_are_words_in_a_text() -> None:
    assert "511721" not in mentions("到达县城后，担任县长。")
    assert mentions("四川省达县财政局")["511721"] == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("510724,安县,2016,whole,510724", "510724"),
        ("510724,安县,2016,moved,510705", "moved"),
        ("1,甲县,2016,whole,3\n2,乙县,2016,whole,3", "merged"),
        ("1,甲县,2016,whole,", "甲县"),
    ],
)
def test_a_wrong_row_is_named(rows: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.knowledge.loading.data_text", lambda _: f"code,name,year,kind,successors\n{rows}\n")
    with pytest.raises(KnowledgeError, match=said):
        successions.region_changes.__wrapped__()
