"""Administrative divisions (行政区划): from an organisation's name or a text to 省, 市, 县 and the six-digit code.

Names repeat all over China (普陀区 is in 上海 and in 舟山), so a name alone resolves only where it is unique; else the
evidence of the document decides, and where that is silent too the answer is null.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import convert, load_csv, load_yaml
from extractor.knowledge.successions import FILE, current_code, former_names, region_changes
from extractor.problems import KnowledgeError

Level = Literal["省", "市", "县", "乡"]
Path = tuple[str | None, str | None, str | None]

# The longest official name has 15 characters (双江拉祜族佤族布朗族傣族自治县).
LONGEST_NAME = 16
# A place in an organisation's name stands within its first so many characters.
PLACE_WITHIN = 24
# A rival must have at most half of the winner's mentions before the mentions decide.
CLEAR_LEAD = 2


class Region(msgspec.Struct, frozen=True):
    """A place: ``path`` is (省, 市, 县) with nulls where a level is missing; ``code`` that of the deepest level known.

    ``level`` is mostly that of the deepest place; 乡 is a township or street within the county of ``path``, and bodies of the
    production corps have a level of their own. ``end`` is where the place's name ends in the text it was found in.
    """

    path: Path
    code: str
    level: Level | None
    end: int = 0


class Division(msgspec.Struct, frozen=True):
    """A row of ``regions.csv``."""

    code: str
    name: str
    level: Level
    parent: str | None
    since: int | None
    until: int | None


class Corps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The production corps of Xinjiang: regular expressions of its own name, of a division's and of a regiment's."""

    region: str
    name: str
    division: str
    regiment: str


class RegionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/regions.yaml``."""

    version: str
    endings: tuple[str, ...]
    autonomous: dict[str, str]
    peoples: tuple[str, ...]
    aliases: dict[str, str]
    document_numbers: dict[str, str]
    organisation_prefixes: tuple[str, ...]
    not_after_short: str
    townships: tuple[str, ...]
    township_organs: tuple[str, ...]
    township_offices: str
    street_office: str
    not_townships: tuple[str, ...]
    zones: tuple[str, ...]
    corps: Corps
    seats_of_cities_own: str
    ranked_names: str
    ranked_endings: dict[str, Level]
    unlisted: str
    unlisted_above: str
    own_words: dict[Level, tuple[str, ...]]


def find_region(name: str, *, evidence: Mapping[str, int] | str = "", year: int | None = None) -> Region | None:
    """The place in an organisation's name (or a title), or null where it has none or stays ambiguous.

    ``evidence`` is the document's text, or its ``mentions``. ``year`` drops names given up before it.
    """
    if (corps := _of_the_corps(name)) is not None:
        return corps
    counts = mentions(evidence) if isinstance(evidence, str) else evidence
    for start, short_too in _starts(name):
        chains = _chains(name, start, parent=None, short_too=short_too, counts=counts, year=year)
        if not chains:
            continue
        end = max(stop for _, stop in chains)
        found = _decide([code for code, stop in chains if stop == end], counts, year)
        if found is None:
            return None
        return _with_rest(found, name, end)
    return None


def province_of_text(text: str, counts: Mapping[str, int]) -> Region | None:
    """The province that a short text names, else the one that the document (``counts``) clearly names most."""
    for seen in (mentions(text), counts):
        ranked = Counter({code: seen[code] for code in seen if divisions()[code].level == "省"}).most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= CLEAR_LEAD * ranked[1][1]):
            return region_of(ranked[0][0])
    return None


def in_full(region: Region, name: str) -> bool:
    """Whether a body's name prints its place in full (南昌市第一医院) and not in short (南昌学院)."""
    return any(part is not None and part in name[: region.end] for part in region.path)


def level_of_name(name: str) -> Level | None:
    """The level that the name of a body shows where no list knows its place: 石燕县农业农村局 is a county's."""
    match = re.match(region_words().ranked_names, name)
    if match is None:
        return None
    level = region_words().ranked_endings[match[1]]
    return "乡" if level != "乡" and _is_township(name[match.end() :]) else level


def candidates(name: str) -> tuple[Region, ...]:
    """Every place that the name could begin with, when nothing else is known; for messages."""
    for start, short_too in _starts(name):
        chains = _chains(name, start, parent=None, short_too=short_too, counts={}, year=None)
        if chains:
            end = max(stop for _, stop in chains)
            return tuple(region_of(code) for code in dict.fromkeys(code for code, stop in chains if stop == end))
    return ()


