"""Cleaned text → tokens: numbers, metric names, function paths, cue words, punctuation; all else is plain words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractor.facts.clean import Clean, clean
from extractor.facts.function_lines import FunctionPath, find_paths
from extractor.knowledge.metrics import allowed, below, deepest, load_lexicon, load_patterns, metrics_file, senses_of
from extractor.knowledge.phrases import expanded, phrases
from extractor.records import Entity

RANGE_SIGNS = ("-", "~", "～", "至", "到")
NUMBER_NEXT = re.compile(r"(?:了|约|用|花|支)*\d")
# behind 占…预算 these make it a share of a whole, and no completion
WHOLE_NEXT = re.compile(r"(?:内|批复|安排)?(?:项目|基本|财政|一般公共|支出|收入|总)")
YEAR_WORDS = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


class Number(NamedTuple):
    """A number of the text. ``kind``: money | per_head | percent | count | bare (no unit found)."""

    kind: str
    value: Decimal
    unit: str | None
    yuan: Decimal | None
    entity: Entity


class Comparison(NamedTuple):
    """比上年预算数: against which year (None: the same year) and against what."""

    base_year: int | None
    basis: str | None
    sign: int = 0  # 大于 1, 小于 -1
    same_year: bool = False


class Token(NamedTuple):
    """``kind``: number | metric | path | year | comparison | cue | punct. ``name`` is the cue's or sign's name."""

    kind: str
    start: int
    end: int
    name: str = ""
    number: Number | None = None
    path: FunctionPath | None = None
    comparison: Comparison | None = None
    year: int | None = None


class Index(NamedTuple):
    """``meanings``: surface → what it may be; ``lengths``: first two characters → lengths of surfaces, longest first."""

    meanings: dict[str, tuple[tuple[str, str], ...]]
    lengths: dict[str, tuple[int, ...]]


def tokenise(cleaned: Clean, entities: Iterable[Entity], *, topic: str, year: int | None) -> list[Token]:
    """All tokens of one paragraph in order, not overlapping. Entities count offsets of the paragraph's own text."""
    text = cleaned.text
    taken = bytearray(len(text) + 1)
    tokens: list[Token] = []

    def take(token: Token) -> None:
        if token.end > token.start and not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\1" * (token.end - token.start)
            tokens.append(token)

    for path in find_paths(
        text, bare_classes=deepest(metrics_file().function_metrics, topic) is not None and _listing(topic)
    ):
        take(Token("path", path.start, path.end, path=path))
    for token in _comparisons(text, year):
        take(token)
    for entity in entities:
        start, end = cleaned.forth[entity.start], cleaned.forth[entity.end]
        number = number_of(entity, text, start, end)
        if number is not None:
            take(Token("number", start, end, number=number))
        elif entity.label in ("YEAR", "DATE") and (found := YEAR_WORDS.search(text[start : end + 1])):
            take(Token("year", start, end, year=int(found[1])))
    for match in YEAR_WORDS.finditer(text):
        take(Token("year", match.start(), match.end(), year=int(match[1])))
    for named in load_patterns():
        if named.word in text and allowed(named.metric, topic):
            for match in named.pattern.finditer(text):
                take(Token("metric", match.start(), match.end()))
    index = _index()
    at = 0
    while at < len(text):
        char = text[at]
        if taken[at]:
            at += 1
            continue
        if char in ",;:。!?()\n、":
            take(Token("punct", at, at + 1, name=char))
            at += 1
            continue
        for length in index.lengths.get(text[at : at + 2]) or index.lengths.get(char, ()):
            surface = text[at : at + length]
            kinds = index.meanings.get(surface)
            if kinds is None or any(taken[at : at + length]):
                continue
            name = _fitting(surface, kinds, topic)
            if name is not None and surface in phrases().share and text.startswith(phrases().not_shares, at + length):
                continue  # 占用, 占有
            if text[at - 1 : at] == "加" and surface in phrases().previous_year:
                continue  # 加上年初结转和结余
            if name == ("cue", "completion") and surface.startswith("占") and WHOLE_NEXT.match(text, at + length):
                take(Token("cue", at, at + 1, name="share"))  # 占部门预算项目支出总额的X%
                at += 1
                break
            if name is not None and surface in phrases().before_number and not NUMBER_NEXT.match(text, at + length):
                continue
            if name is not None:
                kind, cue = name
                take(Token(kind, at, at + length, name=cue))
                at += length
                break
        else:
            at += 1
    return _without_ranges(sorted(tokens, key=lambda token: token.start), text)


