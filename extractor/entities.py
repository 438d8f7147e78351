"""Numbers, years and dates of the prose (实体), with unit, exact offsets and value.

What is no entity, decided once: numbering of headings and items (1. （2） 三、 ①), numbers that name something (图1, 附件2, 第3条, 7号, A4,
苏财预〔2019〕7号), telephone numbers, addresses of the web, times of day, ratios (3:1), Chinese numerals outside a count, an amount or a
date (一般, 三公, 十四五, 二级). A number that can't be read for certain (``1,23.4万元``) is an entity without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from extractor.knowledge.units import Units, load_units
from extractor.money import ARABIC_RUN, CN_CHARS, CN_DIGITS, arabic_value, numeral_value, yuan_of
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


class _Span(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def find_entities(layout: _Text, paragraphs: Sequence[_Span]) -> tuple[Entity, ...]:
    """Every number, year and date of the paragraphs, in reading order; offsets count the document text."""
    found: list[Entity] = []
    for paragraph in sorted(paragraphs, key=lambda item: item.start):
        for mention in scan(layout.text[paragraph.start : paragraph.end]):
            start, end = paragraph.start + mention.start, paragraph.start + mention.end
            found.append(
                Entity(
                    id=f"e{len(found) + 1}",
                    label=mention.label,
                    printed=mention.printed,
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
_CD = "零〇○ＯО一二三四五六七八九"
_YEAR = rf"(?:(?:19|20|１９|２０)[{_D}]{{2}}|[一二][{_CD}]{{3}})"
_SMALL = rf"(?:[{_D}]{{1,2}}|[一二三四五六七八九十]{{1,3}})"
_DASH = r"[-－–—─~～至到−]{1,2}"

_DATE = re.compile(
    rf"{_YEAR}\s?年(?:度)?\s?{_SMALL}\s?月(?:份)?(?:\s?{_SMALL}\s?[日号](?!常)|[底末初]|[上中下]旬)?"
    rf"|[12][{_D}]{{3}}(?:-[{_D}]{{1,2}}-[{_D}]{{1,2}}|/[{_D}]{{1,2}}/[{_D}]{{1,2}}|[.．][{_D}]{{1,2}}[.．][{_D}]{{1,2}})(?![{_D}.%％万元])"
    rf"|{_SMALL}\s?月(?:份)?\s?{_SMALL}\s?日(?!常)"
    rf"|[{_D}]{{1,2}}\s?月(?:份(?!额)|[底末初]|[上中下]旬)?(?!薪)"
    rf"|(?:[一二三四五六七八九]|十[一二]?)月(?:份(?!额)|[底末初]|[上中下]旬)"
    rf"|[{_D}]{{1,2}}\s?日(?![常均元])"
)
_YEARS = re.compile(
    rf"(?P<first>{_YEAR})(?:\s?年(?:度)?)?\s?{_DASH}\s?(?P<second>{_YEAR}\s?年(?:度)?)|(?P<year>{_YEAR}\s?年(?:度)?)"
)
_SKIP = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
    rf"|[〔﹝\[（(【„﹙［]\s?(?:19|20)[{_D}]{{2}}\s?[〕﹞\]）)】‟﹚］]\s?第?\s?[{_D}]{{1,5}}(?:\s?号)?"
    rf"|[（(【\[［]\s?[{_D}]{{1,2}}\s?[)）】\]］]"
    rf"|0[{_D}]{{2,3}}\s?[-－—]\s?[{_D}]{{7,8}}(?![{_D}])"
    rf"|(?<![{_D}])[{_D}]{{1,2}}[:：][{_D}]{{2}}(?:[:：][{_D}]{{2}})?(?![{_D}.])"
    rf"|[{_D}]{{1,3}}\s?[:：]\s?[{_D}]{{1,3}}(?![{_D}.年])"
)
_PER = re.compile(
    rf"(?P<per>[百千万萬])分之(?P<amount>[{_D}]{{1,12}}(?:[.．][{_D}]{{1,12}})?|[{CN_CHARS}点點]{{1,24}})"
)
_CN_RUN = re.compile(rf"[{CN_CHARS}](?:[{CN_CHARS}点點]|(?<=[亿億万萬千])[{_D}]+)*+")
# Where anything can begin.
_ANYTHING = re.compile(rf"[{_D}{CN_CHARS}〔﹝\[（(【„﹙［]|https?://|www\.|(?<![\w.+-])[\w.+-]{{1,64}}@")
_SPACED = re.compile(
    rf"[1-9１-９][{_D}]{{0,2}}(?:[ \u3000]?[,，][ \u3000]?[{_D}]{{3}}){{1,5}}[ \u3000]?[.．][ \u3000]?[{_D}]{{1,4}}(?![{_D},.])"
)
_GAPPED = re.compile(rf"[1-9][{_D}]{{0,2}}(?:[ \u3000][{_D}]{{3}}){{1,4}}(?:\.[{_D}]{{1,4}})?(?![{_D},.])")
_GAPPED_POINT = re.compile(rf"[{_D}]{{1,9}}(?: [.．] ?|[.．] )[{_D}]{{1,4}}(?![{_D},.])")
_WIDE_POINT = re.compile(rf"[{_D}]{{1,6}}[。·・][{_D}]{{1,4}}(?![{_D}.])")
_NUMBERING = re.compile(
    rf"\s*(?:[（(\[【]?[{_D}]{{1,3}}\s?[)）\]】、]|[{_D}]{{1,2}}\s?[.．](?=[{_D}]{{4}}\s?年)|[{_D}]{{1,2}}\s?[.．](?![{_D}])"
    rf"|[{_D}]{{1,2}}(?:[.．][{_D}]{{1,2}}){{1,4}}[.．、]?(?=\s|[\u4e00-\u9fff])|[{_D}]{{1,2}}\s+(?=[\u4e00-\u9fff“]))"
)
_ITEM = re.compile(rf"[{_D}]{{1,2}}(?:、|\s?[.．](?![{_D}])|[.．](?=[{_D}]{{4}}\s?年)|[)）])")
_SIGNS = "-－−–﹣"
_OPEN = "。；;：:，,、（(“\n\t 　！!？?"


@cache
def _unit_pattern() -> re.Pattern[str]:
    """One number's unit, longest first, at a position. Groups: money (with rate), foreign, percent, mult + count."""
    units = load_units()
    counting = []
    for surface, name in _counting_names(units).items():
        blocked = units.counting[name].not_before if surface == name else ()
        guard = f"(?!{_any(blocked)})" if blocked else ""
        latin = "(?![A-Za-z0-9])" if surface[-1].isascii() and surface[-1].isalnum() else ""
        counting.append((surface, re.escape(surface) + guard + latin))
    counting.sort(key=lambda pair: len(pair[0]), reverse=True)
    counts = "|".join(pattern for _, pattern in counting)
    money = _any(units.money_surfaces)
    foreign = _any(units.foreign)
    percent = _any(surface for surfaces in units.percent.values() for surface in surfaces)
    per = _any({*units.denominators, *_counting_names(units)})
    return re.compile(
        rf"(?P<percent>{percent})"
        rf"|(?P<foreign>{foreign})"
        rf"|(?P<money>{money})(?P<rate>\s?[/／每]\s?(?:{per})(?:\s?[/／·•・.*×每]\s?(?:{per}))*)?"
        rf"|(?P<many>{_any(units.multipliers)})?(?P<count>{counts})"
        rf"|(?P<bare>{_any(units.bare_multipliers)})"
    )


