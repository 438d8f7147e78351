"""Headings and topics as data: what titles say, and how high an unnumbered heading stands."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.vocabulary import topic_names
from extractor.problems import KnowledgeError

FILE = "sections.yaml"


class TopicTitles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Title patterns of one topic. ``rank`` places its unnumbered headings; ``under`` asks for an ancestor's topic."""

    topic: str
    rank: int
    titles: tuple[str, ...]
    under: tuple[str, ...] = ()


class Refinement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph of a section of ``topic`` whose text holds ``says`` is about ``to``."""

    topic: str
    says: str
    to: str


class SectionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/sections.yaml``."""

    version: str
    topics: tuple[TopicTitles, ...]
    inherit: dict[str, str]
    document_title: tuple[str, ...]
    indicator_title: tuple[str, ...]
    form_title: tuple[str, ...]
    body_markers: tuple[str, ...]
    refine: tuple[Refinement, ...]


class CompiledTopic(msgspec.Struct, frozen=True):
    topic: str
    rank: int
    pattern: re.Pattern[str]
    under: tuple[str, ...]


@cache
def section_words() -> SectionWords:
    """The data, validated: unknown topics and bad patterns are load errors."""
    words = load_yaml(FILE, SectionWords)
    known = topic_names()
    for entry in words.topics:
        for topic in (entry.topic, *entry.under):
            if topic not in known:
                raise KnowledgeError(FILE, f"topics.{entry.topic}", f"unknown topic '{topic}'")
    others = [topic for entry in words.refine for topic in (entry.topic, entry.to)]
    for topic in (*words.inherit, *words.inherit.values(), *others):
        if topic not in known:
            raise KnowledgeError(FILE, "inherit, refine", f"unknown topic '{topic}'")
    return words


@cache
def topic_titles() -> tuple[CompiledTopic, ...]:
    found = []
    for entry in section_words().topics:
        try:
            pattern = re.compile("|".join(entry.titles))
        except re.error as error:
            raise KnowledgeError(FILE, f"topics.{entry.topic}", f"bad pattern: {error}") from error
        found.append(CompiledTopic(entry.topic, entry.rank, pattern, entry.under))
    return tuple(found)


@cache
def form_title_pattern() -> re.Pattern[str]:
    return re.compile("|".join(section_words().form_title))


@cache
def document_title_pattern() -> re.Pattern[str]:
    return re.compile("|".join(section_words().document_title))


@cache
def indicator_title_pattern() -> re.Pattern[str]:
    return re.compile("|".join(section_words().indicator_title))


@cache
def body_pattern() -> re.Pattern[str]:
    return re.compile("|".join(section_words().body_markers))