def region_of(code: str, *, end: int = 0) -> Region:
    """The region of a six-digit code. Raises ``KeyError`` for a code that is not in the list."""
    division = divisions()[code]
    path: dict[str, str] = {}
    step: Division | None = division
    while step is not None:
        path[step.level] = step.name
        step = divisions().get(step.parent) if step.parent else None
    return Region(path=(path.get("省"), path.get("市"), path.get("县")), code=code, level=division.level, end=end)


def mentions(text: str) -> Counter[str]:
    """How often each place is named in full (provinces and cities also in short, and by document number).

    An ambiguous name counts for each of its places, unless a longer name covers it or its parent stands right before.
    """
    counts: Counter[str] = Counter()
    names = _names()
    for found in re.finditer("[省市区县旗州盟]", text):
        end = found.end()
        for start in range(max(0, end - LONGEST_NAME), end - 1):
            codes = names.get(text[start:end])
            if codes is not None and len(text[start:end]) > 2 - (text[end - 1] == "县"):
                for code in _below_parent(text, start, codes):
                    counts[code] += 1
                break
    for short, code in _short_provinces().items():
        if seen := text.count(short):
            counts[code] = max(counts[code], seen)
    for abbreviation, code in region_words().document_numbers.items():
        counts[code] += len(re.findall(rf"(?<![一-鿿]){abbreviation}[一-鿿]{{1,6}}[〔\[（(]20\d\d[〕\]）)]", text))
    return +counts


def region_from_mentions(text: str, *, counts: Mapping[str, int] | None = None) -> Region | None:
    """The place of a document whose publisher's name has none: its own level by 全县/县委/…, then the place of that
    level that it clearly names most. Null where either is unclear."""
    counts = mentions(text) if counts is None else counts
    own = Counter({level: sum(map(text.count, words)) for level, words in region_words().own_words.items()})
    ranked = own.most_common(2)
    if not ranked or ranked[0][1] < 3 or (ranked[1][1] * 1.5 > ranked[0][1]):
        return None
    level: Level = "县" if ranked[0][0] == "乡" else ranked[0][0]
    places = Counter({code: seen for code, seen in counts.items() if divisions()[code].level == level})
    top = places.most_common()
    rivals = [seen for code, seen in top if current_code(code) != current_code(top[0][0])]
    if not top or top[0][1] < 2 or (rivals and rivals[0] * CLEAR_LEAD > top[0][1]):
        return None
    region = region_of(top[0][0])
    return region if ranked[0][0] != "乡" else msgspec.structs.replace(region, level="乡")


def place_ending_at(text: str, end: int) -> int | None:
    """Where the chain of full place names that ends at ``end`` begins (四川省广安市武胜县), or null."""
    start = None
    while True:
        step = next((at for at in range(max(0, end - LONGEST_NAME), end - 1) if text[at:end] in _names()), None)
        if step is None or (start is not None and end - step <= 2):
            return start
        start = end = step


def place_starting_at(text: str, start: int) -> int | None:
    """Where the chain of full place names that starts at ``start`` ends, or null."""
    chains = _chains(text, start, parent=None, short_too=False, counts={}, year=None)
    return max((end for _, end in chains), default=None)


@cache
def region_words() -> RegionWords:
    return load_yaml("regions.yaml", RegionWords)


@cache
def divisions() -> dict[str, Division]:
    """All divisions by code."""
    rows = load_csv("regions.csv", ("code", "name", "level", "parent", "since", "until"))
    plain = [
        {
            **row,
            "parent": row["parent"] or None,
            "since": int(row["since"]) if row["since"] else None,
            "until": int(row["until"]) if row["until"] else None,
        }
        for row in rows
    ]
    found = {division.code: division for division in convert("regions.csv", plain, list[Division])}
    for change in region_changes():
        for code in (change.code, *change.successors):
            if code not in found:
                raise KnowledgeError(FILE, f"{change.code} {change.name}", f"{code} is not in regions.csv")
    return found


# --- names -------------------------------------------------------------------------------------------------------------


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Official names, autonomous places' shorter forms and aliases → codes."""
    names: dict[str, list[str]] = {}
    for code, division in divisions().items():
        names.setdefault(division.name, []).append(code)
        for ending, kept in region_words().autonomous.items():
            if division.name.endswith(ending):
                stem = _without_peoples(division.name.removesuffix(ending))
                if len(stem) >= 2:
                    shorter = {stem + kept, stem + ending} - {division.name}
                    for name in sorted(shorter):
                        names.setdefault(name, []).append(code)
    for alias, code in region_words().aliases.items():
        held = names.setdefault(alias, [])
        if code not in held:
            held.append(code)
    return {name: tuple(codes) for name, codes in names.items()}


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    """Names without their ending, two characters at least → codes; where levels share one, the highest level's."""
    names: dict[str, list[str]] = {}
    for code, division in divisions().items():
        if stem := _short(division):
            names.setdefault(stem, []).append(code)
    return {
        stem: tuple(code for code in codes if _rank(code) == min(map(_rank, codes))) for stem, codes in names.items()
    }


