"""The lowest layer of the grammar: whose a number is, and how a claim is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from extractor.facts import counts
from extractor.facts.clean import Clean
from extractor.facts.function_lines import FunctionPath
from extractor.facts.state import UNKNOWN, Claim, Context, Subject, Trouble, subject_of, subject_of_metric
from extractor.facts.tokens import Comparison, Number, Token, residue
from extractor.knowledge.metrics import below, load_lexicon, load_metrics, metrics_file
from extractor.knowledge.phrases import phrases
from extractor.money import yuan_of
from extractor.records import Entity

ORGANISATION = re.compile(
    r"(?:局|委|院|厅|办|会|部|处|站|所|队|中心|府|街道|镇|乡|校|学|馆|园|社|库|场|台|团|司|协会|公司|部门|单位|机关|办事处|办公室)(?:[(].*[)])?$"
)
LEVELS = ("actual", "budget", "budget_initial")
PARENTHESES = re.compile(r"\([^()]*\)")
# residue of one character is a leftover of segmentation ("县机关运行经费"), not a noun of its own
EXPLAINED = 1


@dataclass(slots=True)
class Clause:
    """What stands since the last number: subject named, cues, level words. Parentheses save and restore it."""

    start: int = 0
    subject: Subject | None = None
    subject_end: int = 0
    cue: Token | None = None
    denominator: str | None = None
    level: str | None = None
    comparison: Token | None = None  # said since the last number
    each: bool = False
    year: int | None = None  # for the next number only
    breaks: int = 0  # commas since the last number
    names: list[Subject] = field(default_factory=list)
    stroke: bool = False  # just after a semicolon
    listed: bool = False  # its last two names stand side by side: A和B
    bracketed: list[Subject] = field(default_factory=list)  # named in the brackets that closed last: 其他支出(A、B)


class Opened(NamedTuple):
    """What stood when a bracket opened; it stands again when the bracket closes."""

    clause: Clause
    subject: Subject | None
    reason: bool
    purpose: bool
    head: Subject | None
    heads: tuple[tuple[str, Decimal | None], ...]
    whole: str | None


@dataclass(slots=True)
class ClaimMaker:
    """The state of one paragraph's reading and the making of claims."""

    cleaned: Clean
    tokens: list[Token]
    topic: str
    fiscal_year: int | None
    context: Context
    claims: list[Claim] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    clause: Clause = field(default_factory=Clause)
    subject: Subject | None = None
    head: Subject | None = None  # the sentence's subject before 其中
    heads: list[tuple[str, Decimal | None]] = field(default_factory=list)
    comparison: Comparison | None = None
    earlier_comparison: Comparison | None = None  # the paragraph's last, for changes that name no base
    year: int | None = None
    year_of_paragraph: int | None = None
    dated: bool = False  # the paragraph says 截至
    reason: bool = False
    listed_reason: bool = False  # 主要原因是：A，B；C
    purpose: bool = False
    stack: list[Opened] = field(default_factory=list)
    levels: dict[str, Claim] = field(default_factory=dict)  # metric → last level claim
    group: list[Subject] = field(default_factory=list)  # subjects with a level in this sentence
    last: Claim | None = None
    last_end: int = -1
    inverted: int = -1  # where a name begins whose amount stood before it
    whole_body: str | None = None  # all expenditure, where a report on the whole body names it no further
    group_end: int = -1  # where a number of groups ends that is no count: 赴日本1个团组
    path_end: int = 0  # of the function line named last: 其他支出(类) is no stranger
    counter: counts.Counter = field(default_factory=counts.Counter)
    sentence_numbers: int = 0
    flat: set[tuple[str, FunctionPath | None]] = field(default_factory=set)  # said equal in this sentence
    queue: list[Subject] = field(default_factory=list)  # names that 分别为 spreads over the next numbers
    spread: list[Subject] = field(default_factory=list)  # for whom the next two changes are
    amounts: list[Subject] = field(default_factory=list)  # all subjects with a level in this sentence, in order
    sharing: list[Subject] = field(default_factory=list)  # for whom the next shares are: 分别占p、q
    sharing_of: str | None = None
    moving: bool = False  # 分别持平、减少A、增加B was said in this sentence
    spreads: bool = False  # 分别增加A和B was said in this sentence
    spread_changes: bool = False  # … and they are the rates of two changes just said
    part_level: str | None = None  # what the parts after 其中 are measured as, where the head says it
    carried_level: str | None = None  # … of all that this paragraph lists: 其中 at its head goes on with the one before
    given: set[str] = field(default_factory=set)  # metrics with a level of their own in this paragraph
    part_changed: bool = False  # a part of 其中 had a change of its own in this sentence
    enumerated: bool = False  # the part said last and the one before it are parted by a 、
    one_fund: bool = False  # the sentence goes on about one fund alone: 其中一般公共预算拨款政府采购X
    _last_subjects: list[Subject] = field(default_factory=list)
    none_of: list[Subject] = field(default_factory=list)  # whose amounts were 0, one after the other, in this sentence
    _last_zeros: list[Subject] = field(default_factory=list)
    _moved: Subject | None = None
    last_whole: str | None = None  # the denominator named last in this sentence

    @property
    def text(self) -> str:
        return self.cleaned.text

    def _default_measure(self) -> str:
        return "budget" if self.context.kind == "budget" else "actual"

    def _current(self, token: Token) -> Subject:
        """Whose the number is: named in its clause, or carried where the clause holds nothing unexplained."""
        clause = self.clause
        if self.queue and self._explained(max(clause.start, clause.subject_end), token.start):
            return self.queue.pop(0)
        named = clause.subject
        if named is not None:
            since = max(clause.subject_end, clause.start)
            return named if self._explained(since, token.start) else UNKNOWN
        short_form = self._counterpart(token)
        if short_form is not None:
            return short_form
        if self.subject is None or not self._explained(clause.start, token.start):
            return UNKNOWN
        since = max(self.path_end, *(self.text.rfind(mark, 0, token.start) + 1 for mark in ";。"))
        if any(word in self.text[since : token.start] for word in phrases().strangers):
            return UNKNOWN  # 举办节庆活动0场，开支0万元 is not the 培训费 before it
        if self.text[self.clause.start : token.start].strip(",、") in phrases().rests:
            return UNKNOWN  # 公务用车运行费18万元，其他30万元: the rest of the list, and not the last that it names
        return self.subject

    def _counterpart(self, token: Token) -> Subject | None:
        """收入 or 支出 alone after a total."""
        words = self.text[self.clause.start : token.start]
        if self.subject is None and not self.claims:
            return self._opening(words) or self._this_year(words)
        if words in ("支出", "本年支出") and self.text[self.clause.start - 1 : self.clause.start] == ";":
            for metric in ("government_fund.revenue", "revenue.state_capital"):
                if metric in self.levels:
                    return subject_of_metric(metrics_file().counterparts[metric]["支出"])
        match = re.match(r"(?:其中|今年|当年|全年|年度|本年度?|本期|各项|总)*(收入|支出)", words)
        if match is None or self.subject is None:
            return None
        sense = self.subject.metric("money", None) if self.subject.path is None else None
        table = metrics_file().counterparts.get(sense.metric, {}) if sense else {}
        if match[1] not in table and re.match(r"(?:比|较|同比|与|增|减|上升|下降)", words[match.end() :]):
            # "支出较去年增加" after the parts of a total: the total's, where one was said; else nobody's
            whole = next((metric for metric in self.levels if metric in metrics_file().counterparts), None)
            table = metrics_file().counterparts.get(whole or "", {})
            if match[1] not in table:
                return UNKNOWN
        if self.subject.path is not None and not table:
            return None
        if match[1] not in table or not self._explained(self.clause.start + match.end(), token.start):
            return None
        return subject_of_metric(self._given_instead(table[match[1]]))

    def _given_instead(self, metric: str) -> str:
        """本年收入A，支出总计B。收入增加C: of the total whose amount this paragraph has given, this year's or all."""
        pairs = metrics_file().rivals.items()
        rival = next((two for one, two in pairs if one == metric), None) or next(
            (one for one, two in pairs if two == metric), None
        )
        return rival if rival in self.levels and metric not in self.levels else metric

    def _this_year(self, words: str) -> Subject | None:
        """今年收入减少X at the head of a paragraph, after the totals of its section."""
        match = re.match(r"(?:今年|本年|全年)(收入|支出)", words)
        tables = metrics_file().openings
        above = next((key for key in sorted(tables, key=len, reverse=True) if below(self.topic, key)), None)
        metric = tables[above].get(match[1]) if match and above else None
        return subject_of_metric(self._rival(metric)) if metric is not None else None

    def _opening(self, words: str) -> Subject | None:
        """支出预算X万元 at the head of a paragraph, perhaps after the body's name."""
        tables = metrics_file().openings
        for above in sorted((key for key in tables if below(self.topic, key)), key=len, reverse=True):
            for short, metric in tables[above].items():
                match = re.fullmatch(
                    rf"(?P<lead>.*?){short}(?:年初预算|全年预算|调整预算|预算|决算)?(?:数|总额|合计)?(?:为|是|共|共计)?",
                    words,
                )
                lead = (
                    re.sub(
                        r"^[(]?[\d一二三四五六七八九十]{1,3}[).、]+|20\d\d年度?|本部门|我部门|本单位|我单位|本年度?|全年|(?:总|一)?共",
                        "",
                        match["lead"],
                    )
                    if match
                    else "?"
                )
                if match and (not lead or ORGANISATION.search(lead)):
                    return subject_of_metric(metric)
        return None

    def _explained(self, start: int, end: int) -> bool:
        if end <= start:
            return True
        blanked = PARENTHESES.sub(lambda match: " " * len(match[0]), self.text[start:end])
        padded = self.text[:start] + blanked + self.text[end:]
        return len(residue(padded, self.tokens, start, end)) <= EXPLAINED

    def _denominator(self, surface: str) -> str | None:
        tables = metrics_file().denominators
        for above in sorted((key for key in tables if key != "any" and below(self.topic, key)), key=len, reverse=True):
            if surface in tables[above]:
                return tables[above][surface]
        if surface in tables["any"]:
            return self._rival(tables["any"][surface], surface)
        anywhere = Subject(tuple(sense for sense in load_lexicon().get(surface, ()) if sense.topic is None))
        sense = subject_of(surface, self.topic).metric("money", None) or anywhere.metric("money", None)
        return self._rival(sense.metric, surface) if sense is not None else None

    def _rival(self, of: str, surface: str = "") -> str:
        """``of``, or the total that this section has given in its place (占总支出 after 支出预算X)."""
        rival = metrics_file().rivals.get(of)
        given = self.given | self.context.said
        if self.context.kind == "budget" and "total.revenue_and_expenditure" in given:
            given |= {"total.revenue", "total.expenditure"}
        if rival in given and "总" in surface and not surface.startswith(("本年", "当年")):
            return rival or of  # 占收入总计的, where both the total and the year's revenue were given
        return rival if rival in given and of not in given and not surface.startswith(("本年", "当年")) else of

    def _claim(
        self,
        token: Token,
        number: Number,
        subject: Subject,
        measure: str,
        *,
        value: Decimal | None = None,
        basis: str | None = None,
        year: int | None = None,
        dims: dict[str, str | None] | None = None,
        metric: str | None = None,
        rule: str,
    ) -> Claim | None:
        sense = subject.metric(number.kind, number.unit)
        if metric is None and (subject.unknown or sense is None):
            return None
        chosen = metric or (sense.metric if sense else "")
        if chosen.startswith("project.") and self.context.project is None:
            return None  # a project's figures without the project say nothing
        forced = metrics_file().surfaces[chosen].measure if chosen in metrics_file().surfaces else None
        if forced is not None and rule != "performance.funds" and measure in ("actual", "budget", "budget_initial"):
            measure = forced
        unit, yuan = number.unit, number.yuan
        if measure in ("completion", "change_rate", "share"):
            yuan = None
        elif yuan is not None and value is not None:
            yuan = abs(yuan) if value >= 0 else -abs(yuan)
        score = 0.95 if subject.exact else 0.85
        if number.kind == "bare":
            score -= 0.2
            amount = load_metrics()[chosen].kind == "money" and measure not in ("completion", "change_rate", "share")
            unit = self.context.unit if amount else None
            if unit is None:
                self._trouble("F101", token, printed=number.entity.printed, metric=load_metrics()[chosen].name)
            else:
                yuan = yuan_of(number.value if value is None else value, unit)
        return self._append_claim(
            subject,
            chosen,
            dict(sense.dims) if sense else {},
            token,
            measure=measure,
            value=number.value if value is None else value,
            unit=unit,
            yuan=yuan,
            basis=basis,
            year=year,
            dims=dims,
            rule=rule,
            score=score,
            printed=number.entity.printed,
            entity=number.entity,
        )

    def _append_claim(
        self,
        subject: Subject,
        metric: str,
        sense_dims: dict[str, str],
        token: Token,
        *,
        measure: str,
        value: Decimal,
        unit: str | None,
        yuan: Decimal | None,
        rule: str,
        score: float,
        printed: str,
        entity: Entity | None = None,
        basis: str | None = None,
        year: int | None = None,
        dims: dict[str, str | None] | None = None,
    ) -> Claim:
        base_year = None
        own_year = year if year is not None else (self.clause.year or self.year)
        if measure in ("change", "change_rate"):
            own_year = self.year
            if self.comparison is not None:
                base_year, basis = self.comparison.base_year, self.comparison.basis
            elif self.earlier_comparison is not None:
                base_year, basis = self.earlier_comparison.base_year, self.earlier_comparison.basis
            if base_year is None and basis is None:
                own_year, base_year, basis = self._from_base(metric, subject, own_year)
            if base_year is None and basis is None and own_year is not None:
                base_year = own_year - 1  # the form asks for the year before
            if base_year is not None and own_year == base_year and not (self.comparison and self.comparison.same_year):
                own_year = self.fiscal_year
        said: dict[str, str | None] = {**dict(subject.dims), **sense_dims, **(dims or {})}
        if metric.startswith("project.") or (metric.startswith("performance.") and self.context.project):
            said["project"] = self.context.project
        if subject.path is not None:
            rule = f"function_line.{rule}"
        claim = Claim(
            metric,
            measure,
            value,
            unit,
            yuan,
            own_year,
            base_year,
            basis,
            said,
            printed,
            self.cleaned.original(token.start, token.end),
            entity,
            round(score, 2),
            rule,
        )
        self._add(claim, token)
        return claim

    def _from_base(self, metric: str, subject: Subject, year: int | None) -> tuple[int | None, int | None, str | None]:
        """2024年预算X，2023年执行数Y，增加Z: (year, base year, basis) where an earlier year's level of the same was said last."""
        function = dict(subject.dims).get("function")
        last = self.last
        moved = last is not None and (last.measure, last.metric, last.dims.get("function")) == (
            "change",
            metric,
            function,
        )
        if moved and last is not None and last.base_year is not None:
            return last.year, last.base_year, last.basis  # the rate behind it
        said = [
            claim
            for claim in self.claims
            if claim.metric == metric and claim.measure in LEVELS and claim.dims.get("function") == function
        ]
        if len(said) > 1 and self.last is said[-1] and said[-2].year == year == self.fiscal_year:
            before = said[-1].year
            if before is not None and year is not None and before == year - 1:
                return year, before, None  # 本年A，上年B，减少C
        if len(said) > 1 and self.last is said[-1] and said[-1].year == year == self.fiscal_year:
            # 上年执行数A，本年预算B，增长C; what 预算 says in a budget and 决算 in a final says nothing of its own
            base, own = said[-2], "budget" if self.context.kind == "budget" else "actual"
            if base.year is not None and year is not None and base.year == year - 1:
                return year, base.year, None if base.measure == own else base.measure
        if len(said) < 2 or year is None or said[-1].year != year or said[-2].year != self.fiscal_year:
            return year, None, None
        earlier = self.fiscal_year is not None and year < self.fiscal_year
        return (self.fiscal_year, year, said[-1].measure) if earlier else (year, None, None)

    def _append(self, like: Claim, token: Token, number: Number, *, measure: str, value: Decimal, rule: str) -> None:
        self._add(
            like._replace(
                measure=measure,
                value=value,
                unit=number.unit,
                yuan=None,
                printed=number.entity.printed,
                span=self.cleaned.original(token.start, token.end),
                entity=number.entity,
                rule=rule,
            ),
            token,
        )

    def _add(self, claim: Claim, token: Token) -> None:
        self.claims.append(claim)
        self.last = claim

    def _add_all(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            self.claims.append(claim._replace(span=self.cleaned.original(*claim.span)))

    def _trouble(self, code: str, token: Token, **fields: object) -> None:
        self.troubles.append(Trouble(code, fields, self.cleaned.original(token.start, token.end)))
