"""Layout → Profile: who published what for which year.

Every field is read off the document (cover, labels over tables, headings, then the body); what it does not tell is null,
with a ``Problem``. A rule never fills a gap with what is likely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor.knowledge.phrases import as_printed, simply
from extractor.knowledge.profile_words import (
    YEAR,
    Kind,
    compiled,
    kind_patterns,
    label_pattern,
    phrase_patterns,
    profile_words,
    spoken_pattern,
)
from extractor.knowledge.regions import (
    Level,
    Region,
    candidates,
    find_region,
    in_full,
    level_of_name,
    mentions,
    place_ending_at,
    place_starting_at,
    province_of_text,
    region_from_mentions,
    region_words,
)
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import Problem, Profile
from extractor.running_heads import title_of_web_page

Scope = Literal["department", "unit"]

# A cover has few lines; a title longer than this is a sentence.
COVER_BLOCKS = 14
# The head of a web page that was printed or copied with the report may have so many before it.
SITE_BLOCKS = 60
LONGEST_TITLE = 80
# A title is broken over at most this many lines.
TITLE_LINES = 5
# A word of the body decides (kind, scope, year) where it stands this many times as often as its rival.
CLEAR_LEAD = 1.5
CLEAR_SCOPE = 3
# A name that only the prose says counts from so many mentions on.
SPOKEN_ENOUGH = 3


class Title(NamedTuple):
    printed: str
    year: int | None
    kind: Kind | None
    scope: Scope | None
    publisher: str | None  # the name in the title, null where it has none
    template: bool  # the name is a placeholder (XX局)


def find_profile(layout: Layout, *, content_title: str | None = None) -> tuple[Profile, tuple[Problem, ...]]:
    """The profile of a document and what it does not tell.

    ``content_title`` (the file's own metadata) helps only in sources without pages, an HTML ``<title>``: in PDFs it is
    mostly left over from the file that the document was typed into. A PDF that a browser printed says the page's title on its pages.
    """
    if layout.pages:
        content_title = title_of_web_page(line.text for line in layout.set_aside)
    head = [
        layout.block_text(block) for block in layout.blocks[: COVER_BLOCKS + SITE_BLOCKS] if block.kind == "paragraph"
    ]
    return profile_of(head, layout.text, content_title=content_title)


def profile_of(
    head: Sequence[str], text: str, *, content_title: str | None = None
) -> tuple[Profile, tuple[Problem, ...]]:
    """The profile from the first paragraphs (``head``, in order) and the whole text."""
    printed = "\n".join((*head, text))
    site = simply(content_title or "")
    whole, text = [simply(paragraph) for paragraph in head], simply(text)
    head = _cover_of(whole)
    problems: list[Problem] = []
    title = (
        _title_of_site(whole, _squeeze(site))
        or find_title(head, text, site=_squeeze(site))
        or _web_title(content_title)
    )
    counts = mentions(f"{text}\n{site}")
    kind = (title.kind if title else None) or _kind_of_body(text)
    year = (title.year if title else None) or _year_of_body(text, kind)
    scope = (title.scope if title else None) or _scope_of_body(text)
    publisher, template = _find_publisher(head, title, text)
    if publisher is None and not template:
        publisher = _name_beside_title(content_title)
    if template:
        problems.append(problem("P102"))
    elif publisher is None:
        problems.append(problem("P101"))
    region, central = _region_of(publisher, title, text, counts, year, site=site)
    if publisher is not None and region is not None:
        publisher = _with_place(publisher, region)
    if region is None and not template and not central:
        problems.append(_region_problem(publisher))
    if year is None:
        problems.append(problem("P104"))
    if kind is None:
        problems.append(problem("P105"))
    if scope is None and kind != "performance":
        problems.append(problem("P106"))
    profile = Profile(
        title=as_printed(title.printed, printed) if title else None,
        publisher=as_printed(publisher, printed) if publisher else None,
        region=region.path if region else (None, None, None),
        region_code=region.code if region else None,
        level=None if central else _level_of(publisher, region),
        fiscal_year=year,
        kind=kind,
        scope=scope,
    )
    return profile, tuple(problems)


def _level_of(publisher: str | None, region: Region | None) -> Level | None:
    if publisher is None:
        return None
    if region is not None:
        return region.level
    levels = {place.level for place in candidates(publisher)}
    return level_of_name(publisher) or (levels.pop() if len(levels) == 1 else None)


# --- title -------------------------------------------------------------------------------------------------------------


def _cover_of(head: Sequence[str]) -> list[str]:
    """The paragraphs of the cover: without the menus and the path of the site that stand above it where a web page was printed or
    copied, if a title follows them."""
    start = 0
    for index, paragraph in enumerate(head):
        line = _squeeze(paragraph)
        if compiled("cover_ends").search(line):
            break
        if compiled("site_head").search(line):
            start = index + 1
    below = list(head[start : start + COVER_BLOCKS])
    return below if start and find_title(below) is not None else list(head[:COVER_BLOCKS])


def find_title(head: Sequence[str], text: str = "", *, site: str = "") -> Title | None:
    """The document's title from its first paragraphs: one line, or a few that together read as one. ``text`` is the whole text: where
    the body is named in it as the lower lines name it, what stands above them is no part of its name. ``site`` is the title of the
    web page."""
    cover: list[str] = []
    for paragraph in head:
        for raw in paragraph.split("\n"):
            line = _bare_line(raw)
            if not line or compiled("not_title").search(line) or compiled("site_head").search(line):
                continue
            if compiled("cover_ends").search(line) or len(line) > LONGEST_TITLE or "。" in line:
                return _title_of_cover(cover, text, site)
            cover.append(line)
    return _title_of_cover(cover, text, site)


def _bare_line(raw: str) -> str:
    """A line without blanks and without what a site says beside a title."""
    return compiled("beside_title").sub("", compiled("before_title").sub("", _squeeze(raw)))


def _title_of_site(head: Sequence[str], site: str) -> Title | None:
    """The first line, or a few, that the web page has in its own title, if they name the body; the cover below them where there is one
    that says as much."""
    if not site:
        return None
    lines = [_bare_line(raw) for paragraph in head for raw in re.split(r"[\n\t]", paragraph)]
    for first, line in enumerate(lines):
        printed, found, below = "", None, first
        for at, more in enumerate(lines[first : first + TITLE_LINES], first + 1):
            printed += more
            if not line or printed not in site:
                break
            if title := parse_title(printed):
                found, below = title, at
        if found is not None and found.publisher is not None:
            cover = find_title(lines[below : below + COVER_BLOCKS])
            return cover if cover is not None and _says_no_less(cover, found) else found
    return None


def _title_of_cover(cover: Sequence[str], text: str, site: str) -> Title | None:
    for last in range(len(cover)):
        if label_pattern().match(cover[last]):
            continue
        for first in range(max(0, last - TITLE_LINES + 1), last + 1):
            if any(label_pattern().match(line) for line in cover[first : last + 1]):
                continue
            printed = "".join(cover[first : last + 1])
            if (parsed := parse_title(printed)) is None:
                continue
            parsed = _without_page_head(cover[first : last + 1], parsed, text, site)
            printed = parsed.printed
            while last + 1 < len(cover) and _goes_on(parsed, cover[last + 1]):
                last += 1
                printed += cover[last]
                parsed = parse_title(printed) or parsed
            return parsed._replace(printed=printed)
    return None


def _goes_on(title: Title, line: str) -> bool:
    """Whether the next line of a cover belongs to the title still: 公开, （汇总）, or its year where it has none yet."""
    more = compiled("title_more").match(line) is not None
    return more and (title.year is None or re.fullmatch(rf"{YEAR}年度?", line) is None)


def _without_page_head(lines: Sequence[str], title: Title, text: str, site: str) -> Title:
    """The title without the lines of the page's head above it."""
    if lines[0].startswith("关于"):
        return title
    for start in range(1, len(lines)):
        lower = parse_title("".join(lines[start:]))
        if lower is None or lower.publisher is None:
            continue
        if (
            _says_no_less(lower, title)
            or (lower.printed in site and title.printed not in site)
            or _begins_with_its_place(lower, title, lines[start - 1])
            or _is_named_so(lower, title, lines[start - 1], text)
        ):
            title = lower
    return title


def _says_no_less(lower: Title, title: Title) -> bool:
    """Whether the lower lines by themselves name the same body, year, kind and scope."""
    return lower._replace(printed="") == title._replace(printed="")


def _begins_with_its_place(lower: Title, title: Title, above: str) -> bool:
    """Whether the lower lines say all but the body's name in full, which begins with its place there, and the line above is neither
    a place nor what may stand before one."""
    if lower.publisher is None or title.template or compiled("before_place").search(above):
        return False
    same = lower._replace(printed="", publisher="") == title._replace(printed="", publisher="")
    place = place_starting_at(lower.publisher, 0)
    return same and place is not None and place_starting_at(above, 0) is None


def _is_named_so(lower: Title, title: Title, above: str, text: str) -> bool:
    """Whether the lower lines say all but the body's name in full, and the text names it as they do and never as all lines do."""
    place = find_region(above)
    if title.template or (place is not None and place.end == len(above)):
        return False
    if title.publisher is not None and title.publisher in text:
        return False
    same = lower._replace(printed="", publisher="") == title._replace(printed="", publisher="")
    return same and lower.publisher is not None and text.count(lower.publisher) > 1


def parse_title(printed: str) -> Title | None:
    """What a title says, or null where the line is none. ``printed`` has no blanks."""
    if len(printed) > LONGEST_TITLE or "。" in printed:
        return None
    kind, at = _kind_of_title(printed)
    if kind is None:
        return None
    tail = re.search(compiled("title_tail").pattern + "$", printed)
    stem = printed[: tail.start()] if tail else printed
    if kind != "performance" and not re.search(r"(?:决算|预算)》?$", stem):
        return None
    years = list(re.finditer(rf"({YEAR})(?=[年—\-－至])", printed))
    before = [found for found in years if found.start() < at] or years
    if not before and not re.search(r"(?:部门|单位)(?:（单位）)?(?:决算|预算)|绩效.*报告", printed):
        return None
    name = _name_in_title(stem)
    return Title(
        printed=printed,
        year=_year(before[-1][1]) if before else None,
        kind=kind,
        scope=_scope_of(printed),
        publisher=clean_name(name),
        template=bool(compiled("placeholders").search(name)),
    )


def _kind_of_title(printed: str) -> tuple[Kind | None, int]:
    for kind, pattern in kind_patterns("kinds"):
        if found := pattern.search(printed):
            if kind == "performance" and re.search(r"(?:决算|预算)(?:公开|情况|说明)", printed):
                continue
            return kind, found.start()
    return None, 0


def _name_in_title(stem: str) -> str:
    """What a title's stem holds beside year and kind: ``江苏省X厅2017年度部门预算`` → ``江苏省X厅``."""
    name = re.sub(rf"(?:关于)?(?:公开|公布|报送|印发)(?=.*(?:决算|预算))|关于|{YEAR}年(?:度|初)?|《|》", " ", stem)
    name = re.sub(
        r"(?:[省市县区州级本]{2}|本级)?(?:财政)?(?:部门|单位)?(?:[（(](?:单位|部门|本级)[）)])?"
        r"(?:整体支出|收支|项目支出|财政收支|支出)?(?:决算|预算|绩效).*$",
        " ",
        name,
    )
    parts = [part for part in re.split(r"[ :：]+", name) if part]
    if len(parts) == 2 and place_starting_at(parts[0], 0) == len(parts[0]):
        return "".join(parts)  # 湖南省郴州市2022年度林业局部门决算
    return max(parts, key=len, default="")


def _web_title(content_title: str | None) -> Title | None:
    if not content_title:
        return None
    return parse_title(re.split(r"[-_|—–]{1,2}(?!\d)", _squeeze(content_title))[0])


def _name_beside_title(content_title: str | None) -> str | None:
    """2024年部门预算-某县水务局: a body named beside the title of a page; 某县人民政府 there is the site."""
    parts = re.split(r"[-_|—–]{1,2}(?!\d)", _squeeze(content_title or ""))
    names = [name for part in parts if not part.endswith("政府") and (name := clean_name(part))]
    return names[0] if len(names) == 1 and parse_title(parts[0]) is not None else None


# --- publisher ---------------------------------------------------------------------------------------------------------


def clean_name(printed: str) -> str | None:
    """An organisation's name without codes, quotes and a hanging 部门; null where it is not a name."""
    name = _squeeze(printed).strip("《》“”\"'：:、，,.·-—_ ")
    if name.count("）") + name.count(")") > name.count("（") + name.count("("):
        name = name.removesuffix("）").removesuffix(")")
    name = re.sub(r"^[\[［（(【]?\d{3,}[\]］）)】]?[-—_]*", "", name)
    name = re.sub(r"(?:[（(](?:部门|汇总|盖章|公章|印章|章)[）)]|(?<=[局厅委办部院会室])部门)$", "", name)
    name = re.sub(r"[（(]原[^（）()]*[）)]$", "", name)
    name = name.replace("(", "（").replace(")", "）") if "(" in name and ")" in name else name
    if len(name) % 2 == 0 and name[: len(name) // 2] == name[len(name) // 2 :]:
        name = name[: len(name) // 2]  # the name on the line before the title that begins with it
    place = place_starting_at(name, 0)
    if place is not None and (again := name.find(name[:place], place)) > 0:
        name = name[again:]  # 某州人民政府某州某局: the name of the page's owner before the publisher's
    elif place is not None and any(
        place_starting_at(name, at) == place and name.startswith(name[at:place], place) for at in range(place)
    ):
        name = name[place:]  # 某省某州 on a line of its own before 某州某局
    if not 3 <= len(name) <= 40 or name in profile_words().not_organisations:
        return None
    if compiled("not_in_names").search(name) or compiled("placeholders").search(name):
        return None
    bare = re.sub(r"（[^（）]*）$", "", name)
    if not bare.endswith(profile_words().organisation_endings):
        return None
    place = place_starting_at(bare, 0)
    return None if place is not None and place == len(bare) else name


def _find_publisher(head: Sequence[str], title: Title | None, text: str) -> tuple[str | None, bool]:
    """The publisher, with its place where some mention prints it, and whether the document is a blank template."""
    if title is not None and title.template:
        return None, True
    votes = _label_votes(text)
    if title is not None and title.publisher is not None:
        name = _whole_township(_full_on_cover(title.publisher, head), text)
        return _fullest(name, votes, text), False
    if line := _name_on_cover(head):
        votes[line] += 8
    if not votes:
        votes = _signatures(text) or _phrase_votes(text)
    if not votes:
        return (None, True) if _is_template(text) else (_spoken_name(text), False)
    best = votes.most_common(1)[0][0]
    return _fullest(best, votes, text), False


def _label_votes(text: str) -> Counter[str]:
    """Names behind 部门：, 预算单位：and the like, weighted by label; a name cut at a line's end counts for the whole."""
    votes: Counter[str] = Counter()
    for found in label_pattern().finditer(text):
        if name := clean_name(found["value"]):
            votes[name] += profile_words().labels[_squeeze(found["label"])]
    return votes


def _phrase_votes(text: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    for raw in text.split("\n"):
        line = _squeeze(raw)
        for pattern in phrase_patterns():
            for found in pattern.finditer(line[:200] if pattern.pattern.startswith("^") else line):
                if name := clean_name(_from_place(found["name"])):
                    votes[name] += 1
    return votes


def _signatures(text: str) -> Counter[str]:
    """Names on a line of their own right above a date: who signed."""
    lines = [line for raw in text.split("\n") if (line := _squeeze(raw))]
    return Counter(
        name
        for line, following in pairwise(lines)
        if compiled("date_line").fullmatch(following) and (name := clean_name(line))
    )


def _from_place(name: str) -> str:
    """A name caught in mid-sentence, from its place on: ``纳入武胜县公安局`` → ``武胜县公安局``."""
    for start in range(len(name) - 2):
        if place_starting_at(name, start) is not None:
            return name[start:]
    return name


def _name_on_cover(head: Sequence[str]) -> str | None:
    """A line of the cover that is nothing but a name."""
    for paragraph in head:
        for raw in paragraph.split("\n"):
            line = _squeeze(raw)
            if compiled("cover_ends").search(line) or "。" in line:
                return None
            if found := compiled("letterhead").match(line):
                line = found["name"]
            elif compiled("not_title").search(line) or line.endswith(("：", ":")):
                continue
            if name := clean_name(line):
                return name
    return None


def _spoken_name(text: str) -> str | None:
    """The organisation that the prose names most, if clearly: a place and what follows up to an ending."""
    votes: Counter[str] = Counter()
    for found in re.finditer("[省市区县旗州盟]", text):
        start = place_ending_at(text, found.end())
        rest = spoken_pattern().match(text, found.end()) if start is not None else None
        if rest is not None and (name := clean_name(text[start : rest.end()])):
            votes[name] += 1
    top = votes.most_common(2)
    if not top or top[0][1] < SPOKEN_ENOUGH or (len(top) > 1 and top[1][1] * 2 > top[0][1]):
        return None
    return top[0][0]


def _fullest(name: str, votes: Mapping[str, int], text: str) -> str:
    """The name with its place before it, where the document prints it so: 公安局 → 武胜县公安局."""
    if find_region(name) is not None or candidates(name):
        return name
    if (found := compiled("belongs_to").match(name)) and (own := _with_place_in(text, name[found.end() :])):
        return own
    longer = Counter({other: seen for other, seen in votes.items() if other != name and other.endswith(name)})
    if longer:
        return longer.most_common(1)[0][0]
    return _with_place_in(text, name) or name


def _with_place_in(text: str, name: str) -> str | None:
    """The name as the text prints it with its place before it, most often; null where it never does."""
    seen: Counter[str] = Counter()
    for found in re.finditer(re.escape(name), text):
        before = text[: found.start()]
        ends = [found.start() + len(word) for word in profile_words().bare_places if name.startswith(word)]
        ends += [found.start() - len(word) for word in profile_words().behind_place if before.endswith(word)]
        for at in ends:
            start = place_ending_at(text, at)
            if start is not None and start < found.start():
                seen[text[start : found.end()]] += 1
    return seen.most_common(1)[0][0] if seen else None


def _full_on_cover(name: str, head: Sequence[str]) -> str:
    """天祝县水务局 of the title is 天祝藏族自治县水务局 where a line of the cover prints its place so."""
    place = find_region(name)
    if place is None:
        return name
    for line in (_squeeze(raw) for paragraph in head for raw in paragraph.split("\n")):
        if compiled("not_title").search(line):
            continue
        if len(line) > len(name) and line.endswith(name[place.end :]) and clean_name(line) == line:
            other = find_region(line)
            if other is not None and other.code == place.code and line[other.end :] == name[place.end :]:
                return line
    return name


def _whole_township(name: str, text: str) -> str:
    """永丰县恩江镇 is 永丰县恩江镇人民政府 where the document says so."""
    if name.endswith(tuple(region_words().townships)):
        return next((name + seat for seat in profile_words().township_seats if name + seat in text), name)
    return name


def _is_template(text: str) -> bool:
    return any(compiled("placeholders").search(found["value"]) for found in label_pattern().finditer(text)) or bool(
        re.search(rf"第一部分\s*(?:{compiled('placeholders').pattern})", text)
    )


# --- region ------------------------------------------------------------------------------------------------------------


def _region_of(
    publisher: str | None,
    title: Title | None,
    text: str,
    counts: Mapping[str, int],
    year: int | None,
    *,
    site: str,
) -> tuple[Region | None, bool]:
    """The publisher's region, and whether it is a body of the centre, which has none. ``site`` is the title of the web page."""
    region = _named_region(publisher, title, counts, year)
    if publisher is None or (region is None and candidates(publisher)):
        return region, False
    if region is None and compiled("centre_names").match(publisher):
        return None, True
    if region is None or not in_full(region, publisher):
        if compiled("owner_of_centre").search(text):
            return None, True
        if owner := compiled("owner_of_province").search(text):
            return province_of_text((region.path[0] or "") if region else owner[0], counts), False
    if region is None:
        region = _place_of_site(publisher, site) or region_from_mentions(text, counts=counts)
    return region, False


def _named_region(
    publisher: str | None, title: Title | None, counts: Mapping[str, int], year: int | None
) -> Region | None:
    for name in (publisher, title.printed if title else None):
        if name and (region := find_region(name, evidence=counts, year=year)):
            return region
        if name and candidates(name):
            return None
    return None


def _bare_place(name: str) -> str | None:
    """The word that stands for its place at the start of a name: 市 in 市财政局."""
    return next((word for word in profile_words().bare_places if name.startswith(word)), None)


def _place_of_site(publisher: str, site: str) -> Region | None:
    """市审计局 on the pages of 滨州市人民政府."""
    word = _bare_place(publisher)
    if word is None:
        return None
    for found in re.finditer(rf"[\u4e00-\u9fff]{{1,16}}?{word}(?=人民政府)", site):
        region = find_region(found[0])
        if region is not None and region.end == len(found[0]):
            return region
    return None


def _with_place(publisher: str, region: Region) -> str:
    """A name that begins with 市 or 县 alone, with its place."""
    word = _bare_place(publisher)
    place = next((part for part in reversed(region.path) if part is not None), "")
    return place + publisher.removeprefix(word) if word is not None and place.endswith(word) else publisher


def _region_problem(publisher: str | None) -> Problem:
    rivals = candidates(publisher) if publisher else ()
    if len(rivals) > 1:
        places = "、".join("".join(part for part in region.path if part) for region in rivals[:4])
        return problem("P107", publisher=publisher, places=places)
    return problem("P103", publisher=publisher or "—")


# --- year, kind, scope -------------------------------------------------------------------------------------------------


def _kind_of_body(text: str) -> Kind | None:
    counts = Counter({kind: len(pattern.findall(text)) for kind, pattern in kind_patterns("kind_marks")})
    ranked = counts.most_common(2)
    if not ranked[0][1] or ranked[1][1] * CLEAR_LEAD > ranked[0][1]:
        return None
    return ranked[0][0]


def _year_of_body(text: str, kind: Kind | None) -> int | None:
    """The year of the body: of its heads (2020年度部门决算) before that of its sentences (2020年本年支出)."""
    flat = re.sub(r"[ \u3000\t]+", "", text)
    word = {"final_account": "决算", "budget": "预算", "performance": "(?:绩效|自评|评价)"}.get(
        kind or "", "(?:决算|预算)"
    )
    for pattern in (
        rf"({YEAR})年度?[^，。；、\n]{{0,14}}(?:部门|单位|整体支出)(?:{word})",
        rf"({YEAR})年度?[^，。；、\n比]{{0,16}}{word}",
        rf"({YEAR})年度",
    ):
        years = Counter(year for found in re.findall(pattern, flat) if (year := _year(found)))
        ranked = years.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= CLEAR_LEAD * ranked[1][1]):
            return ranked[0][0]
    return None


def _scope_of_body(text: str) -> Scope | None:
    flat = re.sub(r"[ \u3000\t]+", "", text)
    department = len(compiled("department_marks").findall(flat))
    unit = len(compiled("unit_marks").findall(flat))
    if max(department, unit) < 2 and not unit:  # tables alone: every form says 部门：X, or every form 预算单位：X
        labels = Counter(
            _squeeze(found["label"]) for found in label_pattern().finditer(text) if clean_name(found["value"])
        )
        department = sum(seen for label, seen in labels.items() if "部门" in label)
        unit = sum(labels.values()) - department
    if max(department, unit) < 2:  # nothing says of which sort the report is: how the body speaks of itself
        department = len(compiled("department_speech").findall(flat))
        unit = len(compiled("unit_speech").findall(flat))
    if max(department, unit) < 2:
        return None
    if department >= CLEAR_SCOPE * unit:
        return "department"
    return "unit" if unit >= CLEAR_SCOPE * department else None


def _scope_of(printed: str) -> Scope | None:
    if re.search(r"部门[（(]单位[）)]|单位[（(]部门[）)]", printed):
        return None
    department, unit = compiled("department_marks").search(printed), compiled("unit_marks").search(printed)
    if bool(department) == bool(unit):
        return None
    return "department" if department else "unit"


def _year(printed: str) -> int | None:
    digits = printed.translate(
        str.maketrans("〇○０零oOＯ一二三四五六七八九１２３４５６７８９", "0000000123456789123456789")
    )
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _squeeze(printed: str) -> str:
    return re.sub(r"\s+", "", printed)
