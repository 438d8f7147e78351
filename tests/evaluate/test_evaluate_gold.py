"""The gate: scores of committed gold must not drop. Small gold everywhere, the real documents where they are at hand.

The floors are the scores of 2026-11-24, of held-out documents those of 2026-11-29, when eight were added. Who makes the reading better raises them; nobody lowers them without a word in docs/accuracy.md.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from corpus.generator import make_document, render, truth_of
from extractor.evaluate import Evaluation, Score, evaluate, misplaced, score_document, score_named
from extractor.knowledge.vocabulary import metric_names, topic_names
from extractor.pipeline import Reading, read_closely

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted(path for path in (ROOT / "annotations").glob("*/*.json") if path.parent.name != "second")
REAL = ROOT / "annotations" / "gold"
MADE_UP = [path for path in GOLD if path.parent.name in {"heldout", "dev"}]
HELD_OUT = {  # made-up documents by authors who knew no rule; what was mended since is said in docs/accuracy.md
    "profile": 1.0,
    "sections": 0.996,
    "facts": 0.995,
    "facts with year and dims": 0.993,
    "facts with basis": 0.988,
    "forms": 1.0,
    "cell sums": 1.0,
    "indicator counts": 1.0,
    "indicator cells": 1.0,
    "entities": 1.0,
}
SECOND_HELD_OUT = {  # the same of eight other publishers, by another author
    "profile": 0.980,
    "sections": 0.983,
    "facts": 0.996,
    "facts with year and dims": 0.996,
    "facts with basis": 0.987,
    "forms": 0.857,
    "cell sums": 0.846,
    "indicator counts": 1.0,
    "indicator cells": 1.0,
    "entities": 1.0,
}
THIRD_HELD_OUT = {  # eight more publishers; first reading in docs/accuracy.md, rules mended by its list of mistakes since
    "profile": 1.0,
    "sections": 0.997,
    "facts": 0.994,
    "facts with year and dims": 0.991,
    "facts with basis": 0.991,
    "forms": 1.0,
    "cell sums": 1.0,
    "cells": 1.0,
    "entities": 0.995,
    "entities COUNT": 0.98,
}
FOURTH_HELD_OUT = {  # eight more publishers, kept outside until read: their first reading, gold as written blind
    "profile": 0.98,
    "sections": 0.97,
    "facts": 0.984,
    "facts with year and dims": 0.971,
    "facts with basis": 0.971,
    "forms": 0.98,
    "cell sums": 0.981,
}
FIFTH_HELD_OUT = {  # eight more, kept outside until read: their first reading, gold as written blind
    "profile": 0.968,
    "sections": 0.976,
    "facts": 0.984,
    "facts with year and dims": 0.982,
    "facts with basis": 0.98,
    "numbers of facts": 1.0,
    "forms": 1.0,
    "cell sums": 1.0,
    "indicator counts": 1.0,
    "indicator cells": 0.893,
}
SIXTH_HELD_OUT = {  # twelve more, kept outside until read: mended by kind since (first reading: docs/accuracy.md)
    "profile": 1.0,
    "sections": 0.988,
    "facts": 0.998,
    "facts with year and dims": 0.997,
    "facts with basis": 0.997,
    "numbers of facts": 0.999,
    "forms": 1.0,
    "cell sums": 0.99,
    "indicator counts": 1.0,
    "indicator cells": 1.0,
}
SEVENTH_HELD_OUT = {  # twelve more by yet another author, likewise
    "profile": 1.0,
    "sections": 0.995,
    "facts": 0.995,
    "facts with year and dims": 0.995,
    "facts with basis": 0.995,
    "numbers of facts": 0.999,
    "forms": 1.0,
    "cell sums": 1.0,
    "indicator counts": 1.0,
    "indicator cells": 1.0,
}
EIGHTH_HELD_OUT = {  # twelve more, kept outside until read: their first reading, gold mended once (annotations/heldout/README.md)
    "profile": 1.0,
    "sections": 0.954,
    "facts": 0.985,
    "facts with year and dims": 0.983,
    "facts with basis": 0.983,
    "numbers of facts": 0.999,
    "forms": 1.0,
    "cell sums": 0.992,
    "cells": 0.998,
    "indicator counts": 1.0,
    "indicator cells": 0.986,
}
SECOND = ("cq-gujian", "fj-jiulong", "gs-taochuan", "gx-hedong", "he-gewan", "hl-", "js-yunhe", "nx-")
THIRD = ("cn-tidal", "gd-yangjiang", "hi-", "hn-shimen", "ln-yingkou-seafort", "nm-erdun", "qh-haiyan", "sd-yishui")
FOURTH = ("bj-", "cn-yingzao", "gz-anshun", "hb-jingmen", "js-changshu", "sh-jiading", "sx-qinshui", "yn-chuxiong")
FIFTH = (
    "hn-changde",
    "ln-yingkou-port",
    "nm-wushen",
    "sd-seaweed",
    "sn-qingqiu",
    "xj-gaochang",
    "xz-langkazi",
    "zy-snow",
)
SIXTH = (
    *("ah-huoshan", "central-material", "central-polar", "fj-xiamen", "gs-silkroad", "he-wuqiang"),
    *("jl-", "jx-ganzhou", "nm-sunite", "sn-qinling", "sx-pingyao", "tj-beichen"),
)
SEVENTH = (
    *("cq-chengkou", "fj-ningde", "gd-chancheng", "gz-sandu", "ha-neixiang", "hlj-tongken"),
    *("js-zhenjiang", "qh-hainanzhou", "sc-", "sh-hongkou", "zj-haining", "zy-rural"),
)
EIGHTH = (
    *("cn-glacier", "cq-plankroad", "gd-guanlan", "gx-tiandong", "ha-yunan", "hlj-wuyuer"),
    *("hn-zhuxi", "jx-wudoujiang", "xj-wildapple", "xz-yajiang", "yn-lancang", "zj-baifengao"),
)
SETS = {  # who wrote them and when: annotations/heldout/README.md; the first eleven are the rest
    SECOND: SECOND_HELD_OUT,
    THIRD: THIRD_HELD_OUT,
    FOURTH: FOURTH_HELD_OUT,
    FIFTH: FIFTH_HELD_OUT,
    SIXTH: SIXTH_HELD_OUT,
    SEVENTH: SEVENTH_HELD_OUT,
    EIGHTH: EIGHTH_HELD_OUT,
}
REAL_FLOORS = {
    "profile": 1.0,
    "sections": 0.998,
    "facts": 0.998,
    "facts with year and dims": 0.996,
    "facts with basis": 0.995,
    "forms": 1.0,
    "cell sums": 1.0,
    "cells": 1.0,
    "entities": 1.0,
    "indicator counts": 1.0,
    "indicators": 1.0,
}
WORST_REAL_FACTS = 0.93  # of one document: cars to be bought, see docs/accuracy.md


def gold_of(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return gold


@cache
def reading(path: Path) -> Reading:
    return read_closely(path.read_bytes(), name=path.name)


def drops(evaluation: Evaluation, floors: dict[str, float]) -> dict[str, Any]:
    """The tasks below their floor with their first mistakes."""
    totals = evaluation.totals()
    assert set(floors) <= set(totals)
    return {
        task: (round(totals[task].f1, 4), totals[task].missed[:5], totals[task].invented[:5])
        for task, floor in floors.items()
        if totals[task].f1 < floor
    }


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_files_fit_their_schema_and_the_vocabularies(path: Path) -> None:
    gold = gold_of(path)
    jsonschema.validate(gold, json.loads((ROOT / "annotations" / "schema.json").read_text("utf-8")))
    assert {fact["metric"] for fact in gold.get("facts", ())} <= set(metric_names())
    assert {section["topic"] for section in gold.get("sections", ())} <= set(topic_names())
    parts = set(gold) - {"schema", "version", "document", "profile"}
    assert "profile" in gold or parts == {"made_by", *gold["made_by"]}


def test_there_is_gold_for_the_seed_and_twelve_documents() -> None:
    names = [gold_of(path)["document"]["name"] for path in REAL.glob("*.json")]
    assert sum(name.endswith(".pdf") for name in names) >= 12
    assert any(name.endswith(".txt") for name in names)


def test_held_out_documents_do_not_drop() -> None:
    documents = evaluate(ROOT / "annotations" / "heldout").documents
    for names, floors in SETS.items():
        those = tuple(document for document in documents if document.name.startswith(names))
        assert len(those) == len(names)
        assert drops(Evaluation(those), floors) == {}
        documents = tuple(document for document in documents if document not in those)
    assert drops(Evaluation(documents), HELD_OUT) == {}


@pytest.mark.parametrize("path", MADE_UP, ids=lambda path: path.stem)
def test_every_number_of_made_up_gold_is_where_gold_says(path: Path) -> None:
    gold = gold_of(path)
    assert misplaced(gold, reading(path.with_name(gold["document"]["name"])).layout) == []


def test_the_committed_demonstration_is_read_whole() -> None:
    evaluation = evaluate(ROOT / "corpus" / "demo")
    assert drops(evaluation, dict.fromkeys(evaluation.totals(), 1.0)) == {}


@pytest.mark.parametrize(("kind", "seed"), [("final_account", 901), ("budget", 902)])
def test_generated_documents_do_not_drop(kind: str, seed: int) -> None:
    document = make_document(seed, kind=kind)  # type: ignore[arg-type]
    found = read_closely(render(document, "pdf"), name="document.pdf").disclosure.to_dict()
    named = score_named(f"{kind}-{seed}", truth_of(document, "pdf"), found)
    floors = {"profile": 1.0, "sections": 0.99, "facts": 0.99, "facts with year and dims": 0.99, "cells": 1.0}
    assert drops(Evaluation((named,)), floors) == {}
    assert f"kind={kind}" in named.families


@pytest.mark.shared
def test_real_documents_do_not_drop(shared: Path) -> None:
    scored = []
    for path in sorted(REAL.glob("*.json")):
        gold = gold_of(path)
        (file,) = shared.rglob(gold["document"]["name"])
        scored.append(score_named(file.name, gold, reading(file).disclosure.to_dict()))
        facts = scored[-1].scores.get("facts", Score(0, (), ()))
        assert facts.f1 >= WORST_REAL_FACTS, (file.name, facts.missed[:5], facts.invented[:5])
    assert drops(Evaluation(tuple(scored)), REAL_FLOORS) == {}


@pytest.mark.shared
def test_every_number_of_real_gold_is_where_gold_says(shared: Path) -> None:
    lost: dict[str, list[str]] = {}
    for path in sorted(REAL.glob("*.json")):
        gold = gold_of(path)
        (file,) = shared.rglob(gold["document"]["name"])
        missing = misplaced(gold, reading(file).layout)
        if missing:
            lost[file.name] = missing
    assert lost == {}


def test_a_moved_number_is_noticed() -> None:
    path = ROOT / "annotations" / "heldout" / "made-up-museum-2022-final.json"
    gold = gold_of(path)
    gold["facts"][0]["nth"] = 99
    assert len(misplaced(gold, reading(path.with_suffix(".txt")).layout)) == 1
    scores = score_document(gold, reading(path.with_suffix(".txt")).disclosure.to_dict())
    assert scores["facts"].recall == 1.0, "places are no part of what is scored"
