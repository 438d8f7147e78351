"""What a reader of several years has to know of the bodies: places and offices that changed, linked or kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from extractor.compare.records import Figure
from extractor.knowledge.regions import divisions, region_of
from extractor.knowledge.successions import CONTINUING, RegionChange, region_changes
from extractor.organisations import Renaming, reorganisations


def link_notes(figures: Iterable[Figure]) -> tuple[str, ...]:
    """A sentence a change of code, merger or division of places, and reorganisation of offices, where both sides are compared."""
    held: dict[str, set[str]] = {}  # region code → bodies that published under it
    for figure in figures:
        if figure.region_code:
            held.setdefault(figure.region_code, set()).add(figure.body)
    return (*_places(held), *_offices(held))


def _places(held: dict[str, set[str]]) -> Iterator[str]:
    changes = [change for change in region_changes() if change.code in held and set(change.successors) & held.keys()]
    for change in changes:
        if change.kind in CONTINUING and (linked := held[change.code] & held.get(change.successors[0], set())):
            moved = "；有乡镇划给了邻近的区，前后的数范围不全相同" if change.kind == "reduced" else ""
            yield (
                f"{_place(change.code)}{change.year}年改为{_place(change.successors[0])}，"
                f"{len(linked)}个机构的前后各年已相连{moved}。"
            )
    broken = [change for change in changes if change.kind not in CONTINUING]
    broken.sort(key=lambda change: (change.kind, change.successors, change.year, change.code))
    for (kind, successors, year), group in groupby(
        broken, key=lambda change: (change.kind, change.successors, change.year)
    ):
        yield _apart(list(group), kind, successors, year)


def _apart(changes: list[RegionChange], kind: str, successors: tuple[str, ...], year: int) -> str:
    names = "、".join(_place(change.code) for change in changes)
    became = "、".join(divisions()[code].name for code in successors)
    word = "并入" if kind == "merged" else "分别划入"
    return f"{names}{year}年{word}{became}，前后的机构没有相连：不是同一个范围。"


def _offices(held: dict[str, set[str]]) -> Iterator[str]:
    found: dict[tuple[str, Renaming], list[tuple[str, str]]] = {}
    by_place: dict[str, set[str]] = {}
    for bodies in held.values():
        for body in bodies:
            code, _, stem = body.partition(":")
            by_place.setdefault(code, set()).add(stem)
    for code, stems in sorted(by_place.items()):
        for stem in sorted(stems):
            for change in reorganisations(stem):
                for later in sorted(stems):
                    if later != stem and change.ends_in(later):
                        found.setdefault((stem, change), []).append((code, later))
    for (stem, change), places in found.items():
        names = "、".join(dict.fromkeys(later for _, later in places))
        yield f"{stem}{change.since}年机构改革时并入或改组为{names}（{len(places)}处），职能不同，没有相连。"


def _place(code: str) -> str:
    return "".join(part for part in region_of(code).path[1:] if part) or divisions()[code].name
