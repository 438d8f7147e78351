"""HTML → paragraphs and tables of the page's main content; menus, scripts, footers and hidden parts dropped.

The main content is where the text is that stands in no link: from the body downwards, as long as one child holds nearly all of it.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extractor.ingest.encoding import decode, visible
from extractor.ingest.html_flow import Flow, inner_text
from extractor.ingest.limits import MAX_HTML_BYTES, MAX_HTML_MARKUP, MAX_HTML_TAGS, in_mebibytes
from extractor.ingest.sniff import MEDIA_TYPES
from extractor.knowledge.webpages import report_title, site_words, web_page_words
from extractor.problems import JuesuanError, problem
from extractor.records import Content, FlowParagraph, Problem, Source

# The main content is looked for one level deeper while a child holds this share of the text outside links …
_MAIN_SHARE = 0.8
# … and no other child holds so many characters of it (a paragraph of prose; titles and dates are shorter).
_OTHER_CONTENT = 120
# More than this share of the text in links, and at least so many links: a menu or a list of other pages.
_MENU_SHARE = 0.6
_MENU_LINKS = 3
# A block that names the site's own matters is at most so long; prose may mention the same words.
_SITE_BLOCK = 300
_CONTAINERS = frozenset(
    [
        "html",
        "body",
        "div",
        "article",
        "main",
        "section",
        "form",
        "center",
        "span",
        "font",
        "table",
        "tbody",
        "tr",
        "td",
        "ucapcontent",
        "fieldset",
    ]
)
# Beside one of these the main content is no further down: they are of the same flow as what stands next to them.
_FLOW = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ol", "dl"])
# A table of at most so many cells may hold a whole page.
_PAGE_CELLS = 12
# A cell with so many paragraphs is no cell of a form.
_PARAGRAPHS = 8
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,20})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,20})""", re.I)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def read_html(data: bytes, *, name: str) -> Content:
    """A web page. Raises ``JuesuanError`` I108 (too large even without scripts and pictures) or I114 (no text)."""
    if len(data) > MAX_HTML_BYTES:
        raise JuesuanError("I108", path=name, found=in_mebibytes(len(data)), limit=in_mebibytes(MAX_HTML_BYTES))
    decoded = decode(data, declared=_declared(data))
    markup = visible(_without_ballast(decoded.text))
    if len(markup) > MAX_HTML_MARKUP:
        found = f"{in_mebibytes(len(markup))} 标记文本"
        raise JuesuanError("I108", path=name, found=found, limit=in_mebibytes(MAX_HTML_MARKUP))
    if markup.count("<") > MAX_HTML_TAGS:
        raise JuesuanError("I108", path=name, found=f"{markup.count('<')} 个标签", limit=f"{MAX_HTML_TAGS} 个标签")
    root = _parse(markup, name)
    if root is None:
        raise JuesuanError("I114", path=name)
    title = re.sub(r"\s+", " ", next((element.text or "" for element in root.iter("title")), "")).strip()
    page = _Page(root)
    main, skipped = page.main()
    flow = Flow(skipped)
    blocks = [*page.headings_before(main, title), *flow.blocks(main)]
    words = site_words()
    blocks = [
        block
        for block in blocks
        if not (isinstance(block, FlowParagraph) and len(block.text) < _SITE_BLOCK / 2 and words.search(block.text))
    ]
    if not blocks:
        raise JuesuanError("I114", path=name)
    problems: list[Problem] = []
    if decoded.bad:
        problems.append(problem("I202", count=decoded.bad, encoding=decoded.encoding))
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPES["html"],
        bytes=len(data),
        pages=None,
        text_layer="native",
    )
    return Content(source=source, flow=tuple(blocks), title=title or None, problems=tuple(problems))


def _declared(data: bytes) -> str | None:
    """The charset that the page states, as Python knows it; names of Western charsets are templates left as they were."""
    found = _CHARSET.search(data[:8192]) or _XML_ENCODING.match(data[:200])
    if found is None:
        return None
    try:
        known = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return None
    if known in ("gb2312", "gbk", "hz"):
        return "gb18030"
    return known if known.startswith(("utf", "gb", "big5")) else None


def _without_ballast(text: str) -> str:
    """The page without comments, scripts, styles and pictures inside it: what makes pages large. Linear in its length."""
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg")):
        text = _cut(text, opening, closing)
    return re.sub(r"data:[\w/+.;=-]{0,80},[A-Za-z0-9+/=%]{200,}", "", text)


def _cut(text: str, opening: str, closing: str) -> str:
    lower = text.lower() if opening[1].isalpha() else text
    if len(lower) != len(text):  # some letters change length in lower case
        return text
    kept: list[str] = []
    at = 0
    while (start := lower.find(opening, at)) >= 0:
        end = lower.find(closing, start + len(opening))
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len(closing)
        if closing[-1] != ">":
            gap = text.find(">", at)
            at = gap + 1 if gap >= 0 else len(text)
    kept.append(text[at:])
    return "".join(kept)


