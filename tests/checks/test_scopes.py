"""Numbers of other scopes beside each other: nothing is wrong, and nothing is said to be; with one scope the same gap is an error."""

from __future__ import annotations

import msgspec
import pytest

from extractor.checks import findings_of
from extractor.knowledge.checks import load_checks, validated
from extractor.problems import KnowledgeError
from extractor.records import Anchor, Disclosure, Paragraph
from tests.checks.test_checks_catalogue import Writer


def with_report(writer: Writer, topic: str) -> Disclosure:
    """The document, its text from 95,000 on standing in a section of ``topic``."""
    place = Anchor(page=1, box=None, start=94_000, end=99_000, quote="")
    more = Paragraph("p2", None, topic, 1.0, 94_000, 99_000, place)
    made = writer.document()
    return msgspec.structs.replace(made, paragraphs=(*made.paragraphs, more))


@pytest.mark.parametrize(
    ("topic", "value", "outcome"),
    [
        ("attachments.evaluation", "953.78", "not_evaluable"),  # the 财政拨款 that the report evaluates
        ("attachments.evaluation", "953.87", "fail"),
        ("narrative.expenditure", "953.78", "fail"),
    ],
)
def test_an_evaluation_report_speaks_of_its_fund(topic: str, value: str, outcome: str) -> None:
    writer = Writer().fact("expenditure.basic", "actual", "962.48").fact("general_public.basic", "actual", "953.78")
    writer.fact("expenditure.basic", "actual", value, at=95_000)
    found = [
        finding.outcome for finding in findings_of(with_report(writer, topic)) if finding.check == "text.said_twice"
    ]
    assert found == [outcome]


def test_one_amount_of_two_items_is_of_neither() -> None:
    cell = {"origin": "cell", "statement_id": "t0"}

    def line(name: str) -> list[str]:
        writer = Writer().form("final.general_public", ("职业年金", "2080506", None, {"total": "48.21"}))
        dims = {"function": "2080506", "function_name": "社会保障和就业支出/行政事业单位养老支出/职业年金"}
        writer.fact("general_public.expenditure", "actual", "48.21", dims=dims, **cell)
        said = {**dims, "function_name": f"社会保障和就业支出/行政事业单位养老支出/{name}"}
        return writer.fact("general_public.expenditure", "actual", "144.63", dims=said).outcomes("text.form_value")

    assert line("、职业年金") == []
    assert line("职业年金") == ["fail"]


@pytest.mark.parametrize(("total", "outcome"), [("1225.38", "not_evaluable"), ("1125.38", "fail")])
def test_a_change_of_both_sides_read_under_the_last_part(total: str, outcome: str) -> None:
    """收入1225.38万元，支出…，其中：…项目支出502.40万元。收入、支出各减少73.62万元，下降5.67%."""
    writer = Writer().fact("total.revenue", "actual", total).fact("expenditure.project", "actual", "502.40")
    writer.fact("expenditure.project", "change", "-73.62").fact("expenditure.project", "change_rate", "-5.67", "%")
    assert writer.outcomes("text.growth") == [outcome]


@pytest.mark.parametrize(("words", "outcome"), [("占收入总额的", "pass"), ("占本年收入的", "fail")])
def test_a_whole_that_is_named_but_not_which(words: str, outcome: str) -> None:
    writer = Writer(text="　" * (10_040 - len(words)) + words)
    writer.fact("total.revenue", "actual", "1225.38").fact("revenue.total", "actual", "1207.38")
    writer.fact("revenue.opening_carryover", "actual", "18.00")
    writer.fact("revenue.opening_carryover", "share", "1.47", "%", dims={"of": "revenue.total"})
    assert writer.outcomes("text.share") == [outcome]


@pytest.mark.parametrize(("measure", "outcome"), [("budget", "not_evaluable"), ("actual", "fail")])
def test_a_planned_part_is_no_share_of_what_was_spent(measure: str, outcome: str) -> None:
    writer = Writer().fact("expenditure.project", "actual", "1098.60").fact("performance.amount", measure, "640.00")
    writer.fact("performance.amount", "share", "100", "%", dims={"of": "expenditure.project"})
    assert writer.outcomes("text.share") == [outcome]


def test_an_unknown_fund_of_an_evaluation_is_a_load_error() -> None:
    known = load_checks()
    prose = (msgspec.structs.replace(known.prose[0], evaluated={"expenditure.basic": ("no.metric",)}),)
    with pytest.raises(KnowledgeError, match=r"no\.metric"):
        validated(msgspec.structs.replace(known, prose=prose))


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [
        ("收入合计由8902.01万元变为7851.97万元", []),
        ("收入合计从8902.01万元减少到7851.97万元", []),
        ("收入合计8902.01万元，实为7851.97万元", ["fail"]),
    ],
)
def test_what_an_amount_was_before_is_not_said_of_the_year(words: str, outcomes: list[str]) -> None:
    writer = Writer(text=words)
    for value in ("8902.01", "7851.97"):
        writer.fact("revenue.total", "actual", value, at=words.index(value))
    assert writer.outcomes("text.said_twice") == outcomes


def test_a_pattern_without_its_number_is_a_load_error() -> None:
    with pytest.raises(KnowledgeError, match="no group 'number'"):
        validated(msgspec.structs.replace(load_checks(), left_behind="由.*变为"))


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("收入全部为一般公共预算拨款和政府性基金预算拨款，其中当年拨款收入", "pass"),
        ("政府性基金预算拨款，其中当年拨款收入", "fail"),
    ],
)
def test_two_funds_named_together_are_no_single_fund(words: str, outcome: str) -> None:
    cell = {"origin": "cell", "statement_id": "t0"}
    text = "。".rjust(10_020, "　") + words
    writer = Writer(kind="budget", text=text).form("budget.summary", ("政府性基金", None, None, {"revenue": "150.00"}))
    writer.fact("revenue.government_fund", "budget", "150.00", **cell).fact(
        "fiscal.revenue", "budget", "9662.45", **cell
    )
    writer.fact("fiscal.revenue", "budget", "9662.45", at=len(text))
    assert writer.outcomes("text.form_value") == [outcome]


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [
        ("年初财政拨款结转和结余200.40万元（一般公共预算", []),
        ("本年收入4330.95万元（一般公共预算", ["fail"]),
        ("结转200.40万元（含上年）。一般公共预算拨款", ["fail"]),
    ],
)
def test_what_each_fund_carried_over_is_no_revenue(words: str, outcomes: list[str]) -> None:
    writer = Writer(text=words + "120.40万元").fact("revenue.general_public_budget", "actual", "120.40", at=len(words))
    assert writer.fact("revenue.general_public_budget", "actual", "4210.55").outcomes("text.said_twice") == outcomes


def test_a_comma_within_a_number_ends_no_clause() -> None:
    """财政拨款安排1,900.00万元（含上年结转40.00万元）: the carryover of the appropriation, beside that of all money."""
    words = "财政拨款安排1,900.00万元（含上年结转"
    writer = Writer(kind="budget", text=words + "40.00万元）。")
    writer.fact("revenue.opening_carryover", "budget", "40.00", at=len(words))
    assert writer.fact("revenue.opening_carryover", "budget", "240.00").outcomes("text.said_twice") == []
