"""Topics of headings whose title alone does not say them: by place, by what their text says, by their subsections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.knowledge.sections import Taxonomy, within
from extractor.sections.numbering import RANKS
from extractor.sections.shapes import Heading
from extractor.topic_model import load_topic_model

# Topics so wide that a section without a known title below them may be anything of theirs.
WIDE = ("narrative", "overview", "statements", "attachments", "narrative.other")
BY_PLACE = 0.5
BY_WORDS = 0.6
# Kinds besides income and expenditure that make 收支情况 a title over the whole narrative: of a part, and of a section within one,
# which may hold 财政拨款 and 一般公共预算 and still be about the totals.
SEVERAL, SEVERAL_INSIDE = 2, 3


class Node(NamedTuple):
    """A heading in its tree: the index of the one above, levels from 1, and where its section ends."""

    heading: Heading
    parent: int | None
    level: int
    end: int


class Topic(NamedTuple):
    topic: str
    score: float
    decided_by: Literal["rule", "model"] = "rule"


def settle_topics(nodes: Sequence[Node], texts: Sequence[str], taxonomy: Taxonomy) -> list[Topic]:
    """A topic for every heading; ``texts`` are the sections' own paragraphs, without those of their subsections."""
    settled: list[Topic] = []
    children: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        if node.parent is not None:
            children.setdefault(node.parent, []).append(index)
        above = settled[node.parent].topic if node.parent is not None else None
        settled.append(_topic(node.heading, above, texts[index], taxonomy))
    for index, below in sorted(
        children.items(), reverse=True
    ):  # the deepest first: a part's subsections are settled before it
        said = [settled[child].topic for child in below]
        settled[index] = _by_children(nodes[index], settled[index], said)
    for index, node in enumerate(nodes):
        if index not in children and _on_totals_alone(node, settled[index].topic, texts[index], taxonomy):
            settled[index] = settled[index]._replace(topic="narrative.summary")
    return settled


def _on_totals_alone(node: Node, topic: str, text: str, taxonomy: Taxonomy) -> bool:
    """第二部分 部门预算收支总体情况 without sections of its own: not the whole narrative, which would speak of 三公 too."""
    if topic != "narrative" or node.heading.rank != RANKS["part"] or not text.strip() or "三公" in text:
        return False
    match = taxonomy.match(node.heading.title)
    return match is not None and match.fit != "holds" and match.topic == "narrative.summary"


def _topic(heading: Heading, above: str | None, text: str, taxonomy: Taxonomy) -> Topic:
    if heading.topic is not None:
        return Topic(heading.topic, heading.score)
    if above is not None and above not in WIDE:
        return Topic(above, BY_PLACE)
    said = taxonomy.refined(above or "narrative", text)
    if said != (above or "narrative"):
        return Topic(said, BY_WORDS)
    return _guessed(heading, above, text) or Topic(above or "other", BY_PLACE if above else 0.0)


def _guessed(heading: Heading, above: str | None, text: str) -> Topic | None:
    """What the model says, where it is sure and says a topic that may stand here."""
    model = load_topic_model() if text.strip() else None
    part = above.partition(".")[0] if above is not None else None
    guess = model.guess(heading.title, text, part=part) if model is not None else None
    if guess is None or (part is not None and not within(guess.topic, (part,))):
        return None
    return Topic(guess.topic, round(guess.score, 3), "model")


def _by_children(node: Node, topic: Topic, below: Sequence[str]) -> Topic:
    """A title that says more than its section holds: 总体情况 over structure and detail, 收支情况说明 over the whole narrative."""
    parent = topic.topic.rpartition(".")[0]
    if topic.topic.endswith(".overall") and any(within(child, (parent,)) and child != topic.topic for child in below):
        return topic._replace(topic=parent)
    own = (topic.topic, "narrative.revenue", "narrative.expenditure")
    several = {child for child in below if within(child, ("narrative",)) and not within(child, own)}
    kinds = SEVERAL if node.parent is None else SEVERAL_INSIDE
    if topic.topic == "narrative.summary" and (
        len(several) >= kinds or (node.parent is None and "narrative" in several)
    ):
        return topic._replace(topic="narrative")
    return topic