def _without_ranges(tokens: list[Token], text: str) -> list[Token]:
    """Both ends of 6-8人次 go: a range is no figure of the accounts."""
    numbers = [token for token in tokens if token.kind == "number"]
    ends = {
        id(token)
        for first, second in itertools.pairwise(numbers)
        if text[first.end : second.start] in RANGE_SIGNS
        for token in (first, second)
    }
    return [token for token in tokens if id(token) not in ends] if ends else tokens


def number_of(entity: Entity, text: str, start: int, end: int) -> Number | None:
    """The number of an entity, None for dates, names and enumerators."""
    if entity.value is None or entity.label in ("YEAR", "DATE", "ORG"):
        return None
    unit = entity.unit
    if entity.label == "PERCENT" or unit in ("%", "％", "个百分点", "百分点"):
        kind = "percent" if unit not in ("个百分点", "百分点") else "points"
    elif unit in ("万", "亿"):
        kind = "bare"
    elif unit is None:
        before, after = text[:start], text[end : end + 1]
        if (after in (".", "、", ")") and (not before or before[-1] in "。;:\n(")) or after in ("年", "月", "号"):
            return None
        kind = "bare"
    elif entity.yuan is not None or unit.endswith("元"):
        kind = (
            "per_head"
            if text.startswith("/", end)
            or re.search(r"(?:[每/]人|人均)[^,;。:]*$|每[^,;。]{0,4}$", text[max(start - 12, 0) : start])
            else "money"
        )
    elif "元/" in unit or "元／" in unit:
        kind = "per_head"
    else:
        kind = "count"
    return Number(kind, entity.value, unit, entity.yuan, entity)


def _listing(topic: str) -> bool:
    """Whether sections of this topic list 类 by name alone (卫生健康支出270.01万元)."""
    return not any(
        below(topic, other)
        for other in ("narrative.three_public", "narrative.other", "narrative.performance", "narrative.revenue")
    )


def residue(text: str, tokens: Iterable[Token], start: int, end: int) -> str:
    """What of ``text[start:end]`` no token and no filler explains (Chinese characters only)."""
    left = list(text[start:end])
    for token in tokens:
        if token.start < end and token.end > start and token.kind != "punct":
            for at in range(max(token.start, start), min(token.end, end)):
                left[at - start] = " "
    return "".join(char for char in _fillers().sub("", "".join(left)) if "\u4e00" <= char <= "\u9fff")


def unexplained_tail(text: str, tokens: Iterable[Token], start: int, end: int) -> str:
    """The unexplained Chinese characters right before ``end`` (``民警`` of 民警公用经费), perhaps none."""
    left = list(text[start:end])
    for token in tokens:
        if token.start < end and token.end > start:
            for at in range(max(token.start, start), min(token.end, end)):
                left[at - start] = " "
    blanked = _fillers().sub(lambda match: " " * len(match[0]), "".join(left))
    tail = re.search(r"[\u4e00-\u9fff]+$", blanked)
    if tail is None and "".join(left).endswith("类"):  # 基本建设类项目支出: 类 belongs to the words before it
        tail = re.search(r"[\u4e00-\u9fff]+$", blanked[:-1])
    return tail[0] if tail else ""


def _fitting(surface: str, kinds: tuple[tuple[str, str], ...], topic: str) -> tuple[str, str] | None:
    """Names of some topics only are plain words in the others; the cue of the same words, if any, stands then."""
    for kind, name in kinds:
        if kind == "metric" and not (
            senses_of(surface, topic)
            or _denominator(surface, topic)
            or any(sense.topic is None for sense in load_lexicon().get(surface, ()))
        ):
            continue
        return kind, name
    return None


