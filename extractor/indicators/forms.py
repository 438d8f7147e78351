"""One performance form after the other, row by row: who and what, money, goals, indicators, score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.indicators.funds import Funds
from extractor.indicators.grid_rows import IndicatorRows, Part, header_roles, is_level_cell
from extractor.indicators.rows import Row, Sheet, Slot, filled
from extractor.indicators.values import read_number, unit_of, year_of
from extractor.knowledge.indicators import matches, role_of
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import Goals, Indicator, IndicatorTable, Problem

# The right border of a heading that has no column of its own.
_OPEN = 10_000
# So many of the texts that were not understood stand in the message.
_SHOWN = 6
_LABELLED = re.compile(r"([^：:]{2,16})[：:](.+)", re.S)
_YEAR_LINE = re.compile(r"[（(]?\s*(?:19|20)\d\d\s*年?度?\s*[)）]?")
_UNIT_LINE = re.compile(r"(?:公开\d+表)?\s*[（(]?\s*(?:金额|计量|货币)?\s*单位\s*[：:].{1,8}")


class FormReader:
    """``take`` sheet after sheet of one run of forms, ``finish`` gives what they hold."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._forms: list[_Form] = []
        self._lead_unit: str | None = None

    def take(self, sheet: Sheet, *, goes_on: bool = False) -> None:
        """Read the rows of a sheet; a page that goes on keeps the heads of the page before."""
        if not goes_on or not self._forms:
            self._lead_unit = None
            self._begin()
            self._read_lead(sheet)
        elif self._forms[-1].rows is not None:
            self._forms[-1].rows.next_page(sheet)
        for number, row in enumerate(sheet.rows):
            self._row(row, sheet, number)

    def waits(self) -> bool:
        """Whether the last form has had no indicators yet."""
        return bool(self._forms) and self._forms[-1].rows is None

    def finish(self) -> tuple[list[IndicatorTable], list[Problem]]:
        tables: list[IndicatorTable] = []
        problems: list[Problem] = []
        for form in self._forms:
            if form.empty():
                continue
            for made, trouble in form.tables():
                tables.append(made)
                problems += trouble
        return tables, problems

    def _begin(self, *, like: _Form | None = None) -> None:
        """A new form; one that follows another without a title of its own has that one's."""
        form = _Form(self._layout)
        form.funds.unit = self._lead_unit
        if like is not None:
            form.title, form.year = like.title, like.year
        self._forms.append(form)

    def _read_lead(self, sheet: Sheet) -> None:
        form = self._forms[-1]
        for text in sheet.lead[-4:]:
            plain = "".join(text.split())
            if len(plain) > 60:
                form.title = None
                continue
            form.funds.unit = unit_of(text) if _UNIT_LINE.search(text) else form.funds.unit
            if matches("titles", re.sub(r"^.{0,4}?\d{4}年度?", "", plain)) or matches("titles", plain):
                form.title = plain
                form.year = year_of(text) or form.year
            elif _YEAR_LINE.fullmatch(plain):
                form.year = year_of(text) or form.year
        self._lead_unit = form.funds.unit

    def _row(self, row: Row, sheet: Sheet, number: int) -> None:
        slots = filled(row)
        if not slots:
            return
        if self._title(slots, sheet):
            return
        if _counts_columns(slots):
            self._forms[-1].mark(slots)
            return
        named = next((slot for slot in slots if _field(slot)[0] == "project"), None)
        roles = header_roles(row)
        form = self._forms[-1]
        if named is not None and roles is None and form.has_body():
            self._begin(like=form)
            form = self._forms[-1]
        for slot in slots:
            form.see(slot)
        if roles is not None and form.in_indicators and form.rows is not None and form.rows.takes_heads(row, number):
            form.mark(slots)
            return
        if roles is not None:
            if not form.goes_on_under(row, roles, number):
                form.open_rows(sheet, number, row, roles)
            return
        if form.rows is not None and form.total_row(slots):
            return
        if form.rows is not None and form.in_indicators:
            if form.rows.takes_heads(row, number):
                form.mark(slots)
                return
            if not form.leaves_indicators(slots, row) and form.rows.take(row):
                return
            form.in_indicators = False
        if form.goal_text_row(slots):
            return
        if form.funds.take(row, form.mark):
            return
        if form.goal_row(row):
            return
        form.fields(slots, row)

    def _title(self, slots: Sequence[Slot], sheet: Sheet) -> bool:
        """A row with nothing but the title, the year or the unit; a title begins a form."""
        if len(slots) > 2:
            return False
        text = slots[0].plain
        one = len(slots) == 1
        year_off = re.sub(r"[（(]?(19|20)\d\d年?度?[)）]?", "", text)
        titled = one and len(text) <= 60 and not _LABELLED.fullmatch(text) and matches("titles", year_off)
        if (
            titled
            and not (matches("goal_blocks", text) or matches("indicator_blocks", text))
            and (sheet.flat or slots[0].end_col - slots[0].col > 1)
        ):
            form = self._forms[-1]
            if form.has_body() and form.rows is None and matches("inner_titles", year_off):
                form.see(slots[0])
                form.mark(slots)
                return True
            if form.has_body() or form.project:
                self._begin()
            form = self._forms[-1]
            form.title, form.year = text, year_of(text) or form.year
            form.see(slots[0])
            form.mark(slots)
            return True
        lines = [slot for slot in slots if _YEAR_LINE.fullmatch(slot.plain) or _UNIT_LINE.fullmatch(slot.plain)]
        if len(lines) == len(slots):
            form = self._forms[-1]
            for slot in slots:
                form.year = (year_of(slot.text) if _YEAR_LINE.fullmatch(slot.plain) else None) or form.year
                form.funds.unit = unit_of(slot.text) or form.funds.unit
                form.see(slot)
            form.mark(slots)
            return True
        return False


