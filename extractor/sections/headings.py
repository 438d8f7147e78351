"""Lines → headings: by number, title, style and place. Pure functions on lines; nothing here knows of layout or JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.knowledge.profile_words import profile_words
from extractor.knowledge.sections import Taxonomy, TitleMatch, plain_title, within
from extractor.sections.contents import contents_head, find_contents, listed_ranks
from extractor.sections.numbering import RANKS, Number, read_number
from extractor.sections.places import Open, Places
from extractor.sections.runs import counted_titles
from extractor.sections.shapes import Heading, Line

# Titles with the longest department, project and form names; longer lines are sentences.
LONGEST_TITLE = 60
LONGEST_RUN_IN = 30
# Body type varies by rounding and by a size of grid text; headings set larger are so by a tenth and more.
LARGER = 1.1
# A title of this length ends a line of its own in a report ("机构职能。"), a sentence does not.
SHORT = 14
TORN_END = 4  # the end of a title alone on the next line: 报告, 情况说明
SCORES = {"strict": 0.98, "end": 0.9, "holds": 0.75}
INHERITED = 0.6
LEAVES = ("contents", "statements.form", "attachments.indicators")  # sections that hold no others
FORMS = ("statements.form", "attachments.indicators")
# What a part of the document holds when its title sounds like one section: 第一部分 某局2024年部门预算编制说明
WHOLE = {
    "statements.form": "statements",
    "narrative.compilation": "narrative",
    "narrative.summary": "narrative",
    "narrative.performance.results": "narrative.performance",
}
_STOP = re.compile(r"[。：:；;！!？?]")
_FUNCTION = re.compile(r"[（(][类款项][)）]")
_CODED_ITEM = re.compile(r"^[\u4e00-\u9fff、]{2,30}[（(]2\d{4}(?:\d\d)?[)）]$")
_ANNEX = re.compile(r"^附件\s*\d*\s*[：:]\s*")  # 第四部分 附件：部门预算公开表
_INTRODUCED = re.compile(r"(?:主要|基本)?(?:职能|职责)(?:简介|概况|介绍|情况)$")
_FUNCTION_HEAD = re.compile(r"[^，,。]{2,30}[（(][类款][)）](?:支出)?")
_FUNCTION_ITEM = re.compile(r"[^，,。；;：:]{2,100}[（(]项[)）](?:支出)?")
# what is left of a title on its second line: 二、机关运行经费安排 / 情况说明
_TORN = re.compile(r"(?:支出|安排)?(?:的?情况)?(?:的?说明)|的?情况")
# So many lines in a row that end in a number are a list; a part's heading and that of its first section are two.
LIST = 3
# 三、支出决算情况说明 6; …说明—6—
_AT_PAGE = re.compile(r"(?<=[\u4e00-\u9fff）)”])(?:\s+\d{1,3}|\s*[-—－]\s?\d{1,3}\s?[-—－])\s*$")
# 三、财政拨款支出—3—决算情况说明
_PAGE_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff）)”])\s*[-—－]\s?\d{1,3}\s?[-—－]\s*(?=[\u4e00-\u9fff（(“])")
_GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff）)])\s*(?=第[一二三四五六七八九十]{1,2}部分|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])"
)


def find_headings(lines: Sequence[Line], taxonomy: Taxonomy) -> tuple[tuple[Heading, ...], range]:
    """The headings in reading order, and the lines of the table of contents (whose entries are no headings)."""
    contents = find_contents(lines)
    reader = _Reader(lines, taxonomy, contents)
    reader.read()
    return tuple(reader.found), contents


class _Reader:
    """Reads lines from top to bottom; what stands open above a line is half of what decides it."""

    def __init__(self, lines: Sequence[Line], taxonomy: Taxonomy, contents: range) -> None:
        self.lines = lines
        self.taxonomy = taxonomy
        self.words = taxonomy.words
        self.contents = contents
        self.listed = listed_ranks(lines, contents)
        self.places = Places(lines, taxonomy, contents, self.listed)
        self.counted = counted_titles(lines, contents)
        self.found: list[Heading] = []
        sizes: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        for line in lines:
            if line.kind == "text":
                bold[line.bold] += len(line.text)
                if line.size is not None:
                    sizes[round(line.size)] += len(line.text)
        self.body_size = sizes.most_common(1)[0][0] if sizes else None
        self.body_bold = bold[True] > bold[False]

    def read(self) -> None:
        at = 0
        while at < len(self.lines):
            if at in self.contents:
                self._open_contents(at)
                at = self.contents.stop
                continue
            last = at
            for heading in self._at(at):
                self._put(heading)
                last = heading.last
            at = last + 1

    def _open_contents(self, at: int) -> None:
        line = self.lines[at]
        head = contents_head(line.text)
        if head is not None:
            start = line.start + len(line.text) - len(line.text.lstrip())
            title = head[0].strip()
            self.found.append(Heading(at, at, start, start + len(title), RANKS["part"], None, title, "contents", 1.0))

    def _put(self, heading: Heading) -> None:
        self.found.append(heading)
        value = self._value_of(heading)
        self.places.close(heading.rank)
        if heading.topic not in LEAVES:
            self.places.open.append(Open(heading.rank, heading.topic, heading.number is not None, value, heading.title))

    def _value_of(self, heading: Heading) -> int | None:
        if heading.number is not None:
            number = read_number(heading.number + "、") or read_number(heading.number)
            return number.value if number else None
        before = self.places.at_rank(heading.rank)
        return (before.value or 0) + 1 if before else 1

    # --- one line -----------------------------------------------------------------------------------------------------

    def _at(self, at: int) -> list[Heading]:
        line = self.lines[at]
        if line.kind == "table":
            return [*self._table_title(at), *self._titles_inside(at)]
        if line.kind != "text" or not line.text.strip():
            return []
        glued = self._glued(at)
        if glued:
            return glued
        heading = self._heading(at, line.text, line.start)
        return [heading] if heading is not None else []

    def _heading(self, at: int, text: str, start: int) -> Heading | None:
        shown = self._without_page(at, text)
        if shown != text:  # the page number stays on the heading's line and is no part of its title
            heading = self._heading(at, shown, start)
            if heading is not None and heading.last == at and heading.end == start + len(shown.rstrip()):
                return heading._replace(end=start + len(text.rstrip()))
        number = read_number(text)
        if number is None:
            return self._unnumbered(at, text, start)
        if number.style == "part" and self.places.parts_within:
            number = number._replace(style="inner_part")
        if number.style == "part":
            return self._part(at, text, start, number)
        if number.style == "form":
            return self._form_label(at, text, start, number)
        if number.style == "attachment":
            return self._attachment(at, text, start, number)
        return self._numbered(at, text, start, number)

    def _without_page(self, at: int, text: str) -> str:
        """A line without the page number glued to its end. So many lines that end so one after the other are a list (contents, a table), not headings.

        A page number between dashes goes from the middle of a title too, where it stands between two characters of a word.
        """
        inside = _PAGE_INSIDE.search(text) if len(text) <= LONGEST_TITLE else None
        if inside is not None:
            text = text[: inside.start()] + text[inside.end() :]
        page = _AT_PAGE.search(text)
        if page is None or len(text) > LONGEST_TITLE:
            return text
        alike = 1
        for step in (-1, 1):
            other = at + step
            while 0 <= other < len(self.lines) and other not in self.contents and alike < LIST:
                if self.lines[other].text.strip():
                    if not _AT_PAGE.search(self.lines[other].text):
                        break
                    alike += 1
                other += step
        return text if alike >= LIST else text[: page.start()]

    def _glued(self, at: int) -> list[Heading]:
        """Two headings on one line, where layout could not part them ("第二部分 …预算表一、收支预算总表")."""
        line = self.lines[at]
        if len(line.text) > 2 * LONGEST_TITLE or _STOP.search(line.text.strip()[:-1]):
            return []
        for cut in _GLUED.finditer(line.text):
            left, right = line.text[: cut.start()], line.text[cut.end() :]
            if all(self._is_title(part) for part in (left, right)):
                first = self._heading(at, left, line.start)
                if first is None:
                    continue
                second = self._heading(at, right, line.start + cut.end())
                return [first, second] if second is not None else []
        return []

    def _is_title(self, text: str) -> bool:
        number = read_number(text)
        match = self.taxonomy.match(text[number.length :] if number else text)
        return match is not None and match.fit != "holds" and number is not None

    # --- lines with a number ------------------------------------------------------------------------------------------

    def _part(self, at: int, text: str, start: int, number: Number) -> Heading | None:
        title = text[number.length :].strip()
        if (
            len(title) > LONGEST_TITLE
            or _STOP.search(_ANNEX.sub("", title)[:-1])
            or title.endswith(("，", ",", "；", ";"))
        ):
            return None
        match = self.taxonomy.match(_ANNEX.sub("", title), self.places.above(number.rank)) if title else None
        last = at
        if match is None or match.fit == "holds":
            joined = self._joined(at, title, number)
            if joined is not None:
                title, last, match = joined
        if match is not None and match.topic in WHOLE:
            match = match._replace(topic=WHOLE[match.topic])
        return self._make(
            at, last, start, start + len(text.rstrip()), number, title or number.printed, match, number.rank
        )

    def _attachment(self, at: int, text: str, start: int, number: Number) -> Heading | None:
        rest = text[number.length :].strip().rstrip("：:")
        if len(rest) > LONGEST_TITLE or _STOP.search(rest) or "，" in rest:
            return None
        if not rest:
            match: TitleMatch | None = TitleMatch("attachments", "strict", False)
        else:
            match = self.taxonomy.match(rest, (*self.places.above(number.rank), "attachments"))
            if match is None and self._over_table(at):
                match = TitleMatch("statements.form", "end", False)
            match = match or TitleMatch("attachments", "holds", False)
        return self._make(at, at, start, start + len(text.rstrip()), number, rest or number.printed, match, number.rank)

    def _form_label(self, at: int, text: str, start: int, number: Number) -> Heading | None:
        """表1 收支总表: a form's title with its number; the number alone, or in a sentence, is none."""
        title = text[number.length :].strip()
        if not title or len(title) > LONGEST_TITLE or _STOP.search(title) or not plain_title(title).endswith("表"):
            return None
        if not (self._over_table(at) or self.places.innermost(("statements", "attachments"))):
            return None
        match = self.taxonomy.match(title, self.places.topics())
        if match is None or match.topic not in FORMS:
            match = TitleMatch("statements.form", "end", False)
        return self._make(
            at,
            at,
            start,
            start + len(text.rstrip()),
            number,
            title,
            match,
            self.places.form_rank(self.lines[at]),
        )

    def _numbered(self, at: int, text: str, start: int, number: Number) -> Heading | None:
        rest = text[number.length :]
        stop = _STOP.search(rest)
        title, body = (rest[: stop.start()], rest[stop.end() :]) if stop else (rest, "")
        if stop is not None and title.strip() == "项目名称" and not _STOP.search(body):
            title, body, stop = rest.strip(), "", None  # 项目名称：X names the section
        title = title.strip()
        run_in = bool(body.strip())
        if not title or len(title) > (LONGEST_RUN_IN if run_in else LONGEST_TITLE) or rest.endswith(("，", ",")):
            return None
        above = self.places.above(number.rank)
        match = self.taxonomy.match(title, above)
        if self.taxonomy.holds_never.search(re.sub(r"\s", "", title)) and not self._says_only_a_title(title, match):
            return None
        last = at
        if not run_in and not stop:
            if self._form_title(at, title, match):
                form = match if match and match.topic in FORMS else TitleMatch("statements.form", "end", False)
                return self._make(at, at, start, start + len(text.rstrip()), number, title, form, number.rank)
            if match is None or match.fit == "holds" or self._torn(at):
                joined = self._joined(at, title, number)
                if joined is not None:
                    title, last, match = joined
        ender = stop[0] if stop else ""
        if not self._numbered_fits(at, number, title, ender, body if run_in else "", match):
            return None
        end = start + (number.length + stop.end() if stop and run_in else len(text.rstrip()))
        return self._make(at, last, start, end, number, title, match, number.rank)

    def _says_only_a_title(self, title: str, match: TitleMatch | None) -> bool:
        """3、比上年增减情况: words of a sentence that are a title of their own, without any number."""
        strict = match is not None and match.fit == "strict" and self.taxonomy.firm_end.search(title) is not None
        return strict and re.search(r"\d", title) is None

    def _numbered_fits(
        self, at: int, number: Number, title: str, ender: str, body: str, match: TitleMatch | None
    ) -> bool:
        """Whether a numbered line is a heading and no sentence or list entry."""
        strict = match is not None and match.fit == "strict"
        close = match is not None and match.fit != "holds"
        ended = self.taxonomy.ends_like_title(title)
        if ender in ("；", ";", "！", "!", "？", "?") or (re.search("[，,]", title) and not (strict and not body)):
            return False
        if match is not None and match.topic == "overview" and not strict and number.rank > RANKS["chinese"]:
            match, close = None, False
        glossary = self.places.innermost(("glossary",))
        if glossary is not None:
            follows = number.rank == glossary.rank and number.value == (glossary.value or 0) + 1
            known = close and match is not None and match.topic != "glossary"
            return not body and number.rank <= glossary.rank and (known or (follows and glossary.numbered))
        above = self.places.above(number.rank)
        kind = above[-1] if above else None
        if kind in self.words.lists:
            overview = match is not None and within(match.topic, ("overview",)) and len(title) <= LONGEST_RUN_IN
            whole = not body and not ender and ended and close
            strict = strict or self._says_after_name(title)
            return (overview and (strict or (whole and self._has_body(at)))) or (whole and self._marked(at))
        before = self.places.at_rank(number.rank)
        if before is not None and before.topic in self.words.lists and not close and number.value == 1:
            return False  # a list that starts anew under its heading, in the heading's own style
        if _CODED_ITEM.search(title):
            return not body and ender in ("", "。")  # 4.生产发展（2130505）。
        if _FUNCTION.search(title):
            item = _FUNCTION_ITEM.fullmatch(title) is not None  # 1、…（类）…（款）…（项）。 over its figures
            return not body and (
                (item and ender in ("", "。")) or (not ender and bool(_FUNCTION_HEAD.fullmatch(title)))
            )
        review = any(within(topic, self.words.reviews) for topic in above)
        if self.places.opinions(number.rank):
            return strict or (not body and not ender and ended)
        if body:
            item = match is not None and match.topic == "narrative.three_public.detail"
            if self.taxonomy.same_sentence.match(body) or (item and not self.taxonomy.firm_end.search(title)):
                return False  # the title is the subject of what follows
            high = number.rank <= RANKS["chinese_bracket"]
            return (
                (strict and (ended or high or review))
                or (ended and len(title) <= 24 and (close or review))
                or (review and len(title) <= 8)
                or (ender == "。" and len(title) <= SHORT and self.taxonomy.firm_end.search(title) is not None)
            )
        if ender in ("：", ":"):
            return close
        if close:
            return ender != "。" or strict or ended
        if review:
            return ended or (len(title) <= SHORT and not ender) or (len(title) <= 12 and self._has_body(at))
        if ender:
            return len(title) <= SHORT and self.taxonomy.firm_end.search(title) is not None
        return ended or self._counts_on(at) or (self._marked(at) and len(title) <= LONGEST_RUN_IN)

    def _says_after_name(self, title: str) -> bool:
        """Whether a title says a topic strictly after a name, perhaps with a year: 某局2023年重点工作, 某局职能简介."""
        squeezed = re.sub(r"\s", "", title)
        name, year, rest = squeezed.rpartition("年")
        body = re.sub(r"20\d\d$", "", name)
        if not year and (introduced := _INTRODUCED.search(squeezed)):
            body, rest, year, name = squeezed[: introduced.start()], introduced[0], "年", ""
        match = self.taxonomy.match(rest, self.places.topics()) if year and body != name and rest else None
        return match is not None and match.fit == "strict" and body.endswith(profile_words().organisation_endings)

    def _counts_on(self, at: int) -> bool:
        """Whether the line stands in a run of short numbered lines over texts, of which the first was a heading."""
        first = self.counted.get(at)
        return first is not None and (first == at or any(heading.first == first for heading in self.found))

    def _has_body(self, at: int) -> bool:
        """Whether the next line is text of its own and no next entry of the same list."""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        return following is not None and following.kind == "text" and read_number(following.text) is None

    # --- lines without a number ---------------------------------------------------------------------------------------

    def _unnumbered(self, at: int, text: str, start: int) -> Heading | None:
        line = self.lines[at]
        stripped = text.strip()
        squeezed = re.sub(r"\s", "", stripped)
        if len(squeezed) > LONGEST_TITLE:
            return None
        ender = stripped[-1] if stripped[-1] in "。：:" else ""
        title = stripped.rstrip("。：:").rstrip()
        if not title or _STOP.search(title) or re.search("[，,]", title) or squeezed[-1] in "、；;，,":
            return None
        above = self.places.topics()
        match = self.taxonomy.match(title, above)
        lead = len(text) - len(text.lstrip())
        span = (start + lead, start + len(text.rstrip()))
        if not ender and self._form_title(at, title, match):
            form = match if match and match.topic in FORMS else TitleMatch("statements.form", "end", False)
            return self._make(at, at, *span, None, title, form, self.places.form_rank(line))
        if self.taxonomy.never.fullmatch(squeezed) or self.taxonomy.holds_never.search(squeezed):
            return None
        level = line.heading_level
        if level is not None and (self.found or match is not None) and not self._is_document_title(at, match):
            rank = RANKS["part"] + 10 * min(level - 1, 6)
            topic = match.topic if match else None
            if self.places.open or (match and match.topic not in self.words.parts):
                rank = self.places.implied_rank(at, topic, line, fallback=rank)
            return self._make(at, at, *span, None, title, match, rank)
        if (opens := self._opens_project(at, title)) is not None:
            match = TitleMatch("narrative.project_funding", "end", False)
            return self._make(at, at, *span, None, title, match, opens.rank - 1)
        last = at
        torn = self._joined(at, title, None) if not ender else None
        if (
            torn is not None
            and len(torn[0]) - len(title) <= TORN_END
            and self._unnumbered_fits(at, torn[0], "", torn[2])
        ):
            title, last, match = torn
        elif match is None or not self._unnumbered_fits(at, title, ender, match):
            joined = self._joined(at, title, None)
            if joined is None or ender or not self._unnumbered_fits(at, joined[0], "", joined[2]):
                return None
            title, last, match = joined
        rank = self.places.implied_rank(last, match.topic, line)
        return self._make(at, last, *span, None, title, match, rank)

    def _opens_project(self, at: int, title: str) -> Number | None:
        """The number of 一、项目概述 on the next line, where this one names the project in a section on projects."""
        if self.places.innermost(("narrative.project_funding",)) is None or len(title) > LONGEST_RUN_IN:
            return None
        following = next((line.text for line in self.lines[at + 1 : at + 3] if line.text.strip()), "")
        number = read_number(following)
        opens = (
            number is not None and number.value == 1 and self.taxonomy.project_opening.match(following[number.length :])
        )
        return number if opens else None

    def _unnumbered_fits(self, at: int, title: str, ender: str, match: TitleMatch) -> bool:
        """Whether a line without number is a heading: its title is known, and ends or stands as titles do."""
        line = self.lines[at]
        flow = line.size is None
        marked = self._marked(at)
        ended = self.taxonomy.ends_like_title(title)
        upper = within(match.topic, ("attachments",)) or match.topic in self.words.parts
        if match.fit == "holds":
            return False
        if match.numbered and not marked:  # a list of forms under the title of their part
            inside = match.topic == "statements.form" and self.places.innermost(("statements",)) is not None
            return inside and flow and not ender and title.endswith("表")
        if self._is_document_title(at, match):
            return False
        if match.topic in FORMS:
            return bool(match.topic == "statements.form" and marked and self.places.innermost(("statements",)))
        listed = plain_title(title) in self.listed
        if self.places.innermost(("glossary",)) is not None and not (upper or listed or (marked and line.page_top)):
            return False
        review = any(within(topic, self.words.reviews) for topic in self.places.topics())
        if ender == "。":
            alike = bool(self.found) and self.lines[self.found[-1].last].text.rstrip().endswith("。")
            return flow and len(title) <= SHORT and ended and alike and (match.fit == "strict" or review)
        if ender:
            labels = within(match.topic, ("overview",)) and bool(self.places.innermost(("overview",)))  # 机构设置：
            return (marked or labels or match.topic in ("attachments", "statements")) and match.fit == "strict"
        if match.topic == "attachments.evaluation" and (not review or plain_title(title).endswith("报告")):
            return True
        if match.fit == "strict":
            return (ended or marked or match.topic in self.words.parts) and (flow or marked or line.page_top or ended)
        return (ended or upper) and (marked or listed or (flow and (upper or len(title) <= LONGEST_RUN_IN)))

    def _is_document_title(self, at: int, match: TitleMatch | None) -> bool:
        """Whether a first title is the document's own: it has a name in it (某局2020年部门决算情况说明), or the line before is one."""
        if match is None or any(heading.topic != "contents" for heading in self.found):
            return False
        squeezed = re.sub(r"\s", "", self.lines[at].text)
        whole = self.taxonomy.document_title.fullmatch(squeezed) is not None
        if match.topic not in ("narrative", "narrative.compilation"):
            return whole and match.fit == "end"
        before = next((line.text for line in reversed(self.lines[:at]) if line.text.strip()), "")
        name = re.sub(r"\s", "", before)
        return match.fit == "end" or (whole and name.endswith(profile_words().organisation_endings))

    # --- forms --------------------------------------------------------------------------------------------------------

    def _form_title(self, at: int, title: str, match: TitleMatch | None) -> bool:
        """Whether the line is the title of the table that stands under it."""
        plain = plain_title(title)
        named = match is not None and match.topic in FORMS
        if not (named or plain.endswith("表") or (plain.endswith("情况") and "表" in plain)):
            return False
        if len(plain) < 3 or self.taxonomy.between.fullmatch(re.sub(r"\s", "", title)):
            return False
        return self._over_table(at)

    def _over_table(self, at: int) -> bool:
        for line in self.lines[at + 1 : at + 6]:
            if line.kind == "table":
                return True
            if line.kind == "cells" or not self.taxonomy.between.fullmatch(re.sub(r"\s", "", line.text)):
                return line.kind == "cells"
        return False

    def _table_title(self, at: int) -> list[Heading]:
        """The title that a table has as its own first row, unless a line over the table says it already."""
        line = self.lines[at]
        if not line.text.strip():
            return []
        before = self.found[-1] if self.found else None
        if (
            before is not None
            and before.topic in FORMS
            and not before.in_table
            and self._only_between(before.last + 1, at)
        ):
            return []
        number = read_number(line.text)
        title = line.text[number.length if number else 0 :].strip()
        match = self.taxonomy.match(title, self.places.topics())
        if match is None or match.topic not in FORMS or match.fit == "holds":
            return []
        if before is not None and match.topic == "statements.form" and plain_title(before.title) == plain_title(title):
            return []  # the next page of the same form
        rank = self.places.form_rank(line)
        made = self._make(at, at, line.start, line.start + len(line.text), None, title, match, rank)
        return [made._replace(in_table=True)]

    def _titles_inside(self, at: int) -> list[Heading]:
        """The titles of further forms that are drawn as one grid with the first."""
        line = self.lines[at]
        rank = self.places.form_rank(line)
        made = []
        for text, start in line.inside:
            number = read_number(text)
            title = text[number.length if number else 0 :].strip()
            match = self.taxonomy.match(title, self.places.topics())
            if match is not None and match.topic == "statements.form" and match.fit != "holds":
                heading = self._make(at, at, start, start + len(text), None, title, match, rank)
                made.append(heading._replace(in_table=True))
        return made

    def _only_between(self, first: int, stop: int) -> bool:
        return all(
            line.kind == "text" and self.taxonomy.between.fullmatch(re.sub(r"\s", "", line.text))
            for line in self.lines[first:stop]
        )

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _joined(self, at: int, title: str, number: Number | None) -> tuple[str, int, TitleMatch] | None:
        """A title that goes on in the next line: (whole title, last line, what it says)."""
        if at + 1 >= len(self.lines) or at + 1 in self.contents:
            return None
        line, following = self.lines[at], self.lines[at + 1]
        tail = following.text.strip()
        if following.kind != "text" or not 0 < len(tail) <= 24 or _STOP.search(tail) or read_number(tail) is not None:
            return None
        if line.size is not None and (following.size is None or abs(line.size - following.size) > 0.6):
            return None
        if self.taxonomy.never.fullmatch(re.sub(r"\s", "", tail)) or "，" in tail:
            return None
        above = self.places.above(number.rank) if number else self.places.topics()
        match = self.taxonomy.match(title + tail, above)
        if match is None or match.fit == "holds":
            return None
        if number is not None and _TORN.fullmatch(tail):
            return title + tail, at + 1, match
        alone = self.taxonomy.match(tail, above)
        if number is not None and number.style == "part":
            return (title + tail, at + 1, match) if match.topic in self.words.parts else None
        if alone is not None and alone.fit == "strict":
            return None
        if number is None and len(tail) > 6 and not (self._marked(at) and self._marked(at + 1)):
            return None
        return title + tail, at + 1, match

    def _torn(self, at: int) -> bool:
        """Whether nothing but the end of a title stands on the next line."""
        return at + 1 < len(self.lines) and _TORN.fullmatch(self.lines[at + 1].text.strip()) is not None

    def _marked(self, at: int) -> bool:
        """Whether type or place say heading: heading style, bold among plain text, centred, larger than the text."""
        line = self.lines[at]
        larger = self.body_size is not None and line.size is not None and line.size > LARGER * self.body_size
        return line.heading_level is not None or (line.bold and not self.body_bold) or line.centered or larger

    def _make(
        self,
        first: int,
        last: int,
        start: int,
        end: int,
        number: Number | None,
        title: str,
        match: TitleMatch | None,
        rank: int,
    ) -> Heading:
        if last > first:
            tail = self.lines[last]
            end = tail.start + len(tail.text.rstrip())
        lead = len(self.lines[first].text) - len(self.lines[first].text.lstrip())
        if start == self.lines[first].start:
            start += lead
        above = self.places.above(rank)
        said = match.topic if match is not None else None
        topic = self.taxonomy.held(said, above)
        if match is not None and topic == said:
            score = SCORES[match.fit]
        else:
            score = INHERITED if topic is not None else 0.0
        printed = number.printed if number else None
        return Heading(first, last, start, end, rank, printed, title.strip().rstrip("。：:"), topic, score)
