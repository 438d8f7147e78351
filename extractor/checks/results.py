"""Building findings: four outcomes, the formula with its numbers, both sides with their anchors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from extractor.checks.book import Amount, in_unit
from extractor.records import Anchor, Finding, Operand, Outcome, Severity

# Said of a fail whose gap none of the usual slips makes up: they were tried, and the reader need not.
UNEXPLAINED = "。逐一试算常见笔误，没有一种能解释"


class Tally(NamedTuple):
    """Many comparisons of one kind in one form that all hold: one finding for a reader, every number for the coverage."""

    check: str
    message: str
    evidence: tuple[Anchor, ...]
    bound: tuple[Anchor, ...]

    def finding(self) -> Finding:
        return build(self.check, "pass", "info", self.message, evidence=self.evidence)


Outcomes = Finding | Tally


def anchors_of(outcome: Outcomes) -> tuple[Anchor, ...]:
    """The numbers that an evaluated check binds; none for what did not apply or could not be evaluated."""
    if isinstance(outcome, Tally):
        return outcome.bound
    return outcome.evidence if outcome.outcome in ("pass", "fail") else ()


def agree(left: Amount, right: Amount) -> bool:
    """Whether the gap lies inside the rounding envelope of both sides: the many comparisons that hold need no words."""
    return abs(left.value - right.value) <= left.slack + right.slack


def compared(
    check: str,
    words: str,
    left: Amount,
    right: Amount,
    *,
    severity: Severity,
    cause: Callable[[], str | None] | None = None,
    at_least: bool = False,
    allowed: Decimal | None = None,
) -> Finding:
    """Pass where the gap lies inside the rounding envelope of both sides, else fail."""
    slack = left.slack + right.slack if allowed is None else allowed
    gap = left.value - right.value
    wrong = (gap < -slack) if at_least else (abs(gap) > slack)
    sign = "≥" if at_least else "="
    why: str | None = None
    if not wrong:
        message = f"{words}：{left.words} {sign} {right.words}"
    else:
        message = f"{words}：{left.words} 与 {right.words} 不符，相差 {in_unit(abs(gap), left)}（允许 {in_unit(slack, left)}）"
        why = cause() if cause else None
        message += because(why) if cause else ""
    return build(
        check,
        "fail" if wrong else "pass",
        severity if wrong else "info",
        message,
        left=Operand(left.words, left.value, left.anchors),
        right=Operand(right.words, right.value, right.anchors),
        gap=gap,
        allowed=slack,
        cause=why,
    )


def because(cause: str | None) -> str:
    """What the message of a fail says of its cause, where causes were tried."""
    return f"。可能原因：{cause}" if cause else UNEXPLAINED


def missing(check: str, words: str, what: Iterable[str], *, severity: Severity = "info") -> Finding:
    """Not evaluable: an operand is missing, and which."""
    names = "、".join(dict.fromkeys(what))
    return build(check, "not_evaluable", severity, f"{words}：缺少{names}，无法核对")


def not_applicable(check: str, words: str, why: str) -> Finding:
    return build(check, "not_applicable", "info", f"{words}：{why}，不适用")


def build(
    check: str,
    outcome: Outcome,
    severity: Severity,
    message: str,
    *,
    left: Operand | None = None,
    right: Operand | None = None,
    gap: Decimal | None = None,
    allowed: Decimal | None = None,
    evidence: tuple[Anchor, ...] = (),
    cause: str | None = None,
) -> Finding:
    """A finding without its id (given once all are known)."""
    anchors = evidence or tuple(anchor for side in (left, right) if side is not None for anchor in side.anchors)
    return Finding(
        id="", check=check, outcome=outcome, severity=severity, message=message, left=left, right=right, gap=gap,
        allowed=allowed, evidence=anchors, cause=cause,
    )  # fmt: skip