def _parse(markup: str, name: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it at all
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what follows was not parsed
        raise JuesuanError("I108", path=name, found="嵌套过深的标签", limit="2048 层")
    return root


class _Page:
    """Weights of all elements, from one pass in document order and one back."""

    def __init__(self, root: etree._Element) -> None:
        words = web_page_words()
        dropped_elements = frozenset(words.dropped_elements)
        self._elements = [element for element in root.iter() if isinstance(element.tag, str)]
        self._index = {element: at for at, element in enumerate(self._elements)}
        self._parents = [self._index.get(element.getparent(), -1) for element in self._elements]  # type: ignore[arg-type]
        count = len(self._elements)
        in_link = bytearray(count)
        self._skipped: set[etree._Element] = set()
        # characters outside links, characters in links, links, sentence ends
        weights = [[0, 0, 0, 0] for _ in range(count)]
        for at, element in enumerate(self._elements):
            parent = self._parents[at]
            in_link[at] = element.tag == "a" or (parent >= 0 and in_link[parent])
            if element.tag in dropped_elements or (element.tag != "body" and _is_site(element)):
                self._skipped.add(element)
            own_text = None if element in self._skipped else element.text
            for text, place in ((own_text, at), (element.tail, parent)):
                if text and place >= 0:
                    length = len(text.strip())
                    weights[place][1 if in_link[place] else 0] += length
                    weights[place][3] += text.count("。") + text.count("；")
            weights[at][2] += element.tag == "a"
        for at in range(count - 1, 0, -1):
            parent, element = self._parents[at], self._elements[at]
            if element in self._skipped:
                continue
            own = weights[at]
            if _is_menu(element, own) or (own[0] + own[1] < _SITE_BLOCK and self._names_site(element, own)):
                self._skipped.add(element)
                continue
            if parent >= 0:
                for kind in range(4):
                    weights[parent][kind] += own[kind]
        self._weights = weights
        self._gone = bytearray(count)
        for at, element in enumerate(self._elements):
            self._gone[at] = element in self._skipped or (self._parents[at] >= 0 and self._gone[self._parents[at]])

    def main(self) -> tuple[etree._Element, set[etree._Element]]:
        """The element that holds the main content, and the elements that are no part of it wherever they stand."""
        element = next((found for found in self._elements if found.tag == "body"), self._elements[0])
        while True:
            children = [child for child in element if child in self._index and child not in self._skipped]
            if not children:
                break
            best = max(children, key=self._text)
            total = self._text(element)
            others = [child for child in children if child is not best]
            if (
                best.tag not in _CONTAINERS
                or (best.tag == "table" and not _holds_page(best))
                or any(child.tag in _FLOW and sum(self._weights[self._index[child]][:2]) for child in others)
                or self._text(best) < _MAIN_SHARE * total
                or any(self._text(child) >= _OTHER_CONTENT for child in others)
                or (
                    element.tag in ("table", "tbody", "tr")
                    and any(map(self._text, others))
                    and not (_holds_prose(best) and not any(map(_titles_report, others)))
                )
            ):
                break
            element = best
        return element, self._skipped

    def headings_before(self, main: etree._Element, title: str) -> Iterator[FlowParagraph]:
        """The document's heading where it stands above the main content: <h1> to <h3>, or words that the page's title has too."""
        end = self._index[main]
        around = {main, *main.iterancestors()}
        seen: set[str] = set()
        for at, element in enumerate(self._elements[:end]):
            if element in around or self._gone[at] or sum(self._weights[at][:2]) > 100:
                continue
            if (
                element.tag not in ("h1", "h2", "h3", "p", "div", "span", "td", "font", "strong", "b")
                or len(element) > 3
            ):
                continue
            text = re.sub(r"\s+", " ", inner_text(element)).strip()
            heading = element.tag in ("h1", "h2", "h3")
            if 4 <= len(text) <= 100 and text not in seen and (heading or (len(text) >= 8 and text in title)):
                seen.add(text)
                yield FlowParagraph(text=text, heading_level=int(element.tag[1]) if heading else None, centered=True)

    def _text(self, element: etree._Element) -> int:
        return self._weights[self._index[element]][0]

    def _names_site(self, element: etree._Element, weight: Sequence[int]) -> bool:
        if element.tag in ("html", "body", "a", "title", "head") or not weight[0]:
            return False
        words = site_words()
        own = [element.text or "", *(child.tail or "" for child in element)]
        return any(words.search(text.strip()) for text in own if text.strip())


def _is_site(element: etree._Element) -> bool:
    """Whether an element is named as the site's own part, or hidden."""
    words = web_page_words()
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style", ""))
    ):
        return True
    if element.get("role", "") in words.dropped_roles:
        return True
    if element.tag in ("html", "body", "h1", "h2", "h3", "p", "span", "font", "td", "tr", "table"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"[:400]
    return any(part.lower() in words.dropped_names for part in _NAME_PARTS.findall(names))


def _is_menu(element: etree._Element, weight: Sequence[int]) -> bool:
    if element.tag in ("html", "body", "a", "td", "tr", "tbody", "th") or weight[2] < _MENU_LINKS:
        return False
    return weight[1] > _MENU_SHARE * (weight[0] + weight[1]) and weight[3] == 0


def _holds_prose(cell: etree._Element) -> bool:
    """Whether a cell of a table holds the page's own text, beside menus of words in other cells."""
    return sum(1 for _ in cell.iterdescendants("p", "h1", "h2", "h3")) >= _PARAGRAPHS


def _titles_report(element: etree._Element) -> bool:
    """Whether the element holds the title of a report: it belongs to the document, wherever it stands."""
    return report_title().search("".join(inner_text(element).split())) is not None


def _holds_page(table: etree._Element) -> bool:
    """Whether a table may be there for the page's layout only."""
    cells = [cell for cell in table.iter("td", "th") if next(cell.iterancestors("table")) is table]
    return len(cells) <= _PAGE_CELLS and (
        len(cells) <= 2 or next(table.iterdescendants("table", "p", "div"), None) is not None
    )
