"""The topic model: used only where title, place and cue words tell nothing, silent where it is not sure."""

from __future__ import annotations

import pytest

from extractor.knowledge.sections import load_taxonomy
from extractor.sections import topics as topics_module
from extractor.sections.shapes import Heading
from extractor.sections.topics import Node, settle_topics
from extractor.topic_model import Guess, load_topic_model, model_folder, model_text, read_config


class Always:
    """A model that is sure of one topic, and counts how often it is asked."""

    def __init__(self, topic: str) -> None:
        self.topic, self.asked = topic, 0

    def guess(self, title: str, body: str, *, part: str | None = None) -> Guess | None:
        self.asked += 1
        return Guess(self.topic, 0.9)


def tree(*rows: tuple[str, str | None, int | None]) -> list[Node]:
    """Nodes from (title, topic by rule, parent)."""
    return [
        Node(Heading(0, 0, 0, 1, 10, None, title, topic, 0.98 if topic else 0.0), parent, 1, 1)
        for title, topic, parent in rows
    ]


def settled(
    monkeypatch: pytest.MonkeyPatch, model: Always, *rows: tuple[str, str | None, int | None]
) -> list[tuple[str, str]]:
    monkeypatch.setattr(topics_module, "load_topic_model", lambda: model)
    return [
        (topic.topic, topic.decided_by)
        for topic in settle_topics(tree(*rows), ["一些话。"] * len(rows), load_taxonomy())
    ]


def test_rules_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Always("narrative.revenue")
    rows = [("甲", "narrative", None), ("乙", "narrative.three_public", 0), ("丙", None, 1)]
    assert settled(monkeypatch, model, *rows) == [
        ("narrative", "rule"),
        ("narrative.three_public", "rule"),
        ("narrative.three_public", "rule"),
    ]
    assert model.asked == 0


def test_where_rules_abstain_the_model_decides_within_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("甲", "narrative", None), ("乙", None, 0)]
    assert settled(monkeypatch, Always("narrative.revenue"), *rows)[1] == ("narrative.revenue", "model")
    assert settled(monkeypatch, Always("overview.staff"), *rows)[1] == ("narrative", "rule")
    assert settled(monkeypatch, Always("overview.staff"), ("乙", None, None)) == [("overview.staff", "model")]


def test_without_a_model_the_section_above_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics_module, "load_topic_model", lambda: None)
    found = settle_topics(
        tree(("甲", "narrative", None), ("乙", None, 0), ("丙", None, None)),
        ["", "一些话。", "一些话。"],
        load_taxonomy(),
    )
    assert [topic.topic for topic in found] == ["narrative", "narrative", "other"]


def test_the_shipped_model_knows_plain_cases_and_abstains_from_the_rest() -> None:
    model = load_topic_model()
    assert model is not None
    assert 0.5 <= read_config(model_folder()).threshold < 1
    sure = model.guess("钱花到哪里去", "本年支出合计100万元，其中：基本支出80万元，占80%；项目支出20万元，占20%。")
    assert sure is not None
    assert sure.topic == "narrative.expenditure"
    assert model.guess("", "今天天气很好，大家都来参加运动会。") is None
    assert model.best("", "共有车辆3辆") == model.best("", "共有车辆3辆")


def test_within_a_part_the_model_chooses_among_its_topics() -> None:
    model = load_topic_model()
    assert model is not None
    text = "负责全县河道巡查和水库管理，承担上级交办的其他任务。"
    free, told = model.best("我局管些什么", text), model.best("我局管些什么", text, part="overview")
    assert told.topic == "overview.functions"
    assert told.score > free.score
    # a part of one topic has no choice: its probability is the one among all
    assert model.best("", text, part="glossary") == model.best("", text)


def test_numbers_are_all_alike_to_the_model() -> None:
    assert model_text("一、收入", "本年收入 1,234.56万元，占99%。", length=99) == "一、收入。本年收入0万元，占0%。"
