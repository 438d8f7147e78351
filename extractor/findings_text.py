"""Findings in words for a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter

import msgspec

from extractor.knowledge.checks import OUTCOMES, SEVERITIES
from extractor.records import Disclosure, Finding


def as_text(disclosure: Disclosure, *, everything: bool = False) -> str:
    """A line a finding: what fails, each with its pages; at the end how many of each outcome."""
    profile = disclosure.profile
    lines = [f"{profile.publisher or disclosure.source.name} {profile.fiscal_year or ''} 勾稽核对"]
    lines += [_line(finding) for finding in disclosure.findings if finding.outcome == "fail" or everything]
    counts = Counter[str](finding.outcome for finding in disclosure.findings)
    lines.append("合计：" + "，".join(f"{words} {counts[outcome]}" for outcome, words in OUTCOMES.items()))
    return "\n".join(lines) + "\n"


def as_json(disclosure: Disclosure) -> str:
    """The findings as a JSON list."""
    return msgspec.json.format(msgspec.json.encode(disclosure.findings), indent=2).decode() + "\n"


def _line(finding: Finding) -> str:
    mark = SEVERITIES[finding.severity] if finding.outcome == "fail" else OUTCOMES[finding.outcome]
    pages = sorted({anchor.page for anchor in finding.evidence if anchor.page is not None})
    where = f"（第{'、'.join(map(str, pages))}页）" if pages else ""
    return f"[{mark}] {finding.check} {finding.message}{where}"
