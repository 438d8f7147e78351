"""Budget classification: functional codes (支出功能分类 类款项, 2xx) and economic codes (部门预算支出经济分类, 3xx;
政府预算支出经济分类, 5xx).

Names repeat (行政运行 stands under nearly every 款), so a name resolves only along its path; what stays ambiguous or
unknown has no code. The lists hold the names in force about 2015–2025, with the first and last year where they changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from extractor.knowledge.loading import load_csv
from extractor.problems import KnowledgeError

Path = tuple[str | None, ...]
# How like a printed name must be to the one it means, and how much more than to the next: one character of eight, tried on
# names with a character changed, dropped or doubled.
LOOSE = 0.85
CLEAR = 0.06
SHORTEST_LOOSE = 5


class CodeName(NamedTuple):
    """A row of the lists: the name that ``code`` had from ``since`` to ``until`` (years, inclusive; null is open)."""

    code: str
    name: str
    since: int | None
    until: int | None

    def in_force(self, year: int) -> bool:
        return (self.since or year) <= year <= (self.until or year)


class Codes:
    """A classification of nested codes; ``widths`` are their lengths by level: (3, 5, 7) or (3, 5)."""

    def __init__(self, rows: Iterable[CodeName], *, widths: tuple[int, ...]) -> None:
        self.widths = widths
        self._by_code: dict[str, list[CodeName]] = {}
        self._children: dict[str, dict[str, set[str]]] = {}  # parent → key of name → codes right below
        self._by_key: tuple[dict[str, set[str]], ...] = tuple({} for _ in widths)
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)
            level = widths.index(len(row.code))
            parent = row.code[: widths[level - 1]] if level else ""
            below = self._children.setdefault(parent, {})
            exact, *looser = _keys(row.name)
            for key in (_EXACT + exact, exact, *looser):
                below.setdefault(key, set()).add(row.code)
                self._by_key[level].setdefault(key, set()).add(row.code)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._by_code)

    def resolve(self, path: Path, year: int | None = None) -> str | None:
        """The code of the deepest name of ``path`` (类, 款, 项; null where the text leaves one out), or null.

        ``("公共安全支出", "公安", "行政运行")`` → ``"2040201"``; ``(None, None, "住房公积金")`` → ``"2210201"``, since the
        name stands once; ``(None, None, "行政运行")`` → null. A name that is given and unknown makes the whole unknown.
        """
        names = list(path[: len(self.widths)])
        while names and names[-1] is None:
            names.pop()
        if not names:
            return None
        held: set[str] = {""}
        skipped = False
        for level, name in enumerate(names):
            if name is None:
                skipped = True
                continue
            held = self._named(name, level, held, year, skipped=skipped)
            skipped = False
            if not held:
                return None
        return held.pop() if len(held) == 1 else None

    def resolve_loosely(self, path: Path, year: int | None = None) -> str | None:
        """The code that a path with a misprinted name can only mean: 一般行政事务管理 for 一般行政管理事务, a 款 and its 项 run
        together (人大事务行政运行), or a name a character off. Null where several come near.
        """
        names = list(path[: len(self.widths)])
        while names and names[-1] is None:
            names.pop()
        if len(names) == len(self.widths) and names[0] is None and names[1] is None and names[-1] is not None:
            return self._run_together(names[-1])
        if len(names) < 2 or names[0] is None or names[-1] is None or len(names[-1]) < SHORTEST_LOOSE:
            return None
        above = self.resolve(tuple(names[:-1]), year) or self.resolve((names[0],), year)
        if above is None:
            return None
        wanted, width = names[-1].removesuffix("支出"), self.widths[len(names) - 1]
        near: dict[str, float] = {}
        for code, rows in self._by_code.items():
            if len(code) != width or not code.startswith(above):
                continue
            if year is not None and not any(row.in_force(year) for row in rows):
                continue
            parent = self._by_code.get(code[: self.widths[len(names) - 2]], ())
            spelt = [row.name for row in rows] + [top.name + row.name for top in parent for row in rows]
            near[code] = max(_likeness(wanted, name.removesuffix("支出")) for name in spelt)
        ranked = sorted(near, key=lambda code: -near[code])
        if not ranked or near[ranked[0]] < LOOSE:
            return None
        return ranked[0] if len(ranked) == 1 or near[ranked[1]] < near[ranked[0]] - CLEAR else None

    def _run_together(self, name: str) -> str | None:
        """The item whose name stands behind that of the one above without anything between, where there is one alone."""
        found = {
            code
            for code, rows in self._by_code.items()
            if len(code) == self.widths[-1]
            for row in rows
            for top in self._by_code.get(code[: self.widths[-2]], ())
            if top.name + row.name == name
        }
        return found.pop() if len(found) == 1 else None

    def name_of(self, code: str, year: int | None = None) -> str | None:
        """The name of ``code`` in ``year`` (the latest without a year), or null."""
        rows = self._by_code.get(code)
        if not rows:
            return None
        if year is not None and (current := [row for row in rows if row.in_force(year)]):
            rows = current
        return max(rows, key=lambda row: (row.until or 9999, row.since or 0)).name

    def names_of(self, code: str) -> tuple[str, ...]:
        """Every name that ``code`` has had."""
        return tuple(row.name for row in self._by_code.get(code, ()))

    def path_of(self, code: str, year: int | None = None) -> tuple[str, ...]:
        """The names from 类 down to ``code``; empty where ``code`` is unknown."""
        if code not in self._by_code:
            return ()
        parts = (self.name_of(code[:width], year) for width in self.widths if width <= len(code))
        return tuple(part for part in parts if part is not None)

    def level_of(self, code: str) -> int | None:
        """1 for 类, 2 for 款, 3 for 项; null for what is no code of this shape."""
        if not code.isdigit() or len(code) not in self.widths:
            return None
        return self.widths.index(len(code)) + 1

    def is_name_of(self, name: str, code: str) -> bool:
        """Whether ``name`` is (a variant of) a name that ``code`` has had."""
        return any(_keys(name)[0] in _keys(row.name) for row in self._by_code.get(code, ()))

    def knows(self, name: str, level: int) -> bool:
        """Whether a code of ``level`` (0 for 类) is called ``name``, whatever stands above it."""
        return any(key in self._by_key[level] for key in _keys(name))

    def _named(self, name: str, level: int, above: set[str], year: int | None, *, skipped: bool) -> set[str]:
        """The codes of ``level`` called ``name`` below any of ``above``; those in force in ``year`` where some are.

        The spelling as printed goes first, looser ones (without 支出, without 事务, without brackets) after.
        """
        exact, *looser = _keys(name)
        for key in (_EXACT + exact, exact, *looser):
            if skipped:
                found = {
                    code for code in self._by_key[level].get(key, ()) if any(code.startswith(top) for top in above)
                }
            else:
                found = set().union(*(self._children.get(top, {}).get(key, ()) for top in above))
            if year is not None and len(found) > 1:
                current = {code for code in found if any(row.in_force(year) for row in self._by_code[code])}
                found = current or found
            if found:
                return found
        return set()


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; the same characters in another order are 1."""
    if sorted(one) == sorted(other):
        return 1.0
    if abs(len(one) - len(other)) > 2 or len(set(one) & set(other)) < LOOSE * len(set(one)) - 1:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