def _denominator(surface: str, topic: str) -> bool:
    tables: Mapping[str, Mapping[str, str]] = metrics_file().denominators
    return any(
        surface in table and (above == "any" or topic == above or topic.startswith(above + "."))
        for above, table in tables.items()
    )


@cache
def _index() -> Index:
    """All surfaces and cues."""
    words = phrases()
    meanings: dict[str, list[tuple[str, str]]] = {}

    def add(texts: Iterable[str], kind: str, name: str) -> None:
        for text in texts:
            meanings.setdefault(clean(text).text, []).append((kind, name))

    add(load_lexicon(), "metric", "")
    for table in metrics_file().denominators.values():
        add((name for name in table if len(name) > 2), "metric", "")
    for measure, patterns in words.levels.items():
        add(expanded(patterns), "cue", measure)
    for name in (
        "completion",
        "either",
        "up",
        "down",
        "flat",
        "share",
        "reason",
        "purpose",
        "each",
        "same_period",
        "deviation",
        "average",
        "fund",
    ):
        add(expanded(getattr(words, name)), "cue", name)
    add(("其中",), "cue", "among")
    add(words.previous_year, "cue", "previous_year")
    lengths: dict[str, set[int]] = {}
    for surface in meanings:
        lengths.setdefault(surface[:2], set()).add(len(surface))
    for start, found in lengths.items():
        if len(start) == 2 and start[0] in meanings:
            found.add(1)
    return Index(
        {surface: tuple(dict.fromkeys(kinds)) for surface, kinds in meanings.items()},
        {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()},
    )


@cache
def _fillers() -> re.Pattern[str]:
    texts = sorted(expanded(phrases().fillers), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, texts)))


@cache
def _comparison_pattern() -> re.Pattern[str]:
    words = phrases()
    prefix = "|".join(sorted(words.compared, key=len, reverse=True))
    previous = "|".join(sorted(words.previous_year, key=len, reverse=True))
    fund = r"(?:的|财政拨款|一般公共|公共财政|财政|部门|单位|本级|收支|收入|支出|总|三公经费)"
    return re.compile(
        rf"(?P<word>{prefix})(?:其|本部门|本单位)?"
        rf"(?:(?P<year>(?:20)?\d\d)年(?:度|同期)?|(?P<previous>{previous})|(?P<own>年初|期初|全年|调整后?的?|本年|当年))?"
        rf"(?:年末|末)?(?:相比|相较|对比|比较|(?:当年|全年|同期)?(?:{fund}{{1,4}}(?=年初|全年|调整|预算|决算|执行|实际))?"
        r"(?P<what>(?P<initial>年初|期初|(?<=\d年)初)?(?:全年|调整后?的?|当年|年度|部门|财政)?"
        r"(?:(?P<done>预算执行|预算支出执行|支出决算|收入决算|决算|执行|实际支出|实际|累计支出|完成支出|支出数|支出)|(?P<planned>预算安排|预算批复|预算))?)"
        r"(?:安排|批复|执行|支出|收入|完成)?(?:总额|总数|总计|数额|额|数|情况|金额)?(?:相比|相较|对比|比较)?)"
    )


def _comparisons(text: str, year: int | None) -> list[Token]:
    found = []
    words = phrases()
    for match in _comparison_pattern().finditer(text):
        planned, done, initial = match["planned"], match["done"], match["initial"] or match["own"] in ("年初", "期初")
        if not (match["year"] or match["previous"] or planned or (initial and (planned or match["own"]))):
            continue
        basis = "actual" if done and done != "支出" else None  # 比上年支出 says no accounts and no budget
        if planned or (initial and not done):
            basis = "budget_initial" if initial else "budget"
        base_year = None
        if match["year"]:
            base_year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
        elif match["previous"] and year is not None:
            base_year = year - (2 if match["previous"].startswith("前") and "前一" not in match["previous"] else 1)
        same = not (match["year"] or match["previous"])
        sign = 1 if match["word"] in words.compared_up else -1 if match["word"] in words.compared_down else 0
        comparison = Comparison(year if same else base_year, basis, sign, same)
        found.append(Token("comparison", match.start(), match.end(), comparison=comparison))
    return found
