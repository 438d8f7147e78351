"""What the checks between disclosures say of the bodies compared; they were made with the tables (``cross_findings``)."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from extractor.compare.records import CrossFinding, Side
from extractor.dataset.opening import Dataset
from extractor.records import Outcome

# So many of each outcome are listed; the table has them all.
MOST_LISTED = 500


def findings_of(dataset: Dataset, bodies: Set[str]) -> tuple[dict[Outcome, int], tuple[CrossFinding, ...]]:
    """How many findings of each outcome; and the first that fail (errors, warnings, information) before those that could not be
    evaluated."""
    held = sorted(bodies)
    among = "body in (select unnest($1::varchar[]))"
    counts: dict[Outcome, int] = {"pass": 0, "fail": 0, "not_applicable": 0, "not_evaluable": 0}
    query = f"select outcome, count(*) as n from cross_findings where {among} group by outcome"
    counts.update({row["outcome"]: row["n"] for row in dataset.rows(query, [held])})
    found: list[CrossFinding] = []
    order = "severity = 'info', severity = 'warning', \"check\", body, fiscal_year, kind, scope, metric"
    for outcome in ("fail", "not_evaluable"):
        listed = f"select * from cross_findings where outcome = $2 and {among} order by {order} limit {MOST_LISTED}"
        found += map(_finding, dataset.rows(listed, [held, outcome]))
    return counts, tuple(found)


def _finding(row: dict[str, Any]) -> CrossFinding:
    left = Side(row["left_value"], row["left_year"], row["document"], row["page"], row["quote"])
    right = Side(row["right_value"], row["right_year"], row["right_document"], row["right_page"], row["right_quote"])
    return CrossFinding(
        row["check"], row["outcome"], row["severity"], row["message"], row["body"], row["name"], row["fiscal_year"],
        row["kind"], left=None if left.amount is None else left, right=None if right.amount is None else right,
        gap=row["gap"], allowed=row["allowed"],
    )  # fmt: skip
