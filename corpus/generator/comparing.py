"""Truth against what a reader gave: both as plain JSON values, so that any reader of the contract can be held to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple


class Part(NamedTuple):
    """One kind of thing: how many of the truth were found, what was missed, what was said that is not true."""

    right: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed)) if self.right or self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.extra)) if self.right or self.extra else 1.0


def compare(truth: Mapping[str, Any], disclosure: Mapping[str, Any]) -> dict[str, Part]:
    """Parts by name: profile, sections, facts, cells, indicators, funds, glossary, projects.

    Facts match on metric, measure, value, year, dims and, where the truth has them, unit, base year and basis. Sections match on
    title and topic, cells on form, code or label, column and value. Sections that the truth lacks are not counted against.
    """
    forms = [statement for statement in disclosure["statements"] if statement["form"] != "other"]
    return {
        "profile": _matched(_profile(truth["profile"]), _profile(disclosure["profile"])),
        "sections": _matched(_sections(truth["sections"]), _sections(disclosure["sections"]), extras=False),
        "facts": _facts(truth["facts"], [fact for fact in disclosure["facts"] if fact["origin"] == "prose"]),
        "cells": _matched(_cells(truth["statements"]), _cells(forms)),
        "forms": _matched(_forms(truth["statements"]), _forms(forms)),
        "indicators": _matched(_indicators(truth["indicator_tables"]), _indicators(disclosure["indicator_tables"])),
        "funds": _matched(_funds(truth["indicator_tables"]), _funds(disclosure["indicator_tables"])),
        "glossary": _matched(_pairs(truth["glossary"]), _pairs(disclosure["glossary"])),
        "projects": _matched(_projects(truth["projects"]), _projects(disclosure["projects"])),
    }


def summary(parts: Mapping[str, Part]) -> str:
    """A line a part: found of all, and how many said too much."""
    return "\n".join(
        f"{name:<11}{part.right:>5} of {part.right + len(part.missed):<5} extra {len(part.extra)}"
        for name, part in parts.items()
    )


def plain(text: object) -> str:
    """Text for comparing: no blanks, brackets, quotation marks and colons in one width."""
    squeezed = re.sub(r"[\s　]", "", str(text or ""))
    return squeezed.translate(str.maketrans("（）：，％“”", '():,%""'))


def number(value: object) -> str:
    return "" if value in (None, "") else f"{Decimal(str(value)).normalize():f}"


def _matched(expected: Iterable[str], found: Iterable[str], *, extras: bool = True) -> Part:
    wanted, given = Counter(expected), Counter(found)
    right = sum((wanted & given).values())
    missed = tuple(sorted((wanted - given).elements()))
    return Part(right, missed, tuple(sorted((given - wanted).elements())) if extras else ())


def _profile(profile: Mapping[str, Any]) -> list[str]:
    names = ("publisher", "region_code", "level", "fiscal_year", "kind", "scope")
    return [f"{name}={profile[name]}" for name in names] + [
        f"region={'/'.join(str(part) for part in profile['region'])}"
    ]


def _sections(sections: Iterable[Mapping[str, Any]]) -> list[str]:
    """Titles without 表1 and the like, which some count to the title and some to its number."""
    return [
        f"{re.sub(r'^表[0-9]+', '', plain(section['title'])).strip('。:')} [{section['topic']}]" for section in sections
    ]


def _facts(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> Part:
    """Each fact of the truth takes one found fact; the truth's unknowns (null) are not held against it."""
    left = dict(enumerate(found))
    missed: list[str] = []
    right = 0
    for fact in expected:
        match = next((index for index, other in left.items() if _same_fact(fact, other)), None)
        if match is None:
            missed.append(_said(fact))
        else:
            del left[match]
            right += 1
    return Part(right, tuple(missed), tuple(_said(fact) for fact in left.values()))


def _same_fact(fact: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (
        fact["metric"] == other["metric"]
        and fact["measure"] == other["measure"]
        and Decimal(fact["value"]) == Decimal(other["value"])
        and fact["year"] == other["year"]
        and _dims(fact["dims"]) == _dims(other["dims"])
        and all(fact[name] is None or fact[name] == other[name] for name in ("unit", "base_year", "basis"))
    )


def _dims(dims: Mapping[str, Any]) -> dict[str, str]:
    said = {name: plain(value) for name, value in dims.items() if name != "function_name" and value is not None}
    if "project" in said:
        said["project"] = _project(said["project"])
    return said


def _project(name: object) -> str:
    """A project's name: 天网项目 and 天网 are one."""
    return plain(name).removesuffix("项目")


def _said(fact: Mapping[str, Any]) -> str:
    dims = ",".join(f"{name}={value}" for name, value in fact["dims"].items())
    quote = fact.get("quote") or fact.get("printed")
    return f"{fact['metric']} {fact['measure']} {fact['value']} {fact['unit']} {fact['year']}/{fact['base_year']}/{fact['basis']} [{dims}] «{quote}»"


def _label(text: str) -> str:
    bare = re.sub(
        r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．])", "", plain(text)
    )
    return plain(bare)


def _cells(statements: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        f"{statement['form']} {row['code'] or _label(row['label'])} {column} {number(cell['value'])}"
        for statement in statements
        for row in statement["rows"]
        for column, cell in row["cells"].items()
        if cell["value"] is not None
    ]


def _forms(statements: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{s['form']} unit={s['unit']} empty={s['empty']} year={s['fiscal_year']}" for s in statements]


def _indicators(tables: Iterable[Mapping[str, Any]]) -> list[str]:
    names = ("level1", "level2", "level3", "target", "actual")
    return [
        f"{_project(table['project'])}: "
        + " | ".join(
            [
                *(plain(entry[name]) for name in names),
                number(entry["weight"]),
                number(entry["score"]),
                plain(entry["deviation"]),
            ]
        )
        for table in tables
        for entry in table["indicators"]
    ]


def _funds(tables: Iterable[Mapping[str, Any]]) -> list[str]:
    said = []
    for table in tables:
        for key, line in table["funds"].items():
            said += [
                f"{_project(table['project'])}: {key} {column} {number(cell['value'])}"
                for column, cell in line["cells"].items()
                if cell["value"] is not None
            ]
        said.append(
            f"{_project(table['project'])}: goals {plain(table['goals']['expected'])} | {plain(table['goals']['actual'])}"
        )
    return said


def _pairs(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{plain(entry['term'])}: {plain(entry['definition'])}" for entry in entries]


def _projects(projects: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        f"{_project(p['name'])} {number(p['budget'])} {number(p['executed'])} {number(p['completion'])} {p['unit']} {plain(p['effects']).strip('。;')} "
        f"{[plain(one).strip('。;') for one in p['problems']]} {[plain(one).strip('。;') for one in p['improvements']]}"
        for p in projects
    ]
