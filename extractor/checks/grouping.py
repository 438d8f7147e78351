"""Findings with one cause stand together: fails that judge the same printed number."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from extractor.records import Finding

RANK = {"error": 0, "warning": 1, "info": 2}


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """``group`` of each fail that has company: the id of the gravest of them (the first, among equals).

    Two fails belong together where one judges (on its left side) a number that the other binds at all: the wrong percent and the sum
    of percents, the amount against the form and against another sentence. A shared denominator alone joins nothing, unless all
    have the same cause and judge numbers of one paragraph.
    """
    fails = [finding for finding in findings if finding.outcome == "fail"]
    parent = {finding.id: finding.id for finding in fails}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    judged: dict[tuple[int, int], list[str]] = {}
    for finding in fails:
        for anchor in finding.left.anchors if finding.left else ():
            judged.setdefault((anchor.start, anchor.end), []).append(finding.id)
    for finding in fails:
        for anchor in finding.evidence:
            for other in judged.get((anchor.start, anchor.end), ()):
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
