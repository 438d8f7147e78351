"""Findings with one cause stand together: fails that judge the same printed number."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from extractor.records import Anchor, Finding

# How causes begin that one wrong denominator gives to many percents.
DENOMINATOR = "分母"
RANK = {"error": 0, "warning": 1, "info": 2}


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """``group`` of each fail that has company: the id of the gravest of them (the first, among equals).

    Two fails belong together where one judges (on its left side) a number that the other binds at all: the wrong percent and the sum
    of percents, the amount against the form and against another sentence. A shared denominator joins only fails whose cause it is.
    """
    fails = [finding for finding in findings if finding.outcome == "fail"]
    parent = {finding.id: finding.id for finding in fails}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    judged: dict[tuple[int, int] | tuple[str, str], list[str]] = {}
    for finding in fails:
        for anchor in _judged(finding):
            judged.setdefault((anchor.start, anchor.end), []).append(finding.id)
        if finding.cause is not None and finding.cause.startswith(DENOMINATOR):
            judged.setdefault((finding.check, finding.cause), []).append(finding.id)
    for finding in fails:
        for anchor in finding.evidence:
            for other in judged.get((anchor.start, anchor.end), ()):
                parent[root(other)] = root(finding.id)
        for other in judged.get((finding.check, finding.cause or ""), ()):
            parent[root(other)] = root(finding.id)
    members: dict[str, list[Finding]] = {}
    for finding in fails:
        members.setdefault(root(finding.id), []).append(finding)
    group_of: dict[str, str] = {}
    for together in members.values():
        if len(together) > 1:
            first = min(together, key=lambda finding: (RANK[finding.severity], findings.index(finding)))
            group_of.update({finding.id: first.id for finding in together})
    return tuple(
        msgspec.structs.replace(finding, group=group_of[finding.id]) if finding.id in group_of else finding
        for finding in findings
    )


def _judged(finding: Finding) -> tuple[Anchor, ...]:
    """The numbers that may be the wrong one: the printed percent, or both of two amounts that should be the same."""
    left = finding.left.anchors if finding.left else ()
    right = finding.right.anchors if finding.right else ()
    rate = finding.left is not None and finding.left.expression.endswith("%")
    return (*left, *right) if len(left) == len(right) == 1 and not rate else left
