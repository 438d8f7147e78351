"""Units of numbers (单位), and the words that tell a quantity from a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.problems import KnowledgeError


class MoneyUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One unit of Chinese money: ``power`` of ten of a yuan, other prints."""

    power: int
    also: tuple[str, ...] = ()


class CountingUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One counting unit: other prints, what may not follow it, and whether 二 may stand before it."""

    also: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    bare_two: bool = False


class ChineseCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """When a Chinese numeral before a unit is a count."""

    units: tuple[str, ...]
    one_cues: tuple[str, ...]
    strong_units: tuple[str, ...]
    phrases: tuple[str, ...]
    slogan_marks: tuple[str, ...]
    words: tuple[str, ...]
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]

    @cached_property
    def word_pattern(self) -> re.Pattern[str]:
        """Words that begin with a numeral and are no number at all."""
        return re.compile("|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True)))


class Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """``data/units.yaml``."""

    version: str
    money: dict[str, MoneyUnit]
    bare_multipliers: dict[str, str]
    currency_marks: tuple[str, ...]
    foreign: tuple[str, ...]
    percent: dict[str, tuple[str, ...]]
    multipliers: tuple[str, ...]
    counting: dict[str, CountingUnit]
    denominators: tuple[str, ...]
    money_cues: tuple[str, ...]
    ordinals: tuple[str, ...]
    names_before: tuple[str, ...]
    names_after: tuple[str, ...]
    chinese: ChineseCounts
    about_before: tuple[str, ...]
    about_inside: tuple[str, ...]
    about_after: tuple[str, ...]

    @cached_property
    def powers(self) -> dict[str, int]:
        """Money unit → power of ten of a yuan."""
        return {name: unit.power for name, unit in self.money.items()}

    @cached_property
    def money_names(self) -> dict[str, str]:
        """Every print of a money unit → the unit."""
        names = {name: name for name in self.money}
        for name, unit in self.money.items():
            names.update(dict.fromkeys(unit.also, name))
        return names

    @cached_property
    def money_surfaces(self) -> tuple[str, ...]:
        """Every print of a money unit, longest first."""
        return tuple(sorted(self.money_names, key=len, reverse=True))

    @cached_property
    def counting_names(self) -> dict[str, str]:
        """Every print of a counting unit → the unit."""
        names = {name: name for name in self.counting}
        for name, unit in self.counting.items():
            names.update(dict.fromkeys(unit.also, name))
        return names

    @cached_property
    def percent_names(self) -> dict[str, str]:
        """Every print of a percent unit → the unit."""
        return {surface: name for name, surfaces in self.percent.items() for surface in surfaces}

    def money_unit(self, printed: str) -> str | None:
        """The money unit of what is printed (人民币万元, 万圆, 萬元), null where it is none."""
        text = "".join(printed.split())
        for mark in self.currency_marks:
            text = text.removeprefix(mark).removesuffix(mark)
        text = text.strip("（）():：")
        return self.money_names.get(text) or self.bare_multipliers.get(text)


class UnitPatterns(msgspec.Struct, frozen=True):
    """The compiled words of ``units.yaml``; those that stand before a number end in ``$``."""

    unit: re.Pattern[str]  # groups: percent, foreign, money with rate, many with count, bare
    unit_starts: frozenset[str]  # characters that a unit can begin with
    ordinal_before: re.Pattern[str]
    names_before: re.Pattern[str]
    names_after: re.Pattern[str]
    about_before: re.Pattern[str]
    about_after: re.Pattern[str]
    money_cue: re.Pattern[str]
    phrases: re.Pattern[str]
    one_cue: re.Pattern[str]


@cache
def unit_patterns() -> UnitPatterns:
    units = load_units()
    marks = _any(units.currency_marks)
    return UnitPatterns(
        unit=_unit_pattern(units),
        unit_starts=frozenset(
            surface[0]
            for surfaces in (
                units.percent_names,
                units.foreign,
                units.money_names,
                units.multipliers,
                units.counting_names,
                units.bare_multipliers,
            )
            for surface in surfaces
        ),
        ordinal_before=re.compile(rf"(?:{_any(units.ordinals)})[ \u3000]?$"),
        names_before=re.compile(rf"(?:{_any(units.names_before)})[ \u3000:：]{{0,2}}$"),
        names_after=re.compile(rf"[ \u3000]?(?:{_any(units.names_after)})"),
        about_before=re.compile(rf"(?:{_any(units.about_before)})[ \u3000]?(?:{marks})?$"),
        about_after=re.compile(_any(units.about_after)),
        money_cue=re.compile(_any(units.money_cues)),
        phrases=re.compile(_any(units.chinese.phrases)),
        one_cue=re.compile(rf"(?:{_any(units.chinese.one_cues)})[ \u3000]?$"),
    )


def _unit_pattern(units: Units) -> re.Pattern[str]:
    """The unit that stands at a position, longest print first; prints of money and percent may be letter-spaced."""
    counting = []
    for surface, name in units.counting_names.items():
        blocked = units.counting[name].not_before if surface == name else ()
        guard = f"(?!{_any(blocked)})" if blocked else ""
        latin = "(?![A-Za-z0-9])" if surface[-1].isascii() and surface[-1].isalnum() else ""
        counting.append((surface, re.escape(surface) + guard + latin))
    counting.sort(key=lambda pair: len(pair[0]), reverse=True)
    counts = "|".join(pattern for _, pattern in counting)
    inside = "".join(units.about_inside)  # 1万多人次, 500万余元
    money = _spaced(units.money_names).replace(r"[ \u3000]?元", rf"[ \u3000{inside}]?元")
    per = _any({*units.denominators, *units.counting_names})
    return re.compile(
        rf"(?P<percent>{_spaced(units.percent_names)})"
        rf"|(?P<foreign>{_any(units.foreign)})"
        rf"|(?P<money>{money})(?P<rate>\s?[/／每]\s?(?:{per})(?:\s?[/／·•・.*×每]\s?(?:{per}))*)?"
        rf"|(?:(?P<many>{_any(units.multipliers)})(?:[{inside}](?={counts}))?)?(?P<count>{counts})"
        rf"|(?P<bare>{_any(units.bare_multipliers)})"
    )


def _any(surfaces: Iterable[str]) -> str:
    return "|".join(re.escape(surface) for surface in sorted(set(surfaces), key=lambda item: (-len(item), item)))


def _spaced(surfaces: Iterable[str]) -> str:
    ordered = sorted(surfaces, key=lambda item: (-len(item), item))
    return "|".join(r"[ \u3000]?".join(map(re.escape, surface)) for surface in ordered)


@cache
def load_units() -> Units:
    """The units, read once. Raises ``KnowledgeError`` where a print belongs to two units."""
    units = load_yaml("units.yaml", Units)
    seen: dict[str, str] = {}
    for name, unit in units.counting.items():
        for surface in (name, *unit.also):
            if seen.setdefault(surface, name) != name:
                raise KnowledgeError("units.yaml", f"counting.{name}", f"{surface} stands under {seen[surface]}, too")
    return units
