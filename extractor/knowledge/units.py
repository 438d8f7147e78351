"""Units of numbers (单位), and the words that tell a quantity from a name."""

from __future__ import annotations

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


class ChineseCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a Chinese numeral before a unit is no count."""

    one_cues: tuple[str, ...]
    strong_units: tuple[str, ...]
    phrases: tuple[str, ...]
    slogan_marks: tuple[str, ...]


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

    def money_unit(self, printed: str) -> str | None:
        """The money unit of what is printed (人民币万元, 万圆, 萬元), null where it is none."""
        text = "".join(printed.split())
        for mark in self.currency_marks:
            text = text.removeprefix(mark).removesuffix(mark)
        text = text.strip("（）():：")
        return self.money_names.get(text) or self.bare_multipliers.get(text)


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