class _Form:
    """One form while it is read."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.title: str | None = None
        self.year: int | None = None
        self.project: str | None = None
        self.department: str | None = None
        self.unit_name: str | None = None
        self.attributes: dict[str, str] = {}
        self.funds = Funds(layout)
        self.rows: IndicatorRows | None = None
        self.in_indicators = False
        self._done_rows: list[IndicatorRows] = []
        self._goal_columns: list[tuple[Slot, str]] = []
        self._last_goal_columns: list[tuple[Slot, str]] = []
        self._goals: dict[str, list[str]] = {"expected": [], "actual": []}
        self._long_term: list[tuple[str, str]] = []
        self._total: Decimal | None = None
        self._seen: dict[tuple[int, int], Slot] = {}
        self._used: set[tuple[int, int]] = set()

    def empty(self) -> bool:
        return not (self.project or self.rows or self.funds.lines or any(self._goals.values()))

    def has_body(self) -> bool:
        return bool(self.project or self.rows or any(self._goals.values()))

    def see(self, slot: Slot) -> None:
        self._seen[(slot.start, slot.end)] = slot

    def mark(self, slots: Sequence[Slot]) -> None:
        self._used |= {(slot.start, slot.end) for slot in slots}

    # --- indicators ---------------------------------------------------------------------------------------------------

    def open_rows(self, sheet: Sheet, number: int, row: Row, roles: dict[int, str]) -> None:
        if self.rows is not None:
            self._done_rows.append(self.rows)
        self.rows = IndicatorRows(self._layout, sheet, row, roles, number, self.mark)
        self.rows.periods = [(slot.col, slot.end_col, slot.plain) for slot, _ in self._last_goal_columns]
        self.in_indicators = True
        self._goal_columns = []
        self.mark(filled(row, fresh=False))
        self.mark(self.rows.set_heads)

    def goes_on_under(self, row: Row, roles: dict[int, str], number: int) -> bool:
        """Whether heads only repeat those of the page before, so that project and levels go on under them."""
        if self.rows is None or not self.in_indicators or self._total is not None:
            return False
        if not self.rows.repeats(row, roles, number):
            return False
        self.mark(filled(row, fresh=False))
        return True

    def leaves_indicators(self, slots: Sequence[Slot], row: Row) -> bool:
        """Whether a row below the indicators belongs to another part of the form."""
        first = slots[0]
        if any(is_level_cell(slot) for slot in slots[:3]):
            return False
        if _field(first)[0] or matches("notes", first.text) or matches("attributes", first.text):
            return True
        labelled = _LABELLED.fullmatch(first.text)
        if (
            labelled
            and len(slots) == 1
            and (matches("notes", labelled.group(1)) or matches("attributes", labelled.group(1)))
        ):
            return True
        heads = [slot for slot in slots if role_of("goal_columns", slot.text) or role_of("fund_columns", slot.text)]
        return len(heads) >= 2 and len(heads) >= len(slots) - 1

    def total_row(self, slots: Sequence[Slot]) -> bool:
        """``总分 | 100 | 95``: the last number is the score, where there are as many as there are columns of points."""
        first = slots[0]
        if not matches("total_rows", first.text):
            labelled = _LABELLED.fullmatch(first.text)
            if not labelled or not matches("total_rows", labelled.group(1)):
                return False
            self._total = read_number(labelled.group(2))
            self.mark(slots)
            return True
        assert self.rows is not None
        labelled_score = next(
            (
                after
                for before, after in pairwise(slots)
                if before is not first and matches("total_rows", before.text) and "得分" in before.plain
            ),
            None,
        )
        column = self.rows.column_of("score")
        if labelled_score is not None:
            found = re.match(r"[\d.]+", labelled_score.plain)
            self._total = read_number(found.group(0)) if found else None
            column = None
            if labelled_score.plain != (found.group(0) if found else ""):
                self._attribute(first.plain, labelled_score.text)
        if column is None and labelled_score is None and len(slots) == 2:
            self._total = read_number(slots[1].text)
        if column is not None:
            score = next((slot for slot in slots[1:] if slot.col <= column < slot.end_col), None)
            if score is None and len(slots) >= 3:
                score = slots[2]
            self._total = read_number(score.text) if score is not None else self._total
        self.mark(slots)
        return True

    # --- goals --------------------------------------------------------------------------------------------------------

    def goal_row(self, row: Row) -> bool:
        slots = filled(row)
        heads = [(slot, role_of("goal_columns", slot.text)) for slot in slots]
        known = [(slot, role) for slot, role in heads if role]
        blocks = [slot for slot in slots if matches("goal_blocks", slot.text) or role_of("goal_columns", slot.text)]
        if len(known) >= 1 and len(blocks) == len(slots) and len(slots) >= 2:
            # only heads; the first is the block's own where more follow than there are columns of text
            roles = {role for slot, role in known[1:]}
            own = (
                matches("goal_blocks", slots[0].text)
                and bool(roles)
                and (len(slots) > 2 or known[0][1] in roles or "actual" not in roles)
            )
            own = own and not (
                len(slots) == 2 and known[0][0] is slots[0] and known[0][1] not in roles and slots[0].col > 0
            )
            self._goal_columns = [(slot, role) for slot, role in known if not (own and slot is slots[0])]
            if not own and len(slots) == 2 and known[0][1] == known[-1][1]:
                self._goal_columns = known[1:]
            self._last_goal_columns = self._goal_columns
            self.mark(slots)
            return True
        values = [slot for slot in slots if slot not in blocks]
        if blocks and blocks[0] is slots[0] and values and not matches("attributes", values[0].text):
            return self._goal_pairs(slots)
        if len(slots) == 1 and blocks:
            self.mark(slots)
            role = role_of("goal_columns", slots[0].text) or "expected"
            self._goal_columns = [(slots[0]._replace(end_col=_OPEN), role)]
            return True
        return False

    def goal_text_row(self, slots: Sequence[Slot]) -> bool:
        """Texts under the heads of goals; a row that begins further left is something else."""
        left = min((head.col for head, _ in self._goal_columns), default=0)
        beside = [slot for slot in slots if slot.col < left]
        texts = [slot for slot in slots if slot.col >= left]
        years = [slot for slot in beside if re.fullmatch(r"20\d\d年?度?", slot.plain)]
        if not self._goal_columns or not texts:
            return False
        if len(slots) > 1 and self._goal_columns[0][0].end_col == _OPEN:
            self._goal_columns = []  # under a heading alone stands a text alone
            return False
        if any(not matches("goal_blocks", slot.text) for slot in beside if slot not in years):
            return False
        if all(role_of("goal_columns", slot.text) and len(slot.plain) > 2 for slot in texts) and len(texts) > 1:
            return False  # heads again
        if _field(texts[0])[0] or role_of("fund_rows", texts[0].text) or matches("indicator_blocks", texts[0].text):
            return False
        if years and any(self._goals.values()):
            # a row a year: what follows the first is no goal of this form's year
            for slot in texts:
                self._attribute(years[0].plain, slot.text)
            self.mark([*texts, *beside])
            return True
        taken = [slot for slot in texts if self._goal_text(slot)]
        self.mark([*taken, *beside])
        return bool(taken)

    def _goal_text(self, slot: Slot) -> bool:
        """A text under one of the heads of goals."""
        best = None
        for head, role in self._goal_columns:
            overlap = min(head.end_col, slot.end_col) - max(head.col, slot.col)
            if overlap > 0 and (best is None or overlap > best[0]):
                best = (overlap, head, role)
        if best is None:
            return False
        self._add_goal(best[2], best[1].plain, slot.text)
        return True

    def _goal_pairs(self, slots: Sequence[Slot]) -> bool:
        """``年度总体目标 | text``, ``预期目标 | text | 实际完成情况 | text``."""
        role, label = "expected", slots[0].plain
        for slot in slots:
            known = role_of("goal_columns", slot.text)
            if known or matches("goal_blocks", slot.text):
                role, label = known or "expected", slot.plain
            else:
                self._add_goal(role, label, slot.text)
        self.mark(slots)
        return True

    def _add_goal(self, role: str, label: str, text: str) -> None:
        if role == "long_term":
            self._long_term.append((label, text))
        elif text not in self._goals[role]:
            self._goals[role].append(text)

    # --- who and what -------------------------------------------------------------------------------------------------

    def fields(self, slots: Sequence[Slot], row: Row) -> None:
        """Labels with their values beside them; a lone label with a text is kept under its print."""
        self._goal_columns = []
        at = 0
        while at < len(slots):
            slot = slots[at]
            role, inner = _field(slot)
            beside = slots[at + 1] if at + 1 < len(slots) else None
            if inner is not None:
                self._set(role, _LABELLED.fullmatch(slot.text).group(1) if role is None else slot.plain, inner)  # type: ignore[union-attr]
                self.mark([slot])
            elif role is not None or matches("attributes", slot.text) or matches("notes", slot.text):
                value = beside if beside is not None and not _label(beside) and _next_to(slot, beside, row) else None
                if value is not None:
                    self._set(role, slot.plain, value.text)
                    self.mark([slot, value])
                    at += 1
                else:
                    self.mark([slot])
            elif beside is not None and self.funds.take_pair(slot, beside):
                self.mark([slot, beside])
                at += 1
            elif matches("total_rows", slot.text) and beside is not None and read_number(beside.text) is not None:
                self._total = read_number(beside.text)
                self.mark([slot, beside])
                at += 1
            elif (
                matches("indicator_blocks", slot.text)
                or matches("goal_blocks", slot.text)
                or matches("fund_blocks", slot.text)
            ):
                self.mark([slot])
            elif (
                beside is not None and len(slots) == 2 and 2 <= len(slot.plain) <= 20 and read_number(slot.text) is None
            ):
                self._attribute(slot.plain, beside.text)
                self.mark([slot, beside])
                at += 1
            at += 1

    def _set(self, role: str | None, label: str, text: str) -> None:
        if role is None or getattr(self, role):
            self._attribute(label, text)
        else:
            setattr(self, role, text.strip())

    def _attribute(self, label: str, text: str) -> None:
        label = label.strip()
        if text.strip() and self.attributes.get(label) != text.strip():
            self.attributes[label] = (
                f"{self.attributes[label]}；{text.strip()}" if label in self.attributes else text.strip()
            )

    # --- the record ---------------------------------------------------------------------------------------------------

    def tables(self) -> list[tuple[IndicatorTable, list[Problem]]]:
        """The form's table, or one a project where the project is a column of the indicators."""
        problems: list[Problem] = []
        for label, text in self._long_term:
            # the only goal of a form is its goal, whatever it is called (总体绩效目标)
            if self._goals["expected"]:
                self._attribute(label, text)
        if not self._goals["expected"]:
            self._goals["expected"] = [text for _, text in self._long_term]
        named = self.project or self.title or "?"
        left = [slot for key, slot in self._seen.items() if key not in self._used and slot.plain]
        if left:
            texts = "、".join(slot.plain[:20] for slot in left[:_SHOWN])
            problems.append(
                problem("T301", anchor=left[0].anchor(self._layout), table=named, count=len(left), texts=texts)
            )
        if self.funds.without_unit():
            first = self._seen[min(self._seen)]
            problems.append(problem("T302", anchor=first.anchor(self._layout), table=named))
        parts: list[Part] = []
        for rows in (*self._done_rows, *([self.rows] if self.rows is not None else [])):
            problems += [problem("T303", table=named, texts=text, anchor=anchor) for text, anchor in rows.doubtful]
            parts += rows.parts()
        own: list[Indicator] = [each for part in parts if part.project is None for each in part.indicators]
        by_project = [part for part in parts if part.project is not None]
        made: list[IndicatorTable] = []
        starts = [start for start, _ in self._seen]
        ends = [end for _, end in self._seen]
        if own or not by_project:
            alone = next((part for part in parts if part.project is None), None)
            department = self.department or (alone.department if alone is not None else None)
            goal = self._goal("expected") or (alone.goal if alone is not None else None)
            if alone is not None:
                self.funds.put_columns(alone.amounts)
            made.append(self._table(self.project, department, goal, own, (min(starts), max(ends)), self.funds))
        for part in by_project:
            funds = self.funds
            if part.amounts:
                funds = Funds(self._layout)
                funds.unit = self.funds.unit
                funds.put_columns(part.amounts)
            department = part.department or self.department
            made.append(self._table(part.project, department, part.goal, part.indicators, part.offsets, funds))
        return [(table, problems if number == 0 else []) for number, table in enumerate(made)]

    def _goal(self, role: str) -> str | None:
        return "\n".join(self._goals[role]) or None

    def _table(
        self,
        project: str | None,
        department: str | None,
        goal: str | None,
        indicators: list[Indicator],
        offsets: tuple[int, int],
        funds: Funds,
    ) -> IndicatorTable:
        return IndicatorTable(
            id="",
            project=project,
            department=department,
            unit_name=self.unit_name,
            fiscal_year=self.year,
            funds=funds.records(),
            goals=Goals(expected=goal, actual=self._goal("actual")),
            anchor=self._layout.anchor(*offsets),
            indicators=tuple(indicators),
            unit=funds.printed_unit(),
            total_score=self._total,
            title=self.title,
            attributes=dict(self.attributes),
        )


