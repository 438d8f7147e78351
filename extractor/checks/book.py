"""The facts and cells of one disclosure, ready to be looked up and compared: amounts with their rounding envelope."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal, NamedTuple

from extractor.knowledge.checks import FundScope, fund_words, load_checks, scope_of
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Anchor, Disclosure, Fact, Paragraph, Statement, StatementCell

_NOTHING = Decimal(0)
_CLAUSE = re.compile(r"[，。；：、;:]|,(?!\d)")
HALF = Decimal("0.5")
SINGLE_FUNDS = {"general_public", "government_fund", "state_capital"}
CARRIED = ("revenue.opening_carryover", "expenditure.closing_carryover")
BUDGETS = ("budget_initial", "budget")
FUND_REVENUES = ("revenue.general_public_budget", "revenue.government_fund", "revenue.state_capital")
CARRY_WORDS = ("结转", "结余")
BRACKET = 100  # characters of an amount, a bracket behind it and the funds in it
VALUES = ("actual", "budget", "budget_initial", "count")


class Amount(NamedTuple):
    """A number that can be compared: in yuan where it is money with a known unit, else as printed.

    ``slack`` is half its last printed digit: what rounding may have taken from it or added to it.
    """

    value: Decimal
    slack: Decimal
    printed: str
    unit: str | None
    anchors: tuple[Anchor, ...]
    money: bool

    @property
    def words(self) -> str:
        return f"{self.printed}{self.unit or ''}"


class Book:
    """Looks up what checks bind."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        self.kind = disclosure.profile.kind
        before = {match.start("number") for match in re.finditer(load_checks().left_behind, disclosure.text)}
        self.prose = [
            fact
            for fact in disclosure.facts
            if fact.origin == "prose"
            and not _of_two_items(fact)
            and fact.anchor.start not in before
            and not self._carried_by_fund(fact)
        ]
        # by identity: the disclosure keeps its cells and facts alive
        self._amounts: dict[int, Amount] = {}
        self._fact_amounts: dict[int, Amount] = {}
        self._dims: dict[int, dict[str, str | None]] = {}
        self._homes: dict[int, Paragraph | None] = {}
        self._carried: list[Amount] | None = None
        self._by_metric: dict[str, list[Fact]] = {}
        self._by_measure: dict[str, list[Fact]] = {}
        self._said: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.prose:
            self._by_metric.setdefault(fact.metric, []).append(fact)
            self._by_measure.setdefault(fact.measure, []).append(fact)
            self._said.setdefault((fact.metric, fact.measure), []).append(fact)
        self.statements: dict[str, list[Statement]] = {}
        for statement in disclosure.statements:
            self.statements.setdefault(statement.form, []).append(statement)
        forms = {statement.id: statement.form for statement in disclosure.statements}
        self._cells: dict[tuple[str | None, str, str], list[Fact]] = {}
        self.cell_facts: dict[str, list[Fact]] = {}
        self._function_cells: dict[tuple[str, str | None], list[Fact]] = {}
        for fact in disclosure.facts:
            if fact.origin == "cell":
                form = forms.get(fact.statement_id or "", "")
                self.cell_facts.setdefault(fact.metric, []).append(fact)
                self._function_cells.setdefault((fact.metric, fact.dims.get("function")), []).append(fact)
                if not fact.dims.get("function"):
                    for place in (form, None):  # in one form, or in any
                        self._cells.setdefault((place, fact.metric, fact.measure), []).append(fact)
        self._usual_digits = _usual_digits(self.prose)
        self._form_digits = {statement.id: _form_digits(statement) for statement in disclosure.statements}
        self._paragraphs = sorted(disclosure.paragraphs, key=lambda paragraph: paragraph.start)
        self._paragraph_starts = [paragraph.start for paragraph in self._paragraphs]
        self.columns: dict[tuple[str, str], dict[str, Amount]] = {}  # amounts by code, of a statement's column

    @cached_property
    def _places(self) -> tuple[list[int], list[Anchor]]:
        """Everything that has a page and a box, in reading order: where it starts, and its anchor."""
        rows = (row.anchor for statement in self.disclosure.statements for row in statement.rows)
        anchors = [
            *(paragraph.anchor for paragraph in self.disclosure.paragraphs),
            *(section.anchor for section in self.disclosure.sections),
            *(anchor for anchor in rows if anchor is not None),
            *(table.anchor for table in self.disclosure.indicator_tables),
        ]
        anchors.sort(key=lambda anchor: anchor.start)
        return [anchor.start for anchor in anchors], anchors

    def _carried_by_fund(self, fact: Fact) -> bool:
        """年初财政拨款结转和结余200.40万元（一般公共预算120.40万元，…）: in the bracket, what each fund carried over, and no revenue."""
        if fact.metric not in FUND_REVENUES or fact.measure not in VALUES:
            return False
        before = self.disclosure.text[max(0, fact.anchor.start - BRACKET) : fact.anchor.start]
        outside, opened, inside = before.replace("(", "（").replace(")", "）").rpartition("（")
        return bool(opened) and "）" not in inside and any(word in _CLAUSE.split(outside)[-1] for word in CARRY_WORDS)

    @property
    def main_measure(self) -> str:
        """What the document's amounts are, where nothing else is said."""
        return "budget" if self.kind == "budget" else "actual"

    @property
    def main_first(self) -> tuple[str, ...]:
        """Measures of a value, the document's own first."""
        if self.kind == "budget":
            return ("budget", "budget_initial", "actual", "count")
        return ("actual", "count", "budget", "budget_initial")

    @property
    def year_first(self) -> tuple[str, ...]:
        """Measures of what a change from last year leads to: in final accounts never the budget."""
        return ("actual", "count") if self.kind == "final_account" else self.main_first

    def cell(self, form: str | None, metric: str, measure: str | None) -> Fact | None:
        """The one cell fact of a metric in a form; null where there is none, or several that differ."""
        found = self.cells(form, metric, measure)
        values = {fact.yuan if fact.yuan is not None else fact.value for fact in found}
        return found[0] if len(values) == 1 else None

    def cells(self, form: str | None, metric: str, measure: str | None) -> list[Fact]:
        """All cell facts of a metric in a form, or in any."""
        return self._cells.get((form or None, metric, measure or self.main_measure), [])

    def cells_of(self, metric: str, fact: Fact) -> list[Fact]:
        """The cell facts of a metric that state the measure, year and 功能分类 of ``fact``."""
        return [
            cell
            for cell in self._function_cells.get((metric, fact.dims.get("function")), ())
            if cell.measure == fact.measure and cell.year == fact.year
        ]

    def confirmed(self, fact: Fact) -> bool:
        """Whether the amount is printed again, in a form or in another sentence."""
        said = self.amount(fact)
        others = [*self.cells_of(fact.metric, fact), *self.facts_of(fact.metric)]
        return any(
            other is not fact
            and other.measure == fact.measure
            and other.year == fact.year
            and self.compared_dims(other) == self.compared_dims(fact)
            and abs(self.amount(other).value - said.value) <= said.slack + self.amount(other).slack
            for other in others
        )

    def anchor_at(self, start: int, end: int) -> Anchor:
        """An anchor for a place in the text: page and box of the paragraph, heading or number that it stands in."""
        starts, anchors = self._places
        index = bisect_right(starts, start) - 1
        near = anchors[index] if index >= 0 else None
        if near is None or start >= near.end:
            near = None
        return Anchor(
            page=near.page if near else None,
            box=near.box if near else None,
            start=start,
            end=end,
            quote=self.disclosure.text[start:end],
        )

    def amount(self, fact: Fact) -> Amount:
        """The fact, one of the disclosure's, as an amount."""
        known = self._fact_amounts.get(id(fact))
        if known is None:
            known = self._fact_amounts[id(fact)] = self._fact_amount(fact)
        return known

    def _fact_amount(self, fact: Fact) -> Amount:
        step = _step(
            fact.value,
            self._form_digits.get(fact.statement_id or "")
            if fact.origin == "cell"
            else self._usual_digits.get(fact.unit),
        )
        if fact.yuan is not None:
            scale = fact.yuan / fact.value if fact.value else Decimal(_scale(fact.unit))
            return Amount(fact.yuan, step * HALF * abs(scale), str(fact.value), fact.unit, (fact.anchor,), True)
        counted = fact.unit not in ("%", "‰")
        slack = (
            Decimal(0)
            if counted and fact.value == fact.value.to_integral_value() and fact.measure == "count"
            else step * HALF
        )
        return Amount(fact.value, slack, str(fact.value), fact.unit, (fact.anchor,), False)

    def cell_amount(self, statement: Statement, cell: StatementCell) -> Amount | None:
        """A statement cell as an amount; null where it holds no number."""
        if cell.value is None:
            return None
        known = self._amounts.get(id(cell))
        if known is None:
            known = self._amounts[id(cell)] = self._cell_amount(statement, cell, cell.value)
        return known

    def _cell_amount(self, statement: Statement, cell: StatementCell, value: Decimal) -> Amount:
        step = _step(value, self._form_digits.get(statement.id))
        if cell.yuan is not None:
            scale = cell.yuan / value if value else Decimal(_scale(statement.unit))
            return Amount(cell.yuan, step * HALF * abs(scale), str(value), statement.unit, (cell.anchor,), True)
        return Amount(value, step * HALF, str(value), statement.unit, (cell.anchor,), False)

    def paragraph_of(self, fact: Fact) -> Paragraph | None:
        """The paragraph that a prose fact stands in."""
        start = fact.anchor.start
        if start not in self._homes:
            index = bisect_right(self._paragraph_starts, start) - 1
            home = self._paragraphs[index] if index >= 0 else None
            self._homes[start] = home if home is not None and start < home.end else None
        return self._homes[start]

    def compared_dims(self, fact: Fact) -> dict[str, str | None]:
        """The dimensions that tell ``fact``, one of the disclosure's, from another."""
        known = self._dims.get(id(fact))
        if known is None:
            known = self._dims[id(fact)] = compared_dims(fact.dims)
        return known

    def wholes(self) -> Iterator[tuple[str, Amount]]:
        """Every total that something could be a share of, with its name: facts of the whole document, totals of forms."""
        for fact in self.disclosure.facts:
            if fact.measure == self.main_measure and not fact.dims and fact.yuan:
                yield fact_name(fact), self.amount(fact)
        for statement in self.disclosure.statements:
            for row in statement.rows:
                if row.key == "total":
                    for cell in row.cells.values():
                        amount = self.cell_amount(statement, cell)
                        if amount is not None and amount.value:
                            yield f"《{statement.title}》合计行的", amount

    @cached_property
    def money(self) -> list[tuple[Fact, Amount]]:
        """Every fact that states an amount of money."""
        facts = (fact for fact in self.disclosure.facts if fact.yuan is not None and fact.measure in VALUES)
        return [(fact, self.amount(fact)) for fact in facts]

    def carried(self, gap: Decimal, slack: Decimal) -> Amount | None:
        """The 年初结转 or 年末结转 that makes up a gap between two amounts of money: one holds it and the other does not."""
        if self._carried is None:
            cells = (
                self.cell_amount(statement, cell)
                for statement in self.disclosure.statements
                for row in statement.rows
                if row.key in CARRIED
                for cell in row.cells.values()
            )
            said = (self.amount(fact) for metric in CARRIED for fact in self.facts_of(metric) if fact.measure in VALUES)
            self._carried = [
                amount for amount in (*cells, *said) if amount is not None and amount.money and amount.value
            ]
        return next((a for a in self._carried if abs(abs(gap) - abs(a.value)) <= slack + a.slack), None)

    def fund_of(self, fact: Fact) -> FundScope | None:
        """The fund that a fact speaks of, where its metric is stated for all money and for single funds; null for all."""
        scope = scope_of(fact.metric) if fact.origin == "prose" and not fact.dims else None
        if scope is None:
            return None
        home = self.paragraph_of(fact)
        sentence = self.disclosure.text[home.start if home else 0 : fact.anchor.start].rpartition("。")[2]
        clauses = _CLAUSE.split(sentence)
        # of clauses: the amount's own, else the sentence's first (财政拨款收入1382万元，其中：本年收入…，上年结转…)
        for words in (clauses[-1], clauses[0]) if scope.within == "clause" else (sentence,):
            said = [(match.end(), fund) for fund in scope.funds for match in fund_words(fund.words).finditer(words)]
            if said:
                end, last = max(said, key=lambda place: place[0])
                joined = words[max(words.rfind(mark, 0, end) for mark in "，。；：、,;:") + 1 : end]
                together = {fund.fund for place, fund in said if end - len(joined) < place <= end} & SINGLE_FUNDS
                return None if len(together) > 1 else last  # 一般公共预算拨款和政府性基金预算拨款: of both
        topic = home.topic if home else ""
        return next((fund for fund in scope.funds if topic in fund.topics), None)

    def base_of(self, change: Fact) -> Fact | None:
        """The printed amount that a change starts from, in the change's own paragraph: last year's, or the year's budget."""
        if change.base_year is None:
            return None
        if change.basis in BUDGETS:
            measures: tuple[str, ...] = (change.basis, *(measure for measure in BUDGETS if measure != change.basis))
        elif change.base_year == change.year:
            return None  # of the same year and not its budget: what it starts from is not said
        else:
            measures = ("actual", "count") if change.basis == "actual" else VALUES
        return self.near(change, measures=measures, year=change.base_year, within=True)

    def within(self, fact: Fact, topic: str) -> bool:
        """Whether a prose fact stands in a section of this topic, or of one below it."""
        home = self.paragraph_of(fact)
        return home is not None and (home.topic == topic or home.topic.startswith(topic + "."))

    def facts_of(self, metric: str) -> list[Fact]:
        """The prose facts of a metric, in reading order."""
        return self._by_metric.get(metric, [])

    def said_as(self, measure: str) -> list[Fact]:
        """The prose facts of a measure, in reading order."""
        return self._by_measure.get(measure, [])

    def near(
        self,
        fact: Fact,
        *,
        measures: Iterable[str],
        metric: str | None = None,
        year: int | Literal["same"] | None = "same",
        dims: Mapping[str, str | None] | None = None,
        within: bool = False,
    ) -> Fact | None:
        """The prose fact nearest to ``fact`` (its own paragraph first) that says its value, budget or change.

        The same metric and dimensions where none are given; ``year="same"`` asks for the fact's own year, null for
        any; ``within`` keeps to the fact's own paragraph. Earlier measures are better than later ones.
        """
        home = self.paragraph_of(fact)
        if within and home is None:
            return None
        own = self.compared_dims(fact) if dims is None else compared_dims(dims)
        first, end = (home.start, home.end) if home is not None else (0, 0)
        at, wanted_year = fact.anchor.start, fact.year if year == "same" else year
        best: Fact | None = None
        best_rank = (2, 0, 0)
        for number, measure in enumerate(dict.fromkeys(measures)):
            for other in self._said.get((metric or fact.metric, measure), ()):
                if other is fact or (year is not None and other.year != wanted_year):
                    continue
                start = other.anchor.start
                inside = first <= start < end
                if (within and not inside) or self.compared_dims(other) != own:
                    continue
                rank = (int(not inside), number, abs(start - at))
                if rank < best_rank:
                    best, best_rank = other, rank
        return best


