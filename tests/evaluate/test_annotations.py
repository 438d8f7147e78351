"""Gold held to its places, two passes compared, and the ways to and from annotation tools as commands."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluate import place, score_document
from extractor.evaluate.agreement import agreement, agreements, overall
from extractor.evaluate.gold import check_gold, gold_facts, standing
from extractor.pipeline import read_closely

ROOT = Path(__file__).resolve().parents[2]
SECOND, GOLD, HELD_OUT = (ROOT / "annotations" / name for name in ("second", "gold", "heldout"))
TEXT = "某局2023年度部门决算\n第一部分 决算情况说明\n一、收入决算情况说明\n2023年本年收入合计12.50万元，比上年减少2.50万元，下降16.67%。其他收入12.50万元。\n"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["annotations", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_a_standing_is_the_inverse_of_a_place() -> None:
    layout = read_closely(TEXT.encode(), name="a.txt").layout
    start = layout.text.rindex("12.50")
    assert standing(layout, start, start + len("12.50万元")) == ("12.50", None, 2)
    assert place(layout, "12.50", None, 2) == start


def test_from_label_studio_to_a_gold_file_that_checks(folder: Path) -> None:
    assert run("to-label-studio", folder / "a.txt", "--out", folder / "task.json").exit_code == 0
    said = run("from-label-studio", folder / "task.json", "--document", folder / "a.txt")
    assert said.exit_code == 0, said.output
    facts = json.loads(said.output)
    assert [(fact["metric"], fact["measure"], fact["value"], fact["nth"]) for fact in facts] == [
        ("revenue.total", "actual", "12.50", 1),
        ("revenue.total", "change", "-2.50", 1),
        ("revenue.total", "change_rate", "-16.67", 1),
        ("revenue.other", "actual", "12.50", 2),
    ]
    digest = json.loads((folder / "task.json").read_text("utf-8"))[0]["data"]["sha256"]
    gold = {
        "schema": "juesuan/gold",
        "version": "1",
        "document": {"name": "a.txt", "sha256": digest, "publisher": "某局"},
        "made_by": {"profile": "read", "sections": "read", "facts": "read"},
        "profile": {},
        "sections": [],
        "facts": facts,
    }
    (folder / "gold").mkdir()
    (folder / "schema.json").write_bytes((ROOT / "annotations" / "schema.json").read_bytes())
    (folder / "gold" / "a.json").write_text(json.dumps(gold), "utf-8")
    checked = run("check", folder / "gold", "--documents", folder)
    assert (checked.exit_code, checked.output.strip()) == (0, "a.json: ok")
    gold["facts"][0]["nth"] = 9
    gold["facts"][1]["measure"] = "wrong"
    (folder / "gold" / "a.json").write_text(json.dumps(gold), "utf-8")
    checked = run("check", folder / "gold", "--documents", folder)
    assert checked.exit_code == 1
    assert "number 9" in checked.output
    assert "wrong" in checked.output


def test_from_a_docbin_to_gold_facts(folder: Path) -> None:
    assert run("to-docbin", folder / "a.txt", "--out", folder / "a.spacy").exit_code == 0
    said = run("from-docbin", folder / "a.spacy", "--document", folder / "a.txt")
    assert [fact["value"] for fact in json.loads(said.output)] == ["12.50", "-2.50", "-16.67", "12.50"]


def test_a_fact_without_fields_is_completed_with_nulls() -> None:
    layout = read_closely(TEXT.encode(), name="a.txt").layout
    start = layout.text.index("12.50")
    (fact,) = gold_facts(
        layout, [{"metric": "revenue.total", "measure": "actual", "value": "12.50", "start": start, "end": start + 7}]
    )
    assert (fact["printed"], fact["nth"], fact["unit"], fact["dims"]) == ("12.50", 1, None, {})


def test_all_committed_gold_of_texts_checks() -> None:
    for part in ("heldout", "dev"):
        checked = check_gold(ROOT / "annotations" / part)
        assert all(each.read for each in checked)
        assert [(each.path.name, each.troubles) for each in checked if each.troubles] == []


def test_no_gold_is_said(tmp_path: Path) -> None:
    said = run("check", tmp_path)
    assert said.exit_code == 2
    assert "[M103]" in said.output


# --- agreement --------------------------------------------------------------------------------------------------------


def passes() -> tuple[dict[str, Any], dict[str, Any]]:
    path = next(iter(sorted(SECOND.glob("*.json"))))
    second = json.loads(path.read_text("utf-8"))
    return copy.deepcopy(second), second


def test_a_pass_agrees_with_itself_and_less_with_another() -> None:
    first, second = passes()
    assert all(score.f1 == 1 for score in agreement(first, second).scores.values())
    first["facts"][0]["year"] = 1999
    found = agreement(first, second)
    assert found.scores["facts"].f1 == 1
    assert found.scores["facts with year and dims"].f1 < 1
    assert [case.kind for case in found.cases] == ["missed", "invented"]
    second["document"]["sha256"] = "0" * 64
    with pytest.raises(ValueError, match="different files"):
        agreement(first, second)


def test_the_second_passes_agree_with_the_gold_as_the_guide_says() -> None:
    found = agreements(GOLD, SECOND)
    assert len(found) >= 3
    guide = (ROOT / "annotations" / "GUIDE.md").read_text("utf-8")
    for each in found:
        row = next(
            line for line in guide.splitlines() if line.startswith(f"| {Path(each.document).stem} | settled gold")
        )
        assert f"| {each.scores['facts with basis'].f1:.3f} |" in row
    assert overall(found)["facts"].f1 > 0.98


def test_second_passes_fit_their_schema() -> None:
    schema = json.loads((ROOT / "annotations" / "schema.json").read_text("utf-8"))
    fact = schema["properties"]["facts"]["items"]
    fact["required"].remove("nth")
    for path in SECOND.glob("*.json"):
        for stated in json.loads(path.read_text("utf-8"))["facts"]:
            jsonschema.validate(stated, fact)


# --- what scores say --------------------------------------------------------------------------------------------------


def test_numbers_of_facts_need_one_entity_each() -> None:
    def stated(nth: int, **changes: Any) -> dict[str, Any]:
        fact = {
            "metric": "total.revenue",
            "measure": "actual",
            "value": "-5",
            "unit": "万元",
            "printed": "5",
            "page": 1,
            "nth": nth,
        }
        return {**fact, **changes}

    entity = {"label": "AMOUNT", "printed": "5万元", "value": "5.0", "unit": "万元"}
    flat = stated(1, printed="持平", value="0", unit=None)
    gold = {"facts": [stated(1), stated(1, metric="total.expenditure"), stated(2), flat]}
    score = score_document(gold, {"facts": [], "entities": [entity]})["numbers of facts"]
    assert (score.hit, len(score.missed), len(score.invented)) == (1, 1, 0)
    both = score_document(gold, {"facts": [], "entities": [entity, entity, entity]})["numbers of facts"]
    assert (both.hit, len(both.missed), len(both.invented)) == (2, 0, 0)


def test_entities_are_scored_where_gold_states_them() -> None:
    year = {"label": "YEAR", "printed": "2023年", "value": "2023", "unit": "年"}
    found = {"entities": [year, {**year, "printed": "2022年", "value": "2022"}]}
    score = score_document({"entities": [year]}, found)["entities"]
    assert (score.hit, len(score.missed), len(score.invented)) == (1, 0, 1)


def test_entities_are_scored_by_kind_and_on_their_page() -> None:
    stated = {"label": "COUNT", "printed": "2辆", "value": "2", "unit": "辆", "page": 3, "nth": 1}
    read = {"label": "COUNT", "printed": "2 辆", "value": "2.0", "unit": "辆", "anchor": {"page": 3}}
    percent = {"label": "PERCENT", "printed": "5%", "value": "5", "unit": "%", "anchor": {"page": 3}}
    scores = score_document({"entities": [stated]}, {"entities": [read, percent]})
    assert (scores["entities"].hit, len(scores["entities"].invented)) == (1, 1)
    assert scores["entities COUNT"].f1 == 1
    elsewhere = {**read, "anchor": {"page": 4}}
    assert score_document({"entities": [stated]}, {"entities": [elsewhere]})["entities"].hit == 0


@pytest.mark.parametrize(
    ("changes", "hit"),
    [
        ({}, 1),
        ({"column": "basic"}, 0),
        ({"label": "教育支出"}, 0),
        ({"code": None}, 0),
        ({"form": "final.revenue"}, 0),
        ({"value": "1234.5"}, 1),
        ({"value": "1234.51"}, 0),
        ({"page": 5}, 0),
    ],
)
def test_a_cell_is_right_in_its_form_row_and_column(changes: dict[str, Any], hit: int) -> None:
    row = {"code": "204", "label": "公共安全支出", "values": {"total": "1,234.50"}}
    gold = {"cells": [{"form": "final.expenditure", "page": 4, "rows": [row]}]}
    cell = {"form": "final.expenditure", "page": 4, "code": "204", "label": "公共安全支出", "column": "total"} | changes
    read = {"value": cell.get("value", "1234.50"), "printed": "x", "anchor": {"page": cell["page"]}}
    rows = [{"code": cell["code"], "label": cell["label"], "cells": {cell["column"]: read}}]
    score = score_document(gold, {"statements": [{"form": cell["form"], "rows": rows}]})["cells"]
    on_page = cell["page"] == 4
    assert (score.hit, len(score.missed), len(score.invented)) == (hit, 1 - hit, int(on_page) - hit)


def test_a_definition_is_held_to_its_digest() -> None:
    from extractor.evaluate.items import digest

    gold = {"glossary": [{"term": "基本支出", "digest": digest(["指为保障机构正常运转的支出"])}]}
    right = {"glossary": [{"term": "基本支出", "definition": "指为保障机构 正常运转的支出。"}]}
    wrong = {"glossary": [{"term": "基本支出", "definition": "指为保障机构正常运转的支出。二、项目支出"}]}
    assert score_document(gold, right)["glossary"].f1 == 1
    assert score_document(gold, wrong)["glossary"].f1 == 0
    assert score_document(gold, wrong)["glossary terms"].f1 == 1


def test_mistakes_say_page_and_box(tmp_path: Path) -> None:
    demo = ROOT / "corpus" / "demo" / "final-account.pdf"
    reading = read_closely(demo.read_bytes(), name=demo.name)
    fact = next(fact for fact in reading.disclosure.facts if fact.origin == "prose")
    printed, page, nth = standing(reading.layout, fact.anchor.start, fact.anchor.end)
    stated = {
        **reading.disclosure.to_dict()["facts"][0],
        "metric": "total.revenue",
        "value": "1",
        "printed": printed,
        "page": page,
        "nth": nth,
    }
    from extractor.evaluate import score_named

    scored = score_named(demo.name, {"facts": [stated]}, reading.disclosure.to_dict(), layout=reading.layout)
    missed = next(case for case in scored.cases if case.kind == "missed" and case.task == "facts")
    invented = next(case for case in scored.cases if case.kind == "invented" and case.task == "facts")
    assert missed.page == invented.page == fact.anchor.page
    assert missed.box is not None
    assert fact.anchor.box is not None
    assert missed.box[:2] == pytest.approx(fact.anchor.box[:2])
    assert invented.box is not None
