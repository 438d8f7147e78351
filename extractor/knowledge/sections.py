"""Headings and topics as data: what titles say, where they may stand, and what is no heading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.vocabulary import topic_names
from extractor.problems import KnowledgeError

FILE = "sections.yaml"
LONGEST = 70  # characters of a title that is still compared: the longest names of forms and reports have about 60
Fit = Literal["strict", "end", "holds"]
_QUOTES = re.compile("[\\s\u3000\u00a0“”\"'‘’「」『』《》〈〉＂]")
_YEARS = re.compile(
    r"(?:20\d\d|[二]\s*[〇○零Oo0]\s*[〇○零Oo0一二三]\s*[〇○零一二三四五六七八九]|[xX×*＊]{2,4}|(?<!\d)\d\d)\s*年(?:度)?|20\d\d-20\d\d年"
)
_BRACKETS = re.compile(r"\((?![类款项]\))[^()]*\)")
_END = "。.：:；;，,、"


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the file's parts: closed key sets."""


class TopicTitles(Shape, frozen=True):
    """Titles of one topic as patterns; ``more`` are fillers of this topic alone."""

    topic: str
    titles: tuple[str, ...]
    under: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    tail: bool = True
    numbered: bool = False


class Holder(Shape, frozen=True):
    """Below a section of ``topic`` headings keep its topic, unless theirs is (or lies below) one of ``but``."""

    topic: str
    but: tuple[str, ...]


class Refinement(Shape, frozen=True):
    """A paragraph of a section of ``topic`` whose text holds ``says`` is about ``to``."""

    topic: str
    says: str
    to: str


class SectionWords(Shape, frozen=True):
    """``data/sections.yaml``."""

    version: str
    fillers: tuple[str, ...]
    title_ends: tuple[str, ...]
    firm_ends: tuple[str, ...]
    topics: tuple[TopicTitles, ...]
    free: tuple[str, ...]
    holders: tuple[Holder, ...]
    lists: tuple[str, ...]
    reviews: tuple[str, ...]
    parts: tuple[str, ...]
    never: tuple[str, ...]
    holds_never: tuple[str, ...]
    document_title: str
    project_opening: str
    cover_titles: str
    opinions: str
    between: tuple[str, ...]
    same_sentence: str
    refine: tuple[Refinement, ...]


class TitleMatch(NamedTuple):
    """What a title says: its topic, and how closely it fits."""

    topic: str
    fit: Fit
    numbered: bool  # holds for titles with a number or a style only


class _Entry(NamedTuple):
    topic: str
    under: tuple[str, ...]
    numbered: bool
    patterns: dict[Fit, re.Pattern[str]]


class Taxonomy:
    """The data compiled. ``match`` is the one question that the code asks of titles."""

    def __init__(self, words: SectionWords) -> None:
        self.words = words
        self._entries = [_compiled(entry, words.fillers) for entry in words.topics]
        self.never = _any(words.never)
        self.holds_never = _any(words.holds_never)
        self.project_opening = re.compile(words.project_opening)
        self.document_title = re.compile(words.document_title)
        self.between = _any(words.between)
        self.cover_titles = re.compile(words.cover_titles)
        self.opinions = re.compile(words.opinions)
        self.same_sentence = re.compile(words.same_sentence)
        self._ends = re.compile("(?:" + "|".join(_longest_first(words.title_ends)) + ")$")
        self.firm_end = re.compile("(?:" + "|".join(words.firm_ends) + ")$")
        self._refine = [(entry.topic, re.compile(entry.says), entry.to) for entry in words.refine]

    @lru_cache(maxsize=8192)  # noqa: B019  (one taxonomy a process)
    def match(self, title: str, above: tuple[str, ...] = ()) -> TitleMatch | None:
        """The topic that ``title`` says below sections of the topics ``above``; null where the taxonomy does not know it."""
        cleaned = plain_title(title)
        if not 0 < len(cleaned) <= LONGEST:
            return None
        fits: tuple[Fit, ...] = ("strict", "end", "holds")
        for fit in fits:
            for entry in self._entries:
                if entry.under and not any(within(topic, entry.under) for topic in above):
                    continue
                if entry.patterns[fit].fullmatch(cleaned):
                    return TitleMatch(entry.topic, fit, entry.numbered)
        return None

    def ends_like_title(self, title: str) -> bool:
        """Whether a line ends as titles do (…情况, …说明, …建议)."""
        return self._ends.search(plain_title(title)) is not None

    def held(self, topic: str | None, above: Sequence[str]) -> str | None:
        """``topic`` as the sections over it allow (``above`` from the outermost in): null where nothing says a topic."""
        if topic is not None and topic in self.words.free:
            return topic
        for upper in reversed(above):
            for holder in self.words.holders:
                if not within(upper, (holder.topic,)):
                    continue
                if topic is None or not within(topic, (*holder.but, holder.topic)):
                    return upper
        return topic

    def refined(self, topic: str, text: str) -> str:
        """The paragraph's own topic where its section holds several."""
        for wanted, says, to in self._refine:
            if wanted == topic and says.search(text):
                return to
        return topic


