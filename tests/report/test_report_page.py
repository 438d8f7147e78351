"""The report: one page that stands alone, with what failed, both sides quoted and boxed, and nothing taken from elsewhere."""

from __future__ import annotations

import base64
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