def _field(slot: Slot) -> tuple[str | None, str | None]:
    """The field that a cell labels, and its value where it stands in the same cell (``项目名称：某项目``)."""
    role = role_of("fields", slot.text)
    if role is not None:
        return role, None
    labelled = _LABELLED.fullmatch(slot.text.strip())
    if labelled is None or labelled.group(1).strip() == "其中":
        return None, None
    role = role_of("fields", labelled.group(1))
    label = labelled.group(1)
    # 财务负责人：李某: a short label of an unknown kind; sentences with a colon are longer
    short = len(label) <= 8 and len(slot.text) <= 40 and not re.search(r"[\d，。；、]|目标|指标", label)
    if role is not None or short or matches("attributes", label) or matches("notes", label):
        return role, labelled.group(2).strip()
    return None, None


def _label(slot: Slot) -> bool:
    """Whether a cell is a label itself, and so no label's value."""
    blocks = ("attributes", "fund_blocks", "goal_blocks", "indicator_blocks")
    named = any(matches(entry, slot.text) for entry in blocks) or role_of("fund_rows", slot.text) is not None
    return _field(slot)[0] is not None or named


def _counts_columns(slots: Sequence[Slot]) -> bool:
    """A row that numbers the columns: 1, 2, 3 …"""
    texts = [slot.plain for slot in slots]
    return len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _next_to(label: Slot, value: Slot, row: Row) -> bool:
    """No empty cell between the label and what would be its value."""
    return not any(label.end_col <= slot.col < value.col and slot.fresh for slot in row)
