"""Where a heading stands: what is open above it, and how high a heading without a number is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.knowledge.sections import Taxonomy, plain_title, within
from extractor.sections.numbering import RANKS, Number, read_number
from extractor.sections.shapes import Line

# How far the next numbered title is looked for: a section's text, with its lists, is seldom longer.
AHEAD = 90
CHILD = 5  # how much lower a heading without number stands than the one that holds it
LONGEST = 45


class Open(NamedTuple):
    """An open section: the count of its number (for those without one, the count that it should have)."""

    rank: int
    topic: str | None
    numbered: bool
    value: int | None
    title: str = ""


def _parts_within(lines: Sequence[Line], contents: range) -> bool:
    """Whether the parts (第一部分) stand within a section numbered 五、: sections before them, and the next number after them."""
    numbers = [
        number
        for at, line in enumerate(lines)
        if at not in contents and line.kind == "text" and len(line.text) <= LONGEST
        for number in (read_number(line.text),)
        if number is not None and number.style in ("part", "chinese")
    ]
    first = next((at for at, number in enumerate(numbers) if number.style == "part"), 0)
    following = next((number.value for number in numbers[first:] if number.style == "chinese"), None)
    before = numbers[first - 1].value if first else None
    return before is not None and following == before + 1


class Places:
    """The sections open above the line that is being read."""

    def __init__(
        self, lines: Sequence[Line], taxonomy: Taxonomy, contents: range, listed: Mapping[str, int | None] | None = None
    ) -> None:
        """``listed``: the titles of the contents with their ranks there (``listed_ranks``)."""
        self.open: list[Open] = []
        self._listed = listed or {}
        self._lines = lines
        self._taxonomy = taxonomy
        self._contents = contents
        self.parts_within = _parts_within(lines, contents)
        self._parts = not self.parts_within and any(
            number is not None and number.style == "part" and len(line.text) <= LONGEST
            for at, line in enumerate(lines)
            if at not in contents and line.kind == "text"
            for number in (read_number(line.text),)
        )

    def close(self, rank: int) -> None:
        """Close what does not hold a heading of ``rank``."""
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()

    def topics(self) -> tuple[str, ...]:
        return tuple(section.topic for section in self.open if section.topic is not None)

    def above(self, rank: int) -> tuple[str, ...]:
        """Topics of the sections that hold a heading of ``rank``, from the outermost in."""
        return tuple(section.topic for section in self.open if section.rank < rank and section.topic is not None)

    def at_rank(self, rank: int) -> Open | None:
        return next((section for section in reversed(self.open) if section.rank == rank), None)

    def innermost(self, topics: Sequence[str]) -> Open | None:
        """The innermost open section of one of ``topics`` (or below one)."""
        return next(
            (section for section in reversed(self.open) if section.topic and within(section.topic, topics)),
            None,
        )

    def opinions(self, rank: int) -> bool:
        """Whether a heading of ``rank`` would stand below 存在的问题, 改进建议 and the like."""
        return any(
            section.rank < rank and self._taxonomy.opinions.search(section.title) is not None for section in self.open
        )

    def form_rank(self, line: Line) -> int:
        """Forms stand under the part of forms (or the attachment); where none is open, a title at a page's top or in its
        middle closes what was open before, another belongs to the section it stands in."""
        holder = self.innermost(("statements", "attachments"))
        if holder is not None:
            return max(RANKS["chinese"], holder.rank + 1)
        if not self.open or line.page_top or line.centered or (line.kind == "table" and line.page is not None):
            return RANKS["part"]
        if not self.open[0].numbered and self.open[0].rank == RANKS["part"]:
            return RANKS["part"]
        return self.open[-1].rank + 1

    def implied_rank(self, at: int, topic: str | None, line: Line, *, fallback: int | None = None) -> int:
        """How high a heading without number stands at line ``at``: by the numbers before and after it, by its topic, by its
        place on the page. It closes the sections of the narrative that can't hold its topic."""
        rank = self._listed_rank(at)
        rank = self._implied_rank(at, topic, line, fallback) if rank is None else rank
        for section in self.open:
            if section.rank < rank and topic is not None and self._bars(section.topic, topic):
                return section.rank
        return rank

    def _listed_rank(self, at: int) -> int | None:
        """The rank of the open section that the contents list at the same height as the title of line ``at``."""
        key = plain_title(self._lines[at].text)
        if self._listed.get(key) is None:
            return None
        return next(
            (
                section.rank
                for section in reversed(self.open)
                if not section.numbered and self._listed.get(plain_title(section.title)) == self._listed[key]
            ),
            None,
        )

    def _bars(self, section_topic: str | None, topic: str) -> bool:
        """Whether a section of the narrative can't hold a heading of ``topic``."""
        if section_topic is None or not section_topic.startswith("narrative."):
            return False
        return self._taxonomy.held(topic, (section_topic,)) != topic

    def _implied_rank(self, at: int, topic: str | None, line: Line, fallback: int | None) -> int:
        review = any(within(open_topic, ("attachments.evaluation",)) for open_topic in self.topics())
        if topic == "attachments.evaluation" and (not review or re.search(r"报告\s*$", self._lines[at].text)):
            holder = self.innermost(("attachments.evaluation",))
            # a report within a report's list of annexes stands beside it
            return holder.rank if holder is not None and holder.rank <= RANKS["report"] else RANKS["report"]
        if topic == "attachments":
            return RANKS["part"] if not self.innermost(("attachments",)) else RANKS["attachment"]
        if topic in self._taxonomy.words.parts and self._parts:
            return RANKS["part"]
        following = self._next_number(at, topic)
        if following is not None and following.value is not None:
            rank = self._by_next(following)
            if rank is not None:
                return rank
        if not self.open:
            return RANKS["part"]
        if topic in self._taxonomy.words.parts:
            return self.open[0].rank
        top = self.open[-1]
        if topic is not None and top.topic is not None and topic.startswith(top.topic + "."):
            return top.rank + CHILD
        parent = topic.rpartition(".")[0] if topic else None
        for section in reversed(self.open):
            if section.topic is not None and (
                section.topic == topic or section.topic.rpartition(".")[0] == parent != ""
            ):
                return section.rank
        if fallback is not None:
            return fallback
        if line.page_top or line.centered:
            return RANKS["part"] if not self._parts else self.open[0].rank + CHILD
        return top.rank if top.rank > RANKS["report"] else RANKS["chinese"]

    def _by_next(self, following: Number) -> int | None:
        """By the number that comes next: one is missing before it, or it starts anew below this heading."""
        same = self.at_rank(following.rank)
        value = following.value or 0
        if same is None:
            if value > 1:
                return following.rank  # its own number is lost, as those before it
            holders = [section for section in self.open if section.rank < following.rank]
            if not holders:
                return RANKS["part"]
            last = holders[-1]
            return min(last.rank + CHILD, following.rank - 1) if last.numbered else last.rank
        if value == 1:
            holders = [section for section in self.open if section.rank < following.rank]
            return holders[-1].rank if holders else following.rank - CHILD
        return following.rank if same.value is not None and value >= same.value + 2 else None

    def _next_number(self, at: int, topic: str | None) -> Number | None:
        """The number of the next line that looks like a numbered heading, unless a higher one stands before it."""
        for line in self._lines[at + 1 : at + 1 + AHEAD]:
            if line.kind != "text":
                continue
            number = read_number(line.text)
            rest = line.text[number.length :] if number else line.text
            if number is not None and number.style in ("part", "attachment"):
                return None
            title = re.split(r"[。：:]", rest, maxsplit=1)[0].strip()
            if not title or len(title) > LONGEST or re.search(r"[，,；;]|\d\s*(?:万元|元|%)", title):
                continue
            match = self._taxonomy.match(title, self.topics())
            if number is None:
                whole = len(rest.strip()) <= len(title) + 1
                if (
                    whole
                    and match is not None
                    and match.fit != "holds"
                    and match.topic in ("glossary", "attachments.evaluation", "attachments")
                    and title.endswith(("报告", "解释", "附件"))
                ):
                    return None
                continue
            lists = self._taxonomy.words.lists
            listed = topic in lists or (bool(self.open) and self.open[-1].topic in lists)
            if listed:
                if match is not None and match.fit == "strict":
                    return number
            elif (match is not None and match.fit != "holds") or (
                self._taxonomy.ends_like_title(title) and len(rest) <= LONGEST
            ):
                return number
        return None