def _any(surfaces: Iterable[str]) -> str:
    return "|".join(re.escape(surface) for surface in sorted(set(surfaces), key=lambda item: (-len(item), item)))


@cache
def _names(units_version: str) -> dict[str, str]:
    units = load_units()
    names = {name: name for name in units.counting}
    for name, unit in units.counting.items():
        names.update(dict.fromkeys(unit.also, name))
    return names


def _counting_names(units: Units) -> dict[str, str]:
    return _names(units.version)


@cache
def _percent_names() -> dict[str, str]:
    return {surface: name for name, surfaces in load_units().percent.items() for surface in surfaces}


@cache
def _names_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(load_units().names_before)})\s?$")


@cache
def _names_after() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{_any(load_units().names_after)})")


@cache
def _about_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(load_units().about_before)})\s?(?:人民币|￥|¥)?$")


@cache
def _about_after() -> re.Pattern[str]:
    return re.compile(_any(load_units().about_after))


@cache
def _chinese_phrases() -> re.Pattern[str]:
    return re.compile(_any(load_units().chinese.phrases))


@cache
def _one_cue() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(load_units().chinese.one_cues)})\s?$")


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
        self.about_inside = "".join(load_units().about_inside)

    def run(self) -> list[Mention]:
        text, at = self.text, 0
        numbering = _NUMBERING.match(text)
        if numbering and self._unit(_last_digit(text, numbering.end())) is None:
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
        if self._named(at):
            return self._run_end(at)
        years = _YEARS.match(text, at)
        dated = _DATE.match(text, at)
        if dated and not self._is_duration(dated):
            self._add(at, dated.end(), "DATE", None, None)
            return dated.end()
        if years:
            return self._years(years)
        per = _PER.match(text, at)
        if per:
            return self._per(per)
        if text[at] in _DIGITS:
            return self._arabic(at)
        return self._chinese(at)

    def _is_duration(self, dated: re.Match[str]) -> bool:
        """10月 is a month, 3个月 no date; a bare day (15日) stands after a month or a dash."""
        return False

    def _years(self, match: re.Match[str]) -> int:
        if match["year"]:
            self._add(match.start(), match.end(), "YEAR", _year_value(match["year"]), "年")
            return match.end()
        for name in ("first", "second"):
            self._add(match.start(name), match.end(name), "YEAR", _year_value(match[name]), "年", in_range=True)
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
        for pattern in (_SPACED, _GAPPED, _GAPPED_POINT, _WIDE_POINT):
            wider = pattern.match(text, at)
            if wider and wider.end() > end:
                taken = self._wide(at, wider, pattern)
                if taken:
                    return taken
        if at > 0 and text[at - 1].isascii() and text[at - 1].isalpha():
            return end
        item = _ITEM.match(text, at)
        if item and item.end() >= end and (at == 0 or text[at - 1] in "。；;：:\n\t！？") and self._unit(end) is None:
            return max(end, item.end())
        mixed = _CN_RUN.match(text, end)
        if mixed and mixed.end() - at <= LONGEST_RUN and (taken := self._mixed(at, end, mixed.end())):
            return taken
        for piece_start, piece_end, value in _pieces(text, at, end, self._unit(end)):
            if value is _NO_NUMBER:
                continue
            self._number(piece_start, piece_end, value if isinstance(value, Decimal) else None)
        return max(end, self.found[-1].end if self.found else 0)

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
        end = run_end
        while end > digits_end and text[end - 1] in "万萬亿億千百":
            end -= 1
        value = numeral_value(text[at:end])
        if value is None or self._unit(end) is None:
            return None
        self._number(at, end, value)
        return self.found[-1].end

    def _chinese(self, at: int) -> int:
        """A count, an amount or a short year in Chinese numerals; anything else of them is a word."""
        text = self.text
        run = _CN_RUN.match(text, at)
        if run is None:
            return at + 1
        end = run.end()
        if end - at > LONGEST_RUN or text[at] in "百千万萬亿億仟佰兆点點":
            return end
        phrase = _chinese_phrases().match(text, at)
        if phrase:
            return max(end, phrase.end())
        before = text[max(0, at - 6) : at]
        if before[-1:] in load_units().chinese.slogan_marks or before.rstrip()[-1:] in ("第", "几", "数", "上", "每"):
            return end
        for stop in (end, *_without_multiplier(text, at, end)):
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
        base = unit if unit in load_units().counting else unit[1:]
        if numeral == "一" and base not in chinese.strong_units:
            return bool(_one_cue().search(before))
        if numeral == "二":
            return base in load_units().counting and load_units().counting[base].bare_two
        return True

    def _number(self, at: int, end: int, value: Decimal | None, *, numeral: bool = False) -> None:
        """Add the number ``text[at:end]`` with the unit that follows it, and the sign before it."""
        text = self.text
        start, sign = self._sign(at) if not numeral or text[at - 1 : at] == "负" else (at, 1)
        unit = self._unit(end)
        about = bool(_about_before().search(text[max(0, start - 4) : start]))
        if unit is None:
            if _names_after().match(text, end) or (text[end : end + 1].isascii() and text[end : end + 1].isalpha()):
                return
            self._add(start, end, "NUMBER", _signed(value, sign), None, about=about)
            return
        about = about or unit.about or bool(_about_after().match(text, unit.end))
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
        mark = text[at - 1 : at]
        if at == 0 or (mark not in _SIGNS and mark not in "负負△▲") or not mark:
            return at, 1
        before = text[at - 2 : at - 1]
        touching = bool(self.found) and self.found[-1].end == at - 1
        if mark in _SIGNS and (touching or before in _SIGNS or before in "—─" or before.isdigit() or _latin(before)):
            return (at, 1) if before else (at - 1, -1)
        return at - 1, -1

    def _unit(self, end: int) -> _Unit | None:
        """The unit that follows a number which ends at ``end``, over at most two spaces; 余 and 多 may stand between."""
        text = self.text
        at, about = end, False
        if text[at : at + 1] in self.about_inside and text[at : at + 1]:
            at, about = at + 1, True
        while at < end + 3 and text[at : at + 1] in (" ", "\u3000", "\xa0") and text[at : at + 1]:
            at += 1
        match = _unit_pattern().match(text, at)
        if match is None:
            return None
        if match["percent"]:
            return _Unit(match.end(), _percent_names()[match["percent"]], "PERCENT", about)
        if match["foreign"]:
            return _Unit(match.end(), match["foreign"], "AMOUNT", about)
        if match["money"]:
            name = load_units().money_names[match["money"]]
            rate = match["rate"]
            if rate:
                name += "/" + "".join(rate.split()).replace("／", "/").replace("每", "/").lstrip("/")
            return _Unit(match.end(), name, "AMOUNT", about)
        if match["count"]:
            many = match["many"] or ""
            return _Unit(match.end(), many + _counting_names(load_units())[match["count"]], "COUNT", about)
        return _Unit(match.end(), match["bare"], "NUMBER", about)

    def _named(self, at: int) -> bool:
        """Whether the number at ``at`` is the name of something: 图1, 附件 2, 第3."""
        text = self.text
        return bool(_names_before().search(text[max(0, at - 6) : at])) and not _YEARS.match(text, at)

    def _run_end(self, at: int) -> int:
        run = ARABIC_RUN.match(self.text, at) or _CN_RUN.match(self.text, at)
        return run.end() if run else at + 1


