"""Amounts, percentages and numbers without unit: level, change, completion, share, equality."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractor.facts import counts
from extractor.facts.claims import Clause
from extractor.facts.shares import ShareReader, side_of
from extractor.facts.state import UNKNOWN, Claim, Subject, subject_of, subject_of_metric
from extractor.facts.tokens import Comparison, Number, Token
from extractor.knowledge.checks import load_checks
from extractor.knowledge.metrics import counted_in, load_metrics, metrics_file
from extractor.knowledge.phrases import phrases

TOGETHER = ("共", "共计", "合计", "总计", "总共", "合计为", "共为")
ABOVE = re.compile(
    r"以上(?:各项|[两二三四五六七八九十]+项|\d+项)?(?:收入|支出|经费|费用|资金)?(?:共计|合计|总计|总额|共)(?:为)?"
)
# 预算A、决算B，结余C，执行率D%: no figure of the line, which goes on behind it
LIKE_ANOTHER = re.compile(r"(?:与|同|和)(?:收入|支出|上述|前者)(?:总计|合计)?$")  # 减少金额与收入相同
BARE_NEXT = re.compile(
    r"(?:支出|经费|费用|收入)?(?:预算|决算)?(?:数|总额)?(?:共计|合计|总计|共|为|是|达)?"
)  # an amount without unit
LEFT_OVER = re.compile(
    r"[,、]?(?:其余|剩余|结余|节余|尚余|未完成|未使用|未支出|未执行)(?:的|资金|经费|金额|部分|了|为)*"
)
MADE_UP_OF = re.compile(r"(?:两部分|两项|几部分|等)*(?:构成|组成),?(?:合计|共计|总计|共|总额)?为?")
ALIKE = ("均为", "都为", "皆为", "均是")
BOTH_NAMED = re.compile(r"收入(?:总计)?[、和与及]支出(?:总计)?(?:均|都)?(?:各|分别)?(?:比|较|同比)?[^,;。]{0,8}$")
ONE_SIDE = re.compile(r"[,;。](?:收入|支出)(?:总计|合计)?(?:比|较|与|同)")
LONGEST_FROM = 5  # of the words between 由 and what was before, with it: 由原来的
BY_FUND = re.compile(r"(?:其中|含)[:,]?(?:本级|当年|上级)?(?:财政|一般公共预算|财政资金|财政拨款|拨款|资金|安排|补助)+")
BOTH_SIDES = "fiscal.revenue_and_expenditure"
ALL_PLANNED = re.compile(r",(?:全年|项目)?预算(?:数|总额|金额)(?:为|共)?")
ALL_DONE = re.compile(r",(?:全年|实际)?执行(?:数|总额|金额)(?:为|共)?")
ONE_PROJECT = re.compile(r"全年预算|执行|决算|实际支出|完成预算")
SAVED = ("节约", "节支")
COMPARED = ("相比", "相较", "对比", "比较")
RATE_WORDS = ("增长", "下降", "上升", "增幅", "降幅", "提高", "降低")
# 增长394.97，增长30.6%: where amounts print no unit, the number before a rate is the amount
RATE_NEXT = re.compile(r"[,、(]?[^\d,;。()]{0,6}\d+(?:\.\d+)?%")


@cache
def _left_behind_pattern() -> re.Pattern[str]:
    return re.compile(load_checks().left_behind)


@cache
def _adjusted_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(phrases().adjusted, key=len, reverse=True))
    return re.compile(
        rf"(?P<during>年中|年度中|执行中|年内|中期)?(?:财政|预算)?(?:{words})(?:了|预算|资金|经费|指标|数|额|安排|支出|财政拨款|:|为)*$"
    )


@dataclass(slots=True)
class AmountReader(ShareReader):
    """Says of every number what it measures, from the words of its clause."""

    def _number(self, index: int, token: Token, number: Number) -> None:
        self.sentence_numbers += 1
        subject: Subject | None = UNKNOWN
        keep: Token | None = None
        if number.kind == "count" or (number.kind == "bare" and self.counter.people(token)):
            current = self._current(token)
            if self.text[self.group_end : token.start] in ("", "、", ",") and self.group_end >= 0:
                current = UNKNOWN  # 赴日本1个团组3人次: those of a group that is no count of its own
            found = self.counter.count(token, number, current, reason=self.reason, year=self.clause.year or self.year)
            self.group_end = token.end if not found and number.unit in counts.GROUPS else -1
            for claim in found:
                self._add(claim, token)
                if number.kind == "bare":
                    self._trouble("F101", token, printed=claim.printed, metric=load_metrics()[claim.metric].name)
            if not (found or self.counter.nothing or self.reason or self.purpose) and number.unit in counted_in(
                self.topic
            ):
                self._trouble("F103", token)
            if (
                self.counter.lost
                and self.subject is not None
                and "performance.amount" in {s.metric for s in self.subject.senses}
            ):
                self.subject, self.counter.lost = UNKNOWN, False
            if self.counter.amount is not None:
                self.subject, self.counter.amount = self.counter.amount, None
            elif not self.reason and not self.purpose:
                named = self.clause.subject
                if named is not None and (found or named.metric("count", number.unit)):
                    self.subject = named
        elif number.kind == "per_head":
            measure = "budget" if self.context.kind == "budget" else "actual"
            year = self.clause.year or self.year
            self._add_all(counts.per_head(self.text, token, number, year, measure=measure))
        elif self.counter.threshold(token, number) or self.reason or self.purpose:
            pass
        elif number.kind == "money" and (
            self._adjusts(token) or LEFT_OVER.fullmatch(self.text, self.clause.start, token.start)
        ):
            self._trouble("F103", token)
            self.subject = self.clause.subject or self.subject
        else:
            said = len(self.claims) + len(self.troubles)
            subject, keep = self._amount(index, token, number)
            if subject is not None:
                self.subject = subject
            if len(self.claims) + len(self.troubles) == said and self._tells(number):
                self._trouble("F103", token)
        self.clause = Clause(start=token.end, cue=keep, each=self.clause.each and number.kind == "bare")
        self.last_end = token.end
        self.counter.passed(token)

    def _adjusts(self, token: Token) -> bool:
        """年初预算A，年中追加X，决算B: what was added during the year is no figure of the line, and no change either."""
        said = _adjusted_pattern().search(self.text, self.clause.start, token.start)
        return said is not None and (self.comparison is None or "追" in said[0] or said["during"] is not None)

    def _tells(self, number: Number) -> bool:
        """Whether a number that no fact came of is to be said: every amount, what stands behind 占, 完成预算, 增长 and the like."""
        cue = self.clause.cue.name if self.clause.cue is not None else None
        return number.kind == "money" or (
            cue in ("share", "completion", "up", "down", "deviation") and number.kind in ("percent", "bare")
        )

    def _amount(self, index: int, token: Token, number: Number) -> tuple[Subject | None, Token | None]:
        """Claim a money, percent or bare number. Gives the subject to carry on and a cue that still holds."""
        clause = self.clause
        cue = clause.cue.name if clause.cue else None
        following = self.text[token.end : token.end + 1]
        involved = self.counter.involved(token) if number.kind == "money" and cue is None else None
        subject = involved or self._current(token)
        if number.kind == "percent" and subject.percent() is not None and cue not in ("share", "completion"):
            if clause.subject is None and self.text[clause.start : token.start].strip(",、为达"):
                return UNKNOWN, None  # 到位率100%；资金使用率94%: a rate of another name
            if self.context.kind == "budget":
                return subject, None  # what a budget says of 满意度 is a goal, not yet reached
            sense = subject.percent()
            assert sense is not None
            self._claim(token, number, subject, "actual", metric=sense.metric, rule="rate")
            return subject, None
        if cue == "completion":
            if number.kind == "money" and following == "的":
                self._level(token, number, subject, self._basis_of(clause.cue))
                return subject, clause.cue
            if number.kind in ("percent", "bare"):
                self._completion(token, number, subject)
                return subject, None
        if cue == "deviation":
            self._deviation(token, number, subject)
            return subject, None
        if cue == "share" and number.kind == "percent" and self._share_of_projects(token, number):
            return subject, None
        if cue == "share":
            shared = self._shared_out(index, token, number)
            if shared is not None:
                self._share(token, number, shared)
                return subject, (clause.cue if self.sharing else None)
            if number.kind == "percent" or self._unmarked_share(token, number):
                for one in self._zeros(number) or self._all_zero(number) or (subject,):
                    self._share(token, number, one)
            return (subject if clause.subject else None), (clause.cue if number.kind == "money" else None)
        if number.kind == "points":
            return None, None  # 下降2.1个百分点: a share or rate moved, not an amount
        if cue in ("up", "down", "either") and self._adjacent(token):
            changed = self._change(token, number, self.spread.pop(0) if self.spread else subject)
            return changed, (clause.cue if self.spread else None)
        if number.kind == "percent":
            self._bracketed_rate(token, number)
            return None, None
        if number.kind == "money" and (name := self._named_behind(index)) is not None:
            self._level(token, number, subject_of(self.text[name.start : name.end], self.topic), clause.level)
            self.inverted = name.start
            return UNKNOWN, None
        whole = self._of_all_projects(token, subject) if number.kind == "money" else None
        if whole is not None:
            self._claim(token, number, subject, whole, rule="performance.funds")
            return subject, None
        if (
            involved is None
            and any(sense.metric == "performance.amount" for sense in subject.senses)
            and ONE_PROJECT.search(self.text, clause.start, token.start)
        ):
            return UNKNOWN, None  # 全年预算数, 执行数 of one of the projects just counted
        if number.kind == "money" and self._left_behind(token):
            if self.comparison is None or self.comparison.base_year is None:
                return subject, None  # what was before, and nobody says when
            return self._compared_value(token, number, subject, self.comparison._replace(sign=0)), None
        compared = clause.comparison
        fresh = compared is not None and (
            clause.subject is None or clause.subject_end <= compared.start or self._of_the_base(compared, token)
        )
        if fresh and (summed := self._whole_by_sum(index, number)) is not None:
            subject = summed
        if fresh and compared is not None and compared.comparison is not None and not clause.breaks:
            return self._compared_value(token, number, subject, compared.comparison), None
        if self.stack and BY_FUND.fullmatch(self.text, clause.start, token.start):
            return UNKNOWN, None  # 三公经费12万元（其中财政拨款12万元）
        subject = self._spent(subject)
        if self._names_together(token, number):
            return UNKNOWN, None
        if number.kind == "bare" and not self._inherits_unit(index):
            named = clause.subject is not None and clause.subject_end >= clause.start
            if not (clause.level or (named and BARE_NEXT.fullmatch(self.text, clause.subject_end, token.start))):
                return UNKNOWN, None
        self._level(token, self._with_unit(index, number), subject, clause.level)
        return subject, None

    def _named_behind(self, index: int) -> Token | None:
        """1,300万元为基本支出，450万元为项目支出: the name that stands behind its amount and ends the clause."""
        token = self.tokens[index]
        name = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if name is None or name.kind != "metric" or self.text[token.end : name.start] not in ("为", "是", "系"):
            return None
        ends = self.text[name.end : name.end + 1] in (",", ";", "。", "、", "")
        return name if ends and self.clause.subject is None and self.clause.cue is None else None

    def _of_the_base(self, compared: Token, token: Token) -> bool:
        """与2018年决算总收支X元相比: the name between the comparison and X is that of the year compared with."""
        return (
            not self.text[compared.start : compared.end].endswith(COMPARED)
            and self.clause.names != []
            and not self.text[compared.end : token.start].strip("的为").endswith((",", ":"))
            and self.text.startswith(COMPARED, token.end)
        )

    def _whole_by_sum(self, index: int, number: Number) -> Subject | None:
        """X，其中加油A，维修B，比上年预算数Y减少Z, where A and B are nothing known: the whole for which Y and Z give X."""
        following = self.tokens[index + 1 : index + 3]
        if self.clause.subject is not None or len(following) < 2 or following[1].number is None:
            return None
        sign = {"up": 1, "down": -1}.get(following[0].name)
        if sign is None or following[1].number.kind != number.kind or following[1].number.unit != number.unit:
            return None
        given = number.value + sign * following[1].number.value
        own = self.subject.metric("money", None) if self.subject is not None and self.subject.path is None else None
        level = self.levels.get(own.metric) if own is not None else None
        if level is not None and level.value == given:
            return None
        fits = [metric for metric, value in self.heads if value == given]
        return subject_of_metric(fits[-1]) if fits else None

    def _left_behind(self, token: Token) -> bool:
        """由X变为Y: X is what was before. 由上年的X says its year itself."""
        start = max(self.text.rfind(word, max(0, token.start - LONGEST_FROM), token.start) for word in ("由", "从"))
        match = _left_behind_pattern().match(self.text, start) if start >= 0 else None
        return match is not None and match.start("number") == token.start and "年" not in self.text[start : token.start]

    def _of_all_projects(self, token: Token, subject: Subject) -> str | None:
        """评价项目6个，全年预算数A，全年执行数B, right behind the count: the measure of these amounts of all six."""
        if not any(sense.metric == "performance.amount" for sense in subject.senses):
            return None
        words = self.text[self.last_end : token.start] if self.last_end > 0 else ""
        if ALL_PLANNED.fullmatch(words) and self.last is not None and self.last.metric == "performance.projects":
            return "budget"
        done = ALL_DONE.fullmatch(words) and self.last is not None and self.last.rule == "performance.funds"
        return "actual" if done else None

    def _spent(self, subject: Subject) -> Subject:
        """财政拨款收、支总计增加X，年初预算数A，决算数B: what was planned and done is the expenditure, where no name says otherwise."""
        sense = subject.metric("money", None)
        moved = self.last is not None and self.last.measure.startswith("change")
        planned = self.clause.level in ("budget_initial", "actual") and self.context.kind != "budget"
        if self.clause.subject is not None or not moved or not planned:
            return subject
        if sense is None or sense.metric != BOTH_SIDES:
            return subject
        return subject_of_metric(metrics_file().counterparts[BOTH_SIDES]["支出"])

    def _names_together(self, token: Token, number: Number) -> bool:
        """上缴上级支出、经营支出共X万元: nobody's alone, unless it is nothing; 均为X is everyone's."""
        words = self.text[self.last_end : token.start].lstrip(",、;。")
        if ABOVE.fullmatch(words) or (len(self.group) > 1 and words in TOGETHER):
            return True  # 基本支出A、项目支出B，合计C: C is not the last one's
        if self.clause.bracketed and self.text[token.start - 1] == ")":
            for one in self.clause.bracketed if not number.value else ():
                self._level(token, number, one, self.clause.level)
            self._last_zeros = [] if number.value else self.clause.bracketed
            return True  # 其他支出（上缴上级支出、经营支出）0万元
        if len(self.clause.names) > 2 and MADE_UP_OF.fullmatch(self.text, self.clause.subject_end, token.start):
            self._level(token, number, self.clause.names[0], self.clause.level)
            return True  # 基本支出由人员经费和公用经费构成，合计X: the whole's
        words = self.text[self.clause.subject_end : token.start]
        if len(self.clause.names) < 2 or self.queue or words not in (*TOGETHER, *ALIKE):
            return False
        for one in self.clause.names if not number.value or words in ALIKE else ():
            self._level(token, number, one, self.clause.level)
        return True

    def _change(self, token: Token, number: Number, subject: Subject) -> Subject | None:
        """增加 / 减少 X: an amount is a change, a percentage a rate; 减少 makes it negative."""
        cue = self.clause.cue
        assert cue is not None
        value = number.value
        if self.text[cue.start : cue.end] in SAVED and self.comparison is None:
            return None  # 实际采购318万元，节约31万元: saved against what was planned for the purchase, not a change
        if cue.name == "either":
            if value != 0 and (way := self._way_of_change(number, cue)) is not None:
                value = way * abs(value)  # 减少X，下降（增长）Y%: the amount says which
            elif value != 0:
                if subject.metric("money", None) and self.text[cue.start : cue.end] != "增减":
                    self._trouble("F102", token, printed=number.entity.printed)
                    return subject
                if self.text[cue.start : cue.end] != "增减":
                    return subject
        elif cue.name == "down":
            value = -abs(value)
        word = self.text[cue.start : cue.end]
        measure = "change_rate" if number.kind == "percent" else "change"
        if number.kind == "bare":
            rate_follows = self.context.unit is not None and RATE_NEXT.match(self.text, token.end) is not None
            measure = "change_rate" if word in RATE_WORDS and not rate_follows else "change"
        subject = (None if self.moving else self._whole_of_list()) or subject
        subjects = [subject]
        sense = subject.metric("money", None)
        if (both := self._both_totals(subject)) is not None:
            subjects = [both]
        elif (sides := self._both_sides(subject) or self._sides_of_sentence_before(subject)) is not None:
            subjects = sides
        elif sense is not None and sense.metric in metrics_file().both_totals.values() and subject.path is None:
            subjects = [subject]
        elif self.clause.each and self.clause.subject is None and len(self.group) == 2 and not self.spreads:
            subjects = list(self.group)
        elif self.spread_changes and measure == "change_rate":
            pass  # the one whose turn it is
        elif self.last is not None and self.last.measure == "change" and measure == "change_rate":
            subjects = self._last_subjects or subjects
        if measure == "change_rate" and len(subjects) == 1 and self.clause.subject is None:
            self._reassign(subject, value)
        if self._moved is not None and measure == "change_rate":
            subjects = [self._moved]
        whole = sense is not None and sense.metric in metrics_file().both_totals.values()
        alone = self.clause.subject is None and subjects == [subject] and subject.path is None and not whole
        if alone and self.text.endswith("分别", 0, cue.start) and not self.spreads and not self.spread_changes:
            return None  # 收入A，支出B。…分别增加C: of two, and not of the one named last
        for one in subjects:
            self._claim(token, number, one, measure, value=value, rule="change")
            self.part_changed = self.part_changed or (self.head is not None and one.senses != self.head.senses)
        self._moved = None
        if measure == "change":
            self._last_subjects_set(subjects)
        return subjects[-1] if len(subjects) == 1 else self.subject

    def _way_of_change(self, number: Number, cue: Token) -> int | None:
        """The direction of the change right before a rate whose own words leave it open, or null."""
        if number.kind != "percent" or self.last is None or self.last.measure != "change" or not self.last.value:
            return None
        return (-1 if self.last.value < 0 else 1) if self.text[self.last_end : cue.start] in ("", ",") else None

    def _both_sides(self, subject: Subject) -> list[Subject] | None:
        """收入、支出各增加C of one fund: a change of each side."""
        sense = subject.metric("money", None) if subject.path is None else None
        tables = metrics_file()
        metric = sense.metric if sense is not None and sense.metric not in tables.both_totals else ""
        pair = tables.counterparts.get(metric) or tables.same_fund.get(metric)
        words = self.text[max(self.last_end, 0) : self.clause.cue.start] if self.clause.cue else ""
        if pair is None or self.clause.subject is not None or not BOTH_NAMED.search(words):
            return None
        return [subject_of_metric(one) for one in pair.values()]

    def _sides_of_sentence_before(self, subject: Subject) -> list[Subject] | None:
        """收入总计A，支出总计A。与上年相比，各增加C: of each, though their sentence has ended."""
        sense = subject.metric("money", None) if subject.path is None else None
        pair = metrics_file().counterparts.get(sense.metric) if sense is not None else None
        if pair is None or not self.clause.each or self.clause.subject is not None or self.group:
            return None
        said = [claim.metric for claim in self.claims[-2:] if not claim.measure.startswith("change")]
        return [subject_of_metric(one) for one in pair.values()] if said == list(pair.values()) else None

    def _both_totals(self, subject: Subject) -> Subject | None:
        """总收入A、总支出A，比上年增加C (no 各), or 收入、支出各增加C: a change of both totals, where the vocabulary has a name for both."""
        sense = subject.metric("money", None) if subject.path is None else None
        both = metrics_file().both_totals.get(sense.metric) if sense is not None else None
        if both is None or self.clause.subject is not None:
            return None
        words = self.text[self.last_end if self.last_end > 0 else 0 : self.clause.cue.start if self.clause.cue else 0]
        if BOTH_NAMED.search(words):
            return subject_of_metric(both)
        if ONE_SIDE.match(words):
            return None  # 总收入A，总支出A。收入较上年减少C，支出减少D
        if self.last is not None and self.last.metric == both and self.last.measure.startswith("change"):
            return subject_of_metric(both)  # the rate after the amount
        pair = self.claims[-2:]
        beside = [claim.metric for claim in pair] == list(metrics_file().counterparts[both].values())
        alike = beside and len({claim.value for claim in pair}) == 1 and not pair[0].measure.startswith("change")
        return subject_of_metric(both) if alike and not self.clause.each else None

    def _adjacent(self, token: Token) -> bool:
        """Whether only fillers stand between the direction and its number, and it is no level reached (增加到)."""
        cue = self.clause.cue
        assert cue is not None
        between = self.text[cue.end : token.start]
        if between.startswith(phrases().reached):
            return False
        named_after = self.clause.subject is not None and self.clause.subject_end > cue.end
        return not named_after and self._explained(cue.end, token.start)

    def _whole_of_list(self) -> Subject | None:
        """X，其中A Y、B Z，比上年增加W: the whole, where no change of it has been said."""
        head = self.head
        sense = head.metric("money", None) if head is not None else None
        if not self.enumerated or sense is None or self.part_changed or self.clause.subject is not None:
            return None
        changed = any(claim.metric == sense.metric and claim.measure.startswith("change") for claim in self.claims)
        return head if self.text.startswith(",", self.last_end) and not changed else None

    def _last_subjects_set(self, subjects: list[Subject]) -> None:
        self._last_subjects = list(subjects) if len(subjects) > 1 else []

    def _reassign(self, subject: Subject, rate: Decimal) -> None:
        """A change after the parts of 其中 may be the whole's: where only the whole's numbers agree with the rate, it is."""
        last, head = self.last, self.head
        if last is None or last.measure != "change" or not last.value or head is None or head is subject:
            return
        own, whole = subject.metric("money", None), head.metric("money", None)
        if own is None or whole is None or last.metric != own.metric or own.metric == whole.metric:
            return
        if side_of(own.metric) != side_of(whole.metric) and side_of(own.metric) and side_of(whole.metric):
            return
        if _agrees(self.levels.get(own.metric), last, rate) or not _agrees(self.levels.get(whole.metric), last, rate):
            return
        moved = last._replace(metric=whole.metric, dims={**dict(head.dims), **dict(whole.dims)}, rule="change.head")
        self.claims[self.claims.index(last)] = moved
        self.last = moved
        self._moved = head

    def _bracketed_rate(self, token: Token, number: Number) -> None:
        """减少X万元(65.37%): the percentage that follows an amount of change at once is its rate."""
        last = self.last
        if last is None or last.measure != "change" or self.last_end < 0:
            return
        if self.text[self.last_end : token.start].strip("(,、/") == "" and last.entity is not None:
            value = -abs(number.value) if last.value < 0 else number.value
            self._append(last, token, number, measure="change_rate", value=value, rule="change.bracket")

    def _compared_value(self, token: Token, number: Number, subject: Subject, compared: Comparison) -> Subject:
        """小于上年预算数29.65万元 is a change; 比上年433万元减少 prints the base."""
        if number.kind == "bare":
            return UNKNOWN
        if compared.sign:
            self._claim(
                token, number, subject, "change", value=compared.sign * abs(number.value), rule="change.compared"
            )
        else:
            measure = {"budget": "budget", "budget_initial": "budget_initial", "actual": "actual"}.get(
                compared.basis or "", self._default_measure()
            )
            self._claim(token, number, subject, measure, year=compared.base_year, rule="base")
        return subject

    def _completion(self, token: Token, number: Number, subject: Subject) -> None:
        basis = self._basis_of(self.clause.cue)
        alone = "。" in self.text[self.last_end : token.start] and self.clause.subject is None
        if alone and not self._completed(subject, number):
            return  # 其中，项目支出X。预算执行率为Z%: a sentence of its own, about the whole
        self._claim(token, number, subject, "completion", basis=basis, rule="completion")

    def _completed(self, subject: Subject, number: Number) -> bool:
        """Whether Z% is what the subject's own amount and budget give, where both were said."""
        sense = subject.metric("money", None)
        said = [claim for claim in self.claims if sense is not None and claim.metric == sense.metric]
        actual = next((claim.value for claim in reversed(said) if claim.measure == "actual"), None)
        budget = next((claim.value for claim in reversed(said) if claim.measure.startswith("budget")), None)
        if not actual or not budget:
            return True
        return abs(actual / budget * 100 - number.value) < Decimal("0.1")

    def _deviation(self, token: Token, number: Number, subject: Subject) -> None:
        """预决算差异率X%: the year's accounts against the budget said before them, else the initial one."""
        sense = subject.metric("money", None)
        planned = [
            claim.measure
            for claim in self.claims
            if sense is not None and claim.metric == sense.metric and claim.measure in ("budget", "budget_initial")
        ]
        basis = planned[-1] if planned else "budget_initial"
        kept, self.comparison = self.comparison, Comparison(self.fiscal_year, basis, same_year=True)
        self._claim(token, number, subject, "change_rate", rule="deviation")
        self.comparison = kept

    def _basis_of(self, cue: Token | None) -> str:
        words = self.text[cue.start : cue.end] if cue else ""
        if words == "完成":  # of the budget said before it
            said = next((claim for claim in reversed(self.claims) if claim.measure.startswith("budget")), None)
            return said.measure if said is not None else "budget"
        return "budget_initial" if "年初" in words else "budget"

    def _level(self, token: Token, number: Number, subject: Subject, level: str | None) -> None:
        if level is None and not subject.direct():
            return  # 载客汽车0辆、金额0万元
        measure = level or self.part_level or self._default_measure()
        claim = self._claim(token, number, subject, measure, rule="level" if level is None else f"level.{level}")
        if claim is None:
            return
        self.levels[claim.metric] = claim
        self.amounts.append(subject)
        self.enumerated = self.head is not None and self.text[self.last_end : self.last_end + 1] == "、"
        self.none_of = [] if claim.value else [*self.none_of, subject]
        if subject.path is None:
            self.given.add(claim.metric)
        if claim.measure == self._default_measure():
            self.group = [one for one in self.group if one is not subject][-1:] + [subject]
        if subject.path is None and claim.value and claim.metric in metrics_file().function_heads:
            self.context.function_metric = metrics_file().function_heads[claim.metric]

    def _flat(self, token: Token) -> None:
        """持平: a change of 0 against the year compared with."""
        compared = self.comparison
        before = self.text[max(token.start - 2, 0) : token.start]
        if (
            compared is None
            or compared.same_year
            or (compared.base_year is not None and compared.base_year == self.fiscal_year)
            or before.endswith(phrases().flat_blockers)
            or LIKE_ANOTHER.search(self.text, max(self.clause.start, 0), token.start)
        ):
            return
        if self.text.endswith("分别", 0, token.start):
            self._begin_moves(token)
            if not self.moving:
                self.subject = UNKNOWN  # of a list, and not of the one named last
                return
        subject = self.spread.pop(0) if self.moving and self.spread else self._current(token)
        sense = subject.metric("money", None)
        if sense is None or (sense.metric, subject.path) in self.flat:
            return
        last = self.last
        if last is not None and last.metric == sense.metric and last.measure == "change" and last.value == 0:
            return  # 增加0.00万元，持平: said with its number just before
        each = self.clause.each and not self.moving and self.clause.subject is None and len(self.amounts) > 1
        for one in self.amounts if each else [subject]:
            self._unchanged(token, one)
        if self.clause.subject is not None:
            self.subject = self.clause.subject
            self.clause.subject = None

    def _begin_moves(self, token: Token) -> None:
        """A、B、C各若干，较上年分别持平、持平、减少D: for whom each of the moves in a row is, where they are as many as the amounts."""
        kinds = [one for one in self.tokens[self.tokens.index(token) :] if one.name not in ("、", ",")]
        moves = 0
        for one in kinds:
            if one.kind != "number" and one.name not in ("flat", "up", "down"):
                break
            moves += one.kind == "cue"
        self.moving = 1 < moves <= len(self.amounts)
        if self.moving:
            self.spread, self.spreads = self.amounts[-moves:], True

    def _unchanged(self, token: Token, subject: Subject) -> None:
        sense = subject.metric("money", None)
        if sense is None or (sense.metric, subject.path) in self.flat:
            return
        self.flat.add((sense.metric, subject.path))
        level = self.levels.get(sense.metric)
        self._append_claim(
            subject,
            sense.metric,
            dict(sense.dims),
            token,
            measure="change",
            value=Decimal(0),
            unit=level.unit if level else None,
            yuan=Decimal(0),
            rule="flat",
            score=0.9,
            printed=self.text[token.start : token.end],
        )

    def _donor(self, index: int) -> Number | None:
        """The next amount of an enumeration "分别为A、B万元", whose unit goes for all."""
        at = index
        while at + 2 < len(self.tokens):
            between, nxt = self.tokens[at + 1], self.tokens[at + 2]
            if not (between.kind == "punct" and between.name == "、" and between.start == self.tokens[at].end):
                return None
            if nxt.kind != "number" or nxt.number is None or nxt.start != between.end:
                return None
            if nxt.number.kind == "money":
                return nxt.number
            at += 2
        return None

    def _inherits_unit(self, index: int) -> bool:
        return self._donor(index) is not None

    def _with_unit(self, index: int, number: Number) -> Number:
        if number.kind != "bare":
            return number
        donor = self._donor(index)
        if donor is None or donor.yuan is None or not donor.value:
            return number
        return number._replace(kind="money", unit=donor.unit, yuan=number.value * (donor.yuan / donor.value))


def _agrees(level: Claim | None, change: Claim, rate: Decimal) -> bool:
    """Whether change ÷ (level − change) is the printed rate, to the tenth of a percent."""
    if level is None or level.unit != change.unit or level.value == change.value:
        return False
    return abs(change.value / (level.value - change.value) * 100 - rate) < Decimal("0.1")
