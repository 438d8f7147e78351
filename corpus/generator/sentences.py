"""Templates → pieces: a sentence is filled from the book, and every number it prints carries what it states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from corpus.generator.accounts import Accounts
from corpus.generator.book import BUDGETS, KEY_DIMS, Book, Entry
from corpus.generator.model import FactTruth, Piece
from corpus.generator.numbers import PLACES, in_unit, percent, printed, wan
from corpus.generator.variants import Variant

COUNT_UNITS = ("台（套）", "批次", "人次", "个", "辆", "人", "分", "家")
PERCENT_METRICS = frozenset(("project.funds_received_rate", "performance.satisfaction"))
_ALTERNATIVES = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(?P<name>[a-z_.]+)(?:(?P<mark>[:#@])(?P<detail>[^}]*))?\}")
_ATTEMPTS = 16


class UnsayableError(Exception):
    """A sentence that the numbers don't allow: a completion of no budget, a growth without a base."""


class Speaker:
    """Says sentences of one document. The choice among a family's sentences comes from ``rng``."""

    def __init__(
        self, rng: Random, accounts: Accounts, book: Book, variant: Variant, phrases: Mapping[str, Any]
    ) -> None:
        self.rng = rng
        self.accounts = accounts
        self.book = book
        self.variant = variant
        self.phrases = phrases
        self.we = (
            rng.choice(("本部门", f"我{accounts.org[-1]}", "本部门（单位）")) if accounts.administrative else "本单位"
        )
        self._sign = 0
        self._entry: Entry | None = None

    def say(
        self,
        family: str | Sequence[str],
        *,
        key: str = "",
        dims: Mapping[str, str] | None = None,
        year: int | None = None,
        words: Mapping[str, str | Sequence[Piece]] | None = None,
        **more: str | Sequence[Piece],
    ) -> tuple[Piece, ...]:
        """One sentence of the family. ``key`` picks the line of the book (a function code, a project), ``dims`` go on its facts.

        ``words`` (or more keywords) fill the template's other slots.
        Raises ``UnsayableError`` where none of its sentences can be said of these numbers.
        """
        sentences = [family] if isinstance(family, str) else list(family)
        slots = {**(words or {}), **more}
        for attempt in range(_ATTEMPTS):
            template = self.rng.choice(sentences)
            while _ALTERNATIVES.search(template):
                template = _ALTERNATIVES.sub(lambda match: self.rng.choice(match[1].split("|")), template)
            try:
                return _joined(self._fill(template, key, dict(dims or {}), year, slots))
            except ZeroDivisionError as error:
                if attempt == _ATTEMPTS - 1:
                    raise UnsayableError(template) from error
        raise UnsayableError(str(family))

    def can_say(self, metric: str, key: str = "") -> bool:
        return (metric, key) in self.book

    def amount(self, metric: str, *, key: str = "", dims: Mapping[str, str] | None = None) -> tuple[Piece, ...]:
        """The amount alone, e.g. for a list of parts."""
        return self._value(metric, "", key, dict(dims or {}), None)

    def share(self, metric: str, of: str, *, key: str = "", dims: Mapping[str, str] | None = None) -> tuple[Piece, ...]:
        return self._value(metric, f"share/{of}", key, dict(dims or {}), None)

    # --- filling ------------------------------------------------------------------------------------------------------

    def _fill(
        self,
        template: str,
        key: str,
        dims: dict[str, str],
        year: int | None,
        words: Mapping[str, str | Sequence[Piece]],
    ) -> list[Piece]:
        filled: list[Piece] = []
        at = 0
        while match := _SLOT.search(template, at):
            filled.append(Piece(template[at : match.start()]))
            at = match.end()
            name, mark, detail = match["name"], match["mark"], match["detail"] or ""
            if name in words and not mark:
                word = words[name]
                filled += [Piece(word)] if isinstance(word, str) else list(word)
            elif mark == "#":
                unit = next(unit for unit in COUNT_UNITS if template.startswith(unit, at))
                at += len(unit)
                filled.append(self._count(name, detail, unit, key, dims, year))
            elif mark == "@":
                filled += self._value(name, "", detail, {KEY_DIMS[name]: detail}, year)
            elif "." in name or (name, key) in self.book or (name, "") in self.book:
                filled += self._value(name, detail, key, dims, year)
            else:
                filled += self._word(name)
        filled.append(Piece(template[at:]))
        return filled

    def _word(self, name: str) -> list[Piece]:
        year = self.accounts.year
        plain = {"year": str(year), "base": str(year - 1), "org": self.accounts.org, "we": self.we}
        if name in plain:
            return [Piece(plain[name])]
        reasons = self.phrases["reasons"]
        if name == "reason":
            family = reasons[{1: "up", -1: "down", 0: "flat"}[self._sign]]
            return list(self.say(family))
        if name == "budget_reason":
            entry = self._entry
            if entry is None or entry.budget is None:
                raise ZeroDivisionError(name)
            sign = (entry.value > entry.budget) - (entry.value < entry.budget)
            return list(self.say(reasons[{1: "budget_up", -1: "budget_down", 0: "budget_flat"}[sign]]))
        raise KeyError(f"no word for {{{name}}}")

    def _entry_of(self, metric: str, key: str) -> Entry:
        entry = self.book.get((metric, key)) or self.book[metric, ""]
        self._entry = entry
        return entry

    def _count(self, metric: str, detail: str, unit: str, key: str, dims: dict[str, str], year: int | None) -> Piece:
        entry = self.book[metric, detail] if detail else self._entry_of(metric, key)
        dims = dict(dims)
        if detail and detail != "二级预算单位":
            dims[KEY_DIMS[metric]] = detail
        if metric == "assets.large_equipment":
            dims["threshold_yuan"] = str(self.accounts.equipment[0] * 10_000)
        score = metric == "performance.score"
        value = Decimal(entry.value) / 100 if score else Decimal(entry.value)
        text = printed(value, trim=True)
        return self._piece(metric, "actual" if score else "count", Decimal(text), text, unit, dims, year)

    def _value(self, metric: str, detail: str, key: str, dims: dict[str, str], year: int | None) -> tuple[Piece, ...]:
        entry = self._entry_of(metric, key)
        measure, _, more = detail.partition("/")
        if metric in PERCENT_METRICS:
            return (self._percent(metric, "actual", wan(entry.value), dims, year),)
        if measure == "change":
            base = self.accounts.year - 1
            executed = more == "actual" and self.accounts.kind == "budget"
            before = entry.executed if executed else entry.prior
            return self._change(metric, entry.value, before, dims, base=base, basis=more or None)
        if measure == "over_initial":
            year = self.accounts.year
            return self._change(
                metric, entry.value, entry.budget, dims, base=year, basis="budget_initial", family="over_budget"
            )
        if measure == "rate":
            return self._rate(metric, entry, dims)
        if measure == "prior":
            if entry.prior is None:
                raise ZeroDivisionError(metric)
            told = "actual" if self.accounts.kind == "final_account" else "budget"
            return (self._money(metric, told, entry.prior, dims, self.accounts.year - 1),)
        if measure == "share":
            whole = self.book[more, ""].value
            return (self._percent(metric, "share", percent(entry.value, whole), {**dims, "of": more}, year),)
        if measure in ("completion", "completion_initial"):
            basis = "budget_initial" if measure.endswith("initial") else "budget"
            if entry.budget is None:
                raise ZeroDivisionError(metric)
            done = percent(entry.value, entry.budget)
            return (self._percent(metric, "completion", done, dims, year, basis=basis),)
        if measure in ("budget", "budget_initial"):
            final = self.accounts.kind == "final_account"  # in a budget the value itself is the budget
            value = entry.budget if final and entry.budget is not None else entry.value
            return (self._money(metric, measure, value, dims, year),)
        final = self.accounts.kind == "final_account"
        spent = final and metric not in BUDGETS and metric != "performance.amount"
        return (self._money(metric, "actual" if spent else "budget", entry.value, dims, year),)

    def _change(
        self,
        metric: str,
        value: int,
        before: int | None,
        dims: dict[str, str],
        *,
        base: int,
        basis: str | None,
        family: str = "change",
    ) -> tuple[Piece, ...]:
        """How much more or less than ``before``, of the year ``base``."""
        if before is None:
            raise ZeroDivisionError(metric)
        change = value - before
        self._sign = (change > 0) - (change < 0)
        year = self.accounts.year
        kind = {1: "up" if before else "from_zero", -1: "down", 0: "flat"}[self._sign]
        template = self.rng.choice(self.phrases[family][kind])
        if kind == "flat":
            if base == year:
                return (Piece(template),)  # 与年初预算持平 beside both amounts measures nothing (GUIDE.md, case 20)
            fact = FactTruth(metric, "change", Decimal(0), None, year, base, basis, dims, template)
            return (Piece(template, fact),)
        moved: list[Piece] = []
        for part in re.split(r"(\{amount\}|\{rate\})", template):
            if part == "{amount}":
                piece = self._money(metric, "change", abs(change), dims, year)
                moved.append(_signed(piece, self._sign, base, basis))
            elif part == "{rate}":
                piece = self._percent(metric, "change_rate", percent(abs(change), before), dims, year)
                moved.append(_signed(piece, self._sign, base, basis))
            else:
                moved.append(Piece(part))
        return tuple(moved)

    def _rate(self, metric: str, entry: Entry, dims: dict[str, str]) -> tuple[Piece, ...]:
        """The change as a percentage alone."""
        if not entry.prior or entry.prior == entry.value:
            raise ZeroDivisionError(metric)
        self._sign = 1 if entry.value > entry.prior else -1
        template = self.rng.choice(self.phrases["rate_only"]["up" if self._sign > 0 else "down"])
        moved = percent(abs(entry.value - entry.prior), entry.prior)
        piece = self._percent(metric, "change_rate", moved, dims, self.accounts.year)
        before, _, after = template.partition("{rate}")
        return (Piece(before), _signed(piece, self._sign, self.accounts.year - 1, None), Piece(after))

    def _money(self, metric: str, measure: str, value: int, dims: dict[str, str], year: int | None) -> Piece:
        unit = self.variant.text_unit
        text = printed(
            in_unit(value, unit),
            separators=self.variant.text_separators,
            trim=self.variant.trim_zeros,
            places=PLACES[unit],
        )
        return self._piece(metric, measure, Decimal(text.replace(",", "")), text, unit, dims, year)

    def _percent(
        self,
        metric: str,
        measure: str,
        value: Decimal,
        dims: dict[str, str],
        year: int | None,
        basis: str | None = None,
    ) -> Piece:
        text = printed(value, trim=self.variant.trim_zeros)
        return self._piece(metric, measure, Decimal(text), text, "%", dims, year, basis)

    def _piece(
        self,
        metric: str,
        measure: str,
        value: Decimal,
        text: str,
        unit: str,
        dims: dict[str, str],
        year: int | None,
        basis: str | None = None,
    ) -> Piece:
        quote = text + unit
        told = year if year is not None else self.accounts.year
        return Piece(quote, FactTruth(metric, measure, value, unit, told, None, basis, dict(dims), quote))


def _signed(piece: Piece, sign: int, base: int, basis: str | None) -> Piece:
    fact = piece.fact
    assert fact is not None
    return Piece(piece.text, replace(fact, value=fact.value * sign or abs(fact.value), base_year=base, basis=basis))


def _joined(filled: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbouring pieces without truth become one."""
    joined: list[Piece] = []
    for piece in filled:
        if not piece.text:
            continue
        if piece.fact is None and joined and joined[-1].fact is None:
            joined[-1] = Piece(joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)
