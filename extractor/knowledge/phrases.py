"""Cue words of the prose: directions, levels, comparisons, asides, fillers and the words of counts."""

from __future__ import annotations

from functools import cache
from itertools import product

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.problems import KnowledgeError


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/phrases.yaml``; every list is expanded (``<a|b>``) when asked for through ``expanded``."""

    version: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    either: tuple[str, ...]
    flat: tuple[str, ...]
    flat_blockers: tuple[str, ...]
    before_number: tuple[str, ...]
    adjusted: tuple[str, ...]
    reached: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    completion: tuple[str, ...]
    share: tuple[str, ...]
    not_shares: tuple[str, ...]
    previous_year: tuple[str, ...]
    compared: tuple[str, ...]
    compared_up: tuple[str, ...]
    compared_down: tuple[str, ...]
    same_period: tuple[str, ...]
    deviation: tuple[str, ...]
    average: tuple[str, ...]
    fund: tuple[str, ...]
    purposeful: tuple[str, ...]
    reason: tuple[str, ...]
    purpose: tuple[str, ...]
    among: tuple[str, ...]
    each: tuple[str, ...]
    fillers: tuple[str, ...]
    name_leads: tuple[str, ...]
    function_classes: tuple[str, ...]
    stages: dict[str, tuple[str, ...]]
    involving: tuple[str, ...]
    rests: tuple[str, ...]
    strangers: tuple[str, ...]
    no_projects: tuple[str, ...]
    stage_verbs: tuple[str, ...]
    ratings: dict[str, tuple[str, ...]]
    states: dict[str, tuple[str, ...]]
    staff: tuple[str, ...]
    staff_moves: tuple[str, ...]
    offices: tuple[str, ...]
    units: tuple[str, ...]
    traditional: str  # pairs of characters, traditional and simplified


@cache
def phrases() -> Phrases:
    return load_yaml("phrases.yaml", Phrases)


@cache
def simplified() -> dict[int, str]:
    """Traditional → simplified characters, for ``str.translate``."""
    pairs = phrases().traditional.split()
    for pair in pairs:
        if len(pair) != 2:
            raise KnowledgeError("phrases.yaml", "traditional", f"{pair!r}: a pair has two characters")
    return {ord(pair[0]): pair[1] for pair in pairs}


def simply(text: str) -> str:
    """``text`` in simplified characters, each where its traditional one stood."""
    return text if text.isascii() else text.translate(simplified())


def as_printed(words: str, printed: str) -> str:
    """``words``, found in the simplified form of ``printed``, in the characters that it has there.

    The characters of ``words`` stand in ``printed`` in their order, perhaps with blanks and breaks between them.
    """
    simple = simply(printed)
    if simple == printed:
        return words
    if (at := simple.find(words)) >= 0:
        return printed[at : at + len(words)]
    found, at = [], 0
    for char in words:
        step = simple.find(char, at)
        if step < 0:
            return words
        found.append(printed[step])
        at = step + 1
    return "".join(found)


def expand(pattern: str) -> tuple[str, ...]:
    """Every string of ``pattern``, where ``<a|b>`` is a or b: ``"收<|、>支"`` gives ``("收支", "收、支")``."""
    parts: list[tuple[str, ...]] = []
    rest = pattern
    while rest:
        before, opened, rest = rest.partition("<")
        if before:
            parts.append((before,))
        if opened:
            inner, closed, rest = rest.partition(">")
            if not closed or "<" in inner:
                raise ValueError(f"unbalanced < > in {pattern!r}")
            parts.append(tuple(inner.split("|")))
    return tuple("".join(choice) for choice in product(*parts))


def expanded(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """All strings of several patterns, without doubles, in their order; the empty string is left out."""
    return tuple(dict.fromkeys(text for pattern in patterns for text in expand(pattern) if text))