def fact_name(fact: Fact) -> str:
    """What a fact speaks of, in words."""
    name = metric_names().get(fact.metric, fact.metric)
    detail = fact.dims.get("function_name") or fact.dims.get("project")
    return f"{name.rpartition('或')[2]}（{detail}）" if detail else name


def _of_two_items(fact: Fact) -> bool:
    """A（项）、B（项）with one amount: the second name starts with the mark that parts them, and the amount is of neither."""
    return "/、" in (fact.dims.get("function_name") or "")


def compared_dims(dims: Mapping[str, str | None]) -> dict[str, str | None]:
    """The dimensions that tell one fact from another: a function's printed name counts only where it has no code."""
    described = ("of", "function_name") if dims.get("function") else ("of",)
    return {key: value for key, value in dims.items() if key not in described}


def totals(terms: Iterable[tuple[Amount, bool]]) -> Amount | None:
    """The sum of amounts (minus where the flag says so) with the sum of their slacks; null for none or mixed kinds."""
    value = slack = _NOTHING
    words: list[str] = []
    anchors: list[Anchor] = []
    first: Amount | None = None
    for amount, minus in terms:
        if first is None:
            first = amount
            words.append(f" − {amount.printed}" if minus else amount.printed)
        elif amount.money != first.money:
            return None
        else:
            words += (" − " if minus else " + ", amount.printed)
        value = value - amount.value if minus else value + amount.value
        slack += amount.slack
        anchors += amount.anchors
    if first is None:
        return None
    return Amount(value, slack, "".join(words), first.unit, tuple(anchors), first.money)


