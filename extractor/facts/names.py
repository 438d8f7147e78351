"""Names: whose the following numbers are, by a metric's name or a path of the functional classification."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.facts.asides import GENERIC, AsideReader
from extractor.facts.claims import ORGANISATION, Clause
from extractor.facts.function_lines import FunctionPath, continued
from extractor.facts.shares import side_of
from extractor.facts.state import UNKNOWN, Subject, as_titled, subject_of, subject_of_metric
from extractor.facts.tokens import Token, unexplained_tail
from extractor.knowledge.metrics import below, deepest, load_lexicon, metrics_file
from extractor.knowledge.phrases import phrases

# 预算 and 决算 at a name's end say the measure, unless they belong to a fund's own name (一般公共预算)
NAME_LEVEL = re.compile(
    r"(?<!公共)(?<!基金)(?<!经营)(?:(?P<budget>预算|计划)|(?P<actual>决算))(?:数|总计|合计|总额|总数|金额)?$"
)
# Names this short are often the end of a longer one
SHORT_NAME = 5
ONE_FUND = re.compile(r"(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)$")
KIND_OF_PURCHASE = re.compile(r"(?:货物|工程|服务)类?(?:采购|项目)*$")
KIND_BEFORE = re.compile(r"[\u4e00-\u9fff]类$")
WHOLE_BODY_LEVELS = {"project.budget": "budget", "project.executed": "actual"}
# 高中教育（项）当年支出X: the line's own
OF_THE_LINE = re.compile(r"(?:本年度?|当年|年度|全年)支出(?:决算|预算|合计)?")
HAVING = ("共", "实有", "现有", "拥有", "保有", "占有", "使用", "在用")  # verbs: what stands before them is who has it
HOLDING = re.compile(r"(?:占有|占用|拥有|实有|现有|保有|在用|使用|含|另|共)+")
CARRYOVER = ("revenue.opening_carryover", "expenditure.closing_carryover")
OWN_CARRYOVER = re.compile(r"(?:财政拨款|一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)$")
SAME_FUND = re.compile(r"(?:本年|当年)度?(?P<side>收入|支出)(?:合计|总计)?")


@dataclass(slots=True)
class NameReader(AsideReader):
    """Says what a name in the text stands for, and where it stands for nothing known."""

    def _name(self, index: int, token: Token) -> None:
        surface = self.text[token.start : token.end]
        if token.start == self.inverted:
            return
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
        subject = self._of_same_fund(surface) or self._planned_too(subject, token) or subject
        if self.whole_body is not None and subject.senses and subject.senses[0].metric in WHOLE_BODY_LEVELS:
            self.clause.level = WHOLE_BODY_LEVELS[subject.senses[0].metric]
            return  # 全年预算数, in a report on no single project
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
            elif tail and not tail.endswith("等") and not ORGANISATION.search(self.text, 0, token.start):
                subject = UNKNOWN  # 民警公用经费 is not the 公用经费, 运转类项目支出 not the 项目支出
        if subject.senses and "收入" not in surface and self._within_expenditure(subject.senses[0].metric):
            subject = UNKNOWN
        before = self.tokens[index - 1] if index else None
        if (
            subject.senses
            and subject.senses[0].metric in CARRYOVER
            and (OWN_CARRYOVER.search(self.text, 0, token.start) or below(self.topic, "narrative.fiscal_summary"))
        ):
            subject = UNKNOWN  # 财政拨款年初结转和结余: of one fund alone
        if subject.senses and subject.senses[0].metric in CARRYOVER and self._under_spending():
            subject = UNKNOWN  # 项目支出X，其中上年结转Y: the projects' own
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
        of_kind = bool(subject.senses) and self._of_kind(token, subject.senses[0].metric)
        if of_kind or (subject.senses and self._of_part(before, subject.senses[0].metric, token)):
            subject = UNKNOWN
        if before is not None and (before.kind, before.end) == ("path", token.start) and OF_THE_LINE.fullmatch(surface):
            self.clause.subject_end = token.end
            return
        if (
            not of_kind
            and before is not None
            and before.kind == "metric"
            and before.end == token.start
            and self.clause.subject
        ):
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
        if self.text.startswith(("中,", "中:"), token.end) and subject.senses:
            self._among()  # 本年支出中，基本支出占X%
            self.last_whole = subject.senses[0].metric

    def _within_expenditure(self, metric: str) -> bool:
        """支出总计X（一般公共预算A，政府性基金预算B）: the expenditure by fund, and no fund's revenue."""
        outer = self.stack[-1].subject if self.stack else None
        whole = outer.metric("money", None) if outer is not None and outer.path is None else None
        return whole is not None and metric.startswith("revenue.") and side_of(whole.metric) == "支出"

    def _under_spending(self) -> bool:
        """Whether the whole whose parts are listed is basic or project expenditure."""
        whole = self.head.metric("money", None) if self.head is not None else None
        return whole is not None and whole.metric.endswith((".basic", ".project"))

    def _of_kind(self, token: Token, metric: str) -> bool:
        """货物采购授予中小企业合同金额: the contracts of one kind of purchase have no metric, neither that of all contracts nor that of
        the kind (GUIDE 30)."""
        return metric in metrics_file().no_share_of and bool(KIND_OF_PURCHASE.search(self.text, 0, token.start))

    def _of_part(self, before: Token | None, metric: str, token: Token) -> bool:
        """Whether a name speaks of less than its metric: purchases of one fund (其中一般公共预算拨款政府采购X：货物Y), or an item of
        the operating cost that is called as one of the three public expenses."""
        if metric.startswith("procurement."):
            funded = before is not None and (before.kind, before.name, before.end) == ("cue", "fund", token.start)
            self.one_fund = self.one_fund or (funded and "procurement.total" in self.given)
            return self.one_fund
        whole = self.head.metric("money", None) if self.head is not None else None
        return whole is not None and whole.metric == "operating_cost" and metric.startswith("three_public.")

    def _planned_too(self, subject: Subject, token: Token) -> Subject | None:
        """拟采购货物A、服务B: services to be bought."""
        last = self.last
        kind = self.text[token.start : token.end].removesuffix("类")
        beside = self.text[self.last_end : token.start] in ("、", ",", "和", ";")
        if last is None or last.metric != "procurement.planned" or not beside or kind not in ("货物", "工程", "服务"):
            return None
        return subject_of_metric("procurement.planned", dims=(("kind", kind),))

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
        self.path_end = token.end
        path = self._placed(token.path)
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

    def _placed(self, path: FunctionPath) -> FunctionPath:
        """The path below what was said before it, unless the classification knows it only without."""
        placed = continued(path, self.context.path)
        resolve = self.context.codes.resolve
        if placed.names != path.names and not path.bare and resolve(placed) is None and resolve(path) is not None:
            return path
        return placed

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

    def _among(self) -> None:
        self.purpose = False
        subject = self.clause.subject or self.subject
        if self.clause.listed:
            subject, self.subject = None, UNKNOWN  # 收入全部为A和B，其中…: of neither alone
        if subject is not None and not subject.unknown:
            sense = subject.metric("money", None)
            anew = sense is not None and sense.metric in metrics_file().both_totals and subject.path is None
            self.head = subject if self.head is None or anew else self.head  # …；支出预算X，其中…
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
