"""The report: one page that stands alone, with what failed, both sides quoted and boxed, and nothing taken from elsewhere."""

from __future__ import annotations

import base64
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.generator import make_document, render
from extractor.checks import check
from extractor.cli import app
from extractor.pipeline import read_closely
from extractor.records import Disclosure
from extractor.report import render_report
from extractor.report.figures import key_figures

DATA = render(make_document(3, kind="final_account"), "pdf")


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    """A generated document with one number of its text changed after reading."""
    clean = read_closely(DATA, name="t.pdf").disclosure
    return check(_with_wrong_share(clean))


def _with_wrong_share(clean: Disclosure) -> Disclosure:
    import msgspec

    wrong = next(
        fact for fact in clean.facts if fact.measure == "share" and fact.metric == "expenditure.basic" and fact.value
    )
    facts = tuple(
        msgspec.structs.replace(fact, value=fact.value / 2) if fact is wrong else fact for fact in clean.facts
    )
    return msgspec.structs.replace(clean, facts=facts)


class Tags(HTMLParser):
    VOID = frozenset(("meta", "link", "img", "br", "input", "hr"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.images_without_words = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not dict(attrs).get("alt"):
            self.images_without_words += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


def test_the_page_stands_alone_and_is_well_formed(disclosure: Disclosure) -> None:
    page = render_report(disclosure, data=DATA)
    tags = Tags()
    tags.feed(page)
    assert tags.unbalanced == []
    assert tags.open == []
    assert tags.images_without_words == 0
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert '<html lang="zh-CN">' in page


def test_a_fail_shows_its_sentence_and_its_place(disclosure: Disclosure) -> None:
    page = render_report(disclosure, data=DATA)
    assert "占比 = 分项 ÷ 合计" in page
    assert page.count("data:image/png;base64,") >= 1
    assert '<mark class="left">' in page
    assert '<mark class="right">' in page
    # without the PDF the quotes remain
    assert "data:image/png" not in render_report(disclosure)


def test_the_data_can_be_taken_along(disclosure: Disclosure) -> None:
    page = render_report(disclosure)
    encoded = re.search(r"data:application/json;base64,([A-Za-z0-9+/=]+)", page)
    assert encoded is not None
    assert json.loads(base64.b64decode(encoded[1]))["source"]["name"] == "t.pdf"


def test_the_same_document_gives_the_same_page(disclosure: Disclosure) -> None:
    assert render_report(disclosure, data=DATA) == render_report(disclosure, data=DATA)


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    pdf = tmp_path / "t.pdf"
    pdf.write_bytes(DATA)
    out = tmp_path / "report.html"
    result = CliRunner().invoke(app, ["report", str(pdf), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_summary_leads_to_each_problem(disclosure: Disclosure) -> None:
    page = render_report(disclosure, data=DATA)
    summary = page[page.index('<p class="said">') : page.index('<dl class="tiles">')]
    assert "处不符，归为" in summary
    targets = re.findall(r'<a href="#(finding-\w+)">', summary)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def test_what_could_not_be_evaluated_says_what_is_missing() -> None:
    """A document without forms: one line a reason, not one a relation."""
    text = "某某县财政局2023年度部门决算\n一、收入支出决算总体情况说明\n2023年度收、支总计100.00万元。\n"
    page = render_report(check(read_closely(text.encode(), name="t.txt").disclosure))
    opened = page[page.index("<summary>无法核对") : page.index("</details>", page.index("<summary>无法核对"))]
    assert "没有核对不等于相符" in opened
    reasons = re.findall(r"<li>(缺少[^<]*)：\d+ 项<ul>", opened)
    assert "缺少《收入支出决算总表》" in reasons
    assert len(reasons) == len(set(reasons))


def test_tables_to_take_along_open_in_a_spreadsheet(disclosure: Disclosure) -> None:
    page = render_report(disclosure)
    files = [base64.b64decode(found) for found in re.findall(r"data:text/csv;charset=utf-8;base64,([\w+/=]+)", page)]
    numbers, forms, findings = (data.decode("utf-8-sig").splitlines() for data in files)
    assert all(data.startswith(b"\xef\xbb\xbf") for data in files)
    assert len(numbers) == 1 + len(disclosure.facts)
    assert len(findings) == 1 + len(disclosure.findings)
    assert forms[0].startswith("报表,行,科目编码,栏目,数")


# Text and the ground it stands on, by the names of the style sheet: 4.5 for text, 3 for the edges of bars (WCAG 2.2 AA).
PAIRS = [
    ("ink", "ground", 4.5), ("soft", "paper", 4.5), ("soft", "ground", 4.5), ("accent", "paper", 4.5), ("paper", "error", 4.5),
    ("paper", "warning", 4.5), ("paper", "info", 4.5), ("pass", "paper", 4.5), ("paper", "accent", 4.5), ("accent", "pale", 3.0),
]  # fmt: skip


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_colours_have_contrast(disclosure: Disclosure, text: str, ground: str, least: float) -> None:
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", render_report(disclosure)))
    high, low = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_the_keyboard_reaches_everything_in_reading_order(disclosure: Disclosure) -> None:
    page = render_report(disclosure, data=DATA)
    assert set(re.findall(r'tabindex="(-?\d+)"', page)) == {"0"}  # nothing is taken out of the order or put before it
    assert page.count('class="scroll"') + page.count('class="card scroll"') == page.count('tabindex="0"')
    assert page.index('class="skip"') < page.index("<header>")
    links = set(re.findall(r'href="#([\w.-]+)"', page))
    assert links
    assert all(f'id="{link}"' in page for link in links)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_change_from_the_budget_is_not_shown_as_one_from_last_year() -> None:
    text = (
        "某某县财政局2023年度部门决算\n三、“三公”经费情况说明\n（一）“三公”经费支出总体情况说明\n2023年度“三公”经费支出共计37.15万元，"
        "较年初预算数减少5.00万元，下降11.86%，主要原因是厉行节约。较上年支出数减少1.49万元，下降3.86%，主要原因是车辆更新。\n"
    )
    (figure,) = [
        figure
        for figure in key_figures(read_closely(text.encode(), name="t.txt").disclosure)
        if figure.name == "“三公”经费合计"
    ]
    assert (figure.change, figure.rate) == ("-1.49 万元", "-3.86%")
