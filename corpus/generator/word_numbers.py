"""Numbers that Word counts itself: a list a style of number, a new start wherever the count does not simply go on."""

from __future__ import annotations

import re

from corpus.generator.numbers import chinese

NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_VALUES = {chinese(number): number for number in range(1, 100)}
_NUMBER = re.compile(r"(?P<before>\D*?)(?P<value>[一二三四五六七八九十]+|\d+)(?P<after>\D*)")


class WordNumbers:
    """The lists of one document, made as its headings come."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str, bool], int] = {}  # words round the number, whether Chinese → abstract list
        self._last: dict[int, tuple[int, int]] = {}  # abstract list → its running list and last number
        self._lists: list[tuple[int, int]] = []  # abstract list and first number of each list

    @property
    def used(self) -> bool:
        return bool(self._lists)

    def of(self, number: str) -> str | None:
        """The paragraph property that prints ``number`` (as 一、 or （二）), null for what is no such number."""
        match = _NUMBER.fullmatch(number)
        value = match and (_VALUES.get(match["value"]) or (int(match["value"]) if match["value"].isdigit() else None))
        if not match or not value:
            return None
        style = (match["before"], match["after"].rstrip("　 "), not match["value"].isdigit())
        abstract = self._styles.setdefault(style, len(self._styles))
        running, last = self._last.get(abstract, (0, 0))
        if not running or value != last + 1:
            self._lists.append((abstract, value))
            running = len(self._lists)
        self._last[abstract] = (running, value)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{running}"/></w:numPr>'

    def part(self) -> str:
        """``word/numbering.xml``."""
        abstract = "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{"chineseCountingThousand" if words else "decimal"}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{before}%1{after}"/></w:lvl></w:abstractNum>'
            for (before, after, words), number in self._styles.items()
        )
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{style}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{first}"/></w:lvlOverride></w:num>'
            for number, (style, first) in enumerate(self._lists, 1)
        )
        return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering xmlns:w="{_W}">{abstract}{lists}</w:numbering>'
