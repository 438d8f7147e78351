"""One document's findings as one self-contained page that a person wants to read: offline, printable, accessible."""

from __future__ import annotations

import base64
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from extractor.checks.coverage import coverage_of
from extractor.knowledge.checks import OUTCOMES, SEVERITIES, load_checks
from extractor.knowledge.vocabulary import topic_names
from extractor.overview import KIND_NAMES, SCOPE_NAMES
from extractor.records import Disclosure, Finding, Section
from extractor.report.charts import charts_of
from extractor.report.evidence import Pictures, quotes_of
from extractor.report.figures import key_figures
from extractor.report.tables import csv_files

if TYPE_CHECKING:
    from jinja2 import Template

# Passes and open checks are listed by check with some examples: a page of 150 lines of "=" is read by nobody.
EXAMPLES = 4
GRAVEST = 5  # problems named in the summary
NOTES = {
    "error": "数字之间算不拢，应当更正",
    "warning": "写法或数字可疑，请对照原文",
    "info": "供参考，不一定是问题",
}


def render_report(disclosure: Disclosure, *, data: bytes | None = None) -> str:
    """The page as HTML. ``data`` is the PDF that was read, for pictures of the places; without it quotes stand alone."""
    is_pdf = data is not None and disclosure.source.media_type == "application/pdf"
    with Pictures(data if is_pdf else None) as pictures:
        groups = _groups(disclosure, pictures)
    counts = Counter[str](finding.outcome for finding in disclosure.findings)
    fails = [finding for finding in disclosure.findings if finding.outcome == "fail"]
    return _template().render(
        disclosure=disclosure,
        profile=disclosure.profile,
        title=_title(disclosure),
        kind=KIND_NAMES[disclosure.profile.kind],
        scope=SCOPE_NAMES[disclosure.profile.scope],
        region="".join(part for part in disclosure.profile.region if part),
        counts=[(OUTCOMES[outcome], outcome, counts[outcome]) for outcome in OUTCOMES],
        severities=[
            (SEVERITIES[severity], severity, sum(finding.severity == severity for finding in fails))
            for severity in SEVERITIES
        ],
        figures=key_figures(disclosure),
        charts=charts_of(disclosure),
        levels=_levels(groups),
        verdict=_verdict(disclosure, groups),
        gravest=[group for group in groups if group["severity"] != "info"][:GRAVEST],
        passed=_by_check(disclosure, "pass"),
        opened=_by_reason(disclosure, "not_evaluable"),
        skipped=_by_reason(disclosure, "not_applicable"),
        problems=_problems(disclosure),
        csv_files=csv_files(disclosure),
        coverage=coverage_of(disclosure),
        sections=_tree(disclosure.sections),
        json_uri="data:application/json;base64,"
        + base64.b64encode(disclosure.to_json(indent=0).encode("utf-8")).decode("ascii"),
    )


def _title(disclosure: Disclosure) -> str:
    profile = disclosure.profile
    if profile.title or not profile.publisher:
        return profile.title or disclosure.source.name
    year = f"{profile.fiscal_year}年度" if profile.fiscal_year else ""
    scope = SCOPE_NAMES[profile.scope] if profile.scope else "部门"
    return f"{profile.publisher}{year}{scope}{KIND_NAMES[profile.kind] if profile.kind else '公开文件'}"


def _groups(disclosure: Disclosure, pictures: Pictures) -> list[dict[str, Any]]:
    """The fails by cause: the gravest of a group leads, the others stand under it."""
    catalogue = load_checks()
    order = {"error": 0, "warning": 1, "info": 2}
    fails = sorted(
        (finding for finding in disclosure.findings if finding.outcome == "fail"),
        key=lambda finding: order[finding.severity],
    )
    members: dict[str, list[Finding]] = {}
    for finding in fails:
        members.setdefault(finding.group or finding.id, []).append(finding)
    return [
        {
            "id": f"finding-{together[0].id}",
            "title": together[0].message.split("。可能原因：")[0],
            "severity": together[0].severity,
            "label": SEVERITIES[together[0].severity],
            "items": [
                {
                    "finding": finding,
                    "words": catalogue.words(finding.check),
                    "basis": catalogue.basis(finding.check),
                    "label": SEVERITIES[finding.severity],
                    "quotes": quotes_of(disclosure, finding),
                    "pictures": pictures.of(finding),
                }
                for finding in together
            ],
        }
        for together in members.values()
    ]


def _levels(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups under their severity, the gravest first."""
    return [
        {"severity": severity, "label": SEVERITIES[severity], "note": NOTES[severity], "groups": found}
        for severity in SEVERITIES
        if (found := [group for group in groups if group["severity"] == severity])
    ]


def _verdict(disclosure: Disclosure, groups: list[dict[str, Any]]) -> str:
    """The result in one sentence."""
    counts = Counter[str](finding.outcome for finding in disclosure.findings)
    done = counts["pass"] + counts["fail"]
    if not done:
        return "没有一条勾稽关系可以核对：文件中没有读到足够的数字。"
    grave = [group for group in groups if group["severity"] != "info"]
    if not grave:
        hints = f"，另有 {len(groups)} 处提示" if groups else ""
        return f"共核对 {done} 处，数字之间没有发现不符{hints}。"
    return f"共核对 {done} 处，{counts['fail']} 处不符，归为 {len(grave)} 个问题。"


def _by_reason(disclosure: Disclosure, outcome: str) -> list[dict[str, Any]]:
    """Why checks were not evaluated, each reason with the relations that it leaves open."""
    catalogue = load_checks()
    found: dict[str, list[str]] = {}
    for finding in disclosure.findings:
        if finding.outcome == outcome:
            reason = finding.message.rpartition("：")[2].removesuffix("，无法核对").removesuffix("，不适用")
            found.setdefault(reason, []).append(catalogue.words(finding.check))
    return [
        {
            "words": reason,
            "count": len(words),
            "messages": list(dict.fromkeys(words))[:EXAMPLES],
            "more": max(0, len(set(words)) - EXAMPLES),
        }
        for reason, words in sorted(found.items(), key=lambda pair: -len(pair[1]))
    ]


def _problems(disclosure: Disclosure) -> list[dict[str, Any]]:
    """The problems of the reading, those of one code together."""
    found: dict[str, list[str]] = {}
    for problem in disclosure.problems:
        found.setdefault(problem.code, []).append(problem.message)
    return [
        {
            "code": code,
            "count": len(messages),
            "messages": messages[:EXAMPLES],
            "more": max(0, len(messages) - EXAMPLES),
        }
        for code, messages in found.items()
    ]


def _by_check(disclosure: Disclosure, outcome: str) -> list[dict[str, Any]]:
    catalogue = load_checks()
    found: dict[str, list[Finding]] = {}
    for finding in disclosure.findings:
        if finding.outcome == outcome:
            found.setdefault(finding.check, []).append(finding)
    return [
        {
            "words": catalogue.words(check),
            "count": len(findings),
            "messages": list(dict.fromkeys(finding.message for finding in findings))[:EXAMPLES],
            "more": max(0, len({finding.message for finding in findings}) - EXAMPLES),
        }
        for check, findings in found.items()
    ]


def _tree(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """The sections nested as the document nests them."""
    nodes: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    names = topic_names()
    for section in sections:
        node = {"section": section, "topic": names.get(section.topic, section.topic).partition("（")[0], "children": []}
        nodes[section.id] = node
        parent = nodes.get(section.parent_id or "")
        (parent["children"] if parent else top).append(node)
    return top


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = (files("extractor.report") / "templates" / "report.html.j2").read_text("utf-8")
    return environment.from_string(source)