# --- helpers ----------------------------------------------------------------------------------------------------------

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_STARTS = _DIGITS | frozenset(CN_CHARS)
_RANGE_SIGN = re.compile(r"[-－–—─~～至到−]{1,2}")
_NO_NUMBER = object()


def _pieces(text: str, at: int, end: int, unit: _Unit | None) -> list[tuple[int, int, object]]:
    """The numbers of a run of digits, points and commas: one grouped number, several in a list, or one unreadable."""
    run = text[at:end].replace("．", ".").replace("﹐", ",").replace("﹒", ".")
    if "," not in run and "，" not in run:
        if run.count(".") > 1:  # 1.2.3 is a designation; an amount so printed is damaged
            return [(at, end, None if unit is not None else _NO_NUMBER)]
        value = arabic_value(run)
        return [(at, end, value)] if value is not None or unit is not None else []
    whole = arabic_value(run) if run.count(".") <= 1 else None
    if whole is not None and (
        "，" not in run
        or "." in run
        or run.count("，") > 1
        or not run[0].isascii()
        or (unit is not None and unit.label == "AMOUNT")
    ):
        return [(at, end, whole)]
    if "，" in run:
        pieces: list[tuple[int, int, object]] = []
        for match in re.finditer(r"[^，]+", run):
            start, stop = at + match.start(), at + match.end()
            pieces += _pieces(text, start, stop, unit if stop == end else None)
        return pieces
    parts = run.split(",")
    pointed = ["." in part for part in parts]
    grouped = any(len(part.partition(".")[0]) == 3 for part in parts[1:])
    if (pointed[-1] and not any(pointed[:-1])) or (grouped and not all(pointed)):
        return [(at, end, None)]
    return [
        (at + match.start(), at + match.end(), arabic_value(match[0]))
        for match in re.finditer(r"[^,]+", run)
        if arabic_value(match[0]) is not None
    ]


