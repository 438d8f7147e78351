"""The grammar: a walk over the tokens of one paragraph that says of every number whose it is and what it measures.

A number is a fact only when every word before it in its clause is explained: by a metric name, a cue, a year, a
comparison or a filler. What is not explained blocks the number and the carrying of earlier subjects past it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.facts.amounts import AmountReader
from extractor.facts.claims import ORGANISATION, Clause
from extractor.facts.clean import clean
from extractor.facts.function_lines import FunctionPath, continued
from extractor.facts.state import UNKNOWN, Claim, Context, Subject, Trouble, as_titled, subject_of, subject_of_metric
from extractor.facts.tokens import Comparison, Number, Token, residue, tokenise, unexplained_tail
from extractor.knowledge.metrics import below, deepest, load_lexicon, load_metrics, metrics_file
from extractor.knowledge.phrases import phrases
from extractor.records import Entity

GENERIC = ("total.", "revenue.", "expenditure.", "fiscal.", "general_public.", "government_fund.", "state_capital.")
# 预算 and 决算 at a name's end say the measure, unless they belong to a fund's own name (一般公共预算)
NAME_LEVEL = re.compile(
    r"(?<!公共)(?<!基金)(?<!经营)(?:(?P<budget>预算)|(?P<actual>决算))(?:数|总计|合计|总额|总数|金额)?$"
)
# Names this short are often the end of a longer one
SHORT_NAME = 5
ONE_FUND = re.compile(r"(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)$")
KIND_BEFORE = re.compile(r"[\u4e00-\u9fff]类$")
HAVING = ("共", "实有", "现有", "拥有", "保有", "占有", "使用", "在用")  # verbs: what stands before them is who has it
HOLDING = re.compile(r"(?:占有|占用|拥有|实有|现有|保有|在用|使用|含|另|共)+")
# 财政拨款收入X，为当年从本级财政取得的…: says what the name means
MEANING = re.compile(
    r"(?:(?:为|系)(?:当年|本年度?|上年|以前年度)?(?:从|由)|(?:为|系|是)(?:单位|本单位|部门|本部门|预算单位)[^,;。]{0,12}(?:取得|收到|开展|形成))"
)
LISTING = ("为", "是", "包括", "如下", "分", "构成", "组成", "来源", "其中")
CARRYOVER = ("revenue.opening_carryover", "expenditure.closing_carryover")
OWN_CARRYOVER = re.compile(r"(?:财政拨款|一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)$")
SAME_FUND = re.compile(r"(?:本年|当年)度?(?P<side>收入|支出)(?:合计|总计)?")
ALONE = re.compile(r"(?:与|比|较|同)(?:20\d\d年度?|上年|去年)")
STROKE = 3  # unexplained characters after a semicolon that make it another matter
# What a paragraph without numbers can still say: a function line or a head of a list, an equality
SPEAKING = re.compile(
    r"[（(][^（()）]*[类款项][^（()）]*[)）]|[（(]2\d\d(?:\d\d){0,2}[)）]|类.*款|如下|[:：]\s*$|持平|一致|相[等同]|等于|[无未没][^，。]{0,4}[变增]|零增长|不变"
)
LISTED_REASON = re.compile(r"(?:[一二三四五六七八九十]+是|其[一二三四五]|[(]?\d[.、)]|另一方面|同时)")
NEW_STATEMENT = re.compile(r"(?:截至|截止|全年|年末|20\d\d年末|20\d\d年12月31日)")


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
class Reader(AmountReader):
    """One paragraph. ``walk`` fills ``claims`` and ``troubles``."""

    def walk(self) -> None:
        """Go through the tokens once."""
        self.year = self.year_of_paragraph = self.context.year or self.fiscal_year
        default = deepest(metrics_file().defaults, self.topic)
        self.subject = self.context.pending or (
            replace(subject_of_metric(default), exact=False) if default is not None else None
        )
        if self.subject is None and self.context.opening is not None and ALONE.match(self.text):
            self.subject = replace(self.context.opening, exact=False)
        self.comparison = None
        if self.context.head is not None:
            self.heads.append((self.context.head, self.context.head_value))
            self.part_level = self.context.part_level
        self.counter.begin(self.text, self.tokens, self.topic, self.context)
        for index, token in enumerate(self.tokens):
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
        self._leave()

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
        if ending.endswith(":") and self.dated:
            context.year = self.year_of_paragraph
        context.opening = self._opened_with()
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
            self.stack.append((self.clause, self.subject, self.reason, self.purpose))
            base = self.clause.comparison
            if base is not None and base.end != token.start:
                base = None  # 比2023年预算数（3,000万元）增加: the base in brackets
            self.clause = Clause(start=token.end, cue=None, year=self.clause.year, comparison=base)
        elif token.name == ")":
            if self.stack:
                inside = [] if self.clause.breaks or self.last_end > self.clause.start else self.clause.names
                self.clause, self.subject, self.reason, self.purpose = self.stack.pop()
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
        self.part_changed = self.spreads = False
        self.spread = []
        self.part_level = self.context.part_level if self.context.head is not None else None
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

    def _name(self, index: int, token: Token) -> None:
        surface = self.text[token.start : token.end]
        if self.clause.cue is not None and self.clause.cue.name == "share":
            self.clause.denominator = self._denominator(surface) or self.clause.denominator
            return
        if self.purpose and (surface.endswith(phrases().purposeful) or self._part_of_basic(index, token)):
            self.purpose = False
            self.clause = Clause(start=token.start)
            if self.context.kind == "budget" and self.last is not None and self.last.measure == "budget_initial":
                self.part_level = "budget_initial"
        if self.reason or self.purpose:
            return
        subject = as_titled(subject_of(surface, self.topic), self.topic, self.context.titles)
        subject = self._of_same_fund(surface) or subject
        if not subject.senses:
            if surface not in load_lexicon():
                return  # a denominator's short name: 采购金额, 总额
            if self.subject is not None and self.text[: token.start].endswith(phrases().involving):
                return  # 涉及一般公共预算支出210万元: the amount is the projects'
            subject = UNKNOWN
        elif self.head is not None and subject.senses and (said := self._part_of_head(subject)) is not None:
            subject = said
        elif self.context.project and not subject.senses[0].metric.startswith(("project.", "performance.")):
            subject = UNKNOWN  # in a report on one project, 项目支出 is the project's
        elif len(surface) <= SHORT_NAME and not surface.startswith(HAVING) and subject.percent() is None:
            tail = unexplained_tail(self.text, self.tokens, self.clause.start, token.start)
            tail = "" if HOLDING.fullmatch(tail) else tail
            if KIND_BEFORE.search(self.text, 0, token.start):
                subject = UNKNOWN  # 基本建设类项目支出
            elif tail and not tail.endswith("等") and not ORGANISATION.search(tail):
                subject = UNKNOWN  # 民警公用经费 is not the 公用经费, 运转类项目支出 not the 项目支出
        before = self.tokens[index - 1] if index else None
        if (
            subject.senses
            and subject.senses[0].metric in CARRYOVER
            and (OWN_CARRYOVER.search(self.text, 0, token.start) or below(self.topic, "narrative.fiscal_summary"))
        ):
            subject = UNKNOWN  # 财政拨款年初结转和结余: of one fund alone
        if (
            subject.senses
            and subject.senses[0].metric.endswith("revenue_and_expenditure")
            and ONE_FUND.search(self.text, 0, token.start)
        ):
            subject = UNKNOWN  # 一般公共预算收支预算: of one fund alone
        if (
            before is not None
            and (before.kind, before.name) == ("cue", "fund")
            and re.match(r"政府性基金|国有资本", self.text[before.start : before.end])
            and subject.senses
            and subject.senses[0].metric.startswith("general_public.")
        ):
            subject = UNKNOWN  # 使用政府性基金安排基本支出 is not the general budget's
        if before is not None and before.kind == "metric" and before.end == token.start and self.clause.subject:
            specific = self.clause.subject.senses and not self.clause.subject.senses[0].metric.startswith(GENERIC)
            if specific and (subject.unknown or subject.senses[0].metric.startswith(GENERIC)):
                self.clause.subject_end = token.end
                self._level_of_name(surface)
                return
        joined = self.clause.names and self.text[self.clause.subject_end : token.start] in ("和", "与", "及", "以及")
        self.clause.listed = bool(joined) and self.clause.names[-1].senses[:1] != subject.senses[:1]
        self.clause.subject = subject
        self.clause.subject_end = token.end
        self.clause.names.append(subject)
        self._level_of_name(surface)

    def _of_same_fund(self, surface: str) -> Subject | None:
        """政府性基金预算财政拨款本年收入X，本年支出Y: the fund's expenditure."""
        match = SAME_FUND.fullmatch(surface)
        carried = self.subject if match is not None and self.head is None else None
        sense = carried.metric("money", None) if carried is not None and carried.path is None else None
        table = metrics_file().same_fund.get(sense.metric, {}) if sense is not None else {}
        return subject_of_metric(table[match["side"]]) if match is not None and match["side"] in table else None

    def _part_of_basic(self, index: int, token: Token) -> bool:
        """基本支出X，包括用于基本工资等人员经费Y: an amount in an aside that is a part of the basic expenditure."""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        last = self.last
        return (
            last is not None
            and last.metric.endswith((".basic", ".personnel"))
            and "function" not in last.dims
            and self.text.endswith("等", 0, token.start)
            and following is not None
            and following.number is not None
            and following.number.kind == "money"
            and self._explained(token.end, following.start)
        )

    def _part_of_head(self, subject: Subject) -> Subject | None:
        """财政拨款支出X，其中基本支出Y: the fiscal basic expenditure."""
        whole = self.head.metric("money", None) if self.head is not None and self.head.path is None else None
        table = metrics_file().parts_of.get(whole.metric, {}) if whole is not None else {}
        part = table.get(subject.senses[0].metric)
        return subject_of_metric(part) if part is not None else None

    def _level_of_name(self, surface: str) -> None:
        match = NAME_LEVEL.search(surface)
        self.clause.level = None if match is None else "budget" if match["budget"] else "actual"
        if surface.startswith("年初预算"):
            self.clause.level = "budget_initial"

    def _path(self, index: int, token: Token) -> None:
        assert token.path is not None
        if token.path.bare and (self.reason or self.purpose):
            return
        if self.reason and not self._level_statement(index):
            return
        self.reason = self.purpose = False
        path = continued(token.path, self.context.path)
        if token.path.bare and not self._known_item(path):
            self.clause.subject, self.clause.subject_end = UNKNOWN, token.end
            return
        if self._beside_another(index, token):
            self.clause.subject = self.subject = UNKNOWN  # A（项）、B（项）: a number of both is neither's
            self.clause.subject_end = token.end
            return
        self.context.path = tuple(entry for entry in path.names if entry[0] != "项")
        self.clause.subject = self._line(path)
        self.clause.subject_end = token.end
        self.clause.cue = None
        self.head = None

    def _known_item(self, path: FunctionPath) -> bool:
        """Whether an item without mark stands below a 类 that is known and that has it."""
        return path.names[0][0] == "类" and self.context.codes.resolve(path) is not None

    def _beside_another(self, index: int, token: Token) -> bool:
        before = self.tokens[index - 1] if index else None
        if before is not None and before.kind == "punct" and before.name == "、":
            before = self.tokens[index - 2] if index > 1 else None
        return (
            before is not None
            and before.kind == "path"
            and before.path is not None
            and token.path is not None
            and before.path.names[-1][0] == token.path.names[-1][0] == "项"
            and self.text[before.end : token.start] in ("、", "和", "及", "与", "以及")
        )

    def _line(self, path: FunctionPath) -> Subject:
        """The subject of a 类/款/项 line: which total it is a part of, by the section and the head before it."""
        metric = self.context.function_metric or deepest(metrics_file().function_metrics, self.topic)
        if below(self.topic, "narrative.government_fund"):
            metric = "government_fund.expenditure"
        elif below(self.topic, "narrative.state_capital"):
            metric = "state_capital.expenditure"
        dims = (
            ("function", self.context.codes.resolve(path)),
            ("function_name", path.printed.replace("(", "（").replace(")", "）")),
        )
        return subject_of_metric(metric or "general_public.expenditure", path, dims)

    def _year(self, token: Token) -> None:
        if token.year is None or self.reason:
            return
        if self.text[token.start - 1 : token.start] in ("由", "从"):
            self.clause.year = token.year
            if self.fiscal_year is not None and token.year < self.fiscal_year:
                self.comparison = Comparison(token.year, None)
        else:
            self.year = token.year
            if self.text[max(token.start - 2, 0) : token.start] in ("截至", "截止"):
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
            if self.comparison is None or self.comparison.same_year:
                self.comparison = Comparison(base, None)
        elif name == "previous_year":
            self.clause.year = self.fiscal_year - 1 if self.fiscal_year is not None else None
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
        self.spread = []
        if not (self.clause.each or self.spreads) or len(self.group) != 2 or self.clause.subject is not None:
            return
        pair = self.tokens[index + 1 : index + 3]
        if (
            len(pair) == 2
            and all(token.number is not None for token in pair)
            and pair[0].number.kind == pair[1].number.kind  # type: ignore[union-attr]
            and self.text[pair[0].end : pair[1].start] in ("和", "、", "及")
        ):
            self.spread, self.spreads = list(self.group), True

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

    def _among(self) -> None:
        self.purpose = False
        subject = self.clause.subject or self.subject
        if self.clause.listed:
            subject, self.subject = None, UNKNOWN  # 收入全部为A和B，其中…: of neither alone
        if subject is not None and not subject.unknown:
            self.head = self.head or subject
            sense = subject.metric("money", None)
            if sense is not None and subject.path is None:
                level = self.levels.get(sense.metric)
                self.heads.append((sense.metric, level.value if level else None))
            self._take_head_from(subject)
            self.subject = subject
            said = self.levels.get(sense.metric) if sense is not None else None
            if self.context.kind == "budget" and said is not None and said.measure == "budget_initial":
                self.part_level = "budget_initial"  # 年初预算数X，其中A Y: of the initial budget too
        self.clause.subject = None
        self.clause.level = None
        self.clause.names = []
        self.last_whole = None

    def _take_head_from(self, subject: Subject | None) -> None:
        """Function lines that follow stand under this metric."""
        if subject is None or subject.path is not None:
            return
        sense = subject.metric("money", None)
        if sense is not None and sense.metric in metrics_file().function_heads:
            self.context.function_metric = metrics_file().function_heads[sense.metric]

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
