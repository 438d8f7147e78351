"""The number that a heading or list entry starts with: its style, value and rank."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# How high a heading stands by the style of its number; lower is higher. The gaps leave room for headings without a number.
RANKS = {
    "part": 10,
    "attachment": 20,
    "report": 30,  # a report's title: no number, but a place among them
    "form": 40,  # 表1, 公开01表, 预算01表
    "roman": 38,
    "chinese": 40,
    "inner_part": 45,  # 第一部分 within 五、
    "chinese_bracket": 50,
    "arabic": 60,
    "decimal": 62,
    "arabic_bracket": 70,
    "circled": 80,
}
_CHINESE = "一二三四五六七八九十百零〇"
# A number with nothing behind it: 表五一般公共预算… is number five, 附件12023年度… number one.
_BARE = rf"(?:[{_CHINESE}]{{1,3}}(?!般)|\d{{1,2}}?(?=(?:19|20)\d\d\s*年)|\d{{1,2}}(?!\d)(?:[-—－]\d{{1,2}})?)"
_STYLES = {
    "part": rf"第\s*[{_CHINESE}\d]+\s*(?:部\s*[分份]|章|篇|编)[\s、：:.．]*",
    "attachment": rf"(?:附件|附表|附录)\s*{_BARE}\s*[：:、.．]?",
    "form": rf"(?:(?:公开|附|决算|预算)?表\s*{_BARE}|(?:公开|预算|决算|附)\s*\d{{1,2}}(?:[-—－]\d{{1,2}})?\s*表)(?![格中])\s*[：:、.．]?",
    "roman": r"[Ⅰ-Ⅻ]\s*[、.．:：]?|(?:IX|IV|V?I{1,3}|V|X)\s*[、.．](?=\s*[\u4e00-\u9fff“])",
    "chinese": rf"[{_CHINESE}]{{1,4}}\s*(?:、|[.．，,](?!\d)|[.．](?=(?:19|20)\d\d\s*年))",
    "chinese_bracket": rf"(?:[（(]\s*[{_CHINESE}]{{1,4}}\s*[)）]|(?<![{_CHINESE}])[{_CHINESE}]{{1,3}}[)）]|[㈠-㈩])\s*[、.．]?",
    "decimal": r"\d{1,2}(?:[.．]\d{1,2}){1,3}[、.．]?\s*(?=[^\d\s%％.．,，万亿元个年月日辆人台套次平])",
    "arabic_bracket": r"(?:[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[)）]|[⑴-⒇])\s*[、.．]?",
    "arabic": r"(?:\d{1,2}\s*(?:、|[.．](?=\s*(?:(?:19|20)\d\d\s*年|[^\d\s])))|[⒈-⒛])",
    "circled": r"[①-⑳]\s*[、.．]?",
}
_NUMBER = re.compile(r"\s*(?:" + "|".join(f"(?P<{style}>{pattern})" for style, pattern in _STYLES.items()) + r")\s*")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


class Number(NamedTuple):
    """``printed`` without what parts it from the title; ``length`` characters of the line, leading blanks included."""

    style: str
    value: int | None
    printed: str
    length: int

    @property
    def rank(self) -> int:
        deeper = self.printed.count(".") + self.printed.count("．") - 1 if self.style == "decimal" else 0
        return RANKS[self.style] + max(0, deeper)


def read_number(text: str) -> Number | None:
    """The number that a line starts with, or null: 第X部分, 附件1, Ⅰ、, 一、, （一）, 1., 1.1, （1）, ①."""
    match = _NUMBER.match(text)
    if match is None or match.lastgroup is None:
        return None
    printed = match[match.lastgroup].strip()
    return Number(match.lastgroup, _value(printed), re.sub(r"[\s：:]+$", "", printed), match.end())


def _value(printed: str) -> int | None:
    plain = unicodedata.normalize("NFKC", printed)
    if roman := re.match("[IVX]+", plain):
        return _roman(roman[0])
    digits = re.findall(r"\d+", plain)
    if digits:
        return int(digits[-1])
    chinese = re.search(f"[{_CHINESE}]+", plain)
    return _chinese(chinese[0]) if chinese else None


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _chinese(text: str) -> int | None:
    """Chinese numerals up to 99, as headings use them."""
    if "百" in text:
        return None
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in text))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
