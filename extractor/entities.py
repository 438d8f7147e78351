"""Numbers, years and dates of the prose (实体), with unit, exact offsets and value.

What is no entity, decided once: numbering of headings and items (1. （2） 三、 ①), numbers that name something (图1, 附件2, 第3条, 7号, A4,
苏财预〔2019〕7号), telephone numbers, addresses of the web, times of day, ratios (3:1), Chinese numerals outside a count, an amount or a
date (一般, 三公, 十四五, 二级). A number that can't be read for certain (``1,23.4万元``), and one of which digits are lost (``.56万元``, ``12□4.56万元``),
is an entity without a value.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from extractor.knowledge.phrases import simply
from extractor.knowledge.units import load_units, unit_patterns
from extractor.money import ARABIC_RUN, CN_CHARS, arabic_value, numeral_value, recognise_numbers, yuan_of
from extractor.records import Anchor, Entity

if TYPE_CHECKING:
    from collections.abc import Sequence

Label = Literal["AMOUNT", "PERCENT", "COUNT", "YEAR", "DATE", "NUMBER"]

# A numeral longer than this is a serial number, a bar code or damage: no quantity, left out.
LONGEST_RUN = 40


class Mention(NamedTuple):
    """A number or date in a text: ``text[start:end]`` is the number with its unit.

    ``value`` is null for dates and for what can't be read for certain. ``in_range``: one end of 100—200万元, its unit perhaps taken
    from the other end. ``about``: said to be rough (约, 余, 左右, 以上). ``numeral``: written in Chinese numerals.
    """

    start: int
    end: int
    printed: str
    label: Label
    value: Decimal | None
    unit: str | None
    yuan: Decimal | None
    in_range: bool = False
    about: bool = False
    numeral: bool = False


class _Text(Protocol):
    @property
    def text(self) -> str: ...

    def anchor(self, start: int, end: int) -> Anchor: ...


class _Paragraph(Protocol):
    @property
    def topic(self) -> str | None: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def find_entities(layout: _Text, paragraphs: Sequence[_Paragraph]) -> tuple[Entity, ...]:
    """Every number, year and date of the paragraphs, in reading order; offsets count the document text.

    An entry of the table of contents has none (a sentence before the next part may stand under its title), nor has a page's number.
    """
    found: list[Entity] = []
    for paragraph in sorted(paragraphs, key=lambda item: item.start):
        text = layout.text[paragraph.start : paragraph.end]
        listed = paragraph.topic == "contents" and not text.rstrip().endswith(("：", ":"))
        if listed or _PAGE_NUMBER.fullmatch(text):
            continue
        for mention in scan(simply(text)):
            start, end = paragraph.start + mention.start, paragraph.start + mention.end
            found.append(
                Entity(
                    id=f"e{len(found) + 1}",
                    label=mention.label,
                    printed=text[mention.start : mention.end],
                    value=mention.value,
                    unit=mention.unit,
                    yuan=mention.yuan,
                    start=start,
                    end=end,
                    anchor=layout.anchor(start, end),
                )
            )
    return tuple(found)


def scan(text: str) -> list[Mention]:
    """Every number, year and date of one paragraph, in order, not overlapping. Time grows with the length alone."""
    return _Scanner(text).run()


# --- patterns ---------------------------------------------------------------------------------------------------------

_D = "0-9０-９"
_CD = "零〇○ＯО0O一二三四五六七八九"
_YEAR = rf"(?:(?:19|20|１９|２０)[{_D}]{{2}}|[一二][{_CD}]{{3}})"
_SMALL = rf"(?:[{_D}]{{1,2}}|[一二三四五六七八九十]{{1,3}})"
_DASH = r"[-－–—─~～至到−]{1,2}"

_DATE = re.compile(
    rf"{_YEAR}\s{{0,2}}年(?:度)?\s?{_SMALL}(?:\s?{_DASH}\s?{_SMALL})?\s?月(?:份)?(?:\s?{_SMALL}\s?[日号](?!常)|[底末初]|[上中下]旬)?"
    rf"|[{_D}]{{1,2}}\s?{_DASH}\s?[{_D}]{{1,2}}\s?(?:月(?:份(?!额))?|日(?![常均元]))"
    rf"|[12][{_D}]{{3}}(?:-[{_D}]{{1,2}}-[{_D}]{{1,2}}|/[{_D}]{{1,2}}/[{_D}]{{1,2}}|[.．][{_D}]{{1,2}}[.．][{_D}]{{1,2}})(?![{_D}.%％万元])"
    rf"|{_SMALL}\s?月(?:份)?\s?{_SMALL}\s?日(?!常)"
    rf"|[{_D}]{{1,2}}\s?月(?:份(?!额)|[底末初]|[上中下]旬)?(?!薪)"
    rf"|(?:[一二三四五六七八九]|十[一二]?)月(?:份(?!额)|[底末初]|[上中下]旬)"
    rf"|[{_D}]{{1,2}}\s?日(?![常均元])"
)
_YEARS = re.compile(
    rf"(?P<first>{_YEAR}(?:\s?年(?:度)?)?)\s?{_DASH}\s?(?P<second>{_YEAR}\s{{0,2}}年(?:度)?)|(?P<year>{_YEAR}\s{{0,2}}年(?:度)?)"
)
_SKIP = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    rf"|[〔﹝\[（(【„﹙［]\s?(?:19|20)[{_D}]{{2}}\s?[〕﹞\]）)】‟﹚］]\s?第?\s?[{_D}]{{1,5}}(?:\s?号)?"
    rf"|[（(【\[［]\s?(?:[{_D}]{{1,2}}|[23][{_D}]{{2}}|[23][{_D}]{{4}}|[23][{_D}]{{6}})\s?[)）】\]］]"
    rf"|0[{_D}]{{2,3}}\s?[-－—]\s?[{_D}]{{7,8}}(?![{_D}])"
)
# “1+3+N”, “7·20”: names of campaigns and days.
_CAMPAIGN = re.compile(
    rf"[{_D}]{{1,3}}(?:[+＋][{_D}NXnx]{{1,3}}){{1,5}}|(?<=[“\"])[{_D}]{{1,2}}[·•.．][{_D}]{{1,2}}(?=[”\"])"
)
_RATIO = re.compile(rf"[{_D}]{{1,3}}(?:\s?[:：]\s?[{_D}]{{1,3}}){{1,3}}(?![{_D}.年])")
_FRACTION = re.compile(
    rf"(?:[{CN_CHARS}]{{1,6}}|[{_D}]{{1,4}})分之(?:[{CN_CHARS}]{{1,6}}|[{_D}]{{1,4}})|[{_D}]{{1,3}}[/／][{_D}]{{1,3}}(?![/／{_D}.])"
)
_PER = re.compile(
    rf"(?P<per>[百千万萬])分之(?P<amount>[{_D}]{{1,12}}(?:[.．][{_D}]{{1,12}})?|[{CN_CHARS}点點]{{1,24}})"
)
_CN_RUN = re.compile(rf"[{CN_CHARS}](?:[{CN_CHARS}点點]|(?<=[亿億万萬千])[{_D}]{{1,4}}){{0,60}}+")
# Where anything can begin.
_ANYTHING = re.compile(rf"[{_D}{CN_CHARS}〔﹝\[（(【„﹙［]|https?://|www\.")
_SPACED = re.compile(
    rf"[1-9１-９][{_D}]{{0,2}}(?:[ \u3000]?[,，][ \u3000]?[{_D}]{{3}}){{1,5}}[ \u3000]?[.．][ \u3000]?[{_D}]{{1,4}}(?![{_D},.])"
)
_GAPPED = re.compile(rf"[1-9][{_D}]{{0,2}}(?:[ \u3000][{_D}]{{3}}){{1,4}}(?:\.[{_D}]{{1,4}})?(?![{_D},.])")
_GAPPED_POINT = re.compile(rf"[{_D}]{{1,9}}(?: [.．] ?|[.．] )[{_D}]{{1,4}}(?![{_D},.])")
_WIDE_POINT = re.compile(rf"[{_D}]{{1,6}}[。·・][{_D}]{{1,4}}(?![{_D}.])")
# Digits were lost: a box, a blank line or a question mark stands for them, nothing stands before or behind the point, or a gap splits the number.
_BOXES = "□■▢�"
_LOST = f"{_BOXES}_＿？?"
_WRECK = re.compile(rf"[{_D}{_LOST}*＊]+(?:[,，.．]{{1,2}}[{_D}{_LOST}*＊]+){{0,12}}+[.．]?")
_HOLE = re.compile(rf"[{_LOST}]|[*＊]{{2}}|[,，][.．]|[.．]{{2}}|[,，.．]$")
_TORN = re.compile(rf"(?!(?:19|20)[{_D}]{{2}} )[{_D}]{{1,4}} [{_D}]{{1,3}}[.．][{_D}]{{1,4}}(?![{_D}.,])")
_POINTED = re.compile(rf"(?<![{_D}{CN_CHARS}A-Za-z)）\]】、.．])[.．][{_D}]{{1,6}}(?![{_D}.．,，])")
_NUMBERING = re.compile(
    rf"\s*(?:[（(\[【]?[{_D}]{{1,3}}\s?[)）\]】、]|[{_D}]{{1,2}}\s?[.．](?=[{_D}]{{4}}\s?年)|[{_D}]{{1,2}}\s?[.．](?![{_D}])"
    rf"|[{_D}](?:[.．][{_D}]{{1,2}}){{1,4}}[.．、]?(?=[ \u3000]?[\u4e00-\u9fff])|[{_D}]{{1,2}}\s+(?=[\u4e00-\u9fff“]))"
)
_ITEM = re.compile(rf"[{_D}]{{1,2}}(?:、|\s?[.．](?![{_D}])|[.．](?=[{_D}]{{4}}\s?年)|[)）])")
_SIGNS = "-－−–﹣"
_DESIGNATION = re.compile(r"(?:[A-Za-z][-－]?|@)$")
# A page's number that fell between an item and its explanation: 信息化建设（项）19：
_GLUED = re.compile(rf"[）)][{_D}]{{1,3}}[：:]")
# A paragraph of its own in texts without pages: “- 5 -”, “—12—”.
_PAGE_NUMBER = re.compile(rf"\s*[-—─–－]{{1,2}}\s*[{_D}]{{1,4}}\s*[-—─–－]{{1,2}}\s*")
_MONTH = re.compile(rf"\s?(?:[年月日]|{_DASH}\s?[{_D}])")


class _Unit(NamedTuple):
    end: int
    name: str | None
    label: Label
    about: bool = False


# --- the scanner ------------------------------------------------------------------------------------------------------


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Mention] = []
        self.no_vague = str.maketrans("", "", "".join(load_units().about_inside))
        self.unit_starts = unit_patterns().unit_starts
        self.about_inside = "".join(load_units().about_inside)

    def run(self) -> list[Mention]:
        text, at = self.text, 0
        numbering = _NUMBERING.match(text)
        if numbering:
            digits = _last_digit(text, numbering.end())
            if self._unit(digits) is None and not _MONTH.match(text, digits):
                at = numbering.end()
        while (start := _ANYTHING.search(text, at)) is not None:
            at = self._read(start.start())
        return self.found

    def _read(self, at: int) -> int:
        """Read what begins at ``at``; returns where to go on (always further)."""
        text = self.text
        skipped = _SKIP.match(text, at)
        if skipped:
            return skipped.end()
        if text[at] not in _STARTS:
            return at + 1
        ratio = _RATIO.match(text, at)
        if ratio and self._unit(ratio.end()) is None:
            return ratio.end()
        campaign = _CAMPAIGN.match(text, at)
        if campaign:
            return campaign.end()
        if self._named(at):
            return self._run_end(at)
        dated = _DATE.match(text, at)
        if dated:
            self._add(at, dated.end(), "DATE", None, None)
            return dated.end()
        years = _YEARS.match(text, at)
        if years:
            return self._years(years)
        per = _PER.match(text, at)
        if per:
            return self._per(per)
        part = _FRACTION.match(text, at)
        if part and "/" in part[0].replace("／", "/") and self._unit(part.end()) is not None:
            part = None
        if part:
            return self._fraction(part)
        if text[at] in _DIGITS:
            return self._arabic(at)
        return self._chinese(at)

    def _years(self, match: re.Match[str]) -> int:
        if match["year"]:
            self._year(match.start(), match.end())
            return match.end()
        for name in ("first", "second"):
            self._add(match.start(name), match.end(name), "YEAR", _year_value(match[name]), "年", in_range=True)
        return match.end()

    def _year(self, start: int, end: int) -> None:
        """A year; the bare years that it ends a list of (2017、2018年) are years, too."""
        at = start
        for index in range(len(self.found) - 1, -1, -1):
            last = self.found[index]
            if last.label != "NUMBER" or not _BARE_YEAR.fullmatch(last.printed):
                break
            if not _YEAR_LIST.fullmatch(self.text, last.end, at):
                break
            self.found[index] = last._replace(label="YEAR", value=_year_value(last.printed), unit="年")
            at = last.start
        self._add(start, end, "YEAR", _year_value(self.text[start:end]), "年")

    def _fraction(self, match: re.Match[str]) -> int:
        """三分之二: a number of its own, with a value where it has an exact one."""
        numbers = list(recognise_numbers(match[0]))
        exact = None
        if len(numbers) == 1 and numbers[0].end == len(match[0]) and len(numbers[0].value.as_tuple().digits) < 12:
            exact = numbers[0].value
        self._add(match.start(), match.end(), "NUMBER", exact, None, numeral=match[0][0] not in _DIGITS)
        return match.end()

    def _per(self, match: re.Match[str]) -> int:
        amount = match["amount"]
        value = arabic_value(amount)
        value = numeral_value(amount) if value is None else value
        unit = {"百": "%", "千": "‰"}.get(match["per"])
        if value is None or unit is None:
            return match.end()
        unit_end = match.end()
        start, sign = self._sign(match.start())
        self._add(start, unit_end, "PERCENT", sign * value, unit, numeral=amount[0] not in _DIGITS)
        return unit_end

    def _arabic(self, at: int) -> int:
        text = self.text
        run = ARABIC_RUN.match(text, at)
        if run is None:
            return at + 1
        end = run.end()
        if end - at > LONGEST_RUN:
            return end
        broken = self._broken(at)
        if broken is not None:
            return broken
        for pattern in (_SPACED, _GAPPED, _GAPPED_POINT, _WIDE_POINT):
            wider = pattern.match(text, at)
            if wider and wider.end() > end:
                taken = self._wide(at, wider, pattern)
                if taken:
                    return taken
        if _DESIGNATION.search(text[max(0, at - 2) : at]) or text[end : end + 1] == "@":
            return end
        item = _ITEM.match(text, at)
        if item and item.end() >= end and self._begins_item(at) and self._unit(end) is None:
            return max(end, item.end())
        mixed = _CN_RUN.match(text, end)
        if mixed and mixed.end() - at <= LONGEST_RUN and (taken := self._mixed(at, end, mixed.end())):
            return taken
        end, value = _first_number(text, at, end, self._unit(end))
        if value is _NO_NUMBER:
            return end
        self._number(at, end, value if isinstance(value, Decimal) else None)
        return max(end, self.found[-1].end if self.found else 0)

    def _broken(self, at: int) -> int | None:
        """An amount or percentage of which digits are lost, added without a value; null where the number is whole."""
        text, start = self.text, at
        floor = max(self.found[-1].end if self.found else 0, at - LONGEST_RUN)
        if start > floor and text[start - 1] in ".．":
            start -= 1
        point = start
        while start > floor and text[start - 1] in _BOXES:
            start -= 1
        if start == point < at:  # nothing stands before the point
            lost = _POINTED.match(text, start)
            start = start if lost else at
        else:
            lost = _TORN.match(text, at) if "\u4e00" <= text[at - 1 : at] <= "\u9fff" else None
        if lost is None:
            lost = _WRECK.match(text, start)
            if lost is None or _HOLE.search(lost[0]) is None:
                return None
        unit = self._unit(lost.end())
        if lost.end() - start > LONGEST_RUN or unit is None or unit.label not in ("AMOUNT", "PERCENT"):
            return None
        self._add(start, unit.end, unit.label, None, unit.name)
        return unit.end

    def _begins_item(self, at: int) -> bool:
        """Whether a sentence or a clause ends before ``at``, or a number does, with nothing between (…100%3．资金使用)."""
        before = self.text[max(0, at - 4) : at].rstrip()
        return before[-1:] in "。；;：:！？" or (bool(self.found) and self.found[-1].end == at)

    def _wide(self, at: int, wider: re.Match[str], pattern: re.Pattern[str]) -> int | None:
        """A number torn apart by spaces: joined where it is certain, without value where it is likely, else null."""
        text, end = self.text, wider.end()
        unit = self._unit(end)
        whole = arabic_value("".join(wider[0].split()))
        before = text[:at].rstrip()[-1:] if at < 40 else text[at - 40 : at].rstrip()[-1:]
        if pattern is _SPACED and whole is not None:
            self._number(at, end, whole)
        elif unit is None or unit.label not in ("AMOUNT", "PERCENT"):
            return None
        elif pattern is _GAPPED_POINT and whole is not None and "\u4e00" <= before <= "\u9fff":
            self._number(at, end, whole)
        elif pattern is _GAPPED_POINT:
            return None
        else:
            self._number(at, end, None)
        return self.found[-1].end

    def _mixed(self, at: int, digits_end: int, run_end: int) -> int | None:
        """Digits with Chinese units: 3亿5000万元, 1千零1. Null where the units belong to the unit (万元, 千元)."""
        text = self.text
        if not any(text[i] in _DIGITS or text[i] in "零〇一二三四五六七八九" for i in range(digits_end, run_end)):
            return None
        for end in _numeral_ends(text, at, run_end, text[digits_end:run_end]):
            value, unit = numeral_value(text[at:end]), self._unit(end)
            if value is not None and unit is not None and unit.label != "NUMBER":
                self._number(at, end, value)
                return self.found[-1].end
        return None

    def _chinese(self, at: int) -> int:
        """A count, an amount or a short year in Chinese numerals; anything else of them is a word."""
        text = self.text
        run = _CN_RUN.match(text, at)
        if run is None:
            return at + 1
        end = run.end()
        if end - at > LONGEST_RUN or text[at] in "百千万萬亿億仟佰兆点點":
            return end
        phrase = unit_patterns().phrases.match(text, at)
        if phrase:
            return max(end, phrase.end())
        before = text[max(0, at - 6) : at]
        chinese = load_units().chinese
        if before.endswith((*chinese.slogan_marks, *chinese.not_after)):
            return end
        word = chinese.word_pattern.match(text, at)
        if word:
            return max(end, word.end())
        for stop in _numeral_ends(text, at, end, text[at:end]):
            unit = self._unit(stop)
            value = numeral_value(text[at:stop])
            if unit is None or value is None or unit.label == "NUMBER":
                continue
            if unit.label == "COUNT" and not self._counts(at, stop, unit.name or "", before):
                return end
            self._number(at, stop, value, numeral=True)
            return max(end, self.found[-1].end)
        return end

    def _counts(self, at: int, end: int, unit: str, before: str) -> bool:
        """Whether a Chinese numeral before a counting unit counts: 一个 and 二次 mostly do not."""
        numeral, chinese = self.text[at:end], load_units().chinese
        base = (
            unit
            if unit in load_units().counting
            else next((unit[len(many) :] for many in load_units().multipliers if unit.startswith(many)), unit)
        )
        if base not in chinese.units:
            return False
        found = self._unit(end)
        if found and self.text.startswith(chinese.not_before, found.end):
            return False
        if numeral == "一" and base not in chinese.strong_units:
            # 空调一台、… counts; an article has its noun after it.
            after = self.text[found.end : found.end + 1] if found else ""
            return after in _CLAUSE_ENDS or bool(unit_patterns().one_cue.search(before))
        if numeral == "二":
            return base in load_units().counting and load_units().counting[base].bare_two
        return True

    def _number(self, at: int, end: int, value: Decimal | None, *, numeral: bool = False) -> None:
        """Add the number ``text[at:end]`` with the unit that follows it, and the sign before it."""
        text = self.text
        start, sign = self._sign(at) if not numeral or text[at - 1 : at] == "负" else (at, 1)
        unit = self._unit(end)
        about = bool(unit_patterns().about_before.search(text[max(0, start - 4) : start]))
        if unit is None and text[start - 1 : start] in ("￥", "¥"):
            self._add(start - 1, end, "AMOUNT", _signed(value, sign), "元", about=about)
            return
        if unit is None:
            if _CODE.match(text, start) or _GLUED.match(text, max(0, start - 1)):
                return
            if unit_patterns().names_after.match(text, end) or (
                text[end : end + 1].isascii() and text[end : end + 1].isalpha()
            ):
                return
            self._add(start, end, "NUMBER", _signed(value, sign), None, about=about)
            return
        if unit.name == "年" and _BARE_YEAR.fullmatch(text[start:end]):
            self._year(start, unit.end)
            return
        if unit.label == "NUMBER" and unit.name is not None:  # 万 without 元
            clause = re.split(r"[，。；;,]", text[max(0, start - 16) : start])[-1]
            if unit_patterns().money_cue.search(clause):
                unit = unit._replace(label="AMOUNT", name=load_units().bare_multipliers[unit.name])
        about = about or unit.about or bool(unit_patterns().about_after.match(text, unit.end))
        self._add(start, unit.end, unit.label, _signed(value, sign), unit.name, about=about, numeral=numeral)

    def _add(
        self,
        start: int,
        end: int,
        label: Label,
        value: Decimal | None,
        unit: str | None,
        *,
        in_range: bool = False,
        about: bool = False,
        numeral: bool = False,
    ) -> None:
        yuan = yuan_of(value, unit) if value is not None and unit is not None and label == "AMOUNT" else None
        mention = Mention(
            start, end, self.text[start:end], label, value, unit, yuan, in_range=in_range, about=about, numeral=numeral
        )
        if self.found and label not in ("DATE", "YEAR"):
            last = self.found[-1]
            between = self.text[last.end : start].strip()
            if between and _RANGE_SIGN.fullmatch(between) and last.label not in ("DATE", "YEAR"):
                self.found[-1] = _range_end(last, mention)
                mention = mention._replace(in_range=True)
        self.found.append(mention)

    def _sign(self, at: int) -> tuple[int, int]:
        """Start and sign of the number at ``at``: a minus counts unless it parts two numbers, a name from a number."""
        text = self.text
        if at == 0:
            return at, 1
        mark, before = text[at - 1], text[max(0, at - 2) : at - 1]
        if mark in "负負△▲":
            return at - 1, -1
        if mark not in _SIGNS:
            return at, 1
        parted = bool(self.found) and not text[self.found[-1].end : at - 1].strip()
        if parted or (before and (before in _SIGNS or before in "—─" or before.isdigit() or _latin(before))):
            return at, 1
        return at - 1, -1

    def _unit(self, end: int) -> _Unit | None:
        """The unit that follows a number which ends at ``end``, over at most two spaces; 余 and 多 may stand between."""
        text = self.text
        at, about = _past_spaces(text, end), False
        if text[at : at + 1] and text[at] in self.about_inside:
            at, about = _past_spaces(text, at + 1), True
        bracket = text[at : at + 1] in ("(", "（")
        if text[at + bracket : at + bracket + 1] not in self.unit_starts:
            return None
        match = unit_patterns().unit.match(text, at + 1 if bracket else at)
        if match is None:
            return None
        stop = match.end()
        if bracket:  # 120.00(人次)
            if text[stop : stop + 1] not in (")", "）") or not text[stop : stop + 1]:
                return None
            stop += 1
        about = about or any(char in self.about_inside for char in match[0])
        if match["percent"]:
            return _Unit(stop, load_units().percent_names["".join(match["percent"].split())], "PERCENT", about)
        if match["foreign"]:
            return _Unit(stop, match["foreign"], "AMOUNT", about)
        if match["money"]:
            name = load_units().money_names["".join(match["money"].translate(self.no_vague).split())]
            rate = match["rate"]
            if rate:
                name += "/" + "".join(rate.split()).replace("／", "/").replace("每", "/").lstrip("/")
            return _Unit(stop, name, "AMOUNT", about)
        if match["count"]:
            many = match["many"] or ""
            return _Unit(stop, many + load_units().counting_names[match["count"]], "COUNT", about)
        return _Unit(stop, match["bare"], "NUMBER", about)

    def _named(self, at: int) -> bool:
        """Whether the number at ``at`` is the name of something: 图1, 附件 2, 第3."""
        text = self.text
        before = text[max(0, at - 8) : at]
        if unit_patterns().ordinal_before.search(before):
            return True
        if not unit_patterns().names_before.search(before) or _YEARS.match(text, at):
            return False
        unit = self._unit(self._run_end(at))
        return unit is None or unit.label == "NUMBER"

    def _run_end(self, at: int) -> int:
        run = ARABIC_RUN.match(self.text, at) or _CN_RUN.match(self.text, at)
        return run.end() if run else at + 1


# --- helpers ----------------------------------------------------------------------------------------------------------

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_STARTS = _DIGITS | frozenset(CN_CHARS)
_RANGE_SIGN = re.compile(r"[-－–—─~～至到−]{1,2}")
_NO_NUMBER = object()
_CODE = re.compile(r"[23](?:[0-9]{4}|[0-9]{6})(?=[\u4e00-\u9fff])")  # 2010301行政运行
_CLAUSE_ENDS = frozenset({"", *"，。、；,;）)"})
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEAR_LIST = re.compile(r"\s?[、，,和与及/]\s?")
_SHORT_GROUP = re.compile(r"[0-9]{1,3}，[0-9]{1,2}\.[0-9]{1,2}")
_SMALL_FORMS = str.maketrans("．﹐﹒", ".,.")


def _first_number(text: str, at: int, end: int, unit: _Unit | None) -> tuple[int, object]:
    """The first number of a run of digits, points and commas: its end, and its value (null: can't be read for certain)."""
    run = text[at:end].translate(_SMALL_FORMS)
    if "," not in run and "，" not in run:
        if run.count(".") > 1:  # 1.2.3 is a designation; an amount so printed is damaged
            return end, None if unit is not None and unit.label in ("AMOUNT", "PERCENT") else _NO_NUMBER
        return end, arabic_value(run)
    whole = arabic_value(run) if run.count(".") <= 1 else None
    if "，" in run:
        # A full-width comma mostly ends a clause. It parts thousands where the digits are full-width, too, or decimals follow, or one
        # group and a money unit.
        money = unit is not None and unit.label == "AMOUNT"
        if whole is not None and ("." in run or not run[0].isascii() or (money and run.count("，") == 1)):
            return end, whole
        # 1，23.4万元: what stands before the comma has no unit, so that a digit of the thousands is lost
        if money and (whole is not None or _SHORT_GROUP.fullmatch(run)):
            return end, None
        end = at + run.index("，")
        return _first_number(text, at, end, None)
    if whole is not None:
        return end, whole
    parts = run.split(",")
    pointed = ["." in part for part in parts]
    grouped = any(len(part.partition(".")[0]) == 3 for part in parts[1:])
    if (pointed[-1] and not any(pointed[:-1])) or (grouped and not all(pointed)):
        return end, None
    end = at + len(parts[0])
    return end, arabic_value(parts[0])


def _range_end(first: Mention, second: Mention) -> Mention:
    """The first end of a range, with the second's unit where it has none of its own: 3-5%, 100—200万元."""
    if first.unit is not None or second.unit is None:
        return first._replace(in_range=True)
    yuan = yuan_of(first.value, second.unit) if first.value is not None and second.label == "AMOUNT" else None
    return first._replace(label=second.label, unit=second.unit, yuan=yuan, in_range=True)


def _year_value(printed: str) -> Decimal | None:
    digits = printed.strip().split("年")[0].strip()
    plain = digits.translate(
        str.maketrans("零〇○ＯОO一二三四五六七八九０１２３４５６７８９", "0000001234567890123456789")
    )
    return Decimal(plain) if plain.isdigit() else None


def _numeral_ends(text: str, at: int, end: int, numeral: str) -> tuple[int, ...]:
    """Where a numeral may end: 三百万元 is 300 万元, but 两亿三千万元 has 万 in the middle of its number."""
    short = end
    while short > at + 1 and text[short - 1] in "万萬亿億":
        short -= 1
    if short == end or any(char in "万萬亿億" for char in numeral[: len(numeral) - (end - short)]):
        return (end,)
    return short, end


def _signed(value: Decimal | None, sign: int) -> Decimal | None:
    return value if value is None or sign > 0 or not value else -value


def _past_spaces(text: str, at: int) -> int:
    """Past at most three spaces."""
    stop = at + 3
    while at < stop and text[at : at + 1] in (" ", "\u3000", "\xa0") and at < len(text):
        at += 1
    return at


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _last_digit(text: str, end: int) -> int:
    """Where the last digit before ``end`` ends."""
    while end > 0 and text[end - 1] not in _DIGITS:
        end -= 1
    return end
