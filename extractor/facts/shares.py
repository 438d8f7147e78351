"""Shares: 占X%, 占比分别为…: whose they are, and of what."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractor.facts.claims import ClaimMaker
from extractor.facts.state import Subject, as_titled, subject_of_metric
from extractor.facts.tokens import Number, Token
from extractor.knowledge.metrics import deepest, metrics_file

ALL_PROJECTS = re.compile(
    r"占[^,;。]{0,12}项目(?:支出)?(?:总数|总个数|个数|数量|总数量|数|\d+个)的?(?:比例|比重)?(?:为|达到|达)?"
)
IN_A_ROW = ("、", "和", "及", "与", ",", ",和")
LONGEST_WHOLE = 16  # of the words between 占 and a share without %


@dataclass(slots=True)
class ShareReader(ClaimMaker):
    """Says of a percentage behind 占 whose share it is and which whole it is a share of."""

    def _share_of_projects(self, token: Token, number: Number) -> bool:
        """评价项目11个，占项目总数的X%: of the projects counted last; the vocabulary has no name for all of them."""
        said = next((claim for claim in reversed(self.claims) if claim.metric == "performance.projects"), None)
        cue = self.text.rfind("占", 0, token.start)
        if said is None or ALL_PROJECTS.fullmatch(self.text, cue, token.start) is None:
            return False
        self._append(said, token, number, measure="share", value=number.value, rule="performance.share")
        return True

    def _shared_out(self, index: int, token: Token, number: Number) -> Subject | None:
        """A a、B b、C c，分别占总计的p、q、r: whose share each of the percentages in a row is."""
        if not self.sharing and self.clause.each and number.kind == "percent" and self.clause.subject is None:
            run = 1
            for last, following in itertools.pairwise(self._percents_from(index)):
                if self.text[last.end : following.start] not in IN_A_ROW:
                    break
                run += 1
            if 1 < run <= len(self.amounts):
                self.sharing, self.sharing_of = self.amounts[-run:], self.clause.denominator
        if not self.sharing:
            return None
        self.clause.denominator = self.sharing_of
        return self.sharing.pop(0)

    def _percents_from(self, index: int) -> list[Token]:
        """The number tokens from ``index`` on, as far as they are percentages."""
        numbers = (token for token in self.tokens[index:] if token.number is not None)
        return list(
            itertools.takewhile(lambda token: token.number is not None and token.number.kind == "percent", numbers)
        )

    def _share(self, token: Token, number: Number, subject: Subject) -> None:
        of = self.clause.denominator
        rule = "share.named"
        if of is None and self._explained(self.clause.cue.end if self.clause.cue else token.start, token.start):
            of, rule = self._whole(subject, number), "share.head"
        if of is None:
            return
        sense = subject.metric("money", None)
        if subject.path is not None:
            of = self._whole_as_titled(of, subject, number)
        if rule == "share.named":
            self.last_whole = of
        if sense is not None and of in metrics_file().no_share_of.get(sense.metric, ()):
            return
        if sense is not None and (sense.metric != of or subject.path is not None):
            self._claim(token, number, subject, "share", dims={"of": of}, rule=rule)

    def _whole_as_titled(self, of: str, subject: Subject, number: Number) -> str:
        """一般公共预算财政拨款支出X，其中教育支出Y，占本年财政拨款支出Z%: of X where the numbers say so, else of what is named."""
        named = as_titled(subject_of_metric(of), self.topic, self.context.titles).senses[0].metric
        sense = subject.metric("money", None)
        part = self.levels.get(sense.metric) if sense is not None else None
        wholes = [value for metric, value in self.heads if metric == named and value]
        fits = part is not None and any(
            abs(part.value / value * 100 - number.value) < Decimal("0.06") for value in wholes
        )
        return named if fits else of

    def _unmarked_share(self, token: Token, number: Number) -> bool:
        """占5.3，: a share whose % is missing, right behind its cue."""
        cue = self.clause.cue
        return (
            number.kind == "bare"
            and cue is not None
            and token.start - cue.end <= LONGEST_WHOLE
            and self._explained(cue.end, token.start)
            and self.text[token.end : token.end + 1] in (",", ";", "。", ")", "")
        )

    def _zeros(self, number: Number) -> list[Subject]:
        """The names in brackets whose 0 万元 stood just before a share of 0."""
        zeros, self._last_zeros = self._last_zeros, []
        return zeros if not number.value else []

    def _all_zero(self, number: Number) -> list[Subject]:
        """A0万元、B0万元，均占0%, or A、B均为0，占比均为0%: for everyone who had 0 in this sentence."""
        each = self.clause.each and not number.value and self.clause.subject is None
        return list(self.none_of) if each else []

    def _whole(self, subject: Subject, number: Number) -> str | None:
        """The denominator of a bare 占X%: of the heads open here, the one that the numbers agree with, else the first."""
        side = side_of(subject.senses[0].metric) if subject.senses else None
        candidates = [
            head
            for head in self.heads
            if not (side and side_of(head[0]) and side_of(head[0]) != side)
            and (not subject.senses or head[0] != subject.senses[0].metric or subject.path)
            and (subject.path is None or head[0] in metrics_file().function_heads)
        ]
        default = deepest(metrics_file().wholes, self.topic)
        default = self._rival(default) if default is not None else None
        sense = subject.metric("money", None)
        part = self.levels.get(sense.metric) if sense else None
        if part is not None and part.value:
            told = self.levels.get(default) if default is not None else None
            if told is not None and sense is not None and sense.metric != told.metric and subject.path is None:
                candidates.append((told.metric, told.value))
            gaps = [
                (abs(part.value / value * 100 - number.value), at)
                for at, (_, value) in enumerate(candidates)
                if value and len(candidates) > 1
            ]
            if gaps and min(gaps)[0] < Decimal("0.6"):
                return candidates[min(gaps)[1]][0]
        if self.last_whole is not None:
            return self.last_whole
        if candidates:
            return candidates[0][0]
        if default is not None and sense is not None and sense.metric != default:
            return default
        if subject.path is not None and sense is not None:
            return self._rival(sense.metric)
        return None


@cache
def side_of(metric: str) -> str | None:
    """收入 or 支出, for totals and their parts."""
    family = metric.split(".")[0]
    if family in ("revenue", "expenditure"):
        return "收入" if family == "revenue" else "支出"
    sides = {side for pair in metrics_file().counterparts.values() for side, one in pair.items() if one == metric}
    return sides.pop() if len(sides) == 1 else None