@cache
def load_taxonomy() -> Taxonomy:
    """The data, validated: unknown topics and bad patterns are load errors that name the entry."""
    words = load_yaml(FILE, SectionWords)
    known = topic_names()
    for place, topics in (
        *((f"topics.{entry.topic}", (entry.topic, *entry.under)) for entry in words.topics),
        *((f"holders.{entry.topic}", (entry.topic, *entry.but)) for entry in words.holders),
        *((f"refine.{entry.topic}", (entry.topic, entry.to)) for entry in words.refine),
        ("free", words.free),
        ("lists", words.lists),
        ("reviews", words.reviews),
        ("parts", words.parts),
    ):
        for topic in topics:
            if topic not in known:
                raise KnowledgeError(FILE, place, f"unknown topic '{topic}'; allowed: {', '.join(known)}")
    try:
        return Taxonomy(words)
    except re.error as error:
        raise KnowledgeError(FILE, f"pattern {error.pattern!r}", str(error)) from error


@lru_cache(maxsize=8192)
def plain_title(title: str) -> str:
    """A title as it is compared: no blanks, quotation marks, years, brackets and end punctuation; half-width."""
    text = unicodedata.normalize("NFKC", _QUOTES.sub("", title))
    text = _YEARS.sub("", text)
    before = None
    while before != text:
        before = text
        text = _BRACKETS.sub("", text)
    return text.strip(_END + "-—").replace("年度", "")


def within(topic: str, wanted: Iterable[str]) -> bool:
    """Whether ``topic`` is one of ``wanted`` or lies below one."""
    return any(topic == name or topic.startswith(name + ".") for name in wanted)


def _compiled(entry: TopicTitles, fillers: Sequence[str]) -> _Entry:
    bag = "(?:" + "|".join(map(re.escape, _longest_first(_prime((*fillers, *entry.more))))) + ")*"
    core = "(?:" + "|".join(entry.titles) + ")"
    tail = bag if entry.tail else ""
    return _Entry(
        entry.topic,
        entry.under,
        entry.numbered,
        {
            "strict": re.compile(bag + core + tail),
            "end": re.compile(f".{{0,50}}?{core}{tail}"),
            "holds": re.compile(f".*?{core}.*") if entry.tail else re.compile(f".{{0,60}}?{core}"),
        },
    )


def _prime(words: Iterable[str]) -> list[str]:
    """Words without those that others make up (收支 of 收 and 支): a text must split in one way only, or a pattern of many
    fillers could take exponential time."""
    kept: list[str] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        reached = {0}
        for at in range(len(word)):
            if at in reached:
                reached.update(at + len(part) for part in kept if word.startswith(part, at))
        if len(word) not in reached:
            kept.append(word)
    return kept


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