class FunctionCodes(Codes):
    """支出功能分类: 类 (3 digits), 款 (5), 项 (7)."""


class EconomicCodes(Codes):
    """部门预算支出经济分类: 类 (3 digits), 款 (5)."""


class GovernmentEconomicCodes(Codes):
    """政府预算支出经济分类: 类 (3 digits), 款 (5)."""


@cache
def function_codes() -> FunctionCodes:
    return FunctionCodes(_load("codes/functional.csv"), widths=(3, 5, 7))


@cache
def economic_codes() -> EconomicCodes:
    return EconomicCodes(_load("codes/economic.csv"), widths=(3, 5))


@cache
def government_economic_codes() -> GovernmentEconomicCodes:
    return GovernmentEconomicCodes(_load("codes/economic_government.csv"), widths=(3, 5))


def _load(file: str) -> list[CodeName]:
    rows = []
    for row in load_csv(file, ("code", "name", "since", "until")):
        code, since, until = row["code"], row["since"], row["until"]
        if not code.isdigit() or len(code) not in (3, 5, 7) or not row["name"]:
            raise KnowledgeError(file, code, "a code has 3, 5 or 7 digits and a name")
        if not (since or "0").isdigit() or not (until or "0").isdigit():
            raise KnowledgeError(file, code, f"since {since!r}, until {until!r}: expected years")
        rows.append(CodeName(code, row["name"], int(since) if since else None, int(until) if until else None))
    return rows


_MARK = re.compile(r"[（(][类款项][）)]")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\u3000\xa0（）()“”\"'‘’、，,．.·:："))
# Marks a key of the indexes as the name's full spelling.
_EXACT = "="


@cache
def _keys(name: str) -> tuple[str, ...]:
    """Spellings under which a name is found, the full one first: punctuation and blanks never count, then the ending
    支出, a bracketed part, and the ending 事务 may be left out."""
    bare = _MARK.sub("", name) if "（" in name or "(" in name else name
    full = bare.translate(_DROPPED)
    spellings = {full: None}
    shorter = _BRACKETED.sub("", bare).translate(_DROPPED) if len(full) < len(bare) else full
    for spelling in (full, shorter):
        for ending in ("支出", "事务"):
            stem = spelling.removesuffix(ending)
            if len(stem) >= 2:
                spellings[stem] = None
                if len(stem.removesuffix("事务")) >= 2:
                    spellings[stem.removesuffix("事务")] = None
    if shorter:
        spellings[shorter] = None
    return tuple(spellings)
