"""Who published: one id for a body under the names it is printed with, over documents and years.

An id is ``<region code>:<name without its place>``; two names of one body in one place meet, and bodies of the same name
in two places do not. Where the place is not known the whole name stands, with an empty code. The code is that of the place
today (安县财政局 and 安州区财政局 are ``510705:财政局``), and an office that was renamed has its new name; a place or an office that
was put together of several has an id of its own, and ``reorganisations`` says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.regions import divisions, find_region, place_ending_at
from extractor.knowledge.successions import current_code

# Final accounts of the last year under an old name come out in the year after, under either name.
LATEST_OLD_NAME = 1


class Renaming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``was`` is a regular expression over a name without its place; ``since`` the year of the change."""

    was: str
    now: str
    since: int

    def ends_in(self, stem: str) -> bool:
        """Whether ``now`` means an office of this name."""
        return re.search(self.now, stem) is not None


class OrganisationWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/organisations.yaml``."""

    version: str
    heads: tuple[str, ...]  # regular expressions taken off the beginning
    tails: tuple[str, ...]  # regular expressions taken off the end, again and again
    party: tuple[str, ...]  # what stands before the place in the names of party bodies; the first is kept
    party_committees: dict[str, str]  # how a committee is written right behind the place
    full_names: dict[str, str]  # long form within a name → the short one
    patterns: dict[str, str]  # regular expression over what is left → what it becomes
    renamed: tuple[Renaming, ...]  # one office under a new name
    reorganised: tuple[Renaming, ...]  # offices that are not one body; ``now`` is a regular expression too


class Organisation(NamedTuple):
    id: str
    name: str  # the normalised name, with its place as printed


def organisation_of(publisher: str | None, *, region_code: str | None, year: int | None = None) -> Organisation | None:
    """The body that a printed name means. ``region_code`` is the document's; without one the name itself is asked."""
    if publisher is None:
        return None
    words = _words()
    name = _plain(publisher)
    if not name:
        return None
    code = region_code
    region = find_region(name, evidence=_evidence(code) if code else "", year=year)
    if code is None and region is not None:
        code = region.code
    party = next((word for word in words.party if name.startswith(word)), None)
    head, tail = ("", name) if region is None else _around(name, region.end)
    if region is not None:
        for place in filter(None, region.path):  # 中共武胜县纪律检查委员会、武胜县监察委员会
            tail = tail.replace("、" + place, "、")
    if party is not None:
        head = words.party[0]
        tail = tail.removeprefix(party)
        for written, short in words.party_committees.items():
            if tail.startswith(written):
                tail = short + tail.removeprefix(written)
                break
    elif not head and tail.startswith("委") and not tail.startswith("委员会"):
        head = words.party[0]  # 江苏省委办公厅 is 中共江苏省委办公厅
    stem = head + tail or name
    for long, short in words.full_names.items():
        stem = stem.replace(long, short)
    for pattern, becomes in words.patterns.items():
        stem = re.sub(pattern, becomes, stem) or stem
    for renaming in words.renamed:
        if year is not None and year <= renaming.since + LATEST_OLD_NAME:
            stem = re.sub(renaming.was, renaming.now, stem)
    return Organisation(f"{current_code(code) if code else ''}:{stem}", name)


def reorganisations(stem: str) -> tuple[Renaming, ...]:
    """The reorganisations in which an office of this name (that of an id, without its place) ended."""
    return tuple(each for each in _words().reorganised if re.search(each.was, stem))


def _evidence(code: str) -> dict[str, int]:
    """The document's place as mentions of it, so that a name with a place of the same name is read as this one."""
    known: dict[str, int] = {}
    step = divisions().get(code)
    while step is not None:
        known[step.code] = 9
        step = divisions().get(step.parent) if step.parent else None
    return known


def _around(name: str, end: int) -> tuple[str, str]:
    """What stands before and behind the place that ends at ``end``."""
    start = place_ending_at(name, end)
    return (name[:start] if start else ""), name[end:]


def _plain(publisher: str) -> str:
    """Without spaces, brackets unified, and without (本级), 部门 and the like at the end."""
    name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", publisher))
    name = re.sub(rf"^(?:{'|'.join(_words().heads)})", "", name) or name
    shrinking = True
    while shrinking:
        shorter = _tails().sub("", name)
        shrinking, name = shorter != name, shorter or name
        if not shorter:
            break
    return name


@cache
def _words() -> OrganisationWords:
    return load_yaml("organisations.yaml", OrganisationWords)


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_words().tails)})$")
