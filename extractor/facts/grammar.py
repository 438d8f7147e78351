"""The grammar: a walk over the tokens of one paragraph that says of every number whose it is and what it measures.

A number is a fact only when every word before it in its clause is explained: by a metric name, a cue, a year, a
comparison or a filler. What is not explained blocks the number and the carrying of earlier subjects past it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractor.facts import counts
from extractor.facts.clean import Clean, clean
from extractor.facts.function_lines import FunctionPath, continued
from extractor.facts.state import UNKNOWN, Claim, Context, Subject, Trouble, subject_of, subject_of_metric
from extractor.facts.tokens import Comparison, Number, Token, residue, tokenise
from extractor.knowledge.metrics import below, deepest, load_lexicon, load_metrics, metrics_file
from extractor.knowledge.phrases import phrases
from extractor.records import Entity

GENERIC = ("total.", "revenue.", "expenditure.", "fiscal.", "general_public.", "government_fund.", "state_capital.")
# 预算 and 决算 at a name's end say the measure, unless they belong to a fund's own name (一般公共预算)
NAME_LEVEL = re.compile(
    r"(?<!公共)(?<!基金)(?<!经营)(?:(?P<budget>预算)|(?P<actual>决算))(?:数|总计|合计|总额|总数|金额)?$"
)
LISTED_REASON = re.compile(r"(?:[一二三四五六七八九十]+是|其[一二三四五]|[(]?\d[.、)]|另一方面|同时)")
NEW_STATEMENT = re.compile(r"(?:截至|截止|全年|年末|20\d\d年末|20\d\d年12月31日)")
ORGANISATION = re.compile(
    r"(?:局|委|院|厅|办|会|部|处|站|所|队|中心|府|街道|镇|乡|校|部门|单位|机关|办事处|办公室)(?:[(].*[)])?$"
)
RATE_WORDS = ("增长", "下降", "上升", "增幅", "降幅", "提高", "降低")
PARENTHESES = re.compile(r"\([^()]*\)")
# residue of one character is a leftover of segmentation ("县机关运行经费"), not a noun of its own
EXPLAINED = 1


def read_paragraph(
    text: str, *, topic: str, year: int | None, entities: Sequence[Entity], context: Context
) -> tuple[list[Claim], list[Trouble]]:
    """The claims of one paragraph and what could not be read, ``context`` moved on for the next paragraph.

    ``entities`` count offsets of ``text``. ``year`` is the document's fiscal year, None where unknown.
    """
    cleaned = clean(text)
    tokens = tokenise(cleaned, entities, topic=topic, year=year)
    reader = Reader(cleaned, tokens, topic, year, context)
    reader.walk()
    return reader.claims, reader.troubles


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


@dataclass(slots=True)
class Reader:
    """One paragraph. ``walk`` fills ``claims`` and ``troubles``."""

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
    year: int | None = None
    reason: bool = False
    purpose: bool = False
    stack: list[tuple[Clause, Subject | None, bool, bool]] = field(default_factory=list)
    levels: dict[str, Claim] = field(default_factory=dict)  # metric → last level claim
    group: list[Subject] = field(default_factory=list)  # subjects with a level in this sentence
    last: Claim | None = None
    last_end: int = -1
    counter: counts.Counter = field(default_factory=counts.Counter)
    sentence_numbers: int = 0
    flat: set[tuple[str, FunctionPath | None]] = field(default_factory=set)  # said equal in this sentence
    queue: list[Subject] = field(default_factory=list)  # names that 分别为 spreads over the next numbers

    @property
    def text(self) -> str:
        return self.cleaned.text

    # --- the walk -----------------------------------------------------------------------------------------------------

    def walk(self) -> None:
        """Go through the tokens once."""
        self.year = self.fiscal_year
        default = deepest(metrics_file().defaults, self.topic)
        self.subject = self.context.pending or (
            replace(subject_of_metric(default), exact=False) if default is not None else None
        )
        self.comparison = None
        if self.context.head is not None:
            self.heads.append((self.context.head, self.context.head_value))
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
        context.stage = self.counter.stage

    def _punctuation(self, index: int, token: Token) -> None:
        if token.name in "。!?\n":
            self._end_sentence(index, token)
        elif token.name == "(":
            self.stack.append((self.clause, self.subject, self.reason, self.purpose))
            self.clause = Clause(start=token.end, cue=None, year=self.clause.year)
        elif token.name == ")":
            if self.stack:
                self.clause, self.subject, self.reason, self.purpose = self.stack.pop()
        elif token.name == ";":
            self.purpose = False
            if self.reason and not self._reason_goes_on(index + 1, token.end):
                self.reason = False
            self.clause = Clause(start=token.end)
        else:
            if token.name == ",":
                self.clause.breaks += 1
                if self.purpose and (self._level_statement(index + 1) or self._resumes(index + 1)):
                    self.purpose = False
                    self.clause = Clause(start=token.end)
                elif self.reason and (self._resumes_comparing(index + 1) or NEW_STATEMENT.match(self.text, token.end)):
                    self.reason = False
                    self.clause = Clause(start=token.end)
                if self.clause.cue is not None and self.clause.cue.name in ("up", "down", "either"):
                    self.clause.cue = None  # a direction does not reach over a comma
            self.clause.start = token.end

    def _end_sentence(self, index: int, token: Token) -> None:
        self.reason = self.purpose = False
        if self.clause.subject is not None and self.clause.subject.path is not None:
            self.subject = self.clause.subject
        elif self.head is not None:
            self.subject = self.head
        elif self.clause.subject is not None and self.sentence_numbers == 0 and not self.clause.subject.unknown:
            self.subject = self.clause.subject
        self.sentence_numbers = 0
        self.flat.clear()
        if self.subject is not None and self.subject.exact:
            self.subject = replace(self.subject, exact=False)
        self.head = None
        self.queue = []
        self.stack.clear()
        self.clause = Clause(start=token.end)
        self.year = self.fiscal_year
        self.group = []
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None or not (following.kind == "cue" and following.name == "among"):
            self.comparison = None
        self.counter.end_sentence()

    def _name(self, index: int, token: Token) -> None:
        surface = self.text[token.start : token.end]
        if self.clause.cue is not None and self.clause.cue.name == "share":
            self.clause.denominator = self._denominator(surface) or self.clause.denominator
            return
        if self.purpose and surface.endswith(phrases().purposeful):
            self.purpose = False
        if self.reason or self.purpose:
            return
        subject = subject_of(surface, self.topic)
        if not subject.senses:
            if surface not in load_lexicon():
                return  # a denominator's short name: 采购金额, 总额
            subject = UNKNOWN
        before = self.tokens[index - 1] if index else None
        if before is not None and before.kind == "metric" and before.end == token.start and self.clause.subject:
            specific = self.clause.subject.senses and not self.clause.subject.senses[0].metric.startswith(GENERIC)
            if specific and (subject.unknown or subject.senses[0].metric.startswith(GENERIC)):
                self.clause.subject_end = token.end
                self._level_of_name(surface)
                return
        self.clause.subject = subject
        self.clause.subject_end = token.end
        self.clause.names.append(subject)
        self._level_of_name(surface)

    def _level_of_name(self, surface: str) -> None:
        match = NAME_LEVEL.search(surface)
        self.clause.level = None if match is None else "budget" if match["budget"] else "actual"

    def _path(self, index: int, token: Token) -> None:
        assert token.path is not None
        if self.reason and not self._level_statement(index):
            return
        self.reason = self.purpose = False
        path = continued(token.path, self.context.path)
        self.context.path = tuple(entry for entry in path.names if entry[0] != "项")
        self.clause.subject = self._line(path)
        self.clause.subject_end = token.end
        self.clause.cue = None
        self.head = None

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

    def _comparison(self, token: Token) -> None:
        if self.reason or self.purpose:
            return
        self.comparison = token.comparison
        self.clause.comparison = token
        self.clause.breaks = 0
        self.clause.cue = None
        self.clause.level = None
        if self.text.startswith("等于", token.start):
            self._flat(token)

    def _cue(self, index: int, token: Token) -> None:
        name = token.name
        if name == "reason":
            if not self._is_name_part(token):
                self.reason = True
        elif name == "purpose":
            if not self.reason and not self._level_statement(index + 1):
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
            if name == "share":
                self.clause.denominator = None
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
        elif name == "flat":
            self._flat(token)

    def _each_list(self, index: int) -> list[Subject]:
        """货物、工程、服务支出分别为A、B和C: the names in order, for as many numbers in a row."""
        run = 0
        for token in self.tokens[index + 1 :]:
            if token.kind == "number" and token.number is not None and token.number.kind in ("money", "bare"):
                run += 1
            elif token.kind != "punct" or token.name not in "、,":
                break
        if run < 2:
            return []
        names = self.clause.names
        if len(names) == 1:
            sense = names[0].metric("money", None)
            pair = metrics_file().counterparts.get(sense.metric, {}) if sense else {}
            names = [subject_of_metric(pair[short]) for short in ("收入", "支出") if short in pair]
        return list(names) if len(names) == run else []

    def _is_name_part(self, token: Token) -> bool:
        """原因 that names nothing here: "主要原因" starts an aside; "不因" and the like do not occur as tokens."""
        return self.text[token.start - 1 : token.start] == "不"

    def _among(self) -> None:
        self.purpose = False
        subject = self.clause.subject or self.subject
        if subject is not None and not subject.unknown:
            self.head = self.head or subject
            sense = subject.metric("money", None)
            if sense is not None and subject.path is None:
                level = self.levels.get(sense.metric)
                self.heads.append((sense.metric, level.value if level else None))
            self._take_head_from(subject)
            self.subject = subject
        self.clause.subject = None
        self.clause.level = None
        self.clause.names = []

    def _take_head_from(self, subject: Subject | None) -> None:
        """Function lines that follow stand under this metric."""
        if subject is None or subject.path is not None:
            return
        sense = subject.metric("money", None)
        if sense is not None and sense.metric in metrics_file().function_heads:
            self.context.function_metric = metrics_file().function_heads[sense.metric]

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _number(self, index: int, token: Token, number: Number) -> None:
        self.sentence_numbers += 1
        subject: Subject | None = UNKNOWN
        keep: Token | None = None
        if number.kind == "count":
            found = self.counter.count(
                token, number, self._current(token), reason=self.reason, year=self.clause.year or self.year
            )
            for claim in found:
                self._add(claim, token)
            if self.counter.amount is not None:
                self.subject, self.counter.amount = self.counter.amount, None
            elif not self.reason and not self.purpose:
                named = self.clause.subject
                if named is not None and (found or named.metric("count", number.unit)):
                    self.subject = named
        elif number.kind == "per_head":
            self._add_all(counts.per_head(self.text, token, number, self.clause.year or self.year))
        elif self.counter.threshold(token, number) or self.reason or self.purpose:
            pass
        else:
            subject, keep = self._amount(index, token, number)
            if subject is not None:
                self.subject = subject
        self.clause = Clause(start=token.end, cue=keep, each=self.clause.each and number.kind == "bare")
        self.last_end = token.end
        self.counter.passed(token)

    def _amount(self, index: int, token: Token, number: Number) -> tuple[Subject | None, Token | None]:
        """Claim a money, percent or bare number. Gives the subject to carry on and a cue that still holds."""
        clause = self.clause
        cue = clause.cue.name if clause.cue else None
        following = self.text[token.end : token.end + 1]
        subject = self._current(token)
        if number.kind == "percent" and subject.percent() is not None and cue not in ("share", "completion"):
            sense = subject.percent()
            assert sense is not None
            self._claim(token, number, subject, "completion" if False else "actual", metric=sense.metric, rule="rate")
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
        if cue == "share":
            if number.kind == "percent":
                self._share(token, number, subject)
            return (subject if clause.subject else None), (clause.cue if number.kind == "money" else None)
        if cue in ("up", "down", "either") and self._adjacent(token):
            return self._change(token, number, subject), None
        if number.kind == "percent":
            self._bracketed_rate(token, number)
            return None, None
        if number.kind == "points":
            return None, None
        compared = clause.comparison
        fresh = compared is not None and (clause.subject is None or clause.subject_end <= compared.start)
        if fresh and compared is not None and compared.comparison is not None and not clause.breaks:
            return self._compared_value(token, number, subject, compared.comparison), None
        if number.kind == "bare" and not self._inherits_unit(index):
            named = clause.subject is not None and clause.subject_end >= clause.start
            if not (clause.level or (named and self.text[clause.subject_end : token.start] in ("", "为", "是"))):
                return UNKNOWN, None
        self._level(token, self._with_unit(index, number), subject, clause.level)
        return subject, None

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
        return self.subject

    def _explained(self, start: int, end: int) -> bool:
        if end <= start:
            return True
        blanked = PARENTHESES.sub(lambda match: " " * len(match[0]), self.text[start:end])
        padded = self.text[:start] + blanked + self.text[end:]
        return len(residue(padded, self.tokens, start, end)) <= EXPLAINED

    def _counterpart(self, token: Token) -> Subject | None:
        """收入 or 支出 alone after a total."""
        words = self.text[self.clause.start : token.start]
        if self.subject is None and not self.claims:
            return self._opening(words)
        match = re.match(r"(?:其中|全年|年度|本年|各项|总)*(收入|支出)", words)
        if match is None or self.subject is None or self.subject.path is not None:
            return None
        sense = self.subject.metric("money", None)
        table = metrics_file().counterparts.get(sense.metric, {}) if sense else {}
        if match[1] not in table or not self._explained(self.clause.start + match.end(), token.start):
            return None
        return subject_of_metric(table[match[1]])

    def _opening(self, words: str) -> Subject | None:
        """支出预算X万元 at the head of a paragraph, perhaps after the body's name."""
        tables = metrics_file().openings
        for above in sorted((key for key in tables if below(self.topic, key)), key=len, reverse=True):
            for short, metric in tables[above].items():
                match = re.fullmatch(rf"(?P<lead>.*?){short}(?:数|总额|合计)?(?:为|是|共|共计)?", words)
                lead = (
                    re.sub(r"20\d\d年度?|本部门|我部门|本单位|我单位|本年度?|全年", "", match["lead"]) if match else "?"
                )
                if match and (not lead or ORGANISATION.search(lead)):
                    return subject_of_metric(metric)
        return None

    def _adjacent(self, token: Token) -> bool:
        """Whether only fillers stand between the direction and its number, and it is no level reached (增加到)."""
        cue = self.clause.cue
        assert cue is not None
        between = self.text[cue.end : token.start]
        if between.startswith(phrases().reached):
            return False
        named_after = self.clause.subject is not None and self.clause.subject_end > cue.end
        return not named_after and self._explained(cue.end, token.start)

    def _change(self, token: Token, number: Number, subject: Subject) -> Subject | None:
        """增加 / 减少 X: an amount is a change, a percentage a rate; 减少 makes it negative."""
        cue = self.clause.cue
        assert cue is not None
        value = number.value
        if cue.name == "either":
            if value != 0:
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
            measure = "change_rate" if word in RATE_WORDS else "change"
        subjects = [subject]
        if self.clause.each and self.clause.subject is None and len(self.group) == 2:
            subjects = list(self.group)
        elif self.last is not None and self.last.measure == "change" and measure == "change_rate":
            subjects = self._last_subjects or subjects
        if measure == "change_rate" and len(subjects) == 1 and self.clause.subject is None:
            self._reassign(subject, value)
        if self._moved is not None and measure == "change_rate":
            subjects = [self._moved]
        for one in subjects:
            self._claim(token, number, one, measure, value=value, rule="change")
        self._moved = None
        if measure == "change":
            self._last_subjects_set(subjects)
        return subjects[-1] if len(subjects) == 1 else self.subject

    _last_subjects: list[Subject] = field(default_factory=list)
    _moved: Subject | None = None

    def _reassign(self, subject: Subject, rate: Decimal) -> None:
        """A change after the parts of 其中 may be the whole's: where only the whole's numbers agree with the rate, it is."""
        last, head = self.last, self.head
        if last is None or last.measure != "change" or not last.value or head is None or head is subject:
            return
        own, whole = subject.metric("money", None), head.metric("money", None)
        if own is None or whole is None or last.metric != own.metric or own.metric == whole.metric:
            return
        if _agrees(self.levels.get(own.metric), last, rate) or not _agrees(self.levels.get(whole.metric), last, rate):
            return
        moved = last._replace(metric=whole.metric, dims={**dict(head.dims), **dict(whole.dims)}, rule="change.head")
        self.claims[self.claims.index(last)] = moved
        self.last = moved
        self._moved = head

    def _last_subjects_set(self, subjects: list[Subject]) -> None:
        self._last_subjects = list(subjects) if len(subjects) > 1 else []

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
        self._claim(token, number, subject, "completion", basis=basis, rule="completion")

    def _deviation(self, token: Token, number: Number, subject: Subject) -> None:
        """预决算差异率X%: the year's accounts against its initial budget."""
        kept, self.comparison = self.comparison, Comparison(self.fiscal_year, "budget_initial", same_year=True)
        self._claim(token, number, subject, "change_rate", rule="deviation")
        self.comparison = kept

    def _basis_of(self, cue: Token | None) -> str:
        words = self.text[cue.start : cue.end] if cue else ""
        return "budget_initial" if "年初" in words else "budget"

    def _share(self, token: Token, number: Number, subject: Subject) -> None:
        of = self.clause.denominator
        rule = "share.named"
        if of is None and self._explained(self.clause.cue.end if self.clause.cue else token.start, token.start):
            of, rule = self._whole(subject, number), "share.head"
        if of is None:
            return
        sense = subject.metric("money", None)
        if sense is not None and (sense.metric != of or subject.path is not None):
            self._claim(token, number, subject, "share", dims={"of": of}, rule=rule)

    def _denominator(self, surface: str) -> str | None:
        tables = metrics_file().denominators
        for above in sorted((key for key in tables if key != "any" and below(self.topic, key)), key=len, reverse=True):
            if surface in tables[above]:
                return tables[above][surface]
        if surface in tables["any"]:
            return tables["any"][surface]
        sense = subject_of(surface, self.topic).metric("money", None)
        return sense.metric if sense is not None else None

    def _whole(self, subject: Subject, number: Number) -> str | None:
        """The denominator of a bare 占X%: of the heads open here, the one that the numbers agree with, else the first."""
        candidates = [
            head for head in self.heads if not subject.senses or head[0] != subject.senses[0].metric or subject.path
        ]
        default = deepest(metrics_file().wholes, self.topic)
        sense = subject.metric("money", None)
        part = self.levels.get(sense.metric) if sense else None
        if part is not None and part.value and len(candidates) > 1:
            for metric, value in candidates:
                if value and abs(part.value / value * 100 - number.value) < Decimal("0.6"):
                    return metric
        if candidates:
            return candidates[0][0]
        if default is not None and sense is not None and sense.metric != default:
            return default
        if subject.path is not None and sense is not None:
            return sense.metric
        return None

    def _level(self, token: Token, number: Number, subject: Subject, level: str | None) -> None:
        measure = level or self._default_measure()
        claim = self._claim(token, number, subject, measure, rule="level" if level is None else f"level.{level}")
        if claim is None:
            return
        self.levels[claim.metric] = claim
        if claim.measure == self._default_measure():
            self.group = [one for one in self.group if one is not subject][-1:] + [subject]
        if subject.path is None and claim.value and claim.metric in metrics_file().function_heads:
            self.context.function_metric = metrics_file().function_heads[claim.metric]

    def _flat(self, token: Token) -> None:
        """持平: a change of 0 against the year compared with."""
        compared = self.comparison
        before = self.text[max(token.start - 2, 0) : token.start]
        if compared is None or compared.same_year or before.endswith(phrases().flat_blockers):
            return
        subject = self._current(token)
        sense = subject.metric("money", None)
        if sense is None or (sense.metric, subject.path) in self.flat:
            return
        self.flat.add((sense.metric, subject.path))
        level = self.levels.get(sense.metric)
        unit = level.unit if level else None
        self._append_claim(
            subject,
            sense.metric,
            dict(sense.dims),
            token,
            measure="change",
            value=Decimal(0),
            unit=unit,
            yuan=Decimal(0),
            rule="flat",
            score=0.9,
            printed=self.text[token.start : token.end],
        )
        if self.clause.subject is not None:
            self.subject = self.clause.subject
            self.clause.subject = None

    # --- claims -------------------------------------------------------------------------------------------------------

    def _default_measure(self) -> str:
        return "budget" if self.context.kind == "budget" else "actual"

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
        forced = metrics_file().surfaces[chosen].measure if chosen in metrics_file().surfaces else None
        if forced is not None and measure in ("actual", "budget", "budget_initial"):
            measure = forced
        unit, yuan = number.unit, number.yuan
        if measure in ("completion", "change_rate", "share"):
            yuan = None
        elif yuan is not None and value is not None:
            yuan = abs(yuan) if value >= 0 else -abs(yuan)
        if number.kind == "bare":
            self._trouble("F101", token, printed=number.entity.printed, metric=load_metrics()[chosen].name)
        score = 0.95 if subject.exact else 0.85
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
            score=score if number.kind != "bare" else score - 0.2,
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
            elif self.context.comparison is not None:
                base_year, basis = self.context.comparison.base_year, self.context.comparison.basis
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

    # --- looking ahead ------------------------------------------------------------------------------------------------

    def _level_statement(self, index: int) -> bool:
        """Whether a name and its amount follow at once: "公务接待费支出0.16万元"."""
        start = self.tokens[index - 1].end if index else 0
        name: Token | None = None
        for token in self.tokens[index : index + 8]:
            if token.kind == "punct" and not (token.name in ":()" or (token.name == "、" and name is None)):
                return False
            if token.kind in ("metric", "path"):
                if name is None and residue(self.text, self.tokens, start, token.start) and token.kind == "metric":
                    return False
                name = token
            elif token.kind == "number":
                return (
                    name is not None
                    and token.number is not None
                    and token.number.kind in ("money", "bare")
                    and self._explained(name.end, token.start)
                )
            elif token.kind == "cue" and token.name in ("up", "down", "either", "reason", "share", "completion"):
                return False
        return False

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

    def _reason_goes_on(self, index: int, start: int) -> bool:
        """After a semicolon: 二是…, or a change that is part of the reason (项目支出减少30万元)."""
        if LISTED_REASON.match(self.text, start):
            return True
        if self._level_statement(index):
            return False
        for token in self.tokens[index:]:
            if token.kind == "number" or (token.kind == "punct" and token.name in ";。"):
                return False
            if token.kind == "cue" and token.name in ("up", "down", "either"):
                return True
        return False

    def _inherits_unit(self, index: int) -> bool:
        return self._donor(index) is not None

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