def _rank(code: str) -> int:
    return "省市县".index(divisions()[code].level)


@cache
def _short_provinces() -> dict[str, str]:
    return {
        stem: code for code, division in divisions().items() if division.level == "省" and (stem := _short(division))
    }


def _short(division: Division) -> str | None:
    for ending in region_words().endings:
        if division.name.endswith(ending):
            stem = division.name.removesuffix(ending)
            if ending in region_words().autonomous or ending == "自治区":
                stem = _without_peoples(stem)
            return stem if len(stem) >= 2 else None
    return None


def _without_peoples(stem: str) -> str:
    shrinking = True
    while shrinking:
        shrinking = False
        for people in region_words().peoples:
            if stem.endswith(people) and len(stem) - len(people) >= 2:
                stem, shrinking = stem.removesuffix(people), True
                break
    return stem


# --- reading a name ----------------------------------------------------------------------------------------------------


def _starts(name: str) -> Iterator[tuple[int, bool]]:
    """Where a place may begin, and whether a short name is good there: at the start, behind 中共 and the like, then
    anywhere in full."""
    yield 0, True
    firm = {0}
    for prefix in region_words().organisation_prefixes:
        if name.startswith(prefix) and len(prefix) not in firm:
            firm.add(len(prefix))
            yield len(prefix), True
    for start in range(1, min(len(name), PLACE_WITHIN)):
        if any(re.fullmatch(region_words().unlisted_above, name[other:start]) for other in firm):
            return
        if start not in firm:
            yield start, False


def _chains(
    name: str, start: int, *, parent: str | None, short_too: bool, counts: Mapping[str, int], year: int | None
) -> list[tuple[str, int]]:
    """Places read from ``start`` on, each below the one before: (code of the deepest, where it ends)."""
    found: list[tuple[str, int]] = []
    for stop in range(min(len(name), start + LONGEST_NAME), start + 1, -1):
        printed = name[start:stop]
        codes = [code for code in _named(printed, year) if parent is None or _is_below(code, parent)]
        if not codes and short_too:
            codes = [
                code
                for code in _short_names().get(printed, ())
                if (parent is None or _is_below(code, parent))
                and _short_is_good(code, name, stop, counts, enough=1 if start and parent is None else 2)
            ]
        elif codes and parent is None and start > 0 and not short_too and stop - start <= 2:
            codes = []  # 城区, 郊区 within a name are words
        for code in codes:
            deeper = _chains(name, stop, parent=code, short_too=short_too, counts=counts, year=year)
            found += deeper or [(code, stop)]
        if codes:
            break
    return found


def _named(printed: str, year: int | None) -> list[str]:
    """The places of this full name, in that year where it is known: not those founded later under it, and those that gave it
    up later. Without a year a name given up counts where nobody else has it."""
    codes = [code for code in _names().get(printed, ()) if year is None or (divisions()[code].since or year) <= year]
    former = former_names().get(printed, ())
    return codes + [code for code, until in former if (not codes if year is None else year <= until)]


def _short_is_good(code: str, name: str, stop: int, counts: Mapping[str, int], *, enough: int) -> bool:
    """Whether a short name is one: a county's only where the text has it in full, twice or, behind 国家统计局 and the like, once."""
    if name[stop : stop + 1] and name[stop] in region_words().not_after_short:
        return False
    return divisions()[code].level != "县" or counts.get(code, 0) >= enough


def _is_below(code: str, ancestor: str) -> bool:
    step = divisions()[code].parent
    while step:
        if step == ancestor:
            return True
        step = divisions()[step].parent
    return False


