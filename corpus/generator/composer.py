"""Blocks in order, with the numbers of headings counted as the publisher does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.generator.data import load
from corpus.generator.model import Block, Heading, PageBreak, Paragraph, Piece
from corpus.generator.numbers import chinese
from corpus.generator.variants import Variant


def listed(names: Sequence[str]) -> str:
    return "、".join(names)


class Composer:
    """Collects the blocks. Levels: 1 the parts of the document, 2 their sections, 3 and 4 below them."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.blocks: list[Block] = []
        self._counts = [0, 0, 0, 0]
        self._inner = [0, 0]
        numbers = load("plans")["numbers"]["parts" if variant.parts else "plain"]
        self._styles: list[str] = numbers[variant.numbers]
        self._slip = {"usual": 0, "skips": 1, "repeats": -1}[variant.numbering]

    def add(self, block: Block) -> None:
        if isinstance(block, PageBreak) and self.blocks and isinstance(self.blocks[-1], PageBreak):
            self.blocks.pop()
        self.blocks.append(block)

    def heading(self, level: int, title: str, topic: str | None) -> None:
        """A numbered heading; deeper counts start again. A publisher who slips leaves out a number or has one twice, once in a document."""
        self._counts[level - 1] += 1
        if level == 2 and self._counts[1] == 4 and self._slip:
            self._counts[1] += self._slip
            self._slip = 0
        self._counts[level:] = [0] * (4 - level)
        count = self._counts[level - 1]
        number = self._styles[level - 1].format(zh=chinese(count), n=count)
        if level == 2 and (topic or "narrative.").startswith("narrative.") and not self.variant.numbered:
            number = ""
        self.blocks.append(Heading(level, number, title, topic))

    def form_heading(self, label: str, title: str, form: str) -> None:
        self.blocks.append(Heading(2, label, title, "statements.form", form))

    def report(self, label: str, title: str) -> None:
        """附件N and the title of a report; its own headings count from one again."""
        self.add(Paragraph((Piece(label),)))
        self.blocks.append(Heading(2, "", title, "attachments.evaluation"))
        self._inner = [0, 0]

    def inner(self, level: int, title: str, topic: str) -> None:
        """一、 and （一） inside a report."""
        self._inner[level - 1] += 1
        self._inner[level:] = [0] * (2 - level)
        count = chinese(self._inner[level - 1])
        self.blocks.append(Heading(2 + level, f"{count}、" if level == 1 else f"（{count}）", title, topic))

    def say(self, sentence: Sequence[Piece], *, run_in: bool = False) -> None:
        """A paragraph; with ``run_in`` on the line of the heading before it, where the publisher does so."""
        last = self.blocks[-1] if self.blocks else None
        if run_in and self.variant.run_in and isinstance(last, Heading) and last.number:
            self.blocks[-1] = replace(last, body=tuple(sentence), mark=self.variant.run_in_mark)
            return
        self.blocks.append(Paragraph(tuple(sentence)))

    @staticmethod
    def number_like(style: str, number: int) -> str:
        return {"1.": f"{number}.", "一、": f"{chinese(number)}、", "（一）": f"（{chinese(number)}）"}[style]
