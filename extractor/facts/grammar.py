"""The grammar: a walk over the tokens of one paragraph that says of every number whose it is and what it measures.

A number is a fact only when every word before it in its clause is explained: by a metric name, a cue, a year, a
comparison or a filler. What is not explained blocks the number and the carrying of earlier subjects past it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.facts.claims import Clause, Opened
from extractor.facts.clean import clean
from extractor.facts.function_lines import parts_of_economic_items
from extractor.facts.names import NameReader
from extractor.facts.state import UNKNOWN, Claim, Context, Subject, Trouble, subject_of_metric
from extractor.facts.tokens import Comparison, Token, residue, tokenise
from extractor.knowledge.metrics import below, deepest, metrics_file
from extractor.records import Entity

# 财政拨款收入X，为当年从本级财政取得的…: says what the name means
MEANING = re.compile(
    r"(?:(?:为|系)(?:当年|本年度?|上年|以前年度)?(?:从|由)|(?:为|系|是)(?:单位|本单位|部门|本部门|预算单位)[^,;。]{0,12}(?:取得|收到|开展|形成))"
)
# what a statement of assets says of the year to come, not of the day it was taken
TO_BE_BOUGHT = re.compile(r"购置|拟|计划|新增")
LISTING = ("为", "是", "包括", "如下", "分", "构成", "组成", "来源", "其中")
ALL_REVENUE, THIS_YEARS_REVENUE = "total.revenue", "revenue.total"
EVALUATION, ALL_EXPENDITURE = "attachments.evaluation", "expenditure.total"
STATES_BUDGET = re.compile(
    r"(?:20\d\d年度?)?(?:本?部门|本?单位|我局)?(?:全年|年初|调整)?预算(?:数|安排|总额|资金)*(?:为|共)?\d[\d,.]*(?:万|亿)?元"
)
LONGEST_TOTAL = 10  # 本年度收入预算合计为
ALONE = re.compile(r"(?:与|比|较|同)(?:20\d\d年度?|上年|去年)")
CAUSED = ("导致的", "造成的", "引起的", "引发的")
STROKE = 3  # unexplained characters after a semicolon that make it another matter
# What a paragraph without numbers can still say: a function line or a head of a list, an equality
SPEAKING = re.compile(
    r"[（(][^（()）]*[类款项][^（()）]*[)）]|[（(]2\d\d(?:\d\d){0,2}[)）]|类.*款|如下|[:：]\s*$|持平|一致|相[等同]|等于|[无未没][^，。]{0,4}[变增]|零增长|不变"
)
NEW_STATEMENT = re.compile(r"(?:截至|截止|全年|年末|20\d\d年度?共|20\d\d年末|20\d\d年12月31日)")


def read_paragraph(
    text: str, *, topic: str, year: int | None, entities: Sequence[Entity], context: Context
) -> tuple[list[Claim], list[Trouble]]:
    """The claims of one paragraph and what could not be read, ``context`` moved on for the next paragraph.

    ``entities`` count offsets of ``text``. ``year`` is the document's fiscal year, None where unknown.
    """
    if not any(entity.value is not None for entity in entities) and not SPEAKING.search(text):
        context.pending = None
        return [], []
    cleaned = clean(text)
    tokens = tokenise(cleaned, entities, topic=topic, year=year)
    reader = Reader(cleaned, tokens, topic, year, context)
    reader.walk()
    claimed = {claim.span for claim in reader.claims}  # a number may be read later in its sentence
    return reader.claims, [said for said in reader.troubles if said.code != "F103" or said.span not in claimed]


@dataclass(slots=True)
class Reader(NameReader):
    """One paragraph. ``walk`` fills ``claims`` and ``troubles``."""

    def walk(self) -> None:
        """Go through the tokens once."""
        self.year = self.year_of_paragraph = (
            self.fiscal_year if TO_BE_BOUGHT.search(self.text) else self.context.year or self.fiscal_year
        )
        self.whole_body = self._of_whole_body()
        default = deepest(metrics_file().defaults, self.topic) or self.whole_body
        self.subject = self.context.pending or (
            replace(subject_of_metric(default), exact=False) if default is not None else None
        )
        if self.subject is None and self.context.opening is not None and ALONE.match(self.text):
            self.subject = replace(self.context.opening, exact=False)
        self.comparison = None
        if self.context.head is not None:
            self.heads.append((self.context.head, self.context.head_value))
            self.part_level = self.context.part_level
        elif self.text.startswith("其中"):
            self.carried_level = self.part_level = self.context.opening_level
        self.counter.begin(self.text, self.tokens, self.topic, self.context)
        parts = parts_of_economic_items(self.text)
        for index, token in enumerate(self.tokens):
            if token.kind != "punct" and any(start <= token.start < end for start, end in parts):
                continue
            if token.kind == "punct":
                self._punctuation(index, token)
            elif token.kind == "metric":
                self._name(index, token)
            elif token.kind == "path":
                self._path(index, token)
            elif token.kind == "year":
                self._year(token)
            elif token.kind == "comparison":
                self._comparison(token)
            elif token.kind == "cue":
                self._cue(index, token)
            elif token.kind == "number" and token.number is not None:
                self._number(index, token, token.number)
        held = self._holds_carryover()
        self._leave()
        if held and self.context.head == THIS_YEARS_REVENUE:
            self.context.head = ALL_REVENUE

    def _of_whole_body(self) -> str | None:
        """2022年全年预算数X, in a report on all that the body spends: its whole expenditure."""
        whole = below(self.topic, EVALUATION) and any("整体" in title for title in self.context.titles)
        return ALL_EXPENDITURE if whole and not self.context.project and STATES_BUDGET.match(self.text) else None

    def _holds_carryover(self) -> bool:
        """收入预算合计X，其中…、上年结转Y: the whole of a budget that holds what is carried over is all revenue, not this year's."""
        claims = self.claims
        whole = next((at for at, claim in enumerate(claims) if claim.metric == THIS_YEARS_REVENUE), None)
        over = next((at for at, claim in enumerate(claims) if claim.metric == "revenue.opening_carryover"), None)
        if self.context.kind != "budget" or whole is None or over is None or over < whole:
            return False
        start, end = (self.cleaned.forth[claims[at].span[0]] for at in (whole, over))
        name, between = self.text[max(0, start - LONGEST_TOTAL) : start], self.text[start:end]
        if any(claim.metric == ALL_REVENUE for claim in claims) or re.search("本年|当年", name):
            return False
        if re.search("其中|包括", between) is None or claims[whole].value < claims[over].value:
            return False
        claims[whole] = claims[whole]._replace(metric=ALL_REVENUE)
        for at, claim in enumerate(claims):
            if claim.dims.get("of") == THIS_YEARS_REVENUE:
                claims[at] = claim._replace(dims={**claim.dims, "of": ALL_REVENUE})
        self.given.add(ALL_REVENUE)
        return True

    def _leave(self) -> None:
        """What the next paragraph of the section may need."""
        context = self.context
        ending = self.text.rstrip()
        named = self.clause.subject
        context.pending = None
        if named is not None and named.path is not None and not self.reason:
            context.pending = replace(named, exact=False)
        elif self.subject is not None and self.subject.path is not None and not self.claims:
            context.pending = replace(self.subject, exact=False)
        if ending.endswith((":", "其中", "包括", "如下")) and not self.reason:
            sense = self.subject.metric("money", None) if self.subject else None
            if sense is not None:
                level = self.levels.get(sense.metric)
                context.head, context.head_value = sense.metric, level.value if level else None
                context.part_level = self.part_level
        if self.dated and (ending.endswith(":") or below(self.topic, "narrative.other.assets")):
            context.year = self.year_of_paragraph
        context.opening = self._opened_with()
        initial = bool(self.claims) and self.claims[0].measure == "budget_initial" and not self.claims[0].dims
        context.opening_level = "budget_initial" if context.kind == "budget" and initial else None
        context.stage = self.counter.stage
        context.said |= self.given

    def _opened_with(self) -> Subject | None:
        """The total whose amount the paragraph gives first and alone among totals."""
        levels = [claim for claim in self.claims if not claim.measure.startswith("change") and claim.measure != "share"]
        totals = [
            claim
            for claim in levels
            if claim.metric in metrics_file().both_totals.keys() | set(metrics_file().both_totals.values())
        ]
        if not levels or not totals or levels[0] is not totals[0] or "function" in totals[0].dims:
            return None
        return subject_of_metric(totals[0].metric) if len(totals) == 1 else None

    def _punctuation(self, index: int, token: Token) -> None:
        if token.name in "。!?\n":
            self._end_sentence(index, token)
        elif token.name == "(":
            opened = (self.clause, self.subject, self.reason, self.purpose)
            self.stack.append(Opened(*opened, self.head, tuple(self.heads), self.last_whole))
            base = self.clause.comparison
            if base is not None and base.end != token.start:
                base = None  # 比2023年预算数（3,000万元）增加: the base in brackets
            self.clause = Clause(start=token.end, cue=None, year=self.clause.year, comparison=base)
        elif token.name == ")":
            if self.stack:
                inside = [] if self.clause.breaks or self.last_end > self.clause.start else self.clause.names
                before = self.stack.pop()
                self.clause, self.subject, self.reason, self.purpose = before[:4]
                self.head, self.heads, self.last_whole = before.head, list(before.heads), before.whole
                self.clause.bracketed = inside if len(inside) > 1 else []
        elif token.name == ";":
            self.purpose = False
            if self.reason and (
                self._compares_a_total(index + 1, token.end)
                or self._next_part(index + 1, token.end)
                or not self._reason_goes_on(index + 1, token.end)
            ):
                self.reason = False
            self.clause = Clause(start=token.end, stroke=True)
        else:
            if token.name == ":":
                self._opens_list(index, token)
            if token.name == ",":
                self._leave_stroke(token)
                self.clause.breaks += 1
                if self.last_end == token.start and MEANING.match(self.text, token.end):
                    self.purpose = True
                if self.purpose and (self._level_statement(index + 1) or self._resumes(index + 1)):
                    self.purpose = False
                    named = self.clause.subject
                    if named is not None and named.path is not None and self.last_end <= self.clause.subject_end:
                        self.subject, self.head = named, None  # 行政运行（项），用于…，支出决算为X: the item's
                    self.clause = Clause(start=token.end)
                elif self.reason and (
                    (not self.listed_reason and self._resumes_comparing(index + 1))
                    or self._completes(index + 1)
                    or NEW_STATEMENT.match(self.text, token.end)
                ):
                    self.reason = False
                    self.clause = Clause(start=token.end)
                if self.clause.cue is not None and self.clause.cue.name in ("up", "down", "either"):
                    self.clause.cue = None  # a direction does not reach over a comma
            self.clause.start = token.end

    def _opens_list(self, index: int, token: Token) -> None:
        """本年收入的具体构成为：a whole whose parts follow, named without its amount."""
        named = self.clause.subject
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if (
            named is None
            or named.unknown
            or named.path is not None
            or self.sentence_numbers
            or self.reason
            or self.purpose
            or not self.text.endswith(LISTING, 0, token.start)
            or (following is not None and following.kind == "number" and following.start == token.end)
        ):
            return
        self.heads.clear()
        self._among()

    def _leave_stroke(self, token: Token) -> None:
        """After a semicolon, words that name nothing known begin another matter: 举办节庆活动，开支3万元."""
        clause = self.clause
        if not clause.stroke:
            return
        clause.stroke = False
        if clause.subject is not None or clause.comparison is not None or self.reason or self.purpose:
            return
        if len(residue(self.text, self.tokens, clause.start, token.start)) > STROKE:
            self.subject = UNKNOWN

    def _end_sentence(self, index: int, token: Token) -> None:
        self.reason = self.purpose = False
        if self.clause.subject is not None and self.clause.subject.path is not None:
            self.subject = self.clause.subject
        elif self.head is not None and not self.part_changed:
            self.subject = self.head
        elif self.clause.subject is not None and self.sentence_numbers == 0 and not self.clause.subject.unknown:
            self.subject = self.clause.subject
        self.sentence_numbers = 0
        self.none_of = []
        self.moving = self.part_changed = self.spreads = self.enumerated = self.one_fund = False
        self.spread = []
        self.spread_changes = False
        self.amounts, self.sharing = [], []
        self.part_level = self.context.part_level if self.context.head is not None else self.carried_level
        self.last_whole = None
        self.flat.clear()
        if self.subject is not None and self.subject.exact:
            self.subject = replace(self.subject, exact=False)
        self.head = None
        self.queue = []
        self.stack.clear()
        self.clause = Clause(start=token.end)
        self.year = self.year_of_paragraph or self.fiscal_year
        self.group = []
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        goes_on = following is not None and following.kind == "cue" and following.name == "among"
        if not goes_on:
            self.comparison = None
        self.counter.end_sentence(goes_on=goes_on)

    def _year(self, token: Token) -> None:
        if token.year is None or self.reason:
            return
        if self.text[token.start - 1 : token.start] in ("由", "从"):
            self.clause.year = token.year
            if self.fiscal_year is not None and token.year < self.fiscal_year:
                self.comparison = Comparison(token.year, None)
        else:
            self.year = token.year
            dated = self.text.startswith(("期末", "年末", "末", "年底", "底"), token.end) and not self.claims
            if self.text[max(token.start - 2, 0) : token.start] in ("截至", "截止") or (
                dated and below(self.topic, "narrative.other.assets")  # 2023年期末，共有车辆4辆…
            ):
                self.year_of_paragraph, self.dated = token.year, True  # 截至2023年8月31日 dates what follows too

    def _comparison(self, token: Token) -> None:
        if self.reason or self.purpose:
            return
        self.comparison = self.earlier_comparison = token.comparison
        self.clause.comparison = token
        self.clause.breaks = 0
        self.clause.cue = None
        self.clause.level = None
        if self.text.startswith("等于", token.start):
            self._flat(token)

    def _cue(self, index: int, token: Token) -> None:
        name = token.name
        if name == "reason":
            if self.text.startswith(CAUSED, token.end):
                return  # 未发生因航道原因导致的事故，满意度95%
            self.listed_reason = self.text.startswith((":", "是:"), token.end)
            self.reason = self.reason or self.text[token.start - 1 : token.start] != "不"
        elif name == "purpose":
            listed = self.text[token.start : token.end].endswith(("包括", "包含"))
            if not self.reason and not self._level_statement(index + 1, listed=listed):
                self._take_head_from(self.clause.subject)
                self.purpose = True
            elif not self.reason:
                self._among()
        elif self.reason or (self.purpose and name != "among"):
            return
        elif name == "among":
            self._among()
        elif name in ("budget_initial", "budget", "actual"):
            self.clause.level = name
        elif name in ("completion", "share", "up", "down", "either", "deviation"):
            self.clause.cue = token
            if name in ("up", "down"):
                self._spread(index)
            if name == "share":
                self.clause.denominator = None
        elif name == "fund" and self.subject is not None and self._of_projects(self.subject):
            pass  # 12个项目…，涉及一般公共预算A，政府性基金预算B: funds of the projects
        elif name == "fund":
            if self.clause.subject is not None and self.clause.subject_end >= self.clause.start:
                self.clause.subject_end = token.end  # 机关运行经费一般公共预算拨款
            else:
                self.clause.subject, self.clause.subject_end = UNKNOWN, token.end
        elif name == "average":
            self.clause.subject, self.clause.subject_end = UNKNOWN, token.end
        elif name == "each":
            self.clause.each = True
            self.queue = self._each_list(index)
        elif name == "same_period":
            base = self.fiscal_year - 1 if self.fiscal_year is not None else None
            words = self.text[self.clause.start : token.start]
            named = self.clause.comparison is None and (self.clause.subject is not None or words in ("收入", "支出"))
            if self.comparison is None or self.comparison.same_year or named:
                self.comparison = Comparison(base, None)  # 收入较2020年决算数减少X，支出同比下降Y%
        elif name == "previous_year":
            self.clause.year = self.fiscal_year - 1 if self.fiscal_year is not None else None
            if self.text[token.start - 1 : token.start] in ("由", "从") and self.clause.year is not None:
                self.comparison = Comparison(self.clause.year, None)  # 由上年的A增加到B，增加C
            if self.text.startswith("末", token.end) and below(self.topic, "narrative.other.assets"):
                self.year = self.clause.year  # 上年末固定资产…，车辆1辆: all that the sentence counts
                if token.start < self.tokens[0].end:
                    self.year_of_paragraph = self.year
        elif name == "flat":
            self._flat(token)

    def _of_projects(self, subject: Subject) -> bool:
        return any(sense.metric == "performance.amount" for sense in subject.senses)

    def _spread(self, index: int) -> None:
        """收入总计A，支出总计B，分别增加C和D，增长E和F: two numbers for the two subjects of the sentence."""
        if self.spread and self.moving:
            return
        if self.spread and self.text[self.last_end : self.tokens[index].start] in ("和", "、", "及", ","):
            return  # 分别增加A和减少B
        self.spread = []
        changed = self._changed_last()
        group = changed or self.group
        if (
            not (self.clause.each or self.spreads)
            or len(group) != 2
            or (self.clause.subject is not None and not changed)
        ):
            return
        ahead = [token for token in self.tokens[index + 1 : index + 5] if token.name not in ("、", "up", "down")]
        pair = ahead[:2]
        if (
            len(pair) == 2
            and all(token.number is not None for token in pair)
            and pair[0].number.kind == pair[1].number.kind  # type: ignore[union-attr]
            and re.fullmatch(r"[和、及](?:增加|减少|增长|下降)?", self.text[pair[0].end : pair[1].start])
        ):
            self.spread, self.spreads = list(group), True
            self.spread_changes = bool(changed)

    def _changed_last(self) -> list[Subject]:
        """购置及运行费减少A，接待费减少B，分别下降C和D: whose changes were said last in this sentence, where they are two."""
        last = self.claims[-2:]
        if not self.clause.each or self.sentence_numbers < 2 or [claim.measure for claim in last] != ["change"] * 2:
            return []
        if last[0].metric == last[1].metric or any(claim.dims for claim in last):
            return []
        return [subject_of_metric(claim.metric) for claim in last]

    def _each_list(self, index: int) -> list[Subject]:
        """货物、工程、服务支出分别为A、B和C: the names in order, for as many numbers in a row."""
        run = 0
        names = self.clause.names
        for token in self.tokens[index + 1 :]:
            if token.kind == "number" and token.number is not None and token.number.kind in ("money", "bare"):
                run += 1
            elif token.kind != "punct" or token.name not in "、," or (token.name == "," and run == len(names)):
                break
        if run < 2:
            return []
        if len(names) == 1:
            sense = names[0].metric("money", None)
            pair = metrics_file().counterparts.get(sense.metric, {}) if sense else {}
            names = [subject_of_metric(pair[short]) for short in ("收入", "支出") if short in pair]
        return list(names) if len(names) == run else []