def _below_parent(text: str, start: int, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Of places that share a name, those whose parent's name stands right before it; all where none does."""
    doubtful = len(codes) == 1 and divisions()[codes[0]].until is not None and len(divisions()[codes[0]].name) == 2
    if len(codes) == 1 and not doubtful:
        return codes
    before = text[max(0, start - LONGEST_NAME) : start]
    held = tuple(code for code in codes if any(before.endswith(name) for name in _ancestor_names(code)))
    if doubtful:  # 到达县城, 担任县长: names given up long ago are words more often
        return held
    return held or tuple(code for code in codes if current_code(code) == code or current_code(code) not in codes)


@cache
def _ancestor_names(code: str) -> tuple[str, ...]:
    names: list[str] = []
    step = divisions()[code].parent
    while step:
        division = divisions()[step]
        names += [division.name, *([stem] if (stem := _short(division)) else [])]
        step = division.parent
    return tuple(names)


def _decide(codes: list[str], counts: Mapping[str, int], year: int | None) -> str | None:
    """One of several places with the same name, by how often the document names their parents."""
    unique = list(dict.fromkeys(codes))
    if year is not None:
        current = [code for code in unique if (divisions()[code].until or year) >= year]
        unique = current or unique
    if len({current_code(code) for code in unique}) == 1:  # one place, whose code changed and not its name
        lasting = sorted(unique, key=lambda code: divisions()[code].until or 9999)
        return next(
            (code for code in lasting if year is not None and year < (divisions()[code].until or 9999)), lasting[-1]
        )
    scores = Counter({code: _support(code, counts) for code in unique})
    (best, score), (_, rival) = scores.most_common(2)
    return best if score > 0 and score >= CLEAR_LEAD * rival else None


def _support(code: str, counts: Mapping[str, int]) -> int:
    """Mentions of the places above; the one right above tells more than the province beyond it."""
    total, weight = 0, 3
    step = divisions()[code].parent
    while step:
        total += counts.get(step, 0) * weight
        step, weight = divisions()[step].parent, 1
    return total


def _with_rest(code: str, name: str, end: int) -> Region:
    """The region with the level that the rest of the name tells: a township's seat, a county that no list knows. A zone is its
    government's."""
    region = region_of(code, end=end)
    rest = name[end:].removeprefix("人民政府")
    if _is_township(rest) or (region.level == "县" and re.match(region_words().street_office, rest)):
        return msgspec.structs.replace(region, level="乡")
    if _zone().match(rest):
        return region
    if region.level in ("省", "市") and (county := re.match(region_words().unlisted, rest)):
        return msgspec.structs.replace(region, level="乡" if _is_township(rest[county.end() :]) else "县")
    return _of_the_province(region, name) or region


def _of_the_province(region: Region, name: str) -> Region | None:
    """江苏省南通监狱: behind the full name of a province, a city named in short is where the province's own body has its seat."""
    province = region.path[0]
    if region.level != "市" or province is None or province not in name[: region.end]:
        return None
    seat = name[name.index(province) + len(province) : region.end]
    if seat not in _short_names() or re.search(region_words().seats_of_cities_own, name):
        return None
    code = next(code for code, division in divisions().items() if division.name == province)
    return region_of(code, end=region.end - len(seat))


def _of_the_corps(name: str) -> Region | None:
    """A body of the production corps: a division ranks as a city, a regiment as a county, wherever its seat is."""
    corps = region_words().corps
    found = re.match(
        rf"(?P<corps>{corps.name})?(?P<division>{corps.division})?(?P<city>[\u4e00-\u9fff]{{2,6}}?市)?(?P<regiment>{corps.regiment})?",
        name,
    )
    if found is None or not (found["corps"] or found["division"]):
        return None
    codes = [code for code in _names().get(found["city"] or "", ()) if _is_below(code, corps.region)]
    if codes:
        region = region_of(codes[0], end=found.end("city"))
    else:
        region = region_of(
            corps.region, end=max((len(short) for short in _short_provinces() if name.startswith(short)), default=0)
        )
    level: Level = "县" if found["regiment"] else "市" if found["division"] else "省"
    return msgspec.structs.replace(region, level=level)


def _is_township(rest: str) -> bool:
    """Whether what follows a place is a township or street and its organ."""
    township = _township().match(rest) or _township_office().match(rest)
    return township is not None and township[1] not in region_words().not_townships


@cache
def _township() -> re.Pattern[str]:
    words = region_words()
    return re.compile(
        rf"([一-鿿]{{1,8}}?)(?:{'|'.join(words.townships)})(?:$|\d|[（(]|{'|'.join(words.township_organs)})"
    )


@cache
def _township_office() -> re.Pattern[str]:
    words = region_words()
    return re.compile(rf"([一-鿿]{{1,4}}?)(?<!城)(?:{'|'.join(words.townships)}){words.township_offices}")


@cache
def _zone() -> re.Pattern[str]:
    return re.compile(
        rf"[一-鿿]{{0,10}}?(?:{'|'.join(region_words().zones)})(?:$|\d|管|党|人民|财政|社会|[一-鿿]+[局办院校部所中])"
    )