def sum_agrees(whole: Amount, parts: Sequence[Amount]) -> bool | None:
    """Whether parts make ``whole`` within what rounding of all may have done; null where not all are of one kind. As ``totals`` and
    ``agree`` say, without the words: nearly all of the many sums of a form hold."""
    value = slack = _NOTHING
    for part in parts:
        if part.money != whole.money:
            return None
        value += part.value
        slack += part.slack
    return abs(whole.value - value) <= whole.slack + slack


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(value: Decimal, amount: Amount) -> str:
    """A difference in the unit in which ``amount`` was printed."""
    if not amount.money:
        return f"{plain(value)}{amount.unit or ''}"
    return f"{plain(value / _scale(amount.unit))}{amount.unit or '元'}"


def _scale(unit: str | None) -> int:
    return {"千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}.get(unit or "", 1)


def _step(value: Decimal, usual: int | None) -> Decimal:
    """One unit in the last printed digit. Trailing zeros that were dropped ("14151.1" among numbers with two decimals) count as printed."""
    digits = _decimals(value)
    return _unit_of(digits if usual is None or usual < digits else usual)


def _decimals(value: Decimal) -> int:
    text = str(value)  # three times as fast as as_tuple()
    if "E" in text:
        exponent = value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) and exponent < 0 else 0
    point = text.find(".")
    return len(text) - point - 1 if point >= 0 else 0


@cache
def _unit_of(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _usual_digits(facts: Iterable[Fact]) -> dict[str | None, int]:
    """How many decimals amounts of a unit have in the prose. Forms have their own: 万元 with two decimals beside 万元 with six."""
    values: dict[str | None, list[Decimal]] = {}
    for fact in facts:
        if fact.yuan is not None:
            values.setdefault(fact.unit, []).append(fact.value)
    return {unit: _digits_of(found) for unit, found in values.items()}


def _form_digits(statement: Statement) -> int:
    return _digits_of(cell.value for row in statement.rows for cell in row.cells.values() if cell.value is not None)


def _digits_of(values: Iterable[Decimal]) -> int:
    """The most decimals that at least a fifth of these amounts print; a zero says nothing of them."""
    counts = Counter(map(_decimals, filter(None, values)))
    return max((digits for digits, count in counts.items() if count >= 0.2 * counts.total()), default=0)
