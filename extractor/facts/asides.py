"""Where asides end: reasons and purposes, and the figures that go on behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.facts.amounts import AmountReader
from extractor.facts.state import subject_of
from extractor.facts.tokens import Number, Token, residue
from extractor.knowledge.metrics import load_lexicon, load_metrics

GENERIC = ("total.", "revenue.", "expenditure.", "fiscal.", "general_public.", "government_fund.", "state_capital.")
LISTED_REASON = re.compile(r"(?:[一二三四五六七八九十]+是|其[一二三四五]|[(]?\d[.、)]|另一方面|同时)")


@dataclass(slots=True)
class AsideReader(AmountReader):
    """Looks ahead from a comma, a semicolon or a cue: does a statement of figures begin here, or does the aside go on?"""

    def _level_statement(self, index: int, *, listed: bool = False) -> bool:
        """Whether a name and its amount follow at once: "公务接待费支出0.16万元". ``listed``: items without mark are names too."""
        start = self.tokens[index - 1].end if index else 0
        name: Token | None = None
        for token in self.tokens[index : index + 8]:
            if token.kind == "punct" and not (token.name in ":()" or (token.name == "、" and name is None)):
                return False
            if token.path is not None and token.path.bare and not listed:
                return False
            if token.kind in ("metric", "path"):
                if name is None and residue(self.text, self.tokens, start, token.start) and token.kind == "metric":
                    return False
                name = token
            elif token.kind == "number":
                return (
                    name is not None
                    and token.number is not None
                    and (token.number.kind in ("money", "bare") or self._counts(name, token.number))
                    and self._explained(name.end, token.start)
                )
            elif token.kind == "cue" and token.name in ("up", "down", "either", "reason", "share", "completion"):
                return False
        return False

    def _counts(self, name: Token, number: Number) -> bool:
        """Whether a name means nothing but a count that has this unit: 公务用车保有量8辆."""
        senses = subject_of(self.text[name.start : name.end], self.topic).senses
        return (
            number.kind == "count"
            and bool(senses)
            and all(load_metrics()[sense.metric].kind == "count" for sense in senses)
            and any(number.unit in load_metrics()[sense.metric].units for sense in senses)
        )

    def _resumes(self, index: int) -> bool:
        """Whether figures go on after an aside of purpose: 占, 完成预算, 比上年, 年初预算."""
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        at_start = token.start - self.tokens[index - 1].end <= 4
        if token.kind == "year" and index + 1 < len(self.tokens):
            return self._resumes(index + 1)
        cue = token.kind == "cue" and token.name in (
            "share",
            "completion",
            "budget_initial",
            "budget",
            "actual",
            "same_period",
        )
        return at_start and (cue or token.kind == "comparison")

    def _resumes_comparing(self, index: int) -> bool:
        """Whether a comparison with a year and a direction with an amount follow at once, after a reason."""
        ahead = self.tokens[index] if index < len(self.tokens) else None
        if ahead is not None and (ahead.kind, ahead.name) == ("cue", "actual"):
            index += 1 if ahead.start == self.tokens[index - 1].end else 0  # …；决算数较2018年减少X
        if index + 2 >= len(self.tokens):
            return False
        first, second, third = self.tokens[index : index + 3]
        if (first.kind, second.kind, second.name) == ("comparison", "cue", "flat") and second.start == first.end:
            return first.start == self.tokens[index - 1].end  # 主要原因是未安排，与上年持平
        if second.kind == "punct" and second.name == "," and index + 3 < len(self.tokens):
            second, third = self.tokens[index + 2], self.tokens[index + 3]
        return (
            first.kind == "comparison"
            and first.start == self.tokens[index - 1].end
            and second.kind == "cue"
            and second.name in ("up", "down", "either")
            and third.kind == "number"
            and third.number is not None
            and third.number.kind in ("money", "percent")
        )

    def _completes(self, index: int) -> bool:
        """Whether 完成年初预算的X% follows at once, after an aside with 主要是."""
        if index + 1 >= len(self.tokens):
            return False
        cue, number = self.tokens[index : index + 2]
        return (
            (cue.kind, cue.name) == ("cue", "completion")
            and cue.start == self.tokens[index - 1].end
            and "预算" in self.text[cue.start : cue.end]
            and number.number is not None
            and number.number.kind == "percent"
        )

    def _compares_a_total(self, index: int, start: int) -> bool:
        """After a semicolon: 与上年相比，收、支总计各减少88万元 speaks of the whole again."""
        kinds = [token for token in self.tokens[index : index + 6] if not (token.kind == "punct" and token.name == ",")]
        return (
            len(kinds) > 1
            and kinds[0].kind == "comparison"
            and kinds[0].start == start
            and kinds[1].kind == "metric"
            and any(
                sense.metric.endswith("revenue_and_expenditure")
                for sense in load_lexicon().get(self.text[kinds[1].start : kinds[1].end], ())
            )
        )

    def _next_part(self, index: int, start: int) -> bool:
        """After a semicolon: the next part of a list whose parts have changes of their own, each with its reason."""
        if not self.part_changed or self.head is None or index + 2 >= len(self.tokens):
            return False
        name, cue, number = self.tokens[index : index + 3]
        if (name.kind, name.start, cue.kind, number.kind) != ("metric", start, "cue", "number"):
            return False
        own, whole = subject_of(self.text[name.start : name.end], self.topic), self.head.metric("money", None)
        sense = own.metric("money", None)
        return (
            cue.name in ("up", "down")
            and cue.start == name.end
            and sense is not None
            and whole is not None
            and sense.metric != whole.metric
            and (sense.metric.split(".")[0] == whole.metric.split(".")[0] or sense.metric.startswith(GENERIC))
        )

    def _reason_goes_on(self, index: int, start: int) -> bool:
        """After a semicolon: 二是…, or a change that is part of the reason (项目支出减少30万元)."""
        if LISTED_REASON.match(self.text, start):
            return True
        if self._level_statement(index) or self._resumes_comparing(index):
            return False
        for token in self.tokens[index:]:
            if token.kind == "number" or (token.kind == "punct" and token.name in ";。"):
                return False
            if token.kind == "cue" and token.name in ("up", "down", "either"):
                return True
        return False
