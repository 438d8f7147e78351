"""What every part of a document is written with: the accounts, the publisher's habits and words, the blocks so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from corpus.generator.accounts import Accounts
from corpus.generator.book import keep_book
from corpus.generator.composer import Composer
from corpus.generator.data import load, phrases
from corpus.generator.indicators import indicator_table, table_title
from corpus.generator.model import Kind, Paragraph, Piece, TableBlock, pieces
from corpus.generator.sentences import Speaker, UnsayableError
from corpus.generator.variants import Variant


@dataclass
class Telling:
    """One document in the making. ``projects`` and ``glossary`` are truth."""

    rng: Random
    accounts: Accounts
    variant: Variant
    kind: Kind
    style: str  # which phrases: see ``data.phrases``
    out: Composer = field(init=False)
    speaker: Speaker = field(init=False)
    words: dict[str, Any] = field(init=False)
    projects: list[dict[str, Any]] = field(default_factory=list)
    glossary: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = phrases(self.style)
        early = load("early")
        if self.style == "usual" and self.accounts.year <= early["until"] and self.rng.random() < 0.5:
            self.words = phrases("early")
        self.out = Composer(self.variant)
        book = keep_book(self.accounts, totals_apart=self.variant.totals_apart)
        self.speaker = Speaker(self.rng, self.accounts, book, self.variant, self.words)
        self.final = self.kind == "final_account"
        self.say = self.speaker.say
        self.scope = "单位" if self.accounts.spec["scope"] == "unit" else "部门"
        self.noun = "决算" if self.final else "预算"
        self.degree = "度" if self.final else ""
        self.tail = self.rng.choice(("情况说明", "情况"))

    def head(self, level: int, name: str, topic: str | None) -> None:
        """A heading, in one of its titles."""
        titles = self.words["headings"]
        own = titles["final" if self.final else "budget"]
        title = self.rng.choice(own.get(name) or titles[name]).format(
            scope=self.scope,
            noun=self.noun,
            tail=self.tail,
            org=self.accounts.org,
            year=self.accounts.year,
            degree=self.degree,
            done="完成情况" if self.final else "任务",
        )
        self.out.heading(level, title, topic)

    def perhaps(self, family: Sequence[str]) -> None:
        """A sentence that some publishers have, where the numbers allow it."""
        if self.rng.random() < 0.35:
            try:
                self.out.say(self.say(family))
            except UnsayableError:
                return

    def indicators(self) -> None:
        """The indicator table of every project."""
        for project in self.accounts.projects:
            table = indicator_table(self.rng, self.accounts, project, self.variant)
            if not (self.final and self.variant.indicators == "seed"):
                self.out.add(Paragraph(pieces(table_title(self.accounts, self.variant)), align="center"))
            self.out.add(TableBlock(table, flat=True))


def list_of(parts: Sequence[Sequence[Piece]], mark: str) -> list[Piece]:
    """Parts of a sentence with ``mark`` between them."""
    flat: list[Piece] = []
    for index, part in enumerate(parts):
        if index:
            flat.append(Piece(mark))
        flat += part
    return flat


def counted(sentences: Sequence[str]) -> str:
    """一是……；二是……; a single sentence stands alone."""
    if len(sentences) < 2:
        return "".join(sentences)
    return "；".join(f"{'一二三四五'[index]}是{sentence}" for index, sentence in enumerate(sentences))
