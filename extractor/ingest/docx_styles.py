"""What a DOCX says once for many paragraphs: styles with their basedOn chain, and automatic numbering as printed text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

# Styles and abstract lists may refer to each other in a circle.
_MAX_CHAIN = 20
_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.I)
_TOC_NAME = re.compile(r"(?:toc|目录|目錄)\s*\d", re.I)
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
# From the standard: how many characters of one block a numbering format prints, and from which code point.
_ENCLOSED = {
    "decimalEnclosedCircle": 0x2460,
    "decimalEnclosedCircleChinese": 0x2460,
    "decimalEnclosedParen": 0x2474,
    "decimalEnclosedFullstop": 0x2488,
    "ideographEnclosedCircle": 0x3280,
}


class Style(NamedTuple):
    """What a paragraph or character style says itself; null is left to the style it is based on."""

    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    num_id: str | None = None
    level: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    align: str | None = None
    size: float | None = None


class Styles:
    def __init__(self, root: etree._Element | None, ns: str) -> None:
        self._found: dict[str, Style] = {}
        self.default: str | None = None
        self.size = 10.0
        if root is None:
            return
        size = root.find(f"{ns}docDefaults/{ns}rPrDefault/{ns}rPr/{ns}sz")
        self.size = half_points(size, ns) or self.size
        for element in root.iterfind(f"{ns}style"):
            key = element.get(f"{ns}styleId")
            if key is None:
                continue
            self._found[key] = _style(element, ns)
            if element.get(f"{ns}type") == "paragraph" and element.get(f"{ns}default") in ("1", "true", "on"):
                self.default = key

    def chain(self, key: str | None) -> Iterator[Style]:
        """A style and those that it is based on, nearest first."""
        for _ in range(_MAX_CHAIN):
            style = self._found.get(key or "")
            if style is None:
                return
            yield style
            key = style.based_on

    def is_contents(self, key: str | None) -> bool:
        return any(_TOC_NAME.fullmatch(style.name) for style in self.chain(key))

    def heading_level(self, key: str | None) -> int | None:
        """1 to 9 by outline level or by name (``heading 2``, ``标题 2``)."""
        for style in self.chain(key):
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
            named = _HEADING_NAME.fullmatch(style.name)
            if named:
                return int(named.group(1))
        return None


class Level(NamedTuple):
    start: int
    form: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str | None


class Numbering:
    """Automatic numbers: ``label(num_id, level)`` counts on and gives what Word prints before the paragraph."""

    def __init__(self, root: etree._Element | None, ns: str) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}  # abstract list → name of the list style that it takes its levels from
        self._list_styles: dict[str, str] = {}
        self._numbers: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for element in root.iterfind(f"{ns}abstractNum"):
            key = element.get(f"{ns}abstractNumId", "")
            self._abstract[key] = dict(_level(child, ns) for child in element.iterfind(f"{ns}lvl"))
            link, own = element.find(f"{ns}numStyleLink"), element.find(f"{ns}styleLink")
            if link is not None:
                self._linked[key] = link.get(f"{ns}val", "")
            if own is not None:
                self._list_styles[own.get(f"{ns}val", "")] = key
        for element in root.iterfind(f"{ns}num"):
            abstract = element.find(f"{ns}abstractNumId")
            levels, starts = {}, {}
            for change in element.iterfind(f"{ns}lvlOverride"):
                at = _int(change.get(f"{ns}ilvl")) or 0
                level, start = change.find(f"{ns}lvl"), change.find(f"{ns}startOverride")
                if level is not None:
                    levels[at] = _level(level, ns)[1]
                if start is not None:
                    starts[at] = _int(start.get(f"{ns}val")) or 0
            target = abstract.get(f"{ns}val", "") if abstract is not None else ""
            self._numbers[element.get(f"{ns}numId", "")] = (target, levels, starts)

    def level_of_style(self, num_id: str, style: str | None) -> int | None:
        """The level of a list that is tied to a paragraph style (headings numbered through their style)."""
        levels = self._levels(num_id)
        return next((at for at, level in sorted(levels.items()) if style and level.style == style), None)

    def label(self, num_id: str, level: int) -> str:
        """The printed number with what parts it from the text; empty for lists that are unknown or print none."""
        levels = self._levels(num_id)
        found = levels.get(level)
        if found is None:
            return ""
        abstract, _, starts = self._numbers[num_id]
        counts = self._counts.setdefault(abstract, {})
        if level in starts and (num_id, level) not in self._begun:
            counts[level] = starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else found.start
        self._begun.add((num_id, level))
        for deeper in [at for at in counts if at > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and level < restart):
                del counts[deeper]
        if found.form == "bullet":
            return "•" if not found.text.isprintable() or "\uf000" <= found.text[:1] <= "\uf8ff" else found.text[:2]
        text = re.sub(
            r"%([1-9])", lambda match: self._number(levels, counts, int(match.group(1)) - 1, found), found.text
        )
        if not text:
            return ""
        apart = found.suffix == "space" or (found.suffix == "tab" and text[-1] not in "、．.）)，,：:")
        return text + " " * apart

    def _levels(self, num_id: str) -> dict[int, Level]:
        abstract, changed, _ = self._numbers.get(num_id, ("", {}, {}))
        levels = self._abstract.get(abstract, {})
        if not levels and abstract in self._linked:
            levels = self._abstract.get(self._list_styles.get(self._linked[abstract], ""), {})
        return {**levels, **changed}

    @staticmethod
    def _number(levels: dict[int, Level], counts: dict[int, int], at: int, printing: Level) -> str:
        level = levels.get(at)
        if level is None:
            return ""
        value = counts.setdefault(at, level.start)
        return str(value) if printing.legal else printed_number(value, level.form)


def printed_number(value: int, form: str) -> str:
    """A number as Word prints it in one of its numbering formats; unknown ones print as digits."""
    if form == "none":
        return ""
    if value < 1:
        return str(value)
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"):  # fmt: skip
        return _counted(value)
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _counted(value).translate(str.maketrans("一二三四五六七八九十百千〇", "壹贰叁肆伍陆柒捌玖拾佰仟零"))
    if form == "ideographTraditional":
        return _STEMS[(value - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(value - 1) % 12]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(value) if form == "upperRoman" else _roman(value).lower()
    if form in _ENCLOSED and value <= (10 if form == "ideographEnclosedCircle" else 20):
        return chr(_ENCLOSED[form] + value - 1)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return f"{value:02d}" if form == "decimalZero" else str(value)


def half_points(element: etree._Element | None, ns: str) -> float | None:
    value = _int(element.get(f"{ns}val")) if element is not None else None
    return value / 2 if value else None


def on(element: etree._Element | None, ns: str) -> bool | None:
    """A toggle property: absent is null, ``w:val="0"`` is off, without a value it is on."""
    return None if element is None else element.get(f"{ns}val", "1") not in ("0", "false", "off", "none")


def _style(element: etree._Element, ns: str) -> Style:
    name, based = element.find(f"{ns}name"), element.find(f"{ns}basedOn")
    outline = element.find(f"{ns}pPr/{ns}outlineLvl")
    num_id, level = element.find(f"{ns}pPr/{ns}numPr/{ns}numId"), element.find(f"{ns}pPr/{ns}numPr/{ns}ilvl")
    align = element.find(f"{ns}pPr/{ns}jc")
    return Style(
        name=name.get(f"{ns}val", "") if name is not None else "",
        based_on=based.get(f"{ns}val") if based is not None else None,
        outline=_int(outline.get(f"{ns}val")) if outline is not None else None,
        num_id=num_id.get(f"{ns}val") if num_id is not None else None,
        level=_int(level.get(f"{ns}val")) if level is not None else None,
        bold=on(element.find(f"{ns}rPr/{ns}b"), ns),
        hidden=on(element.find(f"{ns}rPr/{ns}vanish"), ns),
        align=align.get(f"{ns}val") if align is not None else None,
        size=half_points(element.find(f"{ns}rPr/{ns}sz"), ns),
    )


def _level(element: etree._Element, ns: str) -> tuple[int, Level]:
    def value(name: str) -> str | None:
        child = element.find(f"{ns}{name}")
        return child.get(f"{ns}val") if child is not None else None

    legal = on(element.find(f"{ns}isLgl"), ns) or False
    start = _int(value("start"))
    return _int(element.get(f"{ns}ilvl")) or 0, Level(
        start=1 if start is None else start,
        form=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        suffix=value("suff") or "tab",
        restart=_int(value("lvlRestart")),
        legal=legal,
        style=value("pStyle"),
    )


def _int(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


def _counted(value: int) -> str:
    """一, 十, 十一, 二十, 一百〇一: Chinese counting up to 9,999."""
    if value > 9999:
        return str(value)
    text, zero = "", False
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("〇" if zero and text else "") + _DIGITS[digit] + mark
        zero = not digit
    return text[1:] if text.startswith("一十") else text


def _roman(value: int) -> str:
    if value > 3999:
        return str(value)
    text = ""
    steps = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
    )
    for unit, mark in (*steps, (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += mark * (value // unit)
        value %= unit
    return text