def _range_end(first: Mention, second: Mention) -> Mention:
    """The first end of a range, with the second's unit where it has none of its own: 3-5%, 100—200万元."""
    if first.unit is not None or second.unit is None:
        return first._replace(in_range=True)
    yuan = yuan_of(first.value, second.unit) if first.value is not None and second.label == "AMOUNT" else None
    return first._replace(label=second.label, unit=second.unit, yuan=yuan, in_range=True)


def _year_value(printed: str) -> Decimal | None:
    digits = printed.strip().split("年")[0].strip()
    plain = digits.translate(
        str.maketrans("零〇○ＯО一二三四五六七八九０１２３４５６７８９", "000001234567890123456789")
    )
    return Decimal(plain) if plain.isdigit() else None


def _without_multiplier(text: str, at: int, end: int) -> list[int]:
    """Ends of the numeral before 万 and 亿 (they belong to 万元 and 万人): 三百万元 is 300 万元."""
    stops = []
    while end > at + 1 and text[end - 1] in "万萬亿億":
        end -= 1
        stops.append(end)
    return stops


def _signed(value: Decimal | None, sign: int) -> Decimal | None:
    return value if value is None or sign > 0 or not value else -value


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _last_digit(text: str, end: int) -> int:
    """Where the last digit before ``end`` ends."""
    while end > 0 and text[end - 1] not in _DIGITS:
        end -= 1
    return end
